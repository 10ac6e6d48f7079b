//! An outline while it is being changed: corners without the rule that nothing crosses.

use geo::{Coord, LineString, Polygon};

use crate::design::Outline;

/// The corners of each ring, the exterior first, none repeated at the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rings(pub Vec<Vec<Coord<f64>>>);

/// One corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corner {
    /// The ring, 0 for the exterior.
    pub ring: usize,
    /// The corner in it.
    pub index: usize,
}

impl Rings {
    /// The corners of an outline.
    pub fn of(outline: &Outline) -> Self {
        let open = |ring: &LineString<f64>| ring.0[..ring.0.len().saturating_sub(1)].to_vec();
        Self(outline.rings().map(open).collect())
    }

    /// As a polygon, valid or not.
    pub fn polygon(&self) -> Polygon<f64> {
        let closed = |corners: &Vec<Coord<f64>>| {
            let mut ring = LineString(corners.clone());
            ring.close();
            ring
        };
        let mut rings = self.0.iter().map(closed);
        let exterior = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Polygon::new(exterior, rings.collect())
    }

    /// Moves a corner.
    pub fn set(&mut self, corner: Corner, to: Coord<f64>) {
        let ring = self.0.get_mut(corner.ring);
        if let Some(at) = ring.and_then(|ring| ring.get_mut(corner.index)) {
            *at = to;
        }
    }

    /// Moves all corners.
    pub fn shift(&mut self, by: Coord<f64>) {
        for at in self.0.iter_mut().flatten() {
            *at = *at + by;
        }
    }

    /// Takes a corner away. A hole of three corners goes with it; an exterior of three stays.
    pub fn remove(&mut self, corner: Corner) -> bool {
        let Some(ring) = self.0.get_mut(corner.ring) else {
            return false;
        };
        if 3 < ring.len() && corner.index < ring.len() {
            ring.remove(corner.index);
            return true;
        }
        if 0 < corner.ring {
            self.0.remove(corner.ring);
            return true;
        }
        false
    }

    /// Puts a corner on the edge that begins at another, and names it.
    pub fn insert_after(&mut self, corner: Corner, at: Coord<f64>) -> Corner {
        if let Some(ring) = self.0.get_mut(corner.ring) {
            ring.insert((corner.index + 1).min(ring.len()), at);
        }
        Corner {
            index: corner.index + 1,
            ..corner
        }
    }

    /// Every corner with its place.
    pub fn corners(&self) -> impl Iterator<Item = (Corner, Coord<f64>)> + '_ {
        self.0.iter().enumerate().flat_map(|(ring, corners)| {
            corners
                .iter()
                .enumerate()
                .map(move |(index, at)| (Corner { ring, index }, *at))
        })
    }

    /// Every edge: the corner it begins at, and its two ends.
    pub fn edges(&self) -> impl Iterator<Item = (Corner, Coord<f64>, Coord<f64>)> + '_ {
        self.0.iter().enumerate().flat_map(|(ring, corners)| {
            (0..corners.len()).map(move |index| {
                let next = (index + 1) % corners.len();
                (Corner { ring, index }, corners[index], corners[next])
            })
        })
    }
}

/// Where the edges of an open or closed line cross, first crossing of each pair.
pub fn crossings(corners: &[Coord<f64>], closed: bool) -> Vec<Coord<f64>> {
    use geo::Line;
    use geo::line_intersection::{LineIntersection, line_intersection};
    let count = corners.len();
    let edges = if closed {
        count
    } else {
        count.saturating_sub(1)
    };
    let edge = |index: usize| Line::new(corners[index], corners[(index + 1) % count]);
    let mut found = Vec::new();
    for one in 0..edges {
        for other in one + 1..edges {
            if let Some(LineIntersection::SinglePoint {
                intersection,
                is_proper: true,
            }) = line_intersection(edge(one), edge(other))
            {
                found.push(intersection);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    fn square_with_hole() -> Rings {
        Rings(vec![
            vec![at(0.0, 0.0), at(9.0, 0.0), at(9.0, 9.0), at(0.0, 9.0)],
            vec![at(3.0, 3.0), at(3.0, 6.0), at(6.0, 6.0)],
        ])
    }

    #[test]
    fn an_outline_goes_to_corners_and_back() {
        let outline = Outline::new(&square_with_hole().polygon()).unwrap();
        let rings = Rings::of(&outline);
        assert_eq!(Outline::new(&rings.polygon()).unwrap(), outline);
        assert_eq!(rings.corners().count(), 7);
        assert_eq!(rings.edges().count(), 7);
    }

    #[test]
    fn a_hole_goes_with_its_third_corner_and_the_exterior_stays() {
        let mut rings = square_with_hole();
        assert!(rings.remove(Corner { ring: 1, index: 0 }));
        assert_eq!(rings.0.len(), 1);
        assert!(rings.remove(Corner { ring: 0, index: 3 }));
        assert!(!rings.remove(Corner { ring: 0, index: 0 }));
        assert_eq!(rings.0[0].len(), 3);
    }

    #[test]
    fn a_line_that_crosses_itself_is_seen_before_it_is_closed() {
        let bow = [at(0.0, 0.0), at(4.0, 4.0), at(4.0, 0.0), at(0.0, 4.0)];
        assert_eq!(crossings(&bow, false), [at(2.0, 2.0)]);
        assert_eq!(crossings(&bow[..3], true), []);
    }
}
