//! Results of deposits, read from the file and written to it. They can be worked out again, so that no log
//! is kept of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use geo::{BoundingRect as _, Rect};
use rusqlite::types::ToSql;
use rusqlite::{Connection, Row, params_from_iter};

use super::connect::database;
use super::encode::{number, scenario_name};
use super::geometry::{blob_of, extent_of, polygons, wkb_in, wkb_of_polygons};
use super::rows::Cell;
use super::{NAME_LIMIT, StoreError, TEXT_LIMIT};
use crate::project::{DepositId, Project};
use crate::results::{FILL_FIGURES, FillFigures, FillRecord, Snapshot};

/// Rows that are read.
const MAX_ROWS: usize = 100_000;

/// Bytes of all footprints.
const MAX_BYTES: usize = 1 << 30;

/// What the file has, by its row.
pub(super) type Footprints = BTreeMap<i64, Kept>;

/// A row, and what it says where that could be read.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) record: Option<Arc<FillRecord>>,
    extent: Option<Rect<f64>>,
}

/// Reads all. Those that cannot be read are worked out again.
pub(super) fn read(connection: &Connection, path: &Path) -> Result<Footprints, StoreError> {
    let failed = |error| database(path, error);
    let sql = format!(
        "SELECT fid, geom, fits, fingerprint, computed_at, program, warnings, {} FROM footprints \
         LIMIT {}",
        FILL_FIGURES.join(", "),
        MAX_ROWS + 1
    );
    let mut select = connection.prepare_cached(&sql).map_err(failed)?;
    let mut found = select.query([]).map_err(failed)?;
    let (mut kept, mut bytes) = (Footprints::new(), 0);
    while let Some(row) = found.next().map_err(failed)? {
        let id: i64 = row.get(0).map_err(failed)?;
        let blob = row.get_ref(1).map_err(failed)?;
        let blob = blob.as_blob().unwrap_or_default();
        bytes += blob.len();
        if MAX_BYTES < bytes || MAX_ROWS < kept.len() {
            return Err(StoreError::TooLarge {
                path: path.to_owned(),
                what: "footprints".to_owned(),
            });
        }
        kept.insert(
            id,
            Kept {
                record: record(row, blob).map(Arc::new),
                extent: extent_of(blob),
            },
        );
    }
    Ok(kept)
}

fn record(row: &Row<'_>, blob: &[u8]) -> Option<FillRecord> {
    let text = |column: usize, limit: usize| -> Option<String> {
        let text: String = row.get(column).ok()?;
        (text.len() <= limit).then_some(text)
    };
    let footprint = polygons(wkb_in(blob)?)?;
    let is_finite = footprint.iter().all(|polygon| {
        std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .flat_map(|ring| ring.coords())
            .all(|corner| corner.x.is_finite() && corner.y.is_finite())
    });
    let mut figures = [f64::NAN; FILL_FIGURES.len()];
    for (place, figure) in figures.iter_mut().enumerate() {
        let found: Option<f64> = row.get(7 + place).ok()?;
        *figure = found.unwrap_or(f64::NAN);
    }
    Some(FillRecord {
        of: text(3, NAME_LIMIT)?.parse().ok()?,
        figures: FillFigures(figures),
        fits: row.get(2).ok()?,
        footprint: is_finite.then_some(footprint)?,
        warnings: serde_json::from_str(&text(6, TEXT_LIMIT)?).ok()?,
        at: text(4, NAME_LIMIT)?.parse().ok()?,
        program: text(5, NAME_LIMIT)?,
    })
}

/// What of them belongs to deposits that are there.
pub(super) fn records(
    kept: &Footprints,
    project: &Project,
) -> BTreeMap<DepositId, Arc<FillRecord>> {
    let known = project.deposits.keys().filter_map(|id| {
        let record = kept.get(&number(id.0))?.record.as_ref()?;
        Some((*id, Arc::clone(record)))
    });
    known.collect()
}

/// Writes what is other than in the file, and returns whether anything was.
pub(super) fn write(
    connection: &Connection,
    kept: &mut Footprints,
    after: &Snapshot,
    srs_id: i32,
) -> Result<bool, rusqlite::Error> {
    let mut is_changed = false;
    let wanted = |id: i64| {
        let id = u64::try_from(id).ok().map(DepositId)?;
        after.project.deposit(id)?;
        after.records.fills.get(&id)
    };
    let gone: Vec<i64> = kept
        .iter()
        .filter(|(id, kept)| kept.record.is_some() && wanted(**id).is_none())
        .map(|(id, _)| *id)
        .collect();
    for id in gone {
        connection
            .prepare_cached("DELETE FROM footprints WHERE fid = ?1")?
            .execute([id])?;
        kept.remove(&id);
        is_changed = true;
    }
    for (id, record) in &after.records.fills {
        let Some(deposit) = after.project.deposit(*id) else {
            continue;
        };
        let id = number(id.0);
        let there = kept.get(&id);
        let is_same = there
            .and_then(|there| there.record.as_ref())
            .is_some_and(|there| Arc::ptr_eq(there, record) || there == record);
        if is_same {
            continue;
        }
        let scenario = scenario_name(after, deposit.scenario);
        write_row(
            connection,
            id,
            (&deposit.name, scenario),
            record,
            (srs_id, there.is_some()),
        )?;
        let kept_now = Kept {
            record: Some(Arc::clone(record)),
            extent: record.footprint.bounding_rect(),
        };
        kept.insert(id, kept_now);
        is_changed = true;
    }
    Ok(is_changed)
}

fn write_row(
    connection: &Connection,
    id: i64,
    (name, scenario): (&str, Option<&str>),
    record: &FillRecord,
    (srs_id, is_there): (i32, bool),
) -> rusqlite::Result<()> {
    let wkb = wkb_of_polygons(&record.footprint)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let warnings = serde_json::Value::from(record.warnings.clone());
    let mut columns = vec![
        "geom",
        "scenario",
        "name",
        "fits",
        "fingerprint",
        "computed_at",
        "program",
        "warnings",
    ];
    let mut cells = vec![
        Cell::Blob(blob_of(&wkb, srs_id)),
        scenario.map_or(Cell::Null, Cell::text),
        Cell::text(name),
        Cell::yes_or_no(record.fits),
        Cell::Text(record.of.to_string()),
        Cell::Text(record.at.to_string()),
        Cell::text(&record.program),
        Cell::Text(warnings.to_string()),
    ];
    for (figure, value) in record.figures.named() {
        columns.push(figure);
        cells.push(Cell::real(value));
    }
    let sql = if is_there {
        format!(
            "UPDATE footprints SET {} = ? WHERE fid = ?",
            columns.join(" = ?, ")
        )
    } else {
        format!(
            "INSERT INTO footprints ({}, fid) VALUES ({}?)",
            columns.join(", "),
            "?, ".repeat(columns.len())
        )
    };
    cells.push(Cell::Integer(id));
    let values = cells.iter().map(|cell| cell as &dyn ToSql);
    connection
        .prepare_cached(&sql)?
        .execute(params_from_iter(values))?;
    Ok(())
}

/// The extent of all.
pub(super) fn extent(kept: &Footprints) -> Option<Rect<f64>> {
    kept.values()
        .filter_map(|kept| kept.extent)
        .reduce(super::tables::together)
}
