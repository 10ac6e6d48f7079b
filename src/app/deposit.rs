//! A deposit on a terrain, from files to files.

use std::path::PathBuf;
use std::sync::Arc;

use geo::{Area as _, Coord, MultiPolygon};

use super::concession::Concession;
use super::curve_table::write_curve;
use super::enough_ground::OnGround;
use super::fill::{DesignedFill, FillRequest, designed_on};
use super::fill_base::{FillBase, Sea};
use super::ground_source::{GroundSource, ReadGround};
use super::inputs::{OutlineFile, open, read_outline};
use super::{InputFact, Oddity, TaskError};
use crate::design::{
    Batter, CrestShape, Dam, DryingBelt, FillDesign, FillShape, FillTarget, HeightErrors,
    LevelShape, RampMode, Slope, UnknownGround, UphillSide, VolumeBand, volume_band,
};
use crate::gis::{
    FieldValue, PolygonRecord, RasterOddity, Reference, TerrainSource, read_line, write_polygons,
    write_terrain,
};
use crate::progress::Run;
use crate::project::{Areas, RampPlan, RampRoute, Reading, Values};
use crate::terrain::Grid;
use crate::units::{BankM3, Metres, PlacedFactor, SquareMetres};

/// What is to be designed, and which files to write.
#[derive(Clone, Debug)]
pub struct DepositRequest {
    /// A raster: a path, or `path#band`.
    pub terrain: String,
    /// The terrain's coordinate system where the file names none.
    pub stated_crs: Option<String>,
    /// The sea floor, where the terrain ends at the shore.
    pub seabed: Option<SeabedRequest>,
    /// A raster whose heights count instead of the terrain's where it has any, such as with an earlier deposit on it.
    pub on: Option<String>,
    /// What is drawn.
    pub drawn: Drawn,
    /// How the fill follows from what is drawn.
    pub method: MethodRequest,
    /// Faces, berms and water.
    pub batter: Batter,
    /// The slope that it is regraded to when it is closed.
    pub closure: Option<Slope>,
    /// The haul ramp on it.
    pub ramp: Option<RampRequest>,
    /// How far to build.
    pub target: FillTarget,
    /// Placed m³ per bank m³, where bank volumes are wanted.
    pub placed_factor: Option<PlacedFactor>,
    /// What to do where the outline runs over ground without a height.
    pub unknown_ground: UnknownGround,
    /// Polygons with the boundary that is permitted: a path, or `path#layer`.
    pub concession: Option<String>,
    /// How far off the heights may be.
    pub errors: HeightErrors,
    /// What areas are, and volumes with them.
    pub areas: Areas,
    /// Where to write the surface as `GeoTIFF`.
    pub surface: Option<PathBuf>,
    /// Where to write the footprint as `GeoPackage`.
    pub footprint: Option<PathBuf>,
    /// Where to write the stage curve as CSV.
    pub curve: Option<PathBuf>,
}

impl DepositRequest {
    /// A fill from the toe as high as tipped rock stands, on a raster and inside an outline.
    pub fn plain(terrain: String, outline: String) -> Self {
        Self {
            terrain,
            stated_crs: None,
            seabed: None,
            on: None,
            drawn: Drawn::Outline {
                file: outline,
                feature: None,
            },
            method: MethodRequest::Toe,
            batter: Batter::plain(Slope::TIPPED_ROCK),
            closure: None,
            ramp: None,
            target: FillTarget::Capacity,
            placed_factor: None,
            unknown_ground: UnknownGround::Refuse,
            concession: None,
            errors: HeightErrors::NONE,
            areas: Areas::Planar,
            surface: None,
            footprint: None,
            curve: None,
        }
    }
}

/// What is drawn of a deposit.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawn {
    /// Polygons in a file.
    Outline {
        /// A path, or `path#layer`.
        file: String,
        /// Which polygon, from 1, where there are several.
        feature: Option<usize>,
    },
    /// A point in the terrain's coordinate system, where rock is tipped.
    Point(Coord<f64>),
}

/// The sea floor beside a terrain.
#[derive(Clone, Debug, PartialEq)]
pub struct SeabedRequest {
    /// A raster: a path, or `path#band`.
    pub raster: String,
    /// The height of its zero in the terrain's height datum.
    pub offset: Metres,
    /// Whether its numbers grow upwards; `None` takes what the file says.
    pub values: Option<Values>,
    /// What is done with the belt between land and sea that neither shows.
    pub belt: DryingBelt,
}

/// How a fill follows from what is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum MethodRequest {
    /// It rises from the ground along the outline.
    Toe,
    /// It falls from the outline, or from a point.
    Crest {
        /// How far below the crest each corner lies, in the file's order; empty where all are level.
        drops: Vec<Metres>,
    },
    /// It lies level or as a beach inside the outline.
    Level {
        /// The dam along the outline.
        dam: Option<Dam>,
        /// How the surface falls away from where material is let out.
        beach: Option<Slope>,
        /// Where it is let out.
        discharges: Vec<Coord<f64>>,
    },
}

/// A haul ramp on a deposit.
#[derive(Clone, Debug, PartialEq)]
pub struct RampRequest {
    /// Of the road, from edge to edge.
    pub width: Metres,
    /// Of the road, rise over run.
    pub gradient: f64,
    /// The faces beside the road; `None` for the deposit's own face.
    pub side: Option<Slope>,
    /// The least radius by which the middle of the road turns.
    pub turning_radius: Metres,
    /// Whether rock is brought, taken, or both.
    pub mode: RampMode,
    /// Where it runs.
    pub route: RampRouteRequest,
}

/// Where a ramp runs.
#[derive(Clone, Debug, PartialEq)]
pub enum RampRouteRequest {
    /// From the lowest toe with room up along the face.
    Automatic {
        /// The side on which the fill rises, until the ramp turns back for the first time.
        uphill: UphillSide,
    },
    /// Along a line in a file.
    Drawn {
        /// A path, or `path#layer`.
        file: String,
        /// The road's height where it begins; `None` for the surface's own.
        start_height: Option<Metres>,
    },
}

/// A designed deposit and what it rests on.
#[derive(Clone, Debug)]
pub struct DepositResult {
    /// The design.
    pub design: FillDesign,
    /// Between which volumes the true one lies, by how far off the heights may be.
    pub band: VolumeBand,
    /// The rock in the ground that fills it, where a placed factor was given.
    pub bank: Option<BankM3>,
    /// What it covers outside the concession, where one was given.
    pub outside_concession: Option<SquareMetres>,
    /// The side of the cells it was computed on, in metres.
    pub cell_size_m: f64,
    /// Terrain and outline first.
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
    let stated = request.stated_crs.as_deref();
    let terrain = open(&request.terrain, stated, &mut oddities)?;
    let reference = terrain.reference().clone();
    let mut inputs = vec![InputFact::of_terrain(&terrain)?];
    let (shape, outline_file) = shape_of(request, &reference, &mut inputs, &mut oddities, run)?;
    let read_as = |terrain, reading| read_as(terrain, reading, request.areas);
    let mut base = FillBase::of_land(read_as(terrain, Reading::default()));
    if let Some(seabed) = &request.seabed {
        let opened = open_beside(
            &seabed.raster,
            stated,
            &reference,
            &mut inputs,
            &mut oddities,
        )?;
        let says_depths = opened.warnings().contains(&RasterOddity::SaysDepths);
        let usual = if says_depths {
            Values::Depths
        } else {
            Values::Heights
        };
        base.sea = Some(Sea {
            seabed: read_as(
                opened,
                Reading {
                    values: seabed.values.unwrap_or(usual),
                    offset: seabed.offset,
                },
            ),
            belt: seabed.belt,
            water_level: request.batter.water.map(|water| water.level),
        });
    }
    if let Some(surface) = &request.on {
        let opened = open_beside(surface, stated, &reference, &mut inputs, &mut oddities)?;
        base.over = Some(read_as(opened, Reading::default()));
    }
    let ramp = match &request.ramp {
        Some(ramp) => {
            let plan = ramp_of(ramp, &reference, &mut inputs, &mut oddities, run)?;
            Some(Box::new(plan))
        }
        None => None,
    };
    let concession = request.concession.as_deref();
    let concession = Concession::read(concession, &reference, &mut inputs, &mut oddities, run)?;
    let fill = FillRequest {
        shape,
        batter: request.batter,
        closure: request.closure,
        ramp,
        target: request.target,
        unknown_ground: request.unknown_ground,
    };
    let found = designed_on(&base, &fill, run).map_err(|error| match error {
        TaskError::DrawnBesideTerrain { terrain } => match outline_file {
            Some(outline) => TaskError::OutlineBesideTerrain { outline, terrain },
            None => TaskError::DrawnBesideTerrain { terrain },
        },
        error => error,
    })?;
    let OnGround {
        ground,
        design: DesignedFill {
            design, surface, ..
        },
        oddities: odd_there,
    } = found;
    for oddity in odd_there {
        // What is odd about a file was said when it was opened.
        if !oddities.contains(&oddity) {
            oddities.push(oddity);
        }
    }
    let outside_concession = concession.map(|concession| {
        let covered = design.footprint_polygons(&ground);
        concession.look_at(covered.as_ref(), ground.placement(), &mut oddities)
    });
    let result = DepositResult {
        outside_concession,
        band: volume_band(design.fill, design.footprint, &request.errors),
        bank: request
            .placed_factor
            .map(|factor| design.fill.to_bank(factor)),
        cell_size_m: ground.placement().cell_width_m,
        design,
        inputs,
        oddities,
    };
    write(request, &result, (&ground, &surface), &reference, run)?;
    Ok(result)
}

fn read_as(terrain: TerrainSource, reading: Reading, areas: Areas) -> ReadGround {
    ReadGround {
        path: terrain.facts().path.clone(),
        source: Arc::new(GroundSource::new(terrain)),
        reading,
        areas,
    }
}

/// Opens a raster that has to lie in the terrain's coordinate system.
fn open_beside(
    raster: &str,
    stated_crs: Option<&str>,
    reference: &Reference,
    inputs: &mut Vec<InputFact>,
    oddities: &mut Vec<Oddity>,
) -> Result<TerrainSource, TaskError> {
    let opened = open(raster, stated_crs, oddities)?;
    if !reference.has_same_plane(opened.reference()) {
        return Err(TaskError::terrain_elsewhere(&opened, reference));
    }
    inputs.push(InputFact::of_terrain(&opened)?);
    Ok(opened)
}

/// The ramp with its line, where that is in a file.
fn ramp_of(
    request: &RampRequest,
    reference: &Reference,
    inputs: &mut Vec<InputFact>,
    oddities: &mut Vec<Oddity>,
    run: &Run,
) -> Result<RampPlan, TaskError> {
    let route = match &request.route {
        RampRouteRequest::Automatic { uphill } => RampRoute::Automatic { uphill: *uphill },
        RampRouteRequest::Drawn { file, start_height } => {
            let found = read_line(file, reference, run)?;
            let odd = found.warnings.into_iter();
            oddities.extend(odd.map(|odd| Oddity::Vector(found.path.clone(), odd)));
            inputs.push(InputFact::of_vector(&found.path, found.crs)?);
            RampRoute::Drawn {
                line: found.line.0,
                start_height: *start_height,
            }
        }
    };
    Ok(RampPlan {
        width: request.width,
        gradient: request.gradient,
        side: request.side,
        turning_radius: Some(request.turning_radius),
        mode: request.mode,
        route,
    })
}

/// What is drawn, as the engine takes it, and the file that it comes from.
fn shape_of(
    request: &DepositRequest,
    reference: &Reference,
    inputs: &mut Vec<InputFact>,
    oddities: &mut Vec<Oddity>,
    run: &Run,
) -> Result<(FillShape, Option<PathBuf>), TaskError> {
    let (source, feature) = match &request.drawn {
        Drawn::Point(at) => return Ok((FillShape::Crest(CrestShape::Point(*at)), None)),
        Drawn::Outline { file, feature } => (file, *feature),
    };
    let file = read_outline(source, feature, reference, oddities, run)?;
    let shape = match &request.method {
        MethodRequest::Toe => FillShape::Toe(file.outline.clone()),
        MethodRequest::Crest { drops } => FillShape::Crest(CrestShape::Polygon {
            drops: drops_by_corner(drops, &file)?,
            outline: file.outline.clone(),
        }),
        MethodRequest::Level {
            dam,
            beach,
            discharges,
        } => FillShape::Level(Box::new(LevelShape {
            outline: file.outline.clone(),
            discharges: discharges.clone(),
            beach: *beach,
            dam: *dam,
        })),
    };
    inputs.push(file.input);
    Ok((shape, Some(file.path)))
}

/// Drops of the corners in the order of the outline, which may run the other way round than in the file.
fn drops_by_corner(drops: &[Metres], file: &OutlineFile) -> Result<Vec<Metres>, TaskError> {
    let corners = file.outline.polygon().exterior().0.len() - 1;
    if !drops.is_empty() && drops.len() != corners {
        return Err(TaskError::DropsDiffer {
            path: file.path.clone(),
            drops: drops.len(),
            corners,
        });
    }
    let mut drops = drops.to_vec();
    if file.as_drawn.signed_area() < 0.0 && !drops.is_empty() {
        // The first corner stays, the others follow from behind.
        drops[1..].reverse();
    }
    Ok(drops)
}

fn write(
    request: &DepositRequest,
    result: &DepositResult,
    (ground, surface): (&Grid<f32>, &Grid<f32>),
    reference: &Reference,
    run: &Run,
) -> Result<(), TaskError> {
    let design = &result.design;
    if let Some(path) = &request.surface {
        write_terrain(path, surface, reference, run)?;
    }
    if let Some(path) = &request.footprint {
        let parts = design
            .footprint_polygons(ground)
            .unwrap_or_else(|| MultiPolygon(Vec::new()));
        let values = vec![
            ("fill_m3", FieldValue::Number(design.fill.0)),
            ("footprint_area_m2", FieldValue::Number(design.footprint.0)),
            ("crest_level_m", FieldValue::Number(design.crest_level.0)),
            (
                "face_deg",
                FieldValue::Number(request.batter.face.degrees()),
            ),
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
