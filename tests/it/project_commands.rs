//! Projects on the command line: what a script or a reviewer sees of them.

use std::fs;

use berghald::app::Action;
use berghald::project::{Edit, ScenarioId};
use berghald::results::FILL_FIGURES;
use berghald::site::Role;
use serde_json::Value;

use crate::program::{json, path, program, run};
use crate::saving::{Saved, change_outside, raise};
use crate::shapes::rectangle;
use crate::takes::add;

fn text(arguments: &[&str], language: &str) -> String {
    let output = program()
        .args(arguments)
        .args(["--lang", language])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn scenarios_are_listed_with_the_figures_of_the_window() {
    let mut saved = Saved::new();
    let note = "Etter møtet på Røros".to_owned();
    saved
        .desk
        .edit(Edit::NoteScenario(ScenarioId::FIRST, note.clone()));
    saved
        .desk
        .edit(Edit::FreezeScenario(ScenarioId::FIRST, true));
    let figures = saved.desk.app.figures(saved.id).unwrap().0;
    let project = saved.path();
    let listed = json(&["scenarios", path(&project)]);
    assert_eq!(listed["command"], "scenarios");
    let scenarios = listed["result"]["scenarios"].as_array().unwrap();
    let zero: Vec<&Value> = scenarios.iter().map(|one| &one["zero"]).collect();
    assert_eq!(zero, [true, false]);
    assert_eq!(scenarios[0]["deposits"], Value::Array(Vec::new()));
    assert_eq!(scenarios[0]["land_take_m2"], 0.0);
    let first = &scenarios[1];
    assert_eq!(first["note"], note);
    assert_eq!(first["frozen"], true);
    let deposit = &first["deposits"][0];
    assert_eq!(deposit["name"], "Tipp øst");
    assert_eq!(deposit["current"], true);
    for name in ["fill_m3", "footprint_area_m2", "crest_level_m"] {
        assert_eq!(deposit[name].as_f64(), figures.get(name), "{name}");
    }
    assert_eq!(
        first["land_take_m2"].as_f64(),
        saved.desk.app.totals(ScenarioId::FIRST).footprint_m2
    );
    let told = text(&["scenarios", path(&project)], "nb");
    for word in ["Zero alternative", "låst", &note, "Tipp øst", "m³"] {
        assert!(told.contains(word), "{word}: {told}");
    }
}

#[test]
fn what_an_alternative_takes_is_listed_by_layer_and_class() {
    let mut saved = Saved::new();
    let id = saved.id;
    let deposit = saved.desk.app.project().deposit(id).unwrap();
    let extent = deposit.outline.extent();
    let (west, south) = (extent.min().x - 500.0, extent.min().y - 500.0);
    let (middle, north) = (extent.center().x, extent.max().y + 500.0);
    let all = rectangle(west, south, extent.max().x + 500.0, north);
    let half = rectangle(west, south, middle, north);
    add(
        &mut saved.desk,
        "vern",
        Role::Protected,
        &[(all, "reservat")],
    );
    add(&mut saved.desk, "myr", Role::Mire, &[(half, "grunn")]);
    let project = saved.path();
    let listed = json(&["scenarios", path(&project)]);
    let first = &listed["result"]["scenarios"][1];
    let (take, is_current) = saved.desk.app.land_take(ScenarioId::FIRST).unwrap();
    assert!(is_current);
    let shown = take.whole.as_ref().unwrap();
    let told = &first["land_take"];
    let footprint = told["footprint_area_m2"].as_f64().unwrap();
    let near = |one: f64, other: f64| (one - other).abs() <= 1e-6 * footprint;
    assert!(near(footprint, shown.take.footprint.0));
    assert_eq!(first["hard_conflicts"], 1, "{first}");
    assert_eq!(told["hard"][0]["layer"], "vern");
    assert!(near(
        told["hard"][0]["area_m2"].as_f64().unwrap(),
        footprint
    ));
    let layers = told["layers"].as_array().unwrap();
    assert_eq!(layers.len(), 2);
    for (layer, shown) in layers.iter().zip(&shown.take.layers) {
        let figure = |name: &str| layer[name].as_f64().unwrap();
        assert!(near(
            figure("mapped_m2") + figure("not_mapped_m2"),
            footprint
        ));
        let area = layer["classes"][0]["area_m2"].as_f64().unwrap();
        assert!(near(area, shown.classes[0].area.0));
        assert!(0.0 < area && (layer["layer"] == "vern") == near(area, footprint));
    }
    let entry = &told["entries"][0];
    assert_eq!(entry["deposit"], id.0);
    assert_eq!(entry["covered"]["footprint_area_m2"], footprint);
    let permitted = entry["permitted"]["footprint_area_m2"].as_f64().unwrap();
    assert!(footprint <= permitted * (1.0 + 1e-6));
    let told = text(&["scenarios", path(&project)], "nb");
    for word in [
        "Absolutt konflikt: vern: reservat",
        "grunn: ",
        "daa",
        "Ikke kartlagt",
    ] {
        assert!(told.contains(word), "{word}: {told}");
    }
}

#[test]
fn a_project_that_is_as_it_was_checks_the_same() {
    let saved = Saved::new();
    let project = saved.path();
    let (_folder, _) = saved.close();
    let before = fs::read(&project).unwrap();
    let checked = json(&["check", path(&project)]);
    let result = &checked["result"];
    assert_eq!(result["status"], "same", "{result}");
    assert_eq!(result["integrity"], "ok");
    assert_eq!(result["log_replays"], true);
    assert_eq!(result["sources"][0]["state"], "same");
    let results = result["results"].as_array().unwrap();
    assert_eq!(results.len(), FILL_FIGURES.len());
    for figure in results {
        assert_eq!(figure["same"], true, "{figure}");
        assert_eq!(figure["stored"], figure["recomputed"], "{figure}");
    }
    assert_eq!(fs::read(&project).unwrap(), before);
    assert!(run(&["check", path(&project)]).status.success());
}

#[test]
fn a_changed_terrain_and_figures_that_somebody_wrote_differ() {
    let saved = Saved::new();
    let project = saved.path();
    let (folder, _) = saved.close();
    change_outside(&project, "UPDATE footprints SET fill_m3 = fill_m3 * 1.01");
    let checked = json(&["check", path(&project)]);
    assert_eq!(checked["result"]["status"], "differs");
    let results = checked["result"]["results"].as_array().unwrap().clone();
    let differs: Vec<&str> = results
        .iter()
        .filter(|figure| figure["same"] == false)
        .map(|figure| figure["id"].as_str().unwrap())
        .collect();
    assert_eq!(differs.len(), 1);
    assert!(differs[0].ends_with("/fill_m3"), "{differs:?}");
    assert_eq!(run(&["check", path(&project)]).status.code(), Some(1));
    let terrain = folder.path().join("terreng.tif");
    let raised = folder.path().join("hevet.tif");
    raise(&terrain, &raised);
    fs::rename(&raised, &terrain).unwrap();
    let checked = json(&["check", path(&project)]);
    assert_eq!(checked["result"]["sources"][0]["state"], "changed");
    fs::remove_file(&terrain).unwrap();
    let checked = json(&["check", path(&project)]);
    assert_eq!(checked["result"]["sources"][0]["state"], "missing");
    assert_eq!(checked["result"]["results"][0]["recomputed"], Value::Null);
    let told = text(&["check", path(&project)], "en");
    assert!(told.contains("not there"), "{told}");
}

#[test]
fn what_is_no_project_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tekst.gpkg");
    fs::write(&file, "not a database").unwrap();
    for command in ["scenarios", "check"] {
        let refused = json(&[command, path(&file)]);
        assert_eq!(refused["error"]["code"], "not_a_project", "{refused}");
        assert_ne!(refused["error"]["hint"], "");
        let gone = folder.path().join("borte.gpkg");
        let refused = json(&[command, path(&gone)]);
        assert_eq!(refused["error"]["code"], "project_missing");
        assert_eq!(run(&[command, path(&gone)]).status.code(), Some(1));
    }
}

#[test]
fn a_project_that_is_open_can_be_listed_and_checked() {
    let mut saved = Saved::new();
    let project = saved.path();
    let listed = json(&["scenarios", path(&project)]);
    assert_eq!(listed["result"]["scenarios"].as_array().unwrap().len(), 2);
    assert_eq!(json(&["check", path(&project)])["result"]["status"], "same");
    // And it is saved on as before.
    let id = saved.id;
    saved
        .desk
        .edit(Edit::Remove(berghald::project::Entry::Deposit(id)));
    saved.desk.act(Action::LookOutside);
    assert_eq!(saved.desk.codes(), Vec::<&str>::new());
}
