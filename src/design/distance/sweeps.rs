//! The sweeps that hand sources from cell to cell, and what is in sight of a cell.

use std::f32::consts::SQRT_2;

use super::{CELL, Distances, Domain, NONE, Source, narrow};
use crate::progress::{Cancelled, Run};

/// Nearer than this, in cells along a row or column, a source is in sight.
const IN_REACH: f32 = 1.0;

/// Distances by points of the outline that differ by less are the same, in cells: such points stand for
/// a line, and now and then the very nearest is not the one carried.
const SLACK: f32 = 0.002;

/// The same for distances by cells where the slope begins again or bends, which are exact.
const SLACK_OF_CELLS: f32 = 1e-3;

/// As far from a cell that is a source, in cells, the cells beside it are looked at too.
const NEAR_CELLS: f32 = 12.0;

/// Sweeps after which a field that still changes is taken as it is; a maze takes one for each turn.
const MOST_SWEEPS: usize = 200;

/// Everything that the sweeps work on.
pub(super) struct Sweeps<'a> {
    domain: &'a Domain<'a>,
    sources: &'a [Source],
    field: Distances,
    /// Whether the cell at hand was offered a source out of its sight.
    turned_away: bool,
    /// The same for each cell of the row at hand.
    ask_again: Vec<bool>,
}

impl<'a> Sweeps<'a> {
    /// Before the first sweep, when no cell has a source.
    pub(super) fn new(domain: &'a Domain<'a>, sources: &'a [Source]) -> Self {
        let cells = domain.columns * domain.spans.len();
        Self {
            domain,
            sources,
            field: Distances {
                u: vec![f32::INFINITY; cells],
                origins: vec![NONE; cells],
            },
            turned_away: false,
            ask_again: vec![false; domain.columns],
        }
    }

    /// Gives a source to a cell that lies near it, if it is as near as `reach` says and in sight.
    pub(super) fn give(&mut self, index: usize, column: usize, row: usize, reach: Reach) {
        let cell = row * self.domain.columns + column;
        let source = self.sources[index];
        let (dx, dy) = (source.x - column as f32 - 0.5, source.y - row as f32 - 0.5);
        let touching = dx.abs().max(dy.abs()) < IN_REACH;
        let value = source.to(column as f32 + 0.5, row as f32 + 0.5);
        if touching == (reach == Reach::Touching)
            && value < self.field.u[cell]
            && self.sight(column, row, source) == Sight::Clear
        {
            self.lower(cell, value, narrow(index));
        }
    }

    /// Lowers a cell's distance to `value` from `origin`, or to its floor, where it is its own source.
    #[inline]
    fn lower(&mut self, cell: usize, value: f32, origin: u32) -> bool {
        if self.field.u[cell] <= value {
            return false;
        }
        let floor = self.domain.floor_of(self.domain.ground_m[cell]);
        if value <= floor {
            let changed = floor < self.field.u[cell];
            self.field.u[cell] = floor;
            self.field.origins[cell] = CELL | narrow(cell);
            changed
        } else {
            self.field.u[cell] = value;
            self.field.origins[cell] = origin;
            true
        }
    }

    /// Sweeps until nothing changes, and gives the distances.
    pub(super) fn run(mut self, run: &Run) -> Result<Distances, Cancelled> {
        let rows = self.domain.spans.len();
        // The clock ticks with every row; a row waits until a row that it takes from has changed.
        let mut clock = 1_usize;
        let mut changed = vec![1_usize; rows];
        let mut swept = [vec![0_usize; rows], vec![0_usize; rows]];
        for sweep in 0..MOST_SWEEPS {
            let southwards = sweep % 2 == 0;
            let mut idle = true;
            for step in 0..rows {
                let row = if southwards { step } else { rows - 1 - step };
                let before = if southwards {
                    row.checked_sub(1)
                } else {
                    Some(row + 1).filter(|next| *next < rows)
                };
                let news = changed[row].max(before.map_or(0, |before| changed[before]));
                if news <= swept[sweep % 2][row] || self.domain.spans[row].is_empty() {
                    continue;
                }
                if step % 64 == 0 {
                    run.step(sweep.min(3) * rows + step, 4 * rows)?;
                }
                clock += 1;
                swept[sweep % 2][row] = clock;
                if self.sweep_row(row, before) {
                    changed[row] = clock;
                    idle = false;
                }
            }
            if idle && 0 < sweep {
                break;
            }
        }
        Ok(self.field)
    }

    /// Sweeps a row east and then west, taking from the row `before` it as well.
    fn sweep_row(&mut self, row: usize, before: Option<usize>) -> bool {
        let columns = self.domain.columns;
        let domain = self.domain;
        let base = row * columns;
        let mut changed = false;
        for span in &domain.spans[row] {
            for column in span.clone() {
                self.turned_away = false;
                self.ask_again[column] = false;
                if self.is_own_source(base + column) {
                    continue;
                }
                let (mut neighbours, mut count) =
                    before.map_or(([(0, 1.0); 4], 0), |before| self.in_row(column, before));
                if 0 < column {
                    neighbours[count] = (base + column - 1, 1.0);
                    count += 1;
                }
                changed |= self.take_best(column, row, &neighbours[..count]);
                self.ask_again[column] = self.turned_away;
            }
        }
        for span in domain.spans[row].iter().rev() {
            for column in span.clone().rev() {
                if self.is_own_source(base + column) {
                    continue;
                }
                if column + 1 < columns {
                    changed |= self.take(base + column, base + column + 1, column, row, 1.0);
                }
                // What was out of sight may have come in sight with the cell to the east.
                if let Some(before) = before.filter(|_| self.ask_again[column]) {
                    let (neighbours, count) = self.in_row(column, before);
                    changed |= self.take_best(column, row, &neighbours[..count]);
                }
            }
        }
        changed
    }

    /// Whether the slope begins again on a cell: then nothing can lower it.
    #[inline]
    fn is_own_source(&self, cell: usize) -> bool {
        self.field.origins[cell] == CELL | narrow(cell)
    }

    /// Takes from the three neighbours in the row `before`, and from the one to the west.
    ///
    /// The best source first: where it is in sight, the others need not be looked at.
    #[inline]
    fn take_best(&mut self, column: usize, row: usize, neighbours: &[(usize, f32)]) -> bool {
        let cell = row * self.domain.columns + column;
        let mut best: Option<(usize, f32)> = None;
        for (index, (neighbour, _)) in neighbours.iter().enumerate() {
            let value = self.straight_by(cell, *neighbour, column, row);
            if value < best.map_or(self.field.u[cell], |(_, least)| least) {
                best = Some((index, value));
            }
        }
        let Some((best, _)) = best else {
            return false;
        };
        let (neighbour, apart) = neighbours[best];
        let mut changed = self.take(cell, neighbour, column, row, apart);
        if self.turned_away {
            for (neighbour, apart) in neighbours {
                changed |= self.take(cell, *neighbour, column, row, *apart);
            }
        }
        changed
    }

    /// A cell's distance straight from the source that a neighbour carries, or infinity where that cannot
    /// be nearer: the way to a source goes through neighbours that lie nearer to it.
    #[inline]
    fn straight_by(&self, cell: usize, neighbour: usize, column: usize, row: usize) -> f32 {
        let origin = self.field.origins[neighbour];
        if self.field.u[cell] <= self.field.u[neighbour] || origin == self.field.origins[cell] {
            return f32::INFINITY;
        }
        let source = self.field.source(origin, self.domain.columns, self.sources);
        source.to(column as f32 + 0.5, row as f32 + 0.5)
    }

    /// The neighbours of a cell in the row `before`, and how far they are.
    #[inline]
    fn in_row(&self, column: usize, before: usize) -> ([(usize, f32); 4], usize) {
        let next = before * self.domain.columns + column;
        let mut neighbours = [(next, 1.0); 4];
        let mut count = 1;
        if 0 < column {
            neighbours[count] = (next - 1, SQRT_2);
            count += 1;
        }
        if column + 1 < self.domain.columns {
            neighbours[count] = (next + 1, SQRT_2);
            count += 1;
        }
        (neighbours, count)
    }

    /// Takes a neighbour's source, if the cell lies nearer to it than to its own.
    #[inline]
    fn take(
        &mut self,
        cell: usize,
        neighbour: usize,
        column: usize,
        row: usize,
        apart: f32,
    ) -> bool {
        let value = self.straight_by(cell, neighbour, column, row);
        if self.field.u[cell] <= value {
            return false;
        }
        let (theirs, origin) = (self.field.u[neighbour], self.field.origins[neighbour]);
        let source = self.field.source(origin, self.domain.columns, self.sources);
        let (x, y) = (column as f32 + 0.5, row as f32 + 0.5);
        let (origin, source, value) = self.nearest_beside(origin, source, value, (x, y));
        match self.sight(column, row, source) {
            Sight::Clear => self.lower(cell, value, origin),
            Sight::Blocked => {
                self.turned_away = true;
                self.lower(cell, theirs + apart, CELL | narrow(neighbour))
            }
            Sight::Unknown => {
                self.turned_away = true;
                false
            }
        }
    }

    /// Walks from a source to sources beside it while that gets nearer to a point.
    ///
    /// The very nearest source is not always the one that a neighbour carries.
    #[inline]
    fn nearest_beside(
        &self,
        origin: u32,
        source: Source,
        value: f32,
        (x, y): (f32, f32),
    ) -> (u32, Source, f32) {
        let mut best = (origin, source, value);
        if origin & CELL != 0 {
            // Farther away the cells beside it are nearer by less than a hundredth of a cell.
            if NEAR_CELLS < value - source.u {
                return best;
            }
            while let Some(nearer) = self.nearer_cell(best, (x, y)) {
                best = nearer;
            }
            return best;
        }
        for forward in [true, false] {
            let mut index = origin as usize;
            loop {
                index = if forward {
                    index + 1
                } else {
                    index.wrapping_sub(1)
                };
                let Some(source) = self.sources.get(index) else {
                    break;
                };
                let value = source.to(x, y);
                if best.2 <= value {
                    break;
                }
                best = (narrow(index), *source, value);
            }
            if best.0 != origin {
                break;
            }
        }
        best
    }

    /// A cell beside the one that is a source, where the slope begins again too, if it is nearer.
    fn nearer_cell(
        &self,
        best: (u32, Source, f32),
        (x, y): (f32, f32),
    ) -> Option<(u32, Source, f32)> {
        let columns = self.domain.columns;
        let cell = (best.0 & !CELL) as usize;
        let (column, row) = (cell % columns, cell / columns);
        let mut nearer = None;
        let mut least = best.2 - SLACK_OF_CELLS;
        for row in row.saturating_sub(1)..(row + 2).min(self.domain.spans.len()) {
            for column in column.saturating_sub(1)..(column + 2).min(columns) {
                let beside = row * columns + column;
                if self.field.origins[beside] != CELL | narrow(beside) {
                    continue;
                }
                let source = Source {
                    x: column as f32 + 0.5,
                    y: row as f32 + 0.5,
                    u: self.field.u[beside],
                };
                let value = source.to(x, y);
                if value < least {
                    least = value;
                    nearer = Some((CELL | narrow(beside), source, value));
                }
            }
        }
        nearer
    }

    /// Whether a source is in sight of a cell: whether it reaches the cell next on the line to it.
    fn sight(&self, column: usize, row: usize, source: Source) -> Sight {
        let (x, y) = (column as f32 + 0.5, row as f32 + 0.5);
        let (dx, dy) = (source.x - x, source.y - y);
        let far = dx.abs().max(dy.abs());
        if far < IN_REACH {
            return Sight::Clear;
        }
        // One step along the longer side, rounded to a cell.
        let step = |length: f32| {
            if far <= 2.0 * length.abs() {
                length.signum()
            } else {
                0.0
            }
        };
        let next = self.cell_beside(column, row, (step(dx), step(dy)));
        self.reaches(next, source, far - 1.0)
    }

    /// Whether a source, `far` away from it, reaches a cell as directly as can be.
    fn reaches(&self, cell: Option<(usize, usize)>, source: Source, far: f32) -> Sight {
        let Some((column, row)) = cell else {
            return Sight::Blocked;
        };
        let cell = row * self.domain.columns + column;
        let u = self.field.u[cell];
        let straight = source.to(column as f32 + 0.5, row as f32 + 0.5);
        if u == f32::INFINITY {
            if self.domain.spans[row]
                .iter()
                .any(|span| span.contains(&column))
            {
                return Sight::Unknown;
            }
            // A source on the outline may lie behind a cell whose middle is just outside.
            let low = self.domain.floor_of(self.domain.ground_m[cell]) <= straight + SLACK_OF_CELLS;
            return if far < IN_REACH && low {
                Sight::Clear
            } else {
                Sight::Blocked
            };
        }
        let slack = if self.field.origins[cell] & CELL == 0 {
            SLACK
        } else {
            SLACK_OF_CELLS
        };
        if u <= straight + slack {
            Sight::Clear
        } else {
            Sight::Blocked
        }
    }

    /// The cell one step away, if there is one.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "steps of one cell inside the window"
    )]
    fn cell_beside(&self, column: usize, row: usize, (x, y): (f32, f32)) -> Option<(usize, usize)> {
        let column = usize::try_from(column as isize + x as isize).ok()?;
        let row = usize::try_from(row as isize + y as isize).ok()?;
        (column < self.domain.columns && row < self.domain.spans.len()).then_some((column, row))
    }
}

/// Which of the cells near a source are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Touching,
    Behind,
}

/// What lies between a cell and a source.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sight {
    Clear,
    Blocked,
    /// The cell in between has no distance yet; it will ask again.
    Unknown,
}
