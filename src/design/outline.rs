//! What the planner draws: one simple polygon, with holes perhaps.

use geo::algorithm::Validation as _;
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::orient::Direction;
use geo::{Area as _, BoundingRect as _, Coord, Line, LineString, Orient as _, Polygon, Rect};

/// A valid polygon in metres: rings closed, nothing crossing, the inside to the left of every ring.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    polygon: Polygon<f64>,
    extent: Rect<f64>,
}

/// Why a polygon cannot be an outline.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OutlineError {
    /// Fewer than three corners, or all on a line.
    #[error("the outline has no area")]
    NoArea,
    /// A coordinate is missing or beyond any map.
    #[error("the outline has a coordinate that is not a number")]
    NotFinite,
    /// Two edges cross.
    #[error("the outline crosses itself at {at:?}")]
    CrossesItself {
        /// The first crossing, in metres.
        at: Coord<f64>,
    },
    /// Not a simple polygon in another way, such as a hole outside.
    #[error("the outline is not a simple polygon: {reason}")]
    NotSimple {
        /// What is wrong, in English.
        reason: String,
    },
}

impl Outline {
    /// Checks a polygon, drops repeated corners and turns its rings the usual way.
    ///
    /// # Errors
    /// [`OutlineError`], if it has no area or is not simple. Nothing is repaired.
    pub fn new(polygon: &Polygon<f64>) -> Result<Self, OutlineError> {
        let finite =
            |ring: &LineString<f64>| ring.coords().all(|c| c.x.is_finite() && c.y.is_finite());
        if !(finite(polygon.exterior()) && polygon.interiors().iter().all(finite)) {
            return Err(OutlineError::NotFinite);
        }
        let holes = polygon.interiors().iter().map(without_repeats);
        let polygon = Polygon::new(
            without_repeats(polygon.exterior()),
            holes.filter(|ring| 4 <= ring.0.len()).collect(),
        );
        let Some(extent) = polygon
            .bounding_rect()
            .filter(|_| 4 <= polygon.exterior().0.len())
        else {
            return Err(OutlineError::NoArea);
        };
        if let Some(at) = first_crossing(&polygon) {
            return Err(OutlineError::CrossesItself { at });
        }
        if polygon.unsigned_area() <= 1e-9 * (extent.width() * extent.height()).max(1.0) {
            return Err(OutlineError::NoArea);
        }
        polygon
            .check_validation()
            .map_err(|error| OutlineError::NotSimple {
                reason: error.to_string(),
            })?;
        Ok(Self {
            polygon: polygon.orient(Direction::Default),
            extent,
        })
    }

    /// Exterior counter-clockwise, holes clockwise.
    pub fn polygon(&self) -> &Polygon<f64> {
        &self.polygon
    }

    /// The least rectangle around it.
    pub fn extent(&self) -> Rect<f64> {
        self.extent
    }

    /// The plan area, in square metres.
    pub fn area_m2(&self) -> f64 {
        self.polygon.unsigned_area()
    }

    /// All edges, each with the inside to its left.
    pub fn edges(&self) -> impl Iterator<Item = Line<f64>> + '_ {
        self.rings().flat_map(LineString::lines)
    }

    /// The exterior and the holes.
    pub fn rings(&self) -> impl Iterator<Item = &LineString<f64>> {
        rings(&self.polygon)
    }
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

fn without_repeats(ring: &LineString<f64>) -> LineString<f64> {
    let mut coords = ring.0.clone();
    coords.dedup();
    LineString(coords)
}

/// The first place where two edges cross properly, along the first of them.
fn first_crossing(polygon: &Polygon<f64>) -> Option<Coord<f64>> {
    let edges: Vec<Line<f64>> = rings(polygon).flat_map(LineString::lines).collect();
    let apart = |a: &Line<f64>, b: &Line<f64>| {
        a.start.x.max(a.end.x) < b.start.x.min(b.end.x)
            || b.start.x.max(b.end.x) < a.start.x.min(a.end.x)
            || a.start.y.max(a.end.y) < b.start.y.min(b.end.y)
            || b.start.y.max(b.end.y) < a.start.y.min(a.end.y)
    };
    edges.iter().enumerate().find_map(|(index, edge)| {
        edges[index + 1..]
            .iter()
            .filter(|other| !apart(edge, other))
            .find_map(|other| match line_intersection(*edge, *other) {
                Some(LineIntersection::SinglePoint {
                    intersection,
                    is_proper: true,
                }) => Some(intersection),
                _ => None,
            })
    })
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    #[test]
    fn a_clockwise_ring_is_turned_so_that_the_inside_is_to_the_left() {
        let outline = Outline::new(
            &polygon![(x: 0.0, y: 0.0), (x: 0.0, y: 2.0), (x: 2.0, y: 2.0), (x: 2.0, y: 2.0)],
        )
        .unwrap();
        assert_eq!(outline.area_m2(), 2.0);
        assert!(0.0 < outline.polygon().signed_area());
        assert_eq!(outline.edges().count(), 3);
    }

    #[test]
    fn a_bow_tie_is_refused_at_its_crossing() {
        let bow_tie =
            polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0), (x: 0.0, y: 2.0)];
        let at = Coord { x: 1.0, y: 1.0 };
        assert_eq!(
            Outline::new(&bow_tie),
            Err(OutlineError::CrossesItself { at })
        );
    }

    #[test]
    fn a_line_a_point_and_a_gap_are_refused() {
        let line = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 4.0, y: 4.0)];
        assert!(Outline::new(&line).is_err());
        let empty = polygon![(x: 1.0, y: 1.0), (x: 1.0, y: 1.0)];
        assert_eq!(Outline::new(&empty), Err(OutlineError::NoArea));
        let gap = polygon![(x: 0.0, y: 0.0), (x: f64::NAN, y: 2.0), (x: 4.0, y: 4.0)];
        assert_eq!(Outline::new(&gap), Err(OutlineError::NotFinite));
    }

    #[test]
    fn a_hole_outside_is_refused() {
        let polygon = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0)],
            interiors: [[(x: 5.0, y: 5.0), (x: 6.0, y: 5.0), (x: 6.0, y: 6.0)]],
        );
        assert!(matches!(
            Outline::new(&polygon),
            Err(OutlineError::NotSimple { .. })
        ));
    }
}
