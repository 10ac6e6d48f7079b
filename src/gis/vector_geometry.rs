//! Turns GDAL's geometries into polygons, lines and points, without repairing any.

use gdal::vector::{Geometry, geometry_type_flatten, geometry_type_has_z, geometry_type_to_name};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::{Coord, CoordsIter as _, LineString, Point, Polygon};

/// The longest arc that becomes one straight line, in degrees: a circle loses 0.005 % of its area.
const ARC_DEGREES: f64 = 1.0;

/// How deep collections may be nested.
const DEPTH_LIMIT: usize = 16;

/// What a geometry consists of, as it is, valid or not.
#[derive(Default)]
pub(super) struct Parts {
    pub polygons: Vec<Polygon<f64>>,
    pub lines: Vec<LineString<f64>>,
    pub points: Vec<Point<f64>>,
    /// Whether arcs were cut into straight lines.
    pub had_curves: bool,
    /// Whether heights were left out.
    pub had_heights: bool,
}

/// What a feature's geometry turned out to be.
pub(super) enum Found {
    /// Something to draw and measure.
    Parts(Parts),
    /// No geometry, or one without a point.
    Empty,
    /// A geometry of another kind, by GDAL's name.
    Other(String),
    /// Coordinates that are not numbers.
    Broken,
}

/// The polygons, lines and points of a geometry, if they are what is wanted.
pub(super) fn found_in(geometry: &Geometry, is_wanted: impl Fn(&Parts) -> bool) -> Found {
    if geometry.is_empty() {
        return Found::Empty;
    }
    let full_kind = geometry.geometry_type();
    let linear = linearised(geometry);
    let mut parts = Parts {
        had_curves: linear.is_some(),
        had_heights: geometry_type_has_z(full_kind),
        ..Parts::default()
    };
    parts.collect(linear.as_ref().unwrap_or(geometry), DEPTH_LIMIT);
    if !is_wanted(&parts) {
        Found::Other(geometry_type_to_name(geometry_type_flatten(full_kind)))
    } else if parts.are_numbers() {
        Found::Parts(parts)
    } else {
        Found::Broken
    }
}

impl Parts {
    fn collect(&mut self, geometry: &Geometry, depth: usize) {
        match geometry_type_flatten(geometry.geometry_type()) {
            Kind::wkbPolygon | Kind::wkbTriangle => self.polygons.extend(polygon_of(geometry)),
            Kind::wkbLineString | Kind::wkbLinearRing => {
                let line: LineString<f64> = points_of(geometry).collect();
                self.lines.extend((1 < line.0.len()).then_some(line));
            }
            Kind::wkbPoint => self.points.extend(points_of(geometry).map(Point)),
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

    /// How many of the three kinds there are.
    pub(super) fn kinds(&self) -> usize {
        usize::from(!self.polygons.is_empty())
            + usize::from(!self.lines.is_empty())
            + usize::from(!self.points.is_empty())
    }

    fn are_numbers(&self) -> bool {
        let is_number = |at: Coord<f64>| at.x.is_finite() && at.y.is_finite();
        let polygons = self.polygons.iter().flat_map(|part| part.coords_iter());
        let lines = self.lines.iter().flat_map(|line| line.coords_iter());
        let points = self.points.iter().map(|point| point.0);
        polygons.chain(lines).chain(points).all(is_number)
    }
}

fn points_of(geometry: &Geometry) -> impl Iterator<Item = Coord<f64>> + use<> {
    let mut points = Vec::new();
    geometry.get_points(&mut points);
    points.into_iter().map(|(x, y, _)| Coord { x, y })
}

/// The geometry with its arcs cut into straight lines, or `None` where it has none.
#[expect(unsafe_code, reason = "gdal has no wrapper for these")]
pub(super) fn linearised(geometry: &Geometry) -> Option<Geometry> {
    let kind = geometry_type_flatten(geometry.geometry_type());
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

/// One polygon, or `None` where its outer ring has no points. Inner rings without points are left out.
fn polygon_of(geometry: &Geometry) -> Option<Polygon<f64>> {
    let mut rings = (0..geometry.geometry_count())
        .map(|index| points_of(&geometry.get_geometry(index)).collect::<LineString<f64>>());
    let exterior = rings.next().filter(|ring| !ring.0.is_empty())?;
    let interiors = rings.filter(|ring| !ring.0.is_empty()).collect();
    Some(Polygon::new(exterior, interiors))
}
