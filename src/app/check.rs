//! A project file checked from outside: whether it is whole, whether its sources are what they were, and
//! whether every figure comes out the same when it is worked out again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fill::{FillRequest, GroundSource, fill_on};
use super::open::path_of;
use super::source_file::record_of_file;
use super::state::content_id;
use super::{ProjectNews, TaskError};
use crate::gis::open_terrain;
use crate::progress::Run;
use crate::project::{DepositId, Layer, LayerId, LayerKind, Project};
use crate::results::{FILL_FIGURES, FillFigures, SourceRecord};
use crate::store::{self, Integrity, ProjectFile};

/// Figures this close to each other are the same, as a share of the larger one.
///
/// Processors differ in the last bits of sines and tangents; on one machine the bits are equal.
const SAME_SHARE: f64 = 1e-9;

/// What came of a check.
#[derive(Clone, Debug)]
pub struct CheckedProject {
    /// Whether the file is whole.
    pub integrity: Integrity,
    /// The files that it rests on.
    pub sources: Vec<CheckedSource>,
    /// Every figure that is kept.
    pub results: Vec<CheckedFigure>,
    /// Deposits without figures in the file, by alternative and name.
    pub without_figures: Vec<(String, String)>,
    /// What was odd about the file.
    pub news: Vec<ProjectNews>,
}

/// How a source stands to what was taken into the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedState {
    /// Its content is the same, to the last bit.
    Same,
    /// Its content is another one.
    Changed,
    /// It is not there.
    Missing,
    /// The project was left before it was read to its end.
    NotRecorded,
}

/// A source, and how it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSource {
    /// The layer's name.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// How it is.
    pub state: CheckedState,
}

/// A figure, as it is kept and as it comes out now.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedFigure {
    /// The deposit.
    pub id: DepositId,
    /// The alternative's name.
    pub scenario: String,
    /// The deposit's name.
    pub deposit: String,
    /// The figure's name, with its unit.
    pub figure: &'static str,
    /// Whether it was kept for today's decisions and the terrain as it is.
    pub is_current: bool,
    /// As it is kept.
    pub stored: f64,
    /// As it comes out now, or `None` where it cannot be worked out.
    pub recomputed: Option<f64>,
}

impl CheckedFigure {
    /// Whether both are the same.
    pub fn is_same(&self) -> bool {
        let close = |now: f64| {
            let largest = self.stored.abs().max(now.abs()).max(1.0);
            (self.stored - now).abs() <= SAME_SHARE * largest
        };
        self.recomputed.is_some_and(close)
    }
}

impl CheckedProject {
    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        self.integrity.problems.is_empty()
            && self.integrity.log_replays
            && self
                .sources
                .iter()
                .all(|source| source.state == CheckedState::Same)
            && self.results.iter().all(CheckedFigure::is_same)
    }
}

/// Checks a project file without changing it.
///
/// # Errors
/// [`TaskError`], if it is no project or cannot be read.
pub fn check_project(path: &Path, run: &Run) -> Result<CheckedProject, TaskError> {
    let opened = ProjectFile::open_to_read(path)?;
    let (project, records) = (&opened.snapshot.project, &opened.snapshot.records);
    let integrity = store::integrity(path)?;
    let mut sources = Vec::new();
    let mut contents: BTreeMap<LayerId, SourceRecord> = BTreeMap::new();
    for (id, layer) in &project.layers {
        run.step(0, 1)?;
        let path = path_of(&layer.source);
        let found = if path.exists() {
            let found = record_of_file(&path, run);
            Some(found.map_err(|source| TaskError::Fingerprint {
                path: path.clone(),
                source,
            })?)
        } else {
            None
        };
        let state = match (&found, records.sources.get(id)) {
            (None, _) => CheckedState::Missing,
            (Some(_), None) => CheckedState::NotRecorded,
            (Some(found), Some(known)) if found.blake3 == known.blake3 => CheckedState::Same,
            (Some(_), Some(_)) => CheckedState::Changed,
        };
        contents.extend(found.map(|found| (*id, found)));
        sources.push(CheckedSource {
            name: layer.name.clone(),
            path,
            state,
        });
    }
    let (results, without_figures) = check_figures(project, records, &contents, run)?;
    let news = opened.oddities.into_iter();
    Ok(CheckedProject {
        integrity,
        sources,
        results,
        without_figures,
        news: news
            .map(|oddity| ProjectNews::Odd(path.to_owned(), oddity))
            .collect(),
    })
}

type Figures = (Vec<CheckedFigure>, Vec<(String, String)>);

fn check_figures(
    project: &Project,
    records: &crate::results::Records,
    contents: &BTreeMap<LayerId, SourceRecord>,
    run: &Run,
) -> Result<Figures, TaskError> {
    let mut terrains: BTreeMap<LayerId, Option<Arc<GroundSource>>> = BTreeMap::new();
    let (mut results, mut without) = (Vec::new(), Vec::new());
    for (id, deposit) in &project.deposits {
        run.step(results.len(), project.deposits.len() * FILL_FIGURES.len())?;
        let scenario = project.scenario(deposit.scenario);
        let scenario = scenario.map_or_else(String::new, |scenario| scenario.name.clone());
        let Some(record) = records.fills.get(id) else {
            without.push((scenario, deposit.name.clone()));
            continue;
        };
        let layer = project.layer(deposit.base);
        let ground = layer.and_then(|layer| {
            let ground = terrains.entry(deposit.base);
            ground.or_insert_with(|| ground_of(layer)).clone()
        });
        let now = match (layer, ground) {
            (Some(layer), Some(ground)) => {
                let (path, reading) = (path_of(&layer.source), layer.reading());
                let request = FillRequest::of(deposit);
                match fill_on(&ground, &path, reading, &request, run) {
                    Ok(fill) => Some(FillFigures::of(&fill.design)),
                    Err(TaskError::Cancelled) => return Err(TaskError::Cancelled),
                    Err(error) => {
                        tracing::info!("{} cannot be worked out again: {error}", deposit.name);
                        None
                    }
                }
            }
            _ => None,
        };
        // A figure of other decisions or another terrain may come out alike by chance.
        let of_today = layer
            .zip(contents.get(&deposit.base))
            .map(|(layer, source)| content_id(deposit, layer, source));
        for (index, figure) in FILL_FIGURES.into_iter().enumerate() {
            results.push(CheckedFigure {
                id: *id,
                scenario: scenario.clone(),
                deposit: deposit.name.clone(),
                figure,
                is_current: of_today == Some(record.of),
                stored: record.figures.0[index],
                recomputed: now.map(|now| now.0[index]),
            });
        }
    }
    Ok((results, without))
}

fn ground_of(layer: &Layer) -> Option<Arc<GroundSource>> {
    if layer.kind != LayerKind::Terrain {
        return None;
    }
    let terrain = open_terrain(&layer.source, layer.stated_crs.as_deref());
    match terrain {
        Ok(terrain) => Some(Arc::new(GroundSource::new(terrain))),
        Err(error) => {
            tracing::info!("{} cannot be opened: {error}", layer.name);
            None
        }
    }
}
