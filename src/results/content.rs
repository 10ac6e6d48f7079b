//! What was found out about a layer when it was copied into the project.

use geo::{Coord, Rect};

use super::Fingerprint;
use crate::site::{Attribute, FlawKind, ShapeKind};

/// Flaws that are listed; more are only counted.
pub const MOST_LISTED_FLAWS: usize = 500;

/// A copied layer, without its features.
#[derive(Clone, Debug, PartialEq)]
pub struct ContentFacts {
    /// The name of the layer in its file.
    pub layer: String,
    /// When it was copied.
    pub imported: jiff::Timestamp,
    /// What copied it.
    pub program: String,
    /// How many features there are.
    pub features: u64,
    /// What its features are, without repeats.
    pub kinds: Vec<ShapeKind>,
    /// The ground that they lie on, in metres.
    pub extent: Option<Rect<f64>>,
    /// The fields of its features, with their names in the project file.
    pub fields: Vec<ContentField>,
    /// What was odd about the file.
    pub notes: Vec<ImportNote>,
    /// Polygons that are none.
    pub flaws: Flaws,
    /// Tells the content apart from any other.
    pub digest: Fingerprint,
}

/// A field of a copied layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentField {
    /// As the file had it.
    pub field: Attribute,
    /// The column in the project file.
    pub column: String,
}

/// Something odd about a file, to be told in any language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportNote {
    /// Which kind of oddity: the text is found by it.
    pub code: String,
    /// The arguments of the text, by name.
    pub arguments: Vec<(String, String)>,
}

/// Polygons that are none, as they were counted when the layer was copied.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flaws {
    /// How many features have one.
    pub features: u64,
    /// What their rings enclose as they are, in square metres.
    pub area_m2: f64,
    /// What they cover when they are repaired, in square metres.
    pub repaired_m2: f64,
    /// The first of them, at most [`MOST_LISTED_FLAWS`].
    pub listed: Vec<ListedFlaw>,
}

/// A feature whose polygons are none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ListedFlaw {
    /// The feature's number in the project file.
    pub fid: i64,
    /// What is wrong.
    pub kind: FlawKind,
    /// Where it shows first, in metres.
    pub at: Coord<f64>,
    /// What its rings enclose as they are, in square metres.
    pub area_m2: f64,
    /// What it covers when it is repaired, in square metres.
    pub repaired_m2: f64,
}

impl Flaws {
    /// Adds a feature.
    pub fn add(&mut self, flaw: ListedFlaw) {
        self.features += 1;
        self.area_m2 += flaw.area_m2;
        self.repaired_m2 += flaw.repaired_m2;
        if self.listed.len() < MOST_LISTED_FLAWS {
            self.listed.push(flaw);
        }
    }
}
