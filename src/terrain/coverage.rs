//! The share of each cell that lies inside a polygon, exactly.
//!
//! Each edge of the polygon adds the signed area between itself and the eastern end of its row; the
//! sum along a row is the share of each cell. Nothing is sampled, so the shares add up to the
//! polygon's area to within rounding.

use geo::{Area as _, Coord, LineString, Polygon};

use super::{Placement, whole_cells};

/// A share this near to none or all of a cell is rounding.
const NEGLIGIBLE_SHARE: f64 = 1e-9;

/// Which cells a polygon takes, and how much of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Runs of cells that lie wholly inside, row by row from the north, each row from the west.
    pub whole: Vec<CellSpan>,
    /// Cells that the polygon's edge cuts, in the same order.
    pub partial: Vec<PartialCell>,
}

/// Neighbouring cells of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellSpan {
    /// Their row.
    pub row: usize,
    /// The first column.
    pub first: usize,
    /// The column after the last.
    pub end: usize,
}

/// A cell of which a part lies inside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartialCell {
    /// Its row.
    pub row: usize,
    /// Its column.
    pub column: usize,
    /// The part inside, between 0 and 1.
    pub share: f64,
    /// The centre of gravity of the part inside, in cells (see [`Placement::cells_from_world`]).
    pub centroid: Coord<f64>,
}

/// What the edges in one cell add, to the cell itself and to all cells east of it.
#[derive(Clone, Copy, Debug, Default)]
struct Addition {
    column: usize,
    here: Moments,
    east: Moments,
}

/// Area and first moments about the cell's north-western corner, in cells.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    area: f64,
    x: f64,
    y: f64,
}

impl Coverage {
    /// The shares of `polygon` in the cells of `placement`. What lies beside the grid is left out.
    ///
    /// The polygon must be valid; the direction of its rings does not matter.
    pub fn of(polygon: &Polygon<f64>, placement: &Placement) -> Self {
        let mut rows = vec![Vec::new(); placement.rows];
        add_ring(polygon.exterior(), 1.0, placement, &mut rows);
        for hole in polygon.interiors() {
            add_ring(hole, -1.0, placement, &mut rows);
        }
        let mut coverage = Self {
            whole: Vec::new(),
            partial: Vec::new(),
        };
        for (row, additions) in rows.iter_mut().enumerate() {
            additions.sort_by_key(|addition| addition.column);
            coverage.sum_row(row, additions, placement.columns);
        }
        coverage
    }

    /// How many cells lie wholly inside.
    pub fn whole_count(&self) -> usize {
        self.whole.iter().map(|span| span.end - span.first).sum()
    }

    /// The area inside, in cells.
    pub fn area_cells(&self) -> f64 {
        self.whole_count() as f64 + self.partial.iter().map(|cell| cell.share).sum::<f64>()
    }

    fn sum_row(&mut self, row: usize, additions: &[Addition], columns: usize) {
        let mut from_west = Moments::default();
        let mut column = 0;
        let mut index = 0;
        while index < additions.len() {
            let next = additions[index].column;
            self.push(row, column, next, from_west);
            let mut here = from_west;
            while index < additions.len() && additions[index].column == next {
                here = here + additions[index].here;
                from_west = from_west + additions[index].east;
                index += 1;
            }
            self.push(row, next, (next + 1).min(columns), here);
            column = next + 1;
        }
        self.push(row, column, columns, from_west);
    }

    /// Records that each of the cells `first..end` holds `moments`.
    fn push(&mut self, row: usize, first: usize, end: usize, moments: Moments) {
        if end <= first || moments.area <= NEGLIGIBLE_SHARE {
            return;
        }
        if 1.0 - NEGLIGIBLE_SHARE <= moments.area {
            match self.whole.last_mut() {
                Some(last) if last.row == row && last.end == first => last.end = end,
                _ => self.whole.push(CellSpan { row, first, end }),
            }
            return;
        }
        let in_cell = |moment: f64| (moment / moments.area).clamp(0.0, 1.0);
        self.partial.extend((first..end).map(|column| PartialCell {
            row,
            column,
            share: moments.area,
            centroid: Coord {
                x: column as f64 + in_cell(moments.x),
                y: row as f64 + in_cell(moments.y),
            },
        }));
    }
}

/// Adds a ring as ground inside (`sign` 1) or as a hole (-1), whichever way it runs.
fn add_ring(ring: &LineString<f64>, sign: f64, placement: &Placement, rows: &mut [Vec<Addition>]) {
    let area = Polygon::new(ring.clone(), Vec::new()).signed_area();
    // An edge that runs north has the inside of a counter-clockwise ring to its west.
    let sign = if area < 0.0 { sign } else { -sign };
    for line in ring.lines() {
        let from = placement.cells_from_world(line.start);
        let to = placement.cells_from_world(line.end);
        add_edge(from, to, sign, placement.columns, rows);
    }
}

fn add_edge(
    from: Coord<f64>,
    to: Coord<f64>,
    sign: f64,
    columns: usize,
    rows: &mut [Vec<Addition>],
) {
    // South is down: an edge that runs north counts against the direction of growing y.
    let (upper, lower, sign) = if from.y <= to.y {
        (from, to, -sign)
    } else {
        (to, from, sign)
    };
    let height = lower.y - upper.y;
    if height <= 0.0 {
        return;
    }
    let x_at = |y: f64| upper.x + (lower.x - upper.x) * ((y - upper.y) / height);
    let first_row = whole_cells(upper.y);
    for (row, additions) in rows.iter_mut().enumerate().skip(first_row) {
        let north = upper.y.max(row as f64);
        let south = lower.y.min((row + 1) as f64);
        if south <= north {
            break;
        }
        let a = Coord {
            x: if north > upper.y {
                x_at(north)
            } else {
                upper.x
            },
            y: north - row as f64,
        };
        let b = Coord {
            x: if south < lower.y {
                x_at(south)
            } else {
                lower.x
            },
            y: south - row as f64,
        };
        add_in_row(a, b, sign, columns, additions);
    }
}

/// Cuts the piece of an edge in one row into cells. Beside the grid it is moved to the grid's edge.
fn add_in_row(a: Coord<f64>, b: Coord<f64>, sign: f64, columns: usize, out: &mut Vec<Addition>) {
    let last = columns as f64;
    if a.x >= last && b.x >= last {
        return;
    }
    if a.x <= 0.0 && b.x <= 0.0 {
        let (a, b) = (Coord { x: 0.0, ..a }, Coord { x: 0.0, ..b });
        out.push(addition(0, a, b, sign));
        return;
    }
    let (west, east) = if a.x <= b.x { (a, b) } else { (b, a) };
    // From west to east the piece may run up or down; area counts along growing y.
    let sign = if a.x <= b.x { sign } else { -sign };
    let y_at = |x: f64| west.y + (east.y - west.y) * ((x - west.x) / (east.x - west.x));
    let mut start = west;
    if start.x < 0.0 {
        let entry = Coord {
            x: 0.0,
            y: y_at(0.0),
        };
        out.push(addition(0, Coord { x: 0.0, ..start }, entry, sign));
        start = entry;
    }
    while start.x < last {
        let column = whole_cells(start.x);
        let border = (column + 1) as f64;
        let end = if border < east.x {
            Coord {
                x: border,
                y: y_at(border),
            }
        } else {
            east
        };
        out.push(addition(column, start, end, sign));
        if border >= east.x {
            break;
        }
        start = end;
    }
}

/// What a piece of an edge inside one cell adds: the ground between it and the east, signed by its direction.
fn addition(column: usize, a: Coord<f64>, b: Coord<f64>, sign: f64) -> Addition {
    let (ax, bx) = (a.x - column as f64, b.x - column as f64);
    let dy = sign * (b.y - a.y);
    let mean_y = f64::midpoint(a.y, b.y);
    let moment_xy = (2.0 * ax * a.y + ax * b.y + bx * a.y + 2.0 * bx * b.y) / 6.0;
    Addition {
        column,
        here: Moments {
            area: dy * (1.0 - f64::midpoint(ax, bx)),
            x: dy * (1.0 - (ax * ax + ax * bx + bx * bx) / 3.0) / 2.0,
            y: dy * (mean_y - moment_xy),
        },
        east: Moments {
            area: dy,
            x: dy / 2.0,
            y: dy * mean_y,
        },
    }
}

impl std::ops::Add for Moments {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            area: self.area + other.area,
            x: self.x + other.x,
            y: self.y + other.y,
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::{Centroid as _, polygon};
    use proptest::prelude::*;

    use super::*;

    fn grid(columns: usize, rows: usize) -> Placement {
        Placement {
            west_m: 0.0,
            north_m: rows as f64,
            cell_width_m: 1.0,
            cell_height_m: 1.0,
            columns,
            rows,
            ground_per_map: 1.0,
        }
    }

    /// The shares and the centre of gravity against geo's area and centroid.
    fn check(polygon: &Polygon<f64>, placement: &Placement) {
        let coverage = Coverage::of(polygon, placement);
        let area = polygon.unsigned_area() / placement.map_cell_area_m2();
        assert!((coverage.area_cells() - area).abs() < 1e-9 * area.max(1.0));
        let mut sum = Moments::default();
        for span in &coverage.whole {
            for column in span.first..span.end {
                sum = sum
                    + Moments {
                        area: 1.0,
                        x: column as f64 + 0.5,
                        y: span.row as f64 + 0.5,
                    };
            }
        }
        for cell in &coverage.partial {
            sum = sum
                + Moments {
                    area: cell.share,
                    x: cell.share * cell.centroid.x,
                    y: cell.share * cell.centroid.y,
                };
        }
        let centroid = placement.cells_from_world(polygon.centroid().unwrap().0);
        assert!(
            (sum.x / sum.area - centroid.x).abs() < 1e-6,
            "{sum:?} {centroid:?}"
        );
        assert!(
            (sum.y / sum.area - centroid.y).abs() < 1e-6,
            "{sum:?} {centroid:?}"
        );
    }

    #[test]
    fn a_rectangle_inside_one_row_has_partial_cells_without_an_edge_across_them() {
        let polygon: Polygon<f64> =
            polygon![(x: 0.5, y: 1.25), (x: 4.5, y: 1.25), (x: 4.5, y: 1.75), (x: 0.5, y: 1.75)];
        let coverage = Coverage::of(&polygon, &grid(6, 3));
        let shares: Vec<f64> = coverage.partial.iter().map(|cell| cell.share).collect();
        assert_eq!(shares, [0.25, 0.5, 0.5, 0.5, 0.25]);
        check(&polygon, &grid(6, 3));
    }

    #[test]
    fn a_rectangle_on_cell_borders_has_whole_cells_only() {
        let polygon: Polygon<f64> =
            polygon![(x: 1.0, y: 1.0), (x: 3.0, y: 1.0), (x: 3.0, y: 3.0), (x: 1.0, y: 3.0)];
        let coverage = Coverage::of(&polygon, &grid(4, 4));
        assert_eq!(coverage.whole_count(), 4);
        assert_eq!(coverage.partial, []);
    }

    #[test]
    fn what_lies_beside_the_grid_is_left_out() {
        let polygon: Polygon<f64> =
            polygon![(x: -5.0, y: -5.0), (x: 9.0, y: -5.0), (x: 9.0, y: 9.0), (x: -5.0, y: 9.0)];
        let coverage = Coverage::of(&polygon, &grid(4, 4));
        assert!((coverage.area_cells() - 16.0).abs() < 1e-9);
        let slanting: Polygon<f64> =
            polygon![(x: -2.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 6.0)];
        let coverage = Coverage::of(&slanting, &grid(4, 4));
        // The triangle below y = x + 2: all cells but the 2 × 2 half square in the north-west.
        assert!((coverage.area_cells() - 14.0).abs() < 1e-9, "{coverage:?}");
    }

    proptest! {
        #[test]
        fn shares_add_up_to_the_area_and_the_centre_of_gravity(
            radii in prop::collection::vec(0.4_f64..9.0, 3..14),
            hole in 0.05_f64..0.3,
            x in 9.3_f64..12.0,
            y in 9.3_f64..12.0,
        ) {
            let ring = |scale: f64| -> LineString<f64> {
                let step = std::f64::consts::TAU / radii.len() as f64;
                let points = radii.iter().enumerate().map(|(index, radius)| {
                    let (sin, cos) = (step * index as f64).sin_cos();
                    (x + scale * radius * cos, y + scale * radius * sin)
                });
                points.collect::<Vec<_>>().into()
            };
            check(&Polygon::new(ring(1.0), vec![]), &grid(22, 22));
            if 4 <= radii.len() {
                check(&Polygon::new(ring(1.0), vec![ring(hole)]), &grid(22, 22));
            }
        }
    }
}
