//! The slope's way round ground that stands above it.
//!
//! Cells that do not see their part of the crest's edge take what a neighbour has, the farthest up the slope first:
//! its part of the edge where that is in sight, else the slope goes on from the middle of the neighbour.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::edge::Edge;
use super::reach::Standing;
use super::straight::{Straight, TOP, for_cells_beside, middle_of};
use crate::design::distance::{Domain, Obstacles, Source};
use crate::progress::{Cancelled, Run};

/// Set in an origin that is a cell, whose number is the rest.
const CELL: u32 = 1 << 31;

/// No origin.
const NONE: u32 = u32::MAX;

/// Cells handed on from between two looks at the progress.
const CELLS_PER_STEP: usize = 1 << 12;

/// Less than this is not worth another look, in cells.
const NEGLIGIBLE: f32 = 1e-5;

/// What stays behind a ridge is put so far below its ground, in cells.
const BELOW_GROUND: f32 = 0.5;

/// Cells to hand on from.
pub(super) struct Ways<'a> {
    domain: &'a Domain<'a>,
    straight: &'a Straight,
    edge: &'a Edge,
    obstacles: Obstacles<'a>,
    u: &'a mut [f32],
    standing: &'a mut [Standing],
    /// The cells that do not see their part of the edge, in order, and where the slope comes from there.
    hidden: Vec<(u32, u32)>,
    /// The farthest up the slope first. Distances fall outwards from zero, so the bits of their opposite are in
    /// order.
    queue: BinaryHeap<Reverse<(u32, u32)>>,
}

impl<'a> Ways<'a> {
    pub(super) fn new(
        domain: &'a Domain<'a>,
        straight: &'a Straight,
        edge: &'a Edge,
        u: &'a mut [f32],
        standing: &'a mut [Standing],
    ) -> Self {
        let numbered = standing.iter().zip(0_u32..);
        let are_hidden = numbered.filter(|(standing, _)| **standing == Standing::Hidden);
        // As much room as is needed, since they may be most of the window.
        let mut hidden = Vec::with_capacity(are_hidden.clone().count());
        hidden.extend(are_hidden.map(|(_, cell)| (cell, NONE)));
        for (cell, _) in &hidden {
            u[*cell as usize] = f32::NEG_INFINITY;
        }
        // A way round lies lower than the straight one, so no steep ground is deep enough below it to be left out.
        let obstacles = Obstacles::of(domain, None);
        Self {
            domain,
            straight,
            edge,
            obstacles,
            u,
            standing,
            hidden,
            queue: BinaryHeap::new(),
        }
    }

    /// Hands on until nothing more is reached.
    pub(super) fn find(mut self, run: &Run) -> Result<(), Cancelled> {
        let edge = self.edge;
        for number in edge.cut_parts() {
            let (stride, rows) = (self.straight.stride, self.straight.rows);
            for_cells_beside(edge.part(number), stride, rows, |cell| {
                if self.standing[cell] == Standing::Hidden {
                    self.offer_origin(cell, number);
                }
            });
        }
        for index in 0..self.hidden.len() {
            let cell = self.hidden[index].0 as usize;
            for (beside, apart) in self.domain.around(cell) {
                if self.standing[beside] == Standing::InSight {
                    self.offer(cell, beside, apart);
                }
            }
        }
        let mut handed = 0_usize;
        while let Some(Reverse((bits, cell))) = self.queue.pop() {
            let cell = cell as usize;
            // One that has been raised since comes again.
            if self.standing[cell] == Standing::Around || (-self.u[cell]).to_bits() != bits {
                continue;
            }
            self.standing[cell] = Standing::Around;
            handed += 1;
            if handed.is_multiple_of(CELLS_PER_STEP) {
                run.step(handed, self.hidden.len())?;
            }
            for (beside, apart) in self.domain.around(cell) {
                if self.standing[beside] == Standing::Hidden {
                    self.offer(beside, cell, apart);
                }
            }
        }
        self.leave_the_rest();
        Ok(())
    }

    /// Offers a cell what a neighbour has.
    fn offer(&mut self, cell: usize, neighbour: usize, apart: f32) {
        let origin = self.origin_of(neighbour);
        if origin != NONE {
            self.offer_origin(cell, origin);
        }
        let bend = self.u[neighbour] - apart;
        if self.u[cell] + NEGLIGIBLE < bend {
            self.raise(cell, bend, CELL | narrow(neighbour));
        }
    }

    /// Offers a cell a part of the edge, or a bend, where that is in sight.
    fn offer_origin(&mut self, cell: usize, origin: u32) {
        let at = middle_of(cell, self.straight.stride);
        let (value, point) = if origin & CELL == 0 {
            let part = self.edge.part(origin);
            (part.value(at), part.point(part.foot(at)))
        } else {
            let bend = (origin & !CELL) as usize;
            let point = middle_of(bend, self.straight.stride);
            let distance = (point.0 - at.0).hypot(point.1 - at.1);
            (self.u[bend] - distance, point)
        };
        let better = self.u[cell] + NEGLIGIBLE < value && self.domain.floors()[cell] < value;
        if better
            && self
                .obstacles
                .let_through(Source::new(at.0, at.1, value), point)
        {
            self.raise(cell, value, origin);
        }
    }

    fn raise(&mut self, cell: usize, value: f32, origin: u32) {
        if value <= self.domain.floors()[cell] {
            return;
        }
        self.u[cell] = value;
        let sought = narrow(cell);
        if let Ok(place) = self.hidden.binary_search_by_key(&sought, |hidden| hidden.0) {
            self.hidden[place].1 = origin;
        }
        self.queue.push(Reverse(((-value).to_bits(), sought)));
    }

    /// Where the slope comes from at a cell.
    fn origin_of(&self, cell: usize) -> u32 {
        if self.standing[cell] == Standing::InSight {
            let origin = self.straight.origins[cell];
            if origin == TOP {
                return NONE;
            }
            let at = middle_of(cell, self.straight.stride);
            return self.edge.open_part(origin, at).unwrap_or(NONE);
        }
        let sought = narrow(cell);
        let place = self.hidden.binary_search_by_key(&sought, |hidden| hidden.0);
        place.map_or(NONE, |place| self.hidden[place].1)
    }

    /// What nothing reaches lies no higher than its ground: beside the fill where the slope ends, else below it.
    fn leave_the_rest(&mut self) {
        for (cell, _) in &self.hidden {
            let cell = *cell as usize;
            if self.standing[cell] == Standing::Around {
                continue;
            }
            let floor = self.domain.floors()[cell];
            let reached = |beside: usize| {
                matches!(self.standing[beside], Standing::InSight | Standing::Around)
            };
            let around = self.domain.around(cell).into_iter();
            let beside = around
                .filter(|(beside, _)| reached(*beside))
                .map(|(beside, apart)| self.u[beside] - apart);
            let best = beside.fold(f32::NEG_INFINITY, f32::max);
            self.u[cell] = if best.is_finite() {
                best.min(floor)
            } else {
                floor - BELOW_GROUND
            };
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "windows of more than 2^31 cells are refused before"
)]
#[inline]
fn narrow(cell: usize) -> u32 {
    cell as u32
}
