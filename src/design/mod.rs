//! From an outline to a fill: its surface, its volumes, its stage curve and what it covers.
//!
//! Three doors: [`design_fill`], [`design_preview`] that is quick and coarser, and [`design_void`] for the room
//! in a pit. The module does no input or output; heights come as a grid, and what was odd comes back with the
//! result.
//!
//! A slope with faces, berms and water is one curve of height over distance ([`Batter`]); the methods differ in
//! where that distance is measured from.

mod batter;
mod body;
mod checkerboard;
mod checks;
mod closure;
mod crest;
mod cut_fill;
mod distance;
mod error;
mod fill;
mod footprint;
mod ground_slope;
mod harmonic;
mod land_and_sea;
mod level;
mod nearest_cell;
mod outline;
mod pit;
mod preview;
mod profile;
mod ramp;
mod ramp_balance;
mod ramp_drawn;
mod ramp_error;
mod ramp_line;
mod ramp_section;
mod ramp_sums;
mod ramp_turn;
mod rim_surface;
mod slope;
mod strip;
mod surface;
mod toe;
mod uncertainty;
mod void;

use crate::curve::{Columns, StageCurve};
use crate::progress::Run;
use crate::terrain::{Grid, as_f32};
use crate::units::{Metres, SquareMetres};

pub use batter::{Batter, Benches, BenchesError, SHORT_LIFT_SHARE, ShortLift, Water};
pub use checks::{
    BelowToe, CheckWarning, FootprintChecks, LEAST_CELLS_BELOW_TOE, LEAST_DEPTH_OVER_CREST,
    LEAST_TOP, NOTABLE_AREA_OUTSIDE, NOTABLE_SHARE_OF_TOE, NOTABLE_STEEPENING_DEG,
    STEEP_GROUND_DEG, Steepness, VERY_STEEP_GROUND_DEG, face_steeper_than_repose, footprint_checks,
    height_over_lowest_toe, least_water_depth, outside_concession,
};
pub use closure::{ClosureDesign, ClosureInput, ClosureWarning, design_closure};
pub use crest::CrestShape;
pub use cut_fill::{CutFill, cut_and_fill};
pub use error::{DesignError, DesignWarning};
pub use fill::{
    FillDesign, FillInput, FillMethod, FillShape, FillTarget, Lift, Regrading, UnknownGround,
};
pub use land_and_sea::{Base, BaseKind, DryingBelt, LandAndSea, LandAndSeaError, land_and_sea};
pub use level::{BuiltDam, Dam, LevelShape, Spill};
pub use outline::{Outline, OutlineError};
pub use pit::{
    PitDesign, PitDesignInput, PitLift, PitPoint, PitShape, PitTarget, PitWarning, design_pit,
};
pub use preview::{FillPreview, PREVIEW_CELLS, design_preview};
pub use ramp::{
    BALANCED_SHARE, BuiltRamp, RampCourse, RampDesign, RampInput, RampLanding, RampMode, RampPoint,
    RampShape, STEEP_RAMP_GRADIENT, USUAL_RAMP_GRADIENT, UphillSide, design_ramp,
};
pub use ramp_error::{RampError, RampWarning};
pub use slope::{Slope, SlopeError};
pub use strip::strip_along;
pub use uncertainty::{HeightErrors, STANDARD_ERRORS_OF_BAND, VolumeBand, volume_band};
pub use void::{OriginalSurface, VoidDesign, VoidError, VoidInput, VoidWarning, design_void};

use body::Body;
use fill::Built;
use toe::{ToeLine, toe_slope};

/// The largest window that is worked on, in cells.
///
/// Each cell takes up to 24 bytes, so this is 1.5 GB.
pub const MOST_CELLS: usize = 64_000_000;

/// A share of the outline's area without ground heights that is not worth a warning.
const NEGLIGIBLE_UNKNOWN_SHARE: f64 = 0.01;

/// Designs a fill.
///
/// # Errors
/// [`DesignError`]: what the planner has to change, or [`DesignError::Cancelled`].
pub fn design_fill(input: &FillInput<'_>, run: &Run) -> Result<FillDesign, DesignError> {
    checked_cells(input.ground)?;
    match input.method {
        FillMethod::Toe(outline) => design_toe(input, outline, run),
        FillMethod::Crest(crest) => crest::design_crest(input, crest, run),
        FillMethod::Level(shape) => level::design_level(input, shape, run),
    }
}

fn design_toe(
    input: &FillInput<'_>,
    outline: &Outline,
    run: &Run,
) -> Result<FillDesign, DesignError> {
    let mut warnings = Vec::new();
    let toe = checked_toe(input, outline, &mut warnings)?;
    let slope = toe_slope(input.ground, outline, toe, &input.batter, run)?;
    let curve = StageCurve::of(&slope.columns, run)?;
    let level = level_of(input.target, &slope.columns, &curve, &mut warnings)?;
    let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
    for height in slope.toe.heights_m() {
        lowest = lowest.min(height);
        if height <= level.0 {
            highest = highest.max(height);
        }
    }
    let typed_datum = input.batter.benches.and_then(|benches| benches.datum);
    let profile = slope.profile.clone();
    let placement = input.ground.placement();
    let built = Built {
        batter: &input.batter,
        profile: &profile,
        bench_datum: typed_datum.unwrap_or(Metres(lowest)),
        level,
        capacity: Some(curve.capacity()),
        outline_area: SquareMetres(placement.area_of_map_m2(outline.area_m2())),
        toe_m: (lowest, highest.max(lowest)),
        curve,
        limit: Some(outline.clone()),
    };
    Ok(FillDesign::of(built, Body::Toe(Box::new(slope)), warnings))
}

/// Refuses ground whose cells cannot be worked on.
fn checked_cells(ground: &Grid<f32>) -> Result<(), DesignError> {
    let placement = ground.placement();
    if !placement.is_square() {
        return Err(DesignError::CellsNotSquare {
            cell_width_m: placement.cell_width_m,
            cell_height_m: placement.cell_height_m,
        });
    }
    if MOST_CELLS < placement.cell_count() {
        return Err(DesignError::TooLarge {
            cells: placement.cell_count(),
        });
    }
    Ok(())
}

/// The distance transform of [`design_fill`] alone, for the benchmark: how many cells a slope reaches.
///
/// # Errors
/// As [`design_fill`].
#[doc(hidden)]
pub fn slope_distances(
    input: &FillInput<'_>,
    outline: &Outline,
    run: &Run,
) -> Result<usize, DesignError> {
    let toe = ToeLine::of(outline, input.ground);
    toe::reached_cells(input.ground, outline, toe, &input.batter, run)
}

/// The ground along the outline, refused where it does not hold the slope.
fn checked_toe(
    input: &FillInput<'_>,
    outline: &Outline,
    warnings: &mut Vec<DesignWarning>,
) -> Result<ToeLine, DesignError> {
    let mut toe = ToeLine::of(outline, input.ground);
    let length_m = toe.length_m;
    if 0.0 < toe.outside_m {
        return Err(DesignError::OutsideTerrain {
            outside_m: toe.outside_m,
            length_m,
        });
    }
    let unknown_m = toe.unknown_m;
    let known = toe.heights_m().next().is_some();
    if 0.0 < unknown_m {
        if input.unknown_ground == UnknownGround::Refuse || !known {
            return Err(DesignError::UnknownGroundOnOutline {
                unknown_m,
                length_m,
            });
        }
        warnings.push(DesignWarning::NearestGroundUsed {
            length: Metres(unknown_m),
        });
        toe.use_nearest_ground();
    }
    Ok(toe)
}

/// The level that a target asks for, of a fill whose surface does not depend on it.
fn level_of(
    target: FillTarget,
    columns: &Columns,
    curve: &StageCurve,
    warnings: &mut Vec<DesignWarning>,
) -> Result<Metres, DesignError> {
    let Some((lowest_m, peak_m)) = columns.level_range() else {
        return Err(DesignError::NoRoom);
    };
    let peak = Metres(peak_m);
    let capacity = curve.capacity();
    match target {
        FillTarget::Capacity => Ok(peak),
        FillTarget::Crest(crest) => {
            if crest.0 <= lowest_m || !crest.0.is_finite() {
                return Err(DesignError::CrestBelowGround {
                    crest_m: crest.0,
                    lowest_m,
                });
            }
            if peak < crest {
                warnings.push(DesignWarning::CrestNotReached { asked: crest, peak });
                return Ok(peak);
            }
            Ok(crest)
        }
        FillTarget::Volume(asked) => {
            if !(asked.0.is_finite() && 0.0 < asked.0) {
                return Err(DesignError::VolumeNotPositive { volume_m3: asked.0 });
            }
            Ok(curve.level_for(asked, columns).unwrap_or_else(|| {
                warnings.push(DesignWarning::DoesNotFit { asked, capacity });
                peak
            }))
        }
    }
}
