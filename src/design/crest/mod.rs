//! A fill that falls outwards from its crest until it meets the ground.
//!
//! The planner draws the crest. From its edge a slope falls outwards, a true distance from it, so that corners are
//! rounded; it ends where it meets the ground, and goes on only where it stands above. Nothing appears again behind
//! a ridge that the slope does not come round.

mod around;
mod edge;
mod piece;
mod reach;
mod shares;
mod site;
mod skin;
mod solve;
mod straight;

use geo::Coord;
use rayon::prelude::*;

use super::body::{Body, CellBody};
use super::distance::Domain;
use super::fill::Built;
use super::profile::Profile;
use super::{
    DesignError, DesignWarning, FillDesign, FillInput, FillTarget, NEGLIGIBLE_UNKNOWN_SHARE,
    Outline, as_f32,
};
use crate::curve::StageCurve;
use crate::progress::Run;
use crate::terrain::{CellWindow, Coverage, Placement};
use crate::units::{Metres, PlacedM3, SquareMetres};
use edge::Edge;
use piece::Piece;
use reach::{Reach, SlopeDown, reach};
use shares::{Held, Keep, held};
use site::{Site, Window, falling_distances};
use solve::{Found, Guess};
use straight::Straight;

/// A share of the crest's area with ground above it that is not worth a warning.
const NEGLIGIBLE_ABOVE_SHARE: f64 = 1e-3;

/// Cells in reach from which on a level is looked for on coarser ones first.
const CELLS_FOR_A_GUESS: usize = 50_000;

/// So many times coarser they are.
const COARSER: usize = 4;

/// The height over which it is found out how much more is held higher up, in metres.
const GROWTH_OVER_M: f64 = 0.5;

/// A crest as the planner draws it.
#[derive(Clone, Debug, PartialEq)]
pub enum CrestShape {
    /// A flat or gently sloping top. Holes are slopes that fall inwards.
    Polygon {
        /// Its edge.
        outline: Outline,
        /// How far below the crest level each corner of the exterior lies, in its order; empty where the top is level.
        drops: Vec<Metres>,
    },
    /// Rock is tipped at one point.
    Point(Coord<f64>),
}

impl FillDesign {
    /// Whether the fill reaches the end of the terrain that was given, so that a larger window is needed.
    pub fn leaves_terrain(&self) -> bool {
        let mut warnings = self.warnings.iter();
        warnings.any(|warning| matches!(warning, DesignWarning::LeavesTerrain { .. }))
    }
}

/// Designs the fill.
pub(super) fn design_crest(
    input: &FillInput<'_>,
    crest: &CrestShape,
    run: &Run,
) -> Result<FillDesign, DesignError> {
    let mut trials = Trials {
        site: Site::new(input, crest, run)?,
        window: None,
    };
    let mut warnings = Vec::new();
    let level_m = match input.target {
        FillTarget::Capacity => return Err(DesignError::CapacityOfCrest),
        FillTarget::Crest(level) => level.0,
        FillTarget::Volume(asked) => trials.level_for(asked, &mut warnings, run)?,
    };
    trials.design(level_m, warnings, run)
}

/// The straight distances of a level crest, which are the same at every level.
struct Known<'a> {
    pieces: &'a [Piece],
    straight: &'a Straight,
    /// Those of `straight`, to be worked on.
    u: Vec<f32>,
}

/// The crest at one level after the other.
struct Trials<'a> {
    site: Site<'a>,
    /// The cells of the widest trial.
    window: Option<Window<'a>>,
}

impl<'a> Trials<'a> {
    /// The level that holds a volume.
    fn level_for(
        &mut self,
        asked: PlacedM3,
        warnings: &mut Vec<DesignWarning>,
        run: &Run,
    ) -> Result<f64, DesignError> {
        if !(asked.0.is_finite() && 0.0 < asked.0) {
            return Err(DesignError::VolumeNotPositive { volume_m3: asked.0 });
        }
        let guess = self.guess_for(asked, run)?;
        let found = self.found(asked, guess, run)?;
        warnings.extend(
            found
                .jump_m3
                .map(|(below, above)| DesignWarning::VolumeJumps {
                    asked,
                    below: PlacedM3(below),
                    above: PlacedM3(above),
                }),
        );
        Ok(found.level_m)
    }

    fn found(&mut self, asked: PlacedM3, guess: Guess, run: &Run) -> Result<Found, DesignError> {
        let lowest_m = self.site.under.least_level.0;
        solve::level_for(asked.0, lowest_m, guess, |level_m| {
            self.volume_at(level_m, run)
        })
    }

    fn volume_at(&mut self, level_m: f64, run: &Run) -> Result<f64, DesignError> {
        let window = self.window(level_m, run)?;
        let profile = self.site.profile(level_m, window.lowest_m);
        let slope = self.slope(level_m, &profile);
        let straight = window.straight.as_ref();
        let known = straight.map(|(pieces, straight)| Known {
            pieces,
            straight,
            u: straight.u.clone(),
        });
        let reach = self.reach(&window, known, &slope, run)?;
        let volume_m3 = held(&reach, &slope, &window.ground, Keep::Volume).volume_m3;
        drop(reach);
        self.window = Some(window);
        Ok(volume_m3)
    }

    /// A level to begin with: on wide ground what coarser cells hold, which takes little time.
    fn guess_for(&self, asked: PlacedM3, run: &Run) -> Result<Guess, DesignError> {
        let guess = self.site.guess_for(asked.0);
        let cells = self.site.cells_in_reach(guess.level_m).0;
        if cells.columns * cells.rows < CELLS_FOR_A_GUESS {
            return Ok(guess);
        }
        let coarser = self.site.input.ground.coarser(COARSER);
        let input = FillInput {
            ground: &coarser,
            ..*self.site.input
        };
        let Ok(site) = Site::new(&input, self.site.crest, run) else {
            return Ok(guess);
        };
        let mut trials = Trials { site, window: None };
        let Ok(found) = trials.found(asked, guess, run) else {
            run.step(0, 1)?;
            return Ok(guess);
        };
        let above = trials.volume_at(found.level_m + GROWTH_OVER_M, run)?;
        let here = trials.volume_at(found.level_m, run)?;
        let growth_m2 = ((above - here) / GROWTH_OVER_M).max(guess.growth_m2);
        Ok(Guess {
            level_m: found.level_m,
            growth_m2,
        })
    }

    /// The cells in reach of a crest at a level: those of the trial before, if they are enough.
    fn window(&mut self, level_m: f64, run: &Run) -> Result<Window<'a>, DesignError> {
        let window = self.window.take();
        // One that is too small goes before the next is made.
        match window.filter(|window| self.site.holds(window, level_m)) {
            Some(window) => Ok(window),
            None => self.site.window(level_m, run),
        }
    }

    fn slope<'p>(&self, level_m: f64, profile: &'p Profile) -> SlopeDown<'p> {
        SlopeDown {
            profile,
            level_m,
            crest_m: profile.down(level_m),
            cell_m: self.site.input.ground.placement().cell_width_m,
            steepest: self.site.input.batter.steepest().rise_over_run(),
        }
    }

    /// Works out what the slope reaches. A level crest's straight distances are given.
    fn reach<'w>(
        &self,
        window: &'w Window<'_>,
        known: Option<Known<'_>>,
        slope: &SlopeDown<'_>,
        run: &Run,
    ) -> Result<Reach<'w>, DesignError> {
        let domain = floors(window, slope);
        let stride = window.cells.columns + 2;
        if let Some(Known {
            pieces,
            straight,
            u,
        }) = known
        {
            let edge = Edge::level(&window.lines, pieces.to_vec(), slope.level_m);
            return Ok(reach(domain, (straight, u), &edge, |_| None, run)?);
        }
        let u_of = |along_m: f64| (along_m - slope.crest_m) / slope.cell_m;
        let mut bends_m = slope.profile.levels_m().to_vec();
        bends_m.extend(self.site.input.batter.water.map(|water| water.level.0));
        let edge = Edge::falling(&window.lines, slope.level_m, &bends_m, |height_m| {
            let profile = slope.profile;
            (u_of(profile.up(height_m)), u_of(profile.down(height_m)))
        });
        let is_top = |column: usize, row: usize| {
            let runs = window.top.of_row(row);
            runs.iter().any(|run| run.contains(&column))
        };
        let top_of = |cell: usize| {
            let (column, row) = (cell % stride - 1, cell / stride - 1);
            let skin = self.site.skin.as_ref().filter(|_| is_top(column, row))?;
            let drop_m = skin.drop_at(window.ground.placement().center_of(column, row));
            let along_m = slope.profile.down(slope.level_m - drop_m);
            Some(as_f32(u_of(along_m)).min(0.0))
        };
        let mut straight = falling_distances(window, &edge.pieces, top_of, run)?;
        let u = std::mem::take(&mut straight.u);
        Ok(reach(domain, (&straight, u), &edge, top_of, run)?)
    }

    /// The design with its crest at a level.
    fn design(
        mut self,
        level_m: f64,
        mut warnings: Vec<DesignWarning>,
        run: &Run,
    ) -> Result<FillDesign, DesignError> {
        let lowest_m = self.site.under.lowest.0;
        let below_ground = DesignError::CrestBelowGround {
            crest_m: level_m,
            lowest_m,
        };
        if !level_m.is_finite() || level_m <= self.site.under.least_level.0 {
            return Err(below_ground);
        }
        let placement = *self.site.input.ground.placement();
        let mut window = self.window(level_m, run)?;
        let profile = self.site.profile(level_m, window.lowest_m);
        let slope = self.slope(level_m, &profile);
        let mut straight = window.straight.take();
        let u = straight.as_mut();
        let u = u.map(|(_, straight)| std::mem::take(&mut straight.u));
        let known = straight.as_ref().zip(u);
        let known = known.map(|((pieces, straight), u)| Known {
            pieces,
            straight,
            u,
        });
        let reach = self.reach(&window, known, &slope, run)?;
        // Large, and not needed any more.
        drop(straight);
        let held = held(&reach, &slope, &window.ground, Keep::Columns);
        let (is_reached, u) = (reach.cells(), reach.u);
        let cells = window.cells;
        drop(reach.domain);
        drop(window);
        let (body, ends_m) = body_of((&is_reached, &u), &slope, cells, &placement);
        drop((is_reached, u));
        if 0.0 < ends_m {
            warnings.push(DesignWarning::LeavesTerrain {
                length: Metres(ends_m),
            });
        }
        if held.volume_m3 <= 0.0 {
            return Err(below_ground);
        }
        self.finish(level_m, (held, body), &profile, warnings, run)
    }

    fn finish(
        &self,
        level_m: f64,
        (held, mut body): (Held, CellBody),
        profile: &Profile,
        mut warnings: Vec<DesignWarning>,
        run: &Run,
    ) -> Result<FillDesign, DesignError> {
        let (above, above_volume) = self.site.ground_above(level_m);
        let outline_m2 = self.site.outline().map_or(0.0, Outline::area_m2);
        let placement = self.site.input.ground.placement();
        let outline_area = placement.area_of_map_m2(outline_m2);
        if NEGLIGIBLE_ABOVE_SHARE * outline_area < above.0 {
            warnings.push(DesignWarning::GroundAboveCrest {
                area: above,
                volume: above_volume,
            });
        }
        let curve = StageCurve::of(&held.columns, run)?;
        let lowest_m = held.columns.level_range().map_or(level_m, |range| range.0);
        body.columns = held.columns;
        let toe_m = if held.toe_m.0.is_finite() {
            held.toe_m
        } else {
            (lowest_m, lowest_m)
        };
        let built = Built {
            batter: &self.site.input.batter,
            profile,
            bench_datum: self.site.bench_datum(Metres(level_m)),
            level: Metres(level_m),
            capacity: None,
            outline_area: SquareMetres(outline_area),
            toe_m,
            curve,
            limit: None,
        };
        let mut design = FillDesign::of(built, Body::Cells(body), warnings);
        say_unknown_of_footprint(&mut design);
        self.measure_top(&mut design);
        Ok(design)
    }

    /// The top is what is drawn, as far as the ground does not stand above it, also where it falls.
    fn measure_top(&self, design: &mut FillDesign) {
        let Some(outline) = self.site.outline() else {
            return;
        };
        let ground = self.site.input.ground;
        let coverage = Coverage::of(outline.polygon(), ground.placement());
        let filled = |column: usize, row: usize| {
            let top = design.body.top_at(column, row);
            top.is_some_and(|top| f64::from(ground.at(column, row)) < top)
        };
        let mut cells = 0.0;
        for span in &coverage.whole {
            let columns = span.first..span.end;
            cells += columns.filter(|column| filled(*column, span.row)).count() as f64;
        }
        let partial = coverage.partial.iter();
        let partial = partial.filter(|cell| filled(cell.column, cell.row));
        cells += partial.map(|cell| cell.share).sum::<f64>();
        let top = SquareMetres(cells * ground.placement().cell_area_m2());
        let face_ratio = self.site.input.batter.steepest().area_ratio();
        // What was counted as face is level, or nearly.
        let wrongly = top - design.top;
        design.surface_area = design.surface_area - wrongly * (face_ratio - 1.0);
        design.top = top;
    }
}

/// How far along the slope the ground stands. Unknown ground is run over as if it were the lowest.
fn floors<'w>(window: &'w Window<'_>, slope: &SlopeDown<'_>) -> Domain<'w> {
    let u_of = |height_m: f64| {
        let along_m = slope.profile.up(height_m);
        as_f32((along_m - slope.crest_m) / slope.cell_m)
    };
    let lowest = u_of(window.lowest_m);
    let cells = window.ground.cells();
    let floor_of = |height: f32| {
        if height.is_nan() {
            lowest
        } else {
            u_of(f64::from(height))
        }
    };
    Domain::new(
        window.cells.columns,
        &window.spans,
        cells,
        |heights, floors| {
            for (floor, height) in floors.iter_mut().zip(heights) {
                *floor = floor_of(*height);
            }
        },
    )
}

/// The surface on the cells of the whole terrain, and along how much of the terrain's end the fill stands, in metres.
///
/// What of the cells of a window is reached, and how far along the slope they lie, is told with a border.
fn body_of(
    (is_reached, u): (&[bool], &[f32]),
    slope: &SlopeDown<'_>,
    window: CellWindow,
    placement: &Placement,
) -> (CellBody, f64) {
    let stride = window.columns + 2;
    let mut body = CellBody {
        width: placement.columns,
        tops_m: vec![f32::NAN; placement.cell_count()],
        continued_m: vec![f32::NAN; placement.cell_count()],
        ..CellBody::default()
    };
    let first = window.row * placement.columns;
    let rows = body.tops_m[first..]
        .par_chunks_mut(placement.columns)
        .zip(body.continued_m[first..].par_chunks_mut(placement.columns))
        .enumerate();
    let at_end: usize = rows
        .take(window.rows)
        .map(|(row, (tops, continued))| {
            let in_window = window.column..window.column + window.columns;
            let cells = tops[in_window.clone()]
                .iter_mut()
                .zip(&mut continued[in_window]);
            for ((top, continued), cell) in cells.zip((row + 1) * stride + 1..) {
                let mut lines = [cell - stride, cell, cell + stride].into_iter();
                if lines.any(|middle| is_reached[middle - 1..middle + 2].contains(&true)) {
                    *continued = as_f32(slope.height_at(u[cell]));
                }
                if is_reached[cell] {
                    *top = *continued;
                }
            }
            let row = window.row + row;
            let ends = [Some(&tops[0]), tops.last()].into_iter().flatten();
            let beside = ends.filter(|top| !top.is_nan()).count();
            if row == 0 || row + 1 == placement.rows {
                beside + tops.iter().filter(|top| !top.is_nan()).count()
            } else {
                beside
            }
        })
        .sum();
    (body, at_end as f64 * slope.cell_m)
}

/// A crest's own area says nothing of the ground under its slopes, so unknown ground is told as a share of all that
/// is covered.
fn say_unknown_of_footprint(design: &mut FillDesign) {
    let covered = design.footprint + design.unknown_area;
    let share = design.unknown_area / covered;
    design
        .warnings
        .retain(|warning| !matches!(warning, DesignWarning::UnknownGround { .. }));
    if NEGLIGIBLE_UNKNOWN_SHARE < share {
        design.warnings.push(DesignWarning::UnknownGround {
            area: design.unknown_area,
            share,
        });
    }
}
