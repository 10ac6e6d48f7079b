//! The folder of cache files: names, the file in the making, and the limit on its size.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::{NamedTempFile, TempPath};

use super::fingerprint::Digest;

/// How much all cache files together may take, in bytes. The one made last stays in any case.
pub const CACHE_LIMIT_BYTES: u64 = 4 << 30;

/// What the names of cache files end in.
const EXTENSION: &str = "bergtiles";

/// What the names of files in the making begin with.
const UNFINISHED: &str = ".making-";

/// After how long a file in the making was left behind by a crash.
const LEFT_BEHIND: Duration = Duration::from_hours(24);

/// Where a cache file lives.
#[derive(Debug)]
pub(in crate::gis) enum Home {
    /// Finished, in the folder.
    Folder(PathBuf),
    /// In the folder under a passing name; it vanishes when dropped.
    Passing(File, TempPath),
    /// Without a name, in the system's folder for temporary files; it vanishes when closed.
    Nameless(File),
}

impl Home {
    /// A file to write in the folder, or where that is impossible, one without a name elsewhere.
    pub(in crate::gis) fn new(folder: &Path) -> io::Result<Self> {
        let in_folder = std::fs::create_dir_all(folder).and_then(|()| {
            tempfile::Builder::new()
                .prefix(UNFINISHED)
                .tempfile_in(folder)
        });
        match in_folder {
            Ok(file) => {
                let (file, path) = file.into_parts();
                Ok(Self::Passing(file, path))
            }
            Err(error) => {
                tracing::warn!(%error, folder = %folder.display(), "the cache folder takes no files");
                tempfile::tempfile().map(Self::Nameless)
            }
        }
    }

    /// The file that is being written.
    pub(in crate::gis) fn file(&self) -> io::Result<&File> {
        match self {
            Self::Passing(file, _) | Self::Nameless(file) => Ok(file),
            Self::Folder(_) => Err(io::Error::other("the cache file is finished")),
        }
    }

    /// Gives the file its name. Renaming is atomic, so others find the old file or the whole new one.
    pub(in crate::gis) fn settle(self, target: &Path) -> io::Result<(File, Self)> {
        match self {
            Self::Passing(file, path) => {
                match NamedTempFile::from_parts(file, path).persist(target) {
                    Ok(file) => Ok((file, Self::Folder(target.to_owned()))),
                    // Another process may hold the old file; then this one serves until it is closed.
                    Err(refused) => {
                        let error = &refused.error;
                        tracing::debug!(%error, "a cache file keeps its passing name");
                        let (file, path) = refused.file.into_parts();
                        Ok((file.try_clone()?, Self::Passing(file, path)))
                    }
                }
            }
            Self::Nameless(file) => Ok((file.try_clone()?, Self::Nameless(file))),
            Self::Folder(path) => Ok((File::open(&path)?, Self::Folder(path))),
        }
    }
}

/// Where the cache file of a request is.
pub(in crate::gis) fn path_in(folder: &Path, identity: &Digest) -> PathBuf {
    let hex = blake3::Hash::from_bytes(*identity).to_hex();
    let name: String = hex.chars().take(32).collect();
    folder.join(name).with_extension(EXTENSION)
}

/// Records that a cache file was used, so that it is among the last to be removed.
pub(in crate::gis) fn touch(path: &Path) {
    let touched = File::options()
        .append(true)
        .open(path)
        .and_then(|file| file.set_modified(SystemTime::now()));
    if let Err(error) = touched {
        tracing::debug!(%error, "the use of a cache file was not recorded");
    }
}

/// Removes the files used longest ago until the others fit, and what crashes left behind.
pub(in crate::gis) fn trim(folder: &Path, limit_bytes: u64, keep: &Path) {
    let Ok(listed) = std::fs::read_dir(folder) else {
        return;
    };
    let mut finished = Vec::new();
    for entry in listed.flatten() {
        let path = entry.path();
        let Ok(found) = entry.metadata() else {
            continue;
        };
        let used = found.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let is_ours = path.extension().is_some_and(|end| end == EXTENSION);
        let is_unfinished = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
        if is_ours {
            finished.push((used, path, found.len()));
        } else if is_unfinished && used.elapsed().is_ok_and(|age| LEFT_BEHIND < age) {
            remove(&path);
        }
    }
    let mut total: u64 = finished.iter().map(|(_, _, length)| length).sum();
    finished.sort();
    for (_, path, length) in finished {
        if total <= limit_bytes {
            return;
        }
        if path != keep && remove(&path) {
            total -= length;
        }
    }
}

/// Removes a file, unless another process was faster or holds it.
fn remove(path: &Path) -> bool {
    std::fs::remove_file(path)
        .inspect_err(|error| tracing::debug!(%error, "a cache file was not removed"))
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_used_longest_ago_go_first_and_others_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let make = |name: &str, age_s: u64| {
            let path = folder.path().join(name);
            std::fs::write(&path, [0; 100]).unwrap();
            let file = File::options().append(true).open(&path).unwrap();
            let time = SystemTime::now() - Duration::from_secs(age_s);
            file.set_modified(time).unwrap();
            path
        };
        let oldest = make("a.bergtiles", 500);
        let old = make("b.bergtiles", 400);
        let new = make("c.bergtiles", 300);
        let foreign = make("d.txt", 900_000);
        let left_behind = make(".making-e", 900_000);
        let in_the_making = make(".making-f", 10);
        trim(folder.path(), 250, &oldest);
        assert!(oldest.exists() && !old.exists() && new.exists());
        assert!(foreign.exists() && in_the_making.exists() && !left_behind.exists());
        touch(&oldest);
        trim(folder.path(), 100, &foreign);
        assert!(oldest.exists() && !new.exists());
    }
}
