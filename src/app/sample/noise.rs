//! Seeded noise for ground that looks grown.
//!
//! Sums, products and roots only: every machine gives the same bits.

use std::f64::consts::FRAC_1_SQRT_2;

use geo::Coord;

/// What a lattice is turned by from octave to octave, so that its lines do not show.
const TURN: (f64, f64) = (0.8, 0.6);

/// Smooth noise from about -1 to 1 whose hills are some `wavelength_m` apart.
pub(super) fn noise(at: Coord<f64>, wavelength_m: f64, seed: u64) -> f64 {
    let (x, y) = (at.x / wavelength_m, at.y / wavelength_m);
    let (west, south) = (x.floor(), y.floor());
    let (right, up) = (x - west, y - south);
    let corner = |east: f64, north: f64| {
        let (along, across) = direction(west + east, south + north, seed);
        along * (right - east) + across * (up - north)
    };
    let (u, v) = (eased(right), eased(up));
    let low = mixed(corner(0.0, 0.0), corner(1.0, 0.0), u);
    let high = mixed(corner(0.0, 1.0), corner(1.0, 1.0), u);
    1.5 * mixed(low, high, v)
}

/// Noise with finer noise on it: each octave is half as long and half as high.
pub(super) fn rough(at: Coord<f64>, wavelength_m: f64, octaves: u32, seed: u64) -> f64 {
    let (mut sum, mut height, mut length, mut point) = (0.0, 1.0, wavelength_m, at);
    for octave in 0..octaves {
        sum += height * noise(point, length, seed + u64::from(octave));
        height *= 0.5;
        length *= 0.5;
        point = Coord {
            x: TURN.0 * point.x - TURN.1 * point.y,
            y: TURN.1 * point.x + TURN.0 * point.y,
        };
    }
    sum
}

/// One of sixteen directions for a corner of the lattice.
fn direction(column: f64, row: f64, seed: u64) -> (f64, f64) {
    const EIGHTH: [(f64, f64); 4] = [
        (1.0, 0.0),
        (0.923_879_532_5, 0.382_683_432_4),
        (FRAC_1_SQRT_2, FRAC_1_SQRT_2),
        (0.382_683_432_4, 0.923_879_532_5),
    ];
    #[expect(
        clippy::cast_possible_truncation,
        reason = "columns and rows are whole and small"
    )]
    let (column, row) = (column as i64, row as i64);
    let mixed = scrambled(scrambled(seed ^ column.cast_unsigned()) ^ row.cast_unsigned());
    let (x, y) = EIGHTH[usize::from(mixed.to_le_bytes()[0] & 3)];
    match (mixed >> 2) & 3 {
        0 => (x, y),
        1 => (-y, x),
        2 => (-x, -y),
        _ => (y, -x),
    }
}

/// Mixes the bits of a number.
///
/// # Source
/// `SplitMix64`: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators" (2014).
fn scrambled(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

fn eased(share: f64) -> f64 {
    share * share * share * (share * (share * 6.0 - 15.0) + 10.0)
}

fn mixed(one: f64, other: f64, share: f64) -> f64 {
    one + share * (other - one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_smooth_bounded_and_of_its_seed() {
        let mut most = 0.0_f64;
        for step in 0..4000 {
            let x = f64::from(step) * 3.7;
            let here = noise(Coord { x, y: 0.7 * x }, 100.0, 7);
            let beside = noise(
                Coord {
                    x: x + 0.1,
                    y: 0.7 * x,
                },
                100.0,
                7,
            );
            assert!((here - beside).abs() < 0.01);
            most = most.max(here.abs());
        }
        assert!((0.4..=1.5).contains(&most), "{most}");
        let at = Coord { x: 12.0, y: 34.0 };
        assert_ne!(noise(at, 100.0, 7), noise(at, 100.0, 8));
    }
}
