//! On what terms a destination takes rock: when, which, how much, and what it costs.

use geo::LineString;

use crate::balance::Acceptance;
use crate::material::Placing;
use crate::units::{NokPerTonne, PlacedM3, Tonnes, Year};

/// How far rock is hauled, one way.
#[derive(Clone, Debug, PartialEq)]
pub enum Distance {
    /// As typed, in kilometres.
    Typed {
        /// How far.
        km: f64,
    },
    /// As the crow flies from where the rock is loaded, times a factor for the bends of the road.
    Straight {
        /// At least 1.
        detour: f64,
    },
    /// Along a drawn line, in metres.
    Route(LineString<f64>),
}

impl Default for Distance {
    fn default() -> Self {
        Self::Straight {
            detour: Self::USUAL_DETOUR,
        }
    }
}

impl Distance {
    /// A suggestion for the factor, until a road is drawn: general knowledge, not measured here.
    pub const USUAL_DETOUR: f64 = 1.4;
}

/// On what terms a deposit, pit or outlet takes rock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// The first year in which it takes rock; `None` from the beginning.
    pub first_year: Option<Year>,
    /// The last such year; `None` until the end.
    pub last_year: Option<Year>,
    /// The most that it takes in a year.
    pub yearly_limit: Option<Tonnes>,
    /// Which rock it takes.
    pub accepts: Acceptance,
    /// How rock is laid there.
    pub placing: Placing,
    /// What it costs to place a tonne, without the haul.
    pub handling: NokPerTonne,
    /// How far rock is hauled there.
    pub distance: Distance,
    /// How much of the way is climbed with a load, in metres.
    pub climb_m: f64,
    /// What lay there before the first year.
    pub already: PlacedM3,
    /// The year by whose end a temporary store is empty; `None` where it may keep what it has.
    pub emptied_by: Option<Year>,
    /// What it costs to take a tonne out of a store again.
    pub reclaim: NokPerTonne,
    /// Whether a deposit lies in the sea; `None` where its sea floor says it.
    pub in_sea: Option<bool>,
}

/// A term that is set.
#[derive(Clone, Debug, PartialEq)]
pub enum TermsChange {
    /// The first and the last year in which it takes rock.
    Years(Option<Year>, Option<Year>),
    /// The most that it takes in a year.
    YearlyLimit(Option<Tonnes>),
    /// Which rock it takes.
    Accepts(Acceptance),
    /// How rock is laid there.
    Placing(Placing),
    /// What it costs to place a tonne.
    Handling(NokPerTonne),
    /// How far rock is hauled there, and the climb on the way in metres.
    Haul(Distance, f64),
    /// What lay there before the first year.
    Already(PlacedM3),
    /// When a store is empty.
    EmptiedBy(Option<Year>),
    /// What it costs to take a tonne out of a store again.
    Reclaim(NokPerTonne),
    /// Whether a deposit lies in the sea.
    InSea(Option<bool>),
}

impl TermsChange {
    /// The id of the text that the undo menu calls it by.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Years(..) => "edit-terms-years",
            Self::YearlyLimit(_) => "edit-terms-yearly-limit",
            Self::Accepts(_) => "edit-terms-accepts",
            Self::Placing(_) => "edit-terms-placing",
            Self::Handling(_) => "edit-terms-handling",
            Self::Haul(..) => "edit-terms-haul",
            Self::Already(_) => "edit-terms-already",
            Self::EmptiedBy(_) => "edit-terms-emptied-by",
            Self::Reclaim(_) => "edit-terms-reclaim",
            Self::InSea(_) => "edit-terms-in-sea",
        }
    }

    /// Makes the change.
    pub(super) fn apply(self, terms: &mut Terms) {
        match self {
            Self::Years(first, last) => (terms.first_year, terms.last_year) = (first, last),
            Self::YearlyLimit(limit) => terms.yearly_limit = limit,
            Self::Accepts(accepts) => terms.accepts = accepts,
            Self::Placing(placing) => terms.placing = placing,
            Self::Handling(cost) => terms.handling = cost,
            Self::Haul(distance, climb_m) => {
                (terms.distance, terms.climb_m) = (distance, climb_m);
            }
            Self::Already(volume) => terms.already = volume,
            Self::EmptiedBy(year) => terms.emptied_by = year,
            Self::Reclaim(cost) => terms.reclaim = cost,
            Self::InSea(in_sea) => terms.in_sea = in_sea,
        }
    }
}
