//! Which polygons are not valid, and whether their area is in doubt.
//!
//! A ring that touches itself has the same area however it is read, so it is measured and told. A bow-tie
//! has not: it is left out unless the planner agrees to a repair, and the areas by both readings are told.

use geo::algorithm::bool_ops::{BooleanOps as _, FillRule, OpType};
use geo::{Area as _, Coord, LineString, MultiPolygon, Polygon};

use super::plane::{area_m2, holds, is_crossed_to_the_east, oriented, rings, turn};

/// The part of an area by which readings of it may differ and still be the same.
const SAME_AREA: f64 = 1e-6;

/// What is to be done with polygons whose area is in doubt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Doubtful {
    /// They are left out, and told.
    #[default]
    LeaveOut,
    /// They are repaired, and told with their areas before and after.
    Repair,
}

/// What was done with a feature that is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Its area is the same by every reading, so it counts as it is.
    Kept,
    /// Its area is in doubt, and it does not count.
    LeftOut,
    /// Its area was in doubt; it counts as repaired.
    Repaired,
}

/// A feature that is not valid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InvalidFeature {
    /// Its place in the layer, from zero.
    pub feature: usize,
    /// A place where it is wrong.
    pub at: Coord<f64>,
    /// What was done with it.
    pub treatment: Treatment,
    /// Exteriors less holes, as most programs measure it, in square metres.
    pub before_m2: f64,
    /// After a repair: loops taken as ground once, parts that overlap joined, in square metres.
    pub after_m2: f64,
}

/// What polygons are after a look at them.
pub(super) enum Look {
    /// Valid, rings the usual way.
    Valid(MultiPolygon<f64>),
    /// Not valid; what is left to measure, and what was found.
    Invalid(MultiPolygon<f64>, InvalidFeature),
}

/// Looks at the polygons of a feature.
pub(super) fn look_at(feature: usize, polygons: MultiPolygon<f64>, doubtful: Doubtful) -> Look {
    let polygons = oriented(polygons);
    let contacts = contacts(&polygons);
    let fault = contacts.fault.or_else(|| wrongly_nested(&polygons));
    if fault.is_none() && !contacts.rings_touch && !polygons.0.is_empty() {
        return Look::Valid(polygons);
    }
    let before_m2 = polygons.signed_area();
    let repaired = repaired(&polygons);
    let after_m2 = area_m2(&repaired);
    let wound = wound(&polygons);
    let same = |a: f64, b: f64| (a - b).abs() <= SAME_AREA * a.abs().max(b.abs());
    let is_certain = 0.0 < after_m2 && same(before_m2, after_m2) && same(area_m2(&wound), after_m2);
    if is_certain && fault.is_none() {
        return Look::Valid(polygons);
    }
    let first = || {
        let part = polygons.0.first()?;
        part.exterior().0.first().copied()
    };
    let found = |treatment| InvalidFeature {
        feature,
        at: fault.or(contacts.touch).or_else(first).unwrap_or_default(),
        treatment,
        before_m2,
        after_m2,
    };
    if is_certain {
        let invalid = found(Treatment::Kept);
        Look::Invalid(polygons, invalid)
    } else if doubtful == Doubtful::Repair && 0.0 < after_m2 {
        Look::Invalid(repaired, found(Treatment::Repaired))
    } else {
        Look::Invalid(MultiPolygon(Vec::new()), found(Treatment::LeftOut))
    }
}

/// Every ring's inside by crossings, holes taken from their exterior, parts joined.
pub(super) fn repaired(polygons: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let nothing = MultiPolygon::<f64>(Vec::new());
    let inside = |ring: &LineString<f64>| {
        let alone = Polygon::new(ring.clone(), Vec::new());
        alone.boolean_op_with_fill_rule(&nothing, OpType::Union, FillRule::EvenOdd)
    };
    let mut whole = nothing.clone();
    for part in polygons {
        let mut ground = inside(part.exterior());
        for hole in part.interiors() {
            ground = ground.difference(&inside(hole));
        }
        whole = whole.union(&ground);
    }
    oriented(whole)
}

/// What the rings wind around at least once.
fn wound(polygons: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let nothing = MultiPolygon::<f64>(Vec::new());
    let around = polygons.boolean_op_with_fill_rule(&nothing, OpType::Union, FillRule::NonZero);
    oriented(around)
}

/// Where rings meet themselves and each other.
#[derive(Default)]
struct Contacts {
    /// A crossing, an edge that runs along another, or a ring that touches itself.
    fault: Option<Coord<f64>>,
    /// Whether two rings touch at a point, which is allowed.
    rings_touch: bool,
    touch: Option<Coord<f64>>,
}

/// An edge of a ring, by the order of its western ends.
struct Edge {
    from: Coord<f64>,
    to: Coord<f64>,
    west: f64,
    east: f64,
    ring: usize,
    place: usize,
    /// Edges of the ring.
    edges: usize,
}

fn contacts(polygons: &MultiPolygon<f64>) -> Contacts {
    let mut edges = Vec::new();
    for (ring, line) in rings(polygons).enumerate() {
        let first = edges.len();
        let ends = line.0.windows(2).filter(|ends| ends[0] != ends[1]);
        edges.extend(ends.enumerate().map(|(place, ends)| Edge {
            from: ends[0],
            to: ends[1],
            west: ends[0].x.min(ends[1].x),
            east: ends[0].x.max(ends[1].x),
            ring,
            place,
            edges: 0,
        }));
        let count = edges.len() - first;
        edges[first..]
            .iter_mut()
            .for_each(|edge| edge.edges = count);
        if count < 3 {
            let fault = line.0.first().copied();
            return Contacts {
                fault,
                ..Contacts::default()
            };
        }
    }
    edges.sort_by(|a, b| a.west.total_cmp(&b.west));
    let mut contacts = Contacts::default();
    for (index, edge) in edges.iter().enumerate() {
        for other in edges[index + 1..]
            .iter()
            .take_while(|other| other.west <= edge.east)
        {
            edge.meets(other, &mut contacts);
            if contacts.fault.is_some() {
                return contacts;
            }
        }
    }
    contacts
}

impl Edge {
    /// Notes how the edge meets another.
    fn meets(&self, other: &Self, contacts: &mut Contacts) {
        let (low, high) = (self.from.y.min(self.to.y), self.from.y.max(self.to.y));
        if high < other.from.y.min(other.to.y) || other.from.y.max(other.to.y) < low {
            return;
        }
        let (a, b) = (
            turn(self.from, self.to, other.from),
            turn(self.from, self.to, other.to),
        );
        let (c, d) = (
            turn(other.from, other.to, self.from),
            turn(other.from, other.to, self.to),
        );
        if 0.0 < a * b || 0.0 < c * d {
            return;
        }
        if a * b < 0.0 && c * d < 0.0 {
            let share = c / (c - d);
            contacts.fault = Some(self.from + (self.to - self.from) * share);
            return;
        }
        if a == 0.0
            && b == 0.0
            && let Some(at) = self.runs_along(other)
        {
            contacts.fault = Some(at);
            return;
        }
        let Some(at) = self.touches(other, [a, b, c, d]) else {
            return;
        };
        if self.ring != other.ring {
            contacts.rings_touch = true;
            contacts.touch = Some(at);
        } else if !self.is_next_to(other) {
            contacts.fault = Some(at);
        }
    }

    /// Where two edges on one line have a length in common.
    fn runs_along(&self, other: &Self) -> Option<Coord<f64>> {
        let along = self.to - self.from;
        let at = |point: Coord<f64>| {
            let off = point - self.from;
            (off.x * along.x + off.y * along.y) / (along.x * along.x + along.y * along.y)
        };
        let (one, two) = (at(other.from), at(other.to));
        let (first, last) = (one.min(two).max(0.0), one.max(two).min(1.0));
        (first < last).then(|| self.from + along * first)
    }

    /// An end of one that lies on the other.
    fn touches(&self, other: &Self, [a, b, c, d]: [f64; 4]) -> Option<Coord<f64>> {
        let on = |edge: &Self, point: Coord<f64>| {
            edge.west <= point.x
                && point.x <= edge.east
                && edge.from.y.min(edge.to.y) <= point.y
                && point.y <= edge.from.y.max(edge.to.y)
        };
        let ends = [
            (a, self, other.from),
            (b, self, other.to),
            (c, other, self.from),
            (d, other, self.to),
        ];
        let mut ends = ends.into_iter();
        ends.find_map(|(off, edge, point)| (off == 0.0 && on(edge, point)).then_some(point))
    }

    /// Whether the two follow each other along a ring.
    fn is_next_to(&self, other: &Self) -> bool {
        let apart = self.place.abs_diff(other.place);
        apart == 1 || apart + 1 == self.edges
    }
}

/// A corner of a hole outside its exterior or inside another hole, or of a part inside another part.
fn wrongly_nested(polygons: &MultiPolygon<f64>) -> Option<Coord<f64>> {
    let corner = |ring: &LineString<f64>| ring.0.first().copied();
    let alone = |ring: &LineString<f64>, point| {
        let ends = ring.0.windows(2);
        ends.fold(false, |is, ends| {
            is ^ is_crossed_to_the_east((ends[0], ends[1]), point)
        })
    };
    for part in polygons {
        let holes = part.interiors();
        for (index, hole) in holes.iter().enumerate() {
            let at = corner(hole)?;
            // A corner that the exterior runs through is judged by the areas.
            let is_outside = !alone(part.exterior(), at) && !part.exterior().0.contains(&at);
            let mut others = holes
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index);
            if is_outside || others.any(|(_, other)| alone(other, at) && !other.0.contains(&at)) {
                return Some(at);
            }
        }
    }
    if polygons.0.len() < 2 {
        return None;
    }
    polygons.iter().enumerate().find_map(|(index, part)| {
        let at = corner(part.exterior())?;
        let mut others = polygons
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index);
        others
            .any(|(_, other)| {
                let other = MultiPolygon(vec![other.clone()]);
                holds(&other, at) && !rings(&other).any(|ring| ring.0.contains(&at))
            })
            .then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use geo::{Rect, polygon};

    use super::*;

    fn check(parts: Vec<Polygon<f64>>, expected: Option<Treatment>, areas: (f64, f64)) {
        let polygons = MultiPolygon(parts);
        match look_at(7, polygons.clone(), Doubtful::LeaveOut) {
            Look::Valid(kept) => {
                assert_eq!(expected, None, "{polygons:?}");
                assert_eq!((kept.signed_area(), areas.0), (areas.0, areas.1));
            }
            Look::Invalid(kept, found) => {
                assert_eq!(Some(found.treatment), expected, "{polygons:?}");
                assert_eq!(found.feature, 7);
                let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
                assert!(near(found.before_m2, areas.0), "{found:?}");
                assert!(near(found.after_m2, areas.1), "{found:?}");
                let is_kept = found.treatment != Treatment::LeftOut;
                assert!(near(area_m2(&kept), if is_kept { areas.1 } else { 0.0 }));
            }
        }
    }

    fn square(x: f64, y: f64, side: f64) -> Polygon<f64> {
        Rect::new((x, y), (x + side, y + side)).to_polygon()
    }

    fn with_holes(outer: &Polygon<f64>, holes: &[Polygon<f64>]) -> Polygon<f64> {
        let holes = holes.iter().map(|hole| hole.exterior().clone());
        Polygon::new(outer.exterior().clone(), holes.collect())
    }

    #[test]
    fn holes_islands_and_parts_are_valid() {
        let holed = with_holes(
            &square(0.0, 0.0, 10.0),
            &[square(1.0, 1.0, 2.0), square(5.0, 5.0, 2.0)],
        );
        check(vec![holed.clone()], None, (92.0, 92.0));
        check(vec![holed, square(1.5, 1.5, 1.0)], None, (93.0, 93.0));
        check(
            vec![square(0.0, 0.0, 2.0), square(2.0, 2.0, 2.0)],
            None,
            (8.0, 8.0),
        );
        let touching = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0), (x: 0.0, y: 4.0)],
            interiors: [[(x: 0.0, y: 2.0), (x: 2.0, y: 1.0), (x: 2.0, y: 3.0)]],
        );
        check(vec![touching], None, (14.0, 14.0));
    }

    #[test]
    fn a_ring_that_touches_itself_counts_and_is_told() {
        let inverted = polygon![
            (x: 200.0, y: 400.0), (x: 400.0, y: 400.0), (x: 400.0, y: 200.0), (x: 300.0, y: 200.0),
            (x: 350.0, y: 250.0), (x: 250.0, y: 250.0), (x: 300.0, y: 200.0), (x: 200.0, y: 200.0),
        ];
        check(vec![inverted], Some(Treatment::Kept), (37_500.0, 37_500.0));
        let spike = polygon![
            (x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0), (x: 2.0, y: 4.0), (x: 2.0, y: 6.0),
            (x: 2.0, y: 4.0), (x: 0.0, y: 4.0),
        ];
        check(vec![spike], Some(Treatment::Kept), (16.0, 16.0));
        let along = vec![square(0.0, 0.0, 2.0), square(2.0, 0.0, 2.0)];
        check(along, Some(Treatment::Kept), (8.0, 8.0));
    }

    #[test]
    fn what_has_two_areas_is_left_out() {
        let bow_tie =
            polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0), (x: 0.0, y: 2.0)];
        check(vec![bow_tie], Some(Treatment::LeftOut), (0.0, 2.0));
        let overlapping = vec![square(0.0, 0.0, 4.0), square(2.0, 0.0, 4.0)];
        check(overlapping, Some(Treatment::LeftOut), (32.0, 24.0));
        let nested = vec![square(0.0, 0.0, 4.0), square(1.0, 1.0, 2.0)];
        check(nested, Some(Treatment::LeftOut), (20.0, 16.0));
        let twice = vec![square(0.0, 0.0, 4.0), square(0.0, 0.0, 4.0)];
        check(twice, Some(Treatment::LeftOut), (32.0, 16.0));
        let hole_outside = with_holes(&square(0.0, 0.0, 4.0), &[square(5.0, 5.0, 2.0)]);
        check(vec![hole_outside], Some(Treatment::LeftOut), (12.0, 16.0));
        let hole_in_hole = with_holes(
            &square(0.0, 0.0, 10.0),
            &[square(1.0, 1.0, 8.0), square(2.0, 2.0, 2.0)],
        );
        check(vec![hole_in_hole], Some(Treatment::LeftOut), (32.0, 36.0));
        let flat = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 4.0, y: 4.0)];
        check(vec![flat], Some(Treatment::LeftOut), (0.0, 0.0));
    }

    #[test]
    fn a_repair_takes_both_loops_of_a_bow_tie() {
        let bow_tie = MultiPolygon(vec![
            polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0), (x: 0.0, y: 2.0)],
        ]);
        let Look::Invalid(kept, found) = look_at(0, bow_tie.clone(), Doubtful::Repair) else {
            panic!("a bow-tie is not valid");
        };
        assert_eq!(found.treatment, Treatment::Repaired);
        assert_eq!(found.at, Coord { x: 1.0, y: 1.0 });
        assert!((area_m2(&kept) - 2.0).abs() < 1e-6);
    }
}
