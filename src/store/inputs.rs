//! Everything that the figures of an alternative rest on, by where it stands in the project file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::encode::{changes, number};
use super::ground_rows::AREAS;
use super::rows::{Cell, Change, GEOMETRY, NAME, RANK, Row, Rows, Table};
use super::state::State;
use super::terms_rows::MASSES;
use super::values::json_of;
use crate::project::{LayerId, Project, ScenarioId};
use crate::results::Snapshot;

/// Columns from which no figure follows.
const WITHOUT_FIGURES: [&str; 9] = [
    "visible",
    "opacity",
    "path",
    "modified",
    "attribution",
    "label_field",
    "color",
    "colors",
    "scenario_id",
];

/// What the figures of alternatives rest on, from which that of each is taken.
pub struct AllInputs<'a> {
    project: &'a Project,
    rows: Vec<Change>,
}

impl<'a> AllInputs<'a> {
    /// All that a project and its sources say.
    pub fn of(snapshot: &'a Snapshot) -> Self {
        let nothing = State::nothing().snapshot;
        let rows = changes(&Rows::new(), &nothing, snapshot, Path::new(""), true);
        Self {
            project: &snapshot.project,
            // What is too large for a file is told where it is saved.
            rows: rows.unwrap_or_default(),
        }
    }

    /// Every decision and source that the figures of an alternative rest on. Keys are like
    /// `fractions/5 Waste rock/density_t_per_m3`; values are as JSON, geometries as fingerprints.
    pub fn of_scenario(&self, scenario: ScenarioId) -> BTreeMap<String, String> {
        let mut inputs = BTreeMap::new();
        if self.rows.is_empty() {
            return inputs;
        }
        let used = Used::of(self.project, scenario);
        for change in &self.rows {
            if let Some(row) = change.became.as_ref().filter(|row| used.has(change, row)) {
                add(&mut inputs, change, row);
            }
        }
        let order = self.project.deposits_of(scenario).map(|(id, _)| id.0);
        let order: Vec<String> = order.map(|id| id.to_string()).collect();
        inputs.insert("scenario/order".to_owned(), order.join(" "));
        inputs
    }
}

fn add(inputs: &mut BTreeMap<String, String>, change: &Change, row: &Row) {
    let (table, id) = change.key;
    let name = match row.get(NAME) {
        Some(Cell::Text(name)) => name.as_str(),
        _ => "",
    };
    for (place, (column, cell)) in table.columns().iter().zip(row.iter()).enumerate() {
        if place == RANK || place == NAME || WITHOUT_FIGURES.contains(column) {
            continue;
        }
        let value = match cell {
            Cell::Null => continue,
            Cell::Blob(bytes) if *column == GEOMETRY => {
                blake3::hash(bytes).to_hex()[..16].to_owned()
            }
            Cell::Text(text) => text.clone(),
            cell => json_of(cell).to_string(),
        };
        inputs.insert(format!("{}/{id} {name}/{column}", table.name()), value);
    }
}

/// What an alternative uses.
struct Used {
    scenario: i64,
    built: BTreeSet<i64>,
    terrains: BTreeSet<i64>,
}

impl Used {
    fn of(project: &Project, scenario: ScenarioId) -> Self {
        let built = project.built_in(scenario).map(|entry| {
            let (_, id) = entry.kind_and_number();
            number(id)
        });
        let mut terrains: BTreeSet<LayerId> = BTreeSet::new();
        for (_, deposit) in project.deposits_of(scenario) {
            terrains.extend(deposit.terrains());
        }
        for (_, pit) in project.pits_of(scenario) {
            terrains.extend(pit.terrains());
        }
        Self {
            scenario: number(scenario.0),
            built: built.collect(),
            terrains: terrains.into_iter().map(|id| number(id.0)).collect(),
        }
    }

    fn has(&self, change: &Change, row: &Row) -> bool {
        let (table, id) = change.key;
        let of_scenario = || {
            let place = table.place_of("scenario_id");
            let cell = place.and_then(|place| row.get(place));
            matches!(cell, Some(Cell::Integer(scenario)) if *scenario == self.scenario)
        };
        let is_value = || {
            let kind = table.place_of("kind").and_then(|place| row.get(place));
            matches!(kind, Some(Cell::Text(kind)) if kind == "value")
        };
        match table {
            Table::Sources => self.terrains.contains(&id),
            Table::SiteLayers | Table::Fractions => true,
            Table::Settings => id == AREAS.0 || id == MASSES.0,
            Table::Outlines | Table::Pits | Table::OtherGround | Table::Outlets | Table::Plan => {
                of_scenario()
            }
            Table::Terms | Table::Mining | Table::LifeCycles => self.built.contains(&id),
            Table::Judgements => of_scenario() && is_value(),
            Table::Scenarios
            | Table::Templates
            | Table::Monitoring
            | Table::Indicators
            | Table::WeightSets
            | Table::Comments => false,
        }
    }
}
