//! The program: a command on the command line, or the window.

use std::process::ExitCode;

use berghald::app::Folders;
use berghald::cli::{self, Asked};
use berghald::crash::{self, LogLines};
use berghald::ui::{WindowOptions, open_window};
use mimalloc::MiMalloc;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt, registry};

/// Keeps memory for the next preview: given back to the system and asked for again, a tenth of a fill's time goes there.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> anyhow::Result<ExitCode> {
    crash::report_into(&Folders::of_system().reports);
    // BERGHALD_LOG=debug tells what GDAL says; nothing by default.
    let filter = EnvFilter::try_from_env("BERGHALD_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    registry()
        .with(LogLines.with_filter(LogLines))
        .with(
            fmt::layer()
                .with_writer(std::io::stderr)
                .with_filter(filter),
        )
        .init();
    let window = match cli::run(std::env::args_os())? {
        Asked::Done(status) => return Ok(status),
        Asked::Window(window) => window,
    };
    let asked = window.clone();
    if let Some(folder) = &window.folder {
        crash::report_into(&Folders::inside(folder).reports);
    }
    let opened = open_window(WindowOptions {
        sources: window.files,
        language: window.language,
        frame_log: window.frame_log,
        folders: window.folder,
    });
    match opened {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(why) => cli::tell_no_window(&why, &asked),
    }
}
