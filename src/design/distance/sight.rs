//! What of the ground stands in the way of a straight line.
//!
//! A line meets the ground where it crosses the columns of middles, or the rows if it runs rather along
//! those. Between two middles the ground is straight, unless it is steeper there than the slope: then it
//! is a step, and the higher cell counts all the way, so that nothing slips through between two cells.
//!
//! A line begins on the ground, so it can only run into ground that is steeper than the slope. It leaps
//! over everything where there is none, or none as high. Where leaps are wide enough for all lines of a block of
//! cells, these are looked along at once.

use rayon::prelude::*;

use super::shadow::Shadow;
use super::{Domain, Source};

/// Ground may stand above a line by this much, in cells, before it is in the way.
pub(super) const SLACK: f32 = 1e-3;

/// So near to a middle, in cells, a line passes over one cell alone.
const ON_MIDDLE: f32 = 1e-3;

/// Ground that rises by less than this along a row and column together, in cells of slope for each cell,
/// cannot stop a line. Safely below one.
const STEEP: f32 = 0.8;

/// Ground so deep below the straight distance is in nobody's way, in cells. A line passes a cell's middle
/// within one cell, and distances that are handed on are less than one too long.
const DEEP: f32 = 2.0;

/// Cells on a side of the smallest blocks.
pub(super) const SIDE: usize = 1 << SIDE_BITS;

/// The same as a power of two.
const SIDE_BITS: u32 = 3;

/// Blocks of the next size have as many on a side, as a power of two.
const FACTOR_BITS: u32 = 2;

/// Beside steep ground so many steps are looked at before the next leap is tried.
const STEPS_BESIDE_STEEP: usize = 4;

/// Sizes of blocks.
const SIZES: usize = 3;

/// Places across a line are kept in units of a cell by two to this power.
const FIXED_BITS: u32 = 32;

/// Ground that can stand in the way.
pub(crate) struct Obstacles<'a> {
    domain: &'a Domain<'a>,
    /// The smallest first.
    blocks: Vec<Blocks>,
    /// For each of the smallest, how many steps from a cell in it no ground is steep.
    clear: Vec<u16>,
    /// The highest steep ground of all.
    highest: f32,
}

/// For each square block of cells, the highest steep ground in it and the blocks around it.
struct Blocks {
    per_row: usize,
    side_bits: u32,
    highest: Vec<f32>,
}

impl<'a> Obstacles<'a> {
    /// Finds the steep ground of a window that is not deep below the straight distances `u`, if no line is lower
    /// than those.
    pub(crate) fn of(domain: &'a Domain<'a>, u: Option<&[f32]>) -> Self {
        let per_row = domain.stride().div_ceil(SIDE);
        let rows = (domain.rows + 2).div_ceil(SIDE);
        let mut highest = vec![f32::NEG_INFINITY; per_row * rows];
        highest
            .par_chunks_mut(per_row)
            .enumerate()
            .for_each(|(block_row, highest)| {
                let first = (block_row * SIDE).max(1);
                let end = ((block_row + 1) * SIDE).min(domain.rows + 1);
                for row in first..end {
                    steep_of_row(domain, u, row, highest);
                }
            });
        let clear = clear_steps(&highest, per_row);
        let mut blocks = Vec::with_capacity(SIZES);
        let (mut highest, mut per_row, mut side_bits) = (highest, per_row, SIDE_BITS);
        for _ in 0..SIZES {
            blocks.push(Blocks::around(&highest, per_row, side_bits));
            highest = coarser(&highest, per_row, 1 << FACTOR_BITS);
            per_row = per_row.div_ceil(1 << FACTOR_BITS);
            side_bits += FACTOR_BITS;
        }
        let highest = highest.into_iter().fold(f32::NEG_INFINITY, f32::max);
        Self {
            domain,
            blocks,
            clear,
            highest,
        }
    }

    /// Whether the line from a source to a point runs above the ground.
    #[inline]
    pub(crate) fn let_through(&self, source: Source, at: (f32, f32)) -> bool {
        source.is_free_to(at) || self.look(source, at).is_none()
    }

    /// What stands in the way from a source to a point, if anything does.
    #[inline(never)]
    pub(super) fn look(&self, source: Source, (x, y): (f32, f32)) -> Option<Shadow> {
        let (dx, dy) = (x - source.x, y - source.y);
        let along_row = dy.abs() <= dx.abs();
        // Along the longer side of the way, and across.
        let (way, across, from, from_across) = if along_row {
            (dx, dy, source.x, source.y)
        } else {
            (dy, dx, source.y, source.x)
        };
        let length = way.abs();
        // Higher than all steep ground nothing is in the way.
        let end = (length - 1e-3).min(self.highest - source.u);
        if end <= source.free {
            return None;
        }
        let direction = way.signum();
        // The distance along the way to the first middle of a column or row.
        let into = (from - 0.5) * direction;
        let mut gone = floor(into) + 1.0 - into;
        let lean = across / length;
        let rise = (1.0 + lean * lean).sqrt();
        let stride = self.domain.stride();
        let (step_across, step_along) = if along_row { (stride, 1) } else { (1, stride) };
        let mut along = whole(from + gone * direction + 1.0);
        let ahead = if 0.0 < direction { 1 } else { -1 };
        let mut beside = fixed(from_across + gone * lean + 0.5);
        let lean = fixed(lean);
        while gone < end {
            let base = beside >> FIXED_BITS;
            let at = if along_row {
                (along, base)
            } else {
                (base, along)
            };
            let leap = self.leap(at, source.u + gone * rise);
            if leap != 0 {
                gone += leap as f32;
                along += leap * ahead;
                beside += leap * lean;
                continue;
            }
            for _ in 0..STEPS_BESIDE_STEEP {
                let cell = index(along) * step_along + index(beside >> FIXED_BITS) * step_across;
                let (near, far) = (
                    self.domain.floors[cell],
                    self.domain.floors[cell + step_across],
                );
                let height = source.u + gone * rise + SLACK;
                if height < near.max(far) && height < between(near, far, part_of(beside)) {
                    let base = (beside >> FIXED_BITS) as f32 - 0.5 - from_across;
                    return Some(Shadow::behind(
                        (near, far),
                        source.u,
                        (base, gone),
                        direction,
                        along_row,
                    ));
                }
                gone += 1.0;
                along += ahead;
                beside += lean;
                if end <= gone {
                    return None;
                }
            }
        }
        None
    }

    /// How many steps from a cell, and from those in its block, no ground is steep, or none as high as lines there that
    /// rise to `value`.
    pub(super) fn leap_back(&self, (column, row): (usize, usize), value: f32) -> usize {
        let block = (row >> SIDE_BITS) * self.blocks[0].per_row + (column >> SIDE_BITS);
        let mut leap = usize::from(self.clear[block]);
        for blocks in &self.blocks {
            let bits = blocks.side_bits;
            let farther = (1 << bits) - 1;
            let block = (row >> bits) * blocks.per_row + (column >> bits);
            if leap < farther {
                if value - farther as f32 * std::f32::consts::SQRT_2 < blocks.highest[block] {
                    break;
                }
                leap = farther;
            }
        }
        leap
    }

    /// How far around a source no ground is steep, or none as high, in cells along rows and columns.
    pub(super) fn free_around(&self, source: Source) -> f32 {
        let at = (whole(source.x + 0.5), whole(source.y + 0.5));
        self.leap(at, source.u) as f32
    }

    /// How many cells from one on, in any direction, no ground is steep, or none as high as `value`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "columns and rows of a window"
    )]
    #[inline]
    pub(super) fn free_rows(&self, (column, row): (usize, usize), value: f32) -> isize {
        self.leap((column as i64, row as i64), value) as isize
    }

    /// How many steps from a cell no ground is steep, or none as high as `value`.
    #[inline]
    fn leap(&self, (column, row): (i64, i64), value: f32) -> i64 {
        let block = index(row >> SIDE_BITS) * self.blocks[0].per_row + index(column >> SIDE_BITS);
        let mut leap = i64::from(self.clear[block]);
        if leap != 0 {
            return leap;
        }
        for blocks in &self.blocks {
            let bits = blocks.side_bits;
            let block = index(row >> bits) * blocks.per_row + index(column >> bits);
            if value < blocks.highest[block] {
                break;
            }
            leap = (1 << bits) - 1;
        }
        leap
    }
}

/// Whether the ground between two middles is a step.
#[inline]
pub(super) fn is_step(near: f32, far: f32) -> bool {
    1.0 < (far - near).abs()
}

/// Which part of the way between two middles the ground stands above lines, by their heights there at its ends.
pub(super) fn stands_between(
    (near, far): (f32, f32),
    (first, last): (f32, f32),
) -> Option<(f32, f32)> {
    let (first, last) = (first + SLACK, last + SLACK);
    let (begun, ended) = (first < near, last < far);
    if is_step(near, far) {
        let any = begun || ended || first.min(last) < near.max(far);
        let from = if begun { 0.0 } else { ON_MIDDLE };
        let to = if ended { 1.0 } else { 1.0 - ON_MIDDLE };
        return any.then_some((from, to));
    }
    match (begun, ended) {
        (true, true) => Some((0.0, 1.0)),
        (false, false) => None,
        _ => {
            let (over, under) = (near - first, far - last);
            let part = over / (over - under);
            Some(if begun { (0.0, part) } else { (part, 1.0) })
        }
    }
}

/// The ground between two middles, at a part of the way.
#[inline]
fn between(near: f32, far: f32, part: f32) -> f32 {
    if !is_step(near, far) {
        near + (far - near) * part
    } else if part < ON_MIDDLE {
        near
    } else if 1.0 - ON_MIDDLE < part {
        far
    } else {
        near.max(far)
    }
}

/// Raises `highest` of each block to the steep ground in one row of the padded window.
fn steep_of_row(domain: &Domain<'_>, u: Option<&[f32]>, row: usize, highest: &mut [f32]) {
    let stride = domain.stride();
    let u = u.map(|u| &u[row * stride..][..stride]);
    let inside = &domain.inside[row * stride..][..stride];
    let of_row = |row: usize| &domain.floors[row * stride..][..stride];
    let (north, here, south) = (of_row(row - 1), of_row(row), of_row(row + 1));
    for (block, highest) in highest.iter_mut().enumerate() {
        let first = (block * SIDE).max(1);
        let end = ((block + 1) * SIDE).min(stride - 1);
        let mut most = *highest;
        for column in first..end {
            let floor = here[column];
            let along = (floor - here[column - 1])
                .abs()
                .max((floor - here[column + 1]).abs());
            let across = (floor - north[column])
                .abs()
                .max((floor - south[column]).abs());
            let steep = STEEP * STEEP < along * along + across * across;
            let shallow = u.is_none_or(|u| !inside[column] || u[column] < floor + DEEP);
            let steep = steep && shallow;
            most = if steep { most.max(floor) } else { most };
        }
        *highest = most;
    }
}

/// From each block, how many steps are safe from all blocks with steep ground.
fn clear_steps(highest: &[f32], per_row: usize) -> Vec<u16> {
    // Blocks with steep ground, and how many blocks away the nearest is, along rows, columns and across.
    let mut away: Vec<u16> = highest
        .iter()
        .map(|highest| {
            if *highest == f32::NEG_INFINITY {
                u16::MAX / 16
            } else {
                0
            }
        })
        .collect();
    let rows = away.len() / per_row;
    let mut pass = |forward: bool| {
        for step in 0..away.len() {
            let block = if forward { step } else { away.len() - 1 - step };
            let (column, row) = (block % per_row, block / per_row);
            let last = if forward { 0 } else { rows - 1 };
            let mut least = away[block];
            let ahead = if forward {
                0 < column
            } else {
                column + 1 < per_row
            };
            if ahead {
                least = least.min(away[if forward { block - 1 } else { block + 1 }] + 1);
            }
            if row != last {
                let before = if forward {
                    block - per_row
                } else {
                    block + per_row
                };
                least = least.min(away[before] + 1);
                if 0 < column {
                    least = least.min(away[before - 1] + 1);
                }
                if column + 1 < per_row {
                    least = least.min(away[before + 1] + 1);
                }
            }
            away[block] = least;
        }
    };
    pass(true);
    pass(false);
    away.iter()
        .map(|away| (away.saturating_sub(1) << SIDE_BITS).saturating_sub(1))
        .collect()
}

/// The same for blocks of `factor` times `factor` of the blocks.
fn coarser(highest: &[f32], per_row: usize, factor: usize) -> Vec<f32> {
    let mut coarse = Vec::with_capacity(highest.len() / factor + per_row);
    for rows in highest.chunks(per_row * factor) {
        for column in (0..per_row).step_by(factor) {
            let columns = column..(column + factor).min(per_row);
            let blocks = rows.chunks(per_row).flat_map(|row| &row[columns.clone()]);
            coarse.push(blocks.copied().fold(f32::NEG_INFINITY, f32::max));
        }
    }
    coarse
}

impl Blocks {
    /// Takes the blocks around into each.
    fn around(highest: &[f32], per_row: usize, side_bits: u32) -> Self {
        let rows = highest.len() / per_row;
        let at = |column: usize, row: usize| highest[row * per_row + column];
        let mut around = Vec::with_capacity(highest.len());
        for row in 0..rows {
            for column in 0..per_row {
                let mut most = f32::NEG_INFINITY;
                for row in row.saturating_sub(1)..(row + 2).min(rows) {
                    for column in column.saturating_sub(1)..(column + 2).min(per_row) {
                        most = most.max(at(column, row));
                    }
                }
                around.push(most);
            }
        }
        Self {
            per_row,
            side_bits,
            highest: around,
        }
    }
}

/// A place across a line, or how it changes with each step.
#[expect(clippy::cast_possible_truncation, reason = "far from overflow")]
#[inline]
fn fixed(cells: f32) -> i64 {
    (cells * (1_i64 << FIXED_BITS) as f32) as i64
}

/// How far beyond a middle a place lies.
#[inline]
fn part_of(fixed: i64) -> f32 {
    (fixed & ((1 << FIXED_BITS) - 1)) as f32 / (1_i64 << FIXED_BITS) as f32
}

/// Rounds down; without a call, as processors from before 2008 would need.
#[inline]
fn floor(cells: f32) -> f32 {
    let cut = whole(cells) as f32;
    if cells < cut { cut - 1.0 } else { cut }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a column or row of the window"
)]
#[inline]
fn whole(cells: f32) -> i64 {
    cells as i64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a column or row of the window"
)]
#[inline]
fn index(cells: i64) -> usize {
    cells as usize
}
