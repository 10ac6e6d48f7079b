//! Where two alternatives take the same ground, kept up to date while it is shown.

use std::sync::Arc;

use geo::MultiPolygon;

use super::{Answer, App, JobKey};
use crate::app::take::UsedGround;
use crate::app::take_layers::used_grounds;
use crate::land_take::{GroundDifference, ground_difference};
use crate::project::{Areas, ScenarioId};
use crate::results::{Fingerprint, Inputs};

/// Two alternatives whose ground is told apart.
#[derive(Default)]
pub(super) struct Differing {
    of: Option<[ScenarioId; 2]>,
    result: Option<(Fingerprint, Arc<GroundDifference>)>,
    /// Whether the result belongs to the decisions of today.
    is_current: bool,
    asked: Option<Fingerprint>,
}

impl App {
    /// Where two alternatives take the same ground, and whether that belongs to the decisions of today. `None` until
    /// it is known, and of others than those that are asked for.
    pub fn ground_difference(&self, of: [ScenarioId; 2]) -> Option<(&Arc<GroundDifference>, bool)> {
        let (_, difference) = self.differing.result.as_ref()?;
        let is_asked = self.differing.of == Some(of);
        is_asked.then_some((difference, self.differing.is_current))
    }

    /// The alternatives whose ground is told apart.
    pub fn shown_difference(&self) -> Option<[ScenarioId; 2]> {
        self.differing.of
    }

    /// Tells the ground of two alternatives apart from now on, or none.
    pub(super) fn show_difference(&mut self, of: Option<[ScenarioId; 2]>) {
        if self.differing.of != of {
            self.differing = Differing {
                of,
                ..Differing::default()
            };
            self.refresh_difference();
        }
    }

    pub(super) fn refresh_difference(&mut self) {
        let Some(of) = self.differing.of else {
            return;
        };
        self.differing.is_current = false;
        let [Some(one), Some(other)] = of.map(|scenario| self.grounds_used(scenario)) else {
            return;
        };
        let scale = match (self.project().areas, self.site_scale()) {
            (Areas::Planar, _) => None,
            (Areas::Geodesic, Some(scale)) => Some(Arc::clone(scale)),
            // It is on its way.
            (Areas::Geodesic, None) => return,
        };
        let none = Inputs::of("difference").fingerprint();
        let none = scale.as_ref().map_or(none, |scale| scale.in_id(none));
        let mut inputs = Inputs::of("difference").upstream(none);
        for (side, grounds) in [&one, &other].into_iter().enumerate() {
            inputs = inputs.number(side as f64);
            for ground in grounds {
                inputs = ground.in_inputs(inputs, none);
            }
        }
        let id = inputs.fingerprint();
        let is_known = self
            .differing
            .result
            .as_ref()
            .is_some_and(|(of, _)| *of == id);
        if is_known {
            // What is on its way was asked for by decisions that were taken back.
            self.differing.asked = None;
            self.differing.is_current = true;
            return;
        }
        if self.differing.asked == Some(id) {
            return;
        }
        self.differing.asked = Some(id);
        self.measures.replace(JobKey::Difference, move |_| {
            let polygons = |grounds: Vec<UsedGround>| -> Vec<MultiPolygon<f64>> {
                let covered = grounds.into_iter().filter_map(|ground| ground.covered);
                covered.map(|ground| ground.polygons()).collect()
            };
            let scale = scale.as_ref().map(|scale| &scale.scale);
            let difference = ground_difference(&polygons(one), &polygons(other), scale);
            Answer::Difference(id, Box::new(difference))
        });
    }

    pub(super) fn take_difference(&mut self, id: Fingerprint, difference: Box<GroundDifference>) {
        if self.differing.asked == Some(id) {
            self.differing.asked = None;
            self.differing.is_current = true;
            self.differing.result = Some((id, Arc::from(difference)));
        }
    }

    /// What an alternative uses; `None` while a deposit is being worked out.
    fn grounds_used(&self, scenario: ScenarioId) -> Option<Vec<UsedGround>> {
        let covered = |id| self.covered_ground(id);
        let held = self.held.as_ref().map(|held| (held.entry, &held.outline));
        used_grounds(self.project(), scenario, held, covered).ok()
    }
}
