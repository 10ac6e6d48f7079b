//! A few threads that do jobs in turn and hand back what they return.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};

use super::JobError;
use crate::crash;
use crate::progress::Run;

/// Threads for jobs that have a key, such as the deposit that is computed.
///
/// A key says which jobs make each other stale. Dropping the worker drops the waiting jobs, asks the running
/// ones to stop, and waits for them.
pub struct Worker<K, T> {
    shared: Arc<Shared<K, T>>,
    finished: Receiver<Finished<K, T>>,
    threads: Vec<JoinHandle<()>>,
}

/// What a job came to.
#[derive(Debug)]
pub struct Finished<K, T> {
    /// The key it was started with.
    pub key: K,
    /// What it returned.
    pub result: Result<T, JobError>,
}

/// A job that is being done or waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Running<K> {
    /// The key it was started with.
    pub key: K,
    /// How much is done, from 0 to 1; `None` while it waits.
    pub fraction: Option<f64>,
}

struct Shared<K, T> {
    queue: Mutex<Queue<K, T>>,
    news: Condvar,
    rest: Condvar,
}

struct Queue<K, T> {
    waiting: VecDeque<Job<K, T>>,
    running: Vec<(K, Run)>,
    closed: bool,
}

struct Job<K, T> {
    key: K,
    work: Box<dyn FnOnce(&Run) -> T + Send>,
}

impl<K: Clone + Debug + PartialEq + Send + 'static, T: Send + 'static> Worker<K, T> {
    /// Starts the threads. `wake` is called on one of them whenever a job is finished.
    ///
    /// # Errors
    /// [`JobError::NoThread`], if the system refuses one.
    pub fn start(
        name: &str,
        threads: usize,
        wake: impl Fn() + Clone + Send + 'static,
    ) -> Result<Self, JobError> {
        let shared = Arc::new(Shared {
            queue: Mutex::new(Queue {
                waiting: VecDeque::new(),
                running: Vec::new(),
                closed: false,
            }),
            news: Condvar::new(),
            rest: Condvar::new(),
        });
        let (report, finished) = channel();
        let mut worker = Self {
            shared,
            finished,
            threads: Vec::new(),
        };
        for _ in 0..threads.max(1) {
            let (shared, report, wake) = (Arc::clone(&worker.shared), report.clone(), wake.clone());
            let thread = Builder::new()
                .name(name.to_owned())
                .spawn(move || serve(&shared, &report, &wake))
                .map_err(JobError::NoThread)?;
            worker.threads.push(thread);
        }
        Ok(worker)
    }

    /// Does `work` after every job before it.
    pub fn append(&self, key: K, work: impl FnOnce(&Run) -> T + Send + 'static) {
        self.shared.queue().waiting.push_back(Job {
            key,
            work: Box::new(work),
        });
        self.shared.news.notify_one();
    }

    /// Does `work` instead of the jobs of the same key: the waiting ones go, a running one is asked to stop.
    pub fn replace(&self, key: K, work: impl FnOnce(&Run) -> T + Send + 'static) {
        self.cancel(&key);
        self.append(key, work);
    }

    /// Does `work` instead of the waiting jobs of the same key, and lets a running one come to its end.
    ///
    /// For what follows the hand: were each job stopped by the next, none would ever be done.
    pub fn follow(&self, key: K, work: impl FnOnce(&Run) -> T + Send + 'static) {
        self.shared.queue().waiting.retain(|job| job.key != key);
        self.append(key, work);
    }

    /// Drops the waiting jobs of a key and asks its running ones to stop.
    pub fn cancel(&self, key: &K) {
        let mut queue = self.shared.queue();
        queue.waiting.retain(|job| job.key != *key);
        for (_, run) in queue.running.iter().filter(|(running, _)| running == key) {
            run.cancel();
        }
    }

    /// What finished since the last call, oldest first.
    pub fn finished(&self) -> impl Iterator<Item = Finished<K, T>> + '_ {
        self.finished.try_iter()
    }

    /// The jobs that are being done and those that wait.
    pub fn jobs(&self) -> Vec<Running<K>> {
        let queue = self.shared.queue();
        let running = queue.running.iter().map(|(key, run)| Running {
            key: key.clone(),
            fraction: Some(run.fraction()),
        });
        let waiting = queue.waiting.iter().map(|job| Running {
            key: job.key.clone(),
            fraction: None,
        });
        running.chain(waiting).collect()
    }

    /// Waits until nothing is being done and nothing waits.
    pub fn wait(&self) {
        let mut queue = self.shared.queue();
        while !(queue.running.is_empty() && queue.waiting.is_empty()) {
            let woken = self.shared.rest.wait(queue);
            queue = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether nothing is being done or waits.
    pub fn is_idle(&self) -> bool {
        let queue = self.shared.queue();
        queue.running.is_empty() && queue.waiting.is_empty()
    }
}

impl<K, T> Shared<K, T> {
    fn queue(&self) -> MutexGuard<'_, Queue<K, T>> {
        // A job that panics does not hold the lock, so the queue is sound.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does job after job until the worker is dropped.
fn serve<K: Clone + Debug + PartialEq, T>(
    shared: &Shared<K, T>,
    report: &Sender<Finished<K, T>>,
    wake: &impl Fn(),
) {
    loop {
        let mut queue = shared.queue();
        let Job { key, work } = loop {
            if queue.closed {
                return;
            }
            if let Some(job) = queue.waiting.pop_front() {
                break job;
            }
            queue = shared
                .news
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        };
        let run = Run::default();
        queue.running.push((key.clone(), run.clone()));
        drop(queue);
        tracing::debug!("job begins: {key:?}");
        let result = crash::catch(|| work(&run));
        tracing::debug!("job ends: {key:?}");
        // Reported before it leaves the list, so that "idle" means that everything can be fetched.
        report
            .send(Finished {
                key,
                result: result.map_err(JobError::Panicked),
            })
            .ok();
        shared
            .queue()
            .running
            .retain(|(_, running)| !running.is_same(&run));
        shared.rest.notify_all();
        wake();
    }
}

impl<K, T> Drop for Worker<K, T> {
    fn drop(&mut self) {
        let mut queue = self.shared.queue();
        queue.closed = true;
        queue.waiting.clear();
        for (_, run) in &queue.running {
            run.cancel();
        }
        drop(queue);
        self.shared.news.notify_all();
        for thread in self.threads.drain(..) {
            thread.join().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker() -> Worker<u8, &'static str> {
        Worker::start("test", 1, || ()).unwrap()
    }

    /// A job that runs until it is cancelled, once it has been started.
    fn endless(worker: &Worker<u8, &'static str>, key: u8) {
        let (started, has_started) = channel();
        worker.append(key, move |run| {
            started.send(()).unwrap();
            while run.step(0, 1).is_ok() {
                std::thread::yield_now();
            }
            "stopped"
        });
        has_started.recv().unwrap();
    }

    fn next(worker: &Worker<u8, &'static str>) -> Option<&'static str> {
        worker.finished.recv().unwrap().result.ok()
    }

    #[test]
    fn a_newer_job_cancels_the_running_one_of_its_key() {
        let worker = worker();
        endless(&worker, 1);
        worker.replace(1, |_| "fresh");
        assert_eq!(next(&worker), Some("stopped"));
        assert_eq!(next(&worker), Some("fresh"));
    }

    #[test]
    fn a_job_that_follows_replaces_the_waiting_one_alone() {
        let worker = worker();
        endless(&worker, 1);
        worker.follow(2, |_| "stale");
        worker.follow(2, |_| "newest");
        worker.cancel(&1);
        assert_eq!(next(&worker), Some("stopped"));
        assert_eq!(next(&worker), Some("newest"));
        assert!(worker.finished().next().is_none());
    }

    #[test]
    fn a_panic_does_not_end_the_worker() {
        let worker = worker();
        worker.append(1, |_| panic!("a bug"));
        worker.append(1, |_| "still here");
        assert_eq!(next(&worker), None);
        assert_eq!(next(&worker), Some("still here"));
    }

    #[test]
    fn waiting_lasts_until_every_job_is_done() {
        let worker = worker();
        for _ in 0..50 {
            worker.append(1, |_| "done");
        }
        worker.wait();
        assert!(worker.is_idle());
        assert_eq!(worker.finished().count(), 50);
    }

    #[test]
    fn dropping_the_worker_stops_its_jobs() {
        let worker = worker();
        endless(&worker, 1);
        worker.append(2, |_| panic!("a waiting job is dropped"));
        assert_eq!(worker.jobs().len(), 2);
        drop(worker);
    }
}
