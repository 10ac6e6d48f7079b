//! What the planner decided about masses as a whole: the years of the plan, rates of haul, and what goes where.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Coord;

use super::{Entry, FractionId, Project, ScenarioId};
use crate::balance::{HaulRates, Way};
use crate::units::{Tonnes, Year};

/// The years and rates that all alternatives share.
#[derive(Clone, Debug, PartialEq)]
pub struct MassSettings {
    /// The first year of the plan.
    pub first_year: Year,
    /// The last year, not before the first.
    pub last_year: Year,
    /// Where rock is loaded, in metres, unless a fraction says otherwise.
    pub origin: Option<Coord<f64>>,
    /// What hauling costs and lets out.
    pub haul: HaulRates,
}

impl Default for MassSettings {
    fn default() -> Self {
        Self {
            first_year: Year(2027),
            last_year: Year(2046),
            origin: None,
            haul: HaulRates::default(),
        }
    }
}

impl MassSettings {
    /// Most years that a plan can have.
    pub const MOST_YEARS: i32 = 200;

    /// Years of the plan, in their order. At most [`Self::MOST_YEARS`].
    pub fn years(&self) -> impl Iterator<Item = Year> + use<> {
        let last = self
            .last_year
            .0
            .min(self.first_year.0 + Self::MOST_YEARS - 1);
        (self.first_year.0..=last).map(Year)
    }
}

/// Names an amount of the plan: so much of a fraction, into or out of what is built, in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// Of this fraction.
    pub fraction: FractionId,
    /// In this year.
    pub year: Year,
    /// Into or out of this deposit, pit or outlet.
    pub place: Entry,
    /// Whether in or out.
    pub way: Way,
}

/// An amount of the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// How much.
    pub mass: Tonnes,
    /// Whether the planner has set it, so that *Fill in* leaves it as it is.
    pub is_fixed: bool,
}

/// What goes where in an alternative. Amounts of nothing that are not set are not kept.
pub type Cells = BTreeMap<CellKey, Cell>;

/// What goes where in what was copied goes there in the copy.
pub(super) fn copy_cells(project: &mut Project, into: ScenarioId, (from, to): (Entry, Entry)) {
    let Some(cells) = project
        .scenario_of(from)
        .and_then(|scenario| project.cells.get(&scenario))
    else {
        return;
    };
    let copied = cells.iter().filter(|(key, _)| key.place == from);
    let copied = copied.map(|(key, cell)| (CellKey { place: to, ..*key }, Some(*cell)));
    let copied = copied.collect::<Vec<_>>();
    if !copied.is_empty() {
        set_cells(project, into, copied);
    }
}

/// Sets amounts of an alternative's plan. One of what is gone, or belongs to another alternative, is left out.
pub(super) fn set_cells(
    project: &mut Project,
    scenario: ScenarioId,
    set: Vec<(CellKey, Option<Cell>)>,
) {
    if !project.scenarios.contains_key(&scenario) {
        return;
    }
    let mut cells = project.cells.get(&scenario).cloned().unwrap_or_default();
    let all = Arc::make_mut(&mut cells);
    for (key, cell) in set {
        let is_there = project.fractions.contains_key(&key.fraction)
            && project.scenario_of(key.place) == Some(scenario)
            && project.terms_of(key.place).is_some();
        match cell.filter(|cell| is_there && (cell.is_fixed || cell.mass.0 != 0.0)) {
            Some(cell) => all.insert(key, cell),
            None => all.remove(&key),
        };
    }
    if cells.is_empty() {
        project.cells.remove(&scenario);
    } else {
        project.cells.insert(scenario, cells);
    }
}

/// Keeps some amounts of every plan.
pub(super) fn keep_cells(project: &mut Project, is_kept: impl Fn(&CellKey) -> bool) {
    for cells in project.cells.values_mut() {
        if cells.keys().any(|key| !is_kept(key)) {
            Arc::make_mut(cells).retain(|key, _| is_kept(key));
        }
    }
    project.cells.retain(|_, cells| !cells.is_empty());
}

/// All amounts that are not set become what was found.
pub(super) fn fill_in(project: &mut Project, scenario: ScenarioId, found: Vec<(CellKey, Cell)>) {
    if let Some(cells) = project.cells.get_mut(&scenario) {
        Arc::make_mut(cells).retain(|_, cell| cell.is_fixed);
    }
    let found = found.into_iter().map(|(key, cell)| (key, Some(cell)));
    set_cells(project, scenario, found.collect());
}
