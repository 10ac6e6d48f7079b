//! What is built: deposits, pits with both limits of their backfill, and other ground.

use super::Gathered;
use super::columns::Columns;
use crate::app::purpose_text;
use crate::app::scenario_list::{ListedDeposit, ListedGround, ListedPit, ListedScenario};
use crate::balance::Binding;
use crate::project::Entry;
use crate::report::{Follows, Table, TableCell};

/// Figures of deposits in the order of their columns.
const FILL_COLUMNS: [(&str, &str, usize); 13] = [
    ("tables-crest-level", "crest_level_m", 2),
    ("tables-toe-min", "toe_min_m", 2),
    ("tables-toe-max", "toe_max_m", 2),
    ("tables-height", "height_over_lowest_toe_m", 2),
    ("tables-thickness-max", "thickness_max_m", 2),
    ("tables-thickness-mean", "thickness_mean_m", 2),
    ("tables-footprint", "footprint_area_m2", 0),
    ("tables-outline", "outline_area_m2", 0),
    ("tables-surface", "surface_area_m2", 0),
    ("tables-capacity", "capacity_m3", 0),
    ("tables-dam", "dam_m3", 0),
    ("tables-ramp-length", "ramp_length_m", 1),
    ("tables-nodata", "nodata_area_m2", 0),
];

pub(super) fn deposits(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words)
        .group("tables-alternative")
        .plain(["tables-deposit", "tables-current", "tables-temporary"])
        .summed(["tables-fill"])
        .plain(["tables-full-year"]);
    let columns = FILL_COLUMNS
        .iter()
        .fold(columns, |columns, (id, _, decimals)| {
            columns.amounts([*id], *decimals)
        });
    let rows = gathered.scenarios.iter().flat_map(|scenario| {
        let deposits = scenario.deposits.iter();
        deposits.map(move |deposit| deposit_row(scenario, deposit, gathered))
    });
    Table {
        title: gathered.text("tables-deposits-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}

fn deposit_row(
    scenario: &ListedScenario,
    deposit: &ListedDeposit,
    gathered: &Gathered<'_>,
) -> Vec<TableCell> {
    let figure = |name: &str| TableCell::amount(deposit.figures.and_then(|all| all.get(name)));
    let full = scenario.book.as_deref().and_then(|book| {
        let mut places = book.planned.places.iter();
        let place = places.position(|place| *place == Entry::Deposit(deposit.id))?;
        book.destinations[place].full.map(|year| year.0)
    });
    let mut row = vec![
        TableCell::Text(scenario.name.clone()),
        TableCell::Text(deposit.name.clone()),
        TableCell::Text(gathered.yes_or_no(deposit.is_current)),
        TableCell::words(deposit.temporary.as_deref().unwrap_or_default()),
        figure("fill_m3"),
        TableCell::whole(full),
    ];
    row.extend(FILL_COLUMNS.iter().map(|(_, name, _)| figure(name)));
    row
}

pub(super) fn pits(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words)
        .group("tables-alternative")
        .plain(["tables-pit", "tables-kind", "tables-current"])
        .summed(["tables-extracted"])
        .amounts(["tables-cap"], 3)
        .amounts(["tables-limit-cap"], 0)
        .following(Follows::Product { one: 4, other: 5 })
        .amounts(["tables-usable-void", "tables-limit-void"], 0)
        .plain(["tables-binding"])
        .amounts(["tables-requested"], 0)
        .summed([
            "tables-refused",
            "tables-backfill-bank",
            "tables-backfill-placed",
        ])
        .amounts(["tables-share-of-extracted"], 4)
        .following(Follows::Share { part: 12, whole: 4 })
        .amounts(["tables-level", "tables-floor", "tables-rim-min"], 2);
    let rows = gathered.scenarios.iter().flat_map(|scenario| {
        let pits = scenario.pits.iter();
        pits.map(move |pit| pit_row(scenario, pit, gathered))
    });
    Table {
        title: gathered.text("tables-pits-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}

fn pit_row(scenario: &ListedScenario, pit: &ListedPit, gathered: &Gathered<'_>) -> Vec<TableCell> {
    let figures = pit.figures.map(|(figures, _)| figures);
    let figure = |name: &str| TableCell::amount(figures.and_then(|all| all.get(name)));
    let kind = if pit.is_stope {
        "tables-stope"
    } else {
        "tables-open-pit"
    };
    let binding = pit.figures.map(|(_, binding)| match binding {
        Binding::Cap => "tables-binding-cap",
        Binding::Void => "tables-binding-void",
        Binding::Target => "tables-binding-target",
    });
    vec![
        TableCell::Text(scenario.name.clone()),
        TableCell::Text(pit.name.clone()),
        TableCell::Text(gathered.text(kind)),
        TableCell::Text(gathered.yes_or_no(pit.is_current)),
        figure("extracted_bank_m3"),
        TableCell::Number(pit.cap),
        figure("limit_by_cap_bank_m3"),
        figure("usable_void_m3"),
        figure("limit_by_void_bank_m3"),
        binding.map_or(TableCell::Empty, |id| TableCell::Text(gathered.text(id))),
        figure("requested_bank_m3"),
        figure("refused_bank_m3"),
        figure("backfill_bank_m3"),
        figure("backfill_placed_m3"),
        figure("share_of_extracted"),
        figure("level_m"),
        figure("floor_m"),
        figure("rim_min_m"),
    ]
}

pub(super) fn other_ground(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words)
        .group("tables-alternative")
        .plain(["tables-ground", "tables-purpose", "tables-temporary"])
        .summed(["tables-area"]);
    let row = |scenario: &ListedScenario, ground: &ListedGround| {
        vec![
            TableCell::Text(scenario.name.clone()),
            TableCell::Text(ground.name.clone()),
            TableCell::Text(purpose_text(ground.purpose, gathered.words)),
            TableCell::words(ground.temporary.as_deref().unwrap_or_default()),
            TableCell::Number(ground.area.0),
        ]
    };
    let rows = gathered.scenarios.iter().flat_map(|scenario| {
        let grounds = scenario.other_ground.iter();
        grounds.map(move |ground| row(scenario, ground))
    });
    Table {
        title: gathered.text("tables-ground-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}
