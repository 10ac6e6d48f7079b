//! Haul ramps by the fields and tools of the real window, and what keeps them.

use berghald::app::{Action, Oddity};
use berghald::design::{FillTarget, RampMode, Slope, UphillSide};
use berghald::project::{DepositChange, DepositId, Edit, RampPlan, RampRoute};
use berghald::units::Metres;
use berghald::words::Language;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use geo::Coord;

use crate::app::{Desk, request, sample, square, with_sample};
use crate::window::Screen;

impl Screen {
    fn ramp(&self) -> Option<RampPlan> {
        self.built().ramp.map(|plan| *plan)
    }

    fn ramp_length_m(&self) -> Option<f64> {
        let app = self.harness.state().app();
        let fill = app.fill(self.selected()).unwrap().value().unwrap();
        fill.design.ramp.as_ref().map(|ramp| ramp.length.0)
    }
}

#[test]
fn a_ramp_is_ticked_typed_and_undone_step_by_step() {
    let terrain = sample("synthetic-terrain.tif");
    let mut screen = Screen::with(&[terrain], Language::English);
    screen.draw_eight();
    assert_eq!(screen.ramp(), None);
    screen.press("Haul ramp");
    screen.press("Has a haul ramp");
    assert_eq!(screen.ramp(), Some(RampPlan::usual()));
    let first = screen.ramp_length_m();
    screen.enter("Road width", "20");
    screen.enter("Gradient", "8");
    screen.enter("Turning radius", "18");
    screen.enter("Side slope", "45");
    screen.choose("Built", "Cut");
    screen.choose("Course", "Automatic, fill on the right");
    let plan = screen.ramp().unwrap();
    assert_eq!(plan.width, Metres(20.0));
    assert!((plan.gradient - 0.08).abs() < 1e-12);
    assert_eq!(plan.turning_radius, Some(Metres(18.0)));
    assert_eq!(plan.side, Slope::from_degrees(45.0));
    assert_eq!(plan.mode, RampMode::Cut);
    let uphill = UphillSide::Right;
    assert_eq!(plan.route, RampRoute::Automatic { uphill });
    screen.enter("Turning radius", " ");
    assert_eq!(screen.ramp().unwrap().turning_radius, None);
    screen.enter("Gradient", "400");
    assert!((screen.ramp().unwrap().gradient - 0.08).abs() < 1e-12);
    for _ in 0..7 {
        screen.keys(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(screen.ramp(), Some(RampPlan::usual()));
    assert_eq!(screen.ramp_length_m(), first);
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!((screen.ramp(), screen.ramp_length_m()), (None, None));
}

#[test]
fn a_ramp_line_is_drawn_on_the_map_and_its_points_are_moved_and_typed() {
    let terrain = sample("synthetic-terrain.tif");
    let mut screen = Screen::with(&[terrain], Language::English);
    screen.draw_eight();
    screen.press("Haul ramp");
    screen.press("Draw ramp line");
    for (x, y) in [(0.35, 0.5), (0.42, 0.45), (0.5, 0.5)] {
        let at = screen.place(x, y);
        screen.click(at);
    }
    screen.key(Key::Enter);
    screen.settle();
    let line = |screen: &Screen| match screen.ramp().unwrap().route {
        RampRoute::Drawn { line, .. } => line,
        RampRoute::Automatic { .. } => Vec::new(),
    };
    let drawn = line(&screen);
    assert_eq!(drawn.len(), 3);
    screen.press("Edit ramp line");
    let (from, to) = (screen.place(0.42, 0.45), screen.place(0.43, 0.42));
    screen.drag(from, to);
    let moved = line(&screen);
    assert_eq!((moved[0], moved[2]), (drawn[0], drawn[2]));
    assert_ne!(moved[1], drawn[1]);
    screen.key(Key::Delete);
    screen.settle();
    assert_eq!(line(&screen), [drawn[0], drawn[2]]);
    screen.key(Key::Escape);
    screen.settle();
    let typed = format!(
        "{:.1} {:.1}; {:.1} {:.1}",
        drawn[0].x, drawn[0].y, drawn[1].x, drawn[1].y
    );
    screen.enter("Points of the line", &typed);
    assert_eq!(line(&screen).len(), 2);
    screen.enter("Start height", "0");
    assert!(matches!(
        screen.ramp().unwrap().route,
        RampRoute::Drawn {
            start_height: Some(Metres(0.0)),
            ..
        }
    ));
    screen.choose("Course", "Automatic, fill on the left");
    assert!(screen.harness.query_by_label("Edit ramp line").is_none());
}

/// The same but for the last bits: with a ramp a fill is designed on more ground.
fn near(one: Option<f64>, other: Option<f64>) {
    let (one, other) = (one.unwrap(), other.unwrap());
    assert!((one / other - 1.0).abs() < 1e-8, "{one} {other}");
}

impl Desk {
    fn with_ramp(&mut self, id: DepositId, plan: Option<RampPlan>) {
        let change = DepositChange::Ramp(plan.map(Box::new));
        self.edit(Edit::ChangeDeposit(id, Box::new(change)));
    }

    fn figure(&self, id: DepositId, name: &str) -> Option<f64> {
        self.app.figures(id).unwrap().0.get(name)
    }
}

#[test]
fn what_is_built_on_a_ramp_stands_on_it() {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let lower = desk.deposit();
    let peak = desk.figure(lower, "crest_level_m").unwrap();
    let bottom = desk.figure(lower, "toe_min_m").unwrap();
    let half = Metres(bottom + 0.5 * (peak - bottom));
    desk.edit(Edit::SetTarget(lower, FillTarget::Crest(half)));
    desk.act(Action::AddDeposit(request(&square())));
    let upper = desk.deposit();
    let (before, fill_m3) = (desk.figure(upper, "fill_m3"), desk.figure(lower, "fill_m3"));
    let cut = RampPlan {
        mode: RampMode::Cut,
        side: Slope::from_degrees(50.0),
        ..RampPlan::usual()
    };
    desk.with_ramp(lower, Some(cut));
    // The fill's own volume stays; what is taken for the ramp is told apart, and filled by what lies on it.
    near(desk.figure(lower, "fill_m3"), fill_m3);
    assert!(0.0 < desk.figure(lower, "ramp_cut_m3").unwrap());
    assert_ne!(desk.figure(upper, "fill_m3"), before);
    desk.with_ramp(lower, None);
    assert_eq!(desk.figure(lower, "ramp_cut_m3"), None);
    assert_eq!(desk.figure(upper, "fill_m3"), before);
}

#[test]
fn a_ramp_that_cannot_be_built_is_told_beside_the_fill() {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let id = desk.deposit();
    let fill_m3 = desk.figure(id, "fill_m3");
    let far = Coord { x: -1e6, y: 0.0 };
    desk.with_ramp(
        id,
        Some(RampPlan {
            gradient: 0.99,
            route: RampRoute::Drawn {
                line: vec![far, Coord { x: 0.0, ..far }],
                start_height: None,
            },
            ..RampPlan::usual()
        }),
    );
    near(desk.figure(id, "fill_m3"), fill_m3);
    assert_eq!(desk.figure(id, "ramp_length_m"), None);
    let fill = desk.app.fill(id).unwrap().value().unwrap();
    let codes: Vec<&str> = fill.oddities.iter().map(Oddity::code).collect();
    assert!(
        codes.iter().any(|code| code.starts_with("no_ramp")),
        "{codes:?}"
    );
}
