//! The ground of an alternative with all that is built, and how thick that is, as grids.

use geo::{BoundingRect as _, Rect};

use super::bodies::{Bodies, Made};
use crate::app::TaskError;
use crate::app::enough_ground::grown;
use crate::app::file_designs::FileDesigns;
use crate::app::fill_base::{FillBase, Sea, with_fill, with_surface};
use crate::app::pit::FilledPit;
use crate::gis::Reference;
use crate::progress::Run;
use crate::project::{Entry, LayerId, ScenarioId};
use crate::terrain::Grid;

/// So much ground is shown around what is built, in metres, and at least so many cells.
pub(super) const MARGIN_M: f64 = 50.0;
const MARGIN_CELLS: f64 = 10.0;

/// A change of height that does not count, in metres.
const NEGLIGIBLE_M: f32 = 1e-3;

/// The ground of an alternative.
pub(super) struct Rasters {
    /// The coordinate system of the ground.
    pub reference: Reference,
    /// What deposits stand on.
    pub before: Grid<f32>,
    /// The same with deposits, backfills and pits.
    pub surface: Grid<f32>,
    /// The difference where there is one, NaN elsewhere.
    pub thickness: Grid<f32>,
    base: FillBase,
}

impl Rasters {
    /// Lays everything that is built on the ground, on the cells of the terrain that the first deposit stands on.
    ///
    /// `None` where nothing is built.
    ///
    /// # Errors
    /// [`TaskError`], if the ground around everything cannot be read or is too large.
    pub(super) fn of(
        designs: &mut FileDesigns,
        scenario: ScenarioId,
        bodies: &Bodies,
        run: &Run,
    ) -> Result<Option<Self>, TaskError> {
        let (Some(extent), Some(base)) = (extent_of(bodies), base_of(designs, scenario, bodies))
        else {
            return Ok(None);
        };
        let cell_m = bodies
            .all
            .iter()
            .map(|body| body.ground.placement().cell_width_m);
        let margin_m = cell_m.fold(MARGIN_M, |margin_m, cell_m| {
            margin_m.max(MARGIN_CELLS * cell_m)
        });
        let mut oddities = Vec::new();
        let before = base.around(grown(extent, margin_m), &mut oddities, run)?;
        let mut surface = before.clone();
        for (_, pit) in &bodies.pits {
            if let Some(filled) = &pit.pit {
                surface = with_surface(surface, &pit_surface(filled));
            }
        }
        for body in &bodies.all {
            run.step(0, 1)?;
            if let Made::Fill(fill) = &body.made {
                surface = with_fill(surface, fill);
            }
        }
        let thickness = surface.cells().iter().zip(before.cells());
        let thickness = thickness.map(|(with, without)| {
            let difference = with - without;
            if NEGLIGIBLE_M < difference.abs() {
                difference
            } else {
                f32::NAN
            }
        });
        let thickness = Grid::new(*before.placement(), thickness.collect());
        Ok(Some(Self {
            reference: base.land.reference(),
            thickness: thickness.unwrap_or_else(|| before.clone()),
            before,
            surface,
            base,
        }))
    }

    /// The ground around an area, be it beside what is built; `None` where there is none.
    pub(super) fn ground_around(
        &self,
        area: Rect<f64>,
        run: &Run,
    ) -> Result<Option<Grid<f32>>, TaskError> {
        match self.base.around(area, &mut Vec::new(), run) {
            Ok(ground) => Ok(Some(ground)),
            Err(TaskError::Cancelled) => Err(TaskError::Cancelled),
            Err(error) => {
                tracing::info!("no ground there: {error}");
                Ok(None)
            }
        }
    }
}

/// The least rectangle around what is built and dug.
fn extent_of(bodies: &Bodies) -> Option<Rect<f64>> {
    let built = bodies.all.iter().filter_map(|body| {
        let tin = body.tin.as_ref()?;
        let places = tin.corners.iter().map(|corner| corner.at);
        places.collect::<geo::MultiPoint<f64>>().bounding_rect()
    });
    let dug = bodies.pits.iter().filter_map(|(_, pit)| {
        let filled = pit.pit.as_ref()?;
        Some(filled.void.outline().extent())
    });
    built.chain(dug).reduce(|one, other| {
        let (low, high) = (one.min(), one.max());
        Rect::new(
            (low.x.min(other.min().x), low.y.min(other.min().y)),
            (high.x.max(other.max().x), high.y.max(other.max().y)),
        )
    })
}

/// The ground of the deposit that is built first, with a sea floor where any has one; without deposits that of the
/// first pit, as mined.
fn base_of(designs: &mut FileDesigns, scenario: ScenarioId, bodies: &Bodies) -> Option<FillBase> {
    let project = designs.project();
    let mut built = bodies.all.iter().filter_map(|body| match body.entry {
        Entry::Deposit(id) => project.deposit(id),
        _ => None,
    });
    let layers: Vec<LayerId> = built.clone().map(|deposit| deposit.base).collect();
    let seabed = built.find_map(|deposit| Some((deposit.seabed?, deposit.batter.water)));
    let of_pits = project
        .pits_of(scenario)
        .flat_map(|(_, pit)| pit.terrains());
    let layers: Vec<LayerId> = layers.into_iter().chain(of_pits).collect();
    let land = layers.into_iter().find_map(|layer| designs.ground(layer))?;
    let sea = seabed.and_then(|(seabed, water)| {
        Some(Sea {
            seabed: designs.ground(seabed.layer)?,
            belt: seabed.belt,
            water_level: water.map(|water| water.level),
        })
    });
    Some(FillBase {
        sea,
        ..FillBase::of_land(land)
    })
}

/// The ground of a pit with its backfill inside its rim, NaN elsewhere.
fn pit_surface(filled: &FilledPit) -> Grid<f32> {
    let surface = filled.void.surface_on(&filled.ground, filled.level);
    let cells = surface.cells().iter().zip(filled.void.roof().cells());
    let cells = cells.map(|(surface, roof)| if roof.is_nan() { *roof } else { *surface });
    Grid::new(*surface.placement(), cells.collect()).unwrap_or_else(|| surface.clone())
}
