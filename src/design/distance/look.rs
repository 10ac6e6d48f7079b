//! Which cells their straight source is in sight of.
//!
//! Cells of a block mostly have sources close together, so that the lines to them pass through the same few cells.
//! Where no steep ground lies around those, none of the lines is looked along by itself.

use std::ops::Range;

use rayon::prelude::*;

use super::many_lines::Bundle;
use super::sight::{Obstacles, WHOLE_WAY};
use super::{CELL, Distances, Domain, NONE, Source, Standing, narrow};

/// Cells on a side of a block.
const SIDE: usize = 8;

/// Lines that begin farther from the middle of a bundle are all looked along, in cells.
const BROADEST: f32 = 24.0;

/// Looks from every cell to its source, and lets the slope begin again where the ground stands above it.
pub(super) fn look(
    domain: &Domain<'_>,
    obstacles: &Obstacles<'_>,
    field: &mut Distances,
) -> Vec<Standing> {
    let (stride, cells) = (field.stride, SIDE * field.stride);
    let mut standing = vec![Standing::Outside; field.u.len()];
    let sources = field.sources.as_slice();
    let rows = field
        .u
        .par_chunks_mut(cells)
        .zip(field.origins.par_chunks_mut(cells))
        .zip(standing.par_chunks_mut(cells));
    rows.enumerate()
        .for_each(|(row, ((u, origins), standing))| {
            for column in (0..stride).step_by(SIDE) {
                let block = Block {
                    columns: column..(column + SIDE).min(stride),
                    first_row: row * SIDE,
                    stride,
                };
                let doubtful = match block.bundle(origins, sources) {
                    Some(bundle) if BROADEST < bundle.breadth => Some(WHOLE_WAY),
                    Some(bundle) => obstacles.doubtful_part(&bundle),
                    None => None,
                };
                let in_sight = |origin: u32, at: (f32, f32)| {
                    let source = sources[origin as usize];
                    doubtful.is_none_or(|part| obstacles.let_through_within(source, at, part))
                };
                block.settle(domain, in_sight, (u, origins, standing));
            }
        });
    standing
}

/// A block of cells of the padded window.
struct Block {
    columns: Range<usize>,
    first_row: usize,
    stride: usize,
}

impl Block {
    /// Settles the cells inside that their source is in sight of. Slices begin with the block's first row.
    #[inline]
    fn settle(
        &self,
        domain: &Domain<'_>,
        in_sight: impl Fn(u32, (f32, f32)) -> bool,
        (u, origins, standing): (&mut [f32], &mut [u32], &mut [Standing]),
    ) {
        let lines = u
            .chunks_mut(self.stride)
            .zip(origins.chunks_mut(self.stride))
            .zip(standing.chunks_mut(self.stride));
        for (row, ((u, origins), standing)) in (self.first_row..).zip(lines) {
            let first = row * self.stride;
            let cells = u[self.columns.clone()]
                .iter_mut()
                .zip(&mut origins[self.columns.clone()])
                .zip(&mut standing[self.columns.clone()]);
            let columns = first + self.columns.start..first + self.columns.end;
            let grounds = domain.inside[columns.clone()]
                .iter()
                .zip(&domain.floors[columns.clone()]);
            for ((cell, ((u, origin), standing)), (inside, floor)) in
                columns.zip(cells).zip(grounds)
            {
                if !*inside {
                    continue;
                }
                let at = ((cell - first) as f32 - 0.5, row as f32 - 0.5);
                (*standing, *u, *origin) = if *origin == NONE || !in_sight(*origin, at) {
                    (Standing::Open, f32::INFINITY, NONE)
                } else if *u <= *floor {
                    (Standing::Known, *floor, CELL | narrow(cell))
                } else {
                    (Standing::Known, *u, *origin)
                };
            }
        }
    }

    /// The lines from the sources of a block's cells to all cells of the block; `None` if none has a source.
    fn bundle(&self, origins: &[u32], sources: &[Source]) -> Option<Bundle> {
        let (mut west, mut east) = (f32::INFINITY, f32::NEG_INFINITY);
        let (mut north, mut south) = (f32::INFINITY, f32::NEG_INFINITY);
        let mut lowest = f32::INFINITY;
        for row in origins.chunks(self.stride) {
            let mut last = NONE;
            for origin in &row[self.columns.clone()] {
                if *origin == last {
                    continue;
                }
                last = *origin;
                if let Some(source) = sources.get(last as usize) {
                    (west, east) = (least(west, source.x), most(east, source.x));
                    (north, south) = (least(north, source.y), most(south, source.y));
                    lowest = least(lowest, source.u);
                }
            }
        }
        if lowest.is_infinite() {
            return None;
        }
        let half = |cells: usize| (cells - 1) as f32 / 2.0;
        let (half_row, half_column) = (half(self.columns.len()), half(origins.len() / self.stride));
        let to = (
            self.columns.start as f32 - 0.5 + half_row,
            self.first_row as f32 - 0.5 + half_column,
        );
        let from = (f32::midpoint(west, east), f32::midpoint(north, south));
        let (wide, high) = ((east - west) / 2.0, (south - north) / 2.0);
        let apart = (
            ((to.0 - from.0).abs() - half_row - wide).max(0.0),
            ((to.1 - from.1).abs() - half_column - high).max(0.0),
        );
        Some(Bundle {
            from,
            to,
            breadth: wide.max(high).max(half_row).max(half_column),
            lowest,
            shortest: apart.0.hypot(apart.1),
        })
    }
}

/// One instruction, where [`f32::min`] takes several to mind what is not a number.
#[inline]
fn least(one: f32, other: f32) -> f32 {
    if other < one { other } else { one }
}

#[inline]
fn most(one: f32, other: f32) -> f32 {
    if one < other { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::super::{Spans, straight::straight_distances};
    use super::*;
    use crate::progress::Run;

    #[test]
    fn lines_looked_along_together_come_out_as_each_by_itself() {
        let (columns, rows) = (150, 110);
        let mut spans = Spans::default();
        for row in 0..rows {
            let inside = (3..rows - 3).contains(&row).then_some(3..columns - 3);
            spans.push_row(inside.into_iter());
        }
        // A gentle slope with steps across it.
        let ground = |column: usize, row: usize| {
            let (x, y) = (column as f32, row as f32);
            let step = if 70.0 < x + 9.0 * (y / 8.0).sin() {
                9.0
            } else {
                0.0
            };
            let other = if 60.0 < y + 0.4 * x { 6.0 } else { 0.0 };
            0.2 * x + 2.0 * (y / 6.0).sin() + step + other
        };
        let cells = (0..columns * rows).map(|cell| ground(cell % columns, cell / columns));
        let cells: Vec<f32> = cells.collect();
        let domain = Domain::new(columns, &spans, &cells, |height| height);
        let around = (3..columns - 3).flat_map(|column| [(column, 3), (column, rows - 4)]);
        let around = around.chain((3..rows - 3).flat_map(|row| [(3, row), (columns - 4, row)]));
        let sources = around.map(|(column, row)| {
            let u = ground(column, row);
            Source::new(column as f32 + 0.5, row as f32 + 0.5, u)
        });
        let mut field = straight_distances(&domain, sources.collect(), &Run::default()).unwrap();
        let straight = field.clone();
        let obstacles = Obstacles::of(&domain, Some(&field.u));
        let standing = look(&domain, &obstacles, &mut field);
        let (mut open, mut known) = (0, 0);
        for (cell, standing) in standing.iter().enumerate() {
            if !domain.inside[cell] {
                assert_eq!(*standing, Standing::Outside);
                continue;
            }
            let source = straight.sources[straight.origins[cell] as usize];
            let in_sight = obstacles.let_through(source, domain.middle_of(cell));
            assert_eq!(*standing == Standing::Known, in_sight, "cell {cell}");
            known += usize::from(in_sight);
            open += usize::from(!in_sight);
        }
        assert!(500 < open && 500 < known, "{open} {known}");
    }
}
