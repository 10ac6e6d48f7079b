//! Alternatives side by side in the program: what is known of each, weights, judgements, and what was frozen.

use std::sync::Arc;

use super::{Answer, App, JobKey, Standing};
use crate::app::comparison::{
    Compared, Comparison, Facts, SAMPLES, SEED, frozen_figures, weights_in_use,
};
use crate::assess::{Case, OftenFirst, how_often_first};
use crate::project::{
    AssessmentChange, Edit, Indicator, IndicatorId, IndicatorOf, Judgement, JudgementId,
    ScenarioId, Verdict, WeightSet, WeightSetId, WeightsInUse, own_key,
};
use crate::results::FrozenRecord;
use crate::store::{AllInputs, Who};

/// What can be asked about the comparison, besides single edits.
#[derive(Clone, Debug, PartialEq)]
pub enum AssessAsk {
    /// Work out all alternatives and keep them so, or no longer.
    Show(bool),
    /// Decide about an indicator, or add an own one; with its weight inside its account, where that is decided too.
    SetIndicator(Option<IndicatorId>, Indicator, Option<f64>),
    /// Take an own indicator out, or what is decided about a computed one.
    RemoveIndicator(IndicatorId),
    /// Go by these weights; a set of its own is made where there is none.
    SetWeights(Option<WeightSetId>, WeightSet),
    /// Weigh so: own weights in use change, and those that the program brings become own ones.
    Weigh(WeightSet),
    /// Go by other weights.
    UseWeights(WeightsInUse),
    /// Take own weights out.
    RemoveWeights(WeightSetId),
    /// Judge something in an alternative, in the name of whoever works here.
    Judge {
        /// The alternative.
        scenario: ScenarioId,
        /// What is said.
        verdict: Verdict,
        /// Why.
        reason: String,
    },
    /// Take a judgement back.
    RemoveJudgement(JudgementId),
    /// Say what decides.
    Conclude(String),
    /// Tell the ground of two alternatives apart from now on, or none.
    Difference(Option<[ScenarioId; 2]>),
}

/// What the comparison keeps beside the project.
#[derive(Default)]
pub(super) struct Comparing {
    is_shown: bool,
    often: Option<(Case, OftenFirst)>,
    asked: Option<Case>,
}

impl App {
    /// Alternatives side by side, by the weights in use or by others.
    pub fn comparison(&self, weights: Option<WeightSet>) -> Comparison {
        let language = self.words.language().tag();
        let weights = weights.unwrap_or_else(|| weights_in_use(self.project(), language));
        self.compared().by(weights)
    }

    /// How often each alternative is first when all weights vary; `None` until that is worked out for these values.
    pub fn often_first(&self, comparison: &Comparison) -> Option<&OftenFirst> {
        let (case, often) = self.comparing.often.as_ref()?;
        (*case == comparison.case).then_some(often)
    }

    fn compared(&self) -> Compared<'_> {
        let project = self.project();
        let ids = project.scenarios_in_order().map(|(id, _)| id);
        Compared {
            project,
            scenarios: ids.map(|id| (id, self.facts(id))).collect(),
        }
    }

    /// What is known of an alternative.
    fn facts(&self, scenario: ScenarioId) -> Facts {
        let is_current = |standing: Standing| standing == Standing::Current;
        let built = Facts::built(
            self.project(),
            scenario,
            |id| {
                let (figures, standing) = self.figures(id)?;
                Some((figures, is_current(standing)))
            },
            |id| {
                let (figures, standing) = self.pit_figures(id)?;
                Some(((figures, self.pit_binding(id)?), is_current(standing)))
            },
        );
        let take = self.land_take(scenario);
        // It is measured with the site layers where there are any, and costs a while.
        let covered_m2 = if take.is_none() && !built.has_site_layers {
            self.totals(scenario).footprint_m2
        } else {
            None
        };
        Facts {
            book: self.mass_book(scenario).cloned(),
            take: take.map(|(take, _)| Arc::clone(take)),
            take_is_current: take.is_some_and(|(_, is_current)| is_current),
            covered_m2,
            ..built
        }
    }

    /// Whether the comparison is shown, so that every alternative is worked out.
    pub fn compares(&self) -> bool {
        self.comparing.is_shown
    }

    pub(super) fn ask_assess(&mut self, ask: AssessAsk) {
        let change = match ask {
            AssessAsk::Show(shown) => {
                if self.comparing.is_shown != shown {
                    self.comparing.is_shown = shown;
                    if !shown {
                        self.show_difference(None);
                    }
                    self.refresh();
                    self.refresh_comparison();
                }
                return;
            }
            AssessAsk::Difference(of) => {
                self.show_difference(of);
                return;
            }
            AssessAsk::SetIndicator(id, indicator, weight) => {
                self.set_indicator(id, indicator, weight);
                return;
            }
            AssessAsk::RemoveIndicator(id) => AssessmentChange::RemoveIndicator(id),
            AssessAsk::SetWeights(id, weights) => {
                let id = id.unwrap_or_else(|| WeightSetId(self.next_id()));
                AssessmentChange::SetWeights(id, weights)
            }
            AssessAsk::Weigh(weights) => self.weighing(weights),
            AssessAsk::UseWeights(weights) => AssessmentChange::UseWeights(weights),
            AssessAsk::RemoveWeights(id) => AssessmentChange::RemoveWeights(id),
            AssessAsk::Judge {
                scenario,
                verdict,
                reason,
            } => {
                let known = &self.project().assessment;
                let known = known.judgement(scenario, &verdict.subject());
                let id = known.map(|(id, _)| id);
                let judgement = Judgement {
                    scenario,
                    verdict,
                    reason,
                    author: self.person(),
                };
                let id = id.unwrap_or_else(|| JudgementId(self.next_id()));
                AssessmentChange::Judge(id, judgement)
            }
            AssessAsk::RemoveJudgement(id) => AssessmentChange::RemoveJudgement(id),
            AssessAsk::Conclude(text) => AssessmentChange::Conclude(text),
        };
        self.edit(Edit::Assess(Box::new(change)));
    }

    /// A weight inside the account belongs to the weights in use, so both change in one step.
    fn set_indicator(
        &mut self,
        id: Option<IndicatorId>,
        indicator: Indicator,
        weight: Option<f64>,
    ) {
        let known = match &indicator.of {
            IndicatorOf::Computed(name) => {
                let assessment = &self.project().assessment;
                assessment.of_computed(name).map(|(id, _)| id)
            }
            IndicatorOf::Own { .. } => None,
        };
        let id = id.or(known).unwrap_or_else(|| IndicatorId(self.next_id()));
        let key = match &indicator.of {
            IndicatorOf::Computed(name) => name.clone(),
            IndicatorOf::Own { .. } => own_key(id),
        };
        let mut changes = vec![AssessmentChange::SetIndicator(id, indicator)];
        let mut weights = weights_in_use(self.project(), self.words.language().tag());
        let before = weights.weight_of(&key);
        if let Some(weight) = weight.filter(|weight| before.total_cmp(weight).is_ne()) {
            weights.indicators.insert(key, weight);
            changes.push(self.weighing(weights));
        }
        let edits = changes.into_iter();
        let edits = edits.map(|change| Edit::Assess(Box::new(change)));
        self.edit(Edit::together("edit-set-indicator", edits.collect()));
    }

    fn weighing(&mut self, mut set: WeightSet) -> AssessmentChange {
        let assessment = &self.project().assessment;
        let own = match &assessment.weights {
            WeightsInUse::Own(id) if assessment.weight_sets.contains_key(id) => Some(*id),
            _ => None,
        };
        if own.is_none() {
            set.name = self.words.text("compare-own-weights", &[]);
            set.source = String::new();
        }
        let id = own.unwrap_or_else(|| WeightSetId(self.next_id()));
        AssessmentChange::SetWeights(id, set)
    }

    /// Judgements of an alternative for a copy of it.
    pub(super) fn copied_judgements(&mut self, of: ScenarioId, copy: ScenarioId) -> Vec<Edit> {
        let judgements = self.project().assessment.judgements.values();
        let own = judgements.filter(|one| one.scenario == of);
        let own: Vec<Judgement> = own.map(|one| Judgement::clone(one)).collect();
        let copies = own.into_iter().map(|judgement| {
            let id = JudgementId(self.next_id());
            let judgement = Judgement {
                scenario: copy,
                ..judgement
            };
            Edit::Assess(Box::new(AssessmentChange::Judge(id, judgement)))
        });
        copies.collect()
    }

    /// Finds out how often each alternative is first, where the comparison is shown and that is due.
    pub(super) fn refresh_comparison(&mut self) {
        if !self.comparing.is_shown || self.is_in_hand() {
            return;
        }
        let case = self.comparison(None).case;
        let is_known = self
            .comparing
            .often
            .as_ref()
            .is_some_and(|(of, _)| *of == case);
        if is_known || self.comparing.asked.as_ref() == Some(&case) {
            return;
        }
        self.comparing.asked = Some(case.clone());
        self.plans.replace(JobKey::OftenFirst, move |run| {
            let often = how_often_first(&case, SEED, SAMPLES, run);
            Answer::OftenFirst(Box::new(case), often.ok())
        });
    }

    pub(super) fn take_often_first(&mut self, case: Case, often: Option<OftenFirst>) {
        if self.comparing.asked.as_ref() == Some(&case) {
            self.comparing.asked = None;
        }
        if let Some(often) = often {
            self.comparing.often = Some((case, often));
        }
    }

    /// Keeps what frozen alternatives come to, once everything is known of them, and nothing of thawed ones.
    pub(super) fn refresh_frozen(&mut self) {
        let project = self.project().clone();
        let is_frozen = |id: &ScenarioId| project.scenario(*id).is_some_and(|one| one.frozen);
        let before = self.records.frozen.len();
        self.records.frozen.retain(|id, _| is_frozen(id));
        let mut changed = before != self.records.frozen.len();
        let due: Vec<ScenarioId> = project
            .scenarios
            .keys()
            .filter(|id| is_frozen(id) && !self.records.frozen.contains_key(id))
            .copied()
            .collect();
        if due.is_empty() && !changed || self.is_read_only() {
            return;
        }
        let records = self.frozen_records(&due);
        changed |= !records.is_empty();
        self.records.frozen.extend(records);
        if changed {
            self.keep(None);
        }
    }

    /// What alternatives come to today, those of which everything is known.
    fn frozen_records(&mut self, of: &[ScenarioId]) -> Vec<(ScenarioId, Arc<FrozenRecord>)> {
        if of.is_empty() {
            return Vec::new();
        }
        let comparison = self.comparison(None);
        let compared = comparison.scenarios.iter().enumerate();
        let known: Vec<(usize, ScenarioId)> = compared
            .filter(|(_, one)| one.is_current && of.contains(&one.id))
            .map(|(place, one)| (place, one.id))
            .collect();
        if known.is_empty() {
            return Vec::new();
        }
        let snapshot = self.snapshot();
        let all = AllInputs::of(&snapshot);
        let records = known.into_iter().map(|(place, id)| {
            let inputs = all.of_scenario(id);
            let record = FrozenRecord {
                of: FrozenRecord::fingerprint(&inputs),
                inputs,
                figures: frozen_figures(&comparison, place),
                at: jiff::Timestamp::now(),
                by: self.person(),
                program: env!("CARGO_PKG_VERSION").to_owned(),
            };
            (id, Arc::new(record))
        });
        records.collect()
    }

    /// What an alternative came to when it was frozen.
    pub fn frozen(&self, id: ScenarioId) -> Option<&FrozenRecord> {
        self.records.frozen.get(&id).map(AsRef::as_ref)
    }

    /// Signs what is written into the project from now on.
    pub(super) fn sign(&self) {
        self.file.keeper.sign_as(&self.person());
    }

    /// Who works here: the name that was given, or the one of the system.
    pub fn person(&self) -> String {
        let name = self.settings.name.clone();
        name.unwrap_or_else(|| Who::of_this_machine().user)
    }
}
