//! Alternatives side by side in the window: table, weights, maps, grades, comments.

use berghald::app::App;
use berghald::project::ScenarioId;
use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::app::sample;
use crate::window::Screen;

fn app(screen: &Screen) -> &App {
    screen.harness.state().app()
}

/// A deposit in the first alternative, a copy, and all of them compared.
fn screen() -> Screen {
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], Language::English);
    screen.draw_eight();
    screen.keys(Modifiers::COMMAND, Key::D);
    screen.settle();
    screen.keys(Modifiers::COMMAND, Key::Num5);
    screen.settle();
    screen
}

fn show(screen: &mut Screen, tab: &str) {
    let found = screen.harness.get_by_role_and_label(Role::RadioButton, tab);
    found.click();
    screen.settle();
}

fn write(screen: &mut Screen, role: Role, label: &str, text: &str) {
    let field = screen.harness.get_by_role_and_label(role, label);
    field.focus();
    screen.settle();
    let field = screen.harness.get_by_role_and_label(role, label);
    field.type_text(text);
    screen.settle();
}

#[test]
fn the_table_says_what_every_alternative_takes_and_where_a_figure_comes_from() {
    let mut screen = screen();
    assert!(app(&screen).compares());
    assert!(app(&screen).project().scenarios.len() == 3);
    for name in ["Zero alternative", "Alternative 1"] {
        screen
            .harness
            .get_by_role_and_label(Role::ColumnHeader, name);
    }
    screen
        .harness
        .get_by_role_and_label(Role::Button, "Land taken");
    let comparison = app(&screen).comparison(None);
    let indicator = comparison.indicator("land_take_m2").unwrap();
    let words = app(&screen).words().clone();
    let told = indicator.told(&indicator.values[1].known.unwrap(), &words);
    let cell = format!("Land taken, Alternative 1: {told}");
    screen
        .harness
        .get_by_role_and_label(Role::Button, &cell)
        .click();
    screen.settle();
    let title = "Where does this come from?";
    assert!(screen.harness.query_by_label_contains(title).is_some());
    screen.press("Close");
    screen.settle();
    assert!(screen.harness.query_by_label_contains(title).is_none());
    screen.keys(Modifiers::COMMAND, Key::Num1);
    screen.settle();
    assert!(!app(&screen).compares());
}

#[test]
fn an_own_indicator_is_added_and_given_a_value_with_a_reason() {
    let mut screen = screen();
    screen.press("Own indicator…");
    screen.settle();
    write(&mut screen, Role::TextInput, "Name", "Noise");
    write(&mut screen, Role::TextInput, "Unit", "dB");
    screen.press("OK");
    screen.settle();
    let cell = "Noise, Alternative 1: –";
    screen
        .harness
        .get_by_role_and_label(Role::Button, cell)
        .click();
    screen.settle();
    write(&mut screen, Role::TextInput, "Value", "52,5");
    // Without a reason it is not taken.
    let ok = screen.harness.get_by_role_and_label(Role::Button, "OK");
    assert!(ok.accesskit_node().is_disabled());
    write(&mut screen, Role::MultilineTextInput, "Reason", "Measured");
    screen.press("OK");
    screen.settle();
    let assessment = &app(&screen).project().assessment;
    let judgement = assessment.judgements.values().next().unwrap();
    assert_eq!(judgement.reason, "Measured");
    screen
        .harness
        .get_by_role_and_label(Role::Button, "Noise, Alternative 1: 52.5");
}

#[test]
fn a_slider_makes_own_weights_and_moves_the_ranking() {
    let mut screen = screen();
    let before = app(&screen).comparison(None).weights;
    let slider = screen
        .harness
        .get_by_role_and_label(Role::Slider, "Economy");
    slider.focus();
    screen.settle();
    for _ in 0..4 {
        screen.keys(Modifiers::NONE, Key::ArrowRight);
        screen.settle();
    }
    let after = app(&screen).comparison(None).weights;
    assert!(before.accounts[3] < after.accounts[3], "{after:?}");
    assert_eq!(after.name, "Own weights");
    assert_eq!(app(&screen).project().assessment.weight_sets.len(), 1);
    screen.keys(Modifiers::COMMAND, Key::Z);
    screen.settle();
}

#[test]
fn maps_are_shown_side_by_side_under_a_border_and_as_a_difference() {
    let mut screen = screen();
    show(&mut screen, "Maps");
    let copy = {
        let mut all = app(&screen).project().scenarios_in_order();
        let (_, copy) = all.nth(2).unwrap();
        copy.name.clone()
    };
    for name in ["Alternative 1", copy.as_str()] {
        screen.harness.get_by_role_and_label(Role::Canvas, name);
    }
    show(&mut screen, "Swipe");
    let both = format!("Alternative 1 | {copy}");
    screen.harness.get_by_role_and_label(Role::Canvas, &both);
    // The border is moved by the keyboard too.
    let border = |screen: &Screen| {
        let label = "Border between the alternatives";
        let border = screen.harness.get_by_role_and_label(Role::Slider, label);
        border.focus();
        border.rect().center().x
    };
    let before = border(&screen);
    screen.settle();
    for _ in 0..3 {
        screen.keys(Modifiers::NONE, Key::ArrowRight);
    }
    let moved = border(&screen) - before;
    assert!(20.0 < moved, "{moved}");
    show(&mut screen, "Difference");
    let two = app(&screen).shown_difference().unwrap();
    let (parts, is_current) = app(&screen).ground_difference(two).unwrap();
    // The copy takes the same ground.
    assert!(is_current && 0.0 < parts.both_area.0);
    assert!(parts.only_area[0].0 < 1e-6 * parts.both_area.0);
    // Nothing is told apart that nobody sees.
    show(&mut screen, "Table");
    assert_eq!(app(&screen).shown_difference(), None);
    show(&mut screen, "Maps");
    assert_eq!(app(&screen).shown_difference(), Some(two));
    screen.keys(Modifiers::COMMAND, Key::Num1);
    assert_eq!(app(&screen).shown_difference(), None);
}

#[test]
fn a_theme_is_graded_with_a_justification_and_the_zero_alternative_is_zero() {
    let mut screen = screen();
    show(&mut screen, "M-1941");
    screen
        .harness
        .get_by_role_and_label(Role::Button, "Biodiversity, Zero alternative: 0");
    let cell = "Biodiversity, Alternative 1: –";
    screen
        .harness
        .get_by_role_and_label(Role::Button, cell)
        .click();
    screen.settle();
    write(
        &mut screen,
        Role::MultilineTextInput,
        "Justification",
        "The mire drains",
    );
    for (label, choice) in [("Value", "Great value"), ("Impact", "Degraded")] {
        screen
            .harness
            .get_by_role_and_label(Role::ComboBox, label)
            .click();
        screen.settle();
        screen.harness.get_by_label(choice).click();
        screen.settle();
    }
    screen
        .harness
        .get_by_role_and_label(Role::ComboBox, "Grade")
        .click();
    screen.settle();
    screen
        .harness
        .get_by_label_contains("by value and impact")
        .click();
    screen.settle();
    screen.press("OK");
    screen.settle();
    let assessment = &app(&screen).project().assessment;
    let (_, judgement) = assessment
        .judgement(ScenarioId::FIRST, "theme-nature")
        .unwrap();
    assert_eq!(judgement.reason, "The mire drains");
    assert!(
        screen
            .harness
            .query_by_label_contains("Biodiversity, Alternative 1: \u{2212}")
            .is_some()
    );
}

#[test]
fn a_comment_is_signed_with_a_name_that_is_asked_for_once() {
    let mut screen = screen();
    show(&mut screen, "Comments");
    screen.press("Comment…");
    screen.settle();
    write(
        &mut screen,
        Role::MultilineTextInput,
        "Comment",
        "Who owns the road?",
    );
    write(&mut screen, Role::TextInput, "Your name", "Kari Nordmann");
    screen.press("OK");
    screen.settle();
    assert!(
        screen
            .harness
            .query_by_label_contains("Who owns the road?")
            .is_some()
    );
    assert!(app(&screen).settings().name.is_some());
    screen.press("Comment…");
    screen.settle();
    assert!(screen.harness.query_by_label("Your name").is_none());
}

#[test]
fn differences_and_changes_are_told_in_words() {
    let mut screen = screen();
    show(&mut screen, "Differences");
    assert!(
        screen
            .harness
            .query_by_label_contains("No decision differs")
            .is_some()
    );
    show(&mut screen, "Changes");
    assert!(
        screen
            .harness
            .query_all_by_label_contains("copy of an alternative")
            .next()
            .is_some()
    );
}

/// Writes a comment and signs it.
fn say(screen: &mut Screen, text: &str) {
    screen.press("Comment…");
    screen.settle();
    write(screen, Role::MultilineTextInput, "Comment", text);
    let names = screen
        .harness
        .query_all_by_role_and_label(Role::TextInput, "Your name");
    if 0 < names.count() {
        write(screen, Role::TextInput, "Your name", "Kari Nordmann");
    }
    screen.press("OK");
    screen.settle();
}

fn are_disabled(screen: &Screen, role: Role, label: &str) -> Vec<bool> {
    let found = screen.harness.get_all_by_role_and_label(role, label);
    found
        .map(|node| node.accesskit_node().is_disabled())
        .collect()
}

#[test]
fn who_only_reads_a_project_comments_on_it_and_changes_nothing_else() {
    let mut planner = screen();
    planner.press("Own indicator…");
    planner.settle();
    write(&mut planner, Role::TextInput, "Name", "Noise");
    planner.press("OK");
    planner.settle();
    show(&mut planner, "Comments");
    say(&mut planner, "Who owns the road?");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.gpkg");
    let path = path.to_str().unwrap().to_owned();
    planner.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    let field = app(&planner).words().text("open-path-label", &[]);
    planner.enter(&field, &path);
    let mut screen = Screen::with(&[path], Language::English);
    assert!(app(&screen).is_read_only());
    screen.keys(Modifiers::COMMAND, Key::Num5);
    screen
        .harness
        .get_by_role_and_label(Role::Button, "Noise")
        .click();
    screen.settle();
    for label in ["Remove this indicator and its values", "OK"] {
        assert_eq!(
            are_disabled(&screen, Role::Button, label),
            [true],
            "{label}"
        );
    }
    screen.press("Cancel");
    show(&mut screen, "Comments");
    assert_eq!(are_disabled(&screen, Role::CheckBox, "Dealt with"), [true]);
    say(&mut screen, "Is the stream measured?");
    for (role, label) in [(Role::CheckBox, "Dealt with"), (Role::Button, "Remove")] {
        assert_eq!(are_disabled(&screen, role, label), [true, false], "{label}");
    }
    // Whoever can write takes it in.
    let beside = app(&screen).comments_beside().unwrap().to_owned();
    planner.press("Take in comments…");
    planner.enter(&field, beside.to_str().unwrap());
    assert_eq!(app(&planner).comments().len(), 2);
}
