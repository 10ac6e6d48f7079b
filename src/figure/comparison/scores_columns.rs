//! Columns of a ranking, and what is said under names.

use super::heading::{left_mm, right_mm, width_mm};
use super::scores::{ScoreRow, ScoresInput, scored};
use super::writing::{Hand, LINE, wrapped};

/// The highest score.
pub(super) const HIGHEST: u32 = 6;

/// The most of the sheet's width that names may take.
const MOST_NAMES: f64 = 0.28;

/// Where columns lie, in millimetres.
pub(super) struct Columns {
    pub names: f64,
    pub name_mm: f64,
    pub bar: (f64, f64),
    pub total: f64,
    pub often: f64,
    pub total_head: Vec<String>,
    pub often_head: Vec<String>,
}

impl Columns {
    pub(super) fn of(input: &ScoresInput<'_>) -> Self {
        let sheet = &input.sheet;
        let size = sheet.text_mm;
        let width = width_mm(sheet);
        let strong = Hand::strong(size);
        let texts = |of: &dyn Fn(&ScoreRow) -> String| {
            let texts: Vec<String> = scored(input).map(of).collect();
            strong.widest_mm(texts.iter().map(String::as_str))
        };
        let ranks_mm = texts(&|score| score.rank.clone()).min(3.0 * size) + 0.8 * size;
        let names = input.alternatives.iter().map(|one| one.name.as_str());
        let names_mm = strong.widest_mm(names) + 1.5 * size;
        let names_mm = names_mm.min((MOST_NAMES * width).max(7.0 * size));
        let heading_mm = (0.16 * width).max(4.0 * size);
        let total_head = wrapped(input.words.total, heading_mm, strong, 2);
        let often_head = wrapped(input.words.often_first, heading_mm, strong, 2);
        let head_mm = |lines: &[String]| strong.widest_mm(lines.iter().map(String::as_str));
        let totals = texts(&|score| score.total.clone()).min(0.2 * width);
        let totals = totals.max(head_mm(&total_head));
        let often = texts(&|score| score.often_first.clone()).min(0.2 * width);
        let often = often.max(head_mm(&often_head));
        let right = right_mm(sheet);
        let names = left_mm(sheet) + ranks_mm;
        let total = right - if 0.0 < often { often + 1.2 * size } else { 0.0 };
        Self {
            names,
            name_mm: names_mm,
            bar: (names + names_mm + 0.8 * size, total - totals - 0.8 * size),
            total,
            often: right,
            total_head,
            often_head,
        }
    }

    pub(super) fn head_lines(&self) -> usize {
        self.total_head.len().max(self.often_head.len()).max(1)
    }

    /// Where notes begin, under the names.
    pub(super) fn note_left(&self, size: f64) -> f64 {
        self.names + 1.5 * size
    }

    /// Where a score lies.
    pub(super) fn x_of(&self, score: f64) -> f64 {
        let (left, right) = self.bar;
        left + (right - left) * (score / f64::from(HIGHEST)).clamp(0.0, 1.0)
    }
}

/// What is to be said of a score, in lines under its name.
pub(super) fn note_of(score: &ScoreRow, input: &ScoresInput<'_>, columns: &Columns) -> Vec<String> {
    let stale = if score.is_stale {
        input.words.stale
    } else {
        ""
    };
    let parts = [stale, score.note.as_str()];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    let note = parts.collect::<Vec<&str>>().join(" – ");
    let size = input.sheet.text_mm;
    let room = right_mm(&input.sheet) - columns.note_left(size);
    wrapped(&note, room, Hand::quiet(size), 2)
}

/// The height of these lines, in millimetres.
pub(super) fn note_mm(score: &ScoreRow, input: &ScoresInput<'_>, columns: &Columns) -> f64 {
    LINE * input.sheet.text_mm * note_of(score, input, columns).len() as f64
}
