//! Plans for *Fill in*, drawn from a seed.

use std::sync::Arc;

use berghald::balance::{
    Acceptance, Cap, Destination, FixedFlow, FlowKey, Holding, LandStep, LeastYearly, MassPlan,
    PlannedFraction, Way,
};
use berghald::material::{MassKind, Material, Placing, Quality, Sourced};
use berghald::units::{
    BankM3, Density, NokPerTonne, PlacedFactor, PlacedM3, SquareMetres, Tonnes, Year,
};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// How large a plan is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Fractions.
    pub fractions: usize,
    /// Years.
    pub years: usize,
    /// Destinations.
    pub destinations: usize,
}

/// A plan with all five fates mixed, destinations that take some seven tenths of the fractions each, and room for a
/// little less or more than what comes. No outlet has a least amount as a rule.
pub fn drawn_plan(seed: u64, size: Size) -> MassPlan {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let fractions: Vec<PlannedFraction> = (0..size.fractions)
        .map(|index| drawn_fraction(&mut rng, index, size.years))
        .collect();
    let all: f64 = fractions
        .iter()
        .flat_map(|fraction| &fraction.produced)
        .map(|mass| mass.0)
        .sum();
    // Tonnes for a destination, so that all of them together hold about what comes.
    let share = all / size.destinations as f64 * rng.random_range(0.8..1.5);
    let destinations = (0..size.destinations)
        .map(|index| drawn_destination(&mut rng, (index, share), size))
        .collect();
    MassPlan {
        first_year: Year(2030),
        years: size.years,
        fractions,
        destinations,
        fixed: Vec::new(),
    }
}

fn drawn_fraction(rng: &mut ChaCha8Rng, index: usize, years: usize) -> PlannedFraction {
    let kind = MassKind::ALL[index % MassKind::ALL.len()];
    let mut material = Material::suggested(kind);
    material.quality = Quality::ALL[rng.random_range(0..Quality::ALL.len())];
    material.density = Sourced::bare(Density::new(rng.random_range(2.5..3.1)).unwrap());
    for placed in &mut material.placed {
        *placed = Sourced::bare(PlacedFactor::new(rng.random_range(1.2..1.9)).unwrap());
    }
    let usual = rng.random_range(1e4..2e6);
    let produced = (0..years).map(|_| {
        let share: f64 = rng.random_range(-0.2..1.5);
        Tonnes((usual * share.max(0.0)).round())
    });
    PlannedFraction {
        name: format!("Fraction {index}"),
        material: Arc::new(material),
        produced: produced.collect(),
    }
}

fn drawn_destination(
    rng: &mut ChaCha8Rng,
    (index, share): (usize, f64),
    size: Size,
) -> Destination {
    let years = size.years;
    let room = PlacedM3(share * 0.6 * rng.random_range(0.3..1.8));
    let first = rng.random_range(0..years.div_ceil(2));
    let open = first..rng.random_range(first + 1..=years).max(years.div_ceil(2));
    let holding = match index % 5 {
        0 => Holding::Outlet {
            least: rng.random_bool(0.3).then(|| LeastYearly {
                mass: Tonnes(share / years as f64 * 0.2),
                is_rule: false,
            }),
        },
        1 => drawn_backfill(rng, share, years),
        2 => Holding::Store {
            capacity: room * 0.3,
            emptied_by: rng
                .random_bool(0.7)
                .then(|| rng.random_range(open.start..years)),
            reclaim: NokPerTonne(rng.random_range(5.0..20.0)),
            land: drawn_land(rng, room * 0.3),
        },
        fate => Holding::Deposit {
            in_sea: fate == 4,
            capacity: room,
            land: drawn_land(rng, room),
        },
    };
    let is_outlet = matches!(holding, Holding::Outlet { .. });
    let yearly_limit = (is_outlet || rng.random_bool(0.3)).then(|| {
        let years = open.len() as f64;
        Tonnes((share / years * rng.random_range(0.5..2.0)).round())
    });
    let mut accepts = Acceptance::default();
    let kind = MassKind::ALL[rng.random_range(0..MassKind::ALL.len())];
    let quality = Quality::ALL[rng.random_range(0..Quality::ALL.len())];
    accepts.kinds.remove(&kind);
    accepts.qualities.remove(&quality);
    let cost = (0..size.fractions).map(|_| {
        let cost: f64 = rng.random_range(5.0..60.0);
        NokPerTonne(if is_outlet { cost - 40.0 } else { cost })
    });
    let cost = cost.collect();
    Destination {
        name: format!("Destination {index}"),
        holding,
        open,
        accepts,
        placing: Placing::ALL[rng.random_range(0..Placing::ALL.len())],
        yearly_limit,
        cost,
    }
}

/// A void that grows in some years, and rock that is taken out in every one.
fn drawn_backfill(rng: &mut ChaCha8Rng, share: f64, years: usize) -> Holding {
    let mut free = Vec::new();
    let mut extracted = Vec::new();
    let (mut room, mut out) = (0.0, share * rng.random_range(0.0..0.5));
    for _ in 0..years {
        if rng.random_bool(0.5) {
            room += 2.0 * share * 0.6 / years as f64 * rng.random_range(0.2..1.8);
        }
        out += share * 0.6 / years as f64 * rng.random_range(0.2..1.8);
        free.push(PlacedM3(room));
        extracted.push(BankM3(out));
    }
    Holding::Backfill {
        free,
        extracted,
        cap: Cap::new(rng.random_range(0.4..0.65), "measured swelling").unwrap(),
        already_placed: PlacedM3(share * 0.02 * rng.random_range(0.0..1.0)),
        already_bank: BankM3(share * 0.01 * rng.random_range(0.0..1.0)),
    }
}

/// Ground that grows more slowly the more lies on it: 20 steps.
fn drawn_land(rng: &mut ChaCha8Rng, capacity: PlacedM3) -> Vec<LandStep> {
    let height = rng.random_range(5.0..60.0);
    let power = rng.random_range(0.4..0.9);
    (1..=20)
        .map(|step| {
            let part = f64::from(step) / 20.0;
            LandStep {
                volume: capacity * part,
                land: SquareMetres(capacity.0 / height * part.powf(power)),
            }
        })
        .collect()
}

/// Makes least amounts rules, and sets a few flows to a part of what comes.
pub fn with_rules(plan: &mut MassPlan, seed: u64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed);
    for destination in &mut plan.destinations {
        let limit = destination.yearly_limit.map_or(1e4, |limit| limit.0);
        if let Holding::Outlet { least } = &mut destination.holding {
            *least = rng.random_bool(0.7).then(|| LeastYearly {
                mass: Tonnes((limit * rng.random_range(0.2..0.9)).round()),
                is_rule: rng.random_bool(0.8),
            });
        }
    }
    for _ in 0..5 {
        let flow = FlowKey {
            fraction: rng.random_range(0..plan.fractions.len()),
            year: rng.random_range(0..plan.years),
            destination: rng.random_range(0..plan.destinations.len()),
            way: Way::In,
        };
        let destination = &plan.destinations[flow.destination];
        let is_deposit = matches!(destination.holding, Holding::Deposit { .. });
        let is_new = plan.fixed.iter().all(|fixed| fixed.flow != flow);
        if is_deposit && is_new && plan.may_flow(flow) && destination.yearly_limit.is_none() {
            let comes = plan.fractions[flow.fraction].produced[flow.year];
            let mass = comes * rng.random_range(0.0..0.1);
            plan.fixed.push(FixedFlow { flow, mass });
        }
    }
}
