//! Alternatives side by side, for people and as JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::app::comparison::{
    ComparedFlag, ComparedIndicator, ComparedScenario, Comparison, KnownValue, Mark,
    ProjectComparison, unit_in_files,
};
use crate::app::notice::Notice;
use crate::assess::{Account, Direction, RankChange};
use crate::balance::Binding;
use crate::words::Words;

/// A comparison as JSON. Values, scores and ranks are by the names of the alternatives.
pub(super) fn json(compared: &ProjectComparison, words: &Words) -> Value {
    let all = &compared.comparison;
    let keys = all.keys();
    let indicators = all.indicators.iter();
    let indicators = indicators.map(|one| indicator_json(one, &keys, compared, words));
    let evaluation = all.evaluation.as_ref();
    let by_scenario = |value: &dyn Fn(usize) -> Value| {
        let keys = keys.iter().enumerate();
        let object: Map<String, Value> = keys
            .map(|(place, key)| (key.clone(), value(place)))
            .collect();
        Value::Object(object)
    };
    let of = |place: usize| evaluation.map(|all| &all.alternatives[place]);
    let missing = |place: usize| {
        let missing = of(place).map_or(&[][..], |one| &one.missing);
        let ids = missing.iter().filter_map(|criterion| {
            let indicator = all.criteria.get(*criterion)?;
            Some(all.indicators[*indicator].key.id())
        });
        json!(ids.collect::<Vec<String>>())
    };
    let accounts = |place: usize| {
        let accounts = of(place).map_or(&[][..], |one| &one.accounts);
        let named = Account::ALL.iter().zip(accounts);
        let object: Map<String, Value> = named
            .map(|(account, score)| (account.id().to_owned(), json!(score)))
            .collect();
        Value::Object(object)
    };
    let changes = all.changes.iter().map(|change| change_json(change, &keys));
    json!({
        "scenarios": all.scenarios.iter().zip(&keys).map(|(one, key)| scenario_json(one, key)).collect::<Value>(),
        "indicators": indicators.collect::<Value>(),
        "weights": weights_json(all),
        "scores": by_scenario(&|place| json!(of(place).and_then(|one| one.total))),
        "account_scores": by_scenario(&accounts),
        "ranks": by_scenario(&|place| json!(of(place).and_then(|one| one.rank))),
        "missing": by_scenario(&missing),
        "rank_change_weight": all.nearest_change().map(|change| change_json(change, &keys)),
        "rank_changes": changes.collect::<Value>(),
        "often_first": by_scenario(&|place| json!(compared.often_first.shares.get(place))),
        "samples": compared.often_first.samples,
        "hard_flags": flags_json(compared, &keys, words),
    })
}

fn scenario_json(scenario: &ComparedScenario, key: &str) -> Value {
    json!({
        "id": scenario.id.0,
        "name": key,
        "zero": scenario.is_zero,
        "current": scenario.is_current,
        "apart": scenario.is_apart(),
        "backfill_binding": scenario.binding.map(|binding| match binding {
            Binding::Cap => "cap",
            Binding::Void => "void",
            Binding::Target => "target",
        }),
    })
}

fn indicator_json(
    indicator: &ComparedIndicator,
    keys: &[String],
    compared: &ProjectComparison,
    words: &Words,
) -> Value {
    let by_scenario = |value: &dyn Fn(&KnownValue) -> Value| {
        let values = keys.iter().zip(&indicator.values);
        let object: Map<String, Value> = values
            .map(|(key, one)| (key.clone(), one.known.as_ref().map_or(Value::Null, value)))
            .collect();
        Value::Object(object)
    };
    let unit = match unit_in_files(indicator.measure) {
        "" => indicator.own_unit.as_str(),
        unit => unit,
    };
    let function: Value =
        serde_json::from_str(&indicator.function.to_json()).unwrap_or(Value::Null);
    json!({
        "id": indicator.key.id(),
        "label": indicator.name(&compared.project, words),
        "unit": unit,
        "direction": match indicator.direction {
            Direction::LessIsBetter => "less",
            Direction::MoreIsBetter => "more",
        },
        "account": indicator.account.id(),
        "counts": indicator.counts,
        "weight": indicator.weight,
        "value_function": function,
        "value_function_decided": indicator.decided.is_some(),
        "values": by_scenario(&|known| json!(known.value)),
        "ranges": by_scenario(&|known| json!(known.range)),
        "at_least": by_scenario(&|known| json!(known.is_at_least)),
    })
}

fn weights_json(all: &Comparison) -> Value {
    let accounts = Account::ALL.iter().zip(all.weights.accounts);
    let accounts: Map<String, Value> = accounts
        .map(|(account, weight)| (account.id().to_owned(), json!(weight)))
        .collect();
    json!({
        "name": all.weights.name,
        "source": all.weights.source,
        "accounts": accounts,
        "indicators": all.weights.indicators,
    })
}

/// An infinite weight is none in JSON: the account would have to count alone.
fn change_json(change: &RankChange, keys: &[String]) -> Value {
    let account = Account::ALL.get(change.account).map(|one| one.id());
    json!({
        "account": account,
        "share_now": change.share_now,
        "share": change.share,
        "weight": change.weight.is_finite().then_some(change.weight),
        "first": keys.get(change.first),
        "becomes_first": keys.get(change.becomes_first),
    })
}

fn flags_json(compared: &ProjectComparison, keys: &[String], words: &Words) -> Value {
    let scenarios = compared.comparison.scenarios.iter().enumerate();
    let flags = scenarios.flat_map(|(place, scenario)| {
        let take = compared.takes.get(place).cloned().flatten();
        let lines = take.map_or_else(Vec::new, |take| scenario.flag_lines(&take, words));
        let flags = scenario.flags.iter().zip(lines);
        flags.map(move |(flag, told)| flag_json(flag, &keys[place], &told))
    });
    flags.collect()
}

fn flag_json(flag: &ComparedFlag, scenario: &str, told: &str) -> Value {
    let set_aside = flag.set_aside.as_ref();
    json!({
        "scenario": scenario,
        "flag": flag.key,
        "message": told,
        "set_aside": set_aside.map(|(_, author, reason)| json!({ "by": author, "reason": reason })),
    })
}

/// A comparison for people: a table in columns, then the order and what it hangs on.
pub(super) fn text(compared: &ProjectComparison, words: &Words) -> String {
    let all = &compared.comparison;
    let mut rows: Vec<Vec<String>> = vec![heads(all, words)];
    for indicator in &all.indicators {
        let mut row = vec![format!(
            "{}{}",
            indicator.name(&compared.project, words),
            unit_text(indicator, words)
        )];
        row.extend(indicator.values.iter().map(|value| {
            let told = value.known.map(|known| indicator.told(&known, words));
            let mark = match value.mark {
                Mark::Best => " +",
                Mark::Worst => " −",
                Mark::None => "  ",
            };
            told.map_or_else(|| "–  ".to_owned(), |told| format!("{told}{mark}"))
        }));
        rows.push(row);
    }
    if let Some(evaluation) = &all.evaluation {
        let alternatives = &evaluation.alternatives;
        let line = |id: &str, cell: &dyn Fn(usize) -> String| {
            let cells = (0..alternatives.len()).map(|place| format!("{}  ", cell(place)));
            [words.text(id, &[])].into_iter().chain(cells).collect()
        };
        rows.push(line("compare-score", &|place| {
            let total = alternatives[place].total;
            total.map_or_else(|| "–".to_owned(), |total| words.number(total, 2))
        }));
        rows.push(line("compare-rank", &|place| {
            let rank = alternatives[place].rank;
            let rank = rank.map(|rank| rank.to_string());
            let told = rank.or_else(|| all.scenarios[place].apart_text(words));
            told.unwrap_or_else(|| "–".to_owned())
        }));
        rows.push(line("compare-often-first", &|place| {
            let share = compared.often_first.shares.get(place).copied();
            share.map_or_else(String::new, |share| words.quantity(100.0 * share, 0, "%"))
        }));
    }
    let mut text = columns(&rows);
    // Writing to a string cannot fail.
    writeln!(text, "{}", words.text("compare-marks", &[])).ok();
    let weights = words.text("compare-by-weights", &[("name", all.weights.name.clone())]);
    writeln!(text, "{weights}").ok();
    match all.nearest_change() {
        Some(change) => writeln!(text, "{}", all.change_text(change, words)).ok(),
        None => writeln!(text, "{}", words.text("compare-no-change", &[])).ok(),
    };
    for (place, scenario) in all.scenarios.iter().enumerate() {
        let take = compared.takes.get(place).cloned().flatten();
        let lines = take.map_or_else(Vec::new, |take| scenario.flag_lines(&take, words));
        for (flag, line) in scenario.flags.iter().zip(lines) {
            writeln!(text, "{}: {line}", scenario.name).ok();
            if let Some((_, author, reason)) = &flag.set_aside {
                let arguments = [("who", author.clone()), ("reason", reason.clone())];
                writeln!(text, "  {}", words.text("compare-set-aside", &arguments)).ok();
            }
        }
    }
    text
}

fn heads(all: &Comparison, words: &Words) -> Vec<String> {
    let names = all.scenarios.iter().map(|one| format!("{}  ", one.name));
    [words.text("compare-indicator", &[])]
        .into_iter()
        .chain(names)
        .collect()
}

fn unit_text(indicator: &ComparedIndicator, words: &Words) -> String {
    let unit = indicator.unit(words).unit;
    if unit.is_empty() {
        unit
    } else {
        format!(" ({unit})")
    }
}

/// Rows with the first column to the left and the others to the right.
fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (place, cell) in row.iter().enumerate() {
            let width = widths[place];
            // Writing to a string cannot fail.
            if place == 0 {
                write!(line, "{cell:<width$}").ok();
            } else {
                write!(line, "  {cell:>width$}").ok();
            }
        }
        writeln!(text, "{}", line.trim_end()).ok();
    }
    text
}

/// What to be careful about in a comparison.
pub(super) fn warnings(compared: &ProjectComparison, words: &Words) -> Vec<Notice> {
    let news = compared.news.iter();
    let mut warnings: Vec<Notice> = news.map(|news| Notice::of_project(news, words)).collect();
    for scenario in &compared.comparison.scenarios {
        if !scenario.is_current {
            let arguments = [("scenario", scenario.name.clone())];
            let message = words.text("warning-figures_incomplete", &arguments);
            warnings.push(Notice {
                code: "figures_incomplete",
                ..Notice::plain(message)
            });
        }
    }
    warnings
}
