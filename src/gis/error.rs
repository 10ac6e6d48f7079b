//! Why a raster cannot be used.

use std::path::{Path, PathBuf};

use super::crs::{CrsError, CrsKind};
use super::setup::GdalFailure;
use super::write::WriteError;
use crate::progress::Cancelled;
use crate::terrain::CellWindow;

/// Why a raster cannot be read, or cannot be measured on.
#[derive(Debug, thiserror::Error)]
pub enum RasterError {
    /// There is no such file.
    #[error("could not find {}", path.display())]
    FileMissing {
        /// The file.
        path: PathBuf,
    },
    /// A folder was named instead of a file.
    #[error("could not read {} as a raster: it is a folder", path.display())]
    IsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The file has no content.
    #[error("could not read {}: the file is empty", path.display())]
    FileEmpty {
        /// The file.
        path: PathBuf,
    },
    /// The file could not be looked at, for instance because access is denied.
    #[error("could not look at {}", path.display())]
    FileNotAccessible {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The file is of no raster format that is known here.
    #[error("could not read {} as a raster", path.display())]
    NotARaster {
        /// The file.
        path: PathBuf,
        /// GDAL's reason.
        #[source]
        source: GdalFailure,
    },
    /// The file holds several rasters or vector layers, and none of its own.
    #[error("could not find a raster band in {}", path.display())]
    NoBands {
        /// The file.
        path: PathBuf,
    },
    /// The format is known, but the content is broken or of an unsupported kind.
    #[error("could not read {}", path.display())]
    CannotRead {
        /// The file.
        path: PathBuf,
        /// GDAL's reason.
        #[source]
        source: GdalFailure,
    },
    /// What stands after `#` is not a band's number.
    #[error("could not find band “{part}” in {}, which has {bands}", path.display())]
    NoSuchBand {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        part: String,
        /// How many bands there are.
        bands: usize,
    },
    /// There are several bands, and none was chosen with `#`.
    #[error("could not choose among the {bands} bands of {}", path.display())]
    SeveralBands {
        /// The file.
        path: PathBuf,
        /// How many bands there are.
        bands: usize,
    },
    /// The values are colours.
    #[error("could not take {} as terrain: it is a picture", path.display())]
    Picture {
        /// The file.
        path: PathBuf,
        /// How many bands there are.
        bands: usize,
    },
    /// The values are complex numbers.
    #[error("could not take {} as terrain: its values are complex numbers", path.display())]
    ComplexValues {
        /// The file.
        path: PathBuf,
        /// GDAL's name of the type.
        data_type: String,
    },
    /// One block of the file needs too much memory.
    #[error(
        "could not read {}: one block needs {block_bytes} bytes, more than {limit_bytes}",
        path.display()
    )]
    BlockTooLarge {
        /// The file.
        path: PathBuf,
        /// What one block needs, in bytes.
        block_bytes: u64,
        /// What is allowed, in bytes.
        limit_bytes: u64,
    },
    /// A window has too many cells to be held in memory.
    #[error("could not read {cells} cells of {} at once, more than {limit_cells}", path.display())]
    WindowTooLarge {
        /// The file.
        path: PathBuf,
        /// How many cells were asked for.
        cells: usize,
        /// How many are allowed.
        limit_cells: usize,
    },
    /// A window reaches beyond the raster.
    #[error("could not read {window:?} of {}: it reaches beyond the raster", path.display())]
    WindowOutside {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        window: CellWindow,
    },
    /// The file does not say where its cells lie.
    #[error("could not place {}: it has no georeference", path.display())]
    NoGeoreference {
        /// The file.
        path: PathBuf,
    },
    /// The file is placed by control points only, and must be reprojected first.
    #[error("could not measure on {}: it is placed by {points} control points only", path.display())]
    GcpsOnly {
        /// The file.
        path: PathBuf,
        /// How many control points there are.
        points: usize,
    },
    /// The rows do not run west to east, and the file must be reprojected first.
    #[error("could not measure on {}: it is turned by {degrees}°", path.display())]
    Rotated {
        /// The file.
        path: PathBuf,
        /// From east counter-clockwise to the direction of the rows, in degrees.
        degrees: f64,
    },
    /// The file has no coordinate system, and none was stated.
    #[error("could not place {}: it has no coordinate system", path.display())]
    CrsMissing {
        /// The file.
        path: PathBuf,
    },
    /// The coordinate system of the file, or the one stated for it, could not be understood.
    #[error("could not understand the coordinate system of {}", path.display())]
    CrsUnusable {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: CrsError,
    },
    /// The stated coordinate system is not the one in the file.
    #[error("could not use “{stated}” for {}, which states “{found}”", path.display())]
    CrsContradicts {
        /// The file.
        path: PathBuf,
        /// The name of the stated one.
        stated: String,
        /// The name of the one in the file.
        found: String,
    },
    /// The coordinates are degrees, and the file must be reprojected first.
    #[error("could not measure on {}: “{name}” has degrees", path.display())]
    CrsGeographic {
        /// The file.
        path: PathBuf,
        /// The name of the coordinate system.
        name: String,
    },
    /// The coordinate system is of a kind that cannot be measured in.
    #[error("could not measure on {}: “{name}” is not a map projection", path.display())]
    CrsNotProjected {
        /// The file.
        path: PathBuf,
        /// The name of the coordinate system.
        name: String,
        /// What it is instead.
        kind: CrsKind,
    },
    /// Web Mercator, whose areas are up to many times too large; reproject first.
    #[error("could not measure on {}: “{name}” does not keep areas", path.display())]
    CrsWebMercator {
        /// The file.
        path: PathBuf,
        /// The name of the coordinate system.
        name: String,
        /// Planar area over true area at the centre, or `None` where it could not be found.
        area_scale: Option<f64>,
    },
    /// Areas on the map differ too much from areas on the ground; reproject first.
    #[error("could not measure on {}: areas in “{name}” are {area_scale} times those on the ground", path.display())]
    CrsDistorts {
        /// The file.
        path: PathBuf,
        /// The name of the coordinate system.
        name: String,
        /// Planar area over true area at the centre.
        area_scale: f64,
    },
    /// The heights are in a unit that is not known.
    #[error("could not convert the heights of {} from “{unit}”", path.display())]
    HeightUnitUnknown {
        /// The file.
        path: PathBuf,
        /// As the file calls it.
        unit: String,
    },
    /// The values are depths, positive downwards.
    #[error("could not take {} as terrain: “{name}” counts depths", path.display())]
    DepthsNotHeights {
        /// The file.
        path: PathBuf,
        /// The name of the vertical coordinate system.
        name: String,
    },
    /// GDAL could not compute the raster in the new coordinate system.
    #[error("could not reproject {}", path.display())]
    CannotReproject {
        /// The file.
        path: PathBuf,
        /// GDAL's reason.
        #[source]
        source: GdalFailure,
    },
    /// The result could not be written.
    #[error("could not write what comes of {}", path.display())]
    CannotWrite {
        /// The file that was read.
        path: PathBuf,
        /// Why not, and which file was to be written.
        #[source]
        source: WriteError,
    },
    /// Nobody wants the result any more.
    #[error("could not finish {}: cancelled", path.display())]
    Cancelled {
        /// The file.
        path: PathBuf,
    },
}

impl RasterError {
    /// Which file it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::FileMissing { path, .. }
            | Self::IsFolder { path, .. }
            | Self::FileEmpty { path, .. }
            | Self::FileNotAccessible { path, .. }
            | Self::NotARaster { path, .. }
            | Self::NoBands { path, .. }
            | Self::CannotRead { path, .. }
            | Self::NoSuchBand { path, .. }
            | Self::SeveralBands { path, .. }
            | Self::Picture { path, .. }
            | Self::ComplexValues { path, .. }
            | Self::BlockTooLarge { path, .. }
            | Self::WindowTooLarge { path, .. }
            | Self::WindowOutside { path, .. }
            | Self::NoGeoreference { path, .. }
            | Self::GcpsOnly { path, .. }
            | Self::Rotated { path, .. }
            | Self::CrsMissing { path, .. }
            | Self::CrsUnusable { path, .. }
            | Self::CrsContradicts { path, .. }
            | Self::CrsGeographic { path, .. }
            | Self::CrsNotProjected { path, .. }
            | Self::CrsWebMercator { path, .. }
            | Self::CrsDistorts { path, .. }
            | Self::HeightUnitUnknown { path, .. }
            | Self::DepthsNotHeights { path, .. }
            | Self::CannotReproject { path, .. }
            | Self::CannotWrite { path, .. }
            | Self::Cancelled { path, .. } => path,
        }
    }

    /// A short name for the kind of error, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FileMissing { .. } => "file_missing",
            Self::IsFolder { .. } => "is_folder",
            Self::FileEmpty { .. } => "file_empty",
            Self::FileNotAccessible { .. } => "file_not_accessible",
            Self::NotARaster { .. } => "not_a_raster",
            Self::NoBands { .. } => "no_bands",
            Self::CannotRead { .. } => "cannot_read",
            Self::NoSuchBand { .. } => "no_such_band",
            Self::SeveralBands { .. } => "several_bands",
            Self::Picture { .. } => "picture",
            Self::ComplexValues { .. } => "complex_values",
            Self::BlockTooLarge { .. } => "block_too_large",
            Self::WindowTooLarge { .. } => "window_too_large",
            Self::WindowOutside { .. } => "window_outside",
            Self::NoGeoreference { .. } => "no_georeference",
            Self::GcpsOnly { .. } => "gcps_only",
            Self::Rotated { .. } => "rotated",
            Self::CrsMissing { .. } => "crs_missing",
            Self::CrsUnusable { source, .. } => source.code(),
            Self::CrsContradicts { .. } => "crs_contradicts",
            Self::CrsGeographic { .. } => "crs_geographic",
            Self::CrsNotProjected { .. } => "crs_not_projected",
            Self::CrsWebMercator { .. } => "crs_web_mercator",
            Self::CrsDistorts { .. } => "crs_distorts",
            Self::HeightUnitUnknown { .. } => "height_unit_unknown",
            Self::DepthsNotHeights { .. } => "depths_not_heights",
            Self::CannotReproject { .. } => "cannot_reproject",
            Self::CannotWrite {
                source: WriteError::Cancelled { .. },
                ..
            }
            | Self::Cancelled { .. } => "cancelled",
            Self::CannotWrite { .. } => "cannot_write",
        }
    }

    /// Cancelling while a file is worked on.
    pub(super) fn cancelled(path: &std::path::Path) -> impl Fn(Cancelled) -> Self + '_ {
        |Cancelled| Self::Cancelled {
            path: path.to_owned(),
        }
    }
}
