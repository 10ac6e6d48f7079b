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
use crate::terrain::Coverage;
use crate::units::{Metres, PlacedM3, SquareMetres};
use edge::Edge;
use reach::{Reach, SlopeDown, reach};
use shares::{Held, Keep, held};
use site::{Site, Window, falling_distances};

/// A share of the crest's area with ground above it that is not worth a warning.
const NEGLIGIBLE_ABOVE_SHARE: f64 = 1e-3;

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

/// The crest at one level after the other.
struct Trials<'a> {
    site: Site<'a>,
    /// The cells of the widest trial.
    window: Option<Window>,
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
        let (lowest_m, guess_m) = (self.site.under.least_level_m, self.site.guess_for(asked.0));
        let found = solve::level_for(asked.0, lowest_m, guess_m, |level_m| {
            self.at(level_m, run, |slope, reach, window| {
                Ok(held(reach, slope, &window.ground, Keep::Volume).volume_m3)
            })
        })?;
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

    /// Works out what the slope from the crest at a level reaches, and what `then` makes of it.
    fn at<T>(
        &mut self,
        level_m: f64,
        run: &Run,
        then: impl FnOnce(&SlopeDown<'_>, &Reach<'_>, &Window) -> Result<T, DesignError>,
    ) -> Result<T, DesignError> {
        let window = match self.window.take() {
            Some(window) if self.site.holds(&window, level_m) => window,
            _ => self.site.window(level_m, run)?,
        };
        let profile = self.site.profile(level_m, window.lowest_m);
        let slope = SlopeDown {
            profile: &profile,
            level_m,
            crest_m: profile.down(level_m),
            cell_m: window.ground.placement().cell_width_m,
            steepest: self.site.input.batter.steepest().rise_over_run(),
        };
        let domain = floors(&window, &slope);
        let reach = self.reach(&window, &slope, domain, run)?;
        let made = then(&slope, &reach, &window)?;
        drop(reach);
        self.window = Some(window);
        Ok(made)
    }

    fn reach<'w>(
        &self,
        window: &'w Window,
        slope: &SlopeDown<'_>,
        domain: Domain<'w>,
        run: &Run,
    ) -> Result<Reach<'w>, DesignError> {
        let stride = window.cells.columns + 2;
        if let Some((pieces, straight)) = &window.straight {
            let edge = Edge::level(&window.lines, pieces.clone(), slope.level_m);
            return Ok(reach(domain, straight, &edge, |_| None, run)?);
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
        let straight = falling_distances(window, &edge.pieces, top_of, run)?;
        Ok(reach(domain, &straight, &edge, top_of, run)?)
    }

    /// The design with its crest at a level.
    fn design(
        mut self,
        level_m: f64,
        mut warnings: Vec<DesignWarning>,
        run: &Run,
    ) -> Result<FillDesign, DesignError> {
        let lowest_m = self.site.under.lowest_m;
        let below_ground = DesignError::CrestBelowGround {
            crest_m: level_m,
            lowest_m,
        };
        if !level_m.is_finite() || level_m <= self.site.under.least_level_m {
            return Err(below_ground);
        }
        let placement = *self.site.input.ground.placement();
        let (held, body, ends_m) = self.at(level_m, run, |slope, reach, window| {
            let held = held(reach, slope, &window.ground, Keep::Columns);
            let (body, ends_m) = body_of(reach, slope, window, &placement);
            Ok((held, body, ends_m))
        })?;
        let window_lowest_m = self
            .window
            .as_ref()
            .map_or(lowest_m, |window| window.lowest_m);
        let profile = self.site.profile(level_m, window_lowest_m);
        self.window = None;
        if 0.0 < ends_m {
            warnings.push(DesignWarning::LeavesTerrain {
                length: Metres(ends_m),
            });
        }
        if held.volume_m3 <= 0.0 {
            return Err(below_ground);
        }
        self.finish(level_m, held, body, &profile, warnings, run)
    }

    fn finish(
        &self,
        level_m: f64,
        held: Held,
        mut body: CellBody,
        profile: &Profile,
        mut warnings: Vec<DesignWarning>,
        run: &Run,
    ) -> Result<FillDesign, DesignError> {
        let (above, above_volume) = self.site.ground_above(level_m);
        let outline_area = self.site.outline().map_or(0.0, Outline::area_m2);
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
fn floors<'w>(window: &'w Window, slope: &SlopeDown<'_>) -> Domain<'w> {
    let u_of = |height_m: f64| {
        let along_m = slope.profile.up(height_m);
        as_f32((along_m - slope.crest_m) / slope.cell_m)
    };
    let lowest = u_of(window.lowest_m);
    let cells = window.ground.cells();
    Domain::new(window.cells.columns, &window.spans, cells, |height| {
        if height.is_nan() {
            lowest
        } else {
            u_of(f64::from(height))
        }
    })
}

/// The surface on the cells of the whole terrain, and along how much of the terrain's end the fill stands, in metres.
fn body_of(
    reach: &Reach<'_>,
    slope: &SlopeDown<'_>,
    window: &Window,
    placement: &crate::terrain::Placement,
) -> (CellBody, f64) {
    let stride = window.cells.columns + 2;
    let floors = reach.domain.floors();
    let mut body = CellBody {
        width: placement.columns,
        tops_m: vec![f32::NAN; placement.cell_count()],
        continued_m: vec![f32::NAN; placement.cell_count()],
        ..CellBody::default()
    };
    let mut at_end = 0_usize;
    for row in 0..window.cells.rows {
        for column in 0..window.cells.columns {
            let cell = (row + 1) * stride + column + 1;
            let is_reached = |cell: usize| floors[cell] < reach.u[cell];
            let reached = is_reached(cell);
            let near = |(beside, _): (usize, f32)| is_reached(beside);
            if !reached && !reach.domain.around(cell).into_iter().any(near) {
                continue;
            }
            let (column, row) = (window.cells.column + column, window.cells.row + row);
            let top = as_f32(slope.height_at(reach.u[cell]));
            let place = row * placement.columns + column;
            body.continued_m[place] = top;
            if reached {
                body.tops_m[place] = top;
                let ends = [
                    row == 0,
                    row + 1 == placement.rows,
                    column == 0,
                    column + 1 == placement.columns,
                ];
                at_end += ends.into_iter().filter(|end| *end).count();
            }
        }
    }
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
