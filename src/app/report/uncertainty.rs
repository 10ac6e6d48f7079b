//! How sure the figures are: heights, ranges of values, and what no range covers.

use super::draft::{Draft, row};
use super::gather::{Gathered, in_comparison, named, number_cell};
use super::pieces::nothing;
use crate::project::{LayerId, LayerKind};
use crate::report::{DocumentRow, Piece};

/// Writes the chapter.
pub(super) fn write(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    draft.paragraph(tell.words("report-uncertainty-tip"));
    heights(gathered, draft);
    ranges(gathered, draft);
    let not_covered = [
        "report-unsure-factors",
        "report-unsure-plan",
        "report-unsure-maps",
    ];
    draft.paragraph(tell.words("report-unsure"));
    draft.list(not_covered.map(|id| tell.words(id)).to_vec());
}

/// How far heights of terrains may be off, as the planner says.
fn heights(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let terrains = gathered.project().layers_of(LayerKind::Terrain);
    let rows = terrains.map(|(LayerId(id), layer)| {
        let metres = |value: f64, column: &'static str| {
            // Nobody has said.
            if value == 0.0 {
                return nothing();
            }
            let text = tell.words.quantity(value, 2, "m");
            vec![number_cell(text, value, "sources", id, column)]
        };
        row(vec![
            vec![named(&layer.name, "sources", id)],
            metres(layer.errors.systematic().0, "sigma_systematic_m"),
            metres(layer.errors.random().0, "sigma_random_m"),
            metres(layer.errors.correlation_length().0, "correlation_length_m"),
        ])
    });
    let head = [
        "report-terrain",
        "report-systematic",
        "report-random",
        "report-correlation",
    ];
    draft.table(
        tell.words("report-heights-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows.collect(),
    );
}

/// Values that have a range.
fn ranges(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let all = &gathered.compared.comparison;
    let mut rows: Vec<DocumentRow> = Vec::new();
    for (at, indicator) in all.indicators.iter().enumerate() {
        let at = at.to_string();
        let unit = indicator.unit(tell.words);
        for (place, value) in indicator.values.iter().enumerate() {
            let Some((known, (low, high))) =
                value.known.and_then(|known| Some((known, known.range?)))
            else {
                continue;
            };
            let scenario = &gathered.keys[place];
            let told = |value: f64, path: &[&str]| {
                vec![Piece::number(
                    unit.quantity(value, tell.words),
                    value,
                    in_comparison(path),
                )]
            };
            let label = indicator.name(gathered.project(), tell.words);
            let compared = &all.scenarios[place];
            rows.push(row(vec![
                vec![Piece::new(
                    label,
                    in_comparison(&["indicators", &at, "label"]),
                )],
                vec![named(&compared.name, "scenarios", compared.id.0)],
                told(known.value, &["indicators", &at, "values", scenario]),
                told(low, &["indicators", &at, "ranges", scenario, "0"]),
                told(high, &["indicators", &at, "ranges", scenario, "1"]),
            ]));
        }
    }
    if rows.is_empty() {
        draft.paragraph(tell.words("report-no-ranges"));
        return;
    }
    let head = [
        "compare-indicator",
        "report-alternative",
        "report-value",
        "report-low",
        "report-high",
    ];
    draft.table(
        tell.words("report-ranges-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows,
    );
}
