//! The balance in the window: pictures and tables, their files, the years on the map, and life cycles.

use berghald::app::App;
use berghald::project::{Deposit, LaterUse, Medium};
use berghald::units::{Metres, Year};
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::app::sample;
use crate::window::Screen;

fn app(screen: &Screen) -> &App {
    screen.harness.state().app()
}

/// A screen with a deposit and rock for it in the first year.
fn screen() -> Screen {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    screen.draw_eight();
    screen.keys(Modifiers::COMMAND, Key::Num2);
    screen.settle();
    screen.press("Add fraction");
    screen.keys(Modifiers::COMMAND, Key::Num2);
    screen.settle();
    paste(&mut screen, "Fraction 1, 2027: –", "90000\t90000");
    screen.keys(Modifiers::COMMAND, Key::Num3);
    screen.settle();
    screen.press("Fill in");
    screen.settle();
    screen
}

fn paste(screen: &mut Screen, cell: &str, text: &str) {
    let found = screen.harness.get_by_role_and_label(Role::Cell, cell);
    found.click();
    screen.settle();
    screen.harness.event(Event::Paste(text.to_owned()));
    screen.settle();
}

fn show_balance(screen: &mut Screen, part: &str) {
    screen.keys(Modifiers::COMMAND, Key::Num4);
    screen.settle();
    let found = screen
        .harness
        .get_by_role_and_label(Role::RadioButton, part);
    found.click();
    screen.settle();
}

#[test]
fn every_picture_and_table_of_the_balance_is_shown() {
    let mut screen = screen();
    for (part, image) in [
        ("Flow", "Where the fractions go, over all years"),
        ("Years", "Where the rock of each year ends"),
        ("Capacity", "Capacity against need, placed volumes"),
        ("Backfill", "How much of each limit of backfill is used"),
        ("Levels", "Levels of deposits, stores and pits by year"),
    ] {
        show_balance(&mut screen, part);
        screen.harness.get_by_role_and_label(Role::Image, image);
    }
    for (part, head) in [
        ("What lies where", "Placed (m³)"),
        ("Life cycle", "Later use"),
    ] {
        show_balance(&mut screen, part);
        screen
            .harness
            .get_by_role_and_label(Role::ColumnHeader, head);
    }
    show_balance(&mut screen, "Monitoring");
    let empty = "Nothing is watched yet";
    assert!(screen.harness.query_by_label_contains(empty).is_some());
}

#[test]
fn a_picture_and_a_table_are_saved_from_the_page() {
    let mut screen = screen();
    let folder = tempfile::tempdir().unwrap();
    for (part, button, name) in [
        ("Capacity", "Save picture…", "kapasitet.png"),
        ("Levels", "Save picture…", "nivå.svg"),
        ("What lies where", "Save table…", "register.xlsx"),
    ] {
        show_balance(&mut screen, part);
        screen.press(button);
        let path = folder.path().join(name);
        let label = "Choose in the system's dialog, or write the path of a file";
        screen.enter(label, path.to_str().unwrap());
        screen.settle();
        assert!(path.is_file(), "{name}");
    }
}

#[test]
fn the_years_go_by_on_the_map() {
    let mut screen = screen();
    screen.keys(Modifiers::COMMAND, Key::Num1);
    screen.settle();
    assert_eq!(app(&screen).shown_year(), None);
    screen.press("Year by year");
    assert_eq!(app(&screen).shown_year(), Some(Year(2046)));
    assert!(screen.harness.query_by_label("Year 2046").is_some());
    screen.press("A year back");
    screen.settle();
    assert_eq!(app(&screen).shown_year(), Some(Year(2045)));
    assert!(screen.harness.query_by_label_contains("placed,").is_some());
    screen.press("Year by year");
    assert_eq!(app(&screen).shown_year(), None);
}

fn deposit(screen: &Screen) -> Deposit {
    let deposits = &app(screen).project().deposits;
    deposits.values().next().unwrap().as_ref().clone()
}

#[test]
fn the_life_cycle_is_set_field_by_field() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    screen.draw_eight();
    screen.press("Life cycle");
    screen.enter("Responsible", "Åse Ærlig, drift");
    screen.enter("Topsoil stripped", "0,3");
    screen.enter("Cover laid", "0.5");
    screen.enter("Cover until", "2050");
    let life = deposit(&screen).life;
    assert_eq!(life.responsible, "Åse Ærlig, drift");
    assert_eq!(
        (life.soil.topsoil, life.soil.cover),
        (Metres(0.3), Metres(0.5))
    );
    assert_eq!(life.soil.cover_to, Some(Year(2050)));
    let found = screen
        .harness
        .get_by_role_and_label(Role::ComboBox, "Later use");
    found.click();
    screen.settle();
    screen.press("Outdoor life");
    assert_eq!(deposit(&screen).life.later_use, Some(LaterUse::Recreation));
    let add = screen.harness.get_by_label_contains("Add point");
    add.scroll_to_me();
    screen.settle();
    screen.harness.get_by_label_contains("Add point").click();
    screen.settle();
    let points = deposit(&screen).life.monitoring;
    assert_eq!((points.len(), points[0].medium), (1, Medium::Seepage));
    let middle = deposit(&screen).outline.extent().center();
    assert!((points[0].place.x - middle.x).abs() < 50.0);
    screen.keys(Modifiers::COMMAND, Key::Z);
    screen.settle();
    assert!(deposit(&screen).life.monitoring.is_empty());
}
