//! Reads polygons of any format and coordinate system into the project's.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gdal::Dataset;
use gdal::spatial_ref::CoordTransform;
use gdal::vector::{Feature, Layer, LayerAccess as _};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::{Coord, CoordsIter, MapCoordsInPlace, MultiPolygon};

use super::crs::{Crs, CrsFacts, CrsKind};
use super::oddity::VectorOddity;
use super::reference::Reference;
use super::setup;
use super::source::Source;
use super::vector_error::{GeometryCount, VectorError};
use super::vector_geometry::{Shape, shape_of};
use super::vector_open::{OpenVector, cannot_read};
use crate::progress::{Cancelled, Run};

/// Coordinates further from zero than this are in no coordinate system, in units of the file.
///
/// The largest are those of zoned systems that put the zone's number before the easting, below 1e8.
pub(super) const COORDINATE_LIMIT: f64 = 1e8;

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
    let own = own_crs(&layer);
    let crs =
        own.as_ref()
            .map(Crs::facts)
            .transpose()
            .map_err(|source| VectorError::CrsUnusable {
                path: path.clone(),
                source,
            })?;
    let mut shapes: Vec<&mut MultiPolygon<f64>> = polygons
        .iter_mut()
        .map(|polygon| &mut polygon.parts)
        .collect();
    let own = own.as_ref().zip(crs.as_ref());
    placed(&path, own, target, &mut shapes, &mut warnings)?;
    Ok(PolygonLayer {
        path,
        layer: name,
        crs,
        polygons,
        warnings,
    })
}

/// Brings shapes of a file into the project's coordinate system, in metres.
pub(super) fn placed<G: CoordsIter<Scalar = f64> + MapCoordsInPlace<f64>>(
    path: &Path,
    own: Option<(&Crs, &CrsFacts)>,
    target: &Reference,
    shapes: &mut [&mut G],
    warnings: &mut Vec<VectorOddity>,
) -> Result<(), VectorError> {
    check_coordinates(path, own.map(|(_, facts)| facts), shapes)?;
    match own {
        Some(own) => transform(path, own, target, shapes)?,
        None => warnings.push(VectorOddity::CrsAssumed {
            name: target.name().to_owned(),
        }),
    }
    let metres = target.metres_per_unit();
    for shape in shapes {
        shape.map_coords_in_place(|Coord { x, y }| Coord {
            x: x * metres,
            y: y * metres,
        });
    }
    Ok(())
}

/// The layer that is meant: the named one, or the only one that can hold what is looked for.
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

fn may_hold_polygons(layer: &Layer<'_>) -> bool {
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

/// The layer's coordinate system, or `None` where there is none or it says nothing.
pub(super) fn own_crs(layer: &Layer<'_>) -> Option<Crs> {
    let crs = Crs::new(layer.spatial_ref()?);
    // GeoPackage's two names for "not known".
    let is_undefined = crs
        .spatial_ref
        .name()
        .is_some_and(|name| name.to_lowercase().starts_with("undefined"));
    (!is_undefined).then_some(crs)
}

/// Refuses coordinates that cannot be what the file says they are.
fn check_coordinates<G: CoordsIter<Scalar = f64>>(
    path: &Path,
    crs: Option<&CrsFacts>,
    shapes: &[&mut G],
) -> Result<(), VectorError> {
    let path = || path.to_owned();
    let points = || shapes.iter().flat_map(|shape| shape.coords_iter());
    let is_degrees = |point: &Coord<f64>| point.x.abs() <= 180.0 && point.y.abs() <= 90.0;
    if let Some(CrsFacts {
        name,
        kind: CrsKind::Geographic,
        ..
    }) = crs
    {
        return points()
            .find(|point| !is_degrees(point))
            .map_or(Ok(()), |Coord { x, y }| {
                let name = name.clone();
                Err(VectorError::CrsContradictsCoordinates {
                    path: path(),
                    name,
                    x,
                    y,
                })
            });
    }
    let impossible =
        points().find(|point| COORDINATE_LIMIT < point.x.abs() || COORDINATE_LIMIT < point.y.abs());
    if let Some(Coord { x, y }) = impossible {
        return Err(VectorError::CoordinatesImpossible { path: path(), x, y });
    }
    if crs.is_none() && points().all(|point| is_degrees(&point)) {
        return Err(VectorError::CrsMissing { path: path() });
    }
    Ok(())
}

/// Brings coordinates from the file's coordinate system to the target's, in the target's own unit.
fn transform<G: CoordsIter<Scalar = f64> + MapCoordsInPlace<f64>>(
    path: &Path,
    (own, facts): (&Crs, &CrsFacts),
    target: &Reference,
    shapes: &mut [&mut G],
) -> Result<(), VectorError> {
    let unusable = |source| VectorError::CrsUnusable {
        path: path.to_owned(),
        source,
    };
    let target_crs = Crs::parse(target.wkt())
        .and_then(|crs| crs.horizontal())
        .map_err(unusable)?;
    let own = own.horizontal().map_err(unusable)?;
    if own.is_same_plane(&target_crs).map_err(unusable)? {
        return Ok(());
    }
    setup::take_failure();
    let cannot = |error: gdal::errors::GdalError| VectorError::CannotTransform {
        path: path.to_owned(),
        from: facts.name.clone(),
        to: target.name().to_owned(),
        source: error.into(),
    };
    let to_target =
        CoordTransform::new(&own.spatial_ref, &target_crs.spatial_ref).map_err(cannot)?;
    for shape in shapes {
        let (mut x, mut y): (Vec<f64>, Vec<f64>) =
            shape.coords_iter().map(|point| (point.x, point.y)).unzip();
        to_target
            .transform_coords(&mut x, &mut y, &mut [])
            .map_err(cannot)?;
        // The coordinates come in the same order, and there are as many.
        let next = Cell::new(0);
        shape.map_coords_in_place(|_| {
            let index = next.replace(next.get() + 1);
            Coord {
                x: x[index],
                y: y[index],
            }
        });
    }
    Ok(())
}
