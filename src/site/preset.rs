//! Norwegian data sets that the program knows, read from `assets/presets`.

use rust_embed::RustEmbed;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::Role;
use super::names::Name;

#[derive(RustEmbed)]
#[folder = "assets/presets/"]
struct Files;

/// A text of a file in `assets`, in bokmål and in English.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Bokmål.
    pub nb: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text in the language of a tag. Nynorsk has none of its own: `nn` is shown in bokmål as `nb` is, and what is
    /// neither in English.
    pub fn in_language(&self, tag: &str) -> &str {
        match tag {
            "nb" | "nn" => &self.nb,
            _ => &self.en,
        }
    }
}

/// What the features of a layer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GeometryKind {
    /// Points.
    Point,
    /// Lines.
    Line,
    /// Polygons.
    Polygon,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// The class of the feature.
    Class,
    /// The feature's own name.
    Name,
    /// Something else that tells the data set.
    Other,
}

/// A field under all its names over the years.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What it holds.
    pub is: FieldKind,
    /// Its names, whole and in one spelling each.
    pub names: Vec<String>,
    /// How much it tells: 0 stands everywhere, 1 in many data sets, 3 hardly in another.
    pub weight: u8,
    /// Whether a layer without it cannot be of this data set.
    #[serde(default)]
    pub needed: bool,
}

/// A class of the data set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its values over the years, the usual one first. A `?` stands for any one digit.
    pub codes: Vec<String>,
    /// What people call it.
    pub label: Bilingual,
    /// What it means for a deposit.
    #[serde(deserialize_with = "role_of_id")]
    pub role: Role,
    /// Its colour on the map: red, green, blue.
    pub color: [u8; 3],
    /// Whether somebody mapped the ground there.
    #[serde(default = "yes")]
    pub mapped: bool,
}

/// Where the colours come from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colors {
    /// Whether the owner of the data set publishes them.
    pub official: bool,
    /// Where they were read, or why they were chosen.
    pub source: String,
}

/// Where the names and codes come from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Specification {
    /// Its title, with the owner.
    pub title: String,
    /// Where it stands.
    pub url: String,
    /// Its version or its date.
    pub date: String,
    /// What could not be confirmed in a source.
    pub unconfirmed: Vec<String>,
}

/// A data set that the program knows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Its name in files, which never changes.
    pub id: String,
    /// What people call it.
    pub name: Bilingual,
    /// What features mean whose class says nothing.
    #[serde(deserialize_with = "role_of_id")]
    pub role: Role,
    /// What its features may be.
    pub geometry: Vec<GeometryKind>,
    /// Its layer's names over the years; a name that holds one of them in whole words will do.
    pub layers: Vec<String>,
    /// Words in the names of layers that are easily taken for it.
    pub other_layers: Vec<String>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Fields of data sets that are easily taken for it.
    pub foreign_fields: Vec<String>,
    /// Whether its fields alone cannot tell it.
    #[serde(default)]
    pub name_is_needed: bool,
    /// Whether a layer without a class cannot be of this data set.
    #[serde(default)]
    pub class_is_needed: bool,
    /// Whether some versions have a layer for each class, named after it.
    #[serde(default)]
    pub layers_name_classes: bool,
    /// Layers that say where it was surveyed.
    pub coverage_layers: Vec<String>,
    /// Its classes, those that come first go before.
    pub classes: Vec<Class>,
    /// Where the colours come from.
    pub colors: Colors,
    /// Whom to name beside the map.
    pub attribution: String,
    /// Under which terms it may be used.
    pub licence: String,
    /// What a reader of the figures has to know.
    pub warnings: Vec<Bilingual>,
    /// Where all this was read.
    pub specification: Specification,
}

impl Preset {
    /// The class of a feature by the value of its class field, a number or a word.
    pub fn class_of(&self, value: &str) -> Option<&Class> {
        let value = Name::new(whole_number(value.trim()));
        self.classes.iter().find(|class| class.has_code(&value))
    }

    /// Whether a layer of this name says where the data set was surveyed.
    pub fn is_coverage_layer(&self, layer: &str) -> bool {
        let layer = Name::new(layer);
        let mut names = self.coverage_layers.iter();
        names.any(|name| layer.has(&Name::new(name)))
    }
}

impl Class {
    /// Whether a value stands for it.
    pub(super) fn has_code(&self, value: &Name) -> bool {
        let mut codes = self.codes.iter();
        codes.any(|code| value.is_like(&Name::pattern(code)))
    }
}

/// Shape and spreadsheets write 60 as `60.0`.
fn whole_number(value: &str) -> &str {
    match value.split_once('.') {
        Some((whole, zeros))
            if !whole.is_empty()
                && whole.bytes().all(|digit| digit.is_ascii_digit())
                && zeros.bytes().all(|digit| digit == b'0') =>
        {
            whole
        }
        _ => value,
    }
}

fn yes() -> bool {
    true
}

/// Reads a role by its id.
pub(super) fn role_of_id<'de, D: Deserializer<'de>>(from: D) -> Result<Role, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

/// A file of `assets/presets` cannot be read, which a test rules out.
#[derive(Debug, thiserror::Error)]
#[error("the preset {file} cannot be read")]
pub struct PresetError {
    /// Its name.
    pub file: String,
    /// Why.
    #[source]
    pub cause: serde_json::Error,
}

/// All data sets that the program knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presets {
    /// In the order of their ids.
    pub all: Vec<Preset>,
}

impl Presets {
    /// Reads them.
    ///
    /// # Errors
    /// If a file inside the program cannot be read, which a test rules out.
    pub fn load() -> Result<Self, PresetError> {
        let mut all = Vec::new();
        for file in Files::iter() {
            let content = Files::get(&file).map(|found| found.data);
            let read = serde_json::from_slice(&content.unwrap_or_default());
            all.push(read.map_err(|cause| PresetError {
                file: file.into_owned(),
                cause,
            })?);
        }
        all.sort_by(|one: &Preset, other| one.id.cmp(&other.id));
        Ok(Self { all })
    }

    /// The data set of an id.
    pub fn get(&self, id: &str) -> Option<&Preset> {
        self.all.iter().find(|preset| preset.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_found_by_number_and_by_word() {
        let presets = Presets::load().unwrap();
        let ar5 = presets.get("ar5").unwrap();
        let role_of = |value: &str| ar5.class_of(value).map(|class| class.role);
        assert_eq!(role_of("60"), Some(Role::Mire));
        assert_eq!(role_of(" 60.000 "), Some(Role::Mire));
        assert_eq!(role_of("MYR"), Some(Role::Mire));
        assert_eq!(role_of("60.5"), None);
        assert_eq!(role_of("6"), None);
        assert_eq!(role_of(""), None);
        assert!(!ar5.class_of("99").unwrap().mapped);
    }

    #[test]
    fn digits_after_a_question_mark_group_classes() {
        let presets = Presets::load().unwrap();
        let buildings = presets.get("matrikkel-buildings").unwrap();
        let label_of = |value: &str| buildings.class_of(value).unwrap().label.nb.clone();
        assert_eq!(label_of("111"), label_of("135"));
        assert_ne!(label_of("111"), label_of("161"));
    }

    #[test]
    fn a_coverage_layer_is_known_by_its_name() {
        let presets = Presets::load().unwrap();
        let nin = presets.get("nin").unwrap();
        assert!(nin.is_coverage_layer("naturtyper_nin_dekning_syntetisk"));
        assert!(!nin.is_coverage_layer("naturtyper_nin"));
    }
}
