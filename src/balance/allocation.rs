//! How much of each fraction goes where in each year.

use super::{FlowKey, MassPlan, Way};
use crate::units::Tonnes;

/// How much of each fraction goes where in each year, and how much is taken out of stores again.
///
/// What is neither is unplaced: it is not kept here.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    years: usize,
    destinations: usize,
    into: Vec<f64>,
    out: Vec<f64>,
}

impl Allocation {
    /// Nothing goes anywhere.
    pub fn none(plan: &MassPlan) -> Self {
        let (years, destinations) = (plan.years, plan.destinations.len());
        let cells = plan.fractions.len() * years * destinations;
        Self {
            years,
            destinations,
            into: vec![0.0; cells],
            out: vec![0.0; cells],
        }
    }

    /// Only what the planner has set.
    pub fn fixed(plan: &MassPlan) -> Self {
        let mut allocation = Self::none(plan);
        for fixed in &plan.fixed {
            allocation.set(fixed.flow, fixed.mass);
        }
        allocation
    }

    /// How much flows.
    pub fn get(&self, flow: FlowKey) -> Tonnes {
        let cell = self.cell(flow);
        Tonnes(match flow.way {
            Way::In => self.into[cell],
            Way::Out => self.out[cell],
        })
    }

    /// Lets so much flow.
    pub fn set(&mut self, flow: FlowKey, mass: Tonnes) {
        let cell = self.cell(flow);
        match flow.way {
            Way::In => self.into[cell] = mass.0,
            Way::Out => self.out[cell] = mass.0,
        }
    }

    /// Every flow that is not nothing, by fraction, year and destination.
    pub fn flows(&self) -> impl Iterator<Item = (FlowKey, Tonnes)> {
        let ways = [(Way::In, &self.into), (Way::Out, &self.out)];
        ways.into_iter().flat_map(move |(way, cells)| {
            cells.iter().enumerate().filter_map(move |(cell, mass)| {
                (*mass != 0.0).then_some((self.key(cell, way), Tonnes(*mass)))
            })
        })
    }

    fn cell(&self, flow: FlowKey) -> usize {
        (flow.fraction * self.years + flow.year) * self.destinations + flow.destination
    }

    fn key(&self, cell: usize, way: Way) -> FlowKey {
        FlowKey {
            fraction: cell / self.destinations / self.years,
            year: cell / self.destinations % self.years,
            destination: cell % self.destinations,
            way,
        }
    }
}
