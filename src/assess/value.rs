//! Value functions: which score a value of an indicator gets.

use serde::Deserialize;
use serde_json::json;

use super::{Direction, SCORE_BEST, SCORE_WORST};

/// Turns a value of an indicator into a score from [`SCORE_WORST`] to [`SCORE_BEST`].
///
/// It rises or falls over all values, or is the same everywhere; one that turns around cannot be made.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueFunction(Shape);

/// What a value function is made of, to store or to edit.
///
/// Any shape can be written down; [`ValueFunction::of_shape`] says whether it is a value function.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Shape {
    /// A straight line between two values, flat outside.
    Linear {
        /// The value that gets the worst score, in the indicator's unit.
        worst: f64,
        /// The value that gets the best score, in the indicator's unit.
        best: f64,
    },
    /// The same score up to the next threshold.
    Stepped {
        /// The score of values below the first threshold.
        first_score: f64,
        /// From which value on (it included), in the indicator's unit, and the score there; rising.
        steps: Vec<(f64, f64)>,
    },
    /// Straight between typed points, flat outside.
    Typed {
        /// Values in the indicator's unit with their scores; rising.
        points: Vec<(f64, f64)>,
    },
}

impl ValueFunction {
    /// A straight line between two values; which way is better follows from them.
    ///
    /// `None` unless both are finite and different, and so is what lies between them.
    pub fn linear(worst: f64, best: f64) -> Option<Self> {
        let span = best - worst;
        (span.is_finite() && span != 0.0).then_some(Self(Shape::Linear { worst, best }))
    }

    /// Steps: below the first threshold `first_score`, and from each threshold on its own score.
    ///
    /// `None` unless thresholds are finite and rise, and scores lie on the scale and never turn around.
    pub fn stepped(steps: Vec<(f64, f64)>, first_score: f64) -> Option<Self> {
        let scores = std::iter::once(first_score).chain(steps.iter().map(|step| step.1));
        let is_sound = rises(&steps) && keep_scale_and_direction(&scores.collect::<Vec<f64>>());
        is_sound.then_some(Self(Shape::Stepped { first_score, steps }))
    }

    /// Straight lines between typed points of a value and its score, flat outside.
    ///
    /// `None` unless there are at least two, values are finite and rise, and scores lie on the scale and never
    /// turn around.
    pub fn typed(points: Vec<(f64, f64)>) -> Option<Self> {
        let scores: Vec<f64> = points.iter().map(|point| point.1).collect();
        let is_sound = 2 <= points.len() && rises(&points) && keep_scale_and_direction(&scores);
        is_sound.then_some(Self(Shape::Typed { points }))
    }

    /// A straight line from the worst to the best of some values; what is not a number does not count.
    ///
    /// `None` where fewer than two are different: then all count as equal, see [`Self::even`].
    pub fn between(values: impl Iterator<Item = f64>, direction: Direction) -> Option<Self> {
        let ends = |ends: Option<(f64, f64)>, value: f64| {
            let (low, high) = ends.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        };
        let (low, high) = values.filter(|value| value.is_finite()).fold(None, ends)?;
        match direction {
            Direction::LessIsBetter => Self::linear(high, low),
            Direction::MoreIsBetter => Self::linear(low, high),
        }
    }

    /// The best score for every value.
    pub fn even() -> Self {
        Self(Shape::Stepped {
            first_score: SCORE_BEST,
            steps: Vec::new(),
        })
    }

    /// The value function of a shape; `None` where it is none.
    pub fn of_shape(shape: Shape) -> Option<Self> {
        match shape {
            Shape::Linear { worst, best } => Self::linear(worst, best),
            Shape::Stepped { first_score, steps } => Self::stepped(steps, first_score),
            Shape::Typed { points } => Self::typed(points),
        }
    }

    /// What it is made of.
    pub fn shape(&self) -> Shape {
        self.0.clone()
    }

    /// The score of a value, on the scale; what is not a number gets the worst.
    pub fn score(&self, value: f64) -> f64 {
        if value.is_nan() {
            return SCORE_WORST;
        }
        let score = match &self.0 {
            Shape::Linear { worst, best } => {
                let share = ((value - worst) / (best - worst)).clamp(0.0, 1.0);
                SCORE_WORST + share * (SCORE_BEST - SCORE_WORST)
            }
            Shape::Stepped { first_score, steps } => {
                let behind = steps.iter().rev().find(|step| step.0 <= value);
                behind.map_or(*first_score, |step| step.1)
            }
            Shape::Typed { points } => between_points(points, value),
        };
        score.clamp(SCORE_WORST, SCORE_BEST)
    }

    /// Which way is better; `None` where all values get the same score.
    pub fn direction(&self) -> Option<Direction> {
        let (low, high) = match &self.0 {
            Shape::Linear { worst, best } => (*worst, *best),
            Shape::Stepped { first_score, steps } => (*first_score, steps.last()?.1),
            Shape::Typed { points } => (points.first()?.1, points.last()?.1),
        };
        if low < high {
            Some(Direction::MoreIsBetter)
        } else if high < low {
            Some(Direction::LessIsBetter)
        } else {
            None
        }
    }

    /// Writes it for exchange with other programs; [`Self::of_json`] reads it back to the last bit.
    ///
    /// One of three objects, whose names never change:
    /// ```json
    /// {"linear":{"worst":600.0,"best":100.0}}
    /// {"stepped":{"first_score":6.0,"steps":[[1.0,4.0],[10.0,2.0]]}}
    /// {"typed":{"points":[[100.0,6.0],[500.0,1.0]]}}
    /// ```
    pub fn to_json(&self) -> String {
        let written = match &self.0 {
            Shape::Linear { worst, best } => json!({"linear": {"worst": worst, "best": best}}),
            Shape::Stepped { first_score, steps } => {
                json!({"stepped": {"first_score": first_score, "steps": steps}})
            }
            Shape::Typed { points } => json!({"typed": {"points": points}}),
        };
        written.to_string()
    }

    /// Reads what [`Self::to_json`] wrote; `None` where the text is no value function.
    pub fn of_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().and_then(Self::of_shape)
    }
}

/// Whether the first of each pair is above the one before, and all lie finitely far apart.
fn rises(pairs: &[(f64, f64)]) -> bool {
    let is_finite = pairs.iter().all(|pair| pair.0.is_finite());
    let span = match pairs {
        [first, .., last] => last.0 - first.0,
        _ => 0.0,
    };
    is_finite && span.is_finite() && pairs.windows(2).all(|two| two[0].0 < two[1].0)
}

fn keep_scale_and_direction(scores: &[f64]) -> bool {
    let is_score = |score: &f64| SCORE_WORST <= *score && *score <= SCORE_BEST;
    let rise = scores.windows(2).all(|two| two[0] <= two[1]);
    let fall = scores.windows(2).all(|two| two[1] <= two[0]);
    scores.iter().all(is_score) && (rise || fall)
}

fn between_points(points: &[(f64, f64)], value: f64) -> f64 {
    let after = points.partition_point(|point| point.0 <= value);
    let before = after.checked_sub(1).and_then(|index| points.get(index));
    match (before, points.get(after)) {
        (Some((from, low)), Some((to, high))) => {
            let share = (value - from) / (to - from);
            // Rounding must not step over the ends, or the function would turn around there.
            (low + share * (high - low)).clamp(low.min(*high), low.max(*high))
        }
        (Some((_, score)), None) | (None, Some((_, score))) => *score,
        (None, None) => SCORE_WORST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(function: &ValueFunction, values: &[f64]) -> Vec<f64> {
        values.iter().map(|value| function.score(*value)).collect()
    }

    #[test]
    fn a_line_goes_from_the_worst_value_to_the_best_and_is_flat_outside() {
        let land = ValueFunction::linear(600.0, 100.0).unwrap();
        assert_eq!(
            scores(&land, &[700.0, 600.0, 300.0, 100.0, 0.0]),
            [1.0, 1.0, 4.0, 6.0, 6.0]
        );
        assert_eq!(land.direction(), Some(Direction::LessIsBetter));
        assert_eq!(ValueFunction::linear(3.0, 3.0), None);
        assert_eq!(ValueFunction::linear(f64::NAN, 3.0), None);
        assert_eq!(ValueFunction::linear(-f64::MAX, f64::MAX), None);
    }

    #[test]
    fn a_step_begins_at_its_threshold() {
        let houses = vec![(1.0, 4.0), (10.0, 2.0), (50.0, 1.0)];
        let houses = ValueFunction::stepped(houses, 6.0).unwrap();
        assert_eq!(
            scores(&houses, &[0.0, 1.0, 9.9, 10.0, 1e9]),
            [6.0, 4.0, 4.0, 2.0, 1.0]
        );
        assert_eq!(houses.direction(), Some(Direction::LessIsBetter));
    }

    #[test]
    fn typed_points_are_joined_by_straight_lines() {
        let cost = vec![(100.0, 6.0), (200.0, 4.0), (500.0, 1.0)];
        let cost = ValueFunction::typed(cost).unwrap();
        assert_eq!(
            scores(&cost, &[0.0, 100.0, 150.0, 200.0, 350.0, 900.0]),
            [6.0, 6.0, 5.0, 4.0, 2.5, 1.0]
        );
    }

    #[test]
    fn what_turns_around_or_leaves_the_scale_is_no_value_function() {
        let refused: [(Vec<(f64, f64)>, f64); 5] = [
            (vec![(1.0, 4.0), (2.0, 5.0)], 6.0),
            (vec![(2.0, 4.0), (1.0, 3.0)], 6.0),
            (vec![(1.0, 4.0), (1.0, 3.0)], 6.0),
            (vec![(1.0, 0.5)], 6.0),
            (vec![(f64::INFINITY, 4.0)], f64::NAN),
        ];
        for (steps, first_score) in refused {
            assert_eq!(ValueFunction::stepped(steps, first_score), None);
        }
        assert_eq!(ValueFunction::typed(vec![(1.0, 4.0)]), None);
    }

    #[test]
    fn values_that_do_not_differ_all_count_as_equal() {
        let less = Direction::LessIsBetter;
        let alike = [5.0, 5.0, f64::NAN];
        assert_eq!(ValueFunction::between(alike.into_iter(), less), None);
        assert_eq!(ValueFunction::between(std::iter::empty(), less), None);
        let apart = ValueFunction::between([5.0, 9.0, 7.0].into_iter(), less).unwrap();
        assert_eq!(scores(&apart, &[9.0, 7.0, 5.0]), [1.0, 3.5, 6.0]);
        let even = ValueFunction::even();
        assert_eq!((even.score(-1.0), even.direction()), (SCORE_BEST, None));
    }

    #[test]
    fn the_exchange_form_is_read_back_as_it_was() {
        let third = 1.0 / 3.0;
        let all = [
            ValueFunction::linear(600.0, third),
            ValueFunction::stepped(vec![(1.0, 4.0), (third + 10.0, 2.0)], 6.0),
            ValueFunction::typed(vec![(-1e300, 1.0), (1e300, 5.0 + third)]),
            Some(ValueFunction::even()),
        ];
        for function in all.map(Option::unwrap) {
            let text = function.to_json();
            assert_eq!(ValueFunction::of_json(&text), Some(function), "{text}");
        }
        let line = ValueFunction::linear(600.0, 100.0).unwrap();
        assert_eq!(line.to_json(), r#"{"linear":{"worst":600.0,"best":100.0}}"#);
        assert_eq!(
            ValueFunction::of_json(r#"{"linear":{"worst":1,"best":1}}"#),
            None
        );
        assert_eq!(
            ValueFunction::of_json(r#"{"linear":{"worst":1,"best":2,"x":0}}"#),
            None
        );
    }
}
