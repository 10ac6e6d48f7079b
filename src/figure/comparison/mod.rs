//! Pictures that put alternatives side by side: indicators, scores, ranks, weights and grades.
//!
//! Labels come worded and numbers come written. What is better, what a score is and who comes first is decided
//! elsewhere; here it gets a place. Nothing is told by colour alone: an alternative has a mark and a dash of its own
//! and its name beside them. A sheet that is too low for what stands on it becomes higher.

mod bars;
mod bars_layout;
mod boxes;
mod grades;
mod heading;
mod legend;
mod marks;
mod parallel;
mod parallel_frame;
mod plane;
mod scatter;
mod scatter_front;
mod scatter_points;
mod scores;
mod scores_columns;
mod weight;

pub use bars::{
    BarsInput, BarsWords, IndicatorBar, IndicatorPanel, Standing, bars_height_mm, draw_bars,
};
pub use grades::{GradeRow, GradeStep, GradesInput, draw_grades, grades_height_mm};
pub use parallel::{ParallelAxis, ParallelInput, draw_parallel, parallel_height_mm};
pub use scatter::{
    ScatterAxis, ScatterInput, ScatterPoint, ScatterValue, ScatterWords, draw_scatter,
    scatter_height_mm,
};
pub use scores::{ScoreAccount, ScoreRow, ScoresInput, ScoresWords, draw_scores, scores_height_mm};
pub use weight::{WeightInput, WeightLine, WeightWords, draw_weight, weight_height_mm};

use super::drawing::{Drawing, PaperPoint, Shape};
use super::{board, writing};
use writing::{Hand, wrapped};

/// The sheet that a comparison is drawn on.
#[derive(Clone, Copy, Debug)]
pub struct ComparisonSheet<'a> {
    /// What the picture is, in words.
    pub title: &'a str,
    /// What to say where there is nothing.
    pub empty: &'a str,
    /// How wide it is, in millimetres.
    pub width_mm: f64,
    /// How high it is at least, in millimetres.
    pub height_mm: f64,
    /// How large writing is, in millimetres.
    pub text_mm: f64,
}

/// An alternative, as it is told from the others in all pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnAlternative {
    /// What it is called.
    pub name: String,
    /// Its colour.
    pub color: [u8; 3],
    /// Which mark and dash it has; up to 20 no two are the same.
    pub mark: usize,
    /// Whether it is the one that others are measured against.
    pub is_zero: bool,
}

/// Which way an indicator gets better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
    /// Neither is.
    Neither,
}

/// A sheet that says why there is nothing on it.
fn nothing(sheet: &ComparisonSheet<'_>) -> Drawing {
    let size = sheet.text_mm;
    let mut drawing = heading::sheet_of(sheet, heading::height_mm(sheet) + 6.0 * size);
    let lines = wrapped(sheet.empty, 0.8 * sheet.width_mm, Hand::quiet(size), 3);
    let middle = f64::midpoint(heading::height_mm(sheet), drawing.height_mm);
    let first = middle - 0.6 * size * (lines.len() as f64 - 1.0);
    for (index, line) in lines.iter().enumerate() {
        let at = (sheet.width_mm / 2.0, first + 1.2 * size * index as f64);
        drawing.add(Hand::quiet(size).middle().write(line, at));
    }
    drawing
}

/// Places of alternatives, the zero alternative's first.
fn zero_first(alternatives: &[DrawnAlternative]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..alternatives.len()).collect();
    order.sort_by_key(|index| !alternatives[*index].is_zero);
    order
}

fn point((x, y): (f64, f64)) -> PaperPoint {
    PaperPoint { x, y }
}

/// A line between two places.
fn line(from: (f64, f64), to: (f64, f64), pen: super::drawing::Pen) -> Shape {
    Shape::Lines {
        lines: vec![vec![point(from), point(to)]],
        pen,
    }
}
