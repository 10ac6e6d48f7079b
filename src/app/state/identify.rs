//! What lies at a place of the site, and what its layers say about it.

use std::sync::Arc;

use geo::{Coord, Rect};

use super::{Answer, App, JobKey};
use crate::project::LayerId;
use crate::site::{DrawnFeature, FieldValue};
use crate::store::{ContentRow, StoreError};

/// Features that are listed.
const MOST_HITS: usize = 50;

/// What was asked for at a place.
#[derive(Clone, Debug, Default)]
pub struct Identified {
    /// The place, in metres; `None` until one is asked for.
    pub at: Option<Coord<f64>>,
    /// What lies there, the topmost first.
    pub hits: Vec<Hit>,
    /// The place in the list of the one that is shown.
    pub chosen: usize,
}

/// A feature at a place.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its layer.
    pub layer: LayerId,
    /// Its number in the project file.
    pub fid: i64,
    /// What its class is called; empty where nothing is said.
    pub class: String,
    /// Its values in the order of the layer's fields; `None` until they are read.
    pub values: Option<Arc<Vec<Option<FieldValue>>>>,
}

impl Identified {
    /// The feature that is shown.
    pub fn chosen(&self) -> Option<&Hit> {
        self.hits.get(self.chosen)
    }

    fn take(&mut self, layer: LayerId, rows: Vec<ContentRow>) {
        for row in rows {
            let hits = self.hits.iter_mut();
            let mut of_row = hits.filter(|hit| (hit.layer, hit.fid) == (layer, row.fid));
            if let Some(hit) = of_row.next() {
                hit.values = Some(Arc::new(row.values));
            }
        }
    }
}

impl App {
    /// What was asked for at a place.
    pub fn identified(&self) -> &Identified {
        &self.identified
    }

    /// Lists the features of visible layers at a place or no further from it than so many metres.
    pub(super) fn identify(&mut self, at: Coord<f64>, within_m: f64) {
        let mut hits = Vec::new();
        let layers: Vec<LayerId> = self
            .project()
            .site_layers()
            .filter(|(_, layer, _)| layer.visible)
            .map(|(id, ..)| id)
            .collect();
        for id in layers {
            let Some(content) = self.site_content(id) else {
                continue;
            };
            let preset = self.data_set_of(id);
            let tag = self.words().language().tag();
            let class_of = |feature: &DrawnFeature<'_>| {
                let class = content.features.classes().get(feature.class());
                let value = class.map_or("", |class| class.value.as_str());
                let named = preset.and_then(|preset| preset.class_of(value));
                let label = named.map_or(value, |class| class.label.in_language(tag));
                label.to_owned()
            };
            let found = content.features.at(at, within_m);
            hits.extend(found.iter().map(|feature| Hit {
                layer: id,
                fid: feature.fid(),
                class: class_of(feature),
                values: None,
            }));
        }
        hits.truncate(MOST_HITS);
        self.identified = Identified {
            at: Some(at),
            hits,
            chosen: 0,
        };
        self.look_up();
    }

    /// Marks a feature of a layer.
    pub(super) fn pick_feature(&mut self, layer: LayerId, fid: i64) {
        self.identified = Identified {
            at: None,
            hits: vec![Hit {
                layer,
                fid,
                class: String::new(),
                values: None,
            }],
            chosen: 0,
        };
        self.look_up();
    }

    /// Reads what the listed features have, layer by layer.
    fn look_up(&self) {
        let mut layers: Vec<LayerId> = self.identified.hits.iter().map(|hit| hit.layer).collect();
        layers.dedup();
        for id in layers {
            let Some((name, content)) = self.loaded_site(id) else {
                continue;
            };
            let hits = self.identified.hits.iter();
            let fids: Vec<i64> = hits
                .filter(|hit| hit.layer == id)
                .map(|hit| hit.fid)
                .collect();
            let keeper = Arc::clone(&self.file.keeper);
            self.files.append(JobKey::Values(id), move |_| {
                let rows = keeper.read(|file| file.content_rows(&name, &content.facts, &fids));
                Answer::Values(id, rows.map(Option::unwrap_or_default))
            });
        }
    }

    /// Takes in what was read of features.
    pub(super) fn take_values(&mut self, id: LayerId, rows: Result<Vec<ContentRow>, StoreError>) {
        match rows {
            Ok(rows) => self.identified.take(id, rows),
            Err(error) => tracing::info!("values of a layer cannot be read: {error}"),
        }
    }

    /// The ground of the feature that is shown, in metres.
    pub fn extent_of_identified(&self) -> Option<Rect<f64>> {
        let hit = self.identified.chosen()?;
        let content = self.site_content(hit.layer)?;
        content.features.with_fid(hit.fid)?.extent()
    }
}
