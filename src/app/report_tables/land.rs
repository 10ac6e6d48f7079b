//! What alternatives take for good of the site layers, by layer and class.

use super::Gathered;
use super::columns::Columns;
use crate::app::scenario_list::ListedScenario;
use crate::app::take::{ScenarioTake, Taken};
use crate::app::take_rows::{ClassRow, LayerRows};
use crate::report::{Follows, Table, TableCell};
use crate::words::Words;

/// The ground of a class and that of the whole alternative among the columns.
const SHARE: Follows = Follows::Share { part: 5, whole: 6 };

pub(super) fn land_take(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words)
        .group("tables-alternative")
        .plain([
            "tables-layer",
            "tables-role",
            "tables-class",
            "tables-conflict",
        ])
        .amounts(["tables-area", "tables-ground-in-all"], 1)
        .amounts(["tables-share-of-ground"], 4)
        .following(SHARE)
        .amounts(["tables-new-area", "tables-zone"], 1)
        .amounts(["tables-length", "tables-nearest"], 1)
        .plain(["tables-features"]);
    let rows = gathered.scenarios.iter().flat_map(|scenario| {
        let take = scenario.take.as_deref();
        let taken = take.and_then(|take| Some((take, take.whole.as_deref()?)));
        taken.map_or_else(Vec::new, |(take, taken)| {
            rows_of(scenario, (take, taken), gathered.words)
        })
    });
    Table {
        title: gathered.text("tables-land-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}

fn rows_of(
    scenario: &ListedScenario,
    (take, taken): (&ScenarioTake, &Taken),
    words: &Words,
) -> Vec<Vec<TableCell>> {
    let whole = taken.take.footprint.0;
    let mut rows = Vec::new();
    for layer in take.rows(taken, words.language().tag()) {
        for class in &layer.classes {
            rows.push(class_row((scenario, &layer), class, whole, words));
        }
        if let Some(area) = layer.not_mapped {
            let mut row = head(scenario, &layer, words);
            row.extend([
                TableCell::Text(words.text("take-not-mapped", &[])),
                TableCell::Empty,
                TableCell::Number(area.0),
                TableCell::Number(whole),
                TableCell::amount(Some(area.0 / whole)),
            ]);
            row.resize(COLUMNS, TableCell::Empty);
            rows.push(row);
        }
    }
    rows
}

/// How many columns there are.
const COLUMNS: usize = 13;

fn head(scenario: &ListedScenario, layer: &LayerRows, words: &Words) -> Vec<TableCell> {
    vec![
        TableCell::Text(scenario.name.clone()),
        TableCell::Text(layer.name.clone()),
        TableCell::Text(words.text(&layer.role.text_id(), &[])),
    ]
}

fn class_row(
    (scenario, layer): (&ListedScenario, &LayerRows),
    class: &ClassRow,
    whole: f64,
    words: &Words,
) -> Vec<TableCell> {
    let if_ground = |amount: f64| TableCell::amount(Some(amount).filter(|_| class.is_ground));
    let mut row = head(scenario, layer, words);
    row.extend([
        TableCell::words(class.label.as_deref().unwrap_or_default()),
        TableCell::Text(words.text(&class.conflict.text_id(), &[])),
        if_ground(class.area.0),
        if_ground(whole),
        if_ground(class.share),
        TableCell::amount(class.new_area.map(|area| area.0)),
        TableCell::amount(class.zone.map(|area| area.0)),
        TableCell::amount(Some(class.length.0).filter(|length| 0.0 < *length)),
        TableCell::amount(class.nearest.map(|nearest| nearest.0)),
        TableCell::count(class.features),
    ]);
    row
}
