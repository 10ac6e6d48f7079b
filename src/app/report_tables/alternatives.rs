//! Alternatives with their key figures, one in each row.

use super::Gathered;
use super::columns::Columns;
use crate::app::scenario_list::ListedScenario;
use crate::balance::Fate;
use crate::report::{Follows, Table, TableCell};

/// Tonnes by where they end, among the columns: the first, and those without a place.
const FATES: Follows = Follows::Sum { first: 7, last: 12 };

pub(super) fn alternatives(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words)
        .plain([
            "tables-alternative",
            "tables-kind",
            "tables-frozen",
            "tables-deposits",
            "tables-pits",
        ])
        .amounts(["tables-land-take"], 0)
        .plain(["tables-hard-conflicts"])
        .amounts(FATE_COLUMNS, 0)
        .amounts(["tables-all-t"], 0)
        .following(FATES)
        .amounts(["tables-cost", "tables-haul", "tables-co2"], 0)
        .plain(["tables-note"]);
    let rows = gathered.scenarios.iter();
    Table {
        title: gathered.text("tables-alternatives"),
        columns: columns.all(),
        rows: rows.map(|one| row_of(one, gathered)).collect(),
    }
}

/// Columns of tonnes by where they end, in the order of [`Fate::ALL`], and those without a place.
pub(super) const FATE_COLUMNS: [&str; Fate::ALL.len() + 1] = [
    "tables-reuse-t",
    "tables-backfill-t",
    "tables-store-t",
    "tables-land-t",
    "tables-sea-t",
    "tables-unplaced-t",
];

fn row_of(scenario: &ListedScenario, gathered: &Gathered<'_>) -> Vec<TableCell> {
    let kind = match (scenario.is_zero, scenario.is_what_if) {
        (true, _) => "tables-zero",
        (_, true) => "tables-what-if",
        _ => "tables-plain",
    };
    let conflicts = scenario.take.as_ref().map(|take| {
        let all = take.everything.as_ref();
        all.map_or(0, |all| all.conflicts.len())
    });
    let book = scenario.book.as_deref();
    let of_book =
        |figure: &dyn Fn(&crate::app::MassBook) -> f64| TableCell::amount(book.map(figure));
    let mut row = vec![
        TableCell::Text(scenario.name.clone()),
        TableCell::Text(gathered.text(kind)),
        TableCell::Text(gathered.yes_or_no(scenario.is_frozen)),
        TableCell::count(scenario.deposits.len()),
        TableCell::count(scenario.pits.len()),
        TableCell::amount(scenario.land_take_m2),
        conflicts.map_or(TableCell::Empty, TableCell::count),
    ];
    row.extend(Fate::ALL.map(|fate| of_book(&|book| book.ledger.total.get(fate).0)));
    row.extend([
        of_book(&|book| book.ledger.total.unplaced.0),
        of_book(&|book| book.ledger.total.total().0),
        of_book(&|book| book.cost.0),
        of_book(&|book| book.haul.tonne_km),
        of_book(&|book| book.haul.co2_kg),
        TableCell::words(&scenario.note),
    ]);
    row
}
