//! A frame with years from left to right and amounts from below.

use super::words;
use crate::figure::drawing::{
    Anchor, Drawing, PaperPoint, PaperRect, Pen, Role, Shape, text_width_mm,
};
use crate::figure::scale::nice_ticks;

/// What the axes of a picture show.
pub(super) struct AxesInput<'a> {
    /// Where they lie, with their writing.
    pub room: PaperRect,
    /// The lowest and the highest amount, the first below the second.
    pub range: (f64, f64),
    /// The first year; the others follow.
    pub first_year: i32,
    /// How many years there are, at least one.
    pub years: usize,
    /// A number as the language writes it, with decimals.
    pub number: &'a dyn Fn(f64, usize) -> String,
    /// How large writing is, in millimetres.
    pub text_mm: f64,
}

/// Axes that are drawn.
pub(super) struct Axes {
    /// Where amounts are drawn, without the writing.
    pub plot: PaperRect,
    /// How wide a year is, in millimetres.
    pub slot_mm: f64,
    /// Decimals in which the axis is written.
    pub decimals: usize,
    range: (f64, f64),
}

impl Axes {
    /// The middle of a year.
    pub fn x_of(&self, year: usize) -> f64 {
        self.plot.left + (year as f64 + 0.5) * self.slot_mm
    }

    /// The height at which an amount lies.
    pub fn y_of(&self, amount: f64) -> f64 {
        let (lowest, highest) = self.range;
        self.plot.bottom - self.plot.height() * (amount - lowest) / (highest - lowest)
    }
}

/// The calendar year of a year of a plan.
pub(super) fn calendar(first_year: i32, year: usize) -> i32 {
    i32::try_from(year).map_or(i32::MAX, |year| first_year.saturating_add(year))
}

/// Round numbers on an axis, and the decimals in which they are told apart.
pub(in crate::figure) fn ticks_over(range: (f64, f64), at_most: usize) -> (Vec<f64>, usize) {
    let ticks = nice_ticks(range.0, range.1, at_most);
    let step = match ticks.as_slice() {
        [first, second, ..] => second - first,
        _ => 1.0,
    };
    let decimals = [(1.0, 0), (0.1, 1), (0.01, 2)];
    let fits = |least: f64| least <= step * (1.0 + 1e-9);
    let decimals = decimals.iter().find(|(least, _)| fits(*least));
    (ticks, decimals.map_or(3, |(_, decimals)| *decimals))
}

/// Draws lines and numbers of both axes.
pub(super) fn draw_axes(drawing: &mut Drawing, input: &AxesInput<'_>) -> Axes {
    let size = input.text_mm;
    let room = input.room;
    let (top, bottom) = (room.top + 0.6 * size, room.bottom - 1.8 * size);
    let rows = ((bottom - top) / (2.4 * size)).floor().clamp(1.0, 8.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 1 to 8"
    )]
    let (ticks, decimals) = ticks_over(input.range, rows as usize + 1);
    let numbers: Vec<String> = ticks
        .iter()
        .map(|tick| (input.number)(*tick, decimals))
        .collect();
    let widths = numbers.iter().map(|text| text_width_mm(text, size));
    let widest = widths.fold(0.0, f64::max);
    let plot = PaperRect {
        left: room.left + widest + 2.5,
        right: room.right - 1.5,
        top,
        bottom,
    };
    let axes = Axes {
        plot,
        slot_mm: plot.width() / input.years.max(1) as f64,
        decimals,
        range: input.range,
    };
    for (tick, number) in ticks.iter().zip(&numbers) {
        let y = axes.y_of(*tick);
        let ends = [plot.left, plot.right].map(|x| PaperPoint { x, y });
        drawing.add(Shape::Lines {
            lines: vec![ends.to_vec()],
            pen: Pen::solid(Role::Grid, 0.2),
        });
        let at = (plot.left - 1.0, y);
        drawing.add(words(number, at, Anchor::End, size, Role::Quiet));
    }
    let every = (text_width_mm("2099 ", size) / axes.slot_mm)
        .ceil()
        .max(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "years, at least 1"
    )]
    for year in (0..input.years).step_by(every as usize) {
        let called = calendar(input.first_year, year).to_string();
        let at = (axes.x_of(year), plot.bottom + size);
        drawing.add(words(&called, at, Anchor::Middle, size, Role::Quiet));
    }
    axes
}
