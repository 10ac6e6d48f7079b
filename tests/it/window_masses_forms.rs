//! Forms of masses in the window: terms, extraction, outlets, fractions, and the volume that a mix takes.

use berghald::balance::{Acceptance, Emission, LeastYearly};
use berghald::design::FillTarget;
use berghald::material::{MassKind, Placing, Purpose, Quality};
use berghald::project::{Distance, Entry, Fraction, FractionId, Outlet, OutletId, Pit, Terms};
use berghald::units::{Density, NokPerTonne, PlacedM3, Tonnes, Year};
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2};
use egui_kittest::kittest::Queryable as _;
use geo::Coord;

use crate::app::sample;
use crate::window::Screen;
use crate::window_pits::write_pit;

fn screen() -> Screen {
    Screen::with(&[sample("synthetic-terrain.tif")], Language::English)
}

impl Screen {
    /// Presses something by its name, wherever it stands in a panel.
    fn press_within(&mut self, label: &str) {
        let found = self.harness.get_all_by_label(label).last();
        found.unwrap().scroll_to_me();
        self.settle();
        let found = self.harness.get_all_by_label(label).last();
        found.unwrap().click();
        self.settle();
    }

    fn open_box(&mut self, label: &str) {
        let found = self.harness.get_by_role_and_label(Role::ComboBox, label);
        found.scroll_to_me();
        self.settle();
        let found = self.harness.get_by_role_and_label(Role::ComboBox, label);
        found.click();
        self.settle();
    }

    fn choose_within(&mut self, label: &str, choice: &str) {
        self.open_box(label);
        let found = self.harness.get_all_by_label(choice).last();
        found.unwrap().click();
        self.settle();
    }

    /// Ticks boxes in what opens, and closes it.
    fn tick(&mut self, label: &str, names: &[&str]) {
        self.open_box(label);
        for name in names {
            let found = self.harness.get_by_role_and_label(Role::CheckBox, name);
            found.click();
            self.settle();
        }
        // Beside it, on the name above the fields.
        self.click(pos2(1_300.0, 96.0));
        self.settle();
    }

    fn terms(&self, entry: Entry) -> Terms {
        let project = self.harness.state().app().project();
        project.terms_of(entry).unwrap().clone()
    }

    fn fraction(&self, id: FractionId) -> Fraction {
        let project = self.harness.state().app().project();
        project.fraction(id).unwrap().clone()
    }

    fn add_fraction(&mut self, name: &str) -> FractionId {
        self.deselect();
        self.press("Add fraction");
        self.enter("Name of fraction", name);
        self.last_fraction()
    }

    fn deselect(&mut self) {
        self.key(Key::Escape);
        self.key(Key::Escape);
        self.settle();
    }

    fn outlet(&self) -> (OutletId, Outlet) {
        let outlets = &self.harness.state().app().project().outlets;
        let (id, outlet) = outlets.first_key_value().unwrap();
        (*id, outlet.as_ref().clone())
    }

    fn is_told(&self, text: &str) -> bool {
        self.harness
            .query_all_by_label_contains(text)
            .next()
            .is_some()
    }

    fn undo(&mut self) {
        self.keys(Modifiers::COMMAND, Key::Z);
    }

    fn only_pit(&self) -> Pit {
        let pits = &self.harness.state().app().project().pits;
        pits.values().next().unwrap().as_ref().clone()
    }
}

#[test]
fn terms_are_typed_and_each_is_taken_back_in_one_step() {
    let mut screen = screen();
    let id = Entry::Deposit(screen.draw_eight());
    assert_eq!(screen.terms(id), Terms::default());
    screen.press_within("Terms");
    screen.enter("First year", "2 028");
    screen.enter("Last year", "2035");
    screen.enter("Yearly limit", "250 000,5");
    screen.choose_within("Way of placing", "Compacted");
    screen.enter("Handling", "12,5");
    screen.choose_within("Haul distance", "Typed");
    screen.enter("Haul, one way", "3,25");
    screen.enter("Climb with load", "80");
    screen.enter("There before", "1 200");
    screen.choose_within("Lies", "In the sea");
    let expected = Terms {
        first_year: Some(Year(2028)),
        last_year: Some(Year(2035)),
        yearly_limit: Some(Tonnes(250_000.5)),
        placing: Placing::Compacted,
        handling: NokPerTonne(12.5),
        distance: Distance::Typed { km: 3.25 },
        climb_m: 80.0,
        already: PlacedM3(1200.0),
        in_sea: Some(true),
        ..Terms::default()
    };
    assert_eq!(screen.terms(id), expected);
    // What is set is told where the part is folded.
    assert!(screen.is_told("Terms: 2028–2035, at most 250\u{202f}000\u{a0}t a year"));
    screen.undo();
    let without = Terms {
        in_sea: None,
        ..expected
    };
    assert_eq!(screen.terms(id), without);
    screen.undo();
    assert_eq!(screen.terms(id).already, PlacedM3(0.0));
    assert!((screen.terms(id).climb_m - 80.0).abs() < 1e-12);
    // A blank field takes a term away again.
    screen.enter("Last year", " ");
    assert_eq!(screen.terms(id).last_year, None);
}

#[test]
fn wrong_terms_are_marked_and_change_nothing() {
    let mut screen = screen();
    let id = Entry::Deposit(screen.draw_eight());
    screen.press_within("Terms");
    screen.enter("First year", "2030");
    let before = screen.terms(id);
    let mark = egui_material_icons::icons::ICON_ERROR.codepoint;
    let marks = |screen: &Screen| screen.harness.query_all_by_label(mark).count();
    let none = marks(&screen);
    screen.enter("Last year", "2029");
    screen.enter("Detour factor", "0,8");
    screen.enter("Yearly limit", "many");
    assert_eq!(screen.terms(id), before);
    assert_eq!(marks(&screen), none + 3);
    screen.enter("Last year", "2031");
    assert_eq!(screen.terms(id).last_year, Some(Year(2031)));
    assert_eq!(marks(&screen), none + 2);
}

#[test]
fn a_temporary_store_has_a_year_by_which_it_is_emptied() {
    let mut screen = screen();
    screen.add_fraction("Rock");
    let id = Entry::Deposit(screen.draw_eight());
    screen.enter("Temporary because", "sold later");
    assert!(screen.is_told("has no year by which it is emptied"));
    screen.press_within("Terms");
    screen.enter("Emptied by", "2034");
    screen.enter("Taking out", "9");
    let terms = screen.terms(id);
    assert_eq!(
        (terms.emptied_by, terms.reclaim),
        (Some(Year(2034)), NokPerTonne(9.0))
    );
    assert!(!screen.is_told("has no year by which it is emptied"));
}

#[test]
fn what_is_taken_is_ticked_and_told_in_words() {
    let mut screen = screen();
    let id = Entry::Deposit(screen.draw_eight());
    screen.press_within("Terms");
    screen.tick("Takes", &["Acid-forming"]);
    let mut expected = Acceptance::default();
    expected.qualities.remove(&Quality::AcidForming);
    assert_eq!(screen.terms(id).accepts, expected);
    assert!(screen.is_told("all but acid-forming"));
    screen.tick(
        "Takes",
        &[
            "Overburden",
            "Coarse tailings",
            "Fine tailings",
            "Process residue",
            "Other",
        ],
    );
    expected.kinds = [MassKind::WasteRock].into();
    assert_eq!(screen.terms(id).accepts, expected);
    assert!(screen.is_told("only waste rock; all but acid-forming"));
    screen.undo();
    expected.kinds.insert(MassKind::Other);
    assert_eq!(screen.terms(id).accepts, expected);
}

#[test]
fn a_fraction_has_factors_with_their_sources_and_is_warned_of() {
    let mut screen = screen();
    let id = screen.add_fraction("Gneiss");
    let before = screen.fraction(id);
    assert_eq!(before.name, "Gneiss");
    screen.choose_within("Quality", "Inert");
    screen.enter("Note on quality", "NP/AP 6");
    screen.enter("Source of quality", "Report 7");
    screen.tick("Can be used for", &["Concrete", "Fill"]);
    screen.enter("Solid density", "2,72");
    screen.enter("Source: Solid density", "core 14");
    screen.enter("Chosen by: Solid density", "KN");
    let material = screen.fraction(id).material;
    assert_eq!(material.quality, Quality::Inert);
    assert_eq!(material.quality_note, "NP/AP 6");
    assert_eq!(material.quality_source, "Report 7");
    assert_eq!(material.purposes, [Purpose::Concrete, Purpose::Fill].into());
    assert_eq!(material.density.value, Density::new(2.72).unwrap());
    assert_eq!(
        (
            material.density.source.as_str(),
            material.density.author.as_str()
        ),
        ("core 14", "KN")
    );
    // The three volumes of a thousand tonnes: 367.6, 588.2, and 551.5 tipped.
    for volume in ["368\u{a0}m³", "588\u{a0}m³", "551\u{a0}m³"] {
        assert!(screen.is_told(volume), "{volume}");
    }
    screen.enter("Placed, tipped", "1,75");
    assert!(screen.is_told("Tipped: it would take more room than on the truck"));
    assert!(screen.is_told("Tipped: a placed factor of 1.75 is unusual"));
    // One step takes it all back, volumes and warnings too.
    screen.undo();
    assert!(!screen.is_told("more room than on the truck"));
    assert!(screen.is_told("551\u{a0}m³"));
    screen.enter("Loose factor", "0");
    assert_eq!(screen.fraction(id).material, material);
}

#[test]
fn tailings_are_typed_by_dry_density_and_untouched_factors_follow_the_kind() {
    let mut screen = screen();
    let id = screen.add_fraction("Slimes");
    screen.choose_within("Kind", "Fine tailings");
    let material = screen.fraction(id).material;
    assert!((material.loose.value.ratio() - 1.95).abs() < 1e-12);
    screen.enter("Dry, hydraulic", "1,35");
    let material = screen.fraction(id).material;
    assert!((material.dry_density(Placing::Hydraulic) - 1.35).abs() < 1e-12);
    assert!((material.placed_factor(Placing::Hydraulic).ratio() - 2.0).abs() < 1e-12);
    screen.choose_within("Kind", "Waste rock");
    let kept = screen.fraction(id).material;
    assert_eq!(kept.kind, MassKind::WasteRock);
    assert_eq!(kept.placed, material.placed);
}

#[test]
fn years_and_rates_of_the_plan_are_typed() {
    let mut screen = screen();
    screen.deselect();
    screen.press_within("Years and haul");
    screen.enter("Plan to", "2060");
    screen.enter("Plan from", "2030");
    screen.enter("Loading place, E; N", "500 100; 7 000 200");
    screen.enter("Climb", "1,5");
    screen.choose_within("CO₂ counted", "Per kilometre driven");
    screen.enter("CO₂", "1,2");
    screen.press_within("Empty back");
    let masses = screen.harness.state().app().project().masses.clone();
    assert_eq!(
        (masses.first_year, masses.last_year),
        (Year(2030), Year(2060))
    );
    let loaded = Coord {
        x: 500_100.0,
        y: 7_000_200.0,
    };
    assert_eq!(masses.origin, Some(loaded));
    assert!((masses.haul.nok_per_tonne_100_m_climb - 1.5).abs() < 1e-12);
    assert_eq!(masses.haul.emission, Emission::PerKm(1.2));
    assert!(!masses.haul.both_ways);
    screen.enter("Plan from", "2070");
    let masses = screen.harness.state().app().project().masses.clone();
    assert_eq!(masses.first_year, Year(2030));
}

#[test]
fn an_outlet_tells_how_far_each_fraction_is_worth_hauling() {
    let mut screen = screen();
    screen.add_fraction("Gneiss");
    screen.press("Add outlet");
    let (id, outlet) = screen.outlet();
    assert_eq!(
        screen.harness.state().app().selected(),
        Some(Entry::Outlet(id))
    );
    assert_eq!(outlet.name, "Outlet 1");
    screen.enter("Name of outlet", "Harbour");
    screen.enter("Place, E; N", "500450; 7000400");
    screen.enter("Price", "60");
    screen.enter("Handling", "14");
    screen.enter("Smallest a year", "20 000");
    screen.choose_within("Less than that", "not taken: a rule");
    let outlet = screen.outlet().1;
    assert_eq!(outlet.name, "Harbour");
    assert_eq!(
        outlet.place,
        Some(Coord {
            x: 500_450.0,
            y: 7_000_400.0
        })
    );
    assert_eq!(
        outlet.least,
        Some(LeastYearly {
            mass: Tonnes(20_000.0),
            is_rule: true
        })
    );
    // Nobody has said where rock is loaded, so that nothing is claimed.
    assert!(screen.is_told("distance missing") && !screen.is_told("pays"));
    assert!(screen.is_told("Nobody has said how far rock is hauled to Harbour"));
    screen.choose_within("Haul distance", "Typed");
    screen.enter("Haul, one way", "22");
    // (60 − 14) / 2 = 23 km.
    assert!(screen.is_told("23.0\u{a0}km") && screen.is_told("pays"));
    screen.enter("Haul, one way", "24");
    assert!(screen.is_told("too far"));
    screen.enter("Place, E; N", "");
    screen.enter("Smallest a year", " ");
    let outlet = screen.outlet().1;
    assert_eq!(outlet.least, None);
}

#[test]
fn masses_are_found_in_the_palette() {
    let mut screen = screen();
    for text in ["add outl", "add fract"] {
        screen.keys(Modifiers::COMMAND, Key::K);
        screen.harness.event(egui::Event::Text(text.to_owned()));
        screen.harness.run_steps(2);
        screen.key(Key::Enter);
        screen.settle();
    }
    let project = screen.harness.state().app().project().clone();
    assert_eq!((project.outlets.len(), project.fractions.len()), (1, 1));
}

#[test]
fn extraction_and_free_void_are_typed_and_the_binding_limit_is_told_by_year() {
    let folder = tempfile::tempdir().unwrap();
    let files = write_pit(folder.path());
    let mut screen = Screen::with(&files, Language::English);
    screen.add_fraction("Rock");
    screen.press("Add stope");
    screen.enter("Usable void", "1000000");
    screen.enter("Extracted, bank m³", "1000000");
    screen.press_within("Extraction");
    screen.enter("Density of extracted", "2,8");
    screen.enter("Backfilled before", "600 000");
    screen.press_within("Add a year");
    screen.enter("Share free, 1", "40");
    screen.press_within("Add a year");
    screen.enter("Free from, 2", "2031");
    screen.enter("Same from", "2028");
    screen.enter("Same to", "2030");
    screen.enter("Tonnes a year", "1 400 000");
    screen.press_within("Set");
    let mining = screen.only_pit().mining;
    assert_eq!(mining.density, Density::new(2.8).unwrap());
    assert_eq!(mining.free, [(Year(2027), 0.4), (Year(2031), 1.0)].into());
    let years = [2028, 2029, 2030].map(|year| (Year(year), Tonnes(1_400_000.0)));
    assert_eq!(mining.tonnes, years.into());
    assert!(screen.is_told("Extracted 2028–2030: 4.200\u{a0}Mt, 1.500\u{a0}Mm³ bank"));
    // 600 000 bank take 900 000 of the 400 000 that are free at first, and of the whole void later.
    assert!(screen.is_told("2027–2030: the void binds"));
    assert!(screen.is_told("2031–2046: neither is reached"));
    screen.undo();
    assert!(screen.only_pit().mining.tonnes.is_empty());
    assert!(screen.is_told("2031–2046: the cap binds"));
    screen.press_within("Remove the year 2027");
    assert_eq!(screen.only_pit().mining.free, [(Year(2031), 1.0)].into());
}

/// A mix of two fractions becomes the target, and what is solved is the sum by their factors.
#[test]
fn a_deposit_is_solved_for_tonnes_of_a_mix() {
    let mut screen = screen();
    screen.add_fraction("Gneiss");
    screen.enter("Solid density", "2,5");
    screen.enter("Placed, compacted", "1,4");
    screen.add_fraction("Slimes");
    screen.enter("Solid density", "2,7");
    screen.enter("Placed, compacted", "1,35");
    let id = screen.draw_eight();
    screen.press_within("Terms");
    screen.choose_within("Way of placing", "Compacted");
    screen.enter("There before", "10 000");
    screen.press_within("Volume for tonnes");
    screen.enter("Tonnes of Gneiss", "200 000");
    screen.enter("Tonnes of Slimes", "100 000,0");
    // 200 000 / 2.5 · 1.4 + 100 000 / 2.7 · 1.35 = 112 000 + 50 000, above what lies there.
    assert!(screen.is_told("In all 172\u{202f}000\u{a0}m³ placed"));
    screen.press_within("Set as target");
    let FillTarget::Volume(target) = screen.built().target else {
        panic!("{:?}", screen.built().target);
    };
    assert!((target.0 - 172_000.0).abs() < 1e-6, "{target:?}");
    let solved = screen
        .figures(id)
        .into_iter()
        .find(|(name, _)| *name == "fill_m3");
    let solved = solved.unwrap().1;
    assert!((solved - 172_000.0).abs() < 1.0, "{solved}");
    screen.undo();
    assert_eq!(screen.built().target, FillTarget::Capacity);
}
