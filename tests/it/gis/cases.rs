//! Test inputs that do not come with the project.

use std::path::{Path, PathBuf};

/// The folder of the inputs, or `None` with a printed reason where it is absent.
#[expect(clippy::print_stdout, reason = "a test says why it does nothing")]
pub fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("BERGHALD_CASES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no folder {}", folder.display());
    None
}

/// One of the inputs as text.
pub fn path(name: &str) -> Option<String> {
    Some(folder()?.join(name).to_str()?.to_owned())
}
