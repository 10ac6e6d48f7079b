//! The dam along the outline of a level fill: how high it stands above each cell.
//!
//! It stands wherever the ground on the outline is lower than its crest, and falls to both sides until it meets the
//! ground. Like a crest's, its slopes are a true distance from the line, and nothing appears behind ground that
//! stands above them.

use std::collections::VecDeque;

use geo::Coord;

use super::Dam;
use super::site::{Rim, RimLine, Site, length_of};
use super::waiting::narrow;
use crate::design::as_f32;
use crate::terrain::Grid;
use crate::units::Metres;

/// A nearer line by less than this does not count, in cells.
const SAME_DISTANCE: f64 = 1e-5;

/// Crest and faces, lengths in cells.
pub(super) struct DamFaces {
    lines: Vec<RimLine>,
    pub crest_m: f64,
    half_width: f64,
    /// Metres down per cell.
    inner_fall: f64,
    outer_fall: f64,
}

/// The side of the outline that a place lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Inside,
    Outside,
}

/// How near the dam's line each cell lies.
pub(super) struct DamField {
    pub faces: DamFaces,
    /// In cells from the middle of each; infinite where the dam does not come near.
    distances: Vec<f32>,
    /// The number of the nearest line; empty once the field is settled.
    nearest: Vec<u32>,
    /// Cells at the end of the terrain that the dam reaches.
    pub cells_at_end: usize,
}

/// Where the dam is worked out.
#[derive(Clone, Copy)]
pub(super) struct DamGround<'a> {
    pub ground: &'a Grid<f32>,
    pub site: &'a Site,
}

impl DamFaces {
    /// The dam of a crest level.
    pub(super) fn new(dam: &Dam, crest: Metres, rim: &Rim, cell_m: f64) -> Self {
        Self {
            lines: rim.below(crest.0),
            crest_m: crest.0,
            half_width: dam.crest_width.0 / 2.0 / cell_m,
            inner_fall: dam.inner.rise_over_run() * cell_m,
            outer_fall: dam.outer.rise_over_run() * cell_m,
        }
    }

    /// The length of the dam along the outline, in cells.
    pub(super) fn length(&self) -> f64 {
        self.lines.iter().map(RimLine::length).sum()
    }

    /// The dam's surface at a distance from its line, in metres.
    #[inline]
    pub(super) fn height_at(&self, distance: f64, side: Side) -> f64 {
        let fall = match side {
            Side::Inside => self.inner_fall,
            Side::Outside => self.outer_fall,
        };
        self.crest_m - fall * (distance - self.half_width).max(0.0)
    }

    /// How far its steeper face falls over one cell, in metres.
    pub(super) fn fall_over_cell(&self) -> f64 {
        self.inner_fall.max(self.outer_fall)
    }

    /// Whether the edge of the crest runs through a cell whose middle lies so far from the line.
    pub(super) fn bends_near(&self, distance: f64) -> bool {
        (distance - self.half_width).abs() < 0.75
    }

    /// The nearest line to a point and how far it is, beginning at one that is near.
    #[inline]
    fn nearest_to(&self, at: Coord<f64>, begin: u32) -> (u32, f64) {
        let of = |line: u32| {
            let line = self.lines.get(line as usize)?;
            Some(distance(line, at))
        };
        let mut best = (begin, of(begin).unwrap_or(f64::INFINITY));
        for step in [1, 1_u32.wrapping_neg()] {
            while let Some(other) = of(best.0.wrapping_add(step))
                && other < best.1
            {
                best = (best.0.wrapping_add(step), other);
            }
        }
        best
    }

    /// The side of the outline that a point beside a line lies on: the inside is to the left.
    fn side_of(&self, at: Coord<f64>, line: u32) -> Side {
        let (nearest, least) = self.nearest_to(at, line);
        let mut clearest = 0.0_f64;
        // Beside a corner the edge counts that the point lies farther from.
        for line in [nearest, nearest.wrapping_add(1), nearest.wrapping_sub(1)] {
            let Some(line) = self.lines.get(line as usize) else {
                continue;
            };
            let (way, from) = (line.to - line.from, at - line.from);
            // South is down, so that left is where this is negative.
            let across = (way.x * from.y - way.y * from.x) / line.length().max(1e-12);
            if distance(line, at) <= least + 1e-6 && clearest.abs() < across.abs() {
                clearest = across;
            }
        }
        if clearest < 0.0 {
            Side::Inside
        } else {
            Side::Outside
        }
    }
}

/// How far a point lies from a line, in cells.
#[inline]
fn distance(line: &RimLine, at: Coord<f64>) -> f64 {
    let (way, from) = (line.to - line.from, at - line.from);
    let square = way.x * way.x + way.y * way.y;
    let along = if 0.0 < square {
        ((from.x * way.x + from.y * way.y) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    length_of(from - way * along)
}

impl DamField {
    /// Spreads a dam from its line over all ground that lies below it.
    pub(super) fn of(faces: DamFaces, on: DamGround<'_>) -> Self {
        let count = on.site.heights_m.len();
        let mut field = Self {
            faces,
            distances: vec![f32::INFINITY; count],
            nearest: vec![0; count],
            cells_at_end: 0,
        };
        let mut waiting = VecDeque::new();
        for (number, line) in (0..).zip(field.faces.lines.clone()) {
            let way = line.to - line.from;
            let steps = (line.length() / 0.5).ceil().max(1.0);
            let mut step = 0.0;
            while step <= steps {
                let at = line.from + way * (step / steps);
                let cell = on.site.holding(at);
                field.offer(cell, number, on, &mut waiting);
                for next in on.site.around(cell) {
                    field.offer(next, number, on, &mut waiting);
                }
                step += 1.0;
            }
        }
        while let Some(cell) = waiting.pop_front() {
            let cell = cell as usize;
            let line = field.nearest[cell];
            for next in on.site.around(cell) {
                field.offer(next, line, on, &mut waiting);
            }
        }
        field
    }

    /// Takes a line as the nearest of a cell if it is; the dam goes on from there if it stands above the ground.
    #[inline]
    fn offer(&mut self, cell: usize, line: u32, on: DamGround<'_>, waiting: &mut VecDeque<u32>) {
        let (column, row) = (cell % on.site.stride, cell / on.site.stride);
        let (columns, rows) = (on.site.stride - 2, on.site.rows);
        if column == 0 || row == 0 || columns < column || rows < row {
            return;
        }
        let (line, distance) = self.faces.nearest_to(on.site.middle_of(cell), line);
        if f64::from(self.distances[cell]) <= distance + SAME_DISTANCE {
            return;
        }
        let is_new = self.distances[cell].is_infinite();
        self.distances[cell] = as_f32(distance);
        self.nearest[cell] = line;
        let ground = f64::from(on.ground.at(column - 1, row - 1));
        if ground
            < self
                .faces
                .height_at(distance, side_of_middle(cell, on.site))
        {
            let at_end = column == 1 || row == 1 || column == columns || row == rows;
            self.cells_at_end += usize::from(at_end && is_new);
            waiting.push_back(narrow(cell));
        }
    }

    /// How far the middle of a cell lies from the dam's line, in cells; `None` where the dam does not come near.
    #[inline]
    pub(super) fn distance_of(&self, cell: usize) -> Option<f64> {
        let distance = self.distances[cell];
        distance.is_finite().then(|| f64::from(distance))
    }

    /// The dam's surface above the middle of a cell, in metres. Where it lies below the ground, the dam has ended.
    #[inline]
    pub(super) fn height_of(&self, cell: usize, site: &Site) -> Option<f64> {
        let distance = self.distance_of(cell)?;
        Some(self.faces.height_at(distance, side_of_middle(cell, site)))
    }

    /// Lets go of what only points beside middles ask for.
    pub(super) fn settle(&mut self) {
        self.nearest = Vec::new();
    }

    /// The dam's surface above the middle of each cell in metres, NaN where the dam does not come near.
    pub(super) fn into_heights_m(self, site: &Site) -> Vec<f32> {
        let Self {
            faces,
            mut distances,
            ..
        } = self;
        for (cell, distance) in distances.iter_mut().enumerate() {
            *distance = if distance.is_finite() {
                as_f32(faces.height_at(f64::from(*distance), side_of_middle(cell, site)))
            } else {
                f32::NAN
            };
        }
        distances
    }

    /// The dam's surface above a point in a cell, in metres, and the side that it lies on, `None` where that has to
    /// be found.
    pub(super) fn at_point(&self, cell: usize, at: Coord<f64>, side: Option<Side>) -> (f64, Side) {
        let line = self.nearest[cell];
        let side = side.unwrap_or_else(|| self.faces.side_of(at, line));
        let (_, distance) = self.faces.nearest_to(at, line);
        (self.faces.height_at(distance, side), side)
    }
}

#[inline]
fn side_of_middle(cell: usize, site: &Site) -> Side {
    if site.holds_middle(cell) {
        Side::Inside
    } else {
        Side::Outside
    }
}

/// The higher of ground and dam on a cell of the site, in metres.
#[inline]
pub(super) fn height_with(dam: Option<&DamField>, site: &Site, cell: usize) -> f32 {
    let ground_m = site.heights_m[cell];
    let dam_m = dam.and_then(|dam| dam.height_of(cell, site));
    dam_m
        .map(as_f32)
        .filter(|dam_m| ground_m < *dam_m)
        .unwrap_or(ground_m)
}
