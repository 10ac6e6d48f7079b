//! Going on after a bug: it is told once with its report, and nothing keeps waiting for what will not come.

use std::fmt::{self, Debug, Write as _};
use std::sync::Arc;

use super::{Action, App, JobKey};
use crate::app::TaskError;
use crate::app::trouble::{Matter, WayOut};
use crate::crash::Caught;
use crate::jobs::JobError;
use crate::project::Entry;
use crate::results::Computed;

impl App {
    /// Goes on after a bug in the window or in the state itself: the project stays, and what was being
    /// computed is asked for again where its answer may be lost.
    pub fn survive(&mut self, caught: Caught) {
        self.tell_bug(JobError::Panicked(caught));
        let jobs = self.engine.jobs();
        self.asked
            .retain(|id, _| jobs.iter().any(|job| job.key == JobKey::Fill(*id)));
        self.refresh();
    }

    /// Takes in that a job gave no answer.
    pub(super) fn take_failed_job(&mut self, key: &JobKey, error: JobError) {
        let error = self.tell_bug(error);
        if let JobKey::Fill(entry) = key
            && let Some(of) = self.asked.remove(entry)
        {
            // Computed again once it is changed, not before: the same inputs hit the same bug.
            match entry {
                Entry::Layer(_) | Entry::Ground(_) | Entry::Outlet(_) => {}
                Entry::Deposit(id) => {
                    let result = Err(error);
                    self.fills.insert(*id, Computed::Known { of, result });
                }
                Entry::Pit(id) => {
                    let result = Err(error);
                    self.pits.insert(*id, Computed::Known { of, result });
                }
            }
            // Copies of equal inputs waited for it.
            self.refresh();
        } else if *key == JobKey::Save {
            self.fail_to_save(error);
        } else if let JobKey::Take(scenario) = key {
            self.takes.fail(*scenario, error);
        } else if let JobKey::Index(key) = key {
            self.takes.fail_index(key);
            self.refresh_takes();
        } else if *key == JobKey::Section {
            self.section.fail(error);
        }
    }

    /// Tells what went wrong in the window.
    pub(super) fn report(&mut self, error: Arc<TaskError>, ways_out: Vec<WayOut>) {
        if error.bug().is_some() {
            self.tell(&error);
        } else {
            self.post(Matter::Failed(error), ways_out);
        }
    }

    fn tell_bug(&mut self, error: JobError) -> Arc<TaskError> {
        let error = Arc::new(TaskError::Bug(error));
        self.tell(&error);
        error
    }

    /// Posts a notice, unless one about the same bug still waits.
    fn tell(&mut self, error: &Arc<TaskError>) {
        let known = |matter: &Matter| match (matter, error.bug()) {
            (Matter::Failed(other), Some(caught)) => {
                other.bug().is_some_and(|other| other.is_same(caught))
            }
            _ => false,
        };
        if !self.posted.iter().any(|posted| known(&posted.matter)) {
            let report = error.bug().and_then(|caught| caught.report.clone());
            let ways_out = report.map(WayOut::CopyPath).into_iter().collect();
            self.post(Matter::Failed(Arc::clone(error)), ways_out);
        }
    }
}

/// Logs what is carried out: its name alone, without anything of the project.
pub(super) fn log_action(action: &Action) {
    match action {
        // Sixty a second while the hand moves.
        Action::Preview(_) => {}
        Action::Edit(edit) => tracing::info!("edit: {}", edit.label()),
        action => tracing::info!("action: {}", first_word(action)),
    }
}

/// The name of a variant.
fn first_word(value: &impl Debug) -> String {
    /// Ends the writing at the first character that is not of a name.
    struct Name(String);

    impl fmt::Write for Name {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            let end = text.find(|letter: char| !letter.is_alphanumeric());
            self.0.push_str(&text[..end.unwrap_or(text.len())]);
            end.map_or(Ok(()), |_| Err(fmt::Error))
        }
    }

    let mut name = Name(String::new());
    // It ends early on purpose.
    write!(name, "{value:?}").ok();
    name.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_logged_by_its_name_alone() {
        assert_eq!(first_word(&Action::Undo), "Undo");
        let action = Action::Reproject {
            source: "secret.tif".to_owned(),
            stated_crs: None,
        };
        assert_eq!(first_word(&action), "Reproject");
        assert_eq!(first_word(&Action::Dismiss(7)), "Dismiss");
    }

    #[test]
    fn a_job_that_panics_is_told_with_its_report_once_and_its_deposit_does_not_wait() {
        let folder = tempfile::tempdir().unwrap();
        let (wake, news) = std::sync::mpsc::channel();
        let mut app = App::start(crate::app::Folders::inside(folder.path()), move || {
            wake.send(()).ok();
        })
        .unwrap();
        let deposit = crate::project::DepositId(7);
        let of = crate::results::Inputs::of("fill").fingerprint();
        for _ in 0..2 {
            app.asked.insert(Entry::Deposit(deposit), of);
            app.engine
                .append(JobKey::Fill(Entry::Deposit(deposit)), |_| {
                    panic!("a bug in a job")
                });
            while !app.fills.contains_key(&deposit) || !app.is_idle() {
                app.poll();
                if !app.is_idle() {
                    news.recv().unwrap();
                }
            }
            app.poll();
        }
        assert!(app.asked.is_empty());
        assert!(app.fill(deposit).unwrap().error().unwrap().bug().is_some());
        let notices: Vec<_> = app
            .posted()
            .iter()
            .map(|posted| posted.matter.notice(app.words()))
            .collect();
        assert_eq!(notices.len(), 1);
        assert!(notices[0].details.contains("a bug in a job"), "{notices:?}");
        let caught = Caught {
            message: "elsewhere".to_owned(),
            place: "src/ui/tree.rs:1:1".to_owned(),
            report: Some(folder.path().join("berghald-1.txt")),
        };
        app.update(Action::Bug(caught));
        let posted = app.posted().last().unwrap();
        assert!(matches!(posted.ways_out.as_slice(), [WayOut::CopyPath(_)]));
        let notice = posted.matter.notice(app.words());
        assert_eq!(notice.code, "bug_reported");
        assert!(notice.message.contains("berghald-1.txt"), "{notice:?}");
        assert!(notice.details.contains("elsewhere"), "{notice:?}");
    }
}
