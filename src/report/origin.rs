//! Where writing in a document comes from.

use std::fmt;

use serde::{Serialize, Serializer};

/// Where some writing comes from, so that every figure of a document can be found again.
///
/// Written as a path: `scenarios/…` and `compare/…` are JSON pointers into what `berghald scenarios --json` and
/// `berghald compare --json` have under `result`; `project/TABLE/ROW/COLUMN` is a cell of the project file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A figure of the list of alternatives, by the pointer to it.
    Scenarios(String),
    /// A figure of the comparison, by the pointer to it.
    Compare(String),
    /// A cell of the project file: table, row and column.
    Project(&'static str, i64, &'static str),
    /// A text of the program, by its id.
    Words(String),
    /// The method notes.
    Notes,
    /// The method that grades follow, as it is published.
    Method,
    /// What whoever asked for the document typed.
    Request,
    /// The number of a section, table or figure in the document.
    Count(&'static str),
    /// The program and its version.
    Program,
}

impl Origin {
    /// A key as a pointer has it (RFC 6901).
    pub fn escaped(key: &str) -> String {
        key.replace('~', "~0").replace('/', "~1")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scenarios(pointer) => write!(formatter, "scenarios{pointer}"),
            Self::Compare(pointer) => write!(formatter, "compare{pointer}"),
            Self::Project(table, row, column) => {
                write!(formatter, "project/{table}/{row}/{column}")
            }
            Self::Words(id) => write!(formatter, "words/{id}"),
            Self::Notes => formatter.write_str("notes"),
            Self::Method => formatter.write_str("method"),
            Self::Request => formatter.write_str("request"),
            Self::Count(of) => write!(formatter, "count/{of}"),
            Self::Program => formatter.write_str("program"),
        }
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
