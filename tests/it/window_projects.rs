//! Projects in the window, by the names of controls: saved under a name, left, found and opened again.

use std::path::Path;

use berghald::app::App;
use berghald::words::Language;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::app::sample;
use crate::window::Screen;

fn app(screen: &Screen) -> &App {
    screen.harness.state().app()
}

/// Writes a path into the field that is shown.
fn enter_path(screen: &mut Screen, path: &Path) {
    let field = app(screen).words().text("open-path-label", &[]);
    screen.enter(&field, path.to_str().unwrap());
}

fn save_as(screen: &mut Screen, path: &Path) {
    let keys = Modifiers::COMMAND | Modifiers::SHIFT;
    screen.keys(keys, Key::S);
    enter_path(screen, path);
}

#[test]
fn a_project_is_saved_left_found_and_opened_again() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    let id = screen.draw_eight();
    let figures = screen.figures(id);
    let folder = tempfile::tempdir().unwrap();
    save_as(&mut screen, &folder.path().join("plan på Røros"));
    let path = folder.path().join("plan på Røros.gpkg");
    assert_eq!(app(&screen).project_path(), Some(path.as_path()));
    assert!(screen.harness.query_by_label_contains("Saved").is_some());
    screen.keys(Modifiers::COMMAND, Key::W);
    assert!(!app(&screen).has_project());
    screen.press("plan på Røros");
    assert_eq!(app(&screen).project_path(), Some(path.as_path()));
    assert_eq!(screen.figures(id), figures);
    // A new one has nothing in it, and says what comes first.
    screen.keys(Modifiers::COMMAND, Key::N);
    assert!(app(&screen).has_project() && app(&screen).project().is_empty());
    let first = app(&screen).words().text("map-empty", &[]);
    screen.harness.get_by_label(&first);
}

#[test]
fn a_project_that_was_deleted_is_not_saved_until_it_has_a_place_again() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    screen.draw_eight();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.gpkg");
    save_as(&mut screen, &path);
    std::fs::remove_file(&path).unwrap();
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert!(app(&screen).would_lose());
    let told = screen.harness.query_by_label_contains("Not saved");
    assert!(told.is_some());
    screen.press("Save as…");
    enter_path(&mut screen, &path);
    assert!(!app(&screen).would_lose());
    assert!(berghald::store::is_project(&path));
}
