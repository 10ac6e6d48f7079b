//! The balance of the shown alternative: in pictures, and what lies where.

use std::sync::Arc;

use egui::{ScrollArea, Sense, Ui, accesskit::Role, vec2};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::table_page::TablePage;
use crate::app::{BalanceFigure, Export, MassBook, Table};
use crate::ui::context::{Panel, Wish};
use crate::ui::dialogs::Ask;
use crate::ui::fields::named;
use crate::ui::section::paint::{POINTS_PER_MM, Sheet};
use crate::words::{Language, Words};

/// What the page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    /// Where everything goes, and where each year's rock ends.
    #[default]
    Overview,
    /// One picture.
    Figure(BalanceFigure),
    /// A table.
    Table(Shelf),
}

/// A table that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shelf {
    /// What lies where.
    Register,
    /// What becomes of deposits.
    LifeCycles,
    /// What is watched.
    Monitoring,
    /// Soil, year by year.
    Soil,
}

impl Shown {
    const ALL: [Self; 10] = [
        Self::Overview,
        Self::Figure(BalanceFigure::Flows),
        Self::Figure(BalanceFigure::Years),
        Self::Figure(BalanceFigure::Capacity),
        Self::Figure(BalanceFigure::Limits),
        Self::Figure(BalanceFigure::Levels),
        Self::Table(Shelf::Register),
        Self::Table(Shelf::LifeCycles),
        Self::Table(Shelf::Monitoring),
        Self::Table(Shelf::Soil),
    ];

    /// The id of its short name's text.
    fn id(self) -> &'static str {
        match self {
            Self::Overview => "balance-overview",
            Self::Figure(BalanceFigure::Flows) => "balance-flows",
            Self::Figure(BalanceFigure::Years) => "balance-years",
            Self::Figure(BalanceFigure::Capacity) => "balance-capacity",
            Self::Figure(BalanceFigure::Limits) => "balance-limits",
            Self::Figure(BalanceFigure::Levels) => "balance-levels",
            Self::Table(Shelf::Register) => "balance-register",
            Self::Table(Shelf::LifeCycles) => "balance-life",
            Self::Table(Shelf::Monitoring) => "balance-watch",
            Self::Table(Shelf::Soil) => "balance-soil",
        }
    }

    /// What it is in full.
    fn tip(self, words: &Words) -> String {
        match self {
            Self::Overview => words.text("balance-overview-tip", &[]),
            Self::Figure(figure) => words.text(figure.id(), &[]),
            Self::Table(Shelf::Register) => words.text("register-title", &[]),
            Self::Table(Shelf::LifeCycles) => words.text("life-table-title", &[]),
            Self::Table(Shelf::Monitoring) => words.text("watch-table-title", &[]),
            Self::Table(Shelf::Soil) => words.text("soil-table-title", &[]),
        }
    }
}

/// The page of the balance.
#[derive(Default)]
pub(super) struct BalancePage {
    shown: Shown,
    table: TablePage,
    /// What lies where, as long as the book and the language stay: it may have tens of thousands of rows.
    register: Option<(Arc<MassBook>, Language, Arc<Table>)>,
}

impl BalancePage {
    pub(super) fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        ui.horizontal_wrapped(|ui| {
            for shown in Shown::ALL {
                let name = words.text(shown.id(), &[]);
                let response = ui.selectable_label(self.shown == shown, &name);
                named(&response, Role::RadioButton, &name);
                if response.on_hover_text(shown.tip(&words)).clicked() {
                    self.shown = shown;
                }
            }
        });
        if self.shown != Shown::Overview {
            self.save_ui(ui, panel);
        }
        ui.add_space(2.0);
        match self.shown {
            Shown::Overview => overview_ui(ui, panel),
            Shown::Figure(figure) => scrolled_ui(ui, figure, panel),
            Shown::Table(shelf) => self.table_ui(ui, shelf, panel),
        }
    }

    /// What lies where in the alternative that is shown.
    fn register(&mut self, panel: &Panel<'_>) -> Option<Arc<Table>> {
        let scenario = panel.app.active();
        let book = panel.app.mass_book(scenario)?;
        let language = panel.words.language();
        let kept = self.register.take();
        let is_of_now = |(of, told, _): &(Arc<MassBook>, Language, Arc<Table>)| {
            Arc::ptr_eq(of, book) && *told == language
        };
        let table = match kept.filter(is_of_now) {
            Some((.., table)) => table,
            None => Arc::new(panel.app.register_table(scenario)?),
        };
        self.register = Some((Arc::clone(book), language, Arc::clone(&table)));
        Some(table)
    }

    fn table_ui(&mut self, ui: &mut Ui, shelf: Shelf, panel: &Panel<'_>) {
        let words = panel.words.clone();
        let scenario = panel.app.active();
        let (table, tip, empty) = match shelf {
            Shelf::Register => (
                self.register(panel),
                fl!(words.loader, "register-tip"),
                fl!(words.loader, "register-empty"),
            ),
            Shelf::LifeCycles => (
                Some(Arc::new(panel.app.life_table(scenario))),
                fl!(words.loader, "life-table-tip"),
                fl!(words.loader, "life-table-empty"),
            ),
            Shelf::Monitoring => (
                Some(Arc::new(panel.app.monitoring_table(scenario))),
                fl!(words.loader, "watch-table-tip"),
                fl!(words.loader, "watch-table-empty"),
            ),
            Shelf::Soil => (
                panel.app.soil_table(scenario).map(Arc::new),
                fl!(words.loader, "soil-table-tip"),
                fl!(words.loader, "soil-table-empty"),
            ),
        };
        match table {
            Some(table) => self.table.ui(ui, &table, (&tip, &empty), panel),
            None => drop(ui.label(empty)),
        }
    }

    /// Offers what is shown as a file.
    fn save_ui(&self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        let (what, name) = match self.shown {
            Shown::Overview => return,
            Shown::Figure(figure) => (
                Export::Balance(figure),
                fl!(words.loader, "balance-save-picture"),
            ),
            Shown::Table(shelf) => (shelf.export(), fl!(words.loader, "register-save")),
        };
        let response = ui.button(format!("{}  {name}", icon::ICON_DOWNLOAD.codepoint));
        named(&response, Role::Button, &name);
        if response.clicked() {
            panel.wishes.push(Wish::Ask(Ask::Export(what)));
        }
    }
}

impl Shelf {
    /// The same as a file.
    fn export(self) -> Export {
        match self {
            Self::Register => Export::Register,
            Self::LifeCycles => Export::LifeCycles,
            Self::Monitoring => Export::Monitoring,
            Self::Soil => Export::Soil,
        }
    }
}

fn overview_ui(ui: &mut Ui, panel: &Panel<'_>) {
    let height = (ui.available_height() - 8.0) / 2.0;
    figure_ui(ui, height, BalanceFigure::Flows, panel);
    ui.add_space(8.0);
    figure_ui(ui, ui.available_height(), BalanceFigure::Years, panel);
}

/// One picture on all of the page, or on more where it needs more.
fn scrolled_ui(ui: &mut Ui, figure: BalanceFigure, panel: &Panel<'_>) {
    let least_mm = panel
        .app
        .balance_figure_height_mm(figure, panel.app.active());
    #[expect(
        clippy::cast_possible_truncation,
        reason = "millimetres of a sheet in points"
    )]
    let least = least_mm as f32 * POINTS_PER_MM;
    let room = ui.available_height();
    if least <= room {
        figure_ui(ui, room, figure, panel);
        return;
    }
    ScrollArea::vertical()
        .id_salt(figure)
        .auto_shrink(false)
        .show(ui, |ui| figure_ui(ui, least, figure, panel));
}

fn figure_ui(ui: &mut Ui, height: f32, figure: BalanceFigure, panel: &Panel<'_>) {
    let size = vec2(ui.available_width(), height.max(80.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let mm = |points: f32| f64::from(points / POINTS_PER_MM);
    let sheet_mm = (mm(rect.width()), mm(rect.height()));
    let drawing = panel
        .app
        .balance_figure(figure, panel.app.active(), sheet_mm);
    let Some(drawing) = drawing else {
        return;
    };
    Sheet::picture_ui(ui, response, &drawing);
}
