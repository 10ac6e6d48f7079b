//! How much of what each place holds is used, as bars that lie below each other.

use super::axes::ticks_over;
use super::panels::shortened;
use super::{add_box, nothing, words};
use crate::figure::drawing::{
    Anchor, Drawing, PaperPoint, PaperRect, Pen, Role, Shape, text_width_mm,
};

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// What it is called.
    pub name: String,
    /// Its colour.
    pub color: [u8; 3],
    /// How much is used.
    pub used: f64,
    /// How much there is; `None` where something has no place at all.
    pub capacity: Option<f64>,
    /// What stands behind the bar.
    pub told: String,
}

/// What is drawn.
pub struct RoomsInput<'a> {
    /// What the picture is, in words.
    pub title: &'a str,
    /// Places, from above.
    pub rooms: &'a [Room],
    /// The unit of the axis, and what of an amount is one of it.
    pub unit: (&'a str, f64),
    /// What an empty and a full bar mean.
    pub legend: (&'a str, &'a str),
    /// A number as the language writes it, with decimals.
    pub number: &'a dyn Fn(f64, usize) -> String,
    /// What to say where there is nothing.
    pub empty: &'a str,
    /// How wide the sheet is, in millimetres.
    pub width_mm: f64,
    /// How high it is, in millimetres.
    pub height_mm: f64,
    /// How large writing is, in millimetres.
    pub text_mm: f64,
}

/// The most of the sheet's width that names may take.
const MOST_NAMES: f64 = 0.22;

/// The most that what stands behind the bars may take.
const MOST_TOLD: f64 = 0.4;

/// The height that so many places need, in millimetres.
pub fn rooms_height_mm(rooms: usize, text_mm: f64) -> f64 {
    (4.6 + 2.0 * rooms as f64) * text_mm
}

/// Draws the bars.
pub fn draw_rooms(input: &RoomsInput<'_>) -> Drawing {
    let (unit, per_unit) = input.unit;
    let size = input.text_mm;
    let most = |room: &Room| room.used.max(room.capacity.unwrap_or(0.0)) / per_unit;
    let longest = input.rooms.iter().map(most).fold(0.0, f64::max);
    if !(0.0 < longest && longest.is_finite()) {
        let text = (input.title, input.empty);
        return nothing(input.width_mm, input.height_mm, text, size);
    }
    let mut drawing = Drawing::new(input.width_mm, input.height_mm, input.title);
    let widest = |texts: &mut dyn Iterator<Item = &String>, most: f64| {
        let widths = texts.map(|text| text_width_mm(text, size));
        widths.fold(0.0, f64::max).min(most * input.width_mm)
    };
    let names = widest(&mut input.rooms.iter().map(|room| &room.name), MOST_NAMES);
    let tolds = widest(&mut input.rooms.iter().map(|room| &room.told), MOST_TOLD);
    let plot = PaperRect {
        left: names + 2.5,
        right: input.width_mm - tolds - 3.0,
        top: 2.4 * size,
        bottom: input.height_mm - 2.0 * size,
    };
    let x_of = |amount: f64| plot.left + plot.width() * amount / longest;
    let columns = (plot.width() / (7.0 * size)).floor().clamp(1.0, 8.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 1 to 8"
    )]
    let (ticks, decimals) = ticks_over((0.0, longest), columns as usize + 1);
    for tick in ticks {
        let x = x_of(tick);
        let ends = [plot.top, plot.bottom].map(|y| PaperPoint { x, y });
        drawing.add(Shape::Lines {
            lines: vec![ends.to_vec()],
            pen: Pen::solid(Role::Grid, 0.2),
        });
        let at = (x, plot.bottom + size);
        let number = (input.number)(tick, decimals);
        drawing.add(words(&number, at, Anchor::Middle, size, Role::Quiet));
    }
    draw_legend(&mut drawing, input, unit);
    let row_mm = plot.height() / input.rooms.len() as f64;
    for (index, room) in input.rooms.iter().enumerate() {
        let middle = plot.top + (index as f64 + 0.5) * row_mm;
        let half = (0.32 * row_mm).min(0.9 * size);
        let bar_of = |amount: f64| PaperRect {
            left: plot.left,
            right: x_of(amount / per_unit),
            top: middle - half,
            bottom: middle + half,
        };
        let name = format!("{}: {}", room.name, room.told);
        let role = Role::Given(room.color);
        if 0.0 < room.used {
            add_box(
                &mut drawing,
                name,
                bar_of(room.used),
                role,
                room.capacity.is_none(),
            );
        }
        if let Some(capacity) = room.capacity {
            drawing.add(edge_of(bar_of(capacity)));
        }
        let label = shortened(&room.name, names, size);
        let at = (plot.left - 1.2, middle);
        drawing.add(words(&label, at, Anchor::End, size, Role::Ink));
        let told = shortened(&room.told, tolds, size);
        let at = (plot.right + 1.5, middle);
        drawing.add(words(&told, at, Anchor::Start, size, Role::Quiet));
    }
    drawing
}

fn edge_of(rect: PaperRect) -> Shape {
    let corner = |x, y| PaperPoint { x, y };
    let ring = vec![
        corner(rect.left, rect.top),
        corner(rect.right, rect.top),
        corner(rect.right, rect.bottom),
        corner(rect.left, rect.bottom),
        corner(rect.left, rect.top),
    ];
    Shape::Lines {
        lines: vec![ring],
        pen: Pen::solid(Role::Ink, 0.3),
    }
}

/// The unit, and what a full and an empty bar mean.
fn draw_legend(drawing: &mut Drawing, input: &RoomsInput<'_>, unit: &str) {
    let size = input.text_mm;
    let y = size;
    drawing.add(words(unit, (1.0, y), Anchor::Start, size, Role::Quiet));
    let (used, capacity) = input.legend;
    let mut x = 3.5 + text_width_mm(unit, size);
    for (name, is_full) in [(used, true), (capacity, false)] {
        let rect = PaperRect {
            left: x,
            right: x + 1.8 * size,
            top: y - 0.5 * size,
            bottom: y + 0.5 * size,
        };
        if is_full {
            add_box(drawing, name.to_owned(), rect, Role::Quiet, false);
        }
        drawing.add(edge_of(rect));
        let at = (x + 2.3 * size, y);
        drawing.add(words(name, at, Anchor::Start, size, Role::Ink));
        x += text_width_mm(name, size) + 4.0 * size;
    }
}
