//! Points on the map, by the real window: where rock is tipped, where material is let out, levels of corners.

#![expect(clippy::panic, reason = "what is not there ends the test")]

use berghald::design::{FillTarget, Slope};
use berghald::project::{DepositMethod, LevelMethod};
use berghald::units::Metres;
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use geo::Coord;

use crate::app::sample;
use crate::window::Screen;

fn screen() -> Screen {
    Screen::with(&[sample("synthetic-terrain.tif")], Language::English)
}

impl Screen {
    fn point(&self) -> Coord<f64> {
        self.built().point().unwrap()
    }

    fn level_method(&self) -> LevelMethod {
        match self.built().method {
            DepositMethod::Level(level) => *level,
            other => panic!("{other:?}"),
        }
    }

    fn labels(&self, text: &str) -> Vec<String> {
        let found = self.harness.query_all_by_label_contains(text);
        found
            .filter_map(|node| node.accesskit_node().label())
            .collect()
    }
}

#[test]
fn rock_is_tipped_from_a_point_that_is_clicked_and_moved() {
    let mut screen = screen();
    screen.key(Key::T);
    let at = screen.place(0.5, 0.5);
    screen.move_to(at);
    screen.settle();
    let previewed = {
        let preview = screen.harness.state().app().preview().unwrap();
        preview.result.as_ref().unwrap().design.fill.0
    };
    assert!(0.0 < previewed);
    screen.click(at);
    screen.settle();
    let (id, point) = (screen.selected(), screen.point());
    let app = screen.harness.state().app();
    let base = screen.built().base;
    let ground_m = app.height_at(base, point).unwrap();
    let FillTarget::Crest(level) = screen.built().target else {
        panic!("{:?}", screen.built().target);
    };
    assert!((level.0 - ground_m - 10.0).abs() < 0.051);
    let before = screen.figures(id);
    let fill_m3 = app.fill(id).unwrap().value().unwrap().design.fill.0;
    assert!((previewed / fill_m3 - 1.0).abs() < 0.2);
    // A point has neither corners nor holes, and is moved as outlines are.
    screen.key(Key::V);
    screen.key(Key::H);
    screen.key(Key::M);
    let to = screen.place(0.56, 0.5);
    screen.drag(at, to);
    screen.key(Key::Escape);
    assert!(10.0 < screen.point().x - point.x);
    assert_ne!(screen.figures(id), before);
    screen.enter("Point, east", &point.x.to_string());
    screen.enter("Point, north", &point.y.to_string());
    assert_eq!(screen.figures(id), before);
}

#[test]
fn a_point_is_typed_and_found_again_by_its_cone() {
    let mut screen = screen();
    screen.key(Key::T);
    screen.settle();
    screen.enter("East", "500450");
    screen.enter("North", "7000400");
    screen.press("Tip here");
    let at = Coord {
        x: 500_450.0,
        y: 7_000_400.0,
    };
    assert_eq!(screen.point(), at);
    let id = screen.selected();
    // In the middle of the rock that lies there, not of its mark.
    screen.keys(Modifiers::COMMAND, Key::J);
    screen.key(Key::Escape);
    screen.settle();
    assert!(screen.harness.state().app().selected_deposit().is_none());
    let (corner, middle) = (screen.place(0.01, 0.01), screen.place(0.5, 0.5));
    screen.click(corner);
    screen.settle();
    assert!(screen.harness.state().app().selected_deposit().is_none());
    screen.click(middle);
    screen.settle();
    assert_eq!(screen.selected(), id);
}

#[test]
fn a_crest_becomes_a_point_in_its_middle_and_its_outline_comes_back() {
    let mut screen = screen();
    screen.draw_eight();
    screen.choose("Method", "From the crest outwards");
    let drawn = screen.built();
    screen.choose("Method", "From a point");
    assert_eq!(screen.point(), drawn.outline.extent().center());
    screen.choose("Method", "From the crest outwards");
    assert_eq!(screen.built().outline, drawn.outline);
}

#[test]
fn discharge_points_are_clicked_dragged_and_taken_away() {
    let mut screen = screen();
    screen.draw_eight();
    screen.choose("Method", "Level, behind ground or dam");
    screen.press("Slope and water");
    screen.press("Place discharge points");
    let (at, to) = (screen.place(0.5, 0.5), screen.place(0.53, 0.52));
    screen.click(at);
    screen.settle();
    let placed = screen.level_method();
    assert_eq!(placed.beach, Some(Slope::USUAL_BEACH));
    assert_eq!(placed.discharges.len(), 1);
    screen.drag(at, to);
    let dragged = screen.level_method().discharges;
    assert_eq!(dragged.len(), 1);
    assert_ne!(dragged, placed.discharges);
    // By clicks as well: taken, given up, taken, put down.
    screen.click(to);
    screen.move_to(at);
    screen.key(Key::Escape);
    screen.settle();
    assert_eq!(screen.level_method().discharges, dragged);
    screen.click(to);
    screen.move_to(at);
    screen.click(at);
    screen.settle();
    assert_eq!(screen.level_method().discharges.len(), 1);
    screen.move_to(at);
    screen.key(Key::Delete);
    screen.settle();
    assert_eq!(screen.level_method(), LevelMethod::default());
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(screen.level_method().discharges.len(), 1);
}

#[test]
fn the_level_of_a_corner_is_typed_beside_it() {
    let mut screen = screen();
    let id = screen.draw_eight();
    screen.choose("Method", "From the crest outwards");
    assert_eq!(screen.labels("Level of corner"), Vec::<String>::new());
    screen.press("Slope and water");
    screen.press("Level at each corner");
    assert_eq!(screen.labels("Level of corner").len(), 8);
    let FillTarget::Crest(crest) = screen.built().target else {
        panic!("{:?}", screen.built().target);
    };
    let level = screen.labels("Level of corner 3").remove(0);
    screen.press(&level);
    let typed = format!("{:.2}", crest.0 - 2.5);
    screen.enter("Level of corner 3", &typed);
    let drops = |corner: usize, drop: f64, others: f64| {
        let drops = (1..=8).map(|one| if one == corner { drop } else { others });
        drops.collect::<Vec<f64>>()
    };
    let found = |screen: &Screen| match screen.built().method {
        DepositMethod::Crest { drops } => drops
            .iter()
            .map(|drop| (drop.0 * 100.0).round() / 100.0)
            .collect::<Vec<f64>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(found(&screen), drops(3, 2.5, 0.0));
    // The highest corner is the level of the crest.
    let level = screen.labels("Level of corner 3").remove(0);
    screen.press(&level);
    screen.enter("Level of corner 3", &format!("{:.2}", crest.0 + 1.0));
    assert_eq!(found(&screen), drops(3, 0.0, 1.0));
    let now = screen.built().target;
    assert_eq!(now, FillTarget::Crest(Metres(crest.0 + 1.0)));
    // Escape gives up what is typed.
    let before = screen.figures(id);
    let level = screen.labels("Level of corner 5").remove(0);
    screen.press(&level);
    let field = "Level of corner 5";
    screen
        .harness
        .get_by_role_and_label(Role::TextInput, field)
        .focus();
    screen.harness.run_steps(2);
    screen.harness.event(egui::Event::Text("1".to_owned()));
    screen.harness.run_steps(2);
    screen.key(Key::Escape);
    screen.settle();
    assert_eq!(screen.figures(id), before);
    assert!(
        screen
            .harness
            .query_by_role_and_label(Role::TextInput, field)
            .is_none()
    );
}
