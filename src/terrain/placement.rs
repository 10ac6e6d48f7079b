//! Where the cells of a grid lie.

use geo::{Coord, Rect};

/// The cells of a north-up grid. Row 0 is the northernmost, column 0 the westernmost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// Easting of the western edge of the westernmost cells, in metres.
    pub west_m: f64,
    /// Northing of the northern edge of the northernmost cells, in metres.
    pub north_m: f64,
    /// West to east, in metres.
    pub cell_width_m: f64,
    /// North to south, in metres, positive.
    pub cell_height_m: f64,
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from north to south.
    pub rows: usize,
    /// How much ground a square metre of the map stands for: 1 where areas are those of the map.
    ///
    /// Areas and volumes are of the ground; lengths, and slopes with them, are of the map.
    pub ground_per_map: f64,
}

/// A block of cells of a larger grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellWindow {
    /// The westernmost column of the block.
    pub column: usize,
    /// The northernmost row of the block.
    pub row: usize,
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from north to south.
    pub rows: usize,
}

impl Placement {
    /// How many cells there are.
    pub fn cell_count(&self) -> usize {
        self.columns * self.rows
    }

    /// The area that one cell stands for, in square metres.
    pub fn cell_area_m2(&self) -> f64 {
        self.map_cell_area_m2() * self.ground_per_map
    }

    /// The area of one cell on the map, in square metres.
    pub fn map_cell_area_m2(&self) -> f64 {
        self.cell_width_m * self.cell_height_m
    }

    /// An area on the map as the area that it stands for, both in square metres.
    pub fn area_of_map_m2(&self, map_m2: f64) -> f64 {
        map_m2 * self.ground_per_map
    }

    /// Whether the cells are square to within a millionth of their side.
    pub fn is_square(&self) -> bool {
        (self.cell_width_m - self.cell_height_m).abs() <= 1e-6 * self.cell_width_m
    }

    /// The ground that the cells cover, from edge to edge.
    pub fn extent(&self) -> Rect<f64> {
        Rect::new(
            Coord {
                x: self.west_m,
                y: self.north_m - self.rows as f64 * self.cell_height_m,
            },
            Coord {
                x: self.west_m + self.columns as f64 * self.cell_width_m,
                y: self.north_m,
            },
        )
    }

    /// The middle of a cell.
    pub fn center_of(&self, column: usize, row: usize) -> Coord<f64> {
        Coord {
            x: self.west_m + (column as f64 + 0.5) * self.cell_width_m,
            y: self.north_m - (row as f64 + 0.5) * self.cell_height_m,
        }
    }

    /// A point in cells: x from the western edge eastwards, y from the northern edge southwards.
    pub fn cells_from_world(&self, point: Coord<f64>) -> Coord<f64> {
        Coord {
            x: (point.x - self.west_m) / self.cell_width_m,
            y: (self.north_m - point.y) / self.cell_height_m,
        }
    }

    /// The opposite of [`Self::cells_from_world`].
    pub fn world_from_cells(&self, point: Coord<f64>) -> Coord<f64> {
        Coord {
            x: self.west_m + point.x * self.cell_width_m,
            y: self.north_m - point.y * self.cell_height_m,
        }
    }

    /// The cells that `area` touches and `margin` cells more on each side, or `None` where there are none.
    pub fn window_around(&self, area: Rect<f64>, margin: usize) -> Option<CellWindow> {
        let first = self.cells_from_world(Coord {
            x: area.min().x,
            y: area.max().y,
        });
        let last = self.cells_from_world(Coord {
            x: area.max().x,
            y: area.min().y,
        });
        let (column, columns) = span(first.x, last.x, margin, self.columns)?;
        let (row, rows) = span(first.y, last.y, margin, self.rows)?;
        Some(CellWindow {
            column,
            row,
            columns,
            rows,
        })
    }

    /// The placement of a block of these cells alone.
    pub fn of_window(&self, window: CellWindow) -> Self {
        Self {
            west_m: self.west_m + window.column as f64 * self.cell_width_m,
            north_m: self.north_m - window.row as f64 * self.cell_height_m,
            columns: window.columns,
            rows: window.rows,
            ..*self
        }
    }

    /// Whether both have the same cells in the same places, to within a thousandth of a cell.
    pub fn matches(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64, tolerance: f64| (a - b).abs() <= tolerance;
        let across = 1e-3 * self.cell_width_m;
        let along = 1e-3 * self.cell_height_m;
        self.columns == other.columns
            && self.rows == other.rows
            && near(self.west_m, other.west_m, across)
            && near(self.north_m, other.north_m, along)
            && near(self.extent().max().x, other.extent().max().x, across)
            && near(self.extent().min().y, other.extent().min().y, along)
    }
}

/// Cells from `first` to `last` with a margin, cut to `0..count`: where it begins and how many.
fn span(first: f64, last: f64, margin: usize, count: usize) -> Option<(usize, usize)> {
    if !(first.is_finite() && last.is_finite()) || last < 0.0 || count as f64 <= first {
        return None;
    }
    let begin = whole_cells(first.floor()).saturating_sub(margin);
    let end = (whole_cells(last.floor()).saturating_add(margin + 1)).min(count);
    (begin < end).then_some((begin, end - begin))
}

/// How many whole cells a length in cells has: rounded down, and none where it is negative or not a number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` cuts at zero and at the largest, which is meant"
)]
#[inline]
pub fn whole_cells(cells: f64) -> usize {
    cells as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ten_by_six() -> Placement {
        Placement {
            west_m: 100.0,
            north_m: 1000.0,
            cell_width_m: 5.0,
            cell_height_m: 5.0,
            columns: 10,
            rows: 6,
            ground_per_map: 1.0,
        }
    }

    #[test]
    fn a_point_goes_to_cells_and_back() {
        let placement = ten_by_six();
        let point = Coord { x: 112.5, y: 990.0 };
        let cells = placement.cells_from_world(point);
        assert_eq!(cells, Coord { x: 2.5, y: 2.0 });
        assert_eq!(placement.world_from_cells(cells), point);
        assert_eq!(placement.center_of(2, 1), Coord { x: 112.5, y: 992.5 });
    }

    #[test]
    fn a_window_is_cut_at_the_edge_of_the_grid() {
        let placement = ten_by_six();
        let area = Rect::new(Coord { x: 0.0, y: 972.0 }, Coord { x: 112.0, y: 984.0 });
        let window = placement.window_around(area, 1).unwrap();
        assert_eq!((window.column, window.columns), (0, 4));
        assert_eq!((window.row, window.rows), (2, 4));
        assert_eq!(placement.of_window(window).north_m, 990.0);
    }

    #[test]
    fn there_is_no_window_beside_the_grid() {
        let area = Rect::new(Coord { x: 0.0, y: 0.0 }, Coord { x: 50.0, y: 50.0 });
        assert_eq!(ten_by_six().window_around(area, 3), None);
    }
}
