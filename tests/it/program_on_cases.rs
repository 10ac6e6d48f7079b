//! The program on files that nobody on this project made. They are not part of it: without them these
//! tests say so and pass.

use berghald::gis::write_terrain;
use berghald::progress::Run;
use berghald::terrain::Grid;

use crate::gis::cases;
use crate::program::{json, near, path};

#[test]
fn real_surfaces_give_the_published_volumes() {
    let Some(cases) = cases::folder() else { return };
    let before = cases.join("real/st-helens/base_2000-09-25.tif");
    let after = cases.join("real/st-helens/after_2004-10-11.tif");
    let result = &json(&[
        "cutfill",
        "--before",
        path(&before),
        "--after",
        path(&after),
    ])["result"];
    near(&result["fill_m3"], 11_841_359.7, 1e-4);
    near(&result["cut_m3"], 392_042.8, 1e-4);
    near(&result["net_m3"], 11_449_316.8, 1e-4);
}

#[test]
fn gullies_give_the_published_volume() {
    let Some(cases) = cases::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let difference = cases.join("known/gullies/116_DEMdif_clipped.sdat");
    let terrain = berghald::gis::open_terrain(path(&difference), None).unwrap();
    let level = folder.path().join("level.tif");
    let grid = Grid::filled(*terrain.placement(), 0.0_f32);
    write_terrain(&level, &grid, terrain.reference(), &Run::default()).unwrap();
    let object = json(&[
        "cutfill",
        "--before",
        path(&level),
        "--after",
        path(&difference),
    ]);
    let result = &object["result"];
    near(&result["fill_m3"], 239_878.474_5, 1e-5);
    near(&result["area_m2"], 19_315.426_3, 1e-5);
    assert_eq!(result["cells"], 21);
    // The surface beside it has cells that are not square; it is resampled, and that is said.
    let spline = cases.join("known/gullies/116_spline.tif");
    let object = json(&[
        "cutfill",
        "--before",
        path(&level),
        "--after",
        path(&spline),
    ]);
    assert!(
        object["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|warning| warning["code"] == "resampled")
    );
}

#[test]
fn web_mercator_is_refused_with_a_reason_and_a_way_out() {
    let Some(cases) = cases::folder() else { return };
    let file = cases.join("known/raster-volume/dem_crs.tif");
    let error = &json(&["cutfill", "--before", path(&file), "--after", path(&file)])["error"];
    assert_eq!(error["code"], "crs_web_mercator");
    assert!(
        error["hint"]
            .as_str()
            .unwrap()
            .contains("berghald reproject")
    );
    assert!(json(&["info", path(&file)])["result"]["area_m2"].is_null());
    let folder = tempfile::tempdir().unwrap();
    let utm = folder.path().join("utm.tif");
    json(&["reproject", path(&file), path(&utm)]);
    assert_eq!(json(&["info", path(&utm)])["result"]["measurable"], true);
}

#[test]
fn grasdalen_holds_what_it_held_before() {
    let Some(cases) = cases::folder() else { return };
    let terrain = cases.join("real/grasdalen/dtm5_grasdalen.tif");
    let outline = cases.join("real/grasdalen/outline.geojson");
    let result = &json(&[
        "deposit",
        "--terrain",
        path(&terrain),
        "--outline",
        path(&outline),
    ])["result"];
    near(&result["outline_area_m2"], 180_800.0, 1e-9);
    near(&result["capacity_m3"], 11_829_758.0, 5e-4);
    let asked = json(&[
        "deposit",
        "--terrain",
        path(&terrain),
        "--outline",
        path(&outline),
        "--placed-m3",
        "5e6",
    ]);
    near(&asked["result"]["fill_m3"], 5e6, 1e-6);
    let without_crs = cases.join("real/grasdalen/dtm5_grasdalen_no_crs.asc");
    let arguments = [
        "deposit",
        "--terrain",
        path(&without_crs),
        "--outline",
        path(&outline),
    ];
    assert_eq!(json(&arguments)["error"]["code"], "crs_missing");
    let stated = json(&[&arguments[..], &["--crs", "EPSG:25832"]].concat());
    assert_eq!(stated["warnings"][0]["code"], "crs_stated");
    near(&stated["result"]["capacity_m3"], 11_829_758.0, 5e-4);
}

/// Lowest and highest, in metres, and the area in m² where one is given.
type Figures = (f64, f64, Option<f64>);

/// What each raster that broke real software comes to: a refusal, or figures (lowest, highest, area in m²).
const NASTY: &[(&str, Result<Figures, &str>)] = &[
    ("corrupted_deflate_singlestrip.tif", Err("picture")),
    ("unknown_compression.tif", Err("cannot_read")),
    ("excessive-memory-TIFFFillStrip.tif", Err("cannot_read")),
    ("hugeblocksize.tif", Err("cannot_read")),
    ("byte_nogeoref.tif", Err("no_georeference")),
    ("byte_gcp.tif", Err("gcps_only")),
    // The georeference in the .aux.xml file counts, and it is turned; that the others differ is warned about.
    ("byte_inconsistent_georef.tif", Err("rotated")),
    ("nan32_nodata.tif", Ok((50.0, 58.0, None))),
    (
        "float32_with_nodata_slightly_above_float_max.tif",
        Err("no_georeference"),
    ),
    ("nodata_float.asc", Err("crs_missing")),
    ("pixel_per_line_comma.asc", Err("crs_missing")),
    ("int_raster_with_scale.tif", Ok((0.7338, 0.8326, None))),
    ("tiff_vertcs_scale_offset.tif", Ok((224.0, 224.0, None))),
    // 400 cells of 0.25 US survey feet: 25 square feet.
    (
        "epsg_2853_with_us_feet.tif",
        Ok((
            74.0,
            255.0,
            Some(25.0 * 0.304_800_609_601_219_2 * 0.304_800_609_601_219_2),
        )),
    ),
    ("epsg4326_3855_geotiff1_1.tif", Err("crs_geographic")),
    ("cfloat32.tif", Err("complex_values")),
    ("stefan_full_rgba.tif", Err("picture")),
];

#[test]
fn every_nasty_raster_is_refused_with_a_reason_or_read_right() {
    let Some(cases) = cases::folder() else { return };
    let mut faults = Vec::new();
    for (name, expected) in NASTY {
        let file = cases.join("nasty").join(name);
        let seen = json(&["info", path(&file)]);
        let verdict = seen["error"]["code"]
            .as_str()
            .or_else(|| seen["result"]["refusal"].as_str());
        let object = json(&["cutfill", "--before", path(&file), "--after", path(&file)]);
        let refused = object["error"]["code"].as_str();
        match expected {
            Err(_) if refused.is_none() => faults.push(format!("{name} was measured on")),
            Err(code) if verdict != Some(code) => {
                faults.push(format!("{name}: {verdict:?}, not {code}"));
            }
            Err(_) => {
                let message = object["error"]["message"].as_str().unwrap_or_default();
                if !message.contains(name) || object["error"]["hint"] == "" {
                    faults.push(format!("{name}: {}", object["error"]));
                }
            }
            Ok((lowest, highest, area)) => {
                let figure = |key: &str| seen["result"][key].as_f64();
                let is = |key: &str, expected: f64| {
                    figure(key).is_some_and(|seen| (seen - expected).abs() < 1e-6)
                };
                let same = is("height_min_m", *lowest) && is("height_max_m", *highest);
                let area = area.is_none_or(|area| {
                    figure("area_m2").is_some_and(|seen| (seen / area - 1.0).abs() < 1e-6)
                });
                if !same || !area || refused.is_some() {
                    faults.push(format!("{name}: {seen} {object}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nasty_heights_are_right_even_where_the_place_is_unknown() {
    let Some(cases) = cases::folder() else { return };
    for (name, lowest, highest) in [
        ("nodata_float.asc", Some(107.0), 156.0),
        ("pixel_per_line_comma.asc", Some(0.0), 3450.0),
        (
            "float32_with_nodata_slightly_above_float_max.tif",
            None,
            0.703,
        ),
    ] {
        let file = cases.join("nasty").join(name);
        let result = &json(&["info", path(&file)])["result"];
        if let Some(lowest) = lowest {
            assert_eq!(result["height_min_m"].as_f64(), Some(lowest), "{name}");
        }
        assert!(
            (result["height_max_m"].as_f64().unwrap() - highest).abs() < 1e-3,
            "{name}: {result}"
        );
    }
}
