//! Writes points, lines and polygons as layers of one new `GeoPackage`, with heights or without.

use std::path::Path;

use gdal::errors::GdalError;
use gdal::raster::RasterCreationOptions;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{LayerAccess as _, LayerOptions, ToGdal as _};
use gdal::{Dataset, DriverManager};
use gdal_sys::OGRFieldType;
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::{Coord, Geometry, LineString, MapCoords as _, MultiLineString, MultiPoint, MultiPolygon};

use super::crs::Crs;
use super::reference::Reference;
use super::setup;
use super::shape_with_heights::{HeightLayer, HeightShape, write_styles};
use super::write::{Beside, WriteError};
use crate::progress::Run;
use crate::site::FieldValue;

/// Features of one kind, to be written as a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorLayer {
    /// What the layer is called, unlike every other in its file.
    pub name: String,
    /// What a planner should know about it. Empty says nothing.
    pub description: String,
    /// In the order in which they are written.
    pub features: Vec<Feature>,
}

/// One thing on the map, to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Where it is, in metres in the project's coordinate system.
    pub geometry: Geometry<f64>,
    /// Its fields by name.
    pub values: Vec<(&'static str, FieldValue)>,
}

/// A feature of polygons alone, to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct PolygonRecord<'a> {
    /// Its polygons, in metres in the project's coordinate system.
    pub parts: MultiPolygon<f64>,
    /// Its fields by name.
    pub values: Vec<(&'a str, FieldValue)>,
}

/// Writes layers as a new `GeoPackage`. A file that is there is replaced.
///
/// A layer is of the kind of its features: points, lines or polygons. Where some of them have several parts
/// all are written as if they had, and where there are different kinds, or no features, any kind is allowed.
/// Each feature has the fields that it names, the others are empty. A field that is a number in one feature
/// and words in another holds words.
/// The same layers give the same file, but for the times that a `GeoPackage` keeps.
///
/// # Errors
/// [`WriteError`], also where two layers have the same name; what was at `path` before is then still there.
pub fn write_layers(
    path: &Path,
    layers: &[VectorLayer],
    reference: &Reference,
) -> Result<(), WriteError> {
    let plans = layers.iter().map(|layer| {
        let records = layer.features.iter().map(|feature| Record {
            shape: Shape::Any(&feature.geometry),
            values: &feature.values,
        });
        let records: Vec<Record<'_>> = records.collect();
        LayerPlan {
            name: &layer.name,
            description: &layer.description,
            kind: kind_of_all(&records),
            records,
        }
    });
    write(path, &plans.collect::<Vec<_>>(), reference)
}

/// Writes polygons as one layer of a new `GeoPackage`. A file that is there is replaced.
///
/// Outlines are in metres; each feature has the fields that it names, the others are empty.
///
/// # Errors
/// [`WriteError`]; what was at `path` before is then still there.
pub fn write_polygons(
    path: &Path,
    layer_name: &str,
    features: &[PolygonRecord<'_>],
    reference: &Reference,
) -> Result<(), WriteError> {
    let records = features.iter().map(|record| Record {
        shape: Shape::Polygons(&record.parts),
        values: &record.values,
    });
    let plan = LayerPlan {
        name: layer_name,
        description: "",
        kind: Kind::wkbMultiPolygon,
        records: records.collect(),
    };
    write(path, &[plan], reference)
}

/// Writes layers with heights as a new `GeoPackage`, with a style for QGIS where a layer has one. A file that is there
/// is replaced.
///
/// # Errors
/// [`WriteError`], also where two layers have the same name; what was at `path` before is then still there.
pub fn write_height_layers(
    path: &Path,
    layers: &[HeightLayer],
    reference: &Reference,
    run: &Run,
) -> Result<(), WriteError> {
    let plans = layers.iter().map(|layer| {
        let records = layer.features.iter().map(|feature| Record {
            shape: Shape::Heights(&feature.shape),
            values: &feature.values,
        });
        LayerPlan {
            name: layer.name,
            description: &layer.description,
            kind: layer.kind.in_file(),
            records: records.collect(),
        }
    });
    let plans: Vec<LayerPlan<'_>> = plans.collect();
    run.step(0, 1).map_err(WriteError::cancelled(path))?;
    let beside = written_beside(path, &plans, reference)?;
    let styled: Vec<&HeightLayer> = layers.iter().filter(|one| one.style.is_some()).collect();
    if !styled.is_empty() {
        write_styles(&beside.file, &styled).map_err(WriteError::gdal(path))?;
    }
    run.step(1, 1).map_err(WriteError::cancelled(path))?;
    beside.put_in_place()
}

/// A layer as it will be in the file.
struct LayerPlan<'a> {
    name: &'a str,
    description: &'a str,
    kind: Kind::Type,
    records: Vec<Record<'a>>,
}

/// A feature of whoever asked for the file.
struct Record<'a> {
    shape: Shape<'a>,
    values: &'a [(&'a str, FieldValue)],
}

/// A geometry of whoever asked for the file; polygons may be large and are not copied to be one.
enum Shape<'a> {
    Any(&'a Geometry<f64>),
    Polygons(&'a MultiPolygon<f64>),
    Heights(&'a HeightShape),
}

fn write(path: &Path, plans: &[LayerPlan<'_>], reference: &Reference) -> Result<(), WriteError> {
    written_beside(path, plans, reference)?.put_in_place()
}

fn written_beside(
    path: &Path,
    plans: &[LayerPlan<'_>],
    reference: &Reference,
) -> Result<Beside, WriteError> {
    setup::init();
    setup::take_failure();
    let beside = Beside::new(path)?;
    let plane = Crs::parse(reference.wkt())
        .and_then(|crs| crs.horizontal())
        .map_err(WriteError::crs(path))?;
    let metres = reference.metres_per_unit();
    create_geopackage(&beside.file)
        .and_then(|mut dataset| {
            for plan in plans {
                fill_layer(&mut dataset, &plane.spatial_ref, plan, metres)?;
            }
            dataset.close()
        })
        .map_err(WriteError::gdal(path))?;
    Ok(beside)
}

fn create_geopackage(file: &Path) -> Result<Dataset, GdalError> {
    let options = RasterCreationOptions::from_iter(["VERSION=1.3"]);
    DriverManager::get_driver_by_name("GPKG")?
        .create_with_band_type_with_options::<u8, _>(file, 0, 0, 0, &options)
}

fn fill_layer(
    dataset: &mut Dataset,
    spatial_ref: &SpatialRef,
    plan: &LayerPlan<'_>,
    metres_per_unit: f64,
) -> Result<(), GdalError> {
    let mut transaction = dataset.start_transaction()?;
    let description = format!("DESCRIPTION={}", plan.description);
    let options = [description.as_str()];
    let layer = transaction.create_layer(LayerOptions {
        name: plan.name,
        srs: Some(spatial_ref),
        ty: plan.kind,
        options: (!plan.description.is_empty()).then_some(options.as_slice()),
    })?;
    layer.create_defn_fields(&fields_of(&plan.records))?;
    for Record { shape, values } in &plan.records {
        let mut feature = gdal::vector::Feature::new(layer.defn())?;
        feature.set_geometry(shape.in_file(plan.kind, metres_per_unit)?)?;
        set_values(&mut feature, values)?;
        feature.create(&layer)?;
    }
    transaction.commit()
}

pub(super) fn set_values(
    feature: &mut gdal::vector::Feature<'_>,
    values: &[(&str, FieldValue)],
) -> Result<(), GdalError> {
    for (field, value) in values {
        let index = feature.field_index(field)?;
        match value {
            FieldValue::Text(text) => feature.set_field_string(index, text)?,
            FieldValue::Number(number) => feature.set_field_double(index, *number)?,
            FieldValue::Integer(number) => feature.set_field_integer64(index, *number)?,
        }
    }
    Ok(())
}

/// The fields of all features in the order in which they are first named, each of a type that holds all its values.
fn fields_of<'a>(records: &[Record<'a>]) -> Vec<(&'a str, OGRFieldType::Type)> {
    fields_in(records.iter().map(|record| record.values))
}

/// The same of the values of each feature.
pub(super) fn fields_in<'a>(
    values: impl Iterator<Item = &'a [(&'a str, FieldValue)]>,
) -> Vec<(&'a str, OGRFieldType::Type)> {
    let mut fields: Vec<(&str, OGRFieldType::Type)> = Vec::new();
    for (field, value) in values.flatten() {
        let own = type_of(value);
        match fields.iter_mut().find(|(known, _)| known == field) {
            Some((_, so_far)) => *so_far = type_for_both(*so_far, own),
            None => fields.push((field, own)),
        }
    }
    fields
}

fn type_of(value: &FieldValue) -> OGRFieldType::Type {
    match value {
        FieldValue::Text(_) => OGRFieldType::OFTString,
        FieldValue::Number(_) => OGRFieldType::OFTReal,
        FieldValue::Integer(_) => OGRFieldType::OFTInteger64,
    }
}

/// Whole numbers are numbers, and everything can be put in words.
fn type_for_both(one: OGRFieldType::Type, other: OGRFieldType::Type) -> OGRFieldType::Type {
    if one == other {
        one
    } else if one == OGRFieldType::OFTString || other == OGRFieldType::OFTString {
        OGRFieldType::OFTString
    } else {
        OGRFieldType::OFTReal
    }
}

impl Shape<'_> {
    fn kind(&self) -> Kind::Type {
        match self {
            Self::Polygons(_) => Kind::wkbMultiPolygon,
            Self::Heights(shape) => shape.kind().in_file(),
            Self::Any(geometry) => match geometry {
                Geometry::Point(_) => Kind::wkbPoint,
                Geometry::Line(_) | Geometry::LineString(_) => Kind::wkbLineString,
                Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {
                    Kind::wkbPolygon
                }
                Geometry::MultiPoint(_) => Kind::wkbMultiPoint,
                Geometry::MultiLineString(_) => Kind::wkbMultiLineString,
                Geometry::MultiPolygon(_) => Kind::wkbMultiPolygon,
                Geometry::GeometryCollection(_) => Kind::wkbGeometryCollection,
            },
        }
    }

    /// In the unit of the coordinate system, and with parts where the layer has them.
    fn in_file(
        &self,
        layer: Kind::Type,
        metres_per_unit: f64,
    ) -> Result<gdal::vector::Geometry, GdalError> {
        let place = |Coord { x, y }: Coord<f64>| Coord {
            x: x / metres_per_unit,
            y: y / metres_per_unit,
        };
        match self {
            Self::Polygons(parts) => parts.map_coords(place).to_gdal(),
            Self::Heights(shape) => shape.in_file(metres_per_unit),
            Self::Any(geometry) => {
                let geometry = geometry.map_coords(place);
                if layer == with_parts(self.kind()) {
                    in_parts(geometry).to_gdal()
                } else {
                    geometry.to_gdal()
                }
            }
        }
    }
}

/// The kind of a layer that holds all these features.
fn kind_of_all(records: &[Record<'_>]) -> Kind::Type {
    let kinds = records.iter().map(|record| record.shape.kind());
    let both = |one: Kind::Type, other: Kind::Type| {
        if one == other {
            one
        } else if with_parts(one) == with_parts(other) {
            with_parts(one)
        } else {
            Kind::wkbUnknown
        }
    };
    kinds.reduce(both).unwrap_or(Kind::wkbUnknown)
}

/// The kind for several of one kind.
fn with_parts(kind: Kind::Type) -> Kind::Type {
    match kind {
        Kind::wkbPoint => Kind::wkbMultiPoint,
        Kind::wkbLineString => Kind::wkbMultiLineString,
        Kind::wkbPolygon => Kind::wkbMultiPolygon,
        other => other,
    }
}

/// The same geometry as one that has parts.
fn in_parts(geometry: Geometry<f64>) -> Geometry<f64> {
    match geometry {
        Geometry::Point(point) => MultiPoint(vec![point]).into(),
        Geometry::Line(line) => MultiLineString(vec![LineString::from(line)]).into(),
        Geometry::LineString(line) => MultiLineString(vec![line]).into(),
        Geometry::Polygon(polygon) => MultiPolygon(vec![polygon]).into(),
        Geometry::Rect(rectangle) => MultiPolygon(vec![rectangle.to_polygon()]).into(),
        Geometry::Triangle(triangle) => MultiPolygon(vec![triangle.to_polygon()]).into(),
        other => other,
    }
}
