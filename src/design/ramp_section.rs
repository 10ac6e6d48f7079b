//! A ramp's cross-section, set into a surface cell by cell.
//!
//! A cell belongs to every stretch of road of which it sees a nearest point: one where the road is straight,
//! several between the stretches of a road that turns back. Of several the highest bank and the deepest cut
//! count.

use super::as_f32;
use super::ramp::{Course, RampInput, RampMode, RampPoint};
use crate::progress::{Cancelled, Run};
use crate::terrain::{Grid, whole_cells};

/// Heights that differ by less do not make a road uneven or stretches too close, in metres.
const NOTABLE_STEP_M: f64 = 0.5;

/// Pieces that are passed over together where they are too far away to count.
const PIECES_OF_STRETCH: usize = 8;

/// Cells between two looks at whether anybody still wants the result.
const CELLS_AT_A_TIME: usize = 1 << 12;

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

/// A round, level place, in metres east and south of the grid's corner.
#[derive(Clone, Copy, Debug)]
struct Landing {
    x: f64,
    y: f64,
    height_m: f64,
    /// By how much its radius is more than half the road's width.
    wider_m: f64,
}

/// Pieces that follow each other, and the box that they lie in.
#[derive(Clone, Debug)]
struct Stretch {
    pieces: Vec<Piece>,
    west_m: f64,
    east_m: f64,
    north_m: f64,
    south_m: f64,
    lowest_m: f64,
    highest_m: f64,
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

/// Sets a road and its landings into the surface.
///
/// Only cells that hang together with the road are looked at, from the road outwards.
///
/// # Errors
/// [`Cancelled`], if nobody wants the result any more.
pub(super) fn build(input: &RampInput<'_>, course: &Course, run: &Run) -> Result<Built, Cancelled> {
    let placement = *input.surface.placement();
    let (columns, rows) = (placement.columns, placement.rows);
    let section = Section::of(input, course);
    let before = input.surface.cells();
    let mut heights = before.to_vec();
    let mut parts = vec![Part::Untouched; heights.len()];
    let mut open = section.road_cells(&mut parts, columns, rows);
    let mut built = Built {
        surface: input.surface.clone(),
        too_close: 0,
        not_level: 0,
        unknown: 0,
        reaches_end: false,
    };
    let mut done = 0;
    while let Some(cell) = open.get(done).copied() {
        if done.is_multiple_of(CELLS_AT_A_TIME) {
            run.step(1, 3)?;
        }
        done += 1;
        let (column, row) = (cell % columns, cell / columns);
        if parts[cell] == Part::Road {
            heights[cell] = section.on_road(column, row, before[cell], &mut built);
        }
        let beside = [
            (0 < column).then(|| cell - 1),
            (column + 1 < columns).then(|| cell + 1),
            (0 < row).then(|| cell - columns),
            (row + 1 < rows).then(|| cell + columns),
        ];
        built.reaches_end |= parts[cell] != Part::Road && beside.iter().any(Option::is_none);
        for other in beside.into_iter().flatten() {
            if parts[other] != Part::Untouched {
                continue;
            }
            let (height, part, torn) =
                section.beside_road(other % columns, other / columns, before[other]);
            // A bank goes on as a bank and a cut as a cut.
            if part == Part::Untouched || (parts[cell] != Part::Road && parts[cell] != part) {
                continue;
            }
            parts[other] = part;
            heights[other] = height;
            built.too_close += usize::from(torn);
            open.push(other);
        }
    }
    if let Some(surface) = Grid::new(placement, heights) {
        built.surface = surface;
    }
    Ok(built)
}

/// The road and how it is built.
struct Section {
    stretches: Vec<Stretch>,
    landings: Vec<Landing>,
    cell_m: f64,
    half_width_m: f64,
    side: f64,
    mode: RampMode,
}

impl Section {
    fn of(input: &RampInput<'_>, course: &Course) -> Self {
        let placement = input.surface.placement();
        let cell_m = placement.cell_width_m;
        let half_width_m = 0.5 * input.shape.width().0;
        let local = |point: &RampPoint| {
            let cells = placement.cells_from_world(point.at);
            (cells.x * cell_m, cells.y * cell_m, point.height.0)
        };
        let landings = course.landings.iter().map(|landing| {
            let (x, y, height_m) = local(&landing.middle);
            Landing {
                x,
                y,
                height_m,
                wider_m: landing.radius.0 - half_width_m,
            }
        });
        let pieces = course.points.windows(2).map(|pair| {
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
        let pieces: Vec<Piece> = pieces.collect();
        let stretches = pieces.chunks(PIECES_OF_STRETCH).map(Stretch::of);
        Self {
            stretches: stretches.collect(),
            landings: landings.collect(),
            cell_m,
            half_width_m,
            side: input.shape.side().rise_over_run(),
            mode: input.mode,
        }
    }

    fn middle_of(&self, column: usize, row: usize) -> (f64, f64) {
        (
            (column as f64 + 0.5) * self.cell_m,
            (row as f64 + 0.5) * self.cell_m,
        )
    }

    /// Marks the cells whose middle lies on the road, and gives them.
    fn road_cells(&self, parts: &mut [Part], columns: usize, rows: usize) -> Vec<usize> {
        let mut cells = Vec::new();
        let reach = |from_m: f64, to_m: f64, count: usize| {
            whole_cells(from_m / self.cell_m)..(whole_cells(to_m / self.cell_m) + 1).min(count)
        };
        let mut mark = |(from_x, to_x): (f64, f64),
                        (from_y, to_y): (f64, f64),
                        is_on: &dyn Fn(f64, f64) -> bool| {
            for row in reach(from_y, to_y, rows) {
                for column in reach(from_x, to_x, columns) {
                    let cell = row * columns + column;
                    let (x, y) = self.middle_of(column, row);
                    if parts[cell] == Part::Untouched && is_on(x, y) {
                        parts[cell] = Part::Road;
                        cells.push(cell);
                    }
                }
            }
        };
        let half_m = self.half_width_m;
        let along = |from: f64, along: f64| {
            let to = from + along;
            (from.min(to) - half_m, from.max(to) + half_m)
        };
        for piece in self.stretches.iter().flat_map(|stretch| &stretch.pieces) {
            mark(
                along(piece.x, piece.along_x),
                along(piece.y, piece.along_y),
                &|x, y| piece.distance_m(x, y) <= half_m,
            );
        }
        for landing in &self.landings {
            let radius_m = half_m + landing.wider_m;
            mark(
                (landing.x - radius_m, landing.x + radius_m),
                (landing.y - radius_m, landing.y + radius_m),
                &|x, y| landing.distance_m(x, y) <= half_m,
            );
        }
        cells
    }

    /// The height of a cell of the road; counts what is odd there.
    fn on_road(&self, column: usize, row: usize, before: f32, built: &mut Built) -> f32 {
        let (x, y) = self.middle_of(column, row);
        let Some(seen) = self.seen_from(x, y).filter(|_| !before.is_nan()) else {
            built.unknown += usize::from(before.is_nan());
            return before;
        };
        let after_m = self.limited(f64::from(before), seen.height_m, seen.height_m);
        built.too_close += usize::from(seen.wants_another(seen.height_m));
        built.not_level += usize::from(NOTABLE_STEP_M < (after_m - seen.height_m).abs());
        as_f32(after_m)
    }

    /// The height of a cell beside the road, what becomes of it, and whether two stretches fight for it.
    fn beside_road(&self, column: usize, row: usize, before: f32) -> (f32, Part, bool) {
        let (x, y) = self.middle_of(column, row);
        let Some(seen) = self.seen_from(x, y).filter(|_| !before.is_nan()) else {
            return (before, Part::Untouched, false);
        };
        let before_m = f64::from(before);
        let after_m = self.height_beside(before_m, &seen);
        let part = if before_m < after_m {
            Part::Bank
        } else if after_m < before_m {
            Part::Cut
        } else {
            Part::Untouched
        };
        (as_f32(after_m), part, seen.is_torn())
    }

    /// The height beside the road.
    fn height_beside(&self, before_m: f64, seen: &Seen) -> f64 {
        if seen.bank_m <= seen.cut_m {
            return self.limited(before_m, seen.bank_m, seen.cut_m);
        }
        // Bank of one stretch and cut of another cross: the nearer one has the place.
        let fall_m = self.fall_m(seen.distance_m);
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

    /// Looks at the stretches of road from a point. `None` if there is no road.
    fn seen_from(&self, x: f64, y: f64) -> Option<Seen> {
        let mut seen = None::<Seen>;
        // A corner is a nearest point where it is that of the piece before, too.
        let mut ends_here = true;
        for stretch in &self.stretches {
            if seen.is_some_and(|seen| !stretch.counts(x, y, &seen, self)) {
                // Nor does its last corner count, with which the next one begins.
                ends_here = false;
                continue;
            }
            for piece in &stretch.pieces {
                let share = piece.share_at(x, y);
                if 0.0 < share && share < 1.0 {
                    let height_m = piece.height_m + share * piece.rise_m;
                    self.add(&mut seen, piece.away_m(x, y, share), height_m);
                } else if share <= 0.0 && ends_here {
                    self.add(&mut seen, piece.away_m(x, y, 0.0), piece.height_m);
                }
                ends_here = 1.0 <= share;
            }
        }
        let last = self
            .stretches
            .last()
            .and_then(|stretch| stretch.pieces.last());
        if let Some(piece) = last.filter(|_| ends_here) {
            let height_m = piece.height_m + piece.rise_m;
            self.add(&mut seen, piece.away_m(x, y, 1.0), height_m);
        }
        for landing in &self.landings {
            self.add(&mut seen, landing.distance_m(x, y), landing.height_m);
        }
        seen
    }

    /// Adds a nearest point of the road.
    fn add(&self, seen: &mut Option<Seen>, distance_m: f64, height_m: f64) {
        let fall_m = self.fall_m(distance_m);
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
    }

    /// How far a face has fallen or risen so far from the middle of the road.
    fn fall_m(&self, distance_m: f64) -> f64 {
        (distance_m - self.half_width_m).max(0.0) * self.side
    }
}

impl Stretch {
    fn of(pieces: &[Piece]) -> Self {
        let mut stretch = Self {
            pieces: pieces.to_vec(),
            west_m: f64::INFINITY,
            east_m: f64::NEG_INFINITY,
            north_m: f64::INFINITY,
            south_m: f64::NEG_INFINITY,
            lowest_m: f64::INFINITY,
            highest_m: f64::NEG_INFINITY,
        };
        for piece in pieces {
            for share in [0.0, 1.0] {
                let (x, y) = (
                    piece.x + share * piece.along_x,
                    piece.y + share * piece.along_y,
                );
                let height_m = piece.height_m + share * piece.rise_m;
                stretch.west_m = stretch.west_m.min(x);
                stretch.east_m = stretch.east_m.max(x);
                stretch.north_m = stretch.north_m.min(y);
                stretch.south_m = stretch.south_m.max(y);
                stretch.lowest_m = stretch.lowest_m.min(height_m);
                stretch.highest_m = stretch.highest_m.max(height_m);
            }
        }
        stretch
    }

    /// Whether something of the stretch may be nearer than what is seen, or reach higher or deeper.
    fn counts(&self, x: f64, y: f64, seen: &Seen, section: &Section) -> bool {
        let away_x = (self.west_m - x).max(x - self.east_m).max(0.0);
        let away_y = (self.north_m - y).max(y - self.south_m).max(0.0);
        let distance_m = length(away_x, away_y);
        let fall_m = section.fall_m(distance_m);
        distance_m < seen.distance_m
            || seen.bank_m < self.highest_m - fall_m
            || self.lowest_m + fall_m < seen.cut_m
    }
}

impl Piece {
    /// How far along the piece a point lies; 0 at its beginning, 1 at its end.
    fn share_at(&self, x: f64, y: f64) -> f64 {
        let length_squared = self.along_x * self.along_x + self.along_y * self.along_y;
        ((x - self.x) * self.along_x + (y - self.y) * self.along_y) / length_squared
    }

    /// From a point to one on the piece.
    fn away_m(&self, x: f64, y: f64, share: f64) -> f64 {
        length(
            x - self.x - share * self.along_x,
            y - self.y - share * self.along_y,
        )
    }

    fn distance_m(&self, x: f64, y: f64) -> f64 {
        self.away_m(x, y, self.share_at(x, y).clamp(0.0, 1.0))
    }
}

impl Landing {
    /// As if from the middle of a road whose edge is the landing's.
    fn distance_m(&self, x: f64, y: f64) -> f64 {
        (length(x - self.x, y - self.y) - self.wider_m).max(0.0)
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

#[expect(
    clippy::imprecise_flops,
    reason = "hypot is a call, ten times slower; lengths are far from overflow"
)]
fn length(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}
