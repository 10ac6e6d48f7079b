//! What every map of a project shows: terrains, copied site layers and names of places.

use geo::Rect;

use crate::app::TaskError;
use crate::app::file_designs::FileDesigns;
use crate::app::site_content::{SiteContent, read_content};
use crate::app::site_labels::{SiteLabels, read_labels};
use crate::app::site_legend::{labels_of, styles_of};
use crate::figure::{MapPlaces, MapSite};
use crate::gis::{PlaceNames, Reference, read_place_names};
use crate::progress::Run;
use crate::project::{LayerId, LayerKind, Values};
use crate::site::{Label, LabelAnchor, Presets, ShapeKind, Style, label_text};
use crate::words::Words;

/// A terrain that is there.
pub(super) struct TerrainPart {
    pub layer: LayerId,
    pub extent: Rect<f64>,
    pub is_seabed: bool,
    pub attribution: String,
}

/// A copied layer that is shown.
pub(super) struct SitePart {
    name: String,
    content: SiteContent,
    styles: Vec<Style>,
    /// Empty where nothing tells classes apart.
    classes: Vec<String>,
    labels: SiteLabels,
    opacity: f32,
    attribution: String,
}

/// Names of places that are shown.
pub(super) struct PlacesPart {
    names: Vec<Label>,
    attribution: String,
}

impl SitePart {
    pub(super) fn drawn(&self) -> MapSite<'_> {
        MapSite {
            name: &self.name,
            features: &self.content.features,
            styles: &self.styles,
            classes: &self.classes,
            labels: &self.labels,
            opacity: self.opacity,
            attribution: &self.attribution,
        }
    }
}

impl PlacesPart {
    pub(super) fn drawn(&self) -> MapPlaces<'_> {
        MapPlaces {
            names: &self.names,
            attribution: &self.attribution,
        }
    }
}

/// Terrains that are shown, the undermost first; where all are hidden, those that something is built on.
pub(super) fn terrains_of(designs: &mut FileDesigns) -> Vec<TerrainPart> {
    let project = designs.project();
    let all: Vec<(LayerId, bool)> = project
        .layers_of(LayerKind::Terrain)
        .map(|(id, layer)| (id, layer.visible))
        .collect();
    let is_built_on = |id: LayerId| {
        let deposits = project.deposits.values();
        let pits = project.pits.values();
        deposits
            .flat_map(|deposit| deposit.terrains())
            .chain(pits.flat_map(|pit| pit.terrains()))
            .any(|other| other == id)
    };
    let any_is_visible = all.iter().any(|(_, visible)| *visible);
    let chosen: Vec<LayerId> = all
        .into_iter()
        .rev()
        .filter(|(id, visible)| *visible || !any_is_visible && is_built_on(*id))
        .map(|(id, _)| id)
        .collect();
    let mut terrains = Vec::new();
    for id in chosen {
        // What cannot be opened is told by the check of the file.
        let Some(extent) = designs.ground(id).map(|ground| ground.extent()) else {
            continue;
        };
        let Some(layer) = designs.project().layer(id) else {
            continue;
        };
        terrains.push(TerrainPart {
            layer: id,
            extent,
            is_seabed: layer.values == Values::Depths,
            attribution: layer.attribution.clone(),
        });
    }
    terrains
}

/// Copied layers that are shown, the undermost first.
///
/// # Errors
/// [`TaskError`], if the project file cannot be read.
pub(super) fn sites_of(
    designs: &FileDesigns,
    words: &Words,
    run: &Run,
) -> Result<Vec<SitePart>, TaskError> {
    // A test rules out that they cannot be read; without them classes have the styles of their layers.
    let presets = Presets::load().unwrap_or(Presets { all: Vec::new() });
    let mut sites = Vec::new();
    for (_, layer, site) in designs.project().site_layers() {
        if !layer.visible {
            continue;
        }
        let (name, class_field) = (&site.content, site.class_field.as_deref());
        // What is missing in the file is told by what is odd about it.
        let Some(content) = read_content(&designs.read.file, name, class_field, run)? else {
            continue;
        };
        let labels = match &site.label_field {
            Some(field) => read_labels(&designs.read.file, name, field, run)?.unwrap_or_default(),
            None => SiteLabels::new(),
        };
        let preset = site.data_set.as_deref().and_then(|id| presets.get(id));
        let classes = match class_field {
            Some(_) => labels_of(&content, site, preset, words),
            None => Vec::new(),
        };
        sites.push(SitePart {
            name: layer.name.clone(),
            styles: styles_of(&content, site, preset),
            classes,
            content,
            labels,
            opacity: layer.opacity,
            attribution: layer.attribution.clone(),
        });
    }
    sites.reverse();
    Ok(sites)
}

/// Names of places that are shown, those of the topmost layer first.
///
/// # Errors
/// [`TaskError::Cancelled`]. A file that cannot be read has no names.
pub(super) fn places_of(designs: &FileDesigns, run: &Run) -> Result<Vec<PlacesPart>, TaskError> {
    let crs = designs.read.snapshot.records.crs.as_ref();
    let Some(Ok(reference)) = crs.map(|crs| Reference::parse(&crs.wkt)) else {
        return Ok(Vec::new());
    };
    let mut places = Vec::new();
    for (_, layer) in designs.project().layers_of(LayerKind::PlaceNames) {
        if !layer.visible {
            continue;
        }
        run.step(0, 1)?;
        match read_place_names(&layer.source, &reference, run) {
            Ok(read) => places.push(PlacesPart {
                names: names_of(&read),
                attribution: layer.attribution.clone(),
            }),
            Err(error) => tracing::info!("{} cannot be read: {error}", layer.name),
        }
    }
    Ok(places)
}

fn names_of(read: &PlaceNames) -> Vec<Label> {
    let names = read.names.iter().zip(0..);
    let labels = names.filter_map(|(name, fid)| {
        Some(Label {
            fid,
            text: label_text(&name.name)?.into(),
            anchor: LabelAnchor {
                at: name.at,
                kind: ShapeKind::Points,
                room_m: [0.0; 2],
                size: 0.0,
            },
        })
    });
    labels.collect()
}
