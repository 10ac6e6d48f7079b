//! The road of a ramp along a drawn line.

use geo::{Coord, LineString};

use super::ramp::{Course, RampInput, RampPoint};
use super::ramp_error::{RampError, RampWarning};
use super::ramp_turn::{line_beside, rounded};
use crate::terrain::Placement;
use crate::units::Metres;

/// Heights along a drawn line, which ends where it reaches the level, or along one so far to its left.
///
/// # Errors
/// [`RampError`], if the line has no length, leaves the terrain or begins nowhere or at the level.
pub(super) fn drawn_line(
    input: &RampInput<'_>,
    line: &LineString<f64>,
    start_height: Option<Metres>,
    left: Metres,
) -> Result<Course, RampError> {
    let mut corners = line.0.clone();
    corners.dedup();
    if corners
        .iter()
        .any(|at| !(at.x.is_finite() && at.y.is_finite()))
    {
        return Err(RampError::NotFinite);
    }
    let Some(first) = corners.first().copied().filter(|_| 2 <= corners.len()) else {
        return Err(RampError::LineTooShort);
    };
    let placement = input.surface.placement();
    if !holds(placement, first) {
        return Err(RampError::LineLeavesTerrain { at: first });
    }
    let start = start_height.map(|height| height.0);
    let start_m = start
        .or_else(|| input.surface.height_at(first))
        .ok_or(RampError::UnknownStart { at: first })?;
    if !start_m.is_finite() {
        return Err(RampError::NotFinite);
    }
    let climb_m = climb_from(start_m, input)?;
    if left.0 != 0.0 {
        corners = line_beside(&corners, left);
    }
    let mut warnings = Vec::new();
    if let Some(asked) = input.shape.turning_radius() {
        let round = rounded(&corners, asked);
        corners = round.corners;
        let tight = round.tightest;
        warnings.extend(tight.map(|radius| RampWarning::TurnsTightly { radius, asked }));
    }
    let needed_m = climb_m.abs() / input.shape.gradient();
    let height_at = |way_m: f64| Metres(start_m + climb_m * (way_m / needed_m));
    let mut points: Vec<RampPoint> = Vec::with_capacity(corners.len());
    points.extend(corners.first().map(|at| RampPoint {
        at: *at,
        height: Metres(start_m),
    }));
    let mut way_m = 0.0;
    for pair in corners.windows(2) {
        let along = pair[1] - pair[0];
        let length_m = along.x.hypot(along.y);
        let share = ((needed_m - way_m) / length_m).min(1.0);
        let at = pair[0] + along * share;
        if !holds(placement, at) {
            return Err(RampError::LineLeavesTerrain { at });
        }
        way_m = (way_m + length_m * share).min(needed_m);
        let there = needed_m <= way_m * (1.0 + 1e-12);
        let height = if there {
            input.to_level
        } else {
            height_at(way_m)
        };
        points.push(RampPoint { at, height });
        if there {
            break;
        }
    }
    Ok(Course {
        points,
        landings: Vec::new(),
        turns: 0,
        shift: Metres(0.0),
        warnings,
    })
}

/// How far the road climbs, negative where it falls.
pub(super) fn climb_from(start_m: f64, input: &RampInput<'_>) -> Result<f64, RampError> {
    let climb_m = input.to_level.0 - start_m;
    if climb_m.abs() < 1e-6 {
        return Err(RampError::AlreadyThere {
            level_m: input.to_level.0,
        });
    }
    Ok(climb_m)
}

fn holds(placement: &Placement, at: Coord<f64>) -> bool {
    let cells = placement.cells_from_world(at);
    (0.0..=placement.columns as f64).contains(&cells.x)
        && (0.0..=placement.rows as f64).contains(&cells.y)
}
