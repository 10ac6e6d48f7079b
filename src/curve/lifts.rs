//! Columns sorted by the berms that their ends lie between.

use super::Ends;
use super::columns::FEW;
use crate::units::Metres;

/// Columns that begin or end between levels; neighbours mostly do between the same two.
pub(super) struct Lifts<'a, F: Fn(f64, f64) -> bool> {
    levels: &'a [Metres],
    /// Whether a level is below a height, as those before it are.
    is_below: F,
    /// Below each level and above the last; heights are counted from the first.
    ends: Vec<Ends>,
    /// Those between the two levels at hand, in a sum of their own, as one in a list would have to be waited for.
    here: Ends,
    found: usize,
    /// The levels below and above, in metres.
    between_m: (f64, f64),
    lowest_m: f64,
}

impl<'a, F: Fn(f64, f64) -> bool> Lifts<'a, F> {
    pub(super) fn new(levels: &'a [Metres], is_below: F) -> Self {
        Self {
            levels,
            is_below,
            ends: vec![Ends::default(); levels.len() + 1],
            here: Ends::default(),
            found: 0,
            between_m: (f64::NEG_INFINITY, f64::NEG_INFINITY),
            lowest_m: levels.first().map_or(0.0, |level| level.0),
        }
    }

    /// Whether a height lies between the two levels at hand.
    #[inline]
    fn is_here(&self, height_m: f64) -> bool {
        (self.is_below)(self.between_m.0, height_m) && !(self.is_below)(self.between_m.1, height_m)
    }

    #[inline]
    pub(super) fn add(&mut self, height_m: f32, share: f64) {
        let height_m = f64::from(height_m);
        if !self.is_here(height_m) {
            self.ends[self.found].add(&self.here);
            self.here = Ends::default();
            let levels = self.levels;
            self.found = levels.partition_point(|level| (self.is_below)(level.0, height_m));
            let level = |index: usize| levels.get(index).map(|level| level.0);
            let below = self.found.checked_sub(1).and_then(level);
            self.between_m = (
                below.unwrap_or(f64::NEG_INFINITY),
                level(self.found).unwrap_or(f64::INFINITY),
            );
        }
        self.here.add_one(height_m - self.lowest_m, share);
    }

    /// Whether all heights from one to another lie between the two levels at hand.
    #[inline]
    pub(super) fn are_between_two(&self, (low_m, high_m): (f64, f64)) -> bool {
        self.is_here(low_m) && self.is_here(high_m)
    }

    /// Adds whole columns that end between the two levels at hand.
    #[inline]
    pub(super) fn add_few(&mut self, heights_m: &[f32; FEW]) {
        let mut sums = [0.0; 4];
        for four in heights_m.as_chunks::<4>().0 {
            for (sum, height) in sums.iter_mut().zip(four) {
                *sum += f64::from(*height) - self.lowest_m;
            }
        }
        self.here.cells += FEW as f64;
        self.here.height_sum_m += sums.iter().sum::<f64>();
    }

    pub(super) fn ends(mut self) -> Vec<Ends> {
        self.ends[self.found].add(&self.here);
        self.ends
    }
}

/// The least and the greatest of a few heights.
#[inline]
pub(super) fn range_of(heights_m: &[f32; FEW]) -> (f64, f64) {
    let (mut low, mut high) = (heights_m[0], heights_m[0]);
    for height in heights_m {
        low = if *height < low { *height } else { low };
        high = if high < *height { *height } else { high };
    }
    (f64::from(low), f64::from(high))
}
