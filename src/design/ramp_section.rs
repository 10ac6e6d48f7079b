//! A ramp's cross-section, set into a surface cell by cell.
//!
//! A cell belongs to every stretch of road of which it sees a nearest point: one where the road is straight,
//! several between the stretches of a road that turns back. Of several the highest bank and the deepest cut
//! count.

use rayon::prelude::*;

use super::as_f32;
use super::ramp::{RampInput, RampMode, RampPoint};
use crate::progress::{Cancelled, Run};
use crate::terrain::Grid;

/// Heights that differ by less do not make a road uneven or stretches too close, in metres.
const NOTABLE_STEP_M: f64 = 0.5;

/// A surface with a ramp in it.
pub(super) struct Built {
    pub surface: Grid<f32>,
    /// Cells that two stretches want at different heights.
    pub too_close: usize,
    /// Cells of the road that are not at its height.
    pub not_level: usize,
    /// Cells of the road without a height.
    pub unknown: usize,
    /// Whether the faces go on where the terrain ends.
    pub reaches_end: bool,
}

/// What the ramp makes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Untouched,
    Road,
    Bank,
    Cut,
}

/// One straight piece of road, in metres east and south of the grid's corner.
#[derive(Clone, Copy, Debug)]
struct Piece {
    x: f64,
    y: f64,
    along_x: f64,
    along_y: f64,
    height_m: f64,
    rise_m: f64,
}

/// The stretches of road that a cell sees.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_field_names, reason = "the unit is in the name")]
struct Seen {
    /// To the middle of the nearest, in metres.
    distance_m: f64,
    /// The road's height there.
    height_m: f64,
    /// The highest bank.
    bank_m: f64,
    /// The deepest cut.
    cut_m: f64,
}

/// What one row came to.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    too_close: usize,
    not_level: usize,
    unknown: usize,
}

/// Sets a road along `points` into the surface.
///
/// # Errors
/// [`Cancelled`], if nobody wants the result any more.
pub(super) fn build(
    input: &RampInput<'_>,
    points: &[RampPoint],
    run: &Run,
) -> Result<Built, Cancelled> {
    let placement = *input.surface.placement();
    let section = Section::of(input, points);
    let mut heights = input.surface.cells().to_vec();
    let mut parts = vec![Part::Untouched; heights.len()];
    let columns = placement.columns.max(1);
    let lines = heights
        .par_chunks_mut(columns)
        .zip(parts.par_chunks_mut(columns));
    let counts: Vec<Counts> = lines
        .enumerate()
        .map_init(Vec::new, |near, (row, (heights, parts))| {
            section.set_row(row, heights, parts, near)
        })
        .collect();
    run.step(2, 4)?;
    let reached = reached_from_road(&parts, columns);
    for ((height, before), reached) in heights.iter_mut().zip(input.surface.cells()).zip(&reached) {
        if !reached {
            *height = *before;
        }
    }
    let rows = placement.rows;
    let at_end = |cell: usize| {
        let (column, row) = (cell % columns, cell / columns);
        column == 0 || row == 0 || column + 1 == columns || row + 1 == rows
    };
    let reaches_end = (0..parts.len())
        .any(|cell| reached[cell] && matches!(parts[cell], Part::Bank | Part::Cut) && at_end(cell));
    let sum = |of: fn(&Counts) -> usize| counts.iter().map(of).sum();
    Ok(Built {
        surface: Grid::new(placement, heights).unwrap_or_else(|| input.surface.clone()),
        too_close: sum(|counts| counts.too_close),
        not_level: sum(|counts| counts.not_level),
        unknown: sum(|counts| counts.unknown),
        reaches_end,
    })
}

/// The road and how it is built.
struct Section {
    pieces: Vec<Piece>,
    cell_m: f64,
    half_width_m: f64,
    side: f64,
    mode: RampMode,
    /// Beyond this distance from the middle of the road nothing changes, in metres.
    reach_m: f64,
}

impl Section {
    fn of(input: &RampInput<'_>, points: &[RampPoint]) -> Self {
        let placement = input.surface.placement();
        let cell_m = placement.cell_width_m;
        let local = |point: &RampPoint| {
            let cells = placement.cells_from_world(point.at);
            (cells.x * cell_m, cells.y * cell_m, point.height.0)
        };
        let pieces = points.windows(2).map(|pair| {
            let ((x, y, height_m), (end_x, end_y, end_m)) = (local(&pair[0]), local(&pair[1]));
            Piece {
                x,
                y,
                along_x: end_x - x,
                along_y: end_y - y,
                height_m,
                rise_m: end_m - height_m,
            }
        });
        let heights = points.iter().map(|point| point.height.0);
        let highest_m = heights.clone().fold(f64::NEG_INFINITY, f64::max);
        let lowest_m = heights.fold(f64::INFINITY, f64::min);
        let side = input.shape.side().rise_over_run();
        let half_width_m = 0.5 * input.shape.width().0;
        let most_m = input.surface.height_range().map_or(0.0, |range| {
            let (bank_m, cut_m) = (highest_m - range.lowest_m, range.highest_m - lowest_m);
            match input.mode {
                RampMode::Added => bank_m,
                RampMode::Cut => cut_m,
                RampMode::Balanced => bank_m.max(cut_m),
            }
        });
        Self {
            pieces: pieces.collect(),
            cell_m,
            half_width_m,
            side,
            mode: input.mode,
            reach_m: half_width_m + most_m.max(0.0) / side + cell_m,
        }
    }

    /// Sets the road into a row of heights. `near` is room to work in.
    fn set_row(
        &self,
        row: usize,
        heights: &mut [f32],
        parts: &mut [Part],
        near: &mut Vec<usize>,
    ) -> Counts {
        let mut counts = Counts::default();
        let y = (row as f64 + 0.5) * self.cell_m;
        near.clear();
        near.extend((0..self.pieces.len()).filter(|index| {
            let piece = &self.pieces[*index];
            let (one, other) = (piece.y, piece.y + piece.along_y);
            one.min(other) - self.reach_m <= y && y <= one.max(other) + self.reach_m
        }));
        if near.is_empty() {
            return counts;
        }
        for (column, (height, part)) in heights.iter_mut().zip(parts).enumerate() {
            let x = (column as f64 + 0.5) * self.cell_m;
            let Some(seen) = self.seen_from(x, y, near) else {
                continue;
            };
            let before_m = f64::from(*height);
            let on_road = seen.distance_m <= self.half_width_m;
            if before_m.is_nan() {
                counts.unknown += usize::from(on_road);
                continue;
            }
            let after_m = if on_road {
                *part = Part::Road;
                counts.too_close += usize::from(seen.wants_another(seen.height_m));
                let after_m = self.limited(before_m, seen.height_m, seen.height_m);
                counts.not_level += usize::from(NOTABLE_STEP_M < (after_m - seen.height_m).abs());
                after_m
            } else {
                let after_m = self.beside_road(before_m, &seen);
                if before_m < after_m {
                    *part = Part::Bank;
                } else if after_m < before_m {
                    *part = Part::Cut;
                }
                counts.too_close += usize::from(*part != Part::Untouched && seen.is_torn());
                after_m
            };
            *height = as_f32(after_m);
        }
        counts
    }

    /// The height beside the road.
    fn beside_road(&self, before_m: f64, seen: &Seen) -> f64 {
        if seen.bank_m <= seen.cut_m {
            return self.limited(before_m, seen.bank_m, seen.cut_m);
        }
        // Bank of one stretch and cut of another cross: the nearer one has the place.
        let fall_m = (seen.distance_m - self.half_width_m) * self.side;
        self.limited(before_m, seen.height_m - fall_m, seen.height_m + fall_m)
    }

    /// A height between bank and cut, as far as the mode brings and takes rock.
    fn limited(&self, before_m: f64, bank_m: f64, cut_m: f64) -> f64 {
        match self.mode {
            RampMode::Added => before_m.max(bank_m),
            RampMode::Cut => before_m.min(cut_m),
            RampMode::Balanced => before_m.max(bank_m).min(cut_m),
        }
    }

    /// Looks at the stretches of road from a point. `None` if all are out of reach.
    fn seen_from(&self, x: f64, y: f64, near: &[usize]) -> Option<Seen> {
        let mut seen = None::<Seen>;
        let mut add = |distance_m: f64, height_m: f64| {
            if self.reach_m < distance_m {
                return;
            }
            let fall_m = (distance_m - self.half_width_m).max(0.0) * self.side;
            let (bank_m, cut_m) = (height_m - fall_m, height_m + fall_m);
            let seen = seen.get_or_insert(Seen {
                distance_m,
                height_m,
                bank_m,
                cut_m,
            });
            if distance_m < seen.distance_m {
                seen.distance_m = distance_m;
                seen.height_m = height_m;
            }
            seen.bank_m = seen.bank_m.max(bank_m);
            seen.cut_m = seen.cut_m.min(cut_m);
        };
        // The share of the way along the piece before, whose end is the next one's beginning.
        let mut before = None::<(usize, f64)>;
        let last = self.pieces.len() - 1;
        for index in near.iter().copied() {
            let piece = &self.pieces[index];
            let (dx, dy) = (x - piece.x, y - piece.y);
            let length_squared = piece.along_x * piece.along_x + piece.along_y * piece.along_y;
            let share = (dx * piece.along_x + dy * piece.along_y) / length_squared;
            if 0.0 < share && share < 1.0 {
                let (off_x, off_y) = (dx - share * piece.along_x, dy - share * piece.along_y);
                add(off_x.hypot(off_y), piece.height_m + share * piece.rise_m);
            } else if share <= 0.0 {
                // A corner is a nearest point where it is the end of what comes before, too. If that is out of
                // reach, so is the corner.
                let ends_here =
                    before.is_some_and(|(other, share)| other + 1 == index && 1.0 <= share);
                if index == 0 || ends_here {
                    add(dx.hypot(dy), piece.height_m);
                }
            } else if index == last {
                let (end_x, end_y) = (dx - piece.along_x, dy - piece.along_y);
                add(end_x.hypot(end_y), piece.height_m + piece.rise_m);
            }
            before = Some((index, share));
        }
        seen
    }
}

impl Seen {
    /// Whether the bank or the cut of another stretch would move a road at this height.
    fn wants_another(&self, height_m: f64) -> bool {
        height_m + NOTABLE_STEP_M < self.bank_m || self.cut_m < height_m - NOTABLE_STEP_M
    }

    /// Whether a bank and a cut cross.
    fn is_torn(&self) -> bool {
        self.cut_m + NOTABLE_STEP_M < self.bank_m
    }
}

/// Whether each cell is road, or bank or cut that hangs together with it.
fn reached_from_road(parts: &[Part], columns: usize) -> Vec<bool> {
    let mut reached: Vec<bool> = parts.iter().map(|part| *part == Part::Road).collect();
    let mut open: Vec<usize> = (0..parts.len()).filter(|cell| reached[*cell]).collect();
    while let Some(cell) = open.pop() {
        let column = cell % columns;
        let beside = [
            (0 < column).then(|| cell - 1),
            (column + 1 < columns).then(|| cell + 1),
            cell.checked_sub(columns),
            Some(cell + columns).filter(|cell| *cell < parts.len()),
        ];
        for other in beside.into_iter().flatten() {
            let part = parts[other];
            let goes_on =
                part != Part::Untouched && (parts[cell] == Part::Road || parts[cell] == part);
            if goes_on && !reached[other] {
                reached[other] = true;
                open.push(other);
            }
        }
    }
    reached
}
