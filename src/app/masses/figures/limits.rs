//! How much of both limits of each backfill is used, year by year.

use super::{SheetMm, TEXT_MM, plots_height_mm};
use crate::app::masses::{BackfillYear, MassBook};
use crate::balance::Binding;
use crate::figure::{Drawing, PanelsInput, Plot, PlotLine, draw_panels};
use crate::words::Words;

/// Blue, of the room.
const VOID_COLOR: [u8; 3] = [0, 114, 178];

/// Vermilion, of the cap.
const CAP_COLOR: [u8; 3] = [213, 94, 0];

/// Draws a plot for each pit and stope.
pub(super) fn draw(book: &MassBook, words: &Words, (width_mm, height_mm): SheetMm) -> Drawing {
    let places = book.planned.plan.destinations.iter();
    let backfills = places
        .zip(&book.destinations)
        .filter(|(_, one)| !one.backfill.is_empty());
    let plots = backfills.map(|(place, one)| plot_of(&place.name, &one.backfill, words));
    draw_panels(&PanelsInput {
        title: &words.text("figure-limits", &[]),
        first_year: book.planned.plan.first_year.0,
        plots: &plots.collect::<Vec<_>>(),
        unit: "%",
        number: &|value, decimals| words.number(value, decimals),
        empty: &words.text("figure-limits-none", &[]),
        width_mm,
        height_mm,
        text_mm: TEXT_MM,
    })
}

/// The height that the plots need, in millimetres.
pub(super) fn height_mm(book: &MassBook) -> f64 {
    let backfills = book
        .destinations
        .iter()
        .filter(|one| !one.backfill.is_empty());
    plots_height_mm(backfills.count())
}

fn plot_of(name: &str, years: &[BackfillYear], words: &Words) -> Plot {
    let of_void = years.iter().map(|year| percent(year.placed.0, year.free.0));
    let of_cap = years
        .iter()
        .map(|year| percent(year.bank.0, year.limit_by_cap.0));
    let line = |id: &str, color, is_dashed, values| PlotLine {
        name: words.text(id, &[]),
        color,
        is_dashed,
        values,
    };
    Plot {
        title: name.to_owned(),
        lines: vec![
            line(
                "figure-limits-of-void",
                VOID_COLOR,
                false,
                of_void.collect(),
            ),
            line("figure-limits-of-cap", CAP_COLOR, true, of_cap.collect()),
        ],
        range: Some((0.0, 100.0)),
        limit: Some(100.0),
        notes: years.iter().map(|year| note_of(year, words)).collect(),
    }
}

/// What is used of what there is; nothing where there is nothing.
fn percent(used: f64, most: f64) -> Option<f64> {
    (0.0 < most).then(|| 100.0 * used / most)
}

fn note_of(year: &BackfillYear, words: &Words) -> String {
    let binding = match year.binding {
        Binding::Cap => words.text("year-cap", &[]),
        Binding::Void => words.text("year-void", &[]),
        Binding::Target => String::new(),
    };
    let amounts = words.text(
        "figure-limits-amounts",
        &[
            ("placed", words.volume(year.placed.0)),
            ("free", words.volume(year.free.0)),
            ("bank", words.volume(year.bank.0)),
            ("cap", words.volume(year.limit_by_cap.0)),
        ],
    );
    if binding.is_empty() {
        amounts
    } else {
        format!("{amounts}; {binding}")
    }
}
