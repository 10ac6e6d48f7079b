//! A table on the page of the balance: what lies where, what becomes of deposits, what is watched.

use egui::{ComboBox, Label, RichText, Ui, accesskit::Role};
use egui_table::{
    AutoSizeMode, CellInfo, Column, HeaderCellInfo, HeaderRow, Table as Shown, TableDelegate,
};
use i18n_embed_fl::fl;

use crate::app::{Table, TableCell, TableColumn};
use crate::ui::context::Panel;
use crate::ui::fields::{in_cell, named};
use crate::words::Words;

/// The height of a row, in points.
const ROW: f32 = 22.0;

/// The height of the head: two lines.
const HEAD: f32 = 42.0;

/// The least and the greatest width of a column as it begins, in points.
const WIDTHS: (f32, f32) = (56.0, 220.0);

/// The greatest width that a column can be dragged to, in points.
const WIDEST: f32 = 600.0;

/// Rows by which columns are made wide enough: a register may have tens of thousands.
const MOST_MEASURED: usize = 400;

/// About the width of a letter, in points.
const LETTER: f32 = 7.0;

/// A table of which rows can be chosen by their first column.
#[derive(Default)]
pub(super) struct TablePage {
    /// Only rows that begin with it; `None` for all.
    chosen: Option<String>,
}

impl TablePage {
    /// Draws a table, with what there is to say about it and what to say where it is empty.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        table: &Table,
        (tip, empty): (&str, &str),
        panel: &Panel<'_>,
    ) {
        let words = panel.words.clone();
        ui.horizontal(|ui| self.choice_ui(ui, table, &words));
        ui.add(Label::new(RichText::new(tip).weak()).wrap());
        ui.add_space(4.0);
        let is_shown = |row: &&Vec<TableCell>| {
            let chosen = self.chosen.as_deref();
            chosen.is_none_or(|chosen| beginning_of(row) == chosen)
        };
        let rows: Vec<&Vec<TableCell>> = table.rows.iter().filter(is_shown).collect();
        if rows.is_empty() {
            ui.label(empty);
            return;
        }
        let columns = (0..table.columns.len()).map(|place| width_of(table, place, &words));
        let columns: Vec<Column> = columns
            // The table makes columns as narrow as they may be when it is shown first.
            .map(|width| Column::new(width).range(width..=WIDEST))
            .collect();
        let mut rows = Rows {
            columns: &table.columns,
            shown: &rows,
            words: &words,
        };
        Shown::new()
            .id_salt(&table.title)
            .num_rows(rows.shown.len() as u64)
            .columns(columns)
            .num_sticky_cols(1)
            .auto_size_mode(AutoSizeMode::Never)
            .headers([HeaderRow::new(HEAD)])
            .show(ui, &mut rows);
    }

    fn choice_ui(&mut self, ui: &mut Ui, table: &Table, words: &Words) {
        let label = table.columns.first().map_or("", |column| &column.name);
        let all = fl!(words.loader, "register-all");
        let mut beginnings: Vec<&str> = table.rows.iter().map(|row| beginning_of(row)).collect();
        beginnings.dedup();
        let is_there = |chosen: &str| beginnings.contains(&chosen);
        if !self.chosen.as_deref().is_none_or(is_there) {
            self.chosen = None;
        }
        if beginnings.iter().all(|one| one.is_empty()) {
            return;
        }
        ui.label(label);
        let combo = ComboBox::from_id_salt(&table.title)
            .width(180.0)
            .truncate()
            .selected_text(self.chosen.as_deref().unwrap_or(&all));
        let shown = combo.show_ui(ui, |ui| {
            ui.selectable_value(&mut self.chosen, None, &all);
            for one in beginnings {
                ui.selectable_value(&mut self.chosen, Some(one.to_owned()), one);
            }
        });
        named(&shown.response, Role::ComboBox, label);
    }
}

/// The words in the first column; nothing where there are none.
fn beginning_of(row: &[TableCell]) -> &str {
    match row.first() {
        Some(TableCell::Text(text)) => text,
        _ => "",
    }
}

/// The width with which a column begins: what its cells need, and half of its head, which may take two lines.
fn width_of(table: &Table, place: usize, words: &Words) -> f32 {
    let letters = |text: &str| text.chars().count();
    let column = &table.columns[place];
    let rows = table.rows.iter().take(MOST_MEASURED);
    let cells = rows.filter_map(|row| row.get(place));
    let widest = cells
        .map(|cell| letters(&told(cell, column, words).0))
        .max();
    let head = letters(&column.name).div_ceil(2) + 2;
    #[expect(clippy::cast_precision_loss, reason = "letters in a cell")]
    let width = LETTER * widest.unwrap_or(0).max(head) as f32 + 14.0;
    width.clamp(WIDTHS.0, WIDTHS.1)
}

/// A cell in words, and whether it is an amount.
fn told(cell: &TableCell, column: &TableColumn, words: &Words) -> (String, bool) {
    match cell {
        TableCell::Empty => ("–".to_owned(), false),
        TableCell::Text(text) => (text.clone(), false),
        TableCell::Whole(number) => (number.to_string(), false),
        TableCell::Number(number) => (words.number(*number, column.decimals), true),
    }
}

struct Rows<'a> {
    columns: &'a [TableColumn],
    shown: &'a [&'a Vec<TableCell>],
    words: &'a Words,
}

impl TableDelegate for Rows<'_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let name = self.columns.get(cell.col_range.start);
        let name = name.map_or("", |column| column.name.as_str());
        in_cell(ui, |ui| {
            let label = Label::new(RichText::new(name).strong()).wrap();
            let response = ui.add(label);
            named(&response, Role::ColumnHeader, name);
        });
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let row = usize::try_from(cell.row_nr)
            .ok()
            .and_then(|row| self.shown.get(row));
        let Some(value) = row.and_then(|row| row.get(cell.col_nr)) else {
            return;
        };
        let Some(column) = self.columns.get(cell.col_nr) else {
            return;
        };
        let (text, is_number) = told(value, column, self.words);
        in_cell(ui, |ui| {
            let label = Label::new(text).truncate();
            if is_number {
                let right = egui::Layout::right_to_left(egui::Align::Center);
                ui.with_layout(right, |ui| ui.add(label));
            } else {
                ui.add(label);
            }
        });
    }

    fn default_row_height(&self) -> f32 {
        ROW
    }
}
