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
    /// The project as it stands.
    pub fn project(&self) -> &Project {
        &self.current
    }

    /// Makes a change and remembers the project before it. One that changes nothing is no step.
    pub fn apply(&mut self, edit: Edit) {
        let label = edit.label();
        let before = self.current.clone();
        edit.apply(&mut self.current);
        if self.current == before {
            return;
        }
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
    use super::*;
    use crate::project::{Entry, Layer, LayerId, LayerKind};

    fn layer(kind: LayerKind) -> Layer {
        Layer {
            name: "x".to_owned(),
            kind,
            source: "x.tif".to_owned(),
            stated_crs: None,
            visible: true,
            opacity: 1.0,
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
        let order: Vec<Entry> = history.project().order.clone();
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
}
