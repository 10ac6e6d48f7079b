//! Parallel lines and rows of dots over ground on the map, parts of one set over the whole sheet.

use std::f64::consts::SQRT_2;

use crate::figure::drawing::PaperPoint;

/// Lines of a hatching at most: beyond that it is a surface.
const MOST_LINES: f64 = 4_000.0;

/// Which way lines run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lean {
    /// From left to right.
    Level,
    /// Up to the right.
    Rising,
    /// Down to the right.
    Falling,
}

impl Lean {
    /// What is the same all along a line, one more for each millimetre to its side; and how far along it a point is.
    fn across_and_along(self, at: PaperPoint) -> (f64, f64) {
        match self {
            Self::Level => (at.y, at.x),
            Self::Rising => ((at.x + at.y) / SQRT_2, (at.x - at.y) / SQRT_2),
            Self::Falling => ((at.y - at.x) / SQRT_2, (at.x + at.y) / SQRT_2),
        }
    }

    /// The opposite.
    fn point(self, across: f64, along: f64) -> PaperPoint {
        let (x, y) = match self {
            Self::Level => (along, across),
            Self::Rising => ((across + along) / SQRT_2, (across - along) / SQRT_2),
            Self::Falling => ((along - across) / SQRT_2, (across + along) / SQRT_2),
        };
        PaperPoint { x, y }
    }
}

/// Lines inside rings, `spacing_mm` from one to the next; what lies in an even number of rings is left out.
pub(super) fn hatch_in(
    rings: &[Vec<PaperPoint>],
    spacing_mm: f64,
    lean: Lean,
) -> Vec<Vec<PaperPoint>> {
    let mut lines = Vec::new();
    along_rows(rings, spacing_mm, lean, |across, from, to| {
        lines.push(vec![lean.point(across, from), lean.point(across, to)]);
    });
    lines
}

/// Dots inside rings as small eight-sided rings, `spacing_mm` from one to the next, every second row between those
/// of the first.
pub(super) fn dots_in(
    rings: &[Vec<PaperPoint>],
    spacing_mm: f64,
    radius_mm: f64,
) -> Vec<Vec<PaperPoint>> {
    let mut dots = Vec::new();
    along_rows(rings, spacing_mm, Lean::Level, |across, from, to| {
        let is_odd = (across / spacing_mm).round().rem_euclid(2.0) > 0.5;
        let shift = if is_odd { 0.5 } else { 0.0 };
        let mut place = (from / spacing_mm - shift).ceil() + shift;
        while place * spacing_mm <= to {
            dots.push(dot(place * spacing_mm, across, radius_mm));
            place += 1.0;
        }
    });
    dots
}

/// A small eight-sided ring around a place.
pub(super) fn dot(x: f64, y: f64, radius_mm: f64) -> Vec<PaperPoint> {
    let corner = |eighth: u8| {
        let turn = (f64::from(eighth) + 0.5) * std::f64::consts::FRAC_PI_4;
        PaperPoint {
            x: x + radius_mm * turn.cos(),
            y: y + radius_mm * turn.sin(),
        }
    };
    (0..8).map(corner).collect()
}

/// Calls `piece` with each piece of each line that lies inside: where it lies across, and from where to where along.
fn along_rows(
    rings: &[Vec<PaperPoint>],
    spacing_mm: f64,
    lean: Lean,
    mut piece: impl FnMut(f64, f64, f64),
) {
    let edges_of = |ring: &Vec<PaperPoint>| -> Vec<[(f64, f64); 2]> {
        let ends = ring.iter().zip(ring.iter().cycle().skip(1));
        let placed = ends.map(|(from, to)| [*from, *to].map(|at| lean.across_and_along(at)));
        placed.collect()
    };
    let edges: Vec<[(f64, f64); 2]> = rings.iter().flat_map(edges_of).collect();
    let across = || edges.iter().map(|[from, _]| from.0);
    let (first, last) = (
        across().fold(f64::INFINITY, f64::min),
        across().fold(f64::NEG_INFINITY, f64::max),
    );
    let is_usable = 0.0 < spacing_mm && first < last && (last - first) / spacing_mm < MOST_LINES;
    if !is_usable {
        return;
    }
    let mut row = (first / spacing_mm).ceil();
    let mut cuts: Vec<f64> = Vec::new();
    while row * spacing_mm <= last {
        let at = row * spacing_mm;
        cuts.clear();
        let crossing = edges
            .iter()
            .filter(|[from, to]| (from.0 <= at) != (to.0 <= at));
        cuts.extend(
            crossing.map(|[from, to]| from.1 + (at - from.0) / (to.0 - from.0) * (to.1 - from.1)),
        );
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.chunks_exact(2) {
            if pair[0] < pair[1] {
                piece(at, pair[0], pair[1]);
            }
        }
        row += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::map::clip::length_mm;

    fn square(from: f64, to: f64) -> Vec<PaperPoint> {
        let corners = [(from, from), (to, from), (to, to), (from, to)];
        corners.map(|(x, y)| PaperPoint { x, y }).to_vec()
    }

    #[test]
    fn lines_lie_inside_and_leave_holes_out() {
        let rings = [square(0.0, 40.0), square(10.0, 20.0)];
        for lean in [Lean::Level, Lean::Rising, Lean::Falling] {
            let lines = hatch_in(&rings, 0.7, lean);
            let length: f64 = lines.iter().map(|line| length_mm(line)).sum();
            // As long together as the ground over the spacing.
            assert!((length * 0.7 / 1500.0 - 1.0).abs() < 0.05, "{lean:?}");
            let is_inside = |at: &PaperPoint| -1e-9 <= at.x && at.x <= 40.0 + 1e-9;
            assert!(lines.iter().flatten().all(is_inside));
        }
        assert!(hatch_in(&[], 1.0, Lean::Level).is_empty());
        assert!(hatch_in(&rings, 0.0, Lean::Level).is_empty());
    }

    #[test]
    fn dots_are_as_far_apart_as_they_should_be() {
        let dots = dots_in(&[square(0.1, 20.1)], 2.0, 0.3);
        assert_eq!(dots.len(), 100);
        assert!(dots.iter().all(|dot| dot.len() == 8));
    }
}
