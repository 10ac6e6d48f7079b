//! What there is to tell about a project file, beside errors.

use std::path::PathBuf;

use crate::store::location::LocationOddity;
use crate::store::{Access, LastChange, StoreOddity, WhyReadOnly};

/// What was found when a project was opened.
#[derive(Clone, Debug)]
pub(super) struct OpeningNews {
    /// Whether it can be written.
    pub access: Access,
    /// What was odd.
    pub oddities: Vec<StoreOddity>,
    /// What was saved last.
    pub last: Option<LastChange>,
    /// Whether the last session did not end properly.
    pub was_interrupted: bool,
}

/// Something to tell about the project file.
#[derive(Clone, Debug)]
pub enum ProjectNews {
    /// It is open, but nothing can be changed.
    ReadOnly(PathBuf, WhyReadOnly),
    /// The last session did not end properly; what it saved last.
    Interrupted(PathBuf, Option<LastChange>),
    /// Where it lies is a risk.
    Location(PathBuf, LocationOddity),
    /// A row could not be read, and is left alone.
    Odd(PathBuf, StoreOddity),
    /// Another program added something; the project's own rows are as they were.
    Touched(PathBuf),
}
