//! What was decided otherwise in two alternatives, in words.

use egui::{Label, RichText, ScrollArea, Ui};
use i18n_embed_fl::fl;

use super::{alternatives_of, two_of, two_ui};
use crate::app::{DifferenceLine, difference_lines};
use crate::project::ScenarioId;
use crate::ui::context::Panel;
use crate::words::Language;

/// The two that are compared, and what was found.
#[derive(Default)]
pub(super) struct DifferencesPage {
    two: Option<[ScenarioId; 2]>,
    found: Option<Found>,
}

/// What differs. It is looked for once, not for every frame.
struct Found {
    of: ([ScenarioId; 2], u64, Language),
    lines: Vec<DifferenceLine>,
}

impl DifferencesPage {
    pub(super) fn ui(&mut self, ui: &mut Ui, panel: &Panel<'_>) {
        let words = panel.words.clone();
        let order = alternatives_of(panel);
        self.two = two_of(self.two, &order);
        let Some(two) = &mut self.two else {
            return;
        };
        ui.horizontal_wrapped(|ui| {
            let labels = [
                fl!(words.loader, "differences-from"),
                fl!(words.loader, "differences-to"),
            ];
            two_ui(ui, &labels, &order, two);
        });
        let two = *two;
        let lines = self.lines(two, panel);
        ui.add_space(4.0);
        if lines.is_empty() {
            ui.label(fl!(words.loader, "differences-none"));
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for part in lines {
                ui.add_space(6.0);
                ui.label(RichText::new(&part.heading).strong());
                for line in &part.lines {
                    ui.add(Label::new(format!("    {line}")).wrap());
                }
            }
        });
    }

    fn lines(&mut self, two: [ScenarioId; 2], panel: &Panel<'_>) -> &[DifferenceLine] {
        let (app, words) = (panel.app, &panel.words);
        let of = (two, app.last_step(), words.language());
        self.found = self.found.take().filter(|found| found.of == of);
        let found = self.found.get_or_insert_with(|| Found {
            of,
            lines: difference_lines(app.project(), two[0], two[1], words),
        });
        &found.lines
    }
}
