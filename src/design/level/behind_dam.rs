//! A level fill behind a dam, whose crest stands a freeboard above it.

use super::figures::{Level, finish};
use super::search::{Tried, bracket};
use super::stage::{Plan, Stage};
use crate::curve::{Columns, CurvePoint, StageCurve};
use crate::design::{BuiltDam, DesignError, DesignWarning, FillDesign, FillTarget, as_f32};
use crate::progress::Cancelled;
use crate::units::{Metres, PlacedM3, SquareMetres};

/// How often the highest level whose dam stays on the terrain is halved down on.
const HALVINGS: usize = 20;

/// Designs the fill and its dam.
///
/// # Errors
/// [`DesignError`]: what the planner has to change.
pub(super) fn design(
    plan: Plan<'_>,
    target: FillTarget,
    mut warnings: Vec<DesignWarning>,
) -> Result<FillDesign, DesignError> {
    let ends = level_range(&plan)?;
    let mut capacity = None;
    let level = match target {
        FillTarget::Capacity => {
            let limit = highest_on_terrain(&plan, ends)?;
            let level = Level::of(plan.at(limit)?, limit);
            capacity = Some(held(&plan, &level.stage).volume);
            level
        }
        FillTarget::Crest(crest) => {
            plan.check_above(crest, ends.0)?;
            Level::of(plan.at(crest.0)?, crest.0)
        }
        FillTarget::Volume(asked) => {
            if !(asked.0.is_finite() && 0.0 < asked.0) {
                return Err(DesignError::VolumeNotPositive { volume_m3: asked.0 });
            }
            if let Some(level) = level_of(&plan, asked, ends)? {
                level
            } else {
                let limit = highest_on_terrain(&plan, ends)?;
                let level = Level::of(plan.at(limit)?, limit);
                let most = held(&plan, &level.stage).volume;
                warnings.push(DesignWarning::DoesNotFit {
                    asked,
                    capacity: most,
                });
                capacity = Some(most);
                level
            }
        }
    };
    let dam = level.stage.dam.as_ref();
    let at_end = dam.map_or(0, |(field, _)| field.cells_at_end);
    if 0 < at_end {
        let cell_m = plan.ground.placement().cell_width_m;
        warnings.push(DesignWarning::LeavesTerrain {
            length: Metres(at_end as f64 * cell_m),
        });
    }
    let built = built(&plan, &level.stage);
    let roof_m = roof_above(level.metres);
    let mut design = finish(plan, level, roof_m, capacity, warnings)?;
    design.dam = built;
    Ok(design)
}

/// The levels between the lowest ground that the fill begins on and where the dam's inner faces meet over all ground.
fn level_range(plan: &Plan<'_>) -> Result<(f64, f64), DesignError> {
    let site = &plan.site;
    let inside = (0..site.heights_m.len()).filter(|cell| site.holds(*cell));
    let known = |cell: &usize| site.heights_m[*cell].is_finite();
    let heights = inside
        .filter(known)
        .map(|cell| f64::from(site.heights_m[cell]));
    let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
    for height in heights {
        lowest = lowest.min(height);
        highest = highest.max(height);
    }
    if !plan.shape.discharges.is_empty() {
        let cells = plan.discharges().flatten().map(|at| site.holding(at));
        let begins = cells
            .filter(known)
            .map(|cell| f64::from(site.heights_m[cell]));
        lowest = begins.fold(f64::INFINITY, f64::min);
        if lowest.is_infinite() {
            return Err(DesignError::NoDischargeInside);
        }
    }
    if lowest.is_infinite() {
        return Err(DesignError::NoRoom);
    }
    let extent = plan.shape.outline.extent();
    let inner = plan.shape.dam.map_or(0.0, |dam| dam.inner.rise_over_run());
    let across = extent.width().min(extent.height());
    Ok((lowest, highest + across * inner + 1.0))
}

/// Just above a level, so that rounding to f32 does not cut the fill.
fn roof_above(level_m: f64) -> f32 {
    as_f32(level_m).next_up()
}

/// What a stage holds below its level.
fn held(plan: &Plan<'_>, stage: &Stage) -> CurvePoint {
    let columns = plan.columns(stage, |_| f32::INFINITY, roof_above(stage.level_m));
    columns.filled_to(Metres(stage.level_m))
}

/// The highest level whose dam does not reach the end of the terrain.
fn highest_on_terrain(plan: &Plan<'_>, ends: (f64, f64)) -> Result<f64, DesignError> {
    let leaves = |level_m: f64| plan.dam_at(level_m).is_some_and(|dam| 0 < dam.cells_at_end);
    let (mut stays, mut beyond) = ends;
    if !leaves(beyond) {
        return Ok(beyond);
    }
    for _ in 0..HALVINGS {
        plan.run.step(0, 1)?;
        let middle = f64::midpoint(stays, beyond);
        if leaves(middle) {
            beyond = middle;
        } else {
            stays = middle;
        }
    }
    if stays <= ends.0 {
        return Err(DesignError::NoRoom);
    }
    Ok(stays)
}

/// The level that holds a volume, or `None` if none does.
fn level_of(
    plan: &Plan<'_>,
    asked: PlacedM3,
    (lowest_m, highest_m): (f64, f64),
) -> Result<Option<Level>, DesignError> {
    // Without the room that the dam takes it would be this.
    let open = Columns {
        cell_area_m2: plan.ground.placement().cell_area_m2(),
        ground_m: plan.inside(|cell| plan.site.heights_m[cell]),
        slope_m: plan.inside(|_| as_f32(highest_m)),
        shares: plan.inside(|cell| plan.site.share(cell)),
    };
    let curve = StageCurve::of(&open, plan.run)?;
    let first_m = curve
        .level_for(asked, &open)
        .map_or(highest_m, |level| level.0);
    drop((open, curve));
    let found = bracket(asked.0, (lowest_m, highest_m), first_m, |level_m| {
        let stage = plan.at(level_m)?;
        let held = held(plan, &stage);
        Ok::<_, Cancelled>(Tried {
            volume_m3: held.volume.0,
            top_m2: held.top.0,
        })
    })?;
    let Some(above_m) = found.above_m else {
        return Ok(None);
    };
    let stage = plan.at(above_m)?;
    // What is left of the search is taken off the fill's level, and not off the dam.
    let roof_m = roof_above(above_m);
    let columns = plan.columns(&stage, |_| f32::INFINITY, roof_m);
    let curve = StageCurve::of(&columns, plan.run)?;
    let level = curve.level_for(asked, &columns);
    Ok(Some(Level::of(
        stage,
        level.map_or(above_m, |level| level.0),
    )))
}

impl Plan<'_> {
    /// Something of every cell inside whose ground is known.
    fn inside(&self, of: impl Fn(usize) -> f32) -> Vec<f32> {
        let site = &self.site;
        let most = site.coverage.whole_count() + site.coverage.partial.len();
        let mut inside = Vec::with_capacity(most);
        let cells = 0..site.heights_m.len();
        let cells = cells.filter(|cell| site.holds(*cell) && site.heights_m[*cell].is_finite());
        inside.extend(cells.map(of));
        inside
    }
}

/// The dam of a stage, or `None` where all ground on the outline is high enough.
fn built(plan: &Plan<'_>, stage: &Stage) -> Option<BuiltDam> {
    let (field, cells) = stage.dam.as_ref()?;
    let length = field.faces.length();
    if length <= 0.0 {
        return None;
    }
    let placement = plan.ground.placement();
    let sums = cells.sums;
    let on_line_m = field.faces.crest_m - plan.rim.lowest_m();
    Some(BuiltDam {
        volume: PlacedM3(sums.volume * placement.cell_area_m2()),
        footprint: SquareMetres(sums.footprint * placement.cell_area_m2()),
        outside: SquareMetres(sums.outside * placement.cell_area_m2()),
        crest_level: Metres(field.faces.crest_m),
        height: Metres(sums.greatest_height_m.max(on_line_m)),
        length: Metres(length * placement.cell_width_m),
    })
}
