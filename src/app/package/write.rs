//! Puts the files of a package into one archive: beside its place first, then renamed.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::PackagedFile;
use crate::app::TaskError;
use crate::gis::WriteError;
use crate::progress::Run;
use crate::report::{Archive, ArchiveError};
use crate::store::StoreError;

/// What a file of the package is made of.
enum Content {
    Bytes(Vec<u8>),
    File(PathBuf),
}

/// A file of the package.
pub(super) struct Entry {
    pub name: String,
    pub what: String,
    content: Content,
}

impl Entry {
    pub(super) fn of_bytes(name: &str, bytes: Vec<u8>, what: String) -> Self {
        Self {
            name: name.to_owned(),
            what,
            content: Content::Bytes(bytes),
        }
    }

    pub(super) fn of_file(name: &str, path: &Path, what: String) -> Self {
        Self {
            name: name.to_owned(),
            what,
            content: Content::File(path.to_owned()),
        }
    }

    fn size_bytes(&self) -> io::Result<u64> {
        match &self.content {
            Content::Bytes(bytes) => Ok(bytes.len() as u64),
            Content::File(path) => Ok(std::fs::metadata(path)?.len()),
        }
    }

    /// Whether it is compressed by itself.
    fn is_packed(&self) -> bool {
        let ending = Path::new(&self.name).extension();
        let ending = ending.unwrap_or_default().to_ascii_lowercase();
        ["tif", "xlsx", "pdf"]
            .iter()
            .any(|packed| ending == *packed)
    }

    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        match &self.content {
            Content::Bytes(bytes) => Ok(Box::new(bytes.as_slice())),
            Content::File(path) => Ok(Box::new(File::open(path)?)),
        }
    }
}

/// Writes the archive, and returns what is in it and how large it is. One that is there is replaced.
///
/// # Errors
/// [`TaskError`]; then no half archive is left, and what was there before still is.
pub(super) fn write(
    out: &Path,
    entries: Vec<Entry>,
    at: jiff::Timestamp,
    run: &Run,
) -> Result<(Vec<PackagedFile>, u64), TaskError> {
    let folder = out.parent().filter(|parent| *parent != Path::new(""));
    let failed = |source| not_written(out, source);
    let unfinished = tempfile::Builder::new()
        .prefix(".berghald-package-")
        .tempfile_in(folder.unwrap_or_else(|| Path::new(".")))
        .map_err(failed)?;
    let not_made = |error| match error {
        ArchiveError::Cancelled => TaskError::Cancelled,
        ArchiveError::System(source) => not_written(out, source),
        ArchiveError::Format(source) => not_written(out, source.into()),
    };
    let mut archive = Archive::new(unfinished.as_file(), at);
    let mut files = Vec::new();
    for entry in entries {
        let size_bytes = entry.size_bytes().map_err(failed)?;
        let mut content = entry.open().map_err(failed)?;
        let facts = (size_bytes, entry.is_packed());
        archive
            .add(&entry.name, &mut content, facts, run)
            .map_err(not_made)?;
        drop(content);
        files.push(PackagedFile {
            name: entry.name,
            what: entry.what,
            size_bytes,
        });
    }
    archive.finish().map_err(not_made)?;
    unfinished.as_file().sync_all().map_err(failed)?;
    let size_bytes = unfinished.as_file().metadata().map_err(failed)?.len();
    run.step(1, 1)?;
    let put = unfinished.persist(out);
    put.map_err(|error| WriteError::CannotReplace {
        path: out.to_owned(),
        source: error.error,
    })?;
    Ok((files, size_bytes))
}

/// That a package cannot be written; that a disk is full is told as such.
pub(super) fn not_written(out: &Path, source: io::Error) -> TaskError {
    let path = out.to_owned();
    match source.kind() {
        io::ErrorKind::StorageFull => StoreError::DiskFull { path }.into(),
        _ => WriteError::FolderNotWritable { path, source }.into(),
    }
}
