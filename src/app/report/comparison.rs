//! Alternatives side by side: values, scores by weights, and how sure the order is.

use super::draft::{Draft, WIDTH_MM, row, sum_row};
use super::gather::{Gathered, in_comparison, named};
use super::pieces::{known, list_of, nothing};
use super::summary::weights;
use crate::app::comparison::{
    ComparedIndicator, ComparedScenario, ComparisonFigure, FigureOf, IndicatorKey, Mark,
    account_text,
};
use crate::assess::{Account, RankChange};
use crate::report::{DocumentRow, Origin, Piece};

/// Alternatives that stand beside each other in one table.
const BESIDE: usize = 5;

/// Writes the chapter.
pub(super) fn write(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let all = &gathered.compared.comparison;
    if all.indicators.is_empty() {
        draft.paragraph(tell.words("figure-nothing-to-compare"));
        return;
    }
    draft.paragraph(tell.words("report-comparison-tip"));
    let places: Vec<usize> = (0..all.scenarios.len()).collect();
    for places in places.chunks(BESIDE) {
        values(gathered, places, draft);
    }
    draft.paragraph(tell.words("report-marks"));
    draft.heading(2, tell.words("report-weights"));
    weight_table(gathered, draft);
    figures(gathered, draft);
    draft.heading(2, tell.words("report-sensitivity"));
    sensitivity(gathered, draft);
}

fn name(scenario: &ComparedScenario) -> Vec<Piece> {
    vec![named(&scenario.name, "scenarios", scenario.id.0)]
}

fn values(gathered: &Gathered<'_>, places: &[usize], draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let all = &gathered.compared.comparison;
    let mut rows: Vec<DocumentRow> = all
        .indicators
        .iter()
        .enumerate()
        .map(|(at, indicator)| indicator_row(gathered, at, indicator, places))
        .collect();
    if let Some(evaluation) = &all.evaluation {
        let cells = |id: &str, cell: &dyn Fn(usize) -> Vec<Piece>| {
            let cells = places.iter().map(|place| cell(*place));
            sum_row([tell.words(id)].into_iter().chain(cells).collect())
        };
        let of = |place: usize| &evaluation.alternatives[place];
        rows.push(cells("compare-score", &|place| {
            let key = in_comparison(&["scores", &gathered.keys[place]]);
            known(of(place).total, |score| tell.number(score, 2, key))
        }));
        rows.push(cells("compare-rank", &|place| match of(place).rank {
            Some(rank) => {
                let key = in_comparison(&["ranks", &gathered.keys[place]]);
                vec![tell.number(rank as f64, 0, key)]
            }
            None => apart(&all.scenarios[place], draft),
        }));
    }
    let names = places.iter().map(|place| name(&all.scenarios[*place]));
    draft.table(
        tell.words("report-comparison-table"),
        [tell.words("compare-indicator")]
            .into_iter()
            .chain(names)
            .collect(),
        rows,
    );
}

/// Why an alternative has no rank.
fn apart(scenario: &ComparedScenario, draft: &Draft<'_>) -> Vec<Piece> {
    if scenario.is_zero {
        draft.tell.words("compare-reference")
    } else if scenario.is_in_conflict() {
        draft.tell.words("compare-apart")
    } else {
        nothing()
    }
}

fn indicator_row(
    gathered: &Gathered<'_>,
    at: usize,
    indicator: &ComparedIndicator,
    places: &[usize],
) -> DocumentRow {
    let tell = gathered.tell;
    let at = at.to_string();
    let unit = indicator.unit(tell.words).unit;
    let label = indicator.name(gathered.project(), tell.words);
    let mut head = vec![Piece::new(
        label,
        in_comparison(&["indicators", &at, "label"]),
    )];
    if !unit.is_empty() {
        let key = match indicator.key {
            IndicatorKey::Own(_) => in_comparison(&["indicators", &at, "unit"]),
            IndicatorKey::Computed(_) => Origin::Words("word-unit".to_owned()),
        };
        let around = |text: &str| Piece::new(text, Origin::Words("word-between".to_owned()));
        head.extend([around(" ("), Piece::new(unit, key), around(")")]);
    }
    let cells = places.iter().map(|place| {
        let value = &indicator.values[*place];
        let Some(known) = value.known else {
            return nothing();
        };
        let key = in_comparison(&["indicators", &at, "values", &gathered.keys[*place]]);
        let told = Piece::number(indicator.told(&known, tell.words), known.value, key);
        let mark = match value.mark {
            Mark::Best => "report-mark-best",
            Mark::Worst => "report-mark-worst",
            Mark::None => return vec![told],
        };
        vec![told, tell.word(mark)]
    });
    row([head].into_iter().chain(cells).collect())
}

fn weight_table(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let all = &gathered.compared.comparison;
    let source = Piece::new(&all.weights.source, in_comparison(&["weights", "source"]));
    let id = if all.weights.source.trim().is_empty() {
        "report-weights-name"
    } else {
        "report-weights-named"
    };
    draft.paragraph(tell.say(
        id,
        [
            ("name", weights(gathered).into()),
            ("source", source.into()),
        ],
    ));
    let rows = Account::ALL
        .iter()
        .zip(all.weights.accounts)
        .map(|(account, weight)| {
            let inside = all.criteria.iter().map(|place| &all.indicators[*place]);
            let inside = inside.filter(|one| one.account == *account);
            let inside = inside.map(|one| {
                let at = all.indicators.iter().position(|other| other == one);
                let at = at.unwrap_or(0).to_string();
                let label = one.name(gathered.project(), tell.words);
                vec![
                    Piece::new(label, in_comparison(&["indicators", &at, "label"])),
                    Piece::new(" ", Origin::Words("word-between".to_owned())),
                    tell.number(one.weight, 1, in_comparison(&["indicators", &at, "weight"])),
                ]
            });
            let key = in_comparison(&["weights", "accounts", account.id()]);
            row(vec![
                tell.words(&format!("account-{}", account.id())),
                list_of(inside),
                vec![tell.number(weight, 1, key)],
            ])
        });
    let head = ["report-account", "report-inside", "report-weight"];
    draft.table(
        tell.words("report-weights-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows.collect(),
    );
}

fn figures(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let compared = &gathered.compared;
    let of = FigureOf {
        comparison: &compared.comparison,
        often_first: Some(&compared.often_first),
        project: gathered.project(),
        words: tell.words,
    };
    let mut wanted = vec![
        (ComparisonFigure::Scores, "report-scores-caption"),
        (ComparisonFigure::CostAgainstLand, "report-cost-caption"),
        (ComparisonFigure::Profile, "report-profile-caption"),
    ];
    if let Some(change) = compared.comparison.nearest_change() {
        let figure = ComparisonFigure::Weight(change.account);
        wanted.push((figure, "report-weight-caption"));
    }
    for (figure, caption) in wanted {
        let drawing = of.draw(figure, (WIDTH_MM, 95.0));
        draft.figure(&drawing, tell.words(caption));
    }
}

/// How often each is first, and at which weights the order turns.
fn sensitivity(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let compared = &gathered.compared;
    let all = &compared.comparison;
    let samples = compared.often_first.samples as f64;
    let samples = tell.number(samples, 0, in_comparison(&["samples"]));
    draft.paragraph(tell.say("report-often-tip", [("samples", samples.into())]));
    let ranked = all.scenarios.iter().enumerate();
    let ranked = ranked.filter(|(_, one)| !one.is_apart());
    let rows = ranked.filter_map(|(place, one)| {
        let share = compared.often_first.shares.get(place).copied()?;
        let key = in_comparison(&["often_first", &gathered.keys[place]]);
        Some(row(vec![name(one), vec![tell.share(share, 0, key)]]))
    });
    let head = ["report-alternative", "compare-often-first"];
    draft.table(
        tell.words("report-often-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows.collect(),
    );
    let changes = all.changes.iter().enumerate();
    let changes: Vec<Vec<Piece>> = changes
        .map(|(at, change)| change_said(gathered, at, change))
        .collect();
    if changes.is_empty() {
        draft.paragraph(tell.words("compare-no-change"));
    } else {
        draft.list(changes);
    }
}

fn change_said(gathered: &Gathered<'_>, at: usize, change: &RankChange) -> Vec<Piece> {
    let tell = gathered.tell;
    let at = at.to_string();
    let key = |rest: &str| in_comparison(&["rank_changes", &at, rest]);
    let all = &gathered.compared.comparison;
    let first = |place: usize| {
        let scenario = all.scenarios.get(place);
        scenario.map_or_else(Vec::new, name)
    };
    let account = Account::ALL.get(change.account).copied();
    let account = account.map_or_else(String::new, |one| account_text(one, tell.words));
    tell.say(
        "compare-change",
        [
            (
                "account",
                Piece::new(account, Origin::Words("account".to_owned())).into(),
            ),
            (
                "now",
                tell.share(change.share_now, 1, key("share_now")).into(),
            ),
            ("share", tell.share(change.share, 1, key("share")).into()),
            ("first", first(change.becomes_first).into()),
            ("before", first(change.first).into()),
        ],
    )
}
