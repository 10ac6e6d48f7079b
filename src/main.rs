//! The program: the command line now, the window when it is built.

use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

fn main() -> anyhow::Result<ExitCode> {
    // BERGHALD_LOG=debug tells what GDAL says; nothing by default.
    let filter = EnvFilter::try_from_env("BERGHALD_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    berghald::cli::run(std::env::args_os())
}
