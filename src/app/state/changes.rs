//! The change log, read for people while it is shown.

use std::sync::Arc;

use super::{Answer, App, JobKey};
use crate::app::TaskError;
use crate::app::trouble::Matter;
use crate::store::{LoggedChange, StoreError};

/// Changes that are read at a time.
const PAGE: usize = 300;

/// What is shown of the log.
#[derive(Default)]
pub(super) struct Changes {
    read: Vec<LoggedChange>,
    /// Whether there are older ones.
    has_more: bool,
}

/// What can be asked about the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangesAsk {
    /// Read the newest changes.
    Newest,
    /// Read older ones behind those that are there.
    Older,
}

impl App {
    /// Changes that were read, the newest first, and whether there are older ones.
    pub fn changes(&self) -> (&[LoggedChange], bool) {
        (&self.changes.read, self.changes.has_more)
    }

    /// The number of the last step that was made.
    pub fn last_step(&self) -> u64 {
        self.file.last_number
    }

    pub(super) fn ask_changes(&self, ask: ChangesAsk) {
        let before = match ask {
            ChangesAsk::Newest => None,
            ChangesAsk::Older => self.changes.read.last().map(|change| change.id),
        };
        let keeper = Arc::clone(&self.file.keeper);
        // Behind what waits to be saved.
        self.saver.append(JobKey::Changes, move |_| {
            let read = keeper.read(|file| file.changes(before, PAGE));
            Answer::Changes(before.is_some(), read.map(Option::unwrap_or_default))
        });
    }

    pub(super) fn take_changes(
        &mut self,
        are_older: bool,
        read: Result<Vec<LoggedChange>, StoreError>,
    ) {
        match read {
            Ok(read) => {
                self.changes.has_more = read.len() == PAGE;
                if are_older {
                    // Asked for twice, a page comes twice.
                    let last = self.changes.read.last().map(|change| change.id);
                    let older = |change: &LoggedChange| last.is_none_or(|last| change.id < last);
                    self.changes.read.extend(read.into_iter().filter(older));
                } else {
                    self.changes.read = read;
                }
            }
            Err(error) => {
                let error = TaskError::Store(error);
                self.post(Matter::Failed(Arc::new(error)), Vec::new());
            }
        }
    }
}
