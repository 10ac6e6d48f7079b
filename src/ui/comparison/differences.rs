//! What was decided otherwise in two alternatives, in words.

use egui::{Label, RichText, ScrollArea, Ui};
use i18n_embed_fl::fl;

use crate::app::difference_lines;
use crate::project::ScenarioId;
use crate::ui::context::Panel;
use crate::ui::fields::choice_ui;

/// The two that are compared.
#[derive(Default)]
pub(super) struct DifferencesPage {
    two: Option<[ScenarioId; 2]>,
}

impl DifferencesPage {
    pub(super) fn ui(&mut self, ui: &mut Ui, panel: &Panel<'_>) {
        let words = panel.words.clone();
        let project = panel.app.project();
        let order: Vec<(ScenarioId, String)> = project
            .scenarios_in_order()
            .map(|(id, scenario)| (id, scenario.name.clone()))
            .collect();
        let is_there = |id: &ScenarioId| order.iter().any(|(other, _)| other == id);
        let kept = self.two.filter(|two| two.iter().all(is_there));
        let last_two = || {
            let mut ids = order.iter().map(|(id, _)| *id).rev();
            let (other, one) = (ids.next()?, ids.next()?);
            Some([one, other])
        };
        let Some(mut two) = kept.or_else(last_two) else {
            return;
        };
        ui.horizontal_wrapped(|ui| {
            let labels = [
                fl!(words.loader, "differences-from"),
                fl!(words.loader, "differences-to"),
            ];
            for (place, label) in labels.iter().enumerate() {
                if let Some(other) = choice_ui(ui, (label, label), &order, &two[place]) {
                    two[place] = other;
                }
            }
        });
        self.two = Some(two);
        let lines = difference_lines(project, two[0], two[1], &words);
        ui.add_space(4.0);
        if lines.is_empty() {
            ui.label(fl!(words.loader, "differences-none"));
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for part in &lines {
                ui.add_space(6.0);
                ui.label(RichText::new(&part.heading).strong());
                for line in &part.lines {
                    ui.add(Label::new(format!("    {line}")).wrap());
                }
            }
        });
    }
}
