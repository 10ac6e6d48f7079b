//! A slope as one curve: height over distance along it.
//!
//! On a face height grows with distance, on a berm it does not. All slope problems are then a distance
//! transform and a look-up here.

use super::Slope;
use super::batter::{Batter, SHORT_LIFT_SHARE, ShortLift};
use crate::curve::whole;
use crate::terrain::as_f32;
use crate::units::Metres;

/// Ground so near to the level of a berm counts as on it, in metres: heights are kept as `f32`, to 0.1 mm at 1,000 m.
pub(super) const SAME_LEVEL_M: f64 = 2e-4;

/// Steps of the look-up for each piece of the curve.
const STEPS_PER_PIECE: usize = 8;

/// Places that are worked out side by side.
const TOGETHER: usize = 8;

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
    /// Height by distance.
    heights: Pieces,
    /// The least distance by height.
    least: Pieces,
    /// The greatest distance by height.
    greatest: Pieces,
    /// The levels of the berms, from below.
    levels_m: Vec<f64>,
}

/// A broken line that never falls, looked up for each cell of a window.
#[derive(Clone, Debug, PartialEq)]
struct Pieces {
    straight: Vec<Piece>,
    /// For even steps, the piece that each begins in: the search begins there.
    steps: Vec<usize>,
    first: f64,
    steps_per_unit: f64,
}

/// A straight piece, up to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    end: f64,
    /// A place on it, and the value there.
    from: (f64, f64),
    rise: f64,
    /// No value is less or greater, even where rounding or nearness to a berm would have it.
    least: f64,
    most: f64,
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
        let beyond = (
            rise(lowest_m - SAME_LEVEL_M),
            rise(highest_m + SAME_LEVEL_M),
        );
        Self::Bent(Bent {
            heights: Pieces::of_heights(&corners, beyond),
            // Just above a berm counts as on it for the one, just below for the other.
            least: Pieces::of_distances(&corners, beyond, SAME_LEVEL_M),
            greatest: Pieces::of_distances(&corners, beyond, -SAME_LEVEL_M),
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
        let nearest = whole((height_m - self.first_m) * self.lifts_per_m + 0.5);
        let level_m = self.levels_m.get(nearest);
        if level_m.is_some_and(|level_m| (level_m - height_m).abs() <= SAME_LEVEL_M) {
            1.0
        } else if height_m < self.water_m {
            self.in_water
        } else {
            self.dry
        }
    }

    /// At all heights from one to another in metres, if it is the same there.
    #[inline]
    pub(crate) fn within(&self, low_m: f64, high_m: f64) -> Option<f64> {
        // Below the first berm is none, so it does not matter that all far below it count as one lift.
        let lift = |height_m: f64| whole((height_m - self.first_m) * self.lifts_per_m + 1.0);
        let is_one_face = lift(low_m - SAME_LEVEL_M) == lift(high_m + SAME_LEVEL_M)
            && (high_m < self.water_m || self.water_m <= low_m);
        (is_one_face || high_m <= low_m).then(|| self.at(low_m))
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
        self.heights.at(distance_m)
    }

    #[inline]
    pub(crate) fn up(&self, height_m: f64) -> f64 {
        self.greatest.at(height_m)
    }

    #[inline]
    pub(crate) fn down(&self, height_m: f64) -> f64 {
        self.least.at(height_m)
    }

    /// [`Self::height_at`] for distances of which each is `in_m` metres, neighbours mostly alike.
    pub(crate) fn heights_at(&self, distances: &[f32], in_m: f64, heights_m: &mut [f32]) {
        self.heights.values_at(distances, (in_m, 1.0), heights_m);
    }

    /// [`Self::down`] for many heights, neighbours mostly alike; each distance is so many for a metre.
    pub(crate) fn down_each(&self, heights_m: &[f32], for_a_metre: f64, distances: &mut [f32]) {
        self.least
            .values_at(heights_m, (1.0, for_a_metre), distances);
    }
}

impl Pieces {
    /// Height by distance along corners, with what it rises by before the first and after the last.
    fn of_heights(corners: &[(f64, f64)], beyond: (f64, f64)) -> Self {
        let between = corners
            .windows(2)
            .map(|ends| Piece::between(ends[0], ends[1]));
        Self::of(between.collect(), ends_of(corners), beyond)
    }

    /// Distance by height, each face up to so far above its upper end.
    fn of_distances(
        corners: &[(f64, f64)],
        (rise_before, rise_after): (f64, f64),
        above_m: f64,
    ) -> Self {
        let swapped = |(distance, height): (f64, f64)| (height, distance);
        let faces = corners.windows(2).filter(|ends| ends[0].1 < ends[1].1);
        let faces = faces.map(|ends| {
            let face = Piece::between(swapped(ends[0]), swapped(ends[1]));
            Piece {
                end: face.end + above_m,
                ..face
            }
        });
        let (first, last) = ends_of(corners);
        let mut faces: Vec<Piece> = faces.collect();
        if let Some(face) = faces.last_mut() {
            face.end = last.1;
        }
        let beyond = (1.0 / rise_before, 1.0 / rise_after);
        Self::of(faces, (swapped(first), swapped(last)), beyond)
    }

    /// Pieces between two ends, and how it rises before and after those.
    fn of(
        between: Vec<Piece>,
        (first, last): ((f64, f64), (f64, f64)),
        (rise_before, rise_after): (f64, f64),
    ) -> Self {
        let mut pieces = vec![Piece {
            end: first.0,
            from: first,
            rise: rise_before,
            least: f64::NEG_INFINITY,
            most: first.1,
        }];
        pieces.extend(between);
        pieces.push(Piece {
            end: f64::INFINITY,
            from: last,
            rise: rise_after,
            least: last.1,
            most: f64::INFINITY,
        });
        let count = pieces.len() * STEPS_PER_PIECE;
        let steps_per_unit = count as f64 / (last.0 - first.0).max(1e-9);
        // A little earlier, so that rounding does not matter.
        let begins = |step: usize| first.0 + (step as f64 - 1e-6) / steps_per_unit;
        let piece_at = |step: usize| pieces.partition_point(|piece| piece.end < begins(step));
        Self {
            steps: (0..=count).map(piece_at).collect(),
            straight: pieces,
            first: first.0,
            steps_per_unit,
        }
    }

    /// The number of the piece that a place lies on.
    #[inline]
    fn piece_at(&self, place: f64) -> usize {
        let step = whole((place - self.first) * self.steps_per_unit);
        let mut index = self.steps[step.min(self.steps.len() - 1)];
        while self.straight[index].end < place {
            index += 1;
        }
        index
    }

    /// Where a piece begins.
    #[inline]
    fn begin_of(&self, index: usize) -> f64 {
        let before = index.checked_sub(1);
        before.map_or(f64::NEG_INFINITY, |before| self.straight[before].end)
    }

    /// The value at a place; not a number where the place is none.
    #[inline]
    fn at(&self, place: f64) -> f64 {
        self.straight[self.piece_at(place)].at(place)
    }

    /// The same for places of which most lie on the same piece as those before: these are worked out side by side.
    ///
    /// Places are multiplied by the one factor, values by the other.
    fn values_at(&self, places: &[f32], (scale, times): (f64, f64), values: &mut [f32]) {
        let first = self.piece_at(self.first);
        let (mut begin, mut piece) = (self.begin_of(first), self.straight[first]);
        let (places, places_left) = places.as_chunks::<TOGETHER>();
        let (values, values_left) = values.as_chunks_mut::<TOGETHER>();
        for (places, values) in places.iter().zip(values) {
            let places = places.map(|place| f64::from(place) * scale);
            let are_here = places.iter().fold(true, |all, place| {
                let (is_beyond, is_before) = (begin < *place, *place <= piece.end);
                all & is_beyond & is_before
            });
            if are_here {
                *values = places.map(|place| as_f32(piece.at(place) * times));
                continue;
            }
            let (several, index) = self.values_on_several(&places);
            *values = several.map(|value| as_f32(value * times));
            (begin, piece) = (self.begin_of(index), self.straight[index]);
        }
        for (value, place) in values_left.iter_mut().zip(places_left) {
            *value = as_f32(self.at(f64::from(*place) * scale) * times);
        }
    }

    /// The values at places on different pieces, mostly two, and the one that the last place likely lies on.
    ///
    /// Each piece is asked for all places, so that none has to be waited for.
    #[inline]
    fn values_on_several(&self, places: &[f64; TOGETHER]) -> ([f64; TOGETHER], usize) {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for place in places {
            low = if *place < low { *place } else { low };
            high = if high < *place { *place } else { high };
        }
        let lowest = self.piece_at(low);
        let mut index = lowest;
        let mut values = places.map(|place| self.straight[index].at(place));
        while self.straight[index].end < high {
            let begin = self.straight[index].end;
            index += 1;
            let piece = self.straight[index];
            for (value, place) in values.iter_mut().zip(places) {
                let beyond = piece.at(*place);
                *value = if begin < *place { beyond } else { *value };
            }
        }
        let is_last = self.begin_of(index) < places[TOGETHER - 1];
        (values, if is_last { index } else { lowest })
    }
}

impl Piece {
    fn between(lower: (f64, f64), upper: (f64, f64)) -> Self {
        Self {
            end: upper.0,
            from: lower,
            rise: (upper.1 - lower.1) / (upper.0 - lower.0),
            least: lower.1,
            most: upper.1,
        }
    }

    #[inline]
    fn at(&self, place: f64) -> f64 {
        let value = self.from.1 + (place - self.from.0) * self.rise;
        let value = if value < self.least {
            self.least
        } else {
            value
        };
        if self.most < value { self.most } else { value }
    }
}

/// The first corner and the last.
fn ends_of(corners: &[(f64, f64)]) -> ((f64, f64), (f64, f64)) {
    (corners[0], corners[corners.len() - 1])
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
