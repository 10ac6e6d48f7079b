//! From what people judge in a snapshot to rows, and from rows back to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::assess_rows::{
    CONCLUSION, WEIGHTS, comment, comment_row, conclusion, conclusion_row, in_use, in_use_row,
    indicator, indicator_row, judgement, judgement_row, weights, weights_row,
};
use super::cells::Unread;
use super::decode::{self, id_of};
use super::encode::{self, TooLarge, number, same};
use super::rows::{Cell, Change, Key, Row, Table};
use crate::project::{
    Assessment, CommentId, IndicatorId, JudgementId, Project, Verdict, WeightSetId, WeightsInUse,
};

/// Decisions by their ids.
type Shared<K, T> = BTreeMap<K, Arc<T>>;

/// Keys of rows that are in one and not in the other.
fn gone<K: Ord, T>(
    before: &BTreeMap<K, Arc<T>>,
    after: &BTreeMap<K, Arc<T>>,
    key: impl Fn(&K) -> Key,
) -> Vec<Key> {
    let gone = before.keys().filter(|id| !after.contains_key(id));
    gone.map(key).collect()
}

impl encode::Work<'_> {
    fn assessments(&self) -> (&Assessment, &Assessment) {
        (
            &self.before.project.assessment,
            &self.after.project.assessment,
        )
    }

    /// Rows of what is no longer said.
    pub(super) fn gone_assessment(&self) -> Vec<Key> {
        let (before, after) = self.assessments();
        if std::ptr::eq(before, after) {
            return Vec::new();
        }
        let mut keys = gone(&before.indicators, &after.indicators, |id| {
            (Table::Indicators, number(id.0))
        });
        keys.extend(gone(&before.weight_sets, &after.weight_sets, |id| {
            (Table::WeightSets, number(id.0))
        }));
        keys.extend(gone(&before.judgements, &after.judgements, |id| {
            (Table::Judgements, number(id.0))
        }));
        keys.extend(gone(&before.comments, &after.comments, |id| {
            (Table::Comments, number(id.0))
        }));
        let usual = WeightsInUse::default();
        if before.weights != usual && after.weights == usual {
            keys.push((Table::Settings, WEIGHTS.0));
        }
        if !before.conclusion.is_empty() && after.conclusion.is_empty() {
            keys.push((Table::Settings, CONCLUSION.0));
        }
        keys
    }

    /// Adds changes of one table.
    fn each<K: Ord, T>(
        &self,
        (before, after): (&Shared<K, T>, &Shared<K, T>),
        key: impl Fn(&K) -> Key,
        row: impl Fn(&T) -> Result<Vec<Cell>, TooLarge>,
        changes: &mut Vec<Change>,
    ) -> Result<(), TooLarge> {
        for (id, one) in after {
            let shared = same(before.get(id), one);
            self.change(key(id), shared, None, changes, |_| row(one))?;
        }
        Ok(())
    }

    /// What people judge.
    pub(super) fn assessment(&self, changes: &mut Vec<Change>) -> Result<(), TooLarge> {
        let (before, after) = self.assessments();
        self.each(
            (&before.indicators, &after.indicators),
            |id| (Table::Indicators, number(id.0)),
            indicator_row,
            changes,
        )?;
        self.each(
            (&before.weight_sets, &after.weight_sets),
            |id| (Table::WeightSets, number(id.0)),
            weights_row,
            changes,
        )?;
        self.each(
            (&before.judgements, &after.judgements),
            |id| (Table::Judgements, number(id.0)),
            judgement_row,
            changes,
        )?;
        self.each(
            (&before.comments, &after.comments),
            |id| (Table::Comments, number(id.0)),
            comment_row,
            changes,
        )?;
        if after.weights != WeightsInUse::default() {
            let key = (Table::Settings, WEIGHTS.0);
            let shared = before.weights == after.weights;
            self.change(key, shared, None, changes, |_| in_use_row(&after.weights))?;
        }
        if !after.conclusion.is_empty() {
            let key = (Table::Settings, CONCLUSION.0);
            let shared = before.conclusion == after.conclusion;
            self.change(key, shared, None, changes, |_| {
                conclusion_row(&after.conclusion)
            })?;
        }
        Ok(())
    }
}

impl decode::Work<'_> {
    /// What people judge.
    pub(super) fn assessment(&mut self) {
        let mut all = Assessment::default();
        let before = self.before.map(|(_, before)| &before.project.assessment);
        all.indicators = self.all_of(
            (Table::Indicators, before.map(|before| &before.indicators)),
            IndicatorId,
            |row, _| indicator(row),
        );
        all.weight_sets = self.all_of(
            (Table::WeightSets, before.map(|before| &before.weight_sets)),
            WeightSetId,
            |row, _| weights(row),
        );
        let indicators = all.indicators.clone();
        all.judgements = self.all_of(
            (Table::Judgements, before.map(|before| &before.judgements)),
            JudgementId,
            |row, project| {
                let judgement = judgement(row)?;
                let is_known = match &judgement.verdict {
                    Verdict::Value { indicator, .. } => indicators.contains_key(indicator),
                    Verdict::Theme(_) | Verdict::SetAside { .. } => true,
                };
                if !is_known {
                    return Err("about");
                }
                let is_there = project.scenarios.contains_key(&judgement.scenario);
                is_there.then_some(judgement).ok_or("scenario_id")
            },
        );
        all.comments = self.all_of(
            (Table::Comments, before.map(|before| &before.comments)),
            CommentId,
            |row, project| {
                let comment = comment(row)?;
                let is_there = |id| project.scenarios.contains_key(&id);
                let fits = comment.scenario.is_none_or(is_there);
                fits.then_some(comment).ok_or("scenario_id")
            },
        );
        for (row_id, row) in self.of_table(Table::Settings) {
            let read = if row_id == WEIGHTS.0 {
                in_use(row).map(|weights| all.weights = weights)
            } else if row_id == CONCLUSION.0 {
                conclusion(row).map(|words| all.conclusion = words)
            } else {
                continue;
            };
            if let Err(detail) = read {
                self.unreadable(Table::Settings, row_id, row, detail);
            }
        }
        self.decoded.project.assessment = Arc::new(all);
    }

    /// Everything of a table; rows that are as they were give what they gave before.
    fn all_of<K: Ord + Copy, T>(
        &mut self,
        (table, before): (Table, Option<&BTreeMap<K, Arc<T>>>),
        id: impl Fn(u64) -> K,
        read: impl Fn(&Row, &Project) -> Result<T, Unread>,
    ) -> BTreeMap<K, Arc<T>> {
        let mut all = BTreeMap::new();
        for (row_id, row) in self.of_table(table) {
            let found = id_of(row_id).and_then(|number| {
                let id = id(number);
                // What it is about may be gone, so that it is looked at even where it stayed.
                let read = read(row, &self.decoded.project)?;
                let kept = self.unchanged(table, row_id, row);
                let kept = kept.and(before).and_then(|before| before.get(&id).cloned());
                Ok((id, kept.unwrap_or_else(|| Arc::new(read))))
            });
            match found {
                Ok((id, one)) => drop(all.insert(id, one)),
                Err(detail) => self.unreadable(table, row_id, row, detail),
            }
        }
        all
    }
}
