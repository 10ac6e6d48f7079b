//! Terms and life cycles: every decision that differs has its line.

use berghald::balance::{Acceptance, SoilPlan};
use berghald::material::{Placing, Quality};
use berghald::project::{
    DepositChange, DepositId, Distance, Edit, Entry, LaterUse, LifeChange, Medium, MonitoringPoint,
    TermsChange,
};
use berghald::units::{Metres, NokPerTonne, PlacedM3, Tonnes, Year};
use geo::{LineString, coord};

use super::{NORTH, NORTH_COPY, check, check_deposit, check_north};

fn check_terms(change: TermsChange, nb: &str, en: &str) {
    let entry = Entry::Deposit(NORTH_COPY);
    check_north(Edit::ChangeTerms(entry, Box::new(change)), nb, en);
}

#[test]
fn terms_are_told() {
    use TermsChange as Change;
    let entry = Entry::Deposit(NORTH_COPY);
    let years = Change::Years(Some(Year(2030)), Some(Year(2041)));
    check(
        vec![Edit::ChangeTerms(entry, Box::new(years))],
        (
            "Deponi Nordlia",
            &[
                "Første år: fra begynnelsen → 2030",
                "Siste år: til slutten → 2041",
            ],
        ),
        (
            "Deposit Nordlia",
            &[
                "First year: from the beginning → 2030",
                "Last year: until the end → 2041",
            ],
        ),
    );
    check_terms(
        Change::YearlyLimit(Some(Tonnes(250_000.0))),
        "Grense per år: ingen grense → 250 000 t/år",
        "Yearly limit: no limit → 250 000 t/yr",
    );
    let mut accepts = Acceptance::default();
    accepts.qualities.remove(&Quality::AcidForming);
    check_terms(
        Change::Accepts(accepts),
        "Tar imot: alt → alt unntatt syredannende",
        "Takes: everything → all but acid-forming",
    );
    check_terms(
        Change::Placing(Placing::Compacted),
        "Utlegging: tippet → komprimert",
        "Way of placing: tipped → compacted",
    );
    check_terms(
        Change::Handling(NokPerTonne(12.5)),
        "Utlegging, kostnad 0,00 NOK/t → 12,50 NOK/t",
        "Handling 0.00 NOK/t → 12.50 NOK/t",
    );
}

#[test]
fn hauls_stores_and_what_lay_there_are_told() {
    use TermsChange as Change;
    let entry = Entry::Deposit(NORTH_COPY);
    check_terms(
        Change::Haul(Distance::Typed { km: 3.4 }, 0.0),
        "Transportlengde: luftlinje × 1,40 → 3,4 km",
        "Haul distance: straight line × 1.40 → 3.4 km",
    );
    let road = LineString::from(vec![(0.0, 0.0), (300.0, 400.0), (300.0, 900.0)]);
    let haul = Change::Haul(Distance::Route(road), 35.0);
    check(
        vec![Edit::ChangeTerms(entry, Box::new(haul))],
        (
            "Deponi Nordlia",
            &[
                "Transportlengde: luftlinje × 1,40 → tegnet vei, 1 000 m gjennom 3 punkter",
                "Stigning med lass 0 m → 35 m",
            ],
        ),
        (
            "Deposit Nordlia",
            &[
                "Haul distance: straight line × 1.40 → drawn road, 1 000 m through 3 points",
                "Climb with load 0 m → 35 m",
            ],
        ),
    );
    check_terms(
        Change::Already(PlacedM3(12_000.0)),
        "Lagt ut før 0 m³ → 12 000 m³",
        "There before 0 m³ → 12 000 m³",
    );
    check_terms(
        Change::EmptiedBy(Some(Year(2044))),
        "Tømt innen: ikke noe år ennå → 2044",
        "Emptied by: no year yet → 2044",
    );
    check_terms(
        Change::Reclaim(NokPerTonne(9.0)),
        "Uttak av lager 0,00 NOK/t → 9,00 NOK/t",
        "Taking out 0.00 NOK/t → 9.00 NOK/t",
    );
    check_terms(
        Change::InSea(Some(true)),
        "Ligger: etter sjøbunnen → i sjø",
        "Lies: by its sea floor → in the sea",
    );
}

#[test]
fn life_cycles_are_told() {
    use LifeChange as Change;
    let life = DepositChange::Life;
    check_deposit(
        life(Change::Responsible("Fjell AS".to_owned())),
        "Ansvarlig: ingen → «Fjell AS»",
        "Responsible: none → “Fjell AS”",
    );
    check_deposit(
        life(Change::LaterUse(Some(LaterUse::Forest))),
        "Senere bruk: ikke bestemt → skog",
        "Later use: not decided → forest",
    );
    check_deposit(
        life(Change::Restoration("Dekkes og\ntilplantes".to_owned())),
        "Plan for dekke og istandsetting: ingen → «Dekkes og tilplantes»",
        "Cover and restoration plan: none → “Dekkes og tilplantes”",
    );
    let soil = SoilPlan {
        topsoil: Metres(0.3),
        strip_year: Some(Year(2029)),
        cover: Metres(0.55),
        cover_from: Some(Year(2041)),
        cover_to: Some(Year(2043)),
    };
    let edit = Edit::ChangeDeposit(NORTH_COPY, Box::new(life(Change::Soil(soil))));
    let nb = [
        "Matjord tas av: ingen → 0,3 m",
        "Matjord tas av i: med første stein → 2029",
        "Dekke legges på: ingen → 0,55 m",
        "Dekke fra: etter siste stein → 2041",
        "Dekke til: på ett år → 2043",
    ];
    let en = [
        "Topsoil stripped: none → 0.3 m",
        "Topsoil stripped in: with the first rock → 2029",
        "Cover laid: none → 0.55 m",
        "Cover from: after the last rock → 2041",
        "Cover until: in one year → 2043",
    ];
    check(
        vec![edit],
        ("Deponi Nordlia", &nb),
        ("Deposit Nordlia", &en),
    );
}

#[test]
fn monitoring_points_are_told_one_by_one() {
    let point = |name: &str, limit: &str, times_a_year: f64| MonitoringPoint {
        name: name.to_owned(),
        place: coord! { x: 10.0, y: 20.0 },
        medium: Medium::Seepage,
        parameter: "nikkel".to_owned(),
        limit: limit.to_owned(),
        times_a_year,
        first_year: None,
        last_year: None,
    };
    let watched = |id: DepositId, points: Vec<MonitoringPoint>| {
        let change = DepositChange::Life(LifeChange::Monitoring(points));
        Edit::ChangeDeposit(id, Box::new(change))
    };
    let moved = MonitoringPoint {
        place: coord! { x: 10.0, y: 50.0 },
        ..point("P1", "5 µg/l", 12.0)
    };
    let edits = vec![
        watched(
            NORTH,
            vec![point("P1", "20 µg/l", 4.0), point("P2", "", 1.0)],
        ),
        watched(NORTH_COPY, vec![point("P3", "", 1.0), moved]),
    ];
    let nb = [
        "Målepunkt P1: Grense «20 µg/l» → «5 µg/l»",
        "Målepunkt P1: Hvor ofte 4 ganger i året → 12 ganger i året",
        "Målepunkt P1: Sted 10 E, 20 N → 10 E, 50 N, flyttet 30 m N",
        "Målepunkt P2: Navn «P2» → «P3»",
    ];
    let en = [
        "Monitoring point P1: Limit “20 µg/l” → “5 µg/l”",
        "Monitoring point P1: How often 4 times a year → 12 times a year",
        "Monitoring point P1: Place 10 E, 20 N → 10 E, 50 N, moved 30 m N",
        "Monitoring point P2: Name “P2” → “P3”",
    ];
    check(edits, ("Deponi Nordlia", &nb), ("Deposit Nordlia", &en));
    check_north(
        watched(NORTH_COPY, vec![point("P1", "", 2.0)]),
        "Målepunkt P1: ingen → måles i: sigevann, hva «nikkel», hvor ofte 2 ganger i året, sted 10 E, 20 N",
        "Monitoring point P1: none → measured in: seepage, what “nikkel”, how often 2 times a year, place 10 E, 20 N",
    );
}
