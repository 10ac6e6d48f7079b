//! Workers whose answers know for which project they were asked.
//!
//! Numbers name layers and deposits within one project only, so an answer for a project that was left must
//! not reach the next one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Answer, JobKey};
use crate::jobs::{Finished, JobError, Running, Worker};
use crate::progress::Run;

/// The number of the project that is open.
#[derive(Clone, Debug, Default)]
pub(super) struct ProjectNumber(Arc<AtomicU64>);

impl ProjectNumber {
    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// From now on everything is asked for another project.
    pub(super) fn next(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A worker for the project that is open.
pub(super) struct Tagged {
    worker: Worker<JobKey, (u64, Answer)>,
    project: ProjectNumber,
}

impl Tagged {
    pub(super) fn start(
        name: &str,
        threads: usize,
        project: &ProjectNumber,
        wake: impl Fn() + Clone + Send + 'static,
    ) -> Result<Self, JobError> {
        Ok(Self {
            worker: Worker::start(name, threads, wake)?,
            project: project.clone(),
        })
    }

    pub(super) fn append(&self, key: JobKey, work: impl FnOnce(&Run) -> Answer + Send + 'static) {
        self.worker.append(key, self.tag(work));
    }

    pub(super) fn replace(&self, key: JobKey, work: impl FnOnce(&Run) -> Answer + Send + 'static) {
        self.worker.replace(key, self.tag(work));
    }

    pub(super) fn follow(&self, key: JobKey, work: impl FnOnce(&Run) -> Answer + Send + 'static) {
        self.worker.follow(key, self.tag(work));
    }

    fn tag(
        &self,
        work: impl FnOnce(&Run) -> Answer + Send + 'static,
    ) -> impl FnOnce(&Run) -> (u64, Answer) + Send + 'static {
        let project = self.project.get();
        move |run| (project, work(run))
    }

    pub(super) fn cancel(&self, key: &JobKey) {
        self.worker.cancel(key);
    }

    pub(super) fn wait(&self) {
        self.worker.wait();
    }

    pub(super) fn jobs(&self) -> Vec<Running<JobKey>> {
        self.worker.jobs()
    }

    pub(super) fn is_idle(&self) -> bool {
        self.worker.is_idle()
    }

    /// The oldest answer that is for the project that is open or for the program. Others are dropped.
    pub(super) fn next(&self) -> Option<Finished<JobKey, Answer>> {
        let now = self.project.get();
        let of_now = |(project, answer): &(u64, Answer)| *project == now || answer.is_of_program();
        let mut answers = self.worker.finished();
        let answer = answers.find(|one| one.result.as_ref().ok().is_none_or(of_now))?;
        Some(Finished {
            key: answer.key,
            result: answer.result.map(|(_, answer)| answer),
        })
    }
}
