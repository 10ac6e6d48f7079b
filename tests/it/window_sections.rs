//! Sections in the window: asked for by key, button and mouse, marked on the map and the drawing, and saved.

use berghald::app::{App, SectionCourse};
use berghald::figure::Exaggeration;
use berghald::project::Entry;
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Event, Key, Rect};
use egui_kittest::kittest::Queryable as _;

use crate::app::sample;
use crate::window::Screen;

fn app(screen: &Screen) -> &App {
    screen.harness.state().app()
}

impl Screen {
    /// The drawing, by the beginning of what a screen reader says of it.
    fn drawing(&self, begins: &str) -> Rect {
        let mut found = self.harness.get_all_by_role(Role::Canvas);
        let is_it = |node: &egui_kittest::Node<'_>| {
            use egui_kittest::kittest::NodeT as _;
            let label = node.accesskit_node().label();
            label.is_some_and(|label| label.starts_with(begins))
        };
        found.find(is_it).unwrap().rect()
    }

    fn point_at(&mut self, at: egui::Pos2) {
        self.harness.event(Event::PointerMoved(at));
        self.harness.step();
        self.harness.step();
        self.settle();
    }
}

#[test]
fn a_deposit_is_cut_by_key_and_by_button() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    let id = screen.draw_eight();
    screen.key(Key::K);
    screen.settle();
    let entry = Entry::Deposit(id);
    let course = app(&screen).section().course.clone();
    assert_eq!(course, Some(SectionCourse::Across(entry)));
    let across = app(&screen).section().result.value().unwrap().clone();
    assert_eq!(across.bodies.len(), 1);
    screen.press("Long section");
    let along = app(&screen).section().result.value().unwrap().clone();
    let turn = along.line.bearing_degrees() - across.line.bearing_degrees();
    assert!((turn.rem_euclid(180.0) - 90.0).abs() < 1e-6, "{turn}");
    let choice = screen
        .harness
        .get_by_role_and_label(Role::ComboBox, "Vertical exaggeration");
    choice.click();
    screen.settle();
    screen.press("5×");
    let asked = app(&screen).section().exaggeration;
    assert_eq!(asked, Exaggeration::Times(5.0));
    // The key closes it, and brings the same one back.
    screen.key(Key::K);
    screen.settle();
    assert_eq!(app(&screen).section().course, None);
    screen.key(Key::K);
    screen.settle();
    let course = app(&screen).section().course.clone();
    assert_eq!(course, Some(SectionCourse::Along(entry)));
}

#[test]
fn the_pointer_on_the_drawing_tells_distance_height_and_thickness() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    screen.draw_eight();
    screen.key(Key::K);
    screen.settle();
    let drawing = screen.drawing("Cross section of Deposit 1");
    screen.point_at(drawing.center());
    let told = |screen: &Screen, what: &str| {
        let nodes = screen.harness.query_all_by_label_contains(what).count();
        0 < nodes
    };
    assert!(told(&screen, "Cross section of Deposit 1. Distance "));
    assert!(told(&screen, "thickness "));
    // A distance can be typed as well.
    screen.point_at(screen.place(0.02, 0.02));
    screen.enter("Distance", "12,5");
    assert!(told(&screen, "Distance 12.5"));
}

#[test]
fn the_pointer_on_the_line_marks_the_drawing() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    screen.key(Key::L);
    for (x, y) in [(0.3, 0.4), (0.7, 0.4)] {
        let at = screen.place(x, y);
        screen.click(at);
    }
    screen.key(Key::Enter);
    screen.settle();
    let line = app(&screen).section().result.value().unwrap().line.clone();
    assert_eq!(line.points().len(), 2);
    assert!((line.bearing_degrees() - 90.0).abs() < 1e-3);
    // The panel took a part of the map's room, so the places are others now.
    let project_from = |screen: &Screen, x: f32| screen.place(x, 0.5);
    let mut marked = false;
    for step in 0..=60_u8 {
        let middle = project_from(&screen, 0.5);
        let top = screen.place(0.5, 0.0);
        let at = top + (middle - top) * (2.0 * f32::from(step) / 60.0);
        screen.point_at(at);
        let told = screen
            .harness
            .query_all_by_label_contains("Section A–A′. Distance ");
        marked |= 0 < told.count();
    }
    assert!(marked);
}

#[test]
fn a_section_line_needs_two_points_and_escape_gives_it_up() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::Bokmal);
    screen.key(Key::L);
    screen.harness.get_by_label("Tegn snittlinje");
    let at = screen.place(0.4, 0.4);
    screen.click(at);
    screen.key(Key::Enter);
    screen.settle();
    assert_eq!(app(&screen).section().course, None);
    screen.key(Key::Escape);
    screen.settle();
    screen.key(Key::K);
    screen.settle();
    // The panel says what to do.
    let nothing = app(&screen).words().text("section-nothing", &[]);
    screen.harness.get_by_label(&nothing);
}

#[test]
fn a_section_is_saved_under_a_typed_name() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    screen.draw_eight();
    screen.key(Key::K);
    screen.settle();
    screen.press("Save section as SVG…");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snitt.svg");
    let field = app(&screen).words().text("open-path-label", &[]);
    screen.enter(&field, path.to_str().unwrap());
    let svg = std::fs::read_to_string(&path).unwrap();
    assert!(svg.contains("Cross section of Deposit 1"));
}
