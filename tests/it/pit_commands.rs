//! `berghald void` and `berghald backfill` from outside.

use std::fs;
use std::path::{Path, PathBuf};

use berghald::gis::{Reference, write_terrain};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use serde_json::Value;

use crate::program::{SQUARE, json, near, outline, path, run};

/// Heights on cells of `cell_m` over the ground of the pit, in a coordinate system.
fn raster(folder: &Path, name: &str, cell_m: f64, crs: &str, pit_m: f32) -> PathBuf {
    let placement = Placement {
        west_m: 500_000.0,
        north_m: 7_000_000.0,
        cell_width_m: cell_m,
        cell_height_m: cell_m,
        columns: cells(cell_m),
        rows: cells(cell_m),
        ground_per_map: 1.0,
    };
    let grid = Grid::from_fn(placement, |at| {
        let is_pit =
            500_020.0 < at.x && at.x < 500_080.0 && 6_999_920.0 < at.y && at.y < 6_999_980.0;
        if is_pit { 50.0 - pit_m } else { 50.0 }
    });
    let file = folder.join(name);
    let reference = Reference::parse(crs).unwrap();
    write_terrain(&file, &grid, &reference, &Run::default()).unwrap();
    file
}

fn cells(cell_m: f64) -> usize {
    if cell_m < 1.5 { 100 } else { 50 }
}

/// A pit of 60 by 60 m, 20 m deep in level ground at 50 m: 72 000 m³.
struct Site {
    folder: tempfile::TempDir,
    mined: PathBuf,
    original: PathBuf,
    rim: PathBuf,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            mined: raster(folder.path(), "mined.tif", 1.0, "EPSG:25833", 20.0),
            original: raster(folder.path(), "original.tif", 1.0, "EPSG:25833", 0.0),
            rim: outline(folder.path(), SQUARE),
            folder,
        }
    }

    fn arguments<'a>(&'a self, command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let base = [
            command,
            "--terrain",
            path(&self.mined),
            "--outline",
            path(&self.rim),
        ];
        [&base[..], more].concat()
    }

    fn json(&self, command: &str, more: &[&str]) -> Value {
        json(&self.arguments(command, more))
    }
}

fn codes(object: &Value) -> Vec<&str> {
    let warnings = object["warnings"].as_array().unwrap().iter();
    warnings
        .filter_map(|warning| warning["code"].as_str())
        .collect()
}

#[test]
fn v8_the_binding_limit_is_named_and_the_two_are_not_multiplied() {
    let check = |factor: &str, bank_m3: f64, binding: &str| {
        let object = json(&[
            "backfill",
            "--void",
            "1000000",
            "--extracted-bank",
            "1000000",
            "--placed-factor",
            factor,
            "--cap",
            "0.65",
            "--cap-reason",
            "measured swelling",
        ]);
        let result = &object["result"];
        assert_eq!(result["backfill_bank_m3"], bank_m3);
        assert_eq!(result["binding"], binding);
        assert_eq!(result["limit_by_cap_bank_m3"], 650_000.0);
        assert_eq!(result["share_of_extracted"], bank_m3 / 1e6);
        assert_eq!(result["void_m3"], 1e6);
        assert_eq!(result["extracted_bank_m3"], 1e6);
        assert_eq!(result["cap"], 0.65);
        assert_eq!(result["refused_bank_m3"], 0.0);
        assert!(result["level_m"].is_null() && result["requested_bank_m3"].is_null());
        assert_eq!(object["inputs"], serde_json::json!([]));
    };
    check("1.6", 625_000.0, "void");
    check("1.4", 650_000.0, "cap");
}

#[test]
fn a_void_is_the_same_by_its_original_surface_and_by_its_rim() {
    let site = Site::new();
    for before in [
        &["--rim-surface"][..],
        &["--original", path(&site.original)],
    ] {
        let object = site.json("void", before);
        let result = &object["result"];
        near(&result["void_m3"], 72_000.0, 1e-9);
        near(&result["usable_void_m3"], 72_000.0, 1e-9);
        near(&result["outline_area_m2"], 3_600.0, 1e-9);
        assert_eq!(result["floor_m"], 30.0);
        assert_eq!(codes(&object), [""; 0], "{object}");
        assert_eq!(object["inputs"].as_array().unwrap().len(), before.len() + 1);
        let below = [before, &["--permitted-level", "45"]].concat();
        let below = site.json("void", &below);
        near(&below["result"]["void_m3"], 72_000.0, 1e-9);
        near(&below["result"]["usable_void_m3"], 54_000.0, 1e-9);
    }
}

#[test]
fn a_pit_in_rasters_has_the_limits_of_its_two_surfaces_and_the_level_of_its_fill() {
    let site = Site::new();
    let cap = [
        "--rim-surface",
        "--cap",
        "65%",
        "--cap-reason",
        "paste",
        "--placed-factor",
    ];
    let with = |more: &[&str]| site.json("backfill", &[&cap[..], more].concat())["result"].clone();
    let swollen = with(&["1.6"]);
    near(&swollen["backfill_bank_m3"], 45_000.0, 1e-9);
    near(&swollen["level_m"], 50.0, 1e-9);
    assert_eq!(swollen["binding"], "void");
    let compacted = with(&["1.4"]);
    near(&compacted["backfill_bank_m3"], 46_800.0, 1e-9);
    near(&compacted["backfill_placed_m3"], 65_520.0, 1e-9);
    near(&compacted["level_m"], 30.0 + 18.2, 1e-9);
    assert_eq!(compacted["binding"], "cap");
    // Ore that was sold is extracted too: what was typed counts instead of the void.
    let typed = with(&["1.4", "--extracted-bank", "40000"]);
    near(&typed["backfill_bank_m3"], 26_000.0, 1e-9);
    let to_level = with(&["1.4", "--level", "37"]);
    near(&to_level["backfill_placed_m3"], 25_200.0, 1e-9);
    near(&to_level["requested_bank_m3"], 18_000.0, 1e-9);
    assert_eq!(
        (&to_level["level_m"], &to_level["binding"]),
        (&37.0.into(), &"target".into())
    );
    let volume = with(&["1.5", "--bank-m3", "12000"]);
    near(&volume["level_m"], 35.0, 1e-9);
    near(&volume["share_of_extracted"], 1.0 / 6.0, 1e-9);
}

#[test]
fn what_does_not_fit_is_no_error_and_says_how_much_is_refused() {
    let site = Site::new();
    let arguments = [
        "--rim-surface",
        "--placed-factor",
        "1.5",
        "--bank-m3",
        "50000",
    ];
    let object = site.json("backfill", &arguments);
    near(&object["result"]["backfill_bank_m3"], 43_200.0, 1e-9);
    near(&object["result"]["refused_bank_m3"], 6_800.0, 1e-9);
    assert_eq!(object["result"]["binding"], "cap");
    assert_eq!(codes(&object), ["refused_by_cap"]);
    let output = run(&site.arguments("backfill", &[&arguments[..], &["--lang", "nb"]].concat()));
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        told.contains("43\u{202f}200\u{a0}m³") && told.contains("Taket bestemmer"),
        "{told}"
    );
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("over taket")
    );
    let full = site.json(
        "backfill",
        &["--rim-surface", "--placed-factor", "1.9", "--level", "60"],
    );
    assert_eq!(full["result"]["binding"], "target");
    near(&full["result"]["level_m"], 50.0, 1e-9);
    assert_eq!(codes(&full), ["placed_factor_unusual"]);
}

#[test]
fn a_cap_out_of_range_or_without_its_reason_is_refused() {
    let refused = |cap: &str| {
        let base = [
            "backfill",
            "--void",
            "1e6",
            "--extracted-bank",
            "1e6",
            "--placed-factor",
            "1.5",
        ];
        let arguments = [&base[..], &["--cap", cap]].concat();
        assert_eq!(run(&arguments).status.code(), Some(1));
        json(&arguments)["error"]["code"].clone()
    };
    assert_eq!(refused("0.66"), "cap_out_of_range");
    assert_eq!(refused("-0.1"), "cap_out_of_range");
    assert_eq!(refused("62%"), "cap_reason_missing");
}

#[test]
fn wrong_usage_is_told_apart_from_what_cannot_be_done() {
    let site = Site::new();
    let status = |command: &str, more: &[&str]| run(&site.arguments(command, more)).status.code();
    assert_eq!(status("void", &[]), Some(2));
    assert_eq!(
        status("void", &["--rim-surface", "--original", "r.tif"]),
        Some(2)
    );
    assert_eq!(status("backfill", &["--rim-surface"]), Some(2));
    let typed = ["backfill", "--void", "1e6", "--placed-factor", "1.5"];
    assert_eq!(run(&typed).status.code(), Some(2));
    let levelled = [&typed[..], &["--extracted-bank", "1e6", "--level", "3"]].concat();
    assert_eq!(run(&levelled).status.code(), Some(2));
    let low = site.json("void", &["--rim-surface", "--permitted-level", "30"]);
    assert_eq!(low["error"]["code"], "permitted_below_floor");
    let filled = [
        "void",
        "--terrain",
        path(&site.original),
        "--outline",
        path(&site.rim),
        "--rim-surface",
    ];
    assert_eq!(json(&filled)["error"]["code"], "no_void");
}

#[test]
fn an_original_surface_is_resampled_but_not_moved_to_another_place() {
    let site = Site::new();
    let folder = site.folder.path();
    let coarse = raster(folder, "coarse.tif", 2.0, "EPSG:25833", 0.0);
    let object = site.json("void", &["--original", path(&coarse)]);
    assert_eq!(codes(&object), ["resampled"]);
    near(&object["result"]["void_m3"], 72_000.0, 1e-9);
    let elsewhere = raster(folder, "elsewhere.tif", 1.0, "EPSG:25832", 0.0);
    let object = site.json("void", &["--original", path(&elsewhere)]);
    assert_eq!(object["error"]["code"], "crs_differs");
    let heights = |name: &str, crs: &str| raster(folder, name, 1.0, crs, 20.0);
    let newer = heights("nn2000.tif", "EPSG:25833+5941");
    let older = raster(folder, "nn1954.tif", 1.0, "EPSG:25833+5776", 0.0);
    let object = json(&[
        "void",
        "--terrain",
        path(&newer),
        "--outline",
        path(&site.rim),
        "--original",
        path(&older),
    ]);
    assert_eq!(codes(&object), ["vertical_datum_differs"]);
}

#[test]
fn the_curve_of_a_void_ends_with_all_of_it() {
    let site = Site::new();
    let curve = site.folder.path().join("curve.csv");
    for command in [&["void"][..], &["backfill", "--placed-factor", "1.5"]] {
        let more = [&command[1..], &["--rim-surface", "--curve", path(&curve)]].concat();
        let output = run(&site.arguments(command[0], &more));
        assert_eq!(output.status.code(), Some(0));
        let table = fs::read_to_string(&curve).unwrap();
        assert!(
            table.starts_with("level_m,volume_m3,footprint_m2,top_area_m2\n30,0,"),
            "{table}"
        );
        let last: Vec<f64> = table
            .lines()
            .last()
            .unwrap()
            .split(',')
            .map(|n| n.parse().unwrap())
            .collect();
        assert!(
            (last[0] - 50.0).abs() < 1e-9 && (last[1] - 72_000.0).abs() < 1e-6,
            "{last:?}"
        );
        fs::remove_file(&curve).unwrap();
    }
}
