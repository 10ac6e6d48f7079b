//! Alternatives side by side in the middle of the window, and weights beside them.

mod changes;
mod charts;
mod comments;
mod differences;
mod forms;
mod maps;
mod scale;
mod sheet;
mod table;
mod weights;

use egui::{ScrollArea, Ui, accesskit::Role};
use i18n_embed_fl::fl;

use super::context::{Panel, Wish};
use super::dialogs::Ask;
use super::fields::{choice_ui, named};
use super::map::MapView;
use crate::app::comparison::Comparison;
use crate::app::{Action, AssessAsk, Export};
use crate::project::{ScenarioId, WeightSet};

use changes::ChangesPage;
use charts::ChartsPage;
pub use comments::RemarkForm;
use differences::DifferencesPage;
use forms::Form;
use maps::MapsPage;
use sheet::SheetPage;

/// What the page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    /// Indicators and alternatives.
    #[default]
    Table,
    /// Pictures.
    Charts,
    /// Maps side by side.
    Maps,
    /// The sheet of M-1941.
    Sheet,
    /// What reviewers say.
    Comments,
    /// What was decided otherwise.
    Differences,
    /// The change log.
    Changes,
}

impl Shown {
    const ALL: [Self; 7] = [
        Self::Table,
        Self::Charts,
        Self::Maps,
        Self::Sheet,
        Self::Differences,
        Self::Comments,
        Self::Changes,
    ];

    /// The id of its name's text.
    fn id(self) -> &'static str {
        match self {
            Self::Table => "compare-tab-table",
            Self::Charts => "compare-tab-charts",
            Self::Maps => "compare-tab-maps",
            Self::Sheet => "compare-tab-sheet",
            Self::Comments => "compare-tab-comments",
            Self::Differences => "compare-tab-differences",
            Self::Changes => "compare-tab-changes",
        }
    }
}

/// The page, and what is half-done on it.
#[derive(Default)]
pub struct CompareView {
    shown: Shown,
    /// Weights while a slider moves.
    draft: Option<WeightSet>,
    form: Option<Form>,
    charts: ChartsPage,
    maps: MapsPage,
    sheet: SheetPage,
    changes: ChangesPage,
    differences: DifferencesPage,
}

impl CompareView {
    /// Begins anew, with another project.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether layers are on the page, so that the list of them is of use beside it.
    pub fn shows_layers(&self) -> bool {
        self.shown == Shown::Maps
    }

    /// Draws what stands beside the page: weights, the order that they give, and what no weight can hide.
    pub fn side_ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let comparison = panel.app.comparison(self.draft.clone());
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.add_space(4.0);
            weights::ranking_ui(ui, &comparison, panel);
            ui.separator();
            weights::weights_ui(ui, &mut self.draft, &comparison, panel);
            ui.separator();
            weights::flags_ui(ui, &mut self.form, &comparison, panel);
        });
    }

    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, map: &mut MapView, panel: &mut Panel<'_>) {
        let ground = ui.visuals().panel_fill;
        ui.painter().rect_filled(ui.max_rect(), 0.0, ground);
        let margin = egui::Margin::symmetric(12, 8);
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            let words = panel.words.clone();
            let comparison = panel.app.comparison(self.draft.clone());
            ui.horizontal_wrapped(|ui| {
                for shown in Shown::ALL {
                    let name = words.text(shown.id(), &[]);
                    let response = ui.selectable_label(self.shown == shown, &name);
                    named(&response, Role::RadioButton, &name);
                    if response.clicked() {
                        self.shown = shown;
                    }
                }
            });
            if self.shown == Shown::Table {
                self.tools_ui(ui, panel);
            }
            if self.shown != Shown::Maps && panel.app.shown_difference().is_some() {
                act(panel, AssessAsk::Difference(None));
            }
            ui.add_space(2.0);
            match self.shown {
                Shown::Table => table::ui(ui, &mut self.form, &comparison, panel),
                Shown::Charts => self.charts.ui(ui, &comparison, panel),
                Shown::Maps => self.maps.ui(ui, map, panel),
                Shown::Differences => self.differences.ui(ui, panel),
                Shown::Changes => self.changes.ui(ui, panel),
                Shown::Sheet => self.sheet.ui(ui, &comparison, panel),
                Shown::Comments => comments::ui(ui, &comparison, panel),
            }
            self.form_ui(ui, &comparison, panel);
        });
    }

    fn tools_ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        ui.horizontal_wrapped(|ui| {
            let add = fl!(words.loader, "compare-add-indicator");
            let may = !panel.app.is_read_only();
            let response = ui.add_enabled(may, egui::Button::new(format!("+  {add}")));
            named(&response, Role::Button, &add);
            if response.clicked() {
                self.form = Some(Form::new_indicator(&words));
            }
            let save = fl!(words.loader, "register-save");
            let icon = egui_material_icons::icons::ICON_DOWNLOAD.codepoint;
            let response = ui.button(format!("{icon}  {save}"));
            named(&response, Role::Button, &save);
            if response.clicked() {
                panel
                    .wishes
                    .push(Wish::Ask(Ask::Export(Export::Comparison)));
            }
        });
    }

    fn form_ui(&mut self, ui: &Ui, comparison: &Comparison, panel: &mut Panel<'_>) {
        if let Some(form) = &mut self.form
            && form.ui(ui, comparison, panel)
        {
            self.form = None;
        }
    }
}

/// All alternatives with their names, in their order.
fn alternatives_of(panel: &Panel<'_>) -> Vec<(ScenarioId, String)> {
    let order = panel.app.project().scenarios_in_order();
    order
        .map(|(id, scenario)| (id, scenario.name.clone()))
        .collect()
}

/// The two that were chosen, as long as both are there; else the last two.
fn two_of(
    chosen: Option<[ScenarioId; 2]>,
    order: &[(ScenarioId, String)],
) -> Option<[ScenarioId; 2]> {
    let is_there = |id: &ScenarioId| order.iter().any(|(other, _)| other == id);
    let chosen = chosen.filter(|two| two.iter().all(is_there));
    chosen.or_else(|| {
        let mut ids = order.iter().map(|(id, _)| *id).rev();
        let (other, one) = (ids.next()?, ids.next()?);
        Some([one, other])
    })
}

/// A choice of two, with a label for each.
fn two_ui(
    ui: &mut Ui,
    labels: &[String; 2],
    order: &[(ScenarioId, String)],
    two: &mut [ScenarioId; 2],
) {
    for (label, chosen) in labels.iter().zip(two) {
        if let Some(other) = choice_ui(ui, (label, label), order, chosen) {
            *chosen = other;
        }
    }
}

/// Something about the comparison.
fn act(panel: &mut Panel<'_>, ask: AssessAsk) {
    panel.act(Action::Assess(Box::new(ask)));
}
