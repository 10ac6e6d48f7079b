//! The terrains of a project file, opened without a window: each once, when it is first asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ground_source::{GroundSource, ReadGround};
use super::open::path_of;
use crate::gis::open_terrain;
use crate::project::{Layer, LayerId, LayerKind, Project};

/// Terrains that were opened, or could not be.
#[derive(Default)]
pub(super) struct FileGrounds(BTreeMap<LayerId, Option<Arc<GroundSource>>>);

impl FileGrounds {
    /// The terrain of a layer; `None` where it is none, or its file cannot be opened.
    pub(super) fn ground(&mut self, project: &Project, id: LayerId) -> Option<ReadGround> {
        let layer = project.layer(id)?;
        let opened = self.0.entry(id);
        Some(ReadGround {
            source: opened.or_insert_with(|| ground_of(layer)).clone()?,
            path: path_of(&layer.source),
            reading: layer.reading(),
            areas: project.areas,
        })
    }
}

fn ground_of(layer: &Layer) -> Option<Arc<GroundSource>> {
    if layer.kind != LayerKind::Terrain {
        return None;
    }
    let terrain = open_terrain(&layer.source, layer.stated_crs.as_deref());
    match terrain {
        Ok(terrain) => Some(Arc::new(GroundSource::new(terrain))),
        Err(error) => {
            tracing::info!("{} cannot be opened: {error}", layer.name);
            None
        }
    }
}
