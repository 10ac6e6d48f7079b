//! A pit or stope: what the planner decides, and how much rock goes back.

use egui::Ui;

use crate::project::PitId;
use crate::ui::context::Panel;

/// Half-typed input of the panel.
#[derive(Default)]
pub(super) struct PitPanel {}

impl PitPanel {
    /// Draws the panel.
    pub(super) fn ui(&mut self, ui: &mut Ui, id: PitId, panel: &mut Panel<'_>) {
        let Some(pit) = panel.app.project().pit(id).cloned() else {
            return;
        };
        ui.heading(&pit.name);
    }
}
