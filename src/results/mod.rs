//! What is computed from decisions, and whether it still belongs to them.

mod content;
mod fill;
mod frozen;
mod pit;
mod records;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

pub use content::{ContentFacts, ContentField, Flaws, ImportNote, ListedFlaw, MOST_LISTED_FLAWS};
pub use fill::{FILL_FIGURES, FillFigures, FillRecord};
pub use frozen::FrozenRecord;
pub use pit::{PIT_FIGURES, PitFigures, PitRecord};
pub use records::{CrsRecord, Records, Snapshot, SourceRecord};

/// The figure of a name among others.
fn figure_named(mut figures: impl Iterator<Item = (&'static str, f64)>, name: &str) -> Option<f64> {
    figures
        .find(|(other, _)| *other == name)
        .map(|(_, value)| value)
}

/// Whether figures are the same; one that is not there is the same as another that is not there.
#[expect(
    clippy::float_cmp,
    reason = "figures that are kept come back with the same bits"
)]
fn are_same(these: &[f64], those: &[f64]) -> bool {
    let mut pairs = these.iter().zip(those);
    pairs.all(|(one, other)| one == other || (one.is_nan() && other.is_nan()))
}

/// Tells inputs apart: results of equal inputs have equal fingerprints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of a file's content: its blake3.
    pub fn of_content(blake3: [u8; 32]) -> Self {
        Self(blake3)
    }
}

/// As 64 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        blake3::Hash::from_bytes(self.0).to_hex().fmt(formatter)
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint has 64 hexadecimal digits")]
pub struct NotAFingerprint;

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let hash = blake3::Hash::from_hex(text).ok();
        hash.map(|hash| Self(*hash.as_bytes()))
            .ok_or(NotAFingerprint)
    }
}

/// Gathers the inputs of a result into its fingerprint.
#[derive(Debug, Default)]
pub struct Inputs(blake3::Hasher);

impl Inputs {
    /// For a kind of result, such as `fill`.
    pub fn of(kind: &str) -> Self {
        Self::default().text(kind)
    }

    /// Adds a text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.0.update(&text.len().to_le_bytes());
        self.0.update(text.as_bytes());
        self
    }

    /// Adds a number, by its bits.
    #[must_use]
    pub fn number(mut self, number: f64) -> Self {
        self.0.update(&number.to_bits().to_le_bytes());
        self
    }

    /// Adds what another result rests on.
    #[must_use]
    pub fn upstream(mut self, fingerprint: Fingerprint) -> Self {
        self.0.update(&fingerprint.0);
        self
    }

    /// The fingerprint of all that was added, in its order.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(*self.0.finalize().as_bytes())
    }
}

/// A result, and how it stands to the decisions of today.
#[derive(Debug, Default)]
pub enum Computed<T, E> {
    /// Nothing is known yet.
    #[default]
    Missing,
    /// What was last worked out, and for which inputs.
    Known {
        /// The inputs.
        of: Fingerprint,
        /// The result, or why there is none.
        result: Result<Arc<T>, Arc<E>>,
    },
}

impl<T, E> Clone for Computed<T, E> {
    fn clone(&self) -> Self {
        match self {
            Self::Missing => Self::Missing,
            Self::Known { of, result } => Self::Known {
                of: *of,
                result: result.clone(),
            },
        }
    }
}

impl<T, E> Computed<T, E> {
    /// Whether it belongs to these inputs.
    pub fn is_of(&self, inputs: Fingerprint) -> bool {
        matches!(self, Self::Known { of, .. } if *of == inputs)
    }

    /// The result, current or not.
    pub fn value(&self) -> Option<&Arc<T>> {
        match self {
            Self::Known { result, .. } => result.as_ref().ok(),
            Self::Missing => None,
        }
    }

    /// Why there is no result.
    pub fn error(&self) -> Option<&Arc<E>> {
        match self {
            Self::Known { result, .. } => result.as_ref().err(),
            Self::Missing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_inputs_have_another_fingerprint() {
        let one = Inputs::of("fill").text("a").text("b").fingerprint();
        let other = Inputs::of("fill").text("ab").text("").fingerprint();
        assert_ne!(one, other);
        let again = Inputs::of("fill").text("a").text("b").fingerprint();
        assert_eq!(one, again);
        let result: Computed<u8, ()> = Computed::Known {
            of: one,
            result: Ok(Arc::new(1)),
        };
        assert!(result.is_of(again) && !result.is_of(other));
    }
}
