//! A haul ramp on a designed fill: where it runs, the surface with it, and the rock that it takes.
//!
//! The road is level across its width. From its two edges a side face leads down to the surface where the road
//! stands above it, and up where the road is cut in. Where the road runs is worked out in `ramp_line`, its
//! cross-section in `ramp_section`. Which fill it is on, and who drives there, is left to others.

use geo::{Coord, LineString};

use super::ramp_error::{RampError, RampWarning};
use super::ramp_line::{automatic_line, drawn_line};
use super::ramp_section::{Built, build};
use super::{Outline, Slope, checked_cells};
use crate::progress::Run;
use crate::terrain::{Coverage, Grid};
use crate::units::{CubicMetres, Metres, PlacedM3, SquareMetres};

/// The usual gradient of a haul ramp, rise over run.
///
/// # Source
/// General practice (8–10 %), unconfirmed.
pub const USUAL_RAMP_GRADIENT: f64 = 0.10;

/// A ramp steeper than this is worth a warning, rise over run.
///
/// # Source
/// General practice, unconfirmed.
pub const STEEP_RAMP_GRADIENT: f64 = 0.12;

/// Gradients that a ramp can have, rise over run.
const GRADIENTS: std::ops::RangeInclusive<f64> = 0.001..=1.0;

/// A road with fewer cells across is counted coarsely.
const FEWEST_CELLS_ACROSS: f64 = 4.0;

/// An area that is worth a warning, in square metres for each metre of the road's width: a few metres of road.
const NOTABLE_LENGTH_M: f64 = 5.0;

/// The road's width, its gradient and the faces beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RampShape {
    width: Metres,
    gradient: f64,
    side: Slope,
}

impl RampShape {
    /// Checks a road of `width` that rises by `gradient` (rise over run) between faces of `side`.
    ///
    /// # Errors
    /// [`RampError`], if the width is not positive, the gradient not between 1:1000 and 1:1, or not gentler
    /// than the face.
    pub fn new(width: Metres, gradient: f64, side: Slope) -> Result<Self, RampError> {
        if !(0.0 < width.0 && width.0.is_finite()) {
            return Err(RampError::WidthNotPositive { width_m: width.0 });
        }
        if !GRADIENTS.contains(&gradient) {
            return Err(RampError::GradientOutOfRange { gradient });
        }
        if side.rise_over_run() <= gradient {
            return Err(RampError::GradientSteeperThanFace {
                gradient,
                face: side.rise_over_run(),
            });
        }
        Ok(Self {
            width,
            gradient,
            side,
        })
    }

    /// From edge to edge.
    pub fn width(&self) -> Metres {
        self.width
    }

    /// Rise over run.
    pub fn gradient(&self) -> f64 {
        self.gradient
    }

    /// The faces beside the road, measured across it.
    ///
    /// Where they are no steeper than the fill's face, a cut goes on up to the crest and a bank down to the toe:
    /// the whole face moves. Down their own fall line they are steeper by the root of `1 + (gradient/side)²`, 0.9 % for a road of
    /// 10 % between faces of 37°.
    pub fn side(&self) -> Slope {
        self.side
    }
}

/// Whether rock is brought, taken, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RampMode {
    /// The ramp is built in front of the face; nothing is taken away.
    Added,
    /// The ramp is cut into the face; nothing is brought.
    Cut,
    /// What stands above the road is taken, and where it is missing it is brought.
    ///
    /// The two are about the same where the middle of the road lies on the surface, but are not made so.
    Balanced,
}

/// On which side of the road the fill rises, looking up the ramp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UphillSide {
    /// The ramp goes round the fill against the clock.
    Left,
    /// The ramp goes round the fill with the clock.
    Right,
}

/// Where the ramp runs.
#[derive(Clone, Copy, Debug)]
pub enum RampCourse<'a> {
    /// Along a line that the planner drew, the middle of the road.
    Drawn {
        /// From where the ramp begins; in metres.
        line: &'a LineString<f64>,
        /// The road's height there. `None` for the surface's own.
        start_height: Option<Metres>,
    },
    /// From the lowest toe with room up along the face.
    Automatic {
        /// The side on which the fill rises, until the ramp turns back for the first time.
        uphill: UphillSide,
    },
}

/// A ramp to be designed.
#[derive(Clone, Copy, Debug)]
pub struct RampInput<'a> {
    /// Ground heights in metres with square cells; NaN where unknown.
    pub ground: &'a Grid<f32>,
    /// The ground with the fill on it, on the same cells.
    pub surface: &'a Grid<f32>,
    /// The land that may be taken, where that is to be told.
    pub limit: Option<&'a Outline>,
    /// The road.
    pub shape: RampShape,
    /// What is built.
    pub mode: RampMode,
    /// Where it runs.
    pub course: RampCourse<'a>,
    /// The level that it leads to, usually the crest: it rises to it from below or falls to it from above.
    pub to_level: Metres,
}

/// A point in the middle of the road.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RampPoint {
    /// In metres.
    pub at: Coord<f64>,
    /// The road's height.
    pub height: Metres,
}

/// A designed ramp.
///
/// Volumes are sums over whole cells, with heights at their middles: for a road of ten cells across to within
/// half a per cent.
#[derive(Clone, Debug)]
pub struct RampDesign {
    /// The middle of the road from its beginning, straight from point to point.
    pub line: Vec<RampPoint>,
    /// The length of the road in plan.
    pub length: Metres,
    /// The road's mean gradient, rise over run; positive whether it rises or falls.
    pub gradient: f64,
    /// The surface with the ramp, in metres.
    pub surface: Grid<f32>,
    /// Rock brought.
    pub added: PlacedM3,
    /// Rock of the fill taken away. Positive.
    pub cut: PlacedM3,
    /// Ground below the fill taken away. Positive.
    pub cut_of_ground: CubicMetres,
    /// The plan area of all that changed.
    pub changed_area: SquareMetres,
    /// The part of it that lies outside the limit.
    pub footprint_outside: SquareMetres,
    /// Whether the road reaches the level that it leads to.
    pub reaches_crest: bool,
    /// What was odd, and stays with the result.
    pub warnings: Vec<RampWarning>,
}

impl RampDesign {
    /// The rock that the ramp adds to the fill; negative where it takes more than it brings.
    pub fn net(&self) -> PlacedM3 {
        self.added - self.cut
    }
}

/// Designs a haul ramp on a fill.
///
/// The faces beside the road end where they meet the surface; nothing re-appears behind a ridge. Where two
/// stretches of road want the same place, the nearer one has it, and the result says so.
///
/// # Errors
/// [`RampError`]: what the planner has to change, or [`RampError::Cancelled`].
pub fn design_ramp(input: &RampInput<'_>, run: &Run) -> Result<RampDesign, RampError> {
    checked(input)?;
    run.step(0, 3)?;
    let course = match input.course {
        RampCourse::Drawn { line, start_height } => drawn_line(input, line, start_height)?,
        RampCourse::Automatic { uphill } => automatic_line(input, uphill, run)?,
    };
    run.step(1, 3)?;
    let built = build(input, &course.points, run)?;
    run.step(2, 3)?;
    Ok(measured(input, course, built))
}

/// The middle of the road, and how often it turns back.
pub(super) struct Course {
    pub points: Vec<RampPoint>,
    pub turns: usize,
}

fn checked(input: &RampInput<'_>) -> Result<(), RampError> {
    checked_cells(input.ground)?;
    let placement = input.ground.placement();
    if !placement.matches(input.surface.placement()) {
        return Err(RampError::DifferentCells);
    }
    let (width_m, cell_m) = (input.shape.width.0, placement.cell_width_m);
    if width_m < cell_m {
        return Err(RampError::WidthBelowCell { width_m, cell_m });
    }
    if !input.to_level.0.is_finite() {
        return Err(RampError::NotFinite);
    }
    Ok(())
}

fn measured(input: &RampInput<'_>, course: Course, built: Built) -> RampDesign {
    let placement = *input.ground.placement();
    let area = |cells: usize| SquareMetres(cells as f64 * placement.cell_area_m2());
    let sums = Sums::of(input, &built.surface);
    let Course { points, turns } = course;
    let length_m: f64 = points
        .windows(2)
        .map(|pair| (pair[1].at.x - pair[0].at.x).hypot(pair[1].at.y - pair[0].at.y))
        .sum();
    let height_of = |point: Option<&RampPoint>| point.map_or(f64::NAN, |point| point.height.0);
    let (first_m, last_m) = (height_of(points.first()), height_of(points.last()));
    let warnings = warnings_of(input, &built, Metres(last_m), turns);
    let cell_area_m2 = placement.cell_area_m2();
    RampDesign {
        length: Metres(length_m),
        gradient: (last_m - first_m).abs() / length_m,
        line: points,
        added: PlacedM3(sums.added * cell_area_m2),
        cut: PlacedM3(sums.cut * cell_area_m2),
        cut_of_ground: CubicMetres(sums.cut_of_ground * cell_area_m2),
        changed_area: area(sums.changed),
        footprint_outside: outside(input.limit, input.surface, &built.surface, sums.changed),
        surface: built.surface,
        reaches_crest: reaches(input, Metres(last_m)),
        warnings,
    }
}

/// Whether the road ends at the level that it leads to, to a thousandth of a millimetre.
fn reaches(input: &RampInput<'_>, reached: Metres) -> bool {
    (reached - input.to_level).0.abs() < 1e-6
}

fn warnings_of(
    input: &RampInput<'_>,
    built: &Built,
    reached: Metres,
    turns: usize,
) -> Vec<RampWarning> {
    let placement = input.ground.placement();
    let area = |cells: usize| SquareMetres(cells as f64 * placement.cell_area_m2());
    let mut warnings = Vec::new();
    if STEEP_RAMP_GRADIENT < input.shape.gradient {
        warnings.push(RampWarning::SteepGradient {
            gradient: input.shape.gradient,
        });
    }
    if !reaches(input, reached) {
        warnings.push(RampWarning::LevelNotReached {
            reached,
            asked: input.to_level,
        });
    }
    if 0 < turns {
        warnings.push(RampWarning::TurnsBack { times: turns });
    }
    let notable = |area: SquareMetres| NOTABLE_LENGTH_M * input.shape.width.0 < area.0;
    let areas = [built.too_close, built.not_level, built.unknown].map(area);
    let [too_close, not_level, unknown] = areas;
    if notable(too_close) {
        warnings.push(RampWarning::StretchesTooClose { area: too_close });
    }
    if notable(not_level) {
        warnings.push(RampWarning::RoadNotLevel { area: not_level });
    }
    if 0.0 < unknown.0 {
        warnings.push(RampWarning::UnknownSurface { area: unknown });
    }
    if built.reaches_end {
        warnings.push(RampWarning::ReachesEndOfTerrain);
    }
    let cells_across = input.shape.width.0 / placement.cell_width_m;
    if cells_across < FEWEST_CELLS_ACROSS {
        warnings.push(RampWarning::CoarseCells { cells_across });
    }
    warnings
}

/// Metres times cells, and cells.
#[derive(Default)]
struct Sums {
    added: f64,
    cut: f64,
    cut_of_ground: f64,
    changed: usize,
}

impl Sums {
    fn of(input: &RampInput<'_>, after: &Grid<f32>) -> Self {
        let mut sums = Self::default();
        let before = input.surface.cells().iter().zip(input.ground.cells());
        for ((before, ground), after) in before.zip(after.cells()) {
            if !differs(*before, *after) {
                continue;
            }
            sums.changed += 1;
            let (before, after) = (f64::from(*before), f64::from(*after));
            // Where the ground is not known all that is taken counts as fill.
            let ground = f64::from(*ground);
            let ground = if ground.is_nan() {
                f64::NEG_INFINITY
            } else {
                ground
            };
            sums.added += (after - before).max(0.0);
            sums.cut += (before - after.max(ground)).max(0.0);
            sums.cut_of_ground += (before.min(ground) - after).max(0.0);
        }
        sums
    }
}

/// Unknown heights never differ.
fn differs(before: f32, after: f32) -> bool {
    before < after || after < before
}

/// The changed area outside the limit; a cell that the limit cuts counts with its share.
fn outside(
    limit: Option<&Outline>,
    before: &Grid<f32>,
    after: &Grid<f32>,
    changed_cells: usize,
) -> SquareMetres {
    let Some(limit) = limit else {
        return SquareMetres(0.0);
    };
    let placement = before.placement();
    let changed = |column, row| differs(before.at(column, row), after.at(column, row));
    let coverage = Coverage::of(limit.polygon(), placement);
    let whole: usize = coverage
        .whole
        .iter()
        .map(|span| {
            (span.first..span.end)
                .filter(|column| changed(*column, span.row))
                .count()
        })
        .sum();
    let cut: f64 = coverage
        .partial
        .iter()
        .filter(|cell| changed(cell.column, cell.row))
        .map(|cell| cell.share)
        .sum();
    let cells = (changed_cells - whole) as f64 - cut;
    SquareMetres(cells.max(0.0) * placement.cell_area_m2())
}
