//! How fast ground is prepared for drawing and drawn.
//!
//! # Figures
//! Median rates in million cells a second on a shared two-core virtual machine with other work on it.
//!
//! | work | rate | aim |
//! | --- | --- | --- |
//! | relief, light from the north-west | 127 (best 181) | 80, one core |
//! | relief, several lights | 130 (best 147) | 80, one core |
//! | levels of 8192 × 8192 cells, deflate with predictor, in tiles of 256 | 34 (2.0 s; best 1.5 s) | 27, two cores |
//!
//! Of the 1.6 s that the processor works for the levels, more than half is GDAL's decompression. The memory
//! in use rises by about 45 MB for files in tiles, and by 130 MB for compressed strips of this width.

use std::path::Path;

use berghald::figure::{Light, ReliefStyle, relief_tile};
use berghald::gis::{self, HeightPyramid, Reference};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use divan::Bencher;
use divan::counter::ItemsCount;

fn hills(side: usize) -> Grid<f32> {
    let placement = Placement {
        west_m: 420_000.0,
        north_m: 6_860_000.0,
        cell_width_m: 1.0,
        cell_height_m: 1.0,
        columns: side,
        rows: side,
        ground_per_map: 1.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    Grid::from_fn(placement, |at| {
        let (x, y) = (at.x - 420_000.0, at.y - 6_860_000.0);
        let rough = ((x * 12.9898 + y * 78.233).sin() * 43_758.547).fract();
        (400.0 + 0.1 * x + 90.0 * (x / 470.0).sin() * (y / 310.0).cos() + 0.2 * rough) as f32
    })
}

/// One tile with its border, coloured and lit.
#[divan::bench(args = [Light::NorthWest, Light::Several])]
fn relief(bencher: Bencher<'_, '_>, light: Light) {
    let heights = hills(514);
    let style = ReliefStyle {
        light,
        ..ReliefStyle::between(300.0, 600.0)
    };
    bencher
        .counter(ItemsCount::new(512_usize * 512))
        .bench(|| relief_tile(&heights, &style));
}

/// All levels of a compressed tiled file, on all cores.
#[divan::bench(args = [2048, 8192], sample_count = 3, sample_size = 1)]
fn pyramid(bencher: Bencher<'_, '_>, side: usize) {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let source = folder.path().join("ground.tif");
    let crs = Reference::parse("EPSG:25832").expect("a known code");
    gis::write_terrain(&source, &hills(side), &crs, &Run::default()).expect("room on the disk");
    let source = source.to_str().expect("a plain path");
    let build = |cache: &Path| {
        HeightPyramid::open_or_build(source, None, cache, &Run::default()).expect("plain terrain")
    };
    bencher
        .counter(ItemsCount::new(side * side))
        .with_inputs(|| tempfile::tempdir_in(folder.path()).expect("a folder for the cache"))
        .bench_refs(|cache| build(cache.path()));
}
