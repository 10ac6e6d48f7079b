//! As much ground as a design reaches: a little at first, and more for as long as it ends where the ground does.

use geo::{Coord, Rect};

use super::{Oddity, TaskError};
use crate::design::DesignError;
use crate::terrain::Grid;

/// Beyond what reaches out at least so much ground is read at first, in metres.
const LEAST_REACH_M: f64 = 100.0;

/// A design on the ground that it needed, and what was odd about either.
pub(super) struct OnGround<T> {
    pub ground: Grid<f32>,
    pub design: T,
    pub oddities: Vec<Oddity>,
}

/// How far beyond what was drawn ground is read at first, in metres.
pub(super) fn first_reach_m(extent: Rect<f64>) -> f64 {
    LEAST_REACH_M.max(f64::midpoint(extent.width(), extent.height()))
}

/// An area and so much around it.
pub(super) fn grown(area: Rect<f64>, by_m: f64) -> Rect<f64> {
    let by = Coord { x: by_m, y: by_m };
    Rect::new(area.min() - by, area.max() + by)
}

/// Designs on more and more ground until the design no longer ends with it, or there is no more.
///
/// `ends_early` says whether what came of it might be other on more ground. Where that would be too much to work on,
/// the design as far as it came is the result, with its own warning. What reaches nowhere has `reaches_out` false.
pub(super) fn on_enough_ground<T>(
    extent: Rect<f64>,
    reaches_out: bool,
    mut read: impl FnMut(Rect<f64>, &mut Vec<Oddity>) -> Result<Grid<f32>, TaskError>,
    mut design: impl FnMut(&Grid<f32>, &mut Vec<Oddity>) -> Result<T, DesignError>,
    ends_early: impl Fn(&Result<T, DesignError>) -> bool,
    failed: impl Fn(DesignError) -> TaskError,
) -> Result<OnGround<T>, TaskError> {
    let mut reach_m = if reaches_out {
        first_reach_m(extent)
    } else {
        0.0
    };
    let (mut before, mut last) = (0, None);
    loop {
        let mut oddities = Vec::new();
        let ground = match (read(grown(extent, reach_m), &mut oddities), last.take()) {
            (
                Err(TaskError::Design {
                    source: DesignError::TooLarge { .. },
                    ..
                }),
                Some(found),
            ) => return Ok(found),
            (ground, _) => ground?,
        };
        let cells = ground.placement().cell_count();
        let found = design(&ground, &mut oddities);
        if reaches_out && ends_early(&found) && before < cells {
            before = cells;
            reach_m *= 2.0;
            last = found.ok().map(|design| OnGround {
                ground,
                design,
                oddities,
            });
            continue;
        }
        let design = found.map_err(failed)?;
        return Ok(OnGround {
            ground,
            design,
            oddities,
        });
    }
}
