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
    found.map_or((0, None), |found| (size_of(path, &found), modified(&found)))
}

pub(super) fn glance_at(path: &Path, record: Option<&SourceRecord>) -> Glance {
    let Ok(found) = fs::metadata(path) else {
        return Glance::Missing;
    };
    match record {
        Some(record)
            if record.size_bytes == size_of(path, &found)
                && record.modified == modified(&found) =>
        {
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

fn size_of(path: &Path, found: &Metadata) -> u64 {
    if found.is_file() {
        return found.len();
    }
    files_in(path).map_or(0, |files| {
        let sizes = files.iter().filter_map(|file| fs::metadata(file).ok());
        sizes.map(|found| found.len()).sum()
    })
}

/// The files of a format that is a folder, by name.
fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    Ok(files)
}

/// Reads a file, or all files of a folder, to the end. Its coordinate system is left to the caller.
///
/// # Errors
/// If it cannot be read, or changes meanwhile, or nobody wants to know any more.
pub(super) fn record_of_file(path: &Path, run: &Run) -> io::Result<SourceRecord> {
    let before = fs::metadata(path)?;
    let size_bytes = size_of(path, &before);
    let mut hasher = blake3::Hasher::new();
    let files = if before.is_file() {
        vec![path.to_owned()]
    } else {
        files_in(path)?
    };
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
    let after = fs::metadata(path)?;
    if after.len() != before.len() || modified(&after) != modified(&before) {
        return Err(io::Error::other("the file was written while it was read"));
    }
    Ok(SourceRecord {
        blake3: Fingerprint::of_content(*hasher.finalize().as_bytes()),
        size_bytes,
        modified: modified(&before),
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
