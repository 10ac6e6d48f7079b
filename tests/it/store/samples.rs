//! Every version of the project file that was ever published still opens.

use std::fs;
use std::path::{Path, PathBuf};

use berghald::balance::{Binding, Cap};
use berghald::project::{DepositId, Edit, Entry, LayerId, PitId, ScenarioId, Values};
use berghald::store::{Access, ProjectFile, integrity};
use rusqlite::Connection;

use super::{
    backfill, pit, snapshot, snapshot_1, snapshot_2, snapshot_3, snapshot_4, snapshot_5,
    snapshot_6, snapshot_7, snapshot_8, step, who, whole,
};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files")
}

/// Writes the sample of today's schema, once: `BERGHALD_WRITE_PROJECT=tests/files/project-schema-N.gpkg`.
#[test]
fn a_sample_is_written_when_it_is_asked_for() {
    let Some(path) = std::env::var_os("BERGHALD_WRITE_PROJECT") else {
        return;
    };
    let path = std::path::absolute(path).unwrap();
    let now = snapshot(path.parent().unwrap());
    let mut before = now.clone();
    Edit::Rename(Entry::Deposit(DepositId(5)), "Før".to_owned()).apply(&mut before.project);
    let mut file = ProjectFile::create(&path, &who(), &step(1, &before)).unwrap();
    file.save(&[step(2, &now)]).unwrap();
    file.close(None).unwrap();
}

#[test]
fn every_sample_opens_with_what_it_had_and_can_be_saved() {
    let mut count = 0;
    for sample in fs::read_dir(samples()).unwrap() {
        let sample = sample.unwrap().path();
        let name = sample.file_name().unwrap().to_str().unwrap();
        if !name.starts_with("project-schema-") {
            continue;
        }
        count += 1;
        let folder = tempfile::tempdir().unwrap();
        let folder_path = fs::canonicalize(folder.path()).unwrap();
        let path = folder_path.join(name);
        fs::copy(&sample, &path).unwrap();
        let mut opened = ProjectFile::open(&path, &who()).unwrap();
        assert_eq!(opened.file.access(), &Access::Write);
        assert_eq!(opened.oddities, []);
        let expected = match name {
            "project-schema-1.gpkg" => snapshot_1(&folder_path),
            "project-schema-2.gpkg" => snapshot_2(&folder_path),
            "project-schema-3.gpkg" => snapshot_3(&folder_path),
            "project-schema-4.gpkg" => snapshot_4(&folder_path),
            "project-schema-5.gpkg" => snapshot_5(&folder_path),
            "project-schema-6.gpkg" => snapshot_6(&folder_path),
            "project-schema-7.gpkg" => snapshot_7(&folder_path),
            "project-schema-8.gpkg" => snapshot_8(&folder_path),
            _ => snapshot(&folder_path),
        };
        assert_eq!(opened.snapshot, expected);
        let last = opened.last.unwrap();
        assert_eq!(
            (last.number, last.label.as_str(), last.who),
            (2, "edit 2", who())
        );
        // An older one stays beside it as it was.
        for schema in [1, 2, 3, 4, 5, 6, 7, 8] {
            let older = path.with_file_name(format!("{}.schema-{schema}.gpkg", &name[..16]));
            assert_eq!(older.exists(), name.contains(&format!("schema-{schema}")));
        }
        whole(&path);
        let mut now = expected;
        Edit::Remove(Entry::Deposit(DepositId(5))).apply(&mut now.project);
        now.records.fills.remove(&DepositId(5));
        Edit::SetValues(LayerId(3), Values::Depths).apply(&mut now.project);
        Edit::Remove(Entry::Layer(LayerId(4))).apply(&mut now.project);
        let added = pit(ScenarioId::FIRST, 20);
        Edit::AddPit(PitId(90), Box::new(added)).apply(&mut now.project);
        now.records.last_id = 90;
        let record = backfill(3, Binding::Cap, true);
        now.records.pits.insert(PitId(90), record);
        opened.file.save(&[step(3, &now)]).unwrap();
        opened.file.close(None).unwrap();
        whole(&path);
        assert_eq!(ProjectFile::open_to_read(&path).unwrap().snapshot, now);
    }
    assert_eq!(count, 9, "one sample for each schema");
}

#[test]
fn pits_that_were_drawn_before_there_was_a_log_of_them_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    fs::copy(samples().join("project-schema-1.gpkg"), &path).unwrap();
    let other = Connection::open(&path).unwrap();
    // As another program does, with a column of its own.
    other
        .execute_batch(
            "DROP TRIGGER rtree_pits_geom_insert; \
             ALTER TABLE pits ADD COLUMN cap TEXT; \
             INSERT INTO pits (fid, geom, scenario_id, name, cap) \
             SELECT 60, geom, NULL, 'Brudd', 'deres' FROM outlines WHERE fid = 5; \
             INSERT INTO pits (fid, geom, scenario_id, name, cap) \
             SELECT 61, geom, 8, 'Nytt', 'deres' FROM outlines WHERE fid = 6;",
        )
        .unwrap();
    drop(other);
    let mut opened = ProjectFile::open(&path, &who()).unwrap();
    assert_eq!(opened.oddities, []);
    let integrity = integrity(&path).unwrap();
    assert!(integrity.log_replays, "{:?}", integrity.problems);
    let project = &opened.snapshot.project;
    let drawn = project.pit(PitId(60)).unwrap();
    assert_eq!(
        drawn.outline(),
        project.outline_of(Entry::Deposit(DepositId(5)))
    );
    assert_eq!(drawn.scenario, ScenarioId::FIRST);
    assert_eq!(drawn.cap, Cap::default());
    assert_eq!(project.pit(PitId(61)).unwrap().scenario, ScenarioId(8));
    let mut now = opened.snapshot.clone();
    Edit::Rename(Entry::Pit(PitId(60)), "x".to_owned()).apply(&mut now.project);
    opened.file.save(&[step(3, &now)]).unwrap();
    opened.file.close(None).unwrap();
    let reading = Connection::open(&path).unwrap();
    let sql = "SELECT group_concat(cap_before || name) FROM pits";
    let theirs: String = reading.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(theirs, "deresx,deresNytt");
    assert_eq!(ProjectFile::open_to_read(&path).unwrap().snapshot, now);
}
