//! Fractions, one at a time, and the years and rates of the plan, below what is said of the alternative.

use egui::{CollapsingHeader, Id, Label, RichText, Ui};
use i18n_embed_fl::fl;

use crate::app::Action;
use crate::project::{Edit, FractionChange, FractionId};
use crate::ui::context::Panel;
use crate::ui::fields::choice_ui;
use crate::ui::mass_commands::{MassCommand, mass_button};
use crate::ui::masses::fraction_form;

/// Draws the part.
pub(super) fn ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    if !panel.app.has_project() {
        return;
    }
    let words = panel.words.clone();
    ui.add_space(8.0);
    ui.separator();
    ui.strong(fl!(words.loader, "masses-part-title"));
    ui.horizontal_wrapped(|ui| {
        mass_button(ui, panel, MassCommand::AddFraction);
        mass_button(ui, panel, MassCommand::AddOutlet);
    });
    let project = panel.app.project();
    let choices: Vec<(FractionId, String)> = project
        .fractions_in_order()
        .map(|(id, fraction)| (id, fraction.name.clone()))
        .collect();
    if choices.is_empty() {
        let text = RichText::new(fl!(words.loader, "masses-part-none")).weak();
        ui.add(Label::new(text).wrap());
    }
    CollapsingHeader::new(fl!(words.loader, "masses-part-settings"))
        .id_salt("mass-settings")
        .show_unindented(ui, |ui| fraction_form::settings_ui(ui, panel));
    let Some((last, _)) = choices.last() else {
        return;
    };
    let kept_id = Id::unique("fraction-shown");
    // One that was added is shown; otherwise the one that was chosen.
    let kept: Option<(usize, FractionId)> = ui.data(|kept| kept.get_temp(kept_id));
    let count = choices.len();
    let is_there = |id: &FractionId| choices.iter().any(|(one, _)| one == id);
    let mut shown = match kept {
        Some((known, id)) if count <= known && is_there(&id) => id,
        Some(_) | None => *last,
    };
    let label = fl!(words.loader, "field-fraction-shown");
    ui.horizontal(|ui| {
        let chosen = choice_ui(ui, (&label, &label), &choices, &shown);
        shown = chosen.unwrap_or(shown);
    });
    ui.data_mut(|kept| kept.insert_temp(kept_id, (count, shown)));
    fraction_form::ui(ui, shown, panel);
    if ui.button(fl!(words.loader, "fraction-remove")).clicked() {
        let edit = Edit::ChangeFraction(shown, FractionChange::Remove);
        panel.act(Action::Edit(edit));
    }
}
