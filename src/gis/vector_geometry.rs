//! Turns GDAL's geometries into polygons, without repairing any.

use gdal::vector::{Geometry, geometry_type_to_name};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::{Coord, LineString, MultiPolygon, Polygon};

/// The longest arc that becomes one straight line, in degrees: a circle loses 0.005 % of its area.
const ARC_DEGREES: f64 = 1.0;

/// How deep collections may be nested.
pub(super) const DEPTH_LIMIT: usize = 16;

/// What a feature's geometry turned out to be.
pub(super) enum Shape {
    /// Polygons, and how they came about.
    Polygons {
        parts: MultiPolygon<f64>,
        had_curves: bool,
        had_heights: bool,
    },
    /// No geometry, or one without a point.
    Empty,
    /// A geometry of another kind, by GDAL's name.
    Other(String),
    /// Polygons with coordinates that are not numbers.
    Broken,
}

/// The polygons of a geometry; points and lines beside them in a collection are left out.
pub(super) fn shape_of(geometry: &Geometry) -> Shape {
    if geometry.is_empty() {
        return Shape::Empty;
    }
    let full_kind = geometry.geometry_type();
    let had_heights = gdal::vector::geometry_type_has_z(full_kind);
    let linear = linearised(geometry);
    let had_curves = linear.is_some();
    let mut parts = Vec::new();
    collect(linear.as_ref().unwrap_or(geometry), &mut parts, DEPTH_LIMIT);
    if parts.is_empty() {
        let kind = gdal::vector::geometry_type_flatten(full_kind);
        return Shape::Other(geometry_type_to_name(kind));
    }
    let is_number = |point: &Coord<f64>| point.x.is_finite() && point.y.is_finite();
    let rings = |part: &Polygon<f64>| {
        std::iter::once(part.exterior())
            .chain(part.interiors())
            .all(|r| r.0.iter().all(is_number))
    };
    if parts.iter().all(rings) {
        Shape::Polygons {
            parts: MultiPolygon(parts),
            had_curves,
            had_heights,
        }
    } else {
        Shape::Broken
    }
}

/// The geometry with its arcs cut into straight lines, or `None` where it has none.
#[expect(unsafe_code, reason = "gdal has no wrapper for these")]
pub(super) fn linearised(geometry: &Geometry) -> Option<Geometry> {
    let kind = gdal::vector::geometry_type_flatten(geometry.geometry_type());
    let is_curved_kind = matches!(
        kind,
        Kind::wkbCurvePolygon
            | Kind::wkbMultiSurface
            | Kind::wkbCompoundCurve
            | Kind::wkbCircularString
            | Kind::wkbMultiCurve
    );
    // SAFETY: the handle is valid; the new geometry is its own, and `linear` comes to own it.
    unsafe {
        if !is_curved_kind && gdal_sys::OGR_G_HasCurveGeometry(geometry.c_geometry(), 0) == 0 {
            return None;
        }
        let handle = gdal_sys::OGR_G_GetLinearGeometry(
            geometry.c_geometry(),
            ARC_DEGREES,
            std::ptr::null_mut(),
        );
        if handle.is_null() {
            return None;
        }
        let wkb = wkb_of(handle);
        gdal_sys::OGR_G_DestroyGeometry(handle);
        Geometry::from_wkb(&wkb).ok()
    }
}

/// The geometry as bytes, which is how an owned [`Geometry`] can be made of it.
#[expect(unsafe_code, reason = "gdal wraps no handle of ours")]
unsafe fn wkb_of(handle: gdal_sys::OGRGeometryH) -> Vec<u8> {
    // SAFETY: the caller's handle is valid, and the buffer is as long as GDAL asks for.
    unsafe {
        let size = usize::try_from(gdal_sys::OGR_G_WkbSize(handle)).unwrap_or(0);
        let mut bytes = vec![0_u8; size];
        gdal_sys::OGR_G_ExportToIsoWkb(
            handle,
            gdal_sys::OGRwkbByteOrder::wkbNDR,
            bytes.as_mut_ptr(),
        );
        bytes
    }
}

fn collect(geometry: &Geometry, parts: &mut Vec<Polygon<f64>>, depth: usize) {
    match gdal::vector::geometry_type_flatten(geometry.geometry_type()) {
        Kind::wkbPolygon => parts.extend(polygon_of(geometry)),
        Kind::wkbMultiPolygon | Kind::wkbMultiSurface | Kind::wkbGeometryCollection
            if 0 < depth =>
        {
            for index in 0..geometry.geometry_count() {
                collect(&geometry.get_geometry(index), parts, depth - 1);
            }
        }
        _ => {}
    }
}

/// One polygon, or `None` where its outer ring has no points. Inner rings without points are left out.
pub(super) fn polygon_of(geometry: &Geometry) -> Option<Polygon<f64>> {
    let mut rings = (0..geometry.geometry_count()).map(|index| {
        let mut points = Vec::new();
        geometry.get_geometry(index).get_points(&mut points);
        points
            .into_iter()
            .map(|(x, y, _)| Coord { x, y })
            .collect::<LineString<f64>>()
    });
    let exterior = rings.next().filter(|ring| !ring.0.is_empty())?;
    let interiors = rings.filter(|ring| !ring.0.is_empty()).collect();
    Some(Polygon::new(exterior, interiors))
}
