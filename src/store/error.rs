//! What can go wrong with a project file.

use std::path::{Path, PathBuf};

use super::Holder;

/// Why a project file could not be made, opened or saved.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("could not find {}", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A folder, or something else that is no file, was named.
    #[error("could not open {} as a project: it is not a file", path.display())]
    NotAFile {
        /// What was named.
        path: PathBuf,
    },
    /// The file is something else, or a GeoPackage of another program.
    #[error("could not open {} as a project: it is another kind of file", path.display())]
    NotAProject {
        /// The file.
        path: PathBuf,
    },
    /// The file is a project, but broken. A backup has an older state.
    #[error("could not read {}: it is damaged: {detail}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is broken, in English.
        detail: String,
    },
    /// A newer version of the program made the file, in a way that cannot even be read.
    #[error("could not read {}: its schema {schema} is newer than {known}", path.display())]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// The schema number of the file.
        schema: i64,
        /// The newest that is known here.
        known: i64,
    },
    /// There is no room left.
    #[error("could not write {}: the disk is full", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// Nothing can be written in the folder.
    #[error("could not write in the folder of {}", path.display())]
    FolderNotWritable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The file was opened to be read only, or cannot be written any longer.
    #[error("could not write {}: it is open to be read only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The file was moved while it was open.
    #[error("could not save {}: it was moved", path.display())]
    Moved {
        /// Where it was.
        path: PathBuf,
        /// Where it is, where the system tells.
        to: Option<PathBuf>,
    },
    /// The file was deleted while it was open.
    #[error("could not save {}: it was deleted", path.display())]
    Deleted {
        /// Where it was.
        path: PathBuf,
    },
    /// Another file stands in its place.
    #[error("could not save {}: another file took its place", path.display())]
    Replaced {
        /// The place.
        path: PathBuf,
    },
    /// Another program changed what was decided. Nothing was written.
    #[error("could not save {}: another program changed it", path.display())]
    ChangedOutside {
        /// The file.
        path: PathBuf,
    },
    /// A file of that name is there already, and was left as it is.
    #[error("could not make {}: it is there already", path.display())]
    AlreadyExists {
        /// The file.
        path: PathBuf,
    },
    /// Somebody has the file open that was to be written.
    #[error("could not write {}: it is open elsewhere", path.display())]
    Held {
        /// The file.
        path: PathBuf,
        /// Who has, where that is known.
        holder: Option<Holder>,
    },
    /// Another program is writing just now, and went on for longer than one waits.
    #[error("could not reach {}: another program is using it", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// An interrupted save must be taken back first, and nothing can be written there.
    #[error("could not read {}: an interrupted save cannot be taken back there", path.display())]
    RecoveryImpossible {
        /// The file.
        path: PathBuf,
    },
    /// More of something than a project can have.
    #[error("could not read or write {}: {what} is too large", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// What there is too much of, in English.
        what: String,
    },
    /// Nobody wants the result any more.
    #[error("could not finish {}: cancelled", path.display())]
    Cancelled {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("could not reach {}", path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The database refused.
    #[error("could not work with {}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// The database's reason.
        #[source]
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Which file it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::NotAFile { path }
            | Self::NotAProject { path }
            | Self::Damaged { path, .. }
            | Self::NewerSchema { path, .. }
            | Self::DiskFull { path }
            | Self::FolderNotWritable { path, .. }
            | Self::ReadOnly { path }
            | Self::Moved { path, .. }
            | Self::Deleted { path }
            | Self::Replaced { path }
            | Self::ChangedOutside { path }
            | Self::AlreadyExists { path }
            | Self::Held { path, .. }
            | Self::Busy { path }
            | Self::RecoveryImpossible { path }
            | Self::TooLarge { path, .. }
            | Self::Cancelled { path }
            | Self::System { path, .. }
            | Self::Database { path, .. } => path,
        }
    }

    /// A short name for the kind of error, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "project_missing",
            Self::NotAFile { .. } => "project_not_a_file",
            Self::NotAProject { .. } => "not_a_project",
            Self::Damaged { .. } => "project_damaged",
            Self::NewerSchema { .. } => "project_newer",
            Self::DiskFull { .. } => "disk_full",
            Self::FolderNotWritable { .. } => "project_folder_not_writable",
            Self::ReadOnly { .. } => "project_read_only",
            Self::Moved { .. } => "project_moved",
            Self::Deleted { .. } => "project_deleted",
            Self::Replaced { .. } => "project_replaced",
            Self::ChangedOutside { .. } => "project_changed_outside",
            Self::AlreadyExists { .. } => "project_exists",
            Self::Held { .. } => "project_held",
            Self::Busy { .. } => "project_busy",
            Self::RecoveryImpossible { .. } => "project_recovery_impossible",
            Self::TooLarge { .. } => "project_too_large",
            Self::Cancelled { .. } => "cancelled",
            Self::System { .. } => "project_not_accessible",
            Self::Database { .. } => "project_database",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Opened, ProjectFile};

    #[test]
    fn files_and_errors_go_from_thread_to_thread() {
        fn goes<T: Send + 'static>() {}
        goes::<ProjectFile>();
        goes::<Opened>();
        goes::<StoreError>();
    }
}
