//! A copy of the synthetic sample in a folder of its own, to open and change.

use std::path::{Path, PathBuf};

use super::TaskError;
use super::new_folder::{NewFolder, is_free};
use super::sample::{SampleFiles, write_sample};
use crate::progress::Run;
use crate::words::Language;

/// What the folder is called where nobody says.
const FOLDER_NAME: &str = "berghald-sample";

/// Writes the sample into a folder: the one that is named, which must be empty or not there yet, or else a new one
/// among the user's documents.
///
/// # Errors
/// [`TaskError::FolderInUse`], or why a file could not be written. Nothing that was there is changed, and nothing
/// half-written is left.
pub fn copy_sample(
    folder: Option<&Path>,
    language: Language,
    run: &Run,
) -> Result<SampleFiles, TaskError> {
    let folder = match folder {
        Some(folder) => folder.to_owned(),
        None => free_folder(&documents()),
    };
    // Half a sample is never taken for a whole one.
    let new = NewFolder::beside(&folder)?;
    let written = write_sample(new.inside(), language, run)?;
    let copied = SampleFiles {
        project: new.moved(&written.project),
        files: written.files.iter().map(|file| new.moved(file)).collect(),
    };
    new.put_in_place()?;
    Ok(copied)
}

/// The project of the sample that the start page opens: made at the first time, found again from then on.
///
/// # Errors
/// As [`copy_sample`].
pub(super) fn kept_sample(
    kept_in: &Path,
    language: Language,
    run: &Run,
) -> Result<PathBuf, TaskError> {
    let folder = kept_in.join("sample").join(language.tag());
    if let Some(project) = project_in(&folder) {
        return Ok(project);
    }
    let folder = if is_free(&folder) {
        folder
    } else {
        // Something is there, but no project of ours.
        free_folder(&kept_in.join("sample"))
    };
    Ok(copy_sample(Some(&folder), language, run)?.project)
}

fn project_in(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?;
    let mut projects: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_file() && crate::store::is_project(path))
        .collect();
    projects.sort();
    projects.into_iter().next()
}

/// Where a user looks for files; the current folder, where the system does not say.
fn documents() -> PathBuf {
    let users = directories::UserDirs::new();
    let documents = users.and_then(|users| users.document_dir().map(Path::to_owned));
    documents
        .filter(|folder| folder.is_dir())
        .unwrap_or_else(|| PathBuf::from("."))
}

/// A folder that nothing is in.
fn free_folder(parent: &Path) -> PathBuf {
    let numbered = |number: u32| match number {
        1 => parent.join(FOLDER_NAME),
        number => parent.join(format!("{FOLDER_NAME}-{number}")),
    };
    let mut folders = (1..10_000).map(numbered);
    folders
        .find(|folder| is_free(folder))
        .unwrap_or_else(|| numbered(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_something_in_it_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        let first = free_folder(parent.path());
        assert!(first.ends_with(FOLDER_NAME));
        std::fs::create_dir(&first).unwrap();
        assert_eq!(free_folder(parent.path()), first);
        std::fs::write(first.join("mine.txt"), "mine").unwrap();
        assert!(free_folder(parent.path()).ends_with("berghald-sample-2"));
        let error = copy_sample(Some(&first), Language::English, &Run::default()).unwrap_err();
        assert!(matches!(error, TaskError::FolderInUse { .. }), "{error}");
        assert_eq!(std::fs::read_dir(&first).unwrap().count(), 1);
    }
}
