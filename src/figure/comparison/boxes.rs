//! Boxes, whiskers, arrows and places for a pointer.

use crate::figure::drawing::{
    BandEdge, Drawing, Paint, PaperPoint, PaperRect, Pen, Role, Shape, hatch_of,
};

use super::{Better, line, point};

/// Lines over what is apart from the rest, in millimetres from one to the next.
const HATCH_MM: f64 = 1.2;

/// How a box is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// With its colour.
    Solid,
    /// With lines over a weak tone of it.
    Hatched,
}

/// Where an arrow points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pointing {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

impl Pointing {
    /// Where an axis across gets better.
    pub(super) fn across(better: Better) -> Option<Self> {
        match better {
            Better::Lower => Some(Self::Left),
            Better::Higher => Some(Self::Right),
            Better::Neither => None,
        }
    }

    /// Where an axis upwards gets better.
    pub(super) fn upwards(better: Better) -> Option<Self> {
        match better {
            Better::Lower => Some(Self::Down),
            Better::Higher => Some(Self::Up),
            Better::Neither => None,
        }
    }
}

/// A box with an edge, which is seen in every colour.
pub(super) fn draw_box(
    drawing: &mut Drawing,
    name: Option<String>,
    rect: PaperRect,
    (color, fill): ([u8; 3], Fill),
) {
    let edges = edges_of(rect);
    let stroke = Role::Stroke(color);
    let hatch = match fill {
        Fill::Solid => Vec::new(),
        Fill::Hatched => hatch_of(&edges, HATCH_MM),
    };
    let paint = match fill {
        Fill::Solid => Paint::solid(Role::Given(color)),
        Fill::Hatched => Paint {
            role: Role::Given(color),
            opacity: 0.2,
        },
    };
    drawing.push(name, None, Shape::Band { edges, paint });
    if !hatch.is_empty() {
        let pen = Pen::solid(stroke, 0.3);
        drawing.add(Shape::Lines { lines: hatch, pen });
    }
    drawing.add(frame_of(rect, Pen::solid(stroke, 0.25)));
}

/// A line around a box.
pub(super) fn frame_of(rect: PaperRect, pen: Pen) -> Shape {
    let ring = vec![
        point((rect.left, rect.top)),
        point((rect.right, rect.top)),
        point((rect.right, rect.bottom)),
        point((rect.left, rect.bottom)),
        point((rect.left, rect.top)),
    ];
    Shape::Lines {
        lines: vec![ring],
        pen,
    }
}

/// A filled box without a name.
pub(super) fn tone(rect: PaperRect, paint: Paint) -> Shape {
    Shape::Band {
        edges: edges_of(rect),
        paint,
    }
}

/// Nothing to see, but a place where a pointer is told something.
pub(super) fn add_told(drawing: &mut Drawing, told: String, rect: PaperRect) {
    let unseen = Paint {
        role: Role::Sheet,
        opacity: 0.0,
    };
    drawing.push(Some(told), None, tone(rect, unseen));
}

/// How uncertain something is, with an end at both sides, on a ground that sets it off.
pub(super) fn draw_whisker(drawing: &mut Drawing, (from, to): (f64, f64), y: f64, half_mm: f64) {
    let pens = [(Role::Sheet, 1.1), (Role::Ink, 0.4)];
    for (role, width_mm) in pens {
        let pen = Pen::solid(role, width_mm);
        let lines = vec![
            vec![point((from, y)), point((to, y))],
            vec![point((from, y - half_mm)), point((from, y + half_mm))],
            vec![point((to, y - half_mm)), point((to, y + half_mm))],
        ];
        drawing.add(Shape::Lines { lines, pen });
    }
}

/// What other values are measured against: a dashed line on a ground that sets it off.
pub(super) fn draw_reference(drawing: &mut Drawing, from: (f64, f64), to: (f64, f64)) {
    drawing.add(line(from, to, Pen::solid(Role::Sheet, 0.9)));
    drawing.add(line(from, to, reference_pen()));
}

/// The pen of what other values are measured against.
pub(super) fn reference_pen() -> Pen {
    Pen {
        role: Role::Ink,
        width_mm: 0.4,
        dash_mm: Some((1.6, 0.9)),
    }
}

/// An arrow as long as writing is large, around its middle.
pub(super) fn arrow(at: (f64, f64), pointing: Pointing, size_mm: f64) -> Shape {
    // Along the arrow and to its side.
    let outline = [
        (0.5, 0.0),
        (0.05, 0.38),
        (0.05, 0.11),
        (-0.5, 0.11),
        (-0.5, -0.11),
        (0.05, -0.11),
        (0.05, -0.38),
    ];
    let ring = outline.map(|(along, aside)| {
        let (x, y) = match pointing {
            Pointing::Left => (-along, aside),
            Pointing::Right => (along, aside),
            Pointing::Up => (aside, -along),
            Pointing::Down => (aside, along),
        };
        PaperPoint {
            x: at.0 + x * size_mm,
            y: at.1 + y * size_mm,
        }
    });
    Shape::Area {
        rings: vec![ring.to_vec()],
        paint: Paint::solid(Role::Ink),
    }
}

fn edges_of(rect: PaperRect) -> Vec<BandEdge> {
    let edges = [rect.left, rect.right].map(|x| BandEdge {
        x,
        top: rect.top,
        bottom: rect.bottom,
    });
    edges.to_vec()
}
