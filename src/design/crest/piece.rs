//! Straight pieces of a crest's edge, and the distance along the slope that falls from them.
//!
//! All lengths are in cells of the window. Distance along the slope is told from the crest level: zero there, and
//! falling outwards.

use geo::Coord;

use crate::design::as_f32;

/// An edge that falls as steeply as the slope, or nearly: then its upper end is the nearest to everything.
const AS_STEEP: f64 = 0.999_999;

/// How far from straight across the nearest point of such an edge is looked for.
const FAR: f64 = 1e6;

/// A straight piece of the crest's edge, along which the crest is level or falls evenly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    x: f32,
    y: f32,
    along_x: f32,
    along_y: f32,
    length: f32,
    /// The distance along the slope at the beginning.
    u: f32,
    /// How much that grows per cell.
    rise: f32,
    /// How far from straight across the piece's nearest point lies, per cell of distance from its line.
    lean: f32,
}

impl Piece {
    /// From one point to another, with the distance along the slope at both.
    pub(super) fn new(from: Coord<f64>, to: Coord<f64>, u: (f64, f64)) -> Self {
        let way = to - from;
        let length = way.x.hypot(way.y);
        let (along, rise) = if 0.0 < length {
            (way / length, (u.1 - u.0) / length)
        } else {
            (Coord { x: 1.0, y: 0.0 }, 0.0)
        };
        let lean = if rise.abs() < AS_STEEP {
            rise / (1.0 - rise * rise).sqrt()
        } else {
            FAR * rise.signum()
        };
        Self {
            x: as_f32(from.x),
            y: as_f32(from.y),
            along_x: as_f32(along.x),
            along_y: as_f32(along.y),
            length: as_f32(length),
            u: as_f32(u.0),
            rise: as_f32(rise),
            lean: as_f32(lean),
        }
    }

    /// The distance along the slope at a point, straight from here.
    #[inline]
    pub(super) fn value(&self, at: (f32, f32)) -> f32 {
        let (along, across) = self.along_and_across(at);
        let nearest = self.nearest(along, across);
        let beside = along - nearest;
        #[expect(
            clippy::imprecise_flops,
            reason = "hypot is a call, ten times slower; lengths are far from overflow"
        )]
        let distance = (beside * beside + across * across).sqrt();
        self.u + self.rise * nearest - distance
    }

    /// How far along the piece the point lies that counts for another.
    #[inline]
    pub(super) fn foot(&self, at: (f32, f32)) -> f32 {
        let (along, across) = self.along_and_across(at);
        self.nearest(along, across)
    }

    /// The point so far along.
    #[inline]
    pub(super) fn point(&self, along: f32) -> (f32, f32) {
        (self.x + self.along_x * along, self.y + self.along_y * along)
    }

    pub(super) fn length(&self) -> f32 {
        self.length
    }

    #[inline]
    fn along_and_across(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let (x, y) = (x - self.x, y - self.y);
        (
            x * self.along_x + y * self.along_y,
            (x * self.along_y - y * self.along_x).abs(),
        )
    }

    #[inline]
    fn nearest(&self, along: f32, across: f32) -> f32 {
        (along + self.lean * across).max(0.0).min(self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_point_of_a_falling_edge_lies_towards_its_upper_end() {
        let (from, to) = (Coord { x: 0.0, y: 0.0 }, Coord { x: 100.0, y: 0.0 });
        let piece = Piece::new(from, to, (-30.0, 0.0));
        let at = (40.0, 12.0);
        let tried = (0..=10_000).map(|step| {
            let along = f64::from(step) / 100.0;
            -30.0 + 0.3 * along - (along - 40.0).hypot(12.0)
        });
        let best = tried.fold(f64::NEG_INFINITY, f64::max);
        assert!((f64::from(piece.value(at)) - best).abs() < 1e-4);
        assert!(40.0 < piece.foot(at));
    }
}
