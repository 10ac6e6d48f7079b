//! Marks and dashes by which alternatives are told from each other without their colours.

use std::f64::consts::{PI, TAU};

use crate::figure::drawing::{Drawing, Paint, PaperPoint, Pen, Role, Shape};

use super::{DrawnAlternative, point};

/// How many outlines marks have; then they repeat, open, and once more with a dot.
const OUTLINES: usize = 7;

/// Lengths of dashes and gaps, in millimetres.
const DASHES: [Option<(f64, f64)>; 5] = [
    None,
    Some((3.0, 1.2)),
    Some((0.9, 0.9)),
    Some((5.5, 1.2)),
    Some((1.8, 1.8)),
];

/// The pen of an alternative's line.
pub(super) fn pen_of(alternative: &DrawnAlternative, width_mm: f64) -> Pen {
    Pen {
        role: Role::Stroke(alternative.color),
        width_mm,
        dash_mm: DASHES[alternative.mark % DASHES.len()],
    }
}

/// Draws the mark of an alternative, about `radius_mm` around its place.
pub(super) fn draw_mark(
    drawing: &mut Drawing,
    at: (f64, f64),
    radius_mm: f64,
    alternative: &DrawnAlternative,
) {
    let ring = outline(alternative.mark, at, radius_mm);
    let stroke = Role::Stroke(alternative.color);
    let (fill, pen) = match alternative.mark / OUTLINES % 3 {
        1 => (Role::Sheet, Pen::solid(stroke, 0.3 * radius_mm)),
        _ => (
            Role::Given(alternative.color),
            Pen::solid(stroke, 0.2 * radius_mm),
        ),
    };
    add_ring(drawing, ring, (fill, pen));
    if alternative.mark / OUTLINES % 3 == 2 {
        let dot = around(at, 0.4 * radius_mm, 12, 0.0);
        drawing.add(area(dot, Role::Sheet));
    }
}

/// What is best: a filled star.
pub(super) fn draw_star(drawing: &mut Drawing, at: (f64, f64), radius_mm: f64) {
    let corner = |index: u32| {
        let radius = if index.is_multiple_of(2) { 1.1 } else { 0.45 };
        let angle = f64::from(index) * PI / 5.0;
        let (sin, cos) = angle.sin_cos();
        point((
            at.0 + radius * radius_mm * sin,
            at.1 - radius * radius_mm * cos,
        ))
    };
    let ring = (0..10).map(corner).collect();
    drawing.add(area(ring, Role::Ink));
}

/// What is worst: an open triangle on its tip.
pub(super) fn draw_tip(drawing: &mut Drawing, at: (f64, f64), radius_mm: f64) {
    let ring = around(at, radius_mm, 3, PI);
    let pen = Pen::solid(Role::Ink, 0.25 * radius_mm);
    add_ring(drawing, ring, (Role::Sheet, pen));
}

/// A ring around something.
pub(super) fn ring(at: (f64, f64), radius_mm: f64, pen: Pen) -> Shape {
    let mut ring = around(at, radius_mm, 32, 0.0);
    ring.push(ring[0]);
    Shape::Lines {
        lines: vec![ring],
        pen,
    }
}

/// A dot in ink on a ground that sets it off.
pub(super) fn draw_dot(drawing: &mut Drawing, at: (f64, f64), radius_mm: f64) {
    drawing.add(area(around(at, 1.4 * radius_mm, 24, 0.0), Role::Sheet));
    drawing.add(area(around(at, radius_mm, 24, 0.0), Role::Ink));
}

fn add_ring(drawing: &mut Drawing, mut ring: Vec<PaperPoint>, (fill, pen): (Role, Pen)) {
    drawing.add(area(ring.clone(), fill));
    ring.extend(ring.first().copied());
    let lines = vec![ring];
    drawing.add(Shape::Lines { lines, pen });
}

fn area(ring: Vec<PaperPoint>, role: Role) -> Shape {
    Shape::Area {
        rings: vec![ring],
        paint: Paint::solid(role),
    }
}

fn outline(mark: usize, at: (f64, f64), radius: f64) -> Vec<PaperPoint> {
    match mark % OUTLINES {
        0 => around(at, 0.95 * radius, 24, 0.0),
        1 => around(at, 1.2 * radius, 4, PI / 4.0),
        2 => around(at, 1.2 * radius, 3, 0.0),
        3 => around(at, 1.2 * radius, 4, 0.0),
        4 => around(at, 1.2 * radius, 3, PI),
        5 => cross(at, 1.1 * radius, 0.0),
        _ => cross(at, 1.1 * radius, PI / 4.0),
    }
}

/// An even polygon with its first corner above, turned clockwise by an angle.
fn around(at: (f64, f64), radius: f64, corners: u32, turned: f64) -> Vec<PaperPoint> {
    let corner = |index: u32| {
        let angle = turned + TAU * f64::from(index) / f64::from(corners);
        let (sin, cos) = angle.sin_cos();
        point((at.0 + radius * sin, at.1 - radius * cos))
    };
    (0..corners).map(corner).collect()
}

/// A cross with thick arms.
fn cross(at: (f64, f64), radius: f64, turned: f64) -> Vec<PaperPoint> {
    let (sin, cos) = turned.sin_cos();
    let arm = 0.36;
    let quarter = [(arm, -1.0), (arm, -arm), (1.0, -arm)];
    let quarters = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)];
    let corners = quarters.into_iter().flat_map(|(c, s)| {
        let turned_by_it = move |(x, y): (f64, f64)| (c * x - s * y, s * x + c * y);
        quarter.map(turned_by_it)
    });
    corners
        .map(|(x, y)| {
            let (x, y) = (cos * x - sin * y, sin * x + cos * y);
            point((at.0 + radius * x, at.1 + radius * y))
        })
        .collect()
}
