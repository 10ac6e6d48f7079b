//! What alternatives take of the site layers: indexes of the layers, and figures that follow the decisions.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::MultiPolygon;

use super::{Answer, App, JobKey, Standing};
use crate::app::TaskError;
use crate::app::site_index::{CoverageKind, IndexedSite, classes_of_copy, index_copy};
use crate::app::take::{ScenarioTake, TakeLayer, TakeRequest, UsedGround, fingerprint_of, take_of};
use crate::land_take::Doubtful;
use crate::project::{
    ContentName, DepositId, Entry, LayerId, Project, ScenarioId, SiteLayer, Values,
};
use crate::results::{Computed, Fingerprint, Inputs};
use crate::store::StoreError;
use crate::units::Metres;

/// What an index is made of: the copy, the field of its classes, and whether invalid polygons are repaired.
pub(super) type IndexKey = (ContentName, Option<String>, bool);

/// What is known of the land-take of alternatives.
#[derive(Default)]
pub(super) struct Takes {
    /// Copies of site layers, ready to be measured.
    indexes: BTreeMap<IndexKey, Index>,
    results: BTreeMap<ScenarioId, Computed<ScenarioTake, TaskError>>,
    asked: BTreeMap<ScenarioId, Fingerprint>,
}

/// A deposit is being built.
struct Coming;

enum Index {
    Coming,
    Ready(Arc<IndexedSite>),
    /// It cannot be read, which was told.
    Failed,
}

impl Takes {
    /// Takes in that an alternative cannot be measured. It is tried again once something changes.
    pub(super) fn fail(&mut self, scenario: ScenarioId, error: Arc<TaskError>) {
        if let Some(of) = self.asked.remove(&scenario) {
            let result = Err(error);
            self.results
                .insert(scenario, Computed::Known { of, result });
        }
    }

    /// Takes in that a layer cannot be measured.
    pub(super) fn fail_index(&mut self, key: &IndexKey) {
        self.indexes.insert(key.clone(), Index::Failed);
    }
}

impl App {
    /// What an alternative takes of the site layers, and whether that belongs to the decisions of today.
    ///
    /// `None` without site layers, and until something is known.
    pub fn land_take(&self, scenario: ScenarioId) -> Option<(&Arc<ScenarioTake>, bool)> {
        let take = self.takes.results.get(&scenario)?.value()?;
        let is_current = !self.takes.asked.contains_key(&scenario)
            && (scenario != self.active || self.draft.is_none() && self.asked.is_empty());
        Some((take, is_current))
    }

    /// Why what an alternative takes is not known.
    pub fn land_take_trouble(&self, scenario: ScenarioId) -> Option<&Arc<TaskError>> {
        self.takes.results.get(&scenario)?.error()
    }

    /// Whether site layers are still being read to be measured.
    pub fn is_land_take_coming(&self) -> bool {
        let mut indexes = self.takes.indexes.values();
        indexes.any(|index| matches!(index, Index::Coming)) || !self.takes.asked.is_empty()
    }

    /// Measures again what is due.
    pub(super) fn refresh_takes(&mut self) {
        let project = self.project().clone();
        let wanted: Vec<IndexKey> = project
            .site_layers()
            .map(|(.., site)| key_of(site))
            .collect();
        self.takes.indexes.retain(|key, _| wanted.contains(key));
        let scenarios = &project.scenarios;
        self.takes
            .results
            .retain(|id, _| scenarios.contains_key(id));
        self.takes.asked.retain(|id, _| scenarios.contains_key(id));
        if wanted.is_empty() {
            self.takes.results.clear();
            return;
        }
        for key in wanted {
            self.ask_for_index(key);
        }
        let Some((layers, of_layers)) = self.take_layers(&project) else {
            return;
        };
        let others = project.scenarios_in_order().map(|(id, _)| id);
        let others = others.filter(|id| *id != self.active);
        let order: Vec<ScenarioId> = [self.active].into_iter().chain(others).collect();
        for scenario in order {
            let Some(grounds) = self.used_grounds(&project, scenario) else {
                continue;
            };
            let mut inputs = Inputs::of("take").upstream(of_layers);
            for ground in &grounds {
                let parts = [&ground.covered, &ground.limit]
                    .map(|part| fingerprint_of(of_layers, part.as_slice()));
                inputs = inputs.text(&format!("{:?} {}", ground.entry, ground.at_sea));
                inputs = inputs.upstream(parts[0]).upstream(parts[1]);
            }
            let of = inputs.fingerprint();
            let result = self.takes.results.get(&scenario);
            if result.is_some_and(|result| result.is_of(of)) {
                self.takes.asked.remove(&scenario);
                continue;
            }
            if self.takes.asked.get(&scenario) == Some(&of) {
                continue;
            }
            let request = TakeRequest {
                layers: layers.clone(),
                of_layers,
                grounds,
                known: result.and_then(Computed::value).cloned(),
            };
            self.takes.asked.insert(scenario, of);
            self.measures.follow(JobKey::Take(scenario), move |run| {
                let result = take_of(&request, run).map(Box::new);
                Answer::Take(scenario, of, result)
            });
        }
    }

    pub(super) fn take_take(
        &mut self,
        scenario: ScenarioId,
        of: Fingerprint,
        result: Result<Box<ScenarioTake>, TaskError>,
    ) {
        if self.takes.asked.get(&scenario) == Some(&of) {
            self.takes.asked.remove(&scenario);
        }
        if matches!(result, Err(TaskError::Cancelled))
            || self.project().scenario(scenario).is_none()
        {
            return;
        }
        let result = result.map(Arc::from).map_err(Arc::new);
        self.takes
            .results
            .insert(scenario, Computed::Known { of, result });
    }

    fn ask_for_index(&mut self, key: IndexKey) {
        if self.takes.indexes.contains_key(&key) {
            return;
        }
        self.takes.indexes.insert(key.clone(), Index::Coming);
        let keeper = Arc::clone(&self.file.keeper);
        self.measures
            .append(JobKey::Index(key.clone()), move |run| {
                let doubtful = if key.2 {
                    Doubtful::Repair
                } else {
                    Doubtful::LeaveOut
                };
                let read = index_copy(&*keeper, &key.0, key.1.as_deref(), doubtful, run);
                Answer::Indexed(key, read.map(|read| read.map(Box::new)))
            });
    }

    pub(super) fn take_index(
        &mut self,
        key: &IndexKey,
        read: Result<Option<Box<IndexedSite>>, StoreError>,
    ) {
        let Some(index) = self.takes.indexes.get_mut(key) else {
            return;
        };
        *index = match read {
            Ok(Some(read)) => Index::Ready(Arc::from(read)),
            // A copy that is not there, or cannot be read, is told where it is drawn.
            Ok(None) | Err(_) => Index::Failed,
        };
        self.refresh_takes();
    }

    /// Layers that can be measured, and what tells them apart. `None` while one of them is being read.
    fn take_layers(&self, project: &Project) -> Option<(Vec<Arc<TakeLayer>>, Fingerprint)> {
        let mut inputs = Inputs::of("take-layers");
        let mut layers = Vec::new();
        for (id, layer, site) in project.site_layers() {
            let key = key_of(site);
            let index = match self.takes.indexes.get(&key)? {
                Index::Coming => return None,
                Index::Failed => continue,
                Index::Ready(index) => Arc::clone(index),
            };
            let survey = match site.coverage.and_then(|id| self.survey_of(project, id)) {
                Some(Index::Coming) => return None,
                Some(Index::Ready(survey)) => Some(Arc::clone(survey)),
                Some(Index::Failed) | None => None,
            };
            let preset = site.data_set.as_deref().and_then(|id| self.presets.get(id));
            let classes = classes_of_copy(site, &index.classes, preset);
            inputs = inputs
                .number(id.0 as f64)
                .text(key.0.as_str())
                .text(key.1.as_deref().unwrap_or_default())
                .text(if key.2 { "repaired" } else { "" })
                .text(site.role.id())
                .text(site.data_set.as_deref().unwrap_or_default())
                .text(&layer.name)
                .number(survey.is_some().into())
                .number(site.coverage.map_or(0.0, |id| id.0 as f64))
                .number(site.buffer.map_or(f64::NAN, |Metres(buffer)| buffer));
            layers.push(Arc::new(TakeLayer {
                id,
                name: layer.name.clone(),
                role: site.role,
                meanings: classes.iter().map(|class| class.meaning).collect(),
                classes,
                coverage: CoverageKind::of(survey.is_some(), preset),
                index,
                survey,
            }));
        }
        Some((layers, inputs.fingerprint()))
    }

    fn survey_of(&self, project: &Project, id: LayerId) -> Option<&Index> {
        let site = project.layer(id)?.site.as_deref()?;
        self.takes.indexes.get(&key_of(site))
    }

    /// What an alternative covers. `None` while a deposit is being built.
    fn used_grounds(&self, project: &Project, scenario: ScenarioId) -> Option<Vec<UsedGround>> {
        let mut grounds = Vec::new();
        for entry in project.built_in(scenario) {
            let Some(outline) = project.outline_of(entry) else {
                continue;
            };
            let outline = MultiPolygon(vec![outline.polygon().clone()]);
            grounds.push(match entry {
                Entry::Deposit(id) => UsedGround {
                    entry,
                    covered: self.covered_ground(id).ok()?,
                    limit: (!project.is_point(entry)).then_some(outline),
                    at_sea: self.is_at_sea(id),
                },
                Entry::Pit(_) | Entry::Layer(_) => UsedGround {
                    entry,
                    covered: Some(outline),
                    limit: None,
                    at_sea: false,
                },
            });
        }
        Some(grounds)
    }

    /// What a deposit covers, in the hand or as it was last worked out; nothing where nothing comes of it.
    fn covered_ground(&self, id: DepositId) -> Result<Option<MultiPolygon<f64>>, Coming> {
        let held = self.preview.as_ref().filter(|_| self.draft.is_some());
        if let Some(held) = held.filter(|held| held.draft.deposit == Some(id)) {
            let fill = held.result.as_ref().ok();
            return Ok(fill.map(|fill| fill.picture.footprint.clone()));
        }
        if self.is_current(id) {
            let fill = self.fills.get(&id).and_then(Computed::value);
            return Ok(fill.map(|fill| fill.picture.footprint.clone()));
        }
        match self.kept_figures(id) {
            Some((record, standing)) if standing != Standing::OutOfDate => {
                Ok(Some(record.footprint.clone()))
            }
            _ => Err(Coming),
        }
    }

    fn is_at_sea(&self, id: DepositId) -> bool {
        self.project().deposit(id).is_some_and(|deposit| {
            deposit.seabed.is_some() || self.reading(deposit.base).values == Values::Depths
        })
    }
}

fn key_of(site: &SiteLayer) -> IndexKey {
    (
        site.content.clone(),
        site.class_field.clone(),
        site.repaired,
    )
}
