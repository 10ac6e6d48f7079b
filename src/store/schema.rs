//! Tables of the project file, and how older files become newer ones.
//!
//! What stands here is a promise: a published schema is never changed, only followed by another migration.

use rusqlite::Connection;

use super::migrations::{
    schema_1, schema_2, schema_3, schema_4, schema_5, schema_6, schema_7, schema_8, schema_9,
};

/// "GPKG", as GeoPackage asks for.
pub(super) const APPLICATION_ID: i64 = 0x4750_4B47;

/// The coordinate system of a project that has none yet: metres, undefined.
pub(super) const UNDEFINED_SRS: i32 = -1;

/// The newest schema.
pub(super) const SCHEMA: i64 = 9;

/// What leads from one schema to the next.
pub(super) type Migration = fn(&Connection) -> rusqlite::Result<()>;

/// What leads to each schema from the one before. Only ever longer.
pub(super) const MIGRATIONS: [(i64, Migration); 9] = [
    (1, schema_1),
    (2, schema_2),
    (3, schema_3),
    (4, schema_4),
    (5, schema_5),
    (6, schema_6),
    (7, schema_7),
    (8, schema_8),
    (SCHEMA, schema_9),
];

/// Tables with a geometry.
pub(super) const FEATURE_TABLES: [&str; 7] = [
    "outlines",
    "pits",
    "other_ground",
    "footprints",
    "backfills",
    "monitoring",
    "review_comments",
];

/// Brings a file from a schema to the newest. Belongs in a transaction.
pub(super) fn migrate(
    connection: &Connection,
    from: i64,
    program: &str,
    migrations: &[(i64, Migration)],
) -> rusqlite::Result<()> {
    for (number, migration) in migrations {
        if *number <= from {
            continue;
        }
        migration(connection)?;
        connection.execute(
            "INSERT INTO berghald_schema (number, program, at) \
             VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
            (number, program),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{columns, geometry};

    #[test]
    fn the_newest_schema_has_the_tables_that_are_written() {
        let connection = Connection::open_in_memory().unwrap();
        geometry::add_functions(&connection).unwrap();
        migrate(&connection, 0, "Berghald", &MIGRATIONS).unwrap();
        for (table, columns) in columns::tables() {
            let columns = columns.join(", ");
            let select = format!("SELECT {columns} FROM {table} LIMIT 0");
            connection.prepare(&select).unwrap();
        }
        let number: i64 = connection
            .query_row("SELECT max(number) FROM berghald_schema", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(number, SCHEMA);
    }
}
