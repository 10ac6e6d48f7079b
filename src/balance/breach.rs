//! Whether an allocation keeps to its plan: every rule looked at by itself, apart from how it was found.

use super::{Allocation, Destination, FlowKey, Holding, Ledger, MassPlan, Way};
use crate::units::{BankM3, PlacedM3, Tonnes};

/// By how much an amount may pass a limit, of the larger of the two, before it is told: rounding of sums.
const ROUNDING: f64 = 1e-9;

/// Something that an allocation does and may not do. Fractions, years and destinations as in the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Breach {
    /// More is to go than comes.
    TooLittle {
        /// Of this fraction.
        fraction: usize,
        /// In this year.
        year: usize,
        /// So much is missing.
        missing: Tonnes,
    },
    /// A flow is less than nothing, or no number.
    NotAnAmount {
        /// Which one.
        flow: FlowKey,
    },
    /// A destination does not take this kind or quality of rock.
    NotAccepted {
        /// Which flow.
        flow: FlowKey,
    },
    /// A destination takes no rock in this year, or gives none back.
    Closed {
        /// Which flow.
        flow: FlowKey,
    },
    /// More goes in during a year than may.
    OverYearlyLimit {
        /// There.
        destination: usize,
        /// Then.
        year: usize,
        /// So much.
        mass: Tonnes,
        /// So much may.
        limit: Tonnes,
    },
    /// A deposit or store is more than full.
    OverCapacity {
        /// Which one.
        destination: usize,
        /// At the end of this year.
        year: usize,
        /// So much lies there.
        placed: PlacedM3,
        /// It holds so much.
        capacity: PlacedM3,
    },
    /// More goes back than there is room that is free by then.
    OverVoid {
        /// Where.
        destination: usize,
        /// At the end of this year.
        year: usize,
        /// So much lies there, what was there before the plan too.
        placed: PlacedM3,
        /// So much room was free by then.
        free: PlacedM3,
    },
    /// More goes back than the share that may of what was taken out by then.
    OverCap {
        /// Where.
        destination: usize,
        /// At the end of this year.
        year: usize,
        /// So much lies there as it was in the ground, what was there before the plan too.
        bank: BankM3,
        /// So much may.
        limit: BankM3,
    },
    /// More is taken out of a store than lies there.
    Overdrawn {
        /// Of this fraction.
        fraction: usize,
        /// At the end of this year.
        year: usize,
        /// Out of this store.
        destination: usize,
        /// So much too much.
        missing: Tonnes,
    },
    /// A store is not empty when it must be, or is filled after.
    NotEmptied {
        /// Which one.
        destination: usize,
        /// At the end of this year, the first in which it is so.
        year: usize,
        /// So much is left.
        holds: Tonnes,
    },
    /// An outlet gets less in a year than the least that it takes.
    BelowLeast {
        /// Which one.
        destination: usize,
        /// Then.
        year: usize,
        /// So much.
        mass: Tonnes,
        /// It takes no less than this.
        least: Tonnes,
        /// Whether it is a rule, or only told.
        is_rule: bool,
    },
    /// What the planner has set is not what flows.
    NotAsSet {
        /// Which flow.
        flow: FlowKey,
        /// What flows.
        mass: Tonnes,
        /// What was set.
        set: Tonnes,
    },
}

impl Breach {
    /// As it stands on the command line.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLittle { .. } => "too_little",
            Self::NotAnAmount { .. } => "not_an_amount",
            Self::NotAccepted { .. } => "not_accepted",
            Self::Closed { .. } => "closed",
            Self::OverYearlyLimit { .. } => "over_yearly_limit",
            Self::OverCapacity { .. } => "over_capacity",
            Self::OverVoid { .. } => "over_void",
            Self::OverCap { .. } => "over_cap",
            Self::Overdrawn { .. } => "overdrawn",
            Self::NotEmptied { .. } => "not_emptied",
            Self::BelowLeast { .. } => "below_least",
            Self::NotAsSet { .. } => "not_as_set",
        }
    }

    /// Where it happens; `None` where a fraction alone is to blame.
    pub fn destination(&self) -> Option<usize> {
        match self {
            Self::TooLittle { .. } => None,
            Self::NotAnAmount { flow }
            | Self::NotAccepted { flow }
            | Self::Closed { flow }
            | Self::NotAsSet { flow, .. } => Some(flow.destination),
            Self::OverYearlyLimit { destination, .. }
            | Self::OverCapacity { destination, .. }
            | Self::OverVoid { destination, .. }
            | Self::OverCap { destination, .. }
            | Self::Overdrawn { destination, .. }
            | Self::NotEmptied { destination, .. }
            | Self::BelowLeast { destination, .. } => Some(*destination),
        }
    }

    /// When it happens, counted from the first year of the plan.
    pub fn year(&self) -> usize {
        match self {
            Self::NotAnAmount { flow }
            | Self::NotAccepted { flow }
            | Self::Closed { flow }
            | Self::NotAsSet { flow, .. } => flow.year,
            Self::TooLittle { year, .. }
            | Self::OverYearlyLimit { year, .. }
            | Self::OverCapacity { year, .. }
            | Self::OverVoid { year, .. }
            | Self::OverCap { year, .. }
            | Self::Overdrawn { year, .. }
            | Self::NotEmptied { year, .. }
            | Self::BelowLeast { year, .. } => *year,
        }
    }

    /// The fraction that it is about; `None` where it is about all rock there.
    pub fn fraction(&self) -> Option<usize> {
        match self {
            Self::TooLittle { fraction, .. } | Self::Overdrawn { fraction, .. } => Some(*fraction),
            Self::NotAnAmount { flow }
            | Self::NotAccepted { flow }
            | Self::Closed { flow }
            | Self::NotAsSet { flow, .. } => Some(flow.fraction),
            Self::OverYearlyLimit { .. }
            | Self::OverCapacity { .. }
            | Self::OverVoid { .. }
            | Self::OverCap { .. }
            | Self::NotEmptied { .. }
            | Self::BelowLeast { .. } => None,
        }
    }

    /// Whether the allocation cannot be carried out; otherwise it is odd.
    pub fn is_fault(&self) -> bool {
        !matches!(self, Self::BelowLeast { is_rule: false, .. })
    }
}

/// Everything that an allocation does and may not do, in the order of destinations and years.
pub fn breaches(plan: &MassPlan, allocation: &Allocation, ledger: &Ledger) -> Vec<Breach> {
    let mut found = Vec::new();
    of_fractions(plan, ledger, &mut found);
    for (flow, mass) in allocation.flows() {
        of_flow(plan, flow, mass, &mut found);
    }
    for (index, destination) in plan.destinations.iter().enumerate() {
        of_destination(plan, ledger, (index, destination), &mut found);
        if destination.is_store() {
            of_stock(plan, allocation, index, &mut found);
        }
    }
    for fixed in &plan.fixed {
        let mass = allocation.get(fixed.flow);
        if passes(mass.0, fixed.mass.0) || passes(fixed.mass.0, mass.0) {
            found.push(Breach::NotAsSet {
                flow: fixed.flow,
                mass,
                set: fixed.mass,
            });
        }
    }
    found
}

/// Whether an amount is beyond a limit by more than rounding.
fn passes(amount: f64, limit: f64) -> bool {
    let over = amount - limit;
    // Not a number passes every limit.
    over.is_nan() || ROUNDING * amount.abs().max(limit.abs()) < over
}

fn of_fractions(plan: &MassPlan, ledger: &Ledger, found: &mut Vec<Breach>) {
    for (fraction, years) in ledger.fractions.iter().enumerate() {
        for (year, booked) in years.iter().enumerate().take(plan.years) {
            let there_is = booked.produced + booked.reclaimed;
            let goes = there_is - booked.unplaced;
            if passes(goes.0, there_is.0) {
                found.push(Breach::TooLittle {
                    fraction,
                    year,
                    missing: goes - there_is,
                });
            }
        }
    }
}

fn of_flow(plan: &MassPlan, flow: FlowKey, mass: Tonnes, found: &mut Vec<Breach>) {
    if !(0.0 <= mass.0 && mass.0.is_finite()) {
        found.push(Breach::NotAnAmount { flow });
        return;
    }
    let destination = &plan.destinations[flow.destination];
    let is_open = match flow.way {
        Way::In => destination.open.contains(&flow.year),
        Way::Out => destination.gives_back_in(flow.year),
    };
    if !is_open {
        found.push(Breach::Closed { flow });
    }
    if flow.way == Way::In
        && !destination
            .accepts
            .takes(&plan.fractions[flow.fraction].material)
    {
        found.push(Breach::NotAccepted { flow });
    }
}

fn of_destination(
    plan: &MassPlan,
    ledger: &Ledger,
    (index, destination): (usize, &Destination),
    found: &mut Vec<Breach>,
) {
    for year in 0..plan.years {
        let booked = &ledger.destinations[index][year];
        if let Some(limit) = destination.yearly_limit
            && passes(booked.into.0, limit.0)
        {
            found.push(Breach::OverYearlyLimit {
                destination: index,
                year,
                mass: booked.into,
                limit,
            });
        }
        match &destination.holding {
            Holding::Outlet { least: Some(least) } => {
                if 0.0 < booked.into.0 && passes(least.mass.0, booked.into.0) {
                    found.push(Breach::BelowLeast {
                        destination: index,
                        year,
                        mass: booked.into,
                        least: least.mass,
                        is_rule: least.is_rule,
                    });
                }
            }
            Holding::Outlet { least: None } => {}
            Holding::Deposit { capacity, .. } | Holding::Store { capacity, .. } => {
                if passes(booked.placed.0, capacity.0) {
                    found.push(Breach::OverCapacity {
                        destination: index,
                        year,
                        placed: booked.placed,
                        capacity: *capacity,
                    });
                }
            }
            Holding::Backfill {
                free,
                extracted,
                cap,
                already_placed,
                already_bank,
            } => {
                let placed = *already_placed + booked.placed;
                // What lay there before is not undone by a limit: only what the plan adds can break one.
                if 0.0 < booked.holds.0 && passes(placed.0, free[year].0) {
                    found.push(Breach::OverVoid {
                        destination: index,
                        year,
                        placed,
                        free: free[year],
                    });
                }
                let bank = *already_bank + booked.bank;
                let limit = extracted[year] * cap.share();
                if 0.0 < booked.holds.0 && passes(bank.0, limit.0) {
                    found.push(Breach::OverCap {
                        destination: index,
                        year,
                        bank,
                        limit,
                    });
                }
            }
        }
    }
}

/// What lies in a store, fraction by fraction.
fn of_stock(plan: &MassPlan, allocation: &Allocation, store: usize, found: &mut Vec<Breach>) {
    let Holding::Store { emptied_by, .. } = plan.destinations[store].holding else {
        return;
    };
    // Of each year: what was brought so far, and what is left of it.
    let mut books = vec![(Tonnes(0.0), Tonnes(0.0)); plan.years];
    for fraction in 0..plan.fractions.len() {
        let mut into = Tonnes(0.0);
        let mut out = Tonnes(0.0);
        for (year, (brought, left)) in books.iter_mut().enumerate() {
            let flow = |way| {
                allocation.get(FlowKey {
                    fraction,
                    year,
                    destination: store,
                    way,
                })
            };
            into = into + flow(Way::In);
            out = out + flow(Way::Out);
            if passes(out.0, into.0) {
                found.push(Breach::Overdrawn {
                    fraction,
                    year,
                    destination: store,
                    missing: out - into,
                });
            }
            *brought = *brought + into;
            *left = *left + into - out;
        }
    }
    let emptied_by = emptied_by.unwrap_or(plan.years);
    let mut after = books.iter().enumerate().skip(emptied_by);
    let is_left =
        |(_, (brought, left)): &(usize, &(Tonnes, Tonnes))| passes(brought.0, (*brought - *left).0);
    if let Some((year, (_, left))) = after.find(is_left) {
        found.push(Breach::NotEmptied {
            destination: store,
            year,
            holds: *left,
        });
    }
}
