//! Other ground that a plan uses: it takes land like what is built, and holds no rock.

use std::sync::Arc;

use berghald::app::{Action, DRAWN_GROUND, HeldOutline, ScenarioAsk, ScenarioTake, Taken};
use berghald::design::{Outline, strip_along};
use berghald::project::{Edit, Entry, GroundChange, GroundId, GroundPurpose, ScenarioId};
use berghald::site::Role;
use berghald::units::Metres;
use geo::{BooleanOps as _, Coord, Polygon, Rect, Translate as _};
use proptest::prelude::*;

use crate::app::{Desk, request, square, with_sample};
use crate::shapes::rectangle;
use crate::takes::add;

fn ground(desk: &Desk) -> GroundId {
    desk.app.selected_ground().unwrap().0
}

fn draw(desk: &mut Desk, polygon: &Polygon<f64>, purpose: GroundPurpose) -> GroundId {
    let outline = Outline::new(polygon).unwrap();
    desk.act(Action::AddGround(outline, purpose));
    ground(desk)
}

fn take(desk: &Desk) -> Arc<ScenarioTake> {
    let (take, is_current) = desk.app.land_take(desk.app.active()).unwrap();
    assert!(is_current);
    Arc::clone(take)
}

fn covered(take: &ScenarioTake, entry: Entry) -> Arc<Taken> {
    let of_entry = take.of_entry(entry).unwrap();
    assert!(of_entry.limit.is_none());
    Arc::clone(of_entry.covered.as_ref().unwrap())
}

fn whole(desk: &Desk) -> f64 {
    take(desk).whole.as_ref().unwrap().take.footprint.0
}

fn near(value: f64, expected: f64) -> bool {
    (value - expected).abs() <= 1e-6 * expected.abs().max(1.0)
}

/// A program with a mire over the western half of where things are drawn, whose extent is returned.
fn with_mire() -> (Desk, Rect<f64>) {
    let mut desk = with_sample();
    let extent = Outline::new(&square()).unwrap().extent();
    let (low, high) = (extent.min(), extent.max());
    let mire = rectangle(low.x, low.y, low.x + 0.5 * extent.width(), high.y);
    add(&mut desk, "myr", Role::Mire, &[(mire, "myr")]);
    (desk, extent)
}

#[test]
fn a_basin_takes_what_lies_under_it() {
    let (mut desk, extent) = with_mire();
    let low = extent.min();
    let (width, height) = (0.8 * extent.width(), 0.5 * extent.height());
    let basin = rectangle(low.x, low.y, low.x + width, low.y + height);
    let id = draw(&mut desk, &basin, GroundPurpose::Basin);
    let found = take(&desk);
    let taken = covered(&found, Entry::Ground(id));
    assert!(near(taken.take.footprint.0, width * height));
    let rows = found.rows(&taken, "nb");
    let mire = 0.5 * extent.width() * height;
    assert!(near(rows[0].classes[0].area.0, mire), "{rows:?}");
    assert!(near(rows[0].not_mapped.unwrap().0, width * height - mire));
    // It is all that the alternative uses.
    assert!(near(whole(&desk), width * height));
    desk.act(Action::Undo);
    assert!(desk.app.project().ground(id).is_none());
}

#[test]
fn ground_under_a_deposit_counts_once_and_a_temporary_store_not_at_all() {
    let (mut desk, extent) = with_mire();
    desk.act(Action::AddDeposit(request(&square())));
    let deposit = desk.deposit();
    let alone = whole(&desk);
    let beside = square().translate(0.5 * extent.width(), 0.0);
    let store = draw(&mut desk, &beside, GroundPurpose::TopsoilStore);
    let found = take(&desk);
    let footprint = {
        let of = found.of_entry(Entry::Deposit(deposit)).unwrap();
        assert!(of.limit.is_some());
        &desk
            .app
            .fill(deposit)
            .unwrap()
            .value()
            .unwrap()
            .picture
            .footprint
    };
    let together = footprint.union(&beside);
    assert!((whole(&desk) / geo::Area::unsigned_area(&together) - 1.0).abs() < 1e-6);
    let reason = |reason: &str| {
        let reason = GroundChange::Temporary(Some(reason.to_owned()));
        Edit::ChangeGround(store, reason)
    };
    desk.edit(reason("  "));
    assert_eq!(desk.app.project().temporary_of(Entry::Ground(store)), None);
    assert!(alone < whole(&desk));
    desk.edit(reason("jorda legges tilbake"));
    assert!(near(whole(&desk), alone));
    let everything = take(&desk).everything.as_ref().unwrap().take.footprint.0;
    assert!(alone < everything);
}

#[test]
fn what_it_takes_follows_the_hand_and_rests_exactly() {
    let (mut desk, extent) = with_mire();
    let id = draw(&mut desk, &square(), GroundPurpose::Plant);
    let rested = whole(&desk);
    let mire_of = |desk: &Desk| {
        let (take, _) = desk.app.land_take(desk.app.active()).unwrap();
        let taken = covered(take, Entry::Ground(id));
        taken.take.layers[0].classes[0].area.0
    };
    let before = mire_of(&desk);
    let away = square().translate(0.25 * extent.width(), 0.0);
    let held = HeldOutline {
        entry: Entry::Ground(id),
        outline: Outline::new(&away).unwrap(),
    };
    desk.act(Action::Hold(Some(held)));
    let (_, is_current) = desk.app.land_take(desk.app.active()).unwrap();
    assert!(!is_current);
    let quarter = 0.25 * extent.width() * extent.height();
    assert!(near(mire_of(&desk), quarter));
    assert!(quarter < before);
    desk.act(Action::Hold(None));
    assert!(near(whole(&desk), rested) && near(mire_of(&desk), before));
    // What is drawn for the first time is told too.
    let new = HeldOutline {
        entry: DRAWN_GROUND,
        outline: Outline::new(&away).unwrap(),
    };
    desk.act(Action::Hold(Some(new)));
    let (held, _) = desk.app.land_take(desk.app.active()).unwrap();
    assert!(near(
        covered(held, DRAWN_GROUND).take.footprint.0,
        extent.width() * extent.height()
    ));
}

#[test]
fn another_alternative_has_a_copy_of_its_own_and_a_frozen_one_stays() {
    let (mut desk, extent) = with_mire();
    let id = draw(&mut desk, &square(), GroundPurpose::Ditch);
    desk.act(Action::Scenario(ScenarioAsk::Duplicate(ScenarioId::FIRST)));
    let copy = desk.app.active();
    assert_ne!(copy, ScenarioId::FIRST);
    let copies: Vec<GroundId> = {
        let copies = desk.app.project().ground_of(copy);
        copies.map(|(id, _)| id).collect()
    };
    assert_eq!(copies.len(), 1);
    assert_ne!(copies[0], id);
    let away = Outline::new(&square().translate(extent.width(), 0.0)).unwrap();
    desk.edit(Edit::FreezeScenario(ScenarioId::FIRST, true));
    desk.edit(Edit::Reshape(Entry::Ground(id), away.clone()));
    desk.edit(Edit::Reshape(Entry::Ground(copies[0]), away.clone()));
    desk.edit(Edit::Remove(Entry::Ground(id)));
    let project = desk.app.project();
    assert_ne!(project.ground(id).unwrap().outline, away);
    assert_eq!(project.ground(copies[0]).unwrap().outline, away);
    desk.act(Action::Scenario(ScenarioAsk::Delete(copy)));
    assert!(desk.app.project().ground(copies[0]).is_none());
}

#[test]
fn polygons_of_a_file_become_other_ground_with_their_names() {
    let mut desk = with_sample();
    let (one, other) = (square(), square().translate(50.0, 0.0));
    let file = crate::takes::layer_file(&desk, "veier", &[(one.clone(), "a"), (other, "b")]);
    desk.open_as(file.to_str().unwrap(), berghald::app::OpenAs::Ground, None);
    let project = desk.app.project();
    assert_eq!((project.other_ground.len(), project.deposits.len()), (2, 0));
    let first = project.other_ground.values().next().unwrap();
    assert_eq!(first.outline, Outline::new(&one).unwrap());
    assert_eq!(first.purpose, GroundPurpose::Other);
    desk.act(Action::Undo);
    assert_eq!(desk.app.project().other_ground.len(), 1);
}

proptest! {
    /// A strip is what lies within half its width of its line: never more than length × width and the corners' points.
    #[test]
    fn a_strip_holds_its_middle_and_is_no_larger_than_it_may_be(
        turns in prop::collection::vec(-60.0_f64..60.0, 1..8),
        width in 2.0_f64..20.0,
    ) {
        let mut line = vec![Coord { x: 512_345.6, y: 7_012_345.6 }];
        let mut bearing = 0.0_f64;
        for turn in &turns {
            bearing += turn;
            let (sin, cos) = bearing.to_radians().sin_cos();
            let last = line[line.len() - 1];
            line.push(Coord { x: last.x + 80.0 * sin, y: last.y + 80.0 * cos });
        }
        let length = 80.0 * turns.len() as f64;
        // A line that comes back to itself may enclose ground: its strip is still one area.
        let strip = strip_along(&line, Metres(width)).unwrap();
        let points = turns.len() as f64 * width * width;
        prop_assert!(strip.area_m2() <= length * width + points);
        for ends in line.windows(2) {
            let middle = geo::Point((ends[0] + ends[1]) / 2.0);
            prop_assert!(geo::Contains::contains(strip.polygon(), &middle));
        }
    }
}
