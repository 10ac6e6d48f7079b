//! The ground of a map: its heights at the places of pixels, what of it lies under the sea, and its relief.

use std::sync::Arc;

use geo::Coord;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::frame::MapFrame;
use super::legend::Shown;
use super::{MapGround, PIXEL_MM};
use crate::figure::{Pixel, Ramp, Raster, ReliefStyle, TRANSPARENT, relief_tile};
use crate::terrain::{Grid, Placement, whole_cells};

/// A relief has no more pixels; larger sheets have larger ones.
const MOST_PIXELS: f64 = 6_000_000.0;

/// How much lighter land and sea floor are than in the window, from 0 to 1: ink lies over them.
const LIGHTER: (f32, f32) = (0.42, 0.5);

/// How strong shades are on the sea floor.
const SEA_SHADE: f32 = 0.45;

/// About how many heights the colours are chosen by.
const SAMPLES: usize = 100_000;

/// Between two contours there are at least so many millimetres where the ground rises as fast as it reaches.
const LEAST_APART_MM: f64 = 0.55;

/// Into about so many steps the heights of a map are parted by contours.
const CONTOUR_STEPS: f64 = 26.0;

/// Heights with what of them lies under the sea.
pub(super) struct Surface {
    /// One cell for each pixel and one more on each side, in metres; NaN where unknown.
    pub heights: Grid<f32>,
    /// Which of them lie under the sea.
    pub is_sea: Vec<bool>,
    /// Whether any does.
    pub has_sea: bool,
}

impl Surface {
    /// Of a map's grounds, the undermost first.
    pub(super) fn of(frame: &MapFrame, grounds: &[MapGround]) -> Self {
        let placement = pixels_of(frame, PIXEL_MM, 1);
        let (heights, is_seabed) = heights_on(placement, grounds);
        let is_sea = sea_of(&heights, &is_seabed);
        Self {
            has_sea: is_sea.iter().any(|is_sea| *is_sea),
            heights,
            is_sea,
        }
    }

    fn only(&self, sea: bool) -> Grid<f32> {
        let cells = self.heights.cells().iter().zip(&self.is_sea);
        let cells = cells.map(|(height, is_sea)| if *is_sea == sea { *height } else { f32::NAN });
        let kept = Grid::new(*self.heights.placement(), cells.collect());
        kept.unwrap_or_else(|| self.heights.clone())
    }
}

/// Cells of about a length on paper that fill a map, and so many more on each side.
pub(super) fn pixels_of(frame: &MapFrame, side_mm: f64, border: usize) -> Placement {
    let (width_mm, height_mm) = (frame.paper.width(), frame.paper.height());
    let side_mm = side_mm.max((width_mm * height_mm / MOST_PIXELS).sqrt());
    let count = |length_mm: f64| whole_cells((length_mm / side_mm).round()).max(1);
    let (columns, rows) = (count(width_mm), count(height_mm));
    let (cell_width_m, cell_height_m) = (
        frame.ground.width() / columns as f64,
        frame.ground.height() / rows as f64,
    );
    Placement {
        west_m: frame.ground.min().x - border as f64 * cell_width_m,
        north_m: frame.ground.max().y + border as f64 * cell_height_m,
        cell_width_m,
        cell_height_m,
        columns: columns + 2 * border,
        rows: rows + 2 * border,
        ground_per_map: 1.0,
    }
}

/// The heights of the topmost ground that has one at each cell, and whether that is a seabed.
pub(super) fn heights_on(placement: Placement, grounds: &[MapGround]) -> (Grid<f32>, Vec<bool>) {
    let row_of = |row: usize| -> Vec<(f32, bool)> {
        let column_of = |column: usize| {
            let at = placement.center_of(column, row);
            topmost_at(grounds, at)
        };
        (0..placement.columns).map(column_of).collect()
    };
    let rows: Vec<Vec<(f32, bool)>> = (0..placement.rows).into_par_iter().map(row_of).collect();
    let cells = || rows.iter().flatten();
    let heights: Vec<f32> = cells().map(|(height, _)| *height).collect();
    let is_seabed = cells().map(|(_, is_seabed)| *is_seabed).collect();
    let heights = Grid::new(placement, heights);
    let heights = heights.unwrap_or_else(|| Grid::filled(placement, f32::NAN));
    (heights, is_seabed)
}

fn topmost_at(grounds: &[MapGround], at: Coord<f64>) -> (f32, bool) {
    for ground in grounds.iter().rev() {
        if let Some(height) = ground.heights.height_at(at) {
            #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
            let height = height as f32;
            return (height, ground.is_seabed);
        }
    }
    (f32::NAN, false)
}

/// What lies under the sea: every seabed, and ground at or below zero as far as it goes on to the edge of the map. A
/// pit that was dug below zero is dry.
fn sea_of(heights: &Grid<f32>, is_seabed: &[bool]) -> Vec<bool> {
    let Placement { columns, rows, .. } = *heights.placement();
    let mut is_sea = is_seabed.to_vec();
    let is_low = |index: usize| heights.cells()[index] <= 0.0;
    let on_edge = |index: usize| {
        let (column, row) = (index % columns, index / columns);
        column == 0 || row == 0 || column + 1 == columns || row + 1 == rows
    };
    let mut open: Vec<usize> = (0..columns * rows)
        .filter(|index| is_seabed[*index] || (on_edge(*index) && is_low(*index)))
        .collect();
    while let Some(index) = open.pop() {
        is_sea[index] = true;
        let (column, row) = (index % columns, index / columns);
        let beside = [
            (0 < column).then(|| index - 1),
            (column + 1 < columns).then(|| index + 1),
            (0 < row).then(|| index - columns),
            (row + 1 < rows).then(|| index + columns),
        ];
        let next = beside.into_iter().flatten();
        open.extend(next.filter(|next| !is_sea[*next] && is_low(*next)));
    }
    is_sea
}

/// The relief of a map, lighter than in the window; `None` where nothing is known of the ground.
pub(super) fn relief_of(surface: &Surface, shown: &mut Shown) -> Option<Arc<Raster>> {
    let placement = surface.heights.placement();
    let (columns, rows) = (placement.columns - 2, placement.rows - 2);
    let (land, sea) = (surface.only(false), surface.only(true));
    shown.heights_m = spread_of(&land);
    let depths = spread_of(&sea);
    shown.depths_m = depths.map(|(deepest, _)| (deepest, 0.0));
    let picture = |heights: &Grid<f32>, style: ReliefStyle, lighter: f32| -> Vec<Pixel> {
        let pixels = relief_tile(heights, &style).into_iter();
        pixels.map(|pixel| paler(pixel, lighter)).collect()
    };
    let mut pixels = match shown.heights_m {
        Some((low, high)) => picture(&land, ReliefStyle::between(low, high), LIGHTER.0),
        None => vec![TRANSPARENT; columns * rows],
    };
    if let Some((deepest, _)) = depths {
        let style = ReliefStyle {
            ramp: Ramp::Seabed,
            shade_strength: SEA_SHADE,
            ..ReliefStyle::between(deepest, 0.0)
        };
        let of_sea = picture(&sea, style, LIGHTER.1);
        for (pixel, of_sea) in pixels.iter_mut().zip(of_sea) {
            if *pixel == TRANSPARENT {
                *pixel = of_sea;
            }
        }
    }
    let relief = Raster::new(columns, rows, pixels)?;
    (!relief.is_clear()).then(|| Arc::new(relief.on([255; 3])))
}

/// The colours of a legend's sample of a ramp, as light as the map is.
pub(super) fn light_color(ramp: Ramp, share: f32) -> [u8; 3] {
    let lighter = if ramp == Ramp::Seabed {
        LIGHTER.1
    } else {
        LIGHTER.0
    };
    let [red, green, blue, _] = paler(ramp.color(share), lighter);
    [red, green, blue]
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between a part of a colour and white"
)]
fn paler([red, green, blue, opacity]: Pixel, share: f32) -> Pixel {
    if opacity == 0 {
        return TRANSPARENT;
    }
    let part = |part: u8| (f32::from(part) * (1.0 - share) + 255.0 * share + 0.5) as u8;
    [part(red), part(green), part(blue), opacity]
}

/// Between which heights colours are told apart, without the odd peak or pit; `None` where there is no height.
fn spread_of(heights: &Grid<f32>) -> Option<(f32, f32)> {
    let cells = heights.cells();
    let step = (cells.len() / SAMPLES).max(1);
    let sample = cells.iter().step_by(step);
    let mut known: Vec<f32> = sample.copied().filter(|height| !height.is_nan()).collect();
    known.sort_unstable_by(f32::total_cmp);
    let at = |percent: usize| known.get(known.len().saturating_sub(1) * percent / 100);
    Some((*at(1)?, *at(99)?))
}

/// The height from one contour to the next, in metres: round, and no denser than can be drawn.
pub(super) fn contour_interval_m(frame: &MapFrame, range_m: f64) -> f64 {
    let by_range = range_m / CONTOUR_STEPS;
    let by_scale = frame.metres(LEAST_APART_MM);
    crate::figure::scale::nice_at_least(by_range.max(by_scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&[f32]]) -> Grid<f32> {
        let placement = Placement {
            west_m: 0.0,
            north_m: 0.0,
            cell_width_m: 1.0,
            cell_height_m: 1.0,
            columns: rows[0].len(),
            rows: rows.len(),
            ground_per_map: 1.0,
        };
        Grid::new(placement, rows.concat()).unwrap()
    }

    #[test]
    fn a_pit_below_zero_is_dry_and_the_sea_goes_to_the_edge() {
        let heights = grid(&[
            &[5.0, 5.0, 5.0, 5.0, -1.0],
            &[5.0, -9.0, 5.0, 0.0, -2.0],
            &[5.0, 5.0, 5.0, 5.0, 5.0],
        ]);
        let sea = sea_of(&heights, &[false; 15]);
        let found: Vec<usize> = (0..15).filter(|index| sea[*index]).collect();
        assert_eq!(found, [4, 8, 9]);
        // A seabed is sea wherever it is, and what is low beside it.
        let mut seabed = [false; 15];
        seabed[0] = true;
        assert!(sea_of(&heights, &seabed)[0]);
    }

    #[test]
    fn colours_leave_the_odd_peak_out() {
        let mut heights = vec![10.0_f32; 300];
        heights[0] = 9000.0;
        let spread = spread_of(&grid(&[&heights]));
        assert_eq!(spread, Some((10.0, 10.0)));
        assert_eq!(spread_of(&grid(&[&[f32::NAN; 4]])), None);
    }
}
