//! The same design on coarser ground, quick enough to follow a hand.

use std::borrow::Cow;

use super::{DesignError, FillDesign, FillInput, FillMethod, design_fill};
use crate::progress::Run;
use crate::terrain::{CellWindow, Grid, Placement};

/// The cells of a preview's window at most, so that it is ready before the hand has moved on.
pub const PREVIEW_CELLS: usize = 250_000;

/// Coarser cells beyond the outline on each side.
const MARGIN_CELLS: usize = 2;

/// A design on coarser ground.
#[derive(Clone, Debug)]
pub struct FillPreview<'a> {
    /// The design; its figures are those of the coarser ground.
    pub design: FillDesign,
    /// The ground that it was made on: what [`FillDesign::surface_on`] and its like ask for.
    pub ground: Cow<'a, Grid<f32>>,
    /// How many of the terrain's cells one cell stands for, along a row or column. At 1 the preview is the
    /// design itself.
    pub factor: usize,
}

impl FillPreview<'_> {
    /// The side of the preview's cells, in metres.
    pub fn cell_size_m(&self) -> f64 {
        self.ground.placement().cell_width_m
    }
}

/// Designs a fill on ground of at most `most_cells` cells, [`PREVIEW_CELLS`] usually.
///
/// Ground that has more is cut to the outline, and then its cells are averaged in square blocks, as small
/// ones as will do. A caller that previews again and again on the same ground hands in a [`Grid::coarser`]
/// one, which need not be averaged each time.
///
/// # Errors
/// As [`design_fill`].
pub fn design_preview<'a>(
    input: &FillInput<'a>,
    most_cells: usize,
    run: &Run,
) -> Result<FillPreview<'a>, DesignError> {
    let (ground, factor) = preview_ground(input, most_cells);
    let design = design_fill(
        &FillInput {
            ground: &ground,
            ..*input
        },
        run,
    )?;
    Ok(FillPreview {
        design,
        ground,
        factor,
    })
}

/// The ground around the outline, and how many times coarser it is.
fn preview_ground<'a>(input: &FillInput<'a>, most_cells: usize) -> (Cow<'a, Grid<f32>>, usize) {
    let placement = input.ground.placement();
    if placement.cell_count() <= most_cells {
        return (Cow::Borrowed(input.ground), 1);
    }
    // Each factor takes a wider margin; the least that fits is soon found.
    for factor in 1..placement.columns.max(placement.rows) {
        let margin = MARGIN_CELLS * factor;
        let Some(window) = window_of(input, margin) else {
            // Beside the terrain, which the design finds and says.
            break;
        };
        let cells = window.columns.div_ceil(factor) * window.rows.div_ceil(factor);
        if cells <= most_cells.max(least_cells(placement)) {
            let ground = input.ground.window(window);
            let ground = if factor == 1 {
                ground
            } else {
                ground.coarser(factor)
            };
            return (Cow::Owned(ground), factor);
        }
    }
    (Cow::Borrowed(input.ground), 1)
}

/// The cells that a design is made on: around the outline, or all of them where a crest is drawn, since nobody
/// knows how far its slopes reach.
fn window_of(input: &FillInput<'_>, margin: usize) -> Option<CellWindow> {
    let placement = input.ground.placement();
    match input.method {
        FillMethod::Toe(outline) => placement.window_around(outline.extent(), margin),
        FillMethod::Level(shape) if shape.dam.is_none() => {
            placement.window_around(shape.outline.extent(), margin)
        }
        FillMethod::Crest(_) | FillMethod::Level(_) => Some(CellWindow {
            column: 0,
            row: 0,
            columns: placement.columns,
            rows: placement.rows,
        }),
    }
}

/// Fewer cells than the margins alone take cannot be asked for.
fn least_cells(placement: &Placement) -> usize {
    let side = 2 * MARGIN_CELLS + 2;
    (side * side).min(placement.cell_count())
}
