//! What reviewers say, as a list, and the form for a remark.

use egui::{Id, Label, Modal, RichText, ScrollArea, TextEdit, Ui, accesskit::Role};
use geo::Coord;
use i18n_embed_fl::fl;

use super::forms::ok_or_cancel_ui;
use super::weights::lines_ui;
use crate::app::comparison::Comparison;
use crate::app::{Action, CommentAsk, CommentRef, Remark};
use crate::project::{Comment, ScenarioId};
use crate::ui::context::{Panel, Wish};
use crate::ui::dialogs::Ask;
use crate::ui::fields::{choice_ui, named, small_icon};

/// A remark that is being written.
#[derive(Clone, Debug, Default)]
pub struct RemarkForm {
    scenario: Option<ScenarioId>,
    indicator: Option<String>,
    /// Indicators that it can be about, with none before them.
    indicators: Vec<(Option<String>, String)>,
    place: Option<Coord<f64>>,
    text: String,
    /// Who writes, where nobody said so on this machine.
    name: Option<String>,
}

impl RemarkForm {
    /// About the alternative that is shown, and a place of it where there is one.
    pub fn new(place: Option<Coord<f64>>, panel: &Panel<'_>) -> Self {
        let is_named = panel.app.settings().name.is_some();
        let none = (None, fl!(panel.words.loader, "comment-no-indicator"));
        let compared = panel.app.comparison(None).indicators.into_iter();
        let indicators = compared.map(|one| {
            let name = one.name(panel.app.project(), &panel.words);
            (Some(one.key.id()), name)
        });
        Self {
            scenario: Some(panel.app.active()),
            indicators: [none].into_iter().chain(indicators).collect(),
            place,
            name: (!is_named).then(|| panel.app.person()),
            ..Self::default()
        }
    }

    /// Draws the form. Returns whether it is done with.
    pub fn ui(&mut self, ui: &Ui, panel: &mut Panel<'_>) -> bool {
        let modal = Modal::new(Id::unique("remark-form")).show(ui.ctx(), |ui| {
            ui.set_width(420.0);
            self.form_ui(ui, panel)
        });
        modal.inner || modal.should_close()
    }

    fn form_ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) -> bool {
        let words = panel.words.clone();
        ui.heading(fl!(words.loader, "comment-add"));
        if panel.app.is_read_only() {
            ui.label(RichText::new(fl!(words.loader, "comment-beside")).weak());
        }
        egui::Grid::new("remark").num_columns(2).show(ui, |ui| {
            let all = (None, fl!(words.loader, "comment-all-scenarios"));
            let scenarios = panel.app.project().scenarios_in_order();
            let scenarios = scenarios.map(|(id, one)| (Some(id), one.name.clone()));
            let choices: Vec<(Option<ScenarioId>, String)> =
                [all].into_iter().chain(scenarios).collect();
            let label = fl!(words.loader, "comment-about");
            if let Some(other) = choice_ui(ui, (&label, &label), &choices, &self.scenario) {
                self.scenario = other;
            }
            let label = fl!(words.loader, "compare-indicator");
            let (choices, chosen) = (&self.indicators, &self.indicator);
            if let Some(other) = choice_ui(ui, (&label, &label), choices, chosen) {
                self.indicator = other;
            }
            if let Some(name) = &mut self.name {
                let label = fl!(words.loader, "comment-your-name");
                ui.label(&label)
                    .on_hover_text(fl!(words.loader, "comment-name-tip"));
                let response = ui.add(TextEdit::singleline(name).desired_width(220.0));
                named(&response, Role::TextInput, &label);
                ui.end_row();
            }
        });
        if let Some(place) = self.place {
            let place = format!("{}; {}", words.number(place.x, 0), words.number(place.y, 0));
            ui.label(fl!(words.loader, "comment-at", place = place));
        }
        lines_ui(ui, &fl!(words.loader, "comment-text"), &mut self.text);
        let is_signed = self
            .name
            .as_ref()
            .is_none_or(|name| !name.trim().is_empty());
        let is_complete = is_signed && !self.text.trim().is_empty();
        // Where the project cannot be written to, comments have a file of their own.
        let (is_taken, is_done) = ok_or_cancel_ui(ui, &words, is_complete);
        if is_taken {
            if let Some(name) = self.name.take() {
                panel.act(Action::SetName(name.trim().to_owned()));
            }
            let remark = Remark {
                scenario: self.scenario,
                indicator: self.indicator.clone(),
                place: self.place,
                text: self.text.clone(),
            };
            panel.act(Action::Comment(CommentAsk::Add(remark)));
        }
        is_done
    }
}

/// Draws the list.
pub(super) fn ui(ui: &mut Ui, comparison: &Comparison, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ui.horizontal_wrapped(|ui| {
        let add = fl!(words.loader, "comment-add");
        let response = ui.button(format!("+  {add}"));
        named(&response, Role::Button, &add);
        if response.clicked() {
            panel.wishes.push(Wish::Remark(None));
        }
        let take_in = fl!(words.loader, "comment-take-in");
        let response = ui.button(&take_in);
        named(&response, Role::Button, &take_in);
        let response = response.on_hover_text(fl!(words.loader, "comment-take-in-tip"));
        if response.clicked() {
            panel.wishes.push(Wish::Ask(Ask::Comments));
        }
    });
    if let Some(path) = panel.app.comments_beside() {
        let path = path.display().to_string();
        ui.label(RichText::new(fl!(words.loader, "comment-kept-in", file = path)).weak());
    }
    let comments: Vec<(CommentRef, Comment)> = panel
        .app
        .comments()
        .into_iter()
        .map(|(of, one)| (of, one.clone()))
        .collect();
    if comments.is_empty() {
        ui.label(fl!(words.loader, "comment-none"));
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for (of, comment) in &comments {
            comment_ui(ui, *of, comment, comparison, panel);
            ui.separator();
        }
    });
}

fn comment_ui(
    ui: &mut Ui,
    of: CommentRef,
    comment: &Comment,
    comparison: &Comparison,
    panel: &mut Panel<'_>,
) {
    let words = panel.words.clone();
    let mut about = vec![comment.author.clone(), words.time(comment.at)];
    let scenario = comment
        .scenario
        .and_then(|id| panel.app.project().scenario(id));
    about.extend(scenario.map(|one| one.name.clone()));
    let indicator = comment.indicator.as_deref();
    let indicator = indicator.and_then(|id| comparison.indicator(id));
    about.extend(indicator.map(|one| one.name(panel.app.project(), &words)));
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(about.join(" · ")).weak());
        let may = panel.app.may_change_comment(of);
        let mut is_done = comment.is_done;
        let done = fl!(words.loader, "comment-done");
        let tick = ui.add_enabled(may, egui::Checkbox::new(&mut is_done, &done));
        if tick.changed() {
            panel.act(Action::Comment(CommentAsk::Finish(of, is_done)));
        }
        if let Some(place) = comment.place {
            let icon = egui_material_icons::icons::ICON_LOCATION_ON.codepoint;
            let show = fl!(words.loader, "comment-show");
            if small_icon(ui, icon, &show, None).clicked() {
                panel.command(crate::ui::commands::Command::ViewMap);
                panel.wishes.push(Wish::Center(place));
            }
        }
        let icon = egui_material_icons::icons::ICON_DELETE.codepoint;
        let remove = fl!(words.loader, "comment-remove");
        let response = ui.add_enabled_ui(may, |ui| small_icon(ui, icon, &remove, None));
        if response.inner.clicked() {
            panel.act(Action::Comment(CommentAsk::Remove(of)));
        }
    });
    let text = RichText::new(&comment.text);
    let text = if comment.is_done { text.weak() } else { text };
    ui.add(Label::new(text).wrap());
}
