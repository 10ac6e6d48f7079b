//! Stage curves as blobs: level, volume, footprint and top of each point as four 64-bit numbers, little-endian.

use crate::curve::CurvePoint;
use crate::units::{Metres, PlacedM3, SquareMetres};

/// Bytes of a point.
const POINT_BYTES: usize = 4 * 8;

/// Most points of a curve.
const MOST_POINTS: usize = 10_000;

/// A curve as a blob.
pub(super) fn blob_of(curve: &[CurvePoint]) -> Vec<u8> {
    let numbers = curve.iter().flat_map(|point| {
        [
            point.level.0,
            point.volume.0,
            point.footprint.0,
            point.top.0,
        ]
    });
    numbers.flat_map(f64::to_le_bytes).collect()
}

/// A curve from a blob; `None` unless levels and volumes rise from point to point.
pub(super) fn curve_in(blob: &[u8]) -> Option<Vec<CurvePoint>> {
    let (points, rest) = blob.as_chunks::<POINT_BYTES>();
    if !rest.is_empty() || MOST_POINTS < points.len() {
        return None;
    }
    let curve: Vec<CurvePoint> = points
        .iter()
        .map(|point| {
            let (numbers, _) = point.as_chunks::<8>();
            let number = |place: usize| f64::from_le_bytes(numbers[place]);
            CurvePoint {
                level: Metres(number(0)),
                volume: PlacedM3(number(1)),
                footprint: SquareMetres(number(2)),
                top: SquareMetres(number(3)),
            }
        })
        .collect();
    let is_finite = |point: &CurvePoint| {
        let numbers = [
            point.level.0,
            point.volume.0,
            point.footprint.0,
            point.top.0,
        ];
        numbers.iter().all(|number| number.is_finite())
    };
    let rises =
        |pair: &[CurvePoint]| pair[0].level < pair[1].level && pair[0].volume <= pair[1].volume;
    let is_curve = curve.iter().all(is_finite) && curve.windows(2).all(rises);
    is_curve.then_some(curve)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_comes_back_to_the_last_bit_and_nonsense_does_not() {
        let point = |level, volume| CurvePoint {
            level: Metres(level),
            volume: PlacedM3(volume),
            footprint: SquareMetres(0.1 + 0.2),
            top: SquareMetres(1e-300),
        };
        let curve = vec![point(1.0, 0.0), point(2.5, 7.0)];
        let blob = blob_of(&curve);
        assert_eq!(curve_in(&blob), Some(curve));
        assert_eq!(curve_in(&[]), Some(Vec::new()));
        assert_eq!(curve_in(&blob[1..]), None);
        assert_eq!(
            curve_in(&blob_of(&[point(2.0, 0.0), point(1.0, 1.0)])),
            None
        );
        assert_eq!(curve_in(&blob_of(&[point(f64::NAN, 0.0)])), None);
    }
}
