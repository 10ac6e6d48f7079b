//! Where rock goes and how much of it: the limits of backfill. The one place that knows them.
//!
//! Geometry is left to `design`.

mod backfill;
mod in_void;

pub use backfill::{
    Backfill, BackfillLimits, BackfillWarning, Binding, CAP_MOST, CAP_USUAL, Cap, CapError,
    PLACED_FACTORS_USUAL, backfill, backfill_warnings,
};
pub use in_void::{BackfillTarget, LevelledBackfill, backfill_to_level};
