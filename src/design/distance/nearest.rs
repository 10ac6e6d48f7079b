//! The nearest point of the outline for each cell, among those around the one that was handed to it.
//!
//! Only every few points are handed on, and the very nearest is not always handed on. So all points around are looked
//! at together, as many as processors work out side by side.

use std::ops::Range;

use super::{NONE, Source, narrow};

/// Points that are looked at together.
const TOGETHER: usize = 16;

/// So many are enough between two known ones.
const FEWER: usize = 8;

/// Known ones are at most so many points apart.
const MOST_BETWEEN: u32 = 12;

/// The point that was handed on lies so near to those between two known ones, or belongs to another part of the outline.
const BESIDE: u32 = 4;

/// A nearest point so near to the end of those looked at may have a nearer one beyond.
const EDGE: usize = 2;

/// The lowest bits of a distance give way to which of the points looked at has it.
const PLACE: i32 = 15;

/// The points of an outline, each coordinate by itself, with some at both ends that are never the nearest.
pub(super) struct Points {
    x: Vec<f32>,
    y: Vec<f32>,
    u: Vec<f32>,
    sources: Vec<Source>,
    /// As many as are looked at together. Not known beforehand, so that they are worked out side by side.
    together: usize,
    fewer: usize,
}

impl Points {
    pub(super) fn of(sources: &[Source]) -> Self {
        let padded = |value_of: fn(&Source) -> f32, beyond: f32| {
            let mut values = vec![beyond; TOGETHER];
            values.extend(sources.iter().map(value_of));
            values.resize(values.len() + TOGETHER, beyond);
            values
        };
        let x = padded(|source| source.x, 0.0);
        Self {
            together: TOGETHER.min(x.len()),
            fewer: FEWER.min(x.len()),
            x,
            y: padded(|source| source.y, 0.0),
            u: padded(|source| source.u, f32::INFINITY),
            sources: sources.to_vec(),
        }
    }

    /// The nearest points for a run of cells of a row, whose first has its middle there, from those that were handed to them.
    #[inline(never)]
    pub(super) fn nearest_in_run(
        &self,
        (mut x, y): (f32, f32),
        (u, origins): (&mut [f32], &mut [u32]),
    ) {
        self.find_in_run(origins, (x, y));
        // Apart from the search, so that processors need not wait for one before they begin the next.
        for (u, origin) in u.iter_mut().zip(origins) {
            let source = self.sources.get(*origin as usize);
            *u = source.map_or(f32::INFINITY, |source| source.to(x, y));
            x += 1.0;
        }
    }

    /// Puts the nearest points in the place of those that were handed to a run of cells, whose first lies at `(x, y)`.
    #[inline]
    fn find_in_run(&self, origins: &mut [u32], (mut x, y): (f32, f32)) {
        let Some((west, origins)) = origins.split_first_mut() else {
            return;
        };
        *west = self.nearest_beside(*west, (x, y));
        let mut west = *west;
        for pair in origins.chunks_mut(2) {
            let [between, east] = &mut *pair else {
                pair[0] = self.nearest_beside(pair[0], (x + 1.0, y));
                return;
            };
            *east = self.nearest_beside(*east, (x + 2.0, y));
            *between = self.nearest_between(*between, [west, *east], (x + 1.0, y));
            west = *east;
            x += 2.0;
        }
    }

    /// The nearest point for a cell between two whose nearest are known: mostly it lies between those.
    #[inline]
    fn nearest_between(&self, origin: u32, [west, east]: [u32; 2], at: (f32, f32)) -> u32 {
        let (low, high) = (west.min(east), west.max(east));
        let around = low.saturating_sub(BESIDE)..=high.saturating_add(BESIDE);
        if high - low <= MOST_BETWEEN && origin != NONE && around.contains(&origin) {
            let first = TOGETHER + (low + high).div_ceil(2) as usize - FEWER / 2;
            let place = self.nearest_of(first..first + self.fewer, at);
            if (1..FEWER - 1).contains(&place) {
                return narrow(first + place - TOGETHER);
            }
        }
        self.nearest_beside(origin, at)
    }

    /// The nearest point around one.
    #[expect(
        clippy::inline_always,
        reason = "a call for each cell takes a tenth of the time again"
    )]
    #[inline(always)]
    fn nearest_beside(&self, origin: u32, at: (f32, f32)) -> u32 {
        if origin == NONE {
            return NONE;
        }
        let mut before = f32::INFINITY;
        let mut middle = origin as usize;
        loop {
            let first = middle + TOGETHER / 2;
            let place = self.nearest_of(first..first + self.together, at);
            let nearest = first + place - TOGETHER;
            if (EDGE..TOGETHER - EDGE).contains(&place) {
                return narrow(nearest);
            }
            let value = self.sources[nearest].to(at.0, at.1);
            if before <= value {
                return narrow(nearest);
            }
            (before, middle) = (value, nearest);
        }
    }

    /// The straight distances of a place by a point and by as many on each side of it.
    #[expect(
        clippy::imprecise_flops,
        reason = "hypot is a call, ten times slower; lengths are far from overflow"
    )]
    #[inline]
    pub(super) fn values_beside<const COUNT: usize>(
        &self,
        origin: u32,
        (x, y): (f32, f32),
    ) -> [f32; COUNT] {
        let together = TOGETHER + origin as usize - COUNT / 2..;
        let xs = &self.x[together.clone()][..COUNT];
        let ys = &self.y[together.clone()][..COUNT];
        let us = &self.u[together][..COUNT];
        std::array::from_fn(|place| {
            let (dx, dy) = (xs[place] - x, ys[place] - y);
            us[place] + (dx * dx + dy * dy).sqrt()
        })
    }

    /// Which of the points looked at together is the nearest, or as near but for rounding.
    ///
    /// Distances are not negative, so their bits are in the same order.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "few points; the sign of a distance is not set"
    )]
    #[expect(
        clippy::imprecise_flops,
        reason = "hypot is a call, ten times slower; lengths are far from overflow"
    )]
    #[inline]
    fn nearest_of(&self, together: Range<usize>, (x, y): (f32, f32)) -> usize {
        let xs = &self.x[together.clone()];
        let ys = &self.y[together.clone()][..xs.len()];
        let us = &self.u[together][..xs.len()];
        let mut least = i32::MAX;
        for (place, ((at_x, at_y), u)) in xs.iter().zip(ys).zip(us).enumerate() {
            let (dx, dy) = (at_x - x, at_y - y);
            let value = u + (dx * dx + dy * dy).sqrt();
            let key = (value.to_bits() as i32 & !PLACE) | place as i32;
            least = least.min(key);
        }
        (least & PLACE) as usize
    }
}
