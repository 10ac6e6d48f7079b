//! Site layers in the window, by the names of controls: dropped, corrected, listed and asked about.

use berghald::app::App;
use berghald::project::{Entry, LayerId, LayerKind};
use berghald::site::Role as SiteRole;
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::app::sample;
use crate::site_layers::{ar5, bow_tie};
use crate::window::Screen;

fn app(screen: &Screen) -> &App {
    screen.harness.state().app()
}

fn layer(screen: &Screen) -> LayerId {
    let mut layers = app(screen).project().layers_of(LayerKind::Site);
    layers.next().unwrap().0
}

/// The window with a terrain and a layer of three classes on it.
fn with_layer(language: Language) -> (Screen, LayerId, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], language);
    let file = ar5(folder.path(), 4);
    screen.drop_file(&file);
    let id = layer(&screen);
    (screen, id, folder)
}

#[test]
fn a_dropped_layer_stands_in_the_tree_with_its_classes() {
    let (screen, id, _folder) = with_layer(Language::English);
    assert_eq!(app(&screen).selected(), Some(Entry::Layer(id)));
    // In the tree, above its properties and among them.
    assert_eq!(screen.harness.query_all_by_label("ar5_flate").count(), 3);
    for class in app(&screen).site_legend(id) {
        assert!(
            screen
                .harness
                .query_all_by_label(&class.label)
                .next()
                .is_some(),
            "{class:?}"
        );
    }
    let told = screen.harness.query_by_label_contains("Recognised as");
    assert!(told.is_some());
}

#[test]
fn the_role_is_corrected_in_the_layer_s_properties() {
    let (mut screen, id, _folder) = with_layer(Language::Bokmal);
    let choice = screen
        .harness
        .get_by_role_and_label(Role::ComboBox, "Rolle");
    choice.click();
    screen.settle();
    let name = app(&screen).words().text(&SiteRole::NoGo.text_id(), &[]);
    screen.press(&name);
    let site = app(&screen)
        .project()
        .layer(id)
        .unwrap()
        .site
        .clone()
        .unwrap();
    assert_eq!(site.role, SiteRole::NoGo);
    screen.keys(Modifiers::COMMAND, Key::Z);
    let site = app(&screen)
        .project()
        .layer(id)
        .unwrap()
        .site
        .clone()
        .unwrap();
    assert_ne!(site.role, SiteRole::NoGo);
}

#[test]
fn what_is_clicked_is_listed_with_its_values() {
    let (mut screen, id, _folder) = with_layer(Language::English);
    screen.keys(Modifiers::COMMAND, Key::J);
    screen.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::I);
    // In the third of six areas; the middle of the map lies between two.
    let place = screen.place(0.45, 0.5);
    screen.click(place);
    screen.settle();
    let hit = app(&screen).identified().chosen().cloned().unwrap();
    assert_eq!(hit.layer, id);
    assert!(hit.values.is_some());
    screen.harness.get_by_label("arealtype");
    screen.harness.get_by_label("Zoom to it");
    screen.key(Key::Escape);
    screen.settle();
    assert!(screen.harness.query_by_label("Zoom to it").is_none());
}

#[test]
fn the_table_lists_sorts_and_finds_and_zooms() {
    let (mut screen, id, _folder) = with_layer(Language::English);
    screen.key(Key::F6);
    screen.settle();
    let table = app(&screen).attributes().cloned().unwrap();
    assert_eq!((table.layer, table.len()), (id, 6));
    screen.press("arealtype");
    let first = |screen: &Screen| app(screen).attributes().unwrap().row(0).unwrap().fid;
    let lowest = first(&screen);
    screen.press("arealtype");
    assert_ne!(first(&screen), lowest);
    screen.enter("Find", "21");
    assert_eq!(app(&screen).attributes().unwrap().len(), 1);
    screen.press("21");
    let picked = app(&screen).identified().chosen().cloned().unwrap();
    assert_eq!(picked.fid, first(&screen));
    screen.key(Key::F6);
    screen.settle();
    assert!(app(&screen).attributes().is_none());
}

#[test]
fn an_invalid_polygon_is_marked_and_a_click_in_the_list_zooms_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    screen.drop_file(&bow_tie(folder.path()));
    // One feature is not several.
    let told = screen.harness.query_all_by_label_contains("1 polygon is");
    assert_eq!(told.count(), 1);
    screen
        .harness
        .get_by_label("1 feature has an invalid polygon.");
    let mark = "Feature 2 here: crosses or touches itself";
    let found = screen.harness.query_by_label(mark).unwrap().rect().center();
    assert!(screen.place(0.5, 0.5).distance(found) > 20.0, "{found}");
    screen.press("Where they are");
    screen.press("Feature 2: crosses or touches itself");
    let found = screen.harness.query_by_label(mark).unwrap().rect().center();
    assert!(screen.place(0.5, 0.5).distance(found) < 2.0, "{found}");
    // Without a selection there is nothing to mark.
    screen.key(Key::Escape);
    screen.settle();
    assert!(screen.harness.query_by_label(mark).is_none());
}
