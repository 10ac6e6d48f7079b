//! Reads polygons of any format and coordinate system into the project's.

use std::path::PathBuf;

use gdal::vector::{Layer, LayerAccess as _};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::MultiPolygon;

use super::crs::CrsFacts;
use super::import_fields::text_of;
use super::oddity::VectorOddity;
use super::reference::Reference;
use super::setup;
use super::source::Source;
use super::vector_error::VectorError;
use super::vector_open::{OpenVector, cannot_read};
use super::vector_place::place;
use super::vector_read::{Tally, choose_layer, each_feature};
use crate::progress::Run;

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
    let (open, wanted) = OpenVector::of_part(&path, part.as_deref())?;
    let mut warnings = Vec::new();
    let index = choose_layer(
        &path,
        &open.dataset,
        wanted.as_deref(),
        may_hold_polygons,
        &mut warnings,
    )?;
    let mut layer = open
        .dataset
        .layer(index)
        .map_err(|error| cannot_read(&path, error.into()))?;
    let name = layer.name();
    let (name_field, letters) = (name_field(&layer), open.letters());
    let (mut tally, mut polygons) = (Tally::default(), Vec::new());
    let complaint = each_feature(&open, &path, &mut layer, run, |feature| {
        if let Some(parts) = tally.parts_of(feature, |parts| !parts.polygons.is_empty()) {
            tally.take(&parts);
            let name = name_field.and_then(|field| text_of(feature, field, letters));
            polygons.push(PolygonFeature {
                fid: feature.fid(),
                name,
                parts: MultiPolygon(parts.polygons),
            });
        }
        Ok::<(), VectorError>(())
    })?;
    warnings.extend(complaint);
    if polygons.is_empty() {
        return Err(VectorError::NoPolygons {
            path,
            layer: Some(name),
            found: tally.found("Polygon"),
        });
    }
    warnings.extend(tally.warnings(|features| VectorOddity::OtherKindsSkipped { features }));
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
