//! Why there is no design, and what was odd about one.

use super::MOST_CELLS;
use crate::progress::Cancelled;
use crate::units::{CubicMetres, Metres, PlacedM3, SquareMetres};

/// Why there is no design.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DesignError {
    /// The grid's cells are not square.
    #[error(
        "the ground has cells of {cell_width_m} by {cell_height_m} m; a design needs square ones"
    )]
    CellsNotSquare {
        /// West to east, in metres.
        cell_width_m: f64,
        /// North to south, in metres.
        cell_height_m: f64,
    },
    /// The outline leaves the terrain.
    #[error("{outside_m:.0} m of the outline's {length_m:.0} m lie outside the terrain")]
    OutsideTerrain {
        /// Length outside, in metres.
        outside_m: f64,
        /// Length of the outline, in metres.
        length_m: f64,
    },
    /// The outline runs over ground without a height.
    #[error("{unknown_m:.0} m of the outline's {length_m:.0} m run over ground without a height")]
    UnknownGroundOnOutline {
        /// Length without a height, in metres.
        unknown_m: f64,
        /// Length of the outline, in metres.
        length_m: f64,
    },
    /// The crest is at or below all ground.
    #[error("the crest at {crest_m:.2} m is not above the lowest ground inside, {lowest_m:.2} m")]
    CrestBelowGround {
        /// The crest asked for, in metres.
        crest_m: f64,
        /// The lowest ground, in metres.
        lowest_m: f64,
    },
    /// The volume asked for is not positive.
    #[error("a volume of {volume_m3} m³ cannot be placed")]
    VolumeNotPositive {
        /// The volume asked for, in cubic metres.
        volume_m3: f64,
    },
    /// The slopes leave no room at all.
    #[error("the ground inside the outline stands above the slope everywhere: there is no room")]
    NoRoom,
    /// The window has too many cells.
    #[error("the outline takes a window of {cells} cells; {MOST_CELLS} can be worked on")]
    TooLarge {
        /// Cells of the window.
        cells: usize,
    },
    /// A crest can always be raised further, so that it has no capacity.
    #[error("a crest can always be raised further; ask for a level or a volume")]
    CapacityOfCrest,
    /// The corners of the crest and their levels are not the same number, or a level is not one.
    #[error("{drops} drops do not fit the crest's {corners} corners, or one is not a length")]
    DropsDoNotFit {
        /// Drops given.
        drops: usize,
        /// Corners of the crest's exterior.
        corners: usize,
    },
    /// The crest lies beside the terrain.
    #[error("the crest lies outside the terrain")]
    CrestOutsideTerrain,
    /// The crest lies on ground without a height, so nothing can be built there.
    #[error("the ground under the crest has no height")]
    UnknownGroundUnderCrest,
    /// The volume cannot be reached by raising the crest.
    #[error("{volume_m3} m³ are more than a crest up to {highest_m:.2} m holds on this terrain")]
    CrestTooHigh {
        /// The volume asked for.
        volume_m3: f64,
        /// The highest crest that was tried, in metres.
        highest_m: f64,
    },
    /// The floor of a pit is at or above all ground.
    #[error("the floor at {floor_m:.2} m is not below the highest ground inside, {highest_m:.2} m")]
    FloorAboveGround {
        /// The floor asked for, in metres.
        floor_m: f64,
        /// The highest ground, in metres.
        highest_m: f64,
    },
    /// A pit from its floor can always be dug deeper.
    #[error("a pit from its floor outwards can always be dug deeper; ask for a level or a volume")]
    DeepestOfFloor,
    /// The volume cannot be reached by lowering the floor.
    #[error("{volume_m3} m³ are more than a pit down to {lowest_m:.2} m takes out of this terrain")]
    FloorTooDeep {
        /// The volume asked for, in cubic metres.
        volume_m3: f64,
        /// The lowest floor that was tried, in metres.
        lowest_m: f64,
    },
    /// The floor of a pit lies beside the terrain.
    #[error("the floor lies outside the terrain")]
    FloorOutsideTerrain,
    /// The floor of a pit lies below ground without a height.
    #[error("the ground over the floor has no height")]
    UnknownGroundOverFloor,
    /// No discharge point lies on ground that the fill can cover.
    #[error("no discharge point lies inside the outline on ground below the level")]
    NoDischargeInside,
    /// Nobody wants the result any more.
    #[error("cancelled")]
    Cancelled,
}

impl From<Cancelled> for DesignError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// Something odd about a design that can still be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DesignWarning {
    /// The volume asked for does not fit; the design is at capacity.
    DoesNotFit {
        /// The volume asked for.
        asked: PlacedM3,
        /// What fits.
        capacity: PlacedM3,
    },
    /// The slopes meet before they reach the crest asked for.
    CrestNotReached {
        /// The crest asked for.
        asked: Metres,
        /// Where the slopes meet.
        peak: Metres,
    },
    /// Ground inside the outline without a height: nothing is counted there.
    UnknownGround {
        /// How much.
        area: SquareMetres,
        /// Of the outline's area.
        share: f64,
    },
    /// Ground inside a drawn crest stands above it; it is not cut.
    GroundAboveCrest {
        /// Where it does.
        area: SquareMetres,
        /// How much of it.
        volume: CubicMetres,
    },
    /// The fill reaches the end of the terrain that was given, so it may be larger: a larger window is needed.
    LeavesTerrain {
        /// Along how much of the terrain's end.
        length: Metres,
    },
    /// A little higher the fill runs over a sill or begins a berm, and holds more than was asked for at once.
    VolumeJumps {
        /// The volume asked for.
        asked: PlacedM3,
        /// What is held just below.
        below: PlacedM3,
        /// What is held just above.
        above: PlacedM3,
    },
    /// The level asked for is above the one at which the material runs out; the design is at that.
    NotContained {
        /// Where it runs out.
        spill_level: Metres,
        /// The level asked for.
        asked: Metres,
        /// Along how much of the outline the ground lies below the level asked for.
        open_length: Metres,
    },
    /// Parts of a level fill that are not connected below its level; they are counted.
    SeparateBasins {
        /// How many beside the largest.
        count: usize,
        /// What they hold.
        volume: PlacedM3,
    },
    /// Basins below the level that no discharge point reaches; they are not filled.
    BasinsNotReached {
        /// How many.
        count: usize,
        /// What they would hold.
        volume: PlacedM3,
    },
    /// Discharge points outside the outline, or on ground above the level: nothing is let out there.
    DischargesUnused {
        /// How many.
        count: usize,
    },
    /// Along part of the outline the nearest known ground was used.
    NearestGroundUsed {
        /// Along how much of the outline.
        length: Metres,
    },
}
