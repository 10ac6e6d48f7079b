//! Looks at a raster, heights included, whether or not it can be measured on.

use super::error::RasterError;
use super::examine::{Examined, examine};
use super::facts::{HeightFacts, RasterFacts};
use super::raster::height_oddities;
use crate::progress::Run;
use crate::terrain::{CellWindow, HeightRange};

/// Tells what a raster is. `source` is a path, or `path#band`; `stated_crs` as for
/// [`open_terrain`](super::open_terrain).
///
/// All heights are read, strip by strip.
///
/// # Errors
/// Only where there is nothing to tell, or on [`RasterError::Cancelled`]. What cannot be measured
/// on says so in [`RasterFacts::measurable`].
pub fn inspect_raster(
    source: &str,
    stated_crs: Option<&str>,
    run: &Run,
) -> Result<RasterFacts, RasterError> {
    let Examined {
        dataset,
        mut facts,
        reading,
        ..
    } = examine(source, stated_crs)?;
    let Some(reading) = reading else {
        return Ok(facts);
    };
    let all = CellWindow {
        column: 0,
        row: 0,
        columns: facts.columns,
        rows: facts.rows,
    };
    let mut range = HeightRange {
        lowest_m: f64::INFINITY,
        highest_m: f64::NEG_INFINITY,
        cells: 0,
        zeros: 0,
    };
    let done = reading.strips((&facts.path, &dataset), all, run, |_, heights| {
        for &height in heights.iter().filter(|height| !height.is_nan()) {
            range.lowest_m = range.lowest_m.min(f64::from(height));
            range.highest_m = range.highest_m.max(f64::from(height));
            range.cells += 1;
            range.zeros += usize::from(height.abs() == 0.0);
        }
    });
    match done {
        Ok(()) => {
            let range = (0 < range.cells).then_some(range);
            facts.warnings.extend(height_oddities(range.as_ref()));
            facts.heights = range.map(|range| HeightFacts {
                range,
                area_m2: facts
                    .placement
                    .map(|placement| range.cells as f64 * placement.cell_area_m2()),
            });
        }
        Err(error @ RasterError::Cancelled { .. }) => return Err(error),
        Err(error) => {
            // A broken file is broken wherever it lies.
            if let Err(refusal) = std::mem::replace(&mut facts.measurable, Err(error)) {
                facts.further_refusals.push(refusal);
            }
        }
    }
    Ok(facts)
}
