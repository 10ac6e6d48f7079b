//! How much of each pixel an area or a line covers.

use geo::Coord;

/// Shares of pixels, added up edge by edge. Edges may lie anywhere.
///
/// # Source
/// R. Levien, "Inside the fastest font renderer in the world" (2016): signed areas to the right of every edge,
/// summed along each row.
#[derive(Debug)]
pub(super) struct Coverage {
    columns: usize,
    rows: usize,
    sums: Vec<f32>,
    /// The columns and rows in which there is anything: from, and behind the last.
    touched: [(usize, usize); 2],
}

/// Nothing is touched.
const NOTHING: [(usize, usize); 2] = [(usize::MAX, 0); 2];

/// Smaller shares are not seen: half a step of a colour.
const LEAST_SHARE: f32 = 1.0 / 512.0;

impl Coverage {
    pub(super) fn new(columns: usize, rows: usize) -> Self {
        Self {
            columns,
            rows,
            sums: vec![0.0; (columns + 2) * rows],
            touched: NOTHING,
        }
    }

    /// Adds an edge of a ring, in pixels from the upper left corner, rows downwards.
    pub(super) fn edge(&mut self, from: Coord<f64>, to: Coord<f64>) {
        let (direction, upper, lower) = if from.y < to.y {
            (1.0, from, to)
        } else {
            (-1.0, to, from)
        };
        let (top, bottom) = (upper.y.max(0.0), lower.y.min(self.rows as f64));
        if bottom <= top {
            return;
        }
        let per_row = (lower.x - upper.x) / (lower.y - upper.y);
        let x_at = |y: f64| upper.x + per_row * (y - upper.y);
        let mut y = top;
        while y < bottom {
            let row = crate::terrain::whole_cells(y);
            let next = (row as f64 + 1.0).min(bottom);
            let height = direction * (next - y);
            self.span(row, (x_at(y), x_at(next)), height);
            y = next;
        }
    }

    /// Adds a piece of an edge within one row, `height` of it in the direction of the ring.
    fn span(&mut self, row: usize, (one, other): (f64, f64), height: f64) {
        let width = self.columns as f64;
        let (mut left, mut right) = (one.min(other), one.max(other));
        let mut height = height;
        if right <= 0.0 {
            self.add(row, 0, height);
            return;
        }
        if width <= left {
            return;
        }
        if left < 0.0 {
            let share = -left / (right - left);
            self.add(row, 0, height * share);
            (left, height) = (0.0, height * (1.0 - share));
        }
        if width < right {
            height *= (width - left) / (right - left);
            right = width;
        }
        let first = crate::terrain::whole_cells(left);
        let last = crate::terrain::whole_cells(right).min(self.columns);
        if first == last {
            let middle = f64::midpoint(left, right) - first as f64;
            self.add(row, first, height * (1.0 - middle));
            self.add(row, first + 1, height * middle);
            return;
        }
        let per_column = height / (right - left);
        for column in first..=last {
            let begin = left.max(column as f64);
            let end = right.min(column as f64 + 1.0);
            if end <= begin {
                continue;
            }
            let (part, middle) = (per_column * (end - begin), f64::midpoint(begin, end));
            let middle = middle - column as f64;
            self.add(row, column, part * (1.0 - middle));
            self.add(row, column + 1, part * middle);
        }
    }

    fn add(&mut self, row: usize, column: usize, height: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "a share from -1 to 1")]
        let height = height as f32;
        if let Some(sum) = self.sums.get_mut(row * (self.columns + 2) + column) {
            *sum += height;
            for ((from, to), place) in self.touched.iter_mut().zip([column, row]) {
                *from = (*from).min(place);
                *to = (*to).max(place + 1);
            }
        }
    }

    /// The share of each pixel that is inside, row by row; calls `pixel` where there is any, and forgets it.
    pub(super) fn take(&mut self, mut pixel: impl FnMut(usize, usize, f32)) {
        let [(west, east), (north, south)] = std::mem::replace(&mut self.touched, NOTHING);
        for row in north..south {
            let begin = row * (self.columns + 2);
            let Some(sums) = self.sums.get_mut(begin + west..begin + east) else {
                return;
            };
            let mut sum = 0.0;
            let mut covered = |column: usize, sum: f32| {
                let share = sum.abs().min(1.0);
                if column < self.columns && LEAST_SHARE < share {
                    pixel(column, row, share);
                }
            };
            for (column, part) in (west..).zip(sums) {
                sum += *part;
                *part = 0.0;
                covered(column, sum);
            }
            // What ends beyond the picture goes on to its edge.
            for column in east..self.columns {
                covered(column, sum);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(corners: &[(f64, f64)]) -> Vec<f32> {
        let mut coverage = Coverage::new(4, 3);
        for (index, from) in corners.iter().enumerate() {
            let to = corners[(index + 1) % corners.len()];
            let at = |(x, y)| Coord { x, y };
            coverage.edge(at(*from), at(to));
        }
        let mut shares = vec![0.0; 12];
        coverage.take(|column, row, share| shares[row * 4 + column] = share);
        shares
    }

    fn check(corners: &[(f64, f64)], expected: [f32; 12]) {
        for (seen, expected) in shares(corners).iter().zip(expected) {
            assert!(
                (seen - expected).abs() < 1e-5,
                "{corners:?}: {seen} {expected}"
            );
        }
    }

    #[test]
    fn a_pixel_is_covered_by_the_share_that_is_inside() {
        let square = [(0.5, 0.5), (2.0, 0.5), (2.0, 2.0), (0.5, 2.0)];
        check(
            &square,
            [
                0.25, 0.5, 0.0, 0.0, //
                0.5, 1.0, 0.0, 0.0, //
                0.0, 0.0, 0.0, 0.0,
            ],
        );
        let triangle = [(0.0, 0.0), (4.0, 0.0), (0.0, 2.0)];
        check(
            &triangle,
            [
                1.0, 1.0, 0.75, 0.25, //
                0.75, 0.25, 0.0, 0.0, //
                0.0, 0.0, 0.0, 0.0,
            ],
        );
    }

    #[test]
    fn what_reaches_beyond_the_picture_fills_it() {
        let large = [
            (-100.0, -90.0),
            (300.0, -110.0),
            (310.0, 200.0),
            (-90.0, 205.0),
        ];
        check(&large, [1.0; 12]);
        let left_half = [(-50.0, -50.0), (2.0, -50.0), (2.0, 50.0), (-50.0, 50.0)];
        let row = [1.0, 1.0, 0.0, 0.0];
        check(&left_half, [row, row, row].concat().try_into().unwrap());
    }
}
