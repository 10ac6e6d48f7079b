//! A table of grades: themes down, alternatives across, the compilation last.

use crate::figure::contrast::writing_on;
use crate::figure::drawing::{Drawing, Paint, PaperRect, Pen, Role};

use super::boxes::{Fill, add_told, frame_of, tone};
use super::heading::{MARGIN, height_mm, left_mm, sheet_of, width_mm};
use super::legend::{Entry, Sign, draw_legend, legend_height_mm};
use super::marks::draw_mark;
use super::writing::{Hand, LINE, fits, wrapped};
use super::{ComparisonSheet, DrawnAlternative, line, nothing, zero_first};

/// A grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeStep {
    /// What stands in a cell, as "----" or "++".
    pub sign: String,
    /// The same in words.
    pub name: String,
    /// The official colour: red, green, blue.
    pub color: [u8; 3],
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeRow {
    /// What it is called.
    pub name: String,
    /// By alternative, which grade of the scale it has; `None` where it has none.
    pub grades: Vec<Option<usize>>,
}

/// What is drawn.
pub struct GradesInput<'a> {
    /// Where it is drawn.
    pub sheet: ComparisonSheet<'a>,
    /// Columns; the zero alternative is put first.
    pub alternatives: &'a [DrawnAlternative],
    /// All grades, from the worst to the best.
    pub scale: &'a [GradeStep],
    /// Rows.
    pub themes: &'a [GradeRow],
    /// The last row.
    pub compilation: &'a GradeRow,
    /// What a cell without a grade means.
    pub missing: &'a str,
}

/// How much larger than other writing signs in cells are.
const SIGN: f64 = 1.2;

/// How small a sign may be before it stands in two lines.
const LEAST_SIGN: f64 = 0.85;

/// The most of the sheet's width that names of themes may take.
const MOST_THEMES: f64 = 0.3;

/// The least width of a column whose name is written across, as a share of the writing.
const ACROSS: f64 = 5.5;

/// The most that names which are written upwards may take, as a share of the writing.
const MOST_UPWARDS: f64 = 15.0;

/// The most lines of a name.
const LINES: usize = 3;

/// The least and the largest height of a row, as a share of the writing.
const ROW: (f64, f64) = (1.9, 3.2);

/// The widest that a column becomes, as a share of the writing.
const WIDEST: f64 = 16.0;

/// The height that the table needs, in millimetres.
pub fn grades_height_mm(input: &GradesInput<'_>) -> f64 {
    if input.alternatives.is_empty() || input.themes.is_empty() {
        return 0.0;
    }
    let table = Table::of(input);
    let rows = (table.lines_of_rows(ROW.0) + AFTER) * input.sheet.text_mm;
    height_mm(&input.sheet) + table.head_mm + rows + table.legend_mm()
}

/// Draws the table.
pub fn draw_grades(input: &GradesInput<'_>) -> Drawing {
    let sheet = &input.sheet;
    let least = grades_height_mm(input);
    if least <= 0.0 {
        return nothing(sheet);
    }
    let mut drawing = sheet_of(sheet, least);
    let size = sheet.text_mm;
    let mut table = Table::of(input);
    let rows = input.themes.len() as f64 + 1.0;
    let more = (drawing.height_mm - least) / (rows * size);
    table.row = (ROW.0 + more).min(ROW.1);
    let top = height_mm(sheet);
    table.draw_names(&mut drawing, top);
    let mut y = top + table.head_mm;
    for theme in input.themes {
        y = table.draw_row(&mut drawing, theme, (y, Hand::ink(size)));
    }
    let ends = (left_mm(sheet), table.x_of(table.order.len()));
    y += 0.25 * AFTER * size;
    let rule = Pen::solid(Role::Ink, 0.5);
    drawing.add(line((ends.0, y), (ends.1, y), rule));
    y += 0.25 * AFTER * size;
    y = table.draw_row(&mut drawing, input.compilation, (y, Hand::strong(size)));
    let at = (left_mm(sheet), y + 0.5 * AFTER * size);
    draw_legend(&mut drawing, &table.entries, at, (width_mm(sheet), size));
    drawing
}

/// Room before and after the compilation together, as a share of the writing.
const AFTER: f64 = 1.6;

struct Table<'a> {
    input: &'a GradesInput<'a>,
    /// Places of alternatives, from the left.
    order: Vec<usize>,
    entries: Vec<Entry>,
    themes_mm: f64,
    column_mm: f64,
    /// Whether names are written from below to above.
    is_upwards: bool,
    head_mm: f64,
    /// The height of a row of one line, as a share of the writing.
    row: f64,
}

impl<'a> Table<'a> {
    fn of(input: &'a GradesInput<'a>) -> Self {
        let sheet = &input.sheet;
        let size = sheet.text_mm;
        let width = width_mm(sheet);
        let strong = Hand::strong(size);
        let rows = || input.themes.iter().chain([input.compilation]);
        let themes_mm = strong.widest_mm(rows().map(|row| row.name.as_str())) + size;
        let themes_mm = themes_mm.min((MOST_THEMES * width).max(8.0 * size));
        let columns = input.alternatives.len() as f64;
        let column_mm = ((width - themes_mm) / columns).min(WIDEST * size);
        let room = column_mm - 0.8 * size;
        let names = || input.alternatives.iter().map(|one| one.name.as_str());
        let is_upwards = column_mm < ACROSS * size
            || !names().all(|name| fits(name, room, Hand::strong(size), LINES))
                && column_mm < 1.4 * ACROSS * size;
        let head_mm = if is_upwards {
            strong.widest_mm(names()).min(MOST_UPWARDS * size) + 2.2 * size
        } else {
            let lines = names().map(|name| wrapped(name, room, strong, LINES).len());
            (1.9 + LINE * lines.max().unwrap_or(1) as f64) * size
        };
        Self {
            input,
            order: zero_first(input.alternatives),
            entries: entries(input),
            themes_mm,
            column_mm,
            is_upwards,
            head_mm,
            row: ROW.0,
        }
    }

    fn x_of(&self, column: usize) -> f64 {
        left_mm(&self.input.sheet) + self.themes_mm + self.column_mm * column as f64
    }

    fn name_of(&self, theme: &GradeRow) -> Vec<String> {
        let size = self.input.sheet.text_mm;
        wrapped(&theme.name, self.themes_mm - size, Hand::strong(size), 2)
    }

    /// The height of a row, as a share of the writing.
    fn row_of(&self, theme: &GradeRow, row: f64) -> f64 {
        let lines = self.name_of(theme).len().max(1) as f64;
        let sign = |grade: &GradeStep| {
            let (lines, size_mm) = self.sign_in(grade);
            LINE * lines.len() as f64 * size_mm / self.input.sheet.text_mm
        };
        let signs = self.input.scale.iter().map(sign).fold(0.0, f64::max);
        row.max(0.5 + signs.max(LINE * lines))
    }

    fn lines_of_rows(&self, row: f64) -> f64 {
        let rows = self.input.themes.iter().chain([self.input.compilation]);
        rows.map(|theme| self.row_of(theme, row)).sum()
    }

    fn legend_mm(&self) -> f64 {
        let sheet = &self.input.sheet;
        legend_height_mm(&self.entries, width_mm(sheet), sheet.text_mm) + MARGIN * sheet.text_mm
    }

    /// Names of alternatives over their columns, with their marks.
    fn draw_names(&self, drawing: &mut Drawing, top: f64) {
        let size = self.input.sheet.text_mm;
        let bottom = top + self.head_mm;
        for (column, &index) in self.order.iter().enumerate() {
            let alternative = &self.input.alternatives[index];
            let x = self.x_of(column) + 0.5 * self.column_mm;
            let hand = if alternative.is_zero {
                Hand::strong(size)
            } else {
                Hand::ink(size)
            };
            draw_mark(drawing, (x, bottom - 0.9 * size), 0.42 * size, alternative);
            if self.is_upwards {
                let name = hand.cut(&alternative.name, self.head_mm - 2.2 * size);
                drawing.add(hand.write_up(&name, (x, bottom - 1.8 * size)));
                continue;
            }
            let room = self.column_mm - 0.8 * size;
            let lines = wrapped(&alternative.name, room, hand, LINES);
            for (line, words) in lines.iter().rev().enumerate() {
                let y = bottom - (2.2 + LINE * line as f64) * size;
                drawing.add(hand.middle().write(words, (x, y)));
            }
        }
    }

    /// A row with its upper edge at a height. Returns where the next one begins.
    fn draw_row(&self, drawing: &mut Drawing, theme: &GradeRow, (top, hand): (f64, Hand)) -> f64 {
        let size = self.input.sheet.text_mm;
        let bottom = top + self.row_of(theme, self.row) * size;
        let middle = 0.5 * (top + bottom);
        let lines = self.name_of(theme);
        let first = middle - 0.5 * LINE * size * (lines.len() as f64 - 1.0);
        for (index, words) in lines.iter().enumerate() {
            let y = first + LINE * size * index as f64;
            drawing.add(hand.write(words, (left_mm(&self.input.sheet), y)));
        }
        for (column, &index) in self.order.iter().enumerate() {
            let gap = (0.06 * self.column_mm).min(0.15 * size);
            let rect = PaperRect {
                left: self.x_of(column) + gap,
                right: self.x_of(column + 1) - gap,
                top: top + gap,
                bottom: bottom - gap,
            };
            let grade = theme.grades.get(index).copied().flatten();
            let grade = grade.and_then(|grade| self.input.scale.get(grade));
            self.draw_cell(drawing, (rect, grade), hand);
            let told = grade.map_or(self.input.missing, |grade| &grade.name);
            let called = &self.input.alternatives[index].name;
            add_told(drawing, format!("{}, {called}: {told}", theme.name), rect);
        }
        bottom
    }

    /// The sign of a grade in lines that have room in a cell, and how large it is then, in millimetres. A sign is
    /// never cut: it would be another one.
    fn sign_in(&self, grade: &GradeStep) -> (Vec<String>, f64) {
        let size = self.input.sheet.text_mm;
        let room = 0.86 * self.column_mm;
        let hand = Hand::strong(size);
        let whole = vec![grade.sign.clone()];
        let halves = grade.sign.match_indices(' ').map(|(at, _)| {
            let (first, last) = grade.sign.split_at(at);
            vec![first.to_owned(), last.trim_start().to_owned()]
        });
        let widest = |lines: &[String]| hand.widest_mm(lines.iter().map(String::as_str));
        let narrowest = halves.min_by(|one, other| widest(one).total_cmp(&widest(other)));
        let lines = match narrowest {
            Some(halves) if room < LEAST_SIGN * widest(&whole) => halves,
            _ => whole,
        };
        let widest = widest(&lines);
        let share = if 0.0 < widest { room / widest } else { 1.0 };
        (lines, share.min(SIGN) * size)
    }

    fn draw_cell(
        &self,
        drawing: &mut Drawing,
        (rect, grade): (PaperRect, Option<&GradeStep>),
        hand: Hand,
    ) {
        let middle = (
            0.5 * (rect.left + rect.right),
            0.5 * (rect.top + rect.bottom),
        );
        let frame = frame_of(rect, Pen::solid(Role::Grid, 0.25));
        let Some(grade) = grade else {
            drawing.add(frame);
            let hand = Hand::quiet(hand.size_mm).middle();
            drawing.add(hand.write("–", middle));
            return;
        };
        drawing.add(tone(rect, Paint::solid(Role::Given(grade.color))));
        drawing.add(frame);
        let role = Role::Given(writing_on(grade.color));
        let (lines, size_mm) = self.sign_in(grade);
        let hand = Hand {
            role,
            ..Hand::strong(size_mm).middle()
        };
        let first = middle.1 - 0.5 * LINE * size_mm * (lines.len() as f64 - 1.0);
        for (index, words) in lines.iter().enumerate() {
            let y = first + LINE * size_mm * index as f64;
            drawing.add(hand.write(words, (middle.0, y)));
        }
    }
}

/// What the signs mean, and what a cell without one does.
fn entries(input: &GradesInput<'_>) -> Vec<Entry> {
    let grades = input.scale.iter().map(|grade| {
        let sign = Sign::Box {
            color: grade.color,
            fill: Fill::Solid,
            letter: grade.sign.clone(),
            role: Role::Given(writing_on(grade.color)),
        };
        Entry::new(sign, &grade.name)
    });
    let rows = || input.themes.iter().chain([input.compilation]);
    let is_whole = |theme: &GradeRow| {
        let count = theme.grades.iter().flatten().count();
        input.alternatives.len() <= count
    };
    let missing = format!("–  {}", input.missing);
    let missing = (!rows().all(is_whole)).then(|| Entry::new(Sign::None, &missing));
    grades.chain(missing).collect()
}
