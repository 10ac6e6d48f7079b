//! What alternatives are compared by: figures that follow from the plan, and what people give values for.

use crate::assess::{Account, Direction};
use crate::balance::Fate;
use crate::project::{IndicatorId, LayerId, own_key};
use crate::site::{Conflict, Role};
use crate::words::Words;

/// A figure that follows from the plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComputedIndicator {
    /// Room over what needs a place.
    CapacityShare,
    /// Rock without a place.
    Unplaced,
    /// Years from the first one on in which all rock finds a place.
    YearsOfLife,
    /// Rock that ends in one way.
    Ends(Fate),
    /// Reused rock over all of it.
    ReusedShare,
    /// What goes back over what is extracted, as it was in the ground.
    BackfilledShare,
    /// Ground that is taken for good.
    LandTake,
    /// What of it was not disturbed before.
    NewLandTake,
    /// Ground of a layer with a meaning.
    Taken(LayerId, Role),
    /// Things that stand hard against it.
    HardConflicts,
    /// From what is built to the nearest building.
    NearestBuilding,
    /// From what is built to the nearest stream, lake or shore.
    NearestWater,
    /// Ground that deposits cover in the sea.
    SeaFootprint,
    /// The height of the highest deposit over its lowest toe.
    GreatestHeight,
    /// What is hauled, times how far.
    Haul,
    /// What everything costs, less what is paid.
    Cost,
    /// What hauling lets out.
    Co2,
}

/// What is counted, and so its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A part of a whole, from 0 on.
    Share,
    /// Tonnes.
    Mass,
    /// Square metres.
    Area,
    /// Metres.
    Length,
    /// Tonnes times kilometres.
    Haul,
    /// Kroner.
    Money,
    /// Tonnes of CO₂.
    Emission,
    /// Years.
    Years,
    /// Things.
    Count,
    /// What people give numbers for.
    Own,
}

impl ComputedIndicator {
    /// Those that do not depend on which layers there are, in the order in which they are shown.
    pub const GENERAL: [Self; 20] = [
        Self::CapacityShare,
        Self::Unplaced,
        Self::YearsOfLife,
        Self::Ends(Fate::Reuse),
        Self::Ends(Fate::Backfill),
        Self::Ends(Fate::Store),
        Self::Ends(Fate::Land),
        Self::Ends(Fate::Sea),
        Self::ReusedShare,
        Self::BackfilledShare,
        Self::LandTake,
        Self::NewLandTake,
        Self::HardConflicts,
        Self::SeaFootprint,
        Self::NearestBuilding,
        Self::NearestWater,
        Self::GreatestHeight,
        Self::Haul,
        Self::Cost,
        Self::Co2,
    ];

    /// As it stands in the project file and on the command line, with its unit.
    pub fn id(&self) -> String {
        match self {
            Self::CapacityShare => "capacity_share".to_owned(),
            Self::Unplaced => "unplaced_t".to_owned(),
            Self::YearsOfLife => "life_years".to_owned(),
            Self::Ends(fate) => format!("{}_t", fate.id()),
            Self::ReusedShare => "reused_share".to_owned(),
            Self::BackfilledShare => "backfilled_share".to_owned(),
            Self::LandTake => "land_take_m2".to_owned(),
            Self::NewLandTake => "new_land_take_m2".to_owned(),
            Self::Taken(layer, role) => format!("taken_m2-{}-{}", layer.0, role.id()),
            Self::HardConflicts => "hard_conflicts".to_owned(),
            Self::NearestBuilding => "nearest_building_m".to_owned(),
            Self::NearestWater => "nearest_water_m".to_owned(),
            Self::SeaFootprint => "sea_footprint_m2".to_owned(),
            Self::GreatestHeight => "greatest_height_m".to_owned(),
            Self::Haul => "haul_t_km".to_owned(),
            Self::Cost => "cost_nok".to_owned(),
            Self::Co2 => "co2_t".to_owned(),
        }
    }

    /// The indicator of an id; `None` where it is none.
    pub fn of_id(id: &str) -> Option<Self> {
        if let Some(taken) = id.strip_prefix("taken_m2-") {
            let (layer, role) = taken.split_once('-')?;
            let layer = LayerId(layer.parse().ok()?);
            return Some(Self::Taken(layer, role.parse().ok()?));
        }
        Self::GENERAL.into_iter().find(|one| one.id() == id)
    }

    /// The id of its name's text.
    pub(super) fn text_id(&self) -> &'static str {
        match self {
            Self::CapacityShare => "indicator-capacity-share",
            Self::Unplaced => "indicator-unplaced",
            Self::YearsOfLife => "indicator-life",
            Self::Ends(Fate::Reuse) => "indicator-reuse",
            Self::Ends(Fate::Backfill) => "indicator-backfill",
            Self::Ends(Fate::Store) => "indicator-store",
            Self::Ends(Fate::Land) => "indicator-land",
            Self::Ends(Fate::Sea) => "indicator-sea",
            Self::ReusedShare => "indicator-reused-share",
            Self::BackfilledShare => "indicator-backfilled-share",
            Self::LandTake => "indicator-land-take",
            Self::NewLandTake => "indicator-new-land-take",
            Self::Taken(..) => "indicator-taken",
            Self::HardConflicts => "indicator-hard-conflicts",
            Self::NearestBuilding => "indicator-nearest-building",
            Self::NearestWater => "indicator-nearest-water",
            Self::SeaFootprint => "indicator-sea-footprint",
            Self::GreatestHeight => "indicator-greatest-height",
            Self::Haul => "indicator-haul",
            Self::Cost => "indicator-cost",
            Self::Co2 => "indicator-co2",
        }
    }

    /// The id of the text that says how it is counted.
    pub fn note_id(&self) -> &'static str {
        match self {
            Self::CapacityShare => "note-capacity-share",
            Self::Unplaced => "note-unplaced",
            Self::YearsOfLife => "note-life",
            Self::Ends(_) => "note-ends",
            Self::ReusedShare => "note-reused-share",
            Self::BackfilledShare => "note-backfilled-share",
            Self::LandTake => "note-land-take",
            Self::NewLandTake => "note-new-land-take",
            Self::Taken(..) => "note-taken",
            Self::HardConflicts => "note-hard-conflicts",
            Self::NearestBuilding | Self::NearestWater => "note-nearest",
            Self::SeaFootprint => "note-sea-footprint",
            Self::GreatestHeight => "note-greatest-height",
            Self::Haul => "note-haul",
            Self::Cost => "note-cost",
            Self::Co2 => "note-co2",
        }
    }

    /// What is counted.
    pub fn measure(&self) -> Measure {
        match self {
            Self::CapacityShare | Self::ReusedShare | Self::BackfilledShare => Measure::Share,
            Self::Unplaced | Self::Ends(_) => Measure::Mass,
            Self::YearsOfLife => Measure::Years,
            Self::LandTake | Self::NewLandTake | Self::Taken(..) | Self::SeaFootprint => {
                Measure::Area
            }
            Self::HardConflicts => Measure::Count,
            Self::NearestBuilding | Self::NearestWater | Self::GreatestHeight => Measure::Length,
            Self::Haul => Measure::Haul,
            Self::Cost => Measure::Money,
            Self::Co2 => Measure::Emission,
        }
    }

    /// Which way is better.
    pub fn direction(&self) -> Direction {
        match self {
            Self::CapacityShare
            | Self::YearsOfLife
            | Self::Ends(Fate::Reuse | Fate::Backfill)
            | Self::ReusedShare
            | Self::BackfilledShare
            | Self::NearestBuilding
            | Self::NearestWater => Direction::MoreIsBetter,
            _ => Direction::LessIsBetter,
        }
    }

    /// The account that it is weighed in until somebody says another.
    pub fn usual_account(&self) -> Account {
        match self {
            Self::CapacityShare | Self::Unplaced | Self::YearsOfLife | Self::Ends(_) => {
                Account::Technical
            }
            Self::BackfilledShare
            | Self::ReusedShare
            | Self::LandTake
            | Self::NewLandTake
            | Self::HardConflicts
            | Self::NearestWater
            | Self::SeaFootprint
            | Self::Co2 => Account::Environment,
            Self::Taken(_, role) => account_of(*role),
            Self::NearestBuilding | Self::GreatestHeight => Account::SocioEconomic,
            Self::Haul | Self::Cost => Account::Economics,
        }
    }

    /// Whether it counts in scores until somebody says otherwise. What follows from another one that counts does not,
    /// so that nothing is weighed twice.
    pub fn usually_counts(&self) -> bool {
        match self {
            // Room without rock is no merit; tonnes that end in one way are told by shares; ground is told by what
            // it is new; hauling is in cost and CO₂; hard conflicts are never averaged away.
            Self::CapacityShare
            | Self::Ends(_)
            | Self::LandTake
            | Self::Haul
            | Self::HardConflicts => false,
            Self::Taken(_, role) => role.conflict() != Conflict::None,
            _ => true,
        }
    }
}

/// The account of ground with a role.
fn account_of(role: Role) -> Account {
    match role {
        Role::Farmland
        | Role::CulturalHeritage
        | Role::OutdoorLife
        | Role::ReindeerHusbandry
        | Role::MineralResource
        | Role::PlanPurpose
        | Role::Aquaculture
        | Role::FishingGround
        | Role::Building
        | Role::Road
        | Role::LineInfrastructure => Account::SocioEconomic,
        _ => Account::Environment,
    }
}

/// Something that alternatives are compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndicatorKey {
    /// A figure that follows from the plan.
    Computed(ComputedIndicator),
    /// One that people give values for.
    Own(IndicatorId),
}

impl IndicatorKey {
    /// As it stands in weights, in files and on the command line.
    pub fn id(&self) -> String {
        match self {
            Self::Computed(computed) => computed.id(),
            Self::Own(id) => own_key(*id),
        }
    }
}

/// In which unit the values of an indicator are told, and how many decimals they are worth.
#[derive(Clone, Debug, PartialEq)]
pub struct TellingUnit {
    /// The unit. Empty for counts.
    pub unit: String,
    /// Of the unit that is computed in.
    pub divisor: f64,
    /// Decimals.
    pub decimals: usize,
}

impl TellingUnit {
    /// For values up to one, so that the largest has some four digits.
    pub fn of(measure: Measure, own: &str, largest: f64, words: &Words) -> Self {
        let plain = |unit: &str, decimals: usize| Self {
            unit: unit.to_owned(),
            divisor: 1.0,
            decimals,
        };
        let scaled = |units: [(&str, f64); 3]| {
            let fits = units.iter().find(|(_, divisor)| *divisor <= largest);
            let (unit, divisor) = fits.unwrap_or(&units[2]);
            Self {
                unit: (*unit).to_owned(),
                divisor: *divisor,
                decimals: decimals_of(largest / divisor),
            }
        };
        match measure {
            Measure::Share => Self {
                unit: "%".to_owned(),
                divisor: 0.01,
                decimals: 1,
            },
            Measure::Mass => scaled([("Mt", 1e6), ("kt", 1e3), ("t", 1.0)]),
            Measure::Area => Self {
                unit: "daa".to_owned(),
                divisor: 1e3,
                decimals: decimals_of(largest / 1e3).min(1),
            },
            Measure::Length => plain("m", usize::from(largest < 100.0)),
            Measure::Haul => scaled([("Mt·km", 1e6), ("kt·km", 1e3), ("t·km", 1.0)]),
            Measure::Money => scaled([("MNOK", 1e6), ("kNOK", 1e3), ("NOK", 1.0)]),
            Measure::Emission => scaled([("Mt CO₂", 1e6), ("kt CO₂", 1e3), ("t CO₂", 1.0)]),
            Measure::Years => plain(&words.text("unit-years", &[]), 0),
            Measure::Count => plain("", 0),
            Measure::Own => plain(own, decimals_of(largest)),
        }
    }

    /// A value in words, without its unit.
    pub fn number(&self, value: f64, words: &Words) -> String {
        words.number(value / self.divisor, self.decimals)
    }

    /// A value in words, with its unit.
    pub fn quantity(&self, value: f64, words: &Words) -> String {
        if self.unit.is_empty() {
            return self.number(value, words);
        }
        words.quantity(value / self.divisor, self.decimals, &self.unit)
    }
}

/// Decimals that give a number some three digits.
fn decimals_of(largest: f64) -> usize {
    match largest.abs() {
        large if 100.0 <= large => 0,
        medium if 10.0 <= medium => 1,
        _ => 2,
    }
}

/// The unit that values are computed in, as files name it.
pub fn unit_in_files(measure: Measure) -> &'static str {
    match measure {
        Measure::Share => "1",
        Measure::Mass => "t",
        Measure::Area => "m2",
        Measure::Length => "m",
        Measure::Haul => "t km",
        Measure::Money => "NOK",
        Measure::Emission => "t CO2",
        Measure::Years => "years",
        Measure::Count | Measure::Own => "",
    }
}
