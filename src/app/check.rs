//! A project file checked from outside: whether it is whole, whether its sources are what they were, and
//! whether every figure comes out the same when it is worked out again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use super::check_ledger::CheckedSum;
use super::check_ledger::check_ledgers;
pub use super::comparison::CheckedFrozen;
use super::comparison::check_frozen;
use super::file_ground::FileGrounds;
use super::fill_base::Rebuilt;
use super::ground_source::ReadGround;
use super::open::path_of;
use super::pit::{PitRequest, pit_on};
use super::read_project::ReadProject;
use super::scenario_list::Measurable;
use super::site_areas::{SiteAreas, middle_of_site};
use super::source_file::record_of_file;
use super::state::{content_id, pit_content_id, pit_record_of, record_of};
use super::{ProjectNews, TaskError};
use crate::gis::Reference;
use crate::progress::Run;
use crate::project::{Areas, Deposit, DepositId, Entry, Pit, PitId, Project};
use crate::results::{
    FILL_FIGURES, FillFigures, FillRecord, Fingerprint, PIT_FIGURES, PitRecord, Records, Snapshot,
};
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
    /// Sums of the ledger of every alternative, by those figures.
    pub ledger: Vec<CheckedSum>,
    /// Frozen alternatives, as they were and as they come out now.
    pub frozen: Vec<CheckedFrozen>,
    /// Deposits and pits without figures in the file, by alternative and name.
    pub without_figures: Vec<(String, String)>,
    /// How far areas differ from those on the ground at the site, where that is more than it should be.
    pub areas: Option<SiteAreas>,
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
    /// Whether all that the project needs of it is in the project file.
    pub is_copied: bool,
}

/// A figure, as it is kept and as it comes out now.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedFigure {
    /// The deposit, pit or stope.
    pub entry: Entry,
    /// The alternative's name.
    pub scenario: String,
    /// The name of the deposit, pit or stope.
    pub name: String,
    /// The figure's name, with its unit.
    pub figure: &'static str,
    /// Whether it was kept for today's decisions and the terrain as it is.
    pub is_current: bool,
    /// As it is kept; NaN where there is none.
    pub stored: f64,
    /// As it comes out now, or `None` where it cannot be worked out.
    pub recomputed: Option<f64>,
}

impl CheckedFigure {
    /// Whether both are the same.
    pub fn is_same(&self) -> bool {
        are_same(self.stored, self.recomputed)
    }
}

impl CheckedSum {
    /// Whether both are the same.
    pub fn is_same(&self) -> bool {
        are_same(self.stored, self.recomputed)
    }
}

impl CheckedFrozen {
    /// Whether all figures are what they were.
    pub fn is_same(&self) -> bool {
        let mut figures = self.figures.iter();
        figures.all(|(_, stored, now)| are_same(*stored, *now))
    }

    /// Figures that are others now.
    pub fn different(&self) -> impl Iterator<Item = &(String, f64, Option<f64>)> {
        let figures = self.figures.iter();
        figures.filter(|(_, stored, now)| !are_same(*stored, *now))
    }
}

/// Whether a figure comes out as it is kept. One that is not there is the same as another that is not there.
fn are_same(stored: f64, now: Option<f64>) -> bool {
    let close = |now: f64| {
        if stored.is_nan() || now.is_nan() {
            return stored.is_nan() && now.is_nan();
        }
        let largest = stored.abs().max(now.abs()).max(1.0);
        (stored - now).abs() <= SAME_SHARE * largest
    };
    now.is_some_and(close)
}

impl CheckedSource {
    /// Whether it is what it was, or is not needed any more.
    pub fn is_same(&self) -> bool {
        self.state == CheckedState::Same || self.state == CheckedState::Missing && self.is_copied
    }
}

impl CheckedProject {
    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        self.integrity.problems.is_empty()
            && self.integrity.log_replays
            && self.sources.iter().all(CheckedSource::is_same)
            && self.results.iter().all(CheckedFigure::is_same)
            && self.ledger.iter().all(CheckedSum::is_same)
            && self.frozen.iter().all(CheckedFrozen::is_same)
    }
}

/// Checks a project file without changing it.
///
/// # Errors
/// [`TaskError`], if it is no project or cannot be read.
pub fn check_project(path: &Path, run: &Run) -> Result<CheckedProject, TaskError> {
    let read = ReadProject::open(path)?;
    let (project, records) = (&read.snapshot.project, &read.snapshot.records);
    let integrity = store::integrity(path)?;
    let mut sources = Vec::new();
    let mut today = Records::default();
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
        let found = found.map(|found| (*id, Arc::new(found)));
        today.sources.extend(found);
        sources.push(CheckedSource {
            name: layer.name.clone(),
            path,
            state,
            is_copied: layer.site.is_some(),
        });
    }
    let mut terrains = FileGrounds::default();
    let figures = check_figures(project, records, &today, &mut terrains, run)?;
    let (results, without_figures, now) = figures;
    let ledger = check_ledgers(project, records, &now);
    let measurable = Measurable::of(&read, run)?;
    let frozen = check_frozen(&measurable, &read.snapshot, &now, run)?;
    let areas = areas_of(&read.file, &read.snapshot, &mut terrains);
    Ok(CheckedProject {
        integrity,
        sources,
        results,
        ledger,
        frozen,
        without_figures,
        areas,
        news: read.news,
    })
}

/// The project's own coordinate system counts: a terrain that is missing leaves what is built.
fn areas_of(
    file: &ProjectFile,
    snapshot: &Snapshot,
    terrains: &mut FileGrounds,
) -> Option<SiteAreas> {
    let crs = snapshot.records.crs.as_ref()?;
    let reference = Reference::parse(&crs.wkt).ok()?;
    let project = &snapshot.project;
    if project.areas != Areas::Planar {
        return None;
    }
    let place = middle_of_site(project, |id| {
        if let Some(ground) = terrains.ground(project, id) {
            return Some(ground.extent());
        }
        let site = project.layer(id)?.site.as_ref()?;
        file.content(&site.content).ok()??.extent
    })?;
    SiteAreas::at(&reference, place)
}

/// Figures, what has none, and what came out.
type Figures = (Vec<CheckedFigure>, Vec<(String, String)>, Records);

/// `today` has the sources as their files are now.
fn check_figures(
    project: &Project,
    records: &Records,
    today: &Records,
    terrains: &mut FileGrounds,
    run: &Run,
) -> Result<Figures, TaskError> {
    let mut work = Work {
        project,
        today,
        run,
        terrains,
        rebuilt: Rebuilt::default(),
        now: today.clone(),
        results: Vec::new(),
        without: Vec::new(),
    };
    for (id, deposit) in &project.deposits {
        let kept = records.fills.get(id);
        work.check(Entry::Deposit(*id), &**deposit, kept.map(AsRef::as_ref))?;
    }
    for (id, pit) in &project.pits {
        let kept = records.pits.get(id);
        work.check(Entry::Pit(*id), &**pit, kept.map(AsRef::as_ref))?;
    }
    Ok((work.results, work.without, work.now))
}

struct Work<'a> {
    project: &'a Project,
    today: &'a Records,
    run: &'a Run,
    terrains: &'a mut FileGrounds,
    rebuilt: Rebuilt,
    /// What came out, with the sources as they are now.
    now: Records,
    results: Vec<CheckedFigure>,
    without: Vec<(String, String)>,
}

/// Something with figures that can be worked out again.
trait Figured {
    /// What is kept of them.
    type Record;

    /// The names of the figures, in their order.
    const NAMES: &'static [&'static str];

    /// What is kept, and what it was worked out from.
    fn stored(record: &Self::Record) -> (&[f64], Fingerprint);

    /// What it rests on today; `None` where a file is not there.
    fn of_today(&self, id: u64, project: &Project, today: &Records) -> Option<Fingerprint>;

    /// Works the figures out on what it rests on; `None` where that is not there.
    fn figures(&self, id: u64, work: &mut Work<'_>) -> Result<Option<Vec<f64>>, TaskError>;
}

impl Work<'_> {
    fn check<T: Figured>(
        &mut self,
        entry: Entry,
        of: &T,
        kept: Option<&T::Record>,
    ) -> Result<(), TaskError> {
        let project = self.project;
        let all =
            project.deposits.len() * FILL_FIGURES.len() + project.pits.len() * PIT_FIGURES.len();
        self.run.step(self.results.len(), all)?;
        let name = project.name_of(entry).unwrap_or_default().to_owned();
        let scenario = project
            .scenario_of(entry)
            .and_then(|id| project.scenario(id));
        let scenario = scenario.map_or_else(String::new, |scenario| scenario.name.clone());
        let Some(kept) = kept else {
            self.without.push((scenario, name));
            return Ok(());
        };
        let (_, id) = entry.kind_and_number();
        let now = match of.figures(id, self) {
            Ok(now) => now,
            Err(TaskError::Cancelled) => return Err(TaskError::Cancelled),
            Err(error) => {
                tracing::info!("{name} cannot be worked out again: {error}");
                None
            }
        };
        // A figure of other decisions or another terrain may come out alike by chance.
        let (stored, record_of) = T::stored(kept);
        let is_current = of.of_today(id, project, self.today) == Some(record_of);
        for (index, (figure, stored)) in T::NAMES.iter().zip(stored).enumerate() {
            self.results.push(CheckedFigure {
                entry,
                scenario: scenario.clone(),
                name: name.clone(),
                figure,
                is_current,
                stored: *stored,
                recomputed: now.as_ref().and_then(|now| now.get(index)).copied(),
            });
        }
        Ok(())
    }
}

impl Figured for Deposit {
    type Record = FillRecord;

    const NAMES: &'static [&'static str] = &FILL_FIGURES;

    fn stored(record: &FillRecord) -> (&[f64], Fingerprint) {
        (&record.figures.0, record.of)
    }

    fn of_today(&self, id: u64, project: &Project, today: &Records) -> Option<Fingerprint> {
        content_id(project, today, DepositId(id))
    }

    fn figures(&self, id: u64, work: &mut Work<'_>) -> Result<Option<Vec<f64>>, TaskError> {
        let (project, terrains) = (work.project, &mut *work.terrains);
        let mut ground = |layer| terrains.ground(project, layer);
        let id = DepositId(id);
        let fill = work.rebuilt.fill(project, id, &mut ground, work.run)?;
        let of = content_id(project, work.today, id);
        if let (Some(fill), Some(of)) = (&fill, of) {
            work.now.fills.insert(id, Arc::new(record_of(fill, of)));
        }
        Ok(fill.map(|fill| FillFigures::of(&fill.design).0.to_vec()))
    }
}

impl Figured for Pit {
    type Record = PitRecord;

    const NAMES: &'static [&'static str] = &PIT_FIGURES;

    fn stored(record: &PitRecord) -> (&[f64], Fingerprint) {
        (&record.figures.0, record.of)
    }

    fn of_today(&self, _id: u64, project: &Project, today: &Records) -> Option<Fingerprint> {
        pit_content_id(self, project, today)
    }

    fn figures(&self, id: u64, work: &mut Work<'_>) -> Result<Option<Vec<f64>>, TaskError> {
        let grounds = self.terrains();
        let grounds = grounds.map(|layer| work.terrains.ground(work.project, layer));
        let Some(grounds) = grounds.collect::<Option<Vec<ReadGround>>>() else {
            return Ok(None);
        };
        let pit = pit_on(&grounds, &PitRequest::of(self), work.run)?;
        if let Some(of) = pit_content_id(self, work.project, work.today) {
            let record = Arc::new(pit_record_of(&pit, of));
            work.now.pits.insert(PitId(id), record);
        }
        Ok(Some(pit.figures.0.to_vec()))
    }
}
