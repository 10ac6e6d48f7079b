//! Rasters at every resolution, for drawing.
//!
//! The first request for a raster reads it once and keeps all levels in a cache file; later ones read tiles
//! of that file and never touch the raster again. What is measured is read from the raster itself, by
//! [`open_terrain`](super::open_terrain).

mod border;
mod build;
mod bytes;
mod cache_file;
mod error;
mod fingerprint;
mod folder;
mod height_source;
mod heights;
mod levels;
mod positioned;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use geo::Coord;

use self::border::Border;
use self::build::cannot_store;
use self::bytes::ByteReader;
use self::cache_file::{CacheFile, TileEntry};
use self::heights::Part;
use self::levels::{Levels, TileAt};
use super::reference::Reference;
use super::source::Source;
use crate::progress::Run;
use crate::terrain::{Grid, Placement, whole_cells};

/// What pictures are kept with too.
pub(in crate::gis) mod cache {
    pub(in crate::gis) use super::build::{CellRows, Content, Plan, build, cannot_store};
    pub(in crate::gis) use super::cache_file::{CacheFile, CacheWriter, Contents, EncodedTile};
    pub(in crate::gis) use super::fingerprint::{Digest, files_of, identity, stamp};
    pub(in crate::gis) use super::folder::{Home, path_in, touch, trim};
    pub(in crate::gis) use super::levels::{Levels, TileAt};
}

pub use self::error::PyramidError;
pub use self::folder::CACHE_LIMIT_BYTES;
pub use self::levels::TILE_CELLS;

/// Tells heights from pictures in the names of cache files.
const KIND: &str = "heights 1";

/// Heights at every resolution. May be shared by threads.
///
/// Heights are kept in steps of at most 2 cm within a tile, so what is read differs from the source by
/// 1 cm at most, and by less where a tile has less from bottom to top.
#[derive(Debug)]
pub struct HeightPyramid {
    file: CacheFile,
    reference: Reference,
    spread: Option<HeightSpread>,
    /// The tile that was asked for a height last.
    last_tile: Mutex<Option<(TileAt, Arc<Grid<f32>>)>>,
}

/// How high and how low the heights of a raster are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeightSpread {
    /// In metres.
    pub lowest_m: f32,
    /// One in a hundred is lower, in metres. From a sample of the cells.
    pub low_m: f32,
    /// One in a hundred is higher, in metres. From a sample of the cells.
    pub high_m: f32,
    /// In metres.
    pub highest_m: f32,
    /// Cells with a height.
    pub cells: usize,
}

impl HeightPyramid {
    /// Opens the levels of a raster, and makes them first where there are none or the raster has changed.
    ///
    /// `source` and `stated_crs` are as for [`open_terrain`](super::open_terrain). The cache folder is made
    /// where it is missing, several processes may share it, and it is kept below [`CACHE_LIMIT_BYTES`].
    /// Where it cannot be written to, the levels live in a temporary file as long as they are open.
    /// Making them takes about as long as reading the raster once.
    ///
    /// # Errors
    /// [`PyramidError`]. After an error, and after cancelling, nothing is left in the cache folder.
    pub fn open_or_build(
        source: &str,
        stated_crs: Option<&str>,
        cache_folder: &Path,
        run: &Run,
    ) -> Result<Self, PyramidError> {
        let Source { path, part } = Source::parse(source);
        let identity = fingerprint::identity(&path, &[Some(KIND), part.as_deref(), stated_crs]);
        let target = folder::path_in(cache_folder, &identity);
        if let Some(found) = CacheFile::open(&target, &identity).and_then(Self::of) {
            folder::touch(&target);
            return Ok(found);
        }
        let file =
            height_source::build((source, stated_crs), identity, (cache_folder, &target), run)?;
        folder::trim(cache_folder, CACHE_LIMIT_BYTES, &target);
        let broken = || io::Error::other("what was written cannot be read");
        Self::of(file).ok_or_else(|| cannot_store(&path, broken()))
    }

    /// `None` where the note of the file is not one of ours.
    fn of(file: CacheFile) -> Option<Self> {
        let mut note = ByteReader::new(&file.contents.note);
        let reference = Reference::parse(&note.text()?).ok()?;
        let spread = HeightSpread {
            cells: note.count()?,
            lowest_m: note.f32()?,
            low_m: note.f32()?,
            high_m: note.f32()?,
            highest_m: note.f32()?,
        };
        Some(Self {
            reference,
            spread: (0 < spread.cells).then_some(spread),
            file,
            last_tile: Mutex::new(None),
        })
    }

    /// How many levels there are. Level 0 has the cells of the raster; the cells of each further one are
    /// twice as wide and high, until everything is in one tile.
    pub fn levels(&self) -> usize {
        self.cut().count()
    }

    /// How many tiles a level has from west to east, and from north to south.
    pub fn tiles(&self, level: usize) -> (usize, usize) {
        self.cut().tiles(level)
    }

    /// Where the cells of a level lie. Those at the eastern and southern edge may reach beyond the raster.
    pub fn placement(&self, level: usize) -> Placement {
        self.cut().placement(&self.file.contents.placement, level)
    }

    /// The coordinate system, and what the heights are counted from.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// How high and low the heights are, or `None` where no cell has one.
    pub fn height_range(&self) -> Option<HeightSpread> {
        self.spread
    }

    /// The heights of a tile, NaN where there is none, with one cell more on each side.
    ///
    /// Tiles have [`TILE_CELLS`] cells on each side and are counted from the north-west; those at the
    /// eastern and southern edge have fewer. The cells around it are those of the neighbours, and at the
    /// edge of the raster the outermost ones once more. Takes about a millisecond.
    ///
    /// # Errors
    /// Where there is no such tile, or the cache file cannot be read. A tile that is not what was written
    /// makes the next [`Self::open_or_build`] make the levels again.
    pub fn tile(&self, level: usize, column: usize, row: usize) -> io::Result<Grid<f32>> {
        let tile = TileAt { level, column, row };
        let no_such_tile = || io::Error::new(io::ErrorKind::InvalidInput, "there is no such tile");
        let (columns, rows) = self.cut().tile_size(tile).ok_or_else(no_such_tile)?;
        let inner = self.part(tile, Part::All)?.ok_or_else(no_such_tile)?;
        let border = Border::of(self, tile, (columns, rows), &inner)?;
        let wide = columns + 2;
        let mut cells = Vec::with_capacity(wide * (rows + 2));
        cells.extend_from_slice(&border.northern);
        for (row, heights) in inner.chunks_exact(columns).enumerate() {
            cells.push(border.western[row]);
            cells.extend_from_slice(heights);
            cells.push(border.eastern[row]);
        }
        cells.extend_from_slice(&border.southern);
        let of_level = self.placement(level);
        let placement = Placement {
            west_m: of_level.west_m + ((column * TILE_CELLS) as f64 - 1.0) * of_level.cell_width_m,
            north_m: of_level.north_m - ((row * TILE_CELLS) as f64 - 1.0) * of_level.cell_height_m,
            columns: wide,
            rows: rows + 2,
            ..of_level
        };
        Grid::new(placement, cells).ok_or_else(no_such_tile)
    }

    /// The height at a point, in metres, bilinear between the middles of cells.
    ///
    /// `None` outside the raster, where the cell has no height, and where the cache file cannot be read.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "heights are kept as f32, 0.1 mm at 1,000 m"
    )]
    pub fn height_at(&self, point: Coord<f64>) -> Option<f32> {
        let placement = self.file.contents.placement;
        let cell = placement.cells_from_world(point);
        let inside = |cells: f64, count: usize| 0.0 <= cells && cells <= count as f64;
        if !inside(cell.x, placement.columns) || !inside(cell.y, placement.rows) {
            return None;
        }
        let tile_of = |cells: f64, count: usize| whole_cells(cells).min(count - 1) / TILE_CELLS;
        let tile = TileAt {
            level: 0,
            column: tile_of(cell.x, placement.columns),
            row: tile_of(cell.y, placement.rows),
        };
        let heights = self.kept_tile(tile)?;
        heights.height_at(point).map(|height| height as f32)
    }

    /// A tile that is likely to be asked for again at once.
    fn kept_tile(&self, tile: TileAt) -> Option<Arc<Grid<f32>>> {
        // A tile is put in whole, so a panic elsewhere cannot leave half of one.
        let lock = || {
            self.last_tile
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some((at, heights)) = &*lock()
            && *at == tile
        {
            return Some(Arc::clone(heights));
        }
        let read = self.tile(tile.level, tile.column, tile.row);
        let read = read.inspect_err(|error| tracing::debug!(%error, "a height cannot be read"));
        let heights = Arc::new(read.ok()?);
        *lock() = Some((tile, Arc::clone(&heights)));
        Some(heights)
    }

    fn cut(&self) -> Levels {
        self.file.contents.levels()
    }

    /// A part of a tile, or `None` where there is no such tile.
    fn part(&self, tile: TileAt, part: Part) -> io::Result<Option<Vec<f32>>> {
        let (Some(size), Some(entry)) = (self.cut().tile_size(tile), self.file.entry(tile)) else {
            return Ok(None);
        };
        let (columns, rows) = size;
        let mut heights = match part {
            Part::All => vec![f32::NAN; columns * rows],
            Part::Row(_) => vec![f32::NAN; columns],
            Part::WesternColumn | Part::EasternColumn => vec![f32::NAN; rows],
        };
        let bytes = self.bytes(&entry, size, part)?;
        heights::decode(&entry, &bytes, &mut heights);
        Ok(Some(heights))
    }

    fn bytes(&self, entry: &TileEntry, size: (usize, usize), part: Part) -> io::Result<Vec<u8>> {
        let is_length_right = heights::whole_length(entry, size) as u64 == entry.length;
        if !is_length_right {
            let message = "a tile of the cache file has a wrong length";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        match (part, heights::bytes_of_part(entry, size, part)) {
            (_, None) => Ok(Vec::new()),
            (Part::All, Some(_)) => self.file.read(entry),
            (_, Some((begin, length))) => self.file.read_part(entry, begin, length),
        }
    }
}
