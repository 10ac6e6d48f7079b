//! Decisions, and what is decided, with its unit in the type.

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;

use super::shape::are_same_places;
use crate::balance::{Acceptance, BackfillTarget, LeastYearly, Way};
use crate::design::{FillTarget, RampMode, Slope, UnknownGround, UphillSide};
use crate::material::Placing;
use crate::project::{
    DepositMethod, Distance, Entry, FractionId, GroundPurpose, LaterUse, LayerId, Medium, Original,
};
use crate::units::{
    BankM3, Density, Metres, NokPerTonne, PlacedFactor, PlacedM3, SquareMetres, Tonnes, Year,
};

/// Numbers this close to each other are the same, as a share of the larger one.
///
/// Typed in another way, or read from another file, the last digits may differ.
const SAME_SHARE: f64 = 1e-9;

/// Something that the planner decides. Each is told in one way.
#[expect(
    missing_docs,
    reason = "the fields that they stand for say what they are"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    Note,
    Frozen,
    BuildingOrder,
    Name,
    Outline,
    Place,
    Method,
    CornerDrops,
    Dam,
    DamCrest,
    DamInner,
    DamOuter,
    DamFreeboard,
    Beach,
    Discharges,
    Face,
    Benches,
    Lift,
    Berm,
    BermLevel,
    ShortLiftJoins,
    Water,
    WaterLevel,
    SubmergedFace,
    Closure,
    Ramp,
    RampWidth,
    RampGradient,
    RampSide,
    RampTurningRadius,
    RampMode,
    RampCourse,
    RampLine,
    RampStart,
    Target,
    Base,
    Seabed,
    SeabedLayer,
    DryingBelt,
    UnknownGround,
    Temporary,
    Purpose,
    MinedTerrain,
    OriginalSurface,
    Extracted,
    PermittedLevel,
    Void,
    PlacedFactor,
    Cap,
    CapReason,
    Backfill,
    MinedDensity,
    VoidFree,
    MinedAlready,
    Price,
    Least,
    FirstYear,
    LastYear,
    YearlyLimit,
    Accepts,
    Placing,
    Handling,
    Haul,
    Climb,
    Already,
    EmptiedBy,
    Reclaim,
    InSea,
    Responsible,
    LaterUse,
    Restoration,
    Topsoil,
    StripYear,
    Cover,
    CoverFrom,
    CoverTo,
    MonitoringPoint,
    PointPlace,
    PointMedium,
    PointParameter,
    PointLimit,
    PointTimes,
    /// The years in which the planner has set what the plan puts in or takes out of a fraction.
    SetByPlanner(FractionId, Way),
}

/// What is decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Decided {
    /// There is none, whatever that means for the decision.
    Nothing,
    /// Words of the planner's.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A height in the project's datum.
    Level(Metres),
    /// A length.
    Length(Metres),
    /// How thick soil lies.
    Thickness(Metres),
    /// A plan area.
    Area(SquareMetres),
    /// A face or beach.
    Slope(Slope),
    /// Of a road, rise over run.
    Gradient(f64),
    /// A year.
    Year(Year),
    /// Years.
    Years(BTreeSet<Year>),
    /// A mass in each year.
    Yearly(Tonnes),
    /// A volume where rock lies finished.
    Placed(PlacedM3),
    /// A volume in the ground.
    Bank(BankM3),
    /// A share, from 0 to 1.
    Share(f64),
    /// Money for a tonne.
    Cost(NokPerTonne),
    /// Of rock.
    Density(Density),
    /// Placed volume over bank volume.
    Factor(PlacedFactor),
    /// How many times a year.
    TimesAYear(f64),
    /// A place, in metres.
    Place(Coord<f64>),
    /// Places, in metres.
    Points(Vec<Coord<f64>>),
    /// A line, in metres.
    Line(Vec<Coord<f64>>),
    /// How far below the crest corners lie; none where it is level.
    Drops(Vec<Metres>),
    /// How far rock is hauled.
    Distance(Distance),
    /// A layer with heights.
    Layer(LayerId),
    /// What the ground was before a pit.
    Original(Original),
    /// How a deposit is built. What it is built with stands apart.
    Method(DepositMethod),
    /// How far a deposit is built.
    Target(FillTarget),
    /// How much goes back into a pit.
    Backfill(BackfillTarget),
    /// What is done where the outline has no ground height.
    UnknownGround(UnknownGround),
    /// Whether rock is brought or taken for a ramp.
    RampMode(RampMode),
    /// The side on which the fill rises; `None` where the ramp runs along a drawn line.
    RampCourse(Option<UphillSide>),
    /// Which rock is taken.
    Accepts(Acceptance),
    /// How rock is laid.
    Placing(Placing),
    /// Whether in the sea.
    InSea(bool),
    /// What a place is used for afterwards.
    LaterUse(LaterUse),
    /// In what something is measured.
    Medium(Medium),
    /// What ground is used for.
    Purpose(GroundPurpose),
    /// The least in a year.
    Least(LeastYearly),
    /// The share of the room that is free from a year on.
    Free(BTreeMap<Year, f64>),
    /// Deposits, the first built first.
    Order(Vec<Entry>),
    /// Decisions that belong together.
    Parts(Vec<(Decision, Self)>),
}

impl Decided {
    /// A value that may be missing.
    pub(super) fn of<T>(value: Option<T>, told: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Nothing, told)
    }

    /// Whether both come to the same: numbers within 1e-9 of each other, places within a millimetre.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Level(one), Self::Level(other))
            | (Self::Length(one), Self::Length(other))
            | (Self::Thickness(one), Self::Thickness(other)) => are_close(one.0, other.0),
            (Self::Slope(one), Self::Slope(other)) => {
                are_close(one.rise_over_run(), other.rise_over_run())
            }
            (Self::Gradient(one), Self::Gradient(other))
            | (Self::Share(one), Self::Share(other))
            | (Self::TimesAYear(one), Self::TimesAYear(other)) => are_close(*one, *other),
            (Self::Yearly(one), Self::Yearly(other)) => are_close(one.0, other.0),
            (Self::Placed(one), Self::Placed(other)) => are_close(one.0, other.0),
            (Self::Bank(one), Self::Bank(other)) => are_close(one.0, other.0),
            (Self::Cost(one), Self::Cost(other)) => are_close(one.0, other.0),
            (Self::Density(one), Self::Density(other)) => {
                are_close(one.tonnes_per_m3(), other.tonnes_per_m3())
            }
            (Self::Factor(one), Self::Factor(other)) => are_close(one.ratio(), other.ratio()),
            (Self::Place(one), Self::Place(other)) => are_same_places(&[*one], &[*other]),
            (Self::Points(one), Self::Points(other)) | (Self::Line(one), Self::Line(other)) => {
                are_same_places(one, other)
            }
            (Self::Drops(one), Self::Drops(other)) => {
                let mut both = one.iter().zip(other);
                one.len() == other.len() && both.all(|(one, other)| are_close(one.0, other.0))
            }
            (Self::Distance(one), Self::Distance(other)) => are_same_distances(one, other),
            (Self::Method(one), Self::Method(other)) => {
                std::mem::discriminant(one) == std::mem::discriminant(other)
            }
            (Self::Target(one), Self::Target(other)) => are_same_targets(*one, *other),
            (Self::Backfill(one), Self::Backfill(other)) => are_same_backfills(*one, *other),
            (one, other) => one == other,
        }
    }
}

/// Whether two numbers are the same but for their last digits.
pub fn are_close(one: f64, other: f64) -> bool {
    let larger = one.abs().max(other.abs());
    (one - other).abs() <= SAME_SHARE * larger || one.is_nan() && other.is_nan()
}

fn are_same_distances(one: &Distance, other: &Distance) -> bool {
    match (one, other) {
        (Distance::Typed { km: one }, Distance::Typed { km: other })
        | (Distance::Straight { detour: one }, Distance::Straight { detour: other }) => {
            are_close(*one, *other)
        }
        (Distance::Route(one), Distance::Route(other)) => are_same_places(&one.0, &other.0),
        (Distance::Typed { .. } | Distance::Straight { .. } | Distance::Route(_), _) => false,
    }
}

fn are_same_targets(one: FillTarget, other: FillTarget) -> bool {
    match (one, other) {
        (FillTarget::Capacity, FillTarget::Capacity) => true,
        (FillTarget::Crest(one), FillTarget::Crest(other)) => are_close(one.0, other.0),
        (FillTarget::Volume(one), FillTarget::Volume(other)) => are_close(one.0, other.0),
        (FillTarget::Capacity | FillTarget::Crest(_) | FillTarget::Volume(_), _) => false,
    }
}

fn are_same_backfills(one: BackfillTarget, other: BackfillTarget) -> bool {
    match (one, other) {
        (BackfillTarget::Most, BackfillTarget::Most) => true,
        (BackfillTarget::Level(one), BackfillTarget::Level(other)) => are_close(one.0, other.0),
        (BackfillTarget::Bank(one), BackfillTarget::Bank(other)) => are_close(one.0, other.0),
        (BackfillTarget::Most | BackfillTarget::Level(_) | BackfillTarget::Bank(_), _) => false,
    }
}
