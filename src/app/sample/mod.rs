//! stub
use std::path::{Path, PathBuf};

use crate::app::TaskError;
use crate::progress::Run;
use crate::words::Language;

/// What was written.
#[derive(Clone, Debug)]
pub struct SampleFiles {
    /// The project.
    pub project: PathBuf,
    /// All files.
    pub files: Vec<PathBuf>,
}

/// stub
///
/// # Errors
/// stub
pub fn write_sample(
    _folder: &Path,
    _language: Language,
    _run: &Run,
) -> Result<SampleFiles, TaskError> {
    Err(TaskError::Cancelled)
}
