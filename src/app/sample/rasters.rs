//! The rasters: land today, seabed as depths, and the ground before the pit.

use std::path::Path;

use geo::Coord;

use super::landscape::Landscape;
use super::plan::{CHART_DATUM_M, CORNER, HEIGHT_M, HIGH_WATER_M, WIDTH_M};
use super::{CRS, CRS_WITH_HEIGHTS, SYNTHETIC, file, reference};
use crate::app::TaskError;
use crate::gis::{RasterNotes, write_raster};
use crate::progress::Run;
use crate::terrain::{Grid, Placement};

/// The side of a cell on land, in metres.
const LAND_CELL_M: f64 = 4.0;

/// The side of a cell at sea, in metres.
const SEA_CELL_M: f64 = 8.0;

/// How far east the seabed's raster reaches: beyond the innermost shore.
const SEA_WIDTH_M: f64 = 1480.0;

/// The ground around the pit: west, south, east and north, in metres.
const AROUND_PIT: [f64; 4] = [2140.0, 1200.0, 3340.0, 2280.0];

/// What a raster of depths calls its band.
const DEPTH_BAND: &str = "Depth below chart datum (m)";

/// The site in cells.
pub(super) struct Rasters {
    /// Heights in NN2000, NaN where there is sea, in metres.
    pub terrain: Grid<f32>,
    /// Depths below chart datum, NaN where it falls dry, in metres.
    pub seabed: Grid<f32>,
    /// Heights around the pit before it was mined, in metres.
    pub original: Grid<f32>,
}

impl Rasters {
    pub(super) fn of(land: &Landscape) -> Self {
        let site = [0.0, 0.0, WIDTH_M, HEIGHT_M];
        let terrain = grid(site, LAND_CELL_M, |at| {
            Some(land.today_m(at)).filter(|height| HIGH_WATER_M <= *height)
        });
        let sea = [0.0, 0.0, SEA_WIDTH_M, HEIGHT_M];
        let seabed = grid(sea, SEA_CELL_M, |at| {
            Some(CHART_DATUM_M - land.today_m(at)).filter(|depth| 0.0 <= *depth)
        });
        let original = grid(AROUND_PIT, LAND_CELL_M, |at| Some(land.before_m(at)));
        Self {
            terrain,
            seabed,
            original,
        }
    }

    pub(super) fn write(&self, folder: &Path, run: &Run) -> Result<(), TaskError> {
        let files = [
            (file::TERRAIN, &self.terrain, CRS_WITH_HEIGHTS, ""),
            // No code stands for depths below chart datum, so that the file names no height system.
            (file::SEABED, &self.seabed, CRS, DEPTH_BAND),
            (file::ORIGINAL, &self.original, CRS_WITH_HEIGHTS, ""),
        ];
        for (name, heights, crs, band) in files {
            let path = folder.join(name);
            let notes = RasterNotes {
                band,
                description: SYNTHETIC,
            };
            write_raster(&path, heights, &reference(crs, &path)?, &notes, run)?;
        }
        Ok(())
    }
}

/// Heights of an area, rounded to centimetres so that the files pack well.
fn grid(
    [west, south, east, north]: [f64; 4],
    cell_m: f64,
    height_at: impl Fn(Coord<f64>) -> Option<f64>,
) -> Grid<f32> {
    let count = |length: f64| crate::terrain::whole_cells((length / cell_m).round());
    let placement = Placement {
        west_m: CORNER.x + west,
        north_m: CORNER.y + north,
        cell_width_m: cell_m,
        cell_height_m: cell_m,
        columns: count(east - west),
        rows: count(north - south),
        ground_per_map: 1.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    let rounded = |height: f64| ((height * 100.0).round() / 100.0) as f32;
    Grid::from_fn(placement, |at| {
        height_at(at - CORNER).map_or(f32::NAN, rounded)
    })
}
