//! A pit or stope that rock goes back into: the one way from decisions to figures, for window and command
//! line alike.

use std::path::Path;
use std::sync::Arc;

use super::fill_picture::{Drawn, FillPicture, picture_of};
use super::ground_source::ReadGround;
use super::inputs::on_the_cells_of;
use super::{Oddity, TaskError};
use crate::balance::{
    Backfill, BackfillLimits, BackfillTarget, Cap, LevelledBackfill, backfill, backfill_to_level,
    backfill_warnings,
};
use crate::design::{
    DesignError, OriginalSurface, Outline, VoidDesign, VoidError, VoidInput, design_void,
};
use crate::progress::Run;
use crate::project::{LayerId, Original, Pit, Room};
use crate::results::{Fingerprint, Inputs, PitFigures};
use crate::terrain::Grid;
use crate::units::{BankM3, Metres, PlacedFactor, PlacedM3};

/// What a backfill is worked out from, besides the terrains.
#[derive(Clone, Debug, PartialEq)]
pub struct PitRequest {
    /// The room that is filled.
    pub room: Room,
    /// How much more room rock takes than it did in the ground.
    pub placed_factor: PlacedFactor,
    /// The largest share of the extracted rock that may go back.
    pub cap: Cap,
    /// How much is to go back.
    pub target: BackfillTarget,
}

/// A pit or stope, worked out.
#[derive(Debug)]
pub struct PitResult {
    /// What there is of a pit in the terrain; `None` for a stope.
    pub pit: Option<FilledPit>,
    /// How much goes back, and why not more.
    pub backfill: Backfill,
    /// Every figure.
    pub figures: PitFigures,
    /// What was odd.
    pub oddities: Vec<Oddity>,
}

/// A pit in the terrain with its backfill.
#[derive(Debug)]
pub struct FilledPit {
    /// The void.
    pub void: VoidDesign,
    /// The level that the backfill comes to.
    pub level: Metres,
    /// The ground as mined.
    pub ground: Arc<Grid<f32>>,
    /// How the backfill is drawn.
    pub picture: Arc<FillPicture>,
}

impl FilledPit {
    /// The side of the cells that it was measured on, in metres.
    pub fn cell_size_m(&self) -> f64 {
        self.ground.placement().cell_width_m
    }
}

impl PitRequest {
    /// What a pit or stope is worked out from.
    pub fn of(pit: &Pit) -> Self {
        Self {
            room: pit.room.clone(),
            placed_factor: pit.placed_factor,
            cap: pit.cap.clone(),
            target: pit.target,
        }
    }

    /// As much of a pit as may be, with the rim carried across as its original surface.
    pub fn usual_pit(outline: Outline, mined: LayerId) -> Self {
        Self::usual(Room::Pit {
            outline,
            mined,
            original: Original::Rim,
            extracted: None,
            permitted_level: None,
        })
    }

    /// A stope whose volumes are still to be typed.
    pub fn usual_stope() -> Self {
        Self::usual(Room::Stope {
            void: PlacedM3(0.0),
            extracted: BankM3(0.0),
        })
    }

    fn usual(room: Room) -> Self {
        Self {
            room,
            placed_factor: PlacedFactor::TIPPED_ROCK,
            cap: Cap::default(),
            target: BackfillTarget::Most,
        }
    }

    /// Tells the inputs of a backfill apart. `terrains` are what [`Pit::terrains`] names.
    pub(super) fn fingerprint(&self, terrains: &[Fingerprint]) -> Fingerprint {
        let mut inputs = Inputs::of("pit");
        for terrain in terrains {
            inputs = inputs.upstream(*terrain);
        }
        inputs = match &self.room {
            Room::Pit {
                outline,
                original,
                extracted,
                permitted_level,
                ..
            } => {
                let original = match original {
                    Original::Rim => "rim",
                    Original::Layer(_) => "surface",
                };
                let inputs = outline_in(inputs, outline).text(original);
                let inputs = number_in(inputs, extracted.map(|bank| bank.0));
                number_in(inputs, permitted_level.map(|level| level.0))
            }
            Room::Stope { void, extracted } => {
                inputs.text("stope").number(void.0).number(extracted.0)
            }
        };
        inputs = inputs
            .number(self.placed_factor.ratio())
            .number(self.cap.share());
        match self.target {
            BackfillTarget::Most => inputs.text("most"),
            BackfillTarget::Level(level) => inputs.text("level").number(level.0),
            BackfillTarget::Bank(bank) => inputs.text("bank").number(bank.0),
        }
        .fingerprint()
    }

    fn limits(&self, extracted: BankM3, usable_void: PlacedM3) -> BackfillLimits {
        BackfillLimits {
            extracted,
            usable_void,
            placed_factor: self.placed_factor,
            cap: self.cap.clone(),
        }
    }
}

/// Adds an outline to inputs, corner by corner.
pub(super) fn outline_in(mut inputs: Inputs, outline: &Outline) -> Inputs {
    for ring in outline.rings() {
        inputs = inputs.number(ring.0.len() as f64);
        for at in &ring.0 {
            inputs = inputs.number(at.x).number(at.y);
        }
    }
    inputs
}

pub(super) fn number_in(inputs: Inputs, number: Option<f64>) -> Inputs {
    match number {
        Some(number) => inputs.text("typed").number(number),
        None => inputs.text("none"),
    }
}

/// Works out a backfill. `terrains` are those that [`Pit::terrains`] names, in their order.
///
/// # Errors
/// [`TaskError`]: what the planner has to change.
pub(super) fn pit_on(
    terrains: &[ReadGround],
    request: &PitRequest,
    run: &Run,
) -> Result<PitResult, TaskError> {
    match (&request.room, terrains) {
        (
            Room::Pit {
                outline,
                extracted,
                permitted_level,
                ..
            },
            [mined, original @ ..],
        ) => {
            let mut oddities = Vec::new();
            let ground = mined.around(outline.extent(), &mut oddities, run)?;
            let before = match original.first() {
                Some(original) => {
                    let area = ground.placement().extent();
                    let read = original.around(area, &mut oddities, run)?;
                    let path = &original.path;
                    Some(on_the_cells_of(&ground, &read, path, &mut oddities))
                }
                None => None,
            };
            let input = VoidInput {
                ground: &ground,
                outline,
                original: before
                    .as_ref()
                    .map_or(OriginalSurface::Rim, OriginalSurface::Surface),
                permitted_level: *permitted_level,
            };
            let void = measured_void(&input, &mined.path, &mut oddities, run)?;
            filled(void, ground, *extracted, request, oddities, run)
        }
        (Room::Pit { .. }, []) | (Room::Stope { .. }, _) => Ok(stope(request)),
    }
}

/// Measures a void on ground that was read, and keeps what was odd.
pub(super) fn measured_void(
    input: &VoidInput<'_>,
    terrain: &Path,
    oddities: &mut Vec<Oddity>,
    run: &Run,
) -> Result<VoidDesign, TaskError> {
    let void = design_void(input, run).map_err(|source| match source {
        VoidError::Ground(DesignError::Cancelled) => TaskError::Cancelled,
        source => TaskError::Void {
            terrain: terrain.to_owned(),
            source,
        },
    })?;
    oddities.extend(void.warnings.iter().copied().map(Oddity::Void));
    Ok(void)
}

fn filled(
    void: VoidDesign,
    ground: Grid<f32>,
    typed: Option<BankM3>,
    request: &PitRequest,
    mut oddities: Vec<Oddity>,
    run: &Run,
) -> Result<PitResult, TaskError> {
    let extracted = typed.unwrap_or(void.extracted);
    let limits = request.limits(extracted, void.usable);
    let result = backfilled(&void, &limits, request.target, &mut oddities);
    let (backfill, level) = (result.backfill, result.level);
    run.step(1, 2)?;
    let drawn = Drawn {
        surface: &void.surface_on(&ground, level),
        ground: &ground,
        thickest: void.greatest_thickness(level),
    };
    let picture = picture_of(&drawn, || void.footprint_polygons(&ground, level), run)?;
    let given = (extracted.0, void.usable.0, request.cap.share());
    Ok(PitResult {
        figures: PitFigures::of(given, &backfill, Some((&void, level))),
        backfill,
        pit: Some(FilledPit {
            level,
            picture: Arc::new(picture),
            ground: Arc::new(ground),
            void,
        }),
        oddities,
    })
}

/// How much goes back into a measured void, and keeps what was odd. What was extracted may have been typed.
pub(super) fn backfilled(
    void: &VoidDesign,
    limits: &BackfillLimits,
    target: BackfillTarget,
    oddities: &mut Vec<Oddity>,
) -> LevelledBackfill {
    let result = backfill_to_level(void, limits, target);
    let warnings = backfill_warnings(limits, Some(void.extracted), &result.backfill);
    oddities.extend(warnings.into_iter().map(Oddity::Backfill));
    result
}

/// A stope, by its typed volumes.
pub(super) fn stope(request: &PitRequest) -> PitResult {
    let (void, extracted) = match request.room {
        Room::Stope { void, extracted } => (void, extracted),
        Room::Pit { .. } => (PlacedM3(0.0), BankM3(0.0)),
    };
    let limits = request.limits(extracted, void);
    let asked = match request.target {
        BackfillTarget::Bank(bank) => Some(bank),
        // A stope has no levels.
        BackfillTarget::Most | BackfillTarget::Level(_) => None,
    };
    let backfill = backfill(&limits, asked);
    let warnings = backfill_warnings(&limits, None, &backfill);
    let given = (extracted.0, void.0, request.cap.share());
    PitResult {
        figures: PitFigures::of(given, &backfill, None),
        backfill,
        pit: None,
        oddities: warnings.into_iter().map(Oddity::Backfill).collect(),
    }
}
