//! The table of indicators and alternatives.

use std::fmt::Write as _;

use egui::{Color32, Label, RichText, Sense, Stroke, Ui, accesskit::Role};
use egui_table::{AutoSizeMode, CellInfo, Column, HeaderCellInfo, HeaderRow, Table, TableDelegate};
use i18n_embed_fl::fl;

use super::forms::Form;
use crate::app::comparison::{
    ComparedIndicator, ComparedScenario, ComparedValue, Comparison, IndicatorKey, Mark,
    account_text,
};
use crate::ui::context::Panel;
use crate::ui::fields::{in_cell, named};
use crate::words::Words;

/// The height of a row, in points.
const ROW: f32 = 26.0;

/// The height of the head: two lines.
const HEAD: f32 = 44.0;

/// The widths of the first column and of one of an alternative, in points.
const WIDTHS: (f32, f32) = (224.0, 150.0);

/// Draws the table; a click on an indicator or an own value opens its form.
pub(super) fn ui(ui: &mut Ui, form: &mut Option<Form>, comparison: &Comparison, panel: &Panel<'_>) {
    let words = panel.words.clone();
    let scenarios = comparison.scenarios.len();
    let room = ui.available_width() - WIDTHS.0 - 44.0;
    #[expect(clippy::cast_precision_loss, reason = "some alternatives")]
    let width = (room / scenarios.max(1) as f32).clamp(WIDTHS.1 * 0.7, WIDTHS.1 * 1.4);
    let first = Column::new(WIDTHS.0).range(WIDTHS.0..=600.0);
    let others = (0..scenarios).map(|_| Column::new(width).range(width..=600.0));
    let columns: Vec<Column> = [first].into_iter().chain(others).collect();
    let mut rows = Rows {
        comparison,
        panel,
        words: &words,
        form,
    };
    let count = comparison.indicators.len() + SUMS.len();
    Table::new()
        .id_salt(("comparison", scenarios))
        .num_rows(count as u64)
        .columns(columns)
        .num_sticky_cols(1)
        .auto_size_mode(AutoSizeMode::Never)
        .headers([HeaderRow::new(HEAD)])
        .show(ui, &mut rows);
}

/// Rows behind the indicators.
const SUMS: [Sum; 2] = [Sum::Score, Sum::Rank];

#[derive(Clone, Copy)]
enum Sum {
    Score,
    Rank,
}

struct Rows<'a> {
    comparison: &'a Comparison,
    panel: &'a Panel<'a>,
    words: &'a Words,
    form: &'a mut Option<Form>,
}

impl Rows<'_> {
    fn name_ui(&mut self, ui: &mut Ui, indicator: &ComparedIndicator) {
        let (words, project) = (self.words, self.panel.app.project());
        let name = indicator.name(project, words);
        let unit = indicator.unit(words).unit;
        in_cell(ui, |ui| {
            let right = egui::Layout::right_to_left(egui::Align::Center);
            ui.with_layout(right, |ui| {
                if !unit.is_empty() {
                    ui.label(RichText::new(&unit).weak());
                }
                let left = egui::Layout::left_to_right(egui::Align::Center);
                let response = ui.with_layout(left, |ui| {
                    let mut text = RichText::new(&name);
                    if !indicator.counts {
                        text = text.color(self.panel.palette.quiet);
                    }
                    let label = Label::new(text).truncate().sense(Sense::click());
                    let response = ui.add(label);
                    named(&response, Role::Button, &name);
                    response
                });
                let response = response.inner;
                let response = response.on_hover_text(self.about(indicator, &name));
                if response.clicked() {
                    *self.form = Some(Form::of_indicator(indicator, name, words));
                }
            });
        });
    }

    /// What an indicator is, and how it counts.
    fn about(&self, indicator: &ComparedIndicator, name: &str) -> String {
        let words = self.words;
        let mut about = format!("{name}: {}", indicator.told_direction(words));
        let account = account_text(indicator.account, words);
        let counts = if indicator.counts {
            fl!(
                words.loader,
                "compare-counts-in",
                account = account,
                weight = words.number(indicator.weight, 1)
            )
        } else {
            fl!(words.loader, "compare-counts-not")
        };
        // Writing to a string cannot fail.
        write!(about, "\n{counts}").ok();
        if let IndicatorKey::Computed(computed) = &indicator.key {
            let note = computed.note_id();
            write!(about, "\n{}", words.text(note, &[])).ok();
        }
        about
    }

    fn value_ui(&mut self, ui: &mut Ui, place: usize, indicator: &ComparedIndicator) {
        let words = self.words;
        let scenario = &self.comparison.scenarios[place];
        let value = indicator.values[place];
        let text = match &value.known {
            Some(known) => indicator.told(known, words),
            None => "–".to_owned(),
        };
        let (mark, color) = self.mark(&value);
        let is_own = matches!(indicator.key, IndicatorKey::Own(_));
        in_cell(ui, |ui| {
            let right = egui::Layout::right_to_left(egui::Align::Center);
            ui.with_layout(right, |ui| {
                let quiet = !scenario.is_current && !is_own;
                let mut told = RichText::new(&text);
                if quiet {
                    told = told.color(self.panel.palette.quiet).italics();
                }
                let response = ui.add(Label::new(told).truncate().sense(Sense::click()));
                let name = indicator.name(self.panel.app.project(), words);
                let spoken = format!("{name}, {}: {text}", scenario.name);
                named(&response, Role::Button, &spoken);
                if value.could_swap {
                    ui.label(RichText::new("±").color(self.panel.palette.warning));
                }
                if !mark.is_empty() {
                    ui.label(RichText::new(mark).small().color(color));
                }
                let response =
                    response.on_hover_text(self.about_value(indicator, &value, scenario));
                if response.clicked() {
                    *self.form = Some(if is_own {
                        Form::of_value(indicator, scenario, self.panel)
                    } else {
                        Form::of_figure(indicator, scenario, &text, self.panel)
                    });
                }
            });
        });
    }

    fn mark(&self, value: &ComparedValue) -> (String, Color32) {
        let words = self.words;
        match value.mark {
            Mark::None => (String::new(), self.panel.palette.quiet),
            Mark::Best => (
                fl!(words.loader, "compare-best"),
                self.panel.palette.success,
            ),
            Mark::Worst => (fl!(words.loader, "compare-worst"), self.panel.palette.error),
        }
    }

    fn about_value(
        &self,
        indicator: &ComparedIndicator,
        value: &ComparedValue,
        scenario: &ComparedScenario,
    ) -> String {
        let words = self.words;
        let mut lines = Vec::new();
        match &value.known {
            None => lines.push(fl!(words.loader, "compare-unknown")),
            Some(known) => {
                lines.push(indicator.unit(words).quantity(known.value, words));
                if let Some(range) = indicator.told_range(known, words) {
                    lines.push(range);
                }
                if indicator.counts {
                    let score = indicator.function.score(known.value);
                    let score = words.number(score, 2);
                    lines.push(fl!(words.loader, "compare-scores", score = score));
                }
            }
        }
        if value.could_swap {
            lines.push(fl!(words.loader, "compare-could-swap"));
        }
        if !scenario.is_current {
            lines.push(fl!(words.loader, "compare-not-current"));
        }
        lines.join("\n")
    }

    fn sum_ui(&self, ui: &mut Ui, place: usize, sum: Sum) {
        let words = self.words;
        let evaluation = self.comparison.evaluation.as_ref();
        let of = evaluation.and_then(|all| all.alternatives.get(place));
        let scenario = &self.comparison.scenarios[place];
        let text = match sum {
            Sum::Score => {
                let total = of.and_then(|one| one.total);
                total.map_or_else(|| "–".to_owned(), |total| words.number(total, 2))
            }
            Sum::Rank => {
                let rank = of.and_then(|one| one.rank).map(|rank| rank.to_string());
                let told = rank.or_else(|| scenario.apart_text(words));
                told.unwrap_or_else(|| "–".to_owned())
            }
        };
        in_cell(ui, |ui| {
            let right = egui::Layout::right_to_left(egui::Align::Center);
            ui.with_layout(right, |ui| {
                let response = ui.add(Label::new(RichText::new(&text).strong()).truncate());
                if let Some(missing) = of.map(|one| &one.missing).filter(|one| !one.is_empty()) {
                    let names = missing.iter().filter_map(|criterion| {
                        let indicator = *self.comparison.criteria.get(*criterion)?;
                        let indicator = self.comparison.indicators.get(indicator)?;
                        Some(indicator.name(self.panel.app.project(), words))
                    });
                    let names = names.collect::<Vec<String>>().join(", ");
                    response.on_hover_text(fl!(words.loader, "compare-missing", names = names));
                }
            });
        });
    }
}

impl TableDelegate for Rows<'_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let place = cell.col_range.start;
        let Some(scenario) = place
            .checked_sub(1)
            .and_then(|place| self.comparison.scenarios.get(place))
        else {
            let name = fl!(self.words.loader, "compare-indicator");
            in_cell(ui, |ui| ui.strong(name));
            return;
        };
        let [red, green, blue] = scenario.color;
        let color = Color32::from_rgb(red, green, blue);
        let rect = ui.max_rect();
        let line = Stroke::new(3.0, color);
        ui.painter()
            .hline(rect.x_range().shrink(4.0), rect.bottom() - 3.0, line);
        in_cell(ui, |ui| {
            let right = egui::Layout::right_to_left(egui::Align::Center);
            ui.with_layout(right, |ui| {
                let name = RichText::new(&scenario.name).strong();
                let response = ui.add(Label::new(name).wrap());
                named(&response, Role::ColumnHeader, &scenario.name);
                if scenario.is_in_conflict() {
                    let icon = egui_material_icons::icons::ICON_BLOCK.codepoint;
                    let tip = fl!(self.words.loader, "compare-apart");
                    let color = self.panel.palette.error;
                    ui.label(RichText::new(icon).color(color))
                        .on_hover_text(tip);
                }
            });
        });
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let Ok(row) = usize::try_from(cell.row_nr) else {
            return;
        };
        if row % 2 == 1 {
            let faint = ui.visuals().faint_bg_color;
            ui.painter().rect_filled(ui.max_rect(), 0.0, faint);
        }
        let comparison = self.comparison;
        let place = cell.col_nr.checked_sub(1);
        if let Some(indicator) = comparison.indicators.get(row) {
            match place {
                None => self.name_ui(ui, indicator),
                Some(place) if place < comparison.scenarios.len() => {
                    self.value_ui(ui, place, indicator);
                }
                Some(_) => {}
            }
            return;
        }
        let Some(sum) = SUMS.get(row - comparison.indicators.len()) else {
            return;
        };
        match place {
            None => {
                let name = match sum {
                    Sum::Score => fl!(self.words.loader, "compare-score"),
                    Sum::Rank => fl!(self.words.loader, "compare-rank"),
                };
                in_cell(ui, |ui| ui.strong(name));
            }
            Some(place) if place < comparison.scenarios.len() => self.sum_ui(ui, place, *sum),
            Some(_) => {}
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW
    }
}
