//! The section that is shown: asking for one, sampling it again when something changes, and saving it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Answer, App, JobKey};
use crate::app::TaskError;
use crate::app::pit::outline_in;
use crate::app::section::{
    BodySource, LineSource, SectionCourse, SectionRequest, SectionResult, SurfaceSource,
    covered_outline, section_on, surface_roles,
};
use crate::design::Outline;
use crate::figure::Exaggeration;
use crate::project::{Entry, ScenarioId};
use crate::results::{Computed, Fingerprint, Inputs};

/// What can be asked about sections.
#[derive(Clone, Debug, PartialEq)]
pub enum SectionAsk {
    /// Show one.
    Show(SectionCourse),
    /// Show none.
    Hide,
    /// Show what another alternative has there, or not.
    Beside(ScenarioId, bool),
    /// How much heights are exaggerated.
    Exaggerate(Exaggeration),
}

/// The section that is shown.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Where it runs; `None` while none is shown.
    pub course: Option<SectionCourse>,
    /// Alternatives that are shown beside the active one.
    pub beside: BTreeSet<ScenarioId>,
    /// How much heights are exaggerated.
    pub exaggeration: Exaggeration,
    /// What was last sampled.
    pub result: Computed<SectionResult, TaskError>,
    /// What is being sampled, and what its line and terrains rest on.
    asked: Option<(Fingerprint, Fingerprint)>,
    /// What the line and the terrains of the last result rest on.
    surfaces: Option<Fingerprint>,
}

impl Section {
    /// Shows none any more, of whatever project.
    pub(super) fn forget(&mut self) {
        *self = Self {
            exaggeration: self.exaggeration,
            ..Self::default()
        };
    }

    /// Takes in that it cannot be sampled. It is tried again once it rests on something else.
    pub(super) fn fail(&mut self, error: Arc<TaskError>) {
        if let Some((of, _)) = self.asked.take() {
            let result = Err(error);
            self.result = Computed::Known { of, result };
        }
    }
}

impl App {
    /// The section that is shown.
    pub fn section(&self) -> &Section {
        &self.section
    }

    /// Whether the section that is shown belongs to the decisions of today.
    pub fn is_section_current(&self) -> bool {
        self.section.asked.is_none() && (self.asked.is_empty() || self.draft.is_some())
    }

    pub(super) fn ask_section(&mut self, ask: SectionAsk) {
        match ask {
            SectionAsk::Show(course) => {
                if self.section.course.as_ref() != Some(&course) {
                    self.section.course = Some(course);
                    self.section.result = Computed::Missing;
                }
            }
            SectionAsk::Hide => {
                self.section = Section {
                    exaggeration: self.section.exaggeration,
                    beside: std::mem::take(&mut self.section.beside),
                    ..Section::default()
                };
                self.previews.cancel(&JobKey::Section);
            }
            SectionAsk::Beside(scenario, true) => {
                self.section.beside.insert(scenario);
            }
            SectionAsk::Beside(scenario, false) => {
                self.section.beside.remove(&scenario);
            }
            SectionAsk::Exaggerate(exaggeration) => self.section.exaggeration = exaggeration,
        }
        self.refresh();
    }

    /// Alternatives whose deposits and pits are worked out: the one that is shown, those in the section, and all while they
    /// are compared.
    pub(super) fn worked_on(&self) -> Vec<ScenarioId> {
        let mut all = vec![self.active];
        if self.compares() {
            let others = self.project().scenarios_in_order();
            all.extend(others.map(|(id, _)| id).filter(|id| *id != self.active));
            return all;
        }
        if self.section.course.is_some() {
            let beside = self.section.beside.iter().copied();
            all.extend(beside.filter(|id| *id != self.active));
        }
        all
    }

    /// Samples the section again where that is due.
    pub(super) fn refresh_section(&mut self) {
        let project = self.history.project();
        let is_gone = |entry: Entry| project.outline_of(entry).is_none();
        let course = self.section.course.clone();
        if course
            .as_ref()
            .and_then(SectionCourse::entry)
            .is_some_and(is_gone)
        {
            self.section.course = None;
            self.section.result = Computed::Missing;
        }
        let Some(course) = self.section.course.clone() else {
            return;
        };
        // While deposits are worked out, what was shown last stays.
        let waits = !self.asked.is_empty() && self.section.result.value().is_some();
        let surfaces = self.cut_surfaces();
        if waits || surfaces.is_empty() {
            return;
        }
        let Some(line) = self.line_source(&course) else {
            return;
        };
        let of_surfaces = self.surfaces_fingerprint(&course, &surfaces);
        let (of, bodies) = self.cut_bodies(of_surfaces);
        if self.section.asked == Some((of, of_surfaces)) {
            return;
        }
        if self.section.result.is_of(of) {
            self.section.asked = None;
            return;
        }
        let is_same = self.section.surfaces == Some(of_surfaces);
        let known = self.section.result.value().filter(|_| is_same).cloned();
        let request = SectionRequest {
            line,
            surfaces: surfaces.into_iter().map(|(source, _)| source).collect(),
            bodies,
            known,
        };
        self.section.asked = Some((of, of_surfaces));
        self.previews.follow(JobKey::Section, move |run| {
            let result = section_on(&request, run);
            Answer::Section {
                of,
                surfaces: of_surfaces,
                result: result.map(Box::new),
            }
        });
    }

    pub(super) fn take_section(
        &mut self,
        of: Fingerprint,
        surfaces: Fingerprint,
        result: Result<Box<SectionResult>, TaskError>,
    ) {
        // Of the same line it is shown though a newer one is on its way, so that it follows the hand.
        let is_elsewhere = self
            .section
            .asked
            .is_some_and(|(_, wanted)| wanted != surfaces);
        if self.section.course.is_none() || is_elsewhere {
            return;
        }
        if self.section.asked == Some((of, surfaces)) {
            self.section.asked = None;
        }
        if matches!(result, Err(TaskError::Cancelled)) {
            return;
        }
        self.section.surfaces = Some(surfaces);
        let result = result.map(Arc::from).map_err(Arc::new);
        self.section.result = Computed::Known { of, result };
    }

    /// Terrains that are open, the ground first, and what tells them apart.
    fn cut_surfaces(&self) -> Vec<(SurfaceSource, Fingerprint)> {
        let project = self.project();
        let roles = surface_roles(project, self.base(), |id| self.terrains.contains_key(&id));
        let sources = roles.into_iter().filter_map(|(layer, role)| {
            let (ground, of) = self.ground(layer)?;
            let source = SurfaceSource {
                layer,
                role,
                ground,
                placement: self.terrains.get(&layer)?.placement,
            };
            Some((source, of))
        });
        sources.collect()
    }

    fn surfaces_fingerprint(
        &self,
        course: &SectionCourse,
        surfaces: &[(SurfaceSource, Fingerprint)],
    ) -> Fingerprint {
        let mut inputs = Inputs::of("section");
        for (source, of) in surfaces {
            inputs = inputs.upstream(*of).number(f64::from(source.role as u8));
        }
        match course {
            SectionCourse::Drawn(line) => {
                for at in line.points() {
                    inputs = inputs.number(at.x).number(at.y);
                }
            }
            SectionCourse::Along(entry) | SectionCourse::Across(entry) => {
                let across = matches!(course, SectionCourse::Across(_));
                inputs = inputs.text(if across { "across" } else { "along" });
                if let Some(outline) = self.covered_outline(*entry) {
                    inputs = outline_in(inputs, &outline);
                }
            }
        }
        inputs.fingerprint()
    }

    /// Where a course runs; `None` where what it follows has no outline.
    fn line_source(&self, course: &SectionCourse) -> Option<LineSource> {
        let (entry, across) = match course {
            SectionCourse::Drawn(line) => return Some(LineSource::Drawn(line.clone())),
            SectionCourse::Along(entry) => (*entry, false),
            SectionCourse::Across(entry) => (*entry, true),
        };
        let base = match entry {
            Entry::Deposit(id) => self.project().deposit(id).map(|deposit| deposit.base),
            _ => None,
        };
        // A pit has no slope that it lies on.
        let ground = base
            .and_then(|base| self.ground(base))
            .map(|(ground, _)| ground);
        Some(LineSource::Of {
            outline: self.covered_outline(entry)?,
            ground,
            across,
        })
    }

    /// What an entry's own sections are laid through: its outline, and what it is known to cover beyond.
    fn covered_outline(&self, entry: Entry) -> Option<Outline> {
        let fill = match entry {
            Entry::Deposit(id) => self.fills.get(&id).and_then(Computed::value),
            _ => None,
        };
        covered_outline(self.project(), entry, fill.map(|fill| &**fill))
    }

    /// What is worked out of the alternatives that are cut, the undermost first, and what the section then rests
    /// on. A deposit in the hand is cut as it is drawn.
    fn cut_bodies(&self, surfaces: Fingerprint) -> (Fingerprint, Vec<(Entry, BodySource)>) {
        let mut inputs = Inputs::of("cut").upstream(surfaces);
        let mut bodies = Vec::new();
        let preview = self.preview.as_ref().filter(|_| self.draft.is_some());
        for scenario in self.worked_on() {
            for entry in self.project().built_in(scenario) {
                if !self.project().is_visible(entry) {
                    continue;
                }
                let held =
                    preview.filter(|one| one.draft.deposit.map(Entry::Deposit) == Some(entry));
                let found = match (entry, held) {
                    (_, Some(preview)) => preview.result.as_ref().ok().map(|fill| {
                        let number = f64::from(self.preview_number);
                        let of = Inputs::of("draft").number(number).fingerprint();
                        (of, BodySource::Fill(Arc::clone(fill)))
                    }),
                    (Entry::Deposit(id), None) => known(self.fills.get(&id))
                        .filter(|_| self.is_current(id))
                        .map(|(of, fill)| (of, BodySource::Fill(fill))),
                    (Entry::Pit(id), None) => known(self.pits.get(&id))
                        .filter(|_| self.is_pit_current(id))
                        .map(|(of, pit)| (of, BodySource::Backfill(pit))),
                    (Entry::Layer(_) | Entry::Ground(_) | Entry::Outlet(_), None) => None,
                };
                if let Some((of, source)) = found {
                    inputs = inputs.text(&format!("{entry:?}")).upstream(of);
                    bodies.push((entry, source));
                }
            }
        }
        bodies.reverse();
        (inputs.fingerprint(), bodies)
    }
}

/// What was last worked out, and from what.
pub(super) fn known<T>(computed: Option<&Computed<T, TaskError>>) -> Option<(Fingerprint, Arc<T>)> {
    match computed? {
        Computed::Known {
            of,
            result: Ok(result),
        } => Some((*of, Arc::clone(result))),
        Computed::Known { .. } | Computed::Missing => None,
    }
}
