//! Pits and stopes in the planner's hands: their figures, and that they are there again tomorrow.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use berghald::app::{Action, PitRequest, ScenarioAsk, Standing};
use berghald::balance::{BackfillTarget, Binding, Cap};
use berghald::design::Outline;
use berghald::project::{
    Edit, Entry, LayerId, Original, PitChange, PitId, Project, Room, ScenarioId,
};
use berghald::results::{PIT_FIGURES, PitFigures};
use berghald::store::{self, ProjectFile};
use berghald::units::{BankM3, Metres, PlacedM3};
use geo::Coord;
use serde_json::Value;

use crate::app::Desk;
use crate::program::{json, path, program};
use crate::saving::change_outside;
use crate::shapes::circle;
use crate::window_pits::write_pit;

/// A project with a pit by its rim, one by its original surface, and a stope.
struct Mine {
    desk: Desk,
    folder: tempfile::TempDir,
    ids: [PitId; 3],
}

impl Mine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk::new();
        for file in write_pit(folder.path()) {
            desk.open(&file);
        }
        let (before, mined) = (
            layer(desk.app.project(), "før"),
            layer(desk.app.project(), "brutt"),
        );
        let middle = Coord {
            x: 500_500.0,
            y: 7_000_500.0,
        };
        let outline = Outline::new(&circle(middle, 230.0)).unwrap();
        let by_rim = PitRequest::usual_pit(outline.clone(), mined);
        let by_surface = PitRequest {
            room: Room::Pit {
                outline,
                mined,
                original: Original::Layer(before),
                extracted: Some(BankM3(9e6)),
                permitted_level: Some(Metres(280.0)),
            },
            target: BackfillTarget::Level(Metres(240.3)),
            ..by_rim.clone()
        };
        let stope = PitRequest {
            room: Room::Stope {
                void: PlacedM3(1e6),
                extracted: BankM3(1e6),
            },
            cap: Cap::new(0.65, "Paste fill, tested").unwrap(),
            target: BackfillTarget::Bank(BankM3(7e5)),
            ..by_rim.clone()
        };
        let ids = [by_rim, by_surface, stope].map(|request| {
            desk.act(Action::AddPit(Box::new(request)));
            desk.app.selected_pit().unwrap().0
        });
        let mut mine = Self { desk, folder, ids };
        let path = mine.path();
        mine.desk.act(Action::SaveAs {
            path,
            replace: false,
        });
        mine
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("gruve.gpkg")
    }

    fn figures(&self) -> [(PitFigures, Standing); 3] {
        figures(&self.desk, self.ids)
    }

    /// Closes the program. The folder stays.
    fn close(self) -> tempfile::TempDir {
        drop(self.desk);
        self.folder
    }
}

fn layer(project: &Project, name: &str) -> LayerId {
    let mut layers = project.layers.iter();
    *layers.find(|(_, layer)| layer.name == name).unwrap().0
}

fn figures(desk: &Desk, ids: [PitId; 3]) -> [(PitFigures, Standing); 3] {
    ids.map(|id| desk.app.pit_figures(id).unwrap())
}

fn opened(path: &Path) -> Desk {
    let mut desk = Desk::new();
    desk.act(Action::OpenProject(path.to_owned()));
    desk
}

#[test]
fn pits_and_stopes_are_there_again_with_the_same_figures() {
    let mine = Mine::new();
    let (before, project, ids) = (mine.figures(), mine.desk.app.project().clone(), mine.ids);
    let [rim, surface, stope] = before;
    for (_, standing) in before {
        assert_eq!(standing, Standing::Current);
    }
    // A cone of 200 m above one of 100 m.
    let exact = std::f64::consts::PI / 3.0 * (200.0_f64.powi(3) - 100.0_f64.powi(3));
    for (figures, _) in [rim, surface] {
        let void = figures.get("void_m3").unwrap();
        assert!((void / exact - 1.0).abs() < 2e-3, "{void}");
    }
    assert_eq!(surface.0.get("extracted_bank_m3"), Some(9e6));
    assert_eq!(surface.0.get("level_m"), Some(240.3));
    assert_eq!(stope.0.get("backfill_bank_m3"), Some(650_000.0));
    assert_eq!(stope.0.get("refused_bank_m3"), Some(50_000.0));
    assert_eq!(stope.0.get("level_m"), None);
    let path = mine.path();
    let _folder = mine.close();
    let kept = ProjectFile::open_to_read(&path).unwrap().snapshot.records;
    for (id, (figures, _)) in ids.into_iter().zip(before) {
        assert_eq!(kept.pits[&id].figures, figures);
    }
    let bindings = ids.map(|id| kept.pits[&id].binding);
    assert_eq!(bindings, [Binding::Cap, Binding::Target, Binding::Cap]);
    let grounds = ids.map(|id| !kept.pits[&id].footprint.0.is_empty());
    assert_eq!(grounds, [true, true, false]);
    let desk = opened(&path);
    assert_eq!(desk.codes(), Vec::<&str>::new());
    assert_eq!(desk.app.project(), &project);
    assert_eq!(figures(&desk, ids), before);
    assert!(ids.into_iter().all(|id| desk.app.is_pit_current(id)));
    let integrity = store::integrity(&path).unwrap();
    assert_eq!(integrity.problems, Vec::<String>::new());
    assert!(integrity.log_replays);
}

#[test]
fn every_change_of_a_pit_can_be_undone_and_saves_itself() {
    let mut mine = Mine::new();
    let (before, project) = (mine.figures(), mine.desk.app.project().clone());
    let [rim, surface, stope] = mine.ids;
    let mined = layer(&project, "før");
    let cap = Cap::new(0.62, "målt").unwrap();
    let edits = [
        Edit::ChangePit(rim, PitChange::Cap(cap)),
        Edit::ChangePit(rim, PitChange::Extracted(Some(BankM3(1e6)))),
        Edit::ChangePit(surface, PitChange::Original(Original::Rim)),
        Edit::ChangePit(surface, PitChange::PermittedLevel(None)),
        Edit::ChangePit(surface, PitChange::Target(BackfillTarget::Most)),
        Edit::ChangePit(stope, PitChange::StopeVoid(PlacedM3(5e5))),
        Edit::ChangePit(rim, PitChange::Mined(mined)),
        Edit::Remove(Entry::Pit(stope)),
    ];
    for edit in edits.clone() {
        mine.desk.edit(edit);
    }
    let after = mine.desk.app.project().clone();
    let read = |path: &Path| ProjectFile::open_to_read(path).unwrap().snapshot.project;
    assert_eq!(read(&mine.path()), after);
    for _ in &edits {
        mine.desk.act(Action::Undo);
    }
    assert_eq!(mine.desk.app.project(), &project);
    assert_eq!(mine.figures(), before);
    assert_eq!(read(&mine.path()), project);
    for _ in &edits {
        mine.desk.act(Action::Redo);
    }
    assert_eq!(mine.desk.app.project(), &after);
    assert_eq!(read(&mine.path()), after);
    assert!(store::integrity(&mine.path()).unwrap().log_replays);
}

#[test]
fn a_copy_of_an_alternative_takes_figures_of_pits_without_computing_them() {
    let mut mine = Mine::new();
    let before = mine.figures();
    // Without waiting: the results of equal inputs are there at once.
    let copy = Action::Scenario(ScenarioAsk::Duplicate(ScenarioId::FIRST));
    mine.desk.app.update(copy);
    let copies: Vec<PitId> = {
        let app = &mine.desk.app;
        app.project()
            .pits_of(app.active())
            .map(|(id, _)| id)
            .collect()
    };
    assert_eq!(copies.len(), 3);
    for copy in &copies {
        assert!(!mine.ids.contains(copy) && mine.desk.app.is_pit_current(*copy));
        let result = |id: PitId| mine.desk.app.pit(id).unwrap().value().unwrap();
        let mut originals = mine.ids.iter();
        assert!(originals.any(|id| Arc::ptr_eq(result(*id), result(*copy))));
    }
    mine.desk.settle();
    let path = mine.path();
    let _folder = mine.close();
    let kept = ProjectFile::open_to_read(&path).unwrap().snapshot.records;
    assert_eq!(kept.pits.len(), 6);
    for copy in copies {
        let mut known = before.iter();
        assert!(known.any(|(figures, _)| *figures == kept.pits[&copy].figures));
    }
}

#[test]
fn figures_of_a_pit_stay_where_its_terrain_is_gone() {
    let mine = Mine::new();
    let (before, ids, path) = (mine.figures(), mine.ids, mine.path());
    let folder = mine.close();
    let (file, moved) = (
        folder.path().join("brutt.tif"),
        folder.path().join("flyttet.tif"),
    );
    fs::rename(&file, &moved).unwrap();
    let mut desk = opened(&path);
    assert_eq!(desk.codes(), ["source_missing"]);
    let standings = [
        Standing::SourceMissing,
        Standing::SourceMissing,
        Standing::Current,
    ];
    for ((found, known), standing) in figures(&desk, ids).into_iter().zip(before).zip(standings) {
        assert_eq!(found, (known.0, standing));
    }
    let mined = layer(desk.app.project(), "brutt");
    desk.act(Action::PointAgain(mined, moved));
    assert_eq!(desk.codes(), Vec::<&str>::new());
    assert_eq!(figures(&desk, ids), before);
}

#[test]
fn pits_are_listed_and_checked_on_the_command_line() {
    let mine = Mine::new();
    let (known, ids, project) = (mine.figures(), mine.ids, mine.path());
    let listed = json(&["scenarios", path(&project)]);
    let first = &listed["result"]["scenarios"][1];
    let pits = first["pits"].as_array().unwrap();
    assert_eq!(pits.len(), 3);
    for ((figures, _), id) in known.into_iter().zip(ids) {
        let pit = pits.iter().find(|pit| pit["id"] == id.0).unwrap();
        assert_eq!(pit["current"], true);
        for name in [
            "cap",
            "extracted_bank_m3",
            "usable_void_m3",
            "backfill_bank_m3",
            "backfill_placed_m3",
            "refused_bank_m3",
        ] {
            assert_eq!(pit[name].as_f64(), figures.get(name), "{name}");
        }
    }
    let stope = pits.iter().find(|pit| pit["id"] == ids[2].0).unwrap();
    assert_eq!(
        (&stope["kind"], &stope["binding"]),
        (&"stope".into(), &"cap".into())
    );
    for (language, line) in [
        ("nb", "Taket bestemmer"),
        ("en", "The cap binds: no more may go back."),
    ] {
        let output = program()
            .args(["scenarios", path(&project), "--lang", language])
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        for word in [line, "650"] {
            assert!(told.contains(word), "{word}: {told}");
        }
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
    let folder = mine.close();
    let checked = json(&["check", path(&project)])["result"].clone();
    assert_eq!(checked["status"], "same", "{checked}");
    let results = checked["results"].as_array().unwrap();
    assert_eq!(results.len(), 3 * PIT_FIGURES.len());
    for figure in results {
        assert_eq!(figure["same"], true, "{figure}");
        assert_eq!(figure["current"], true, "{figure}");
        assert_eq!(figure["stored"], figure["recomputed"], "{figure}");
    }
    change_outside(
        &project,
        "UPDATE backfills SET level_m = level_m + 0.001, floor_m = NULL WHERE level_m > 240.2 AND level_m < 240.4",
    );
    let checked = json(&["check", path(&project)])["result"].clone();
    assert_eq!(checked["status"], "differs");
    let results = checked["results"].as_array().unwrap();
    let differs = results.iter().filter(|figure| figure["same"] == false);
    let differs: Vec<&str> = differs.map(|one| one["id"].as_str().unwrap()).collect();
    let expected = ["level_m", "floor_m"].map(|name| format!("pit-{}/{name}", ids[1].0));
    assert_eq!(differs, expected);
    // A stope is worked out without any terrain; a pit is not.
    fs::remove_file(folder.path().join("brutt.tif")).unwrap();
    let checked = json(&["check", path(&project)])["result"].clone();
    let now = |id: PitId| {
        let id = format!("pit-{}/backfill_bank_m3", id.0);
        let results = checked["results"].as_array().unwrap();
        let found = results.iter().find(|figure| figure["id"] == id);
        found.unwrap()["recomputed"].clone()
    };
    assert_eq!(now(ids[0]), Value::Null);
    assert_eq!(now(ids[2]), 650_000.0);
}
