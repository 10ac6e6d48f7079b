//! The ledger of each alternative checked: by the figures that are kept, and by those that come out now.

use super::masses::{KeptMasses, MassBook, planned_masses};
use crate::balance::Fate;
use crate::project::{Entry, Project, ScenarioId};
use crate::results::Records;

/// A sum of an alternative's ledger, by the figures that are kept and by those that come out now.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedSum {
    /// Which alternative.
    pub scenario: ScenarioId,
    /// Its name.
    pub scenario_name: String,
    /// What it is, with its unit; behind a slash for a place of its own, such as `deposit-7/full_year`.
    pub figure: String,
    /// By the figures that are kept; NaN where there is none.
    pub stored: f64,
    /// By those that come out now; `None` where some cannot be worked out.
    pub recomputed: Option<f64>,
}

/// Checks the ledgers of all alternatives. `now` has what came out, and nothing of what did not.
pub(super) fn check_ledgers(project: &Project, kept: &Records, now: &Records) -> Vec<CheckedSum> {
    if project.fractions.is_empty() {
        return Vec::new();
    }
    let scenarios = project.scenarios_in_order();
    let sums = scenarios.flat_map(|(id, scenario)| {
        let is_there = |entry: Entry| match entry {
            Entry::Deposit(id) => now.fills.contains_key(&id) || !kept.fills.contains_key(&id),
            Entry::Pit(id) => now.pits.contains_key(&id) || !kept.pits.contains_key(&id),
            Entry::Layer(_) | Entry::Ground(_) | Entry::Outlet(_) => true,
        };
        let is_known = project.destinations_of(id).all(is_there);
        let stored = sums_of(project, id, kept);
        let mut found = is_known.then(|| sums_of(project, id, now).into_iter());
        let name = scenario.name.clone();
        stored.into_iter().map(move |(figure, stored)| CheckedSum {
            scenario: id,
            scenario_name: name.clone(),
            figure,
            stored,
            recomputed: found.as_mut().and_then(Iterator::next).map(|(_, now)| now),
        })
    });
    sums.collect()
}

/// Sums of an alternative's ledger, always the same ones in the same order.
fn sums_of(project: &Project, scenario: ScenarioId, records: &Records) -> Vec<(String, f64)> {
    let known = KeptMasses { project, records };
    let book = MassBook::of(planned_masses(project, scenario, &known));
    let total = &book.ledger.total;
    let fates = Fate::ALL.map(|fate| (format!("{}_t", fate.id()), total.get(fate).0));
    let alone = [
        ("unplaced_t".to_owned(), total.unplaced.0),
        ("cost_nok".to_owned(), book.cost.0),
        ("soil_brought_m3".to_owned(), book.soil.brought().0),
        ("breaches".to_owned(), book.breaches.len() as f64),
    ];
    let places = book.planned.places.iter().zip(&book.destinations);
    let places = places.flat_map(|(place, booked)| {
        let (kind, number) = place.kind_and_number();
        let place = format!("{kind}-{number}");
        let capacity = booked.capacity.map_or(f64::NAN, |capacity| capacity.0);
        let full = booked.full.map_or(f64::NAN, |year| f64::from(year.0));
        [
            (format!("{place}/capacity_m3"), capacity),
            (format!("{place}/full_year"), full),
        ]
    });
    fates.into_iter().chain(alone).chain(places).collect()
}
