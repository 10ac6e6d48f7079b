//! Ground that a plan uses besides deposits and pits: roads, ditches, basins and the like.

use super::{ScenarioId, given};
use crate::design::Outline;

/// Names other ground for as long as its project exists. Never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroundId(pub u64);

/// What other ground is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroundPurpose {
    /// A haul road or access road with its banks.
    Road,
    /// A ditch that leads water around or away.
    Ditch,
    /// A sedimentation or settling basin.
    Basin,
    /// A store of topsoil and overburden that was stripped.
    TopsoilStore,
    /// Crusher, plant, workshops and yards.
    Plant,
    /// Anything else.
    #[default]
    Other,
}

impl GroundPurpose {
    /// All, as they are offered.
    pub const ALL: [Self; 6] = [
        Self::Road,
        Self::Ditch,
        Self::Basin,
        Self::TopsoilStore,
        Self::Plant,
        Self::Other,
    ];

    /// As it stands in the project file and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Road => "road",
            Self::Ditch => "ditch",
            Self::Basin => "basin",
            Self::TopsoilStore => "topsoil_store",
            Self::Plant => "plant",
            Self::Other => "other",
        }
    }

    /// Reads an id; `None` where it is none.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.id() == id)
    }
}

/// A drawn area with a purpose. It takes land and has no volume.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherGround {
    /// The alternative that it belongs to.
    pub scenario: ScenarioId,
    /// What the planner calls it.
    pub name: String,
    /// The ground that is used.
    pub outline: Outline,
    /// What for.
    pub purpose: GroundPurpose,
    /// Why the ground does not count as taken for good; `None` where it does.
    pub temporary: Option<String>,
    /// Whether it is drawn.
    pub visible: bool,
    /// How much it covers what lies below it, from 0 to 1.
    pub opacity: f32,
}

impl OtherGround {
    /// Ground that is taken for good, drawn as usual.
    pub fn new(
        scenario: ScenarioId,
        name: String,
        outline: Outline,
        purpose: GroundPurpose,
    ) -> Self {
        Self {
            scenario,
            name,
            outline,
            purpose,
            temporary: None,
            visible: true,
            opacity: 0.7,
        }
    }
}

/// What is changed about other ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroundChange {
    /// What it is used for.
    Purpose(GroundPurpose),
    /// Why it does not count as taken for good.
    Temporary(Option<String>),
}

impl GroundChange {
    /// The id of the text that the undo menu calls it by.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Purpose(_) => "edit-ground-purpose",
            Self::Temporary(_) => "edit-deposit-temporary",
        }
    }

    /// Makes the change.
    pub(super) fn apply(self, ground: &mut OtherGround) {
        match self {
            Self::Purpose(purpose) => ground.purpose = purpose,
            Self::Temporary(reason) => ground.temporary = given(reason),
        }
    }
}
