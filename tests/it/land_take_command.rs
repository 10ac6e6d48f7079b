//! `berghald land-take` from outside.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json as object};

use crate::gis::cases;
use crate::program::{json, near, path, run};

/// A layer in a coordinate system; each feature is a geometry and the class that it has.
fn layer(folder: &Path, name: &str, epsg: u32, features: &[(Value, &str)]) -> PathBuf {
    let feature = |(geometry, class): &(Value, &str)| object!({ "type": "Feature", "properties": { "Type": class }, "geometry": geometry });
    let layer = object!({
        "type": "FeatureCollection",
        "crs": { "type": "name", "properties": { "name": format!("urn:ogc:def:crs:EPSG::{epsg}") } },
        "features": features.iter().map(feature).collect::<Vec<Value>>(),
    });
    let file = folder.join(name);
    fs::write(&file, layer.to_string()).unwrap();
    file
}

/// A rectangle by its corner, width and height, in metres from a corner of the site.
fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Value {
    let (west, south) = (500_000.0 + x, 7_000_000.0 + y);
    let (east, north) = (west + width, south + height);
    object!({ "type": "Polygon", "coordinates":
        [[[west, south], [east, south], [east, north], [west, north], [west, south]]] })
}

fn point(x: f64, y: f64) -> Value {
    object!({ "type": "Point", "coordinates": [500_000.0 + x, 7_000_000.0 + y] })
}

fn line(points: &[(f64, f64)]) -> Value {
    let points = points.iter().map(|(x, y)| [500_000.0 + x, 7_000_000.0 + y]);
    object!({ "type": "LineString", "coordinates": points.collect::<Vec<_>>() })
}

/// A footprint of two squares of 100 m that overlap on 1,000 m², and a layer of land cover.
struct Site {
    folder: tempfile::TempDir,
    footprint: PathBuf,
    cover: PathBuf,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let squares = [
            (rectangle(0.0, 0.0, 100.0, 100.0), ""),
            (rectangle(90.0, 0.0, 100.0, 100.0), ""),
        ];
        let cover = [
            (rectangle(-50.0, 0.0, 100.0, 200.0), "skog"),
            (rectangle(50.0, 0.0, 40.0, 100.0), "myr"),
            (rectangle(80.0, 0.0, 40.0, 50.0), "ferskvann"),
            (rectangle(500.0, 0.0, 40.0, 50.0), "jorde"),
        ];
        Self {
            footprint: layer(folder.path(), "footprint.geojson", 25833, &squares),
            cover: layer(folder.path(), "cover.geojson", 25833, &cover),
            folder,
        }
    }

    fn arguments<'a>(&'a self, layer: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let base = [
            "land-take",
            "--footprint",
            path(&self.footprint),
            "--layer",
            layer,
        ];
        [&base[..], more].concat()
    }

    fn take(&self, layer: &str, more: &[&str]) -> Value {
        json(&self.arguments(layer, more))
    }

    fn cover(&self, keys: &str) -> String {
        format!("{}{keys}", path(&self.cover))
    }
}

fn codes(object: &Value) -> Vec<&str> {
    let warnings = object["warnings"].as_array().unwrap().iter();
    warnings
        .filter_map(|warning| warning["code"].as_str())
        .collect()
}

/// Class, area.
fn areas(layer: &Value) -> Vec<(&str, f64)> {
    let classes = layer["classes"].as_array().unwrap().iter();
    let area = |class: &'_ Value| class["area_m2"].as_f64().unwrap();
    classes
        .map(|class| (class["class"].as_str().unwrap_or("null"), area(class)))
        .collect()
}

#[test]
fn ground_is_told_by_class_and_counts_once() {
    let site = Site::new();
    let object = site.take(&site.cover(",class=type,role=mire"), &[]);
    let result = &object["result"];
    near(&result["footprint_area_m2"], 19_000.0, 1e-6);
    near(&result["footprint_overlap_m2"], 1_000.0, 1e-6);
    let layer = &result["layers"][0];
    assert_eq!(layer["layer"], "cover");
    assert_eq!(layer["role"], "mire");
    assert_eq!(layer["class_field"], "Type");
    assert_eq!(layer["conflict"], "weighted");
    // The lake of 2,000 m² is smaller than the mire, which loses 500 m² to it.
    let seen = areas(layer);
    for ((class, area), (expected, area_m2)) in
        seen.iter()
            .zip([("skog", 5000.0), ("myr", 3500.0), ("ferskvann", 2000.0)])
    {
        assert_eq!(*class, expected);
        assert!((area / area_m2 - 1.0).abs() < 1e-6, "{seen:?}");
    }
    assert_eq!(seen.len(), 3);
    near(&layer["classes"][0]["share"], 5000.0 / 19_000.0, 1e-6);
    assert_eq!(layer["classes"][0]["label"], "skog");
    near(&layer["classes"][1]["area_alone_m2"], 4000.0, 1e-6);
    near(&layer["overlap_m2"], 500.0, 1e-6);
    near(&layer["not_mapped_m2"], 8_500.0, 1e-6);
    near(&layer["mapped_m2"], 10_500.0, 1e-6);
    assert_eq!(layer["invalid_features"], 0);
    assert_eq!(layer["coverage"], "unknown");
    assert_eq!(
        codes(&object),
        ["footprint_overlaps", "survey_unknown", "layer_overlaps"]
    );
    assert_eq!(object["inputs"].as_array().unwrap().len(), 2);
    assert_eq!(object["command"], "land-take");
}

#[test]
fn not_mapped_is_what_no_survey_covers() {
    let site = Site::new();
    let surveyed = [(rectangle(0.0, 0.0, 120.0, 50.0), "")];
    let coverage = layer(site.folder.path(), "survey.geojson", 25833, &surveyed);
    let keys = format!(",coverage={}", path(&coverage));
    let object = site.take(&site.cover(&keys), &[]);
    let taken = &object["result"]["layers"][0];
    assert_eq!(taken["coverage"], "survey");
    // 6,000 m² are surveyed; forest and mire reach 2,500 and 2,000 m² beyond.
    near(&taken["beside_coverage_m2"], 4_500.0, 1e-6);
    near(&taken["not_mapped_m2"], 8_500.0, 1e-6);
    assert_eq!(areas(taken).len(), 1);
    assert!(taken["classes"][0]["class"].is_null());
    assert_eq!(taken["classes"][0]["label"], "(all)");
    assert_eq!(taken["conflict"], "none");
    assert!(codes(&object).contains(&"beside_survey"));
    assert_eq!(object["inputs"].as_array().unwrap().len(), 3);
}

#[test]
fn invalid_polygons_are_told_and_repaired_with_consent_alone() {
    let site = Site::new();
    let bow_tie = object!({ "type": "Polygon", "coordinates": [[
        [500_010, 7_000_010], [500_030, 7_000_030], [500_030, 7_000_010], [500_010, 7_000_030],
        [500_010, 7_000_010]]] });
    let features = [
        (bow_tie.clone(), "vern"),
        (rectangle(50.0, 50.0, 10.0, 10.0), "vern"),
        (object!(null), "vern"),
    ];
    let odd = layer(site.folder.path(), "odd.geojson", 25833, &features);
    let keys = format!("{},role=protected,class=Type", path(&odd));
    let object = site.take(&keys, &[]);
    let taken = &object["result"]["layers"][0];
    near(&taken["classes"][0]["area_m2"], 100.0, 1e-6);
    assert_eq!(taken["invalid_features"], 1);
    assert_eq!(taken["invalid"][0]["treatment"], "left_out");
    near(&taken["invalid"][0]["after_m2"], 200.0, 1e-6);
    assert_eq!(taken["conflict"], "hard");
    assert_eq!(object["result"]["hard_conflicts"], 1);
    let seen = codes(&object);
    assert!(
        seen.contains(&"invalid_left_out") && seen.contains(&"empty_skipped"),
        "{seen:?}"
    );
    let object = site.take(&keys, &["--repair"]);
    near(
        &object["result"]["layers"][0]["classes"][0]["area_m2"],
        300.0,
        1e-6,
    );
    assert!(codes(&object).contains(&"invalid_repaired"));
    // A footprint in doubt is refused.
    let footprint = layer(site.folder.path(), "taken.geojson", 25833, &[(bow_tie, "")]);
    let arguments = [
        "land-take",
        "--footprint",
        path(&footprint),
        "--layer",
        path(&site.cover),
    ];
    let refused = json(&arguments);
    assert_eq!(refused["error"]["code"], "footprint_in_doubt");
    assert_eq!(run(&arguments).status.code(), Some(1));
    let repaired = json(&[&arguments[..], &["--repair"]].concat());
    near(&repaired["result"]["footprint_area_m2"], 200.0, 1e-6);
}

#[test]
fn lines_points_zones_and_distances_are_told() {
    let site = Site::new();
    let features = [
        (line(&[(-50.0, 50.0), (150.0, 50.0)]), "bekk"),
        (point(10.0, 10.0), "hus"),
        (point(193.0, 104.0), "hytte"),
    ];
    let mixed = layer(site.folder.path(), "mixed.geojson", 25833, &features);
    let object = site.take(&format!("{},class=Type,role=water", path(&mixed)), &[]);
    let taken = &object["result"]["layers"][0];
    let of = |class: &str| {
        let classes = taken["classes"].as_array().unwrap().iter();
        classes
            .clone()
            .find(|found| found["class"] == class)
            .unwrap()
            .clone()
    };
    near(&of("bekk")["length_m"], 150.0, 1e-9);
    assert_eq!(of("hus")["features"], 1);
    assert_eq!(of("hus")["nearest_m"], 0.0);
    near(&of("hytte")["nearest_m"], 5.0, 1e-9);
    assert_eq!(of("hytte")["features"], 0);
    assert_eq!(of("bekk")["zone_width_m"], 20.0);
    near(
        &of("bekk")["zone_m2"],
        150.0 * 40.0 + std::f64::consts::PI * 200.0,
        1e-4,
    );
}

#[test]
fn existing_disturbed_ground_is_no_new_land_take() {
    let site = Site::new();
    let quarry = [(rectangle(0.0, 0.0, 100.0, 20.0), "")];
    let quarry = layer(site.folder.path(), "quarry.geojson", 25833, &quarry);
    let keys = format!("{},role=existing-disturbed", path(&quarry));
    let object = site.take(&site.cover(",class=Type"), &["--layer", &keys]);
    near(&object["result"]["disturbed_before_m2"], 2_000.0, 1e-6);
    near(
        &object["result"]["layers"][0]["classes"][0]["new_area_m2"],
        4_000.0,
        1e-6,
    );
}

#[test]
fn a_known_data_set_brings_its_classes_roles_and_what_it_has_not_mapped() {
    let site = Site::new();
    let cover = [
        (rectangle(0.0, 0.0, 50.0, 100.0), "60"),
        (rectangle(50.0, 0.0, 50.0, 100.0), "99"),
        (rectangle(100.0, 0.0, 50.0, 100.0), "12"),
        (rectangle(150.0, 0.0, 50.0, 100.0), "30"),
    ];
    let ar5 = layer(site.folder.path(), "ar5.geojson", 25833, &cover);
    let text = fs::read_to_string(&ar5).unwrap().replace("Type", "artype");
    fs::write(&ar5, text).unwrap();
    let object = site.take(path(&ar5), &[]);
    let result = &object["result"];
    let taken = &result["layers"][0];
    assert_eq!(taken["data_set"], "ar5", "{object}");
    assert_eq!(taken["class_field"], "artype");
    assert_eq!(taken["coverage"], "layer");
    near(&taken["not_mapped_m2"], 5_000.0, 1e-6);
    near(&result["disturbed_before_m2"], 5_000.0, 1e-6);
    let class = |code: &str| {
        let mut classes = taken["classes"].as_array().unwrap().iter();
        classes
            .find(|class| class["class"] == code)
            .unwrap()
            .clone()
    };
    assert_eq!(
        (&class("60")["label"], &class("60")["role"]),
        (&"Mire".into(), &"mire".into())
    );
    assert_eq!(class("60")["conflict"], "weighted");
    assert_eq!(class("99")["is_mapped"], false);
    near(&class("60")["new_area_m2"], 5_000.0, 1e-6);
    assert_eq!(class("12")["new_area_m2"], 0.0);
    assert!(codes(&object).contains(&"data_set_note"));
    // A role that is asked for holds for every class.
    let object = site.take(&format!("{},role=farmland", path(&ar5)), &[]);
    let asked = &object["result"]["layers"][0];
    assert!(
        asked["classes"]
            .as_array()
            .unwrap()
            .iter()
            .all(|class| class["role"] == "farmland")
    );
}

#[test]
fn a_layer_in_another_zone_is_measured_in_that_of_the_footprint() {
    let site = Site::new();
    let utm = path(&site.footprint);
    let degrees = layer(
        site.folder.path(),
        "degrees.geojson",
        4326,
        &[(
            object!({
                "type": "Polygon", "coordinates": [[[14.9, 63.0], [15.1, 63.0], [15.1, 63.3], [14.9, 63.3], [14.9, 63.0]]]
            }),
            "all",
        )],
    );
    let object = json(&["land-take", "--footprint", utm, "--layer", path(&degrees)]);
    near(
        &object["result"]["layers"][0]["classes"][0]["share"],
        1.0,
        1e-9,
    );
    // A footprint in degrees is measured in the zone of its place, and that is said.
    let object = json(&["land-take", "--footprint", path(&degrees), "--layer", utm]);
    assert_eq!(object["result"]["crs"], "EPSG:25833");
    assert!(codes(&object).contains(&"measured_elsewhere"));
    near(
        &object["result"]["layers"][0]["classes"][0]["area_m2"],
        19_000.0,
        1e-6,
    );
}

#[test]
fn wrong_usage_and_wrong_files_are_told_apart() {
    let site = Site::new();
    let status = |layer: &str| run(&site.arguments(layer, &[])).status.code();
    assert_eq!(status("cover.geojson,role=swamp"), Some(2));
    assert_eq!(
        run(&["land-take", "--footprint", path(&site.footprint)])
            .status
            .code(),
        Some(2)
    );
    let missing = site.take("missing.gpkg", &[]);
    assert_eq!(missing["error"]["code"], "file_missing");
    let object = site.take(&site.cover(",class=arealtype"), &[]);
    assert_eq!(object["error"]["code"], "no_such_field");
    assert!(
        object["error"]["message"]
            .as_str()
            .unwrap()
            .contains("Type")
    );
}

#[test]
fn people_read_daa_hectares_and_shares() {
    let site = Site::new();
    let keys = site.cover(",class=Type,role=mire");
    let output = run(&site.arguments(&keys, &["--lang", "nb"]));
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).unwrap();
    for expected in [
        "19,0\u{a0}daa",
        "1,90\u{a0}ha",
        "5,00\u{a0}daa",
        "26,3\u{a0}%",
        "Ikke kartlagt",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("talt én gang"), "{told}");
}

#[test]
fn a_real_protected_area_has_its_area_on_the_map_and_on_the_ground() {
    let Some(cases) = cases::folder() else { return };
    let protected = format!(
        "{}#Naturvernomrade",
        path(&cases.join("real/norway/n1000.gpkg"))
    );
    let keys = format!("{protected},class=navn,role=protected");
    let arguments = ["land-take", "--footprint", &protected, "--layer", &keys];
    let area = |object: &Value| {
        let classes = object["result"]["layers"][0]["classes"]
            .as_array()
            .unwrap()
            .iter();
        let found = classes.clone().find(|class| {
            class["class"]
                .as_str()
                .is_some_and(|name| name.contains("Varanger"))
        });
        found.unwrap()["area_m2"].as_f64().unwrap() / 1e6
    };
    let planar = json(&arguments);
    assert!((area(&planar) - 1819.5).abs() < 0.05, "{}", area(&planar));
    assert_eq!(planar["result"]["layers"][0]["conflict"], "hard");
    let ground = json(&[&arguments[..], &["--geodesic"]].concat());
    assert!((area(&ground) - 1807.4).abs() < 0.05, "{}", area(&ground));
    // Around that area alone the map is 0.7 % too large, and that is said.
    let folder = tempfile::tempdir().unwrap();
    let around = object!({ "type": "Polygon", "coordinates": [[
        [1_040_000.0, 7_870_000.0], [1_080_000.0, 7_870_000.0], [1_080_000.0, 7_900_000.0],
        [1_040_000.0, 7_900_000.0], [1_040_000.0, 7_870_000.0]]] });
    let footprint = layer(folder.path(), "around.geojson", 25833, &[(around, "")]);
    let object = json(&[
        "land-take",
        "--footprint",
        path(&footprint),
        "--layer",
        &keys,
    ]);
    let scale = object["result"]["planar_over_ground"].as_f64().unwrap();
    assert!((scale - 1.007).abs() < 0.001, "{scale}");
    assert!(
        codes(&object).contains(&"planar_areas_better_zone"),
        "{object}"
    );
}

#[test]
fn real_zones_are_measured_with_every_cell_that_they_touch_in_part() {
    let Some(cases) = cases::folder() else { return };
    let zones = cases.join("known/zonal/polys.shp");
    let object = json(&[
        "land-take",
        "--footprint",
        path(&zones),
        "--layer",
        path(&zones),
    ]);
    let result = &object["result"];
    near(&result["layers"][0]["classes"][0]["share"], 1.0, 1e-6);
    near(
        &result["layers"][0]["mapped_m2"],
        result["footprint_area_m2"].as_f64().unwrap(),
        1e-6,
    );
}

/// What each vector file that broke real software comes to as a layer: an error, or codes of warnings.
const NASTY: &[(&str, Result<&[&str], &str>)] = &[
    ("poly_ring_self_intersection.gml", Ok(&["invalid_kept"])),
    (
        "polygon_layer_empty_geometries.geojson",
        Ok(&["empty_skipped"]),
    ),
    ("nullvalues.geojson", Ok(&["empty_skipped", "no_features"])),
    ("geometrycollection.geojson", Err("cannot_transform")),
    ("multipatch.shp", Err("faces_in_space")),
    ("bigoffset.shp", Err("coordinates_impossible")),
    ("poly_non_conformant.gpkg", Ok(&[])),
    ("truncated.kml", Err("cannot_read")),
    ("polygon_layer.shp", Ok(&["invalid_left_out"])),
    ("curved_polys.gpkg", Ok(&["curves_linearised"])),
];

#[test]
fn every_nasty_layer_is_refused_with_a_reason_or_told_what_is_odd() {
    let Some(cases) = cases::folder() else { return };
    let site = Site::new();
    let mut faults = Vec::new();
    for (name, expected) in NASTY {
        let file = cases.join("nasty").join(name);
        let object = site.take(path(&file), &[]);
        match expected {
            Err(code) if object["error"]["code"] != *code => {
                faults.push(format!("{name}: {object}"));
            }
            Ok(expected) => {
                let is_told = object["warnings"].is_array()
                    && expected.iter().all(|code| codes(&object).contains(code));
                if !is_told {
                    faults.push(format!("{name}: {object}"));
                }
            }
            Err(_) => {}
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
