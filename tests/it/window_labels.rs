//! Labels of site layers in the window: chosen by name, written on the map, and gone with their layer.

use berghald::words::Language;
use egui::accesskit::Role;
use egui::{Color32, Rect, Shape};
use egui_kittest::kittest::Queryable as _;

use crate::app::sample;
use crate::labels::named_areas;
use crate::window::Screen;

/// The window with a terrain and a layer of six areas, of which four have a note.
fn with_areas(language: Language) -> (Screen, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = Screen::with(&[sample("synthetic-terrain.tif")], language);
    screen.drop_file(&named_areas(folder.path(), "merknad", 6));
    // So near that all have room.
    screen.keys(egui::Modifiers::COMMAND, egui::Key::J);
    screen.settle();
    (screen, folder)
}

/// Where a text is written on the map, and in which colour: the ink, without the rim around it.
fn written(screen: &Screen, text: &str) -> Vec<(Rect, Color32)> {
    let shapes = screen.harness.output().shapes.iter();
    let found = shapes.filter_map(|clipped| match &clipped.shape {
        Shape::Text(shape)
            if shape.galley.text() == text && shape.override_text_color.is_none() =>
        {
            let color = shape.galley.job.sections.first()?.format.color;
            Some((shape.galley.rect.translate(shape.pos.to_vec2()), color))
        }
        _ => None,
    });
    found.collect()
}

fn choose(screen: &mut Screen, label: &str, field: &str) {
    let choice = screen.harness.get_by_role_and_label(Role::ComboBox, label);
    choice.click();
    screen.settle();
    screen.press(field);
    screen.settle();
}

#[test]
fn a_field_is_chosen_and_written_on_the_map_in_any_of_the_country_s_letters() {
    let (mut screen, _folder) = with_areas(Language::Bokmal);
    assert!(written(&screen, "Ŋuolašjávri").is_empty());
    choose(&mut screen, "Etikett", "merknad");
    let map = screen.harness.get_by_label("Kart").rect();
    let mut places = Vec::new();
    for text in ["Ŋuolašjávri", "Đavvi ø", "Felt 3", "Felt 4"] {
        let found = written(&screen, text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(map.contains_rect(found[0].0), "{text}");
        places.push(found[0].0);
    }
    // They stand in a row as their areas do.
    assert!(
        places
            .windows(2)
            .all(|pair| pair[0].right() < pair[1].left())
    );
    screen.keys(egui::Modifiers::COMMAND, egui::Key::Z);
    screen.settle();
    assert!(written(&screen, "Felt 3").is_empty());
}

#[test]
fn labels_are_as_clear_as_their_layer_and_hidden_with_it() {
    let (mut screen, _folder) = with_areas(Language::English);
    choose(&mut screen, "Label", "merknad");
    let full = written(&screen, "Felt 3")[0].1;
    let slider = screen
        .harness
        .get_by_role_and_label(Role::Slider, "Opacity")
        .rect();
    let along = |points: f32| slider.left_center() + egui::vec2(points, 0.0);
    screen.drag(along(60.0), along(40.0));
    screen.settle();
    let fainter = written(&screen, "Felt 3")[0].1;
    assert!(fainter.a() < full.a());
    screen.press("Hide felt");
    screen.settle();
    assert!(written(&screen, "Felt 3").is_empty());
    screen.press("Show felt");
    screen.settle();
    assert_eq!(written(&screen, "Felt 3").len(), 1);
}

#[test]
fn from_afar_there_are_no_labels() {
    let (mut screen, _folder) = with_areas(Language::English);
    choose(&mut screen, "Label", "merknad");
    assert_eq!(written(&screen, "Felt 3").len(), 1);
    for _ in 0..5 {
        screen.keys(egui::Modifiers::COMMAND, egui::Key::Minus);
    }
    screen.settle();
    assert!(written(&screen, "Felt 3").is_empty());
}

#[test]
fn a_label_is_written_whole_or_not_at_all_and_never_over_another() {
    let (mut screen, _folder) = with_areas(Language::English);
    choose(&mut screen, "Label", "merknad");
    let mut counts = Vec::new();
    for _ in 0..4 {
        let map = screen.harness.get_by_label("Map").rect();
        let texts = ["Ŋuolašjávri", "Đavvi ø", "Felt 3", "Felt 4"];
        let places: Vec<Rect> = texts
            .iter()
            .flat_map(|text| written(&screen, text))
            .map(|(place, _)| place)
            .collect();
        for (number, place) in places.iter().enumerate() {
            assert!(map.contains_rect(*place), "{place:?}");
            let mut others = places[..number].iter();
            assert!(!others.any(|other| other.intersects(*place)));
        }
        counts.push(places.len());
        // Nearer, and to the west.
        screen.keys(egui::Modifiers::COMMAND, egui::Key::Plus);
        let (from, to) = (screen.place(0.3, 0.5), screen.place(0.7, 0.5));
        screen.drag(from, to);
        screen.settle();
    }
    assert_eq!(counts[0], 4);
    assert!(counts[3] < 4, "{counts:?}");
}
