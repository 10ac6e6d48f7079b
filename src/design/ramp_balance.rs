//! Balancing a ramp: its line shifted sideways until it brings as much rock as it takes.

use super::ramp::{BALANCED_SHARE, Course, RampInput, laid};
use super::ramp_error::{RampError, RampWarning};
use super::ramp_section::Built;
use super::ramp_sums::Sums;
use crate::progress::Run;
use crate::units::{Metres, PlacedM3};

/// Shifts that are tried to find two between which the balance changes its sign, in widths of the road.
const TRIED_WIDTHS: [f64; 4] = [0.5, -0.5, 1.0, -1.0];

/// Shifts tried between two such.
const MOST_TRIES: usize = 20;

/// Two shifts closer than this are one, in metres.
const LEAST_SHIFT_M: f64 = 0.001;

/// A ramp with the road shifted, and what it brings and takes there, in metres times cells.
struct Tried {
    shift_m: f64,
    added: f64,
    taken: f64,
    course: Course,
    built: Built,
}

/// Lays and builds the ramp where it brings as much as it takes.
///
/// Where there is no such place within a width of the road, or the volumes jump there, it lies as it was drawn or
/// as near to balance as it comes, and says so.
///
/// # Errors
/// [`RampError`], if there is no ramp where it was drawn.
pub(super) fn balanced(input: &RampInput<'_>, run: &Run) -> Result<(Course, Built), RampError> {
    let try_at = |shift_m: f64| Tried::at(input, shift_m, run);
    let drawn = try_at(0.0)?;
    if drawn.is_balanced() {
        return Ok((drawn.course, drawn.built));
    }
    let width_m = input.shape.width().0;
    // A shifted line may leave the terrain: then it is no way out.
    let found = |tried: Result<Tried, RampError>| match tried {
        Err(RampError::Cancelled) => Err(RampError::Cancelled),
        tried => Ok(tried.ok()),
    };
    let mut other = None;
    for widths in TRIED_WIDTHS {
        let tried = found(try_at(widths * width_m))?;
        other = tried.filter(|tried| tried.excess() * drawn.excess() <= 0.0);
        if other.is_some() {
            break;
        }
    }
    let Some(other) = other else {
        return Ok(drawn.told(input));
    };
    let (mut one, mut other) = (drawn, other);
    for _ in 0..MOST_TRIES {
        let is_found = one.is_balanced() || other.is_balanced();
        if is_found || (one.shift_m - other.shift_m).abs() < LEAST_SHIFT_M {
            break;
        }
        let Some(tried) = found(try_at(between(&one, &other)))? else {
            break;
        };
        if tried.excess() * one.excess() <= 0.0 {
            other = tried;
        } else {
            one = tried;
        }
    }
    let best = if other.share() < one.share() {
        other
    } else {
        one
    };
    if best.is_balanced() {
        Ok((best.course, best.built))
    } else {
        Ok(best.told(input))
    }
}

/// Where a straight line between two shifts is balanced, kept off both so that the bracket shrinks.
fn between(one: &Tried, other: &Tried) -> f64 {
    let share = one.excess() / (one.excess() - other.excess());
    one.shift_m + share.clamp(0.15, 0.85) * (other.shift_m - one.shift_m)
}

impl Tried {
    fn at(input: &RampInput<'_>, shift_m: f64, run: &Run) -> Result<Self, RampError> {
        let (course, built) = laid(input, Metres(shift_m), run)?;
        let sums = Sums::of(input, &built.surface);
        Ok(Self {
            shift_m,
            added: sums.added,
            taken: sums.cut + sums.cut_of_ground,
            course,
            built,
        })
    }

    /// What is brought less what is taken.
    fn excess(&self) -> f64 {
        self.added - self.taken
    }

    /// By how much the two differ, as a share of the larger.
    fn share(&self) -> f64 {
        let larger = self.added.max(self.taken);
        if 0.0 < larger {
            self.excess().abs() / larger
        } else {
            0.0
        }
    }

    fn is_balanced(&self) -> bool {
        self.share() <= BALANCED_SHARE
    }

    /// The ramp with a warning that it is not balanced.
    fn told(mut self, input: &RampInput<'_>) -> (Course, Built) {
        let cell_area_m2 = input.ground.placement().cell_area_m2();
        self.course.warnings.push(RampWarning::NotBalanced {
            added: PlacedM3(self.added * cell_area_m2),
            taken: PlacedM3(self.taken * cell_area_m2),
        });
        (self.course, self.built)
    }
}
