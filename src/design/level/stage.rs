//! A level fill at one level: the dam that it needs, where it reaches, and its columns.

use geo::Coord;

use super::LevelShape;
use super::beach::{Basin, Falls, falls};
use super::dam::{DamFaces, DamField, DamGround};
use super::dam_cells::{DamCells, heights_with};
use super::site::{Rim, RimLine, Site, length_of};
use crate::curve::Columns;
use crate::design::{Outline, as_f32};
use crate::progress::{Cancelled, Run};
use crate::terrain::Grid;
use crate::units::Metres;

/// Everything about a level fill that does not depend on its level.
pub(super) struct Plan<'a> {
    pub ground: &'a Grid<f32>,
    pub shape: &'a LevelShape,
    pub site: Site,
    pub rim: Rim,
    /// The highest that each cell can be filled to, in metres: where it would run out, infinite behind a dam.
    pub caps_m: Vec<f32>,
    /// For each cell, whether its middle lies inside the outline.
    pub middles_inside: Vec<bool>,
    pub run: &'a Run,
}

/// A level fill at one level.
pub(super) struct Stage {
    pub level_m: f64,
    /// The higher of ground and dam, in metres; `None` without a dam.
    heights_m: Option<Vec<f32>>,
    pub dam: Option<(DamField, DamCells)>,
    /// How far the surface has fallen on its way from the discharge points; `None` without any.
    pub falls: Option<Falls>,
}

/// For each cell of the site, whether its middle lies inside.
pub(super) fn middles_inside(outline: &Outline, ground: &Grid<f32>, site: &Site) -> Vec<bool> {
    let spans = crate::design::toe::center_spans(outline, ground);
    let mut inside = vec![false; site.heights_m.len()];
    for row in 0..site.rows {
        for span in spans.of_row(row) {
            inside[site.cell(span.start, row)..site.cell(span.end, row)].fill(true);
        }
    }
    inside
}

impl Plan<'_> {
    fn cell_m(&self) -> f64 {
        self.ground.placement().cell_width_m
    }

    /// The length of the outline whose ground lies below a level, in metres.
    pub(super) fn open_m(&self, level_m: f64) -> f64 {
        let lines = self.rim.below(level_m);
        lines.iter().map(RimLine::length).sum::<f64>() * self.cell_m()
    }

    pub(super) fn dam_ground(&self) -> DamGround<'_> {
        DamGround {
            ground: self.ground,
            site: &self.site,
            middles_inside: &self.middles_inside,
        }
    }

    /// The dam of a fill to a level, where one is asked for.
    pub(super) fn dam_at(&self, level_m: f64) -> Option<DamField> {
        let dam = self.shape.dam?;
        let crest = Metres(level_m) + dam.freeboard;
        let faces = DamFaces::new(&dam, crest, &self.rim, self.cell_m());
        Some(DamField::of(faces, self.dam_ground()))
    }

    /// The fill up to a level.
    ///
    /// # Errors
    /// [`Cancelled`], if nobody wants it any more.
    pub(super) fn at(&self, level_m: f64) -> Result<Stage, Cancelled> {
        let field = self.dam_at(level_m);
        let heights_m = field
            .as_ref()
            .map(|field| heights_with(field, self.dam_ground()));
        let mut stage = Stage {
            level_m,
            heights_m,
            dam: None,
            falls: None,
        };
        if !self.shape.discharges.is_empty() {
            let basin = Basin {
                site: &self.site,
                heights_m: stage.heights_m(&self.site),
                caps_m: &self.caps_m,
                level_m,
            };
            let discharges = self.discharges().filter_map(|at| self.let_in(at?, basin));
            let slope = self.shape.beach.map_or(0.0, |beach| beach.rise_over_run());
            let per_cell = slope * self.cell_m();
            stage.falls = Some(falls(basin, discharges.collect(), per_cell, self.run)?);
        }
        stage.dam = field.map(|field| {
            let surface_m =
                |cell: usize| level_m - stage.fall_at(cell, self.site.middle_of(cell), &self.site);
            let cells = DamCells::of(&field, self.dam_ground(), surface_m);
            (field, cells)
        });
        Ok(stage)
    }

    /// The discharge points in cells of the window, `None` for those that lie outside.
    pub(super) fn discharges(&self) -> impl Iterator<Item = Option<Coord<f64>>> + '_ {
        let placement = self.ground.placement();
        self.shape.discharges.iter().map(|at| {
            let at = placement.cells_from_world(*at);
            let on_terrain = 0.0 <= at.x
                && at.x < placement.columns as f64
                && 0.0 <= at.y
                && at.y < placement.rows as f64;
            (on_terrain && 0.0 < self.site.shares[self.site.holding(at)]).then_some(at)
        })
    }

    /// Where the material of a discharge point meets the fill. From the top of a dam it runs down the inner face
    /// first.
    fn let_in(&self, at: Coord<f64>, basin: Basin<'_>) -> Option<Coord<f64>> {
        let site = &self.site;
        let cell = site.holding(at);
        let level_m = as_f32(basin.level_m);
        let fills = |cell: usize| {
            let top = level_m.min(self.caps_m[cell]);
            0.0 < site.shares[cell] && basin.heights_m[cell] < top
        };
        if fills(cell) {
            return Some(at);
        }
        let on_dam = site.heights_m[cell] < basin.heights_m[cell];
        let below = site.heights_m[cell] < level_m;
        if !on_dam || !below {
            return None;
        }
        let away = |cell: usize| length_of(site.middle_of(cell) - at);
        let cells = (0..site.heights_m.len()).filter(|cell| fills(*cell));
        let nearest = cells.min_by(|a, b| away(*a).total_cmp(&away(*b)))?;
        Some(site.middle_of(nearest))
    }

    /// The columns of a stage, whose levels are those at the discharge points: a column that the surface has fallen
    /// for on the way begins so much higher.
    ///
    /// They end at what holds the fill, and behind a dam at `roof_m`.
    pub(super) fn columns(&self, stage: &Stage, caps_m: &[f32], roof_m: f32) -> Columns {
        let site = &self.site;
        let heights_m = stage.heights_m(site);
        let mut columns = Columns {
            cell_area_m2: self.ground.placement().cell_area_m2(),
            ..Columns::default()
        };
        let mut push = |height_m: f32, cap_m: f32, fall_m: f64| {
            let known = height_m.is_finite();
            let reached = fall_m.is_finite();
            let fall_m = as_f32(if reached { fall_m } else { 0.0 });
            let begin = if known { height_m + fall_m } else { f32::NAN };
            columns.ground_m.push(begin);
            let end = (cap_m + fall_m).min(roof_m);
            columns.slope_m.push(if reached { end } else { begin });
        };
        let split = |cell: usize| {
            let dam = stage.dam.as_ref();
            dam.is_some_and(|(_, cells)| cells.split[cell])
        };
        for span in &site.coverage.whole {
            for column in span.first..span.end {
                let cell = site.cell(column, span.row);
                if !split(cell) {
                    let falls = stage.falls.as_ref();
                    let fall_m = falls.map_or(0.0, |falls| f64::from(falls.metres[cell]));
                    push(heights_m[cell], caps_m[cell], fall_m);
                }
            }
        }
        let mut shares = Vec::new();
        for part in &site.coverage.partial {
            let cell = site.cell(part.column, part.row);
            if !split(cell) {
                let fall_m = stage.fall_at(cell, part.centroid, site);
                push(heights_m[cell], caps_m[cell], fall_m);
                shares.push(as_f32(part.share));
            }
        }
        for part in stage.dam.iter().flat_map(|(_, cells)| &cells.parts) {
            let fall_m = stage.fall_at(part.cell, part.at, site);
            push(as_f32(part.height_m), caps_m[part.cell], fall_m);
            shares.push(as_f32(part.share));
        }
        columns.shares = shares;
        columns
    }
}

impl Stage {
    /// The higher of ground and dam on each cell, in metres.
    pub(super) fn heights_m<'a>(&'a self, site: &'a Site) -> &'a [f32] {
        self.heights_m.as_ref().unwrap_or(&site.heights_m)
    }

    fn fall_at(&self, cell: usize, at: Coord<f64>, site: &Site) -> f64 {
        let falls = self.falls.as_ref();
        falls.map_or(0.0, |falls| falls.at_point(cell, at, site))
    }

    /// The surface of the fill on a cell, in metres, where it reaches; it may lie below the ground.
    #[inline]
    pub(super) fn top_of(&self, cell: usize, caps_m: &[f32]) -> Option<f32> {
        let falls = self.falls.as_ref();
        let fall_m = falls.map_or(0.0, |falls| falls.metres[cell]);
        fall_m
            .is_finite()
            .then(|| (as_f32(self.level_m) - fall_m).min(caps_m[cell]))
    }
}
