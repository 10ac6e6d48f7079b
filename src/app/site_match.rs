//! Which data set a copied layer seems to be, and what that makes of it until the planner says otherwise.

use crate::results::{ContentFacts, ContentField};
use crate::site::{
    GeometryKind, Match, Presets, Role, ShapeKind, Verdict, name_field, suggested_role, verdict,
};

/// Features of a layer whose names are written on the map without being asked for.
const MOST_NAMED: u64 = 200;

/// What a layer seems to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteMatch {
    /// The id of the data set; `None` where none is known, or several may be.
    pub data_set: Option<String>,
    /// Ids of the data sets that it may be, the likeliest first, where that has to be asked.
    pub candidates: Vec<String>,
    /// What it means for deposits.
    pub role: Role,
    /// The field that tells classes apart.
    pub class_field: Option<String>,
    /// The field that is written on the map to begin with.
    pub label_field: Option<String>,
    /// Whom to name beside the map.
    pub attribution: String,
}

impl SiteMatch {
    /// A layer of no known data set, whose name may still say what it means.
    fn unknown(layer: &str, fields: &[ContentField]) -> Self {
        let role = suggested_role(layer).unwrap_or(Role::Other);
        let name_field = name_field(fields.iter().map(|field| &field.field));
        Self {
            data_set: None,
            candidates: Vec::new(),
            role,
            class_field: None,
            label_field: name_field.filter(|_| has_names(role)).map(str::to_owned),
            attribution: String::new(),
        }
    }

    fn of(found: &Match<'_>) -> Self {
        Self {
            data_set: Some(found.preset.id.clone()),
            candidates: Vec::new(),
            role: found.class.map_or(found.preset.role, |class| class.role),
            class_field: found.class_field.clone(),
            label_field: found
                .name_field
                .clone()
                .filter(|_| has_names(found.preset.role)),
            attribution: found.preset.attribution.clone(),
        }
    }

    /// The field that is written on the map to begin with: names of points or polygons that are few.
    pub(super) fn label_field_for(&self, facts: &ContentFacts) -> Option<String> {
        let is_few = facts.features <= MOST_NAMED;
        let has_place = matches!(
            facts.kinds.as_slice(),
            [ShapeKind::Points | ShapeKind::Polygons]
        );
        self.label_field.clone().filter(|_| is_few && has_place)
    }
}

/// Whose survey it was is not what the ground is called.
fn has_names(role: Role) -> bool {
    role != Role::SurveyCoverage
}

/// What a layer seems to be, by its name, fields and kinds.
pub(super) fn match_of(
    presets: &Presets,
    layer: &str,
    fields: &[ContentField],
    kinds: &[ShapeKind],
) -> SiteMatch {
    let found = matches_of(presets, layer, fields, kinds);
    match verdict(&found) {
        Verdict::Unknown => SiteMatch::unknown(layer, fields),
        Verdict::Sure(found) => SiteMatch::of(found),
        Verdict::Ask(all) => SiteMatch {
            candidates: all.iter().map(|one| one.preset.id.clone()).collect(),
            ..SiteMatch::unknown(layer, fields)
        },
    }
}

/// What a layer is made by somebody who says which data set it is.
pub(super) fn match_as(
    presets: &Presets,
    id: &str,
    layer: &str,
    fields: &[ContentField],
    kinds: &[ShapeKind],
) -> Option<SiteMatch> {
    let found = matches_of(presets, layer, fields, kinds);
    let of_id = found.iter().find(|found| found.preset.id == id);
    of_id.map(SiteMatch::of).or_else(|| {
        let preset = presets.get(id)?;
        Some(SiteMatch {
            data_set: Some(preset.id.clone()),
            role: preset.role,
            attribution: preset.attribution.clone(),
            ..SiteMatch::unknown(layer, fields)
        })
    })
}

fn matches_of<'a>(
    presets: &'a Presets,
    layer: &str,
    fields: &[ContentField],
    kinds: &[ShapeKind],
) -> Vec<Match<'a>> {
    let names: Vec<&str> = fields
        .iter()
        .map(|field| field.field.name.as_str())
        .collect();
    let geometry = match kinds {
        [ShapeKind::Polygons] => Some(GeometryKind::Polygon),
        [ShapeKind::Lines] => Some(GeometryKind::Line),
        [ShapeKind::Points] => Some(GeometryKind::Point),
        _ => None,
    };
    presets.recognise(layer, &names, geometry)
}
