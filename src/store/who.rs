//! Who changes a project file.

use std::env;

/// Who changes a project file, on which machine and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The user's name on the machine. Empty where the system does not say.
    pub user: String,
    /// The machine's name.
    pub host: String,
    /// The program and its version.
    pub program: String,
}

impl Who {
    /// Whoever runs this program.
    pub fn of_this_machine() -> Self {
        let user = ["USER", "USERNAME", "LOGNAME"]
            .into_iter()
            .find_map(|name| env::var(name).ok().filter(|user| !user.is_empty()));
        Self {
            user: user.unwrap_or_default(),
            host: gethostname::gethostname().to_string_lossy().into_owned(),
            program: format!("Berghald {}", env!("CARGO_PKG_VERSION")),
        }
    }
}

/// Who has a project file open, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub who: Who,
    /// The number of the process.
    pub process: u32,
    /// Since when.
    pub since: jiff::Timestamp,
}
