//! Pictures of a mass balance: where fractions go, where each year's rock ends, how full everything is, and lines
//! over the years.

mod axes;
mod capacity;
mod flows;
mod panels;
mod years;

pub(super) use axes::ticks_over;
pub use capacity::{Room, RoomsInput, draw_rooms, rooms_height_mm};
pub use flows::{FlowsInput, Sink, draw_flows};
pub(super) use panels::shortened;
pub use panels::{PanelsInput, Plot, PlotLine, draw_panels};
pub use years::{Series, YearsInput, draw_years};

use super::drawing::{
    Anchor, BandEdge, Drawing, Paint, PaperPoint, PaperRect, Pen, Role, Shape, Text, Weight,
    hatch_of,
};

/// Lines over what has no place, so that it is seen without colour too, in millimetres apart.
const HATCH_MM: f64 = 1.2;

/// Colours of what ends in one way, and of what has no place.
///
/// # Source
/// M. Okabe and K. Ito, "Color Universal Design" (2008): a set that people with any colour vision tell apart.
pub const FATE_COLORS: [[u8; 3]; 6] = [
    [0, 158, 115],
    [86, 180, 233],
    [230, 159, 0],
    [204, 121, 167],
    [0, 114, 178],
    [213, 94, 0],
];

fn words(words: &str, (x, y): (f64, f64), anchor: Anchor, size_mm: f64, role: Role) -> Shape {
    Shape::Text(Text {
        words: words.to_owned(),
        at: PaperPoint { x, y },
        anchor,
        size_mm,
        role,
        weight: Weight::Regular,
        turned_degrees: 0.0,
        rim_mm: 0.0,
    })
}

/// A line of writing that stands out, from its place on.
fn strong(words: &str, (x, y): (f64, f64), size_mm: f64) -> Shape {
    Shape::Text(Text {
        words: words.to_owned(),
        at: PaperPoint { x, y },
        anchor: Anchor::Start,
        size_mm,
        role: Role::Ink,
        weight: Weight::Strong,
        turned_degrees: 0.0,
        rim_mm: 0.0,
    })
}

/// A box, hatched where what it stands for should be nothing.
fn add_box(drawing: &mut Drawing, name: String, rect: PaperRect, role: Role, is_amiss: bool) {
    let edges = [rect.left, rect.right].map(|x| BandEdge {
        x,
        top: rect.top,
        bottom: rect.bottom,
    });
    let edges = edges.to_vec();
    let lines = if is_amiss {
        hatch_of(&edges, HATCH_MM)
    } else {
        Vec::new()
    };
    let paint = Paint {
        role,
        opacity: if is_amiss { 0.45 } else { 1.0 },
    };
    drawing.push(Some(name), None, Shape::Band { edges, paint });
    if !lines.is_empty() {
        let pen = Pen::solid(role, 0.35);
        drawing.add(Shape::Lines { lines, pen });
    }
}

/// A sheet that says why there is nothing on it.
fn nothing(width_mm: f64, height_mm: f64, (title, text): (&str, &str), size_mm: f64) -> Drawing {
    let mut drawing = Drawing::new(width_mm, height_mm, title);
    let middle = (width_mm / 2.0, height_mm / 2.0);
    drawing.add(words(text, middle, Anchor::Middle, size_mm, Role::Quiet));
    drawing
}
