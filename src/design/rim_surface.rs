//! The ground around a pit, carried across it.

use super::{Outline, VoidError};
use crate::progress::Run;
use crate::terrain::{Coverage, Grid};

/// The surface that the rim spans: heights on the cells that the outline takes, in whole or in part, and on those
/// beside them; NaN elsewhere.
pub(super) fn rim_surface(
    _ground: &Grid<f32>,
    _outline: &Outline,
    _coverage: &Coverage,
    _run: &Run,
) -> Result<Grid<f32>, VoidError> {
    Err(VoidError::NoVoid)
}
