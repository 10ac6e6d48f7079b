//! Kinds and qualities by what they are called in any of the program's languages.

use super::measures::plain;
use crate::app::masses_notice::{kind_text, quality_text};
use crate::material::{MassKind, Quality};
use crate::words::{Language, Words};

/// What kinds and qualities are called.
pub(super) struct MaterialWords {
    kinds: Vec<(String, MassKind)>,
    qualities: Vec<(String, Quality)>,
}

impl MaterialWords {
    /// In all languages, and as they stand in the project file.
    pub(super) fn load() -> Self {
        let mut kinds = MassKind::ALL.map(|kind| (plain(kind.id()), kind)).to_vec();
        let mut qualities = Quality::ALL.map(|one| (plain(one.id()), one)).to_vec();
        for language in Language::ALL {
            // The texts are inside the program; ids are known in any case.
            let Ok(words) = Words::in_language(language) else {
                continue;
            };
            kinds.extend(MassKind::ALL.map(|kind| (plain(&kind_text(kind, &words)), kind)));
            qualities.extend(Quality::ALL.map(|one| (plain(&quality_text(one, &words)), one)));
        }
        Self { kinds, qualities }
    }

    pub(super) fn kind(&self, text: &str) -> Option<MassKind> {
        found(&self.kinds, text)
    }

    pub(super) fn quality(&self, text: &str) -> Option<Quality> {
        found(&self.qualities, text)
    }
}

fn found<T: Copy>(names: &[(String, T)], text: &str) -> Option<T> {
    let text = plain(text);
    let known = names.iter().find(|(name, _)| *name == text);
    known.map(|(_, one)| *one)
}
