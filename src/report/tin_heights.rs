//! The heights that triangles follow: those of cells, and those along the edge of a body.

use geo::Coord;

use super::tin::{Corner, TinInput};
use super::tin_edge::{Edge, Place};
use crate::terrain::{Grid, whole_cells};

/// Cells that are looked at; of larger bodies every second, third… in both directions.
const MOST_LOOKED_AT: usize = 4_000_000;

/// Nearer to the edge than this a cell is no corner: it would make a sliver that shows nothing. In cells.
const BESIDE_EDGE_CELLS: f64 = 0.3;

/// Up to so many cells away a height is looked for where the ground has none.
const NEAR_CELLS: usize = 4;

/// A step at the edge that is no wall but rounding, in cells of height and in metres.
const STEP_CELLS: f64 = 0.75;
const STEP_M: f64 = 0.25;

/// The heights of ground and surface at a place, in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Heights {
    pub ground_m: f64,
    pub surface_m: f64,
}

impl Heights {
    /// A share of the way to others.
    pub(super) fn towards(self, other: Self, share: f64) -> Self {
        let between = |from: f64, to: f64| from + share * (to - from);
        Self {
            ground_m: between(self.ground_m, other.ground_m),
            surface_m: between(self.surface_m, other.surface_m),
        }
    }

    /// How far apart they are at most.
    pub(super) fn apart_m(self, other: Self) -> f64 {
        let ground_m = (self.ground_m - other.ground_m).abs();
        ground_m.max((self.surface_m - other.surface_m).abs())
    }

    /// At the edge of a body, where its surface meets the ground unless it ends in a wall.
    pub(super) fn at_edge(input: &TinInput<'_>, at: Coord<f64>, cell_m: f64) -> Self {
        let ground_m = input.ground.height_near(at, NEAR_CELLS).unwrap_or(0.0);
        let surface_m = input.continued.height_at(at).unwrap_or(ground_m);
        let is_wall = STEP_CELLS * cell_m + STEP_M < (surface_m - ground_m).abs();
        Self {
            ground_m,
            surface_m: if is_wall { surface_m } else { ground_m },
        }
    }
}

/// The cells of a body that may become corners.
pub(super) struct Lattice<'a> {
    ground: &'a Grid<f32>,
    surface: &'a Grid<f32>,
    place: Place,
    /// Row by row from the north-west.
    is_looked_at: Vec<bool>,
}

impl<'a> Lattice<'a> {
    pub(super) fn of(input: &TinInput<'a>, edge: &Edge, place: Place) -> Self {
        let (ground, surface) = (input.ground, input.surface);
        let placement = ground.placement();
        let within = |column: usize, row: usize| {
            let is_known = !ground.at(column, row).is_nan() && !surface.at(column, row).is_nan();
            is_known && edge.holds(place.within(placement.center_of(column, row)))
        };
        let mut is_looked_at = vec![false; placement.cell_count()];
        let mut count = 0;
        for row in 0..placement.rows {
            for column in 0..placement.columns {
                let is_within = within(column, row);
                is_looked_at[row * placement.columns + column] = is_within;
                count += usize::from(is_within);
            }
        }
        let mut stride = 1;
        while MOST_LOOKED_AT < count / (stride * stride) {
            stride += 1;
        }
        if 1 < stride {
            for (cell, looked_at) in is_looked_at.iter_mut().enumerate() {
                let (row, column) = (cell / placement.columns, cell % placement.columns);
                *looked_at &= row % stride == 0 && column % stride == 0;
            }
        }
        let mut lattice = Self {
            ground,
            surface,
            place,
            is_looked_at,
        };
        lattice.leave_out_beside(edge);
        lattice
    }

    /// Leaves out cells whose middle lies beside the edge.
    fn leave_out_beside(&mut self, edge: &Edge) {
        let placement = *self.ground.placement();
        let cell_m = self.place.cell_m;
        for ring in &edge.rings {
            for (index, from) in ring.iter().enumerate() {
                let along = ring[(index + 1) % ring.len()] - *from;
                let parts = (2.0 * along.x.hypot(along.y) / cell_m).ceil().max(1.0);
                let mut part = 0.0;
                while part < parts {
                    let at = self.place.world(*from + along * (part / parts));
                    let cells = placement.cells_from_world(at);
                    let (column, row) = (whole_cells(cells.x), whole_cells(cells.y));
                    let beside = (cells.x - column as f64 - 0.5).hypot(cells.y - row as f64 - 0.5);
                    let is_there = column < placement.columns && row < placement.rows;
                    if is_there && beside < BESIDE_EDGE_CELLS {
                        self.is_looked_at[row * placement.columns + column] = false;
                    }
                    part += 1.0;
                }
            }
        }
    }

    /// The greatest thickness of fill or depth of a cut, in metres.
    pub(super) fn greatest_thickness_m(&self) -> f64 {
        let cells = self.ground.cells().iter().zip(self.surface.cells());
        let looked_at = cells.zip(&self.is_looked_at).filter(|(_, is)| **is);
        looked_at
            .map(|((ground, surface), _)| f64::from((surface - ground).abs()))
            .fold(0.0, f64::max)
    }

    fn corner(&self, column: usize, row: usize) -> Corner {
        let world = self.ground.placement().center_of(column, row);
        Corner {
            at: self.place.within(world),
            heights: Heights {
                ground_m: self.ground.at(column, row).into(),
                surface_m: self.surface.at(column, row).into(),
            },
        }
    }

    /// The cell within a triangle that lies farthest beside it, and how far; `None` where none lies within.
    pub(super) fn farthest_from(&self, triangle: &[Corner; 3]) -> Option<(f64, Corner)> {
        let placement = self.ground.placement();
        let cells = triangle.map(|corner| placement.cells_from_world(self.place.world(corner.at)));
        let heights = triangle.map(|corner| corner.heights);
        let plane = Plane::through(cells, heights)?;
        let ys = cells.map(|at| at.y - 0.5);
        let first = whole_cells(ys[0].min(ys[1]).min(ys[2]).ceil());
        let last = ys[0].max(ys[1]).max(ys[2]).floor();
        if last < 0.0 {
            return None;
        }
        let last = whole_cells(last).min(placement.rows - 1);
        let mut farthest: Option<(f64, usize, usize)> = None;
        for row in first..=last {
            let Some((west, east)) = span_at(cells, row as f64 + 0.5) else {
                continue;
            };
            if east < 0.5 {
                continue;
            }
            let east = whole_cells((east - 0.5).floor()).min(placement.columns - 1);
            for column in whole_cells((west - 0.5).ceil())..=east {
                if !self.is_looked_at[row * placement.columns + column] {
                    continue;
                }
                let there = Coord {
                    x: column as f64 + 0.5,
                    y: row as f64 + 0.5,
                };
                let own = Heights {
                    ground_m: self.ground.at(column, row).into(),
                    surface_m: self.surface.at(column, row).into(),
                };
                let apart_m = own.apart_m(plane.at(there));
                if farthest.is_none_or(|(most, ..)| most < apart_m) {
                    farthest = Some((apart_m, column, row));
                }
            }
        }
        farthest.map(|(apart_m, column, row)| (apart_m, self.corner(column, row)))
    }
}

/// Where a line from west to east enters and leaves a triangle, all in cells.
fn span_at(triangle: [Coord<f64>; 3], y: f64) -> Option<(f64, f64)> {
    let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
    for (index, from) in triangle.iter().enumerate() {
        let to = triangle[(index + 1) % 3];
        let (low, high) = (from.y.min(to.y), from.y.max(to.y));
        if low <= y && y <= high {
            let x = if low < high {
                from.x + (y - from.y) / (to.y - from.y) * (to.x - from.x)
            } else {
                from.x
            };
            west = west.min(x);
            east = east.max(x);
        }
    }
    (west <= east).then_some((west, east))
}

/// Heights that change evenly.
struct Plane {
    from: Coord<f64>,
    heights: Heights,
    /// Metres of height per cell to the east and to the south.
    ground: Coord<f64>,
    surface: Coord<f64>,
}

impl Plane {
    /// `None` where the three places lie in a line.
    fn through(at: [Coord<f64>; 3], heights: [Heights; 3]) -> Option<Self> {
        let (one, other) = (at[1] - at[0], at[2] - at[0]);
        let area = one.x * other.y - one.y * other.x;
        if area.abs() <= f64::EPSILON {
            return None;
        }
        let rise = |of: fn(Heights) -> f64| {
            let (first, second) = (
                of(heights[1]) - of(heights[0]),
                of(heights[2]) - of(heights[0]),
            );
            Coord {
                x: (first * other.y - second * one.y) / area,
                y: (second * one.x - first * other.x) / area,
            }
        };
        Some(Self {
            from: at[0],
            heights: heights[0],
            ground: rise(|heights| heights.ground_m),
            surface: rise(|heights| heights.surface_m),
        })
    }

    fn at(&self, at: Coord<f64>) -> Heights {
        let away = at - self.from;
        Heights {
            ground_m: self.heights.ground_m + self.ground.x * away.x + self.ground.y * away.y,
            surface_m: self.heights.surface_m + self.surface.x * away.x + self.surface.y * away.y,
        }
    }
}
