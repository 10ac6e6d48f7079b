//! The straight distance along the slope of every cell from the crest's edge, as if no ground stood in the way.
//!
//! For a crest at one level it does not depend on the level, so it is worked out once.

use rayon::prelude::*;

use super::piece::Piece;
use crate::design::distance::two_rows;
use crate::progress::{Cancelled, Run};
use crate::terrain::whole_cells;

/// No piece yet.
pub(super) const NONE: u32 = u32::MAX;

/// The cell is part of the crest itself.
pub(super) const TOP: u32 = u32::MAX - 1;

/// Cells along a piece are looked for at steps of this, in cells.
const STEP_CELLS: f64 = 0.5;

/// Rows between two looks at the progress.
const ROWS_PER_STEP: usize = 64;

/// Distance along the slope, and the piece of the edge that it is measured from, of each cell of a window with a
/// border of one cell.
#[derive(Clone, Debug)]
pub(super) struct Straight {
    /// In cells, zero at the crest level and falling outwards; negative infinity where there is none.
    pub u: Vec<f32>,
    pub origins: Vec<u32>,
    pub stride: usize,
    pub rows: usize,
}

/// The middle of a cell of a window with a border.
#[inline]
pub(super) fn middle_of(cell: usize, stride: usize) -> (f32, f32) {
    ((cell % stride) as f32 - 0.5, (cell / stride) as f32 - 0.5)
}

impl Straight {
    /// A window without any distances.
    pub(super) fn empty(columns: usize, rows: usize) -> Self {
        let stride = columns + 2;
        Self {
            u: vec![f32::NEG_INFINITY; stride * (rows + 2)],
            origins: vec![NONE; stride * (rows + 2)],
            stride,
            rows,
        }
    }

    /// Hands pieces from cell to cell, and keeps the best of each. Cells of the top stay as they are.
    pub(super) fn spread(&mut self, pieces: &[Piece], run: &Run) -> Result<(), Cancelled> {
        for (piece, number) in pieces.iter().zip(0_u32..) {
            for_cells_beside(piece, self.stride, self.rows, |cell| {
                let value = piece.value(middle_of(cell, self.stride));
                if self.u[cell] < value {
                    (self.u[cell], self.origins[cell]) = (value, number);
                }
            });
        }
        for step in 0..2 * self.rows {
            if step.is_multiple_of(ROWS_PER_STEP) {
                run.step(step, 2 * self.rows)?;
            }
            let (row, before) = if step < self.rows {
                (step + 1, step)
            } else {
                (2 * self.rows - step, 2 * self.rows - step + 1)
            };
            self.sweep_row(row, before, pieces);
        }
        self.settle(pieces);
        Ok(())
    }

    /// Takes what the row before has, and hands it east and west.
    fn sweep_row(&mut self, row: usize, before: usize, pieces: &[Piece]) {
        let stride = self.stride;
        let [u_before, u] = two_rows(&mut self.u, stride, before, row);
        let [origins_before, origins] = two_rows(&mut self.origins, stride, before, row);
        let y = row as f32 - 0.5;
        let (mut beside, mut x) = ((u[0], origins[0]), 0.5);
        for column in 1..stride - 1 {
            let mut best = (u[column], origins[column]);
            for theirs in [column, column - 1, column + 1] {
                let theirs = (u_before[theirs], origins_before[theirs]);
                offer(&mut best, theirs, (x, y), pieces);
            }
            offer(&mut best, beside, (x, y), pieces);
            (u[column], origins[column]) = best;
            beside = best;
            x += 1.0;
        }
        let mut beside = (u[stride - 1], origins[stride - 1]);
        for column in (1..stride - 1).rev() {
            x -= 1.0;
            let mut best = (u[column], origins[column]);
            let begun = best.1;
            offer(&mut best, beside, (x, y), pieces);
            if best.1 != begun {
                (u[column], origins[column]) = best;
            }
            beside = best;
        }
    }

    /// Looks along the edge for a better piece than the one that was handed on.
    fn settle(&mut self, pieces: &[Piece]) {
        let stride = self.stride;
        let rows = self
            .u
            .par_chunks_mut(stride)
            .zip(self.origins.par_chunks_mut(stride));
        let rows = rows.enumerate().skip(1).take(self.rows);
        rows.for_each(|(row, (u, origins))| {
            let y = row as f32 - 0.5;
            let (mut guess, mut before) = (NONE, NONE);
            for (column, (u, origin)) in u.iter_mut().zip(origins).enumerate() {
                if TOP <= *origin {
                    continue;
                }
                let at = (column as f32 - 0.5, y);
                let mut best = (*u, *origin);
                better(&mut best, guess, at, pieces);
                for step in [1, u32::MAX] {
                    loop {
                        let next = best.1.wrapping_add(step);
                        if !better(&mut best, next, at, pieces) {
                            break;
                        }
                    }
                }
                // Along a row the nearest piece moves evenly.
                (guess, before) = (best.1.wrapping_mul(2).wrapping_sub(before), best.1);
                (*u, *origin) = best;
            }
        });
    }
}

/// Calls `each` with the cells that a piece runs through, and those beside them, some more than once.
pub(super) fn for_cells_beside(
    piece: &Piece,
    stride: usize,
    rows: usize,
    mut each: impl FnMut(usize),
) {
    let length = f64::from(piece.length());
    let steps = (length / STEP_CELLS).ceil();
    let mut step = 0.0;
    while step <= steps {
        let along = if 0.0 < steps {
            length * step / steps
        } else {
            0.0
        };
        let (x, y) = piece.point(crate::design::as_f32(along));
        let column = whole_cells(f64::from(x) + 1.0).clamp(1, stride - 2);
        let row = whole_cells(f64::from(y) + 1.0).clamp(1, rows);
        for row in (row - 1).max(1)..=(row + 1).min(rows) {
            for column in (column - 1).max(1)..=(column + 1).min(stride - 2) {
                each(row * stride + column);
            }
        }
        step += 1.0;
    }
}

/// Takes a piece if it is better, and tells whether it was.
#[inline]
fn better(best: &mut (f32, u32), number: u32, at: (f32, f32), pieces: &[Piece]) -> bool {
    let Some(piece) = pieces.get(number as usize) else {
        return false;
    };
    let value = piece.value(at);
    let better = best.0 < value;
    if better {
        *best = (value, number);
    }
    better
}

/// Takes a neighbour's piece, if it is better for the cell than its own.
///
/// The way to a piece leads through neighbours that lie nearer to it, so others are not asked.
#[inline]
fn offer(best: &mut (f32, u32), theirs: (f32, u32), at: (f32, f32), pieces: &[Piece]) {
    if best.0 < theirs.0 && theirs.1 != best.1 {
        better(best, theirs.1, at, pieces);
    }
}
