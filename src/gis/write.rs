//! Writes rasters of heights: beside the target first, then renamed, so that nothing is half-written.
//!
//! Features are left to `write_layers`, pictures to `write_picture`; they share what is here.

use std::path::{Path, PathBuf};

use gdal::errors::GdalError;
use gdal::raster::{Buffer, RasterCreationOptions};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags, Metadata as _};
use tempfile::TempDir;

use super::crs::{Crs, CrsError};
use super::reference::Reference;
use super::setup::{self, GdalFailure};
use crate::progress::{Cancelled, Run};
use crate::terrain::{Grid, Placement};

/// What stands for "no height" in the files that we write.
pub(super) const NODATA: f64 = -9999.0;

/// How a `GeoTIFF` is laid out.
pub(super) const TIFF_LAYOUT: [&str; 4] = [
    "TILED=YES",
    "COMPRESS=DEFLATE",
    "PREDICTOR=3",
    "BIGTIFF=IF_SAFER",
];

/// Rows that are written at once: one row of tiles.
const ROWS_PER_STRIP: usize = 256;

/// Cells along the longer side below which no smaller version of a raster is made.
const SMALLEST_OVERVIEW: usize = 128;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder does not exist, is not writable, or the path names no file.
    #[error("could not make a file beside {}", path.display())]
    FolderNotWritable {
        /// The file that was to be written.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// GDAL could not write the content.
    #[error("could not write {}", path.display())]
    CannotWrite {
        /// The file that was to be written.
        path: PathBuf,
        /// GDAL's reason.
        #[source]
        source: GdalFailure,
    },
    /// The coordinate system could not be written.
    #[error("could not write the coordinate system of {}", path.display())]
    CrsUnusable {
        /// The file that was to be written.
        path: PathBuf,
        /// Why not.
        #[source]
        source: CrsError,
    },
    /// The finished file could not take the place of the old one.
    #[error("could not replace {}", path.display())]
    CannotReplace {
        /// The file that was to be written.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// Nobody wants the result any more. No file was written.
    #[error("could not finish {}: cancelled", path.display())]
    Cancelled {
        /// The file that was to be written.
        path: PathBuf,
    },
}

impl WriteError {
    /// Which file it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::FolderNotWritable { path, .. }
            | Self::CannotWrite { path, .. }
            | Self::CrsUnusable { path, .. }
            | Self::CannotReplace { path, .. }
            | Self::Cancelled { path, .. } => path,
        }
    }

    /// A short name for the kind of error, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FolderNotWritable { .. } => "folder_not_writable",
            Self::CannotWrite { .. } => "cannot_write",
            Self::CrsUnusable { source, .. } => source.code(),
            Self::CannotReplace { .. } => "cannot_replace",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    pub(super) fn gdal(path: &Path) -> impl Fn(GdalError) -> Self + '_ {
        |error| Self::CannotWrite {
            path: path.to_owned(),
            source: error.into(),
        }
    }

    pub(super) fn cancelled(path: &Path) -> impl Fn(Cancelled) -> Self + '_ {
        |Cancelled| Self::Cancelled {
            path: path.to_owned(),
        }
    }

    pub(super) fn crs(path: &Path) -> impl Fn(CrsError) -> Self + '_ {
        |source| Self::CrsUnusable {
            path: path.to_owned(),
            source,
        }
    }
}

/// Writes heights as a `GeoTIFF`, in metres, with -9999 for "no height". A file that is there is replaced.
///
/// Coordinates are written in the unit of the coordinate system.
///
/// # Errors
/// [`WriteError`]; what was at `path` before is then still there.
pub fn write_terrain(
    path: &Path,
    heights: &Grid<f32>,
    reference: &Reference,
    run: &Run,
) -> Result<(), WriteError> {
    write_raster(path, heights, reference, &RasterNotes::default(), run)
}

/// What a raster says about itself, for people and for programs that open it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RasterNotes<'a> {
    /// What the band holds, such as "Depth below chart datum (m)". Empty says nothing.
    pub band: &'a str,
    /// Where the whole comes from and what it is good for, as `TIFFTAG_IMAGEDESCRIPTION`. Empty says nothing.
    pub description: &'a str,
}

/// Writes heights or depths like [`write_terrain`], with words about them inside the file.
///
/// A band whose name says depths is read as such by [`inspect_raster`](super::inspect_raster) and
/// [`open_terrain`](super::open_terrain); the vertical datum stays that of `reference`.
///
/// # Errors
/// [`WriteError`]; what was at `path` before is then still there.
pub fn write_raster(
    path: &Path,
    grid: &Grid<f32>,
    reference: &Reference,
    notes: &RasterNotes<'_>,
    run: &Run,
) -> Result<(), WriteError> {
    let beside = raster_beside(path, grid, reference, notes, run)?;
    beside.put_in_place()
}

/// Writes heights or differences like [`write_raster`], with smaller versions inside the file for what draws it from
/// afar: the mean of 2 × 2 cells, of 4 × 4, and on until it is small.
///
/// # Errors
/// [`WriteError`]; what was at `path` before is then still there.
pub fn write_raster_with_overviews(
    path: &Path,
    grid: &Grid<f32>,
    reference: &Reference,
    notes: &RasterNotes<'_>,
    run: &Run,
) -> Result<(), WriteError> {
    let beside = raster_beside(path, grid, reference, notes, run)?;
    let factors = overview_factors(grid.placement());
    if !factors.is_empty() {
        let options = DatasetOptions {
            open_flags: GdalOpenFlags::GDAL_OF_UPDATE | GdalOpenFlags::GDAL_OF_RASTER,
            allowed_drivers: Some(&["GTiff"]),
            ..DatasetOptions::default()
        };
        Dataset::open_ex(&beside.file, options)
            .and_then(|mut dataset| {
                dataset.build_overviews("AVERAGE", &factors, &[])?;
                dataset.close()
            })
            .map_err(WriteError::gdal(path))?;
        run.step(1, 1).map_err(WriteError::cancelled(path))?;
    }
    beside.put_in_place()
}

/// By how much smaller versions of a raster are smaller.
fn overview_factors(placement: &Placement) -> Vec<i32> {
    let mut factors = Vec::new();
    let (mut factor, mut longest) = (2, placement.columns.max(placement.rows));
    while SMALLEST_OVERVIEW < longest {
        factors.push(factor);
        factor *= 2;
        longest = longest.div_ceil(2);
    }
    factors
}

/// Writes a raster beside its place.
fn raster_beside(
    path: &Path,
    grid: &Grid<f32>,
    reference: &Reference,
    notes: &RasterNotes<'_>,
    run: &Run,
) -> Result<Beside, WriteError> {
    setup::init();
    let beside = Beside::new(path)?;
    let crs = Crs::parse(reference.wkt())
        .and_then(Crs::with_heights_in_metres)
        .map_err(WriteError::crs(path))?;
    let placement = grid.placement();
    let transform = transform_in_file(placement, reference);
    let size = (placement.columns, placement.rows);
    let dataset = create_tiff(&beside.file, size, &TIFF_LAYOUT)
        .and_then(|mut dataset| {
            dataset.set_spatial_ref(&crs.spatial_ref)?;
            dataset.set_geo_transform(&transform)?;
            write_notes(&mut dataset, notes)?;
            Ok(dataset)
        })
        .map_err(WriteError::gdal(path))?;
    for begin in (0..placement.rows).step_by(ROWS_PER_STRIP) {
        run.step(begin, placement.rows)
            .map_err(WriteError::cancelled(path))?;
        let rows = ROWS_PER_STRIP.min(placement.rows - begin);
        let strip = &grid.cells()[begin * placement.columns..][..rows * placement.columns];
        write_strip(&dataset, begin, placement.columns, strip).map_err(WriteError::gdal(path))?;
    }
    dataset.close().map_err(WriteError::gdal(path))?;
    Ok(beside)
}

/// Where cells lie, as GDAL says it, in the unit of the coordinate system.
pub(super) fn transform_in_file(placement: &Placement, reference: &Reference) -> [f64; 6] {
    let metres = reference.metres_per_unit();
    [
        placement.west_m / metres,
        placement.cell_width_m / metres,
        0.0,
        placement.north_m / metres,
        0.0,
        -placement.cell_height_m / metres,
    ]
}

/// Before the first cell is written, so that the notes stand in the file itself and not beside it.
fn write_notes(dataset: &mut Dataset, notes: &RasterNotes<'_>) -> Result<(), GdalError> {
    if !notes.band.is_empty() {
        dataset.rasterband(1)?.set_description(notes.band)?;
    }
    if !notes.description.is_empty() {
        dataset.set_metadata_item("TIFFTAG_IMAGEDESCRIPTION", notes.description, "")?;
    }
    Ok(())
}

/// Makes a `GeoTIFF` for heights in metres.
pub(super) fn create_tiff(
    file: &Path,
    (columns, rows): (usize, usize),
    layout: &[&str],
) -> Result<Dataset, GdalError> {
    setup::take_failure();
    let driver = DriverManager::get_driver_by_name("GTiff")?;
    let options = layout.iter().copied().collect::<RasterCreationOptions>();
    let dataset =
        driver.create_with_band_type_with_options::<f32, _>(file, columns, rows, 1, &options)?;
    let mut band = dataset.rasterband(1)?;
    band.set_no_data_value(Some(NODATA))?;
    set_unit_to_metres(&band);
    Ok(dataset)
}

/// Says that a band holds metres.
#[expect(unsafe_code, reason = "gdal has no wrapper for it")]
pub(super) fn set_unit_to_metres(band: &gdal::raster::RasterBand<'_>) {
    // SAFETY: the band's handle is valid, and the text ends with zero.
    unsafe {
        gdal_sys::GDALSetRasterUnitType(band.c_rasterband(), c"m".as_ptr());
    }
}

/// Writes whole rows of heights, from row `begin`.
pub(super) fn write_strip(
    dataset: &Dataset,
    begin: usize,
    columns: usize,
    heights: &[f32],
) -> Result<(), GdalError> {
    #[expect(clippy::cast_possible_truncation, reason = "-9999 is exact in f32")]
    let values = heights.iter().map(|height| {
        if height.is_nan() {
            NODATA as f32
        } else {
            *height
        }
    });
    let size = (columns, heights.len() / columns.max(1));
    let mut buffer = Buffer::new(size, values.collect());
    dataset
        .rasterband(1)?
        .write((0, isize::try_from(begin)?), size, &mut buffer)
}

/// A file that is being written in a folder of its own beside the target, on the same disk.
///
/// Unless it is put in place, it vanishes with everything that GDAL wrote beside it.
pub(super) struct Beside {
    pub folder: TempDir,
    pub file: PathBuf,
    target: PathBuf,
}

impl Beside {
    pub(super) fn new(target: &Path) -> Result<Self, WriteError> {
        let not_writable = |source| WriteError::FolderNotWritable {
            path: target.to_owned(),
            source,
        };
        let name = target.file_name().ok_or_else(|| {
            not_writable(std::io::Error::from(std::io::ErrorKind::InvalidFilename))
        })?;
        let parent = target
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let folder = tempfile::Builder::new()
            .prefix(".berghald-")
            .tempdir_in(parent.unwrap_or_else(|| Path::new(".")))
            .map_err(not_writable)?;
        let file = folder.path().join(name);
        Ok(Self {
            folder,
            file,
            target: target.to_owned(),
        })
    }

    /// Renames the file. Renaming is atomic, so a crash leaves the old file or the new one.
    pub(super) fn put_in_place(self) -> Result<(), WriteError> {
        let replace = || {
            std::fs::File::open(&self.file)?.sync_all()?;
            std::fs::rename(&self.file, &self.target)
        };
        replace().map_err(|source| WriteError::CannotReplace {
            path: self.target.clone(),
            source,
        })
    }
}
