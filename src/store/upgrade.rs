//! Older files become newer ones: in the file itself after a copy was made, or in memory to be read.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup as Copying, StepResult};

use super::connect::{self, database};
use super::schema::{Migration, migrate};
use super::{StoreError, fresh};

/// Brings a file to the newest schema in one transaction. The file as it was stays beside it.
pub(super) fn upgrade(
    connection: &Connection,
    path: &Path,
    from: i64,
    migrations: &[(i64, Migration)],
) -> Result<(), StoreError> {
    let failed = |error| database(path, error);
    let older = older_copy(path, from);
    if !older.exists() {
        let unfinished = fresh::unfinished(&older)?;
        let mut copy = connect::connect_new(&unfinished)?;
        copy_all(connection, &mut copy, path)?;
        fresh::finish(copy, path)?;
        fresh::put(unfinished, &older, fresh::Replace::No)?;
    }
    connection
        .execute_batch("BEGIN EXCLUSIVE")
        .map_err(failed)?;
    let done = migrate(connection, from, &program(), migrations)
        .and_then(|()| connection.execute_batch("COMMIT"));
    if done.is_err() && !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK").map_err(failed)?;
    }
    done.map_err(failed)
}

/// The content of a file that cannot be written, in memory and with the newest schema.
pub(super) fn upgraded_in_memory(
    connection: &Connection,
    path: &Path,
    from: i64,
    migrations: &[(i64, Migration)],
) -> Result<Connection, StoreError> {
    let mut copy = connect::connect_new(Path::new(":memory:"))?;
    copy_all(connection, &mut copy, path)?;
    migrate(&copy, from, &program(), migrations).map_err(|error| database(path, error))?;
    Ok(copy)
}

fn copy_all(from: &Connection, to: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error| database(path, error);
    let copying = Copying::new(from, to).map_err(failed)?;
    match copying.step(-1).map_err(failed)? {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::Busy {
            path: path.to_owned(),
        }),
    }
}

/// Where the file stays as it was before.
fn older_copy(path: &Path, schema: i64) -> PathBuf {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{name}.schema-{schema}.gpkg"))
}

fn program() -> String {
    format!("Berghald {}", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Snapshot;
    use crate::store::schema::{MIGRATIONS, SCHEMA};
    use crate::store::{ProjectFile, Step, Who, integrity};

    fn project(folder: &Path) -> PathBuf {
        let path = folder.join("x.gpkg");
        let first = Step {
            number: 1,
            snapshot: Snapshot::default(),
            label: "first".to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        let file = ProjectFile::create(&path, &Who::of_this_machine(), &first).unwrap();
        file.close(None).unwrap();
        path
    }

    fn schema(connection: &Connection) -> i64 {
        let sql = "SELECT max(number) FROM berghald_schema";
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// The schemas that there are and an invented next one.
    fn next(migration: Migration) -> Vec<(i64, Migration)> {
        let next = (SCHEMA + 1, migration);
        MIGRATIONS.into_iter().chain([next]).collect()
    }

    #[test]
    fn an_older_file_becomes_a_newer_one_and_stays_beside_it_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = project(folder.path());
        let connection = connect::connect(&path, connect::Mode::Write).unwrap();
        let migrations =
            next(|connection| connection.execute_batch("ALTER TABLE pits ADD COLUMN depth_m REAL"));
        let in_memory = upgraded_in_memory(&connection, &path, SCHEMA, &migrations).unwrap();
        assert_eq!(schema(&in_memory), SCHEMA + 1);
        assert_eq!(schema(&connection), SCHEMA);
        upgrade(&connection, &path, SCHEMA, &migrations).unwrap();
        assert_eq!(schema(&connection), SCHEMA + 1);
        let older = folder.path().join(format!("x.schema-{SCHEMA}.gpkg"));
        assert!(integrity(&older).unwrap().problems.is_empty());
    }

    #[test]
    fn an_upgrade_that_fails_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = project(folder.path());
        let connection = connect::connect(&path, connect::Mode::Write).unwrap();
        let migrations = next(|connection| {
            connection.execute_batch("ALTER TABLE pits ADD COLUMN depth_m REAL; nonsense")
        });
        upgrade(&connection, &path, SCHEMA, &migrations).unwrap_err();
        assert_eq!(schema(&connection), SCHEMA);
        assert!(connection.prepare("SELECT depth_m FROM pits").is_err());
        assert!(integrity(&path).unwrap().problems.is_empty());
    }
}
