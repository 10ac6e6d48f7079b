//! A layer from a file: what it is and how it is shown.

use egui::{ComboBox, Grid, Label, RichText, Slider, Ui};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::site;
use crate::app::{Action, SourceState, WayOut};
use crate::design::HeightErrors;
use crate::project::{Edit, Entry, Layer, LayerId, LayerKind, Values};
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::{Field, command_button, named, number_field};
use crate::ui::notices::way_out_ui;
use crate::units::Metres;

pub(super) fn ui(ui: &mut Ui, id: LayerId, panel: &mut Panel<'_>) {
    let Some(layer) = panel.app.project().layer(id).cloned() else {
        return;
    };
    let words = panel.words.clone();
    ui.add(Label::new(RichText::new(&layer.name).heading()).wrap());
    ui.weak(match layer.kind {
        LayerKind::Terrain => fl!(words.loader, "kind-terrain"),
        LayerKind::Background => fl!(words.loader, "kind-background"),
        LayerKind::PlaceNames => fl!(words.loader, "kind-place-names"),
        LayerKind::Site => fl!(words.loader, "kind-site"),
    });
    ui.add_space(8.0);
    source_ui(ui, id, panel);
    opacity_ui(ui, Entry::Layer(id), layer.opacity, panel);
    decisions_ui(ui, id, &layer, panel);
    if let Some(site) = &layer.site {
        site::ui(ui, id, site, panel);
    }
    ui.add_space(8.0);
    Grid::new("layer-facts").num_columns(2).show(ui, |ui| {
        let mut row = |label: String, value: String| {
            ui.label(RichText::new(label).weak());
            ui.add(Label::new(value).wrap());
            ui.end_row();
        };
        row(fl!(words.loader, "label-file"), layer.source.clone());
        if let Some(terrain) = panel.app.terrain(id) {
            let placement = terrain.placement;
            row(
                fl!(words.loader, "label-crs"),
                terrain.reference.name().to_owned(),
            );
            let datum = terrain.reference.vertical().map(|datum| datum.name.clone());
            let datum = datum.unwrap_or_else(|| fl!(words.loader, "label-not-recorded"));
            row(fl!(words.loader, "label-vertical-datum"), datum);
            row(
                fl!(words.loader, "label-cell-size"),
                words.quantity(placement.cell_width_m, 2, "m"),
            );
            let (columns, rows) = (placement.columns as f64, placement.rows as f64);
            let size = fl!(
                words.loader,
                "columns-rows",
                columns = words.number(columns, 0),
                rows = words.number(rows, 0)
            );
            row(fl!(words.loader, "label-size"), size);
            let spread = terrain
                .relief
                .as_ref()
                .and_then(|relief| relief.height_range());
            if let Some(spread) = spread {
                let reading = layer.reading();
                let [low, high] = {
                    let one = reading.height_of(f64::from(spread.lowest_m));
                    let other = reading.height_of(f64::from(spread.highest_m));
                    [one.min(other), one.max(other)]
                };
                let metre = |height: f64| words.quantity(height, 0, "m");
                let range = fl!(words.loader, "range", low = metre(low), high = metre(high));
                row(fl!(words.loader, "label-heights"), range);
            }
        }
        if let Some(record) = panel.app.source_record(id) {
            if let Some(modified) = record.modified {
                row(fl!(words.loader, "label-modified"), words.time(modified));
            }
            let megabytes = record.size_bytes as f64 / 1e6;
            row(
                fl!(words.loader, "label-file-size"),
                words.quantity(megabytes, 1, "MB"),
            );
            let content = record.blake3.to_string();
            let short = content.get(..16).unwrap_or_default();
            row(fl!(words.loader, "label-content"), format!("{short}…"));
        }
        if let Some(names) = panel.app.place_names(id) {
            let count = words.number(names.names.len() as f64, 0);
            row(fl!(words.loader, "label-names"), count);
        }
    });
    ui.add_space(12.0);
    ui.horizontal_wrapped(|ui| {
        command_button(ui, panel, Command::ZoomSelected);
        if layer.site.is_some() {
            command_button(ui, panel, Command::Attributes);
        }
        command_button(ui, panel, Command::Remove);
    });
}

/// What is wrong with a layer's file, and what can be done about it.
fn source_ui(ui: &mut Ui, id: LayerId, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let layer = panel.app.project().layer(id);
    let is_copied = layer.is_some_and(|layer| layer.site.is_some());
    let (text, ways) = match panel.app.source_state(id) {
        // The copy in the project is all that it needs.
        Some(SourceState::Missing) if panel.app.site_content(id).is_some() => return,
        Some(SourceState::Missing) => (
            fl!(words.loader, "source-missing"),
            vec![WayOut::PointAgain(id)],
        ),
        Some(SourceState::Changed(_)) if is_copied => (
            fl!(words.loader, "source-changed-since-import"),
            vec![WayOut::ImportAgain(id), WayOut::PointAgain(id)],
        ),
        Some(SourceState::Changed(_)) => (
            fl!(words.loader, "source-changed"),
            vec![WayOut::AcceptSource(id), WayOut::PointAgain(id)],
        ),
        Some(SourceState::Same) | None => return,
    };
    let warning = panel.palette.warning;
    ui.horizontal_top(|ui| {
        ui.colored_label(warning, icon::ICON_WARNING.codepoint);
        ui.add(Label::new(RichText::new(text).color(warning)).wrap());
    });
    ui.horizontal_wrapped(|ui| {
        for way in &ways {
            way_out_ui(ui, way, panel);
        }
    });
    ui.add_space(8.0);
}

/// What the planner says of the file.
fn decisions_ui(ui: &mut Ui, id: LayerId, layer: &Layer, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    Grid::new("layer-decisions").num_columns(2).show(ui, |ui| {
        if layer.kind == LayerKind::Terrain {
            values_ui(ui, id, layer.values, panel);
            let label = fl!(words.loader, "field-height-offset");
            ui.label(&label)
                .on_hover_text(fl!(words.loader, "field-height-offset-tip"));
            ui.horizontal(|ui| {
                let shown = Some(layer.height_offset.0);
                if let Some(offset) = number_field(ui, &words, &label, shown, (2, "m")) {
                    panel.act(Action::Edit(Edit::SetHeightOffset(id, Metres(offset))));
                }
            });
            ui.end_row();
            errors_ui(ui, id, layer.errors, panel);
        }
        let label = fl!(words.loader, "field-attribution");
        ui.label(&label)
            .on_hover_text(fl!(words.loader, "field-attribution-tip"));
        let field = Field {
            label: &label,
            value: layer.attribution.clone(),
            unit: "",
            wrong: String::new(),
            width: 136.0,
        };
        if let Some(text) = field.ui(ui, |text| Some(text.trim().to_owned())) {
            panel.act(Action::Edit(Edit::SetAttribution(id, text)));
        }
        ui.end_row();
    });
}

/// How far off the heights may be: what all share, what differs from place to place, and how far that goes together.
fn errors_ui(ui: &mut Ui, id: LayerId, errors: HeightErrors, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let lengths = [
        ("field-sigma-systematic", errors.systematic()),
        ("field-sigma-random", errors.random()),
        ("field-correlation-length", errors.correlation_length()),
    ];
    for (place, (name, shown)) in lengths.into_iter().enumerate() {
        let label = words.text(name, &[]);
        ui.label(&label)
            .on_hover_text(words.text(&format!("{name}-tip"), &[]));
        ui.horizontal(|ui| {
            let typed = number_field(ui, &words, &label, Some(shown.0), (2, "m"));
            let Some(typed) = typed else {
                return;
            };
            let mut all = lengths.map(|(_, length)| length);
            all[place] = Metres(typed);
            let [systematic, random, length] = all;
            if let Some(errors) = HeightErrors::new(systematic, random, length) {
                panel.act(Action::Edit(Edit::SetHeightErrors(id, errors)));
            }
        });
        ui.end_row();
    }
}

/// Whether the file's numbers grow upwards or downwards.
fn values_ui(ui: &mut Ui, id: LayerId, values: Values, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-values");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-values-tip"));
    let choices = [
        (Values::Heights, fl!(words.loader, "values-heights")),
        (Values::Depths, fl!(words.loader, "values-depths")),
    ];
    let chosen = choices.iter().find(|(choice, _)| *choice == values);
    let chosen = chosen.map_or("", |(_, name)| name.as_str());
    let combo = ComboBox::from_id_salt("values").selected_text(chosen);
    let shown = combo.width(140.0).truncate().show_ui(ui, |ui| {
        for (choice, name) in &choices {
            let response = ui.selectable_label(*choice == values, name);
            if response.clicked() && *choice != values {
                panel.act(Action::Edit(Edit::SetValues(id, *choice)));
            }
        }
    });
    named(&shown.response, egui::accesskit::Role::ComboBox, &label);
    ui.end_row();
}

/// A slider for how much an entry covers; one undo step for one drag.
pub(super) fn opacity_ui(ui: &mut Ui, entry: Entry, opacity: f32, panel: &mut Panel<'_>) {
    let label = fl!(panel.words.loader, "label-opacity");
    let id = ui.make_persistent_id(("opacity", entry));
    ui.horizontal(|ui| {
        ui.label(&label);
        let kept: Option<f32> = ui.data(|kept| kept.get_temp(id));
        let mut percent = kept.unwrap_or(opacity) * 100.0;
        let slider = Slider::new(&mut percent, 0.0..=100.0)
            .fixed_decimals(0)
            .suffix("\u{a0}%");
        let response = ui.add(slider);
        named(&response, egui::accesskit::Role::Slider, &label);
        if response.changed() {
            ui.data_mut(|kept| kept.insert_temp(id, percent / 100.0));
        }
        let rests = !response.dragged() && !response.has_focus();
        if let Some(kept) = kept.filter(|_| rests) {
            ui.data_mut(|kept| kept.remove::<f32>(id));
            panel.act(Action::Edit(Edit::Fade(entry, kept)));
        }
    });
}
