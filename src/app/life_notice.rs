//! What becomes of deposits, in words and as tables: a sheet of life cycles, the programme of what is watched, and soil.

use super::App;
use super::masses::MassBook;
use crate::project::{Deposit, DepositId, Entry, LaterUse, Medium, Project, ScenarioId};
use crate::report::{Table, TableCell, TableColumn};
use crate::units::Year;
use crate::words::Words;

/// Places of the volumes of soil among the columns of life cycles.
const STRIPPED: usize = 6;
const COVER: usize = 8;

/// What a later use is called.
pub fn later_use_text(later: LaterUse, words: &Words) -> String {
    words.text(&format!("later-use-{}", later.id()), &[])
}

/// What a medium is called.
pub fn medium_text(medium: Medium, words: &Words) -> String {
    words.text(&format!("medium-{}", medium.id()), &[])
}

fn text(text: &str) -> TableCell {
    if text.is_empty() {
        TableCell::Empty
    } else {
        TableCell::Text(text.to_owned())
    }
}

fn year(year: Option<Year>) -> TableCell {
    year.map_or(TableCell::Empty, |year| TableCell::Whole(year.0))
}

fn head(ids: &[&str], words: &Words) -> Vec<TableColumn> {
    let columns = ids.iter().map(|id| TableColumn::new(words.text(id, &[])));
    columns.collect()
}

impl App {
    /// What becomes of the deposits of an alternative, one in each row.
    pub fn life_table(&self, scenario: ScenarioId) -> Table {
        let book = self.mass_book(scenario).map(AsRef::as_ref);
        life_table(self.project(), scenario, book, self.words())
    }

    /// What is watched at the deposits of an alternative, a point in each row.
    pub fn monitoring_table(&self, scenario: ScenarioId) -> Table {
        monitoring_table(self.project(), scenario, self.words())
    }

    /// The soil of all deposits of an alternative, year by year. `None` where no soil is moved.
    pub fn soil_table(&self, scenario: ScenarioId) -> Option<Table> {
        soil_table(self.mass_book(scenario)?, self.words())
    }
}

fn deposits_by_name(project: &Project, scenario: ScenarioId) -> Vec<(DepositId, &Deposit)> {
    let deposits = project.deposits_of(scenario);
    let deposits = deposits.map(|(id, deposit)| (id, &**deposit));
    let mut deposits: Vec<(DepositId, &Deposit)> = deposits.collect();
    deposits.sort_by_key(|(id, _)| *id);
    deposits
}

/// What becomes of the deposits of an alternative, one in each row.
pub(super) fn life_table(
    project: &Project,
    scenario: ScenarioId,
    book: Option<&MassBook>,
    words: &Words,
) -> Table {
    let rows = deposits_by_name(project, scenario).into_iter();
    let rows = rows.map(|(id, deposit)| life_row(Entry::Deposit(id), deposit, book, words));
    let mut columns = head(
        &[
            "life-deposit",
            "life-stands",
            "life-until",
            "life-filled-from",
            "life-filled-to",
            "life-later-use",
            "life-stripped",
            "life-strip-year",
            "life-cover",
            "life-cover-from",
            "life-cover-to",
            "life-responsible",
            "life-restoration",
            "life-points",
        ],
        words,
    );
    for place in [STRIPPED, COVER] {
        columns[place].is_summed = true;
    }
    Table {
        title: words.text("life-table-title", &[]),
        columns,
        rows: rows.collect(),
    }
}

/// What is watched at the deposits of an alternative, a point in each row.
pub(super) fn monitoring_table(project: &Project, scenario: ScenarioId, words: &Words) -> Table {
    let deposits = deposits_by_name(project, scenario).into_iter();
    let rows = deposits.flat_map(|(_, deposit)| {
        deposit.life.monitoring.iter().map(|point| {
            vec![
                text(&deposit.name),
                text(&point.name),
                text(&medium_text(point.medium, words)),
                text(&point.parameter),
                text(&point.limit),
                TableCell::Number(point.times_a_year),
                year(point.first_year),
                year(point.last_year),
                TableCell::Number(point.place.x),
                TableCell::Number(point.place.y),
            ]
        })
    });
    Table {
        title: words.text("watch-table-title", &[]),
        columns: head(
            &[
                "life-deposit",
                "watch-point",
                "watch-medium",
                "watch-parameter",
                "watch-limit",
                "watch-times",
                "watch-from",
                "watch-to",
                "watch-east",
                "watch-north",
            ],
            words,
        ),
        rows: rows.collect(),
    }
}

/// The soil of all deposits of an alternative, year by year. `None` where no soil is moved.
pub(super) fn soil_table(book: &MassBook, words: &Words) -> Option<Table> {
    if book.soil.is_nothing() {
        return None;
    }
    let years = book.soil.years.iter().enumerate();
    let rows = years.map(|(index, soil)| {
        let volumes = [soil.stripped, soil.brought, soil.laid, soil.kept];
        let volumes = volumes.map(|volume| TableCell::Number(volume.0));
        let year = TableCell::Whole(book.planned.plan.year(index).0);
        [year].into_iter().chain(volumes).collect()
    });
    let text = |id: &str| TableColumn::new(words.text(id, &[]));
    Some(Table {
        title: words.text("soil-table-title", &[]),
        columns: vec![
            text("register-year"),
            text("soil-stripped").summed(),
            text("soil-brought").summed(),
            text("soil-laid").summed(),
            // What lies there at the end of each year is no sum.
            text("soil-kept"),
        ],
        rows: rows.collect(),
    })
}

fn life_row(
    entry: Entry,
    deposit: &Deposit,
    book: Option<&MassBook>,
    words: &Words,
) -> Vec<TableCell> {
    let stands = if deposit.temporary.is_some() {
        words.text("life-temporary", &[])
    } else {
        words.text("life-permanent", &[])
    };
    let planned = book.map(|book| &book.planned);
    let filled = planned.and_then(|planned| {
        let place = planned.places.iter().position(|place| *place == entry)?;
        planned.filled_years(place)
    });
    let moved = planned.and_then(|planned| {
        let mut soil = planned.soil.iter();
        let found = soil.find(|(place, _)| *place == entry);
        found.map(|(_, moved)| *moved)
    });
    let later = deposit.life.later_use;
    let later = later.map(|later| later_use_text(later, words));
    let volume = |volume: Option<f64>| {
        let volume = volume.filter(|volume| 0.0 < *volume);
        volume.map_or(TableCell::Empty, TableCell::Number)
    };
    let stripped = moved.filter(|moved| 0.0 < moved.stripped.0);
    let covered = moved.filter(|moved| 0.0 < moved.cover.0);
    let points = i32::try_from(deposit.life.monitoring.len()).unwrap_or(i32::MAX);
    vec![
        text(&deposit.name),
        TableCell::Text(stands),
        year(deposit.temporary.as_ref().and(deposit.terms.emptied_by)),
        year(filled.map(|(from, _)| from)),
        year(filled.map(|(_, to)| to)),
        text(&later.unwrap_or_default()),
        volume(stripped.map(|moved| moved.stripped.0)),
        year(stripped.map(|moved| moved.strip_year)),
        volume(covered.map(|moved| moved.cover.0)),
        year(covered.map(|moved| moved.cover_years.0)),
        year(covered.map(|moved| moved.cover_years.1)),
        text(&deposit.life.responsible),
        text(&deposit.life.restoration),
        TableCell::Whole(points),
    ]
}
