//! Connections to a file that may have been made to do harm, and what its tables really are.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, ffi};

use super::schema::{APPLICATION_ID, SCHEMA};
use super::triggers::{essence, has_geometries, index_of, is_known_trigger};
use super::{StoreError, columns, geometry};

/// How long a save waits for another program that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// The largest row. Footprints follow cells, and the log has rows in text.
const MAX_ROW_BYTES: i32 = 128 << 20;

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// To read and write; only to read where the system does not allow it.
    Write,
    /// Only to read.
    Read,
    /// Only to read, where nobody can write and nothing can be put beside the file.
    Frozen,
}

/// Opens a database that is there. Paths are absolute.
pub(super) fn connect(path: &Path, mode: Mode) -> Result<Connection, StoreError> {
    let read = match mode {
        Mode::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Mode::Read | Mode::Frozen => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let flags = read | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = match mode {
        Mode::Frozen => Connection::open_with_flags(frozen_uri(path), flags),
        Mode::Write | Mode::Read => Connection::open_with_flags(path, flags),
    };
    let connection = connection.map_err(|error| database(path, error))?;
    guard(&connection).map_err(|error| database(path, error))?;
    Ok(connection)
}

/// Makes a database that is written by this program alone.
pub(super) fn connect_new(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path).map_err(|error| database(path, error))?;
    guard(&connection).map_err(|error| database(path, error))?;
    Ok(connection)
}

fn frozen_uri(path: &Path) -> String {
    let escaped = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' => {
            char::from(*byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    let bytes = path.as_os_str().as_encoded_bytes();
    let path: String = bytes.iter().map(escaped).collect();
    format!("file:{path}?immutable=1")
}

/// Sets what a connection may do, whatever the file says.
fn guard(connection: &Connection) -> rusqlite::Result<()> {
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, MAX_ROW_BYTES),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
        (Limit::SQLITE_LIMIT_COLUMN, 400),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 20),
        (Limit::SQLITE_LIMIT_VDBE_OP, 100_000),
        (Limit::SQLITE_LIMIT_FUNCTION_ARG, 16),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
        (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 400),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 4),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        connection.set_limit(limit, value)?;
    }
    for (config, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        // What is read is checked here, and what cannot be read must not hinder a save.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    ] {
        connection.set_db_config(config, on)?;
    }
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch(
        "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA synchronous = FULL; \
         PRAGMA temp_store = MEMORY;",
    )?;
    geometry::add_functions(connection)
}

/// Takes the file out of the mode in which it has side files, if nobody else has it open.
pub(super) fn leave_wal(connection: &Connection) -> rusqlite::Result<()> {
    // Somebody who has it open may have it for hours.
    connection.busy_timeout(Duration::ZERO)?;
    let mode: rusqlite::Result<String> =
        connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0));
    connection.busy_timeout(PATIENCE)?;
    match mode {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(()),
        other => other.map(drop),
    }
}

/// What a file that says it is a project really has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Inspected {
    /// The number of its schema.
    pub(super) schema: i64,
    /// What would run with a save and is not known.
    pub(super) foreign: Vec<String>,
}

/// Whether a database is a project, whatever state it is in.
pub(super) fn is_ours(connection: &Connection) -> rusqlite::Result<bool> {
    let id: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let table: Option<i64> = connection
        .query_row(
            "SELECT 1 FROM sqlite_schema WHERE name = 'berghald_schema' AND type = 'table'",
            [],
            |row| row.get(0),
        )
        .optional()?;
    Ok(id == APPLICATION_ID && table.is_some())
}

/// Looks at tables, columns and triggers before anything is read from them.
pub(super) fn inspect(connection: &Connection, path: &Path) -> Result<Inspected, StoreError> {
    let failed = |error| database(path, error);
    if !is_ours(connection).map_err(failed)? {
        return Err(StoreError::NotAProject {
            path: path.to_owned(),
        });
    }
    let damaged = |detail: String| StoreError::Damaged {
        path: path.to_owned(),
        detail,
    };
    let objects = objects(connection).map_err(failed)?;
    let table = |name: &str| {
        objects
            .iter()
            .find(|object| object.kind != "trigger" && object.name.eq_ignore_ascii_case(name))
    };
    let plain = |object: &Object| {
        object.kind == "table" && !essence(&object.sql).starts_with("createvirtual")
    };
    let is_plain = |name: &str| table(name).is_some_and(plain);
    if !is_plain("berghald_schema") {
        return Err(damaged("berghald_schema is no table".to_owned()));
    }
    let schema: Option<i64> = connection
        .query_row("SELECT max(number) FROM berghald_schema", [], |row| {
            row.get(0)
        })
        .map_err(failed)?;
    let schema = schema.ok_or_else(|| damaged("it has no schema number".to_owned()))?;
    if schema < 1 {
        return Err(damaged(format!("{schema} is no schema number")));
    }
    let wrong = |detail: String| {
        if schema <= SCHEMA {
            return damaged(detail);
        }
        StoreError::NewerSchema {
            path: path.to_owned(),
            schema,
            known: SCHEMA,
        }
    };
    for (name, columns) in columns::tables() {
        // An older one is brought up to date before it is read.
        if schema < SCHEMA {
            break;
        }
        if !is_plain(name) {
            return Err(wrong(format!("{name} is no table")));
        }
        let there = columns_of(connection, name).map_err(failed)?;
        if let Some(missing) = columns.iter().find(|column| !there.contains(**column)) {
            return Err(wrong(format!("{name} has no column {missing}")));
        }
    }
    Ok(Inspected {
        schema,
        foreign: foreign(&objects),
    })
}

struct Object {
    kind: String,
    name: String,
    table: String,
    sql: String,
}

fn objects(connection: &Connection) -> rusqlite::Result<Vec<Object>> {
    let mut select = connection.prepare(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema \
         WHERE type IN ('table', 'view', 'trigger') LIMIT 10000",
    )?;
    let objects = select.query_map([], |row| {
        Ok(Object {
            kind: row.get(0)?,
            name: row.get(1)?,
            table: row.get(2)?,
            sql: row.get(3)?,
        })
    })?;
    objects.collect()
}

/// Columns that hold what was written, and nothing worked out.
fn columns_of(connection: &Connection, table: &str) -> rusqlite::Result<BTreeSet<String>> {
    let mut select =
        connection.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0")?;
    let names = select.query_map([table], |row| row.get(0))?;
    names.collect()
}

/// Triggers on tables that are written, and indexes that are none: all that is not known.
fn foreign(objects: &[Object]) -> Vec<String> {
    let is_index = |name: &str| indexed_table(name).is_some();
    let mut foreign = Vec::new();
    for object in objects {
        let (name, table) = (object.name.to_lowercase(), object.table.to_lowercase());
        let is_right = if object.kind == "trigger" {
            let is_written = columns::is_written(&table)
                || has_geometries(&table)
                || table == "gpkg_ogr_contents"
                || is_index(&table);
            !is_written || is_known_trigger(&table, &object.sql)
        } else if is_index(&name) {
            let sql = essence(&object.sql);
            let whole = indexed_table(&name).filter(|table| name == format!("rtree_{table}_geom"));
            match whole {
                Some(table) => sql == essence(&format!("CREATE VIRTUAL TABLE {}", index_of(table))),
                None => object.kind == "table" && !sql.starts_with("createvirtual"),
            }
        } else {
            true
        };
        if !is_right {
            foreign.push(object.name.chars().take(100).collect());
        }
    }
    foreign
}

/// The table whose spatial index has this name, or keeps a part of itself under it.
fn indexed_table(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("rtree_")?;
    let parts = ["_geom", "_geom_node", "_geom_parent", "_geom_rowid"];
    let mut tables = parts.iter().filter_map(|part| rest.strip_suffix(part));
    tables.find(|table| has_geometries(table))
}

/// A file beside another, by the end of its name.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}

/// What a failure of the database means for a file.
pub(super) fn database(path: &Path, source: rusqlite::Error) -> StoreError {
    let path = path.to_owned();
    let Some(failure) = source.sqlite_error() else {
        return StoreError::Database { path, source };
    };
    match (failure.code, failure.extended_code) {
        (ErrorCode::DiskFull, _) => StoreError::DiskFull { path },
        (ErrorCode::NotADatabase, _) => StoreError::NotAProject { path },
        (ErrorCode::DatabaseCorrupt, _) => StoreError::Damaged {
            path,
            detail: source.to_string(),
        },
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => StoreError::Busy { path },
        (ErrorCode::TooBig, _) => StoreError::TooLarge {
            path,
            what: "a row".to_owned(),
        },
        (
            _,
            ffi::SQLITE_READONLY_ROLLBACK
            | ffi::SQLITE_READONLY_RECOVERY
            | ffi::SQLITE_READONLY_CANTINIT
            | ffi::SQLITE_READONLY_CANTLOCK,
        ) => StoreError::RecoveryImpossible { path },
        (_, ffi::SQLITE_READONLY_DBMOVED) => StoreError::Moved { path, to: None },
        (ErrorCode::ReadOnly, _) => StoreError::ReadOnly { path },
        _ => StoreError::Database { path, source },
    }
}
