//! A table with masses in the window: asked for, looked at, corrected and imported.

use std::path::Path;

use berghald::app::App;
use berghald::units::{Tonnes, Year};
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::app::sample;
use crate::mass_import::{text_file, workbook};
use crate::window::Screen;

fn app(screen: &Screen) -> &App {
    screen.harness.state().app()
}

fn text(screen: &Screen, id: &str) -> String {
    app(screen).words().text(id, &[])
}

/// A screen with the page of the masses.
fn masses(language: Language) -> Screen {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], language);
    screen.keys(Modifiers::COMMAND, Key::Num2);
    screen.settle();
    screen
}

fn ask_for(screen: &mut Screen, path: &Path) {
    let command = text(screen, "command-import-table");
    screen.press(&command);
    let field = text(screen, "open-path-label");
    screen.enter(&field, path.to_str().unwrap());
    screen.settle();
}

fn tonnes(screen: &Screen, name: &str, year: i32) -> Option<Tonnes> {
    let project = app(screen).project();
    let mut fractions = project.fractions_in_order();
    let (_, fraction) = fractions.find(|(_, one)| one.name == name)?;
    fraction.tonnes.get(&Year(year)).copied()
}

/// Takes another one of a choice that is named by its label.
fn choose(screen: &mut Screen, label: &str, choice: &str) {
    let combo = screen.harness.get_by_role_and_label(Role::ComboBox, label);
    combo.click();
    screen.settle();
    let found = screen.harness.get_all_by_label(choice).last();
    found.unwrap().click();
    screen.settle();
}

fn shows(screen: &Screen, part: &str) -> bool {
    let mut found = screen.harness.query_all_by_label_contains(part);
    found.next().is_some()
}

#[test]
fn a_table_is_looked_at_and_imported_on_the_empty_page() {
    let mut screen = masses(Language::Bokmal);
    let kept = text_file(
        "masser.csv",
        "Fraksjon;2026;2027\nGråberg;1,5;ca. 2\nAvgang;3;4\nSum;4,5;4\n",
    );
    ask_for(&mut screen, &kept.path);
    // What it would set, what is odd, and which cell is wrong.
    for part in [
        "masser.csv",
        "Gråberg",
        "Summer er utelatt: Sum",
        "masser.csv, celle C2: «ca. 2»",
        "Forleng planen fra 2027–2046 til 2026–2046",
    ] {
        assert!(shows(&screen, part), "{part}");
    }
    assert!(app(&screen).project().fractions.is_empty());
    screen.press("Importer 2 fraksjoner");
    assert_eq!(tonnes(&screen, "Gråberg", 2026), Some(Tonnes(1.5)));
    assert_eq!(tonnes(&screen, "Avgang", 2027), Some(Tonnes(4.0)));
    assert_eq!(app(&screen).project().masses.first_year, Year(2026));
    assert!(!shows(&screen, "Summer er utelatt"));
    screen.keys(Modifiers::COMMAND, Key::Z);
    screen.settle();
    assert!(app(&screen).project().fractions.is_empty());
    assert_eq!(app(&screen).project().masses.first_year, Year(2027));
}

#[test]
fn sheet_and_unit_are_chosen_beside_what_they_come_to() {
    let mut screen = masses(Language::English);
    screen.press("Add fraction");
    let kept = workbook(&[
        ("About", &|sheet| {
            sheet.write(0, 0, "Made by the planners").unwrap();
        }),
        ("Tonnage", &|sheet| {
            sheet.write_row(0, 0, ["Fraction", "2027"]).unwrap();
            sheet.write(1, 0, "FRACTION 1").unwrap();
            sheet.write(1, 1, 12).unwrap();
        }),
    ]);
    ask_for(&mut screen, &kept.path);
    assert!(shows(&screen, "Gets new tonnes"));
    assert!(shows(&screen, "12\u{a0}t"));
    choose(&mut screen, "Unit", "kt");
    assert!(shows(&screen, "12\u{202f}000\u{a0}t"));
    choose(&mut screen, "Sheet", "About");
    assert!(shows(&screen, "No years were found in the sheet About"));
    choose(&mut screen, "Sheet", "Tonnage");
    screen.press("Import 1 fraction");
    assert_eq!(tonnes(&screen, "Fraction 1", 2027), Some(Tonnes(12_000.0)));
}

#[test]
fn escape_and_cancel_import_nothing() {
    let mut screen = masses(Language::English);
    let kept = text_file("masses.csv", "Fraction,2030\nA,6\n");
    ask_for(&mut screen, &kept.path);
    screen.key(Key::Escape);
    screen.settle();
    assert!(app(&screen).table_file().is_none());
    ask_for(&mut screen, &kept.path);
    screen.press("Cancel");
    assert!(app(&screen).table_file().is_none());
    assert!(app(&screen).project().fractions.is_empty());
}

#[test]
fn a_table_dropped_where_masses_are_entered_is_one_of_masses() {
    let mut screen = masses(Language::English);
    let kept = text_file("masses.csv", "Fraction,2030\nA,6\n");
    screen.drop_file(&kept.path);
    screen.settle();
    assert!(shows(&screen, "Import 1 fraction"));
}
