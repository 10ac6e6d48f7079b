//! Alternatives side by side: indicators, scores and ranks, weights, grades, and how everything is counted.

use super::Gathered;
use super::columns::Columns;
use crate::app::comparison::{ComparedIndicator, IndicatorKey, Sheet, account_text, unit_in_files};
use crate::assess::Account;
use crate::assess::m1941::Scale;
use crate::report::{Table, TableCell};
use crate::words::Words;

/// Every indicator with its values, in the units that they are computed in.
pub(super) fn indicators(gathered: &Gathered<'_>) -> Table {
    let compared = &gathered.compared.comparison;
    let columns = Columns::new(gathered.words)
        .plain([
            "tables-indicator",
            "tables-unit",
            "tables-better",
            "tables-account",
            "tables-counts",
        ])
        .amounts(["tables-weight"], 2);
    let scenarios = compared.scenarios.iter();
    let columns = scenarios.fold(columns, |columns, one| columns.named(&one.name, 2));
    let rows = compared.indicators.iter().map(|indicator| {
        let mut row = facts_of(indicator, gathered);
        row.push(TableCell::Number(indicator.weight));
        let values = indicator.values.iter();
        row.extend(values.map(|value| TableCell::amount(value.known.map(|known| known.value))));
        row
    });
    Table {
        title: gathered.text("tables-indicators-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}

fn facts_of(indicator: &ComparedIndicator, gathered: &Gathered<'_>) -> Vec<TableCell> {
    let words = gathered.words;
    vec![
        TableCell::Text(indicator.name(&gathered.compared.project, words)),
        TableCell::words(&unit_of(indicator, words)),
        TableCell::Text(indicator.told_direction(words)),
        TableCell::Text(account_text(indicator.account, words)),
        TableCell::Text(gathered.yes_or_no(indicator.counts)),
    ]
}

/// The unit of values as they are computed, as people write it.
fn unit_of(indicator: &ComparedIndicator, words: &Words) -> String {
    match unit_in_files(indicator.measure) {
        "" => indicator.own_unit.clone(),
        "m2" => "m²".to_owned(),
        "t km" => "t·km".to_owned(),
        "t CO2" => "t CO₂".to_owned(),
        "years" => words.text("unit-years", &[]),
        unit => unit.to_owned(),
    }
}

/// Scores by account and together, ranks, and what stands hard against them. `None` without a weight above zero.
pub(super) fn scores(gathered: &Gathered<'_>) -> Option<Table> {
    let (compared, words) = (&gathered.compared.comparison, gathered.words);
    let evaluation = compared.evaluation.as_ref()?;
    let columns = Columns::new(words)
        .plain(["tables-alternative", "tables-rank"])
        .amounts(["tables-score"], 3);
    let accounts = Account::ALL.iter();
    let columns = accounts.fold(columns, |columns, account| {
        columns.named(&account_text(*account, words), 3)
    });
    let columns = columns
        .amounts(["tables-often-first"], 3)
        .plain(["tables-conflicts"]);
    let alternatives = compared.scenarios.iter().zip(&evaluation.alternatives);
    let rows = alternatives.enumerate().map(|(place, (scenario, one))| {
        let rank = one.rank.and_then(|rank| i32::try_from(rank).ok());
        let mut row = vec![
            TableCell::Text(scenario.name.clone()),
            TableCell::whole(rank),
            TableCell::amount(one.total),
        ];
        let accounts = (0..Account::ALL.len()).map(|account| one.accounts.get(account));
        row.extend(accounts.map(|score| TableCell::amount(score.copied().flatten())));
        let often = gathered.compared.often_first.shares.get(place);
        row.push(TableCell::amount(often.copied()));
        row.push(TableCell::words(&conflicts(gathered, place).join("; ")));
        row
    });
    Some(Table {
        title: gathered.text("tables-scores-title"),
        columns: columns.all(),
        rows: rows.collect(),
    })
}

/// What stands hard against an alternative, with who set it aside and why.
fn conflicts(gathered: &Gathered<'_>, place: usize) -> Vec<String> {
    let words = gathered.words;
    let scenario = &gathered.compared.comparison.scenarios[place];
    let take = gathered.compared.takes.get(place).and_then(Option::as_ref);
    let lines = take.map_or_else(Vec::new, |take| scenario.flag_lines(take, words));
    let flags = scenario.flags.iter().zip(lines);
    flags
        .map(|(flag, line)| match &flag.set_aside {
            Some((_, author, reason)) => {
                let arguments = [("who", author.clone()), ("reason", reason.clone())];
                format!("{line} ({})", words.text("compare-set-aside", &arguments))
            }
            None => line,
        })
        .collect()
}

/// The weights that scores go by.
pub(super) fn weights(gathered: &Gathered<'_>) -> Table {
    let weights = &gathered.compared.comparison.weights;
    let accounts = Account::ALL.iter().zip(weights.accounts);
    let rows = accounts.map(|(account, weight)| {
        vec![
            TableCell::Text(account_text(*account, gathered.words)),
            TableCell::Number(weight),
            TableCell::words(&weights.name),
            TableCell::words(&weights.source),
        ]
    });
    Table {
        title: gathered.text("tables-weights-title"),
        columns: Columns::new(gathered.words)
            .plain(["tables-account"])
            .amounts(["tables-weight"], 2)
            .plain(["tables-weights-name", "tables-weights-source"])
            .all(),
        rows: rows.collect(),
    }
}

/// How every indicator is counted.
pub(super) fn definitions(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words).plain([
        "tables-id",
        "tables-indicator",
        "tables-unit",
        "tables-better",
        "tables-account",
        "tables-counts",
        "tables-how",
    ]);
    let indicators = gathered.compared.comparison.indicators.iter();
    let rows = indicators.map(|indicator| {
        let how = match &indicator.key {
            IndicatorKey::Computed(computed) => gathered.text(computed.note_id()),
            IndicatorKey::Own(_) => gathered.text("tables-judged"),
        };
        let mut row = vec![TableCell::Text(indicator.key.id())];
        row.extend(facts_of(indicator, gathered));
        row.push(TableCell::Text(how));
        row
    });
    Table {
        title: gathered.text("tables-definitions-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}

/// The sheet of M-1941.
pub(super) fn sheet(gathered: &Gathered<'_>) -> Option<Table> {
    let compared = &gathered.compared.comparison;
    // A test rules out that it cannot be read.
    let scale = Scale::load().ok()?;
    let scenarios: Vec<_> = compared.scenarios.iter().map(|one| one.id).collect();
    let sheet = Sheet::of(&gathered.compared.project, &scenarios, &scale);
    Some(sheet.table(compared, &scale, gathered.words))
}
