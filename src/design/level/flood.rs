//! The level at which material would run out over the outline, from each cell inside.
//!
//! The rim is flooded from the outline inwards, always from the lowest place on: what is reached over a sill lies
//! as high as the sill.
//!
//! # Source
//! Priority flood: Barnes, Lehman and Mulla, Computers & Geosciences 62 (2014), here with the links of bilinear
//! ground.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use geo::Coord;

use super::site::{Rim, Site};
use crate::design::as_f32;
use crate::progress::{Cancelled, Run};
use crate::terrain::whole_cells;

/// The result of a flood.
pub(super) struct Flood {
    /// The level at which material on each cell would run out, in metres; no lower than its ground. Infinite outside.
    pub levels_m: Vec<f32>,
    /// Where it would: a cell, or a point of the rim with [`ON_RIM`] set.
    sills: Vec<u32>,
}

/// A point so near to a line of middles lies on it, in cells.
const ON_MIDDLE: f64 = 1e-6;

/// Set in a sill that is a point of the rim, whose number is the rest.
const ON_RIM: u32 = 1 << 31;

/// Cells between two looks at whether the result is still wanted.
const CELLS_PER_LOOK: usize = 1 << 16;

/// Floods the site from its rim.
///
/// # Errors
/// [`Cancelled`], if nobody wants the result any more.
pub(super) fn flood(site: &Site, rim: &Rim, run: &Run) -> Result<Flood, Cancelled> {
    let count = site.heights_m.len();
    let mut flood = Flood {
        levels_m: vec![f32::INFINITY; count],
        sills: vec![0; count],
    };
    let mut waiting = BinaryHeap::new();
    for (index, (at, ground_m)) in (0..).zip(rim.points()) {
        flood.begin_at(site, (index, at, as_f32(ground_m)), &mut waiting);
    }
    // Cells as high as the one they were reached from need not wait.
    let mut level_on = Vec::new();
    let mut looks = 0;
    while let Some(cell) = level_on.pop().or_else(|| {
        let Reverse(key) = waiting.pop()?;
        Some(key)
    }) {
        let (level_m, cell) = split(cell);
        if flood.levels_m[cell] < level_m {
            continue;
        }
        if looks % CELLS_PER_LOOK == 0 {
            run.step(looks, count)?;
        }
        looks += 1;
        let sill = flood.sills[cell];
        site.links(&site.heights_m, cell, |next, way_m| {
            let reached = level_m.max(way_m);
            if reached < flood.levels_m[next] {
                flood.levels_m[next] = reached;
                let key = joined(reached, next);
                if level_m < reached {
                    flood.sills[next] = narrow(next);
                    waiting.push(Reverse(key));
                } else {
                    flood.sills[next] = sill;
                    level_on.push(key);
                }
            }
        });
    }
    Ok(flood)
}

impl Flood {
    /// Lets the flood in at a point of the rim, to the cells whose middles are around it.
    fn begin_at(
        &mut self,
        site: &Site,
        (index, at, ground_m): (u32, Coord<f64>, f32),
        waiting: &mut BinaryHeap<Reverse<u64>>,
    ) {
        let columns = site.stride - 1;
        let cells = beside(at.y, site.rows + 1)
            .flat_map(|row| beside(at.x, columns).map(move |column| row * site.stride + column));
        for cell in cells {
            let reached = ground_m.max(site.heights_m[cell]);
            if 0.0 < site.shares[cell] && reached < self.levels_m[cell] {
                self.levels_m[cell] = reached;
                self.sills[cell] = if ground_m < reached {
                    narrow(cell)
                } else {
                    ON_RIM | index
                };
                waiting.push(Reverse(joined(reached, cell)));
            }
        }
    }

    /// Where material on a cell would run out, in cells of the window.
    pub(super) fn sill_of(&self, cell: usize, site: &Site, rim: &Rim) -> Option<Coord<f64>> {
        let sill = self.sills[cell];
        if sill & ON_RIM == 0 {
            return Some(site.middle_of(sill as usize));
        }
        let index = (sill & !ON_RIM) as usize;
        rim.points().nth(index).map(|(at, _)| at)
    }
}

/// The columns or rows whose middles lie less than a cell away, the border counted, up to the last.
fn beside(place: f64, last: usize) -> std::ops::RangeInclusive<usize> {
    // On a line of middles both sides count, whichever way it was rounded. The border is one cell wide, so that
    // half a cell more is the cell's own number.
    let first = whole_cells(place + 0.5 - ON_MIDDLE);
    first..=(whole_cells(place + 0.5 + ON_MIDDLE) + 1).min(last)
}

/// A height and a cell as one number, in the order of heights.
#[inline]
fn joined(height_m: f32, cell: usize) -> u64 {
    let bits = height_m.to_bits();
    let ordered = if bits >> 31 == 0 {
        bits | 1 << 31
    } else {
        !bits
    };
    u64::from(ordered) << 32 | cell as u64
}

/// The opposite of [`joined`].
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is taken apart where it was joined"
)]
fn split(key: u64) -> (f32, usize) {
    let ordered = (key >> 32) as u32;
    let bits = if ordered >> 31 == 0 {
        !ordered
    } else {
        ordered & !(1 << 31)
    };
    (f32::from_bits(bits), key as u32 as usize)
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "windows of more than 2^31 cells are refused before"
)]
fn narrow(index: usize) -> u32 {
    index as u32
}
