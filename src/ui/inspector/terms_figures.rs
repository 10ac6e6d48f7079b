//! What a destination's terms come to by the books: how far and at what cost, how much lies there, what is wrong.

use egui::{Grid, Label, RichText, Ui};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::parts::rows_ui;
use crate::app::notice::Notice;
use crate::app::{MassBook, MassDoubt, mass_text, notices_of_place, notices_of_route};
use crate::project::Entry;
use crate::ui::context::Panel;
use crate::words::Words;

/// The width of a fraction's name in a table, in points.
const NAME_WIDTH: f32 = 130.0;

/// The books that an entry stands in, and its place among the destinations. `None` until there are fractions.
pub(super) fn booked<'a>(entry: Entry, panel: &Panel<'a>) -> Option<(&'a MassBook, usize)> {
    let scenario = panel.app.project().scenario_of(entry)?;
    let book = panel.app.mass_book(scenario)?;
    let places = &book.planned.places;
    let index = places.iter().position(|place| *place == entry)?;
    Some((book, index))
}

/// How far a fraction is hauled to a destination, in kilometres; `None` where nobody said.
pub(super) fn km_to(book: &MassBook, index: usize, fraction: usize) -> Option<f64> {
    let km = book.planned.ways[index].get(fraction)?.km;
    let doubt = MassDoubt::NoDistance(book.planned.places[index]);
    // Of several fractions one may have a place of its own.
    (0.0 < km || !book.planned.doubts.contains(&doubt)).then_some(km)
}

/// A distance, or a dash where nobody said.
pub(super) fn km_text(km: Option<f64>, words: &Words) -> String {
    km.map_or_else(|| "–".to_owned(), |km| words.quantity(km, 1, "km"))
}

/// Distance and cost by fraction, and what lies there.
pub(super) fn comes_to_ui(ui: &mut Ui, entry: Entry, panel: &Panel<'_>) {
    let words = &panel.words;
    let Some((book, index)) = booked(entry, panel) else {
        ui.add(Label::new(RichText::new(fl!(words.loader, "terms-no-books")).weak()).wrap());
        return;
    };
    ui.add_space(4.0);
    costs_ui(ui, book, index, words);
    rows_ui(ui, figure_rows(book, index, words), None);
    ui.add_space(4.0);
}

/// A fraction by fraction table of what is taken: how far, and what a tonne costs.
fn costs_ui(ui: &mut Ui, book: &MassBook, index: usize, words: &Words) {
    let plan = &book.planned.plan;
    let destination = &plan.destinations[index];
    let grid = Grid::new(("terms-costs", index))
        .num_columns(3)
        .min_col_width(72.0)
        .striped(true);
    grid.show(ui, |ui| {
        for head in ["terms-head-fraction", "terms-head-km", "terms-head-cost"] {
            ui.weak(words.text(head, &[]));
        }
        ui.end_row();
        for (fraction, planned) in plan.fractions.iter().enumerate() {
            name_ui(ui, &planned.name);
            if destination.accepts.takes(&planned.material) {
                ui.label(km_text(km_to(book, index, fraction), words));
                ui.label(words.quantity(destination.cost[fraction].0, 1, "NOK/t"));
            } else {
                ui.weak("–");
                ui.weak(fl!(words.loader, "terms-not-taken"));
            }
            ui.end_row();
        }
    });
}

/// A name in a narrow column.
pub(super) fn name_ui(ui: &mut Ui, name: &str) {
    ui.scope(|ui| {
        ui.set_max_width(NAME_WIDTH);
        ui.add(Label::new(name).truncate());
    });
}

fn figure_rows(book: &MassBook, index: usize, words: &Words) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let (booked, years) = (&book.destinations[index], &book.ledger.destinations[index]);
    let into = years.iter().map(|year| year.into).sum();
    rows.push((
        fl!(words.loader, "label-comes-in-all"),
        mass_text(into, words),
    ));
    if let (Some(capacity), Some(end)) = (booked.capacity, years.last()) {
        let most = years.iter().map(|year| year.placed.0);
        let most = most.fold(0.0, f64::max);
        rows.push((
            fl!(words.loader, "label-lies-there"),
            fl!(
                words.loader,
                "lies-there-of",
                placed = words.volume(most),
                capacity = words.volume(capacity.0)
            ),
        ));
        if book.planned.plan.destinations[index].is_store() {
            let left = mass_text(end.holds, words);
            rows.push((fl!(words.loader, "label-left-in-the-end"), left));
        }
        let full = booked.full.map_or_else(
            || fl!(words.loader, "full-never"),
            |year| year.0.to_string(),
        );
        rows.push((fl!(words.loader, "label-full-in"), full));
    }
    if 0.0 < booked.haul.loads {
        let loads = words.number(booked.haul.loads, 0);
        rows.push((fl!(words.loader, "label-loads"), loads));
    }
    rows
}

/// What is odd or wrong there, and what to do next.
pub(super) fn trouble_ui(ui: &mut Ui, entry: Entry, panel: &Panel<'_>) {
    let project = panel.app.project();
    let Some((book, _)) = booked(entry, panel) else {
        // What is odd about a road is so without a fraction too.
        for notice in notices_of_route(entry, project, &panel.words) {
            notice_ui(ui, false, &notice, panel);
        }
        return;
    };
    for (is_fault, notice) in notices_of_place(book, entry, project, &panel.words) {
        notice_ui(ui, is_fault, &notice, panel);
    }
}

/// One notice: marked by its weight, and what to do next below it.
pub fn notice_ui(ui: &mut Ui, is_fault: bool, notice: &Notice, panel: &Panel<'_>) {
    let (picture, color) = if is_fault {
        (icon::ICON_ERROR, panel.palette.error)
    } else {
        (icon::ICON_WARNING, panel.palette.warning)
    };
    ui.horizontal_top(|ui| {
        ui.colored_label(color, picture.codepoint);
        ui.vertical(|ui| {
            let message = RichText::new(&notice.message).color(color);
            ui.add(Label::new(message).wrap());
            ui.add(Label::new(RichText::new(&notice.hint).weak()).wrap());
        });
    });
}
