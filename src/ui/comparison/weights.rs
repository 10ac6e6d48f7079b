//! Weights with sliders, the order that they give, and what no weight can hide.

use egui::{ComboBox, Label, ProgressBar, RichText, Slider, TextEdit, Ui, accesskit::Role};
use i18n_embed_fl::fl;

use super::act;
use super::forms::Form;
use crate::app::AssessAsk;
use crate::app::comparison::{Comparison, account_text, preset_sets};
use crate::assess::{Account, SCORE_BEST, SCORE_WORST};
use crate::project::{WeightSet, WeightSetId, WeightsInUse};
use crate::ui::context::Panel;
use crate::ui::fields::{CHOICE_WIDTH, Field, named};

/// Alternatives by rank, with their scores and how often they are first.
pub(super) fn ranking_ui(ui: &mut Ui, comparison: &Comparison, panel: &Panel<'_>) {
    let words = panel.words.clone();
    ui.heading(fl!(words.loader, "compare-ranking"));
    let Some(evaluation) = &comparison.evaluation else {
        ui.label(fl!(words.loader, "compare-no-weights"));
        return;
    };
    let often = panel.app.often_first(comparison);
    for place in comparison.ranking() {
        let (scenario, of) = (
            &comparison.scenarios[place],
            &evaluation.alternatives[place],
        );
        let rank = match of.rank {
            Some(rank) => format!("{rank}."),
            None => "–".to_owned(),
        };
        let apart = scenario.apart_text(&words);
        let apart = apart.map_or_else(String::new, |apart| format!(" ({apart})"));
        ui.horizontal(|ui| {
            let text = RichText::new(format!("{rank} {}{apart}", scenario.name));
            let text = if of.rank == Some(1) {
                text.strong()
            } else {
                text
            };
            ui.add(Label::new(text).truncate());
        });
        let total = of.total.unwrap_or(SCORE_WORST);
        #[expect(clippy::cast_possible_truncation, reason = "a share from 0 to 1")]
        let share = ((total - SCORE_WORST) / (SCORE_BEST - SCORE_WORST)) as f32;
        let told = of
            .total
            .map_or_else(|| "–".to_owned(), |total| words.number(total, 2));
        let [red, green, blue] = scenario.color;
        let fill = egui::Color32::from_rgb(red, green, blue);
        let told = match often.and_then(|often| often.shares.get(place)) {
            Some(often) if of.rank.is_some() => {
                let often = words.quantity(100.0 * often, 0, "%");
                fl!(
                    words.loader,
                    "compare-score-often",
                    score = told,
                    often = often
                )
            }
            _ => told,
        };
        let score = ProgressBar::new(share)
            .fill(fill.gamma_multiply(0.6))
            .desired_height(8.0);
        let response = ui.add(score);
        named(&response, Role::ProgressIndicator, &scenario.name);
        ui.label(RichText::new(told).small());
    }
    ui.add_space(4.0);
    let text = match comparison.nearest_change() {
        Some(change) => comparison.change_text(change, &words),
        None => fl!(words.loader, "compare-no-change"),
    };
    ui.add(Label::new(text).wrap());
}

/// Which weights, and a slider for each account.
pub(super) fn weights_ui(
    ui: &mut Ui,
    draft: &mut Option<WeightSet>,
    comparison: &Comparison,
    panel: &mut Panel<'_>,
) {
    let words = panel.words.clone();
    ui.heading(fl!(words.loader, "compare-weights"));
    let may = !panel.app.is_read_only();
    ui.add_enabled_ui(may, |ui| {
        choice_ui(ui, comparison, panel);
    });
    let source = &comparison.weights.source;
    if !source.is_empty() {
        ui.add(Label::new(RichText::new(source).weak().small()).wrap());
    }
    let sum: f64 = comparison.weights.accounts.iter().sum();
    for (place, account) in Account::ALL.into_iter().enumerate() {
        let name = account_text(account, &words);
        let mut weight = comparison.weights.accounts[place];
        let share = if 0.0 < sum { 100.0 * weight / sum } else { 0.0 };
        ui.horizontal(|ui| {
            ui.label(&name);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(words.quantity(share, 0, "%")).weak());
            });
        });
        ui.spacing_mut().slider_width = (ui.available_width() - 60.0).max(80.0);
        let slider = Slider::new(&mut weight, 0.0..=10.0)
            .step_by(0.5)
            .custom_formatter(|weight, _| words.number(weight, 1));
        let response = ui.add_enabled(may, slider);
        named(&response, Role::Slider, &name);
        if response.changed() {
            let set = draft.get_or_insert_with(|| comparison.weights.clone());
            set.accounts[place] = weight;
        }
        let is_done = response.drag_stopped() || response.changed() && !response.dragged();
        if is_done && let Some(set) = draft.take() {
            act(panel, AssessAsk::Weigh(set));
        }
    }
    ui.add_enabled_ui(may, |ui| name_ui(ui, comparison, panel));
}

fn choice_ui(ui: &mut Ui, comparison: &Comparison, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let assessment = panel.app.project().assessment.clone();
    let label = fl!(words.loader, "compare-weights");
    let combo = ComboBox::from_id_salt("weights")
        .width(CHOICE_WIDTH)
        .truncate()
        .selected_text(&comparison.weights.name);
    let mut other: Option<WeightsInUse> = None;
    let shown = combo.show_ui(ui, |ui| {
        for (id, set) in preset_sets(words.language().tag()) {
            let weights = WeightsInUse::Preset(id);
            let is_chosen = assessment.weights == weights;
            if ui.selectable_label(is_chosen, &set.name).clicked() {
                other = Some(weights);
            }
        }
        for (id, set) in &assessment.weight_sets {
            let weights = WeightsInUse::Own(*id);
            let is_chosen = assessment.weights == weights;
            if ui.selectable_label(is_chosen, &set.name).clicked() {
                other = Some(weights);
            }
        }
    });
    named(&shown.response, Role::ComboBox, &label);
    if let Some(weights) = other {
        act(panel, AssessAsk::UseWeights(weights));
    }
}

/// The name of own weights, who agreed on them, and a way to take them out.
fn name_ui(ui: &mut Ui, comparison: &Comparison, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let Some((id, set)) = own_in_use(panel) else {
        return;
    };
    let label = fl!(words.loader, "compare-weights-name");
    ui.label(&label);
    let field = Field {
        label: &label,
        value: set.name.clone(),
        unit: "",
        wrong: fl!(words.loader, "compare-name-wrong"),
        width: CHOICE_WIDTH,
    };
    let read = |text: &str| Some(text.trim().to_owned()).filter(|name| !name.is_empty());
    if let Some(name) = field.ui(ui, read) {
        let set = WeightSet {
            name,
            ..comparison.weights.clone()
        };
        act(panel, AssessAsk::SetWeights(Some(id), set));
    }
    let label = fl!(words.loader, "compare-weights-source");
    ui.label(&label);
    let field = Field {
        label: &label,
        value: set.source.clone(),
        unit: "",
        wrong: String::new(),
        width: CHOICE_WIDTH,
    };
    if let Some(source) = field.ui(ui, |text| Some(text.trim().to_owned())) {
        let set = WeightSet {
            source,
            ..comparison.weights.clone()
        };
        act(panel, AssessAsk::SetWeights(Some(id), set));
    }
    let remove = fl!(words.loader, "compare-weights-remove");
    let response = ui.button(&remove);
    named(&response, Role::Button, &remove);
    if response.clicked() {
        act(panel, AssessAsk::RemoveWeights(id));
    }
}

fn own_in_use(panel: &Panel<'_>) -> Option<(WeightSetId, WeightSet)> {
    let assessment = &panel.app.project().assessment;
    let WeightsInUse::Own(id) = &assessment.weights else {
        return None;
    };
    let set = assessment.weight_sets.get(id)?;
    Some((*id, WeightSet::clone(set)))
}

/// What stands hard against alternatives, and what of it was set aside and why.
pub(super) fn flags_ui(
    ui: &mut Ui,
    form: &mut Option<Form>,
    comparison: &Comparison,
    panel: &mut Panel<'_>,
) {
    let words = panel.words.clone();
    ui.heading(fl!(words.loader, "compare-flags"));
    let mut none = true;
    for scenario in &comparison.scenarios {
        let Some((take, _)) = panel.app.land_take(scenario.id) else {
            continue;
        };
        let lines = scenario.flag_lines(take, &words);
        for (flag, line) in scenario.flags.iter().zip(lines) {
            none = false;
            ui.add(Label::new(format!("{}: {line}", scenario.name)).wrap());
            if let Some((id, who, reason)) = &flag.set_aside {
                let told = fl!(
                    words.loader,
                    "compare-set-aside",
                    who = who.clone(),
                    reason = reason.clone()
                );
                ui.add(Label::new(RichText::new(told).weak()).wrap());
                let back = fl!(words.loader, "compare-take-back");
                let may = !panel.app.is_read_only();
                let response = ui.add_enabled(may, egui::Button::new(&back));
                named(&response, Role::Button, &back);
                if response.clicked() {
                    act(panel, AssessAsk::RemoveJudgement(*id));
                }
            } else {
                let aside = fl!(words.loader, "compare-set-flag-aside");
                let may = !panel.app.is_read_only();
                let response = ui.add_enabled(may, egui::Button::new(&aside));
                named(&response, Role::Button, &aside);
                if response.clicked() {
                    *form = Some(Form::of_flag(scenario, flag, &line));
                }
            }
            ui.add_space(4.0);
        }
    }
    if none {
        ui.label(fl!(words.loader, "compare-no-flags"));
    }
}

/// A field for a text of several lines.
pub(super) fn lines_ui(ui: &mut Ui, label: &str, text: &mut String) {
    ui.label(label);
    let edit = TextEdit::multiline(text)
        .desired_rows(3)
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    named(&response, Role::MultilineTextInput, label);
}
