//! Haul ramps on deposits.

use geo::Coord;

use crate::design::{RampMode, Slope, USUAL_RAMP_GRADIENT, UphillSide};
use crate::units::Metres;

/// A haul ramp on a deposit.
#[derive(Clone, Debug, PartialEq)]
pub struct RampPlan {
    /// Of the road, from edge to edge.
    pub width: Metres,
    /// Of the road, rise over run.
    pub gradient: f64,
    /// The faces beside the road; `None` for the deposit's own face.
    pub side: Option<Slope>,
    /// The least radius by which the middle of the road turns; `None` where it may turn on the spot.
    pub turning_radius: Option<Metres>,
    /// Whether rock is brought, taken, or both.
    pub mode: RampMode,
    /// Where it runs.
    pub route: RampRoute,
}

impl RampPlan {
    /// What a haul road on a deposit usually is: for a truck of 50 t, two ways.
    ///
    /// # Source
    /// Width 3.5 trucks for two ways, a turn a little wider than the truck's own: general practice, unconfirmed.
    pub const USUAL_WIDTH: Metres = Metres(15.0);

    /// See [`Self::USUAL_WIDTH`].
    pub const USUAL_TURNING_RADIUS: Metres = Metres(15.0);

    /// A ramp that finds its own way up the face.
    pub fn usual() -> Self {
        Self {
            width: Self::USUAL_WIDTH,
            gradient: USUAL_RAMP_GRADIENT,
            side: None,
            turning_radius: Some(Self::USUAL_TURNING_RADIUS),
            mode: RampMode::Added,
            route: RampRoute::Automatic {
                uphill: UphillSide::Left,
            },
        }
    }
}

/// Where a ramp runs.
#[derive(Clone, Debug, PartialEq)]
pub enum RampRoute {
    /// From the lowest toe with room up along the face.
    Automatic {
        /// The side on which the fill rises, until the ramp turns back for the first time.
        uphill: UphillSide,
    },
    /// Along a line that the planner drew, the middle of the road.
    Drawn {
        /// From where the ramp begins.
        line: Vec<Coord<f64>>,
        /// The road's height there; `None` for the surface's own.
        start_height: Option<Metres>,
    },
}
