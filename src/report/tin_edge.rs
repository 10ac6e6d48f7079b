//! The edge of a body in plan, to whole millimetres, and what lies within it.

use geo::{Coord, MultiPolygon};

use crate::terrain::{Placement, whole_cells};

/// Corners are written to so many parts of a metre.
const PARTS_OF_METRE: f64 = 1000.0;

/// Corners of a ring that lie nearer to each other than this share of a cell become one.
const SAME_PLACE_CELLS: f64 = 0.05;

/// Where the window of a body lies. Within it, coordinates are counted from its south-west corner, so that they are
/// small and exact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    south_west: Coord<f64>,
    pub cell_m: f64,
    rows: usize,
}

impl Place {
    pub(super) fn of(placement: &Placement) -> Self {
        Self {
            south_west: to_millimetres(placement.extent().min()),
            cell_m: placement.cell_width_m,
            rows: placement.rows,
        }
    }

    /// A place of the window in the project's coordinate system, to whole millimetres.
    pub(super) fn world(self, at: Coord<f64>) -> Coord<f64> {
        to_millimetres(self.south_west + at)
    }

    /// The opposite of [`Self::world`].
    pub(super) fn within(self, world: Coord<f64>) -> Coord<f64> {
        to_millimetres(to_millimetres(world) - self.south_west)
    }
}

/// A place to whole millimetres.
pub(super) fn to_millimetres(at: Coord<f64>) -> Coord<f64> {
    let rounded = |metres: f64| (metres * PARTS_OF_METRE).round() / PARTS_OF_METRE;
    Coord {
        x: rounded(at.x),
        y: rounded(at.y),
    }
}

/// The edge of a body, as rings without their last corner, within the window.
pub(super) struct Edge {
    pub rings: Vec<Vec<Coord<f64>>>,
    /// For each row of cells from the south, the sides that pass it.
    sides_of_row: Vec<Vec<[Coord<f64>; 2]>>,
    cell_m: f64,
}

impl Edge {
    pub(super) fn of(covered: &MultiPolygon<f64>, place: Place) -> Self {
        let least_m = SAME_PLACE_CELLS * place.cell_m;
        let polygons = covered.0.iter();
        let rings = polygons
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        let rings: Vec<Vec<Coord<f64>>> = rings
            .map(|ring| {
                let mut corners: Vec<Coord<f64>> = Vec::with_capacity(ring.0.len());
                for world in &ring.0 {
                    let at = place.within(*world);
                    if corners.last().is_none_or(|last| far(*last, at, least_m)) {
                        corners.push(at);
                    }
                }
                while 1 < corners.len() && !far(corners[0], corners[corners.len() - 1], least_m) {
                    corners.pop();
                }
                corners
            })
            .filter(|ring| 3 <= ring.len())
            .collect();
        let mut sides_of_row = vec![Vec::new(); place.rows + 1];
        for ring in &rings {
            for (index, from) in ring.iter().enumerate() {
                let to = ring[(index + 1) % ring.len()];
                let row_of = |y: f64| whole_cells(y / place.cell_m).min(place.rows);
                let rows = row_of(from.y.min(to.y))..=row_of(from.y.max(to.y));
                for sides in &mut sides_of_row[rows] {
                    sides.push([*from, to]);
                }
            }
        }
        Self {
            rings,
            sides_of_row,
            cell_m: place.cell_m,
        }
    }

    /// Whether a place lies within: a line from there to the west crosses an odd number of sides.
    pub(super) fn holds(&self, at: Coord<f64>) -> bool {
        let row = whole_cells(at.y / self.cell_m);
        let Some(sides) = self.sides_of_row.get(row) else {
            return false;
        };
        let crossed = sides.iter().filter(|[from, to]| {
            (from.y <= at.y) != (to.y <= at.y)
                && from.x + (at.y - from.y) / (to.y - from.y) * (to.x - from.x) < at.x
        });
        crossed.count() % 2 == 1
    }
}

fn far(one: Coord<f64>, other: Coord<f64>, least_m: f64) -> bool {
    least_m <= (one.x - other.x).hypot(one.y - other.y)
}
