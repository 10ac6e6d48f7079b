//! The ledger of every tonne: known answers, and what holds of any plan.

use std::sync::Arc;

use berghald::balance::{
    Acceptance, Allocation, Breach, Cap, Destination, Fate, FixedFlow, FlowKey, Holding, Ledger,
    MassPlan, PlannedFraction, Rule, Way, breaches, unplaced,
};
use berghald::material::{MassKind, Material, Placing, Quality, Sourced};
use berghald::units::{BankM3, Density, NokPerTonne, PlacedFactor, PlacedM3, Tonnes, Year};
use proptest::prelude::*;

/// Rock of 2.5 t/m³ with a placed factor.
pub fn rock(placed: f64) -> Arc<Material> {
    let mut material = Material::suggested(MassKind::WasteRock);
    material.density = Sourced::bare(Density::new(2.5).unwrap());
    let placed = Sourced::bare(PlacedFactor::new(placed).unwrap());
    material.placed = [placed.clone(), placed.clone(), placed];
    material.quality = Quality::Inert;
    Arc::new(material)
}

pub fn fraction(material: Arc<Material>, produced: &[f64]) -> PlannedFraction {
    PlannedFraction {
        name: "Gråberg".to_owned(),
        material,
        produced: produced.iter().map(|tonnes| Tonnes(*tonnes)).collect(),
    }
}

pub fn destination(name: &str, holding: Holding, years: usize, fractions: usize) -> Destination {
    Destination {
        name: name.to_owned(),
        holding,
        open: 0..years,
        accepts: Acceptance::default(),
        placing: Placing::Tipped,
        yearly_limit: None,
        cost: vec![NokPerTonne(0.0); fractions],
    }
}

pub fn deposit(capacity: f64) -> Holding {
    Holding::Deposit {
        in_sea: false,
        capacity: PlacedM3(capacity),
        land: Vec::new(),
    }
}

pub fn store(capacity: f64, emptied_by: Option<usize>) -> Holding {
    Holding::Store {
        capacity: PlacedM3(capacity),
        emptied_by,
        reclaim: NokPerTonne(0.0),
        land: Vec::new(),
    }
}

pub fn plan(fractions: Vec<PlannedFraction>, destinations: Vec<Destination>) -> MassPlan {
    MassPlan {
        first_year: Year(2027),
        years: fractions[0].produced.len(),
        fractions,
        destinations,
        fixed: Vec::new(),
    }
}

fn flow(fraction: usize, year: usize, destination: usize, way: Way) -> FlowKey {
    FlowKey {
        fraction,
        year,
        destination,
        way,
    }
}

#[test]
fn every_tonne_of_a_small_plan_is_where_it_was_put() {
    let plan = plan(
        vec![fraction(rock(1.5), &[100.0, 200.0])],
        vec![
            destination("Tipp", deposit(100.0), 2, 1),
            destination("Lager", store(1000.0, None), 2, 1),
        ],
    );
    let mut allocation = Allocation::none(&plan);
    allocation.set(flow(0, 0, 1, Way::In), Tonnes(100.0));
    allocation.set(flow(0, 1, 1, Way::Out), Tonnes(40.0));
    allocation.set(flow(0, 1, 0, Way::In), Tonnes(150.0));
    let ledger = Ledger::of(&plan, &allocation);
    let second = ledger.fractions[0][1];
    assert_eq!((second.produced.0, second.reclaimed.0), (200.0, 40.0));
    assert_eq!(second.unplaced, Tonnes(90.0));
    // 150 t of 2.5 t/m³ that swell to 1.5.
    assert!((ledger.destinations[0][1].placed.0 - 90.0).abs() < 1e-9);
    assert_eq!(ledger.destinations[0][1].bank, BankM3(60.0));
    assert_eq!(ledger.destinations[1][1].holds, Tonnes(60.0));
    assert_eq!(ledger.total.get(Fate::Store), Tonnes(60.0));
    assert_eq!(ledger.total.get(Fate::Land), Tonnes(150.0));
    assert_eq!(ledger.total.total(), Tonnes(300.0));
    assert_eq!(breaches(&plan, &allocation, &ledger), []);
}

/// The white paper's figures: of 100 Mt that are taken out in a year, 16 % cannot be sold. The cap counts all of it.
#[test]
fn a_cap_counts_all_rock_that_was_taken_out() {
    let pit = Holding::Backfill {
        free: vec![PlacedM3(1e9)],
        extracted: vec![BankM3(100e6 / 2.5)],
        cap: Cap::default(),
        already_placed: PlacedM3(0.0),
        already_bank: BankM3(0.0),
    };
    // What is left of earlier years comes too, so that the limit shows.
    let plan = plan(
        vec![fraction(rock(1.5), &[100e6])],
        vec![destination("Brudd", pit, 1, 1)],
    );
    for (back, is_allowed) in [(16e6, true), (60e6, true), (60.001e6, false)] {
        let mut allocation = Allocation::none(&plan);
        allocation.set(flow(0, 0, 0, Way::In), Tonnes(back));
        let ledger = Ledger::of(&plan, &allocation);
        let broken = breaches(&plan, &allocation, &ledger);
        assert_eq!(broken.is_empty(), is_allowed, "{broken:?}");
    }
}

/// V8: extracted 1.0 Mm³ bank, a void of 1.0 Mm³, a cap of 65 %.
#[test]
fn v8_holds_in_every_year_and_names_the_limit() {
    for (factor, bank, rule) in [(1.6, 625_000.0, Rule::Void), (1.4, 650_000.0, Rule::Cap)] {
        let pit = Holding::Backfill {
            free: vec![PlacedM3(1e6); 2],
            extracted: vec![BankM3(1e6); 2],
            cap: Cap::new(0.65, "målt svelling").unwrap(),
            already_placed: PlacedM3(0.0),
            already_bank: BankM3(0.0),
        };
        let plan = plan(
            vec![fraction(rock(factor), &[1.5e6, 1e6])],
            vec![destination("Brudd", pit, 2, 1)],
        );
        let mut allocation = Allocation::none(&plan);
        allocation.set(flow(0, 0, 0, Way::In), Tonnes(1.5e6));
        allocation.set(flow(0, 1, 0, Way::In), Tonnes(bank * 2.5 - 1.5e6));
        let ledger = Ledger::of(&plan, &allocation);
        assert_eq!(breaches(&plan, &allocation, &ledger), []);
        let left = unplaced(&plan, &ledger);
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].mass, Tonnes(2.5e6 - bank * 2.5));
        assert_eq!(left[0].causes[0].rule, rule);
        // A tonne more breaks that limit and no other.
        allocation.set(flow(0, 1, 0, Way::In), Tonnes(bank * 2.5 - 1.5e6 + 1.0));
        let ledger = Ledger::of(&plan, &allocation);
        let broken = breaches(&plan, &allocation, &ledger);
        match rule {
            Rule::Void => assert!(matches!(broken[..], [Breach::OverVoid { year: 1, .. }])),
            _ => assert!(matches!(broken[..], [Breach::OverCap { year: 1, .. }])),
        }
    }
}

#[test]
fn a_limit_that_grows_holds_in_the_years_before_it_has_grown() {
    let pit = Holding::Backfill {
        free: vec![PlacedM3(0.0), PlacedM3(300.0)],
        extracted: vec![BankM3(1000.0), BankM3(1000.0)],
        cap: Cap::default(),
        already_placed: PlacedM3(0.0),
        already_bank: BankM3(0.0),
    };
    let plan = plan(
        vec![fraction(rock(1.5), &[100.0, 0.0])],
        vec![destination("Brudd", pit, 2, 1)],
    );
    let mut allocation = Allocation::none(&plan);
    allocation.set(flow(0, 0, 0, Way::In), Tonnes(100.0));
    let ledger = Ledger::of(&plan, &allocation);
    let broken = breaches(&plan, &allocation, &ledger);
    assert!(
        matches!(broken[..], [Breach::OverVoid { year: 0, .. }]),
        "{broken:?}"
    );
    let none = Allocation::none(&plan);
    let left = unplaced(&plan, &Ledger::of(&plan, &none));
    assert_eq!(left[0].causes[0].rule, Rule::Void);
}

#[test]
fn each_rule_is_told_where_it_is_broken() {
    let mut fractions = vec![fraction(rock(1.5), &[100.0, 100.0])];
    let mut sour = Material::clone(&rock(1.5));
    sour.quality = Quality::AcidForming;
    fractions.push(fraction(Arc::new(sour), &[100.0, 100.0]));
    let mut tip = destination("Tipp", deposit(30.0), 2, 2);
    tip.accepts.qualities.remove(&Quality::AcidForming);
    tip.open = 1..2;
    tip.yearly_limit = Some(Tonnes(80.0));
    let mut plan = plan(
        fractions,
        vec![tip, destination("Lager", store(60.0, Some(1)), 2, 2)],
    );
    plan.fixed.push(FixedFlow {
        flow: flow(0, 1, 0, Way::In),
        mass: Tonnes(10.0),
    });
    let mut allocation = Allocation::none(&plan);
    allocation.set(flow(0, 0, 0, Way::In), Tonnes(20.0));
    allocation.set(flow(1, 1, 0, Way::In), Tonnes(90.0));
    allocation.set(flow(0, 0, 1, Way::In), Tonnes(110.0));
    allocation.set(flow(1, 0, 1, Way::Out), Tonnes(5.0));
    allocation.set(flow(0, 1, 1, Way::In), Tonnes(-1.0));
    let ledger = Ledger::of(&plan, &allocation);
    let broken = breaches(&plan, &allocation, &ledger);
    let told = |is: fn(&Breach) -> bool| broken.iter().filter(|breach| is(breach)).count();
    assert_eq!(
        told(|one| matches!(
            one,
            Breach::TooLittle {
                fraction: 0,
                year: 0,
                ..
            }
        )),
        1
    );
    assert_eq!(told(|one| matches!(one, Breach::Closed { .. })), 1);
    assert_eq!(told(|one| matches!(one, Breach::NotAccepted { .. })), 1);
    assert_eq!(told(|one| matches!(one, Breach::NotAnAmount { .. })), 1);
    assert_eq!(
        told(|one| matches!(one, Breach::OverYearlyLimit { year: 1, .. })),
        1
    );
    assert_eq!(
        told(|one| matches!(one, Breach::OverCapacity { destination: 0, .. })),
        1
    );
    assert_eq!(
        told(|one| matches!(one, Breach::OverCapacity { destination: 1, .. })),
        2
    );
    assert_eq!(
        told(|one| matches!(one, Breach::Overdrawn { fraction: 1, .. })),
        2
    );
    assert_eq!(
        told(|one| matches!(one, Breach::NotEmptied { year: 1, .. })),
        1
    );
    assert_eq!(told(|one| matches!(one, Breach::NotAsSet { .. })), 1);
    assert!(broken.iter().all(Breach::is_fault));
}

#[test]
fn only_a_rule_that_is_alone_in_the_way_is_named() {
    let mut tip = destination("Tipp", deposit(0.0), 1, 1);
    let full = plan(vec![fraction(rock(1.5), &[10.0])], vec![tip.clone()]);
    let rule_of = |plan: &MassPlan| {
        let none = Allocation::none(plan);
        let left = unplaced(plan, &Ledger::of(plan, &none));
        left[0].causes.first().map(|cause| cause.rule)
    };
    assert_eq!(rule_of(&full), Some(Rule::Capacity));
    tip.accepts.qualities.clear();
    let both = plan(vec![fraction(rock(1.5), &[10.0])], vec![tip.clone()]);
    assert_eq!(rule_of(&both), None);
    tip.holding = deposit(100.0);
    let quality = plan(vec![fraction(rock(1.5), &[10.0])], vec![tip.clone()]);
    assert_eq!(rule_of(&quality), Some(Rule::Quality));
    tip.accepts = Acceptance::default();
    let unused = plan(vec![fraction(rock(1.5), &[10.0])], vec![tip.clone()]);
    assert_eq!(rule_of(&unused), Some(Rule::NotUsed));
    tip.open = 0..0;
    let closed = plan(vec![fraction(rock(1.5), &[10.0])], vec![tip]);
    assert_eq!(rule_of(&closed), Some(Rule::Year));
}

proptest! {
    /// For each fraction and year: produced + taken from store = placed + stored + reused + unplaced.
    #[test]
    fn what_comes_is_what_goes_in_any_plan(
        produced in prop::collection::vec(prop::collection::vec(0.0..1e7_f64, 4), 1..4),
        amounts in prop::collection::vec(0.0..1e7_f64, 3 * 4 * 4 * 2),
    ) {
        let count = produced.len();
        let fractions = produced.iter().map(|years| fraction(rock(1.5), years)).collect();
        let plan = plan(fractions, vec![
            destination("Tipp", deposit(1e9), 4, count),
            destination("Lager", store(1e9, None), 4, count),
            destination("Kunde", Holding::Outlet { least: None }, 4, count),
            destination("Sjø", Holding::Deposit { in_sea: true, capacity: PlacedM3(1e9), land: Vec::new() }, 4, count),
        ]);
        let mut allocation = Allocation::none(&plan);
        let mut amounts = amounts.into_iter();
        for fraction in 0..count {
            for year in 0..4 {
                for to in 0..4 {
                    allocation.set(flow(fraction, year, to, Way::In), Tonnes(amounts.next().unwrap()));
                }
                allocation.set(flow(fraction, year, 1, Way::Out), Tonnes(amounts.next().unwrap()));
            }
        }
        let ledger = Ledger::of(&plan, &allocation);
        for years in &ledger.fractions {
            for year in years {
                let comes = year.produced + year.reclaimed;
                let goes = year.into.iter().copied().sum::<Tonnes>() + year.unplaced;
                prop_assert!((comes - goes).0.abs() <= 1e-9 * comes.0.max(goes.0));
            }
        }
        let produced = plan.produced().0;
        prop_assert!((ledger.total.total().0 - produced).abs() <= 1e-9 * 1e9);
    }
}
