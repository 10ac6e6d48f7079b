//! *Fill in*: small plans with answers known by hand, then properties of plans drawn at random.

use std::ops::Range;
use std::sync::Arc;

use berghald::balance::{
    Acceptance, Aim, Allocation, Breach, Cap, Destination, Fate, FillInError, FilledIn, FixedFlow,
    FlowKey, Holding, LandStep, LeastYearly, Ledger, MassPlan, PlannedFraction, Rule, Way,
    breaches, fill_in, unplaced,
};
use berghald::material::{MassKind, Material, Placing, Quality, Sourced};
use berghald::progress::Run;
use berghald::units::{
    BankM3, Density, NokPerTonne, PlacedFactor, PlacedM3, SquareMetres, Tonnes, Year,
};

use crate::fill_in_cases::{Size, drawn_plan, with_rules};

/// A fraction of which a tonne takes one m³ in the ground and placed, so that amounts can be followed by eye.
fn rock(produced: &[f64]) -> PlannedFraction {
    fraction(produced, Quality::Inert, 1.0)
}

fn fraction(produced: &[f64], quality: Quality, factor: f64) -> PlannedFraction {
    let mut material = Material::suggested(MassKind::WasteRock);
    material.quality = quality;
    material.density = Sourced::bare(Density::new(1.0).unwrap());
    let factor = Sourced::bare(PlacedFactor::new(factor).unwrap());
    material.placed = [factor.clone(), factor.clone(), factor];
    PlannedFraction {
        name: "Rock".to_owned(),
        material: Arc::new(material),
        produced: produced.iter().copied().map(Tonnes).collect(),
    }
}

fn to(holding: Holding, open: Range<usize>, cost: f64) -> Destination {
    Destination {
        name: "There".to_owned(),
        holding,
        open,
        accepts: Acceptance::default(),
        placing: Placing::Tipped,
        yearly_limit: None,
        cost: vec![NokPerTonne(cost); 2],
    }
}

fn outlet() -> Holding {
    Holding::Outlet { least: None }
}

fn deposit(capacity: f64, land: f64) -> Holding {
    Holding::Deposit {
        in_sea: false,
        capacity: PlacedM3(capacity),
        land: vec![LandStep {
            volume: PlacedM3(capacity),
            land: SquareMetres(land),
        }],
    }
}

fn store(capacity: f64, emptied_by: Option<usize>, reclaim: f64) -> Holding {
    Holding::Store {
        capacity: PlacedM3(capacity),
        emptied_by,
        reclaim: NokPerTonne(reclaim),
        land: Vec::new(),
    }
}

fn plan(fractions: Vec<PlannedFraction>, destinations: Vec<Destination>) -> MassPlan {
    MassPlan {
        first_year: Year(2030),
        years: fractions[0].produced.len(),
        fractions,
        destinations,
        fixed: Vec::new(),
    }
}

fn into(fraction: usize, year: usize, destination: usize) -> FlowKey {
    FlowKey {
        fraction,
        year,
        destination,
        way: Way::In,
    }
}

fn out_of(fraction: usize, year: usize, destination: usize) -> FlowKey {
    FlowKey {
        way: Way::Out,
        ..into(fraction, year, destination)
    }
}

fn filled(plan: &MassPlan, aim: &Aim) -> FilledIn {
    fill_in(plan, aim, &Run::default()).unwrap()
}

/// Whether an amount is what it should be, to a millionth.
fn is(mass: Tonnes, should_be: f64) -> bool {
    (mass.0 - should_be).abs() <= 1e-6 * should_be.abs().max(1.0)
}

/// V8: one million m³ extracted, as much void, a cap of 65 %.
#[test]
fn backfill_ends_at_the_void_or_at_the_cap() {
    let check = |factor: f64, bank: f64, rule: Rule| {
        let pit = Holding::Backfill {
            free: vec![PlacedM3(1e6)],
            extracted: vec![BankM3(1e6)],
            cap: Cap::new(0.65, "measured swelling").unwrap(),
            already_placed: PlacedM3(0.0),
            already_bank: BankM3(0.0),
        };
        let rock = fraction(&[1e6], Quality::Inert, factor);
        let plan = plan(vec![rock], vec![to(pit, 0..1, 10.0)]);
        let filled = filled(&plan, &Aim::LeastCost);
        assert!(
            is(filled.ledger.total.get(Fate::Backfill), bank),
            "{factor}"
        );
        let left = unplaced(&plan, &filled.ledger);
        assert_eq!(left[0].causes[0].rule, rule);
    };
    check(1.6, 625_000.0, Rule::Void);
    check(1.4, 650_000.0, Rule::Cap);
}

#[test]
fn a_void_that_is_overfull_before_the_plan_takes_nothing_until_it_grows() {
    let pit = Holding::Backfill {
        free: vec![PlacedM3(50.0), PlacedM3(130.0)],
        extracted: vec![BankM3(1000.0); 2],
        cap: Cap::default(),
        already_placed: PlacedM3(100.0),
        already_bank: BankM3(100.0),
    };
    let plan = plan(vec![rock(&[60.0, 60.0])], vec![to(pit, 0..2, 1.0)]);
    let filled = filled(&plan, &Aim::default());
    assert!(is(filled.allocation.get(into(0, 0, 0)), 0.0));
    assert!(is(filled.allocation.get(into(0, 1, 0)), 30.0));
}

#[test]
fn a_store_carries_rock_to_a_year_in_which_it_is_wanted_and_is_emptied_in_time() {
    let mut buyer = to(outlet(), 0..3, -20.0);
    buyer.yearly_limit = Some(Tonnes(50.0));
    let store = to(store(100.0, Some(2), 2.0), 0..3, 1.0);
    let plan = plan(vec![rock(&[150.0, 0.0, 0.0])], vec![buyer, store]);
    let filled = filled(&plan, &Aim::LeastCost);
    for year in 0..3 {
        assert!(is(filled.allocation.get(into(0, year, 0)), 50.0), "{year}");
    }
    assert_eq!(filled.ledger.destinations[1][2].holds, Tonnes(0.0));
    // 150 t sold at 20, 100 t stored at 1 and taken out at 2.
    assert!((filled.ledger.cost.0 + 2700.0).abs() < 1e-6);
}

#[test]
fn rock_with_nowhere_to_go_from_a_store_is_unplaced_and_not_left_in_it() {
    let plan = plan(
        vec![rock(&[100.0, 0.0])],
        vec![to(store(100.0, Some(1), 0.0), 0..2, 0.0)],
    );
    let filled = filled(&plan, &Aim::default());
    assert!(is(filled.ledger.total.unplaced, 100.0));
    assert_eq!(
        filled.allocation.flows().count(),
        0,
        "nothing is carried in a circle"
    );
}

#[test]
fn qualities_and_years_are_kept() {
    let mut clean = to(deposit(1000.0, 1.0), 1..2, 1.0);
    clean.accepts.qualities = [Quality::Inert].into();
    let plan = plan(
        vec![
            rock(&[10.0, 10.0]),
            fraction(&[5.0, 5.0], Quality::AcidForming, 1.0),
        ],
        vec![clean],
    );
    let filled = filled(&plan, &Aim::LeastCost);
    let flows: Vec<_> = filled.allocation.flows().map(|(flow, _)| flow).collect();
    assert_eq!(flows, [into(0, 1, 0)]);
    let left = unplaced(&plan, &filled.ledger);
    let causes: Vec<_> = left
        .iter()
        .map(|left| {
            (
                left.fraction,
                left.year,
                left.causes.first().map(|cause| cause.rule),
            )
        })
        .collect();
    assert_eq!(
        causes,
        [
            (0, 0, Some(Rule::Year)),
            (1, 0, None),
            (1, 1, Some(Rule::Quality))
        ]
    );
}

#[test]
fn a_price_is_set_against_its_haul() {
    let far = to(outlet(), 0..1, 30.0 - 25.0);
    let near = to(deposit(1000.0, 1.0), 0..1, 4.0);
    let mut plan = plan(vec![rock(&[10.0])], vec![far, near]);
    assert!(is(
        filled(&plan, &Aim::LeastCost).ledger.total.get(Fate::Land),
        10.0
    ));
    plan.destinations[0].cost = vec![NokPerTonne(30.0 - 27.0); 2];
    assert!(is(
        filled(&plan, &Aim::LeastCost).ledger.total.get(Fate::Reuse),
        10.0
    ));
}

#[test]
fn what_is_set_is_kept_and_the_rest_goes_around_it() {
    let mut plan = plan(
        vec![rock(&[10.0, 10.0])],
        vec![
            to(deposit(12.0, 1.0), 0..2, 1.0),
            to(deposit(100.0, 1.0), 0..2, 9.0),
        ],
    );
    plan.fixed = vec![FixedFlow {
        flow: into(0, 0, 1),
        mass: Tonnes(7.0),
    }];
    let filled = filled(&plan, &Aim::LeastCost);
    assert_eq!(filled.allocation.get(into(0, 0, 1)), Tonnes(7.0));
    assert!(is(filled.ledger.destinations[0][1].holds, 12.0));
    assert!(is(filled.ledger.total.unplaced, 0.0));
}

#[test]
fn what_is_set_and_cannot_be_is_told() {
    let mut plan = plan(vec![rock(&[10.0])], vec![to(deposit(5.0, 1.0), 0..1, 1.0)]);
    let mut check = |mass: f64| {
        plan.fixed = vec![FixedFlow {
            flow: into(0, 0, 0),
            mass: Tonnes(mass),
        }];
        fill_in(&plan, &Aim::LeastCost, &Run::default())
    };
    assert!(check(5.0).is_ok());
    let error = check(6.0).unwrap_err();
    let FillInError::FixedBreaks(why) = error else {
        panic!("{error}")
    };
    assert!(matches!(
        why[..],
        [Breach::OverCapacity { destination: 0, .. }]
    ));
    assert!(matches!(check(-1.0), Err(FillInError::FixedBreaks(_))));
    assert!(matches!(check(f64::NAN), Err(FillInError::FixedBreaks(_))));
}

#[test]
fn an_amount_that_is_set_out_of_a_store_is_brought_there_before() {
    let mut plan = plan(
        vec![rock(&[10.0, 0.0])],
        vec![
            to(store(100.0, None, 0.0), 0..2, 1.0),
            to(outlet(), 0..2, -5.0),
        ],
    );
    plan.fixed = vec![FixedFlow {
        flow: out_of(0, 1, 0),
        mass: Tonnes(4.0),
    }];
    let filled = filled(&plan, &Aim::LeastCost);
    assert!(is(filled.allocation.get(into(0, 0, 0)), 4.0));
    plan.fixed[0].mass = Tonnes(11.0);
    let error = fill_in(&plan, &Aim::LeastCost, &Run::default());
    assert!(matches!(error, Err(FillInError::FixedBreaks(why)) if !why.is_empty()));
}

#[test]
fn fates_are_filled_in_their_order_and_a_store_on_the_way_does_not_count() {
    let mut buyer = to(outlet(), 1..2, 50.0);
    buyer.yearly_limit = Some(Tonnes(30.0));
    let plan = plan(
        vec![rock(&[100.0, 0.0])],
        vec![
            buyer,
            to(store(60.0, None, 5.0), 0..2, 40.0),
            to(deposit(1000.0, 1.0), 0..2, 1.0),
        ],
    );
    let check = |order: &[Fate], fates: [f64; 3]| {
        let total = filled(&plan, &Aim::InOrder(order.to_vec())).ledger.total;
        let found = [Fate::Reuse, Fate::Store, Fate::Land].map(|fate| total.get(fate));
        let is_same = found
            .iter()
            .zip(fates)
            .all(|(found, fate)| is(*found, fate));
        assert!(is_same, "{order:?}: {found:?}");
    };
    check(&[Fate::Reuse, Fate::Store, Fate::Land], [30.0, 30.0, 40.0]);
    check(&[Fate::Store, Fate::Reuse], [0.0, 60.0, 40.0]);
    check(&[Fate::Land], [0.0, 0.0, 100.0]);
    check(&[Fate::Reuse, Fate::Land], [30.0, 0.0, 70.0]);
}

#[test]
fn the_deposit_with_less_land_is_filled() {
    let plan = plan(
        vec![rock(&[100.0])],
        vec![
            to(deposit(100.0, 500.0), 0..1, 1.0),
            to(deposit(100.0, 400.0), 0..1, 9.0),
        ],
    );
    let filled = filled(&plan, &Aim::LeastLand);
    assert!(is(filled.allocation.get(into(0, 0, 1)), 100.0));
    assert!((filled.land.0 - 400.0).abs() < 1e-3 && filled.gap.is_none());
}

/// Two deposits of 100 m³ whose first tenth covers nine tenths of their ground: filling one is better than half of each.
#[test]
fn ground_that_is_covered_first_is_covered_once() {
    let steep = |land: f64| Holding::Deposit {
        in_sea: false,
        capacity: PlacedM3(100.0),
        land: [(10.0, 0.9), (100.0, 1.0)]
            .map(|(volume, share)| LandStep {
                volume: PlacedM3(volume),
                land: SquareMetres(land * share),
            })
            .into(),
    };
    let plan = plan(
        vec![rock(&[50.0, 50.0])],
        vec![to(steep(500.0), 0..2, 1.0), to(steep(510.0), 0..2, 1.0)],
    );
    let filled = filled(&plan, &Aim::LeastLand);
    assert!((filled.land.0 - 500.0).abs() < 1e-3, "{:?}", filled.land);
    assert!(is(filled.ledger.destinations[0][1].holds, 100.0));
}

#[test]
fn less_than_an_outlets_least_is_not_brought_where_that_is_a_rule() {
    let buyer = |is_rule| Holding::Outlet {
        least: Some(LeastYearly {
            mass: Tonnes(50.0),
            is_rule,
        }),
    };
    let check = |is_rule: bool, sold: [f64; 2]| {
        let plan = plan(
            vec![rock(&[40.0, 60.0])],
            vec![
                to(buyer(is_rule), 0..2, -5.0),
                to(deposit(1000.0, 1.0), 0..2, 1.0),
            ],
        );
        let filled = filled(&plan, &Aim::LeastCost);
        for (year, sold) in sold.into_iter().enumerate() {
            assert!(
                is(filled.allocation.get(into(0, year, 0)), sold),
                "{is_rule}"
            );
        }
        assert!(is(filled.ledger.total.unplaced, 0.0));
    };
    check(true, [0.0, 60.0]);
    check(false, [40.0, 60.0]);
    // A store makes up what is missing.
    let plan = plan(
        vec![rock(&[40.0, 60.0])],
        vec![
            to(buyer(true), 0..2, -5.0),
            to(store(99.0, Some(1), 1.0), 0..2, 1.0),
        ],
    );
    let filled = filled(&plan, &Aim::LeastCost);
    assert!(is(filled.allocation.get(into(0, 1, 0)), 100.0));
}

#[test]
fn the_least_of_an_outlet_is_named_as_the_cause() {
    let buyer = Holding::Outlet {
        least: Some(LeastYearly {
            mass: Tonnes(50.0),
            is_rule: true,
        }),
    };
    let plan = plan(vec![rock(&[40.0])], vec![to(buyer, 0..1, -5.0)]);
    let left = unplaced(&plan, &filled(&plan, &Aim::LeastCost).ledger);
    assert_eq!(left[0].causes[0].rule, Rule::Least);
}

#[test]
fn a_plan_without_anything_is_filled_in() {
    let empty = plan(vec![rock(&[0.0, 0.0])], Vec::new());
    for aim in [Aim::LeastCost, Aim::LeastLand, Aim::default()] {
        assert_eq!(filled(&empty, &aim).allocation, Allocation::none(&empty));
    }
    let nowhere = plan(vec![rock(&[5.0, 0.0])], Vec::new());
    assert_eq!(
        filled(&nowhere, &Aim::LeastLand).ledger.total.unplaced,
        Tonnes(5.0)
    );
}

#[test]
fn what_nobody_wants_any_more_is_cancelled() {
    let run = Run::default();
    run.cancel();
    let plan = plan(vec![rock(&[5.0])], vec![to(outlet(), 0..1, 1.0)]);
    assert_eq!(
        fill_in(&plan, &Aim::LeastCost, &run),
        Err(FillInError::Cancelled)
    );
}

/// A thread that cancels after a while, so that it comes in the midst of a solve.
#[test]
fn a_long_solve_is_cancelled_in_its_midst() {
    let size = Size {
        fractions: 20,
        years: 60,
        destinations: 30,
    };
    let plan = drawn_plan(1, size);
    let run = Run::default();
    let asked = run.clone();
    std::thread::scope(|scope| {
        let filled = scope.spawn(|| fill_in(&plan, &Aim::LeastLand, &run));
        while asked.fraction() == 0.0 {
            std::thread::yield_now();
        }
        asked.cancel();
        assert_eq!(filled.join().unwrap(), Err(FillInError::Cancelled));
    });
}

#[test]
fn the_same_plan_is_filled_in_the_same_way() {
    let size = Size {
        fractions: 5,
        years: 12,
        destinations: 10,
    };
    for aim in [Aim::LeastCost, Aim::LeastLand, Aim::default()] {
        let plan = drawn_plan(7, size);
        assert_eq!(filled(&plan, &aim), filled(&plan, &aim));
    }
}

/// Five hundred plans of up to some ten thousand flows.
#[test]
fn answers_keep_every_rule_and_name_the_right_causes() {
    let aims = [Aim::LeastCost, Aim::LeastLand, Aim::default()];
    let mut verified = [0; Rule::ALL.len()];
    for seed in 0..500_u64 {
        // A few large ones among many small ones.
        let (fractions, years, destinations) = match seed % 50 {
            0 => (20, 60, 30),
            1..10 => (10, 30, 16),
            _ => (5, 12, 10),
        };
        let size = Size {
            fractions,
            years,
            destinations,
        };
        let mut plan = drawn_plan(seed, size);
        if seed % 4 == 1 {
            with_rules(&mut plan, seed);
        }
        let aim = &aims[usize::try_from(seed % 3).unwrap()];
        let filled = fill_in(&plan, aim, &Run::default())
            .unwrap_or_else(|error| panic!("{seed} {aim:?}: {error:?}"));
        let ledger = Ledger::of(&plan, &filled.allocation);
        assert_eq!(ledger, filled.ledger, "{seed}");
        let faults = breaches(&plan, &filled.allocation, &ledger);
        assert!(
            faults.iter().all(|fault| !fault.is_fault()),
            "{seed}: {faults:?}"
        );
        conserves(&ledger, seed);
        verify_causes(&plan, &filled, seed, &mut verified);
    }
    let rules = [
        Rule::Capacity,
        Rule::Void,
        Rule::Cap,
        Rule::YearlyLimit,
        Rule::Year,
    ];
    for rule in rules
        .into_iter()
        .chain([Rule::Quality, Rule::Kind, Rule::Least])
    {
        let index = Rule::ALL.iter().position(|other| *other == rule).unwrap();
        assert!(
            0 < verified[index],
            "{rule:?} was never a cause: {verified:?}"
        );
    }
}

/// Of each fraction and year: produced and taken out of stores is placed or has no place.
fn conserves(ledger: &Ledger, seed: u64) {
    for year in ledger.fractions.iter().flatten() {
        let comes = year.produced + year.reclaimed;
        let goes = year.into.iter().copied().sum::<Tonnes>() + year.unplaced;
        assert!(
            (comes.0 - goes.0).abs() <= 1e-9 * comes.0.max(1.0),
            "{seed}"
        );
        assert!(-1e-9 * comes.0 <= year.unplaced.0, "{seed}");
    }
}

/// With the rule of a cause loosened, a little more goes there without a fault.
fn verify_causes(plan: &MassPlan, filled: &FilledIn, seed: u64, verified: &mut [usize]) {
    let mut loosened = plan.clone();
    let mut allocation = filled.allocation.clone();
    for left in unplaced(plan, &filled.ledger) {
        for cause in left.causes {
            assert_ne!(cause.rule, Rule::NotUsed, "{seed}: {cause:?}");
            let flow = into(left.fraction, left.year, cause.destination);
            let before = allocation.get(flow);
            allocation.set(flow, before + Tonnes(left.mass.0.min(1.0)));
            let destination = &mut loosened.destinations[cause.destination];
            assert!(
                loosen(destination, cause.rule, plan),
                "{seed}: {cause:?} holds at {destination:?}"
            );
            let ledger = Ledger::of(&loosened, &allocation);
            let faults = breaches(&loosened, &allocation, &ledger);
            assert!(
                faults.iter().all(|fault| !fault.is_fault()),
                "{seed} {flow:?} {cause:?}: {faults:?}"
            );
            allocation.set(flow, before);
            loosened.destinations[cause.destination] = plan.destinations[cause.destination].clone();
            verified[Rule::ALL
                .iter()
                .position(|rule| *rule == cause.rule)
                .unwrap()] += 1;
        }
    }
}

/// Loosens a rule; `false` where it does not hold there.
fn loosen(destination: &mut Destination, rule: Rule, plan: &MassPlan) -> bool {
    match (rule, &mut destination.holding) {
        (Rule::Capacity, Holding::Deposit { capacity, .. } | Holding::Store { capacity, .. }) => {
            *capacity = PlacedM3(1e12);
        }
        (Rule::Void, Holding::Backfill { free, .. }) => free.fill(PlacedM3(1e12)),
        (Rule::Cap, Holding::Backfill { extracted, .. }) => extracted.fill(BankM3(1e12)),
        (Rule::YearlyLimit, _) => destination.yearly_limit = None,
        (Rule::Least, Holding::Outlet { least }) => *least = None,
        (Rule::Year, _) => destination.open = 0..plan.years,
        (Rule::Quality, _) => destination.accepts.qualities = Quality::ALL.into(),
        (Rule::Kind, _) => destination.accepts.kinds = MassKind::ALL.into(),
        _ => return false,
    }
    true
}

/// Two deposits that hold two of four years together: rock is placed while there is room, not in the years that happen
/// to come out of the sums.
#[test]
fn rock_is_placed_as_early_as_it_can_be() {
    let produced = [100.0, 100.0, 100.0, 100.0];
    let places = [500.0, 700.0].map(|land| to(deposit(100.0, land), 0..4, 1.0));
    let plan = MassPlan {
        first_year: berghald::units::Year(2027),
        years: 4,
        fractions: vec![rock(&produced)],
        destinations: places.to_vec(),
        fixed: Vec::new(),
    };
    for aim in [Aim::LeastCost, Aim::LeastLand, Aim::default()] {
        let found = fill_in(&plan, &aim, &Run::default()).unwrap();
        let unplaced: Vec<f64> = found
            .ledger
            .years
            .iter()
            .map(|year| year.unplaced.0)
            .collect();
        for (year, expected) in unplaced.iter().zip([0.0, 0.0, 100.0, 100.0]) {
            assert!((year - expected).abs() < 1e-3, "{aim:?}: {unplaced:?}");
        }
    }
}
