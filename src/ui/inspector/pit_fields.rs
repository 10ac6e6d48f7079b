//! The fields of a pit or stope: its room, its placed factor, and how much is to go back.

use egui::{ComboBox, Grid, Ui};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::parts::{LABEL_WIDTH, terrain_ui};
use crate::app::Action;
use crate::balance::BackfillTarget;
use crate::project::{Edit, LayerId, LayerKind, Original, Pit, PitChange, PitId, Room};
use crate::ui::context::Panel;
use crate::ui::fields::{Field, named, number_field, small_icon};
use crate::units::{BankM3, Metres, PlacedFactor, PlacedM3};
use crate::words::{Words, read_number};

/// Changes something about a pit.
pub(super) fn change(panel: &mut Panel<'_>, id: PitId, change: PitChange) {
    panel.act(Action::Edit(Edit::ChangePit(id, change)));
}

/// What is filled: a pit by its surfaces, a stope by its volumes.
pub(super) fn room_ui(ui: &mut Ui, id: PitId, pit: &Pit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    match &pit.room {
        Room::Pit {
            mined,
            original,
            extracted,
            permitted_level,
            ..
        } => {
            let label = fl!(words.loader, "field-mined");
            ui.label(&label)
                .on_hover_text(fl!(words.loader, "field-mined-tip"));
            if let Some(layer) = terrain_ui(ui, &label, *mined, panel) {
                change(panel, id, PitChange::Mined(layer));
            }
            ui.end_row();
            original_ui(ui, id, (*mined, *original), panel);
            extracted_ui(ui, id, *extracted, panel);
            permitted_ui(ui, id, *permitted_level, panel);
        }
        Room::Stope { void, extracted } => {
            let label = fl!(words.loader, "field-void");
            ui.label(&label)
                .on_hover_text(fl!(words.loader, "field-void-tip"));
            ui.horizontal(|ui| {
                if let Some(typed) = volume_field(ui, &words, &label, Some(void.0)) {
                    change(panel, id, PitChange::StopeVoid(PlacedM3(typed)));
                }
            });
            ui.end_row();
            let label = fl!(words.loader, "field-extracted");
            ui.label(&label)
                .on_hover_text(fl!(words.loader, "field-extracted-tip"));
            ui.horizontal(|ui| {
                if let Some(typed) = volume_field(ui, &words, &label, Some(extracted.0)) {
                    change(panel, id, PitChange::Extracted(Some(BankM3(typed))));
                }
            });
            ui.end_row();
        }
    }
}

/// A field for a volume, which is not negative.
fn volume_field(ui: &mut Ui, words: &Words, label: &str, shown: Option<f64>) -> Option<f64> {
    let field = Field {
        label,
        value: shown.map_or_else(String::new, |volume| words.number(volume, 0)),
        unit: "m³",
        wrong: fl!(words.loader, "field-volume-wrong"),
        width: 92.0,
    };
    field.ui(ui, |text| read_number(text).filter(|volume| 0.0 <= *volume))
}

/// What the ground was before: the rim carried across, or a terrain.
fn original_ui(
    ui: &mut Ui,
    id: PitId,
    (mined, original): (LayerId, Original),
    panel: &mut Panel<'_>,
) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-original");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-original-tip"));
    let project = panel.app.project();
    let rim = fl!(words.loader, "original-rim");
    let chosen = match original {
        Original::Rim => rim.clone(),
        Original::Layer(layer) => {
            let name = project.layer(layer).map(|layer| layer.name.clone());
            name.unwrap_or_else(|| "–".to_owned())
        }
    };
    let rim = std::iter::once((Original::Rim, rim));
    let terrains = project.layers_of(LayerKind::Terrain);
    // The pit itself is no original surface.
    let terrains = terrains.filter(|(id, _)| *id != mined);
    let terrains = terrains.map(|(id, layer)| (Original::Layer(id), layer.name.clone()));
    let choices: Vec<_> = rim.chain(terrains).collect();
    let combo = ComboBox::from_id_salt("original").selected_text(chosen);
    let combo = combo.truncate().width(170.0);
    let shown = combo.show_ui(ui, |ui| {
        for (choice, name) in choices {
            let response = ui.selectable_label(choice == original, name);
            if response.clicked() && choice != original {
                change(panel, id, PitChange::Original(choice));
            }
        }
    });
    named(&shown.response, egui::accesskit::Role::ComboBox, &label);
    ui.end_row();
}

/// What was taken out: between the surfaces, or typed where it is known better.
fn extracted_ui(ui: &mut Ui, id: PitId, typed: Option<BankM3>, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-extracted");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-extracted-tip"));
    let figures = panel.app.pit_figures(id).map(|(figures, _)| figures);
    let measured = figures.and_then(|figures| figures.get("void_m3"));
    ui.horizontal(|ui| {
        let shown = typed.map(|bank| bank.0).or(measured);
        if let Some(bank) = volume_field(ui, &words, &label, shown) {
            change(panel, id, PitChange::Extracted(Some(BankM3(bank))));
        }
        if typed.is_none() {
            ui.weak(fl!(words.loader, "extracted-measured"));
        } else {
            let name = fl!(words.loader, "extracted-measure");
            let text = icon::ICON_UNDO.codepoint;
            if small_icon(ui, text, &name, None).clicked() {
                change(panel, id, PitChange::Extracted(None));
            }
        }
    });
    ui.end_row();
}

/// The highest level that may be filled to; an empty field is none.
fn permitted_ui(ui: &mut Ui, id: PitId, level: Option<Metres>, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-permitted-level");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-permitted-level-tip"));
    ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: level.map_or_else(String::new, |level| words.number(level.0, 2)),
            unit: "m",
            wrong: fl!(words.loader, "field-number-expected"),
            width: 76.0,
        };
        let read = |text: &str| {
            if text.trim().is_empty() {
                Some(None)
            } else {
                read_number(text).map(Some)
            }
        };
        if let Some(entered) = field.ui(ui, read) {
            change(panel, id, PitChange::PermittedLevel(entered.map(Metres)));
        }
        if level.is_none() {
            ui.weak(fl!(words.loader, "permitted-level-none"));
        }
    });
    ui.end_row();
}

/// How much more room rock takes than in the ground.
pub(super) fn factor_ui(ui: &mut Ui, id: PitId, pit: &Pit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-placed-factor");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-placed-factor-tip"));
    ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(pit.placed_factor.ratio(), 2),
            unit: "",
            wrong: fl!(words.loader, "field-placed-factor-wrong"),
            width: 60.0,
        };
        let read = |text: &str| read_number(text).and_then(PlacedFactor::new);
        if let Some(factor) = field.ui(ui, read) {
            change(panel, id, PitChange::PlacedFactor(factor));
        }
        ui.weak(fl!(words.loader, "field-placed-factor-unit"));
    });
    ui.end_row();
}

/// How much is to go back.
pub(super) fn target_ui(ui: &mut Ui, id: PitId, pit: &Pit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let figures = panel.app.pit_figures(id).map(|(figures, _)| figures);
    let figure = |name: &str| figures?.get(name);
    let set = |panel: &mut Panel<'_>, target| change(panel, id, PitChange::Target(target));
    let (level, bank) = match pit.target {
        BackfillTarget::Most => (None, None),
        BackfillTarget::Level(level) => (Some(level.0), None),
        BackfillTarget::Bank(bank) => (None, Some(bank.0)),
    };
    let most = fl!(words.loader, "target-most");
    if ui.radio(pit.target == BackfillTarget::Most, most).clicked() {
        set(panel, BackfillTarget::Most);
    }
    let grid = Grid::new("pit-target").num_columns(2);
    grid.min_col_width(LABEL_WIDTH).show(ui, |ui| {
        if pit.outline().is_some() {
            let shown = level.or_else(|| figure("level_m"));
            let label = fl!(words.loader, "target-level");
            if ui.radio(level.is_some(), &label).clicked() && level.is_none() {
                let level = (shown.unwrap_or(0.0) * 10.0).round() / 10.0;
                set(panel, BackfillTarget::Level(Metres(level)));
            }
            let label = fl!(words.loader, "field-backfill-level");
            ui.horizontal(|ui| {
                if let Some(level) = number_field(ui, &words, &label, shown, (2, "m")) {
                    set(panel, BackfillTarget::Level(Metres(level)));
                }
            });
            ui.end_row();
        }
        let shown = bank.or_else(|| figure("backfill_bank_m3"));
        let label = fl!(words.loader, "target-bank");
        if ui.radio(bank.is_some(), &label).clicked() && bank.is_none() {
            set(
                panel,
                BackfillTarget::Bank(BankM3(shown.unwrap_or(0.0).round())),
            );
        }
        let label = fl!(words.loader, "field-backfill-bank");
        ui.horizontal(|ui| {
            if let Some(bank) = volume_field(ui, &words, &label, shown) {
                set(panel, BackfillTarget::Bank(BankM3(bank)));
            }
        });
        ui.end_row();
    });
}
