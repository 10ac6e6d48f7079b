//! Pits and stopes that rock goes back into.

use super::{LayerId, Mining, MiningChange, ScenarioId, Terms};
use crate::balance::{BackfillTarget, Cap};
use crate::design::Outline;
use crate::units::{BankM3, Metres, PlacedFactor, PlacedM3};

/// Names a pit for as long as its project exists. Never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PitId(pub u64);

/// What the ground was before a pit was mined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Original {
    /// The ground around the rim, carried across the pit.
    #[default]
    Rim,
    /// A terrain.
    Layer(LayerId),
}

/// The room that is filled.
#[derive(Clone, Debug, PartialEq)]
pub enum Room {
    /// A pit in a terrain, from which its void is measured.
    Pit {
        /// The rim.
        outline: Outline,
        /// The terrain as mined.
        mined: LayerId,
        /// What it was before.
        original: Original,
        /// All rock that was taken out, where it is known better than from the surfaces.
        extracted: Option<BankM3>,
        /// The highest level that may be filled to, where there is one.
        permitted_level: Option<Metres>,
    },
    /// A stope under ground, which no terrain shows.
    Stope {
        /// The room that may be filled.
        void: PlacedM3,
        /// All rock that was taken out.
        extracted: BankM3,
    },
}

/// A pit or stope that rock goes back into.
#[derive(Clone, Debug, PartialEq)]
pub struct Pit {
    /// The alternative that it belongs to.
    pub scenario: ScenarioId,
    /// What the planner calls it.
    pub name: String,
    /// The room that is filled.
    pub room: Room,
    /// How much more room rock takes than it did in the ground.
    pub placed_factor: PlacedFactor,
    /// The largest share of the extracted rock that may go back.
    pub cap: Cap,
    /// How much is to go back.
    pub target: BackfillTarget,
    /// How it is mined in the years of the plan.
    pub mining: Box<Mining>,
    /// On what terms it takes rock.
    pub terms: Box<Terms>,
    /// Whether it is drawn.
    pub visible: bool,
    /// How much it covers what lies below it, from 0 to 1.
    pub opacity: f32,
}

impl Pit {
    /// The rim; `None` for a stope.
    pub fn outline(&self) -> Option<&Outline> {
        match &self.room {
            Room::Pit { outline, .. } => Some(outline),
            Room::Stope { .. } => None,
        }
    }

    /// Terrain that its void is measured on, as mined and as it was before.
    pub fn terrains(&self) -> impl Iterator<Item = LayerId> {
        let (mined, original) = match self.room {
            Room::Pit {
                mined, original, ..
            } => (Some(mined), original),
            Room::Stope { .. } => (None, Original::Rim),
        };
        let original = match original {
            Original::Layer(layer) => Some(layer),
            Original::Rim => None,
        };
        mined.into_iter().chain(original)
    }
}

/// What is changed about a pit.
#[derive(Clone, Debug, PartialEq)]
pub enum PitChange {
    /// The terrain as mined.
    Mined(LayerId),
    /// What the ground was before.
    Original(Original),
    /// All rock that was taken out; `None` where the surfaces say it. A stope needs a volume.
    Extracted(Option<BankM3>),
    /// The highest level that may be filled to.
    PermittedLevel(Option<Metres>),
    /// The room in a stope.
    StopeVoid(PlacedM3),
    /// How much more room rock takes than it did in the ground.
    PlacedFactor(PlacedFactor),
    /// The largest share of the extracted rock that may go back.
    Cap(Cap),
    /// How much is to go back.
    Target(BackfillTarget),
    /// How it is mined in the years of the plan.
    Mining(MiningChange),
}

impl PitChange {
    /// The id of the text that the undo menu calls it by.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Mined(_) => "edit-pit-mined",
            Self::Original(_) => "edit-pit-original",
            Self::Extracted(_) => "edit-pit-extracted",
            Self::PermittedLevel(_) => "edit-pit-permitted-level",
            Self::StopeVoid(_) => "edit-pit-void",
            Self::PlacedFactor(_) => "edit-pit-placed-factor",
            Self::Cap(_) => "edit-pit-cap",
            Self::Target(_) => "edit-pit-target",
            Self::Mining(change) => change.label(),
        }
    }

    /// Makes the change. What a pit or stope does not have stays as it is.
    pub(super) fn apply(self, pit: &mut Pit) {
        match (self, &mut pit.room) {
            (Self::PlacedFactor(factor), _) => pit.placed_factor = factor,
            (Self::Cap(cap), _) => pit.cap = cap,
            (Self::Target(target), _) => pit.target = target,
            (Self::Mining(change), _) => change.apply(&mut pit.mining),
            (Self::Mined(layer), Room::Pit { mined, .. }) => *mined = layer,
            (Self::Original(from), Room::Pit { original, .. }) => *original = from,
            (Self::Extracted(typed), Room::Pit { extracted, .. }) => *extracted = typed,
            (Self::Extracted(Some(typed)), Room::Stope { extracted, .. }) => *extracted = typed,
            (
                Self::PermittedLevel(level),
                Room::Pit {
                    permitted_level, ..
                },
            ) => {
                *permitted_level = level;
            }
            (Self::StopeVoid(room), Room::Stope { void, .. }) => *void = room,
            (_, Room::Pit { .. } | Room::Stope { .. }) => {}
        }
    }
}
