//! Ways that begin again on higher ground, or bend round what stands in the way.
//!
//! The cells that their straight source is not in sight of are worked out from those around them, the
//! lowest first. Each hands on its source, or itself where that is out of sight, until nothing gets lower.

use super::sight::Obstacles;
use super::{CELL, Distances, Domain, NONE, Source, Standing, narrow};
use crate::progress::{Cancelled, Run};
use crate::terrain::whole_cells;

/// As far from a cell that a way bends at, in cells, the cells beside that are tried too: farther away
/// they are nearer by less than a hundredth of a cell.
const NEAR: f32 = 12.0;

/// So many points of the outline on each side of one are tried too.
const POINTS_BESIDE: u32 = 8;

/// One source with the points on each side of it, or with the eight cells around it and their sources.
const MOST_CHOICES: usize = 1 + 2 * POINTS_BESIDE as usize;

/// Open cells so near to a point of the outline, in columns or rows, are offered it directly.
const REACH: usize = 1;

/// Gains below this are rounding, in cells.
const NEGLIGIBLE: f32 = 1e-4;

/// Cells of a row that are looked over together.
const RUN: usize = 64;

/// Cells handed on between two looks at the progress.
const CELLS_PER_STEP: usize = 1 << 12;

/// How far east and south the neighbours of a cell lie, in the order of [`Domain::around`].
const WAYS: [(f32, f32); 8] = [
    (-1.0, 0.0),
    (1.0, 0.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (-1.0, -1.0),
    (1.0, -1.0),
    (-1.0, 1.0),
    (1.0, 1.0),
];

/// Works out the cells that are still open, the lowest first.
pub(super) struct Ways<'a> {
    domain: &'a Domain<'a>,
    obstacles: &'a Obstacles<'a>,
    field: &'a mut Distances,
    standing: &'a [Standing],
    queue: Queue,
    views: Views,
}

impl<'a> Ways<'a> {
    pub(super) fn new(
        (domain, obstacles): (&'a Domain<'a>, &'a Obstacles<'a>),
        field: &'a mut Distances,
        standing: &'a [Standing],
    ) -> Self {
        Self {
            domain,
            obstacles,
            field,
            standing,
            queue: Queue::default(),
            views: Views::over(domain),
        }
    }

    /// Offers every open cell what lies around it, and hands on until nothing gets lower.
    pub(super) fn find(mut self, run: &Run) -> Result<(), Cancelled> {
        for index in 0..self.field.sources.len() {
            let source = self.field.sources[index];
            let (column, row) = self.domain.cell_of(source.x, source.y);
            let columns =
                column.saturating_sub(REACH)..(column + REACH + 1).min(self.domain.columns);
            for row in row.saturating_sub(REACH)..(row + REACH + 1).min(self.domain.rows) {
                let first = self.domain.index(columns.start, row);
                for cell in first..first + columns.len() {
                    if self.standing[cell] == Standing::Open {
                        let at = self.domain.middle_of(cell);
                        self.offer_source((cell, at), narrow(index), source);
                    }
                }
            }
        }
        for cell in self.beside_open() {
            self.hand_on(cell);
        }
        let mut handed = 0_usize;
        while let Some((u, cell)) = self.queue.pop() {
            // One that has been lowered since comes again.
            if self.field.u[cell] < u {
                continue;
            }
            handed += 1;
            if handed.is_multiple_of(CELLS_PER_STEP) {
                run.step(handed, self.standing.len())?;
            }
            self.hand_on(cell);
        }
        Ok(())
    }

    /// The known cells that have an open neighbour.
    fn beside_open(&self) -> Vec<usize> {
        let stride = self.domain.columns + 2;
        let mut found = Vec::new();
        for row in 1..=self.domain.rows {
            for first in (1..=self.domain.columns).step_by(RUN) {
                let cells = row * stride + first..row * stride + (first + RUN).min(stride - 1);
                let has_open = |offset: usize| {
                    let beside = cells.start + offset - stride - 1..cells.end + offset - stride + 1;
                    self.standing[beside].contains(&Standing::Open)
                };
                if has_open(0) || has_open(stride) || has_open(2 * stride) {
                    found.extend(cells.filter(|cell| {
                        let around = self.domain.around(*cell);
                        let open =
                            |beside: &(usize, f32)| self.standing[beside.0] == Standing::Open;
                        self.standing[*cell] == Standing::Known && around.iter().any(open)
                    }));
                }
            }
        }
        found
    }

    /// Offers the open cells around a cell what it has: its source where that is in sight, else itself.
    fn hand_on(&mut self, cell: usize) {
        let (u, origin) = (self.field.u[cell], self.field.origins[cell]);
        let source = self.field.source(origin);
        let (x, y) = self.domain.middle_of(cell);
        for ((beside, apart), (east, south)) in self.domain.around(cell).into_iter().zip(WAYS) {
            let before = self.field.u[beside];
            if before <= u
                || self.standing[beside] != Standing::Open
                || before <= self.domain.floors[beside]
            {
                continue;
            }
            let bend = u + apart;
            if bend <= self.domain.floors[beside] {
                self.lower(beside, bend, CELL | narrow(cell));
                continue;
            }
            if origin != self.field.origins[beside] {
                // Beside a cell where the slope begins again a line from one around it may be open.
                self.offer_source((beside, (x + east, y + south)), origin, source);
            }
            if bend + NEGLIGIBLE < self.field.u[beside] {
                self.lower(beside, bend, CELL | narrow(cell));
            }
        }
    }

    /// Offers a cell a source and, if it is near, those beside it, and again those beside the best.
    fn offer_source(&mut self, (cell, at): (usize, (f32, f32)), origin: u32, source: Source) {
        let value = source.to(at.0, at.1);
        if NEAR < value - source.u {
            let gain = value + NEGLIGIBLE < self.field.u[cell];
            if gain && self.views.let_through(self.obstacles, (origin, source), at) {
                self.lower(cell, value, origin);
            }
            return;
        }
        let mut offered = origin;
        loop {
            let mut choices = self.sources_beside(offered, at);
            let in_sight = |(_, origin): &(f32, u32)| {
                self.obstacles.let_through(self.field.source(*origin), at)
            };
            let gain = |(value, _): &(f32, u32)| *value + NEGLIGIBLE < self.field.u[cell];
            let Some((value, origin)) = choices.nearest_first().take_while(gain).find(in_sight)
            else {
                return;
            };
            self.lower(cell, value, origin);
            if origin == offered || value <= self.domain.floors[cell] {
                return;
            }
            offered = origin;
        }
    }

    /// A source and, if it is near, those beside it, with the straight distances by them.
    fn sources_beside(&self, origin: u32, at: (f32, f32)) -> Choices {
        let value_of = |origin: u32| self.field.source(origin).to(at.0, at.1);
        let mut choices = Choices::new();
        let value = value_of(origin);
        choices.add(value, origin);
        if NEAR < value - self.field.source(origin).u {
            return choices;
        }
        if origin & CELL != 0 {
            for (beside, _) in self.domain.around((origin & !CELL) as usize) {
                choices.add(value_of(CELL | narrow(beside)), CELL | narrow(beside));
                let theirs = self.field.origins[beside];
                if theirs != NONE {
                    choices.add(value_of(theirs), theirs);
                }
            }
        } else {
            for step in 1..=POINTS_BESIDE {
                for beside in [origin.wrapping_sub(step), origin + step] {
                    if (beside as usize) < self.field.sources.len() {
                        choices.add(value_of(beside), beside);
                    }
                }
            }
        }
        choices
    }

    /// Lowers a cell to a value, or to its ground, where the slope begins again.
    fn lower(&mut self, cell: usize, value: f32, origin: u32) {
        let floor = self.domain.floors[cell];
        let (value, origin) = if value <= floor {
            (floor, CELL | narrow(cell))
        } else {
            (value, origin)
        };
        self.field.u[cell] = value;
        self.field.origins[cell] = origin;
        self.queue.push(value, cell);
    }
}

/// What is known of the lines to whole blocks of cells, since neighbours mostly have the same source.
struct Views {
    columns: usize,
    rows: usize,
    /// For each block, the origin that was asked for last, the bits of how far along the slope it lies, and what
    /// came out.
    blocks: Vec<(u32, u32, View)>,
}

/// The lines from one source to all cells of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    /// Lines that have been looked along one by one.
    Looked(u8),
    /// All are open.
    Open,
    /// Some may not be.
    Doubtful,
}

impl Views {
    /// Cells on a side of a block.
    const SIDE: usize = 8;

    /// After so many lines from one source to a block, all are looked along at once.
    const LINES: u8 = 3;

    fn over(domain: &Domain<'_>) -> Self {
        let (columns, rows) = (domain.columns, domain.rows);
        let blocks = columns.div_ceil(Self::SIDE) * rows.div_ceil(Self::SIDE);
        Self {
            columns,
            rows,
            blocks: vec![(NONE, 0, View::Doubtful); blocks],
        }
    }

    /// Whether the line from a source to the middle of a cell runs above the ground.
    fn let_through(
        &mut self,
        obstacles: &Obstacles<'_>,
        (origin, source): (u32, Source),
        at: (f32, f32),
    ) -> bool {
        let (column, row) = (whole_cells(at.0.into()), whole_cells(at.1.into()));
        let (column, row) = (column / Self::SIDE, row / Self::SIDE);
        let block = row * self.columns.div_ceil(Self::SIDE) + column;
        let (last, bits, view) = &mut self.blocks[block];
        if (*last, *bits) != (origin, source.u.to_bits()) {
            (*last, *bits, *view) = (origin, source.u.to_bits(), View::Looked(0));
        }
        if *view == View::Looked(Self::LINES) {
            let first = |block: usize| (block * Self::SIDE) as f32 + 0.5;
            let last =
                |block: usize, cells: usize| ((block + 1) * Self::SIDE).min(cells) as f32 - 0.5;
            let from = (first(column), first(row));
            let to = (last(column, self.columns), last(row, self.rows));
            *view = if obstacles.let_all_through(source, (from, to)) {
                View::Open
            } else {
                View::Doubtful
            };
        }
        match view {
            View::Open => true,
            View::Doubtful => obstacles.let_through(source, at),
            View::Looked(lines) => {
                *lines += 1;
                obstacles.let_through(source, at)
            }
        }
    }
}

/// Cells to hand on from, the lowest first to within a part of a cell.
#[derive(Default)]
struct Queue {
    steps: Vec<Vec<(f32, u32)>>,
    step: usize,
}

impl Queue {
    /// Steps of the queue for each cell of distance.
    const STEPS_PER_CELL: f32 = 2.0;

    /// What lies farther shares the last step.
    const MOST_STEPS: usize = 1 << 16;

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` cuts at zero and at the largest, which is meant"
    )]
    fn push(&mut self, u: f32, cell: usize) {
        let step =
            ((u * Self::STEPS_PER_CELL) as usize).clamp(self.step, Self::MOST_STEPS.max(self.step));
        if self.steps.len() <= step {
            self.steps.resize_with(step + 1, Vec::new);
        }
        self.steps[step].push((u, narrow(cell)));
    }

    fn pop(&mut self) -> Option<(f32, usize)> {
        while let Some(step) = self.steps.get_mut(self.step) {
            if let Some((u, cell)) = step.pop() {
                return Some((u, cell as usize));
            }
            *step = Vec::new();
            self.step += 1;
        }
        None
    }
}

/// A few sources and the distances by them.
struct Choices {
    choices: [(f32, u32); MOST_CHOICES],
    count: usize,
}

impl Choices {
    fn new() -> Self {
        Self {
            choices: [(0.0, 0); MOST_CHOICES],
            count: 0,
        }
    }

    fn add(&mut self, value: f32, origin: u32) {
        self.choices[self.count] = (value, origin);
        self.count += 1;
    }

    /// Each in turn, sorted no farther than is asked for.
    fn nearest_first(&mut self) -> impl Iterator<Item = (f32, u32)> {
        let mut left = self.count;
        std::iter::from_fn(move || {
            let choices = &mut self.choices[..left];
            let nearest = (0..left).min_by(|a, b| choices[*a].0.total_cmp(&choices[*b].0))?;
            left -= 1;
            choices.swap(nearest, left);
            Some(choices[left])
        })
    }
}
