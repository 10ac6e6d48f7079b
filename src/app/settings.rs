//! What the user set for this machine, kept beside the program's other settings.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::words::Language;

/// How many files are remembered.
const MOST_RECENT: usize = 10;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark ink on warm paper.
    Light,
    /// For dark rooms.
    Dark,
}

/// What the user set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// `nb`, `nn` or `en`; the system's where nothing is set.
    pub language: Option<String>,
    /// Who works on this machine, as comments and judgements are signed.
    pub name: Option<String>,
    /// Light or dark.
    pub theme: Theme,
    /// Whether everything is larger, for a projector.
    pub large_type: bool,
    /// Files that were opened, the latest first.
    pub recent: Vec<String>,
    /// Projects that were opened, the latest first.
    pub projects: Vec<String>,
    /// Who hands reports out. Empty where nobody is named.
    pub organization: String,
    /// A picture of whoever hands reports out.
    pub logo: Option<PathBuf>,
}

/// Where the program keeps what is not in a project.
#[derive(Clone, Debug)]
pub struct Folders {
    /// What can be made again.
    pub cache: PathBuf,
    /// Settings.
    pub config: PathBuf,
    /// What must not be lost: projects without a place yet, and closed snapshots of the others.
    pub data: PathBuf,
    /// Reports about bugs.
    pub reports: PathBuf,
}

impl Folders {
    /// Where this system wants them; beside where the program was started, where it does not say.
    pub fn of_system() -> Self {
        directories::ProjectDirs::from("", "", "Berghald").map_or_else(
            || Self::inside(Path::new(".berghald")),
            |system| Self {
                cache: system.cache_dir().to_owned(),
                config: system.config_dir().to_owned(),
                data: system.data_local_dir().to_owned(),
                reports: system.data_local_dir().join("reports"),
            },
        )
    }

    /// All inside one folder.
    pub fn inside(folder: &Path) -> Self {
        Self {
            cache: folder.join("cache"),
            config: folder.join("config"),
            data: folder.join("data"),
            reports: folder.join("reports"),
        }
    }

    fn settings_file(&self) -> PathBuf {
        self.config.join("settings.json")
    }
}

impl Settings {
    /// The settings that were kept, or the usual ones where there are none or they cannot be read.
    pub fn load(folders: &Folders) -> Self {
        let kept = fs::read(folders.settings_file()).ok();
        kept.and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    /// Keeps the settings. Written beside and renamed, so that a crash leaves the old ones.
    pub(super) fn save(&self, folders: &Folders) -> io::Result<()> {
        fs::create_dir_all(&folders.config)?;
        let mut beside = tempfile::NamedTempFile::new_in(&folders.config)?;
        serde_json::to_writer_pretty(&mut beside, self)?;
        beside.persist(folders.settings_file())?;
        Ok(())
    }

    /// The language that was set, or the system's.
    pub fn language(&self) -> Language {
        self.language
            .as_ref()
            .and_then(|tag| tag.parse().ok())
            .unwrap_or_else(Language::of_system)
    }

    /// Remembers a file as the latest.
    pub(super) fn remember(&mut self, source: &str) {
        put_first(&mut self.recent, source);
    }

    /// Remembers a project as the latest.
    pub(super) fn remember_project(&mut self, path: &str) {
        put_first(&mut self.projects, path);
    }
}

fn put_first(list: &mut Vec<String>, text: &str) {
    list.retain(|other| other != text);
    list.insert(0, text.to_owned());
    list.truncate(MOST_RECENT);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_kept_and_broken_ones_are_the_usual_ones() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders::inside(folder.path());
        assert_eq!(Settings::load(&folders), Settings::default());
        let mut settings = Settings {
            language: Some("nb".to_owned()),
            theme: Theme::Dark,
            ..Settings::default()
        };
        for name in ["a.tif", "b.tif", "a.tif"] {
            settings.remember(name);
        }
        settings.save(&folders).unwrap();
        let again = Settings::load(&folders);
        assert_eq!(again, settings);
        assert_eq!(again.recent, ["a.tif", "b.tif"]);
        fs::write(folders.settings_file(), "{").unwrap();
        assert_eq!(Settings::load(&folders), Settings::default());
    }
}
