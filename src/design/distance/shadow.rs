//! Looks from cells to the points that they carry, one after the other.
//!
//! What stands in the way of one mostly stands in the way of those beside it too: there is no need to look for it
//! again.

use super::sight::{Obstacles, SLACK, is_step};
use super::{NONE, Source};

/// So near to the middles beside a shadow lines are looked along, in cells where it begins.
const MARGIN: f32 = 0.01;

/// Lines from a source that the ground between two middles is in the way of.
pub(super) struct Shadow {
    along_row: bool,
    direction: f32,
    /// How far lines come along, in cells.
    beyond: f32,
    /// How far they go across for each cell along.
    leans: (f32, f32),
}

impl Shadow {
    /// The shadow of the ground between two middles, which lie so far across and along from a source at `u`.
    ///
    /// Empty, where not all lines between the middles are stopped.
    pub(super) fn behind(
        (near, far): (f32, f32),
        u: f32,
        (across, along): (f32, f32),
        direction: f32,
        along_row: bool,
    ) -> Self {
        let leans = ((across + MARGIN) / along, (across + 1.0 - MARGIN) / along);
        let most = leans.0.abs().max(leans.1.abs());
        let top = if is_step(near, far) {
            near.max(far)
        } else {
            near.min(far)
        };
        let stops_all = u + along * (1.0 + most * most).sqrt() + SLACK < top;
        Self {
            along_row,
            direction,
            beyond: if stops_all {
                along + 1.0
            } else {
                f32::INFINITY
            },
            leans,
        }
    }

    /// Whether it takes the light from a source to a point.
    #[inline]
    fn covers(&self, source: Source, (x, y): (f32, f32)) -> bool {
        let (dx, dy) = (x - source.x, y - source.y);
        let along_row = dy.abs() <= dx.abs();
        let (way, across) = if along_row { (dx, dy) } else { (dy, dx) };
        let along = way * self.direction;
        along_row == self.along_row
            && self.beyond <= along
            && self.leans.0 * along < across
            && across < self.leans.1 * along
    }
}

/// Looks at the points of an outline, with the last shadow that was met.
pub(super) struct Looks<'a> {
    obstacles: &'a Obstacles<'a>,
    sources: &'a [Source],
    shadow: Option<Shadow>,
    /// Whose shadow it is.
    origin: u32,
}

impl<'a> Looks<'a> {
    pub(super) fn new(obstacles: &'a Obstacles<'a>, sources: &'a [Source]) -> Self {
        Self {
            obstacles,
            sources,
            shadow: None,
            origin: NONE,
        }
    }

    /// Whether the line from a point of the outline to another point runs above the ground.
    #[inline]
    pub(super) fn let_through(&mut self, origin: u32, at: (f32, f32)) -> bool {
        let source = self.sources[origin as usize];
        if source.is_free_to(at) {
            return true;
        }
        let shadow = self.shadow.as_ref().filter(|_| self.origin == origin);
        if shadow.is_some_and(|shadow| shadow.covers(source, at)) {
            return false;
        }
        let shadow = self.obstacles.look(source, at);
        let is_open = shadow.is_none();
        if !is_open {
            (self.shadow, self.origin) = (shadow, origin);
        }
        is_open
    }
}

/// Shadows that were met last, for many points and places.
pub(super) struct Shadows<'a> {
    obstacles: &'a Obstacles<'a>,
    /// With the origin whose shadow it is.
    met: Vec<(u32, Option<Shadow>)>,
}

impl<'a> Shadows<'a> {
    /// As many are kept, as a power of two.
    const KEPT_BITS: u32 = 8;

    pub(super) fn new(obstacles: &'a Obstacles<'a>) -> Self {
        let met = (0..1 << Self::KEPT_BITS).map(|_| (NONE, None)).collect();
        Self { obstacles, met }
    }

    /// Whether the line from a source to a point runs above the ground. What is once in a shadow stays there, as sources
    /// only get lower.
    #[inline]
    pub(super) fn let_through(&mut self, (origin, source): (u32, Source), at: (f32, f32)) -> bool {
        if source.is_free_to(at) {
            return true;
        }
        let (whose, met) = &mut self.met[Self::place_of(origin)];
        if *whose == origin
            && let Some(shadow) = met
            && shadow.covers(source, at)
        {
            return false;
        }
        let shadow = self.obstacles.look(source, at);
        let is_open = shadow.is_none();
        if !is_open {
            (*whose, *met) = (origin, shadow);
        }
        is_open
    }

    /// Where the shadow of an origin is kept: those of neighbours far from each other.
    #[inline]
    fn place_of(origin: u32) -> usize {
        (origin.wrapping_mul(0x9e37_79b1) >> (u32::BITS - Self::KEPT_BITS)) as usize
    }
}
