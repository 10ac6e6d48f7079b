//! The figures and the surface of a level fill, once its level is known.

use super::basins::Basins;
use super::site::Site;
use super::stage::{Caps, Plan, Stage};
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
    /// What has run over a sill, if anything has.
    pub poured: Option<Poured>,
}

/// What has run over a sill into ground that is not full yet.
pub(super) struct Poured {
    /// For each cell, whether it lies in that ground.
    pub is_new: Vec<bool>,
    /// The level there where it has not fallen, in metres.
    pub level_m: f32,
}

impl Level {
    pub(super) fn of(mut stage: Stage, level_m: f64) -> Self {
        stage.level_m = level_m;
        Self {
            metres: level_m,
            stage,
            poured: None,
        }
    }
}

/// What holds a cell with what has run over a sill, in metres, by how far the surface has fallen there.
#[inline]
fn cap_m(caps: &Caps, poured: Option<&Poured>, cell: usize, fall_m: f32) -> f32 {
    let cap_m = caps.at(cell);
    match poured {
        Some(poured) if poured.is_new[cell] => cap_m.min(poured.level_m - fall_m),
        _ => cap_m,
    }
}

/// The design, without its spill and its dam.
///
/// The curve ends at `roof_m`.
pub(super) fn finish(
    plan: Plan<'_>,
    Level {
        metres: level_m,
        stage,
        poured,
    }: Level,
    roof_m: f32,
    capacity: Option<PlacedM3>,
    mut warnings: Vec<DesignWarning>,
) -> Result<FillDesign, DesignError> {
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
    warnings.extend(separate_basins(&plan, &stage, level_m));
    let toe_m = ground_under(&plan, &stage, poured.as_ref());
    let cap_of = |cell: usize| cap_m(&plan.caps, poured.as_ref(), cell, stage.fall_m(cell));
    let columns = plan.columns(&stage, cap_of, roof_m);
    let curve = StageCurve::of(&columns, plan.run)?;
    let beach = plan.shape.beach.filter(|_| stage.falls.is_some());
    let batter = Batter::plain(beach.unwrap_or(Slope::TIPPED_ROCK));
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
    let has_dam = stage.dam.is_some();
    let body = body(plan, stage, poured, columns);
    let mut design = FillDesign::of(built, Body::Cells(body), warnings);
    // All of it is top; the sides stand against ground and dam.
    let ratio = beach.map_or(1.0, Slope::area_ratio);
    design.surface_area = design.footprint * ratio;
    if has_dam {
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
    let height_of = |cell: usize| stage.height_m(cell, &plan.site);
    let top_of = |cell: usize| level_m.min(plan.caps.at(cell));
    let mut reached = Vec::new();
    let basins = Basins::of(&plan.site, height_of, top_of, |cell, number| {
        if reached.len() <= number {
            reached.push(stage.falls.is_none());
        }
        reached[number] |= stage.falls.is_some() && stage.fall_m(cell).is_finite();
    });
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
fn ground_under(plan: &Plan<'_>, stage: &Stage, poured: Option<&Poured>) -> (f64, f64) {
    let lowest_m = stage
        .dam
        .as_ref()
        .map_or(f64::INFINITY, |(_, cells)| cells.sums.lowest_m);
    let (mut lowest, mut highest) = (lowest_m, f64::NEG_INFINITY);
    for (cell, ground) in plan.site.heights_m.iter().enumerate() {
        let fall_m = stage.fall_m(cell);
        let filled = || {
            let cap_m = cap_m(&plan.caps, poured, cell, fall_m);
            filled_top(&plan.site, stage, cell, (fall_m, cap_m))
        };
        if ground.is_finite() && filled().is_some() {
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

/// The surface on a cell that is filled, in metres, by how far it has fallen there and what holds it.
#[inline]
fn filled_top(site: &Site, stage: &Stage, cell: usize, (fall_m, cap_m): (f32, f32)) -> Option<f32> {
    if !site.holds(cell) {
        return None;
    }
    stage
        .top_m(fall_m, cap_m)
        .filter(|top| stage.height_m(cell, site) < *top)
}

/// The surface of fill and dam, cell by cell.
fn body(
    mut plan: Plan<'_>,
    mut stage: Stage,
    poured: Option<Poured>,
    columns: Columns,
) -> CellBody {
    let placement = *plan.ground.placement();
    let fills_m = fills(&mut plan, &mut stage, poured.as_ref());
    drop(poured);
    let Plan {
        ground, mut site, ..
    } = plan;
    // Large, and not needed any more.
    site.heights_m = Vec::new();
    let dams_m = stage.dam.map(|(field, _)| field.into_heights_m(&site));
    let dam_m = |cell: usize| dams_m.as_ref().map_or(f32::NAN, |dams| dams[cell]);
    let mut continued_m = Vec::with_capacity(placement.cell_count());
    for row in 0..placement.rows {
        for column in 0..placement.columns {
            let cell = site.cell(column, row);
            let own = fills_m[cell];
            let fill = if own.is_nan() {
                let around = site.around(cell).map(|beside| fills_m[beside]);
                let top = around.into_iter().fold(f32::NAN, f32::max);
                // Inside, lower ground beside the fill lies behind a sill.
                let is_end = top <= ground.at(column, row) || !site.holds_middle(cell);
                if is_end { top } else { f32::NAN }
            } else {
                own
            };
            continued_m.push(fill.max(dam_m(cell)));
        }
    }
    let mut dam_tops_m = dams_m.map_or_else(Vec::new, |dams_m| {
        let standing = |place: usize, _, dam: f32| {
            let is_above = ground.cells()[place] < dam;
            if is_above { dam } else { f32::NAN }
        };
        site.without_border(dams_m, standing)
    });
    if dam_tops_m.iter().all(|top| top.is_nan()) {
        dam_tops_m = Vec::new();
    }
    let tops_m = site.without_border(fills_m, |place, cell, fill| {
        let fill = if site.holds_middle(cell) {
            fill
        } else {
            f32::NAN
        };
        fill.max(dam_tops_m.get(place).copied().unwrap_or(f32::NAN))
    });
    CellBody {
        columns,
        width: placement.columns,
        tops_m,
        continued_m,
        dam_tops_m,
    }
}

/// The surface of the fill on each cell of the site, in metres, NaN where there is none; in the room of what it is
/// worked out from.
fn fills(plan: &mut Plan<'_>, stage: &mut Stage, poured: Option<&Poured>) -> Vec<f32> {
    let caps = std::mem::take(&mut plan.caps);
    let falls = stage.falls.take();
    let top_of = |cell: usize, fall_m: f32, cap_m: f32| {
        filled_top(&plan.site, stage, cell, (fall_m, cap_m)).unwrap_or(f32::NAN)
    };
    if let Some(falls) = falls {
        let mut fills_m = falls.metres;
        for (cell, fill_m) in fills_m.iter_mut().enumerate() {
            let fall_m = *fill_m;
            *fill_m = top_of(cell, fall_m, cap_m(&caps, poured, cell, fall_m));
        }
        return fills_m;
    }
    let mut fills_m = caps.0;
    fills_m.resize(plan.site.heights_m.len(), f32::INFINITY);
    for (cell, fill_m) in fills_m.iter_mut().enumerate() {
        *fill_m = top_of(cell, 0.0, *fill_m);
    }
    fills_m
}
