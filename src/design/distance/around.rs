//! Ways that begin again on higher ground, or bend round what stands in the way.
//!
//! The cells that their straight source is not in sight of are worked out from those around them, the
//! lowest first. Each hands on its source, or itself where that is out of sight, until nothing gets lower.

use super::nearest::Points;
use super::seen::whole;
use super::shadow::Shadows;
use super::sight::Obstacles;
use super::{AROUND, CELL, Distances, Domain, NONE, Source, Standing, narrow};
use crate::progress::{Cancelled, Run};

/// As far from a cell that a way bends at, in cells, the cells beside that are tried too: farther away
/// they are nearer by less than a hundredth of a cell.
const NEAR: f32 = 12.0;

/// So many points of the outline on each side of one are tried too.
const POINTS_BESIDE: u32 = 8;

/// One with the points on each side of it.
const POINTS_TOGETHER: usize = 1 + 2 * POINTS_BESIDE as usize;

/// Points together, or one cell with the eight around it and their sources.
const MOST_CHOICES: usize = POINTS_TOGETHER;

/// The lowest bits of a distance give way to which of the choices has it.
const CHOICE: i32 = 31;

/// Cells of a line that are passed over together.
const TOGETHER: usize = 64;

/// Of the points so many share one whose cells around are offered it and those beside it.
const POINTS_APART: usize = POINTS_BESIDE as usize / 2;

/// Open cells so near to a point of the outline, in columns or rows, are offered it directly.
const REACH: usize = 1;

/// So often a cell is handed on one by one before all in sight of it get it at once.
const POPULAR: u8 = 128;

/// So far before a cell at most others are asked whether they see its source, in cells.
const LONGEST_LEAP: usize = 15;

/// Gains below this are rounding, in cells.
pub(super) const NEGLIGIBLE: f32 = 1e-4;

/// Cells handed on between two looks at the progress.
const CELLS_PER_STEP: usize = 1 << 12;

/// Works out the cells that are still open, the lowest first.
pub(super) struct Ways<'a> {
    pub(super) domain: &'a Domain<'a>,
    pub(super) obstacles: &'a Obstacles<'a>,
    points: &'a Points,
    pub(super) field: &'a mut Distances,
    pub(super) standing: &'a [Standing],
    pub(super) queue: Queue,
    shadows: Shadows<'a>,
    /// How often each cell was handed on.
    asked: Vec<u8>,
    /// Cells that are handed on to all in sight of them next.
    popular: Vec<usize>,
}

impl<'a> Ways<'a> {
    pub(super) fn new(
        (domain, obstacles, points): (&'a Domain<'a>, &'a Obstacles<'a>, &'a Points),
        field: &'a mut Distances,
        standing: &'a [Standing],
    ) -> Self {
        let queue = Queue::default();
        Self {
            domain,
            obstacles,
            points,
            field,
            standing,
            queue,
            shadows: Shadows::new(obstacles),
            asked: vec![0; standing.len()],
            popular: Vec::new(),
        }
    }

    /// Offers every open cell what lies around it, and hands on until nothing gets lower.
    pub(super) fn find(mut self, run: &Run) -> Result<(), Cancelled> {
        // Of each, those beside it are tried too.
        for index in (0..self.field.sources.len()).step_by(POINTS_APART) {
            let source = self.field.sources[index];
            let (column, row) = self.domain.cell_of(source.x, source.y);
            let columns =
                column.saturating_sub(REACH)..(column + REACH + 1).min(self.domain.columns);
            for row in row.saturating_sub(REACH)..(row + REACH + 1).min(self.domain.rows) {
                let first = self.domain.index(columns.start, row);
                for cell in first..first + columns.len() {
                    if self.standing[cell] == Standing::Open {
                        let at = self.domain.middle_of(cell);
                        self.offer_source((cell, at), (narrow(index), source));
                    }
                }
            }
        }
        self.begin_beside_open();
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
            self.hand_on_to_open(cell);
            while let Some(place) = self.popular.pop() {
                self.fan_out(place);
            }
        }
        Ok(())
    }

    /// Offers the open cells around one what it has.
    fn hand_on_to_open(&mut self, cell: usize) {
        let own = self.own_of(cell);
        let around = self.domain.around(cell);
        let mut left = 0_u32;
        // Without a choice for each, since which can do with it cannot be foreseen.
        for (place, (beside, _)) in around.iter().enumerate() {
            let is_open = self.standing[*beside] == Standing::Open;
            let may_gain = self.may_gain(*beside, &own);
            left |= u32::from(is_open & may_gain) << place;
        }
        while left != 0 {
            let place = left.trailing_zeros() as usize;
            left &= left - 1;
            let ((beside, apart), (dx, dy)) = (around[place], AROUND[place]);
            let at = (own.middle.0 + dx, own.middle.1 + dy);
            self.offer((beside, at), &own, apart);
        }
    }

    /// Whether a cell may have a shorter way by another one: by the same source a way round that is no shorter, and what
    /// lies on its ground gets no lower.
    #[inline]
    fn may_gain(&self, cell: usize, by: &Own) -> bool {
        let u = self.field.u[cell];
        let (is_farther, is_other) = (by.u < u, self.field.origins[cell] != by.origin);
        let is_above = self.domain.floors[cell] < u;
        is_farther & is_other & is_above
    }

    /// What a cell has to offer.
    #[inline]
    fn own_of(&self, cell: usize) -> Own {
        let origin = self.field.origins[cell];
        Own {
            cell,
            u: self.field.u[cell],
            origin,
            source: self.field.source(origin),
            middle: self.domain.middle_of(cell),
        }
    }

    /// Lets the cells beside open ones hand on: near their sources at once, farther away when it is their turn, since
    /// what comes before often is the nearer way.
    fn begin_beside_open(&mut self) {
        let stride = self.domain.stride();
        let mut is_queued = vec![0_u64; self.standing.len().div_ceil(64)];
        let mut is_edge = vec![false; stride];
        for line in 1..=self.domain.rows {
            self.find_edge(line * stride, &mut is_edge);
            for (chunk, cells) in is_edge.chunks(TOGETHER).enumerate() {
                // Most lines pass through few.
                if !cells.iter().fold(false, |any, is_edge| any | is_edge) {
                    continue;
                }
                for (place, is_edge) in cells.iter().enumerate() {
                    if *is_edge {
                        let cell = line * stride + chunk * TOGETHER + place;
                        self.begin_beside(cell, &mut is_queued);
                    }
                }
            }
        }
    }

    /// Tells which cells of a line, given by its first, are open with others beside them that are not. Its ends are in
    /// the border.
    fn find_edge(&self, first: usize, is_edge: &mut [bool]) {
        let stride = is_edge.len();
        let of_line = |first: usize| &self.standing[first..first + stride];
        let is_open = |standing: Standing| standing == Standing::Open;
        let (north, here, south) = (
            of_line(first - stride),
            of_line(first),
            of_line(first + stride),
        );
        // Whole lines at a time, so that many cells are worked out side by side.
        let cells = is_edge[1..stride - 1].iter_mut().enumerate();
        for (west, is_edge) in cells {
            let all = |line: &[Standing]| {
                is_open(line[west]) & is_open(line[west + 1]) & is_open(line[west + 2])
            };
            let amid_open = all(north) & all(here) & all(south);
            *is_edge = is_open(here[west + 1]) && !amid_open;
        }
    }

    /// Lets the cells beside an open one hand on.
    fn begin_beside(&mut self, cell: usize, is_queued: &mut [u64]) {
        for (beside, apart) in self.domain.around(cell) {
            if self.standing[beside] != Standing::Known {
                continue;
            }
            let (word, bit) = (beside / 64, 1 << (beside % 64));
            let own = self.own_of(beside);
            if own.u - own.source.u <= NEAR {
                if self.may_gain(cell, &own) {
                    self.offer((cell, self.domain.middle_of(cell)), &own, apart);
                }
            } else if is_queued[word] & bit == 0 {
                is_queued[word] |= bit;
                self.queue.push(own.u, beside);
            }
        }
    }

    /// Offers a cell what a neighbour has that may lower it: its source where that is in sight, else the neighbour itself.
    #[inline]
    fn offer(&mut self, (cell, at): (usize, (f32, f32)), neighbour: &Own, apart: f32) {
        let bend = neighbour.u + apart;
        if bend <= self.domain.floors[cell] {
            self.lower(cell, bend, CELL | narrow(neighbour.cell));
            return;
        }
        // Beside a cell where the slope begins again a line from one around it may be open.
        self.offer_source((cell, at), (neighbour.origin, neighbour.source));
        if bend + NEGLIGIBLE < self.field.u[cell] {
            self.lower(cell, bend, CELL | narrow(neighbour.cell));
        }
    }

    /// Offers a cell a source and those beside it, and again those beside the best.
    fn offer_source(&mut self, (cell, at): (usize, (f32, f32)), (origin, source): (u32, Source)) {
        let value = source.to(at.0, at.1);
        if NEAR < value - source.u {
            if value + NEGLIGIBLE < self.field.u[cell]
                && (self.is_seen_before(at, (origin, source), value)
                    || self.shadows.let_through((origin, source), at))
            {
                self.lower(cell, value, origin);
            }
            return;
        }
        let (mut offered, mut source) = (origin, source);
        loop {
            let mut choices = self.sources_beside((offered, source), at, self.field.u[cell]);
            let (field, shadows) = (&*self.field, &mut self.shadows);
            let in_sight = |origin: u32| shadows.let_through((origin, field.source(origin)), at);
            let Some((value, origin)) = choices.nearest_for_which(in_sight) else {
                return;
            };
            self.lower(cell, value, origin);
            if origin == offered || value <= self.domain.floors[cell] {
                return;
            }
            (offered, source) = (origin, self.field.source(origin));
        }
    }

    /// Whether all around a place on the way from a cell to a source are known to see it, or a point beside it, and no
    /// steep ground lies between the cell and the place.
    fn is_seen_before(&self, at: (f32, f32), (origin, source): (u32, Source), value: f32) -> bool {
        let stride = self.domain.stride();
        let (column, row) = (whole(at.0 + 0.5), whole(at.1 + 0.5));
        let leap = self.obstacles.leap_back((column, row), value);
        if leap == 0 {
            return false;
        }
        let (x, y) = (column as f32, row as f32);
        let (dx, dy) = (source.x + 0.5 - x, source.y + 0.5 - y);
        let part = leap.min(LONGEST_LEAP) as f32 / dx.abs().max(dy.abs());
        if 1.0 <= part {
            return true;
        }
        let place = whole(y + part * dy) * stride + whole(x + part * dx);
        let apart = if origin & CELL == 0 { POINTS_BESIDE } else { 0 };
        [place, place + 1, place + stride, place + stride + 1]
            .iter()
            .all(|beside| self.field.origins[*beside].abs_diff(origin) <= apart)
    }

    /// A source and, if it is near, those beside it, with the straight distances by them that are less than `before`.
    fn sources_beside(
        &self,
        (origin, source): (u32, Source),
        at: (f32, f32),
        before: f32,
    ) -> Choices {
        let mut choices = Choices::less_than(before);
        if NEAR < source.to(at.0, at.1) - source.u {
            choices.add(source.to(at.0, at.1), origin);
        } else if origin & CELL != 0 {
            choices.add(source.to(at.0, at.1), origin);
            let place = (origin & !CELL) as usize;
            let mut last = NONE;
            for ((beside, _), (dx, dy)) in self.domain.around(place).into_iter().zip(AROUND) {
                let cell = CELL | narrow(beside);
                let of_cell = Source::new(source.x + dx, source.y + dy, self.field.u[beside]);
                choices.add(of_cell.to(at.0, at.1), cell);
                let theirs = self.field.origins[beside];
                // Most carry themselves, or what the one before does.
                if ![NONE, cell, origin, last].contains(&theirs) {
                    choices.add(self.field.source(theirs).to(at.0, at.1), theirs);
                    last = theirs;
                }
            }
        } else {
            let values = self.points.values_beside(origin, at);
            choices.add_points(&values, origin.wrapping_sub(POINTS_BESIDE));
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
        let place = (origin & !CELL) as usize;
        if origin & CELL != 0 && place != cell {
            self.asked[place] = self.asked[place].saturating_add(1);
            if self.asked[place] == POPULAR {
                self.popular.push(place);
            }
        }
    }
}

/// Cells to hand on from, the lowest first to within a part of a cell.
#[derive(Default)]
pub(super) struct Queue {
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
    pub(super) fn push(&mut self, u: f32, cell: usize) {
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

/// What a cell has to offer to those around it.
struct Own {
    cell: usize,
    u: f32,
    origin: u32,
    source: Source,
    middle: (f32, f32),
}

/// A few sources and the distances by them.
struct Choices {
    /// No distance is as great.
    most: f32,
    values: [f32; MOST_CHOICES],
    /// The bits of each distance, which are in the same order, as none is negative: but for the lowest, which are its place,
    /// and the greatest number for one that is not less.
    keys: [i32; MOST_CHOICES],
    origins: [u32; MOST_CHOICES],
    count: usize,
}

impl Choices {
    fn less_than(before: f32) -> Self {
        Self {
            most: before,
            values: [f32::INFINITY; MOST_CHOICES],
            keys: [i32::MAX; MOST_CHOICES],
            origins: [NONE; MOST_CHOICES],
            count: 0,
        }
    }

    #[inline]
    fn add(&mut self, value: f32, origin: u32) {
        self.values[self.count] = value;
        self.keys[self.count] = self.key_of(value, self.count);
        self.origins[self.count] = origin;
        self.count += 1;
    }

    /// Fills it with points whose numbers follow one another.
    #[inline]
    fn add_points(&mut self, values: &[f32; POINTS_TOGETHER], first: u32) {
        self.values = *values;
        for (place, value) in values.iter().enumerate() {
            self.keys[place] = self.key_of(*value, place);
            self.origins[place] = first.wrapping_add(narrow(place));
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "few places; the sign of a distance is not set"
    )]
    #[inline]
    fn key_of(&self, value: f32, place: usize) -> i32 {
        let key = (value.to_bits() as i32 & !CHOICE) | place as i32;
        if value + NEGLIGIBLE < self.most {
            key
        } else {
            i32::MAX
        }
    }

    /// The nearest for which something holds. All are compared side by side, since which is the nearest cannot be foreseen.
    #[expect(clippy::cast_sign_loss, reason = "a place")]
    #[inline]
    fn nearest_for_which(&mut self, mut holds: impl FnMut(u32) -> bool) -> Option<(f32, u32)> {
        loop {
            let least = self
                .keys
                .iter()
                .fold(i32::MAX, |least, key| least.min(*key));
            if least == i32::MAX {
                return None;
            }
            let place = (least & CHOICE) as usize;
            let origin = self.origins[place];
            if holds(origin) {
                return Some((self.values[place], origin));
            }
            self.keys[place] = i32::MAX;
        }
    }
}
