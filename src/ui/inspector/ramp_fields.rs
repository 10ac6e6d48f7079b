//! The fields of a deposit's haul ramp, and what it comes to.

use egui::{CollapsingHeader, ComboBox, Ui, accesskit::Role};
use i18n_embed_fl::fl;

use super::level_fields::points_field;
use super::parts::rows_ui;
use super::slope_fields::{TypedLevel, change, indented, length_field, optional_level, read_slope};
use crate::app::Standing;
use crate::design::{RampMode, Slope, UphillSide};
use crate::project::{Deposit, DepositChange, DepositId, DepositMethod, RampPlan, RampRoute};
use crate::results::FillFigures;
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::{Field, command_button, named};
use crate::words::{Words, read_number};

/// The width of the fields, in points.
const NARROW: f32 = 56.0;

/// The ramp, folded until somebody wants it. A level fill has no face for one.
pub(super) fn ramp_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    if matches!(deposit.method, DepositMethod::Level(_)) {
        return;
    }
    let words = panel.words.clone();
    let figures = panel.app.figures(id);
    let length = figures.and_then(|(figures, _)| figures.get("ramp_length_m"));
    let title = fl!(words.loader, "ramp-title");
    let title = match length.filter(|_| deposit.ramp.is_some()) {
        Some(length) => format!("{title}: {}", words.quantity(length, 0, "m")),
        None => title,
    };
    CollapsingHeader::new(title).id_salt("ramp").show(ui, |ui| {
        let label = fl!(words.loader, "field-ramp");
        let tip = fl!(words.loader, "field-ramp-tip");
        let mut ticked = deposit.ramp.is_some();
        let response = ui.checkbox(&mut ticked, &label).on_hover_text(tip);
        if response.changed() {
            let usual = ticked.then(|| Box::new(RampPlan::usual()));
            change(panel, id, DepositChange::Ramp(usual));
        }
        let plan = deposit.ramp.as_deref();
        if let Some(plan) = plan {
            indented(ui, "ramp-fields", |ui| fields_ui(ui, id, plan, panel));
        }
        line_ui(ui, plan, panel);
        if let (Some(_), Some((figures, standing))) = (plan, figures) {
            let is_stale = standing != Standing::Current;
            let grey = is_stale.then_some(panel.palette.quiet);
            rows_ui(ui, ramp_rows(&figures, &words), grey);
        }
    });
}

fn set(panel: &mut Panel<'_>, id: DepositId, plan: RampPlan) {
    change(panel, id, DepositChange::Ramp(Some(Box::new(plan))));
}

fn fields_ui(ui: &mut Ui, id: DepositId, plan: &RampPlan, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-ramp-width");
    ui.label(&label);
    ui.horizontal(|ui| {
        if let Some(width) = length_field(ui, &words, &label, plan.width, 0.5) {
            set(
                panel,
                id,
                RampPlan {
                    width,
                    ..plan.clone()
                },
            );
        }
    });
    ui.end_row();
    let label = fl!(words.loader, "field-ramp-gradient");
    ui.label(&label);
    ui.horizontal(|ui| {
        if let Some(gradient) = gradient_field(ui, &words, &label, plan.gradient) {
            set(
                panel,
                id,
                RampPlan {
                    gradient,
                    ..plan.clone()
                },
            );
        }
    });
    ui.end_row();
    let label = fl!(words.loader, "field-ramp-radius");
    let tip = fl!(words.loader, "field-ramp-radius-tip");
    ui.label(&label).on_hover_text(tip);
    ui.horizontal(|ui| {
        let entered = optional_level(ui, &words, &label, plan.turning_radius);
        if let Some(TypedLevel(turning_radius)) = entered {
            let turning_radius = turning_radius.filter(|radius| 0.0 < radius.0);
            set(
                panel,
                id,
                RampPlan {
                    turning_radius,
                    ..plan.clone()
                },
            );
        }
    });
    ui.end_row();
    let label = fl!(words.loader, "field-ramp-side");
    let tip = fl!(words.loader, "field-ramp-side-tip");
    ui.label(&label).on_hover_text(tip);
    ui.horizontal(|ui| {
        if let Some(TypedSide(side)) = side_field(ui, &words, &label, plan.side) {
            set(
                panel,
                id,
                RampPlan {
                    side,
                    ..plan.clone()
                },
            );
        }
    });
    ui.end_row();
    let label = fl!(words.loader, "field-ramp-mode");
    let tip = fl!(words.loader, "field-ramp-mode-tip");
    ui.label(&label).on_hover_text(tip);
    let modes = [RampMode::Added, RampMode::Cut, RampMode::Balanced];
    let named_modes = modes.map(|mode| (mode, mode_name(mode, &words)));
    if let Some(mode) = choice(ui, &label, plan.mode, &named_modes) {
        set(
            panel,
            id,
            RampPlan {
                mode,
                ..plan.clone()
            },
        );
    }
    ui.end_row();
    course_ui(ui, id, plan, panel);
}

/// Whether the ramp finds its own way, and to which side, or runs along a drawn line.
fn course_ui(ui: &mut Ui, id: DepositId, plan: &RampPlan, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-ramp-course");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-ramp-course-tip"));
    let now = match &plan.route {
        RampRoute::Automatic { uphill } => Some(*uphill),
        RampRoute::Drawn { .. } => None,
    };
    let courses = [
        (
            Some(UphillSide::Left),
            fl!(words.loader, "ramp-course-left"),
        ),
        (
            Some(UphillSide::Right),
            fl!(words.loader, "ramp-course-right"),
        ),
        (None, fl!(words.loader, "ramp-course-drawn")),
    ];
    match choice(ui, &label, now, &courses) {
        Some(Some(uphill)) => {
            let route = RampRoute::Automatic { uphill };
            set(
                panel,
                id,
                RampPlan {
                    route,
                    ..plan.clone()
                },
            );
        }
        // It runs along a line once there is one.
        Some(None) => panel.command(Command::DrawRamp),
        None => {}
    }
    ui.end_row();
    let RampRoute::Drawn { line, start_height } = &plan.route else {
        return;
    };
    let label = fl!(words.loader, "field-ramp-start");
    let tip = fl!(words.loader, "field-ramp-start-tip");
    ui.label(&label).on_hover_text(tip);
    ui.horizontal(|ui| {
        let entered = optional_level(ui, &words, &label, *start_height);
        if let Some(TypedLevel(start_height)) = entered {
            let line = line.clone();
            let route = RampRoute::Drawn { line, start_height };
            set(
                panel,
                id,
                RampPlan {
                    route,
                    ..plan.clone()
                },
            );
        }
    });
    ui.end_row();
    let label = fl!(words.loader, "field-ramp-line");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-ramp-line-tip"));
    if let Some(line) = points_field(ui, &words, &label, line)
        && 2 <= line.len()
    {
        let route = RampRoute::Drawn {
            line,
            start_height: *start_height,
        };
        set(
            panel,
            id,
            RampPlan {
                route,
                ..plan.clone()
            },
        );
    }
    ui.end_row();
}

/// Buttons to draw the line and to move its points.
fn line_ui(ui: &mut Ui, plan: Option<&RampPlan>, panel: &mut Panel<'_>) {
    ui.horizontal_wrapped(|ui| {
        command_button(ui, panel, Command::DrawRamp);
        if plan.is_some_and(|plan| matches!(plan.route, RampRoute::Drawn { .. })) {
            command_button(ui, panel, Command::EditRamp);
        }
    });
}

/// A choice by name. Returns another one than the one that is chosen.
fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    label: &str,
    chosen: T,
    choices: &[(T, String)],
) -> Option<T> {
    let name = choices.iter().find(|(choice, _)| *choice == chosen);
    let name = name.map_or_else(String::new, |(_, name)| name.clone());
    let combo = ComboBox::from_id_salt(label).selected_text(name).truncate();
    let mut other = None;
    let shown = combo.width(150.0).show_ui(ui, |ui| {
        for (choice, name) in choices {
            let is_chosen = *choice == chosen;
            if ui.selectable_label(is_chosen, name).clicked() && !is_chosen {
                other = Some(*choice);
            }
        }
    });
    named(&shown.response, Role::ComboBox, label);
    other
}

fn mode_name(mode: RampMode, words: &Words) -> String {
    match mode {
        RampMode::Added => fl!(words.loader, "ramp-mode-added"),
        RampMode::Cut => fl!(words.loader, "ramp-mode-cut"),
        RampMode::Balanced => fl!(words.loader, "ramp-mode-balanced"),
    }
}

/// A field for a gradient in per cent, as rise over run.
fn gradient_field(ui: &mut Ui, words: &Words, label: &str, gradient: f64) -> Option<f64> {
    let field = Field {
        label,
        value: words.number(100.0 * gradient, 1),
        unit: "%",
        wrong: fl!(words.loader, "field-ramp-gradient-wrong"),
        width: NARROW,
    };
    field.ui(ui, |text| {
        let percent = read_number(text.trim().trim_end_matches('%'))?;
        (0.1..=100.0).contains(&percent).then_some(percent / 100.0)
    })
}

/// A slope that was typed, or `None` where the field was emptied.
struct TypedSide(Option<Slope>);

/// A field for the faces beside the road; empty for the deposit's own.
fn side_field(ui: &mut Ui, words: &Words, label: &str, side: Option<Slope>) -> Option<TypedSide> {
    let shown = side.map(|side| format!("{}°", words.number(side.degrees(), 1)));
    let field = Field {
        label,
        value: shown.unwrap_or_default(),
        unit: "",
        wrong: fl!(words.loader, "field-face-wrong"),
        width: NARROW,
    };
    field.ui(ui, |text| {
        if text.trim().is_empty() {
            Some(TypedSide(None))
        } else {
            read_slope(text).map(|side| TypedSide(Some(side)))
        }
    })
}

/// What a ramp comes to.
fn ramp_rows(figures: &FillFigures, words: &Words) -> Vec<(String, String)> {
    let loader = &words.loader;
    let mut rows = Vec::new();
    if let Some((length, gradient)) = figures
        .get("ramp_length_m")
        .zip(figures.get("ramp_gradient"))
    {
        let length = words.quantity(length, 0, "m");
        let gradient = words.quantity(100.0 * gradient, 1, "%");
        let text = fl!(
            loader,
            "ramp-length-at",
            length = length,
            gradient = gradient
        );
        rows.push((fl!(loader, "label-ramp"), text));
    }
    let volumes = [
        ("ramp_added_m3", fl!(loader, "label-ramp-added")),
        ("ramp_cut_m3", fl!(loader, "label-ramp-cut")),
        (
            "ramp_cut_of_ground_m3",
            fl!(loader, "label-ramp-cut-of-ground"),
        ),
    ];
    for (name, label) in volumes {
        let volume = figures.get(name).filter(|volume| 0.0 < *volume);
        rows.extend(volume.map(|volume| (label, words.volume(volume))));
    }
    let outside = figures.get("ramp_outside_limit_m2");
    let outside = outside.filter(|area| 0.0 < *area);
    let label = fl!(loader, "label-ramp-outside");
    rows.extend(outside.map(|area| (label, words.area(area))));
    rows
}
