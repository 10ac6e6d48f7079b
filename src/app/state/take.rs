//! What alternatives take of the site layers: indexes of the layers, and figures that follow the decisions.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::MultiPolygon;

use super::{Answer, App, DRAWN_GROUND, JobKey, Standing};
use crate::app::TaskError;
use crate::app::site_index::{IndexedSite, index_copy};
use crate::app::take::{
    CoveredGround, DRAWN_FIRST, ScenarioTake, TakeRequest, UsedGround, take_of,
};
use crate::app::take_layers::{
    Coming, Index, IndexKey, TakeLayers, doubtful_of, key_of, take_layers, used_grounds,
};
use crate::project::{Areas, DepositId, ScenarioId, Values};
use crate::results::{Computed, Fingerprint, Inputs};
use crate::store::StoreError;

/// What is known of the land-take of alternatives.
#[derive(Default)]
pub(super) struct Takes {
    /// Copies of site layers, ready to be measured.
    indexes: BTreeMap<IndexKey, Index>,
    results: BTreeMap<ScenarioId, Computed<ScenarioTake, TaskError>>,
    asked: BTreeMap<ScenarioId, Fingerprint>,
    /// The layers as they were measured last.
    layers: Option<TakeLayers>,
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

    /// The layers as they were measured last.
    pub(super) fn known_layers(&self) -> Option<TakeLayers> {
        self.layers.clone()
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
            && (scenario != self.active || !self.is_in_hand() && self.asked.is_empty());
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

    /// How much of the site layers is read, to be measured, from 0 to 1.
    pub fn land_take_progress(&self) -> f64 {
        let indexes = self.takes.indexes.values();
        let ready = indexes
            .filter(|index| !matches!(index, Index::Coming))
            .count();
        let jobs = self.measures.jobs();
        let reading = jobs
            .iter()
            .filter(|job| matches!(job.key, JobKey::Index(_)));
        let parts: f64 = reading.filter_map(|job| job.fraction).sum();
        (ready as f64 + parts) / self.takes.indexes.len().max(1) as f64
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
        // An index of a large layer takes seconds and as much memory as the layer: none before it is needed.
        let is_built = project.order.iter().any(|entry| entry.is_built());
        if wanted.is_empty() || !is_built && !self.is_in_hand() {
            self.takes.results.clear();
            self.takes.layers = None;
            return;
        }
        for key in wanted {
            self.ask_for_index(key);
        }
        let indexes = &self.takes.indexes;
        let index_of = |key: &IndexKey| indexes.get(key);
        let known = self.takes.layers.as_ref();
        let Ok(layers) = take_layers(&project, &self.presets, index_of, known) else {
            return;
        };
        self.takes.layers = Some(layers.clone());
        let (layers, of_layers) = layers;
        let scale = match (project.areas, self.site_scale()) {
            (Areas::Planar, _) => None,
            (Areas::Geodesic, Some(scale)) => Some(Arc::clone(scale)),
            // It is on its way.
            (Areas::Geodesic, None) => return,
        };
        let of_layers = scale
            .as_ref()
            .map_or(of_layers, |scale| scale.in_id(of_layers));
        let others = project.scenarios_in_order().map(|(id, _)| id);
        // While something is in the hand only what is shown follows.
        let others = others.filter(|id| *id != self.active && !self.is_in_hand());
        let order: Vec<ScenarioId> = [self.active].into_iter().chain(others).collect();
        for scenario in order {
            let covered = |id| self.covered_ground(id);
            let held = self.held.as_ref().map(|held| (held.entry, &held.outline));
            let Ok(mut grounds) = used_grounds(&project, scenario, held, covered) else {
                continue;
            };
            if scenario == self.active {
                grounds.extend(self.drawn_first());
                grounds.extend(self.drawn_ground());
            }
            let mut inputs = Inputs::of("take").upstream(of_layers);
            for ground in &grounds {
                inputs = ground.in_inputs(inputs, of_layers);
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
                scale: scale.clone(),
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
                let (name, field) = (&key.0, key.1.as_deref());
                let read = index_copy(&*keeper, name, field, doubtful_of(&key), run);
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

    /// Whether something is being drawn or moved.
    pub(super) fn is_in_hand(&self) -> bool {
        self.draft.is_some() || self.held.is_some()
    }

    /// Other ground that is being drawn for the first time.
    fn drawn_ground(&self) -> Option<UsedGround> {
        let held = self
            .held
            .as_ref()
            .filter(|held| held.entry == DRAWN_GROUND)?;
        let ground = MultiPolygon(vec![held.outline.polygon().clone()]);
        Some(UsedGround {
            entry: DRAWN_GROUND,
            covered: Some(CoveredGround::Known(ground)),
            limit: None,
            at_sea: false,
            is_temporary: false,
        })
    }

    /// A deposit that is being drawn for the first time.
    fn drawn_first(&self) -> Option<UsedGround> {
        let held = self.preview.as_ref().filter(|_| self.draft.is_some())?;
        let fill = held
            .result
            .as_ref()
            .ok()
            .filter(|_| held.draft.deposit.is_none())?;
        Some(UsedGround {
            entry: DRAWN_FIRST,
            covered: Some(CoveredGround::Held(Arc::clone(fill), self.preview_number)),
            limit: None,
            at_sea: self.reading(held.draft.base).values == Values::Depths,
            is_temporary: false,
        })
    }

    /// What a deposit covers, in the hand or as it was last worked out; nothing where nothing comes of it.
    pub(super) fn covered_ground(&self, id: DepositId) -> Result<Option<CoveredGround>, Coming> {
        let held = self.preview.as_ref().filter(|_| self.draft.is_some());
        if let Some(held) = held.filter(|held| held.draft.deposit == Some(id)) {
            let fill = held.result.as_ref().ok();
            return Ok(fill.map(|fill| CoveredGround::Held(Arc::clone(fill), self.preview_number)));
        }
        if self.is_current(id) {
            let fill = self.fills.get(&id).and_then(Computed::value);
            let ground = fill.map(|fill| fill.picture.footprint.clone());
            return Ok(ground.map(CoveredGround::Known));
        }
        match self.kept_figures(id) {
            Some((record, standing)) if standing != Standing::OutOfDate => {
                Ok(Some(CoveredGround::Known(record.footprint.clone())))
            }
            _ => Err(Coming),
        }
    }
}
