//! Heights as they are kept in tiles.
//!
//! # Format
//! Rows from north to south, then the westernmost and the easternmost column once more, so that the
//! neighbours get their border in one read each. Values are counted in steps from the tile's lowest height.

use super::build::CellRows;
use super::cache_file::{EncodedTile, TileEntry};

/// The longest step between two heights of a tile, in metres. A tile that would need a longer one,
/// because it has more than 1,300 m from bottom to top, is kept as it is.
pub(super) const LONGEST_STEP_M: f32 = 0.02;

/// The largest number of steps; the next one is "no height".
const STEPS: f32 = 65_534.0;

/// Stands for "no height".
const NO_HEIGHT: u16 = u16::MAX;

/// No cell has a height. Nothing is kept.
const EMPTY: u32 = 0;
/// All cells have the lowest height. Nothing else is kept.
const LEVEL: u32 = 1;
/// Steps from the lowest height, two bytes each.
const STEPPED: u32 = 2;
/// Heights, four bytes each.
const EXACT: u32 = 3;

/// A part of a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Everything, row by row.
    All,
    Row(usize),
    WesternColumn,
    EasternColumn,
}

/// The lowest and highest of some heights, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub lowest_m: f32,
    pub highest_m: f32,
    pub cells: usize,
}

impl Spread {
    /// Of nothing.
    pub(super) const NONE: Self = Self {
        lowest_m: f32::INFINITY,
        highest_m: f32::NEG_INFINITY,
        cells: 0,
    };

    /// With further heights. NaN is none.
    pub(super) fn with(self, heights: &[f32]) -> Self {
        // Eight at a time, side by side, is what the processor is fast at.
        let mut lowest = [self.lowest_m; 8];
        let mut highest = [self.highest_m; 8];
        let mut counts = [0_u32; 8];
        let eights = heights.chunks_exact(8);
        let rest = eights.remainder();
        for eight in eights {
            for lane in 0..8 {
                let height = eight[lane];
                lowest[lane] = if height < lowest[lane] {
                    height
                } else {
                    lowest[lane]
                };
                highest[lane] = if highest[lane] < height {
                    height
                } else {
                    highest[lane]
                };
                counts[lane] += u32::from(!height.is_nan());
            }
        }
        let counted: u32 = counts.iter().sum();
        let left = rest.iter().filter(|height| !height.is_nan()).count();
        let all = |ends: [f32; 8]| ends.into_iter().chain(rest.iter().copied());
        Self {
            lowest_m: all(lowest).fold(self.lowest_m, f32::min),
            highest_m: all(highest).fold(self.highest_m, f32::max),
            cells: self.cells + counted as usize + left,
        }
    }
}

/// The mean of those of four heights that there are, NaN where there is none.
#[inline]
pub(super) fn mean_of(four: [f32; 4]) -> f32 {
    let (mut sum, mut count) = (0.0, 0.0);
    for height in four {
        let is_height = !height.is_nan();
        sum += if is_height { height } else { 0.0 };
        count += if is_height { 1.0 } else { 0.0 };
    }
    // Nothing divided by nothing is NaN.
    sum / count
}

/// A tile as it is kept.
pub(super) fn encoded(tile: &CellRows<'_, f32>) -> EncodedTile {
    let spread = tile.rows().fold(Spread::NONE, Spread::with);
    let Spread {
        lowest_m: minimum_m,
        highest_m,
        cells,
    } = spread;
    let whole = tile.columns * tile.rows;
    if cells == 0 {
        return EncodedTile {
            form: EMPTY,
            ..EncodedTile::default()
        };
    }
    let step_m = (highest_m - minimum_m) / STEPS;
    if cells == whole && step_m == 0.0 {
        return EncodedTile {
            form: LEVEL,
            minimum_m,
            ..EncodedTile::default()
        };
    }
    if step_m.is_nan() || LONGEST_STEP_M < step_m {
        return EncodedTile {
            form: EXACT,
            bytes: bytes_of(tile, f32::to_le_bytes),
            ..EncodedTile::default()
        };
    }
    let per_metre = if 0.0 < step_m { step_m.recip() } else { 0.0 };
    EncodedTile {
        form: STEPPED,
        minimum_m,
        step_m,
        bytes: bytes_of(tile, |height| {
            steps_of((height - minimum_m) * per_metre).to_le_bytes()
        }),
    }
}

/// The nearest whole number of steps.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the lowest sixteen bits are the number"
)]
#[inline]
fn steps_of(steps: f32) -> u16 {
    // Beside 2²³ a float has no room for a fraction, so adding it rounds.
    let rounded = (steps + 8_388_608.0).to_bits() as u16;
    if steps.is_nan() { NO_HEIGHT } else { rounded }
}

/// All rows, then the outermost columns.
fn bytes_of<const N: usize>(
    tile: &CellRows<'_, f32>,
    bytes_of_height: impl Fn(f32) -> [u8; N],
) -> Vec<u8> {
    let (columns, rows) = (tile.columns, tile.rows);
    let mut bytes = vec![0; (columns * rows + 2 * rows) * N];
    let (body, columns_again) = bytes.split_at_mut(columns * rows * N);
    let (western, eastern) = columns_again.split_at_mut(rows * N);
    for (row, into) in tile.rows().zip(body.chunks_exact_mut(columns * N)) {
        for (height, into) in row.iter().zip(into.chunks_exact_mut(N)) {
            into.copy_from_slice(&bytes_of_height(*height));
        }
    }
    let ends = western.chunks_exact_mut(N).zip(eastern.chunks_exact_mut(N));
    for (row, (western, eastern)) in body.chunks_exact(columns * N).zip(ends) {
        western.copy_from_slice(&row[..N]);
        eastern.copy_from_slice(&row[(columns - 1) * N..]);
    }
    bytes
}

/// Which bytes of a tile of some size hold a part of it: where they begin, and how many there are.
pub(super) fn bytes_of_part(
    entry: &TileEntry,
    (columns, rows): (usize, usize),
    part: Part,
) -> Option<(usize, usize)> {
    let size = match entry.form {
        STEPPED => 2,
        EXACT => 4,
        _ => return None,
    };
    let (begin, count) = match part {
        Part::All => (0, columns * rows),
        Part::Row(row) => (row * columns, columns),
        Part::WesternColumn => (columns * rows, rows),
        Part::EasternColumn => (columns * rows + rows, rows),
    };
    Some((begin * size, count * size))
}

/// How many bytes a tile of some size has.
pub(super) fn whole_length(entry: &TileEntry, (columns, rows): (usize, usize)) -> usize {
    let cells = columns * rows + 2 * rows;
    match entry.form {
        STEPPED => 2 * cells,
        EXACT => 4 * cells,
        _ => 0,
    }
}

/// Writes the heights of kept bytes to `into`; where nothing is kept, as many as there is room for.
pub(super) fn decode(entry: &TileEntry, bytes: &[u8], into: &mut [f32]) {
    match entry.form {
        STEPPED => {
            let (minimum_m, step_m) = (entry.minimum_m, entry.step_m);
            for (into, bytes) in into.iter_mut().zip(bytes.chunks_exact(2)) {
                let steps = u16::from_le_bytes([bytes[0], bytes[1]]);
                let height_m = minimum_m + f32::from(steps) * step_m;
                *into = if steps == NO_HEIGHT {
                    f32::NAN
                } else {
                    height_m
                };
            }
        }
        EXACT => {
            for (into, bytes) in into.iter_mut().zip(bytes.chunks_exact(4)) {
                *into = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            }
        }
        LEVEL => into.fill(entry.minimum_m),
        _ => into.fill(f32::NAN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_of_the_heights_that_there_are() {
        assert_eq!(mean_of([1.0, 2.0, 3.0, 6.0]), 3.0);
        assert_eq!(mean_of([1.0, f32::NAN, f32::NAN, 2.0]), 1.5);
        assert!(mean_of([f32::NAN; 4]).is_nan());
    }

    #[test]
    fn steps_are_rounded_to_the_nearest() {
        assert_eq!(steps_of(0.0), 0);
        assert_eq!(steps_of(0.6), 1);
        assert_eq!(steps_of(65_534.0), 65_534);
        assert_eq!(steps_of(f32::NAN), NO_HEIGHT);
    }

    #[test]
    fn the_spread_leaves_out_what_is_no_height() {
        let mut heights: Vec<f32> = (0..21_u8).map(f32::from).collect();
        heights[3] = f32::NAN;
        heights[20] = f32::NAN;
        let spread = Spread::NONE.with(&heights);
        assert_eq!(
            (spread.lowest_m, spread.highest_m, spread.cells),
            (0.0, 19.0, 19)
        );
        assert_eq!(Spread::NONE.with(&[f32::NAN; 9]), Spread::NONE);
    }
}
