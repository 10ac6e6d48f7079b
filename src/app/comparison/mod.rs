//! Alternatives side by side: the value of every indicator, scores by weights, ranks, and what no weight can hide.
//!
//! The zero alternative is what the others are compared with: it has values and a score, and no rank. So has an
//! alternative in hard conflict, until somebody sets the conflict aside and says why.

mod facts;
mod figures;
mod flags;
mod indicator;
mod of_file;
mod sheet;
mod trace;
mod words;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::assess::{
    Account, Case, Criterion, Direction, Evaluation, RankChange, ValueFunction, WeightPreset,
    WeightPresets, Weights, evaluate, nearest_rank_change, rank_changes,
};
use crate::balance::Binding;
use crate::project::{IndicatorOf, Project, ScenarioId, Verdict, WeightSet, WeightsInUse, own_key};

pub(in crate::app) use facts::Facts;
pub use facts::KnownValue;
pub use figures::{ComparisonFigure, FigureOf};
pub use flags::ComparedFlag;
pub use indicator::{ComputedIndicator, IndicatorKey, Measure, TellingUnit, unit_in_files};
pub use of_file::{CheckedFrozen, CompareRequest, ProjectComparison, compare_project};
pub(in crate::app) use of_file::{SAMPLES, SEED, check_frozen, compare_in, scenario_named};
pub use sheet::{
    Sheet, SheetCell, SheetRow, breach_text, breaches_of, is_strict, suggested, support_of,
};
pub use trace::TracePart;
pub use words::{account_text, direction_text};

/// An alternative that is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedScenario {
    /// Which one.
    pub id: ScenarioId,
    /// What the planner calls it.
    pub name: String,
    /// Red, green and blue.
    pub color: [u8; 3],
    /// Whether it is what the others are compared with.
    pub is_zero: bool,
    /// Whether all its figures belong to the decisions of today.
    pub is_current: bool,
    /// What stands hard against it.
    pub flags: Vec<ComparedFlag>,
    /// What its backfill ends at.
    pub binding: Option<Binding>,
}

impl ComparedScenario {
    /// Whether it has no rank: it is the reference, or something stands hard against it.
    pub fn is_apart(&self) -> bool {
        self.is_zero || self.is_in_conflict()
    }

    /// Whether something stands hard against it that nobody set aside.
    pub fn is_in_conflict(&self) -> bool {
        self.flags.iter().any(|flag| flag.set_aside.is_none())
    }
}

/// How a value stands to those of the other alternatives. The zero alternative is never best or worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Between.
    #[default]
    None,
    /// The best.
    Best,
    /// The worst.
    Worst,
}

/// A value of an alternative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComparedValue {
    /// The value; `None` where nothing is known.
    pub known: Option<KnownValue>,
    /// How it stands to the others.
    pub mark: Mark,
    /// Whether its order with another one could be the other way round within what is certain.
    pub could_swap: bool,
}

/// An indicator with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedIndicator {
    /// Which one.
    pub key: IndicatorKey,
    /// What is counted.
    pub measure: Measure,
    /// What it is called, where people named it.
    pub own_name: Option<String>,
    /// Its unit, where people named it.
    pub own_unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// What it is weighed in.
    pub account: Account,
    /// Whether it counts in scores.
    pub counts: bool,
    /// Its weight inside the account.
    pub weight: f64,
    /// How good a value is, where somebody decided that.
    pub decided: Option<ValueFunction>,
    /// How good a value is: as decided, or from the worst to the best.
    pub function: ValueFunction,
    /// In the order of the alternatives.
    pub values: Vec<ComparedValue>,
}

/// Alternatives side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The zero alternative first.
    pub scenarios: Vec<ComparedScenario>,
    /// Indicators of which something is known.
    pub indicators: Vec<ComparedIndicator>,
    /// What it goes by.
    pub weights: WeightSet,
    /// Places of the indicators that count, in the order of the criteria of the case.
    pub criteria: Vec<usize>,
    /// What is weighed.
    pub case: Case,
    /// Scores and ranks; `None` without a weight above zero.
    pub evaluation: Option<Evaluation>,
    /// At which share of an account's weight another alternative comes first.
    pub changes: Vec<RankChange>,
}

impl Comparison {
    /// The change of first place that is nearest to the weights of now.
    pub fn nearest_change(&self) -> Option<&RankChange> {
        nearest_rank_change(&self.changes)
    }

    /// Places of alternatives by rank, those without one behind in their order.
    pub fn ranking(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.scenarios.len()).collect();
        let rank = |place: &usize| {
            let evaluation = self.evaluation.as_ref();
            let rank = evaluation.and_then(|all| all.alternatives[*place].rank);
            rank.unwrap_or(usize::MAX)
        };
        order.sort_by_key(rank);
        order
    }

    /// The names of the alternatives, by which files have their figures; with their number where a name is there twice.
    pub fn keys(&self) -> Vec<String> {
        let scenarios = self.scenarios.iter();
        scenarios
            .map(|one| {
                let same = self.scenarios.iter().filter(|other| other.name == one.name);
                if same.count() == 1 {
                    one.name.clone()
                } else {
                    format!("{} ({})", one.name, one.id.0)
                }
            })
            .collect()
    }

    /// The indicator of an id.
    pub fn indicator(&self, id: &str) -> Option<&ComparedIndicator> {
        self.indicators.iter().find(|one| one.key.id() == id)
    }
}

/// What is known of the alternatives of a project.
pub(in crate::app) struct Compared<'a> {
    pub project: &'a Project,
    /// Alternatives in the order in which they are shown.
    pub scenarios: Vec<(ScenarioId, Facts)>,
}

impl Compared<'_> {
    /// Compares by weights.
    pub(in crate::app) fn by(&self, weights: WeightSet) -> Comparison {
        let scenarios: Vec<ComparedScenario> = self
            .scenarios
            .iter()
            .filter_map(|(id, facts)| self.scenario(*id, facts))
            .collect();
        let mut indicators = self.indicators(&scenarios, &weights);
        let is_zero: Vec<bool> = scenarios.iter().map(|one| one.is_zero).collect();
        for indicator in &mut indicators {
            mark(indicator, &is_zero);
        }
        let criteria: Vec<usize> = (0..indicators.len())
            .filter(|place| indicators[*place].counts)
            .collect();
        let case = case_of(&scenarios, &indicators, &criteria);
        let of_criteria = criteria.iter().map(|place| indicators[*place].weight);
        let checked = Weights::new(weights.accounts.to_vec(), of_criteria.collect());
        let (evaluation, changes) = match &checked {
            Some(checked) => (Some(evaluate(&case, checked)), rank_changes(&case, checked)),
            None => (None, Vec::new()),
        };
        Comparison {
            scenarios,
            indicators,
            weights,
            criteria,
            case,
            evaluation,
            changes,
        }
    }

    fn scenario(&self, id: ScenarioId, facts: &Facts) -> Option<ComparedScenario> {
        let scenario = self.project.scenario(id)?;
        Some(ComparedScenario {
            id,
            name: scenario.name.clone(),
            color: scenario.color,
            is_zero: scenario.is_zero(),
            is_current: facts.is_current(),
            flags: flags::flags_of(id, facts.take.as_deref(), self.project),
            binding: facts.binding(),
        })
    }

    fn indicators(
        &self,
        scenarios: &[ComparedScenario],
        weights: &WeightSet,
    ) -> Vec<ComparedIndicator> {
        let mut computed: Vec<ComputedIndicator> = Vec::new();
        for indicator in ComputedIndicator::GENERAL {
            let is_land = indicator == ComputedIndicator::NewLandTake;
            computed.push(indicator);
            if is_land {
                computed.extend(self.taken());
            }
        }
        let computed = computed
            .into_iter()
            .filter_map(|one| self.computed(&one, weights));
        let own = self.project.assessment.indicators.iter();
        let own = own.filter_map(|(id, indicator)| {
            let IndicatorOf::Own {
                name,
                unit,
                direction,
            } = &indicator.of
            else {
                return None;
            };
            let key = own_key(*id);
            let values = scenarios
                .iter()
                .map(|one| own_value(self.project, one.id, &key));
            Some(ComparedIndicator {
                key: IndicatorKey::Own(*id),
                measure: Measure::Own,
                own_name: Some(name.clone()),
                own_unit: unit.clone(),
                direction: *direction,
                account: indicator.account,
                counts: indicator.counts,
                weight: weights.weight_of(&key),
                decided: indicator.value.clone(),
                function: ValueFunction::even(),
                values: values.map(unmarked).collect(),
            })
        });
        let mut indicators: Vec<ComparedIndicator> = computed.chain(own).collect();
        for indicator in &mut indicators {
            indicator.function = function_of(indicator, scenarios);
        }
        indicators
    }

    /// Layers with a meaning of which an alternative takes ground, in the order of the layers.
    fn taken(&self) -> Vec<ComputedIndicator> {
        let mut found = Vec::new();
        for (_, facts) in &self.scenarios {
            for (layer, role) in facts.taken() {
                let indicator = ComputedIndicator::Taken(layer, role);
                if !found.contains(&indicator) {
                    found.push(indicator);
                }
            }
        }
        found
    }

    fn computed(
        &self,
        computed: &ComputedIndicator,
        weights: &WeightSet,
    ) -> Option<ComparedIndicator> {
        let values = self.scenarios.iter();
        let values: Vec<ComparedValue> = values
            .map(|(_, facts)| unmarked(facts.value(computed)))
            .collect();
        let is_known = |value: &ComparedValue| value.known.is_some();
        if !values.iter().any(is_known) {
            return None;
        }
        let id = computed.id();
        let decided = self.project.assessment.of_computed(&id);
        let decided = decided.map(|(_, decided)| decided);
        let key = IndicatorKey::Computed(computed.clone());
        Some(ComparedIndicator {
            measure: computed.measure(),
            own_name: None,
            own_unit: String::new(),
            direction: computed.direction(),
            account: decided.map_or_else(|| computed.usual_account(), |decided| decided.account),
            counts: decided.map_or_else(|| computed.usually_counts(), |decided| decided.counts),
            weight: weights.weight_of(&id),
            decided: decided.and_then(|decided| decided.value.clone()),
            function: ValueFunction::even(),
            key,
            values,
        })
    }
}

/// The value that somebody gave an own indicator, by its key.
fn own_value(project: &Project, scenario: ScenarioId, key: &str) -> Option<KnownValue> {
    let (_, judgement) = project.assessment.judgement(scenario, key)?;
    let Verdict::Value { value, range, .. } = &judgement.verdict else {
        return None;
    };
    Some(KnownValue {
        value: *value,
        range: *range,
        is_at_least: false,
    })
}

fn unmarked(known: Option<KnownValue>) -> ComparedValue {
    ComparedValue {
        known,
        mark: Mark::None,
        could_swap: false,
    }
}

/// As decided; else from the worst to the best of those that are ranked or could be.
fn function_of(indicator: &ComparedIndicator, scenarios: &[ComparedScenario]) -> ValueFunction {
    if let Some(decided) = &indicator.decided {
        return decided.clone();
    }
    let values = indicator.values.iter().zip(scenarios);
    let values = values.filter(|(_, scenario)| !scenario.is_zero);
    let values = values.filter_map(|(value, _)| Some(value.known?.value));
    ValueFunction::between(values, indicator.direction).unwrap_or_else(ValueFunction::even)
}

fn case_of(
    scenarios: &[ComparedScenario],
    indicators: &[ComparedIndicator],
    criteria: &[usize],
) -> Case {
    let account = |account: Account| {
        let found = Account::ALL.iter().position(|one| *one == account);
        found.unwrap_or_default()
    };
    let value = |criterion: &usize, scenario: usize| {
        let value = &indicators[*criterion].values[scenario];
        value.known.map(|known| known.value)
    };
    let values = (0..scenarios.len())
        .map(|scenario| criteria.iter().map(|one| value(one, scenario)).collect());
    Case {
        accounts: Account::ALL.len(),
        criteria: criteria
            .iter()
            .map(|place| Criterion {
                account: account(indicators[*place].account),
                value: indicators[*place].function.clone(),
            })
            .collect(),
        values: values.collect(),
        hard: scenarios.iter().map(ComparedScenario::is_apart).collect(),
    }
}

/// Marks the best and the worst, and what could be in another order.
fn mark(indicator: &mut ComparedIndicator, is_zero: &[bool]) {
    let values = indicator.values.iter().zip(is_zero);
    let counted = values.filter(|(_, is_zero)| !**is_zero);
    let counted: Vec<f64> = counted
        .filter_map(|(value, _)| Some(value.known?.value))
        .collect();
    let lowest = counted.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = counted.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if counted.len() < 2 || highest - lowest <= 1e-9 * highest.abs().max(lowest.abs()) {
        return;
    }
    let (best, worst) = match indicator.direction {
        Direction::LessIsBetter => (lowest, highest),
        Direction::MoreIsBetter => (highest, lowest),
    };
    let all: Vec<Option<KnownValue>> = indicator.values.iter().map(|one| one.known).collect();
    for (place, value) in indicator.values.iter_mut().enumerate() {
        let Some(known) = value.known else {
            continue;
        };
        if !is_zero[place] {
            let is = |other: f64| (known.value - other).abs() <= 1e-9 * other.abs();
            value.mark = match (is(best), is(worst)) {
                (true, _) => Mark::Best,
                (_, true) => Mark::Worst,
                _ => Mark::None,
            };
        }
        let mut others = all.iter().enumerate().filter(|(other, _)| *other != place);
        value.could_swap =
            others.any(|(_, other)| other.is_some_and(|other| overlap(&known, &other)));
    }
}

/// Whether two different values could be in the other order.
fn overlap(one: &KnownValue, other: &KnownValue) -> bool {
    let ends = |known: &KnownValue| known.range.unwrap_or((known.value, known.value));
    let ((low, high), (other_low, other_high)) = (ends(one), ends(other));
    let differ = 1e-9 * one.value.abs() < (one.value - other.value).abs();
    let has_range = one.range.is_some() || other.range.is_some();
    differ && has_range && low <= other_high && other_low <= high
}

/// The weights that a project goes by; the program's equal ones where they are gone.
pub(in crate::app) fn weights_in_use(project: &Project, language: &str) -> WeightSet {
    let assessment = &project.assessment;
    if let WeightsInUse::Own(id) = &assessment.weights
        && let Some(own) = assessment.weight_sets.get(id)
    {
        return WeightSet::clone(own);
    }
    let preset = match &assessment.weights {
        WeightsInUse::Preset(id) => preset_weights(id, language),
        WeightsInUse::Own(_) => None,
    };
    preset.unwrap_or_else(|| WeightSet {
        name: String::new(),
        source: String::new(),
        accounts: [1.0; Account::ALL.len()],
        indicators: BTreeMap::new(),
    })
}

/// Weights that the program brings. A test rules out that they cannot be read.
static PRESETS: LazyLock<Vec<WeightPreset>> =
    LazyLock::new(|| WeightPresets::load().map_or_else(|_| Vec::new(), |presets| presets.all));

/// Weights that the program brings, with their names in files, and what could not be confirmed beside their source.
pub fn preset_sets(language: &str) -> Vec<(String, WeightSet)> {
    PRESETS
        .iter()
        .map(|preset| {
            let told = std::iter::once(&preset.source).chain(&preset.unconfirmed);
            let told: Vec<&str> = told.map(|text| text.in_language(language)).collect();
            let set = WeightSet {
                name: preset.name.in_language(language).to_owned(),
                source: told.join(". "),
                accounts: preset.weights(),
                indicators: BTreeMap::new(),
            };
            (preset.id.clone(), set)
        })
        .collect()
}

/// Weights that the program brings, by their name in files.
pub(in crate::app) fn preset_weights(id: &str, language: &str) -> Option<WeightSet> {
    let mut presets = preset_sets(language).into_iter();
    presets.find(|(name, _)| name == id).map(|(_, set)| set)
}

/// The values of an alternative by the ids of their indicators, as they are kept when it is frozen.
pub(in crate::app) fn frozen_figures(
    comparison: &Comparison,
    scenario: usize,
) -> BTreeMap<String, f64> {
    let indicators = comparison.indicators.iter();
    indicators
        .filter_map(|one| Some((one.key.id(), one.values[scenario].known?.value)))
        .collect()
}
