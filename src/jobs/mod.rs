//! Work on threads of its own. The only module that starts threads.

mod worker;

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::{Builder, scope};
use std::time::Duration;

use crate::crash::{self, Caught};
use crate::progress::Run;

pub use worker::{Finished, Running, Worker};

/// Why a job gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The job hit a bug in the program.
    #[error("the program hit a bug in the middle of the work: {}", _0.message)]
    Panicked(Caught),
    /// The system refused a thread.
    #[error("the system gave no thread for the work")]
    NoThread(#[source] std::io::Error),
}

/// Does `work` on a thread of its own and calls `watch` on this one, ten times a second, until it is done.
///
/// # Errors
/// [`JobError`], if the work panics or no thread can be had.
pub fn watched<T: Send>(
    run: &Run,
    work: impl FnOnce(&Run) -> T + Send,
    mut watch: impl FnMut(&Run),
) -> Result<T, JobError> {
    let (report, finished) = channel();
    scope(|threads| {
        let job = move || {
            let result = crash::catch(|| work(run));
            // The receiver waits below until this thread is done.
            report.send(result).ok();
        };
        Builder::new()
            .name("work".to_owned())
            .spawn_scoped(threads, job)
            .map_err(JobError::NoThread)?;
        loop {
            match finished.recv_timeout(Duration::from_millis(100)) {
                Ok(Ok(result)) => return Ok(result),
                Ok(Err(caught)) => return Err(JobError::Panicked(caught)),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(JobError::Panicked(Caught::default()));
                }
                Err(RecvTimeoutError::Timeout) => watch(run),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watcher_can_cancel_the_work() {
        let run = Run::default();
        let work = |run: &Run| {
            while run.step(1, 2).is_ok() {
                std::thread::yield_now();
            }
            "stopped"
        };
        let mut seen = 0.0;
        let result = watched(&run, work, |run| {
            seen = run.fraction();
            run.cancel();
        });
        assert_eq!(result.unwrap(), "stopped");
        assert!((seen - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_panic_is_told_and_goes_no_further() {
        let result = watched(&Run::default(), |_| panic!("a bug"), |_| ());
        assert!(
            matches!(result, Err::<(), _>(JobError::Panicked(caught)) if caught.message == "a bug")
        );
    }
}
