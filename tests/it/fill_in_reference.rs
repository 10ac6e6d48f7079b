//! *Fill in* against every way there is: small plans in whole tonnes, searched through.

use std::sync::Arc;

use berghald::balance::{
    Acceptance, Aim, Allocation, Cap, Destination, Fate, FillInError, FixedFlow, FlowKey, Holding,
    LandStep, LeastYearly, Ledger, MassPlan, PlannedFraction, Way, breaches, fill_in,
};
use berghald::material::{MassKind, Material, Placing, Quality, Sourced};
use berghald::progress::Run;
use berghald::units::{
    BankM3, Density, NokPerTonne, PlacedFactor, PlacedM3, SquareMetres, Tonnes, Year,
};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// Ways through a plan that are gone at the most; a plan with more is left out.
const STEPS_MOST: usize = 3_000_000;

#[test]
fn filling_in_is_as_good_as_the_best_of_all_ways() {
    let (mut compared, mut unplaced, mut impossible, mut left_out) = (0, 0, 0, 0);
    for seed in 0..600 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let plan = small_plan(&mut rng);
        let aim = match seed % 3 {
            0 => Aim::LeastCost,
            1 => Aim::LeastLand,
            _ => Aim::InOrder(drawn_order(&mut rng)),
        };
        let mut all = AllWays::new(&plan, &aim);
        all.year(0);
        if STEPS_MOST <= all.steps {
            left_out += 1;
            continue;
        }
        let found = fill_in(&plan, &aim, &Run::default());
        let Some(best) = &all.best else {
            assert!(
                matches!(&found, Err(FillInError::FixedBreaks(why)) if !why.is_empty()),
                "{seed}: {found:?}\n{plan:#?}"
            );
            impossible += 1;
            continue;
        };
        let found = found.unwrap_or_else(|error| panic!("{seed}: {error:?}\n{plan:#?}"));
        assert_eq!(found.gap, None, "{seed}");
        let values = values(&plan, &aim, &found.allocation);
        let is_same = values.iter().zip(best).all(|(a, b)| (a - b).abs() < 1e-6);
        assert!(
            is_same,
            "{seed} {aim:?}: {values:?}, but {best:?} is possible\n{plan:#?}"
        );
        compared += 1;
        unplaced += i32::from(0.5 < best[0]);
    }
    assert!(
        500 <= compared && 300 <= unplaced && 40 <= impossible,
        "{compared} compared, {unplaced} with unplaced rock, {impossible} impossible, {left_out} left out"
    );
}

/// Of an allocation: what has no place, what the aim asks for, the cost, and what is taken out of stores; each is to be
/// small.
fn values(plan: &MassPlan, aim: &Aim, allocation: &Allocation) -> Vec<f64> {
    let ledger = Ledger::of(plan, allocation);
    let mut values = vec![ledger.total.unplaced.0];
    match aim {
        Aim::LeastCost => {}
        Aim::LeastLand => values.push(land(plan, |destination, year| {
            ledger.destinations[destination][year].placed.0
        })),
        Aim::InOrder(order) => {
            values.extend(order.iter().map(|fate| -ledger.total.get(*fate).0));
        }
    }
    let out = allocation.flows().filter(|(flow, _)| flow.way == Way::Out);
    values.extend([ledger.cost.0, out.map(|(_, mass)| mass.0).sum()]);
    values
}

/// The ground under the greatest content of each deposit and store.
fn land(plan: &MassPlan, placed: impl Fn(usize, usize) -> f64) -> f64 {
    let mut all = 0.0;
    for (index, destination) in plan.destinations.iter().enumerate() {
        let (Holding::Deposit { land, .. } | Holding::Store { land, .. }) = &destination.holding
        else {
            continue;
        };
        let most = (0..plan.years)
            .map(|year| placed(index, year))
            .fold(0.0, f64::max);
        let mut before = (0.0, 0.0);
        for step in land {
            let (volume, ground) = (step.volume.0, step.land.0);
            let part = ((most - before.0) / (volume - before.0)).clamp(0.0, 1.0);
            all += part * (ground - before.1);
            before = (volume, ground);
        }
    }
    all
}

/// Goes through all ways to place a plan in whole tonnes.
struct AllWays<'a> {
    plan: &'a MassPlan,
    aim: &'a Aim,
    allocation: Allocation,
    /// What lies in each destination so far, by fraction.
    holds: Vec<Vec<i32>>,
    unplaced: i32,
    best: Option<Vec<f64>>,
    steps: usize,
}

impl<'a> AllWays<'a> {
    fn new(plan: &'a MassPlan, aim: &'a Aim) -> Self {
        Self {
            plan,
            aim,
            allocation: Allocation::none(plan),
            holds: vec![vec![0; plan.fractions.len()]; plan.destinations.len()],
            unplaced: 0,
            best: None,
            steps: 0,
        }
    }

    fn year(&mut self, year: usize) {
        if year == self.plan.years {
            let values = values(self.plan, self.aim, &self.allocation);
            let ledger = Ledger::of(self.plan, &self.allocation);
            let faults = breaches(self.plan, &self.allocation, &ledger);
            let is_better = |best: &Vec<f64>| {
                let differ = |(a, b): (&f64, &f64)| 1e-9 < (a - b).abs();
                let first = values.iter().zip(best).find(|pair| differ(*pair));
                first.is_some_and(|(value, best)| value < best)
            };
            if faults.iter().all(|fault| !fault.is_fault())
                && self.best.as_ref().is_none_or(is_better)
            {
                self.best = Some(values);
            }
            return;
        }
        self.taken_out(year, 0, 0);
    }

    /// What comes out of each store, fraction by fraction.
    fn taken_out(&mut self, year: usize, fraction: usize, destination: usize) {
        if fraction == self.plan.fractions.len() {
            return self.placed(year, 0, 0, None);
        }
        if destination == self.plan.destinations.len() {
            return self.taken_out(year, fraction + 1, 0);
        }
        let flow = key(fraction, year, destination, Way::Out);
        let lies = self.holds[destination][fraction];
        let most = if self.plan.may_flow(flow) { lies } else { 0 };
        // What is set to go in and out in one year may; else only what lies there before the year comes out.
        let into = key(fraction, year, destination, Way::In);
        let set = |flow: FlowKey| self.plan.fixed.iter().find(|fixed| fixed.flow == flow);
        let comes = set(into).map_or(0, |fixed| tonnes(fixed.mass));
        if set(flow).is_some_and(|fixed| lies + comes < tonnes(fixed.mass)) {
            return;
        }
        for mass in self.amounts(flow, most) {
            self.flow(flow, mass);
            self.holds[destination][fraction] -= mass;
            self.taken_out(year, fraction, destination + 1);
            self.holds[destination][fraction] += mass;
            self.flow(flow, 0);
        }
    }

    /// What goes into each destination; `left` is what of the fraction has no place yet.
    fn placed(&mut self, year: usize, fraction: usize, destination: usize, left: Option<i32>) {
        self.steps += 1;
        if STEPS_MOST <= self.steps {
            return;
        }
        if fraction == self.plan.fractions.len() {
            if self.is_within(year) {
                self.year(year + 1);
            }
            return;
        }
        let left = left.unwrap_or_else(|| {
            let out = (0..self.plan.destinations.len())
                .map(|store| self.mass(key(fraction, year, store, Way::Out)));
            tonnes(self.plan.fractions[fraction].produced[year]) + out.sum::<i32>()
        });
        if destination == self.plan.destinations.len() {
            // More without a place than in the best way is never better.
            let least = self.best.as_ref().map_or(f64::INFINITY, |best| best[0]);
            if f64::from(self.unplaced + left) <= least + 1e-9 {
                self.unplaced += left;
                self.placed(year, fraction + 1, 0, None);
                self.unplaced -= left;
            }
            return;
        }
        let flow = key(fraction, year, destination, Way::In);
        let most = if self.plan.may_flow(flow) { left } else { 0 };
        for mass in self.amounts(flow, most).into_iter().rev() {
            if mass <= left {
                self.flow(flow, mass);
                self.holds[destination][fraction] += mass;
                self.placed(year, fraction, destination + 1, Some(left - mass));
                self.holds[destination][fraction] -= mass;
                self.flow(flow, 0);
            }
        }
    }

    /// Whether the limits hold that no later year can mend. One tonne takes one m³.
    fn is_within(&self, year: usize) -> bool {
        let all = self.plan.destinations.iter().zip(&self.holds).enumerate();
        all.into_iter().all(|(index, (destination, holds))| {
            if holds.iter().any(|holds| *holds < 0) {
                return false;
            }
            let holds = f64::from(holds.iter().sum::<i32>());
            let comes = (0..self.plan.fractions.len())
                .map(|fraction| self.mass(key(fraction, year, index, Way::In)))
                .sum::<i32>();
            let within_year = destination
                .yearly_limit
                .is_none_or(|limit| f64::from(comes) <= limit.0);
            within_year
                && match &destination.holding {
                    Holding::Outlet { .. } => true,
                    Holding::Deposit { capacity, .. } | Holding::Store { capacity, .. } => {
                        holds <= capacity.0
                    }
                    Holding::Backfill { free, .. } => holds == 0.0 || holds <= free[year].0,
                }
        })
    }

    fn amounts(&self, flow: FlowKey, most: i32) -> Vec<i32> {
        let fixed = self.plan.fixed.iter().find(|fixed| fixed.flow == flow);
        fixed.map_or_else(|| (0..=most).collect(), |fixed| vec![tonnes(fixed.mass)])
    }

    fn mass(&self, flow: FlowKey) -> i32 {
        tonnes(self.allocation.get(flow))
    }

    fn flow(&mut self, flow: FlowKey, mass: i32) {
        self.allocation.set(flow, Tonnes(f64::from(mass)));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a few whole tonnes")]
fn tonnes(mass: Tonnes) -> i32 {
    mass.0.round() as i32
}

fn key(fraction: usize, year: usize, destination: usize, way: Way) -> FlowKey {
    FlowKey {
        fraction,
        year,
        destination,
        way,
    }
}

fn drawn_order(rng: &mut ChaCha8Rng) -> Vec<Fate> {
    let mut left = Fate::ALL.to_vec();
    let mut order = Vec::new();
    while !left.is_empty() {
        order.push(left.remove(rng.random_range(0..left.len())));
    }
    order
}

/// One or two fractions over two or three years, with two or three destinations.
fn small_plan(rng: &mut ChaCha8Rng) -> MassPlan {
    let years = rng.random_range(2..=3);
    let fractions: Vec<PlannedFraction> = (0..rng.random_range(1..=2))
        .map(|index| small_fraction(rng, index, years))
        .collect();
    let destinations: Vec<Destination> = (0..rng.random_range(2..=3))
        .map(|index| small_destination(rng, index, years, fractions.len()))
        .collect();
    let mut plan = MassPlan {
        first_year: Year(2030),
        years,
        fractions,
        destinations,
        fixed: Vec::new(),
    };
    for _ in 0..rng.random_range(-1..=2) {
        let flow = FlowKey {
            fraction: rng.random_range(0..plan.fractions.len()),
            year: rng.random_range(0..years),
            destination: rng.random_range(0..plan.destinations.len()),
            way: if rng.random_bool(0.8) {
                Way::In
            } else {
                Way::Out
            },
        };
        let is_new = plan.fixed.iter().all(|fixed| fixed.flow != flow);
        if plan.may_flow(flow) && is_new {
            let mass = Tonnes(f64::from(rng.random_range(0..=2)));
            plan.fixed.push(FixedFlow { flow, mass });
        }
    }
    plan
}

fn small_fraction(rng: &mut ChaCha8Rng, index: usize, years: usize) -> PlannedFraction {
    let mut material = Material::suggested(MassKind::WasteRock);
    material.quality = if rng.random_bool(0.5) {
        Quality::Inert
    } else {
        Quality::AcidForming
    };
    material.density = Sourced::bare(Density::new(1.0).unwrap());
    let one = Sourced::bare(PlacedFactor::new(1.0).unwrap());
    material.placed = [one.clone(), one.clone(), one];
    let produced = (0..years).map(|_| Tonnes(f64::from(rng.random_range(0..=3))));
    PlannedFraction {
        name: format!("Fraction {index}"),
        material: Arc::new(material),
        produced: produced.collect(),
    }
}

fn small_destination(
    rng: &mut ChaCha8Rng,
    index: usize,
    years: usize,
    fractions: usize,
) -> Destination {
    let first = rng.random_range(0..2);
    let open = first..rng.random_range(first + 1..=years);
    let volume = PlacedM3(f64::from(rng.random_range(1..=6)));
    let holding = match rng.random_range(0..6) {
        0 => Holding::Outlet {
            least: rng.random_bool(0.8).then(|| LeastYearly {
                mass: Tonnes(f64::from(rng.random_range(1..=4))),
                is_rule: rng.random_bool(0.8),
            }),
        },
        1 => {
            let mut free = 0;
            let mut extracted = 0.0;
            let (mut rooms, mut taken) = (Vec::new(), Vec::new());
            for _ in 0..years {
                free += rng.random_range(0..=2);
                extracted += 2.0 * f64::from(rng.random_range(0..=2));
                rooms.push(PlacedM3(f64::from(free)));
                taken.push(BankM3(extracted));
            }
            Holding::Backfill {
                free: rooms,
                extracted: taken,
                cap: Cap::new(0.5, "").unwrap(),
                already_placed: PlacedM3(f64::from(rng.random_range(0..=1))),
                already_bank: BankM3(f64::from(rng.random_range(0..=1))),
            }
        }
        2 | 3 => Holding::Store {
            capacity: volume,
            emptied_by: rng.random_bool(0.5).then(|| rng.random_range(1..years)),
            reclaim: NokPerTonne(f64::from(rng.random_range(0..=3))),
            land: small_land(rng, volume),
        },
        fate => Holding::Deposit {
            in_sea: fate == 4,
            capacity: volume,
            land: small_land(rng, volume),
        },
    };
    let mut accepts = Acceptance::default();
    if rng.random_bool(0.3) {
        accepts.qualities.remove(&Quality::AcidForming);
    }
    let is_outlet = matches!(holding, Holding::Outlet { .. });
    let cost = (0..fractions).map(|_| {
        let cost = f64::from(rng.random_range(0..=4));
        NokPerTonne(if is_outlet { cost - 2.0 } else { cost })
    });
    let cost = cost.collect();
    Destination {
        name: format!("Destination {index}"),
        holding,
        open,
        accepts,
        placing: Placing::Tipped,
        yearly_limit: rng
            .random_bool(0.3)
            .then(|| Tonnes(f64::from(rng.random_range(1..=4)))),
        cost,
    }
}

/// Ground that grows with every few m³: more and more slowly, faster and faster, or neither.
fn small_land(rng: &mut ChaCha8Rng, volume: PlacedM3) -> Vec<LandStep> {
    let middle = (volume.0 / 2.0).floor();
    let ground = f64::from(rng.random_range(1..=12));
    let mut steps = Vec::new();
    if 0.0 < middle {
        steps.push(LandStep {
            volume: PlacedM3(middle),
            land: SquareMetres((ground * rng.random_range(0.0..=1.0)).round()),
        });
    }
    steps.push(LandStep {
        volume,
        land: SquareMetres(ground),
    });
    steps
}
