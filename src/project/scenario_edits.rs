//! Changes of alternatives: added with copies of what another one has, taken out, moved.

use std::sync::Arc;

use super::assessment::forget_scenario;
use super::edit::AddedCopy;
use super::masses::copy_cells;
use super::{
    Deposit, DepositId, Entry, GroundId, OtherGround, Outlet, OutletId, Pit, PitId, Project,
    Scenario, ScenarioId, ScenarioKind,
};

pub(super) fn add_scenario(
    project: &mut Project,
    id: ScenarioId,
    scenario: Scenario,
    copies: &[AddedCopy],
) {
    if project.scenarios.contains_key(&id) || scenario.is_zero() {
        return;
    }
    let of = copies
        .first()
        .and_then(|copy| project.scenario_of(copy.copy_of))
        .or(match scenario.kind {
            ScenarioKind::WhatIf { of } => Some(of),
            ScenarioKind::Zero | ScenarioKind::Alternative => None,
        });
    let behind = of.and_then(|of| project.scenario_order.iter().position(|other| *other == of));
    let place = behind.map_or(project.scenario_order.len(), |place| place + 1);
    Arc::make_mut(&mut project.scenario_order).insert(place, id);
    project.scenarios.insert(id, Arc::new(scenario));
    for copy in copies {
        copy_into(project, id, copy);
    }
}

fn copy_into(project: &mut Project, scenario: ScenarioId, copy: &AddedCopy) {
    let original = copy.copy_of;
    let Some(place) = project.order.iter().position(|entry| *entry == original) else {
        return;
    };
    let added = match original {
        Entry::Layer(_) => return,
        Entry::Deposit(id) => {
            let Some(deposit) = project.deposit(id).cloned() else {
                return;
            };
            let id = DepositId(copy.id);
            let deposit = Deposit {
                scenario,
                ..deposit
            };
            project.deposits.insert(id, Arc::new(deposit));
            Entry::Deposit(id)
        }
        Entry::Pit(id) => {
            let Some(pit) = project.pit(id).cloned() else {
                return;
            };
            let id = PitId(copy.id);
            project.pits.insert(id, Arc::new(Pit { scenario, ..pit }));
            Entry::Pit(id)
        }
        Entry::Ground(id) => {
            let Some(ground) = project.ground(id).cloned() else {
                return;
            };
            let id = GroundId(copy.id);
            let ground = OtherGround { scenario, ..ground };
            project.other_ground.insert(id, Arc::new(ground));
            Entry::Ground(id)
        }
        Entry::Outlet(id) => {
            let Some(outlet) = project.outlet(id).cloned() else {
                return;
            };
            let id = OutletId(copy.id);
            let outlet = Outlet { scenario, ..outlet };
            project.outlets.insert(id, Arc::new(outlet));
            Entry::Outlet(id)
        }
    };
    Arc::make_mut(&mut project.order).insert(place, added);
    copy_cells(project, scenario, (copy.copy_of, added));
}

pub(super) fn remove_scenario(project: &mut Project, id: ScenarioId) {
    if id == ScenarioId::ZERO || project.scenarios.remove(&id).is_none() {
        return;
    }
    Arc::make_mut(&mut project.scenario_order).retain(|other| *other != id);
    project.deposits.retain(|_, deposit| deposit.scenario != id);
    project.pits.retain(|_, pit| pit.scenario != id);
    project
        .other_ground
        .retain(|_, ground| ground.scenario != id);
    project.outlets.retain(|_, outlet| outlet.scenario != id);
    project.cells.remove(&id);
    forget_scenario(project, id);
    let (deposits, pits) = (&project.deposits, &project.pits);
    let (grounds, outlets) = (&project.other_ground, &project.outlets);
    Arc::make_mut(&mut project.order).retain(|entry| match entry {
        Entry::Layer(_) => true,
        Entry::Deposit(deposit) => deposits.contains_key(deposit),
        Entry::Pit(pit) => pits.contains_key(pit),
        Entry::Ground(ground) => grounds.contains_key(ground),
        Entry::Outlet(outlet) => outlets.contains_key(outlet),
    });
}

pub(super) fn move_scenario(project: &mut Project, id: ScenarioId, place: usize) {
    let before = project.scenario_order.iter().position(|other| *other == id);
    if let Some(before) = before.filter(|_| id != ScenarioId::ZERO) {
        let order = Arc::make_mut(&mut project.scenario_order);
        order.remove(before);
        order.insert(place.clamp(1, order.len()), id);
    }
}

pub(super) fn of_scenario(
    project: &mut Project,
    id: ScenarioId,
    change: impl FnOnce(&mut Scenario),
) {
    if let Some(scenario) = project.scenarios.get_mut(&id) {
        change(Arc::make_mut(scenario));
    }
}
