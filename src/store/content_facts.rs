//! What is known of a copied layer, as it stands in the file.

use geo::{Coord, Rect};
use rusqlite::Row;
use serde_json::{Value, json};

use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::results::{
    ContentFacts, ContentField, Flaws, ImportNote, ListedFlaw, MOST_LISTED_FLAWS,
};
use crate::site::{Attribute, AttributeKind, FlawKind, ShapeKind};

/// Kinds, fields, notes and flaws as JSON.
pub(super) fn json_of_facts(facts: &ContentFacts) -> [String; 4] {
    let kinds: Value = facts.kinds.iter().map(|kind| kind_id(*kind)).collect();
    let fields: Value = facts
        .fields
        .iter()
        .map(|field| {
            json!({
                "name": field.field.name,
                "kind": field.field.kind.id(),
                "column": field.column,
            })
        })
        .collect();
    let notes: Value = facts
        .notes
        .iter()
        .map(|note| json!({ "code": note.code, "arguments": note.arguments }))
        .collect();
    let listed: Value = facts
        .flaws
        .listed
        .iter()
        .map(|flaw| {
            json!([
                flaw.fid,
                flaw.kind.id(),
                flaw.at.x,
                flaw.at.y,
                flaw.area_m2,
                flaw.repaired_m2
            ])
        })
        .collect();
    let flaws = json!({
        "features": facts.flaws.features,
        "area_m2": facts.flaws.area_m2,
        "repaired_m2": facts.flaws.repaired_m2,
        "listed": listed,
    });
    [kinds, fields, notes, flaws].map(|value| value.to_string())
}

/// The facts of a row; `None` where it holds anything else.
pub(super) fn facts_of(row: &Row<'_>) -> Option<ContentFacts> {
    let text = |column: usize, limit: usize| -> Option<String> {
        let text: String = row.get(column).ok()?;
        (text.len() <= limit).then_some(text)
    };
    let json =
        |column: usize| -> Option<Value> { serde_json::from_str(&text(column, TEXT_LIMIT)?).ok() };
    let bound = |column: usize| -> Option<f64> {
        let bound: f64 = row.get(column).ok()?;
        bound.is_finite().then_some(bound)
    };
    let extent = || {
        let (low, high) = ((bound(9)?, bound(10)?), (bound(11)?, bound(12)?));
        (low.0 <= high.0 && low.1 <= high.1).then(|| Rect::new(low, high))
    };
    Some(ContentFacts {
        layer: text(0, NAME_LIMIT)?,
        imported: text(1, NAME_LIMIT)?.parse().ok()?,
        program: text(2, NAME_LIMIT)?,
        features: row.get(3).ok()?,
        kinds: list(&json(4)?, |value| kind_of(value.as_str()?))?,
        extent: extent(),
        fields: list(&json(5)?, field)?,
        notes: list(&json(6)?, note)?,
        flaws: flaws(&json(7)?)?,
        digest: text(8, NAME_LIMIT)?.parse().ok()?,
    })
}

fn list<T>(value: &Value, item: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(item).collect()
}

fn kind_id(kind: ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Polygons => "polygons",
        ShapeKind::Lines => "lines",
        ShapeKind::Points => "points",
    }
}

fn kind_of(id: &str) -> Option<ShapeKind> {
    ShapeKind::ALL.into_iter().find(|kind| kind_id(*kind) == id)
}

fn field(value: &Value) -> Option<ContentField> {
    let text = |key: &str| value.get(key)?.as_str();
    let kind = text("kind")?;
    Some(ContentField {
        field: Attribute {
            name: text("name")?.to_owned(),
            kind: AttributeKind::ALL
                .into_iter()
                .find(|one| one.id() == kind)?,
        },
        column: text("column")?.to_owned(),
    })
}

fn note(value: &Value) -> Option<ImportNote> {
    let argument = |value: &Value| {
        let [name, value] = value.as_array()?.as_slice() else {
            return None;
        };
        Some((name.as_str()?.to_owned(), value.as_str()?.to_owned()))
    };
    Some(ImportNote {
        code: value.get("code")?.as_str()?.to_owned(),
        arguments: list(value.get("arguments")?, argument)?,
    })
}

fn flaws(value: &Value) -> Option<Flaws> {
    let mut listed = list(value.get("listed")?, flaw)?;
    listed.truncate(MOST_LISTED_FLAWS);
    Some(Flaws {
        features: value.get("features")?.as_u64()?,
        area_m2: value.get("area_m2")?.as_f64()?,
        repaired_m2: value.get("repaired_m2")?.as_f64()?,
        listed,
    })
}

fn flaw(value: &Value) -> Option<ListedFlaw> {
    let [fid, kind, x, y, area_m2, repaired_m2] = value.as_array()?.as_slice() else {
        return None;
    };
    let kind = kind.as_str()?;
    Some(ListedFlaw {
        fid: fid.as_i64()?,
        kind: FlawKind::ALL.into_iter().find(|one| one.id() == kind)?,
        at: Coord {
            x: x.as_f64()?,
            y: y.as_f64()?,
        },
        area_m2: area_m2.as_f64()?,
        repaired_m2: repaired_m2.as_f64()?,
    })
}
