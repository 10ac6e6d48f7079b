//! Parallel lines over an area.

use egui::{Color32, Painter, Pos2, Rect, Stroke, pos2};
use geo::LineString;

use super::tools::Hand;

/// Lines of a hatching at most: beyond that it is a surface.
const MOST_LINES: f32 = 2_000.0;

/// Which way lines run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lean {
    /// Up to the right.
    Rising,
    /// Down to the right.
    Falling,
}

/// Rings of a polygon on the screen, the exterior first; `None` where nothing of it is seen.
pub(super) fn rings_in_view<'a>(
    rings: impl Iterator<Item = &'a LineString<f64>>,
    hand: &Hand<'_>,
    clip: Rect,
) -> Option<Vec<Vec<Pos2>>> {
    let rings = rings.map(|ring| ring.0.iter().map(|at| hand.screen(*at)).collect());
    let rings: Vec<Vec<Pos2>> = rings.collect();
    let outer = Rect::from_points(rings.first()?);
    outer.intersects(clip).then_some(rings)
}

/// Draws a hatching inside rings, light under each line, so that it shows on any ground.
pub(super) fn draw_hatching(
    painter: &Painter,
    rings: &[Vec<Pos2>],
    pattern: (f32, Lean),
    (color, opacity): (Color32, f32),
) {
    let halo = Color32::from_white_alpha(150).gamma_multiply(opacity);
    for (from, to) in hatch_lines(rings, pattern, painter.clip_rect()) {
        painter.line_segment([from, to], Stroke::new(3.0, halo));
        painter.line_segment([from, to], Stroke::new(1.5, color.gamma_multiply(opacity)));
    }
}

/// Lines of a hatching inside rings, as far as a rectangle shows them; `spacing` is in points, along an axis.
fn hatch_lines(rings: &[Vec<Pos2>], (spacing, lean): (f32, Lean), clip: Rect) -> Vec<(Pos2, Pos2)> {
    // Along a line that rises x + y is the same; x − y tells where on it. One that falls is mirrored.
    let sign = match lean {
        Lean::Rising => 1.0,
        Lean::Falling => -1.0,
    };
    let across = |at: Pos2| sign * at.x + at.y;
    let along = |at: Pos2| sign * at.x - at.y;
    let edges = rings.iter().flat_map(|ring| ring.windows(2));
    let edges: Vec<(Pos2, Pos2)> = edges.map(|ends| (ends[0], ends[1])).collect();
    let reach = |fold: fn(f32, f32) -> f32, start: f32| {
        edges.iter().map(|edge| across(edge.0)).fold(start, fold)
    };
    let corners = [
        clip.left_top(),
        clip.right_top(),
        clip.left_bottom(),
        clip.right_bottom(),
    ];
    let seen = corners.map(across);
    let first = reach(f32::min, f32::INFINITY).max(seen.into_iter().fold(f32::INFINITY, f32::min));
    let last =
        reach(f32::max, f32::NEG_INFINITY).min(seen.into_iter().fold(f32::NEG_INFINITY, f32::max));
    let mut lines = Vec::new();
    let is_seen = rings
        .iter()
        .any(|ring| Rect::from_points(ring).intersects(clip));
    if !is_seen || last <= first || MOST_LINES * spacing < last - first {
        return lines;
    }
    let mut at = (first / spacing).ceil() * spacing;
    while at < last {
        let mut cuts: Vec<f32> = edges
            .iter()
            .filter(|(from, to)| (across(*from) <= at) != (across(*to) <= at))
            .map(|(from, to)| {
                let part = (at - across(*from)) / (across(*to) - across(*from));
                along(*from) + part * (along(*to) - along(*from))
            })
            .collect();
        cuts.sort_by(f32::total_cmp);
        for pair in cuts.chunks_exact(2) {
            let place =
                |along: f32| pos2(sign * f32::midpoint(at, along), f32::midpoint(at, -along));
            lines.push((place(pair[0]), place(pair[1])));
        }
        at += spacing;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACING: f32 = 7.0;

    #[test]
    fn lines_lie_inside_and_leave_holes_out() {
        let square = |low: f32, high: f32| {
            vec![
                pos2(low, low),
                pos2(high, low),
                pos2(high, high),
                pos2(low, high),
                pos2(low, low),
            ]
        };
        let clip = Rect::from_min_max(pos2(0.0, 0.0), pos2(500.0, 500.0));
        let rings = [square(0.0, 100.0), square(40.0, 60.0)];
        let lines = hatch_lines(&rings, (SPACING, Lean::Rising), clip);
        let length = |lines: &[(Pos2, Pos2)]| -> f32 {
            lines.iter().map(|(from, to)| from.distance(*to)).sum()
        };
        // As long as the ground over the spacing of the lines.
        let expected = (100.0 * 100.0 - 20.0 * 20.0) / (SPACING / 2.0_f32.sqrt());
        assert!((length(&lines) / expected - 1.0).abs() < 0.05);
        let falling = hatch_lines(&rings, (SPACING, Lean::Falling), clip);
        assert!((length(&falling) / expected - 1.0).abs() < 0.05);
        assert!(
            lines
                .iter()
                .all(|(from, to)| (to.x - from.x) * (to.y - from.y) <= 0.0)
        );
        assert!(
            falling
                .iter()
                .all(|(from, to)| 0.0 <= (to.x - from.x) * (to.y - from.y))
        );
        let in_hole = |at: Pos2| 41.0 < at.x && at.x < 59.0 && 41.0 < at.y && at.y < 59.0;
        assert!(lines.iter().all(|(from, to)| !in_hole(from.lerp(*to, 0.5))));
        // Nothing is drawn that is not seen.
        let clip = Rect::from_min_max(pos2(200.0, 200.0), pos2(300.0, 300.0));
        for lean in [Lean::Rising, Lean::Falling] {
            assert!(hatch_lines(&rings, (SPACING, lean), clip).is_empty());
        }
    }
}
