//! Alternatives: made, changed, undone, tried out and thrown away, with and without the window.

use berghald::app::{Action, FillRequest, Matter, ScenarioAsk, TaskError, WayOut};
use berghald::design::{FillTarget, Outline};
use berghald::project::{DepositId, Edit, Entry, ScenarioId};
use berghald::units::{Metres, PlacedM3};
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable as _};

use crate::app::{Desk, sample};
use crate::shapes::rectangle;
use crate::window::Screen;

const FIRST: ScenarioId = ScenarioId::FIRST;
const ZERO: ScenarioId = ScenarioId::ZERO;

/// A desk with one deposit in the first alternative.
fn with_deposit() -> (Desk, DepositId) {
    let mut desk = Desk::new();
    desk.open(&sample("synthetic-terrain.tif"));
    desk.act(Action::AddDeposit(request(500_300.0)));
    let id = desk.deposit();
    (desk, id)
}

fn request(west: f64) -> FillRequest {
    let polygon = rectangle(west, 7_000_250.0, west + 300.0, 7_000_550.0);
    FillRequest::usual(Outline::new(&polygon).unwrap())
}

impl Desk {
    fn ask(&mut self, ask: ScenarioAsk) {
        self.act(Action::Scenario(ask));
    }

    fn name(&self) -> &str {
        &self.app.active_scenario().unwrap().name
    }

    fn names(&self) -> Vec<&str> {
        let scenarios = self.app.project().scenarios_in_order();
        scenarios.map(|(_, one)| one.name.as_str()).collect()
    }

    fn only_deposit(&self) -> DepositId {
        let mut deposits = self.app.project().deposits_of(self.app.active());
        let (id, _) = deposits.next().unwrap();
        assert!(deposits.next().is_none());
        id
    }
}

#[test]
fn a_second_alternative_is_changed_undone_and_redone_and_the_first_stays() {
    let (mut desk, original) = with_deposit();
    let first = desk.figures(original);
    desk.ask(ScenarioAsk::Duplicate(FIRST));
    assert_eq!(desk.name(), "Copy of Alternative 1");
    let copy = desk.only_deposit();
    assert_ne!(copy, original);
    // The planner goes on with the same deposit, and nothing is computed again.
    assert_eq!(desk.deposit(), copy);
    assert_eq!(desk.figures(copy), first);
    desk.edit(Edit::SetTarget(copy, FillTarget::Crest(Metres(150.0))));
    let second = desk.figures(copy);
    assert_ne!(second, first);
    desk.act(Action::ShowScenario(FIRST));
    assert_eq!(desk.figures(original), first);
    assert_eq!(desk.app.selected(), None);
    // Undo shows where it changes something.
    desk.act(Action::Undo);
    assert_eq!(desk.name(), "Copy of Alternative 1");
    assert_eq!(desk.figures(copy), first);
    desk.act(Action::Undo);
    assert_eq!(desk.name(), "Alternative 1");
    assert_eq!(desk.names(), ["Zero alternative", "Alternative 1"]);
    desk.act(Action::Redo);
    assert_eq!(desk.name(), "Copy of Alternative 1");
    desk.act(Action::Redo);
    assert_eq!(desk.figures(copy), second);
    desk.act(Action::ShowScenario(FIRST));
    assert_eq!(desk.figures(original), first);
}

#[test]
fn what_if_is_one_copy_that_is_thrown_away_or_kept() {
    let (mut desk, original) = with_deposit();
    let before = desk.app.project().clone();
    let first = desk.figures(original);
    desk.ask(ScenarioAsk::WhatIf);
    assert_eq!(desk.name(), "What if: Alternative 1");
    let copy = desk.only_deposit();
    desk.edit(Edit::SetTarget(copy, FillTarget::Volume(PlacedM3(1e5))));
    assert_ne!(desk.figures(copy), first);
    // There is one at a time: asked again, it is shown.
    desk.act(Action::ShowScenario(FIRST));
    desk.ask(ScenarioAsk::WhatIf);
    assert_eq!(desk.only_deposit(), copy);
    desk.ask(ScenarioAsk::ThrowAway);
    assert_eq!(desk.app.active(), FIRST);
    assert_eq!(desk.app.project(), &before);
    assert_eq!(desk.figures(original), first);
    // Thrown away by mistake: undo brings it back.
    desk.act(Action::Undo);
    assert_eq!(desk.only_deposit(), copy);
    desk.ask(ScenarioAsk::Keep);
    assert_eq!(desk.name(), "Alternative 1 – what if");
    assert!(desk.app.what_if().is_none());
    assert!(!desk.app.active_scenario().unwrap().is_what_if());
}

#[test]
fn new_alternatives_have_free_names_and_colours_of_their_own() {
    let (mut desk, _) = with_deposit();
    for _ in 0..3 {
        desk.ask(ScenarioAsk::New);
    }
    assert_eq!(desk.name(), "Alternative 4");
    assert_eq!(desk.app.totals(desk.app.active()).deposits, 0);
    desk.ask(ScenarioAsk::Duplicate(FIRST));
    desk.ask(ScenarioAsk::Duplicate(FIRST));
    assert_eq!(desk.name(), "Copy of Alternative 1 (2)");
    desk.ask(ScenarioAsk::Duplicate(desk.app.active()));
    assert_eq!(desk.name(), "Copy of Alternative 1 (3)");
    let mut colors: Vec<[u8; 3]> = desk
        .app
        .project()
        .scenarios
        .values()
        .map(|one| one.color)
        .collect();
    colors.sort_unstable();
    colors.dedup();
    assert_eq!(colors.len(), 8);
    // In Norwegian from now on.
    desk.act(Action::SetLanguage(Language::Bokmal));
    desk.ask(ScenarioAsk::New);
    assert_eq!(desk.name(), "Alternativ 1");
}

#[test]
fn an_alternative_that_is_gone_gives_way_to_the_one_before_it() {
    let (mut desk, _) = with_deposit();
    desk.ask(ScenarioAsk::New);
    let second = desk.app.active();
    desk.ask(ScenarioAsk::New);
    let third = desk.app.active();
    desk.ask(ScenarioAsk::Delete(third));
    assert_eq!(desk.app.active(), second);
    // One that is not shown goes without a change of the view.
    desk.act(Action::ShowScenario(FIRST));
    desk.ask(ScenarioAsk::Delete(second));
    assert_eq!(desk.app.active(), FIRST);
    desk.ask(ScenarioAsk::Delete(FIRST));
    assert_eq!(desk.app.active(), ZERO);
    desk.ask(ScenarioAsk::Delete(ZERO));
    assert_eq!(desk.names(), ["Zero alternative"]);
    desk.act(Action::Undo);
    assert_eq!(desk.app.active(), FIRST);
    assert_eq!(desk.app.totals(FIRST).deposits, 1);
}

#[test]
fn in_a_frozen_alternative_edits_are_refused_with_a_way_out() {
    let (mut desk, id) = with_deposit();
    desk.edit(Edit::FreezeScenario(FIRST, true));
    let before = desk.app.project().clone();
    desk.edit(Edit::SetTarget(id, FillTarget::Crest(Metres(150.0))));
    desk.edit(Edit::Remove(Entry::Deposit(id)));
    desk.act(Action::AddDeposit(request(500_350.0)));
    desk.ask(ScenarioAsk::Delete(FIRST));
    assert_eq!(desk.app.project(), &before);
    // Told once, however often it was tried.
    let [posted] = desk.app.posted() else {
        panic!("{:?}", desk.app.posted());
    };
    let Matter::Failed(error) = &posted.matter else {
        panic!("{posted:?}");
    };
    assert!(matches!(**error, TaskError::ScenarioFrozen { .. }));
    assert_eq!(posted.ways_out, [WayOut::Thaw(FIRST)]);
    // How it is drawn is nothing that is built, and a copy is free.
    desk.edit(Edit::Fade(Entry::Deposit(id), 0.5));
    assert!((desk.app.project().deposit(id).unwrap().opacity - 0.5).abs() < 1e-6);
    desk.ask(ScenarioAsk::Duplicate(FIRST));
    let copy = desk.only_deposit();
    desk.edit(Edit::SetTarget(copy, FillTarget::Crest(Metres(150.0))));
    assert!(matches!(
        desk.app.project().deposit(copy).unwrap().target,
        FillTarget::Crest(_)
    ));
    desk.edit(Edit::FreezeScenario(FIRST, false));
    assert!(desk.app.posted().is_empty());
    desk.edit(Edit::SetTarget(id, FillTarget::Crest(Metres(150.0))));
    assert_ne!(
        desk.app.project().deposit(id).unwrap().target,
        FillTarget::Capacity
    );
}

#[test]
fn a_copy_that_is_changed_back_takes_the_figures_that_are_known() {
    let (mut desk, original) = with_deposit();
    desk.ask(ScenarioAsk::Duplicate(FIRST));
    let copy = desk.only_deposit();
    let crest = FillTarget::Crest(Metres(150.0));
    desk.edit(Edit::SetTarget(copy, crest));
    // Without waiting: the result of equal inputs is there at once.
    desk.app
        .update(Action::Edit(Edit::SetTarget(copy, FillTarget::Capacity)));
    assert!(desk.app.is_current(copy));
    let fill = |id| desk.app.fill(id).unwrap().value().unwrap();
    assert!(std::sync::Arc::ptr_eq(fill(copy), fill(original)));
}

#[test]
fn copies_made_before_the_figures_are_there_wait_for_the_same_work() {
    let mut desk = Desk::new();
    desk.open(&sample("synthetic-terrain.tif"));
    desk.app.update(Action::AddDeposit(request(500_300.0)));
    desk.app
        .update(Action::Scenario(ScenarioAsk::Duplicate(FIRST)));
    desk.settle();
    let copy = desk.only_deposit();
    assert!(desk.app.is_current(copy));
}

#[test]
fn totals_count_ground_under_two_deposits_once() {
    let (mut desk, one) = with_deposit();
    let alone = desk.app.totals(FIRST);
    assert_eq!((alone.deposits, alone.current), (1, 1));
    desk.act(Action::AddDeposit(request(500_450.0)));
    let other = desk.deposit();
    let totals = desk.app.totals(FIRST);
    let figure = |id: DepositId, name: &str| {
        let figures = desk.figures(id);
        let found = figures.iter().find(|(known, _)| *known == name);
        found.unwrap().1
    };
    let fill = figure(one, "fill_m3") + figure(other, "fill_m3");
    assert!((totals.fill_m3 - fill).abs() < 1e-6);
    let sum = figure(one, "footprint_area_m2") + figure(other, "footprint_area_m2");
    // They share a strip of 150 m by 300 m; the fills cover nearly all of it.
    let shared = sum - totals.footprint_m2.unwrap();
    assert!((20_000.0..=45_001.0).contains(&shared), "{shared}");
}

#[test]
fn a_deposit_is_dragged_past_hidden_ones_of_other_alternatives() {
    let (mut desk, original) = with_deposit();
    desk.act(Action::AddDeposit(request(500_350.0)));
    let upper = desk.deposit();
    desk.ask(ScenarioAsk::Duplicate(FIRST));
    desk.act(Action::ShowScenario(FIRST));
    let shown = |desk: &Desk| -> Vec<Entry> {
        let entries = desk.app.project().entries_of(FIRST);
        entries
            .filter(|entry| matches!(entry, Entry::Deposit(_)))
            .collect()
    };
    let [top, bottom] = [upper, original].map(Entry::Deposit);
    assert_eq!(shown(&desk), [top, bottom]);
    // As the tree does it: onto the row of the other, by its place in the whole order.
    let place = |desk: &Desk, entry: Entry| {
        let order = &desk.app.project().order;
        order.iter().position(|other| *other == entry).unwrap()
    };
    let onto = place(&desk, bottom);
    desk.edit(Edit::Reorder(top, onto));
    assert_eq!(shown(&desk), [bottom, top]);
    let onto = place(&desk, bottom);
    desk.edit(Edit::Reorder(top, onto));
    assert_eq!(shown(&desk), [top, bottom]);
}

impl Screen {
    fn chip<'a>(&'a self, name: &'a str) -> egui_kittest::Node<'a> {
        self.harness.get_by_role_and_label(Role::Tab, name)
    }

    fn chips(&self) -> Vec<String> {
        let chips = self.harness.query_all_by_role(Role::Tab);
        chips
            .filter_map(|chip| NodeT::accesskit_node(&chip).label())
            .collect()
    }

    fn click_chip(&mut self, name: &str) {
        self.chip(name).click();
        self.settle();
    }
}

#[test]
fn alternatives_are_made_switched_and_tried_out_in_the_window() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::Bokmal);
    assert_eq!(screen.chips(), ["Nullalternativ", "Alternativ 1"]);
    let id = screen.draw_eight();
    let first = screen.figures(id);
    screen.press("Dupliser alternativ");
    assert_eq!(screen.chips().len(), 3);
    let copy = screen.selected();
    assert_ne!(copy, id);
    screen.press("Til den rommer");
    screen.enter("Anbrakt volum", "150 000");
    assert_ne!(screen.figures(copy), first);
    screen.click_chip("Alternativ 1");
    assert_eq!(screen.figures(id), first);
    screen.harness.get_by_label("Fylling i alt");
    // Ctrl+Z shows the copy again, where the volume was typed.
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert!(screen.harness.state().app().active() != FIRST);
    screen.keys(Modifiers::COMMAND, Key::Y);
    screen.keys(Modifiers::COMMAND, Key::PageUp);
    assert_eq!(screen.harness.state().app().active(), FIRST);
    screen.press("Hva om");
    let banner = "Hva om: ingenting her endrer Alternativ 1.";
    screen.harness.get_by_label(banner);
    screen.press("Forkast");
    assert!(screen.harness.query_by_label(banner).is_none());
    assert_eq!(screen.harness.state().app().active(), FIRST);
    assert_eq!(screen.figures(id), first);
}

#[test]
fn a_frozen_alternative_has_its_fields_and_tools_shut_and_says_why() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    let id = screen.draw_eight();
    screen.key(Key::Escape);
    screen.settle();
    screen.press("Freeze alternative");
    screen.chip("Alternative 1, frozen");
    // The key of a tool that is shut tells why.
    screen.key(Key::D);
    screen.settle();
    screen
        .harness
        .get_by_label("Alternative 1 is frozen, so nothing was changed.");
    let at = screen.place(0.5, 0.5);
    screen.click(at);
    screen.settle();
    assert_eq!(screen.selected(), id);
    screen
        .harness
        .get_by_label("Alternative 1 is frozen, so this cannot be changed.");
    let field = screen
        .harness
        .get_by_role_and_label(Role::TextInput, "Face");
    assert!(NodeT::accesskit_node(&field).is_disabled());
    screen.press("Thaw");
    screen.chip("Alternative 1");
    screen.key(Key::D);
    screen.settle();
    screen.harness.get_by_label("Finish");
}

#[test]
fn a_note_is_kept_when_its_field_is_left() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    screen.draw_eight();
    screen.key(Key::Escape);
    screen.settle();
    let note = |screen: &Screen| {
        let project = screen.harness.state().app().project();
        project.scenario(FIRST).unwrap().note.clone()
    };
    screen
        .harness
        .get_by_role_and_label(Role::MultilineTextInput, "Note")
        .focus();
    screen.harness.run_steps(3);
    screen
        .harness
        .event(egui::Event::Text("Over the lake".to_owned()));
    screen.harness.run_steps(3);
    assert_eq!(note(&screen), "");
    screen.click_chip("Zero alternative");
    assert_eq!(note(&screen), "Over the lake");
    // The zero alternative says what it is.
    screen
        .harness
        .get_by_label_contains("What is there and permitted today");
}

#[test]
fn two_hundred_alternatives_stay_usable() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    for _ in 0..200 {
        let modifiers = Modifiers::COMMAND | Modifiers::SHIFT;
        screen.harness.key_press_modifiers(modifiers, Key::N);
        screen.harness.step();
    }
    screen.settle();
    let count = screen.harness.state().app().project().scenarios.len();
    assert_eq!(count, 202);
    // The one that came last is in view, and the list has all of them.
    let chip = screen.chip("Alternative 201").rect();
    assert!(chip.right() < 1366.0, "{chip:?}");
    screen.press("All 202 alternatives");
    screen
        .harness
        .get_by_role_and_label(Role::MenuItem, "Zero alternative")
        .click();
    screen.settle();
    assert_eq!(screen.harness.state().app().active(), ZERO);
    let chip = screen.chip("Zero alternative").rect();
    assert!(0.0 <= chip.left(), "{chip:?}");
}
