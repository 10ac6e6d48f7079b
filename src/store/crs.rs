//! The project's coordinate system in the file: for this program whole, for others as GeoPackage asks.

use rusqlite::{Connection, OptionalExtension as _};

use super::geometry::with_srs_id;
use super::schema::{FEATURE_TABLES, UNDEFINED_SRS};
use super::{TEXT_LIMIT, content};
use crate::results::CrsRecord;

/// Coordinate systems without a code of their own are counted from here, as GDAL does.
const FIRST_OWN_ID: i32 = 100_000;

/// The coordinate system and its id in the file.
pub(super) fn read(connection: &Connection) -> rusqlite::Result<(Option<CrsRecord>, i32)> {
    let found = connection
        .query_row(
            "SELECT srs_id, epsg, name, wkt, wkt1 FROM berghald_crs WHERE id = 1",
            [],
            |row| {
                let crs = CrsRecord {
                    epsg: row.get(1)?,
                    name: row.get(2)?,
                    wkt: row.get(3)?,
                    wkt1: row.get(4)?,
                };
                Ok((crs, row.get(0)?))
            },
        )
        .optional();
    Ok(match found {
        Ok(Some((crs, id)))
            if [&crs.name, &crs.wkt, &crs.wkt1]
                .into_iter()
                .all(|text| text.len() <= TEXT_LIMIT) =>
        {
            (Some(crs), id)
        }
        Ok(_) => (None, UNDEFINED_SRS),
        // Another kind of value than was written: the terrain gives it again.
        Err(error) if error.sqlite_error().is_none() => (None, UNDEFINED_SRS),
        Err(error) => return Err(error),
    })
}

/// Gives all geometries of the project a coordinate system, and returns its id in the file.
pub(super) fn write(connection: &Connection, crs: Option<&CrsRecord>) -> rusqlite::Result<i32> {
    connection.execute("DELETE FROM berghald_crs", [])?;
    let id = crs.map_or(Ok(UNDEFINED_SRS), |crs| registered(connection, crs))?;
    if let Some(crs) = crs {
        connection.execute(
            "INSERT INTO berghald_crs (id, srs_id, epsg, name, wkt, wkt1) \
             VALUES (1, ?1, ?2, ?3, ?4, ?5)",
            (id, crs.epsg, &crs.name, &crs.wkt, &crs.wkt1),
        )?;
    }
    for table in FEATURE_TABLES {
        set_in_table(connection, table, id)?;
    }
    for name in content::names(connection)? {
        if !is_in(connection, name.as_str(), id)? {
            set_in_table(connection, name.as_str(), id)?;
        }
    }
    Ok(id)
}

/// Whether a table is said to be in a coordinate system.
fn is_in(connection: &Connection, table: &str, id: i32) -> rusqlite::Result<bool> {
    connection
        .prepare(
            "SELECT 1 FROM gpkg_contents c JOIN gpkg_geometry_columns g USING (table_name) \
             WHERE c.table_name = ?1 AND c.srs_id = ?2 AND g.srs_id = ?2",
        )?
        .exists((table, id))
}

fn set_in_table(connection: &Connection, table: &str, id: i32) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE gpkg_contents SET srs_id = ?2 WHERE table_name = ?1",
        (table, id),
    )?;
    connection.execute(
        "UPDATE gpkg_geometry_columns SET srs_id = ?2 WHERE table_name = ?1",
        (table, id),
    )?;
    set_in_geometries(connection, table, id)
}

fn set_in_geometries(connection: &Connection, table: &str, id: i32) -> rusqlite::Result<()> {
    let ids: Vec<i64> = connection
        .prepare(&format!("SELECT fid FROM {table} WHERE geom IS NOT NULL"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut select = connection.prepare(&format!("SELECT geom FROM {table} WHERE fid = ?1"))?;
    let mut update = connection.prepare(&format!("UPDATE {table} SET geom = ?2 WHERE fid = ?1"))?;
    for fid in ids {
        let blob = select.query_row([fid], |row| {
            Ok(row.get_ref(0)?.as_blob().ok().map(<[u8]>::to_vec))
        })?;
        if let Some(blob) = blob.and_then(|blob| with_srs_id(&blob, id)) {
            update.execute((fid, blob))?;
        }
    }
    Ok(())
}

/// The id of a coordinate system in the list of the file, where it is put if it is not there.
fn registered(connection: &Connection, crs: &CrsRecord) -> rusqlite::Result<i32> {
    let code = crs.epsg.and_then(|code| i32::try_from(code).ok());
    let organization = if code.is_some() { "EPSG" } else { "NONE" };
    let there: Option<i32> = connection
        .query_row(
            "SELECT srs_id FROM gpkg_spatial_ref_sys WHERE organization = ?1 COLLATE NOCASE \
             AND ((?2 IS NULL AND definition = ?3) OR organization_coordsys_id = ?2) LIMIT 1",
            (organization, code, &crs.wkt1),
            |row| row.get(0),
        )
        .optional()?;
    if let Some(id) = there {
        return Ok(id);
    }
    let taken = |id: i32| -> rusqlite::Result<bool> {
        connection
            .prepare("SELECT 1 FROM gpkg_spatial_ref_sys WHERE srs_id = ?1")?
            .exists([id])
    };
    let id = match code {
        Some(code) if !taken(code)? => code,
        _ => {
            let mut id = FIRST_OWN_ID;
            while taken(id)? {
                id += 1;
            }
            id
        }
    };
    connection.execute(
        "INSERT INTO gpkg_spatial_ref_sys \
         (srs_name, srs_id, organization, organization_coordsys_id, definition, description) \
         VALUES (?1, ?2, ?3, ?4, ?5, NULL)",
        (&crs.name, id, organization, code.unwrap_or(id), &crs.wkt1),
    )?;
    Ok(id)
}
