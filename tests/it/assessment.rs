//! Comparing alternatives: a case worked by hand, and what has to hold for any case.

use berghald::assess::{
    Account, Case, Criterion, Evaluation, RankChange, Shape, ValueFunction, WeightPresets, Weights,
    criterion_rank_changes, evaluate, how_often_first, nearest_rank_change, non_dominated,
    rank_changes,
};
use berghald::progress::Run;
use proptest::prelude::*;

/// Three alternatives and five indicators:
///
/// | | land-take, daa | mire, daa | backfill, % | dwellings | cost, MNOK |
/// | --- | --- | --- | --- | --- | --- |
/// | account, weight in it | environment, 2 | environment, 1 | technical | socio-economic | economics |
/// | function | 600 → 100 | 50 → 0 | 0 → 50 | 6, from 1: 4, 10: 2, 50: 1 | 100: 6, 200: 4, 500: 1 |
/// | north | 300 → 4 | 20 → 4 | 30 → 4 | 12 → 2 | 180 → 4.4 |
/// | valley | 500 → 2 | 10 → 5 | 10 → 2 | 0 → 6 | 120 → 5.6 |
/// | fjord | 150 → 5.5 | 0 → 6 | 20 → 3 | 3 → 4 | 350 → 2.5 |
///
/// Environment: north (2·4 + 4)/3 = 4, valley (2·2 + 5)/3 = 3, fjord (2·5.5 + 6)/3 = 17/3.
fn worked_by_hand() -> Case {
    let functions = [
        ValueFunction::linear(600.0, 100.0),
        ValueFunction::linear(50.0, 0.0),
        ValueFunction::linear(0.0, 50.0),
        ValueFunction::stepped(vec![(1.0, 4.0), (10.0, 2.0), (50.0, 1.0)], 6.0),
        ValueFunction::typed(vec![(100.0, 6.0), (200.0, 4.0), (500.0, 1.0)]),
    ];
    let accounts = [0, 0, 1, 2, 3];
    let criteria = accounts.into_iter().zip(functions);
    let values = [
        [300.0, 20.0, 30.0, 12.0, 180.0],
        [500.0, 10.0, 10.0, 0.0, 120.0],
        [150.0, 0.0, 20.0, 3.0, 350.0],
    ];
    Case {
        accounts: Account::ALL.len(),
        criteria: criteria
            .map(|(account, value)| Criterion {
                account,
                value: value.unwrap(),
            })
            .collect(),
        values: values.map(|row| row.map(Some).to_vec()).to_vec(),
        hard: Vec::new(),
    }
}

fn weights(preset: &str) -> Weights {
    let presets = WeightPresets::load().unwrap();
    let accounts = presets.get(preset).unwrap().weights().to_vec();
    Weights::new(accounts, vec![2.0, 1.0, 1.0, 1.0, 1.0]).unwrap()
}

fn ranks(evaluation: &Evaluation) -> Vec<Option<usize>> {
    evaluation.alternatives.iter().map(|one| one.rank).collect()
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

#[test]
fn scores_and_means_are_those_worked_by_hand() {
    let evaluation = evaluate(&worked_by_hand(), &weights("equal"));
    let expected = [
        ([4.0, 4.0, 4.0, 2.0, 4.4], [4.0, 4.0, 2.0, 4.4]),
        ([2.0, 5.0, 2.0, 6.0, 5.6], [3.0, 2.0, 6.0, 5.6]),
        ([5.5, 6.0, 3.0, 4.0, 2.5], [17.0 / 3.0, 3.0, 4.0, 2.5]),
    ];
    for (one, (scores, means)) in evaluation.alternatives.iter().zip(expected) {
        for (found, expected) in one.scores.iter().zip(scores) {
            near(found.unwrap(), expected);
        }
        for (found, expected) in one.accounts.iter().zip(means) {
            near(found.unwrap(), expected);
        }
    }
    assert_eq!(non_dominated(&worked_by_hand()), [true; 3]);
}

/// Equal weights: north (4 + 4 + 2 + 4.4)/4 = 3.6, valley (3 + 2 + 6 + 5.6)/4 = 4.15,
/// fjord (17/3 + 3 + 4 + 2.5)/4 = 45.5/12.
///
/// Environment Canada's 6, 3, 3, 1.5: north (24 + 12 + 6 + 6.6)/13.5 = 3.6,
/// valley (18 + 6 + 18 + 8.4)/13.5 = 50.4/13.5, fjord (34 + 9 + 12 + 3.75)/13.5 = 58.75/13.5.
#[test]
fn two_sets_of_weights_rank_as_worked_by_hand() {
    let check = |preset: &str, totals: [f64; 3], places: [usize; 3]| {
        let evaluation = evaluate(&worked_by_hand(), &weights(preset));
        for (one, expected) in evaluation.alternatives.iter().zip(totals) {
            near(one.total.unwrap(), expected);
        }
        assert_eq!(ranks(&evaluation), places.map(Some));
    };
    check("equal", [3.6, 4.15, 45.5 / 12.0], [3, 1, 2]);
    check(
        "environment-canada",
        [3.6, 50.4 / 13.5, 58.75 / 13.5],
        [3, 2, 1],
    );
}

/// Equal weights, environment: with weight W, valley 3 W + 2 + 6 + 5.6 meets fjord 17/3 W + 3 + 4 + 2.5 where
/// 8/3 W = 4.1, so W = 1.5375, a share of 1.5375/4.5375 = 4.1/12.1. North meets valley at W = 3.2 only.
///
/// Environment Canada's, environment: fjord 17/3 W + 24.75 meets valley 3 W + 32.4 where 8/3 W = 7.65, so
/// W = 2.86875, a share of 2.86875/10.36875 = 3.06/11.06.
#[test]
fn the_weight_that_changes_the_first_place_is_that_worked_by_hand() {
    let environment_of = |preset: &str| {
        let changes = rank_changes(&worked_by_hand(), &weights(preset));
        let of_environment = changes.into_iter().filter(|change| change.account == 0);
        of_environment.collect::<Vec<RankChange>>()
    };
    let (valley, fjord) = (1, 2);
    let [equal] = environment_of("equal").try_into().unwrap();
    assert_eq!((equal.first, equal.becomes_first), (valley, fjord));
    near(equal.share_now, 0.25);
    near(equal.share, 4.1 / 12.1);
    near(equal.weight, 1.5375);
    let [canada] = environment_of("environment-canada").try_into().unwrap();
    assert_eq!((canada.first, canada.becomes_first), (fjord, valley));
    near(canada.share_now, 6.0 / 13.5);
    near(canada.share, 3.06 / 11.06);
    near(canada.weight, 2.86875);
}

/// Equal weights, all accounts. Valley leads by 4.15 against 45.5/12 (fjord) and 3.6 (north).
///
/// Technical: valley 2 W + 14.6, fjord 3 W + 73/6, north 4 W + 10.4. Fjord meets valley at W = 73/30 = 2.4333…,
/// north at W = 2.1: north comes first. Socio-economic: valley 6 W + 10.6, fjord 4 W + 67/6: fjord meets at
/// W = 17/60; north 2 W + 12.4 at W = 0.45, from above the nearer: north. Economics: valley 5.6 W + 11,
/// fjord 2.5 W + 38/3 meets at W = (5/3)/3.1; north 4.4 W + 10 never. So environment lies nearest: shares
/// 0.25 → 4.1/12.1 (0.089), against 2.1/5.1 (0.162), 0.45/3.45 (0.120) and 50/329 (0.098).
#[test]
fn the_nearest_change_of_all_is_that_worked_by_hand() {
    let changes = rank_changes(&worked_by_hand(), &weights("equal"));
    let found: Vec<(usize, usize)> = changes
        .iter()
        .map(|change| (change.account, change.becomes_first))
        .collect();
    assert_eq!(found, [(0, 2), (1, 0), (2, 0), (3, 2)]);
    for (change, weight) in changes.iter().zip([1.5375, 2.1, 0.45, 5.0 / 9.3]) {
        near(change.weight, weight);
    }
    assert_eq!(nearest_rank_change(&changes), changes.first());
    assert_eq!(nearest_rank_change(&[]), None);
}

/// Environment Canada's weights, land-take (weight 2) against mire (1): fjord 6·m + 24.75 and valley 6·m + 32.4
/// with m = (2 w + 5)/(w + 1) for valley and (5.5 w + 6)/(w + 1) for fjord. They meet where
/// 6 (3.5 w + 1) = 7.65 (w + 1), so w = 1.65/13.35.
#[test]
fn the_weight_of_one_indicator_that_changes_the_first_place_is_that_worked_by_hand() {
    let changes = criterion_rank_changes(&worked_by_hand(), &weights("environment-canada"));
    let land: Vec<&RankChange> = changes
        .iter()
        .filter(|change| change.criterion == Some(0))
        .collect();
    let [land] = land.try_into().unwrap();
    assert_eq!((land.account, land.first, land.becomes_first), (0, 2, 1));
    near(land.share_now, 2.0 / 3.0);
    near(land.weight, 1.65 / 13.35);
}

#[test]
fn where_two_share_the_first_place_now_the_ranking_turns_there() {
    let mut case = worked_by_hand();
    case.accounts = 2;
    let line = ValueFunction::linear(1.0, 6.0).unwrap();
    case.criteria = [0, 1]
        .map(|account| Criterion {
            account,
            value: line.clone(),
        })
        .to_vec();
    case.values = [[5.0, 2.0], [2.0, 5.0]]
        .map(|row| row.map(Some).to_vec())
        .to_vec();
    let weights = Weights::new(vec![1.0, 1.0], vec![1.0, 1.0]).unwrap();
    let changes = rank_changes(&case, &weights);
    let told: Vec<(f64, usize, usize)> = changes
        .iter()
        .map(|change| (change.share, change.first, change.becomes_first))
        .collect();
    assert_eq!(told, [(0.5, 1, 0), (0.5, 0, 1)]);
    case.values = vec![vec![Some(5.0), Some(2.0)]; 3];
    assert_eq!(rank_changes(&case, &weights), []);
}

#[test]
fn what_is_not_known_never_becomes_first() {
    let mut case = worked_by_hand();
    let weights = Weights::new(vec![1.0, 1.0, 1.0, 0.0], vec![2.0, 1.0, 1.0, 1.0, 1.0]).unwrap();
    // Fjord's cost is not known and counts nothing yet: it is ranked, but nobody knows what cost would make of it.
    case.values[2][4] = None;
    let changes = rank_changes(&case, &weights);
    assert!(ranks(&evaluate(&case, &weights))[2].is_some());
    assert!(
        changes.iter().all(|change| change.account != 3),
        "{changes:?}"
    );
    let often = how_often_first(&case, 1, 100, &Run::default()).unwrap();
    near(often.shares[2], 0.0);
}

fn any_function() -> impl Strategy<Value = ValueFunction> {
    let rising = |count| prop::collection::btree_set(0..40_i32, count);
    let scores = |count| prop::collection::vec(2..=12_u32, count);
    let sorted = |mut scores: Vec<u32>, falls: bool| {
        scores.sort_unstable();
        if falls {
            scores.reverse();
        }
        scores.into_iter().map(|half| f64::from(half) / 2.0)
    };
    prop_oneof![
        (0..40_i32, 1..40_i32, any::<bool>()).prop_map(|(from, span, falls)| {
            let (low, high) = (f64::from(from), f64::from(from + span));
            let (worst, best) = if falls { (high, low) } else { (low, high) };
            ValueFunction::linear(worst, best).unwrap()
        }),
        (rising(3), scores(4), any::<bool>()).prop_map(move |(from, scores, falls)| {
            let mut scores = sorted(scores, falls);
            let first = scores.next().unwrap();
            let steps = from.into_iter().map(f64::from).zip(scores).collect();
            ValueFunction::stepped(steps, first).unwrap()
        }),
        (rising(4), scores(4), any::<bool>()).prop_map(move |(values, scores, falls)| {
            let points = values.into_iter().map(f64::from).zip(sorted(scores, falls));
            ValueFunction::typed(points.collect()).unwrap()
        }),
    ]
}

/// Any case whose values are all known, with weights.
fn any_case() -> impl Strategy<Value = (Case, Weights)> {
    let weight =
        || prop_oneof![1 => Just(0.0), 3 => (1..6_u8).prop_map(f64::from), 3 => 0.01..10.0];
    (1..=4_usize, 1..=6_usize, 2..=6_usize).prop_flat_map(
        move |(accounts, criteria, alternatives)| {
            let criterion = (0..accounts, any_function());
            let values =
                prop::collection::vec((-5..45_i32).prop_map(f64::from).prop_map(Some), criteria);
            (
                prop::collection::vec(criterion, criteria),
                prop::collection::vec(values, alternatives),
                prop::collection::vec(weight(), accounts),
                prop::collection::vec(weight(), criteria),
            )
                .prop_map(move |(criteria, values, of_accounts, of_criteria)| {
                    let criterion = |(account, value)| Criterion { account, value };
                    let case = Case {
                        accounts,
                        criteria: criteria.into_iter().map(criterion).collect(),
                        values,
                        hard: Vec::new(),
                    };
                    let weights = Weights {
                        accounts: of_accounts,
                        criteria: of_criteria,
                    };
                    (case, weights)
                })
        },
    )
}

/// The same with hard conflicts and values that are not known.
fn any_case_with_gaps() -> impl Strategy<Value = (Case, Weights)> {
    let gaps = prop::collection::vec(
        (prop::bool::weighted(0.15), any::<prop::sample::Index>()),
        6,
    );
    let hard = prop::collection::vec(prop::bool::weighted(0.2), 6);
    (any_case(), gaps, hard).prop_map(|((mut case, weights), gaps, hard)| {
        for (values, (is_gap, at)) in case.values.iter_mut().zip(gaps) {
            if is_gap {
                let at = at.index(values.len());
                values[at] = None;
            }
        }
        case.hard = hard;
        (case, weights)
    })
}

/// Totals under other weights of one account or criterion.
fn totals_at(case: &Case, weights: &Weights, change: &RankChange, weight: f64) -> Vec<Option<f64>> {
    let mut weights = weights.clone();
    match change.criterion {
        Some(criterion) => weights.criteria[criterion] = weight,
        None => weights.accounts[change.account] = weight,
    }
    let alternatives = evaluate(case, &weights).alternatives;
    alternatives
        .iter()
        .map(|one| one.total.filter(|_| one.rank.is_some()))
        .collect()
}

/// Both are level at the weight, and beyond it the other is first.
fn holds_at(case: &Case, weights: &Weights, change: &RankChange) -> Result<(), TestCaseError> {
    let now = evaluate(case, weights).alternatives;
    prop_assert_eq!(now[change.first].rank, Some(1));
    // Where both are first now, the other leads above it.
    let is_up = change.share_now <= change.share + 1e-9;
    let level = totals_at(case, weights, change, change.weight);
    let (one, other) = (
        level[change.first].unwrap(),
        level[change.becomes_first].unwrap(),
    );
    prop_assert!((one - other).abs() < 1e-9, "{change:?}: {level:?}");
    let best = |totals: &[Option<f64>]| totals.iter().flatten().copied().fold(0.0, f64::max);
    prop_assert!(best(&level) < one + 1e-8, "{change:?}: {level:?}");
    let others = change.weight * (1.0 - change.share) / change.share;
    let end = if is_up { 1.0 } else { 0.0 };
    for (part, slack) in [(1e-5, 1e-4), (0.5, f64::INFINITY)] {
        let share = change.share + part * (end - change.share);
        let beyond = totals_at(case, weights, change, share / (1.0 - share) * others);
        let (one, other) = (
            beyond[change.first].unwrap(),
            beyond[change.becomes_first].unwrap(),
        );
        prop_assert!(one < other, "{change:?}: {beyond:?}");
        prop_assert!(best(&beyond) < other + slack, "{change:?}: {beyond:?}");
    }
    Ok(())
}

/// Up to the nearest told shares of an account one of the first stays first, and there are two at most.
fn stays_first_until(
    case: &Case,
    weights: &Weights,
    account: usize,
    told: &[f64],
) -> Result<(), TestCaseError> {
    let has_criterion = |account: usize| {
        let mut criteria = case.criteria.iter().zip(&weights.criteria);
        criteria.any(|(one, weight)| one.account == account && 0.0 < *weight)
    };
    let first: Vec<usize> = (0..case.values.len())
        .filter(|index| ranks(&evaluate(case, weights))[*index] == Some(1))
        .collect();
    let others: f64 = (0..case.accounts)
        .filter(|other| *other != account && has_criterion(*other))
        .map(|other| weights.accounts[other])
        .sum();
    if !has_criterion(account) || first.is_empty() || others <= 0.0 {
        prop_assert_eq!(told.len(), 0);
        return Ok(());
    }
    prop_assert!(told.len() <= 2);
    let now = weights.accounts[account] / (weights.accounts[account] + others);
    let lower = told.iter().copied().filter(|share| *share <= now);
    let higher = told.iter().copied().filter(|share| now <= *share);
    let (low, high) = (lower.fold(0.0, f64::max), higher.fold(1.0, f64::min));
    for step in 0..50 {
        let share = low + (high - low) * f64::from(step) / 50.0;
        let mut there = weights.clone();
        there.accounts[account] = share / (1.0 - share) * others;
        let ranks = ranks(&evaluate(case, &there));
        let one_stays = first.iter().any(|index| ranks[*index] == Some(1));
        prop_assert!(one_stays, "{account} at {share}: {ranks:?}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn one_that_is_beaten_is_never_ranked_above_the_one_that_beats_it((case, weights) in any_case()) {
        let evaluated = evaluate(&case, &weights).alternatives;
        for one in &evaluated {
            for other in &evaluated {
                let mut scores = one.scores.iter().zip(&other.scores);
                if scores.all(|(one, other)| one <= other) {
                    prop_assert!(one.total <= other.total);
                    prop_assert!(other.rank <= one.rank);
                }
            }
        }
    }

    #[test]
    fn everything_lies_on_the_scale((case, weights) in any_case_with_gaps()) {
        for one in evaluate(&case, &weights).alternatives {
            let all = one.scores.iter().chain(&one.accounts).chain(std::iter::once(&one.total));
            prop_assert!(all.flatten().all(|score| 1.0 <= *score && *score <= 6.0));
            prop_assert_eq!(one.rank.is_some(), one.total.is_some() && !one.apart);
            prop_assert!(one.missing.is_empty() || one.total.is_none());
        }
    }

    #[test]
    fn the_order_of_alternatives_changes_nothing(
        (case, weights) in any_case_with_gaps(),
        order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let count = case.values.len();
        let order: Vec<usize> = order.into_iter().filter(|index| *index < count).collect();
        let mut turned = case.clone();
        turned.values = order.iter().map(|index| case.values[*index].clone()).collect();
        turned.hard = order.iter().map(|index| case.hard[*index]).collect();
        let (before, after) = (evaluate(&case, &weights), evaluate(&turned, &weights));
        let often = |case: &Case| {
            how_often_first(case, 5, 200, &Run::default()).unwrap().shares
        };
        let (often_before, often_after) = (often(&case), often(&turned));
        let (beaten_before, beaten_after) = (non_dominated(&case), non_dominated(&turned));
        for (place, index) in order.iter().enumerate() {
            prop_assert_eq!(&after.alternatives[place], &before.alternatives[*index]);
            prop_assert_eq!(often_after[place].to_bits(), often_before[*index].to_bits());
            prop_assert_eq!(beaten_after[place], beaten_before[*index]);
        }
        let shares = |case: &Case| {
            let changes = rank_changes(case, &weights);
            let told = changes.into_iter().map(|change| (change.account, change.share));
            told.collect::<Vec<(usize, f64)>>()
        };
        prop_assert_eq!(shares(&case), shares(&turned));
    }

    #[test]
    fn the_unit_of_an_indicator_changes_nothing(
        (case, weights) in any_case(),
        factor in prop_oneof![0.001..1000.0, Just(0.3048)],
    ) {
        let mut scaled = case.clone();
        for criterion in &mut scaled.criteria {
            let value = criterion.value.shape();
            criterion.value = ValueFunction::of_shape(times(value, factor)).unwrap();
        }
        for value in scaled.values.iter_mut().flatten().flatten() {
            *value *= factor;
        }
        let (before, after) = (evaluate(&case, &weights), evaluate(&scaled, &weights));
        for (one, other) in before.alternatives.iter().zip(&after.alternatives) {
            for (one, other) in one.scores.iter().zip(&other.scores) {
                near(one.unwrap(), other.unwrap());
            }
        }
    }

    #[test]
    fn at_the_told_weight_both_are_level_and_beyond_it_the_other_is_first(
        (case, weights) in any_case_with_gaps(),
    ) {
        for change in rank_changes(&case, &weights) {
            holds_at(&case, &weights, &change)?;
        }
        for change in criterion_rank_changes(&case, &weights) {
            holds_at(&case, &weights, &change)?;
        }
    }

    #[test]
    fn no_nearer_change_is_left_out((case, weights) in any_case()) {
        let changes = rank_changes(&case, &weights);
        for account in 0..case.accounts {
            let of_account: Vec<f64> = changes
                .iter()
                .filter(|change| change.account == account)
                .map(|change| change.share)
                .collect();
            stays_first_until(&case, &weights, account, &of_account)?;
        }
    }

    #[test]
    fn how_often_sums_to_one_if_anyone_takes_part(
        (case, _) in any_case_with_gaps(),
        seed in any::<u64>(),
    ) {
        let often = how_often_first(&case, seed, 300, &Run::default()).unwrap();
        let takes_part = |index: usize| {
            !case.hard[index] && case.values[index].iter().all(Option::is_some)
        };
        let anyone = (0..case.values.len()).any(takes_part);
        near(often.shares.iter().sum(), if anyone { 1.0 } else { 0.0 });
        for (index, share) in often.shares.iter().enumerate() {
            prop_assert!(0.0 <= *share && (takes_part(index) || *share <= 0.0));
        }
    }

    #[test]
    fn a_score_never_turns_around(
        function in any_function(),
        mut values in prop::collection::vec(-50.0..90.0_f64, 20),
    ) {
        values.sort_unstable_by(f64::total_cmp);
        let scores: Vec<f64> = values.iter().map(|value| function.score(*value)).collect();
        let rises = scores.windows(2).all(|two| two[0] <= two[1]);
        let falls = scores.windows(2).all(|two| two[0] >= two[1]);
        prop_assert!(rises || falls);
        let read = ValueFunction::of_json(&function.to_json());
        prop_assert_eq!(read, Some(function));
    }
}

/// The same function in another unit.
fn times(shape: Shape, factor: f64) -> Shape {
    let scaled = |pairs: Vec<(f64, f64)>| {
        pairs
            .into_iter()
            .map(|(value, score)| (value * factor, score))
    };
    match shape {
        Shape::Linear { worst, best } => Shape::Linear {
            worst: worst * factor,
            best: best * factor,
        },
        Shape::Stepped { first_score, steps } => Shape::Stepped {
            first_score,
            steps: scaled(steps).collect(),
        },
        Shape::Typed { points } => Shape::Typed {
            points: scaled(points).collect(),
        },
    }
}
