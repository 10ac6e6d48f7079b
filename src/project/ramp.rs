//! Haul ramps on deposits.

use geo::Coord;

use crate::design::{RampMode, Slope, UphillSide};
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
    /// Whether rock is brought, taken, or both.
    pub mode: RampMode,
    /// Where it runs.
    pub route: RampRoute,
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
