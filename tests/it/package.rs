//! The handover package: made here, opened elsewhere, with everything in it and every figure the same.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use berghald::app::report::ReportRequest;
use berghald::app::{Action, Export, PackageError, PackageRequest, TaskError, make_package};
use berghald::gis::open_terrain;
use berghald::jobs::watched;
use berghald::progress::Run;
use berghald::project::{Edit, Entry, ScenarioId};
use berghald::store::ProjectFile;
use berghald::terrain::{CellWindow, Grid};
use berghald::words::{Language, Words};

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::app::{Desk, sample};
use crate::gis::make::names_in;
use crate::program::{json, path, program, run};
use crate::saving::{Saved, change_outside};
use crate::window::Screen;

fn words() -> Words {
    Words::in_language(Language::English).unwrap()
}

/// Unpacks an archive into a folder.
fn unpack(archive: &Path, folder: &Path) {
    let mut archive = zip::ZipArchive::new(fs::File::open(archive).unwrap()).unwrap();
    archive.extract(folder).unwrap();
}

fn text_in(archive: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(archive).unwrap()).unwrap();
    let mut text = String::new();
    let mut file = archive.by_name(name).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

fn heights(file: &Path, window: Option<CellWindow>) -> Grid<f32> {
    let terrain = open_terrain(file.to_str().unwrap(), None).unwrap();
    let placement = terrain.placement();
    let whole = CellWindow {
        column: 0,
        row: 0,
        columns: placement.columns,
        rows: placement.rows,
    };
    terrain
        .read(window.unwrap_or(whole), &Run::default())
        .unwrap()
}

#[test]
fn the_sample_is_handed_over_and_opens_elsewhere_with_the_same_figures() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("her");
    fs::create_dir(&here).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    for name in names_in(&sample) {
        fs::copy(sample.join(&name), here.join(&name)).unwrap();
    }
    let project = here.join("synthetic-fjord-mine.gpkg");
    let before = json(&["scenarios", path(&project)]);
    let kept = fs::read(&project).unwrap();
    let out = folder.path().join("ut");
    fs::create_dir(&out).unwrap();
    let package = out.join("pakke.zip");
    let made = json(&["package", path(&project), "--out", path(&package)]);
    let result = &made["result"];
    assert_eq!(result["package"], path(&package), "{made}");
    let files = result["files"].as_array().unwrap();
    let names: Vec<&str> = files
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect();
    for name in [
        "README.txt",
        "synthetic-fjord-mine.gpkg",
        "tables.xlsx",
        "sources/synthetic-terrain.tif",
        "sources/synthetic-seabed.tif",
        "sources/synthetic-original-surface.tif",
        "sources/synthetic-picture.tif",
        "sources/synthetic-place-names.gpkg",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert_eq!(names_in(&out), ["pakke.zip"]);
    assert_eq!(fs::read(&project).unwrap(), kept);
    // The original goes away, and the package is opened where nothing else is.
    let gone = folder.path().join("borte");
    fs::rename(&here, &gone).unwrap();
    let there = folder.path().join("et annet sted");
    unpack(&package, &there);
    for file in files {
        let size = fs::metadata(there.join(file["name"].as_str().unwrap())).unwrap();
        assert_eq!(size.len(), file["size_bytes"].as_u64().unwrap(), "{file}");
    }
    let moved = there.join("synthetic-fjord-mine.gpkg");
    let checked = json(&["check", path(&moved)]);
    let checked = &checked["result"];
    assert_eq!(checked["status"], "same", "{checked}");
    assert_eq!(checked["log_replays"], true);
    for source in checked["sources"].as_array().unwrap() {
        let is_copied = source["copied"] == true;
        assert!(is_copied || source["state"] == "same", "{source}");
    }
    let results = checked["results"].as_array().unwrap();
    assert!(results.iter().all(|figure| figure["current"] == true));
    assert!(run(&["check", path(&moved)]).status.success());
    let after = json(&["scenarios", path(&moved)]);
    assert_eq!(after["result"], before["result"]);
    assert_eq!(after["warnings"], before["warnings"]);
    let readme = text_in(&package, "README.txt");
    for told in [
        "synthetic-terrain.tif, blake3",
        "EPSG:25833",
        "No network",
        "berghald check",
    ] {
        assert!(readme.contains(told), "{told}: {readme}");
    }
    assert_clips_are_the_same(&gone, &there.join("sources"));
}

/// Heights of clips are those of their sources, to the bit, with what they are counted from.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of cells"
)]
fn assert_clips_are_the_same(originals: &Path, clips: &Path) {
    for name in [
        "synthetic-terrain.tif",
        "synthetic-seabed.tif",
        "synthetic-original-surface.tif",
    ] {
        let [was, is] = [originals, clips]
            .map(|folder| open_terrain(folder.join(name).to_str().unwrap(), None).unwrap());
        assert_eq!(was.reference().wkt(), is.reference().wkt(), "{name}");
        assert_eq!(was.facts().data_type, is.facts().data_type);
        assert_eq!(was.facts().nodata, is.facts().nodata);
        let (whole, part) = (was.placement(), is.placement());
        let corner = whole.cells_from_world(geo::Coord {
            x: part.west_m,
            y: part.north_m,
        });
        assert!((corner.x - corner.x.round()).abs() < 1e-6, "{corner:?}");
        let window = CellWindow {
            column: corner.x.round() as usize,
            row: corner.y.round() as usize,
            columns: part.columns,
            rows: part.rows,
        };
        let was = heights(&originals.join(name), Some(window));
        let is = heights(&clips.join(name), None);
        let bits = |grid: &Grid<f32>| grid.cells().iter().map(|one| one.to_bits()).collect();
        let (was, is): (Vec<u32>, Vec<u32>) = (bits(&was), bits(&is));
        assert!(was == is, "{name}");
    }
}

/// A small project, closed, and where its package is to go.
fn small() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let mut saved = Saved::new();
    saved
        .desk
        .edit(Edit::FreezeScenario(ScenarioId::FIRST, true));
    let project = saved.path();
    let (folder, _) = saved.close();
    let out = folder.path().join("ut");
    fs::create_dir(&out).unwrap();
    let package = out.join("pakke.zip");
    (folder, project, package)
}

fn make(project: &Path, package: &Path, run: &Run) -> Result<(), Box<TaskError>> {
    let request = PackageRequest {
        out: package.to_owned(),
        report: ReportRequest::default(),
    };
    let made = make_package(project, &request, &words(), run);
    made.map(drop).map_err(Box::new)
}

#[test]
fn clips_are_smaller_and_a_changed_byte_is_found() {
    let (folder, project, package) = small();
    make(&project, &package, &Run::default()).unwrap();
    let there = folder.path().join("der");
    unpack(&package, &there);
    let report = fs::read(there.join("report.pdf")).unwrap();
    assert!(report.starts_with(b"%PDF-"));
    let page = fs::read_to_string(there.join("report.html")).unwrap();
    assert!(page.contains("</html>"));
    let (whole, part) = (
        heights(&folder.path().join("terreng.tif"), None),
        heights(&there.join("sources/terreng.tif"), None),
    );
    assert!(part.cells().len() <= whole.cells().len());
    let moved = there.join("plan.gpkg");
    let checked = json(&["check", path(&moved)]);
    assert_eq!(checked["result"]["status"], "same", "{checked}");
    // What was frozen rests on the clip as it rested on the whole file.
    let frozen = &checked["result"]["frozen"][0];
    assert_eq!(frozen["same"], true, "{frozen}");
    assert_eq!(
        frozen["changed_inputs"].as_array().unwrap().len(),
        0,
        "{frozen}"
    );
    // The log says what was put in the place of what.
    let opened = ProjectFile::open_to_read(&moved).unwrap();
    let last = opened.file.changes(None, 10).unwrap();
    let hash = blake3::hash(&fs::read(folder.path().join("terreng.tif")).unwrap());
    assert!(last[0].label.contains("terreng.tif"), "{:?}", last[0]);
    assert!(last[0].label.contains(hash.to_hex().as_str()));
    let path_of = |change: &(String, Option<String>, Option<String>)| change.0 == "path";
    let moved_path = last[0]
        .columns
        .iter()
        .find(|change| path_of(change))
        .unwrap();
    assert_eq!(moved_path.1.as_deref(), Some("terreng.tif"));
    assert_eq!(moved_path.2.as_deref(), Some("sources/terreng.tif"));
    // The window has nothing to say either.
    let mut desk = Desk::new();
    desk.act(Action::OpenProject(moved.clone()));
    assert_eq!(desk.codes(), Vec::<&str>::new());
    drop(desk);
    let clip = there.join("sources/terreng.tif");
    let mut bytes = fs::read(&clip).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&clip, bytes).unwrap();
    let checked = json(&["check", path(&moved)]);
    assert_eq!(checked["result"]["status"], "differs");
    assert_eq!(checked["result"]["sources"][0]["state"], "changed");
}

#[test]
fn a_source_that_is_gone_or_changed_is_named_and_nothing_is_left() {
    let (folder, project, package) = small();
    let terrain = folder.path().join("terreng.tif");
    let kept = fs::read(&terrain).unwrap();
    fs::write(&terrain, [kept.as_slice(), b"x"].concat()).unwrap();
    let refused = json(&["package", path(&project), "--out", path(&package)]);
    assert_eq!(
        refused["error"]["code"], "package_source_changed",
        "{refused}"
    );
    fs::remove_file(&terrain).unwrap();
    let refused = json(&["package", path(&project), "--out", path(&package)]);
    assert_eq!(
        refused["error"]["code"], "package_source_missing",
        "{refused}"
    );
    let told = refused["error"]["message"].as_str().unwrap();
    assert!(told.contains("terreng.tif"), "{told}");
    assert_ne!(refused["error"]["hint"], "");
    assert_eq!(names_in(package.parent().unwrap()), Vec::<String>::new());
    fs::write(&terrain, kept).unwrap();
    make(&project, &package, &Run::default()).unwrap();
}

#[test]
fn figures_that_do_not_come_out_again_are_named_and_nothing_is_left() {
    let (_folder, project, package) = small();
    fs::write(&package, "what was there before").unwrap();
    change_outside(&project, "UPDATE footprints SET fill_m3 = fill_m3 * 1.01");
    let error = make(&project, &package, &Run::default()).unwrap_err();
    let TaskError::Package {
        source: PackageError::Differs { what },
        ..
    } = *error
    else {
        panic!("other than the figures differs");
    };
    assert!(
        what.iter().any(|one| one.ends_with("Tipp øst / fill_m3")),
        "{what:?}"
    );
    assert_eq!(names_in(package.parent().unwrap()), ["pakke.zip"]);
    assert_eq!(fs::read(&package).unwrap(), b"what was there before");
}

#[test]
fn a_package_that_is_stopped_leaves_nothing() {
    let (_folder, project, package) = small();
    for share in [None, Some(0.3), Some(0.6)] {
        let run = Run::default();
        if share.is_none() {
            run.cancel();
        }
        let made = watched(
            &run,
            |run| make(&project, &package, run),
            |run| {
                if share.is_some_and(|share| share <= run.fraction()) {
                    run.cancel();
                }
            },
        );
        // It may be done before anybody looks.
        if let Err(error) = made.unwrap() {
            assert!(matches!(*error, TaskError::Cancelled), "{error:?}");
            assert_eq!(names_in(package.parent().unwrap()), Vec::<String>::new());
        } else {
            assert!(share.is_some());
            fs::remove_file(&package).unwrap();
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_and_another_ending_are_refused() {
    let (folder, project, _) = small();
    let nowhere = folder.path().join("ingen/mappe/pakke.zip");
    let refused = json(&["package", path(&project), "--out", path(&nowhere)]);
    assert_eq!(refused["error"]["code"], "folder_not_writable", "{refused}");
    let tar = folder.path().join("pakke.tar");
    let refused = json(&["package", path(&project), "--out", path(&tar)]);
    assert_eq!(refused["error"]["code"], "ending_unknown", "{refused}");
    assert!(!tar.exists());
}

#[test]
fn names_without_a_folder_are_those_of_the_folder_that_one_stands_in() {
    let (folder, _, _) = small();
    let made = program()
        .current_dir(folder.path())
        .args(["package", "plan.gpkg", "--out", "pakke.zip", "--lang", "nb"])
        .output()
        .unwrap();
    let told = String::from_utf8(made.stdout).unwrap();
    assert!(
        told.contains("sources/terreng.tif: Terreng, utsnitt"),
        "{told}"
    );
    let there = folder.path().join("der");
    unpack(&folder.path().join("pakke.zip"), &there);
    let opened = ProjectFile::open_to_read(&there.join("plan.gpkg")).unwrap();
    let sources = opened.snapshot.project.layers.values();
    let sources: Vec<&str> = sources.map(|layer| layer.source.as_str()).collect();
    let clip = there.canonicalize().unwrap().join("sources/terreng.tif");
    assert_eq!(sources, [path(&clip)]);
    assert!(there.join("tabeller.xlsx").is_file());
}

#[test]
fn the_window_hands_over_what_stands_there_with_everything_saved() {
    let mut saved = Saved::new();
    let id = saved.id;
    let name = "Tipp vest".to_owned();
    // Not yet written when the package is asked for.
    saved
        .desk
        .app
        .update(Action::Edit(Edit::Rename(Entry::Deposit(id), name)));
    let package = saved.folder.path().join("pakke");
    saved.desk.act(Action::Export {
        what: Export::Package,
        path: package.clone(),
        replace: false,
    });
    assert_eq!(saved.desk.codes(), ["done"]);
    let package = package.with_extension("zip");
    let there = saved.folder.path().join("der");
    unpack(&package, &there);
    let moved = there.join("plan.gpkg");
    let listed = json(&["scenarios", path(&moved)]);
    let deposit = &listed["result"]["scenarios"][1]["deposits"][0];
    assert_eq!(deposit["name"], "Tipp vest");
    assert_eq!(deposit["current"], true);
    // And it is saved on as before.
    saved.desk.edit(Edit::Remove(Entry::Deposit(id)));
    saved.desk.act(Action::LookOutside);
    assert_eq!(saved.desk.codes(), ["done"]);
}

#[test]
fn the_palette_asks_where_the_package_is_to_go() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::Bokmal);
    screen.draw_eight();
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("til naboen.zip");
    screen.keys(Modifiers::COMMAND, Key::K);
    screen
        .harness
        .event(Event::Text("overleverings".to_owned()));
    screen.harness.run_steps(2);
    screen.key(Key::Enter);
    screen.settle();
    let field = screen
        .harness
        .state()
        .app()
        .words()
        .text("open-path-label", &[]);
    screen.enter(&field, path(&package));
    assert!(package.is_file());
    let told = screen
        .harness
        .query_by_label_contains("Overleveringspakken er");
    assert!(told.is_some());
}
