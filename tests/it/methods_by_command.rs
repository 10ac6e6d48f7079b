//! The cases with known answers through the command line, on rasters that are written here: at 1, 2.5 and 5 m, moved
//! by parts of a cell, and turned.

#![expect(clippy::panic, reason = "a figure that is missing ends the test")]

use std::fs;
use std::path::{Path, PathBuf};

use berghald::gis::{Reference, write_terrain};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use geo::{BoundingRect as _, Coord, MapCoords as _, Polygon};
use serde_json::Value;

use crate::known_answers::check_within;
use crate::program::{json, path, run};
use crate::shapes::{circle, rectangle};

/// Where the site lies, so that its coordinates are those of UTM.
const AT: Coord<f64> = Coord {
    x: 500_000.0,
    y: 7_000_000.0,
};

/// Cell sizes in metres, each with a move in parts of a cell and a turn by quarters.
const GRIDS: [(f64, (f64, f64), u8); 6] = [
    (1.0, (0.0, 0.0), 0),
    (1.0, (0.37, 0.81), 1),
    (2.5, (0.62, 0.14), 2),
    (2.5, (0.25, 0.5), 3),
    (5.0, (0.91, 0.33), 1),
    (5.0, (0.08, 0.77), 2),
];

/// A site as files.
struct Site {
    folder: tempfile::TempDir,
    terrain: PathBuf,
    outline: PathBuf,
}

fn turned(at: Coord<f64>, quarters: u8) -> Coord<f64> {
    (0..quarters).fold(at, |at, _| Coord { x: -at.y, y: at.x })
}

fn raster(
    file: &Path,
    around: &Polygon<f64>,
    reach_m: f64,
    (cell_m, shift, quarters): (f64, (f64, f64), u8),
    height_at: impl Fn(Coord<f64>) -> f64,
) {
    let extent = around.bounding_rect().unwrap();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small number of cells"
    )]
    let cells = |length: f64| ((length + 2.0 * reach_m) / cell_m).ceil() as usize + 8;
    let placement = Placement {
        west_m: AT.x + extent.min().x - reach_m - (4.0 - shift.0) * cell_m,
        north_m: AT.y + extent.max().y + reach_m + (4.0 - shift.1) * cell_m,
        cell_width_m: cell_m,
        cell_height_m: cell_m,
        columns: cells(extent.width()),
        rows: cells(extent.height()),
        ground_per_map: 1.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    let grid = Grid::from_fn(placement, |at| {
        height_at(turned(at - AT, (4 - quarters) % 4)) as f32
    });
    let reference = Reference::parse("EPSG:25833").unwrap();
    write_terrain(file, &grid, &reference, &Run::default()).unwrap();
}

fn geojson(file: &Path, polygon: &Polygon<f64>) {
    let ring = |ring: &geo::LineString<f64>| -> Value {
        let corners = ring.coords();
        corners
            .map(|at| serde_json::json!([AT.x + at.x, AT.y + at.y]))
            .collect()
    };
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let rings: Vec<Value> = rings.map(ring).collect();
    let text = serde_json::json!({
        "type": "FeatureCollection",
        "crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::25833" } },
        "features": [{
            "type": "Feature",
            "properties": {},
            "geometry": { "type": "Polygon", "coordinates": rings },
        }],
    });
    fs::write(file, text.to_string()).unwrap();
}

impl Site {
    /// Ground that reaches so far beyond what is drawn.
    fn new(
        drawn: &Polygon<f64>,
        reach_m: f64,
        grid: (f64, (f64, f64), u8),
        height_at: impl Fn(Coord<f64>) -> f64,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (terrain, outline) = (
            folder.path().join("terreng.tif"),
            folder.path().join("omriss.geojson"),
        );
        let drawn = drawn.map_coords(|at| turned(at, grid.2));
        raster(&terrain, &drawn, reach_m, grid, height_at);
        geojson(&outline, &drawn);
        Self {
            folder,
            terrain,
            outline,
        }
    }

    fn run(&self, command: &str, outline: &str, more: &str) -> Value {
        let more: Vec<&str> = more.split_whitespace().collect();
        let base = [
            command,
            "--terrain",
            path(&self.terrain),
            outline,
            path(&self.outline),
        ];
        json(&[&base[..], &more].concat())
    }

    fn deposit(&self, more: &str) -> Value {
        self.run("deposit", "--outline", more)
    }
}

fn number(object: &Value, name: &str) -> f64 {
    let value = &object["result"][name];
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{name} is {value}"))
}

fn codes(object: &Value) -> Vec<&str> {
    let warnings = object["warnings"].as_array().unwrap().iter();
    warnings
        .filter_map(|warning| warning["code"].as_str())
        .collect()
}

/// Runs a deposit on every grid and compares volume and area with what they should be.
fn check(
    (times, what): (f64, &str),
    (drawn, reach_m): (&Polygon<f64>, f64),
    height_at: impl Fn(Coord<f64>) -> f64 + Copy,
    options: &str,
    (volume_m3, area_m2): (f64, f64),
) {
    for grid in GRIDS {
        let found = Site::new(drawn, reach_m, grid, height_at).deposit(options);
        let volume = (number(&found, "fill_m3"), volume_m3);
        let area = (number(&found, "footprint_area_m2"), area_m2);
        check_within(times, what, grid.0, volume, area);
    }
}

const ORIGIN: Coord<f64> = Coord { x: 0.0, y: 0.0 };

#[test]
fn v1_and_v6_a_cut_cone_from_its_crest_and_from_its_toe() {
    let expected = (1_701_696.02, 70_685.83);
    check(
        (1.0, "V1"),
        (&circle(ORIGIN, 50.0), 150.0),
        |_| 0.0,
        "--method crest --crest 50 --face 0.5",
        expected,
    );
    check(
        (1.0, "V6"),
        (&circle(ORIGIN, 150.0), 20.0),
        |_| 0.0,
        "--crest 50 --face 0.5",
        expected,
    );
}

#[test]
fn v2_a_long_crest_on_a_hillside_holds_its_section() {
    // The crest lies along the hill; its flat top ends where the hill reaches it.
    let fall = 15_f64.to_radians().tan();
    let crest = |length: f64| rectangle(-length / 2.0, 0.0, length / 2.0, 100.0);
    for grid in [GRIDS[2], GRIDS[5]] {
        let holds = |length: f64| {
            let site = Site::new(&crest(length), 260.0, grid, |at| fall * (at.y - 100.0));
            number(
                &site.deposit("--method crest --crest 0 --face 37deg"),
                "fill_m3",
            )
        };
        let difference = holds(1000.0) - holds(500.0);
        let volume = (difference, 1_039_498.5);
        check_within(5.0, "V2", grid.0, volume, (1.0, 1.0));
    }
}

#[test]
fn v3_a_benched_square_has_rounded_corners() {
    check(
        (5.0, "V3"),
        (&rectangle(-50.0, -50.0, 50.0, 50.0), 100.0),
        |_| 0.0,
        "--method crest --crest 30 --face 37deg --lift 10 --berm 8",
        (738_071.58, 42_110.30),
    );
}

#[test]
fn v4_a_conical_pit_from_its_rim_and_from_its_floor() {
    for grid in GRIDS {
        let rim = Site::new(&circle(ORIGIN, 150.0), 20.0, grid, |_| 300.0);
        let rim = rim.run("pit", "--rim", "--floor 200 --wall 45deg");
        let floor = Site::new(&circle(ORIGIN, 50.0), 130.0, grid, |_| 300.0);
        let floor = floor.run("pit", "--floor-outline", "--floor 200 --wall 45deg");
        for (what, found) in [("V4 rim", rim), ("V4 floor", floor)] {
            let volume = (number(&found, "cut_m3"), 3_403_392.04);
            let area = (number(&found, "footprint_area_m2"), 70_685.83);
            check_within(1.0, what, grid.0, volume, area);
            assert!((number(&found, "wall_overall_deg") - 45.0).abs() < 0.5);
            assert!((number(&found, "floor_m") - 200.0).abs() < 1e-3);
        }
    }
}

#[test]
fn v7_a_cone_without_a_crest_is_at_capacity() {
    check(
        (1.0, "V7"),
        (&circle(ORIGIN, 100.0), 20.0),
        |_| 0.0,
        "--face 0.5",
        (523_598.78, 31_415.93),
    );
}

#[test]
fn v9_a_benched_fill_begins_with_a_face() {
    check(
        (5.0, "V9"),
        (&circle(ORIGIN, 150.0), 20.0),
        |_| 0.0,
        "--crest 30 --face 37deg --lift 10 --berm 8",
        (1_434_764.26, 70_685.83),
    );
}

#[test]
fn v10_a_submerged_face_is_gentler() {
    check(
        (1.0, "V10"),
        (&circle(ORIGIN, 50.0), 160.0),
        |_| -30.0,
        "--method crest --crest 20 --face 1:1.5 --water-level 0 --submerged-face 1:3",
        (1_806_415.78, 90_792.03),
    );
}

#[test]
fn v11_an_outline_may_just_cross_a_cliff_edge() {
    let plateau = |at: Coord<f64>| if 0.0 < at.y { 100.0 } else { 0.0 };
    for grid in [GRIDS[0], GRIDS[3]] {
        let holds = |south: f64| {
            let site = Site::new(&rectangle(-150.0, south, 150.0, 200.0), 20.0, grid, plateau);
            number(&site.deposit("--face 0.5"), "fill_m3")
        };
        let (inside, across) = (holds(1.0), holds(-1.0));
        assert!((across / inside - 1.0).abs() < 0.04, "{inside} {across}");
    }
}

#[test]
fn v12_nothing_lies_behind_a_ridge() {
    // The ridge stands higher than the slope there, all along the site, and behind it the ground is low.
    let ridge = |at: Coord<f64>| if (at.x - 60.0).abs() < 8.0 { 60.0 } else { 0.0 };
    for grid in [GRIDS[1], GRIDS[4]] {
        let site = Site::new(&circle(ORIGIN, 20.0), 140.0, grid, ridge);
        let surface = site.folder.path().join("flate.tif");
        let options = format!(
            "--method crest --crest 40 --face 0.4 --surface {}",
            path(&surface)
        );
        let found = site.deposit(&options);
        // All that a full cone has beyond the ridge is missing.
        let full = Site::new(&circle(ORIGIN, 20.0), 140.0, grid, |_| 0.0);
        let full = full.deposit("--method crest --crest 40 --face 0.4");
        assert!(number(&found, "fill_m3") < 0.99 * number(&full, "fill_m3"));
        let written = berghald::gis::open_terrain(path(&surface), None).unwrap();
        let placement = *written.placement();
        let whole = berghald::terrain::CellWindow {
            column: 0,
            row: 0,
            columns: placement.columns,
            rows: placement.rows,
        };
        let heights = written.read(whole, &Run::default()).unwrap();
        for row in 0..placement.rows {
            for column in 0..placement.columns {
                let at = turned(placement.center_of(column, row) - AT, (4 - grid.2) % 4);
                if 70.0 < at.x {
                    assert!(heights.at(column, row).abs() < 1e-3, "{at:?}");
                }
            }
        }
    }
}

#[test]
fn v13_a_basin_spills_at_the_gap_in_its_rim() {
    // A bowl 30 m deep whose rim stands at 20 m, with a gap 30 m wide at 12 m.
    let bowl = |at: Coord<f64>| {
        let away = at.x.hypot(at.y);
        let rim = if 0.0 < at.x && at.y.abs() < 15.0 {
            12.0
        } else {
            20.0
        };
        if away < 100.0 {
            away * away / 10_000.0 * 30.0 - 10.0
        } else {
            rim
        }
        .min(rim)
    };
    // Below 12 m the bowl is a paraboloid: half of its height times its top.
    let top = std::f64::consts::PI * 22.0 / 30.0 * 10_000.0;
    let volume_m3 = 0.5 * 22.0 * top;
    for grid in GRIDS {
        let site = Site::new(&circle(ORIGIN, 120.0), 20.0, grid, bowl);
        let found = site.deposit("--method level --crest 18");
        assert!((number(&found, "spill_level_m") - 12.0).abs() < 1e-3);
        assert!((number(&found, "crest_level_m") - 12.0).abs() < 1e-3);
        assert!(codes(&found).contains(&"not_contained"), "{found}");
        let volume = (number(&found, "capacity_m3"), volume_m3);
        check_within(1.0, "V13", grid.0, volume, (1.0, 1.0));
        let less = site.deposit("--method level --placed-m3 100000");
        assert!((number(&less, "fill_m3") / 100_000.0 - 1.0).abs() < 1e-6);
        assert!(number(&less, "crest_level_m") < 12.0 && less["result"]["fits"] == true);
    }
}

#[test]
fn a_deposit_on_another_adds_to_it_what_it_would_by_itself() {
    let site = Site::new(&circle(ORIGIN, 150.0), 20.0, GRIDS[0], |_| 0.0);
    let surface = site.folder.path().join("under.tif");
    let first = format!("--crest 10 --face 0.5 --surface {}", path(&surface));
    let under = number(&site.deposit(&first), "fill_m3");
    let on = format!("--crest 40 --face 0.5 --on {}", path(&surface));
    let above = site.deposit(&on);
    // The second begins at the toe again, where the first ends: together they are one cone cut at 40 m.
    let whole = number(&site.deposit("--crest 40 --face 0.5"), "fill_m3");
    let together = under + number(&above, "fill_m3");
    assert!((together / whole - 1.0).abs() < 1e-2, "{together} {whole}");
    assert_eq!(above["inputs"].as_array().unwrap().len(), 3);
}

#[test]
fn land_and_sea_are_joined_and_the_belt_between_them_only_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let drawn = rectangle(-100.0, -60.0, 100.0, 60.0);
    let grid = GRIDS[0];
    // Land above 1 m and depths below 1 m of chart datum, which lies at −0.5 m; the shore runs north to south.
    let slope = |at: Coord<f64>| 0.1 * at.x;
    let (land, sea) = (
        folder.path().join("land.tif"),
        folder.path().join("dybde.tif"),
    );
    raster(&land, &drawn, 20.0, grid, |at| {
        let height = slope(at);
        if 1.0 < height { height } else { f64::NAN }
    });
    raster(&sea, &drawn, 20.0, grid, |at| {
        let depth = -0.5 - slope(at);
        if 1.0 < depth { depth } else { f64::NAN }
    });
    let outline = folder.path().join("omriss.geojson");
    geojson(&outline, &drawn);
    let base = [
        "deposit",
        "--terrain",
        path(&land),
        "--seabed",
        path(&sea),
        "--seabed-offset",
        "-0.5",
        "--seabed-values",
        "depths",
        "--outline",
        path(&outline),
        "--crest",
        "5",
    ];
    let refused = run(&[&base[..], &["--json"]].concat());
    assert_eq!(refused.status.code(), Some(1));
    let object: Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!(object["error"]["code"], "nodata_on_outline");
    let found = json(&[&base[..], &["--interpolate-belt"]].concat());
    assert!(codes(&found).contains(&"belt_interpolated"), "{found}");
    // As on a terrain that has no gap.
    let whole = Site::new(&drawn, 20.0, grid, slope).deposit("--crest 5");
    let (joined, whole) = (number(&found, "fill_m3"), number(&whole, "fill_m3"));
    assert!((joined / whole - 1.0).abs() < 1e-3, "{joined} {whole}");
}

#[test]
fn a_crest_at_sea_ends_where_the_rasters_do_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (crest, grid) = (circle(ORIGIN, 20.0), GRIDS[4]);
    let (land, sea) = (
        folder.path().join("land.tif"),
        folder.path().join("sjo.tif"),
    );
    // The crest stands so high that its slopes reach far beyond what was surveyed.
    raster(&land, &crest, 30.0, grid, |_| f64::NAN);
    raster(&sea, &crest, 60.0, grid, |_| -50.0);
    let outline = folder.path().join("krone.geojson");
    geojson(&outline, &crest);
    let found = json(&[
        "deposit",
        "--terrain",
        path(&land),
        "--seabed",
        path(&sea),
        "--seabed-values",
        "heights",
        "--outline",
        path(&outline),
        "--method",
        "crest",
        "--crest",
        "50",
    ]);
    assert!(codes(&found).contains(&"leaves_terrain"), "{found}");
    // All of the seabed, 41 cells of 5 m each way, and nothing beyond it.
    let seabed_m2 = 205.0 * 205.0;
    let covered = number(&found, "footprint_area_m2");
    assert!((covered / seabed_m2 - 1.0).abs() < 1e-6, "{covered}");
}

#[test]
fn what_does_not_go_together_is_wrong_usage() {
    let site = Site::new(&circle(ORIGIN, 30.0), 20.0, GRIDS[4], |_| 0.0);
    let (terrain, outline) = (path(&site.terrain), path(&site.outline));
    for wrong in [
        "--method crest",
        "--point 1,2",
        "--corner-drops 1,2",
        "--dam-crest-width 6",
        "--method crest --crest 9 --closure-face 1:3",
        "--lift 0.2 --berm 8",
        "--lift 10",
        "--submerged-face 1:3",
    ] {
        let mut arguments = vec!["deposit", "--terrain", terrain];
        if !wrong.starts_with("--point") {
            arguments.extend(["--outline", outline]);
        }
        arguments.extend(wrong.split_whitespace());
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty());
    }
}

#[test]
fn a_volume_comes_with_its_band_and_a_closure_with_its_earthwork() {
    let site = Site::new(
        &rectangle(-300.0, -100.0, 300.0, 100.0),
        20.0,
        GRIDS[3],
        |_| 0.0,
    );
    let found = site.deposit("--crest 20 --sigma-systematic 0.1 --sigma-random 0.5");
    let (volume, area) = (
        number(&found, "fill_m3"),
        number(&found, "footprint_area_m2"),
    );
    let random = 0.5 * (area * std::f64::consts::PI * 2500.0).sqrt();
    let half = 1.96 * random.hypot(0.1 * area);
    assert!((number(&found, "volume_low_m3") - (volume - half)).abs() < 1.0);
    assert!((number(&found, "volume_high_m3") - (volume + half)).abs() < 1.0);
    let closed = site.deposit("--crest 20 --face 37deg --closure-face 1:2.5");
    // On level ground two straight faces cross at half their height.
    let set_back = 10.0 * (2.5 - 1.0 / 37_f64.to_radians().tan());
    let found = number(&closed, "set_back_m");
    assert!((found / set_back - 1.0).abs() < 0.05, "{found} {set_back}");
    assert!(0.0 < number(&closed, "earthwork_m3"));
}
