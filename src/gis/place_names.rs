//! Reads names of places and where they stand.

use std::path::{Path, PathBuf};

use gdal::spatial_ref::CoordTransform;
use gdal::vector::{Feature, Geometry, Layer, LayerAccess as _};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::Coord;

use super::crs::{Crs, CrsError, CrsKind};
use super::reference::Reference;
use super::setup;
use super::source::Source;
use super::vector_error::VectorError;
use super::vector_open::{OpenVector, cannot_read};
use super::vector_place::own_crs;
use crate::progress::{Cancelled, Run};

/// How many names are read; [`PlaceNames::beyond_limit`] says how many more there are.
pub const PLACE_NAME_LIMIT: usize = 200_000;

/// Fields that hold a place's name, the likeliest first, in small letters.
const NAME_FIELDS: [&str; 16] = [
    "komplettskrivemåte",
    "komplettskrivemate",
    "stedsnavn",
    "stadnamn",
    "navn",
    "namn",
    "name",
    "skrivemåte",
    "skrivemate",
    "langnavn",
    "snavn",
    "enh_snavn",
    "for_snavn",
    "fulltekst",
    "tekst",
    "label",
];

/// Shapefiles cut the names of fields to so many letters.
const SHORTENED_LETTERS: usize = 10;

/// After how many features progress is told.
const FEATURES_PER_STEP: usize = 1024;

/// A name and where it stands, in metres in the project's coordinate system.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceName {
    /// Where.
    pub at: Coord<f64>,
    /// As the file has it, without spaces around it.
    pub name: String,
}

/// The names of one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceNames {
    /// The file.
    pub path: PathBuf,
    /// The name of the layer.
    pub layer: String,
    /// The field that was taken for the name.
    pub field: String,
    /// In the order of the file.
    pub names: Vec<PlaceName>,
    /// Features without a name.
    pub without_name: usize,
    /// Features that are not points, or whose point is nowhere.
    pub without_point: usize,
    /// Features that were not looked at, since there were [`PLACE_NAME_LIMIT`] names before them.
    pub beyond_limit: usize,
    /// Whether the file has no coordinate system and the project's was assumed.
    pub is_crs_assumed: bool,
}

/// Why names cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PlaceNameError {
    /// The file cannot be read or placed.
    #[error("could not read the names in {}", source.path().display())]
    FileUnusable {
        /// Why not, and which file it is.
        #[source]
        source: VectorError,
    },
    /// No layer has points and a field for names.
    #[error("could not find a field with names in {}", path.display())]
    NoNameField {
        /// The file.
        path: PathBuf,
        /// The fields that there are, of the layers that may have points.
        fields: Vec<String>,
    },
    /// No feature has both a point and a name.
    #[error("could not find a point with a name in {}", path.display())]
    NoNames {
        /// The file.
        path: PathBuf,
        /// Features without a name.
        without_name: usize,
        /// Features that are not points.
        without_point: usize,
    },
}

impl PlaceNameError {
    /// Which file it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::FileUnusable { source } => source.path(),
            Self::NoNameField { path, .. } | Self::NoNames { path, .. } => path,
        }
    }

    /// A short name for the kind of error, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FileUnusable { source } => source.code(),
            Self::NoNameField { .. } => "no_name_field",
            Self::NoNames { .. } => "no_names",
        }
    }
}

impl From<VectorError> for PlaceNameError {
    fn from(source: VectorError) -> Self {
        Self::FileUnusable { source }
    }
}

/// Reads the names of places from a layer of points. `source` is a path, or `path#layer`.
///
/// # Errors
/// [`PlaceNameError`], also where there is no name at all.
pub fn read_place_names(
    source: &str,
    target: &Reference,
    run: &Run,
) -> Result<PlaceNames, PlaceNameError> {
    setup::init();
    let Source { path, part } = Source::parse(source);
    let open = OpenVector::new(&path)?;
    let (index, field) = choose_layer(&path, &open, part.as_deref())?;
    let mut layer = open
        .dataset
        .layer(index)
        .map_err(|error| cannot_read(&path, error.into()))?;
    let own = own_crs(&layer);
    let mut found = PlaceNames {
        path: path.clone(),
        layer: layer.name(),
        field: layer
            .defn()
            .fields()
            .nth(field)
            .map(|field| field.name())
            .unwrap_or_default(),
        names: Vec::new(),
        without_name: 0,
        without_point: 0,
        beyond_limit: 0,
        is_crs_assumed: own.is_none(),
    };
    gather(&mut layer, field, &mut found, run)?;
    if let Some(message) = setup::take_failure()
        && open.ends_at_failure()
    {
        return Err(cannot_read(&path, setup::GdalFailure { message }).into());
    }
    place(&mut found, own.as_ref(), target)?;
    if found.names.is_empty() {
        return Err(PlaceNameError::NoNames {
            path,
            without_name: found.without_name,
            without_point: found.without_point,
        });
    }
    Ok(found)
}

/// The layer that is meant and its field for names: the named layer, or the only one that has both.
fn choose_layer(
    path: &Path,
    open: &OpenVector,
    part: Option<&str>,
) -> Result<(usize, usize), PlaceNameError> {
    let mut candidates = Vec::new();
    let mut fields = Vec::new();
    let mut layers = Vec::new();
    for (index, layer) in open.dataset.layers().enumerate() {
        let name = layer.name();
        layers.push(name.clone());
        let is_meant = part.map_or_else(|| may_hold_points(&layer), |part| part == name);
        if !is_meant {
            continue;
        }
        match name_field(&layer) {
            Some(field) => candidates.push((index, field, name)),
            None => fields.extend(layer.defn().fields().map(|field| field.name())),
        }
    }
    let path = path.to_owned();
    match (candidates.as_slice(), part) {
        ([(index, field, _)], _) => Ok((*index, *field)),
        ([], Some(part)) if !layers.iter().any(|layer| layer == part) => {
            let layer = part.to_owned();
            Err(VectorError::NoSuchLayer {
                path,
                layer,
                layers,
            }
            .into())
        }
        ([], _) => Err(PlaceNameError::NoNameField { path, fields }),
        (several, _) => {
            let layers = several.iter().map(|(_, _, name)| name.clone()).collect();
            Err(VectorError::SeveralLayers { path, layers }.into())
        }
    }
}

fn may_hold_points(layer: &Layer<'_>) -> bool {
    matches!(
        gdal::vector::geometry_type_flatten(layer.defn().geometry_type()),
        Kind::wkbUnknown | Kind::wkbPoint | Kind::wkbMultiPoint | Kind::wkbGeometryCollection
    )
}

/// The field that holds the names, whatever its capitals, also where its own name was cut short.
fn name_field(layer: &Layer<'_>) -> Option<usize> {
    let names: Vec<String> = layer
        .defn()
        .fields()
        .map(|field| field.name().to_lowercase())
        .collect();
    let is_same = |name: &str, wanted: &str| {
        // Nested records come as “place.name” or “place|name”.
        let last = name.rsplit(['.', '|']).next().unwrap_or(name);
        let is_short = last.chars().count() == SHORTENED_LETTERS && wanted.starts_with(last);
        last == wanted || is_short
    };
    NAME_FIELDS
        .iter()
        .find_map(|wanted| names.iter().position(|name| is_same(name, wanted)))
}

/// Takes the names with their points in the coordinates of the file.
fn gather(
    layer: &mut Layer<'_>,
    field: usize,
    found: &mut PlaceNames,
    run: &Run,
) -> Result<(), PlaceNameError> {
    let total = usize::try_from(layer.feature_count()).unwrap_or(0);
    setup::take_failure();
    for (index, feature) in layer.features().enumerate() {
        if index % FEATURES_PER_STEP == 0 {
            run.step(index, total.max(index)).map_err(|Cancelled| {
                let path = found.path.clone();
                VectorError::Cancelled { path }
            })?;
        }
        if found.names.len() == PLACE_NAME_LIMIT {
            found.beyond_limit = total.saturating_sub(index).max(1);
            return Ok(());
        }
        let name = feature.field_as_string(field).ok().flatten();
        let name = name.map(|name| name.trim().to_owned());
        match (name.filter(|name| !name.is_empty()), point_of(&feature)) {
            (_, None) => found.without_point += 1,
            (None, _) => found.without_name += 1,
            (Some(name), Some(at)) => found.names.push(PlaceName { at, name }),
        }
    }
    Ok(())
}

/// The point of a feature, of several the first one.
fn point_of(feature: &Feature<'_>) -> Option<Coord<f64>> {
    let geometry = feature.geometry_by_index(0).ok()?;
    if geometry.is_empty() {
        return None;
    }
    let kind = |geometry: &Geometry| gdal::vector::geometry_type_flatten(geometry.geometry_type());
    let (x, y, _) = match kind(geometry) {
        Kind::wkbPoint => geometry.get_point(0),
        Kind::wkbMultiPoint | Kind::wkbGeometryCollection => {
            let first = geometry.get_geometry(0);
            if kind(&first) != Kind::wkbPoint || first.is_empty() {
                return None;
            }
            first.get_point(0)
        }
        _ => return None,
    };
    (x.is_finite() && y.is_finite()).then_some(Coord { x, y })
}

/// Brings the points into the project's coordinate system, in metres. Those that cannot be are left out.
fn place(
    found: &mut PlaceNames,
    own: Option<&Crs>,
    target: &Reference,
) -> Result<(), PlaceNameError> {
    let path = found.path.clone();
    let unusable = |source: CrsError| VectorError::CrsUnusable {
        path: path.clone(),
        source,
    };
    let is_degrees = |at: &Coord<f64>| at.x.abs() <= 180.0 && at.y.abs() <= 90.0;
    let before = found.names.len();
    match own {
        None => {
            if 0 < before && found.names.iter().all(|place| is_degrees(&place.at)) {
                return Err(VectorError::CrsMissing { path }.into());
            }
        }
        Some(own) => {
            let facts = own.facts().map_err(unusable)?;
            if facts.kind == CrsKind::Geographic {
                found.names.retain(|place| is_degrees(&place.at));
            }
            let own = own.horizontal().map_err(unusable)?;
            let whole = Crs::parse(target.wkt()).and_then(|crs| crs.horizontal());
            let to = whole.map_err(unusable)?;
            if !own.is_same_plane(&to).map_err(unusable)? {
                let transform = CoordTransform::new(&own.spatial_ref, &to.spatial_ref);
                let transform = transform.map_err(|error| VectorError::CannotTransform {
                    path: path.clone(),
                    from: facts.name,
                    to: target.name().to_owned(),
                    source: error.into(),
                })?;
                transform_all(&mut found.names, &transform);
            }
        }
    }
    let metres = target.metres_per_unit();
    found.names.retain_mut(|place| {
        place.at = place.at * metres;
        place.at.x.is_finite() && place.at.y.is_finite()
    });
    found.without_point += before - found.names.len();
    Ok(())
}

/// Transforms all points; one that the coordinate system does not reach becomes NaN.
fn transform_all(names: &mut [PlaceName], transform: &CoordTransform) {
    for place in names {
        let (mut x, mut y) = ([place.at.x], [place.at.y]);
        let done = transform.transform_coords(&mut x, &mut y, &mut []);
        place.at = if done.is_ok() {
            Coord { x: x[0], y: y[0] }
        } else {
            Coord {
                x: f64::NAN,
                y: f64::NAN,
            }
        };
    }
    // What was out of reach is counted, so GDAL's complaint about it is no failure.
    setup::take_failure();
}
