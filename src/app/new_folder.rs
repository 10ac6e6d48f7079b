//! A folder that is filled beside its place and put there whole.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::TaskError;

/// A folder on its way. Unless it is put in its place, it vanishes with everything in it.
pub(super) struct NewFolder {
    target: PathBuf,
    inside: PathBuf,
    /// Removes what is left when it goes.
    _beside: TempDir,
}

impl NewFolder {
    /// Makes an empty folder beside the place that is named, on the same disk.
    ///
    /// # Errors
    /// [`TaskError::FolderInUse`], if something lies in a folder there; [`TaskError::Folder`], if none can be made.
    pub(super) fn beside(target: &Path) -> Result<Self, TaskError> {
        if !is_free(target) {
            return Err(TaskError::FolderInUse {
                path: target.to_owned(),
            });
        }
        let unusable = |source| TaskError::Folder {
            path: target.to_owned(),
            source,
        };
        let target = std::path::absolute(target).map_err(unusable)?;
        let parent = target.parent().unwrap_or(&target);
        std::fs::create_dir_all(parent).map_err(unusable)?;
        let beside = tempfile::Builder::new()
            .prefix(".berghald-")
            .tempdir_in(parent)
            .map_err(unusable)?;
        // One more inside, so that the folder that is put in place has usual rights.
        let inside = beside.path().join("folder");
        std::fs::create_dir(&inside).map_err(unusable)?;
        Ok(Self {
            target,
            inside,
            _beside: beside,
        })
    }

    /// Where files are written now.
    pub(super) fn inside(&self) -> &Path {
        &self.inside
    }

    /// Where they will be.
    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// Where a file that was written will be.
    pub(super) fn moved(&self, file: &Path) -> PathBuf {
        let name = file.strip_prefix(&self.inside);
        name.map_or_else(|_| file.to_owned(), |name| self.target.join(name))
    }

    /// Renames the folder. An empty folder of that name gives way.
    ///
    /// # Errors
    /// [`TaskError::Folder`], if something came there meanwhile.
    pub(super) fn put_in_place(self) -> Result<(), TaskError> {
        std::fs::rename(&self.inside, &self.target).map_err(|source| TaskError::Folder {
            path: self.target.clone(),
            source,
        })
    }
}

/// Whether a folder is not there, or empty.
pub(super) fn is_free(folder: &Path) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !folder.exists(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_put_in_place_leaves_nothing() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("new/eksport");
        let folder = NewFolder::beside(&target).unwrap();
        std::fs::write(folder.inside().join("half"), "half").unwrap();
        drop(folder);
        let there = std::fs::read_dir(parent.path().join("new")).unwrap();
        assert_eq!(there.count(), 0);
    }

    #[test]
    fn an_empty_folder_gives_way_and_another_does_not() {
        let target = tempfile::tempdir().unwrap();
        let folder = NewFolder::beside(target.path()).unwrap();
        let file = folder.inside().join("whole");
        std::fs::write(&file, "whole").unwrap();
        let moved = folder.moved(&file);
        folder.put_in_place().unwrap();
        assert_eq!(std::fs::read_to_string(moved).unwrap(), "whole");
        let refused = NewFolder::beside(target.path()).err();
        assert!(matches!(refused, Some(TaskError::FolderInUse { .. })));
    }
}
