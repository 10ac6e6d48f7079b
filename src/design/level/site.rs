//! The cells that a level fill can lie on, how they are linked, and the ground along the rim.

use geo::Coord;

use crate::design::Outline;
use crate::design::toe::ToeLine;
use crate::terrain::{Coverage, Grid};

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
    /// The part of each cell inside, from 0 to 1.
    pub shares: Vec<f32>,
    /// The same cell by cell.
    pub coverage: Coverage,
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
            shares: vec![0.0; count],
            coverage: Coverage::of(outline.polygon(), placement),
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
            site.shares[cells.clone()].fill(1.0);
            for height in &mut site.heights_m[cells] {
                *height = known(*height);
            }
        }
        for part in &site.coverage.partial {
            let cell = (part.row + 1) * stride + part.column + 1;
            let height = ground.height_at_cells(part.centroid);
            site.shares[cell] = as_f32(part.share);
            site.heights_m[cell] = known(height.map_or(f32::NAN, as_f32));
        }
        site
    }

    /// The number of a cell of the window.
    #[inline]
    pub(super) fn cell(&self, column: usize, row: usize) -> usize {
        (row + 1) * self.stride + column + 1
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
    pub(super) fn links(&self, heights_m: &[f32], cell: usize, mut each: impl FnMut(usize, f32)) {
        let [west, east, north, south, ..] = self.around(cell);
        let here = heights_m[cell];
        for next in [west, east, north, south] {
            if 0.0 < self.shares[next] {
                each(next, here.max(heights_m[next]));
            }
        }
        for (beside, other) in [(north, west), (north, east), (south, west), (south, east)] {
            let next = beside + other - cell;
            if 0.0 < self.shares[next] {
                let ends = (here, heights_m[next]);
                if let Some(saddle) = saddle(ends, (heights_m[beside], heights_m[other])) {
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
    pieces: Vec<Piece>,
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
    pub(super) fn of(outline: &Outline, toe: &ToeLine) -> Self {
        let mut pieces = Vec::new();
        let mut first_edge = 0;
        for ring in outline.rings() {
            let edges = ring.lines().len();
            for edge in 0..edges {
                let next_edge = first_edge + (edge + 1) % edges;
                let points = toe.of_edge(first_edge + edge);
                let ends = toe.of_edge(first_edge + edge).skip(1);
                let ends = ends.chain(toe.of_edge(next_edge).take(1));
                for (index, (from, to)) in points.zip(ends).enumerate() {
                    pieces.push(Piece {
                        from: from.0,
                        to: to.0,
                        from_m: from.1,
                        to_m: to.1,
                        begins_edge: index == 0,
                    });
                }
            }
            first_edge += edges;
        }
        Self { pieces }
    }

    /// Points along the outline, in cells of the window, and the ground there in metres.
    pub(super) fn points(&self) -> impl Iterator<Item = (Coord<f64>, f64)> + '_ {
        self.pieces.iter().map(|piece| (piece.from, piece.from_m))
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
        for piece in &self.pieces {
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

#[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
#[inline]
fn as_f32(value: f64) -> f32 {
    value as f32
}
