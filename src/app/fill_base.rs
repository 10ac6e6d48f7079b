//! What a fill stands on: a terrain, the sea floor beside it, and the deposits that were built before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::{Coord, Rect};

use super::fill::{FillRequest, FillResult, fill_on};
use super::ground_source::ReadGround;
use super::{Oddity, TaskError};
use crate::design::{
    DesignError, DryingBelt, LandAndSea, LandAndSeaError, MOST_CELLS, land_and_sea,
};
use crate::progress::Run;
use crate::project::{Deposit, DepositId, LayerId, Project};
use crate::results::{Fingerprint, Inputs};
use crate::terrain::{Grid, Placement};
use crate::units::{Metres, SquareMetres};

/// What a fill stands on.
#[derive(Clone)]
pub(super) struct FillBase {
    pub land: ReadGround,
    pub sea: Option<Sea>,
    /// A surface whose heights count instead where it has any.
    pub over: Option<ReadGround>,
    /// Deposits that were built before and may lie under it, the first built first.
    pub under: Vec<Arc<FillResult>>,
}

/// The ground under the sea.
#[derive(Clone)]
pub(super) struct Sea {
    pub seabed: ReadGround,
    pub belt: DryingBelt,
    /// The water's surface, where the planner says it.
    pub water_level: Option<Metres>,
}

impl Sea {
    /// What a deposit says of it.
    pub(super) fn of(deposit: &Deposit, seabed: ReadGround, belt: DryingBelt) -> Self {
        Self {
            seabed,
            belt,
            water_level: deposit.batter.water.map(|water| water.level),
        }
    }
}

impl FillBase {
    /// A terrain alone.
    pub(super) fn of_land(land: ReadGround) -> Self {
        Self {
            land,
            sea: None,
            over: None,
            under: Vec::new(),
        }
    }

    /// The ground around an area with all that was built before.
    pub(super) fn around(
        &self,
        area: Rect<f64>,
        oddities: &mut Vec<Oddity>,
        run: &Run,
    ) -> Result<Grid<f32>, TaskError> {
        let land = self.land.around(area, oddities, run)?;
        let mut ground = match &self.sea {
            Some(sea) => {
                // Beyond both there is nothing, however far is asked for.
                let both = together(self.land.extent(), sea.seabed.extent());
                with_sea(&land, sea, within(area, both), oddities, run)?
            }
            None => land,
        };
        if let Some(over) = &self.over {
            // It may lie beside what is asked for, and then changes nothing.
            let extent = ground.placement().extent();
            match over.around(extent, oddities, run) {
                Ok(surface) => ground = with_surface(ground, &surface),
                Err(TaskError::DrawnBesideTerrain { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        for under in &self.under {
            ground = with_fill(ground, under);
        }
        Ok(ground)
    }

    /// How much of a fill lies on deposits that were built before. `fill` is NaN where it is not.
    pub(super) fn built_on(&self, fill: &Grid<f32>) -> SquareMetres {
        let cell_m2 = fill.placement().cell_area_m2();
        let covers = |under: &FillResult| {
            let beneath = on_cells(fill.placement(), &under.raised);
            let pairs = fill.cells().iter().zip(beneath.cells());
            let both = pairs.filter(|(one, other)| !one.is_nan() && !other.is_nan());
            both.count()
        };
        let cells: usize = self.under.iter().map(|under| covers(under)).sum();
        SquareMetres(cells as f64 * cell_m2)
    }
}

/// The least rectangle around both.
fn together(one: Rect<f64>, other: Rect<f64>) -> Rect<f64> {
    let (low, high) = (one.min(), one.max());
    Rect::new(
        (low.x.min(other.min().x), low.y.min(other.min().y)),
        (high.x.max(other.max().x), high.y.max(other.max().y)),
    )
}

/// The part of an area that lies within another, which it meets.
fn within(area: Rect<f64>, whole: Rect<f64>) -> Rect<f64> {
    let inside = |at: Coord<f64>| Coord {
        x: at.x.clamp(whole.min().x, whole.max().x),
        y: at.y.clamp(whole.min().y, whole.max().y),
    };
    Rect::new(inside(area.min()), inside(area.max()))
}

/// Land and sea floor as one ground.
fn with_sea(
    land: &Grid<f32>,
    sea: &Sea,
    area: Rect<f64>,
    oddities: &mut Vec<Oddity>,
    run: &Run,
) -> Result<Grid<f32>, TaskError> {
    let placement = widened(land.placement(), area);
    if MOST_CELLS < placement.cell_count() {
        return Err(TaskError::Design {
            terrain: sea.seabed.path.clone(),
            source: DesignError::TooLarge {
                cells: placement.cell_count(),
            },
        });
    }
    let seabed = sea.seabed.around(placement.extent(), oddities, run)?;
    let base = land_and_sea(
        &LandAndSea {
            land: &on_cells(&placement, land),
            seabed: &on_cells(&placement, &seabed),
            water_level: sea.water_level.unwrap_or(Metres(0.0)),
            belt: sea.belt,
            belt_width: LandAndSea::BELT_WIDTH,
        },
        run,
    );
    let base = base.map_err(|error| match error {
        LandAndSeaError::Cancelled => TaskError::Cancelled,
        source => TaskError::LandAndSea {
            seabed: sea.seabed.path.clone(),
            source,
        },
    })?;
    if 0.0 < base.belt_area.0 {
        oddities.push(Oddity::Belt {
            area: base.belt_area,
            is_interpolated: sea.belt == DryingBelt::Interpolate,
        });
    }
    if 0 < base.flat_sea_cells {
        oddities.push(Oddity::FlatSea {
            area: SquareMetres(base.flat_sea_cells as f64 * placement.cell_area_m2()),
        });
    }
    Ok(base.surface)
}

/// The cells of a placement and as many more as an area takes, in the same grid.
fn widened(placement: &Placement, area: Rect<f64>) -> Placement {
    let first = placement.cells_from_world(Coord {
        x: area.min().x,
        y: area.max().y,
    });
    let last = placement.cells_from_world(Coord {
        x: area.max().x,
        y: area.min().y,
    });
    let before = |cells: f64| crate::terrain::whole_cells((-cells).ceil());
    let (west, north) = (before(first.x), before(first.y));
    let after = |cells: f64, count: usize| crate::terrain::whole_cells(cells.ceil()).max(count);
    let columns = after(last.x, placement.columns) + west;
    let rows = after(last.y, placement.rows) + north;
    Placement {
        west_m: placement.west_m - west as f64 * placement.cell_width_m,
        north_m: placement.north_m + north as f64 * placement.cell_height_m,
        columns,
        rows,
        ..*placement
    }
}

/// A grid's values on other cells: copied where the cells are the same, otherwise between their middles.
pub(super) fn on_cells(placement: &Placement, grid: &Grid<f32>) -> Grid<f32> {
    match shift_of(placement, grid.placement()) {
        Some(shift) => {
            let (columns, rows) = (grid.placement().columns, grid.placement().rows);
            let mut cells = Vec::with_capacity(placement.cell_count());
            for row in 0..placement.rows {
                for column in 0..placement.columns {
                    let from = (
                        column
                            .checked_add_signed(shift.0)
                            .filter(|at| *at < columns),
                        row.checked_add_signed(shift.1).filter(|at| *at < rows),
                    );
                    cells.push(match from {
                        (Some(column), Some(row)) => grid.at(column, row),
                        _ => f32::NAN,
                    });
                }
            }
            Grid::new(*placement, cells).unwrap_or_else(|| grid.resampled_to(*placement))
        }
        None => grid.resampled_to(*placement),
    }
}

/// By how many columns and rows a cell of one grid is another in the other; `None` where they do not coincide.
fn shift_of(one: &Placement, other: &Placement) -> Option<(isize, isize)> {
    let same = |a: f64, b: f64| (a - b).abs() <= 1e-6 * a.abs();
    if !(same(one.cell_width_m, other.cell_width_m) && same(one.cell_height_m, other.cell_height_m))
    {
        return None;
    }
    let at = other.cells_from_world(Coord {
        x: one.west_m,
        y: one.north_m,
    });
    let whole = |cells: f64| {
        let nearest = cells.round();
        #[expect(clippy::cast_possible_truncation, reason = "a number of cells")]
        ((cells - nearest).abs() < 1e-3).then_some(nearest as isize)
    };
    Some((whole(at.x)?, whole(at.y)?))
}

/// The ground with a surface in its place, where that has heights.
pub(super) fn with_surface(ground: Grid<f32>, surface: &Grid<f32>) -> Grid<f32> {
    let placement = *ground.placement();
    let surface = on_cells(&placement, surface);
    let cells = ground.cells().iter().zip(surface.cells());
    let cells = cells.map(|(ground, surface)| if surface.is_nan() { *ground } else { *surface });
    Grid::new(placement, cells.collect()).unwrap_or(ground)
}

/// The ground with a fill on it, where it lies.
pub(super) fn with_fill(ground: Grid<f32>, under: &FillResult) -> Grid<f32> {
    let placement = *ground.placement();
    let apart = placement.extent();
    let window = under.ground.placement().extent();
    let touches = apart.min().x < window.max().x
        && window.min().x < apart.max().x
        && apart.min().y < window.max().y
        && window.min().y < apart.max().y;
    if !touches {
        return ground;
    }
    let raised = on_cells(&placement, &under.raised);
    let ramp = under.design.ramp.as_ref();
    if ramp.is_some_and(|ramp| 0.0 < ramp.cut_of_ground.0) {
        return with_cut(ground, &raised, &on_cells(&placement, &under.ground));
    }
    // Where there is no fill the surface is NaN, and the other of two is taken.
    let cells = ground.cells().iter().zip(raised.cells());
    let cells = cells.map(|(ground, raised)| {
        if ground.is_nan() {
            *ground
        } else {
            ground.max(*raised)
        }
    });
    Grid::new(placement, cells.collect()).unwrap_or(ground)
}

/// As [`with_fill`], where a ramp is cut into what lies below the fill, `beneath`.
fn with_cut(ground: Grid<f32>, raised: &Grid<f32>, beneath: &Grid<f32>) -> Grid<f32> {
    let placement = *ground.placement();
    let built = raised.cells().iter().zip(beneath.cells());
    let cells = ground.cells().iter().zip(built);
    let cells = cells.map(|(ground, (raised, beneath))| {
        if ground.is_nan() || raised.is_nan() {
            *ground
        } else if raised < beneath {
            ground.min(*raised)
        } else {
            ground.max(*raised)
        }
    });
    Grid::new(placement, cells.collect()).unwrap_or(ground)
}

/// Deposits of the same alternative that are built before one and may lie under it, the first built first.
///
/// What is drawn lower is built earlier.
pub(super) fn built_before(project: &Project, id: DepositId) -> Vec<DepositId> {
    let Some(deposit) = project.deposit(id) else {
        return Vec::new();
    };
    let lower = project.deposits_of(deposit.scenario);
    let lower = lower.skip_while(|(other, _)| *other != id).skip(1);
    let mut before: Vec<DepositId> = lower
        .filter(|(_, other)| deposit.may_touch(other))
        .map(|(other, _)| other)
        .collect();
    before.reverse();
    before
}

/// Fingerprints of fills, each worked out once.
pub(super) struct FillIds<'a, F> {
    pub project: &'a Project,
    /// Tells the grounds of layers apart; `None` where one is not there.
    pub ground_id: F,
    pub known: BTreeMap<DepositId, Option<Fingerprint>>,
}

impl<'a, F: Fn(LayerId) -> Option<Fingerprint>> FillIds<'a, F> {
    pub(super) fn new(project: &'a Project, ground_id: F) -> Self {
        Self {
            project,
            ground_id,
            known: BTreeMap::new(),
        }
    }

    /// What a fill is worked out from: its decisions, its grounds, and the fills that were built before.
    ///
    /// `None` where one of those grounds is not there.
    pub(super) fn of(&mut self, id: DepositId) -> Option<Fingerprint> {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let found = self.work_out(id);
        self.known.insert(id, found);
        found
    }

    fn work_out(&mut self, id: DepositId) -> Option<Fingerprint> {
        let deposit = self.project.deposit(id)?;
        let land = (self.ground_id)(deposit.base)?;
        let sea = match deposit.seabed {
            Some(seabed) => Some(((self.ground_id)(seabed.layer)?, seabed.belt)),
            None => None,
        };
        let under = built_before(self.project, id);
        let under: Option<Vec<Fingerprint>> = under.into_iter().map(|id| self.of(id)).collect();
        Some(FillRequest::of(deposit).fingerprint(base_id(land, sea, &under?)))
    }
}

/// Fills of one project that are worked out without a window, each once and on those that were built before.
#[derive(Default)]
pub(super) struct Rebuilt {
    built: BTreeMap<DepositId, Option<Arc<FillResult>>>,
}

impl Rebuilt {
    /// Works a fill out; `None` where a ground is not there. `ground` gives those of layers.
    ///
    /// # Errors
    /// [`TaskError`], why it cannot be built.
    pub(super) fn fill(
        &mut self,
        project: &Project,
        id: DepositId,
        ground: &mut impl FnMut(LayerId) -> Option<ReadGround>,
        run: &Run,
    ) -> Result<Option<Arc<FillResult>>, TaskError> {
        if let Some(known) = self.built.get(&id) {
            return Ok(known.clone());
        }
        let Some(deposit) = project.deposit(id) else {
            return Ok(None);
        };
        let mut under = Vec::new();
        for before in built_before(project, id) {
            match self.fill(project, before, ground, run) {
                Err(TaskError::Cancelled) => return Err(TaskError::Cancelled),
                // What cannot be built is not in the way.
                Err(_) => {}
                Ok(fill) => under.extend(fill),
            }
        }
        let sea = match deposit.seabed {
            None => None,
            Some(seabed) => {
                let Some(below) = ground(seabed.layer) else {
                    return Ok(None);
                };
                Some(Sea::of(deposit, below, seabed.belt))
            }
        };
        let Some(land) = ground(deposit.base) else {
            return Ok(None);
        };
        let base = FillBase {
            land,
            sea,
            over: None,
            under,
        };
        let built = fill_on(&base, &FillRequest::of(deposit), run).map(Arc::new);
        self.built.insert(id, built.as_ref().ok().cloned());
        built.map(Some)
    }
}

/// All layers that a fill rests on, by itself or through what was built before.
pub(super) fn rests_on(project: &Project, id: DepositId) -> BTreeSet<LayerId> {
    let mut deposits = built_before(project, id);
    deposits.push(id);
    let mut seen = BTreeSet::new();
    let mut layers = BTreeSet::new();
    while let Some(id) = deposits.pop() {
        if seen.insert(id)
            && let Some(deposit) = project.deposit(id)
        {
            layers.extend(deposit.terrains());
            deposits.extend(built_before(project, id));
        }
    }
    layers
}

/// Tells what a fill stands on apart: its terrain, the sea floor, and what was built before.
fn base_id(
    land: Fingerprint,
    sea: Option<(Fingerprint, DryingBelt)>,
    under: &[Fingerprint],
) -> Fingerprint {
    if sea.is_none() && under.is_empty() {
        // What projects keep of fills on a terrain alone stays current.
        return land;
    }
    let mut inputs = Inputs::of("base").upstream(land);
    if let Some((seabed, belt)) = sea {
        inputs = inputs.upstream(seabed).text(match belt {
            DryingBelt::LeaveOpen => "open",
            DryingBelt::Interpolate => "interpolated",
        });
    }
    for fill in under {
        inputs = inputs.upstream(*fill);
    }
    inputs.fingerprint()
}
