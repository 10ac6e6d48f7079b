//! A designed fill, and what its figures are.

use geo::{Coord, Rect};

use super::body::Body;
use super::profile::Profile;
use super::{
    Batter, BuiltDam, BuiltRamp, CrestShape, DesignWarning, LevelShape, NEGLIGIBLE_UNKNOWN_SHARE,
    Outline, Spill,
};
use crate::curve::{Columns, CurvePoint, StageCurve};
use crate::terrain::Grid;
use crate::units::{Metres, PlacedM3, SquareMetres};

/// What the planner draws of a fill, and what follows from it.
#[derive(Clone, Copy, Debug)]
pub enum FillMethod<'a> {
    /// The limit of the land taken is drawn; the fill rises from the ground along it and never leaves it.
    Toe(&'a Outline),
    /// The crest is drawn; the fill falls outwards until it meets the ground.
    Crest(&'a CrestShape),
    /// The limit is drawn; the fill lies level or as a beach behind higher ground or a dam.
    Level(&'a LevelShape),
}

/// What is drawn of a fill, kept by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum FillShape {
    /// See [`FillMethod::Toe`].
    Toe(Outline),
    /// See [`FillMethod::Crest`].
    Crest(CrestShape),
    /// See [`FillMethod::Level`].
    Level(Box<LevelShape>),
}

impl FillShape {
    /// What a design asks for.
    pub fn method(&self) -> FillMethod<'_> {
        match self {
            Self::Toe(outline) => FillMethod::Toe(outline),
            Self::Crest(crest) => FillMethod::Crest(crest),
            Self::Level(shape) => FillMethod::Level(shape),
        }
    }

    /// What was drawn, where it is an area.
    pub fn outline(&self) -> Option<&Outline> {
        match self {
            Self::Toe(outline) | Self::Crest(CrestShape::Polygon { outline, .. }) => Some(outline),
            Self::Level(shape) => Some(&shape.outline),
            Self::Crest(CrestShape::Point(_)) => None,
        }
    }

    /// The least rectangle around what was drawn.
    pub fn extent(&self) -> Rect<f64> {
        match self {
            Self::Crest(CrestShape::Point(at)) => Rect::new(*at, *at),
            shape => shape
                .outline()
                .map_or_else(|| Rect::new(Coord::zero(), Coord::zero()), Outline::extent),
        }
    }

    /// Whether the fill may reach beyond what was drawn.
    pub fn reaches_out(&self) -> bool {
        match self {
            Self::Toe(_) => false,
            Self::Crest(_) => true,
            Self::Level(shape) => shape.dam.is_some(),
        }
    }
}

/// How far a fill is built.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FillTarget {
    /// As high as the slopes allow.
    Capacity,
    /// Up to a level.
    Crest(Metres),
    /// Until it holds a volume.
    Volume(PlacedM3),
}

/// What to do where the outline runs over ground without a height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownGround {
    /// Refuse: nothing would hold the slope there, and the fill would come out too large.
    #[default]
    Refuse,
    /// Let the slope begin at the nearest ground along the outline whose height is known.
    UseNearest,
}

/// What a fill is designed from.
#[derive(Clone, Copy, Debug)]
pub struct FillInput<'a> {
    /// Ground heights in metres with square cells; NaN where unknown. For an outline at least one cell more on
    /// each side where there is terrain; for a crest as much as the fill may reach.
    pub ground: &'a Grid<f32>,
    /// What is drawn.
    pub method: FillMethod<'a>,
    /// Faces, berms and water.
    pub batter: Batter,
    /// How far to build.
    pub target: FillTarget,
    /// What to do about unknown ground on the outline.
    pub unknown_ground: UnknownGround,
}

/// A layer of a fill between two levels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lift {
    /// Where it begins.
    pub from: Metres,
    /// Where it ends: at a berm or at the top.
    pub to: Metres,
    /// What it holds.
    pub volume: PlacedM3,
    /// The ground plan of the layer, faces included.
    pub area: SquareMetres,
}

/// How a fill is brought to its gentler closure slope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regrading {
    /// How far the operating toe stands back from the outline.
    pub set_back: Metres,
    /// Rock that is cut above the closure slope and placed below it.
    pub earthwork: PlacedM3,
    /// What the operating slope holds before that.
    pub operating: PlacedM3,
}

/// A designed fill.
#[derive(Clone, Debug)]
pub struct FillDesign {
    /// Rock placed above the ground, a dam not counted.
    pub fill: PlacedM3,
    /// The level up to which it is built: the crest, or the peak where the slopes meet below it.
    pub crest_level: Metres,
    /// The most that can be placed; `None` for a crest, which may be raised further.
    pub capacity: Option<PlacedM3>,
    /// Whether the volume asked for fits. True where none was asked for.
    pub fits: bool,
    /// The area inside what was drawn; zero for a point.
    pub outline_area: SquareMetres,
    /// The ground actually covered.
    pub footprint: SquareMetres,
    /// The flat top at the crest.
    pub top: SquareMetres,
    /// The fill's own surface, faces measured along their slope.
    pub surface_area: SquareMetres,
    /// The lowest ground at the foot of the fill: on the outline, or where a crest's slopes meet the ground.
    pub toe_lowest: Metres,
    /// The highest ground at the foot of the fill that lies below the crest.
    pub toe_highest: Metres,
    /// The level from which benches are counted.
    pub bench_datum: Metres,
    /// The levels of the berms below the crest, from below.
    pub bench_levels: Vec<Metres>,
    /// The fill by layers between berms, from below.
    pub lifts: Vec<Lift>,
    /// The greatest height of fill above the ground.
    pub thickness_greatest: Metres,
    /// Fill over footprint.
    pub thickness_mean: Metres,
    /// The part of the outline's area without ground heights; nothing is counted there.
    pub unknown_area: SquareMetres,
    /// Where a level fill would run out.
    pub spill: Option<Spill>,
    /// The dam that a level fill leans on.
    pub dam: Option<BuiltDam>,
    /// How it is regraded when it is closed.
    pub regrading: Option<Regrading>,
    /// The haul ramp on it; its rock is not counted in the fill.
    pub ramp: Option<Box<BuiltRamp>>,
    /// Volume and areas by level.
    pub curve: StageCurve,
    /// What was odd, and stays with the result.
    pub warnings: Vec<DesignWarning>,
    pub(super) body: Body,
    pub(super) limit: Option<Outline>,
}

/// What a design is put together from, once its surface and its level are known.
pub(super) struct Built<'a> {
    pub batter: &'a Batter,
    pub profile: &'a Profile,
    pub bench_datum: Metres,
    pub level: Metres,
    pub capacity: Option<PlacedM3>,
    pub outline_area: SquareMetres,
    /// The lowest and highest ground at the foot of the fill, in metres.
    pub toe_m: (f64, f64),
    pub curve: StageCurve,
    /// What the fill is cut at on the map.
    pub limit: Option<Outline>,
}

impl FillDesign {
    /// Everything that a result says of a fill built up to a level.
    pub(super) fn of(built: Built<'_>, body: Body, mut warnings: Vec<DesignWarning>) -> Self {
        let level = built.level;
        let columns = body.columns();
        let levels = built.profile.levels_m().iter().copied();
        let bench_levels: Vec<Metres> = levels
            .filter(|bench| built.toe_m.0 < *bench && *bench < level.0)
            .map(Metres)
            .collect();
        let (filled, lifts, faces) =
            filled_by_lifts((columns, built.profile, built.batter), &bench_levels, level);
        let CurvePoint {
            volume,
            footprint,
            top,
            ..
        } = filled;
        let unknown_area = columns.unknown_area();
        if NEGLIGIBLE_UNKNOWN_SHARE * built.outline_area.0 < unknown_area.0 {
            warnings.push(DesignWarning::UnknownGround {
                area: unknown_area,
                share: unknown_area / built.outline_area,
            });
        }
        Self {
            fill: volume,
            crest_level: level,
            capacity: built.capacity,
            fits: !warnings
                .iter()
                .any(|warning| matches!(warning, DesignWarning::DoesNotFit { .. })),
            outline_area: built.outline_area,
            footprint,
            top,
            surface_area: top + faces,
            toe_lowest: Metres(built.toe_m.0),
            toe_highest: Metres(built.toe_m.1),
            bench_datum: built.bench_datum,
            lifts,
            bench_levels,
            thickness_greatest: columns.greatest_thickness(level),
            thickness_mean: Metres(if 0.0 < footprint.0 {
                volume.0 / footprint.0
            } else {
                0.0
            }),
            unknown_area,
            spill: None,
            dam: None,
            regrading: None,
            ramp: None,
            curve: built.curve,
            warnings,
            limit: built.limit,
            body,
        }
    }
}

/// What a fill up to a level holds, its layers between berms, and the own area of its faces and berms.
fn filled_by_lifts(
    (columns, profile, batter): (&Columns, &Profile, &Batter),
    bench_levels: &[Metres],
    level: Metres,
) -> (CurvePoint, Vec<Lift>, SquareMetres) {
    let Some((lowest_m, _)) = columns.level_range() else {
        return (columns.filled_to(level), Vec::new(), SquareMetres(0.0));
    };
    let (ends, filled, faces) = if profile.straight().is_some() {
        let filled = columns.filled_to(level);
        let plan = filled.footprint - filled.top;
        (Vec::new(), filled, plan * batter.steepest().area_ratio())
    } else {
        let first = bench_levels.partition_point(|bench| bench.0 <= lowest_m);
        let ratios = profile.area_ratios(batter);
        columns.filled_to_each(&bench_levels[first..], level, |low_m, high_m| {
            ratios.within(low_m, high_m)
        })
    };
    let mut below = CurvePoint {
        level: Metres(lowest_m),
        volume: PlacedM3(0.0),
        footprint: SquareMetres(0.0),
        top: SquareMetres(0.0),
    };
    let mut lifts = Vec::with_capacity(ends.len() + 1);
    for here in ends.into_iter().chain([filled]) {
        lifts.push(Lift {
            from: below.level,
            to: here.level,
            volume: here.volume - below.volume,
            // What ends below the layer is not part of it.
            area: below.top + (here.footprint - below.footprint),
        });
        below = here;
    }
    (filled, lifts, faces)
}
