//! Rows of what alternatives came to when they were frozen.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, Row};
use serde_json::{Map, Value};

use super::assess_rows::{numbers_json, numbers_of};
use super::assess_schema::FROZEN_COLUMNS;
use super::connect::database;
use super::encode::{number, scenario_name};
use super::{NAME_LIMIT, StoreError};
use crate::project::{Project, ScenarioId};
use crate::results::{FrozenRecord, Records, Snapshot};

/// Their table.
pub(super) const TABLE: &str = "frozen_figures";

/// The longest list of inputs or figures, in bytes.
const LIST_LIMIT: usize = 1 << 26;

/// What the file has, by the number of its alternative.
pub(super) type FrozenRows = BTreeMap<i64, Arc<FrozenRecord>>;

/// Reads all. One that cannot be read counts as none: nothing is compared with it.
pub(super) fn read(connection: &Connection, path: &Path) -> Result<FrozenRows, StoreError> {
    let failed = |error| database(path, error);
    let sql = format!("SELECT {} FROM {TABLE}", FROZEN_COLUMNS.join(", "));
    let mut select = connection.prepare_cached(&sql).map_err(failed)?;
    let mut found = select.query([]).map_err(failed)?;
    let mut rows = FrozenRows::new();
    while let Some(row) = found.next().map_err(failed)? {
        let id: i64 = row.get(0).map_err(failed)?;
        if let Some(record) = record(row) {
            rows.insert(id, Arc::new(record));
        }
    }
    Ok(rows)
}

fn record(row: &Row<'_>) -> Option<FrozenRecord> {
    let text = |column: usize, limit: usize| -> Option<String> {
        let text: String = row.get(column).ok()?;
        (text.len() <= limit).then_some(text)
    };
    let inputs: Map<String, Value> = serde_json::from_str(&text(7, LIST_LIMIT)?).ok()?;
    let inputs = inputs.into_iter();
    Some(FrozenRecord {
        of: text(2, NAME_LIMIT)?.parse().ok()?,
        at: text(3, NAME_LIMIT)?.parse().ok()?,
        by: text(4, NAME_LIMIT)?,
        program: text(5, NAME_LIMIT)?,
        figures: numbers_of(&text(6, LIST_LIMIT)?)?,
        inputs: inputs
            .map(|(at, value)| Some((at, value.as_str()?.to_owned())))
            .collect::<Option<_>>()?,
    })
}

/// Lets equal records be the same as before.
pub(super) fn share(before: &FrozenRows, now: &mut FrozenRows) {
    for (id, record) in now {
        if let Some(old) = before.get(id).filter(|old| *old == record) {
            *record = Arc::clone(old);
        }
    }
}

/// Those of alternatives that are there.
pub(super) fn records(
    rows: &FrozenRows,
    project: &Project,
) -> BTreeMap<ScenarioId, Arc<FrozenRecord>> {
    let rows = rows.iter();
    rows.filter_map(|(id, record)| {
        let id = ScenarioId(u64::try_from(*id).ok()?);
        project.scenario(id)?;
        Some((id, Arc::clone(record)))
    })
    .collect()
}

/// Writes what is other than in the file, and returns whether anything was.
pub(super) fn write(
    connection: &Connection,
    kept: &mut FrozenRows,
    after: &Snapshot,
) -> rusqlite::Result<bool> {
    let records: &Records = &after.records;
    let wanted: BTreeMap<i64, &Arc<FrozenRecord>> = records
        .frozen
        .iter()
        .filter(|(id, _)| after.project.scenarios.contains_key(id))
        .map(|(id, record)| (number(id.0), record))
        .collect();
    let gone = kept.keys().filter(|id| !wanted.contains_key(id));
    let gone: Vec<i64> = gone.copied().collect();
    let mut is_changed = !gone.is_empty();
    for id in gone {
        connection
            .prepare_cached(&format!("DELETE FROM {TABLE} WHERE id = ?1"))?
            .execute([id])?;
        kept.remove(&id);
    }
    for (id, record) in wanted {
        if kept.get(&id) == Some(record) {
            continue;
        }
        let inputs: Map<String, Value> = record
            .inputs
            .iter()
            .map(|(at, value)| (at.clone(), Value::from(value.as_str())))
            .collect();
        let figures = record.figures.iter();
        let figures = numbers_json(figures.map(|(name, figure)| (name.as_str(), *figure)));
        let scenario = u64::try_from(id).ok();
        let scenario = scenario.and_then(|id| scenario_name(after, ScenarioId(id)));
        connection
            .prepare_cached(&format!(
                "INSERT OR REPLACE INTO {TABLE} ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                FROZEN_COLUMNS.join(", ")
            ))?
            .execute((
                id,
                scenario,
                record.of.to_string(),
                record.at.to_string(),
                &record.by,
                &record.program,
                figures,
                Value::Object(inputs).to_string(),
            ))?;
        kept.insert(id, Arc::clone(record));
        is_changed = true;
    }
    Ok(is_changed)
}
