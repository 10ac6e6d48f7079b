//! What is told beside an export.

use std::path::Path;
use std::sync::Arc;

use crate::app::notice::Notice;
use crate::app::{Oddity, TaskError};
use crate::words::Words;

/// Something odd about what was exported, or that was not.
#[derive(Clone, Debug)]
pub enum ExportWarning {
    /// A deposit or pit cannot be built, so none of it is in the files.
    NotBuilt {
        /// What it is called.
        name: String,
        /// Why.
        error: Arc<TaskError>,
    },
    /// The terrain of a deposit or pit is not there.
    GroundMissing {
        /// What it is called.
        name: String,
    },
    /// Something is odd about one that is in the files.
    Odd {
        /// What it is called.
        name: String,
        /// What.
        oddity: Oddity,
    },
    /// The ground under the triangles was moved notably so that their volume is the one that was counted.
    GroundMoved {
        /// What it is called.
        name: String,
        /// How far at most, in metres.
        moved_m: f64,
    },
    /// What is taken of the site layers could not be measured.
    ConflictsUnknown,
}

impl ExportWarning {
    /// In the planner's words.
    pub fn notice(&self, words: &Words) -> Notice {
        let named = |code: &'static str, more: Vec<(&'static str, String)>| {
            let message = words.text(&format!("warning-{code}"), &more);
            Notice {
                code,
                ..Notice::plain(message)
            }
        };
        match self {
            Self::NotBuilt { name, error } => {
                let why = Notice::of_error(error, words);
                let arguments = vec![("name", name.clone()), ("why", why.message)];
                Notice {
                    hint: why.hint,
                    ..named("export_not_built", arguments)
                }
            }
            Self::GroundMissing { name } => {
                named("export_ground_missing", vec![("name", name.clone())])
            }
            Self::Odd { name, oddity } => {
                let odd = Notice::of_oddity(oddity, words);
                Notice {
                    message: format!("{name}: {}", odd.message),
                    ..odd
                }
            }
            Self::GroundMoved { name, moved_m } => {
                let moved = words.quantity(*moved_m, 2, "m");
                named(
                    "export_ground_moved",
                    vec![("name", name.clone()), ("moved", moved)],
                )
            }
            Self::ConflictsUnknown => named("export_conflicts_unknown", Vec::new()),
        }
    }

    /// The file that it is about, if it is about one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::NotBuilt { error, .. } => error.path(),
            Self::Odd { oddity, .. } => oddity.path(),
            Self::GroundMissing { .. } | Self::GroundMoved { .. } | Self::ConflictsUnknown => None,
        }
    }
}
