//! Rasters that real software made or that broke real software.

use berghald::gis::{self, Georeferencing, RasterOddity};
use berghald::progress::Run;

use super::cases;

/// Lowest, highest, and the plan area in m² where there is one.
type Figures = (f64, f64, Option<f64>);

/// Looks at one file: why it cannot be measured on, and its heights in metres.
fn check(file: &str, stated_crs: Option<&str>, refusal: Option<&str>, figures: Option<Figures>) {
    let Some(path) = cases::path(&format!("nasty/{file}")) else {
        return;
    };
    let (found_refusal, found_figures) =
        match gis::inspect_raster(&path, stated_crs, &Run::default()) {
            Err(error) => (Some(error.code()), None),
            Ok(facts) => {
                let heights = facts.heights.map(|heights| {
                    (
                        heights.range.lowest_m,
                        heights.range.highest_m,
                        heights.area_m2,
                    )
                });
                (facts.measurable.err().map(|error| error.code()), heights)
            }
        };
    assert_eq!(found_refusal, refusal, "{file}: {found_figures:?}");
    let opened = gis::open_terrain(&path, stated_crs)
        .map(|_| ())
        .map_err(|error| error.code());
    // What breaks while it is read may open.
    if refusal != Some("cannot_read") {
        assert_eq!(opened.err(), refusal, "{file}");
    }
    match (found_figures, figures) {
        (None, None) => {}
        (Some(found), Some(expected)) => {
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * b.abs().max(1.0);
            let is_same = near(found.0, expected.0)
                && near(found.1, expected.1)
                && match (found.2, expected.2) {
                    (Some(found), Some(expected)) => near(found, expected),
                    (found, expected) => found == expected,
                };
            assert!(is_same, "{file}: {found:?} is not {expected:?}");
        }
        (found, expected) => panic!("{file}: {found:?} is not {expected:?}"),
    }
}

#[test]
fn broken_files_are_refused() {
    // It calls itself a picture, which is enough to refuse it.
    check(
        "corrupted_deflate_singlestrip.tif",
        None,
        Some("picture"),
        None,
    );
    check("unknown_compression.tif", None, Some("cannot_read"), None);
    check(
        "excessive-memory-TIFFFillStrip.tif",
        None,
        Some("cannot_read"),
        None,
    );
    check("hugeblocksize.tif", None, Some("cannot_read"), None);
}

#[test]
fn files_without_a_proper_place_are_for_looking_only() {
    check(
        "byte_nogeoref.tif",
        None,
        Some("no_georeference"),
        Some((74.0, 255.0, None)),
    );
    check(
        "byte_gcp.tif",
        None,
        Some("gcps_only"),
        Some((74.0, 255.0, None)),
    );
    check(
        "epsg4326_3855_geotiff1_1.tif",
        None,
        Some("crs_geographic"),
        Some((0.0, 0.0, None)),
    );
}

#[test]
fn pictures_and_complex_numbers_are_no_terrain() {
    check("stefan_full_rgba.tif", None, Some("picture"), None);
    check("cfloat32.tif", None, Some("complex_values"), None);
}

#[test]
fn cells_without_a_height_are_left_out() {
    check(
        "nan32_nodata.tif",
        None,
        None,
        Some((50.0, 58.0, Some(90.0))),
    );
    check(
        "float32_with_nodata_slightly_above_float_max.tif",
        None,
        Some("no_georeference"),
        Some((-1.098_999_977_1, 0.703_338_623, None)),
    );
    check(
        "nodata_float.asc",
        None,
        Some("crs_missing"),
        Some((107.0, 156.0, None)),
    );
    check(
        "nodata_float.asc",
        Some("EPSG:32611"),
        None,
        Some((107.0, 156.0, Some(90_000.0))),
    );
    check(
        "pixel_per_line_comma.asc",
        None,
        Some("crs_missing"),
        Some((0.0, 3450.0, None)),
    );
}

#[test]
fn scales_and_units_are_applied() {
    let scale = 9.999_999_747e-5;
    let area_m2 = Some(56.0 * 900.0);
    check(
        "int_raster_with_scale.tif",
        None,
        None,
        Some((7338.0 * scale, 8326.0 * scale, area_m2)),
    );
    check(
        "tiff_vertcs_scale_offset.tif",
        None,
        None,
        Some((224.0, 224.0, Some(3600.0))),
    );
    let cell_m = 0.25 * 1200.0 / 3937.0;
    let area_m2 = Some(400.0 * cell_m * cell_m);
    check(
        "epsg_2853_with_us_feet.tif",
        None,
        None,
        Some((74.0, 255.0, area_m2)),
    );
}

#[test]
fn records_of_the_position_that_disagree_are_told() {
    let Some(path) = cases::path("nasty/byte_inconsistent_georef.tif") else {
        return;
    };
    let facts = gis::inspect_raster(&path, None, &Run::default()).unwrap();
    assert_eq!(
        facts.warnings,
        [RasterOddity::GeoreferenceDisagrees {
            used: Georeferencing::AuxFile,
            others: vec![Georeferencing::Internal, Georeferencing::WorldFile],
        }]
    );
}

#[test]
fn the_datum_of_the_heights_is_found_in_older_files_too() {
    let datum = |file: &str| {
        let path = cases::path(&format!("nasty/{file}"))?;
        gis::inspect_raster(&path, None, &Run::default())
            .unwrap()
            .vertical_datum
    };
    if cases::folder().is_some() {
        assert_eq!(
            datum("tiff_vertcs_scale_offset.tif").unwrap().epsg,
            Some(5773)
        );
        assert_eq!(
            datum("epsg4326_3855_geotiff1_1.tif").unwrap().epsg,
            Some(3855)
        );
    }
}
