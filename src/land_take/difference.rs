//! Where two alternatives take the same ground, and where only one of them does.

use geo::{Coord, MultiPolygon};

use super::footprint::{Footprint, FootprintError};
use super::ground_scale::measured_m2;
use super::{Doubtful, GroundScale};
use crate::units::SquareMetres;

/// Ground of two alternatives, apart. Both parts of one together are all of its ground.
#[derive(Clone, Debug, PartialEq)]
pub struct GroundDifference {
    /// Ground that only the first takes, and only the second.
    pub only: [MultiPolygon<f64>; 2],
    /// Ground that both take.
    pub both: MultiPolygon<f64>,
    /// How large the parts are, in the same order.
    pub only_area: [SquareMetres; 2],
    /// How large the ground is that both take.
    pub both_area: SquareMetres,
}

/// Tells the ground of two alternatives apart; each may take the same ground several times over.
///
/// With `scale` areas are those on the ground, else those on the map.
pub fn ground_difference(
    one: &[MultiPolygon<f64>],
    other: &[MultiPolygon<f64>],
    scale: Option<&GroundScale>,
) -> GroundDifference {
    let (one, other) = (whole(one), whole(other));
    let beside = |ground: &Option<Footprint>, not: &Option<Footprint>| match (ground, not) {
        (None, _) => MultiPolygon(Vec::new()),
        (Some(ground), None) => ground.polygons().clone(),
        (Some(ground), Some(not)) => part(ground.part_beside(not.polygons())),
    };
    let both = match (&one, &other) {
        (Some(one), Some(other)) => part(one.part_on(other.polygons())),
        _ => MultiPolygon(Vec::new()),
    };
    let only = [beside(&one, &other), beside(&other, &one)];
    let area = |ground: &MultiPolygon<f64>| SquareMetres(measured_m2(scale, ground, Coord::zero()));
    GroundDifference {
        only_area: [area(&only[0]), area(&only[1])],
        both_area: area(&both),
        only,
        both,
    }
}

/// All ground together; `None` where there is none.
fn whole(grounds: &[MultiPolygon<f64>]) -> Option<Footprint> {
    match Footprint::of_grounds(grounds, Doubtful::Repair) {
        Ok(made) => Some(made.footprint),
        Err(FootprintError::NoArea | FootprintError::InDoubt(_)) => None,
    }
}

fn part(footprint: Option<Footprint>) -> MultiPolygon<f64> {
    footprint.map_or_else(
        || MultiPolygon(Vec::new()),
        |footprint| footprint.polygons().clone(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Rect;

    fn square(from: f64, to: f64) -> MultiPolygon<f64> {
        MultiPolygon(vec![Rect::new((from, 0.0), (to, 10.0)).to_polygon()])
    }

    #[test]
    fn ground_of_both_is_told_from_that_of_one() {
        // The first takes 0 to 10 in two pieces that overlap, the second 6 to 20.
        let one = [square(0.0, 7.0), square(5.0, 10.0)];
        let parts = ground_difference(&one, &[square(6.0, 20.0)], None);
        let [only, other] = parts.only_area;
        assert!((only.0 - 60.0).abs() < 1e-6 && (other.0 - 100.0).abs() < 1e-6);
        assert!((parts.both_area.0 - 40.0).abs() < 1e-6);
    }

    #[test]
    fn an_alternative_that_takes_nothing_shares_nothing() {
        let parts = ground_difference(&[], &[square(0.0, 3.0)], None);
        assert_eq!((parts.only[0].0.len(), parts.both.0.len()), (0, 0));
        assert!((parts.only_area[1].0 - 30.0).abs() < 1e-6);
        let nothing = ground_difference(&[], &[], None);
        assert_eq!(nothing.only_area, [SquareMetres(0.0); 2]);
    }
}
