//! What a feature of a site layer looks like from above.

use geo::{
    Area as _, BoundingRect as _, Coord, CoordsIter as _, Euclidean, Length as _, MultiLineString,
    MultiPoint, MultiPolygon, Rect,
};

/// Polygons, lines or points, in metres in the project's coordinate system.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Ground, valid or not.
    Polygons(MultiPolygon<f64>),
    /// Lines.
    Lines(MultiLineString<f64>),
    /// Points.
    Points(MultiPoint<f64>),
}

impl Shape {
    /// What it is, without where.
    pub fn kind(&self) -> ShapeKind {
        match self {
            Self::Polygons(_) => ShapeKind::Polygons,
            Self::Lines(_) => ShapeKind::Lines,
            Self::Points(_) => ShapeKind::Points,
        }
    }

    /// The least rectangle around it; `None` where it has no point.
    pub fn extent(&self) -> Option<Rect<f64>> {
        match self {
            Self::Polygons(polygons) => polygons.bounding_rect(),
            Self::Lines(lines) => lines.bounding_rect(),
            Self::Points(points) => points.bounding_rect(),
        }
    }

    /// The plan area as its rings enclose it, in square metres; 0 for lines and points.
    pub fn area_m2(&self) -> f64 {
        match self {
            Self::Polygons(polygons) => polygons.unsigned_area(),
            Self::Lines(_) | Self::Points(_) => 0.0,
        }
    }

    /// The length of lines, in metres; 0 for polygons and points.
    pub fn length_m(&self) -> f64 {
        match self {
            Self::Lines(lines) => Euclidean.length(lines),
            Self::Polygons(_) | Self::Points(_) => 0.0,
        }
    }

    /// Every point that it is drawn through.
    pub fn coords(&self) -> Box<dyn Iterator<Item = Coord<f64>> + '_> {
        match self {
            Self::Polygons(polygons) => Box::new(polygons.coords_iter()),
            Self::Lines(lines) => Box::new(lines.coords_iter()),
            Self::Points(points) => Box::new(points.coords_iter()),
        }
    }

    /// Puts every point elsewhere.
    pub fn map_coords_in_place(&mut self, place: impl Fn(Coord<f64>) -> Coord<f64> + Copy) {
        use geo::MapCoordsInPlace as _;
        match self {
            Self::Polygons(polygons) => polygons.map_coords_in_place(place),
            Self::Lines(lines) => lines.map_coords_in_place(place),
            Self::Points(points) => points.map_coords_in_place(place),
        }
    }
}

/// Whether something is ground, lines or points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShapeKind {
    /// Ground.
    Polygons,
    /// Lines.
    Lines,
    /// Points.
    Points,
}

impl ShapeKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Polygons, Self::Lines, Self::Points];
}
