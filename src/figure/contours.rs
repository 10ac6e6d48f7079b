//! Lines of equal height.

use contour::ContourBuilder;
use geo::{Coord, LineString};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::scale::nice_at_least;
use crate::terrain::{Grid, Placement};

/// No more levels are drawn; a shorter interval becomes the next round one that fits.
const LEVEL_LIMIT: f64 = 400.0;

/// About how many lines there should be between the lowest and the highest.
const WANTED_LEVELS: f64 = 15.0;

/// A height in metres, and all lines at that height.
pub type ContourLevel = (f64, Vec<LineString<f64>>);

/// The lines at all multiples of an interval, in metres, lowest first. Levels without a line are left out.
///
/// Lines are in metres in the project's coordinate system, straight between the middles of cells. They end
/// where heights are missing and at the middles of the outermost cells.
pub fn contours(heights: &Grid<f32>, interval_m: f64) -> Vec<ContourLevel> {
    let placement = *heights.placement();
    let (Some(range), true) = (heights.height_range(), 0.0 < interval_m) else {
        return Vec::new();
    };
    if placement.columns < 2 || placement.rows < 2 {
        return Vec::new();
    }
    let shortest_m = nice_at_least((range.highest_m - range.lowest_m) / LEVEL_LIMIT);
    let interval_m = if interval_m * LEVEL_LIMIT < range.highest_m - range.lowest_m {
        shortest_m
    } else {
        interval_m
    };
    let values: Vec<f64> = heights
        .cells()
        .iter()
        .map(|&height| height.into())
        .collect();
    let levels_m = multiples(range.lowest_m, range.highest_m, interval_m);
    levels_m
        .into_par_iter()
        .map(|level_m| (level_m, lines_at(&values, &placement, level_m)))
        .filter(|(_, lines)| !lines.is_empty())
        .collect()
}

/// The lines at one height, in metres, as [`contours`] draws them.
pub fn contour_lines(heights: &Grid<f32>, level_m: f64) -> Vec<LineString<f64>> {
    let placement = *heights.placement();
    if placement.columns < 2 || placement.rows < 2 {
        return Vec::new();
    }
    let cells = heights.cells().iter();
    let values: Vec<f64> = cells.map(|&height| height.into()).collect();
    lines_at(&values, &placement, level_m)
}

/// A round interval that gives about fifteen lines over a range of heights; both in metres.
pub fn nice_interval(range_m: f64) -> f64 {
    nice_at_least(range_m / WANTED_LEVELS)
}

/// The multiples of an interval above the lowest up to the highest.
fn multiples(lowest: f64, highest: f64, interval: f64) -> Vec<f64> {
    let first = (lowest / interval).floor() + 1.0;
    let last = (highest / interval).floor();
    let mut all = Vec::new();
    let mut next = first;
    while next <= last {
        all.push(next * interval);
        next += 1.0;
    }
    all
}

fn lines_at(values: &[f64], placement: &Placement, level_m: f64) -> Vec<LineString<f64>> {
    let Placement { columns, rows, .. } = *placement;
    let found = ContourBuilder::new(columns, rows, true).lines(values, &[level_m]);
    // It fails only where the values are not as many as the cells.
    let found = found.unwrap_or_default();
    let rings = found.iter().flat_map(|line| line.geometry());
    let is_inside = |point: &Coord<f64>| {
        let inside = |cells: f64, count: usize| 0.5 <= cells && cells <= count as f64 - 0.5;
        // NaN, beside a cell without a height, is inside of nothing.
        inside(point.x, columns) && inside(point.y, rows)
    };
    rings
        .flat_map(|ring| pieces(&ring.0, is_inside))
        .map(|piece| {
            piece
                .into_iter()
                .map(|point| placement.world_from_cells(point))
                .collect()
        })
        .collect()
}

/// What is left of a closed ring when some points are taken out.
fn pieces(ring: &[Coord<f64>], is_kept: impl Fn(&Coord<f64>) -> bool) -> Vec<Vec<Coord<f64>>> {
    let Some(gap) = ring.iter().position(|point| !is_kept(point)) else {
        return vec![ring.to_vec()];
    };
    // From the gap around to the gap; the last point is the first once more.
    let open = &ring[..ring.len() - 1];
    let gap = gap % open.len().max(1);
    let around = open[gap..].iter().chain(&open[..gap]).copied();
    let mut pieces = vec![Vec::new()];
    for point in around {
        match pieces.last_mut() {
            Some(piece) if is_kept(&point) => piece.push(point),
            _ => pieces.push(Vec::new()),
        }
    }
    pieces.retain(|piece| 2 <= piece.len());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_round() {
        assert_eq!(nice_interval(150.0), 10.0);
        assert_eq!(nice_interval(160.0), 20.0);
        assert_eq!(nice_interval(7.0), 0.5);
        assert_eq!(nice_interval(0.0), 1.0);
    }

    #[test]
    fn a_ring_is_cut_at_its_gaps_and_nowhere_else() {
        let ring: Vec<Coord<f64>> = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 0.0]
            .map(|x| Coord { x, y: 0.0 })
            .to_vec();
        let xs = |is_gap: fn(f64) -> bool| -> Vec<Vec<f64>> {
            pieces(&ring, |point| !is_gap(point.x))
                .into_iter()
                .map(|piece| piece.into_iter().map(|point| point.x).collect())
                .collect()
        };
        assert_eq!(xs(|_| false), [vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 0.0]]);
        assert_eq!(xs(|x| x == 2.0), [vec![3.0, 4.0, 5.0, 0.0, 1.0]]);
        assert_eq!(xs(|x| x == 0.0), [vec![1.0, 2.0, 3.0, 4.0, 5.0]]);
        assert_eq!(
            xs(|x| x == 0.0 || x == 3.0),
            [vec![1.0, 2.0], vec![4.0, 5.0]]
        );
        assert!(xs(|_| true).is_empty());
    }
}
