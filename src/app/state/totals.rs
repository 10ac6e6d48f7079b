//! What is built in an alternative, in all.

use geo::MultiPolygon;

use super::{App, Standing};
use crate::app::ground_covered::{Covered, ground_covered_m2, ground_per_map};
use crate::project::{DepositId, Entry, ScenarioId};

/// What is built in an alternative, in all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// How many deposits there are.
    pub deposits: usize,
    /// How many of them have figures that belong to today's decisions.
    pub current: usize,
    /// What those hold together, in m³.
    pub fill_m3: f64,
    /// How many pits and stopes there are.
    pub pits: usize,
    /// How many of them have figures that belong to today's decisions.
    pub current_pits: usize,
    /// What goes back into those together, in bank m³.
    pub backfill_bank_m3: f64,
    /// How many pieces of other ground are used.
    pub grounds: usize,
    /// How large those are, each by itself, in m².
    pub grounds_m2: f64,
    /// The ground that those cover together, overlaps once, in m²; `None` where it cannot be worked out.
    pub footprint_m2: Option<f64>,
}

impl App {
    /// What is built in an alternative, in all.
    pub fn totals(&self, scenario: ScenarioId) -> Totals {
        let mut totals = Totals::default();
        let mut parts = Vec::new();
        for (id, deposit) in self.project().deposits_of(scenario) {
            totals.deposits += 1;
            let Some((figures, Standing::Current)) = self.figures(id) else {
                continue;
            };
            totals.current += 1;
            totals.fill_m3 += figures.get("fill_m3").unwrap_or(f64::NAN);
            parts.push(Covered {
                extent: deposit.outline.extent(),
                area_m2: figures.get("footprint_area_m2").unwrap_or(f64::NAN),
                ground_per_map: ground_per_map(deposit, &figures),
                footprint: self.footprint_of(id),
            });
        }
        for (id, _) in self.project().pits_of(scenario) {
            totals.pits += 1;
            if let Some((figures, Standing::Current)) = self.pit_figures(id) {
                totals.current_pits += 1;
                totals.backfill_bank_m3 += figures.get("backfill_bank_m3").unwrap_or(f64::NAN);
            }
        }
        for (_, ground) in self.project().ground_of(scenario) {
            totals.grounds += 1;
            totals.grounds_m2 += self.outline_area_m2(&ground.outline);
        }
        totals.footprint_m2 = ground_covered_m2(&parts);
        totals
    }

    /// Tells apart what [`Self::totals`] of an alternative are worked out from.
    pub fn totals_key(&self, scenario: ScenarioId) -> Vec<(Entry, [u64; 2])> {
        let bits = |figure: Option<f64>| figure.unwrap_or(f64::NAN).to_bits();
        let key = |entry: Entry| match entry {
            Entry::Layer(_) | Entry::Outlet(_) => None,
            Entry::Ground(id) => {
                let ground = self.project().ground(id)?;
                Some([bits(Some(self.outline_area_m2(&ground.outline))), 0])
            }
            Entry::Deposit(id) => match self.figures(id)? {
                (figures, Standing::Current) => {
                    Some(["fill_m3", "footprint_area_m2"].map(|name| bits(figures.get(name))))
                }
                _ => None,
            },
            Entry::Pit(id) => match self.pit_figures(id)? {
                (figures, Standing::Current) => Some([bits(figures.get("backfill_bank_m3")), 0]),
                _ => None,
            },
        };
        let built = self.project().built_in(scenario);
        built
            .map(|entry| (entry, key(entry).unwrap_or_default()))
            .collect()
    }

    pub(super) fn footprint_of(&self, id: DepositId) -> Option<&MultiPolygon<f64>> {
        let fresh = self.fill(id).filter(|_| self.is_current(id));
        let fresh = fresh.and_then(|fill| fill.value());
        match fresh {
            Some(fill) => Some(&fill.picture.footprint),
            None => self.kept_figures(id).map(|(record, _)| &record.footprint),
        }
    }
}
