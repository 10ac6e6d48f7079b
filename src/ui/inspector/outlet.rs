//! Outlets: where somebody uses rock, what is paid for it, and how far it is worth hauling.

use egui::{Grid, Label, RichText, Ui};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::layer::opacity_ui;
use super::parts::{LABEL_WIDTH, frozen_above_ui};
use super::terms_fields::{self, tonnes_field};
use super::terms_figures::{booked, km_text, km_to, name_ui};
use crate::app::Action;
use crate::balance::LeastYearly;
use crate::project::{Edit, Entry, Outlet, OutletChange, OutletId};
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::{Field, Typed, choice_ui, command_button, place_command, place_field};
use crate::units::NokPerTonne;
use crate::words::read_number;

/// Draws the panel.
pub(super) fn ui(ui: &mut Ui, id: OutletId, panel: &mut Panel<'_>) {
    let Some(outlet) = panel.app.project().outlet(id).cloned() else {
        return;
    };
    let words = panel.words.clone();
    let entry = Entry::Outlet(id);
    ui.add(Label::new(RichText::new(&outlet.name).heading()).wrap());
    ui.weak(fl!(words.loader, "outlet-what"));
    ui.separator();
    let frozen = frozen_above_ui(ui, entry, panel);
    ui.add_enabled_ui(!frozen, |ui| {
        let grid = Grid::new("outlet-decisions").num_columns(2);
        grid.min_col_width(LABEL_WIDTH).show(ui, |ui| {
            name_row(ui, id, &outlet, panel);
            place_row(ui, id, &outlet, panel);
            price_row(ui, id, &outlet, panel);
            least_rows(ui, id, &outlet, panel);
        });
    });
    terms_fields::ui(ui, entry, panel);
    worth_ui(ui, id, &outlet, panel);
    ui.add_space(8.0);
    opacity_ui(ui, entry, outlet.opacity, panel);
    command_button(ui, panel, Command::Remove);
}

fn change(panel: &mut Panel<'_>, id: OutletId, change: OutletChange) {
    panel.act(Action::Edit(Edit::ChangeOutlet(id, change)));
}

fn name_row(ui: &mut Ui, id: OutletId, outlet: &Outlet, panel: &mut Panel<'_>) {
    let label = fl!(panel.words.loader, "field-outlet-name");
    ui.label(&label);
    let field = Field {
        label: &label,
        value: outlet.name.clone(),
        unit: "",
        wrong: fl!(panel.words.loader, "field-name-wrong"),
        width: 168.0,
    };
    let read = |text: &str| Some(text.trim().to_owned()).filter(|name| !name.is_empty());
    ui.horizontal(|ui| {
        if let Some(name) = field.ui(ui, read) {
            panel.act(Action::Edit(Edit::Rename(Entry::Outlet(id), name)));
        }
    });
    ui.end_row();
}

fn place_row(ui: &mut Ui, id: OutletId, outlet: &Outlet, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-outlet-place");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-outlet-place-tip"));
    ui.horizontal(|ui| {
        if let Some(Typed(place)) = place_field(ui, &words, &label, outlet.place) {
            change(panel, id, OutletChange::Place(place));
        }
        place_command(ui, panel, Command::PlaceOutlet);
    });
    ui.end_row();
}

fn price_row(ui: &mut Ui, id: OutletId, outlet: &Outlet, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-price");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-price-tip"));
    ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(outlet.price.0, 2),
            unit: "NOK/t",
            wrong: fl!(words.loader, "field-number-wrong"),
            width: 92.0,
        };
        if let Some(price) = field.ui(ui, read_number) {
            change(panel, id, OutletChange::Price(NokPerTonne(price)));
        }
    });
    ui.end_row();
}

/// The least that is taken in a year, and whether less is not taken at all.
fn least_rows(ui: &mut Ui, id: OutletId, outlet: &Outlet, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-least");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-least-tip"));
    ui.horizontal(|ui| {
        let none = fl!(words.loader, "least-none");
        let shown = (outlet.least.map(|least| least.mass), none.as_str());
        if let Some(Typed(mass)) = tonnes_field(ui, &words, &label, shown) {
            let is_rule = outlet.least.is_some_and(|least| least.is_rule);
            let least = mass.map(|mass| LeastYearly { mass, is_rule });
            change(panel, id, OutletChange::Least(least));
        }
    });
    ui.end_row();
    let Some(least) = outlet.least else { return };
    let label = fl!(words.loader, "field-least-rule");
    let tip = fl!(words.loader, "field-least-rule-tip");
    let choices = [
        (false, fl!(words.loader, "least-told")),
        (true, fl!(words.loader, "least-rule")),
    ];
    if let Some(is_rule) = choice_ui(ui, (&label, &tip), &choices, &least.is_rule) {
        let least = LeastYearly { is_rule, ..least };
        change(panel, id, OutletChange::Least(Some(least)));
    }
}

/// How far each fraction is hauled, and how far it is worth hauling: said in words, and coloured.
fn worth_ui(ui: &mut Ui, id: OutletId, outlet: &Outlet, panel: &Panel<'_>) {
    let words = &panel.words;
    let Some((book, index)) = booked(Entry::Outlet(id), panel) else {
        return;
    };
    let plan = &book.planned.plan;
    let destination = &plan.destinations[index];
    let taken = plan.fractions.iter().enumerate();
    let taken: Vec<_> = taken
        .filter(|(_, one)| destination.accepts.takes(&one.material))
        .collect();
    if taken.is_empty() {
        return;
    }
    ui.add_space(6.0);
    ui.strong(fl!(words.loader, "worth-title"))
        .on_hover_text(fl!(words.loader, "worth-tip"));
    let terms = &outlet.terms;
    let worth = book
        .planned
        .rates
        .break_even_km(outlet.price, terms.handling, terms.climb_m);
    let grid = Grid::new("worth").num_columns(4).striped(true);
    grid.show(ui, |ui| {
        for head in ["terms-head-fraction", "terms-head-now", "terms-head-worth"] {
            ui.weak(words.text(head, &[]));
        }
        ui.end_row();
        for (fraction, planned) in taken {
            let km = km_to(book, index, fraction);
            name_ui(ui, &planned.name);
            ui.label(km_text(km, words));
            ui.label(worth.map_or_else(
                || fl!(words.loader, "worth-any"),
                |worth| words.quantity(worth, 1, "km"),
            ));
            pays_ui(ui, km, worth, panel);
            ui.end_row();
        }
    });
}

/// Whether the haul pays: in words, with a picture and a colour. Nothing is claimed of a distance that nobody knows.
fn pays_ui(ui: &mut Ui, km: Option<f64>, worth: Option<f64>, panel: &Panel<'_>) {
    let words = &panel.words;
    let Some(km) = km else {
        ui.weak(fl!(words.loader, "worth-unknown"));
        return;
    };
    let (color, picture, text) = if worth.is_none_or(|worth| km <= worth) {
        let text = fl!(words.loader, "worth-yes");
        (panel.palette.success, icon::ICON_CHECK_CIRCLE, text)
    } else {
        let text = fl!(words.loader, "worth-no");
        (panel.palette.error, icon::ICON_BLOCK, text)
    };
    ui.colored_label(color, format!("{} {text}", picture.codepoint));
}
