//! The change log as a table: when, who, what, from what to what.

use egui::{Label, RichText, ScrollArea, Ui, accesskit::Role};
use i18n_embed_fl::fl;

use crate::app::{Action, ChangesAsk, LoggedChange};
use crate::ui::context::Panel;
use crate::ui::fields::named;
use crate::words::Words;

/// The page; the log is read when it is opened and when something was changed.
#[derive(Default)]
pub(super) struct ChangesPage {
    /// The step up to which the log was asked for.
    asked_at: Option<u64>,
}

impl ChangesPage {
    pub(super) fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        let step = panel.app.last_step();
        if self.asked_at != Some(step) {
            self.asked_at = Some(step);
            panel.act(Action::Changes(ChangesAsk::Newest));
        }
        let (changes, has_more) = panel.app.changes();
        ui.add(Label::new(RichText::new(fl!(words.loader, "changes-tip")).weak()).wrap());
        if changes.is_empty() {
            ui.label(fl!(words.loader, "changes-none"));
        }
        let mut asks_for_older = false;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let mut edit = None;
            for change in changes {
                if edit != Some(change.edit) {
                    edit = Some(change.edit);
                    head_ui(ui, change, &words);
                }
                change_ui(ui, change, &words);
            }
            if has_more {
                let older = fl!(words.loader, "changes-older");
                let response = ui.button(&older);
                named(&response, Role::Button, &older);
                asks_for_older = response.clicked();
            }
        });
        if asks_for_older {
            panel.act(Action::Changes(ChangesAsk::Older));
        }
    }
}

/// When, who, and what was done.
fn head_ui(ui: &mut Ui, change: &LoggedChange, words: &Words) {
    ui.add_space(6.0);
    let mut told = vec![words.time(change.at)];
    told.extend(
        [&change.user, &change.label]
            .into_iter()
            .filter(|text| !text.is_empty())
            .cloned(),
    );
    ui.label(RichText::new(told.join(" · ")).strong());
}

fn change_ui(ui: &mut Ui, change: &LoggedChange, words: &Words) {
    let Some((table, row)) = &change.row else {
        return;
    };
    let name = change.name.clone().unwrap_or_else(|| row.to_string());
    let none = || "–".to_owned();
    let columns = change.columns.iter();
    let told: Vec<String> = columns
        .filter(|(column, ..)| {
            let is_only = change.columns.len() == 1;
            is_only || !matches!(column.as_str(), "name" | "rank" | "draw_rank")
        })
        .map(|(column, was, became)| {
            let was = was.clone().unwrap_or_else(none);
            let became = became.clone().unwrap_or_else(none);
            let column = words
                .find(&format!("column-{column}"))
                .unwrap_or_else(|| column.clone());
            format!("{column}: {was} → {became}")
        })
        .collect();
    let table = words
        .find(&format!("table-{table}"))
        .unwrap_or_else(|| table.clone());
    let text = format!("{table} {name}: {}", told.join("; "));
    ui.add(Label::new(RichText::new(text).small()).wrap());
}
