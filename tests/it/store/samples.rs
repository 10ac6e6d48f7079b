//! Every version of the project file that was ever published still opens.

use std::fs;
use std::path::{Path, PathBuf};

use berghald::project::{DepositId, Edit, Entry};
use berghald::store::{Access, ProjectFile};

use super::{snapshot, step, who, whole};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files")
}

/// Writes the sample of today's schema, once: `BERGHALD_WRITE_SAMPLE=tests/files/project-schema-N.gpkg`.
#[test]
fn a_sample_is_written_when_it_is_asked_for() {
    let Some(path) = std::env::var_os("BERGHALD_WRITE_SAMPLE") else {
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
        let expected = snapshot(&folder_path);
        assert_eq!(opened.snapshot, expected);
        let last = opened.last.unwrap();
        assert_eq!(
            (last.number, last.label.as_str(), last.who),
            (2, "edit 2", who())
        );
        let mut now = expected;
        Edit::Remove(Entry::Deposit(DepositId(5))).apply(&mut now.project);
        now.records.fills.remove(&DepositId(5));
        opened.file.save(&[step(3, &now)]).unwrap();
        opened.file.close(None).unwrap();
        whole(&path);
        assert_eq!(ProjectFile::open_to_read(&path).unwrap().snapshot, now);
    }
    assert_eq!(count, 1, "one sample for each schema");
}
