//! Places in an order as numbers with room between them, so that a move changes one row.

use std::collections::BTreeMap;

/// Beyond this, numbers have no room for halves of halves.
const MAX_RANK: f64 = 1e9;

/// Numbers that rise along an order. As many as possible of those that are kept stay.
pub(super) fn ranks<T: Ord + Copy>(order: &[T], kept: &BTreeMap<T, f64>) -> BTreeMap<T, f64> {
    let mut ranks: Vec<Option<f64>> = order
        .iter()
        .map(|item| {
            let rank = kept.get(item).copied();
            rank.filter(|rank| rank.abs() <= MAX_RANK)
        })
        .collect();
    keep_longest_rise(&mut ranks);
    let filled = fill_gaps(&ranks);
    let rises = filled.is_sorted_by(|one, next| one < next)
        && filled.iter().all(|rank| rank.abs() <= MAX_RANK);
    order
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let renumbered = index as f64 + 1.0;
            (*item, if rises { filled[index] } else { renumbered })
        })
        .collect()
}

/// Takes away as few numbers as possible so that the others rise.
fn keep_longest_rise(ranks: &mut [Option<f64>]) {
    // For each length, where the rise of that length that ends lowest ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; ranks.len()];
    for (index, rank) in ranks.iter().enumerate() {
        let Some(rank) = rank else { continue };
        let length = ends.partition_point(|end| ranks[*end].is_some_and(|other| other < *rank));
        before[index] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut stays = vec![false; ranks.len()];
    let mut at = ends.last().copied();
    while let Some(index) = at {
        stays[index] = true;
        at = before[index];
    }
    for (rank, stays) in ranks.iter_mut().zip(stays) {
        *rank = rank.filter(|_| stays);
    }
}

/// Numbers between, above and below those that are there.
fn fill_gaps(ranks: &[Option<f64>]) -> Vec<f64> {
    let mut filled = Vec::with_capacity(ranks.len());
    while filled.len() < ranks.len() {
        let from = filled.len();
        if let Some(rank) = ranks[from] {
            filled.push(rank);
            continue;
        }
        let gap = ranks[from..]
            .iter()
            .take_while(|rank| rank.is_none())
            .count();
        let low = filled.last().copied();
        let high = ranks.get(from + gap).copied().flatten();
        let (first, step) = match (low, high) {
            (Some(low), Some(high)) => {
                let step = (high - low) / (gap as f64 + 1.0);
                (low + step, step)
            }
            (Some(low), None) => (low + 1.0, 1.0),
            (None, Some(high)) => (high - gap as f64, 1.0),
            (None, None) => (1.0, 1.0),
        };
        filled.extend((0..gap).map(|index| first + index as f64 * step));
    }
    filled
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moved(order: &[u8], kept: &BTreeMap<u8, f64>) -> (BTreeMap<u8, f64>, usize) {
        let ranks = ranks(order, kept);
        let changed = ranks
            .iter()
            .filter(|(item, rank)| kept.get(item) != Some(rank));
        let changed = changed.count();
        (ranks, changed)
    }

    #[test]
    fn one_move_changes_one_number() {
        let (start, _) = moved(&[1, 2, 3, 4, 5], &BTreeMap::new());
        for order in [
            [5, 1, 2, 3, 4],
            [2, 3, 4, 5, 1],
            [1, 4, 2, 3, 5],
            [1, 2, 4, 3, 5],
        ] {
            assert_eq!(moved(&order, &start).1, 1, "{order:?}");
        }
        assert_eq!(moved(&[1, 2, 3, 4, 5], &start).1, 0);
        assert_eq!(moved(&[1, 2, 9, 3, 4, 5], &start).1, 1);
        assert_eq!(moved(&[1, 3, 4, 5], &start).1, 0);
    }

    #[test]
    fn where_there_is_no_room_left_all_are_numbered_anew() {
        let kept = BTreeMap::from([(1, 1.0), (2, 1.0_f64.next_up())]);
        assert_eq!(
            moved(&[1, 3, 2], &kept).0,
            BTreeMap::from([(1, 1.0), (3, 2.0), (2, 3.0)])
        );
        let far = BTreeMap::from([(1, f64::INFINITY), (2, f64::NAN)]);
        assert_eq!(moved(&[1, 2], &far).0, BTreeMap::from([(1, 1.0), (2, 2.0)]));
    }

    #[test]
    fn halving_a_gap_again_and_again_never_ends_in_disorder() {
        let mut kept = moved(&[1, 2, 3], &BTreeMap::new()).0;
        let mut order = vec![1_u8, 2, 3];
        for _ in 0..500 {
            let last = order.pop().unwrap();
            order.insert(1, last);
            kept = moved(&order, &kept).0;
            assert!(order.is_sorted_by_key(|item| kept[item]));
        }
    }

    proptest! {
        #[test]
        fn numbers_rise_along_any_order(
            order in Just((0..12_u8).collect::<Vec<_>>()).prop_shuffle(),
            kept in proptest::collection::btree_map(0..15_u8, -3.0..3.0_f64, 0..15),
        ) {
            let ranks = ranks(&order, &kept);
            prop_assert_eq!(ranks.len(), order.len());
            prop_assert!(order.is_sorted_by(|one, next| ranks[one] < ranks[next]));
        }
    }
}
