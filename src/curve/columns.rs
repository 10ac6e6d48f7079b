//! Vertical columns of possible fill, and what they hold below a level.

use rayon::prelude::*;

use super::lifts::{Lifts, range_of};
use super::{CurvePoint, Ends};
use crate::units::{Metres, PlacedM3, SquareMetres};

/// Columns that are worked on together. Their sums are added in order, so that the bits do not depend on
/// the number of threads.
const COLUMNS_PER_STEP: usize = 1 << 16;

/// Parts that are worked on together where what comes of them is large.
const PARTS_IN_TURN: usize = 4;

/// Columns that are worked out side by side.
pub(super) const FEW: usize = 16;

/// Vertical columns of possible fill, each between the ground and the slope above it, in metres.
///
/// A column whose slope is not above its ground, or which has no ground (NaN), holds nothing.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// The plan area of a whole column, in square metres.
    pub cell_area_m2: f64,
    /// Ground height of each column.
    pub ground_m: Vec<f32>,
    /// The highest the fill can reach in each column.
    pub slope_m: Vec<f32>,
    /// Shares of a whole column, between 0 and 1, of the last columns. Those before are whole.
    pub shares: Vec<f32>,
}

/// Some columns, all whole or all with a share.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    ground_m: &'a [f32],
    slope_m: &'a [f32],
    /// Empty where all are whole.
    pub(super) shares: &'a [f32],
}

impl<'a> Part<'a> {
    /// The columns a few at a time, all of those with a share together.
    pub(super) fn few_at_a_time(self) -> impl Iterator<Item = Self> {
        let count = if self.shares.is_empty() {
            FEW
        } else {
            self.ground_m.len()
        };
        let heights = self.ground_m.chunks(count).zip(self.slope_m.chunks(count));
        heights.map(move |(ground_m, slope_m)| Part {
            ground_m,
            slope_m,
            shares: self.shares,
        })
    }

    /// A few grounds and slopes, if all of the columns are whole and can be filled.
    #[inline]
    pub(super) fn whole_and_fillable(self) -> Option<(&'a [f32; FEW], &'a [f32; FEW])> {
        let ground_m: &[f32; FEW] = self.ground_m.try_into().ok()?;
        let slope_m: &[f32; FEW] = self.slope_m.try_into().ok()?;
        let pairs = ground_m.iter().zip(slope_m);
        let fillable = pairs.filter(|(ground, slope)| ground < slope).count();
        (fillable == FEW && self.shares.is_empty()).then_some((ground_m, slope_m))
    }

    /// Calls `each` with ground and slope of every column, and with one of a few places: those of different places are
    /// worked out side by side.
    #[inline]
    fn for_each_lane(self, mut each: impl FnMut(usize, f32, f32)) {
        let (grounds, grounds_left) = self.ground_m.as_chunks::<FEW>();
        let (slopes, slopes_left) = self.slope_m.as_chunks::<FEW>();
        for (grounds, slopes) in grounds.iter().zip(slopes) {
            for place in 0..FEW {
                each(place, grounds[place], slopes[place]);
            }
        }
        for (place, (ground, slope)) in grounds_left.iter().zip(slopes_left).enumerate() {
            each(place, *ground, *slope);
        }
    }

    /// Calls `each` with ground, slope and share of the columns that can be filled.
    #[inline]
    pub(super) fn for_fillable(self, mut each: impl FnMut(f32, f32, f64)) {
        let heights = self.ground_m.iter().zip(self.slope_m);
        if self.shares.is_empty() {
            for (ground, slope) in heights {
                if ground < slope {
                    each(*ground, *slope, 1.0);
                }
            }
        } else {
            for ((ground, slope), share) in heights.zip(self.shares) {
                if ground < slope {
                    each(*ground, *slope, f64::from(*share));
                }
            }
        }
    }
}

impl Columns {
    /// What `of` gives for one part of the columns after the other.
    pub(super) fn by_part<T: Send>(&self, of: impl Fn(Part<'_>) -> T + Sync) -> Vec<T> {
        let parts = (0..=self.whole_parts()).into_par_iter();
        parts.map(|number| of(self.part(number))).collect()
    }

    /// The same, handed to `take` a few at a time, where it is large.
    pub(super) fn by_part_in_turn<T: Send>(
        &self,
        of: impl Fn(Part<'_>) -> T + Sync,
        mut take: impl FnMut(T),
    ) {
        let last = self.whole_parts();
        for first in (0..=last).step_by(PARTS_IN_TURN) {
            let parts = first..(first + PARTS_IN_TURN).min(last + 1);
            let parts = parts.into_par_iter().map(|number| of(self.part(number)));
            let parts: Vec<T> = parts.collect();
            parts.into_iter().for_each(&mut take);
        }
    }

    /// How many parts have whole columns; one more has the others.
    fn whole_parts(&self) -> usize {
        self.whole().div_ceil(COLUMNS_PER_STEP)
    }

    fn part(&self, number: usize) -> Part<'_> {
        let whole = self.whole();
        let (columns, shares) = if number < self.whole_parts() {
            let begin = number * COLUMNS_PER_STEP;
            (begin..(begin + COLUMNS_PER_STEP).min(whole), [].as_slice())
        } else {
            (whole..self.ground_m.len(), self.shares.as_slice())
        };
        Part {
            ground_m: &self.ground_m[columns.clone()],
            slope_m: &self.slope_m[columns],
            shares,
        }
    }

    fn whole(&self) -> usize {
        self.ground_m.len() - self.shares.len()
    }

    /// What the columns hold below `level`, summed over every column.
    pub fn filled_to(&self, level: Metres) -> CurvePoint {
        let parts = self.by_part(|part| {
            let (mut volume, mut footprint, mut top) = (0.0, 0.0, 0.0);
            part.for_fillable(|ground, slope, share| {
                let (ground, slope) = (f64::from(ground), f64::from(slope));
                if ground < level.0 {
                    volume += share * (slope.min(level.0) - ground);
                    footprint += share;
                    top += if level.0 < slope { share } else { 0.0 };
                }
            });
            [volume, footprint, top]
        });
        let sum = |index: usize| parts.iter().map(|part| part[index]).sum::<f64>();
        CurvePoint {
            level,
            volume: PlacedM3(sum(0) * self.cell_area_m2),
            footprint: SquareMetres(sum(1) * self.cell_area_m2),
            top: SquareMetres(sum(2) * self.cell_area_m2),
        }
    }

    /// The same below each of some levels, from below, and below a `top` that is no lower, and the own area of the slopes
    /// that lie below that: in one pass.
    ///
    /// `ratio_within` gives own area over plan area of slopes, if it is the same at all heights from one to another in
    /// metres; at one height it always is.
    pub fn filled_to_each(
        &self,
        levels: &[Metres],
        top: Metres,
        ratio_within: impl Fn(f64, f64) -> Option<f64> + Sync,
    ) -> (Vec<CurvePoint>, CurvePoint, SquareMetres) {
        let bounds: Vec<Metres> = levels.iter().copied().chain([top]).collect();
        let lowest_m = bounds[0].0;
        let parts = self.by_part(|part| {
            let mut grounds = Lifts::new(&bounds, |level, ground| level <= ground);
            let mut slopes = Lifts::new(&bounds, |level, slope| level < slope);
            let mut area = 0.0;
            for few in part.few_at_a_time() {
                if let Some((of_ground, of_slope)) = few.whole_and_fillable() {
                    let range = range_of(of_slope);
                    // Above the top no face counts.
                    let ratio = if top.0 < range.0 {
                        Some(0.0)
                    } else if range.1 <= top.0 {
                        ratio_within(range.0, range.1)
                    } else {
                        None
                    };
                    if let Some(ratio) = ratio
                        && slopes.are_between_two(range)
                        && grounds.are_between_two(range_of(of_ground))
                    {
                        grounds.add_few(of_ground);
                        slopes.add_few(of_slope);
                        area += FEW as f64 * ratio;
                        continue;
                    }
                }
                few.for_fillable(|ground, slope, share| {
                    grounds.add(ground, share);
                    slopes.add(slope, share);
                    let slope = f64::from(slope);
                    if slope <= top.0 && f64::from(ground) < top.0 {
                        area += share * ratio_within(slope, slope).unwrap_or(1.0);
                    }
                });
            }
            ([grounds.ends(), slopes.ends()], area)
        });
        let mut below = (Ends::default(), Ends::default());
        let mut below_next = |index: usize| {
            for ([grounds, slopes], _) in &parts {
                below.0.add(&grounds[index]);
                below.1.add(&slopes[index]);
            }
            let level = bounds[index];
            let height = level.0 - lowest_m;
            let held = |ends: &Ends| height * ends.cells - ends.height_sum_m;
            CurvePoint {
                level,
                volume: PlacedM3((held(&below.0) - held(&below.1)) * self.cell_area_m2),
                footprint: SquareMetres(below.0.cells * self.cell_area_m2),
                top: SquareMetres((below.0.cells - below.1.cells) * self.cell_area_m2),
            }
        };
        let points = (0..levels.len()).map(&mut below_next).collect();
        let filled = below_next(levels.len());
        let area = parts.iter().map(|(_, area)| area).sum::<f64>();
        (points, filled, SquareMetres(area * self.cell_area_m2))
    }

    /// The greatest height of fill above the ground, when filled to `level`.
    pub fn greatest_thickness(&self, level: Metres) -> Metres {
        let parts = self.by_part(|part| {
            let mut greatest = [0.0; FEW];
            part.for_each_lane(|place, ground, slope| {
                let (ground_m, slope_m) = (f64::from(ground), f64::from(slope));
                let top_m = if slope_m < level.0 { slope_m } else { level.0 };
                let thick_m = top_m - ground_m;
                let is_greater = greatest[place] < thick_m;
                greatest[place] = if ground < slope && is_greater {
                    thick_m
                } else {
                    greatest[place]
                };
            });
            greatest.into_iter().fold(0.0, f64::max)
        });
        Metres(parts.into_iter().fold(0.0, f64::max))
    }

    /// The plan area of the columns that have no ground height.
    pub fn unknown_area(&self) -> SquareMetres {
        let whole = self.whole();
        let unknown = self.ground_m[..whole]
            .iter()
            .filter(|ground| ground.is_nan())
            .count() as f64;
        let cut = self.ground_m[whole..].iter().zip(&self.shares);
        let cut = cut
            .filter(|(ground, _)| ground.is_nan())
            .map(|(_, share)| f64::from(*share));
        SquareMetres((unknown + cut.sum::<f64>()) * self.cell_area_m2)
    }

    /// The lowest ground and the highest slope among columns that can be filled, in metres.
    pub fn level_range(&self) -> Option<(f64, f64)> {
        let parts = self.by_part(|part| {
            let (mut low, mut high) = ([f32::INFINITY; FEW], [f32::NEG_INFINITY; FEW]);
            part.for_each_lane(|place, ground, slope| {
                let (is_lower, is_higher) = (ground < low[place], high[place] < slope);
                low[place] = if ground < slope && is_lower {
                    ground
                } else {
                    low[place]
                };
                high[place] = if ground < slope && is_higher {
                    slope
                } else {
                    high[place]
                };
            });
            let lowest = low.into_iter().fold(f32::INFINITY, f32::min);
            (lowest, high.into_iter().fold(f32::NEG_INFINITY, f32::max))
        });
        let lowest = parts
            .iter()
            .map(|part| part.0)
            .fold(f32::INFINITY, f32::min);
        let highest = parts
            .iter()
            .map(|part| part.1)
            .fold(f32::NEG_INFINITY, f32::max);
        (lowest < highest).then(|| (f64::from(lowest), f64::from(highest)))
    }
}
