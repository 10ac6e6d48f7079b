//! What others do to a file while it is open.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;

use berghald::project::{DepositId, Edit, Entry, LayerId, ScenarioId};
use berghald::results::Snapshot;
use berghald::store::{
    Access, OUTSIDE_LABEL, Outside, ProjectFile, StoreError, StoreOddity, WhyReadOnly, last_change,
};
use rusqlite::Connection;

use super::{snapshot, step, who, whole};

/// A new project in a folder, and what it holds.
fn project(folder: &Path) -> (ProjectFile, Snapshot) {
    let first = snapshot(folder);
    let file = ProjectFile::create(&folder.join("x.gpkg"), &who(), &step(1, &first)).unwrap();
    (file, first)
}

fn renamed(before: &Snapshot, name: &str) -> Snapshot {
    let mut after = before.clone();
    Edit::Rename(Entry::Deposit(DepositId(5)), name.to_owned()).apply(&mut after.project);
    after
}

/// What another program does that has no functions for spatial indexes.
fn elsewhere(path: &Path, sql: &str) {
    let other = Connection::open(path).unwrap();
    other.execute_batch(sql).unwrap();
}

#[test]
fn a_second_window_reads_and_is_told_who_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, first) = project(folder.path());
    let mut second = ProjectFile::open(file.path(), &who()).unwrap();
    let Access::ReadOnly(WhyReadOnly::HeldBy(Some(holder))) = second.file.access() else {
        panic!("{:?}", second.file.access());
    };
    assert_eq!((holder.process, &holder.who), (std::process::id(), &who()));
    assert_eq!(second.snapshot, first);
    let refused = second.file.save(&[step(2, &renamed(&first, "x"))]);
    assert_eq!(refused.unwrap_err().code(), "project_read_only");
    // It sees what the first saves.
    let after = renamed(&first, "Nord");
    file.save(&[step(2, &after)]).unwrap();
    assert_eq!(second.file.look().unwrap(), Outside::Changed);
    assert_eq!(second.file.take_outside(super::at(1)).unwrap(), after);
    assert_eq!(second.file.look().unwrap(), Outside::Same);
    second.file.close(None).unwrap();
    // Closing the second took nothing away from the first.
    file.save(&[step(3, &first)]).unwrap();
    file.close(None).unwrap();
    let third = ProjectFile::open(&folder.path().join("x.gpkg"), &who()).unwrap();
    assert_eq!(third.file.access(), &Access::Write);
    assert!(!third.was_interrupted);
}

/// The child's part of the next test: opens the file and says what it may do.
#[test]
fn child_that_opens_a_project() {
    let Ok(path) = std::env::var("BERGHALD_TEST_OPEN") else {
        return;
    };
    let opened = ProjectFile::open(Path::new(&path), &who()).unwrap();
    let access = opened.file.access();
    writeln!(io::stdout(), "may {access:?}").unwrap();
}

#[test]
fn another_process_cannot_write_either() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = project(folder.path());
    let child = || {
        let output = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "store::outside::child_that_opens_a_project",
                "--nocapture",
            ])
            .env("BERGHALD_TEST_OPEN", folder.path().join("x.gpkg"))
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let said = child();
    assert!(said.contains("may ReadOnly(HeldBy(Some"), "{said}");
    assert!(said.contains("kari"), "{said}");
    file.close(None).unwrap();
    assert!(child().contains("may Write"));
    // The child ended without closing.
    let opened = ProjectFile::open(&folder.path().join("x.gpkg"), &who()).unwrap();
    assert!(opened.was_interrupted);
}

#[test]
fn a_change_by_another_program_is_noticed_before_it_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, first) = project(folder.path());
    elsewhere(file.path(), "UPDATE sources SET name = 'QGIS' WHERE id = 3");
    assert_eq!(file.look().unwrap(), Outside::Changed);
    let mine = renamed(&first, "Nord");
    let refused = file.save(&[step(2, &mine)]).unwrap_err();
    assert_eq!(refused.code(), "project_changed_outside");
    let theirs = file.take_outside(super::at(5)).unwrap();
    assert_eq!(theirs.project.layer(LayerId(3)).unwrap().name, "QGIS");
    assert_eq!(theirs, *file.saved());
    let last = last_change(file.path()).unwrap().unwrap();
    assert_eq!((last.label.as_str(), last.number), (OUTSIDE_LABEL, 1));
    assert_eq!(last.who.program, "another program");
    assert_eq!(file.look().unwrap(), Outside::Same);
    // One's own state is the difference from that.
    file.save(&[step(2, &mine)]).unwrap();
    assert_eq!(whole(file.path()).last_edit, 2);
    file.close(None).unwrap();
    let read = ProjectFile::open_to_read(&folder.path().join("x.gpkg")).unwrap();
    assert_eq!(read.snapshot, mine);
}

#[test]
fn a_write_that_changes_nothing_that_was_decided_is_no_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, first) = project(folder.path());
    elsewhere(
        file.path(),
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, qml TEXT)",
    );
    file.save(&[step(2, &renamed(&first, "Nord"))]).unwrap();
    assert_eq!(file.look().unwrap(), Outside::Touched);
    assert_eq!(file.look().unwrap(), Outside::Same);
    elsewhere(file.path(), "INSERT INTO layer_styles (qml) VALUES ('x')");
    assert_eq!(file.look().unwrap(), Outside::Touched);
    assert_eq!(file.look().unwrap(), Outside::Same);
    file.save(&[step(3, &first)]).unwrap();
    whole(file.path());
}

#[test]
fn rows_that_cannot_be_read_are_told_of_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (file, first) = project(folder.path());
    let path = file.path().to_owned();
    file.close(None).unwrap();
    elsewhere(
        &path,
        "PRAGMA ignore_check_constraints = ON;
         DROP TRIGGER rtree_outlines_geom_update1; DROP TRIGGER rtree_outlines_geom_update2;
         DROP TRIGGER rtree_outlines_geom_update4; DROP TRIGGER rtree_outlines_geom_update3;
         DROP TRIGGER rtree_outlines_geom_insert;
         UPDATE outlines SET geom = x'00' WHERE fid = 5;
         UPDATE outlines SET opacity = 9 WHERE fid = 6;
         UPDATE outlines SET name = x'ff' WHERE fid = 7;
         INSERT INTO outlines (fid, name, scenario_id) VALUES (77, 'bar', 1);
         UPDATE scenarios SET color = 'blåblå' WHERE id = 8;
         UPDATE sources SET height_offset_m = 9e999 WHERE id = 2;",
    );
    let rows = || -> Vec<(i64, Vec<u8>, f64, String)> {
        let reading = Connection::open(&path).unwrap();
        let mut select = reading
            .prepare(
                "SELECT fid, coalesce(CAST(geom AS BLOB), x''), opacity, hex(name) FROM outlines",
            )
            .unwrap();
        let rows = select.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        });
        rows.unwrap().map(Result::unwrap).collect()
    };
    let before = rows();
    let mut opened = ProjectFile::open(&path, &who()).unwrap();
    assert_eq!(opened.file.access(), &Access::Write);
    let told: Vec<(&str, i64)> = opened
        .oddities
        .iter()
        .map(|oddity| match oddity {
            StoreOddity::RowUnreadable { table, id, .. } => (*table, *id),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = [
        ("scenarios", 8),
        ("sources", 2),
        ("outlines", 5),
        ("outlines", 6),
        ("outlines", 7),
        // Its scenario is one of those.
        ("outlines", 9),
        ("outlines", 77),
        ("pits", 11),
        ("other_ground", 41),
    ];
    assert_eq!(told, expected);
    assert!(77 <= opened.snapshot.records.last_id);
    let mut now = opened.snapshot.clone();
    now.project = opened.snapshot.project.clone();
    Edit::RenameScenario(ScenarioId::FIRST, "Nytt".to_owned()).apply(&mut now.project);
    Edit::Remove(Entry::Layer(LayerId(3))).apply(&mut now.project);
    opened.file.save(&[step(2, &now)]).unwrap();
    assert_eq!(rows(), before);
    assert_eq!(first.project.deposits.len(), 19);
}

#[test]
fn a_file_that_was_moved_is_not_written_at_its_old_place() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, first) = project(folder.path());
    let moved = fs::canonicalize(folder.path()).unwrap().join("y.gpkg");
    fs::rename(file.path(), &moved).unwrap();
    let to = Some(moved.clone());
    assert_eq!(file.look().unwrap(), Outside::Moved { to });
    let refused = file.save(&[step(2, &renamed(&first, "Nord"))]).unwrap_err();
    assert!(matches!(refused, StoreError::Moved { to: Some(to), .. } if to == moved));
    assert!(!folder.path().join("x.gpkg").exists());
    assert_eq!(ProjectFile::open_to_read(&moved).unwrap().snapshot, first);
}

#[test]
fn a_file_that_was_deleted_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, first) = project(folder.path());
    fs::remove_file(file.path()).unwrap();
    assert_eq!(file.look().unwrap(), Outside::Deleted);
    let refused = file.save(&[step(2, &renamed(&first, "Nord"))]).unwrap_err();
    assert_eq!(refused.code(), "project_deleted");
    assert!(!file.path().exists());
}

#[test]
fn a_file_in_anothers_place_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, first) = project(folder.path());
    let other = folder.path().join("other");
    fs::write(&other, "not ours").unwrap();
    fs::rename(&other, file.path()).unwrap();
    assert_eq!(file.look().unwrap(), Outside::Replaced);
    let refused = file.save(&[step(2, &renamed(&first, "Nord"))]).unwrap_err();
    assert_eq!(refused.code(), "project_replaced");
    assert_eq!(fs::read_to_string(file.path()).unwrap(), "not ours");
}

#[test]
fn a_file_that_was_switched_to_side_files_comes_back_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, first) = project(folder.path());
    let path = file.path().to_owned();
    let other = Connection::open(&path).unwrap();
    let mode: String = other
        .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
    file.save(&[step(2, &renamed(&first, "Nord"))]).unwrap();
    assert!(path.with_file_name("x.gpkg-wal").exists());
    drop(other);
    file.close(None).unwrap();
    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["x.gpkg"]);
    whole(&path);
    let read = ProjectFile::open_to_read(&path).unwrap();
    assert_eq!(read.snapshot, renamed(&first, "Nord"));
}
