//! What other programs do to an open file.

use super::connect::{database, inspect};
use super::file::Versions;
use super::kept::KeptResults;
use super::log::{self, Stamp};
use super::place::Place;
use super::rows::difference;
use super::state::State;
use super::{Access, Outside, ProjectFile, StoreError, Who, WhyReadOnly, tables};
use crate::results::Snapshot;

/// What the log calls a change by another program.
pub const OUTSIDE_LABEL: &str = "changed by another program";

impl ProjectFile {
    /// Looks whether something happened to the file from outside.
    ///
    /// # Errors
    /// [`StoreError`], if the file cannot be looked at.
    pub fn look(&mut self) -> Result<Outside, StoreError> {
        let place = self.identity.look(&self.path);
        match place.map_err(|source| StoreError::System {
            path: self.path.clone(),
            source,
        })? {
            Place::Same => {}
            Place::Moved(to) => return Ok(Outside::Moved { to }),
            Place::Deleted => return Ok(Outside::Deleted),
            Place::Replaced => return Ok(Outside::Replaced),
        }
        let path = self.path.clone();
        let failed = |error| database(&path, error);
        let reading = self.connection.unchecked_transaction().map_err(failed)?;
        let versions = Versions::of(&reading).map_err(failed)?;
        if versions == self.versions {
            let was_touched = std::mem::take(&mut self.was_touched);
            return Ok(if was_touched {
                Outside::Touched
            } else {
                Outside::Same
            });
        }
        let inspected = inspect(&reading, &path)?;
        if tables::read(&reading, &path)? != self.state.rows {
            return Ok(Outside::Changed);
        }
        // Triggers of others are dealt with when something is saved.
        if inspected.foreign.is_empty() {
            self.state.results = KeptResults::read(&reading, &path)?;
            self.versions = versions;
        }
        Ok(Outside::Touched)
    }

    /// Fails if another program changed what was decided. Belongs in a transaction.
    pub(super) fn must_be_ours(&mut self) -> Result<(), StoreError> {
        let failed = |error| database(&self.path, error);
        let versions = Versions::of(&self.connection).map_err(failed)?;
        if versions == self.versions {
            return Ok(());
        }
        self.must_be_safe()?;
        if tables::read(&self.connection, &self.path)? != self.state.rows {
            return Err(StoreError::ChangedOutside {
                path: self.path.clone(),
            });
        }
        self.state.results = KeptResults::read(&self.connection, &self.path)?;
        self.versions = versions;
        self.was_touched = true;
        Ok(())
    }

    /// Stops writing where another program put triggers on the tables.
    fn must_be_safe(&mut self) -> Result<(), StoreError> {
        let inspected = inspect(&self.connection, &self.path)?;
        if inspected.foreign.is_empty() {
            return Ok(());
        }
        self.access = Access::ReadOnly(WhyReadOnly::ForeignTriggers(inspected.foreign));
        Err(StoreError::ReadOnly {
            path: self.path.clone(),
        })
    }

    /// Takes over what another program changed, and logs it. Later saves differ from this.
    ///
    /// # Errors
    /// [`StoreError`], if the file cannot be read, or the log not written.
    pub fn take_outside(&mut self, at: jiff::Timestamp) -> Result<Snapshot, StoreError> {
        self.must_be_in_place()?;
        if self.access == Access::Write {
            let (oddities, versions) = self.transaction(|file| {
                file.must_be_safe()?;
                let versions =
                    Versions::of(&file.connection).map_err(|error| database(&file.path, error))?;
                let (state, oddities) = file.take(at)?;
                Ok(((oddities, versions), state))
            })?;
            self.oddities = oddities;
            self.versions = versions;
        } else {
            let failed = |error| database(&self.path, error);
            let reading = self.connection.unchecked_transaction().map_err(failed)?;
            inspect(&reading, &self.path)?;
            self.versions = Versions::of(&reading).map_err(failed)?;
            let (state, oddities) = State::read(&reading, &self.path, Some(&self.state))?;
            drop(reading);
            self.state = state;
            self.oddities = oddities;
        }
        self.was_touched = false;
        Ok(self.state.snapshot.clone())
    }

    /// Reads the file again and logs what differs.
    fn take(&self, at: jiff::Timestamp) -> Result<(State, Vec<super::StoreOddity>), StoreError> {
        let failed = |error| database(&self.path, error);
        let (mut state, oddities) = State::read(&self.connection, &self.path, Some(&self.state))?;
        let who = Who {
            program: "another program".to_owned(),
            ..self.who.clone()
        };
        let stamp = Stamp {
            edit: self.state.last_edit,
            at,
            who: &who,
            label: OUTSIDE_LABEL,
        };
        let changes = difference(&self.state.rows, &state.rows);
        for change in &changes {
            log::write(&self.connection, &stamp, Some(change)).map_err(failed)?;
            tables::refresh(&self.connection, change, &state.snapshot).map_err(failed)?;
        }
        let tables = changes.iter().map(|change| change.key.0).collect();
        // The scenario that is shown is this program's affair.
        let active = self.state.snapshot.records.active;
        if state.snapshot.project.scenarios.contains_key(&active) {
            state.snapshot.records.active = active;
        }
        state
            .finish(&self.connection, &self.state.snapshot, &tables)
            .map_err(failed)?;
        Ok((state, oddities))
    }
}
