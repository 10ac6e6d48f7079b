//! The surface of a crest whose corners lie at different levels: a skin through its edge.
//!
//! It is told as how far it lies below the crest level, so it does not depend on that.

use geo::{Coord, Line, Polygon};

use crate::design::checkerboard::Checkerboard;
use crate::design::harmonic::stretch;
use crate::design::toe::center_spans;
use crate::design::{DesignError, Outline, as_f32};
use crate::progress::Run;
use crate::terrain::{Grid, Placement, whole_cells};
use crate::units::Metres;

/// Cells around the crest that its skin is worked out on.
const MARGIN_CELLS: f64 = 3.0;

/// How far below the crest level the skin lies.
///
/// # Source
/// Laplace's equation with the edge held fixed, straight between its corners: nowhere higher or lower than the edge
/// itself, and a plane where that lies in one. Holes do not hold it.
#[derive(Clone, Debug)]
pub(super) struct Skin {
    /// In metres, on the cells inside and those beside them.
    drops_m: Grid<f32>,
}

impl Skin {
    /// Stretches the skin over cells of `placement`.
    pub(super) fn over(
        outline: &Outline,
        drops: &[Metres],
        placement: &Placement,
        run: &Run,
    ) -> Result<Self, DesignError> {
        let placement = cells_around(outline, placement);
        let exterior = outline.polygon().exterior();
        let corners = exterior.lines().zip(0_usize..);
        let edges: Vec<(Line<f64>, [f64; 2])> = corners
            .map(|(edge, corner)| {
                let next = (corner + 1) % drops.len();
                (edge, [drops[corner].0, drops[next].0])
            })
            .collect();
        let filled = Outline::new(&Polygon::new(exterior.clone(), Vec::new()));
        let inside = filled.as_ref().unwrap_or(outline);
        let flat = Grid::filled(placement, 0.0_f32);
        let spans = center_spans(inside, &flat);
        let is_inside =
            |column: usize, row: usize| spans.of_row(row).iter().any(|run| run.contains(&column));
        let mean = drops.iter().map(|drop| drop.0).sum::<f64>() / drops.len() as f64;
        let mut skin = Checkerboard::filled(placement.columns, placement.rows, mean);
        let (columns, rows) = (placement.columns, placement.rows);
        let mut held = vec![f64::NAN; placement.cell_count()];
        for row in 1..rows - 1 {
            for run in spans.of_row(row) {
                for column in run.clone() {
                    for (column, row) in [
                        (column - 1, row),
                        (column + 1, row),
                        (column, row - 1),
                        (column, row + 1),
                    ] {
                        let cell = &mut held[row * columns + column];
                        if cell.is_nan() && !is_inside(column, row) {
                            *cell = drop_on_edge(&edges, placement.center_of(column, row));
                            skin.set(column, row, *cell);
                        }
                    }
                }
            }
        }
        stretch(&mut skin, &spans, run)?;
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        let cells = cells.map(|(column, row)| {
            let known = is_inside(column, row) || !held[row * columns + column].is_nan();
            if known {
                as_f32(skin.at(column, row))
            } else {
                f32::NAN
            }
        });
        let drops_m = Grid::new(placement, cells.collect());
        Ok(Self {
            drops_m: drops_m.unwrap_or(flat),
        })
    }

    /// How far below the crest level the skin lies at a point inside, in metres.
    pub(super) fn drop_at(&self, at: Coord<f64>) -> f64 {
        self.drops_m.height_at(at).unwrap_or(0.0)
    }

    /// Points along an edge, a cell apart at most, with how far the skin lies below the crest level there.
    pub(super) fn steps_along(&self, edge: Line<f64>) -> Vec<(Coord<f64>, f64)> {
        let way = edge.end - edge.start;
        let steps = (way.x.hypot(way.y) / self.drops_m.placement().cell_width_m).ceil();
        let steps = whole_cells(steps).max(1);
        let share = |step: usize| step as f64 / steps as f64;
        let points = (0..=steps).map(|step| edge.start + way * share(step));
        points.map(|at| (at, self.drop_at(at))).collect()
    }
}

/// The cells of a placement around an outline, even beyond its end.
fn cells_around(outline: &Outline, placement: &Placement) -> Placement {
    let extent = outline.extent();
    let west_north = placement.cells_from_world(Coord {
        x: extent.min().x,
        y: extent.max().y,
    });
    let east_south = placement.cells_from_world(Coord {
        x: extent.max().x,
        y: extent.min().y,
    });
    let (column, row) = (
        west_north.x.floor() - MARGIN_CELLS,
        west_north.y.floor() - MARGIN_CELLS,
    );
    Placement {
        west_m: placement.west_m + column * placement.cell_width_m,
        north_m: placement.north_m - row * placement.cell_height_m,
        columns: whole_cells(east_south.x.ceil() + MARGIN_CELLS - column),
        rows: whole_cells(east_south.y.ceil() + MARGIN_CELLS - row),
        ..*placement
    }
}

/// The drop at the point of the edge that is nearest to another.
fn drop_on_edge(edges: &[(Line<f64>, [f64; 2])], at: Coord<f64>) -> f64 {
    let mut nearest = (f64::INFINITY, 0.0);
    for (edge, drops) in edges {
        let way = edge.end - edge.start;
        let length = way.x * way.x + way.y * way.y;
        let beside = at - edge.start;
        let share = ((beside.x * way.x + beside.y * way.y) / length).clamp(0.0, 1.0);
        let apart = beside - way * share;
        let distance = apart.x.hypot(apart.y);
        if distance < nearest.0 {
            nearest = (distance, drops[0] + (drops[1] - drops[0]) * share);
        }
    }
    nearest.1
}
