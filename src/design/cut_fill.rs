//! What lies between two surfaces.

use crate::progress::{Cancelled, Run};
use crate::terrain::{CellSpan, Coverage, Grid, PartialCell};
use crate::units::{CubicMetres, SquareMetres};

use super::Outline;

/// Fill and cut between a surface before and one after.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CutFill {
    /// Where the later surface lies higher.
    pub fill: CubicMetres,
    /// Where the later surface lies lower. Positive.
    pub cut: CubicMetres,
    /// The area compared.
    pub area: SquareMetres,
    /// Cells compared, whole or in part.
    pub cells: usize,
    /// The area in question where one of the surfaces has no height; nothing is counted there.
    pub unknown_area: SquareMetres,
}

impl CutFill {
    /// Fill less cut; negative where more was taken than brought.
    pub fn net(&self) -> CubicMetres {
        self.fill - self.cut
    }
}

/// Compares two surfaces on the same cells, inside `outline` or everywhere.
///
/// Each cell counts with its share inside times the difference of the two heights.
/// Returns `None` if the two do not have the same cells.
///
/// # Errors
/// [`Cancelled`], if nobody wants the result any more.
pub fn cut_and_fill(
    before: &Grid<f32>,
    after: &Grid<f32>,
    outline: Option<&Outline>,
    run: &Run,
) -> Result<Option<CutFill>, Cancelled> {
    let placement = *before.placement();
    if !placement.matches(after.placement()) {
        return Ok(None);
    }
    let coverage = outline.map_or_else(
        || Coverage {
            whole: every_cell(placement.columns, placement.rows),
            partial: Vec::new(),
        },
        |outline| Coverage::of(outline.polygon(), &placement),
    );
    let mut sums = Sums::default();
    for CellSpan { row, first, end } in coverage.whole.iter().copied() {
        run.step(row, placement.rows)?;
        let heights = before.row(row)[first..end]
            .iter()
            .zip(&after.row(row)[first..end]);
        for (before, after) in heights {
            sums.add(*before, *after, 1.0);
        }
    }
    for PartialCell {
        row, column, share, ..
    } in coverage.partial.iter().copied()
    {
        sums.add(before.at(column, row), after.at(column, row), share);
    }
    let cell_area_m2 = placement.cell_area_m2();
    Ok(Some(CutFill {
        fill: CubicMetres(sums.fill * cell_area_m2),
        cut: CubicMetres(sums.cut * cell_area_m2),
        area: SquareMetres(sums.compared * cell_area_m2),
        cells: sums.cells,
        unknown_area: SquareMetres(sums.unknown * cell_area_m2),
    }))
}

fn every_cell(columns: usize, rows: usize) -> Vec<CellSpan> {
    let row = |row| CellSpan {
        row,
        first: 0,
        end: columns,
    };
    (0..rows).map(row).collect()
}

/// Metres times cells, and cells.
#[derive(Default)]
struct Sums {
    fill: f64,
    cut: f64,
    compared: f64,
    unknown: f64,
    cells: usize,
}

impl Sums {
    #[inline]
    fn add(&mut self, before: f32, after: f32, share: f64) {
        let rise = f64::from(after) - f64::from(before);
        if rise.is_nan() {
            self.unknown += share;
            return;
        }
        self.fill += share * rise.max(0.0);
        self.cut += share * (-rise).max(0.0);
        self.compared += share;
        self.cells += 1;
    }
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;
    use crate::terrain::Placement;

    fn grid(cells: [f32; 4]) -> Grid<f32> {
        let placement = Placement {
            west_m: 0.0,
            north_m: 2.0,
            cell_width_m: 1.0,
            cell_height_m: 1.0,
            columns: 2,
            rows: 2,
            ground_per_map: 1.0,
        };
        Grid::new(placement, cells.to_vec()).unwrap()
    }

    fn compare(before: &Grid<f32>, after: &Grid<f32>, outline: Option<&Outline>) -> CutFill {
        cut_and_fill(before, after, outline, &Run::default())
            .unwrap()
            .unwrap()
    }

    #[test]
    fn fill_and_cut_are_told_apart() {
        let after = grid([12.0, 12.0, 7.0, 10.0]);
        let result = compare(&grid([10.0; 4]), &after, None);
        assert_eq!(
            (result.fill.0, result.cut.0, result.net().0),
            (4.0, 3.0, 1.0)
        );
        assert_eq!((result.area.0, result.cells), (4.0, 4));
    }

    #[test]
    fn cells_without_a_height_are_told_and_not_counted() {
        let after = grid([12.0, f32::NAN, 7.0, 10.0]);
        let result = compare(&grid([10.0; 4]), &after, None);
        assert_eq!((result.fill.0, result.cut.0), (2.0, 3.0));
        assert_eq!((result.area.0, result.unknown_area.0), (3.0, 1.0));
    }

    #[test]
    fn an_outline_takes_the_exact_share_of_each_cell() {
        let outline = Outline::new(
            &polygon![(x: 0.5, y: 0.5), (x: 1.5, y: 0.5), (x: 1.5, y: 1.5), (x: 0.5, y: 1.5)],
        )
        .unwrap();
        let after = grid([12.0, 12.0, 7.0, 10.0]);
        let result = compare(&grid([10.0; 4]), &after, Some(&outline));
        assert_eq!(
            (result.fill.0, result.cut.0, result.area.0),
            (1.0, 0.75, 1.0)
        );
    }
}
