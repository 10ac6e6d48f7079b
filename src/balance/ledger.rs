//! The ledger: where every tonne is at the end of every year. What has no place is seen.

use super::{Allocation, Fate, FlowKey, MassPlan, Way};
use crate::units::{BankM3, Nok, PlacedM3, Tonnes};

/// Tonnes by where they end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fates {
    /// In the order of [`Fate::ALL`]. What went into a store and came out again in the years that are told is not
    /// in a store.
    pub by_fate: [Tonnes; Fate::ALL.len()],
    /// What has no place.
    pub unplaced: Tonnes,
}

impl Fates {
    /// How much ends in one way.
    pub fn get(&self, fate: Fate) -> Tonnes {
        self.by_fate[fate.index()]
    }

    /// All of it.
    pub fn total(&self) -> Tonnes {
        self.by_fate.iter().copied().sum::<Tonnes>() + self.unplaced
    }

    fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.by_fate.iter_mut().zip(other.by_fate) {
            *mine = *mine + theirs;
        }
        self.unplaced = self.unplaced + other.unplaced;
    }
}

/// One fraction in one year: what comes is what goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FractionYear {
    /// What comes.
    pub produced: Tonnes,
    /// What is taken out of stores.
    pub reclaimed: Tonnes,
    /// Where both go, in the order of [`Fate::ALL`].
    pub into: [Tonnes; Fate::ALL.len()],
    /// What has no place: what comes less what goes. Below zero where more goes than there is.
    pub unplaced: Tonnes,
}

/// One destination at the end of one year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DestinationYear {
    /// What went in during the year.
    pub into: Tonnes,
    /// What came out of it during the year.
    pub out: Tonnes,
    /// What lies there: all that went in so far less all that came out.
    pub holds: Tonnes,
    /// The room that this takes, without what lay there before the plan.
    pub placed: PlacedM3,
    /// The same as it was in the ground.
    pub bank: BankM3,
    /// What the year's flows cost there.
    pub cost: Nok,
}

/// Where every tonne is, year by year.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// By fraction, then year.
    pub fractions: Vec<Vec<FractionYear>>,
    /// By destination, then year.
    pub destinations: Vec<Vec<DestinationYear>>,
    /// By destination, then fraction: what lies there at the end of the plan.
    pub holds: Vec<Vec<Tonnes>>,
    /// Where the rock of each year goes: a store is told by how much more it holds than the year before.
    pub years: Vec<Fates>,
    /// Where everything ends.
    pub total: Fates,
    /// What it costs.
    pub cost: Nok,
}

impl Ledger {
    /// Books an allocation.
    pub fn of(plan: &MassPlan, allocation: &Allocation) -> Self {
        let fractions: Vec<Vec<FractionYear>> = (0..plan.fractions.len())
            .map(|fraction| {
                let year = |year| fraction_year(plan, allocation, fraction, year);
                (0..plan.years).map(year).collect()
            })
            .collect();
        let (destinations, holds) = (0..plan.destinations.len())
            .map(|destination| destination_years(plan, allocation, destination))
            .unzip();
        let years: Vec<Fates> = (0..plan.years)
            .map(|year| {
                let mut fates = Fates::default();
                for fraction in &fractions {
                    fates.add(&ended(&fraction[year]));
                }
                fates
            })
            .collect();
        let mut total = Fates::default();
        for fates in &years {
            total.add(fates);
        }
        let destinations: Vec<Vec<DestinationYear>> = destinations;
        let cost = destinations.iter().flatten().map(|year| year.cost).sum();
        Self {
            fractions,
            destinations,
            holds,
            years,
            total,
            cost,
        }
    }
}

/// Where a fraction's rock of a year ends: what comes out of stores is no longer there.
fn ended(year: &FractionYear) -> Fates {
    let mut by_fate = year.into;
    let store = &mut by_fate[Fate::Store.index()];
    *store = *store - year.reclaimed;
    Fates {
        by_fate,
        unplaced: year.unplaced,
    }
}

fn fraction_year(
    plan: &MassPlan,
    allocation: &Allocation,
    fraction: usize,
    year: usize,
) -> FractionYear {
    let mut booked = FractionYear {
        produced: plan.fractions[fraction].produced[year],
        ..FractionYear::default()
    };
    let mut gone = Tonnes(0.0);
    for (index, destination) in plan.destinations.iter().enumerate() {
        let flow = |way| {
            allocation.get(FlowKey {
                fraction,
                year,
                destination: index,
                way,
            })
        };
        let fate = &mut booked.into[destination.fate().index()];
        *fate = *fate + flow(Way::In);
        gone = gone + flow(Way::In);
        booked.reclaimed = booked.reclaimed + flow(Way::Out);
    }
    booked.unplaced = booked.produced + booked.reclaimed - gone;
    booked
}

fn destination_years(
    plan: &MassPlan,
    allocation: &Allocation,
    destination: usize,
) -> (Vec<DestinationYear>, Vec<Tonnes>) {
    let reclaim = match &plan.destinations[destination].holding {
        super::Holding::Store { reclaim, .. } => *reclaim,
        _ => crate::units::NokPerTonne(0.0),
    };
    let mut held = vec![Tonnes(0.0); plan.fractions.len()];
    let years = (0..plan.years)
        .map(|year| {
            let mut booked = DestinationYear::default();
            for (fraction, held) in held.iter_mut().enumerate() {
                let flow = |way| {
                    allocation.get(FlowKey {
                        fraction,
                        year,
                        destination,
                        way,
                    })
                };
                let (into, out) = (flow(Way::In), flow(Way::Out));
                *held = *held + into - out;
                booked.into = booked.into + into;
                booked.out = booked.out + out;
                booked.holds = booked.holds + *held;
                let room = plan.room_m3_per_tonne(fraction, destination);
                booked.placed = booked.placed + PlacedM3(held.0 * room);
                booked.bank = booked.bank + BankM3(held.0 * plan.bank_m3_per_tonne(fraction));
                let cost = plan.destinations[destination].cost[fraction];
                booked.cost = booked.cost + cost.of(into) + reclaim.of(out);
            }
            booked
        })
        .collect();
    (years, held)
}
