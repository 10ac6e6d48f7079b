//! Site layers: what a copied layer means for deposits.

use std::fmt;
use std::sync::Arc;

use super::LayerId;
use crate::site::Role;
use crate::units::Metres;

/// What every name of a content begins with.
const PREFIX: &str = "site_layer_";

/// The longest name of a content.
const MOST_LETTERS: usize = 80;

/// Names the copy of a layer in the project file, which is never changed and never replaced by another.
///
/// Small letters, digits and `_` alone, so that it can name a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentName(Arc<str>);

impl ContentName {
    /// The name for a layer that is copied under a number that was never used before.
    pub fn new(layer: LayerId, name: &str) -> Self {
        let number = format!("{PREFIX}{}", layer.0);
        let words = plain_words(name).join("_");
        let mut text = if words.is_empty() {
            number
        } else {
            format!("{number}_{words}")
        };
        text.truncate(MOST_LETTERS);
        Self(text.trim_end_matches('_').into())
    }

    /// Reads a name; `None` where it is none that is given here.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(PREFIX)?;
        let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
        let is_name =
            rest.bytes().all(is_plain) && rest.starts_with(|first: char| first.is_ascii_digit());
        (is_name && text.len() <= MOST_LETTERS).then(|| Self(text.into()))
    }

    /// As it stands in the project file.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContentName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The words of a name in small letters without diacritics, and digits.
fn plain_words(name: &str) -> Vec<String> {
    let small = name.to_lowercase();
    let letters = small.chars().map(|letter| match letter {
        'a'..='z' | '0'..='9' => letter,
        'æ' | 'ä' | 'å' | 'á' | 'à' => 'a',
        'ø' | 'ö' | 'ó' | 'ò' => 'o',
        'é' | 'è' | 'ê' => 'e',
        'ü' => 'u',
        _ => ' ',
    });
    let plain: String = letters.collect();
    plain.split_whitespace().map(str::to_owned).collect()
}

/// What the planner says of a site layer.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteLayer {
    /// The copy in the project file.
    pub content: ContentName,
    /// What it means for deposits.
    pub role: Role,
    /// The id of the data set that it was recognised as, or said to be.
    pub data_set: Option<String>,
    /// The field that tells classes apart; `None` where all of it is one class.
    pub class_field: Option<String>,
    /// The field that is written at each feature on the map; `None` where nothing is written.
    pub label_field: Option<String>,
    /// The layer that says where somebody has surveyed; `None` where all of the site was.
    pub coverage: Option<LayerId>,
    /// How far around it a zone is looked at.
    pub buffer: Option<Metres>,
    /// Whether invalid polygons are counted as repaired, with the planner's consent.
    pub repaired: bool,
}

impl SiteLayer {
    /// A content that nothing is said of yet.
    pub fn new(content: ContentName) -> Self {
        Self {
            content,
            role: Role::Other,
            data_set: None,
            class_field: None,
            label_field: None,
            coverage: None,
            buffer: None,
            repaired: false,
        }
    }
}

/// What is changed about a site layer.
#[derive(Clone, Debug, PartialEq)]
pub enum SiteChange {
    /// What it means for deposits.
    Role(Role),
    /// The data set that it is, with the role and the field of its classes.
    DataSet {
        /// Its id, or `None` where it is none that is known.
        id: Option<String>,
        /// What it means for deposits.
        role: Role,
        /// The field that tells classes apart.
        class_field: Option<String>,
        /// Whom to name beside the map.
        attribution: String,
    },
    /// The field that tells classes apart.
    ClassField(Option<String>),
    /// The field that is written at each feature on the map.
    LabelField(Option<String>),
    /// The layer that says where somebody has surveyed.
    Coverage(Option<LayerId>),
    /// How far around it a zone is looked at.
    Buffer(Option<Metres>),
    /// Whether invalid polygons are counted as repaired.
    Repaired(bool),
    /// Another copy, of the file as it is now.
    Content(ContentName),
}

impl SiteChange {
    /// The id of the text that the undo menu calls it by.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Role(_) => "edit-site-role",
            Self::DataSet { .. } => "edit-site-data-set",
            Self::ClassField(_) => "edit-site-class-field",
            Self::LabelField(_) => "edit-site-label-field",
            Self::Coverage(_) => "edit-site-coverage",
            Self::Buffer(_) => "edit-site-buffer",
            Self::Repaired(true) => "edit-site-repair",
            Self::Repaired(false) => "edit-site-unrepair",
            Self::Content(_) => "edit-site-import-again",
        }
    }

    /// Makes the change.
    pub(super) fn apply(self, site: &mut SiteLayer) {
        match self {
            Self::Role(role) => site.role = role,
            Self::DataSet {
                id,
                role,
                class_field,
                attribution: _,
            } => {
                site.data_set = id;
                site.role = role;
                site.class_field = class_field;
            }
            Self::ClassField(field) => site.class_field = field,
            Self::LabelField(field) => site.label_field = field,
            Self::Coverage(layer) => site.coverage = layer,
            Self::Buffer(buffer) => site.buffer = buffer,
            Self::Repaired(repaired) => site.repaired = repaired,
            Self::Content(content) => site.content = content,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_named_by_number_and_layer_in_plain_letters() {
        let check = |name: &str, expected: &str| {
            let made = ContentName::new(LayerId(12), name);
            assert_eq!(made.as_str(), expected);
            assert_eq!(ContentName::parse(expected), Some(made));
        };
        check("Naturvernområde", "site_layer_12_naturvernomrade");
        check("AR5 (flate) 2024", "site_layer_12_ar5_flate_2024");
        check("", "site_layer_12");
        check("日本", "site_layer_12");
        check("1881", "site_layer_12_1881");
        check("\"; DROP TABLE x --", "site_layer_12_drop_table_x");
        let long = ContentName::new(LayerId(7), &"å".repeat(500));
        assert!(long.as_str().len() <= MOST_LETTERS);
    }

    #[test]
    fn what_cannot_name_a_table_is_no_content() {
        for text in [
            "",
            "site_layer_",
            "site_layer_a",
            "outlines",
            "site_layer_1\"",
            "site_layer_1 ",
        ] {
            assert_eq!(ContentName::parse(text), None, "{text}");
        }
    }
}
