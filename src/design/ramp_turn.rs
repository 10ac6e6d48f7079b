//! Turns of a ramp: corners of its middle line rounded by arcs, a line beside another, and how tightly one turns.

use geo::Coord;

use super::ramp::RampPoint;
use crate::units::Metres;

/// The longest piece of an arc seen from its middle, in radians: 5°, so that it strays by 0.1 % of the radius.
const PIECE_OF_ARC: f64 = 5.0 * std::f64::consts::PI / 180.0;

/// A corner that turns by less stays as it is, in radians.
const NEGLIGIBLE_TURN: f64 = 1e-6;

/// A line beside a sharp corner goes no farther from it than so many times its distance.
const LONGEST_MITRE: f64 = 2.0;

/// A line, and its least radius where that is less than was asked for.
pub(super) struct Rounded {
    pub corners: Vec<Coord<f64>>,
    pub tightest: Option<Metres>,
}

/// Rounds the corners of a line by arcs that touch both of their legs.
///
/// An arc takes no more than half of a leg that has a corner at its other end too. Where that is not enough for
/// the radius, the arc is as large as there is room for.
pub(super) fn rounded(corners: &[Coord<f64>], radius: Metres) -> Rounded {
    let mut points: Vec<Coord<f64>> = corners.first().copied().into_iter().collect();
    let mut tightest_m = f64::INFINITY;
    for (index, legs) in corners.windows(3).enumerate() {
        let (coming, going) = (legs[1] - legs[0], legs[2] - legs[1]);
        let turn = turn_between(coming, going);
        if turn.abs() < NEGLIGIBLE_TURN {
            points.push(legs[1]);
            continue;
        }
        let room = |leg: Coord<f64>, is_last: bool| length(leg) * if is_last { 1.0 } else { 0.5 };
        let room_m = room(coming, index == 0).min(room(going, index + 3 == corners.len()));
        let per_radius = (0.5 * turn.abs()).tan();
        let had_m = radius.0.min(room_m / per_radius);
        if had_m < radius.0 * (1.0 - 1e-9) {
            tightest_m = tightest_m.min(had_m);
        }
        let along = coming / length(coming);
        let start = legs[1] - along * (had_m * per_radius);
        let middle = start + left_of(along) * (had_m * turn.signum());
        let spoke = start - middle;
        let pieces = (turn.abs() / PIECE_OF_ARC).ceil();
        let mut piece = 0.0;
        while piece <= pieces {
            let (sine, cosine) = (turn * piece / pieces).sin_cos();
            points.push(middle + spoke * cosine + left_of(spoke) * sine);
            piece += 1.0;
        }
    }
    points.extend(corners.iter().skip(1).next_back());
    points.dedup();
    Rounded {
        corners: points,
        tightest: tightest_m.is_finite().then_some(Metres(tightest_m)),
    }
}

/// The line so far to the left of another, negative to its right.
pub(super) fn line_beside(corners: &[Coord<f64>], left: Metres) -> Vec<Coord<f64>> {
    let normals: Vec<Coord<f64>> = corners
        .windows(2)
        .map(|pair| left_of(pair[1] - pair[0]) / length(pair[1] - pair[0]))
        .collect();
    let at = |index: usize| {
        let before = index.checked_sub(1).and_then(|leg| normals.get(leg));
        let after = normals.get(index);
        let (Some(before), Some(after)) = (before.or(after), after.or(before)) else {
            return corners[index];
        };
        // Half the sum of two normals is as long as the cosine of half the turn.
        let half = (*before + *after) * 0.5;
        let cosine = length(half).max(1.0 / LONGEST_MITRE);
        corners[index] + half * (left.0 / (cosine * cosine))
    };
    (0..corners.len()).map(at).collect()
}

/// The least radius by which a line turns, over stretches as long as `over`; `None` where it is straight.
///
/// Looking over a stretch leaves out how a line that follows cells staggers.
pub(super) fn tightest(points: &[RampPoint], over: Metres) -> Option<Metres> {
    let mut sharpest: f64 = 0.0;
    for first in 0..points.len() {
        let (mut way_m, mut turn) = (0.0, 0.0);
        for pair in points[first..].windows(3) {
            way_m += length(pair[1].at - pair[0].at);
            if over.0 < way_m {
                break;
            }
            turn += turn_between(pair[1].at - pair[0].at, pair[2].at - pair[1].at);
            sharpest = sharpest.max(turn.abs());
        }
    }
    (0.0 < sharpest).then_some(Metres(over.0 / sharpest))
}

/// By how much one direction turns into another, positive to the left, in radians.
fn turn_between(coming: Coord<f64>, going: Coord<f64>) -> f64 {
    let across = coming.x * going.y - coming.y * going.x;
    let along = coming.x * going.x + coming.y * going.y;
    across.atan2(along)
}

fn left_of(along: Coord<f64>) -> Coord<f64> {
    Coord {
        x: -along.y,
        y: along.x,
    }
}

fn length(along: Coord<f64>) -> f64 {
    along.x.hypot(along.y)
}
