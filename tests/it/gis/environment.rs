//! What else is installed must not matter.

use std::process::Command;

use berghald::gis::Reference;
use geo::Coord;

/// Set in the process that plays the program.
const MARK: &str = "BERGHALD_TEST_ENVIRONMENT";

#[test]
#[expect(clippy::print_stdout, reason = "the other process reads it")]
fn coordinate_systems_work_in_this_process() {
    let utm = Reference::parse("EPSG:25832").unwrap();
    assert_eq!(utm.epsg(), Some(25832));
    let scale = utm
        .area_scale(Coord {
            x: 500_000.0,
            y: 6_900_000.0,
        })
        .unwrap();
    assert!((scale - 0.9992).abs() < 1e-4, "{scale}");
    if std::env::var_os(MARK).is_some() {
        println!("played");
    }
}

/// Runs the test above in a process of its own with the given environment alone.
fn check(environment: &[(&str, &str)]) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "gis::environment::coordinate_systems_work_in_this_process",
        ])
        .arg("--nocapture")
        .env_clear()
        .env(MARK, "1")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("played"),
        "{environment:?}: {output:?}"
    );
    assert!(output.stderr.is_empty(), "{environment:?}: {output:?}");
}

#[test]
fn an_empty_environment_is_enough() {
    check(&[]);
}

#[test]
fn folders_of_other_programs_for_coordinate_systems_do_no_harm() {
    check(&[("PROJ_DATA", "/nonexistent"), ("PROJ_LIB", "/nonexistent")]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("proj.db"), "not a database").unwrap();
    let foreign = folder.path().to_str().unwrap();
    check(&[
        ("PROJ_DATA", foreign),
        ("PROJ_LIB", foreign),
        ("GDAL_DATA", foreign),
    ]);
}
