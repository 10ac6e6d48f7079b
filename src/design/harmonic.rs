//! Heights stretched over cells like a skin over its rim.
//!
//! Each height is the mean of its four neighbours, which on square cells is Laplace's equation. Where the rim
//! is, and that it has heights, is left to `rim_surface`.
//!
//! # Source
//! Trottenberg, Oosterlee, Schüller, *Multigrid* (2001), chapters 2 and 4: W-cycles of red-black Gauss-Seidel
//! sweeps, on cells twice as wide at each step. Sweeps alone smooth over a few cells at a time, so that their
//! number grows with the width of the pit; here a wide dent is left to wide cells, and ten cycles do for any pit.

use std::ops::Range;

use rayon::prelude::*;

use super::checkerboard::{Checkerboard, neighbour_sums, of_colour};
use super::distance::Spans;
use crate::progress::{Cancelled, Run};

/// The skin is at rest when neither a sweep nor a cycle moves it by more than this, in metres.
///
/// A cycle leaves about a quarter of what the one before it left, so that it then lies nearer to its place than this.
const AT_REST_M: f64 = 1e-4;

/// Cycles after which it is left as it is; about a dozen are needed.
const MOST_CYCLES: usize = 60;

/// Sweeps before and after the coarser cells of a cycle.
const SWEEPS: usize = 2;

/// Sweeps on the coarsest cells, which are at most two wide somewhere and soon at rest.
const SWEEPS_ON_COARSEST: usize = 8;

/// The cells of one size.
struct Level {
    inside: Spans,
    heights: Checkerboard,
    /// What the four neighbours and this sum to is four times the height. `None` for nothing everywhere.
    pull: Option<Checkerboard>,
}

/// Moves the heights of the cells inside until each is the mean of its four neighbours; all others stay.
///
/// No cell inside may lie in the first or last row or column. Same bits for any number of threads: within a
/// colour no cell depends on another.
///
/// # Errors
/// [`Cancelled`], if nobody wants the result any more.
pub(super) fn stretch(
    heights: &mut Checkerboard,
    inside: &Spans,
    run: &Run,
) -> Result<(), Cancelled> {
    let mut finest = Level {
        inside: inside.clone(),
        heights: std::mem::replace(heights, Checkerboard::filled(0, 0, 0.0)),
        pull: None,
    };
    let mut coarser = Vec::new();
    let mut next = finest.coarser();
    while let Some(level) = next {
        next = level.coarser();
        coarser.push(level);
    }
    // Inside the pool from here on: to enter it takes longer than a sweep over the coarser cells.
    rayon::scope(|_| {
        for _ in 0..MOST_CYCLES {
            run.step(0, 3)?;
            let moved_m = finest.cycle(&mut coarser);
            if moved_m.max(finest.unrest_m()) <= AT_REST_M {
                break;
            }
        }
        *heights = finest.heights;
        Ok(())
    })
}

impl Level {
    /// Cells twice as wide, inside where all four of their parts are; at rest. `None` where there are none.
    fn coarser(&self) -> Option<Self> {
        let (columns, rows) = (self.heights.stride, self.heights.rows().div_ceil(2));
        let mut inside = Spans::default();
        let mut any = false;
        for row in 0..rows {
            // The last row is never inside, so that a row without a partner has nothing to give.
            let lower = (2 * row + 1).min(self.heights.rows() - 1);
            let (upper, lower) = (self.inside.of_row(2 * row), self.inside.of_row(lower));
            let both = upper.iter().flat_map(|one| {
                lower.iter().map(move |other| {
                    let (first, end) = (one.start.max(other.start), one.end.min(other.end));
                    first.div_ceil(2)..end / 2
                })
            });
            inside.push_row(both);
            any |= !inside.of_row(row).is_empty();
        }
        any.then(|| Self {
            inside,
            heights: Checkerboard::filled(columns, rows, 0.0),
            pull: Some(Checkerboard::filled(columns, rows, 0.0)),
        })
    }

    /// One W-cycle. Tells the largest move that came from coarser cells, in metres.
    ///
    /// The coarser cells are gone through twice: their rim lies up to a cell beside that of the finer ones, and
    /// over all sizes that would add up to slow cycles.
    fn cycle(&mut self, coarser: &mut [Self]) -> f64 {
        let Some((coarse, coarsest)) = coarser.split_first_mut() else {
            (0..SWEEPS_ON_COARSEST).for_each(|_| self.sweep());
            return 0.0;
        };
        (0..SWEEPS).for_each(|_| self.sweep());
        coarse.take_unrest_of(self);
        coarse.cycle(coarsest);
        coarse.cycle(coarsest);
        let moved_m = self.add(&coarse.heights);
        (0..SWEEPS).for_each(|_| self.sweep());
        moved_m
    }

    /// Gives each red cell, then each black one, the mean of its neighbours.
    fn sweep(&mut self) {
        for colour in [0, 1] {
            let (stride, per_task) = (self.heights.stride, self.heights.rows_per_task());
            let (own, other) = self.heights.split(colour);
            let (inside, pull) = (&self.inside, self.pull.as_ref());
            let rows = own.par_chunks_mut(stride).enumerate();
            rows.with_min_len(per_task).for_each(|(row, own)| {
                let parity = (row + colour) % 2;
                for run in inside.of_row(row) {
                    let cells = of_colour(run, parity);
                    let sums = neighbour_sums(other, stride, row, parity, &cells);
                    let heights = own[cells.clone()].iter_mut().zip(sums);
                    match pull {
                        Some(pull) => {
                            let pulls = &pull.colours[colour][row * stride..][cells];
                            for ((height, sum), pull) in heights.zip(pulls) {
                                *height = 0.25 * (sum + pull);
                            }
                        }
                        None => heights.for_each(|(height, sum)| *height = 0.25 * sum),
                    }
                }
            });
        }
    }

    /// What a red cell's neighbours pull it by, four times the way that it would move; black ones are at rest.
    fn unrest_of_red<'a>(
        &'a self,
        row: usize,
        cells: &Range<usize>,
    ) -> impl Iterator<Item = f64> + use<'a> {
        let (stride, [red, black]) = (self.heights.stride, &self.heights.colours);
        let own = &red[row * stride..][cells.clone()];
        let pulls = self
            .pull
            .as_ref()
            .map(|pull| &pull.colours[0][row * stride..][cells.clone()]);
        neighbour_sums(black, stride, row, row % 2, cells)
            .zip(own)
            .enumerate()
            .map(move |(index, (sum, height))| {
                sum - 4.0 * height + pulls.map_or(0.0, |pulls| pulls[index])
            })
    }

    /// The farthest that a cell would move in the next sweep, in metres.
    fn unrest_m(&self) -> f64 {
        let rows = (0..self.heights.rows()).into_par_iter();
        let per_task = self.heights.rows_per_task();
        let of_row = |row: usize| {
            let runs = self.inside.of_row(row).iter();
            runs.flat_map(|run| self.unrest_of_red(row, &of_colour(run, row % 2)))
                .fold(0.0, |most: f64, pull| most.max(pull.abs()))
        };
        0.25 * rows
            .with_min_len(per_task)
            .map(of_row)
            .reduce(|| 0.0, f64::max)
    }

    /// Starts flat, with what is left to do on the finer cells: on cells twice as wide it pulls four times as
    /// much, so that the mean of the four parts is their sum. The black two are at rest.
    fn take_unrest_of(&mut self, finer: &Self) {
        let (stride, per_task) = (self.heights.stride, self.heights.rows_per_task());
        let Some(pull) = &mut self.pull else { return };
        for (colour, pulls) in pull.colours.iter_mut().enumerate() {
            self.heights.colours[colour].fill(0.0);
            let rows = pulls.par_chunks_mut(stride).enumerate();
            rows.with_min_len(per_task).for_each(|(row, pulls)| {
                let parity = (row + colour) % 2;
                for run in self.inside.of_row(row) {
                    // A coarse column is the index of its red part in both rows.
                    let north = finer.unrest_of_red(2 * row, run);
                    let both = north.zip(finer.unrest_of_red(2 * row + 1, run));
                    let cells = of_colour(run, parity);
                    let skipped = 2 * cells.start + parity - run.start;
                    let own = both.skip(skipped).step_by(2);
                    for (pull, (north, south)) in pulls[cells].iter_mut().zip(own) {
                        *pull = north + south;
                    }
                }
            });
        }
    }

    /// Moves every cell by what coarser cells moved, bilinear between their middles. Tells the largest move.
    fn add(&mut self, coarse: &Checkerboard) -> f64 {
        let (stride, per_task) = (self.heights.stride, self.heights.rows_per_task());
        let inside = &self.inside;
        let mut largest = 0.0_f64;
        for (colour, own) in self.heights.colours.iter_mut().enumerate() {
            let rows = own.par_chunks_mut(stride).enumerate();
            let moved = rows
                .with_min_len(per_task)
                .map_init(Vec::new, |between, (row, own)| {
                    let parity = (row + colour) % 2;
                    if inside.of_row(row).is_empty() {
                        return 0.0;
                    }
                    let near = row / 2;
                    let far = if row % 2 == 0 { near - 1 } else { near + 1 };
                    between.clear();
                    between.extend((0..stride).map(|column| {
                        0.75 * coarse.at(column, near) + 0.25 * coarse.at(column, far)
                    }));
                    let mut largest = 0.0_f64;
                    for run in inside.of_row(row) {
                        for cell in of_colour(run, parity) {
                            let beside = cell + 2 * parity - 1;
                            let moved = 0.75 * between[cell] + 0.25 * between[beside];
                            own[cell] += moved;
                            largest = largest.max(moved.abs());
                        }
                    }
                    largest
                });
            largest = largest.max(moved.reduce(|| 0.0, f64::max));
        }
        largest
    }
}
