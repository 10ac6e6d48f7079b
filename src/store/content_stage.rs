//! A layer on its way into a project file: first beside it, so that cancelling leaves the project as it is, and
//! then into it in one transaction.

use std::path::Path;

use geo::Rect;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, params_from_iter};
use tempfile::TempPath;

use super::connect::{self, database};
use super::content::{self, Digest};
use super::content_geometry::write_blob;
use super::file::Versions;
use super::geometry::{bounds, extent_of, with_srs_id};
use super::schema::UNDEFINED_SRS;
use super::tables::together;
use super::triggers::{index_of, index_triggers};
use super::{ProjectFile, StoreError};
use crate::progress::{Cancelled, Run};
use crate::project::ContentName;
use crate::results::{ContentFacts, ContentField, Flaws, ImportNote, ListedFlaw};
use crate::site::{Attribute, AttributeKind, FieldValue, Shape, ShapeKind};

/// After how many features progress is told.
const FEATURES_PER_STEP: u64 = 256;

/// The longest name of a column, in letters.
const MOST_LETTERS: usize = 60;

/// Names that a column must not have, in small letters: those of others, and those that the database has itself.
const TAKEN: [&str; 5] = ["fid", "geom", "rowid", "oid", "_rowid_"];

/// A layer that is being copied, beside the project. Gone when it is dropped.
#[derive(Debug)]
pub struct StagedContent {
    connection: Connection,
    layer: String,
    fields: Vec<ContentField>,
    insert: String,
    last_fid: i64,
    features: u64,
    kinds: Vec<ShapeKind>,
    extent: Option<Rect<f64>>,
    flaws: Flaws,
    notes: Vec<ImportNote>,
    digest: Digest,
    blob: Vec<u8>,
    /// Behind the connection, so that it is closed before its file goes.
    file: TempPath,
}

impl StagedContent {
    /// Begins with an empty layer, in a file of its own in a folder.
    ///
    /// # Errors
    /// [`StoreError`], if the folder cannot be written.
    pub fn begin(folder: &Path, layer: &str, fields: &[Attribute]) -> Result<Self, StoreError> {
        let made = std::fs::create_dir_all(folder).and_then(|()| {
            let mut builder = tempfile::Builder::new();
            builder.prefix(".berghald-import-").tempfile_in(folder)
        });
        let file = made.map_err(|source| StoreError::FolderNotWritable {
            path: folder.to_owned(),
            source,
        })?;
        let file = file.into_temp_path();
        let failed = |error| database(&file, error);
        let connection = connect::connect_new(&file)?;
        let fields = with_columns(fields);
        let columns: String = fields.iter().map(|_| ", ?").collect();
        // It is read once and thrown away: nothing has to outlive a power cut.
        connection
            .execute_batch(&format!(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000; \
                 CREATE TABLE staged (fid INTEGER PRIMARY KEY, geom BLOB{}); BEGIN",
                named(&fields, |column, kind| format!(", {column} {kind}"))
            ))
            .map_err(failed)?;
        Ok(Self {
            connection,
            layer: layer.to_owned(),
            insert: format!("INSERT INTO staged VALUES (?, ?{columns})"),
            fields,
            last_fid: -1,
            features: 0,
            kinds: Vec::new(),
            extent: None,
            flaws: Flaws::default(),
            notes: Vec::new(),
            digest: Digest::default(),
            blob: Vec::new(),
            file,
        })
    }

    /// Adds a feature, and returns the number that it has from now on: that of its file, where those grow.
    ///
    /// # Errors
    /// [`StoreError`], if it is too large, or the disk is full.
    pub fn add(
        &mut self,
        fid: Option<u64>,
        shape: &Shape,
        values: &[Option<FieldValue>],
    ) -> Result<i64, StoreError> {
        let wanted = fid.and_then(|fid| i64::try_from(fid).ok());
        let fid = wanted
            .filter(|fid| self.last_fid < *fid)
            .unwrap_or(self.last_fid + 1);
        write_blob(shape, UNDEFINED_SRS, &mut self.blob);
        self.digest
            .add(fid, &self.blob, values.iter().map(Option::as_ref));
        let staged = Staged {
            fid,
            blob: &self.blob,
        };
        self.connection
            .prepare_cached(&self.insert)
            .and_then(|mut insert| insert.execute(params_from_iter(staged.row(values))))
            .map_err(|error| database(&self.file, error))?;
        self.last_fid = fid;
        self.features += 1;
        if !self.kinds.contains(&shape.kind()) {
            self.kinds.push(shape.kind());
            self.kinds.sort_unstable();
        }
        self.extent = match (self.extent, shape.extent()) {
            (Some(one), Some(other)) => Some(together(one, other)),
            (one, other) => one.or(other),
        };
        Ok(fid)
    }

    /// Keeps what is wrong with a feature.
    pub fn add_flaw(&mut self, flaw: ListedFlaw) {
        self.flaws.add(flaw);
    }

    /// Keeps what was odd about the file.
    pub fn note(&mut self, notes: Vec<ImportNote>) {
        self.notes = notes;
    }

    /// The fields, each with its column.
    pub fn fields(&self) -> &[ContentField] {
        &self.fields
    }

    /// The name of the layer in its file.
    pub fn layer(&self) -> &str {
        &self.layer
    }

    /// How many features there are so far.
    pub fn features(&self) -> u64 {
        self.features
    }

    /// What its features are so far, without repeats.
    pub fn kinds(&self) -> &[ShapeKind] {
        &self.kinds
    }

    /// Polygons that are none.
    pub fn flaws(&self) -> &Flaws {
        &self.flaws
    }

    fn facts(&self, at: jiff::Timestamp, program: &str) -> ContentFacts {
        ContentFacts {
            layer: self.layer.clone(),
            imported: at,
            program: program.to_owned(),
            features: self.features,
            kinds: self.kinds.clone(),
            extent: self.extent,
            fields: self.fields.clone(),
            notes: self.notes.clone(),
            flaws: self.flaws.clone(),
            digest: self.digest.fingerprint(),
        }
    }
}

struct Staged<'a> {
    fid: i64,
    blob: &'a [u8],
}

impl<'a> Staged<'a> {
    fn row(&'a self, values: &'a [Option<FieldValue>]) -> impl Iterator<Item = Parameter<'a>> {
        let first = [Parameter::Integer(self.fid), Parameter::Blob(self.blob)];
        first
            .into_iter()
            .chain(values.iter().map(|value| Parameter::Value(value.as_ref())))
    }
}

/// A value for a statement, without a copy of it.
enum Parameter<'a> {
    Integer(i64),
    Blob(&'a [u8]),
    Value(Option<&'a FieldValue>),
}

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Integer(number) | Self::Value(Some(FieldValue::Integer(number))) => {
                ValueRef::Integer(*number)
            }
            Self::Blob(bytes) => ValueRef::Blob(bytes),
            Self::Value(Some(FieldValue::Number(number))) => ValueRef::Real(*number),
            Self::Value(Some(FieldValue::Text(text))) => ValueRef::Text(text.as_bytes()),
            Self::Value(None) => ValueRef::Null,
        }))
    }
}

/// Gives every field a column of its own, with its name where that is possible.
fn with_columns(fields: &[Attribute]) -> Vec<ContentField> {
    let mut taken: Vec<String> = TAKEN.map(str::to_owned).into();
    let mut named = Vec::with_capacity(fields.len());
    for field in fields {
        let letters = field.name.chars().filter(|letter| !letter.is_control());
        let plain: String = letters.take(MOST_LETTERS).collect();
        let plain = match plain.trim() {
            "" => "field",
            plain => plain,
        };
        let mut column = plain.to_owned();
        let mut number = 1;
        while taken.contains(&column.to_lowercase()) {
            number += 1;
            column = format!("{plain}_{number}");
        }
        taken.push(column.to_lowercase());
        named.push(ContentField {
            field: field.clone(),
            column,
        });
    }
    named
}

/// Columns with their types, each written as one likes.
fn named(fields: &[ContentField], write: impl Fn(&str, &str) -> String) -> String {
    let columns = fields.iter().map(|field| {
        let kind = match field.field.kind {
            AttributeKind::Text => "TEXT",
            AttributeKind::Number => "REAL",
            AttributeKind::Integer => "INTEGER",
        };
        write(&content::quoted(&field.column), kind)
    });
    columns.collect()
}

impl ProjectFile {
    /// Takes a layer into the file as a table of its own that `QGIS` opens, in one transaction.
    ///
    /// Until a site layer names it, it is gone when the file is opened the next time.
    ///
    /// # Errors
    /// [`StoreError`], also where nobody wants it any more; then the file is as it was.
    pub fn add_content(
        &mut self,
        name: &ContentName,
        staged: &StagedContent,
        at: jiff::Timestamp,
        run: &Run,
    ) -> Result<ContentFacts, StoreError> {
        self.must_be_writable()?;
        self.must_be_in_place()?;
        let facts = staged.facts(at, &self.who.program);
        self.transaction(|file| {
            file.must_be_ours()?;
            file.take_in(name, staged, &facts, run)?;
            Ok(((), file.state.clone()))
        })?;
        self.versions =
            Versions::of(&self.connection).map_err(|error| database(&self.path, error))?;
        Ok(facts)
    }

    fn take_in(
        &self,
        name: &ContentName,
        staged: &StagedContent,
        facts: &ContentFacts,
        run: &Run,
    ) -> Result<(), StoreError> {
        let failed = |error| database(&self.path, error);
        self.make_table(name, facts).map_err(failed)?;
        self.copy_features(name, staged, run)?;
        for trigger in index_triggers(name.as_str()) {
            self.connection.execute_batch(&trigger).map_err(failed)?;
        }
        content::write_facts(&self.connection, name, facts).map_err(failed)
    }

    /// The table, its registration and its spatial index, without features.
    fn make_table(&self, name: &ContentName, facts: &ContentFacts) -> rusqlite::Result<()> {
        let kind = match facts.kinds.as_slice() {
            [ShapeKind::Polygons] => "MULTIPOLYGON",
            [ShapeKind::Lines] => "MULTILINESTRING",
            [ShapeKind::Points] => "MULTIPOINT",
            _ => "GEOMETRY",
        };
        let columns = named(&facts.fields, |column, kind| format!(", {column} {kind}"));
        self.connection.execute_batch(&format!(
            "CREATE TABLE {name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}{columns}); \
             CREATE VIRTUAL TABLE {}",
            index_of(name.as_str())
        ))?;
        let bounds = facts.extent.map(|extent| (extent.min(), extent.max()));
        self.connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, \
             min_x, min_y, max_x, max_y, srs_id) VALUES (?1, 'features', ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                name.as_str(),
                &facts.layer,
                bounds.map(|(low, _)| low.x),
                bounds.map(|(low, _)| low.y),
                bounds.map(|(_, high)| high.x),
                bounds.map(|(_, high)| high.y),
                self.state.srs_id,
            ),
        )?;
        self.connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            (name.as_str(), kind, self.state.srs_id),
        )?;
        self.connection.execute(
            "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', \
             'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
            [name.as_str()],
        )?;
        Ok(())
    }

    fn copy_features(
        &self,
        name: &ContentName,
        staged: &StagedContent,
        run: &Run,
    ) -> Result<(), StoreError> {
        let failed = |error| database(&self.path, error);
        let from = |error| database(&staged.file, error);
        let columns: String = staged.fields.iter().map(|_| ", ?").collect();
        let insert = format!("INSERT INTO {name} VALUES (?, ?{columns})");
        let index = format!("INSERT INTO rtree_{name}_geom VALUES (?1, ?2, ?3, ?4, ?5)");
        let mut select = staged
            .connection
            .prepare("SELECT * FROM staged ORDER BY fid")
            .map_err(from)?;
        let mut insert = self.connection.prepare(&insert).map_err(failed)?;
        let mut index = self.connection.prepare(&index).map_err(failed)?;
        let mut found = select.query([]).map_err(from)?;
        let mut done = 0;
        while let Some(row) = found.next().map_err(from)? {
            if done % FEATURES_PER_STEP == 0 {
                let parts = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
                run.step(parts(done), parts(staged.features))
                    .map_err(|Cancelled| StoreError::Cancelled {
                        path: self.path.clone(),
                    })?;
            }
            done += 1;
            let fid: i64 = row.get(0).map_err(from)?;
            let blob = row.get_ref(1).map_err(from)?;
            let blob = blob.as_blob().unwrap_or_default();
            let around = extent_of(blob).map(bounds);
            let blob = with_srs_id(blob, self.state.srs_id).unwrap_or_default();
            insert.raw_bind_parameter(1, fid).map_err(failed)?;
            insert.raw_bind_parameter(2, blob).map_err(failed)?;
            for place in 0..staged.fields.len() {
                let value = row.get_ref(place + 2).map_err(from)?;
                insert
                    .raw_bind_parameter(place + 3, ToSqlOutput::Borrowed(value))
                    .map_err(failed)?;
            }
            insert.raw_execute().map_err(failed)?;
            if let Some([west, east, south, north]) = around {
                index
                    .execute((fid, west, east, south, north))
                    .map_err(failed)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_column_of_its_own() {
        let field = |name: &str| Attribute {
            name: name.to_owned(),
            kind: AttributeKind::Text,
        };
        let names = [
            "Navn",
            "NAVN",
            "fid",
            "",
            "a\nb",
            "geom",
            "Områdetype",
            "  ",
        ];
        let columns: Vec<String> = with_columns(&names.map(field))
            .into_iter()
            .map(|field| field.column)
            .collect();
        let expected = [
            "Navn",
            "NAVN_2",
            "fid_2",
            "field",
            "ab",
            "geom_2",
            "Områdetype",
            "field_2",
        ];
        assert_eq!(columns, expected);
    }
}
