//! A project file that was opened to be read, without a window: decisions and figures come from one reading. Copies of
//! site layers and the log are read from the open file when they are asked for.

use std::path::{Path, PathBuf};

use super::{ProjectNews, TaskError};
use crate::project::Project;
use crate::results::Snapshot;
use crate::store::{LastChange, ProjectFile};

/// A project file as it was when it was opened.
pub(super) struct ReadProject {
    /// Where the project is.
    pub path: PathBuf,
    /// The file, for copies of site layers and for the log.
    pub file: ProjectFile,
    /// The decisions, and the figures that are kept.
    pub snapshot: Snapshot,
    /// What was saved last.
    pub last: Option<LastChange>,
    /// What was odd about the file.
    pub news: Vec<ProjectNews>,
}

impl ReadProject {
    /// Opens a project file without changing it.
    ///
    /// # Errors
    /// [`TaskError`], if it is no project or cannot be read.
    pub(super) fn open(path: &Path) -> Result<Self, TaskError> {
        let opened = ProjectFile::open_to_read(path)?;
        let news = opened.oddities.into_iter();
        let news = news.map(|oddity| ProjectNews::Odd(path.to_owned(), oddity));
        Ok(Self {
            path: path.to_owned(),
            news: news.collect(),
            file: opened.file,
            snapshot: opened.snapshot,
            last: opened.last,
        })
    }

    /// When it was saved last; long ago, where it does not say.
    pub(super) fn changed_at(&self) -> jiff::Timestamp {
        let last = self.last.as_ref();
        last.map_or(jiff::Timestamp::UNIX_EPOCH, |last| last.at)
    }

    /// The decisions.
    pub(super) fn project(&self) -> &Project {
        &self.snapshot.project
    }
}
