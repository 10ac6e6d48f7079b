//! Results of one kind, read from the file and written to it: ground that is covered, with figures. They can
//! be worked out again, so that no log is kept of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use geo::{BoundingRect as _, MultiPolygon, Rect};
use rusqlite::types::{ToSql, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

use super::connect::database;
use super::curves::{self, curve_in};
use super::encode::{number, scenario_name};
use super::geometry::{blob_of, extent_of, polygons, wkb_in, wkb_of_polygons};
use super::rows::Cell;
use super::{NAME_LIMIT, StoreError, TEXT_LIMIT};
use crate::curve::CurvePoint;
use crate::project::{Project, ScenarioId};
use crate::results::{Fingerprint, Records, Snapshot};

/// Rows that are read of a table.
const MAX_ROWS: usize = 100_000;

/// Bytes of all footprints.
const MAX_BYTES: usize = 1 << 30;

/// A result of a kind that has a table.
pub(super) trait Kind: PartialEq + Sized + 'static {
    /// The table.
    const TABLE: &'static str;
    /// The column that says what the figures alone do not.
    const VERDICT: &'static str;
    /// The columns of the figures, in their order.
    const FIGURES: &'static [&'static str];

    /// What a row has, of a result.
    fn parts(&self) -> Parts;

    /// A result of what a row has; `None` where the verdict is none.
    fn of(parts: Parts) -> Option<Self>;

    /// All that are kept.
    fn all(records: &Records) -> impl Iterator<Item = (u64, &Arc<Self>)>;

    /// What a result belongs to, by its name and scenario; `None` where that is gone.
    fn owner(project: &Project, id: u64) -> Option<(&str, ScenarioId)>;
}

/// What a row of a result has.
pub(super) struct Parts {
    pub(super) of: Fingerprint,
    pub(super) verdict: Cell,
    /// In the order of [`Kind::FIGURES`].
    pub(super) figures: Vec<f64>,
    pub(super) footprint: MultiPolygon<f64>,
    /// The stage curve; empty where none is kept.
    pub(super) curve: Vec<CurvePoint>,
    pub(super) warnings: Vec<String>,
    pub(super) at: jiff::Timestamp,
    pub(super) program: String,
}

/// What the file has, by its row.
pub(super) type Footprints<T> = BTreeMap<i64, Kept<T>>;

/// A row, and what it says where that could be read.
#[derive(Debug)]
pub(super) struct Kept<T> {
    pub(super) record: Option<Arc<T>>,
    extent: Option<Rect<f64>>,
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self {
            record: self.record.clone(),
            extent: self.extent,
        }
    }
}

/// Reads all of a kind. Those that cannot be read are worked out again. `bytes` are those of all kinds.
pub(super) fn read<T: Kind>(
    connection: &Connection,
    path: &Path,
    bytes: &mut usize,
) -> Result<Footprints<T>, StoreError> {
    let failed = |error| database(path, error);
    let sql = format!(
        "SELECT fid, geom, {}, fingerprint, computed_at, program, warnings, curve, {} FROM {} LIMIT {}",
        T::VERDICT,
        T::FIGURES.join(", "),
        T::TABLE,
        MAX_ROWS + 1
    );
    let mut select = connection.prepare_cached(&sql).map_err(failed)?;
    let mut found = select.query([]).map_err(failed)?;
    let mut kept = Footprints::new();
    while let Some(row) = found.next().map_err(failed)? {
        let id: i64 = row.get(0).map_err(failed)?;
        let blob = row.get_ref(1).map_err(failed)?;
        let blob = blob.as_blob().ok();
        let curve = row.get_ref(7).map_err(failed)?;
        let curve = curve.as_blob().ok();
        *bytes += blob.map_or(0, <[u8]>::len) + curve.map_or(0, <[u8]>::len);
        if MAX_BYTES < *bytes || MAX_ROWS < kept.len() {
            return Err(StoreError::TooLarge {
                path: path.to_owned(),
                what: T::TABLE.to_owned(),
            });
        }
        kept.insert(
            id,
            Kept {
                record: parts::<T>(row, blob, curve).and_then(T::of).map(Arc::new),
                extent: blob.and_then(extent_of),
            },
        );
    }
    Ok(kept)
}

fn parts<T: Kind>(row: &Row<'_>, blob: Option<&[u8]>, curve: Option<&[u8]>) -> Option<Parts> {
    let text = |column: usize, limit: usize| -> Option<String> {
        let text: String = row.get(column).ok()?;
        (text.len() <= limit).then_some(text)
    };
    let mut figures = Vec::with_capacity(T::FIGURES.len());
    for place in 0..T::FIGURES.len() {
        let found: Option<f64> = row.get(8 + place).ok()?;
        figures.push(found.unwrap_or(f64::NAN));
    }
    let footprint = match blob {
        Some(blob) => polygons(wkb_in(blob)?)?,
        None => nothing::<T>(row, &figures)?,
    };
    let is_finite = footprint.iter().all(|polygon| {
        std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .flat_map(|ring| ring.coords())
            .all(|corner| corner.x.is_finite() && corner.y.is_finite())
    });
    Some(Parts {
        of: text(3, NAME_LIMIT)?.parse().ok()?,
        verdict: Cell::of(row.get_ref(2).ok()?),
        figures,
        footprint: is_finite.then_some(footprint)?,
        curve: curve.map_or_else(|| Some(Vec::new()), curve_in)?,
        warnings: serde_json::from_str(&text(6, TEXT_LIMIT)?).ok()?,
        at: text(4, NAME_LIMIT)?.parse().ok()?,
        program: text(5, NAME_LIMIT)?,
    })
}

/// No ground, where a row has no geometry and its figures say that it covers none.
fn nothing<T: Kind>(row: &Row<'_>, figures: &[f64]) -> Option<MultiPolygon<f64>> {
    if row.get_ref(1).ok()? != ValueRef::Null {
        return None;
    }
    let place = T::FIGURES
        .iter()
        .position(|name| *name == "footprint_area_m2")?;
    let covers_ground = 0.0 < *figures.get(place)?;
    (!covers_ground).then(|| MultiPolygon(Vec::new()))
}

/// What of them belongs to something that is there.
pub(super) fn records<T: Kind>(
    kept: &Footprints<T>,
    project: &Project,
) -> impl Iterator<Item = (u64, Arc<T>)> {
    kept.iter().filter_map(|(id, kept)| {
        let id = u64::try_from(*id).ok()?;
        T::owner(project, id)?;
        Some((id, Arc::clone(kept.record.as_ref()?)))
    })
}

/// Lets equal records be the same as before, so that later saves need not compare them.
pub(super) fn share<T: Kind>(before: &Footprints<T>, now: &mut Footprints<T>) {
    for (id, kept) in now {
        if let Some(old) = before.get(id)
            && old.record == kept.record
        {
            kept.record.clone_from(&old.record);
        }
    }
}

/// Whether both say the same.
pub(super) fn is_same<T: Kind>(one: &Footprints<T>, other: &Footprints<T>) -> bool {
    let mut pairs = one.iter().zip(other);
    one.len() == other.len()
        && pairs
            .all(|((id, here), (other_id, there))| id == other_id && here.record == there.record)
}

/// Writes what is other than in the file, and returns whether anything was.
pub(super) fn write<T: Kind>(
    connection: &Connection,
    kept: &mut Footprints<T>,
    after: &Snapshot,
    srs_id: i32,
) -> rusqlite::Result<bool> {
    let wanted: BTreeMap<i64, (&Arc<T>, &str, ScenarioId)> = T::all(&after.records)
        .filter_map(|(id, record)| {
            let (name, scenario) = T::owner(&after.project, id)?;
            Some((number(id), (record, name, scenario)))
        })
        .collect();
    let gone: Vec<i64> = kept
        .iter()
        .filter(|(id, kept)| kept.record.is_some() && !wanted.contains_key(id))
        .map(|(id, _)| *id)
        .collect();
    let mut is_changed = !gone.is_empty();
    for id in gone {
        connection
            .prepare_cached(&format!("DELETE FROM {} WHERE fid = ?1", T::TABLE))?
            .execute([id])?;
        kept.remove(&id);
    }
    for (id, (record, name, scenario)) in wanted {
        let there = kept.get(&id);
        let is_same = there
            .and_then(|there| there.record.as_ref())
            .is_some_and(|there| Arc::ptr_eq(there, record) || there == record);
        if is_same {
            continue;
        }
        let parts = record.parts();
        let extent = parts.footprint.bounding_rect();
        let scenario = scenario_name(after, scenario);
        let place = (srs_id, there.is_some());
        write_row::<T>(connection, id, (name, scenario), parts, place)?;
        let kept_now = Kept {
            record: Some(Arc::clone(record)),
            extent,
        };
        kept.insert(id, kept_now);
        is_changed = true;
    }
    Ok(is_changed)
}

fn write_row<T: Kind>(
    connection: &Connection,
    id: i64,
    (name, scenario): (&str, Option<&str>),
    parts: Parts,
    (srs_id, is_there): (i32, bool),
) -> rusqlite::Result<()> {
    let geometry = if parts.footprint.0.is_empty() {
        Cell::Null
    } else {
        let wkb = wkb_of_polygons(&parts.footprint)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        Cell::Blob(blob_of(&wkb, srs_id))
    };
    let warnings = serde_json::Value::from(parts.warnings);
    let mut columns = vec![
        "geom",
        "scenario",
        "name",
        T::VERDICT,
        "fingerprint",
        "computed_at",
        "program",
        "warnings",
        "curve",
    ];
    columns.extend(T::FIGURES);
    let mut cells = vec![
        geometry,
        scenario.map_or(Cell::Null, Cell::text),
        Cell::text(name),
        parts.verdict,
        Cell::Text(parts.of.to_string()),
        Cell::Text(parts.at.to_string()),
        Cell::Text(parts.program),
        Cell::Text(warnings.to_string()),
        if parts.curve.is_empty() {
            Cell::Null
        } else {
            Cell::Blob(curves::blob_of(&parts.curve))
        },
    ];
    cells.extend(parts.figures.into_iter().map(Cell::real));
    let sql = if is_there {
        let sets = columns.join(" = ?, ");
        format!("UPDATE {} SET {sets} = ? WHERE fid = ?", T::TABLE)
    } else {
        format!(
            "INSERT INTO {} ({}, fid) VALUES ({}?)",
            T::TABLE,
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

/// Gives rows the names that their owner and its scenario have now.
pub(super) fn refresh_names<T: Kind>(
    connection: &Connection,
    kept: &Footprints<T>,
    (before, after): (&Snapshot, &Snapshot),
) -> rusqlite::Result<()> {
    for id in kept.keys() {
        let Ok(owner) = u64::try_from(*id) else {
            continue;
        };
        let Some((name, scenario)) = T::owner(&after.project, owner) else {
            continue;
        };
        let names = (name, scenario_name(after, scenario));
        let was = T::owner(&before.project, owner)
            .map(|(name, scenario)| (name, scenario_name(before, scenario)));
        if was == Some(names) {
            continue;
        }
        let (table, (name, scenario)) = (T::TABLE, names);
        connection
            .prepare_cached(&format!(
                "UPDATE {table} SET name = ?2, scenario = ?3 WHERE fid = ?1 \
                 AND (name IS NOT ?2 OR scenario IS NOT ?3)"
            ))?
            .execute((id, name, scenario))?;
    }
    Ok(())
}

/// The extent of all.
pub(super) fn extent<T: Kind>(kept: &Footprints<T>) -> Option<Rect<f64>> {
    kept.values()
        .filter_map(|kept| kept.extent)
        .reduce(super::tables::together)
}
