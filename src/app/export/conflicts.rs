//! What an alternative stands in hard conflict with, as ground on the map.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Area as _, MultiPolygon};

use super::bodies::{Bodies, Made};
use super::features::{named, on_ground};
use super::rasters::Rasters;
use crate::app::TaskError;
use crate::app::file_designs::FileDesigns;
use crate::app::scenario_list::Measurable;
use crate::app::take::{CoveredGround, HardConflict, ScenarioTake};
use crate::gis::{FieldValue, HeightFeature};
use crate::land_take::{Doubtful, Footprint};
use crate::progress::Run;
use crate::project::{Entry, Project, ScenarioId};
use crate::site::Role;
use crate::words::Words;

/// What the alternative takes, by the ground that came out here. `None` where that is not known.
pub(super) fn take_of(
    designs: &FileDesigns,
    scenario: ScenarioId,
    bodies: &Bodies,
    run: &Run,
) -> Result<Option<Arc<ScenarioTake>>, TaskError> {
    let project = designs.project();
    if project.site_layers().next().is_none() {
        return Ok(None);
    }
    let measurable = Measurable::of(&designs.read, run)?;
    let ground: BTreeMap<_, _> = bodies
        .all
        .iter()
        .filter_map(|body| match (&body.made, body.entry) {
            (Made::Fill(_), Entry::Deposit(id)) => Some((id, body.footprint.clone())),
            _ => None,
        })
        .collect();
    // Nothing comes of a deposit that cannot be built.
    measurable.take_of_covered(
        scenario,
        project,
        |id| Ok(ground.get(&id).cloned().map(CoveredGround::Known)),
        run,
    )
}

/// The ground of each entry that a layer stands hard against, and what lies beyond the concession.
pub(super) fn conflicts_of(
    project: &Project,
    take: &ScenarioTake,
    (bodies, rasters): (&Bodies, &Rasters),
    words: &Words,
) -> Vec<HeightFeature> {
    let mut features = Vec::new();
    for entry in &take.entries {
        let Some(taken) = &entry.covered else {
            continue;
        };
        let name = project.name_of(entry.entry).unwrap_or_default();
        let mut add = |shape: &MultiPolygon<f64>, layer: &str, role: &str, classes: String| {
            let mut values = named(entry.entry, name);
            values.extend([
                ("conflict", FieldValue::Text("hard".to_owned())),
                ("site_layer", FieldValue::Text(layer.to_owned())),
                ("role", FieldValue::Text(role.to_owned())),
                ("classes", FieldValue::Text(classes)),
                ("area_m2", FieldValue::Number(shape.unsigned_area())),
            ]);
            features.push(HeightFeature {
                shape: on_ground(shape, &rasters.surface),
                values,
            });
        };
        for (place, layer) in take.layers.iter().enumerate() {
            let covered = covered_of(project, bodies, entry.entry);
            let footprint = Footprint::of_grounds(&covered, Doubtful::Repair);
            let Some(hard) = footprint
                .ok()
                .and_then(|made| layer.hard_ground(&made.footprint))
            else {
                continue;
            };
            let classes = taken
                .conflicts
                .iter()
                .filter_map(|conflict| match conflict {
                    HardConflict::Class {
                        layer: of, class, ..
                    } if *of == place => {
                        let class = layer.classes.get(*class)?;
                        let tag = words.language().tag();
                        let label = class.label.as_ref();
                        let label = label.map(|label| label.in_language(tag).to_owned());
                        label.or_else(|| class.value.clone())
                    }
                    _ => None,
                });
            let classes = classes.collect::<Vec<_>>().join("; ");
            add(&hard, &layer.name, layer.role.id(), classes);
        }
        if !taken.beyond.0.is_empty() {
            let role = Role::ConcessionBoundary.id();
            add(&taken.beyond, "", role, String::new());
        }
    }
    features
}

/// The ground that an entry covers.
fn covered_of(project: &Project, bodies: &Bodies, entry: Entry) -> Vec<MultiPolygon<f64>> {
    let body = bodies.all.iter().find(|body| body.entry == entry);
    if let (Entry::Deposit(_), Some(body)) = (entry, body) {
        return vec![body.footprint.clone()];
    }
    let outline = project.outline_of(entry);
    let outline = outline.map(|outline| MultiPolygon(vec![outline.polygon().clone()]));
    outline.into_iter().collect()
}
