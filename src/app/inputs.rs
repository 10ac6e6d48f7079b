//! Terrain and outlines for a task, and what was odd about them.

use std::fs::File;
use std::path::{Path, PathBuf};

use geo::{Polygon, Rect};

use super::Oddity;
use super::TaskError;
use crate::design::{DesignError, MOST_CELLS, Outline};
use crate::gis::{
    AREA_SCALE_WARNED, CrsFacts, PolygonFeature, RasterOddity, Reference, TerrainSource,
    height_oddities, open_terrain, read_polygons,
};
use crate::progress::Run;
use crate::terrain::{CellWindow, Grid, Placement, whole_cells};

/// A part of a cell by which an area is drawn in to end inside its last cells.
const WITHIN_CELL: f64 = 0.01;

/// Cells read beyond an outline on each side.
const MARGIN_CELLS: usize = 3;

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
