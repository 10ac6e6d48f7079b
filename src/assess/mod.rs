//! Comparing alternatives: scores, weights, and how sure a ranking is; grades after M-1941.
//!
//! Every number is worked out from values and weights that are handed in. What an alternative's values are is
//! left to `results`, which indicators and weights a planner chose to `project`.
//!
//! # Source
//! Environment Canada, Guidelines for the Assessment of Alternatives for Mine Waste Disposal (2011, with later
//! versions): accounts and indicators on six-point scales, a merit rating as the weighted mean, sensitivity.

mod account;
mod case;
mod file;
pub mod m1941;
mod often;
mod preset;
mod sensitivity;
mod value;

pub use account::{Account, Direction};
pub use case::{
    Case, Criterion, Evaluated, Evaluation, RANK_TOLERANCE, Weights, evaluate, non_dominated,
};
pub use file::FileError;
pub use often::{OftenFirst, how_often_first};
pub use preset::{WeightPreset, WeightPresets};
pub use sensitivity::{RankChange, criterion_rank_changes, nearest_rank_change, rank_changes};
pub use value::{Shape, ValueFunction};

/// The worst score of an indicator.
///
/// # Source
/// Six-point scale as in Environment Canada's guideline for mine-waste alternatives.
pub const SCORE_WORST: f64 = 1.0;

/// The best score of an indicator, on the same scale as [`SCORE_WORST`].
pub const SCORE_BEST: f64 = 6.0;
