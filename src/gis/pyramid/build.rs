//! Makes all levels of a raster in one pass.
//!
//! Cells are read once, unit by unit. A tile of a coarser level is made as soon as those below it are,
//! from means of two by two cells, so no more than a few tiles of each level are in memory.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::cache_file::{CacheWriter, EncodedTile};
use super::error::PyramidError;
use super::levels::{Levels, TILE_CELLS, TileAt};
use crate::gis::RasterError;
use crate::progress::{Cancelled, Run};
use crate::terrain::CellWindow;

/// How many cells all threads together may hold of what they have read.
const CELLS_IN_HAND: usize = 32 << 20;

/// How wide a unit may be, in cells.
///
/// A wider raster whose blocks are whole rows is read in several columns of units, and its blocks as often.
const UNIT_COLUMNS: usize = 32 << 10;

/// Formats that give any block as fast as the next one.
const RANDOM_ACCESS: [&str; 5] = ["GTiff", "HFA", "SAGA", "VRT", "MEM"];

/// What a raster is made of.
pub(in crate::gis) trait Content: Sync {
    /// One cell as it is computed with.
    type Cell: Copy + Default + Send + Sync;
    /// The open source, for one thread at a time.
    type Reader: Send;

    /// Opens the source once more.
    fn open(&self) -> Result<Self::Reader, RasterError>;

    /// Reads cells of level 0, rows from north to south.
    fn read(
        &self,
        reader: &mut Self::Reader,
        window: CellWindow,
    ) -> Result<Vec<Self::Cell>, RasterError>;

    /// The cell that stands for four.
    fn mean(four: [Self::Cell; 4]) -> Self::Cell;

    /// A tile as it is kept.
    fn encode(&self, cells: &CellRows<'_, Self::Cell>) -> EncodedTile;
}

/// The cells of one tile inside a larger block.
pub(in crate::gis) struct CellRows<'a, T> {
    cells: &'a [T],
    stride: usize,
    pub columns: usize,
    pub rows: usize,
}

impl<'a, T> CellRows<'a, T> {
    /// From the north.
    pub(in crate::gis) fn rows(&self) -> impl Iterator<Item = &'a [T]> + use<'a, T> {
        let columns = self.columns;
        self.cells
            .chunks(self.stride.max(1))
            .take(self.rows)
            .map(move |row| &row[..columns])
    }
}

/// In which order and by how many threads the cells are read.
#[derive(Clone, Copy, Debug)]
pub(in crate::gis) struct Plan {
    pub levels: Levels,
    /// Tiles side by side that are read at once.
    unit_tiles: usize,
    /// Everything below a tile of this level is read by one thread, in order.
    reader_level: usize,
    southern_row_first: bool,
    threads: usize,
    /// Whether no block of the file is needed for two units.
    pub are_blocks_read_once: bool,
}

impl Plan {
    /// Fits the units to the blocks of the file, so that none is decoded twice.
    pub(in crate::gis) fn new(
        levels: Levels,
        driver: &str,
        block: (usize, usize),
        southern_row_first: bool,
    ) -> Self {
        let in_tiles = |cells: usize| cells.div_ceil(TILE_CELLS).next_power_of_two();
        let unit_tiles = in_tiles(block.0.min(levels.columns)).min(UNIT_COLUMNS / TILE_CELLS);
        let top = levels.count() - 1;
        let is_random = RANDOM_ACCESS.contains(&driver);
        let block_level = in_tiles(block.1.min(levels.rows)).trailing_zeros() as usize;
        let unit_columns = unit_tiles * TILE_CELLS;
        let is_aligned = levels.columns <= unit_columns || unit_columns.is_multiple_of(block.0);
        let unit_cells = unit_columns * TILE_CELLS;
        Self {
            levels,
            unit_tiles,
            reader_level: if is_random { block_level.min(top) } else { top },
            southern_row_first,
            threads: (CELLS_IN_HAND / unit_cells).clamp(1, rayon::current_num_threads()),
            are_blocks_read_once: is_aligned
                && (block.1 == 1 || !southern_row_first)
                && TILE_CELLS.is_multiple_of(block.1),
        }
    }

    fn is_sequential(&self) -> bool {
        self.reader_level + 1 == self.levels.count()
    }
}

/// Reads the source and writes the tiles of all levels.
pub(in crate::gis) fn build<C: Content>(
    (path, content): (&Path, &C),
    plan: &Plan,
    first_reader: C::Reader,
    writer: &CacheWriter,
    run: &Run,
) -> Result<(), PyramidError> {
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(plan.threads)
        .thread_name(|index| format!("pyramid-{index}"))
        .build()
        .map_err(|source| PyramidError::NoThreads {
            path: path.to_owned(),
            source,
        })?;
    let (columns, rows) = plan.levels.tiles(0);
    let growth = Growth {
        path,
        content,
        plan,
        writer,
        run,
        readers: Mutex::new(vec![first_reader]),
        tiles_done: AtomicUsize::new(0),
        tiles: columns * rows,
        failure: Mutex::new(None),
    };
    let top = Span {
        level: plan.levels.count() - 1,
        column: 0,
        columns: 1,
        row: 0,
    };
    let grown = threads.install(|| growth.grow(top));
    let failure = growth.failure.into_inner();
    if let Some(failure) = failure.unwrap_or_else(PoisonError::into_inner) {
        return Err(failure);
    }
    let cancelled = || PyramidError::Cancelled {
        path: path.to_owned(),
    };
    grown.map_err(|Stopped| cancelled())?;
    run.step(1, 1).map_err(|Cancelled| cancelled())
}

/// Why it does not go on stands in [`Growth::failure`].
struct Stopped;

/// Tiles side by side.
#[derive(Clone, Copy, Debug)]
struct Span {
    level: usize,
    column: usize,
    columns: usize,
    row: usize,
}

/// Cells side by side.
struct Block<T> {
    columns: usize,
    rows: usize,
    cells: Vec<T>,
}

struct Growth<'a, C: Content> {
    path: &'a Path,
    content: &'a C,
    plan: &'a Plan,
    writer: &'a CacheWriter,
    run: &'a Run,
    /// Open sources that no thread has at the moment.
    readers: Mutex<Vec<C::Reader>>,
    tiles_done: AtomicUsize,
    tiles: usize,
    /// The first failure.
    failure: Mutex<Option<PyramidError>>,
}

impl<C: Content> Growth<'_, C> {
    /// Makes a span and everything below it, and returns it at half the resolution.
    fn grow(&self, span: Span) -> Result<Block<C::Cell>, Stopped> {
        if span.level <= self.plan.reader_level {
            let idle = self.lock_readers().pop();
            let mut reader = match idle {
                Some(reader) => reader,
                None => self.content.open().map_err(|error| self.fail(error))?,
            };
            let block = self.grow_in_order(span, &mut reader);
            self.lock_readers().push(reader);
            return block;
        }
        let parts = self
            .spans_below(span)
            .into_par_iter()
            .map(|below| Ok((below, self.grow(below)?)))
            .collect::<Result<Vec<_>, Stopped>>()?;
        self.finish(span, &self.assembled(span, parts))
    }

    fn grow_in_order(&self, span: Span, reader: &mut C::Reader) -> Result<Block<C::Cell>, Stopped> {
        if span.level == 0 {
            let block = self.read(span, reader)?;
            return self.finish(span, &block);
        }
        let mut parts = Vec::new();
        for below in self.spans_below(span) {
            parts.push((below, self.grow_in_order(below, reader)?));
        }
        self.finish(span, &self.assembled(span, parts))
    }

    fn read(&self, span: Span, reader: &mut C::Reader) -> Result<Block<C::Cell>, Stopped> {
        let done = self.tiles_done.fetch_add(span.columns, Ordering::Relaxed);
        self.run
            .step(done, self.tiles)
            .map_err(|Cancelled| Stopped)?;
        if self.has_failed() {
            return Err(Stopped);
        }
        let window = self.window(span);
        let cells = self.content.read(reader, window);
        Ok(Block {
            columns: window.columns,
            rows: window.rows,
            cells: cells.map_err(|error| self.fail(error))?,
        })
    }

    /// The cells of a span, in its level.
    fn window(&self, span: Span) -> CellWindow {
        let (columns, rows) = self.plan.levels.size(span.level);
        let (column, row) = (span.column * TILE_CELLS, span.row * TILE_CELLS);
        CellWindow {
            column,
            row,
            columns: (span.columns * TILE_CELLS).min(columns - column),
            rows: TILE_CELLS.min(rows - row),
        }
    }

    /// What a span is made from, in the order of the file.
    fn spans_below(&self, span: Span) -> Vec<Span> {
        let level = span.level - 1;
        let (columns, rows) = self.plan.levels.tiles(level);
        let mut tile_rows: Vec<usize> = (2 * span.row..(2 * span.row + 2).min(rows)).collect();
        if self.plan.southern_row_first {
            tile_rows.reverse();
        }
        let (begin, end) = (
            2 * span.column,
            (2 * (span.column + span.columns)).min(columns),
        );
        let step = self.plan.unit_tiles;
        tile_rows
            .into_iter()
            .flat_map(|row| {
                (begin..end).step_by(step).map(move |column| Span {
                    level,
                    column,
                    columns: step.min(end - column),
                    row,
                })
            })
            .collect()
    }

    /// Puts together what came from below, at half its resolution.
    fn assembled(&self, span: Span, parts: Vec<(Span, Block<C::Cell>)>) -> Block<C::Cell> {
        let window = self.window(span);
        let mut cells = vec![C::Cell::default(); window.columns * window.rows];
        for (below, part) in parts {
            let column = below.column * TILE_CELLS / 2 - window.column;
            let row = below.row * TILE_CELLS / 2 - window.row;
            for (offset, values) in part.cells.chunks(part.columns.max(1)).enumerate() {
                let begin = (row + offset) * window.columns + column;
                cells[begin..begin + values.len()].copy_from_slice(values);
            }
        }
        Block {
            columns: window.columns,
            rows: window.rows,
            cells,
        }
    }

    /// Keeps the tiles of a span, and returns it at half the resolution.
    fn finish(&self, span: Span, block: &Block<C::Cell>) -> Result<Block<C::Cell>, Stopped> {
        // Waiting for other threads while holding a reader would have this one begin another unit, so
        // the tiles are shared out only where all reading is done by one.
        if self.plan.is_sequential() && 1 < span.columns {
            (0..span.columns)
                .into_par_iter()
                .try_for_each(|index| self.keep(span, index, block))?;
        } else {
            (0..span.columns).try_for_each(|index| self.keep(span, index, block))?;
        }
        Ok(halved::<C>(block))
    }

    fn keep(&self, span: Span, index: usize, block: &Block<C::Cell>) -> Result<(), Stopped> {
        let begin = index * TILE_CELLS;
        let encoded = self.content.encode(&CellRows {
            cells: &block.cells[begin..],
            stride: block.columns,
            columns: TILE_CELLS.min(block.columns - begin),
            rows: block.rows,
        });
        let tile = TileAt {
            level: span.level,
            column: span.column + index,
            row: span.row,
        };
        self.writer
            .write(tile, &encoded)
            .map_err(|source| self.fail(cannot_store(self.path, source)))
    }

    fn lock_readers(&self) -> std::sync::MutexGuard<'_, Vec<C::Reader>> {
        // A list of readers cannot be half-done.
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_failed(&self) -> bool {
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    fn fail(&self, error: impl Into<PyramidError>) -> Stopped {
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(error.into());
        Stopped
    }
}

/// Writing failed, wherever the file lies.
pub(in crate::gis) fn cannot_store(path: &Path, source: std::io::Error) -> PyramidError {
    PyramidError::CannotStore {
        path: PathBuf::from(path),
        source,
    }
}

/// Means of two by two cells. At an odd edge the two or one that there are.
fn halved<C: Content>(block: &Block<C::Cell>) -> Block<C::Cell> {
    let (columns, rows) = (block.columns.div_ceil(2), block.rows.div_ceil(2));
    let mut cells = Vec::with_capacity(columns * rows);
    for pair in block.cells.chunks(2 * block.columns.max(1)) {
        let (north, south) = pair.split_at(block.columns);
        let south = if south.is_empty() { north } else { south };
        let of_north = north.chunks_exact(2);
        let of_south = south.chunks_exact(2);
        let last = of_north.remainder().iter().zip(of_south.remainder());
        let last = last.map(|(&north, &south)| C::mean([north, north, south, south]));
        cells.extend(
            of_north
                .zip(of_south)
                .map(|(north, south)| C::mean([north[0], north[1], south[0], south[1]])),
        );
        cells.extend(last);
    }
    Block {
        columns,
        rows,
        cells,
    }
}
