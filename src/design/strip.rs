//! A strip of ground along a line: a road or a ditch by its middle and its width.

use geo::algorithm::buffer::{Buffer as _, BufferStyle, LineCap, LineJoin};
use geo::{Coord, LineString, MapCoords as _};

use super::{Outline, OutlineError};
use crate::units::Metres;

/// Corners sharper than this are cut off instead of being drawn out to a point, in radians between the two legs.
const SHARPEST_MITER: f64 = std::f64::consts::FRAC_PI_3;

/// The ground within half a width of a line, straight at both ends; corners in metres.
///
/// A line that comes back to itself leaves what it goes around as a hole.
///
/// # Errors
/// [`OutlineError`], where the line has no length or the width is not positive.
pub fn strip_along(line: &[Coord<f64>], width: Metres) -> Result<Outline, OutlineError> {
    let is_wide = 0.0 < width.0 && width.0.is_finite();
    let line = LineString::new(line.to_vec());
    if !is_wide || line.0.len() < 2 {
        return Err(OutlineError::NoArea);
    }
    // Counted from its beginning, so that nothing is lost to large coordinates.
    let origin = line.0[0];
    let near = LineString::new(line.0.iter().map(|at| *at - origin).collect());
    let style = BufferStyle::new(width.0 / 2.0)
        .line_cap(LineCap::Butt)
        .line_join(LineJoin::Miter(SHARPEST_MITER));
    let strip = near.buffer_with_style(style);
    let [polygon] = strip.0.as_slice() else {
        return Err(OutlineError::NoArea);
    };
    Outline::new(&polygon.map_coords(|at| at + origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    #[test]
    fn a_straight_strip_is_as_large_as_its_length_times_its_width() {
        let far = at(500_000.0, 7_000_000.0);
        let strip = strip_along(&[far, far + at(300.0, 400.0)], Metres(10.0)).unwrap();
        assert!(
            (strip.area_m2() - 5_000.0).abs() < 1e-3,
            "{}",
            strip.area_m2()
        );
    }

    #[test]
    fn a_bend_counts_once_and_a_loop_leaves_its_middle() {
        let corner = [at(0.0, 0.0), at(100.0, 0.0), at(100.0, 100.0)];
        let strip = strip_along(&corner, Metres(10.0)).unwrap();
        // Two legs of 100 m; at the corner a square of 5 m on the outside comes on, and one on the inside is shared.
        assert!(
            (strip.area_m2() - 2_000.0).abs() < 1e-3,
            "{}",
            strip.area_m2()
        );
        let around = [
            at(0.0, 0.0),
            at(100.0, 0.0),
            at(100.0, 100.0),
            at(0.0, 100.0),
            at(0.0, -20.0),
        ];
        let strip = strip_along(&around, Metres(10.0)).unwrap();
        assert_eq!(strip.polygon().interiors().len(), 1);
    }

    #[test]
    fn without_length_or_width_there_is_no_ground() {
        let line = [at(0.0, 0.0), at(0.0, 0.0)];
        assert_eq!(strip_along(&line, Metres(5.0)), Err(OutlineError::NoArea));
        let line = [at(0.0, 0.0), at(9.0, 0.0)];
        for width in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(strip_along(&line, Metres(width)), Err(OutlineError::NoArea));
        }
        assert_eq!(
            strip_along(&line[..1], Metres(5.0)),
            Err(OutlineError::NoArea)
        );
    }
}
