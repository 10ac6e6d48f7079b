//! The fields of a level fill: its dam, its beach, and where material is let out.

use egui::Ui;
use geo::Coord;
use i18n_embed_fl::fl;

use super::slope_fields::{
    change, indented, length_field, read_slope, slope_field, slope_field_of,
};
use crate::design::{Dam, Slope};
use crate::project::{Deposit, DepositChange, DepositId, DepositMethod, LevelMethod};
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::{Field, command_button};
use crate::units::Metres;
use crate::words::{Words, read_number};

/// A crest this wide takes a vehicle: a suggestion for a dam.
const USUAL_DAM_CREST: Metres = Metres(6.0);

pub(super) fn level_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let DepositMethod::Level(method) = deposit.method.clone() else {
        return;
    };
    let LevelMethod {
        dam,
        beach,
        discharges,
    } = *method;
    let words = panel.words.clone();
    let target = deposit.target;
    let set = |panel: &mut Panel<'_>, dam, beach, discharges| {
        let method = DepositMethod::Level(Box::new(LevelMethod {
            dam,
            beach,
            discharges,
        }));
        change(panel, id, DepositChange::Method { method, target });
    };
    let label = fl!(words.loader, "field-dam");
    let tip = fl!(words.loader, "field-dam-tip");
    let mut ticked = dam.is_some();
    if ui
        .checkbox(&mut ticked, &label)
        .on_hover_text(tip)
        .changed()
    {
        let usual = Dam {
            crest_width: USUAL_DAM_CREST,
            inner: Dam::USUAL_FACE,
            outer: Dam::USUAL_FACE,
            freeboard: Metres(1.0),
        };
        set(panel, ticked.then_some(usual), beach, discharges.clone());
    }
    if let Some(dam) = dam {
        indented(ui, "dam", |ui| {
            if let Some(dam) = dam_fields(ui, dam, &words) {
                set(panel, Some(dam), beach, discharges.clone());
            }
        });
    }
    let label = fl!(words.loader, "field-beach");
    let tip = fl!(words.loader, "field-beach-tip");
    let mut ticked = beach.is_some();
    if ui
        .checkbox(&mut ticked, &label)
        .on_hover_text(tip)
        .changed()
    {
        let usual = ticked.then_some(Slope::USUAL_BEACH);
        // A beach needs a place to begin at: the middle of what was drawn until it is moved.
        let middle = deposit.outline.extent().center();
        let points = if ticked && discharges.is_empty() {
            vec![middle]
        } else {
            discharges.clone()
        };
        set(panel, dam, usual, if ticked { points } else { Vec::new() });
    }
    if let Some(slope) = beach {
        indented(ui, "beach", |ui| {
            let label = fl!(words.loader, "field-beach-slope");
            ui.label(&label);
            if let Some(entered) = slope_field_of(ui, &words, (&label, slope), read_slope) {
                set(panel, dam, Some(entered), discharges.clone());
            }
            ui.end_row();
            let label = fl!(words.loader, "field-discharges");
            ui.label(&label)
                .on_hover_text(fl!(words.loader, "field-discharges-tip"));
            if let Some(points) = points_field(ui, &words, &label, &discharges) {
                set(panel, dam, beach, points);
            }
            ui.end_row();
        });
    }
    command_button(ui, panel, Command::PlaceDischarges);
}

fn dam_fields(ui: &mut Ui, dam: Dam, words: &Words) -> Option<Dam> {
    let mut changed = None;
    let label = fl!(words.loader, "field-dam-crest");
    ui.label(&label);
    ui.horizontal(|ui| {
        if let Some(crest_width) = length_field(ui, words, &label, dam.crest_width, 0.1) {
            changed = Some(Dam { crest_width, ..dam });
        }
    });
    ui.end_row();
    for (id, is_inner) in [("field-dam-inner", true), ("field-dam-outer", false)] {
        let label = words.text(id, &[]);
        ui.label(&label);
        let face = if is_inner { dam.inner } else { dam.outer };
        if let Some(face) = slope_field(ui, words, &label, face) {
            let (inner, outer) = if is_inner {
                (face, dam.outer)
            } else {
                (dam.inner, face)
            };
            changed = Some(Dam {
                inner,
                outer,
                ..dam
            });
        }
        ui.end_row();
    }
    let label = fl!(words.loader, "field-freeboard");
    ui.label(&label);
    ui.horizontal(|ui| {
        if let Some(freeboard) = length_field(ui, words, &label, dam.freeboard, 0.0) {
            changed = Some(Dam { freeboard, ..dam });
        }
    });
    ui.end_row();
    changed
}

/// A field for points, each easting and northing with a comma or space between them, a semicolon after each.
pub(super) fn points_field(
    ui: &mut Ui,
    words: &Words,
    label: &str,
    points: &[Coord<f64>],
) -> Option<Vec<Coord<f64>>> {
    let shown: Vec<String> = points
        .iter()
        .map(|at| format!("{:.1} {:.1}", at.x, at.y))
        .collect();
    let field = Field {
        label,
        value: shown.join("; "),
        unit: "",
        wrong: fl!(words.loader, "field-points-wrong"),
        width: 170.0,
    };
    field.ui(ui, |text| {
        let parts = text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts.map(point).collect()
    })
}

fn point(text: &str) -> Option<Coord<f64>> {
    let mut parts = text.split_whitespace();
    let (x, y) = (read_number(parts.next()?)?, read_number(parts.next()?)?);
    parts.next().is_none().then_some(Coord { x, y })
}
