//! The level that holds a volume, where the surface depends on the level.

/// The most levels that are tried.
const MOST_TRIES: usize = 20;

/// How near to the volume a try must come, as a share of it.
const CLOSE_ENOUGH: f64 = 1e-8;

/// Levels that near are the same, in metres.
const SAME_LEVEL_M: f64 = 1e-7;

/// Levels between which a volume lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bracket {
    /// Holds less than is asked for.
    pub below_m: f64,
    /// Holds as much or more; `None` if no level does.
    pub above_m: Option<f64>,
}

/// What a level holds, and how fast that grows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tried {
    /// In cubic metres.
    pub volume_m3: f64,
    /// In square metres.
    pub top_m2: f64,
}

/// Finds the level that holds a volume, between one that holds nothing and the highest that may be tried.
///
/// A regula falsi after Anderson and Björck, whose steps are halved where it is slow.
///
/// # Errors
/// What `try_level` returns.
pub(super) fn bracket<E>(
    asked_m3: f64,
    (lowest_m, highest_m): (f64, f64),
    first_m: f64,
    mut try_level: impl FnMut(f64) -> Result<Tried, E>,
) -> Result<Bracket, E> {
    let mut search = Search {
        below: (lowest_m, -asked_m3),
        above: None,
        last: None,
        slow: 0,
    };
    let mut next_m = first_m.clamp(lowest_m, highest_m);
    for _ in 0..MOST_TRIES {
        let tried = try_level(next_m)?;
        let over = tried.volume_m3 - asked_m3;
        if over.abs() <= CLOSE_ENOUGH * asked_m3 {
            search.above = Some((next_m, over));
            break;
        }
        let before = search.below;
        search.narrow(next_m, over);
        next_m = if let Some(above) = search.above {
            if above.0 - search.below.0 <= SAME_LEVEL_M {
                break;
            }
            search.next_within(above)
        } else if highest_m <= next_m {
            break;
        } else {
            // A dam that grows takes room from the fill, so that it grows less than its top says.
            let growth = if lowest_m < before.0 {
                (over - before.1) / (next_m - before.0)
            } else {
                tried.top_m2 / 1.3
            };
            let rise = 1.05 * -over / growth.max(1e-6);
            (next_m + rise.max(0.01)).min(highest_m)
        };
    }
    let (below, above) = (search.below, search.above);
    Ok(Bracket {
        below_m: below.0,
        above_m: above.map(|end| end.0),
    })
}

/// The ends of a search, each with what it holds more than asked for, as the search weighs it.
struct Search {
    below: (f64, f64),
    above: Option<(f64, f64)>,
    last: Option<End>,
    /// How often in a row the ends have hardly come nearer.
    slow: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Below,
    Above,
}

impl Search {
    fn narrow(&mut self, level_m: f64, over: f64) {
        let width = |search: &Self| search.above.map(|above| above.0 - search.below.0);
        let before = width(self);
        if 0.0 < over {
            // Twice on the same side: the other end weighs less, and is left sooner.
            if let Some(above) = self.above
                && self.last == Some(End::Above)
            {
                self.below.1 *= weight(over, above.1);
            }
            self.above = Some((level_m, over));
            self.last = Some(End::Above);
        } else {
            if let Some(above) = &mut self.above
                && self.last == Some(End::Below)
            {
                above.1 *= weight(over, self.below.1);
            }
            self.below = (level_m, over);
            self.last = Some(End::Below);
        }
        let halved = before
            .zip(width(self))
            .is_some_and(|(before, now)| now <= 0.5 * before);
        self.slow = if halved { 0 } else { self.slow + 1 };
    }

    fn next_within(&mut self, above: (f64, f64)) -> f64 {
        let below = self.below;
        let straight = (below.0 * above.1 - above.0 * below.1) / (above.1 - below.1);
        if straight.is_finite() && below.0 < straight && straight < above.0 && self.slow < 4 {
            return straight;
        }
        self.slow = 0;
        f64::midpoint(below.0, above.0)
    }
}

/// How much less the end weighs that did not move.
fn weight(now: f64, before: f64) -> f64 {
    let weight = 1.0 - now / before;
    if weight.is_finite() && 0.0 < weight {
        weight
    } else {
        0.5
    }
}
