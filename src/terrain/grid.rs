//! A value for each cell.

use geo::Coord;

use super::{CellWindow, Placement, whole_cells};

/// A value for each cell of a placement, row by row from the north-west.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid<T> {
    placement: Placement,
    cells: Vec<T>,
}

/// The lowest and the highest of a grid's heights, and how many cells have one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeightRange {
    /// In metres.
    pub lowest_m: f64,
    /// In metres.
    pub highest_m: f64,
    /// Cells with a height.
    pub cells: usize,
    /// Cells whose height is exactly zero.
    pub zeros: usize,
}

impl<T> Grid<T> {
    /// Returns `None` unless there is one value for each cell.
    pub fn new(placement: Placement, cells: Vec<T>) -> Option<Self> {
        (cells.len() == placement.cell_count()).then_some(Self { placement, cells })
    }

    /// The same grid with another ratio of ground to map, by which its areas and volumes count.
    #[must_use]
    pub fn with_ground_per_map(mut self, ground_per_map: f64) -> Self {
        self.placement.ground_per_map = ground_per_map;
        self
    }

    /// Where the cells lie.
    pub fn placement(&self) -> &Placement {
        &self.placement
    }

    /// All values, row by row from the north-west.
    pub fn cells(&self) -> &[T] {
        &self.cells
    }

    /// The values of one row, from the west.
    pub fn row(&self, row: usize) -> &[T] {
        &self.cells[row * self.placement.columns..][..self.placement.columns]
    }
}

impl<T: Copy> Grid<T> {
    /// The same value everywhere.
    pub fn filled(placement: Placement, value: T) -> Self {
        Self {
            placement,
            cells: vec![value; placement.cell_count()],
        }
    }

    /// The value that `value_at` gives for the middle of each cell.
    pub fn from_fn(placement: Placement, mut value_at: impl FnMut(Coord<f64>) -> T) -> Self {
        let mut cells = Vec::with_capacity(placement.cell_count());
        for row in 0..placement.rows {
            cells.extend(
                (0..placement.columns).map(|column| value_at(placement.center_of(column, row))),
            );
        }
        Self { placement, cells }
    }

    /// The value of one cell.
    pub fn at(&self, column: usize, row: usize) -> T {
        self.cells[row * self.placement.columns + column]
    }

    /// A block of the cells as a grid of its own.
    pub fn window(&self, window: CellWindow) -> Self {
        let mut cells = Vec::with_capacity(window.columns * window.rows);
        for row in window.row..window.row + window.rows {
            cells.extend_from_slice(&self.row(row)[window.column..window.column + window.columns]);
        }
        Self {
            placement: self.placement.of_window(window),
            cells,
        }
    }
}

impl Grid<f32> {
    /// The height at a point, in metres: bilinear between the middles of cells, level beyond the outermost ones.
    ///
    /// `None` outside the grid, and where the cell that holds the point has no height (NaN).
    /// A neighbour without a height does not count, and the others share its weight.
    pub fn height_at(&self, point: Coord<f64>) -> Option<f64> {
        self.height_at_cells(self.placement.cells_from_world(point))
    }

    /// As [`Self::height_at`], of a point in cells (see [`Placement::cells_from_world`]).
    pub fn height_at_cells(&self, point: Coord<f64>) -> Option<f64> {
        let Placement { columns, rows, .. } = self.placement;
        let inside =
            0.0 <= point.x && point.x <= columns as f64 && 0.0 <= point.y && point.y <= rows as f64;
        if !inside {
            return None;
        }
        let holder = self.at(
            whole_cells(point.x).min(columns - 1),
            whole_cells(point.y).min(rows - 1),
        );
        if holder.is_nan() {
            return None;
        }
        let x = (point.x - 0.5).clamp(0.0, (columns - 1) as f64);
        let y = (point.y - 0.5).clamp(0.0, (rows - 1) as f64);
        let (west, north) = (whole_cells(x), whole_cells(y));
        let (east, south) = ((west + 1).min(columns - 1), (north + 1).min(rows - 1));
        let (right, down) = (x - west as f64, y - north as f64);
        let corners = [
            (self.at(west, north), (1.0 - right) * (1.0 - down)),
            (self.at(east, north), right * (1.0 - down)),
            (self.at(west, south), (1.0 - right) * down),
            (self.at(east, south), right * down),
        ];
        let (mut sum, mut weight) = (0.0, 0.0);
        for (height, share) in corners {
            if !height.is_nan() {
                sum += f64::from(height) * share;
                weight += share;
            }
        }
        (0.0 < weight).then(|| sum / weight)
    }

    /// The mean height of square blocks of `factor` times `factor` cells, NaN where none of a block's cells
    /// has a height. The last blocks of a row or column may be cut short.
    pub fn coarser(&self, factor: usize) -> Self {
        let factor = factor.max(1);
        let placement = Placement {
            cell_width_m: self.placement.cell_width_m * factor as f64,
            cell_height_m: self.placement.cell_height_m * factor as f64,
            columns: self.placement.columns.div_ceil(factor),
            rows: self.placement.rows.div_ceil(factor),
            ..self.placement
        };
        let mut cells = Vec::with_capacity(placement.cell_count());
        let mut sums = vec![(0.0_f64, 0_u32); placement.columns];
        for rows in self.cells.chunks((self.placement.columns * factor).max(1)) {
            sums.fill((0.0, 0));
            for row in rows.chunks(self.placement.columns) {
                for (sum, block) in sums.iter_mut().zip(row.chunks(factor)) {
                    for height in block.iter().filter(|height| !height.is_nan()) {
                        sum.0 += f64::from(*height);
                        sum.1 += 1;
                    }
                }
            }
            // Of no heights the mean is NaN.
            cells.extend(
                sums.iter()
                    .map(|(sum, count)| as_f32(sum / f64::from(*count))),
            );
        }
        Self { placement, cells }
    }

    /// As [`Self::height_at`], or where that is `None` the mean of the nearest cells that have a height, up to so many
    /// cells away.
    pub fn height_near(&self, point: Coord<f64>, within: usize) -> Option<f64> {
        if let Some(height_m) = self.height_at(point) {
            return Some(height_m);
        }
        let cells = self.placement.cells_from_world(point);
        let (column, row) = (whole_cells(cells.x), whole_cells(cells.y));
        for around in 0..=within {
            let rows = row.saturating_sub(around)..(row + around + 1).min(self.placement.rows);
            let first = column.saturating_sub(around);
            let end = (column + around + 1).min(self.placement.columns);
            let (mut sum, mut count) = (0.0, 0.0);
            for row in rows {
                for height in self.row(row).iter().take(end).skip(first) {
                    if !height.is_nan() {
                        sum += f64::from(*height);
                        count += 1.0;
                    }
                }
            }
            if 0.0 < count {
                return Some(sum / count);
            }
        }
        None
    }

    /// The heights of another grid's cells, bilinear, NaN where there is none.
    pub fn resampled_to(&self, placement: Placement) -> Self {
        Self::from_fn(placement, |point| {
            self.height_at(point).map_or(f32::NAN, as_f32)
        })
    }

    /// The lowest and highest height, or `None` where no cell has one.
    pub fn height_range(&self) -> Option<HeightRange> {
        let mut range = HeightRange {
            lowest_m: f64::INFINITY,
            highest_m: f64::NEG_INFINITY,
            cells: 0,
            zeros: 0,
        };
        for height in self.cells.iter().copied().filter(|height| !height.is_nan()) {
            range.lowest_m = range.lowest_m.min(f64::from(height));
            range.highest_m = range.highest_m.max(f64::from(height));
            range.cells += 1;
            range.zeros += usize::from(height.abs() == 0.0);
        }
        (0 < range.cells).then_some(range)
    }
}

/// Heights, distances and shares of cells are kept as `f32`: 0.1 mm at 1,000 m.
#[expect(clippy::cast_possible_truncation, reason = "precise enough for a cell")]
#[inline]
pub(crate) fn as_f32(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_by_two(cells: [f32; 4]) -> Grid<f32> {
        let placement = Placement {
            west_m: 0.0,
            north_m: 20.0,
            cell_width_m: 10.0,
            cell_height_m: 10.0,
            columns: 2,
            rows: 2,
            ground_per_map: 1.0,
        };
        Grid::new(placement, cells.to_vec()).unwrap()
    }

    #[test]
    fn heights_are_bilinear_between_the_middles_of_cells() {
        let grid = two_by_two([0.0, 10.0, 20.0, 30.0]);
        assert_eq!(grid.height_at(Coord { x: 5.0, y: 15.0 }), Some(0.0));
        assert_eq!(grid.height_at(Coord { x: 10.0, y: 10.0 }), Some(15.0));
        assert_eq!(grid.height_at(Coord { x: 0.0, y: 20.0 }), Some(0.0));
        assert_eq!(grid.height_at(Coord { x: 20.1, y: 10.0 }), None);
    }

    #[test]
    fn a_cell_without_a_height_is_not_invented_and_does_not_spoil_its_neighbours() {
        let grid = two_by_two([f32::NAN, 10.0, 10.0, 10.0]);
        assert_eq!(grid.height_at(Coord { x: 5.0, y: 15.0 }), None);
        assert_eq!(grid.height_at(Coord { x: 11.0, y: 9.0 }), Some(10.0));
        assert_eq!(grid.height_range().unwrap().cells, 3);
    }

    #[test]
    fn resampling_to_the_same_cells_changes_nothing() {
        let grid = two_by_two([1.5, 2.5, 3.5, 4.5]);
        assert_eq!(grid.resampled_to(*grid.placement()), grid);
    }

    #[test]
    fn a_coarser_grid_has_the_mean_of_the_known_heights() {
        let grid = two_by_two([f32::NAN, 1.0, 3.0, 5.0]);
        assert_eq!(grid.coarser(2).cells(), [3.0]);
        assert_eq!(
            grid.coarser(2).placement().extent(),
            grid.placement().extent()
        );
        // Cut short: the one block is larger than the ground.
        assert_eq!(grid.coarser(3).cells(), [3.0]);
        let unknown = two_by_two([f32::NAN; 4]);
        assert!(unknown.coarser(2).cells()[0].is_nan());
    }

    #[test]
    fn a_window_keeps_its_cells_and_their_place() {
        let grid = two_by_two([1.0, 2.0, 3.0, 4.0]);
        let window = grid.window(CellWindow {
            column: 1,
            row: 0,
            columns: 1,
            rows: 2,
        });
        assert_eq!(window.cells(), [2.0, 4.0]);
        assert_eq!(window.placement().west_m, 10.0);
    }
}
