//! Labels of site layers: read when they are shown, and what of the fields that a layer names is there.

use std::sync::Arc;

use super::{Answer, App, JobKey};
use crate::app::site_labels::{SiteLabels, read_labels};
use crate::app::trouble::Matter;
use crate::app::{SiteNews, TaskError};
use crate::project::{ContentName, LayerId, SiteLayer};
use crate::results::ContentFacts;
use crate::store::StoreError;

/// Labels in memory, and what they were made of.
#[derive(Clone)]
pub(super) struct LoadedLabels {
    of: LabelsOf,
    labels: Option<Arc<SiteLabels>>,
}

/// A content, and the field that is written.
pub(super) type LabelsOf = (ContentName, String);

impl App {
    /// What is written at the features of a site layer. `None` where nothing is, and while it is read.
    pub fn site_labels(&self, id: LayerId) -> Option<&Arc<SiteLabels>> {
        self.labels.get(&id)?.labels.as_ref()
    }

    /// The fields that a site layer names and its copy does not have.
    pub fn missing_fields(&self, id: LayerId) -> Vec<String> {
        let layer = self.project().layer(id);
        let site = layer.and_then(|layer| layer.site.as_deref());
        let known = site.zip(self.site_content(id));
        known.map_or_else(Vec::new, |(site, content)| missing_of(site, &content.facts))
    }

    /// Tells which fields that a layer names are not in its copy any more.
    pub(super) fn tell_missing_fields(&mut self, id: LayerId, facts: &ContentFacts) {
        let Some(layer) = self.project().layer(id) else {
            return;
        };
        let site = layer.site.as_deref();
        let missing = site.map_or_else(Vec::new, |site| missing_of(site, facts));
        let name = layer.name.clone();
        for field in missing {
            let news = SiteNews::FieldGone {
                layer: name.clone(),
                field,
            };
            self.post(Matter::Site(news), Vec::new());
        }
    }

    /// Reads the labels of every layer that is shown with labels, and forgets the others.
    pub(super) fn load_labels(&mut self) {
        let layers = self.project().site_layers();
        let wanted: Vec<(LayerId, LabelsOf, bool)> = layers
            .filter_map(|(id, layer, site)| {
                let field = site.label_field.clone()?;
                Some((id, (site.content.clone(), field), layer.visible))
            })
            .collect();
        self.labels.retain(|id, loaded| {
            let mut wanted = wanted.iter();
            wanted.any(|(other, of, _)| other == id && *of == loaded.of)
        });
        for (id, of, visible) in wanted {
            if !visible || self.labels.contains_key(&id) {
                continue;
            }
            let loaded = LoadedLabels {
                of: of.clone(),
                labels: None,
            };
            self.labels.insert(id, loaded);
            let keeper = Arc::clone(&self.file.keeper);
            self.files.replace(JobKey::Labels(id), move |run| {
                let read = read_labels(&*keeper, &of.0, &of.1, run);
                Answer::Labels(id, of, read)
            });
        }
    }

    pub(super) fn take_labels(
        &mut self,
        id: LayerId,
        of: &LabelsOf,
        result: Result<Option<SiteLabels>, StoreError>,
    ) {
        let Some(loaded) = self.labels.get_mut(&id).filter(|loaded| loaded.of == *of) else {
            return;
        };
        match result {
            Ok(Some(labels)) => loaded.labels = Some(Arc::new(labels)),
            // That the copy is missing is told where it is drawn.
            Ok(None) | Err(StoreError::Cancelled { .. }) => {}
            Err(error) => {
                let error = Arc::new(TaskError::Store(error));
                self.post(Matter::Failed(error), Vec::new());
            }
        }
    }
}

/// The fields that a layer names and a copy does not have.
pub(super) fn missing_of(site: &SiteLayer, facts: &ContentFacts) -> Vec<String> {
    let named = [&site.class_field, &site.label_field];
    let mut missing: Vec<String> = named.into_iter().flatten().cloned().collect();
    missing.dedup();
    missing.retain(|name| {
        let mut fields = facts.fields.iter();
        fields.all(|field| field.field.name != *name)
    });
    missing
}
