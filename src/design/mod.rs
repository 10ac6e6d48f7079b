//! From an outline to a fill: its surface, its volumes, its stage curve and what it covers.
//!
//! Three doors: [`design_fill`], [`design_preview`] that is quick and coarser, and [`design_void`] for the room
//! in a pit. The module does no input or output; heights come as a grid, and what was odd comes back with the
//! result.

mod checkerboard;
mod cut_fill;
mod distance;
mod footprint;
mod harmonic;
mod outline;
mod preview;
mod rim_surface;
mod slope;
mod surface;
mod toe;
mod void;

use crate::curve::{CurvePoint, StageCurve};
use crate::progress::{Cancelled, Run};
use crate::terrain::Grid;
use crate::units::{Metres, PlacedM3, SquareMetres};

pub use cut_fill::{CutFill, cut_and_fill};
pub use outline::{Outline, OutlineError};
pub use preview::{FillPreview, PREVIEW_CELLS, design_preview};
pub use slope::{Slope, SlopeError};
pub use void::{OriginalSurface, VoidDesign, VoidError, VoidInput, VoidWarning, design_void};

use toe::{ToeLine, ToeSlope, toe_slope};

/// The largest window that is worked on, in cells.
///
/// Each cell takes up to 24 bytes, so this is 1.5 GB.
pub const MOST_CELLS: usize = 64_000_000;

/// A share of the outline's area without ground heights that is not worth a warning.
const NEGLIGIBLE_UNKNOWN_SHARE: f64 = 0.01;

/// How far a fill is built.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FillTarget {
    /// As high as the slopes allow.
    Capacity,
    /// Up to a level.
    Crest(Metres),
    /// Until it holds a volume.
    Volume(PlacedM3),
}

/// What to do where the outline runs over ground without a height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownGround {
    /// Refuse: nothing would hold the slope there, and the fill would come out too large.
    #[default]
    Refuse,
    /// Let the slope begin at the nearest ground along the outline whose height is known.
    UseNearest,
}

/// A fill that rises from the ground along its outline.
#[derive(Clone, Copy, Debug)]
pub struct FillInput<'a> {
    /// Ground heights in metres with square cells, at least one cell more than the outline on each side
    /// where there is terrain; NaN where unknown.
    pub ground: &'a Grid<f32>,
    /// The limit of the land taken.
    pub outline: &'a Outline,
    /// Steepness of the face.
    pub face: Slope,
    /// How far to build.
    pub target: FillTarget,
    /// What to do about unknown ground on the outline.
    pub unknown_ground: UnknownGround,
}

/// A designed fill.
#[derive(Clone, Debug)]
pub struct FillDesign {
    /// Rock placed above the ground.
    pub fill: PlacedM3,
    /// The level up to which it is built: the crest, or the peak where the slopes meet below it.
    pub crest_level: Metres,
    /// The most that fits inside the outline.
    pub capacity: PlacedM3,
    /// Whether the volume asked for fits. True where none was asked for.
    pub fits: bool,
    /// The area inside the outline.
    pub outline_area: SquareMetres,
    /// The ground actually covered.
    pub footprint: SquareMetres,
    /// The flat top at the crest.
    pub top: SquareMetres,
    /// The fill's own surface, faces measured along their slope.
    pub surface_area: SquareMetres,
    /// The lowest ground on the outline.
    pub toe_lowest: Metres,
    /// The highest ground on the outline that lies below the crest.
    pub toe_highest: Metres,
    /// The level from which benches are counted: the lowest ground on the outline.
    pub bench_datum: Metres,
    /// The greatest height of fill above the ground.
    pub thickness_greatest: Metres,
    /// Fill over footprint.
    pub thickness_mean: Metres,
    /// The part of the outline's area without ground heights; nothing is counted there.
    pub unknown_area: SquareMetres,
    /// Volume and areas by level.
    pub curve: StageCurve,
    /// What was odd, and stays with the result.
    pub warnings: Vec<DesignWarning>,
    slope: ToeSlope,
    outline: Outline,
}

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
    /// Along part of the outline the nearest known ground was used.
    NearestGroundUsed {
        /// Along how much of the outline.
        length: Metres,
    },
}

/// Designs a fill that rises from the ground along its outline.
///
/// # Errors
/// [`DesignError`]: what the planner has to change, or [`DesignError::Cancelled`].
pub fn design_fill(input: &FillInput<'_>, run: &Run) -> Result<FillDesign, DesignError> {
    checked_cells(input.ground)?;
    let mut warnings = Vec::new();
    let toe = checked_toe(input, &mut warnings)?;
    let slope = toe_slope(input.ground, input.outline, toe, input.face, run)?;
    let curve = StageCurve::of(&slope.columns, run)?;
    let level = level_of(input.target, &slope, &curve, &mut warnings)?;
    Ok(measured(input, slope, curve, level, warnings))
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
pub fn slope_distances(input: &FillInput<'_>, run: &Run) -> Result<usize, DesignError> {
    let toe = ToeLine::of(input.outline, input.ground);
    toe::reached_cells(input.ground, input.outline, &toe, input.face, run)
}

/// The ground along the outline, refused where it does not hold the slope.
fn checked_toe(
    input: &FillInput<'_>,
    warnings: &mut Vec<DesignWarning>,
) -> Result<ToeLine, DesignError> {
    let mut toe = ToeLine::of(input.outline, input.ground);
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

fn level_of(
    target: FillTarget,
    slope: &ToeSlope,
    curve: &StageCurve,
    warnings: &mut Vec<DesignWarning>,
) -> Result<Metres, DesignError> {
    let Some((lowest_m, peak_m)) = slope.columns.level_range() else {
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
            Ok(curve.level_for(asked, &slope.columns).unwrap_or_else(|| {
                warnings.push(DesignWarning::DoesNotFit { asked, capacity });
                peak
            }))
        }
    }
}

/// Everything that a result says of a fill built up to `level`.
fn measured(
    input: &FillInput<'_>,
    slope: ToeSlope,
    curve: StageCurve,
    level: Metres,
    mut warnings: Vec<DesignWarning>,
) -> FillDesign {
    let columns = &slope.columns;
    let CurvePoint {
        volume,
        footprint,
        top,
        ..
    } = columns.filled_to(level);
    let face = SquareMetres(footprint.0 - top.0);
    let outline_area = SquareMetres(input.outline.area_m2());
    let unknown_area = columns.unknown_area();
    if NEGLIGIBLE_UNKNOWN_SHARE * outline_area.0 < unknown_area.0 {
        warnings.push(DesignWarning::UnknownGround {
            area: unknown_area,
            share: unknown_area / outline_area,
        });
    }
    let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
    for height in slope.toe.heights_m() {
        lowest = lowest.min(height);
        if height <= level.0 {
            highest = highest.max(height);
        }
    }
    FillDesign {
        fill: volume,
        crest_level: level,
        capacity: curve.capacity(),
        fits: !warnings
            .iter()
            .any(|warning| matches!(warning, DesignWarning::DoesNotFit { .. })),
        outline_area,
        footprint,
        top,
        surface_area: top + face * input.face.area_ratio(),
        toe_lowest: Metres(lowest),
        toe_highest: Metres(highest.max(lowest)),
        bench_datum: Metres(lowest),
        thickness_greatest: columns.greatest_thickness(level),
        thickness_mean: Metres(if 0.0 < footprint.0 {
            volume.0 / footprint.0
        } else {
            0.0
        }),
        unknown_area,
        curve,
        warnings,
        slope,
        outline: input.outline.clone(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
fn as_f32(value: f64) -> f32 {
    value as f32
}
