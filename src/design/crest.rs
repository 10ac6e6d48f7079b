//! A fill that falls outwards from its crest until it meets the ground.

use geo::Coord;

use super::{DesignError, FillDesign, FillInput, Outline};
use crate::progress::Run;
use crate::units::Metres;

/// A crest as the planner draws it.
#[derive(Clone, Debug, PartialEq)]
pub enum CrestShape {
    /// A flat or gently sloping top.
    Polygon {
        /// Its edge.
        outline: Outline,
        /// How far below the crest level each corner of the exterior lies, in its order; empty where the top is level.
        drops: Vec<Metres>,
    },
    /// Rock is tipped at one point.
    Point(Coord<f64>),
}

/// Designs the fill.
pub(super) fn design_crest(
    _input: &FillInput<'_>,
    _crest: &CrestShape,
    _run: &Run,
) -> Result<FillDesign, DesignError> {
    Err(DesignError::NoRoom)
}
