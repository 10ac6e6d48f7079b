//! Terrain and outlines for a task, and what was odd about them.

use std::fs::File;
use std::path::{Path, PathBuf};

use geo::{Polygon, Rect};

use super::masses::TableError;
use super::{ExportError, Oddity};
use crate::balance::{CapError, FillInError};
use crate::crash::Caught;
use crate::design::{DesignError, LandAndSeaError, MOST_CELLS, Outline, OutlineError, VoidError};
use crate::gis::{
    AREA_SCALE_WARNED, CrsError, CrsFacts, PlaceNameError, PolygonFeature, PyramidError,
    RasterError, RasterOddity, Reference, TerrainSource, VectorError, WriteError, height_oddities,
    open_terrain, read_polygons,
};
use crate::jobs::JobError;
use crate::land_take::FootprintError;
use crate::progress::Run;
use crate::project::ContentName;
use crate::store::StoreError;
use crate::terrain::{CellWindow, Grid, Placement, whole_cells};

/// A part of a cell by which an area is drawn in to end inside its last cells.
const WITHIN_CELL: f64 = 0.01;

/// Cells read beyond an outline on each side.
const MARGIN_CELLS: usize = 3;

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
            Self::WriteTable { path, .. }
            | Self::Export { path, .. }
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
            | Self::FillIn { .. }
            | Self::ContentMissing { .. }
            | Self::Cancelled => None,
            Self::Bug(_) => self.bug()?.report.as_deref(),
        }
    }

    /// The bug in the program that it comes from, if it is one.
    pub fn bug(&self) -> Option<&Caught> {
        match self {
            Self::Bug(JobError::Panicked(caught)) => Some(caught),
            _ => None,
        }
    }
}

/// What a result rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct InputFact {
    /// The file.
    pub path: PathBuf,
    /// Fingerprint of the file's content.
    pub blake3: String,
    /// Its coordinate system.
    pub crs: Option<String>,
    /// What its heights are counted from, or `None` where that is not recorded.
    pub vertical_datum: Option<String>,
    /// The side of its cells, in metres; `None` for outlines.
    pub cell_size_m: Option<f64>,
}

impl InputFact {
    /// Of a raster.
    pub(super) fn of_terrain(terrain: &TerrainSource) -> Result<Self, TaskError> {
        let reference = terrain.reference();
        let path = &terrain.facts().path;
        Ok(Self {
            path: path.clone(),
            blake3: fingerprint(path)?,
            crs: Some(crs_name(reference)),
            vertical_datum: reference.vertical().map(|datum| datum.name.clone()),
            cell_size_m: Some(terrain.placement().cell_width_m),
        })
    }

    /// Of a file with points, lines or polygons.
    pub(super) fn of_vector(path: &Path, crs: Option<CrsFacts>) -> Result<Self, TaskError> {
        Ok(Self {
            path: path.to_owned(),
            blake3: fingerprint(path)?,
            crs: crs.map(|crs| crs.epsg.map_or(crs.name, |code| format!("EPSG:{code}"))),
            vertical_datum: None,
            cell_size_m: None,
        })
    }
}

/// `EPSG:25832`, or the name where there is no code.
pub(super) fn crs_name(reference: &Reference) -> String {
    reference.epsg().map_or_else(
        || reference.name().to_owned(),
        |code| format!("EPSG:{code}"),
    )
}

/// The same of a file that may have any coordinate system.
pub(super) fn crs_name_of(crs: &CrsFacts) -> String {
    crs.epsg
        .map_or_else(|| crs.name.clone(), |code| format!("EPSG:{code}"))
}

fn fingerprint(path: &Path) -> Result<String, TaskError> {
    let failed = |source| TaskError::Fingerprint {
        path: path.to_owned(),
        source,
    };
    let mut hasher = blake3::Hasher::new();
    // Some formats are a folder of files; those are known by their name alone.
    if path.is_file() {
        hasher
            .update_reader(File::open(path).map_err(failed)?)
            .map_err(failed)?;
    } else {
        hasher.update(path.as_os_str().as_encoded_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Opens a raster to measure on, and keeps what was odd.
pub(super) fn open(
    source: &str,
    stated_crs: Option<&str>,
    oddities: &mut Vec<Oddity>,
) -> Result<TerrainSource, TaskError> {
    let terrain = open_terrain(source, stated_crs)?;
    let path = &terrain.facts().path;
    oddities.extend(
        terrain
            .warnings()
            .iter()
            .map(|odd| Oddity::Raster(path.clone(), odd.clone())),
    );
    Ok(terrain)
}

/// An outline from a file, in the terrain's coordinate system.
pub(super) struct OutlineFile {
    pub path: PathBuf,
    pub outline: Outline,
    /// The polygon as the file has it.
    pub as_drawn: Polygon<f64>,
    pub input: InputFact,
}

/// Reads an outline; `feature` is its number from 1 where the file has several.
pub(super) fn read_outline(
    source: &str,
    feature: Option<usize>,
    reference: &Reference,
    oddities: &mut Vec<Oddity>,
    run: &Run,
) -> Result<OutlineFile, TaskError> {
    let layer = read_polygons(source, reference, run)?;
    let path = layer.path;
    oddities.extend(
        layer
            .warnings
            .into_iter()
            .map(|odd| Oddity::Vector(path.clone(), odd)),
    );
    let polygons = layer.polygons.len();
    let chosen: &PolygonFeature = match (feature, layer.polygons.as_slice()) {
        (None, [only]) => only,
        (None, _) => return Err(TaskError::SeveralPolygons { path, polygons }),
        (Some(asked), all) => match asked.checked_sub(1).and_then(|index| all.get(index)) {
            Some(chosen) => chosen,
            None => {
                return Err(TaskError::NoSuchFeature {
                    path,
                    asked,
                    polygons,
                });
            }
        },
    };
    let [polygon] = chosen.parts.0.as_slice() else {
        return Err(TaskError::SeveralParts {
            path,
            parts: chosen.parts.0.len(),
        });
    };
    let outline = Outline::new(polygon).map_err(|source| TaskError::Outline {
        path: path.clone(),
        source,
    })?;
    let input = InputFact::of_vector(&path, layer.crs)?;
    Ok(OutlineFile {
        path,
        outline,
        as_drawn: polygon.clone(),
        input,
    })
}

/// The cells that ground is read from for an area, with a margin; `None` where it lies beside the raster.
///
/// # Errors
/// [`DesignError::TooLarge`], if they are too many to work on.
pub(super) fn ground_window(
    terrain: &TerrainSource,
    area: Rect<f64>,
) -> Result<Option<CellWindow>, TaskError> {
    let Some(window) = terrain.placement().window_around(area, MARGIN_CELLS) else {
        return Ok(None);
    };
    let cells = window.columns.saturating_mul(window.rows);
    if MOST_CELLS < cells {
        let source = DesignError::TooLarge { cells };
        return Err(TaskError::Design {
            terrain: terrain.facts().path.clone(),
            source,
        });
    }
    Ok(Some(window))
}

/// Keeps what is odd about ground that was read around an area.
pub(super) fn note_ground(
    terrain: &TerrainSource,
    ground: &Grid<f32>,
    area: Rect<f64>,
    oddities: &mut Vec<Oddity>,
) {
    let path = &terrain.facts().path;
    let found = height_oddities(ground.height_range().as_ref());
    oddities.extend(
        found
            .into_iter()
            .map(|odd| Oddity::Raster(path.clone(), odd)),
    );
    let scale = terrain.reference().area_scale(area.center());
    let told = oddities
        .iter()
        .any(|odd| matches!(odd, Oddity::Raster(_, RasterOddity::AreaScale { .. })));
    if let Some(scale) = scale
        .ok()
        .filter(|scale| AREA_SCALE_WARNED < (scale - 1.0).abs() && !told)
    {
        oddities.push(Oddity::Raster(
            path.clone(),
            RasterOddity::AreaScale { scale },
        ));
    }
}

/// Reads the ground around an area, or all of it, and keeps what was odd about it.
///
/// `None` where the area lies beside the raster.
pub(super) fn read_ground(
    terrain: &TerrainSource,
    area: Rect<f64>,
    oddities: &mut Vec<Oddity>,
    run: &Run,
) -> Result<Option<Grid<f32>>, TaskError> {
    let Some(window) = ground_window(terrain, area)? else {
        return Ok(None);
    };
    let ground = terrain.read(window, run)?;
    note_ground(terrain, &ground, area, oddities);
    Ok(Some(ground))
}

/// The ground on square cells: as it is, or resampled to the shorter side of its cells.
pub(super) fn with_square_cells(
    ground: Grid<f32>,
    terrain: &TerrainSource,
    oddities: &mut Vec<Oddity>,
) -> Grid<f32> {
    let placement = *ground.placement();
    if placement.is_square() {
        return ground;
    }
    let side = placement.cell_width_m.min(placement.cell_height_m);
    let extent = placement.extent();
    let square = Placement {
        cell_width_m: side,
        cell_height_m: side,
        columns: whole_cells(extent.width() / side + 1e-6).max(1),
        rows: whole_cells(extent.height() / side + 1e-6).max(1),
        ..placement
    };
    oddities.push(Oddity::Resampled {
        path: terrain.facts().path.clone(),
        cell_size_m: side,
    });
    ground.resampled_to(square)
}

/// A surface on the cells of another grid, as it is where they are the same.
pub(super) fn on_the_cells_of(
    cells: &Grid<f32>,
    surface: &Grid<f32>,
    path: &Path,
    oddities: &mut Vec<Oddity>,
) -> Grid<f32> {
    let placement = *cells.placement();
    // A cell ends where the next begins, which is not to be taken with it.
    let (across, along) = (
        WITHIN_CELL * placement.cell_width_m,
        WITHIN_CELL * placement.cell_height_m,
    );
    let (least, most) = (placement.extent().min(), placement.extent().max());
    let inside = Rect::new(
        (least.x + across, least.y + along),
        (most.x - across, most.y - along),
    );
    let same = surface
        .placement()
        .window_around(inside, 0)
        .map(|window| surface.window(window));
    if let Some(same) = same.filter(|same| same.placement().matches(&placement)) {
        return same;
    }
    oddities.push(Oddity::Resampled {
        path: path.to_owned(),
        cell_size_m: placement.cell_width_m,
    });
    surface.resampled_to(placement)
}
