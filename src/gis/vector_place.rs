//! Brings the shapes of a file into the project's coordinate system.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use gdal::spatial_ref::CoordTransform;
use gdal::vector::{Layer, LayerAccess as _};
use geo::{Coord, CoordsIter, MapCoordsInPlace};

use super::crs::{Crs, CrsFacts, CrsKind};
use super::reference::Reference;
use super::setup::{self, GdalFailure};
use super::vector_error::VectorError;

/// Coordinates further from zero than this are in no coordinate system, in units of the file.
///
/// The largest are those of zoned systems that put the zone's number before the easting, below 1e8.
const COORDINATE_LIMIT: f64 = 1e8;

/// Brings shapes from the layer's coordinate system to metres in the target's, and tells which it was.
///
/// `None` where the layer has no coordinate system and the target's was assumed.
pub(super) fn place<G>(
    path: &Path,
    layer: &Layer<'_>,
    target: &Reference,
    shapes: &mut [&mut G],
) -> Result<Option<CrsFacts>, VectorError>
where
    G: CoordsIter<Scalar = f64> + MapCoordsInPlace<f64>,
{
    let placing = Placing::of(path, layer, None, target)?;
    placing.place_all(shapes)?;
    Ok(placing.own)
}

/// How coordinates of a layer become metres in the project's coordinate system.
pub(super) struct Placing {
    path: PathBuf,
    /// The layer's coordinate system, or the one that was stated; `None` where the target's is assumed.
    pub(super) own: Option<CrsFacts>,
    /// Whether it was stated because the file names none.
    pub(super) is_stated: bool,
    target: String,
    /// `None` where both have the same plane.
    to_target: Option<CoordTransform>,
    metres_per_unit: f64,
}

impl Placing {
    pub(super) fn of(
        path: &Path,
        layer: &Layer<'_>,
        stated_crs: Option<&str>,
        target: &Reference,
    ) -> Result<Self, VectorError> {
        let unusable = |source| VectorError::CrsUnusable {
            path: path.to_owned(),
            source,
        };
        let found = own_crs(layer);
        let is_stated = found.is_none() && stated_crs.is_some();
        let own = match (found, stated_crs) {
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
            is_stated,
            target: target.name().to_owned(),
            to_target,
            metres_per_unit: target.metres_per_unit(),
        })
    }

    /// Puts shapes of a file where they are in the project; all of them must have a place.
    pub(super) fn place_all<G>(&self, shapes: &mut [&mut G]) -> Result<(), VectorError>
    where
        G: CoordsIter<Scalar = f64> + MapCoordsInPlace<f64>,
    {
        let mut beyond_degrees = shapes.is_empty();
        for point in shapes.iter().flat_map(|shape| shape.coords_iter()) {
            beyond_degrees |= self.check(point)?;
        }
        self.must_be_placed(beyond_degrees)?;
        for shape in shapes {
            let mut coords: Vec<Coord<f64>> = shape.coords_iter().collect();
            self.place(&mut coords)
                .map_err(|source| VectorError::CannotTransform {
                    path: self.path.clone(),
                    from: self
                        .own
                        .as_ref()
                        .map_or_else(String::new, |own| own.name.clone()),
                    to: self.target.clone(),
                    source,
                })?;
            // They come in the same order, and there are as many.
            let next = Cell::new(0);
            shape.map_coords_in_place(|at| {
                let index = next.replace(next.get() + 1);
                coords.get(index).copied().unwrap_or(at)
            });
        }
        Ok(())
    }

    /// Puts coordinates of the file where they are in the project. Fails where the projection has no such place.
    pub(super) fn place(&self, coords: &mut [Coord<f64>]) -> Result<(), GdalFailure> {
        if let Some(to_target) = &self.to_target {
            let (mut x, mut y): (Vec<f64>, Vec<f64>) =
                coords.iter().map(|point| (point.x, point.y)).unzip();
            to_target.transform_coords(&mut x, &mut y, &mut [])?;
            for (point, (x, y)) in coords.iter_mut().zip(x.into_iter().zip(y)) {
                *point = Coord { x, y };
            }
        }
        for point in coords {
            *point = *point * self.metres_per_unit;
        }
        Ok(())
    }

    /// Refuses a coordinate that cannot be what the file says it is. Tells whether it cannot be one in degrees.
    pub(super) fn check(&self, point: Coord<f64>) -> Result<bool, VectorError> {
        let is_degrees = point.x.abs() <= 180.0 && point.y.abs() <= 90.0;
        let Coord { x, y } = point;
        let path = || self.path.clone();
        match &self.own {
            Some(CrsFacts {
                name,
                kind: CrsKind::Geographic,
                ..
            }) if !is_degrees => Err(VectorError::CrsContradictsCoordinates {
                path: path(),
                name: name.clone(),
                x,
                y,
            }),
            _ if COORDINATE_LIMIT < x.abs() || COORDINATE_LIMIT < y.abs() => {
                Err(VectorError::CoordinatesImpossible { path: path(), x, y })
            }
            _ => Ok(!is_degrees),
        }
    }

    /// Refuses a file without a coordinate system whose coordinates look like degrees.
    pub(super) fn must_be_placed(&self, beyond_degrees: bool) -> Result<(), VectorError> {
        if self.own.is_none() && !beyond_degrees {
            let path = self.path.clone();
            return Err(VectorError::CrsMissing { path });
        }
        Ok(())
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
