//! Files that were made to do harm, or are damaged: told apart, and never a panic.

use std::fs;
use std::path::{Path, PathBuf};

use berghald::project::{DepositId, Edit, Entry, LayerId, PitId};
use berghald::store::{
    Access, ProjectFile, Replace, StoreError, StoreOddity, WhyReadOnly, integrity, is_project,
    last_change,
};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

use super::{quick_folder, snapshot, step, who};

/// A closed project that somebody then changed by SQL.
pub(super) fn changed(folder: &Path, sql: &str) -> PathBuf {
    let path = folder.join("x.gpkg");
    let first = snapshot(folder);
    let file = ProjectFile::create(&path, &who(), &step(1, &first)).unwrap();
    file.close(None).unwrap();
    let other = Connection::open(&path).unwrap();
    other
        .set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)
        .unwrap();
    other.execute_batch(sql).unwrap();
    path
}

#[test]
fn triggers_of_others_never_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = changed(
        folder.path(),
        "CREATE TRIGGER evil AFTER UPDATE ON outlines BEGIN DELETE FROM change_log; END;
         CREATE TABLE theirs (x); CREATE TRIGGER harmless AFTER INSERT ON theirs BEGIN SELECT 1; END;",
    );
    let mut opened = ProjectFile::open(&path, &who()).unwrap();
    let names = vec!["evil".to_owned()];
    let why = WhyReadOnly::ForeignTriggers(names);
    assert_eq!(opened.file.access(), &Access::ReadOnly(why));
    assert_eq!(opened.snapshot, snapshot(folder.path()));
    let mut now = opened.snapshot.clone();
    Edit::Rename(Entry::Deposit(DepositId(5)), "x".to_owned()).apply(&mut now.project);
    let refused = opened.file.save(&[step(2, &now)]).unwrap_err();
    assert_eq!(refused.code(), "project_read_only");
    // Under another name it can be written, without them.
    let copy = folder.path().join("y.gpkg");
    let copied = opened
        .file
        .copy_to(&copy, &who(), Replace::No, &step(2, &now));
    let mut copied = copied.unwrap();
    assert_eq!(copied.access(), &Access::Write);
    copied.save(&[step(3, &snapshot(folder.path()))]).unwrap();
    assert!(3 < super::whole(&copy).log_entries);
}

#[test]
fn a_trigger_that_comes_while_it_is_open_stops_the_save() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let mut now = snapshot(folder.path());
    let mut file = ProjectFile::create(&path, &who(), &step(1, &now)).unwrap();
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch(
            "CREATE TRIGGER rtree_outlines_geom_update9 AFTER UPDATE ON outlines \
             BEGIN DELETE FROM change_log; END",
        )
        .unwrap();
    drop(other);
    Edit::Rename(Entry::Deposit(DepositId(5)), "x".to_owned()).apply(&mut now.project);
    let refused = file.save(&[step(2, &now)]).unwrap_err();
    assert_eq!(refused.code(), "project_read_only");
    assert!(matches!(
        file.access(),
        Access::ReadOnly(WhyReadOnly::ForeignTriggers(_))
    ));
}

#[test]
fn what_should_be_a_table_must_be_one() {
    for sql in [
        "DROP TABLE scenarios; CREATE VIEW scenarios AS SELECT 0 AS id",
        "DROP TABLE change_log; CREATE VIRTUAL TABLE change_log USING fts5(x)",
        "ALTER TABLE outlines DROP COLUMN opacity",
        "ALTER TABLE pits DROP COLUMN stope_void_m3",
        "DROP TABLE backfills",
        "DROP TABLE slope_templates",
        "ALTER TABLE outlines DROP COLUMN ramp_line",
        "DROP TABLE berghald_view",
        "DELETE FROM berghald_schema",
        "ALTER TABLE sources DROP COLUMN attribution; ALTER TABLE sources ADD COLUMN attribution TEXT AS (path)",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let setup = "PRAGMA foreign_keys = OFF; DROP TRIGGER rtree_outlines_geom_update1;
             DROP TRIGGER rtree_outlines_geom_update2; DROP TRIGGER rtree_outlines_geom_update3;
             DROP TRIGGER rtree_outlines_geom_update4; DROP TRIGGER rtree_outlines_geom_insert;
             DROP TRIGGER rtree_pits_geom_update1; DROP TRIGGER rtree_pits_geom_update2;
             DROP TRIGGER rtree_pits_geom_update3; DROP TRIGGER rtree_pits_geom_update4;
             DROP TRIGGER rtree_pits_geom_insert;";
        let path = changed(folder.path(), &format!("{setup} {sql}"));
        let found = ProjectFile::open(&path, &who()).map(drop).unwrap_err();
        assert_eq!(found.code(), "project_damaged", "{sql}: {found}");
        // Nothing is left beside it.
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{sql}");
    }
}

#[test]
fn an_index_that_is_none_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = changed(
        folder.path(),
        "DROP TABLE rtree_pits_geom; CREATE TABLE rtree_pits_geom (id, minx, maxx, miny, maxy);",
    );
    let opened = ProjectFile::open(&path, &who()).unwrap();
    let Access::ReadOnly(WhyReadOnly::ForeignTriggers(names)) = opened.file.access() else {
        panic!("{:?}", opened.file.access());
    };
    assert_eq!(names, &["rtree_pits_geom"]);
}

#[test]
fn a_newer_schema_is_read_where_that_is_possible() {
    let folder = tempfile::tempdir().unwrap();
    let sql = "INSERT INTO berghald_schema VALUES (99, 'Berghald 9', '2040-01-01T00:00:00Z')";
    let path = changed(folder.path(), sql);
    let opened = ProjectFile::open(&path, &who()).unwrap();
    let why = WhyReadOnly::NewerSchema {
        schema: 99,
        known: 9,
    };
    assert_eq!(opened.file.access(), &Access::ReadOnly(why));
    assert_eq!(opened.snapshot, snapshot(folder.path()));
    drop(opened);
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("ALTER TABLE berghald_view RENAME COLUMN last_edit TO latest")
        .unwrap();
    drop(other);
    let found = ProjectFile::open(&path, &who()).map(drop).unwrap_err();
    assert!(matches!(found, StoreError::NewerSchema { schema: 99, .. }));
    assert!(is_project(&path));
}

#[test]
fn sources_that_are_no_files_of_this_machine_are_not_opened() {
    for source in [
        "../secret.tif",
        "/vsicurl/https://example.org/x.tif",
        "\\\\server\\share\\x.tif",
        "<VRTDataset></VRTDataset>",
        "WMS:https://example.org",
        "PG:dbname=x",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = changed(
            folder.path(),
            &format!("UPDATE sources SET path = '{source}' WHERE id = 2"),
        );
        let mut opened = ProjectFile::open(&path, &who()).unwrap();
        let refused = StoreOddity::SourceRefused {
            name: "Høydemodell".to_owned(),
            source: source.to_owned(),
        };
        assert_eq!(opened.oddities, [refused]);
        assert_eq!(
            opened.snapshot.project.layer(LayerId(2)).unwrap().source,
            ""
        );
        // The row stays, even when something else about the source is changed.
        let mut now = opened.snapshot.clone();
        Edit::Show(Entry::Layer(LayerId(2)), false).apply(&mut now.project);
        opened.file.save(&[step(2, &now)]).unwrap();
        let read = |column: &str| -> String {
            let reading = Connection::open(&path).unwrap();
            let sql = format!("SELECT {column} FROM sources WHERE id = 2");
            reading.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!(read("path"), source);
        assert_eq!(read("CAST(visible AS TEXT)"), "0");
        // Another file can be chosen.
        Edit::SetSource(LayerId(2), "/kart/dem.tif".to_owned()).apply(&mut now.project);
        opened.file.save(&[step(3, &now)]).unwrap();
        assert_eq!(read("path"), "/kart/dem.tif");
    }
}

#[test]
fn a_pit_that_makes_no_sense_is_told_and_stays_as_it_is() {
    for sql in [
        "cap = 0.651",
        "cap = 0.65, cap_reason = ' '",
        "cap = -0.1",
        "cap_reason = hex(zeroblob(600000))",
        "placed_factor = 0",
        "placed_factor = 9e999",
        "placed_factor = 'much'",
        "kind = 'quarry'",
        "kind = 'stope', extracted_bank_m3 = 1, stope_void_m3 = 1",
        "kind = 'stope', geom = NULL, extracted_bank_m3 = 1, stope_void_m3 = NULL",
        "kind = 'stope', geom = NULL, extracted_bank_m3 = NULL, stope_void_m3 = 1",
        "geom = NULL",
        "geom = zeroblob(90)",
        "extracted_bank_m3 = -9e999",
        "permitted_level_m = 9e999",
        "mined_source_id = -1",
        "original = 'source', original_source_id = NULL",
        "original = 'before'",
        "target = 'level', target_level_m = NULL",
        "target = 'bank', target_bank_m3 = 9e999",
        "target = 'volume'",
        "scenario_id = 77",
        "scenario_id = -1",
        "opacity = 2",
    ] {
        let folder = quick_folder();
        let path = changed(
            folder.path(),
            &format!(
                "PRAGMA ignore_check_constraints = ON; DROP TRIGGER rtree_pits_geom_update1; \
                 DROP TRIGGER rtree_pits_geom_update2; DROP TRIGGER rtree_pits_geom_update3; \
                 DROP TRIGGER rtree_pits_geom_update4; UPDATE pits SET {sql} WHERE fid = 10"
            ),
        );
        let row = || -> String {
            let reading = Connection::open(&path).unwrap();
            let sql = "SELECT quote(geom) || kind || quote(cap) || target || quote(opacity) || name \
                       FROM pits WHERE fid = 10";
            let row: Option<String> = reading.query_row(sql, [], |row| row.get(0)).unwrap();
            row.unwrap_or_default()
        };
        let before = row();
        let mut opened = ProjectFile::open(&path, &who()).unwrap();
        let [StoreOddity::RowUnreadable { table, id, .. }] = opened.oddities.as_slice() else {
            panic!("{sql}: {:?}", opened.oddities);
        };
        assert_eq!((*table, *id), ("pits", 10), "{sql}");
        let mut now = opened.snapshot.clone();
        assert!(!now.project.pits.contains_key(&PitId(10)), "{sql}");
        Edit::Rename(Entry::Pit(PitId(11)), "x".to_owned()).apply(&mut now.project);
        opened.file.save(&[step(2, &now)]).unwrap();
        assert_eq!(row(), before, "{sql}");
    }
}

#[test]
fn what_is_too_large_is_left_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = changed(
        folder.path(),
        "UPDATE sources SET name = hex(zeroblob(9000)) WHERE id = 2;
         UPDATE scenarios SET note = hex(zeroblob(600000)) WHERE id = 8;
         UPDATE sources SET attribution = zeroblob(1000000) WHERE id = 3;",
    );
    let opened = ProjectFile::open(&path, &who()).unwrap();
    let ids: Vec<i64> = opened
        .oddities
        .iter()
        .filter_map(|oddity| match oddity {
            StoreOddity::RowUnreadable { id, .. } => Some(*id),
            _ => None,
        })
        .collect();
    assert_eq!(ids, [8, 2, 3, 9, 11, 41]);
}

#[test]
fn a_row_that_is_larger_than_any_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = changed(
        folder.path(),
        "UPDATE sources SET attribution = zeroblob(200000000) WHERE id = 3",
    );
    let found = ProjectFile::open(&path, &who()).map(drop).unwrap_err();
    assert_eq!(found.code(), "project_too_large");
}

#[test]
fn what_is_no_project_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, content: Option<&[u8]>, code: &str| {
        let path = folder.path().join(name);
        if let Some(content) = content {
            fs::write(&path, content).unwrap();
        }
        for found in [
            ProjectFile::open(&path, &who()).map(drop),
            ProjectFile::open_to_read(&path).map(drop),
            last_change(&path).map(drop),
            integrity(&path).map(drop),
        ] {
            assert_eq!(found.unwrap_err().code(), code, "{name}");
        }
        assert!(!is_project(&path));
    };
    check("missing.gpkg", None, "project_missing");
    check("no/folder.gpkg", None, "project_missing");
    check("empty.gpkg", Some(b""), "not_a_project");
    check(
        "text.gpkg",
        Some(b"This is a text, and no database at all."),
        "not_a_project",
    );
    check("zeros.gpkg", Some(&[0; 8192]), "not_a_project");
    check(".", None, "project_not_a_file");
    let other = folder.path().join("other.gpkg");
    let database = Connection::open(&other).unwrap();
    database.execute_batch("CREATE TABLE x (y)").unwrap();
    drop(database);
    check("other.gpkg", None, "not_a_project");
}

#[test]
fn a_damaged_file_never_brings_the_program_down() {
    let folder = quick_folder();
    let path = changed(folder.path(), "");
    let sound = fs::read(&path).unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let broken = folder.path().join("broken.gpkg");
    let mut refused = 0;
    for round in 0..300 {
        let mut bytes = sound.clone();
        if round % 3 == 0 {
            bytes.truncate(random.random_range(0..bytes.len()));
        } else {
            for _ in 0..random.random_range(1..200) {
                let place = random.random_range(0..bytes.len());
                bytes[place] = random.random();
            }
        }
        fs::write(&broken, &bytes).unwrap();
        let edited = ProjectFile::open(&broken, &who()).and_then(|mut opened| {
            let mut now = opened.snapshot.clone();
            for id in now.project.deposits.clone().keys() {
                Edit::Rename(Entry::Deposit(*id), format!("{round}")).apply(&mut now.project);
            }
            let saved = opened.file.save(&[step(2, &now)]);
            let looked = opened.file.look().map(drop);
            opened.file.close(None)?;
            saved.and(looked)
        });
        refused += u32::from(edited.is_err());
        // Whatever comes of it is fine, as long as it comes back.
        drop(integrity(&broken));
        drop(last_change(&broken));
        is_project(&broken);
        for end in ["", "-journal", "-wal", "-shm"] {
            drop(fs::remove_file(
                folder.path().join(format!("broken.gpkg{end}")),
            ));
        }
        drop(fs::remove_file(folder.path().join(".broken.gpkg.lock")));
    }
    assert!(100 < refused);
}
