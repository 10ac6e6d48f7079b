//! Rings and courses drawn by hand, and how far points are from them.
//!
//! Sums, products and roots only: every machine gives the same bits.

use geo::{Coord, LineString, Polygon};

/// A closed ring, counter-clockwise or clockwise, without its first corner again at the end.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    corners: Vec<Coord<f64>>,
}

impl Ring {
    /// A ring with straight sides.
    pub(super) fn straight(corners: &[(f64, f64)]) -> Self {
        let corners = corners.iter().map(|&(x, y)| Coord { x, y });
        Self {
            corners: corners.collect(),
        }
    }

    /// A ring with its corners cut twice, so that it looks drawn along something natural.
    pub(super) fn rounded(corners: &[(f64, f64)]) -> Self {
        let mut ring = Self::straight(corners);
        for _ in 0..2 {
            ring = ring.with_corners_cut();
        }
        ring
    }

    /// Chaikin's cutting of corners: each side keeps its middle half.
    fn with_corners_cut(&self) -> Self {
        let cut = |(from, to): (Coord<f64>, Coord<f64>)| {
            [from * 0.75 + to * 0.25, from * 0.25 + to * 0.75]
        };
        Self {
            corners: self.sides().flat_map(cut).collect(),
        }
    }

    fn sides(&self) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> {
        let next = self.corners.iter().cycle().skip(1);
        self.corners.iter().copied().zip(next.copied())
    }

    /// How far a point is outside, in metres; negative inside.
    pub(super) fn outside_m(&self, at: Coord<f64>) -> f64 {
        let (mut nearest, mut inside) = (f64::INFINITY, false);
        for (from, to) in self.sides() {
            nearest = nearest.min(nearest_on(from, to, at).0);
            let crosses = (at.y < from.y) != (at.y < to.y);
            if crosses && at.x < from.x + (at.y - from.y) * (to.x - from.x) / (to.y - from.y) {
                inside = !inside;
            }
        }
        let distance = nearest.sqrt();
        if inside { -distance } else { distance }
    }

    /// Whether a point is no more than `margin_m` beside the box around the ring.
    pub(super) fn is_near(&self, at: Coord<f64>, margin_m: f64) -> bool {
        let (low, high) = box_around(&self.corners);
        low.x - margin_m <= at.x
            && at.x <= high.x + margin_m
            && low.y - margin_m <= at.y
            && at.y <= high.y + margin_m
    }

    /// As a polygon, moved to where it lies in the world and rounded to centimetres.
    pub(super) fn polygon(&self, in_world: impl Fn(Coord<f64>) -> Coord<f64>) -> Polygon<f64> {
        let corners = self.corners.iter().map(|corner| in_world(*corner));
        Polygon::new(corners.collect(), Vec::new())
    }
}

/// A stream or road: points with the height that it has there and half its width.
#[derive(Clone, Debug)]
pub(super) struct Course {
    points: Vec<(Coord<f64>, f64, f64)>,
    low: Coord<f64>,
    high: Coord<f64>,
}

/// A point of a course next to somewhere.
#[expect(clippy::struct_field_names, reason = "names end in their unit")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct OnCourse {
    /// How far away it is, in metres.
    pub distance_m: f64,
    /// The course's height there, in metres.
    pub height_m: f64,
    /// Half the course's width there, in metres.
    pub half_width_m: f64,
}

impl Course {
    /// Through points of east, north, height and half a width, each turn rounded.
    pub(super) fn through(points: &[[f64; 4]]) -> Self {
        let at = |[x, y, height, width]: [f64; 4]| (Coord { x, y }, height, width);
        let mut course: Vec<_> = points.iter().copied().map(at).collect();
        for _ in 0..3 {
            course = turns_rounded(&course);
        }
        let places: Vec<Coord<f64>> = course.iter().map(|point| point.0).collect();
        let (low, high) = box_around(&places);
        Self {
            points: course,
            low,
            high,
        }
    }

    /// Where the course is nearest, or `None` more than `reach_m` beside the box around it.
    pub(super) fn nearest(&self, at: Coord<f64>, reach_m: f64) -> Option<OnCourse> {
        let near = self.low.x - reach_m <= at.x
            && at.x <= self.high.x + reach_m
            && self.low.y - reach_m <= at.y
            && at.y <= self.high.y + reach_m;
        if !near {
            return None;
        }
        let mut found = (f64::INFINITY, 0.0, 0.0);
        for pair in self.points.windows(2) {
            let ((from, low, narrow), (to, high, wide)) = (pair[0], pair[1]);
            let (squared, share) = nearest_on(from, to, at);
            if squared < found.0 {
                let mix = |one: f64, other: f64| one + share * (other - one);
                found = (squared, mix(low, high), mix(narrow, wide));
            }
        }
        Some(OnCourse {
            distance_m: found.0.sqrt(),
            height_m: found.1,
            half_width_m: found.2,
        })
    }

    /// The same course with other heights: `height_of` gets each point, the height it had, the height that was
    /// given to the point before and how far away that is.
    pub(super) fn with_heights(
        &self,
        mut height_of: impl FnMut(Coord<f64>, f64, Option<(f64, f64)>) -> f64,
    ) -> Self {
        let mut before: Option<(Coord<f64>, f64)> = None;
        let points = self.points.iter().map(|&(at, height, width)| {
            let back = before.map(|(other, height)| (height, length(at - other)));
            let height = height_of(at, height, back);
            before = Some((at, height));
            (at, height, width)
        });
        Self {
            points: points.collect(),
            ..self.clone()
        }
    }

    /// The same course with the mean height of the points within `reach_m` of each.
    pub(super) fn evened(&self, reach_m: f64) -> Self {
        let mean_at = |at: Coord<f64>| {
            let (mut sum, mut count) = (0.0, 0.0);
            for (other, height, _) in &self.points {
                let apart = *other - at;
                if apart.x * apart.x + apart.y * apart.y <= reach_m * reach_m {
                    sum += height;
                    count += 1.0;
                }
            }
            sum / count
        };
        self.with_heights(|at, _, _| mean_at(at))
    }

    /// As a line where it lies in the world.
    pub(super) fn line(&self, in_world: impl Fn(Coord<f64>) -> Coord<f64>) -> LineString<f64> {
        let places = self.points.iter().map(|point| in_world(point.0));
        places.collect()
    }
}

/// Cuts the corners of a line and leaves its ends.
fn turns_rounded(points: &[(Coord<f64>, f64, f64)]) -> Vec<(Coord<f64>, f64, f64)> {
    let mix = |one: &(Coord<f64>, f64, f64), other: &(Coord<f64>, f64, f64), share: f64| {
        let keep = 1.0 - share;
        (
            one.0 * keep + other.0 * share,
            one.1 * keep + other.1 * share,
            one.2 * keep + other.2 * share,
        )
    };
    let mut cut: Vec<_> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        cut.push(mix(&pair[0], &pair[1], 0.25));
        cut.push(mix(&pair[0], &pair[1], 0.75));
    }
    cut.extend(points.last().copied());
    cut
}

/// How long a way is, in metres.
#[expect(
    clippy::imprecise_flops,
    reason = "`hypot` comes from the system's library, and the last bit from which"
)]
pub(super) fn length(way: Coord<f64>) -> f64 {
    (way.x * way.x + way.y * way.y).sqrt()
}

/// The squared distance to a line between two points, and how far along it the nearest point lies, from 0 to 1.
fn nearest_on(from: Coord<f64>, to: Coord<f64>, at: Coord<f64>) -> (f64, f64) {
    let (along, beside) = (to - from, at - from);
    let length = along.x * along.x + along.y * along.y;
    let share = if 0.0 < length {
        ((beside.x * along.x + beside.y * along.y) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let apart = beside - along * share;
    (apart.x * apart.x + apart.y * apart.y, share)
}

fn box_around(points: &[Coord<f64>]) -> (Coord<f64>, Coord<f64>) {
    let begin = (
        Coord {
            x: f64::INFINITY,
            y: f64::INFINITY,
        },
        Coord {
            x: f64::NEG_INFINITY,
            y: f64::NEG_INFINITY,
        },
    );
    points.iter().fold(begin, |(low, high), point| {
        (
            Coord {
                x: low.x.min(point.x),
                y: low.y.min(point.y),
            },
            Coord {
                x: high.x.max(point.x),
                y: high.y.max(point.y),
            },
        )
    })
}

/// A smooth curve through points that never swings beyond them, level outside.
///
/// # Source
/// F. N. Fritsch, J. Butland, "A method for constructing local monotone piecewise cubic interpolants" (1984).
pub(super) fn curve(points: &[(f64, f64)], x: f64) -> f64 {
    let Some(after) = points.iter().position(|point| x < point.0) else {
        return points.last().map_or(0.0, |point| point.1);
    };
    if after == 0 {
        return points[0].1;
    }
    let slope = |index: usize| {
        let (one, other) = (points[index], points[index + 1]);
        (other.1 - one.1) / (other.0 - one.0)
    };
    let steepness = |index: usize| {
        if index == 0 || index + 1 == points.len() {
            return 0.0;
        }
        let (before, behind) = (slope(index - 1), slope(index));
        if before * behind <= 0.0 {
            0.0
        } else {
            2.0 * before * behind / (before + behind)
        }
    };
    let (from, to) = (points[after - 1], points[after]);
    let width = to.0 - from.0;
    let share = (x - from.0) / width;
    let (rest, begin, end) = (1.0 - share, steepness(after - 1), steepness(after));
    let straight =
        from.1 * rest * rest * (1.0 + 2.0 * share) + to.1 * share * share * (1.0 + 2.0 * rest);
    straight + width * share * rest * (begin * rest - end * share)
}

/// From 0 to 1 between two values, gently at both ends.
pub(super) fn step(from: f64, to: f64, x: f64) -> f64 {
    let share = ((x - from) / (to - from)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// 1 at the middle, 0 from `radius` on.
pub(super) fn bump(distance: f64, radius: f64) -> f64 {
    let part = (distance / radius).clamp(-1.0, 1.0);
    let share = 1.0 - part * part;
    share * share
}

/// The lower of two heights, with the edge between them rounded over `round_m`.
pub(super) fn lower(one: f64, other: f64, round_m: f64) -> f64 {
    let share = (0.5 + 0.5 * (other - one) / round_m).clamp(0.0, 1.0);
    other + share * (one - other) - round_m * share * (1.0 - share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_from_a_ring_are_negative_inside() {
        let ring = Ring::straight(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]);
        assert_eq!(ring.outside_m(Coord { x: 4.0, y: 5.0 }), -4.0);
        assert_eq!(ring.outside_m(Coord { x: 13.0, y: 14.0 }), 5.0);
    }

    #[test]
    fn a_curve_goes_through_its_points_and_never_back() {
        let points = [(0.0, 0.0), (1.0, 10.0), (3.0, 11.0), (4.0, 40.0)];
        for (x, y) in points {
            assert!((curve(&points, x) - y).abs() < 1e-12);
        }
        let mut before = f64::NEG_INFINITY;
        for step in -10..60 {
            let value = curve(&points, f64::from(step) * 0.1);
            assert!(before <= value + 1e-12);
            before = value;
        }
    }

    #[test]
    fn a_course_has_its_height_between_its_points() {
        let course = Course::through(&[[0.0, 0.0, 10.0, 2.0], [100.0, 0.0, 20.0, 2.0]]);
        let near = course.nearest(Coord { x: 50.0, y: 3.0 }, 10.0);
        let near = near.unwrap();
        assert!((near.height_m - 15.0).abs() < 1e-9 && (near.distance_m - 3.0).abs() < 1e-9);
        assert_eq!(course.nearest(Coord { x: 50.0, y: 30.0 }, 10.0), None);
    }
}
