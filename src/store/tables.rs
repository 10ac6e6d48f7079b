//! Rows of decisions, read from the file and written to it.

use std::path::Path;
use std::sync::Arc;

use geo::Rect;
use rusqlite::types::ToSql;
use rusqlite::{Connection, params_from_iter};

use super::StoreError;
use super::connect::database;
use super::encode::scenario_name;
use super::geometry::{blob_of, extent_in, wkb_in};
use super::rows::{Cell, Change, GEOMETRY, Row, Rows, Table};
use crate::project::{DepositId, Entry, GroundId, PitId, ScenarioId};
use crate::results::Snapshot;

/// Rows of one table.
const MAX_ROWS: usize = 100_000;

/// Bytes of all rows of decisions.
const MAX_BYTES: usize = 1 << 30;

/// Reads all rows of decisions.
pub(super) fn read(connection: &Connection, path: &Path) -> Result<Rows, StoreError> {
    let mut rows = Rows::new();
    let mut bytes = 0;
    for table in Table::ALL {
        read_table(connection, table, &mut rows, &mut bytes)
            .map_err(|error| database(path, error))?;
        if MAX_BYTES < bytes || MAX_ROWS * (table as usize + 1) < rows.len() {
            return Err(StoreError::TooLarge {
                path: path.to_owned(),
                what: table.name().to_owned(),
            });
        }
    }
    Ok(rows)
}

fn read_table(
    connection: &Connection,
    table: Table,
    rows: &mut Rows,
    bytes: &mut usize,
) -> rusqlite::Result<()> {
    let columns = table.columns();
    let sql = format!(
        "SELECT {}, {} FROM {} LIMIT {}",
        table.key(),
        columns.join(", "),
        table.name(),
        MAX_ROWS + 1
    );
    let mut select = connection.prepare_cached(&sql)?;
    let mut found = select.query([])?;
    while let Some(row) = found.next()? {
        let id: i64 = row.get(0)?;
        let mut cells = Vec::with_capacity(columns.len());
        for (place, column) in columns.iter().enumerate() {
            let mut cell = Cell::of(row.get_ref(place + 1)?);
            if *column == GEOMETRY
                && let Cell::Blob(blob) = &cell
                && let Some(wkb) = wkb_in(blob)
            {
                cell = Cell::Blob(wkb.to_vec());
            }
            *bytes += cell.bytes();
            cells.push(cell);
        }
        if MAX_BYTES < *bytes {
            return Ok(());
        }
        rows.insert((table, id), Arc::new(cells));
    }
    Ok(())
}

/// Makes a change in the file. Fails if the row was not there, or there already.
pub(super) fn write(
    connection: &Connection,
    change: &Change,
    srs_id: i32,
    after: &Snapshot,
) -> rusqlite::Result<()> {
    let (table, id) = change.key;
    let Some(became) = &change.became else {
        let sql = format!("DELETE FROM {} WHERE {} = ?1", table.name(), table.key());
        return once(connection.prepare_cached(&sql)?.execute([id])?);
    };
    let mut columns = Vec::new();
    let mut cells = Vec::new();
    for place in change.places() {
        let (Some(column), Some(cell)) = (table.columns().get(place), became.get(place)) else {
            continue;
        };
        columns.push(*column);
        cells.push(match cell {
            Cell::Blob(wkb) if *column == GEOMETRY => Cell::Blob(blob_of(wkb, srs_id)),
            cell => cell.clone(),
        });
    }
    for (column, cell) in readable(table, became, after) {
        columns.push(column);
        cells.push(cell);
    }
    let sql = if change.was.is_some() {
        let sets: Vec<String> = columns
            .iter()
            .map(|column| format!("{column} = ?"))
            .collect();
        format!(
            "UPDATE {} SET {} WHERE {} = ?",
            table.name(),
            sets.join(", "),
            table.key()
        )
    } else {
        format!(
            "INSERT INTO {} ({}, {}) VALUES ({}?)",
            table.name(),
            columns.join(", "),
            table.key(),
            "?, ".repeat(columns.len())
        )
    };
    let key = Cell::Integer(id);
    let values = cells.iter().chain([&key]).map(|cell| cell as &dyn ToSql);
    once(
        connection
            .prepare_cached(&sql)?
            .execute(params_from_iter(values))?,
    )
}

/// Makes a row that another program changed as easy to read as others.
pub(super) fn refresh(
    connection: &Connection,
    change: &Change,
    after: &Snapshot,
) -> rusqlite::Result<()> {
    let ((table, id), Some(row)) = (change.key, &change.became) else {
        return Ok(());
    };
    for (column, cell) in readable(table, row, after) {
        let (name, key) = (table.name(), table.key());
        connection
            .prepare_cached(&format!(
                "UPDATE {name} SET {column} = ?2 WHERE {key} = ?1 AND {column} IS NOT ?2"
            ))?
            .execute((id, cell))?;
    }
    Ok(())
}

/// A change is of one row.
fn once(rows: usize) -> rusqlite::Result<()> {
    if rows == 1 {
        Ok(())
    } else {
        Err(rusqlite::Error::StatementChangedRows(rows))
    }
}

/// What only makes a row easier to read: its scenario's name, and its face in degrees.
fn readable(table: Table, row: &Row, after: &Snapshot) -> Vec<(&'static str, Cell)> {
    let cell = |column| row.get(table.place_of(column)?);
    let worked_out = |column| match column {
        "scenario" => {
            let scenario = match cell("scenario_id") {
                Some(Cell::Integer(id)) => u64::try_from(*id).ok(),
                _ => None,
            };
            let scenario = scenario.and_then(|id| scenario_name(after, ScenarioId(id)));
            scenario.map_or(Cell::Null, Cell::text)
        }
        _ => match cell("face_rise_over_run") {
            Some(Cell::Real(face)) => Cell::real(face.atan().to_degrees()),
            _ => Cell::Null,
        },
    };
    let columns = table.readable();
    columns.map(|column| (column, worked_out(column))).collect()
}

/// The extent of all outlines in a table, those that cannot be used among them.
pub(super) fn extent(table: Table, rows: &Rows, snapshot: &Snapshot) -> Option<Rect<f64>> {
    let place = table.place_of(GEOMETRY)?;
    let project = &snapshot.project;
    let outline = |id: u64| match table {
        Table::Outlines => project.outline_of(Entry::Deposit(DepositId(id))),
        Table::Pits => project.outline_of(Entry::Pit(PitId(id))),
        Table::OtherGround => project.outline_of(Entry::Ground(GroundId(id))),
        Table::Scenarios
        | Table::Sources
        | Table::SiteLayers
        | Table::Templates
        | Table::Settings
        | Table::Fractions
        | Table::Outlets
        | Table::Terms
        | Table::Mining
        | Table::Plan
        | Table::LifeCycles
        | Table::Monitoring
        | Table::Indicators
        | Table::WeightSets
        | Table::Judgements
        | Table::Comments => None,
    };
    rows.range((table, i64::MIN)..=(table, i64::MAX))
        .filter_map(|((_, id), row)| {
            let outline = u64::try_from(*id).ok().and_then(outline);
            match (outline, row.get(place)?) {
                (Some(outline), _) => Some(outline.extent()),
                (None, Cell::Blob(wkb)) => extent_in(wkb),
                _ => None,
            }
        })
        .reduce(together)
}

/// The least rectangle around two.
pub(super) fn together(one: Rect<f64>, other: Rect<f64>) -> Rect<f64> {
    let (low, high) = (one.min(), one.max());
    let (other_low, other_high) = (other.min(), other.max());
    Rect::new(
        (low.x.min(other_low.x), low.y.min(other_low.y)),
        (high.x.max(other_high.x), high.y.max(other_high.y)),
    )
}

/// Keeps what GeoPackage says about the last change of a table true.
pub(super) fn touch(connection: &Connection, table: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') \
             WHERE table_name = ?1",
        )?
        .execute([table])?;
    Ok(())
}

/// Keeps what GeoPackage says about the extent of a table true.
pub(super) fn describe(
    connection: &Connection,
    table: &str,
    extent: Option<Rect<f64>>,
) -> rusqlite::Result<()> {
    let bounds = extent.map(|extent| (extent.min(), extent.max()));
    connection
        .prepare_cached(
            "UPDATE gpkg_contents SET min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5 \
             WHERE table_name = ?1",
        )?
        .execute((
            table,
            bounds.map(|(low, _)| low.x),
            bounds.map(|(low, _)| low.y),
            bounds.map(|(_, high)| high.x),
            bounds.map(|(_, high)| high.y),
        ))?;
    Ok(())
}
