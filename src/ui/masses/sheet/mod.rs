//! A sheet of numbers as in a spreadsheet: select, type, copy and paste blocks.

mod cells;
mod keys;

use std::collections::BTreeMap;

use egui::{EventFilter, Rect, Sense, Ui, accesskit::Role};
use egui_table::{AutoSizeMode, Column, HeaderRow, Table};

use crate::ui::context::Panel;
use crate::ui::fields::named;
use crate::words::Words;

use cells::Cells;

/// The height of a row, in points.
const ROW: f32 = 24.0;

/// The width of the column of names, in points.
const NAMES: f32 = 190.0;

/// The width of a column of numbers, in points.
const NUMBERS: f32 = 92.0;

/// A place in a sheet: row and column.
pub type Place = (usize, usize);

/// How a number is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It was typed, and may be typed anew.
    #[default]
    Typed,
    /// It was worked out, and becomes typed when somebody changes it.
    Found,
    /// It follows from others.
    Sum,
    /// It follows from others, and should be nothing.
    Amiss,
    /// Nothing can be here.
    Closed,
}

/// What stands in a cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// The number; `None` for an empty cell.
    pub value: Option<f64>,
    /// How it is meant.
    pub standing: Standing,
    /// What there is to say of it.
    pub tip: String,
}

/// What a sheet shows.
pub struct SheetLook<'a> {
    /// What it is for; tells it from others.
    pub name: &'a str,
    /// What stands over the names of the rows.
    pub corner: &'a str,
    /// Names of the rows, and what they are beside their name.
    pub rows: &'a [String],
    /// Names of the columns.
    pub columns: &'a [String],
    /// The unit of the numbers.
    pub unit: &'a str,
    /// What stands where.
    pub cell: &'a dyn Fn(Place) -> Cell,
    /// What is expected in a cell, for text that cannot be read.
    pub wrong: &'a str,
}

/// A number that somebody entered, or an empty cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entered {
    /// Where.
    pub at: Place,
    /// What.
    pub value: Option<f64>,
}

/// What is selected and half typed, and what could not be read.
#[derive(Default)]
pub struct Sheet {
    at: Place,
    anchor: Place,
    typed: Option<String>,
    /// The field has just come, and takes the keyboard.
    is_new: bool,
    unreadable: BTreeMap<Place, String>,
    /// How large the sheet was, whose places these are.
    size: Place,
}

impl Sheet {
    /// Draws the sheet and returns what was entered. One gesture is one answer.
    pub fn ui(&mut self, ui: &mut Ui, look: &SheetLook<'_>, panel: &mut Panel<'_>) -> Vec<Entered> {
        let size = (look.rows.len(), look.columns.len());
        if self.size != size {
            *self = Self {
                size,
                ..Self::default()
            };
        }
        if size.0 == 0 || size.1 == 0 {
            return Vec::new();
        }
        let id = ui.scope_id().with(("sheet", look.name));
        let mut entered = Vec::new();
        let has_focus = ui.memory(|memory| memory.has_focus(id));
        if has_focus {
            ui.memory_mut(|memory| {
                let filter = EventFilter {
                    tab: true,
                    horizontal_arrows: true,
                    vertical_arrows: true,
                    escape: true,
                };
                memory.set_focus_lock_filter(id, filter);
            });
            self.use_keys(ui, look, panel, &mut entered);
        }
        // What has the keyboard while a cell is only selected.
        let whole = ui.available_rect_before_wrap();
        let keeper = ui.interact(
            Rect::from_min_size(whole.min, egui::Vec2::ZERO),
            id,
            Sense::focusable_noninteractive(),
        );
        named(&keeper, Role::Table, look.name);
        let mut cells = Cells {
            sheet: self,
            look,
            words: &panel.words,
            id,
            has_focus,
            entered: &mut entered,
        };
        // What is painted has no width of its own: a column is as wide as it is until somebody drags it.
        let column = |width: f32| Column::new(width).range(width..=420.0).resizable(true);
        let columns =
            std::iter::once(column(NAMES)).chain(std::iter::repeat_n(column(NUMBERS), size.1));
        Table::new()
            .id_salt(("sheet", look.name))
            .num_rows(size.0 as u64)
            .columns(columns.collect::<Vec<_>>())
            .num_sticky_cols(1)
            .auto_size_mode(AutoSizeMode::Never)
            .headers([HeaderRow::new(ROW)])
            .show(ui, &mut cells);
        entered
    }

    /// The row that is selected.
    pub fn row(&self) -> usize {
        self.at.0
    }

    fn selected(
        &self,
    ) -> (
        std::ops::RangeInclusive<usize>,
        std::ops::RangeInclusive<usize>,
    ) {
        let ((row, column), (other_row, other_column)) = (self.at, self.anchor);
        (
            row.min(other_row)..=row.max(other_row),
            column.min(other_column)..=column.max(other_column),
        )
    }

    fn contains(&self, (row, column): Place) -> bool {
        let (rows, columns) = self.selected();
        rows.contains(&row) && columns.contains(&column)
    }
}

fn is_open(look: &SheetLook<'_>, at: Place) -> bool {
    matches!((look.cell)(at).standing, Standing::Typed | Standing::Found)
}

/// As it is typed: with all of its digits, and the decimal sign of the language.
fn plain_number(value: f64, words: &Words) -> String {
    let text = value.to_string();
    if words.language().is_norwegian() {
        text.replace('.', ",")
    } else {
        text
    }
}
