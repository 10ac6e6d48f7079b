//! Nature, species and outdoor life.

use berghald::site::GeometryKind::{Point, Polygon};

use super::check;

#[test]
fn protected_areas_are_known_over_the_years() {
    let service =
        "OBJECTID naturvernId navn offisieltNavn verneform kommune iucn vernedato faktaark";
    check("naturvern_omrade", service, Polygon, "protected-areas");
    check(
        "polygons",
        "objekttypenavn navn vernedato verneform verneplan",
        Polygon,
        "protected-areas",
    );
    check(
        "NATUR_NaturvernOmradeFlate",
        "objtype VERNEFORM NAVN VERNEDATO",
        Polygon,
        "protected-areas",
    );
    check(
        "naturvernomrader_utm33_2",
        "iid omradenavn vernef_id verneform",
        Polygon,
        "protected-areas",
    );
    check(
        "Naturvernområde",
        "identifika offisieltN verneform forvaltnin",
        Polygon,
        "protected-areas",
    );
    // Restrictions, and what is proposed only, have the same fields.
    let proposed = "foreslattVernId navn verneform verneplan";
    check("foreslatt_naturvern_omrade", proposed, Polygon, "");
    check("polygons", proposed, Polygon, "protected-areas ?");
    check("verneområde", "navn areal", Polygon, "");
}

#[test]
fn nature_types_by_the_instruction_are_known_over_the_years() {
    let of_2022 = "identifikasjon_lokalid hovedøkosystem kartleggingsår naturtype naturtypekode lokalitetskvalitet tilstand mosaikk";
    check("Naturtyper_NiN_norge_med_svalbard", of_2022, Polygon, "nin");
    let of_2023 = "id hovedoekosystem naturtype lokalitetskvalitet tilstand kartleggingsaar";
    check("naturtyper_nin_omr", of_2023, Polygon, "nin");
    let service = "OBJECTID Områdenavn Kommuner NiNID Naturtype Lokalitetskvalitet";
    check("naturtyper_nin_alle", service, Polygon, "nin");
    let shape = "identifika hovedøkosy kartleggin naturtype lokalitets tilstand";
    check("Naturtyper_nin_0000_norge", shape, Polygon, "nin");
    check(
        "flater",
        "lokalitetskvalitet dekningskartverdi prosjektnavn",
        Polygon,
        "nin-coverage ?",
    );
    check("naturtyper_nin", "naturtype tilstand", Polygon, "");
}

#[test]
fn survey_coverage_is_known_over_the_years() {
    let gml = "lokalId prosjektområdenavn dekningskartverdi prosjektnavn";
    check("Naturtype_dekning", gml, Polygon, "nin-coverage");
    let service = "Prosjektnavn Dekningskartverdi Årstall Kartleggingsinstruks";
    check("naturtyper_nin_dekning", service, Polygon, "nin-coverage");
    check(
        "dekningskart",
        "prosjektna dekningska kartleggin",
        Polygon,
        "nin-coverage",
    );
    // A list of projects with their years: perhaps.
    check(
        "prosjekter",
        "prosjektnavn prosjektid kartlagtfradato",
        Polygon,
        "nin-coverage ?",
    );
    check("dekningskart", "gid bredbånd", Polygon, "");
}

#[test]
fn handbook_13_is_known_over_the_years() {
    let sosi = "OBJTYPE BMNATYP BMNATYPUTF BMVERDI BMREGDATO NAVN";
    check("BmNatypPriOmråde", sosi, Polygon, "hb13");
    let service = "naturtypeId omraadenavn naturtype utforming verdi registreringsDato hevdstatus";
    check("naturtyper_hb13", service, Polygon, "hb13");
    let of_2012 = "naturtype naturtypeUtforming bmVerdi bmHevdstatus";
    check("polygons", of_2012, Polygon, "hb13");
    check(
        "Naturtyper - DN-håndbok 13",
        "naturtype utforming verdi",
        Polygon,
        "hb13",
    );
    check(
        "naturtyper",
        "naturtype utforming verdi områdenavn",
        Polygon,
        "hb13 ? hb19 ?",
    );
    check("naturtyper_hb13", "områdenavn verdi", Polygon, "");
}

#[test]
fn handbook_19_is_known_over_the_years() {
    let service = "marinNaturtypeId omraadenavn naturtype utforming verdi registreringsDato";
    check("naturtyper_hb19", service, Polygon, "hb19");
    check(
        "DN_Håndbok_19",
        "BMREGISTRERINGSDATO NATURTYPE NATURTYPEUTFORMING MARINNATURTYPEID",
        Polygon,
        "hb19",
    );
    let driver = "bmNaturtypeMarin bmNaturtypeMarinUtforming bmVerdi bmRegistreringsdato";
    check("marineNaturtyper", driver, Polygon, "hb19");
    check(
        "naturtyper",
        "naturtype utforming verdi områdenavn",
        Polygon,
        "hb13 ? hb19 ?",
    );
    check("naturtyper_hb19", "navn", Polygon, "");
}

#[test]
fn selected_nature_types_are_known_over_the_years() {
    let service = "UtvalgtNaturtypeId Områdenavn UtvalgtNaturtype";
    check(
        "naturtyper_utvalgte2",
        service,
        Polygon,
        "selected-nature-types",
    );
    check(
        "NaturtypeUtvalgt",
        "UTVALGTNATURTYPE NAVN",
        Polygon,
        "selected-nature-types",
    );
    check(
        "polygons",
        "bmUtvalgtNaturtype områdenavn",
        Polygon,
        "selected-nature-types",
    );
    check(
        "utvalgte_naturtyper",
        "utvalgtNat områdenavn",
        Polygon,
        "selected-nature-types",
    );
    // The older service kept them among all nature types.
    let older = "naturtypeId naturtype utforming verdi utvalgtNaturtype";
    check("lag", older, Polygon, "hb13");
    check(
        "flater",
        "utvalgtNaturtype naturtype verdi utforming",
        Polygon,
        "selected-nature-types ? hb13 ? hb19 ?",
    );
    check(
        "utvalgte_kulturlandskap",
        "utvalgtNaturtype navn",
        Polygon,
        "",
    );
    check("naturtyper_utvalgte", "navn areal", Polygon, "");
}

#[test]
fn species_areas_are_known_over_the_years() {
    let service =
        "artFunksjonId artForekomstId omraadeNavn norskNavn funksjon roedlisteStatus prioritertArt";
    check("Art funksjonsområde", service, Polygon, "species");
    check(
        "BmArtOmråde",
        "BMART BMFUNK BMTRUETKAT BMREGDATO",
        Polygon,
        "species",
    );
    check(
        "polygons",
        "bmArt bmOmrådefunksjon bmTruethetskategori",
        Polygon,
        "species",
    );
    let of_2015 = "NorskNavn VitenskapeligNavn FunksjonBeskrivelse Rodlistestatus PrioritertArt";
    check(
        "arter_nasjonal_forvaltningsinteresse",
        of_2015,
        Point,
        "species",
    );
    // A list of finds from elsewhere: perhaps.
    check("funn", "norskNavn vitenskapeligNavn", Point, "species ?");
    check("fremmedearter", "norskNavn vitenskapeligNavn", Point, "");
    check("artfunksjon", "gid areal", Polygon, "");
}

#[test]
fn outdoor_life_is_known_over_the_years() {
    let of_2016 =
        "gml_id områdetype områdeverdi friluftOpphav kartlagtStatus områdenavn kartleggingsår";
    check(
        "KartlagteFriluftsområder",
        of_2016,
        Polygon,
        "outdoor-mapped",
    );
    let service = "kartlagtFOID omraadenavn omraadetype omraadeverdi kommune brukerfrekvens";
    check("friluftsliv_kartlagt", service, Polygon, "outdoor-mapped");
    check(
        "polygons",
        "friluftslivsområdeType friluftslivsområdeVerdi navn",
        Polygon,
        "outdoor-mapped",
    );
    check(
        "Friluftslivsomrade",
        "FRITYPE FRIVERDI NAVN",
        Polygon,
        "outdoor-mapped",
    );
    check(
        "flater",
        "områdetype områdeverdi driftstilsynAnsvarlig",
        Polygon,
        "outdoor-mapped ?",
    );
    check("friluftsliv_kartlagt", "navn", Polygon, "");
    // Planned areas for building have a type and a value too.
    check("boligområder", "områdetype areal", Polygon, "");

    let service =
        "friluftId omraadeNavn driftstilsynAnsvarlig omraadeVerdi bruksfrekvens brukergrupper";
    check(
        "friluftsliv_statlig_sikra",
        service,
        Polygon,
        "outdoor-secured",
    );
    check(
        "polygons",
        "friluftslivSikring friluftslivsområdeDriftstilsyn navn",
        Polygon,
        "outdoor-secured",
    );
    check(
        "SikraFriluftslivsområde",
        "FRISIKRING FRIDRIFTSTILSYN NAVN",
        Polygon,
        "outdoor-secured",
    );
    check("friluftsliv_statlig_sikra", "navn", Polygon, "");
}
