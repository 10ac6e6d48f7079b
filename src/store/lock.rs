//! Who may write a project: a lock of the operating system on a file beside it.
//!
//! The system lets go of it when a process ends, however it ends. A file that is left over without a lock
//! therefore says that the program did not close the project. The database's own locks are no use for this:
//! held for hours, they would keep QGIS out.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Holder, StoreError, Who};

/// How long a lock is asked for before it counts as held.
const PATIENCE: Duration = Duration::from_millis(50);

/// What a holder writes is shorter than this.
const MAX_BYTES: u64 = 10_000;

/// How often a file may vanish between opening and locking it, before the file system is believed to give a
/// file another number each time.
const MAX_ROUNDS: u32 = 100;

/// The right to write a project.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
    /// Whether somebody before did not let go of it properly.
    pub(super) was_interrupted: bool,
}

/// What came of asking for a lock.
#[derive(Debug)]
pub(super) enum Asked {
    Locked(Lock),
    /// Somebody has it, who may have said who they are.
    Held(Option<Holder>),
    /// No file can be made beside the project.
    NotWritable(io::Error),
}

impl Lock {
    /// Asks for the lock of a project.
    pub(super) fn ask(project: &Path, who: &Who) -> Result<Asked, StoreError> {
        let path = side_file(project);
        let failed = |source| StoreError::System {
            path: project.to_owned(),
            source,
        };
        let mut rounds = 0;
        loop {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            let mut file = match options.open(&path) {
                Ok(file) => file,
                Err(error) if is_refusal(&error) => return Ok(Asked::NotWritable(error)),
                Err(error) => return Err(failed(error)),
            };
            match lock_soon(&file) {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(Asked::Held(read(&mut file))),
                // Some network file systems have no locks. There the database's own must do.
                Err(TryLockError::Error(error)) => {
                    tracing::warn!(%error, path = %path.display(), "could not lock");
                }
            }
            // Whoever had it may have removed the file between opening and locking it.
            if !is_at(&file, &path) && rounds < MAX_ROUNDS {
                rounds += 1;
                continue;
            }
            let was_interrupted = file.metadata().is_ok_and(|facts| 0 < facts.len());
            return match write(&mut file, who) {
                Ok(()) => Ok(Asked::Locked(Self {
                    file,
                    path,
                    was_interrupted,
                })),
                Err(error) if is_refusal(&error) => Ok(Asked::NotWritable(error)),
                Err(error) if error.kind() == io::ErrorKind::StorageFull => {
                    Err(StoreError::DiskFull {
                        path: project.to_owned(),
                    })
                }
                Err(error) => Err(failed(error)),
            };
        }
    }

    /// Lets go of it and leaves nothing behind.
    pub(super) fn release(self) {
        // While it is locked, so that nobody's new file is removed. A file that cannot be removed is no harm.
        if is_at(&self.file, &self.path)
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(%error, path = %self.path.display(), "could not remove the lock file");
        }
    }
}

/// Tries for a moment: a process that this one starts shares its files until it begins its own program.
fn lock_soon(file: &File) -> Result<(), TryLockError> {
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => std::hint::spin_loop(),
            tried => return tried,
        }
    }
}

/// Whether the program that had a project open last did not close it, and nobody has it open now.
pub fn was_interrupted(project: &Path) -> bool {
    let Ok(file) = File::open(side_file(project)) else {
        return false;
    };
    // Let go of at once, when the file is closed.
    file.metadata().is_ok_and(|facts| 0 < facts.len()) && lock_soon(&file).is_ok()
}

/// Where a lock of a project is.
fn side_file(project: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(project.file_name().unwrap_or_default());
    name.push(".lock");
    project.with_file_name(name)
}

fn is_refusal(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

/// Whether an open file is the one at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// Whether an open file is the one at a path. Here a file that is open keeps its place.
#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

fn write(file: &mut File, who: &Who) -> io::Result<()> {
    let text = json!({
        "user": who.user,
        "host": who.host,
        "program": who.program,
        "process": std::process::id(),
        "since": jiff::Timestamp::now().to_string(),
    });
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(text.to_string().as_bytes())
}

/// Who wrote it, where that can be read.
fn read(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.take(MAX_BYTES).read_to_string(&mut text).ok()?;
    let object: Value = serde_json::from_str(&text).ok()?;
    let word = |name: &str| object.get(name)?.as_str().map(str::to_owned);
    Some(Holder {
        who: Who {
            user: word("user")?,
            host: word("host")?,
            program: word("program")?,
        },
        process: u32::try_from(object.get("process")?.as_u64()?).ok()?,
        since: word("since")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who() -> Who {
        Who {
            user: "kari".to_owned(),
            host: "fjell".to_owned(),
            program: "Berghald".to_owned(),
        }
    }

    fn locked(project: &Path) -> Lock {
        match Lock::ask(project, &who()).unwrap() {
            Asked::Locked(lock) => lock,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_one_has_it_and_says_who() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("x.gpkg");
        let lock = locked(&project);
        assert!(!lock.was_interrupted);
        let Asked::Held(Some(holder)) = Lock::ask(&project, &who()).unwrap() else {
            panic!("the lock was given twice");
        };
        assert_eq!((holder.who, holder.process), (who(), std::process::id()));
        lock.release();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        locked(&project).release();
    }

    #[test]
    fn one_that_was_never_released_tells_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("x.gpkg");
        drop(locked(&project));
        let lock = locked(&project);
        assert!(lock.was_interrupted);
        lock.release();
        assert!(!locked(&project).was_interrupted);
    }
}
