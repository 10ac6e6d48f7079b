//! What the panels of deposits and pits have in common.

use egui::{Align, Color32, ComboBox, Label, Layout, RichText, Sense, Ui, UiBuilder, Vec2};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::scenario::frozen_ui;
use crate::app::notice::Notice;
use crate::app::{Oddity, Standing, TaskError};
use crate::project::{Entry, LayerId, LayerKind};
use crate::ui::context::Panel;
use crate::ui::fields::{Field, named};
use crate::ui::tree::standing_text;
use crate::words::Words;

/// The fields of all tables stand below each other, in any language.
pub(super) const LABEL_WIDTH: f32 = 124.0;

/// Says so where the alternative is frozen. Returns whether it is.
pub(super) fn frozen_above_ui(ui: &mut Ui, entry: Entry, panel: &mut Panel<'_>) -> bool {
    let project = panel.app.project();
    let frozen = project.is_frozen(entry);
    if frozen {
        let scenario = project.scenario_of(entry);
        let scenario = scenario.and_then(|id| project.scenario(id));
        let name = scenario.map_or_else(String::new, |one| one.name.clone());
        let text = fl!(panel.words.loader, "scenario-deposit-frozen", name = name);
        frozen_ui(ui, &text, panel);
    }
    frozen
}

/// A choice of the terrains that there are. Returns another one than the one that is chosen.
pub(super) fn terrain_ui(
    ui: &mut Ui,
    label: &str,
    chosen: LayerId,
    panel: &Panel<'_>,
) -> Option<LayerId> {
    let project = panel.app.project();
    let name = project.layer(chosen);
    let name = name.map_or("–", |layer| layer.name.as_str()).to_owned();
    let combo = ComboBox::from_id_salt(label).selected_text(name).truncate();
    let mut other = None;
    let shown = combo.width(170.0).show_ui(ui, |ui| {
        for (layer, terrain) in project.layers_of(LayerKind::Terrain) {
            let response = ui.selectable_label(layer == chosen, &terrain.name);
            if response.clicked() && layer != chosen {
                other = Some(layer);
            }
        }
    });
    named(&shown.response, egui::accesskit::Role::ComboBox, label);
    other
}

/// That something is being computed for the first time.
pub(super) fn coming_ui(ui: &mut Ui, panel: &Panel<'_>) {
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label(fl!(panel.words.loader, "results-coming"));
    });
}

/// That figures rest on a terrain that is not what it was.
pub(super) fn standing_ui(ui: &mut Ui, standing: Option<Standing>, panel: &Panel<'_>) {
    let Some(text) = standing.and_then(|standing| standing_text(standing, &panel.words)) else {
        return;
    };
    let warning = panel.palette.warning;
    ui.horizontal_top(|ui| {
        ui.colored_label(warning, icon::ICON_WARNING.codepoint);
        ui.add(Label::new(RichText::new(text).color(warning)).wrap());
    });
}

/// The title above figures that the project file keeps.
pub(super) fn kept_title_ui(ui: &mut Ui, at: jiff::Timestamp, standing: Standing, words: &Words) {
    ui.horizontal(|ui| {
        ui.strong(fl!(words.loader, "results-title"));
        ui.weak(match standing {
            Standing::OutOfDate => fl!(words.loader, "results-stale"),
            _ => fl!(words.loader, "results-kept", time = words.time(at)),
        });
    });
}

/// Why nothing comes of what is drawn so far.
pub(super) fn draft_error_ui(ui: &mut Ui, error: &TaskError, panel: &Panel<'_>) {
    let notice = Notice::in_window(error, &panel.words);
    let color = panel.palette.error;
    ui.horizontal_top(|ui| {
        ui.colored_label(color, icon::ICON_ERROR.codepoint);
        ui.add(Label::new(RichText::new(notice.message).color(color)).wrap());
    });
    ui.add(Label::new(notice.hint).wrap());
}

/// What was odd, beside the figures that it concerns.
pub(super) fn oddities_ui(ui: &mut Ui, oddities: &[Oddity], panel: &Panel<'_>) {
    for oddity in oddities {
        let notice = Notice::of_oddity_in_window(oddity, &panel.words);
        ui.horizontal_top(|ui| {
            ui.colored_label(panel.palette.warning, icon::ICON_WARNING.codepoint);
            ui.add(Label::new(RichText::new(notice.message).color(panel.palette.warning)).wrap());
        });
    }
}

/// A table of figures, each with what it is.
pub(super) fn rows_ui(ui: &mut Ui, rows: Vec<(String, String)>, grey: Option<Color32>) {
    for (index, (label, value)) in rows.into_iter().enumerate() {
        let mut text = RichText::new(value);
        if let Some(grey) = grey {
            text = text.color(grey).italics();
        }
        figure_ui(ui, index, label, text);
    }
}

/// One line of the table: what it is to the left, the figure to the right.
fn figure_ui(ui: &mut Ui, index: usize, label: String, value: RichText) {
    let size = Vec2::new(ui.available_width(), 19.0);
    let (row, _) = ui.allocate_exact_size(size, Sense::hover());
    if index % 2 == 1 {
        let faint = ui.visuals().faint_bg_color;
        ui.painter()
            .rect_filled(row.expand2(Vec2::new(4.0, 0.0)), 2.0, faint);
    }
    let mut row_ui = |layout: Layout, text: RichText| {
        let inside = UiBuilder::new().max_rect(row).layout(layout);
        ui.scope_builder(inside, |ui| ui.add(Label::new(text).truncate()));
    };
    row_ui(
        Layout::left_to_right(Align::Center),
        RichText::new(label).weak(),
    );
    row_ui(Layout::right_to_left(Align::Center), value);
}

/// Why ground does not count as taken for good, to be typed. Returns what was entered: blank where it does.
pub(super) fn temporary_ui(ui: &mut Ui, reason: Option<&str>, words: &Words) -> Option<String> {
    let label = fl!(words.loader, "field-temporary");
    let row = ui.horizontal(|ui| {
        ui.label(&label)
            .on_hover_text(fl!(words.loader, "field-temporary-tip"));
        let field = Field {
            label: &label,
            value: reason.unwrap_or_default().to_owned(),
            unit: "",
            wrong: String::new(),
            width: 168.0,
        };
        field.ui(ui, |text| Some(text.trim().to_owned()))
    });
    row.inner
}
