//! Why nothing is taken from a table: what is wrong with the file, or with a sheet of it.
//!
//! Texts are found by code: `error-…` says what, `hint-…` what to do next.

use crate::progress::Cancelled;

/// Why nothing is taken from a file.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// It is not there, or may not be read.
    #[error("the file cannot be opened")]
    CannotOpen(#[source] std::io::Error),
    /// It is larger than what is read.
    #[error("the file is too large")]
    FileTooLarge,
    /// It is neither text nor a workbook.
    #[error("the file is no table")]
    NotATable,
    /// A password protects it.
    #[error("the file is protected by a password")]
    Password,
    /// It is a workbook that ends early or has something wrong in it.
    #[error("the file is broken")]
    Broken(#[source] Box<calamine::Error>),
    /// None of its sheets can be used; this is what is wrong with the first that is not empty.
    #[error("{sheet}: {fault}")]
    Sheet {
        /// The sheet's name.
        sheet: String,
        /// What is wrong with it.
        fault: SheetFault,
    },
    /// Nobody waits for it any more.
    #[error("cancelled")]
    Cancelled,
}

impl TableError {
    /// The id of its texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CannotOpen(_) => "table_not_opened",
            Self::FileTooLarge => "table_file_too_large",
            Self::NotATable => "table_of_other_kind",
            Self::Password => "table_with_password",
            Self::Broken(_) => "table_broken",
            Self::Sheet { fault, .. } => fault.code(),
            Self::Cancelled => "cancelled",
        }
    }
}

impl From<Cancelled> for TableError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// Why nothing is taken from a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetFault {
    /// Nothing is in it.
    #[error("nothing is in it")]
    Empty,
    /// More is in it than is read.
    #[error("it has too many cells")]
    TooManyCells,
    /// It names no years.
    #[error("no years were found")]
    NoYears,
    /// It names years, and no fractions beside or below them.
    #[error("no names of fractions were found")]
    NoNames,
    /// It tells volumes and no tonnes.
    #[error("it tells volumes")]
    Volumes,
}

impl SheetFault {
    /// The id of its texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "table_empty",
            Self::TooManyCells => "table_too_large",
            Self::NoYears => "table_without_years",
            Self::NoNames => "table_without_names",
            Self::Volumes => "table_of_volumes",
        }
    }
}
