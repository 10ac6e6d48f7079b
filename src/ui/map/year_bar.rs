//! The years under the map: everything as it is designed, or as it stands at the end of one of them.

use egui::{Slider, Ui, accesskit::Role};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use crate::app::{Action, App, YearState};
use crate::ui::context::Panel;
use crate::ui::fields::{named, small_icon};
use crate::units::{SquareMetres, Year};
use crate::words::Words;

/// The height of the bar, in points.
pub const YEAR_BAR_HEIGHT: f32 = 30.0;

/// The width of the slider, in points.
const SLIDER_WIDTH: f32 = 150.0;

/// Whether there are years to show.
pub fn has_years(app: &App) -> bool {
    app.years_of_plan()
        .is_some_and(|(first, last)| first < last)
}

/// Draws the bar.
pub fn ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let Some((first, last)) = panel.app.years_of_plan() else {
        return;
    };
    let words = panel.words.clone();
    let shown = panel.app.shown_year();
    ui.horizontal_centered(|ui| {
        ui.add_space(8.0);
        let name = fl!(words.loader, "year-by-year");
        let mut is_on = shown.is_some();
        let response = ui.checkbox(&mut is_on, &name);
        if response
            .on_hover_text(fl!(words.loader, "year-by-year-tip"))
            .changed()
        {
            panel.act(Action::ShowYear(is_on.then_some(last)));
        }
        let Some(year) = shown else {
            return;
        };
        slider_ui(ui, (first, year, last), panel);
        told_ui(ui, panel);
    });
}

fn slider_ui(ui: &mut Ui, (first, year, last): (Year, Year, Year), panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let mut chosen = year.0;
    let step = |ui: &mut Ui, picture: &str, id: &str, by: i32, limit: Year| {
        let name = words.text(id, &[]);
        let response = ui.add_enabled_ui(year != limit, |ui| small_icon(ui, picture, &name, None));
        response.inner.clicked().then_some(year.0 + by)
    };
    let back = step(
        ui,
        icon::ICON_CHEVRON_LEFT.codepoint,
        "year-before",
        -1,
        first,
    );
    ui.spacing_mut().slider_width = SLIDER_WIDTH;
    let slider = Slider::new(&mut chosen, first.0..=last.0).show_value(false);
    let response = ui.add(slider);
    named(
        &response,
        Role::Slider,
        &words.text("year-slider", &[("year", year.0.to_string())]),
    );
    let on = step(
        ui,
        icon::ICON_CHEVRON_RIGHT.codepoint,
        "year-after",
        1,
        last,
    );
    ui.strong(chosen.to_string());
    let wished = back.or(on).unwrap_or(chosen);
    if wished != year.0 {
        panel.act(Action::ShowYear(Some(Year(wished))));
    }
}

/// What lies there at the end of the year, and the ground that it takes.
fn told_ui(ui: &mut Ui, panel: &Panel<'_>) {
    let words = &panel.words;
    let Some((state, is_current)) = panel.app.year_state() else {
        ui.spinner();
        return;
    };
    let told = told(state, words);
    ui.separator();
    if is_current {
        ui.label(told);
    } else {
        ui.weak(told);
    }
    let everything = state.take.everything.as_ref();
    let hard = everything.map_or(0, |all| all.conflicts.len());
    if 0 < hard {
        let text = words.text("year-conflicts", &[("count", hard.to_string())]);
        ui.colored_label(panel.palette.error, text);
    }
}

fn told(state: &YearState, words: &Words) -> String {
    let everything = state.take.everything.as_ref();
    let area = everything.map_or(SquareMetres(0.0), |all| all.take.footprint);
    words.text(
        "year-told",
        &[
            ("placed", words.volume(state.placed.0)),
            ("area", words.quantity(area.to_daa(), 0, "daa")),
        ],
    )
}
