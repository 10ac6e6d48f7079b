//! Axes beside each other, with names and end values over and under them, or in a list where they have no room.

use crate::figure::drawing::{Drawing, PaperRect, Pen, Role};

use super::heading::{left_mm, right_mm, width_mm};
use super::legend::{Entry, Sign, draw_legend, legend_height_mm};
use super::line;
use super::parallel::{ParallelAxis, ParallelInput, SCORES, y_of};
use super::writing::{Hand, LINE, fits, wrapped};

/// The most of the sheet's width that names of alternatives may take.
const MOST_NAMES: f64 = 0.28;

/// The widest that the name of an axis may be, as a share of the writing.
const WIDEST: f64 = 14.0;

/// Lines for the name of an axis.
const NAME_LINES: usize = 3;

/// What is kept free between the writing of two axes.
const FREE: f64 = 0.8;

/// Where axes are.
pub(super) struct ParallelFrame {
    size: f64,
    first_mm: f64,
    spacing_mm: f64,
    /// In how many rows names are written by turns; `None` where axes have numbers, which a list explains.
    rows: Option<usize>,
    /// Lines that the longest name has.
    name_lines: usize,
    list: Vec<Entry>,
    list_mm: f64,
}

impl ParallelFrame {
    pub(super) fn of(input: &ParallelInput<'_>) -> Self {
        let sheet = &input.sheet;
        let size = sheet.text_mm;
        let names = input.alternatives.iter().map(|one| one.name.as_str());
        let names_mm = Hand::strong(size).widest_mm(names);
        let names_mm = names_mm.min((MOST_NAMES * sheet.width_mm).max(7.0 * size));
        let room = width_mm(sheet) - names_mm - 3.9 * size;
        let axes = input.criteria.len();
        for rows in 1..=2 {
            let (first_mm, spacing_mm) = spread(room, axes, rows, size);
            let writing_mm = writing_mm(spacing_mm, rows, size);
            let has_room = |one: &ParallelAxis| has_room(one, writing_mm, size);
            if input.criteria.iter().all(has_room) {
                let hand = Hand::strong(size);
                let lines = input
                    .criteria
                    .iter()
                    .map(|one| wrapped(&one.name, writing_mm, hand, NAME_LINES).len());
                return Self {
                    size,
                    first_mm: left_mm(sheet) + first_mm,
                    spacing_mm,
                    rows: Some(rows),
                    name_lines: lines.max().unwrap_or(1),
                    list: Vec::new(),
                    list_mm: 0.0,
                };
            }
        }
        let first_mm = 2.0 * size;
        let list = list_of(input);
        let list_mm = legend_height_mm(&list, width_mm(sheet), size) + 0.5 * size;
        Self {
            size,
            first_mm: left_mm(sheet) + first_mm,
            spacing_mm: (room - first_mm) / (axes.max(2) - 1) as f64,
            rows: None,
            name_lines: 1,
            list,
            list_mm,
        }
    }

    /// Where an axis is.
    pub(super) fn x_of(&self, criterion: usize) -> f64 {
        self.first_mm + self.spacing_mm * criterion as f64
    }

    /// The height of what stands over the axes, in millimetres.
    pub(super) fn above_mm(&self) -> f64 {
        match self.rows {
            Some(rows) => rows as f64 * self.block_mm() + 0.6 * self.size,
            None => 2.0 * self.size,
        }
    }

    /// The height of what stands under them, in millimetres.
    pub(super) fn below_mm(&self) -> f64 {
        match self.rows {
            Some(rows) => (1.0 + LINE * rows as f64) * self.size,
            None => 1.2 * self.size + self.list_mm,
        }
    }

    /// The height of a name and the best value under it, in millimetres.
    fn block_mm(&self) -> f64 {
        LINE * (self.name_lines as f64 + 1.0) * self.size
    }

    /// Draws axes, their scores and their writing.
    pub(super) fn draw(&self, drawing: &mut Drawing, input: &ParallelInput<'_>, plot: PaperRect) {
        let size = self.size;
        for score in 1..=6 {
            let y = y_of(plot, f64::from(score));
            let ends = ((plot.left - 0.4 * size, y), (plot.right, y));
            drawing.add(line(ends.0, ends.1, Pen::solid(Role::Grid, 0.2)));
            let at = (plot.left - 0.8 * size, y);
            let number = (input.number)(f64::from(score), 0);
            drawing.add(Hand::quiet(size).end().write(&number, at));
        }
        for (index, criterion) in input.criteria.iter().enumerate() {
            let x = self.x_of(index);
            let axis = Pen::solid(Role::Quiet, 0.3);
            let ends = [SCORES.0, SCORES.1].map(|score| y_of(plot, score));
            drawing.add(line((x, ends[0]), (x, ends[1]), axis));
            if let Some(rows) = self.rows {
                self.write(drawing, (index % rows, criterion), (x, plot));
            } else {
                let at = (x, plot.top - 1.1 * size);
                let hand = Hand::strong(size).middle();
                drawing.add(hand.write(&(index + 1).to_string(), at));
            }
        }
        let sheet = &input.sheet;
        let at = (left_mm(sheet), plot.bottom + 1.2 * size);
        draw_legend(drawing, &self.list, at, (right_mm(sheet) - at.0, size));
    }

    /// The name and the best value over an axis, the worst under it.
    fn write(
        &self,
        drawing: &mut Drawing,
        (row, criterion): (usize, &ParallelAxis),
        (x, plot): (f64, PaperRect),
    ) {
        let size = self.size;
        let room = writing_mm(self.spacing_mm, self.rows.unwrap_or(1), size);
        let above = row as f64 * self.block_mm();
        let lead = Pen::solid(Role::Grid, 0.2);
        let y = plot.top - 1.1 * size - above;
        if 0 < row {
            drawing.add(line((x, plot.top), (x, y + 0.6 * size), lead));
        }
        let hand = Hand::ink(size).middle();
        drawing.add(hand.write(&hand.cut(&criterion.best, room), (x, y)));
        let strong = Hand::strong(size).middle();
        let lines = wrapped(&criterion.name, room, strong, NAME_LINES);
        for (index, words) in lines.iter().rev().enumerate() {
            let y = y - LINE * size * (index as f64 + 1.0);
            drawing.add(strong.write(words, (x, y)));
        }
        let y = plot.bottom + (1.0 + LINE * row as f64) * size;
        if 0 < row {
            drawing.add(line((x, plot.bottom), (x, y - 0.6 * size), lead));
        }
        drawing.add(hand.write(&hand.cut(&criterion.worst, room), (x, y)));
    }
}

/// How much room the writing of an axis has, in millimetres.
fn writing_mm(spacing_mm: f64, rows: usize, size: f64) -> f64 {
    (rows as f64 * spacing_mm - FREE * size).min(WIDEST * size)
}

fn has_room(criterion: &ParallelAxis, room_mm: f64, size: f64) -> bool {
    let values = [criterion.worst.as_str(), criterion.best.as_str()];
    let strong = Hand::strong(size);
    Hand::ink(size).widest_mm(values) <= room_mm
        && fits(&criterion.name, room_mm, strong, NAME_LINES)
}

/// Where the first axis is, and how far it is from one to the next, in millimetres, so that the writing of the first
/// one has room on its left.
fn spread(room_mm: f64, axes: usize, rows: usize, size: f64) -> (f64, f64) {
    let gaps = (axes.max(2) - 1) as f64;
    let half_of_writing = |spacing_mm: f64| 0.5 * writing_mm(spacing_mm, rows, size);
    let spacing_for = |first_mm: f64| (room_mm - first_mm) / gaps;
    let widest = 0.5 * WIDEST * size;
    if widest <= half_of_writing(spacing_for(widest)) {
        return (widest, spacing_for(widest));
    }
    // Half of the writing is half of so many spacings, without what is kept free.
    let spacing_mm = (room_mm + 0.5 * FREE * size) / (gaps + 0.5 * rows as f64);
    let first_mm = half_of_writing(spacing_mm).max(2.0 * size);
    (first_mm, spacing_for(first_mm))
}

/// What the numbers of axes mean.
fn list_of(input: &ParallelInput<'_>) -> Vec<Entry> {
    let score = |score: f64| (input.number)(score, 0);
    let (worst, best) = (score(SCORES.0), score(SCORES.1));
    let entries = input.criteria.iter().enumerate().map(|(index, one)| {
        let words = format!(
            "{}\u{a0} {}: {worst} = {}, {best} = {}",
            index + 1,
            one.name,
            one.worst,
            one.best
        );
        Entry::new(Sign::None, &words)
    });
    entries.collect()
}
