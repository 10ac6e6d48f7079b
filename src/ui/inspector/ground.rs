//! Other ground: what it is used for, how large it is and what it takes.

use egui::{Grid, Label, RichText, Ui};
use i18n_embed_fl::fl;

use super::land_take;
use super::layer::opacity_ui;
use super::parts::{LABEL_WIDTH, frozen_above_ui, rows_ui, temporary_ui};
use crate::app::{Action, purpose_text};
use crate::project::{Edit, Entry, GroundChange, GroundId};
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::command_button;
use crate::ui::purpose::purpose_ui;

/// Draws the panel.
pub(super) fn ui(ui: &mut Ui, id: GroundId, panel: &mut Panel<'_>) {
    let Some(ground) = panel.app.project().ground(id).cloned() else {
        return;
    };
    let words = panel.words.clone();
    let entry = Entry::Ground(id);
    ui.add(Label::new(RichText::new(&ground.name).heading()).wrap());
    ui.weak(purpose_text(ground.purpose, &words));
    ui.separator();
    let frozen = frozen_above_ui(ui, entry, panel);
    ui.add_enabled_ui(!frozen, |ui| {
        let grid = Grid::new("ground-decisions").num_columns(2);
        grid.min_col_width(LABEL_WIDTH).show(ui, |ui| {
            if let Some(purpose) = purpose_ui(ui, ground.purpose, &words) {
                change(panel, id, GroundChange::Purpose(purpose));
            }
        });
        if let Some(reason) = temporary_ui(ui, ground.temporary.as_deref(), &words) {
            change(panel, id, GroundChange::Temporary(Some(reason)));
        }
    });
    ui.separator();
    let held = panel.app.held_outline().filter(|held| held.entry == entry);
    let outline = held.map_or(&ground.outline, |held| &held.outline);
    let area = words.area(panel.app.outline_area_m2(outline));
    rows_ui(ui, vec![(fl!(words.loader, "label-area"), area)], None);
    land_take::entry_ui(ui, entry, panel);
    ui.add_space(8.0);
    opacity_ui(ui, entry, ground.opacity, panel);
    command_button(ui, panel, Command::Remove);
}

/// Tells how large other ground is that is being drawn, and what it takes.
pub(super) fn drawn_ui(ui: &mut Ui, panel: &Panel<'_>) {
    let words = &panel.words;
    let Some(held) = panel.app.held_outline() else {
        ui.add(Label::new(fl!(words.loader, "sketch-ground")).wrap());
        return;
    };
    let area = words.area(panel.app.outline_area_m2(&held.outline));
    rows_ui(ui, vec![(fl!(words.loader, "label-area"), area)], None);
    land_take::drawn_ui(ui, held.entry, panel);
}

fn change(panel: &mut Panel<'_>, id: GroundId, change: GroundChange) {
    panel.act(Action::Edit(Edit::ChangeGround(id, change)));
}
