//! From rows to the masses of a project.

use std::sync::Arc;

use super::decode::{Work, id_of, rank};
use super::rows::{Cell, Row, Table};
use super::{StoreOddity, mass_rows, plan_rows, terms_rows};
use crate::project::{DepositId, Entry, FractionId, Mining, OutletId, PitId, Project, Terms};

/// Tables of what takes rock.
const PLACES: [Table; 3] = [Table::Outlines, Table::Pits, Table::Outlets];

impl Work<'_> {
    /// Outlets, each with its place in the drawing order.
    pub(super) fn outlets(&mut self) -> Vec<(f64, Entry)> {
        self.built(
            Table::Outlets,
            |before, id| before.project.outlets.get(&OutletId(id)).cloned(),
            mass_rows::outlet,
            (|outlet| outlet.scenario, |id| Entry::Outlet(OutletId(id))),
            |project, id, outlet| drop(project.outlets.insert(OutletId(id), outlet)),
        )
    }

    /// Fractions and their order.
    pub(super) fn fractions(&mut self) {
        let mut places = Vec::new();
        for (row_id, row) in self.of_table(Table::Fractions) {
            let read = id_of(row_id).and_then(|id| {
                let id = FractionId(id);
                let kept = self
                    .unchanged(Table::Fractions, row_id, row)
                    .and_then(|before| before.project.fractions.get(&id).cloned());
                let fraction = kept.map_or_else(|| mass_rows::fraction(row).map(Arc::new), Ok)?;
                Ok((id, fraction))
            });
            match read {
                Ok((id, fraction)) => {
                    places.push((rank(row), id));
                    self.decoded.project.fractions.insert(id, fraction);
                }
                Err(detail) => self.unreadable(Table::Fractions, row_id, row, detail),
            }
        }
        places.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let order = places.into_iter().map(|(_, id)| id).collect();
        self.decoded.project.fraction_order = Arc::new(order);
    }

    /// Terms of what takes rock; what has no row is on the usual ones.
    pub(super) fn terms(&mut self) {
        let mut found = std::collections::BTreeMap::new();
        for (row_id, row) in self.of_table(Table::Terms) {
            let read = id_of(row_id).and_then(|id| {
                let entry = of_number(&self.decoded.project, id).ok_or("id")?;
                Ok((entry, terms_rows::terms(row)?))
            });
            match read {
                // What they are the terms of is told of itself.
                Err(_)
                    if PLACES
                        .iter()
                        .any(|table| self.is_unreadable(*table, row_id)) => {}
                Ok((entry, terms)) => drop(found.insert(entry, terms)),
                Err(detail) => self.unreadable(Table::Terms, row_id, row, detail),
            }
        }
        let usual = Terms::default();
        let project = &mut self.decoded.project;
        for (id, deposit) in &mut project.deposits {
            let terms = found.get(&Entry::Deposit(*id)).unwrap_or(&usual);
            if *deposit.terms != *terms {
                *Arc::make_mut(deposit).terms = terms.clone();
            }
        }
        for (id, pit) in &mut project.pits {
            let terms = found.get(&Entry::Pit(*id)).unwrap_or(&usual);
            if *pit.terms != *terms {
                *Arc::make_mut(pit).terms = terms.clone();
            }
        }
        for (id, outlet) in &mut project.outlets {
            let terms = found.get(&Entry::Outlet(*id)).unwrap_or(&usual);
            if outlet.terms != *terms {
                Arc::make_mut(outlet).terms = terms.clone();
            }
        }
    }

    /// How pits are mined; what has no row is mined as usual.
    pub(super) fn mining(&mut self) {
        let mut found = std::collections::BTreeMap::new();
        for (row_id, row) in self.of_table(Table::Mining) {
            let read = id_of(row_id).and_then(|id| {
                let id = PitId(id);
                let is_there = self.decoded.project.pits.contains_key(&id);
                let mining = terms_rows::mining(row)?;
                is_there.then_some((id, mining)).ok_or("id")
            });
            match read {
                Err(_) if self.is_unreadable(Table::Pits, row_id) => {}
                Ok((id, mining)) => drop(found.insert(id, mining)),
                Err(detail) => self.unreadable(Table::Mining, row_id, row, detail),
            }
        }
        let usual = Mining::default();
        for (id, pit) in &mut self.decoded.project.pits {
            let mining = found.get(id).unwrap_or(&usual);
            if *pit.mining != *mining {
                *Arc::make_mut(pit).mining = mining.clone();
            }
        }
    }

    /// Whether a row is told of already, since it cannot be read.
    pub(super) fn is_unreadable(&self, table: Table, id: i64) -> bool {
        let name = table.name();
        self.decoded.oddities.iter().any(|oddity| {
            matches!(oddity, StoreOddity::RowUnreadable { table, id: told, .. } if *table == name && *told == id)
        })
    }

    /// Whether the fraction, the place or the alternative of a plan's row is told of already.
    fn is_plan_of_unreadable(&self, row: &Row) -> bool {
        let names = |column: &str, table: Table| {
            let cell = Table::Plan
                .place_of(column)
                .and_then(|place| row.get(place));
            matches!(cell, Some(Cell::Integer(id)) if self.is_unreadable(table, *id))
        };
        names("fraction_id", Table::Fractions)
            || names("scenario_id", Table::Scenarios)
            || PLACES.iter().any(|table| names("place_id", *table))
    }

    /// What goes where.
    pub(super) fn plan(&mut self) {
        for (row_id, row) in self.of_table(Table::Plan) {
            let read = plan_rows::plan(row_id, row).and_then(|(scenario, cells)| {
                let project = &self.decoded.project;
                let fits = |(key, _): &(crate::project::CellKey, _)| {
                    project.fractions.contains_key(&key.fraction)
                        && project.scenario_of(key.place) == Some(scenario)
                };
                let are_there = project.scenarios.contains_key(&scenario) && cells.iter().all(fits);
                are_there.then_some((scenario, cells)).ok_or("place_id")
            });
            match read {
                Ok((scenario, cells)) if !cells.is_empty() => {
                    let all = self.decoded.project.cells.entry(scenario).or_default();
                    Arc::make_mut(all).extend(cells);
                }
                Ok(_) => {}
                Err(_) if self.is_plan_of_unreadable(row) => {}
                Err(detail) => self.unreadable(Table::Plan, row_id, row, detail),
            }
        }
    }
}

/// What takes rock by its number, which nothing else in the project has.
fn of_number(project: &Project, id: u64) -> Option<Entry> {
    let deposit = project.deposits.contains_key(&DepositId(id));
    let pit = project.pits.contains_key(&PitId(id));
    let outlet = project.outlets.contains_key(&OutletId(id));
    match (deposit, pit, outlet) {
        (true, ..) => Some(Entry::Deposit(DepositId(id))),
        (_, true, _) => Some(Entry::Pit(PitId(id))),
        (.., true) => Some(Entry::Outlet(OutletId(id))),
        _ => None,
    }
}
