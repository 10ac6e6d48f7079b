//! A slope as one curve: height over distance along it.
//!
//! On a face height grows with distance, on a berm it does not. All slope problems are then a distance
//! transform and a look-up here.

use super::Slope;
use super::batter::{Batter, SHORT_LIFT_SHARE, ShortLift};
use crate::terrain::whole_cells;
use crate::units::Metres;

/// Ground so near to the level of a berm counts as on it, in metres: heights are kept as `f32`, to 0.1 mm at 1,000 m.
pub(super) const SAME_LEVEL_M: f64 = 2e-4;

/// Buckets of the look-up for each corner of the curve.
const BUCKETS_PER_CORNER: usize = 4;

/// Height over distance along a slope, never falling. Distances are in metres, zero at the foot of the curve.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Profile {
    /// One face.
    Straight(Straight),
    /// Faces and berms.
    Bent(Bent),
}

/// One face through a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Straight {
    /// The height at distance zero, in metres.
    pub foot_m: f64,
    pub rise_over_run: f64,
}

/// A line with corners; below the first and above the last it goes on as it is there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bent {
    /// Distance and height, both never falling, at least two.
    corners: Vec<(f64, f64)>,
    rise_before: f64,
    rise_after: f64,
    by_distance: Buckets,
    by_height: Buckets,
    /// The levels of the berms, from below.
    levels_m: Vec<f64>,
}

/// For even steps, the last corner at or before each: the search begins there.
#[derive(Clone, Debug, PartialEq)]
struct Buckets {
    first: f64,
    per_unit: f64,
    corners: Vec<u32>,
}

impl Profile {
    /// The curve of a batter whose benches are counted from `datum`, with corners from the lower to the upper of
    /// `heights_m`.
    ///
    /// `begins_m` is the height that the first lift begins at, where a short one may join the next.
    pub(crate) fn of(
        batter: &Batter,
        datum: Metres,
        heights_m: (f64, f64),
        begins_m: Option<f64>,
    ) -> Self {
        let (lowest_m, highest_m) = heights_m;
        let levels_m = bench_levels(batter, datum, heights_m, begins_m);
        let water_m = batter.water.map(|water| water.level.0);
        let water_m = water_m.filter(|level| lowest_m < *level && *level < highest_m);
        if levels_m.is_empty() && water_m.is_none() {
            let middle = Metres(f64::midpoint(lowest_m, highest_m));
            return Self::Straight(Straight {
                foot_m: lowest_m,
                rise_over_run: batter.face_at(middle).rise_over_run(),
            });
        }
        let berm_m = batter.benches.map_or(0.0, |benches| benches.berm().0);
        let mut bends: Vec<(f64, f64)> = levels_m.iter().map(|level| (*level, berm_m)).collect();
        bends.extend(water_m.map(|level| (level, 0.0)));
        bends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut corners = vec![(0.0, lowest_m)];
        let (mut distance, mut height) = (0.0, lowest_m);
        bends.push((highest_m, 0.0));
        for (level, berm) in bends {
            let middle = Metres(f64::midpoint(height, level));
            distance += (level - height) / batter.face_at(middle).rise_over_run();
            height = level;
            corners.push((distance, height));
            if 0.0 < berm {
                distance += berm;
                corners.push((distance, height));
            }
        }
        let rise = |height: f64| batter.face_at(Metres(height)).rise_over_run();
        Self::Bent(Bent {
            by_distance: Buckets::of(corners.iter().map(|corner| corner.0)),
            by_height: Buckets::of(corners.iter().map(|corner| corner.1)),
            rise_before: rise(lowest_m - SAME_LEVEL_M),
            rise_after: rise(highest_m + SAME_LEVEL_M),
            corners,
            levels_m,
        })
    }

    /// The height at a distance, in metres.
    #[inline]
    pub(crate) fn height_at(&self, distance_m: f64) -> f64 {
        match self {
            Self::Straight(straight) => straight.height_at(distance_m),
            Self::Bent(bent) => bent.height_at(distance_m),
        }
    }

    /// The greatest distance at which the slope is as high: a fill does not begin with a berm on the ground.
    #[inline]
    pub(crate) fn up(&self, height_m: f64) -> f64 {
        match self {
            Self::Straight(straight) => straight.distance_at(height_m),
            Self::Bent(bent) => bent.up(height_m),
        }
    }

    /// The least distance at which the slope is as high: a fill does not end with a berm at its crest.
    #[inline]
    pub(crate) fn down(&self, height_m: f64) -> f64 {
        match self {
            Self::Straight(straight) => straight.distance_at(height_m),
            Self::Bent(bent) => bent.down(height_m),
        }
    }

    /// The levels of the berms, from below, in metres.
    pub(crate) fn levels_m(&self) -> &[f64] {
        match self {
            Self::Straight(_) => &[],
            Self::Bent(bent) => &bent.levels_m,
        }
    }

    /// The slope's own area over its plan area, by height.
    pub(crate) fn area_ratios(&self, batter: &Batter) -> AreaRatios<'_> {
        let levels_m = self.levels_m();
        let first_m = levels_m.first().copied().unwrap_or(0.0);
        let lift_m = levels_m.get(1).map_or(1.0, |second| second - first_m);
        AreaRatios {
            levels_m,
            first_m,
            lifts_per_m: 1.0 / lift_m,
            water_m: batter
                .water
                .map_or(f64::NEG_INFINITY, |water| water.level.0),
            in_water: batter.water.map_or(1.0, |water| water.face.area_ratio()),
            dry: batter.face.area_ratio(),
        }
    }
}

/// A slope's own area over its plan area, by height.
pub(crate) struct AreaRatios<'a> {
    /// Of the berms, a lift apart from the first.
    levels_m: &'a [f64],
    first_m: f64,
    lifts_per_m: f64,
    water_m: f64,
    in_water: f64,
    dry: f64,
}

impl AreaRatios<'_> {
    /// At a height in metres: 1 on a berm.
    #[inline]
    pub(crate) fn at(&self, height_m: f64) -> f64 {
        let nearest = whole_cells((height_m - self.first_m) * self.lifts_per_m + 0.5);
        let level_m = self.levels_m.get(nearest);
        if level_m.is_some_and(|level_m| (level_m - height_m).abs() <= SAME_LEVEL_M) {
            1.0
        } else if height_m < self.water_m {
            self.in_water
        } else {
            self.dry
        }
    }
}

/// The levels of berms between two heights, from below.
fn bench_levels(
    batter: &Batter,
    datum: Metres,
    (lowest_m, highest_m): (f64, f64),
    begins_m: Option<f64>,
) -> Vec<f64> {
    let Some(benches) = batter.benches.filter(|benches| 0.0 < benches.berm().0) else {
        return Vec::new();
    };
    let lift_m = benches.lift().0;
    let first = ((lowest_m - datum.0) / lift_m).floor();
    let levels = std::iter::successors(Some(first), |step| Some(step + 1.0));
    let levels = levels.map(|step| datum.0 + step * lift_m);
    let above = begins_m.unwrap_or(lowest_m);
    let short_m = match benches.short_lift {
        ShortLift::JoinsNext if begins_m.is_some() => SHORT_LIFT_SHARE * lift_m,
        ShortLift::JoinsNext | ShortLift::Stands => 0.0,
    };
    levels
        .take_while(|level| *level < highest_m - SAME_LEVEL_M)
        .filter(|level| above + short_m.max(SAME_LEVEL_M) <= *level && lowest_m < *level)
        .collect()
}

impl Straight {
    #[inline]
    pub(crate) fn height_at(self, distance_m: f64) -> f64 {
        self.foot_m + distance_m * self.rise_over_run
    }

    #[inline]
    fn distance_at(self, height_m: f64) -> f64 {
        (height_m - self.foot_m) / self.rise_over_run
    }
}

impl Bent {
    #[inline]
    pub(crate) fn height_at(&self, distance_m: f64) -> f64 {
        let corners = &self.corners;
        let (first, last) = (corners[0], corners[corners.len() - 1]);
        if distance_m <= first.0 {
            return first.1 + (distance_m - first.0) * self.rise_before;
        }
        if last.0 <= distance_m {
            return last.1 + (distance_m - last.0) * self.rise_after;
        }
        let mut index = self.by_distance.at(distance_m);
        while corners[index + 1].0 < distance_m {
            index += 1;
        }
        between(corners[index], corners[index + 1], distance_m)
    }

    #[inline]
    pub(crate) fn up(&self, height_m: f64) -> f64 {
        let corners = &self.corners;
        let (first, last) = (corners[0], corners[corners.len() - 1]);
        if height_m < first.1 {
            return first.0 + (height_m - first.1) / self.rise_before;
        }
        if last.1 <= height_m {
            return last.0 + (height_m - last.1) / self.rise_after;
        }
        // Just below a berm counts as on it, and the greatest distance on it is its far end.
        let mut index = self.by_height.at(height_m);
        while corners[index + 1].1 <= height_m + SAME_LEVEL_M && index + 2 < corners.len() {
            index += 1;
        }
        let (lower, upper) = (corners[index], corners[index + 1]);
        if height_m <= lower.1 {
            return lower.0;
        }
        lower.0 + (height_m - lower.1) * ((upper.0 - lower.0) / (upper.1 - lower.1))
    }

    #[inline]
    pub(crate) fn down(&self, height_m: f64) -> f64 {
        let corners = &self.corners;
        let (first, last) = (corners[0], corners[corners.len() - 1]);
        if height_m <= first.1 {
            return first.0 + (height_m - first.1) / self.rise_before;
        }
        if last.1 < height_m {
            return last.0 + (height_m - last.1) / self.rise_after;
        }
        let mut index = self.by_height.at(height_m);
        // The search may begin behind a berm that the height lies on.
        while 0 < index && height_m <= corners[index].1 + SAME_LEVEL_M {
            index -= 1;
        }
        while corners[index + 1].1 + SAME_LEVEL_M < height_m {
            index += 1;
        }
        let (lower, upper) = (corners[index], corners[index + 1]);
        if upper.1 <= height_m {
            return upper.0;
        }
        lower.0 + (height_m - lower.1) * ((upper.0 - lower.0) / (upper.1 - lower.1))
    }
}

#[inline]
fn between(lower: (f64, f64), upper: (f64, f64), at: f64) -> f64 {
    lower.1 + (at - lower.0) * ((upper.1 - lower.1) / (upper.0 - lower.0))
}

impl Buckets {
    fn of(places: impl ExactSizeIterator<Item = f64> + Clone) -> Self {
        let first = places.clone().next().unwrap_or(0.0);
        let last = places.clone().last().unwrap_or(first).max(first + 1e-9);
        let count = places.len() * BUCKETS_PER_CORNER;
        let per_unit = count as f64 / (last - first);
        let mut corners = vec![0; count + 1];
        for (index, place) in (0_u32..).zip(places) {
            let bucket = (((place - first) * per_unit).ceil()).max(0.0);
            let bucket = whole_cells(bucket).min(count);
            corners[bucket] = index;
        }
        // A bucket without a corner of its own takes the one before.
        let mut before = 0;
        for corner in &mut corners {
            before = before.max(*corner);
            *corner = before;
        }
        Self {
            first,
            per_unit,
            corners,
        }
    }

    /// A corner at or before a place, as near as the steps are fine; never the last one.
    #[inline]
    fn at(&self, place: f64) -> usize {
        let bucket = whole_cells((place - self.first) * self.per_unit);
        let corner = self.corners[bucket.min(self.corners.len() - 1)] as usize;
        corner.min(self.last_start())
    }

    #[inline]
    fn last_start(&self) -> usize {
        ((self.corners.len() - 1) / BUCKETS_PER_CORNER).saturating_sub(2)
    }
}

impl Profile {
    /// Whether the curve is one straight line.
    pub(crate) fn straight(&self) -> Option<Straight> {
        match self {
            Self::Straight(straight) => Some(*straight),
            Self::Bent(_) => None,
        }
    }

    /// A curve without corners, through the foot of a face.
    pub(crate) fn plain(face: Slope, foot_m: f64) -> Self {
        Self::Straight(Straight {
            foot_m,
            rise_over_run: face.rise_over_run(),
        })
    }
}
