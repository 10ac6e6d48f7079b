//! What is decided otherwise in one alternative than in another, without words.
//!
//! What all alternatives share (layers, fractions, years and rates, slope templates) is not compared, and neither is
//! what only concerns drawing. How it is told is left to `app`.

mod build_parts;
mod compare;
mod decided;
mod pairs;
mod parts;
mod plan;
mod shape;

use std::collections::BTreeSet;

use geo::Coord;

use super::{DepositId, Entry, FractionId, Project, ScenarioId};
use crate::balance::Way;
use crate::units::{SquareMetres, Tonnes, Year};

use compare::compare;
pub use decided::{Decided, Decision, are_close};
use pairs::pairs;
use parts::parts_of;
use plan::Planned;

/// Something that is decided otherwise in one alternative than in another.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// What it is about.
    pub entry: DifferenceOf,
    /// What is decided otherwise.
    pub what: Changed,
}

/// A deposit, pit, outlet or other ground as it is in one alternative and in the other.
///
/// `None` in both is the alternative itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DifferenceOf {
    /// In the one; `None` where only the other has it.
    pub one: Option<Entry>,
    /// In the other; `None` where only the one has it.
    pub other: Option<Entry>,
}

/// The same thing in one alternative and in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Both<T> {
    /// In the one.
    pub one: T,
    /// In the other.
    pub other: T,
}

/// What is decided otherwise.
#[derive(Clone, Debug, PartialEq)]
pub enum Changed {
    /// It is built in one alternative alone.
    Alone,
    /// A decision.
    Decision {
        /// Which.
        decision: Decision,
        /// The name of the monitoring point that it is about; empty where it is about the whole.
        point: String,
        /// What is decided.
        values: Both<Decided>,
    },
    /// An outline.
    Outline {
        /// What it encloses.
        areas: Both<SquareMetres>,
        /// From the middle in the one to the middle in the other, in metres.
        moved: Coord<f64>,
        /// What only one of them encloses.
        unshared: SquareMetres,
    },
    /// Tonnes by year.
    Amounts {
        /// Of what.
        of: Amounts,
        /// In all the years in which they differ.
        sums: Both<Tonnes>,
        /// The years in which they differ.
        years: BTreeSet<Year>,
    },
}

/// What has tonnes by year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amounts {
    /// All rock that is taken out of a pit.
    Mined,
    /// What the plan puts in or takes out of a fraction.
    Planned(FractionId, Way),
}

impl DifferenceOf {
    /// The alternative itself.
    pub const ALTERNATIVE: Self = Self {
        one: None,
        other: None,
    };
}

/// All decisions that differ between two alternatives: of the alternatives themselves, then of deposits, pits, stopes,
/// outlets and other ground. Nothing where an alternative is gone.
///
/// Copies have other numbers than what they were copied from, so entries of a kind belong together that have the same
/// name; of the rest, those with the same outline or place; of the rest, those whose outlines overlap most. What is
/// left is only in one. Of several with the same name, those with the same outline or the greatest overlap belong
/// together.
pub fn differences(project: &Project, one: ScenarioId, other: ScenarioId) -> Vec<Difference> {
    let (Some(of_one), Some(of_other)) = (project.scenario(one), project.scenario(other)) else {
        return Vec::new();
    };
    if one == other {
        return Vec::new();
    }
    everything_is_compared(project);
    let entries = pairs(project, one, other);
    let mut found = Vec::new();
    let mut tell = |entry: DifferenceOf, changes: Vec<Changed>| {
        found.extend(changes.into_iter().map(|what| Difference { entry, what }));
    };
    let (parts_one, parts_other) = (parts::of_scenario(of_one), parts::of_scenario(of_other));
    let mut whole = compare(&parts_one, &parts_other);
    whole.extend(order_of_building(project, &entries));
    tell(DifferenceOf::ALTERNATIVE, whole);
    let plans = Both {
        one: Planned::of(project, one),
        other: Planned::of(project, other),
    };
    for entry in entries {
        let mut changes = match (entry.one, entry.other) {
            (Some(one), Some(other)) => compare(&parts_of(project, one), &parts_of(project, other)),
            _ => vec![Changed::Alone],
        };
        changes.extend(plan::changes(project, entry, &plans));
        tell(entry, changes);
    }
    found
}

/// Stops the compiler where a project gets something more, so that somebody decides whether it is compared.
fn everything_is_compared(project: &Project) {
    let Project {
        scenarios: _,
        deposits: _,
        pits: _,
        other_ground: _,
        outlets: _,
        cells: _,
        order: _,
        // What people judge of alternatives is told where they are compared.
        assessment: _,
        // All alternatives share the rest.
        layers: _,
        scenario_order: _,
        fractions: _,
        fraction_order: _,
        masses: _,
        templates: _,
        template_order: _,
        areas: _,
    } = project;
}

/// Deposits that may lie on each other and are built in another order, the first built first.
fn order_of_building(project: &Project, entries: &[DifferenceOf]) -> Option<Changed> {
    let place = |entry: Entry| project.order.iter().position(|other| *other == entry);
    let known: Vec<(Both<DepositId>, Both<usize>)> = entries
        .iter()
        .filter_map(|entry| match (entry.one?, entry.other?) {
            (Entry::Deposit(one), Entry::Deposit(other)) => {
                let places = Both {
                    one: place(Entry::Deposit(one))?,
                    other: place(Entry::Deposit(other))?,
                };
                Some((Both { one, other }, places))
            }
            _ => None,
        })
        .collect();
    let may_touch = |one: DepositId, other: DepositId| {
        let both = project.deposit(one).zip(project.deposit(other));
        both.is_some_and(|(one, other)| one.may_touch(other))
    };
    let is_swapped = |(ids, places): &(Both<DepositId>, Both<usize>)| {
        known.iter().any(|(other_ids, other_places)| {
            (places.one < other_places.one) != (places.other < other_places.other)
                && (may_touch(ids.one, other_ids.one) || may_touch(ids.other, other_ids.other))
        })
    };
    let mut swapped: Vec<_> = known.iter().copied().filter(is_swapped).collect();
    if swapped.is_empty() {
        return None;
    }
    // What is drawn lower is built earlier.
    swapped.sort_by_key(|(_, places)| std::cmp::Reverse(places.one));
    let one = swapped.iter().map(|(ids, _)| Entry::Deposit(ids.one));
    let one = Decided::Order(one.collect());
    swapped.sort_by_key(|(_, places)| std::cmp::Reverse(places.other));
    let other = swapped.iter().map(|(ids, _)| Entry::Deposit(ids.other));
    let other = Decided::Order(other.collect());
    Some(Changed::Decision {
        decision: Decision::BuildingOrder,
        point: String::new(),
        values: Both { one, other },
    })
}
