//! Colours for how thick a fill is.

use super::{Light, Pixel, Ramp, TRANSPARENT, shade};
use crate::terrain::Grid;

/// Steps between classes that people read easily, in tens of some power, the best first.
const STEPS: [f64; 9] = [5.0, 2.0, 1.0, 2.5, 4.0, 3.0, 1.5, 6.0, 8.0];

/// The fewest and the most classes of a legend.
const CLASSES: std::ops::RangeInclusive<f64> = 5.0..=7.0;

/// How much darker a face that turns away from the light is, from 0 to 1.
const SHADE_STRENGTH: f32 = 0.75;

/// How brightly flat ground is lit.
const FLAT: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// Five to seven classes of thickness with round limits from 0 to `max_m` or a little above, in metres.
///
/// Each has its lower and upper limit and its colour. Empty unless `max_m` is positive.
pub fn legend(max_m: f32) -> Vec<(f32, f32, Pixel)> {
    let Some(step_m) = class_step(f64::from(max_m)) else {
        return Vec::new();
    };
    let count = class_count(f64::from(max_m), step_m);
    #[expect(clippy::cast_possible_truncation, reason = "limits are round numbers")]
    let limit = |index: usize| (index as f64 * step_m) as f32;
    (0..count)
        .map(|index| (limit(index), limit(index + 1), color_of_class(index, count)))
        .collect()
}

/// The colour of a thickness in metres, in the classes of [`legend`].
///
/// Transparent where nothing is filled (zero, negative or NaN); beyond the last class as in the last.
pub fn thickness_color(thickness_m: f32, max_m: f32) -> Pixel {
    Classes::new(max_m).color(thickness_m)
}

/// The colours of a grid of thicknesses in metres, row by row from the north-west; see [`thickness_color`].
pub fn thickness_tile(thickness: &Grid<f32>, max_m: f32) -> Vec<Pixel> {
    let classes = Classes::new(max_m);
    let cells = thickness.cells().iter();
    cells
        .map(|&thickness_m| classes.color(thickness_m))
        .collect()
}

/// A fill in the colours of its thickness, lit as its surface is: every so many cells, row by row from the north-west,
/// with how many columns and rows that gives.
///
/// `surface` is the ground with the fill on it, `ground` the ground below, both on the same cells.
pub fn filled_tile(
    surface: &Grid<f32>,
    ground: &Grid<f32>,
    max_m: f32,
    stride: usize,
) -> (Vec<Pixel>, usize, usize) {
    let placement = surface.placement();
    let stride = stride.max(1);
    let (columns, rows) = (placement.columns / stride, placement.rows / stride);
    let classes = Classes::new(max_m);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a factor needs no more than seven digits"
    )]
    let per_cell = (0.5 / placement.cell_width_m) as f32;
    let mut pixels = Vec::with_capacity(columns * rows);
    for row in (0..rows).map(|row| row * stride) {
        let (own, below) = (surface.row(row), ground.row(row));
        let north = surface.row(row.saturating_sub(1));
        let south = surface.row((row + 1).min(placement.rows - 1));
        for column in (0..columns).map(|column| column * stride) {
            let color = classes.color(own[column] - below[column]);
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

/// The colours of a legend, ready to be looked up.
struct Classes {
    colors: Vec<Pixel>,
    per_metre: f32,
}

impl Classes {
    fn new(max_m: f32) -> Self {
        let legend = legend(max_m);
        Self {
            per_metre: legend.first().map_or(0.0, |(_, to, _)| to.recip()),
            colors: legend.into_iter().map(|(_, _, color)| color).collect(),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` cuts at the largest, which is in the last class, and only positive ones come here"
    )]
    fn color(&self, thickness_m: f32) -> Pixel {
        let is_filled = 0.0 < thickness_m;
        if !is_filled {
            return TRANSPARENT;
        }
        let class = (thickness_m * self.per_metre) as usize;
        let last = self.colors.len().saturating_sub(1);
        self.colors
            .get(class.min(last))
            .copied()
            .unwrap_or(TRANSPARENT)
    }
}

/// The step between limits, or `None` unless the thickness is positive and finite.
fn class_step(max_m: f64) -> Option<f64> {
    if !(0.0 < max_m && max_m.is_finite()) {
        return None;
    }
    let power = max_m.log10().floor();
    [power, power - 1.0]
        .into_iter()
        .flat_map(|power| STEPS.map(|step| step * 10.0_f64.powf(power)))
        .filter(|&step_m| CLASSES.contains(&(class_count(max_m, step_m) as f64)))
        .min_by_key(|&step_m| {
            let digits = step_m / 10.0_f64.powf(step_m.log10().floor());
            STEPS.iter().position(|step| (step - digits).abs() < 1e-6)
        })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "there are a few classes"
)]
fn class_count(max_m: f64, step_m: f64) -> usize {
    // A maximum on a limit, but for rounding, needs no further class.
    (max_m / step_m - 1e-6).ceil().max(1.0) as usize
}

fn color_of_class(index: usize, count: usize) -> Pixel {
    Ramp::Thickness.color((index as f32 + 0.5) / count as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(max_m: f32, step_m: f32, count: usize) {
        let legend = legend(max_m);
        assert_eq!(legend.len(), count, "{max_m}");
        assert!(
            (legend[0].1 - step_m).abs() < 1e-5 * step_m,
            "{max_m} {legend:?}"
        );
    }

    #[test]
    fn limits_are_round() {
        check(10.0, 2.0, 5);
        check(12.3, 2.0, 7);
        check(16.0, 2.5, 7);
        check(31.0, 5.0, 7);
        check(36.0, 6.0, 6);
        check(0.7, 0.1, 7);
        check(180.0, 40.0, 5);
    }

    #[test]
    fn every_thickness_has_five_to_seven_classes_and_the_last_reaches_it() {
        for index in 1..2000_u16 {
            let max_m = f32::from(index) * 0.173;
            let legend = legend(max_m);
            assert!((5..=7).contains(&legend.len()), "{max_m}");
            assert!(max_m <= legend[legend.len() - 1].1 * 1.000_01, "{max_m}");
        }
        assert!(legend(0.0).is_empty() && legend(f32::NAN).is_empty());
    }

    #[test]
    fn a_thickness_has_the_colour_of_its_class() {
        let legend = legend(10.0);
        assert_eq!(thickness_color(0.5, 10.0), legend[0].2);
        assert_eq!(thickness_color(9.9, 10.0), legend[4].2);
        assert_eq!(thickness_color(99.0, 10.0), legend[4].2);
        assert_eq!(thickness_color(0.0, 10.0), TRANSPARENT);
        assert_eq!(thickness_color(f32::NAN, 10.0), TRANSPARENT);
    }
}
