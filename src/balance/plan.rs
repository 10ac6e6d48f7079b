//! What there is to place, and where it may go: all that the ledger and the allocation rest on.
//!
//! Years, fractions and destinations are counted from 0 in the order of the plan.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::Cap;
use crate::material::{MassKind, Material, Placing, Quality};
use crate::units::{BankM3, NokPerTonne, PlacedM3, SquareMetres, Tonnes, Year};

/// Where rock ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// Somebody uses it.
    Reuse,
    /// Back into a pit or stope.
    Backfill,
    /// In a store, to be taken out again.
    Store,
    /// On land, for good.
    Land,
    /// In the sea, for good.
    Sea,
}

impl Fate {
    /// All, in the order in which rock is placed unless somebody says another.
    pub const ALL: [Self; 5] = [
        Self::Reuse,
        Self::Backfill,
        Self::Store,
        Self::Land,
        Self::Sea,
    ];

    /// As it stands in the project file and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Reuse => "reuse",
            Self::Backfill => "backfill",
            Self::Store => "store",
            Self::Land => "land",
            Self::Sea => "sea",
        }
    }

    /// Reads an id; `None` where it is none.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.id() == id)
    }

    /// Its place among all.
    pub fn index(self) -> usize {
        match self {
            Self::Reuse => 0,
            Self::Backfill => 1,
            Self::Store => 2,
            Self::Land => 3,
            Self::Sea => 4,
        }
    }
}

/// Which rock a destination takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Kinds that it takes.
    pub kinds: BTreeSet<MassKind>,
    /// Qualities that it takes.
    pub qualities: BTreeSet<Quality>,
}

impl Default for Acceptance {
    /// Everything.
    fn default() -> Self {
        Self {
            kinds: MassKind::ALL.into(),
            qualities: Quality::ALL.into(),
        }
    }
}

impl Acceptance {
    /// Whether rock of this kind and quality is taken.
    pub fn takes(&self, material: &Material) -> bool {
        self.kinds.contains(&material.kind) && self.qualities.contains(&material.quality)
    }
}

/// A fraction and how much of it comes each year.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedFraction {
    /// What the planner calls it.
    pub name: String,
    /// What it is made of.
    pub material: Arc<Material>,
    /// How much of it comes in each year of the plan, not negative.
    pub produced: Vec<Tonnes>,
}

/// The least that an outlet takes in a year in which it takes anything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeastYearly {
    /// How much.
    pub mass: Tonnes,
    /// Whether less than that is not taken at all; otherwise it is only told.
    pub is_rule: bool,
}

/// A step of a stage curve: so much more room, on so much more ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LandStep {
    /// The volume up to here.
    pub volume: PlacedM3,
    /// The ground covered up to here.
    pub land: SquareMetres,
}

/// How much a destination holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Holding {
    /// Somebody takes it away: no end.
    Outlet {
        /// The least that it takes in a year.
        least: Option<LeastYearly>,
    },
    /// It lies there for good.
    Deposit {
        /// Whether in the sea.
        in_sea: bool,
        /// What it still holds when the plan begins.
        capacity: PlacedM3,
        /// How the ground that it covers grows with it, from the first volume above nothing on; both grow.
        land: Vec<LandStep>,
    },
    /// It lies there for a time.
    Store {
        /// What it holds at any time.
        capacity: PlacedM3,
        /// The year by whose end it is empty; `None` where it may keep what it has at the end of the plan.
        emptied_by: Option<usize>,
        /// What it costs to take a tonne out again.
        reclaim: NokPerTonne,
        /// How the ground that it covers grows with what it holds.
        land: Vec<LandStep>,
    },
    /// It goes back into a pit or stope, within its two limits.
    Backfill {
        /// The room that is free at the end of each year, all that there has been so far; it never falls.
        free: Vec<PlacedM3>,
        /// The rock that was taken out until the end of each year, ore too, and before the plan; it never falls.
        extracted: Vec<BankM3>,
        /// The share of that which may go back.
        cap: Cap,
        /// What lay there when the plan began.
        already_placed: PlacedM3,
        /// The same as it was in the ground.
        already_bank: BankM3,
    },
}

/// Somewhere that rock goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// What the planner calls it.
    pub name: String,
    /// How much it holds.
    pub holding: Holding,
    /// Years of the plan in which it takes rock.
    pub open: Range<usize>,
    /// Which rock it takes.
    pub accepts: Acceptance,
    /// How rock is laid there.
    pub placing: Placing,
    /// The most that it takes in a year.
    pub yearly_limit: Option<Tonnes>,
    /// What a tonne costs there, haul and handling less what is paid for it: one for each fraction.
    pub cost: Vec<NokPerTonne>,
}

impl Destination {
    /// Where its rock ends.
    pub fn fate(&self) -> Fate {
        match &self.holding {
            Holding::Outlet { .. } => Fate::Reuse,
            Holding::Deposit { in_sea: true, .. } => Fate::Sea,
            Holding::Deposit { in_sea: false, .. } => Fate::Land,
            Holding::Store { .. } => Fate::Store,
            Holding::Backfill { .. } => Fate::Backfill,
        }
    }

    /// Whether rock is taken out of it again.
    pub fn is_store(&self) -> bool {
        matches!(self.holding, Holding::Store { .. })
    }

    /// Whether rock may be taken out of it in a year: as long as the plan lasts, and not after it must be empty.
    pub fn gives_back_in(&self, year: usize) -> bool {
        match &self.holding {
            Holding::Store { emptied_by, .. } => emptied_by.is_none_or(|last| year <= last),
            _ => false,
        }
    }
}

/// An amount that the planner has set, which an allocation does not change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedFlow {
    /// Which flow.
    pub flow: FlowKey,
    /// How much, not negative.
    pub mass: Tonnes,
}

/// Whether rock goes in or comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Into a destination.
    In,
    /// Out of a store.
    Out,
}

/// Names a flow of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowKey {
    /// Of this fraction.
    pub fraction: usize,
    /// In this year.
    pub year: usize,
    /// Into or out of this destination.
    pub destination: usize,
    /// Whether in or out.
    pub way: Way,
}

/// All that there is to place, and where it may go.
#[derive(Clone, Debug, PartialEq)]
pub struct MassPlan {
    /// The first year.
    pub first_year: Year,
    /// How many years there are.
    pub years: usize,
    /// What comes.
    pub fractions: Vec<PlannedFraction>,
    /// Where it may go.
    pub destinations: Vec<Destination>,
    /// What the planner has set.
    pub fixed: Vec<FixedFlow>,
}

impl MassPlan {
    /// The calendar year of a year of the plan.
    pub fn year(&self, index: usize) -> Year {
        Year(i32::try_from(index).map_or(i32::MAX, |years| self.first_year.0.saturating_add(years)))
    }

    /// The room that a tonne of a fraction takes at a destination, in m³/t.
    pub fn room_m3_per_tonne(&self, fraction: usize, destination: usize) -> f64 {
        let placing = self.destinations[destination].placing;
        self.fractions[fraction]
            .material
            .placed_m3_per_tonne(placing)
    }

    /// The volume that a tonne of a fraction had in the ground, in m³/t.
    pub fn bank_m3_per_tonne(&self, fraction: usize) -> f64 {
        self.fractions[fraction].material.bank_m3_per_tonne()
    }

    /// Whether a destination takes a fraction in a year.
    pub fn may_flow(&self, flow: FlowKey) -> bool {
        let destination = &self.destinations[flow.destination];
        let takes = destination
            .accepts
            .takes(&self.fractions[flow.fraction].material);
        takes
            && match flow.way {
                Way::In => destination.open.contains(&flow.year),
                Way::Out => destination.gives_back_in(flow.year),
            }
    }

    /// All tonnes that come.
    pub fn produced(&self) -> Tonnes {
        let of_fraction = |fraction: &PlannedFraction| fraction.produced.iter().copied().sum();
        self.fractions.iter().map(of_fraction).sum::<Tonnes>()
    }
}
