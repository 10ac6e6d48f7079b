//! How far rock is hauled to a destination: typed, as the crow flies, or along a drawn road; and the climb.

use egui::Ui;
use egui_material_icons::icons as icon;
use geo::{Euclidean, Length as _};
use i18n_embed_fl::fl;

use super::terms_fields::{AMOUNT, change};
use super::terms_figures::km_of;
use crate::project::{Distance, Entry, Terms, TermsChange};
use crate::ui::context::Panel;
use crate::ui::fields::{Field, choice_ui, small_icon};
use crate::words::{Words, read_number};

/// How the distance is known.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    Typed,
    Straight,
    Route,
}

/// How far rock is hauled, and how much is climbed.
pub(super) fn haul_ui(ui: &mut Ui, entry: Entry, terms: &Terms, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let set = |panel: &mut Panel<'_>, distance: Distance| {
        change(panel, entry, TermsChange::Haul(distance, terms.climb_m));
    };
    let known = match &terms.distance {
        Distance::Typed { .. } => Known::Typed,
        Distance::Straight { .. } => Known::Straight,
        Distance::Route(_) => Known::Route,
    };
    let mut choices = vec![
        (Known::Straight, fl!(words.loader, "haul-straight")),
        (Known::Typed, fl!(words.loader, "haul-typed")),
    ];
    if known == Known::Route {
        choices.push((Known::Route, fl!(words.loader, "haul-route")));
    }
    let label = fl!(words.loader, "field-haul");
    let tip = fl!(words.loader, "field-haul-tip");
    let km_now = km_of(entry, panel);
    match choice_ui(ui, (&label, &tip), &choices, &known) {
        Some(Known::Straight) => set(panel, Distance::default()),
        Some(Known::Typed) => {
            // It goes on from what it was.
            let km = (km_now.unwrap_or(0.0) * 100.0).round() / 100.0;
            set(panel, Distance::Typed { km });
        }
        Some(Known::Route) | None => {}
    }
    let distance = match &terms.distance {
        Distance::Typed { km } => typed_ui(ui, *km, &words),
        Distance::Straight { detour } => detour_ui(ui, *detour, &words),
        Distance::Route(line) => route_ui(ui, Euclidean.length(line) / 1000.0, &words),
    };
    if let Some(distance) = distance {
        set(panel, distance);
    }
    let label = fl!(words.loader, "field-climb");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-climb-tip"));
    ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(terms.climb_m, 0),
            unit: "m",
            wrong: fl!(words.loader, "field-climb-wrong"),
            width: AMOUNT,
        };
        let read = |text: &str| read_number(text).filter(|climb| 0.0 <= *climb);
        if let Some(climb_m) = field.ui(ui, read) {
            let haul = TermsChange::Haul(terms.distance.clone(), climb_m);
            change(panel, entry, haul);
        }
    });
    ui.end_row();
}

fn typed_ui(ui: &mut Ui, km: f64, words: &Words) -> Option<Distance> {
    let label = fl!(words.loader, "field-haul-km");
    ui.label(&label);
    let row = ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(km, 2),
            unit: "km",
            wrong: fl!(words.loader, "field-haul-km-wrong"),
            width: AMOUNT,
        };
        field.ui(ui, |text| read_number(text).filter(|km| 0.0 <= *km))
    });
    ui.end_row();
    row.inner.map(|km| Distance::Typed { km })
}

fn detour_ui(ui: &mut Ui, detour: f64, words: &Words) -> Option<Distance> {
    let label = fl!(words.loader, "field-detour");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-detour-tip"));
    let row = ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(detour, 2),
            unit: "×",
            wrong: fl!(words.loader, "field-detour-wrong"),
            width: AMOUNT,
        };
        field.ui(ui, |text| read_number(text).filter(|detour| 1.0 <= *detour))
    });
    ui.end_row();
    row.inner.map(|detour| Distance::Straight { detour })
}

/// The length of a drawn road, and a button that takes it away.
fn route_ui(ui: &mut Ui, km: f64, words: &Words) -> Option<Distance> {
    ui.label(fl!(words.loader, "field-haul-km"));
    let row = ui.horizontal(|ui| {
        ui.label(words.quantity(km, 2, "km"));
        let name = fl!(words.loader, "haul-route-remove");
        small_icon(ui, icon::ICON_DELETE.codepoint, &name, None).clicked()
    });
    ui.end_row();
    row.inner.then(Distance::default)
}
