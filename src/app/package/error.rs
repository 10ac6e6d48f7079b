//! Why a package is not made.

use std::path::PathBuf;

/// Why a package is not made.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The file of a layer is not there.
    #[error("the file of {name} is not there")]
    SourceMissing {
        /// The layer's name.
        name: String,
        /// Its file.
        file: PathBuf,
    },
    /// The file of a layer is another one than was taken into the project.
    #[error("the file of {name} has changed")]
    SourceChanged {
        /// The layer's name.
        name: String,
        /// Its file.
        file: PathBuf,
    },
    /// What is worked out again on the clips is other than what the project keeps.
    #[error("what is worked out again differs")]
    Differs {
        /// What differs, by name.
        what: Vec<String>,
    },
}

impl PackageError {
    /// A short name for the kind of error, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SourceMissing { .. } => "package_source_missing",
            Self::SourceChanged { .. } => "package_source_changed",
            Self::Differs { .. } => "package_differs",
        }
    }
}
