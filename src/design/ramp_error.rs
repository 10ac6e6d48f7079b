//! Why there is no ramp, and what is odd about one.

use geo::Coord;

use super::DesignError;
use crate::progress::Cancelled;
use crate::units::{Metres, PlacedM3, SquareMetres};

/// Something odd about a ramp that can still be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RampWarning {
    /// The road is steeper than [`super::STEEP_RAMP_GRADIENT`].
    SteepGradient {
        /// Rise over run.
        gradient: f64,
    },
    /// The line or the face ends before the level is reached.
    LevelNotReached {
        /// Where the road ends.
        reached: Metres,
        /// Where it should.
        asked: Metres,
    },
    /// The ramp turns back on itself on the spot: it has no turning radius.
    TurnsBack {
        /// How often.
        times: usize,
    },
    /// The middle of the road turns by less than the turning radius.
    TurnsTightly {
        /// The least radius there is.
        radius: Metres,
        /// The one asked for.
        asked: Metres,
    },
    /// However the road is shifted, what is brought and what is taken differ.
    NotBalanced {
        /// Rock brought.
        added: PlacedM3,
        /// Rock taken, of the fill and of the ground.
        taken: PlacedM3,
    },
    /// Two stretches of road lie too close, so that the face between them is steeper than asked for.
    StretchesTooClose {
        /// The area that both would take.
        area: SquareMetres,
    },
    /// The road is not level: rock stands in it that is not cut, or is missing and not brought.
    RoadNotLevel {
        /// How much of the road.
        area: SquareMetres,
    },
    /// Part of the road lies on a surface that is not known.
    UnknownSurface {
        /// How much of the road.
        area: SquareMetres,
    },
    /// The faces beside the road reach the end of the terrain.
    ReachesEndOfTerrain,
    /// The road is only a few cells wide, so that volumes are coarse.
    CoarseCells {
        /// How many.
        cells_across: f64,
    },
}

/// Why there is no ramp.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RampError {
    /// The ground cannot be worked on.
    #[error(transparent)]
    Ground(#[from] DesignError),
    /// The fill's surface has other cells than the ground.
    #[error("the fill's surface has other cells than the ground")]
    DifferentCells,
    /// The road has no width.
    #[error("a ramp cannot be {width_m} m wide")]
    WidthNotPositive {
        /// The width asked for, in metres.
        width_m: f64,
    },
    /// The road is narrower than a cell.
    #[error("the ramp is {width_m} m wide, narrower than the ground's cells of {cell_m} m")]
    WidthBelowCell {
        /// The width asked for, in metres.
        width_m: f64,
        /// The side of a cell, in metres.
        cell_m: f64,
    },
    /// The gradient is not one.
    #[error("a ramp cannot have the gradient {gradient}; it lies between 0.001 and 1")]
    GradientOutOfRange {
        /// Rise over run.
        gradient: f64,
    },
    /// The road is as steep as the face, or steeper.
    #[error("the ramp's gradient {gradient:.3} is not gentler than the face's {face:.3}")]
    GradientSteeperThanFace {
        /// Rise over run of the ramp.
        gradient: f64,
        /// Rise over run of the face.
        face: f64,
    },
    /// The road turns so tightly that its inner edge turns by less than nothing.
    #[error(
        "a turning radius of {radius_m} m is less than half the road's width, {half_width_m} m"
    )]
    RadiusBelowHalfWidth {
        /// The radius asked for, in metres.
        radius_m: f64,
        /// Half the width of the road, in metres.
        half_width_m: f64,
    },
    /// The drawn line has fewer than two different points.
    #[error("the ramp's line has no length")]
    LineTooShort,
    /// A coordinate of the line, its height or the level is not a number.
    #[error("the ramp's line or level is not a number")]
    NotFinite,
    /// The drawn line leaves the terrain.
    #[error("the ramp's line leaves the terrain at {at:?}")]
    LineLeavesTerrain {
        /// Where, in metres.
        at: Coord<f64>,
    },
    /// The surface has no height where the ramp begins.
    #[error("the surface has no height where the ramp begins, at {at:?}")]
    UnknownStart {
        /// Where, in metres.
        at: Coord<f64>,
    },
    /// The ramp begins at the level that it leads to.
    #[error("the ramp begins at {level_m:.2} m, the level that it leads to")]
    AlreadyThere {
        /// The level, in metres.
        level_m: f64,
    },
    /// There is no fill with a toe below the level.
    #[error("no fill rises from below {level_m:.2} m, so there is nothing to climb")]
    NothingToClimb {
        /// The level asked for, in metres.
        level_m: f64,
    },
    /// Nobody wants the result any more.
    #[error("cancelled")]
    Cancelled,
}

impl From<Cancelled> for RampError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}
