//! Outlets: where somebody uses rock, and what is paid for it.

use egui::{Grid, Label, RichText, Ui};
use i18n_embed_fl::fl;

use super::layer::opacity_ui;
use super::parts::{LABEL_WIDTH, frozen_above_ui};
use crate::app::Action;
use crate::project::{Edit, Entry, OutletChange, OutletId};
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::{Field, command_button};
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
            let label = fl!(words.loader, "field-price");
            ui.label(&label)
                .on_hover_text(fl!(words.loader, "field-price-tip"));
            let field = Field {
                label: &label,
                value: words.number(outlet.price.0, 2),
                unit: "NOK/t",
                wrong: fl!(words.loader, "field-number-wrong"),
                width: 92.0,
            };
            if let Some(price) = field.ui(ui, read_number) {
                let change = OutletChange::Price(NokPerTonne(price));
                panel.act(Action::Edit(Edit::ChangeOutlet(id, change)));
            }
            ui.end_row();
        });
    });
    ui.add_space(8.0);
    opacity_ui(ui, entry, outlet.opacity, panel);
    command_button(ui, panel, Command::Remove);
}
