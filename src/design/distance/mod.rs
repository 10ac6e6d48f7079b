//! How far along a slope each cell lies from where the slope begins.
//!
//! `U(p) = max(floor(p), min over sources (u + |p − source|))`, along paths inside the outline. A cell
//! whose ground stands above the slope (its floor) carries the fill itself: the slope begins again there.
//! All lengths are in cells.
//!
//! Every cell carries its best source, and hands it to its neighbours in sweeps until nothing changes;
//! the distance is always the straight one to the carried source, so there is no error that grows with
//! the distance. A source counts where it is in sight: the cell next on the straight line to it must be
//! reached by it too. Out of sight, round a corner of the outline or of high ground, the slope bends at
//! the neighbour that is in sight, which becomes a source itself.
//!
//! # Source
//! The sweeps follow P.-E. Danielsson, "Euclidean distance mapping", Computer Graphics and Image
//! Processing 14 (1980), with sources that have a value of their own (additively weighted).

mod sweeps;

use std::ops::Range;

use crate::progress::{Cancelled, Run};
use crate::terrain::whole_cells;
use sweeps::{Reach, Sweeps};

/// A point on the outline, in cells from the window's north-western corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Source {
    /// East of the window's western edge.
    pub x: f32,
    /// South of the window's northern edge.
    pub y: f32,
    /// Distance along the slope at which the slope begins here.
    pub u: f32,
}

impl Source {
    /// The distance along the slope at a point, straight from here.
    #[inline]
    fn to(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (self.x - x, self.y - y);
        #[expect(
            clippy::imprecise_flops,
            reason = "hypot is a call, ten times slower; lengths are far from overflow"
        )]
        let distance = (dx * dx + dy * dy).sqrt();
        self.u + distance
    }
}

/// The cells a slope is worked out for.
pub(crate) struct Domain<'a> {
    /// Columns of the window.
    pub columns: usize,
    /// For each row, the runs of columns whose middle lies inside the outline.
    pub spans: &'a [Vec<Range<usize>>],
    /// Ground heights, row by row, in metres; NaN where unknown.
    pub ground_m: &'a [f32],
    /// The height at which the distance along the slope is zero, in metres.
    pub datum_m: f64,
    /// Distance along the slope, in cells, for each metre of height.
    pub cells_per_metre: f64,
}

/// Distances along the slope, and where each comes from.
#[derive(Clone, Debug)]
pub(crate) struct Distances {
    /// For each cell of the window; infinite where no slope reaches.
    pub u: Vec<f32>,
    origins: Vec<u32>,
}

/// No source yet.
const NONE: u32 = u32::MAX;

/// Set in an origin that is a cell, whose number is the rest.
const CELL: u32 = 1 << 31;

impl Domain<'_> {
    /// How far along the slope the ground of a height stands. Unknown ground is no floor.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "lengths in cells are kept as f32"
    )]
    fn floor_of(&self, ground_m: f32) -> f32 {
        ((f64::from(ground_m) - self.datum_m) * self.cells_per_metre).max(f64::NEG_INFINITY) as f32
    }
}

/// Works the distances out.
///
/// `near` tells, for each source in turn, the cells that it is given to directly.
///
/// # Errors
/// [`Cancelled`], if nobody wants them any more.
pub(crate) fn distances(
    domain: &Domain<'_>,
    sources: &[Source],
    near: impl Fn(usize, &mut dyn FnMut(usize, usize)),
    run: &Run,
) -> Result<Distances, Cancelled> {
    let mut sweeps = Sweeps::new(domain, sources);
    // The nearest cells first: they tell what is in sight of the ones behind them.
    for reach in [Reach::Touching, Reach::Behind] {
        for index in 0..sources.len() {
            near(index, &mut |column, row| {
                sweeps.give(index, column, row, reach);
            });
        }
    }
    sweeps.run(run)
}

impl Distances {
    /// The distance at any point by the source that its cell carries, or those around it.
    ///
    /// The point is in cells of a window of `columns` and `rows`; the result is infinite where no cell around it has a source.
    pub(crate) fn near_point(
        &self,
        x: f64,
        y: f64,
        around: Around,
        (columns, rows): (usize, usize),
        sources: &[Source],
    ) -> f64 {
        let (column, row) = (
            whole_cells(x).min(columns - 1),
            whole_cells(y).min(rows - 1),
        );
        let by = |column: usize, row: usize| {
            let origin = self.origins[row * columns + column];
            if origin == NONE {
                return f64::INFINITY;
            }
            let source = self.source(origin, columns, sources);
            f64::from(source.u) + (f64::from(source.x) - x).hypot(f64::from(source.y) - y)
        };
        let mut least = if around == Around::Neighbours {
            f64::INFINITY
        } else {
            by(column, row)
        };
        if least.is_infinite() {
            for row in row.saturating_sub(1)..(row + 2).min(rows) {
                for column in column.saturating_sub(1)..(column + 2).min(columns) {
                    least = least.min(by(column, row));
                }
            }
        }
        least
    }

    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a column or row of the window"
    )]
    fn source(&self, origin: u32, columns: usize, sources: &[Source]) -> Source {
        if origin & CELL == 0 {
            return sources[origin as usize];
        }
        let cell = origin & !CELL;
        let columns = columns as u32;
        Source {
            x: (cell % columns) as f32 + 0.5,
            y: (cell / columns) as f32 + 0.5,
            u: self.u[cell as usize],
        }
    }
}

/// Whose sources are asked for the distance at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Around {
    /// The cell's own, and its neighbours' where it has none.
    OwnFirst,
    /// The cell's and its neighbours'.
    Neighbours,
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "windows of more than 2^31 cells are refused before"
)]
fn narrow(index: usize) -> u32 {
    index as u32
}
