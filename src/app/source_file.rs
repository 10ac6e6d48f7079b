//! Files that a project rests on, read to know them again: by length and date at a glance, by content for sure.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::progress::Run;
use crate::results::{Fingerprint, SourceRecord};

/// Read at a time, in bytes.
const CHUNK: usize = 1 << 20;

/// What a look at a file tells without reading it.
pub(super) enum Glance {
    Missing,
    AsRecorded,
    /// It has another size or date, or was never read to its end.
    ToBeRead,
}

/// A file's length and when it was last written.
pub(super) fn stamp_of(path: &Path) -> (u64, Option<jiff::Timestamp>) {
    let found = fs::metadata(path);
    found.map_or((0, None), |found| stamp_of_all(path, &found))
}

pub(super) fn glance_at(path: &Path, record: Option<&SourceRecord>) -> Glance {
    let Ok(found) = fs::metadata(path) else {
        return Glance::Missing;
    };
    match record {
        Some(record) if (record.size_bytes, record.modified) == stamp_of_all(path, &found) => {
            Glance::AsRecorded
        }
        _ => Glance::ToBeRead,
    }
}

fn modified(found: &Metadata) -> Option<jiff::Timestamp> {
    let time = found.modified().ok()?;
    // Whole microseconds, as every file system and the project file can keep them.
    let time = jiff::Timestamp::try_from(time).ok()?;
    time.round(jiff::Unit::Microsecond).ok()
}

/// The length of all its files together, and when the last of them was written.
fn stamp_of_all(path: &Path, found: &Metadata) -> (u64, Option<jiff::Timestamp>) {
    let files = files_of(path).unwrap_or_default();
    let facts = files.iter().filter_map(|file| fs::metadata(file).ok());
    facts.fold((0, modified(found)), |(size, last), found| {
        (size + found.len(), last.max(modified(&found)))
    })
}

/// All files that hold a source, by name: a file alone, one with others beside it, or a folder full of them.
fn files_of(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() && !is_shapefile(path) {
        return Ok(vec![path.to_owned()]);
    }
    let folder = if path.is_dir() {
        path
    } else {
        path.parent().unwrap_or(path)
    };
    let entries = fs::read_dir(folder)?.filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.is_file() && (path.is_dir() || is_part_of(file, path)));
    files.sort();
    Ok(files)
}

fn is_shapefile(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("shp"))
}

/// Whether a file is a Shapefile or one of those beside it that say where it lies and what its features are.
fn is_part_of(file: &Path, shapefile: &Path) -> bool {
    const ENDINGS: [&str; 5] = ["shp", "dbf", "shx", "prj", "cpg"];
    let is_beside = file.file_stem() == shapefile.file_stem();
    let ending = file.extension().unwrap_or_default();
    is_beside
        && ENDINGS
            .into_iter()
            .any(|one| ending.eq_ignore_ascii_case(one))
}

/// Reads a file with those that belong to it, or all files of a folder, to the end. Its coordinate system is left to the caller.
///
/// # Errors
/// If it cannot be read, or changes meanwhile, or nobody wants to know any more.
pub(super) fn record_of_file(path: &Path, run: &Run) -> io::Result<SourceRecord> {
    let before = stamp_of_all(path, &fs::metadata(path)?);
    let (size_bytes, last_written) = before;
    let mut hasher = blake3::Hasher::new();
    let files = files_of(path)?;
    let mut done: u64 = 0;
    let mut chunk = vec![0; CHUNK];
    for file in files {
        let mut file = File::open(file)?;
        loop {
            let read = file.read(&mut chunk)?;
            if read == 0 {
                break;
            }
            hasher.update(chunk.get(..read).unwrap_or_default());
            done += read as u64;
            let parts = usize::try_from(done.min(size_bytes)).unwrap_or(usize::MAX);
            let whole = usize::try_from(size_bytes).unwrap_or(usize::MAX);
            if run.step(parts, whole).is_err() {
                return Err(io::ErrorKind::Interrupted.into());
            }
        }
    }
    if stamp_of_all(path, &fs::metadata(path)?) != before {
        return Err(io::Error::other("the file was written while it was read"));
    }
    Ok(SourceRecord {
        blake3: Fingerprint::of_content(*hasher.finalize().as_bytes()),
        size_bytes,
        modified: last_written,
        crs: String::new(),
        vertical_datum: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_again_at_a_glance_until_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("høyder.asc");
        assert!(matches!(glance_at(&path, None), Glance::Missing));
        fs::write(&path, "1 2 3").unwrap();
        let record = record_of_file(&path, &Run::default()).unwrap();
        assert_eq!(
            record.blake3,
            Fingerprint::of_content(*blake3::hash(b"1 2 3").as_bytes())
        );
        assert!(matches!(
            glance_at(&path, Some(&record)),
            Glance::AsRecorded
        ));
        fs::write(&path, "1 2 3 4").unwrap();
        assert!(matches!(glance_at(&path, Some(&record)), Glance::ToBeRead));
    }

    #[test]
    fn a_format_that_is_a_folder_is_known_by_all_its_files() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "1").unwrap();
        let one = record_of_file(folder.path(), &Run::default()).unwrap();
        fs::write(folder.path().join("b"), "2").unwrap();
        let two = record_of_file(folder.path(), &Run::default()).unwrap();
        assert_eq!((one.size_bytes, two.size_bytes), (1, 2));
        assert_ne!(one.blake3, two.blake3);
    }

    #[test]
    fn a_shapefile_is_known_by_the_files_beside_it_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("felt.shp");
        for (name, text) in [("felt.shp", "1"), ("felt.DBF", "2"), ("annet.dbf", "3")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let one = record_of_file(&path, &Run::default()).unwrap();
        assert_eq!(one.size_bytes, 2);
        assert!(matches!(glance_at(&path, Some(&one)), Glance::AsRecorded));
        for name in ["annet.dbf", "felt.txt"] {
            fs::write(folder.path().join(name), "another").unwrap();
            assert!(matches!(glance_at(&path, Some(&one)), Glance::AsRecorded));
        }
        for name in ["felt.DBF", "felt.prj", "felt.cpg", "felt.shx"] {
            let before = record_of_file(&path, &Run::default()).unwrap();
            fs::write(folder.path().join(name), "another").unwrap();
            assert!(matches!(glance_at(&path, Some(&before)), Glance::ToBeRead));
            let after = record_of_file(&path, &Run::default()).unwrap();
            assert_ne!(before.blake3, after.blake3, "{name}");
        }
    }

    #[test]
    fn reading_stops_when_nobody_wants_to_know() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "1").unwrap();
        let run = Run::default();
        run.cancel();
        let stopped = record_of_file(&path, &run).unwrap_err();
        assert_eq!(stopped.kind(), io::ErrorKind::Interrupted);
    }
}
