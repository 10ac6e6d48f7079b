//! A large terrain for the measurements of `tests/window/speed.py`.

use std::path::PathBuf;

use berghald::gis::{Reference, open_terrain, write_terrain};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};

/// A made-up mountain side of 1 m cells: valleys, ridges and roughness, so that it compresses as real ground.
fn rough_ground(side: usize) -> Grid<f32> {
    let placement = Placement {
        west_m: 400_000.0,
        north_m: 6_900_000.0,
        cell_width_m: 1.0,
        cell_height_m: 1.0,
        columns: side,
        rows: side,
        ground_per_map: 1.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    Grid::from_fn(placement, |at| {
        let (x, y) = (at.x - 400_000.0, at.y - 6_890_000.0);
        let ridges = 180.0 * (x / 1900.0).sin() * (y / 2300.0).cos();
        let gullies = 12.0 * ((x + 0.4 * y) / 90.0).sin() + 3.0 * ((y - 0.3 * x) / 17.0).cos();
        let rough = 0.4 * ((x * 12.9898 + y * 78.233).sin() * 43_758.547).fract();
        (400.0 + 0.03 * y + ridges + gullies + rough) as f32
    })
}

/// `BERGHALD_LARGE_TERRAIN=FILE.tif` has 8192 × 8192 cells written there.
#[test]
fn a_large_terrain_is_tiled_without_overviews_and_opens() {
    let folder = tempfile::tempdir().unwrap();
    let asked = std::env::var_os("BERGHALD_LARGE_TERRAIN").map(PathBuf::from);
    let side = if asked.is_some() { 8192 } else { 300 };
    let path = asked.unwrap_or_else(|| folder.path().join("large.tif"));
    let reference = Reference::parse("EPSG:25832").unwrap();
    write_terrain(&path, &rough_ground(side), &reference, &Run::default()).unwrap();
    let opened = open_terrain(path.to_str().unwrap(), None).unwrap();
    assert_eq!(opened.placement().columns, side);
}
