//! The life cycle of a deposit: who answers for it, what becomes of it, its soil, and what is watched.

use geo::Coord;

use super::Deposit;
use crate::balance::SoilPlan;
use crate::units::Year;

/// What is decided about a deposit beyond how it is built and filled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LifeCycle {
    /// Who answers for it: a name, and what they are.
    pub responsible: String,
    /// What the place is used for afterwards; `None` where nobody has said.
    pub later_use: Option<LaterUse>,
    /// How it is covered and restored, in words.
    pub restoration: String,
    /// Soil that is stripped and laid back.
    pub soil: SoilPlan,
    /// What is watched.
    pub monitoring: Vec<MonitoringPoint>,
}

/// What a place is used for when a deposit is finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LaterUse {
    /// Forest.
    Forest,
    /// Fields and pasture.
    Farming,
    /// Left to nature, or restored for it.
    Nature,
    /// Outdoor life and sport.
    Recreation,
    /// Buildings and trade.
    Building,
    /// Roads, harbours and the like.
    Infrastructure,
    /// Rock is taken out again for use.
    Reclaiming,
    /// Something else, said in the plan.
    Other,
}

impl LaterUse {
    /// All.
    pub const ALL: [Self; 8] = [
        Self::Forest,
        Self::Farming,
        Self::Nature,
        Self::Recreation,
        Self::Building,
        Self::Infrastructure,
        Self::Reclaiming,
        Self::Other,
    ];

    /// As it stands in the project file and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Forest => "forest",
            Self::Farming => "farming",
            Self::Nature => "nature",
            Self::Recreation => "recreation",
            Self::Building => "building",
            Self::Infrastructure => "infrastructure",
            Self::Reclaiming => "reclaiming",
            Self::Other => "other",
        }
    }

    /// Reads an id; `None` where it is none.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }
}

/// In what something is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Medium {
    /// Water that seeps out of the deposit.
    #[default]
    Seepage,
    /// Groundwater.
    Groundwater,
    /// Streams and lakes.
    SurfaceWater,
    /// The sea.
    Sea,
    /// The bottom of lakes and the sea.
    Sediment,
    /// Air and dust.
    Air,
    /// Noise and shaking.
    Noise,
    /// How the deposit itself moves.
    Stability,
    /// Plants and animals.
    Life,
}

impl Medium {
    /// All.
    pub const ALL: [Self; 9] = [
        Self::Seepage,
        Self::Groundwater,
        Self::SurfaceWater,
        Self::Sea,
        Self::Sediment,
        Self::Air,
        Self::Noise,
        Self::Stability,
        Self::Life,
    ];

    /// As it stands in the project file and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Seepage => "seepage",
            Self::Groundwater => "groundwater",
            Self::SurfaceWater => "surface_water",
            Self::Sea => "sea",
            Self::Sediment => "sediment",
            Self::Air => "air",
            Self::Noise => "noise",
            Self::Stability => "stability",
            Self::Life => "life",
        }
    }

    /// Reads an id; `None` where it is none.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }
}

/// Something that is measured at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct MonitoringPoint {
    /// What the planner calls it.
    pub name: String,
    /// Where, in metres.
    pub place: Coord<f64>,
    /// In what it is measured.
    pub medium: Medium,
    /// What is measured, such as "nickel" or "turbidity".
    pub parameter: String,
    /// The limit that must be kept, with its unit, such as "5 µg/l"; empty where there is none.
    pub limit: String,
    /// How many times a year.
    pub times_a_year: f64,
    /// The first year; `None` from the beginning of the deposit.
    pub first_year: Option<Year>,
    /// The last year; `None` until somebody ends it.
    pub last_year: Option<Year>,
}

/// What is changed about a life cycle.
#[derive(Clone, Debug, PartialEq)]
pub enum LifeChange {
    /// Who answers for it.
    Responsible(String),
    /// What the place is used for afterwards.
    LaterUse(Option<LaterUse>),
    /// How it is covered and restored.
    Restoration(String),
    /// Soil that is stripped and laid back.
    Soil(SoilPlan),
    /// What is watched.
    Monitoring(Vec<MonitoringPoint>),
}

impl LifeChange {
    /// The id of the text that the undo menu calls it by.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Responsible(_) => "edit-life-responsible",
            Self::LaterUse(_) => "edit-life-later-use",
            Self::Restoration(_) => "edit-life-restoration",
            Self::Soil(_) => "edit-life-soil",
            Self::Monitoring(_) => "edit-life-monitoring",
        }
    }

    /// Makes the change.
    pub(super) fn apply(self, deposit: &mut Deposit) {
        let life = deposit.life.as_mut();
        match self {
            Self::Responsible(who) => life.responsible = who,
            Self::LaterUse(later) => life.later_use = later,
            Self::Restoration(plan) => life.restoration = plan,
            Self::Soil(soil) => life.soil = soil,
            Self::Monitoring(points) => life.monitoring = points,
        }
    }
}
