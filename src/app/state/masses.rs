//! The books of all alternatives, which follow decisions and figures at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Answer, App, JobKey, Standing};
use crate::app::TaskError;
use crate::app::masses::{KnownFill, KnownMasses, KnownPit, MassBook, planned_masses};
use crate::app::trouble::Matter;
use crate::balance::{Aim, FillInError, FilledIn, MassPlan, fill_in};
use crate::curve::CurvePoint;
use crate::material::Material;
use crate::project::{
    Cell, Cells, DepositId, Edit, Entry, Fraction, FractionChange, FractionId, Outlet, OutletId,
    PitId, ScenarioId,
};
use crate::results::{Computed, FillFigures};

/// The books of alternatives.
#[derive(Default)]
pub(super) struct Books {
    books: BTreeMap<ScenarioId, Arc<MassBook>>,
    /// How much better than what *Fill in* found could still be found, with the amounts that it found.
    gaps: BTreeMap<ScenarioId, (Arc<Cells>, f64)>,
}

/// What *Fill in* found, and for what.
pub(super) struct FoundPlan {
    scenario: ScenarioId,
    aim: Aim,
    /// The plan as it was when it was asked for.
    plan: Box<MassPlan>,
    result: Result<Box<FilledIn>, FillInError>,
}

impl App {
    /// The books of an alternative. `None` until there are fractions and the program is at rest for the first time.
    pub fn mass_book(&self, scenario: ScenarioId) -> Option<&Arc<MassBook>> {
        self.books.books.get(&scenario)
    }

    /// By how much of itself what *Fill in* was to find could still be less or more than it is, while its amounts
    /// stand as it found them; `None` where it cannot.
    pub fn fill_in_gap(&self, scenario: ScenarioId) -> Option<f64> {
        let (cells, gap) = self.books.gaps.get(&scenario)?;
        let now = self.project().cells.get(&scenario)?;
        Arc::ptr_eq(cells, now).then_some(*gap)
    }

    /// Whether *Fill in* is at work.
    pub fn is_filling_in(&self) -> bool {
        let jobs = self.plans.jobs();
        jobs.iter().any(|job| matches!(job.key, JobKey::FillIn(_)))
    }

    /// Adds an outlet to the alternative that is shown, and selects it.
    pub(super) fn add_outlet(&mut self) {
        let id = OutletId(self.next_id());
        let project = self.project();
        let outlets = project.outlets_of(self.active);
        let taken: Vec<&str> = outlets.map(|(_, outlet)| outlet.name.as_str()).collect();
        let name = self.free_numbered("outlet-usual-name", &taken);
        let outlet = Outlet::new(self.active, name, None);
        self.edit(Edit::AddOutlet(id, Box::new(outlet)));
        if self.project().outlet(id).is_some() {
            self.selected = Some(Entry::Outlet(id));
        }
    }

    /// Adds a fraction of suggested waste rock, of which nothing comes yet.
    pub(super) fn add_fraction(&mut self) {
        let id = FractionId(self.next_id());
        let fractions = self.project().fractions.values();
        let taken: Vec<&str> = fractions.map(|fraction| fraction.name.as_str()).collect();
        let fraction = Fraction {
            name: self.free_numbered("fraction-usual-name", &taken),
            material: Material::default(),
            tonnes: BTreeMap::new(),
            origin: None,
        };
        let change = FractionChange::Add(Box::new(fraction));
        self.edit(Edit::ChangeFraction(id, change));
    }

    /// A name with the first number that gives one that is not taken.
    fn free_numbered(&self, text: &str, taken: &[&str]) -> String {
        let numbered = |number: usize| self.words.text(text, &[("number", number.to_string())]);
        let mut names = (1..=taken.len() + 1).map(numbered);
        let free = names.find(|name| !taken.contains(&name.as_str()));
        free.unwrap_or_else(|| numbered(taken.len() + 1))
    }

    /// Looks for where the rock of the shown alternative goes.
    pub(super) fn ask_fill_in(&self, aim: Aim) {
        let scenario = self.active;
        let Some(book) = self.mass_book(scenario) else {
            return;
        };
        let plan = Box::new(book.planned.plan.clone());
        self.plans.replace(JobKey::FillIn(scenario), move |run| {
            let result = fill_in(&plan, &aim, run).map(Box::new);
            Answer::FilledIn(FoundPlan {
                scenario,
                aim,
                plan,
                result,
            })
        });
    }

    pub(super) fn take_filled_in(&mut self, found: FoundPlan) {
        let Some(book) = self.mass_book(found.scenario).cloned() else {
            return;
        };
        let filled = match found.result {
            Ok(filled) => filled,
            Err(FillInError::Cancelled) => return,
            Err(source) => {
                let error = TaskError::FillIn { source };
                self.post(Matter::Failed(Arc::new(error)), Vec::new());
                return;
            }
        };
        if book.planned.plan != *found.plan {
            // Something was changed meanwhile: what was found is for another plan.
            if found.scenario == self.active {
                self.ask_fill_in(found.aim);
            }
            return;
        }
        let is_set = |cell| {
            let cells = self.project().cells.get(&found.scenario);
            let set = cells.and_then(|cells| cells.get(&cell));
            set.is_some_and(|cell: &Cell| cell.is_fixed)
        };
        let cells = filled.allocation.flows().filter_map(|(flow, mass)| {
            let key = book.planned.cell_of(flow);
            let cell = Cell {
                mass,
                is_fixed: false,
            };
            (!is_set(key)).then_some((key, cell))
        });
        let cells = cells.collect();
        self.edit(Edit::FillIn(found.scenario, cells));
        let cells = self.project().cells.get(&found.scenario).cloned();
        if let Some((cells, gap)) = cells.zip(filled.gap) {
            self.books.gaps.insert(found.scenario, (cells, gap));
        } else {
            self.books.gaps.remove(&found.scenario);
        }
    }

    /// Books again what has changed. While something is in the hand only what is shown follows.
    pub(super) fn refresh_books(&mut self) {
        let project = self.project().clone();
        let mut books = std::mem::take(&mut self.books.books);
        books.retain(|id, _| project.scenarios.contains_key(id));
        if project.fractions.is_empty() {
            self.refresh_year();
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
        self.books.books = books;
        self.refresh_year();
    }

    /// The stage curve of a deposit's last fill, as the project file keeps it before it is worked out again; or none.
    fn curve_of(&self, id: DepositId) -> &[CurvePoint] {
        let fill = self.fills.get(&id).and_then(Computed::value);
        let kept = || {
            self.records
                .fills
                .get(&id)
                .map(|record| record.curve.as_slice())
        };
        let curve = fill.map(|fill| fill.design.curve.points()).or_else(kept);
        curve.unwrap_or_default()
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
        let kept = || {
            self.records
                .pits
                .get(&id)
                .map(|record| record.curve.as_slice())
        };
        let curve = void.map(|pit| pit.void.curve.points()).or_else(kept);
        let curve = curve.unwrap_or_default();
        KnownPit::of(pit, &figures, curve, standing == Standing::Current)
    }
}
