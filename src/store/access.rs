//! What is known about a project file beside its content.

use std::path::PathBuf;

use super::{Holder, StoreOddity, Who};

/// What may be done with an open project file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read and write. Nobody else who uses the program can write it meanwhile.
    Write,
    /// Only read.
    ReadOnly(WhyReadOnly),
}

/// Why a project file is only read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyReadOnly {
    /// Somebody else has it open.
    HeldBy(Option<Holder>),
    /// Nothing can be written in its folder.
    FolderNotWritable,
    /// The file itself cannot be written.
    FileNotWritable,
    /// A newer version of the program made it.
    NewerSchema {
        /// The schema number of the file.
        schema: i64,
        /// The newest that is known here.
        known: i64,
    },
    /// Triggers of another program stand on its tables, and would run with every save.
    ForeignTriggers(Vec<String>),
    /// It was to be read only.
    Asked,
}

impl WhyReadOnly {
    /// A short name for the reason, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HeldBy(_) => "read_only_held",
            Self::FolderNotWritable => "read_only_folder",
            Self::FileNotWritable => "read_only_file",
            Self::NewerSchema { .. } => "read_only_newer",
            Self::ForeignTriggers(_) => "read_only_triggers",
            Self::Asked => "read_only_asked",
        }
    }
}

/// What happened to an open project file from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// Nothing.
    Same,
    /// Another program wrote to it, and what was decided is as it was.
    Touched,
    /// Another program changed what was decided.
    Changed,
    /// It was moved.
    Moved {
        /// Where it is, where the system tells.
        to: Option<PathBuf>,
    },
    /// It was deleted.
    Deleted,
    /// Another file stands in its place.
    Replaced,
}

/// The last change in the log of a project file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastChange {
    /// When.
    pub at: jiff::Timestamp,
    /// Who.
    pub who: Who,
    /// What was done, as it was named when it was saved.
    pub label: String,
    /// The name of the scenario that it was done in, if it was in one.
    pub scenario: Option<String>,
    /// The number of the edit.
    pub number: u64,
}

/// A closed copy of a project file as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// When it was made.
    pub at: jiff::Timestamp,
}

/// Whether a project file is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integrity {
    /// What is wrong, in English. Empty where everything is right.
    pub problems: Vec<String>,
    /// Whether the log, replayed from the beginning, gives the decisions that the file has.
    pub log_replays: bool,
    /// How many changes the log has.
    pub log_entries: u64,
    /// How many scenarios, sources and deposits there are.
    pub rows: u64,
    /// The number of the last edit.
    pub last_edit: u64,
    /// What can be read only in part.
    pub oddities: Vec<StoreOddity>,
}
