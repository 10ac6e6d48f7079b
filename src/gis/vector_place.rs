//! Brings the shapes of a file into the project's coordinate system.

use std::cell::Cell;
use std::path::Path;

use gdal::spatial_ref::CoordTransform;
use gdal::vector::{Layer, LayerAccess as _};
use geo::{Coord, CoordsIter, MapCoordsInPlace};

use super::crs::{Crs, CrsFacts, CrsKind};
use super::reference::Reference;
use super::setup;
use super::vector_error::VectorError;

/// Coordinates further from zero than this are in no coordinate system, in units of the file.
///
/// The largest are those of zoned systems that put the zone's number before the easting, below 1e8.
pub(super) const COORDINATE_LIMIT: f64 = 1e8;

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
    let own = own_crs(layer);
    let crs =
        own.as_ref()
            .map(Crs::facts)
            .transpose()
            .map_err(|source| VectorError::CrsUnusable {
                path: path.to_owned(),
                source,
            })?;
    check_coordinates(path, crs.as_ref(), shapes)?;
    if let (Some(own), Some(crs)) = (&own, &crs) {
        transform(path, (own, crs), target, shapes)?;
    }
    let metres = target.metres_per_unit();
    for shape in shapes {
        shape.map_coords_in_place(|Coord { x, y }| Coord {
            x: x * metres,
            y: y * metres,
        });
    }
    Ok(crs)
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
    if shapes.is_empty() {
        return Ok(());
    }
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
fn transform<G>(
    path: &Path,
    (own, facts): (&Crs, &CrsFacts),
    target: &Reference,
    shapes: &mut [&mut G],
) -> Result<(), VectorError>
where
    G: CoordsIter<Scalar = f64> + MapCoordsInPlace<f64>,
{
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
