//! What terrain says of a road that is drawn.

use geo::Coord;

use super::App;
use crate::terrain::{LineClimb, SectionLine};

impl App {
    /// What is climbed along a line, in metres, over the terrain that is in use.
    ///
    /// `None` until that terrain's heights are made, where there is none, and of fewer than two different points.
    pub fn climb_along(&self, line: &[Coord<f64>]) -> Option<LineClimb> {
        let base = self.base()?;
        let terrain = self.terrain(base)?;
        terrain.relief.as_ref()?;
        let line = SectionLine::new(line.iter().copied()).ok()?;
        Some(line.climb_on(&terrain.placement, |at| self.height_at(base, at)))
    }
}
