//! Rasters that cannot be measured on become such that can.

use std::path::Path;

use berghald::gis::{self, RasterOddity, Reprojected};
use berghald::progress::Run;
use berghald::terrain::Grid;
use gdal::Gcp;

use super::make::{Raster, all, names_in, spatial_ref, text};

fn reproject(input: &Path, to: Option<&str>, stated_crs: Option<&str>) -> (Reprojected, Grid<f32>) {
    let output = input.with_file_name("out.tif");
    let done = gis::reproject(text(input), &output, to, stated_crs, &Run::default()).unwrap();
    assert_eq!(names_in(output.parent().unwrap()), ["made.tif", "out.tif"]);
    let terrain = gis::open_terrain(text(&output), None).unwrap();
    assert_eq!(terrain.placement(), &done.placement);
    let heights = terrain
        .read(all(terrain.placement()), &Run::default())
        .unwrap();
    (done, heights)
}

/// A raster of degrees in Stryn, 500 m high, one corner 100 m lower.
fn degrees() -> Raster<'static, f32> {
    let mut heights = vec![500.0; 10_000];
    heights[0] = 400.0;
    let transform = [7.4, 0.0002, 0.0, 61.98, 0.0, -0.0001];
    Raster {
        columns: 100,
        ..Raster::new(heights).crs("EPSG:4326").transform(transform)
    }
}

#[test]
fn degrees_become_metres_in_the_zone_of_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = degrees().write(folder.path(), |_| {});
    let (done, heights) = reproject(&path, None, None);
    assert_eq!(done.reference.epsg(), Some(25832));
    assert!(done.placement.is_square());
    assert_eq!(done.warnings, []);
    let range = heights.height_range().unwrap();
    assert!(
        range.highest_m == 500.0 && range.lowest_m < 460.0,
        "{range:?}"
    );
    let ground_m2 = range.cells as f64 * done.placement.cell_area_m2();
    // A degree is 52.44 km of longitude and 111.43 km of latitude here, by the GRS 80 ellipsoid.
    let true_m2 = 100.0 * 0.0002 * 52_440.0 * 100.0 * 0.0001 * 111_430.0;
    assert!(
        (ground_m2 / true_m2 - 1.0).abs() < 0.015,
        "{ground_m2} m², not {true_m2} m²"
    );
}

#[test]
fn the_target_may_be_chosen_but_must_be_measurable() {
    let folder = tempfile::tempdir().unwrap();
    let path = degrees().write(folder.path(), |_| {});
    assert_eq!(
        reproject(&path, Some("EPSG:25833"), None)
            .0
            .reference
            .epsg(),
        Some(25833)
    );
    let out = folder.path().join("refused.tif");
    for (to, code) in [
        ("EPSG:4258", "crs_geographic"),
        ("EPSG:3857", "crs_web_mercator"),
    ] {
        let error = gis::reproject(text(&path), &out, Some(to), None, &Run::default()).unwrap_err();
        assert_eq!(error.code(), code);
    }
    assert_eq!(names_in(folder.path()), ["made.tif", "out.tif"]);
}

#[test]
fn the_datum_of_the_heights_is_kept_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = degrees().crs("EPSG:4258+5941").write(folder.path(), |_| {});
    let (done, _) = reproject(&path, None, None);
    assert_eq!(done.reference.vertical().unwrap().epsg, Some(5941));
    let [RasterOddity::HeightDatumKept { datum }] = done.warnings.as_slice() else {
        panic!("{:?}", done.warnings)
    };
    assert_eq!(datum.name, "NN2000 height");
}

#[test]
fn heights_come_out_in_metres_whatever_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let transform = [-74.0, 0.0002, 0.0, 40.8, 0.0, -0.0002];
    let raster = Raster {
        columns: 20,
        ..Raster::new(vec![100_i16; 400])
    };
    let path = raster
        .crs("EPSG:4269+6360")
        .transform(transform)
        .write(folder.path(), |file| {
            let mut band = file.rasterband(1).unwrap();
            band.set_scale(2.0).unwrap();
            band.set_offset(10.0).unwrap();
        });
    let (done, heights) = reproject(&path, None, None);
    assert_eq!(done.reference.epsg(), Some(32618));
    let range = heights.height_range().unwrap();
    assert!(
        (range.highest_m - 210.0 * 1200.0 / 3937.0).abs() < 1e-4,
        "{range:?}"
    );
}

#[test]
fn turned_rasters_and_those_with_control_points_are_straightened() {
    let folder = tempfile::tempdir().unwrap();
    let turned = [420_000.0, 4.0, 3.0, 6_860_000.0, 3.0, -4.0];
    let square = || Raster {
        columns: 20,
        ..Raster::new(vec![500.0_f32; 400])
    };
    let path = square().transform(turned).write(folder.path(), |_| {});
    let (done, heights) = reproject(&path, None, None);
    let area_m2 = heights.height_range().unwrap().cells as f64 * done.placement.cell_area_m2();
    assert!((area_m2 / 10_000.0 - 1.0).abs() < 0.05, "{area_m2} m²");

    let path = square()
        .crs(None)
        .transform(None)
        .write(folder.path(), |file| {
            let corners = [(0.0, 0.0), (20.0, 0.0), (0.0, 20.0), (20.0, 20.0)];
            let points = corners.map(|(pixel, line): (f64, f64)| Gcp {
                id: String::new(),
                info: String::new(),
                pixel,
                line,
                x: 420_000.0 + 5.0 * pixel,
                y: 6_860_000.0 - 5.0 * line,
                z: 0.0,
            });
            file.set_gcps(points.to_vec(), &spatial_ref("EPSG:25832"))
                .unwrap();
        });
    let (done, _) = reproject(&path, None, None);
    assert_eq!(done.reference.epsg(), Some(25832));
    assert!(
        (done.placement.west_m - 420_000.0).abs() < 0.01,
        "{:?}",
        done.placement
    );
    assert!(
        (done.placement.cell_width_m - 5.0).abs() < 0.01,
        "{:?}",
        done.placement
    );
}

#[test]
fn what_cannot_be_placed_is_not_reprojected() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |path: &Path| {
        let out = folder.path().join("out.tif");
        gis::reproject(text(path), &out, None, None, &Run::default())
            .unwrap_err()
            .code()
    };
    let path = degrees().crs(None).write(folder.path(), |_| {});
    assert_eq!(refusal(&path), "crs_missing");
    let path = degrees().transform(None).write(folder.path(), |_| {});
    assert_eq!(refusal(&path), "no_georeference");
    assert_eq!(names_in(folder.path()), ["made.tif"]);
}

#[test]
fn cancelling_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = degrees().write(folder.path(), |_| {});
    let run = Run::default();
    run.cancel();
    let out = folder.path().join("out.tif");
    let error = gis::reproject(text(&path), &out, None, None, &run).unwrap_err();
    assert_eq!(error.code(), "cancelled");
    assert_eq!(names_in(folder.path()), ["made.tif"]);
}
