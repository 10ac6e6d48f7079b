//! How far along a slope each cell lies from where the slope begins.
//!
//! `U(p) = max(floor(p), min over sources (u + |p − source|))`, along ways inside the outline. A cell
//! whose ground stands above the slope (its floor) carries the fill itself: the slope begins again there.
//! All lengths are in cells.
//!
//! A source counts where it is in sight: the ground along the straight line to it must not stand above
//! the slope. Out of sight the way bends at the middle of a cell.
//!
//! First every cell gets its straight distance, as if nothing stood in the way (`straight`). No way is
//! shorter, so where the line to the source is open (`sight`) that is the distance. The others, behind
//! steep ground, are worked out with care (`around`).
//!
//! A line that leaves the outline needs no test of its own: where it crosses the outline the ground is
//! either above it and in the way, or lower, and then the slope that begins there is the nearer one.

mod around;
mod fan;
mod nearest;
mod seen;
mod shadow;
mod sight;
mod straight;

use std::ops::Range;

use rayon::prelude::*;

use crate::progress::{Cancelled, Run};
use crate::terrain::whole_cells;
use around::Ways;
use nearest::Points;
use seen::{runs_alike, seen_by_block};
use straight::straight_distances;

pub(crate) use sight::Obstacles;
pub(crate) use straight::two_rows;

/// Rows that are looked at together, as many as the smallest blocks have.
const BAND: usize = sight::SIDE;

/// A point on the outline, in cells from the window's north-western corner.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(16))]
pub(crate) struct Source {
    /// East of the window's western edge.
    pub x: f32,
    /// South of the window's northern edge.
    pub y: f32,
    /// Distance along the slope at which the slope begins here.
    pub u: f32,
    /// So far around it nothing stands in the way, in cells along rows and columns.
    free: f32,
}

impl Source {
    pub(crate) fn new(x: f32, y: f32, u: f32) -> Self {
        Self { x, y, u, free: 0.0 }
    }

    /// Whether nothing can stand in the way to a point, since nothing does so far around.
    #[inline]
    fn is_free_to(&self, (x, y): (f32, f32)) -> bool {
        (x - self.x).abs().max((y - self.y).abs()) - 1e-3 <= self.free
    }

    /// The distance along the slope at a point, straight from here.
    #[inline]
    fn to(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (self.x - x, self.y - y);
        #[expect(
            clippy::imprecise_flops,
            reason = "hypot is a call, ten times slower; lengths are far from overflow"
        )]
        let distance = (dx * dx + dy * dy).sqrt();
        self.u + distance
    }
}

/// The runs of columns whose middle lies inside an outline, row by row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spans {
    runs: Vec<Range<usize>>,
    /// For each row, the end of its runs.
    ends: Vec<usize>,
}

impl Spans {
    /// Adds the next row.
    pub(crate) fn push_row(&mut self, runs: impl Iterator<Item = Range<usize>>) {
        self.runs.extend(runs.filter(|run| !run.is_empty()));
        self.ends.push(self.runs.len());
    }

    /// Whether it has no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Adds the next row, by which of its cells are taken.
    pub(crate) fn push_cells(&mut self, taken: &[bool]) {
        let mut first = 0;
        self.push_row(taken.chunk_by(|one, next| one == next).map(|same| {
            let run = first..first + same.len();
            first = run.end;
            if same.first() == Some(&true) {
                run
            } else {
                0..0
            }
        }));
    }

    /// The runs of a row, from the west.
    #[inline]
    pub(crate) fn of_row(&self, row: usize) -> &[Range<usize>] {
        let first = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.runs[first..self.ends[row]]
    }
}

/// The cells a slope is worked out for. They have a border of one cell, so that all have neighbours.
pub(crate) struct Domain<'a> {
    columns: usize,
    rows: usize,
    spans: &'a Spans,
    /// How far along the slope the ground stands.
    floors: Vec<f32>,
    inside: Vec<bool>,
}

/// What is known of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Its middle lies outside the outline.
    Outside,
    /// Something stands in its straight way.
    Open,
    /// Its straight way is open.
    Known,
}

/// Distances along the slope, and where each comes from.
#[derive(Clone, Debug)]
pub(crate) struct Distances {
    u: Vec<f32>,
    origins: Vec<u32>,
    sources: Vec<Source>,
    stride: usize,
}

/// Where the neighbours of a cell lie from it, in the order of [`Domain::around`].
const AROUND: [(f32, f32); 8] = [
    (-1.0, 0.0),
    (1.0, 0.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (-1.0, -1.0),
    (1.0, -1.0),
    (-1.0, 1.0),
    (1.0, 1.0),
];

/// No source yet.
const NONE: u32 = u32::MAX;

/// Set in an origin that is a cell, whose number is the rest.
const CELL: u32 = 1 << 31;

/// The floor of ground that is not known: inside it is none, outside nothing leads across.
const NO_FLOOR: f32 = -1e30;

impl<'a> Domain<'a> {
    /// Lays out a window of `columns`, whose ground heights are `ground_m` (NaN where unknown).
    ///
    /// `floors_of` puts the distances along the slope at which it is as high as the ground, in cells, for heights of a
    /// row.
    pub(crate) fn new(
        columns: usize,
        spans: &'a Spans,
        ground_m: &[f32],
        floors_of: impl Fn(&[f32], &mut [f32]) + Sync,
    ) -> Self {
        let (rows, stride) = (spans.ends.len(), columns + 2);
        let mut floors = vec![0.0; stride * (rows + 2)];
        let mut inside = vec![false; floors.len()];
        let lines = floors
            .par_chunks_mut(stride)
            .zip(inside.par_chunks_mut(stride));
        lines.enumerate().for_each(|(line, (floors, inside))| {
            let row = line.saturating_sub(1).min(rows - 1);
            if (1..=rows).contains(&line) {
                for span in spans.of_row(row) {
                    inside[span.start + 1..=span.end].fill(true);
                }
            }
            let ground = &ground_m[row * columns..][..columns];
            let mut unknown = false;
            let floors_inside = &mut floors[1..=columns];
            floors_of(ground, floors_inside);
            for floor in floors_inside {
                unknown |= floor.is_nan();
            }
            if unknown {
                for (floor, inside) in floors.iter_mut().zip(inside).filter(|(u, _)| u.is_nan()) {
                    *floor = if *inside { NO_FLOOR } else { -NO_FLOOR };
                }
            }
            floors[0] = floors[1];
            floors[columns + 1] = floors[columns];
        });
        Self {
            columns,
            rows,
            spans,
            floors,
            inside,
        }
    }

    fn stride(&self) -> usize {
        self.columns + 2
    }

    /// The lines of a band that are rows of the window, and where each begins in the band's cells.
    fn lines_of(&self, band: usize) -> impl Iterator<Item = (usize, usize)> {
        let (first, end) = (band * BAND, ((band + 1) * BAND).min(self.rows + 1));
        let stride = self.stride();
        (first.max(1)..end).map(move |line| (line, (line - first) * stride))
    }

    fn index(&self, column: usize, row: usize) -> usize {
        (row + 1) * self.stride() + column + 1
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` cuts at zero, which is meant"
    )]
    fn cell_of(&self, x: f32, y: f32) -> (usize, usize) {
        (
            (x as usize).min(self.columns - 1),
            (y as usize).min(self.rows - 1),
        )
    }

    /// The middle of a cell.
    #[inline]
    fn middle_of(&self, cell: usize) -> (f32, f32) {
        let stride = self.stride();
        middle_of(narrow(cell), narrow(stride))
    }

    /// How far along the slope the ground of each cell stands, border and all.
    pub(crate) fn floors(&self) -> &[f32] {
        &self.floors
    }

    /// The neighbours of a cell, and how far they are.
    #[inline]
    pub(crate) fn around(&self, cell: usize) -> [(usize, f32); 8] {
        const DIAGONAL: f32 = std::f32::consts::SQRT_2;
        let stride = self.stride();
        let (north, south) = (cell.saturating_sub(stride), cell + stride);
        [
            (cell - 1, 1.0),
            (cell + 1, 1.0),
            (north, 1.0),
            (south, 1.0),
            (north - 1, DIAGONAL),
            (north + 1, DIAGONAL),
            (south - 1, DIAGONAL),
            (south + 1, DIAGONAL),
        ]
    }
}

/// The middle of a cell of a window with a border.
#[inline]
fn middle_of(cell: u32, stride: u32) -> (f32, f32) {
    ((cell % stride) as f32 - 0.5, (cell / stride) as f32 - 0.5)
}

/// Works the distances out.
///
/// # Errors
/// [`Cancelled`], if nobody wants them any more.
pub(crate) fn distances(
    domain: &Domain<'_>,
    sources: Vec<Source>,
    run: &Run,
) -> Result<Distances, Cancelled> {
    let mut field = straight_distances(domain, sources, run)?;
    let obstacles = Obstacles::of(domain, Some(&field.u));
    for source in &mut field.sources {
        source.free = obstacles.free_around(*source);
    }
    let points = Points::of(&field.sources);
    let seen = seen_by_block(&obstacles, &field);
    let standing = field.keep_seen(domain, &points, &seen);
    Ways::new((domain, &obstacles, &points), &mut field, &standing).find(run)?;
    Ok(field)
}

/// Begins the slope again in cells where the ground is above it; `first` is the number of the first.
fn begin_again_above(floors: &[f32], first: u32, (u, origins): (&mut [f32], &mut [u32])) {
    let cells = u.iter_mut().zip(origins).zip(floors).zip(first..);
    for (((u, origin), floor), cell) in cells {
        let is_ground = *u <= *floor;
        *origin = if is_ground { CELL | cell } else { *origin };
        *u = if is_ground { *floor } else { *u };
    }
}

impl Distances {
    /// Gives each cell that sees the point that was handed to it the nearest one beside that, and takes away the points that
    /// cells do not see, by a bit for each cell of each block.
    fn keep_seen(&mut self, domain: &Domain<'_>, points: &Points, seen: &[u64]) -> Vec<Standing> {
        let stride = self.stride;
        let mut standing = vec![Standing::Outside; self.u.len()];
        let bands = self.u.par_chunks_mut(BAND * stride);
        let bands = bands.zip(self.origins.par_chunks_mut(BAND * stride));
        let bands = bands.zip(standing.par_chunks_mut(BAND * stride));
        let bands = bands.zip(seen.par_chunks(stride.div_ceil(BAND)));
        bands
            .enumerate()
            .for_each(|(band, (((u, origins), standing), seen))| {
                for (line, at) in domain.lines_of(band) {
                    let (u, origins) = (&mut u[at..at + stride], &mut origins[at..at + stride]);
                    let standing = &mut standing[at..at + stride];
                    let floors = &domain.floors[line * stride..][..stride];
                    for span in domain.spans.of_row(line - 1) {
                        for (cells, sees) in runs_alike(seen, line, span.start + 1..span.end + 1) {
                            let (u, origins) = (&mut u[cells.clone()], &mut origins[cells.clone()]);
                            if sees {
                                let middle = (cells.start as f32 - 0.5, line as f32 - 0.5);
                                points.nearest_in_run(middle, (&mut *u, &mut *origins));
                                standing[cells.clone()].fill(Standing::Known);
                                let first = narrow(line * stride + cells.start);
                                begin_again_above(&floors[cells], first, (u, origins));
                            } else {
                                u.fill(f32::INFINITY);
                                origins.fill(NONE);
                                standing[cells].fill(Standing::Open);
                            }
                        }
                    }
                }
            });
        standing
    }

    /// The distances of a row's cells; infinite outside the outline.
    pub(crate) fn of_row(&self, row: usize) -> &[f32] {
        &self.u[(row + 1) * self.stride + 1..(row + 2) * self.stride - 1]
    }

    /// A point of the outline, by its number.
    pub(crate) fn point(&self, index: u32) -> Source {
        self.sources[index as usize]
    }

    /// How many cells have a distance.
    pub(crate) fn count(&self) -> usize {
        self.u.iter().filter(|u| u.is_finite()).count()
    }

    /// The distance at any point by the source that its cell carries, or those around it.
    ///
    /// The point is in cells of the window; infinite where no cell around it has a source.
    pub(crate) fn near_point(&self, x: f64, y: f64, around: Around) -> f64 {
        let rows = self.u.len() / self.stride;
        let column = (whole_cells(x) + 1).min(self.stride - 2);
        let row = (whole_cells(y) + 1).min(rows - 2);
        let by = |column: usize, row: usize| {
            let origin = self.origins[row * self.stride + column];
            if origin == NONE {
                return f64::INFINITY;
            }
            let source = self.source(origin);
            f64::from(source.u) + (f64::from(source.x) - x).hypot(f64::from(source.y) - y)
        };
        let mut least = if around == Around::Neighbours {
            f64::INFINITY
        } else {
            by(column, row)
        };
        if least.is_infinite() {
            for row in row - 1..row + 2 {
                for column in column - 1..column + 2 {
                    least = least.min(by(column, row));
                }
            }
        }
        least
    }

    /// The distance at the middle of a cell by the sources around, as if its own ground did not stand in
    /// the way. Infinite where no cell around has one.
    pub(crate) fn continued_at(&self, column: usize, row: usize) -> f64 {
        let cell = (row + 1) * self.stride + column + 1;
        let origin = self.origins[cell];
        if origin != NONE && origin != CELL | narrow(cell) {
            return f64::from(self.u[cell]);
        }
        self.near_point(column as f64 + 0.5, row as f64 + 0.5, Around::Neighbours)
    }

    #[inline]
    fn source(&self, origin: u32) -> Source {
        if origin & CELL == 0 {
            return self.sources[origin as usize];
        }
        let cell = origin & !CELL;
        let (x, y) = middle_of(cell, narrow(self.stride));
        Source::new(x, y, self.u[cell as usize])
    }
}

/// Whose sources are asked for the distance at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Around {
    /// The cell's own, and its neighbours' where it has none.
    OwnFirst,
    /// The cell's and its neighbours'.
    Neighbours,
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "windows of more than 2^31 cells are refused before"
)]
fn narrow(index: usize) -> u32 {
    index as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A round window with waves and a few walls, and points along its edge.
    fn window(side: usize, seed: usize) -> (Spans, Vec<f32>, Vec<Source>) {
        let middle = side as f32 / 2.0;
        let radius = middle - 2.0;
        let turn = seed as f32;
        let slope_of = |x: f32, y: f32| {
            let waves = (x / (5.0 + turn)).sin() + (y / 7.0 + turn).cos();
            let is_wall = (x * 0.7 + y * 0.4 + 13.0 * turn) % 97.0 < 3.0;
            0.3 * x + waves + if is_wall { 12.0 } else { 0.0 }
        };
        let ground = (0..side * side)
            .map(|cell| slope_of((cell % side) as f32 + 0.5, (cell / side) as f32 + 0.5));
        let mut spans = Spans::default();
        for row in 0..side {
            let away = row as f32 + 0.5 - middle;
            let half = (radius * radius - away * away).max(0.0).sqrt();
            let inside: Vec<bool> = (0..side)
                .map(|column| (column as f32 + 0.5 - middle).abs() < half)
                .collect();
            spans.push_cells(&inside);
        }
        let points = 4 * side;
        let sources = (0..points).map(|point| {
            let angle = std::f32::consts::TAU * point as f32 / points as f32;
            let (x, y) = (middle + radius * angle.cos(), middle + radius * angle.sin());
            Source::new(x, y, slope_of(x, y))
        });
        (spans, ground.collect(), sources.collect())
    }

    #[test]
    fn cells_are_told_what_looking_along_their_lines_would_tell() {
        let side = 400;
        for seed in 0..6 {
            let (spans, ground, sources) = window(side, seed);
            let domain = Domain::new(side, &spans, &ground, |heights, floors| {
                floors.copy_from_slice(heights);
            });
            let mut field = straight_distances(&domain, sources, &Run::default()).unwrap();
            let obstacles = Obstacles::of(&domain, Some(&field.u));
            let (sources, handed) = (field.sources.clone(), field.origins.clone());
            let told = seen_by_block(&obstacles, &field);
            let standing = field.keep_seen(&domain, &Points::of(&sources), &told);
            let (mut seen, mut hidden, mut wrong, mut beside) = (0, 0, 0, 0);
            for (cell, origin) in handed.into_iter().enumerate() {
                if origin == NONE {
                    continue;
                }
                let at = domain.middle_of(cell);
                let is_open = |origin: u32| obstacles.let_through(sources[origin as usize], at);
                let sees = standing[cell] == Standing::Known;
                wrong += usize::from(sees != is_open(origin));
                seen += usize::from(is_open(origin));
                hidden += usize::from(!is_open(origin));
                let nearest = field.origins[cell];
                if sees && nearest & CELL == 0 {
                    beside += usize::from(!is_open(nearest));
                }
            }
            // Along the edge of a shadow the nearest point may be just out of sight of a cell that sees the one beside it.
            assert!(
                beside < seen / 200,
                "{seed}: {beside} of {seen} do not see the nearest"
            );
            // What is narrower than a cell may be missed.
            assert!(wrong < (seen + hidden) / 5000, "{seed}: {wrong} wrong");
            assert!(1000 < seen.min(hidden), "{seed}: {seen} {hidden}");
        }
    }
}
