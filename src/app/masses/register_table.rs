//! What lies where, as a table.

use super::MassBook;
use crate::app::App;
use crate::app::masses_notice::quality_text;
use crate::balance::Fate;
use crate::project::ScenarioId;
use crate::report::{Table, TableCell, TableColumn};
use crate::words::Words;

impl App {
    /// What was placed in an alternative, by place, year and fraction. `None` without masses.
    pub fn register_table(&self, scenario: ScenarioId) -> Option<Table> {
        let book = self.mass_book(scenario)?;
        Some(register_of_book(book, self.words()))
    }
}

/// What was placed by a plan, by place, year and fraction.
pub(in crate::app) fn register_of_book(book: &MassBook, words: &Words) -> Table {
    let facts = [
        "register-place",
        "register-year",
        "register-fraction",
        "register-quality",
    ];
    let facts = facts.map(|id| TableColumn::new(words.text(id, &[])));
    let amounts = ["register-mass", "register-placed"];
    let amounts = amounts.map(|id| TableColumn::new(words.text(id, &[])).summed());
    let levels = ["register-from", "register-to"];
    let levels = levels.map(|id| TableColumn::with_decimals(words.text(id, &[]), 1));
    Table {
        title: words.text("register-title", &[]),
        columns: facts.into_iter().chain(amounts).chain(levels).collect(),
        rows: rows_of(book, words).collect(),
    }
}

fn rows_of<'a>(
    book: &'a MassBook,
    words: &'a Words,
) -> impl Iterator<Item = Vec<TableCell>> + use<'a> {
    let planned = &book.planned;
    let places = planned.plan.destinations.iter();
    places
        .zip(&book.destinations)
        // What somebody takes away lies nowhere.
        .filter(|(place, _)| place.fate() != Fate::Reuse)
        .flat_map(move |(place, booked)| {
            booked.register.iter().map(move |entered| {
                let fraction = planned
                    .fractions
                    .iter()
                    .position(|id| *id == entered.fraction);
                let fraction =
                    fraction.map_or("", |index| planned.plan.fractions[index].name.as_str());
                let level = |which: fn((f64, f64)) -> f64| {
                    let levels = entered.levels.map(|(from, to)| which((from.0, to.0)));
                    levels.map_or(TableCell::Empty, TableCell::Number)
                };
                vec![
                    TableCell::Text(place.name.clone()),
                    TableCell::Whole(entered.year.0),
                    TableCell::Text(fraction.to_owned()),
                    TableCell::Text(quality_text(entered.quality, words)),
                    TableCell::Number(entered.mass.0),
                    TableCell::Number(entered.placed.0),
                    level(|levels| levels.0),
                    level(|levels| levels.1),
                ]
            })
        })
}
