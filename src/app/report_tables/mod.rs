//! Everything that a report tells in tables, gathered from a project file without a window.
//!
//! Figures are those of `scenarios` and `compare`, never worked out in another way; how tables look in files is left
//! to `report`.

mod about;
mod alternatives;
mod built;
mod columns;
mod compared;
mod land;
mod log;
mod masses;

use std::path::{Path, PathBuf};

use super::comparison::{CompareRequest, ProjectComparison, compare_in};
use super::read_project::ReadProject;
use super::scenario_list::{ListedScenario, list_in};
use super::{ExportError, MassBook, TaskError};
use crate::gis::write_whole;
use crate::progress::Run;
use crate::project::Project;
use crate::report::{Table, TableError, csv_files, workbook};
use crate::results::Records;
use crate::store::LoggedChange;
use crate::words::Words;

/// Endings of files that tables are written to, the usual one first.
const ENDINGS: &[&str] = &["xlsx", "csv"];

/// What the tables are made of.
struct Gathered<'a> {
    read: ReadProject,
    /// Those that are reported, the zero alternative first.
    scenarios: Vec<ListedScenario>,
    compared: ProjectComparison,
    /// The newest first.
    changes: Vec<LoggedChange>,
    words: &'a Words,
}

impl<'a> Gathered<'a> {
    fn of(
        path: &Path,
        scenarios: &[String],
        words: &'a Words,
        run: &Run,
    ) -> Result<Self, TaskError> {
        let read = ReadProject::open(path)?;
        let request = CompareRequest {
            scenarios: scenarios.to_vec(),
            weights: None,
        };
        let compared = compare_in(&read, &request, words.language().tag(), run)?;
        let mut scenarios = list_in(&read, run)?.scenarios;
        let is_reported = |listed: &ListedScenario| {
            let mut reported = compared.comparison.scenarios.iter();
            reported.any(|one| one.id == listed.id)
        };
        scenarios.retain(is_reported);
        Ok(Self {
            changes: read.file.changes(None, usize::MAX)?,
            read,
            scenarios,
            compared,
            words,
        })
    }

    fn project(&self) -> &Project {
        self.read.project()
    }

    fn records(&self) -> &Records {
        &self.read.snapshot.records
    }

    fn text(&self, id: &str) -> String {
        self.words.text(id, &[])
    }

    fn yes_or_no(&self, is: bool) -> String {
        self.text(if is { "tables-yes" } else { "tables-no" })
    }

    /// Alternatives that have books.
    fn books(&self) -> impl Iterator<Item = (&ListedScenario, &MassBook)> {
        let scenarios = self.scenarios.iter();
        scenarios.filter_map(|scenario| Some((scenario, scenario.book.as_deref()?)))
    }
}

/// The tables of a report, what they are about first. Those that nothing stands in are left out.
///
/// `scenarios` are names or numbers; all where there are none. The zero alternative is always among them.
///
/// # Errors
/// [`TaskError`], if it is no project or cannot be read, or what is asked for is not in it.
pub fn report_tables(
    project: &Path,
    scenarios: &[String],
    words: &Words,
    run: &Run,
) -> Result<Vec<Table>, TaskError> {
    let gathered = Gathered::of(project, scenarios, words, run)?;
    Ok(tables_of(&gathered))
}

fn tables_of(gathered: &Gathered<'_>) -> Vec<Table> {
    let tables = [
        Some(about::about(gathered)),
        Some(alternatives::alternatives(gathered)),
        Some(compared::indicators(gathered)),
        compared::scores(gathered),
        Some(compared::weights(gathered)),
        Some(compared::definitions(gathered)),
        Some(built::deposits(gathered)),
        Some(built::pits(gathered)),
        Some(built::other_ground(gathered)),
        Some(land::land_take(gathered)),
        Some(masses::ledger(gathered)),
        Some(masses::unplaced(gathered)),
        Some(masses::places(gathered)),
        masses::register(gathered),
        masses::life_cycles(gathered),
        masses::monitoring(gathered),
        masses::soil(gathered),
        Some(masses::fractions(gathered)),
        Some(masses::tonnes(gathered)),
        compared::sheet(gathered),
        Some(log::sources(gathered)),
        Some(log::changes(gathered)),
    ];
    let tables = tables.into_iter().flatten();
    tables.filter(|table| !table.rows.is_empty()).collect()
}

/// The tables as one workbook. The same project gives the same bytes.
///
/// # Errors
/// As [`report_tables`].
pub fn report_workbook(
    project: &Path,
    scenarios: &[String],
    words: &Words,
    run: &Run,
) -> Result<Vec<u8>, TaskError> {
    let gathered = Gathered::of(project, scenarios, words, run)?;
    // Of the last change, so that the same project gives the same file.
    workbook(&tables_of(&gathered), gathered.read.changed_at()).map_err(not_made(project))
}

/// Writes the tables: one workbook, or a CSV file for each table beside the path that is named, which begins their
/// names. Returns what was written. Files that are there are replaced.
///
/// # Errors
/// As [`report_tables`], and where a file cannot be written; then none is left.
pub fn write_report_tables(
    project: &Path,
    scenarios: &[String],
    out: &Path,
    words: &Words,
    run: &Run,
) -> Result<Vec<PathBuf>, TaskError> {
    let ending = out.extension().and_then(|ending| ending.to_str());
    let files = match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("xlsx") => {
            let bytes = report_workbook(project, scenarios, words, run)?;
            vec![(out.to_owned(), bytes)]
        }
        Some("csv") => {
            let tables = report_tables(project, scenarios, words, run)?;
            csv_files(out, &tables, words.language()).map_err(not_made(out))?
        }
        _ => {
            return Err(TaskError::Export {
                path: out.to_owned(),
                source: ExportError::Ending { known: ENDINGS },
            });
        }
    };
    let mut written: Vec<PathBuf> = Vec::new();
    for (path, bytes) in files {
        if let Err(error) = write_whole(&path, &bytes) {
            for path in &written {
                // Some of the tables would be taken for all of them.
                std::fs::remove_file(path).ok();
            }
            return Err(error.into());
        }
        written.push(path);
    }
    Ok(written)
}

fn not_made(path: &Path) -> impl Fn(TableError) -> TaskError + '_ {
    |source| TaskError::Export {
        path: path.to_owned(),
        source: source.into(),
    }
}
