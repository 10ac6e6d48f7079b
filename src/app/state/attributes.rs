//! The table of a site layer's values: which features it lists, and the rows of them that are seen.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::{Answer, App, JobKey};
use crate::project::LayerId;
use crate::store::{ContentQuery, ContentRow, StoreError};

/// Rows that are read at once.
const ROWS_PER_PART: u64 = 100;

/// Parts that are kept.
const MOST_PARTS: usize = 60;

/// A table that is shown.
#[derive(Clone, Debug)]
pub struct Attributes {
    /// Whose values it shows.
    pub layer: LayerId,
    /// What is listed, and in which order.
    pub query: ContentQuery,
    /// The numbers of the features that are listed; `None` until they are known.
    pub fids: Option<Arc<Vec<i64>>>,
    /// Tells this list from those before it.
    edition: u64,
    parts: BTreeMap<u64, Arc<Vec<ContentRow>>>,
    asked: BTreeSet<u64>,
}

/// What was read for a table.
pub(super) enum AttributesAnswer {
    Listed(Result<Vec<i64>, StoreError>),
    Read(u64, Result<Vec<ContentRow>, StoreError>),
}

impl Attributes {
    /// A row that is seen; `None` until it is read.
    pub fn row(&self, row: u64) -> Option<&ContentRow> {
        let part = self.parts.get(&(row / ROWS_PER_PART))?;
        part.get(usize::try_from(row % ROWS_PER_PART).ok()?)
    }

    /// How many features are listed.
    pub fn len(&self) -> u64 {
        self.fids.as_ref().map_or(0, |fids| fids.len() as u64)
    }

    /// Whether none is listed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl App {
    /// The table that is shown.
    pub fn attributes(&self) -> Option<&Attributes> {
        self.attributes.as_ref()
    }

    /// Shows the values of a layer, or none.
    pub(super) fn show_attributes(&mut self, layer: Option<LayerId>) {
        self.attributes = None;
        if let Some(layer) = layer.filter(|id| self.loaded_site(*id).is_some()) {
            self.list_attributes(layer, ContentQuery::default());
        }
    }

    /// Lists other features, or in another order.
    pub(super) fn query_attributes(&mut self, query: ContentQuery) {
        if let Some(layer) = self.attributes.as_ref().map(|table| table.layer) {
            self.list_attributes(layer, query);
        }
    }

    fn list_attributes(&mut self, layer: LayerId, query: ContentQuery) {
        let Some((name, content)) = self.loaded_site(layer) else {
            return;
        };
        let known = self.attributes.take();
        let edition = known.as_ref().map_or(0, |table| table.edition + 1);
        self.attributes = Some(Attributes {
            layer,
            query: query.clone(),
            fids: None,
            edition,
            parts: BTreeMap::new(),
            asked: BTreeSet::new(),
        });
        let keeper = Arc::clone(&self.file.keeper);
        self.files.replace(JobKey::Values(layer), move |run| {
            let fids = keeper.read(|file| file.content_fids(&name, &content.facts, &query, run));
            let fids = fids.map(Option::unwrap_or_default);
            Answer::Attributes(layer, edition, AttributesAnswer::Listed(fids))
        });
    }

    /// Reads rows that are about to be seen.
    pub(super) fn read_attributes(&mut self, rows: Range<u64>) {
        let keeper = Arc::clone(&self.file.keeper);
        let Some(layer) = self.attributes.as_ref().map(|table| table.layer) else {
            return;
        };
        let (Some((name, content)), Some(table)) =
            (self.loaded_site(layer), self.attributes.as_mut())
        else {
            return;
        };
        let Some(fids) = table.fids.clone().filter(|fids| !fids.is_empty()) else {
            return;
        };
        let last = rows.end.saturating_sub(1).min(fids.len() as u64 - 1);
        let seen = rows.start / ROWS_PER_PART..=last / ROWS_PER_PART;
        if MOST_PARTS < table.parts.len() {
            table.parts.retain(|part, _| seen.contains(part));
            table.asked.retain(|part| seen.contains(part));
        }
        for part in seen {
            if !table.asked.insert(part) {
                continue;
            }
            let place = |row: u64| usize::try_from(row).unwrap_or(usize::MAX).min(fids.len());
            let begin = place(part * ROWS_PER_PART);
            let end = place((part + 1) * ROWS_PER_PART);
            let wanted = fids[begin..end].to_vec();
            let (name, content, keeper) = (name.clone(), Arc::clone(&content), Arc::clone(&keeper));
            let edition = table.edition;
            self.files.append(JobKey::Values(layer), move |_| {
                let rows = keeper.read(|file| file.content_rows(&name, &content.facts, &wanted));
                let rows = rows.map(Option::unwrap_or_default);
                Answer::Attributes(layer, edition, AttributesAnswer::Read(part, rows))
            });
        }
    }

    pub(super) fn take_attributes(
        &mut self,
        layer: LayerId,
        edition: u64,
        answer: AttributesAnswer,
    ) {
        let table = self.attributes.as_mut();
        let Some(table) = table.filter(|one| one.layer == layer && one.edition == edition) else {
            return;
        };
        match answer {
            AttributesAnswer::Listed(Ok(fids)) => table.fids = Some(Arc::new(fids)),
            AttributesAnswer::Read(part, Ok(rows)) => {
                table.parts.insert(part, Arc::new(rows));
            }
            AttributesAnswer::Listed(Err(error)) | AttributesAnswer::Read(_, Err(error)) => {
                tracing::info!("values of a layer cannot be read: {error}");
            }
        }
    }

    /// A table of a layer that is gone is shown no longer; one of another copy is listed again.
    pub(super) fn keep_attributes(&mut self) {
        let Some(layer) = self.attributes.as_ref().map(|table| table.layer) else {
            return;
        };
        if self.project().layer(layer).is_none() {
            self.attributes = None;
        }
    }
}
