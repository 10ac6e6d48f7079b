//! What a layer means for a deposit, with what follows from it until the planner says otherwise.

use std::fmt;
use std::str::FromStr;

use crate::units::Metres;

/// What a layer means for a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Ground that the planner has excluded, whatever lies there.
    NoGo,
    /// Ground protected by the nature conservation acts.
    Protected,
    /// A mapped nature type.
    NatureType,
    /// Where a species lives that the authorities look after.
    Species,
    /// Farmland, pasture included.
    Farmland,
    /// Forest.
    Forest,
    /// Mire.
    Mire,
    /// Rivers, streams, lakes and the sea.
    Water,
    /// A source of drinking water with its zones.
    DrinkingWater,
    /// A river protected against development.
    ProtectedRiver,
    /// Where floods, landslides or avalanches may go.
    FloodAndLandslide,
    /// Monuments, sites and environments of cultural heritage.
    CulturalHeritage,
    /// Where people are outdoors.
    OutdoorLife,
    /// Pastures, migration routes and installations of reindeer husbandry.
    ReindeerHusbandry,
    /// Where wild reindeer live and move.
    WildReindeer,
    /// A mineral resource, which a deposit or a backfill would put out of reach.
    MineralResource,
    /// What a plan sets ground aside for.
    PlanPurpose,
    /// Large nature without technical encroachments.
    UndisturbedNature,
    /// Where fish spawn in the sea.
    SpawningGround,
    /// Corals.
    Coral,
    /// Eelgrass meadows.
    Eelgrass,
    /// Aquaculture sites.
    Aquaculture,
    /// Where fish are caught.
    FishingGround,
    /// Buildings.
    Building,
    /// Roads.
    Road,
    /// Railways, power lines, pipes and cables.
    LineInfrastructure,
    /// The boundary of a concession or of an operating licence.
    ConcessionBoundary,
    /// Ground that is disturbed already, and is not taken again.
    ExistingDisturbed,
    /// Where somebody has surveyed: outside it nothing is known.
    SurveyCoverage,
    /// Anything else: shown and measured, and in conflict with nothing.
    Other,
}

/// Whether ground with a role stands against a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// No.
    None,
    /// It counts against an alternative, and is weighed with the rest.
    Weighted,
    /// It has to be lifted first, and no weight hides it.
    Hard,
}

impl Conflict {
    /// Its name in files and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Weighted => "weighted",
            Self::Hard => "hard",
        }
    }

    /// The id of its name among the program's texts.
    pub fn text_id(self) -> String {
        format!("conflict-{}", self.id())
    }
}

impl Role {
    /// Every role, in the order of lists.
    pub const ALL: [Self; 30] = [
        Self::NoGo,
        Self::Protected,
        Self::NatureType,
        Self::Species,
        Self::Farmland,
        Self::Forest,
        Self::Mire,
        Self::Water,
        Self::DrinkingWater,
        Self::ProtectedRiver,
        Self::FloodAndLandslide,
        Self::CulturalHeritage,
        Self::OutdoorLife,
        Self::ReindeerHusbandry,
        Self::WildReindeer,
        Self::MineralResource,
        Self::PlanPurpose,
        Self::UndisturbedNature,
        Self::SpawningGround,
        Self::Coral,
        Self::Eelgrass,
        Self::Aquaculture,
        Self::FishingGround,
        Self::Building,
        Self::Road,
        Self::LineInfrastructure,
        Self::ConcessionBoundary,
        Self::ExistingDisturbed,
        Self::SurveyCoverage,
        Self::Other,
    ];

    /// Its name in files and on the command line, which never changes.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NoGo => "no-go",
            Self::Protected => "protected",
            Self::NatureType => "nature-type",
            Self::Species => "species",
            Self::Farmland => "farmland",
            Self::Forest => "forest",
            Self::Mire => "mire",
            Self::Water => "water",
            Self::DrinkingWater => "drinking-water",
            Self::ProtectedRiver => "protected-river",
            Self::FloodAndLandslide => "flood-and-landslide",
            Self::CulturalHeritage => "cultural-heritage",
            Self::OutdoorLife => "outdoor-life",
            Self::ReindeerHusbandry => "reindeer-husbandry",
            Self::WildReindeer => "wild-reindeer",
            Self::MineralResource => "mineral-resource",
            Self::PlanPurpose => "plan-purpose",
            Self::UndisturbedNature => "undisturbed-nature",
            Self::SpawningGround => "spawning-ground",
            Self::Coral => "coral",
            Self::Eelgrass => "eelgrass",
            Self::Aquaculture => "aquaculture",
            Self::FishingGround => "fishing-ground",
            Self::Building => "building",
            Self::Road => "road",
            Self::LineInfrastructure => "line-infrastructure",
            Self::ConcessionBoundary => "concession-boundary",
            Self::ExistingDisturbed => "existing-disturbed",
            Self::SurveyCoverage => "survey-coverage",
            Self::Other => "other",
        }
    }

    /// The id of its name among the program's texts.
    pub fn text_id(self) -> String {
        format!("role-{}", self.id())
    }

    /// Whether it stands against a deposit, until the planner says otherwise.
    ///
    /// Hard is what an act forbids without an exemption; what may be weighed, moved or bought is weighted.
    /// Suggestions of the program, none of them a claim about the law in a given place.
    pub const fn conflict(self) -> Conflict {
        match self {
            Self::NoGo | Self::Protected | Self::DrinkingWater | Self::CulturalHeritage => {
                Conflict::Hard
            }
            Self::ConcessionBoundary
            | Self::ExistingDisturbed
            | Self::SurveyCoverage
            | Self::Other => Conflict::None,
            Self::NatureType
            | Self::Species
            | Self::Farmland
            | Self::Forest
            | Self::Mire
            | Self::Water
            | Self::ProtectedRiver
            | Self::FloodAndLandslide
            | Self::OutdoorLife
            | Self::ReindeerHusbandry
            | Self::WildReindeer
            | Self::MineralResource
            | Self::PlanPurpose
            | Self::UndisturbedNature
            | Self::SpawningGround
            | Self::Coral
            | Self::Eelgrass
            | Self::Aquaculture
            | Self::FishingGround
            | Self::Building
            | Self::Road
            | Self::LineInfrastructure => Conflict::Weighted,
        }
    }

    /// Whether a layer with this role says that the sea is mapped.
    pub const fn is_marine(self) -> bool {
        matches!(
            self,
            Self::SpawningGround
                | Self::Coral
                | Self::Eelgrass
                | Self::Aquaculture
                | Self::FishingGround
        )
    }

    /// How far around it a zone is usually looked at, where there is such a distance.
    ///
    /// # Source
    /// Cultural heritage: kulturminneloven § 6, 5 m. Protected rivers: the national guidelines for
    /// protected rivers of 1994, up to 100 m. Roads: veglova § 29, 50 m from national and county roads.
    /// Buildings and water: general practice, unconfirmed.
    pub const fn usual_buffer(self) -> Option<Metres> {
        match self {
            Self::Building => Some(Metres(200.0)),
            Self::ProtectedRiver => Some(Metres(100.0)),
            Self::Road => Some(Metres(50.0)),
            Self::Water => Some(Metres(20.0)),
            Self::CulturalHeritage => Some(Metres(5.0)),
            _ => None,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// There is no role of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no role “{name}”")]
pub struct UnknownRole {
    /// What was asked for.
    pub name: String,
}

impl FromStr for Role {
    type Err = UnknownRole;

    /// Reads its id, in letters of either case and with `_` for `-` if one likes.
    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        let id = name.trim().to_ascii_lowercase().replace('_', "-");
        let found = Self::ALL.into_iter().find(|role| role.id() == id);
        found.ok_or_else(|| UnknownRole {
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_read_back_from_its_id() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        assert_eq!(" No_Go ".parse(), Ok(Role::NoGo));
        let unknown = "swamp".parse::<Role>().unwrap_err();
        assert_eq!(unknown.to_string(), "there is no role “swamp”");
    }

    #[test]
    fn the_list_of_roles_is_whole_and_in_order() {
        assert!(Role::ALL.is_sorted());
        assert_eq!(Role::ALL[0] as usize, 0);
        assert_eq!(Role::Other as usize + 1, Role::ALL.len());
    }

    #[test]
    fn what_is_forbidden_is_hard_and_what_only_frames_is_none() {
        assert_eq!(Role::Protected.conflict(), Conflict::Hard);
        assert_eq!(Role::Mire.conflict(), Conflict::Weighted);
        assert_eq!(Role::SurveyCoverage.conflict(), Conflict::None);
        assert!(Conflict::Weighted < Conflict::Hard);
    }

    #[test]
    fn five_roles_lie_in_the_sea() {
        let marine = Role::ALL.into_iter().filter(|role| role.is_marine());
        assert_eq!(marine.count(), 5);
    }
}
