//! Alternatives of a project file side by side, without a window.

use std::path::Path;
use std::sync::Arc;

use super::{Compared, Comparison, ComputedIndicator, Facts, own_value, weights_in_use};
use crate::app::read_project::ReadProject;
use crate::app::scenario_list::Measurable;
use crate::app::take::ScenarioTake;
use crate::app::{ProjectNews, TaskError};
use crate::assess::{OftenFirst, how_often_first};
use crate::progress::Run;
use crate::project::{Project, ScenarioId, WeightSet};
use crate::results::{Records, Snapshot, SourceRecord};
use crate::store::AllInputs;

/// Weights that are tried to find out how often an alternative is first.
pub(in crate::app) const SAMPLES: usize = 10_000;

/// Where the random numbers begin: the same weights on every machine.
pub(in crate::app) const SEED: u64 = 1941;

/// Alternatives of a project file side by side.
#[derive(Clone, Debug)]
pub struct ProjectComparison {
    /// The decisions.
    pub project: Project,
    /// The comparison, by the weights that the project goes by.
    pub comparison: Comparison,
    /// How often each alternative is first when all weights vary.
    pub often_first: OftenFirst,
    /// What the alternatives take, in their order; `None` where nothing is known.
    pub takes: Vec<Option<Arc<ScenarioTake>>>,
    /// What was odd about the file.
    pub news: Vec<ProjectNews>,
}

/// Which alternatives are compared, and by what.
#[derive(Clone, Debug, Default)]
pub struct CompareRequest {
    /// Names or numbers; all where there are none. The zero alternative is always among them.
    pub scenarios: Vec<String>,
    /// The name of weights, of the project's own or those that the program brings; those in use where none is given.
    pub weights: Option<String>,
}

/// Compares the alternatives of a project file, without changing it.
///
/// # Errors
/// [`TaskError`], if it is no project or cannot be read, or what is asked for is not in it.
pub fn compare_project(
    path: &Path,
    request: &CompareRequest,
    language: &str,
    run: &Run,
) -> Result<ProjectComparison, TaskError> {
    compare_in(&ReadProject::open(path)?, request, language, run)
}

/// Compares the alternatives of an open project file.
///
/// # Errors
/// [`TaskError`], if it cannot be read, or what is asked for is not in it.
pub(in crate::app) fn compare_in(
    read: &ReadProject,
    request: &CompareRequest,
    language: &str,
    run: &Run,
) -> Result<ProjectComparison, TaskError> {
    let (project, records) = (&read.snapshot.project, &read.snapshot.records);
    let chosen = chosen(project, &request.scenarios, &read.path)?;
    let weights = match &request.weights {
        None => weights_in_use(project, language),
        Some(name) => {
            weights_named(project, name, language).ok_or_else(|| TaskError::WeightsUnknown {
                name: name.clone(),
                known: weights_known(project, language),
            })?
        }
    };
    let measurable = Measurable::of(read, run)?;
    let scenarios = facts_of(&measurable, project, records, &chosen, run)?;
    let takes = scenarios.iter().map(|(_, facts)| facts.take.clone());
    let takes = takes.collect();
    let comparison = Compared { project, scenarios }.by(weights);
    let often_first = how_often_first(&comparison.case, SEED, SAMPLES, run)?;
    Ok(ProjectComparison {
        often_first,
        takes,
        news: read.news.clone(),
        project: project.clone(),
        comparison,
    })
}

fn facts_of(
    measurable: &Measurable,
    project: &Project,
    records: &Records,
    chosen: &[ScenarioId],
    run: &Run,
) -> Result<Vec<(ScenarioId, Facts)>, TaskError> {
    let all = chosen.iter();
    all.map(|id| Ok((*id, measurable.facts(*id, project, records, run)?)))
        .collect()
}

/// Alternatives by name or number, in the project's order.
fn chosen(project: &Project, asked: &[String], path: &Path) -> Result<Vec<ScenarioId>, TaskError> {
    let all: Vec<ScenarioId> = project.scenarios_in_order().map(|(id, _)| id).collect();
    if asked.is_empty() {
        return Ok(all);
    }
    let mut found = vec![ScenarioId::ZERO];
    for wanted in asked {
        found.push(scenario_named(project, wanted, path)?);
    }
    Ok(all.into_iter().filter(|id| found.contains(id)).collect())
}

/// The alternative of a name, or else of a number.
///
/// # Errors
/// [`TaskError::ScenarioUnknown`], if the project at `path` has none.
pub(in crate::app) fn scenario_named(
    project: &Project,
    wanted: &str,
    path: &Path,
) -> Result<ScenarioId, TaskError> {
    let mut named = project
        .scenarios_in_order()
        .filter(|(_, scenario)| scenario.name == wanted);
    let by_name = named.next().map(|(id, _)| id);
    let by_number = || {
        let id = ScenarioId(wanted.parse().ok()?);
        project.scenario(id).map(|_| id)
    };
    by_name.or_else(by_number).ok_or_else(|| {
        let names = project.scenarios_in_order();
        TaskError::ScenarioUnknown {
            name: wanted.to_owned(),
            path: path.to_owned(),
            known: names.map(|(_, one)| one.name.clone()).collect(),
        }
    })
}

fn weights_named(project: &Project, name: &str, language: &str) -> Option<WeightSet> {
    let own = project.assessment.weight_sets.values();
    let mut own = own.filter(|set| set.name == name);
    own.next()
        .map(|set| WeightSet::clone(set))
        .or_else(|| super::preset_weights(name, language))
}

fn weights_known(project: &Project, language: &str) -> Vec<String> {
    let own = project.assessment.weight_sets.values();
    let presets = super::preset_sets(language).into_iter();
    own.map(|set| set.name.clone())
        .chain(presets.map(|(id, _)| id))
        .collect()
}

/// A frozen alternative, as it was and as it comes out now.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedFrozen {
    /// Which one.
    pub scenario: ScenarioId,
    /// Its name.
    pub name: String,
    /// When it was frozen.
    pub at: jiff::Timestamp,
    /// By whom.
    pub by: String,
    /// Every figure, as it was and as it comes out now; `None` where it cannot be worked out.
    pub figures: Vec<(String, f64, Option<f64>)>,
    /// Decisions and sources that are others now: where they stand, what they were, and what they are.
    pub changed: Vec<(String, Option<String>, Option<String>)>,
}

/// Checks what frozen alternatives come to. `now` has what came out, with the sources as their files are.
pub(in crate::app) fn check_frozen(
    measurable: &Measurable,
    snapshot: &Snapshot,
    now: &Records,
    run: &Run,
) -> Result<Vec<CheckedFrozen>, TaskError> {
    let project = &snapshot.project;
    let frozen = snapshot.records.frozen.iter();
    let frozen = frozen.filter(|(id, _)| project.scenario(**id).is_some_and(|one| one.frozen));
    let today = with_contents_of(snapshot, now);
    let inputs = AllInputs::of(&today);
    let mut checked = Vec::new();
    for (id, record) in frozen {
        let facts = measurable.facts(*id, project, now, run)?;
        let figure_now = |name: &str| {
            let known = match ComputedIndicator::of_id(name) {
                Some(computed) => facts.value(&computed),
                None => own_value(project, *id, name),
            };
            known.map(|known| known.value)
        };
        let figures = record.figures.iter();
        let figures = figures.map(|(name, figure)| (name.clone(), *figure, figure_now(name)));
        let name = project.scenario(*id);
        let name = name.map_or_else(String::new, |one| one.name.clone());
        checked.push(CheckedFrozen {
            scenario: *id,
            name,
            at: record.at,
            by: record.by.clone(),
            figures: figures.collect(),
            changed: record.changed_inputs(&inputs.of_scenario(*id)),
        });
    }
    Ok(checked)
}

/// The snapshot with the contents that the sources' files have now.
fn with_contents_of(snapshot: &Snapshot, now: &Records) -> Snapshot {
    let mut today = snapshot.clone();
    today.records.sources = snapshot
        .records
        .sources
        .iter()
        .map(|(id, kept)| {
            let found = now.sources.get(id);
            let record = found.map_or_else(
                || Arc::clone(kept),
                |found| {
                    Arc::new(SourceRecord {
                        blake3: found.blake3,
                        size_bytes: found.size_bytes,
                        ..SourceRecord::clone(kept)
                    })
                },
            );
            (*id, record)
        })
        .collect();
    today
}
