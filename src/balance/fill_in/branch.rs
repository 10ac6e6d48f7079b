//! Parts of what a problem allows, and which of two answers is better.

use super::model::Model;

/// Bounds that part the values that a problem allows.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    /// Of each outlet and year with a least amount as a rule: whether it takes anything; `None` where that is open.
    pub(super) takes: Vec<Option<bool>>,
    /// Of each cover: between which volumes its own lies.
    pub(super) spans: Vec<(f64, f64)>,
}

impl Branch {
    /// All that a problem allows.
    pub(super) fn whole(model: &Model<'_>) -> Self {
        Self {
            takes: vec![None; model.leasts.len()],
            spans: model.covers.iter().map(|cover| cover.whole()).collect(),
        }
    }
}

/// Values closer than this share of them are the same.
const SAME: f64 = 1e-7;

/// Whether goals are reached better, in their order, than others, as far as both are reached.
pub(super) fn is_better(values: &[f64], than: &[f64]) -> bool {
    first_difference(values, than).is_some_and(|goal| values[goal] < than[goal])
}

/// Whether goals of which only the first are reached may come to be better than others that all are.
pub(super) fn may_be_better(values: &[f64], than: &[f64]) -> bool {
    match first_difference(values, than) {
        Some(goal) => values[goal] < than[goal],
        None => values.len() < than.len(),
    }
}

/// The first goal that is not the same.
pub(super) fn first_difference(values: &[f64], others: &[f64]) -> Option<usize> {
    let differ = |(a, b): (&f64, &f64)| SAME * (1.0 + a.abs().max(b.abs())) < (a - b).abs();
    values.iter().zip(others).position(differ)
}
