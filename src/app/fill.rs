//! A fill on terrain from a file: the one way from outline to figures, for window and command line alike.

use std::path::Path;
use std::sync::Arc;

use geo::{Coord, Rect};

use super::enough_ground::{OnGround, first_reach_m, grown, on_enough_ground};
use super::fill_base::FillBase;
use super::fill_checks::checks_of;
use super::fill_picture::{Drawn, FillPicture, picture_of, picture_without_lines};
use super::fill_ramp::{extent_with, ramp_in, ramp_on};
use super::pit::{number_in, outline_in};
use super::{Oddity, TaskError};
use crate::design::{
    Batter, ClosureInput, CrestShape, DesignError, FillDesign, FillInput, FillShape, FillTarget,
    LevelShape, Outline, PREVIEW_CELLS, Regrading, ShortLift, Slope, UnknownGround, Water,
    design_closure, design_fill, design_preview,
};
use crate::progress::Run;
use crate::project::{Deposit, RampPlan};
use crate::results::{Fingerprint, Inputs};
use crate::terrain::Grid;
use crate::units::{Metres, PlacedM3};

/// What a fill is designed from, besides the terrain.
#[derive(Clone, Debug, PartialEq)]
pub struct FillRequest {
    /// What was drawn, and how the fill follows from it.
    pub shape: FillShape,
    /// Faces, berms and water.
    pub batter: Batter,
    /// The slope that it is regraded to when it is closed.
    pub closure: Option<Slope>,
    /// The haul ramp on it.
    pub ramp: Option<Box<RampPlan>>,
    /// How far to build.
    pub target: FillTarget,
    /// What to do where the outline runs over ground without a height.
    pub unknown_ground: UnknownGround,
}

impl FillRequest {
    /// What a deposit is made from.
    pub fn of(deposit: &Deposit) -> Self {
        Self {
            shape: deposit.shape(),
            batter: deposit.batter,
            closure: deposit.closure,
            ramp: deposit.ramp.clone(),
            target: deposit.target,
            unknown_ground: deposit.unknown_ground,
        }
    }

    /// As high as tipped rock stands.
    pub fn usual(outline: Outline) -> Self {
        Self {
            shape: FillShape::Toe(outline),
            batter: Batter::plain(Slope::TIPPED_ROCK),
            closure: None,
            ramp: None,
            target: FillTarget::Capacity,
            unknown_ground: UnknownGround::Refuse,
        }
    }

    /// As tipped rock lies below a point, up to a level there.
    pub fn tipped(at: Coord<f64>, level: Metres) -> Self {
        Self {
            shape: FillShape::Crest(CrestShape::Point(at)),
            batter: Batter::plain(Slope::TIPPED_ROCK),
            closure: None,
            ramp: None,
            target: FillTarget::Crest(level),
            unknown_ground: UnknownGround::Refuse,
        }
    }

    /// The slope after closure, where there is one: of a fill from its toe. It has no berms: those are levelled.
    pub(super) fn closed(&self) -> Option<Batter> {
        let is_toe = matches!(self.shape, FillShape::Toe(_));
        let closure = self.closure.filter(|_| is_toe)?;
        let gentler = |face: Slope| if closure < face { closure } else { face };
        Some(Batter {
            face: closure,
            benches: None,
            water: self.batter.water.map(|water| Water {
                face: gentler(water.face),
                ..water
            }),
        })
    }

    /// The ramp, where there is one: on a fill with a face. A level fill has none to climb.
    pub(super) fn ramp(&self) -> Option<&RampPlan> {
        let has_face = !matches!(self.shape, FillShape::Level(_));
        self.ramp.as_deref().filter(|_| has_face)
    }

    /// The least rectangle around what was drawn.
    pub fn extent(&self) -> Rect<f64> {
        self.shape.extent()
    }

    /// Tells the inputs of a fill on a ground apart.
    pub(super) fn fingerprint(&self, ground: Fingerprint) -> Fingerprint {
        let inputs = Inputs::of("fill")
            .upstream(ground)
            .number(self.batter.face.rise_over_run());
        let inputs = match self.shape.outline() {
            Some(outline) => outline_in(inputs, outline),
            None => inputs,
        };
        let inputs = match self.target {
            FillTarget::Capacity => inputs.text("capacity"),
            FillTarget::Crest(level) => inputs.text("crest").number(level.0),
            FillTarget::Volume(volume) => inputs.text("volume").number(volume.0),
        };
        let unknown = match self.unknown_ground {
            UnknownGround::Refuse => "refuse",
            UnknownGround::UseNearest => "nearest",
        };
        self.more_in(inputs.text(unknown)).fingerprint()
    }

    /// What a plain fill from the toe does not have, so that what projects keep of those stays current.
    fn more_in(&self, mut inputs: Inputs) -> Inputs {
        inputs = match &self.shape {
            FillShape::Toe(_) => inputs,
            FillShape::Crest(CrestShape::Polygon { drops, .. }) => {
                let inputs = inputs.text("from the crest");
                drops
                    .iter()
                    .fold(inputs, |inputs, drop| inputs.number(drop.0))
            }
            FillShape::Crest(CrestShape::Point(at)) => {
                inputs.text("from a point").number(at.x).number(at.y)
            }
            FillShape::Level(shape) => level_in(inputs.text("level"), shape),
        };
        if let Some(benches) = self.batter.benches {
            inputs = inputs
                .text("benches")
                .number(benches.lift().0)
                .number(benches.berm().0);
            inputs = number_in(inputs, benches.datum.map(|datum| datum.0));
            inputs = inputs.text(match benches.short_lift {
                ShortLift::JoinsNext => "joins",
                ShortLift::Stands => "stands",
            });
        }
        if let Some(water) = self.batter.water {
            let inputs_with = inputs.text("water").number(water.level.0);
            inputs = inputs_with.number(water.face.rise_over_run());
        }
        if let Some(closure) = self.closure {
            inputs = inputs.text("closure").number(closure.rise_over_run());
        }
        match self.ramp() {
            Some(plan) => ramp_in(inputs, plan),
            None => inputs,
        }
    }
}

fn level_in(mut inputs: Inputs, shape: &LevelShape) -> Inputs {
    for at in &shape.discharges {
        inputs = inputs.text("discharge").number(at.x).number(at.y);
    }
    inputs = number_in(inputs, shape.beach.map(Slope::rise_over_run));
    match shape.dam {
        Some(dam) => inputs
            .text("dam")
            .number(dam.crest_width.0)
            .number(dam.inner.rise_over_run())
            .number(dam.outer.rise_over_run())
            .number(dam.freeboard.0),
        None => inputs,
    }
}

/// A fill, as fine as the terrain or coarser while the hand moves.
#[derive(Debug)]
pub struct FillResult {
    /// The design.
    pub design: FillDesign,
    /// The surface of the fill and its ramp where they lie, in metres; NaN elsewhere.
    pub raised: Grid<f32>,
    /// The ground that it stands on.
    pub ground: Arc<Grid<f32>>,
    /// How it is drawn.
    pub picture: Arc<FillPicture>,
    /// Whether it was made on coarser cells than the terrain's.
    pub is_preview: bool,
    /// What was odd.
    pub oddities: Vec<Oddity>,
}

impl FillResult {
    /// The side of the cells it was made on, in metres.
    pub fn cell_size_m(&self) -> f64 {
        self.ground.placement().cell_width_m
    }

    /// The ground with the fill and its ramp on it, in metres.
    pub(super) fn surface(&self) -> Grid<f32> {
        let cells = self.raised.cells().iter().zip(self.ground.cells());
        let cells = cells.map(|(raised, ground)| if raised.is_nan() { *ground } else { *raised });
        let surface = Grid::new(*self.ground.placement(), cells.collect());
        surface.unwrap_or_else(|| self.raised.clone())
    }
}

/// Designs a fill on its base, as fine as the terrain is.
///
/// # Errors
/// [`TaskError`]: what the planner has to change.
pub(super) fn fill_on(
    base: &FillBase,
    request: &FillRequest,
    run: &Run,
) -> Result<FillResult, TaskError> {
    let OnGround {
        ground,
        design:
            DesignedFill {
                design,
                surface,
                raised,
                ..
            },
        oddities,
    } = designed_on(base, request, run)?;
    let drawn = Drawn::of(&design, &surface, &ground);
    let picture = picture_of(&drawn, || design.footprint_polygons(&ground), run)?;
    Ok(FillResult {
        picture: Arc::new(picture),
        design,
        raised,
        ground: Arc::new(ground),
        is_preview: false,
        oddities,
    })
}

/// A design and its surface.
pub(super) struct DesignedFill {
    pub design: FillDesign,
    /// The ground with the fill on it, in metres.
    pub surface: Grid<f32>,
    /// The same where the fill lies, or its ramp was built or cut; NaN elsewhere.
    pub raised: Grid<f32>,
    /// What was odd about the ramp.
    odd_ramp: Vec<Oddity>,
    /// Whether the ramp might be other on more ground.
    ramp_ends_early: bool,
}

impl DesignedFill {
    fn of(design: FillDesign, ground: &Grid<f32>) -> Self {
        let surface = design.surface_on(ground);
        let cells = surface.cells().iter().zip(ground.cells());
        let cells = cells.map(|(top, ground)| if ground < top { *top } else { f32::NAN });
        let raised = Grid::new(*ground.placement(), cells.collect());
        Self {
            raised: raised.unwrap_or_else(|| surface.clone()),
            surface,
            design,
            odd_ramp: Vec::new(),
            ramp_ends_early: false,
        }
    }

    /// The same with the ramp that is asked for.
    fn with_ramp(
        mut self,
        ground: &Grid<f32>,
        request: &FillRequest,
        run: &Run,
    ) -> Result<Self, DesignError> {
        let found = ramp_on((ground, &self.surface), &self.design, request, run)?;
        let Some(found) = found else {
            return Ok(self);
        };
        self.odd_ramp = found.oddities;
        self.ramp_ends_early = found.ends_early;
        if let Some(ramp) = found.design {
            let before = self.surface.cells().iter().zip(self.raised.cells());
            let cells = ramp.surface.cells().iter().zip(before);
            let cells = cells.map(|(with, (without, raised))| {
                let is_same = with.to_bits() == without.to_bits();
                if is_same { *raised } else { *with }
            });
            if let Some(raised) = Grid::new(*ground.placement(), cells.collect()) {
                self.raised = raised;
            }
            self.surface = ramp.surface;
            self.design.ramp = Some(Box::new(ramp.built));
        }
        Ok(self)
    }

    /// What is odd about the design and about how it lies.
    fn oddities(&self, base: &FillBase, request: &FillRequest, ground: &Grid<f32>) -> Vec<Oddity> {
        let warnings = self.design.warnings.iter().copied();
        let mut oddities: Vec<Oddity> = warnings.map(Oddity::Design).collect();
        let checks = checks_of(&self.design, request, ground, &self.raised);
        oddities.extend(checks.into_iter().map(Oddity::Check));
        let area = base.built_on(&self.raised);
        if 0.0 < area.0 {
            oddities.push(Oddity::BuiltOn { area });
        }
        oddities.extend(self.odd_ramp.iter().cloned());
        oddities
    }
}

/// Designs a fill on as much ground as it reaches, and keeps what was odd.
pub(super) fn designed_on(
    base: &FillBase,
    request: &FillRequest,
    run: &Run,
) -> Result<OnGround<DesignedFill>, TaskError> {
    let path = base.land.path.as_path();
    let OnGround {
        ground,
        design,
        mut oddities,
    } = on_enough_ground(
        extent_with(request.extent(), request.ramp()),
        request.shape.reaches_out() || request.ramp().is_some(),
        |area, oddities| base.around(area, oddities, run),
        |ground, oddities| {
            let design = designed(ground, request, oddities, run)?;
            DesignedFill::of(design, ground).with_ramp(ground, request, run)
        },
        |found| match found {
            Ok(found) => found.design.leaves_terrain() || found.ramp_ends_early,
            // More rock may fit where there is more ground.
            Err(error) => matches!(error, DesignError::CrestTooHigh { .. }),
        },
        |source| design_error(path, source),
    )?;
    oddities.extend(design.oddities(base, request, &ground));
    Ok(OnGround {
        ground,
        design,
        oddities,
    })
}

/// Designs a fill, for its closure where it has one.
fn designed(
    ground: &Grid<f32>,
    request: &FillRequest,
    oddities: &mut Vec<Oddity>,
    run: &Run,
) -> Result<FillDesign, DesignError> {
    let (FillShape::Toe(outline), Some(closure)) = (&request.shape, request.closed()) else {
        return design_fill(&input_of(ground, request), run);
    };
    let input = ClosureInput {
        ground,
        outline,
        operating: request.batter,
        closure,
        target: request.target,
        unknown_ground: request.unknown_ground,
    };
    let found = design_closure(&input, run)?;
    oddities.extend(found.warnings.into_iter().map(Oddity::Closure));
    let mut design = found.closure;
    design.regrading = Some(Regrading {
        set_back: found.set_back,
        earthwork: PlacedM3(found.earthwork.cut.0.min(found.earthwork.fill.0)),
        operating: found.operating_volume,
    });
    Ok(design)
}

fn input_of<'a>(ground: &'a Grid<f32>, request: &'a FillRequest) -> FillInput<'a> {
    FillInput {
        ground,
        method: request.shape.method(),
        batter: request.closed().unwrap_or(request.batter),
        target: request.target,
        unknown_ground: request.unknown_ground,
    }
}

fn design_error(terrain: &Path, source: DesignError) -> TaskError {
    match source {
        DesignError::Cancelled => TaskError::Cancelled,
        source => TaskError::Design {
            terrain: terrain.to_owned(),
            source,
        },
    }
}

/// Designs a fill as fast as the hand moves, on coarser cells where it is large, and draws no lines on it. A ramp is
/// left out: on coarse cells it would be another one.
///
/// # Errors
/// As [`fill_on`].
pub(super) fn preview_on(
    base: &FillBase,
    request: &FillRequest,
    run: &Run,
) -> Result<FillResult, TaskError> {
    let mut oddities = Vec::new();
    let extent = request.extent();
    // While the hand moves, what reaches far is cut off.
    let reach_m = if request.shape.reaches_out() {
        2.0 * first_reach_m(extent)
    } else {
        0.0
    };
    let grid = base.around(grown(extent, reach_m), &mut oddities, run)?;
    let preview = design_preview(&input_of(&grid, request), PREVIEW_CELLS, run)
        .map_err(|source| design_error(&base.land.path, source))?;
    let found = DesignedFill::of(preview.design, &preview.ground);
    oddities.extend(found.oddities(base, request, &preview.ground));
    let drawn = Drawn::of(&found.design, &found.surface, &preview.ground);
    Ok(FillResult {
        picture: Arc::new(picture_without_lines(&drawn, run)?),
        is_preview: 1 < preview.factor,
        ground: Arc::new(preview.ground.into_owned()),
        design: found.design,
        raised: found.raised,
        oddities,
    })
}
