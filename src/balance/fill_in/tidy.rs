//! From the columns of the solver to an allocation that keeps every rule to the last digit.
//!
//! The solver may pass each bound by a billionth of its unit. Here the years are walked through: what comes out of a
//! store is no more than what lies there, what goes is no more than what there is, and what goes in fits each limit.

use super::model::Model;
use crate::balance::{Allocation, Destination, FlowKey, Holding, MassPlan, Way};
use crate::units::Tonnes;

/// Less than this, in units, is nothing.
const DUST: f64 = 1e-8;

/// Amounts that should be the same and differ by no more than this, in units, are made the same.
const CLOSE: f64 = 1e-6;

/// The allocation that columns tell.
pub(super) fn tidied(model: &Model<'_>, columns: &[f64]) -> Allocation {
    let plan = model.plan;
    let mut walk = Walk {
        model,
        flows: model.table.fixed.clone(),
        stock: vec![vec![0.0; plan.fractions.len()]; plan.destinations.len()],
        so_far: vec![Filled::default(); plan.destinations.len()],
    };
    for (flow, amount) in model.table.flows.iter().zip(columns) {
        if DUST < *amount {
            walk.flows.set(*flow, Tonnes(amount * model.unit));
        }
    }
    for year in 0..plan.years {
        walk.take_out(year);
        for fraction in 0..plan.fractions.len() {
            walk.fit_to_what_comes(fraction, year);
        }
        for destination in 0..plan.destinations.len() {
            walk.fit_to_limits(destination, year);
        }
        for destination in 0..plan.destinations.len() {
            walk.reach_least(destination, year);
        }
        walk.book(year);
    }
    walk.flows
}

/// What lies in a destination that gives nothing back.
#[derive(Clone, Copy, Debug, Default)]
struct Filled {
    /// In m³ where it lies.
    placed: f64,
    /// In m³ as it was in the ground.
    bank: f64,
}

struct Walk<'a> {
    model: &'a Model<'a>,
    flows: Allocation,
    /// By destination, then fraction: what lies in stores, in tonnes.
    stock: Vec<Vec<f64>>,
    /// By destination.
    so_far: Vec<Filled>,
}

impl Walk<'_> {
    fn plan(&self) -> &MassPlan {
        self.model.plan
    }

    fn fractions(&self) -> std::ops::Range<usize> {
        0..self.plan().fractions.len()
    }

    fn destinations(&self) -> std::ops::Range<usize> {
        0..self.plan().destinations.len()
    }

    fn is_free(&self, flow: FlowKey) -> bool {
        self.model.table.column(flow).is_some()
    }

    fn get(&self, flow: FlowKey) -> f64 {
        self.flows.get(flow).0
    }

    /// Nothing goes in a circle within a year, and no more comes out than lies there.
    fn take_out(&mut self, year: usize) {
        for destination in self.destinations() {
            let Holding::Store { emptied_by, .. } = self.plan().destinations[destination].holding
            else {
                continue;
            };
            for fraction in self.fractions() {
                let (into, out) = ways(fraction, year, destination);
                if self.is_free(into) && self.is_free(out) {
                    let circle = self.get(into).min(self.get(out));
                    self.flows.set(into, Tonnes(self.get(into) - circle));
                    self.flows.set(out, Tonnes(self.get(out) - circle));
                }
                if !self.is_free(out) {
                    continue;
                }
                let set = if self.is_free(into) {
                    0.0
                } else {
                    self.get(into)
                };
                let there_is = (self.stock[destination][fraction] + set).max(0.0);
                let is_all = emptied_by == Some(year)
                    || there_is - self.get(out)
                        <= CLOSE * self.model.unit * f64::from(0.0 < self.get(out));
                let taken = if is_all { there_is } else { self.get(out) };
                self.flows.set(out, Tonnes(taken));
            }
        }
    }

    /// What goes is no more than what there is, and all of it where nearly all goes.
    fn fit_to_what_comes(&mut self, fraction: usize, year: usize) {
        let mut there_is = self.plan().fractions[fraction].produced[year].0;
        let mut goes = 0.0;
        for destination in self.destinations() {
            let (into, out) = ways(fraction, year, destination);
            there_is += self.get(out);
            if self.is_free(into) {
                goes += self.get(into);
            } else {
                there_is -= self.get(into);
            }
        }
        let there_is = there_is.max(0.0);
        if 0.0 < goes && there_is - goes < CLOSE * self.model.unit {
            for destination in self.destinations() {
                let (into, _) = ways(fraction, year, destination);
                self.scale(into, there_is / goes);
            }
        }
    }

    /// What goes in fits each limit of a destination.
    fn fit_to_limits(&mut self, destination: usize, year: usize) {
        let plan = self.model.plan;
        let to = &plan.destinations[destination];
        let mut share: f64 = 1.0;
        if let Some(limit) = to.yearly_limit {
            share = share.min(self.share(destination, year, limit.0, |_| 1.0));
        }
        let room = |fraction| plan.room_m3_per_tonne(fraction, destination);
        let bank = |fraction| plan.bank_m3_per_tonne(fraction);
        let filled = self.so_far[destination];
        match &to.holding {
            Holding::Outlet { .. } => {}
            Holding::Deposit { capacity, .. } => {
                let later = self.set_until(destination, (year, plan.years - 1), room);
                let left = capacity.0 - filled.placed - later;
                share = share.min(self.share(destination, year, left, room));
            }
            Holding::Store { capacity, .. } => {
                let lies = self.fractions().map(|fraction| {
                    let (_, out) = ways(fraction, year, destination);
                    (self.stock[destination][fraction] - self.get(out)) * room(fraction)
                });
                let left = capacity.0 - lies.sum::<f64>();
                share = share.min(self.share(destination, year, left, room));
            }
            Holding::Backfill {
                free,
                extracted,
                cap,
                already_placed,
                already_bank,
            } => {
                let (mut left, mut left_bank) = (f64::INFINITY, f64::INFINITY);
                for until in year..plan.years {
                    let later = self.set_until(destination, (year, until), room);
                    left = left.min(free[until].0 - already_placed.0 - filled.placed - later);
                    let later = self.set_until(destination, (year, until), bank);
                    let most = extracted[until].0 * cap.share();
                    left_bank = left_bank.min(most - already_bank.0 - filled.bank - later);
                }
                share = share.min(self.share(destination, year, left, room));
                share = share.min(self.share(destination, year, left_bank, bank));
            }
        }
        if share < 1.0 {
            for fraction in self.fractions() {
                self.scale(ways(fraction, year, destination).0, share);
            }
        }
    }

    /// An outlet that nearly gets its least gets it, and one that gets next to nothing gets nothing.
    fn reach_least(&mut self, destination: usize, year: usize) {
        let Some(least) = least_as_rule(&self.plan().destinations[destination]) else {
            return;
        };
        let flows: Vec<FlowKey> = self
            .fractions()
            .map(|fraction| ways(fraction, year, destination).0)
            .collect();
        let total: f64 = flows.iter().map(|flow| self.get(*flow)).sum();
        if total < least / 2.0 {
            for flow in flows {
                self.scale(flow, 0.0);
            }
            return;
        }
        let mut lacks = least - total;
        for flow in flows {
            if lacks <= 0.0 {
                return;
            }
            if self.is_free(flow) {
                let more = self.set_aside(flow, lacks);
                self.flows.set(flow, Tonnes(self.get(flow) + more));
                lacks -= more;
            }
        }
    }

    /// Finds rock for an outlet: what has no place, or else what goes where less is no harm.
    fn set_aside(&mut self, flow: FlowKey, asked: f64) -> f64 {
        let mut unplaced = self.plan().fractions[flow.fraction].produced[flow.year].0;
        for destination in self.destinations() {
            let (into, out) = ways(flow.fraction, flow.year, destination);
            unplaced += self.get(out) - self.get(into);
        }
        let mut found = unplaced.clamp(0.0, asked);
        for destination in self.destinations() {
            let (into, _) = ways(flow.fraction, flow.year, destination);
            let has_least = least_as_rule(&self.plan().destinations[destination]).is_some();
            if self.is_free(into) && !has_least {
                let less = self.get(into).min(asked - found);
                self.flows.set(into, Tonnes(self.get(into) - less));
                found += less;
            }
        }
        found
    }

    fn book(&mut self, year: usize) {
        for destination in self.destinations() {
            for fraction in self.fractions() {
                let (into, out) = ways(fraction, year, destination);
                let more = self.get(into) - self.get(out);
                let stock = &mut self.stock[destination][fraction];
                *stock = (*stock + more).max(0.0);
                let room = self.model.plan.room_m3_per_tonne(fraction, destination);
                let filled = &mut self.so_far[destination];
                filled.placed += more * room;
                filled.bank += more * self.model.plan.bank_m3_per_tonne(fraction);
            }
        }
    }

    /// The share of what goes in freely that fits an amount.
    fn share(
        &self,
        destination: usize,
        year: usize,
        left: f64,
        factor: impl Fn(usize) -> f64,
    ) -> f64 {
        let mut left = left;
        let mut goes = 0.0;
        for fraction in self.fractions() {
            let (into, _) = ways(fraction, year, destination);
            let amount = self.get(into) * factor(fraction);
            if self.is_free(into) {
                goes += amount;
            } else {
                left -= amount;
            }
        }
        if goes <= left {
            1.0
        } else {
            left.max(0.0) / goes
        }
    }

    /// What is set to go in after a year and until another.
    fn set_until(
        &self,
        destination: usize,
        (after, until): (usize, usize),
        factor: impl Fn(usize) -> f64,
    ) -> f64 {
        let fixed = self.plan().fixed.iter().map(|fixed| fixed.flow);
        let later = fixed.filter(|flow| {
            flow.destination == destination
                && flow.way == Way::In
                && after < flow.year
                && flow.year <= until
        });
        later
            .map(|flow| self.get(flow) * factor(flow.fraction))
            .sum()
    }

    fn scale(&mut self, flow: FlowKey, factor: f64) {
        if self.is_free(flow) {
            self.flows.set(flow, Tonnes(self.get(flow) * factor));
        }
    }
}

fn least_as_rule(destination: &Destination) -> Option<f64> {
    match &destination.holding {
        Holding::Outlet { least: Some(least) } if least.is_rule => Some(least.mass.0),
        _ => None,
    }
}

fn ways(fraction: usize, year: usize, destination: usize) -> (FlowKey, FlowKey) {
    let flow = |way| FlowKey {
        fraction,
        year,
        destination,
        way,
    };
    (flow(Way::In), flow(Way::Out))
}
