//! At which weight another alternative becomes the first.
//!
//! When one weight changes and the others keep their proportion, every total runs along a straight line over
//! the share of that weight: from the mean of the others at no share to its own score at the whole. So the
//! places where lines cross are exact.

use super::case::weighted_mean;
use super::{Case, RANK_TOLERANCE, Weights, evaluate};

/// A weight at which the first alternative and another change places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankChange {
    /// The account that is weighed otherwise, or the account of the criterion that is.
    pub account: usize,
    /// The criterion that is weighed otherwise inside its account; `None` where it is the account itself.
    pub criterion: Option<usize>,
    /// What it counts now, as a share of all accounts, or of the criteria in the account; from 0 to 1.
    pub share_now: f64,
    /// The share at which both have the same total, the others keeping their proportion; from 0 to 1.
    pub share: f64,
    /// The weight that gives that share while the other weights stay as they are; infinite for a share of 1.
    pub weight: f64,
    /// The alternative that is first on this side, as an index.
    pub first: usize,
    /// The alternative that is first beyond that share, as an index. Where both share the first place now,
    /// `first` leads below that share and `becomes_first` above it.
    pub becomes_first: usize,
}

/// Where other weights of accounts make another alternative the first.
///
/// For every account the nearest change on each side, sorted by account and share. None is told where another
/// only draws level at the very end, where the account is the only one that counts, or where the first one's
/// values in the account are not known. Alternatives apart, and those without a total, take no part.
pub fn rank_changes(case: &Case, weights: &Weights) -> Vec<RankChange> {
    let evaluated = evaluate(case, weights).alternatives;
    let ranked = || evaluated.iter().map(|one| one.rank.map(|_| &one.accounts));
    let weight_of = |account: usize| {
        let mut criteria = case.criteria_of(account);
        let has_criterion = criteria.any(|criterion| 0.0 < weights.of_criterion(criterion));
        has_criterion.then(|| weights.of_account(account))
    };
    let mut changes = Vec::new();
    for account in 0..case.accounts {
        let Some(own) = weight_of(account) else {
            continue;
        };
        let others = || (0..case.accounts).filter(|other| *other != account);
        let other_weights = || others().map(|other| weight_of(other).unwrap_or(0.0));
        let sum_of_others: f64 = other_weights().sum();
        let lines: Vec<Option<Line>> = ranked()
            .map(|means| {
                let means = means?;
                let pairs = other_weights().zip(others());
                let mean = |account: usize| means.get(account).copied().flatten();
                Some(Line {
                    at_none: weighted_mean(pairs.map(|(weight, other)| (weight, mean(other))))?,
                    at_whole: mean(account)?,
                })
            })
            .collect();
        let at = |crossing: Crossing| RankChange {
            account,
            criterion: None,
            share_now: own / (own + sum_of_others),
            share: crossing.share,
            weight: crossing.share / (1.0 - crossing.share) * sum_of_others,
            first: crossing.first,
            becomes_first: crossing.becomes_first,
        };
        let leaders = leaders(evaluated.iter().map(|one| one.rank));
        let crossings = crossings(&lines, &leaders, own / (own + sum_of_others));
        changes.extend(crossings.into_iter().map(at));
    }
    changes
}

/// Where other weights of single criteria inside their account make another alternative the first.
///
/// As [`rank_changes`]: the weights of the accounts and of the other criteria stay. Sorted by account, criterion
/// and share.
pub fn criterion_rank_changes(case: &Case, weights: &Weights) -> Vec<RankChange> {
    let evaluated = evaluate(case, weights).alternatives;
    let sums = (0..case.accounts).map(|account| {
        let criteria = case.criteria_of(account);
        let sum: f64 = criteria.map(|one| weights.of_criterion(one)).sum();
        if 0.0 < sum {
            weights.of_account(account)
        } else {
            0.0
        }
    });
    let counts: Vec<f64> = sums.collect();
    let all: f64 = counts.iter().sum();
    let leaders = leaders(evaluated.iter().map(|one| one.rank));
    let mut changes = Vec::new();
    for (account, count) in counts.iter().enumerate().filter(|pair| 0.0 < *pair.1) {
        for criterion in case.criteria_of(account) {
            let others = || {
                case.criteria_of(account)
                    .filter(|other| *other != criterion)
            };
            let own = weights.of_criterion(criterion);
            let sum_of_others: f64 = others().map(|other| weights.of_criterion(other)).sum();
            let line = |one: &super::Evaluated| {
                let (total, mean) = (
                    one.total.filter(|_| one.rank.is_some())?,
                    one.accounts.get(account)?,
                );
                let score = |criterion: usize| one.scores.get(criterion).copied().flatten();
                let pairs = others().map(|other| (weights.of_criterion(other), score(other)));
                let share = count / all;
                let rest = total - share * (*mean)?;
                Some(Line {
                    at_none: rest + share * weighted_mean(pairs)?,
                    at_whole: rest + share * score(criterion)?,
                })
            };
            let lines: Vec<Option<Line>> = evaluated.iter().map(line).collect();
            let share_now = own / (own + sum_of_others);
            let at = |crossing: Crossing| RankChange {
                account,
                criterion: Some(criterion),
                share_now,
                share: crossing.share,
                weight: crossing.share / (1.0 - crossing.share) * sum_of_others,
                first: crossing.first,
                becomes_first: crossing.becomes_first,
            };
            changes.extend(crossings(&lines, &leaders, share_now).into_iter().map(at));
        }
    }
    changes
}

/// The change that lies nearest to the weights as they are; of equals the first. `None` where there is none.
pub fn nearest_rank_change(changes: &[RankChange]) -> Option<&RankChange> {
    let distance = |change: &RankChange| (change.share - change.share_now).abs();
    let nearer = |one: &&RankChange, other: &&RankChange| distance(one).total_cmp(&distance(other));
    changes.iter().min_by(nearer)
}

/// Totals of an alternative over the share of a weight.
#[derive(Clone, Copy)]
struct Line {
    at_none: f64,
    at_whole: f64,
}

impl Line {
    fn slope(self) -> f64 {
        self.at_whole - self.at_none
    }
}

struct Crossing {
    share: f64,
    first: usize,
    becomes_first: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Lower,
    Higher,
}

/// The alternatives in the first place.
fn leaders(ranks: impl Iterator<Item = Option<usize>>) -> Vec<usize> {
    let numbered = ranks.enumerate();
    let first = numbered.filter(|(_, rank)| *rank == Some(1));
    first.map(|(alternative, _)| alternative).collect()
}

/// The nearest crossings on both sides of `now`, lower first.
fn crossings(lines: &[Option<Line>], leaders: &[usize], now: f64) -> Vec<Crossing> {
    let line_of = |alternative: usize| lines.get(alternative).copied().flatten();
    let all_known = leaders.iter().all(|leader| line_of(*leader).is_some());
    if leaders.is_empty() || !all_known || !now.is_finite() {
        return Vec::new();
    }
    let leading = |side| {
        let leaders = leaders
            .iter()
            .filter_map(|leader| Some((*leader, line_of(*leader)?)));
        best_towards(side, leaders)
    };
    let (Some(lower), Some(higher)) = (leading(Side::Lower), leading(Side::Higher)) else {
        return Vec::new();
    };
    // Those that share the first place now may part here.
    let parts = RANK_TOLERANCE < lower.1.at_none - higher.1.at_none
        && RANK_TOLERANCE < higher.1.at_whole - lower.1.at_whole;
    if parts {
        return vec![Crossing {
            share: crossing_of(lower.1, higher.1),
            first: lower.0,
            becomes_first: higher.0,
        }];
    }
    let down = nearest(lines, lower, Side::Lower, now);
    let up = nearest(lines, higher, Side::Higher, now);
    down.into_iter().chain(up).collect()
}

/// The nearest line that overtakes the leading one on a side.
fn nearest(
    lines: &[Option<Line>],
    (first, leading): (usize, Line),
    side: Side,
    now: f64,
) -> Option<Crossing> {
    let overtakes = |line: &Line| match side {
        Side::Lower => RANK_TOLERANCE < line.at_none - leading.at_none,
        Side::Higher => RANK_TOLERANCE < line.at_whole - leading.at_whole,
    };
    let candidates = || {
        let numbered = lines.iter().enumerate();
        let known = numbered.filter_map(|(alternative, line)| Some((alternative, (*line)?)));
        known.filter(|(_, line)| overtakes(line))
    };
    let share_of = |line: Line| {
        let share = crossing_of(leading, line);
        match side {
            Side::Lower => share.clamp(0.0, now),
            Side::Higher => share.clamp(now, 1.0),
        }
    };
    let distance = |line: Line| (share_of(line) - now).abs();
    let least = candidates()
        .map(|(_, line)| distance(line))
        .min_by(f64::total_cmp)?;
    // Of those that cross at the same place, the one that leads beyond it.
    let level = candidates().filter(|(_, line)| distance(*line) <= least + SAME_SHARE);
    let (becomes_first, line) = best_towards(side, level)?;
    Some(Crossing {
        share: share_of(line),
        first,
        becomes_first,
    })
}

/// By how much crossings may lie apart and still be one place.
const SAME_SHARE: f64 = 1e-12;

/// Of lines that meet, the one that is ahead on a side; of equals the first.
fn best_towards(side: Side, lines: impl Iterator<Item = (usize, Line)>) -> Option<(usize, Line)> {
    let gain = |line: Line| match side {
        Side::Lower => -line.slope(),
        Side::Higher => line.slope(),
    };
    lines.reduce(|best, other| {
        if gain(best.1) < gain(other.1) {
            other
        } else {
            best
        }
    })
}

/// The share at which two lines that cross between 0 and 1 do so.
fn crossing_of(one: Line, other: Line) -> f64 {
    let ahead_at_none = one.at_none - other.at_none;
    let ahead_at_whole = one.at_whole - other.at_whole;
    ahead_at_none / (ahead_at_none - ahead_at_whole)
}

#[cfg(test)]
mod tests {
    use super::super::{Criterion, ValueFunction};
    use super::*;

    /// Two accounts with a criterion each; values are their own scores.
    fn case(values: &[[f64; 2]]) -> Case {
        let value = ValueFunction::linear(1.0, 6.0).unwrap();
        let criterion = |account: usize| Criterion {
            account,
            value: value.clone(),
        };
        Case {
            accounts: 2,
            criteria: vec![criterion(0), criterion(1)],
            values: values.iter().map(|row| row.map(Some).to_vec()).collect(),
            hard: Vec::new(),
        }
    }

    /// The changes of the first account at weights 1 and 3: the share, the weight, who is first and who becomes so.
    #[track_caller]
    fn check(values: &[[f64; 2]], expected: &[(f64, f64, usize, usize)]) {
        let weights = Weights::new(vec![1.0, 3.0], vec![1.0, 1.0]).unwrap();
        let changes = rank_changes(&case(values), &weights);
        let of_first = changes.iter().filter(|change| change.account == 0);
        let rounded = |share: f64| (share * 1e12).round() / 1e12;
        let found: Vec<(f64, f64, usize, usize)> = of_first
            .map(|one| {
                (
                    rounded(one.share),
                    rounded(one.weight),
                    one.first,
                    one.becomes_first,
                )
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_that_cross_change_places_there() {
        // 6 - 4 x meets 2 + 4 x at one half.
        check(&[[2.0, 6.0], [6.0, 2.0]], &[(0.5, 3.0, 0, 1)]);
    }

    #[test]
    fn the_nearest_change_on_each_side_is_told_alone() {
        // Now, at a quarter, the second leads with 4.75; 5 - x meets 5.5 - 4.5 x at 1/7, and 2 + 4 x at 0.6.
        check(
            &[[1.0, 5.5], [4.0, 5.0], [6.0, 2.0]],
            &[(0.142_857_142_857, 0.5, 1, 0), (0.6, 4.5, 1, 2)],
        );
    }

    #[test]
    fn one_that_only_draws_level_at_the_end_changes_no_places() {
        check(&[[4.0, 5.0], [4.0, 2.0]], &[]);
        check(&[[4.0, 5.0], [2.0, 5.0]], &[]);
        check(&[[4.0, 5.0], [4.0, 5.0]], &[]);
    }

    #[test]
    fn where_three_lines_meet_the_one_that_leads_beyond_becomes_first() {
        check(&[[2.0, 6.0], [5.0, 3.0], [6.0, 2.0]], &[(0.5, 3.0, 0, 2)]);
    }
}
