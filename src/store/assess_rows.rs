//! Rows of what people judge: from decisions to a row, and back.

use std::collections::BTreeMap;

use geo::Coord;
use serde_json::{Map, Value};

use super::cells::{Cells, Unread};
use super::encode::{TooLarge, finite, number, optional, text};
use super::geometry::{point, wkb_of_point};
use super::rows::{Cell, GEOMETRY, Row, Table};
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::assess::m1941::{Grade, ImpactLevel, Lasting, ValueLevel};
use crate::assess::{Account, Direction, ValueFunction};
use crate::project::{
    Comment, Indicator, IndicatorId, IndicatorOf, Judgement, ScenarioId, ThemeVerdict, Verdict,
    WeightSet, WeightSetId, WeightsInUse,
};

/// The setting of the weights in use.
pub(super) const WEIGHTS: (i64, &str) = (3, "weights");

/// The setting of what decides between the alternatives.
pub(super) const CONCLUSION: (i64, &str) = (4, "conclusion");

/// The row of what is decided about an indicator.
pub(super) fn indicator_row(indicator: &Indicator) -> Result<Vec<Cell>, TooLarge> {
    let (name, computed, unit, direction) = match &indicator.of {
        IndicatorOf::Computed(id) => ("", Some(id.as_str()), "", Direction::LessIsBetter),
        IndicatorOf::Own {
            name,
            unit,
            direction,
        } => (name.as_str(), None, unit.as_str(), *direction),
    };
    let value = indicator.value.as_ref().map(ValueFunction::to_json);
    Ok(vec![
        Cell::real(0.0),
        text("a name", name, NAME_LIMIT)?,
        optional("the name of an indicator", computed, NAME_LIMIT)?,
        text("a unit", unit, NAME_LIMIT)?,
        Cell::text(direction.id()),
        Cell::text(indicator.account.id()),
        optional("a value function", value.as_deref(), TEXT_LIMIT)?,
        Cell::yes_or_no(indicator.counts),
    ])
}

/// What is decided about an indicator, by its row.
pub(super) fn indicator(row: &Row) -> Result<Indicator, Unread> {
    let cells = Cells {
        table: Table::Indicators,
        row,
    };
    let value = cells.optional_text("value_function", TEXT_LIMIT)?;
    Ok(Indicator {
        of: match cells.optional_text("computed", NAME_LIMIT)? {
            Some(id) => IndicatorOf::Computed(id.to_owned()),
            None => IndicatorOf::Own {
                name: cells.text("name", NAME_LIMIT)?.to_owned(),
                unit: cells.text("unit", NAME_LIMIT)?.to_owned(),
                direction: Direction::of(cells.text("direction", NAME_LIMIT)?)
                    .ok_or("direction")?,
            },
        },
        account: Account::of(cells.text("account", NAME_LIMIT)?).ok_or("account")?,
        value: value
            .map(|json| ValueFunction::of_json(json).ok_or("value_function"))
            .transpose()?,
        counts: cells.yes_or_no("counts")?,
    })
}

/// The row of weights.
pub(super) fn weights_row(weights: &WeightSet) -> Result<Vec<Cell>, TooLarge> {
    let accounts = Account::ALL.iter().zip(weights.accounts);
    let accounts = numbers_json(accounts.map(|(account, weight)| (account.id(), weight)));
    let indicators = weights.indicators.iter();
    let indicators = numbers_json(indicators.map(|(key, weight)| (key.as_str(), *weight)));
    Ok(vec![
        Cell::real(0.0),
        text("a name", &weights.name, NAME_LIMIT)?,
        text("a source", &weights.source, TEXT_LIMIT)?,
        text("weights", &accounts, TEXT_LIMIT)?,
        text("weights", &indicators, TEXT_LIMIT)?,
    ])
}

/// Weights by their row.
pub(super) fn weights(row: &Row) -> Result<WeightSet, Unread> {
    let cells = Cells {
        table: Table::WeightSets,
        row,
    };
    let read = |column: Unread| {
        let read = numbers_of(cells.text(column, TEXT_LIMIT)?);
        let all_fit = |read: &BTreeMap<String, f64>| read.values().all(|weight| 0.0 <= *weight);
        read.filter(all_fit).ok_or(column)
    };
    let accounts = read("accounts")?;
    let weight = |account: Account| accounts.get(account.id()).copied().unwrap_or(0.0);
    Ok(WeightSet {
        name: cells.text("name", NAME_LIMIT)?.to_owned(),
        source: cells.text("source", TEXT_LIMIT)?.to_owned(),
        accounts: Account::ALL.map(weight),
        indicators: read("indicators")?,
    })
}

/// Numbers by name as a JSON object; what is no number is left out.
pub(super) fn numbers_json<'a>(numbers: impl Iterator<Item = (&'a str, f64)>) -> String {
    let numbers = numbers.filter(|(_, number)| number.is_finite());
    let object: Map<String, Value> = numbers
        .map(|(name, number)| (name.to_owned(), Value::from(number)))
        .collect();
    Value::Object(object).to_string()
}

/// Numbers by name; `None` where it is something else.
pub(super) fn numbers_of(json: &str) -> Option<BTreeMap<String, f64>> {
    let Ok(Value::Object(object)) = serde_json::from_str(json) else {
        return None;
    };
    let numbers = object.into_iter();
    numbers
        .map(|(name, value)| Some((name, value.as_f64()?)))
        .collect()
}

/// The row of a judgement.
pub(super) fn judgement_row(judgement: &Judgement) -> Result<Vec<Cell>, TooLarge> {
    let none = || Cell::Null;
    let word = |word: &str| text("a name", word, NAME_LIMIT);
    let verdict = match &judgement.verdict {
        Verdict::Value {
            indicator,
            value,
            range,
        } => {
            let end = |end: Option<f64>| end.map_or(Cell::Null, |end| Cell::real(finite(end)));
            vec![
                Cell::text("value"),
                Cell::Text(indicator.0.to_string()),
                Cell::real(finite(*value)),
                end(range.map(|(low, _)| low)),
                end(range.map(|(_, high)| high)),
                none(),
                none(),
                none(),
                none(),
                none(),
                none(),
                none(),
            ]
        }
        Verdict::Theme(verdict) => theme_cells(verdict)?,
        Verdict::SetAside { flag } => {
            let mut cells = vec![Cell::text("set_aside"), word(flag)?];
            cells.extend((0..10).map(|_| Cell::Null));
            cells
        }
    };
    let mut row = vec![
        Cell::real(0.0),
        word(&judgement.verdict.subject())?,
        Cell::Integer(number(judgement.scenario.0)),
    ];
    row.extend(verdict);
    row.push(text("a reason", &judgement.reason, TEXT_LIMIT)?);
    row.push(text("a name", &judgement.author, NAME_LIMIT)?);
    Ok(row)
}

/// From the kind of a judgement to why it does not last.
fn theme_cells(verdict: &ThemeVerdict) -> Result<Vec<Cell>, TooLarge> {
    let id = |id: Option<&str>| id.map_or(Cell::Null, Cell::text);
    let (lasting, reason) = match &verdict.lasting {
        Lasting::Permanent => ("permanent", None),
        Lasting::TemporaryAsPermanent => ("temporary_as_permanent", None),
        Lasting::TemporaryLeftOut { reason } => ("temporary_left_out", Some(reason.as_str())),
    };
    Ok(vec![
        Cell::text("theme"),
        text("a theme", &verdict.theme, NAME_LIMIT)?,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        id(verdict.value.map(ValueLevel::id)),
        id(verdict.impact.map(ImpactLevel::id)),
        id(verdict.grade.map(Grade::id)),
        text("a reason", &verdict.why_other_grade, TEXT_LIMIT)?,
        text(
            "kinds of places",
            &verdict.place_kinds.join(","),
            TEXT_LIMIT,
        )?,
        Cell::text(lasting),
        optional("a reason", reason, TEXT_LIMIT)?,
    ])
}

/// What is judged of a theme.
fn theme_verdict(cells: &Cells<'_>) -> Result<ThemeVerdict, Unread> {
    fn level<T>(
        cells: &Cells<'_>,
        column: Unread,
        of: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Unread> {
        let id = cells.optional_text(column, NAME_LIMIT)?;
        id.map(|id| of(id).ok_or(column)).transpose()
    }
    let words = |column: Unread| {
        let words = cells.optional_text(column, TEXT_LIMIT)?;
        Ok::<_, Unread>(words.unwrap_or_default().to_owned())
    };
    let kinds = words("place_kinds")?;
    let kinds = kinds.split(',').filter(|kind| !kind.is_empty());
    let lasting = cells.optional_text("lasting", NAME_LIMIT)?;
    Ok(ThemeVerdict {
        theme: cells.text("about", NAME_LIMIT)?.to_owned(),
        value: level(cells, "value_level", ValueLevel::of)?,
        place_kinds: kinds.map(str::to_owned).collect(),
        impact: level(cells, "impact_level", ImpactLevel::of)?,
        lasting: match lasting.unwrap_or("permanent") {
            "permanent" => Lasting::Permanent,
            "temporary_as_permanent" => Lasting::TemporaryAsPermanent,
            "temporary_left_out" => Lasting::TemporaryLeftOut {
                reason: words("temporary_reason")?,
            },
            _ => return Err("lasting"),
        },
        grade: level(cells, "grade", Grade::of)?,
        why_other_grade: words("why_other_grade")?,
    })
}

/// A judgement by its row.
pub(super) fn judgement(row: &Row) -> Result<Judgement, Unread> {
    let cells = Cells {
        table: Table::Judgements,
        row,
    };
    let about = cells.text("about", NAME_LIMIT)?;
    let word = |column: Unread| cells.text(column, NAME_LIMIT).map(str::to_owned);
    let verdict = match cells.text("kind", NAME_LIMIT)? {
        "value" => {
            let ends = (cells.optional_real("low")?, cells.optional_real("high")?);
            Verdict::Value {
                indicator: IndicatorId(about.parse().ok().ok_or("about")?),
                value: cells.real("number")?,
                range: ends.0.zip(ends.1),
            }
        }
        "theme" => Verdict::Theme(Box::new(theme_verdict(&cells)?)),
        "set_aside" => Verdict::SetAside {
            flag: about.to_owned(),
        },
        _ => return Err("kind"),
    };
    Ok(Judgement {
        scenario: ScenarioId(cells.id("scenario_id")?),
        verdict,
        reason: cells.text("reason", TEXT_LIMIT)?.to_owned(),
        author: word("author")?,
    })
}

/// The row of a comment.
pub(super) fn comment_row(comment: &Comment) -> Result<Vec<Cell>, TooLarge> {
    let place = match comment.place {
        None => Cell::Null,
        Some(Coord { x, y }) => {
            let place = Coord {
                x: finite(x),
                y: finite(y),
            };
            let wkb = wkb_of_point(place).map_err(|error| TooLarge(error.to_string()))?;
            Cell::Blob(wkb)
        }
    };
    let scenario = comment.scenario;
    Ok(vec![
        Cell::real(0.0),
        text("a name", &comment.author, NAME_LIMIT)?,
        place,
        scenario.map_or(Cell::Null, |id| Cell::Integer(number(id.0))),
        optional("an indicator", comment.indicator.as_deref(), NAME_LIMIT)?,
        text("a comment", &comment.text, TEXT_LIMIT)?,
        Cell::Text(comment.at.to_string()),
        Cell::yes_or_no(comment.is_done),
    ])
}

/// A comment by its row.
pub(super) fn comment(row: &Row) -> Result<Comment, Unread> {
    let cells = Cells {
        table: Table::Comments,
        row,
    };
    let place = match cells.cell(GEOMETRY)? {
        Cell::Null => None,
        Cell::Blob(wkb) => Some(point(wkb).ok_or(GEOMETRY)?),
        _ => return Err(GEOMETRY),
    };
    let indicator = cells.optional_text("indicator", NAME_LIMIT)?;
    Ok(Comment {
        scenario: cells.optional_id("scenario_id")?.map(ScenarioId),
        indicator: indicator.map(str::to_owned),
        place,
        text: cells.text("comment", TEXT_LIMIT)?.to_owned(),
        author: cells.text("name", NAME_LIMIT)?.to_owned(),
        at: cells.text("at", NAME_LIMIT)?.parse().ok().ok_or("at")?,
        is_done: cells.yes_or_no("done")?,
    })
}

/// The row of the weights in use.
pub(super) fn in_use_row(weights: &WeightsInUse) -> Result<Vec<Cell>, TooLarge> {
    let value = match weights {
        WeightsInUse::Preset(id) => format!("preset {id}"),
        WeightsInUse::Own(id) => format!("own {}", id.0),
    };
    Ok(vec![
        Cell::real(0.0),
        Cell::text(WEIGHTS.1),
        text("weights", &value, NAME_LIMIT)?,
    ])
}

/// The weights in use, by their row.
pub(super) fn in_use(row: &Row) -> Result<WeightsInUse, Unread> {
    let cells = Cells {
        table: Table::Settings,
        row,
    };
    let value = cells.text("value", NAME_LIMIT)?;
    match value.split_once(' ').ok_or("value")? {
        ("preset", id) => Ok(WeightsInUse::Preset(id.to_owned())),
        ("own", id) => {
            let id = id.parse().ok().ok_or("value")?;
            Ok(WeightsInUse::Own(WeightSetId(id)))
        }
        _ => Err("value"),
    }
}

/// The row of what decides.
pub(super) fn conclusion_row(words: &str) -> Result<Vec<Cell>, TooLarge> {
    Ok(vec![
        Cell::real(0.0),
        Cell::text(CONCLUSION.1),
        text("a conclusion", words, TEXT_LIMIT)?,
    ])
}

/// What decides, by its row.
pub(super) fn conclusion(row: &Row) -> Result<String, Unread> {
    let cells = Cells {
        table: Table::Settings,
        row,
    };
    Ok(cells.text("value", TEXT_LIMIT)?.to_owned())
}
