//! Terrains and outlines that several tests build on.

use berghald::design::{
    Batter, FillDesign, FillInput, FillMethod, FillTarget, Outline, Slope, UnknownGround,
    design_fill,
};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use geo::{BoundingRect as _, Coord, LineString, Polygon};

/// A circle as a polygon of 1,440 corners with the circle's area.
pub(crate) fn circle(center: Coord<f64>, radius: f64) -> Polygon<f64> {
    let corners = 1440;
    let step = std::f64::consts::TAU / f64::from(corners);
    let radius = radius * (step / step.sin()).sqrt();
    let ring = (0..corners).map(|index| {
        let (sin, cos) = (step * f64::from(index)).sin_cos();
        center + Coord { x: cos, y: sin } * radius
    });
    Polygon::new(ring.collect::<LineString<f64>>(), vec![])
}

pub(crate) fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Polygon<f64> {
    geo::Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north }).to_polygon()
}

/// Cells of `cell_m` that reach four cells beyond a polygon, moved by `shift` of a cell.
pub(crate) fn placement_around(
    polygon: &Polygon<f64>,
    cell_m: f64,
    shift: (f64, f64),
) -> Placement {
    let extent = polygon.bounding_rect().unwrap();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small number of cells"
    )]
    let cells = |length: f64| (length / cell_m).ceil() as usize + 8;
    Placement {
        west_m: extent.min().x - (4.0 - shift.0) * cell_m,
        north_m: extent.max().y + (4.0 - shift.1) * cell_m,
        cell_width_m: cell_m,
        cell_height_m: cell_m,
        columns: cells(extent.width()),
        rows: cells(extent.height()),
        ground_per_map: 1.0,
    }
}

pub(crate) fn ground(placement: Placement, height_at: impl Fn(Coord<f64>) -> f64) -> Grid<f32> {
    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    Grid::from_fn(placement, |at| height_at(at) as f32)
}

/// A toe design with one face, refused ground and all.
pub(crate) fn design(
    ground: &Grid<f32>,
    polygon: &Polygon<f64>,
    rise_over_run: f64,
    target: FillTarget,
) -> FillDesign {
    let batter = Batter::plain(Slope::new(rise_over_run).unwrap());
    benched(ground, polygon, batter, target)
}

/// A toe design with any batter.
pub(crate) fn benched(
    ground: &Grid<f32>,
    polygon: &Polygon<f64>,
    batter: Batter,
    target: FillTarget,
) -> FillDesign {
    let outline = Outline::new(polygon).unwrap();
    let input = FillInput {
        ground,
        method: FillMethod::Toe(&outline),
        batter,
        target,
        unknown_ground: UnknownGround::Refuse,
    };
    design_fill(&input, &Run::default()).unwrap()
}
