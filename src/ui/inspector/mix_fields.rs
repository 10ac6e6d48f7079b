//! How much volume a mix of fractions takes: typed or taken over from the plan, and set as a deposit's target.

use std::collections::BTreeMap;

use egui::{Button, Grid, Id, Label, Popup, PopupCloseBehavior, RichText, Ui, accesskit::Role};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::terms_figures::{booked, name_ui};
use crate::app::{Action, placing_text};
use crate::balance::{FlowKey, Way};
use crate::design::FillTarget;
use crate::project::{Deposit, DepositId, Edit, Entry, FractionId};
use crate::ui::context::Panel;
use crate::ui::fields::{Field, named};
use crate::units::{PlacedM3, Tonnes};
use crate::words::read_number;

/// Tonnes of each fraction, before they are set.
#[derive(Clone, Debug, Default, PartialEq)]
struct Mix(BTreeMap<FractionId, Tonnes>);

fn mix_id(id: DepositId) -> Id {
    Id::unique(("mix", id))
}

/// A button that opens the mix below it.
pub(super) fn ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let name = fl!(panel.words.loader, "mix-button");
    let button = Button::new(icon::ICON_CALCULATE.codepoint);
    let response = ui.add(button);
    named(&response, Role::Button, &name);
    let response = response.on_hover_text(&name);
    Popup::from_toggle_button_response(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(&name)
        .width(300.0)
        .show(|ui| {
            ui.set_width(300.0);
            mix_ui(ui, id, deposit, panel);
        });
}

fn mix_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ui.strong(fl!(words.loader, "mix-button"));
    if panel.app.project().fractions.is_empty() {
        ui.add(Label::new(fl!(words.loader, "mix-no-fractions")).wrap());
        return;
    }
    let placing = deposit.terms.placing;
    let how = placing_text(placing, &words).to_lowercase();
    let text = fl!(words.loader, "mix-text", placing = how);
    ui.add(Label::new(RichText::new(text).weak()).wrap());
    let mut mix: Mix = ui.data(|kept| kept.get_temp(mix_id(id)).unwrap_or_default());
    let mut placed = PlacedM3(0.0);
    let grid = Grid::new("mix").num_columns(3).striped(true);
    grid.show(ui, |ui| {
        for (fraction_id, fraction) in panel.app.project().fractions_in_order() {
            let mass = mix.0.get(&fraction_id).copied();
            name_ui(ui, &fraction.name);
            let name = fraction.name.clone();
            let label = fl!(words.loader, "field-mix", name = name);
            ui.horizontal(|ui| {
                let field = Field {
                    label: &label,
                    value: words.number(mass.unwrap_or_default().0, 0),
                    unit: "t",
                    wrong: fl!(words.loader, "field-tonnes-wrong"),
                    width: 84.0,
                };
                let read = |text: &str| read_number(text).filter(|mass| 0.0 <= *mass);
                if let Some(mass) = field.ui(ui, read) {
                    mix.0.insert(fraction_id, Tonnes(mass));
                }
            });
            let mass = mix.0.get(&fraction_id).copied().unwrap_or_default();
            let room = fraction.material.states(mass, placing).placed;
            placed = placed + room;
            ui.label(words.quantity(room.0, 0, "m³"));
            ui.end_row();
        }
    });
    let already = deposit.terms.already;
    if 0.0 < already.0 {
        let volume = words.quantity(already.0, 0, "m³");
        ui.add(Label::new(fl!(words.loader, "mix-already", volume = volume)).wrap());
    }
    let all = placed + already;
    let volume = words.quantity(all.0, 0, "m³");
    ui.strong(fl!(words.loader, "mix-volume", volume = volume));
    ui.horizontal_wrapped(|ui| {
        let set = Button::new(fl!(words.loader, "mix-set"));
        if ui.add_enabled(0.0 < placed.0, set).clicked() {
            let edit = Edit::SetTarget(id, FillTarget::Volume(all));
            panel.act(Action::Edit(edit));
            ui.close();
        }
        let planned = planned_mix(id, panel).filter(|planned| !planned.0.is_empty());
        let take = Button::new(fl!(words.loader, "mix-take"));
        let take = ui.add_enabled(planned.is_some(), take);
        let take = take.on_disabled_hover_text(fl!(words.loader, "mix-take-nothing"));
        if let Some(planned) = planned.filter(|_| take.clicked()) {
            mix = planned;
        }
    });
    ui.data_mut(|kept| kept.insert_temp(mix_id(id), mix));
}

/// What the plan lets lie in a deposit at the end of the year in which that takes most room.
fn planned_mix(id: DepositId, panel: &Panel<'_>) -> Option<Mix> {
    let (book, destination) = booked(Entry::Deposit(id), panel)?;
    let years = book.ledger.destinations[destination].iter().enumerate();
    let (fullest, _) =
        years.max_by(|(_, one), (_, other)| one.placed.0.total_cmp(&other.placed.0))?;
    let lies = |fraction: usize| {
        let flow = |year, way| {
            book.planned.allocation.get(FlowKey {
                fraction,
                year,
                destination,
                way,
            })
        };
        let years = 0..=fullest;
        years.fold(Tonnes(0.0), |sum, year| {
            sum + flow(year, Way::In) - flow(year, Way::Out)
        })
    };
    let fractions = book.planned.fractions.iter().enumerate();
    let mix = fractions.map(|(index, fraction)| (*fraction, lies(index)));
    Some(Mix(mix.filter(|(_, mass)| 0.0 < mass.0).collect()))
}
