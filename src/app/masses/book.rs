//! The books of an alternative: its ledger, what it breaks, what has no place, and where everything stands each year.

use super::PlannedMasses;
use super::register::{RegisterEntry, register_of};
use crate::balance::{
    Binding, Breach, FlowKey, Haul, Holding, Ledger, SoilBook, Unplaced, Way, breaches, unplaced,
};
use crate::curve::level_on;
use crate::units::{BankM3, Metres, Nok, PlacedM3, Tonnes, Year};

/// What a limit of a year comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BackfillYear {
    /// The most that may have gone back by the end of the year, by the cap.
    pub limit_by_cap: BankM3,
    /// The room that was free by then.
    pub free: PlacedM3,
    /// What has gone back by then, as it was in the ground, before the plan too.
    pub bank: BankM3,
    /// The room that this takes.
    pub placed: PlacedM3,
    /// The limit that is reached, the void where both are; the target where neither is.
    pub binding: Binding,
}

/// A destination over the years.
#[derive(Clone, Debug, PartialEq)]
pub struct DestinationBook {
    /// What it holds at most, without what lay there before; `None` of outlets.
    pub capacity: Option<PlacedM3>,
    /// The first year by whose end nothing more can go there.
    pub full: Option<Year>,
    /// The level that it comes to by the end of each year; `None` where no stage curve is in memory.
    pub levels: Vec<Option<Metres>>,
    /// Limits of a backfill, year by year; empty of everything else.
    pub backfill: Vec<BackfillYear>,
    /// What it takes to haul everything there.
    pub haul: Haul,
    /// What lies there, layer by layer.
    pub register: Vec<RegisterEntry>,
}

/// The books of an alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct MassBook {
    /// The plan that was booked, and what was odd about it.
    pub planned: PlannedMasses,
    /// Where every tonne is.
    pub ledger: Ledger,
    /// What the allocation does and may not do.
    pub breaches: Vec<Breach>,
    /// What has no place, and why.
    pub unplaced: Vec<Unplaced>,
    /// By destination.
    pub destinations: Vec<DestinationBook>,
    /// Soil, year by year.
    pub soil: SoilBook,
    /// What it takes to haul everything.
    pub haul: Haul,
    /// What everything costs: haul, handling and taking out, less what is paid.
    pub cost: Nok,
}

impl MassBook {
    /// Books a plan as it is allocated.
    pub fn of(planned: PlannedMasses) -> Self {
        let ledger = Ledger::of(&planned.plan, &planned.allocation);
        let destinations: Vec<DestinationBook> = (0..planned.places.len())
            .map(|destination| destination_book(&planned, &ledger, destination))
            .collect();
        let haul = destinations
            .iter()
            .fold(Haul::default(), |sum, one| sum.and(one.haul));
        Self {
            breaches: breaches(&planned.plan, &planned.allocation, &ledger),
            unplaced: unplaced(&planned.plan, &ledger),
            cost: ledger.cost,
            destinations,
            haul,
            soil: planned.soil_book(),
            ledger,
            planned,
        }
    }

    /// Whether there is anything to tell: rock that comes, or goes.
    pub fn is_empty(&self) -> bool {
        self.ledger.total.total() == Tonnes(0.0) && self.planned.allocation.flows().next().is_none()
    }
}

fn destination_book(
    planned: &PlannedMasses,
    ledger: &Ledger,
    destination: usize,
) -> DestinationBook {
    let years = &ledger.destinations[destination];
    let holding = &planned.plan.destinations[destination].holding;
    let already = planned.already[destination];
    let curve = &planned.curves[destination];
    let backfill = backfill_years(planned, ledger, destination);
    let is_full = |amount: f64, most: f64| most - amount <= 1e-6 * most.abs();
    let (capacity, full) = match holding {
        Holding::Outlet { .. } => (None, None),
        Holding::Deposit { capacity, .. } | Holding::Store { capacity, .. } => {
            let full = years
                .iter()
                .position(|year| is_full(year.placed.0, capacity.0));
            (Some(*capacity), full)
        }
        Holding::Backfill { free, .. } => {
            // Full is what takes no more in any year to come.
            let end = backfill.last().copied();
            let is_end = |year: &BackfillYear| {
                end.is_some_and(|end| {
                    is_full(year.placed.0, end.free.0) || is_full(year.bank.0, end.limit_by_cap.0)
                })
            };
            let room = free.last().copied().unwrap_or_default();
            let full = backfill.iter().position(is_end);
            (Some(PlacedM3((room.0 - already.0).max(0.0))), full)
        }
    };
    DestinationBook {
        capacity,
        full: full
            .filter(|_| capacity != Some(PlacedM3(0.0)))
            .map(|year| planned.plan.year(year)),
        levels: years
            .iter()
            .map(|year| level_on(curve, already + year.placed))
            .collect(),
        backfill,
        haul: haul_to(planned, destination),
        register: register_of(planned, destination),
    }
}

fn backfill_years(
    planned: &PlannedMasses,
    ledger: &Ledger,
    destination: usize,
) -> Vec<BackfillYear> {
    let Holding::Backfill {
        free,
        extracted,
        cap,
        already_placed,
        already_bank,
    } = &planned.plan.destinations[destination].holding
    else {
        return Vec::new();
    };
    let years = ledger.destinations[destination].iter().enumerate();
    years
        .map(|(year, booked)| {
            let limit_by_cap = extracted[year] * cap.share();
            let bank = *already_bank + booked.bank;
            let placed = *already_placed + booked.placed;
            let of_cap = if 0.0 < limit_by_cap.0 {
                bank / limit_by_cap
            } else {
                f64::INFINITY
            };
            let of_void = if 0.0 < free[year].0 {
                placed / free[year]
            } else {
                f64::INFINITY
            };
            let binding = match is_reached(of_cap.max(of_void)) {
                false => Binding::Target,
                true if of_cap <= of_void => Binding::Void,
                true => Binding::Cap,
            };
            BackfillYear {
                limit_by_cap,
                free: free[year],
                bank,
                placed,
                binding,
            }
        })
        .collect()
}

/// Whether a limit of which so much is used is reached.
fn is_reached(share: f64) -> bool {
    1.0 - 1e-6 <= share
}

/// What it takes to haul everything to a destination: load by load in each year and of each fraction.
fn haul_to(planned: &PlannedMasses, destination: usize) -> Haul {
    let plan = &planned.plan;
    let mut sum = Haul::default();
    for fraction in 0..plan.fractions.len() {
        for year in 0..plan.years {
            let mass = planned.allocation.get(FlowKey {
                fraction,
                year,
                destination,
                way: Way::In,
            });
            if mass.0 <= 0.0 {
                continue;
            }
            let material = &plan.fractions[fraction].material;
            let loose = material
                .states(mass, plan.destinations[destination].placing)
                .loose;
            let way = planned.ways[destination][fraction];
            sum = sum.and(planned.rates.haul(mass, loose, way));
        }
    }
    sum
}
