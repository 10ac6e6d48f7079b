//! The edges of a deposit: the ground that all of it covers, its crests, and its berms.

use geo::{BooleanOps as _, Coord, LineString, MultiPolygon};

use crate::app::fill::FillResult;
use crate::crash;
use crate::figure::contour_lines;
use crate::project::Deposit;
use crate::report::{DxfLayer, DxfLine};
use crate::terrain::{Grid, Placement};

/// A change of height that does not count, in metres.
const NEGLIGIBLE_M: f32 = 1e-3;

/// How far above or below a flat its edge is looked for, as a part of what the face falls over a cell.
///
/// Middles of cells on the flat lie at its level, and the first beside it lie lower by half such a fall on average.
const BESIDE_EDGE: f64 = 0.5;

/// The part of a lift at most, where a cell is as wide as its face.
const MOST_OF_LIFT: f64 = 0.25;

/// The ground that a fill changes: its footprint, a dam among it, and where its ramp lies beside that.
pub(super) fn covered_by(fill: &FillResult, footprint: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let (design, ground) = (&fill.design, &fill.ground);
    if design.ramp.is_none() {
        return footprint.clone();
    }
    let (with, without) = (fill.surface(), design.surface_on(ground));
    let changed = with.cells().iter().zip(without.cells()).zip(ground.cells());
    // Where the fill lies too, the footprint has it.
    let beside = changed.map(|((with, without), ground)| {
        NEGLIGIBLE_M < (with - ground).abs() && (without - ground).abs() <= NEGLIGIBLE_M
    });
    let beside: Vec<bool> = beside.collect();
    let more = around_cells(&beside, ground.placement());
    // The overlay may fail on odd polygons; then the footprint alone is told, and the bug is reported.
    crash::catch(|| footprint.union(&more)).unwrap_or_else(|_| footprint.clone())
}

/// The ground of cells, as polygons along their sides.
fn around_cells(cells: &[bool], placement: &Placement) -> MultiPolygon<f64> {
    let mut strips = Vec::new();
    for (row, cells) in cells.chunks(placement.columns).enumerate() {
        let mut begin = None;
        for (column, is_in) in cells.iter().chain(&[false]).enumerate() {
            match (begin, is_in) {
                (None, true) => begin = Some(column),
                (Some(first), false) => {
                    let corner = |column: usize, row: usize| {
                        placement.world_from_cells(Coord {
                            x: column as f64,
                            y: row as f64,
                        })
                    };
                    let strip = geo::Rect::new(corner(first, row), corner(column, row + 1));
                    strips.push(strip.to_polygon());
                    begin = None;
                }
                _ => {}
            }
        }
    }
    crash::catch(|| geo::algorithm::unary_union(&strips)).unwrap_or(MultiPolygon(Vec::new()))
}

/// The crests, berms and ramp of a fill. Berms have both their edges, each at the berm's level.
pub(super) fn lines_of(fill: &FillResult, deposit: &Deposit) -> Vec<DxfLine> {
    let design = &fill.design;
    let cell_m = fill.cell_size_m();
    let face = deposit.closure.unwrap_or(deposit.batter.face);
    let beside_m = BESIDE_EDGE * face.rise_over_run() * cell_m;
    let slopes = where_above(&design.slopes_on(&fill.ground), &fill.ground);
    let level_m = design.crest_level.0;
    let mut lines = Vec::new();
    // A level fill has no crest: it ends against the ground or a dam.
    if 0.0 < design.top.0 && deposit.level().is_none() {
        // Where the slopes go on above the crest, its edge is where they pass it. Otherwise the middles of cells lie
        // at the crest up to its edge.
        let highest = slopes.height_range().map(|range| range.highest_m);
        let goes_on = highest.is_some_and(|highest_m| level_m + beside_m < highest_m);
        let at_m = if goes_on { level_m } else { level_m - beside_m };
        lines.extend(lines_at(&slopes, at_m, DxfLayer::Crests, level_m));
    }
    let mut below_m = design.toe_lowest.0;
    for bench in &design.bench_levels {
        let beside_m = beside_m.min(MOST_OF_LIFT * (bench.0 - below_m).abs());
        for at_m in [bench.0 - beside_m, bench.0 + beside_m] {
            if at_m < level_m {
                lines.extend(lines_at(&slopes, at_m, DxfLayer::Benches, bench.0));
            }
        }
        below_m = bench.0;
    }
    let dam = deposit.level().and_then(|level| level.dam);
    if let (Some(built), Some(dam)) = (design.dam, dam)
        && let Some(with) = design.dam_on(&fill.ground)
    {
        let alone = where_above(&with, &fill.ground);
        let crest_m = built.crest_level.0;
        let at_m = crest_m - BESIDE_EDGE * dam.outer.rise_over_run() * cell_m;
        lines.extend(lines_at(&alone, at_m, DxfLayer::Crests, crest_m));
    }
    if let Some(ramp) = &design.ramp {
        let points = ramp.line.iter();
        lines.push(DxfLine {
            layer: DxfLayer::Ramps,
            points: points
                .map(|point| [point.at.x, point.at.y, point.height.0])
                .collect(),
            is_closed: false,
        });
    }
    lines
}

/// A surface where it lies above the ground; NaN elsewhere.
fn where_above(surface: &Grid<f32>, ground: &Grid<f32>) -> Grid<f32> {
    let cells = surface.cells().iter().zip(ground.cells());
    let cells = cells.map(|(top, ground)| if ground < top { *top } else { f32::NAN });
    Grid::new(*ground.placement(), cells.collect()).unwrap_or_else(|| surface.clone())
}

/// Where a surface passes a height, drawn at another that is nearly the same.
fn lines_at(
    surface: &Grid<f32>,
    at_m: f64,
    layer: DxfLayer,
    height_m: f64,
) -> impl Iterator<Item = DxfLine> {
    let lines = contour_lines(surface, at_m).into_iter();
    lines.map(move |line| line_at(&line, layer, height_m))
}

/// A line at one height.
pub(super) fn line_at(line: &LineString<f64>, layer: DxfLayer, height_m: f64) -> DxfLine {
    let is_closed = 3 < line.0.len() && line.is_closed();
    let count = line.0.len() - usize::from(is_closed);
    let points = line.0.iter().take(count);
    DxfLine {
        layer,
        points: points.map(|at| [at.x, at.y, height_m]).collect(),
        is_closed,
    }
}
