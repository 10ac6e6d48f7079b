//! Indicators side by side: a small panel each, with a bar for every alternative.

use crate::figure::drawing::{Drawing, PaperRect, Pen, Role};

use super::bars_layout::BarsLayout;
use super::boxes::{
    Fill, Pointing, add_told, draw_box, draw_reference, draw_whisker, reference_pen,
};
use super::heading::{height_mm, left_mm, right_mm, sheet_of, width_mm, write_pointed};
use super::legend::{Entry, Sign, draw_legend};
use super::marks::{draw_mark, draw_star, draw_tip};
use super::writing::{Hand, LINE, wrapped};
use super::{Better, ComparisonSheet, DrawnAlternative, line, nothing};

/// Something that alternatives are measured by.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorPanel {
    /// What it is called.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Which way it gets better.
    pub better: Better,
    /// The same in words.
    pub better_told: String,
    /// By alternative; what is missing at the end has no value.
    pub bars: Vec<IndicatorBar>,
}

/// The value of an alternative.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IndicatorBar {
    /// `None` where there is none.
    pub value: Option<f64>,
    /// The same as it is written, without its unit.
    pub text: String,
    /// The lowest and the highest that it may be.
    pub range: Option<(f64, f64)>,
    /// How it stands among the others.
    pub standing: Standing,
    /// Whether it belongs to decisions that have been changed since.
    pub is_stale: bool,
}

impl IndicatorBar {
    /// Its value, if there is one.
    pub(super) fn known(&self) -> Option<f64> {
        self.value.filter(|value| value.is_finite())
    }

    /// How uncertain it is, if anybody knows.
    fn span(&self) -> Option<(f64, f64)> {
        let is_known = |(low, high): &(f64, f64)| low.is_finite() && high.is_finite();
        self.known()?;
        self.range.filter(is_known)
    }
}

/// How a value stands among others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// None is better.
    Best,
    /// None is worse.
    Worst,
    /// Neither, or nobody can say.
    #[default]
    Between,
}

/// Words on the bars.
#[derive(Clone, Copy, Debug)]
pub struct BarsWords<'a> {
    /// For the best value.
    pub best: &'a str,
    /// For the worst one.
    pub worst: &'a str,
    /// For one that is not there.
    pub missing: &'a str,
    /// For one that is out of date.
    pub stale: &'a str,
    /// What the line across is: the zero alternative.
    pub reference: &'a str,
    /// What the whiskers are, with how sure they are.
    pub range: &'a str,
}

/// What is drawn.
pub struct BarsInput<'a> {
    /// Where it is drawn.
    pub sheet: ComparisonSheet<'a>,
    /// From above; the zero alternative is put first.
    pub alternatives: &'a [DrawnAlternative],
    /// The first at the upper left.
    pub indicators: &'a [IndicatorPanel],
    /// What is written beside names and numbers.
    pub words: BarsWords<'a>,
}

/// The height that the bars need, in millimetres.
pub fn bars_height_mm(input: &BarsInput<'_>) -> f64 {
    if is_empty(input) {
        return 0.0;
    }
    let layout = BarsLayout::of(input, entries(input));
    height_mm(&input.sheet) + layout.least_mm(input)
}

/// Draws the panels.
pub fn draw_bars(input: &BarsInput<'_>) -> Drawing {
    let sheet = &input.sheet;
    if is_empty(input) {
        return nothing(sheet);
    }
    let layout = BarsLayout::of(input, entries(input));
    let top = height_mm(sheet);
    let mut drawing = sheet_of(sheet, top + layout.least_mm(input));
    let size = sheet.text_mm;
    let row_mm = layout.row_mm(input, drawing.height_mm - top);
    let group_mm = layout.group_mm(input, row_mm);
    for group in 0..layout.groups {
        let first = top + group_mm * group as f64 + layout.head_mm(size);
        draw_names(&mut drawing, input, &layout, (first, row_mm));
        for column in 0..layout.columns {
            let Some(indicator) = input.indicators.get(group * layout.columns + column) else {
                break;
            };
            let panel = Panel {
                input,
                layout: &layout,
                indicator,
                left: layout.panel_left(column, left_mm(sheet), size),
                range: range_of(indicator),
                first,
                row_mm,
            };
            panel.draw(&mut drawing);
        }
    }
    let at = (left_mm(sheet), top + group_mm * layout.groups as f64);
    draw_legend(&mut drawing, &layout.entries, at, (width_mm(sheet), size));
    drawing
}

fn is_empty(input: &BarsInput<'_>) -> bool {
    input.alternatives.is_empty() || input.indicators.is_empty()
}

/// Names on the left, with a quiet line under each row that leads the eye across.
fn draw_names(
    drawing: &mut Drawing,
    input: &BarsInput<'_>,
    layout: &BarsLayout,
    (first, row_mm): (f64, f64),
) {
    let sheet = &input.sheet;
    let size = sheet.text_mm;
    for (row, &index) in layout.order.iter().enumerate() {
        let alternative = &input.alternatives[index];
        let y = first + (row as f64 + 0.5) * row_mm;
        let below = y + 0.5 * row_mm;
        let ends = (left_mm(sheet), right_mm(sheet));
        let pen = Pen::solid(Role::Grid, 0.15);
        drawing.add(line((ends.0, below), (ends.1, below), pen));
        draw_mark(drawing, (ends.0 + 0.5 * size, y), 0.42 * size, alternative);
        let hand = if alternative.is_zero {
            Hand::strong(size)
        } else {
            Hand::ink(size)
        };
        let name = hand.cut(&alternative.name, layout.names_mm - 1.5 * size);
        drawing.add(hand.write(&name, (ends.0 + 1.5 * size, y)));
    }
}

/// One indicator.
struct Panel<'a> {
    input: &'a BarsInput<'a>,
    layout: &'a BarsLayout,
    indicator: &'a IndicatorPanel,
    left: f64,
    /// What its length shows: from zero to the longest bar or whisker, to both sides.
    range: (f64, f64),
    /// Where the first row begins.
    first: f64,
    row_mm: f64,
}

impl Panel<'_> {
    fn draw(&self, drawing: &mut Drawing) {
        self.draw_head(drawing);
        let rows = self.layout.order.len() as f64;
        let bottom = self.first + rows * self.row_mm;
        let zero = self.x_of(0.0);
        let base = Pen::solid(Role::Quiet, 0.25);
        drawing.add(line((zero, self.first), (zero, bottom), base));
        for (row, &index) in self.layout.order.iter().enumerate() {
            let y = self.first + (row as f64 + 0.5) * self.row_mm;
            self.draw_row(drawing, index, y);
        }
        if let Some(value) = self.reference() {
            let x = self.x_of(value);
            draw_reference(drawing, (x, self.first), (x, bottom));
        }
        for (row, &index) in self.layout.order.iter().enumerate() {
            let y = self.first + (row as f64 + 0.5) * self.row_mm;
            if let Some((low, high)) = self.bar(index).and_then(IndicatorBar::span) {
                let ends = (self.x_of(low), self.x_of(high));
                draw_whisker(drawing, ends, y, 0.22 * self.row_mm);
            }
        }
    }

    /// What the indicator is called, its unit, and which way is better.
    fn draw_head(&self, drawing: &mut Drawing) {
        let size = self.input.sheet.text_mm;
        let room = self.layout.panel_mm;
        let step = LINE * size;
        let pointing = Pointing::across(self.indicator.better);
        let mut y = self.first - 0.9 * size;
        let told = (pointing, self.indicator.better_told.as_str());
        write_pointed(drawing, told, (self.left, y), (room, size));
        let hand = Hand::quiet(size);
        y -= step;
        let unit = hand.cut(&self.indicator.unit, room);
        drawing.add(hand.write(&unit, (self.left, y)));
        let hand = Hand::strong(size);
        let name = wrapped(&self.indicator.name, room, hand, self.layout.name_lines);
        for words in name.iter().rev() {
            y -= step;
            drawing.add(hand.write(words, (self.left, y)));
        }
    }

    fn draw_row(&self, drawing: &mut Drawing, index: usize, y: f64) {
        let alternative = &self.input.alternatives[index];
        let size = self.input.sheet.text_mm;
        let measured = self.bar(index);
        if let Some((measured, value)) =
            measured.and_then(|measured| Some((measured, measured.known()?)))
        {
            let half = (0.34 * self.row_mm).min(0.62 * size);
            let ends = [self.x_of(0.0), self.x_of(value)];
            let rect = PaperRect {
                left: ends[0].min(ends[1]),
                right: ends[0].max(ends[1]),
                top: y - half,
                bottom: y + half,
            };
            let fill = if measured.is_stale {
                Fill::Hatched
            } else {
                Fill::Solid
            };
            draw_box(drawing, None, rect, (alternative.color, fill));
        }
        let rect = PaperRect {
            left: self.left,
            right: self.left + self.layout.panel_mm,
            top: y - 0.5 * self.row_mm,
            bottom: y + 0.5 * self.row_mm,
        };
        add_told(drawing, self.told(alternative, measured), rect);
        self.draw_text(drawing, measured, y);
    }

    /// The value, and how it stands.
    fn draw_text(&self, drawing: &mut Drawing, measured: Option<&IndicatorBar>, y: f64) {
        let size = self.input.sheet.text_mm;
        let words = &self.input.words;
        let right = self.left + self.layout.bar_mm + 0.8 * size + self.layout.values_mm;
        let Some(measured) = measured.filter(|measured| measured.known().is_some()) else {
            let hand = Hand::quiet(size);
            drawing.add(hand.end().write("–", (right, y)));
            let left = right + 0.7 * size;
            let text = hand.cut(words.missing, self.left + self.layout.panel_mm - left);
            drawing.add(hand.write(&text, (left, y)));
            return;
        };
        let hand = match (measured.is_stale, measured.standing) {
            (true, _) => Hand::quiet(size),
            (false, Standing::Best) => Hand::strong(size),
            (false, _) => Hand::ink(size),
        };
        let text = hand.cut(&measured.text, self.layout.values_mm);
        drawing.add(hand.end().write(&text, (right, y)));
        let sign = (right + 1.1 * size, y);
        match measured.standing {
            Standing::Best => draw_star(drawing, sign, 0.42 * size),
            Standing::Worst => draw_tip(drawing, sign, 0.4 * size),
            Standing::Between => {}
        }
        let told = standing_told(measured, words);
        let left = right + standing_left_mm(measured, size);
        let room = self.left + self.layout.panel_mm - left;
        drawing.add(hand.write(&hand.cut(&told, room), (left, y)));
    }

    fn bar(&self, index: usize) -> Option<&IndicatorBar> {
        self.indicator.bars.get(index)
    }

    /// The value of the zero alternative.
    fn reference(&self) -> Option<f64> {
        let alternatives = self.input.alternatives.iter();
        let zero = alternatives.zip(&self.indicator.bars);
        let mut zero = zero.filter(|(alternative, _)| alternative.is_zero);
        let (_, measured) = zero.next()?;
        measured.known()
    }

    fn x_of(&self, value: f64) -> f64 {
        let (low, high) = self.range;
        let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
        self.left + share * self.layout.bar_mm
    }

    /// What a pointer is told.
    fn told(&self, alternative: &DrawnAlternative, measured: Option<&IndicatorBar>) -> String {
        let (name, indicator) = (&alternative.name, &self.indicator.name);
        let Some(measured) = measured.filter(|measured| measured.known().is_some()) else {
            return format!("{indicator}, {name}: – {}", self.input.words.missing);
        };
        let value = format!("{} {}", measured.text, self.indicator.unit);
        let standing = standing_told(measured, &self.input.words);
        let told = [value.trim_end(), &standing];
        let told: Vec<&str> = told.into_iter().filter(|text| !text.is_empty()).collect();
        format!("{indicator}, {name}: {}", told.join(", "))
    }
}

/// From zero to the longest bar or whisker, to both sides.
fn range_of(indicator: &IndicatorPanel) -> (f64, f64) {
    let of_bar = |measured: &IndicatorBar| {
        let (low, high) = measured.span().unwrap_or_default();
        [measured.known().unwrap_or(0.0), low, high]
    };
    let values = indicator.bars.iter().flat_map(of_bar);
    let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if low < high { (low, high) } else { (0.0, 1.0) }
}

/// What is written behind a value.
pub(super) fn standing_told(measured: &IndicatorBar, words: &BarsWords<'_>) -> String {
    let standing = match measured.standing {
        Standing::Best => words.best,
        Standing::Worst => words.worst,
        Standing::Between => "",
    };
    let stale = if measured.is_stale { words.stale } else { "" };
    let told = [standing, stale]
        .into_iter()
        .filter(|text| !text.is_empty());
    told.collect::<Vec<&str>>().join(", ")
}

/// How far behind a value that begins, in millimetres.
pub(super) fn standing_left_mm(measured: &IndicatorBar, size: f64) -> f64 {
    match measured.standing {
        Standing::Best | Standing::Worst => 1.9 * size,
        Standing::Between => 0.7 * size,
    }
}

/// What the signs mean, those that are there.
fn entries(input: &BarsInput<'_>) -> Vec<Entry> {
    let words = &input.words;
    let has = |is_meant: &dyn Fn(&IndicatorBar) -> bool| {
        let mut bars = input.indicators.iter().flat_map(|one| &one.bars);
        bars.any(is_meant)
    };
    let has_zero = input.alternatives.iter().any(|one| one.is_zero);
    let stale = Sign::Box {
        color: [0x7A, 0x84, 0x8C],
        fill: Fill::Hatched,
        letter: String::new(),
        role: Role::Ink,
    };
    let reference = Sign::Line(reference_pen());
    let all = [
        (has_zero, reference, words.reference),
        (
            has(&|measured| measured.span().is_some()),
            Sign::Whisker,
            words.range,
        ),
        (has(&|measured| measured.is_stale), stale, words.stale),
    ];
    let needed = all
        .into_iter()
        .filter(|(is_there, _, words)| *is_there && !words.is_empty());
    needed
        .map(|(_, sign, words)| Entry::new(sign, words))
        .collect()
}
