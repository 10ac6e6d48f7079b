//! What lies at a place of the map: the features there, and what their layer says about one of them.

use egui::{Grid, Label, RichText, ScrollArea, Ui};
use i18n_embed_fl::fl;

use crate::app::Action;
use crate::ui::context::{Panel, Wish};
use crate::ui::fields::named;

/// Draws the list and the values of the one that is chosen.
pub fn ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ui.add_space(4.0);
    ui.heading(fl!(words.loader, "identify-title"));
    let identified = panel.app.identified().clone();
    if identified.at.is_none() {
        ui.add(Label::new(fl!(words.loader, "hint-identify")).wrap());
        return;
    }
    if identified.hits.is_empty() {
        ui.add(Label::new(fl!(words.loader, "identify-nothing")).wrap());
        return;
    }
    ui.weak(fl!(
        words.loader,
        "identify-count",
        count = identified.hits.len()
    ));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for (place, hit) in identified.hits.iter().enumerate() {
            let layer = panel.app.project().layer(hit.layer);
            let layer = layer.map_or("", |layer| layer.name.as_str());
            let text = match hit.class.as_str() {
                "" => format!("{layer} {}", hit.fid),
                class => format!("{layer}: {class}"),
            };
            let is_chosen = place == identified.chosen;
            let response = ui.selectable_label(is_chosen, &text);
            named(&response, egui::accesskit::Role::ListItem, &text);
            if response.clicked() {
                panel.act(Action::ChooseIdentified(place));
            }
        }
        ui.separator();
        values_ui(ui, panel);
    });
}

fn values_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let Some(hit) = panel.app.identified().chosen() else {
        return;
    };
    let Some(content) = panel.app.site_content(hit.layer).cloned() else {
        return;
    };
    if ui.button(fl!(words.loader, "identify-zoom")).clicked()
        && let Some(area) = panel.app.extent_of_identified()
    {
        panel.wishes.push(Wish::LookAt(area));
    }
    let Some(values) = hit.values.clone() else {
        ui.weak(fl!(words.loader, "identify-reading"));
        return;
    };
    Grid::new("identified")
        .num_columns(2)
        .striped(true)
        .show(ui, |ui| {
            for (field, value) in content.facts.fields.iter().zip(values.iter()) {
                ui.label(RichText::new(&field.field.name).weak());
                let text = value
                    .as_ref()
                    .map_or_else(|| "–".to_owned(), ToString::to_string);
                ui.add(Label::new(text).wrap());
                ui.end_row();
            }
        });
}
