//! How a fill is drawn on a map, worked out beside the design so that the window only shows it.

use geo::{LineString, MultiPolygon, Rect};

use super::TaskError;
use crate::design::FillDesign;
use crate::figure::{Light, Pixel, TRANSPARENT, contours, nice_interval, shade, thickness_colors};
use crate::progress::Run;
use crate::terrain::{Grid, Placement};
use crate::units::Metres;

/// The most pixels of a picture; larger fills are shown in every second, third… cell.
const MOST_PIXELS: usize = 4_000_000;

/// How much darker a face that turns away from the light is, from 0 to 1.
const SHADE_STRENGTH: f32 = 0.75;

/// How brightly flat ground is lit.
const FLAT: f32 = std::f32::consts::FRAC_1_SQRT_2;

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
    let (pixels, columns, rows) = pixels_of(drawn.surface, drawn.ground, thickest_m);
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

fn pixels_of(
    surface: &Grid<f32>,
    ground: &Grid<f32>,
    thickest_m: f32,
) -> (Vec<Pixel>, usize, usize) {
    let placement = surface.placement();
    let stride = stride_for(placement.cell_count());
    let (columns, rows) = (placement.columns / stride, placement.rows / stride);
    let color_of = thickness_colors(thickest_m);
    let per_cell = as_f32(0.5 / placement.cell_width_m);
    let mut pixels = Vec::with_capacity(columns * rows);
    for row in (0..rows).map(|row| row * stride) {
        let (own, below) = (surface.row(row), ground.row(row));
        let north = surface.row(row.saturating_sub(1));
        let south = surface.row((row + 1).min(placement.rows - 1));
        for column in (0..columns).map(|column| column * stride) {
            let color = color_of(own[column] - below[column]);
            if color == TRANSPARENT {
                pixels.push(color);
                continue;
            }
            let east = own[(column + 1).min(placement.columns - 1)];
            let west = own[column.saturating_sub(1)];
            let rise_east = (east - west) * per_cell;
            let rise_north = (north[column] - south[column]) * per_cell;
            let light = shade(Light::NorthWest, rise_east, rise_north) / FLAT;
            pixels.push(lit(color, 1.0 + SHADE_STRENGTH * (light - 1.0)));
        }
    }
    (pixels, columns, rows)
}

/// A colour, brighter or darker. NaN, at the edge of the known ground, leaves it as it is.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a colour, cut at the brightest"
)]
fn lit([r, g, b, a]: Pixel, light: f32) -> Pixel {
    if light.is_nan() {
        return [r, g, b, a];
    }
    let share = |part: u8| {
        let part = f32::from(part);
        if light <= 1.0 {
            (part * light.max(0.0)) as u8
        } else {
            // Towards white, so that bright colours keep their shape.
            (part + (255.0 - part) * (light - 1.0).min(1.0) * 0.5) as u8
        }
    };
    [share(r), share(g), share(b), a]
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

#[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
fn as_f32(value: f64) -> f32 {
    value as f32
}
