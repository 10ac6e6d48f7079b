//! Soil at the deposits of an alternative: from decisions, figures and the years in which rock comes.

use super::plan::{KnownMasses, MassDoubt, PlannedMasses};
use crate::balance::{FlowKey, SoilBook, SoilMoved, Way};
use crate::project::{Entry, Project};
use crate::units::Year;

impl PlannedMasses {
    /// The first and the last year in which rock comes to a destination.
    pub fn filled_years(&self, destination: usize) -> Option<(Year, Year)> {
        let is_filled = |year: &usize| {
            (0..self.plan.fractions.len()).any(|fraction| {
                let flow = FlowKey {
                    fraction,
                    year: *year,
                    destination,
                    way: Way::In,
                };
                0.0 < self.allocation.get(flow).0
            })
        };
        let first = (0..self.plan.years).find(is_filled)?;
        let last = (0..self.plan.years).rev().find(is_filled)?;
        Some((self.plan.year(first), self.plan.year(last)))
    }

    /// All soil over the years of the plan.
    pub fn soil_book(&self) -> SoilBook {
        let moved: Vec<SoilMoved> = self.soil.iter().map(|(_, moved)| *moved).collect();
        SoilBook::of(&moved, self.plan.first_year, self.plan.years)
    }
}

/// The soil of each deposit of a plan whose amounts are known, and what is odd about it.
pub(super) fn soil_of(
    project: &Project,
    planned: &PlannedMasses,
    known: &dyn KnownMasses,
) -> (Vec<(Entry, SoilMoved)>, Vec<MassDoubt>) {
    let (mut soil, mut doubts) = (Vec::new(), Vec::new());
    for (destination, place) in planned.places.iter().enumerate() {
        let Entry::Deposit(id) = *place else { continue };
        let Some(deposit) = project.deposit(id) else {
            continue;
        };
        let Some(fill) = known.fill(id) else { continue };
        let filled = planned.filled_years(destination);
        let plan = &deposit.life.soil;
        let first = deposit.terms.first_year.unwrap_or(planned.plan.first_year);
        let Some(moved) = plan.moved(fill.footprint, filled, first) else {
            continue;
        };
        if let Some((from, to)) = filled {
            if 0.0 < moved.stripped.0 && from < moved.strip_year {
                doubts.push(MassDoubt::StrippedLate(*place));
            }
            if 0.0 < moved.cover.0 && moved.cover_years.1 < to {
                doubts.push(MassDoubt::CoveredEarly(*place));
            }
        }
        soil.push((*place, moved));
    }
    (soil, doubts)
}
