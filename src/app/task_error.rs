//! Why a task was not done: every error that a planner may be told of.

use std::path::{Path, PathBuf};

use super::ExportError;
use super::PackageError;
use super::masses::TableError;
use crate::balance::{CapError, FillInError};
use crate::crash::Caught;
use crate::design::{DesignError, LandAndSeaError, OutlineError, VoidError};
use crate::gis::{CrsError, PlaceNameError, PyramidError, RasterError, VectorError, WriteError};
use crate::jobs::JobError;
use crate::land_take::FootprintError;
use crate::project::ContentName;
use crate::store::{CommentFileError, StoreError};

/// Why a task was not done.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// A raster cannot be used.
    #[error("a raster cannot be used")]
    Raster(#[from] RasterError),
    /// A file with outlines cannot be used.
    #[error("a file with outlines cannot be used")]
    Vector(#[from] VectorError),
    /// The pictures of a raster at every scale cannot be made.
    #[error("a raster cannot be shown")]
    Pyramid(#[from] PyramidError),
    /// A file with place names cannot be used.
    #[error("a file with place names cannot be used")]
    PlaceNames(#[from] PlaceNameError),
    /// A result cannot be written.
    #[error("a result cannot be written")]
    Write(#[from] WriteError),
    /// A table cannot be written.
    #[error("{} cannot be written", path.display())]
    WriteTable {
        /// The table.
        path: PathBuf,
        /// Why.
        #[source]
        source: csv::Error,
    },
    /// A picture or a table cannot be exported.
    #[error("{} cannot be exported", path.display())]
    Export {
        /// The file that was to be written.
        path: PathBuf,
        /// Why not.
        #[source]
        source: ExportError,
    },
    /// A handover package is not made.
    #[error("no package is made of {}", path.display())]
    Package {
        /// The project.
        path: PathBuf,
        /// Why not.
        #[source]
        source: PackageError,
    },
    /// A table with fractions and tonnes cannot be used.
    #[error("the table in {} cannot be used", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: TableError,
    },
    /// A source cannot be read to its end.
    #[error("{} cannot be read", path.display())]
    Fingerprint {
        /// The source.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The polygon is not an outline.
    #[error("the polygon in {} is not an outline", path.display())]
    Outline {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: OutlineError,
    },
    /// Polygons are no footprint.
    #[error("the polygons in {} are not a footprint", path.display())]
    Footprint {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        #[source]
        source: FootprintError,
    },
    /// Polygons are no permitted boundary.
    #[error("the polygons in {} are not a permitted boundary", path.display())]
    Concession {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        #[source]
        source: FootprintError,
    },
    /// Areas on the ground cannot be told where a footprint lies.
    #[error("areas on the ground cannot be told for {}", path.display())]
    GroundAreas {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: CrsError,
    },
    /// A file with comments cannot be used.
    #[error("comments cannot be used")]
    Comments {
        /// Why not.
        #[source]
        source: CommentFileError,
    },
    /// Nothing was filled in.
    #[error("nothing was filled in")]
    FillIn {
        /// Why not.
        #[source]
        source: FillInError,
    },
    /// There are several polygons and none was chosen.
    #[error("{} has {polygons} polygons", path.display())]
    SeveralPolygons {
        /// The file.
        path: PathBuf,
        /// How many there are.
        polygons: usize,
    },
    /// There is no polygon of that number.
    #[error("{} has {polygons} polygons, and no number {asked}", path.display())]
    NoSuchFeature {
        /// The file.
        path: PathBuf,
        /// The number asked for, from 1.
        asked: usize,
        /// How many there are.
        polygons: usize,
    },
    /// The polygon consists of parts that lie apart.
    #[error("the polygon in {} has {parts} parts", path.display())]
    SeveralParts {
        /// The file.
        path: PathBuf,
        /// How many parts.
        parts: usize,
    },
    /// Levels were given for other corners than the crest has.
    #[error("{} has {corners} corners, and {drops} levels were given", path.display())]
    DropsDiffer {
        /// The file.
        path: PathBuf,
        /// Levels that were given.
        drops: usize,
        /// Corners of the crest.
        corners: usize,
    },
    /// Nothing of the outline lies on the terrain.
    #[error("{} lies beside {}", outline.display(), terrain.display())]
    OutlineBesideTerrain {
        /// The file with the outline.
        outline: PathBuf,
        /// The terrain.
        terrain: PathBuf,
    },
    /// Nothing of what was drawn lies on the terrain.
    #[error("the outline lies beside {}", terrain.display())]
    DrawnBesideTerrain {
        /// The terrain.
        terrain: PathBuf,
    },
    /// What was drawn is no outline.
    #[error("what was drawn is not an outline")]
    Drawn {
        /// What is wrong with it.
        #[source]
        source: OutlineError,
    },
    /// A terrain is in another coordinate system than the project.
    #[error("{} is in {crs}, the project in {project_crs}", path.display())]
    TerrainElsewhere {
        /// The terrain.
        path: PathBuf,
        /// Its coordinate system.
        crs: String,
        /// The project's.
        project_crs: String,
    },
    /// A layer that needs a terrain below it was opened first.
    #[error("{} was opened before any terrain", path.display())]
    TerrainFirst {
        /// The file.
        path: PathBuf,
    },
    /// A folder cannot be made or written into.
    #[error("{} cannot be made", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// A folder has something in it already.
    #[error("{} is not empty", path.display())]
    FolderInUse {
        /// The folder.
        path: PathBuf,
    },
    /// The project file cannot be used.
    #[error("the project file cannot be used")]
    Store(#[from] StoreError),
    /// The file is the project itself, not a layer of it.
    #[error("{} is the project itself", path.display())]
    OwnFile {
        /// The project.
        path: PathBuf,
    },
    /// The copy of a site layer is not in the project file.
    #[error("{name} is not in the project file")]
    ContentMissing {
        /// The copy.
        name: ContentName,
    },
    /// What is built in an alternative may not be changed.
    #[error("{name} is frozen")]
    ScenarioFrozen {
        /// The alternative.
        name: String,
    },
    /// An alternative that was asked for is not in the project.
    #[error("{name} is not in {}", path.display())]
    ScenarioUnknown {
        /// What was asked for.
        name: String,
        /// The project.
        path: PathBuf,
        /// The names of those that are in it.
        known: Vec<String>,
    },
    /// Nothing of an alternative can be built, so it has no geometry.
    #[error("nothing is built in {name}")]
    NothingBuilt {
        /// The alternative.
        name: String,
        /// The project.
        path: PathBuf,
    },
    /// Weights that were asked for are not known.
    #[error("there are no weights {name}")]
    WeightsUnknown {
        /// What was asked for.
        name: String,
        /// The names of those that are known.
        known: Vec<String>,
    },
    /// The program hit a bug in a job.
    #[error("a job ended early")]
    Bug(#[source] JobError),
    /// The fill cannot be designed.
    #[error("the fill cannot be designed on {}", terrain.display())]
    Design {
        /// The terrain.
        terrain: PathBuf,
        /// Why.
        #[source]
        source: DesignError,
    },
    /// Land and sea floor do not become one ground.
    #[error("{} cannot be joined to the terrain", seabed.display())]
    LandAndSea {
        /// The sea floor.
        seabed: PathBuf,
        /// Why.
        #[source]
        source: LandAndSeaError,
    },
    /// A pit cannot be designed.
    #[error("the pit cannot be designed on {}", terrain.display())]
    Pit {
        /// The terrain.
        terrain: PathBuf,
        /// Why.
        #[source]
        source: DesignError,
    },
    /// The void of a pit cannot be measured.
    #[error("the void cannot be measured on {}", terrain.display())]
    Void {
        /// The terrain as mined.
        terrain: PathBuf,
        /// Why.
        #[source]
        source: VoidError,
    },
    /// A cap cannot be set.
    #[error("a cap cannot be set")]
    Cap(#[from] CapError),
    /// Two surfaces have different coordinate systems.
    #[error("{} and {} have different coordinate systems", before.display(), after.display())]
    CrsDiffers {
        /// The earlier surface.
        before: PathBuf,
        /// The later surface.
        after: PathBuf,
        /// The coordinate system of the earlier one.
        before_crs: String,
        /// Of the later one.
        after_crs: String,
    },
    /// Two surfaces lie apart.
    #[error("{} and {} do not overlap", before.display(), after.display())]
    SurfacesApart {
        /// The earlier surface.
        before: PathBuf,
        /// The later surface.
        after: PathBuf,
    },
    /// The work was stopped.
    #[error("cancelled")]
    Cancelled,
}

impl TaskError {
    /// The file that it is about, if it is about one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Raster(error) => Some(error.path()),
            Self::Vector(error) => Some(error.path()),
            Self::Write(error) => Some(error.path()),
            Self::Pyramid(error) => Some(error.path()),
            Self::PlaceNames(error) => Some(error.path()),
            Self::Store(error) => Some(error.path()),
            Self::Comments { source } => Some(source.path()),
            Self::WriteTable { path, .. }
            | Self::Export { path, .. }
            | Self::Package { path, .. }
            | Self::Fingerprint { path, .. }
            | Self::Table { path, .. }
            | Self::Outline { path, .. }
            | Self::Footprint { path, .. }
            | Self::Concession { path, .. }
            | Self::GroundAreas { path, .. }
            | Self::SeveralPolygons { path, .. }
            | Self::NoSuchFeature { path, .. }
            | Self::SeveralParts { path, .. }
            | Self::DropsDiffer { path, .. }
            | Self::LandAndSea { seabed: path, .. }
            | Self::TerrainElsewhere { path, .. }
            | Self::ScenarioUnknown { path, .. }
            | Self::NothingBuilt { path, .. }
            | Self::OwnFile { path }
            | Self::Folder { path, .. }
            | Self::FolderInUse { path }
            | Self::TerrainFirst { path } => Some(path),
            Self::Design { terrain, .. }
            | Self::Void { terrain, .. }
            | Self::Pit { terrain, .. }
            | Self::DrawnBesideTerrain { terrain } => Some(terrain),
            Self::OutlineBesideTerrain { .. }
            | Self::CrsDiffers { .. }
            | Self::SurfacesApart { .. }
            | Self::Drawn { .. }
            | Self::Cap(_)
            | Self::ScenarioFrozen { .. }
            | Self::WeightsUnknown { .. }
            | Self::FillIn { .. }
            | Self::ContentMissing { .. }
            | Self::Cancelled => None,
            Self::Bug(_) => self.bug()?.report.as_deref(),
        }
    }

    /// Whether the work was stopped, wherever it was then.
    pub fn is_cancelled(&self) -> bool {
        matches!(
            self,
            Self::Cancelled
                | Self::Write(WriteError::Cancelled { .. })
                | Self::Store(StoreError::Cancelled { .. })
        )
    }

    /// The bug in the program that it comes from, if it is one.
    pub fn bug(&self) -> Option<&Caught> {
        match self {
            Self::Bug(JobError::Panicked(caught)) => Some(caught),
            _ => None,
        }
    }
}
