//! The program: a command on the command line, or the window.

use std::process::ExitCode;

use berghald::cli::{self, Asked};
use berghald::ui::{WindowOptions, open_window};
use tracing_subscriber::EnvFilter;

fn main() -> anyhow::Result<ExitCode> {
    // BERGHALD_LOG=debug tells what GDAL says; nothing by default.
    let filter = EnvFilter::try_from_env("BERGHALD_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let window = match cli::run(std::env::args_os())? {
        Asked::Done(status) => return Ok(status),
        Asked::Window(window) => window,
    };
    let language = window.language;
    let opened = open_window(WindowOptions {
        sources: window.files,
        language,
        frame_log: window.frame_log,
        folders: window.folder,
    });
    match opened {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(why) => cli::tell_no_window(&why, language),
    }
}
