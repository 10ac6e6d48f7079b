//! The ground that a fill covers, as polygons.

use contour::ContourBuilder;
use geo::{BooleanOps as _, Coord, MapCoords as _, MultiPolygon};

use super::FillDesign;
use crate::terrain::Grid;

impl FillDesign {
    /// The outline of the covered ground, in metres: the planner's outline, cut where the fill ends
    /// against higher ground. That line is interpolated inside cells.
    ///
    /// `ground` must be the one that the design was made on. The area differs from
    /// [`Self::footprint`], which counts cells, by a fraction of a cell along that line.
    /// `None` if the line cannot be drawn.
    pub fn footprint_polygons(&self, ground: &Grid<f32>) -> Option<MultiPolygon<f64>> {
        let placement = ground.placement();
        let (columns, rows) = (placement.columns, placement.rows);
        let mut thickness = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            thickness.extend((0..columns).map(|column| {
                let slope = self.slope.continued_slope_at(column, row);
                let height = f64::from(ground.at(column, row));
                let thickness = slope.min(self.crest_level.0) - height;
                if slope.is_finite() && thickness.is_finite() {
                    thickness
                } else {
                    -1.0
                }
            }));
        }
        let contours = ContourBuilder::new(columns, rows, true)
            .contours(&thickness, &[0.0])
            .ok()?;
        let covered: &MultiPolygon<f64> = contours.first()?.geometry();
        let covered = covered.map_coords(|at: Coord<f64>| placement.world_from_cells(at));
        Some(covered.intersection(self.outline.polygon()))
    }
}
