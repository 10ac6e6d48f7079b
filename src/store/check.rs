//! Whether a project file is whole, looked at without opening it for work.

use std::path::Path;

use geo::Rect;
use rusqlite::{Connection, OptionalExtension as _};

use super::connect::{Mode, connect, database, is_ours};
use super::geometry::{extent_in, extent_of, wkb_in};
use super::rows::{Cell, Change, NAME, difference};
use super::schema::{APPLICATION_ID, FEATURE_TABLES};
use super::state::State;
use super::tables::together;
use super::triggers::index_triggers;
use super::values::json_of;
use super::{Integrity, LastChange, StoreError, WhyReadOnly, content, file, log};

/// How many problems of a kind are listed.
const MAX_LISTED: usize = 20;

/// Whether a file is a project, whoever made it.
pub fn is_project(path: &Path) -> bool {
    let found = file::existing(path).and_then(|path| {
        let (connection, _) = file::connection_to(&path, Some(WhyReadOnly::Asked))?;
        is_ours(&connection).map_err(|error| database(&path, error))
    });
    match found {
        Ok(is_ours) => is_ours,
        // A project it is, even if it cannot be read just now.
        Err(
            StoreError::Damaged { .. }
            | StoreError::NewerSchema { .. }
            | StoreError::RecoveryImpossible { .. },
        ) => file::existing(path).is_ok_and(|path| {
            connect(&path, Mode::Read).is_ok_and(|connection| is_ours(&connection).unwrap_or(false))
        }),
        Err(_) => false,
    }
}

/// What was saved last in a file.
///
/// # Errors
/// [`StoreError`], if it is no project or cannot be read.
pub fn last_change(path: &Path) -> Result<Option<LastChange>, StoreError> {
    let path = file::existing(path)?;
    let (connection, _) = file::connection_to(&path, Some(WhyReadOnly::Asked))?;
    log::last(&connection).map_err(|error| database(&path, error))
}

/// Looks whether a file is whole.
///
/// # Errors
/// [`StoreError`], if it is no project or cannot be read at all.
pub fn integrity(path: &Path) -> Result<Integrity, StoreError> {
    let path = file::existing(path)?;
    let failed = |error| database(&path, error);
    let (connection, _) = file::connection_to(&path, Some(WhyReadOnly::Asked))?;
    let reading = connection.unchecked_transaction().map_err(failed)?;
    let mut problems = verdicts(&reading).map_err(failed)?;
    problems.extend(package(&reading).map_err(failed)?);
    for table in FEATURE_TABLES {
        problems.extend(geometries(&reading, table).map_err(failed)?);
    }
    problems.extend(content::problems(&reading).map_err(failed)?);
    let (state, oddities) = State::read(&reading, &path, None)?;
    let replayed = log::replay(&reading).map_err(failed)?;
    let different = difference(&replayed.rows, &state.rows);
    let log_replays = replayed.problems.is_empty() && different.is_empty();
    problems.extend(replayed.problems);
    problems.extend(different.iter().take(MAX_LISTED).map(told));
    Ok(Integrity {
        problems,
        log_replays,
        log_entries: replayed.entries,
        rows: state.rows.len() as u64,
        last_edit: state.last_edit,
        oddities,
    })
}

/// How a row differs from what the log leads to: `was` by the log, `became` in the file.
fn told(change: &Change) -> String {
    let (table, id) = change.key;
    let row = change.became.as_ref().or(change.was.as_ref());
    let name = match row.and_then(|row| row.get(NAME)) {
        Some(Cell::Text(name)) if !name.is_empty() => format!(" ({name})"),
        _ => String::new(),
    };
    let what = format!("{} {id}{name}", table.name());
    let (Some(was), Some(became)) = (&change.was, &change.became) else {
        let is_there = change.became.is_some();
        let how = if is_there { "not in the log" } else { "gone" };
        return format!("{what} is other than the log says: it is {how}");
    };
    let told = |cell: Option<&Cell>| match cell {
        Some(Cell::Blob(_)) | None => "…".to_owned(),
        Some(cell) => json_of(cell).to_string(),
    };
    let places = change.places().into_iter();
    let columns: Vec<String> = places
        .map(|place| {
            let column = table.columns().get(place).copied().unwrap_or_default();
            let (by_log, now) = (told(was.get(place)), told(became.get(place)));
            format!("{column} is {now}, by the log {by_log}")
        })
        .collect();
    format!("{what} is other than the log says: {}", columns.join("; "))
}

/// What the database says about itself.
fn verdicts(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut check = connection.prepare(&format!("PRAGMA integrity_check({MAX_LISTED})"))?;
    let mut problems: Vec<String> = check
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    problems.retain(|verdict| verdict != "ok");
    let mut check = connection.prepare("PRAGMA foreign_key_check")?;
    let broken = check.query_map([], |row| {
        let (table, id, other): (String, Option<i64>, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(format!(
            "{table} {} refers to a row of {other} that is not there",
            id.unwrap_or_default()
        ))
    })?;
    for problem in broken.take(MAX_LISTED) {
        problems.push(problem?);
    }
    Ok(problems)
}

/// What GeoPackage asks for around the tables.
fn package(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut problems = Vec::new();
    let number = |pragma: &str| -> rusqlite::Result<i64> {
        connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))
    };
    if number("application_id")? != APPLICATION_ID || number("user_version")? < 10_200 {
        problems.push("the header is not that of a GeoPackage".to_owned());
    }
    let registered = |table: &str, kind: &str| {
        connection
            .prepare("SELECT 1 FROM gpkg_contents WHERE table_name = ?1 AND data_type = ?2")?
            .exists([table, kind])
    };
    for table in [
        "scenarios",
        "sources",
        "site_layers",
        "slope_templates",
        "change_log",
    ] {
        if !registered(table, "attributes")? {
            problems.push(format!("{table} is not registered"));
        }
    }
    for table in FEATURE_TABLES {
        let is_described = connection
            .prepare(
                "SELECT 1 FROM gpkg_contents c JOIN gpkg_geometry_columns g USING (table_name) \
                 JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id \
                 WHERE c.table_name = ?1 AND g.column_name = 'geom' AND c.srs_id = g.srs_id",
            )?
            .exists([table])?;
        if !(registered(table, "features")? && is_described) {
            problems.push(format!(
                "{table} is not registered with its coordinate system"
            ));
        }
        let triggers: i64 = connection.query_row(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' \
             AND tbl_name = ?1 AND name LIKE 'rtree%'",
            [table],
            |row| row.get(0),
        )?;
        if usize::try_from(triggers).unwrap_or(0) < index_triggers(table).len() {
            problems.push(format!("{table} lacks triggers for its spatial index"));
        }
    }
    Ok(problems)
}

/// Whether headers, extents and the spatial index of a table agree with its geometries.
fn geometries(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut problems = Vec::new();
    let srs_id: Option<i32> = connection
        .query_row(
            "SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = ?1",
            [table],
            |row| row.get(0),
        )
        .optional()?;
    let sql = format!("SELECT fid, geom FROM {table} WHERE geom IS NOT NULL");
    let mut select = connection.prepare(&sql)?;
    let mut found = select.query([])?;
    let mut whole: Option<Rect<f64>> = None;
    let mut indexed = 0;
    while let Some(row) = found.next()? {
        let id: i64 = row.get(0)?;
        let blob = row.get_ref(1)?.as_blob().unwrap_or_default();
        let extent = wkb_in(blob).and_then(extent_in);
        let own_srs = blob
            .get(4..8)
            .and_then(|bytes| Some(i32::from_le_bytes(bytes.try_into().ok()?)));
        if extent_of(blob) != extent || own_srs != srs_id {
            problems.push(format!("{table} {id}: the header of its geometry is wrong"));
        }
        let Some(extent) = extent else { continue };
        whole = Some(whole.map_or(extent, |whole| together(whole, extent)));
        indexed += 1;
        if !is_indexed(connection, table, id, extent)? {
            problems.push(format!("{table} {id}: the spatial index is wrong"));
        }
    }
    let sql = format!("SELECT count(*) FROM rtree_{table}_geom");
    let entries: i64 = connection
        .query_row(&sql, [], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    if entries != indexed {
        problems.push(format!(
            "{table} has {indexed} geometries and {entries} entries in its spatial index"
        ));
    }
    if !is_described(connection, table, whole)? {
        problems.push(format!("{table} reaches beyond the extent that is stated"));
    }
    problems.truncate(MAX_LISTED);
    Ok(problems)
}

/// Whether a geometry is where the spatial index looks for it, whose numbers are rounded outwards.
fn is_indexed(
    connection: &Connection,
    table: &str,
    id: i64,
    extent: Rect<f64>,
) -> rusqlite::Result<bool> {
    let sql = format!("SELECT minx, maxx, miny, maxy FROM rtree_{table}_geom WHERE id = ?1");
    let bounds: Option<[f64; 4]> = connection
        .prepare_cached(&sql)?
        .query_row([id], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
        })
        .optional()?;
    let (low, high) = (extent.min(), extent.max());
    // Of 24 bits, rounded outwards by up to two of the last.
    let near = |bound: f64, value: f64| (bound - value).abs() <= value.abs() / f64::from(1 << 21);
    Ok(bounds.is_some_and(|[west, east, south, north]| {
        west <= low.x
            && high.x <= east
            && south <= low.y
            && high.y <= north
            && near(west, low.x)
            && near(east, high.x)
            && near(south, low.y)
            && near(north, high.y)
    }))
}

/// Whether all geometries of a table lie in the extent that is stated.
fn is_described(
    connection: &Connection,
    table: &str,
    whole: Option<Rect<f64>>,
) -> rusqlite::Result<bool> {
    let Some(whole) = whole else {
        return Ok(true);
    };
    let (low, high) = (whole.min(), whole.max());
    connection
        .prepare(
            "SELECT 1 FROM gpkg_contents WHERE table_name = ?1 \
             AND min_x <= ?2 AND min_y <= ?3 AND ?4 <= max_x AND ?5 <= max_y",
        )?
        .exists((table, low.x, low.y, high.x, high.y))
}
