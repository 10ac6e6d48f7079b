//! A fill as it stands at the end of a year: what lies below the level of that year.

use std::sync::Arc;

use geo::MultiPolygon;

use super::TaskError;
use super::fill::FillResult;
use super::fill_picture::{Drawn, FillPicture, picture_of};
use super::pit::PitResult;
use crate::progress::Run;
use crate::terrain::Grid;
use crate::units::Metres;

/// What is filled.
#[derive(Clone)]
pub(super) enum YearBody {
    /// A deposit.
    Fill(Arc<FillResult>),
    /// A pit.
    Pit(Arc<PitResult>),
}

/// Draws as much of a fill as lies below a level. `None` where nothing does.
///
/// # Errors
/// [`TaskError::Cancelled`].
pub(super) fn picture_to(
    body: &YearBody,
    level: Metres,
    run: &Run,
) -> Result<Option<FillPicture>, TaskError> {
    let (ground, surface, thickest) = match body {
        YearBody::Fill(fill) => (
            &fill.ground,
            surface_of(fill, level),
            fill.design.thickness_greatest,
        ),
        YearBody::Pit(pit) => {
            let Some(pit) = &pit.pit else {
                return Ok(None);
            };
            let surface = pit.void.surface_on(&pit.ground, level);
            (&pit.ground, surface, Metres(pit.picture.thickest_m.into()))
        }
    };
    let drawn = Drawn {
        surface: &surface,
        ground,
        thickest,
    };
    let footprint = || match body {
        YearBody::Fill(fill) => fill.design.footprint_polygons_to(ground, level),
        YearBody::Pit(pit) => pit.pit.as_ref()?.void.footprint_polygons(ground, level),
    };
    let picture = picture_of(&drawn, footprint, run)?;
    Ok((picture.footprint != MultiPolygon(Vec::new())).then_some(picture))
}

/// The ground with the part of a fill on it that lies below a level, in metres.
fn surface_of(fill: &FillResult, level: Metres) -> Grid<f32> {
    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    let level_m = level.0 as f32;
    let cells = fill.raised.cells().iter().zip(fill.ground.cells());
    // Where there is no fill the raised surface is NaN, and NaN is never above.
    let cells = cells.map(|(raised, ground)| {
        let top = if raised.is_nan() {
            *raised
        } else {
            raised.min(level_m)
        };
        if *ground < top { top } else { *ground }
    });
    let surface = Grid::new(*fill.ground.placement(), cells.collect());
    surface.unwrap_or_else(|| Grid::clone(&fill.ground))
}
