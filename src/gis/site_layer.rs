//! Reads a layer of any kind of shape into the project's coordinate system, with the class of each feature.

use std::path::{Path, PathBuf};

use gdal::vector::LayerAccess as _;
use geo::{MultiLineString, MultiPoint, MultiPolygon};

use super::crs::CrsFacts;
use super::import_fields::text_of;
use super::oddity::VectorOddity;
use super::reference::Reference;
use super::setup;
use super::source::Source;
use super::vector_error::VectorError;
use super::vector_open::{OpenVector, cannot_read};
use super::vector_place::Placing;
use super::vector_read::{Tally, choose_layer, each_feature, is_spatial};
use crate::progress::Run;

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
    let (open, wanted) = OpenVector::of_part(&path, part.as_deref())?;
    let chosen = choose_layer(
        &path,
        &open.dataset,
        wanted.as_deref(),
        is_spatial,
        // The layer's name stands with its figures.
        &mut Vec::new(),
    );
    let index = chosen.map_err(|error| match error {
        VectorError::NoPolygons { path, .. } => VectorError::NoShapes { path },
        error => error,
    })?;
    let mut layer = open
        .dataset
        .layer(index)
        .map_err(|error| cannot_read(&path, error.into()))?;
    let name = layer.name();
    let letters = open.letters();
    let fields: Vec<String> = layer
        .defn()
        .fields()
        .map(|field| letters.read(&field.name()))
        .collect();
    let class_at = class_field(&name, &fields)
        .map(|wanted| find_field(&path, &name, &fields, &wanted))
        .transpose()?;
    let (mut tally, mut features) = (Tally::default(), Vec::new());
    let complaint = each_feature(&open, &path, &mut layer, run, |feature| {
        if let Some(parts) = tally.parts_of(feature, |parts| 0 < parts.kinds()) {
            tally.take(&parts);
            features.push(LayerFeature {
                fid: feature.fid(),
                class: class_at.and_then(|field| text_of(feature, field, letters)),
                polygons: MultiPolygon(parts.polygons),
                lines: MultiLineString(parts.lines),
                points: MultiPoint(parts.points),
            });
        }
        Ok::<(), VectorError>(())
    })?;
    let mut warnings = tally.warnings(|features| VectorOddity::OtherKindsSkipped { features });
    warnings.extend(complaint);
    let placing = Placing::of(&path, &layer, None, target)?;
    placing.place_all(&mut polygons_of(&mut features))?;
    placing.place_all(&mut lines_of(&mut features))?;
    placing.place_all(&mut points_of(&mut features))?;
    let crs = placing.own;
    if crs.is_none() && !features.is_empty() {
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
        features,
        warnings,
    })
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
