//! The change log: every change of a decision, from the first state on.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, Row as SqlRow};

use super::rows::{Cell, Change, NAME, Rows, Table};
use super::values::{cells_of, json_of_row};
use super::{LastChange, NAME_LIMIT, Who};

/// Who did what when, for all changes of one step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp<'a> {
    pub(super) edit: u64,
    pub(super) at: jiff::Timestamp,
    pub(super) who: &'a Who,
    pub(super) label: &'a str,
}

/// Logs a change, or a note that belongs to no row.
pub(super) fn write(
    connection: &Connection,
    stamp: &Stamp<'_>,
    change: Option<&Change>,
) -> rusqlite::Result<()> {
    let json = |change: &Change, row: Option<&Arc<Vec<Cell>>>| {
        row.map(|row| json_of_row(change.key.0, row, &change.places()))
    };
    let mut insert = connection.prepare_cached(
        "INSERT INTO change_log (edit, at, user, host, program, label, table_name, row_id, was, became) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    insert.execute((
        i64::try_from(stamp.edit).unwrap_or(i64::MAX),
        stamp.at.to_string(),
        &stamp.who.user,
        &stamp.who.host,
        &stamp.who.program,
        stamp.label,
        change.map(|change| change.key.0.name()),
        change.map(|change| change.key.1),
        change.and_then(|change| json(change, change.was.as_ref())),
        change.and_then(|change| json(change, change.became.as_ref())),
    ))?;
    Ok(())
}

/// What a log leads to from nothing.
#[derive(Debug, Default)]
pub(super) struct Replayed {
    pub(super) rows: Rows,
    pub(super) entries: u64,
    /// What does not fit together, in English.
    pub(super) problems: Vec<String>,
}

/// Makes every change of a log again, from nothing.
pub(super) fn replay(connection: &Connection) -> rusqlite::Result<Replayed> {
    let mut replayed = Replayed::default();
    let mut select = connection
        .prepare("SELECT id, table_name, row_id, was, became FROM change_log ORDER BY id")?;
    let mut entries = select.query([])?;
    while let Some(entry) = entries.next()? {
        replayed.entries += 1;
        let id: i64 = entry.get(0)?;
        if let Err(problem) = again(&mut replayed.rows, entry) {
            // A broken log could be wrong a million times.
            if replayed.problems.len() < 20 {
                replayed
                    .problems
                    .push(format!("change_log {id}: {problem}"));
            }
        }
    }
    Ok(replayed)
}

/// Makes one change again.
fn again(rows: &mut Rows, entry: &SqlRow<'_>) -> Result<(), String> {
    let text = |column: usize| {
        let text: rusqlite::Result<Option<String>> = entry.get(column);
        text.map_err(|error| error.to_string())
    };
    let Some(table) = text(1)? else {
        return Ok(());
    };
    let table = Table::named(&table).ok_or_else(|| format!("{table} is no table of decisions"))?;
    let id: i64 = entry.get(2).map_err(|error| error.to_string())?;
    let key = (table, id);
    let cells = |json: Option<String>| {
        json.map(|json| cells_of(table, &json).ok_or("its values cannot be read"))
            .transpose()
    };
    let (was, became) = (cells(text(3)?)?, cells(text(4)?)?);
    if let Some(was) = &was {
        let row = rows.get(&key).ok_or("the row was not there")?;
        if was
            .iter()
            .any(|(place, cell)| row.get(*place) != Some(cell))
        {
            return Err("the row was another".to_owned());
        }
    } else if rows.contains_key(&key) {
        return Err("the row was there already".to_owned());
    }
    match became {
        Some(became) => {
            let old = rows.get(&key).map(|row| row.as_ref().clone());
            let mut row = old.unwrap_or_else(|| table.row_unsaid());
            for (place, cell) in became {
                row[place] = cell;
            }
            rows.insert(key, Arc::new(row));
        }
        None if was.is_some() => drop(rows.remove(&key)),
        None => return Err("nothing happened".to_owned()),
    }
    Ok(())
}

/// The last entry of a log, unless it holds what no entry holds.
pub(super) fn last(connection: &Connection) -> rusqlite::Result<Option<LastChange>> {
    match newest(connection) {
        // Another kind of value, or text that is none: a log that is wrong must not keep a project shut.
        Err(error) if error.sqlite_error().is_none() => Ok(None),
        other => other,
    }
}

fn newest(connection: &Connection) -> rusqlite::Result<Option<LastChange>> {
    let short = |row: &SqlRow<'_>, column: usize| {
        let text: String = row.get(column)?;
        Ok::<_, rusqlite::Error>(text.chars().take(NAME_LIMIT).collect::<String>())
    };
    let found = connection
        .query_row(
            "SELECT at, user, host, program, label, edit FROM change_log ORDER BY id DESC LIMIT 1",
            [],
            |row| {
                let who = Who {
                    user: short(row, 1)?,
                    host: short(row, 2)?,
                    program: short(row, 3)?,
                };
                let edit: i64 = row.get(5)?;
                Ok((short(row, 0)?, who, short(row, 4)?, edit))
            },
        )
        .optional()?;
    let Some((at, who, label, edit)) = found else {
        return Ok(None);
    };
    // What follows from a change by itself, such as what is read of a file, has no name; the change has.
    let named = connection
        .query_row(
            "SELECT label, edit FROM change_log WHERE label <> '' ORDER BY id DESC LIMIT 1",
            [],
            |row| Ok((short(row, 0)?, row.get(1)?)),
        )
        .optional()?;
    let (label, named_edit) = named.unwrap_or((label, edit));
    Ok(Some(LastChange {
        at: at.parse().unwrap_or_default(),
        who,
        label,
        scenario: scenario_of(connection, named_edit)?,
        number: u64::try_from(edit).unwrap_or(0),
    }))
}

/// The name of the scenario that an edit was made in.
fn scenario_of(connection: &Connection, edit: i64) -> rusqlite::Result<Option<String>> {
    let found: Option<(String, i64, Option<String>)> = connection
        .query_row(
            "SELECT table_name, row_id, coalesce(became, was) FROM change_log \
             WHERE id > (SELECT max(id) FROM change_log) - 1000 AND edit = ?1 \
             AND table_name IN ('scenarios', 'outlines', 'pits') ORDER BY id DESC LIMIT 1",
            [edit],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let Some((table, id, json)) = found else {
        return Ok(None);
    };
    let logged = |table: Table, place: usize| {
        let cells = cells_of(table, json.as_deref()?)?;
        let (_, cell) = cells.into_iter().find(|(other, _)| *other == place)?;
        Some(cell)
    };
    if table == Table::Scenarios.name() {
        return match logged(Table::Scenarios, NAME) {
            Some(Cell::Text(name)) => Ok(Some(name)),
            _ => name_of(connection, id),
        };
    }
    let Some(table) = Table::named(&table) else {
        return Ok(None);
    };
    let place = table.place_of("scenario_id");
    let scenario = match place.and_then(|place| logged(table, place)) {
        Some(Cell::Integer(scenario)) => Some(scenario),
        _ => connection
            .query_row(
                &format!("SELECT scenario_id FROM {} WHERE fid = ?1", table.name()),
                [id],
                |row| row.get(0),
            )
            .optional()?
            .flatten(),
    };
    scenario.map_or(Ok(None), |scenario| name_of(connection, scenario))
}

fn name_of(connection: &Connection, scenario: i64) -> rusqlite::Result<Option<String>> {
    connection
        .query_row(
            "SELECT name FROM scenarios WHERE id = ?1",
            [scenario],
            |row| row.get(0),
        )
        .optional()
}
