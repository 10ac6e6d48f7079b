//! Pictures under the map, such as orthophotos and scanned maps, at every resolution.
//!
//! They are prepared and kept like heights; see [`HeightPyramid`](super::HeightPyramid). Nothing is
//! measured on them.

use std::io;
use std::path::Path;

use super::error::RasterError;
use super::picture::PictureFile;
use super::pyramid::cache::{
    CacheFile, CacheWriter, CellRows, Content, Contents, Digest, EncodedTile, Home, Levels, Plan,
    TileAt, build, cannot_store, files_of, identity, path_in, stamp, touch, trim,
};
use super::pyramid::{CACHE_LIMIT_BYTES, PyramidError};
use super::reference::Reference;
use super::source::Source;
use crate::progress::Run;
use crate::terrain::{CellWindow, Placement};

/// Tells pictures from heights in the names of cache files. Rises when pictures are read differently.
const KIND: &str = "picture 1";

/// Nothing is to be seen. Nothing is kept.
const EMPTY: u32 = 0;
/// Opaque: three bytes for each cell.
const OPAQUE: u32 = 1;
/// Four bytes for each cell.
const WITH_OPACITY: u32 = 2;

/// A picture at every resolution, in the project's coordinate system. May be shared by threads.
#[derive(Debug)]
pub struct PicturePyramid {
    file: CacheFile,
}

impl PicturePyramid {
    /// Opens the levels of a picture, and makes them first where there are none or the picture has changed.
    ///
    /// `source` is a path. Pictures with colours, palettes and shades of grey are read; values other than
    /// bytes are stretched from black to white. A picture in another coordinate system, rotated, or placed
    /// by control points is straightened into the project's. The cache folder is as for
    /// [`HeightPyramid::open_or_build`](super::HeightPyramid::open_or_build).
    ///
    /// # Errors
    /// [`PyramidError`], among them `no_georeference` and `crs_missing` for a picture that cannot be placed.
    pub fn open_or_build(
        source: &str,
        project: &Reference,
        cache_folder: &Path,
        run: &Run,
    ) -> Result<Self, PyramidError> {
        let Source { path, part } = Source::parse(source);
        let identity = identity(&path, &[Some(KIND), part.as_deref(), Some(project.wkt())]);
        let target = path_in(cache_folder, &identity);
        if let Some(file) = CacheFile::open(&target, &identity) {
            touch(&target);
            return Ok(Self { file });
        }
        let file = make((source, project), identity, (cache_folder, &target), run)?;
        trim(cache_folder, CACHE_LIMIT_BYTES, &target);
        Ok(Self { file })
    }

    /// How many levels there are; see [`HeightPyramid::levels`](super::HeightPyramid::levels).
    pub fn levels(&self) -> usize {
        self.cut().count()
    }

    /// How many tiles a level has from west to east, and from north to south.
    pub fn tiles(&self, level: usize) -> (usize, usize) {
        self.cut().tiles(level)
    }

    /// Where the cells of a level lie. Those at the eastern and southern edge may reach beyond the picture.
    pub fn placement(&self, level: usize) -> Placement {
        self.cut().placement(&self.file.contents.placement, level)
    }

    /// The cells of a tile: how many from west to east, how many from north to south, and four bytes for
    /// each, row by row from the north-west: red, green, blue and opacity.
    ///
    /// The colours are already multiplied with the opacity. Tiles have
    /// [`TILE_CELLS`](super::TILE_CELLS) cells on each side, fewer at the eastern and southern edge.
    ///
    /// # Errors
    /// As for [`HeightPyramid::tile`](super::HeightPyramid::tile).
    pub fn tile(
        &self,
        level: usize,
        column: usize,
        row: usize,
    ) -> io::Result<(usize, usize, Vec<u8>)> {
        let tile = TileAt { level, column, row };
        let (Some((columns, rows)), Some(entry)) =
            (self.cut().tile_size(tile), self.file.entry(tile))
        else {
            let message = "there is no such tile";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        };
        let cells = columns * rows;
        let pixels = match entry.form {
            EMPTY => vec![0; 4 * cells],
            OPAQUE => {
                let bytes = self.file.read(&entry)?;
                let mut pixels = Vec::with_capacity(4 * cells);
                for color in bytes.chunks_exact(3) {
                    pixels.extend_from_slice(&[color[0], color[1], color[2], 255]);
                }
                pixels
            }
            _ => self.file.read(&entry)?,
        };
        if pixels.len() != 4 * cells {
            let message = "a tile of the cache file has a wrong length";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok((columns, rows, pixels))
    }

    fn cut(&self) -> Levels {
        self.file.contents.levels()
    }
}

fn make(
    (source, project): (&str, &Reference),
    identity: Digest,
    (cache_folder, target): (&Path, &Path),
    run: &Run,
) -> Result<CacheFile, PyramidError> {
    let picture = PictureFile::open(source, project)?;
    let files = files_of(picture.path(), picture.source());
    let stamp = stamp(&files);
    let placement = picture.placement;
    let levels = Levels {
        columns: placement.columns,
        rows: placement.rows,
    };
    let plan = Plan::new(levels, &picture.driver, picture.block, false);
    let path = picture.path().to_owned();
    let store = |error| cannot_store(&path, error);
    let writer = CacheWriter::new(Home::new(cache_folder).map_err(store)?, levels);
    let content = PictureContent { source, project };
    build((&path, &content), &plan, picture, &writer, run)?;
    let contents = Contents {
        identity,
        stamp,
        files,
        placement,
        note: Vec::new(),
    };
    writer.finish(contents, target).map_err(store)
}

/// How pictures are read and kept.
struct PictureContent<'a> {
    source: &'a str,
    project: &'a Reference,
}

impl Content for PictureContent<'_> {
    type Cell = [u8; 4];
    type Reader = PictureFile;

    fn open(&self) -> Result<PictureFile, RasterError> {
        PictureFile::open(self.source, self.project)
    }

    fn read(
        &self,
        reader: &mut PictureFile,
        window: CellWindow,
    ) -> Result<Vec<[u8; 4]>, RasterError> {
        reader.read(window)
    }

    fn mean(four: [[u8; 4]; 4]) -> [u8; 4] {
        // Colours are multiplied with their opacity, so their mean is what the eye sees.
        std::array::from_fn(|channel| {
            let sum: u16 = four.iter().map(|pixel| u16::from(pixel[channel])).sum();
            u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX)
        })
    }

    fn encode(&self, cells: &CellRows<'_, [u8; 4]>) -> EncodedTile {
        let mut has_opaque = false;
        let mut has_other = false;
        for [.., opacity] in cells.rows().flatten() {
            has_opaque |= *opacity == 255;
            has_other |= *opacity != 255;
        }
        let pixels = cells.rows().flatten();
        if has_opaque && !has_other {
            let mut bytes = Vec::with_capacity(3 * cells.columns * cells.rows);
            for [red, green, blue, _] in pixels {
                bytes.extend_from_slice(&[*red, *green, *blue]);
            }
            return encoded(OPAQUE, bytes);
        }
        let mut bytes = Vec::with_capacity(4 * cells.columns * cells.rows);
        for pixel in pixels {
            bytes.extend_from_slice(pixel);
        }
        if bytes.iter().all(|byte| *byte == 0) {
            return encoded(EMPTY, Vec::new());
        }
        encoded(WITH_OPACITY, bytes)
    }
}

fn encoded(form: u32, bytes: Vec<u8>) -> EncodedTile {
    EncodedTile {
        form,
        bytes,
        ..EncodedTile::default()
    }
}
