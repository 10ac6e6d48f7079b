//! The straight distance of every cell from the outline, as if no ground stood in the way.
//!
//! No way can be shorter, so a cell that its source is in sight of has its distance.

use super::{Distances, Domain, NONE, Source, narrow};
use crate::progress::{Cancelled, Run};

/// Which way rows follow each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    South,
    North,
}

/// Of the points of the outline so many share one that is handed on; the nearest is looked for in the end.
const POINTS_PER_SOURCE: usize = 4;

/// Rows between two looks at the progress.
const ROWS_PER_STEP: usize = 64;

/// Steps along a row or column, and across, may be longer than this by rounding, in cells.
const SLACK: f32 = 0.02;

/// Hands sources from cell to cell, and gives the distances by the best ones.
pub(super) fn straight_distances(
    domain: &Domain<'_>,
    sources: Vec<Source>,
    run: &Run,
) -> Result<Distances, Cancelled> {
    let mut carried = near_outline(domain, sources);
    carried.sweep(domain, Heading::South, run)?;
    carried.sweep(domain, Heading::North, run)?;
    // Round the corners of the outline more may be found, where the ground is steep.
    while !carried.is_settled(domain) {
        let south = carried.sweep(domain, Heading::South, run)?;
        let north = carried.sweep(domain, Heading::North, run)?;
        if !(south || north) {
            break;
        }
    }
    Ok(carried)
}

/// Gives each point of the outline to the cells around it.
fn near_outline(domain: &Domain<'_>, sources: Vec<Source>) -> Distances {
    let cells = domain.stride() * (domain.rows + 2);
    let mut carried = Distances {
        u: vec![f32::INFINITY; cells],
        origins: vec![NONE; cells],
        sources: Vec::new(),
        stride: domain.stride(),
    };
    for (index, source) in sources.iter().enumerate() {
        let stands_for_others = index.is_multiple_of(POINTS_PER_SOURCE);
        if !stands_for_others && !is_steep_at(&sources, index) {
            continue;
        }
        let (column, row) = domain.cell_of(source.x, source.y);
        for row in row.saturating_sub(1)..(row + 2).min(domain.rows) {
            for column in column.saturating_sub(1)..(column + 2).min(domain.columns) {
                let cell = domain.index(column, row);
                let value = source.to(column as f32 + 0.5, row as f32 + 0.5);
                if value < carried.u[cell] && domain.inside[cell] {
                    carried.u[cell] = value;
                    carried.origins[cell] = narrow(index);
                }
            }
        }
    }
    carried.sources = sources;
    carried
}

/// Whether the ground along the outline rises or falls beside a point as much as the slope, or nearly.
///
/// There the nearest point cannot be found by going along the outline.
fn is_steep_at(sources: &[Source], index: usize) -> bool {
    let here = sources[index];
    [index.wrapping_sub(1), index + 1].iter().any(|beside| {
        sources.get(*beside).is_some_and(|beside| {
            let apart = beside.to(here.x, here.y) - beside.u;
            0.8 * apart < (beside.u - here.u).abs()
        })
    })
}

impl Distances {
    /// Whether no cell's distance is longer than a neighbour's and the step to it.
    fn is_settled(&self, domain: &Domain<'_>) -> bool {
        let stride = domain.stride();
        (0..domain.rows).all(|row| {
            domain.spans.of_row(row).iter().all(|span| {
                let first = domain.index(span.start, row);
                let last = first + span.len();
                let here = &self.u[first..last];
                let apart = |offset: usize, step: f32| {
                    let there = &self.u[first + offset..last + offset];
                    let inside = &domain.inside[first + offset..last + offset];
                    let pairs = here.iter().zip(there).zip(inside);
                    pairs.fold(true, |settled, ((here, there), inside)| {
                        settled & (!inside | ((here - there).abs() <= step + SLACK))
                    })
                };
                apart(1, 1.0)
                    && apart(stride, 1.0)
                    && apart(stride - 1, std::f32::consts::SQRT_2)
                    && apart(stride + 1, std::f32::consts::SQRT_2)
            })
        })
    }

    /// Sweeps all rows once, and tells whether anything changed.
    fn sweep(
        &mut self,
        domain: &Domain<'_>,
        heading: Heading,
        run: &Run,
    ) -> Result<bool, Cancelled> {
        let stride = domain.stride();
        let mut changed = false;
        for step in 0..domain.rows {
            if step.is_multiple_of(ROWS_PER_STEP) {
                run.step(step, 2 * domain.rows)?;
            }
            let (row, before) = match heading {
                Heading::South => (step, step),
                Heading::North => (domain.rows - 1 - step, domain.rows + 1 - step),
            };
            let [u_before, u] = two_rows(&mut self.u, stride, before, row + 1);
            let [origins_before, origins] = two_rows(&mut self.origins, stride, before, row + 1);
            for span in domain.spans.of_row(row) {
                let around = span.start..span.end + 2;
                changed |= sweep_span(
                    (&u_before[around.clone()], &origins_before[around.clone()]),
                    (&mut u[around.clone()], &mut origins[around]),
                    (span.start as f32 + 0.5, row as f32 + 0.5),
                    &self.sources,
                );
            }
        }
        Ok(changed)
    }
}

/// The cells of a row `before`, and those of the row at hand.
pub(crate) fn two_rows<T>(
    cells: &mut [T],
    stride: usize,
    before: usize,
    row: usize,
) -> [&mut [T]; 2] {
    if before < row {
        let (upper, lower) = cells.split_at_mut(row * stride);
        [
            &mut upper[before * stride..][..stride],
            &mut lower[..stride],
        ]
    } else {
        let (upper, lower) = cells.split_at_mut(before * stride);
        [&mut lower[..stride], &mut upper[row * stride..][..stride]]
    }
}

/// Sweeps a run of cells east and then west; all slices have a cell more at each end.
#[inline]
fn sweep_span(
    (u_before, origins_before): (&[f32], &[u32]),
    (u, origins): (&mut [f32], &mut [u32]),
    (first_x, y): (f32, f32),
    sources: &[Source],
) -> bool {
    let count = u.len() - 2;
    let mut changed = false;
    let (mut west_u, mut west) = (u[0], origins[0]);
    let mut x = first_x;
    for index in 0..count {
        let mut best = (u[index + 1], origins[index + 1]);
        let begun = best.1;
        for beside in [index + 1, index, index + 2] {
            offer(
                &mut best,
                (u_before[beside], origins_before[beside]),
                (x, y),
                sources,
            );
        }
        offer(&mut best, (west_u, west), (x, y), sources);
        (west_u, west) = best;
        if west != begun {
            (u[index + 1], origins[index + 1]) = best;
            changed = true;
        }
        x += 1.0;
    }
    let (mut east_u, mut east) = (u[count + 1], origins[count + 1]);
    for index in (0..count).rev() {
        x -= 1.0;
        let mut best = (u[index + 1], origins[index + 1]);
        let begun = best.1;
        offer(&mut best, (east_u, east), (x, y), sources);
        (east_u, east) = best;
        if east != begun {
            (u[index + 1], origins[index + 1]) = best;
            changed = true;
        }
    }
    changed
}

/// Takes a neighbour's source, if the cell lies nearer to it than to its own.
///
/// The way to a source leads through neighbours that lie nearer to it, so others are not asked.
#[inline]
fn offer(best: &mut (f32, u32), theirs: (f32, u32), (x, y): (f32, f32), sources: &[Source]) {
    if theirs.0 < best.0 && theirs.1 != best.1 {
        let value = sources[theirs.1 as usize].to(x, y);
        if value < best.0 {
            *best = (value, theirs.1);
        }
    }
}
