//! Forms over the comparison: an indicator, a value of one that people judge, a conflict that is set aside.

use egui::{Id, Label, Modal, RichText, ScrollArea, TextEdit, Ui, accesskit::Role};
use i18n_embed_fl::fl;

use super::act;
use super::scale::ScaleForm;
use super::weights::lines_ui;
use crate::app::AssessAsk;
use crate::app::comparison::{
    ComparedFlag, ComparedIndicator, ComparedScenario, Comparison, IndicatorKey, TracePart,
    account_text, direction_text,
};
use crate::assess::{Account, Direction};
use crate::project::{Indicator, IndicatorId, IndicatorOf, ScenarioId, Verdict, own_key};
use crate::ui::context::Panel;
use crate::ui::fields::{choice_ui, named};
use crate::words::{Words, read_number};

/// A form that is open.
pub(super) enum Form {
    Indicator(Box<IndicatorForm>),
    Value(Box<ValueForm>),
    Flag(Box<FlagForm>),
    Trace(Box<TraceShown>),
}

/// Where a figure comes from.
pub(super) struct TraceShown {
    title: String,
    parts: Vec<TracePart>,
}

/// What is typed about an indicator.
pub(super) struct IndicatorForm {
    id: Option<IndicatorId>,
    of: IndicatorOf,
    title: String,
    account: Account,
    counts: bool,
    weight: String,
    scale: ScaleForm,
}

/// What is typed as a value.
pub(super) struct ValueForm {
    indicator: IndicatorId,
    scenario: ScenarioId,
    title: String,
    unit: String,
    value: String,
    low: String,
    high: String,
    reason: String,
}

/// Why a conflict is set aside.
pub(super) struct FlagForm {
    scenario: ScenarioId,
    flag: String,
    title: String,
    reason: String,
}

impl Form {
    /// For an own indicator that is added.
    pub(super) fn new_indicator(words: &Words) -> Self {
        Self::Indicator(Box::new(IndicatorForm {
            id: None,
            of: IndicatorOf::Own {
                name: String::new(),
                unit: String::new(),
                direction: Direction::LessIsBetter,
            },
            title: fl!(words.loader, "compare-add-indicator"),
            account: Account::SocioEconomic,
            counts: true,
            weight: words.number(1.0, 0),
            scale: ScaleForm::new(),
        }))
    }

    /// For one that is compared by.
    pub(super) fn of_indicator(
        indicator: &ComparedIndicator,
        title: String,
        words: &Words,
    ) -> Self {
        let (id, of) = match &indicator.key {
            IndicatorKey::Computed(computed) => (None, IndicatorOf::Computed(computed.id())),
            IndicatorKey::Own(id) => (
                Some(*id),
                IndicatorOf::Own {
                    name: indicator.own_name.clone().unwrap_or_default(),
                    unit: indicator.own_unit.clone(),
                    direction: indicator.direction,
                },
            ),
        };
        Self::Indicator(Box::new(IndicatorForm {
            id,
            of,
            title,
            account: indicator.account,
            counts: indicator.counts,
            weight: words.typed(indicator.weight),
            scale: ScaleForm::of(indicator, words),
        }))
    }

    /// For the value of an own indicator.
    pub(super) fn of_value(
        indicator: &ComparedIndicator,
        scenario: &ComparedScenario,
        panel: &Panel<'_>,
    ) -> Self {
        let IndicatorKey::Own(id) = indicator.key else {
            return Self::of_indicator(indicator, String::new(), &panel.words);
        };
        let assessment = &panel.app.project().assessment;
        let said = assessment.judgement(scenario.id, &own_key(id));
        let number = |value: f64| panel.words.typed(value);
        let (value, range, reason) = match said.map(|(_, one)| (&one.verdict, &one.reason)) {
            Some((Verdict::Value { value, range, .. }, reason)) => {
                (number(*value), *range, reason.clone())
            }
            _ => (String::new(), None, String::new()),
        };
        let name = indicator.own_name.clone().unwrap_or_default();
        Self::Value(Box::new(ValueForm {
            indicator: id,
            scenario: scenario.id,
            title: format!("{name}: {}", scenario.name),
            unit: indicator.own_unit.clone(),
            value,
            low: range.map_or_else(String::new, |(low, _)| number(low)),
            high: range.map_or_else(String::new, |(_, high)| number(high)),
            reason,
        }))
    }

    /// For a conflict that is set aside.
    pub(super) fn of_flag(scenario: &ComparedScenario, flag: &ComparedFlag, line: &str) -> Self {
        Self::Flag(Box::new(FlagForm {
            scenario: scenario.id,
            flag: flag.key.clone(),
            title: format!("{}: {line}", scenario.name),
            reason: String::new(),
        }))
    }

    /// For where a figure comes from.
    pub(super) fn of_figure(
        indicator: &ComparedIndicator,
        scenario: &ComparedScenario,
        told: &str,
        panel: &Panel<'_>,
    ) -> Self {
        let name = indicator.name(panel.app.project(), &panel.words);
        let unit = indicator.unit(&panel.words).unit;
        Self::Trace(Box::new(TraceShown {
            title: format!("{name}, {}: {told} {unit}", scenario.name),
            parts: panel.app.trace(indicator, scenario.id),
        }))
    }

    /// Draws the form. Returns whether it is done with.
    pub(super) fn ui(&mut self, ui: &Ui, comparison: &Comparison, panel: &mut Panel<'_>) -> bool {
        let modal = Modal::new(Id::unique("comparison-form")).show(ui.ctx(), |ui| {
            let width = if matches!(self, Self::Trace(_)) {
                620.0
            } else {
                420.0
            };
            ui.set_width(width);
            match self {
                Self::Indicator(form) => form.ui(ui, comparison, panel),
                Self::Value(form) => form.ui(ui, panel),
                Self::Flag(form) => form.ui(ui, panel),
                Self::Trace(shown) => shown.ui(ui, panel),
            }
        });
        modal.inner || modal.should_close()
    }
}

/// The buttons of a form that changes the project. Returns whether it is taken, and whether it is done with.
pub(super) fn buttons_ui(ui: &mut Ui, panel: &Panel<'_>, is_complete: bool) -> (bool, bool) {
    let may = is_complete && !panel.app.is_read_only();
    ok_or_cancel_ui(ui, &panel.words, may)
}

/// The buttons of a form. Returns whether it is taken, and whether it is done with.
pub(super) fn ok_or_cancel_ui(ui: &mut Ui, words: &Words, is_complete: bool) -> (bool, bool) {
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let ok = fl!(words.loader, "form-ok");
        let response = ui.add_enabled(is_complete, egui::Button::new(&ok));
        named(&response, Role::Button, &ok);
        let cancel = fl!(words.loader, "form-cancel");
        let gives_up = ui.button(&cancel);
        named(&gives_up, Role::Button, &cancel);
        (response.clicked(), response.clicked() || gives_up.clicked())
    })
    .inner
}

/// A field for one line. Returns what stands in it, read as a number.
fn number_ui(ui: &mut Ui, label: &str, text: &mut String, unit: &str) -> Option<f64> {
    ui.label(label);
    ui.horizontal(|ui| {
        let response = ui.add(TextEdit::singleline(text).desired_width(110.0));
        named(&response, Role::TextInput, label);
        if !unit.is_empty() {
            ui.label(unit);
        }
    });
    ui.end_row();
    read_number(text)
}

impl IndicatorForm {
    fn ui(&mut self, ui: &mut Ui, comparison: &Comparison, panel: &mut Panel<'_>) -> bool {
        let words = panel.words.clone();
        ui.heading(&self.title);
        let mut is_complete = self.own_ui(ui, &words);
        ui.checkbox(&mut self.counts, fl!(words.loader, "compare-counts"));
        let mut weight = None;
        egui::Grid::new("indicator-form")
            .num_columns(2)
            .show(ui, |ui| {
                let accounts: Vec<(Account, String)> = Account::ALL
                    .into_iter()
                    .map(|account| (account, account_text(account, &words)))
                    .collect();
                let label = fl!(words.loader, "compare-account");
                let tip = fl!(words.loader, "compare-account-tip");
                if let Some(account) = choice_ui(ui, (&label, &tip), &accounts, &self.account) {
                    self.account = account;
                }
                let label = fl!(words.loader, "compare-weight-inside");
                weight =
                    number_ui(ui, &label, &mut self.weight, "").filter(|weight| 0.0 <= *weight);
            });
        let own_unit = match &self.of {
            IndicatorOf::Own { unit, .. } => Some(unit.as_str()),
            IndicatorOf::Computed(_) => None,
        };
        let scale = self.scale.ui(ui, own_unit, &words);
        let direction = self.direction(comparison);
        let decided = scale.clone().and_then(|typed| typed.0);
        let fits = decided.as_ref().is_none_or(|one| {
            one.direction()
                .is_none_or(|ours| direction.is_none_or(|wanted| wanted == ours))
        });
        is_complete &= weight.is_some() && fits && scale.is_some();
        if scale.is_none() || !fits {
            let wrong = if fits {
                fl!(words.loader, "scale-wrong")
            } else {
                fl!(words.loader, "compare-ends-wrong")
            };
            ui.colored_label(ui.visuals().error_fg_color, wrong);
        }
        if let Some(id) = self.id {
            let remove = fl!(words.loader, "compare-remove-indicator");
            let button = egui::Button::new(&remove);
            let response = ui.add_enabled(!panel.app.is_read_only(), button);
            named(&response, Role::Button, &remove);
            if response.clicked() {
                act(panel, AssessAsk::RemoveIndicator(id));
                return true;
            }
        }
        let (is_taken, is_done) = buttons_ui(ui, panel, is_complete);
        if is_taken {
            let indicator = Indicator {
                of: self.of.clone(),
                account: self.account,
                value: decided,
                counts: self.counts,
            };
            act(panel, AssessAsk::SetIndicator(self.id, indicator, weight));
        }
        is_done
    }

    /// What only an own indicator has. Returns whether it is complete.
    fn own_ui(&mut self, ui: &mut Ui, words: &Words) -> bool {
        let IndicatorOf::Own {
            name,
            unit,
            direction,
        } = &mut self.of
        else {
            return true;
        };
        egui::Grid::new("indicator-own")
            .num_columns(2)
            .show(ui, |ui| {
                for (id, text) in [("compare-name", &mut *name), ("compare-unit", unit)] {
                    let label = words.text(id, &[]);
                    ui.label(&label);
                    let response = ui.add(TextEdit::singleline(text).desired_width(220.0));
                    named(&response, Role::TextInput, &label);
                    ui.end_row();
                }
                let directions = [Direction::LessIsBetter, Direction::MoreIsBetter];
                let directions = directions.map(|one| (one, direction_text(one, words)));
                let label = fl!(words.loader, "compare-direction");
                if let Some(other) = choice_ui(ui, (&label, &label), &directions, direction) {
                    *direction = other;
                }
            });
        !name.trim().is_empty()
    }

    /// The key by which weights know it; `None` of one that is added.
    fn key(&self) -> Option<String> {
        match (&self.of, self.id) {
            (IndicatorOf::Computed(id), _) => Some(id.clone()),
            (IndicatorOf::Own { .. }, Some(id)) => Some(own_key(id)),
            (IndicatorOf::Own { .. }, None) => None,
        }
    }

    fn compared<'a>(&self, comparison: &'a Comparison) -> Option<&'a ComparedIndicator> {
        comparison.indicator(&self.key()?)
    }

    fn direction(&self, comparison: &Comparison) -> Option<Direction> {
        match &self.of {
            IndicatorOf::Own { direction, .. } => Some(*direction),
            IndicatorOf::Computed(_) => self.compared(comparison).map(|one| one.direction),
        }
    }
}

impl ValueForm {
    fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) -> bool {
        let words = panel.words.clone();
        ui.heading(&self.title);
        let (mut value, mut low, mut high) = (None, None, None);
        egui::Grid::new("value-form").num_columns(2).show(ui, |ui| {
            let label = fl!(words.loader, "compare-value");
            value = number_ui(ui, &label, &mut self.value, &self.unit);
            let label = fl!(words.loader, "compare-low");
            low = number_ui(ui, &label, &mut self.low, &self.unit);
            let label = fl!(words.loader, "compare-high");
            high = number_ui(ui, &label, &mut self.high, &self.unit);
        });
        lines_ui(ui, &fl!(words.loader, "compare-reason"), &mut self.reason);
        let is_blank = |text: &String| text.trim().is_empty();
        let ends_fit = match (low, high, value) {
            (Some(low), Some(high), Some(value)) => low <= value && value <= high,
            _ => is_blank(&self.low) && is_blank(&self.high),
        };
        let is_complete = value.is_some() && ends_fit && !is_blank(&self.reason);
        if value.is_some() && is_blank(&self.reason) {
            ui.label(fl!(words.loader, "compare-reason-needed"));
        }
        let (is_taken, is_done) = buttons_ui(ui, panel, is_complete);
        if let (true, Some(value)) = (is_taken, value) {
            let verdict = Verdict::Value {
                indicator: self.indicator,
                value,
                range: low.zip(high),
            };
            let ask = AssessAsk::Judge {
                scenario: self.scenario,
                verdict,
                reason: self.reason.trim().to_owned(),
            };
            act(panel, ask);
        }
        is_done
    }
}

impl TraceShown {
    fn ui(&self, ui: &mut Ui, panel: &Panel<'_>) -> bool {
        let words = &panel.words;
        ui.heading(fl!(words.loader, "trace-title"));
        ui.strong(&self.title);
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            for part in &self.parts {
                ui.add_space(6.0);
                ui.label(RichText::new(&part.title).strong());
                egui::Grid::new(&part.title).num_columns(2).show(ui, |ui| {
                    for (name, told) in &part.lines {
                        ui.label(RichText::new(name).weak());
                        ui.add(Label::new(told).wrap());
                        ui.end_row();
                    }
                });
            }
        });
        ui.add_space(8.0);
        let mut is_done = false;
        ui.horizontal(|ui| {
            let copy = fl!(words.loader, "trace-copy");
            if ui.button(&copy).clicked() {
                ui.ctx().copy_text(self.text());
            }
            let close = fl!(words.loader, "form-close");
            is_done = ui.button(&close).clicked();
        });
        is_done
    }

    /// As lines that can be pasted.
    fn text(&self) -> String {
        let mut lines = vec![self.title.clone()];
        for part in &self.parts {
            lines.push(part.title.clone());
            let told = part.lines.iter();
            lines.extend(told.map(|(name, told)| format!("  {name}\t{told}")));
        }
        lines.join("\n")
    }
}

impl FlagForm {
    fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) -> bool {
        let words = panel.words.clone();
        ui.heading(fl!(words.loader, "compare-set-flag-aside"));
        ui.label(&self.title);
        ui.label(fl!(words.loader, "compare-set-aside-tip"));
        lines_ui(ui, &fl!(words.loader, "compare-reason"), &mut self.reason);
        let is_complete = !self.reason.trim().is_empty();
        let (is_taken, is_done) = buttons_ui(ui, panel, is_complete);
        if is_taken {
            let ask = AssessAsk::Judge {
                scenario: self.scenario,
                verdict: Verdict::SetAside {
                    flag: self.flag.clone(),
                },
                reason: self.reason.trim().to_owned(),
            };
            act(panel, ask);
        }
        is_done
    }
}
