//! The highest that a fill can stand on each cell.

use super::toe::ToeSlope;
use crate::curve::Columns;
use crate::units::Metres;

/// A fill before it is cut at a level.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// A slope that rises from the ground along an outline.
    Toe(Box<ToeSlope>),
    /// A surface given cell by cell.
    Cells(CellBody),
}

/// A surface given cell by cell of the window.
#[derive(Clone, Debug, Default)]
pub(crate) struct CellBody {
    /// The columns of fill.
    pub columns: Columns,
    /// Cells in a row of the window.
    pub width: usize,
    /// The surface on each cell, in metres; NaN where there is no fill. It may lie below the ground.
    pub tops_m: Vec<f32>,
    /// The surface continued one cell or more beyond the fill, so that its edge can be found between cells; NaN
    /// farther out.
    pub continued_m: Vec<f32>,
    /// The surface of a dam on each cell, in metres, NaN where none stands; empty where none stands anywhere.
    pub dam_tops_m: Vec<f32>,
}

impl Body {
    /// Columns between the ground and the surface.
    pub(crate) fn columns(&self) -> &Columns {
        match self {
            Self::Toe(slope) => &slope.columns,
            Self::Cells(body) => &body.columns,
        }
    }

    /// The surface of a dam on each cell of the window, in metres, NaN where none stands; empty where none stands
    /// anywhere.
    pub(crate) fn dam_tops_m(&self) -> &[f32] {
        match self {
            Self::Toe(_) => &[],
            Self::Cells(body) => &body.dam_tops_m,
        }
    }

    /// Where a surface is cut, in metres, when the fill is built to a level. One given cell by cell is so already.
    pub(crate) fn cut_m(&self, level: Metres) -> f64 {
        match self {
            Self::Toe(_) => level.0,
            Self::Cells(_) => f64::INFINITY,
        }
    }

    /// The surface over the middle of a cell, in metres; `None` where there is no fill.
    #[inline]
    pub(crate) fn top_at(&self, column: usize, row: usize) -> Option<f64> {
        match self {
            Self::Toe(slope) => Some(slope.height_at(column, row)).filter(|top| top.is_finite()),
            Self::Cells(body) => {
                let top = body.tops_m[row * body.width + column];
                (!top.is_nan()).then(|| f64::from(top))
            }
        }
    }

    /// The surface over the middle of a cell, in metres, as if the ground did not stand in the way; `None` where
    /// there is none around.
    ///
    /// Where it lies below the ground, the fill has ended before; it is also there one cell beside the fill.
    pub(crate) fn continued_at(&self, column: usize, row: usize) -> Option<f64> {
        match self {
            Self::Toe(slope) => {
                Some(slope.continued_slope_at(column, row)).filter(|top| top.is_finite())
            }
            Self::Cells(body) => {
                let top = body.continued_m[row * body.width + column];
                (!top.is_nan()).then(|| f64::from(top))
            }
        }
    }
}
