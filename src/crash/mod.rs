//! What becomes of a bug: the panic is caught, a report is written, and the rest of the program goes on.
//!
//! A report is for those who make the program: what failed, where, and the last lines of the log. What the
//! planner is told is left to `app`, and where the program can go on to those who call [`catch`].

mod lines;

use std::backtrace::Backtrace;
use std::fs;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;

pub use lines::{LogLines, log_lines};

/// How many reports one run of the program writes.
const MOST_WRITTEN: usize = 5;

/// How many reports are kept.
const MOST_KEPT: usize = 10;

/// Begins and ends the names of reports; nothing else in their folder is touched.
const REPORT_NAME: (&str, &str) = ("berghald-", ".txt");

/// A bug that was caught.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caught {
    /// What the program said when it failed.
    pub message: String,
    /// File and line. Empty where no hook is installed.
    pub place: String,
    /// The report about it, if one was written.
    pub report: Option<PathBuf>,
}

impl Caught {
    /// Whether both are the same bug, reported or not.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.message, &self.place) == (&other.message, &other.place)
    }
}

/// What the hook knows of the run.
struct Hook {
    folder: PathBuf,
    /// Every panic of this run with the thread it was on.
    panics: Vec<(ThreadId, Caught)>,
    written: usize,
}

static HOOK: Mutex<Option<Hook>> = Mutex::new(None);

fn hook() -> MutexGuard<'static, Option<Hook>> {
    // Nothing is left half done inside, so what a panic left there is sound.
    HOOK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has a report written into `folder` whenever the program panics, besides what the terminal is told.
/// Called again, it only names another folder.
pub fn report_into(folder: &Path) {
    let mut hook = hook();
    if let Some(hook) = &mut *hook {
        folder.clone_into(&mut hook.folder);
        return;
    }
    *hook = Some(Hook {
        folder: folder.to_owned(),
        panics: Vec::new(),
        written: 0,
    });
    drop(hook);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        before(info);
        note(info);
    }));
}

/// Does `work`; a panic in it goes no further. What `work` changes must be sound when it ends early.
///
/// # Errors
/// The bug that ended it.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Caught> {
    let known = hook().as_ref().map_or(0, |hook| hook.panics.len());
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let since = hook().as_ref().map_or_else(Vec::new, |hook| {
            hook.panics.get(known..).unwrap_or_default().to_vec()
        });
        let here = std::thread::current().id();
        let own = since.iter().rfind(|(thread, _)| *thread == here);
        // Work that was spread over the cores panicked on another thread.
        own.or_else(|| since.last()).map_or_else(
            || Caught {
                message: message_of(payload.as_ref()),
                ..Caught::default()
            },
            |(_, caught)| caught.clone(),
        )
    })
}

fn message_of(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

/// Called while the thread panics: it must not panic itself.
fn note(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or_else(String::new, |at| {
        format!("{}:{}:{}", at.file(), at.line(), at.column())
    });
    let message = message_of(info.payload());
    let thread = std::thread::current();
    let mut hook = hook();
    let Some(hook) = &mut *hook else {
        return;
    };
    let mut caught = Caught {
        message,
        place,
        report: None,
    };
    if hook.written < MOST_WRITTEN {
        let now = jiff::Timestamp::now();
        let text = Report {
            at: now,
            thread: thread.name().unwrap_or("without a name"),
            caught: &caught,
            backtrace: &Backtrace::force_capture().to_string(),
            lines: &log_lines(),
        }
        .text();
        hook.written += 1;
        let (begins, ends) = REPORT_NAME;
        let time = now.strftime("%Y-%m-%dT%H-%M-%SZ");
        let name = format!(
            "{begins}{time}-{}-{}{ends}",
            std::process::id(),
            hook.written
        );
        match write(&hook.folder, &name, &text) {
            Ok(path) => caught.report = Some(path),
            Err(error) => tracing::warn!(%error, "a report about a bug could not be written"),
        }
    }
    hook.panics.push((thread.id(), caught));
}

/// What is written about a bug.
struct Report<'a> {
    at: jiff::Timestamp,
    thread: &'a str,
    caught: &'a Caught,
    backtrace: &'a str,
    lines: &'a [String],
}

impl Report<'_> {
    fn text(&self) -> String {
        format!(
            "Berghald {version} hit a bug.\n\
             Time: {at}\n\
             System: {system}\n\
             Thread: {thread}\n\
             Message: {message}\n\
             Place: {place}\n\
             \n\
             The last lines of the log\n\
             {lines}\n\
             \n\
             Where the program was\n\
             {backtrace}\n",
            version = env!("CARGO_PKG_VERSION"),
            at = self.at,
            system = system(),
            thread = self.thread,
            message = self.caught.message,
            place = self.caught.place,
            lines = self.lines.join("\n"),
            backtrace = self.backtrace,
        )
    }
}

/// The kind of machine, and the name of its system where it says so.
fn system() -> String {
    let kind = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="));
    match name {
        Some(name) => format!("{kind}, {}", name.trim_matches('"')),
        None => kind,
    }
}

/// Writes a report, and takes the oldest ones away.
fn write(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let path = folder.join(name);
    let mut file = fs::File::create_new(&path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let (begins, ends) = REPORT_NAME;
    let mut kept: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(begins) && name.ends_with(ends)
        })
        .collect();
    // Their names begin with the time.
    kept.sort();
    let surplus = kept.len().saturating_sub(MOST_KEPT);
    for old in &kept[..surplus] {
        fs::remove_file(old)?;
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_where_and_what_came_before() {
        let caught = Caught {
            message: "index out of bounds".to_owned(),
            place: "src/design/mod.rs:7:1".to_owned(),
            report: None,
        };
        let text = Report {
            at: jiff::Timestamp::UNIX_EPOCH,
            thread: "engine",
            caught: &caught,
            backtrace: "0: design_fill",
            lines: &["job begins: fill 3".to_owned()],
        }
        .text();
        for part in [
            concat!("Berghald ", env!("CARGO_PKG_VERSION")),
            "1970-01-01T00:00:00Z",
            std::env::consts::OS,
            "Thread: engine",
            "index out of bounds",
            "src/design/mod.rs:7:1",
            "job begins: fill 3",
            "0: design_fill",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn only_the_latest_reports_are_kept_and_nothing_else_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let reports = folder.path().join("reports");
        fs::create_dir_all(&reports).unwrap();
        fs::write(reports.join("a-letter.txt"), "mine").unwrap();
        for number in 10..10 + MOST_KEPT + 3 {
            write(&reports, &format!("berghald-{number}.txt"), "text").unwrap();
        }
        let count = fs::read_dir(&reports).unwrap().count();
        assert_eq!(count, MOST_KEPT + 1);
        assert!(!reports.join("berghald-12.txt").exists());
        assert!(reports.join("berghald-13.txt").exists());
        assert!(reports.join("a-letter.txt").exists());
    }

    #[test]
    fn a_panic_is_caught_with_its_message() {
        assert_eq!(catch(|| 7), Ok(7));
        let number = 3;
        let caught = catch(|| -> u8 { panic!("deposit {number} is gone") }).unwrap_err();
        assert_eq!(caught.message, "deposit 3 is gone");
        assert_eq!(caught.report, None);
    }
}
