//! How high each place is filled, year by year.

use super::{SheetMm, TEXT_MM, plots_height_mm};
use crate::app::masses::{DestinationBook, MassBook};
use crate::figure::{Drawing, FATE_COLORS, PanelsInput, Plot, PlotLine, draw_panels};
use crate::words::Words;

/// Draws a plot for each place whose levels are known.
pub(super) fn draw(book: &MassBook, words: &Words, (width_mm, height_mm): SheetMm) -> Drawing {
    let places = book
        .planned
        .plan
        .destinations
        .iter()
        .zip(&book.destinations);
    let known = places.filter(|(_, one)| has_levels(one));
    let plots = known.map(|(place, one)| Plot {
        title: place.name.clone(),
        lines: vec![PlotLine {
            name: words.text("figure-levels-level", &[]),
            color: FATE_COLORS[place.fate().index()],
            is_dashed: false,
            values: one
                .levels
                .iter()
                .map(|level| level.map(|level| level.0))
                .collect(),
        }],
        range: None,
        limit: None,
        notes: Vec::new(),
    });
    draw_panels(&PanelsInput {
        title: &words.text("figure-levels", &[]),
        first_year: book.planned.plan.first_year.0,
        plots: &plots.collect::<Vec<_>>(),
        unit: &words.text("figure-levels-unit", &[]),
        number: &|value, decimals| words.number(value, decimals),
        empty: &words.text("figure-levels-none", &[]),
        width_mm,
        height_mm,
        text_mm: TEXT_MM,
    })
}

/// The height that the plots need, in millimetres.
pub(super) fn height_mm(book: &MassBook) -> f64 {
    plots_height_mm(
        book.destinations
            .iter()
            .filter(|one| has_levels(one))
            .count(),
    )
}

fn has_levels(destination: &DestinationBook) -> bool {
    destination.levels.iter().any(Option::is_some)
}
