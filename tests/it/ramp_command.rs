//! Haul ramps through the command line, on rasters that are written here.

use std::fs;
use std::path::Path;

use berghald::gis::{Reference, write_terrain};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use serde_json::{Value, json as object};

use crate::program::{json, path, run};

/// Level ground at 100 m, 600 m each way in cells of 2 m, and a square of 200 m in its middle.
struct Site {
    folder: tempfile::TempDir,
}

const WEST_M: f64 = 500_000.0;
const SOUTH_M: f64 = 7_000_000.0;

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let placement = Placement {
            west_m: WEST_M,
            north_m: SOUTH_M + 600.0,
            cell_width_m: 2.0,
            cell_height_m: 2.0,
            columns: 300,
            rows: 300,
            ground_per_map: 1.0,
        };
        let grid = Grid::from_fn(placement, |_| 100.0_f32);
        let reference = Reference::parse("EPSG:25833").unwrap();
        let file = folder.path().join("terreng.tif");
        write_terrain(&file, &grid, &reference, &Run::default()).unwrap();
        let site = Self { folder };
        let square = [(200, 200), (400, 200), (400, 400), (200, 400), (200, 200)];
        site.draw("omriss.geojson", "Polygon", &square);
        site
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn draw(&self, name: &str, kind: &str, corners: &[(i32, i32)]) {
        let corners: Vec<Value> = corners
            .iter()
            .map(|(x, y)| object!([WEST_M + f64::from(*x), SOUTH_M + f64::from(*y)]))
            .collect();
        let coordinates = if kind == "Polygon" {
            object!([corners])
        } else {
            object!(corners)
        };
        let collection = object!({
            "type": "FeatureCollection",
            "crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::25833" } },
            "features": [{
                "type": "Feature",
                "properties": {},
                "geometry": { "type": kind, "coordinates": coordinates },
            }],
        });
        fs::write(self.file(name), collection.to_string()).unwrap();
    }

    fn arguments<'a>(files: &'a [std::path::PathBuf; 2], more: &'a str) -> Vec<&'a str> {
        let mut arguments = vec!["deposit", "--terrain", path(&files[0])];
        arguments.extend(["--outline", path(&files[1]), "--crest", "130"]);
        arguments.extend(more.split_whitespace());
        arguments
    }

    fn files(&self) -> [std::path::PathBuf; 2] {
        [self.file("terreng.tif"), self.file("omriss.geojson")]
    }

    fn deposit(&self, more: &str) -> Value {
        json(&Self::arguments(&self.files(), more))
    }
}

fn number(of: &Value, name: &str) -> f64 {
    of[name].as_f64().unwrap_or(f64::NAN)
}

fn codes(found: &Value) -> Vec<&str> {
    let warnings = found["warnings"].as_array().unwrap();
    warnings
        .iter()
        .filter_map(|warning| warning["code"].as_str())
        .collect()
}

fn near(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value}, not {expected}"
    );
}

#[test]
fn a_ramp_finds_its_way_and_is_told_apart_from_the_fill() {
    let site = Site::new();
    let plain = site.deposit("");
    assert!(plain["result"]["ramp"].is_null());
    assert!(plain["result"].get("ramp_length_m").is_none());
    let surface = site.file("flate.tif");
    let found = site.deposit(&format!(
        "--ramp --ramp-width 20 --ramp-gradient 10% --surface {}",
        path(&surface)
    ));
    let (result, ramp) = (&found["result"], &found["result"]["ramp"]);
    // The fill is what it was.
    near(
        number(result, "fill_m3"),
        number(&plain["result"], "fill_m3"),
        1e-6,
    );
    near(number(ramp, "length_m"), 300.0, 6.0);
    near(number(ramp, "gradient"), 0.1, 2e-3);
    assert_eq!(ramp["reaches_crest"], true);
    assert!(0.0 < number(ramp, "added_m3") && number(ramp, "cut_m3") == 0.0);
    near(number(ramp, "net_m3"), number(ramp, "added_m3"), 1e-6);
    // Built in front of the face, it leaves the outline.
    assert!(0.0 < number(ramp, "outside_limit_m2"));
    for (flat, nested) in [
        ("ramp_length_m", "length_m"),
        ("ramp_added_m3", "added_m3"),
        ("ramp_changed_area_m2", "changed_area_m2"),
    ] {
        near(number(result, flat), number(ramp, nested), 0.0);
    }
    assert_eq!(result["parameters"]["ramp"]["course"], "automatic");
    // The surface that is written is the ground with the fill and the ramp.
    let files = site.files();
    let between = json(&[
        "cutfill",
        "--before",
        path(&files[0]),
        "--after",
        path(&surface),
    ]);
    let both = number(result, "fill_m3") + number(ramp, "net_m3");
    let fill = number(&between["result"], "fill_m3");
    near(fill, both, 2e-3 * both);
}

#[test]
fn a_cut_and_a_balanced_ramp_cost_what_they_say() {
    let site = Site::new();
    let cut = site.deposit("--ramp --ramp-mode cut --ramp-uphill right --ramp-side 45deg");
    let ramp = &cut["result"]["ramp"];
    assert!(0.0 < number(ramp, "cut_m3") && number(ramp, "added_m3") == 0.0);
    near(number(ramp, "outside_limit_m2"), 0.0, 1e-9);
    let balanced = site.deposit("--ramp --ramp-mode balanced --ramp-side 45deg");
    let ramp = &balanced["result"]["ramp"];
    let taken = number(ramp, "cut_m3") + number(ramp, "cut_of_ground_m3");
    near(taken, number(ramp, "added_m3"), 0.01 * taken);
    assert!(!codes(&balanced).contains(&"ramp_not_balanced"));
}

#[test]
fn a_drawn_line_is_followed_and_its_corners_are_rounded() {
    let site = Site::new();
    // From 300 m away straight at the fill, up to its crest of 30 m.
    site.draw("rampe.geojson", "LineString", &[(10, 300), (300, 300)]);
    let line = site.file("rampe.geojson");
    let more = format!("--ramp-line {} --ramp-gradient 1:8", path(&line));
    let found = site.deposit(&more);
    let ramp = &found["result"]["ramp"];
    near(number(ramp, "length_m"), 240.0, 1e-6);
    let inputs = found["inputs"].as_array().unwrap();
    let is_there = |input: &Value| {
        input["path"]
            .as_str()
            .is_some_and(|file| Path::new(file) == line)
    };
    assert!(inputs.iter().any(is_there));
    assert!(codes(&found).contains(&"ramp_steep"));
    let higher = site.deposit(&format!("{more} --ramp-start 110"));
    near(number(&higher["result"]["ramp"], "length_m"), 160.0, 1e-6);
    site.draw(
        "sving.geojson",
        "LineString",
        &[(60, 100), (60, 300), (300, 300)],
    );
    let bent = path(&site.file("sving.geojson")).to_owned();
    let found = site.deposit(&format!("--ramp-line {bent} --ramp-turning-radius 40"));
    near(number(&found["result"]["ramp"], "length_m"), 300.0, 1e-6);
    let points = found["result"]["ramp"]["line"].as_array().unwrap();
    assert!(5 < points.len());
}

#[test]
fn a_ramp_that_cannot_be_built_does_not_stop_the_fill() {
    let site = Site::new();
    let plain = site.deposit("");
    let found = site.deposit("--ramp --ramp-width 1");
    assert!(found["result"]["ramp"].is_null());
    assert!(codes(&found).contains(&"no_ramp_width_below_cell"));
    near(
        number(&found["result"], "fill_m3"),
        number(&plain["result"], "fill_m3"),
        1e-9,
    );
    let tight = site.deposit("--ramp --ramp-width 20 --ramp-turning-radius 5");
    assert!(codes(&tight).contains(&"no_ramp_radius_below_half_width"));
}

#[test]
fn what_does_not_go_together_about_a_ramp_is_wrong_usage() {
    let site = Site::new();
    site.draw("rampe.geojson", "LineString", &[(10, 300), (300, 300)]);
    let line = path(&site.file("rampe.geojson")).to_owned();
    let both = format!("--ramp --ramp-line {line}");
    let uphill = format!("--ramp-line {line} --ramp-uphill left");
    for wrong in [
        "--ramp-width 20",
        "--ramp-mode cut",
        "--ramp --ramp-start 100",
        "--ramp --ramp-gradient steep",
        "--ramp --ramp-gradient 0",
        "--ramp --method level",
        both.as_str(),
        uphill.as_str(),
    ] {
        let files = site.files();
        let output = run(&Site::arguments(&files, wrong));
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty());
    }
    // A file without a line, or with two, is no wrong usage but cannot be used.
    for (file, code) in [
        ("omriss.geojson", "no_line"),
        ("to.geojson", "several_lines"),
    ] {
        if code == "several_lines" {
            let text = object!({
                "type": "FeatureCollection",
                "crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::25833" } },
                "features": [{
                    "type": "Feature",
                    "properties": {},
                    "geometry": {
                        "type": "MultiLineString",
                        "coordinates": [
                            [[WEST_M, SOUTH_M], [WEST_M + 9.0, SOUTH_M]],
                            [[WEST_M, SOUTH_M], [WEST_M, SOUTH_M + 9.0]],
                        ],
                    },
                }],
            });
            fs::write(site.file(file), text.to_string()).unwrap();
        }
        let more = format!("--json --ramp-line {}", path(&site.file(file)));
        let files = site.files();
        let output = run(&Site::arguments(&files, &more));
        assert_eq!(output.status.code(), Some(1), "{code}");
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(told["error"]["code"], code);
    }
}

#[test]
fn people_are_told_what_the_ramp_costs() {
    let site = Site::new();
    let files = site.files();
    let arguments = Site::arguments(&files, "--ramp --lang en");
    let output = run(&arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("Haul ramp") && text.contains("at 10.0"),
        "{text}"
    );
    assert!(text.contains("Ramp, added"), "{text}");
}
