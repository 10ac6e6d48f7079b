//! Each rule for opening terrain, on the smallest raster that shows it.

use std::path::Path;

use berghald::gis::{self, FileGeoreference, HeightUnit, RasterError, RasterFacts, RasterOddity};
use berghald::progress::Run;
use berghald::terrain::{CellWindow, Grid};
use gdal::Gcp;
use gdal::Metadata as _;
use gdal::raster::ColorInterpretation;

use super::make::{Raster, STRYN, all, spatial_ref, text};

fn read(path: &Path) -> Grid<f32> {
    let terrain = gis::open_terrain(text(path), None).unwrap();
    terrain
        .read(all(terrain.placement()), &Run::default())
        .unwrap()
}

fn inspect(path: &Path) -> RasterFacts {
    gis::inspect_raster(text(path), None, &Run::default()).unwrap()
}

fn refusal(path: &Path, stated_crs: Option<&str>) -> &'static str {
    gis::open_terrain(text(path), stated_crs)
        .map(|_| ())
        .unwrap_err()
        .code()
}

fn codes(warnings: &[RasterOddity]) -> Vec<&'static str> {
    warnings.iter().map(RasterOddity::code).collect()
}

fn eight() -> Vec<f32> {
    (1..=8).map(|value| value as f32).collect()
}

#[test]
fn rows_come_from_the_north_also_where_the_file_begins_in_the_south() {
    let folder = tempfile::tempdir().unwrap();
    let [west, width, _, first, _, _] = STRYN;
    let path = Raster::new(eight())
        .transform([west, width, 0.0, first, 0.0, 5.0])
        .write(folder.path(), |_| {});
    let grid = read(&path);
    assert_eq!(grid.cells(), [5.0, 6.0, 7.0, 8.0, 1.0, 2.0, 3.0, 4.0]);
    assert_eq!(grid.placement().north_m, first + 10.0);
    let terrain = gis::open_terrain(text(&path), None).unwrap();
    let south_east = CellWindow {
        column: 3,
        row: 1,
        columns: 1,
        rows: 1,
    };
    assert_eq!(
        terrain.read(south_east, &Run::default()).unwrap().cells(),
        [4.0]
    );
}

#[test]
fn cells_need_not_be_square() {
    let folder = tempfile::tempdir().unwrap();
    let [west, _, _, north, _, _] = STRYN;
    let path = Raster::new(eight())
        .transform([west, 4.0, 0.0, north, 0.0, -8.0])
        .write(folder.path(), |_| {});
    let placement = *read(&path).placement();
    assert_eq!(
        (placement.cell_width_m, placement.cell_height_m),
        (4.0, 8.0)
    );
    assert_eq!(inspect(&path).heights.unwrap().area_m2, Some(8.0 * 32.0));
}

#[test]
fn a_window_beyond_the_raster_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(eight()).write(folder.path(), |_| {});
    let terrain = gis::open_terrain(text(&path), None).unwrap();
    let beyond = CellWindow {
        column: 2,
        row: 0,
        columns: 3,
        rows: 1,
    };
    assert_eq!(
        terrain.read(beyond, &Run::default()).unwrap_err().code(),
        "window_outside"
    );
}

#[test]
fn reading_can_be_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(eight()).write(folder.path(), |_| {});
    let run = Run::default();
    run.cancel();
    let cancelled = gis::inspect_raster(text(&path), None, &run).unwrap_err();
    assert!(matches!(cancelled, RasterError::Cancelled { .. }));
}

#[test]
fn the_value_for_no_height_is_compared_before_scaling() {
    let folder = tempfile::tempdir().unwrap();
    let path =
        Raster::new(vec![-999_i16, 0, 10, 20, 30, 40, 50, 60]).write(folder.path(), |file| {
            let mut band = file.rasterband(1).unwrap();
            band.set_no_data_value(Some(-999.0)).unwrap();
            band.set_scale(0.1).unwrap();
            band.set_offset(100.0).unwrap();
        });
    let facts = inspect(&path);
    let range = facts.heights.unwrap().range;
    assert_eq!(
        (range.lowest_m, range.highest_m, range.cells),
        (100.0, 106.0, 7)
    );
    assert_eq!(
        (facts.nodata, facts.scale, facts.offset),
        (Some(-999.0), 0.1, 100.0)
    );
}

#[test]
fn numbers_that_are_no_heights_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let values = vec![
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::MAX,
        f32::MIN,
        1e31,
        7.0,
        8.0,
    ];
    let path = Raster::new(values).write(folder.path(), |_| {});
    let range = inspect(&path).heights.unwrap().range;
    assert_eq!(
        (range.lowest_m, range.highest_m, range.cells),
        (7.0, 8.0, 2)
    );
}

#[test]
fn a_mask_says_where_there_are_heights() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(eight()).write(folder.path(), |file| {
        file.rasterband(1).unwrap().create_mask_band(true).unwrap();
        let band = file.rasterband(1).unwrap();
        let mut mask = band.open_mask_band().unwrap();
        let mut values = gdal::raster::Buffer::new((4, 2), vec![0_u8, 255, 255, 255, 0, 0, 255, 0]);
        mask.write((0, 0), (4, 2), &mut values).unwrap();
    });
    assert_eq!(inspect(&path).heights.unwrap().range.cells, 4);
    assert!(read(&path).at(0, 0).is_nan());
    assert!(
        gis::open_terrain(text(&path), None)
            .unwrap()
            .is_nodata_known()
    );
}

#[test]
fn an_alpha_band_is_a_mask_and_no_second_band() {
    let folder = tempfile::tempdir().unwrap();
    let raster = Raster {
        bands: vec![eight(), vec![255.0; 8]],
        ..Raster::new(Vec::new())
    };
    let path = raster.write(folder.path(), |file| {
        let mut alpha = file.rasterband(2).unwrap();
        alpha
            .set_color_interpretation(ColorInterpretation::AlphaBand)
            .unwrap();
    });
    assert_eq!(inspect(&path).heights.unwrap().range.cells, 8);
}

#[test]
fn one_of_several_bands_is_chosen_by_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let second = eight().iter().map(|value| value * 10.0).collect();
    let raster = Raster {
        bands: vec![eight(), second],
        ..Raster::new(Vec::new())
    };
    let path = raster.write(folder.path(), |_| {});
    assert_eq!(refusal(&path, None), "several_bands");
    let second = gis::open_terrain(&format!("{}#2", text(&path)), None).unwrap();
    assert_eq!(
        second
            .read(all(second.placement()), &Run::default())
            .unwrap()
            .at(3, 1),
        80.0
    );
    let third = gis::open_terrain(&format!("{}#3", text(&path)), None).map(|_| ());
    assert_eq!(third.unwrap_err().code(), "no_such_band");
}

#[test]
fn a_turned_raster_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let [west, _, _, north, _, _] = STRYN;
    let path = Raster::new(eight())
        .transform([west, 4.0, 3.0, north, 3.0, -4.0])
        .write(folder.path(), |_| {});
    let error = gis::open_terrain(text(&path), None)
        .map(|_| ())
        .unwrap_err();
    let RasterError::Rotated { degrees, .. } = error else {
        panic!("{error}")
    };
    assert!((degrees - 36.87).abs() < 0.01, "{degrees}");
}

#[test]
fn control_points_alone_are_not_enough() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(eight())
        .crs(None)
        .transform(None)
        .write(folder.path(), |file| {
            let at = |pixel: f64, line: f64| Gcp {
                id: String::new(),
                info: String::new(),
                pixel,
                line,
                x: 420_000.0 + 5.0 * pixel,
                y: 6_860_000.0 - 5.0 * line,
                z: 0.0,
            };
            let points = vec![at(0.0, 0.0), at(4.0, 0.0), at(0.0, 2.0), at(4.0, 2.0)];
            file.set_gcps(points, &spatial_ref("EPSG:25832")).unwrap();
        });
    assert_eq!(refusal(&path, None), "gcps_only");
    assert_eq!(
        inspect(&path).georeference,
        FileGeoreference::ControlPoints { points: 4 }
    );
}

#[test]
fn a_raster_without_a_position_is_for_looking_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(eight())
        .crs(None)
        .transform(None)
        .write(folder.path(), |_| {});
    assert_eq!(refusal(&path, Some("EPSG:25832")), "no_georeference");
    let facts = inspect(&path);
    assert_eq!((facts.columns, facts.rows, facts.placement), (4, 2, None));
    assert_eq!(facts.heights.unwrap().area_m2, None);
}

#[test]
fn a_missing_coordinate_system_must_be_stated() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(eight()).crs(None).write(folder.path(), |_| {});
    assert_eq!(refusal(&path, None), "crs_missing");
    assert_eq!(refusal(&path, Some("nonsense")), "crs_not_understood");
    for stated in ["EPSG:25832", "25832"] {
        let terrain = gis::open_terrain(text(&path), Some(stated)).unwrap();
        assert_eq!(terrain.reference().epsg(), Some(25832));
        assert_eq!(codes(terrain.warnings()), ["crs_stated"]);
    }
}

#[test]
fn a_stated_coordinate_system_must_not_contradict_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(eight()).write(folder.path(), |_| {});
    assert_eq!(refusal(&path, Some("EPSG:25833")), "crs_contradicts");
    let same = gis::open_terrain(text(&path), Some("25832")).unwrap();
    assert!(same.warnings().is_empty(), "{:?}", same.warnings());
    let with_heights = gis::open_terrain(text(&path), Some("EPSG:25832+5941")).unwrap();
    assert_eq!(
        with_heights.reference().vertical().unwrap().epsg,
        Some(5941)
    );
}

#[test]
fn degrees_and_web_mercator_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let degrees = [7.0, 0.001, 0.0, 62.0, 0.0, -0.001];
    let path = Raster::new(eight())
        .crs("EPSG:4326")
        .transform(degrees)
        .write(folder.path(), |_| {});
    assert_eq!(refusal(&path, None), "crs_geographic");
    let mercator = [780_000.0, 10.0, 0.0, 8_860_000.0, 0.0, -10.0];
    let path = Raster::new(eight())
        .crs("EPSG:3857")
        .transform(mercator)
        .write(folder.path(), |_| {});
    assert_eq!(refusal(&path, None), "crs_web_mercator");
    let facts = inspect(&path);
    let RasterError::CrsWebMercator {
        area_scale: Some(scale),
        ..
    } = facts.measurable.unwrap_err()
    else {
        panic!("no scale")
    };
    assert!((4.0..5.0).contains(&scale), "{scale}");
}

#[test]
fn a_projection_far_from_its_zone_is_warned_of_and_then_refused() {
    let folder = tempfile::tempdir().unwrap();
    // Vadsø in zone 32, 12° east of it; and Iceland.
    let near = [1_200_000.0, 5.0, 0.0, 7_900_000.0, 0.0, -5.0];
    let path = Raster::new(eight())
        .transform(near)
        .write(folder.path(), |_| {});
    assert_eq!(
        codes(gis::open_terrain(text(&path), None).unwrap().warnings()),
        ["area_scale"]
    );
    let far = [3_000_000.0, 5.0, 0.0, 7_000_000.0, 0.0, -5.0];
    let path = Raster::new(eight())
        .transform(far)
        .write(folder.path(), |_| {});
    assert_eq!(refusal(&path, None), "crs_distorts");
}

#[test]
fn feet_become_metres_in_plan_and_height() {
    let folder = tempfile::tempdir().unwrap();
    // New York, Long Island (US survey feet) with NAVD88 heights in US survey feet.
    let feet = [1_000_000.0, 10.0, 0.0, 200_000.0, 0.0, -10.0];
    let path = Raster::new(eight())
        .crs("EPSG:2263+6360")
        .transform(feet)
        .write(folder.path(), |_| {});
    let facts = inspect(&path);
    assert_eq!(facts.height_unit, HeightUnit::UsSurveyFoot);
    assert_eq!(facts.vertical_datum.as_ref().unwrap().epsg, Some(6360));
    let placement = facts.placement.unwrap();
    assert!(
        (placement.west_m - 304_800.609_6).abs() < 1e-3,
        "{placement:?}"
    );
    assert!((placement.cell_width_m - 3.048_006_096).abs() < 1e-8);
    assert!((facts.heights.unwrap().range.highest_m - 8.0 * 0.304_800_61).abs() < 1e-6);
    assert!(facts.warnings.is_empty(), "{:?}", facts.warnings);
}

#[test]
fn a_band_unit_wins_over_the_coordinate_system_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(eight())
        .crs("EPSG:25832+5941")
        .write(folder.path(), |_| {});
    state_unit(&path, "ft");
    let facts = inspect(&path);
    assert_eq!(facts.height_unit, HeightUnit::Foot);
    assert_eq!(codes(&facts.warnings), ["height_units_disagree"]);
    assert!((facts.heights.unwrap().range.highest_m - 8.0 * 0.3048).abs() < 1e-6);
}

#[test]
fn a_unit_that_is_no_length_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(eight()).write(folder.path(), |_| {});
    state_unit(&path, "degC");
    assert_eq!(refusal(&path, None), "height_unit_unknown");
    assert_eq!(inspect(&path).heights, None);
}

#[test]
fn depths_are_not_taken_for_heights() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(eight())
        .crs("EPSG:25832+5715")
        .write(folder.path(), |_| {});
    assert_eq!(refusal(&path, None), "depths_not_heights");
}

/// States the unit of the heights in GDAL's side file.
fn state_unit(path: &Path, unit: &str) {
    let text = format!(
        "<PAMDataset><PAMRasterBand band=\"1\"><UnitType>{unit}</UnitType></PAMRasterBand></PAMDataset>"
    );
    std::fs::write(format!("{}.aux.xml", path.display()), text).unwrap();
}

#[test]
fn odd_heights_are_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(vec![0.0_f32, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 12_001.0])
        .write(folder.path(), |_| {});
    let facts = inspect(&path);
    assert_eq!(
        codes(&facts.warnings),
        ["heights_implausible", "many_zeros"]
    );
    assert!(facts.measurable.is_ok());
    let path = Raster::new(vec![f32::NAN; 8]).write(folder.path(), |_| {});
    assert_eq!(codes(&inspect(&path).warnings), ["no_heights"]);
}

#[test]
fn looking_at_a_file_writes_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = Raster::new(eight()).write(folder.path(), |file| {
        file.set_metadata_item("A", "B", "").unwrap();
    });
    inspect(&path);
    read(&path);
    assert_eq!(super::make::names_in(folder.path()), ["made.tif"]);
}

#[test]
fn what_is_no_raster_is_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    assert_eq!(refusal(&path("none.tif"), None), "file_missing");
    assert_eq!(refusal(folder.path(), None), "is_folder");
    std::fs::write(path("empty.tif"), "").unwrap();
    assert_eq!(refusal(&path("empty.tif"), None), "file_empty");
    std::fs::write(path("words.tif"), "Not a raster at all, only words.").unwrap();
    assert_eq!(refusal(&path("words.tif"), None), "not_a_raster");
}
