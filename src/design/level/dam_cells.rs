//! What a dam holds and covers, and the ground that it leaves to the fill.
//!
//! A crest may be only two cells wide. So a cell is split where the dam's surface bends in it, where the dam meets
//! the ground, and where the fill meets the dam.

use std::ops::Range;

use geo::Coord;
use rayon::prelude::*;

use super::beach::Falls;
use super::dam::{DamField, DamGround, Side};
use super::waiting::narrow;
use crate::design::as_f32;

/// Parts of a split cell along each side.
const PARTS: [f64; 4] = [0.125, 0.375, 0.625, 0.875];

/// What a dam holds and covers, in cells and metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct DamSums {
    /// Cells times metres.
    pub volume: f64,
    pub footprint: f64,
    /// The part of the footprint outside the outline.
    pub outside: f64,
    pub greatest_height_m: f64,
    /// The lowest ground under the dam; infinite where there is none.
    pub lowest_m: f64,
}

/// The fill against a dam.
#[derive(Clone, Copy)]
pub(super) struct Against<'a> {
    /// Its level where it has not fallen, in metres.
    pub level_m: f64,
    /// `None` where it lies level.
    pub falls: Option<&'a Falls>,
}

/// The dam cell by cell.
pub(super) struct DamCells {
    pub sums: DamSums,
    rows: Vec<RowOfDam>,
}

/// A cell of which a part inside is not like another.
struct SplitCell {
    column: u32,
    /// The share of a whole cell of each part.
    share: f32,
    /// The number after that of its last part.
    end: u32,
}

/// A part of a split cell inside the outline that the fill lies on.
#[derive(Clone, Copy, Debug)]
pub(super) struct CellPart {
    /// The part of a whole cell.
    pub share: f32,
    /// The level at the discharge points from which on fill lies on it, in metres: the higher of ground and dam, and
    /// what the surface has fallen on the way.
    pub begin_m: f32,
}

impl DamCells {
    /// Sums a dam up.
    pub(super) fn of(field: &DamField, on: DamGround<'_>, against: Against<'_>) -> Self {
        let row = |row: usize| {
            let mut found = RowOfDam::default();
            for column in 0..on.site.stride - 2 {
                let cell = on.site.cell(column, row);
                if let Some(distance) = field.distance_of(cell) {
                    found.add_cell((column, cell, distance), field, on, against);
                }
            }
            found.fit();
            found
        };
        let rows: Vec<RowOfDam> = (0..on.site.rows).into_par_iter().map(row).collect();
        let mut sums = DamSums::default();
        for row in &rows {
            sums.add(row.sums);
        }
        Self { sums, rows }
    }

    /// The columns of some of a row's cells that are not split.
    pub(super) fn whole_of_row(
        &self,
        row: usize,
        columns: Range<usize>,
    ) -> impl Iterator<Item = usize> {
        let split = &self.rows[row].cells;
        let first = split.partition_point(|cell| (cell.column as usize) < columns.start);
        let mut split = split[first..].iter().peekable();
        columns.filter(move |column| {
            split
                .next_if(|cell| cell.column as usize == *column)
                .is_none()
        })
    }

    /// How many cells are split.
    pub(super) fn split_count(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).sum()
    }

    /// Whether a cell is split.
    pub(super) fn is_split(&self, row: usize, column: usize) -> bool {
        let cells = &self.rows[row].cells;
        cells
            .binary_search_by_key(&column, |cell| cell.column as usize)
            .is_ok()
    }

    /// The parts of all split cells, row by row.
    pub(super) fn parts(&self) -> impl Iterator<Item = CellPart> {
        self.rows.iter().flat_map(RowOfDam::parts)
    }
}

#[derive(Default)]
struct RowOfDam {
    sums: DamSums,
    /// From the west.
    cells: Vec<SplitCell>,
    /// Where each part begins, see [`CellPart::begin_m`]. There are sixteen to a cell, and those above the fill are left
    /// out.
    begins_m: Vec<f32>,
}

impl RowOfDam {
    fn add_cell(
        &mut self,
        (column, cell, distance): (usize, usize, f64),
        field: &DamField,
        on: DamGround<'_>,
        against: Against<'_>,
    ) {
        let middle = on.site.middle_of(cell);
        let Some(ground_m) = on.ground.height_at_cells(middle) else {
            return;
        };
        let Some(height_m) = field.height_of(cell, on.site) else {
            return;
        };
        let share = f64::from(on.site.share(cell));
        let near = |other_m: f64| (height_m - other_m).abs() < 1.5 * field.faces.fall_over_cell();
        let fall_at = |at: Coord<f64>| {
            let falls = against.falls;
            falls.map(|falls| falls.at_point(cell, at, on.site))
        };
        let surface_m = || against.level_m - fall_at(middle).unwrap_or(0.0);
        let bends = field.faces.bends_near(distance)
            || near(ground_m)
            || (0.0 < share && near(surface_m()))
            || (0.0 < share && share < 1.0);
        if !bends {
            self.sums.add_place((1.0, 1.0 - share), height_m, ground_m);
            return;
        }
        let side = match share {
            share if share <= 0.0 => Some(Side::Outside),
            share if 1.0 <= share => Some(Side::Inside),
            _ => None,
        };
        let mut inside = 0;
        let part = 1.0 / (PARTS.len() * PARTS.len()) as f64;
        for (x, y) in PARTS.iter().flat_map(|y| PARTS.map(|x| (x, *y))) {
            let at = middle + Coord { x, y } - Coord { x: 0.5, y: 0.5 };
            let Some(ground_m) = on.ground.height_at_cells(at) else {
                continue;
            };
            let (height_m, side) = field.at_point(cell, at, side);
            self.sums
                .add_place((part, part * (1.0 - share)), height_m, ground_m);
            if side == Side::Inside {
                inside += 1;
                let fall_m = as_f32(fall_at(at).unwrap_or(0.0));
                let begin_m = as_f32(height_m.max(ground_m)) + fall_m;
                if begin_m <= as_f32(against.level_m) {
                    self.begins_m.push(begin_m);
                }
            }
        }
        if 0 < inside {
            self.cells.push(SplitCell {
                column: narrow(column),
                // The parts inside make up the exact share of the cell.
                share: as_f32(share / f64::from(inside)),
                end: narrow(self.begins_m.len()),
            });
        }
    }

    /// Gives room back that is not needed.
    fn fit(&mut self) {
        self.cells.shrink_to_fit();
        self.begins_m.shrink_to_fit();
    }

    fn parts(&self) -> impl Iterator<Item = CellPart> {
        let mut first = 0;
        self.cells.iter().flat_map(move |cell| {
            let begins = &self.begins_m[first..cell.end as usize];
            first = cell.end as usize;
            begins.iter().map(|begin_m| CellPart {
                share: cell.share,
                begin_m: *begin_m,
            })
        })
    }
}

impl Default for DamSums {
    fn default() -> Self {
        Self {
            volume: 0.0,
            footprint: 0.0,
            outside: 0.0,
            greatest_height_m: 0.0,
            lowest_m: f64::INFINITY,
        }
    }
}

impl DamSums {
    /// Adds a place of so many cells, of which so many lie outside.
    fn add_place(&mut self, (cells, outside): (f64, f64), height_m: f64, ground_m: f64) {
        if height_m <= ground_m {
            return;
        }
        self.volume += cells * (height_m - ground_m);
        self.footprint += cells;
        self.outside += outside;
        self.greatest_height_m = self.greatest_height_m.max(height_m - ground_m);
        self.lowest_m = self.lowest_m.min(ground_m);
    }

    fn add(&mut self, other: Self) {
        self.volume += other.volume;
        self.footprint += other.footprint;
        self.outside += other.outside;
        self.greatest_height_m = self.greatest_height_m.max(other.greatest_height_m);
        self.lowest_m = self.lowest_m.min(other.lowest_m);
    }
}
