//! Turns classified cells into polygons that share their edges: no gaps, no overlaps.
//!
//! Edges are smoothed and thinned as points that all neighbours have in common, so they stay common.

use std::collections::BTreeMap;

use geo::{Area as _, Coord, LineString, Polygon};

use super::land_cover::Cover;
use super::shapes::length;
use crate::terrain::Grid;

/// Areas of fewer cells are given to a neighbour.
const FEWEST_CELLS: usize = 12;

/// How often edges are smoothed.
const SMOOTHINGS: usize = 4;

/// How far a point may lie beside the line between its neighbours to be left out, in metres.
const THINNING_M: f64 = 0.7;

/// Every area of one cover as a polygon.
pub(super) fn polygons(cover: &Grid<Cover>) -> Vec<(Cover, Polygon<f64>)> {
    let cover = without_crumbs(cover);
    let areas = Areas::of(&cover);
    let points = Points::of(&areas, &cover);
    areas.polygons(&cover, &points)
}

/// Cells numbered by the area that they belong to. Cells that touch at a corner alone lie apart.
struct Areas {
    columns: usize,
    rows: usize,
    of_cell: Vec<usize>,
    sizes: Vec<usize>,
}

impl Areas {
    fn of(cover: &Grid<Cover>) -> Self {
        let (columns, rows) = (cover.placement().columns, cover.placement().rows);
        let mut areas = Self {
            columns,
            rows,
            of_cell: vec![usize::MAX; columns * rows],
            sizes: Vec::new(),
        };
        for first in 0..columns * rows {
            if areas.of_cell[first] == usize::MAX {
                areas.fill(first, cover.cells());
            }
        }
        areas
    }

    fn fill(&mut self, first: usize, cover: &[Cover]) {
        let number = self.sizes.len();
        let mut size = 0;
        let mut waiting = vec![first];
        self.of_cell[first] = number;
        while let Some(cell) = waiting.pop() {
            size += 1;
            for beside in self.beside(cell).into_iter().flatten() {
                if self.of_cell[beside] == usize::MAX && cover[beside] == cover[first] {
                    self.of_cell[beside] = number;
                    waiting.push(beside);
                }
            }
        }
        self.sizes.push(size);
    }

    /// The cells to the north, west, south and east.
    fn beside(&self, cell: usize) -> [Option<usize>; 4] {
        let (column, row) = (cell % self.columns, cell / self.columns);
        [
            (0 < row).then(|| cell - self.columns),
            (0 < column).then(|| cell - 1),
            (row + 1 < self.rows).then(|| cell + self.columns),
            (column + 1 < self.columns).then(|| cell + 1),
        ]
    }

    /// Edges of cells that bound an area, from corner to corner with the area to the left.
    fn edges(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let wide = self.columns + 1;
        (0..self.of_cell.len()).flat_map(move |cell| {
            let (column, row) = (cell % self.columns, cell / self.columns);
            let (north_west, south_west) = (row * wide + column, (row + 1) * wide + column);
            let sides = [
                (north_west + 1, north_west),
                (north_west, south_west),
                (south_west, south_west + 1),
                (south_west + 1, north_west + 1),
            ];
            let own = self.of_cell[cell];
            let bounds = self.beside(cell).into_iter().zip(sides);
            bounds
                .filter(move |(beside, _)| beside.is_none_or(|cell| self.of_cell[cell] != own))
                .map(move |(_, (from, to))| (own, from, to))
        })
    }

    fn polygons(&self, cover: &Grid<Cover>, points: &Points) -> Vec<(Cover, Polygon<f64>)> {
        let mut onwards: Vec<BTreeMap<usize, Vec<usize>>> = vec![BTreeMap::new(); self.sizes.len()];
        for (area, from, to) in self.edges() {
            onwards[area].entry(from).or_default().push(to);
        }
        let mut covers = vec![None; self.sizes.len()];
        for (area, cover) in self.of_cell.iter().zip(cover.cells()) {
            covers[*area] = Some(*cover);
        }
        let areas = onwards.into_iter().zip(covers);
        areas
            .filter_map(|(onwards, cover)| {
                Some((cover?, polygon_of(onwards, self.columns + 1, points)?))
            })
            .collect()
    }
}

/// The rings along the edges of one area: the outer one counter-clockwise, holes clockwise.
fn polygon_of(
    mut onwards: BTreeMap<usize, Vec<usize>>,
    wide: usize,
    points: &Points,
) -> Option<Polygon<f64>> {
    let mut outer = None;
    let mut holes = Vec::new();
    while let Some((&begin, _)) = onwards.first_key_value() {
        let mut corners = vec![begin];
        let (mut came_from, mut at) = (None, begin);
        while let Some(next) = take_next(&mut onwards, (came_from, at), wide) {
            (came_from, at) = (Some(at), next);
            if at == begin {
                break;
            }
            corners.push(at);
        }
        let places = corners
            .into_iter()
            .filter_map(|corner| points.place(corner));
        let mut ring: LineString<f64> = places.collect();
        ring.close();
        let alone = Polygon::new(ring.clone(), Vec::new());
        if 0.0 < alone.signed_area() {
            outer = Some(ring);
        } else {
            holes.push(ring);
        }
    }
    outer.map(|outer| Polygon::new(outer, holes))
}

/// The edge to go on along. Where an area touches itself at a corner, the one to the right, which keeps what
/// lies outside apart.
fn take_next(
    onwards: &mut BTreeMap<usize, Vec<usize>>,
    (came_from, at): (Option<usize>, usize),
    wide: usize,
) -> Option<usize> {
    let ways = onwards.get_mut(&at)?;
    let place = |corner: usize| Coord {
        x: (corner % wide) as f64,
        y: -((corner / wide) as f64),
    };
    let turn = |to: usize| {
        let Some(from) = came_from else { return 0.0 };
        let (along, onwards) = (place(at) - place(from), place(to) - place(at));
        along.x * onwards.y - along.y * onwards.x
    };
    let right =
        (0..ways.len()).min_by(|one, other| turn(ways[*one]).total_cmp(&turn(ways[*other])))?;
    let next = ways.swap_remove(right);
    if ways.is_empty() {
        onwards.remove(&at);
    }
    Some(next)
}

/// Where corners of cells come to lie, for all areas that meet there.
struct Points {
    places: Vec<Option<Coord<f64>>>,
}

impl Points {
    fn of(areas: &Areas, cover: &Grid<Cover>) -> Self {
        let (columns, rows) = (areas.columns, areas.rows);
        let (wide, placement) = (columns + 1, cover.placement());
        let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); wide * (rows + 1)];
        for (_, from, to) in areas.edges() {
            for (one, other) in [(from, to), (to, from)] {
                if !neighbours[one].contains(&other) {
                    neighbours[one].push(other);
                }
            }
        }
        // Where three areas meet, and at the corners of the site, nothing moves.
        let corners = [0, columns, wide * rows, wide * rows + columns];
        let mut between: BTreeMap<usize, [usize; 2]> = BTreeMap::new();
        for (corner, beside) in neighbours.iter().enumerate() {
            if let [one, other] = beside[..]
                && !corners.contains(&corner)
            {
                between.insert(corner, [one, other]);
            }
        }
        let mut places: Vec<Coord<f64>> = (0..neighbours.len())
            .map(|corner| {
                placement.world_from_cells(Coord {
                    x: (corner % wide) as f64,
                    y: (corner / wide) as f64,
                })
            })
            .collect();
        for _ in 0..SMOOTHINGS {
            let before = places.clone();
            for (corner, [one, other]) in &between {
                places[*corner] = before[*corner] * 0.5 + (before[*one] + before[*other]) * 0.25;
            }
        }
        let left_out = thinned(&mut between, &places);
        let rounded = |at: Coord<f64>| Coord {
            x: (at.x * 100.0).round() / 100.0,
            y: (at.y * 100.0).round() / 100.0,
        };
        let places = places.into_iter().zip(left_out);
        Self {
            places: places
                .map(|(at, left_out)| (!left_out).then(|| rounded(at)))
                .collect(),
        }
    }

    /// Where a corner lies, or `None` where it is left out.
    fn place(&self, corner: usize) -> Option<Coord<f64>> {
        self.places[corner]
    }
}

/// Which points may be left out, since they lie all but straight between their neighbours.
fn thinned(between: &mut BTreeMap<usize, [usize; 2]>, places: &[Coord<f64>]) -> Vec<bool> {
    let mut left_out = vec![false; places.len()];
    for _ in 0..3 {
        let corners: Vec<usize> = between.keys().copied().collect();
        let mut touched = vec![false; places.len()];
        for corner in corners {
            let Some(&[one, other]) = between.get(&corner) else {
                continue;
            };
            // The rings stay rings: a point stays where nothing but corners that stay would be left of a side,
            // and where its neighbours are each other's already.
            let (beside_one, beside_other) = (between.get(&one), between.get(&other));
            let is_small = beside_one.is_none() && beside_other.is_none()
                || beside_one.is_some_and(|beside| beside.contains(&other))
                || beside_other.is_some_and(|beside| beside.contains(&one));
            let is_near = beside_m(places[corner], places[one], places[other]) <= THINNING_M;
            if touched[corner] || is_small || one == other || !is_near {
                continue;
            }
            between.remove(&corner);
            left_out[corner] = true;
            for (end, far) in [(one, other), (other, one)] {
                touched[end] = true;
                if let Some(beside) = between.get_mut(&end) {
                    for neighbour in beside.iter_mut().filter(|near| **near == corner) {
                        *neighbour = far;
                    }
                }
            }
        }
    }
    left_out
}

/// How far a point is from the line through two others, in metres.
fn beside_m(at: Coord<f64>, one: Coord<f64>, other: Coord<f64>) -> f64 {
    let (along, apart) = (other - one, at - one);
    let length = length(along);
    (along.x * apart.y - along.y * apart.x).abs() / length.max(1e-9)
}

/// The cover without areas of a few cells, each of which becomes what it touches most.
fn without_crumbs(cover: &Grid<Cover>) -> Grid<Cover> {
    let mut cover = cover.clone();
    for _ in 0..3 {
        let areas = Areas::of(&cover);
        let mut around: BTreeMap<usize, BTreeMap<Cover, usize>> = BTreeMap::new();
        for (cell, area) in areas.of_cell.iter().enumerate() {
            if FEWEST_CELLS <= areas.sizes[*area] {
                continue;
            }
            let touches = around.entry(*area).or_default();
            for beside in areas.beside(cell).into_iter().flatten() {
                if areas.of_cell[beside] != *area {
                    *touches.entry(cover.cells()[beside]).or_default() += 1;
                }
            }
        }
        let cells = areas.of_cell.iter().zip(cover.cells()).map(|(area, own)| {
            let touches = around.get(area);
            let most = touches.and_then(|touches| touches.iter().max_by_key(|(_, count)| **count));
            most.map_or(*own, |(cover, _)| *cover)
        });
        cover = Grid::new(*cover.placement(), cells.collect()).unwrap_or(cover);
    }
    cover
}

#[cfg(test)]
mod tests {
    use geo::Validation as _;

    use super::*;
    use crate::terrain::Placement;

    /// Draws covers as letters and adds up the polygons.
    fn check(rows: &[&str]) {
        let placement = Placement {
            west_m: 0.0,
            north_m: rows.len() as f64 * 10.0,
            cell_width_m: 10.0,
            cell_height_m: 10.0,
            columns: rows[0].len(),
            rows: rows.len(),
            ground_per_map: 1.0,
        };
        let cells = rows
            .iter()
            .flat_map(|row| row.chars())
            .map(|cell| match cell {
                'm' => Cover::Mire,
                'f' => Cover::OpenGround,
                _ => Cover::Sea,
            });
        let cover = Grid::new(placement, cells.collect()).unwrap();
        let areas = Areas::of(&cover);
        let points = Points::of(&areas, &cover);
        let polygons = areas.polygons(&cover, &points);
        let mut area_m2 = 0.0;
        for (_, polygon) in &polygons {
            assert!(polygon.is_valid(), "{polygon:?}");
            area_m2 += polygon.unsigned_area();
        }
        let whole = placement.cell_count() as f64 * 100.0;
        assert!(
            (area_m2 - whole).abs() < 1e-6 * whole,
            "{area_m2} of {whole}"
        );
    }

    #[test]
    fn areas_tile_the_ground_whatever_touches_what() {
        check(&["mmmm", "mmmm"]);
        check(&["mmff..", "mmff..", "ffmm..", "ffmm.."]);
        check(&["mmmmmm", "mffmmm", "mffmmm", "mmm..m", "mmm..m", "mmmmmm"]);
        check(&["mmmmm", "m.m.m", "mm.mm", "m.m.m", "mmmmm"]);
        check(&["mmmm.", "m..m.", "m..mm", "mmm.m", "..mmm"]);
    }
}
