//! Why a tonne has no place: which one rule stands in its way at each destination.
//!
//! A cause is told only where it alone is in the way: with that one rule loosened, a tonne more has its place,
//! whatever else the allocation does.

use super::{FlowKey, Holding, Ledger, MassPlan, Way};
use crate::units::Tonnes;

/// Less than this share of a limit is no room.
const NO_ROOM: f64 = 1e-6;

/// A rule that stands in the way of rock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The deposit or store is full in the end, or at some time after.
    Capacity,
    /// There is no room free in the pit or stope by then.
    Void,
    /// The share of the extracted rock that may go back is used.
    Cap,
    /// The destination takes no more in that year.
    YearlyLimit,
    /// The outlet takes nothing in that year unless it gets more, which is a rule.
    Least,
    /// The destination is not open in that year.
    Year,
    /// The destination does not take rock of this quality.
    Quality,
    /// The destination does not take this kind of rock.
    Kind,
    /// None: the allocation leaves room that could be used.
    NotUsed,
}

impl Rule {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::NotUsed,
        Self::Capacity,
        Self::Void,
        Self::Cap,
        Self::YearlyLimit,
        Self::Least,
        Self::Year,
        Self::Quality,
        Self::Kind,
    ];

    /// As it stands on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::NotUsed => "not_used",
            Self::Capacity => "capacity",
            Self::Void => "void",
            Self::Cap => "cap",
            Self::YearlyLimit => "yearly_limit",
            Self::Least => "least",
            Self::Year => "year",
            Self::Quality => "quality",
            Self::Kind => "kind",
        }
    }
}

/// One rule at one destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The rule.
    pub rule: Rule,
    /// Where it holds.
    pub destination: usize,
}

/// Rock of a fraction that has no place in a year, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Unplaced {
    /// Of this fraction.
    pub fraction: usize,
    /// In this year.
    pub year: usize,
    /// So much.
    pub mass: Tonnes,
    /// Each of these, loosened by itself, gives a tonne more its place. The first is the one to name: room that is
    /// not used, then what is full, then what is not allowed. Empty where several rules stand in the way everywhere.
    pub causes: Vec<Cause>,
}

/// All rock that has no place, by fraction and year. Less than a millionth of what comes is rounding.
pub fn unplaced(plan: &MassPlan, ledger: &Ledger) -> Vec<Unplaced> {
    let rooms = rooms(plan, ledger);
    let mut all = Vec::new();
    for (fraction, years) in ledger.fractions.iter().enumerate() {
        for (year, booked) in years.iter().enumerate() {
            if booked.unplaced.0 <= NO_ROOM * (booked.produced + booked.reclaimed).0 {
                continue;
            }
            let causes = (0..plan.destinations.len())
                .filter_map(|destination| {
                    let rule = only_rule(plan, &rooms[destination], (fraction, year, destination))?;
                    Some(Cause { rule, destination })
                })
                .collect::<Vec<_>>();
            let mut causes = causes;
            causes.sort_by_key(|cause| {
                let rank = Rule::ALL.iter().position(|rule| *rule == cause.rule);
                (rank, cause.destination)
            });
            all.push(Unplaced {
                fraction,
                year,
                mass: booked.unplaced,
                causes,
            });
        }
    }
    all
}

/// Which limits of a destination leave no room for rock that comes in each year.
struct Rooms {
    capacity: Vec<bool>,
    void: Vec<bool>,
    cap: Vec<bool>,
    yearly: Vec<bool>,
    least: Vec<bool>,
}

fn rooms(plan: &MassPlan, ledger: &Ledger) -> Vec<Rooms> {
    let of = |index: usize| {
        let destination = &plan.destinations[index];
        let booked = &ledger.destinations[index];
        // Rock that comes in a year lies there in all years after it, so that each of them must have room.
        let from_behind = |is_full: &dyn Fn(usize) -> bool| {
            let mut full = vec![false; plan.years];
            let mut later = false;
            for year in (0..plan.years).rev() {
                later |= is_full(year);
                full[year] = later;
            }
            full
        };
        let never = || vec![false; plan.years];
        let (capacity, void, cap) = match &destination.holding {
            Holding::Outlet { .. } => (never(), never(), never()),
            Holding::Deposit { capacity, .. } | Holding::Store { capacity, .. } => (
                from_behind(&|year| is_full(booked[year].placed.0, capacity.0)),
                never(),
                never(),
            ),
            Holding::Backfill {
                free,
                extracted,
                cap,
                already_placed,
                already_bank,
            } => (
                never(),
                from_behind(&|year| {
                    is_full((*already_placed + booked[year].placed).0, free[year].0)
                }),
                from_behind(&|year| {
                    let limit = extracted[year] * cap.share();
                    is_full((*already_bank + booked[year].bank).0, limit.0)
                }),
            ),
        };
        let yearly = booked.iter().map(|year| {
            destination
                .yearly_limit
                .is_some_and(|limit| is_full(year.into.0, limit.0))
        });
        let least = booked.iter().map(|year| match &destination.holding {
            Holding::Outlet { least: Some(least) } => {
                least.is_rule && year.into.0 < least.mass.0 / 2.0
            }
            _ => false,
        });
        Rooms {
            capacity,
            void,
            cap,
            yearly: yearly.collect(),
            least: least.collect(),
        }
    };
    (0..plan.destinations.len()).map(of).collect()
}

fn is_full(amount: f64, limit: f64) -> bool {
    limit - amount <= NO_ROOM * limit.abs()
}

/// The one rule that keeps a fraction out of a destination in a year; `None` where more than one does, or where
/// rock would have to come out again.
fn only_rule(
    plan: &MassPlan,
    rooms: &Rooms,
    (fraction, year, destination): (usize, usize, usize),
) -> Option<Rule> {
    let to = &plan.destinations[destination];
    let must_be_emptied = matches!(
        to.holding,
        Holding::Store {
            emptied_by: Some(_),
            ..
        }
    );
    if must_be_emptied {
        return None;
    }
    let material = &plan.fractions[fraction].material;
    let flow = FlowKey {
        fraction,
        year,
        destination,
        way: Way::In,
    };
    // What the planner has set is not to be changed, and is its own reason.
    if plan.fixed.iter().any(|fixed| fixed.flow == flow) {
        return None;
    }
    let rules = [
        (rooms.capacity[year], Rule::Capacity),
        (rooms.void[year], Rule::Void),
        (rooms.cap[year], Rule::Cap),
        (rooms.yearly[year], Rule::YearlyLimit),
        (rooms.least[year], Rule::Least),
        (!to.open.contains(&year), Rule::Year),
        (
            !to.accepts.qualities.contains(&material.quality),
            Rule::Quality,
        ),
        (!to.accepts.kinds.contains(&material.kind), Rule::Kind),
    ];
    let mut holding = rules.into_iter().filter(|(holds, _)| *holds);
    match (holding.next(), holding.next()) {
        (None, _) => Some(Rule::NotUsed),
        (Some((_, rule)), None) => Some(rule),
        (Some(_), Some(_)) => None,
    }
}
