//! The masses: the ledger, what has no place, every place year by year, what lies where, soil, and fractions.

use super::Gathered;
use super::alternatives::FATE_COLUMNS;
use super::columns::Columns;
use crate::app::life_notice::{life_table, monitoring_table, soil_table};
use crate::app::masses::register_of_book;
use crate::app::notice::Notice;
use crate::app::scenario_list::ListedScenario;
use crate::app::{MassBook, kind_text, placing_text, quality_text};
use crate::balance::{Binding, Fate};
use crate::material::{Placing, Sourced};
use crate::project::Fraction;
use crate::report::{Follows, Table, TableCell};

/// Tonnes of each year by where they end.
pub(super) fn ledger(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words)
        .group("tables-alternative")
        .plain(["tables-year"])
        .summed(FATE_COLUMNS)
        .summed(["tables-all-t"])
        .following(Follows::Sum { first: 2, last: 7 });
    let rows = gathered.books().flat_map(|(scenario, book)| {
        let years = book.ledger.years.iter().enumerate();
        years.map(move |(year, fates)| {
            let mut row = vec![
                TableCell::Text(scenario.name.clone()),
                TableCell::Whole(book.planned.plan.year(year).0),
            ];
            row.extend(Fate::ALL.map(|fate| TableCell::Number(fates.get(fate).0)));
            row.push(TableCell::Number(fates.unplaced.0));
            row.push(TableCell::Number(fates.total().0));
            row
        })
    });
    Table {
        title: gathered.text("tables-ledger-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}

/// What has no place, with why.
pub(super) fn unplaced(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words)
        .group("tables-alternative")
        .plain(["tables-year", "tables-fraction"])
        .summed(["tables-unplaced-t"])
        .plain(["tables-why"]);
    let rows = gathered.books().flat_map(|(scenario, book)| {
        let plan = &book.planned.plan;
        book.unplaced.iter().map(move |unplaced| {
            vec![
                TableCell::Text(scenario.name.clone()),
                TableCell::Whole(plan.year(unplaced.year).0),
                TableCell::Text(plan.fractions[unplaced.fraction].name.clone()),
                TableCell::Number(unplaced.mass.0),
                TableCell::Text(Notice::of_unplaced(unplaced, plan, gathered.words).message),
            ]
        })
    });
    Table {
        title: gathered.text("tables-unplaced-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}

/// What goes to each place and out of it, and where that stands at the end of each year.
pub(super) fn places(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words)
        .group("tables-alternative")
        .group("tables-place")
        .plain(["tables-fate", "tables-year"])
        .summed(["tables-into", "tables-out"])
        .amounts(["tables-holds", "tables-holds-placed"], 0)
        .amounts(["tables-level"], 2)
        .summed(["tables-cost"])
        .amounts(
            ["tables-limit-cap", "tables-free", "tables-backfill-bank"],
            0,
        )
        .plain(["tables-binding"]);
    let rows = gathered.books().flat_map(|(scenario, book)| {
        let destinations = 0..book.planned.plan.destinations.len();
        destinations.flat_map(move |place| place_rows(scenario, book, place, gathered))
    });
    Table {
        title: gathered.text("tables-places-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}

fn place_rows(
    scenario: &ListedScenario,
    book: &MassBook,
    place: usize,
    gathered: &Gathered<'_>,
) -> Vec<Vec<TableCell>> {
    let destination = &book.planned.plan.destinations[place];
    let over_time = &book.destinations[place];
    let fate = format!("fate-{}", destination.fate().id());
    let years = book.ledger.destinations[place].iter().enumerate();
    let rows = years.map(|(year, booked)| {
        let limits = over_time.backfill.get(year);
        let level = over_time.levels.get(year).copied().flatten();
        let binding = limits.map(|limits| match limits.binding {
            Binding::Cap => "tables-binding-cap",
            Binding::Void => "tables-binding-void",
            Binding::Target => "tables-binding-target",
        });
        vec![
            TableCell::Text(scenario.name.clone()),
            TableCell::Text(destination.name.clone()),
            TableCell::Text(gathered.text(&fate)),
            TableCell::Whole(book.planned.plan.year(year).0),
            TableCell::Number(booked.into.0),
            TableCell::Number(booked.out.0),
            TableCell::Number(booked.holds.0),
            TableCell::Number(booked.placed.0),
            TableCell::amount(level.map(|level| level.0)),
            TableCell::Number(booked.cost.0),
            TableCell::amount(limits.map(|limits| limits.limit_by_cap.0)),
            TableCell::amount(limits.map(|limits| limits.free.0)),
            TableCell::amount(limits.map(|limits| limits.bank.0)),
            binding.map_or(TableCell::Empty, |id| TableCell::Text(gathered.text(id))),
        ]
    });
    rows.collect()
}

/// What lies where.
pub(super) fn register(gathered: &Gathered<'_>) -> Option<Table> {
    let tables = gathered.books().map(|(scenario, book)| {
        let table = register_of_book(book, gathered.words);
        (scenario.name.clone(), table)
    });
    stacked(tables, gathered)
}

/// What becomes of deposits.
pub(super) fn life_cycles(gathered: &Gathered<'_>) -> Option<Table> {
    let tables = gathered.scenarios.iter().map(|scenario| {
        let book = scenario.book.as_deref();
        let table = life_table(gathered.project(), scenario.id, book, gathered.words);
        (scenario.name.clone(), table)
    });
    stacked(tables, gathered)
}

/// What is watched.
pub(super) fn monitoring(gathered: &Gathered<'_>) -> Option<Table> {
    let tables = gathered.scenarios.iter().map(|scenario| {
        let table = monitoring_table(gathered.project(), scenario.id, gathered.words);
        (scenario.name.clone(), table)
    });
    stacked(tables, gathered)
}

/// Soil, year by year.
pub(super) fn soil(gathered: &Gathered<'_>) -> Option<Table> {
    let tables = gathered.books().filter_map(|(scenario, book)| {
        let table = soil_table(book, gathered.words)?;
        Some((scenario.name.clone(), table))
    });
    stacked(tables, gathered)
}

fn stacked(
    tables: impl Iterator<Item = (String, Table)>,
    gathered: &Gathered<'_>,
) -> Option<Table> {
    Table::stacked(gathered.text("tables-alternative"), tables.collect())
}

/// Fractions of the surplus masses, with who says what.
pub(super) fn fractions(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words)
        .plain([
            "tables-fraction",
            "tables-mass-kind",
            "tables-quality",
            "tables-quality-note",
        ])
        .summed(["tables-mass"])
        .amounts(["tables-density"], 3)
        .plain(["tables-said-by"])
        .amounts(["tables-loose-factor"], 3)
        .plain(["tables-said-by"]);
    let columns = Placing::ALL.iter().fold(columns, |columns, placing| {
        let placing = placing_text(*placing, gathered.words);
        let arguments = [("placing", placing)];
        let name = gathered.words.text("tables-placed-factor", &arguments);
        columns.named(&name, 3).plain(["tables-said-by"])
    });
    let rows = gathered.project().fractions_in_order();
    Table {
        title: gathered.text("tables-fractions-title"),
        columns: columns.all(),
        rows: rows.map(|(_, one)| fraction_row(one, gathered)).collect(),
    }
}

fn fraction_row(fraction: &Fraction, gathered: &Gathered<'_>) -> Vec<TableCell> {
    let (material, words) = (&fraction.material, gathered.words);
    let notes = [&material.quality_note, &material.quality_source];
    let mut row = vec![
        TableCell::Text(fraction.name.clone()),
        TableCell::Text(kind_text(material.kind, words)),
        TableCell::Text(quality_text(material.quality, words)),
        TableCell::words(&together(notes)),
        TableCell::Number(fraction.tonnes.values().map(|tonnes| tonnes.0).sum()),
        TableCell::Number(material.density.value.tonnes_per_m3()),
        said_by(&material.density),
        TableCell::Number(material.loose.value.ratio()),
        said_by(&material.loose),
    ];
    for placed in &material.placed {
        row.extend([TableCell::Number(placed.value.ratio()), said_by(placed)]);
    }
    row
}

fn said_by<T>(factor: &Sourced<T>) -> TableCell {
    TableCell::words(&together([&factor.source, &factor.author]))
}

fn together(texts: [&String; 2]) -> String {
    let texts = texts.into_iter().filter(|text| !text.is_empty());
    texts.cloned().collect::<Vec<_>>().join(" · ")
}

/// How much of each fraction comes in each year.
pub(super) fn tonnes(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words)
        .group("tables-fraction")
        .plain(["tables-year"])
        .summed(["tables-mass"]);
    let rows = gathered.project().fractions_in_order();
    let rows = rows.flat_map(|(_, fraction)| {
        fraction.tonnes.iter().map(move |(year, tonnes)| {
            vec![
                TableCell::Text(fraction.name.clone()),
                TableCell::Whole(year.0),
                TableCell::Number(tonnes.0),
            ]
        })
    });
    Table {
        title: gathered.text("tables-tonnes-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}
