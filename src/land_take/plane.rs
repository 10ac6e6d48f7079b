//! Points, rings and boxes: the arithmetic that every measure of a layer rests on.

use geo::{Area as _, Coord, LineString, MultiPolygon, Polygon, Rect, Winding};

/// Twice the area of the triangle, positive where `c` lies to the left of the line from `a` to `b`.
pub(super) fn turn(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>) -> f64 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// All rings, exteriors and holes.
pub(super) fn rings(polygons: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    polygons
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
}

/// All edges, those without length left out.
pub(super) fn edges(
    polygons: &MultiPolygon<f64>,
) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> + '_ {
    rings(polygons)
        .flat_map(|ring| ring.0.windows(2).map(|ends| (ends[0], ends[1])))
        .filter(|(from, to)| from != to)
}

/// Whether the line from a point to the east crosses an edge, so that odd counts mean inside.
pub(super) fn is_crossed_to_the_east(
    (from, to): (Coord<f64>, Coord<f64>),
    point: Coord<f64>,
) -> bool {
    if (from.y > point.y) == (to.y > point.y) {
        return false;
    }
    let (low, high) = if from.y < to.y {
        (from, to)
    } else {
        (to, from)
    };
    0.0 < turn(low, high, point)
}

/// Whether a point lies inside; on an edge it may be either.
pub(super) fn holds(polygons: &MultiPolygon<f64>, point: Coord<f64>) -> bool {
    let mut is_inside = false;
    for ring in rings(polygons) {
        for ends in ring.0.windows(2) {
            is_inside ^= is_crossed_to_the_east((ends[0], ends[1]), point);
        }
    }
    is_inside
}

/// Exteriors counter-clockwise, holes clockwise, rings without an extent left out.
pub(super) fn oriented(mut polygons: MultiPolygon<f64>) -> MultiPolygon<f64> {
    let is_whole = |ring: &LineString<f64>| 4 <= ring.0.len();
    polygons.0.retain(|part| is_whole(part.exterior()));
    for part in &mut polygons.0 {
        part.exterior_mut(Winding::make_ccw_winding);
        if !part.interiors().iter().all(is_whole) {
            let (exterior, mut holes) = std::mem::replace(part, Polygon::empty()).into_inner();
            holes.retain(is_whole);
            *part = Polygon::new(exterior, holes);
        }
        part.interiors_mut(|holes| holes.iter_mut().for_each(Winding::make_cw_winding));
    }
    polygons
}

/// The plan area of rings that run the usual way.
pub(super) fn area_m2(polygons: &MultiPolygon<f64>) -> f64 {
    polygons.signed_area().max(0.0)
}

/// Whether two boxes have ground in common, an edge included.
pub(super) fn meet(a: &Rect<f64>, b: &Rect<f64>) -> bool {
    a.min().x <= b.max().x
        && b.min().x <= a.max().x
        && a.min().y <= b.max().y
        && b.min().y <= a.max().y
}

/// What two boxes have in common, or `None` where that has no area.
pub(super) fn common(a: &Rect<f64>, b: &Rect<f64>) -> Option<Rect<f64>> {
    let least = Coord {
        x: a.min().x.max(b.min().x),
        y: a.min().y.max(b.min().y),
    };
    let most = Coord {
        x: a.max().x.min(b.max().x),
        y: a.max().y.min(b.max().y),
    };
    (least.x < most.x && least.y < most.y).then(|| Rect::new(least, most))
}

/// A box that is larger by a length on every side.
pub(super) fn grown(area: &Rect<f64>, by_m: f64) -> Rect<f64> {
    Rect::new(
        (area.min().x - by_m, area.min().y - by_m),
        (area.max().x + by_m, area.max().y + by_m),
    )
}

/// The part of polygons inside a box, seen from the box's lower left corner.
///
/// Pieces of one ring stay joined along the side of the box, by strips without area: enough to measure and
/// to lay over others, not to draw.
///
/// # Source
/// I. E. Sutherland, G. W. Hodgman, "Reentrant polygon clipping", Communications of the ACM 17 (1974).
pub(super) fn cut_to_box(polygons: &MultiPolygon<f64>, area: &Rect<f64>) -> MultiPolygon<f64> {
    cut_rings_to_box(rings(polygons), area)
}

/// The same for rings of polygons.
pub(super) fn cut_rings_to_box<'a>(
    rings: impl Iterator<Item = &'a LineString<f64>>,
    area: &Rect<f64>,
) -> MultiPolygon<f64> {
    let (origin, size) = (area.min(), area.max() - area.min());
    let mut parts = Vec::new();
    let mut spare = Vec::new();
    for ring in rings {
        let mut points: Vec<Coord<f64>> = ring.0.iter().map(|point| *point - origin).collect();
        // The last point is the first again.
        points.pop();
        for side in [
            Side {
                is_x: true,
                at: 0.0,
                sign: 1.0,
            },
            Side {
                is_x: true,
                at: size.x,
                sign: -1.0,
            },
            Side {
                is_x: false,
                at: 0.0,
                sign: 1.0,
            },
            Side {
                is_x: false,
                at: size.y,
                sign: -1.0,
            },
        ] {
            side.cut(&points, &mut spare);
            std::mem::swap(&mut points, &mut spare);
        }
        if 3 <= points.len() {
            points.push(points[0]);
            parts.push(Polygon::new(LineString(points), Vec::new()));
        }
    }
    MultiPolygon(parts)
}

/// A side of a box, and to which side of it the box lies.
struct Side {
    is_x: bool,
    at: f64,
    sign: f64,
}

impl Side {
    /// How far inside a point lies.
    fn depth(&self, point: Coord<f64>) -> f64 {
        self.sign * (if self.is_x { point.x } else { point.y } - self.at)
    }

    fn crossing(&self, from: Coord<f64>, to: Coord<f64>) -> Coord<f64> {
        if self.is_x {
            let share = (self.at - from.x) / (to.x - from.x);
            let y = from.y + share * (to.y - from.y);
            Coord { x: self.at, y }
        } else {
            let share = (self.at - from.y) / (to.y - from.y);
            let x = from.x + share * (to.x - from.x);
            Coord { x, y: self.at }
        }
    }

    fn cut(&self, ring: &[Coord<f64>], out: &mut Vec<Coord<f64>>) {
        out.clear();
        let Some(mut from) = ring.last().copied() else {
            return;
        };
        let mut was_inside = 0.0 <= self.depth(from);
        for &to in ring {
            let is_inside = 0.0 <= self.depth(to);
            if is_inside != was_inside {
                out.push(self.crossing(from, to));
            }
            if is_inside {
                out.push(to);
            }
            (from, was_inside) = (to, is_inside);
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::{BooleanOps as _, polygon};

    use super::*;

    fn comb() -> MultiPolygon<f64> {
        MultiPolygon(vec![polygon![
            (x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 10.0, y: 8.0), (x: 8.0, y: 8.0), (x: 8.0, y: 2.0),
            (x: 6.0, y: 2.0), (x: 6.0, y: 8.0), (x: 4.0, y: 8.0), (x: 4.0, y: 2.0), (x: 2.0, y: 2.0),
            (x: 2.0, y: 8.0), (x: 0.0, y: 8.0),
        ]])
    }

    #[test]
    fn a_comb_cut_to_a_box_keeps_the_area_of_its_teeth() {
        let area = Rect::new((1.0, 4.0), (9.0, 20.0));
        let cut = cut_to_box(&comb(), &area);
        assert_eq!(area_m2(&cut), 1.0 * 4.0 + 2.0 * 4.0 + 1.0 * 4.0);
        // Joined pieces lie over others as the pieces would.
        let over = Rect::new((0.5, 1.0), (7.0, 2.0)).to_polygon();
        let both = MultiPolygon(vec![over]).intersection(&cut);
        assert!((both.signed_area() - (0.5 + 2.0)).abs() < 1e-6, "{both:?}");
    }

    #[test]
    fn a_box_inside_is_itself_and_a_box_outside_is_nothing() {
        let inside = Rect::new((1.0, 0.5), (9.0, 1.5));
        assert_eq!(area_m2(&cut_to_box(&comb(), &inside)), 8.0);
        let outside = Rect::new((20.0, 20.0), (30.0, 30.0));
        assert_eq!(cut_to_box(&comb(), &outside), MultiPolygon(vec![]));
    }

    #[test]
    fn a_point_in_a_gap_is_outside() {
        assert!(holds(&comb(), Coord { x: 1.0, y: 5.0 }));
        assert!(!holds(&comb(), Coord { x: 3.0, y: 5.0 }));
        assert!(!holds(&comb(), Coord { x: 30.0, y: 5.0 }));
    }
}
