//! Outlines and places: whether they are the same, how much they share, how far they lie apart.

use geo::{Area as _, BooleanOps as _, Centroid as _, Coord, Intersects as _, LineString};

use super::{Both, Changed};
use crate::design::Outline;
use crate::units::SquareMetres;

/// Places this close to each other are the same, in metres.
///
/// Outlines that went through another program come back with their last digits changed.
const SAME_PLACE_M: f64 = 1e-3;

/// Whether two places are the same.
pub(super) fn is_same_place(one: Coord<f64>, other: Coord<f64>) -> bool {
    (one.x - other.x).hypot(one.y - other.y) <= SAME_PLACE_M
}

/// Whether places are the same, one by one.
pub(super) fn are_same_places(one: &[Coord<f64>], other: &[Coord<f64>]) -> bool {
    let mut both = one.iter().zip(other);
    one.len() == other.len() && both.all(|(one, other)| is_same_place(*one, *other))
}

/// Whether two outlines have the same corners, wherever their rings begin.
pub(super) fn is_same_outline(one: &Outline, other: &Outline) -> bool {
    let (one, other) = (one.polygon(), other.polygon());
    let (holes, other_holes) = (one.interiors(), other.interiors());
    holes.len() == other_holes.len()
        && is_same_ring(one.exterior(), other.exterior())
        && holes
            .iter()
            .all(|hole| other_holes.iter().any(|other| is_same_ring(hole, other)))
}

fn is_same_ring(one: &LineString<f64>, other: &LineString<f64>) -> bool {
    // The last corner is the first again.
    let corners = one.0.len().saturating_sub(1);
    if one.0.len() != other.0.len() {
        return false;
    }
    let (one, other) = (&one.0[..corners], &other.0[..corners]);
    (0..corners).any(|shift| {
        let (front, back) = other.split_at(shift);
        let (to, from) = one.split_at(corners - shift);
        are_same_places(to, back) && are_same_places(from, front)
    })
}

/// The ground that two outlines share, of all that either encloses, from 0 to 1.
pub(super) fn shared_part(one: &Outline, other: &Outline) -> f64 {
    let shared = shared_m2(one, other);
    shared / (one.area_m2() + other.area_m2() - shared)
}

/// The ground that two outlines share, in square metres.
fn shared_m2(one: &Outline, other: &Outline) -> f64 {
    if !one.extent().intersects(&other.extent()) {
        return 0.0;
    }
    let shared = one.polygon().intersection(other.polygon());
    let most = one.area_m2().min(other.area_m2());
    shared.unsigned_area().clamp(0.0, most)
}

/// How two outlines differ; `None` where they are the same.
pub(super) fn outline_changed(one: &Outline, other: &Outline) -> Option<Changed> {
    if is_same_outline(one, other) {
        return None;
    }
    let (one_m2, other_m2) = (one.area_m2(), other.area_m2());
    let middle = |outline: &Outline| {
        let middle = outline.polygon().centroid();
        middle.map_or_else(|| outline.extent().center(), |middle| middle.0)
    };
    Some(Changed::Outline {
        areas: Both {
            one: SquareMetres(one_m2),
            other: SquareMetres(other_m2),
        },
        moved: middle(other) - middle(one),
        unshared: SquareMetres(one_m2 + other_m2 - 2.0 * shared_m2(one, other)),
    })
}

#[cfg(test)]
mod tests {
    use geo::{Translate as _, polygon};

    use super::*;

    fn square() -> geo::Polygon<f64> {
        polygon![(x: 0.0, y: 0.0), (x: 8.0, y: 0.0), (x: 8.0, y: 8.0), (x: 0.0, y: 8.0)]
    }

    #[test]
    fn a_ring_may_begin_at_any_corner() {
        let turned =
            polygon![(x: 8.0, y: 8.0), (x: 0.0, y: 8.0), (x: 0.0, y: 0.0), (x: 8.0, y: 0.0)];
        let one = Outline::new(&square()).unwrap();
        assert!(is_same_outline(&one, &Outline::new(&turned).unwrap()));
        let moved = Outline::new(&square().translate(0.0, 0.002)).unwrap();
        assert!(!is_same_outline(&one, &moved));
        let hardly = Outline::new(&square().translate(0.0, 0.0005)).unwrap();
        assert!(is_same_outline(&one, &hardly));
    }

    #[test]
    fn outlines_share_ground() {
        let one = Outline::new(&square()).unwrap();
        let other = Outline::new(&square().translate(4.0, 0.0)).unwrap();
        let apart = Outline::new(&square().translate(9.0, 0.0)).unwrap();
        assert!((shared_part(&one, &other) - 1.0 / 3.0).abs() < 1e-9);
        assert_eq!(shared_part(&one, &apart), 0.0);
        let Some(Changed::Outline {
            areas,
            moved,
            unshared,
        }) = outline_changed(&one, &other)
        else {
            panic!("they differ");
        };
        assert_eq!((areas.one.0, areas.other.0), (64.0, 64.0));
        assert!((moved.x - 4.0).abs() < 1e-9 && moved.y.abs() < 1e-9);
        assert!((unshared.0 - 64.0).abs() < 1e-9);
    }
}
