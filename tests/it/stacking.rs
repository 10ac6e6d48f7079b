//! Deposits that are built on each other, and in every way, through the program's state.

#![expect(clippy::panic, reason = "what is not there ends the test")]

use berghald::app::{Action, Oddity};
use berghald::design::{Batter, Benches, Dam, FillTarget, Outline, Slope, Water};
use berghald::project::{
    DepositChange, DepositId, DepositMethod, Edit, Entry, LevelMethod, Slopes,
};
use berghald::units::{Metres, PlacedM3};
use geo::Translate as _;

use crate::app::{Desk, request, square, with_sample};

impl Desk {
    fn added(&mut self, outline: &geo::Polygon<f64>) -> DepositId {
        self.act(Action::AddDeposit(request(outline)));
        self.deposit()
    }

    fn build(&mut self, id: DepositId, change: DepositChange) {
        self.edit(Edit::ChangeDeposit(id, Box::new(change)));
    }

    fn fill_m3(&self, id: DepositId) -> f64 {
        assert!(self.app.is_current(id));
        let fill = self.app.fill(id).unwrap();
        let fill = fill.value().unwrap_or_else(|| panic!("{:?}", fill.error()));
        fill.design.fill.0
    }

    fn odd(&self, id: DepositId) -> Vec<&'static str> {
        let fill = self.app.fill(id).unwrap().value().unwrap();
        fill.oddities.iter().map(Oddity::code).collect()
    }

    fn crest(&self, id: DepositId) -> f64 {
        let fill = self.app.fill(id).unwrap().value().unwrap();
        fill.design.crest_level.0
    }
}

#[test]
fn two_deposits_on_each_other_hold_what_one_would() {
    let mut desk = with_sample();
    let lower = desk.added(&square());
    let peak = desk.crest(lower);
    let whole = desk.fill_m3(lower);
    let bottom = desk
        .app
        .fill(lower)
        .unwrap()
        .value()
        .unwrap()
        .design
        .toe_lowest
        .0;
    desk.edit(Edit::SetTarget(
        lower,
        FillTarget::Crest(Metres(bottom + 0.5 * (peak - bottom))),
    ));
    let below = desk.fill_m3(lower);
    let upper = desk.added(&square());
    assert!(desk.odd(upper).contains(&"built_on"));
    assert!(!desk.odd(lower).contains(&"built_on"));
    let together = below + desk.fill_m3(upper);
    assert!((together / whole - 1.0).abs() < 3e-2, "{together} {whole}");
    // A change below is a change above.
    desk.edit(Edit::SetTarget(
        lower,
        FillTarget::Volume(PlacedM3(0.1 * whole)),
    ));
    let together = desk.fill_m3(lower) + desk.fill_m3(upper);
    assert!((together / whole - 1.0).abs() < 3e-2, "{together} {whole}");
    // What is lower in the list is built first.
    desk.edit(Edit::Reorder(Entry::Deposit(lower), 0));
    assert!(desk.odd(lower).contains(&"built_on"));
    assert!((desk.fill_m3(upper) / whole - 1.0).abs() < 1e-9);
    // Where they lie apart they have nothing to do with each other.
    let apart = Outline::new(&square().translate(-2_000.0, 0.0)).unwrap();
    desk.edit(Edit::Reshape(Entry::Deposit(upper), apart));
    assert!(!desk.odd(lower).contains(&"built_on"));
}

#[test]
fn a_deposit_is_built_in_every_way_and_each_can_be_undone() {
    let mut desk = with_sample();
    let id = desk.added(&square());
    let plain = desk.fill_m3(id);
    let benches = Benches::new(Metres(10.0), Metres(8.0)).unwrap();
    desk.build(id, DepositChange::Benches(Some(benches)));
    let benched = desk.fill_m3(id);
    assert!(benched < plain, "{benched} {plain}");
    let design = &desk.app.fill(id).unwrap().value().unwrap().design;
    assert!(!design.bench_levels.is_empty());
    assert_eq!(design.lifts.len(), design.bench_levels.len() + 1);
    let level = Metres(design.toe_lowest.0 + 12.0);
    let face = Slope::new(0.4).unwrap();
    desk.build(id, DepositChange::Water(Some(Water { level, face })));
    assert!(desk.fill_m3(id) < benched);
    desk.act(Action::Undo);
    assert!((desk.fill_m3(id) / benched - 1.0).abs() < 1e-12);
    desk.build(
        id,
        DepositChange::Slopes(Slopes {
            batter: Batter::plain(Slope::TIPPED_ROCK),
            closure: None,
        }),
    );
    assert!((desk.fill_m3(id) / plain - 1.0).abs() < 1e-12);
    desk.edit(Edit::SetTarget(
        id,
        FillTarget::Volume(PlacedM3(0.3 * plain)),
    ));
    desk.build(id, DepositChange::Closure(Slope::new(0.4)));
    let design = &desk.app.fill(id).unwrap().value().unwrap().design;
    let regrading = design.regrading.unwrap();
    assert!((design.fill.0 / (0.3 * plain) - 1.0).abs() < 1e-6);
    assert!((regrading.operating.0 / design.fill.0 - 1.0).abs() < 1e-3);
    assert!(0.0 < regrading.set_back.0 && 0.0 < regrading.earthwork.0);
    desk.act(Action::Undo);
    assert!(
        desk.app
            .fill(id)
            .unwrap()
            .value()
            .unwrap()
            .design
            .regrading
            .is_none()
    );
}

#[test]
fn a_closure_slope_counts_for_fills_from_the_toe_alone() {
    let mut desk = with_sample();
    let id = desk.added(&square());
    let level = Metres(desk.crest(id) - 20.0);
    let crest = DepositChange::Method {
        method: DepositMethod::Crest { drops: Vec::new() },
        target: FillTarget::Crest(level),
    };
    desk.build(id, crest.clone());
    let without = desk.fill_m3(id);
    desk.act(Action::Undo);
    desk.build(id, DepositChange::Closure(Slope::new(0.4)));
    desk.build(id, crest);
    assert!((desk.fill_m3(id) / without - 1.0).abs() < 1e-12);
}

#[test]
fn a_crest_falls_outwards_and_a_level_fill_leans_on_its_dam() {
    let mut desk = with_sample();
    let id = desk.added(&square());
    let top = desk.crest(id);
    let bottom = desk
        .app
        .fill(id)
        .unwrap()
        .value()
        .unwrap()
        .design
        .toe_lowest
        .0;
    let level = Metres(bottom + 0.3 * (top - bottom));
    desk.build(
        id,
        DepositChange::Method {
            method: DepositMethod::Crest { drops: Vec::new() },
            target: FillTarget::Crest(level),
        },
    );
    let design = desk.app.fill(id).unwrap().value().unwrap().design.clone();
    assert!(desk.fill_m3(id) > 0.0);
    assert!(design.capacity.is_none());
    let record = desk.app.figures(id).unwrap().0;
    assert_eq!(record.get("capacity_m3"), None);
    let dam = Dam {
        crest_width: Metres(6.0),
        inner: Dam::USUAL_FACE,
        outer: Dam::USUAL_FACE,
        freeboard: Metres(1.0),
    };
    let level_fill = LevelMethod {
        dam: Some(dam),
        ..LevelMethod::default()
    };
    desk.build(
        id,
        DepositChange::Method {
            method: DepositMethod::Level(Box::new(level_fill)),
            target: FillTarget::Crest(level),
        },
    );
    let design = desk.app.fill(id).unwrap().value().unwrap().design.clone();
    assert!(0.0 < design.dam.unwrap().volume.0);
    assert!((design.crest_level.0 - level.0).abs() < 1e-6);
}
