//! Turns the raw values of a band into heights in metres, strip by strip.

use std::path::Path;

use gdal::Dataset;
use gdal::raster::ResampleAlg;

use super::error::RasterError;
use super::setup;
use crate::progress::Run;
use crate::terrain::CellWindow;

/// How many cells are read at once.
const CELLS_PER_STRIP: usize = 1 << 20;

/// Values from here on, and infinite ones, mean "no height" whether or not the file says so.
///
/// Programs write the largest number of a type as "no height", not always rounded the same way.
const BEYOND_ANY_HEIGHT: f64 = 1e30;

/// How the heights of a band are read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct HeightReading {
    /// From 1.
    pub band: usize,
    /// The raw value that means "no height", as a band of its type can hold it.
    pub nodata: Option<f64>,
    pub scale: f64,
    pub offset: f64,
    pub metres_per_unit: f64,
    /// Whether a mask or an alpha band says where there are heights.
    pub has_mask: bool,
    /// Rows that the file stores together.
    pub rows_per_block: usize,
}

impl HeightReading {
    /// Hands out the heights of a window, in metres, NaN where there is none.
    ///
    /// The window and the rows are in the order of the file. `take` gets the first row of a strip,
    /// counted in the window, and the heights of whole rows.
    pub(super) fn strips(
        &self,
        (path, dataset): (&Path, &Dataset),
        window: CellWindow,
        run: &Run,
        mut take: impl FnMut(usize, &[f32]),
    ) -> Result<(), RasterError> {
        setup::take_failure();
        let cannot_read = |error: gdal::errors::GdalError| RasterError::CannotRead {
            path: path.to_owned(),
            source: error.into(),
        };
        let band = dataset.rasterband(self.band).map_err(cannot_read)?;
        let mask = self
            .has_mask
            .then(|| band.open_mask_band())
            .transpose()
            .map_err(cannot_read)?;
        let mut row = 0;
        while row < window.rows {
            run.step(row, window.rows)
                .map_err(RasterError::cancelled(path))?;
            let rows = self.rows_of_strip(window, row);
            let size = (window.columns, rows);
            let Some(begin) = begin_of(window.column, window.row + row) else {
                return Err(RasterError::WindowOutside {
                    path: path.to_owned(),
                    window,
                });
            };
            let mut raw = vec![0.0_f64; window.columns * rows];
            band.read_into_slice(begin, size, size, &mut raw, None)
                .map_err(cannot_read)?;
            let mut heights: Vec<f32> = raw.iter().map(|&raw| self.height_m(raw)).collect();
            if let Some(mask) = &mask {
                let mut is_valid = vec![0_u8; window.columns * rows];
                mask.read_into_slice(begin, size, size, &mut is_valid, None)
                    .map_err(cannot_read)?;
                for (height, &is_valid) in heights.iter_mut().zip(&is_valid) {
                    if is_valid == 0 {
                        *height = f32::NAN;
                    }
                }
            }
            take(row, &heights);
            row += rows;
        }
        run.step(window.rows, window.rows)
            .map_err(RasterError::cancelled(path))
    }

    /// The mean heights of square blocks of a window, in metres, rows in the order of the file, NaN where a block has
    /// none. The window has whole blocks only.
    pub(super) fn means(
        &self,
        (path, dataset): (&Path, &Dataset),
        window: CellWindow,
        factor: usize,
        run: &Run,
    ) -> Result<Vec<f32>, RasterError> {
        setup::take_failure();
        let cannot_read = |error: gdal::errors::GdalError| RasterError::CannotRead {
            path: path.to_owned(),
            source: error.into(),
        };
        let band = dataset.rasterband(self.band).map_err(cannot_read)?;
        let (columns, rows) = (window.columns / factor, window.rows / factor);
        let rows_at_once = (CELLS_PER_STRIP / (window.columns * factor).max(1)).max(1);
        let mut means = Vec::with_capacity(columns * rows);
        let mut row = 0;
        while row < rows {
            run.step(row, rows).map_err(RasterError::cancelled(path))?;
            let rows_now = rows_at_once.min(rows - row);
            let Some(begin) = begin_of(window.column, window.row + row * factor) else {
                return Err(RasterError::WindowOutside {
                    path: path.to_owned(),
                    window,
                });
            };
            let from = (window.columns, rows_now * factor);
            let mut raw = vec![f64::NAN; columns * rows_now];
            // GDAL leaves out what has no value, by the file's own word or its mask.
            let mean = Some(ResampleAlg::Average);
            band.read_into_slice(begin, from, (columns, rows_now), &mut raw, mean)
                .map_err(cannot_read)?;
            let mut heights: Vec<f32> = raw.iter().map(|&raw| self.height_m(raw)).collect();
            if self.has_mask {
                let mask = band.open_mask_band().map_err(cannot_read)?;
                let mut is_valid = vec![0.0_f64; columns * rows_now];
                mask.read_into_slice(begin, from, (columns, rows_now), &mut is_valid, mean)
                    .map_err(cannot_read)?;
                for (height, is_valid) in heights.iter_mut().zip(is_valid) {
                    if is_valid <= 0.0 {
                        *height = f32::NAN;
                    }
                }
            }
            means.extend(heights);
            row += rows_now;
        }
        Ok(means)
    }

    /// As many rows as fit, and if possible whole blocks, so that none is decoded twice.
    fn rows_of_strip(&self, window: CellWindow, row: usize) -> usize {
        let fitting = (CELLS_PER_STRIP / window.columns.max(1)).max(1);
        let until_block_ends = |rows: usize| {
            let end = window.row + row + rows;
            rows - end % self.rows_per_block
        };
        let rows = if self.rows_per_block <= fitting {
            until_block_ends(fitting)
        } else {
            fitting
        };
        rows.clamp(1, window.rows - row)
    }

    /// The height of a raw value, in metres, NaN where it means "no height".
    #[expect(
        clippy::cast_possible_truncation,
        reason = "heights are kept as f32, 0.1 mm at 1,000 m"
    )]
    fn height_m(&self, raw: f64) -> f32 {
        let is_height = raw.abs() < BEYOND_ANY_HEIGHT && self.nodata != Some(raw);
        if !is_height {
            return f32::NAN;
        }
        let height = ((raw * self.scale + self.offset) * self.metres_per_unit) as f32;
        if height.is_finite() { height } else { f32::NAN }
    }
}

/// A cell as GDAL counts it, or `None` beyond what it can count.
fn begin_of(column: usize, row: usize) -> Option<(isize, isize)> {
    Some((isize::try_from(column).ok()?, isize::try_from(row).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading() -> HeightReading {
        HeightReading {
            band: 1,
            nodata: Some(-9999.0),
            scale: 0.1,
            offset: 100.0,
            metres_per_unit: 0.3048,
            has_mask: false,
            rows_per_block: 256,
        }
    }

    #[test]
    fn no_height_is_told_by_the_raw_value_and_heights_are_scaled() {
        assert!(reading().height_m(-9999.0).is_nan());
        assert!(reading().height_m(f64::NAN).is_nan());
        assert!(reading().height_m(f64::NEG_INFINITY).is_nan());
        assert!(reading().height_m(-3.402_823_466_385_288_6e38).is_nan());
        assert!((reading().height_m(1000.0) - 200.0 * 0.3048).abs() < 1e-4);
    }

    #[test]
    fn strips_end_where_blocks_end() {
        let window = CellWindow {
            column: 0,
            row: 100,
            columns: 1024,
            rows: 5000,
        };
        assert_eq!(reading().rows_of_strip(window, 0), 1024 - 100);
        assert_eq!(reading().rows_of_strip(window, 924), 1024);
        assert_eq!(reading().rows_of_strip(window, 4990), 10);
    }
}
