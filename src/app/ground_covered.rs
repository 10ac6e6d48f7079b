//! The ground that several deposits cover together: the one way, for window and command line alike.

use geo::algorithm::unary_union;
use geo::{Area as _, MultiPolygon, Rect};

use crate::crash;
use crate::project::Deposit;
use crate::results::FillFigures;

/// What a deposit covers.
pub(super) struct Covered<'a> {
    /// Its outline lies inside.
    pub extent: Rect<f64>,
    /// The ground that it covers, counted by cells.
    pub area_m2: f64,
    /// How much ground a square metre of the map stands for there.
    pub ground_per_map: f64,
    /// The same as polygons, where they are known.
    pub footprint: Option<&'a MultiPolygon<f64>>,
}

/// The ground that deposits cover together, overlaps once, in square metres.
///
/// `None` where deposits may overlap and the polygons of one of them are not known, or cannot be laid over
/// each other.
pub(super) fn ground_covered_m2(parts: &[Covered<'_>]) -> Option<f64> {
    let each: f64 = parts.iter().map(|part| part.area_m2).sum();
    covered_twice(parts).map(|twice| each - twice)
}

/// Ground that is covered more than once, counted as often as it is too many.
fn covered_twice(parts: &[Covered<'_>]) -> Option<f64> {
    let meets = |index: usize| {
        let mut others = parts.iter().enumerate();
        others.any(|(other, part)| other != index && overlap(parts[index].extent, part.extent))
    };
    let meeting = || (0..parts.len()).filter(|index| meets(*index));
    let scales = meeting().map(|index| parts[index].ground_per_map);
    let scale = scales.sum::<f64>() / meeting().count().max(1) as f64;
    let meeting: Option<Vec<&MultiPolygon<f64>>> =
        meeting().map(|index| parts[index].footprint).collect();
    let meeting = meeting?;
    if meeting.is_empty() {
        return Some(0.0);
    }
    // The overlay may fail on odd polygons; then the figure is left out, and the bug is reported.
    crash::catch(|| {
        let each: f64 = meeting.iter().map(|part| part.unsigned_area()).sum();
        let polygons = meeting.iter().flat_map(|part| &part.0);
        (each - unary_union(polygons).unsigned_area()) * scale
    })
    .ok()
}

/// By what a deposit's figures are of the map inside its outline. Of one below a point it is nothing but the map.
pub(super) fn ground_per_map(deposit: &Deposit, figures: &FillFigures) -> f64 {
    let on_map = deposit.outline.area_m2();
    let counted = figures.get("outline_area_m2").unwrap_or(0.0);
    if 0.0 < counted && deposit.point().is_none() {
        counted / on_map
    } else {
        1.0
    }
}

fn overlap(a: Rect<f64>, b: Rect<f64>) -> bool {
    a.min().x < b.max().x && b.min().x < a.max().x && a.min().y < b.max().y && b.min().y < a.max().y
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    #[test]
    fn ground_under_two_deposits_counts_once() {
        let square = |x: f64| {
            let polygon = polygon![(x: x, y: 0.0), (x: x + 10.0, y: 0.0), (x: x + 10.0, y: 10.0), (x: x, y: 10.0)];
            MultiPolygon(vec![polygon])
        };
        let (a, b, c) = (square(0.0), square(6.0), square(40.0));
        let covered = |x: f64, footprint| Covered {
            extent: Rect::new((x, 0.0), (x + 10.0, 10.0)),
            area_m2: 100.0,
            ground_per_map: 1.0,
            footprint,
        };
        let apart = [covered(0.0, Some(&a)), covered(40.0, Some(&c))];
        assert_eq!(ground_covered_m2(&apart), Some(200.0));
        let together = [
            covered(0.0, Some(&a)),
            covered(6.0, Some(&b)),
            covered(40.0, None),
        ];
        assert!((ground_covered_m2(&together).unwrap() - 260.0).abs() < 1e-6);
        let unknown = [covered(0.0, Some(&a)), covered(6.0, None)];
        assert_eq!(ground_covered_m2(&unknown), None);
    }
}
