//! Land-take: what is asked for, and results for people and for machines.

#![expect(
    clippy::disallowed_types,
    reason = "`fl!` hands its arguments over in a HashMap, which is only looked up in"
)]

use clap::Args;
use i18n_embed_fl::fl;
use serde_json::{Value, json};

use super::arguments::Ground;
use super::people::{Table, areas_text};
use crate::app::land_take::{LandTakeRequest, LandTakeResult, LayerRequest, TakenLayer};
use crate::app::{CoverageKind, TakenClass};
use crate::gis::AREA_SCALE_WARNED;
use crate::land_take::{ClassTake, Doubtful, InvalidFeature, LayerTake, Treatment};
use crate::site::{Conflict, Role, UnknownRole};
use crate::units::SquareMetres;
use crate::words::Words;

/// A share that is told as the least there is, in per cent.
const LEAST_PERCENT: f64 = 0.05;

#[derive(Debug, Args)]
pub(super) struct LandTake {
    #[arg(long = "footprint", value_name = "POLYGONS")]
    taken: String,
    #[arg(
        long,
        value_name = "LAYER[,class=FIELD][,role=ROLE][,coverage=POLYGONS]",
        required = true,
        value_parser = layer
    )]
    layer: Vec<LayerRequest>,
    #[command(flatten)]
    ground: Ground,
    #[arg(long)]
    repair: bool,
}

impl LandTake {
    pub(super) fn request(self) -> LandTakeRequest {
        LandTakeRequest {
            footprint: self.taken,
            layers: self.layer,
            areas: self.ground.areas(),
            doubtful: if self.repair {
                Doubtful::Repair
            } else {
                Doubtful::LeaveOut
            },
        }
    }
}

/// A layer with its keys. Commas that no key follows belong to what stands before them.
fn layer(text: &str) -> Result<LayerRequest, String> {
    const KEYS: [&str; 3] = ["class=", "role=", "coverage="];
    let is_key = |part: &str| KEYS.iter().any(|key| part.starts_with(key));
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(',') {
        match parts.last_mut() {
            Some(last) if !is_key(part) => {
                last.push(',');
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    let mut parts = parts.into_iter();
    let source = parts
        .next()
        .filter(|source| !source.is_empty() && !is_key(source));
    let mut request = LayerRequest {
        source: source.ok_or_else(|| format!("`{text}` names no file"))?,
        class_field: None,
        role: None,
        coverage: None,
    };
    for part in parts {
        let (key, value) = part.split_once('=').unwrap_or((&part, ""));
        if value.is_empty() {
            return Err(format!("`{key}=` names nothing"));
        }
        match key {
            "class" => request.class_field = Some(value.to_owned()),
            "coverage" => request.coverage = Some(value.to_owned()),
            _ => request.role = Some(role(value)?),
        }
    }
    Ok(request)
}

fn role(name: &str) -> Result<Role, String> {
    name.parse().map_err(|unknown: UnknownRole| {
        let roles: Vec<&str> = Role::ALL.iter().map(|role| role.id()).collect();
        format!("{unknown}; the roles are {}", roles.join(", "))
    })
}

/// A class that there is something to tell about.
struct Row<'a> {
    class: &'a TakenClass,
    take: &'a ClassTake,
}

/// The classes of which something is taken or near, those that lose most first.
fn rows<'a>(layer: &'a TakenLayer, take: &'a LayerTake) -> Vec<Row<'a>> {
    let classes = layer.classes.iter().zip(&take.classes);
    let rows = classes.map(|(class, take)| Row { class, take });
    let mut rows: Vec<Row<'_>> = rows
        .filter(|row| 0 < row.take.features || row.take.nearest.is_some())
        .collect();
    rows.sort_by(|a, b| {
        let sizes = |row: &Row<'_>| [row.take.area.0, row.take.length.0, row.take.features as f64];
        let (ours, theirs) = (sizes(a), sizes(b));
        let larger = ours
            .iter()
            .zip(theirs)
            .map(|(ours, theirs)| theirs.total_cmp(ours));
        let order = larger.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then);
        order.then_with(|| a.class.value.cmp(&b.class.value))
    });
    rows
}

/// What people call a class.
fn label(layer: &TakenLayer, class: &TakenClass, words: &Words) -> String {
    let loader = &words.loader;
    match (&class.label, &class.value) {
        (Some(label), _) => label.in_language(words.language().tag()).to_owned(),
        (None, Some(value)) => value.clone(),
        (None, None) if layer.class_field.is_some() => fl!(loader, "class-without-value"),
        (None, None) => fl!(loader, "class-all"),
    }
}

/// What a footprint takes as an object.
pub(super) fn land_take_json(result: &LandTakeResult, words: &Words) -> Value {
    let take = &result.take;
    let layers = result.layers.iter().zip(&take.layers);
    json!({
        "footprint_area_m2": take.footprint.0,
        "areas": result.areas.id(),
        "crs": result.crs,
        "planar_over_ground": result.planar_over_ground,
        "footprint_overlap_m2": result.footprint_overlap.0,
        "disturbed_before_m2": take.disturbed_before.map(|area| area.0),
        "hard_conflicts": hard_conflicts(result),
        "layers": layers.map(|(layer, take)| layer_json(layer, take, words)).collect::<Vec<Value>>(),
    })
}

fn hard_conflicts(result: &LandTakeResult) -> usize {
    let is_hard = |layer: &&LayerTake| layer.conflict == Conflict::Hard;
    result.take.layers.iter().filter(is_hard).count()
}

fn layer_json(layer: &TakenLayer, take: &LayerTake, words: &Words) -> Value {
    let class = |row: &Row<'_>| class_json(row.class, &label(layer, row.class, words), row.take);
    json!({
        "layer": layer.name,
        "path": layer.path,
        "role": layer.role.id(),
        "class_field": layer.class_field,
        "classes": rows(layer, take).iter().map(class).collect::<Vec<Value>>(),
        "mapped_m2": take.mapped.0,
        "not_mapped_m2": take.not_mapped.0,
        "coverage": coverage_id(layer.coverage),
        "beside_coverage_m2": take.beside_survey.0,
        "overlap_m2": take.overlap.0,
        "invalid_features": layer.invalid.len(),
        "invalid": layer.invalid.iter().map(invalid_json).collect::<Vec<Value>>(),
        "zone_m2": take.zone.map(|zone| zone.0),
        "data_set": layer.data_set.as_ref().map(|set| &set.id),
        "attribution": layer.data_set.as_ref().map(|set| &set.attribution),
        "conflict": take.conflict.id(),
    })
}

/// What is taken of a class as an object.
pub(super) fn class_json(class: &TakenClass, label: &str, take: &ClassTake) -> Value {
    json!({
        "class": class.value,
        "label": label,
        "role": class.meaning.role.id(),
        "is_mapped": class.meaning.is_mapped,
        "area_m2": take.area.0,
        "share": take.share,
        "area_alone_m2": take.area_alone.0,
        "new_area_m2": take.new_area.map(|area| area.0),
        "length_m": take.length.0,
        "features": take.features,
        "nearest_m": take.nearest.map(|nearest| nearest.0),
        "zone_width_m": class.meaning.zone.map(|width| width.0),
        "zone_m2": take.zone.map(|zone| zone.0),
        "conflict": take.conflict.id(),
    })
}

/// What says where a layer was surveyed, for machines.
pub(super) fn coverage_id(coverage: CoverageKind) -> &'static str {
    match coverage {
        CoverageKind::Survey => "survey",
        CoverageKind::Layer => "layer",
        CoverageKind::Unknown => "unknown",
    }
}

fn invalid_json((fid, found): &(Option<u64>, InvalidFeature)) -> Value {
    json!({
        "fid": fid,
        "x_m": found.at.x,
        "y_m": found.at.y,
        "treatment": match found.treatment {
            Treatment::Kept => "kept",
            Treatment::LeftOut => "left_out",
            Treatment::Repaired => "repaired",
        },
        "before_m2": found.before_m2,
        "after_m2": found.after_m2,
    })
}

/// What a footprint takes as text.
pub(super) fn land_take_text(mut table: Table<'_>, result: &LandTakeResult) -> String {
    let words = table.words;
    let loader = &words.loader;
    let whole = result.take.footprint;
    table.text(
        fl!(loader, "label-footprint-area"),
        ground(whole, None, words),
    );
    if let Some(before) = result.take.disturbed_before {
        let new = SquareMetres((whole.0 - before.0).max(0.0));
        table.text(
            fl!(loader, "label-disturbed-before"),
            ground(before, Some(whole), words),
        );
        table.text(
            fl!(loader, "label-new-land-take"),
            ground(new, Some(whole), words),
        );
    }
    for (layer, take) in result.layers.iter().zip(&result.take.layers) {
        layer_text(&mut table, layer, take, whole);
    }
    let areas = areas_text(result.areas, table.words);
    table.text(fl!(loader, "label-crs"), format!("{}, {areas}", result.crs));
    if let Some(scale) = result.planar_over_ground
        && AREA_SCALE_WARNED < (scale - 1.0).abs()
    {
        let percent = words.quantity(100.0 * (scale - 1.0), 2, "%");
        table.text(fl!(loader, "label-planar-excess"), percent);
    }
    table.show()
}

fn layer_text(table: &mut Table<'_>, layer: &TakenLayer, take: &LayerTake, whole: SquareMetres) {
    let words = table.words;
    let loader = &words.loader;
    let named = layer.data_set.as_ref().map_or_else(
        || words.text(&layer.role.text_id(), &[]),
        |set| set.name.in_language(words.language().tag()).to_owned(),
    );
    table.text(
        layer.name.clone(),
        with_conflict(named, take.conflict, words),
    );
    // A class of what nobody has mapped is told with the rest that is not.
    let rows = rows(layer, take).into_iter();
    for Row { class, take } in rows.filter(|row| row.class.meaning.is_mapped) {
        let mut told = Vec::new();
        if 0.0 < take.area.0 {
            told.push(ground(take.area, Some(whole), words));
        }
        if let Some(new) = take.new_area.filter(|new| new.0 < take.area.0) {
            let new = ground(new, Some(whole), words);
            told.push(fl!(loader, "of-which-new", area = new));
        }
        if 0.0 < take.length.0 {
            told.push(words.quantity(take.length.0, 0, "m"));
        }
        if take.area.0 <= 0.0 && take.length.0 <= 0.0 && 0 < take.features {
            let count = words.number(take.features as f64, 0);
            told.push(fl!(loader, "features-inside", count = count));
        }
        if let Some(nearest) = take.nearest.filter(|nearest| 0.0 < nearest.0) {
            let distance = words.quantity(nearest.0, 0, "m");
            told.push(fl!(loader, "nearest-at", distance = distance));
        }
        let label = label(layer, class, words);
        table.text(
            format!("  {label}"),
            with_conflict(told.join("; "), take.conflict, words),
        );
        if let (Some(width), Some(zone)) = (class.meaning.zone, take.zone) {
            let width = words.quantity(width.0, 0, "m");
            let label = fl!(loader, "label-zone", width = width);
            table.text(format!("    {label}"), ground(zone, Some(whole), words));
        }
    }
    // Of lines and points alone nobody can say what they cover.
    if layer.has_polygons || layer.coverage == CoverageKind::Survey {
        let not_mapped = match layer.coverage {
            CoverageKind::Unknown => fl!(loader, "label-not-mapped-or-nothing"),
            CoverageKind::Survey | CoverageKind::Layer => fl!(loader, "label-not-mapped"),
        };
        table.text(
            format!("  {not_mapped}"),
            ground(take.not_mapped, Some(whole), words),
        );
    }
}

/// A text with what stands against the deposit, where something does.
pub(super) fn with_conflict(text: String, conflict: Conflict, words: &Words) -> String {
    match conflict {
        Conflict::None => text,
        Conflict::Weighted => format!("{text} – {}", fl!(words.loader, "conflict-weighted")),
        Conflict::Hard => format!("{text} – {}", fl!(words.loader, "conflict-hard")),
    }
}

/// Ground in daa and hectares, and its share of the footprint.
pub(super) fn ground(area: SquareMetres, of: Option<SquareMetres>, words: &Words) -> String {
    let decimals = if area.to_daa() < 10.0 { 2 } else { 1 };
    let daa = words.quantity(area.to_daa(), decimals, "daa");
    let hectares = words.quantity(area.to_hectares(), decimals + 1, "ha");
    let Some(whole) = of else {
        return format!("{daa}, {hectares}");
    };
    let percent = 100.0 * area.0 / whole.0;
    let share = if 0.0 < percent && percent < LEAST_PERCENT {
        format!("< {}", words.quantity(0.1, 1, "%"))
    } else {
        words.quantity(percent, 1, "%")
    };
    format!("{daa}, {hectares}, {share}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, source: &str, rest: (Option<&str>, Option<Role>, Option<&str>)) {
        let expected = LayerRequest {
            source: source.to_owned(),
            class_field: rest.0.map(str::to_owned),
            role: rest.1,
            coverage: rest.2.map(str::to_owned),
        };
        assert_eq!(layer(text), Ok(expected), "{text}");
    }

    #[test]
    fn a_layer_has_its_keys_in_any_order_and_commas_in_its_path() {
        check("a.gpkg", "a.gpkg", (None, None, None));
        check(
            "a.gpkg#AR5,class=artype",
            "a.gpkg#AR5",
            (Some("artype"), None, None),
        );
        check(
            "a, b.gpkg,coverage=c,d.shp,role=nature-type",
            "a, b.gpkg",
            (None, Some(Role::NatureType), Some("c,d.shp")),
        );
        for wrong in ["", "class=x", "a,role=swamp", "a,class="] {
            assert!(layer(wrong).is_err(), "{wrong}");
        }
        assert!(layer("a,role=swamp").unwrap_err().contains("mire"));
    }
}
