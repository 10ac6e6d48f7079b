//! The files of `assets/assessment`, which are inside the program.

use rust_embed::RustEmbed;
use serde::de::DeserializeOwned;

#[derive(RustEmbed)]
#[folder = "assets/assessment/"]
struct Files;

/// A file of `assets/assessment` cannot be read, which a test rules out.
#[derive(Debug, thiserror::Error)]
#[error("the assessment file {file} cannot be read")]
pub struct FileError {
    /// Its name.
    pub file: &'static str,
    /// Why.
    #[source]
    pub cause: serde_json::Error,
}

/// Reads one of the files.
pub(super) fn read<T: DeserializeOwned>(file: &'static str) -> Result<T, FileError> {
    let content = Files::get(file).map(|found| found.data).unwrap_or_default();
    serde_json::from_slice(&content).map_err(|cause| FileError { file, cause })
}
