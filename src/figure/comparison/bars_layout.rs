//! How panels of bars share a sheet.

use super::bars::{BarsInput, IndicatorBar, standing_left_mm, standing_told};
use super::heading::width_mm;
use super::legend::{Entry, legend_height_mm};
use super::writing::{Hand, LINE, fits};
use super::zero_first;

/// The most of the sheet's width that names may take, on a large sheet and on a small one.
const MOST_NAMES: (f64, f64) = (0.26, 0.4);

/// Names that are no longer than this, as a share of the writing, may take more of a small sheet.
const WHOLE_NAME: f64 = 17.0;

/// The shortest that the longest bar may be, as a share of the writing.
const LEAST_BAR: f64 = 7.0;

/// Room between panels.
const GAP: f64 = 2.0;

/// Room between the last row of a panel and what follows.
const AFTER: f64 = 1.2;

/// The least and the largest height of a row.
const ROW: (f64, f64) = (1.55, 2.6);

/// How panels lie.
pub(super) struct BarsLayout {
    /// Places of alternatives, from above.
    pub order: Vec<usize>,
    /// What signs mean.
    pub entries: Vec<Entry>,
    /// How wide names are with their marks, in millimetres.
    pub names_mm: f64,
    /// How long the longest bar is, in millimetres.
    pub bar_mm: f64,
    /// How wide numbers are, in millimetres.
    pub values_mm: f64,
    /// How wide a panel is, in millimetres.
    pub panel_mm: f64,
    /// How many panels stand beside each other.
    pub columns: usize,
    /// How many rows of panels there are.
    pub groups: usize,
    /// Lines for the name of an indicator.
    pub name_lines: usize,
}

impl BarsLayout {
    pub(super) fn of(input: &BarsInput<'_>, entries: Vec<Entry>) -> Self {
        let sheet = &input.sheet;
        let size = sheet.text_mm;
        let width = width_mm(sheet);
        let names = input.alternatives.iter().map(|one| one.name.as_str());
        let names_mm = Hand::strong(size).widest_mm(names) + 1.5 * size;
        let names_mm = names_mm.min(most_names_mm(width, size));
        let room = width - names_mm;
        let (values_mm, after_mm) = texts_mm(input, room - (LEAST_BAR + GAP) * size);
        let least = LEAST_BAR * size + after_mm;
        let panels = input.indicators.len();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 1 to the number of panels"
        )]
        let most = (room / (least + GAP * size)).clamp(1.0, panels as f64) as usize;
        let groups = panels.div_ceil(most);
        let columns = panels.div_ceil(groups);
        let panel_mm = room / columns as f64 - GAP * size;
        let is_one_line = |name: &str| fits(name, panel_mm, Hand::strong(size), 1);
        let mut indicators = input.indicators.iter();
        let name_lines = if indicators.all(|one| is_one_line(&one.name)) {
            1
        } else {
            2
        };
        Self {
            order: zero_first(input.alternatives),
            entries,
            names_mm,
            bar_mm: panel_mm - after_mm,
            values_mm,
            panel_mm,
            columns,
            groups,
            name_lines,
        }
    }

    /// Where a panel begins, in millimetres.
    pub(super) fn panel_left(&self, column: usize, margin_mm: f64, size: f64) -> f64 {
        let step = self.panel_mm + GAP * size;
        margin_mm + self.names_mm + GAP * size + step * column as f64
    }

    /// The height of what stands over the bars of a panel, in millimetres.
    pub(super) fn head_mm(&self, size: f64) -> f64 {
        (0.8 + LINE * (self.name_lines as f64 + 2.0)) * size
    }

    /// The height of a row of panels, in millimetres.
    pub(super) fn group_mm(&self, input: &BarsInput<'_>, row_mm: f64) -> f64 {
        let size = input.sheet.text_mm;
        self.head_mm(size) + self.order.len() as f64 * row_mm + AFTER * size
    }

    /// The least height of all, without the title, in millimetres.
    pub(super) fn least_mm(&self, input: &BarsInput<'_>) -> f64 {
        let row_mm = ROW.0 * input.sheet.text_mm;
        self.groups as f64 * self.group_mm(input, row_mm) + self.legend_mm(input)
    }

    /// The height of a bar's row where all have so much height together, in millimetres.
    pub(super) fn row_mm(&self, input: &BarsInput<'_>, height_mm: f64) -> f64 {
        let size = input.sheet.text_mm;
        let rows = self.groups as f64 * self.order.len() as f64;
        let more = (height_mm - self.least_mm(input)) / rows;
        (ROW.0 * size + more.max(0.0)).min(ROW.1 * size)
    }

    fn legend_mm(&self, input: &BarsInput<'_>) -> f64 {
        let sheet = &input.sheet;
        legend_height_mm(&self.entries, width_mm(sheet), sheet.text_mm) + 0.6 * sheet.text_mm
    }
}

fn most_names_mm(width_mm: f64, size: f64) -> f64 {
    let (large, small) = MOST_NAMES;
    (large * width_mm).max((WHOLE_NAME * size).min(small * width_mm))
}

/// How wide numbers are, and all that stands behind a bar, in millimetres.
fn texts_mm(input: &BarsInput<'_>, most_mm: f64) -> (f64, f64) {
    let size = input.sheet.text_mm;
    let hand = Hand::strong(size);
    let bars = || input.indicators.iter().flat_map(|one| &one.bars);
    let values = hand.widest_mm(bars().map(|measured| measured.text.as_str()));
    let values_mm = values.min(most_mm - 0.8 * size);
    let told_mm = |measured: &IndicatorBar| {
        let told = standing_told(measured, &input.words);
        if told.is_empty() {
            0.0
        } else {
            standing_left_mm(measured, size) + hand.width_mm(&told)
        }
    };
    let told = bars().map(told_mm).fold(0.0, f64::max);
    let alternatives = input.alternatives.len();
    let is_missing = |measured: &IndicatorBar| measured.known().is_none();
    let has_missing = bars().any(is_missing)
        || input
            .indicators
            .iter()
            .any(|one| one.bars.len() < alternatives);
    let missing_mm = if has_missing {
        0.7 * size + hand.width_mm(input.words.missing)
    } else {
        0.0
    };
    let after = 0.8 * size + values_mm + told.max(missing_mm);
    (values_mm, after.min(most_mm))
}
