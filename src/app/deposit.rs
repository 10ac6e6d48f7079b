//! A deposit that rises from the ground along its outline, from files to files.

use std::path::PathBuf;

use geo::MultiPolygon;

use super::curve_table::write_curve;
use super::fill::{FillRequest, design_on};
use super::inputs::{open, read_ground, read_outline, with_square_cells};
use super::{InputFact, Oddity, TaskError};
use crate::design::{FillDesign, FillTarget, Slope, UnknownGround};
use crate::gis::{FieldValue, PolygonRecord, Reference, write_polygons, write_terrain};
use crate::progress::Run;
use crate::terrain::Grid;
use crate::units::{BankM3, PlacedFactor};

/// What is to be designed, and which files to write.
#[derive(Clone, Debug)]
pub struct DepositRequest {
    /// A raster: a path, or `path#band`.
    pub terrain: String,
    /// The terrain's coordinate system where the file names none.
    pub stated_crs: Option<String>,
    /// Polygons: a path, or `path#layer`.
    pub outline: String,
    /// Which polygon, from 1, where there are several.
    pub feature: Option<usize>,
    /// Steepness of the face.
    pub face: Slope,
    /// How far to build.
    pub target: FillTarget,
    /// Placed m³ per bank m³, where bank volumes are wanted.
    pub placed_factor: Option<PlacedFactor>,
    /// What to do where the outline runs over ground without a height.
    pub unknown_ground: UnknownGround,
    /// Where to write the surface as `GeoTIFF`.
    pub surface: Option<PathBuf>,
    /// Where to write the footprint as `GeoPackage`.
    pub footprint: Option<PathBuf>,
    /// Where to write the stage curve as CSV.
    pub curve: Option<PathBuf>,
}

/// A designed deposit and what it rests on.
#[derive(Clone, Debug)]
pub struct DepositResult {
    /// The design.
    pub design: FillDesign,
    /// The rock in the ground that fills it, where a placed factor was given.
    pub bank: Option<BankM3>,
    /// The side of the cells it was computed on, in metres.
    pub cell_size_m: f64,
    /// Terrain and outline.
    pub inputs: Vec<InputFact>,
    /// What was odd.
    pub oddities: Vec<Oddity>,
}

/// Designs a deposit and writes what was asked for.
///
/// # Errors
/// [`TaskError`]; nothing half-written is left.
pub fn design_deposit(request: &DepositRequest, run: &Run) -> Result<DepositResult, TaskError> {
    let mut oddities = Vec::new();
    let terrain = open(
        &request.terrain,
        request.stated_crs.as_deref(),
        &mut oddities,
    )?;
    let reference = terrain.reference();
    let file = read_outline(
        &request.outline,
        request.feature,
        reference,
        &mut oddities,
        run,
    )?;
    let extent = file.outline.extent();
    let Some(ground) = read_ground(&terrain, extent, &mut oddities, run)? else {
        return Err(TaskError::OutlineBesideTerrain {
            outline: file.path,
            terrain: terrain.facts().path.clone(),
        });
    };
    let ground = with_square_cells(ground, &terrain, &mut oddities);
    let fill = FillRequest {
        outline: file.outline,
        face: request.face,
        target: request.target,
        unknown_ground: request.unknown_ground,
    };
    let design = design_on(&ground, &terrain.facts().path, &fill, &mut oddities, run)?;
    let inputs = vec![InputFact::of_terrain(&terrain)?, file.input];
    let result = DepositResult {
        bank: request
            .placed_factor
            .map(|factor| design.fill.to_bank(factor)),
        cell_size_m: ground.placement().cell_width_m,
        design,
        inputs,
        oddities,
    };
    write(request, &result, &ground, reference, run)?;
    Ok(result)
}

fn write(
    request: &DepositRequest,
    result: &DepositResult,
    ground: &Grid<f32>,
    reference: &Reference,
    run: &Run,
) -> Result<(), TaskError> {
    let design = &result.design;
    if let Some(path) = &request.surface {
        write_terrain(path, &design.surface_on(ground), reference, run)?;
    }
    if let Some(path) = &request.footprint {
        let parts = design
            .footprint_polygons(ground)
            .unwrap_or_else(|| MultiPolygon(Vec::new()));
        let values = vec![
            ("fill_m3", FieldValue::Number(design.fill.0)),
            ("footprint_area_m2", FieldValue::Number(design.footprint.0)),
            ("crest_level_m", FieldValue::Number(design.crest_level.0)),
            ("face_deg", FieldValue::Number(request.face.degrees())),
        ];
        write_polygons(
            path,
            "footprint",
            &[PolygonRecord { parts, values }],
            reference,
        )?;
    }
    if let Some(path) = &request.curve {
        write_curve(path, &design.curve)?;
    }
    Ok(())
}
