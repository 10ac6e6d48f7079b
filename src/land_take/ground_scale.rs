//! How large ground is that has an area on the map.
//!
//! A map projection stretches areas, and not by the same everywhere. Where areas on the ellipsoid are asked
//! for, each polygon's area is the integral of the stretch over it; where they are not, it is the plan area.

use geo::{Coord, LineString, MultiPolygon, Rect};

use super::plane::{area_m2, rings};

/// Samples along each side of the rectangle.
///
/// Along 100 km in the middle of a UTM zone or 500 km beside it, five leave less than a millionth.
const SAMPLES: usize = 5;

/// Planar area over area on the ground, everywhere in a rectangle.
#[derive(Clone, Debug, PartialEq)]
pub struct GroundScale {
    least: Coord<f64>,
    size: Coord<f64>,
    /// Ground per plan area at evenly spaced places, row by row from the south.
    ground_per_plan: [[f64; SAMPLES]; SAMPLES],
}

impl GroundScale {
    /// Asks for the scale, planar area over area on the ground, at places over a rectangle.
    ///
    /// # Errors
    /// Those of `scale_at`.
    pub fn sampled<E>(
        extent: &Rect<f64>,
        mut scale_at: impl FnMut(Coord<f64>) -> Result<f64, E>,
    ) -> Result<Self, E> {
        let (least, size) = (extent.min(), extent.max() - extent.min());
        let mut ground_per_plan = [[1.0; SAMPLES]; SAMPLES];
        for (row, scales) in ground_per_plan.iter_mut().enumerate() {
            for (column, ground) in scales.iter_mut().enumerate() {
                let place = Coord {
                    x: least.x + size.x * share(column),
                    y: least.y + size.y * share(row),
                };
                *ground = 1.0 / scale_at(place)?;
            }
        }
        Ok(Self {
            least,
            size,
            ground_per_plan,
        })
    }

    /// Ground per plan area at a place, by the polynomial through the samples.
    fn ground_per_plan(&self, at: Coord<f64>) -> f64 {
        let across = weights((at.x - self.least.x) / self.size.x);
        let along = weights((at.y - self.least.y) / self.size.y);
        let rows = self.ground_per_plan.iter().zip(along);
        rows.map(|(row, weight)| {
            let sum: f64 = row
                .iter()
                .zip(across)
                .map(|(ground, weight)| ground * weight)
                .sum();
            weight * sum
        })
        .sum()
    }

    /// The area on the ground of polygons whose coordinates count from `origin`.
    ///
    /// Exact where the scale is a polynomial of the second degree over each triangle between an edge and the
    /// ring's first corner.
    pub fn area_m2(&self, polygons: &MultiPolygon<f64>, origin: Coord<f64>) -> f64 {
        rings(polygons)
            .map(|ring| self.signed_area_m2(ring, origin))
            .sum::<f64>()
            .max(0.0)
    }

    fn signed_area_m2(&self, ring: &LineString<f64>, origin: Coord<f64>) -> f64 {
        let Some(apex) = ring.0.first().copied() else {
            return 0.0;
        };
        let at = |point: Coord<f64>| self.ground_per_plan(point + origin);
        let mut sum = 0.0;
        let mut to_first = at(apex);
        for ends in ring.0.windows(2) {
            let (from, to) = (ends[0] - apex, ends[1] - apex);
            let to_second = at((apex + ends[1]) / 2.0);
            let along = at((ends[0] + ends[1]) / 2.0);
            let area = (from.x * to.y - from.y * to.x) / 2.0;
            sum += area * (to_first + to_second + along) / 3.0;
            to_first = to_second;
        }
        sum
    }
}

/// The area of polygons whose rings run the usual way and whose coordinates count from `origin`.
pub(super) fn measured_m2(
    scale: Option<&GroundScale>,
    polygons: &MultiPolygon<f64>,
    origin: Coord<f64>,
) -> f64 {
    scale.map_or_else(
        || area_m2(polygons),
        |scale| scale.area_m2(polygons, origin),
    )
}

/// Where a sample lies, from 0 to 1.
fn share(sample: usize) -> f64 {
    sample as f64 / (SAMPLES - 1) as f64
}

/// How much each sample counts at a place, from 0 to 1 (Lagrange).
fn weights(at: f64) -> [f64; SAMPLES] {
    let mut weights = [1.0; SAMPLES];
    for (sample, weight) in weights.iter_mut().enumerate() {
        for other in (0..SAMPLES).filter(|other| *other != sample) {
            *weight *= (at - share(other)) / (share(sample) - share(other));
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    #[test]
    fn the_area_on_the_ground_is_the_integral_of_the_scale() {
        let extent = Rect::new((500_000.0, 7_000_000.0), (600_000.0, 7_100_000.0));
        let ground = |at: Coord<f64>| {
            let x = (at.x - 500_000.0) / 100_000.0;
            1.0 - 0.01 * x * x
        };
        let scale = GroundScale::sampled(&extent, |at| Ok::<f64, ()>(1.0 / ground(at))).unwrap();
        let square = MultiPolygon(vec![extent.to_polygon()]);
        // ∫ 1 − x² / 100 over the unit square is 1 − 1/300.
        let area = measured_m2(Some(&scale), &square, Coord::zero());
        assert!((area / 1e10 - (1.0 - 1.0 / 300.0)).abs() < 1e-9, "{area}");
        let local =
            polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)];
        let at = Coord {
            x: 550_000.0,
            y: 7_050_000.0,
        };
        let small = measured_m2(Some(&scale), &MultiPolygon(vec![local]), at);
        assert!((small - ground(at)).abs() < 1e-6, "{small}");
        assert_eq!(measured_m2(None, &square, Coord::zero()), 1e10);
    }
}
