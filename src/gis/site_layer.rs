//! Reads a layer of any kind of shape into the project's coordinate system, with the class of each feature.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gdal::Dataset;
use gdal::vector::{Feature, Geometry, Layer, LayerAccess as _, geometry_type_flatten};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::{Coord, CoordsIter as _, LineString, MultiLineString, MultiPoint, MultiPolygon, Point};

use super::crs::CrsFacts;
use super::oddity::VectorOddity;
use super::reference::Reference;
use super::setup;
use super::source::Source;
use super::vector_error::VectorError;
use super::vector_geometry::{DEPTH_LIMIT, linearised, polygon_of};
use super::vector_open::{OpenVector, cannot_read};
use super::vector_place::place;
use crate::progress::{Cancelled, Run};

/// After how many features progress is told.
const FEATURES_PER_STEP: usize = 1024;

/// All features of a layer, in metres in the project's coordinate system.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteLayer {
    /// The file.
    pub path: PathBuf,
    /// The name of the layer.
    pub layer: String,
    /// The file's own coordinate system, or `None` where it has none.
    pub crs: Option<CrsFacts>,
    /// The names of all fields.
    pub fields: Vec<String>,
    /// The field that the classes are from, as the file spells it; `None` where none was asked for.
    pub class_field: Option<String>,
    /// In the order of the file; there may be none.
    pub features: Vec<LayerFeature>,
    /// What is odd.
    pub warnings: Vec<VectorOddity>,
}

/// A feature of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerFeature {
    /// Its number in the file, or `None` where it has none.
    pub fid: Option<u64>,
    /// What the field of the classes holds; `None` where it holds nothing or no field was asked for.
    pub class: Option<String>,
    /// Its polygons as they are, valid or not.
    pub polygons: MultiPolygon<f64>,
    /// Its lines.
    pub lines: MultiLineString<f64>,
    /// Its points.
    pub points: MultiPoint<f64>,
}

/// Reads all features of a layer. `source` is a path, or `path#layer`.
///
/// `class_field` is asked with the layer's name and the names of its fields which field the classes are from;
/// its answer is found in letters of either case. Nothing is written beside the file, and nothing is repaired.
/// A layer without any feature is no error.
///
/// # Errors
/// [`VectorError`].
pub fn read_site_layer(
    source: &str,
    class_field: impl FnOnce(&str, &[String]) -> Option<String>,
    target: &Reference,
    run: &Run,
) -> Result<SiteLayer, VectorError> {
    setup::init();
    let Source { path, part } = Source::parse(source);
    let open = OpenVector::new(&path)?;
    let index = choose_layer(&path, &open.dataset, part.as_deref())?;
    let mut layer = open
        .dataset
        .layer(index)
        .map_err(|error| cannot_read(&path, error.into()))?;
    let name = layer.name();
    let fields: Vec<String> = layer.defn().fields().map(|field| field.name()).collect();
    let class_at = class_field(&name, &fields)
        .map(|wanted| find_field(&path, &name, &fields, &wanted))
        .transpose()?;
    let mut gathered = gather(&path, &mut layer, class_at, run)?;
    let mut warnings = gathered.warnings();
    if let Some(message) = setup::take_failure() {
        if open.ends_at_failure() {
            return Err(cannot_read(&path, setup::GdalFailure { message }));
        }
        warnings.push(VectorOddity::Complaint { message });
    }
    let crs = gathered.place(&path, &layer, target)?;
    if crs.is_none() && !gathered.features.is_empty() {
        warnings.push(VectorOddity::CrsAssumed {
            name: target.name().to_owned(),
        });
    }
    Ok(SiteLayer {
        class_field: class_at.map(|field| fields[field].clone()),
        path,
        layer: name,
        crs,
        fields,
        features: gathered.features,
        warnings,
    })
}

/// The layer that is meant: the named one, or the only one that has shapes.
fn choose_layer(path: &Path, dataset: &Dataset, part: Option<&str>) -> Result<usize, VectorError> {
    let layers: Vec<(String, bool)> = dataset
        .layers()
        .map(|layer| {
            let kind = geometry_type_flatten(layer.defn().geometry_type());
            (layer.name(), kind != Kind::wkbNone)
        })
        .collect();
    let path = path.to_owned();
    if let Some(part) = part {
        let found = layers.iter().position(|(name, _)| name == part);
        return found.ok_or_else(|| VectorError::NoSuchLayer {
            path,
            layer: part.to_owned(),
            layers: layers.into_iter().map(|(name, _)| name).collect(),
        });
    }
    let shaped: Vec<usize> = (0..layers.len()).filter(|index| layers[*index].1).collect();
    match (shaped.as_slice(), layers.len()) {
        (&[only], _) => Ok(only),
        ([], 1) => Ok(0),
        ([], _) => Err(VectorError::NoShapes { path }),
        _ => Err(VectorError::SeveralLayers {
            path,
            layers: shaped
                .into_iter()
                .map(|index| layers[index].0.clone())
                .collect(),
        }),
    }
}

/// The field of a name, or else the one that differs in the case of its letters alone.
fn find_field(
    path: &Path,
    layer: &str,
    fields: &[String],
    wanted: &str,
) -> Result<usize, VectorError> {
    let same = |name: &&str| *name == wanted;
    let alike = |name: &&str| name.to_lowercase() == wanted.to_lowercase();
    let position = |is: &dyn Fn(&&str) -> bool| fields.iter().position(|name| is(&name.as_str()));
    position(&same)
        .or_else(|| position(&alike))
        .ok_or_else(|| VectorError::NoSuchField {
            path: path.to_owned(),
            layer: layer.to_owned(),
            field: wanted.to_owned(),
            fields: fields.to_vec(),
        })
}

/// The features of a layer in the coordinates of the file, and what was odd.
#[derive(Default)]
struct Gathered {
    features: Vec<LayerFeature>,
    empty: usize,
    others: BTreeMap<String, usize>,
    broken: usize,
    with_curves: usize,
    with_heights: usize,
}

fn gather(
    path: &Path,
    layer: &mut Layer<'_>,
    class_at: Option<usize>,
    run: &Run,
) -> Result<Gathered, VectorError> {
    let total = usize::try_from(layer.feature_count()).unwrap_or(0);
    let mut gathered = Gathered::default();
    setup::take_failure();
    for (index, feature) in layer.features().enumerate() {
        if index % FEATURES_PER_STEP == 0 {
            run.step(index, total.max(index))
                .map_err(|Cancelled| VectorError::Cancelled {
                    path: path.to_owned(),
                })?;
        }
        gathered.add(&feature, class_at);
    }
    Ok(gathered)
}

impl Gathered {
    fn add(&mut self, feature: &Feature<'_>, class_at: Option<usize>) {
        // `geometry` would hand out a geometry that is null.
        let Some(geometry) = feature
            .geometry_by_index(0)
            .ok()
            .filter(|shape| !shape.is_empty())
        else {
            self.empty += 1;
            return;
        };
        let linear = linearised(geometry);
        let mut shapes = Shapes::default();
        shapes.collect(linear.as_ref().unwrap_or(geometry), DEPTH_LIMIT);
        if shapes.are_none() {
            let kind = geometry_type_flatten(geometry.geometry_type());
            let kind = gdal::vector::geometry_type_to_name(kind);
            *self.others.entry(kind).or_default() += 1;
            return;
        }
        if !shapes.are_numbers() {
            self.broken += 1;
            return;
        }
        self.with_curves += usize::from(linear.is_some());
        self.with_heights +=
            usize::from(gdal::vector::geometry_type_has_z(geometry.geometry_type()));
        let class = class_at
            .and_then(|field| feature.field_as_string(field).ok().flatten())
            .map(|class| class.trim().to_owned())
            .filter(|class| !class.is_empty());
        self.features.push(LayerFeature {
            fid: feature.fid(),
            class,
            polygons: MultiPolygon(shapes.polygons),
            lines: MultiLineString(shapes.lines),
            points: MultiPoint(shapes.points),
        });
    }

    fn warnings(&self) -> Vec<VectorOddity> {
        let features = self.others.values().sum();
        let mut warnings = Vec::new();
        let mut warn = |features: usize, oddity| {
            if 0 < features {
                warnings.push(oddity);
            }
        };
        warn(
            self.empty,
            VectorOddity::EmptySkipped {
                features: self.empty,
            },
        );
        warn(features, VectorOddity::OtherKindsSkipped { features });
        warn(
            self.broken,
            VectorOddity::BrokenSkipped {
                features: self.broken,
            },
        );
        let features = self.with_curves;
        warn(features, VectorOddity::CurvesLinearised { features });
        let features = self.with_heights;
        warn(features, VectorOddity::HeightsDropped { features });
        warnings
    }

    fn place(
        &mut self,
        path: &Path,
        layer: &Layer<'_>,
        target: &Reference,
    ) -> Result<Option<CrsFacts>, VectorError> {
        let features = &mut self.features;
        let crs = place(path, layer, target, &mut polygons_of(features))?;
        place(path, layer, target, &mut lines_of(features))?;
        place(path, layer, target, &mut points_of(features))?;
        Ok(crs)
    }
}

fn polygons_of(features: &mut [LayerFeature]) -> Vec<&mut MultiPolygon<f64>> {
    let shapes = features.iter_mut().map(|feature| &mut feature.polygons);
    shapes.filter(|shape| !shape.0.is_empty()).collect()
}

fn lines_of(features: &mut [LayerFeature]) -> Vec<&mut MultiLineString<f64>> {
    let shapes = features.iter_mut().map(|feature| &mut feature.lines);
    shapes.filter(|shape| !shape.0.is_empty()).collect()
}

fn points_of(features: &mut [LayerFeature]) -> Vec<&mut MultiPoint<f64>> {
    let shapes = features.iter_mut().map(|feature| &mut feature.points);
    shapes.filter(|shape| !shape.0.is_empty()).collect()
}

/// What a geometry consists of.
#[derive(Default)]
struct Shapes {
    polygons: Vec<geo::Polygon<f64>>,
    lines: Vec<LineString<f64>>,
    points: Vec<Point<f64>>,
}

impl Shapes {
    fn collect(&mut self, geometry: &Geometry, depth: usize) {
        let coords = || {
            let mut points = Vec::new();
            geometry.get_points(&mut points);
            points.into_iter().map(|(x, y, _)| Coord { x, y })
        };
        match geometry_type_flatten(geometry.geometry_type()) {
            Kind::wkbPolygon => self.polygons.extend(polygon_of(geometry)),
            Kind::wkbLineString | Kind::wkbLinearRing => {
                let line: LineString<f64> = coords().collect();
                self.lines.extend((2 <= line.0.len()).then_some(line));
            }
            Kind::wkbPoint => self.points.extend(coords().map(Point)),
            Kind::wkbMultiPolygon
            | Kind::wkbMultiSurface
            | Kind::wkbMultiLineString
            | Kind::wkbMultiCurve
            | Kind::wkbMultiPoint
            | Kind::wkbGeometryCollection
                if 0 < depth =>
            {
                for index in 0..geometry.geometry_count() {
                    self.collect(&geometry.get_geometry(index), depth - 1);
                }
            }
            _ => {}
        }
    }

    fn are_none(&self) -> bool {
        self.polygons.is_empty() && self.lines.is_empty() && self.points.is_empty()
    }

    fn are_numbers(&self) -> bool {
        let is_number = |at: Coord<f64>| at.x.is_finite() && at.y.is_finite();
        let polygons = self.polygons.iter().flat_map(|part| part.coords_iter());
        let lines = self.lines.iter().flat_map(|line| line.coords_iter());
        let points = self.points.iter().map(|point| point.0);
        polygons.chain(lines).chain(points).all(is_number)
    }
}
