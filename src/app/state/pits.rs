//! Pits and stopes: adding them, working them out, and how their figures stand.

use std::sync::Arc;

use super::sources::record_facts;
use super::{Answer, App, JobKey, SourceState, Standing};
use crate::app::TaskError;
use crate::app::ground_source::ReadGround;
use crate::app::pit::{PitRequest, PitResult, pit_on};
use crate::balance::Binding;
use crate::project::{Edit, Entry, LayerId, Pit, PitId};
use crate::results::{Computed, Fingerprint, PitFigures, PitRecord, Records};

impl App {
    /// The pit or stope that is selected.
    pub fn selected_pit(&self) -> Option<(PitId, &Pit)> {
        match self.selected {
            Some(Entry::Pit(id)) => self.project().pit(id).map(|pit| (id, pit)),
            _ => None,
        }
    }

    /// What was last worked out for a pit or stope.
    pub fn pit(&self, id: PitId) -> Option<&Computed<PitResult, TaskError>> {
        self.pits.get(&id)
    }

    /// Whether what was last worked out for a pit or stope belongs to its decisions.
    pub fn is_pit_current(&self, id: PitId) -> bool {
        let Some(pit) = self.project().pit(id) else {
            return false;
        };
        let Some((_, of)) = self.grounds_of(pit) else {
            return false;
        };
        self.pits.get(&id).is_some_and(|known| known.is_of(of))
    }

    /// What the project file keeps of a pit's figures, and how they stand to today.
    pub fn kept_pit(&self, id: PitId) -> Option<(&PitRecord, Standing)> {
        let record = self.records.pits.get(&id)?;
        let pit = self.project().pit(id)?;
        let of_today = pit_content_id(pit, self.project(), &self.records) == Some(record.of);
        let standing = if of_today {
            self.standing_on(pit.terrains())
        } else {
            Standing::OutOfDate
        };
        Some((record, standing))
    }

    /// Figures of a pit or stope: what was just worked out, or what the project file keeps.
    pub fn pit_figures(&self, id: PitId) -> Option<(PitFigures, Standing)> {
        let fresh = self.pit(id).filter(|_| self.is_pit_current(id));
        match fresh.and_then(|known| known.value()) {
            Some(result) => {
                let pit = self.project().pit(id)?;
                Some((result.figures, self.standing_on(pit.terrains())))
            }
            None => self
                .kept_pit(id)
                .map(|(record, standing)| (record.figures, standing)),
        }
    }

    /// What the backfill of a pit or stope ends at: as just worked out, or as the project file keeps it.
    pub(super) fn pit_binding(&self, id: PitId) -> Option<Binding> {
        let fresh = self.pit(id).filter(|_| self.is_pit_current(id));
        match fresh.and_then(|known| known.value()) {
            Some(result) => Some(result.backfill.binding),
            None => self.kept_pit(id).map(|(record, _)| record.binding),
        }
    }

    /// How figures that rest on terrains stand to the files of today.
    pub(super) fn standing_on(&self, terrains: impl Iterator<Item = LayerId>) -> Standing {
        let mut standing = Standing::Current;
        for terrain in terrains {
            match self.source_states.get(&terrain) {
                Some(SourceState::Missing) => return Standing::SourceMissing,
                Some(SourceState::Changed(_)) => standing = Standing::SourceChanged,
                Some(SourceState::Same) | None => {}
            }
        }
        standing
    }

    pub(super) fn add_pit(&mut self, request: PitRequest) {
        let id = PitId(self.next_id());
        let number = self.project().pits_of(self.active).count() + 1;
        let is_stope = matches!(request.room, crate::project::Room::Stope { .. });
        let usual = if is_stope {
            "stope-usual-name"
        } else {
            "pit-usual-name"
        };
        let name = self.words.text(usual, &[("number", number.to_string())]);
        let pit = Pit {
            scenario: self.active,
            name,
            room: request.room,
            placed_factor: request.placed_factor,
            cap: request.cap,
            target: request.target,
            mining: Box::default(),
            terms: Box::default(),
            visible: true,
            opacity: 1.0,
        };
        self.edit(Edit::AddPit(id, Box::new(pit)));
        if self.project().pit(id).is_some() {
            self.selected = Some(Entry::Pit(id));
        }
    }

    /// The terrains that a pit is measured on, and what it is worked out from. `None` while one is not open.
    fn grounds_of(&self, pit: &Pit) -> Option<(Vec<ReadGround>, Fingerprint)> {
        let (mut grounds, mut ids) = (Vec::new(), Vec::new());
        for layer in pit.terrains() {
            let (ground, id) = self.ground(layer)?;
            grounds.push(ground);
            ids.push(id);
        }
        Some((grounds, PitRequest::of(pit).fingerprint(&ids)))
    }

    /// Works out pits of the alternative that is shown where that is due.
    pub(super) fn refresh_pits(&mut self) {
        let scenarios = self.worked_on().into_iter();
        let pits: Vec<(PitId, Arc<Pit>)> = scenarios
            .flat_map(|scenario| self.project().pits_of(scenario))
            .map(|(id, pit)| (id, Arc::clone(pit)))
            .collect();
        for (id, pit) in pits {
            let Some((grounds, of)) = self.grounds_of(&pit) else {
                continue;
            };
            let entry = Entry::Pit(id);
            if self.pits.get(&id).is_some_and(|known| known.is_of(of)) {
                self.asked.remove(&entry);
                self.engine.cancel(&JobKey::Fill(entry));
                continue;
            }
            let mut others = self.pits.values();
            if let Some(known) = others.find(|known| known.is_of(of)).cloned() {
                self.asked.remove(&entry);
                self.pits.insert(id, known);
                self.record_pit(id);
                continue;
            }
            // Copies of equal inputs share what the first of them comes to, once it is there.
            if self.asked.values().any(|asked| *asked == of) {
                continue;
            }
            let request = PitRequest::of(&pit);
            self.asked.insert(entry, of);
            self.engine.replace(JobKey::Fill(entry), move |run| {
                let result = pit_on(&grounds, &request, run);
                Answer::Pit {
                    pit: id,
                    of,
                    result: result.map(Box::new),
                }
            });
        }
    }

    pub(super) fn take_pit(
        &mut self,
        id: PitId,
        of: Fingerprint,
        result: Result<Box<PitResult>, TaskError>,
    ) {
        self.no_longer_asked(Entry::Pit(id), of);
        if matches!(result, Err(TaskError::Cancelled)) {
            return;
        }
        let result = result.map(Arc::from).map_err(Arc::new);
        self.pits.insert(id, Computed::Known { of, result });
        self.record_pit(id);
        self.refresh();
        self.keep(None);
    }

    /// Keeps what was worked out for a pit, once its terrains are known by their content.
    pub(super) fn record_pit(&mut self, id: PitId) {
        let Some(pit) = self.project().pits.get(&id).cloned() else {
            return;
        };
        let mut terrains = pit.terrains();
        let is_same = terrains.all(|terrain| {
            self.source_states.get(&terrain) == Some(&SourceState::Same)
                && self.is_open_as_recorded(terrain)
        });
        if !is_same || !self.is_pit_current(id) {
            return;
        }
        let of = pit_content_id(&pit, self.project(), &self.records);
        let result = self.pits.get(&id).and_then(|known| known.value().cloned());
        let (Some(of), Some(result)) = (of, result) else {
            self.records.pits.remove(&id);
            return;
        };
        let known = self.records.pits.get(&id);
        if known.is_none_or(|known| known.of != of) {
            let record = pit_record_of(&result, of);
            self.records.pits.insert(id, Arc::new(record));
        }
    }
}

/// What a pit's figures rest on, by content: the same on every machine. `None` while a file is not read.
pub(in crate::app) fn pit_content_id(
    pit: &Pit,
    project: &crate::project::Project,
    records: &Records,
) -> Option<Fingerprint> {
    let grounds: Option<Vec<Fingerprint>> = pit
        .terrains()
        .map(|id| {
            let layer = project.layer(id)?;
            let source = records.sources.get(&id)?;
            Some(super::sources::ground_content_id(
                layer,
                source,
                project.areas,
            ))
        })
        .collect();
    Some(PitRequest::of(pit).fingerprint(&grounds?))
}

/// What is kept of a result.
pub(in crate::app) fn pit_record_of(result: &PitResult, of: Fingerprint) -> PitRecord {
    let (warnings, at, program) = record_facts(&result.oddities);
    let footprint = result.pit.as_ref();
    PitRecord {
        of,
        figures: result.figures,
        binding: result.backfill.binding,
        footprint: footprint.map_or_else(
            || geo::MultiPolygon(Vec::new()),
            |pit| pit.picture.footprint.clone(),
        ),
        curve: footprint.map_or_else(Vec::new, |pit| pit.void.curve.points().to_vec()),
        warnings,
        at,
        program,
    }
}
