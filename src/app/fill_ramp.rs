//! The haul ramp on a fill: designed on the finished surface, told apart from the fill's own rock.

use geo::{BoundingRect as _, Coord, LineString, Rect};

use super::Oddity;
use super::fill::FillRequest;
use super::pit::number_in;
use crate::design::{
    CrestShape, DesignError, FillDesign, FillShape, RampCourse, RampDesign, RampError, RampInput,
    RampMode, RampShape, RampWarning, Slope, UphillSide, design_ramp,
};
use crate::progress::Run;
use crate::project::{RampPlan, RampRoute};
use crate::results::Inputs;
use crate::terrain::Grid;
use crate::units::Metres;

/// What came of a ramp.
pub(super) struct RampOn {
    /// The ramp, where there is one.
    pub design: Option<RampDesign>,
    /// What was odd about it, or why there is none.
    pub oddities: Vec<Oddity>,
    /// Whether it might be other on more ground.
    pub ends_early: bool,
}

/// Designs a ramp on a finished fill. What stops a ramp does not stop the fill.
///
/// # Errors
/// [`DesignError::Cancelled`] alone.
pub(super) fn ramp_on(
    (ground, surface): (&Grid<f32>, &Grid<f32>),
    design: &FillDesign,
    request: &FillRequest,
    run: &Run,
) -> Result<Option<RampOn>, DesignError> {
    let Some(plan) = request.ramp() else {
        return Ok(None);
    };
    let found = match designed((ground, surface), design, request, plan, run) {
        Err(RampError::Cancelled) => return Err(DesignError::Cancelled),
        found => found,
    };
    Ok(Some(match found {
        Ok(ramp) => RampOn {
            oddities: ramp.warnings.iter().copied().map(Oddity::Ramp).collect(),
            ends_early: ramp.warnings.contains(&RampWarning::ReachesEndOfTerrain),
            design: Some(ramp),
        },
        Err(error) => RampOn {
            design: None,
            ends_early: matches!(error, RampError::LineLeavesTerrain { .. }),
            oddities: vec![Oddity::NoRamp(error)],
        },
    }))
}

fn designed(
    (ground, surface): (&Grid<f32>, &Grid<f32>),
    design: &FillDesign,
    request: &FillRequest,
    plan: &RampPlan,
    run: &Run,
) -> Result<RampDesign, RampError> {
    let face = request.closed().unwrap_or(request.batter).face;
    let mut shape = RampShape::new(plan.width, plan.gradient, plan.side.unwrap_or(face))?;
    if let Some(radius) = plan.turning_radius {
        shape = shape.turning_by(radius)?;
    }
    let line;
    let course = match &plan.route {
        RampRoute::Automatic { uphill } => RampCourse::Automatic { uphill: *uphill },
        RampRoute::Drawn {
            line: drawn,
            start_height,
        } => {
            line = LineString(drawn.clone());
            RampCourse::Drawn {
                line: &line,
                start_height: *start_height,
            }
        }
    };
    let limit = match &request.shape {
        FillShape::Toe(outline) => Some(outline),
        FillShape::Crest(_) | FillShape::Level(_) => None,
    };
    let input = RampInput {
        ground,
        surface,
        limit,
        shape,
        mode: plan.mode,
        course,
        to_level: level_led_to(design, request),
    };
    design_ramp(&input, run)
}

/// The crest; of one that falls, its lowest corner: from there the top itself can be driven on.
fn level_led_to(design: &FillDesign, request: &FillRequest) -> Metres {
    let fall_m = match &request.shape {
        FillShape::Crest(CrestShape::Polygon { drops, .. }) => {
            drops.iter().map(|drop| drop.0).fold(0.0, f64::max)
        }
        FillShape::Crest(CrestShape::Point(_)) | FillShape::Toe(_) | FillShape::Level(_) => 0.0,
    };
    design.crest_level - Metres(fall_m)
}

/// The least rectangle around a fill's drawing and the line of its ramp.
pub(super) fn extent_with(extent: Rect<f64>, plan: Option<&RampPlan>) -> Rect<f64> {
    let line = match plan.map(|plan| &plan.route) {
        Some(RampRoute::Drawn { line, .. }) => LineString(line.clone()).bounding_rect(),
        Some(RampRoute::Automatic { .. }) | None => None,
    };
    let Some(line) = line else {
        return extent;
    };
    let (low, high) = (extent.min(), extent.max());
    Rect::new(
        Coord {
            x: low.x.min(line.min().x),
            y: low.y.min(line.min().y),
        },
        Coord {
            x: high.x.max(line.max().x),
            y: high.y.max(line.max().y),
        },
    )
}

/// Tells ramps apart.
pub(super) fn ramp_in(inputs: Inputs, plan: &RampPlan) -> Inputs {
    let inputs = inputs
        .text("ramp")
        .number(plan.width.0)
        .number(plan.gradient);
    let inputs = number_in(inputs, plan.side.map(Slope::rise_over_run));
    let inputs = number_in(inputs, plan.turning_radius.map(|radius| radius.0));
    let inputs = inputs.text(match plan.mode {
        RampMode::Added => "added",
        RampMode::Cut => "cut",
        RampMode::Balanced => "balanced",
    });
    match &plan.route {
        RampRoute::Automatic { uphill } => inputs.text(match uphill {
            UphillSide::Left => "uphill left",
            UphillSide::Right => "uphill right",
        }),
        RampRoute::Drawn { line, start_height } => {
            let inputs = number_in(inputs.text("drawn"), start_height.map(|height| height.0));
            let numbers = line.iter().flat_map(|at| [at.x, at.y]);
            numbers.fold(inputs, Inputs::number)
        }
    }
}
