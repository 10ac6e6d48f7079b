//! A fill that rises from the ground along its outline.
//!
//! The planner draws the limit of the land taken. From the ground along it a face rises inwards; where
//! ground inside stands above the face, the face begins again there. Corners are rounded, as rock runs
//! out in a cone: the face is a true distance from the outline.

use geo::{Coord, Line};
use rayon::prelude::*;

use super::distance::{Around, Distances, Domain, Source, Spans, distances};
use super::profile::{Profile, SAME_LEVEL_M};
use super::{Batter, DesignError, Outline};
use crate::curve::Columns;
use crate::progress::{Cancelled, Run};
use crate::terrain::{Coverage, Grid, as_f32, whole_cells};
use crate::units::Metres;

/// Points along the outline are at most this far apart, in cells.
///
/// With a quarter the distance is 0.005 cell too long at half a cell from the outline, and less farther in.
const SPACING_CELLS: f64 = 0.25;

/// So often the way between two points is halved to find where its ground passes the level of a berm.
const HALVINGS: usize = 12;

/// The slope that rises from the ground along an outline.
#[derive(Clone, Debug)]
pub(crate) struct ToeSlope {
    /// Ground and slope of each cell inside: whole ones first, then those that the outline cuts, in the
    /// order of the coverage.
    pub columns: Columns,
    /// Which cells those are.
    pub coverage: Coverage,
    /// The ground along the outline.
    pub toe: ToeLine,
    /// Height over distance along the slope, in metres.
    pub profile: Profile,
    field: Distances,
    cell_m: f64,
}

impl ToeSlope {
    /// The slope above the middle of a cell, in metres; infinite outside the outline.
    #[inline]
    pub(crate) fn height_at(&self, column: usize, row: usize) -> f64 {
        let distance = f64::from(self.field.of_row(row)[column]);
        if distance.is_finite() {
            self.height_of(distance)
        } else {
            distance
        }
    }

    /// The slope by the sources around a cell, as if its own ground did not stand in the way, in metres.
    ///
    /// Where it lies below the ground, the fill has ended before; it is also there one cell outside the
    /// outline. Infinite farther out.
    pub(crate) fn continued_slope_at(&self, column: usize, row: usize) -> f64 {
        let u = self.field.continued_at(column, row);
        self.height_of(u)
    }

    #[inline]
    fn height_of(&self, u: f64) -> f64 {
        self.profile.height_at(u * self.cell_m)
    }
}

/// The ground along an outline, point by point.
#[derive(Clone, Debug, Default)]
pub(crate) struct ToeLine {
    points: Vec<ToePoint>,
    /// For each edge, in the order of the rings, its first point.
    edge_starts: Vec<usize>,
    /// Length of the outline over ground without a height, in metres.
    pub unknown_m: f64,
    /// Length of the outline beside the terrain, in metres.
    pub outside_m: f64,
    /// Length of the whole outline, in metres.
    pub length_m: f64,
}

#[derive(Clone, Copy, Debug)]
struct ToePoint {
    at: Coord<f64>,
    /// NaN where unknown.
    ground_m: f64,
}

impl ToeLine {
    /// Reads the ground along every edge: at its ends, wherever it bends, and at even distances between.
    pub(crate) fn of(outline: &Outline, ground: &Grid<f32>) -> Self {
        let mut line = Self::default();
        for ring in outline.rings() {
            for edge in ring.lines() {
                line.edge_starts.push(line.points.len());
                line.add_edge(edge, ground);
            }
        }
        line
    }

    fn add_edge(&mut self, edge: Line<f64>, ground: &Grid<f32>) {
        let placement = ground.placement();
        let from = placement.cells_from_world(edge.start);
        let along = placement.cells_from_world(edge.end) - from;
        let length_cells = along.x.hypot(along.y);
        let mut cuts = vec![0.0, 1.0];
        cuts.extend(crossings_of_middles(from.x, along.x));
        cuts.extend(crossings_of_middles(from.y, along.y));
        cuts.sort_by(f64::total_cmp);
        for (first, last) in cuts.iter().zip(&cuts[1..]) {
            let parts = ((last - first) * length_cells / SPACING_CELLS).ceil();
            let share = (last - first) / parts.max(1.0);
            let part_m = share * length_cells * placement.cell_width_m;
            self.length_m += part_m * parts;
            let mut index = 0.0;
            // The end of a part is the beginning of the next.
            while index < parts {
                self.add_point(from + along * (first + index * share), part_m, ground);
                index += 1.0;
            }
        }
    }

    fn add_point(&mut self, at: Coord<f64>, part_m: f64, ground: &Grid<f32>) {
        let height = ground.height_at_cells(at);
        if height.is_none() && outside(at, ground) {
            self.outside_m += part_m;
        } else if height.is_none() {
            self.unknown_m += part_m;
        }
        self.points.push(ToePoint {
            at,
            ground_m: height.unwrap_or(f64::NAN),
        });
    }

    /// The points along an edge, its end not among them: where they lie, in cells, and the ground there in metres.
    pub(crate) fn of_edge(&self, edge: usize) -> impl Iterator<Item = (Coord<f64>, f64)> + '_ {
        let end = self.edge_starts.get(edge + 1).copied();
        let points = &self.points[self.edge_starts[edge]..end.unwrap_or(self.points.len())];
        points.iter().map(|point| (point.at, point.ground_m))
    }

    /// Known ground heights along the outline, in metres.
    pub(crate) fn heights_m(&self) -> impl Iterator<Item = f64> + '_ {
        self.points
            .iter()
            .map(|point| point.ground_m)
            .filter(|height| !height.is_nan())
    }

    /// Adds the points where the ground passes the level of a berm, each just below it.
    ///
    /// Above it the slope begins the width of a berm farther on, so that between two points a quarter of a cell would
    /// be uncertain.
    fn add_passages(&mut self, outline: &Outline, levels_m: &[f64], ground: &Grid<f32>) {
        if levels_m.is_empty() {
            return;
        }
        let points = std::mem::take(&mut self.points);
        let mut edge_starts = std::mem::take(&mut self.edge_starts);
        edge_starts.push(points.len());
        let mut edges = edge_starts.as_slice();
        for ring in outline.rings() {
            let count = ring.lines().count();
            for (edge, start) in edges[..count].iter().enumerate() {
                self.edge_starts.push(self.points.len());
                for index in *start..edges[edge + 1] {
                    self.points.push(points[index]);
                    // The last point of a ring is followed by its first.
                    let next = if index + 1 == edges[count] {
                        edges[0]
                    } else {
                        index + 1
                    };
                    self.add_passages_between(points[index], points[next], levels_m, ground);
                }
            }
            edges = &edges[count..];
        }
    }

    fn add_passages_between(
        &mut self,
        from: ToePoint,
        to: ToePoint,
        levels_m: &[f64],
        ground: &Grid<f32>,
    ) {
        let rises = from.ground_m < to.ground_m;
        let (lower, upper) = if rises { (from, to) } else { (to, from) };
        // Ground so near below a level counts as on it.
        let is_below = |level_m: f64, ground_m: f64| ground_m < level_m - SAME_LEVEL_M;
        let first = levels_m.partition_point(|level| !is_below(*level, lower.ground_m));
        let end = levels_m.partition_point(|level| !is_below(*level, upper.ground_m));
        for step in first..end {
            // In the order in which they are passed.
            let index = if rises { step } else { first + end - 1 - step };
            let level_m = levels_m[index];
            let (mut below, mut above) = (lower, upper.at);
            for _ in 0..HALVINGS {
                let at = (below.at + above) / 2.0;
                match ground.height_at_cells(at) {
                    Some(ground_m) if is_below(level_m, ground_m) => {
                        below = ToePoint { at, ground_m };
                    }
                    _ => above = at,
                }
            }
            if below.at != lower.at {
                self.points.push(below);
            }
        }
    }

    /// Gives every point without a height that of the nearest point that has one.
    pub(crate) fn use_nearest_ground(&mut self) {
        let known: Vec<ToePoint> = self
            .points
            .iter()
            .filter(|point| !point.ground_m.is_nan())
            .copied()
            .collect();
        for point in self
            .points
            .iter_mut()
            .filter(|point| point.ground_m.is_nan())
        {
            let away = |other: &ToePoint| (other.at - point.at).x.hypot((other.at - point.at).y);
            let nearest = known.iter().min_by(|a, b| away(a).total_cmp(&away(b)));
            point.ground_m = nearest.map_or(f64::NAN, |nearest| nearest.ground_m);
        }
    }
}

/// Where an edge crosses the rows or columns of middles, as shares of it: there the ground bends.
fn crossings_of_middles(from: f64, along: f64) -> impl Iterator<Item = f64> {
    let first = (from.min(from + along) - 0.5).ceil();
    let last = (from.max(from + along) - 0.5).floor();
    std::iter::successors(Some(first), |middle| Some(middle + 1.0))
        .take_while(move |middle| *middle <= last)
        .map(move |middle| (middle + 0.5 - from) / along)
        .filter(|share| 0.0 < *share && *share < 1.0)
}

fn outside(at: Coord<f64>, ground: &Grid<f32>) -> bool {
    let placement = ground.placement();
    at.x < 0.0 || placement.columns as f64 <= at.x || at.y < 0.0 || placement.rows as f64 <= at.y
}

/// The curve of a slope that rises from a toe, with corners as high as it can get above `ground`.
fn profile_above(toe: &ToeLine, ground: &Grid<f32>, batter: &Batter) -> Profile {
    // Heights are f32, so one among them makes no difference of heights inexact.
    let lowest_m = f64::from(as_f32(toe.heights_m().fold(f64::INFINITY, f64::min)));
    if batter.benches.is_none() && batter.water.is_none() {
        return Profile::plain(batter.face, lowest_m);
    }
    let placement = ground.placement();
    let across = (placement.columns as f64).hypot(placement.rows as f64);
    let rise_m = across * placement.cell_width_m * batter.steepest().rise_over_run();
    let highest_m = toe.heights_m().fold(lowest_m, f64::max) + rise_m;
    let datum = batter.benches.and_then(|benches| benches.datum);
    let datum = datum.unwrap_or(Metres(lowest_m));
    Profile::of(batter, datum, (lowest_m, highest_m), Some(lowest_m))
}

fn reach(
    ground: &Grid<f32>,
    outline: &Outline,
    toe: &ToeLine,
    profile: &Profile,
    run: &Run,
) -> Result<Distances, Cancelled> {
    let placement = ground.placement();
    let spans = center_spans(outline, ground);
    let (columns, cells) = (placement.columns, ground.cells());
    let cells_per_metre = 1.0 / placement.cell_width_m;
    let domain = match profile {
        Profile::Straight(straight) => {
            let (foot_m, rise) = (as_f32(straight.foot_m), straight.rise_over_run);
            let cells_per_metre = as_f32(cells_per_metre / rise);
            Domain::new(columns, &spans, cells, |heights, floors| {
                for (floor, height) in floors.iter_mut().zip(heights) {
                    *floor = (height - foot_m) * cells_per_metre;
                }
            })
        }
        // Ground at the level of a berm, such as that of a deposit below, does not stand above it: the berm goes on.
        Profile::Bent(bent) => Domain::new(columns, &spans, cells, |heights, floors| {
            bent.down_each(heights, cells_per_metre, floors);
        }),
    };
    let points = toe.points.iter();
    let sources: Vec<Source> = points
        .map(|point| {
            let (x, y) = (as_f32(point.at.x), as_f32(point.at.y));
            Source::new(x, y, as_f32(profile.up(point.ground_m) * cells_per_metre))
        })
        .collect();
    distances(&domain, sources, run)
}

/// How many cells the slope reaches.
pub(crate) fn reached_cells(
    ground: &Grid<f32>,
    outline: &Outline,
    mut toe: ToeLine,
    batter: &Batter,
    run: &Run,
) -> Result<usize, DesignError> {
    let profile = profile_above(&toe, ground, batter);
    toe.add_passages(outline, profile.levels_m(), ground);
    let field = reach(ground, outline, &toe, &profile, run)?;
    Ok(field.count())
}

/// Works out the slope above every cell inside `outline`.
///
/// `toe` is the ground along the outline; `ground` covers the outline, with square cells.
pub(crate) fn toe_slope(
    ground: &Grid<f32>,
    outline: &Outline,
    mut toe: ToeLine,
    batter: &Batter,
    run: &Run,
) -> Result<ToeSlope, DesignError> {
    let placement = *ground.placement();
    let coverage = Coverage::of(outline.polygon(), &placement);
    let profile = profile_above(&toe, ground, batter);
    toe.add_passages(outline, profile.levels_m(), ground);
    let field = reach(ground, outline, &toe, &profile, run)?;
    let cell_m = placement.cell_width_m;
    let shares: Vec<f32> = coverage
        .partial
        .iter()
        .map(|cell| as_f32(cell.share))
        .collect();
    let count = coverage.whole_count() + shares.len();
    let mut columns = Columns {
        cell_area_m2: placement.cell_area_m2(),
        ground_m: Vec::with_capacity(count),
        slope_m: Vec::with_capacity(count),
        shares,
    };
    columns.ground_m.resize(coverage.whole_count(), 0.0);
    columns.slope_m.resize(coverage.whole_count(), 0.0);
    let mut grounds = columns.ground_m.as_mut_slice();
    let mut slopes = columns.slope_m.as_mut_slice();
    let runs = coverage.whole.iter().filter_map(|span| {
        let count = span.end - span.first;
        let grounds = grounds.split_off_mut(..count)?;
        Some((span, grounds, slopes.split_off_mut(..count)?))
    });
    let runs: Vec<_> = runs.collect();
    runs.into_par_iter().for_each(|(span, grounds, slopes)| {
        let cells = span.first..span.end;
        grounds.copy_from_slice(&ground.row(span.row)[cells.clone()]);
        heights(slopes, &profile, &field.of_row(span.row)[cells], cell_m);
    });
    let mut slope = ToeSlope {
        columns,
        coverage,
        toe,
        profile,
        field,
        cell_m,
    };
    slope.add_cut_cells(ground);
    Ok(slope)
}

/// The slope's heights at distances in cells.
fn heights(heights_m: &mut [f32], profile: &Profile, distances: &[f32], cell_m: f64) {
    match profile {
        Profile::Straight(straight) => {
            let heights = heights_m.iter_mut().zip(distances);
            let (foot_m, metres_per_cell) = (straight.foot_m, straight.rise_over_run * cell_m);
            for (height, u) in heights {
                *height = as_f32(foot_m + f64::from(*u) * metres_per_cell);
            }
        }
        Profile::Bent(bent) => {
            bent.heights_at(distances, cell_m, heights_m);
        }
    }
}

impl ToeSlope {
    /// Adds the cells that the outline cuts, each at the centre of gravity of its part inside.
    fn add_cut_cells(&mut self, ground: &Grid<f32>) {
        let (width, height) = (ground.placement().columns, ground.placement().rows);
        let mut by_cell: Vec<(usize, u32)> = (0_u32..)
            .zip(&self.toe.points)
            .map(|(index, point)| (cell_of(point.at, width, height), index))
            .collect();
        by_cell.sort_unstable();
        for cell in &self.coverage.partial {
            let at = cell.centroid;
            let own = f64::from(self.field.of_row(cell.row)[cell.column]);
            let around = if self.field.continued_at(cell.column, cell.row) < own {
                // The slope begins again at the middle, which tells little of a part away from it.
                Around::Neighbours
            } else {
                Around::OwnFirst
            };
            let mut u = self.field.near_point(at.x, at.y, around);
            for row in cell.row.saturating_sub(1)..(cell.row + 2).min(height) {
                let first = row * width + cell.column.saturating_sub(1);
                let last = row * width + (cell.column + 1).min(width - 1);
                let begin = by_cell.partition_point(|(place, _)| *place < first);
                let here = by_cell[begin..]
                    .iter()
                    .take_while(|(place, _)| *place <= last);
                for source in here.map(|(_, index)| self.field.point(*index)) {
                    let distance = (f64::from(source.x) - at.x).hypot(f64::from(source.y) - at.y);
                    u = u.min(f64::from(source.u) + distance);
                }
            }
            let ground_m = ground.height_at_cells(at);
            let slope_m = self.height_of(u).max(ground_m.unwrap_or(f64::NEG_INFINITY));
            self.columns
                .ground_m
                .push(ground_m.map_or(f32::NAN, as_f32));
            self.columns.slope_m.push(as_f32(slope_m));
        }
    }
}

/// For each row, the runs of columns whose middle lies inside.
pub(crate) fn center_spans(outline: &Outline, ground: &Grid<f32>) -> Spans {
    let placement = ground.placement();
    let mut crossings: Vec<Vec<f64>> = vec![Vec::new(); placement.rows];
    for edge in outline.edges() {
        let a = placement.cells_from_world(edge.start);
        let b = placement.cells_from_world(edge.end);
        let (upper, lower) = if a.y <= b.y { (a, b) } else { (b, a) };
        let first = whole_cells((upper.y - 0.5).ceil());
        let end = whole_cells((lower.y - 0.5).ceil()).min(placement.rows);
        for (row, crossings) in crossings.iter_mut().enumerate().take(end).skip(first) {
            let part = (row as f64 + 0.5 - upper.y) / (lower.y - upper.y);
            crossings.push(upper.x + (lower.x - upper.x) * part);
        }
    }
    let column_after = |x: f64| whole_cells((x - 0.5).ceil()).min(placement.columns);
    let mut spans = Spans::default();
    for row in &mut crossings {
        row.sort_by(f64::total_cmp);
        let pairs = row.as_chunks::<2>().0.iter();
        spans.push_row(pairs.map(|[west, east]| column_after(*west)..column_after(*east)));
    }
    spans
}

fn cell_of(at: Coord<f64>, columns: usize, rows: usize) -> usize {
    whole_cells(at.y).min(rows - 1) * columns + whole_cells(at.x).min(columns - 1)
}
