//! The sheet of M-1941: themes down, alternatives across, a form for each cell.

use egui::{
    Button, Color32, Id, Label, Modal, RichText, ScrollArea, TextEdit, Ui, Vec2, accesskit::Role,
};
use i18n_embed_fl::fl;

use super::act;
use super::forms::buttons_ui;
use super::weights::lines_ui;
use crate::app::AssessAsk;
use crate::app::comparison::{
    Comparison, Sheet, SheetCell, breach_text, breaches_of, is_strict, suggested, support_of,
};
use crate::assess::m1941::{Grade, Grading, ImpactLevel, Lasting, Scale, ValueLevel};
use crate::figure::writing_on;
use crate::project::{ScenarioId, ThemeVerdict, Verdict};
use crate::ui::context::Panel;
use crate::ui::fields::{choice_ui, named};
use crate::words::Words;

/// The page.
#[derive(Default)]
pub(super) struct SheetPage {
    form: Option<ThemeForm>,
    /// What decides, while it is typed.
    conclusion: Option<String>,
}

/// What is typed about a theme.
struct ThemeForm {
    scenario: ScenarioId,
    place: usize,
    title: String,
    grading: Grading,
    verdict: ThemeVerdict,
    reason: String,
}

impl SheetPage {
    pub(super) fn ui(&mut self, ui: &mut Ui, comparison: &Comparison, panel: &mut Panel<'_>) {
        let Some(scale) = Scale::get() else {
            return;
        };
        let words = panel.words.clone();
        let language = words.language().tag();
        let ids: Vec<ScenarioId> = comparison.scenarios.iter().map(|one| one.id).collect();
        let sheet = Sheet::of(panel.app.project(), &ids, scale);
        ui.add(Label::new(RichText::new(fl!(words.loader, "sheet-tip")).weak()).wrap());
        ScrollArea::both().auto_shrink(false).show(ui, |ui| {
            egui::Grid::new("m1941")
                .striped(true)
                .spacing([12.0, 8.0])
                .show(ui, |ui| {
                    ui.strong(fl!(words.loader, "sheet-theme"));
                    for scenario in &comparison.scenarios {
                        ui.strong(&scenario.name);
                    }
                    ui.end_row();
                    for row in &sheet.rows {
                        let theme = scale.theme(&row.theme);
                        let name = theme.map_or("", |theme| theme.name.in_language(language));
                        ui.label(name);
                        for (place, cell) in row.cells.iter().enumerate() {
                            let scenario = &comparison.scenarios[place];
                            let title = format!("{name}, {}", scenario.name);
                            if cell_ui(ui, cell, row.grading, &title, scale, &words) {
                                self.form = Some(ThemeForm {
                                    scenario: scenario.id,
                                    place,
                                    title,
                                    grading: row.grading,
                                    verdict: cell.verdict.clone(),
                                    reason: cell.reason.clone(),
                                });
                            }
                        }
                        ui.end_row();
                    }
                    together_ui(ui, &sheet, scale, &words);
                });
            ui.add_space(8.0);
            self.conclusion_ui(ui, panel);
            sources_ui(ui, scale, &words);
        });
        if let Some(form) = &mut self.form
            && form.ui(ui, comparison, scale, panel)
        {
            self.form = None;
        }
    }

    /// The order of the alternatives and what decides it, in words.
    fn conclusion_ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        let label = fl!(words.loader, "sheet-conclusion");
        ui.strong(&label);
        let kept = &panel.app.project().assessment.conclusion;
        let mut text = self.conclusion.clone().unwrap_or_else(|| kept.clone());
        let edit = TextEdit::multiline(&mut text)
            .desired_rows(4)
            .desired_width(f32::INFINITY)
            .hint_text(fl!(words.loader, "sheet-conclusion-hint"));
        let response = ui.add_enabled(!panel.app.is_read_only(), edit);
        named(&response, Role::MultilineTextInput, &label);
        if response.changed() {
            self.conclusion = Some(text);
        }
        if response.lost_focus()
            && let Some(text) = self.conclusion.take()
            && text != *kept
        {
            act(panel, AssessAsk::Conclude(text));
        }
    }
}

/// Draws a grade on its colour. Returns whether it was clicked.
fn cell_ui(
    ui: &mut Ui,
    cell: &SheetCell,
    grading: Grading,
    title: &str,
    scale: &Scale,
    words: &Words,
) -> bool {
    let language = words.language().tag();
    let color = |[red, green, blue]: [u8; 3]| Color32::from_rgb(red, green, blue);
    let (fill, ink) = match cell.grade.map(|grade| scale.grade(grade).color) {
        Some(grade) => (color(grade), color(writing_on(grade))),
        None => (ui.visuals().faint_bg_color, ui.visuals().text_color()),
    };
    let text = match cell.grade {
        Some(grade) => sign_of(grade),
        None if grading == Grading::Described && !cell.reason.is_empty() => {
            fl!(words.loader, "sheet-described")
        }
        None => "–".to_owned(),
    };
    let mut told = RichText::new(&text).color(ink).size(17.0).strong();
    if !cell.breaches.is_empty() {
        told = told.underline();
    }
    let button = Button::new(told)
        .fill(fill)
        .min_size(Vec2::new(112.0, 30.0));
    let response = ui.add(button);
    named(&response, Role::Button, &format!("{title}: {text}"));
    let mut about = Vec::new();
    if let Some(grade) = cell.grade {
        about.push(scale.grade(grade).name.in_language(language).to_owned());
    }
    if !cell.reason.is_empty() {
        about.push(format!("{} ({})", cell.reason, cell.author));
    }
    let breaches = cell.breaches.iter();
    about.extend(breaches.map(|breach| breach_text(breach, scale, words)));
    let response = if about.is_empty() {
        response
    } else {
        response.on_hover_text(about.join("\n"))
    };
    response.clicked()
}

/// The sign of a grade with a minus that is as long as the plus.
fn sign_of(grade: Grade) -> String {
    grade.id().replace('-', "\u{2212}")
}

fn together_ui(ui: &mut Ui, sheet: &Sheet, scale: &Scale, words: &Words) {
    ui.strong(fl!(words.loader, "sheet-together"));
    for together in &sheet.together {
        let counts = together.counts.iter().zip(Grade::ALL);
        let counted = counts.filter(|(count, _)| 0 < **count);
        let mut lines: Vec<String> = counted
            .map(|(count, grade)| format!("{count} × {}", sign_of(grade)))
            .collect();
        if !together.ungraded.is_empty() {
            let names = together.ungraded.iter().filter_map(|id| scale.theme(id));
            let language = words.language().tag();
            let names: Vec<&str> = names
                .map(|theme| theme.name.in_language(language))
                .collect();
            let names = names.join(", ");
            lines.push(fl!(words.loader, "sheet-ungraded", names = names));
        }
        ui.vertical(|ui| {
            ui.set_max_width(150.0);
            if let Some(worst) = together.worst {
                let worst = sign_of(worst);
                ui.strong(fl!(words.loader, "sheet-worst", grade = worst));
            }
            ui.add(Label::new(RichText::new(lines.join("\n")).small()).wrap());
        });
    }
    ui.end_row();
}

/// What the method was read from, and what could not be confirmed.
fn sources_ui(ui: &mut Ui, scale: &Scale, words: &Words) {
    let language = words.language().tag();
    ui.add_space(8.0);
    egui::CollapsingHeader::new(fl!(words.loader, "sheet-sources")).show(ui, |ui| {
        ui.label(scale.title.in_language(language));
        ui.label(fl!(words.loader, "sheet-read", date = scale.date.clone()));
        for source in &scale.sources {
            ui.hyperlink_to(&source.title, &source.url);
        }
        for unconfirmed in &scale.unconfirmed {
            let text = unconfirmed.in_language(language);
            ui.add(Label::new(RichText::new(text).weak()).wrap());
        }
    });
}

impl ThemeForm {
    /// Draws the form. Returns whether it is done with.
    fn ui(
        &mut self,
        ui: &Ui,
        comparison: &Comparison,
        scale: &Scale,
        panel: &mut Panel<'_>,
    ) -> bool {
        let modal = Modal::new(Id::unique("theme-form")).show(ui.ctx(), |ui| {
            ui.set_width(520.0);
            self.form_ui(ui, comparison, scale, panel)
        });
        modal.inner || modal.should_close()
    }

    fn form_ui(
        &mut self,
        ui: &mut Ui,
        comparison: &Comparison,
        scale: &Scale,
        panel: &mut Panel<'_>,
    ) -> bool {
        let words = panel.words.clone();
        ui.heading(&self.title);
        let project = panel.app.project();
        let support = support_of(&self.verdict.theme, self.place, comparison, project, &words);
        if !support.is_empty() {
            ui.label(RichText::new(fl!(words.loader, "sheet-support")).weak());
            egui::Grid::new("support").num_columns(2).show(ui, |ui| {
                for (name, told) in &support {
                    ui.label(RichText::new(name).weak());
                    ui.label(told);
                    ui.end_row();
                }
            });
        }
        let is_zero = self.scenario == ScenarioId::ZERO;
        if is_zero && self.grading != Grading::Described {
            ui.label(fl!(words.loader, "sheet-zero"));
        } else if self.grading != Grading::Described {
            self.levels_ui(ui, scale, &words);
        }
        lines_ui(
            ui,
            &fl!(words.loader, "sheet-justification"),
            &mut self.reason,
        );
        let breaches = breaches_of(&self.verdict, &self.reason, self.scenario, scale);
        let strict = breaches.iter().any(is_strict);
        for breach in &breaches {
            let color = if is_strict(breach) {
                ui.visuals().error_fg_color
            } else {
                panel.palette.warning
            };
            let text = RichText::new(breach_text(breach, scale, &words)).color(color);
            ui.add(Label::new(text).wrap());
        }
        let (is_taken, is_done) = buttons_ui(ui, panel, !strict);
        if is_taken {
            let ask = AssessAsk::Judge {
                scenario: self.scenario,
                verdict: Verdict::Theme(Box::new(self.verdict.clone())),
                reason: self.reason.trim().to_owned(),
            };
            act(panel, ask);
        }
        is_done
    }

    fn levels_ui(&mut self, ui: &mut Ui, scale: &Scale, words: &Words) {
        let language = words.language().tag();
        let none = || fl!(words.loader, "sheet-not-judged");
        egui::Grid::new("theme-levels")
            .num_columns(2)
            .show(ui, |ui| {
                if self.grading == Grading::Matrix {
                    let levels = scale
                        .values
                        .iter()
                        .map(|one| (Some(one.id), one.name.in_language(language).to_owned()));
                    let choices: Vec<(Option<ValueLevel>, String)> =
                        [(None, none())].into_iter().chain(levels).collect();
                    let label = fl!(words.loader, "sheet-value");
                    if let Some(other) =
                        choice_ui(ui, (&label, &label), &choices, &self.verdict.value)
                    {
                        self.verdict.value = other;
                    }
                    let levels = scale
                        .impacts
                        .iter()
                        .map(|one| (Some(one.id), one.name.in_language(language).to_owned()));
                    let choices: Vec<(Option<ImpactLevel>, String)> =
                        [(None, none())].into_iter().chain(levels).collect();
                    let label = fl!(words.loader, "sheet-impact");
                    if let Some(other) =
                        choice_ui(ui, (&label, &label), &choices, &self.verdict.impact)
                    {
                        self.verdict.impact = other;
                    }
                }
                let suggested =
                    suggested(&self.verdict, scale).filter(|_| self.grading == Grading::Matrix);
                let grades = scale.grades.iter().map(|one| {
                    let mut name =
                        format!("{}  {}", sign_of(one.id), one.name.in_language(language));
                    if suggested == Some(one.id) {
                        name = format!("{name} ({})", fl!(words.loader, "sheet-suggested"));
                    }
                    (Some(one.id), name)
                });
                let choices: Vec<(Option<Grade>, String)> =
                    [(None, none())].into_iter().chain(grades).collect();
                let label = fl!(words.loader, "sheet-grade");
                if let Some(other) = choice_ui(ui, (&label, &label), &choices, &self.verdict.grade)
                {
                    self.verdict.grade = other;
                }
            });
        self.kinds_ui(ui, scale, language);
        self.lasting_ui(ui, words);
        let suggested = suggested(&self.verdict, scale).filter(|_| self.grading == Grading::Matrix);
        let differs = suggested
            .zip(self.verdict.grade)
            .is_some_and(|(one, other)| one != other);
        if differs {
            let label = fl!(words.loader, "sheet-why-other");
            lines_ui(ui, &label, &mut self.verdict.why_other_grade);
        }
    }

    /// Kinds of places that are of very great value whatever anyone says.
    fn kinds_ui(&mut self, ui: &mut Ui, scale: &Scale, language: &str) {
        for kind in &scale.always_very_great {
            if !kind.themes.contains(&self.verdict.theme) {
                continue;
            }
            let mut is_one = self.verdict.place_kinds.contains(&kind.id);
            if ui
                .checkbox(&mut is_one, kind.name.in_language(language))
                .changed()
            {
                self.verdict.place_kinds.retain(|other| *other != kind.id);
                if is_one {
                    self.verdict.place_kinds.push(kind.id.clone());
                    self.verdict.value = Some(ValueLevel::VeryGreat);
                }
            }
        }
    }

    fn lasting_ui(&mut self, ui: &mut Ui, words: &Words) {
        let kind = match &self.verdict.lasting {
            Lasting::Permanent => 0,
            Lasting::TemporaryAsPermanent => 1,
            Lasting::TemporaryLeftOut { .. } => 2,
        };
        let choices = [
            (0, fl!(words.loader, "sheet-permanent")),
            (1, fl!(words.loader, "sheet-temporary")),
            (2, fl!(words.loader, "sheet-left-out")),
        ];
        let label = fl!(words.loader, "sheet-lasting");
        egui::Grid::new("theme-lasting")
            .num_columns(2)
            .show(ui, |ui| {
                if let Some(other) = choice_ui(ui, (&label, &label), &choices, &kind) {
                    self.verdict.lasting = match other {
                        0 => Lasting::Permanent,
                        1 => Lasting::TemporaryAsPermanent,
                        _ => Lasting::TemporaryLeftOut {
                            reason: String::new(),
                        },
                    };
                }
            });
        if let Lasting::TemporaryLeftOut { reason } = &mut self.verdict.lasting {
            lines_ui(ui, &fl!(words.loader, "sheet-left-out-why"), reason);
        }
    }
}
