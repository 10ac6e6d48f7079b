//! The document: everything a planner decides, and nothing that can be worked out from it.
//!
//! It names files and holds outlines; heights, volumes and pictures are left to `app`.

mod areas;
mod assessment;
mod corner_levels;
mod deposit;
mod difference;
mod edit;
mod fraction;
mod history;
mod life_cycle;
mod masses;
mod mining;
mod other_ground;
mod outlet;
mod pit;
mod ramp;
mod scenario;
mod scenario_edits;
mod site_layer;
mod template;
mod terms;
mod tip_point;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::design::{HeightErrors, Outline};
use crate::units::Metres;

pub use areas::Areas;
pub use assessment::{
    Assessment, AssessmentChange, Comment, CommentId, Indicator, IndicatorId, IndicatorOf,
    Judgement, JudgementId, ThemeVerdict, Verdict, WeightSet, WeightSetId, WeightsInUse, own_key,
    theme_key,
};
pub use deposit::{Deposit, DepositChange, DepositMethod, LevelMethod, Seabed};
pub use difference::{
    Amounts, Both, Changed, Decided, Decision, Difference, DifferenceOf, are_close, differences,
};
pub use edit::{AddedCopy, Edit};
pub use fraction::{Fraction, FractionChange, FractionId};
pub use history::{History, MAX_STEPS};
pub use life_cycle::{LaterUse, LifeChange, LifeCycle, Medium, MonitoringPoint};
pub use masses::{Cell, CellKey, Cells, MassSettings};
pub use mining::{Mining, MiningChange};
pub use other_ground::{GroundChange, GroundId, GroundPurpose, OtherGround};
pub use outlet::{Outlet, OutletChange, OutletId};
pub use pit::{Original, Pit, PitChange, PitId, Room};
pub use ramp::{RampPlan, RampRoute};
pub use scenario::{SCENARIO_COLORS, Scenario, ScenarioId, ScenarioKind};
pub use site_layer::{ContentName, SiteChange, SiteLayer};
pub use template::{SlopePreset, SlopeTemplate, Slopes, TemplateChange, TemplateId};
pub use terms::{Distance, Terms, TermsChange};
pub use tip_point::drawn_of;

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
    /// A pit or stope.
    Pit(PitId),
    /// Other ground that is used.
    Ground(GroundId),
    /// An outlet, where somebody uses rock.
    Outlet(OutletId),
}

impl Entry {
    /// Whether it belongs to one alternative, as layers do not.
    pub fn is_built(self) -> bool {
        !matches!(self, Self::Layer(_))
    }

    /// What it is and its number, as rows of the project file and the command line name it.
    pub fn kind_and_number(self) -> (&'static str, u64) {
        match self {
            Self::Layer(id) => ("layer", id.0),
            Self::Deposit(id) => ("deposit", id.0),
            Self::Pit(id) => ("pit", id.0),
            Self::Ground(id) => ("ground", id.0),
            Self::Outlet(id) => ("outlet", id.0),
        }
    }
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
    /// What stands on the site, copied into the project.
    Site,
}

/// What the numbers of a terrain's file are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Values {
    /// Metres above its zero.
    #[default]
    Heights,
    /// Metres below its zero, as on a sea chart.
    Depths,
}

/// How the numbers of a terrain's file become heights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    /// Whether they grow upwards or downwards.
    pub values: Values,
    /// What is added then: the height of the file's zero in the project's datum.
    pub offset: Metres,
}

impl Reading {
    /// A number of the file as a height, in metres.
    pub fn height_of(self, number: f64) -> f64 {
        match self.values {
            Values::Heights => number + self.offset.0,
            Values::Depths => self.offset.0 - number,
        }
    }

    /// Whether heights are the numbers themselves.
    pub fn is_plain(self) -> bool {
        self == Self::default()
    }
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
    /// Whether its numbers grow upwards or downwards.
    pub values: Values,
    /// What is added to the file's heights, such as the height of its zero in the project's datum.
    pub height_offset: Metres,
    /// How far off the heights may be.
    pub errors: HeightErrors,
    /// Who is to be named beside the map, such as "© Kartverket".
    pub attribution: String,
    /// Whether it is drawn.
    pub visible: bool,
    /// How much it covers what lies below it, from 0 to 1.
    pub opacity: f32,
    /// What the planner says of it; `None` unless it is a site layer.
    pub site: Option<Box<SiteLayer>>,
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
    /// Pits and stopes of all alternatives.
    pub pits: BTreeMap<PitId, Arc<Pit>>,
    /// Other ground that is used in all alternatives.
    pub other_ground: BTreeMap<GroundId, Arc<OtherGround>>,
    /// Outlets of all alternatives.
    pub outlets: BTreeMap<OutletId, Arc<Outlet>>,
    /// Fractions of the surplus masses, in every alternative.
    pub fractions: BTreeMap<FractionId, Arc<Fraction>>,
    /// The order of the fractions.
    pub fraction_order: Arc<Vec<FractionId>>,
    /// Years and rates.
    pub masses: Arc<MassSettings>,
    /// What goes where, by alternative; one in which nothing goes anywhere is not there.
    pub cells: BTreeMap<ScenarioId, Arc<Cells>>,
    /// The order in which everything is drawn, the topmost first; what is built in all alternatives among it.
    pub order: Arc<Vec<Entry>>,
    /// Slope templates of the project's own, beside those that every project offers.
    pub templates: BTreeMap<TemplateId, Arc<SlopeTemplate>>,
    /// The order of the slope templates.
    pub template_order: Arc<Vec<TemplateId>>,
    /// What areas are, and volumes with them.
    pub areas: Areas,
    /// What people judge of the alternatives.
    pub assessment: Arc<Assessment>,
}

impl Layer {
    /// How the numbers of a terrain's file become heights.
    pub fn reading(&self) -> Reading {
        Reading {
            values: self.values,
            offset: self.height_offset,
        }
    }
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
            pits: BTreeMap::new(),
            other_ground: BTreeMap::new(),
            outlets: BTreeMap::new(),
            fractions: BTreeMap::new(),
            fraction_order: Arc::new(Vec::new()),
            masses: Arc::default(),
            cells: BTreeMap::new(),
            order: Arc::new(Vec::new()),
            templates: BTreeMap::new(),
            template_order: Arc::new(Vec::new()),
            areas: Areas::default(),
            assessment: Arc::default(),
        }
    }

    /// Without anything in it, not even the zero alternative: what a file is read into.
    pub fn bare() -> Self {
        Self {
            scenarios: BTreeMap::new(),
            scenario_order: Arc::default(),
            ..Self::new("", "")
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

    /// A pit or stope, unless it is gone.
    pub fn pit(&self, id: PitId) -> Option<&Pit> {
        self.pits.get(&id).map(AsRef::as_ref)
    }

    /// Other ground, unless it is gone.
    pub fn ground(&self, id: GroundId) -> Option<&OtherGround> {
        self.other_ground.get(&id).map(AsRef::as_ref)
    }

    /// An outlet, unless it is gone.
    pub fn outlet(&self, id: OutletId) -> Option<&Outlet> {
        self.outlets.get(&id).map(AsRef::as_ref)
    }

    /// A fraction, unless it is gone.
    pub fn fraction(&self, id: FractionId) -> Option<&Fraction> {
        self.fractions.get(&id).map(AsRef::as_ref)
    }

    /// Fractions in their order.
    pub fn fractions_in_order(&self) -> impl Iterator<Item = (FractionId, &Arc<Fraction>)> {
        let order = self.fraction_order.iter();
        order.filter_map(|id| self.fractions.get(id).map(|fraction| (*id, fraction)))
    }

    /// The terms of what takes rock; `None` for everything else and what is gone.
    pub fn terms_of(&self, entry: Entry) -> Option<&Terms> {
        match entry {
            Entry::Deposit(id) => self.deposit(id).map(|deposit| deposit.terms.as_ref()),
            Entry::Pit(id) => self.pit(id).map(|pit| pit.terms.as_ref()),
            Entry::Outlet(id) => self.outlet(id).map(|outlet| &outlet.terms),
            Entry::Layer(_) | Entry::Ground(_) => None,
        }
    }

    /// A slope template, unless it is gone.
    pub fn template(&self, id: TemplateId) -> Option<&SlopeTemplate> {
        self.templates.get(&id).map(AsRef::as_ref)
    }

    /// Slope templates of the project's own, in their order.
    pub fn templates_in_order(&self) -> impl Iterator<Item = (TemplateId, &SlopeTemplate)> {
        self.template_order
            .iter()
            .filter_map(|id| self.template(*id).map(|template| (*id, template)))
    }

    /// The alternative that a deposit or pit belongs to; `None` for layers and what is gone.
    pub fn scenario_of(&self, entry: Entry) -> Option<ScenarioId> {
        match entry {
            Entry::Layer(_) => None,
            Entry::Deposit(id) => self.deposit(id).map(|deposit| deposit.scenario),
            Entry::Pit(id) => self.pit(id).map(|pit| pit.scenario),
            Entry::Ground(id) => self.ground(id).map(|ground| ground.scenario),
            Entry::Outlet(id) => self.outlet(id).map(|outlet| outlet.scenario),
        }
    }

    /// What the planner drew of a deposit or pit; `None` for layers, stopes and what is gone.
    pub fn outline_of(&self, entry: Entry) -> Option<&Outline> {
        match entry {
            Entry::Layer(_) | Entry::Outlet(_) => None,
            Entry::Deposit(id) => self.deposit(id).map(|deposit| &deposit.outline),
            Entry::Pit(id) => self.pit(id).and_then(Pit::outline),
            Entry::Ground(id) => self.ground(id).map(|ground| &ground.outline),
        }
    }

    /// Whether an entry is a fill below a point, of whose outline only the middle counts.
    pub fn is_point(&self, entry: Entry) -> bool {
        match entry {
            Entry::Deposit(id) => self.deposit(id).and_then(Deposit::point).is_some(),
            Entry::Layer(_) | Entry::Pit(_) | Entry::Ground(_) | Entry::Outlet(_) => false,
        }
    }

    /// Why an entry's ground does not count as taken for good; `None` where it does.
    pub fn temporary_of(&self, entry: Entry) -> Option<&str> {
        match entry {
            Entry::Layer(_) | Entry::Pit(_) | Entry::Outlet(_) => None,
            Entry::Deposit(id) => self.deposit(id)?.temporary.as_deref(),
            Entry::Ground(id) => self.ground(id)?.temporary.as_deref(),
        }
    }

    /// Whether an entry takes its ground for a time only.
    pub fn is_temporary(&self, entry: Entry) -> bool {
        self.temporary_of(entry).is_some()
    }

    /// Whether an entry is drawn.
    pub fn is_visible(&self, entry: Entry) -> bool {
        match entry {
            Entry::Layer(id) => self.layer(id).is_some_and(|layer| layer.visible),
            Entry::Deposit(id) => self.deposit(id).is_some_and(|deposit| deposit.visible),
            Entry::Pit(id) => self.pit(id).is_some_and(|pit| pit.visible),
            Entry::Ground(id) => self.ground(id).is_some_and(|ground| ground.visible),
            Entry::Outlet(id) => self.outlet(id).is_some_and(|outlet| outlet.visible),
        }
    }

    /// The name of an entry, unless it is gone.
    pub fn name_of(&self, entry: Entry) -> Option<&str> {
        match entry {
            Entry::Layer(id) => self.layer(id).map(|layer| layer.name.as_str()),
            Entry::Deposit(id) => self.deposit(id).map(|deposit| deposit.name.as_str()),
            Entry::Pit(id) => self.pit(id).map(|pit| pit.name.as_str()),
            Entry::Ground(id) => self.ground(id).map(|ground| ground.name.as_str()),
            Entry::Outlet(id) => self.outlet(id).map(|outlet| outlet.name.as_str()),
        }
    }

    /// Site layers and what is said of them, the topmost first.
    pub fn site_layers(&self) -> impl Iterator<Item = (LayerId, &Layer, &SiteLayer)> {
        self.layers_of(LayerKind::Site)
            .filter_map(|(id, layer)| Some((id, layer, layer.site.as_deref()?)))
    }

    /// Layers of a kind, the topmost first.
    pub fn layers_of(&self, kind: LayerKind) -> impl Iterator<Item = (LayerId, &Layer)> {
        self.order.iter().filter_map(move |entry| match entry {
            Entry::Layer(id) => self
                .layer(*id)
                .filter(|layer| layer.kind == kind)
                .map(|layer| (*id, layer)),
            _ => None,
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
            _ => None,
        })
    }

    /// Pits and stopes of an alternative, the topmost first.
    pub fn pits_of(&self, scenario: ScenarioId) -> impl Iterator<Item = (PitId, &Arc<Pit>)> {
        self.order.iter().filter_map(move |entry| match entry {
            Entry::Pit(id) => self
                .pits
                .get(id)
                .filter(|pit| pit.scenario == scenario)
                .map(|pit| (*id, pit)),
            _ => None,
        })
    }

    /// Other ground that an alternative uses, the topmost first.
    pub fn ground_of(
        &self,
        scenario: ScenarioId,
    ) -> impl Iterator<Item = (GroundId, &Arc<OtherGround>)> {
        self.order.iter().filter_map(move |entry| match entry {
            Entry::Ground(id) => self
                .other_ground
                .get(id)
                .filter(|ground| ground.scenario == scenario)
                .map(|ground| (*id, ground)),
            _ => None,
        })
    }

    /// Outlets of an alternative, the topmost first.
    pub fn outlets_of(
        &self,
        scenario: ScenarioId,
    ) -> impl Iterator<Item = (OutletId, &Arc<Outlet>)> {
        self.order.iter().filter_map(move |entry| match entry {
            Entry::Outlet(id) => self
                .outlets
                .get(id)
                .filter(|outlet| outlet.scenario == scenario)
                .map(|outlet| (*id, outlet)),
            _ => None,
        })
    }

    /// What takes rock in an alternative, the topmost first.
    pub fn destinations_of(&self, scenario: ScenarioId) -> impl Iterator<Item = Entry> {
        let takes_rock = |entry: &Entry| self.terms_of(*entry).is_some();
        self.built_in(scenario).filter(takes_rock)
    }

    /// Deposits, pits, outlets and other ground of an alternative, the topmost first.
    pub fn built_in(&self, scenario: ScenarioId) -> impl Iterator<Item = Entry> {
        let order = self.order.iter().copied();
        order.filter(move |entry| self.scenario_of(*entry) == Some(scenario))
    }

    /// What is drawn with an alternative: all layers, and what is built in it, the topmost first.
    pub fn entries_of(&self, scenario: ScenarioId) -> impl Iterator<Item = Entry> {
        let order = self.order.iter().copied();
        order.filter(move |entry| !entry.is_built() || self.scenario_of(*entry) == Some(scenario))
    }

    /// Whether the alternative of a deposit or pit is frozen: what is built there may not be changed.
    pub fn is_frozen(&self, entry: Entry) -> bool {
        self.scenario_of(entry)
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
        let pits = self.pits.keys().map(|id| id.0);
        let grounds = self.other_ground.keys().map(|id| id.0);
        let templates = self.templates.keys().map(|id| id.0);
        let outlets = self.outlets.keys().map(|id| id.0);
        let fractions = self.fractions.keys().map(|id| id.0);
        let all = layers.chain(scenarios).chain(deposits).chain(pits);
        let all = all.chain(grounds).chain(templates);
        let all = all.chain(outlets).chain(fractions);
        all.max().unwrap_or(0).max(self.assessment.last_id())
    }
}

/// A reason that says something; `None` for one of blanks.
fn given(reason: Option<String>) -> Option<String> {
    let reason = reason.map(|reason| reason.trim().to_owned());
    reason.filter(|reason| !reason.is_empty())
}
