//! The level that holds a volume, where each level has to be tried.

use crate::design::DesignError;

/// Levels that are tried at most.
const MOST_TRIALS: usize = 20;

/// After so many trials that all hold too little the height is doubled.
const TRIALS_BEFORE_DOUBLING: usize = 4;

/// A volume this near to the one asked for is found, as a share of it.
const NEAR_ENOUGH: f64 = 1e-7;

/// A volume farther from the one asked for is said to be beside it, as a share of it.
const BESIDE: f64 = 1e-6;

/// A level and the volume there, in metres and cubic metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Trial {
    pub level_m: f64,
    pub volume_m3: f64,
}

/// The level found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub level_m: f64,
    /// Where the volume jumps over the one asked for: what is held just below and just above.
    pub jump_m3: Option<(f64, f64)>,
}

/// Where to begin: a level, and how much more is held for each metre above it, in square metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Guess {
    pub level_m: f64,
    pub growth_m2: f64,
}

/// Finds the level above `lowest_m`, where nothing is held.
///
/// `volume_at` never falls. Levels are tried by the curve through those tried before. Where that leads beyond them
/// for long, the height is doubled; where it does not close in, what lies between is halved.
///
/// # Errors
/// [`DesignError::CrestTooHigh`], if even the last level tried holds less.
///
/// # Source
/// Brent, *Algorithms for Minimization without Derivatives* (1973), chapter 4: inverse interpolation, guarded by
/// bisection.
pub(super) fn level_for(
    asked_m3: f64,
    lowest_m: f64,
    guess: Guess,
    mut volume_at: impl FnMut(f64) -> Result<f64, DesignError>,
) -> Result<Found, DesignError> {
    let mut trials = vec![Trial {
        level_m: lowest_m,
        volume_m3: 0.0,
    }];
    let mut next_m = guess.level_m;
    let (mut width_before, mut beside_before) = (f64::INFINITY, f64::INFINITY);
    for tried in 1..=MOST_TRIALS {
        let trial = Trial {
            level_m: next_m,
            volume_m3: volume_at(next_m)?,
        };
        let beside = asked_m3 - trial.volume_m3;
        if beside.abs() <= NEAR_ENOUGH * asked_m3 {
            return Ok(Found {
                level_m: trial.level_m,
                jump_m3: None,
            });
        }
        let place = trials.partition_point(|before| before.level_m < trial.level_m);
        trials.insert(place, trial);
        let expected = if tried == 1 {
            Some(trial.level_m + beside / guess.growth_m2)
        } else {
            interpolated(&trials[usize::from(2 < tried)..], asked_m3)
        };
        let (lower, upper) = bracket(&trials, asked_m3);
        if let Some(upper) = upper {
            let width = upper.level_m - lower.level_m;
            let closing = width < 0.5 * width_before || beside.abs() < 0.1 * beside_before;
            (width_before, beside_before) = (width, beside.abs());
            next_m = expected
                .filter(|level| closing && lower.level_m < *level && *level < upper.level_m)
                .unwrap_or_else(|| between(lower, upper, asked_m3, closing));
            if next_m <= lower.level_m || upper.level_m <= next_m {
                break;
            }
        } else {
            let twice = lowest_m + 2.0 * (trial.level_m - lowest_m);
            next_m = expected
                .filter(|level| {
                    tried <= TRIALS_BEFORE_DOUBLING && trial.level_m < *level && *level < twice
                })
                .unwrap_or(twice);
        }
    }
    match bracket(&trials, asked_m3) {
        (lower, None) => Err(DesignError::CrestTooHigh {
            volume_m3: asked_m3,
            highest_m: lower.level_m,
        }),
        (lower, Some(upper)) => {
            // Where nothing at all lies below the jump, the upper side is the one that can be built.
            let taken = if 0.0 < lower.volume_m3 { lower } else { upper };
            let beside = BESIDE * asked_m3 < (taken.volume_m3 - asked_m3).abs();
            Ok(Found {
                level_m: taken.level_m,
                jump_m3: beside.then_some((lower.volume_m3, upper.volume_m3)),
            })
        }
    }
}

/// The last trial that holds less, and the next one.
fn bracket(trials: &[Trial], asked_m3: f64) -> (Trial, Option<Trial>) {
    let upper = trials.partition_point(|trial| trial.volume_m3 < asked_m3);
    (trials[upper.saturating_sub(1)], trials.get(upper).copied())
}

/// The level at the volume by the curve through the trials around it.
fn interpolated(trials: &[Trial], asked_m3: f64) -> Option<f64> {
    let upper = trials.partition_point(|trial| trial.volume_m3 < asked_m3);
    let first = upper.saturating_sub(2);
    let near = &trials[first..(upper + 2).min(trials.len())];
    let mut level_m = 0.0;
    for (index, trial) in near.iter().enumerate() {
        let mut weight = 1.0;
        for (other_index, other) in near.iter().enumerate() {
            if other_index != index {
                weight *= (asked_m3 - other.volume_m3) / (trial.volume_m3 - other.volume_m3);
            }
        }
        level_m += weight * trial.level_m;
    }
    level_m.is_finite().then_some(level_m)
}

/// A level between two: by a straight line while that closes in, else in the middle.
fn between(lower: Trial, upper: Trial, asked_m3: f64, closing: bool) -> f64 {
    let share = (asked_m3 - lower.volume_m3) / (upper.volume_m3 - lower.volume_m3);
    let share = if closing { share } else { 0.5 };
    lower.level_m + (upper.level_m - lower.level_m) * share
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUESS: Guess = Guess {
        level_m: 5.0,
        growth_m2: 100.0,
    };

    fn solved(asked_m3: f64, volume_at: impl Fn(f64) -> f64) -> (Found, usize) {
        let mut tried = 0;
        let found = level_for(asked_m3, 0.0, GUESS, |level| {
            tried += 1;
            Ok(volume_at(level))
        });
        (found.unwrap(), tried)
    }

    #[test]
    fn a_cone_is_found_in_a_few_trials() {
        for asked in [1.0, 1e3, 1e6, 1e9] {
            let (found, tried) = solved(asked, |level| 4.0 * level * level * level);
            let off = 4.0 * found.level_m.powi(3) / asked - 1.0;
            assert!(off.abs() < 1e-6, "{asked}: {off:.1e} after {tried}");
            assert!(tried <= 20, "{asked}: {tried}");
            assert_eq!(found.jump_m3, None);
        }
    }

    #[test]
    fn where_the_volume_jumps_the_lower_side_is_taken() {
        let (found, _) = solved(50.0, |level| level + if 30.0 < level { 40.0 } else { 0.0 });
        let (below, above) = found.jump_m3.unwrap();
        assert!(29.9 < found.level_m && found.level_m <= 30.0, "{found:?}");
        assert!(below < 50.0 && 50.0 < above);
    }

    #[test]
    fn what_cannot_be_held_is_refused() {
        let found = level_for(10.0, 0.0, GUESS, |_| Ok(1.0));
        assert!(matches!(found, Err(DesignError::CrestTooHigh { .. })));
    }
}
