//! Land-take in the window, by the names of controls.

use berghald::app::{App, Taken};
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::app::sample;
use crate::site_layers::ar5;
use crate::window::Screen;

fn app(screen: &Screen) -> &App {
    screen.harness.state().app()
}

fn has(screen: &Screen, label: &str) -> bool {
    screen.harness.query_all_by_label(label).next().is_some()
}

/// The window with a terrain, a layer across it, and a deposit on both.
fn with_deposit(language: Language) -> (Screen, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], language);
    let file = ar5(folder.path(), 6);
    screen.drop_file(&file);
    screen.draw_eight();
    screen.settle();
    (screen, folder)
}

#[test]
fn what_a_deposit_takes_stands_among_its_figures() {
    let (mut screen, _folder) = with_deposit(Language::Bokmal);
    assert!(has(&screen, "Arealbeslag") && has(&screen, "Areal i alt"));
    let (take, is_current) = app(&screen).land_take(app(&screen).active()).unwrap();
    assert!(is_current && !take.has_hard_conflict());
    let (covered, permitted) = {
        let found = &take.entries[0];
        let area = |taken: &Taken| {
            let daa = taken.take.footprint.to_daa();
            app(&screen).words().quantity(daa, 1, "daa")
        };
        let (covered, limit) = (found.covered.as_ref(), found.limit.as_ref());
        (area(covered.unwrap()), area(limit.unwrap()))
    };
    assert!(has(&screen, &covered), "{covered}");
    screen.press("Tillatt");
    assert!(has(&screen, &permitted), "{permitted}");
    // By class, with the part of the whole, and what nobody has mapped.
    let mapped = screen.harness.query_all_by_label_contains(" %").count();
    assert!(2 <= mapped, "{mapped}");
    assert!(has(&screen, "   Ikke kartlagt"));
}

#[test]
fn a_hard_conflict_is_told_in_chip_panel_and_tree() {
    let (mut screen, _folder) = with_deposit(Language::English);
    let name = app(&screen).active_scenario().unwrap().name.clone();
    assert!(has(&screen, &name));
    let layer = app(&screen).project().site_layers().next().unwrap();
    let layer_name = layer.1.name.clone();
    screen.press(&layer_name);
    let choice = screen.harness.get_by_role_and_label(Role::ComboBox, "Role");
    choice.click();
    screen.settle();
    screen.press("No-go area");
    let (take, _) = app(&screen).land_take(app(&screen).active()).unwrap();
    assert!(take.has_hard_conflict());
    assert!(has(&screen, &format!("{name}, in hard conflict")));
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert!(!has(&screen, &format!("{name}, in hard conflict")));
}

#[test]
fn a_store_is_temporary_with_a_reason() {
    let (mut screen, _folder) = with_deposit(Language::English);
    let id = screen.selected();
    screen.enter("Temporary because", "emptied into the pit by 2040");
    let temporary = |screen: &Screen| app(screen).project().deposit(id).unwrap().temporary.clone();
    assert_eq!(
        temporary(&screen).as_deref(),
        Some("emptied into the pit by 2040")
    );
    screen.key(Key::Escape);
    screen.settle();
    let told = screen
        .harness
        .query_by_label_contains("Not counted, temporary");
    assert!(told.is_some());
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(temporary(&screen), None);
}

#[test]
fn without_site_layers_the_panel_says_how_to_get_them() {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    screen.draw_eight();
    let told = screen
        .harness
        .query_by_label_contains("Drop what stands on the site");
    assert!(told.is_some());
}
