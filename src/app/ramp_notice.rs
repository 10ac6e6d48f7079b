//! What was odd about haul ramps in the planner's words; see `notice`.

use geo::Coord;

use super::file_notice::Arguments;
use crate::design::{RampError, RampWarning};
use crate::words::Words;

/// The code of a warning about a ramp.
pub(super) fn ramp_code(warning: &RampWarning) -> &'static str {
    match warning {
        RampWarning::SteepGradient { .. } => "ramp_steep",
        RampWarning::LevelNotReached { .. } => "ramp_level_not_reached",
        RampWarning::TurnsBack { .. } => "ramp_turns_back",
        RampWarning::TurnsTightly { .. } => "ramp_turns_tightly",
        RampWarning::NotBalanced { .. } => "ramp_not_balanced",
        RampWarning::StretchesTooClose { .. } => "ramp_stretches_too_close",
        RampWarning::RoadNotLevel { .. } => "ramp_road_not_level",
        RampWarning::UnknownSurface { .. } => "ramp_unknown_surface",
        RampWarning::ReachesEndOfTerrain => "ramp_leaves_terrain",
        RampWarning::CoarseCells { .. } => "ramp_coarse_cells",
    }
}

/// The code of why there is no ramp.
pub(super) fn no_ramp_code(error: &RampError) -> &'static str {
    match error {
        RampError::WidthNotPositive { .. }
        | RampError::GradientOutOfRange { .. }
        | RampError::NotFinite
        | RampError::Ground(_)
        | RampError::DifferentCells
        | RampError::Cancelled => "no_ramp",
        RampError::WidthBelowCell { .. } => "no_ramp_width_below_cell",
        RampError::GradientSteeperThanFace { .. } => "no_ramp_steeper_than_face",
        RampError::RadiusBelowHalfWidth { .. } => "no_ramp_radius_below_half_width",
        RampError::LineTooShort => "no_ramp_line_too_short",
        RampError::LineLeavesTerrain { .. } => "no_ramp_line_leaves_terrain",
        RampError::UnknownStart { .. } => "no_ramp_unknown_start",
        RampError::AlreadyThere { .. } => "no_ramp_already_there",
        RampError::NothingToClimb { .. } => "no_ramp_nothing_to_climb",
    }
}

/// What a warning about a ramp has to tell, by the names that its text knows.
pub(super) fn of_ramp_warning(warning: &RampWarning, words: &Words) -> Arguments {
    let square = |area: f64| words.quantity(area, 0, "m²");
    let metres = |metres: f64| words.quantity(metres, 1, "m");
    match warning {
        RampWarning::SteepGradient { gradient } => {
            vec![("gradient", words.quantity(100.0 * gradient, 1, "%"))]
        }
        RampWarning::LevelNotReached { reached, asked } => {
            vec![("reached", metres(reached.0)), ("asked", metres(asked.0))]
        }
        RampWarning::TurnsBack { times } => vec![("count", words.number(*times as f64, 0))],
        RampWarning::TurnsTightly { radius, asked } => {
            vec![("radius", metres(radius.0)), ("asked", metres(asked.0))]
        }
        RampWarning::NotBalanced { added, taken } => vec![
            ("added", words.quantity(added.0, 0, "m³")),
            ("taken", words.quantity(taken.0, 0, "m³")),
        ],
        RampWarning::StretchesTooClose { area }
        | RampWarning::RoadNotLevel { area }
        | RampWarning::UnknownSurface { area } => vec![("area", square(area.0))],
        RampWarning::ReachesEndOfTerrain => Vec::new(),
        RampWarning::CoarseCells { cells_across } => {
            vec![("count", words.number(*cells_across, 1))]
        }
    }
}

/// What there is to tell about why there is no ramp, by the names that its text knows.
pub(super) fn of_ramp_error(error: &RampError, words: &Words) -> Arguments {
    let metres = |metres: f64| words.quantity(metres, 1, "m");
    let percent = |share: f64| words.quantity(100.0 * share, 1, "%");
    let place = |at: &Coord<f64>| {
        let (east, north) = (words.quantity(at.x, 0, "E"), words.quantity(at.y, 0, "N"));
        vec![("place", format!("{east}, {north}"))]
    };
    match error {
        RampError::WidthBelowCell { width_m, cell_m } => {
            vec![("width", metres(*width_m)), ("cell", metres(*cell_m))]
        }
        RampError::GradientSteeperThanFace { gradient, face } => {
            vec![("gradient", percent(*gradient)), ("face", percent(*face))]
        }
        RampError::RadiusBelowHalfWidth {
            radius_m,
            half_width_m,
        } => vec![
            ("radius", metres(*radius_m)),
            ("half", metres(*half_width_m)),
        ],
        RampError::LineLeavesTerrain { at } | RampError::UnknownStart { at } => place(at),
        RampError::AlreadyThere { level_m } | RampError::NothingToClimb { level_m } => {
            vec![("level", metres(*level_m))]
        }
        RampError::Ground(_)
        | RampError::DifferentCells
        | RampError::WidthNotPositive { .. }
        | RampError::GradientOutOfRange { .. }
        | RampError::LineTooShort
        | RampError::NotFinite
        | RampError::Cancelled => Vec::new(),
    }
}
