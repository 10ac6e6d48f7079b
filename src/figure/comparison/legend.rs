//! What signs on a comparison mean, in lines that are broken where the sheet ends.

use crate::figure::drawing::{Drawing, PaperRect, Pen, Role};

use super::boxes::{Fill, draw_box, draw_whisker};
use super::line;
use super::marks::{draw_dot, ring};
use super::writing::{Hand, LINE};

/// A sign.
#[derive(Clone, Debug)]
pub(super) enum Sign {
    /// A box, with a letter in it.
    Box {
        /// Its colour.
        color: [u8; 3],
        /// How it is filled.
        fill: Fill,
        /// What stands in it.
        letter: String,
        /// The colour of that.
        role: Role,
    },
    /// A piece of a line.
    Line(Pen),
    /// How uncertain something is.
    Whisker,
    /// What nothing else beats.
    Ring(Pen),
    /// Where something changes.
    Dot,
    /// Nothing, only words.
    None,
}

/// A sign and what it means.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// What is drawn.
    pub sign: Sign,
    /// What it means.
    pub words: String,
}

impl Entry {
    pub(super) fn new(sign: Sign, words: &str) -> Self {
        let words = words.to_owned();
        Self { sign, words }
    }

    /// The width of the sign and of the room after it, in millimetres.
    fn sign_mm(&self, size: f64) -> f64 {
        match &self.sign {
            Sign::Box { letter, .. } => {
                let wide = Hand::strong(size).width_mm(letter) + 0.6 * size;
                wide.max(1.6 * size) + 0.5 * size
            }
            Sign::Line(_) | Sign::Whisker => 3.0 * size,
            Sign::Dot => 1.5 * size,
            Sign::Ring(_) => 1.9 * size,
            Sign::None => 0.0,
        }
    }
}

/// The height of a legend with such a width, in millimetres; zero without entries.
pub(super) fn legend_height_mm(entries: &[Entry], width_mm: f64, size_mm: f64) -> f64 {
    let last = places(entries, width_mm, size_mm).last().copied();
    last.map_or(0.0, |(_, row)| (row as f64 + 1.0) * row_mm(size_mm))
}

/// Draws a legend with its upper left corner at a place.
pub(super) fn draw_legend(
    drawing: &mut Drawing,
    entries: &[Entry],
    (left, top): (f64, f64),
    (width_mm, size_mm): (f64, f64),
) {
    let places = places(entries, width_mm, size_mm);
    for (entry, (x, row)) in entries.iter().zip(places) {
        let at = (left + x, top + (row as f64 + 0.5) * row_mm(size_mm));
        let sign_mm = entry.sign_mm(size_mm);
        draw_sign(drawing, &entry.sign, at, (sign_mm, size_mm));
        let hand = Hand::ink(size_mm);
        let words = hand.cut(&entry.words, width_mm - x - sign_mm);
        drawing.add(hand.write(&words, (at.0 + sign_mm, at.1)));
    }
}

fn row_mm(size_mm: f64) -> f64 {
    1.2 * LINE * size_mm
}

/// How far to the right and in which row each entry begins.
fn places(entries: &[Entry], width_mm: f64, size_mm: f64) -> Vec<(f64, usize)> {
    let (mut x, mut row) = (0.0, 0);
    let place = |entry: &Entry| {
        let own = entry.sign_mm(size_mm) + Hand::ink(size_mm).width_mm(&entry.words);
        if 0.0 < x && width_mm < x + own {
            (x, row) = (0.0, row + 1);
        }
        let place = (x, row);
        x += own + 1.6 * size_mm;
        place
    };
    entries.iter().map(place).collect()
}

fn draw_sign(drawing: &mut Drawing, sign: &Sign, (x, y): (f64, f64), (width_mm, size): (f64, f64)) {
    let ends = (x, x + width_mm - 0.5 * size);
    match sign {
        Sign::Box {
            color,
            fill,
            letter,
            role,
        } => {
            let rect = PaperRect {
                left: ends.0,
                right: ends.1,
                top: y - 0.6 * size,
                bottom: y + 0.6 * size,
            };
            draw_box(drawing, None, rect, (*color, *fill));
            if !letter.is_empty() {
                let role = *role;
                let hand = Hand {
                    role,
                    ..Hand::strong(size).middle()
                };
                drawing.add(hand.write(letter, (0.5 * (ends.0 + ends.1), y)));
            }
        }
        Sign::Line(pen) => drawing.add(line((ends.0, y), (ends.1, y), *pen)),
        Sign::Whisker => draw_whisker(drawing, ends, y, 0.35 * size),
        Sign::Ring(pen) => drawing.add(ring((x + 0.7 * size, y), 0.62 * size, *pen)),
        Sign::Dot => draw_dot(drawing, (x + 0.5 * size, y), 0.3 * size),
        Sign::None => {}
    }
}
