//! Labels of site layers: where they stand, which are written, and the way there through the project.

use std::path::{Path, PathBuf};

use berghald::app::Action;
use berghald::figure::{PlacedLabel, SeenGround, corner_of_label, place_labels};
use berghald::gis::{Feature, FieldValue, Reference, VectorLayer, write_layers};
use berghald::progress::Run;
use berghald::project::{Edit, Entry, LayerId, SiteChange, SiteLayer};
use berghald::site::{Features, FeaturesBuilder, Label, LabelAnchor, Shape, ShapeKind, flaw_of};
use geo::{
    Contains as _, Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon, Rect, line_string,
};
use proptest::prelude::*;

use crate::app::{Desk, with_sample};
use crate::shapes::rectangle;

/// Letters of 8 by 16 points.
const LETTER: [f32; 2] = [8.0, 16.0];

fn layer_of(shapes: &[(&str, Shape)]) -> (Vec<Label>, Features) {
    let mut builder = FeaturesBuilder::around(Coord { x: 0.0, y: 0.0 });
    let mut labels = Vec::new();
    for (fid, (text, shape)) in (1..).zip(shapes) {
        builder.add(fid, shape, "");
        labels.extend(Label::new(fid, text, shape));
    }
    (labels, builder.finish())
}

fn seen(side_m: f64, points_per_metre: f64) -> SeenGround {
    SeenGround {
        area: Rect::new((0.0, 0.0), (side_m, side_m)),
        points_per_metre,
    }
}

fn placed(
    (labels, features): &(Vec<Label>, Features),
    seen: SeenGround,
    former: &[PlacedLabel],
) -> Vec<PlacedLabel> {
    let measure = |text: &str| LETTER[0] * text.chars().count() as f32;
    let measures = (measure, LETTER[1]);
    place_labels((labels, features), seen, former, measures, &Run::default()).unwrap()
}

/// What is written, and where in metres.
fn texts(layer: &(Vec<Label>, Features), seen: SeenGround) -> Vec<(String, Coord<f64>)> {
    let placed = placed(layer, seen, &[]);
    let text = |one: PlacedLabel| (layer.0[one.label].text.to_string(), one.at);
    placed.into_iter().map(text).collect()
}

fn names(layer: &(Vec<Label>, Features), seen: SeenGround) -> Vec<String> {
    let texts = texts(layer, seen).into_iter();
    texts.map(|(text, _)| text).collect()
}

fn ground(west: f64, south: f64, width: f64, height: f64) -> Shape {
    let polygon = rectangle(west, south, west + width, south + height);
    Shape::Polygons(MultiPolygon(vec![polygon]))
}

fn point(x: f64, y: f64) -> Shape {
    Shape::Points(MultiPoint(vec![Point::new(x, y)]))
}

#[test]
fn ground_is_named_where_the_name_has_room_on_it() {
    let layer = layer_of(&[("Myra", ground(0.0, 0.0, 32.0, 16.0))]);
    assert_eq!(names(&layer, seen(100.0, 0.99)), Vec::<String>::new());
    assert_eq!(names(&layer, seen(100.0, 1.0)), ["Myra"]);
    let narrow = layer_of(&[("Myra", ground(0.0, 0.0, 31.0, 500.0))]);
    assert_eq!(names(&narrow, seen(100.0, 1.0)), Vec::<String>::new());
}

#[test]
fn of_two_names_that_meet_the_larger_ground_has_its() {
    let layer = layer_of(&[
        ("small", ground(45.0, 40.0, 50.0, 20.0)),
        ("large", ground(0.0, 0.0, 100.0, 100.0)),
    ]);
    assert_eq!(names(&layer, seen(100.0, 1.0)), ["large"]);
    // Twenty metres lie between their middles: from the fourth scale on both have room.
    assert_eq!(names(&layer, seen(100.0, 4.0)), ["large", "small"]);
}

#[test]
fn a_point_has_its_name_beside_it_and_nothing_where_nothing_is_said() {
    let layer = layer_of(&[
        ("Tårn", point(10.0, 50.0)),
        ("", point(80.0, 50.0)),
        ("  ", point(80.0, 20.0)),
    ]);
    let found = texts(&layer, seen(100.0, 1.0));
    assert_eq!(found, [("Tårn".to_owned(), Coord { x: 10.0, y: 50.0 })]);
    let [x, y] = corner_of_label(ShapeKind::Points, LETTER);
    assert!(0.0 < x && (y + 8.0).abs() < 1e-9);
}

#[test]
fn a_line_has_its_name_in_the_middle_of_its_longest_part_that_is_seen() {
    // Through the view, out of it, and back for a shorter part.
    let line = line_string![
        (x: -500.0, y: 80.0), (x: 60.0, y: 80.0), (x: 60.0, y: 500.0), (x: 900.0, y: 500.0),
        (x: 900.0, y: 20.0), (x: 70.0, y: 20.0),
    ];
    let layer = layer_of(&[("veg", Shape::Lines(MultiLineString(vec![line])))]);
    // 60 m and 20 m of the first part, 30 m of the second are seen.
    let found = texts(&layer, seen(100.0, 1.0));
    assert_eq!(found.len(), 1);
    let at = found[0].1;
    assert!((at.x - 40.0).abs() < 1e-9 && (at.y - 80.0).abs() < 1e-9);
    // Elsewhere nothing of it is seen, and at a tenth of the scale the part is shorter than the name.
    let elsewhere = SeenGround {
        area: Rect::new((100.0, 100.0), (200.0, 200.0)),
        points_per_metre: 1.0,
    };
    assert_eq!(names(&layer, elsewhere), Vec::<String>::new());
    assert_eq!(names(&layer, seen(100.0, 0.1)), Vec::<String>::new());
}

#[test]
fn a_line_keeps_its_name_where_it_is_while_that_is_seen() {
    let line = line_string![(x: -1000.0, y: 50.0), (x: 1000.0, y: 50.0)];
    let layer = layer_of(&[("veg", Shape::Lines(MultiLineString(vec![line])))]);
    let first = placed(&layer, seen(100.0, 1.0), &[]);
    assert!((first[0].at.x - 50.0).abs() < 1e-9);
    let moved = |by: f64| SeenGround {
        area: Rect::new((by, 0.0), (100.0 + by, 100.0)),
        points_per_metre: 1.0,
    };
    assert_eq!(placed(&layer, moved(30.0), &first), first);
    let later = placed(&layer, moved(60.0), &first);
    assert!((later[0].at.x - 110.0).abs() < 1e-9);
}

#[test]
fn nobody_waits_for_labels_that_are_not_wanted_any_more() {
    let layer = layer_of(&[("Myra", ground(0.0, 0.0, 32.0, 16.0))]);
    let run = Run::default();
    run.cancel();
    let measures = (|_: &str| 1.0, 1.0);
    let placed = place_labels((&layer.0, &layer.1), seen(1.0, 1.0), &[], measures, &run);
    assert!(placed.is_err());
}

/// Where a label is written, in points of the screen.
fn place_on_screen(layer: &[Label], one: &PlacedLabel, points_per_metre: f64) -> Rect<f64> {
    let [x, y] = corner_of_label(layer[one.label].anchor.kind, one.size);
    let corner = Coord {
        x: one.at.x * points_per_metre + x,
        y: -one.at.y * points_per_metre + y,
    };
    let size = Coord {
        x: f64::from(one.size[0]),
        y: f64::from(one.size[1]),
    };
    Rect::new(corner, corner + size)
}

fn any_shape() -> impl Strategy<Value = Shape> {
    let place = || (0.0..400.0, 0.0..400.0);
    prop_oneof![
        (place(), 1.0..200.0, 1.0..200.0)
            .prop_map(|((x, y), width, height)| ground(x, y, width, height)),
        (place(), place())
            .prop_map(|(from, to)| { Shape::Lines(MultiLineString(vec![vec![from, to].into()])) }),
        place().prop_map(|(x, y)| point(x, y)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_two_labels_lie_over_each_other_whatever_the_order_of_features(
        shapes in prop::collection::vec(("[a-zæøåŋšđ]{1,12}", any_shape()), 1..60),
        scale in 0.2..4.0,
    ) {
        let named: Vec<(&str, Shape)> =
            shapes.iter().map(|(text, shape)| (text.as_str(), shape.clone())).collect();
        let layer = layer_of(&named);
        let view = seen(400.0, scale);
        let found = placed(&layer, view, &[]);
        for (number, one) in found.iter().enumerate() {
            let own = place_on_screen(&layer.0, one, scale);
            for other in &found[..number] {
                let other = place_on_screen(&layer.0, other, scale);
                let apart = own.max().x <= other.min().x || other.max().x <= own.min().x
                    || own.max().y <= other.min().y || other.max().y <= own.min().y;
                prop_assert!(apart, "{own:?} {other:?}");
            }
        }
        let turned: Vec<(&str, Shape)> = named.into_iter().rev().collect();
        prop_assert_eq!(texts(&layer_of(&turned), view), texts(&layer, view));
        // Ground and points stay while the map is moved.
        let elsewhere = SeenGround { area: Rect::new((150.0, 90.0), (550.0, 490.0)), ..view };
        let still = |found: Vec<PlacedLabel>| -> Vec<PlacedLabel> {
            let is_line = |one: &PlacedLabel| layer.0[one.label].anchor.kind == ShapeKind::Lines;
            found.into_iter().filter(|one| !is_line(one)).collect()
        };
        prop_assert_eq!(still(placed(&layer, elsewhere, &[])), still(found));
    }
}

fn any_ring() -> impl Strategy<Value = LineString<f64>> {
    let corner = (0..7_i32, 0..7_i32).prop_map(|(x, y)| (f64::from(x), f64::from(y)));
    prop::collection::vec(corner, 0..9).prop_map(LineString::from)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_a_polygon_is_its_label_stands_inside_or_at_least_somewhere(
        exterior in any_ring(),
        hole in any_ring(),
    ) {
        let polygons = MultiPolygon(vec![Polygon::new(exterior, vec![hole])]);
        let flaw = flaw_of(&polygons);
        let has_corners = polygons.0[0].exterior().0.len() > 3;
        let anchor = LabelAnchor::of(&Shape::Polygons(polygons.clone()));
        if flaw.is_none() && has_corners {
            let at = anchor.map(|anchor| Point(anchor.at));
            prop_assert!(at.is_some_and(|at| polygons.contains(&at)), "{polygons:?} {at:?}");
        }
    }
}

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.to_owned())
}

/// Areas beside each other with names and numbers, the last with neither; `name` is the field of the names.
pub(crate) fn named_areas(folder: &Path, name: &'static str, count: usize) -> PathBuf {
    let path = folder.join("felt.gpkg");
    let feature = |number: usize| {
        let west = 500_100.0 + 100.0 * (number % 6) as f64;
        let south = 7_000_200.0 + 100.0 * (number / 6) as f64;
        let values = match number {
            0 => vec![
                (name, text("Ŋuolašjávri")),
                ("dybde", FieldValue::Number(2.5)),
            ],
            1 => vec![(name, text("Đavvi ø")), ("dybde", FieldValue::Number(3.0))],
            2 => vec![(name, text("   "))],
            number if number + 1 == count => Vec::new(),
            number => vec![(name, FieldValue::Text(format!("Felt {number}")))],
        };
        Feature {
            geometry: Geometry::Polygon(rectangle(west, south, west + 90.0, south + 90.0)),
            values,
        }
    };
    let layer = VectorLayer {
        name: "felt".to_owned(),
        description: String::new(),
        features: (0..count).map(feature).collect(),
    };
    write_layers(&path, &[layer], &Reference::parse("EPSG:25833").unwrap()).unwrap();
    path
}

fn site_layer(desk: &Desk) -> (LayerId, SiteLayer) {
    let (id, _, site) = desk.app.project().site_layers().next().unwrap();
    (id, site.clone())
}

/// A project with a layer of six areas, and the layer.
fn with_areas(name: &'static str) -> (Desk, PathBuf, LayerId) {
    let mut desk = with_sample();
    let file = named_areas(desk.folder.path(), name, 6);
    desk.open(file.to_str().unwrap());
    let id = site_layer(&desk).0;
    (desk, file, id)
}

fn written(desk: &Desk, id: LayerId) -> Vec<String> {
    let labels = desk.app.site_labels(id).map(|labels| labels.as_slice());
    let texts = labels.unwrap_or_default().iter();
    texts.map(|label| label.text.to_string()).collect()
}

fn label_by(desk: &mut Desk, id: LayerId, field: Option<&str>) {
    let change = SiteChange::LabelField(field.map(str::to_owned));
    desk.edit(Edit::ChangeSite(id, change));
}

#[test]
fn few_areas_with_a_field_of_names_are_named_at_once_and_many_are_not() {
    let (desk, _, id) = with_areas("navn");
    assert_eq!(site_layer(&desk).1.label_field.as_deref(), Some("navn"));
    let expected = ["Ŋuolašjávri", "Đavvi ø", "Felt 3", "Felt 4"];
    assert_eq!(written(&desk, id), expected);
    let mut desk = with_sample();
    let file = named_areas(desk.folder.path(), "navn", 201);
    desk.open(file.to_str().unwrap());
    assert_eq!(site_layer(&desk).1.label_field, None);
}

#[test]
fn labels_are_chosen_taken_back_saved_and_opened() {
    let (mut desk, _, id) = with_areas("merknad");
    assert_eq!(site_layer(&desk).1.label_field, None);
    assert!(desk.app.site_labels(id).is_none());
    label_by(&mut desk, id, Some("merknad"));
    assert_eq!(written(&desk, id).len(), 4);
    // As the table of values shows them.
    label_by(&mut desk, id, Some("dybde"));
    assert_eq!(written(&desk, id), ["2.5", "3"]);
    desk.act(Action::Undo);
    assert_eq!(written(&desk, id).len(), 4);
    desk.act(Action::Undo);
    assert!(desk.app.site_labels(id).is_none());
    desk.act(Action::Redo);
    let path = desk.folder.path().join("plan.gpkg");
    desk.act(Action::SaveAs {
        path: path.clone(),
        replace: false,
    });
    desk.act(Action::CloseProject);
    assert!(desk.app.site_labels(id).is_none());
    desk.act(Action::OpenProject(path));
    assert_eq!(site_layer(&desk).1.label_field.as_deref(), Some("merknad"));
    assert_eq!(written(&desk, id).len(), 4);
}

#[test]
fn labels_of_a_hidden_layer_are_read_when_it_is_shown() {
    let (mut desk, _, id) = with_areas("merknad");
    desk.edit(Edit::Show(Entry::Layer(id), false));
    label_by(&mut desk, id, Some("merknad"));
    assert!(desk.app.site_labels(id).is_none());
    desk.edit(Edit::Show(Entry::Layer(id), true));
    assert_eq!(written(&desk, id).len(), 4);
}

#[test]
fn a_field_that_is_gone_after_copying_again_is_told() {
    let (mut desk, _, id) = with_areas("navn");
    let class = SiteChange::ClassField(Some("dybde".to_owned()));
    desk.edit(Edit::ChangeSite(id, class));
    assert_eq!(desk.app.missing_fields(id), Vec::<String>::new());
    named_areas(desk.folder.path(), "annet", 6);
    desk.act(Action::ImportAgain(id));
    desk.settle();
    assert_eq!(desk.app.missing_fields(id), ["navn"]);
    let told = desk.codes();
    let told = told.iter().filter(|code| **code == "site_field_gone");
    assert_eq!(told.count(), 1);
    // It is kept, and the earlier copy has it.
    assert_eq!(site_layer(&desk).1.label_field.as_deref(), Some("navn"));
    assert_eq!(written(&desk, id), Vec::<String>::new());
    desk.act(Action::Undo);
    assert_eq!(desk.app.missing_fields(id), Vec::<String>::new());
    assert_eq!(written(&desk, id).len(), 4);
}
