//! A haul ramp on a designed fill: where it runs, the surface with it, and the rock that it takes.
//!
//! The road is level across its width. From its two edges a side face leads down to the surface where the road
//! stands above it, and up where the road is cut in. Where the road runs is worked out in `ramp_line`, or
//! along a drawn line in `ramp_drawn`, its cross-section in `ramp_section`. Which fill it is on, and who drives there,
//! is left to others.

use geo::{Coord, LineString};

use super::ramp_balance::balanced;
use super::ramp_drawn::drawn_line;
use super::ramp_error::{RampError, RampWarning};
use super::ramp_line::automatic_line;
use super::ramp_section::{Built, build};
use super::ramp_sums::{Sums, outside};
use super::ramp_turn::tightest;
use super::{Outline, Slope, checked_cells};
use crate::progress::Run;
use crate::terrain::Grid;
use crate::units::{CubicMetres, Metres, PlacedM3, SquareMetres};

/// The usual gradient of a haul ramp, rise over run.
///
/// # Source
/// General practice (8–10 %), unconfirmed.
pub const USUAL_RAMP_GRADIENT: f64 = 0.10;

/// How far what is brought and what is taken may differ in a balanced ramp, as a share of the larger.
pub const BALANCED_SHARE: f64 = 0.01;

/// A ramp steeper than this is worth a warning, rise over run.
///
/// # Source
/// General practice, unconfirmed.
pub const STEEP_RAMP_GRADIENT: f64 = 0.12;

/// Gradients that a ramp can have, rise over run.
const GRADIENTS: std::ops::RangeInclusive<f64> = 0.001..=1.0;

/// A line that follows a fill by itself turns too tightly below this share of the turning radius.
const NOTABLE_TIGHTNESS: f64 = 0.75;

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
    turning_radius: Option<Metres>,
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
            turning_radius: None,
        })
    }

    /// The road with a least radius by which its middle turns.
    ///
    /// Corners of a drawn line are rounded by it. Where a ramp that finds its own way turns back there is a level
    /// landing, round and so large that a circle of this radius lies in it with half a road on its outside.
    ///
    /// # Errors
    /// [`RampError::RadiusBelowHalfWidth`], if the inner edge would turn by less than nothing.
    pub fn turning_by(self, radius: Metres) -> Result<Self, RampError> {
        let half_width_m = 0.5 * self.width.0;
        if !(half_width_m <= radius.0 && radius.0.is_finite()) {
            return Err(RampError::RadiusBelowHalfWidth {
                radius_m: radius.0,
                half_width_m,
            });
        }
        Ok(Self {
            turning_radius: Some(radius),
            ..self
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

    /// The least radius of the road's middle; `None` where it may turn on the spot.
    pub fn turning_radius(&self) -> Option<Metres> {
        self.turning_radius
    }
}

/// Whether rock is brought, taken, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RampMode {
    /// The ramp is built in front of the face; nothing is taken away.
    Added,
    /// The ramp is cut into the face; nothing is brought.
    Cut,
    /// What stands above the road is taken, and where it is missing it is brought; the road is shifted sideways
    /// until the two are the same within [`BALANCED_SHARE`].
    ///
    /// Rock is counted as it lies: ground that swells when it is dug brings more.
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

/// A level place where the ramp turns back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RampLanding {
    /// Its middle.
    pub middle: RampPoint,
    /// To its edge.
    pub radius: Metres,
}

/// A ramp as it is built, without its surface.
///
/// Volumes are sums over whole cells, with heights at their middles: for a road of ten cells across to within
/// half a per cent.
#[derive(Clone, Debug, PartialEq)]
pub struct BuiltRamp {
    /// The middle of the road from its beginning, straight from point to point.
    pub line: Vec<RampPoint>,
    /// From edge to edge.
    pub width: Metres,
    /// Where it turns back with room for it.
    pub landings: Vec<RampLanding>,
    /// How often it turns back.
    pub turns: usize,
    /// How far it was shifted so that what is brought is what is taken: a drawn line to its left, one that finds
    /// its own way away from the fill.
    pub shift: Metres,
    /// The length of the road in plan.
    pub length: Metres,
    /// The road's mean gradient, rise over run; positive whether it rises or falls.
    pub gradient: f64,
    /// Rock brought.
    pub added: PlacedM3,
    /// Rock of the fill taken away. Positive.
    pub cut: PlacedM3,
    /// Ground below the fill taken away. Positive.
    pub cut_of_ground: CubicMetres,
    /// The plan area of all that changed.
    pub changed_area: SquareMetres,
    /// The part of it that lies outside the limit; `None` where there is no limit.
    pub footprint_outside: Option<SquareMetres>,
    /// Whether the road reaches the level that it leads to.
    pub reaches_crest: bool,
}

impl BuiltRamp {
    /// The rock that the ramp adds to the fill; negative where it takes more than it brings.
    pub fn net(&self) -> PlacedM3 {
        self.added - self.cut
    }
}

/// A designed ramp.
#[derive(Clone, Debug)]
pub struct RampDesign {
    /// Where it runs and what it costs.
    pub built: BuiltRamp,
    /// The surface with the ramp, in metres.
    pub surface: Grid<f32>,
    /// What was odd, and stays with the result.
    pub warnings: Vec<RampWarning>,
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
    let (course, built) = match input.mode {
        RampMode::Balanced => balanced(input, run)?,
        RampMode::Added | RampMode::Cut => laid(input, Metres(0.0), run)?,
    };
    run.step(2, 3)?;
    Ok(measured(input, course, built))
}

/// The middle of the road, and what is odd about it.
pub(super) struct Course {
    pub points: Vec<RampPoint>,
    pub landings: Vec<RampLanding>,
    pub turns: usize,
    /// As [`BuiltRamp::shift`].
    pub shift: Metres,
    pub warnings: Vec<RampWarning>,
}

/// Lays the road, shifted sideways as [`BuiltRamp::shift`] says, and builds it.
pub(super) fn laid(
    input: &RampInput<'_>,
    shift: Metres,
    run: &Run,
) -> Result<(Course, Built), RampError> {
    let mut course = match input.course {
        RampCourse::Drawn { line, start_height } => drawn_line(input, line, start_height, shift)?,
        RampCourse::Automatic { uphill } => automatic_line(input, uphill, shift, run)?,
    };
    course.shift = shift;
    run.step(1, 3)?;
    let built = build(input, &course, run)?;
    Ok((course, built))
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
    let cell_area_m2 = input.ground.placement().cell_area_m2();
    let sums = Sums::of(input, &built.surface);
    let length_m: f64 = course
        .points
        .windows(2)
        .map(|pair| (pair[1].at.x - pair[0].at.x).hypot(pair[1].at.y - pair[0].at.y))
        .sum();
    let height_of = |point: Option<&RampPoint>| point.map_or(f64::NAN, |point| point.height.0);
    let (first_m, last_m) = (
        height_of(course.points.first()),
        height_of(course.points.last()),
    );
    let mut warnings = warnings_of(input, &built, Metres(last_m), &course);
    warnings.extend(course.warnings);
    let outside = input
        .limit
        .map(|limit| outside(limit, input.surface, &built.surface, sums.changed));
    let ramp = BuiltRamp {
        width: input.shape.width(),
        length: Metres(length_m),
        gradient: (last_m - first_m).abs() / length_m,
        line: course.points,
        landings: course.landings,
        turns: course.turns,
        shift: course.shift,
        added: PlacedM3(sums.added * cell_area_m2),
        cut: PlacedM3(sums.cut * cell_area_m2),
        cut_of_ground: CubicMetres(sums.cut_of_ground * cell_area_m2),
        changed_area: SquareMetres(sums.changed as f64 * cell_area_m2),
        footprint_outside: outside,
        reaches_crest: reaches(input, Metres(last_m)),
    };
    RampDesign {
        built: ramp,
        surface: built.surface,
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
    course: &Course,
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
    if 0 < course.turns && course.landings.is_empty() {
        warnings.push(RampWarning::TurnsBack {
            times: course.turns,
        });
    }
    if let (RampCourse::Automatic { .. }, Some(asked)) =
        (input.course, input.shape.turning_radius())
        && let Some(radius) = tightest_between_landings(course, asked)
    {
        warnings.push(RampWarning::TurnsTightly { radius, asked });
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

/// The least radius by which a line turns where it does not turn back, if that is notably less than asked for.
fn tightest_between_landings(course: &Course, asked: Metres) -> Option<Metres> {
    let in_landing = |point: &RampPoint| {
        let inside = |landing: &RampLanding| {
            let away = point.at - landing.middle.at;
            away.x.hypot(away.y) < landing.radius.0
        };
        course.landings.iter().any(inside)
    };
    let legs = course.points.split(in_landing);
    let radii = legs.filter_map(|leg| tightest(leg, asked));
    let least = radii.min_by(|one, other| one.0.total_cmp(&other.0))?;
    (least.0 < NOTABLE_TIGHTNESS * asked.0).then_some(least)
}
