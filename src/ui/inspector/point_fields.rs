//! The fields of a crest: the point that rock is tipped from, or the levels of its corners.

use egui::Ui;
use i18n_embed_fl::fl;

use super::slope_fields::{change, indented};
use crate::app::Action;
use crate::project::{Deposit, DepositChange, DepositId, DepositMethod, Edit, Entry};
use crate::ui::context::Panel;
use crate::ui::fields::{Field, number_field};
use crate::units::Metres;
use crate::words::read_number;

/// Where rock is tipped from, in two rows of a grid.
pub(super) fn point_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let Some(point) = deposit.point() else {
        return;
    };
    let words = panel.words.clone();
    let east = fl!(words.loader, "field-point-east");
    let north = fl!(words.loader, "field-point-north");
    for (label, is_east) in [(east, true), (north, false)] {
        ui.label(&label)
            .on_hover_text(fl!(words.loader, "field-point-tip"));
        ui.horizontal(|ui| {
            let shown = if is_east { point.x } else { point.y };
            let Some(entered) = number_field(ui, &words, &label, Some(shown), (2, "m")) else {
                return;
            };
            let mut there = point;
            if is_east {
                there.x = entered;
            } else {
                there.y = entered;
            }
            if let Ok(outline) = deposit.outline_around(there) {
                panel.act(Action::Edit(Edit::Reshape(Entry::Deposit(id), outline)));
            }
        });
        ui.end_row();
    }
}

/// The corners of a crest, each how far below its highest.
pub(super) fn drops_ui(
    ui: &mut Ui,
    id: DepositId,
    deposit: &Deposit,
    drops: &[Metres],
    panel: &mut Panel<'_>,
) {
    let words = panel.words.clone();
    let corners = deposit.outline.polygon().exterior().0.len() - 1;
    let target = deposit.target;
    let set = |panel: &mut Panel<'_>, drops| {
        let method = DepositMethod::Crest { drops };
        change(panel, id, DepositChange::Method { method, target });
    };
    let mut ticked = !drops.is_empty();
    let label = fl!(words.loader, "field-corner-levels");
    let tip = fl!(words.loader, "field-corner-levels-tip");
    if ui.checkbox(&mut ticked, label).on_hover_text(tip).changed() {
        let level = vec![Metres(0.0); if ticked { corners } else { 0 }];
        set(panel, level);
    }
    if drops.is_empty() {
        return;
    }
    indented(ui, "drops", |ui| {
        let label = fl!(words.loader, "field-drops");
        let count = words.number(corners as f64, 0);
        let tip = fl!(words.loader, "field-drops-tip", count = count.clone());
        ui.label(&label).on_hover_text(tip);
        ui.horizontal(|ui| {
            let shown: Vec<String> = drops.iter().map(|drop| words.number(drop.0, 1)).collect();
            let field = Field {
                label: &label,
                value: shown.join("; "),
                unit: "m",
                wrong: fl!(words.loader, "field-drops-wrong", count = count),
                width: 130.0,
            };
            let read = |text: &str| {
                let parts = text
                    .split(';')
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                let numbers: Option<Vec<f64>> = parts.map(read_number).collect();
                numbers.filter(|numbers| numbers.is_empty() || numbers.len() == corners)
            };
            if let Some(entered) = field.ui(ui, read) {
                set(panel, entered.into_iter().map(Metres).collect());
            }
        });
        ui.end_row();
    });
}
