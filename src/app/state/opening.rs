//! Opening a project, leaving it, and where what belongs to it is kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::{FileAnswer, FileState};
use super::{Answer, App, JobKey};
use crate::app::keeping::{Keeper, OpenedProject};
use crate::app::project_news::ProjectNews;
use crate::app::sample_copy::kept_sample;
use crate::app::trouble::{Matter, WayOut};
use crate::gis::Reference;
use crate::project::{Entry, History, LayerKind, ScenarioId};
use crate::results::Records;
use crate::store::{self, Access, StoreError, location};

impl App {
    /// Opens a project in place of this one, which is saved and closed.
    pub(super) fn open_project(&mut self, path: PathBuf) {
        let path = std::path::absolute(&path).unwrap_or(path);
        if self.is_project_file(&path) || self.holds_unsaved() {
            return;
        }
        self.saver.append(JobKey::Project, move |_| {
            let opened = Keeper::open(&path).map(with_reference);
            Answer::File(FileAnswer::Opened(path, opened))
        });
    }

    /// Makes the sample where it is not there yet, and opens it.
    pub(super) fn open_sample(&self) {
        let (folder, language) = (self.folders.data.clone(), self.words.language());
        self.files.replace(JobKey::Sample, move |run| {
            Answer::Sample(kept_sample(&folder, language, run))
        });
    }

    /// Whether a path leads to the project's own file.
    pub(super) fn is_project_file(&self, path: &Path) -> bool {
        let same = |a: &Path, b: &Path| {
            a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
        };
        self.has_project && same(path, &self.file.path)
    }

    /// Whether leaving the project would lose something. Then it is told again.
    pub(super) fn holds_unsaved(&mut self) -> bool {
        let Some(error) = self.file.failure.clone() else {
            return false;
        };
        self.tell_failure(error, true);
        true
    }

    /// Leaves the project, which is written and closed, and begins with another one.
    pub(super) fn leave(&mut self, has_project: bool) {
        let name = self.words.text("project-untitled", &[]);
        let draft = FileState::draft(&self.drafts(), &name);
        let left = std::mem::replace(&mut self.file, draft);
        let snapshots = left.read_only.is_none().then(|| self.backups());
        self.forget(History::of(self.fresh_project()), Records::default());
        self.active = ScenarioId::FIRST;
        self.has_project = has_project;
        self.sign();
        self.saver.append(JobKey::Save, move |_| {
            let snapshots = snapshots.filter(|_| !left.is_draft);
            let closed = left.keeper.close(&left.path, snapshots.as_deref());
            Answer::File(FileAnswer::Closed(closed))
        });
        self.look_for_recent();
    }

    pub(super) fn ways_out_of_project(&self, path: &Path, error: &StoreError) -> Vec<WayOut> {
        let is_damage = matches!(
            error,
            StoreError::Damaged { .. }
                | StoreError::NotAProject { .. }
                | StoreError::Missing { .. }
        );
        if !is_damage {
            return Vec::new();
        }
        let backups = store::backups_of(path, &self.backups());
        let latest = backups.into_iter().max_by_key(|backup| backup.at);
        latest
            .map(|backup| WayOut::OpenBackup {
                backup: backup.path,
                of: path.to_owned(),
                at: backup.at,
            })
            .into_iter()
            .collect()
    }

    pub(super) fn take_project(
        &mut self,
        path: &Path,
        opened: OpenedProject,
        reference: Option<Reference>,
    ) {
        self.leave(true);
        let OpenedProject {
            keeper,
            last_edit,
            snapshot,
            news,
        } = opened;
        self.file.last_number = last_edit;
        self.file.saved_number = last_edit;
        self.next_id = snapshot.records.last_id.max(snapshot.project.last_id());
        let active = snapshot.records.active;
        self.active = if snapshot.project.scenario(active).is_some() {
            active
        } else {
            ScenarioId::ZERO
        };
        self.forget(
            History::of(snapshot.project.clone()),
            snapshot.records.clone(),
        );
        self.crs = reference;
        self.file.keeper = Arc::new(keeper);
        self.sign();
        self.file.is_draft = path.starts_with(self.drafts());
        path.clone_into(&mut self.file.path);
        self.file.read_only = match news.access {
            Access::Write => None,
            Access::ReadOnly(why) => Some(why),
        };
        self.file.last = Some(self.snapshot());
        let saved_at = news.last.as_ref().map(|last| last.at);
        self.file.saved_at = Some(saved_at.unwrap_or_else(jiff::Timestamp::now));
        let first = self.project().layers_of(LayerKind::Terrain).next();
        let first = first.map(|(id, _)| Entry::Layer(id));
        self.shown = first;
        if let Some(why) = self.file.read_only.clone() {
            self.post(
                Matter::Project(ProjectNews::ReadOnly(path.to_owned(), why)),
                vec![WayOut::SaveAs],
            );
        }
        if news.was_interrupted {
            let news = ProjectNews::Interrupted(path.to_owned(), news.last);
            self.post(Matter::Project(news), Vec::new());
        }
        for oddity in news.oddities {
            let news = ProjectNews::Odd(path.to_owned(), oddity);
            self.post(Matter::Project(news), Vec::new());
        }
        self.remember_project();
        self.look_at_location();
        self.back_up();
        self.reopen_layers();
        self.load_sites();
        self.look_for_comments();
    }

    /// Keeps a closed snapshot of a project as it was opened: a session may end without closing it.
    fn back_up(&self) {
        if self.file.read_only.is_some() || self.file.is_draft {
            return;
        }
        let (keeper, snapshots) = (Arc::clone(&self.file.keeper), self.backups());
        self.saver.append(JobKey::Save, move |_| {
            Answer::File(FileAnswer::Closed(keeper.back_up(&snapshots)))
        });
    }

    pub(super) fn remember_project(&mut self) {
        let path = self.file.path.display().to_string();
        self.settings.remember_project(&path);
        self.save_settings();
    }

    /// Looks whether the project lies where saving is at risk, which may take a while on a network.
    pub(super) fn look_at_location(&self) {
        let path = self.file.path.clone();
        self.files.append(JobKey::Recent, move |_| {
            Answer::File(FileAnswer::Located(location::oddity(&path)))
        });
    }

    pub(super) fn drafts(&self) -> PathBuf {
        self.folders.data.join("drafts")
    }

    /// Where closed snapshots of projects are kept.
    pub(super) fn backups(&self) -> PathBuf {
        self.folders.data.join("backups")
    }
}

/// The coordinate system is read where it may take its time.
pub(super) fn with_reference(opened: OpenedProject) -> Box<(OpenedProject, Option<Reference>)> {
    let crs = opened.snapshot.records.crs.as_ref();
    let reference = crs.and_then(|crs| Reference::parse(&crs.wkt).ok());
    Box::new((opened, reference))
}
