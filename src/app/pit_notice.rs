//! Trouble with pits and backfill in the planner's words; see `notice`.

use std::path::Path;

use super::file_notice::{Arguments, file};
use super::oddity::backfill_code;
use crate::balance::{BackfillWarning, CAP_MOST, CAP_USUAL, CapError};
use crate::design::{VoidError, VoidWarning};
use crate::words::Words;

/// Why a void cannot be measured; what is wrong with its ground is told as for a fill.
pub(super) fn of_void(
    terrain: &Path,
    error: &VoidError,
    words: &Words,
) -> (&'static str, Arguments) {
    let metres = |value: f64, decimals: usize| words.quantity(value, decimals, "m");
    let mut arguments = vec![file(terrain)];
    let code = match error {
        VoidError::Ground(source) => return super::notice::of_design(terrain, source, words),
        VoidError::OtherCells => "original_other_cells",
        VoidError::UnknownRim {
            unknown_m,
            length_m,
        } => {
            arguments.extend([
                ("part", metres(*unknown_m, 0)),
                ("whole", metres(*length_m, 0)),
            ]);
            "nodata_on_rim"
        }
        VoidError::NoVoid => "no_void",
        VoidError::PermittedBelowFloor { level_m, floor_m } => {
            arguments.extend([
                ("level", metres(*level_m, 2)),
                ("floor", metres(*floor_m, 2)),
            ]);
            "permitted_below_floor"
        }
    };
    (code, arguments)
}

pub(super) fn of_cap(error: &CapError, words: &Words) -> (&'static str, Arguments) {
    let percent = |share: f64, decimals: usize| words.quantity(100.0 * share, decimals, "%");
    let (code, share) = match error {
        CapError::OutOfRange { share } => ("cap_out_of_range", share),
        CapError::ReasonMissing { share } => ("cap_reason_missing", share),
    };
    let arguments = vec![
        ("cap", percent(*share, 1)),
        ("usual", percent(CAP_USUAL, 0)),
        ("most", percent(CAP_MOST, 0)),
    ];
    (code, arguments)
}

pub(super) fn of_void_warning(warning: VoidWarning, words: &Words) -> (&'static str, Arguments) {
    match warning {
        VoidWarning::UnknownGround { area, share } => (
            "nodata_inside",
            vec![
                ("area", words.quantity(area.0, 0, "m²")),
                ("share", words.quantity(100.0 * share, 1, "%")),
            ],
        ),
        VoidWarning::AboveOriginal { area, volume } => (
            "above_original",
            vec![
                ("area", words.quantity(area.0, 0, "m²")),
                ("volume", words.volume(volume.0)),
            ],
        ),
    }
}

pub(super) fn of_backfill_warning(
    warning: BackfillWarning,
    words: &Words,
) -> (&'static str, Arguments) {
    let arguments = match warning {
        BackfillWarning::PlacedFactorUnusual { factor }
        | BackfillWarning::PlacedFactorBelowOne { factor } => {
            vec![("factor", words.number(factor.ratio(), 2))]
        }
        BackfillWarning::ExtractedDiffers { typed, measured } => vec![
            ("typed", words.volume(typed.0)),
            ("measured", words.volume(measured.0)),
        ],
        BackfillWarning::Refused { asked, refused, .. } => vec![
            ("asked", words.volume(asked.0)),
            ("refused", words.volume(refused.0)),
        ],
    };
    (backfill_code(warning), arguments)
}
