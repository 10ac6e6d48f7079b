//! The document: everything a planner decides, and nothing that can be worked out from it.
//!
//! It names files and holds outlines; heights, volumes and pictures are left to `app`.

mod edit;
mod history;
mod scenario;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::design::{FillTarget, Outline, Slope, UnknownGround};
use crate::units::Metres;

pub use edit::{AddedDeposit, Edit};
pub use history::{History, MAX_STEPS};
pub use scenario::{SCENARIO_COLORS, Scenario, ScenarioId, ScenarioKind};

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
    /// What is added to the file's heights, such as the height of its zero in the project's datum.
    pub height_offset: Metres,
    /// Who is to be named beside the map, such as "© Kartverket".
    pub attribution: String,
    /// Whether it is drawn.
    pub visible: bool,
    /// How much it covers what lies below it, from 0 to 1.
    pub opacity: f32,
}

/// Rock that is to lie inside an outline.
#[derive(Clone, Debug, PartialEq)]
pub struct Deposit {
    /// The alternative that it belongs to.
    pub scenario: ScenarioId,
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

/// A planner's work. Cheap to clone: everything is shared until it is changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Files that are shown, in every alternative.
    pub layers: BTreeMap<LayerId, Arc<Layer>>,
    /// Alternatives, the zero alternative among them.
    pub scenarios: BTreeMap<ScenarioId, Arc<Scenario>>,
    /// The order of the alternatives, the zero alternative first.
    pub scenario_order: Arc<Vec<ScenarioId>>,
    /// Deposits of all alternatives.
    pub deposits: BTreeMap<DepositId, Arc<Deposit>>,
    /// The order in which everything is drawn, the topmost first; deposits of all alternatives among them.
    pub order: Arc<Vec<Entry>>,
}

impl Default for Project {
    fn default() -> Self {
        Self::new("Zero alternative", "Alternative 1")
    }
}

impl Project {
    /// The zero alternative and a first one, both without anything in them.
    pub fn new(zero: &str, first: &str) -> Self {
        let zero = Scenario::new(zero, ScenarioKind::Zero, SCENARIO_COLORS[0]);
        let first = Scenario::new(first, ScenarioKind::Alternative, SCENARIO_COLORS[1]);
        Self {
            layers: BTreeMap::new(),
            scenarios: [(ScenarioId::ZERO, zero), (ScenarioId::FIRST, first)]
                .map(|(id, scenario)| (id, Arc::new(scenario)))
                .into(),
            scenario_order: Arc::new(vec![ScenarioId::ZERO, ScenarioId::FIRST]),
            deposits: BTreeMap::new(),
            order: Arc::new(Vec::new()),
        }
    }

    /// A layer, unless it is gone.
    pub fn layer(&self, id: LayerId) -> Option<&Layer> {
        self.layers.get(&id).map(AsRef::as_ref)
    }

    /// An alternative, unless it is gone.
    pub fn scenario(&self, id: ScenarioId) -> Option<&Scenario> {
        self.scenarios.get(&id).map(AsRef::as_ref)
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

    /// Alternatives in their order, the zero alternative first.
    pub fn scenarios_in_order(&self) -> impl Iterator<Item = (ScenarioId, &Scenario)> {
        self.scenario_order
            .iter()
            .filter_map(|id| self.scenario(*id).map(|scenario| (*id, scenario)))
    }

    /// Deposits of an alternative, the topmost first.
    pub fn deposits_of(
        &self,
        scenario: ScenarioId,
    ) -> impl Iterator<Item = (DepositId, &Arc<Deposit>)> {
        self.order.iter().filter_map(move |entry| match entry {
            Entry::Deposit(id) => self
                .deposits
                .get(id)
                .filter(|deposit| deposit.scenario == scenario)
                .map(|deposit| (*id, deposit)),
            Entry::Layer(_) => None,
        })
    }

    /// What is drawn with an alternative: all layers, and its own deposits, the topmost first.
    pub fn entries_of(&self, scenario: ScenarioId) -> impl Iterator<Item = Entry> {
        self.order.iter().copied().filter(move |entry| match entry {
            Entry::Layer(_) => true,
            Entry::Deposit(id) => self
                .deposit(*id)
                .is_some_and(|deposit| deposit.scenario == scenario),
        })
    }

    /// Whether a deposit's alternative is frozen: what is built there may not be changed.
    pub fn is_frozen(&self, deposit: DepositId) -> bool {
        let scenario = self.deposit(deposit).map(|deposit| deposit.scenario);
        scenario
            .and_then(|id| self.scenario(id))
            .is_some_and(|scenario| scenario.frozen)
    }

    /// Whether nothing was opened or drawn yet.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The largest number that names anything.
    pub fn last_id(&self) -> u64 {
        let layers = self.layers.keys().map(|id| id.0);
        let scenarios = self.scenarios.keys().map(|id| id.0);
        let deposits = self.deposits.keys().map(|id| id.0);
        layers.chain(scenarios).chain(deposits).max().unwrap_or(0)
    }
}
