//! A plan as a linear problem. Masses are in a unit of the plan's own, volumes in that unit times m³/t.

use super::FillInError;
use super::land::Cover;
use super::problem::{Problem, Terms};
use super::table::Table;
use crate::balance::{Destination, Fate, FlowKey, Holding, LandStep, MassPlan, Way};

/// More columns than this are refused: they would fill the memory, and take hours.
const COLUMNS_MOST: usize = 2_000_000;

/// An outlet in a year in which it takes nothing, or no less than a least.
#[derive(Clone, Copy, Debug)]
pub(super) struct LeastAmount {
    /// What it takes in the year, what is set too.
    pub(super) column: usize,
    /// The least.
    pub(super) least: f64,
}

impl LeastAmount {
    /// Whether an amount is something, and less than the least.
    pub(super) fn is_between(&self, amount: f64) -> bool {
        NOTHING * self.least < amount && amount < (1.0 - NOTHING) * self.least
    }
}

/// Less than this share of a least amount is nothing, and so is what lacks less.
const NOTHING: f64 = 1e-7;

/// A plan as a linear problem. The first columns are the flows of the table.
pub(super) struct Model<'a> {
    /// Of this plan.
    pub(super) plan: &'a MassPlan,
    /// Its flows.
    pub(super) table: Table,
    /// A unit of mass, in tonnes.
    pub(super) unit: f64,
    /// Columns and rows.
    pub(super) problem: Problem,
    /// Outlets and years with a least amount as a rule.
    pub(super) leasts: Vec<LeastAmount>,
    /// The ground that deposits and stores cover, where that is asked for.
    pub(super) covers: Vec<Cover>,
}

impl<'a> Model<'a> {
    /// The rules of a plan; the ground covered only where it is to be small.
    pub(super) fn of(plan: &'a MassPlan, with_land: bool) -> Result<Self, FillInError> {
        let table = Table::of(plan);
        if COLUMNS_MOST < table.flows.len() {
            return Err(FillInError::TooLarge {
                flows: table.flows.len(),
                most: COLUMNS_MOST,
            });
        }
        let mut problem = Problem::default();
        for _ in &table.flows {
            problem.column(0.0, f64::INFINITY);
        }
        let mut model = Self {
            plan,
            table,
            unit: unit(plan),
            problem,
            leasts: Vec::new(),
            covers: Vec::new(),
        };
        model.bound_what_is_stored();
        model.supply();
        for index in 0..plan.destinations.len() {
            model.destination(index, with_land);
        }
        Ok(model)
    }

    /// What is unplaced, less what comes: placing as much as can be.
    pub(super) fn unplaced(&self) -> Terms {
        self.flow_terms(|flow| match flow.way {
            Way::In => -1.0,
            Way::Out => 1.0,
        })
    }

    /// What ends with a fate, below zero: as much as can be.
    pub(super) fn not_ending(&self, fate: Fate) -> Terms {
        self.flow_terms(|flow| {
            let is_there = self.plan.destinations[flow.destination].fate() == fate;
            match flow.way {
                _ if !is_there => 0.0,
                Way::In => -1.0,
                Way::Out => 1.0,
            }
        })
    }

    /// What it costs, in units of the dearest flow.
    pub(super) fn cost(&self) -> Terms {
        let cost = |flow: FlowKey| {
            let destination = &self.plan.destinations[flow.destination];
            match (flow.way, &destination.holding) {
                (Way::In, _) => destination.cost[flow.fraction].0,
                (Way::Out, Holding::Store { reclaim, .. }) => reclaim.0,
                (Way::Out, _) => 0.0,
            }
        };
        let costs = self.table.flows.iter().map(|flow| cost(*flow).abs());
        let dearest = costs.fold(0.0, f64::max);
        self.flow_terms(|flow| {
            if dearest == 0.0 {
                0.0
            } else {
                cost(flow) / dearest
            }
        })
    }

    /// What is taken out of stores.
    pub(super) fn reclaimed(&self) -> Terms {
        self.flow_terms(|flow| if flow.way == Way::Out { 1.0 } else { 0.0 })
    }

    /// How late rock is placed: what goes in by its year, less what is taken out of a store in that year. Rock that waits
    /// in a store counts from when it came there.
    pub(super) fn lateness(&self) -> Terms {
        let years = self.plan.years.max(1) as f64;
        self.flow_terms(|flow| {
            let late = flow.year as f64 / years;
            match flow.way {
                Way::In => late,
                Way::Out => -late,
            }
        })
    }

    fn flow_terms(&self, factor: impl Fn(FlowKey) -> f64) -> Terms {
        let of = |(column, flow): (usize, &FlowKey)| (column, factor(*flow));
        let terms = self.table.flows.iter().enumerate().map(of);
        terms.filter(|(_, factor)| *factor != 0.0).collect()
    }

    /// What is set to flow, in units.
    pub(super) fn set(&self, flow: FlowKey) -> f64 {
        self.table.fixed.get(flow).0 / self.unit
    }

    /// What goes is no more than what comes.
    fn supply(&mut self) {
        for fraction in 0..self.plan.fractions.len() {
            for year in 0..self.plan.years {
                let mut there_is = self.plan.fractions[fraction].produced[year].0 / self.unit;
                let mut terms = Vec::new();
                for destination in 0..self.plan.destinations.len() {
                    for (way, sign) in [(Way::In, 1.0), (Way::Out, -1.0)] {
                        let flow = FlowKey {
                            fraction,
                            year,
                            destination,
                            way,
                        };
                        there_is -= sign * self.set(flow);
                        terms.extend(self.table.column(flow).map(|column| (column, sign)));
                    }
                }
                self.problem.row(f64::NEG_INFINITY, there_is, terms);
            }
        }
    }

    fn destination(&mut self, index: usize, with_land: bool) {
        let plan = self.plan;
        let destination = &plan.destinations[index];
        self.yearly(index, destination);
        match &destination.holding {
            Holding::Outlet { .. } => {}
            Holding::Deposit { capacity, land, .. } => {
                self.deposit(index, capacity.0 / self.unit, with_land.then_some(land));
            }
            Holding::Store {
                capacity,
                emptied_by,
                land,
                ..
            } => {
                let capacity = capacity.0 / self.unit;
                self.store(index, *emptied_by, capacity, with_land.then_some(land));
            }
            Holding::Backfill {
                free,
                extracted,
                cap,
                already_placed,
                already_bank,
            } => {
                let void = free.iter().map(|free| free.0 - already_placed.0);
                self.cumulative(index, &void.collect::<Vec<_>>(), |fraction| {
                    plan.room_m3_per_tonne(fraction, index)
                });
                let bank = extracted
                    .iter()
                    .map(|all| all.0 * cap.share() - already_bank.0);
                self.cumulative(index, &bank.collect::<Vec<_>>(), |fraction| {
                    plan.bank_m3_per_tonne(fraction)
                });
            }
        }
    }

    /// What a destination takes in a year: the columns with factors, and what is set.
    fn taken(
        &self,
        destination: usize,
        year: usize,
        factor: impl Fn(usize) -> f64,
    ) -> (Vec<(usize, f64)>, f64) {
        let mut terms = Vec::new();
        let mut set = 0.0;
        for fraction in 0..self.plan.fractions.len() {
            let flow = FlowKey {
                fraction,
                year,
                destination,
                way: Way::In,
            };
            set += self.set(flow) * factor(fraction);
            terms.extend(
                self.table
                    .column(flow)
                    .map(|column| (column, factor(fraction))),
            );
        }
        (terms, set)
    }

    fn yearly(&mut self, index: usize, destination: &Destination) {
        let limit = destination
            .yearly_limit
            .map_or(f64::INFINITY, |limit| limit.0 / self.unit);
        let least = match &destination.holding {
            Holding::Outlet { least: Some(least) } if least.is_rule && 0.0 < least.mass.0 => {
                Some(least.mass.0 / self.unit)
            }
            _ => None,
        };
        for year in destination.open.start..destination.open.end.min(self.plan.years) {
            let (mut terms, set) = self.taken(index, year, |_| 1.0);
            let limit = limit.max(set);
            if let Some(least) = least {
                // An outlet that may not take its least takes nothing.
                let most = if least <= limit { limit } else { 0.0 };
                let must = if 0.0 < set { least } else { 0.0 };
                self.problem.is_impossible |= most < must;
                let column = self.problem.column(must.min(most), most);
                terms.push((column, -1.0));
                self.problem.row(-set, -set, terms);
                if 0.0 < most {
                    self.leasts.push(LeastAmount { column, least });
                }
            } else if limit.is_finite() {
                self.problem.row(f64::NEG_INFINITY, limit - set, terms);
            }
        }
    }

    fn deposit(&mut self, index: usize, capacity: f64, land: Option<&Vec<LandStep>>) {
        let mut terms = Vec::new();
        let mut set = 0.0;
        for year in 0..self.plan.years {
            let room = |fraction| self.plan.room_m3_per_tonne(fraction, index);
            let (more, set_more) = self.taken(index, year, room);
            terms.extend(more);
            set += set_more;
        }
        let capacity = capacity.max(set);
        match land {
            Some(land) => {
                let most = capacity.min(self.room_of_all(index));
                let cover = Cover::of(&mut self.problem, self.unit, land, most);
                terms.push((cover.volume, -1.0));
                self.problem.row(f64::NEG_INFINITY, -set, terms);
                self.covers.push(cover);
            }
            None if capacity.is_finite() => {
                self.problem.row(f64::NEG_INFINITY, capacity - set, terms);
            }
            None => {}
        }
    }

    /// The room that everything would take in a destination, in units.
    pub(super) fn room_of_all(&self, index: usize) -> f64 {
        let fractions = self.plan.fractions.iter().enumerate();
        let rooms = fractions.map(|(fraction, planned)| {
            let all: f64 = planned.produced.iter().map(|mass| mass.0).sum();
            all * self.plan.room_m3_per_tonne(fraction, index)
        });
        rooms.sum::<f64>() / self.unit
    }

    /// What went in so far stays below a limit that never falls, year by year; limits in m³.
    fn cumulative(&mut self, index: usize, limits: &[f64], factor: impl Fn(usize) -> f64) {
        let open = self.plan.destinations[index].open.clone();
        let mut before = None;
        let mut terms = Vec::new();
        let (mut set, mut set_so_far) = (0.0, 0.0);
        let last = open.end.min(self.plan.years);
        for year in open.start..last {
            let (more, set_more) = self.taken(index, year, &factor);
            terms.extend(more);
            set += set_more;
            // A year whose limit also holds in the next adds no rule.
            if year + 1 < last && limits[year + 1] <= limits[year] {
                continue;
            }
            set_so_far += set;
            let limit = (limits[year] / self.unit).max(set_so_far);
            let so_far = self.problem.column(0.0, limit);
            terms.extend(before.map(|before| (before, 1.0)));
            terms.push((so_far, -1.0));
            self.problem.row(-set, -set, std::mem::take(&mut terms));
            before = Some(so_far);
            set = 0.0;
        }
    }
}

/// A unit of mass, in tonnes, in which usual amounts are about one: the mean of all that comes in a year.
fn unit(plan: &MassPlan) -> f64 {
    let comes = plan
        .fractions
        .iter()
        .flat_map(|fraction| &fraction.produced);
    let (sum, count) = comes
        .filter(|mass| 0.0 < mass.0)
        .fold((0.0, 0.0), |(sum, count), mass| (sum + mass.0, count + 1.0));
    if 0.0 < sum { sum / count } else { 1.0 }
}
