//! What stands over a comparison: its title, and which way is better.

use super::boxes::{Pointing, arrow};
use super::writing::{Hand, LINE, wrapped};
use super::{ComparisonSheet, Drawing};

/// How much larger than other writing the title is.
const TITLE: f64 = 1.25;

/// Room left free at the edges of a sheet, as a share of the writing.
pub(super) const MARGIN: f64 = 0.6;

fn title_lines(sheet: &ComparisonSheet<'_>) -> Vec<String> {
    let hand = Hand::strong(TITLE * sheet.text_mm);
    wrapped(sheet.title, width_mm(sheet), hand, 2)
}

/// The width between the margins, in millimetres.
pub(super) fn width_mm(sheet: &ComparisonSheet<'_>) -> f64 {
    sheet.width_mm - 2.0 * MARGIN * sheet.text_mm
}

/// Where the margin on the left ends, in millimetres.
pub(super) fn left_mm(sheet: &ComparisonSheet<'_>) -> f64 {
    MARGIN * sheet.text_mm
}

/// Where the margin on the right begins, in millimetres.
pub(super) fn right_mm(sheet: &ComparisonSheet<'_>) -> f64 {
    sheet.width_mm - MARGIN * sheet.text_mm
}

/// The height that the title takes, in millimetres.
pub(super) fn height_mm(sheet: &ComparisonSheet<'_>) -> f64 {
    let lines = title_lines(sheet).len() as f64;
    (0.8 + TITLE * LINE * lines) * sheet.text_mm
}

/// A sheet of at least a height, with its title on it.
pub(super) fn sheet_of(sheet: &ComparisonSheet<'_>, least_mm: f64) -> Drawing {
    let height_mm = sheet.height_mm.max(least_mm);
    let mut drawing = Drawing::new(sheet.width_mm, height_mm, sheet.title);
    let size = TITLE * sheet.text_mm;
    for (index, line) in title_lines(sheet).iter().enumerate() {
        let y = MARGIN * sheet.text_mm + (0.5 + LINE * index as f64) * size;
        drawing.add(Hand::strong(size).write(line, (left_mm(sheet), y)));
    }
    drawing
}

/// How wide a text with an arrow before it is, in millimetres.
pub(super) fn pointed_width_mm(pointing: Option<Pointing>, words: &str, size_mm: f64) -> f64 {
    let arrow_mm = pointing.map_or(0.0, |_| 1.5 * size_mm);
    Hand::quiet(size_mm).width_mm(words) + arrow_mm
}

/// A text with an arrow before it that shows which way it means.
pub(super) fn write_pointed(
    drawing: &mut Drawing,
    (pointing, words): (Option<Pointing>, &str),
    (x, y): (f64, f64),
    (room_mm, size_mm): (f64, f64),
) {
    if words.is_empty() {
        return;
    }
    let hand = Hand::quiet(size_mm);
    let Some(pointing) = pointing else {
        drawing.add(hand.write(&hand.cut(words, room_mm), (x, y)));
        return;
    };
    drawing.add(arrow((x + 0.5 * size_mm, y), pointing, size_mm));
    let words = hand.cut(words, room_mm - 1.5 * size_mm);
    drawing.add(hand.write(&words, (x + 1.5 * size_mm, y)));
}
