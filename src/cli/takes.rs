//! What the alternatives of a project take of its site layers, for people and as JSON.

#![expect(
    clippy::disallowed_types,
    reason = "`fl!` hands its arguments over in a HashMap, which is only looked up in"
)]

use std::fmt::Write as _;
use std::sync::Arc;

use i18n_embed_fl::fl;
use serde_json::{Value, json};

use super::land_take::{class_json, coverage_id, ground, with_conflict};
use crate::app::{
    ClassRow, HardConflict, LayerRows, ScenarioTake, TakeLayer, Taken, TakenClass, conflict_lines,
};
use crate::land_take::LayerTake;
use crate::units::SquareMetres;
use crate::words::Words;

/// Differences up to this part of an area are rounding.
const NEGLIGIBLE_SHARE: f64 = 1e-6;

/// How many things stand hard against an alternative, against what is covered for a time only too.
pub(super) fn hard_conflicts(take: &ScenarioTake) -> usize {
    let all = take.everything.as_ref();
    all.map_or(0, |all| all.conflicts.len())
}

/// What an alternative takes for good as an object, all that stands hard against it, and of each deposit and pit what
/// it covers and what its outline permits. With ground that is covered for a time only apart.
pub(super) fn take_json(take: &ScenarioTake, words: &Words) -> Value {
    let taken = |taken: &Option<Arc<Taken>>| {
        let taken = taken.as_ref();
        taken.map(|taken| taken_json(take, taken, words))
    };
    let Some(everything) = taken(&take.everything) else {
        return Value::Null;
    };
    let entries = take.entries.iter().map(|one| {
        let (kind, id) = one.entry.kind_and_number();
        json!({
            (kind): id,
            "covered": taken(&one.covered),
            "permitted": taken(&one.limit),
        })
    });
    let whole = taken(&take.whole);
    let mut told = whole.unwrap_or_else(|| json!({ "footprint_area_m2": 0.0, "layers": [] }));
    told["hard"] = everything["hard"].clone();
    told["sea_not_mapped"] = json!(take.sea_not_mapped);
    told["with_temporary"] = if has_temporary(take) {
        everything
    } else {
        Value::Null
    };
    told["entries"] = entries.collect();
    told
}

/// Whether some ground is covered for a time only.
fn has_temporary(take: &ScenarioTake) -> bool {
    match (&take.everything, &take.whole) {
        (Some(everything), Some(whole)) => !Arc::ptr_eq(everything, whole),
        (everything, _) => everything.is_some(),
    }
}

fn taken_json(take: &ScenarioTake, taken: &Taken, words: &Words) -> Value {
    let found = &taken.take;
    let layers = take.layers.iter().zip(&found.layers);
    let hard = taken.conflicts.iter();
    let hard = hard.map(|conflict| hard_json(take, conflict, words));
    json!({
        "footprint_area_m2": found.footprint.0,
        "disturbed_before_m2": found.disturbed_before.map(|area| area.0),
        "beyond_concession_m2": taken.beyond_concession.map(|area| area.0),
        "hard": hard.collect::<Value>(),
        "layers": layers.map(|(layer, take)| layer_json(layer, take, words)).collect::<Value>(),
    })
}

fn hard_json(take: &ScenarioTake, conflict: &HardConflict, words: &Words) -> Value {
    match conflict {
        HardConflict::Class { layer, class, area } => {
            let layer = take.layers.get(*layer);
            let class = layer.and_then(|layer| layer.classes.get(*class));
            json!({
                "kind": "layer",
                "layer": layer.map(|layer| &layer.name),
                "class": class.and_then(|class| class.value.as_deref()),
                "label": class.and_then(|class| name_of(class, words)),
                "area_m2": area.0,
            })
        }
        HardConflict::BeyondConcession(area) => json!({
            "kind": "beyond_concession",
            "area_m2": area.0,
        }),
    }
}

fn layer_json(layer: &TakeLayer, take: &LayerTake, words: &Words) -> Value {
    let classes = layer.classes.iter().zip(&take.classes);
    let classes = classes.filter(|(_, take)| {
        let has_zone = take.zone.is_some_and(|zone| 0.0 < zone.0);
        0 < take.features || take.nearest.is_some() || has_zone
    });
    let classes = classes
        .map(|(class, take)| class_json(class, name_of(class, words).unwrap_or(&layer.name), take));
    json!({
        "layer": layer.name,
        "id": layer.id.0,
        "role": layer.role.id(),
        "classes": classes.collect::<Value>(),
        "mapped_m2": take.mapped.0,
        "not_mapped_m2": take.not_mapped.0,
        "coverage": coverage_id(layer.coverage),
        "overlap_m2": take.overlap.0,
        "left_out": layer.left_out(),
        "zone_m2": take.zone.map(|zone| zone.0),
        "conflict": take.conflict.id(),
    })
}

/// What people call a class, or what its field holds.
fn name_of<'a>(class: &'a TakenClass, words: &Words) -> Option<&'a str> {
    let label = class.label.as_ref();
    let label = label.map(|label| label.in_language(words.language().tag()));
    label.or(class.value.as_deref())
}

/// What stands hard against an alternative, and what it takes for good, as lines; nothing where nothing is covered.
pub(super) fn take_text(take: &ScenarioTake, words: &Words) -> String {
    let loader = &words.loader;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let mut line = |line: String| writeln!(text, "  {line}").ok();
    if take.sea_not_mapped {
        line(fl!(loader, "take-sea-not-mapped"));
    }
    let all = take.everything.as_ref();
    let conflicts = all.map_or_else(Vec::new, |all| conflict_lines(take, all, words));
    for conflict in conflicts {
        line(conflict);
    }
    let Some(taken) = &take.whole else {
        return text;
    };
    let whole = taken.take.footprint;
    // Pits count too: this is what the shares are of.
    let area = ground(whole, None, words);
    line(format!("{}: {area}", fl!(loader, "take-all")));
    if let Some(before) = taken.take.disturbed_before {
        let area = ground(before, Some(whole), words);
        line(format!("{}: {area}", fl!(loader, "take-disturbed")));
    }
    let rows = take.rows(taken, words.language().tag());
    let (free, rows): (Vec<LayerRows>, Vec<LayerRows>) =
        rows.into_iter().partition(LayerRows::is_free);
    for layer in &rows {
        line(with_conflict(layer.name.clone(), layer.conflict, words));
        for class in &layer.classes {
            let label = class.label.clone();
            let label = label.unwrap_or_else(|| words.text(&layer.role.text_id(), &[]));
            let told = class_text(class, whole, words);
            line(format!("  {label}: {told}"));
        }
        if let Some(area) = layer.not_mapped {
            let area = ground(area, Some(whole), words);
            line(format!("  {}: {area}", fl!(loader, "take-not-mapped")));
        }
    }
    for layer in rows.iter().chain(&free) {
        let name = layer.name.clone();
        if let Some(overlap) = layer.overlap {
            let area = ground(overlap, None, words);
            line(fl!(
                loader,
                "take-overlap",
                layer = name.clone(),
                area = area
            ));
        }
        if 0 < layer.left_out {
            let count = layer.left_out;
            line(fl!(loader, "take-left-out", layer = name, count = count));
        }
    }
    if !free.is_empty() {
        let names: Vec<&str> = free.iter().map(|layer| layer.name.as_str()).collect();
        line(fl!(loader, "take-free", layers = names.join(", ")));
    }
    text
}

fn class_text(class: &ClassRow, whole: SquareMetres, words: &Words) -> String {
    let loader = &words.loader;
    let mut told = Vec::new();
    if class.is_ground {
        told.push(ground(class.area, Some(whole), words));
    } else if 0.0 < class.length.0 {
        told.push(words.quantity(class.length.0, 0, "m"));
    } else if 0 < class.features {
        told.push(fl!(loader, "take-features", count = class.features));
    }
    if let Some(new) = class
        .new_area
        .filter(|new| NEGLIGIBLE_SHARE * class.area.0 < class.area.0 - new.0)
    {
        let area = ground(new, Some(whole), words);
        told.push(fl!(loader, "take-new", area = area));
    }
    if let Some(nearest) = class.nearest.filter(|nearest| 0.0 < nearest.0) {
        let distance = words.quantity(nearest.0, 0, "m");
        told.push(fl!(loader, "take-nearest", distance = distance));
    }
    if let Some(zone) = class.zone.filter(|zone| 0.0 < zone.0) {
        let area = ground(zone, Some(whole), words);
        told.push(fl!(loader, "take-zone", area = area));
    }
    with_conflict(told.join("; "), class.conflict, words)
}
