//! Reads polygons of any format and coordinate system into the project's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gdal::Dataset;
use gdal::vector::{Feature, Layer, LayerAccess as _};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::MultiPolygon;

use super::crs::CrsFacts;
use super::oddity::VectorOddity;
use super::reference::Reference;
use super::setup;
use super::source::Source;
use super::vector_error::{GeometryCount, VectorError};
use super::vector_geometry::{Shape, shape_of};
use super::vector_open::{OpenVector, cannot_read};
use super::vector_place::place;
use crate::progress::{Cancelled, Run};

/// After how many features progress is told.
const FEATURES_PER_STEP: usize = 256;

/// Fields that hold a feature's name, the likeliest first.
const NAME_FIELDS: [&str; 10] = [
    "name",
    "navn",
    "namn",
    "title",
    "tittel",
    "objektnavn",
    "områdenavn",
    "omradenavn",
    "stedsnavn",
    "label",
];

/// Polygons of one layer, in the project's coordinate system.
#[derive(Clone, Debug, PartialEq)]
pub struct PolygonLayer {
    /// The file.
    pub path: PathBuf,
    /// The name of the layer.
    pub layer: String,
    /// The file's own coordinate system, or `None` where it has none.
    pub crs: Option<CrsFacts>,
    /// At least one.
    pub polygons: Vec<PolygonFeature>,
    /// What is odd.
    pub warnings: Vec<VectorOddity>,
}

/// One feature of a layer of polygons.
#[derive(Clone, Debug, PartialEq)]
pub struct PolygonFeature {
    /// Its number in the file, or `None` where it has none.
    pub fid: Option<u64>,
    /// Its name, or `None` where no field holds one.
    pub name: Option<String>,
    /// Its polygons as they are, valid or not, in metres in the project's coordinate system.
    pub parts: MultiPolygon<f64>,
}

/// Reads all polygons of a layer. `source` is a path, or `path#layer`.
///
/// Nothing is written beside the file, and nothing is repaired.
///
/// # Errors
/// [`VectorError`], also where there is no polygon at all; it says what there is instead.
pub fn read_polygons(
    source: &str,
    target: &Reference,
    run: &Run,
) -> Result<PolygonLayer, VectorError> {
    setup::init();
    let Source { path, part } = Source::parse(source);
    let open = OpenVector::new(&path)?;
    let dataset = &open.dataset;
    let mut warnings = Vec::new();
    let index = choose_layer(
        &path,
        dataset,
        part.as_deref(),
        may_hold_polygons,
        &mut warnings,
    )?;
    let mut layer = dataset
        .layer(index)
        .map_err(|error| cannot_read(&path, error.into()))?;
    let name = layer.name();
    let gathered = gather(&path, &mut layer, run)?;
    if let Some(message) = &gathered.complaint {
        if open.ends_at_failure() {
            let message = message.clone();
            return Err(cannot_read(&path, setup::GdalFailure { message }));
        }
        warnings.push(VectorOddity::Complaint {
            message: message.clone(),
        });
    }
    if gathered.polygons.is_empty() {
        return Err(VectorError::NoPolygons {
            path,
            layer: Some(name),
            found: gathered.found(),
        });
    }
    warnings.append(&mut gathered.warnings());
    let mut polygons = gathered.polygons;
    let mut parts: Vec<&mut MultiPolygon<f64>> = polygons
        .iter_mut()
        .map(|polygon| &mut polygon.parts)
        .collect();
    let crs = place(&path, &layer, target, &mut parts)?;
    if crs.is_none() {
        warnings.push(VectorOddity::CrsAssumed {
            name: target.name().to_owned(),
        });
    }
    Ok(PolygonLayer {
        path,
        layer: name,
        crs,
        polygons,
        warnings,
    })
}

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

pub(super) fn may_hold_polygons(layer: &Layer<'_>) -> bool {
    matches!(
        gdal::vector::geometry_type_flatten(layer.defn().geometry_type()),
        Kind::wkbUnknown
            | Kind::wkbPolygon
            | Kind::wkbMultiPolygon
            | Kind::wkbGeometryCollection
            | Kind::wkbCurvePolygon
            | Kind::wkbMultiSurface
            | Kind::wkbSurface
    )
}

/// What the layers hold by their own account.
pub(super) fn kinds_of_layers(dataset: &Dataset) -> Vec<GeometryCount> {
    let mut counts = BTreeMap::new();
    for layer in dataset.layers() {
        let kind = gdal::vector::geometry_type_flatten(layer.defn().geometry_type());
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

/// The features of a layer in the coordinates of the file, and what was left out.
#[derive(Default)]
struct Gathered {
    polygons: Vec<PolygonFeature>,
    empty: usize,
    others: BTreeMap<String, usize>,
    broken: usize,
    with_curves: usize,
    with_heights: usize,
    /// What GDAL called a failure on the way.
    complaint: Option<String>,
}

fn gather(path: &Path, layer: &mut Layer<'_>, run: &Run) -> Result<Gathered, VectorError> {
    let total = usize::try_from(layer.feature_count()).unwrap_or(0);
    let name_field = name_field(layer);
    let mut gathered = Gathered::default();
    setup::take_failure();
    for (index, feature) in layer.features().enumerate() {
        if index % FEATURES_PER_STEP == 0 {
            run.step(index, total.max(index))
                .map_err(|Cancelled| VectorError::Cancelled {
                    path: path.to_owned(),
                })?;
        }
        gathered.add(&feature, name_field);
    }
    // The iterator ends at a broken feature as it does at the last one.
    gathered.complaint = setup::take_failure();
    Ok(gathered)
}

impl Gathered {
    fn add(&mut self, feature: &Feature<'_>, name_field: Option<usize>) {
        // `geometry` would hand out a geometry that is null.
        match feature.geometry_by_index(0).map_or(Shape::Empty, shape_of) {
            Shape::Empty => self.empty += 1,
            Shape::Other(kind) => *self.others.entry(kind).or_default() += 1,
            Shape::Broken => self.broken += 1,
            Shape::Polygons {
                parts,
                had_curves,
                had_heights,
            } => {
                self.with_curves += usize::from(had_curves);
                self.with_heights += usize::from(had_heights);
                let name = name_field
                    .and_then(|field| feature.field_as_string(field).ok().flatten())
                    .map(|name| name.trim().to_owned())
                    .filter(|name| !name.is_empty());
                self.polygons.push(PolygonFeature {
                    fid: feature.fid(),
                    name,
                    parts,
                });
            }
        }
    }

    fn found(&self) -> Vec<GeometryCount> {
        let mut counts: BTreeMap<Option<String>, usize> = self
            .others
            .iter()
            .map(|(kind, features)| (Some(kind.clone()), *features))
            .collect();
        counts.insert(None, self.empty);
        counts.insert(Some("Polygon".to_owned()), self.broken);
        counted(counts)
    }

    fn warnings(&self) -> Vec<VectorOddity> {
        let others = self.others.values().sum();
        [
            (
                self.empty,
                VectorOddity::EmptySkipped {
                    features: self.empty,
                },
            ),
            (others, VectorOddity::OtherKindsSkipped { features: others }),
            (
                self.broken,
                VectorOddity::BrokenSkipped {
                    features: self.broken,
                },
            ),
            (
                self.with_curves,
                VectorOddity::CurvesLinearised {
                    features: self.with_curves,
                },
            ),
            (
                self.with_heights,
                VectorOddity::HeightsDropped {
                    features: self.with_heights,
                },
            ),
        ]
        .into_iter()
        .filter_map(|(features, oddity)| (0 < features).then_some(oddity))
        .collect()
    }
}

/// The field that holds the features' names.
fn name_field(layer: &Layer<'_>) -> Option<usize> {
    let names: Vec<String> = layer
        .defn()
        .fields()
        .map(|field| field.name().to_lowercase())
        .collect();
    NAME_FIELDS
        .iter()
        .find_map(|wanted| names.iter().position(|name| name == wanted))
}
