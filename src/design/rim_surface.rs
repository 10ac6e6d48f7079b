//! The ground around a pit, carried across it.

use super::checkerboard::Checkerboard;
use super::distance::Spans;
use super::harmonic::stretch;
use super::{VoidError, as_f32};
use crate::progress::Run;
use crate::terrain::{Coverage, Grid};

/// The surface that the rim spans: heights on the cells that an outline takes, in whole or in part, and on those
/// beside them; NaN elsewhere.
///
/// The rim is every cell that lies wholly outside and touches one that does not, at a side or a corner; those
/// in the outline's holes too. Beyond the end of the terrain there is no height.
///
/// # Errors
/// [`VoidError::UnknownRim`], if a part of the rim has no height; move the outline, or choose an original surface.
pub(super) fn rim_surface(
    ground: &Grid<f32>,
    coverage: &Coverage,
    run: &Run,
) -> Result<Grid<f32>, VoidError> {
    run.step(0, 3)?;
    let placement = *ground.placement();
    let inside = cells_inside(coverage, placement.columns, placement.rows);
    let rim = Rim::of(&inside, ground);
    if 0 < rim.unknown {
        let count = rim.unknown + rim.cells.len();
        return Err(VoidError::UnknownRim {
            unknown_m: rim.unknown as f64 * placement.cell_width_m,
            length_m: count as f64 * placement.cell_width_m,
        });
    }
    let mut skin = Checkerboard::filled(placement.columns, placement.rows, rim.mean_m);
    let mut cells = vec![f32::NAN; placement.cell_count()];
    for (column, row) in &rim.cells {
        let height = ground.at(*column, *row);
        skin.set(*column, *row, f64::from(height));
        cells[row * placement.columns + column] = height;
    }
    stretch(&mut skin, &inside, run)?;
    for (row, cells) in cells.chunks_mut(placement.columns).enumerate() {
        for run in inside.of_row(row) {
            for column in run.clone() {
                // What is left to settle must not lift the skin above its rim.
                let height = skin.at(column, row);
                cells[column] = as_f32(height.clamp(rim.lowest_m, rim.highest_m));
            }
        }
    }
    Ok(Grid::new(placement, cells).unwrap_or_else(|| ground.clone()))
}

/// The cells that lie inside in whole or in part.
fn cells_inside(coverage: &Coverage, columns: usize, rows: usize) -> Spans {
    let mut spans = Spans::default();
    let (mut whole, mut partial) = (
        coverage.whole.iter().peekable(),
        coverage.partial.iter().peekable(),
    );
    let mut taken = vec![false; columns];
    for row in 0..rows {
        taken.fill(false);
        while let Some(span) = whole.next_if(|span| span.row == row) {
            taken[span.first..span.end].fill(true);
        }
        while let Some(cell) = partial.next_if(|cell| cell.row == row) {
            taken[cell.column] = true;
        }
        spans.push_cells(&taken);
    }
    spans
}

/// The cells that hold the skin.
struct Rim {
    /// Column and row of those with a height, row by row.
    cells: Vec<(usize, usize)>,
    /// How many have none.
    unknown: usize,
    lowest_m: f64,
    highest_m: f64,
    mean_m: f64,
}

impl Rim {
    fn of(inside: &Spans, ground: &Grid<f32>) -> Self {
        let placement = ground.placement();
        let mut rim = Self {
            cells: Vec::new(),
            unknown: 0,
            lowest_m: f64::INFINITY,
            highest_m: f64::NEG_INFINITY,
            mean_m: 0.0,
        };
        let runs_of = |row: Option<usize>| {
            let row = row.filter(|row| *row < placement.rows);
            row.map_or([].as_slice(), |row| inside.of_row(row))
        };
        // One row and column more on each side: an outline may end where the terrain does.
        let mut beside = vec![false; placement.columns + 2];
        for bordered_row in 0..placement.rows + 2 {
            beside.fill(false);
            let row = bordered_row.checked_sub(1);
            for near in [bordered_row.checked_sub(2), row, Some(bordered_row)] {
                for run in runs_of(near) {
                    beside[run.start..run.end + 2].fill(true);
                }
            }
            for run in runs_of(row) {
                beside[run.start + 1..=run.end].fill(false);
            }
            let columns = (0..beside.len()).filter(|column| beside[*column]);
            columns.for_each(|column| rim.add(ground, column.checked_sub(1), row));
        }
        rim.mean_m /= rim.cells.len().max(1) as f64;
        rim
    }

    fn add(&mut self, ground: &Grid<f32>, column: Option<usize>, row: Option<usize>) {
        let placement = ground.placement();
        let column = column.filter(|column| *column < placement.columns);
        let row = row.filter(|row| *row < placement.rows);
        let (Some(column), Some(row)) = (column, row) else {
            self.unknown += 1;
            return;
        };
        let height_m = f64::from(ground.at(column, row));
        if height_m.is_nan() {
            self.unknown += 1;
            return;
        }
        self.cells.push((column, row));
        self.lowest_m = self.lowest_m.min(height_m);
        self.highest_m = self.highest_m.max(height_m);
        self.mean_m += height_m;
    }
}

#[cfg(test)]
mod tests {
    use geo::{Coord, LineString, Polygon, polygon};
    use proptest::prelude::*;

    use super::*;
    use crate::terrain::Placement;

    fn cells(columns: usize, rows: usize) -> Placement {
        Placement {
            west_m: 0.0,
            north_m: rows as f64,
            cell_width_m: 1.0,
            cell_height_m: 1.0,
            columns,
            rows,
            ground_per_map: 1.0,
        }
    }

    /// 600 by 400 m with a bay from the north, slanting sides and a hole.
    fn concave() -> Polygon<f64> {
        polygon!(
            exterior: [
                (x: 5.3, y: 4.2), (x: 604.1, y: 6.7), (x: 590.0, y: 404.0), (x: 340.5, y: 398.2),
                (x: 330.0, y: 120.0), (x: 270.0, y: 130.0), (x: 250.2, y: 401.0), (x: 12.0, y: 399.0),
            ],
            interiors: [[(x: 400.0, y: 60.0), (x: 480.0, y: 75.0), (x: 440.0, y: 140.0)]],
        )
    }

    fn skin(ground: &Grid<f32>, polygon: &Polygon<f64>) -> Result<Grid<f32>, VoidError> {
        let coverage = Coverage::of(polygon, ground.placement());
        rim_surface(ground, &coverage, &Run::default())
    }

    /// A pit 80 m below a surface.
    fn mined(
        placement: Placement,
        polygon: &Polygon<f64>,
        height_at: impl Fn(Coord<f64>) -> f64,
    ) -> Grid<f32> {
        let coverage = Coverage::of(polygon, &placement);
        let inside = cells_inside(&coverage, placement.columns, placement.rows);
        let mut cells = Grid::from_fn(placement, |at| as_f32(height_at(at)))
            .cells()
            .to_vec();
        for (row, cells) in cells.chunks_mut(placement.columns).enumerate() {
            for run in inside.of_row(row) {
                cells[run.clone()]
                    .iter_mut()
                    .for_each(|height| *height -= 80.0);
            }
        }
        Grid::new(placement, cells).unwrap()
    }

    /// The surface given back from its rim alone, to a millimetre and the rounding of heights.
    fn check(height_at: impl Fn(Coord<f64>) -> f64) {
        let (placement, polygon) = (cells(610, 410), concave());
        let before = Grid::from_fn(placement, |at| as_f32(height_at(at)));
        let skin = skin(&mined(placement, &polygon, height_at), &polygon).unwrap();
        let (mut farthest, mut known) = (0.0_f32, 0);
        for (skin, before) in skin.cells().iter().zip(before.cells()) {
            if !skin.is_nan() {
                farthest = farthest.max((skin - before).abs());
                known += 1;
            }
        }
        assert!(farthest <= 1e-3, "{farthest} m");
        assert!(180_000 < known, "{known} cells");
    }

    #[test]
    fn a_rim_in_a_plane_gives_the_plane_round_bays_and_holes() {
        check(|at| 420.0 + 0.3 * at.x - 0.2 * at.y);
    }

    #[test]
    fn a_rim_on_a_saddle_gives_the_saddle() {
        check(|at| 300.0 + ((at.x - 300.0).powi(2) - (at.y - 200.0).powi(2)) / 500.0);
    }

    #[test]
    fn the_number_of_threads_does_not_change_a_bit() {
        let (placement, polygon) = (cells(610, 410), concave());
        let ground = mined(placement, &polygon, |at| {
            200.0 + 30.0 * (at.x / 40.0).sin() + 20.0 * (at.y / 25.0).cos()
        });
        let with_threads = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let skin = pool.install(|| skin(&ground, &polygon)).unwrap();
            skin.cells()
                .iter()
                .map(|height| height.to_bits())
                .collect::<Vec<_>>()
        };
        assert!(with_threads(1) == with_threads(3));
    }

    #[test]
    fn a_rim_without_heights_somewhere_is_refused_with_its_length() {
        let placement = cells(20, 10);
        let square =
            polygon![(x: 3.0, y: 3.0), (x: 8.0, y: 3.0), (x: 8.0, y: 7.0), (x: 3.0, y: 7.0)];
        let ground = Grid::filled(placement, 10.0_f32);
        assert!(skin(&ground, &square).is_ok());
        let mut cells = ground.cells().to_vec();
        // One cell of the pit, two of the rim, one beyond it.
        for at in [5 * 20 + 4, 5 * 20 + 8, 6 * 20 + 8, 6 * 20 + 9] {
            cells[at] = f32::NAN;
        }
        let holed = Grid::new(placement, cells).unwrap();
        let refused = |unknown_m, length_m| {
            Err(VoidError::UnknownRim {
                unknown_m,
                length_m,
            })
        };
        assert_eq!(skin(&holed, &square).map(|_| ()), refused(2.0, 22.0));
        // An outline that ends where the terrain does has nothing beside it there.
        let at_the_end =
            polygon![(x: 0.0, y: 3.0), (x: 8.0, y: 3.0), (x: 8.0, y: 7.0), (x: 0.0, y: 7.0)];
        assert_eq!(skin(&ground, &at_the_end).map(|_| ()), refused(6.0, 28.0));
    }

    proptest! {
        #[test]
        fn the_skin_never_leaves_its_rim_and_each_height_is_the_mean_of_its_neighbours(
            radii in prop::collection::vec(1.0_f64..19.0, 5..24),
            hole in 0.0_f64..0.4,
            heights in prop::collection::vec(-40.0_f32..700.0, 44 * 44),
        ) {
            let ring = |scale: f64| -> LineString<f64> {
                let step = std::f64::consts::TAU / radii.len() as f64;
                let corners = radii.iter().enumerate().map(|(index, radius)| {
                    let (sin, cos) = (step * index as f64).sin_cos();
                    (22.1 + scale * radius * cos, 21.9 + scale * radius * sin)
                });
                corners.collect::<Vec<_>>().into()
            };
            let polygon = Polygon::new(ring(1.0), vec![ring(hole)]);
            let placement = cells(44, 44);
            let ground = Grid::new(placement, heights).unwrap();
            let coverage = Coverage::of(&polygon, &placement);
            let inside = cells_inside(&coverage, 44, 44);
            let rim = Rim::of(&inside, &ground);
            let skin = rim_surface(&ground, &coverage, &Run::default()).unwrap();
            for row in 0..44 {
                for column in inside.of_row(row).iter().cloned().flatten() {
                    let at = |column: usize, row: usize| f64::from(skin.at(column, row));
                    let height = at(column, row);
                    prop_assert!(rim.lowest_m <= height && height <= rim.highest_m);
                    let across = at(column - 1, row) + at(column + 1, row);
                    let mean = 0.25 * (across + at(column, row - 1) + at(column, row + 1));
                    prop_assert!((height - mean).abs() < 2e-4, "{height} {mean}");
                }
            }
        }
    }
}
