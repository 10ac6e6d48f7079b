//! The page of the report: what it is to have, and what leaves the program.

use std::path::PathBuf;

use egui::{Button, Checkbox, Grid, ScrollArea, TextEdit, Ui, accesskit::Role};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::commands::Command;
use super::context::{Panel, Wish};
use super::dialogs::Ask;
use super::fields::{command_button, named};
use crate::app::report::{Chapter, ReportRequest};
use crate::app::{Action, Export};
use crate::project::{Scenario, ScenarioId};

/// How wide fields are, in points.
const FIELD_WIDTH: f32 = 320.0;

/// The page, with what is typed and not taken over yet.
#[derive(Default)]
pub struct ReportPage {
    typing: Option<(Field, String)>,
}

/// What is typed on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Title,
    Organization,
    Logo,
}

impl ReportPage {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let ground = ui.visuals().panel_fill;
        ui.painter().rect_filled(ui.max_rect(), 0.0, ground);
        let margin = egui::Margin::symmetric(16, 10);
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                let words = panel.words.clone();
                ui.heading(fl!(words.loader, "report-page-title"));
                ui.label(fl!(words.loader, "report-page-text"));
                ui.add_space(8.0);
                self.fields_ui(ui, panel);
                ui.add_space(8.0);
                ui.horizontal_top(|ui| {
                    ui.vertical(|ui| chapters_ui(ui, panel));
                    ui.add_space(24.0);
                    ui.vertical(|ui| {
                        scenarios_ui(ui, panel);
                        ui.add_space(16.0);
                        save_ui(ui, panel);
                    });
                });
            });
        });
    }

    fn fields_ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        let draft = panel.app.report_draft().clone();
        let logo = draft.logo.as_ref();
        let logo = logo.map_or_else(String::new, |path| path.display().to_string());
        let usual = [("project", panel.app.project_name())];
        Grid::new("report-fields")
            .num_columns(2)
            .spacing([12.0, 6.0])
            .show(ui, |ui| {
                let hint = words.text("report-title", &usual);
                self.field_ui(ui, Field::Title, &draft.title, &hint, panel);
                ui.end_row();
                let hint = fl!(words.loader, "report-organization-hint");
                self.field_ui(ui, Field::Organization, &draft.organization, &hint, panel);
                ui.end_row();
                let hint = fl!(words.loader, "report-logo-hint");
                self.field_ui(ui, Field::Logo, &logo, &hint, panel);
                ui.end_row();
            });
    }

    fn field_ui(
        &mut self,
        ui: &mut Ui,
        field: Field,
        kept: &str,
        hint: &str,
        panel: &mut Panel<'_>,
    ) {
        let words = panel.words.clone();
        let label = match field {
            Field::Title => fl!(words.loader, "report-field-title"),
            Field::Organization => fl!(words.loader, "report-field-organization"),
            Field::Logo => fl!(words.loader, "report-field-logo"),
        };
        ui.label(&label);
        let mut text = match &self.typing {
            Some((typed, text)) if *typed == field => text.clone(),
            _ => kept.to_owned(),
        };
        let edit = TextEdit::singleline(&mut text)
            .desired_width(FIELD_WIDTH)
            .hint_text(hint);
        let response = ui.add(edit);
        named(&response, Role::TextInput, &label);
        if response.changed() {
            self.typing = Some((field, text.clone()));
        }
        if response.lost_focus() && self.typing.take().is_some() {
            let mut draft = panel.app.report_draft().clone();
            match field {
                Field::Title => draft.title = text,
                Field::Organization => draft.organization = text,
                Field::Logo => {
                    let path = text.trim().trim_matches('"');
                    draft.logo = (!path.is_empty()).then(|| PathBuf::from(path));
                }
            }
            panel.act(Action::DraftReport(Box::new(draft)));
        }
    }
}

/// Takes something in or out, keeping the rest.
fn toggled<T: Clone + PartialEq>(all: &[T], chosen: &[T], one: &T, is_in: bool) -> Vec<T> {
    let kept = all.iter().filter(|other| {
        if *other == one {
            is_in
        } else {
            chosen.contains(other)
        }
    });
    kept.cloned().collect()
}

fn chapters_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ui.strong(fl!(words.loader, "report-chapters"));
    let draft = panel.app.report_draft().clone();
    for chapter in Chapter::ALL {
        let name = words.text(&chapter.text_id(), &[]);
        let mut is_in = draft.chapters.contains(&chapter);
        if ui.add(Checkbox::new(&mut is_in, &name)).changed() {
            let chapters = toggled(&Chapter::ALL, &draft.chapters, &chapter, is_in);
            let request = ReportRequest {
                chapters,
                ..draft.clone()
            };
            panel.act(Action::DraftReport(Box::new(request)));
        }
    }
}

fn scenarios_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ui.strong(fl!(words.loader, "report-alternatives"));
    let draft = panel.app.report_draft().clone();
    let all: Vec<(ScenarioId, &Scenario)> = panel.app.project().scenarios_in_order().collect();
    let names: Vec<String> = all.iter().map(|(id, _)| id.0.to_string()).collect();
    // None named stands for all.
    let chosen = if draft.scenarios.is_empty() {
        names.clone()
    } else {
        draft.scenarios.clone()
    };
    let mut changed = None;
    for ((_, scenario), number) in all.iter().zip(&names) {
        let mut is_in = chosen.contains(number) || scenario.is_zero();
        let choice = Checkbox::new(&mut is_in, &scenario.name);
        let response = ui.add_enabled(!scenario.is_zero(), choice);
        let response = if scenario.is_zero() {
            response.on_disabled_hover_text(fl!(words.loader, "report-zero-always"))
        } else {
            response
        };
        if response.changed() {
            changed = Some(toggled(&names, &chosen, number, is_in));
        }
    }
    if let Some(chosen) = changed {
        let scenarios = if chosen.len() == names.len() {
            Vec::new()
        } else {
            chosen
        };
        let request = ReportRequest { scenarios, ..draft };
        panel.act(Action::DraftReport(Box::new(request)));
    }
}

fn save_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let has_chapters = !panel.app.report_draft().chapters.is_empty();
    let name = fl!(words.loader, "report-save");
    let text = format!("{}  {name}", icon::ICON_DOWNLOAD.codepoint);
    let response = ui.add_enabled(has_chapters, Button::new(text));
    named(&response, Role::Button, &name);
    let response = response
        .on_hover_text(fl!(words.loader, "report-save-tip"))
        .on_disabled_hover_text(fl!(words.loader, "report-no-chapters"));
    if response.clicked() {
        panel.wishes.push(Wish::Ask(Ask::Export(Export::Report)));
    }
    ui.add_space(16.0);
    ui.strong(fl!(words.loader, "report-more"));
    for (command, text) in [
        (Command::ExportGeometry, "report-more-geometry"),
        (Command::MakePackage, "report-more-package"),
    ] {
        command_button(ui, panel, command).on_hover_text(words.text(text, &[]));
    }
}
