//! What a table with fractions and tonnes would set, before it is imported: looked at, corrected and decided here.

use std::sync::Arc;

use egui::{
    Align, Context, Grid, Id, Key, Label, Layout, RichText, ScrollArea, Ui, Window, accesskit::Role,
};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use crate::app::{
    Action, App, BadCell, MassUnit, PlannedImport, ReadTable, Shape, TableAsk, TableChoice,
    TableFile, TableRow, TableSheet, TableWarning, kind_text, quality_text,
};
use crate::project::Project;
use crate::ui::context::{Panel, Wish};
use crate::ui::fields::{choice_ui, named};
use crate::units::Year;
use crate::words::Words;

/// Rows and cells that are listed at most; how many more there are is told.
const MOST_LISTED: usize = 200;

/// How wide the window is, in points.
const WIDTH: f32 = 640.0;

/// What the planner has chosen so far about the table that waits.
#[derive(Default)]
pub struct ImportWindow {
    /// The number of the table that this is about.
    of: Option<u64>,
    choice: TableChoice,
    planned: Option<Planned>,
}

/// What a choice comes to, and in which project.
struct Planned {
    choice: TableChoice,
    project: Project,
    import: PlannedImport,
}

impl ImportWindow {
    /// Takes Escape before anything else does, while a table waits: it puts the table away.
    pub fn take_escape(ctx: &Context, app: &App) -> Option<Wish> {
        // Escape closes a menu, and nothing else.
        if app.table_file().is_none() || egui::Popup::is_any_open(ctx) {
            return None;
        }
        let escaped = ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
        escaped.then(|| Wish::Act(Box::new(Action::Table(TableAsk::PutAway))))
    }

    /// Draws it while a table waits.
    pub fn ui(&mut self, ui: &Ui, panel: &mut Panel<'_>) {
        let Some((number, file)) = panel.app.table_file() else {
            *self = Self::default();
            return;
        };
        let file = Arc::clone(file);
        if self.of != Some(number) {
            let choice = TableChoice {
                sheet: file.first_usable(),
                ..TableChoice::default()
            };
            *self = Self {
                of: Some(number),
                choice,
                planned: None,
            };
        }
        let mut shown = true;
        let window = Window::new(fl!(panel.words.loader, "table-title"))
            .id(Id::unique("import-table"))
            .open(&mut shown)
            .collapsible(false)
            .resizable(false)
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(ui.ctx().content_rect().center_top() + egui::vec2(0.0, 60.0));
        window.show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            self.file_ui(ui, &file, panel);
            match file.table(self.choice.sheet) {
                Some(table) => self.table_ui(ui, table, panel),
                None => self.fault_ui(ui, &file, panel),
            }
        });
        if !shown {
            panel.act(Action::Table(TableAsk::PutAway));
        }
    }

    /// The file, its sheets, and the unit.
    fn file_ui(&mut self, ui: &mut Ui, file: &TableFile, panel: &Panel<'_>) {
        let words = panel.words.clone();
        let grid = Grid::new("table-choices").num_columns(2);
        grid.min_col_width(96.0).show(ui, |ui| {
            ui.label(fl!(words.loader, "table-file"));
            let name = file.path.file_name().unwrap_or_default().to_string_lossy();
            ui.label(name)
                .on_hover_text(file.path.display().to_string());
            ui.end_row();
            if 1 < file.sheets.len() {
                let label = fl!(words.loader, "table-sheet");
                let named = |(place, sheet): (usize, &TableSheet)| (place, sheet.name.clone());
                let sheets: Vec<_> = file.sheets.iter().enumerate().map(named).collect();
                let tip = fl!(words.loader, "table-sheet-tip");
                let other = choice_ui(ui, (&label, &tip), &sheets, &self.choice.sheet);
                self.choice.sheet = other.unwrap_or(self.choice.sheet);
            }
            if let Some(table) = file.table(self.choice.sheet) {
                let label = fl!(words.loader, "table-unit");
                let tip = fl!(words.loader, "table-unit-tip");
                let mut units = vec![(None, unit_of_table(table, &words))];
                let all = MassUnit::ALL.map(|unit| (Some(unit), unit.symbol().to_owned()));
                units.extend(all);
                if let Some(unit) = choice_ui(ui, (&label, &tip), &units, &self.choice.unit) {
                    self.choice.unit = unit;
                }
            }
        });
    }

    /// What the sheet would set, and what is odd or wrong about it.
    fn table_ui(&mut self, ui: &mut Ui, table: &ReadTable, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        ui.weak(words.text(shape_text(table.shape), &[]));
        ui.separator();
        let planned = self.planned(table, panel).clone();
        rows_ui(ui, table, &planned, &words);
        self.years_ui(ui, &planned, panel);
        doubts_ui(ui, table, panel);
        ui.separator();
        let count = planned.rows.len();
        ui.horizontal(|ui| {
            let text = words.text("table-import", &[("count", count.to_string())]);
            let button = egui::Button::new(&text);
            let response = ui.add_enabled(0 < count, button);
            named(&response, Role::Button, &text);
            if response.clicked() {
                panel.act(Action::Table(TableAsk::Import(self.choice)));
            }
            cancel_ui(ui, panel);
            ui.weak(fl!(words.loader, "table-one-step"));
        });
    }

    /// What the choice comes to; worked out again when it or the project has changed.
    fn planned(&mut self, table: &ReadTable, panel: &Panel<'_>) -> &PlannedImport {
        let project = panel.app.project();
        let choice = self.choice;
        let is_of_now = |one: &Planned| {
            one.choice == choice
                && one.project.masses == project.masses
                && one.project.fraction_order == project.fraction_order
                && one.project.fractions == project.fractions
        };
        let known = self.planned.take().filter(is_of_now);
        let planned = known.unwrap_or_else(|| Planned {
            choice,
            project: project.clone(),
            import: PlannedImport::of(table, project, choice),
        });
        &self.planned.insert(planned).import
    }

    /// Whether the plan gets longer.
    fn years_ui(&mut self, ui: &mut Ui, planned: &PlannedImport, panel: &Panel<'_>) {
        let words = &panel.words;
        let Some(beyond) = planned.beyond else {
            return;
        };
        let plan = &panel.app.project().masses;
        let mut arguments = vec![
            ("beyond", years_text(beyond)),
            ("plan", years_text((plan.first_year, plan.last_year))),
        ];
        ui.add_space(4.0);
        match planned.longer {
            Some(longer) => {
                arguments.push(("longer", years_text(longer)));
                let mut lengthens = !self.choice.keeps_years;
                let text = words.text("table-lengthen", &arguments);
                ui.checkbox(&mut lengthens, text);
                self.choice.keeps_years = !lengthens;
            }
            None => told_ui(ui, &words.text("table-too-long", &arguments), panel),
        }
        if 0 < planned.left_out {
            let count = [("count", planned.left_out.to_string())];
            told_ui(ui, &words.text("table-left-out", &count), panel);
        }
    }

    /// Why nothing can be taken from the sheet.
    fn fault_ui(&self, ui: &mut Ui, file: &TableFile, panel: &mut Panel<'_>) {
        let sheet = file.sheets.get(self.choice.sheet);
        if let Some((name, fault)) =
            sheet.and_then(|one| Some((&one.name, one.content.as_ref().err()?)))
        {
            let arguments = [
                ("file", file.path.display().to_string()),
                ("sheet", name.clone()),
            ];
            ui.separator();
            let message = panel
                .words
                .text(&format!("error-{}", fault.code()), &arguments);
            let hint = panel
                .words
                .text(&format!("hint-{}", fault.code()), &arguments);
            ui.add(Label::new(message).wrap());
            ui.add(Label::new(RichText::new(hint).weak()).wrap());
        }
        ui.separator();
        cancel_ui(ui, panel);
    }
}

fn cancel_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    if ui.button(fl!(panel.words.loader, "table-cancel")).clicked() {
        panel.act(Action::Table(TableAsk::PutAway));
    }
}

/// How it is read: as the text says which this is the id of.
fn shape_text(shape: Shape) -> &'static str {
    match shape {
        Shape::YearsAcross => "table-years-across",
        Shape::YearsDown => "table-years-down",
        Shape::RowForEach => "table-row-for-each",
    }
}

/// What the table itself says of its unit.
fn unit_of_table(table: &ReadTable, words: &Words) -> String {
    let units = table.units().into_iter().map(MassUnit::symbol);
    let units = units.collect::<Vec<_>>().join(", ");
    if units.is_empty() {
        fl!(words.loader, "table-unit-unsaid")
    } else {
        words.text("table-unit-said", &[("units", units)])
    }
}

fn years_text((first, last): (Year, Year)) -> String {
    if first == last {
        return first.0.to_string();
    }
    format!("{}–{}", first.0, last.0)
}

/// A row for each fraction: whether it is new, its years, what comes in all, and what else is said of it.
fn rows_ui(ui: &mut Ui, table: &ReadTable, planned: &PlannedImport, words: &Words) {
    let says_more = table.rows.iter().any(|row| !more_of(row, words).is_empty());
    let scroll = ScrollArea::both()
        .max_height(180.0)
        .auto_shrink([false, true]);
    scroll.show(ui, |ui| {
        let grid = Grid::new("table-rows").striped(true).spacing([20.0, 4.0]);
        grid.show(ui, |ui| {
            ui.strong(fl!(words.loader, "masses-fraction"));
            ui.strong(fl!(words.loader, "table-state"));
            ui.strong(fl!(words.loader, "table-years"));
            ui.strong(fl!(words.loader, "table-total"));
            if says_more {
                ui.strong(fl!(words.loader, "table-material"));
            }
            ui.end_row();
            for (row, said) in planned.rows.iter().zip(&table.rows).take(MOST_LISTED) {
                ui.label(&row.name);
                if row.existing.is_some() {
                    ui.label(fl!(words.loader, "table-existing"));
                } else {
                    ui.strong(fl!(words.loader, "table-new"));
                }
                ui.label(row.years.map_or_else(|| "–".to_owned(), years_text));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let decimals = usize::from(row.total.0.fract() != 0.0);
                    ui.label(words.quantity(row.total.0, decimals, "t"));
                });
                if says_more {
                    ui.label(more_of(said, words));
                }
                ui.end_row();
            }
        });
        more_ui(ui, planned.rows.len(), words);
    });
}

/// Kind, quality and density, where the table says them.
fn more_of(row: &TableRow, words: &Words) -> String {
    let parts = [
        row.kind.map(|kind| kind_text(kind, words)),
        row.quality.map(|quality| quality_text(quality, words)),
        row.density
            .map(|density| words.quantity(density.tonnes_per_m3(), 2, "t/m³")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

/// Says how many are not listed.
fn more_ui(ui: &mut Ui, count: usize, words: &Words) {
    if MOST_LISTED < count {
        let more = [("count", (count - MOST_LISTED).to_string())];
        ui.weak(words.text("table-more", &more));
    }
}

/// What is odd, and which cells cannot be used, in a part that never pushes the buttons out of the window.
fn doubts_ui(ui: &mut Ui, table: &ReadTable, panel: &Panel<'_>) {
    let scroll = ScrollArea::vertical().id_salt("table-doubts");
    scroll
        .max_height(190.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            warnings_ui(ui, &table.warnings, panel);
            bad_cells_ui(ui, &table.bad_cells, panel);
        });
}

fn warnings_ui(ui: &mut Ui, warnings: &[TableWarning], panel: &Panel<'_>) {
    if warnings.is_empty() {
        return;
    }
    ui.add_space(4.0);
    for warning in warnings {
        told_ui(ui, &warning.text(&panel.words), panel);
    }
}

/// Something odd, with a picture before it.
fn told_ui(ui: &mut Ui, text: &str, panel: &Panel<'_>) {
    ui.horizontal_top(|ui| {
        let picture = RichText::new(icon::ICON_WARNING.codepoint);
        ui.label(picture.color(panel.palette.warning).size(16.0));
        ui.add(Label::new(text).wrap());
    });
}

fn bad_cells_ui(ui: &mut Ui, bad: &[BadCell], panel: &Panel<'_>) {
    if bad.is_empty() {
        return;
    }
    let words = &panel.words;
    ui.add_space(4.0);
    let title = words.text("table-bad-cells", &[("count", bad.len().to_string())]);
    ui.label(RichText::new(title).color(panel.palette.error));
    for cell in bad.iter().take(MOST_LISTED) {
        ui.add(Label::new(cell.text(words)).wrap());
    }
    more_ui(ui, bad.len(), words);
}
