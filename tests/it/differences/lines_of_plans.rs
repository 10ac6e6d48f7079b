//! Pits, outlets, other ground, the alternative itself and the plan: every decision that differs has its line.

use berghald::balance::{BackfillTarget, Cap, LeastYearly, Way};
use berghald::project::{
    Cell, CellKey, Deposit, DepositId, Edit, Entry, GroundChange, GroundPurpose, MiningChange,
    Original, OutletChange, PitChange,
};
use berghald::units::{BankM3, Density, Metres, NokPerTonne, PlacedFactor, PlacedM3, Tonnes, Year};
use berghald::words::Language;
use geo::coord;

use super::{
    COPY, FIRST, NORTH_COPY, OUTLET_COPY, PIT_COPY, ROAD_COPY, ROCK, STOPE_COPY, SURVEY, TERRAIN,
    after, amount, check, check_line, check_north, lines, square,
};

fn check_pit(change: PitChange, nb: &str, en: &str) {
    let edit = Edit::ChangePit(PIT_COPY, change);
    check_line(edit, ("Dagbrudd 1", nb), ("Open pit Dagbrudd 1", en));
}

fn check_outlet(change: OutletChange, nb: &str, en: &str) {
    let edit = Edit::ChangeOutlet(OUTLET_COPY, change);
    check_line(edit, ("Avtak Kai", nb), ("Outlet Kai", en));
}

#[test]
fn pits_and_their_caps_are_told() {
    use PitChange as Change;
    check_pit(
        Change::Mined(SURVEY),
        "Terreng etter uttak «Terreng 2024» → «Måling 2025»",
        "Terrain as mined “Terreng 2024” → “Måling 2025”",
    );
    check_pit(
        Change::Original(Original::Layer(SURVEY)),
        "Opprinnelig terreng: fra kanten → «Måling 2025»",
        "Original surface: from the rim → “Måling 2025”",
    );
    check_pit(
        Change::Extracted(Some(BankM3(2_500_000.0))),
        "Uttak, faste m³: målt → 2,500 Mm³",
        "Extracted, bank m³: measured → 2.500 Mm³",
    );
    check_pit(
        Change::PermittedLevel(Some(Metres(210.0))),
        "Tillatt nivå: ingen grense → 210 m",
        "Permitted level: no limit → 210 m",
    );
    check_pit(
        Change::PlacedFactor(PlacedFactor::new(1.42).unwrap()),
        "Anbrakt faktor 1,50 → 1,42",
        "Placed factor 1.50 → 1.42",
    );
    check_pit(
        Change::Target(BackfillTarget::Level(Metres(200.0))),
        "Tilbakefylling: så mye som begge grensene tillater → til kote 200 m",
        "Backfilled: as much as both limits allow → up to level 200 m",
    );
    check_pit(
        Change::Target(BackfillTarget::Bank(BankM3(40_000.0))),
        "Tilbakefylling: så mye som begge grensene tillater → til 40 000 m³ fast er lagt tilbake",
        "Backfilled: as much as both limits allow → until 40 000 m³ bank are put back",
    );
    let cap = Cap::new(0.64, "Trang gate").unwrap();
    check(
        vec![Edit::ChangePit(PIT_COPY, Change::Cap(cap))],
        (
            "Dagbrudd 1",
            &[
                "Tak 60 % → 64 %",
                "Begrunnelse for taket: ingen → «Trang gate»",
            ],
        ),
        (
            "Open pit Dagbrudd 1",
            &["Cap 60 % → 64 %", "Reason for the cap: none → “Trang gate”"],
        ),
    );
    check_line(
        Edit::ChangePit(STOPE_COPY, Change::StopeVoid(PlacedM3(45_000.0))),
        ("Strosse Dypet", "Fyllbart rom 50 000 m³ → 45 000 m³"),
        ("Stope Dypet", "Usable void 50 000 m³ → 45 000 m³"),
    );
}

#[test]
fn mining_is_told() {
    let mining = |change| PitChange::Mining(change);
    let years = [2030, 2031, 2033].map(|year| (Year(year), Some(Tonnes(200_000.0))));
    check_pit(
        mining(MiningChange::Tonnes(years.to_vec())),
        "Tas ut 2030–2031, 2033: 0 t → 600 000 t (+600 000 t)",
        "Taken out 2030–2031, 2033: 0 t → 600 000 t (+600 000 t)",
    );
    check_pit(
        mining(MiningChange::Density(Density::new(2.95).unwrap())),
        "Densitet, uttatt 2,70 t/m³ → 2,95 t/m³",
        "Density of extracted 2.70 t/m³ → 2.95 t/m³",
    );
    check_pit(
        mining(MiningChange::Free(
            [(Year(2030), 0.4), (Year(2034), 1.0)].into(),
        )),
        "Rom som er fritt: alt fra begynnelsen → 40 % fra 2030, 100 % fra 2034",
        "Void that is free: all of it from the beginning → 40 % from 2030, 100 % from 2034",
    );
    check_pit(
        mining(MiningChange::Already(BankM3(9_000.0))),
        "Tilbakefylt før 0 m³ → 9 000 m³",
        "Backfilled before 0 m³ → 9 000 m³",
    );
}

#[test]
fn outlets_and_other_ground_are_told() {
    check_outlet(
        OutletChange::Price(NokPerTonne(-4.5)),
        "Pris 0,00 NOK/t → −4,50 NOK/t",
        "Price 0.00 NOK/t → −4.50 NOK/t",
    );
    check_outlet(
        OutletChange::Place(Some(coord! { x: 500.0, y: 400.0 })),
        "Sted 500 E, 900 N → 500 E, 400 N, flyttet 500 m S",
        "Place 500 E, 900 N → 500 E, 400 N, moved 500 m S",
    );
    check_outlet(
        OutletChange::Place(None),
        "Sted 500 E, 900 N → ingen",
        "Place 500 E, 900 N → none",
    );
    let least = LeastYearly {
        mass: Tonnes(30_000.0),
        is_rule: true,
    };
    check_outlet(
        OutletChange::Least(Some(least)),
        "Minst i året: ingen → 30 000 t/år (tas ikke imot: en regel)",
        "Smallest a year: none → 30 000 t/yr (not taken: a rule)",
    );
    check_line(
        Edit::ChangeGround(ROAD_COPY, GroundChange::Purpose(GroundPurpose::Ditch)),
        ("Vei 1", "Brukes til: vei → grøft"),
        ("Road Vei 1", "Used for: road → ditch"),
    );
    check_line(
        Edit::ChangeGround(
            ROAD_COPY,
            GroundChange::Temporary(Some("anlegg".to_owned())),
        ),
        ("Vei 1", "Midlertidig fordi: nei, varig → «anlegg»"),
        ("Road Vei 1", "Temporary because: no, for good → “anlegg”"),
    );
}

#[test]
fn the_alternative_itself_is_told() {
    let long = "Deponiet ligger lavt i dalen, og veien går på østsiden av elva, unna bebyggelsen ved sjøen";
    let notes = [(FIRST, long), (COPY, "Kort")];
    let mut edits: Vec<Edit> = notes
        .map(|(id, note)| Edit::NoteScenario(id, note.to_owned()))
        .into();
    edits.push(Edit::FreezeScenario(COPY, true));
    let shown = "Deponiet ligger lavt i dalen, og veien går på østsiden av elva, unna bebyggelsen…";
    let nb = format!("Notat «{shown}» → «Kort»");
    let en = format!("Note “{shown}” → “Kort”");
    check(
        edits,
        ("Alternativet selv", &[&nb, "Låst: nei → ja"]),
        ("The alternative itself", &[&en, "Frozen: no → yes"]),
    );
}

#[test]
fn what_goes_where_is_told_by_fraction_and_place_with_the_years() {
    let north = Entry::Deposit(NORTH_COPY);
    let set = |cells: Vec<(CellKey, Cell)>| {
        let cells = cells.into_iter().map(|(key, cell)| (key, Some(cell)));
        Edit::SetCells(COPY, cells.collect())
    };
    check_north(
        set([2031, 2032]
            .map(|year| amount(north, ROCK, year, 250_000.0))
            .into()),
        "Gråberg inn 2031–2032: 200 000 t → 500 000 t (+300 000 t)",
        "Gråberg in 2031–2032: 200 000 t → 500 000 t (+300 000 t)",
    );
    check_north(
        set(vec![
            amount(north, ROCK, 2030, 50_000.0),
            amount(north, ROCK, 2035, 50_000.0),
        ]),
        "Gråberg inn 2030, 2035: 100 000 t i alt, fordelt annerledes på årene",
        "Gråberg in 2030, 2035: 100 000 t in all, spread over the years in another way",
    );
    let (key, cell) = amount(north, ROCK, 2031, 1e5);
    let fixed = Cell {
        is_fixed: true,
        ..cell
    };
    check_north(
        set(vec![(key, fixed)]),
        "Gråberg inn, skrevet for hånd: ingen → 2031",
        "Gråberg in, typed by hand: none → 2031",
    );
    let out = CellKey {
        way: Way::Out,
        ..key
    };
    check_north(
        set(vec![(out, cell)]),
        "Gråberg ut 2031: 0 t → 100 000 t (+100 000 t)",
        "Gråberg out 2031: 0 t → 100 000 t (+100 000 t)",
    );
}

#[test]
fn what_is_built_in_one_alone_is_told_with_what_goes_there() {
    let added = Deposit::new(COPY, "Vestlia".to_owned(), square(-900.0, 0.0), TERRAIN);
    let west = DepositId(3001);
    let (key, cell) = amount(Entry::Deposit(west), ROCK, 2030, 70_000.0);
    let project = after(vec![
        Edit::AddDeposit(west, Box::new(added)),
        Edit::SetCells(COPY, vec![(key, Some(cell))]),
        Edit::Remove(Entry::Outlet(OUTLET_COPY)),
    ]);
    let told = lines(&project, Language::Bokmal);
    let expected = [
        (
            "Deponi Vestlia",
            vec![
                "Bare i Fjord",
                "Gråberg inn 2030: 0 t → 70 000 t (+70 000 t)",
            ],
        ),
        ("Avtak Kai", vec!["Bare i Fjell"]),
    ];
    let expected = expected.map(|(heading, lines)| {
        let lines = lines.into_iter().map(str::to_owned);
        (heading.to_owned(), lines.collect::<Vec<_>>())
    });
    assert_eq!(told, expected);
}

#[test]
fn a_store_is_called_so_where_it_is_one_in_both() {
    let reason = || {
        let reason = Some("tømmes".to_owned());
        Box::new(berghald::project::DepositChange::Temporary(reason))
    };
    let mut edits: Vec<Edit> = [super::NORTH, NORTH_COPY]
        .map(|id| Edit::ChangeDeposit(id, reason()))
        .into();
    edits.push(Edit::SetBase(NORTH_COPY, SURVEY));
    let told = lines(&after(edits), Language::English);
    assert_eq!(told[0].0, "Temporary store Nordlia");
}
