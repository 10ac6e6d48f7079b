//! The fill as grids, for maps and files.

use super::{FillDesign, as_f32};
use crate::terrain::Grid;

impl FillDesign {
    /// The ground with the fill on it, in metres: `max(ground, min(slope, crest))` inside the outline.
    ///
    /// `ground` must be the one that the design was made on. A cell that the outline cuts shows the height
    /// at its middle; volumes are counted exactly, so a difference of grids comes out a little beside.
    pub fn surface_on(&self, ground: &Grid<f32>) -> Grid<f32> {
        // Unknown ground stays unknown: NaN is never below.
        self.each_cell_of(
            ground,
            |height, top| if height < top { top } else { height },
        )
    }

    /// The ground with nothing but the dam of a level fill on it, in metres; `None` where it has none.
    ///
    /// `ground` must be the one that the design was made on; see [`Self::surface_on`].
    pub fn dam_on(&self, ground: &Grid<f32>) -> Option<Grid<f32>> {
        let tops = self.body.dam_tops_m();
        if tops.is_empty() {
            return None;
        }
        let mut cells = ground.cells().to_vec();
        for (cell, top) in cells.iter_mut().zip(tops) {
            *cell = if top.is_nan() { *cell } else { *top };
        }
        Grid::new(*ground.placement(), cells)
    }

    /// How thick the fill is on each cell, in metres; NaN where there is none.
    ///
    /// `ground` must be the one that the design was made on; see [`Self::surface_on`].
    pub fn thickness_on(&self, ground: &Grid<f32>) -> Grid<f32> {
        self.each_cell_of(
            ground,
            |height, top| {
                if height < top { top - height } else { f32::NAN }
            },
        )
    }

    /// The fill's own surface up to its crest, in metres, continued a cell or more beyond its edge where it lies below
    /// the ground; NaN where there is none around.
    ///
    /// `ground` must be the one that the design was made on.
    pub fn continued_on(&self, ground: &Grid<f32>) -> Grid<f32> {
        self.continued_to(ground, self.body.cut_m(self.crest_level))
    }

    /// The same without the crest, as high as the slopes go: where it passes the level of the crest is its edge.
    pub fn slopes_on(&self, ground: &Grid<f32>) -> Grid<f32> {
        self.continued_to(ground, f64::INFINITY)
    }

    fn continued_to(&self, ground: &Grid<f32>, cut_m: f64) -> Grid<f32> {
        let placement = *ground.placement();
        let mut cells = Vec::with_capacity(placement.cell_count());
        for row in 0..placement.rows {
            cells.extend((0..placement.columns).map(|column| {
                let top = self.body.continued_at(column, row);
                top.map_or(f32::NAN, |top| as_f32(top.min(cut_m)))
            }));
        }
        Grid::new(placement, cells).unwrap_or_else(|| ground.clone())
    }

    /// Makes a grid of each cell's ground and the fill's top there, in metres; that is NaN outside the outline.
    fn each_cell_of(&self, ground: &Grid<f32>, make: impl Fn(f32, f32) -> f32) -> Grid<f32> {
        let placement = *ground.placement();
        let mut cells = ground.cells().to_vec();
        for (row, heights) in cells.chunks_mut(placement.columns).enumerate() {
            for (column, height) in heights.iter_mut().enumerate() {
                let top = self.body.top_at(column, row);
                let top = top.map_or(f32::NAN, |top| {
                    as_f32(top.min(self.body.cut_m(self.crest_level)))
                });
                *height = make(*height, top);
            }
        }
        Grid::new(placement, cells).unwrap_or_else(|| ground.clone())
    }
}
