//! Outlets, loading places and haul roads on the map of the real window.

use berghald::design::FillTarget;
use berghald::material::Placing;
use berghald::project::{Distance, Entry, FractionId, OutletId};
use berghald::terrain::LineClimb;
use berghald::units::Tonnes;
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Pos2};
use egui_kittest::kittest::Queryable as _;
use geo::{Coord, LineString};

use crate::app::sample;
use crate::window::Screen;

/// With nothing selected, so that masses stand to the right.
fn screen() -> Screen {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    screen.select_nothing();
    screen
}

impl Screen {
    fn first_outlet(&self) -> OutletId {
        let project = self.harness.state().app().project();
        *project.outlets.first_key_value().unwrap().0
    }

    fn place_of_outlet(&self) -> Option<Coord<f64>> {
        let project = self.harness.state().app().project();
        project.outlet(self.first_outlet()).unwrap().place
    }

    fn origin(&self) -> Option<Coord<f64>> {
        self.harness.state().app().project().masses.origin
    }

    fn origin_of(&self, id: FractionId) -> Option<Coord<f64>> {
        let project = self.harness.state().app().project();
        project.fraction(id).unwrap().origin
    }

    fn route_to(&self, entry: Entry) -> Option<LineString<f64>> {
        let project = self.harness.state().app().project();
        match &project.terms_of(entry).unwrap().distance {
            Distance::Route(line) => Some(line.clone()),
            Distance::Typed { .. } | Distance::Straight { .. } => None,
        }
    }

    fn climb_to(&self, entry: Entry) -> f64 {
        let project = self.harness.state().app().project();
        project.terms_of(entry).unwrap().climb_m
    }

    /// Presses a button by its name, wherever it stands in a panel.
    fn press_button(&mut self, label: &str) {
        let found = self.harness.get_all_by_role_and_label(Role::Button, label);
        found.last().unwrap().scroll_to_me();
        self.settle();
        let found = self.harness.get_all_by_role_and_label(Role::Button, label);
        found.last().unwrap().click();
        self.settle();
    }

    fn tells(&self, text: &str) -> bool {
        let mut found = self.harness.query_all_by_label_contains(text);
        found.next().is_some()
    }

    fn take_back(&mut self) {
        self.keys(Modifiers::COMMAND, Key::Z);
    }

    fn select_nothing(&mut self) {
        self.key(Key::Escape);
        self.key(Key::Escape);
        self.settle();
    }

    fn click_and_settle(&mut self, at: Pos2) {
        self.click(at);
        self.settle();
    }

    /// Draws a road through places, as shares of the map.
    fn draw_road(&mut self, places: &[(f32, f32)]) {
        self.press_button("Draw road on map");
        for (x, y) in places {
            let at = self.place(*x, *y);
            self.click(at);
        }
        self.key(Key::Enter);
        self.settle();
    }
}

#[test]
fn an_outlet_is_clicked_on_the_map_and_moved_by_clicks_and_drags() {
    let mut screen = screen();
    screen.press("Add outlet");
    let id = screen.first_outlet();
    assert_eq!(screen.place_of_outlet(), None);
    screen.press_button("Place outlet on map");
    let (first, second, third) = (
        screen.place(0.4, 0.5),
        screen.place(0.55, 0.4),
        screen.place(0.6, 0.6),
    );
    screen.click_and_settle(first);
    let placed = screen.place_of_outlet().unwrap();
    // The tool is over: another click does not move it, and selects nothing.
    screen.click_and_settle(third);
    assert_eq!(screen.place_of_outlet(), Some(placed));
    assert_eq!(screen.harness.state().app().selected(), None);
    // A click on its mark selects it.
    screen.click_and_settle(first);
    let selected = screen.harness.state().app().selected();
    assert_eq!(selected, Some(Entry::Outlet(id)));
    // Taken, given up, taken, put down.
    screen.key(Key::M);
    screen.click(first);
    screen.move_to(second);
    screen.key(Key::Escape);
    screen.settle();
    assert_eq!(screen.place_of_outlet(), Some(placed));
    screen.click(first);
    screen.move_to(second);
    screen.click_and_settle(second);
    let moved = screen.place_of_outlet().unwrap();
    assert!(10.0 < moved.x - placed.x && 10.0 < moved.y - placed.y);
    // It stays in the hand for a drag; elsewhere a click does nothing.
    screen.click_and_settle(first);
    assert_eq!(screen.place_of_outlet(), Some(moved));
    screen.drag(second, third);
    let dragged = screen.place_of_outlet().unwrap();
    assert!(dragged.y < moved.y);
    screen.take_back();
    assert_eq!(screen.place_of_outlet(), Some(moved));
    screen.take_back();
    assert_eq!(screen.place_of_outlet(), Some(placed));
    screen.take_back();
    assert_eq!(screen.place_of_outlet(), None);
}

#[test]
fn an_outlet_that_has_a_place_is_placed_anew_by_one_click() {
    let mut screen = screen();
    screen.press("Add outlet");
    screen.enter("Place, E; N", "500450; 7000400");
    screen.press_button("Place outlet on map");
    let at = screen.place(0.3, 0.3);
    screen.click_and_settle(at);
    let placed = screen.place_of_outlet().unwrap();
    assert!(placed.x < 500_450.0 && 7_000_400.0 < placed.y, "{placed:?}");
    screen.take_back();
    let before = Coord {
        x: 500_450.0,
        y: 7_000_400.0,
    };
    assert_eq!(screen.place_of_outlet(), Some(before));
    // Escape gives the tool up.
    screen.press_button("Place outlet on map");
    screen.key(Key::Escape);
    screen.click_and_settle(at);
    assert_eq!(screen.place_of_outlet(), Some(before));
}

#[test]
fn loading_places_are_clicked_for_the_project_and_for_a_fraction() {
    let mut screen = screen();
    screen.press("Add fraction");
    screen.enter("Name of fraction", "Gneiss");
    let id = screen.last_fraction();
    let found = screen.harness.get_all_by_label("Years and haul").last();
    found.unwrap().click();
    screen.settle();
    screen.press_button("Place loading place on map");
    let (common, own) = (screen.place(0.3, 0.5), screen.place(0.7, 0.5));
    screen.click_and_settle(common);
    let origin = screen.origin().unwrap();
    let label = screen.harness.state().app().history().undo_label();
    assert_eq!(label, Some("edit-fraction-origin"));
    screen.press_button("Place loading place of Gneiss on map");
    screen.click_and_settle(own);
    let placed = screen.origin_of(id).unwrap();
    assert!(origin.x < placed.x);
    assert_eq!(screen.origin(), Some(origin));
    screen.take_back();
    assert_eq!(screen.origin_of(id), None);
    screen.take_back();
    assert_eq!(screen.origin(), None);
}

/// From the table of tonnes, where a fraction's form stands too, the map comes up to be clicked.
#[test]
fn a_loading_place_can_be_asked_for_where_the_map_is_not_shown() {
    let mut screen = screen();
    screen.press("Add fraction");
    screen.enter("Name of fraction", "Gneiss");
    let id = screen.last_fraction();
    screen.keys(Modifiers::COMMAND, Key::Num2);
    screen.press_button("Place loading place of Gneiss on map");
    let at = screen.place(0.5, 0.5);
    screen.click_and_settle(at);
    assert!(screen.origin_of(id).is_some());
}

#[test]
fn a_road_begins_at_the_loading_place_and_its_points_are_edited() {
    let mut screen = screen();
    screen.press("Add outlet");
    let entry = Entry::Outlet(screen.first_outlet());
    screen.press_button("Place outlet on map");
    let at = screen.place(0.7, 0.5);
    screen.click_and_settle(at);
    let outlet = screen.place_of_outlet().unwrap();
    screen.select_nothing();
    let found = screen.harness.get_all_by_label("Years and haul").last();
    found.unwrap().click();
    screen.settle();
    screen.enter("Loading place, E; N", "500300; 7000300");
    screen.click_and_settle(at);
    // The first point is there already; the last one goes to the outlet when it is clicked nearly there.
    screen.press_button("Draw road on map");
    let (bend, nearly) = (screen.place(0.5, 0.3), at + egui::vec2(4.0, 3.0));
    screen.click(bend);
    assert!(screen.tells("2 corners") && screen.tells("\u{a0}km"));
    screen.click(nearly);
    screen.key(Key::Enter);
    screen.settle();
    let drawn = screen.route_to(entry).unwrap();
    assert_eq!(drawn.0.len(), 3);
    let origin = Coord {
        x: 500_300.0,
        y: 7_000_300.0,
    };
    assert_eq!((drawn.0[0], drawn.0[2]), (origin, outlet));
    screen.take_back();
    assert_eq!(screen.route_to(entry), None);
    screen.keys(Modifiers::COMMAND, Key::Y);
    assert_eq!(screen.route_to(entry), Some(drawn.clone()));
    // Points are moved, taken away and put in as those of other lines.
    screen.press_button("Edit road");
    let to = screen.place(0.52, 0.25);
    screen.drag(bend, to);
    let moved = screen.route_to(entry).unwrap();
    assert_eq!((moved.0[0], moved.0[2]), (origin, outlet));
    assert_ne!(moved.0[1], drawn.0[1]);
    screen.key(Key::Delete);
    screen.settle();
    assert_eq!(screen.route_to(entry).unwrap().0, [origin, outlet]);
    screen.key(Key::Escape);
    screen.press_button("Remove the drawn road");
    assert_eq!(screen.route_to(entry), None);
}

#[test]
fn the_terrain_suggests_the_climb_and_the_planner_takes_it_over() {
    let mut screen = screen();
    screen.press("Add outlet");
    let entry = Entry::Outlet(screen.first_outlet());
    // North is up, and up the hillside.
    screen.draw_road(&[(0.5, 0.7), (0.5, 0.3)]);
    let line = screen.route_to(entry).unwrap();
    let app = screen.harness.state().app();
    let climb = app.climb_along(&line.0).unwrap();
    let LineClimb::Known(climb_m) = climb else {
        panic!("{climb:?}");
    };
    assert!(30.0 < climb_m, "{climb_m}");
    assert!(screen.tells(&format!("Climb by the terrain: {climb_m:.0}\u{a0}m")));
    assert!(screen.climb_to(entry).abs() < 1e-12);
    screen.press_button("Use this climb");
    assert!((screen.climb_to(entry) - climb_m.round()).abs() < 1e-12);
    assert_eq!(screen.route_to(entry), Some(line.clone()));
    assert!(screen.harness.query_by_label("Use this climb").is_none());
    screen.take_back();
    assert!(screen.climb_to(entry).abs() < 1e-12);
    // Beyond the terrain nothing is suggested, and that is said.
    screen.draw_road(&[(0.5, 0.5), (0.5, 0.001)]);
    assert!(screen.tells("The terrain covers only") && !screen.tells("Climb by the terrain"));
}

#[test]
fn every_choice_of_distance_tells_its_kilometres_and_odd_roads_are_told() {
    let mut screen = screen();
    let found = screen.harness.get_all_by_label("Years and haul").last();
    found.unwrap().click();
    screen.settle();
    screen.enter("Loading place, E; N", "500100; 7000100");
    screen.press("Add outlet");
    let entry = Entry::Outlet(screen.first_outlet());
    screen.enter("Place, E; N", "500500; 7000400");
    // 3-4-5, times 1.4.
    assert!(screen.tells("= 0.70\u{a0}km"));
    screen.draw_road(&[(0.5, 0.5)]);
    let drawn = screen.route_to(entry).unwrap();
    let end = drawn.0[1];
    // The outlet is moved straight north of where the road ends, 0.85 km from there.
    let place = format!("{:.2}; {:.2}", end.x, end.y + 850.0);
    screen.enter("Place, E; N", &place);
    assert!(screen.tells("ends 0.85\u{a0}km away from it"));
    let length_m = berghald::app::route_length_m(&drawn.0);
    let told = format!("{:.2}\u{a0}km", length_m / 1000.0);
    assert!(screen.tells(&told), "{told}");
    let label = "Haul distance";
    let found = screen.harness.get_by_role_and_label(Role::ComboBox, label);
    found.scroll_to_me();
    screen.settle();
    let found = screen.harness.get_by_role_and_label(Role::ComboBox, label);
    found.click();
    screen.settle();
    let typed = screen.harness.get_all_by_label("Typed").last();
    typed.unwrap().click();
    screen.settle();
    let km = (length_m / 10.0).round() / 100.0;
    let project = screen.harness.state().app().project();
    let terms = project.terms_of(entry).unwrap();
    assert_eq!(terms.distance, Distance::Typed { km });
    assert!(!screen.tells("away from it"));
}

#[test]
fn what_the_plan_places_in_a_deposit_is_taken_over_as_its_mix() {
    let mut screen = screen();
    let id = screen.draw_eight();
    screen.keys(Modifiers::COMMAND, Key::Num2);
    screen.press("Add fraction");
    screen.keys(Modifiers::COMMAND, Key::Num1);
    // Nothing is planned there yet.
    screen.press_button("Volume for tonnes");
    screen.press_button("Take over from the plan");
    assert!(screen.tells("In all 0\u{a0}m³ placed"));
    screen.key(Key::Escape);
    screen.settle();
    screen.keys(Modifiers::COMMAND, Key::Num2);
    let cell = "Fraction 1, 2027: –";
    screen
        .harness
        .get_by_role_and_label(Role::Cell, cell)
        .click();
    screen.settle();
    screen.harness.event(Event::Paste("100000".to_owned()));
    screen.settle();
    screen.keys(Modifiers::COMMAND, Key::Num3);
    screen.press_button("Fill in");
    screen.keys(Modifiers::COMMAND, Key::Num1);
    assert_eq!(screen.selected(), id);
    screen.press_button("Volume for tonnes");
    screen.press_button("Take over from the plan");
    let app = screen.harness.state().app();
    let (_, fraction) = app.project().fractions_in_order().next().unwrap();
    let states = fraction
        .material
        .states(Tonnes(100_000.0), Placing::default());
    let placed = states.placed.0;
    let volume = app.words().quantity(placed, 0, "m³");
    assert!(screen.tells(&format!("In all {volume} placed")));
    screen.press_button("Set as target");
    let FillTarget::Volume(target) = screen.built().target else {
        panic!("{:?}", screen.built().target);
    };
    assert!((target.0 - placed).abs() < 1e-6, "{target:?}");
    screen.take_back();
    assert_eq!(screen.built().target, FillTarget::Capacity);
}
