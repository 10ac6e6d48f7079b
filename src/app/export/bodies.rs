//! The deposits and backfills of an alternative, each designed again, with its triangles and lines.

use std::sync::Arc;

use geo::MultiPolygon;

use super::edges::{covered_by, lines_of};
use super::warning::ExportWarning;
use crate::app::TaskError;
use crate::app::file_designs::FileDesigns;
use crate::app::fill::FillResult;
use crate::app::pit::{FilledPit, PitResult};
use crate::design::Lift;
use crate::progress::Run;
use crate::project::{Deposit, DepositId, Entry, PitId, ScenarioId};
use crate::report::{DxfLine, Tin, TinInput, tin_of};
use crate::results::{FILL_FIGURES, FillFigures, PIT_FIGURES};
use crate::terrain::Grid;

/// Ground that was moved less than this share of a cell's side under the triangles is not worth a warning: it is
/// known no better between the middles of cells.
const NOTABLE_MOVE_CELLS: f64 = 0.1;

/// What is built in an alternative.
pub(super) struct Bodies {
    /// Deposits, the first built first, then backfills.
    pub all: Vec<Body>,
    /// Pits, be they filled or not.
    pub pits: Vec<(PitId, Arc<PitResult>)>,
    /// What was odd, or could not be built.
    pub warnings: Vec<ExportWarning>,
}

/// What came of a deposit or of the backfill of a pit.
pub(super) struct Body {
    pub entry: Entry,
    pub name: String,
    pub made: Made,
    /// The ground under it.
    pub ground: Arc<Grid<f32>>,
    /// The ground that its rock covers, without dam and ramp.
    pub footprint: MultiPolygon<f64>,
    /// Its volume as the program counts it, with dam and ramp.
    pub volume_m3: f64,
    /// How much ground a square metre of the map stands for.
    pub ground_per_map: f64,
    /// Both surfaces; `None` where it has no area.
    pub tin: Option<Tin>,
    /// Its edges for CAD.
    pub lines: Vec<DxfLine>,
    /// Its layers between berms, with the ground that is covered when each is done.
    pub lifts: Vec<(Lift, MultiPolygon<f64>)>,
}

/// Where a body comes from.
pub(super) enum Made {
    Fill(Arc<FillResult>),
    Backfill(Arc<PitResult>),
}

impl Body {
    /// Every figure by name, with its unit; those that there are none of left out.
    pub(super) fn figures(&self) -> Vec<(&'static str, f64)> {
        let all: Vec<(&'static str, f64)> = match &self.made {
            Made::Fill(fill) => {
                let figures = FillFigures::of(&fill.design).0;
                FILL_FIGURES.into_iter().zip(figures).collect()
            }
            Made::Backfill(pit) => PIT_FIGURES.into_iter().zip(pit.figures.0).collect(),
        };
        all.into_iter()
            .filter(|(_, figure)| figure.is_finite())
            .collect()
    }
}

impl Bodies {
    /// Designs everything that is built in an alternative.
    ///
    /// # Errors
    /// [`TaskError::Cancelled`].
    pub(super) fn of(
        designs: &mut FileDesigns,
        scenario: ScenarioId,
        run: &Run,
    ) -> Result<Self, TaskError> {
        let project = designs.project();
        let deposits = project.deposits_of(scenario);
        let mut deposits: Vec<(DepositId, String)> = deposits
            .map(|(id, deposit)| (id, deposit.name.clone()))
            .collect();
        // What is drawn lowest is built first.
        deposits.reverse();
        let pits = project.pits_of(scenario);
        // No terrain shows a stope.
        let pits = pits.filter(|(_, pit)| pit.outline().is_some());
        let pits: Vec<(PitId, String)> = pits.map(|(id, pit)| (id, pit.name.clone())).collect();
        let mut bodies = Self {
            all: Vec::new(),
            pits: Vec::new(),
            warnings: Vec::new(),
        };
        for (id, name) in deposits {
            let made = designs.fill(id, run);
            if let Some(fill) = bodies.made(&name, made)? {
                bodies.tell(&name, &fill.oddities);
                // It was designed from that deposit, so it is there.
                if let Some(deposit) = designs.project().deposit(id) {
                    let body = Body::of_fill((id, deposit), &fill, run)?;
                    bodies.add(body);
                }
            }
        }
        for (id, name) in pits {
            let made = designs.pit(id, run);
            let Some(pit) = bodies.made(&name, made)? else {
                continue;
            };
            bodies.tell(&name, &pit.oddities);
            if let Some(filled) = &pit.pit {
                let body = Body::of_backfill(id, name, &pit, filled, run)?;
                bodies.add(body);
            }
            bodies.pits.push((id, pit));
        }
        Ok(bodies)
    }

    /// Why the first one that cannot be built cannot.
    pub(super) fn first_failure(self) -> Option<TaskError> {
        let mut warnings = self.warnings.into_iter();
        warnings.find_map(|warning| match warning {
            ExportWarning::NotBuilt { error, .. } => Arc::into_inner(error),
            _ => None,
        })
    }

    /// What was made, or a warning that it was not.
    fn made<T>(
        &mut self,
        name: &str,
        made: Result<Option<T>, TaskError>,
    ) -> Result<Option<T>, TaskError> {
        let name = name.to_owned();
        match made {
            Ok(Some(made)) => return Ok(Some(made)),
            Ok(None) => self.warnings.push(ExportWarning::GroundMissing { name }),
            Err(TaskError::Cancelled) => return Err(TaskError::Cancelled),
            Err(error) => {
                let error = Arc::new(error);
                self.warnings.push(ExportWarning::NotBuilt { name, error });
            }
        }
        Ok(None)
    }

    fn tell(&mut self, name: &str, oddities: &[crate::app::Oddity]) {
        let told = oddities.iter().map(|oddity| ExportWarning::Odd {
            name: name.to_owned(),
            oddity: oddity.clone(),
        });
        self.warnings.extend(told);
    }

    fn add(&mut self, body: Body) {
        if let Some(tin) = &body.tin {
            let cell_m = body.ground.placement().cell_width_m;
            if NOTABLE_MOVE_CELLS * cell_m < tin.ground_moved_m {
                self.warnings.push(ExportWarning::GroundMoved {
                    name: body.name.clone(),
                    moved_m: tin.ground_moved_m,
                });
            }
        }
        self.all.push(body);
    }
}

impl Body {
    fn of_fill(
        (id, deposit): (DepositId, &Deposit),
        fill: &Arc<FillResult>,
        run: &Run,
    ) -> Result<Self, TaskError> {
        let ground = Arc::clone(&fill.ground);
        let design = &fill.design;
        let footprint = fill.picture.footprint.clone();
        let dam_m3 = design.dam.map_or(0.0, |dam| dam.volume.0);
        let ramp_m3 = design
            .ramp
            .as_ref()
            .map_or(0.0, |ramp| ramp.added.0 - ramp.cut.0 - ramp.cut_of_ground.0);
        let surface = fill.surface();
        let continued = design.continued_on(&ground);
        let lines = lines_of(fill, deposit);
        let mut lifts = Vec::with_capacity(design.lifts.len());
        for (place, lift) in design.lifts.iter().enumerate() {
            run.step(place, design.lifts.len())?;
            let covered = design.footprint_polygons_to(&ground, lift.to);
            lifts.push((*lift, covered.unwrap_or_else(|| MultiPolygon(Vec::new()))));
        }
        let covered = covered_by(fill, &footprint);
        let (volume_m3, tin) = (design.fill.0 + dam_m3 + ramp_m3, None);
        let mut body = Self {
            entry: Entry::Deposit(id),
            name: deposit.name.clone(),
            made: Made::Fill(Arc::clone(fill)),
            ground_per_map: ground.placement().ground_per_map,
            ground,
            footprint,
            volume_m3,
            tin,
            lines,
            lifts,
        };
        body.make_triangles(&covered, &surface, &continued, run)?;
        Ok(body)
    }

    fn of_backfill(
        id: PitId,
        name: String,
        pit: &Arc<PitResult>,
        filled: &FilledPit,
        run: &Run,
    ) -> Result<Self, TaskError> {
        let ground = Arc::clone(&filled.ground);
        let footprint = filled.picture.footprint.clone();
        let surface = filled.void.surface_on(&ground, filled.level);
        #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
        let level_m = filled.level.0 as f32;
        let roof = filled.void.roof();
        let roof = roof.cells().iter();
        // The lesser of the two would be the level where there is no roof.
        let continued = roof.map(|roof| {
            if roof.is_nan() {
                *roof
            } else {
                roof.min(level_m)
            }
        });
        let continued = Grid::new(*ground.placement(), continued.collect());
        let mut body = Self {
            entry: Entry::Pit(id),
            name,
            made: Made::Backfill(Arc::clone(pit)),
            ground_per_map: ground.placement().ground_per_map,
            volume_m3: filled.void.filled_to(filled.level).volume.0,
            tin: None,
            lines: Vec::new(),
            lifts: Vec::new(),
            ground,
            footprint,
        };
        let covered = body.footprint.clone();
        let continued = continued.unwrap_or_else(|| surface.clone());
        body.make_triangles(&covered, &surface, &continued, run)?;
        Ok(body)
    }

    fn make_triangles(
        &mut self,
        covered: &MultiPolygon<f64>,
        surface: &Grid<f32>,
        continued: &Grid<f32>,
        run: &Run,
    ) -> Result<(), TaskError> {
        let input = TinInput {
            covered,
            ground: &self.ground,
            surface,
            continued,
            volume_m3: self.volume_m3 / self.ground_per_map,
        };
        self.tin = tin_of(&input, run)?;
        Ok(())
    }
}
