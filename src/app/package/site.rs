//! How much ground goes along: what is built, and all that figures rest on.

use geo::{BoundingRect as _, Rect};

use crate::app::TaskError;
use crate::app::enough_ground::grown;
use crate::app::file_designs::FileDesigns;
use crate::app::site_areas::around_both;
use crate::design::Outline;
use crate::progress::Run;
use crate::project::LayerKind;

/// How much more than that, in metres: so that the site is seen in its surroundings.
pub(super) const MARGIN_M: f64 = 500.0;

/// The site.
pub(super) struct Site {
    /// In metres; `None` where there is no terrain.
    pub area: Option<Rect<f64>>,
    /// Whether something is built; else the site is all that the terrains cover.
    pub is_built: bool,
}

impl Site {
    /// Designs everything to find out how much ground it reads: on as much the same bits come out.
    pub(super) fn of(designs: &mut FileDesigns, run: &Run) -> Result<Self, TaskError> {
        let snapshot = designs.read.snapshot.clone();
        let project = &snapshot.project;
        let entries = project.order.iter();
        let outlines = entries.filter_map(|entry| project.outline_of(*entry));
        let mut parts: Vec<Rect<f64>> = outlines.map(Outline::extent).collect();
        let fills = snapshot.records.fills.values();
        parts.extend(fills.filter_map(|record| record.footprint.bounding_rect()));
        for id in project.deposits.keys() {
            let found = or_nothing(designs.fill(*id, run))?.flatten();
            parts.extend(found.map(|fill| fill.ground.placement().extent()));
        }
        for id in project.pits.keys() {
            let found = or_nothing(designs.pit(*id, run))?.flatten();
            let filled = found.as_ref().and_then(|pit| pit.pit.as_ref());
            parts.extend(filled.map(|pit| pit.ground.placement().extent()));
        }
        if let Some(built) = parts.into_iter().reduce(around_both) {
            return Ok(Self {
                area: Some(grown(built, MARGIN_M)),
                is_built: true,
            });
        }
        let terrains = project.layers_of(LayerKind::Terrain);
        let terrains = terrains.filter_map(|(id, _)| Some(designs.ground(id)?.extent()));
        Ok(Self {
            area: terrains.reduce(around_both),
            is_built: false,
        })
    }
}

/// What cannot be built reads no ground; why, the planner is told where it is drawn.
fn or_nothing<T>(found: Result<T, TaskError>) -> Result<Option<T>, TaskError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(TaskError::Cancelled) => Err(TaskError::Cancelled),
        Err(error) => {
            tracing::info!("nothing comes of something that is built: {error}");
            Ok(None)
        }
    }
}
