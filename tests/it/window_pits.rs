//! Pits and stopes in the window: what goes back, and which limit binds.

use std::path::Path;

use berghald::balance::Binding;
use berghald::gis::{Reference, write_terrain};
use berghald::progress::Run;
use berghald::project::{Entry, Original, PitId, Room};
use berghald::results::PitFigures;
use berghald::terrain::{Grid, Placement};
use berghald::units::BankM3;
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable as _};
use geo::Coord;

use crate::window::Screen;

/// A pit 400 m across and 100 m deep in a plane that falls to the south, as mined and as it was before.
pub(crate) fn write_pit(folder: &Path) -> [String; 2] {
    let placement = Placement {
        west_m: 500_000.0,
        north_m: 7_001_000.0,
        cell_width_m: 5.0,
        cell_height_m: 5.0,
        columns: 200,
        rows: 200,
        ground_per_map: 1.0,
    };
    let plane = |at: Coord<f64>| 300.0 + 0.05 * (at.y - 7_000_500.0);
    let mined = |at: Coord<f64>| {
        let away = (at.x - 500_500.0).hypot(at.y - 7_000_500.0);
        plane(at) - (200.0 - away).clamp(0.0, 100.0)
    };
    let write = |name: &str, height: &dyn Fn(Coord<f64>) -> f64| {
        #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
        let grid = Grid::from_fn(placement, |at| height(at) as f32);
        let path = folder.join(name);
        let reference = Reference::parse("EPSG:25833").unwrap();
        write_terrain(&path, &grid, &reference, &Run::default()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    [write("før.tif", &plane), write("brutt.tif", &mined)]
}

impl Screen {
    /// Sixteen corners around the pit in the middle of the map.
    pub(crate) fn mark_pit(&mut self) -> PitId {
        self.key(Key::P);
        // The site is square and fills the height of the map.
        let (middle, radius) = (self.place(0.5, 0.5), 0.3 * self.map_height());
        for index in 0..16_u8 {
            let (sin, cos) = (f32::from(index) * std::f32::consts::TAU / 16.0).sin_cos();
            self.click(middle + radius * egui::vec2(cos, sin));
        }
        self.key(Key::Enter);
        self.settle();
        self.selected_pit()
    }

    fn map_height(&self) -> f32 {
        self.place(0.0, 1.0).y - self.place(0.0, 0.0).y
    }

    fn selected_pit(&self) -> PitId {
        self.harness.state().app().selected_pit().unwrap().0
    }

    fn pit_figures(&self, id: PitId) -> (PitFigures, Binding) {
        let app = self.harness.state().app();
        assert!(app.is_pit_current(id));
        let known = app.pit(id).unwrap();
        assert!(known.error().is_none(), "{:?}", known.error());
        let result = known.value().unwrap();
        (result.figures, result.backfill.binding)
    }

    fn figure(&self, id: PitId, name: &str) -> f64 {
        self.pit_figures(id).0.get(name).unwrap()
    }
}

#[test]
fn a_pit_is_marked_and_measured_to_its_rim_and_to_an_original_surface() {
    let folder = tempfile::tempdir().unwrap();
    let files = write_pit(folder.path());
    let mut screen = Screen::with(&files, Language::Bokmal);
    let id = screen.mark_pit();
    // A cone of 200 m above one of 100 m: π/3 · (200² · 200 − 100² · 100) m³.
    let exact = std::f64::consts::PI / 3.0 * (200.0_f64.powi(3) - 100.0_f64.powi(3));
    let close = |volume: f64| (volume - exact).abs() < 2e-3 * exact;
    assert!(
        close(screen.figure(id, "void_m3")),
        "{}",
        screen.figure(id, "void_m3")
    );
    let original = "Opprinnelig terreng";
    let original = screen
        .harness
        .get_by_role_and_label(Role::ComboBox, original);
    original.click();
    screen.settle();
    // The tree has one of that name too, which is drawn before what is open above everything.
    let choice = screen.harness.get_all_by_label("før").last();
    choice.unwrap().click();
    screen.settle();
    let app = screen.harness.state().app();
    let before = app.project().layers.iter();
    let before = before.filter(|(_, layer)| layer.name == "før");
    let before = before.map(|(id, _)| *id).next().unwrap();
    let Room::Pit { original, .. } = app.project().pit(id).unwrap().room else {
        panic!("it is a pit");
    };
    assert_eq!(original, Original::Layer(before));
    let (figures, binding) = screen.pit_figures(id);
    assert!(close(figures.get("void_m3").unwrap()));
    // 1 / 1.5 of it would find room, so the cap of 60 % binds, and the gauge says so.
    assert_eq!(binding, Binding::Cap);
    assert!((figures.get("share_of_extracted").unwrap() - 0.6).abs() < 1e-12);
    screen
        .harness
        .get_by_label("Taket bestemmer: mer kan ikke gå tilbake.");
    screen.harness.get_by_label(
        "Tilbakefylt 60,0\u{a0}% av uttaket; tak 60,0\u{a0}%, rommet holder 66,7\u{a0}%",
    );
    // A level is asked for by typing; it is within both limits.
    screen.enter("Kote å fylle til", "260");
    let (figures, binding) = screen.pit_figures(id);
    assert_eq!(
        (figures.get("level_m"), binding),
        (Some(260.0), Binding::Target)
    );
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(screen.pit_figures(id).1, Binding::Cap);
    // What is asked for beyond the cap is refused and told.
    screen.enter("Faste m³ å fylle tilbake", "7000000");
    let (figures, binding) = screen.pit_figures(id);
    assert_eq!(binding, Binding::Cap);
    let refused = figures.get("refused_bank_m3").unwrap();
    let back = figures.get("backfill_bank_m3").unwrap();
    assert!((back + refused - 7e6).abs() < 1e-3 && 0.0 < refused);
    screen.harness.get_by_label("Avvist, faste m³");
    // A corner is dragged as a deposit's is.
    screen.key(Key::V);
    let (from, to) = (
        screen.place(0.5, 0.5) + egui::vec2(0.0, 0.3 * screen.map_height()),
        screen.place(0.5, 0.5) + egui::vec2(0.0, 0.34 * screen.map_height()),
    );
    let area = screen.figure(id, "outline_area_m2");
    screen.drag(from, to);
    assert!(area < screen.figure(id, "outline_area_m2"));
}

/// V8, in the window.
#[test]
fn a_stope_takes_what_the_lower_limit_allows() {
    let folder = tempfile::tempdir().unwrap();
    let files = write_pit(folder.path());
    let mut screen = Screen::with(&files, Language::English);
    screen.press("Add stope");
    let id = screen.selected_pit();
    screen
        .harness
        .get_by_label("Type what was extracted and the void, and it shows how much can go back.");
    screen.enter("Usable void", "1 000 000");
    screen.enter(
        "Extracted, bank m³",
        "1,000,000.0".replace(',', " ").as_str(),
    );
    screen.enter("Placed factor", "1.6");
    screen.enter("Cap", "65");
    // It waits for its reason; until then the usual cap holds.
    screen
        .harness
        .get_by_label("A cap of 65.0\u{a0}% is above 60\u{a0}% and needs a reason.");
    assert_eq!(screen.pit_figures(id).0.get("cap"), Some(0.6));
    screen.enter("Reason", "Paste fill, tested");
    assert_eq!(screen.pit_figures(id).0.get("cap"), Some(0.65));
    let (figures, binding) = screen.pit_figures(id);
    let bank = figures.get("backfill_bank_m3").unwrap();
    assert_eq!((bank, binding), (625_000.0, Binding::Void));
    screen
        .harness
        .get_by_label("The void binds: no more finds room.");
    screen.enter("Placed factor", "1.4");
    let (figures, binding) = screen.pit_figures(id);
    let bank = figures.get("backfill_bank_m3").unwrap();
    assert_eq!((bank, binding), (650_000.0, Binding::Cap));
    screen
        .harness
        .get_by_label("The cap binds: no more may go back.");
    // No more than 65 %, whatever the reason.
    screen.enter("Cap", "66");
    screen.harness.get_by_label(
        "The cap cannot be 66.0\u{a0}%: it must be between 0 and 65\u{a0}% of what was taken out.",
    );
    assert_eq!(screen.pit_figures(id).0.get("cap"), Some(0.65));
    // The sums of the alternative know it.
    screen.key(Key::Escape);
    screen.settle();
    screen.harness.get_by_label("Put back, bank m³");
    let app = screen.harness.state().app();
    let totals = app.totals(app.active());
    assert_eq!(BankM3(totals.backfill_bank_m3), BankM3(650_000.0));
    assert_eq!(app.project().outline_of(Entry::Pit(id)), None);
}

#[test]
fn nothing_is_marked_or_typed_in_a_frozen_alternative() {
    let folder = tempfile::tempdir().unwrap();
    let files = write_pit(folder.path());
    let mut screen = Screen::with(&files, Language::English);
    screen.press("Add stope");
    let id = screen.selected_pit();
    screen.keys(Modifiers::NONE, Key::Escape);
    screen.press("Freeze alternative");
    screen.key(Key::P);
    screen.settle();
    assert!(screen.harness.query_by_label("Finish").is_none());
    screen.press("Stope 1");
    screen
        .harness
        .get_by_label("Alternative 1 is frozen, so this cannot be changed.");
    let usable = screen
        .harness
        .get_by_role_and_label(Role::TextInput, "Usable void");
    assert!(NodeT::accesskit_node(&usable).is_disabled());
    assert_eq!(screen.pit_figures(id).0.get("usable_void_m3"), Some(0.0));
}
