//! A level fill that higher ground holds.

use geo::Coord;

use super::Spill;
use super::basins::Basins;
use super::figures::{Level, Poured, finish};
use super::flood::Sills;
use super::search::{Tried, bracket};
use super::stage::{Plan, Stage};
use crate::curve::{Columns, StageCurve};
use crate::design::{DesignError, DesignWarning, FillDesign, FillTarget, as_f32};
use crate::progress::Cancelled;
use crate::units::{Metres, PlacedM3};

/// A difference of volumes that is no jump, as a share.
const NO_JUMP: f64 = 1e-7;

/// The basin that decides where the fill runs out.
struct Rimmed {
    spill_m: f32,
    at: Coord<f64>,
    /// The lowest ground that the fill begins on, in metres.
    lowest_m: f64,
}

/// Designs the fill.
///
/// # Errors
/// [`DesignError`]: what the planner has to change.
pub(super) fn design(
    plan: Plan<'_>,
    sills: Sills,
    target: FillTarget,
    mut warnings: Vec<DesignWarning>,
) -> Result<FillDesign, DesignError> {
    let rimmed = rimmed(&plan, &sills)?;
    drop(sills);
    let spill_m = f64::from(rimmed.spill_m);
    let full = Full::to(&plan, spill_m, &rimmed)?;
    let capacity = full.columns.filled_to(Metres(spill_m)).volume;
    let mut open_m = 0.0;
    let level = match target {
        FillTarget::Capacity => Level::of(full.stage(), spill_m),
        FillTarget::Crest(crest) if spill_m < crest.0 && crest.0.is_finite() => {
            open_m = plan.open_m(crest.0);
            warnings.push(DesignWarning::NotContained {
                spill_level: Metres(spill_m),
                asked: crest,
                open_length: Metres(open_m),
            });
            Level::of(full.stage(), spill_m)
        }
        FillTarget::Crest(crest) => {
            // Large, and not needed any more.
            drop(full);
            plan.check_above(crest, rimmed.lowest_m)?;
            Level::of(plan.at(crest.0)?, crest.0)
        }
        FillTarget::Volume(asked) => {
            if !(asked.0.is_finite() && 0.0 < asked.0) {
                return Err(DesignError::VolumeNotPositive { volume_m3: asked.0 });
            }
            if capacity < asked {
                warnings.push(DesignWarning::DoesNotFit { asked, capacity });
                Level::of(full.stage(), spill_m)
            } else {
                level_of(&plan, asked, &rimmed, full)?
            }
        }
    };
    let spill_at = plan.ground.placement().world_from_cells(rimmed.at);
    let mut design = finish(plan, level, rimmed.spill_m, Some(capacity), warnings)?;
    design.spill = Some(Spill {
        level: Metres(spill_m),
        at: spill_at,
        open_length: Metres(open_m),
    });
    Ok(design)
}

/// A fill up to a level, and its columns.
struct Full {
    stage: Stage,
    columns: Columns,
}

impl Full {
    fn to(plan: &Plan<'_>, level_m: f64, rimmed: &Rimmed) -> Result<Self, Cancelled> {
        let stage = plan.at(level_m)?;
        let columns = plan.columns(&stage, |cell| plan.caps.at(cell), rimmed.spill_m);
        Ok(Self { stage, columns })
    }

    /// The fill, without its columns.
    fn stage(self) -> Stage {
        self.stage
    }
}

impl Plan<'_> {
    /// Refuses a level at or below the ground that the fill begins on.
    pub(super) fn check_above(&self, level: Metres, lowest_m: f64) -> Result<(), DesignError> {
        if level.0.is_finite() && lowest_m < level.0 {
            return Ok(());
        }
        Err(if self.shape.discharges.is_empty() {
            DesignError::CrestBelowGround {
                crest_m: level.0,
                lowest_m,
            }
        } else {
            DesignError::NoDischargeInside
        })
    }
}

/// The largest basin, or the largest of those that a discharge point lies in.
fn rimmed(plan: &Plan<'_>, sills: &Sills) -> Result<Rimmed, DesignError> {
    let site = &plan.site;
    let discharges = plan.discharges().flatten();
    let let_in: Vec<usize> = discharges.map(|at| site.holding(at)).collect();
    let mut basins_of = vec![None; let_in.len()];
    let mut lowest_m = f64::INFINITY;
    let height_of = |cell: usize| site.heights_m[cell];
    let lower = |lowest_m: &mut f64, cell: usize| {
        let height_m = f64::from(height_of(cell));
        if height_m.is_finite() {
            *lowest_m = lowest_m.min(height_m);
        }
    };
    let basins = Basins::of(
        site,
        height_of,
        |cell| plan.caps.at(cell),
        |cell, number| {
            lower(&mut lowest_m, cell);
            for (let_in, basin) in let_in.iter().zip(&mut basins_of) {
                if *let_in == cell {
                    *basin = Some(number);
                }
            }
        },
    );
    if basins.list.is_empty() {
        return Err(DesignError::NoRoom);
    }
    let main = if plan.shape.discharges.is_empty() {
        basins.largest(0..basins.list.len())
    } else {
        basins.largest(basins_of.iter().flatten().copied())
    };
    let Some(main) = main else {
        return Err(DesignError::NoDischargeInside);
    };
    let first = basins.list[main].cell;
    if basins_of.iter().any(Option::is_some) {
        lowest_m = f64::INFINITY;
        for (cell, _) in let_in.iter().zip(&basins_of).filter(|(_, of)| of.is_some()) {
            lower(&mut lowest_m, *cell);
        }
    }
    let Some(at) = sills.of_cell(first, site, &plan.rim) else {
        return Err(DesignError::NoRoom);
    };
    if lowest_m.is_infinite() {
        return Err(DesignError::NoRoom);
    }
    Ok(Rimmed {
        spill_m: plan.caps.at(first),
        at,
        lowest_m,
    })
}

/// The level that holds a volume which fits.
fn level_of(
    plan: &Plan<'_>,
    asked: PlacedM3,
    rimmed: &Rimmed,
    full: Full,
) -> Result<Level, DesignError> {
    let curve = StageCurve::of(&full.columns, plan.run)?;
    let spill_m = f64::from(rimmed.spill_m);
    let first_m = curve.level_for(asked, &full.columns);
    let first_m = first_m.map_or(spill_m, |level| level.0.min(spill_m));
    if full.stage.falls.is_none() {
        return Ok(Level::of(full.stage(), first_m));
    }
    drop(full);
    let ends = (rimmed.lowest_m, spill_m);
    let found = bracket(asked.0, ends, first_m, |level_m| {
        let Full { columns, .. } = Full::to(plan, level_m, rimmed)?;
        let filled = columns.filled_to(Metres(level_m));
        Ok::<_, Cancelled>(Tried {
            volume_m3: filled.volume.0,
            top_m2: filled.top.0,
        })
    })?;
    let above_m = found.above_m.unwrap_or(spill_m);
    let Full { stage, columns } = Full::to(plan, above_m, rimmed)?;
    let held = columns.filled_to(Metres(above_m)).volume;
    drop(columns);
    if held.0 <= asked.0 * (1.0 + NO_JUMP) {
        return Ok(Level::of(stage, above_m));
    }
    let before = plan.at(found.below_m)?;
    let reached = |stage: &Stage, cell: usize| stage.fall_m(cell).is_finite();
    let cells = 0..plan.site.heights_m.len();
    let is_new = cells.map(|cell| reached(&stage, cell) && !reached(&before, cell));
    let is_new = is_new.collect();
    drop(before);
    poured_over(plan, asked, stage, is_new).map_err(DesignError::from)
}

/// The fill when its level has come to a sill, and runs over it into ground that is not full yet, which `is_new` tells
/// for each cell.
fn poured_over(
    plan: &Plan<'_>,
    asked: PlacedM3,
    stage: Stage,
    is_new: Vec<bool>,
) -> Result<Level, Cancelled> {
    let level = Metres(stage.level_m);
    // Just above, so that rounding to f32 does not cut the fill.
    let roof_m = as_f32(level.0).next_up();
    let only = |new: bool| {
        let cap_of = |cell: usize| {
            if is_new[cell] == new {
                plan.caps.at(cell)
            } else {
                f32::NEG_INFINITY
            }
        };
        plan.columns(&stage, cap_of, roof_m)
    };
    let rest = PlacedM3((asked.0 - only(false).filled_to(level).volume.0).max(0.0));
    let new = only(true);
    let curve = StageCurve::of(&new, plan.run)?;
    let poured_m = curve.level_for(rest, &new);
    let poured_m = poured_m.map_or(stage.level_m, |poured| poured.0);
    drop(new);
    Ok(Level {
        metres: stage.level_m,
        stage,
        poured: Some(Poured {
            is_new,
            level_m: as_f32(poured_m),
        }),
    })
}
