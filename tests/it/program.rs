//! The program from outside: what a script or a reviewer sees.

#![expect(
    clippy::panic,
    reason = "a test that cannot go on should fail where it stands"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use berghald::gis::{Reference, write_terrain};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use serde_json::Value;

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_berghald"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("LANG")
        .stdin(Stdio::null());
    command
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

/// The object that a command prints with `--json`, and nothing else.
pub(crate) fn json(arguments: &[&str]) -> Value {
    let output = program()
        .args(arguments)
        .args(["--json", "--lang", "en"])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "{arguments:?}: {error}\n{}",
            String::from_utf8_lossy(&output.stdout)
        )
    })
}

pub(crate) fn near(value: &Value, expected: f64, relative: f64) {
    let number = value.as_f64().unwrap();
    assert!(
        (number / expected - 1.0).abs() <= relative,
        "{number}, expected {expected}"
    );
}

pub(crate) fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A terrain in EPSG:25833, west 500 000, north 7 000 000.
pub(crate) fn terrain(folder: &Path, name: &str, cell_m: f64, rows: &[&[f32]]) -> PathBuf {
    let placement = Placement {
        west_m: 500_000.0,
        north_m: 7_000_000.0,
        cell_width_m: cell_m,
        cell_height_m: cell_m,
        columns: rows[0].len(),
        rows: rows.len(),
        ground_per_map: 1.0,
    };
    let grid = Grid::new(placement, rows.concat()).unwrap();
    let file = folder.join(name);
    write_terrain(
        &file,
        &grid,
        &Reference::parse("EPSG:25833").unwrap(),
        &Run::default(),
    )
    .unwrap();
    file
}

pub(crate) fn outline(folder: &Path, rings: &str) -> PathBuf {
    let file = folder.join("outline.geojson");
    let text = format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::25833"}}}},
        "features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":{rings}}}}}]}}"#
    );
    fs::write(&file, text).unwrap();
    file
}

pub(crate) const SQUARE: &str =
    "[[[500020,6999980],[500080,6999980],[500080,6999920],[500020,6999920],[500020,6999980]]]";

/// 100 × 100 cells of 1 m at 10 m height.
fn plain(folder: &Path) -> PathBuf {
    let row = [10.0_f32; 100];
    terrain(folder, "plain.tif", 1.0, &[&row[..]; 100])
}

#[test]
fn v5_fill_and_cut_between_two_files() {
    let folder = tempfile::tempdir().unwrap();
    let before = terrain(
        folder.path(),
        "before.tif",
        1.0,
        &[&[10.0, 10.0], &[10.0, 10.0]],
    );
    let after = terrain(
        folder.path(),
        "after.tif",
        1.0,
        &[&[12.0, 12.0], &[7.0, 10.0]],
    );
    let object = json(&[
        "cutfill",
        "--before",
        path(&before),
        "--after",
        path(&after),
    ]);
    let result = &object["result"];
    assert_eq!(result["fill_m3"], 4.0);
    assert_eq!(result["cut_m3"], 3.0);
    assert_eq!(result["net_m3"], 1.0);
    assert_eq!(result["area_m2"], 4.0);
    assert_eq!(object["inputs"][0]["crs"], "EPSG:25833");
    assert_eq!(object["inputs"][0]["blake3"].as_str().unwrap().len(), 64);
}

#[test]
fn a_deposit_writes_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let (terrain, outline) = (plain(folder.path()), outline(folder.path(), SQUARE));
    let files = ["surface.tif", "footprint.gpkg", "curve.csv"].map(|name| folder.path().join(name));
    let object = json(&[
        "deposit",
        "--terrain",
        path(&terrain),
        "--outline",
        path(&outline),
        "--face",
        "0.5",
        "--crest",
        "20",
        "--surface",
        path(&files[0]),
        "--footprint",
        path(&files[1]),
        "--curve",
        path(&files[2]),
        "--placed-factor",
        "1.5",
    ]);
    let result = &object["result"];
    // A square of 60 m, 10 m high, faces 1:2: (60² + 20² + 60 × 20) × 10 / 3.
    near(&result["fill_m3"], 17_333.333, 2e-3);
    near(&result["bank_m3"], 17_333.333 / 1.5, 2e-3);
    near(&result["footprint_area_m2"], 3600.0, 1e-6);
    assert_eq!(result["fits"], true);
    let back = json(&[
        "cutfill",
        "--before",
        path(&terrain),
        "--after",
        path(&files[0]),
    ]);
    near(&back["result"]["fill_m3"], 17_333.333, 2e-3);
    let curve = fs::read_to_string(&files[2]).unwrap();
    assert!(curve.starts_with("level_m,volume_m3,footprint_m2,top_area_m2\n"));
    let again = json(&[
        "deposit",
        "--terrain",
        path(&terrain),
        "--outline",
        path(&files[1]),
        "--face",
        "0.5",
        "--crest",
        "20",
    ]);
    near(&again["result"]["fill_m3"], 17_333.333, 2e-3);
}

#[test]
fn a_volume_that_does_not_fit_is_no_error_and_says_what_fits() {
    let folder = tempfile::tempdir().unwrap();
    let (terrain, outline) = (plain(folder.path()), outline(folder.path(), SQUARE));
    let arguments = [
        "deposit",
        "--terrain",
        path(&terrain),
        "--outline",
        path(&outline),
        "--face",
        "1:2",
        "--placed-m3",
        "1e6",
    ];
    let object = json(&arguments);
    assert_eq!(object["result"]["fits"], false);
    assert_eq!(object["warnings"][0]["code"], "does_not_fit");
    assert_eq!(object["result"]["fill_m3"], object["result"]["capacity_m3"]);
    let output = run(&[&arguments[..], &["--lang", "nb"]].concat());
    assert!(output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("får ikke plass") && told.contains("m³"),
        "{told}"
    );
}

#[test]
fn several_polygons_need_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let terrain = plain(folder.path());
    let file = outline(folder.path(), SQUARE);
    let text = fs::read_to_string(&file).unwrap();
    let (head, feature) = text.split_once("\"features\":[").unwrap();
    let feature = feature.trim_end_matches("]}");
    fs::write(&file, format!("{head}\"features\":[{feature},{feature}]}}")).unwrap();
    let base = [
        "deposit",
        "--terrain",
        path(&terrain),
        "--outline",
        path(&file),
    ];
    let object = json(&base);
    assert_eq!(object["error"]["code"], "several_polygons");
    assert!(object["error"]["message"].as_str().unwrap().contains('2'));
    assert!(json(&[&base[..], &["--feature", "2"]].concat())["result"].is_object());
    assert_eq!(
        json(&[&base[..], &["--feature", "3"]].concat())["error"]["code"],
        "no_such_feature"
    );
}

#[test]
fn an_outline_that_crosses_itself_is_refused_with_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let terrain = plain(folder.path());
    let bow_tie =
        "[[[500020,6999980],[500080,6999920],[500080,6999980],[500020,6999920],[500020,6999980]]]";
    let outline = outline(folder.path(), bow_tie);
    let object = json(&[
        "deposit",
        "--terrain",
        path(&terrain),
        "--outline",
        path(&outline),
    ]);
    assert_eq!(object["error"]["code"], "outline_crosses_itself");
    assert!(
        object["error"]["message"]
            .as_str()
            .unwrap()
            .contains("500\u{202f}050"),
        "{object}"
    );
}

#[test]
fn ground_without_heights_on_the_outline_is_refused_unless_agreed_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = [[10.0_f32; 20]; 20];
    for row in &mut rows[3..6] {
        row[8..12].fill(f32::NAN);
    }
    let rows: Vec<&[f32]> = rows.iter().map(|row| &row[..]).collect();
    let terrain = terrain(folder.path(), "gap.tif", 5.0, &rows);
    let outline = outline(folder.path(), SQUARE);
    let base = [
        "deposit",
        "--terrain",
        path(&terrain),
        "--outline",
        path(&outline),
        "--face",
        "0.5",
    ];
    assert_eq!(json(&base)["error"]["code"], "nodata_on_outline");
    let object = json(&[&base[..], &["--nearest-ground"]].concat());
    let codes: Vec<&str> = object["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|w| w["code"].as_str())
        .collect();
    assert_eq!(codes, ["nearest_ground_used", "nodata_inside"]);
    near(&object["result"]["nodata_area_m2"], 20.0 * 10.0, 1e-6);
}

#[test]
fn exit_statuses_and_languages() {
    assert_eq!(run(&["deposit"]).status.code(), Some(2));
    assert_eq!(run(&["unheard-of"]).status.code(), Some(2));
    assert_eq!(run(&["--version"]).status.code(), Some(0));
    let missing = ["info", "nowhere.tif"];
    let norwegian = run(&[&missing[..], &["--lang", "nb"]].concat());
    assert_eq!(norwegian.status.code(), Some(1));
    assert!(
        String::from_utf8(norwegian.stderr)
            .unwrap()
            .contains("nowhere.tif finnes ikke")
    );
    let nynorsk = run(&[&missing[..], &["--lang", "nn-NO"]].concat());
    assert!(
        String::from_utf8(nynorsk.stderr)
            .unwrap()
            .contains("nowhere.tif finst ikkje")
    );
    let english = run(&[&missing[..], &["--lang=en"]].concat());
    assert!(
        String::from_utf8(english.stderr)
            .unwrap()
            .contains("nowhere.tif is not there")
    );
}

#[test]
fn formats_tells_what_the_build_reads() {
    let object = json(&["formats"]);
    let names = |group: &str| -> Vec<String> {
        let formats = object["result"][group].as_array().unwrap();
        formats
            .iter()
            .map(|format| format["name"].as_str().unwrap().to_owned())
            .collect()
    };
    for name in [
        "GTiff", "COG", "VRT", "AAIGrid", "XYZ", "HFA", "SAGA", "PNG", "JPEG", "SRTMHGT", "MEM",
    ] {
        assert!(names("raster").iter().any(|known| known == name), "{name}");
    }
    for name in [
        "GPKG",
        "ESRI Shapefile",
        "GeoJSON",
        "FlatGeobuf",
        "OpenFileGDB",
        "CSV",
        "DXF",
        "KML",
        "GPX",
        "SOSI",
        "GML",
    ] {
        assert!(names("vector").iter().any(|known| known == name), "{name}");
    }
}

#[test]
fn a_foreign_or_empty_environment_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("proj.db"), "not a database").unwrap();
    let (terrain, outline) = (plain(folder.path()), outline(folder.path(), SQUARE));
    let nowhere = Path::new("/nonexistent");
    for data in [None, Some(nowhere), Some(folder.path())] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_berghald"));
        command.env_clear();
        if let Some(data) = data {
            command
                .env("PROJ_DATA", data)
                .env("PROJ_LIB", data)
                .env("GDAL_DATA", data);
        }
        let output = command
            .args([
                "deposit",
                "--terrain",
                path(&terrain),
                "--outline",
                path(&outline),
                "--json",
            ])
            .output();
        assert!(output.unwrap().status.success(), "{data:?}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_no_half_written_file() {
    let folder = tempfile::tempdir().unwrap();
    // Large enough that writing it takes a while.
    let row = vec![10.0_f32; 4000];
    let rows: Vec<&[f32]> = (0..4000).map(|_| &row[..]).collect();
    let source = terrain(folder.path(), "large.tif", 1.0, &rows);
    let target = folder.path().join("out.tif");
    let mut child = program()
        .args([
            "reproject",
            path(&source),
            path(&target),
            "--to",
            "EPSG:25832",
            "--lang",
            "en",
        ])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(400));
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let status = child.wait().unwrap();
    // On a very fast machine it was done before; then the file is whole.
    if status.success() {
        assert!(json(&["info", path(&target)])["result"]["measurable"] == true);
    } else {
        assert_eq!(status.code(), Some(1));
        let left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["large.tif"]);
    }
}
