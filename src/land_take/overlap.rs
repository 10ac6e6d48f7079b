//! Whether two polygons of a layer have ground in common.
//!
//! Neighbours of a land-cover map share their edges to the last bit, so nearly all pairs are settled by
//! comparing edges. A doubtful pair is said to overlap: that costs an overlay, and no accuracy.

use geo::{Coord, Rect};

use super::index::SitePolygons;
use super::plane::{common, edges, holds, meet, turn};

/// An edge, and how it meets those of the other polygon.
struct Edge {
    from: Coord<f64>,
    to: Coord<f64>,
    /// Whether the other polygon has it too, the other way round.
    is_shared: bool,
    /// Whether it begins at a corner of the other polygon.
    begins_at_corner: bool,
}

/// Whether the two may have ground in common; `false` is certain to within rounding.
///
/// Rings must run the usual way.
pub(super) fn may_overlap(a: &SitePolygons, b: &SitePolygons) -> bool {
    let Some(area) = common(&a.extent, &b.extent) else {
        return false;
    };
    let (mut ours, mut theirs) = (edges_near(a, &area), edges_near(b, &area));
    for one in &mut ours {
        for other in &mut theirs {
            if one.is_apart_from(other) {
                continue;
            }
            let corners = [other.from, other.to];
            one.begins_at_corner |= corners.contains(&one.from);
            other.begins_at_corner |= [one.from, one.to].contains(&other.from);
            if one.from == other.to && one.to == other.from {
                one.is_shared = true;
                other.is_shared = true;
            } else if one.crosses_or_ends_on(other) {
                return true;
            }
        }
    }
    reaches_into(&ours, b) || reaches_into(&theirs, a)
}

/// Whether one of the edges lies inside a polygon that none of them crosses.
///
/// An edge lies inside as a whole or not at all, and so do those that follow it up to the next contact.
fn reaches_into(edges: &[Edge], polygon: &SitePolygons) -> bool {
    let mut last: Option<&Edge> = None;
    for edge in edges {
        let goes_on = last
            .is_some_and(|last| last.to == edge.from && !last.is_shared && !edge.begins_at_corner);
        last = Some(edge);
        let middle = (edge.from + edge.to) / 2.0;
        let is_near = meet(&polygon.extent, &Rect::new(middle, middle));
        if !edge.is_shared && !goes_on && is_near && holds(&polygon.parts, middle) {
            return true;
        }
    }
    false
}

fn edges_near(polygon: &SitePolygons, area: &Rect<f64>) -> Vec<Edge> {
    let (least, most) = (area.min(), area.max());
    edges(&polygon.parts)
        .filter(|(from, to)| {
            from.x.min(to.x) <= most.x
                && least.x <= from.x.max(to.x)
                && from.y.min(to.y) <= most.y
                && least.y <= from.y.max(to.y)
        })
        .map(|(from, to)| Edge {
            from,
            to,
            is_shared: false,
            begins_at_corner: false,
        })
        .collect()
}

impl Edge {
    fn is_apart_from(&self, other: &Self) -> bool {
        self.from.x.max(self.to.x) < other.from.x.min(other.to.x)
            || other.from.x.max(other.to.x) < self.from.x.min(self.to.x)
            || self.from.y.max(self.to.y) < other.from.y.min(other.to.y)
            || other.from.y.max(other.to.y) < self.from.y.min(self.to.y)
    }

    /// Whether the two cross, run along each other, or one ends on the other elsewhere than at its end.
    fn crosses_or_ends_on(&self, other: &Self) -> bool {
        let (a, b) = (
            turn(self.from, self.to, other.from),
            turn(self.from, self.to, other.to),
        );
        let (c, d) = (
            turn(other.from, other.to, self.from),
            turn(other.from, other.to, self.to),
        );
        if 0.0 < a * b || 0.0 < c * d {
            return false;
        }
        if a == 0.0 && b == 0.0 {
            return !self.ends_where_it_begins(other);
        }
        let ends_meet = [other.from, other.to].contains(&self.from)
            || [other.from, other.to].contains(&self.to);
        !ends_meet
    }

    /// On one line: whether the two have but an end in common.
    fn ends_where_it_begins(&self, other: &Self) -> bool {
        let away = |corner: Coord<f64>, one: Coord<f64>, two: Coord<f64>| {
            let (one, two) = (one - corner, two - corner);
            one.x * two.x + one.y * two.y < 0.0
        };
        (self.to == other.from && away(self.to, self.from, other.to))
            || (self.from == other.to && away(self.from, self.to, other.from))
            || (self.to == other.to && away(self.to, self.from, other.from))
            || (self.from == other.from && away(self.from, self.to, other.to))
    }
}

#[cfg(test)]
mod tests {
    use geo::algorithm::bool_ops::BooleanOps as _;
    use geo::{BoundingRect as _, LineString, MultiPolygon, Polygon};
    use rand::{Rng as _, SeedableRng as _};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::land_take::plane::{area_m2, oriented};

    fn polygons(points: Vec<Coord<f64>>) -> SitePolygons {
        let parts = MultiPolygon(vec![Polygon::new(LineString(points), Vec::new())]);
        let parts = oriented(parts);
        SitePolygons {
            extent: parts.bounding_rect().unwrap(),
            area_m2: area_m2(&parts),
            parts,
            class: 0,
        }
    }

    /// Corners on a coarse lattice, so that many polygons share corners and edges.
    #[test]
    fn what_an_overlay_finds_is_never_missed() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let (mut found, mut apart) = (0, 0);
        for round in 0..4000 {
            let size = if round % 2 == 0 { 3 } else { 7 };
            let mut triangle = || {
                let corner = |random: &mut ChaCha8Rng| Coord {
                    x: f64::from(random.random_range(0..size)),
                    y: f64::from(random.random_range(0..size)),
                };
                [(); 3].map(|()| corner(&mut random)).to_vec()
            };
            let (a, b) = (triangle(), triangle());
            let turns = |corners: &[Coord<f64>]| turn(corners[0], corners[1], corners[2]) != 0.0;
            if !(turns(&a) && turns(&b)) {
                continue;
            }
            let (a, b) = (polygons(a), polygons(b));
            let both = area_m2(&oriented(a.parts.intersection(&b.parts)));
            if 1e-6 < both {
                assert!(may_overlap(&a, &b), "{:?} {:?}", a.parts, b.parts);
                found += 1;
            } else {
                apart += usize::from(!may_overlap(&a, &b));
            }
        }
        assert!(500 < found && 100 < apart, "{found} {apart}");
    }
}
