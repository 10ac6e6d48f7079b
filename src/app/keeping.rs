//! The project file as the thread that saves holds it, and the steps that wait to be written.
//!
//! The window's thread only adds steps and never waits for a disk. What could not be written waits on.

use std::mem::take;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::progress::Run;
use crate::project::ContentName;
use crate::results::{ContentFacts, Snapshot};
use crate::store::{
    self, Opened, Outside, ProjectFile, Replace, StagedContent, Step, StoreError, Who,
};

/// One project's file. Dropped with the last job that needs it.
pub(super) struct Keeper {
    who: Mutex<Who>,
    file: Mutex<Option<ProjectFile>>,
    waiting: Mutex<Vec<Step>>,
}

/// A file that was opened, and who keeps it.
pub(super) struct OpenedProject {
    pub keeper: Keeper,
    /// The number of the last edit in its log.
    pub last_edit: u64,
    pub snapshot: Snapshot,
    pub news: crate::app::project_news::OpeningNews,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The number of the last step that is in the file now.
    pub up_to: u64,
}

impl Keeper {
    /// For a project without a file, which is made when the first step is written.
    pub(super) fn new() -> Self {
        Self {
            who: Mutex::new(Who::of_this_machine()),
            file: Mutex::new(None),
            waiting: Mutex::new(Vec::new()),
        }
    }

    /// Opens a project file, read-only where it cannot be written.
    pub(super) fn open(path: &Path) -> Result<OpenedProject, StoreError> {
        let who = Who::of_this_machine();
        let opened = ProjectFile::open(path, &who)?;
        Ok(Self::of(opened, who))
    }

    /// Makes a project of a closed snapshot, at a path that is free, and opens it.
    pub(super) fn restore(backup: &Path, path: &Path) -> Result<OpenedProject, StoreError> {
        let who = Who::of_this_machine();
        let opened = store::restore(backup, path, &who)?;
        Ok(Self::of(opened, who))
    }

    fn of(opened: Opened, who: Who) -> OpenedProject {
        let Opened {
            file,
            snapshot,
            oddities,
            last,
            was_interrupted,
        } = opened;
        let news = crate::app::project_news::OpeningNews {
            access: file.access().clone(),
            oddities,
            last,
            was_interrupted,
        };
        OpenedProject {
            last_edit: file.last_edit(),
            keeper: Self {
                who: Mutex::new(who),
                file: Mutex::new(Some(file)),
                waiting: Mutex::new(Vec::new()),
            },
            snapshot,
            news,
        }
    }

    /// Signs what is written from now on with a person's name.
    pub(super) fn sign_as(&self, name: &str) {
        name.clone_into(&mut lock(&self.who).user);
    }

    /// Lets a step be written with the next ones.
    pub(super) fn add(&self, step: Step) {
        lock(&self.waiting).push(step);
    }

    /// Writes every step that waits, in one transaction. A file that is not there yet is made at `place`.
    ///
    /// `None` where nothing waited.
    pub(super) fn write(&self, place: &Path) -> Result<Option<Written>, StoreError> {
        let mut file = lock(&self.file);
        self.write_to(&mut file, place)
    }

    fn write_to(
        &self,
        file: &mut Option<ProjectFile>,
        place: &Path,
    ) -> Result<Option<Written>, StoreError> {
        let steps = take(&mut *lock(&self.waiting));
        let Some(up_to) = steps.last().map(|step| step.number) else {
            return Ok(None);
        };
        let result = match file {
            Some(file) => {
                file.sign_as(&lock(&self.who).user);
                file.save(&steps)
            }
            None => self.create(file, place, &steps),
        };
        if let Err(error) = result {
            // Newer steps may have come meanwhile; they stay behind these.
            lock(&self.waiting).splice(0..0, steps);
            return Err(error);
        }
        Ok(Some(Written { up_to }))
    }

    fn create(
        &self,
        file: &mut Option<ProjectFile>,
        place: &Path,
        steps: &[Step],
    ) -> Result<(), StoreError> {
        let Some((first, rest)) = steps.split_first() else {
            return Ok(());
        };
        let who = lock(&self.who).clone();
        let made = file.insert(ProjectFile::create(place, &who, first)?);
        if rest.is_empty() {
            return Ok(());
        }
        made.save(rest)
    }

    /// Makes a complete copy at another place and goes on there. Returns the file that was left.
    ///
    /// A project without a file gets one at `draft` first, so that a file at `place` is replaced in one step.
    pub(super) fn save_as(
        &self,
        place: &Path,
        replace: bool,
        draft: &Path,
        latest: &Step,
    ) -> Result<Option<PathBuf>, StoreError> {
        let replace = if replace { Replace::Yes } else { Replace::No };
        let who = lock(&self.who).clone();
        let mut file = lock(&self.file);
        // Steps that still can be written keep their own lines in the change log.
        if let Some(held) = file.as_mut() {
            let steps = take(&mut *lock(&self.waiting));
            if !steps.is_empty()
                && let Err(error) = held.save(&steps)
            {
                tracing::info!("steps go to the copy alone: {error}");
                lock(&self.waiting).splice(0..0, steps);
            }
        }
        let held = match file.as_mut() {
            Some(held) => held,
            None => file.insert(ProjectFile::create(draft, &who, latest)?),
        };
        if is_same_place(held.path(), place) {
            if held.look().is_ok_and(|outside| outside == Outside::Same) {
                held.save(std::slice::from_ref(latest))?;
                lock(&self.waiting).retain(|step| latest.number < step.number);
                return Ok(None);
            }
            // It is gone from there or changed, and its lock is still ours: everything goes by way of a draft.
            let made = held.copy_to(draft, &who, Replace::No, latest)?;
            leave(file.replace(made));
        }
        let Some(held) = file.as_mut() else {
            return Ok(None);
        };
        let made = held.copy_to(place, &who, replace, latest)?;
        let left = file.replace(made);
        lock(&self.waiting).retain(|step| latest.number < step.number);
        Ok(leave(left))
    }

    /// Takes a layer into the file, which is made at `place` where it is not there yet. Steps that wait are
    /// written first.
    pub(super) fn add_content(
        &self,
        place: &Path,
        name: &ContentName,
        staged: &StagedContent,
        run: &Run,
    ) -> Result<ContentFacts, StoreError> {
        let mut file = lock(&self.file);
        self.write_to(&mut file, place)?;
        let file = file.as_mut().ok_or_else(|| StoreError::Missing {
            path: place.to_owned(),
        })?;
        file.add_content(name, staged, jiff::Timestamp::now(), run)
    }

    /// Reads something of the file. `None` where there is none yet.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&ProjectFile) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        lock(&self.file).as_ref().map(work).transpose()
    }

    /// Keeps a closed snapshot of what the file holds, unless the newest in the folder is the same.
    pub(super) fn back_up(&self, snapshots: &Path) -> Result<(), StoreError> {
        match lock(&self.file).as_ref() {
            Some(file) => file.back_up(snapshots).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Looks whether something happened to the file, without writing.
    pub(super) fn look(&self) -> Result<Option<Outside>, StoreError> {
        lock(&self.file).as_mut().map(ProjectFile::look).transpose()
    }

    /// Reads what another program made of the file, which becomes what later steps are compared with.
    pub(super) fn take_outside(&self) -> Result<Option<Snapshot>, StoreError> {
        let now = jiff::Timestamp::now();
        let mut file = lock(&self.file);
        file.as_mut().map(|file| file.take_outside(now)).transpose()
    }

    /// Writes what waits, keeps a snapshot in a folder, and closes the file.
    pub(super) fn close(&self, place: &Path, snapshots: Option<&Path>) -> Result<(), StoreError> {
        let mut file = lock(&self.file);
        let written = self.write_to(&mut file, place);
        if let Some(file) = file.take() {
            file.close(snapshots)?;
        }
        written.map(|_| ())
    }
}

/// Closes a file that was left for its copy. Returns where it is.
fn leave(left: Option<ProjectFile>) -> Option<PathBuf> {
    let left = left?;
    let path = left.path().to_owned();
    if let Err(error) = left.close(None) {
        // It may be gone, which is why it was left.
        tracing::info!("a file was left as it is: {error}");
    }
    Some(path)
}

/// Whether two paths lead to the same place, whatever lies there.
fn is_same_place(one: &Path, other: &Path) -> bool {
    let folder = |path: &Path| path.parent()?.canonicalize().ok();
    one.file_name() == other.file_name() && folder(one) == folder(other)
}

/// A job that panicked left the file as its last transaction did.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
