//! Reads every feature of a layer with its attributes, one after another, into the project's coordinate system.
//!
//! Nothing is kept here: features go to a [`FeatureSink`] as they come, so that a layer may be larger than memory.

use std::mem::take;
use std::path::{Path, PathBuf};

use gdal::vector::{LayerAccess as _, geometry_type_flatten, geometry_type_to_name};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::{Coord, MultiLineString, MultiPoint, MultiPolygon};

use super::crs::CrsFacts;
use super::import_fields::Fields;
use super::oddity::VectorOddity;
use super::reference::Reference;
use super::setup;
use super::source::Source;
use super::vector_error::VectorError;
use super::vector_geometry::Parts;
use super::vector_open::{OpenVector, cannot_read};
use super::vector_place::Placing;
use super::vector_read::{Tally, choose_layer, each_feature, is_spatial};
use crate::progress::Run;
use crate::site::{Attribute, FieldValue, Shape};

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
    let chosen = choose_layer(
        &path,
        &open.dataset,
        wanted.as_deref(),
        is_spatial,
        &mut warnings,
    );
    let index = chosen.map_err(|error| match error {
        VectorError::NoPolygons { path, .. } => VectorError::NoFeatures {
            path,
            layer: String::new(),
            found: Vec::new(),
        },
        error => error,
    })?;
    let mut layer = open
        .dataset
        .layer(index)
        .map_err(|error| cannot_read(&path, error.into()))?;
    let mut fields = Fields::of(layer.defn(), open.letters());
    let placing = Placing::of(&path, &layer, request.stated_crs, request.target)?;
    let imported = ImportedLayer {
        path: path.clone(),
        name: layer.name(),
        crs: placing.own.clone(),
        fields: fields.list(),
    };
    sink.begin(&imported).map_err(ImportError::Sink)?;
    let (mut tally, mut taken, mut beyond_degrees) = (Tally::default(), 0, false);
    let complaint = each_feature(&open, &path, &mut layer, run, |feature| {
        let Some(mut parts) = tally.parts_of(feature, |parts| 0 < parts.kinds()) else {
            return Ok(());
        };
        let kinds = parts.kinds();
        let mut shape = shape_of(&mut parts);
        for point in shape.coords() {
            beyond_degrees |= placing.check(point)?;
        }
        if !is_placed(&mut shape, &placing) {
            tally.misplaced += 1;
            return Ok(());
        }
        tally.take(&parts);
        tally.with_left_out += usize::from(1 < kinds);
        let values = fields.values(feature);
        let fid = feature.fid();
        taken += 1;
        sink.add(ImportedFeature { fid, shape, values })
            .map_err(ImportError::Sink)
    })?;
    warnings.extend(complaint);
    if taken == 0 {
        let unusable = geometry_type_to_name(geometry_type_flatten(Kind::wkbUnknown));
        return Err(VectorError::NoFeatures {
            path,
            layer: imported.name,
            found: tally.found(&unusable),
        }
        .into());
    }
    placing.must_be_placed(beyond_degrees)?;
    warnings.extend(tally.warnings(|features| VectorOddity::UnknownKindsSkipped { features }));
    warnings.extend(crs_oddity(&placing, request.target));
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
        features: taken,
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

/// The polygons of a feature, or else its lines, or else its points.
fn shape_of(parts: &mut Parts) -> Shape {
    let (polygons, lines) = (take(&mut parts.polygons), take(&mut parts.lines));
    if !polygons.is_empty() {
        Shape::Polygons(MultiPolygon(polygons))
    } else if !lines.is_empty() {
        Shape::Lines(MultiLineString(lines))
    } else {
        Shape::Points(MultiPoint(take(&mut parts.points)))
    }
}

/// Puts a shape where it is in the project. `false` where the projection has no such place.
fn is_placed(shape: &mut Shape, placing: &Placing) -> bool {
    let mut coords: Vec<Coord<f64>> = shape.coords().collect();
    if placing.place(&mut coords).is_err() {
        // It was told as a failure of the feature, not of the file.
        setup::take_failure();
        return false;
    }
    // They come in the same order, and there are as many.
    let next = std::cell::Cell::new(0);
    shape.map_coords_in_place(|at| {
        let index = next.replace(next.get() + 1);
        coords.get(index).copied().unwrap_or(at)
    });
    coords
        .iter()
        .all(|point| point.x.is_finite() && point.y.is_finite())
}

fn crs_oddity(placing: &Placing, target: &Reference) -> Option<VectorOddity> {
    match &placing.own {
        None => Some(VectorOddity::CrsAssumed {
            name: target.name().to_owned(),
        }),
        Some(own) if placing.is_stated => Some(VectorOddity::CrsStated {
            name: own.name.clone(),
        }),
        Some(_) => None,
    }
}
