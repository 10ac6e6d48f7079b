//! What a ramp brings and takes, and how much land it changes.

use super::Outline;
use super::ramp::RampInput;
use crate::terrain::{Coverage, Grid};
use crate::units::SquareMetres;

/// Metres times cells, and cells.
#[derive(Default)]
pub(super) struct Sums {
    pub added: f64,
    pub cut: f64,
    pub cut_of_ground: f64,
    pub changed: usize,
}

impl Sums {
    /// What lies between the surface and the one with the ramp.
    pub(super) fn of(input: &RampInput<'_>, after: &Grid<f32>) -> Self {
        let mut sums = Self::default();
        let before = input.surface.cells().iter().zip(input.ground.cells());
        for ((before, ground), after) in before.zip(after.cells()) {
            if !differs(*before, *after) {
                continue;
            }
            sums.changed += 1;
            let (before, after) = (f64::from(*before), f64::from(*after));
            // Where the ground is not known all that is taken counts as fill.
            let ground = f64::from(*ground);
            let ground = if ground.is_nan() {
                f64::NEG_INFINITY
            } else {
                ground
            };
            sums.added += (after - before).max(0.0);
            sums.cut += (before - after.max(ground)).max(0.0);
            sums.cut_of_ground += (before.min(ground) - after).max(0.0);
        }
        sums
    }
}

/// Unknown heights never differ.
fn differs(before: f32, after: f32) -> bool {
    before < after || after < before
}

/// The changed area outside the limit; a cell that the limit cuts counts with its share.
pub(super) fn outside(
    limit: &Outline,
    before: &Grid<f32>,
    after: &Grid<f32>,
    changed_cells: usize,
) -> SquareMetres {
    let placement = before.placement();
    let changed = |column, row| differs(before.at(column, row), after.at(column, row));
    let coverage = Coverage::of(limit.polygon(), placement);
    let whole: usize = coverage
        .whole
        .iter()
        .map(|span| {
            (span.first..span.end)
                .filter(|column| changed(*column, span.row))
                .count()
        })
        .sum();
    let cut: f64 = coverage
        .partial
        .iter()
        .filter(|cell| changed(cell.column, cell.row))
        .map(|cell| cell.share)
        .sum();
    let cells = (changed_cells - whole) as f64 - cut;
    SquareMetres(cells.max(0.0) * placement.cell_area_m2())
}
