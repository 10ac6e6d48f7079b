//! Which layers of a project are measured, and which ground its alternatives use.

use std::sync::Arc;

use geo::MultiPolygon;

use super::site_index::{CoverageKind, IndexedSite, classes_of_copy};
use super::take::{CoveredGround, TakeLayer, UsedGround};
use crate::design::Outline;
use crate::land_take::Doubtful;
use crate::project::{
    ContentName, Deposit, DepositId, Entry, Layer, LayerId, Project, Reading, ScenarioId,
    SiteLayer, Values,
};
use crate::results::{Fingerprint, Inputs};
use crate::site::Presets;
use crate::units::Metres;

/// What an index is made of: the copy, the field of its classes, and whether invalid polygons are repaired.
pub(super) type IndexKey = (ContentName, Option<String>, bool);

/// What is known of an index.
pub(super) enum Index {
    /// It is being read.
    Coming,
    /// It can be measured.
    Ready(Arc<IndexedSite>),
    /// It cannot be read, which was told.
    Failed,
}

/// Something is still being worked out.
pub(super) struct Coming;

/// The index that a site layer needs.
pub(super) fn key_of(site: &SiteLayer) -> IndexKey {
    (
        site.content.clone(),
        site.class_field.clone(),
        site.repaired,
    )
}

/// What is to be done with polygons of an index whose area is in doubt.
pub(super) fn doubtful_of(key: &IndexKey) -> Doubtful {
    if key.2 {
        Doubtful::Repair
    } else {
        Doubtful::LeaveOut
    }
}

/// Layers that can be measured, the topmost first, and what tells them apart.
pub(super) type TakeLayers = (Vec<Arc<TakeLayer>>, Fingerprint);

/// A layer with what it takes to measure it.
struct Part<'a> {
    id: LayerId,
    layer: &'a Layer,
    site: &'a SiteLayer,
    index: Arc<IndexedSite>,
    survey: Option<Arc<IndexedSite>>,
}

/// Layers that can be measured, those that are `known` where nothing changed.
///
/// # Errors
/// [`Coming`], while one of them is being read.
pub(super) fn take_layers<'a>(
    project: &Project,
    presets: &Presets,
    index_of: impl Fn(&IndexKey) -> Option<&'a Index>,
    known: Option<&TakeLayers>,
) -> Result<TakeLayers, Coming> {
    let survey_of = |id: LayerId| {
        let site = project.layer(id)?.site.as_deref()?;
        index_of(&key_of(site))
    };
    let mut inputs = Inputs::of("take-layers");
    let mut parts = Vec::new();
    for (id, layer, site) in project.site_layers() {
        let key = key_of(site);
        let index = match index_of(&key) {
            Some(Index::Ready(index)) => Arc::clone(index),
            Some(Index::Failed) => continue,
            Some(Index::Coming) | None => return Err(Coming),
        };
        let survey = match site.coverage.and_then(survey_of) {
            Some(Index::Coming) => return Err(Coming),
            Some(Index::Ready(survey)) => Some(Arc::clone(survey)),
            Some(Index::Failed) | None => None,
        };
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
        parts.push(Part {
            id,
            layer,
            site,
            index,
            survey,
        });
    }
    let of = inputs.fingerprint();
    if let Some(known) = known.filter(|(_, known)| *known == of) {
        return Ok(known.clone());
    }
    let layers = parts.into_iter().map(|part| part.with_classes(presets));
    Ok((layers.collect(), of))
}

impl Part<'_> {
    fn with_classes(self, presets: &Presets) -> Arc<TakeLayer> {
        let site = self.site;
        let preset = site.data_set.as_deref().and_then(|id| presets.get(id));
        let classes = classes_of_copy(site, &self.index.classes, preset);
        Arc::new(TakeLayer {
            id: self.id,
            name: self.layer.name.clone(),
            role: site.role,
            meanings: classes.iter().map(|class| class.meaning).collect(),
            classes,
            coverage: CoverageKind::of(self.survey.is_some(), preset),
            index: self.index,
            survey: self.survey,
        })
    }
}

/// What an alternative uses: deposits by what they cover and permit, pits by their rims, other ground as it is drawn.
///
/// An outline that is `held` counts instead of the one that is kept.
///
/// # Errors
/// [`Coming`], while a deposit is being built.
pub(super) fn used_grounds(
    project: &Project,
    scenario: ScenarioId,
    held: Option<(Entry, &Outline)>,
    covered: impl Fn(DepositId) -> Result<Option<CoveredGround>, Coming>,
) -> Result<Vec<UsedGround>, Coming> {
    let mut grounds = Vec::new();
    for entry in project.built_in(scenario) {
        let held = held.filter(|(of, _)| *of == entry).map(|(_, held)| held);
        let Some(outline) = held.or_else(|| project.outline_of(entry)) else {
            continue;
        };
        let outline = MultiPolygon(vec![outline.polygon().clone()]);
        let deposit = match entry {
            Entry::Deposit(id) => project.deposit(id).map(|deposit| (id, deposit)),
            _ => None,
        };
        grounds.push(match deposit {
            Some((id, deposit)) => UsedGround {
                entry,
                covered: covered(id)?,
                limit: (!project.is_point(entry)).then_some(outline),
                at_sea: is_at_sea(project, deposit),
                is_temporary: project.is_temporary(entry),
            },
            None => UsedGround {
                entry,
                covered: Some(CoveredGround::Known(outline)),
                limit: None,
                at_sea: false,
                is_temporary: project.is_temporary(entry),
            },
        });
    }
    Ok(grounds)
}

pub(super) fn is_at_sea(project: &Project, deposit: &Deposit) -> bool {
    let base = project.layer(deposit.base);
    let reading = base.map_or_else(Reading::default, |layer| layer.reading());
    deposit.seabed.is_some() || reading.values == Values::Depths
}
