//! How a deposit is built, by the fields of the real window.

use berghald::design::{FillTarget, ShortLift, Slope};
use berghald::project::{Deposit, DepositMethod};
use berghald::units::Metres;
use berghald::words::Language;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use crate::app::sample;
use crate::window::Screen;

impl Screen {
    /// Opens a choice and takes one of it.
    pub(crate) fn choose(&mut self, label: &str, choice: &str) {
        let combo = self.harness.get_by_role_and_label(Role::ComboBox, label);
        combo.click();
        self.settle();
        self.press(choice);
    }

    pub(crate) fn built(&self) -> Deposit {
        let app = self.harness.state().app();
        app.project().deposit(self.selected()).unwrap().clone()
    }
}

#[test]
fn berms_water_and_closure_are_ticked_and_typed() {
    let terrain = sample("synthetic-terrain.tif");
    let mut screen = Screen::with(&[terrain], Language::Bokmal);
    let id = screen.draw_eight();
    let before = screen.figures(id);
    screen.press("Skråning og vann");
    screen.press("Paller");
    let benches = screen.built().batter.benches.unwrap();
    assert_eq!(
        (benches.lift(), benches.berm()),
        (Metres(10.0), Metres(8.0))
    );
    assert_ne!(screen.figures(id), before);
    screen.enter("Pallhøyde", "12,5");
    screen.enter("Bermebredde", "6");
    screen.enter("Bermenivå", "100");
    screen.press("Slå en lav første pall sammen med neste");
    let benches = screen.built().batter.benches.unwrap();
    assert_eq!(
        (benches.lift(), benches.berm()),
        (Metres(12.5), Metres(6.0))
    );
    assert_eq!(benches.datum, Some(Metres(100.0)));
    assert_eq!(benches.short_lift, ShortLift::Stands);
    screen.enter("Bermenivå", " ");
    assert_eq!(screen.built().batter.benches.unwrap().datum, None);
    screen.press("Paller");
    assert_eq!(screen.built().batter.benches, None);
    assert_eq!(screen.figures(id), before);
    screen.press("Slak ut ved avslutning");
    screen.enter("Avslutningsskråning", "1:3");
    assert_eq!(screen.built().closure, Slope::new(1.0 / 3.0));
    screen.press("Står i vann");
    screen.enter("Vannflate", "-2");
    screen.enter("Skråning under vann", "30");
    let water = screen.built().batter.water.unwrap();
    assert_eq!(water.level, Metres(-2.0));
    assert_eq!(Some(water.face), Slope::from_degrees(30.0));
}

#[test]
fn a_method_is_chosen_and_a_crest_begins_where_the_fill_ended() {
    let terrain = sample("synthetic-terrain.tif");
    let mut screen = Screen::with(&[terrain], Language::English);
    let id = screen.draw_eight();
    let app = screen.harness.state().app();
    let level = app.fill(id).unwrap().value().unwrap().design.crest_level.0;
    screen.choose("Method", "From the crest outwards");
    let deposit = screen.built();
    assert_eq!(deposit.method, DepositMethod::Crest { drops: Vec::new() });
    let FillTarget::Crest(now) = deposit.target else {
        panic!("{:?}", deposit.target);
    };
    assert!((now.0 - level).abs() <= 0.05 + 1e-9);
    screen.press("Slope and water");
    screen.press("Level at each corner");
    screen.enter("Corner drops", "0; 0; 1; 1; 2; 2; 1; 0");
    let drops = [0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 1.0, 0.0]
        .map(Metres)
        .to_vec();
    assert_eq!(screen.built().method, DepositMethod::Crest { drops });
    screen.choose("Method", "Level, behind ground or dam");
    screen.press("Dam along the outline");
    screen.enter("Crest width", "8");
    let DepositMethod::Level(level) = screen.built().method else {
        panic!("it should lie level");
    };
    assert_eq!(level.dam.unwrap().crest_width, Metres(8.0));
    // Its rock is told apart from the fill.
    assert!(screen.harness.query_by_label("Dam").is_some());
}
