//! The small synthetic hillside that tests work on, and the proof that its files are what it gives.
//!
//! `BERGHALD_WRITE_SAMPLE=1 cargo test --release hillside` writes them again.

use std::fs;
use std::path::{Path, PathBuf};

use berghald::gis::{Reference, open_terrain, write_terrain};
use berghald::progress::Run;
use berghald::terrain::{CellWindow, Grid, Placement};
use geo::Coord;

const OUTLINE: &str = r#"{"type":"FeatureCollection","name":"synthetic outline","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::25833"}},"features":[
{"type":"Feature","properties":{"name":"SYNTHETIC hillside deposit"},"geometry":{"type":"Polygon","coordinates":[[[500180,7000620],[500240,7000180],[500620,7000130],[500900,7000280],[500930,7000560],[500560,7000700],[500180,7000620]]]}}
]}
"#;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files")
}

/// A made-up hillside above a fjord with a gully and a ledge, 240 × 200 cells of 5 m. No real place.
fn synthetic_terrain() -> Grid<f32> {
    let placement = Placement {
        west_m: 500_000.0,
        north_m: 7_000_900.0,
        cell_width_m: 5.0,
        cell_height_m: 5.0,
        columns: 240,
        rows: 180,
        ground_per_map: 1.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    let height = |at: Coord<f64>| {
        let (x, y) = (at.x - 500_000.0, at.y - 7_000_000.0);
        let hillside = 60.0 + 0.16 * y + 0.02 * x;
        let knolls = 5.0 * (x / 83.0).sin() * (y / 61.0).cos();
        let gully = -14.0 * (-((x - 560.0 - 0.15 * y) / 70.0).powi(2)).exp();
        let ledge = 12.0 / (1.0 + (-(y - 480.0 - 0.1 * x) / 6.0).exp());
        // To centimetres, so that the file is the same wherever it is made.
        (((hillside + knolls + gully + ledge) * 100.0).round() / 100.0) as f32
    };
    Grid::from_fn(placement, height)
}

#[test]
fn the_hillside_files_are_what_the_generator_gives() {
    let (terrain, outline) = (
        folder().join("synthetic-terrain.tif"),
        folder().join("synthetic-outline.geojson"),
    );
    let grid = synthetic_terrain();
    if std::env::var_os("BERGHALD_WRITE_SAMPLE").is_some() {
        let reference = Reference::parse("EPSG:25833+5941").unwrap();
        write_terrain(&terrain, &grid, &reference, &Run::default()).unwrap();
        fs::write(&outline, OUTLINE).unwrap();
    }
    assert_eq!(fs::read_to_string(&outline).unwrap(), OUTLINE);
    let source = open_terrain(terrain.to_str().unwrap(), None).unwrap();
    assert_eq!(source.reference().epsg(), Some(25833));
    assert!(
        source
            .reference()
            .vertical()
            .is_some_and(|datum| datum.name.contains("NN2000"))
    );
    let all = CellWindow {
        column: 0,
        row: 0,
        columns: 240,
        rows: 180,
    };
    let read = source.read(all, &Run::default()).unwrap();
    let apart = |(a, b): (&f32, &f32)| (a - b).abs();
    let most = read
        .cells()
        .iter()
        .zip(grid.cells())
        .map(apart)
        .fold(0.0, f32::max);
    assert!(most < 1e-3, "{most} m apart");
}
