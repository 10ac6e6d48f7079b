//! Which flows may be changed, and the column of each.

use std::collections::BTreeSet;

use crate::balance::{Allocation, FlowKey, Holding, MassPlan, Way};

/// The flows that may be changed, and what flows because it is set.
pub(super) struct Table {
    /// The flow of each column.
    pub(super) flows: Vec<FlowKey>,
    /// What the planner has set.
    pub(super) fixed: Allocation,
    years: usize,
    destinations: usize,
    /// By way, fraction, year and destination.
    columns: [Vec<Option<u32>>; 2],
}

impl Table {
    /// All flows that a plan lets be, of rock that there is.
    pub(super) fn of(plan: &MassPlan) -> Self {
        let cells = plan.fractions.len() * plan.years * plan.destinations.len();
        let mut table = Self {
            flows: Vec::new(),
            fixed: Allocation::fixed(plan),
            years: plan.years,
            destinations: plan.destinations.len(),
            columns: [vec![None; cells], vec![None; cells]],
        };
        let set: BTreeSet<FlowKey> = plan.fixed.iter().map(|fixed| fixed.flow).collect();
        for (fraction, planned) in plan.fractions.iter().enumerate() {
            let mut there_is = false;
            for year in 0..plan.years {
                there_is |= planned.produced.get(year).is_some_and(|mass| 0.0 < mass.0);
                for destination in 0..plan.destinations.len() {
                    for way in [Way::In, Way::Out] {
                        let flow = FlowKey {
                            fraction,
                            year,
                            destination,
                            way,
                        };
                        if there_is && is_of_use(plan, flow) && !set.contains(&flow) {
                            table.add(flow);
                        }
                    }
                }
            }
        }
        table
    }

    /// The column of a flow; `None` where it may not be changed.
    pub(super) fn column(&self, flow: FlowKey) -> Option<usize> {
        self.columns[way_index(flow.way)][self.cell(flow)].map(|column| column as usize)
    }

    fn add(&mut self, flow: FlowKey) {
        let cell = self.cell(flow);
        self.columns[way_index(flow.way)][cell] = u32::try_from(self.flows.len()).ok();
        self.flows.push(flow);
    }

    fn cell(&self, flow: FlowKey) -> usize {
        (flow.fraction * self.years + flow.year) * self.destinations + flow.destination
    }
}

fn way_index(way: Way) -> usize {
    match way {
        Way::In => 0,
        Way::Out => 1,
    }
}

/// Whether rock may flow, and it is of use: what goes into a store that must be empty at the end of the same year is
/// not, nor what comes out before anything went in.
fn is_of_use(plan: &MassPlan, flow: FlowKey) -> bool {
    let destination = &plan.destinations[flow.destination];
    plan.may_flow(flow)
        && match (flow.way, &destination.holding) {
            (Way::In, Holding::Store { emptied_by, .. }) => {
                emptied_by.is_none_or(|last| flow.year < last)
            }
            (Way::In, _) => true,
            (Way::Out, _) => destination.open.start <= flow.year,
        }
}
