//! What alternatives take of the site layers of a project: known answers, and that they follow the decisions.

use std::path::PathBuf;
use std::sync::Arc;

use berghald::app::{Action, Draft, FillRequest, HardConflict, ScenarioAsk, ScenarioTake, Taken};
use berghald::design::Outline;
use berghald::gis::{Feature, FieldValue, Reference, VectorLayer, write_layers};
use berghald::project::{DepositChange, DepositId, Edit, Entry, LayerId, SiteChange};
use berghald::site::{Conflict, Role};
use geo::{Geometry, Polygon, Rect, Translate as _, polygon};

use crate::app::{Desk, request, square, with_sample};
use crate::shapes::rectangle;

/// A layer of polygons, each with a class.
pub(crate) fn layer_file(desk: &Desk, name: &str, grounds: &[(Polygon<f64>, &str)]) -> PathBuf {
    let path = desk.folder.path().join(format!("{name}.gpkg"));
    let features = grounds.iter().map(|(ground, class)| Feature {
        geometry: Geometry::Polygon(ground.clone()),
        values: vec![("slag", FieldValue::Text((*class).to_owned()))],
    });
    let layer = VectorLayer {
        name: name.to_owned(),
        description: String::new(),
        features: features.collect(),
    };
    let reference = Reference::parse("EPSG:25833").unwrap();
    write_layers(&path, &[layer], &reference).unwrap();
    path
}

/// Drops such a layer and says what it means.
pub(crate) fn add(
    desk: &mut Desk,
    name: &str,
    role: Role,
    grounds: &[(Polygon<f64>, &str)],
) -> LayerId {
    let path = layer_file(desk, name, grounds);
    desk.open_as(path.to_str().unwrap(), berghald::app::OpenAs::Site, None);
    let layers = desk.app.project().site_layers();
    let id = layers.map(|(id, ..)| id).max().unwrap();
    desk.edit(Edit::ChangeSite(id, SiteChange::Role(role)));
    desk.edit(Edit::ChangeSite(
        id,
        SiteChange::ClassField(Some("slag".to_owned())),
    ));
    id
}

/// A program with a deposit.
fn with_deposit() -> (Desk, DepositId, Rect<f64>) {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let id = desk.deposit();
    let extent = desk.app.project().deposit(id).unwrap().outline.extent();
    (desk, id, extent)
}

fn take(desk: &Desk) -> Arc<ScenarioTake> {
    let (take, is_current) = desk.app.land_take(desk.app.active()).unwrap();
    assert!(is_current);
    Arc::clone(take)
}

fn limit(take: &ScenarioTake, id: DepositId) -> Arc<Taken> {
    let of_entry = take.of_entry(Entry::Deposit(id)).unwrap();
    Arc::clone(of_entry.limit.as_ref().unwrap())
}

fn covered(take: &ScenarioTake, id: DepositId) -> Arc<Taken> {
    let of_entry = take.of_entry(Entry::Deposit(id)).unwrap();
    Arc::clone(of_entry.covered.as_ref().unwrap())
}

/// The western share of an extent.
fn western(extent: Rect<f64>, share: f64) -> Polygon<f64> {
    let (low, high) = (extent.min(), extent.max());
    rectangle(low.x, low.y, low.x + share * extent.width(), high.y)
}

fn near(value: f64, expected: f64) -> bool {
    (value - expected).abs() <= 1e-6 * expected.abs().max(1.0)
}

#[test]
fn half_a_mire_and_a_quarter_of_forest_are_so_much() {
    let (mut desk, id, extent) = with_deposit();
    assert!(desk.app.land_take(desk.app.active()).is_none());
    let area = extent.width() * extent.height();
    let half = western(extent, 0.5);
    let quarter = western(extent, 0.25).translate(0.5 * extent.width(), 0.0);
    add(
        &mut desk,
        "dekke",
        Role::Mire,
        &[(half, "myr"), (quarter, "skog")],
    );
    let take = take(&desk);
    let limit = limit(&take, id);
    assert!(near(limit.take.footprint.0, area));
    let rows = take.rows(&limit, "nb");
    let of = |label: &str| {
        let mut classes = rows[0].classes.iter();
        let class = classes.find(|class| class.label.as_deref() == Some(label));
        class.unwrap().area.0
    };
    assert!(
        near(of("myr"), 0.5 * area) && near(of("skog"), 0.25 * area),
        "{rows:?}"
    );
    assert!(near(rows[0].not_mapped.unwrap().0, 0.25 * area));
    // Mapped and not mapped are the footprint, of whatever ground.
    for taken in [&limit, &covered(&take, id), take.whole.as_ref().unwrap()] {
        for layer in &taken.take.layers {
            assert!(near(
                layer.mapped.0 + layer.not_mapped.0,
                taken.take.footprint.0
            ));
        }
    }
    assert!(covered(&take, id).take.footprint.0 <= 1.01 * area);
    assert!(!take.has_hard_conflict());
}

#[test]
fn protected_ground_is_in_hard_conflict_until_the_deposit_leaves_it() {
    let (mut desk, id, extent) = with_deposit();
    let half = western(extent, 0.5);
    let park = add(
        &mut desk,
        "verneområde",
        Role::Protected,
        &[(half, "Fuglevik")],
    );
    let found = take(&desk);
    assert!(found.has_hard_conflict());
    let limit = limit(&found, id);
    let area = 0.5 * extent.width() * extent.height();
    let [
        HardConflict::Class {
            layer: 0,
            class: 0,
            area: taken,
        },
    ] = limit.conflicts[..]
    else {
        panic!("{:?}", limit.conflicts);
    };
    assert!(near(taken.0, area));
    assert!(near(geo::Area::unsigned_area(&limit.hard), area));
    // What nobody has drawn as protected is not; so nothing is said to be unmapped.
    assert_eq!(found.rows(&limit, "en")[0].not_mapped, None);
    // Another role is another answer, at once and back again.
    desk.edit(Edit::ChangeSite(park, SiteChange::Role(Role::Forest)));
    assert!(!take(&desk).has_hard_conflict());
    desk.act(Action::Undo);
    assert!(take(&desk).has_hard_conflict());
    let away = square().translate(0.55 * extent.width(), 0.0);
    let away = Outline::new(&away).unwrap();
    desk.edit(Edit::Reshape(Entry::Deposit(id), away));
    assert!(!take(&desk).has_hard_conflict());
}

#[test]
fn figures_follow_the_hand() {
    let (mut desk, id, extent) = with_deposit();
    let half = western(extent, 0.5);
    add(
        &mut desk,
        "verneområde",
        Role::Protected,
        &[(half, "Fuglevik")],
    );
    let rested = take(&desk);
    let deposit = Arc::clone(&desk.app.project().deposits[&id]);
    let away = square().translate(0.55 * extent.width(), 0.0);
    let moved = FillRequest {
        shape: request(&away).shape,
        ..FillRequest::of(&deposit)
    };
    let draft = Draft {
        deposit: Some(id),
        base: deposit.base,
        request: moved,
    };
    desk.act(Action::Preview(Some(draft)));
    let preview = &desk.app.preview().unwrap().result;
    assert!(preview.is_ok(), "{:?}", preview.as_ref().err());
    let (held, is_current) = desk.app.land_take(desk.app.active()).unwrap();
    assert!(!is_current);
    assert!(held.whole.is_some());
    assert!(rested.has_hard_conflict() && !held.has_hard_conflict());
    desk.act(Action::Preview(None));
    assert_eq!(
        take(&desk).whole.as_ref().unwrap().take,
        rested.whole.as_ref().unwrap().take
    );
}

#[test]
fn ground_under_two_deposits_counts_once_and_every_alternative_is_measured() {
    let (mut desk, first, extent) = with_deposit();
    let all = western(extent, 3.0);
    add(&mut desk, "dekke", Role::Forest, &[(all, "skog")]);
    let beside = square().translate(0.25 * extent.width(), 0.0);
    desk.act(Action::AddDeposit(request(&beside)));
    let second = desk.deposit();
    let found = take(&desk);
    let whole = found.whole.as_ref().unwrap().take.footprint.0;
    let each = [first, second].map(|id| covered(&found, id).take.footprint.0);
    assert!(whole < each[0] + each[1] - 1.0, "{whole} {each:?}");
    assert!(each[0].max(each[1]) <= whole);
    let original = desk.app.active();
    desk.act(Action::Scenario(ScenarioAsk::Duplicate(original)));
    assert_ne!(desk.app.active(), original);
    let copy = take(&desk);
    let (known, _) = desk.app.land_take(original).unwrap();
    let figures = |take: &ScenarioTake| take.whole.as_ref().unwrap().take.clone();
    assert_eq!(figures(&copy), figures(known));
}

#[test]
fn a_temporary_store_counts_once_it_has_no_reason_and_its_conflicts_count_always() {
    let (mut desk, id, extent) = with_deposit();
    let half = western(extent, 0.5);
    add(
        &mut desk,
        "verneområde",
        Role::Protected,
        &[(half, "Fuglevik")],
    );
    let counted = |desk: &Desk| {
        take(desk)
            .whole
            .as_ref()
            .map(|whole| whole.take.footprint.0)
    };
    let for_good = counted(&desk).unwrap();
    let because = |reason: &str| {
        let change = DepositChange::Temporary(Some(reason.to_owned()));
        Edit::ChangeDeposit(id, Box::new(change))
    };
    desk.edit(because("tømmes når bruddet fylles"));
    assert_eq!(counted(&desk), None);
    assert!(take(&desk).has_hard_conflict());
    assert!(near(covered(&take(&desk), id).take.footprint.0, for_good));
    let figures = desk.app.is_current(id);
    assert!(figures, "the fill itself stays as it was");
    desk.edit(because("  "));
    assert_eq!(counted(&desk), Some(for_good));
    assert_eq!(desk.app.project().deposit(id).unwrap().temporary, None);
}

#[test]
fn ground_beyond_the_concession_is_in_hard_conflict() {
    let (mut desk, id, extent) = with_deposit();
    let inside = western(extent, 0.75);
    add(
        &mut desk,
        "konsesjon",
        Role::ConcessionBoundary,
        &[(inside, "drift")],
    );
    let found = take(&desk);
    let beyond = limit(&found, id).beyond_concession.unwrap();
    assert!(near(beyond.0, 0.25 * extent.width() * extent.height()));
    assert!(found.has_hard_conflict());
    assert!(found.layers.is_empty());
    let all = western(extent, 2.0).translate(-0.5 * extent.width(), 0.0);
    add(
        &mut desk,
        "utvidet",
        Role::ConcessionBoundary,
        &[(all, "drift")],
    );
    let beyond = limit(&take(&desk), id).beyond_concession;
    assert_eq!(beyond.map(|beyond| beyond.0), Some(0.0));
}

#[test]
fn of_buildings_it_is_told_how_far_the_nearest_are() {
    let (mut desk, id, extent) = with_deposit();
    let (east, south) = (extent.max().x, extent.min().y);
    let house = rectangle(east + 120.0, south, east + 130.0, south + 10.0);
    add(&mut desk, "bygning", Role::Building, &[(house, "bolig")]);
    let found = take(&desk);
    let rows = found.rows(&limit(&found, id), "nb");
    let [row] = &rows[0].classes[..] else {
        panic!("{rows:?}");
    };
    assert!(near(row.nearest.unwrap().0, 120.0), "{row:?}");
    assert_eq!((row.features, row.area.0), (0, 0.0));
    // A register of buildings leaves nothing unmapped.
    assert_eq!(rows[0].not_mapped, None);
}

#[test]
fn a_survey_says_where_there_is_nothing() {
    let (mut desk, id, extent) = with_deposit();
    let quarter = western(extent, 0.25);
    let nature = add(&mut desk, "natur", Role::NatureType, &[(quarter, "rikmyr")]);
    let area = extent.width() * extent.height();
    let not_mapped = |desk: &Desk| {
        let found = take(desk);
        let rows = found.rows(&limit(&found, id), "nb");
        rows.iter()
            .find(|rows| rows.name == "natur")
            .unwrap()
            .not_mapped
    };
    assert!(near(not_mapped(&desk).unwrap().0, 0.75 * area));
    let surveyed = western(extent, 0.5);
    let survey = add(
        &mut desk,
        "dekning",
        Role::SurveyCoverage,
        &[(surveyed, "2023")],
    );
    desk.edit(Edit::ChangeSite(nature, SiteChange::Coverage(Some(survey))));
    assert!(near(not_mapped(&desk).unwrap().0, 0.5 * area));
    // The survey itself takes no ground.
    assert_eq!(take(&desk).layers.len(), 1);
}

#[test]
fn invalid_polygons_count_once_they_are_repaired() {
    let (mut desk, id, extent) = with_deposit();
    let (low, high) = (extent.min(), extent.max());
    // Two triangles that meet in a point.
    let bow_tie = polygon![
        (x: low.x, y: low.y),
        (x: high.x, y: high.y),
        (x: high.x, y: low.y),
        (x: low.x, y: high.y),
    ];
    let layer = add(&mut desk, "myr", Role::Mire, &[(bow_tie, "myr")]);
    let rows = |desk: &Desk| {
        let found = take(desk);
        found.rows(&limit(&found, id), "en")
    };
    let before = rows(&desk);
    assert_eq!((before[0].left_out, before[0].classes.len()), (1, 0));
    desk.edit(Edit::ChangeSite(layer, SiteChange::Repaired(true)));
    let after = rows(&desk);
    assert_eq!(after[0].left_out, 0);
    let area = 0.5 * extent.width() * extent.height();
    assert!(near(after[0].classes[0].area.0, area), "{after:?}");
    assert_eq!(after[0].classes[0].conflict, Conflict::Weighted);
}
