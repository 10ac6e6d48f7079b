//! What of rings and lines lies on the map: the rest is not drawn, and takes no room in a file.

use crate::figure::drawing::{PaperPoint, PaperRect};

/// Corners nearer to the last one than this are left out, in millimetres.
const STEP_MM: f64 = 0.06;

/// A line or ring without corners that nobody would see. The first and the last one stay.
pub(super) fn thinned(points: impl Iterator<Item = PaperPoint>) -> Vec<PaperPoint> {
    let mut kept: Vec<PaperPoint> = Vec::new();
    let mut last = None;
    for point in points {
        let is_near =
            |other: &PaperPoint| (point.x - other.x).abs() + (point.y - other.y).abs() < STEP_MM;
        if !kept.last().is_some_and(is_near) {
            kept.push(point);
        }
        last = Some(point);
    }
    if let Some(last) = last.filter(|last| kept.last() != Some(last)) {
        kept.push(last);
    }
    kept
}

/// The part of a ring that lies in a rectangle; along its edges where it leaves it. Empty where there is none.
///
/// # Source
/// I. E. Sutherland and G. W. Hodgman, "Reentrant polygon clipping", Communications of the ACM 17 (1974).
pub(super) fn ring_within(ring: &[PaperPoint], rect: PaperRect) -> Vec<PaperPoint> {
    // How far inside of each edge a point is.
    let inside: [fn(PaperPoint, PaperRect) -> f64; 4] = [
        |at, rect| at.x - rect.left,
        |at, rect| rect.right - at.x,
        |at, rect| at.y - rect.top,
        |at, rect| rect.bottom - at.y,
    ];
    if ring.iter().all(|point| rect.contains(*point)) {
        return ring.to_vec();
    }
    let mut left = ring.to_vec();
    for depth in inside {
        let Some(mut before) = left.last().copied() else {
            break;
        };
        let mut kept = Vec::with_capacity(left.len());
        for point in left {
            let (from, to) = (depth(before, rect), depth(point, rect));
            if (0.0 <= from) != (0.0 <= to) {
                kept.push(between(before, point, from / (from - to)));
            }
            if 0.0 <= to {
                kept.push(point);
            }
            before = point;
        }
        left = kept;
    }
    if left.len() < 3 { Vec::new() } else { left }
}

/// The parts of a line that lie in a rectangle.
pub(super) fn lines_within(line: &[PaperPoint], rect: PaperRect) -> Vec<Vec<PaperPoint>> {
    let mut parts: Vec<Vec<PaperPoint>> = Vec::new();
    let mut goes_on = false;
    for pair in line.windows(2) {
        let Some((from, to)) = piece_within(pair[0], pair[1], rect) else {
            goes_on = false;
            continue;
        };
        match parts.last_mut().filter(|_| goes_on && from == pair[0]) {
            Some(part) => part.push(to),
            None => parts.push(vec![from, to]),
        }
        goes_on = to == pair[1];
    }
    parts
}

/// The part of a straight piece that lies in a rectangle.
///
/// # Source
/// Y.-D. Liang and B. A. Barsky, "A new concept and method for line clipping", ACM Transactions on Graphics 3 (1984).
pub(super) fn piece_within(
    from: PaperPoint,
    to: PaperPoint,
    rect: PaperRect,
) -> Option<(PaperPoint, PaperPoint)> {
    let (mut begin, mut end) = (0.0_f64, 1.0_f64);
    let bounds = [
        (from.x, to.x, rect.left, rect.right),
        (from.y, to.y, rect.top, rect.bottom),
    ];
    for (one, other, least, most) in bounds {
        let along = other - one;
        if along == 0.0 {
            if one < least || most < one {
                return None;
            }
            continue;
        }
        let (low, high) = ((least - one) / along, (most - one) / along);
        begin = begin.max(low.min(high));
        end = end.min(low.max(high));
    }
    let at = |share: f64| {
        if share <= 0.0 {
            from
        } else if 1.0 <= share {
            to
        } else {
            between(from, to, share)
        }
    };
    (begin < end).then(|| (at(begin), at(end)))
}

fn between(from: PaperPoint, to: PaperPoint, share: f64) -> PaperPoint {
    PaperPoint {
        x: from.x + (to.x - from.x) * share,
        y: from.y + (to.y - from.y) * share,
    }
}

/// How long a line is, in millimetres.
pub(super) fn length_mm(line: &[PaperPoint]) -> f64 {
    let pieces = line.windows(2);
    let lengths = pieces.map(|pair| (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y));
    lengths.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECT: PaperRect = PaperRect {
        left: 0.0,
        top: 0.0,
        right: 10.0,
        bottom: 10.0,
    };

    fn at(x: f64, y: f64) -> PaperPoint {
        PaperPoint { x, y }
    }

    fn area(ring: &[PaperPoint]) -> f64 {
        let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
        let twice: f64 = pairs.map(|(a, b)| a.x * b.y - b.x * a.y).sum();
        twice.abs() / 2.0
    }

    #[test]
    fn a_ring_keeps_what_lies_inside() {
        let square = |from: f64, to: f64| [at(from, from), at(to, from), at(to, to), at(from, to)];
        assert!((area(&ring_within(&square(5.0, 15.0), RECT)) - 25.0).abs() < 1e-9);
        assert!((area(&ring_within(&square(-5.0, 15.0), RECT)) - 100.0).abs() < 1e-9);
        assert_eq!(ring_within(&square(2.0, 4.0), RECT), square(2.0, 4.0));
        assert!(ring_within(&square(11.0, 15.0), RECT).is_empty());
        assert!(ring_within(&[], RECT).is_empty());
    }

    #[test]
    fn a_line_is_cut_where_it_leaves() {
        let line = [
            at(-5.0, 5.0),
            at(5.0, 5.0),
            at(5.0, 15.0),
            at(8.0, 15.0),
            at(8.0, 8.0),
        ];
        let parts = lines_within(&line, RECT);
        let expected = [
            vec![at(0.0, 5.0), at(5.0, 5.0), at(5.0, 10.0)],
            vec![at(8.0, 10.0), at(8.0, 8.0)],
        ];
        assert_eq!(parts, expected);
        assert!((length_mm(&parts[0]) - 10.0).abs() < 1e-9);
        assert!(lines_within(&[at(20.0, 0.0), at(30.0, 5.0)], RECT).is_empty());
    }

    #[test]
    fn corners_on_each_other_are_one_and_ends_stay() {
        let line = [at(0.0, 0.0), at(0.01, 0.0), at(1.0, 0.0), at(1.01, 0.0)];
        let thin = thinned(line.into_iter());
        assert_eq!(thin, [at(0.0, 0.0), at(1.0, 0.0), at(1.01, 0.0)]);
    }
}
