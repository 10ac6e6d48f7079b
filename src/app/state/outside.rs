//! What other programs do to the project file while it is open.

use std::sync::Arc;

use super::file::FileAnswer;
use super::{Answer, App, JobKey};
use crate::app::project_news::ProjectNews;
use crate::app::trouble::Matter;
use crate::project::Edit;
use crate::results::Snapshot;
use crate::store::{Outside, StoreError};

/// Which state of a project goes on where two programs changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WhoseCounts {
    /// What the other program wrote.
    Theirs,
    /// What stands here.
    Ours,
}

impl App {
    /// Looks whether another program did something to the file.
    pub(super) fn look_outside(&self) {
        self.look_at_sources();
        let keeper = Arc::clone(&self.file.keeper);
        self.saver.follow(JobKey::Look, move |_| {
            Answer::File(FileAnswer::Looked(keeper.look()))
        });
    }

    /// Where two programs changed the project: goes on with what the other one wrote, or with what stands here.
    pub(super) fn settle_outside(&self, whose: WhoseCounts) {
        let keeper = Arc::clone(&self.file.keeper);
        self.saver.append(JobKey::Project, move |_| {
            Answer::File(FileAnswer::Outside(
                keeper.take_outside().map(|taken| taken.map(Box::new)),
                whose,
            ))
        });
    }

    pub(super) fn take_look(&mut self, outside: Outside) {
        let path = self.file.path.clone();
        let error = match outside {
            Outside::Same => return,
            Outside::Touched => {
                self.post(Matter::Project(ProjectNews::Touched(path)), Vec::new());
                return;
            }
            Outside::Changed => StoreError::ChangedOutside { path },
            Outside::Moved { to } => StoreError::Moved { path, to },
            Outside::Deleted => StoreError::Deleted { path },
            Outside::Replaced => StoreError::Replaced { path },
        };
        self.take_failure(error);
    }

    /// Takes over what another program wrote as one step that can be undone, or writes what stands here over it.
    pub(super) fn take_outside(&mut self, snapshot: Option<Box<Snapshot>>, whose: WhoseCounts) {
        self.file.failure = None;
        self.posted
            .retain(|posted| !posted.matter.is_about_saving());
        if let (WhoseCounts::Theirs, Some(snapshot)) = (whose, snapshot) {
            self.next_id = self.next_id.max(snapshot.project.last_id());
            self.edit(Edit::Adopt(Box::new(snapshot.project)));
            self.reopen_layers();
        }
        self.file.last = None;
        self.keep(Some("edit-adopt"));
        self.write();
    }
}
