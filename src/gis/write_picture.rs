//! Writes pictures that lie on the map, such as orthophotos.

use std::path::Path;

use gdal::errors::GdalError;
use gdal::raster::{Buffer, RasterCreationOptions};
use gdal::{Dataset, DriverManager};

use super::crs::Crs;
use super::reference::Reference;
use super::setup;
use super::write::{Beside, WriteError, transform_in_file};
use crate::progress::Run;
use crate::terrain::{CellWindow, Placement};

/// How a picture is laid out: small enough to hand on, at a loss of colour that is hard to see.
const PICTURE_LAYOUT: [&str; 6] = [
    "TILED=YES",
    "INTERLEAVE=PIXEL",
    "COMPRESS=JPEG",
    "JPEG_QUALITY=85",
    "PHOTOMETRIC=YCBCR",
    "BIGTIFF=IF_SAFER",
];

/// The side of a tile, in cells, as GDAL makes them.
const TILE_CELLS: usize = 256;

/// Writes red, green and blue as a `GeoTIFF` with JPEG inside. A file that is there is replaced.
///
/// `pixels` are row by row from the north-west. JPEG changes colours a little, most where they change abruptly.
/// [`PicturePyramid`](super::PicturePyramid) reads the file.
///
/// # Errors
/// [`WriteError`], also where there are not as many pixels as `placement` has cells; what was at `path` before
/// is then still there.
pub fn write_picture(
    path: &Path,
    placement: &Placement,
    pixels: &[[u8; 3]],
    reference: &Reference,
    run: &Run,
) -> Result<(), WriteError> {
    setup::init();
    setup::take_failure();
    let size = (placement.columns, placement.rows);
    if pixels.len() != size.0 * size.1 {
        let mismatch = GdalError::BufferSizeMismatch(pixels.len(), size);
        return Err(WriteError::gdal(path)(mismatch));
    }
    let beside = Beside::new(path)?;
    let plane = Crs::parse(reference.wkt())
        .and_then(|crs| crs.horizontal())
        .map_err(WriteError::crs(path))?;
    let dataset = create(&beside.file, size)
        .and_then(|mut dataset| {
            dataset.set_spatial_ref(&plane.spatial_ref)?;
            dataset.set_geo_transform(&transform_in_file(placement, reference))?;
            Ok(dataset)
        })
        .map_err(WriteError::gdal(path))?;
    for row in (0..placement.rows).step_by(TILE_CELLS) {
        run.step(row, placement.rows)
            .map_err(WriteError::cancelled(path))?;
        for column in (0..placement.columns).step_by(TILE_CELLS) {
            let tile = CellWindow {
                column,
                row,
                columns: TILE_CELLS.min(placement.columns - column),
                rows: TILE_CELLS.min(placement.rows - row),
            };
            write_tile(&dataset, tile, pixels, placement.columns)
                .map_err(WriteError::gdal(path))?;
        }
    }
    dataset.close().map_err(WriteError::gdal(path))?;
    beside.put_in_place()
}

fn create(file: &Path, (columns, rows): (usize, usize)) -> Result<Dataset, GdalError> {
    let options = RasterCreationOptions::from_iter(PICTURE_LAYOUT);
    DriverManager::get_driver_by_name("GTiff")?
        .create_with_band_type_with_options::<u8, _>(file, columns, rows, 3, &options)
}

/// Writes all three colours of a tile before the next tile, so that GDAL squeezes each tile only once.
fn write_tile(
    dataset: &Dataset,
    tile: CellWindow,
    pixels: &[[u8; 3]],
    columns: usize,
) -> Result<(), GdalError> {
    let begin = (isize::try_from(tile.column)?, isize::try_from(tile.row)?);
    let size = (tile.columns, tile.rows);
    for (band, channel) in [(1, 0), (2, 1), (3, 2)] {
        let rows = pixels.chunks_exact(columns).skip(tile.row).take(tile.rows);
        let values = rows.flat_map(|row| &row[tile.column..][..tile.columns]);
        let mut buffer = Buffer::new(size, values.map(|pixel| pixel[channel]).collect());
        dataset.rasterband(band)?.write(begin, size, &mut buffer)?;
    }
    Ok(())
}
