//! A small picture as from the air: colours of the land cover, lit as the ground lies.

use std::path::Path;

use geo::Coord;

use super::land_cover::Cover;
use super::noise::rough;
use super::plan::{CORNER, HEIGHT_M, WIDTH_M};
use super::rasters::Rasters;
use crate::figure::{Light, shade};
use crate::gis::{Reference, WriteError, write_picture};
use crate::progress::Run;
use crate::terrain::{Grid, Placement, whole_cells};

/// The side of a pixel, in metres.
const PIXEL_M: f64 = 8.0;

/// How much steeper than it is the ground is lit.
const EXAGGERATION: f64 = 1.3;

/// Writes the picture.
pub(super) fn write(
    path: &Path,
    rasters: &Rasters,
    cover: &Grid<Cover>,
    reference: &Reference,
    run: &Run,
) -> Result<(), WriteError> {
    let placement = Placement {
        west_m: CORNER.x,
        north_m: CORNER.y + HEIGHT_M,
        cell_width_m: PIXEL_M,
        cell_height_m: PIXEL_M,
        columns: whole_cells(WIDTH_M / PIXEL_M),
        rows: whole_cells(HEIGHT_M / PIXEL_M),
        ground_per_map: 1.0,
    };
    let colors = Grid::from_fn(placement, |at| color_at(at, rasters, cover));
    write_picture(path, &placement, colors.cells(), reference, run)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a channel is cut to its range first"
)]
fn color_at(at: Coord<f64>, rasters: &Rasters, cover: &Grid<Cover>) -> [u8; 3] {
    let cell = cover.placement().cells_from_world(at);
    let own = cover.at(whole_cells(cell.x), whole_cells(cell.y));
    let local = at - CORNER;
    let texture = 1.0 + 0.07 * rough(local, 34.0, 2, 201) + 0.06 * rough(local, 240.0, 2, 202);
    let light = if own == Cover::Sea {
        1.0
    } else {
        light_at(at, &rasters.terrain)
    };
    let color = match own {
        Cover::Sea => {
            // Shallow water lets the bottom through.
            let depth = rasters.seabed.height_at(at).unwrap_or(200.0);
            let clear = (1.0 - depth / 22.0).clamp(0.0, 1.0);
            [
                28.0 + 60.0 * clear,
                52.0 + 62.0 * clear,
                74.0 + 42.0 * clear,
            ]
        }
        other => base_color(other),
    };
    color.map(|channel: f64| (channel * texture * light).clamp(0.0, 255.0) as u8)
}

fn base_color(cover: Cover) -> [f64; 3] {
    match cover {
        Cover::Sea | Cover::FreshWater => [30.0, 48.0, 62.0],
        Cover::BuiltUp => [158.0, 150.0, 142.0],
        Cover::Transport => [176.0, 170.0, 160.0],
        Cover::FullyCultivated => [140.0, 152.0, 84.0],
        Cover::SurfaceCultivated => [128.0, 140.0, 84.0],
        Cover::Pasture => [116.0, 130.0, 80.0],
        Cover::ForestOfHighYield => [48.0, 68.0, 42.0],
        Cover::ForestOfMediumYield => [56.0, 78.0, 46.0],
        Cover::ForestOfLowYield => [74.0, 92.0, 56.0],
        Cover::ForestUnproductive => [92.0, 104.0, 68.0],
        Cover::OpenGround => [122.0, 118.0, 88.0],
        Cover::BareRock => [138.0, 132.0, 120.0],
        Cover::Mire => [128.0, 112.0, 70.0],
    }
}

/// How bright the ground is, 1 where it is level.
fn light_at(at: Coord<f64>, terrain: &Grid<f32>) -> f64 {
    let height = |x: f64, y: f64| {
        terrain.height_at(Coord {
            x: at.x + x,
            y: at.y + y,
        })
    };
    let rise = |one: Option<f64>, other: Option<f64>| {
        Some(EXAGGERATION * (one? - other?) / (2.0 * PIXEL_M))
    };
    let east = rise(height(PIXEL_M, 0.0), height(-PIXEL_M, 0.0)).unwrap_or(0.0);
    let north = rise(height(0.0, PIXEL_M), height(0.0, -PIXEL_M)).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "light needs few digits")]
    let lit = shade(Light::NorthWest, east as f32, north as f32);
    0.35 + 0.65 * f64::from(lit) / f64::from(shade(Light::NorthWest, 0.0, 0.0))
}
