//! The program's state: actions in, answers of jobs in, and everything that is shown out.
//!
//! What actions start stands in `work`, what panels read in `view`.

mod action;
mod answer;
mod areas;
mod attributes;
mod bugs;
mod changes;
mod comments;
mod comparison;
mod difference;
mod export;
mod file;
mod grounds;
mod hauls;
mod identify;
mod labels;
mod masses;
mod opening;
mod outside;
mod pits;
mod recent;
mod report;
mod scenarios;
mod section;
mod site;
mod sources;
mod table;
mod tagged;
mod take;
mod templates;
mod totals;
mod view;
mod work;
mod year;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::TaskError;
use super::fill::FillResult;
use super::ground_source::GroundSource;
use super::masses::TableFile;
use super::open::{OpenAs, OpenRequest};
use super::pit::PitResult;
use super::report::ReportRequest;
use super::settings::{Folders, Settings};
use super::trouble::{Matter, Posted, WayOut, ways_out_of_opening};
use crate::gis::{HeightPyramid, PicturePyramid, PlaceNames, Reference};
use crate::jobs::Finished;
use crate::progress::Run;
use crate::project::{ContentName, DepositId, Edit, Entry, History, LayerId, PitId, ScenarioId};
use crate::results::{Computed, Fingerprint, Records, SourceRecord};
use crate::site::Presets;
use crate::terrain::Placement;
use crate::words::Words;

pub use action::{Action, Draft, JobKey};
pub use attributes::Attributes;
pub use changes::ChangesAsk;
pub use comments::{CommentAsk, CommentRef, Remark};
pub use comparison::AssessAsk;
pub use export::{Export, ExportError};
pub use file::SaveState;
pub(in crate::app) use file::crs_record;
pub use grounds::{DRAWN_GROUND, HeldOutline, purpose_text};
pub use identify::{Hit, Identified};
pub(in crate::app) use pits::{pit_content_id, pit_record_of};
pub use recent::RecentProject;
pub use scenarios::ScenarioAsk;
pub use section::{Section, SectionAsk};
pub use sources::{SourceState, Standing};
pub(in crate::app) use sources::{content_id, describe, moved_source, record_of};
pub use table::TableAsk;
pub use templates::OfferedTemplate;
pub use totals::Totals;
pub use year::{YearFill, YearState};

use answer::Answer;
use areas::Areas;
use changes::Changes;
use comments::Beside;
use comparison::Comparing;
use difference::Differing;
use file::FileState;
use labels::LoadedLabels;
use masses::Books;
use outside::WhoseCounts;
use report::Handover;
use site::LoadedSite;
use tagged::{ProjectNumber, Tagged};
use take::Takes;
use year::YearView;

/// How many notices wait at most; older ones are still in the log.
const MOST_POSTED: usize = 8;

/// How many notices the log keeps.
const MOST_LOGGED: usize = 500;

/// Terrain that is open.
pub struct OpenTerrain {
    /// The file.
    pub path: PathBuf,
    /// Its coordinate system.
    pub reference: Reference,
    /// Where its cells lie.
    pub placement: Placement,
    /// Heights at every scale, once they are made.
    pub relief: Option<Arc<HeightPyramid>>,
    source: Arc<GroundSource>,
    id: Fingerprint,
    /// The file's length and date when it was opened.
    stamp: (u64, Option<jiff::Timestamp>),
}

/// A draft's result.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The draft it belongs to.
    pub draft: Draft,
    /// The fill, or why there is none.
    pub result: Result<Arc<FillResult>, Arc<TaskError>>,
}

/// The program's state.
pub struct App {
    history: History,
    records: Records,
    has_project: bool,
    /// Whether nothing was being done and nothing had come at the last call of `poll`.
    took_all_in: bool,
    project_number: ProjectNumber,
    /// The project's coordinate system by its file, where no terrain is open.
    crs: Option<Reference>,
    areas: Areas,
    /// What was recorded of the file of every copy that this session knows: undo may bring an earlier one back.
    origins: BTreeMap<ContentName, Arc<SourceRecord>>,
    file: FileState,
    words: Arc<Words>,
    settings: Settings,
    missing: BTreeSet<String>,
    recent: Vec<RecentProject>,
    folders: Folders,
    active: ScenarioId,
    selected: Option<Entry>,
    /// As what layers are open, or on their way.
    opened: BTreeMap<LayerId, OpenRequest>,
    source_states: BTreeMap<LayerId, SourceState>,
    terrains: BTreeMap<LayerId, OpenTerrain>,
    backgrounds: BTreeMap<LayerId, Arc<PicturePyramid>>,
    /// Pictures that were opened just now, and may still turn out to be none.
    arriving: BTreeSet<LayerId>,
    place_names: BTreeMap<LayerId, Arc<PlaceNames>>,
    /// Copies of site layers in memory, or on their way.
    sites: BTreeMap<LayerId, LoadedSite>,
    /// What is written at their features, or on its way.
    labels: BTreeMap<LayerId, LoadedLabels>,
    identified: Identified,
    attributes: Option<Attributes>,
    /// Data sets that the program knows.
    presets: Arc<Presets>,
    fills: BTreeMap<DepositId, Computed<FillResult, TaskError>>,
    pits: BTreeMap<PitId, Computed<PitResult, TaskError>>,
    /// What deposits and pits are being computed from.
    asked: BTreeMap<Entry, Fingerprint>,
    draft: Option<Draft>,
    held: Option<HeldOutline>,
    /// How many drafts there have been, and which of them was worked out last.
    draft_number: u32,
    preview_number: u32,
    preview: Option<Preview>,
    section: Section,
    takes: Takes,
    books: Books,
    comparing: Comparing,
    differing: Differing,
    /// Comments that cannot be written into the project.
    beside: Beside,
    changes: Changes,
    year: YearView,
    /// A table with masses that waits for the planner, and how many were read.
    table_file: Option<Arc<TableFile>>,
    /// Geometry that is exported once everything is saved.
    handovers: Vec<Handover>,
    tables_read: u64,
    /// What the report is to have.
    report: ReportRequest,
    posted: Vec<Posted>,
    log: Vec<Posted>,
    /// The largest number that ever named something in the project.
    next_id: u64,
    next_notice: u64,
    shown: Option<Entry>,
    files: Tagged,
    engine: Tagged,
    previews: Tagged,
    measures: Tagged,
    hashes: Tagged,
    plans: Tagged,
    saver: Tagged,
}

impl App {
    /// Starts with an empty project. `wake` is called whenever an answer waits for [`Self::poll`].
    ///
    /// # Errors
    /// If the system gives no threads; otherwise the texts cannot be read, which a test rules out.
    pub fn start(
        folders: Folders,
        wake: impl Fn() + Clone + Send + 'static,
    ) -> anyhow::Result<Self> {
        let settings = Settings::load(&folders);
        let words = Words::in_language(settings.language())?;
        let drafts = folders.data.join("drafts");
        let number = ProjectNumber::default();
        let start = |name: &str, threads| Tagged::start(name, threads, &number, wake.clone());
        let report = ReportRequest {
            organization: settings.organization.clone(),
            logo: settings.logo.clone(),
            ..ReportRequest::default()
        };
        let mut app = Self {
            file: FileState::draft(&drafts, &words.text("project-untitled", &[])),
            words: Arc::new(words),
            files: start("files", 2)?,
            engine: start("engine", 1)?,
            previews: start("preview", 1)?,
            measures: start("land-take", 1)?,
            hashes: start("hash", 1)?,
            plans: start("plan", 1)?,
            saver: start("save", 1)?,
            history: History::default(),
            records: Records::default(),
            has_project: false,
            took_all_in: false,
            project_number: number,
            crs: None,
            areas: Areas::default(),
            origins: BTreeMap::new(),
            settings,
            missing: BTreeSet::new(),
            recent: Vec::new(),
            folders,
            active: ScenarioId::FIRST,
            selected: None,
            opened: BTreeMap::new(),
            source_states: BTreeMap::new(),
            terrains: BTreeMap::new(),
            backgrounds: BTreeMap::new(),
            arriving: BTreeSet::new(),
            place_names: BTreeMap::new(),
            sites: BTreeMap::new(),
            labels: BTreeMap::new(),
            identified: Identified::default(),
            attributes: None,
            presets: Arc::new(Presets::load()?),
            fills: BTreeMap::new(),
            pits: BTreeMap::new(),
            asked: BTreeMap::new(),
            draft: None,
            held: None,
            draft_number: 0,
            preview_number: 0,
            preview: None,
            section: Section::default(),
            takes: Takes::default(),
            books: Books::default(),
            comparing: Comparing::default(),
            differing: Differing::default(),
            beside: Beside::default(),
            changes: Changes::default(),
            year: YearView::default(),
            table_file: None,
            handovers: Vec::new(),
            tables_read: 0,
            report,
            posted: Vec::new(),
            log: Vec::new(),
            next_id: ScenarioId::FIRST.0,
            next_notice: 0,
            shown: None,
        };
        app.leave(false);
        Ok(app)
    }

    /// Carries out one action.
    pub fn update(&mut self, action: Action) {
        bugs::log_action(&action);
        match action {
            Action::Open(requests) => self.open(requests),
            Action::Reproject { source, stated_crs } => self.reproject(source, stated_crs),
            Action::AddDeposit(request) => self.add_deposit(None, request),
            Action::AddPit(request) => self.add_pit(*request),
            Action::AddGround(outline, purpose) => self.add_ground(None, outline, purpose),
            Action::Hold(held) => self.hold(held),
            Action::FillIn(aim) => self.ask_fill_in(aim),
            Action::SaveTemplate { of, name, source } => self.save_template(of, name, source),
            Action::Edit(edit) => self.edit(edit),
            Action::Preview(draft) => self.follow(draft),
            Action::Undo if !self.is_read_only() => self.go(History::undo),
            Action::Redo if !self.is_read_only() => self.go(History::redo),
            Action::Select(entry) => self.selected = entry,
            Action::ShowScenario(id) => self.show_scenario(id),
            Action::Scenario(ask) => self.ask_scenario(ask),
            Action::Section(ask) => self.ask_section(ask),
            Action::ShowYear(year) => self.show_year(year),
            Action::Export {
                what,
                path,
                replace,
            } => self.export(what, path, replace),
            Action::ExportGeometry(out) => self.export_geometry(out),
            Action::Table(ask) => self.ask_table(ask),
            Action::Assess(ask) => self.ask_assess(*ask),
            Action::Comment(ask) => self.ask_comment(ask),
            Action::Changes(ask) => self.ask_changes(ask),
            Action::NewProject if !self.holds_unsaved() => self.leave(true),
            Action::CloseProject if !self.holds_unsaved() => self.leave(false),
            Action::OpenSample if !self.holds_unsaved() => self.open_sample(),
            Action::Undo
            | Action::Redo
            | Action::NewProject
            | Action::OpenSample
            | Action::CloseProject => {}
            Action::OpenProject(path) => self.open_project(path),
            Action::SaveAs { path, replace } => self.save_as(path, replace),
            Action::TrySaving => self.try_saving(),
            Action::LookOutside => self.look_outside(),
            Action::TakeOutside => self.settle_outside(WhoseCounts::Theirs),
            Action::KeepOurs => self.settle_outside(WhoseCounts::Ours),
            Action::Restore { backup, of } => self.restore(backup, of),
            Action::PointAgain(id, path) => self.point_again(id, &path),
            Action::AcceptSource(id) => self.accept_source(id),
            Action::ImportAgain(id) => self.import_again(id),
            Action::Identify { at, within_m } => self.identify(at, within_m),
            Action::ChooseIdentified(place) => self.identified.chosen = place,
            Action::PickFeature { layer, fid } => self.pick_feature(layer, fid),
            Action::ShowAttributes(layer) => self.show_attributes(layer),
            Action::QueryAttributes(query) => self.query_attributes(query),
            Action::ReadAttributes(rows) => self.read_attributes(rows),
            Action::SetDataSet(id, data_set) => self.set_data_set(id, data_set.as_deref()),
            Action::Cancel(key) => {
                for worker in self.workers_that_stop() {
                    worker.cancel(&key);
                }
                // A save is never stopped; a layer on its way into the file may be.
                if matches!(key, JobKey::Import(_)) {
                    self.saver.cancel(&key);
                }
            }
            Action::Dismiss(id) => self.posted.retain(|posted| posted.id != id),
            Action::Report(error, ways_out) => self.report(error, ways_out),
            Action::Bug(caught) => self.survive(caught),
            Action::SetLanguage(language) => {
                // The texts are inside the program; where they cannot be read, the old language stays.
                if let Ok(words) = Words::in_language(language) {
                    self.words = Arc::new(words);
                    self.name_scenarios();
                    self.settings.language = Some(language.tag().to_owned());
                    self.save_settings();
                }
            }
            Action::SetName(name) => {
                self.settings.name = Some(name).filter(|name| !name.trim().is_empty());
                self.sign();
                self.save_settings();
            }
            Action::DraftReport(request) => self.draft_report(*request),
            Action::SetTheme(theme) => {
                self.settings.theme = theme;
                self.save_settings();
            }
            Action::SetLargeType(large) => {
                self.settings.large_type = large;
                self.save_settings();
            }
        }
    }

    /// Takes in what jobs have brought back. Returns whether anything changed.
    pub fn poll(&mut self) -> bool {
        // Work that ends from here on is taken in with the next call.
        let was_idle = self.is_idle();
        let mut changed = false;
        // One by one, so that a bug in taking one in does not lose the others.
        while let Some(answer) = self.next_answer() {
            changed = true;
            match answer.result {
                Ok(taken) => self.take(taken),
                Err(error) => self.take_failed_job(&answer.key, error),
            }
        }
        if changed {
            self.look_at_areas();
            self.refresh_books();
            self.refresh_frozen();
            self.refresh_comparison();
            self.refresh_difference();
        }
        self.took_all_in = was_idle && !changed;
        changed
    }

    /// Whose jobs may be stopped by the planner.
    fn workers_that_stop(&self) -> [&Tagged; 5] {
        [
            &self.files,
            &self.engine,
            &self.previews,
            &self.hashes,
            &self.plans,
        ]
    }

    fn workers(&self) -> [&Tagged; 7] {
        [
            &self.previews,
            &self.measures,
            &self.engine,
            &self.files,
            &self.hashes,
            &self.plans,
            &self.saver,
        ]
    }

    fn next_answer(&self) -> Option<Finished<JobKey, Answer>> {
        self.workers().into_iter().find_map(Tagged::next)
    }

    fn take_fill(
        &mut self,
        deposit: DepositId,
        of: Fingerprint,
        result: Result<Box<FillResult>, TaskError>,
    ) {
        self.no_longer_asked(Entry::Deposit(deposit), of);
        if matches!(result, Err(TaskError::Cancelled)) {
            return;
        }
        let result = result.map(Arc::from).map_err(Arc::new);
        self.fills.insert(deposit, Computed::Known { of, result });
        self.record_fill(deposit);
        // Deposits of equal inputs wait for it.
        self.refresh();
        self.keep(None);
        // The draft that became this deposit's outline is no longer needed.
        if self.draft.is_none() {
            self.preview = None;
        }
    }

    fn no_longer_asked(&mut self, entry: Entry, of: Fingerprint) {
        if self.asked.get(&entry) == Some(&of) {
            self.asked.remove(&entry);
        }
    }

    fn edit(&mut self, edit: Edit) {
        if let Edit::Remove(entry) = &edit
            && self.selected == Some(*entry)
        {
            self.selected = None;
        }
        if self.is_read_only() {
            self.tell_read_only();
            return;
        }
        if self.holds_back(&edit) {
            return;
        }
        let (label, before) = (edit.label(), self.project().clone());
        self.history.apply(edit);
        self.leave_gone(&before);
        self.follow_history(Some(label));
    }

    /// What follows from a change of the project, of whatever kind.
    fn follow_history(&mut self, label: Option<&'static str>) {
        self.reopen_layers();
        self.load_sites();
        self.refresh();
        self.follow_origins();
        self.look_at_areas();
        self.keep(label);
        self.refresh_frozen();
        self.refresh_comparison();
        self.refresh_difference();
    }

    /// Puts another project in place of this one; nothing of the old one is known any more.
    fn forget(&mut self, history: History, records: Records) {
        self.project_number.next();
        self.history = history;
        self.records = records;
        self.crs = None;
        self.areas = Areas::default();
        self.origins.clear();
        self.selected = None;
        self.opened.clear();
        self.source_states.clear();
        self.draft = None;
        self.held = None;
        self.preview = None;
        self.section.forget();
        self.takes = Takes::default();
        self.books = Books::default();
        self.comparing = Comparing::default();
        self.differing = Differing::default();
        self.beside = Beside::default();
        self.changes = Changes::default();
        self.year = YearView::default();
        self.table_file = None;
        self.report.scenarios.clear();
        self.report.title.clear();
        self.handovers.clear();
        self.terrains.clear();
        self.backgrounds.clear();
        self.arriving.clear();
        self.place_names.clear();
        self.sites.clear();
        self.labels.clear();
        self.identified = Identified::default();
        self.attributes = None;
        self.fills.clear();
        self.pits.clear();
        self.asked.clear();
        self.posted.clear();
    }

    fn next_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn fail(&mut self, error: TaskError, source: &str, what: OpenAs, stated_crs: Option<&str>) {
        let ways_out = ways_out_of_opening(&error, source, what, stated_crs);
        self.post(Matter::Failed(Arc::new(error)), ways_out);
    }

    fn post(&mut self, matter: Matter, ways_out: Vec<WayOut>) {
        let posted = Posted {
            id: {
                self.next_notice += 1;
                self.next_notice
            },
            matter,
            ways_out,
            at: jiff::Timestamp::now(),
        };
        self.log.push(posted.clone());
        if MOST_LOGGED < self.log.len() {
            self.log.remove(0);
        }
        self.posted.push(posted);
        if MOST_POSTED < self.posted.len() {
            self.posted.remove(0);
        }
    }

    fn save_settings(&self) {
        let (settings, folders) = (self.settings.clone(), self.folders.clone());
        self.files.replace(JobKey::Settings, move |_: &Run| {
            if let Err(error) = settings.save(&folders) {
                tracing::warn!("settings could not be kept: {error}");
            }
            Answer::Settings
        });
    }
}
