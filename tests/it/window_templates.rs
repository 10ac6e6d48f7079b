//! Slope templates, by the real window.

use berghald::design::{Benches, Slope};
use berghald::project::SlopePreset;
use berghald::words::{Language, Words};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::app::sample;
use crate::window::Screen;

#[test]
fn a_template_is_given_made_and_taken_out_and_deposits_do_not_follow() {
    let terrain = sample("synthetic-terrain.tif");
    let mut screen = Screen::with(&[terrain], Language::English);
    let id = screen.draw_eight();
    let plain = screen.figures(id);
    screen.choose("Slope template", "Tipped rock, 10 m lifts");
    assert_eq!(screen.built().batter.benches, Some(Benches::USUAL));
    let benched = screen.figures(id);
    assert_ne!(benched, plain);
    // One template, one step.
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(screen.figures(id), plain);
    screen.keys(Modifiers::COMMAND, Key::Y);
    screen.enter("Face", "30");
    let own = screen.built().batter;
    screen.press("Slope templates");
    screen.press("Save as template…");
    screen.enter("Source", "Report 7");
    screen.enter("Name of the template", "North face");
    let templates = screen.harness.state().app().project().templates.clone();
    let (template, kept) = templates.first_key_value().unwrap();
    assert_eq!(
        (kept.name.as_str(), kept.source.as_str()),
        ("North face", "Report 7")
    );
    assert_eq!(kept.slopes.batter, own);
    screen.choose("Slope template", "10 m lifts, closed at 1:3");
    assert_eq!(screen.built().closure, Some(Slope::ONE_IN_THREE));
    screen.choose("Slope template", "North face");
    assert_eq!(screen.built().batter, own);
    assert_eq!(screen.built().closure, None);
    // What is changed about it leaves the deposit as it is.
    screen.press("Slope templates");
    screen.press("North face");
    screen.press("Name and source…");
    screen.enter("Name of the template", "South face");
    let name = |screen: &Screen| {
        let project = screen.harness.state().app().project();
        project.template(*template).map(|one| one.name.clone())
    };
    assert_eq!(name(&screen), Some("South face".to_owned()));
    screen.press("Slope templates");
    screen.press("South face");
    screen.press("Remove the template");
    assert_eq!(name(&screen), None);
    assert_eq!(screen.built().batter, own);
    screen.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(name(&screen), Some("South face".to_owned()));
}

#[test]
fn a_template_is_not_offered_where_nothing_has_a_slope() {
    let terrain = sample("synthetic-terrain.tif");
    let mut screen = Screen::with(&[terrain], Language::Bokmal);
    screen.draw_eight();
    assert!(screen.harness.query_by_label("Skråningsmaler").is_some());
    screen.choose("Metode", "Flatt, bak terreng eller dam");
    assert!(screen.harness.query_by_label("Skråningsmaler").is_none());
}

#[test]
fn every_preset_has_a_name_and_a_source() {
    for language in Language::ALL {
        let words = Words::in_language(language).unwrap();
        for preset in SlopePreset::ALL {
            for end in ["", "-source"] {
                let id = format!("template-{}{end}", preset.id);
                assert!(words.find(&id).is_some(), "{id}");
            }
        }
    }
}
