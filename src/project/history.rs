//! Undo and redo, as snapshots of the whole project.

use std::collections::VecDeque;
use std::mem::replace;

use super::{Edit, Project};

/// How many steps can be taken back.
pub const MAX_STEPS: usize = 200;

/// The project as it stands and the ones before and after it. The only owner of the document.
#[derive(Debug, Default)]
pub struct History {
    current: Project,
    past: VecDeque<Step>,
    future: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    label: &'static str,
    project: Project,
}

impl History {
    /// Begins with a project and nothing to take back.
    pub fn of(project: Project) -> Self {
        Self {
            current: project,
            ..Self::default()
        }
    }

    /// The project as it stands.
    pub fn project(&self) -> &Project {
        &self.current
    }

    /// Makes a change and remembers the project before it. One that changes nothing is no step.
    pub fn apply(&mut self, edit: Edit) {
        let label = edit.label();
        // On a copy, so that a bug in the middle of an edit leaves the project as it was.
        let mut after = self.current.clone();
        edit.apply(&mut after);
        if after == self.current {
            return;
        }
        let before = replace(&mut self.current, after);
        self.future.clear();
        self.past.push_back(Step {
            label,
            project: before,
        });
        if MAX_STEPS < self.past.len() {
            self.past.pop_front();
        }
    }

    /// Goes back one step and returns the id of its name, or `None` at the first.
    pub fn undo(&mut self) -> Option<&'static str> {
        let Step { label, project } = self.past.pop_back()?;
        let undone = replace(&mut self.current, project);
        self.future.push(Step {
            label,
            project: undone,
        });
        Some(label)
    }

    /// Goes forward one step and returns the id of its name, or `None` at the last.
    pub fn redo(&mut self) -> Option<&'static str> {
        let Step { label, project } = self.future.pop()?;
        let before = replace(&mut self.current, project);
        self.past.push_back(Step {
            label,
            project: before,
        });
        Some(label)
    }

    /// What would be taken back.
    pub fn undo_label(&self) -> Option<&'static str> {
        self.past.back().map(|step| step.label)
    }

    /// What would be made again.
    pub fn redo_label(&self) -> Option<&'static str> {
        self.future.last().map(|step| step.label)
    }
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;
    use crate::design::Outline;
    use crate::project::{
        AddedCopy, Deposit, DepositId, Entry, Layer, LayerId, LayerKind, Scenario, ScenarioId,
        ScenarioKind, Values,
    };
    use crate::units::Metres;

    fn layer(kind: LayerKind) -> Layer {
        Layer {
            name: "x".to_owned(),
            kind,
            source: "x.tif".to_owned(),
            stated_crs: None,
            values: Values::Heights,
            height_offset: Metres(0.0),
            errors: crate::design::HeightErrors::NONE,
            attribution: String::new(),
            visible: true,
            opacity: 1.0,
            site: None,
        }
    }

    #[test]
    fn undo_then_redo_gives_the_project_back() {
        let mut history = History::default();
        history.apply(Edit::AddLayer(LayerId(1), layer(LayerKind::Terrain)));
        history.apply(Edit::Rename(Entry::Layer(LayerId(1)), "Fjell".to_owned()));
        let edited = history.project().clone();
        assert_eq!(history.undo(), Some("edit-rename"));
        assert_ne!(history.project(), &edited);
        assert_eq!(history.redo(), Some("edit-rename"));
        assert_eq!(history.project(), &edited);
        assert_eq!(history.redo(), None);
    }

    #[test]
    fn an_edit_that_changes_nothing_is_no_step() {
        let mut history = History::default();
        history.apply(Edit::Show(Entry::Layer(LayerId(7)), false));
        assert_eq!(history.undo_label(), None);
    }

    #[test]
    fn names_lie_on_top_and_pictures_above_the_terrain() {
        let mut history = History::default();
        for (id, kind) in [
            LayerKind::Terrain,
            LayerKind::PlaceNames,
            LayerKind::Background,
        ]
        .into_iter()
        .enumerate()
        {
            history.apply(Edit::AddLayer(LayerId(id as u64), layer(kind)));
        }
        let order: Vec<Entry> = history.project().order.to_vec();
        assert_eq!(order, [1, 2, 0].map(|id| Entry::Layer(LayerId(id))));
    }

    #[test]
    fn two_hundred_steps_are_kept() {
        let mut history = History::default();
        history.apply(Edit::AddLayer(LayerId(1), layer(LayerKind::Terrain)));
        for step in 0..300 {
            history.apply(Edit::Rename(Entry::Layer(LayerId(1)), step.to_string()));
        }
        let mut steps = 0;
        while history.undo().is_some() {
            steps += 1;
        }
        assert_eq!(steps, MAX_STEPS);
    }

    fn deposit(scenario: ScenarioId) -> Deposit {
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        let outline = Outline::new(&square).unwrap();
        Deposit::new(scenario, "Nord".to_owned(), outline, LayerId(1))
    }

    #[test]
    fn a_copy_of_a_scenario_has_deposits_of_its_own() {
        let mut history = History::default();
        let (original, copied) = (DepositId(5), DepositId(7));
        history.apply(Edit::AddDeposit(
            original,
            Box::new(deposit(ScenarioId::FIRST)),
        ));
        let copy = ScenarioId(6);
        let scenario = Scenario::new("Sør", ScenarioKind::Alternative, [0, 0, 0]);
        let copies = vec![AddedCopy {
            id: copied.0,
            copy_of: Entry::Deposit(original),
        }];
        history.apply(Edit::AddScenario(copy, scenario, copies));
        history.apply(Edit::Rename(Entry::Deposit(copied), "Sør".to_owned()));
        let project = history.project();
        assert_eq!(project.deposit(original).unwrap().name, "Nord");
        let of_copy: Vec<DepositId> = project.deposits_of(copy).map(|(id, _)| id).collect();
        assert_eq!(of_copy, [copied]);
        history.apply(Edit::RemoveScenario(copy));
        assert_eq!(history.project().deposits.len(), 1);
        assert_eq!(history.project().order.len(), 1);
    }

    #[test]
    fn the_zero_alternative_is_first_and_stays() {
        let mut history = History::default();
        history.apply(Edit::RemoveScenario(ScenarioId::ZERO));
        history.apply(Edit::MoveScenario(ScenarioId::ZERO, 1));
        history.apply(Edit::MoveScenario(ScenarioId::FIRST, 0));
        assert_eq!(history.undo_label(), None);
        assert_eq!(history.project().scenario_order[0], ScenarioId::ZERO);
    }

    #[test]
    fn what_is_frozen_is_not_changed() {
        let mut history = History::default();
        let id = DepositId(5);
        history.apply(Edit::AddDeposit(id, Box::new(deposit(ScenarioId::ZERO))));
        history.apply(Edit::FreezeScenario(ScenarioId::ZERO, true));
        let frozen = history.project().clone();
        history.apply(Edit::Rename(Entry::Deposit(id), "x".to_owned()));
        history.apply(Edit::Remove(Entry::Deposit(id)));
        history.apply(Edit::AddDeposit(
            DepositId(9),
            Box::new(deposit(ScenarioId::ZERO)),
        ));
        assert_eq!(history.project(), &frozen);
        history.apply(Edit::Show(Entry::Deposit(id), false));
        assert_ne!(history.project(), &frozen);
    }

    #[test]
    fn a_what_if_is_kept_under_a_name_of_its_own() {
        let mut history = History::default();
        let id = ScenarioId(3);
        let kind = ScenarioKind::WhatIf {
            of: ScenarioId::FIRST,
        };
        history.apply(Edit::AddScenario(
            id,
            Scenario::new("?", kind, [0; 3]),
            Vec::new(),
        ));
        assert_eq!(*history.project().scenario_order, [0, 1, 3].map(ScenarioId));
        history.apply(Edit::ThrowAwayWhatIf(ScenarioId::FIRST));
        assert_eq!(history.undo_label(), Some("edit-what-if"));
        history.apply(Edit::ThrowAwayWhatIf(id));
        assert_eq!(history.project().scenario(id), None);
        history.undo();
        history.apply(Edit::KeepWhatIf(id, "Vest".to_owned()));
        let kept = history.project().scenario(id).unwrap();
        assert_eq!((kept.name.as_str(), kept.is_what_if()), ("Vest", false));
    }
}
