//! The ground that a fill covers, as polygons.

use contour::ContourBuilder;
use geo::{BooleanOps as _, Coord, MapCoords as _, MultiPolygon};

use super::{FillDesign, VoidDesign};
use crate::terrain::{Grid, Placement};
use crate::units::Metres;

/// A thickness that does not count as covering the ground, in metres.
const NEGLIGIBLE_THICKNESS_M: f64 = 1e-3;

impl FillDesign {
    /// The outline of the covered ground, in metres: the planner's
    /// outline, cut where the fill ends
    /// against higher ground. That line is interpolated inside cells.
    ///
    /// `ground` must be the one that the design was made on. The area differs from
    /// [`Self::footprint`], which counts cells, by a fraction of a cell along that line.
    /// `None` if the line cannot be drawn.
    pub fn footprint_polygons(&self, ground: &Grid<f32>) -> Option<MultiPolygon<f64>> {
        self.footprint_polygons_to(ground, Metres(f64::INFINITY))
    }

    /// The same of as much of the fill as lies below a level.
    pub fn footprint_polygons_to(
        &self,
        ground: &Grid<f32>,
        level: Metres,
    ) -> Option<MultiPolygon<f64>> {
        let cut_m = self.body.cut_m(self.crest_level).min(level.0);
        let covered = covered(ground.placement(), |column, row| {
            let top = self.body.continued_at(column, row)?;
            Some(top.min(cut_m) - f64::from(ground.at(column, row)))
        })?;
        Some(match &self.limit {
            Some(outline) => covered.intersection(outline.polygon()),
            None => covered,
        })
    }
}

impl VoidDesign {
    /// The outline of the ground that a fill up to a level covers, as [`FillDesign::footprint_polygons`].
    pub fn footprint_polygons(
        &self,
        ground: &Grid<f32>,
        level: Metres,
    ) -> Option<MultiPolygon<f64>> {
        let covered = covered(ground.placement(), |column, row| {
            let roof = f64::from(self.roof().at(column, row));
            let height = f64::from(ground.at(column, row));
            // Where roof and ground are the same, rounding must not scatter specks.
            let thickness = roof.min(level.0) - height - NEGLIGIBLE_THICKNESS_M;
            Some(thickness).filter(|_| !roof.is_nan())
        })?;
        Some(covered.intersection(self.outline().polygon()))
    }
}

/// Where a fill is thicker than nothing. `thickness_at` gives it by column and row.
fn covered(
    placement: &Placement,
    thickness_at: impl Fn(usize, usize) -> Option<f64>,
) -> Option<MultiPolygon<f64>> {
    let (columns, rows) = (placement.columns, placement.rows);
    let mut thickness = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        thickness.extend((0..columns).map(|column| {
            let known = thickness_at(column, row).filter(|thickness| thickness.is_finite());
            known.unwrap_or(-1.0)
        }));
    }
    let contours = ContourBuilder::new(columns, rows, true)
        .contours(&thickness, &[0.0])
        .ok()?;
    let covered: &MultiPolygon<f64> = contours.first()?.geometry();
    Some(covered.map_coords(|at: Coord<f64>| placement.world_from_cells(at)))
}
