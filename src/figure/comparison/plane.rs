//! Two axes with round numbers.

use crate::figure::balance::ticks_over;
use crate::figure::drawing::{Drawing, PaperRect, Pen, Role};

use super::line;
use super::writing::Hand;

/// How a number is written, with decimals.
pub(super) type Number<'a> = &'a dyn Fn(f64, usize) -> String;

/// Values across and upwards.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    /// Where they lie, without writing.
    pub plot: PaperRect,
    /// From the left to the right.
    pub across: (f64, f64),
    /// From below to above.
    pub up: (f64, f64),
}

impl Plane {
    /// Where values lie.
    pub(super) fn at(&self, across: f64, up: f64) -> (f64, f64) {
        let share = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
        (
            self.plot.left + self.plot.width() * share(across, self.across),
            self.plot.bottom - self.plot.height() * share(up, self.up),
        )
    }

    /// How wide the numbers on the left are, in millimetres, where the plot is so high.
    pub(super) fn numbers_mm(
        (up, height_mm): ((f64, f64), f64),
        number: Number<'_>,
        size: f64,
    ) -> f64 {
        let (ticks, decimals) = ticks_over(up, rows_in(height_mm, size));
        let texts: Vec<String> = ticks.iter().map(|tick| number(*tick, decimals)).collect();
        Hand::quiet(size).widest_mm(texts.iter().map(String::as_str))
    }

    /// Draws lines and numbers.
    pub(super) fn draw(&self, drawing: &mut Drawing, number: Number<'_>, size: f64) {
        let plot = &self.plot;
        let grid = Pen::solid(Role::Grid, 0.2);
        let hand = Hand::quiet(size);
        let (ticks, decimals) = ticks_over(self.up, rows_in(plot.height(), size));
        for tick in ticks {
            let (_, y) = self.at(self.across.0, tick);
            drawing.add(line((plot.left, y), (plot.right, y), grid));
            let text = number(tick, decimals);
            drawing.add(hand.end().write(&text, (plot.left - 0.6 * size, y)));
        }
        let (ticks, decimals) = self.ticks_across(number, size);
        for tick in ticks {
            let (x, _) = self.at(tick, self.up.0);
            drawing.add(line((x, plot.top), (x, plot.bottom), grid));
            let text = number(tick, decimals);
            let half = 0.5 * hand.width_mm(&text);
            // The last number does not stand out over the sheet.
            let x = x.min(drawing.width_mm - half);
            drawing.add(hand.middle().write(&text, (x, plot.bottom + size)));
        }
        let axis = Pen::solid(Role::Quiet, 0.3);
        drawing.add(line(
            (plot.left, plot.bottom),
            (plot.right, plot.bottom),
            axis,
        ));
        drawing.add(line((plot.left, plot.top), (plot.left, plot.bottom), axis));
    }

    /// As many numbers as have room beside each other.
    fn ticks_across(&self, number: Number<'_>, size: f64) -> (Vec<f64>, usize) {
        for at_most in (2..=9).rev() {
            let (ticks, decimals) = ticks_over(self.across, at_most);
            let texts = ticks.iter().map(|tick| number(*tick, decimals));
            let widths = texts.map(|text| Hand::quiet(size).width_mm(&text));
            let widest = widths.fold(0.0, f64::max);
            let step = match ticks.as_slice() {
                [first, second, ..] => self.at(*second, 0.0).0 - self.at(*first, 0.0).0,
                _ => f64::INFINITY,
            };
            if widest + size <= step {
                return (ticks, decimals);
            }
        }
        ticks_over(self.across, 1)
    }
}

/// How many numbers have room above each other.
fn rows_in(height_mm: f64, size: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 2 to 8"
    )]
    let rows = (height_mm / (2.2 * size)).clamp(2.0, 8.0) as usize;
    rows
}

/// A range with some room at both ends, never empty.
pub(super) fn with_room((low, high): (f64, f64), share: f64) -> (f64, f64) {
    let more = if low < high {
        share * (high - low)
    } else {
        1.0_f64.max(0.1 * high.abs())
    };
    (low - more, high + more)
}
