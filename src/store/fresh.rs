//! Files that are written beside their place and then put there whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tempfile::{NamedTempFile, TempPath};

use super::connect::{self, Mode, beside, database};
use super::lock::{Asked, Lock};
use super::log::{self, Stamp};
use super::state::State;
use super::{Step, StoreError, Who, schema};

/// The whole path of a file that is to be made in a folder that is there.
pub(super) fn target(path: &Path) -> Result<PathBuf, StoreError> {
    let failed = |source| StoreError::FolderNotWritable {
        path: path.to_owned(),
        source,
    };
    let absolute = std::path::absolute(path).map_err(failed)?;
    let (Some(folder), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return Err(StoreError::NotAFile { path: absolute });
    };
    if absolute.is_dir() {
        return Err(StoreError::NotAFile { path: absolute });
    }
    #[cfg(unix)]
    let folder = fs::canonicalize(folder).map_err(failed)?;
    Ok(folder.join(name))
}

/// The right to write a file that is to be made.
pub(super) fn lock(path: &Path, who: &Who) -> Result<Lock, StoreError> {
    let path = path.to_owned();
    match Lock::ask(&path, who)? {
        Asked::Locked(lock) => Ok(lock),
        Asked::Held(holder) => Err(StoreError::Held { path, holder }),
        Asked::NotWritable(source) => Err(StoreError::FolderNotWritable { path, source }),
    }
}

/// Makes a file with a first state, in the place of none.
pub(super) fn write(
    path: &Path,
    who: &Who,
    steps: &[Step],
    note: Option<&str>,
) -> Result<State, StoreError> {
    let (unfinished, state) = write_beside(path, who, steps, note)?;
    put(unfinished, path, Replace::No)?;
    Ok(state)
}

/// Makes a file with a first state, still under another name.
pub(super) fn write_beside(
    path: &Path,
    who: &Who,
    steps: &[Step],
    note: Option<&str>,
) -> Result<(TempPath, State), StoreError> {
    let unfinished = unfinished(path)?;
    let failed = |error| database(path, error);
    let connection = connect::connect_new(&unfinished)?;
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(failed)?;
    schema::migrate(&connection, 0, &who.program, &schema::MIGRATIONS).map_err(failed)?;
    if let (Some(label), Some(first)) = (note, steps.first()) {
        let stamp = Stamp {
            edit: first.number,
            at: first.at,
            who,
            label,
        };
        log::write(&connection, &stamp, None).map_err(failed)?;
    }
    let state = State::nothing().save(&connection, path, who, steps, false)?;
    connection.execute_batch("COMMIT").map_err(failed)?;
    finish(connection, path)?;
    Ok((unfinished, state))
}

/// An empty file beside the place of another.
pub(super) fn unfinished(path: &Path) -> Result<TempPath, StoreError> {
    let made = made_beside(path).map_err(|source| match source.kind() {
        io::ErrorKind::StorageFull => StoreError::DiskFull {
            path: path.to_owned(),
        },
        _ => StoreError::FolderNotWritable {
            path: path.to_owned(),
            source,
        },
    })?;
    Ok(made.into_temp_path())
}

/// An empty file beside the place of another, open.
pub(super) fn made_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".berghald-").suffix(".unfinished");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Whoever may read other files in the folder may read this one.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Closes a database so that it is whole without side files.
pub(super) fn finish(connection: Connection, path: &Path) -> Result<(), StoreError> {
    connect::leave_wal(&connection).map_err(|error| database(path, error))?;
    connection
        .close()
        .map_err(|(_, error)| database(path, error))
}

/// Whether a file may take the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// The other file is gone afterwards.
    Yes,
    /// The other file stays, and nothing is written.
    No,
}

/// Gives a finished file its name. Renaming is atomic, so that there is never half a file.
pub(super) fn put(unfinished: TempPath, path: &Path, replace: Replace) -> Result<(), StoreError> {
    clear_side_files(path)?;
    let put = match replace {
        Replace::Yes => unfinished.persist(path),
        Replace::No => unfinished.persist_noclobber(path).or_else(|error| {
            // Some file systems cannot rename without replacing.
            if error.error.kind() == io::ErrorKind::AlreadyExists
                || fs::symlink_metadata(path).is_ok()
            {
                return Err(error);
            }
            error.path.persist(path)
        }),
    };
    put.map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => StoreError::AlreadyExists {
            path: path.to_owned(),
        },
        _ => StoreError::FolderNotWritable {
            path: path.to_owned(),
            source: error.error,
        },
    })?;
    sync_folder(path);
    Ok(())
}

/// Side files of a file that was there before would be taken for those of the new one.
fn clear_side_files(path: &Path) -> Result<(), StoreError> {
    let left = ["-journal", "-wal", "-shm"].map(|end| beside(path, end));
    if !left.iter().any(|side| side.exists()) {
        return Ok(());
    }
    // Looking at the old file makes it whole: should the new one not take its place, nothing is lost.
    if path.is_file()
        && let Ok(old) = connect::connect(path, Mode::Write)
        && let Err(error) = connect::is_ours(&old).and_then(|_| connect::leave_wal(&old))
    {
        tracing::info!(%error, "the file that is replaced cannot be read");
    }
    for side in left {
        match fs::remove_file(&side) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(StoreError::System { path: side, source });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Lets the new name outlive a power cut, where the system can.
fn sync_folder(path: &Path) {
    #[cfg(unix)]
    if let Some(folder) = path.parent()
        && let Err(error) = fs::File::open(folder).and_then(|folder| folder.sync_all())
    {
        tracing::info!(%error, "could not sync the folder");
    }
    #[cfg(not(unix))]
    let _ = path;
}
