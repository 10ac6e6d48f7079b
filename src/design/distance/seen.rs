//! Which cells see the points of the outline that they carry.
//!
//! Every place on the way from a cell to its nearest point has the same nearest point, so it is on the way to itself: what
//! is in sight there is in sight of the cell too, unless something stands between the two, and what is hidden there is
//! hidden. So cells are told the nearest first, in blocks. Where no ground around a block is steep its cells are told by
//! what those know that lie as far towards their points; only beside steep ground and along the edges of shadows lines are
//! looked along.

use std::ops::Range;

use rayon::prelude::*;

use super::shadow::Looks;
use super::sight::{Obstacles, SIDE};
use super::{Distances, NONE, Source, narrow};

/// Blocks whose nearest cells lie as far along the slope, to this many cells, are told together.
const STEP: f32 = 4.0;

/// What lies farther shares the last step.
const MOST_STEPS: usize = 1 << 14;

/// Points of the outline that cells of a block may carry to be told all at once.
const MOST_POINTS: u32 = 256;

/// All cells of a block are told at once by what those know that lie no nearer than this, in cells.
const LEAST_LEAP: usize = 7;

/// The first cell of a block, the one beside it and those of the next line.
const FOUR: u64 = 0b11 << SIDE | 0b11;

/// What the cells of a block carry.
#[derive(Clone, Copy)]
struct Carried {
    /// The first and the last of the points.
    points: (u32, u32),
    /// The least distance along the slope.
    least: f32,
    /// A bit for each cell that carries a point.
    cells: u64,
}

/// Which cells of a block see the points that they carry, and which do not, a bit for each.
#[derive(Clone, Copy)]
struct Told {
    seen: u64,
    hidden: u64,
}

impl Told {
    /// Of no cell it is known which.
    const NOTHING: Self = Self {
        seen: u64::MAX,
        hidden: u64::MAX,
    };
}

/// The cells of a window, in blocks.
struct Cells<'a> {
    obstacles: &'a Obstacles<'a>,
    field: &'a Distances,
    per_row: usize,
    carried: Vec<Carried>,
    told: Vec<Told>,
}

/// For each block of a window, a bit for each of its cells that sees the point that it carries.
pub(super) fn seen_by_block(obstacles: &Obstacles<'_>, field: &Distances) -> Vec<u64> {
    let stride = field.stride;
    let bands = field.u.par_chunks(SIDE * stride);
    let bands = bands.zip(field.origins.par_chunks(SIDE * stride));
    let blocks = (0..stride).step_by(SIDE);
    let carried = bands.flat_map_iter(|(u, origins)| {
        let of_block = move |first: usize| Carried::of((u, origins), stride, first);
        blocks.clone().map(of_block)
    });
    let carried: Vec<Carried> = carried.collect();
    let told = carried.iter().map(|carried| {
        if carried.cells == 0 {
            Told { seen: 0, hidden: 0 }
        } else {
            Told::NOTHING
        }
    });
    let mut cells = Cells {
        obstacles,
        field,
        per_row: stride.div_ceil(SIDE),
        told: told.collect(),
        carried,
    };
    // In one go, since there are many steps.
    rayon::scope(|_| cells.tell_all());
    cells.told.iter().map(|told| told.seen).collect()
}

impl Carried {
    fn of((u, origins): (&[f32], &[u32]), stride: usize, first: usize) -> Self {
        if let Some(all) = Self::of_full((u, origins), stride, first) {
            return all;
        }
        let columns = first..(first + SIDE).min(stride);
        let (mut low, mut high, mut least, mut cells) = (NONE, 0, f32::INFINITY, 0);
        let lines = u.chunks_exact(stride).zip(origins.chunks_exact(stride));
        for (line, (u, origins)) in lines.enumerate() {
            let line_cells = u[columns.clone()].iter().zip(&origins[columns.clone()]);
            for (column, (u, origin)) in line_cells.enumerate() {
                if *origin != NONE {
                    (low, high) = (low.min(*origin), high.max(*origin));
                    least = least.min(*u);
                    cells |= 1 << (line * SIDE + column);
                }
            }
        }
        Self {
            points: (low, high),
            least,
            cells,
        }
    }

    /// The same, if all cells carry points: several are worked out side by side.
    #[expect(
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "the number of no point is the only one below zero then"
    )]
    fn of_full((u, origins): (&[f32], &[u32]), stride: usize, first: usize) -> Option<Self> {
        let (mut low, mut high, mut least) = ([i32::MAX; SIDE], [0; SIDE], [f32::INFINITY; SIDE]);
        let lines = u.chunks_exact(stride).zip(origins.chunks_exact(stride));
        let mut count = 0;
        for (u, origins) in lines {
            let (u, origins) = (
                u[first..].first_chunk::<SIDE>()?,
                origins[first..].first_chunk::<SIDE>()?,
            );
            for place in 0..SIDE {
                let origin = origins[place] as i32;
                low[place] = low[place].min(origin);
                high[place] = high[place].max(origin);
                let is_less = u[place] < least[place];
                least[place] = if is_less { u[place] } else { least[place] };
            }
            count += 1;
        }
        let low = low.into_iter().min().filter(|low| 0 <= *low)?;
        let high = high.into_iter().max()?;
        (count == SIDE).then(|| Self {
            points: (low as u32, high as u32),
            least: least.into_iter().fold(f32::INFINITY, f32::min),
            cells: u64::MAX,
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` cuts at zero and at the largest, which is meant"
    )]
    fn step(&self) -> usize {
        ((self.least / STEP) as usize).min(MOST_STEPS)
    }
}

impl Cells<'_> {
    /// Tells the cells of every block, those of the nearest blocks first.
    fn tell_all(&mut self) {
        let mut order: Vec<u32> = (0..narrow(self.carried.len()))
            .filter(|block| self.carried[*block as usize].cells != 0)
            .collect();
        order.sort_by_key(|block| self.carried[*block as usize].step());
        let step_of = |block: &u32| self.carried[*block as usize].step();
        let steps: Vec<Range<usize>> = {
            let mut first = 0;
            let steps = order.chunk_by(|a, b| step_of(a) == step_of(b));
            steps
                .map(|step| {
                    let range = first..first + step.len();
                    first = range.end;
                    range
                })
                .collect()
        };
        for step in steps {
            let blocks = &order[step];
            let told = blocks.par_iter().with_min_len(8);
            let told: Vec<Told> = told.map(|block| self.tell(*block as usize)).collect();
            for (block, told) in blocks.iter().zip(told) {
                self.told[*block as usize] = told;
            }
        }
    }

    /// What the cells of a block see, by what is known of others.
    fn tell(&self, block: usize) -> Told {
        let carried = self.carried[block];
        let (column, row) = (block % self.per_row * SIDE, block / self.per_row * SIDE);
        let leap = self.obstacles.leap_back((column, row), carried.least);
        let mut shorter = leap;
        while LEAST_LEAP <= shorter {
            if let Some(sees) = self.all_told((column, row), &carried, shorter as f32) {
                let all = carried.cells;
                return Told {
                    seen: if sees { all } else { 0 },
                    hidden: if sees { 0 } else { all },
                };
            }
            shorter /= 2;
        }
        let mut looks = Looks::new(self.obstacles, &self.field.sources);
        let mut seen = 0;
        let mut left = carried.cells;
        while left != 0 {
            let place = left.trailing_zeros();
            left &= left - 1;
            let (x, y) = (column + place as usize % SIDE, row + place as usize / SIDE);
            let origin = self.field.origins[y * self.field.stride + x];
            let at = (x as f32 - 0.5, y as f32 - 0.5);
            let told = if leap == 0 {
                None
            } else {
                self.told_towards(self.field.sources[origin as usize], at, leap as f32)
            };
            let sees = told.unwrap_or_else(|| looks.let_through(origin, at));
            seen |= u64::from(sees) << place;
        }
        Told {
            seen,
            hidden: carried.cells & !seen,
        }
    }

    /// What all cells around the places know that lie a leap from the cells of a block towards their points, if they
    /// agree.
    fn all_told(
        &self,
        (column, row): (usize, usize),
        carried: &Carried,
        leap: f32,
    ) -> Option<bool> {
        let (low, high) = carried.points;
        if MOST_POINTS < high - low {
            return None;
        }
        let points = &self.field.sources[low as usize..=high as usize];
        let (mut least, mut most) = ((f32::INFINITY, f32::INFINITY), (0.0_f32, 0.0_f32));
        for point in points {
            least = (least.0.min(point.x), least.1.min(point.y));
            most = (most.0.max(point.x), most.1.max(point.y));
        }
        let half = (SIDE as f32 - 1.0) / 2.0;
        let middle = (column as f32 + half, row as f32 + half);
        // From each cell to its point the same part of the way is gone, no farther than a leap.
        let along = |middle: f32, least: f32, most: f32| {
            let way = f32::midpoint(least, most) + 0.5 - middle;
            (way, (most - least) / 2.0)
        };
        let (x, y) = (
            along(middle.0, least.0, most.0),
            along(middle.1, least.1, most.1),
        );
        let farthest = half + (x.0.abs() + x.1).max(y.0.abs() + y.1);
        let part = leap / farthest;
        if 1.0 <= part {
            return Some(true);
        }
        let range = |middle: f32, (way, spread): (f32, f32)| {
            let (at, beside) = (middle + part * way, (1.0 - part) * half + part * spread);
            block_of(at - beside)..block_of(at + beside + 1.0) + 1
        };
        let columns = range(middle.0, x);
        let (mut seen, mut hidden) = (false, false);
        for row in range(middle.1, y) {
            for told in &self.told[row * self.per_row..][columns.clone()] {
                seen |= told.seen != 0;
                hidden |= told.hidden != 0;
            }
        }
        (seen != hidden).then_some(seen)
    }

    /// What the cells around the place know that lies a leap from a cell towards its point, if they agree.
    #[inline]
    fn told_towards(&self, point: Source, (x, y): (f32, f32), leap: f32) -> Option<bool> {
        let (dx, dy) = (point.x - x, point.y - y);
        let part = leap / dx.abs().max(dy.abs());
        if 1.0 <= part {
            return Some(true);
        }
        let (column, row) = (whole(x + part * dx + 0.5), whole(y + part * dy + 0.5));
        if column % SIDE != SIDE - 1 && row % SIDE != SIDE - 1 {
            let told = self.told[row / SIDE * self.per_row + column / SIDE];
            let four = FOUR << (row % SIDE * SIDE + column % SIDE);
            let (seen, hidden) = (told.seen & four != 0, told.hidden & four != 0);
            return (seen != hidden).then_some(seen);
        }
        let (mut seen, mut hidden) = (false, false);
        for (column, row) in [
            (column, row),
            (column + 1, row),
            (column, row + 1),
            (column + 1, row + 1),
        ] {
            let told = self.told[row / SIDE * self.per_row + column / SIDE];
            let place = row % SIDE * SIDE + column % SIDE;
            seen |= told.seen >> place & 1 != 0;
            hidden |= told.hidden >> place & 1 != 0;
        }
        (seen != hidden).then_some(seen)
    }
}

/// The block of a column or row.
#[inline]
fn block_of(cells: f32) -> usize {
    whole(cells) / SIDE
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a column or row of the window"
)]
#[inline]
pub(super) fn whole(cells: f32) -> usize {
    cells as u32 as usize
}

/// Which cells of a line in a block see their points, by a bit for each.
#[inline]
pub(super) fn line_of(block: u64, line: usize) -> u64 {
    block >> (line % SIDE * SIDE) & ((1 << SIDE) - 1)
}

/// The cells of a line in runs that all see their points or all do not, given the blocks that the line passes through.
pub(super) fn runs_alike(
    blocks: &[u64],
    line: usize,
    cells: Range<usize>,
) -> impl Iterator<Item = (Range<usize>, bool)> {
    let mut first = cells.start;
    std::iter::from_fn(move || {
        if cells.end <= first {
            return None;
        }
        let see = |cell: usize| line_of(blocks[cell / SIDE], line) >> (cell % SIDE);
        let sees = see(first) & 1 != 0;
        let mut end = first;
        while end < cells.end {
            let bits = if sees { see(end) } else { !see(end) };
            let alike = bits.trailing_ones() as usize;
            let left = SIDE - end % SIDE;
            end += alike.min(left);
            if alike < left {
                break;
            }
        }
        let run = first..end.min(cells.end);
        first = run.end;
        Some((run, sees))
    })
}
