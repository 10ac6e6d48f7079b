//! What every reader of points, lines and polygons does alike: it chooses a layer, goes through its features, and
//! counts what is odd about them.

use std::collections::BTreeMap;
use std::path::Path;

use gdal::Dataset;
use gdal::vector::{Feature, Layer, LayerAccess as _, geometry_type_flatten};
use gdal_sys::OGRwkbGeometryType as Kind;

use super::oddity::VectorOddity;
use super::setup;
use super::vector_error::{GeometryCount, VectorError};
use super::vector_geometry::{Found, Parts, found_in};
use super::vector_open::{OpenVector, cannot_read};
use crate::progress::{Cancelled, Run};

/// After how many features progress is told.
const FEATURES_PER_STEP: usize = 256;

/// The layer that is meant: the named one, or the only one that can hold polygons.
pub(super) fn choose_layer(
    path: &Path,
    dataset: &Dataset,
    part: Option<&str>,
    may_hold: fn(&Layer<'_>) -> bool,
    warnings: &mut Vec<VectorOddity>,
) -> Result<usize, VectorError> {
    let layers: Vec<(String, bool)> = dataset
        .layers()
        .map(|layer| (layer.name(), may_hold(&layer)))
        .collect();
    let names = |wanted: &dyn Fn(usize, bool) -> bool| -> Vec<String> {
        let wanted = layers
            .iter()
            .enumerate()
            .filter(|(index, layer)| wanted(*index, layer.1));
        wanted.map(|(_, layer)| layer.0.clone()).collect()
    };
    if let Some(part) = part {
        return layers
            .iter()
            .position(|(name, _)| name == part)
            .ok_or_else(|| {
                let layers = names(&|_, _| true);
                VectorError::NoSuchLayer {
                    path: path.to_owned(),
                    layer: part.to_owned(),
                    layers,
                }
            });
    }
    let candidates: Vec<usize> = (0..layers.len()).filter(|&index| layers[index].1).collect();
    match (layers.len(), candidates.as_slice()) {
        (1, _) => Ok(0),
        (_, &[index]) => {
            let (layer, others) = (layers[index].0.clone(), names(&|other, _| other != index));
            warnings.push(VectorOddity::LayerChosen { layer, others });
            Ok(index)
        }
        (_, []) => Err(VectorError::NoPolygons {
            path: path.to_owned(),
            layer: None,
            found: kinds_of_layers(dataset),
        }),
        _ => Err(VectorError::SeveralLayers {
            path: path.to_owned(),
            layers: names(&|_, holds| holds),
        }),
    }
}

/// What the layers hold by their own account.
pub(super) fn kinds_of_layers(dataset: &Dataset) -> Vec<GeometryCount> {
    let mut counts = BTreeMap::new();
    for layer in dataset.layers() {
        let kind = geometry_type_flatten(layer.defn().geometry_type());
        let kind = (kind != Kind::wkbNone).then(|| gdal::vector::geometry_type_to_name(kind));
        let features = usize::try_from(layer.feature_count()).unwrap_or(0);
        *counts.entry(kind).or_insert(0) += features;
    }
    counted(counts)
}

pub(super) fn counted(counts: BTreeMap<Option<String>, usize>) -> Vec<GeometryCount> {
    let mut counted: Vec<GeometryCount> = counts
        .into_iter()
        .filter(|(_, features)| 0 < *features)
        .map(|(kind, features)| GeometryCount { kind, features })
        .collect();
    counted.sort_by_key(|count| std::cmp::Reverse(count.features));
    counted
}

/// Whether a layer may have features with a place.
pub(super) fn is_spatial(layer: &Layer<'_>) -> bool {
    layer.defn().geometry_type() != Kind::wkbNone
}

/// Hands on every feature of a layer, in the order of the file.
///
/// Returns what GDAL called a failure on the way, where the rest is not lost by it.
pub(super) fn each_feature<E: From<VectorError>>(
    open: &OpenVector,
    path: &Path,
    layer: &mut Layer<'_>,
    run: &Run,
    mut take: impl FnMut(&Feature<'_>) -> Result<(), E>,
) -> Result<Option<VectorOddity>, E> {
    let total = usize::try_from(layer.feature_count()).unwrap_or(0);
    setup::take_failure();
    for (done, feature) in layer.features().enumerate() {
        if done % FEATURES_PER_STEP == 0 {
            run.step(done, total.max(done))
                .map_err(|Cancelled| VectorError::Cancelled {
                    path: path.to_owned(),
                })?;
        }
        take(&feature)?;
    }
    // The iterator ends at a broken feature as it does at the last one.
    match setup::take_failure() {
        Some(message) if open.ends_at_failure() => {
            Err(cannot_read(path, setup::GdalFailure { message }).into())
        }
        Some(message) => Ok(Some(VectorOddity::Complaint { message })),
        None => Ok(None),
    }
}

/// What was left out of a layer and why, and what was changed in what was taken.
#[derive(Default)]
pub(super) struct Tally {
    empty: usize,
    others: BTreeMap<String, usize>,
    broken: usize,
    pub(super) misplaced: usize,
    pub(super) with_left_out: usize,
    with_curves: usize,
    with_heights: usize,
}

impl Tally {
    /// What a feature consists of; `None` where it is of no use, which is counted.
    pub(super) fn parts_of(
        &mut self,
        feature: &Feature<'_>,
        is_wanted: impl Fn(&Parts) -> bool,
    ) -> Option<Parts> {
        // `geometry` would hand out a geometry that is null.
        let geometry = feature.geometry_by_index(0);
        match geometry.map_or(Found::Empty, |geometry| found_in(geometry, is_wanted)) {
            Found::Parts(parts) => return Some(parts),
            Found::Empty => self.empty += 1,
            Found::Other(kind) => *self.others.entry(kind).or_default() += 1,
            Found::Broken => self.broken += 1,
        }
        None
    }

    /// Counts what was changed in a feature that is taken.
    pub(super) fn take(&mut self, parts: &Parts) {
        self.with_curves += usize::from(parts.had_curves);
        self.with_heights += usize::from(parts.had_heights);
    }

    /// What there is instead of what was looked for. What is of no use for its coordinates has the kind's name.
    pub(super) fn found(&self, unusable: &str) -> Vec<GeometryCount> {
        let others = self.others.iter();
        let mut counts: BTreeMap<Option<String>, usize> = others
            .map(|(kind, features)| (Some(kind.clone()), *features))
            .collect();
        counts.insert(None, self.empty);
        counts.insert(Some(unusable.to_owned()), self.broken + self.misplaced);
        counted(counts)
    }

    /// What is odd. `others` tells of features of other kinds than were looked for.
    pub(super) fn warnings(&self, others: impl FnOnce(usize) -> VectorOddity) -> Vec<VectorOddity> {
        let of_other_kinds = self.others.values().sum();
        let odd = |features: usize, oddity| (0 < features).then_some(oddity);
        let features = self.empty;
        let empty = odd(features, VectorOddity::EmptySkipped { features });
        let others = odd(of_other_kinds, others(of_other_kinds));
        let features = self.broken;
        let broken = odd(features, VectorOddity::BrokenSkipped { features });
        let features = self.misplaced;
        let misplaced = odd(features, VectorOddity::MisplacedSkipped { features });
        let features = self.with_left_out;
        let left_out = odd(features, VectorOddity::PartsLeftOut { features });
        let features = self.with_curves;
        let curves = odd(features, VectorOddity::CurvesLinearised { features });
        let features = self.with_heights;
        let heights = odd(features, VectorOddity::HeightsDropped { features });
        [empty, others, broken, misplaced, left_out, curves, heights]
            .into_iter()
            .flatten()
            .collect()
    }
}
