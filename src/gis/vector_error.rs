//! Why polygons cannot be read.

use std::fmt;
use std::path::{Path, PathBuf};

use super::crs::CrsError;
use super::setup::GdalFailure;

/// Why a file's polygons cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VectorError {
    /// There is no such file.
    #[error("could not find {}", path.display())]
    FileMissing {
        /// The file.
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
    /// The file is of no vector format that is known here.
    #[error("could not read {} as points, lines or polygons", path.display())]
    NotAVector {
        /// The file.
        path: PathBuf,
        /// GDAL's reason.
        #[source]
        source: GdalFailure,
    },
    /// The format is known, but the content is broken or of an unsupported kind.
    #[error("could not read {}", path.display())]
    CannotRead {
        /// The file.
        path: PathBuf,
        /// GDAL's reason, with the line where there is one.
        #[source]
        source: GdalFailure,
    },
    /// A SOSI file whose header names another character set than the one it is written in.
    #[error("could not read {}: its characters are not what its header says", path.display())]
    WrongCharacterSet {
        /// The file.
        path: PathBuf,
        /// GDAL's reason.
        #[source]
        source: GdalFailure,
    },
    /// What stands after `#` is not the name of a layer.
    #[error("could not find the layer “{layer}” in {}", path.display())]
    NoSuchLayer {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        layer: String,
        /// The layers that there are.
        layers: Vec<String>,
    },
    /// Several layers may hold polygons, and none was chosen with `#`.
    #[error("could not choose among the {} layers of {}", layers.len(), path.display())]
    SeveralLayers {
        /// The file.
        path: PathBuf,
        /// The layers that may hold polygons.
        layers: Vec<String>,
    },
    /// No layer of the file has shapes.
    #[error("could not find points, lines or polygons in {}", path.display())]
    NoShapes {
        /// The file.
        path: PathBuf,
    },
    /// The layer has no field of that name.
    #[error("could not find the field “{field}” in {}", path.display())]
    NoSuchField {
        /// The file.
        path: PathBuf,
        /// The layer.
        layer: String,
        /// What was asked for.
        field: String,
        /// The fields that there are.
        fields: Vec<String>,
    },
    /// There is no polygon in the file.
    #[error("could not find a polygon in {}", path.display())]
    NoPolygons {
        /// The file.
        path: PathBuf,
        /// The layer that was read, or `None` where there is none at all.
        layer: Option<String>,
        /// What there is instead, most frequent first.
        found: Vec<GeometryCount>,
    },
    /// No feature of the layer has a place that can be used.
    #[error("could not find a feature with a place in {}", path.display())]
    NoFeatures {
        /// The file.
        path: PathBuf,
        /// The layer that was read; empty where none may have features with a place.
        layer: String,
        /// What there is instead, most frequent first.
        found: Vec<GeometryCount>,
    },
    /// There is no line in the file.
    #[error("could not find a line in {}", path.display())]
    NoLine {
        /// The file.
        path: PathBuf,
        /// What there is instead, most frequent first.
        found: Vec<GeometryCount>,
    },
    /// There are several lines where one is meant.
    #[error("could not choose among the {lines} lines of {}", path.display())]
    SeveralLines {
        /// The file.
        path: PathBuf,
        /// How many.
        lines: usize,
    },
    /// The shapes are faces in space (a multipatch shapefile), which have no area in plan.
    #[error("could not take the faces in {} as polygons", path.display())]
    FacesInSpace {
        /// The file.
        path: PathBuf,
    },
    /// The coordinates lie where no coordinate system has any.
    #[error("could not place {}: it has coordinates such as {x}, {y}", path.display())]
    CoordinatesImpossible {
        /// The file.
        path: PathBuf,
        /// In units of the file.
        x: f64,
        /// In units of the file.
        y: f64,
    },
    /// The file has no coordinate system, and its coordinates look like degrees.
    #[error("could not place {}: it has no coordinate system and what look like degrees", path.display())]
    CrsMissing {
        /// The file.
        path: PathBuf,
    },
    /// The file says degrees, but its coordinates are none.
    #[error("could not place {}: “{name}” has degrees, but the file has {x}, {y}", path.display())]
    CrsContradictsCoordinates {
        /// The file.
        path: PathBuf,
        /// The name of the coordinate system that the file states, or that its format implies.
        name: String,
        /// In units of the file.
        x: f64,
        /// In units of the file.
        y: f64,
    },
    /// The coordinate system of the file could not be understood.
    #[error("could not understand the coordinate system of {}", path.display())]
    CrsUnusable {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: CrsError,
    },
    /// Coordinates could not be brought from the file's coordinate system to the project's.
    #[error("could not bring {} from “{from}” to “{to}”", path.display())]
    CannotTransform {
        /// The file.
        path: PathBuf,
        /// The name of the file's coordinate system.
        from: String,
        /// The name of the project's coordinate system.
        to: String,
        /// GDAL's reason.
        #[source]
        source: GdalFailure,
    },
    /// Nobody wants the result any more.
    #[error("could not finish {}: cancelled", path.display())]
    Cancelled {
        /// The file.
        path: PathBuf,
    },
}

impl VectorError {
    /// Which file it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::FileMissing { path, .. }
            | Self::FileEmpty { path, .. }
            | Self::FileNotAccessible { path, .. }
            | Self::NotAVector { path, .. }
            | Self::CannotRead { path, .. }
            | Self::WrongCharacterSet { path, .. }
            | Self::NoSuchLayer { path, .. }
            | Self::SeveralLayers { path, .. }
            | Self::NoShapes { path }
            | Self::NoSuchField { path, .. }
            | Self::NoPolygons { path, .. }
            | Self::NoFeatures { path, .. }
            | Self::NoLine { path, .. }
            | Self::SeveralLines { path, .. }
            | Self::FacesInSpace { path, .. }
            | Self::CoordinatesImpossible { path, .. }
            | Self::CrsMissing { path, .. }
            | Self::CrsContradictsCoordinates { path, .. }
            | Self::CrsUnusable { path, .. }
            | Self::CannotTransform { path, .. }
            | Self::Cancelled { path, .. } => path,
        }
    }

    /// A short name for the kind of error, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FileMissing { .. } => "file_missing",
            Self::FileEmpty { .. } => "file_empty",
            Self::FileNotAccessible { .. } => "file_not_accessible",
            Self::NotAVector { .. } => "not_a_vector",
            Self::CannotRead { .. } => "cannot_read",
            Self::WrongCharacterSet { .. } => "wrong_character_set",
            Self::NoSuchLayer { .. } => "no_such_layer",
            Self::SeveralLayers { .. } => "several_layers",
            Self::NoShapes { .. } => "no_shapes",
            Self::NoSuchField { .. } => "no_such_field",
            Self::NoPolygons { .. } => "no_polygons",
            Self::NoFeatures { .. } => "no_features",
            Self::NoLine { .. } => "no_line",
            Self::SeveralLines { .. } => "several_lines",
            Self::FacesInSpace { .. } => "faces_in_space",
            Self::CoordinatesImpossible { .. } => "coordinates_impossible",
            Self::CrsMissing { .. } => "crs_missing",
            Self::CrsContradictsCoordinates { .. } => "crs_contradicts_coordinates",
            Self::CrsUnusable { source, .. } => source.code(),
            Self::CannotTransform { .. } => "cannot_transform",
            Self::Cancelled { .. } => "cancelled",
        }
    }
}

/// How many features have one kind of geometry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeometryCount {
    /// GDAL's name of the kind, such as `Point`; `None` for features without a geometry.
    pub kind: Option<String>,
    /// How many.
    pub features: usize,
}

impl fmt::Display for GeometryCount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} × {}",
            self.features,
            self.kind.as_deref().unwrap_or("none")
        )
    }
}
