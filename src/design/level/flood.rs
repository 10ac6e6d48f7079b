//! The level at which material would run out over the outline, from each cell inside.
//!
//! The rim is flooded from the outline inwards, always from the lowest place on: what is reached over a sill lies
//! as high as the sill.
//!
//! # Source
//! Priority flood: Barnes, Lehman and Mulla, Computers & Geosciences 62 (2014), here with the links of bilinear
//! ground.

use geo::Coord;

use super::site::{Rim, Site};
use super::waiting::{Waiting, height_of, narrow, ordered};
use crate::design::as_f32;
use crate::progress::{Cancelled, Run};
use crate::terrain::whole_cells;

/// The result of a flood.
pub(super) struct Flood {
    /// The level at which material on each cell would run out, in metres; no lower than its ground. Infinite outside.
    pub levels_m: Vec<f32>,
    pub sills: Sills,
}

/// Where material on each cell would run out: a cell, or a point of the rim with [`ON_RIM`] set.
pub(super) struct Sills(Vec<u32>);

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
        sills: Sills(vec![0; count]),
    };
    let mut waiting = Waiting::new();
    for (index, (at, ground_m)) in (0..).zip(rim.points()) {
        flood.begin_at(site, (index, at, as_f32(ground_m)), &mut waiting);
    }
    let mut looks = 0;
    while let Some((key, cell)) = waiting.pop() {
        let level_m = height_of(key);
        if flood.levels_m[cell] < level_m {
            continue;
        }
        if looks % CELLS_PER_LOOK == 0 {
            run.step(looks, count)?;
        }
        looks += 1;
        let sill = flood.sills.0[cell];
        site.links(
            |cell| site.heights_m[cell],
            cell,
            |next, way_m| {
                let reached = level_m.max(way_m);
                if reached < flood.levels_m[next] {
                    flood.levels_m[next] = reached;
                    flood.sills.0[next] = if level_m < reached {
                        narrow(next)
                    } else {
                        sill
                    };
                    waiting.push(ordered(reached), next);
                }
            },
        );
    }
    Ok(flood)
}

impl Flood {
    /// Lets the flood in at a point of the rim, to the cells whose middles are around it.
    fn begin_at(
        &mut self,
        site: &Site,
        (index, at, ground_m): (u32, Coord<f64>, f32),
        waiting: &mut Waiting,
    ) {
        let columns = site.stride - 1;
        let cells = beside(at.y, site.rows + 1)
            .flat_map(|row| beside(at.x, columns).map(move |column| row * site.stride + column));
        for cell in cells {
            let reached = ground_m.max(site.heights_m[cell]);
            if site.holds(cell) && reached < self.levels_m[cell] {
                self.levels_m[cell] = reached;
                self.sills.0[cell] = if ground_m < reached {
                    narrow(cell)
                } else {
                    ON_RIM | index
                };
                waiting.push(ordered(reached), cell);
            }
        }
    }
}

impl Sills {
    /// Where material on a cell would run out, in cells of the window.
    pub(super) fn of_cell(&self, cell: usize, site: &Site, rim: &Rim) -> Option<Coord<f64>> {
        let sill = self.0[cell];
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
