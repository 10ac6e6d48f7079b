//! How ground, lines and points in the style of a site layer look on paper, on the map as in the legend.

use super::hatch::{Lean, dot, dots_in, hatch_in};
use crate::figure::drawing::{Paint, PaperPoint, PaperRect, Pen, Role, Shape};
use crate::site::{Pattern, Rgb, Style};

/// How much ground that is filled all over covers what lies below.
const SOLID: f32 = 0.5;

/// The same between lines and dots of a pattern.
const BETWEEN_LINES: f32 = 0.1;

/// From one line of a pattern to the next, and how wide it is, in millimetres.
const LINES_MM: (f64, f64) = (1.5, 0.22);

/// From one dot to the next, and how far it reaches, in millimetres.
const DOTS_MM: (f64, f64) = (1.5, 0.26);

/// How wide edges of ground and lines are, in millimetres.
const EDGE_MM: f64 = 0.18;
const LINE_MM: f64 = 0.35;

/// How far a point reaches, in millimetres.
const POINT_MM: f64 = 0.75;

/// From one line to the next over ground in hard conflict, beyond the concession and on other ground, in millimetres.
pub(super) const HARD_MM: f64 = 1.1;
pub(super) const BEYOND_MM: f64 = 3.6;
pub(super) const OTHER_GROUND_MM: f64 = 1.4;

/// What stands hard against a plan, as the window shows it on a light ground: red, green and blue.
pub(super) const HARD: Rgb = [0xB3, 0x26, 0x1E];

/// What of ground lies below lines: its tone.
pub(super) fn tone_of(rings: &[Vec<PaperPoint>], style: Style, opacity: f32) -> Option<Shape> {
    let share = match style.pattern {
        Pattern::Solid => SOLID,
        Pattern::Empty => return None,
        _ => BETWEEN_LINES,
    };
    Some(Shape::Area {
        rings: rings.to_vec(),
        paint: Paint {
            role: Role::Given(style.fill),
            opacity: share * opacity,
        },
    })
}

/// The lines or dots of ground, without its edge.
pub(super) fn pattern_of(rings: &[Vec<PaperPoint>], style: Style) -> Option<Shape> {
    let role = Role::Given(style.fill);
    let lines = |lean| hatch_in(rings, LINES_MM.0, lean);
    let lines = match style.pattern {
        Pattern::Solid | Pattern::Empty => return None,
        Pattern::Horizontal => lines(Lean::Level),
        Pattern::Rising => lines(Lean::Rising),
        Pattern::Falling => lines(Lean::Falling),
        Pattern::Crossed => [lines(Lean::Rising), lines(Lean::Falling)].concat(),
        Pattern::Dotted => {
            let rings = dots_in(rings, DOTS_MM.0, DOTS_MM.1);
            let paint = Paint::solid(role);
            return (!rings.is_empty()).then_some(Shape::Area { rings, paint });
        }
    };
    let pen = Pen::solid(role, LINES_MM.1);
    (!lines.is_empty()).then_some(Shape::Lines { lines, pen })
}

/// The pen of edges of ground. What has nothing inside has a wider one, with dashes.
pub(super) fn edge_pen(style: Style) -> Pen {
    let role = Role::Given(style.outline);
    match style.pattern {
        Pattern::Empty => Pen {
            role,
            width_mm: 0.4,
            dash_mm: Some((2.4, 0.7)),
        },
        _ => Pen::solid(role, EDGE_MM),
    }
}

/// The pen of lines.
pub(super) fn line_pen(style: Style) -> Pen {
    Pen::solid(Role::Given(style.outline), LINE_MM)
}

/// A point: a dot with an edge.
pub(super) fn point_of(at: PaperPoint, style: Style) -> [Shape; 2] {
    let disc = |radius_mm: f64, color: Rgb| Shape::Area {
        rings: vec![dot(at.x, at.y, radius_mm)],
        paint: Paint::solid(Role::Given(color)),
    };
    [
        disc(POINT_MM, style.outline),
        disc(POINT_MM - 0.25, style.fill),
    ]
}

/// An upright rectangle as a ring that is not closed.
pub(super) fn ring_around(rect: PaperRect) -> Vec<PaperPoint> {
    let point = |x, y| PaperPoint { x, y };
    vec![
        point(rect.left, rect.top),
        point(rect.right, rect.top),
        point(rect.right, rect.bottom),
        point(rect.left, rect.bottom),
    ]
}

/// The same, closed.
pub(super) fn line_around(rect: PaperRect) -> Vec<PaperPoint> {
    let mut ring = ring_around(rect);
    ring.extend(ring.first().copied());
    ring
}
