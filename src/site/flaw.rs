//! Polygons that are none: rings that cross, touch themselves or lie where they must not, and their repair.

use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{
    BooleanOps as _, BoundingRect as _, Contains as _, Coord, InteriorPoint as _, Intersects as _,
    Line, LineString, MultiPolygon, Point, Polygon, Rect, unary_union,
};

use super::features::around;

/// Edges that share one rectangle while pairs are looked for.
const EDGES_PER_RUN: usize = 16;

/// What is wrong with a polygon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlawKind {
    /// A ring has fewer than three corners.
    TooFewCorners,
    /// Edges of a ring cross or touch each other.
    RingCrossesItself,
    /// Two rings cross, or lie on each other along a line.
    RingsCross,
    /// A hole lies outside its polygon, or in another hole.
    HoleMisplaced,
    /// Parts of one feature cover the same ground.
    PartsOverlap,
}

impl FlawKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::TooFewCorners,
        Self::RingCrossesItself,
        Self::RingsCross,
        Self::HoleMisplaced,
        Self::PartsOverlap,
    ];

    /// Its name in files, which never changes.
    pub const fn id(self) -> &'static str {
        match self {
            Self::TooFewCorners => "too-few-corners",
            Self::RingCrossesItself => "ring-crosses-itself",
            Self::RingsCross => "rings-cross",
            Self::HoleMisplaced => "hole-misplaced",
            Self::PartsOverlap => "parts-overlap",
        }
    }
}

/// What is wrong with polygons, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flaw {
    /// What.
    pub kind: FlawKind,
    /// Where it shows first, in metres.
    pub at: Coord<f64>,
}

/// What is wrong with the polygons of a feature; `None` where nothing is.
///
/// By OGC Simple Features: rings are simple, may touch each other at points alone, holes lie inside, and parts
/// do not overlap. Takes time in proportion to the corners, but for long edges in one place.
pub fn flaw_of(polygons: &MultiPolygon<f64>) -> Option<Flaw> {
    let one_by_one = polygons.iter().find_map(flaw_of_polygon);
    one_by_one.or_else(|| flaw_of_parts(&polygons.0))
}

/// The same ground as valid polygons: what an odd number of rings of a part encloses, each part counted once.
pub fn repaired(polygons: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let nothing = MultiPolygon::<f64>(Vec::new());
    let parts = polygons.iter().map(|polygon| {
        let rings = polygon.interiors().iter().filter(|ring| 4 <= ring.0.len());
        // An empty ring would make the overlay panic.
        let polygon = Polygon::new(polygon.exterior().clone(), rings.cloned().collect());
        polygon.union(&nothing)
    });
    let parts: Vec<MultiPolygon<f64>> = parts.collect();
    match parts.as_slice() {
        [only] => only.clone(),
        parts => unary_union(parts),
    }
}

fn flaw_of_polygon(polygon: &Polygon<f64>) -> Option<Flaw> {
    let rings: Vec<LineString<f64>> = std::iter::once(polygon.exterior())
        .chain(polygon.interiors())
        .map(without_repeats)
        .collect();
    for ring in &rings {
        let few = ring.0.len() < 4;
        if let Some(at) = ring.0.first().copied().filter(|_| few) {
            return Some(Flaw {
                kind: FlawKind::TooFewCorners,
                at,
            });
        }
    }
    let edges = Edges::of(rings.iter().enumerate());
    if let Some(flaw) = edges.first_conflict() {
        return Some(flaw);
    }
    misplaced_hole(&rings)
}

/// A hole outside, or one hole in another. The rings are known not to cross.
fn misplaced_hole(rings: &[LineString<f64>]) -> Option<Flaw> {
    let (exterior, holes) = rings.split_first()?;
    if holes.is_empty() {
        return None;
    }
    let misplaced = |at| Flaw {
        kind: FlawKind::HoleMisplaced,
        at,
    };
    let outer = Polygon::new(exterior.clone(), Vec::new());
    for hole in holes {
        if let Some(at) = decisive_corner(hole, exterior)
            && !outer.contains(&Point::from(at))
        {
            return Some(misplaced(at));
        }
    }
    if holes.len() < 2 {
        return None;
    }
    let boxes: Vec<Option<Rect<f64>>> = holes.iter().map(|hole| hole.bounding_rect()).collect();
    for (index, hole) in holes.iter().enumerate() {
        let Some(own) = boxes[index] else { continue };
        let mut filled = None;
        for (other, inner) in holes.iter().enumerate() {
            let inside = boxes[other].is_some_and(|inner| own.contains(&inner));
            if index == other || !inside {
                continue;
            }
            let filled = filled.get_or_insert_with(|| Polygon::new(hole.clone(), Vec::new()));
            if let Some(at) = decisive_corner(inner, hole)
                && filled.contains(&Point::from(at))
            {
                return Some(misplaced(at));
            }
        }
    }
    None
}

/// A corner, or the middle of an edge, that does not lie on another ring and so says on which side it is.
fn decisive_corner(ring: &LineString<f64>, other: &LineString<f64>) -> Option<Coord<f64>> {
    let middles = ring.lines().map(|line| (line.start + line.end) / 2.0);
    ring.0
        .iter()
        .copied()
        .chain(middles)
        .find(|at| !other.intersects(&Point::from(*at)))
}

/// Parts that cross each other or lie in one another. Each is known to be valid.
fn flaw_of_parts(parts: &[Polygon<f64>]) -> Option<Flaw> {
    if parts.len() < 2 {
        return None;
    }
    let boxes: Vec<Option<Rect<f64>>> = parts.iter().map(|part| part.bounding_rect()).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let west = |index: usize| boxes[index].map_or(f64::INFINITY, |rect| rect.min().x);
    order.sort_by(|one, other| west(*one).total_cmp(&west(*other)));
    for (place, &index) in order.iter().enumerate() {
        let Some(own) = boxes[index] else { continue };
        for &other in &order[place + 1..] {
            if own.max().x < west(other) {
                break;
            }
            let near = boxes[other].is_some_and(|rect| rect.intersects(&own));
            if near && let Some(at) = overlap(&parts[index], &parts[other]) {
                return Some(Flaw {
                    kind: FlawKind::PartsOverlap,
                    at,
                });
            }
        }
    }
    None
}

/// A place that two valid polygons share more than a point with.
fn overlap(one: &Polygon<f64>, other: &Polygon<f64>) -> Option<Coord<f64>> {
    let rings = |polygon: &Polygon<f64>| {
        std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .map(without_repeats)
            .collect::<Vec<_>>()
    };
    let (ones, others) = (rings(one), rings(other));
    // Rings of one part were compared already; only pairs of two parts count.
    let of_one = ones.iter().map(|ring| (0, ring));
    let of_other = others.iter().map(|ring| (1, ring));
    let edges = Edges::of(of_one.chain(of_other));
    if let Some(at) = edges.first_crossing_of_groups() {
        return Some(at);
    }
    let inside = |inner: &Polygon<f64>, outer: &Polygon<f64>| {
        let at = inner.interior_point()?;
        outer.contains(&at).then_some(at.0)
    };
    inside(other, one).or_else(|| inside(one, other))
}

fn without_repeats(ring: &LineString<f64>) -> LineString<f64> {
    let mut coords = ring.0.clone();
    coords.dedup();
    LineString(coords)
}

/// The edges of rings, some at a time in one rectangle, so that only those that are near are compared.
struct Edges {
    edges: Vec<Edge>,
    runs: Vec<(Rect<f64>, usize, usize)>,
}

struct Edge {
    line: Line<f64>,
    group: usize,
    index: usize,
    count: usize,
}

impl Edges {
    fn of<'a>(rings: impl Iterator<Item = (usize, &'a LineString<f64>)>) -> Self {
        let (mut edges, mut runs) = (Vec::new(), Vec::new());
        for (group, ring) in rings {
            let count = ring.0.len().saturating_sub(1);
            let first = edges.len();
            edges.extend(ring.lines().enumerate().map(|(index, line)| Edge {
                line,
                group,
                index,
                count,
            }));
            let mut from = first;
            while from < edges.len() {
                let to = (from + EDGES_PER_RUN).min(edges.len());
                let boxes = edges[from..to].iter().map(|edge| edge.line.bounding_rect());
                runs.extend(boxes.reduce(around).map(|area| (area, from, to)));
                from = to;
            }
        }
        runs.sort_by(|(one, ..), (other, ..)| one.min().x.total_cmp(&other.min().x));
        Self { edges, runs }
    }

    /// Calls `found` with pairs of edges whose rectangles meet, until it returns something.
    fn pairs<T>(&self, mut found: impl FnMut(&Edge, &Edge) -> Option<T>) -> Option<T> {
        for (place, (area, from, to)) in self.runs.iter().enumerate() {
            for one in *from..*to {
                for other in one + 1..*to {
                    let pair = found(&self.edges[one], &self.edges[other]);
                    if pair.is_some() {
                        return pair;
                    }
                }
            }
            for (other_area, other_from, other_to) in &self.runs[place + 1..] {
                if area.max().x < other_area.min().x {
                    break;
                }
                if !area.intersects(other_area) {
                    continue;
                }
                for one in &self.edges[*from..*to] {
                    if !one.line.bounding_rect().intersects(other_area) {
                        continue;
                    }
                    for other in &self.edges[*other_from..*other_to] {
                        let pair = found(one, other);
                        if pair.is_some() {
                            return pair;
                        }
                    }
                }
            }
        }
        None
    }

    /// What is wrong between the edges of a polygon's rings, each ring a group.
    fn first_conflict(&self) -> Option<Flaw> {
        self.pairs(|one, other| {
            let meeting = line_intersection(one.line, other.line)?;
            if one.group != other.group {
                let at = crossing(meeting)?;
                return Some(Flaw {
                    kind: FlawKind::RingsCross,
                    at,
                });
            }
            let (first, second) = if one.index < other.index {
                (one, other)
            } else {
                (other, one)
            };
            let follows = first.index + 1 == second.index;
            let closes = first.index == 0 && second.index + 1 == second.count;
            let at = match meeting {
                // Neighbours share a corner, and nothing else.
                LineIntersection::SinglePoint { .. } if follows || closes => return None,
                LineIntersection::SinglePoint { intersection, .. } => intersection,
                LineIntersection::Collinear { intersection } => intersection.start,
            };
            Some(Flaw {
                kind: FlawKind::RingCrossesItself,
                at,
            })
        })
    }

    /// Where edges of two groups cross properly. Those that share a line may bound both from either side.
    fn first_crossing_of_groups(&self) -> Option<Coord<f64>> {
        self.pairs(|one, other| {
            if one.group == other.group {
                return None;
            }
            match line_intersection(one.line, other.line)? {
                LineIntersection::SinglePoint {
                    intersection,
                    is_proper: true,
                } => Some(intersection),
                _ => None,
            }
        })
    }
}

/// Where two rings do more than touch at a point.
fn crossing(meeting: LineIntersection<f64>) -> Option<Coord<f64>> {
    match meeting {
        LineIntersection::SinglePoint {
            intersection,
            is_proper: true,
        } => Some(intersection),
        LineIntersection::SinglePoint { .. } => None,
        LineIntersection::Collinear { intersection } => {
            (intersection.start != intersection.end).then_some(intersection.start)
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::{Area as _, polygon};

    use super::*;

    fn kind(polygons: Vec<Polygon<f64>>) -> Option<FlawKind> {
        flaw_of(&MultiPolygon(polygons)).map(|flaw| flaw.kind)
    }

    fn square(x: f64, y: f64, side: f64) -> Polygon<f64> {
        polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)]
    }

    fn with_hole(outer: &Polygon<f64>, hole: &Polygon<f64>) -> Polygon<f64> {
        Polygon::new(outer.exterior().clone(), vec![hole.exterior().clone()])
    }

    #[test]
    fn sound_polygons_have_no_flaw() {
        let outer = square(0.0, 0.0, 10.0);
        let touching = polygon![(x: 0.0, y: 5.0), (x: 3.0, y: 4.0), (x: 3.0, y: 6.0)];
        for sound in [
            vec![outer.clone()],
            vec![with_hole(&outer, &square(2.0, 2.0, 3.0))],
            vec![with_hole(&outer, &touching)],
            vec![outer.clone(), square(10.0, 0.0, 10.0)],
            vec![outer.clone(), square(10.0, 10.0, 10.0)],
            vec![
                with_hole(&outer, &square(2.0, 2.0, 6.0)),
                square(3.0, 3.0, 1.0),
            ],
        ] {
            assert_eq!(kind(sound.clone()), None, "{sound:?}");
        }
    }

    #[test]
    fn each_flaw_is_found_where_it_is() {
        let bow = polygon![(x: 0.0, y: 0.0), (x: 4.0, y: 4.0), (x: 4.0, y: 0.0), (x: 0.0, y: 4.0)];
        let flaw = flaw_of(&MultiPolygon(vec![bow])).unwrap();
        assert_eq!(flaw.kind, FlawKind::RingCrossesItself);
        assert_eq!(flaw.at, Coord { x: 2.0, y: 2.0 });
        let touches = polygon![
            (x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0), (x: 2.0, y: 0.0), (x: 0.0, y: 4.0)
        ];
        assert_eq!(kind(vec![touches]), Some(FlawKind::RingCrossesItself));
        let spike = polygon![
            (x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 8.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0)
        ];
        assert_eq!(kind(vec![spike]), Some(FlawKind::RingCrossesItself));
        let outer = square(0.0, 0.0, 10.0);
        let across = with_hole(&outer, &square(8.0, 8.0, 5.0));
        assert_eq!(kind(vec![across]), Some(FlawKind::RingsCross));
        let outside = with_hole(&outer, &square(20.0, 0.0, 5.0));
        assert_eq!(kind(vec![outside]), Some(FlawKind::HoleMisplaced));
        let holes = [square(1.0, 1.0, 8.0), square(2.0, 2.0, 3.0)];
        let rings = holes.iter().map(|hole| hole.exterior().clone());
        let nested = Polygon::new(outer.exterior().clone(), rings.collect());
        assert_eq!(kind(vec![nested]), Some(FlawKind::HoleMisplaced));
        let overlapping = vec![outer.clone(), square(5.0, 5.0, 10.0)];
        assert_eq!(kind(overlapping), Some(FlawKind::PartsOverlap));
        let inside = vec![outer.clone(), square(2.0, 2.0, 3.0)];
        assert_eq!(kind(inside), Some(FlawKind::PartsOverlap));
        let twice = vec![outer.clone(), outer.clone()];
        assert_eq!(kind(twice), Some(FlawKind::PartsOverlap));
        let line = polygon![(x: 0.0, y: 0.0), (x: 4.0, y: 4.0)];
        assert_eq!(kind(vec![line]), Some(FlawKind::TooFewCorners));
    }

    #[test]
    fn a_repair_is_valid_and_keeps_the_ground() {
        let check = |polygons: Vec<Polygon<f64>>, area_m2: f64| {
            let repaired = repaired(&MultiPolygon(polygons));
            assert!((repaired.unsigned_area() - area_m2).abs() < 1e-9);
            assert_eq!(flaw_of(&repaired), None, "{repaired:?}");
        };
        let bow = polygon![(x: 0.0, y: 0.0), (x: 4.0, y: 4.0), (x: 4.0, y: 0.0), (x: 0.0, y: 4.0)];
        check(vec![bow], 8.0);
        check(vec![square(0.0, 0.0, 10.0), square(5.0, 5.0, 10.0)], 175.0);
        let outside = with_hole(&square(0.0, 0.0, 10.0), &square(20.0, 0.0, 5.0));
        check(vec![outside], 125.0);
    }

    #[test]
    fn many_corners_are_looked_through_quickly() {
        let corner = |index: u32| {
            let angle = std::f64::consts::TAU * f64::from(index) / 200_000.0;
            let radius = 1000.0 + f64::from(index % 2);
            Coord {
                x: radius * angle.cos(),
                y: radius * angle.sin(),
            }
        };
        let star = Polygon::new((0..200_000).map(corner).collect(), Vec::new());
        assert_eq!(kind(vec![star]), None);
    }
}
