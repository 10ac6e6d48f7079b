//! Reads every feature of a layer with its attributes, one after another, into the project's coordinate system.
//!
//! Nothing is kept here: features go to a [`FeatureSink`] as they come, so that a layer may be larger than memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gdal::Dataset;
use gdal::spatial_ref::CoordTransform;
use gdal::vector::{
    Feature, Layer, LayerAccess as _, geometry_type_flatten, geometry_type_to_name,
};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::Coord;

use super::crs::{Crs, CrsFacts, CrsKind};
use super::import_fields::{Fields, nordic};
use super::import_geometry::{Found, found_in};
use super::oddity::VectorOddity;
use super::reference::Reference;
use super::setup;
use super::source::Source;
use super::vector::counted;
use super::vector_error::{GeometryCount, VectorError};
use super::vector_open::{OpenVector, cannot_read};
use super::vector_place::{COORDINATE_LIMIT, own_crs};
use crate::progress::{Cancelled, Run};
use crate::site::{Attribute, FieldValue, Shape};

/// After how many features progress is told.
const FEATURES_PER_STEP: usize = 256;

/// A layer to read.
#[derive(Clone, Copy, Debug)]
pub struct ImportRequest<'a> {
    /// A path, or `path#layer`; the path may be that of a ZIP archive.
    pub source: &'a str,
    /// Its coordinate system, where the file names none.
    pub stated_crs: Option<&'a str>,
    /// The project's coordinate system.
    pub target: &'a Reference,
}

/// Takes in a layer, feature by feature.
pub trait FeatureSink {
    /// Why it cannot take more.
    type Error;

    /// Called once, before any feature.
    ///
    /// # Errors
    /// If it cannot take the layer; reading ends.
    fn begin(&mut self, layer: &ImportedLayer) -> Result<(), Self::Error>;

    /// Called for every feature, in the order of the file.
    ///
    /// # Errors
    /// If it cannot take the feature; reading ends.
    fn add(&mut self, feature: ImportedFeature) -> Result<(), Self::Error>;
}

/// What is known of a layer before its features are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedLayer {
    /// The file.
    pub path: PathBuf,
    /// The name of the layer.
    pub name: String,
    /// The file's own coordinate system, or the one that was stated; `None` where the project's is assumed.
    pub crs: Option<CrsFacts>,
    /// The fields of its features.
    pub fields: Vec<Attribute>,
}

/// A feature in the project's coordinate system.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedFeature {
    /// Its number in the file, or `None` where it has none.
    pub fid: Option<u64>,
    /// As it is, valid or not, in metres.
    pub shape: Shape,
    /// In the order of [`ImportedLayer::fields`]; `None` where nothing is said.
    pub values: Vec<Option<FieldValue>>,
}

/// A layer that was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// What it is.
    pub layer: ImportedLayer,
    /// How many features were handed on: at least one.
    pub features: usize,
    /// What is odd.
    pub warnings: Vec<VectorOddity>,
}

/// Why a layer was not read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError<E> {
    /// The file cannot be used.
    #[error(transparent)]
    File(#[from] VectorError),
    /// What it was read into cannot take more.
    #[error("could not keep what was read")]
    Sink(E),
}

/// Reads a layer. Nothing is written beside the file, and nothing is repaired.
///
/// # Errors
/// [`ImportError`], also where no feature can be used; it says what there is instead. What was handed on until
/// then is of no use.
pub fn import_features<S: FeatureSink>(
    request: ImportRequest<'_>,
    sink: &mut S,
    run: &Run,
) -> Result<Imported, ImportError<S::Error>> {
    setup::init();
    let Source { path, part } = Source::parse(request.source);
    let (open, wanted) = OpenVector::of_part(&path, part.as_deref())?;
    let mut warnings = Vec::new();
    let index = choose_layer(&path, &open.dataset, wanted.as_deref(), &mut warnings)?;
    let mut layer = open
        .dataset
        .layer(index)
        .map_err(|error| cannot_read(&path, error.into()))?;
    let letters = if open.has_nordic_letters() {
        nordic
    } else {
        |letter| letter
    };
    let mut fields = Fields::of(layer.defn(), letters);
    let placing = Placing::of(&path, &layer, request)?;
    let imported = ImportedLayer {
        path: path.clone(),
        name: layer.name(),
        crs: placing.own.clone(),
        fields: fields.list(),
    };
    sink.begin(&imported).map_err(ImportError::Sink)?;
    let mut tally = Tally::default();
    let total = usize::try_from(layer.feature_count()).unwrap_or(0);
    setup::take_failure();
    for (done, feature) in layer.features().enumerate() {
        if done % FEATURES_PER_STEP == 0 {
            run.step(done, total.max(done))
                .map_err(|Cancelled| VectorError::Cancelled { path: path.clone() })?;
        }
        let Some(shape) = tally.shape_of(&feature, &placing)? else {
            continue;
        };
        let values = fields.values(&feature);
        let fid = feature.fid();
        sink.add(ImportedFeature { fid, shape, values })
            .map_err(ImportError::Sink)?;
        tally.taken += 1;
    }
    // The iterator ends at a broken feature as it does at the last one.
    if let Some(message) = setup::take_failure() {
        if open.ends_at_failure() {
            return Err(cannot_read(&path, setup::GdalFailure { message }).into());
        }
        warnings.push(VectorOddity::Complaint { message });
    }
    if tally.taken == 0 {
        return Err(VectorError::NoFeatures {
            path,
            layer: imported.name,
            found: tally.found(),
        }
        .into());
    }
    placing.must_be_placed(&tally)?;
    warnings.extend(tally.warnings());
    warnings.extend(placing.warning(request.target));
    if 0 < fields.guessed {
        let values = fields.guessed;
        warnings.push(VectorOddity::LettersGuessed { values });
    }
    if !fields.left_out.is_empty() {
        let fields = fields.left_out;
        warnings.push(VectorOddity::FieldsLeftOut { fields });
    }
    Ok(Imported {
        layer: imported,
        features: tally.taken,
        warnings,
    })
}

/// The layers of a file that may have features with a place.
///
/// # Errors
/// [`VectorError`], if it cannot be opened.
pub fn layers_of(path: &Path) -> Result<Vec<String>, VectorError> {
    setup::init();
    match OpenVector::of_part(path, None) {
        Ok((open, _)) => {
            let spatial = open.dataset.layers().filter(is_spatial);
            Ok(spatial.map(|layer| layer.name()).collect())
        }
        Err(VectorError::SeveralLayers { layers, .. }) => Ok(layers),
        Err(error) => Err(error),
    }
}

fn is_spatial(layer: &Layer<'_>) -> bool {
    layer.defn().geometry_type() != Kind::wkbNone
}

/// The layer that is meant: the named one, or the only one that may have features with a place.
fn choose_layer(
    path: &Path,
    dataset: &Dataset,
    wanted: Option<&str>,
    warnings: &mut Vec<VectorOddity>,
) -> Result<usize, VectorError> {
    let path = || path.to_owned();
    let layers: Vec<(String, bool)> = dataset
        .layers()
        .map(|layer| (layer.name(), is_spatial(&layer)))
        .collect();
    let names = |wanted: &dyn Fn(usize, bool) -> bool| -> Vec<String> {
        let named = layers.iter().enumerate();
        named
            .filter(|(index, layer)| wanted(*index, layer.1))
            .map(|(_, layer)| layer.0.clone())
            .collect()
    };
    if let Some(wanted) = wanted {
        let found = layers.iter().position(|(name, _)| name == wanted);
        return found.ok_or_else(|| VectorError::NoSuchLayer {
            path: path(),
            layer: wanted.to_owned(),
            layers: names(&|_, _| true),
        });
    }
    let spatial: Vec<usize> = (0..layers.len()).filter(|&index| layers[index].1).collect();
    match (layers.len(), spatial.as_slice()) {
        (1, _) => Ok(0),
        (_, &[index]) => {
            let (layer, others) = (layers[index].0.clone(), names(&|other, _| other != index));
            warnings.push(VectorOddity::LayerChosen { layer, others });
            Ok(index)
        }
        (_, []) => Err(VectorError::NoFeatures {
            path: path(),
            layer: String::new(),
            found: Vec::new(),
        }),
        _ => Err(VectorError::SeveralLayers {
            path: path(),
            layers: names(&|_, is_spatial| is_spatial),
        }),
    }
}

/// How coordinates of the file become metres in the project's coordinate system.
struct Placing {
    path: PathBuf,
    own: Option<CrsFacts>,
    stated: bool,
    /// `None` where both have the same plane.
    to_target: Option<CoordTransform>,
    metres_per_unit: f64,
}

impl Placing {
    fn of(path: &Path, layer: &Layer<'_>, request: ImportRequest<'_>) -> Result<Self, VectorError> {
        let unusable = |source| VectorError::CrsUnusable {
            path: path.to_owned(),
            source,
        };
        let target = request.target;
        let found = own_crs(layer);
        let stated = found.is_none() && request.stated_crs.is_some();
        let own = match (found, request.stated_crs) {
            (Some(own), _) => Some(own),
            (None, Some(stated)) => Some(Crs::parse(stated).map_err(unusable)?),
            (None, None) => None,
        };
        let facts = own.as_ref().map(Crs::facts).transpose().map_err(unusable)?;
        let to_target = match (&own, &facts) {
            (Some(own), Some(facts)) => transform_between(path, (own, facts), target)?,
            _ => None,
        };
        Ok(Self {
            path: path.to_owned(),
            own: facts,
            stated,
            to_target,
            metres_per_unit: target.metres_per_unit(),
        })
    }

    /// Puts a shape where it is in the project. `false` where the projection has no such place.
    fn place(&self, shape: &mut Shape) -> bool {
        if let Some(to_target) = &self.to_target {
            let (mut x, mut y): (Vec<f64>, Vec<f64>) =
                shape.coords().map(|point| (point.x, point.y)).unzip();
            if to_target.transform_coords(&mut x, &mut y, &mut []).is_err() {
                // It was told as a failure of the feature, not of the file.
                setup::take_failure();
                return false;
            }
            // The coordinates come in the same order, and there are as many.
            let next = std::cell::Cell::new(0);
            let placed = &|_| {
                let index = next.replace(next.get() + 1);
                Coord {
                    x: x[index],
                    y: y[index],
                }
            };
            shape.map_coords_in_place(placed);
        }
        let metres = self.metres_per_unit;
        if (metres - 1.0).abs() > f64::EPSILON {
            shape.map_coords_in_place(|Coord { x, y }| Coord {
                x: x * metres,
                y: y * metres,
            });
        }
        shape
            .coords()
            .all(|point| point.x.is_finite() && point.y.is_finite())
    }

    /// Refuses coordinates that cannot be what the file says they are.
    fn check(&self, shape: &Shape, tally: &mut Tally) -> Result<(), VectorError> {
        for point in shape.coords() {
            let is_degrees = point.x.abs() <= 180.0 && point.y.abs() <= 90.0;
            match &self.own {
                Some(CrsFacts {
                    kind: CrsKind::Geographic,
                    ..
                }) if is_degrees => {}
                Some(CrsFacts {
                    name,
                    kind: CrsKind::Geographic,
                    ..
                }) => {
                    return Err(VectorError::CrsContradictsCoordinates {
                        path: self.path.clone(),
                        name: name.clone(),
                        x: point.x,
                        y: point.y,
                    });
                }
                _ if COORDINATE_LIMIT < point.x.abs() || COORDINATE_LIMIT < point.y.abs() => {
                    return Err(VectorError::CoordinatesImpossible {
                        path: self.path.clone(),
                        x: point.x,
                        y: point.y,
                    });
                }
                _ => {}
            }
            tally.beyond_degrees |= !is_degrees;
        }
        Ok(())
    }

    /// Refuses a file without a coordinate system whose coordinates look like degrees.
    fn must_be_placed(&self, tally: &Tally) -> Result<(), VectorError> {
        if self.own.is_none() && !tally.beyond_degrees {
            let path = self.path.clone();
            return Err(VectorError::CrsMissing { path });
        }
        Ok(())
    }

    fn warning(&self, target: &Reference) -> Option<VectorOddity> {
        match &self.own {
            None => Some(VectorOddity::CrsAssumed {
                name: target.name().to_owned(),
            }),
            Some(own) if self.stated => Some(VectorOddity::CrsStated {
                name: own.name.clone(),
            }),
            Some(_) => None,
        }
    }
}

fn transform_between(
    path: &Path,
    (own, facts): (&Crs, &CrsFacts),
    target: &Reference,
) -> Result<Option<CoordTransform>, VectorError> {
    let unusable = |source| VectorError::CrsUnusable {
        path: path.to_owned(),
        source,
    };
    let to = Crs::parse(target.wkt()).and_then(|crs| crs.horizontal());
    let (to, own) = (to.map_err(unusable)?, own.horizontal().map_err(unusable)?);
    if own.is_same_plane(&to).map_err(unusable)? {
        return Ok(None);
    }
    setup::take_failure();
    CoordTransform::new(&own.spatial_ref, &to.spatial_ref)
        .map(Some)
        .map_err(|error| VectorError::CannotTransform {
            path: path.to_owned(),
            from: facts.name.clone(),
            to: target.name().to_owned(),
            source: error.into(),
        })
}

/// What was taken, and what was left out and why.
#[derive(Default)]
struct Tally {
    taken: usize,
    empty: usize,
    others: BTreeMap<String, usize>,
    broken: usize,
    misplaced: usize,
    with_curves: usize,
    with_heights: usize,
    with_left_out: usize,
    /// Whether any coordinate cannot be one in degrees.
    beyond_degrees: bool,
}

impl Tally {
    /// The shape of a feature in its place; `None` where it cannot be used.
    fn shape_of(
        &mut self,
        feature: &Feature<'_>,
        placing: &Placing,
    ) -> Result<Option<Shape>, VectorError> {
        // `geometry` would hand out a geometry that is null.
        let found = feature.geometry_by_index(0).map_or(Found::Empty, found_in);
        match found {
            Found::Empty => self.empty += 1,
            Found::Other(kind) => *self.others.entry(kind).or_default() += 1,
            Found::Broken => self.broken += 1,
            Found::Shape {
                mut shape,
                had_curves,
                had_heights,
                left_out,
            } => {
                placing.check(&shape, self)?;
                if !placing.place(&mut shape) {
                    self.misplaced += 1;
                    return Ok(None);
                }
                self.with_curves += usize::from(had_curves);
                self.with_heights += usize::from(had_heights);
                self.with_left_out += usize::from(left_out);
                return Ok(Some(shape));
            }
        }
        Ok(None)
    }

    fn found(&self) -> Vec<GeometryCount> {
        let others = self.others.iter();
        let mut counts: BTreeMap<Option<String>, usize> = others
            .map(|(kind, features)| (Some(kind.clone()), *features))
            .collect();
        counts.insert(None, self.empty);
        let unusable = geometry_type_to_name(geometry_type_flatten(Kind::wkbUnknown));
        counts.insert(Some(unusable), self.broken + self.misplaced);
        counted(counts)
    }

    fn warnings(&self) -> impl Iterator<Item = VectorOddity> {
        let others = self.others.values().sum();
        let all = [
            (
                self.empty,
                VectorOddity::EmptySkipped {
                    features: self.empty,
                },
            ),
            (
                others,
                VectorOddity::UnknownKindsSkipped { features: others },
            ),
            (
                self.broken,
                VectorOddity::BrokenSkipped {
                    features: self.broken,
                },
            ),
            (
                self.misplaced,
                VectorOddity::MisplacedSkipped {
                    features: self.misplaced,
                },
            ),
            (
                self.with_left_out,
                VectorOddity::PartsLeftOut {
                    features: self.with_left_out,
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
        ];
        all.into_iter()
            .filter_map(|(features, oddity)| (0 < features).then_some(oddity))
    }
}
