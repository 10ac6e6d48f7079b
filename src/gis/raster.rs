//! Terrain that can be measured on.

use gdal::Dataset;

use super::error::RasterError;
use super::examine::{Examined, examine};
use super::facts::{FileGeoreference, RasterFacts};
use super::heights::HeightReading;
use super::oddity::{HEIGHT_WARNED_M, RasterOddity, ZERO_SHARE_WARNED};
use super::reference::Reference;
use crate::progress::Run;
use crate::terrain::{CellWindow, Grid, HeightRange, Placement};

/// How many cells may be read into one grid: 1 GB of heights.
const WINDOW_LIMIT_CELLS: usize = 250_000_000;

/// Terrain that can be measured on, ready to be read.
///
/// The file stays open. It may be sent to another thread, but not shared.
pub struct TerrainSource {
    pub(super) dataset: Dataset,
    pub(super) facts: RasterFacts,
    pub(super) placement: Placement,
    pub(super) reference: Reference,
    pub(super) reading: HeightReading,
}

/// Opens terrain to measure on. `source` is a path, or `path#band`.
///
/// `stated_crs` is used where the file has no coordinate system: a code such as `EPSG:25832` or
/// `25832`, or WKT. It may add a vertical datum to the one that the file has.
///
/// # Errors
/// Whatever cannot be measured on is refused; [`RasterError`] says why. For rotated, geographic and
/// distorting files the way out is [`reproject`](super::reproject).
pub fn open_terrain(source: &str, stated_crs: Option<&str>) -> Result<TerrainSource, RasterError> {
    let Examined {
        dataset,
        mut facts,
        reading,
        crs: _,
        reference,
    } = examine(source, stated_crs)?;
    std::mem::replace(&mut facts.measurable, Ok(()))?;
    let (Some(placement), Some(reference), Some(reading)) = (facts.placement, reference, reading)
    else {
        // All three are there for whatever can be measured on.
        return Err(RasterError::NoGeoreference { path: facts.path });
    };
    Ok(TerrainSource {
        dataset,
        facts,
        placement,
        reference,
        reading,
    })
}

impl TerrainSource {
    /// Where the cells lie. They need not be square.
    pub fn placement(&self) -> &Placement {
        &self.placement
    }

    /// The coordinate system, and what the heights are counted from.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// What is odd about the file. Its heights have not been looked at; see [`height_oddities`].
    pub fn warnings(&self) -> &[RasterOddity] {
        &self.facts.warnings
    }

    /// What the file is. Its heights are not among them.
    pub fn facts(&self) -> &RasterFacts {
        &self.facts
    }

    /// Whether the file says which cells have no height.
    pub fn is_nodata_known(&self) -> bool {
        self.reading.nodata.is_some() || self.reading.has_mask
    }

    /// Reads a block of cells: heights in metres, rows from north to south, NaN where there is none.
    ///
    /// # Errors
    /// [`RasterError::WindowOutside`], [`RasterError::WindowTooLarge`], [`RasterError::CannotRead`]
    /// or [`RasterError::Cancelled`].
    pub fn read(&self, window: CellWindow, run: &Run) -> Result<Grid<f32>, RasterError> {
        let path = &self.facts.path;
        let reaches = |begin: usize, count: usize, limit: usize| {
            0 < count && begin.checked_add(count).is_some_and(|end| end <= limit)
        };
        if !reaches(window.column, window.columns, self.placement.columns)
            || !reaches(window.row, window.rows, self.placement.rows)
        {
            return Err(RasterError::WindowOutside {
                path: path.clone(),
                window,
            });
        }
        let cells = window.columns.saturating_mul(window.rows);
        if WINDOW_LIMIT_CELLS < cells {
            let limit_cells = WINDOW_LIMIT_CELLS;
            return Err(RasterError::WindowTooLarge {
                path: path.clone(),
                cells,
                limit_cells,
            });
        }
        let mut heights = vec![f32::NAN; cells];
        let flips = self.southern_row_first();
        let mut in_file = window;
        if flips {
            in_file.row = self.placement.rows - window.row - window.rows;
        }
        self.reading
            .strips((path, &self.dataset), in_file, run, |first_row, strip| {
                for (row, values) in (first_row..).zip(strip.chunks_exact(window.columns)) {
                    let row = if flips { window.rows - 1 - row } else { row };
                    heights[row * window.columns..][..window.columns].copy_from_slice(values);
                }
            })?;
        Grid::new(self.placement.of_window(window), heights).ok_or_else(|| {
            RasterError::WindowOutside {
                path: path.clone(),
                window,
            }
        })
    }

    /// Reads a block of cells as the mean heights of square blocks of `factor` times `factor` cells: NaN where none of a
    /// block has a height. What is left of a row or column beyond the last whole block is left out.
    ///
    /// Takes no more memory than what it returns; overviews of the file are used where it has some.
    ///
    /// # Errors
    /// As [`Self::read`]; the limit counts for what is returned.
    pub fn read_coarser(
        &self,
        window: CellWindow,
        factor: usize,
        run: &Run,
    ) -> Result<Grid<f32>, RasterError> {
        let factor = factor.clamp(1, window.columns.min(window.rows).max(1));
        if factor == 1 {
            return self.read(window, run);
        }
        let path = &self.facts.path;
        let (columns, rows) = (window.columns / factor, window.rows / factor);
        let mut in_file = CellWindow {
            columns: columns * factor,
            rows: rows * factor,
            ..window
        };
        let placement = self.placement.of_window(in_file);
        let placement = Placement {
            cell_width_m: placement.cell_width_m * factor as f64,
            cell_height_m: placement.cell_height_m * factor as f64,
            columns,
            rows,
            ..placement
        };
        let whole = &self.placement;
        let is_inside = window.column.saturating_add(window.columns) <= whole.columns
            && window.row.saturating_add(window.rows) <= whole.rows;
        if !is_inside || columns == 0 || rows == 0 {
            return Err(RasterError::WindowOutside {
                path: path.clone(),
                window,
            });
        }
        if WINDOW_LIMIT_CELLS < columns.saturating_mul(rows) {
            return Err(RasterError::WindowTooLarge {
                path: path.clone(),
                cells: columns.saturating_mul(rows),
                limit_cells: WINDOW_LIMIT_CELLS,
            });
        }
        let flips = self.southern_row_first();
        if flips {
            in_file.row = whole.rows - in_file.row - in_file.rows;
        }
        let mut heights = self
            .reading
            .means((path, &self.dataset), in_file, factor, run)?;
        if flips {
            let upside_down = heights.chunks_exact(columns).rev().flatten();
            heights = upside_down.copied().collect();
        }
        Grid::new(placement, heights).ok_or_else(|| RasterError::WindowOutside {
            path: path.clone(),
            window,
        })
    }

    fn southern_row_first(&self) -> bool {
        matches!(
            self.facts.georeference,
            FileGeoreference::NorthUp {
                southern_row_first: true,
                ..
            }
        )
    }
}

/// What is odd about the heights that were read, `None` being no height at all.
pub fn height_oddities(heights: Option<&HeightRange>) -> Vec<RasterOddity> {
    let Some(&HeightRange {
        lowest_m,
        highest_m,
        cells,
        zeros,
    }) = heights
    else {
        return vec![RasterOddity::NoHeights];
    };
    let mut oddities = Vec::new();
    if lowest_m < -HEIGHT_WARNED_M || HEIGHT_WARNED_M < highest_m {
        oddities.push(RasterOddity::HeightsImplausible {
            lowest_m,
            highest_m,
        });
    }
    if ZERO_SHARE_WARNED * (cells as f64) < zeros as f64 {
        oddities.push(RasterOddity::ManyZeros { zeros, cells });
    }
    oddities
}
