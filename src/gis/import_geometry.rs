//! Turns GDAL's geometries into shapes of site layers, without repairing any.

use gdal::vector::{Geometry, geometry_type_flatten, geometry_type_has_z, geometry_type_to_name};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::{Coord, LineString, MultiLineString, MultiPoint, MultiPolygon, Point};

use super::vector_geometry::{DEPTH_LIMIT, linearised, polygon_of};
use crate::site::Shape;

/// What a feature's geometry turned out to be.
pub(super) enum Found {
    /// Something to draw and measure, and how it came about.
    Shape {
        shape: Shape,
        had_curves: bool,
        had_heights: bool,
        /// Whether points or lines beside polygons, or points beside lines, were left out.
        left_out: bool,
    },
    /// No geometry, or one without a point.
    Empty,
    /// A geometry of another kind, by GDAL's name.
    Other(String),
    /// Coordinates that are not numbers.
    Broken,
}

/// The polygons of a geometry, or else its lines, or else its points.
pub(super) fn found_in(geometry: &Geometry) -> Found {
    if geometry.is_empty() {
        return Found::Empty;
    }
    let full_kind = geometry.geometry_type();
    let linear = linearised(geometry);
    let mut gathered = Gathered::default();
    gathered.add(linear.as_ref().unwrap_or(geometry), DEPTH_LIMIT);
    let kinds = gathered.kinds();
    let Some(shape) = gathered.into_shape() else {
        return Found::Other(geometry_type_to_name(geometry_type_flatten(full_kind)));
    };
    if !shape
        .coords()
        .all(|point| point.x.is_finite() && point.y.is_finite())
    {
        return Found::Broken;
    }
    Found::Shape {
        shape,
        had_curves: linear.is_some(),
        had_heights: geometry_type_has_z(full_kind),
        left_out: 1 < kinds,
    }
}

/// What a collection holds, by kind.
#[derive(Default)]
struct Gathered {
    polygons: Vec<geo::Polygon<f64>>,
    lines: Vec<LineString<f64>>,
    points: Vec<Point<f64>>,
}

impl Gathered {
    fn add(&mut self, geometry: &Geometry, depth: usize) {
        match geometry_type_flatten(geometry.geometry_type()) {
            Kind::wkbPolygon | Kind::wkbTriangle => self.polygons.extend(polygon_of(geometry)),
            Kind::wkbLineString => {
                let line: LineString<f64> = points_of(geometry).collect();
                if 1 < line.0.len() {
                    self.lines.push(line);
                }
            }
            Kind::wkbPoint => self.points.extend(points_of(geometry).map(Point::from)),
            Kind::wkbMultiPolygon
            | Kind::wkbMultiSurface
            | Kind::wkbMultiLineString
            | Kind::wkbMultiCurve
            | Kind::wkbMultiPoint
            | Kind::wkbGeometryCollection
                if 0 < depth =>
            {
                for index in 0..geometry.geometry_count() {
                    self.add(&geometry.get_geometry(index), depth - 1);
                }
            }
            _ => {}
        }
    }

    fn kinds(&self) -> usize {
        usize::from(!self.polygons.is_empty())
            + usize::from(!self.lines.is_empty())
            + usize::from(!self.points.is_empty())
    }

    fn into_shape(self) -> Option<Shape> {
        if !self.polygons.is_empty() {
            Some(Shape::Polygons(MultiPolygon(self.polygons)))
        } else if !self.lines.is_empty() {
            Some(Shape::Lines(MultiLineString(self.lines)))
        } else if self.points.is_empty() {
            None
        } else {
            Some(Shape::Points(MultiPoint(self.points)))
        }
    }
}

fn points_of(geometry: &Geometry) -> impl Iterator<Item = Coord<f64>> {
    let mut points = Vec::new();
    geometry.get_points(&mut points);
    points.into_iter().map(|(x, y, _)| Coord { x, y })
}
