//! A comparison in words.

use super::{
    ComparedIndicator, ComparedScenario, Comparison, ComputedIndicator, IndicatorKey, KnownValue,
    TellingUnit,
};
use crate::app::take::ScenarioTake;
use crate::app::take_rows::conflict_line;
use crate::assess::{Account, Direction, RankChange};
use crate::project::Project;
use crate::report::{Table, TableCell, TableColumn};
use crate::words::Words;

impl ComparedIndicator {
    /// What it is called.
    pub fn name(&self, project: &Project, words: &Words) -> String {
        match &self.key {
            IndicatorKey::Own(_) => self.own_name.clone().unwrap_or_default(),
            IndicatorKey::Computed(computed) => match computed {
                ComputedIndicator::Taken(layer, role) => {
                    let layer = project.layer(*layer);
                    let layer = layer.map_or_else(String::new, |layer| layer.name.clone());
                    let role = words.text(&role.text_id(), &[]);
                    words.text("indicator-taken", &[("role", role), ("layer", layer)])
                }
                computed => words.text(computed.text_id(), &[]),
            },
        }
    }

    /// The unit in which its values are told.
    pub fn unit(&self, words: &Words) -> TellingUnit {
        let known = self.values.iter().filter_map(|value| value.known);
        let largest = known.map(|known| known.value.abs()).fold(0.0, f64::max);
        TellingUnit::of(self.measure, &self.own_unit, largest, words)
    }

    /// A value in words, without its unit.
    pub fn told(&self, known: &KnownValue, words: &Words) -> String {
        let number = self.unit(words).number(known.value, words);
        if known.is_at_least {
            words.text("compare-at-least", &[("value", number)])
        } else {
            number
        }
    }

    /// Between what a value lies, in words; `None` where it is certain.
    pub fn told_range(&self, known: &KnownValue, words: &Words) -> Option<String> {
        let (low, high) = known.range?;
        let unit = self.unit(words);
        Some(words.text(
            "compare-range",
            &[
                ("low", unit.number(low, words)),
                ("high", unit.quantity(high, words)),
            ],
        ))
    }

    /// Which way is better, in words.
    pub fn told_direction(&self, words: &Words) -> String {
        direction_text(self.direction, words)
    }
}

/// Which way is better, in words.
pub fn direction_text(direction: Direction, words: &Words) -> String {
    let id = match direction {
        Direction::LessIsBetter => "compare-less-is-better",
        Direction::MoreIsBetter => "compare-more-is-better",
    };
    words.text(id, &[])
}

/// What an account is called.
pub fn account_text(account: Account, words: &Words) -> String {
    words.text(&format!("account-{}", account.id()), &[])
}

impl ComparedScenario {
    /// Why it has no rank, in words; `None` where it could have one.
    pub fn apart_text(&self, words: &Words) -> Option<String> {
        let id = if self.is_zero {
            "compare-reference"
        } else if self.is_in_conflict() {
            "compare-apart"
        } else {
            return None;
        };
        Some(words.text(id, &[]))
    }

    /// What stands hard against it, a line for each.
    pub fn flag_lines(&self, take: &ScenarioTake, words: &Words) -> Vec<String> {
        let flags = self.flags.iter();
        flags
            .map(|flag| conflict_line(take, &flag.conflict, words).unwrap_or_default())
            .collect()
    }
}

impl Comparison {
    /// At which share of an account's weight another alternative comes first, in words.
    pub fn change_text(&self, change: &RankChange, words: &Words) -> String {
        let name = |place: usize| {
            let scenario = self.scenarios.get(place);
            scenario.map_or_else(String::new, |one| one.name.clone())
        };
        let account = Account::ALL.get(change.account).copied();
        let account = account.map_or_else(String::new, |one| account_text(one, words));
        let percent = |share: f64| words.quantity(100.0 * share, 1, "%");
        words.text(
            "compare-change",
            &[
                ("account", account),
                ("now", percent(change.share_now)),
                ("share", percent(change.share)),
                ("first", name(change.becomes_first)),
                ("before", name(change.first)),
            ],
        )
    }

    /// As a table: indicators down, alternatives across; scores and ranks at the end.
    pub fn table(&self, project: &Project, words: &Words) -> Table {
        let mut columns = vec![
            TableColumn::new(words.text("compare-indicator", &[])),
            TableColumn::new(words.text("compare-unit", &[])),
            TableColumn::new(words.text("compare-direction", &[])),
        ];
        let scenarios = self.scenarios.iter();
        columns.extend(scenarios.map(|one| TableColumn::with_decimals(one.name.clone(), 2)));
        let mut rows: Vec<Vec<TableCell>> = Vec::new();
        for indicator in &self.indicators {
            let unit = indicator.unit(words);
            let mut row = vec![
                TableCell::Text(indicator.name(project, words)),
                TableCell::Text(unit.unit.clone()),
                TableCell::Text(indicator.told_direction(words)),
            ];
            row.extend(indicator.values.iter().map(|value| match value.known {
                Some(known) => TableCell::Number(known.value / unit.divisor),
                None => TableCell::Empty,
            }));
            rows.push(row);
        }
        if let Some(evaluation) = &self.evaluation {
            let all = &evaluation.alternatives;
            let line = |id: &str, cells: Vec<TableCell>| {
                let mut row = vec![
                    TableCell::Text(words.text(id, &[])),
                    TableCell::Empty,
                    TableCell::Empty,
                ];
                row.extend(cells);
                row
            };
            let number = |value: Option<f64>| value.map_or(TableCell::Empty, TableCell::Number);
            let scores = all.iter().map(|one| number(one.total)).collect();
            rows.push(line("compare-score", scores));
            let ranks = all.iter().map(|one| {
                let rank = one.rank.and_then(|rank| i32::try_from(rank).ok());
                rank.map_or(TableCell::Empty, TableCell::Whole)
            });
            rows.push(line("compare-rank", ranks.collect()));
        }
        Table {
            title: words.text("compare-title", &[]),
            columns,
            rows,
        }
    }
}
