//! From the masses of a snapshot to rows.

use std::collections::BTreeMap;

use super::encode::{TooLarge, Work, number, same};
use super::mass_rows::{fraction_row, outlet_row};
use super::plan_rows::plan_rows;
use super::rows::{Change, Key, Table};
use super::terms_rows::{MASSES, kind_of, masses_row, mining_row, terms_row};
use crate::project::{Entry, MassSettings, Mining, Project, Terms};
use std::sync::Arc;

/// What is on other terms than the usual ones: what is as usual has no row.
fn terms_of(project: &Project) -> BTreeMap<i64, (Entry, &Terms)> {
    let deposits = project.deposits.iter();
    let deposits = deposits.map(|(id, one)| (Entry::Deposit(*id), one.terms.as_ref()));
    let pits = project.pits.iter();
    let pits = pits.map(|(id, one)| (Entry::Pit(*id), one.terms.as_ref()));
    let outlets = project.outlets.iter();
    let outlets = outlets.map(|(id, one)| (Entry::Outlet(*id), &one.terms));
    let usual = Terms::default();
    let all = deposits.chain(pits).chain(outlets);
    all.filter(|(_, terms)| **terms != usual)
        .filter_map(|(entry, terms)| {
            let (_, id) = kind_of(entry)?;
            Some((number(id), (entry, terms)))
        })
        .collect()
}

/// Pits that are mined otherwise than as usual.
fn mining_of(project: &Project) -> BTreeMap<i64, (u64, &Mining)> {
    let usual = Mining::default();
    let pits = project.pits.iter().filter(|(_, pit)| *pit.mining != usual);
    pits.map(|(id, pit)| (number(id.0), (id.0, pit.mining.as_ref())))
        .collect()
}

impl Work<'_> {
    /// Rows of masses that are no longer there.
    pub(super) fn gone_masses(&self) -> Vec<Key> {
        let (before, after) = (&self.before.project, &self.after.project);
        let mut gone: Vec<Key> = Vec::new();
        let fractions = before.fractions.keys();
        let fractions = fractions.filter(|id| !after.fractions.contains_key(id));
        gone.extend(fractions.map(|id| (Table::Fractions, number(id.0))));
        let outlets = before.outlets.keys();
        let outlets = outlets.filter(|id| !after.outlets.contains_key(id));
        gone.extend(outlets.map(|id| (Table::Outlets, number(id.0))));
        let (was, is) = (terms_of(before), terms_of(after));
        let terms = was.keys().filter(|id| !is.contains_key(id));
        gone.extend(terms.map(|id| (Table::Terms, *id)));
        let (was, is) = (mining_of(before), mining_of(after));
        let mining = was.keys().filter(|id| !is.contains_key(id));
        gone.extend(mining.map(|id| (Table::Mining, *id)));
        for (scenario, cells) in &before.cells {
            let now = after.cells.get(scenario);
            if now.is_some_and(|now| Arc::ptr_eq(now, cells)) {
                continue;
            }
            // What could be written once can be named again.
            let was = plan_rows(*scenario, cells).unwrap_or_default();
            let is = now.map_or_else(BTreeMap::new, |now| {
                plan_rows(*scenario, now).unwrap_or_default()
            });
            let rows = was.keys().filter(|id| !is.contains_key(id));
            gone.extend(rows.map(|id| (Table::Plan, *id)));
        }
        let usual = MassSettings::default();
        if *before.masses != usual && *after.masses == usual {
            gone.push((Table::Settings, MASSES.0));
        }
        gone
    }

    /// Fractions, outlets, terms, mining, what goes where, and years and rates.
    pub(super) fn masses(
        &self,
        draw_ranks: &BTreeMap<Entry, f64>,
        changes: &mut Vec<Change>,
    ) -> Result<(), TooLarge> {
        let (before, after) = (&self.before.project, &self.after.project);
        let ranks = self.ranks_of(&before.fraction_order, &after.fraction_order, |id| {
            (Table::Fractions, number(id.0))
        });
        for (id, fraction) in &after.fractions {
            let key = (Table::Fractions, number(id.0));
            let shared = same(before.fractions.get(id), fraction);
            self.change(key, shared, ranks.get(id).copied(), changes, |rank| {
                fraction_row(fraction, rank)
            })?;
        }
        for (id, outlet) in &after.outlets {
            let key = (Table::Outlets, number(id.0));
            let shared = same(before.outlets.get(id), outlet);
            let rank = draw_ranks.get(&Entry::Outlet(*id)).copied();
            self.change(key, shared, rank, changes, |rank| outlet_row(outlet, rank))?;
        }
        for (id, (entry, terms)) in terms_of(after) {
            let shared = before.terms_of(entry).is_some_and(|was| was == terms);
            self.change((Table::Terms, id), shared, None, changes, |_| {
                terms_row(entry, terms)
            })?;
        }
        for (id, (pit, mining)) in mining_of(after) {
            let was = before.pit(crate::project::PitId(pit));
            let shared = was.is_some_and(|was| *was.mining == *mining);
            self.change((Table::Mining, id), shared, None, changes, |_| {
                mining_row(pit, mining)
            })?;
        }
        for (scenario, cells) in &after.cells {
            if same(before.cells.get(scenario), cells) && !self.afresh {
                continue;
            }
            for (id, row) in plan_rows(*scenario, cells)? {
                self.change((Table::Plan, id), false, None, changes, |_| Ok(row))?;
            }
        }
        if *after.masses != MassSettings::default() {
            let shared = before.masses == after.masses;
            let key = (Table::Settings, MASSES.0);
            self.change(key, shared, None, changes, |rank| {
                Ok(masses_row(&after.masses, rank))
            })?;
        }
        Ok(())
    }
}
