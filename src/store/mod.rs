//! The project file: one GeoPackage that never loses anything.
//!
//! Decisions, sources and results are rows that QGIS reads too. A save writes only rows that differ, with a log
//! of every change, in one transaction. What another program puts into the file stays there, and what cannot
//! be read is told of and left alone.
//! What the rows mean is left to `project` and `results`; threads, and what to do when a save fails, to `jobs`
//! and `app`.
//!
//! Only the database opens the file: anything else that opens and closes it lets go of this process's locks
//! on it in the middle of a save.

mod access;
mod assess_changes;
mod assess_rows;
mod assess_schema;
mod backup;
mod by_year;
mod cells;
mod check;
mod columns;
mod comment_file;
mod connect;
mod content;
mod content_facts;
mod content_geometry;
mod content_rows;
mod content_stage;
mod copy;
mod crs;
mod curves;
mod decode;
mod decode_masses;
mod deposit_rows;
mod encode;
mod encode_masses;
mod error;
mod file;
mod footprints;
mod fresh;
mod frozen;
mod geometry;
mod ground_rows;
mod ground_schema;
mod inputs;
mod kept;
mod life_changes;
mod life_rows;
mod life_schema;
pub mod location;
mod lock;
mod log;
mod log_page;
mod mass_rows;
mod mass_schema;
mod migrations;
mod oddity;
mod outside;
mod paths;
mod pit_rows;
mod place;
mod plan_rows;
mod ramp_rows;
mod ranks;
mod rows;
mod schema;
mod site_rows;
mod site_schema;
mod slope_rows;
mod state;
mod tables;
mod terms_rows;
mod triggers;
mod upgrade;
mod values;
mod who;

pub use access::{Access, Backup, Integrity, LastChange, Outside, WhyReadOnly};
pub use backup::{backups_in, backups_of, restore};
pub use check::{integrity, is_project, last_change};
pub use columns::logged_columns;
pub use comment_file::{
    COMMENTS_ENDING, CommentFileError, comments_beside, put_aside_unread, put_away_merged,
    read_comments, write_comments,
};
pub use content::ContentShape;
pub use content_rows::{ContentQuery, ContentRow};
pub use content_stage::StagedContent;
pub use copy::{COPY_LABEL, LOST_LABEL};
pub use error::StoreError;
pub use file::{Opened, ProjectFile, Step};
pub use fresh::Replace;
pub use inputs::AllInputs;
pub use lock::was_interrupted;
pub use log_page::LoggedChange;
pub use oddity::StoreOddity;
pub use outside::OUTSIDE_LABEL;
pub use who::{Holder, Who};

/// The longest name, in bytes.
const NAME_LIMIT: usize = 10_000;

/// The longest text, in bytes.
const TEXT_LIMIT: usize = 1_000_000;
