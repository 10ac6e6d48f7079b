//! The nearest of some cells, for every cell of a grid.

use rayon::prelude::*;

/// There is none.
pub(super) const NO_CELL: u32 = u32::MAX;

/// For each cell the index of the nearest one for which `is_one` holds, by the distance of their middles;
/// [`NO_CELL`] where there is none at all. Cells are square, and fewer than [`NO_CELL`].
///
/// # Source
/// Felzenszwalb, Huttenlocher 2012, *Distance transforms of sampled functions*: exact, first along columns,
/// then along each row the lowest of parabolas.
pub(super) fn nearest_cells(
    columns: usize,
    rows: usize,
    is_one: impl Fn(usize) -> bool,
) -> Vec<u32> {
    let mut nearest = nearest_in_column(columns, rows, is_one);
    let lines = nearest.par_chunks_mut(columns.max(1)).enumerate();
    lines.for_each_init(Envelope::default, |envelope, (row, line)| {
        envelope.of_row(line, columns, row);
        for (column, cell) in line.iter_mut().enumerate() {
            *cell = envelope.nearest_at(column);
        }
    });
    nearest
}

/// For each cell the nearest one above or below it, upwards where both are as near.
fn nearest_in_column(columns: usize, rows: usize, is_one: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut nearest = vec![NO_CELL; columns * rows];
    for cell in 0..nearest.len() {
        if is_one(cell) {
            nearest[cell] = narrow(cell);
        } else if columns <= cell {
            nearest[cell] = nearest[cell - columns];
        }
    }
    let row_of = |cell: u32| cell as usize / columns;
    for cell in (0..nearest.len().saturating_sub(columns)).rev() {
        let (above, below) = (nearest[cell], nearest[cell + columns]);
        let row = cell / columns;
        let nearer = below != NO_CELL
            && (above == NO_CELL || row_of(below).abs_diff(row) < row_of(above).abs_diff(row));
        if nearer {
            nearest[cell] = below;
        }
    }
    nearest
}

/// The lowest of parabolas over a row.
#[derive(Default)]
struct Envelope {
    /// The cell, its column, and from where on along the row it is the nearest.
    parts: Vec<(u32, f64, f64)>,
    next: usize,
}

impl Envelope {
    fn of_row(&mut self, line: &[u32], columns: usize, row: usize) {
        self.parts.clear();
        self.next = 0;
        let height_of = |cell: u32| {
            let away = (cell as usize / columns).abs_diff(row) as f64;
            away * away
        };
        for (column, cell) in line
            .iter()
            .enumerate()
            .filter(|(_, cell)| **cell != NO_CELL)
        {
            let at = column as f64;
            let height = height_of(*cell);
            let mut from = f64::NEG_INFINITY;
            while let Some((other, other_at, other_from)) = self.parts.last().copied() {
                let sum = at.mul_add(at, height) - other_at.mul_add(other_at, height_of(other));
                from = sum / (2.0 * (at - other_at));
                if other_from < from {
                    break;
                }
                self.parts.pop();
                from = f64::NEG_INFINITY;
            }
            self.parts.push((*cell, at, from));
        }
    }

    /// The nearest cell at a column; columns come in rising order.
    fn nearest_at(&mut self, column: usize) -> u32 {
        while let Some((_, _, from)) = self.parts.get(self.next + 1) {
            if column as f64 <= *from {
                break;
            }
            self.next += 1;
        }
        self.parts
            .get(self.next)
            .map_or(NO_CELL, |(cell, ..)| *cell)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "windows are limited to far fewer cells"
)]
fn narrow(cell: usize) -> u32 {
    cell as u32
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn the_nearest_cell_is_as_near_as_any() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        for share in [0.0, 0.01, 0.1, 0.9] {
            let (columns, rows) = (37, 23);
            let ones: Vec<bool> = (0..columns * rows)
                .map(|_| random.random_bool(share))
                .collect();
            let nearest = nearest_cells(columns, rows, |cell| ones[cell]);
            let away = |one: usize, other: usize| {
                let along = (one % columns).abs_diff(other % columns);
                let across = (one / columns).abs_diff(other / columns);
                along * along + across * across
            };
            for (cell, found) in nearest.iter().enumerate() {
                let least = (0..ones.len())
                    .filter(|other| ones[*other])
                    .map(|other| away(cell, other))
                    .min();
                let found = (*found != NO_CELL).then_some(*found as usize);
                assert!(found.is_none_or(|found| ones[found]));
                assert_eq!(found.map(|found| away(cell, found)), least);
            }
        }
    }
}
