//! The document: everything a planner decides, and nothing that can be worked out from it.
//!
//! It names files and holds outlines; heights, volumes and pictures are left to `app`.

mod edit;
mod history;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::design::{FillTarget, Outline, Slope, UnknownGround};

pub use edit::Edit;
pub use history::{History, MAX_STEPS};

/// Names a layer for as long as its project exists. Never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerId(pub u64);

/// Names a deposit for as long as its project exists. Never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DepositId(pub u64);

/// Something that is drawn on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// A layer from a file.
    Layer(LayerId),
    /// A deposit.
    Deposit(DepositId),
}

/// What a layer is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// Ground heights that deposits can stand on.
    Terrain,
    /// A picture to find oneself on, such as an orthophoto or a scanned map.
    Background,
    /// Points with a name.
    PlaceNames,
}

/// A file that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What the planner calls it.
    pub name: String,
    /// What it is used for.
    pub kind: LayerKind,
    /// A path, `path#band` or `path#layer`.
    pub source: String,
    /// The coordinate system that the planner named, where the file names none.
    pub stated_crs: Option<String>,
    /// Whether it is drawn.
    pub visible: bool,
    /// How much it covers what lies below it, from 0 to 1.
    pub opacity: f32,
}

/// Rock that is to lie inside an outline.
#[derive(Clone, Debug, PartialEq)]
pub struct Deposit {
    /// What the planner calls it.
    pub name: String,
    /// The limit of the land taken.
    pub outline: Outline,
    /// Steepness of the face.
    pub face: Slope,
    /// How far it is built.
    pub target: FillTarget,
    /// The terrain it stands on.
    pub base: LayerId,
    /// What to do where the outline runs over ground without a height.
    pub unknown_ground: UnknownGround,
    /// Whether it is drawn.
    pub visible: bool,
    /// How much it covers what lies below it, from 0 to 1.
    pub opacity: f32,
}

/// A planner's work. Cheap to clone: layers and deposits are shared until one is changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// Files that are shown.
    pub layers: BTreeMap<LayerId, Arc<Layer>>,
    /// Deposits.
    pub deposits: BTreeMap<DepositId, Arc<Deposit>>,
    /// The order in which everything is drawn, the topmost first.
    pub order: Vec<Entry>,
}

impl Project {
    /// A layer, unless it is gone.
    pub fn layer(&self, id: LayerId) -> Option<&Layer> {
        self.layers.get(&id).map(AsRef::as_ref)
    }

    /// A deposit, unless it is gone.
    pub fn deposit(&self, id: DepositId) -> Option<&Deposit> {
        self.deposits.get(&id).map(AsRef::as_ref)
    }

    /// The name of an entry, unless it is gone.
    pub fn name_of(&self, entry: Entry) -> Option<&str> {
        match entry {
            Entry::Layer(id) => self.layer(id).map(|layer| layer.name.as_str()),
            Entry::Deposit(id) => self.deposit(id).map(|deposit| deposit.name.as_str()),
        }
    }

    /// Layers of a kind, the topmost first.
    pub fn layers_of(&self, kind: LayerKind) -> impl Iterator<Item = (LayerId, &Layer)> {
        self.order.iter().filter_map(move |entry| match entry {
            Entry::Layer(id) => self
                .layer(*id)
                .filter(|layer| layer.kind == kind)
                .map(|layer| (*id, layer)),
            Entry::Deposit(_) => None,
        })
    }

    /// Whether there is nothing yet.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}
