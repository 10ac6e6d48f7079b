//! Numbers for the cells of a grid, red and black ones apart, so that one colour can be read while the other changes.

use std::ops::Range;

/// Cells that are worth a thread of their own.
const CELLS_PER_TASK: usize = 1 << 15;

/// A number for each cell, those of one colour apart: the neighbours of a red cell are black.
///
/// Column `2 i + parity` is kept at `i`, where the parity of a colour alternates from row to row.
#[derive(Clone, Debug)]
pub(super) struct Checkerboard {
    /// Cells of one colour in a row.
    pub(super) stride: usize,
    /// Red, whose row and column are both even or both odd, then black.
    pub(super) colours: [Vec<f64>; 2],
}

impl Checkerboard {
    /// The same number everywhere.
    pub(super) fn filled(columns: usize, rows: usize, value: f64) -> Self {
        let stride = columns.div_ceil(2).max(1);
        Self {
            stride,
            colours: [vec![value; stride * rows], vec![value; stride * rows]],
        }
    }

    /// The number of one cell.
    pub(super) fn at(&self, column: usize, row: usize) -> f64 {
        self.colours[(row + column) % 2][row * self.stride + column / 2]
    }

    /// Sets the number of one cell.
    pub(super) fn set(&mut self, column: usize, row: usize, value: f64) {
        self.colours[(row + column) % 2][row * self.stride + column / 2] = value;
    }

    /// Rows of cells.
    pub(super) fn rows(&self) -> usize {
        self.colours[0].len() / self.stride
    }

    /// One colour to change, the other to read.
    pub(super) fn split(&mut self, colour: usize) -> (&mut [f64], &[f64]) {
        let [red, black] = &mut self.colours;
        if colour == 0 {
            (red, black)
        } else {
            (black, red)
        }
    }

    /// Rows that are worth a thread of their own.
    pub(super) fn rows_per_task(&self) -> usize {
        (CELLS_PER_TASK / self.stride).max(1)
    }
}

/// The cells of one colour in a run: the first, and the one after the last.
#[inline]
pub(super) fn of_colour(run: &Range<usize>, parity: usize) -> Range<usize> {
    (run.start + 1 - parity) / 2..(run.end + 1 - parity) / 2
}

/// The sum of the four neighbours of cells `cells` of a row, one after the other, from the other colour.
#[inline]
pub(super) fn neighbour_sums<'a>(
    other: &'a [f64],
    stride: usize,
    row: usize,
    parity: usize,
    cells: &Range<usize>,
) -> impl Iterator<Item = f64> + use<'a> {
    let of = |row: usize, shift: usize| &other[row * stride + shift + cells.start..][..cells.len()];
    let north = of(row - 1, 0);
    let south = of(row + 1, 0);
    let beside = &other[row * stride + cells.start + parity - 1..][..=cells.len()];
    let across = north.iter().zip(south);
    let along = beside.iter().zip(&beside[1..]);
    across
        .zip(along)
        .map(|((north, south), (west, east))| (north + south) + (west + east))
}
