//! Save as, and handing over: a complete copy under another name, with all that another program may have put into the file.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::{Backup as Copying, StepResult};
use tempfile::TempPath;

use super::connect::{self, beside, database};
use super::fresh::{self, Replace};
use super::log::{self, Stamp};
use super::outside::OUTSIDE_LABEL;
use super::rows::difference;
use super::schema::SCHEMA;
use super::state::State;
use super::{ProjectFile, Step, StoreError, Who};

/// What the log calls the change of paths that comes with another folder.
pub const COPY_LABEL: &str = "saved under another name";

/// What the log of a file says whose log before is lost.
pub const LOST_LABEL: &str = "the file with the log before this was gone";

impl ProjectFile {
    /// Makes a complete copy with its log, and in it a last state; the copy is opened.
    ///
    /// Where the old file is gone or damaged, the new one is made of the last state alone, and its log says so.
    ///
    /// # Errors
    /// [`StoreError`], if there is a file of that name that is not to be replaced or somebody has open, or the
    /// folder cannot be written. What was there is there still.
    pub fn copy_to(
        &self,
        path: &Path,
        who: &Who,
        replace: Replace,
        latest: &Step,
    ) -> Result<Self, StoreError> {
        let path = fresh::target(path)?;
        if replace == Replace::No && fs::symlink_metadata(&path).is_ok() {
            return Err(StoreError::AlreadyExists { path });
        }
        // The lock also keeps a file from replacing itself.
        let lock = fresh::lock(&path, who)?;
        let written = self
            .copy_beside(&path, who, latest)
            .or_else(|error| {
                if self.can_still_be_copied(&error) {
                    return Err(error);
                }
                tracing::warn!(%error, "the old file cannot be copied");
                fresh::write_beside(&path, who, std::slice::from_ref(latest), Some(LOST_LABEL))
            })
            .and_then(|(unfinished, state)| {
                fresh::put(unfinished, &path, replace)?;
                Ok(state)
            });
        Self::attach(path, who, lock, written)
    }

    /// Makes a complete copy with its log at a path that is free, and in it one more step. The copy is left closed.
    ///
    /// Paths of sources are written from the copy's folder on, as the step has them.
    ///
    /// # Errors
    /// [`StoreError`], if there is a file of that name, the folder cannot be written, or another program has changed
    /// the project since it was read. Nothing is left then.
    pub fn copy_with(&self, path: &Path, who: &Who, step: &Step) -> Result<(), StoreError> {
        let path = fresh::target(path)?;
        let unfinished = fresh::unfinished(&path)?;
        let copy = self.copied(&unfinished, &path)?;
        let failed = |error| database(&path, error);
        without_foreign_triggers(&copy, &path)?;
        copy.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
        let (state, _) = State::read(&copy, &self.path, Some(&self.state))?;
        if state.rows != self.state.rows {
            // The step would take the other's changes back.
            return Err(StoreError::ChangedOutside {
                path: self.path.clone(),
            });
        }
        state.save(&copy, &path, who, std::slice::from_ref(step), true)?;
        copy.execute_batch("COMMIT").map_err(failed)?;
        fresh::finish(copy, &path)?;
        fresh::put(unfinished, &path, Replace::No)
    }

    /// Whether a copy failed for a reason that lies elsewhere than in the old file.
    fn can_still_be_copied(&self, error: &StoreError) -> bool {
        let is_of_old = matches!(
            error,
            StoreError::Damaged { .. }
                | StoreError::Database { .. }
                | StoreError::NotAProject { .. }
        );
        !is_of_old && self.must_be_in_place().is_ok()
    }

    fn copy_beside(
        &self,
        path: &Path,
        who: &Who,
        latest: &Step,
    ) -> Result<(TempPath, State), StoreError> {
        let unfinished = fresh::unfinished(path)?;
        let copy = self.copied(&unfinished, path)?;
        let failed = |error| database(path, error);
        without_foreign_triggers(&copy, path)?;
        copy.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
        let (state, _) = State::read(&copy, &self.path, Some(&self.state))?;
        let stamp = Stamp {
            edit: self.state.last_edit,
            at: latest.at,
            who,
            label: OUTSIDE_LABEL,
        };
        for change in difference(&self.state.rows, &state.rows) {
            log::write(&copy, &stamp, Some(&change)).map_err(failed)?;
        }
        let moved = Step {
            label: COPY_LABEL.to_owned(),
            snapshot: state.snapshot.clone(),
            ..latest.clone()
        };
        let state = state.save(&copy, path, who, &[moved], true)?;
        let state = state.save(&copy, path, who, std::slice::from_ref(latest), false)?;
        copy.execute_batch("COMMIT").map_err(failed)?;
        fresh::finish(copy, path)?;
        Ok((unfinished, state))
    }

    /// Copies the file to an unfinished one, and looks whether the copy is whole.
    ///
    /// `path` is the place that it is for.
    pub(super) fn copied(&self, unfinished: &Path, path: &Path) -> Result<Connection, StoreError> {
        // A file in another's place may have a journal, which must not be taken for this one's.
        let has_side_file = ["-journal", "-wal"]
            .into_iter()
            .any(|end| beside(&self.path, end).exists());
        if has_side_file {
            self.must_be_in_place()?;
        }
        let mut copy = connect::connect_new(unfinished)?;
        let failed = |error| database(path, error);
        {
            let copying = Copying::new(&self.connection, &mut copy).map_err(failed)?;
            if copying.step(-1).map_err(failed)? != StepResult::Done {
                return Err(StoreError::Busy {
                    path: self.path.clone(),
                });
            }
        }
        connect::leave_wal(&copy).map_err(failed)?;
        let verdict: String = copy
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
            .map_err(failed)?;
        if verdict != "ok" {
            return Err(StoreError::Damaged {
                path: self.path.clone(),
                detail: verdict,
            });
        }
        Ok(copy)
    }
}

/// Takes triggers of others out of a copy that this version of the program may write: a file that could only be read can be written under another name.
fn without_foreign_triggers(copy: &Connection, path: &Path) -> Result<(), StoreError> {
    let inspected = connect::inspect(copy, path)?;
    if SCHEMA < inspected.schema {
        return Err(StoreError::NewerSchema {
            path: path.to_owned(),
            schema: inspected.schema,
            known: SCHEMA,
        });
    }
    for name in inspected.foreign {
        let sql = format!("DROP TRIGGER IF EXISTS \"{}\"", name.replace('"', "\"\""));
        copy.execute_batch(&sql)
            .map_err(|error| database(path, error))?;
    }
    match connect::inspect(copy, path)?.foreign.first() {
        None => Ok(()),
        Some(name) => Err(StoreError::Damaged {
            path: path.to_owned(),
            detail: format!("{name} is not known"),
        }),
    }
}
