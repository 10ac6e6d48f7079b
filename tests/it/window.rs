//! The planner's way through the window, by mouse, keyboard and the names of controls.

use std::path::{Path, PathBuf};

use berghald::app::deposit::{DepositRequest, design_deposit};
use berghald::app::figures_of;
use berghald::design::{Batter, FillTarget, Slope};
use berghald::progress::Run;
use berghald::project::{DepositId, FractionId};
use berghald::ui::{self, Window, WindowOptions};
use berghald::units::PlacedM3;
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{
    Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, TouchPhase, Vec2, pos2, vec2,
};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tempfile::TempDir;

use crate::app::sample;

/// A file in the hand of somebody who drops it on the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

pub(crate) struct Screen {
    pub harness: Harness<'static, Window>,
    folder: TempDir,
}

impl Screen {
    pub(crate) fn with(sources: &[String], language: Language) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = WindowOptions {
            sources: sources.to_vec(),
            language: Some(language),
            frame_log: None,
            folders: Some(folder.path().to_owned()),
        };
        let harness = Harness::builder()
            .with_size(vec2(1366.0, 768.0))
            .with_max_steps(64)
            .with_step_dt(1.0 / 60.0)
            .build_eframe(move |creation| ui::start(&creation.egui_ctx, &options).unwrap());
        let mut screen = Self { harness, folder };
        screen.settle();
        screen
    }

    /// Draws frames until all work is done and shown.
    pub(crate) fn settle(&mut self) {
        // Work that ends may begin more, as opening a project does: at rest is who stays so.
        let mut rested = 0;
        for _ in 0..20_000 {
            self.harness.step();
            rested = if self.harness.state().is_at_rest() {
                rested + 1
            } else {
                0
            };
            if rested == 4 {
                break;
            }
            std::thread::yield_now();
        }
        assert_eq!(rested, 4, "the window does not come to rest");
    }

    fn map(&self) -> egui::Rect {
        self.harness.get_by_label(self.word("Map", "Kart")).rect()
    }

    fn word(&self, english: &'static str, norwegian: &'static str) -> &'static str {
        match self.harness.state().app().words().language() {
            Language::English => english,
            Language::Bokmal | Language::Nynorsk => norwegian,
        }
    }

    /// A place on the map, as shares of its width and height.
    pub(crate) fn place(&self, x: f32, y: f32) -> Pos2 {
        let map = self.map();
        map.min + Vec2::new(map.width() * x, map.height() * y)
    }

    fn button(&mut self, at: Pos2, button: PointerButton, pressed: bool) {
        self.harness.event(Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers: Modifiers::NONE,
        });
        self.harness.step();
    }

    pub(crate) fn move_to(&mut self, at: Pos2) {
        self.harness.event(Event::PointerMoved(at));
        self.harness.step();
    }

    pub(crate) fn click(&mut self, at: Pos2) {
        self.click_with(at, PointerButton::Primary);
    }

    /// Clicks places on the map, as shares of its width and height.
    fn click_all(&mut self, places: &[(f32, f32)]) {
        for (x, y) in places {
            let at = self.place(*x, *y);
            self.click(at);
        }
    }

    fn click_with(&mut self, at: Pos2, button: PointerButton) {
        self.move_to(at);
        self.button(at, button, true);
        self.button(at, button, false);
        // Two clicks in the same place are not a double click.
        for _ in 0..40 {
            self.harness.step();
        }
    }

    pub(crate) fn drag(&mut self, from: Pos2, to: Pos2) {
        self.move_to(from);
        self.button(from, PointerButton::Primary, true);
        for step in 1..=8_u8 {
            self.move_to(from + (to - from) * (f32::from(step) / 8.0));
        }
        self.button(to, PointerButton::Primary, false);
        self.settle();
    }

    /// Turns the wheel over a place, by points.
    fn scroll(&mut self, at: Pos2, points: f32) {
        self.move_to(at);
        self.harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, points),
            phase: TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        // What is scrolled glides for a while.
        for _ in 0..40 {
            self.harness.step();
        }
        self.settle();
    }

    pub(crate) fn key(&mut self, key: Key) {
        self.harness.key_press(key);
        self.harness.step();
    }

    pub(crate) fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    pub(crate) fn press(&mut self, label: &str) {
        let found = self.harness.get_all_by_label(label).next();
        found.unwrap().click();
        self.settle();
    }

    /// Drops a file on the window.
    pub(crate) fn drop_file(&mut self, path: &Path) {
        let dropped = std::sync::Arc::new(Dropped(path.to_owned()));
        self.harness.input_mut().dropped_files.push(dropped);
        self.settle();
    }

    /// Types into a field and finishes with Enter.
    pub(crate) fn enter(&mut self, label: &str, text: &str) {
        let field = self.harness.get_by_role_and_label(Role::TextInput, label);
        field.focus();
        self.harness.step();
        self.harness.step();
        self.harness.event(Event::Text(text.to_owned()));
        self.harness.step();
        self.harness.key_press(Key::Enter);
        self.harness.step();
        self.settle();
    }

    pub(crate) fn last_fraction(&self) -> FractionId {
        let project = self.harness.state().app().project();
        *project.fraction_order.last().unwrap()
    }

    #[track_caller]
    pub(crate) fn selected(&self) -> DepositId {
        self.harness.state().app().selected_deposit().unwrap().0
    }

    fn deposits(&self) -> usize {
        self.harness.state().app().project().deposits.len()
    }

    fn corners(&self, id: DepositId) -> usize {
        let project = self.harness.state().app().project();
        let rings = project.deposit(id).unwrap().outline.rings();
        rings.map(|ring| ring.0.len() - 1).sum()
    }

    /// Eight corners around the middle of the map.
    pub(crate) fn draw_eight(&mut self) -> DepositId {
        self.key(Key::D);
        for index in 0..8_u8 {
            let (sin, cos) = (f32::from(index) * std::f32::consts::TAU / 8.0).sin_cos();
            let at = self.place(0.5 + 0.12 * cos, 0.5 + 0.2 * sin);
            self.click(at);
        }
        self.key(Key::Enter);
        self.settle();
        self.selected()
    }

    /// What the command line says of the outline as it is now.
    fn by_command_line(&self, terrain: &str, id: DepositId) -> Vec<(&'static str, f64)> {
        let app = self.harness.state().app();
        let outline: PathBuf = self.folder.path().join("copied.geojson");
        std::fs::write(
            &outline,
            app.outline_geojson(berghald::project::Entry::Deposit(id))
                .unwrap(),
        )
        .unwrap();
        let deposit = app.project().deposit(id).unwrap();
        let request = DepositRequest {
            batter: Batter::plain(deposit.batter.face),
            target: deposit.target,
            ..DepositRequest::plain(terrain.to_owned(), outline.to_str().unwrap().to_owned())
        };
        figures_of(&design_deposit(&request, &Run::default()).unwrap().design)
    }

    #[track_caller]
    pub(crate) fn figures(&self, id: DepositId) -> Vec<(&'static str, f64)> {
        let app = self.harness.state().app();
        assert!(app.is_current(id));
        figures_of(&app.fill(id).unwrap().value().unwrap().design)
    }
}

fn sample_terrain() -> String {
    sample("synthetic-terrain.tif")
}

#[test]
fn a_deposit_is_drawn_changed_and_typed_and_has_the_figures_of_the_command_line() {
    let terrain = sample_terrain();
    let mut screen = Screen::with(std::slice::from_ref(&terrain), Language::Bokmal);
    let id = screen.draw_eight();
    assert_eq!(screen.corners(id), 8);
    screen.press("Til den rommer");
    screen.enter("Anbrakt volum", "400 000");
    let before = screen.figures(id);
    screen.key(Key::V);
    let (from, to) = (screen.place(0.62, 0.5), screen.place(0.66, 0.56));
    screen.drag(from, to);
    let after = screen.figures(id);
    assert_ne!(before, after);
    screen.enter("Skråning", "1:1,8");
    let deposit = screen
        .harness
        .state()
        .app()
        .project()
        .deposit(id)
        .unwrap()
        .clone();
    assert_eq!(Some(deposit.batter.face), Slope::new(1.0 / 1.8));
    assert_eq!(deposit.target, FillTarget::Volume(PlacedM3(400_000.0)));
    assert_eq!(screen.figures(id), screen.by_command_line(&terrain, id));
    // The figures are on the screen, in Norwegian.
    screen.harness.get_by_label("400\u{202f}000\u{a0}m³");
}

#[test]
fn corners_are_taken_back_inserted_and_removed() {
    let mut screen = Screen::with(&[sample_terrain()], Language::English);
    screen.press("Draw deposit");
    screen.click_all(&[(0.4, 0.4), (0.6, 0.4), (0.9, 0.9)]);
    screen.key(Key::Backspace);
    screen.click_all(&[(0.6, 0.6), (0.4, 0.6)]);
    // Undo works inside a drawing too.
    screen.keys(Modifiers::COMMAND, Key::Z);
    screen.keys(Modifiers::COMMAND, Key::Y);
    let at = screen.place(0.4, 0.61);
    screen.click_with(at, PointerButton::Secondary);
    screen.settle();
    let id = screen.selected();
    assert_eq!(screen.corners(id), 4);
    screen.key(Key::V);
    let edge = screen.place(0.5, 0.4);
    screen.move_to(edge);
    for _ in 0..2 {
        screen.button(edge, PointerButton::Primary, true);
        screen.button(edge, PointerButton::Primary, false);
    }
    screen.settle();
    assert_eq!(screen.corners(id), 5);
    screen.move_to(edge + vec2(1.0, 0.0));
    screen.key(Key::Delete);
    screen.settle();
    assert_eq!(screen.corners(id), 4);
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(screen.corners(id), 5);
}

#[test]
fn a_corner_can_be_clicked_moved_and_clicked_and_escape_gives_it_up() {
    let mut screen = Screen::with(&[sample_terrain()], Language::English);
    let id = screen.draw_eight();
    let before = screen.figures(id);
    screen.key(Key::V);
    let (corner, to) = (screen.place(0.62, 0.5), screen.place(0.65, 0.5));
    screen.click(corner);
    screen.move_to(to);
    screen.key(Key::Escape);
    screen.settle();
    assert_eq!(screen.figures(id), before);
    screen.click(corner);
    screen.move_to(to);
    screen.click(to);
    screen.settle();
    assert_ne!(screen.figures(id), before);
}

#[test]
fn an_outline_that_crosses_itself_is_refused_and_the_sketch_stays() {
    let mut screen = Screen::with(&[sample_terrain()], Language::English);
    screen.key(Key::D);
    screen.click_all(&[(0.4, 0.4), (0.6, 0.6), (0.6, 0.4), (0.4, 0.6)]);
    screen.key(Key::Enter);
    screen.settle();
    assert_eq!(screen.deposits(), 0);
    screen.harness.get_by_label("Show the place");
    // Two corners back and on in another order.
    screen.key(Key::Backspace);
    screen.key(Key::Backspace);
    let at = screen.place(0.4, 0.6);
    screen.click(at);
    screen.key(Key::Enter);
    screen.settle();
    assert_eq!(screen.deposits(), 1);
}

#[test]
fn corners_can_be_typed_by_coordinates_and_by_length_and_bearing() {
    let mut screen = Screen::with(&[sample_terrain()], Language::English);
    screen.key(Key::D);
    screen.settle();
    screen.enter("East", "500300");
    screen.enter("North", "7000250");
    screen.press("Add corner");
    for bearing in ["90", "0", "270"] {
        screen.enter("Length", "300");
        screen.enter("Bearing", bearing);
        screen.press("Add edge");
    }
    screen.press("Finish");
    let id = screen.selected();
    let app = screen.harness.state().app();
    let area = app.project().deposit(id).unwrap().outline.area_m2();
    assert!((area - 90_000.0).abs() < 1e-3, "{area}");
}

#[test]
fn holes_and_moves_are_drawn_and_undone() {
    let mut screen = Screen::with(&[sample_terrain()], Language::English);
    let id = screen.draw_eight();
    let whole = screen.figures(id);
    screen.key(Key::H);
    screen.click_all(&[(0.48, 0.46), (0.52, 0.46), (0.5, 0.54)]);
    screen.key(Key::Enter);
    screen.settle();
    assert_eq!(screen.corners(id), 11);
    assert_ne!(screen.figures(id), whole);
    screen.key(Key::M);
    let (from, to) = (screen.place(0.56, 0.5), screen.place(0.6, 0.52));
    screen.drag(from, to);
    screen.key(Key::Escape);
    assert_eq!(screen.corners(id), 11);
    screen.keys(Modifiers::COMMAND, Key::Z);
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(screen.figures(id), whole);
}

#[test]
fn the_curve_is_dragged_to_another_crest() {
    let mut screen = Screen::with(&[sample_terrain()], Language::English);
    let id = screen.draw_eight();
    // Below figures and warnings it may begin outside the panel.
    let curve = |screen: &Screen| {
        let found = screen
            .harness
            .get_by_role_and_label(Role::Canvas, "Stage curve");
        found.rect()
    };
    for _ in 0..12 {
        if curve(&screen).bottom() < 730.0 {
            break;
        }
        screen.scroll(pos2(1_200.0, 400.0), -60.0);
    }
    let plot = curve(&screen);
    // At capacity the crest is the top of the curve: look for its line from above.
    let before = screen
        .harness
        .state()
        .app()
        .project()
        .deposit(id)
        .unwrap()
        .target;
    assert_eq!(before, FillTarget::Capacity);
    let mut from = pos2(plot.center().x, plot.top());
    while from.y < plot.bottom() {
        screen.drag(from, from + vec2(0.0, 60.0));
        let target = screen
            .harness
            .state()
            .app()
            .project()
            .deposit(id)
            .unwrap()
            .target;
        if matches!(target, FillTarget::Crest(_)) {
            assert_eq!(
                screen.figures(id),
                screen.by_command_line(&sample_terrain(), id)
            );
            return;
        }
        from.y += 6.0;
    }
    panic!("the crest's line cannot be dragged");
}

#[test]
fn every_command_is_found_and_the_language_changes_while_running() {
    let mut screen = Screen::with(&[sample_terrain()], Language::English);
    screen.keys(Modifiers::COMMAND, Key::K);
    screen.harness.event(Event::Text("bokm".to_owned()));
    screen.harness.run_steps(2);
    screen.key(Key::Enter);
    screen.settle();
    screen.harness.get_by_label("Hele området");
    assert!(screen.harness.query_by_label("Whole site").is_none());
}

#[test]
fn nynorsk_is_chosen_in_the_menu_of_languages_and_shown_at_once() {
    let mut screen = Screen::with(&[sample_terrain()], Language::English);
    screen.press("Language: English");
    screen.press("Nynorsk");
    screen.harness.get_by_label("Heile området");
    screen.harness.get_by_label("Språk: Nynorsk");
    assert!(screen.harness.query_by_label("Whole site").is_none());
    let id = screen.draw_eight();
    let name = &screen
        .harness
        .state()
        .app()
        .project()
        .deposit(id)
        .unwrap()
        .name;
    assert_eq!(name, "Deponi 1");
    // Figures stand as in Norwegian, in nynorsk.
    screen.press("Til det rommar");
    screen.enter("Utlagt volum", "400 000");
    screen.harness.get_by_label("400\u{202f}000\u{a0}m³");
}

#[test]
fn escape_gives_up_what_is_typed_and_nothing_else() {
    let mut screen = Screen::with(&[sample_terrain()], Language::English);
    let id = screen.draw_eight();
    let before = screen.figures(id);
    screen.key(Key::V);
    screen
        .harness
        .get_by_role_and_label(Role::TextInput, "Face")
        .focus();
    screen.harness.run_steps(2);
    screen.harness.event(Event::Text("20".to_owned()));
    screen.harness.run_steps(2);
    screen.key(Key::Escape);
    screen.settle();
    assert_eq!(screen.figures(id), before);
    // The tool is still in the hand: its hint is there.
    let hint = screen.harness.query_all_by_label_contains("Drag a corner");
    assert!(0 < hint.count());
    screen.keys(Modifiers::COMMAND, Key::K);
    let label = "Type a few letters of a command";
    assert!(screen.harness.query_by_label(label).is_some());
    screen.key(Key::Escape);
    screen.settle();
    assert!(screen.harness.query_by_label(label).is_none());
}

#[test]
fn the_start_page_says_what_comes_first_and_a_refusal_has_a_way_out() {
    let mut screen = Screen::with(&[], Language::English);
    assert!(
        screen
            .harness
            .query_all_by_label("Open files…")
            .next()
            .is_some()
    );
    let folder = tempfile::tempdir().unwrap();
    let made = crate::gis::make::Raster::new(vec![5.0_f32; 16])
        .crs(None)
        .write(folder.path(), |_| {});
    screen.drop_file(&made);
    screen.enter("Coordinate system", "25832");
    assert_eq!(screen.harness.state().app().project().layers.len(), 1);
}

/// The check stays on in every test above too: a control without a name fails it.
#[test]
fn every_control_has_a_name() {
    let mut screen = Screen::with(&[sample_terrain()], Language::English);
    screen.draw_eight();
    let nameless: Vec<String> = screen
        .harness
        .query_all_by(|node| {
            let acts = matches!(
                node.role(),
                Role::Button
                    | Role::TextInput
                    | Role::ComboBox
                    | Role::Slider
                    | Role::CheckBox
                    | Role::RadioButton
            );
            acts && node.label().is_none_or(|name| name.trim().is_empty())
        })
        .map(|node| format!("{node:?}"))
        .collect();
    assert!(nameless.is_empty(), "{nameless:?}");
}
