//! Areas on the map and on the ground: what a project in a distant zone is told, in every way that it is met.

use std::fs;
use std::path::{Path, PathBuf};

use berghald::app::Action;
use berghald::words::Language;
use egui_kittest::kittest::Queryable as _;

use crate::app::Desk;
use crate::gis::make::Raster;
use crate::program::{json, path, program};
use crate::window::Screen;

/// A terrain of four by four cells of 100 m.
fn terrain(folder: &Path, crs: &str, (west, north): (f64, f64)) -> PathBuf {
    Raster::new(vec![200.0_f32; 16])
        .crs(crs)
        .transform([west, 100.0, 0.0, north, 0.0, -100.0])
        .write(folder, |_| {})
}

fn opened(terrain: &Path) -> Desk {
    let mut desk = Desk::new();
    desk.open(path(terrain));
    desk
}

/// Varangerhalvøya in zone 33, 15° east of its middle: the place of the 1819.5 km² that are 1807.4 km².
const VARANGER: (f64, f64) = (1_060_000.0, 7_885_000.0);

#[test]
fn a_project_at_varanger_in_zone_33_is_told_the_per_cent_and_the_better_zone() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = opened(&terrain(folder.path(), "EPSG:25833", VARANGER));
    assert_eq!(desk.codes(), ["site_areas_better_zone"]);
    let areas = desk.app.site_areas().unwrap().clone();
    let (zone, there) = areas.better().unwrap();
    assert!((areas.off.excess - 0.007).abs() < 0.0005, "{areas:?}");
    assert_eq!(zone, "EPSG:25836");
    assert!(there.abs() < 0.001, "{there}");
    let notice = areas.notice(desk.app.words());
    assert!(notice.message.contains("larger"), "{}", notice.message);
    assert!(notice.hint.contains("--to EPSG:25836"), "{}", notice.hint);
    // Put away it still stands beside the coordinate system, and is told again when the project is opened.
    let id = desk.app.posted()[0].id;
    desk.act(Action::Dismiss(id));
    assert!(desk.app.site_areas().is_some());
    let project = folder.path().join("plan.gpkg");
    desk.act(Action::SaveAs {
        path: project.clone(),
        replace: false,
    });
    desk.act(Action::CloseProject);
    assert!(desk.app.site_areas().is_none());
    desk.act(Action::OpenProject(project.clone()));
    assert_eq!(desk.codes(), ["site_areas_better_zone"]);
    drop(desk);
    let checked = json(&["check", path(&project)]);
    let told = &checked["result"]["areas"];
    assert_eq!(told["better_crs"], "EPSG:25836");
    let scale = told["planar_over_ground"].as_f64().unwrap();
    assert!((scale - 1.007).abs() < 0.0005, "{scale}");
    assert_eq!(checked["warnings"][0]["code"], "site_areas_better_zone");
    let arguments = ["check", path(&project), "--lang", "nb"];
    let output = program().args(arguments).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("større enn på bakken"), "{told}");
    assert!(told.contains("--to EPSG:25836"), "{told}");
    // With nothing built and no terrain nobody knows where the site is.
    fs::remove_file(folder.path().join("made.tif")).unwrap();
    assert_eq!(
        json(&["check", path(&project)])["result"]["areas"],
        serde_json::Value::Null
    );
}

#[test]
fn in_its_own_zone_a_project_is_told_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // The middle of zone 33: 0.08 % smaller on the map.
    let desk = opened(&terrain(
        folder.path(),
        "EPSG:25833",
        (500_000.0, 6_900_000.0),
    ));
    assert_eq!(desk.codes(), Vec::<&str>::new());
    assert_eq!(desk.app.site_areas(), None);
}

#[test]
fn the_window_tells_it_and_marks_the_coordinate_system() {
    let folder = tempfile::tempdir().unwrap();
    // At 6° E and 62° N, 9° west of the middle of zone 33.
    let made = terrain(folder.path(), "EPSG:25833", (29_000.0, 6_900_000.0));
    let screen = Screen::with(&[path(&made).to_owned()], Language::Bokmal);
    let told = screen
        .harness
        .query_by_label_contains("er sonen til stedet");
    assert!(told.is_some());
    let hint = screen.harness.query_by_label_contains("--to EPSG:25832");
    assert!(hint.is_some());
    let crs = screen.harness.query_by_label_contains("EPSG:25833 (0,4");
    assert!(crs.is_some());
}
