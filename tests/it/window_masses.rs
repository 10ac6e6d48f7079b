//! The masses in the window: tonnes typed and pasted, what goes where, and *Fill in*.

use berghald::app::App;
use berghald::project::Fraction;
use berghald::units::{Tonnes, Year};
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::app::sample;
use crate::window::Screen;

fn app(screen: &Screen) -> &App {
    screen.harness.state().app()
}

fn fraction(screen: &Screen, place: usize) -> Fraction {
    let project = app(screen).project();
    let (_, fraction) = project.fractions_in_order().nth(place).unwrap();
    Fraction::clone(fraction)
}

fn tonnes(screen: &Screen, place: usize, year: i32) -> Option<f64> {
    let fraction = fraction(screen, place);
    fraction.tonnes.get(&Year(year)).map(|tonnes| tonnes.0)
}

/// A screen that shows the tonnes of some fractions.
fn with_fractions(count: usize, language: Language) -> Screen {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], language);
    screen.keys(Modifiers::COMMAND, Key::Num2);
    screen.settle();
    for _ in 0..count {
        let add = match language {
            Language::Bokmal | Language::Nynorsk => "Legg til fraksjon",
            Language::English => "Add fraction",
        };
        screen.press(add);
    }
    screen
}

fn select(screen: &mut Screen, cell: &str) {
    let cell = screen.harness.get_by_role_and_label(Role::Cell, cell);
    cell.click();
    screen.settle();
}

fn paste(screen: &mut Screen, text: &str) {
    let event = Event::Paste(text.to_owned());
    screen.harness.event(event);
    screen.settle();
}

fn type_text(screen: &mut Screen, text: &str) {
    screen.harness.event(Event::Text(text.to_owned()));
    screen.settle();
}

#[test]
fn tonnes_are_typed_cell_by_cell() {
    let mut screen = with_fractions(1, Language::English);
    select(&mut screen, "Fraction 1, 2027: –");
    type_text(&mut screen, "1");
    type_text(&mut screen, "20000");
    screen.key(Key::Tab);
    screen.settle();
    assert_eq!(tonnes(&screen, 0, 2027), Some(120_000.0));
    // The cell to the right is selected, and a figure begins the next number.
    type_text(&mut screen, "5,5");
    screen.key(Key::Enter);
    screen.settle();
    assert_eq!(tonnes(&screen, 0, 2028), Some(5.5));
    select(&mut screen, "Fraction 1, 2027: 120\u{202f}000\u{a0}t");
    screen.key(Key::Delete);
    screen.settle();
    assert_eq!(tonnes(&screen, 0, 2027), None);
    screen.keys(Modifiers::COMMAND, Key::Z);
    screen.settle();
    assert_eq!(tonnes(&screen, 0, 2027), Some(120_000.0));
}

#[test]
fn a_block_from_a_spreadsheet_is_one_step_and_a_bad_cell_spoils_no_other() {
    let mut screen = with_fractions(2, Language::Bokmal);
    select(&mut screen, "Fraksjon 1, 2028: –");
    let block = "1\u{202f}234,5\tca. 200\t2\u{a0}000\n300\t\t\u{2212}7\n";
    paste(&mut screen, block);
    assert_eq!(tonnes(&screen, 0, 2028), Some(1234.5));
    assert_eq!(tonnes(&screen, 0, 2029), None);
    assert_eq!(tonnes(&screen, 0, 2030), Some(2000.0));
    assert_eq!(tonnes(&screen, 1, 2028), Some(300.0));
    assert_eq!(tonnes(&screen, 1, 2030), None);
    // What could not be read stands there, and says what is expected.
    for wrong in ["Fraksjon 1, 2029: ca. 200", "Fraksjon 2, 2030: -7"] {
        let marked = screen.harness.query_by_label_contains(wrong);
        assert!(marked.is_some(), "{wrong}");
    }
    screen.keys(Modifiers::COMMAND, Key::Z);
    screen.settle();
    assert!(fraction(&screen, 0).tonnes.is_empty());
    assert!(fraction(&screen, 1).tonnes.is_empty());
}

#[test]
fn one_number_fills_all_that_is_selected() {
    let mut screen = with_fractions(1, Language::English);
    select(&mut screen, "Fraction 1, 2027: –");
    for _ in 0..3 {
        screen.keys(Modifiers::SHIFT, Key::ArrowRight);
        screen.settle();
    }
    paste(&mut screen, "100");
    let all: Tonnes = fraction(&screen, 0).tonnes.values().copied().sum();
    assert_eq!(all, Tonnes(400.0));
}

#[test]
fn what_has_no_place_is_told_at_the_bottom_of_every_view() {
    let mut screen = with_fractions(1, Language::English);
    select(&mut screen, "Fraction 1, 2027: –");
    paste(&mut screen, "100");
    screen.keys(Modifiers::COMMAND, Key::Num1);
    screen.settle();
    let told = screen.harness.query_by_label_contains("No place 100");
    assert!(told.is_some());
}
