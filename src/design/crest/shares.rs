//! From the slope on the middles of cells to columns of fill.
//!
//! Between the middles of four cells slope and ground are taken as straight, so the line where they meet runs
//! through the cells. A cell that it crosses is a column by the part that is covered, as thick as the fill is there
//! on average.

use std::ops::Range;

use rayon::prelude::*;

use super::reach::{Reach, SlopeDown};
use crate::curve::Columns;
use crate::design::as_f32;
use crate::terrain::Grid;

/// Rows that are worked on together. Their sums are added in order, so that the bits do not depend on the number of
/// threads.
const ROWS_PER_STEP: usize = 16;

/// A share this near to all of a cell is rounding.
const NEGLIGIBLE_SHARE: f64 = 1e-9;

/// So near to the level of the crest a column ends at the crest, in metres.
const AT_CREST_M: f64 = 1e-6;

/// Slope and ground of the cells around, and how thick the fill is there.
#[derive(Clone, Copy, Debug, Default)]
struct Corner {
    thickness_m: f64,
    ground_m: f64,
}

/// What part of a cell is covered, and how much it holds, in cells and metres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Covered {
    share: f64,
    /// Share times mean thickness.
    volume: f64,
    /// Share times mean ground.
    ground: f64,
}

/// What a fill holds, and where it ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// In cubic metres.
    pub volume_m3: f64,
    pub columns: Columns,
    /// The lowest and the highest ground where the slope meets it, in metres; none if the first is infinite.
    pub toe_m: (f64, f64),
}

/// Whether columns are kept or only counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    Volume,
    Columns,
}

/// Adds up what is held above `ground`, whose cells are those that the reach is of without their border.
pub(super) fn held(
    reach: &Reach<'_>,
    slope: &SlopeDown<'_>,
    ground: &Grid<f32>,
    keep: Keep,
) -> Held {
    let (columns, rows) = (ground.placement().columns, ground.placement().rows);
    let rows_of = |step: usize| {
        let begin = step * ROWS_PER_STEP;
        begin..(begin + ROWS_PER_STEP).min(rows)
    };
    let strip = |step: usize, kept: Option<Whole<'_>>| {
        Strip::new(reach, slope, ground).held(rows_of(step), kept)
    };
    let mut held = Held::new(ground.placement().cell_area_m2());
    if keep == Keep::Volume {
        let steps = (0..rows.div_ceil(ROWS_PER_STEP)).into_par_iter();
        let parts: Vec<Part> = steps.map(|step| strip(step, None)).collect();
        for part in &parts {
            held.add(part);
        }
        return held;
    }
    // Each strip has room for a column of each cell, and they are moved together when it is known how many there are.
    let mut ground_m = vec![0.0; columns * rows];
    let mut slope_m = vec![0.0; columns * rows];
    let step_cells = columns * ROWS_PER_STEP;
    let steps = ground_m
        .par_chunks_mut(step_cells)
        .zip(slope_m.par_chunks_mut(step_cells));
    let parts = steps.enumerate().map(|(step, (ground_m, slope_m))| {
        let whole = Whole {
            ground_m,
            slope_m,
            count: 0,
        };
        strip(step, Some(whole))
    });
    let parts: Vec<Part> = parts.collect();
    let mut count = 0;
    for (step, part) in parts.iter().enumerate() {
        held.add(part);
        let first = step * step_cells;
        for heights in [&mut ground_m, &mut slope_m] {
            heights.copy_within(first..first + part.whole, count);
        }
        count += part.whole;
    }
    let mut shares = Vec::new();
    ground_m.truncate(count);
    slope_m.truncate(count);
    for part in parts {
        ground_m.extend(part.cut.ground_m);
        slope_m.extend(part.cut.slope_m);
        shares.extend(part.cut.shares);
    }
    ground_m.shrink_to_fit();
    slope_m.shrink_to_fit();
    held.columns = Columns {
        ground_m,
        slope_m,
        shares,
        ..held.columns
    };
    held
}

/// Room for the columns of a strip that are whole.
struct Whole<'a> {
    ground_m: &'a mut [f32],
    slope_m: &'a mut [f32],
    count: usize,
}

impl Whole<'_> {
    fn push(&mut self, ground_m: f32, slope_m: f32) {
        self.ground_m[self.count] = ground_m;
        self.slope_m[self.count] = slope_m;
        self.count += 1;
    }
}

/// What a strip holds.
struct Part {
    /// In cubic metres.
    volume_m3: f64,
    /// See [`Held::toe_m`].
    toe_m: (f64, f64),
    /// How many columns are whole.
    whole: usize,
    /// Those that are not.
    cut: Columns,
}

impl Part {
    fn meet(&mut self, ground_m: f64) {
        self.toe_m.0 = self.toe_m.0.min(ground_m);
        self.toe_m.1 = self.toe_m.1.max(ground_m);
    }
}

impl Held {
    fn new(cell_area_m2: f64) -> Self {
        Self {
            toe_m: (f64::INFINITY, f64::NEG_INFINITY),
            columns: Columns {
                cell_area_m2,
                ..Columns::default()
            },
            ..Self::default()
        }
    }

    fn add(&mut self, part: &Part) {
        self.volume_m3 += part.volume_m3;
        self.toe_m.0 = self.toe_m.0.min(part.toe_m.0);
        self.toe_m.1 = self.toe_m.1.max(part.toe_m.1);
    }
}

/// A few rows of thicknesses with their neighbours.
struct Strip<'a> {
    reach: &'a Reach<'a>,
    slope: &'a SlopeDown<'a>,
    ground: &'a Grid<f32>,
    /// Of the row before, the one at hand and the next, with a column more at each end.
    rows: [Vec<f64>; 3],
    /// The least of a column's three, and of each cell's nine.
    least: [Vec<f64>; 2],
    /// Fill so thick all around a cell is as thick as at its middle.
    thick_m: f64,
}

impl<'a> Strip<'a> {
    fn new(reach: &'a Reach<'a>, slope: &'a SlopeDown<'a>, ground: &'a Grid<f32>) -> Self {
        let columns = ground.placement().columns + 2;
        Self {
            reach,
            slope,
            ground,
            rows: std::array::from_fn(|_| vec![0.0; columns]),
            least: std::array::from_fn(|_| vec![0.0; columns]),
            thick_m: slope.cell_m * slope.steepest,
        }
    }

    /// Adds up what some rows hold, and keeps the columns where there is room for them.
    fn held(mut self, rows: Range<usize>, mut whole: Option<Whole<'_>>) -> Part {
        let last = self.ground.placement().rows - 1;
        let cell_area_m2 = self.ground.placement().cell_area_m2();
        let mut held = Part {
            volume_m3: 0.0,
            toe_m: (f64::INFINITY, f64::NEG_INFINITY),
            whole: 0,
            cut: Columns::default(),
        };
        self.read(1, rows.start.saturating_sub(1));
        self.read(2, rows.start);
        for row in rows {
            self.rows.rotate_left(1);
            self.read(2, (row + 1).min(last));
            self.find_least();
            for (column, ground_m) in self.ground.row(row).iter().enumerate() {
                let least = self.least[1][column + 1];
                if self.thick_m <= least && !ground_m.is_nan() {
                    let thickness_m = self.rows[1][column + 1];
                    held.volume_m3 += thickness_m;
                    if let Some(whole) = &mut whole {
                        whole.push(*ground_m, self.end_of(f64::from(*ground_m) + thickness_m));
                    }
                } else if self.stands_beside(column) {
                    self.add(column, row, whole.as_mut(), &mut held);
                }
            }
        }
        held.volume_m3 *= cell_area_m2;
        held.whole = whole.map_or(0, |whole| whole.count);
        held
    }

    /// Works out the thicknesses of a row. Unknown ground counts as low.
    fn read(&mut self, place: usize, row: usize) {
        let columns = self.ground.placement().columns;
        let base = (row + 1) * (columns + 2) + 1;
        let u = &self.reach.u[base..][..columns];
        let floors = &self.reach.domain.floors()[base..][..columns];
        let thicknesses = &mut self.rows[place];
        let cells = u.iter().zip(floors).zip(self.ground.row(row));
        for (thickness, ((u, floor), ground)) in thicknesses[1..].iter_mut().zip(cells) {
            let reached = floor < u;
            let over = self.slope.height_at(*u) - f64::from(*ground);
            *thickness = if over.is_nan() {
                // Only its sign is used.
                if reached {
                    f64::INFINITY
                } else {
                    f64::NEG_INFINITY
                }
            } else if reached {
                over.max(0.0)
            } else {
                over.min(0.0)
            };
        }
        thicknesses[0] = thicknesses[1];
        thicknesses[columns + 1] = thicknesses[columns];
    }

    /// Finds the least thickness around each cell of the row at hand.
    fn find_least(&mut self) {
        let [before, here, next] = &self.rows;
        let [of_column, of_all] = &mut self.least;
        let three = before.iter().zip(here).zip(next);
        for (least, ((before, here), next)) in of_column.iter_mut().zip(three) {
            *least = before.min(*here).min(*next);
        }
        let three = of_column.windows(3);
        for (least, three) in of_all[1..].iter_mut().zip(three) {
            *least = three[0].min(three[1]).min(three[2]);
        }
    }

    /// Whether fill stands on a cell or beside it.
    #[inline]
    fn stands_beside(&self, column: usize) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|row| {
            row[column..column + 3]
                .iter()
                .any(|thickness| 0.0 < *thickness)
        })
    }

    /// Adds a cell where fill is thin or ends.
    fn add(&self, column: usize, row: usize, whole: Option<&mut Whole<'_>>, held: &mut Part) {
        let around = |row: &[f64]| [row[column], row[column + 1], row[column + 2]];
        let rows = [
            around(&self.rows[0]),
            around(&self.rows[1]),
            around(&self.rows[2]),
        ];
        let least = self.least[1][column + 1];
        let ground_m = self.ground.at(column, row);
        let middle_m = rows[1][1];
        if ground_m.is_nan() {
            if let Some(whole) = whole.filter(|_| 0.0 < middle_m) {
                whole.push(f32::NAN, as_f32(self.slope.level_m));
            }
            return;
        }
        let corners = self.corners(column, row, &rows);
        let mut covered = covered(&corners);
        if 0.0 < least {
            // From cut cells to those that are whole without a jump.
            let weight = least / self.thick_m;
            let blend = |cut: f64, middle: f64| cut + (middle - cut) * weight;
            covered = Covered {
                share: 1.0,
                volume: blend(covered.volume, middle_m),
                ground: blend(covered.ground, f64::from(ground_m)),
            };
        }
        held.volume_m3 += covered.volume;
        if let Some(whole) = whole.filter(|_| 0.0 < covered.share) {
            self.keep(covered, whole, &mut held.cut);
            self.meet_beside(&corners, held);
        }
    }

    /// The cells around, those without a height as the one in the middle.
    fn corners(&self, column: usize, row: usize, rows: &[[f64; 3]; 3]) -> [[Corner; 3]; 3] {
        let placement = self.ground.placement();
        let place =
            |at: usize, step: usize, count: usize| (at + step).saturating_sub(1).min(count - 1);
        let middle = Corner {
            thickness_m: rows[1][1],
            ground_m: f64::from(self.ground.at(column, row)),
        };
        std::array::from_fn(|down| {
            std::array::from_fn(|right| {
                let row = place(row, down, placement.rows);
                let column = place(column, right, placement.columns);
                let ground_m = f64::from(self.ground.at(column, row));
                if ground_m.is_nan() {
                    middle
                } else {
                    Corner {
                        thickness_m: rows[down][right],
                        ground_m,
                    }
                }
            })
        })
    }

    fn keep(&self, covered: Covered, whole: &mut Whole<'_>, cut: &mut Columns) {
        let (ground_m, thickness_m) = (
            covered.ground / covered.share,
            covered.volume / covered.share,
        );
        let end_m = self.end_of(ground_m + thickness_m);
        if 1.0 - NEGLIGIBLE_SHARE <= covered.share {
            whole.push(as_f32(ground_m), end_m);
            return;
        }
        cut.ground_m.push(as_f32(ground_m));
        cut.slope_m.push(end_m);
        cut.shares.push(as_f32(covered.share));
    }

    /// A column that ends at the crest is cut there exactly, since heights are kept as `f32`.
    fn end_of(&self, top_m: f64) -> f32 {
        if self.slope.level_m - AT_CREST_M <= top_m {
            as_f32(self.slope.level_m).next_up()
        } else {
            as_f32(top_m)
        }
    }

    /// Notes the ground where a face meets it between a cell and those east and south of it.
    fn meet_beside(&self, corners: &[[Corner; 3]; 3], held: &mut Part) {
        let here = corners[1][1];
        for beside in [corners[0][1], corners[1][0], corners[1][2], corners[2][1]] {
            let (over, under) = (here.thickness_m, beside.thickness_m);
            let on_face = here.ground_m + over < self.slope.level_m - AT_CREST_M;
            if 0.0 < over && under < 0.0 && on_face {
                let share = over / (over - under);
                held.meet(here.ground_m + (beside.ground_m - here.ground_m) * share);
            }
        }
    }
}

/// What is covered of the cell in the middle.
///
/// It is cut into eight triangles between its middle, the middles of its sides and its corners.
fn covered(cells: &[[Corner; 3]; 3]) -> Covered {
    let mean = |corners: &[Corner]| {
        let count = corners.len() as f64;
        Corner {
            thickness_m: corners.iter().map(|of| of.thickness_m).sum::<f64>() / count,
            ground_m: corners.iter().map(|of| of.ground_m).sum::<f64>() / count,
        }
    };
    let middle = cells[1][1];
    // Around the cell, from its north-western corner.
    let ring = [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 2),
        (2, 2),
        (2, 1),
        (2, 0),
        (1, 0),
    ];
    let ring = ring.map(|(row, column)| {
        if row == 1 || column == 1 {
            mean(&[middle, cells[row][column]])
        } else {
            mean(&[middle, cells[row][column], cells[1][column], cells[row][1]])
        }
    });
    let mut sum = Covered::default();
    for (index, corner) in ring.iter().enumerate() {
        sum.add_triangle([middle, *corner, ring[(index + 1) % ring.len()]]);
    }
    sum
}

impl Covered {
    /// Adds the covered part of an eighth of a cell.
    fn add_triangle(&mut self, corners: [Corner; 3]) {
        const AREA: f64 = 0.125;
        let is_covered = |corner: &Corner| 0.0 < corner.thickness_m;
        let covered = corners.iter().filter(|corner| is_covered(corner)).count();
        let whole = |[a, b, c]: [Corner; 3], area: f64| Self {
            share: area,
            volume: area * (a.thickness_m + b.thickness_m + c.thickness_m) / 3.0,
            ground: area * (a.ground_m + b.ground_m + c.ground_m) / 3.0,
        };
        // The corner that is cut off by the line where the thickness is nothing.
        let tip = |first: usize| {
            let (tip, beside) = (
                corners[first],
                [corners[(first + 1) % 3], corners[(first + 2) % 3]],
            );
            let shares = beside.map(|of| tip.thickness_m / (tip.thickness_m - of.thickness_m));
            let on = |index: usize| Corner {
                thickness_m: 0.0,
                ground_m: tip.ground_m + (beside[index].ground_m - tip.ground_m) * shares[index],
            };
            whole([tip, on(0), on(1)], AREA * shares[0] * shares[1])
        };
        let odd_one = |wanted: bool| corners.iter().position(|of| is_covered(of) == wanted);
        let (part, sign) = match covered {
            0 => return,
            1 => (odd_one(true).map(tip), 1.0),
            2 => (odd_one(false).map(tip), -1.0),
            _ => (None, 0.0),
        };
        let mut total = if covered == 1 {
            Self::default()
        } else {
            whole(corners, AREA)
        };
        if let Some(part) = part {
            total.share += sign * part.share;
            total.volume += sign * part.volume;
            total.ground += sign * part.ground;
        }
        self.share += total.share;
        self.volume += total.volume;
        self.ground += total.ground;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_cell_is_covered_where_the_line_runs_through_its_middle() {
        let cells = [0.0, 1.0, 2.0].map(|row| {
            [-1.0, 0.0, 1.0].map(|x| Corner {
                thickness_m: 2.0 * x,
                ground_m: 10.0 + row + 3.0 * x,
            })
        });
        let covered = covered(&cells);
        assert!((covered.share - 0.5).abs() < 1e-12);
        // A wedge from nothing to one metre at the side.
        assert!((covered.volume - 0.25).abs() < 1e-12);
        assert!((covered.ground / covered.share - 11.75).abs() < 1e-12);
    }
}
