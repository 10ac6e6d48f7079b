//! Ground as a map shows it: colours by height, lit from the north-west.

use std::f32::consts::FRAC_1_SQRT_2;

use super::{Pixel, Ramp, TRANSPARENT};
use crate::terrain::{Grid, Placement};

/// Cells up to this size are shown without further exaggeration, in metres.
const TRUE_CELL_M: f64 = 2.0;

/// How fast the exaggeration grows with the size of the cells: fourfold cells, 1.4 times the height.
const GROWTH: f64 = 0.25;

/// How far a slope that faces the light goes towards white.
const HIGHLIGHT: f32 = 0.6;

/// Where the light comes from. It stands 45° high, so that flat ground keeps the colours of the ramp.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Light {
    /// From the north-west alone: strong, but slopes along the light look flat.
    NorthWest,
    /// From the south-west, west, north-west and north, each where it falls across the slope, and once more
    /// from the north-west.
    #[default]
    Several,
}

/// How ground is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliefStyle {
    /// The height of the ramp's first colour, in metres.
    pub lowest_m: f32,
    /// The height of the ramp's last colour, in metres.
    pub highest_m: f32,
    /// The colours by height.
    pub ramp: Ramp,
    /// Where the light comes from.
    pub light: Light,
    /// From 0, colours alone, to 1, where slopes away from the light are black.
    pub shade_strength: f32,
    /// How many times steeper than they are slopes are lit, in cells of 2 m and less.
    pub exaggeration: f32,
}

impl ReliefStyle {
    /// The usual style for ground between two heights, in metres.
    pub fn between(lowest_m: f32, highest_m: f32) -> Self {
        Self {
            lowest_m,
            highest_m,
            ramp: Ramp::Ground,
            light: Light::Several,
            shade_strength: 0.7,
            exaggeration: 1.2,
        }
    }

    /// How many times steeper slopes are lit in cells of some size.
    ///
    /// It grows moderately, since large cells hide the steep parts of the ground.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a factor needs no more than seven digits"
    )]
    pub fn exaggeration_at(&self, cell_m: f64) -> f32 {
        self.exaggeration * (cell_m / TRUE_CELL_M).max(1.0).powf(GROWTH) as f32
    }
}

/// How brightly a slope is lit, from 0 to 1; flat ground has 0.71.
///
/// `east` and `north` say how much the ground rises for each metre that way.
///
/// # Source
/// Reflection of an even surface: B. K. P. Horn, "Hill shading and the reflectance map", Proceedings of the
/// IEEE 69 (1981). Several lights, weighted by the sine squared of the angle between light and slope: R. K.
/// Mark, "Multidirectional, oblique-weighted, shaded-relief image of the Island of Hawaii", USGS Open-File
/// Report 92-422 (1992).
#[inline]
pub fn shade(light: Light, east: f32, north: f32) -> f32 {
    match light {
        Light::NorthWest => north_west(east, north),
        Light::Several => several(east, north),
    }
}

/// The cosine of the angle between the light and the upright of the slope, not below 0.
#[inline]
fn lit(rise_towards_light: f32, per_length: f32) -> f32 {
    // Sine and cosine of 45° are the same.
    let cosine = FRAC_1_SQRT_2 * (1.0 - rise_towards_light) * per_length;
    if cosine < 0.0 { 0.0 } else { cosine }
}

#[inline]
fn north_west(east: f32, north: f32) -> f32 {
    let per_length = (1.0 + east * east + north * north).sqrt().recip();
    lit((north - east) * FRAC_1_SQRT_2, per_length)
}

#[inline]
fn several(east: f32, north: f32) -> f32 {
    // Below any slope that heights can have, and the same weight for each light on flat ground.
    const LEVEL: f32 = 1e-12;
    let steepness = east * east + north * north;
    let per_length = (1.0 + steepness).sqrt().recip();
    let per_steepness = (steepness + LEVEL).recip();
    let from_south_west = (-north - east) * FRAC_1_SQRT_2;
    let from_north_west = (north - east) * FRAC_1_SQRT_2;
    // The rise towards the light, and the rise across it.
    let lights = [
        (from_south_west, from_north_west),
        (-east, north),
        (from_north_west, from_south_west),
        (north, east),
    ];
    let mut sum = 0.0;
    for (towards, across) in lights {
        let weight = (across * across + LEVEL / 2.0) * per_steepness;
        sum += weight * lit(towards, per_length);
    }
    // The weights add up to two.
    0.25 * sum + 0.5 * lit(from_north_west, per_length)
}

/// The relief of a tile as pixels, row by row from the north-west; transparent where there is no height.
///
/// `heights` has one cell more on each side than the picture, so that tiles fit together. A neighbour
/// without a height counts as level with the cell.
///
/// # Source
/// Gradient from the eight neighbours: Horn (1981), as for [`shade`].
pub fn relief_tile(heights: &Grid<f32>, style: &ReliefStyle) -> Vec<Pixel> {
    match style.light {
        Light::NorthWest => relief(heights, style, north_west),
        Light::Several => relief(heights, style, several),
    }
}

/// One picture, with the light compiled in.
#[inline]
fn relief(heights: &Grid<f32>, style: &ReliefStyle, shade: impl Fn(f32, f32) -> f32) -> Vec<Pixel> {
    let Placement { columns, rows, .. } = *heights.placement();
    if columns < 3 || rows < 3 {
        return Vec::new();
    }
    let horn = Horn::new(heights.placement(), style);
    let painter = Painter::new(style);
    let inner = columns - 2;
    let mut picture = Vec::with_capacity(inner * (rows - 2));
    let mut column_sums = vec![0.0_f32; columns];
    let mut column_drops = vec![0.0_f32; columns];
    let mut shades = vec![0.0_f32; inner];
    for row in 1..rows - 1 {
        let (north, own, south) = (heights.row(row - 1), heights.row(row), heights.row(row + 1));
        for column in 0..columns {
            let (above, middle, below) = (north[column], own[column], south[column]);
            column_sums[column] = above + 2.0 * middle + below;
            column_drops[column] = above - below;
        }
        for (index, into) in shades.iter_mut().enumerate() {
            let sums = &column_sums[index..index + 3];
            let drops = &column_drops[index..index + 3];
            let east = (sums[2] - sums[0]) * horn.per_east;
            let north = (drops[0] + 2.0 * drops[1] + drops[2]) * horn.per_north;
            *into = shade(east, north);
        }
        let middle = &own[1..=inner];
        for (index, (&height, &lit)) in middle.iter().zip(&shades).enumerate() {
            if height.is_nan() {
                picture.push(TRANSPARENT);
                continue;
            }
            let lit = if lit.is_nan() {
                let (east, north) = horn.gradient_among_gaps([north, own, south], index);
                shade(east, north)
            } else {
                lit
            };
            picture.push(painter.pixel(height, lit));
        }
    }
    picture
}

/// Turns weighted differences of heights into slopes.
struct Horn {
    per_east: f32,
    per_north: f32,
}

impl Horn {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a factor needs no more than seven digits"
    )]
    fn new(placement: &Placement, style: &ReliefStyle) -> Self {
        let (width_m, height_m) = (placement.cell_width_m, placement.cell_height_m);
        let exaggeration = style.exaggeration_at((width_m * height_m).sqrt());
        Self {
            per_east: exaggeration / (8.0 * width_m) as f32,
            per_north: exaggeration / (8.0 * height_m) as f32,
        }
    }

    /// The slope of the cell east of column `index`, where neighbours without a height are level with it.
    fn gradient_among_gaps(&self, rows: [&[f32]; 3], index: usize) -> (f32, f32) {
        let own = rows[1][index + 1];
        let [north, middle, south] = rows.map(|row| {
            [0, 1, 2].map(|east| {
                let height = row[index + east];
                if height.is_nan() { own } else { height }
            })
        });
        let sum = |column: usize| north[column] + 2.0 * middle[column] + south[column];
        let drop = |column: usize| north[column] - south[column];
        (
            (sum(2) - sum(0)) * self.per_east,
            (drop(0) + 2.0 * drop(1) + drop(2)) * self.per_north,
        )
    }
}

/// Colours a cell.
struct Painter {
    colors: &'static [Pixel; super::RAMP_COLORS],
    lowest_m: f32,
    per_metre: f32,
    strength: f32,
}

impl Painter {
    fn new(style: &ReliefStyle) -> Self {
        let range_m = style.highest_m - style.lowest_m;
        let last = (super::RAMP_COLORS - 1) as f32;
        Self {
            colors: style.ramp.colors(),
            lowest_m: style.lowest_m,
            per_metre: if 0.0 < range_m { last / range_m } else { 0.0 },
            strength: style.shade_strength.clamp(0.0, 1.0),
        }
    }

    /// Dark sides become darker, light ones whiter, and flat ground keeps its colour.
    #[inline]
    fn pixel(&self, height_m: f32, lit: f32) -> Pixel {
        let last = (super::RAMP_COLORS - 1) as f32;
        let place = ((height_m - self.lowest_m) * self.per_metre).clamp(0.0, last);
        let color = self.colors[whole(place) as usize % super::RAMP_COLORS];
        let brightness = 1.0 + self.strength * (lit / FRAC_1_SQRT_2 - 1.0);
        let white = (brightness - 1.0).max(0.0) * HIGHLIGHT;
        let kept = brightness.min(1.0) - white;
        // Two channels at once, in parts of 256; both together stay below the next channel.
        let (kept, white) = (whole(kept * 256.0), whole(white * (255.0 * 256.0)));
        let [red, green, blue, _] = color.map(u32::from);
        let outer = (red | blue << 16) * kept + white * 0x1_0001;
        let green = green * kept + white;
        let outer = (outer >> 8) & 0x00ff_00ff;
        let [red, _, blue, _] = outer.to_le_bytes();
        let [_, green, _, _] = green.to_le_bytes();
        [red, green, blue, 255]
    }
}

/// The nearest whole number of a value from 0 to 65,535.
#[inline]
fn whole(value: f32) -> u32 {
    // Beside 2²³ a float has no room for a fraction, so adding it rounds.
    (value + 8_388_608.0).to_bits() & 0xffff
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The light of one direction by angles, as Horn gives it.
    fn by_angles(azimuth_degrees: f32, east: f32, north: f32) -> f32 {
        let slope = east.hypot(north).atan();
        let downhill = (-east).atan2(-north);
        let zenith = 45.0_f32.to_radians();
        let turn = azimuth_degrees.to_radians() - downhill;
        (zenith.cos() * slope.cos() + zenith.sin() * slope.sin() * turn.cos()).max(0.0)
    }

    #[test]
    fn the_light_is_that_of_the_formula_with_angles() {
        for (east, north) in [
            (0.3, 0.0),
            (-0.5, 0.2),
            (0.0, 1.0),
            (2.0, -3.0),
            (-0.1, -0.1),
        ] {
            let downhill = f32::atan2(-east, -north);
            let weighted: f32 = [225.0_f32, 270.0, 315.0, 360.0]
                .into_iter()
                .map(|azimuth| {
                    let weight = (downhill - azimuth.to_radians()).sin().powi(2);
                    weight * by_angles(azimuth, east, north) / 2.0
                })
                .sum();
            let single = by_angles(315.0, east, north);
            assert!((shade(Light::NorthWest, east, north) - single).abs() < 1e-5);
            let mixed = f32::midpoint(weighted, single);
            let found = shade(Light::Several, east, north);
            assert!(
                (found - mixed).abs() < 1e-5,
                "{east} {north}: {found} {mixed}"
            );
        }
    }

    #[test]
    fn flat_ground_is_lit_the_same_by_both() {
        for light in [Light::NorthWest, Light::Several] {
            assert!((shade(light, 0.0, 0.0) - FRAC_1_SQRT_2).abs() < 1e-6);
            assert!((shade(light, 1e-7, 0.0) - FRAC_1_SQRT_2).abs() < 1e-5);
        }
    }
}
