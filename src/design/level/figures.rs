//! The figures and the surface of a level fill, once its level is known.

use super::basins::Basins;
use super::stage::{Plan, Stage};
use crate::curve::{Columns, StageCurve};
use crate::design::body::{Body, CellBody};
use crate::design::fill::Built;
use crate::design::profile::Profile;
use crate::design::{Batter, DesignError, DesignWarning, FillDesign, Slope, as_f32};
use crate::units::{Metres, PlacedM3, SquareMetres};

/// A basin that holds less than this share of all is not worth telling.
const NEGLIGIBLE_BASIN_SHARE: f64 = 1e-3;

/// A fill that is built to a level.
pub(super) struct Level {
    pub metres: f64,
    /// The fill at that level, or hardly above.
    pub stage: Stage,
    /// What holds each cell, in metres, where it is less than the plan says.
    pub caps_m: Option<Vec<f32>>,
}

impl Level {
    pub(super) fn of(mut stage: Stage, level_m: f64) -> Self {
        stage.level_m = level_m;
        Self {
            metres: level_m,
            stage,
            caps_m: None,
        }
    }
}

/// The design, without its spill and its dam.
///
/// The curve ends at `roof_m`.
pub(super) fn finish(
    plan: &Plan<'_>,
    Level {
        metres: level_m,
        stage,
        caps_m,
    }: Level,
    roof_m: f32,
    capacity: Option<PlacedM3>,
    mut warnings: Vec<DesignWarning>,
) -> Result<FillDesign, DesignError> {
    let caps_m = caps_m.as_ref().unwrap_or(&plan.caps_m);
    let unused =
        plan.shape.discharges.len() - stage.falls.as_ref().map_or(0, |falls| falls.let_in());
    if stage.falls.is_some() {
        if unused == plan.shape.discharges.len() {
            return Err(DesignError::NoDischargeInside);
        }
        if 0 < unused {
            warnings.push(DesignWarning::DischargesUnused { count: unused });
        }
    }
    warnings.extend(separate_basins(plan, &stage, level_m));
    let columns = plan.columns(&stage, caps_m, roof_m);
    let curve = StageCurve::of(&columns, plan.run)?;
    let beach = plan.shape.beach.filter(|_| stage.falls.is_some());
    let batter = Batter::plain(beach.unwrap_or(Slope::TIPPED_ROCK));
    let toe_m = ground_under(plan, &stage, caps_m);
    let dammed = stage
        .dam
        .as_ref()
        .is_some_and(|(field, _)| 0.0 < field.faces.length());
    let outline_m2 = plan.shape.outline.area_m2();
    let outline_m2 = plan.ground.placement().area_of_map_m2(outline_m2);
    let built = Built {
        batter: &batter,
        profile: &Profile::plain(batter.face, toe_m.0),
        bench_datum: Metres(level_m),
        level: Metres(level_m),
        capacity,
        outline_area: SquareMetres(outline_m2),
        toe_m,
        curve,
        // The dam reaches beyond.
        limit: (!dammed).then(|| plan.shape.outline.clone()),
    };
    let body = body(plan, &stage, caps_m, columns);
    let mut design = FillDesign::of(built, Body::Cells(body), warnings);
    // All of it is top; the sides stand against ground and dam.
    let ratio = beach.map_or(1.0, Slope::area_ratio);
    design.surface_area = design.footprint * ratio;
    if stage.dam.is_some() {
        design.top = design.footprint;
    }
    if let Some(lift) = design.lifts.first_mut() {
        lift.from = Metres(toe_m.0);
    }
    Ok(design)
}

/// The basins beside the largest, and those that no discharge point reaches.
fn separate_basins(plan: &Plan<'_>, stage: &Stage, level_m: f64) -> Vec<DesignWarning> {
    let level_m = as_f32(level_m);
    let heights_m = stage.heights_m(&plan.site);
    let basins = Basins::of(&plan.site, heights_m, |cell| level_m.min(plan.caps_m[cell]));
    let mut reached = vec![stage.falls.is_none(); basins.list.len()];
    if let Some(falls) = &stage.falls {
        for (number, fall) in basins.of_cell.iter().zip(&falls.metres) {
            if *number != Basins::NONE && fall.is_finite() {
                reached[*number as usize] = true;
            }
        }
    }
    let all: f64 = basins.list.iter().map(|basin| basin.held).sum();
    let worth = |basin: &f64| NEGLIGIBLE_BASIN_SHARE * all < *basin;
    let of = |kind: bool| {
        let basins = basins.list.iter().zip(&reached);
        let basins = basins.filter(move |(_, reached)| **reached == kind);
        basins.map(|(basin, _)| basin.held).filter(worth)
    };
    let volume = |cells: f64| PlacedM3(cells * plan.ground.placement().cell_area_m2());
    let mut warnings = Vec::new();
    if 1 < of(true).count() {
        let largest = of(true).fold(0.0, f64::max);
        warnings.push(DesignWarning::SeparateBasins {
            count: of(true).count() - 1,
            volume: volume(of(true).sum::<f64>() - largest),
        });
    }
    if 0 < of(false).count() {
        warnings.push(DesignWarning::BasinsNotReached {
            count: of(false).count(),
            volume: volume(of(false).sum()),
        });
    }
    warnings
}

/// The lowest and the highest ground that fill or dam cover, in metres.
fn ground_under(plan: &Plan<'_>, stage: &Stage, caps_m: &[f32]) -> (f64, f64) {
    let heights_m = stage.heights_m(&plan.site);
    let lowest_m = stage
        .dam
        .as_ref()
        .map_or(f64::INFINITY, |(_, cells)| cells.sums.lowest_m);
    let (mut lowest, mut highest) = (lowest_m, f64::NEG_INFINITY);
    for (cell, ground) in plan.site.heights_m.iter().enumerate() {
        if ground.is_finite() && filled_top(plan, stage, caps_m, heights_m, cell).is_some() {
            lowest = lowest.min(f64::from(*ground));
            highest = highest.max(f64::from(*ground));
        }
    }
    if lowest.is_infinite() {
        (stage.level_m, stage.level_m)
    } else {
        (lowest, highest.max(lowest))
    }
}

/// The surface on a cell that is filled, in metres.
#[inline]
fn filled_top(
    plan: &Plan<'_>,
    stage: &Stage,
    caps_m: &[f32],
    heights_m: &[f32],
    cell: usize,
) -> Option<f32> {
    if plan.site.shares[cell] <= 0.0 {
        return None;
    }
    stage
        .top_of(cell, caps_m)
        .filter(|top| heights_m[cell] < *top)
}

/// The surface of fill and dam, cell by cell.
fn body(plan: &Plan<'_>, stage: &Stage, caps_m: &[f32], columns: Columns) -> CellBody {
    let site = &plan.site;
    let placement = plan.ground.placement();
    let heights_m = stage.heights_m(site);
    let mut tops_m = Vec::with_capacity(placement.cell_count());
    let mut continued_m = Vec::with_capacity(placement.cell_count());
    let mut dam_tops = Vec::new();
    let filled = |cell: usize| filled_top(plan, stage, caps_m, heights_m, cell);
    for row in 0..placement.rows {
        for column in 0..placement.columns {
            let cell = site.cell(column, row);
            let ground = plan.ground.at(column, row);
            let dam = stage.dam.as_ref();
            let dam = dam.and_then(|(field, _)| field.height_of(cell, plan.dam_ground()));
            let dam = dam.map_or(f32::NAN, as_f32);
            let fill = filled(cell);
            let beside = || {
                let around = site.around(cell).into_iter().filter_map(filled);
                let top = around.fold(f32::NAN, f32::max);
                // Inside, lower ground beside the fill lies behind a sill.
                (top <= ground || !plan.middles_inside[cell]).then_some(top)
            };
            continued_m.push(fill.or_else(beside).unwrap_or(f32::NAN).max(dam));
            let fill = fill.filter(|_| plan.middles_inside[cell]);
            let dam = if ground < dam {
                dam_tops.push((tops_m.len(), dam));
                dam
            } else {
                f32::NAN
            };
            tops_m.push(fill.unwrap_or(f32::NAN).max(dam));
        }
    }
    CellBody {
        columns,
        width: placement.columns,
        tops_m,
        continued_m,
        dam_tops,
    }
}
