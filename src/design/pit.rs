//! A pit that is dug: walls with berms from a rim down, or from a floor outwards.
//!
//! It is a fill turned upside down: on the ground's opposite heights a wall that falls from its rim rises from its
//! toe, and one that rises from its floor falls from its crest. How much a mined pit has room for is left to `void`.

use std::ops::Neg as _;

use super::{
    Batter, Benches, CrestShape, DesignError, DesignWarning, FillDesign, FillInput, FillMethod,
    FillTarget, Lift, Outline, UnknownGround, design_fill,
};
use crate::curve::CurvePoint;
use crate::progress::Run;
use crate::terrain::Grid;
use crate::units::{BankM3, CubicMetres, Metres, PlacedM3, SquareMetres};

/// What the planner draws of a pit.
#[derive(Clone, Copy, Debug)]
pub enum PitShape<'a> {
    /// The rim is drawn; walls fall inwards from the ground along it, and the pit never leaves it.
    Rim(&'a Outline),
    /// The floor is drawn; walls rise outwards until they meet the ground.
    Floor(&'a Outline),
}

/// How far a pit is dug.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PitTarget {
    /// To where the walls meet.
    Deepest,
    /// To a floor level.
    Floor(Metres),
    /// Until a volume is taken out.
    Volume(BankM3),
}

/// What a pit is designed from.
#[derive(Clone, Copy, Debug)]
pub struct PitDesignInput<'a> {
    /// Ground heights in metres with square cells; NaN where unknown. For a rim at least one cell more on each side
    /// where there is terrain; for a floor as much as the walls may reach.
    pub ground: &'a Grid<f32>,
    /// What is drawn.
    pub shape: PitShape<'a>,
    /// Faces and berms. Without a datum of their own, berms are counted down from the highest ground on a rim, and
    /// up from a floor. Water is not looked at: walls of rock do not change below it.
    pub walls: Batter,
    /// How far to dig.
    pub target: PitTarget,
    /// What to do about unknown ground on a rim.
    pub unknown_ground: UnknownGround,
}

/// A layer of a pit between two levels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PitLift {
    /// Where it begins, above.
    pub from: Metres,
    /// Where it ends: at a berm or at the floor.
    pub to: Metres,
    /// What is taken out of it.
    pub cut: BankM3,
    /// The ground plan of the layer, walls included.
    pub area: SquareMetres,
}

/// What is taken out above one level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PitPoint {
    /// The level.
    pub level: Metres,
    /// The rock of the pit above it.
    pub cut: BankM3,
    /// The ground that is opened.
    pub footprint: SquareMetres,
    /// The opening at the level.
    pub opening: SquareMetres,
}

/// A designed pit.
#[derive(Clone, Debug)]
pub struct PitDesign {
    /// Rock taken out.
    pub cut: BankM3,
    /// The area inside what was drawn.
    pub outline_area: SquareMetres,
    /// The ground that is opened, to where the walls meet it.
    pub footprint: SquareMetres,
    /// The level down to which it is dug: the floor, or where the walls meet above it.
    pub floor_level: Metres,
    /// The flat floor.
    pub floor: SquareMetres,
    /// The lowest ground on the rim above the floor.
    pub rim_lowest: Metres,
    /// The highest ground on the rim.
    pub rim_highest: Metres,
    /// The greatest depth below the ground.
    pub deepest: Metres,
    /// The slope of the wall from the highest rim to the floor, berms included, in degrees from level.
    pub wall_overall_deg: f64,
    /// The level from which berms are counted.
    pub bench_datum: Metres,
    /// The levels of the berms above the floor, from above.
    pub bench_levels: Vec<Metres>,
    /// The pit by layers between berms, from above.
    pub lifts: Vec<PitLift>,
    /// What is taken out by level, from above.
    pub curve: Vec<PitPoint>,
    /// The part of the area without ground heights; nothing is counted there.
    pub unknown_area: SquareMetres,
    /// What was odd, and stays with the result.
    pub warnings: Vec<PitWarning>,
    /// The pit upside down.
    mirrored: FillDesign,
}

/// Something odd about a pit that can still be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PitWarning {
    /// The volume asked for is not inside the rim; the design is as deep as the walls allow.
    TooSmall {
        /// The volume asked for.
        asked: BankM3,
        /// What is taken out.
        most: BankM3,
    },
    /// The walls meet above the floor asked for.
    FloorNotReached {
        /// The floor asked for.
        asked: Metres,
        /// Where the walls meet.
        deepest: Metres,
    },
    /// Ground inside a drawn floor lies below it; it is not filled.
    GroundBelowFloor {
        /// Where it does.
        area: SquareMetres,
        /// How much is missing.
        volume: CubicMetres,
    },
    /// Ground without a height: nothing is counted there.
    UnknownGround {
        /// How much.
        area: SquareMetres,
        /// As a share of the rim's area, or of all that a pit from its floor opens.
        share: f64,
    },
    /// Along part of the rim the nearest known ground was used.
    NearestGroundUsed {
        /// Along how much of the rim.
        length: Metres,
    },
    /// The walls reach the end of the terrain that was given, so the pit may be larger: a larger window is needed.
    LeavesTerrain {
        /// Along how much of the terrain's end.
        length: Metres,
    },
    /// A little deeper more than was asked for is taken out at once.
    VolumeJumps {
        /// The volume asked for.
        asked: BankM3,
        /// What is taken out just before.
        below: BankM3,
        /// What is taken out just after.
        above: BankM3,
    },
}

/// Designs a pit.
///
/// # Errors
/// [`DesignError`]: what the planner has to change, or [`DesignError::Cancelled`].
pub fn design_pit(input: &PitDesignInput<'_>, run: &Run) -> Result<PitDesign, DesignError> {
    let upside_down = upside_down(input.ground);
    let crest;
    let method = match input.shape {
        PitShape::Rim(outline) => FillMethod::Toe(outline),
        PitShape::Floor(outline) => {
            crest = CrestShape::Polygon {
                outline: outline.clone(),
                drops: Vec::new(),
            };
            FillMethod::Crest(&crest)
        }
    };
    let turned_over = |mut benches: Benches| {
        benches.datum = benches.datum.map(mirrored);
        benches
    };
    let walls = Batter {
        benches: input.walls.benches.map(turned_over),
        water: None,
        ..input.walls
    };
    let fill = FillInput {
        ground: &upside_down,
        method,
        batter: walls,
        target: match input.target {
            PitTarget::Deepest => FillTarget::Capacity,
            PitTarget::Floor(level) => FillTarget::Crest(mirrored(level)),
            PitTarget::Volume(volume) => FillTarget::Volume(PlacedM3(volume.0)),
        },
        unknown_ground: input.unknown_ground,
    };
    let design = design_fill(&fill, run).map_err(error_of_pit)?;
    Ok(PitDesign::of(design, &walls))
}

/// A level upside down.
fn mirrored(level: Metres) -> Metres {
    Metres(level.0.neg())
}

fn upside_down(ground: &Grid<f32>) -> Grid<f32> {
    let cells = ground.cells().iter().map(|height| height.neg());
    Grid::new(*ground.placement(), cells.collect()).unwrap_or_else(|| ground.clone())
}

/// What an error about a fill means for the pit that it was made for.
fn error_of_pit(error: DesignError) -> DesignError {
    match error {
        DesignError::CrestBelowGround { crest_m, lowest_m } => DesignError::FloorAboveGround {
            floor_m: crest_m.neg(),
            highest_m: lowest_m.neg(),
        },
        DesignError::CapacityOfCrest => DesignError::DeepestOfFloor,
        DesignError::CrestTooHigh {
            volume_m3,
            highest_m,
        } => DesignError::FloorTooDeep {
            volume_m3,
            lowest_m: highest_m.neg(),
        },
        DesignError::CrestOutsideTerrain => DesignError::FloorOutsideTerrain,
        DesignError::UnknownGroundUnderCrest => DesignError::UnknownGroundOverFloor,
        other => other,
    }
}

impl PitDesign {
    fn of(design: FillDesign, walls: &Batter) -> Self {
        let overall = walls.overall(design.toe_lowest, design.crest_level, design.bench_datum);
        let points = design.curve.points().iter();
        Self {
            cut: BankM3(design.fill.0),
            outline_area: design.outline_area,
            footprint: design.footprint,
            floor_level: mirrored(design.crest_level),
            floor: design.top,
            rim_lowest: mirrored(design.toe_highest),
            rim_highest: mirrored(design.toe_lowest),
            deepest: design.thickness_greatest,
            wall_overall_deg: overall.atan().to_degrees(),
            bench_datum: mirrored(design.bench_datum),
            bench_levels: design.bench_levels.iter().copied().map(mirrored).collect(),
            lifts: design.lifts.iter().map(PitLift::of).collect(),
            curve: points.map(PitPoint::of).collect(),
            unknown_area: design.unknown_area,
            warnings: design.warnings.iter().filter_map(PitWarning::of).collect(),
            mirrored: design,
        }
    }

    /// Whether the walls reach the end of the terrain that was given, so that a larger window is needed.
    pub fn leaves_terrain(&self) -> bool {
        self.mirrored.leaves_terrain()
    }

    /// The ground with the pit in it, in metres.
    ///
    /// `ground` must be the one that the design was made on; see [`FillDesign::surface_on`].
    pub fn surface_on(&self, ground: &Grid<f32>) -> Grid<f32> {
        upside_down(&self.mirrored.surface_on(&upside_down(ground)))
    }

    /// How deep the pit is on each cell, in metres; NaN where there is none.
    ///
    /// `ground` must be the one that the design was made on; see [`FillDesign::surface_on`].
    pub fn depth_on(&self, ground: &Grid<f32>) -> Grid<f32> {
        self.mirrored.thickness_on(&upside_down(ground))
    }

    /// The outline of the ground that is opened; see [`FillDesign::footprint_polygons`].
    pub fn footprint_polygons(&self, ground: &Grid<f32>) -> Option<geo::MultiPolygon<f64>> {
        self.mirrored.footprint_polygons(&upside_down(ground))
    }
}

impl PitLift {
    fn of(lift: &Lift) -> Self {
        Self {
            from: mirrored(lift.from),
            to: mirrored(lift.to),
            cut: BankM3(lift.volume.0),
            area: lift.area,
        }
    }
}

impl PitPoint {
    fn of(point: &CurvePoint) -> Self {
        Self {
            level: mirrored(point.level),
            cut: BankM3(point.volume.0),
            footprint: point.footprint,
            opening: point.top,
        }
    }
}

impl PitWarning {
    /// What a warning about a fill means for the pit that it was made for, if it can come up there.
    fn of(warning: &DesignWarning) -> Option<Self> {
        let bank = |volume: PlacedM3| BankM3(volume.0);
        Some(match *warning {
            DesignWarning::DoesNotFit { asked, capacity } => Self::TooSmall {
                asked: bank(asked),
                most: bank(capacity),
            },
            DesignWarning::CrestNotReached { asked, peak } => Self::FloorNotReached {
                asked: mirrored(asked),
                deepest: mirrored(peak),
            },
            DesignWarning::GroundAboveCrest { area, volume } => {
                Self::GroundBelowFloor { area, volume }
            }
            DesignWarning::UnknownGround { area, share } => Self::UnknownGround { area, share },
            DesignWarning::NearestGroundUsed { length } => Self::NearestGroundUsed { length },
            DesignWarning::LeavesTerrain { length } => Self::LeavesTerrain { length },
            DesignWarning::VolumeJumps {
                asked,
                below,
                above,
            } => Self::VolumeJumps {
                asked: bank(asked),
                below: bank(below),
                above: bank(above),
            },
            _ => return None,
        })
    }
}
