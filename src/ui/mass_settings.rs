//! The years of the plan, the place where rock is loaded, and what hauling costs: the same in all alternatives.

use egui::{Grid, Ui};
use i18n_embed_fl::fl;

use super::commands::Command;
use super::context::Panel;
use super::fields::{Field, Typed, choice_ui, place_command, place_field, year_field};
use crate::app::Action;
use crate::balance::{Emission, HaulRates, LoadSize};
use crate::project::{Edit, MassSettings};
use crate::units::{LooseM3, Tonnes, Year};
use crate::words::{Words, read_number};

const LABEL_WIDTH: f32 = 124.0;
const NARROW: f32 = 60.0;

/// Draws the years of the plan, the place where rock is loaded, and the rates of haul.
pub fn ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let before = panel.app.project().masses.as_ref().clone();
    let mut masses = before.clone();
    let grid = Grid::new("mass-settings").num_columns(2);
    grid.min_col_width(LABEL_WIDTH).show(ui, |ui| {
        years_rows(ui, &mut masses, &words);
        let label = fl!(words.loader, "field-origin");
        ui.label(&label)
            .on_hover_text(fl!(words.loader, "field-origin-tip"));
        ui.horizontal(|ui| {
            if let Some(Typed(place)) = place_field(ui, &words, &label, masses.origin) {
                masses.origin = place;
            }
            place_command(ui, panel, Command::PlaceOrigin);
        });
        ui.end_row();
        rates_rows(ui, &mut masses.haul, &words);
    });
    if masses != before {
        panel.act(Action::Edit(Edit::SetMasses(Box::new(masses))));
    }
}

fn years_rows(ui: &mut Ui, masses: &mut MassSettings, words: &Words) {
    let is_span =
        |first: Year, last: Year| first <= last && last.0 - first.0 < MassSettings::MOST_YEARS;
    let (first, last) = (masses.first_year, masses.last_year);
    let label = fl!(words.loader, "field-plan-first");
    ui.label(&label);
    ui.horizontal(|ui| {
        let is_right = |year| is_span(year, last);
        let typed = year_field(ui, words, &label, Some(first), is_right);
        masses.first_year = typed.and_then(|Typed(year)| year).unwrap_or(first);
    });
    ui.end_row();
    let label = fl!(words.loader, "field-plan-last");
    ui.label(&label);
    ui.horizontal(|ui| {
        let is_right = |year| is_span(first, year);
        let typed = year_field(ui, words, &label, Some(last), is_right);
        masses.last_year = typed.and_then(|Typed(year)| year).unwrap_or(last);
        let years = words.number(f64::from(last.0 - first.0 + 1), 0);
        ui.weak(fl!(words.loader, "plan-years", count = years));
    });
    ui.end_row();
}

/// A row for a rate, not negative.
fn rate_row(ui: &mut Ui, label: &str, (value, unit): (&mut f64, &str), words: &Words) {
    ui.label(label);
    ui.horizontal(|ui| {
        let decimals = if value.fract() * 100.0 % 1.0 == 0.0 {
            2
        } else {
            3
        };
        let field = Field {
            label,
            value: words.number(*value, decimals),
            unit,
            wrong: fl!(words.loader, "field-rate-wrong"),
            width: NARROW,
        };
        let read = |text: &str| read_number(text).filter(|rate| 0.0 <= *rate);
        *value = field.ui(ui, read).unwrap_or(*value);
    });
    ui.end_row();
}

fn rates_rows(ui: &mut Ui, rates: &mut HaulRates, words: &Words) {
    let label = fl!(words.loader, "field-rate");
    rate_row(ui, &label, (&mut rates.nok_per_tonne_km, "NOK/t-km"), words);
    let label = fl!(words.loader, "field-rate-climb");
    let unit = fl!(words.loader, "rate-climb-unit");
    rate_row(
        ui,
        &label,
        (&mut rates.nok_per_tonne_100_m_climb, &unit),
        words,
    );
    let label = fl!(words.loader, "field-emission-by");
    let tip = fl!(words.loader, "field-emission-by-tip");
    let is_per_km = matches!(rates.emission, Emission::PerKm(_));
    let choices = [
        (false, fl!(words.loader, "emission-per-tonne-km")),
        (true, fl!(words.loader, "emission-per-km")),
    ];
    match choice_ui(ui, (&label, &tip), &choices, &is_per_km) {
        Some(true) => rates.emission = Emission::PerKm(USUAL_KG_PER_KM),
        Some(false) => rates.emission = HaulRates::default().emission,
        None => {}
    }
    let label = fl!(words.loader, "field-emission");
    match &mut rates.emission {
        Emission::PerTonneKm(kg) => rate_row(ui, &label, (kg, "kg/t-km"), words),
        Emission::PerKm(kg) => rate_row(ui, &label, (kg, "kg/km"), words),
    }
    load_rows(ui, rates, words);
    let label = fl!(words.loader, "field-both-ways");
    ui.label("");
    ui.checkbox(&mut rates.both_ways, &label)
        .on_hover_text(fl!(words.loader, "field-both-ways-tip"));
    ui.end_row();
}

/// A suggestion of practice for a loaded or empty truck, not measured here.
const USUAL_KG_PER_KM: f64 = 1.0;

/// A suggestion for a load by weight: what 17.5 loose m³ of blasted rock weigh, rounded.
const USUAL_LOAD: Tonnes = Tonnes(30.0);

fn load_rows(ui: &mut Ui, rates: &mut HaulRates, words: &Words) {
    let label = fl!(words.loader, "field-load-by");
    let tip = fl!(words.loader, "field-load-by-tip");
    let choices = [
        (false, fl!(words.loader, "load-by-volume")),
        (true, fl!(words.loader, "load-by-mass")),
    ];
    let is_by_mass = matches!(rates.load, LoadSize::Mass(_));
    match choice_ui(ui, (&label, &tip), &choices, &is_by_mass) {
        Some(true) => rates.load = LoadSize::Mass(USUAL_LOAD),
        Some(false) => rates.load = HaulRates::default().load,
        None => {}
    }
    let label = fl!(words.loader, "field-load");
    ui.label(&label);
    let (shown, unit) = match rates.load {
        LoadSize::Volume(room) => (room.0, fl!(words.loader, "unit-loose")),
        LoadSize::Mass(mass) => (mass.0, "t".to_owned()),
    };
    ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(shown, 1),
            unit: &unit,
            wrong: fl!(words.loader, "field-load-wrong"),
            width: NARROW,
        };
        // A load of nothing would never come to an end.
        let read = |text: &str| read_number(text).filter(|load| 0.0 < *load);
        if let Some(typed) = field.ui(ui, read) {
            rates.load = match rates.load {
                LoadSize::Volume(_) => LoadSize::Volume(LooseM3(typed)),
                LoadSize::Mass(_) => LoadSize::Mass(Tonnes(typed)),
            };
        }
    });
    ui.end_row();
}
