//! *Fill in*: where all rock goes, so that as little as can be has no place and the rest is as good as can be.
//!
//! A linear problem over the whole horizon. Of each fraction, year and destination that takes it there is a flow, and
//! of each store one back out; in every year what goes is no more than what comes and is taken out again. What is left
//! has no place, and stands: it is not kept for later. A store gives back what lies there and is empty in time; a
//! deposit holds what it holds; what goes back into a pit stays below the room that is free and below the cap in every
//! year, all that went there so far; what the planner has set flows as it is set.
//!
//! Goals are reached one after the other, each held exactly while the next is made small: first what has no place, then
//! the aim, then the cost, then what is taken out of stores; of what is as good, rock is placed as early as can be, unless there are very many flows. A least amount that is a rule, and land that grows more
//! and more slowly, are no linear problem: [`mod@search`] parts it until it is one.
//!
//! The answer is looked at by [`breaches`], which knows nothing of all this, before anybody sees it.
//!
//! # Units
//! Mass in the mean of what comes of a fraction in a year, volume in m³/t times that, cost in that of the dearest flow
//! times the unit of mass. Numbers given and taken are in tonnes, m³ and NOK.
//!
//! # Source
//! Goals one after the other: Isermann, *Linear lexicographic optimization*, OR Spektrum 4 (1982), by fixing what has a
//! reduced cost. Parting by concave costs: Falk and Soland, *An algorithm for separable nonconvex programming
//! problems*, Management Science 15 (1969). Simplex: `HiGHS`.

mod branch;
mod goal;
mod land;
mod model;
mod problem;
mod search;
mod solver;
mod stores;
mod table;
mod tidy;

pub use land::land_covered;

use self::goal::{Goal, Goals};
use self::model::Model;
use self::search::search;
use self::solver::{SolveError, Watch};
use self::tidy::tidied;
use super::{Allocation, Breach, Fate, Ledger, MassPlan, breaches};
use crate::progress::{Cancelled, Run};
use crate::units::SquareMetres;

/// What is to be as good as can be once as much as can be has its place. The cost decides between what is as good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// The least cost.
    LeastCost,
    /// The least ground covered by deposits and stores, see [`land_covered`].
    LeastLand,
    /// As much as can be ends with the first fate, then with the second, and so on; fates that are left out come last.
    /// What goes through a store does not end there.
    InOrder(Vec<Fate>),
}

impl Default for Aim {
    /// In the order of [`Fate::ALL`].
    fn default() -> Self {
        Self::InOrder(Fate::ALL.into())
    }
}

/// Where all rock goes.
#[derive(Clone, Debug, PartialEq)]
pub struct FilledIn {
    /// Every flow.
    pub allocation: Allocation,
    /// The same, booked.
    pub ledger: Ledger,
    /// The ground that deposits and stores cover.
    pub land: SquareMetres,
    /// By how much of itself what is sought could still be less than it is; `None` where it cannot.
    ///
    /// The first thing in its order that could be: what has no place, then the aim, then the cost; what has no place and
    /// what ends with a fate are told by what is placed and what ends there. 0 where only what comes after the aim could.
    pub gap: Option<f64>,
    /// By how much the land was told wrong at the most while the least was sought, by simpler curves.
    pub land_off: SquareMetres,
}

/// Why nothing is filled in.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FillInError {
    /// Nobody wants it any more.
    #[error("cancelled")]
    Cancelled,
    /// What the planner has set breaks rules, whatever is done with the rest. Change it, or the rules.
    #[error("what is set breaks rules that nothing else can mend")]
    FixedBreaks(Vec<Breach>),
    /// There is more to decide than can be. Fewer years, fractions or destinations, or narrower ones, make it less.
    #[error("{flows} flows could be changed, and {most} are the most")]
    TooLarge {
        /// How many could be changed.
        flows: usize,
        /// So many may.
        most: usize,
    },
    /// The solver found no answer.
    #[error("no answer was found: {reason}")]
    NoAnswer {
        /// What it says.
        reason: &'static str,
    },
    /// The answer breaks rules and is not shown.
    #[error("the answer found breaks rules")]
    Broken(Vec<Breach>),
}

impl From<SolveError> for FillInError {
    fn from(error: SolveError) -> Self {
        match error {
            SolveError::Cancelled => Self::Cancelled,
            SolveError::Failed(reason) => Self::NoAnswer { reason },
        }
    }
}

impl From<Cancelled> for FillInError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// What an answer may lose when it is made to keep every rule to the last digit, as a share of all that comes.
const LOST_MOST: f64 = 1e-6;

/// Fills in all that is not set.
///
/// # Errors
/// [`FillInError`].
pub fn fill_in(plan: &MassPlan, aim: &Aim, run: &Run) -> Result<FilledIn, FillInError> {
    run.step(0, 1)?;
    let fixed = Allocation::fixed(plan);
    let faults = faults(plan, &fixed);
    if faults.iter().any(|fault| stands(plan, fault)) {
        return Err(FillInError::FixedBreaks(faults));
    }
    let model = Model::of(plan, *aim == Aim::LeastLand)?;
    let goals = goals_of(aim);
    // Half of the time for the goals, and half for parting.
    let watch = Watch {
        run,
        done: 50,
        total: 1000,
        for_goal: 450 / goals.len(),
    };
    let mut goals = Goals::new(&model, &goals)?;
    let Some(found) = search(&mut goals, watch)? else {
        return Err(FillInError::FixedBreaks(faults));
    };
    let allocation = tidied(&model, &found.columns);
    let ledger = Ledger::of(plan, &allocation);
    let faults: Vec<Breach> = breaches(plan, &allocation, &ledger);
    let faults: Vec<Breach> = faults.into_iter().filter(Breach::is_fault).collect();
    if !faults.is_empty() {
        return Err(FillInError::Broken(faults));
    }
    let terms = model.unplaced();
    let placed = terms
        .iter()
        .map(|(column, sign)| sign * found.columns[*column]);
    let best = Ledger::of(plan, &fixed).total.unplaced.0 + placed.sum::<f64>() * model.unit;
    let lost = ledger.total.unplaced.0 - best;
    if LOST_MOST * plan.produced().0 < lost {
        return Err(FillInError::NoAnswer {
            reason: "an answer that is not exact enough",
        });
    }
    run.step(1, 1)?;
    Ok(FilledIn {
        land: land_covered(plan, &ledger),
        gap: found.gap,
        land_off: SquareMetres(model.covers.iter().map(|cover| cover.off).sum()),
        allocation,
        ledger,
    })
}

fn goals_of(aim: &Aim) -> Vec<Goal> {
    let mut goals = vec![Goal::Unplaced];
    match aim {
        Aim::LeastCost => {}
        Aim::LeastLand => goals.push(Goal::Land),
        Aim::InOrder(order) => {
            let mut all = order.clone();
            all.extend(Fate::ALL);
            let mut seen = Vec::new();
            for fate in all {
                if !seen.contains(&fate) {
                    seen.push(fate);
                }
            }
            // What ends with none of the others ends with the last.
            seen.pop();
            goals.extend(seen.into_iter().map(Goal::NotEnding));
        }
    }
    goals.extend([Goal::Cost, Goal::Reclaimed]);
    goals
}

fn faults(plan: &MassPlan, allocation: &Allocation) -> Vec<Breach> {
    let found = breaches(plan, allocation, &Ledger::of(plan, allocation));
    found.into_iter().filter(Breach::is_fault).collect()
}

/// Whether a fault of what is set stands whatever is done with the rest: other flows can bring what is missing, take
/// out of a store what is too much, and give an outlet its least.
fn stands(plan: &MassPlan, fault: &Breach) -> bool {
    match fault {
        Breach::TooLittle { .. }
        | Breach::Overdrawn { .. }
        | Breach::NotEmptied { .. }
        | Breach::BelowLeast { .. } => false,
        Breach::OverCapacity { destination, .. } => !plan.destinations[*destination].is_store(),
        _ => true,
    }
}
