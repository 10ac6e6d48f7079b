//! What is decided otherwise in a copy of an alternative: found, mirrored, and nothing where nothing is changed.

mod lines_of_building;
mod lines_of_plans;
mod lines_of_terms;

use berghald::app::{DifferenceLine, difference_lines};
use berghald::balance::{BackfillTarget, LeastYearly, Way};
use berghald::design::{FillTarget, Outline, Slope};
use berghald::material::Material;
use berghald::project::{
    AddedCopy, Both, Cell, CellKey, Changed, Decided, Decision, Deposit, DepositChange, DepositId,
    Difference, DifferenceOf, Edit, Entry, Fraction, FractionChange, FractionId, GroundId,
    GroundPurpose, Layer, LayerId, LayerKind, LifeChange, Original, OtherGround, Outlet,
    OutletChange, OutletId, Pit, PitChange, PitId, Project, Room, Scenario, ScenarioId,
    ScenarioKind, Terms, TermsChange, Values, differences,
};
use berghald::units::{BankM3, Metres, NokPerTonne, PlacedFactor, PlacedM3, Tonnes, Year};
use berghald::words::{Language, Words};
use geo::{Coord, coord};
use proptest::prelude::*;

use crate::shapes::rectangle;

const FIRST: ScenarioId = ScenarioId::FIRST;
const COPY: ScenarioId = ScenarioId(100);
const TERRAIN: LayerId = LayerId(10);
const SURVEY: LayerId = LayerId(11);
const ROCK: FractionId = FractionId(20);
const TAILINGS: FractionId = FractionId(21);

/// What is built in the first alternative.
const NORTH: DepositId = DepositId(1001);
const SOUTH: DepositId = DepositId(1002);
const PIT: PitId = PitId(1003);
const STOPE: PitId = PitId(1004);
const OUTLET: OutletId = OutletId(1005);
const ROAD: GroundId = GroundId(1006);

/// What is built in its copy.
const NORTH_COPY: DepositId = DepositId(2001);
const SOUTH_COPY: DepositId = DepositId(2002);
const PIT_COPY: PitId = PitId(2003);
const STOPE_COPY: PitId = PitId(2004);
const OUTLET_COPY: OutletId = OutletId(2005);
const ROAD_COPY: GroundId = GroundId(2006);

/// A square of 100 m.
fn square(west: f64, south: f64) -> Outline {
    Outline::new(&rectangle(west, south, west + 100.0, south + 100.0)).unwrap()
}

fn layer(name: &str) -> Layer {
    Layer {
        name: name.to_owned(),
        kind: LayerKind::Terrain,
        source: format!("{name}.tif"),
        stated_crs: None,
        values: Values::Heights,
        height_offset: Metres(0.0),
        errors: berghald::design::HeightErrors::NONE,
        attribution: String::new(),
        visible: true,
        opacity: 1.0,
        site: None,
    }
}

fn fraction(id: FractionId, name: &str) -> Edit {
    let fraction = Fraction {
        name: name.to_owned(),
        material: Material::default(),
        tonnes: [(Year(2030), Tonnes(1e6))].into(),
        origin: None,
    };
    Edit::ChangeFraction(id, FractionChange::Add(Box::new(fraction)))
}

fn pit(name: &str, room: Room) -> Box<Pit> {
    Box::new(Pit {
        scenario: FIRST,
        name: name.to_owned(),
        room,
        placed_factor: PlacedFactor::TIPPED_ROCK,
        cap: berghald::balance::Cap::default(),
        target: BackfillTarget::Most,
        mining: Box::default(),
        terms: Box::new(Terms::default()),
        visible: true,
        opacity: 1.0,
    })
}

fn amount(place: Entry, fraction: FractionId, year: i32, mass: f64) -> (CellKey, Cell) {
    let key = CellKey {
        fraction,
        year: Year(year),
        place,
        way: Way::In,
    };
    let cell = Cell {
        mass: Tonnes(mass),
        is_fixed: false,
    };
    (key, cell)
}

/// One alternative with something of every kind, and a copy of it.
fn copied() -> Project {
    let mut project = Project::new("Null", "Fjell");
    let deposit = |name: &str, west: f64| {
        let outline = square(west, 0.0);
        let plain = Deposit::new(FIRST, name.to_owned(), outline, TERRAIN);
        Box::new(Deposit {
            target: FillTarget::Crest(Metres(412.0)),
            ..plain
        })
    };
    let open = Room::Pit {
        outline: square(1_000.0, 0.0),
        mined: TERRAIN,
        original: Original::Rim,
        extracted: None,
        permitted_level: None,
    };
    let stope = Room::Stope {
        void: PlacedM3(50_000.0),
        extracted: BankM3(60_000.0),
    };
    let place = Some(coord! { x: 500.0, y: 900.0 });
    let road = OtherGround::new(
        FIRST,
        "Vei 1".to_owned(),
        square(0.0, 500.0),
        GroundPurpose::Road,
    );
    let outlet = Outlet::new(FIRST, "Kai".to_owned(), place);
    let planned = [2030, 2031, 2032].map(|year| amount(Entry::Deposit(NORTH), ROCK, year, 1e5));
    let edits = [
        Edit::AddLayer(TERRAIN, layer("Terreng 2024")),
        Edit::AddLayer(SURVEY, layer("Måling 2025")),
        fraction(ROCK, "Gråberg"),
        fraction(TAILINGS, "Avgang"),
        Edit::AddDeposit(NORTH, deposit("Nordlia", 0.0)),
        Edit::AddDeposit(SOUTH, deposit("Sørlia", 80.0)),
        Edit::AddPit(PIT, pit("Dagbrudd 1", open)),
        Edit::AddPit(STOPE, pit("Dypet", stope)),
        Edit::AddOutlet(OUTLET, Box::new(outlet)),
        Edit::AddGround(ROAD, Box::new(road)),
        Edit::FillIn(FIRST, planned.to_vec()),
    ];
    for edit in edits {
        edit.apply(&mut project);
    }
    let originals = [
        Entry::Deposit(NORTH),
        Entry::Deposit(SOUTH),
        Entry::Pit(PIT),
        Entry::Pit(STOPE),
        Entry::Outlet(OUTLET),
        Entry::Ground(ROAD),
    ];
    let copies = originals.into_iter().zip(NORTH_COPY.0..);
    let copies = copies.map(|(copy_of, id)| AddedCopy { id, copy_of });
    let scenario = Scenario::new("Fjord", ScenarioKind::Alternative, [1, 2, 3]);
    Edit::AddScenario(COPY, scenario, copies.collect()).apply(&mut project);
    project
}

/// The copy after some edits, against the original.
fn after(edits: Vec<Edit>) -> Project {
    let mut project = copied();
    for edit in edits {
        edit.apply(&mut project);
    }
    project
}

/// The lines in a language, with plain spaces.
fn lines(project: &Project, language: Language) -> Vec<(String, Vec<String>)> {
    let words = Words::in_language(language).unwrap();
    let plain = |text: &String| text.replace(['\u{a0}', '\u{202f}'], " ");
    let told = difference_lines(project, FIRST, COPY, &words).into_iter();
    told.map(|DifferenceLine { heading, lines }| {
        (plain(&heading), lines.iter().map(plain).collect())
    })
    .collect()
}

/// One thing differs, by exactly these lines.
fn check(edits: Vec<Edit>, nb: (&str, &[&str]), en: (&str, &[&str])) {
    let project = after(edits);
    for (language, (heading, expected)) in [(Language::Bokmal, nb), (Language::English, en)] {
        let expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
        assert_eq!(
            lines(&project, language),
            [(heading.to_owned(), expected)],
            "{language:?}"
        );
    }
}

/// One thing differs by one line.
fn check_line(edit: Edit, (nb_heading, nb): (&str, &str), (en_heading, en): (&str, &str)) {
    check(vec![edit], (nb_heading, &[nb]), (en_heading, &[en]));
}

/// One line about the deposit in the north.
fn check_north(edit: Edit, nb: &str, en: &str) {
    check_line(edit, ("Deponi Nordlia", nb), ("Deposit Nordlia", en));
}

fn check_deposit(change: DepositChange, nb: &str, en: &str) {
    check_north(Edit::ChangeDeposit(NORTH_COPY, Box::new(change)), nb, en);
}

#[test]
fn a_copy_does_not_differ() {
    let project = copied();
    assert_eq!(differences(&project, FIRST, COPY), []);
    assert_eq!(lines(&project, Language::Bokmal), []);
}

#[test]
fn what_only_concerns_drawing_is_no_decision() {
    let entries = [
        Entry::Deposit(NORTH_COPY),
        Entry::Pit(PIT_COPY),
        Entry::Outlet(OUTLET_COPY),
        Entry::Ground(ROAD_COPY),
    ];
    let drawn = entries.map(|entry| vec![Edit::Show(entry, false), Edit::Fade(entry, 0.3)]);
    let mut edits = drawn.concat();
    edits.push(Edit::ColorScenario(COPY, [9, 9, 9]));
    edits.push(Edit::RenameScenario(COPY, "Bukt".to_owned()));
    edits.push(Edit::Reorder(Entry::Ground(ROAD_COPY), 0));
    let far = square(5_000.0, 0.0);
    assert_eq!(differences(&after(edits), FIRST, COPY), []);
    // Deposits that lie apart are built in any order.
    let mut project = after(Vec::new());
    for id in [SOUTH, SOUTH_COPY] {
        Edit::Reshape(Entry::Deposit(id), far.clone()).apply(&mut project);
    }
    Edit::Reorder(Entry::Deposit(NORTH_COPY), 0).apply(&mut project);
    assert_eq!(differences(&project, FIRST, COPY), []);
}

#[test]
fn an_alternative_that_is_gone_or_the_same_does_not_differ() {
    let project = after(vec![Edit::Remove(Entry::Pit(PIT_COPY))]);
    assert_eq!(differences(&project, FIRST, ScenarioId(99)), []);
    assert_eq!(differences(&project, COPY, COPY), []);
    assert_eq!(differences(&project, FIRST, COPY).len(), 1);
}

#[test]
fn a_renamed_deposit_is_known_by_its_outline() {
    let renamed = Edit::Rename(Entry::Deposit(NORTH_COPY), "Nordlia øst".to_owned());
    let project = after(vec![renamed]);
    let found = differences(&project, FIRST, COPY);
    let values = Both {
        one: Decided::Text("Nordlia".to_owned()),
        other: Decided::Text("Nordlia øst".to_owned()),
    };
    let expected = Difference {
        entry: DifferenceOf {
            one: Some(Entry::Deposit(NORTH)),
            other: Some(Entry::Deposit(NORTH_COPY)),
        },
        what: Changed::Decision {
            decision: Decision::Name,
            point: String::new(),
            values,
        },
    };
    assert_eq!(found, [expected]);
}

/// The same the other way round.
fn mirrored(difference: Difference) -> Difference {
    fn turned<T>(both: Both<T>) -> Both<T> {
        Both {
            one: both.other,
            other: both.one,
        }
    }
    let Difference { entry, what } = difference;
    let what = match what {
        Changed::Alone => Changed::Alone,
        Changed::Decision {
            decision,
            point,
            values,
        } => Changed::Decision {
            decision,
            point,
            values: turned(values),
        },
        Changed::Outline {
            areas,
            moved,
            unshared,
        } => Changed::Outline {
            areas: turned(areas),
            // Nothing turned round is nothing, and not less.
            moved: Coord { x: 0.0, y: 0.0 } - moved,
            unshared,
        },
        Changed::Amounts { of, sums, years } => Changed::Amounts {
            of,
            sums: turned(sums),
            years,
        },
    };
    let entry = DifferenceOf {
        one: entry.other,
        other: entry.one,
    };
    Difference { entry, what }
}

/// An edit of the copy, by two numbers; what it adds has a number of its own.
fn edit(own: u64, kind: u32, number: u32) -> Edit {
    let value = f64::from(number);
    let west = 10.0 * value;
    let id = if number.is_multiple_of(2) {
        NORTH_COPY
    } else {
        SOUTH_COPY
    };
    let entry = Entry::Deposit(id);
    let deposit = |change| Edit::ChangeDeposit(id, Box::new(change));
    let terms = |change| Edit::ChangeTerms(entry, Box::new(change));
    match kind {
        0 => Edit::Remove(entry),
        1 => Edit::Rename(entry, format!("Deponi {}", number % 3)),
        2 => Edit::Reshape(entry, square(west, 0.0)),
        3 => Edit::SetFace(id, Slope::from_degrees(20.0 + value).unwrap()),
        4 => Edit::SetTarget(id, FillTarget::Volume(PlacedM3(1e5 * (1.0 + value)))),
        5 => deposit(DepositChange::Closure(Some(Slope::ONE_IN_THREE))),
        6 => deposit(DepositChange::Life(LifeChange::Responsible(format!(
            "{number}"
        )))),
        7 => terms(TermsChange::Handling(NokPerTonne(value))),
        8 => Edit::Reorder(entry, 0),
        9 => Edit::Rename(Entry::Outlet(OUTLET_COPY), format!("Havn {number}")),
        10 => Edit::Remove(Entry::Pit(STOPE_COPY)),
        11 => Edit::ChangePit(PIT_COPY, PitChange::Extracted(Some(BankM3(value)))),
        12 => {
            let (key, cell) = amount(entry, ROCK, 2030 + i32::try_from(number % 4).unwrap(), west);
            Edit::SetCells(COPY, vec![(key, Some(cell))])
        }
        13 => {
            let mass = Tonnes(value);
            let least = LeastYearly {
                mass,
                is_rule: false,
            };
            Edit::ChangeOutlet(OUTLET_COPY, OutletChange::Least(Some(least)))
        }
        _ => {
            let added = Deposit::new(COPY, "Nordlia".to_owned(), square(west, 40.0), TERRAIN);
            Edit::AddDeposit(DepositId(3000 + own), Box::new(added))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn differences_are_the_same_the_other_way_round(
        edits in prop::collection::vec((0..15_u32, 0..12_u32), 0..8),
    ) {
        let edits = edits.into_iter().zip(0..);
        let edits = edits.map(|((kind, number), own)| edit(own, kind, number));
        let project = after(edits.collect());
        let mut there = differences(&project, FIRST, COPY);
        let mut back: Vec<_> = differences(&project, COPY, FIRST).into_iter().map(mirrored).collect();
        for all in [&mut there, &mut back] {
            all.sort_by_key(|one| format!("{one:?}"));
        }
        prop_assert_eq!(there, back);
        let again = difference_lines(&project, FIRST, FIRST, &Words::in_language(Language::English).unwrap());
        prop_assert_eq!(again, []);
    }
}
