//! Scores by criterion: an upright axis for each, a line for each alternative (parallel coordinates).

use crate::figure::drawing::{Drawing, PaperPoint, PaperRect, Pen, Role, Shape};

use super::board::apart;
use super::boxes::{Pointing, add_told};
use super::heading::{height_mm, left_mm, right_mm, sheet_of, write_pointed};
use super::marks::{draw_mark, pen_of};
use super::parallel_frame::ParallelFrame;
use super::writing::{Hand, LINE};
use super::{ComparisonSheet, DrawnAlternative, line, nothing, point};

/// The lowest and the highest score.
pub(super) const SCORES: (f64, f64) = (1.0, 6.0);

/// Something that alternatives are scored by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParallelAxis {
    /// What it is called.
    pub name: String,
    /// The value that has the lowest score, with its unit.
    pub worst: String,
    /// The value that has the highest one.
    pub best: String,
}

/// What is drawn.
pub struct ParallelInput<'a> {
    /// Where it is drawn.
    pub sheet: ComparisonSheet<'a>,
    /// What the axes show and that up is better, as "score from 1 to 6, higher is better".
    pub scale: &'a str,
    /// Lines.
    pub alternatives: &'a [DrawnAlternative],
    /// Axes, from the left.
    pub criteria: &'a [ParallelAxis],
    /// From 1 to 6, by alternative and criterion; a gap where there is none.
    pub scores: &'a [Vec<Option<f64>>],
    /// The alternative that stands out.
    pub highlighted: Option<usize>,
    /// A number as the language writes it, with decimals.
    pub number: &'a dyn Fn(f64, usize) -> String,
}

/// The height that the axes and names need, in millimetres.
pub fn parallel_height_mm(input: &ParallelInput<'_>) -> f64 {
    if input.scores.iter().flatten().flatten().next().is_none() || input.criteria.is_empty() {
        return 0.0;
    }
    let frame = ParallelFrame::of(input);
    head_mm(input) + frame.above_mm() + least_plot_mm(input) + frame.below_mm()
}

/// Draws axes and lines.
pub fn draw_parallel(input: &ParallelInput<'_>) -> Drawing {
    let sheet = &input.sheet;
    let least = parallel_height_mm(input);
    if least <= 0.0 {
        return nothing(sheet);
    }
    let size = sheet.text_mm;
    let frame = ParallelFrame::of(input);
    let mut drawing = sheet_of(sheet, least);
    let at = (left_mm(sheet), height_mm(sheet) + 0.5 * size);
    let told = (Some(Pointing::Up), input.scale);
    let room = right_mm(sheet) - left_mm(sheet);
    write_pointed(&mut drawing, told, at, (room, size));
    let plot = PaperRect {
        left: frame.x_of(0),
        right: frame.x_of(input.criteria.len() - 1),
        top: head_mm(input) + frame.above_mm(),
        bottom: drawing.height_mm - frame.below_mm(),
    };
    frame.draw(&mut drawing, input, plot);
    let lines = Lines {
        input,
        frame: &frame,
        plot,
    };
    lines.draw(&mut drawing);
    drawing
}

/// The title, and the line under it.
fn head_mm(input: &ParallelInput<'_>) -> f64 {
    height_mm(&input.sheet) + 1.6 * input.sheet.text_mm
}

/// So much that all names have room beside the axes.
fn least_plot_mm(input: &ParallelInput<'_>) -> f64 {
    let rows = input.alternatives.len() as f64;
    (LINE * rows).max(8.0) * input.sheet.text_mm
}

/// Where a score lies.
pub(super) fn y_of(plot: PaperRect, score: f64) -> f64 {
    let share = (score - SCORES.0) / (SCORES.1 - SCORES.0);
    plot.bottom - plot.height() * share.clamp(0.0, 1.0)
}

struct Lines<'a> {
    input: &'a ParallelInput<'a>,
    frame: &'a ParallelFrame,
    plot: PaperRect,
}

impl Lines<'_> {
    /// Draws quiet lines under the one that stands out, and names at the right.
    fn draw(&self, drawing: &mut Drawing) {
        let input = self.input;
        let mut order: Vec<usize> = (0..input.alternatives.len()).collect();
        order.sort_by_key(|index| input.highlighted == Some(*index));
        for &index in &order {
            self.draw_line(drawing, index);
        }
        for &index in &order {
            self.draw_marks(drawing, index);
        }
        self.draw_names(drawing);
    }

    /// Where an alternative has a score: its criterion and place.
    fn points(&self, index: usize) -> Vec<(usize, (f64, f64))> {
        let scores = self.input.scores.get(index).map_or(&[][..], Vec::as_slice);
        let scores = scores.iter().take(self.input.criteria.len()).enumerate();
        let known = scores.filter_map(|(criterion, score)| {
            let score = score.filter(|score| score.is_finite())?;
            let place = (self.frame.x_of(criterion), y_of(self.plot, score));
            Some((criterion, place))
        });
        known.collect()
    }

    fn is_strong(&self, index: usize) -> bool {
        self.input.highlighted == Some(index)
    }

    fn draw_line(&self, drawing: &mut Drawing, index: usize) {
        let mut lines: Vec<Vec<PaperPoint>> = Vec::new();
        let mut before = None;
        for (criterion, place) in self.points(index) {
            let goes_on = before.is_some_and(|before: usize| before + 1 == criterion);
            match lines.last_mut().filter(|_| goes_on) {
                Some(line) => line.push(point(place)),
                None => lines.push(vec![point(place)]),
            }
            before = Some(criterion);
        }
        lines.retain(|line| 1 < line.len());
        if lines.is_empty() {
            return;
        }
        let width_mm = match self.input.highlighted {
            Some(highlighted) if highlighted == index => 1.3,
            Some(_) => 0.35,
            None => 0.7,
        };
        if self.is_strong(index) {
            let pen = Pen::solid(Role::Sheet, width_mm + 1.0);
            let lines = lines.clone();
            drawing.add(Shape::Lines { lines, pen });
        }
        let pen = pen_of(&self.input.alternatives[index], width_mm);
        drawing.add(Shape::Lines { lines, pen });
    }

    fn draw_marks(&self, drawing: &mut Drawing, index: usize) {
        let alternative = &self.input.alternatives[index];
        let size = self.input.sheet.text_mm;
        let radius = match self.input.highlighted {
            Some(highlighted) if highlighted == index => 0.5 * size,
            Some(_) => 0.28 * size,
            None => 0.36 * size,
        };
        for (criterion, place) in self.points(index) {
            draw_mark(drawing, place, radius, alternative);
            let rect = PaperRect {
                left: place.0 - 0.6 * size,
                right: place.0 + 0.6 * size,
                top: place.1 - 0.6 * size,
                bottom: place.1 + 0.6 * size,
            };
            let score = self.input.scores[index][criterion].unwrap_or_default();
            let called = &self.input.criteria[criterion].name;
            let score = (self.input.number)(score, 1);
            add_told(
                drawing,
                format!("{}, {called}: {score}", alternative.name),
                rect,
            );
        }
    }

    /// Names at the right end, moved apart, with lines to where they belong.
    fn draw_names(&self, drawing: &mut Drawing) {
        let size = self.input.sheet.text_mm;
        let ends: Vec<(usize, (f64, f64))> = (0..self.input.alternatives.len())
            .filter_map(|index| Some((index, self.points(index).last()?.1)))
            .collect();
        let wanted: Vec<f64> = ends.iter().map(|(_, (_, y))| *y).collect();
        let range = (self.plot.top, self.plot.bottom);
        let moved = apart(&wanted, LINE * size, range);
        let left = self.plot.right + 2.6 * size;
        for ((index, end), y) in ends.into_iter().zip(moved) {
            let alternative = &self.input.alternatives[index];
            let pen = Pen {
                dash_mm: Some((0.5, 0.7)),
                ..Pen::solid(Role::Quiet, 0.2)
            };
            // Along the height of the score up to the last axis, then to the name.
            let bend = (self.plot.right + 0.6 * size, end.1);
            drawing.add(line((end.0 + 0.6 * size, end.1), bend, pen));
            drawing.add(line(bend, (left - 0.3 * size, y), pen));
            draw_mark(drawing, (left + 0.4 * size, y), 0.4 * size, alternative);
            let hand = match self.input.highlighted {
                Some(highlighted) if highlighted == index => Hand::strong(size),
                Some(_) => Hand::quiet(size),
                None => Hand::ink(size),
            };
            let at = left + 1.3 * size;
            let room = right_mm(&self.input.sheet) - at;
            drawing.add(hand.write(&hand.cut(&alternative.name, room), (at, y)));
        }
    }
}
