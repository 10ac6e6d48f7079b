//! Closed copies of a project as it was, three of each, in a folder of the program's own.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::connect::database;
use super::kept::KeptResults;
use super::{Backup, Opened, ProjectFile, StoreError, Who, WhyReadOnly, file, fresh, tables};

/// How many are kept of each project.
const KEPT: usize = 3;

impl ProjectFile {
    /// Makes a closed copy in a folder, unless nothing changed since the newest there, and keeps three.
    ///
    /// Returns the newest.
    ///
    /// # Errors
    /// [`StoreError`], if the file cannot be copied or the folder not written. Older backups stay.
    pub fn back_up(&self, folder: &Path) -> Result<PathBuf, StoreError> {
        fs::create_dir_all(folder).map_err(|source| StoreError::FolderNotWritable {
            path: folder.to_owned(),
            source,
        })?;
        if let Some(newest) = backups_of(&self.path, folder).into_iter().next()
            && self.is_as_in(&newest.path)
        {
            return Ok(newest.path);
        }
        let at = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%S%.6fZ");
        let path = folder.join(format!("{}.{at}.gpkg", mark_of(&self.path)));
        let unfinished = fresh::unfinished(&path)?;
        let copy = self.copied(&unfinished, &path)?;
        fresh::finish(copy, &path)?;
        fresh::put(unfinished, &path, fresh::Replace::No)?;
        for old in backups_of(&self.path, folder).into_iter().skip(KEPT) {
            if let Err(error) = fs::remove_file(&old.path) {
                tracing::warn!(%error, path = %old.path.display(), "could not remove an old backup");
            }
        }
        Ok(path)
    }

    /// Whether a backup holds what the file holds. One that cannot be read does not.
    fn is_as_in(&self, backup: &Path) -> bool {
        let same = || -> Result<bool, StoreError> {
            let (other, _) = file::connection_to(backup, Some(WhyReadOnly::Asked))?;
            if last_entry(&other, backup)? != last_entry(&self.connection, &self.path)?
                || tables::read(&other, backup)? != tables::read(&self.connection, &self.path)?
            {
                return Ok(false);
            }
            let ours = KeptResults::read(&self.connection, &self.path)?;
            Ok(KeptResults::read(&other, backup)?.is_same(&ours))
        };
        same().unwrap_or(false)
    }
}

fn last_entry(connection: &Connection, path: &Path) -> Result<Option<i64>, StoreError> {
    connection
        .query_row("SELECT max(id) FROM change_log", [], |row| row.get(0))
        .map_err(|error| database(path, error))
}

/// What names of backups of a project begin with: its own name, and which of that name it is.
fn mark_of(project: &Path) -> String {
    let name = project.file_stem().unwrap_or_default().to_string_lossy();
    let place = blake3::hash(project.as_os_str().as_encoded_bytes()).to_hex();
    format!("{name}.{}", &place[..8])
}

/// Makes a project of a backup, in the place of no file, and opens it.
///
/// Sources are found again if it is put into the folder in which the project was.
///
/// # Errors
/// [`StoreError`], if the backup cannot be read, or there is a file of that name.
pub fn restore(backup: &Path, path: &Path, who: &Who) -> Result<Opened, StoreError> {
    let path = fresh::target(path)?;
    let backup = ProjectFile::open_to_read(backup)?;
    let unfinished = fresh::unfinished(&path)?;
    let copy = backup.file.copied(&unfinished, &path)?;
    fresh::finish(copy, &path)?;
    fresh::put(unfinished, &path, fresh::Replace::No)?;
    ProjectFile::open(&path, who)
}

/// Backups in a folder, of any project, the newest first.
pub fn backups_in(folder: &Path) -> Vec<Backup> {
    let Ok(files) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut backups: Vec<Backup> = files
        .flatten()
        .filter_map(|file| {
            let name = file.file_name();
            let parts: Vec<&str> = name
                .to_str()?
                .strip_suffix(".gpkg")?
                .rsplitn(4, '.')
                .collect();
            let [fraction, second, mark, _name] = parts.as_slice() else {
                return None;
            };
            let is_mark = mark.len() == 8 && mark.chars().all(|c| c.is_ascii_hexdigit());
            let at = format!("{second}.{fraction}").parse().ok()?;
            is_mark.then_some(Backup {
                path: file.path(),
                at,
            })
        })
        .collect();
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.at));
    backups
}

/// Backups of one project in a folder, the newest first.
pub fn backups_of(project: &Path, folder: &Path) -> Vec<Backup> {
    let project = file::existing(project)
        .or_else(|_| fresh::target(project))
        .unwrap_or_else(|_| project.to_owned());
    let mark = format!("{}.", mark_of(&project));
    let mut backups = backups_in(folder);
    backups.retain(|backup| {
        let name = backup.path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(&mark))
    });
    backups
}
