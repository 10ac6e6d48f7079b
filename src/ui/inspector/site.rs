//! What a site layer means for deposits, what is known of its copy, and what is wrong with it.

use egui::{Grid, Label, RichText, Ui};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use crate::app::{Action, SiteContent};
use crate::project::{Edit, LayerId, SiteChange, SiteLayer};
use crate::results::{Flaws, ImportNote, ListedFlaw};
use crate::site::{Role, ShapeKind};
use crate::ui::context::{Panel, Wish};
use crate::ui::fields::{Field, choice_ui};
use crate::ui::legend::entry_ui;
use crate::units::Metres;

/// Flaws that are listed at once.
const MOST_FLAWS: usize = 20;

pub(super) fn ui(ui: &mut Ui, id: LayerId, site: &SiteLayer, panel: &mut Panel<'_>) {
    ui.add_space(4.0);
    warnings_ui(ui, id, panel);
    Grid::new("site-decisions").num_columns(2).show(ui, |ui| {
        data_set_ui(ui, id, site, panel);
        role_ui(ui, id, site, panel);
        class_field_ui(ui, id, site, panel);
        label_field_ui(ui, id, site, panel);
        coverage_ui(ui, id, site, panel);
        buffer_ui(ui, id, site, panel);
    });
    missing_ui(ui, id, panel);
    if let Some(content) = panel.app.site_content(id).cloned() {
        ui.add_space(8.0);
        flaws_ui(ui, id, (site, &content.facts.flaws), panel);
        notes_ui(ui, &content.facts.notes, panel);
        facts_ui(ui, &content, panel);
        classes_ui(ui, id, panel);
    }
}

/// What a reader of a data set's figures has to know.
fn warnings_ui(ui: &mut Ui, id: LayerId, panel: &Panel<'_>) {
    let Some(preset) = panel.app.data_set_of(id) else {
        return;
    };
    let tag = panel.words.language().tag();
    for warning in &preset.warnings {
        warning_ui(ui, warning.in_language(tag), panel);
    }
}

fn warning_ui(ui: &mut Ui, text: &str, panel: &Panel<'_>) {
    let warning = panel.palette.warning;
    ui.horizontal_top(|ui| {
        ui.colored_label(warning, icon::ICON_WARNING.codepoint);
        ui.add(Label::new(RichText::new(text).color(warning)).wrap());
    });
}

/// Fields that classes or labels were read from, and that the copy does not have.
fn missing_ui(ui: &mut Ui, id: LayerId, panel: &Panel<'_>) {
    for field in panel.app.missing_fields(id) {
        let text = fl!(panel.words.loader, "site-field-missing", field = field);
        warning_ui(ui, &text, panel);
    }
}

fn change(id: LayerId, change: SiteChange, panel: &mut Panel<'_>) {
    panel.act(Action::Edit(Edit::ChangeSite(id, change)));
}

fn data_set_ui(ui: &mut Ui, id: LayerId, site: &SiteLayer, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-data-set");
    let tip = fl!(words.loader, "field-data-set-tip");
    let tag = words.language().tag();
    let mut choices = vec![(None, fl!(words.loader, "data-set-none"))];
    let presets = panel.app.presets().all.iter();
    choices.extend(presets.map(|preset| {
        let name = preset.name.in_language(tag).to_owned();
        (Some(preset.id.clone()), name)
    }));
    if let Some(data_set) = choice_ui(ui, (&label, &tip), &choices, &site.data_set) {
        panel.act(Action::SetDataSet(id, data_set));
    }
}

fn role_ui(ui: &mut Ui, id: LayerId, site: &SiteLayer, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-role");
    let tip = fl!(words.loader, "field-role-tip");
    let choices: Vec<(Role, String)> = Role::ALL
        .into_iter()
        .map(|role| (role, words.text(&role.text_id(), &[])))
        .collect();
    if let Some(role) = choice_ui(ui, (&label, &tip), &choices, &site.role) {
        change(id, SiteChange::Role(role), panel);
    }
}

fn class_field_ui(ui: &mut Ui, id: LayerId, site: &SiteLayer, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-class-field");
    let tip = fl!(words.loader, "field-class-field-tip");
    let choices = fields_of(id, panel);
    if let Some(field) = choice_ui(ui, (&label, &tip), &choices, &site.class_field) {
        change(id, SiteChange::ClassField(field), panel);
    }
}

fn label_field_ui(ui: &mut Ui, id: LayerId, site: &SiteLayer, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-label-field");
    let tip = fl!(words.loader, "field-label-field-tip");
    let choices = fields_of(id, panel);
    if let Some(field) = choice_ui(ui, (&label, &tip), &choices, &site.label_field) {
        change(id, SiteChange::LabelField(field), panel);
    }
}

/// The fields of a layer to choose from, or none of them.
fn fields_of(id: LayerId, panel: &Panel<'_>) -> Vec<(Option<String>, String)> {
    let mut choices = vec![(None, fl!(panel.words.loader, "class-field-none"))];
    if let Some(content) = panel.app.site_content(id) {
        let fields = content.facts.fields.iter();
        choices.extend(fields.map(|field| {
            let name = field.field.name.clone();
            (Some(name.clone()), name)
        }));
    }
    choices
}

fn coverage_ui(ui: &mut Ui, id: LayerId, site: &SiteLayer, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-coverage");
    let tip = fl!(words.loader, "field-coverage-tip");
    let mut others: Vec<(bool, LayerId, String)> = panel
        .app
        .project()
        .site_layers()
        .filter(|(other, ..)| *other != id)
        .map(|(other, layer, site)| {
            let is_coverage = site.role == Role::SurveyCoverage;
            (!is_coverage, other, layer.name.clone())
        })
        .collect();
    // Those that say where was surveyed come first.
    others.sort_by_key(|(is_other, ..)| *is_other);
    let mut choices = vec![(None, fl!(words.loader, "coverage-none"))];
    choices.extend(others.into_iter().map(|(_, id, name)| (Some(id), name)));
    if let Some(coverage) = choice_ui(ui, (&label, &tip), &choices, &site.coverage) {
        change(id, SiteChange::Coverage(coverage), panel);
    }
}

fn buffer_ui(ui: &mut Ui, id: LayerId, site: &SiteLayer, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-buffer");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-buffer-tip"));
    ui.horizontal(|ui| {
        let shown = site.buffer.map(|buffer| words.number(buffer.0, 0));
        let field = Field {
            label: &label,
            value: shown.unwrap_or_default(),
            unit: "m",
            wrong: fl!(words.loader, "field-number-expected"),
            width: 96.0,
        };
        let read = |text: &str| match text.trim() {
            "" => Some(None),
            text => crate::words::read_number(text)
                .filter(|metres| 0.0 <= *metres)
                .map(|metres| Some(Metres(metres))),
        };
        if let Some(buffer) = field.ui(ui, read) {
            change(id, SiteChange::Buffer(buffer), panel);
        }
    });
    ui.end_row();
}

/// Polygons that are none: how many, what a repair changes, and where they are.
fn flaws_ui(ui: &mut Ui, id: LayerId, (site, flaws): (&SiteLayer, &Flaws), panel: &mut Panel<'_>) {
    if flaws.features == 0 {
        return;
    }
    let words = panel.words.clone();
    let daa = |area_m2: f64| words.quantity(area_m2 / 1000.0, 2, "daa");
    let count = words.number(flaws.features as f64, 0);
    warning_ui(ui, &words.text("site-flaws", &[("count", count)]), panel);
    let text = fl!(
        words.loader,
        "site-flaws-areas",
        before = daa(flaws.area_m2),
        after = daa(flaws.repaired_m2)
    );
    ui.add(Label::new(text).wrap());
    let mut repaired = site.repaired;
    let label = fl!(words.loader, "site-repair");
    let response = ui.checkbox(&mut repaired, &label);
    if response
        .on_hover_text(fl!(words.loader, "site-repair-tip"))
        .changed()
    {
        change(id, SiteChange::Repaired(repaired), panel);
    }
    ui.collapsing(fl!(words.loader, "site-flaws-list"), |ui| {
        for flaw in flaws.listed.iter().take(MOST_FLAWS) {
            flaw_ui(ui, id, flaw, panel);
        }
        let more = flaws.features.saturating_sub(MOST_FLAWS as u64);
        if 0 < more {
            let count = words.number(more as f64, 0);
            ui.weak(fl!(words.loader, "legend-more", count = count));
        }
    });
    ui.add_space(8.0);
}

fn flaw_ui(ui: &mut Ui, id: LayerId, flaw: &ListedFlaw, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let kind = words.text(&format!("flaw-{}", flaw.kind.id()), &[]);
    let text = fl!(words.loader, "site-flaw", number = flaw.fid, kind = kind);
    let shows = ui
        .link(text)
        .on_hover_text(fl!(words.loader, "site-flaw-tip"));
    if shows.clicked() {
        let content = panel.app.site_content(id);
        let feature = content.and_then(|content| content.features.with_fid(flaw.fid));
        let extent = feature.and_then(|feature| feature.extent());
        panel.wishes.push(Wish::ShowFlaw(flaw.at, extent));
    }
}

/// What was odd about the file when it was copied.
fn notes_ui(ui: &mut Ui, notes: &[ImportNote], panel: &Panel<'_>) {
    for note in notes {
        if let Some(text) = panel.app.text_of_note(note) {
            warning_ui(ui, &text, panel);
        }
    }
}

fn facts_ui(ui: &mut Ui, content: &SiteContent, panel: &Panel<'_>) {
    let words = panel.words.clone();
    let facts = &content.facts;
    Grid::new("site-facts").num_columns(2).show(ui, |ui| {
        let mut row = |label: String, value: String| {
            ui.label(RichText::new(label).weak());
            ui.add(Label::new(value).wrap());
            ui.end_row();
        };
        let kinds: Vec<String> = facts
            .kinds
            .iter()
            .map(|kind| match kind {
                ShapeKind::Polygons => fl!(words.loader, "shape-polygons"),
                ShapeKind::Lines => fl!(words.loader, "shape-lines"),
                ShapeKind::Points => fl!(words.loader, "shape-points"),
            })
            .collect();
        let features = words.number(facts.features as f64, 0);
        row(
            fl!(words.loader, "label-features"),
            format!("{features} ({})", kinds.join(", ")),
        );
        row(fl!(words.loader, "label-layer"), facts.layer.clone());
        row(
            fl!(words.loader, "label-imported"),
            words.time(facts.imported),
        );
        if 0 < content.unreadable {
            let count = words.number(content.unreadable as f64, 0);
            row(fl!(words.loader, "label-unreadable"), count);
        }
    });
}

fn classes_ui(ui: &mut Ui, id: LayerId, panel: &Panel<'_>) {
    let legend = panel.app.site_legend(id);
    if legend.len() < 2 {
        return;
    }
    let title = fl!(panel.words.loader, "label-classes", count = legend.len());
    ui.collapsing(title, |ui| {
        for entry in legend.iter().take(200) {
            ui.horizontal(|ui| entry_ui(ui, entry, panel));
        }
    });
}
