//! What goes where, in one alternative and in the other.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::amounts_changed;
use super::{Amounts, Both, Changed, Decided, Decision, DifferenceOf};
use crate::balance::Way;
use crate::project::{Cell, CellKey, Entry, FractionId, Project, ScenarioId};
use crate::units::{Tonnes, Year};

/// The amounts of an alternative's plan, by what they go into or out of.
pub(super) struct Planned {
    amounts: BTreeMap<(Entry, FractionId, Way), Flow>,
}

/// A fraction into or out of one place.
#[derive(Clone, Default)]
struct Flow {
    tonnes: BTreeMap<Year, Tonnes>,
    set: BTreeSet<Year>,
}

impl Planned {
    pub(super) fn of(project: &Project, scenario: ScenarioId) -> Self {
        let mut amounts: BTreeMap<(Entry, FractionId, Way), Flow> = BTreeMap::new();
        for (key, cell) in project
            .cells
            .get(&scenario)
            .into_iter()
            .flat_map(|cells| cells.iter())
        {
            let CellKey {
                fraction,
                year,
                place,
                way,
            } = *key;
            let Cell { mass, is_fixed } = *cell;
            let flow = amounts.entry((place, fraction, way)).or_default();
            flow.tonnes.insert(year, mass);
            if is_fixed {
                flow.set.insert(year);
            }
        }
        Self { amounts }
    }

    fn flow(&self, place: Option<Entry>, fraction: FractionId, way: Way) -> Flow {
        let flow = place.and_then(|place| self.amounts.get(&(place, fraction, way)));
        flow.cloned().unwrap_or_default()
    }
}

/// What differs of what goes into and out of an entry. Nothing goes there in an alternative that does not have it.
pub(super) fn changes(
    project: &Project,
    entry: DifferenceOf,
    plans: &Both<Planned>,
) -> Vec<Changed> {
    let fractions = project.fractions_in_order().map(|(id, _)| id);
    let flows = fractions.flat_map(|id| [(id, Way::In), (id, Way::Out)]);
    let changes = flows.flat_map(|(fraction, way)| {
        let one = plans.one.flow(entry.one, fraction, way);
        let other = plans.other.flow(entry.other, fraction, way);
        let of = Amounts::Planned(fraction, way);
        let amounts = amounts_changed(of, &one.tonnes, &other.tonnes);
        let set = (one.set != other.set).then(|| Changed::Decision {
            decision: Decision::SetByPlanner(fraction, way),
            point: String::new(),
            values: Both {
                one: Decided::Years(one.set),
                other: Decided::Years(other.set),
            },
        });
        amounts.into_iter().chain(set)
    });
    changes.collect()
}
