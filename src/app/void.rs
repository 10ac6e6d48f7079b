//! The void of a pit, from files to figures.

use std::path::PathBuf;

use super::areas_on_ground::ground_per_map;
use super::compare_surfaces::same_places;
use super::curve_table::write_curve;
use super::inputs::{on_the_cells_of, open, read_ground, read_outline, with_square_cells};
use super::pit::measured_void;
use super::{InputFact, Oddity, TaskError};
use crate::design::{OriginalSurface, VoidDesign, VoidInput};
use crate::gis::TerrainSource;
use crate::progress::Run;
use crate::project::Areas;
use crate::terrain::Grid;
use crate::units::Metres;

/// Which pit is to be measured.
#[derive(Clone, Debug)]
pub struct VoidRequest {
    /// The ground as mined: a path, or `path#band`.
    pub terrain: String,
    /// The coordinate system of a raster whose file names none.
    pub stated_crs: Option<String>,
    /// The rim: a path, or `path#layer`.
    pub outline: String,
    /// Which polygon, from 1, where there are several.
    pub feature: Option<usize>,
    /// What the ground was before.
    pub original: OriginalSource,
    /// The highest level that may be filled to, where there is one.
    pub permitted_level: Option<Metres>,
    /// What areas are, and volumes with them.
    pub areas: Areas,
    /// Where to write the stage curve as CSV.
    pub curve: Option<PathBuf>,
}

/// Where the heights before mining come from.
#[derive(Clone, Debug)]
pub enum OriginalSource {
    /// A raster: a path, or `path#band`.
    Raster(String),
    /// The ground along the rim, carried across.
    Rim,
}

/// A measured void and what it rests on.
#[derive(Clone, Debug)]
pub struct VoidResult {
    /// What areas are, and volumes with them.
    pub areas: Areas,
    /// The void.
    pub void: VoidDesign,
    /// The raster with the original surface; `None` where the rim was carried across.
    pub original: Option<PathBuf>,
    /// The side of the cells it was measured on, in metres.
    pub cell_size_m: f64,
    /// Terrain, original surface and outline.
    pub inputs: Vec<InputFact>,
    /// What was odd.
    pub oddities: Vec<Oddity>,
}

/// Measures the void of a pit and writes its curve if that was asked for.
///
/// # Errors
/// [`TaskError`]; nothing half-written is left.
pub fn measure_void(request: &VoidRequest, run: &Run) -> Result<VoidResult, TaskError> {
    let mut oddities = Vec::new();
    let stated = request.stated_crs.as_deref();
    let terrain = open(&request.terrain, stated, &mut oddities)?;
    let original = match &request.original {
        OriginalSource::Raster(source) => Some(open(source, stated, &mut oddities)?),
        OriginalSource::Rim => None,
    };
    if let Some(original) = &original {
        same_places(original, &terrain, &mut oddities)?;
    }
    let (reference, feature) = (terrain.reference(), request.feature);
    let file = read_outline(&request.outline, feature, reference, &mut oddities, run)?;
    let extent = file.outline.extent();
    let Some(ground) = read_ground(&terrain, extent, &mut oddities, run)? else {
        return Err(TaskError::OutlineBesideTerrain {
            outline: file.path,
            terrain: terrain.facts().path.clone(),
        });
    };
    let file_path = terrain.facts().path.as_path();
    let scale = ground_per_map(request.areas, reference, extent.center(), file_path)?;
    let ground = with_square_cells(ground, &terrain, &mut oddities).with_ground_per_map(scale);
    let before = match &original {
        Some(original) => Some(read_before(
            original,
            &terrain,
            &ground,
            &mut oddities,
            run,
        )?),
        None => None,
    };
    let input = VoidInput {
        ground: &ground,
        outline: &file.outline,
        original: before
            .as_ref()
            .map_or(OriginalSurface::Rim, OriginalSurface::Surface),
        permitted_level: request.permitted_level,
    };
    let void = measured_void(&input, &terrain.facts().path, &mut oddities, run)?;
    let mut inputs = vec![InputFact::of_terrain(&terrain)?];
    if let Some(original) = &original {
        inputs.push(InputFact::of_terrain(original)?);
    }
    inputs.push(file.input);
    if let Some(path) = &request.curve {
        write_curve(path, &void.curve)?;
    }
    Ok(VoidResult {
        areas: request.areas,
        void,
        original: original.map(|original| original.facts().path.clone()),
        cell_size_m: ground.placement().cell_width_m,
        inputs,
        oddities,
    })
}

/// Heights before mining on the cells of the mined ground.
fn read_before(
    original: &TerrainSource,
    terrain: &TerrainSource,
    ground: &Grid<f32>,
    oddities: &mut Vec<Oddity>,
    run: &Run,
) -> Result<Grid<f32>, TaskError> {
    let path = &original.facts().path;
    let read = read_ground(original, ground.placement().extent(), oddities, run)?;
    let read = read.ok_or_else(|| TaskError::SurfacesApart {
        before: path.clone(),
        after: terrain.facts().path.clone(),
    })?;
    Ok(on_the_cells_of(ground, &read, path, oddities))
}
