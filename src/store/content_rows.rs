//! Values of copied layers, for tables of attributes.

use rusqlite::params_from_iter;

use super::connect::database;
use super::content::{quoted, value_of};
use super::{ProjectFile, StoreError};
use crate::progress::{Cancelled, Run};
use crate::project::ContentName;
use crate::results::ContentFacts;
use crate::site::FieldValue;

/// Rows that are asked for at once.
const ROWS_PER_QUESTION: usize = 200;

/// After how many features it is looked whether anybody still wants to know.
const FEATURES_PER_STEP: usize = 4096;

/// In which order features are listed, and which of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentQuery {
    /// Words that one of the values must have in it, whatever their case; empty for all features.
    pub words: String,
    /// The place of the field that they are sorted by; `None` for the order of their numbers.
    pub sorted_by: Option<usize>,
    /// Whether the largest comes first.
    pub is_descending: bool,
}

/// The values of a feature.
#[derive(Clone, Debug, PartialEq)]
pub struct ContentRow {
    /// Its number.
    pub fid: i64,
    /// In the order of [`ContentFacts::fields`]; `None` where nothing is said.
    pub values: Vec<Option<FieldValue>>,
}

impl ProjectFile {
    /// The numbers of features, as a query asks for them.
    ///
    /// # Errors
    /// [`StoreError`], if the layer cannot be read, or nobody wants to know any more.
    pub fn content_fids(
        &self,
        name: &ContentName,
        facts: &ContentFacts,
        query: &ContentQuery,
        run: &Run,
    ) -> Result<Vec<i64>, StoreError> {
        let failed = |error| database(&self.path, error);
        let sorted = query.sorted_by.and_then(|place| facts.fields.get(place));
        let direction = if query.is_descending { "DESC" } else { "ASC" };
        let order = sorted.map_or_else(
            || format!("fid {direction}"),
            |field| {
                let column = quoted(&field.column);
                format!("{column} COLLATE NOCASE {direction}, fid")
            },
        );
        let words = query.words.trim().to_lowercase();
        let columns = columns(facts, !words.is_empty());
        let sql = format!("SELECT fid{columns} FROM {name} ORDER BY {order}");
        let mut select = self.connection.prepare(&sql).map_err(failed)?;
        let fields = select.column_count();
        let mut found = select.query([]).map_err(failed)?;
        let mut fids = Vec::new();
        let mut done = 0;
        let total = usize::try_from(facts.features).unwrap_or(usize::MAX);
        while let Some(row) = found.next().map_err(failed)? {
            if done % FEATURES_PER_STEP == 0 {
                run.step(done, total)
                    .map_err(|Cancelled| StoreError::Cancelled {
                        path: self.path.clone(),
                    })?;
            }
            done += 1;
            let mut is_wanted = words.is_empty();
            for place in 1..fields {
                let value = value_of(row.get_ref(place).map_err(failed)?);
                is_wanted |=
                    value.is_some_and(|value| value.to_string().to_lowercase().contains(&words));
            }
            if is_wanted {
                fids.push(row.get(0).map_err(failed)?);
            }
        }
        Ok(fids)
    }

    /// The values of features, in the order in which they are asked for. Those that are gone are left out.
    ///
    /// # Errors
    /// [`StoreError`], if the layer cannot be read.
    pub fn content_rows(
        &self,
        name: &ContentName,
        facts: &ContentFacts,
        fids: &[i64],
    ) -> Result<Vec<ContentRow>, StoreError> {
        let failed = |error| database(&self.path, error);
        let mut rows = Vec::with_capacity(fids.len());
        for some in fids.chunks(ROWS_PER_QUESTION) {
            let marks = vec!["?"; some.len()].join(", ");
            let columns = columns(facts, true);
            let sql = format!("SELECT fid{columns} FROM {name} WHERE fid IN ({marks})");
            let mut select = self.connection.prepare(&sql).map_err(failed)?;
            let fields = select.column_count();
            let found = select
                .query_map(params_from_iter(some), |row| {
                    let values = (1..fields).map(|place| row.get_ref(place).map(value_of));
                    Ok(ContentRow {
                        fid: row.get(0)?,
                        values: values.collect::<rusqlite::Result<_>>()?,
                    })
                })
                .map_err(failed)?;
            let mut found: Vec<ContentRow> =
                found.collect::<rusqlite::Result<_>>().map_err(failed)?;
            found.sort_by_key(|row| some.iter().position(|fid| *fid == row.fid));
            rows.append(&mut found);
        }
        Ok(rows)
    }
}

/// The columns of all fields, each behind a comma.
fn columns(facts: &ContentFacts, are_wanted: bool) -> String {
    let fields = facts.fields.iter().filter(|_| are_wanted);
    let columns = fields.map(|field| format!(", {}", quoted(&field.column)));
    columns.collect()
}
