//! Masses in the project file: what is added, changed at random, and what another program made of it.

use std::collections::BTreeMap;

use berghald::balance::{Acceptance, Emission, HaulRates, LeastYearly, LoadSize, Way};
use berghald::material::{MassKind, Material, Placing, Purpose, Quality, Sourced};
use berghald::project::{
    Cell, CellKey, Distance, Edit, Entry, Fraction, FractionChange, FractionId, MassSettings,
    MiningChange, Outlet, OutletChange, OutletId, PitChange, Project, ScenarioId, TermsChange,
};
use berghald::store::ProjectFile;
use berghald::units::{BankM3, Density, LooseM3, NokPerTonne, PlacedM3, Tonnes, Year};
use geo::{Coord, LineString};
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

use super::{is_told_and_left, snapshot, step, who, whole};

pub(super) fn fraction(number: u64) -> Fraction {
    let mut material = Material::suggested(MassKind::ALL[(number % 6) as usize]);
    material.quality = Quality::ALL[(number % 5) as usize];
    "pH 5,5 i lekkasje, ½ æøå".clone_into(&mut material.quality_note);
    material.quality_source = format!("Rapport {number}");
    material.purposes = [Purpose::ALL[(number % 7) as usize], Purpose::Fill].into();
    material.density = Sourced {
        value: Density::new(2.5 + (number % 10) as f64 / 30.0).unwrap(),
        source: "målt".to_owned(),
        author: "Kari".to_owned(),
    };
    let years = (0..=number % 7).map(|year| {
        let year = Year(2027 + i32::try_from(year).unwrap());
        (year, Tonnes(number as f64 / 7.0))
    });
    Fraction {
        name: format!("Gråberg {number}"),
        material,
        tonnes: years.collect(),
        origin: number.is_multiple_of(3).then_some(place(number)),
    }
}

fn place(number: u64) -> Coord<f64> {
    Coord {
        x: 500_000.0 + number as f64 / 3.0,
        y: 7_000_000.0 - number as f64 / 7.0,
    }
}

pub(super) fn outlet(scenario: ScenarioId, number: u64) -> Outlet {
    let at = number.is_multiple_of(2).then_some(place(number));
    let mut outlet = Outlet::new(scenario, format!("Kai æøå {number}"), at);
    outlet.price = NokPerTonne(55.0 - number as f64 / 3.0);
    outlet.least = number.is_multiple_of(3).then_some(LeastYearly {
        mass: Tonnes(1000.0 / 3.0),
        is_rule: number.is_multiple_of(2),
    });
    outlet
}

fn terms_change(number: u64) -> TermsChange {
    match number % 11 {
        0 => TermsChange::Years(Some(Year(2030)), None),
        1 => TermsChange::YearlyLimit(Some(Tonnes(1e6 / 7.0))),
        2 => TermsChange::Accepts(Acceptance {
            kinds: [MassKind::WasteRock, MassKind::Overburden].into(),
            qualities: [Quality::Inert].into(),
        }),
        3 => TermsChange::Placing(Placing::Hydraulic),
        4 => TermsChange::Handling(NokPerTonne(1.0 / 3.0)),
        5 => TermsChange::Haul(Distance::Typed { km: 12.5 }, 30.0),
        6 => {
            let line = LineString(vec![place(number), place(number + 1), place(number + 5)]);
            TermsChange::Haul(Distance::Route(line), -3.0)
        }
        7 => TermsChange::Already(PlacedM3(1e6 / 3.0)),
        8 => TermsChange::EmptiedBy(Some(Year(2040))),
        9 => TermsChange::Haul(Distance::Straight { detour: 1.25 }, 0.0),
        _ => TermsChange::InSea(Some(number.is_multiple_of(2))),
    }
}

fn settings(number: u64) -> MassSettings {
    MassSettings {
        first_year: Year(2025 + i32::try_from(number % 5).unwrap()),
        last_year: Year(2050),
        origin: number.is_multiple_of(2).then_some(place(number)),
        haul: HaulRates {
            nok_per_tonne_km: 2.0 / 3.0,
            nok_per_tonne_100_m_climb: 0.1,
            emission: if number.is_multiple_of(3) {
                Emission::PerKm(1.1)
            } else {
                Emission::PerTonneKm(1.0 / 13.0)
            },
            load: if number.is_multiple_of(2) {
                LoadSize::Mass(Tonnes(90.0))
            } else {
                LoadSize::Volume(LooseM3(17.5))
            },
            both_ways: number.is_multiple_of(5),
        },
    }
}

fn mining_change(number: u64) -> MiningChange {
    match number % 4 {
        0 => MiningChange::Tonnes(vec![(Year(2030), Some(Tonnes(1e7 / 3.0)))]),
        1 => MiningChange::Density(Density::new(3.0 / 1.1).unwrap()),
        2 => MiningChange::Free(BTreeMap::from([(Year(2031), 1.0 / 3.0), (Year(2040), 1.0)])),
        _ => MiningChange::Already(BankM3(1e5 / 3.0)),
    }
}

fn cell(number: u64) -> Cell {
    Cell {
        mass: Tonnes(number as f64 / 3.0),
        is_fixed: number.is_multiple_of(2),
    }
}

/// What the sample of today's schema has of masses.
pub(super) fn edits() -> Vec<Edit> {
    let first = ScenarioId::FIRST;
    let mut edits = vec![Edit::SetMasses(Box::new(settings(4)))];
    for number in [42, 43] {
        let added = FractionChange::Add(Box::new(fraction(number)));
        edits.push(Edit::ChangeFraction(FractionId(number), added));
    }
    edits.push(Edit::ChangeFraction(
        FractionId(43),
        FractionChange::Move(0),
    ));
    for number in [44, 45] {
        edits.push(Edit::AddOutlet(
            OutletId(number),
            Box::new(outlet(first, number)),
        ));
    }
    let deposit = Entry::Deposit(berghald::project::DepositId(6));
    let pit = Entry::Pit(berghald::project::PitId(10));
    for number in 0..11 {
        for entry in [deposit, pit, Entry::Outlet(OutletId(44))] {
            edits.push(Edit::ChangeTerms(entry, Box::new(terms_change(number))));
        }
    }
    for number in 0..4 {
        let change = PitChange::Mining(mining_change(number));
        edits.push(Edit::ChangePit(berghald::project::PitId(10), change));
    }
    let cells = (0..40_u64).map(|number| {
        let key = CellKey {
            fraction: FractionId(42 + number % 2),
            year: Year(2027 + i32::try_from(number / 6).unwrap()),
            place: [deposit, pit, Entry::Outlet(OutletId(44))][(number % 3) as usize],
            way: [Way::In, Way::Out][usize::from(number % 6 == 3)],
        };
        (key, Some(cell(number)))
    });
    edits.push(Edit::SetCells(first, cells.collect()));
    edits
}

/// An edit of masses.
pub(super) fn random_edit(
    random: &mut ChaCha8Rng,
    project: &Project,
    scenario: ScenarioId,
    (number, id): (u64, u64),
) -> Edit {
    let pick = |random: &mut ChaCha8Rng, count: usize| random.random_range(0..count.max(1));
    let fractions: Vec<FractionId> = project.fractions.keys().copied().collect();
    let outlets: Vec<OutletId> = project.outlets.keys().copied().collect();
    let places: Vec<Entry> = project.destinations_of(scenario).collect();
    let fraction_id = fractions.get(pick(random, fractions.len())).copied();
    let place = places.get(pick(random, places.len())).copied();
    let (Some(fraction_id), Some(place)) = (fraction_id, place) else {
        let added = FractionChange::Add(Box::new(fraction(number)));
        return Edit::ChangeFraction(FractionId(id), added);
    };
    let mut some_cells = |count: u64| -> Vec<(CellKey, Cell)> {
        let years = (0..count).map(|year| {
            let key = CellKey {
                fraction: fraction_id,
                year: Year(2027 + i32::try_from(year).unwrap()),
                place: places[pick(random, places.len())],
                way: if number.is_multiple_of(7) {
                    Way::Out
                } else {
                    Way::In
                },
            };
            (key, cell(number + year))
        });
        years.collect()
    };
    match number % 12 {
        0 => {
            let added = FractionChange::Add(Box::new(fraction(number)));
            Edit::ChangeFraction(FractionId(id), added)
        }
        1 if 1 < fractions.len() => Edit::ChangeFraction(fraction_id, FractionChange::Remove),
        2 => {
            let material = Box::new(fraction(number + 1).material);
            Edit::ChangeFraction(fraction_id, FractionChange::Material(material))
        }
        3 => {
            let tonnes = vec![(Year(2030), Some(Tonnes(1.0 / 3.0))), (Year(2027), None)];
            Edit::ChangeFraction(fraction_id, FractionChange::Tonnes(tonnes))
        }
        4 => Edit::AddOutlet(OutletId(id), Box::new(outlet(scenario, number))),
        5 if !outlets.is_empty() => {
            let outlet = outlets[pick(random, outlets.len())];
            Edit::ChangeOutlet(
                outlet,
                OutletChange::Price(NokPerTonne(number as f64 / 9.0)),
            )
        }
        6 | 7 => Edit::ChangeTerms(place, Box::new(terms_change(number / 12))),
        8 => match project.pits_of(scenario).next() {
            Some((pit, _)) => Edit::ChangePit(pit, PitChange::Mining(mining_change(number / 12))),
            None => Edit::SetMasses(Box::new(settings(number))),
        },
        9 => Edit::SetMasses(Box::new(if number.is_multiple_of(5) {
            MassSettings::default()
        } else {
            settings(number)
        })),
        10 => Edit::FillIn(scenario, some_cells(number % 9)),
        _ => {
            let cells = some_cells(1 + number % 5).into_iter();
            let cells = cells.map(|(key, cell)| (key, (!number.is_multiple_of(3)).then_some(cell)));
            Edit::SetCells(scenario, cells.collect())
        }
    }
}

#[test]
fn a_save_writes_only_the_rows_of_a_plan_that_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let mut now = snapshot(folder.path());
    let mut file = ProjectFile::create(&path, &who(), &step(1, &now)).unwrap();
    let key = *now.project.cells[&ScenarioId::FIRST].keys().next().unwrap();
    let changed = Cell {
        mass: Tonnes(77.0),
        is_fixed: true,
    };
    Edit::SetCells(ScenarioId::FIRST, vec![(key, Some(changed))]).apply(&mut now.project);
    file.save(&[step(2, &now)]).unwrap();
    file.close(None).unwrap();
    whole(&path);
    let reading = Connection::open(&path).unwrap();
    let sql = "SELECT count(*) FROM change_log WHERE edit = 2 AND table_name = 'plan'";
    let rows: i64 = reading.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 1);
    let sql = "SELECT sum(value) FROM plan, json_each(plan.tonnes_by_year)";
    let tonnes: f64 = reading.query_row(sql, [], |row| row.get(0)).unwrap();
    let cells = now.project.cells[&ScenarioId::FIRST].values();
    let expected: f64 = cells.map(|cell| cell.mass.0).sum();
    assert!((tonnes - expected).abs() < 1e-6);
    assert_eq!(ProjectFile::open_to_read(&path).unwrap().snapshot, now);
}

#[test]
fn what_another_program_made_of_masses_is_told_and_left_as_it_is() {
    let spoiled = [
        (
            "fractions",
            "UPDATE fractions SET tonnes_by_year = '{\"2030\": -5}' WHERE id = 42",
        ),
        (
            "fractions",
            "UPDATE fractions SET purposes = 'gull' WHERE id = 43",
        ),
        (
            "outlets",
            "UPDATE outlets SET scenario_id = 99 WHERE id = 44",
        ),
        (
            "terms",
            "UPDATE terms SET route = '[]', distance = 'route' WHERE id = 6",
        ),
        (
            "terms",
            "UPDATE terms SET first_year = 1000000 WHERE id = 10",
        ),
        ("terms", "UPDATE terms SET id = 999 WHERE id = 6"),
        (
            "mining",
            "UPDATE mining SET free_share_by_year = '{\"2030\": 1.5}'",
        ),
        ("plan", "UPDATE plan SET tonnes_by_year = '[1, 2]'"),
        ("plan", "UPDATE plan SET fraction_id = 7"),
        (
            "settings",
            "UPDATE settings SET value = '{}' WHERE name = 'masses'",
        ),
    ];
    for (table, sql) in spoiled {
        is_told_and_left(table, sql, "");
    }
}

/// A plan as large as *Fill in* is made for: 20 fractions, 60 years and 30 places.
#[test]
fn a_large_plan_comes_back_and_a_changed_amount_is_one_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let mut now = snapshot(folder.path());
    let first = ScenarioId::FIRST;
    for number in 1_000..1_020 {
        let added = FractionChange::Add(Box::new(fraction(number)));
        Edit::ChangeFraction(FractionId(number), added).apply(&mut now.project);
    }
    for number in 2_000..2_030 {
        let added = Box::new(outlet(first, number));
        Edit::AddOutlet(OutletId(number), added).apply(&mut now.project);
    }
    now.records.last_id = 3_000;
    let cells = (0..20_u64).flat_map(|fraction| {
        (0..60).flat_map(move |year| {
            (0..30_u64).map(move |place| {
                let key = CellKey {
                    fraction: FractionId(1_000 + fraction),
                    year: Year(2027 + year),
                    place: Entry::Outlet(OutletId(2_000 + place)),
                    way: Way::In,
                };
                (key, Some(cell(1 + fraction * 7 + place)))
            })
        })
    });
    let cells: Vec<(CellKey, Option<Cell>)> = cells.collect();
    assert_eq!(cells.len(), 36_000);
    let one = cells[17_000].0;
    Edit::SetCells(first, cells).apply(&mut now.project);
    let mut file = ProjectFile::create(&path, &who(), &step(1, &now)).unwrap();
    let changed = Cell {
        mass: Tonnes(77.0),
        is_fixed: true,
    };
    Edit::SetCells(first, vec![(one, Some(changed))]).apply(&mut now.project);
    file.save(&[step(2, &now)]).unwrap();
    file.close(None).unwrap();
    let reading = Connection::open(&path).unwrap();
    let sql = "SELECT count(*) FROM change_log WHERE edit = 2";
    let rows: i64 = reading.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 1);
    assert_eq!(ProjectFile::open_to_read(&path).unwrap().snapshot, now);
}
