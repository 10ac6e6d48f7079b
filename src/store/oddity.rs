//! What of a project file could be read only in part.

/// Something in a project file that was read only in part, and is left in the file as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreOddity {
    /// A row that is no scenario, source or deposit, for instance because its outline crosses itself.
    RowUnreadable {
        /// The table, such as `outlines`.
        table: &'static str,
        /// The row.
        id: i64,
        /// Its name, where it has one.
        name: Option<String>,
        /// What is wrong, in English.
        detail: String,
    },
    /// A source that names something else than a file on this machine. It is not opened.
    SourceRefused {
        /// The source's name.
        name: String,
        /// What it names.
        source: String,
    },
    /// The zero alternative was missing and is put back with the next save.
    ZeroMissing,
}

impl StoreOddity {
    /// A short name for the kind of oddity, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::RowUnreadable { .. } => "row_unreadable",
            Self::SourceRefused { .. } => "source_refused",
            Self::ZeroMissing => "zero_missing",
        }
    }
}
