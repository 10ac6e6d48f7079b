//! Samples beside the lines of the legend, drawn as on the map.

use super::built::{
    EDGE, ground_pen, hard_pen, limit_pen, outlet_mark, reference_pen, rim_pen, tipping_mark,
};
use super::contour_lines::BROWN;
use super::ground::light_color;
use super::hatch::{Lean, hatch_in};
use super::style::{
    BEYOND_MM, HARD, HARD_MM, OTHER_GROUND_MM, edge_pen, line_around, line_pen, pattern_of,
    point_of, ring_around, tone_of,
};
use crate::figure::Ramp;
use crate::figure::drawing::{Drawing, Paint, PaperPoint, PaperRect, Pen, Role, Shape};
use crate::site::{ShapeKind, Style};

/// Parts that a sample of a ramp is drawn with.
const RAMP_PARTS: u8 = 13;

/// A sample beside a line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sample {
    Limit([u8; 3]),
    Rim([u8; 3]),
    Ground([u8; 3]),
    Tipped([u8; 3]),
    Outlet([u8; 3]),
    Footprint,
    Ramp,
    Reference,
    Hard,
    Beyond,
    Color([u8; 3]),
    Colors(Ramp),
    Contours,
    /// Nothing, where it is only told how much more there is.
    Nothing,
    Class(Style, ShapeKind),
}

/// Draws a sample in a rectangle.
pub(super) fn draw(drawing: &mut Drawing, sample: Sample, rect: PaperRect) {
    for shape in shapes_of(sample, rect) {
        drawing.push(None, Some(grown(rect, 0.4)), shape);
    }
}

fn grown(rect: PaperRect, by_mm: f64) -> PaperRect {
    PaperRect {
        left: rect.left - by_mm,
        top: rect.top - by_mm,
        right: rect.right + by_mm,
        bottom: rect.bottom + by_mm,
    }
}

fn shapes_of(sample: Sample, rect: PaperRect) -> Vec<Shape> {
    let ring = ring_around(rect);
    let rings = [ring.clone()];
    let middle = PaperPoint {
        x: f64::midpoint(rect.left, rect.right),
        y: f64::midpoint(rect.top, rect.bottom),
    };
    let line = |pen: Pen| {
        let at = |x| PaperPoint { x, y: middle.y };
        Shape::Lines {
            lines: vec![vec![at(rect.left), at(rect.right)]],
            pen,
        }
    };
    let around = |pen: Pen| Shape::Lines {
        lines: vec![line_around(rect)],
        pen,
    };
    let tone = |color, opacity| Shape::Area {
        rings: vec![ring.clone()],
        paint: Paint {
            role: Role::Given(color),
            opacity,
        },
    };
    let hatch = |spacing_mm: f64, lean: Lean, pen: Pen| Shape::Lines {
        lines: hatch_in(&rings, spacing_mm, lean),
        pen,
    };
    let hard = |spacing_mm: f64| {
        let edge = around(Pen::solid(Role::Given(HARD), 0.35));
        vec![hatch(spacing_mm, Lean::Rising, hard_pen()), edge]
    };
    match sample {
        Sample::Limit(color) => vec![line(limit_pen(color))],
        Sample::Rim(color) => vec![line(rim_pen(color))],
        Sample::Ground(color) => {
            let pen = Pen::solid(Role::Given(color), 0.2);
            let lines = hatch(OTHER_GROUND_MM, Lean::Falling, pen);
            vec![tone(color, 0.25), lines, around(ground_pen(color))]
        }
        Sample::Tipped(color) => tipping_mark(middle, color),
        Sample::Outlet(color) => outlet_mark(middle, color),
        Sample::Footprint => vec![line(Pen::solid(Role::Given(EDGE), 0.25))],
        Sample::Ramp => vec![
            line(Pen::solid(Role::Ink, 1.0)),
            line(Pen::solid(Role::Sheet, 0.64)),
        ],
        Sample::Reference => vec![line(reference_pen())],
        Sample::Hard => hard(HARD_MM),
        Sample::Beyond => hard(BEYOND_MM / 2.0),
        Sample::Color(color) => vec![tone(color, 1.0), around(Pen::solid(Role::Quiet, 0.12))],
        Sample::Colors(ramp) => {
            let mut shapes: Vec<Shape> = (0..RAMP_PARTS)
                .map(|part| ramp_part(ramp, part, rect))
                .collect();
            shapes.push(around(Pen::solid(Role::Quiet, 0.12)));
            shapes
        }
        Sample::Nothing => Vec::new(),
        Sample::Contours => {
            let pen = |width_mm| Pen::solid(Role::Given(BROWN), width_mm);
            let line_at = |y: f64, width_mm: f64| Shape::Lines {
                lines: vec![
                    [rect.left, rect.right]
                        .map(|x| PaperPoint { x, y })
                        .to_vec(),
                ],
                pen: pen(width_mm),
            };
            vec![line_at(middle.y - 0.5, 0.12), line_at(middle.y + 0.5, 0.25)]
        }
        Sample::Class(style, ShapeKind::Polygons) => {
            let parts = [tone_of(&rings, style, 1.0), pattern_of(&rings, style)];
            let edge = around(edge_pen(style));
            parts.into_iter().flatten().chain([edge]).collect()
        }
        Sample::Class(style, ShapeKind::Lines) => vec![line(line_pen(style))],
        Sample::Class(style, ShapeKind::Points) => point_of(middle, style).to_vec(),
    }
}

/// A part of a sample of colours, from left to right.
fn ramp_part(ramp: Ramp, part: u8, rect: PaperRect) -> Shape {
    let share = f64::from(part) / f64::from(RAMP_PARTS);
    let width = rect.width() / f64::from(RAMP_PARTS);
    let left = rect.left + share * rect.width();
    // A little over the next one, so that no light shows between them.
    let own = PaperRect {
        left,
        right: (left + 1.2 * width).min(rect.right),
        ..rect
    };
    let along = f32::from(part) / f32::from(RAMP_PARTS - 1);
    // Depths grow to the right as heights do.
    let along = if ramp == Ramp::Seabed {
        1.0 - along
    } else {
        along
    };
    Shape::Area {
        rings: vec![ring_around(own)],
        paint: Paint::solid(Role::Given(light_color(ramp, along))),
    }
}
