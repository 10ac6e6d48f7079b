//! Outlets: where somebody uses rock.

use geo::Coord;

use super::{ScenarioId, Terms};
use crate::balance::LeastYearly;
use crate::units::NokPerTonne;

/// Names an outlet for as long as its project exists. Never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutletId(pub u64);

/// Somebody who uses rock.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlet {
    /// The alternative that it belongs to.
    pub scenario: ScenarioId,
    /// What the planner calls it.
    pub name: String,
    /// Where it is, in metres; `None` where only the distance is known.
    pub place: Option<Coord<f64>>,
    /// On what terms it takes rock.
    pub terms: Terms,
    /// The least that it takes in a year.
    pub least: Option<LeastYearly>,
    /// What is paid for a tonne there; a gate fee is below zero.
    pub price: NokPerTonne,
    /// Whether it is drawn.
    pub visible: bool,
    /// How much it covers what lies below it, from 0 to 1.
    pub opacity: f32,
}

impl Outlet {
    /// An outlet without a price or limits, drawn as usual.
    pub fn new(scenario: ScenarioId, name: String, place: Option<Coord<f64>>) -> Self {
        Self {
            scenario,
            name,
            place,
            terms: Terms::default(),
            least: None,
            price: NokPerTonne(0.0),
            visible: true,
            opacity: 1.0,
        }
    }
}

/// What is changed about an outlet.
#[derive(Clone, Debug, PartialEq)]
pub enum OutletChange {
    /// Where it is.
    Place(Option<Coord<f64>>),
    /// The least that it takes in a year.
    Least(Option<LeastYearly>),
    /// What is paid for a tonne there.
    Price(NokPerTonne),
}

impl OutletChange {
    /// The id of the text that the undo menu calls it by.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Place(_) => "edit-outlet-place",
            Self::Least(_) => "edit-outlet-least",
            Self::Price(_) => "edit-outlet-price",
        }
    }

    /// Makes the change.
    pub(super) fn apply(self, outlet: &mut Outlet) {
        match self {
            Self::Place(place) => outlet.place = place,
            Self::Least(least) => outlet.least = least,
            Self::Price(price) => outlet.price = price,
        }
    }
}
