//! The books of all alternatives, which follow decisions and figures at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{App, Standing};
use crate::app::masses::{KnownFill, KnownMasses, KnownPit, MassBook, planned_masses};
use crate::curve::CurvePoint;
use crate::project::{DepositId, PitId, ScenarioId};
use crate::results::{Computed, FillFigures};

/// The books of alternatives.
#[derive(Default)]
pub(super) struct Books(BTreeMap<ScenarioId, Arc<MassBook>>);

impl App {
    /// The books of an alternative. `None` until there are fractions and the program is at rest for the first time.
    pub fn mass_book(&self, scenario: ScenarioId) -> Option<&Arc<MassBook>> {
        self.books.0.get(&scenario)
    }

    /// Books again what has changed. While something is in the hand only what is shown follows.
    pub(super) fn refresh_books(&mut self) {
        let project = self.project().clone();
        let mut books = std::mem::take(&mut self.books).0;
        books.retain(|id, _| project.scenarios.contains_key(id));
        if project.fractions.is_empty() {
            return;
        }
        for id in project.scenarios.keys() {
            if self.is_in_hand() && *id != self.active && books.contains_key(id) {
                continue;
            }
            let planned = planned_masses(&project, *id, self);
            if books.get(id).is_none_or(|book| book.planned != planned) {
                books.insert(*id, Arc::new(MassBook::of(planned)));
            }
        }
        self.books = Books(books);
    }

    /// The stage curve of a deposit's last fill, or none.
    fn curve_of(&self, id: DepositId) -> &[CurvePoint] {
        let fill = self.fills.get(&id).and_then(Computed::value);
        fill.map_or(&[], |fill| fill.design.curve.points())
    }
}

impl KnownMasses for App {
    fn fill(&self, id: DepositId) -> Option<KnownFill<'_>> {
        let held = self.preview.as_ref().filter(|_| self.draft.is_some());
        let held = held.filter(|held| held.draft.deposit == Some(id));
        if let Some(fill) = held.and_then(|held| held.result.as_ref().ok()) {
            let figures = FillFigures::of(&fill.design);
            let covered = Some(&fill.picture.footprint);
            return KnownFill::of(&figures, covered, fill.design.curve.points(), true);
        }
        let (figures, standing) = self.figures(id)?;
        let is_current = standing == Standing::Current;
        KnownFill::of(
            &figures,
            self.footprint_of(id),
            self.curve_of(id),
            is_current,
        )
    }

    fn pit(&self, id: PitId) -> Option<KnownPit<'_>> {
        let pit = self.project().pit(id)?;
        let (figures, standing) = self.pit_figures(id)?;
        let known = self.pits.get(&id).and_then(Computed::value);
        let void = known.and_then(|known| known.pit.as_ref());
        let curve = void.map_or(&[] as &[CurvePoint], |pit| pit.void.curve.points());
        KnownPit::of(pit, &figures, curve, standing == Standing::Current)
    }
}
