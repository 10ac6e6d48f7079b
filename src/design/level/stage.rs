//! A level fill at one level: the dam that it needs, where it reaches, and its columns.

use geo::Coord;

use super::LevelShape;
use super::beach::{Basin, Falls, falls};
use super::dam::{DamFaces, DamField, DamGround, height_with};
use super::dam_cells::{Against, DamCells};
use super::site::{Rim, RimLine, Site, length_of};
use crate::curve::Columns;
use crate::design::as_f32;
use crate::progress::{Cancelled, Run};
use crate::terrain::Grid;
use crate::units::Metres;

/// Everything about a level fill that does not depend on its level.
pub(super) struct Plan<'a> {
    pub ground: &'a Grid<f32>,
    pub shape: &'a LevelShape,
    pub site: Site,
    pub rim: Rim,
    pub caps: Caps,
    pub run: &'a Run,
}

/// The highest that each cell can be filled to, in metres: where it would run out. Empty behind a dam, which is as
/// high as is asked for.
#[derive(Default)]
pub(super) struct Caps(pub Vec<f32>);

impl Caps {
    #[inline]
    pub(super) fn at(&self, cell: usize) -> f32 {
        self.0.get(cell).copied().unwrap_or(f32::INFINITY)
    }
}

/// A level fill at one level.
pub(super) struct Stage {
    pub level_m: f64,
    pub dam: Option<(DamField, DamCells)>,
    /// How far the surface has fallen on its way from the discharge points; `None` without any.
    pub falls: Option<Falls>,
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
        let mut falls = self.falls(field.as_ref(), level_m)?;
        let dam = field.map(|mut field| {
            let against = Against {
                level_m,
                falls: falls.as_ref(),
            };
            let cells = DamCells::of(&field, self.dam_ground(), against);
            field.settle();
            (field, cells)
        });
        if let Some(falls) = &mut falls {
            falls.settle(&self.site);
        }
        Ok(Stage {
            level_m,
            dam,
            falls,
        })
    }

    /// The way of the fill up to a level from its discharge points, where it has any.
    fn falls(&self, dam: Option<&DamField>, level_m: f64) -> Result<Option<Falls>, Cancelled> {
        if self.shape.discharges.is_empty() {
            return Ok(None);
        }
        let basin = Basin {
            site: &self.site,
            dam,
            caps: &self.caps,
            level_m,
        };
        let discharges = self.discharges().filter_map(|at| self.let_in(at?, basin));
        let slope = self.shape.beach.map_or(0.0, |beach| beach.rise_over_run());
        let per_cell = slope * self.cell_m();
        falls(basin, discharges.collect(), per_cell, self.run).map(Some)
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
            (on_terrain && self.site.holds(self.site.holding(at))).then_some(at)
        })
    }

    /// Where the material of a discharge point meets the fill. From the top of a dam it runs down the inner face
    /// first.
    fn let_in(&self, at: Coord<f64>, basin: Basin<'_>) -> Option<Coord<f64>> {
        let site = &self.site;
        let cell = site.holding(at);
        let level_m = as_f32(basin.level_m);
        let fills = |cell: usize| {
            let top = level_m.min(self.caps.at(cell));
            site.holds(cell) && basin.height_m(cell) < top
        };
        if fills(cell) {
            return Some(at);
        }
        let on_dam = site.heights_m[cell] < basin.height_m(cell);
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
    /// They end at what holds the fill, which `cap_of` gives for each cell, and no higher than `roof_m`.
    pub(super) fn columns(
        &self,
        stage: &Stage,
        cap_of: impl Fn(usize) -> f32,
        roof_m: f32,
    ) -> Columns {
        let site = &self.site;
        let dam = stage.dam.as_ref().map(|(_, cells)| cells);
        let ends_of = |height_m: f32, cap_m: f32, fall_m: f32| {
            let reached = fall_m.is_finite();
            let fall_m = if reached { fall_m } else { 0.0 };
            let begin = if height_m.is_finite() {
                height_m + fall_m
            } else {
                f32::NAN
            };
            let end = (cap_m + fall_m).min(roof_m);
            (begin, if reached { end } else { begin })
        };
        let parts_of_dam = || {
            let parts = dam.into_iter().flat_map(DamCells::parts);
            parts.filter(|part| part.begin_m < roof_m)
        };
        let cuts = || {
            let cuts = site.coverage.partial.iter().enumerate();
            cuts.filter(|(_, cut)| dam.is_none_or(|dam| !dam.is_split(cut.row, cut.column)))
        };
        let cuts_left = cuts().count();
        let cuts_split = site.coverage.partial.len() - cuts_left;
        let whole_split = dam.map_or(0, DamCells::split_count) - cuts_split;
        let cut_count = cuts_left + parts_of_dam().count();
        let count = site.coverage.whole_count() - whole_split + cut_count;
        let mut columns = Columns {
            cell_area_m2: self.ground.placement().cell_area_m2(),
            ground_m: Vec::with_capacity(count),
            slope_m: Vec::with_capacity(count),
            shares: Vec::with_capacity(cut_count),
        };
        let mut push = |(begin, end): (f32, f32)| {
            columns.ground_m.push(begin);
            columns.slope_m.push(end);
        };
        let mut push_whole = |column: usize, row: usize| {
            let cell = site.cell(column, row);
            push(ends_of(
                stage.height_m(cell, site),
                cap_of(cell),
                stage.fall_m(cell),
            ));
        };
        for span in &site.coverage.whole {
            let cells = span.first..span.end;
            match dam {
                Some(dam) => {
                    dam.whole_of_row(span.row, cells)
                        .for_each(|column| push_whole(column, span.row));
                }
                None => cells.for_each(|column| push_whole(column, span.row)),
            }
        }
        for (number, cut) in cuts() {
            let cell = site.cell(cut.column, cut.row);
            let falls = stage.falls.as_ref();
            let fall_m = falls.map_or(0.0, |falls| falls.at_cut_m(number));
            push(ends_of(stage.height_m(cell, site), cap_of(cell), fall_m));
            columns.shares.push(as_f32(cut.share));
        }
        for part in parts_of_dam() {
            push((part.begin_m, roof_m));
            columns.shares.push(part.share);
        }
        columns
    }
}

impl Stage {
    /// The higher of ground and dam on a cell, in metres.
    #[inline]
    pub(super) fn height_m(&self, cell: usize, site: &Site) -> f32 {
        height_with(self.dam.as_ref().map(|(field, _)| field), site, cell)
    }

    /// How far the surface has fallen at the middle of a cell, in metres; infinite where it does not reach.
    #[inline]
    pub(super) fn fall_m(&self, cell: usize) -> f32 {
        self.falls.as_ref().map_or(0.0, |falls| falls.metres[cell])
    }

    /// The surface of the fill on a cell that holds it up to `cap_m`, in metres, where it reaches; it may lie below the
    /// ground.
    #[inline]
    pub(super) fn top_m(&self, fall_m: f32, cap_m: f32) -> Option<f32> {
        fall_m
            .is_finite()
            .then(|| (as_f32(self.level_m) - fall_m).min(cap_m))
    }
}
