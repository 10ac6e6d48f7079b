//! Where a ramp runs by itself, up the face of a fill.
//!
//! The road rises evenly all the way. It goes across the face at the angle at which the face rises as
//! the road does, crosses a berm slantwise, and turns back where the fill ends ahead.

use geo::{Coord, LineString, SimplifyIdx as _};

use super::ramp::{Course, RampInput, RampLanding, RampMode, RampPoint, UphillSide};
use super::ramp_drawn::climb_from;
use super::ramp_error::RampError;
use crate::progress::Run;
use crate::terrain::Grid;
use crate::units::Metres;

/// The length of a step of the automatic line, in cells.
const STEP_CELLS: f64 = 0.5;

/// The automatic line is straightened where that moves it by less, in cells.
const STRAIGHTENED_CELLS: f64 = 0.05;

/// The automatic line never leaves the level direction by more: the sine of 45°.
const STEEPEST_COURSE: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// A road that is off the surface comes back to it over about so many cells.
const CATCHING_UP_CELLS: f64 = 4.0;

/// A fill thinner than this has ended, in metres.
const NEGLIGIBLE_THICKNESS_M: f64 = 0.02;

/// Turns after which an automatic line is given up.
const MOST_TURNS: usize = 100;

/// So many heights between the lowest toe and the level are tried to begin at.
const TOES_TRIED: f64 = 50.0;

/// Toes at about one height are tried where they lie so far apart, in widths of the road: at a corner of a fill
/// there may be no room, and beside it some.
const TOES_APART_WIDTHS: f64 = 3.0;

/// So many toes at about one height are tried.
const MOST_TOES_BESIDE: usize = 8;

/// Steps between two looks at whether anybody still wants the result.
const STEPS_AT_A_TIME: usize = 1 << 12;

/// Finds a way from the toe up the face to the level.
///
/// It begins at the lowest toe. Where there is no room for it, as in a narrow valley, it begins at the lowest
/// toe from which it reaches the level; if there is none, it is the one that climbs highest. It is shifted away from
/// the fill by `outward`.
///
/// # Errors
/// [`RampError`], if there is no fill to climb or its face is no steeper than the ramp.
pub(super) fn automatic_line(
    input: &RampInput<'_>,
    uphill: UphillSide,
    outward: Metres,
    run: &Run,
) -> Result<Course, RampError> {
    let nothing = RampError::NothingToClimb {
        level_m: input.to_level.0,
    };
    let toes = toe_cells(input);
    let lowest_m = toes
        .first()
        .map_or(f64::NAN, |(height, _)| f64::from(*height));
    let apart_m = (input.to_level.0 - lowest_m) / TOES_TRIED;
    let mut next_m = f64::NEG_INFINITY;
    // Toes at about one height that were tried.
    let mut beside: Vec<Coord<f64>> = Vec::new();
    let spacing_m = TOES_APART_WIDTHS * input.shape.width().0;
    let mut best: Result<Course, RampError> = Err(nothing);
    for (height, toe) in toes {
        let height_m = f64::from(height);
        if input.to_level.0 <= height_m {
            continue;
        }
        let is_near = |other: &Coord<f64>| (other.x - toe.x).hypot(other.y - toe.y) < spacing_m;
        if next_m <= height_m {
            next_m = height_m + apart_m;
            beside.clear();
        } else if MOST_TOES_BESIDE <= beside.len() || beside.iter().any(is_near) {
            continue;
        }
        beside.push(toe);
        let course = line_from(input, toe, (uphill, outward), run);
        match (course, &best) {
            (Err(RampError::Cancelled), _) => return Err(RampError::Cancelled),
            (Ok(course), _) if input.to_level.0 <= course.end_m() => return Ok(course),
            (Ok(course), Ok(other)) if course.end_m() <= other.end_m() => {}
            (Ok(course), _) => best = Ok(course),
            (Err(error @ RampError::GradientSteeperThanFace { .. }), Err(_)) => best = Err(error),
            (Err(_), _) => {}
        }
    }
    best
}

/// The line from one point of the toe, as far as it comes.
fn line_from(
    input: &RampInput<'_>,
    toe: Coord<f64>,
    (uphill, outward): (UphillSide, Metres),
    run: &Run,
) -> Result<Course, RampError> {
    let nothing = RampError::NothingToClimb {
        level_m: input.to_level.0,
    };
    let mut walk = Walk::from(input, toe, (uphill, outward)).ok_or_else(|| nothing.clone())?;
    let climb_m = climb_from(walk.start_m, input)?;
    if climb_m < 0.0 {
        return Err(nothing);
    }
    walk.check_face()?;
    let mut steps = 0_usize;
    while walk.climbed_m < climb_m {
        if steps.is_multiple_of(STEPS_AT_A_TIME) {
            run.step(0, 3)?;
        }
        steps += 1;
        if !walk.step(climb_m) {
            break;
        }
    }
    if walk.path.len() < 2 {
        return Err(nothing);
    }
    Ok(Course {
        points: walk.straightened(),
        turns: walk.turns,
        landings: walk.landings,
        shift: Metres(0.0),
        warnings: Vec::new(),
    })
}

impl Course {
    /// How high it comes, in metres.
    fn end_m(&self) -> f64 {
        self.points
            .last()
            .map_or(f64::NEG_INFINITY, |point| point.height.0)
    }
}

/// Ground heights and middles of the covered cells beside uncovered ones, from the lowest; of several at one
/// height the northernmost, then the westernmost first.
fn toe_cells(input: &RampInput<'_>) -> Vec<(f32, Coord<f64>)> {
    let (ground, surface) = (input.ground, input.surface);
    let placement = ground.placement();
    let thickness =
        |column, row| f64::from(surface.at(column, row)) - f64::from(ground.at(column, row));
    let covered = |column, row| NEGLIGIBLE_THICKNESS_M < thickness(column, row);
    let open = |column, row| thickness(column, row) <= NEGLIGIBLE_THICKNESS_M;
    let mut toes = Vec::new();
    for row in 1..placement.rows.saturating_sub(1) {
        for column in 1..placement.columns.saturating_sub(1) {
            let beside = covered(column, row)
                && (open(column - 1, row)
                    || open(column + 1, row)
                    || open(column, row - 1)
                    || open(column, row + 1));
            if beside {
                toes.push((ground.at(column, row), placement.center_of(column, row)));
            }
        }
    }
    toes.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    toes
}

/// An automatic line on its way.
struct Walk<'a> {
    input: &'a RampInput<'a>,
    cell_m: f64,
    /// From the middle of the road to where it follows the surface, uphill, in metres.
    ///
    /// A road built in front of the face touches it with its inner edge, one cut into it with its outer edge.
    offset_m: f64,
    /// The middle of the road.
    at: Coord<f64>,
    /// A unit long.
    uphill: Coord<f64>,
    /// 1 where the fill rises to the left, −1 to the right.
    side: f64,
    start_m: f64,
    way_m: f64,
    climbed_m: f64,
    last_turn_m: f64,
    turns: usize,
    /// What is left of a level stretch to or from the middle of a landing.
    level: Level,
    landings: Vec<RampLanding>,
    path: Vec<RampPoint>,
    /// The way to each point of the path, and uphill there.
    trail: Vec<(f64, Coord<f64>)>,
    /// Where in the path the gradient changes or the road turns back.
    breaks: Vec<usize>,
}

/// Whether the road is level, and for how many metres more.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Level {
    No,
    ToLanding(f64),
    FromLanding(f64),
}

impl<'a> Walk<'a> {
    fn from(
        input: &'a RampInput<'a>,
        toe: Coord<f64>,
        (uphill, outward): (UphillSide, Metres),
    ) -> Option<Self> {
        let cell_m = input.surface.placement().cell_width_m;
        let half_width_m = 0.5 * input.shape.width().0;
        let rise = rise_at(input.surface, toe)?;
        let steepness = rise.x.hypot(rise.y);
        let direction = (0.0 < steepness).then(|| rise / steepness)?;
        let mut walk = Self {
            input,
            cell_m,
            offset_m: outward.0
                + match input.mode {
                    RampMode::Added => half_width_m,
                    RampMode::Cut => -half_width_m,
                    RampMode::Balanced => 0.0,
                },
            at: toe,
            uphill: direction,
            side: match uphill {
                UphillSide::Left => 1.0,
                UphillSide::Right => -1.0,
            },
            start_m: 0.0,
            way_m: 0.0,
            climbed_m: 0.0,
            last_turn_m: f64::NEG_INFINITY,
            turns: 0,
            level: Level::No,
            landings: Vec::new(),
            path: Vec::new(),
            trail: Vec::new(),
            breaks: Vec::new(),
        };
        // From the middle of the cell out to where the fill begins.
        let mut out_m = 0.0;
        while out_m < 2.0 * cell_m
            && NEGLIGIBLE_THICKNESS_M < walk.thickness(toe - direction * out_m)
        {
            out_m += 0.05 * cell_m;
        }
        let begin = toe - direction * out_m;
        walk.start_m = input.surface.height_at(begin)?;
        // The road begins at the toe, whichever edge follows the face.
        walk.at = begin - direction * walk.offset_m;
        walk.keep_place();
        Some(walk)
    }

    /// Refuses a face that is no steeper than the ramp, seen over half the road's width.
    fn check_face(&self) -> Result<(), RampError> {
        let begin = self.at + self.uphill * self.offset_m;
        let run_m = (0.5 * self.input.shape.width().0).max(3.0 * self.cell_m);
        let above = self.input.surface.height_at(begin + self.uphill * run_m);
        let Some(above) = above else {
            return Ok(());
        };
        let (face, gradient) = ((above - self.start_m) / run_m, self.input.shape.gradient());
        if face <= gradient {
            return Err(RampError::GradientSteeperThanFace { gradient, face });
        }
        Ok(())
    }

    /// How thick the fill is; nothing where it is not known.
    fn thickness(&self, at: Coord<f64>) -> f64 {
        let surface = self.input.surface.height_at(at);
        let ground = self.input.ground.height_at(at);
        surface
            .zip(ground)
            .map_or(0.0, |(surface, ground)| surface - ground)
    }

    fn here(&self) -> RampPoint {
        RampPoint {
            at: self.at,
            height: Metres(self.start_m + self.climbed_m),
        }
    }

    fn keep_place(&mut self) {
        self.path.push(self.here());
        self.trail.push((self.way_m, self.uphill));
    }

    /// Goes back to where the way was as long as this, and forgets what came after.
    fn go_back_to(&mut self, way_m: f64) {
        let kept = self.trail.partition_point(|(way, _)| *way <= way_m).max(1);
        self.path.truncate(kept);
        self.trail.truncate(kept);
        if let (Some(point), Some((way, uphill))) = (self.path.last(), self.trail.last()) {
            self.at = point.at;
            self.climbed_m = point.height.0 - self.start_m;
            self.way_m = *way;
            self.uphill = *uphill;
        }
    }

    /// The radius of a landing: a turn of half a road inside it.
    fn landing_radius_m(&self) -> Option<f64> {
        let shape = &self.input.shape;
        let turning = shape.turning_radius();
        turning.map(|radius| radius.0 + 0.5 * shape.width().0)
    }

    /// Goes one step on. False where there is no way on.
    fn step(&mut self, climb_m: f64) -> bool {
        let touch = self.at + self.uphill * self.offset_m;
        let (Some(rise), Some(surface_m)) = (
            rise_at(self.input.surface, touch),
            self.input.surface.height_at(touch),
        ) else {
            return self.turn_back();
        };
        let gradient = self.input.shape.gradient();
        let steepness = rise.x.hypot(rise.y);
        // On a berm there is no uphill: it stays what it was on the face.
        if gradient < steepness {
            self.uphill = rise / steepness;
        }
        let left_m = climb_m - self.climbed_m;
        let (rising, most_m) = match self.level {
            Level::No => (gradient, left_m / gradient),
            Level::ToLanding(metres) | Level::FromLanding(metres) => (0.0, metres),
        };
        let step_m = (STEP_CELLS * self.cell_m).min(most_m);
        let height_m = self.start_m + self.climbed_m;
        let wanted = rising + (height_m - surface_m) / (CATCHING_UP_CELLS * self.cell_m);
        let sine = (wanted / steepness.max(1e-6)).clamp(-STEEPEST_COURSE, STEEPEST_COURSE);
        let level = Coord {
            x: self.uphill.y * self.side,
            y: -self.uphill.x * self.side,
        };
        let heading = level * (1.0 - sine * sine).sqrt() + self.uphill * sine;
        let half_width_m = 0.5 * self.input.shape.width().0;
        let ahead = touch + heading * half_width_m;
        let ends = |at: Coord<f64>| self.thickness(at) <= NEGLIGIBLE_THICKNESS_M;
        let is_level = self.level != Level::No;
        if !is_level && ends(ahead) && ends(ahead + self.uphill * half_width_m) {
            return self.turn_back();
        }
        self.at = self.at + heading * step_m;
        self.way_m += step_m;
        self.climbed_m += rising * step_m;
        if climb_m - self.climbed_m < 1e-9 * climb_m {
            self.climbed_m = climb_m;
        }
        self.keep_place();
        self.end_level_stretch(step_m);
        true
    }

    /// Turns the other way. False where there was just a turn, so that there is no room.
    fn turn_back(&mut self) -> bool {
        if self.level != Level::No || MOST_TURNS <= self.turns {
            return false;
        }
        if let Some(radius_m) = self.landing_radius_m().filter(|_| 0.0 < self.way_m) {
            return self.turn_before_the_end(radius_m);
        }
        if self.way_m - self.last_turn_m < self.input.shape.width().0 {
            return false;
        }
        self.breaks.push(self.path.len() - 1);
        self.last_turn_m = self.way_m;
        self.side = -self.side;
        self.turns += usize::from(0.0 < self.way_m);
        true
    }

    /// Goes back so far that a landing has room before the fill ends, and on to it. False where it has none.
    fn turn_before_the_end(&mut self, radius_m: f64) -> bool {
        let half_width_m = 0.5 * self.input.shape.width().0;
        let from_m = self.way_m + half_width_m - 2.0 * radius_m;
        let is_first = self.last_turn_m == f64::NEG_INFINITY;
        let least_m = if is_first {
            0.0
        } else {
            self.last_turn_m + radius_m
        };
        if from_m < least_m {
            if !is_first {
                return false;
            }
            // At its beginning the road may go either way without a turn.
            self.go_back_to(0.0);
            self.last_turn_m = 0.0;
            self.side = -self.side;
            return true;
        }
        self.go_back_to(from_m);
        self.breaks.push(self.path.len() - 1);
        self.level = Level::ToLanding(radius_m);
        true
    }

    /// Turns back in the middle of a landing, and climbs on where it ends.
    fn end_level_stretch(&mut self, step_m: f64) {
        let left_m = match self.level {
            Level::No => return,
            Level::ToLanding(metres) | Level::FromLanding(metres) => metres - step_m,
        };
        let is_over = left_m <= 1e-9;
        self.level = match self.level {
            Level::ToLanding(_) if is_over => self.turn_on_landing(),
            Level::ToLanding(_) => Level::ToLanding(left_m),
            Level::FromLanding(_) if !is_over => Level::FromLanding(left_m),
            Level::FromLanding(_) | Level::No => Level::No,
        };
        if is_over {
            self.breaks.push(self.path.len() - 1);
        }
    }

    fn turn_on_landing(&mut self) -> Level {
        let radius_m = self.landing_radius_m().unwrap_or(0.0);
        // Its edge touches the face where the road's does.
        let inwards_m = radius_m - 0.5 * self.input.shape.width().0;
        let inwards_m = match self.input.mode {
            RampMode::Added => -inwards_m,
            RampMode::Cut => inwards_m,
            RampMode::Balanced => 0.0,
        };
        let here = self.here();
        self.landings.push(RampLanding {
            middle: RampPoint {
                at: here.at + self.uphill * inwards_m,
                ..here
            },
            radius: Metres(radius_m),
        });
        self.last_turn_m = self.way_m;
        self.side = -self.side;
        self.turns += 1;
        Level::FromLanding(radius_m)
    }

    /// The line with its heights, without points that it does not need.
    fn straightened(&self) -> Vec<RampPoint> {
        let mut points: Vec<RampPoint> = self.path.first().copied().into_iter().collect();
        let mut first = 0;
        for last in self.breaks.iter().copied().chain([self.path.len() - 1]) {
            let part = &self.path[first..=last];
            let line: LineString<f64> = part.iter().map(|point| point.at).collect();
            let kept = line.simplify_idx(STRAIGHTENED_CELLS * self.cell_m);
            points.extend(kept.into_iter().skip(1).map(|index| part[index]));
            first = last;
        }
        points
    }
}

/// The rise per metre to east and north, over a cell to each side. `None` beside known heights.
fn rise_at(surface: &Grid<f32>, at: Coord<f64>) -> Option<Coord<f64>> {
    let cell_m = surface.placement().cell_width_m;
    let height = |x: f64, y: f64| {
        surface.height_at(Coord {
            x: at.x + x,
            y: at.y + y,
        })
    };
    Some(Coord {
        x: (height(cell_m, 0.0)? - height(-cell_m, 0.0)?) / (2.0 * cell_m),
        y: (height(0.0, cell_m)? - height(0.0, -cell_m)?) / (2.0 * cell_m),
    })
}
