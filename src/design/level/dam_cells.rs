//! What a dam holds and covers, and the ground that it leaves to the fill.
//!
//! A crest may be only two cells wide. So a cell is split where the dam's surface bends in it, where the dam meets
//! the ground, and where the fill meets the dam.

use geo::Coord;
use rayon::prelude::*;

use super::dam::{DamField, DamGround, Side};
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

/// A part of a split cell inside the outline.
#[derive(Clone, Copy, Debug)]
pub(super) struct CellPart {
    pub cell: usize,
    /// Its middle, in cells of the window.
    pub at: Coord<f64>,
    /// The part of a whole cell.
    pub share: f64,
    /// The higher of ground and dam, in metres.
    pub height_m: f64,
}

/// The dam cell by cell.
pub(super) struct DamCells {
    pub sums: DamSums,
    /// The parts of all split cells, row by row.
    pub parts: Vec<CellPart>,
    /// Whether a cell is split.
    pub split: Vec<bool>,
}

impl DamCells {
    /// Sums a dam up. `surface_m` gives the surface of the fill against it in each cell, in metres.
    pub(super) fn of(
        field: &DamField,
        on: DamGround<'_>,
        surface_m: impl Fn(usize) -> f64 + Sync,
    ) -> Self {
        let row = |row: usize| {
            let mut found = RowOfDam::default();
            for column in 0..on.site.stride - 2 {
                let cell = on.site.cell(column, row);
                if let Some(distance) = field.distance_of(cell) {
                    found.add_cell((cell, distance), field, on, &surface_m);
                }
            }
            found
        };
        let rows: Vec<RowOfDam> = (0..on.site.rows).into_par_iter().map(row).collect();
        let mut cells = Self {
            sums: DamSums::default(),
            parts: Vec::new(),
            split: vec![false; on.site.heights_m.len()],
        };
        for row in rows {
            cells.sums.add(row.sums);
            cells.parts.extend(row.parts);
        }
        for part in &cells.parts {
            cells.split[part.cell] = true;
        }
        cells
    }
}

#[derive(Default)]
struct RowOfDam {
    sums: DamSums,
    parts: Vec<CellPart>,
}

impl RowOfDam {
    fn add_cell(
        &mut self,
        (cell, distance): (usize, f64),
        field: &DamField,
        on: DamGround<'_>,
        surface_m: impl Fn(usize) -> f64,
    ) {
        let middle = on.site.middle_of(cell);
        let Some(ground_m) = on.ground.height_at_cells(middle) else {
            return;
        };
        let Some(height_m) = field.height_of(cell, on) else {
            return;
        };
        let share = f64::from(on.site.shares[cell]);
        let near = |other_m: f64| (height_m - other_m).abs() < 1.5 * field.faces.fall_over_cell();
        let bends = field.faces.bends_near(distance)
            || near(ground_m)
            || (0.0 < share && near(surface_m(cell)))
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
        let first = self.parts.len();
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
                self.parts.push(CellPart {
                    cell,
                    at,
                    share: 0.0,
                    height_m: height_m.max(ground_m),
                });
            }
        }
        // The parts inside make up the exact share of the cell.
        let inside = self.parts.len() - first;
        for part in &mut self.parts[first..] {
            part.share = share / inside as f64;
        }
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

/// The higher of ground and dam on each cell of the site, in metres.
pub(super) fn heights_with(field: &DamField, on: DamGround<'_>) -> Vec<f32> {
    let stride = on.site.stride;
    let mut heights_m = on.site.heights_m.clone();
    heights_m
        .par_chunks_mut(stride)
        .enumerate()
        .for_each(|(line, heights)| {
            for (column, height) in heights.iter_mut().enumerate() {
                let dam = field.height_of(line * stride + column, on);
                if let Some(dam) = dam.map(as_f32).filter(|dam| *height < *dam) {
                    *height = dam;
                }
            }
        });
    heights_m
}
