//! The project's file: saving every change, opening, saving under another name, and what others do to it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::outside::WhoseCounts;
use super::{Answer, App, JobKey};
use crate::app::TaskError;
use crate::app::keeping::{Keeper, OpenedProject, Written};
use crate::app::project_news::ProjectNews;
use crate::app::trouble::{Matter, WayOut};
use crate::gis::Reference;
use crate::results::{CrsRecord, Snapshot};
use crate::store::location::LocationOddity;
use crate::store::{Outside, Step, StoreError, WhyReadOnly};

/// Where a project is kept, and how far it is saved.
pub(super) struct FileState {
    pub(super) keeper: Arc<Keeper>,
    /// The file, or where it will be made.
    pub(super) path: PathBuf,
    /// Whether the planner has not given it a place yet.
    pub(super) is_draft: bool,
    pub(super) read_only: Option<WhyReadOnly>,
    pub(super) last: Option<Snapshot>,
    pub(super) last_number: u64,
    pub(super) saved_number: u64,
    pub(super) saved_at: Option<jiff::Timestamp>,
    pub(super) failure: Option<Arc<TaskError>>,
}

/// How a project stands to its file.
#[derive(Clone, Debug)]
pub enum SaveState {
    /// There is nothing to save yet.
    Nothing,
    /// Everything is in the file, since then.
    Saved(jiff::Timestamp),
    /// Something is being written.
    Saving,
    /// The last try failed.
    Failed(Arc<TaskError>),
    /// Nothing can be changed.
    ReadOnly(WhyReadOnly),
}

/// What a job did with a project file.
pub(super) enum FileAnswer {
    Written(Result<Option<Written>, StoreError>),
    Opened(
        PathBuf,
        Result<Box<(OpenedProject, Option<Reference>)>, StoreError>,
    ),
    SavedAs(PathBuf, u64, Result<Option<PathBuf>, StoreError>),
    Looked(Result<Option<Outside>, StoreError>),
    Outside(Result<Option<Box<Snapshot>>, StoreError>, WhoseCounts),
    Closed(Result<(), StoreError>),
    Located(Option<LocationOddity>),
}

impl FileState {
    /// For a project that gets its file with its first change, under a name among the drafts.
    pub(super) fn draft(drafts: &Path, name: &str) -> Self {
        Self {
            keeper: Arc::new(Keeper::new()),
            path: free_place(drafts, name),
            is_draft: true,
            read_only: None,
            last: None,
            last_number: 0,
            saved_number: 0,
            saved_at: None,
            failure: None,
        }
    }

    fn is_saved(&self) -> bool {
        self.saved_number == self.last_number
    }
}

/// A path that nothing lies at.
fn free_place(folder: &Path, name: &str) -> PathBuf {
    let now = jiff::Zoned::now().strftime("%Y-%m-%d %H%M%S").to_string();
    let candidate = |number: u32| match number {
        1 => folder.join(format!("{name} {now}.gpkg")),
        number => folder.join(format!("{name} {now} {number}.gpkg")),
    };
    (1..1000)
        .map(candidate)
        .find(|path| !path.exists())
        .unwrap_or_else(|| candidate(1))
}

impl App {
    /// How the project stands to its file.
    pub fn save_state(&self) -> SaveState {
        let file = &self.file;
        if let Some(why) = &file.read_only {
            return SaveState::ReadOnly(why.clone());
        }
        match (&file.failure, file.saved_at) {
            (Some(error), _) => SaveState::Failed(Arc::clone(error)),
            (None, _) if !file.is_saved() => SaveState::Saving,
            (None, Some(at)) => SaveState::Saved(at),
            (None, None) => SaveState::Nothing,
        }
    }

    /// Tells projects that were open in this run of the program apart.
    pub fn project_number(&self) -> u64 {
        self.project_number.get()
    }

    /// Whether there is a project, be it empty.
    pub fn has_project(&self) -> bool {
        self.has_project
    }

    /// What the project is called: its file's name, or that it has none yet.
    pub fn project_name(&self) -> String {
        if self.file.is_draft {
            return self.words.text("project-untitled", &[]);
        }
        let stem = self.file.path.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }

    /// The project's file, or `None` while the planner has not given it a place.
    pub fn project_path(&self) -> Option<&Path> {
        (!self.file.is_draft).then_some(self.file.path.as_path())
    }

    /// Whether nothing can be changed.
    pub fn is_read_only(&self) -> bool {
        self.file.read_only.is_some()
    }

    /// Hands the project over to be saved, if it differs from what was handed over last.
    ///
    /// `label` is the id of what was done; `None` where only results or the view changed.
    pub(super) fn keep(&mut self, label: Option<&'static str>) {
        if self.file.read_only.is_some() || !self.has_project {
            return;
        }
        let snapshot = self.snapshot();
        if self.file.last.as_ref() == Some(&snapshot) {
            return;
        }
        self.file.last = Some(snapshot.clone());
        self.file.last_number += 1;
        self.file.keeper.add(Step {
            number: self.file.last_number,
            snapshot,
            label: label.map_or_else(String::new, |label| self.words.text(label, &[])),
            at: jiff::Timestamp::now(),
        });
        self.write();
    }

    pub(super) fn snapshot(&mut self) -> Snapshot {
        self.records.active = self.active;
        self.records.last_id = self.records.last_id.max(self.next_id);
        if self.records.crs.is_none() {
            self.records.crs = self.reference().and_then(crs_record).map(Arc::new);
        }
        let project = self.project().clone();
        let mut records = self.records.clone();
        // What was taken out may come back by undo; its records wait here, not in the file.
        records
            .sources
            .retain(|id, _| project.layers.contains_key(id));
        records
            .fills
            .retain(|id, _| project.deposits.contains_key(id));
        Snapshot { project, records }
    }

    pub(super) fn write(&self) {
        let (keeper, place) = (Arc::clone(&self.file.keeper), self.file.path.clone());
        self.saver.append(JobKey::Save, move |_| {
            make_folder_of(&place);
            Answer::File(FileAnswer::Written(keeper.write(&place)))
        });
    }

    /// Tries again to write what could not be written.
    pub(super) fn try_saving(&mut self) {
        self.file.failure = None;
        self.write();
    }

    /// Goes on in a copy at another place.
    pub(super) fn save_as(&mut self, path: PathBuf, replace: bool) {
        let snapshot = self.snapshot();
        self.file.last_number += 1;
        let number = self.file.last_number;
        let latest = Step {
            number,
            snapshot: snapshot.clone(),
            label: self.words.text("edit-save-as", &[]),
            at: jiff::Timestamp::now(),
        };
        self.file.last = Some(snapshot);
        let path = with_ending(std::path::absolute(&path).unwrap_or(path));
        let (keeper, drafts) = (Arc::clone(&self.file.keeper), self.drafts());
        let draft = if self.file.is_draft {
            self.file.path.clone()
        } else {
            free_place(&drafts, &self.project_name())
        };
        self.saver.append(JobKey::Project, move |_| {
            make_folder_of(&draft);
            let result = keeper.save_as(&path, replace, &draft, &latest);
            if let Ok(Some(left)) = &result
                && left.starts_with(&drafts)
            {
                // It is complete in its new place; a draft that stays would only confuse.
                std::fs::remove_file(left).ok();
            }
            Answer::File(FileAnswer::SavedAs(path, number, result))
        });
    }

    /// Whether closing would lose something.
    pub fn would_lose(&self) -> bool {
        self.file.failure.is_some()
    }

    /// Waits until everything is written, and closes the file.
    pub fn shut(&mut self) {
        let imports = self.saver.jobs().into_iter();
        for job in imports.filter(|job| matches!(job.key, JobKey::Import(_))) {
            self.saver.cancel(&job.key);
        }
        self.saver.wait();
        self.poll();
        let snapshots = self.backups();
        let keeps_snapshot = self.file.read_only.is_none() && !self.file.is_draft;
        let snapshots = keeps_snapshot.then_some(snapshots.as_path());
        if let Err(error) = self.file.keeper.close(&self.file.path, snapshots) {
            tracing::warn!("the project was not closed as it should be: {error}");
        }
        if self.file.is_draft && self.project().is_empty() {
            // An empty draft is nothing that anybody would look for.
            std::fs::remove_file(&self.file.path).ok();
        }
    }

    pub(super) fn take_file(&mut self, answer: FileAnswer) {
        match answer {
            FileAnswer::Written(Ok(written)) => self.take_written(written),
            FileAnswer::Written(Err(error))
            | FileAnswer::Looked(Err(error))
            | FileAnswer::Outside(Err(error), _) => self.take_failure(error),
            FileAnswer::Opened(path, Ok(opened)) => {
                let (opened, reference) = *opened;
                self.take_project(&path, opened, reference);
            }
            FileAnswer::Opened(path, Err(error)) => {
                self.settings
                    .projects
                    .retain(|other| Path::new(other) != path || path.exists());
                let ways_out = self.ways_out_of_project(&path, &error);
                self.post(Matter::Failed(Arc::new(TaskError::Store(error))), ways_out);
            }
            FileAnswer::SavedAs(path, number, result) => self.take_saved_as(path, number, result),
            FileAnswer::Looked(Ok(outside)) => self.take_look(outside.unwrap_or(Outside::Same)),
            FileAnswer::Closed(Err(error)) => {
                self.post(
                    Matter::Failed(Arc::new(TaskError::Store(error))),
                    Vec::new(),
                );
            }
            FileAnswer::Outside(Ok(snapshot), whose) => self.take_outside(snapshot, whose),
            FileAnswer::Located(Some(oddity)) => {
                let path = self.file.path.clone();
                self.post(
                    Matter::Project(ProjectNews::Location(path, oddity)),
                    Vec::new(),
                );
            }
            FileAnswer::Closed(Ok(())) | FileAnswer::Located(None) => {}
        }
    }

    fn take_written(&mut self, written: Option<Written>) {
        if self.file.failure.take().is_some() {
            self.posted
                .retain(|posted| !posted.matter.is_about_saving());
        }
        let Some(written) = written else {
            self.file.saved_number = self.file.last_number;
            self.begin_handovers();
            return;
        };
        let is_first = self.file.saved_at.is_none();
        self.file.saved_number = self.file.saved_number.max(written.up_to);
        self.file.saved_at = Some(jiff::Timestamp::now());
        if is_first {
            self.remember_project();
        }
        self.begin_handovers();
    }

    pub(super) fn take_failure(&mut self, error: StoreError) {
        let error = Arc::new(TaskError::Store(error));
        let first = self.file.failure.is_none();
        self.file.failure = Some(Arc::clone(&error));
        // It would wait for a save that does not come.
        self.handovers.clear();
        self.tell_failure(error, first);
    }

    /// Saving hit a bug, which is told already: the title says that it is not saved.
    pub(super) fn fail_to_save(&mut self, error: Arc<TaskError>) {
        self.file.failure = Some(error);
    }

    /// Tells once why nothing is saved; the title says so until it is.
    pub(super) fn tell_failure(&mut self, error: Arc<TaskError>, anew: bool) {
        self.posted
            .retain(|posted| anew || !posted.matter.is_about_saving());
        let ways_out = match error.as_ref() {
            TaskError::Store(StoreError::ChangedOutside { .. }) => {
                vec![WayOut::TakeOutside, WayOut::KeepOurs, WayOut::SaveAs]
            }
            _ => vec![WayOut::TrySaving, WayOut::SaveAs],
        };
        self.posted
            .retain(|posted| !posted.matter.is_about_saving());
        self.post(Matter::NotSaved(error), ways_out);
    }

    fn take_saved_as(
        &mut self,
        path: PathBuf,
        number: u64,
        result: Result<Option<PathBuf>, StoreError>,
    ) {
        match result {
            Ok(left) => {
                if let Some(left) = left {
                    let left = left.display().to_string();
                    self.settings
                        .projects
                        .retain(|other| *other != left || Path::new(other).exists());
                }
                self.file.path = path;
                self.file.is_draft = false;
                self.file.read_only = None;
                self.file.failure = None;
                self.file.saved_number = self.file.saved_number.max(number);
                self.file.saved_at = Some(jiff::Timestamp::now());
                self.posted
                    .retain(|posted| !posted.matter.is_about_saving());
                self.remember_project();
                self.look_at_location();
                self.take_comments_along();
            }
            Err(StoreError::AlreadyExists { path }) => {
                let error = TaskError::Store(StoreError::AlreadyExists { path: path.clone() });
                self.post(Matter::Failed(Arc::new(error)), vec![WayOut::Replace(path)]);
            }
            Err(error) => {
                let error = Arc::new(TaskError::Store(error));
                self.post(Matter::Failed(error), vec![WayOut::SaveAs]);
            }
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.shut();
    }
}

/// Where it cannot be made, writing the file says why.
pub(super) fn make_folder_of(file: &Path) {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).ok();
    }
}

/// The coordinate system as the project file keeps it.
pub(in crate::app) fn crs_record(reference: &Reference) -> Option<CrsRecord> {
    // The code stands for coordinates in its own unit, and the file has metres.
    let has_metres = (reference.metres_per_unit() - 1.0).abs() < 1e-12;
    Some(CrsRecord {
        epsg: reference.epsg().filter(|_| has_metres),
        name: reference.name().to_owned(),
        wkt: reference.wkt().to_owned(),
        wkt1: reference.wkt1_in_metres().ok()?,
    })
}

/// A project's file is a `GeoPackage`, and is named like one.
fn with_ending(path: PathBuf) -> PathBuf {
    let is_named = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("gpkg"));
    if is_named {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".gpkg");
    name.into()
}
