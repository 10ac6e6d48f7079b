//! Other ground in the window, by mouse and keyboard.

use berghald::app::App;
use berghald::project::{Entry, GroundPurpose, OtherGround};
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::app::sample;
use crate::site_layers::ar5;
use crate::window::Screen;

fn app(screen: &Screen) -> &App {
    screen.harness.state().app()
}

fn selected(screen: &Screen) -> &OtherGround {
    app(screen).selected_ground().unwrap().1
}

fn with_layer(language: Language) -> (Screen, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], language);
    let file = ar5(folder.path(), 6);
    screen.drop_file(&file);
    (screen, folder)
}

fn click_all(screen: &mut Screen, places: &[(f32, f32)]) {
    for (x, y) in places {
        let at = screen.place(*x, *y);
        screen.click(at);
    }
}

fn choose(screen: &mut Screen, label: &str, choice: &str) {
    let field = screen.harness.get_by_role_and_label(Role::ComboBox, label);
    field.click();
    screen.settle();
    screen.press(choice);
}

#[test]
fn a_basin_is_drawn_around_its_edge_and_told_with_what_it_takes() {
    let (mut screen, _folder) = with_layer(Language::English);
    screen.key(Key::G);
    screen.settle();
    choose(&mut screen, "Used for", "Basin");
    click_all(
        &mut screen,
        &[(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)],
    );
    // What is drawn so far is measured before it is finished.
    screen.settle();
    let held = app(&screen).held_outline().unwrap().outline.area_m2();
    assert!(0.0 < held);
    screen.key(Key::Enter);
    screen.settle();
    let basin = selected(&screen);
    assert_eq!(basin.purpose, GroundPurpose::Basin);
    assert_eq!(basin.name, "Basin 1");
    let area = app(&screen).words().area(basin.outline.area_m2());
    assert!(
        screen.harness.query_by_label_contains(&area).is_some(),
        "{area}"
    );
    assert!(screen.harness.query_by_label("Land-take").is_some());
    let (take, is_current) = app(&screen).land_take(app(&screen).active()).unwrap();
    assert!(is_current && take.whole.is_some());
    // Another purpose, and a reason; both are taken back by undo.
    choose(&mut screen, "Used for", "Topsoil store");
    assert_eq!(selected(&screen).purpose, GroundPurpose::TopsoilStore);
    screen.enter("Temporary because", "laid back in 2040");
    assert!(selected(&screen).temporary.is_some());
    screen.keys(Modifiers::COMMAND, Key::Z);
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(selected(&screen).purpose, GroundPurpose::Basin);
    assert_eq!(selected(&screen).temporary, None);
}

#[test]
fn a_road_is_drawn_along_its_middle_with_a_width() {
    let (mut screen, _folder) = with_layer(Language::Bokmal);
    screen.key(Key::R);
    screen.settle();
    screen.enter("Bredde", "12");
    click_all(&mut screen, &[(0.3, 0.5), (0.7, 0.5)]);
    screen.key(Key::Enter);
    screen.settle();
    let road = selected(&screen);
    assert_eq!(
        (road.purpose, road.name.as_str()),
        (GroundPurpose::Road, "Vei 1")
    );
    let extent = road.outline.extent();
    assert!((extent.height() - 12.0).abs() < 0.5, "{extent:?}");
    let length = road.outline.area_m2() / 12.0;
    assert!((length / extent.width() - 1.0).abs() < 0.01);
}

#[test]
fn its_corners_are_moved_and_it_is_found_by_a_click() {
    let (mut screen, _folder) = with_layer(Language::English);
    screen.key(Key::G);
    click_all(
        &mut screen,
        &[(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)],
    );
    screen.key(Key::Enter);
    screen.settle();
    let before = selected(&screen).outline.area_m2();
    screen.key(Key::V);
    let (from, to) = (screen.place(0.6, 0.6), screen.place(0.7, 0.7));
    screen.drag(from, to);
    screen.settle();
    assert!(1.2 * before < selected(&screen).outline.area_m2());
    assert!(app(&screen).held_outline().is_none());
    let entry = app(&screen).selected().unwrap();
    assert!(matches!(entry, Entry::Ground(_)));
    screen.key(Key::Escape);
    screen.key(Key::Escape);
    screen.settle();
    assert_eq!(app(&screen).selected(), None);
    let at = screen.place(0.5, 0.5);
    screen.click(at);
    screen.settle();
    assert_eq!(app(&screen).selected(), Some(entry));
    screen.key(Key::Delete);
    screen.settle();
    assert!(app(&screen).project().other_ground.is_empty());
}
