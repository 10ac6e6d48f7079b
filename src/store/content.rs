//! Copied layers in a project file: what is known of them, their features, and those that nothing names any more.
//!
//! A copy is never changed here. The name of its table is of plain letters alone; names of columns come from
//! files and are quoted.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::connect::database;
use super::content_facts::{facts_of, json_of_facts};
use super::content_geometry::shape_in;
use super::file::Versions;
use super::geometry::wkb_in;
use super::triggers::{essence, index_of};
use super::{Access, ProjectFile, StoreError};
use crate::progress::{Cancelled, Run};
use crate::project::ContentName;
use crate::results::{ContentFacts, Fingerprint};
use crate::site::{FieldValue, Shape};

/// After how many features progress is told.
const FEATURES_PER_STEP: u64 = 1024;

/// A feature of a copied layer.
#[derive(Clone, Debug, PartialEq)]
pub struct ContentShape {
    /// Its number.
    pub fid: i64,
    /// What it looks like; `None` where another program made it something else.
    pub shape: Option<Shape>,
    /// The value of the field that tells classes apart, as text; empty where nothing is said.
    pub class: String,
}

impl ProjectFile {
    /// What is known of a copied layer; `None` where it is not in the file.
    ///
    /// # Errors
    /// [`StoreError`], if the file cannot be read.
    pub fn content(&self, name: &ContentName) -> Result<Option<ContentFacts>, StoreError> {
        read_facts(&self.connection, name).map_err(|error| database(&self.path, error))
    }

    /// Features behind a number, in their order, at most so many.
    ///
    /// `class_column` is the column of a [`ContentFacts`] that tells classes apart.
    ///
    /// # Errors
    /// [`StoreError`], if there is no such layer or column, or the file cannot be read.
    pub fn content_shapes(
        &self,
        name: &ContentName,
        class_column: Option<&str>,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<ContentShape>, StoreError> {
        let read = || -> rusqlite::Result<Vec<ContentShape>> {
            let class = class_column.map_or_else(|| "NULL".to_owned(), quoted);
            let sql = format!(
                "SELECT fid, geom, {class} FROM {name} WHERE ?1 IS NULL OR ?1 < fid \
                 ORDER BY fid LIMIT ?2"
            );
            let mut select = self.connection.prepare_cached(&sql)?;
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let found = select.query_map((after, most), |row| {
                let blob = row.get_ref(1)?;
                Ok(ContentShape {
                    fid: row.get(0)?,
                    shape: blob.as_blob().ok().and_then(shape_in),
                    class: value_of(row.get_ref(2)?)
                        .map_or_else(String::new, |value| value.to_string().trim().to_owned()),
                })
            })?;
            found.collect()
        };
        read().map_err(|error| database(&self.path, error))
    }

    /// Whether a copied layer is as it was when it was copied; `None` where it is not in the file.
    ///
    /// # Errors
    /// [`StoreError`], if the file cannot be read, or nobody wants to know any more.
    pub fn content_is_whole(
        &self,
        name: &ContentName,
        run: &Run,
    ) -> Result<Option<bool>, StoreError> {
        let Some(facts) = self.content(name)? else {
            return Ok(None);
        };
        let found = digest_of(&self.connection, name, facts.features, run);
        match found.map_err(|error| database(&self.path, error))? {
            Ok(digest) => Ok(Some(digest == facts.digest)),
            Err(Cancelled) => Err(StoreError::Cancelled {
                path: self.path.clone(),
            }),
        }
    }

    /// Drops copied layers that no site layer names: those whose import or removal was the last word on them.
    pub(super) fn sweep(&mut self) {
        if self.access != Access::Write {
            return;
        }
        let swept = sweep(&self.connection).and_then(|()| Versions::of(&self.connection));
        match swept {
            Ok(versions) => self.versions = versions,
            // What stays costs room and nothing else.
            Err(error) => tracing::warn!(%error, "could not drop copied layers that nothing names"),
        }
    }
}

fn sweep(connection: &Connection) -> rusqlite::Result<()> {
    let names: Vec<String> = connection
        .prepare(
            "SELECT table_name FROM berghald_contents \
             WHERE table_name NOT IN (SELECT content FROM site_layers)",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if names.is_empty() {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut names = names.iter().filter_map(|name| ContentName::parse(name));
    let swept = names
        .try_for_each(|name| drop_table(connection, &name))
        .and_then(|()| connection.execute_batch("COMMIT"));
    if swept.is_err() && !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    swept
}

fn drop_table(connection: &Connection, name: &ContentName) -> rusqlite::Result<()> {
    let index = format!("rtree_{name}_geom");
    let created = format!("CREATE VIRTUAL TABLE {}", index_of(name.as_str()));
    let is_index: Option<String> = connection
        .query_row(
            "SELECT sql FROM sqlite_schema WHERE name = ?1 AND type = 'table'",
            [&index],
            |row| row.get(0),
        )
        .optional()?;
    if is_index.is_some_and(|sql| essence(&sql) == essence(&created)) {
        connection.execute_batch(&format!("DROP TABLE {index}"))?;
    }
    connection.execute_batch(&format!("DROP TABLE IF EXISTS {name}"))?;
    for table in [
        "berghald_contents",
        "gpkg_extensions",
        "gpkg_geometry_columns",
        "gpkg_contents",
    ] {
        connection.execute(
            &format!("DELETE FROM {table} WHERE table_name = ?1"),
            [name.as_str()],
        )?;
    }
    Ok(())
}

/// Names of the copied layers that a file says it has.
pub(super) fn names(connection: &Connection) -> rusqlite::Result<Vec<ContentName>> {
    let mut select = connection.prepare("SELECT table_name FROM berghald_contents ORDER BY 1")?;
    let names = select.query_map([], |row| row.get::<_, String>(0))?;
    let names: Vec<String> = names.collect::<rusqlite::Result<_>>()?;
    Ok(names
        .iter()
        .filter_map(|name| ContentName::parse(name))
        .collect())
}

/// What is wrong with copied layers, in English.
pub(super) fn problems(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut problems = Vec::new();
    let there = names(connection)?;
    for name in &there {
        let is_registered = connection
            .prepare(
                "SELECT 1 FROM gpkg_contents c JOIN gpkg_geometry_columns g USING (table_name) \
                 JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id \
                 WHERE c.table_name = ?1 AND g.column_name = 'geom' AND c.srs_id = g.srs_id",
            )?
            .exists([name.as_str()])?;
        if !is_registered {
            problems.push(format!(
                "{name} is not registered with its coordinate system"
            ));
        }
        let count = |table: &str| -> rusqlite::Result<u64> {
            let sql = format!("SELECT count(*) FROM {table}");
            connection.query_row(&sql, [], |row| row.get(0))
        };
        let counted = count(name.as_str()).and_then(|features| {
            let indexed = count(&format!("rtree_{name}_geom"))?;
            Ok((features, indexed))
        });
        let facts = read_facts(connection, name)?;
        match (counted, facts) {
            (Ok((features, indexed)), Some(facts)) => {
                if features != indexed {
                    problems.push(format!(
                        "{name} has {features} features and {indexed} entries in its spatial index"
                    ));
                }
                let digest = digest_of(connection, name, features, &Run::default())?;
                if digest != Ok(facts.digest) {
                    problems.push(format!("{name} is other than when it was copied"));
                }
            }
            (Err(error), _) => problems.push(format!("{name} cannot be read: {error}")),
            (_, None) => problems.push(format!("what is known of {name} cannot be read")),
        }
    }
    let mut select = connection.prepare("SELECT content FROM site_layers ORDER BY id")?;
    let named = select.query_map([], |row| row.get::<_, String>(0))?;
    for name in named {
        let name = name?;
        if !there.iter().any(|there| there.as_str() == name) {
            problems.push(format!("the copied layer {name} is not there"));
        }
    }
    Ok(problems)
}

fn digest_of(
    connection: &Connection,
    name: &ContentName,
    features: u64,
    run: &Run,
) -> rusqlite::Result<Result<Fingerprint, Cancelled>> {
    let mut select = connection.prepare(&format!("SELECT * FROM {name} ORDER BY fid"))?;
    let columns = select.column_count();
    let mut found = select.query([])?;
    let mut digest = Digest::default();
    let mut done = 0;
    let parts = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    while let Some(row) = found.next()? {
        if done % FEATURES_PER_STEP == 0 && run.step(parts(done), parts(features)).is_err() {
            return Ok(Err(Cancelled));
        }
        done += 1;
        digest.add_row(row, columns)?;
    }
    Ok(Ok(digest.fingerprint()))
}

/// What is known of a copied layer.
pub(super) fn read_facts(
    connection: &Connection,
    name: &ContentName,
) -> rusqlite::Result<Option<ContentFacts>> {
    let text = connection
        .prepare_cached(
            "SELECT layer, imported_at, program, features, kinds, fields, notes, flaws, digest, \
             min_x, min_y, max_x, max_y FROM berghald_contents \
             LEFT JOIN gpkg_contents USING (table_name) WHERE table_name = ?1",
        )?
        .query_row([name.as_str()], |row| Ok(facts_of(row)))
        .optional()?;
    Ok(text.flatten())
}

/// Keeps what is known of a copied layer.
pub(super) fn write_facts(
    connection: &Connection,
    name: &ContentName,
    facts: &ContentFacts,
) -> rusqlite::Result<()> {
    let [kinds, fields, notes, flaws] = json_of_facts(facts);
    connection.execute(
        "INSERT INTO berghald_contents (table_name, layer, imported_at, program, features, kinds, \
         fields, notes, flaws, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        (
            name.as_str(),
            &facts.layer,
            facts.imported.to_string(),
            &facts.program,
            facts.features,
            kinds,
            fields,
            notes,
            flaws,
            facts.digest.to_string(),
        ),
    )?;
    Ok(())
}

/// Tells features of a layer apart from any others, one after another.
#[derive(Clone, Debug, Default)]
pub(super) struct Digest(blake3::Hasher);

impl Digest {
    /// Adds a feature as it is about to be written.
    pub(super) fn add<'a>(
        &mut self,
        fid: i64,
        blob: &[u8],
        values: impl Iterator<Item = Option<&'a FieldValue>>,
    ) {
        self.begin(fid, blob);
        for value in values {
            self.value(match value {
                None => ValueRef::Null,
                Some(FieldValue::Integer(number)) => ValueRef::Integer(*number),
                Some(FieldValue::Number(number)) => ValueRef::Real(*number),
                Some(FieldValue::Text(text)) => ValueRef::Text(text.as_bytes()),
            });
        }
    }

    /// Adds a feature as it stands in its table.
    fn add_row(&mut self, row: &Row<'_>, columns: usize) -> rusqlite::Result<()> {
        let blob = row.get_ref(1)?;
        self.begin(row.get(0)?, blob.as_blob().unwrap_or_default());
        for place in 2..columns {
            self.value(row.get_ref(place)?);
        }
        Ok(())
    }

    fn begin(&mut self, fid: i64, blob: &[u8]) {
        // The header follows from the geometry and the coordinate system.
        let wkb = wkb_in(blob).unwrap_or(blob);
        self.0.update(&fid.to_le_bytes());
        self.bytes(wkb);
    }

    fn value(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => {
                self.0.update(b"n");
            }
            ValueRef::Integer(number) => {
                self.0.update(b"i").update(&number.to_le_bytes());
            }
            ValueRef::Real(number) => {
                // The database has no negative zero.
                self.0.update(b"r").update(&(number + 0.0).to_le_bytes());
            }
            ValueRef::Text(bytes) => {
                self.0.update(b"t");
                self.bytes(bytes);
            }
            ValueRef::Blob(bytes) => {
                self.0.update(b"b");
                self.bytes(bytes);
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(&bytes.len().to_le_bytes());
        self.0.update(bytes);
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of_content(*self.0.finalize().as_bytes())
    }
}

/// A value of a row; `None` where nothing is said.
pub(super) fn value_of(value: ValueRef<'_>) -> Option<FieldValue> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(FieldValue::Integer(number)),
        ValueRef::Real(number) => Some(FieldValue::Number(number)),
        ValueRef::Text(bytes) => Some(FieldValue::Text(
            String::from_utf8_lossy(bytes).into_owned(),
        )),
        ValueRef::Blob(bytes) => Some(FieldValue::Text(format!("{} B", bytes.len()))),
    }
}

/// A name for SQL, whatever letters it has.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
