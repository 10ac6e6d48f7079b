//! What was odd about fills in the planner's words; see `notice`.

use super::Oddity;
use super::file_notice::Arguments;
use super::ramp_notice::{of_ramp_error, of_ramp_warning};
use crate::design::{CheckWarning, ClosureWarning, DesignWarning, PitWarning};
use crate::words::Words;

/// What an oddity about a fill has to tell, by the names that its text knows.
pub(super) fn of_fill_oddity(oddity: &Oddity, words: &Words) -> Arguments {
    match oddity {
        Oddity::Check(warning) => of_check(*warning, words),
        Oddity::Closure(ClosureWarning::NotBalanced { operating, closure }) => vec![
            ("operating", words.quantity(operating.0, 0, "m³")),
            ("closure", words.quantity(closure.0, 0, "m³")),
        ],
        Oddity::DesignedPit(warning) => of_pit_warning(*warning, words),
        Oddity::Ramp(warning) => of_ramp_warning(warning, words),
        Oddity::NoRamp(error) => of_ramp_error(error, words),
        Oddity::BuiltOn { area } | Oddity::Belt { area, .. } | Oddity::FlatSea { area } => {
            vec![("area", words.quantity(area.0, 0, "m²"))]
        }
        _ => Vec::new(),
    }
}

/// What a warning about a design has to tell, by the names that its text knows.
pub(super) fn of_design_warning(warning: DesignWarning, words: &Words) -> Arguments {
    let cubic = |volume: f64| words.quantity(volume, 0, "m³");
    let square = |area: f64| words.quantity(area, 0, "m²");
    let level = |metres: f64| words.quantity(metres, 2, "m");
    let length = |metres: f64| words.quantity(metres, 0, "m");
    let number = |count: usize| words.number(count as f64, 0);
    match warning {
        DesignWarning::DoesNotFit { asked, capacity } => {
            vec![("asked", cubic(asked.0)), ("capacity", cubic(capacity.0))]
        }
        DesignWarning::CrestNotReached { asked, peak } => {
            vec![("asked", level(asked.0)), ("peak", level(peak.0))]
        }
        DesignWarning::UnknownGround { area, share } => vec![
            ("area", square(area.0)),
            ("share", words.quantity(100.0 * share, 1, "%")),
        ],
        DesignWarning::NearestGroundUsed { length: part }
        | DesignWarning::LeavesTerrain { length: part } => vec![("part", length(part.0))],
        DesignWarning::GroundAboveCrest { area, volume } => {
            vec![("area", square(area.0)), ("volume", cubic(volume.0))]
        }
        DesignWarning::VolumeJumps {
            asked,
            below,
            above,
        } => vec![
            ("asked", cubic(asked.0)),
            ("below", cubic(below.0)),
            ("above", cubic(above.0)),
        ],
        DesignWarning::NotContained {
            spill_level,
            asked,
            open_length,
        } => vec![
            ("spill", level(spill_level.0)),
            ("asked", level(asked.0)),
            ("part", length(open_length.0)),
        ],
        DesignWarning::SeparateBasins { count, volume }
        | DesignWarning::BasinsNotReached { count, volume } => {
            vec![("count", number(count)), ("volume", cubic(volume.0))]
        }
        DesignWarning::DischargesUnused { count } => vec![("count", number(count))],
    }
}

fn of_pit_warning(warning: PitWarning, words: &Words) -> Arguments {
    let cubic = |volume: f64| words.quantity(volume, 0, "m³");
    let square = |area: f64| words.quantity(area, 0, "m²");
    let level = |metres: f64| words.quantity(metres, 2, "m");
    match warning {
        PitWarning::TooSmall { asked, most } => {
            vec![("asked", cubic(asked.0)), ("most", cubic(most.0))]
        }
        PitWarning::FloorNotReached { asked, deepest } => {
            vec![("asked", level(asked.0)), ("deepest", level(deepest.0))]
        }
        PitWarning::GroundBelowFloor { area, volume } => {
            vec![("area", square(area.0)), ("volume", cubic(volume.0))]
        }
        PitWarning::UnknownGround { area, share } => vec![
            ("area", square(area.0)),
            ("share", words.quantity(100.0 * share, 1, "%")),
        ],
        PitWarning::NearestGroundUsed { length } | PitWarning::LeavesTerrain { length } => {
            vec![("part", words.quantity(length.0, 0, "m"))]
        }
        PitWarning::VolumeJumps {
            asked,
            below,
            above,
        } => vec![
            ("asked", cubic(asked.0)),
            ("below", cubic(below.0)),
            ("above", cubic(above.0)),
        ],
    }
}

fn of_check(warning: CheckWarning, words: &Words) -> Arguments {
    let degrees = |value: f64| format!("{}°", words.number(value, 0));
    let percent = |share: f64| words.quantity(100.0 * share, 0, "%");
    match warning {
        CheckWarning::FaceSteeperThanRepose {
            face_deg,
            repose_deg,
        } => vec![
            ("face", format!("{}°", words.number(face_deg, 1))),
            ("repose", degrees(repose_deg)),
        ],
        CheckWarning::SteepGroundUnderToe {
            greatest_deg,
            share_above_25,
        } => vec![
            ("greatest", degrees(greatest_deg)),
            ("share", percent(share_above_25)),
        ],
        CheckWarning::SteepensBelowToe {
            greatest_deg,
            share,
        } => vec![
            ("greatest", degrees(greatest_deg)),
            ("share", percent(share)),
        ],
        CheckWarning::CrestCollapsed { top_area } => {
            vec![("area", words.quantity(top_area.0, 0, "m²"))]
        }
        CheckWarning::LeavesConcession { area } => {
            vec![("area", words.quantity(area.0, 0, "m²"))]
        }
        CheckWarning::ShallowOverCrest { depth } => {
            vec![("depth", words.quantity(depth.0, 1, "m"))]
        }
    }
}
