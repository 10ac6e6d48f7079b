//! How the ground falls at a cell.

use geo::Coord;

use crate::terrain::{Grid, Placement, whole_cells};

/// Rise per metre towards east and towards north.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct GroundSlope {
    pub east: f64,
    pub north: f64,
}

impl GroundSlope {
    /// Horn's slope over three by three cells where all are known; else from the neighbours along row and
    /// column, from one of them if need be. `None` if that is not to be had.
    ///
    /// # Source
    /// Horn 1981, *Hill shading and the reflectance map*: neighbours along row and column count twice.
    pub(super) fn at(ground: &Grid<f32>, column: usize, row: usize) -> Option<Self> {
        let placement = ground.placement();
        let inner =
            0 < column && 0 < row && column + 1 < placement.columns && row + 1 < placement.rows;
        if inner {
            let side = |column: usize| -> f64 {
                let at = |row: usize| f64::from(ground.at(column, row));
                at(row - 1) + 2.0 * at(row) + at(row + 1)
            };
            let line = |row: usize| -> f64 {
                let at = |column: usize| f64::from(ground.at(column, row));
                at(column - 1) + 2.0 * at(column) + at(column + 1)
            };
            let slope = Self {
                east: (side(column + 1) - side(column - 1)) / (8.0 * placement.cell_width_m),
                north: (line(row - 1) - line(row + 1)) / (8.0 * placement.cell_height_m),
            };
            if !(slope.east + slope.north).is_nan() {
                return Some(slope);
            }
        }
        let known = |column: Option<usize>, row: Option<usize>| {
            let column = column.filter(|column| *column < placement.columns)?;
            let row = row.filter(|row| *row < placement.rows)?;
            let height = f64::from(ground.at(column, row));
            (!height.is_nan()).then_some(height)
        };
        let here = known(Some(column), Some(row))?;
        let east = known(column.checked_add(1), Some(row));
        let west = known(column.checked_sub(1), Some(row));
        let north = known(Some(column), row.checked_sub(1));
        let south = known(Some(column), row.checked_add(1));
        Some(Self {
            east: rise(west, here, east)? / placement.cell_width_m,
            north: rise(south, here, north)? / placement.cell_height_m,
        })
    }

    #[expect(
        clippy::imprecise_flops,
        reason = "hypot is a call, ten times slower; slopes are far from overflow"
    )]
    #[inline]
    pub(super) fn rise_over_run(self) -> f64 {
        (self.east * self.east + self.north * self.north).sqrt()
    }

    pub(super) fn degrees(self) -> f64 {
        self.rise_over_run().atan().to_degrees()
    }
}

/// The rise per cell from what comes before to what comes after.
fn rise(before: Option<f64>, here: f64, after: Option<f64>) -> Option<f64> {
    match (before, after) {
        (Some(before), Some(after)) => Some(0.5 * (after - before)),
        (Some(before), None) => Some(here - before),
        (None, Some(after)) => Some(after - here),
        (None, None) => None,
    }
}

/// The column and row of the cell that holds a point, of the nearest one beside the grid.
pub(super) fn cell_holding(placement: &Placement, at: Coord<f64>) -> (usize, usize) {
    let cells = placement.cells_from_world(at);
    (
        whole_cells(cells.x).min(placement.columns.saturating_sub(1)),
        whole_cells(cells.y).min(placement.rows.saturating_sub(1)),
    )
}
