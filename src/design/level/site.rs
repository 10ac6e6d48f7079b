//! The cells that a level fill can lie on, how they are linked, and the ground along the rim.

use geo::Coord;

use super::waiting::narrow;
use crate::design::Outline;
use crate::design::toe::{ToeLine, center_spans};
use crate::terrain::{Coverage, Grid, as_f32};

/// The cells inside an outline, in a window with a border of one cell, so that all have neighbours.
pub(super) struct Site {
    /// Cells in a row, the border included.
    pub stride: usize,
    /// Rows without the border.
    pub rows: usize,
    /// The ground of each cell, in metres: at the centre of gravity of its part inside, or at its middle outside.
    ///
    /// Unknown ground inside is endlessly deep, since it holds nothing back; outside it is NaN.
    pub heights_m: Vec<f32>,
    /// What of each cell lies inside.
    takes: Vec<Take>,
    /// The parts inside, cell by cell.
    pub coverage: Coverage,
    /// For each row the first of its cells that the outline cuts, and one number more.
    first_cuts: Vec<u32>,
}

/// What of a cell lies inside the outline; its share is looked up where the outline cuts it, since few are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Take(u8);

impl Take {
    /// All of it.
    const WHOLE: u8 = 1;
    /// A part.
    const CUT: u8 = 2;
    /// Its middle, whatever else.
    const MIDDLE: u8 = 4;
}

impl Site {
    pub(super) fn of(ground: &Grid<f32>, outline: &Outline) -> Self {
        let placement = ground.placement();
        let stride = placement.columns + 2;
        let count = stride * (placement.rows + 2);
        let mut site = Self {
            stride,
            rows: placement.rows,
            heights_m: vec![f32::NAN; count],
            takes: vec![Take::default(); count],
            coverage: Coverage::of(outline.polygon(), placement),
            first_cuts: Vec::new(),
        };
        for row in 0..placement.rows {
            let first = site.cell(0, row);
            site.heights_m[first..first + placement.columns].copy_from_slice(ground.row(row));
        }
        let known = |height: f32| {
            if height.is_nan() {
                f32::NEG_INFINITY
            } else {
                height
            }
        };
        for span in &site.coverage.whole {
            let first = (span.row + 1) * stride + 1;
            let cells = first + span.first..first + span.end;
            site.takes[cells.clone()].fill(Take(Take::WHOLE));
            for height in &mut site.heights_m[cells] {
                *height = known(*height);
            }
        }
        for part in &site.coverage.partial {
            let cell = (part.row + 1) * stride + part.column + 1;
            let height = ground.height_at_cells(part.centroid);
            site.takes[cell] = Take(Take::CUT);
            site.heights_m[cell] = known(height.map_or(f32::NAN, as_f32));
        }
        let cuts = &site.coverage.partial;
        let first_cut = |row: usize| narrow(cuts.partition_point(|cut| cut.row < row));
        site.first_cuts = (0..=placement.rows).map(first_cut).collect();
        let middles = center_spans(outline, ground);
        for row in 0..placement.rows {
            for span in middles.of_row(row) {
                let cells = site.cell(span.start, row)..site.cell(span.end, row);
                for take in &mut site.takes[cells] {
                    take.0 |= Take::MIDDLE;
                }
            }
        }
        site
    }

    /// Whether any of a cell lies inside.
    #[inline]
    pub(super) fn holds(&self, cell: usize) -> bool {
        self.takes[cell].0 & (Take::WHOLE | Take::CUT) != 0
    }

    /// Whether the middle of a cell lies inside.
    #[inline]
    pub(super) fn holds_middle(&self, cell: usize) -> bool {
        self.takes[cell].0 & Take::MIDDLE != 0
    }

    /// The part of a cell inside, from 0 to 1.
    #[inline]
    pub(super) fn share(&self, cell: usize) -> f32 {
        let take = self.takes[cell].0;
        if take & Take::CUT != 0 {
            self.share_cut(cell)
        } else if take & Take::WHOLE != 0 {
            1.0
        } else {
            0.0
        }
    }

    fn share_cut(&self, cell: usize) -> f32 {
        let (column, row) = (cell % self.stride - 1, cell / self.stride - 1);
        let [first, end] = [row, row + 1].map(|row| self.first_cuts[row] as usize);
        let cuts = &self.coverage.partial[first..end];
        let place = cuts.binary_search_by_key(&column, |cut| cut.column);
        place.map_or(0.0, |place| as_f32(cuts[place].share))
    }

    /// The number of a cell of the window.
    #[inline]
    pub(super) fn cell(&self, column: usize, row: usize) -> usize {
        (row + 1) * self.stride + column + 1
    }

    /// Values of the cells without their border, in the same room. `change` gets the place without it, the cell and
    /// the value.
    pub(super) fn without_border(
        &self,
        mut values: Vec<f32>,
        mut change: impl FnMut(usize, usize, f32) -> f32,
    ) -> Vec<f32> {
        let columns = self.stride - 2;
        for row in 0..self.rows {
            for column in 0..columns {
                // Cells move towards the beginning, so that none is lost.
                let (place, cell) = (row * columns + column, self.cell(column, row));
                values[place] = change(place, cell, values[cell]);
            }
        }
        values.truncate(columns * self.rows);
        values.shrink_to_fit();
        values
    }

    /// The middle of a cell, in cells of the window.
    #[inline]
    pub(super) fn middle_of(&self, cell: usize) -> Coord<f64> {
        Coord {
            x: (cell % self.stride) as f64 - 0.5,
            y: (cell / self.stride) as f64 - 0.5,
        }
    }

    /// The cell that holds a point of the window.
    pub(super) fn holding(&self, at: Coord<f64>) -> usize {
        let column = crate::terrain::whole_cells(at.x).min(self.stride - 3);
        self.cell(column, crate::terrain::whole_cells(at.y).min(self.rows - 1))
    }

    /// The eight cells around one.
    #[inline]
    pub(super) fn around(&self, cell: usize) -> [usize; 8] {
        let (north, south) = (cell - self.stride, cell + self.stride);
        [
            cell - 1,
            cell + 1,
            north,
            south,
            north - 1,
            north + 1,
            south - 1,
            south + 1,
        ]
    }

    /// Calls `each` with the cells inside that are linked to one, and the highest ground on the way there, on
    /// ground that is bilinear between cells.
    ///
    /// From corner to corner the way leads over the saddle between the two cells beside it; where one of those is
    /// no higher, the way along the sides is as good.
    #[inline]
    pub(super) fn links(
        &self,
        height_of: impl Fn(usize) -> f32,
        cell: usize,
        mut each: impl FnMut(usize, f32),
    ) {
        let [west, east, north, south, ..] = self.around(cell);
        let here = height_of(cell);
        let sides = [west, east, north, south].map(|side| (side, height_of(side)));
        for (next, height) in sides {
            if self.holds(next) {
                each(next, here.max(height));
            }
        }
        let [west, east, north, south] = sides;
        for (beside, other) in [(north, west), (north, east), (south, west), (south, east)] {
            let next = beside.0 + other.0 - cell;
            if self.holds(next) {
                let ends = (here, height_of(next));
                if let Some(saddle) = saddle(ends, (beside.1, other.1)) {
                    each(next, saddle);
                }
            }
        }
    }
}

/// The height of the saddle on the way from corner to corner of a bilinear patch, or `None` where there is none.
#[inline]
fn saddle(ends: (f32, f32), beside: (f32, f32)) -> Option<f32> {
    let (most, least) = (ends.0.max(ends.1), beside.0.min(beside.1));
    // A height that is not known makes no saddle.
    if most.partial_cmp(&least) != Some(std::cmp::Ordering::Less) {
        return None;
    }
    let [a, d, b, c] = [ends.0, ends.1, beside.0, beside.1].map(f64::from);
    let saddle = as_f32((a * d - b * c) / (a + d - b - c));
    // Of endlessly deep ground the saddle is as high as the lower side.
    Some(if saddle.is_finite() {
        saddle.clamp(most, least)
    } else {
        least
    })
}

/// The ground along the outline, piece by piece.
pub(super) struct Rim {
    toe: ToeLine,
    /// How many edges each ring has.
    ring_edges: Vec<usize>,
}

/// A short piece of an edge.
#[derive(Clone, Copy)]
struct Piece {
    /// In cells of the window.
    from: Coord<f64>,
    to: Coord<f64>,
    /// In metres.
    from_m: f64,
    to_m: f64,
    /// Whether it is the first of its edge.
    begins_edge: bool,
}

/// A straight part of the rim, in cells of the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RimLine {
    pub from: Coord<f64>,
    pub to: Coord<f64>,
}

impl Rim {
    pub(super) fn new(outline: &Outline, toe: ToeLine) -> Self {
        let ring_edges = outline.rings().map(|ring| ring.lines().len());
        Self {
            toe,
            ring_edges: ring_edges.collect(),
        }
    }

    fn pieces(&self) -> impl Iterator<Item = Piece> {
        let mut first_edge = 0;
        self.ring_edges.iter().flat_map(move |edges| {
            let first = first_edge;
            first_edge += edges;
            (0..*edges).flat_map(move |edge| {
                let points = self.toe.of_edge(first + edge);
                let next_edge = self.toe.of_edge(first + (edge + 1) % edges);
                let ends = self.toe.of_edge(first + edge).skip(1);
                let ends = ends.chain(next_edge.take(1));
                points
                    .zip(ends)
                    .enumerate()
                    .map(|(index, (from, to))| Piece {
                        from: from.0,
                        to: to.0,
                        from_m: from.1,
                        to_m: to.1,
                        begins_edge: index == 0,
                    })
            })
        })
    }

    /// Points along the outline, in cells of the window, and the ground there in metres.
    pub(super) fn points(&self) -> impl Iterator<Item = (Coord<f64>, f64)> {
        self.pieces().map(|piece| (piece.from, piece.from_m))
    }

    /// The lowest ground on the rim, in metres.
    pub(super) fn lowest_m(&self) -> f64 {
        self.points()
            .map(|(_, height)| height)
            .fold(f64::INFINITY, f64::min)
    }

    /// The parts of the outline whose ground lies below a level.
    pub(super) fn below(&self, level_m: f64) -> Vec<RimLine> {
        let mut lines: Vec<RimLine> = Vec::new();
        // Whether the line goes on where the last piece ended.
        let mut open = false;
        for piece in self.pieces() {
            let (from_below, to_below) = (piece.from_m < level_m, piece.to_m < level_m);
            let crossing = || {
                let share = (level_m - piece.from_m) / (piece.to_m - piece.from_m);
                piece.from + (piece.to - piece.from) * share
            };
            let line = match (from_below, to_below) {
                (true, true) => RimLine {
                    from: piece.from,
                    to: piece.to,
                },
                (true, false) => RimLine {
                    from: piece.from,
                    to: crossing(),
                },
                (false, true) => RimLine {
                    from: crossing(),
                    to: piece.to,
                },
                (false, false) => {
                    open = false;
                    continue;
                }
            };
            match lines.last_mut() {
                Some(last) if open && from_below && !piece.begins_edge => last.to = line.to,
                _ => lines.push(line),
            }
            open = to_below;
        }
        lines
    }
}

impl RimLine {
    pub(super) fn length(&self) -> f64 {
        length_of(self.to - self.from)
    }
}

/// The length of a way, in cells.
#[expect(
    clippy::imprecise_flops,
    reason = "hypot is a call, several times slower; lengths are far from overflow"
)]
#[inline]
pub(super) fn length_of(way: Coord<f64>) -> f64 {
    (way.x * way.x + way.y * way.y).sqrt()
}
