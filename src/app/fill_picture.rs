//! How a fill is drawn on a map, worked out beside the design so that the window only shows it.

use geo::{LineString, MultiPolygon, Rect};

use super::TaskError;
use crate::design::FillDesign;
use crate::figure::{Pixel, contours, filled_tile, nice_interval};
use crate::progress::Run;
use crate::terrain::{Grid, Placement, as_f32};
use crate::units::Metres;

/// The most pixels of a picture; larger fills are shown in every second, third… cell.
const MOST_PIXELS: usize = 4_000_000;

/// Every fifth contour is drawn thicker.
const INDEX_EVERY: f64 = 5.0;

/// A fill as a picture and lines, in metres in the project's coordinate system.
#[derive(Clone, Debug)]
pub struct FillPicture {
    /// Thickness colours, lit as the fill's surface is, row by row from the north-west.
    pub pixels: Vec<Pixel>,
    /// Pixels from west to east.
    pub columns: usize,
    /// Pixels from north to south.
    pub rows: usize,
    /// The ground that the picture covers.
    pub extent: Rect<f64>,
    /// The ground that the fill covers.
    pub footprint: MultiPolygon<f64>,
    /// Lines of equal height on the fill.
    pub contours: Vec<Contour>,
    /// The greatest thickness, by which the colours are chosen, in metres.
    pub thickest_m: f32,
}

/// Lines of one height.
#[derive(Clone, Debug)]
pub struct Contour {
    /// The height, in metres.
    pub level_m: f64,
    /// Whether it is one of every five.
    pub is_index: bool,
    /// The lines.
    pub lines: Vec<LineString<f64>>,
}

/// What there is to draw of a fill.
pub(super) struct Drawn<'a> {
    /// The ground with the fill on it.
    pub surface: &'a Grid<f32>,
    /// The ground.
    pub ground: &'a Grid<f32>,
    /// The greatest thickness.
    pub thickest: Metres,
}

impl<'a> Drawn<'a> {
    /// Of a design whose surface was made on the ground that it was designed on.
    pub(super) fn of(design: &FillDesign, surface: &'a Grid<f32>, ground: &'a Grid<f32>) -> Self {
        Self {
            surface,
            ground,
            thickest: design.thickness_greatest,
        }
    }
}

/// Draws a fill with its contours and the edge of the covered ground.
///
/// # Errors
/// [`TaskError::Cancelled`], if nobody wants it any more.
pub(super) fn picture_of(
    drawn: &Drawn<'_>,
    footprint: impl FnOnce() -> Option<MultiPolygon<f64>>,
    run: &Run,
) -> Result<FillPicture, TaskError> {
    let picture = picture_without_lines(drawn, run)?;
    run.step(1, 2)?;
    Ok(FillPicture {
        footprint: footprint().unwrap_or_else(|| MultiPolygon(Vec::new())),
        contours: contours_of(drawn.surface, drawn.ground),
        ..picture
    })
}

/// Draws a fill without lines, while the hand moves.
///
/// # Errors
/// As [`picture_of`].
pub(super) fn picture_without_lines(
    drawn: &Drawn<'_>,
    run: &Run,
) -> Result<FillPicture, TaskError> {
    run.step(0, 2)?;
    let thickest_m = as_f32(drawn.thickest.0);
    let stride = stride_for(drawn.surface.placement().cell_count());
    let (pixels, columns, rows) = filled_tile(drawn.surface, drawn.ground, thickest_m, stride);
    Ok(FillPicture {
        pixels,
        columns,
        rows,
        extent: extent_of(drawn.ground.placement(), columns, rows),
        contours: Vec::new(),
        footprint: MultiPolygon(Vec::new()),
        thickest_m,
    })
}

/// Every how many cells a pixel is taken.
fn stride_for(cells: usize) -> usize {
    let mut stride = 1;
    while MOST_PIXELS < cells / (stride * stride) {
        stride += 1;
    }
    stride
}

fn extent_of(placement: &Placement, columns: usize, rows: usize) -> Rect<f64> {
    let stride = stride_for(placement.cell_count());
    let shown = Placement {
        columns: columns * stride,
        rows: rows * stride,
        ..*placement
    };
    shown.extent()
}

/// Contours of the surface where the fill lies: elsewhere the ground has its own picture.
fn contours_of(surface: &Grid<f32>, ground: &Grid<f32>) -> Vec<Contour> {
    let cells = surface.cells().iter().zip(ground.cells());
    let filled: Vec<f32> = cells
        .map(|(top, below)| if below < top { *top } else { f32::NAN })
        .collect();
    let Some(filled) = Grid::new(*surface.placement(), filled) else {
        return Vec::new();
    };
    let Some(range) = filled.height_range() else {
        return Vec::new();
    };
    let interval = nice_interval(range.highest_m - range.lowest_m);
    let index_m = interval * INDEX_EVERY;
    contours(&filled, interval)
        .into_iter()
        .map(|(level_m, lines)| Contour {
            level_m,
            is_index: (level_m / index_m - (level_m / index_m).round()).abs() < 1e-6,
            lines,
        })
        .collect()
}
