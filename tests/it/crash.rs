//! A panic leaves a report with the last lines of the log, and the program goes on.

use std::path::{Path, PathBuf};
use std::process::Command;

use berghald::crash::{self, LogLines};
use berghald::jobs::{JobError, watched};
use berghald::progress::Run;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// Names the folder for reports, in the child process alone.
const FOLDER: &str = "BERGHALD_TEST_REPORTS";

/// The hook is the whole process's, so a process of its own hits the bugs.
#[test]
fn bugs_are_reported_with_the_last_lines_of_the_log() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        hit_bugs(Path::new(&folder));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let name = "crash::bugs_are_reported_with_the_last_lines_of_the_log";
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(FOLDER, folder.path().join("reports"))
        .output()
        .unwrap();
    assert!(child.status.success(), "{child:?}");
}

#[expect(clippy::panic, reason = "bugs to be caught")]
fn hit_bugs(folder: &Path) {
    tracing_subscriber::registry()
        .with(LogLines.with_filter(LogLines))
        .init();
    crash::report_into(folder);
    tracing::info!(target: "berghald::test", deposit = 3, "the last thing that was asked for");
    let job = watched(&Run::default(), |_| panic!("a bug in a job"), |_| ());
    let Err::<(), _>(JobError::Panicked(caught)) = job else {
        panic!("{job:?}");
    };
    assert_eq!(caught.message, "a bug in a job");
    assert!(caught.place.contains("crash.rs"), "{caught:?}");
    let report = std::fs::read_to_string(caught.report.unwrap()).unwrap();
    for part in [
        "a bug in a job",
        "Thread: work",
        "the last thing that was asked for deposit=3",
        "crash.rs",
    ] {
        assert!(report.contains(part), "{part} in {report}");
    }
    assert!(!report.contains("<disabled>"), "{report}");
    // Work that is spread over the cores panics on another thread than the one that waits for it.
    let spread = |number: u32| assert_ne!(number, 977, "a bug on one of the cores");
    let caught = crash::catch(|| (0..1000_u32).into_par_iter().for_each(spread)).unwrap_err();
    assert!(
        caught.message.contains("a bug on one of the cores"),
        "{caught:?}"
    );
    assert!(caught.report.is_some());
    // A bug that comes again and again does not fill the disk.
    let reports: Vec<Option<PathBuf>> = (0..10)
        .map(|_| crash::catch(|| panic!("again")).map_err(|caught| caught.report))
        .map(Result::<(), _>::unwrap_err)
        .collect();
    assert!(reports[0].is_some() && reports[9].is_none(), "{reports:?}");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 5);
}
