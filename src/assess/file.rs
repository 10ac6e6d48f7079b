//! The files of `assets/assessment`, which are inside the program.

use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(RustEmbed)]
#[folder = "assets/assessment/"]
struct Files;

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Bokmål.
    pub nb: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text in the language of a tag: `nb`, or English.
    pub fn in_language(&self, tag: &str) -> &str {
        if tag == "nb" { &self.nb } else { &self.en }
    }
}

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
