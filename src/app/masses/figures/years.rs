//! Where the rock of each year ends.

use super::{SheetMm, TEXT_MM, mass_unit};
use crate::app::masses::MassBook;
use crate::balance::Fate;
use crate::figure::{Drawing, FATE_COLORS, Series, YearsInput, draw_years};
use crate::words::Words;

/// Draws where the rock of each year ends.
pub(super) fn draw(book: &MassBook, words: &Words, (width_mm, height_mm): SheetMm) -> Drawing {
    let series = series_of(book, words);
    let sums = (0..book.planned.plan.years).map(|year| {
        let amounts = series.iter().map(|one| one.amounts[year]);
        amounts.sum::<f64>()
    });
    draw_years(&YearsInput {
        title: &words.text("figure-years", &[]),
        first_year: book.planned.plan.first_year.0,
        series: &series,
        unit: mass_unit(sums.fold(0.0, f64::max)),
        number: &|value, decimals| words.number(value, decimals),
        empty: &words.text("figure-nothing", &[]),
        width_mm,
        height_mm,
        text_mm: TEXT_MM,
    })
}

/// What goes into each fate in each year: what is taken out of a store goes in somewhere else the same year.
fn series_of(book: &MassBook, words: &Words) -> Vec<Series> {
    let years = 0..book.planned.plan.years;
    let fates = Fate::ALL.map(|fate| {
        let into = years.clone().map(|year| {
            let fractions = book.ledger.fractions.iter();
            fractions
                .map(|years| years[year].into[fate.index()].0)
                .sum()
        });
        Series {
            name: words.text(&format!("fate-{}", fate.id()), &[]),
            color: FATE_COLORS[fate.index()],
            is_amiss: false,
            amounts: into.collect(),
        }
    });
    let unplaced = Series {
        name: words.text("fate-unplaced", &[]),
        color: FATE_COLORS[Fate::ALL.len()],
        is_amiss: true,
        amounts: book
            .ledger
            .years
            .iter()
            .map(|year| year.unplaced.0)
            .collect(),
    };
    fates.into_iter().chain([unplaced]).collect()
}
