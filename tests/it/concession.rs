//! A permitted boundary on the command line: what a deposit or a pit covers outside it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{json, near, outline, path, program, terrain};

/// Polygons in EPSG:25833, each a rectangle: west, south, east and north.
fn permitted(folder: &Path, rectangles: &[[f64; 4]]) -> PathBuf {
    let feature = |[west, south, east, north]: &[f64; 4]| {
        format!(
            r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":
            [[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
        )
    };
    let features: Vec<String> = rectangles.iter().map(feature).collect();
    let text = format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::25833"}}}},
        "features":[{}]}}"#,
        features.join(",")
    );
    let file = folder.join("konsesjon.geojson");
    fs::write(&file, text).unwrap();
    file
}

/// A level terrain of 200 m by 200 m, and a square of 100 m in the middle of it.
struct Site {
    folder: tempfile::TempDir,
    terrain: PathBuf,
    outline: PathBuf,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let row = [100.0_f32; 40];
        let rows: Vec<&[f32]> = (0..40).map(|_| &row[..]).collect();
        let terrain = terrain(folder.path(), "terreng.tif", 5.0, &rows);
        let square = "[[[500050,6999850],[500150,6999850],[500150,6999950],[500050,6999950],[500050,6999850]]]";
        Self {
            terrain,
            outline: outline(folder.path(), square),
            folder,
        }
    }

    fn json(&self, command: &str, drawn: &str, rectangles: &[[f64; 4]]) -> Value {
        let permitted = permitted(self.folder.path(), rectangles);
        json(&[
            command,
            "--terrain",
            path(&self.terrain),
            drawn,
            path(&self.outline),
            "--concession",
            path(&permitted),
        ])
    }
}

fn codes(object: &Value) -> Vec<&str> {
    let warnings = object["warnings"].as_array().unwrap().iter();
    warnings
        .map(|warning| warning["code"].as_str().unwrap())
        .collect()
}

#[test]
fn what_lies_outside_the_concession_is_told_with_its_area() {
    let site = Site::new();
    // Two permitted parts that overlap leave a strip of 30 m by 100 m in the east.
    let parts = [
        [500_000.0, 6_999_800.0, 500_100.0, 7_000_000.0],
        [500_080.0, 6_999_800.0, 500_120.0, 7_000_000.0],
    ];
    for (command, drawn) in [("deposit", "--outline"), ("pit", "--rim")] {
        let found = site.json(command, drawn, &parts);
        near(&found["result"]["outside_concession_m2"], 3_000.0, 0.01);
        assert!(codes(&found).contains(&"leaves_concession"), "{found}");
        let inputs = found["inputs"].as_array().unwrap();
        assert!(inputs.iter().any(|input| {
            input["path"]
                .as_str()
                .unwrap()
                .ends_with("konsesjon.geojson")
        }));
    }
    let permitted = permitted(site.folder.path(), &parts);
    let arguments = [
        "deposit",
        "--terrain",
        path(&site.terrain),
        "--outline",
        path(&site.outline),
        "--concession",
        path(&permitted),
        "--lang",
        "nb",
    ];
    let output = program().args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("konsesjon"), "{told}");
}

#[test]
fn inside_the_concession_nothing_is_told_and_without_one_nothing_is_known() {
    let site = Site::new();
    let all = [[500_000.0, 6_999_800.0, 500_200.0, 7_000_000.0]];
    for (command, drawn) in [("deposit", "--outline"), ("pit", "--rim")] {
        let found = site.json(command, drawn, &all);
        assert_eq!(found["result"]["outside_concession_m2"], 0.0);
        assert!(!codes(&found).contains(&"leaves_concession"), "{found}");
        let arguments = [
            command,
            "--terrain",
            path(&site.terrain),
            drawn,
            path(&site.outline),
        ];
        let found = json(&arguments);
        assert_eq!(found["result"]["outside_concession_m2"], Value::Null);
    }
}
