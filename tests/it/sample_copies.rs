//! Copies of the sample: `berghald sample`, and *Open sample* on the start page.

use std::path::Path;

use berghald::words::Language;

use crate::program::{json, path, run};
use crate::window::Screen;

#[test]
fn a_copy_is_written_once_and_holds_its_alternatives() {
    let folder = tempfile::tempdir().unwrap();
    let asked = folder.path().join("min prøve");
    let asked = path(&asked);
    let made = json(&["sample", "--dir", asked]);
    let project = made["result"]["project"].as_str().unwrap();
    assert!(Path::new(project).starts_with(asked));
    let listed = json(&["scenarios", project]);
    let scenarios = listed["result"]["scenarios"].as_array().unwrap();
    assert_eq!(scenarios.len(), 4);
    assert_eq!(scenarios[0]["name"], "Zero alternative");
    let pits = scenarios
        .iter()
        .flat_map(|one| one["pits"].as_array().unwrap());
    let binding: Vec<&str> = pits.map(|pit| pit["binding"].as_str().unwrap()).collect();
    assert!(
        binding.contains(&"cap") && binding.contains(&"void"),
        "{binding:?}"
    );
    // Somebody may have worked in it: it is not written over.
    assert_eq!(run(&["sample", "--dir", asked]).status.code(), Some(1));
    let again = json(&["sample", "--dir", asked]);
    assert_eq!(again["error"]["code"], "folder_in_use");
}

#[test]
fn without_a_display_the_sample_says_what_to_do_instead() {
    let folder = tempfile::tempdir().unwrap();
    let asked = folder.path().join("sample");
    let program = env!("CARGO_BIN_EXE_berghald");
    let made = std::process::Command::new(program)
        .args(["sample", "--open", "--lang", "en", "--dir", path(&asked)])
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap();
    assert_eq!(made.status.code(), Some(1));
    let told = String::from_utf8(made.stderr).unwrap();
    assert!(told.contains("berghald scenarios \""), "{told}");
    assert!(told.contains("berghald check \""), "{told}");
    assert!(asked.join("synthetic-fjord-mine.gpkg").is_file());
}

#[test]
fn the_start_page_opens_the_sample_and_finds_it_again() {
    let mut screen = Screen::with(&[], Language::Bokmal);
    screen.press("Åpne prøven");
    let built = |screen: &Screen| {
        let app = screen.harness.state().app();
        assert_eq!(app.project().scenarios.len(), 4);
        let totals = app.totals(app.active());
        assert_eq!(
            (totals.current, totals.current_pits),
            (totals.deposits, totals.pits)
        );
        (totals.fill_m3.to_bits(), totals.backfill_bank_m3.to_bits())
    };
    let first = built(&screen);
    screen.keys(egui::Modifiers::COMMAND, egui::Key::W);
    assert!(!screen.harness.state().app().has_project());
    screen.press("Åpne prøven");
    assert_eq!(built(&screen), first);
}
