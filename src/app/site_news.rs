//! What there is to tell about site layers, in the planner's words.

use super::notice::Notice;
use crate::site::Bilingual;
use crate::words::Words;

/// What happened to a site layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteNews {
    /// It was copied, and what data set it is was seen.
    Recognised {
        /// The layer's name.
        layer: String,
        /// How many features it has.
        features: u64,
        /// What people call the data set.
        data_set: Bilingual,
    },
    /// It was copied, and may be one of several data sets.
    Ambiguous {
        /// The layer's name.
        layer: String,
        /// How many features it has.
        features: u64,
    },
    /// It was copied, and is no data set that is known.
    Copied {
        /// The layer's name.
        layer: String,
        /// How many features it has.
        features: u64,
    },
    /// Some of its polygons are none.
    Flawed {
        /// The layer's name.
        layer: String,
        /// How many features have one.
        features: u64,
    },
    /// It was copied again, and has a field no more that its classes or labels were read from.
    FieldGone {
        /// The layer's name.
        layer: String,
        /// The field's.
        field: String,
    },
}

impl SiteNews {
    /// A short name for it, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Recognised { .. } => "site_recognised",
            Self::Ambiguous { .. } => "site_ambiguous",
            Self::Copied { .. } => "site_copied",
            Self::Flawed { .. } => "site_flawed",
            Self::FieldGone { .. } => "site_field_gone",
        }
    }

    /// Whether it is something to be careful about.
    pub fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::Ambiguous { .. } | Self::Flawed { .. } | Self::FieldGone { .. }
        )
    }

    /// In the planner's words.
    pub(super) fn notice(&self, words: &Words) -> Notice {
        let copied = |layer: &str, features: u64| {
            let features = words.number(features as f64, 0);
            vec![("layer", layer.to_owned()), ("features", features)]
        };
        let arguments = match self {
            Self::Recognised {
                layer,
                data_set,
                features,
            } => {
                let data_set = data_set.in_language(words.language().tag()).to_owned();
                let mut arguments = copied(layer, *features);
                arguments.push(("data-set", data_set));
                arguments
            }
            Self::Ambiguous { layer, features }
            | Self::Copied { layer, features }
            | Self::Flawed { layer, features } => copied(layer, *features),
            Self::FieldGone { layer, field } => {
                vec![("layer", layer.clone()), ("field", field.clone())]
            }
        };
        Notice {
            code: self.code(),
            message: words.text(&format!("warning-{}", self.code()), &arguments),
            hint: String::new(),
            details: String::new(),
        }
    }
}
