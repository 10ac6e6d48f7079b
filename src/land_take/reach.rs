//! Lengths of lines inside a footprint, how many points lie in it, and how far the nearest are.

use geo::{Coord, Rect};
use rayon::prelude::*;

use super::footprint::Footprint;
use super::index::{SiteIndex, near};
use super::plane::{edges, grown, holds};

/// The first distance in which neighbours are looked for, in metres.
const FIRST_REACH_M: f64 = 100.0;

/// What one class of lines and points takes of a footprint.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct ReachSum {
    /// Of lines inside.
    pub length_m: f64,
    /// Lines and points inside.
    pub features: usize,
}

/// Lengths and counts by class.
pub(super) fn measure_lines_and_points(index: &SiteIndex, footprint: &Footprint) -> Vec<ReachSum> {
    let mut sums = vec![ReachSum::default(); index.classes];
    let near_lines = near(&index.line_tree, footprint.extent());
    let lengths = near_lines
        .par_iter()
        .map(|&number| length_inside_m(&index.lines[number].line.0, footprint));
    let lengths: Vec<f64> = lengths.collect();
    let (mut last_feature, mut last_class) = (None, None);
    for (number, length_m) in near_lines.into_iter().zip(lengths) {
        let line = &index.lines[number];
        let Some(sum) = sums.get_mut(line.class).filter(|_| 0.0 < length_m) else {
            continue;
        };
        sum.length_m += length_m;
        // A feature may have several lines.
        if (last_feature, last_class) != (Some(line.feature), Some(line.class)) {
            sum.features += 1;
        }
        (last_feature, last_class) = (Some(line.feature), Some(line.class));
    }
    for number in near(&index.point_tree, footprint.extent()) {
        let point = index.points[number];
        if let Some(sum) = sums.get_mut(point.class) {
            sum.features += usize::from(footprint.holds(point.at));
        }
    }
    sums
}

/// The length of a line inside the footprint, in metres.
fn length_inside_m(line: &[Coord<f64>], footprint: &Footprint) -> f64 {
    let mut sum = 0.0;
    for ends in line.windows(2) {
        let (from, to) = (ends[0], ends[1]);
        let mut cuts = footprint.crossings(from, to);
        cuts.extend([0.0, 1.0]);
        cuts.sort_by(f64::total_cmp);
        let whole = (to.x - from.x).hypot(to.y - from.y);
        for piece in cuts.windows(2) {
            let middle = from + (to - from) * f64::midpoint(piece[0], piece[1]);
            if piece[0] < piece[1] && footprint.holds(middle) {
                sum += (piece[1] - piece[0]) * whole;
            }
        }
    }
    sum
}

/// How far the nearest feature of each class is from the footprint, in metres: 0 where it reaches into it.
///
/// `None` where none is nearer than `within_m`.
pub(super) fn nearest_m(
    index: &SiteIndex,
    footprint: &Footprint,
    within_m: f64,
) -> Vec<Option<f64>> {
    let mut nearest: Vec<Option<f64>> = vec![None; index.classes];
    let mut reach_m = FIRST_REACH_M.min(within_m);
    loop {
        let around = grown(footprint.extent(), reach_m);
        for (class, distance_m) in distances(index, footprint, &around, &nearest, reach_m) {
            if let Some(known) = nearest.get_mut(class) {
                let is_nearer = known.is_none_or(|known| distance_m < known);
                if distance_m <= reach_m && is_nearer {
                    *known = Some(distance_m);
                }
            }
        }
        // What is found within the reach is nearest: all that is as near has been seen.
        if nearest.iter().all(Option::is_some) || within_m <= reach_m {
            return nearest;
        }
        reach_m = (2.0 * reach_m).min(within_m);
    }
}

/// Classes and distances of all features in a box whose class has none yet.
fn distances(
    index: &SiteIndex,
    footprint: &Footprint,
    around: &Rect<f64>,
    known: &[Option<f64>],
    reach_m: f64,
) -> Vec<(usize, f64)> {
    let is_open = |class: usize| known.get(class).is_some_and(Option::is_none);
    let polygons = near(&index.polygon_tree, around)
        .into_par_iter()
        .filter_map(|number| {
            let polygon = &index.polygons[number];
            is_open(polygon.class).then(|| {
                let lines: Vec<_> = edges(&polygon.parts).collect();
                let a_corner = footprint
                    .polygons()
                    .0
                    .first()
                    .and_then(|part| part.exterior().0.first());
                let is_around = a_corner.is_some_and(|corner| holds(&polygon.parts, *corner));
                let distance = if is_around {
                    0.0
                } else {
                    distance_m(&lines, footprint, reach_m)
                };
                (polygon.class, distance)
            })
        });
    let lines = near(&index.line_tree, around)
        .into_par_iter()
        .filter_map(|number| {
            let line = &index.lines[number];
            is_open(line.class).then(|| {
                let lines: Vec<_> = line
                    .line
                    .0
                    .windows(2)
                    .map(|ends| (ends[0], ends[1]))
                    .collect();
                (line.class, distance_m(&lines, footprint, reach_m))
            })
        });
    let points = near(&index.point_tree, around)
        .into_par_iter()
        .filter_map(|number| {
            let point = index.points[number];
            is_open(point.class).then(|| {
                let is_inside = footprint.holds(point.at);
                let distance = if is_inside {
                    0.0
                } else {
                    footprint.distance_to_edge_m(point.at)
                };
                (point.class, distance)
            })
        });
    let mut found: Vec<(usize, f64)> = polygons.collect();
    found.par_extend(lines);
    found.par_extend(points);
    found
}

/// The distance of lines from the footprint, in metres; at least right where it is within the reach.
fn distance_m(lines: &[(Coord<f64>, Coord<f64>)], footprint: &Footprint, reach_m: f64) -> f64 {
    let inside = |&(from, to): &(Coord<f64>, Coord<f64>)| {
        footprint.holds(from) || footprint.holds(to) || !footprint.crossings(from, to).is_empty()
    };
    if lines.iter().any(inside) {
        return 0.0;
    }
    // Of two lines that do not cross, an end of one is nearest to the other.
    let ours = lines.iter().flat_map(|(from, to)| [*from, *to]);
    let ours = ours
        .map(|point| footprint.distance_to_edge_m(point))
        .fold(f64::INFINITY, f64::min);
    let near = grown(footprint.extent(), reach_m);
    let close = lines.iter().filter(|(from, to)| {
        from.x.min(to.x) <= near.max().x
            && near.min().x <= from.x.max(to.x)
            && from.y.min(to.y) <= near.max().y
            && near.min().y <= from.y.max(to.y)
    });
    close.fold(ours, |least, line| {
        least.min(footprint.corners_from_line_m(*line))
    })
}
