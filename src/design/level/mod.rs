//! A fill that lies level, or as a beach, behind higher ground or a dam.
//!
//! From the outline inwards a flood finds the level at which material on each cell would run out (`flood`). A fill
//! to a level is the lower of the two, where that is above the ground. With discharge points only what they reach
//! is filled, and a beach falls away from them (`beach`). A dam stands along the outline as high as the level asks
//! for (`dam`), and the fill leans on it.

mod basins;
mod beach;
mod behind_dam;
mod dam;
mod dam_cells;
mod figures;
mod flood;
mod in_basin;
mod search;
mod site;
mod stage;
mod waiting;

use geo::Coord;

use super::{DesignError, FillDesign, FillInput, Outline, Slope, checked_toe};
use crate::progress::Run;
use crate::units::{Metres, PlacedM3, SquareMetres};

use flood::flood;
use site::{Rim, Site};
use stage::{Caps, Plan};

/// A level fill as the planner draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelShape {
    /// The limit; a dam stands along it.
    pub outline: Outline,
    /// Where the material is let out. Without any the fill lies level everywhere inside.
    pub discharges: Vec<Coord<f64>>,
    /// How the surface falls away from the discharge points. `None` lies level.
    pub beach: Option<Slope>,
    /// The dam that is built along the outline where the ground is too low.
    pub dam: Option<Dam>,
}

/// A dam along the outline of a level fill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dam {
    /// The width of its crest.
    pub crest_width: Metres,
    /// The face towards the fill.
    pub inner: Slope,
    /// The face away from it.
    pub outer: Slope,
    /// How far the dam's crest stands above the fill.
    pub freeboard: Metres,
}

impl Dam {
    /// A usual face of a dam of rock, 1:1.5.
    ///
    /// # Source
    /// General practice, unconfirmed.
    pub const USUAL_FACE: Slope = Slope::ONE_IN_ONE_AND_A_HALF;
}

/// Where a level fill would run out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spill {
    /// The level at which it would.
    pub level: Metres,
    /// The lowest point of the rim.
    pub at: Coord<f64>,
    /// The length of the rim that lies below the fill.
    pub open_length: Metres,
}

/// The dam of a level fill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BuiltDam {
    /// Rock in the dam.
    pub volume: PlacedM3,
    /// The ground that it covers.
    pub footprint: SquareMetres,
    /// The part of that outside the outline.
    pub outside: SquareMetres,
    /// The level of its crest.
    pub crest_level: Metres,
    /// Its greatest height above the ground.
    pub height: Metres,
    /// Its length along the outline.
    pub length: Metres,
}

/// Designs the fill.
pub(super) fn design_level(
    input: &FillInput<'_>,
    shape: &LevelShape,
    run: &Run,
) -> Result<FillDesign, DesignError> {
    let mut warnings = Vec::new();
    let toe = checked_toe(input, &shape.outline, &mut warnings)?;
    let site = Site::of(input.ground, &shape.outline);
    let rim = Rim::new(&shape.outline, toe);
    let mut plan = Plan {
        ground: input.ground,
        shape,
        caps: Caps(Vec::new()),
        site,
        rim,
        run,
    };
    if shape.dam.is_some() {
        return behind_dam::design(plan, input.target, warnings);
    }
    let flood = flood(&plan.site, &plan.rim, run)?;
    plan.caps = Caps(flood.levels_m);
    in_basin::design(plan, flood.sills, input.target, warnings)
}
