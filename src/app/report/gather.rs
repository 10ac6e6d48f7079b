//! What a report is made of, read from a project file.

use std::path::Path;

use super::ReportRequest;
use super::pieces::Tell;
use crate::app::TaskError;
use crate::app::comparison::{CompareRequest, ProjectComparison, compare_in};
use crate::app::file_designs::FileDesigns;
use crate::app::report_map::ReportMaps;
use crate::app::scenario_list::{ListedScenario, ScenarioList, list_in};
use crate::progress::Run;
use crate::project::{Layer, Project, ScenarioId};
use crate::report::{Origin, Piece};
use crate::words::Words;

/// What a report is made of.
pub(super) struct Gathered<'a> {
    /// The file, and what is designed from it.
    pub designs: FileDesigns,
    /// Every alternative with its figures.
    pub list: ScenarioList,
    /// Places in the list of those that are told of.
    pub chosen: Vec<usize>,
    /// Those side by side.
    pub compared: ProjectComparison,
    /// Under which names the comparison has them.
    pub keys: Vec<String>,
    /// When the project was last changed.
    pub changed_at: jiff::Timestamp,
    /// Tells figures.
    pub tell: Tell<'a>,
}

impl<'a> Gathered<'a> {
    /// Reads a project file without changing it.
    ///
    /// # Errors
    /// [`TaskError`], if it is no project or cannot be read, or what is asked for is not in it.
    pub(super) fn of(
        path: &Path,
        request: &ReportRequest,
        words: &'a Words,
        run: &Run,
    ) -> Result<Self, TaskError> {
        let designs = FileDesigns::open(path)?;
        let list = list_in(&designs.read, run)?;
        let wanted = CompareRequest {
            scenarios: request.scenarios.clone(),
            weights: None,
        };
        let compared = compare_in(&designs.read, &wanted, words.language().tag(), run)?;
        let is_compared = |one: &ListedScenario| {
            let mut all = compared.comparison.scenarios.iter();
            all.any(|other| other.id == one.id)
        };
        let places = list.scenarios.iter().enumerate();
        let chosen = places.filter(|(_, one)| is_compared(one));
        Ok(Self {
            chosen: chosen.map(|(place, _)| place).collect(),
            keys: compared.comparison.keys(),
            changed_at: designs.read.changed_at(),
            designs,
            list,
            compared,
            tell: Tell { words },
        })
    }

    /// The decisions.
    pub(super) fn project(&self) -> &Project {
        self.designs.project()
    }

    /// The alternatives that are told of, with their places in the list.
    pub(super) fn scenarios(&self) -> impl Iterator<Item = (usize, &ListedScenario)> {
        let chosen = self.chosen.iter();
        chosen.map(|place| (*place, &self.list.scenarios[*place]))
    }

    /// The same without the zero alternative.
    pub(super) fn alternatives(&self) -> impl Iterator<Item = (usize, &ListedScenario)> {
        self.scenarios().filter(|(_, one)| !one.is_zero)
    }

    /// Maps of the alternatives that are told of; `None` where there is nothing to show.
    ///
    /// # Errors
    /// [`TaskError`], if the project file cannot be read.
    pub(super) fn maps(
        &mut self,
        words: &Words,
        run: &Run,
    ) -> Result<Option<ReportMaps>, TaskError> {
        let ids: Vec<ScenarioId> = self.scenarios().map(|(_, one)| one.id).collect();
        ReportMaps::of(&mut self.designs, &ids, words, run)
    }

    /// The place of an alternative among those that are compared.
    pub(super) fn place_of(&self, scenario: &ListedScenario) -> usize {
        let mut all = self.compared.comparison.scenarios.iter();
        all.position(|one| one.id == scenario.id).unwrap_or(0)
    }
}

/// The name of an alternative.
pub(super) fn name_of(scenario: &ListedScenario) -> Piece {
    named(&scenario.name, "scenarios", scenario.id.0)
}

/// The table that a layer stands in.
pub(super) fn table_of(layer: &Layer) -> &'static str {
    match layer.site {
        Some(_) => "site_layers",
        None => "sources",
    }
}

/// A name that the planner gave.
pub(super) fn named(name: &str, table: &'static str, id: u64) -> Piece {
    cell(name, table, id, "name")
}

/// What the planner wrote, from a cell of the project file.
pub(super) fn cell(text: &str, table: &'static str, id: u64, column: &'static str) -> Piece {
    let id = i64::try_from(id).unwrap_or(i64::MAX);
    Piece::new(text, Origin::Project(table, id, column))
}

/// A number that the planner typed, from a cell of the project file.
pub(super) fn number_cell(
    text: String,
    value: f64,
    table: &'static str,
    id: u64,
    column: &'static str,
) -> Piece {
    let id = i64::try_from(id).unwrap_or(i64::MAX);
    Piece::number(text, value, Origin::Project(table, id, column))
}

/// A figure of an alternative in the list.
pub(super) fn in_list(scenario: usize, rest: &str) -> Origin {
    Origin::Scenarios(format!("/scenarios/{scenario}{rest}"))
}

/// A figure of the comparison.
pub(super) fn in_comparison(path: &[&str]) -> Origin {
    let parts = path
        .iter()
        .map(|part| format!("/{}", Origin::escaped(part)));
    Origin::Compare(parts.collect())
}
