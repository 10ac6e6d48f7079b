//! Whether an open file is still where it was opened.
//!
//! Only names are looked at: opening the file itself would let go of the database's locks.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Tells a file from every other on the machine, as long as it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    file: u64,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Same,
    Moved(Option<PathBuf>),
    Deleted,
    Replaced,
}

impl Identity {
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let facts = fs::metadata(path)?;
        Ok(Self {
            device: facts.dev(),
            file: facts.ino(),
        })
    }

    /// Here a file that is open keeps its name, so that being there is enough.
    #[cfg(not(unix))]
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path)?;
        Ok(Self { device: 0, file: 0 })
    }

    /// Looks whether a file is still at its path.
    pub(super) fn look(self, path: &Path) -> io::Result<Place> {
        match Self::of(path) {
            Ok(there) if there == self => Ok(Place::Same),
            Ok(_) => Ok(Place::Replaced),
            Err(error) if is_gone(&error) => Ok(self.elsewhere()),
            Err(error) => Err(error),
        }
    }

    /// Where a file is that this process still has open.
    fn elsewhere(self) -> Place {
        let Ok(open_files) = fs::read_dir("/proc/self/fd") else {
            return Place::Moved(None);
        };
        for open in open_files.flatten() {
            let link = open.path();
            if Self::of(&link).ok() != Some(self) {
                continue;
            }
            if let Ok(path) = fs::read_link(&link)
                && Self::of(&path).ok() == Some(self)
            {
                return Place::Moved(Some(path));
            }
            return if has_name(&link) {
                Place::Moved(None)
            } else {
                Place::Deleted
            };
        }
        Place::Moved(None)
    }
}

/// Whether an open file still has a name anywhere.
#[cfg(unix)]
fn has_name(link: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(link).is_ok_and(|facts| 0 < facts.nlink())
}

/// Whether an open file still has a name anywhere.
#[cfg(not(unix))]
fn has_name(_link: &Path) -> bool {
    false
}

fn is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn moving_deleting_and_replacing_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a"), folder.path().join("b"));
        let open = fs::File::create(&path).unwrap();
        let identity = Identity::of(&path).unwrap();
        assert_eq!(identity.look(&path).unwrap(), Place::Same);
        fs::rename(&path, &other).unwrap();
        let moved = Place::Moved(Some(fs::canonicalize(&other).unwrap()));
        assert_eq!(identity.look(&path).unwrap(), moved);
        fs::write(&path, "x").unwrap();
        assert_eq!(identity.look(&path).unwrap(), Place::Replaced);
        fs::remove_file(&path).unwrap();
        fs::remove_file(&other).unwrap();
        assert_eq!(identity.look(&path).unwrap(), Place::Deleted);
        drop(open);
    }
}
