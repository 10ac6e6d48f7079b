//! What some ground takes, laid out for people: by layer and class, the gravest first.

use std::collections::BTreeMap;

use super::take::{HardConflict, ScenarioTake, TakeLayer, Taken};
use super::{CoverageKind, TakenClass};
use crate::land_take::{ClassTake, LayerTake};
use crate::site::{Conflict, Role};
use crate::units::{Metres, SquareMetres};
use crate::words::Words;

/// Areas up to this part of the footprint are rounding.
const NEGLIGIBLE_SHARE: f64 = 1e-6;

/// What is taken of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerRows {
    /// What the planner calls the layer.
    pub name: String,
    /// What it means for deposits.
    pub role: Role,
    /// The gravest conflict of its classes.
    pub conflict: Conflict,
    /// Its classes of which something is taken, those that take most first.
    pub classes: Vec<ClassRow>,
    /// What nobody has mapped, where that matters.
    pub not_mapped: Option<SquareMetres>,
    /// Whether somebody says where it was surveyed.
    pub has_survey: bool,
    /// How much a plain sum over its polygons would be too large, where they overlap.
    pub overlap: Option<SquareMetres>,
    /// Polygons that do not count because their area is in doubt, in all of the layer.
    pub left_out: usize,
}

/// What is taken of a class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassRow {
    /// What people call it, or the value of its field; `None` where the layer has no classes.
    pub label: Option<String>,
    /// Its ground, each counted for one class.
    pub area: SquareMetres,
    /// Whether it stands for ground, and not for lines or points.
    pub is_ground: bool,
    /// That ground over the footprint.
    pub share: f64,
    /// What of it was not disturbed before, where that is known.
    pub new_area: Option<SquareMetres>,
    /// Of lines.
    pub length: Metres,
    /// How many features reach in.
    pub features: usize,
    /// How far the nearest one is.
    pub nearest: Option<Metres>,
    /// What lies within the zone around it.
    pub zone: Option<SquareMetres>,
    /// Whether it stands against the deposit.
    pub conflict: Conflict,
}

impl ScenarioTake {
    /// What some ground of the alternative takes, in a language's words; layers in hard conflict first.
    pub fn rows(&self, taken: &Taken, language: &str) -> Vec<LayerRows> {
        let least = NEGLIGIBLE_SHARE * taken.take.footprint.0;
        let layers = self.layers.iter().zip(&taken.take.layers);
        let layers = layers.filter(|(layer, _)| layer.role != Role::ExistingDisturbed);
        let mut rows: Vec<LayerRows> = layers
            .map(|(layer, take)| {
                let asks = layer.asks_for_survey();
                let not_mapped = Some(take.not_mapped).filter(|area| asks && least < area.0);
                LayerRows {
                    name: layer.name.clone(),
                    role: layer.role,
                    conflict: take.conflict,
                    classes: class_rows(layer, take, language),
                    not_mapped,
                    has_survey: layer.coverage != CoverageKind::Unknown,
                    overlap: Some(take.overlap).filter(|area| least < area.0),
                    left_out: layer.left_out(),
                }
            })
            .collect();
        rows.sort_by_key(|rows| std::cmp::Reverse(rows.conflict));
        rows
    }
}

impl LayerRows {
    /// Whether there is nothing of the layer, and somebody has looked everywhere.
    pub fn is_free(&self) -> bool {
        self.classes.is_empty() && self.not_mapped.is_none()
    }

    /// Whether there is nothing of the layer, and nobody says whether anybody has looked.
    pub fn is_unknown(&self) -> bool {
        self.classes.is_empty() && self.not_mapped.is_some() && !self.has_survey
    }
}

fn class_rows(layer: &TakeLayer, take: &LayerTake, language: &str) -> Vec<ClassRow> {
    let mut rows: Vec<ClassRow> = Vec::new();
    let mut places: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for (class, found) in layer.classes.iter().zip(&take.classes) {
        if !is_told(class, found) {
            continue;
        }
        let named = class.label.as_ref();
        let named = named.map(|label| label.in_language(language).to_owned());
        let row = row_of(named.or_else(|| class.value.clone()), found);
        // Several values may stand for one class.
        if let Some(place) = places.get(&row.label) {
            rows[*place].join(&row);
        } else {
            places.insert(row.label.clone(), rows.len());
            rows.push(row);
        }
    }
    rows.sort_by(|one, other| {
        let order = other.conflict.cmp(&one.conflict);
        order.then(other.area.0.total_cmp(&one.area.0))
    });
    rows
}

/// Whether something of a class is taken or in its zone. Of buildings it is told how far the nearest are.
pub(super) fn is_told(class: &TakenClass, found: &ClassTake) -> bool {
    let has_zone = found.zone.is_some_and(|zone| 0.0 < zone.0);
    let is_near = class.meaning.role == Role::Building && found.nearest.is_some();
    class.meaning.is_mapped && (0 < found.features || has_zone || is_near)
}

fn row_of(label: Option<String>, found: &ClassTake) -> ClassRow {
    ClassRow {
        label,
        area: found.area,
        is_ground: 0.0 < found.area_alone.0,
        share: found.share,
        new_area: found.new_area,
        length: found.length,
        features: found.features,
        nearest: found.nearest,
        zone: found.zone,
        conflict: found.conflict,
    }
}

impl ClassRow {
    fn join(&mut self, other: &Self) {
        let sum = |one: Option<SquareMetres>, other: Option<SquareMetres>| match (one, other) {
            (Some(one), Some(other)) => Some(SquareMetres(one.0 + other.0)),
            (one, other) => one.or(other),
        };
        self.area.0 += other.area.0;
        self.is_ground |= other.is_ground;
        self.share += other.share;
        self.new_area = sum(self.new_area, other.new_area);
        self.length.0 += other.length.0;
        self.features += other.features;
        self.nearest = match (self.nearest, other.nearest) {
            (Some(one), Some(other)) => Some(Metres(one.0.min(other.0))),
            (one, other) => one.or(other),
        };
        // Zones of several values may overlap; the sum would count ground twice.
        self.zone = match (self.zone, other.zone) {
            (Some(one), Some(other)) => Some(SquareMetres(one.0.max(other.0))),
            (one, other) => one.or(other),
        };
        self.conflict = self.conflict.max(other.conflict);
    }
}

/// What stands hard against some ground of an alternative, a line for each.
pub fn conflict_lines(take: &ScenarioTake, taken: &Taken, words: &Words) -> Vec<String> {
    let conflicts = taken.conflicts.iter();
    conflicts
        .filter_map(|conflict| conflict_line(take, conflict, words))
        .collect()
}

/// Something that stands hard against an alternative; `None` where its layer is gone.
pub(super) fn conflict_line(
    take: &ScenarioTake,
    conflict: &HardConflict,
    words: &Words,
) -> Option<String> {
    let daa = |area: SquareMetres| words.quantity(area.to_daa(), 1, "daa");
    match *conflict {
        HardConflict::Class { layer, class, area } => {
            let layer = take.layers.get(layer)?;
            let class = layer.classes.get(class)?;
            let label = class.label.as_ref();
            let label = label.map(|label| label.in_language(words.language().tag()).to_owned());
            let what = match label.or_else(|| class.value.clone()) {
                Some(label) => format!("{}: {label}", layer.name),
                None => layer.name.clone(),
            };
            let mut arguments = vec![("what", what)];
            let id = if 0.0 < area.0 {
                arguments.push(("area", daa(area)));
                "take-conflict-area"
            } else {
                "take-conflict"
            };
            Some(words.text(id, &arguments))
        }
        HardConflict::BeyondConcession(area) => {
            Some(words.text("take-beyond-concession", &[("area", daa(area))]))
        }
    }
}
