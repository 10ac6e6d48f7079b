//! Reads a raster of heights once, for all levels.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use gdal::Dataset;

use super::build::{self, CellRows, Content, Plan, cannot_store};
use super::bytes::ByteWriter;
use super::cache_file::{CacheFile, CacheWriter, Contents, EncodedTile};
use super::fingerprint::{self, Digest};
use super::heights::{self, Spread};
use super::levels::Levels;
use super::{PyramidError, folder};
use crate::gis::error::RasterError;
use crate::gis::facts::FileGeoreference;
use crate::gis::heights::HeightReading;
use crate::gis::raster::{TerrainSource, open_terrain};
use crate::gis::reference::Reference;
use crate::progress::Run;
use crate::terrain::{CellWindow, Placement, whole_cells};

/// About how many heights the percentiles are taken from.
const SAMPLES: f64 = 500_000.0;

/// Makes the cache file of a raster of heights.
pub(super) fn build(
    (source, stated_crs): (&str, Option<&str>),
    identity: Digest,
    (cache_folder, target): (&Path, &Path),
    run: &Run,
) -> Result<CacheFile, PyramidError> {
    let found = Heights::open(source, stated_crs)?;
    let block = found.block_size()?;
    let path = found.reader.path.clone();
    let files = fingerprint::files_of(&path, &found.reader.dataset);
    let stamp = fingerprint::stamp(&files);
    let levels = Levels {
        columns: found.placement.columns,
        rows: found.placement.rows,
    };
    let plan = Plan::new(levels, &found.driver, block, found.southern_row_first);
    let store = |error| cannot_store(&path, error);
    let home = folder::Home::new(cache_folder).map_err(store)?;
    let writer = CacheWriter::new(home, levels);
    let Heights {
        reader,
        reference,
        placement,
        southern_row_first,
        driver: _,
    } = found;
    let content = HeightContent {
        source,
        stated_crs,
        rows: placement.rows,
        southern_row_first,
        are_blocks_read_once: plan.are_blocks_read_once,
        sample_step: whole_cells((placement.cell_count() as f64 / SAMPLES).sqrt().ceil()).max(1),
        gathered: Mutex::new((Spread::NONE, Vec::new())),
    };
    build::build((&path, &content), &plan, reader, &writer, run)?;
    let contents = Contents {
        identity,
        stamp,
        files,
        placement,
        note: content.note(&reference),
    };
    writer.finish(contents, target).map_err(store)
}

/// A raster of heights that is about to be cut into tiles.
struct Heights {
    reader: HeightReader,
    reference: Reference,
    placement: Placement,
    driver: String,
    southern_row_first: bool,
}

/// One open file of heights.
struct HeightReader {
    path: PathBuf,
    dataset: Dataset,
    reading: HeightReading,
}

impl Heights {
    fn open(source: &str, stated_crs: Option<&str>) -> Result<Self, RasterError> {
        let TerrainSource {
            dataset,
            facts,
            placement,
            reference,
            reading,
        } = open_terrain(source, stated_crs)?;
        Ok(Self {
            reference,
            placement,
            driver: facts.driver,
            southern_row_first: matches!(
                facts.georeference,
                FileGeoreference::NorthUp {
                    southern_row_first: true,
                    ..
                }
            ),
            reader: HeightReader {
                path: facts.path,
                dataset,
                reading,
            },
        })
    }

    fn block_size(&self) -> Result<(usize, usize), RasterError> {
        let HeightReader {
            path,
            dataset,
            reading,
        } = &self.reader;
        let band = dataset.rasterband(reading.band);
        let band = band.map_err(|error| RasterError::CannotRead {
            path: path.clone(),
            source: error.into(),
        })?;
        Ok(band.block_size())
    }
}

/// How heights are read and kept.
struct HeightContent<'a> {
    source: &'a str,
    stated_crs: Option<&'a str>,
    rows: usize,
    southern_row_first: bool,
    are_blocks_read_once: bool,
    /// Every so many rows and columns a height is taken for the percentiles.
    sample_step: usize,
    /// All heights so far, and the sample of them.
    gathered: Mutex<(Spread, Vec<f32>)>,
}

impl Content for HeightContent<'_> {
    type Cell = f32;
    type Reader = HeightReader;

    fn open(&self) -> Result<HeightReader, RasterError> {
        Heights::open(self.source, self.stated_crs).map(|heights| heights.reader)
    }

    fn read(&self, reader: &mut HeightReader, window: CellWindow) -> Result<Vec<f32>, RasterError> {
        let HeightReader {
            path,
            dataset,
            reading,
        } = reader;
        let CellWindow { columns, rows, .. } = window;
        let mut heights = vec![f32::NAN; columns * rows];
        let mut in_file = window;
        if self.southern_row_first {
            in_file.row = self.rows - window.row - rows;
        }
        // Whoever builds tells the run how far it is.
        let untold = Run::default();
        reading.strips((path, dataset), in_file, &untold, |first_row, strip| {
            for (row, values) in (first_row..).zip(strip.chunks_exact(columns)) {
                let row = if self.southern_row_first {
                    rows - 1 - row
                } else {
                    row
                };
                heights[row * columns..][..columns].copy_from_slice(values);
            }
        })?;
        if self.are_blocks_read_once {
            // GDAL would keep them for as long as it has room.
            dataset
                .flush_cache()
                .map_err(|error| RasterError::CannotRead {
                    path: path.clone(),
                    source: error.into(),
                })?;
        }
        self.gather(&heights, window);
        Ok(heights)
    }

    fn mean(four: [f32; 4]) -> f32 {
        heights::mean_of(four)
    }

    fn encode(&self, cells: &CellRows<'_, f32>) -> EncodedTile {
        heights::encoded(cells)
    }
}

impl HeightContent<'_> {
    fn gather(&self, heights: &[f32], window: CellWindow) {
        let step = self.sample_step;
        let first = |begin: usize| begin.next_multiple_of(step) - begin;
        let rows = heights.chunks_exact(window.columns);
        let sample = rows.skip(first(window.row)).step_by(step).flat_map(|row| {
            let row = row.iter().skip(first(window.column)).step_by(step);
            row.copied().filter(|height| !height.is_nan())
        });
        let sample: Vec<f32> = sample.collect();
        let spread = Spread::NONE.with(heights);
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        let all = gathered.0;
        gathered.0 = Spread {
            lowest_m: all.lowest_m.min(spread.lowest_m),
            highest_m: all.highest_m.max(spread.highest_m),
            cells: all.cells + spread.cells,
        };
        gathered.1.extend(sample);
    }

    /// What is kept beside the tiles.
    fn note(self, reference: &Reference) -> Vec<u8> {
        let gathered = self.gathered.into_inner();
        let (spread, mut sample) = gathered.unwrap_or_else(PoisonError::into_inner);
        // In the end the order in which threads came does not matter.
        sample.sort_unstable_by(f32::total_cmp);
        let at = |percent: usize, otherwise: f32| {
            let index = sample.len().saturating_sub(1) * percent / 100;
            sample.get(index).copied().unwrap_or(otherwise)
        };
        let mut note = ByteWriter::default();
        note.text(reference.wkt());
        note.count(spread.cells);
        note.f32(spread.lowest_m);
        note.f32(at(1, spread.lowest_m));
        note.f32(at(99, spread.highest_m));
        note.f32(spread.highest_m);
        note.bytes
    }
}
