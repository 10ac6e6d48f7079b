//! Projects and files that were opened before, and how they were left.

use std::path::{Path, PathBuf};

use super::file::FileAnswer;
use super::opening::with_reference;
use super::{Answer, App, JobKey};
use crate::app::keeping::Keeper;
use crate::app::open::path_of;
use crate::app::project_news::ProjectNews;
use crate::app::trouble::{Matter, WayOut};
use crate::store::{self, LastChange};

/// A project that was opened before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentProject {
    /// The file.
    pub path: PathBuf,
    /// Whether it has no place yet that the planner gave it.
    pub is_draft: bool,
    /// Whether it is not there.
    pub is_missing: bool,
    /// Whether the session that had it open did not end properly.
    pub was_interrupted: bool,
    /// What was saved last, where that can be read.
    pub last: Option<LastChange>,
}

impl App {
    /// Projects that were opened before, the latest first.
    pub fn recent_projects(&self) -> &[RecentProject] {
        &self.recent
    }

    /// Finds out how projects were left and which files are gone, which may take a while on a network.
    pub(super) fn look_for_recent(&self) {
        let files = self.settings.recent.clone();
        let projects = self.settings.projects.clone();
        let drafts = self.folders.data.join("drafts");
        self.files.replace(JobKey::Recent, move |_| {
            let gone = |source: &String| !path_of(source).exists();
            let missing = files.into_iter().filter(gone).collect();
            let mut projects: Vec<PathBuf> = projects.into_iter().map(PathBuf::from).collect();
            let forgotten = drafts_in(&drafts).into_iter();
            projects.extend(
                forgotten
                    .filter(|draft| !projects.contains(draft))
                    .collect::<Vec<_>>(),
            );
            let projects = projects.into_iter();
            let projects = projects.map(|path| recent_project(path, &drafts)).collect();
            Answer::Recent(missing, projects)
        });
    }

    /// Says that nothing can be changed, and what can be done instead.
    pub(super) fn tell_read_only(&mut self) {
        let super::SaveState::ReadOnly(why) = self.save_state() else {
            return;
        };
        let is_told = |posted: &crate::app::Posted| {
            matches!(posted.matter, Matter::Project(ProjectNews::ReadOnly(..)))
        };
        if !self.posted.iter().any(is_told) {
            let path = self.file.path.clone();
            let news = ProjectNews::ReadOnly(path, why);
            self.post(Matter::Project(news), vec![WayOut::SaveAs]);
        }
    }

    /// Makes a project of a closed snapshot, beside the one that it was made of, and opens it.
    pub(super) fn restore(&mut self, backup: PathBuf, of: PathBuf) {
        if self.holds_unsaved() {
            return;
        }
        let suffix = self.words.text("project-restored", &[]);
        self.saver.append(JobKey::Project, move |_| {
            let path = free_beside(&of, &suffix);
            let opened = Keeper::restore(&backup, &path).map(with_reference);
            Answer::File(FileAnswer::Opened(path, opened))
        });
    }
}

fn recent_project(path: PathBuf, drafts: &Path) -> RecentProject {
    let is_missing = !path.exists();
    RecentProject {
        is_draft: path.starts_with(drafts),
        is_missing,
        was_interrupted: !is_missing && store::was_interrupted(&path),
        last: store::last_change(&path).ok().flatten(),
        path,
    }
}

/// Projects without a place of their own, the latest first by their names, which end with a time.
fn drafts_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(files) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut drafts: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    drafts.retain(|path| path.extension().is_some_and(|ending| ending == "gpkg"));
    drafts.sort_by(|one, other| other.cmp(one));
    drafts
}

/// A path beside a project that nothing lies at.
fn free_beside(of: &Path, suffix: &str) -> PathBuf {
    let stem = of.file_stem().unwrap_or_default().to_string_lossy();
    let candidate = |number: u32| match number {
        1 => of.with_file_name(format!("{stem} {suffix}.gpkg")),
        number => of.with_file_name(format!("{stem} {suffix} {number}.gpkg")),
    };
    (1..1000)
        .map(candidate)
        .find(|path| !path.exists())
        .unwrap_or_else(|| candidate(1))
}
