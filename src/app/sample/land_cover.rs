//! What covers the made-up ground, cell by cell, in the classes of AR5.

use geo::Coord;

use super::landscape::Landscape;
use super::noise::rough;
use super::plan::{CORNER, FieldUse, HEIGHT_M, WIDTH_M};
use super::shapes::length;
use crate::terrain::{Grid, Placement, whole_cells};

/// The side of a cell, in metres.
const CELL_M: f64 = 10.0;

/// How far around a road the ground is its own, in metres.
const ROADSIDE_M: f64 = 7.5;

/// A kind of ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cover {
    Sea,
    FreshWater,
    BuiltUp,
    Transport,
    FullyCultivated,
    SurfaceCultivated,
    Pasture,
    ForestOfHighYield,
    ForestOfMediumYield,
    ForestOfLowYield,
    ForestUnproductive,
    OpenGround,
    BareRock,
    Mire,
}

impl Cover {
    /// The codes of AR5: `artype`, `artreslag`, `arskogbon` and `argrunnf`.
    ///
    /// # Source
    /// NIBIO, AR5 klassifikasjonssystem: 98 stands for "not relevant".
    pub(super) fn ar5(self) -> [i64; 4] {
        match self {
            Self::Sea => [82, 98, 98, 98],
            Self::FreshWater => [81, 98, 98, 98],
            Self::BuiltUp => [11, 98, 98, 98],
            Self::Transport => [12, 98, 98, 98],
            Self::FullyCultivated => [21, 98, 98, 44],
            Self::SurfaceCultivated => [22, 98, 98, 44],
            Self::Pasture => [23, 98, 98, 44],
            Self::ForestOfHighYield => [30, 31, 14, 44],
            Self::ForestOfMediumYield => [30, 33, 13, 44],
            Self::ForestOfLowYield => [30, 32, 12, 43],
            Self::ForestUnproductive => [30, 32, 11, 43],
            Self::OpenGround => [50, 39, 98, 43],
            Self::BareRock => [50, 39, 98, 42],
            Self::Mire => [60, 39, 98, 45],
        }
    }

    /// Whether it grew by itself, so that its edges may be evened.
    fn is_grown(self) -> bool {
        matches!(
            self,
            Self::ForestOfHighYield
                | Self::ForestOfMediumYield
                | Self::ForestOfLowYield
                | Self::ForestUnproductive
                | Self::OpenGround
                | Self::BareRock
        )
    }
}

/// The cover of every cell of the site.
pub(super) fn classified(land: &Landscape, terrain: &Grid<f32>) -> Grid<Cover> {
    let placement = Placement {
        west_m: CORNER.x,
        north_m: CORNER.y + HEIGHT_M,
        cell_width_m: CELL_M,
        cell_height_m: CELL_M,
        columns: whole_cells(WIDTH_M / CELL_M),
        rows: whole_cells(HEIGHT_M / CELL_M),
        ground_per_map: 1.0,
    };
    let mut cover = Grid::from_fn(placement, |at| cover_at(land, terrain, at));
    for _ in 0..3 {
        cover = evened(&cover);
    }
    cover
}

fn cover_at(land: &Landscape, terrain: &Grid<f32>, in_world: Coord<f64>) -> Cover {
    let at = in_world - CORNER;
    let plan = &land.plan;
    let inside = |ring: &super::shapes::Ring| ring.is_near(at, 0.0) && ring.outside_m(at) <= 0.0;
    let Some(height) = terrain.height_at(in_world) else {
        return Cover::Sea;
    };
    if inside(&plan.lake) {
        return Cover::FreshWater;
    }
    let on_road = plan.roads.iter().any(|road| {
        let near = road.course.nearest(at, 20.0);
        near.is_some_and(|near| near.distance_m <= ROADSIDE_M.max(near.half_width_m))
    });
    if on_road {
        return Cover::Transport;
    }
    // What was dug away or tipped is told by the ground itself.
    let changed = plan.pit.is_near(at, 0.0) || plan.waste_crest.is_near(at, 160.0);
    if plan.levelled.iter().any(|(ring, _)| inside(ring))
        || changed && 0.5 < (land.before_m(at) - height).abs()
    {
        return Cover::BuiltUp;
    }
    let field = plan.fields.iter().find(|(ring, _)| inside(ring));
    match field.map(|field| field.1) {
        Some(FieldUse::Full) => return Cover::FullyCultivated,
        Some(FieldUse::Surface) => return Cover::SurfaceCultivated,
        Some(FieldUse::Pasture) => return Cover::Pasture,
        None => {}
    }
    let wet = rough(at, 130.0, 2, 103);
    let slope = slope_at(terrain, in_world);
    let is_small_mire = 300.0 < height && slope < 0.10 && 0.42 < wet;
    if inside(&plan.mire) || is_small_mire {
        return Cover::Mire;
    }
    grown(at, height, slope)
}

/// Forest by height and steepness, open ground above it, rock where it is too steep.
fn grown(at: Coord<f64>, height: f64, slope: f64) -> Cover {
    let patches = rough(at, 260.0, 3, 101);
    if 1.05 + 0.25 * patches < slope {
        return Cover::BareRock;
    }
    let rise = height + 45.0 * patches + 60.0 * slope;
    match rise {
        rise if rise < 110.0 => Cover::ForestOfHighYield,
        rise if rise < 240.0 => Cover::ForestOfMediumYield,
        rise if rise < 345.0 => Cover::ForestOfLowYield,
        rise if rise < 385.0 => Cover::ForestUnproductive,
        rise if rise < 440.0 => Cover::OpenGround,
        _ => Cover::BareRock,
    }
}

/// Rise over run of the ground, 0 beside the sea.
fn slope_at(terrain: &Grid<f32>, at: Coord<f64>) -> f64 {
    let height = |x: f64, y: f64| {
        terrain.height_at(Coord {
            x: at.x + x,
            y: at.y + y,
        })
    };
    let rise = |one: Option<f64>, other: Option<f64>| Some((one? - other?) / (2.0 * CELL_M));
    let along = rise(height(CELL_M, 0.0), height(-CELL_M, 0.0)).unwrap_or(0.0);
    let across = rise(height(0.0, CELL_M), height(0.0, -CELL_M)).unwrap_or(0.0);
    length(Coord {
        x: along,
        y: across,
    })
}

/// What grew takes the cover that most of its neighbours have.
fn evened(cover: &Grid<Cover>) -> Grid<Cover> {
    let placement = *cover.placement();
    let mut cells = cover.cells().to_vec();
    for row in 1..placement.rows - 1 {
        for column in 1..placement.columns - 1 {
            let own = cover.at(column, row);
            if !own.is_grown() {
                continue;
            }
            let mut around: Vec<Cover> = (row - 1..=row + 1)
                .flat_map(|row| cover.row(row)[column - 1..=column + 1].iter().copied())
                .filter(|cover| cover.is_grown())
                .collect();
            around.sort_unstable();
            let most = around
                .chunk_by(|one, other| one == other)
                .max_by_key(|same| same.len());
            if let Some([most, ..]) = most.filter(|same| 5 <= same.len()) {
                cells[row * placement.columns + column] = *most;
            }
        }
    }
    Grid::new(placement, cells).unwrap_or_else(|| cover.clone())
}
