//! A pit that is to be dug, from files to files.

use std::path::PathBuf;
use std::sync::Arc;

use geo::MultiPolygon;

use super::concession::Concession;
use super::enough_ground::{OnGround, on_enough_ground};
use super::ground_source::{GroundSource, ReadGround};
use super::inputs::{open, read_outline};
use super::{InputFact, Oddity, TaskError};
use crate::design::{
    Batter, DesignError, Outline, PitDesign, PitDesignInput, PitShape, PitTarget, UnknownGround,
    design_pit,
};
use crate::gis::{FieldValue, PolygonRecord, Reference, write_polygons, write_terrain};
use crate::progress::Run;
use crate::project::{Areas, Reading};
use crate::terrain::Grid;
use crate::units::SquareMetres;

/// Which pit is to be designed, and which files to write.
#[derive(Clone, Debug)]
pub struct PitDesignRequest {
    /// A raster: a path, or `path#band`.
    pub terrain: String,
    /// The terrain's coordinate system where the file names none.
    pub stated_crs: Option<String>,
    /// What is drawn.
    pub drawn: DrawnPit,
    /// Which polygon, from 1, where there are several.
    pub feature: Option<usize>,
    /// How far to dig.
    pub target: PitTarget,
    /// Faces and berms of the walls.
    pub walls: Batter,
    /// What to do where the rim runs over ground without a height.
    pub unknown_ground: UnknownGround,
    /// What areas are, and volumes with them.
    pub areas: Areas,
    /// Polygons with the boundary that is permitted: a path, or `path#layer`.
    pub concession: Option<String>,
    /// Where to write the ground with the pit in it as `GeoTIFF`.
    pub surface: Option<PathBuf>,
    /// Where to write the ground that is opened as `GeoPackage`.
    pub footprint: Option<PathBuf>,
}

/// A file with what is drawn of a pit: a path, or `path#layer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawnPit {
    /// The rim.
    Rim(String),
    /// The floor.
    Floor(String),
}

/// A designed pit and what it rests on.
#[derive(Clone, Debug)]
pub struct PitDesignResult {
    /// The design.
    pub design: PitDesign,
    /// What it opens outside the concession, where one was given.
    pub outside_concession: Option<SquareMetres>,
    /// The side of the cells it was computed on, in metres.
    pub cell_size_m: f64,
    /// Terrain and outline.
    pub inputs: Vec<InputFact>,
    /// What was odd.
    pub oddities: Vec<Oddity>,
}

/// Designs a pit and writes what was asked for.
///
/// # Errors
/// [`TaskError`]; nothing half-written is left.
pub fn plan_pit(request: &PitDesignRequest, run: &Run) -> Result<PitDesignResult, TaskError> {
    let mut oddities = Vec::new();
    let stated = request.stated_crs.as_deref();
    let terrain = open(&request.terrain, stated, &mut oddities)?;
    let reference = terrain.reference().clone();
    let (DrawnPit::Rim(source) | DrawnPit::Floor(source)) = &request.drawn;
    let file = read_outline(source, request.feature, &reference, &mut oddities, run)?;
    let mut inputs = vec![InputFact::of_terrain(&terrain)?, file.input];
    let concession = request.concession.as_deref();
    let concession = Concession::read(concession, &reference, &mut inputs, &mut oddities, run)?;
    let ground = ReadGround {
        path: terrain.facts().path.clone(),
        source: Arc::new(GroundSource::new(terrain)),
        reading: Reading::default(),
        areas: request.areas,
    };
    let designed = design_on(&ground, &file.outline, request, run);
    let found = designed.map_err(|error| match error {
        TaskError::DrawnBesideTerrain { terrain } => TaskError::OutlineBesideTerrain {
            outline: file.path.clone(),
            terrain,
        },
        error => error,
    })?;
    let OnGround {
        ground: grid,
        design,
        oddities: odd_there,
    } = found;
    oddities.extend(odd_there);
    let outside_concession = concession.map(|concession| {
        let opened = design.footprint_polygons(&grid);
        concession.look_at(opened.as_ref(), grid.placement(), &mut oddities)
    });
    write(request, &design, &grid, &reference, run)?;
    Ok(PitDesignResult {
        outside_concession,
        cell_size_m: grid.placement().cell_width_m,
        design,
        inputs,
        oddities,
    })
}

/// Designs a pit on as much ground as its walls reach.
fn design_on(
    ground: &ReadGround,
    outline: &Outline,
    request: &PitDesignRequest,
    run: &Run,
) -> Result<OnGround<PitDesign>, TaskError> {
    let (shape, reaches_out) = match request.drawn {
        DrawnPit::Rim(_) => (PitShape::Rim(outline), false),
        DrawnPit::Floor(_) => (PitShape::Floor(outline), true),
    };
    let mut found = on_enough_ground(
        outline.extent(),
        reaches_out,
        |area, oddities| ground.around(area, oddities, run),
        |grid, _| {
            let input = PitDesignInput {
                ground: grid,
                shape,
                walls: request.walls,
                target: request.target,
                unknown_ground: request.unknown_ground,
            };
            design_pit(&input, run)
        },
        |found| match found {
            Ok(design) => design.leaves_terrain(),
            // More may be taken out where there is more ground.
            Err(error) => matches!(error, DesignError::FloorTooDeep { .. }),
        },
        |source| match source {
            DesignError::Cancelled => TaskError::Cancelled,
            source => TaskError::Pit {
                terrain: ground.path.clone(),
                source,
            },
        },
    )?;
    let warnings = found.design.warnings.iter().copied();
    found.oddities.extend(warnings.map(Oddity::DesignedPit));
    Ok(found)
}

fn write(
    request: &PitDesignRequest,
    design: &PitDesign,
    ground: &Grid<f32>,
    reference: &Reference,
    run: &Run,
) -> Result<(), TaskError> {
    if let Some(path) = &request.surface {
        write_terrain(path, &design.surface_on(ground), reference, run)?;
    }
    if let Some(path) = &request.footprint {
        let parts = design.footprint_polygons(ground);
        let values = vec![
            ("cut_m3", FieldValue::Number(design.cut.0)),
            ("footprint_area_m2", FieldValue::Number(design.footprint.0)),
            ("floor_m", FieldValue::Number(design.floor_level.0)),
        ];
        let record = PolygonRecord {
            parts: parts.unwrap_or_else(|| MultiPolygon(Vec::new())),
            values,
        };
        write_polygons(path, "footprint", &[record], reference)?;
    }
    Ok(())
}
