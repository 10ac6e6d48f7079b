//! Which data set a layer is, by its name and its fields.

use super::names::Name;
use super::preset::{Class, FieldKind, GeometryKind, Preset, Presets};

/// What the name of a layer counts at most, and what its fields do.
const HALF: f64 = 0.5;

/// What a name counts that holds the data set's name among other words.
const PART_OF_NAME: f64 = 0.4;

/// What a field of another data set counts against it.
const FOREIGN_FIELD: f64 = 0.25;

/// The least for which a data set is worth naming.
const LEAST: f64 = 0.2;

/// How far the best has to be in front of the second to be taken without asking.
const LEAD: f64 = 0.1;

/// The weight of a field that hardly stands in another data set: with it, the name may be anything.
const OWN_FIELD: u8 = 3;

/// What other fields have to weigh together instead.
const OWN_FIELDS: u32 = 4;

/// Why a layer is taken for a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Its name is one of the data set's, or holds it.
    LayerName,
    /// It has these fields of the data set, named as in the layer.
    Fields(Vec<String>),
    /// Against it: it has these fields of other data sets.
    ForeignFields(Vec<String>),
}

/// A data set that a layer may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Match<'a> {
    /// The data set.
    pub preset: &'a Preset,
    /// From 0 to 1, the better the higher. Of use only beside others.
    pub score: f64,
    /// Why, in the order of their weight.
    pub reasons: Vec<Reason>,
    /// The layer's field that holds the class, where there is one.
    pub class_field: Option<String>,
    /// The layer's field that holds the name of a feature, where there is one.
    pub name_field: Option<String>,
    /// The class of all features, where the layer is named after it.
    pub class: Option<&'a Class>,
    /// Whether name and fields tell enough to go without a question.
    is_telling: bool,
}

/// What to do with the data sets that a layer may be.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict<'m, 'a> {
    /// No data set that the program knows.
    Unknown,
    /// This one. It is shown and can be corrected.
    Sure(&'m Match<'a>),
    /// One of these, the best first, or none: somebody has to say.
    Ask(&'m [Match<'a>]),
}

/// What to do with the answer of [`Presets::recognise`].
pub fn verdict<'m, 'a>(matches: &'m [Match<'a>]) -> Verdict<'m, 'a> {
    match matches {
        [] => Verdict::Unknown,
        [best, rest @ ..] => {
            let second = rest.first().map_or(0.0, |second| second.score);
            if best.is_telling && second + LEAD <= best.score {
                Verdict::Sure(best)
            } else {
                Verdict::Ask(matches)
            }
        }
    }
}

impl Presets {
    /// The data sets that a layer may be, the best first.
    ///
    /// The order of `fields` does not matter. `geometry` is `None` where it is mixed or not known. SOSI has its
    /// layers named `points`, `lines` and `polygons`: put the file's name before them.
    pub fn recognise(
        &self,
        layer: &str,
        fields: &[impl AsRef<str>],
        geometry: Option<GeometryKind>,
    ) -> Vec<Match<'_>> {
        let layer = Name::new(layer);
        let mut fields: Vec<(&str, Name)> = fields
            .iter()
            .map(|field| (field.as_ref(), Name::new(field.as_ref())))
            .collect();
        fields.sort_by(|one, other| one.0.cmp(other.0));
        let mut found: Vec<Match<'_>> = self
            .all
            .iter()
            .filter(|preset| geometry.is_none_or(|kind| preset.geometry.contains(&kind)))
            .filter_map(|preset| match_of(preset, &layer, &fields))
            .collect();
        // Stable, so that equal ones stay in the order of their ids.
        found.sort_by(|one, other| other.score.total_cmp(&one.score));
        found
    }
}

fn match_of<'a>(preset: &'a Preset, layer: &Name, fields: &[(&str, Name)]) -> Option<Match<'a>> {
    let mut others = preset.other_layers.iter().map(|name| Name::new(name));
    if others.any(|name| layer.has(&name)) {
        return None;
    }
    let found = found_fields(preset, fields)?;
    let class = class_named(preset, layer);
    let by_name = name_score(preset, layer).max(class.map_or(0.0, |(_, score)| score));
    let class_field = found.of_kind(FieldKind::Class);
    let is_without_class = class_field.is_none() && class.is_none();
    if preset.class_is_needed && is_without_class || preset.name_is_needed && by_name == 0.0 {
        return None;
    }
    // Only a layer for each class has nothing but its name.
    if found.weight == 0 && (class.is_none() || by_name < HALF) {
        return None;
    }
    let foreign = foreign_fields(preset, fields);
    let mut score = by_name + found.score();
    if !foreign.is_empty() {
        score -= FOREIGN_FIELD;
    }
    if score < LEAST {
        return None;
    }
    let is_telling = foreign.is_empty() && found.is_telling(0.0 < by_name);
    let name_field = found.of_kind(FieldKind::Name);
    let reasons = [
        (0.0 < by_name).then_some(Reason::LayerName),
        (0 < found.weight).then_some(Reason::Fields(found.telling)),
        (!foreign.is_empty()).then_some(Reason::ForeignFields(foreign)),
    ];
    Some(Match {
        preset,
        score,
        reasons: reasons.into_iter().flatten().collect(),
        name_field,
        class: class
            .filter(|_| class_field.is_none())
            .map(|(class, _)| class),
        class_field,
        is_telling,
    })
}

/// The fields of a data set that a layer has.
struct Found {
    /// What each is, and its name in the layer, in the data set's order.
    names: Vec<(FieldKind, String)>,
    /// The names in the layer of those that tell something.
    telling: Vec<String>,
    /// The sum of their weights.
    weight: u32,
    /// The highest of their weights.
    strongest: u8,
}

impl Found {
    /// The more they weigh the closer to [`HALF`].
    fn score(&self) -> f64 {
        HALF * (1.0 - 0.5_f64.powi(i32::try_from(self.weight).unwrap_or(i32::MAX)))
    }

    /// Whether they tell enough, beside a name of the data set or without.
    fn is_telling(&self, is_named: bool) -> bool {
        let is_own = OWN_FIELD <= self.strongest || OWN_FIELDS <= self.weight;
        is_own || is_named && 0 < self.weight
    }

    fn of_kind(&self, kind: FieldKind) -> Option<String> {
        let mut names = self.names.iter();
        names
            .find(|(is, _)| *is == kind)
            .map(|(_, name)| name.clone())
    }
}

/// `None` where a field is missing that the data set cannot be without.
fn found_fields(preset: &Preset, fields: &[(&str, Name)]) -> Option<Found> {
    let mut found = Found {
        names: Vec::new(),
        telling: Vec::new(),
        weight: 0,
        strongest: 0,
    };
    for field in &preset.fields {
        let names: Vec<Name> = field.names.iter().map(|name| Name::new(name)).collect();
        let whole = |own: &Name| names.iter().any(|name| own.is_same(name));
        let cut_off = |own: &Name| names.iter().any(|name| own.is_cut_off(name));
        let own = fields
            .iter()
            .find(|(_, own)| whole(own))
            .or_else(|| fields.iter().find(|(_, own)| cut_off(own)));
        match own {
            Some((written, _)) => {
                found.names.push((field.is, (*written).to_owned()));
                if 0 < field.weight {
                    found.telling.push((*written).to_owned());
                }
                found.weight += u32::from(field.weight);
                found.strongest = found.strongest.max(field.weight);
            }
            None if field.needed => return None,
            None => {}
        }
    }
    Some(found)
}

/// The layer's fields that speak against the data set.
fn foreign_fields(preset: &Preset, fields: &[(&str, Name)]) -> Vec<String> {
    let foreign: Vec<Name> = preset
        .foreign_fields
        .iter()
        .map(|name| Name::new(name))
        .collect();
    let is_foreign = |own: &Name| {
        let mut names = foreign.iter();
        names.any(|name| own.is_same(name) || own.is_cut_off(name))
    };
    let own = fields.iter().filter(|(_, own)| is_foreign(own));
    own.map(|(written, _)| (*written).to_owned()).collect()
}

fn name_score(preset: &Preset, layer: &Name) -> f64 {
    let names = preset.layers.iter().map(|name| score_of(layer, name));
    names.fold(0.0, f64::max)
}

fn score_of(layer: &Name, name: &str) -> f64 {
    let name = Name::new(name);
    if layer.is_same(&name) {
        HALF
    } else if layer.has(&name) {
        PART_OF_NAME
    } else {
        0.0
    }
}

/// The class that a layer is named after.
fn class_named<'a>(preset: &'a Preset, layer: &Name) -> Option<(&'a Class, f64)> {
    let classes = preset.classes.iter().filter(|_| preset.layers_name_classes);
    let scored = classes.map(|class| {
        let codes = class.codes.iter().map(|code| score_of(layer, code));
        (class, codes.fold(0.0, f64::max))
    });
    // The first of the best.
    scored
        .filter(|(_, score)| 0.0 < *score)
        .fold(None, |best: Option<(&Class, f64)>, next| match best {
            Some(best) if next.1 <= best.1 => Some(best),
            _ => Some(next),
        })
}
