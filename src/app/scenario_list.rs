//! The alternatives of a project file with the figures that it keeps, without a window.

use std::path::Path;

use super::ground_covered::{Covered, ground_covered_m2};
use super::open::path_of;
use super::state::content_id;
use super::{ProjectNews, TaskError};
use crate::project::{DepositId, Project, ScenarioId};
use crate::results::{FillFigures, Records};
use crate::store::ProjectFile;

/// An alternative and what is built in it.
#[derive(Clone, Debug)]
pub struct ListedScenario {
    /// Its number in the project.
    pub id: ScenarioId,
    /// What the planner calls it.
    pub name: String,
    /// Whether it is the zero alternative.
    pub is_zero: bool,
    /// Whether it is a copy to try something on.
    pub is_what_if: bool,
    /// Whether it is frozen.
    pub is_frozen: bool,
    /// What there is to say about it.
    pub note: String,
    /// Its deposits.
    pub deposits: Vec<ListedDeposit>,
    /// The ground that they cover together, overlaps once, in square metres; `None` where a deposit's figures
    /// are not kept.
    pub land_take_m2: Option<f64>,
}

/// A deposit with the figures that are kept.
#[derive(Clone, Debug)]
pub struct ListedDeposit {
    /// Its number in the project.
    pub id: DepositId,
    /// What the planner calls it.
    pub name: String,
    /// The figures, where there are any.
    pub figures: Option<FillFigures>,
    /// Whether they belong to today's decisions and the terrain as it was taken into the project.
    pub is_current: bool,
}

/// What a project file lists.
#[derive(Clone, Debug)]
pub struct ScenarioList {
    /// In their order, the zero alternative first.
    pub scenarios: Vec<ListedScenario>,
    /// What was odd about the file.
    pub news: Vec<ProjectNews>,
    /// Terrains whose file is not there, by name.
    pub missing: Vec<String>,
}

/// Lists the alternatives of a project file, without changing it.
///
/// # Errors
/// [`TaskError`], if it is no project or cannot be read.
pub fn list_scenarios(path: &Path) -> Result<ScenarioList, TaskError> {
    let opened = ProjectFile::open_to_read(path)?;
    let (project, records) = (&opened.snapshot.project, &opened.snapshot.records);
    let scenarios = project
        .scenarios_in_order()
        .map(|(id, scenario)| {
            let deposits = listed_deposits(id, project, records);
            ListedScenario {
                id,
                name: scenario.name.clone(),
                is_zero: scenario.is_zero(),
                is_what_if: scenario.is_what_if(),
                is_frozen: scenario.frozen,
                note: scenario.note.clone(),
                land_take_m2: land_take_m2(&deposits, project, records),
                deposits,
            }
        })
        .collect();
    let missing = project.layers.values();
    let missing = missing.filter(|layer| !path_of(&layer.source).exists());
    Ok(ScenarioList {
        scenarios,
        missing: missing.map(|layer| layer.name.clone()).collect(),
        news: opened
            .oddities
            .into_iter()
            .map(|oddity| ProjectNews::Odd(path.to_owned(), oddity))
            .collect(),
    })
}

fn listed_deposits(
    scenario: ScenarioId,
    project: &Project,
    records: &Records,
) -> Vec<ListedDeposit> {
    let deposits = project.deposits_of(scenario);
    deposits
        .map(|(id, deposit)| {
            let record = records.fills.get(&id);
            let of_today = project
                .layer(deposit.base)
                .zip(records.sources.get(&deposit.base))
                .map(|(layer, source)| content_id(deposit, layer, source));
            ListedDeposit {
                id,
                name: deposit.name.clone(),
                figures: record.map(|record| record.figures),
                is_current: record.is_some_and(|record| of_today == Some(record.of)),
            }
        })
        .collect()
}

fn land_take_m2(deposits: &[ListedDeposit], project: &Project, records: &Records) -> Option<f64> {
    let parts: Option<Vec<Covered<'_>>> = deposits
        .iter()
        .map(|deposit| {
            Some(Covered {
                extent: project.deposit(deposit.id)?.outline.extent(),
                area_m2: deposit.figures?.get("footprint_area_m2")?,
                footprint: records
                    .fills
                    .get(&deposit.id)
                    .map(|record| &record.footprint),
            })
        })
        .collect();
    ground_covered_m2(&parts?)
}
