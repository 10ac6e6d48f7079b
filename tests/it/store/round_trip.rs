//! What is saved comes back, to the last bit, and the log leads to it.

use std::fs;
use std::sync::Arc;

use berghald::balance::Binding;
use berghald::project::{
    DepositId, Edit, Entry, History, LayerId, PitId, Project, Scenario, ScenarioId, ScenarioKind,
};
use berghald::results::{CrsRecord, Snapshot};
use berghald::store::{Access, ProjectFile, Step, is_project, last_change};
use proptest::prelude::*;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

use super::{random_edit, snapshot, source_record, step, utm_33, who, whole};

#[test]
fn a_project_comes_back_as_it_was_saved() {
    let folder = tempfile::tempdir().unwrap();
    let folder = fs::canonicalize(folder.path()).unwrap();
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("Fjell æøå #1.gpkg");
    let first = snapshot(&folder);
    let file = ProjectFile::create(&path, &who(), &step(1, &first)).unwrap();
    assert_eq!(file.access(), &Access::Write);
    assert_eq!(file.saved(), &first);
    file.close(None).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    let opened = ProjectFile::open(&path, &who()).unwrap();
    assert_eq!(opened.snapshot, first);
    assert_eq!(opened.oddities, []);
    assert!(!opened.was_interrupted);
    assert!(is_project(&path));
    let last = opened.last.unwrap();
    assert_eq!((last.number, last.label.as_str()), (1, "edit 1"));
    assert_eq!((last.who, last.at), (who(), super::at(1)));
    opened.file.close(None).unwrap();
    whole(&path);
    fs::remove_dir_all(&folder).unwrap();
}

/// An edit, a table, a row, what it was and what it became.
type Logged = (i64, String, i64, Option<String>, Option<String>);

#[test]
fn every_step_is_logged_with_its_own_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let first = snapshot(folder.path());
    let mut file = ProjectFile::create(&path, &who(), &step(1, &first)).unwrap();
    let mut history = History::of(first.project.clone());
    let mut steps = Vec::new();
    for (number, edit) in [
        Edit::Rename(Entry::Deposit(DepositId(5)), "Nord".to_owned()),
        Edit::RenameScenario(ScenarioId::FIRST, "Sør".to_owned()),
        Edit::Remove(Entry::Layer(LayerId(3))),
        Edit::Rename(Entry::Pit(PitId(12)), "Strosse".to_owned()),
    ]
    .into_iter()
    .enumerate()
    {
        history.apply(edit);
        let now = Snapshot {
            project: history.project().clone(),
            ..first.clone()
        };
        steps.push(step(number as u64 + 2, &now));
    }
    file.save(&steps).unwrap();
    let reading = Connection::open(&path).unwrap();
    let logged: Vec<Logged> = reading
        .prepare("SELECT edit, table_name, row_id, was, became FROM change_log WHERE edit > 1")
        .unwrap()
        .query_map([], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(logged.len(), 4);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        logged[0],
        (
            2,
            "outlines".to_owned(),
            5,
            text(r#"{"name":"Tipp æøå 5"}"#),
            text(r#"{"name":"Nord"}"#)
        )
    );
    assert_eq!((logged[1].0, logged[1].1.as_str()), (3, "scenarios"));
    assert_eq!((logged[2].2, logged[2].4.clone()), (3, None));
    // Names in other tables follow.
    let names: Vec<(String, String)> = reading
        .prepare("SELECT scenario, name FROM outlines WHERE scenario_id = 1 UNION ALL SELECT scenario, name FROM footprints WHERE fid = 5 UNION ALL SELECT scenario, name FROM pits WHERE scenario_id = 1 UNION ALL SELECT scenario, name FROM backfills")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(names.len(), 22);
    assert!(names.iter().all(|(scenario, _)| scenario == "Sør"));
    assert_eq!(names[17].1, "Nord");
    assert_eq!(
        (names[19].1.as_str(), names[21].1.as_str()),
        ("Strosse", "Strosse")
    );
    drop(reading);
    let last = last_change(&path).unwrap().unwrap();
    assert_eq!((last.number, last.scenario.as_deref()), (5, Some("Sør")));
    file.close(None).unwrap();
    whole(&path);
}

#[test]
fn the_scenario_of_the_last_change_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let first = snapshot(folder.path());
    let mut file = ProjectFile::create(&path, &who(), &step(1, &first)).unwrap();
    let mut check = |number: u64, edit: Edit, scenario: &str| {
        let mut history = History::of(file.saved().project.clone());
        history.apply(edit);
        let now = Snapshot {
            project: history.project().clone(),
            ..file.saved().clone()
        };
        file.save(&[step(number, &now)]).unwrap();
        let last = last_change(&path).unwrap().unwrap();
        assert_eq!(
            (last.number, last.scenario.as_deref()),
            (number, Some(scenario))
        );
    };
    let kind = ScenarioKind::Alternative;
    let name = |name: &str| name.to_owned();
    check(
        2,
        Edit::Rename(Entry::Deposit(DepositId(6)), name("x")),
        "Alternativ 1",
    );
    check(3, Edit::Remove(Entry::Deposit(DepositId(9))), "Hva om?");
    check(4, Edit::RenameScenario(ScenarioId(8), name("Vest")), "Vest");
    check(
        5,
        Edit::AddScenario(
            ScenarioId(50),
            Scenario::new("Øst", kind, [0; 3]),
            Vec::new(),
        ),
        "Øst",
    );
    check(6, Edit::RemoveScenario(ScenarioId(50)), "Øst");
}

#[test]
fn a_coordinate_system_that_comes_later_reaches_every_geometry() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let mut now = snapshot(folder.path());
    now.records.crs = None;
    let mut file = ProjectFile::create(&path, &who(), &step(1, &now)).unwrap();
    let ids = || {
        let reading = Connection::open(&path).unwrap();
        let ids: Vec<i32> = reading
            .prepare(
                "SELECT srs_id FROM gpkg_contents WHERE data_type = 'features' \
                 UNION SELECT srs_id FROM gpkg_geometry_columns",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        ids
    };
    assert_eq!(ids(), [-1]);
    whole(&path);
    now.records.crs = Some(utm_33());
    file.save(&[step(2, &now)]).unwrap();
    assert_eq!(ids(), [25833]);
    whole(&path);
    now.records.crs = Some(Arc::new(CrsRecord {
        epsg: None,
        name: "Anlegg".to_owned(),
        wkt: "ENGCRS[…]".to_owned(),
        wkt1: "LOCAL_CS[\"Anlegg\"]".to_owned(),
    }));
    file.save(&[step(3, &now)]).unwrap();
    assert_eq!(ids(), [100_000]);
    whole(&path);
    file.close(None).unwrap();
    assert_eq!(ProjectFile::open_to_read(&path).unwrap().snapshot, now);
}

#[test]
fn a_move_in_the_order_changes_one_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let first = snapshot(folder.path());
    let mut file = ProjectFile::create(&path, &who(), &step(1, &first)).unwrap();
    let mut now = first;
    for (number, place) in [5, 0, 3, 1, 6].into_iter().enumerate() {
        let entry = now.project.order[2];
        Edit::Reorder(entry, place).apply(&mut now.project);
        file.save(&[step(number as u64 + 2, &now)]).unwrap();
    }
    let reading = Connection::open(&path).unwrap();
    let most: i64 = reading
        .query_row(
            "SELECT max(n) FROM (SELECT count(*) AS n FROM change_log WHERE edit > 1 GROUP BY edit)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(most, 1);
    drop(reading);
    drop(file);
    let opened = ProjectFile::open(&path, &who()).unwrap();
    assert_eq!(opened.snapshot.project.order, now.project.order);
    assert!(opened.was_interrupted);
}

#[test]
fn results_and_sources_are_saved_without_an_edit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let mut now = snapshot(folder.path());
    let mut file = ProjectFile::create(&path, &who(), &step(1, &now)).unwrap();
    now.records.fills.insert(DepositId(6), super::fill(1));
    now.records.fills.insert(DepositId(5), super::fill(2));
    let backfill = super::backfill(1, Binding::Cap, true);
    now.records.pits.insert(PitId(11), backfill);
    now.records.sources.insert(LayerId(3), source_record(9));
    now.records.active = ScenarioId::ZERO;
    file.save(&[step(1, &now)]).unwrap();
    now.records.fills.remove(&DepositId(9));
    now.records.pits.remove(&PitId(12));
    now.records.sources.remove(&LayerId(2));
    file.save(&[step(1, &now)]).unwrap();
    file.close(None).unwrap();
    assert_eq!(ProjectFile::open_to_read(&path).unwrap().snapshot, now);
    whole(&path);
}

#[test]
fn what_is_looked_for_in_the_spatial_index_is_what_lies_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let mut now = Snapshot::default();
    let mut last_id = 1;
    for _ in 0..300 {
        random_edit(&mut random, &now.project.clone(), &mut last_id).apply(&mut now.project);
    }
    let file = ProjectFile::create(&path, &who(), &step(1, &now)).unwrap();
    let reading = Connection::open(&path).unwrap();
    let mut select = reading
        .prepare(
            "SELECT id FROM rtree_outlines_geom \
             WHERE maxx >= ?1 AND minx <= ?2 AND maxy >= ?3 AND miny <= ?4",
        )
        .unwrap();
    let mut found_any = 0;
    for _ in 0..200 {
        let west = 500_000.0 + random.random_range(0.0..3_600.0);
        let south = 7_000_000.0 + random.random_range(0.0..8_000_000.0);
        let (east, north) = (west + 300.0, south + 900_000.0);
        let found: Vec<u64> = select
            .query_map([west, east, south, north], |row| row.get::<_, i64>(0))
            .unwrap()
            .map(|id| u64::try_from(id.unwrap()).unwrap())
            .collect();
        found_any += found.len();
        for (id, deposit) in &now.project.deposits {
            let (low, high) = {
                let extent = deposit.outline.extent();
                (extent.min(), extent.max())
            };
            // A metre: numbers of 24 bits at seven million.
            let lies = |slack: f64| {
                west - slack <= high.x
                    && low.x <= east + slack
                    && south - slack <= high.y
                    && low.y <= north + slack
            };
            assert!(!lies(0.0) || found.contains(&id.0));
            assert!(lies(2.0) || !found.contains(&id.0));
        }
    }
    assert!(0 < found_any);
    drop(file);
}

/// Makes edits, undoes and redoes some, and saves them in groups.
fn edit_and_save(seed: u64, edits: usize) {
    let folder = super::quick_folder();
    let path = folder.path().join("x.gpkg");
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut now = Snapshot {
        project: Project::new("0", "1"),
        ..Snapshot::default()
    };
    let mut history = History::of(now.project.clone());
    let mut file = ProjectFile::create(&path, &who(), &step(0, &now)).unwrap();
    let mut last_id = 1;
    let mut steps: Vec<Step> = Vec::new();
    for number in 1..=edits as u64 {
        match random.random_range(0..10) {
            0 | 1 => drop(history.undo()),
            2 => drop(history.redo()),
            _ => history.apply(random_edit(&mut random, history.project(), &mut last_id)),
        }
        now.project = history.project().clone();
        now.records.last_id = last_id;
        if number % 50 == 0
            && let Some(id) = now.project.deposits.keys().next()
        {
            now.records.fills.insert(*id, super::fill(number));
        }
        if number % 50 == 25
            && let Some((id, pit)) = now.project.pits.first_key_value()
        {
            let record = super::backfill(number, Binding::Cap, pit.outline().is_some());
            now.records.pits.insert(*id, record);
        }
        steps.push(step(number, &now));
        if random.random_bool(0.3) {
            file.save(&steps).unwrap();
            steps.clear();
        }
    }
    file.save(&steps).unwrap();
    file.close(None).unwrap();
    let found = whole(&path);
    assert!(edits as u64 / 2 < found.log_entries);
    let read = ProjectFile::open_to_read(&path).unwrap().snapshot;
    now.records.active = read.records.active;
    // Results of deposits that are gone stay in memory, for undo.
    now.records
        .fills
        .retain(|id, _| now.project.deposits.contains_key(id));
    now.records
        .pits
        .retain(|id, _| now.project.pits.contains_key(id));
    // Too long to be printed.
    assert!(read == now);
    let bits = |snapshot: &Snapshot| format!("{snapshot:?}");
    assert!(bits(&read) == bits(&now));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replaying_the_log_gives_the_last_of_a_thousand_edits(seed in any::<u64>()) {
        edit_and_save(seed, 1000);
    }
}
