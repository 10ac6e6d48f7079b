//! The alternatives of a project file with the figures that it keeps, without a window.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::areas_on_ground::{SiteScale, built_site};
use super::comparison::Facts;
use super::ground_covered::{Covered, ground_covered_m2, ground_per_map};
use super::masses::{KeptMasses, MassBook, planned_masses};
use super::open::path_of;
use super::read_project::ReadProject;
use super::site_index::index_copy;
use super::state::{content_id, pit_content_id};
use super::take::{CoveredGround, ScenarioTake, TakeRequest, take_of};
use super::take_layers::{
    Coming, Index, IndexKey, TakeLayers, doubtful_of, key_of, take_layers, used_grounds,
};
use super::{ProjectNews, TaskError};
use crate::balance::Binding;
use crate::gis::Reference;
use crate::progress::Run;
use crate::project::{
    Areas, DepositId, GroundId, GroundPurpose, LifeCycle, PitId, Project, ScenarioId,
};
use crate::results::{FillFigures, PitFigures, Records};
use crate::site::Presets;
use crate::store::ProjectFile;
use crate::units::SquareMetres;

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
    /// Its pits and stopes.
    pub pits: Vec<ListedPit>,
    /// Other ground that it uses.
    pub other_ground: Vec<ListedGround>,
    /// The ground that its deposits cover together, overlaps once, in square metres; `None` where a deposit's figures
    /// are not kept.
    pub land_take_m2: Option<f64>,
    /// What it takes of the site layers that are copied into the project; `None` where there are none, or figures
    /// of a deposit are not kept.
    pub take: Option<Arc<ScenarioTake>>,
    /// The books of its masses; `None` where the project has no fractions.
    pub book: Option<Arc<MassBook>>,
}

impl ListedScenario {
    /// Whether nothing is built in it.
    pub fn is_empty(&self) -> bool {
        self.deposits.is_empty() && self.pits.is_empty() && self.other_ground.is_empty()
    }

    /// Names of what has no figures, or figures of earlier decisions; with whether there are any.
    pub fn without_current_figures(&self) -> impl Iterator<Item = (&str, bool)> {
        let deposits = self.deposits.iter();
        let deposits =
            deposits.map(|one| (one.name.as_str(), one.figures.is_some(), one.is_current));
        let pits = self.pits.iter();
        let pits = pits.map(|one| (one.name.as_str(), one.figures.is_some(), one.is_current));
        let all = deposits.chain(pits);
        all.filter_map(|(name, has, is_current)| (!is_current).then_some((name, has)))
    }
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
    /// Why its ground does not count as taken for good, where it does not.
    pub temporary: Option<String>,
    /// What becomes of it.
    pub life: LifeCycle,
}

/// A pit or stope with the figures that are kept.
#[derive(Clone, Debug)]
pub struct ListedPit {
    /// Its number in the project.
    pub id: PitId,
    /// What the planner calls it.
    pub name: String,
    /// Whether it lies under ground, where no terrain shows it.
    pub is_stope: bool,
    /// The largest share of the extracted rock that may go back.
    pub cap: f64,
    /// The figures and what the backfill ends at, where there are any.
    pub figures: Option<(PitFigures, Binding)>,
    /// Whether they belong to today's decisions and the terrains as they were taken into the project.
    pub is_current: bool,
}

/// Other ground.
#[derive(Clone, Debug)]
pub struct ListedGround {
    /// Its number in the project.
    pub id: GroundId,
    /// What the planner calls it.
    pub name: String,
    /// What it is used for.
    pub purpose: GroundPurpose,
    /// How large it is.
    pub area: SquareMetres,
    /// Why it does not count as taken for good, where it does not.
    pub temporary: Option<String>,
}

/// What a project file lists.
#[derive(Clone, Debug)]
pub struct ScenarioList {
    /// What areas are, and volumes with them.
    pub areas: Areas,
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
pub fn list_scenarios(path: &Path, run: &Run) -> Result<ScenarioList, TaskError> {
    list_in(&ReadProject::open(path)?, run)
}

/// Lists the alternatives of an open project file.
///
/// # Errors
/// [`TaskError`], if it cannot be read.
pub(super) fn list_in(read: &ReadProject, run: &Run) -> Result<ScenarioList, TaskError> {
    let (project, records) = (&read.snapshot.project, &read.snapshot.records);
    let measurable = Measurable::of(read, run)?;
    let scenarios = project
        .scenarios_in_order()
        .map(|(id, scenario)| {
            let deposits = listed_deposits(id, project, records);
            Ok(ListedScenario {
                take: measurable.taken(id, project, records, run)?,
                id,
                name: scenario.name.clone(),
                is_zero: scenario.is_zero(),
                is_what_if: scenario.is_what_if(),
                is_frozen: scenario.frozen,
                note: scenario.note.clone(),
                land_take_m2: land_take_m2(&deposits, project, records),
                deposits,
                book: booked(id, project, records),
                pits: listed_pits(id, project, records),
                other_ground: listed_ground(id, project, measurable.scale.as_deref()),
            })
        })
        .collect::<Result<_, TaskError>>()?;
    let missing = project.layers.values();
    // All that is needed of a site layer is in the project file.
    let missing = missing.filter(|layer| layer.site.is_none() && !path_of(&layer.source).exists());
    Ok(ScenarioList {
        areas: project.areas,
        scenarios,
        missing: missing.map(|layer| layer.name.clone()).collect(),
        news: read.news.clone(),
    })
}

/// Copies of site layers that are ready to be measured.
pub(super) struct Measurable {
    /// `None` where there are none.
    layers: Option<TakeLayers>,
    /// `None` where areas are those of the map.
    scale: Option<Arc<SiteScale>>,
}

impl Measurable {
    /// Reads them.
    ///
    /// # Errors
    /// [`TaskError`], if they cannot be read.
    pub(super) fn of(read: &ReadProject, run: &Run) -> Result<Self, TaskError> {
        let (project, records) = (&read.snapshot.project, &read.snapshot.records);
        Ok(Self {
            layers: measurable(&read.file, project, run)?,
            scale: scale_of(&read.path, project, records)?,
        })
    }

    /// What an alternative takes by the ground that is kept of its deposits.
    fn taken(
        &self,
        scenario: ScenarioId,
        project: &Project,
        records: &Records,
        run: &Run,
    ) -> Result<Option<Arc<ScenarioTake>>, TaskError> {
        let covered = |id: DepositId| {
            let record = records.fills.get(&id).ok_or(Coming)?;
            if content_id(project, records, id) != Some(record.of) {
                return Err(Coming);
            }
            Ok(Some(CoveredGround::Known(record.footprint.clone())))
        };
        self.take_of_covered(scenario, project, covered, run)
    }

    /// What an alternative takes by the ground that its deposits cover; `None` without site layers, or while that of a
    /// deposit is not known.
    ///
    /// # Errors
    /// [`TaskError::Cancelled`].
    pub(super) fn take_of_covered(
        &self,
        scenario: ScenarioId,
        project: &Project,
        covered: impl Fn(DepositId) -> Result<Option<CoveredGround>, Coming>,
        run: &Run,
    ) -> Result<Option<Arc<ScenarioTake>>, TaskError> {
        let Some((layers, of_layers)) = &self.layers else {
            return Ok(None);
        };
        let Ok(grounds) = used_grounds(project, scenario, None, covered) else {
            return Ok(None);
        };
        let request = TakeRequest {
            layers: layers.clone(),
            of_layers: *of_layers,
            grounds,
            scale: self.scale.clone(),
            known: None,
        };
        Ok(Some(Arc::new(take_of(&request, run)?)))
    }

    /// All that is known of an alternative by what is kept.
    pub(super) fn facts(
        &self,
        scenario: ScenarioId,
        project: &Project,
        records: &Records,
        run: &Run,
    ) -> Result<Facts, TaskError> {
        let built = Facts::built(
            project,
            scenario,
            |id| {
                let record = records.fills.get(&id)?;
                let is_current = content_id(project, records, id) == Some(record.of);
                Some((record.figures, is_current))
            },
            |id| {
                let record = records.pits.get(&id)?;
                let of_today = pit_content_id(project.pit(id)?, project, records);
                let known = (record.figures, record.binding);
                Some((known, of_today == Some(record.of)))
            },
        );
        let take = self.taken(scenario, project, records, run)?;
        let deposits = listed_deposits(scenario, project, records);
        Ok(Facts {
            book: booked(scenario, project, records),
            take_is_current: take.is_some(),
            take,
            covered_m2: land_take_m2(&deposits, project, records),
            ..built
        })
    }
}

/// How much ground the map stands for, where areas are to be those on the ground.
fn scale_of(
    path: &Path,
    project: &Project,
    records: &Records,
) -> Result<Option<Arc<SiteScale>>, TaskError> {
    let (Areas::Geodesic, Some(site)) = (project.areas, built_site(project)) else {
        return Ok(None);
    };
    let Some(crs) = &records.crs else {
        return Ok(None);
    };
    let scale = Reference::parse(&crs.wkt).and_then(|crs| SiteScale::over(&crs, site));
    match scale {
        Ok(scale) => Ok(Some(Arc::new(scale))),
        Err(source) => Err(TaskError::GroundAreas {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Reads the copies of site layers; `None` where there are none.
fn measurable(
    file: &ProjectFile,
    project: &Project,
    run: &Run,
) -> Result<Option<TakeLayers>, TaskError> {
    let mut indexes: BTreeMap<IndexKey, Index> = BTreeMap::new();
    for (.., site) in project.site_layers() {
        let key = key_of(site);
        if indexes.contains_key(&key) {
            continue;
        }
        let read = index_copy(file, &key.0, key.1.as_deref(), doubtful_of(&key), run)?;
        // What is missing in the file is told by what is odd about it.
        let index = read.map_or(Index::Failed, |read| Index::Ready(Arc::new(read)));
        indexes.insert(key, index);
    }
    if indexes.is_empty() {
        return Ok(None);
    }
    // A test rules out that they cannot be read; without them classes mean what their layer means.
    let presets = Presets::load().unwrap_or(Presets { all: Vec::new() });
    Ok(take_layers(project, &presets, |key| indexes.get(key), None).ok())
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
            let of_today = content_id(project, records, id);
            ListedDeposit {
                id,
                name: deposit.name.clone(),
                figures: record.map(|record| record.figures),
                is_current: record.is_some_and(|record| of_today == Some(record.of)),
                temporary: deposit.temporary.clone(),
                life: LifeCycle::clone(&deposit.life),
            }
        })
        .collect()
}

fn listed_pits(scenario: ScenarioId, project: &Project, records: &Records) -> Vec<ListedPit> {
    let pits = project.pits_of(scenario);
    pits.map(|(id, pit)| {
        let record = records.pits.get(&id);
        let of_today = pit_content_id(pit, project, records);
        ListedPit {
            id,
            name: pit.name.clone(),
            is_stope: pit.outline().is_none(),
            cap: pit.cap.share(),
            figures: record.map(|record| (record.figures, record.binding)),
            is_current: record.is_some_and(|record| of_today == Some(record.of)),
        }
    })
    .collect()
}

fn land_take_m2(deposits: &[ListedDeposit], project: &Project, records: &Records) -> Option<f64> {
    let parts: Option<Vec<Covered<'_>>> = deposits
        .iter()
        .map(|deposit| {
            let decided = project.deposit(deposit.id)?;
            let figures = deposit.figures?;
            Some(Covered {
                extent: decided.outline.extent(),
                area_m2: figures.get("footprint_area_m2")?,
                ground_per_map: ground_per_map(decided, &figures),
                footprint: records
                    .fills
                    .get(&deposit.id)
                    .map(|record| &record.footprint),
            })
        })
        .collect();
    ground_covered_m2(&parts?)
}

fn booked(scenario: ScenarioId, project: &Project, records: &Records) -> Option<Arc<MassBook>> {
    let known = KeptMasses { project, records };
    let has_fractions = !project.fractions.is_empty();
    has_fractions.then(|| Arc::new(MassBook::of(planned_masses(project, scenario, &known))))
}

fn listed_ground(
    scenario: ScenarioId,
    project: &Project,
    scale: Option<&SiteScale>,
) -> Vec<ListedGround> {
    let grounds = project.ground_of(scenario);
    grounds
        .map(|(id, ground)| ListedGround {
            id,
            name: ground.name.clone(),
            purpose: ground.purpose,
            area: SquareMetres(scale.map_or_else(
                || ground.outline.area_m2(),
                |scale| scale.area_m2(ground.outline.polygon()),
            )),
            temporary: ground.temporary.clone(),
        })
        .collect()
}
