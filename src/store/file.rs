//! An open project file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, MAIN_DB};

use super::connect::{self, Mode, beside, database};
use super::lock::{Asked, Lock};
use super::place::{Identity, Place};
use super::schema::{MIGRATIONS, SCHEMA};
use super::state::State;
use super::{Access, LastChange, StoreError, StoreOddity, Who, WhyReadOnly, fresh, log, upgrade};
use crate::results::Snapshot;

/// One finished edit, and the state after it.
#[derive(Clone, Debug)]
pub struct Step {
    /// The number of the edit, counted from the first in the file.
    pub number: u64,
    /// The state after it.
    pub snapshot: Snapshot,
    /// What was done, for the log.
    pub label: String,
    /// When.
    pub at: jiff::Timestamp,
}

/// A project file and what was read from it.
#[derive(Debug)]
pub struct Opened {
    /// The file, to save to.
    pub file: ProjectFile,
    /// What it holds.
    pub snapshot: Snapshot,
    /// What could be read only in part.
    pub oddities: Vec<StoreOddity>,
    /// What was saved last.
    pub last: Option<LastChange>,
    /// Whether the program that had it open last did not close it.
    pub was_interrupted: bool,
}

/// An open project file.
///
/// One that is dropped without [`Self::close`] counts as interrupted when it is opened the next time.
#[derive(Debug)]
pub struct ProjectFile {
    pub(super) path: PathBuf,
    pub(super) who: Who,
    pub(super) access: Access,
    pub(super) connection: Connection,
    pub(super) identity: Identity,
    pub(super) versions: Versions,
    pub(super) state: State,
    pub(super) oddities: Vec<StoreOddity>,
    /// Whether another program wrote something that made no difference, and nobody was told yet.
    pub(super) was_touched: bool,
    /// Behind the connection, so that the file is closed before others may write it.
    pub(super) lock: Option<Lock>,
}

/// Numbers that the database changes when another program writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Versions {
    content: i64,
    schema: i64,
}

impl Versions {
    pub(super) fn of(connection: &Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            content: connection.query_row("PRAGMA data_version", [], |row| row.get(0))?,
            schema: connection.query_row("PRAGMA schema_version", [], |row| row.get(0))?,
        })
    }
}

impl ProjectFile {
    /// Makes a new file that holds a first state. A file that is there is left as it is.
    ///
    /// # Errors
    /// [`StoreError`], if there is a file of that name or the folder cannot be written. No half file is left.
    pub fn create(path: &Path, who: &Who, first: &Step) -> Result<Self, StoreError> {
        let path = fresh::target(path)?;
        if fs::symlink_metadata(&path).is_ok() {
            return Err(StoreError::AlreadyExists { path });
        }
        let lock = fresh::lock(&path, who)?;
        let written = fresh::write(&path, who, std::slice::from_ref(first), None);
        Self::attach(path, who, lock, written)
    }

    /// Opens a file to read and write; where that is not possible, to read.
    ///
    /// # Errors
    /// [`StoreError`], if it is not there, no project, damaged, or needs something that cannot be done there.
    pub fn open(path: &Path, who: &Who) -> Result<Opened, StoreError> {
        let path = existing(path)?;
        let (lock, why) = match Lock::ask(&path, who)? {
            Asked::Locked(lock) => (Some(lock), None),
            Asked::Held(holder) => (None, Some(WhyReadOnly::HeldBy(holder))),
            Asked::NotWritable(_) => (None, Some(WhyReadOnly::FolderNotWritable)),
        };
        let was_interrupted = lock.as_ref().is_some_and(|lock| lock.was_interrupted);
        match Self::read(path, who, why) {
            Ok(mut opened) => {
                opened.was_interrupted = was_interrupted;
                if opened.file.access == Access::Write {
                    opened.file.lock = lock;
                    opened.file.sweep();
                } else if let Some(lock) = lock {
                    lock.release();
                }
                Ok(opened)
            }
            Err(error) => {
                // That it was interrupted is still to be told when it can be opened.
                if let Some(lock) = lock.filter(|lock| !lock.was_interrupted) {
                    lock.release();
                }
                Err(error)
            }
        }
    }

    /// Opens a file to read, without a lock and without changing anything.
    ///
    /// # Errors
    /// As for [`Self::open`], and if an interrupted save must first be taken back.
    pub fn open_to_read(path: &Path) -> Result<Opened, StoreError> {
        let path = existing(path)?;
        Self::read(path, &Who::of_this_machine(), Some(WhyReadOnly::Asked))
    }

    fn read(path: PathBuf, who: &Who, why: Option<WhyReadOnly>) -> Result<Opened, StoreError> {
        let failed = |error| database(&path, error);
        let (connection, access) = connection_to(&path, why)?;
        let identity = identity_of(&path)?;
        // One transaction, so that all of it is of the same moment.
        connection.execute_batch("BEGIN").map_err(failed)?;
        let (state, oddities) = State::read(&connection, &path, None)?;
        let last = log::last(&connection).map_err(failed)?;
        let versions = Versions::of(&connection).map_err(failed)?;
        connection.execute_batch("COMMIT").map_err(failed)?;
        Ok(Opened {
            snapshot: state.snapshot.clone(),
            oddities: oddities.clone(),
            last,
            was_interrupted: false,
            file: Self {
                path,
                who: who.clone(),
                access,
                connection,
                identity,
                versions,
                state,
                oddities,
                was_touched: false,
                lock: None,
            },
        })
    }

    /// Opens a file that was just written, with what is known to be in it.
    pub(super) fn attach(
        path: PathBuf,
        who: &Who,
        lock: Lock,
        written: Result<State, StoreError>,
    ) -> Result<Self, StoreError> {
        let attached = written.and_then(|state| {
            let (connection, access) = connection_to(&path, None)?;
            let versions = Versions::of(&connection).map_err(|error| database(&path, error))?;
            Ok((state, connection, access, versions, identity_of(&path)?))
        });
        match attached {
            Ok((state, connection, access, versions, identity)) => Ok(Self {
                path,
                who: who.clone(),
                access,
                connection,
                identity,
                versions,
                state,
                oddities: Vec::new(),
                was_touched: false,
                lock: Some(lock),
            }),
            Err(error) => {
                lock.release();
                Err(error)
            }
        }
    }

    /// Saves steps in one transaction, each with its own entries in the log.
    ///
    /// # Errors
    /// [`StoreError`]; then the file holds what it held before.
    pub fn save(&mut self, steps: &[Step]) -> Result<(), StoreError> {
        self.must_be_writable()?;
        self.must_be_in_place()?;
        if steps.is_empty() {
            return Ok(());
        }
        self.transaction(|file| {
            file.must_be_ours()?;
            let state = &file.state;
            let state = state.save(&file.connection, &file.path, &file.who, steps, false)?;
            Ok(((), state))
        })
    }

    /// Does something in a transaction of its own, after which the file holds a new state.
    pub(super) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<(T, State), StoreError>,
    ) -> Result<T, StoreError> {
        self.run("BEGIN IMMEDIATE")?;
        let done = work(self).and_then(|done| {
            // A file that was moved meanwhile would leave its journal at the wrong place.
            self.must_be_in_place()?;
            self.run("COMMIT")?;
            Ok(done)
        });
        match done {
            Ok((value, state)) => {
                self.state = state;
                Ok(value)
            }
            Err(error) => {
                // After some failures the database has already taken it back.
                if !self.connection.is_autocommit()
                    && let Err(again) = self.connection.execute_batch("ROLLBACK")
                {
                    tracing::error!(%again, "could not take back a save");
                }
                Err(error)
            }
        }
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.connection
            .execute_batch(sql)
            .map_err(|error| self.failure(error))
    }

    /// What a failure of the database means. That nothing can be put beside the file is told as such.
    pub(super) fn failure(&self, error: rusqlite::Error) -> StoreError {
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen) {
            let folder = self.path.parent().unwrap_or(&self.path);
            if let Err(source) = tempfile::tempfile_in(folder) {
                return StoreError::FolderNotWritable {
                    path: self.path.clone(),
                    source,
                };
            }
        }
        database(&self.path, error)
    }

    pub(super) fn must_be_writable(&self) -> Result<(), StoreError> {
        match self.access {
            Access::Write => Ok(()),
            Access::ReadOnly(_) => Err(StoreError::ReadOnly {
                path: self.path.clone(),
            }),
        }
    }

    /// Fails unless the file is still where it was opened.
    pub(super) fn must_be_in_place(&self) -> Result<(), StoreError> {
        let path = self.path.clone();
        match self.identity.look(&path) {
            Ok(Place::Same) => Ok(()),
            Ok(Place::Moved(to)) => Err(StoreError::Moved { path, to }),
            Ok(Place::Deleted) => Err(StoreError::Deleted { path }),
            Ok(Place::Replaced) => Err(StoreError::Replaced { path }),
            Err(source) => Err(StoreError::System { path, source }),
        }
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What may be done with it.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// What it holds.
    pub fn saved(&self) -> &Snapshot {
        &self.state.snapshot
    }

    /// Signs what is written from now on with a person's name.
    pub fn sign_as(&mut self, name: &str) {
        name.clone_into(&mut self.who.user);
    }

    /// The number of the last edit that it holds.
    pub fn last_edit(&self) -> u64 {
        self.state.last_edit
    }

    /// What of it could be read only in part, when it was read last.
    pub fn oddities(&self) -> &[StoreOddity] {
        &self.oddities
    }

    /// Closes the file, after a last backup where a folder for it is given.
    ///
    /// # Errors
    /// [`StoreError`], if the backup could not be made. The file is closed all the same.
    pub fn close(self, backups: Option<&Path>) -> Result<(), StoreError> {
        let backed_up = backups.map_or(Ok(()), |folder| self.back_up(folder).map(drop));
        if self.access == Access::Write
            && self.must_be_in_place().is_ok()
            && let Err(error) = connect::leave_wal(&self.connection)
        {
            tracing::warn!(%error, "could not put the file back into its usual mode");
        }
        drop(self.connection);
        if let Some(lock) = self.lock {
            lock.release();
        }
        backed_up
    }
}

/// The whole path of a file that is there and may be a project.
pub(super) fn existing(path: &Path) -> Result<PathBuf, StoreError> {
    let failed = |source: io::Error| {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => StoreError::Missing { path },
            _ => StoreError::System { path, source },
        }
    };
    let facts = fs::metadata(path).map_err(failed)?;
    if !facts.is_file() {
        return Err(StoreError::NotAFile {
            path: path.to_owned(),
        });
    }
    if facts.len() == 0 {
        return Err(StoreError::NotAProject {
            path: path.to_owned(),
        });
    }
    whole(path).map_err(failed)
}

/// Without links, so that side files lie where the file does.
#[cfg(unix)]
fn whole(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// The whole path, in the form that people know.
#[cfg(not(unix))]
fn whole(path: &Path) -> io::Result<PathBuf> {
    std::path::absolute(path)
}

fn identity_of(path: &Path) -> Result<Identity, StoreError> {
    Identity::of(path).map_err(|source| StoreError::System {
        path: path.to_owned(),
        source,
    })
}

/// A connection to a project whose tables are what they should be, and what may be done with it.
pub(super) fn connection_to(
    path: &Path,
    why: Option<WhyReadOnly>,
) -> Result<(Connection, Access), StoreError> {
    let mode = if why.is_none() {
        Mode::Write
    } else {
        Mode::Read
    };
    let opened = connect_and_inspect(path, mode);
    let (connection, inspected) = match opened {
        Err(StoreError::Database { source, .. })
            if mode == Mode::Read
                && source.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen) =>
        {
            frozen(path)?
        }
        Err(StoreError::RecoveryImpossible { .. }) if mode == Mode::Read => frozen(path)?,
        other => other?,
    };
    let is_locked = connection
        .is_readonly(MAIN_DB)
        .map_err(|error| database(path, error))?;
    let why = why.or_else(|| {
        if SCHEMA < inspected.schema {
            Some(WhyReadOnly::NewerSchema {
                schema: inspected.schema,
                known: SCHEMA,
            })
        } else if !inspected.foreign.is_empty() {
            Some(WhyReadOnly::ForeignTriggers(inspected.foreign.clone()))
        } else {
            is_locked.then_some(WhyReadOnly::FileNotWritable)
        }
    });
    let is_older = inspected.schema < SCHEMA;
    let Some(why) = why else {
        connect::leave_wal(&connection).map_err(|error| database(path, error))?;
        if is_older {
            upgrade::upgrade(&connection, path, inspected.schema, &MIGRATIONS)?;
            connect::inspect(&connection, path)?;
        }
        return Ok((connection, Access::Write));
    };
    let connection = if is_older {
        let newer = upgrade::upgraded_in_memory(&connection, path, inspected.schema, &MIGRATIONS)?;
        connect::inspect(&newer, path)?;
        newer
    } else {
        connection
    };
    connection
        .execute_batch("PRAGMA query_only = ON")
        .map_err(|error| database(path, error))?;
    Ok((connection, Access::ReadOnly(why)))
}

fn connect_and_inspect(
    path: &Path,
    mode: Mode,
) -> Result<(Connection, connect::Inspected), StoreError> {
    let connection = connect::connect(path, mode)?;
    let inspected = connect::inspect(&connection, path)?;
    Ok((connection, inspected))
}

/// The last resort: a file that says it has side files, where none can be made and none are.
fn frozen(path: &Path) -> Result<(Connection, connect::Inspected), StoreError> {
    let has = |end: &str| fs::metadata(beside(path, end)).is_ok_and(|facts| 0 < facts.len());
    if has("-wal") || has("-journal") {
        return Err(StoreError::RecoveryImpossible {
            path: path.to_owned(),
        });
    }
    connect_and_inspect(path, Mode::Frozen)
}
