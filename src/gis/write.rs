//! Writes terrain and polygons: beside the target first, then renamed, so that nothing is half-written.

use std::path::{Path, PathBuf};

use gdal::errors::GdalError;
use gdal::raster::{Buffer, RasterCreationOptions};
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Feature, LayerAccess as _, LayerOptions, ToGdal as _};
use gdal::{Dataset, DriverManager};
use gdal_sys::{OGRFieldType, OGRwkbGeometryType};
use geo::{Coord, MapCoords as _, MultiPolygon};
use tempfile::TempDir;

use super::crs::{Crs, CrsError};
use super::reference::Reference;
use super::setup::{self, GdalFailure};
use crate::progress::{Cancelled, Run};
use crate::terrain::Grid;

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
    setup::init();
    let beside = Beside::new(path)?;
    let crs = Crs::parse(reference.wkt())
        .and_then(Crs::with_heights_in_metres)
        .map_err(WriteError::crs(path))?;
    let placement = heights.placement();
    let metres = reference.metres_per_unit();
    let transform = [
        placement.west_m / metres,
        placement.cell_width_m / metres,
        0.0,
        placement.north_m / metres,
        0.0,
        -placement.cell_height_m / metres,
    ];
    let size = (placement.columns, placement.rows);
    let dataset = create_tiff(&beside.file, size, &TIFF_LAYOUT)
        .and_then(|mut dataset| {
            dataset.set_spatial_ref(&crs.spatial_ref)?;
            dataset.set_geo_transform(&transform)?;
            Ok(dataset)
        })
        .map_err(WriteError::gdal(path))?;
    for begin in (0..placement.rows).step_by(ROWS_PER_STRIP) {
        run.step(begin, placement.rows)
            .map_err(|Cancelled| WriteError::Cancelled {
                path: path.to_owned(),
            })?;
        let rows = ROWS_PER_STRIP.min(placement.rows - begin);
        let strip = &heights.cells()[begin * placement.columns..][..rows * placement.columns];
        write_strip(&dataset, begin, placement.columns, strip).map_err(WriteError::gdal(path))?;
    }
    dataset.close().map_err(WriteError::gdal(path))?;
    beside.put_in_place()
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

/// A feature to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct PolygonRecord<'a> {
    /// Its polygons, in metres in the project's coordinate system.
    pub parts: MultiPolygon<f64>,
    /// Its fields by name.
    pub values: Vec<(&'a str, FieldValue)>,
}

/// A value of a feature's field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// Words.
    Text(String),
    /// A number with decimals.
    Number(f64),
    /// A whole number.
    Integer(i64),
}

/// Writes polygons as one layer of a new `GeoPackage`. A file that is there is replaced.
///
/// Outlines are in metres; each feature has the fields that it names, the others are empty.
///
/// # Errors
/// [`WriteError`]; what was at `path` before is then still there.
pub fn write_polygons(
    path: &Path,
    layer_name: &str,
    features: &[PolygonRecord<'_>],
    reference: &Reference,
) -> Result<(), WriteError> {
    setup::init();
    setup::take_failure();
    let beside = Beside::new(path)?;
    let plane = Crs::parse(reference.wkt())
        .and_then(|crs| crs.horizontal())
        .map_err(WriteError::crs(path))?;
    let metres = reference.metres_per_unit();
    create_geopackage(&beside.file)
        .and_then(|mut dataset| {
            fill_layer(
                &mut dataset,
                (layer_name, &plane.spatial_ref),
                features,
                metres,
            )?;
            dataset.close()
        })
        .map_err(WriteError::gdal(path))?;
    beside.put_in_place()
}

fn create_geopackage(file: &Path) -> Result<Dataset, GdalError> {
    let options = RasterCreationOptions::from_iter(["VERSION=1.3"]);
    DriverManager::get_driver_by_name("GPKG")?
        .create_with_band_type_with_options::<u8, _>(file, 0, 0, 0, &options)
}

fn fill_layer(
    dataset: &mut Dataset,
    (name, spatial_ref): (&str, &SpatialRef),
    features: &[PolygonRecord<'_>],
    metres_per_unit: f64,
) -> Result<(), GdalError> {
    let mut transaction = dataset.start_transaction()?;
    let layer = transaction.create_layer(LayerOptions {
        name,
        srs: Some(spatial_ref),
        ty: OGRwkbGeometryType::wkbMultiPolygon,
        ..Default::default()
    })?;
    let mut fields: Vec<(&str, OGRFieldType::Type)> = Vec::new();
    for (field, value) in features.iter().flat_map(|record| &record.values) {
        if !fields.iter().any(|(known, _)| known == field) {
            fields.push((field, type_of(value)));
        }
    }
    layer.create_defn_fields(&fields)?;
    for PolygonRecord { parts, values } in features {
        let in_file = parts.map_coords(|Coord { x, y }| Coord {
            x: x / metres_per_unit,
            y: y / metres_per_unit,
        });
        let mut feature = Feature::new(layer.defn())?;
        feature.set_geometry(in_file.to_gdal()?)?;
        for (field, value) in values {
            let index = feature.field_index(field)?;
            match value {
                FieldValue::Text(text) => feature.set_field_string(index, text)?,
                FieldValue::Number(number) => feature.set_field_double(index, *number)?,
                FieldValue::Integer(number) => feature.set_field_integer64(index, *number)?,
            }
        }
        feature.create(&layer)?;
    }
    transaction.commit()
}

fn type_of(value: &FieldValue) -> OGRFieldType::Type {
    match value {
        FieldValue::Text(_) => OGRFieldType::OFTString,
        FieldValue::Number(_) => OGRFieldType::OFTReal,
        FieldValue::Integer(_) => OGRFieldType::OFTInteger64,
    }
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
