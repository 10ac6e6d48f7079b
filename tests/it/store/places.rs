//! Saving under another name, backups, and places where nothing can be written.

use std::fs;
use std::path::Path;
use std::process::Command;

use berghald::project::{DepositId, Edit, Entry, LayerId};
use berghald::results::Snapshot;
use berghald::store::{
    Access, COPY_LABEL, LOST_LABEL, ProjectFile, Replace, StoreError, WhyReadOnly, backups_in,
    backups_of, integrity, restore,
};
use rusqlite::Connection;

use super::{deposit, snapshot, step, who, whole};

fn renamed(before: &Snapshot, name: &str) -> Snapshot {
    let mut after = before.clone();
    Edit::Rename(Entry::Deposit(DepositId(5)), name.to_owned()).apply(&mut after.project);
    after
}

fn labels(path: &Path) -> Vec<String> {
    let reading = Connection::open(path).unwrap();
    let mut select = reading
        .prepare("SELECT label FROM change_log GROUP BY edit, label ORDER BY min(id)")
        .unwrap();
    let labels = select.query_map([], |row| row.get(0)).unwrap();
    labels.map(Result::unwrap).collect()
}

fn names_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_new_file_never_takes_the_place_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    fs::write(&path, "mine").unwrap();
    let first = step(1, &Snapshot::default());
    let refused = ProjectFile::create(&path, &who(), &first).unwrap_err();
    assert_eq!(refused.code(), "project_exists");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert_eq!(names_in(folder.path()), ["x.gpkg"]);
    let nowhere = folder.path().join("no/x.gpkg");
    let refused = ProjectFile::create(&nowhere, &who(), &first).unwrap_err();
    assert_eq!(refused.code(), "project_folder_not_writable");
}

#[test]
fn a_copy_in_another_folder_has_the_log_and_finds_its_sources() {
    let folder = tempfile::tempdir().unwrap();
    let folder = fs::canonicalize(folder.path()).unwrap();
    let (old, new) = (folder.join("a"), folder.join("a/b"));
    fs::create_dir_all(&new).unwrap();
    let mut first = snapshot(&old);
    let inside = new.join("orto.tif");
    Edit::SetSource(LayerId(3), inside.to_str().unwrap().to_owned()).apply(&mut first.project);
    let mut file = ProjectFile::create(&old.join("x.gpkg"), &who(), &step(1, &first)).unwrap();
    let latest = renamed(&first, "Nord");
    let path = new.join("y.gpkg");
    let copy = file
        .copy_to(&path, &who(), Replace::No, &step(2, &latest))
        .unwrap();
    assert_eq!(copy.saved(), &latest);
    copy.close(None).unwrap();
    let read = ProjectFile::open_to_read(&path).unwrap();
    assert_eq!(read.snapshot, latest);
    whole(&path);
    assert_eq!(labels(&path), ["edit 1", COPY_LABEL, "edit 2"]);
    let reading = Connection::open(&path).unwrap();
    let paths: Vec<String> = reading
        .prepare("SELECT path FROM sources ORDER BY id")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let terrain = old.join("høyder/dem.tif#2");
    assert_eq!(paths, [terrain.to_str().unwrap(), "orto.tif", ""]);
    // The old one is as it was, and still open.
    file.save(&[step(2, &renamed(&first, "Sør"))]).unwrap();
    assert_eq!(names_in(&new), ["y.gpkg"]);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_copy_replaces_only_what_it_may() {
    let folder = tempfile::tempdir().unwrap();
    let first = snapshot(folder.path());
    let file =
        ProjectFile::create(&folder.path().join("x.gpkg"), &who(), &step(1, &first)).unwrap();
    let other = folder.path().join("y.gpkg");
    fs::write(&other, "mine").unwrap();
    // As a crash of another program would leave it.
    fs::write(folder.path().join("y.gpkg-journal"), "old").unwrap();
    let latest = step(2, &renamed(&first, "Nord"));
    let refused = file.copy_to(&other, &who(), Replace::No, &latest);
    assert_eq!(refused.unwrap_err().code(), "project_exists");
    assert_eq!(fs::read_to_string(&other).unwrap(), "mine");
    let own = file.path().to_owned();
    let refused = file.copy_to(&own, &who(), Replace::Yes, &latest);
    assert_eq!(refused.unwrap_err().code(), "project_held");
    let copy = file.copy_to(&other, &who(), Replace::Yes, &latest).unwrap();
    assert_eq!(copy.access(), &Access::Write);
    copy.close(None).unwrap();
    whole(&other);
    file.close(None).unwrap();
    assert_eq!(names_in(folder.path()), ["x.gpkg", "y.gpkg"]);
}

#[test]
fn a_file_that_is_gone_is_written_anew_under_another_name() {
    let folder = tempfile::tempdir().unwrap();
    let first = snapshot(folder.path());
    let path = folder.path().join("x.gpkg");
    let file = ProjectFile::create(&path, &who(), &step(1, &first)).unwrap();
    fs::remove_file(&path).unwrap();
    let latest = renamed(&first, "Nord");
    // As long as the file is open its content is there, with the log.
    let copy = folder.path().join("y.gpkg");
    let copied = file.copy_to(&copy, &who(), Replace::No, &step(2, &latest));
    copied.unwrap().close(None).unwrap();
    assert_eq!(labels(&copy), ["edit 1", "edit 2"]);
    whole(&copy);
    // A journal of another file in its place makes it unsafe to read.
    fs::write(folder.path().join("x.gpkg-journal"), "other").unwrap();
    let copy = folder.path().join("z.gpkg");
    let copied = file.copy_to(&copy, &who(), Replace::No, &step(2, &latest));
    copied.unwrap().close(None).unwrap();
    assert_eq!(labels(&copy), [LOST_LABEL, "edit 2"]);
    whole(&copy);
    assert_eq!(ProjectFile::open_to_read(&copy).unwrap().snapshot, latest);
}

#[test]
fn a_copy_keeps_what_another_program_did_in_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let first = snapshot(folder.path());
    let path = folder.path().join("x.gpkg");
    let file = ProjectFile::create(&path, &who(), &step(1, &first)).unwrap();
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("UPDATE sources SET name = 'QGIS' WHERE id = 3")
        .unwrap();
    let copy = folder.path().join("y.gpkg");
    let copied = file.copy_to(&copy, &who(), Replace::No, &step(2, &first));
    assert_eq!(copied.unwrap().saved(), &first);
    whole(&copy);
    let reading = Connection::open(&copy).unwrap();
    let logged: i64 = reading
        .query_row(
            "SELECT count(*) FROM change_log WHERE became = '{\"name\":\"QGIS\"}'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(logged, 1);
}

#[test]
fn three_backups_are_kept_and_none_is_made_without_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let backups = folder.path().join("backups");
    let first = snapshot(folder.path());
    let path = folder.path().join("x.gpkg");
    let mut file = ProjectFile::create(&path, &who(), &step(1, &first)).unwrap();
    let other = folder.path().join("other/x.gpkg");
    fs::create_dir(folder.path().join("other")).unwrap();
    let other = ProjectFile::create(&other, &who(), &step(1, &first)).unwrap();
    other.back_up(&backups).unwrap();
    let mut made = vec![file.back_up(&backups).unwrap()];
    assert_eq!(file.back_up(&backups).unwrap(), made[0]);
    for number in 2..=6 {
        let now = renamed(&first, &number.to_string());
        file.save(&[step(number, &now)]).unwrap();
        made.push(file.back_up(&backups).unwrap());
    }
    let mut results = file.saved().clone();
    results.records.fills.insert(DepositId(6), super::fill(6));
    file.save(&[step(6, &results)]).unwrap();
    file.close(Some(&backups)).unwrap();
    let kept = backups_of(&path, &backups);
    assert_eq!(kept.len(), 3);
    assert_eq!(backups_in(&backups).len(), 4);
    assert_eq!([&kept[2].path, &kept[1].path], [&made[4], &made[5]]);
    assert!(kept.is_sorted_by(|newer, older| older.at < newer.at));
    for backup in &kept {
        whole(&backup.path);
    }
    // Beside the project a backup is what the project was, and finds its sources.
    let again = folder.path().join("x (backup).gpkg");
    let restored = restore(&kept[0].path, &again, &who()).unwrap();
    assert_eq!(restored.file.access(), &Access::Write);
    assert_eq!(restored.snapshot.project, results.project);
    assert_eq!(restored.snapshot.records.fills, results.records.fills);
    restored.file.close(None).unwrap();
    let refused = restore(&kept[0].path, &path, &who()).map(drop);
    assert_eq!(refused.unwrap_err().code(), "project_exists");
    assert_eq!(names_in(&backups).len(), 4);
}

/// Runs some commands where file systems can be mounted without anybody else seeing it.
///
/// `$D` is a folder, `$T` is this program; a child test is run as `$T NAME`. Returns false where the system
/// does not let one.
fn in_own_mounts(folder: &Path, commands: &str) -> bool {
    let may = |words: &[&str]| {
        Command::new("unshare")
            .args(words)
            .args(["sh", "-c", "mount -t tmpfs tmpfs /mnt"])
            .output()
            .is_ok_and(|output| output.status.success())
    };
    let words: &[&str] = if may(&["-m"]) {
        &["-m"]
    } else if may(&["-rm"]) {
        &["-rm"]
    } else {
        super::skip("this system does not let a test mount a file system");
        return false;
    };
    let output = Command::new("unshare")
        .args(words)
        .args(["sh", "-e", "-c", commands])
        .env("D", folder)
        .env("T", std::env::current_exe().unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    true
}

/// The folder that a child works in, if this is the child.
fn child_folder(part: &str) -> Option<std::path::PathBuf> {
    (std::env::var("BERGHALD_TEST_PART").ok()?.as_str() == part)
        .then(|| std::env::var_os("D").unwrap().into())
}

/// Adds deposits until something fails, and checks that nothing is lost.
fn save_until_it_fails(folder: &Path) -> StoreError {
    let path = folder.join("x.gpkg");
    let mut now = snapshot(folder);
    let mut file = ProjectFile::create(&path, &who(), &step(1, &now)).unwrap();
    let mut number = 1;
    let failed = loop {
        number += 1;
        let mut next = now.clone();
        for id in 0..20 {
            let id = 100 * number + id;
            Edit::AddDeposit(
                DepositId(id),
                Box::new(deposit(berghald::project::ScenarioId::FIRST, id)),
            )
            .apply(&mut next.project);
        }
        match file.save(&[step(number, &next)]) {
            Ok(()) => now = next,
            Err(error) => break error,
        }
        assert!(number < 10_000);
    };
    assert_eq!(file.saved(), &now);
    assert_eq!(whole(&path).last_edit, number - 1);
    // Less still goes, or does not: either way nothing is lost.
    if file.save(&[step(number, &renamed(&now, "Nord"))]).is_ok() {
        now = renamed(&now, "Nord");
    }
    let copy = file.copy_to(
        &folder.join("y.gpkg"),
        &who(),
        Replace::No,
        &step(number, &now),
    );
    let copies = usize::from(copy.is_ok());
    drop((copy, file));
    // A copy that found no room left nothing behind.
    let names = names_in(folder);
    assert!(!names.iter().any(|name| name.contains("unfinished")));
    let copied = names.contains(&"y.gpkg".to_owned());
    assert_eq!(usize::from(copied), copies);
    let opened = ProjectFile::open(&path, &who()).unwrap();
    assert!(opened.snapshot.project == now.project);
    opened.file.close(None).unwrap();
    whole(&path);
    failed
}

#[test]
fn child_on_a_full_disk() {
    let Some(folder) = child_folder("full") else {
        return;
    };
    let failed = save_until_it_fails(&folder);
    assert_eq!(failed.code(), "disk_full");
    // With room again the next save works.
    let path = folder.join("x.gpkg");
    let mut opened = ProjectFile::open(&path, &who()).unwrap();
    fs::remove_file(folder.join("ballast")).unwrap();
    let now = renamed(&opened.snapshot, "Plass");
    opened.file.save(&[step(99_999, &now)]).unwrap();
    opened.file.close(None).unwrap();
    assert_eq!(whole(&path).last_edit, 99_999);
}

#[test]
fn a_full_disk_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    in_own_mounts(
        folder.path(),
        "mount -t tmpfs -o size=2m tmpfs \"$D\"
         dd if=/dev/zero of=\"$D/ballast\" bs=1024 count=700 2>/dev/null
         BERGHALD_TEST_PART=full \"$T\" --exact store::places::child_on_a_full_disk --nocapture",
    );
}

#[test]
fn child_with_a_limit() {
    let Some(folder) = child_folder("limit") else {
        return;
    };
    let failed = save_until_it_fails(&folder);
    assert!(
        ["project_database", "disk_full"].contains(&failed.code()),
        "{failed}"
    );
}

#[test]
fn a_file_that_may_not_grow_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 800; exec \"$T\" --exact store::places::child_with_a_limit --nocapture",
        ])
        .env("BERGHALD_TEST_PART", "limit")
        .env("D", folder.path())
        .env("T", std::env::current_exe().unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Copies a project in the middle of a save, as a crash would leave it.
fn interrupted(path: &Path, copy: &Path) {
    let saving = Connection::open(path).unwrap();
    saving
        .execute_batch(
            "PRAGMA cache_size = 2; BEGIN IMMEDIATE; UPDATE change_log SET label = hex(zeroblob(5000));",
        )
        .unwrap();
    fs::copy(path, copy).unwrap();
    let journal = |path: &Path| {
        path.with_file_name(format!(
            "{}-journal",
            path.file_name().unwrap().to_str().unwrap()
        ))
    };
    fs::copy(journal(path), journal(copy)).unwrap();
    saving.execute_batch("ROLLBACK").unwrap();
}

#[test]
fn child_that_prepares_a_folder() {
    let Some(folder) = child_folder("prepare") else {
        return;
    };
    let path = folder.join("x.gpkg");
    let first = snapshot(&folder);
    let file = ProjectFile::create(&path, &who(), &step(1, &first)).unwrap();
    file.close(None).unwrap();
    interrupted(&path, &folder.join("hot.gpkg"));
    // Where one can write, the interrupted save is taken back.
    let copy = folder.join("again.gpkg");
    interrupted(&path, &copy);
    let opened = ProjectFile::open(&copy, &who()).unwrap();
    assert_eq!(opened.snapshot, first);
    opened.file.close(None).unwrap();
    whole(&copy);
    let wal = folder.join("wal.gpkg");
    fs::copy(&path, &wal).unwrap();
    let mode: String = Connection::open(&wal)
        .unwrap()
        .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn child_that_can_only_read() {
    let Some(folder) = child_folder("read") else {
        return;
    };
    let first = snapshot(&folder);
    for name in ["x.gpkg", "wal.gpkg"] {
        let path = folder.join(name);
        let mut opened = ProjectFile::open(&path, &who()).unwrap();
        let why = WhyReadOnly::FolderNotWritable;
        assert_eq!(opened.file.access(), &Access::ReadOnly(why), "{name}");
        assert_eq!(opened.snapshot, first, "{name}");
        let refused = opened.file.save(&[step(2, &renamed(&first, "x"))]);
        assert_eq!(refused.unwrap_err().code(), "project_read_only");
        let refused = opened.file.copy_to(
            &folder.join("y.gpkg"),
            &who(),
            Replace::No,
            &step(2, &first),
        );
        assert_eq!(refused.unwrap_err().code(), "project_folder_not_writable");
        whole(&path);
        // It can be saved where one can write.
        let elsewhere = tempfile::tempdir().unwrap();
        let copy = elsewhere.path().join("y.gpkg");
        let copied = opened
            .file
            .copy_to(&copy, &who(), Replace::No, &step(2, &first));
        assert_eq!(copied.unwrap().access(), &Access::Write);
        opened.file.close(None).unwrap();
    }
    let hot = folder.join("hot.gpkg");
    let found = ProjectFile::open(&hot, &who()).map(drop).unwrap_err();
    assert_eq!(found.code(), "project_recovery_impossible");
    assert_eq!(
        integrity(&hot).unwrap_err().code(),
        "project_recovery_impossible"
    );
    let new = ProjectFile::create(&folder.join("n.gpkg"), &who(), &step(1, &first));
    assert_eq!(new.unwrap_err().code(), "project_folder_not_writable");
}

#[test]
fn child_with_a_file_that_is_protected() {
    let Some(folder) = child_folder("protected") else {
        return;
    };
    let path = folder.join("x.gpkg");
    let first = snapshot(&folder);
    let file = ProjectFile::open(&path, &who()).unwrap().file;
    let why = WhyReadOnly::FileNotWritable;
    assert_eq!(file.access(), &Access::ReadOnly(why));
    assert_eq!(file.saved(), &first);
    // Whoever can only read keeps nobody else from writing.
    assert!(!folder.join(".x.gpkg.lock").exists());
    let copied = file.copy_to(
        &folder.join("y.gpkg"),
        &who(),
        Replace::No,
        &step(2, &first),
    );
    copied.unwrap().close(None).unwrap();
    whole(&folder.join("y.gpkg"));
}

#[test]
fn a_file_that_cannot_be_written_is_read() {
    let folder = tempfile::tempdir().unwrap();
    in_own_mounts(
        folder.path(),
        "mount -t tmpfs -o size=20m tmpfs \"$D\"
         BERGHALD_TEST_PART=prepare \"$T\" --exact store::places::child_that_prepares_a_folder --nocapture
         mount --bind \"$D/x.gpkg\" \"$D/x.gpkg\"
         mount -o remount,bind,ro \"$D/x.gpkg\"
         BERGHALD_TEST_PART=protected \"$T\" --exact store::places::child_with_a_file_that_is_protected --nocapture",
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_read() {
    let folder = tempfile::tempdir().unwrap();
    in_own_mounts(
        folder.path(),
        "mount -t tmpfs -o size=20m tmpfs \"$D\"
         BERGHALD_TEST_PART=prepare \"$T\" --exact store::places::child_that_prepares_a_folder --nocapture
         mount -o remount,bind,ro \"$D\"
         BERGHALD_TEST_PART=read \"$T\" --exact store::places::child_that_can_only_read --nocapture",
    );
}
