//! Hatching over what stands hard against the alternative that is shown.

use egui::{Color32, Painter, Pos2, Rect, Stroke, pos2};
use geo::MultiPolygon;

use super::tools::Hand;
use crate::ui::context::Panel;

/// Between two lines, in points.
const SPACING: f32 = 7.0;

/// The same where ground lies beyond the concession, which leaves the fill to be seen.
const WIDE: f32 = 28.0;

/// Lines of a hatching at most: beyond that it is a surface.
const MOST_LINES: f32 = 2_000.0;

/// Hatches what is taken in hard conflict.
pub fn draw(painter: &Painter, hand: &Hand<'_>, panel: &Panel<'_>) {
    let Some((take, is_current)) = panel.app.land_take(panel.app.active()) else {
        return;
    };
    let Some(whole) = &take.everything else {
        return;
    };
    let color = panel.palette.error;
    let color = if is_current {
        color
    } else {
        color.gamma_multiply(0.6)
    };
    hatch(painter, hand, (&whole.beyond, WIDE), color);
    hatch(painter, hand, (&whole.hard, SPACING), color);
}

fn hatch(
    painter: &Painter,
    hand: &Hand<'_>,
    (ground, spacing): (&MultiPolygon<f64>, f32),
    color: Color32,
) {
    let clip = painter.clip_rect();
    for polygon in ground {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        let rings: Vec<Vec<Pos2>> = rings
            .map(|ring| ring.0.iter().map(|at| hand.screen(*at)).collect())
            .collect();
        let outer = rings
            .first()
            .map_or(Rect::NOTHING, |ring| Rect::from_points(ring));
        if !outer.intersects(clip) {
            continue;
        }
        for (from, to) in hatch_lines(&rings, spacing, clip) {
            let halo = Stroke::new(3.0, Color32::from_white_alpha(150));
            painter.line_segment([from, to], halo);
            painter.line_segment([from, to], Stroke::new(1.5, color));
        }
        for ring in rings {
            painter.line(ring, Stroke::new(1.5, color));
        }
    }
}

/// Lines that rise to the right inside rings, as far as a rectangle shows them.
fn hatch_lines(rings: &[Vec<Pos2>], spacing: f32, clip: Rect) -> Vec<(Pos2, Pos2)> {
    // Along a line x + y is the same; x − y tells where on it.
    let across = |at: Pos2| at.x + at.y;
    let along = |at: Pos2| at.x - at.y;
    let edges = rings.iter().flat_map(|ring| ring.windows(2));
    let edges: Vec<(Pos2, Pos2)> = edges.map(|ends| (ends[0], ends[1])).collect();
    let reach = |fold: fn(f32, f32) -> f32, start: f32| {
        edges.iter().map(|edge| across(edge.0)).fold(start, fold)
    };
    let first = reach(f32::min, f32::INFINITY).max(across(clip.min));
    let last = reach(f32::max, f32::NEG_INFINITY).min(across(clip.max));
    let mut lines = Vec::new();
    if last <= first || MOST_LINES * spacing < last - first {
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
            let place = |along: f32| pos2(f32::midpoint(at, along), f32::midpoint(at, -along));
            lines.push((place(pair[0]), place(pair[1])));
        }
        at += spacing;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let lines = hatch_lines(&rings, SPACING, clip);
        let length = |lines: &[(Pos2, Pos2)]| -> f32 {
            lines.iter().map(|(from, to)| from.distance(*to)).sum()
        };
        // As long as the ground over the spacing of the lines.
        let expected = (100.0 * 100.0 - 20.0 * 20.0) / (SPACING / 2.0_f32.sqrt());
        assert!((length(&lines) / expected - 1.0).abs() < 0.05);
        let in_hole = |at: Pos2| 41.0 < at.x && at.x < 59.0 && 41.0 < at.y && at.y < 59.0;
        assert!(lines.iter().all(|(from, to)| !in_hole(from.lerp(*to, 0.5))));
        // Nothing is drawn that is not seen.
        let clip = Rect::from_min_max(pos2(200.0, 200.0), pos2(300.0, 300.0));
        assert!(hatch_lines(&rings, SPACING, clip).is_empty());
    }
}
