//! The ground that is taken, ready to be measured against.

use geo::algorithm::unary_union;
use geo::{BooleanOps as _, BoundingRect as _, Coord, Line, MultiPolygon, Point, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, PointDistance as _, RTree};

use super::ground_scale::{GroundScale, measured_m2};
use super::plane::{
    area_m2, cut_rings_to_box, edges, is_crossed_to_the_east, meet, oriented, turn,
};
use super::soundness::{Doubtful, InvalidFeature, Look, Treatment, look_at};

/// Ground that is taken: polygons, counted once where they overlap, with an index of their edges.
#[derive(Clone, Debug)]
pub struct Footprint {
    polygons: MultiPolygon<f64>,
    extent: Rect<f64>,
    area_m2: f64,
    edges: RTree<Line<f64>>,
    /// The polygon and the ring in it, the exterior first, by the ring's extent.
    rings: RTree<RingInTree>,
}

/// A polygon and a ring in it, by the ring's extent.
type RingInTree = GeomWithData<Rectangle<[f64; 2]>, [usize; 2]>;

/// Why ground is no footprint.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum FootprintError {
    /// There is no polygon with an area.
    #[error("the footprint has no area")]
    NoArea,
    /// A polygon's area is in doubt.
    #[error("polygon {} of the footprint is not valid: {} or {} m²", .0.feature + 1, .0.before_m2, .0.after_m2)]
    InDoubt(InvalidFeature),
}

/// A footprint, and which of its polygons were not valid.
#[derive(Clone, Debug)]
pub struct MadeFootprint {
    /// The footprint.
    pub footprint: Footprint,
    /// Polygons that were not valid and count all the same.
    pub invalid: Vec<InvalidFeature>,
    /// How much larger a plain sum of the polygons would be, in square metres.
    pub overlap_m2: f64,
}

impl Footprint {
    /// Joins the ground of several deposits, or of several polygons of one.
    ///
    /// # Errors
    /// [`FootprintError`]: nothing to measure, or a polygon whose area is in doubt and is not to be repaired.
    pub fn of_grounds(
        grounds: &[MultiPolygon<f64>],
        doubtful: Doubtful,
    ) -> Result<MadeFootprint, FootprintError> {
        let mut invalid = Vec::new();
        let mut sound = Vec::new();
        for (number, ground) in grounds.iter().enumerate() {
            match look_at(number, ground.clone(), doubtful) {
                Look::Valid(polygons) => sound.push(polygons),
                Look::Invalid(polygons, found) => {
                    let is_nothing = found.before_m2 == 0.0 && found.after_m2 == 0.0;
                    if found.treatment == Treatment::LeftOut && !is_nothing {
                        return Err(FootprintError::InDoubt(found));
                    }
                    invalid.push(found);
                    sound.push(polygons);
                }
            }
        }
        let sum_m2: f64 = sound.iter().map(area_m2).sum();
        let footprint = Self::of_sound(joined(&sound)).ok_or(FootprintError::NoArea)?;
        Ok(MadeFootprint {
            overlap_m2: (sum_m2 - footprint.area_m2).max(0.0),
            footprint,
            invalid,
        })
    }

    /// Of polygons that do not overlap, rings the usual way; `None` where they have no area.
    pub(super) fn of_sound(polygons: MultiPolygon<f64>) -> Option<Self> {
        let extent = polygons.bounding_rect()?;
        let area_m2 = area_m2(&polygons);
        let lines = edges(&polygons).map(|(from, to)| Line::new(from, to));
        let edges = RTree::bulk_load(lines.collect());
        let rings = rings_in_tree(&polygons);
        (0.0 < area_m2).then_some(Self {
            polygons,
            extent,
            area_m2,
            edges,
            rings,
        })
    }

    /// The ground, rings the usual way.
    pub fn polygons(&self) -> &MultiPolygon<f64> {
        &self.polygons
    }

    /// The least rectangle around it.
    pub fn extent(&self) -> &Rect<f64> {
        &self.extent
    }

    /// The plan area, in square metres.
    pub fn area_m2(&self) -> f64 {
        self.area_m2
    }

    /// The area on the ground, in square metres.
    pub fn area_on_ground_m2(&self, scale: &GroundScale) -> f64 {
        measured_m2(Some(scale), &self.polygons, Coord::zero())
    }

    /// Whether a point lies inside; on an edge it may be either.
    pub fn holds(&self, point: Coord<f64>) -> bool {
        if !meet(&self.extent, &Rect::new(point, point)) {
            return false;
        }
        let to_the_east = envelope(
            point,
            Coord {
                x: self.extent.max().x,
                ..point
            },
        );
        let crossed = self.edges.locate_in_envelope_intersecting(&to_the_east);
        crossed.fold(false, |is_inside, edge| {
            is_inside ^ is_crossed_to_the_east((edge.start, edge.end), point)
        })
    }

    /// How a box lies to the footprint, where no edge passes near it: inside, or outside. `None` where one does.
    pub(super) fn holds_box(&self, area: &Rect<f64>) -> Option<bool> {
        let around = envelope(area.min(), area.max());
        let mut near = self.edges.locate_in_envelope_intersecting(&around);
        near.next().is_none().then(|| self.holds(area.min()))
    }

    /// The distance of a point from the nearest edge, in metres.
    pub(super) fn distance_to_edge_m(&self, point: Coord<f64>) -> f64 {
        let point = Point(point);
        let nearest = self.edges.nearest_neighbor(&point);
        nearest.map_or(f64::INFINITY, |edge| edge.distance_2(&point).sqrt())
    }

    /// The distance of the nearest corner from a line, in metres.
    pub(super) fn corners_from_line_m(&self, (from, to): (Coord<f64>, Coord<f64>)) -> f64 {
        let line = Line::new(from, to);
        let corners = edges(&self.polygons).map(|(corner, _)| line.distance_2(&Point(corner)));
        corners.fold(f64::INFINITY, f64::min).sqrt()
    }

    /// Where along a line, from 0 at its beginning to 1, it crosses an edge: not sorted.
    pub(super) fn crossings(&self, from: Coord<f64>, to: Coord<f64>) -> Vec<f64> {
        let edges = self
            .edges
            .locate_in_envelope_intersecting(&envelope(from, to));
        let mut crossings = Vec::new();
        for edge in edges {
            let (start, end) = (edge.start, edge.end);
            let (a, b) = (turn(from, to, start), turn(from, to, end));
            let (c, d) = (turn(start, end, from), turn(start, end, to));
            if a * b <= 0.0 && c * d < 0.0 {
                crossings.push(c / (c - d));
            } else if a == 0.0 && b == 0.0 {
                // The line runs along the edge: its pieces begin and end where the edge does.
                let along = to - from;
                let length_2 = along.x * along.x + along.y * along.y;
                crossings.extend([start, end].map(|point| {
                    let off = point - from;
                    (off.x * along.x + off.y * along.y) / length_2
                }));
            }
        }
        crossings.retain(|share| 0.0 < *share && *share < 1.0);
        crossings
    }

    /// The footprint inside a box, seen from its lower left corner.
    ///
    /// Only rings near the box are looked at: what is left of ground under thousands of polygons has as many holes.
    pub(super) fn cut_to_box(&self, area: &Rect<f64>) -> MultiPolygon<f64> {
        let around = AABB::from_corners(area.min().into(), area.max().into());
        let near = self.rings.locate_in_envelope_intersecting(&around);
        let mut near: Vec<[usize; 2]> = near.map(|ring| ring.data).collect();
        near.sort_unstable();
        let near = near.into_iter().filter_map(|[polygon, ring]| {
            let polygon = self.polygons.0.get(polygon)?;
            match ring.checked_sub(1) {
                None => Some(polygon.exterior()),
                Some(hole) => polygon.interiors().get(hole),
            }
        });
        cut_rings_to_box(near, area)
    }

    /// The part of the footprint on other ground; `None` where that is nothing.
    pub(super) fn part_on(&self, ground: &MultiPolygon<f64>) -> Option<Self> {
        Self::of_sound(oriented(self.polygons.intersection(ground)))
    }

    /// The part of the footprint beside other ground; `None` where that is nothing.
    pub(super) fn part_beside(&self, ground: &MultiPolygon<f64>) -> Option<Self> {
        Self::of_sound(oriented(self.polygons.difference(ground)))
    }
}

fn rings_in_tree(polygons: &MultiPolygon<f64>) -> RTree<RingInTree> {
    let rings = polygons.iter().enumerate().flat_map(|(number, polygon)| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        rings.enumerate().filter_map(move |(ring, line)| {
            let extent = line.bounding_rect()?;
            let extent = Rectangle::from_corners(extent.min().into(), extent.max().into());
            Some(RingInTree::new(extent, [number, ring]))
        })
    });
    RTree::bulk_load(rings.collect())
}

fn envelope(from: Coord<f64>, to: Coord<f64>) -> AABB<Point<f64>> {
    AABB::from_corners(Point(from), Point(to))
}

/// Sound grounds together. Ground that meets no other keeps its corners to the last bit.
fn joined(grounds: &[MultiPolygon<f64>]) -> MultiPolygon<f64> {
    let extents: Vec<Option<Rect<f64>>> = grounds.iter().map(|one| one.bounding_rect()).collect();
    let meets_another = |index: usize| {
        let mut others = extents.iter().enumerate();
        extents[index].is_some_and(|extent| {
            others.any(|(other, area)| {
                other != index && area.is_some_and(|area| meet(&extent, &area))
            })
        })
    };
    let (mut apart, mut meeting) = (Vec::new(), Vec::new());
    for (index, ground) in grounds.iter().enumerate() {
        if meets_another(index) {
            meeting.push(ground);
        } else {
            apart.extend(ground.0.iter().cloned());
        }
    }
    if !meeting.is_empty() {
        apart.extend(oriented(unary_union(meeting)).0);
    }
    MultiPolygon(apart)
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon<f64> {
        MultiPolygon(vec![Rect::new((x, y), (x + side, y + side)).to_polygon()])
    }

    #[test]
    fn ground_under_two_deposits_counts_once() {
        let grounds = [
            square(0.0, 0.0, 10.0),
            square(5.0, 5.0, 10.0),
            square(90.0, 0.0, 1.0),
        ];
        let made = Footprint::of_grounds(&grounds, Doubtful::LeaveOut).unwrap();
        assert!((made.footprint.area_m2() - 176.0).abs() < 1e-6);
        assert!((made.overlap_m2 - 25.0).abs() < 1e-6);
        assert!(made.footprint.holds(Coord { x: 7.0, y: 7.0 }));
        assert!(!made.footprint.holds(Coord { x: 3.0, y: 12.0 }));
        assert_eq!(
            made.footprint.holds_box(&Rect::new((1.0, 1.0), (2.0, 2.0))),
            Some(true)
        );
        assert_eq!(
            made.footprint
                .holds_box(&Rect::new((20.0, 1.0), (21.0, 2.0))),
            Some(false)
        );
        assert_eq!(
            made.footprint
                .holds_box(&Rect::new((-1.0, 1.0), (2.0, 2.0))),
            None
        );
    }

    #[test]
    fn ground_in_doubt_is_no_footprint_unless_it_is_repaired() {
        let bow_tie = MultiPolygon(vec![
            polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0), (x: 0.0, y: 2.0)],
        ]);
        let grounds = [square(10.0, 0.0, 1.0), bow_tie];
        let refused = Footprint::of_grounds(&grounds, Doubtful::LeaveOut).unwrap_err();
        assert!(matches!(refused, FootprintError::InDoubt(found) if found.feature == 1));
        let made = Footprint::of_grounds(&grounds, Doubtful::Repair).unwrap();
        assert!((made.footprint.area_m2() - 3.0).abs() < 1e-6);
        let nothing = Footprint::of_grounds(&[], Doubtful::Repair).unwrap_err();
        assert_eq!(nothing, FootprintError::NoArea);
    }
}
