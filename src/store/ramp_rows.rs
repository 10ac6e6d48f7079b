//! Cells of haul ramps: from decisions to a row of their deposit, and back.

use super::cells::{Cells, Unread};
use super::deposit_rows::{list_of, points};
use super::encode::{TooLarge, finite, text};
use super::rows::Cell;
use super::slope_rows::{length, optional_length, optional_slope, slope};
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::design::{RampMode, UphillSide};
use crate::project::{RampPlan, RampRoute};

/// Width, gradient, side, turning radius, mode, uphill side, line, height at its beginning.
///
/// A ramp is there where it has a width, and runs along the line where there is one.
pub(super) fn ramp_cells(ramp: Option<&RampPlan>) -> Result<[Cell; 8], TooLarge> {
    let mode = ramp.map_or(RampMode::Added, |ramp| ramp.mode);
    let mode = match mode {
        RampMode::Added => "added",
        RampMode::Cut => "cut",
        RampMode::Balanced => "balanced",
    };
    let (uphill, line, start_height) = match ramp.map(|ramp| &ramp.route) {
        Some(RampRoute::Automatic { uphill }) => (*uphill, Cell::Null, None),
        Some(RampRoute::Drawn { line, start_height }) => {
            let line = text("a ramp's line", &list_of(line).to_string(), TEXT_LIMIT)?;
            (UphillSide::Left, line, *start_height)
        }
        None => (UphillSide::Left, Cell::Null, None),
    };
    Ok([
        length(ramp.map(|ramp| ramp.width)),
        ramp.map_or(Cell::Null, |ramp| Cell::real(finite(ramp.gradient))),
        slope(ramp.and_then(|ramp| ramp.side)),
        length(ramp.and_then(|ramp| ramp.turning_radius)),
        Cell::text(mode),
        Cell::text(match uphill {
            UphillSide::Left => "left",
            UphillSide::Right => "right",
        }),
        line,
        length(start_height),
    ])
}

/// The ramp in a deposit's row. Whether it can be built there is for the engine to say.
pub(super) fn ramp(cells: &Cells<'_>) -> Result<Option<RampPlan>, Unread> {
    let Some(width) = optional_length(cells, "ramp_width_m")? else {
        return Ok(None);
    };
    let mode = match cells.text("ramp_mode", NAME_LIMIT)? {
        "added" => RampMode::Added,
        "cut" => RampMode::Cut,
        "balanced" => RampMode::Balanced,
        _ => return Err("ramp_mode"),
    };
    let route = match points(cells, "ramp_line")? {
        Some(line) => RampRoute::Drawn {
            line,
            start_height: optional_length(cells, "ramp_start_height_m")?,
        },
        None => RampRoute::Automatic {
            uphill: match cells.text("ramp_uphill", NAME_LIMIT)? {
                "left" => UphillSide::Left,
                "right" => UphillSide::Right,
                _ => return Err("ramp_uphill"),
            },
        },
    };
    Ok(Some(RampPlan {
        width,
        gradient: cells.real("ramp_gradient")?,
        side: optional_slope(cells, "ramp_side_rise_over_run")?,
        turning_radius: optional_length(cells, "ramp_turning_radius_m")?,
        mode,
        route,
    }))
}
