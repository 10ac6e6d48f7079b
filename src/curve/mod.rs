//! Stage-storage curves: how much a fill holds up to each level, and the level that holds a volume.
//!
//! A fill is a set of vertical columns, each between the ground and the highest the slopes allow.
//! Where they come from is left to `design`.

mod columns;
mod lifts;
mod step_ends;

use crate::progress::{Cancelled, Run};
use crate::units::{Metres, PlacedM3, SquareMetres};
pub use columns::Columns;
use columns::{FEW, Part};
use step_ends::EndsInStep;

/// The least and the greatest number of steps of a curve.
const STEPS: (f64, f64) = (256.0, 640.0);

/// Height beyond a step of levels at which rounding cannot matter, in steps.
const BESIDE_STEP: f64 = 0.01;

/// What the columns hold below one level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// The level up to which the columns are filled.
    pub level: Metres,
    /// The room between the ground and the lower of slope and level.
    pub volume: PlacedM3,
    /// The ground covered.
    pub footprint: SquareMetres,
    /// The part of the fill's surface that lies at the level.
    pub top: SquareMetres,
}

/// Volume, footprint and top area by level, exact at every step.
#[derive(Clone, Debug, PartialEq)]
pub struct StageCurve {
    points: Vec<CurvePoint>,
    levels: Levels,
}

/// Columns that begin or end in one step of levels: how many cells, and their height above the lowest level.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    cells: f64,
    height_sum_m: f64,
}

/// The levels of a curve: equal steps at round numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Levels {
    lowest_m: f64,
    step_m: f64,
    steps_per_m: f64,
    count: usize,
}

/// The level up to which a curve holds a volume, between its points along a straight line: for levels over the years.
///
/// `None` without a curve. Above its end it is the end's level, which the rounding of sums may ask for.
pub fn level_on(points: &[CurvePoint], volume: PlacedM3) -> Option<Metres> {
    let (first, last) = (points.first()?, points.last()?);
    let upper = points.partition_point(|point| point.volume < volume);
    let Some(above) = points.get(upper) else {
        return Some(last.level);
    };
    let Some(below) = upper.checked_sub(1).map(|lower| points[lower]) else {
        return Some(first.level);
    };
    let share = (volume - below.volume) / (above.volume - below.volume);
    Some(below.level + (above.level - below.level) * share)
}

impl StageCurve {
    /// The whole curve in one pass. A fill without any room has an empty curve.
    ///
    /// A column adds `(Z − T)⁺ − (Z − S)⁺` at level `Z`, for ground `T` and slope `S`. So the columns'
    /// two ends are sorted into steps of levels, and running counts and sums give the volume exactly at
    /// each step.
    ///
    /// # Errors
    /// [`Cancelled`], if nobody wants the curve any more.
    pub fn of(columns: &Columns, run: &Run) -> Result<Self, Cancelled> {
        let Some((lowest_m, highest_m)) = columns.level_range() else {
            return Ok(Self {
                points: Vec::new(),
                levels: Levels::between(0.0, 1.0),
            });
        };
        let levels = Levels::between(lowest_m, highest_m);
        let parts = columns.by_part(|part| {
            run.step(0, 1)?;
            Ok(levels.ends_of(part))
        });
        let mut sums: [Vec<Ends>; 2] = levels.no_ends();
        for part in parts {
            let part: [Vec<Ends>; 4] = part?;
            for (index, ends) in part.iter().enumerate() {
                let sums = sums[index % 2].iter_mut().zip(ends);
                sums.for_each(|(sum, ends)| sum.add(ends));
            }
        }
        let [grounds, slopes] = sums;
        Ok(Self {
            points: levels.sum(&grounds, &slopes, columns.cell_area_m2),
            levels,
        })
    }

    /// The curve from the lowest ground to the highest level that the slopes allow, level by level.
    pub fn points(&self) -> &[CurvePoint] {
        &self.points
    }

    /// The most the fill can hold.
    pub fn capacity(&self) -> PlacedM3 {
        self.points
            .last()
            .map_or(PlacedM3(0.0), |point| point.volume)
    }

    /// The level up to which `columns` hold `volume`, or `None` if they cannot hold it.
    ///
    /// The curve gives the step; inside it the volume is a broken line, which is followed exactly.
    /// `columns` must be the ones that the curve was made of.
    pub fn level_for(&self, volume: PlacedM3, columns: &Columns) -> Option<Metres> {
        if !(0.0 <= volume.0 && volume.0 <= self.capacity().0) {
            return None;
        }
        let upper = self
            .points
            .partition_point(|point| point.volume.0 < volume.0);
        let Some(step) = upper.checked_sub(1) else {
            return self.points.first().map(|point| point.level);
        };
        let (lower, ceiling) = (self.points[step], self.points[upper].level.0);
        let mut ends = EndsInStep::default();
        let (begun, ended) = self.cells_within(step, columns);
        ends.begins_m.reserve_exact(begun);
        ends.ends_m.reserve_exact(ended);
        columns.by_part_in_turn(
            |part| self.levels.ends_within(step, part),
            |of_part| ends.add(&of_part),
        );
        let mut level = lower.level.0;
        let mut missing = (volume.0 - lower.volume.0) / columns.cell_area_m2;
        let mut open = lower.top.0 / columns.cell_area_m2;
        for (end, share) in ends.into_levels() {
            let room = open * (end - level);
            if missing <= room {
                break;
            }
            missing -= room;
            level = end;
            open += share;
        }
        let rise = if 0.0 < open { missing / open } else { 0.0 };
        Some(Metres((level + rise).min(ceiling)))
    }

    /// How many cells of columns begin in a step of levels, and how many end, rounded up.
    fn cells_within(&self, step: usize, columns: &Columns) -> (usize, usize) {
        let (lower, upper) = (self.points[step], self.points[step + 1]);
        let ended = |point: CurvePoint| point.footprint - point.top;
        let cells = |area: SquareMetres| whole((area.0 / columns.cell_area_m2).max(0.0) + 2.0);
        (
            cells(upper.footprint - lower.footprint),
            cells(ended(upper) - ended(lower)),
        )
    }
}

impl Levels {
    /// Steps of 1, 2 or 5 times a power of ten, from at or below `lowest` to at or above `highest`.
    fn between(lowest: f64, highest: f64) -> Self {
        let height = highest - lowest;
        let finest = height / STEPS.1;
        let power = 10_f64.powf(finest.log10().floor());
        let step_m = [1.0, 2.0, 5.0, 10.0]
            .map(|factor| factor * power)
            .into_iter()
            .find(|step| height / step <= STEPS.1)
            .unwrap_or(height / STEPS.0);
        let first = (lowest / step_m).floor();
        Self {
            lowest_m: first * step_m,
            step_m,
            steps_per_m: 1.0 / step_m,
            count: whole(((highest / step_m).ceil() - first).max(1.0)),
        }
    }

    /// The step that a level lies in, from 0.
    #[inline]
    fn step_of(&self, level: f32) -> usize {
        whole((f64::from(level) - self.lowest_m) * self.steps_per_m).min(self.count)
    }

    /// The ends of a part's columns, by step: grounds and slopes of every other column, then of the rest.
    ///
    /// Neighbours mostly end in the same step, and adding to one sum twice in a row means waiting for it.
    fn ends_of(&self, part: Part<'_>) -> [Vec<Ends>; 4] {
        let mut ends: [Vec<Ends>; 4] = self.no_ends();
        let [grounds, slopes, other_grounds, other_slopes] = &mut ends;
        for few in part.few_at_a_time() {
            if let Some((of_ground, of_slope)) = few.whole_and_fillable() {
                self.add_few([grounds, other_grounds], of_ground);
                self.add_few([slopes, other_slopes], of_slope);
                continue;
            }
            few.for_fillable(|ground, slope, share| {
                self.add(grounds, ground, share);
                self.add(slopes, slope, share);
            });
        }
        ends
    }

    /// Adds the ends of a few whole columns by turns to the one sums and to the others. Their steps are worked out side by
    /// side.
    #[inline]
    fn add_few(&self, [one, other]: [&mut [Ends]; 2], levels: &[f32; FEW]) {
        let heights = levels.map(|level| f64::from(level) - self.lowest_m);
        let last = self.count as f64;
        let steps = heights.map(|height| {
            let steps = height * self.steps_per_m;
            whole(if steps < last { steps } else { last })
        });
        for place in (0..FEW).step_by(2) {
            one[steps[place]].add_one(heights[place], 1.0);
            other[steps[place + 1]].add_one(heights[place + 1], 1.0);
        }
    }

    fn no_ends<const COUNT: usize>(&self) -> [Vec<Ends>; COUNT] {
        std::array::from_fn(|_| vec![Ends::default(); self.count + 1])
    }

    #[inline]
    fn add(&self, ends: &mut [Ends], level: f32, share: f64) {
        ends[self.step_of(level)].add_one(f64::from(level) - self.lowest_m, share);
    }

    /// The levels in one step at which columns begin or end.
    fn ends_within(&self, step: usize, part: Part<'_>) -> EndsInStep {
        let level = |steps: f64| self.lowest_m + steps * self.step_m;
        let (lowest, highest) = (
            level(step as f64 - BESIDE_STEP),
            level(step as f64 + 1.0 + BESIDE_STEP),
        );
        let mut ends = EndsInStep::default();
        let is_in_step = |end: f32| {
            let height = f64::from(end);
            lowest <= height && height <= highest && self.step_of(end) == step
        };
        if part.shares.is_empty() {
            part.for_fillable(|ground, slope, _| {
                if is_in_step(ground) {
                    ends.begins_m.push(ground);
                }
                if is_in_step(slope) {
                    ends.ends_m.push(slope);
                }
            });
        } else {
            part.for_fillable(|ground, slope, share| {
                for (end, share) in [(ground, share), (slope, -share)] {
                    if is_in_step(end) {
                        ends.of_cut.push((end, share));
                    }
                }
            });
        }
        ends
    }

    fn sum(&self, grounds: &[Ends], slopes: &[Ends], cell_area_m2: f64) -> Vec<CurvePoint> {
        let mut below = (Ends::default(), Ends::default());
        let mut points = Vec::with_capacity(self.count + 1);
        for index in 0..=self.count {
            let height = index as f64 * self.step_m;
            let held = |ends: &Ends| height * ends.cells - ends.height_sum_m;
            let volume = held(&below.0) - held(&below.1);
            points.push(CurvePoint {
                level: Metres(self.lowest_m + height),
                volume: PlacedM3(volume.max(0.0) * cell_area_m2),
                footprint: SquareMetres(below.0.cells * cell_area_m2),
                top: SquareMetres((below.0.cells - below.1.cells).max(0.0) * cell_area_m2),
            });
            below.0.add(&grounds[index]);
            below.1.add(&slopes[index]);
        }
        // Rounding may take back a few billionths where hardly anything is added.
        let mut most = PlacedM3(0.0);
        for point in &mut points {
            if point.volume < most {
                point.volume = most;
            }
            most = point.volume;
        }
        points
    }
}

impl Ends {
    #[inline]
    fn add_one(&mut self, height_m: f64, share: f64) {
        self.cells += share;
        self.height_sum_m += share * height_m;
    }

    fn add(&mut self, other: &Self) {
        self.cells += other.cells;
        self.height_sum_m += other.height_sum_m;
    }
}

/// How many whole steps a number has, from zero to the largest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` cuts at zero and at the largest, which is meant"
)]
#[inline]
pub(crate) fn whole(value: f64) -> usize {
    // Narrower than usize, which takes several instructions to cut to.
    value as u32 as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn columns(ends: &[(f32, f32)], shares: &[f32]) -> Columns {
        Columns {
            cell_area_m2: 4.0,
            ground_m: ends.iter().map(|end| end.0).collect(),
            slope_m: ends.iter().map(|end| end.1).collect(),
            shares: shares.to_vec(),
        }
    }

    #[test]
    fn two_columns_fill_one_after_the_other() {
        let columns = columns(&[(0.0, 10.0), (5.0, 15.0)], &[0.5]);
        let curve = StageCurve::of(&columns, &Run::default()).unwrap();
        assert!((curve.capacity().0 - 60.0).abs() < 1e-9);
        assert_eq!(curve.level_for(PlacedM3(10.0), &columns), Some(Metres(2.5)));
        // 20 m³ below 5 m, then 6 m² rise to 10 m: 50 m³, then 2 m².
        assert_eq!(curve.level_for(PlacedM3(26.0), &columns), Some(Metres(6.0)));
        let level = curve.level_for(PlacedM3(54.0), &columns).unwrap();
        assert!((level.0 - 12.0).abs() < 1e-9);
        assert_eq!(curve.level_for(PlacedM3(60.1), &columns), None);
    }

    #[test]
    fn a_fill_without_room_holds_nothing() {
        let columns = columns(&[(5.0, 5.0), (f32::NAN, 9.0), (7.0, 6.0)], &[]);
        let curve = StageCurve::of(&columns, &Run::default()).unwrap();
        assert_eq!(curve.points(), []);
        assert_eq!(curve.capacity(), PlacedM3(0.0));
        assert_eq!(curve.level_for(PlacedM3(0.0), &columns), None);
    }

    proptest! {
        #[test]
        fn the_curve_never_falls_agrees_with_every_column_and_closes(
            ends in prop::collection::vec((-300.0_f32..900.0, -20.0_f32..80.0), 1..200),
            cut in prop::collection::vec(0.01_f32..1.0, 0..20),
            part in 0.0_f64..1.0,
        ) {
            let ends: Vec<(f32, f32)> =
                ends.iter().map(|(ground, height)| (*ground, ground + height)).collect();
            let columns = columns(&ends, &cut[..cut.len().min(ends.len())]);
            let curve = StageCurve::of(&columns, &Run::default()).unwrap();
            for pair in curve.points().windows(2) {
                prop_assert!(pair[0].volume <= pair[1].volume);
                prop_assert!(pair[0].footprint <= pair[1].footprint);
            }
            let levels: Vec<Metres> = curve.points().iter().map(|point| point.level).collect();
            // A curve without points has no room: then nothing is compared.
            let top = levels.get(levels.len() / 2).copied().unwrap_or(Metres(0.0));
            let ratio = |height_m: f64| if height_m < 5.0 { 1.2 } else { 1.1 };
            let below = &levels[..levels.len() / 2];
            let (mut filled, at_top, faces) = columns.filled_to_each(below, top, |low_m, high_m| {
                (high_m < 5.0 || 5.0 <= low_m).then(|| ratio(low_m))
            });
            filled.push(at_top);
            let areas = columns.by_part(|part| {
                let mut area = 0.0;
                part.for_fillable(|ground, slope, share| {
                    let (ground, slope) = (f64::from(ground), f64::from(slope));
                    let counts = ground < top.0 && slope <= top.0;
                    area += if counts { share * ratio(slope) } else { 0.0 };
                });
                area
            });
            let exact = areas.iter().sum::<f64>() * columns.cell_area_m2;
            prop_assert!((faces.0 - exact).abs() < 1e-6 * exact.max(1.0));
            for (point, each) in curve.points().iter().zip(filled) {
                let exact = columns.filled_to(point.level);
                prop_assert!((each.volume.0 - exact.volume.0).abs() < 1e-6 * curve.capacity().0.max(1.0));
                prop_assert!((each.footprint.0 - exact.footprint.0).abs() < 1e-6 * exact.footprint.0.max(1.0));
                prop_assert!((each.top.0 - exact.top.0).abs() < 1e-6 * exact.footprint.0.max(1.0));
                prop_assert!((point.volume.0 - exact.volume.0).abs() < 1e-6 * curve.capacity().0.max(1.0));
                prop_assert!((point.footprint.0 - exact.footprint.0).abs() < 1e-6 * exact.footprint.0.max(1.0));
            }
            let volume = PlacedM3(part * curve.capacity().0);
            if 1.0 < volume.0 {
                let level = curve.level_for(volume, &columns).unwrap();
                let back = columns.filled_to(level).volume;
                prop_assert!((back.0 - volume.0).abs() < 1e-6 * volume.0, "{volume:?} {back:?}");
            }
        }
    }
}
