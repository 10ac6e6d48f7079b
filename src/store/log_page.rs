//! The change log, read for people: the newest changes first.

use rusqlite::Row as SqlRow;
use serde_json::{Map, Value};

use super::connect::database;
use super::rows::Table;
use super::{NAME_LIMIT, ProjectFile, StoreError};

/// What is told of a value that is not there.
const NOTHING: &str = "–";

/// What is told of a value at most, in characters.
const MOST_TOLD: usize = 200;

/// A change of one row, as it was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedChange {
    /// Its place in the log, from 1 on.
    pub id: i64,
    /// Which step it was part of.
    pub edit: i64,
    /// When.
    pub at: jiff::Timestamp,
    /// By whom.
    pub user: String,
    /// With what program.
    pub program: String,
    /// What was done, in the words of whoever did it. Empty for what followed by itself.
    pub label: String,
    /// The table, and the number of its row; `None` for a note that belongs to no row.
    pub row: Option<(String, i64)>,
    /// What the row is called, where the change says so.
    pub name: Option<String>,
    /// Columns that changed, with what they were and what they became; `None` where the row was not there.
    pub columns: Vec<(String, Option<String>, Option<String>)>,
}

impl ProjectFile {
    /// The newest changes before one, the newest first.
    ///
    /// # Errors
    /// [`StoreError`], if the file cannot be read.
    pub fn changes(
        &self,
        before: Option<i64>,
        most: usize,
    ) -> Result<Vec<LoggedChange>, StoreError> {
        let failed = |error| database(&self.path, error);
        let sql = "SELECT id, edit, at, user, program, label, table_name, row_id, was, became \
             FROM change_log WHERE id < ?1 ORDER BY id DESC LIMIT ?2";
        let mut select = self.connection.prepare_cached(sql).map_err(failed)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let found = select
            .query_map((before.unwrap_or(i64::MAX), most), |row| Ok(logged(row)))
            .map_err(failed)?;
        let mut changes = Vec::new();
        for change in found {
            // A line that is no change is told by the check of the file.
            changes.extend(change.map_err(failed)?);
        }
        Ok(changes)
    }
}

fn logged(row: &SqlRow<'_>) -> Option<LoggedChange> {
    let short = |column: usize| -> Option<String> {
        let text: String = row.get(column).ok()?;
        Some(text.chars().take(NAME_LIMIT / 4).collect())
    };
    let json = |column: usize| -> Option<Map<String, Value>> {
        let text: Option<String> = row.get(column).ok()?;
        serde_json::from_str(&text?).ok()
    };
    let (was, became) = (json(8), json(9));
    let table: Option<String> = row.get(6).ok()?;
    let number: Option<i64> = row.get(7).ok()?;
    let name = |of: &Option<Map<String, Value>>| match of.as_ref()?.get("name")? {
        Value::String(name) => Some(told_text(name)),
        _ => None,
    };
    Some(LoggedChange {
        id: row.get(0).ok()?,
        edit: row.get(1).ok()?,
        at: short(2)?.parse().ok()?,
        user: short(3)?,
        program: short(4)?,
        label: short(5)?,
        name: name(&became).or_else(|| name(&was)),
        columns: columns(table.as_deref(), was.as_ref(), became.as_ref()),
        row: table.zip(number),
    })
}

fn columns(
    table: Option<&str>,
    was: Option<&Map<String, Value>>,
    became: Option<&Map<String, Value>>,
) -> Vec<(String, Option<String>, Option<String>)> {
    let Some(table) = table.and_then(Table::named) else {
        return Vec::new();
    };
    let value = |of: Option<&Map<String, Value>>, column: &str| of?.get(column).map(told);
    let is_told = |column: &&&str| {
        let in_one =
            |of: Option<&Map<String, Value>>| of.is_some_and(|of| of.contains_key(**column));
        in_one(was) || in_one(became)
    };
    let columns = table.columns().iter().filter(is_told);
    columns
        .map(|column| {
            (
                (*column).to_owned(),
                value(was, column),
                value(became, column),
            )
        })
        // A new row says only what it has.
        .filter(|(_, was, became)| was != became && (was.is_some() || became.as_deref() != Some(NOTHING)))
        .collect()
}

fn told(value: &Value) -> String {
    match value {
        Value::Null => NOTHING.to_owned(),
        Value::String(text) => told_text(text),
        // A geometry, or a number that JSON has not.
        Value::Object(_) => "…".to_owned(),
        other => other.to_string(),
    }
}

fn told_text(text: &str) -> String {
    if text.chars().count() <= MOST_TOLD {
        return text.to_owned();
    }
    let short: String = text.chars().take(MOST_TOLD).collect();
    format!("{short}…")
}
