//! Land resources, topographic maps and buildings.

use berghald::site::GeometryKind::{Line, Point, Polygon};

use super::check;

#[test]
fn ar5_is_known_over_the_years() {
    // SOSI, as its fields are written; the same as the SOSI driver reads them; file geodatabase of 2023;
    // a Shape file; the web service.
    let sosi = "OBJTYPE ARTYPE ARTRESLAG ARSKOGBON ARGRUNNF ARKARTSTD DATAFANGSTDATO";
    check("T32_1702ar5_flate", sosi, Polygon, "ar5");
    let driver = "objekttypenavn arealressursArealtype arealressursTreslag arealressursSkogbonitet arealressursGrunnforhold";
    check("polygons", driver, Polygon, "ar5");
    let geodatabase = "objtype arealtype treslag skogbonitet grunnforhold klassifiseringsmetode";
    check("fkb_ar5_omrade", geodatabase, Polygon, "ar5");
    check(
        "AR5",
        "arealtype treslag skogboni_1 grunnforho",
        Polygon,
        "ar5",
    );
    let service =
        "gid artype artype_beskrivelse artreslag arskogbon argrunnf klassifiseringsmetode";
    check("Arealressursflate", service, Polygon, "ar5");
    // Cut down to the class it could be AR50 as well: somebody has to say.
    check(
        "polygons",
        "ARTYPE ARTRESLAG ARSKOGBON",
        Polygon,
        "ar5 ? ar50 ?",
    );
    // A layer of that name without the class is something else.
    check("AR5", "fid navn areal", Polygon, "");
    check("ar5_flate", "artype artreslag arskogbon argrunnf", Line, "");
    check("AR250_arealtype", "arealtype", Polygon, "");
}

#[test]
fn ar50_is_known_over_the_years() {
    let sosi = "OBJTYPE ARTYPE ARJORDBR ARTRESLAG ARSKOGBON ARVEGET ARKARTSTD";
    check("0000_25833_ar50_flate", sosi, Polygon, "ar50");
    let driver = "arealressursArealtype arealressursDyrkbarjord arealressursVegetasjonsdekke arealressursTreslag";
    check("polygons", driver, Polygon, "ar50");
    check(
        "AR50_område",
        "arealtype jordbruk treslag skogbonitet vegetasjonsdekke",
        Polygon,
        "ar50",
    );
    check(
        "AR50_2343_arter",
        "OBJECTID ARTYPE Shape__Area",
        Polygon,
        "ar50",
    );
    check(
        "utklipp",
        "ARTYPE ARTRESLAG ARSKOGBON",
        Polygon,
        "ar5 ? ar50 ?",
    );
    check("AR50", "gid navn", Polygon, "");
}

#[test]
fn land_cover_of_n50_is_known_over_the_years() {
    check(
        "0301_N50_Arealdekke polygons",
        "objekttypenavn",
        Polygon,
        "n50-land-cover",
    );
    check(
        "arealdekke_polygons",
        "objekttypenavn oppdateringsdato",
        Polygon,
        "n50-land-cover",
    );
    check(
        "N50_ArealdekkeFlate",
        "OBJTYPE OPPDATERINGSDATO",
        Polygon,
        "n50-land-cover",
    );
    check(
        "N50_Arealdekke_omrade",
        "objtype oppdateringsdato",
        Polygon,
        "n50-land-cover",
    );
    check(
        "N1000_Arealdekke_omrade",
        "objtype",
        Polygon,
        "n50-land-cover",
    );
    check("n50_elvbekk", "objtype vannbredde", Line, "n50-land-cover");
    // A layer for each class says no more than its name.
    check("Myr", "oppdateringsdato", Polygon, "n50-land-cover ?");
    check("SnoIsbre", "", Polygon, "n50-land-cover ?");
    check("Arealdekke", "navn", Polygon, "");
    check("Damtjernmyra", "navn", Polygon, "");
    check("skog_til_salgs", "eier", Polygon, "");
    check("planer", "objtype", Polygon, "");
}

#[test]
fn infrastructure_of_n50_is_known_over_the_years() {
    check(
        "samferdsel_lines",
        "objekttypenavn vegkategori",
        Line,
        "n50-infrastructure",
    );
    check(
        "N50_VegSti",
        "OBJTYPE VEGKATEGORI",
        Line,
        "n50-infrastructure",
    );
    check(
        "N50_Samferdsel_senterlinje",
        "objtype typeveg",
        Line,
        "n50-infrastructure",
    );
    check(
        "N50_BygningerOgAnlegg_posisjon",
        "objtype",
        Point,
        "n50-infrastructure",
    );
    check(
        "Gruve",
        "oppdateringsdato målemetode",
        Point,
        "n50-infrastructure ?",
    );
    check("veg_planlagt", "objtype vegkategori", Line, "");
    check("samferdsel", "id", Line, "");
}

#[test]
fn buildings_are_known_over_the_years() {
    check(
        "Bygning",
        "KOMM BYGGNR BYGGTYP_NBR BYGGSTAT",
        Point,
        "matrikkel-buildings",
    );
    let of_2021 = "bygningsnummer bygningstype bygningsstatus kommunenummer sefrakIdent";
    check(
        "matrikkelen_bygningspunkt",
        of_2021,
        Point,
        "matrikkel-buildings",
    );
    check(
        "fkb_bygning_omrade",
        "objtype bygningsnummer bygningstype",
        Polygon,
        "matrikkel-buildings",
    );
    check(
        "Bygninger",
        "bygningsnu bygningsty bygningsst",
        Point,
        "matrikkel-buildings",
    );
    // Its type alone stands in plans as well.
    check("polygons", "bygningstype", Polygon, "matrikkel-buildings ?");
    check("Bygning", "navn høyde", Polygon, "n50-infrastructure ?");
    check("Bygninger", "navn høyde", Polygon, "");
    check("planlagte_bygninger", "bygningstype", Polygon, "");
}
