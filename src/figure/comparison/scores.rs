//! Ranking: what each account adds to the total score of each alternative.

use crate::figure::contrast::writing_on;
use crate::figure::drawing::{Drawing, Paint, PaperRect, Pen, Role};

use super::boxes::{Fill, Pointing, add_told, draw_box, frame_of, tone};
use super::heading::{height_mm, left_mm, right_mm, sheet_of, width_mm, write_pointed};
use super::legend::{Entry, Sign, draw_legend, legend_height_mm};
use super::marks::draw_mark;
use super::scores_columns::{Columns, HIGHEST, note_mm, note_of};
use super::writing::{Hand, LINE};
use super::{ComparisonSheet, DrawnAlternative, line, nothing};

/// Something that scores are weighted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreAccount {
    /// What it is called, with its weight.
    pub name: String,
    /// One or two letters that stand on its part of a bar.
    pub letter: String,
    /// Its colour.
    pub color: [u8; 3],
}

/// The score of an alternative.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScoreRow {
    /// Its place among the alternatives.
    pub alternative: usize,
    /// Which place it has in the ranking, as it is written; empty where it has none.
    pub rank: String,
    /// What each account adds, by account; their sum is the total. Empty where there is no score.
    pub parts: Vec<f64>,
    /// The total as it is written.
    pub total: String,
    /// How often it comes first when all weights vary, as it is written.
    pub often_first: String,
    /// What is to be said of it on a line of its own, such as why it is listed apart.
    pub note: String,
    /// Whether it is listed apart from the ranking.
    pub is_apart: bool,
    /// Whether it belongs to decisions that have been changed since.
    pub is_stale: bool,
}

/// Words on the picture.
#[derive(Clone, Copy, Debug)]
pub struct ScoresWords<'a> {
    /// What the bars show and that longer is better, as "total score from 1 to 6, higher is better".
    pub scale: &'a str,
    /// Over the totals.
    pub total: &'a str,
    /// Over how often one comes first; empty where nobody knows.
    pub often_first: &'a str,
    /// Over those that are listed apart.
    pub apart: &'a str,
    /// For a score that is out of date.
    pub stale: &'a str,
}

/// What is drawn.
pub struct ScoresInput<'a> {
    /// Where it is drawn.
    pub sheet: ComparisonSheet<'a>,
    /// What is compared.
    pub alternatives: &'a [DrawnAlternative],
    /// Parts of a bar, from the left.
    pub accounts: &'a [ScoreAccount],
    /// From above; those that are listed apart come last.
    pub scores: &'a [ScoreRow],
    /// What is written on it.
    pub words: ScoresWords<'a>,
    /// A number as the language writes it, with decimals.
    pub number: &'a dyn Fn(f64, usize) -> String,
}

/// The least and the largest height of a row, as a share of the writing.
const ROW: (f64, f64) = (1.75, 2.8);

/// The height that the bars need, in millimetres.
pub fn scores_height_mm(input: &ScoresInput<'_>) -> f64 {
    if scored(input).next().is_none() {
        return 0.0;
    }
    let columns = Columns::of(input);
    head_mm(input, &columns) + rows_mm(input, &columns, ROW.0) + foot_mm(input)
}

/// Draws the bars.
pub fn draw_scores(input: &ScoresInput<'_>) -> Drawing {
    let sheet = &input.sheet;
    let least = scores_height_mm(input);
    if least <= 0.0 {
        return nothing(sheet);
    }
    let size = sheet.text_mm;
    let mut drawing = sheet_of(sheet, least);
    let columns = Columns::of(input);
    let more = (drawing.height_mm - least) / (scored(input).count() as f64 * size);
    let row = (ROW.0 + more).min(ROW.1);
    let picture = Picture {
        input,
        columns,
        row_mm: row * size,
    };
    let top = head_mm(input, &picture.columns);
    let bottom = top + rows_mm(input, &picture.columns, row);
    picture.draw_head(&mut drawing, (top, bottom));
    picture.draw_rows(&mut drawing, top);
    let at = (left_mm(sheet), bottom + 0.9 * size);
    draw_legend(&mut drawing, &entries(input), at, (width_mm(sheet), size));
    drawing
}

/// Scores of alternatives that there are, those that are listed apart last.
pub(super) fn scored<'a>(input: &'a ScoresInput<'_>) -> impl Iterator<Item = &'a ScoreRow> {
    let ranked = input.scores.iter().filter(|score| !score.is_apart);
    let apart = input.scores.iter().filter(|score| score.is_apart);
    let is_there = |score: &&ScoreRow| score.alternative < input.alternatives.len();
    ranked.chain(apart).filter(is_there)
}

fn head_mm(input: &ScoresInput<'_>, columns: &Columns) -> f64 {
    let size = input.sheet.text_mm;
    height_mm(&input.sheet) + (1.6 + LINE * columns.head_lines() as f64 + 0.4) * size
}

fn foot_mm(input: &ScoresInput<'_>) -> f64 {
    let sheet = &input.sheet;
    1.3 * sheet.text_mm + legend_height_mm(&entries(input), width_mm(sheet), sheet.text_mm)
}

fn rows_mm(input: &ScoresInput<'_>, columns: &Columns, row: f64) -> f64 {
    let size = input.sheet.text_mm;
    let heights = scored(input).map(|score| row * size + note_mm(score, input, columns));
    let has_apart = scored(input).any(|score| score.is_apart);
    let heading = if has_apart { APART * size } else { 0.0 };
    heights.sum::<f64>() + heading
}

/// The height of the heading over those that are listed apart, as a share of the writing.
const APART: f64 = 2.6;

fn entries(input: &ScoresInput<'_>) -> Vec<Entry> {
    let entries = input.accounts.iter().map(|account| {
        let sign = Sign::Box {
            color: account.color,
            fill: Fill::Solid,
            letter: account.letter.clone(),
            role: Role::Given(writing_on(account.color)),
        };
        Entry::new(sign, &account.name)
    });
    entries.collect()
}

struct Picture<'a> {
    input: &'a ScoresInput<'a>,
    columns: Columns,
    row_mm: f64,
}

impl Picture<'_> {
    /// What the columns are, and lines at whole scores.
    fn draw_head(&self, drawing: &mut Drawing, (top, bottom): (f64, f64)) {
        let sheet = &self.input.sheet;
        let size = sheet.text_mm;
        let at = (left_mm(sheet), height_mm(sheet) + 0.5 * size);
        let scale = (Some(Pointing::Right), self.input.words.scale);
        write_pointed(drawing, scale, at, (width_mm(sheet), size));
        let heads = [
            (&self.columns.total_head, self.columns.total),
            (&self.columns.often_head, self.columns.often),
        ];
        let hand = Hand::strong(size).end();
        let y = top - 0.9 * size;
        for (lines, x) in heads {
            for (index, words) in lines.iter().rev().enumerate() {
                let y = y - LINE * size * index as f64;
                drawing.add(hand.write(words, (x, y)));
            }
        }
        for score in 0..=HIGHEST {
            let x = self.columns.x_of(f64::from(score));
            let pen = if score == 0 {
                Pen::solid(Role::Quiet, 0.3)
            } else {
                Pen::solid(Role::Grid, 0.2)
            };
            drawing.add(line((x, top - 0.2 * size), (x, bottom), pen));
            let number = (self.input.number)(f64::from(score), 0);
            // The last one leaves room for the heading of the next column.
            drawing.add(Hand::quiet(size).middle().write(&number, (x, y)));
        }
    }

    fn draw_rows(&self, drawing: &mut Drawing, top: f64) {
        let size = self.input.sheet.text_mm;
        let mut y = top;
        let mut is_apart = false;
        for score in scored(self.input) {
            if score.is_apart && !is_apart {
                is_apart = true;
                self.draw_apart(drawing, y);
                y += APART * size;
            }
            self.draw_row(drawing, score, y);
            y += self.row_mm + note_mm(score, self.input, &self.columns);
        }
    }

    /// A line, and what those under it are.
    fn draw_apart(&self, drawing: &mut Drawing, y: f64) {
        let sheet = &self.input.sheet;
        let size = sheet.text_mm;
        let (left, right) = (left_mm(sheet), right_mm(sheet));
        let y = y + 0.5 * size;
        // Nothing of the bars' lines shines through the heading.
        let behind = PaperRect {
            left,
            right,
            top: y,
            bottom: y + 1.9 * size,
        };
        drawing.add(tone(behind, Paint::solid(Role::Sheet)));
        drawing.add(line((left, y), (right, y), Pen::solid(Role::Ink, 0.35)));
        let hand = Hand::strong(size);
        let words = hand.cut(self.input.words.apart, right - left);
        drawing.add(hand.write(&words, (left, y + 1.1 * size)));
    }

    fn draw_row(&self, drawing: &mut Drawing, score: &ScoreRow, top: f64) {
        let sheet = &self.input.sheet;
        let size = sheet.text_mm;
        let y = top + 0.5 * self.row_mm;
        let alternative = &self.input.alternatives[score.alternative];
        let strong = Hand::strong(size);
        let hand = if score.is_stale {
            Hand::quiet(size)
        } else {
            Hand::ink(size)
        };
        drawing.add(strong.write(&score.rank, (left_mm(sheet), y)));
        let x = self.columns.names;
        draw_mark(drawing, (x + 0.5 * size, y), 0.42 * size, alternative);
        let name = hand.cut(&alternative.name, self.columns.name_mm - 1.5 * size);
        drawing.add(hand.write(&name, (x + 1.5 * size, y)));
        self.draw_parts(drawing, score, y);
        let total = strong.cut(&score.total, 0.2 * width_mm(sheet));
        let hand = if score.is_stale { hand } else { strong };
        drawing.add(hand.end().write(&total, (self.columns.total, y)));
        let hand = Hand::ink(size).end();
        let often = hand.cut(&score.often_first, 0.2 * width_mm(sheet));
        drawing.add(hand.write(&often, (self.columns.often, y)));
        let notes = note_of(score, self.input, &self.columns);
        for (index, note) in notes.iter().enumerate() {
            let hand = Hand::quiet(size);
            let y = top + self.row_mm + (0.4 + LINE * index as f64) * size;
            let at = (self.columns.note_left(size), y);
            let behind = PaperRect {
                left: at.0,
                right: at.0 + hand.width_mm(note),
                top: at.1 - 0.6 * size,
                bottom: at.1 + 0.6 * size,
            };
            drawing.add(tone(behind, Paint::solid(Role::Sheet)));
            drawing.add(hand.write(note, at));
        }
    }

    /// Parts beside each other, with their letters where these have room.
    fn draw_parts(&self, drawing: &mut Drawing, score: &ScoreRow, y: f64) {
        let size = self.input.sheet.text_mm;
        let half = (0.36 * self.row_mm).min(0.85 * size);
        let is_quiet = score.is_apart || score.is_stale;
        let fill = if is_quiet { Fill::Hatched } else { Fill::Solid };
        let called = &self.input.alternatives[score.alternative].name;
        let mut sum = 0.0;
        for (account, part) in self.input.accounts.iter().zip(&score.parts) {
            if !(0.0 < *part && part.is_finite()) {
                continue;
            }
            let rect = PaperRect {
                left: self.columns.x_of(sum),
                right: self.columns.x_of(sum + part),
                top: y - half,
                bottom: y + half,
            };
            sum += part;
            draw_box(drawing, None, rect, (account.color, fill));
            if fill == Fill::Solid {
                drawing.add(frame_of(rect, Pen::solid(Role::Sheet, 0.3)));
            }
            let part = (self.input.number)(*part, 2);
            let told = format!("{called}, {}: {part}", account.name);
            add_told(drawing, told, rect);
            self.draw_letter(drawing, account, (rect, fill));
        }
    }

    fn draw_letter(
        &self,
        drawing: &mut Drawing,
        account: &ScoreAccount,
        (rect, fill): (PaperRect, Fill),
    ) {
        let role = match fill {
            Fill::Solid => Role::Given(writing_on(account.color)),
            Fill::Hatched => Role::Ink,
        };
        let hand = Hand {
            role,
            ..Hand::strong(self.input.sheet.text_mm).middle()
        };
        let width = hand.width_mm(&account.letter);
        if rect.width() < width + 0.4 * hand.size_mm {
            return;
        }
        let middle = (
            0.5 * (rect.left + rect.right),
            0.5 * (rect.top + rect.bottom),
        );
        if fill == Fill::Hatched {
            let half = 0.5 * width + 0.2 * hand.size_mm;
            let behind = PaperRect {
                left: middle.0 - half,
                right: middle.0 + half,
                ..rect
            };
            drawing.add(tone(behind, Paint::solid(Role::Sheet)));
        }
        drawing.add(hand.write(&account.letter, middle));
    }
}
