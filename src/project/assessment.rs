//! What people judge: which indicators count and how much, own values, grades, conflicts that are set aside, and comments.
//!
//! Figures that follow from the plan are not here; a judgement always says why and by whom.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Coord;

use super::{Project, ScenarioId};
use crate::assess::m1941::{Grade, ImpactLevel, Lasting, ValueLevel};
use crate::assess::{Account, Direction, ValueFunction};

/// Names what is decided about an indicator for as long as its project exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorId(pub u64);

/// Names a set of weights for as long as its project exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WeightSetId(pub u64);

/// Names a judgement for as long as its project exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JudgementId(pub u64);

/// Names a comment for as long as its project exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommentId(pub u64);

/// What an indicator tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndicatorOf {
    /// Something that follows from the plan, by its name in files.
    Computed(String),
    /// Something that people give a number or a grade for.
    Own {
        /// What it is called.
        name: String,
        /// The unit of its numbers. Empty for grades and counts.
        unit: String,
        /// Which way is better.
        direction: Direction,
    },
}

/// What is decided about an indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// What it tells.
    pub of: IndicatorOf,
    /// Which account it is weighed in.
    pub account: Account,
    /// How good a value is; `None` to go from the worst to the best of the alternatives that are compared.
    pub value: Option<ValueFunction>,
    /// Whether it counts in scores. One that does not is only shown.
    pub counts: bool,
}

/// How much accounts and indicators count.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightSet {
    /// What it is called.
    pub name: String,
    /// Who agreed on it, or where it comes from.
    pub source: String,
    /// Weights of accounts, in the order of [`Account::ALL`], zero or more.
    pub accounts: [f64; Account::ALL.len()],
    /// Weights of indicators inside their account, by key, zero or more; 1 where nothing is said.
    pub indicators: BTreeMap<String, f64>,
}

impl WeightSet {
    /// The weight of an indicator inside its account, by its key.
    pub fn weight_of(&self, key: &str) -> f64 {
        self.indicators.get(key).copied().unwrap_or(1.0)
    }
}

/// The weights that the comparison goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WeightsInUse {
    /// Some that the program brings, by their name in files.
    Preset(String),
    /// Some of the project's own.
    Own(WeightSetId),
}

impl Default for WeightsInUse {
    fn default() -> Self {
        Self::Preset("equal".to_owned())
    }
}

/// What is judged.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The value of an own indicator.
    Value {
        /// Which one.
        indicator: IndicatorId,
        /// The value, in the indicator's unit.
        value: f64,
        /// Between what it may lie.
        range: Option<(f64, f64)>,
    },
    /// The consequence for a theme of M-1941; the reason is its justification.
    Theme(Box<ThemeVerdict>),
    /// A hard conflict does not keep the alternative out of the ranking.
    SetAside {
        /// Which conflict.
        flag: String,
    },
}

/// What is judged of a theme of M-1941.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThemeVerdict {
    /// The id of the theme.
    pub theme: String,
    /// The value of what is affected; `None` where not judged.
    pub value: Option<ValueLevel>,
    /// Ids of the kinds of places that are of very great value whatever anyone says.
    pub place_kinds: Vec<String>,
    /// How it is affected; `None` where not judged.
    pub impact: Option<ImpactLevel>,
    /// Whether it lasts.
    pub lasting: Lasting,
    /// The grade of consequence; `None` where not graded.
    pub grade: Option<Grade>,
    /// Why another grade was given than value and impact suggest.
    pub why_other_grade: String,
}

impl Verdict {
    /// What it is about: two verdicts about the same take each other's place.
    pub fn subject(&self) -> String {
        match self {
            Self::Value { indicator, .. } => own_key(*indicator),
            Self::Theme(verdict) => theme_key(&verdict.theme),
            Self::SetAside { flag } => format!("flag-{flag}"),
        }
    }
}

/// What a judgement of a theme is about.
pub fn theme_key(theme: &str) -> String {
    format!("theme-{theme}")
}

/// The key of an own indicator, in weights and in files.
pub fn own_key(id: IndicatorId) -> String {
    format!("own-{}", id.0)
}

/// Something that a person says of an alternative, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Of which alternative.
    pub scenario: ScenarioId,
    /// What is said.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// By whom.
    pub author: String,
}

/// What somebody says about an alternative, a figure or a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Which alternative; `None` for all of them.
    pub scenario: Option<ScenarioId>,
    /// Which indicator, by its key.
    pub indicator: Option<String>,
    /// Where on the map.
    pub place: Option<Coord<f64>>,
    /// What is said.
    pub text: String,
    /// By whom.
    pub author: String,
    /// When.
    pub at: jiff::Timestamp,
    /// Whether it is dealt with.
    pub is_done: bool,
}

/// Everything that people judge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessment {
    /// Own indicators, and what is decided about computed ones.
    pub indicators: BTreeMap<IndicatorId, Arc<Indicator>>,
    /// The project's own weights.
    pub weight_sets: BTreeMap<WeightSetId, Arc<WeightSet>>,
    /// What the comparison goes by.
    pub weights: WeightsInUse,
    /// Judgements, one of a kind for each alternative and subject.
    pub judgements: BTreeMap<JudgementId, Arc<Judgement>>,
    /// Comments.
    pub comments: BTreeMap<CommentId, Arc<Comment>>,
    /// The order of the alternatives and what decides it, in words.
    pub conclusion: String,
}

impl Assessment {
    /// The largest number that names anything.
    pub fn last_id(&self) -> u64 {
        let indicators = self.indicators.keys().map(|id| id.0);
        let weights = self.weight_sets.keys().map(|id| id.0);
        let judgements = self.judgements.keys().map(|id| id.0);
        let comments = self.comments.keys().map(|id| id.0);
        let all = indicators.chain(weights).chain(judgements).chain(comments);
        all.max().unwrap_or(0)
    }

    /// What is said of an alternative about a subject.
    pub fn judgement(
        &self,
        scenario: ScenarioId,
        subject: &str,
    ) -> Option<(JudgementId, &Judgement)> {
        let mut all = self.judgements.iter();
        let found =
            all.find(|(_, one)| one.scenario == scenario && one.verdict.subject() == subject);
        found.map(|(id, one)| (*id, one.as_ref()))
    }

    /// What is decided about a computed indicator.
    pub fn of_computed(&self, name: &str) -> Option<(IndicatorId, &Indicator)> {
        let mut all = self.indicators.iter();
        let found = all.find(|(_, one)| matches!(&one.of, IndicatorOf::Computed(id) if id == name));
        found.map(|(id, one)| (*id, one.as_ref()))
    }
}

/// A change of what people judge.
#[derive(Clone, Debug, PartialEq)]
pub enum AssessmentChange {
    /// Add an own indicator, or decide about one.
    SetIndicator(IndicatorId, Indicator),
    /// Take out what is decided about an indicator; an own one goes with its values.
    RemoveIndicator(IndicatorId),
    /// Add or change weights, and go by them.
    SetWeights(WeightSetId, WeightSet),
    /// Take weights out.
    RemoveWeights(WeightSetId),
    /// Go by other weights.
    UseWeights(WeightsInUse),
    /// Judge. What was said of the alternative about the same subject is replaced.
    Judge(JudgementId, Judgement),
    /// Take a judgement back.
    RemoveJudgement(JudgementId),
    /// Add a comment, or change one.
    SetComment(CommentId, Comment),
    /// Take a comment out.
    RemoveComment(CommentId),
    /// Say what decides.
    Conclude(String),
}

impl AssessmentChange {
    /// The id of the text that the undo menu calls it by.
    pub fn label(&self) -> &'static str {
        match self {
            Self::SetIndicator(..) => "edit-set-indicator",
            Self::RemoveIndicator(_) => "edit-remove-indicator",
            Self::SetWeights(..) => "edit-set-weights",
            Self::RemoveWeights(_) => "edit-remove-weights",
            Self::UseWeights(_) => "edit-use-weights",
            Self::Judge(
                _,
                Judgement {
                    verdict: Verdict::SetAside { .. },
                    ..
                },
            ) => "edit-set-flag-aside",
            Self::Judge(..) => "edit-judge",
            Self::RemoveJudgement(_) => "edit-remove-judgement",
            Self::SetComment(..) => "edit-set-comment",
            Self::RemoveComment(_) => "edit-remove-comment",
            Self::Conclude(_) => "edit-conclude",
        }
    }

    /// The alternative that it says something of, which must not be frozen. Comments are always welcome.
    pub(super) fn judges(&self, project: &Project) -> Option<ScenarioId> {
        match self {
            Self::Judge(_, judgement) => Some(judgement.scenario),
            Self::RemoveJudgement(id) => {
                let judgement = project.assessment.judgements.get(id);
                judgement.map(|judgement| judgement.scenario)
            }
            _ => None,
        }
    }

    pub(super) fn apply(self, project: &mut Project) {
        let is_there = |scenario: ScenarioId| project.scenarios.contains_key(&scenario);
        match &self {
            Self::Judge(_, judgement) if !is_there(judgement.scenario) => return,
            Self::SetComment(_, comment) if !comment.scenario.is_none_or(is_there) => return,
            _ => {}
        }
        let all = Arc::make_mut(&mut project.assessment);
        match self {
            Self::SetIndicator(id, indicator) => {
                all.indicators.insert(id, Arc::new(indicator));
            }
            Self::RemoveIndicator(id) => {
                all.indicators.remove(&id);
                let key = own_key(id);
                all.judgements
                    .retain(|_, judgement| judgement.verdict.subject() != key);
            }
            Self::SetWeights(id, weights) => {
                all.weight_sets.insert(id, Arc::new(weights));
                all.weights = WeightsInUse::Own(id);
            }
            Self::RemoveWeights(id) => {
                all.weight_sets.remove(&id);
                if all.weights == WeightsInUse::Own(id) {
                    all.weights = WeightsInUse::default();
                }
            }
            Self::UseWeights(weights) => all.weights = weights,
            Self::Judge(id, judgement) => {
                let subject = judgement.verdict.subject();
                all.judgements.retain(|_, other| {
                    other.scenario != judgement.scenario || other.verdict.subject() != subject
                });
                all.judgements.insert(id, Arc::new(judgement));
            }
            Self::RemoveJudgement(id) => drop(all.judgements.remove(&id)),
            Self::SetComment(id, comment) => drop(all.comments.insert(id, Arc::new(comment))),
            Self::RemoveComment(id) => drop(all.comments.remove(&id)),
            Self::Conclude(text) => all.conclusion = text,
        }
    }
}

/// Takes out what is said of an alternative that is gone.
pub(super) fn forget_scenario(project: &mut Project, gone: ScenarioId) {
    let all = &project.assessment;
    let is_of = |scenario: Option<ScenarioId>| scenario == Some(gone);
    let judged = all.judgements.values().any(|one| one.scenario == gone);
    let told = all.comments.values().any(|one| is_of(one.scenario));
    if judged || told {
        let all = Arc::make_mut(&mut project.assessment);
        all.judgements.retain(|_, one| one.scenario != gone);
        all.comments.retain(|_, one| !is_of(one.scenario));
    }
}
