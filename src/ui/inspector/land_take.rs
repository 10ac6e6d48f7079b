//! What a deposit, a pit or an alternative takes of the site layers: conflicts first, then by layer and class.

use std::sync::Arc;

use egui::{Align, CollapsingHeader, Label, Layout, RichText, Sense, Ui, UiBuilder, Vec2};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use crate::app::{App, ClassRow, LayerRows, ScenarioTake, Taken, conflict_lines};
use crate::project::{Entry, LayerKind, ScenarioId};
use crate::site::Conflict;
use crate::ui::context::Panel;
use crate::units::SquareMetres;
use crate::words::Words;

/// Height of a line of the table, in points.
const ROW_HEIGHT: f32 = 19.0;

/// Classes of a layer that are listed, those that lose most; the others are added up.
const MOST_CLASSES: usize = 25;

/// Which ground of a deposit is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Ground {
    /// What is covered.
    #[default]
    Covered,
    /// What the outline permits.
    Permitted,
}

/// Tells what a deposit or pit takes.
pub(super) fn entry_ui(ui: &mut Ui, entry: Entry, panel: &Panel<'_>) {
    let Some(scenario) = panel.app.project().scenario_of(entry) else {
        return;
    };
    section_ui(ui, scenario, panel, |ui, take, is_current| {
        let Some(found) = take.of_entry(entry).cloned() else {
            ui.weak(fl!(panel.words.loader, "results-coming"));
            return;
        };
        let ground = if found.limit.is_some() {
            chosen_ground_ui(ui, &panel.words)
        } else {
            Ground::Covered
        };
        let taken = match ground {
            Ground::Covered => found.covered,
            Ground::Permitted => found.limit,
        };
        conflicts_ui(ui, take, taken.as_ref(), panel);
        taken_ui(ui, (take, taken.as_ref()), is_current, panel);
    });
}

/// Tells what a deposit or other ground takes that is being drawn for the first time.
pub(super) fn drawn_ui(ui: &mut Ui, drawn: Entry, panel: &Panel<'_>) {
    section_ui(ui, panel.app.active(), panel, |ui, take, is_current| {
        let drawn = take.of_entry(drawn);
        let covered = drawn.and_then(|drawn| drawn.covered.as_ref());
        conflicts_ui(ui, take, covered, panel);
        taken_ui(ui, (take, covered), is_current, panel);
    });
}

/// Tells what an alternative takes in all.
pub(super) fn scenario_ui(ui: &mut Ui, scenario: ScenarioId, panel: &Panel<'_>) {
    section_ui(ui, scenario, panel, |ui, take, is_current| {
        ui.weak(fl!(panel.words.loader, "take-whole-means"));
        temporary_ui(ui, scenario, panel);
        // Of what is taken for a time only too.
        conflicts_ui(ui, take, take.everything.as_ref(), panel);
        taken_ui(ui, (take, take.whole.as_ref()), is_current, panel);
    });
}

/// Which ground is taken for a time only, and so does not count here.
fn temporary_ui(ui: &mut Ui, scenario: ScenarioId, panel: &Panel<'_>) {
    let project = panel.app.project();
    for entry in project.built_in(scenario) {
        let Some((reason, name)) = project.temporary_of(entry).zip(project.name_of(entry)) else {
            continue;
        };
        let text = fl!(
            panel.words.loader,
            "take-temporary",
            name = name,
            reason = reason
        );
        ui.add(Label::new(RichText::new(text).italics()).wrap());
    }
}

fn section_ui(
    ui: &mut Ui,
    scenario: ScenarioId,
    panel: &Panel<'_>,
    told_ui: impl FnOnce(&mut Ui, &Arc<ScenarioTake>, bool),
) {
    let words = &panel.words;
    ui.add_space(6.0);
    let title = RichText::new(fl!(words.loader, "take-title")).strong();
    let header = CollapsingHeader::new(title).id_salt("land-take");
    header.default_open(true).show(ui, |ui| {
        if panel
            .app
            .project()
            .layers_of(LayerKind::Site)
            .next()
            .is_none()
        {
            ui.add(Label::new(RichText::new(fl!(words.loader, "take-no-layers")).weak()).wrap());
        } else if let Some((take, is_current)) = panel.app.land_take(scenario) {
            told_ui(ui, take, is_current);
        } else if panel.app.is_land_take_coming() {
            ui.horizontal(|ui| {
                ui.spinner();
                let percent = 100.0 * panel.app.land_take_progress();
                let percent = words.number(percent, 0);
                ui.label(fl!(words.loader, "take-coming", percent = percent));
            });
        } else {
            ui.weak(fl!(words.loader, "take-nothing"));
        }
    });
}

/// Covered ground or the permitted outline; what was chosen stays chosen.
fn chosen_ground_ui(ui: &mut Ui, words: &Words) -> Ground {
    let id = egui::Id::unique("land-take-ground");
    let mut ground: Ground = ui.data(|kept| kept.get_temp(id)).unwrap_or_default();
    ui.horizontal(|ui| {
        for (choice, text, tip) in [
            (
                Ground::Covered,
                fl!(words.loader, "take-covered"),
                fl!(words.loader, "take-covered-tip"),
            ),
            (
                Ground::Permitted,
                fl!(words.loader, "take-permitted"),
                fl!(words.loader, "take-permitted-tip"),
            ),
        ] {
            ui.selectable_value(&mut ground, choice, text)
                .on_hover_text(tip);
        }
    });
    ui.data_mut(|kept| kept.insert_temp(id, ground));
    ground
}

/// What stands hard against some ground.
fn conflicts_ui(ui: &mut Ui, take: &ScenarioTake, taken: Option<&Arc<Taken>>, panel: &Panel<'_>) {
    let lines = taken.map_or_else(Vec::new, |taken| conflict_lines(take, taken, &panel.words));
    for line in lines {
        ui.horizontal_top(|ui| {
            ui.colored_label(panel.palette.error, icon::ICON_BLOCK.codepoint);
            ui.add(Label::new(RichText::new(line).color(panel.palette.error)).wrap());
        });
    }
}

fn taken_ui(
    ui: &mut Ui,
    (take, taken): (&ScenarioTake, Option<&Arc<Taken>>),
    is_current: bool,
    panel: &Panel<'_>,
) {
    let words = &panel.words;
    let Some(taken) = taken else {
        ui.weak(fl!(words.loader, "take-nothing"));
        return;
    };
    if !is_current {
        ui.weak(fl!(words.loader, "take-follows"));
    }
    if take.sea_not_mapped {
        told_ui(ui, &fl!(words.loader, "take-sea-not-mapped"), panel);
    }
    let mut line = 0;
    let mut row = |ui: &mut Ui, label: RichText, value: String, tip: String| {
        row_ui(ui, line, label, (value, !is_current), panel).on_hover_text(tip);
        line += 1;
    };
    let footprint = taken.take.footprint;
    let all = fl!(words.loader, "take-all");
    row(
        ui,
        RichText::new(all),
        decares(words, footprint),
        hectares(words, footprint),
    );
    if let Some(before) = taken.take.disturbed_before {
        let label = fl!(words.loader, "take-disturbed");
        row(
            ui,
            RichText::new(label).weak(),
            of_all(words, before, footprint),
            hectares(words, before),
        );
    }
    let rows = take.rows(taken, words.language().tag());
    let (free, rows): (Vec<LayerRows>, Vec<LayerRows>) =
        rows.into_iter().partition(LayerRows::is_free);
    let (unknown, rows): (Vec<LayerRows>, Vec<LayerRows>) =
        rows.into_iter().partition(LayerRows::is_unknown);
    for layer in &rows {
        row(
            ui,
            RichText::new(&layer.name).strong(),
            String::new(),
            words.text(&layer.role.text_id(), &[]),
        );
        for class in layer.classes.iter().take(MOST_CLASSES) {
            let label = class.label.clone();
            let label = label.unwrap_or_else(|| words.text(&layer.role.text_id(), &[]));
            let mut text = RichText::new(format!("   {label}"));
            if class.conflict == Conflict::Hard {
                text = text.color(panel.palette.error);
            }
            row(
                ui,
                text,
                class_value(class, words),
                class_tip(&label, class, words),
            );
        }
        let others = layer.classes.get(MOST_CLASSES..).unwrap_or_default();
        if !others.is_empty() {
            let label = fl!(words.loader, "take-other-classes", count = others.len());
            let area: f64 = others.iter().map(|class| class.area.0).sum();
            let area = SquareMetres(area);
            let value = of_all(words, area, footprint);
            row(
                ui,
                RichText::new(format!("   {label}")).weak(),
                value,
                hectares(words, area),
            );
        }
        if let Some(area) = layer.not_mapped {
            let label = format!("   {}", fl!(words.loader, "take-not-mapped"));
            let tip = fl!(words.loader, "take-not-mapped-tip");
            let tip = format!("{}\n{tip}", hectares(words, area));
            row(
                ui,
                RichText::new(label).italics(),
                of_all(words, area, footprint),
                tip,
            );
        }
    }
    for layer in &rows {
        notes_ui(ui, layer, panel);
    }
    let names = |layers: &[LayerRows]| {
        let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
        names.join(", ")
    };
    if !unknown.is_empty() {
        let text = fl!(words.loader, "take-unknown", layers = names(&unknown));
        ui.add(Label::new(RichText::new(text).italics()).wrap())
            .on_hover_text(fl!(words.loader, "take-not-mapped-tip"));
    }
    if !free.is_empty() {
        let text = fl!(words.loader, "take-free", layers = names(&free));
        ui.add(Label::new(RichText::new(text).weak()).wrap());
    }
    for layer in free
        .iter()
        .chain(&unknown)
        .filter(|layer| 0 < layer.left_out)
    {
        notes_ui(ui, layer, panel);
    }
}

/// What a reader of a layer's figures has to know.
fn notes_ui(ui: &mut Ui, layer: &LayerRows, panel: &Panel<'_>) {
    let words = &panel.words;
    if let Some(overlap) = layer.overlap {
        let text = fl!(
            words.loader,
            "take-overlap",
            layer = layer.name.clone(),
            area = decares(words, overlap)
        );
        ui.add(Label::new(RichText::new(text).weak()).wrap());
    }
    if 0 < layer.left_out {
        let text = fl!(
            words.loader,
            "take-left-out",
            layer = layer.name.clone(),
            count = layer.left_out
        );
        told_ui(ui, &text, panel);
    }
}

fn told_ui(ui: &mut Ui, text: &str, panel: &Panel<'_>) {
    let warning = panel.palette.warning;
    ui.horizontal_top(|ui| {
        ui.colored_label(warning, icon::ICON_WARNING.codepoint);
        ui.add(Label::new(RichText::new(text).color(warning)).wrap());
    });
}

/// What stands hard against an alternative, a line for each.
pub(in crate::ui) fn conflicts_of(id: ScenarioId, app: &App) -> Vec<String> {
    let take = app.land_take(id).map(|(take, _)| take);
    let whole = take.and_then(|take| Some((take, take.everything.as_ref()?)));
    whole.map_or_else(Vec::new, |(take, whole)| {
        conflict_lines(take, whole, app.words())
    })
}

/// One line: what it is to the left, the figure to the right.
fn row_ui(
    ui: &mut Ui,
    line: usize,
    label: RichText,
    (value, is_old): (String, bool),
    panel: &Panel<'_>,
) -> egui::Response {
    let size = Vec2::new(ui.available_width(), ROW_HEIGHT);
    let (row, response) = ui.allocate_exact_size(size, Sense::hover());
    if line % 2 == 1 {
        let faint = ui.visuals().faint_bg_color;
        ui.painter()
            .rect_filled(row.expand2(Vec2::new(4.0, 0.0)), 2.0, faint);
    }
    let mut text = RichText::new(value);
    if is_old {
        text = text.color(panel.palette.quiet).italics();
    }
    let inside = UiBuilder::new().max_rect(row);
    let right = inside.clone().layout(Layout::right_to_left(Align::Center));
    let value = ui.scope_builder(right, |ui| ui.add(Label::new(text).selectable(false)));
    let mut left = row;
    left.set_right((value.inner.rect.left() - 6.0).max(row.left()));
    let left = UiBuilder::new()
        .max_rect(left)
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(left, |ui| {
        ui.add(Label::new(label).truncate().selectable(false))
    });
    response
}

fn class_value(class: &ClassRow, words: &Words) -> String {
    if class.is_ground {
        let percent = words.number(100.0 * class.share, 1);
        format!("{} · {percent} %", decares(words, class.area))
    } else if 0.0 < class.length.0 {
        words.quantity(class.length.0, 0, "m")
    } else if 0 < class.features {
        fl!(words.loader, "take-features", count = class.features)
    } else if let Some(zone) = class.zone.filter(|zone| 0.0 < zone.0) {
        fl!(words.loader, "take-zone", area = decares(words, zone))
    } else {
        let nearest = class.nearest.map_or(f64::NAN, |nearest| nearest.0);
        let distance = words.quantity(nearest, 0, "m");
        fl!(words.loader, "take-nearest", distance = distance)
    }
}

fn class_tip(label: &str, class: &ClassRow, words: &Words) -> String {
    let mut lines = vec![label.to_owned()];
    if class.is_ground {
        lines.push(hectares(words, class.area));
    }
    if let Some(new) = class.new_area.filter(|_| class.is_ground) {
        lines.push(fl!(words.loader, "take-new", area = decares(words, new)));
    }
    if 0.0 < class.length.0 {
        lines.push(words.quantity(class.length.0, 1, "m"));
    }
    lines.push(fl!(words.loader, "take-features", count = class.features));
    if let Some(nearest) = class.nearest.filter(|nearest| 0.0 < nearest.0) {
        let distance = words.quantity(nearest.0, 0, "m");
        lines.push(fl!(words.loader, "take-nearest", distance = distance));
    }
    if let Some(zone) = class.zone {
        lines.push(fl!(words.loader, "take-zone", area = decares(words, zone)));
    }
    if class.conflict != Conflict::None {
        lines.push(words.text(&class.conflict.text_id(), &[]));
    }
    lines.join("\n")
}

fn decares(words: &Words, area: SquareMetres) -> String {
    words.quantity(area.to_daa(), 1, "daa")
}

fn hectares(words: &Words, area: SquareMetres) -> String {
    words.quantity(area.to_hectares(), 2, "ha")
}

fn of_all(words: &Words, area: SquareMetres, all: SquareMetres) -> String {
    let percent = words.number(100.0 * area.0 / all.0, 1);
    format!("{} · {percent} %", decares(words, area))
}
