//! The program's state: actions in, answers of jobs in, and everything that is shown out.
//!
//! What actions start stands in `work`, what panels read in `view`.

mod view;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::TaskError;
use super::fill::{FillRequest, FillResult, GroundSource};
use super::open::{OpenAs, OpenRequest, Opened};
use super::settings::{Folders, Settings, Theme};
use super::trouble::{Matter, Posted, WayOut, ways_out_of_opening};
use crate::gis::{HeightPyramid, PicturePyramid, PlaceNames, Reference};
use crate::jobs::Worker;
use crate::progress::Run;
use crate::project::{DepositId, Edit, Entry, History, LayerId};
use crate::results::{Computed, Fingerprint};
use crate::terrain::Placement;
use crate::words::{Language, Words};

/// How many notices wait at most; older ones are still in the log.
const MOST_POSTED: usize = 8;

/// How many notices the log keeps.
const MOST_LOGGED: usize = 500;

/// Everything a planner can ask for, from any panel, menu or key.
#[derive(Clone, Debug)]
pub enum Action {
    /// Open files; terrain first, since it decides the coordinate system.
    Open(Vec<OpenRequest>),
    /// Bring a raster into the project's coordinate system, or the UTM zone of its place, and open that.
    Reproject {
        /// A path, or `path#band`.
        source: String,
        /// Its coordinate system, where the file names none.
        stated_crs: Option<String>,
    },
    /// Add a deposit and select it.
    AddDeposit(FillRequest),
    /// Change the project.
    Edit(Edit),
    /// Compute a draft while the hand moves, or stop showing one.
    Preview(Option<Draft>),
    /// Take back the last change.
    Undo,
    /// Make the last change that was taken back.
    Redo,
    /// Select something.
    Select(Option<Entry>),
    /// Begin anew with an empty project.
    NewProject,
    /// Stop a job.
    Cancel(JobKey),
    /// Put a notice away.
    Dismiss(u64),
    /// Tell of an error that was found in the window, such as an outline that crosses itself.
    Report(Arc<TaskError>, Vec<WayOut>),
    /// Speak another language.
    SetLanguage(Language),
    /// Light or dark.
    SetTheme(Theme),
    /// Larger for a projector, or not.
    SetLargeType(bool),
}

/// A deposit that is being drawn or dragged.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The deposit that is changed, or `None` for a new one.
    pub deposit: Option<DepositId>,
    /// The terrain it stands on.
    pub base: LayerId,
    /// What it is made from.
    pub request: FillRequest,
}

/// Names a job, for its progress and for stopping it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobKey {
    /// Files are opened.
    Open,
    /// A raster is brought into another coordinate system.
    Reproject(PathBuf),
    /// A layer's pictures at every scale are made.
    Picture(LayerId),
    /// A deposit is computed.
    Fill(DepositId),
    /// A draft is computed.
    Preview,
    /// Settings are written.
    Settings,
    /// Files that were opened before are looked for.
    Recent,
}

/// What a job brings back.
enum Answer {
    Opened(Vec<(OpenRequest, Result<Opened, TaskError>)>),
    Reprojected {
        source: String,
        result: Result<PathBuf, TaskError>,
    },
    Relief(LayerId, Result<HeightPyramid, TaskError>),
    Background(LayerId, Result<PicturePyramid, TaskError>),
    Fill {
        deposit: DepositId,
        of: Fingerprint,
        result: Result<Box<FillResult>, TaskError>,
    },
    Preview {
        draft: Box<Draft>,
        number: u32,
        result: Result<Box<FillResult>, TaskError>,
    },
    Settings,
    /// Which of the files that were opened before are no longer there.
    Missing(BTreeSet<String>),
}

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
    words: Arc<Words>,
    settings: Settings,
    missing: BTreeSet<String>,
    folders: Folders,
    selected: Option<Entry>,
    terrains: BTreeMap<LayerId, OpenTerrain>,
    backgrounds: BTreeMap<LayerId, Arc<PicturePyramid>>,
    place_names: BTreeMap<LayerId, Arc<PlaceNames>>,
    fills: BTreeMap<DepositId, Computed<FillResult, TaskError>>,
    asked: BTreeMap<DepositId, Fingerprint>,
    draft: Option<Draft>,
    /// How many drafts there have been, and which of them was worked out last.
    draft_number: u32,
    preview_number: u32,
    preview: Option<Preview>,
    posted: Vec<Posted>,
    log: Vec<Posted>,
    next_id: u64,
    shown: Option<Entry>,
    files: Worker<JobKey, Answer>,
    engine: Worker<JobKey, Answer>,
    previews: Worker<JobKey, Answer>,
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
        let app = Self {
            words: Arc::new(Words::in_language(settings.language())?),
            files: Worker::start("files", 2, wake.clone())?,
            engine: Worker::start("engine", 1, wake.clone())?,
            previews: Worker::start("preview", 1, wake)?,
            history: History::default(),
            settings,
            missing: BTreeSet::new(),
            folders,
            selected: None,
            terrains: BTreeMap::new(),
            backgrounds: BTreeMap::new(),
            place_names: BTreeMap::new(),
            fills: BTreeMap::new(),
            asked: BTreeMap::new(),
            draft: None,
            draft_number: 0,
            preview_number: 0,
            preview: None,
            posted: Vec::new(),
            log: Vec::new(),
            next_id: 1,
            shown: None,
        };
        app.look_for_recent();
        Ok(app)
    }

    /// Carries out one action.
    pub fn update(&mut self, action: Action) {
        match action {
            Action::Open(requests) => self.open(requests),
            Action::Reproject { source, stated_crs } => self.reproject(source, stated_crs),
            Action::AddDeposit(request) => self.add_deposit(None, request),
            Action::Edit(edit) => self.edit(edit),
            Action::Preview(draft) => self.follow(draft),
            Action::Undo => {
                self.history.undo();
                self.refresh();
            }
            Action::Redo => {
                self.history.redo();
                self.refresh();
            }
            Action::Select(entry) => self.selected = entry,
            Action::NewProject => self.begin_anew(),
            Action::Cancel(key) => {
                for worker in [&self.files, &self.engine, &self.previews] {
                    worker.cancel(&key);
                }
            }
            Action::Dismiss(id) => self.posted.retain(|posted| posted.id != id),
            Action::Report(error, ways_out) => self.post(Matter::Failed(error), ways_out),
            Action::SetLanguage(language) => {
                // The texts are inside the program; where they cannot be read, the old language stays.
                if let Ok(words) = Words::in_language(language) {
                    self.words = Arc::new(words);
                    self.settings.language = Some(language.tag().to_owned());
                    self.save_settings();
                }
            }
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
        let answers: Vec<_> = [&self.previews, &self.engine, &self.files]
            .into_iter()
            .flat_map(Worker::finished)
            .collect();
        let changed = !answers.is_empty();
        for answer in answers {
            match answer.result {
                Ok(answer) => self.take(answer),
                Err(error) => {
                    self.post(Matter::Failed(Arc::new(TaskError::Bug(error))), Vec::new());
                }
            }
        }
        changed
    }

    fn take(&mut self, answer: Answer) {
        match answer {
            Answer::Opened(files) => {
                for (request, result) in files {
                    self.take_opened(&request, result);
                }
            }
            Answer::Reprojected { source, result } => match result {
                Ok(path) => {
                    self.post(Matter::Done("done-reprojected", path.clone()), Vec::new());
                    self.open(vec![OpenRequest {
                        source: path.display().to_string(),
                        what: OpenAs::Terrain,
                        stated_crs: None,
                    }]);
                }
                Err(error) => self.fail(error, &source, OpenAs::Terrain, None),
            },
            Answer::Relief(id, Ok(pyramid)) => {
                if let Some(terrain) = self.terrains.get_mut(&id) {
                    terrain.relief = Some(Arc::new(pyramid));
                }
            }
            Answer::Background(id, Ok(pyramid)) => {
                self.backgrounds.insert(id, Arc::new(pyramid));
            }
            Answer::Relief(id, Err(error)) | Answer::Background(id, Err(error)) => {
                let source = self.project().layer(id).map(|layer| layer.source.clone());
                self.fail(error, &source.unwrap_or_default(), OpenAs::Anything, None);
            }
            Answer::Fill {
                deposit,
                of,
                result,
            } => self.take_fill(deposit, of, result),
            Answer::Preview {
                draft,
                number,
                result,
            } => {
                self.preview_number = self.preview_number.max(number);
                if self.draft.is_some() && !matches!(result, Err(TaskError::Cancelled)) {
                    self.preview = Some(Preview {
                        draft: *draft,
                        result: result.map(Arc::from).map_err(Arc::new),
                    });
                }
            }
            Answer::Settings => {}
            Answer::Missing(missing) => self.missing = missing,
        }
    }

    fn take_fill(
        &mut self,
        deposit: DepositId,
        of: Fingerprint,
        result: Result<Box<FillResult>, TaskError>,
    ) {
        if self.asked.get(&deposit) == Some(&of) {
            self.asked.remove(&deposit);
        }
        if matches!(result, Err(TaskError::Cancelled)) {
            return;
        }
        let result = result.map(Arc::from).map_err(Arc::new);
        self.fills.insert(deposit, Computed::Known { of, result });
        // The draft that became this deposit's outline is no longer needed.
        if self.draft.is_none() {
            self.preview = None;
        }
    }

    fn edit(&mut self, edit: Edit) {
        if let Edit::Remove(entry) = &edit
            && self.selected == Some(*entry)
        {
            self.selected = None;
        }
        self.history.apply(edit);
        self.refresh();
    }

    fn begin_anew(&mut self) {
        self.history = History::default();
        self.selected = None;
        self.draft = None;
        self.preview = None;
        self.terrains.clear();
        self.backgrounds.clear();
        self.place_names.clear();
        self.fills.clear();
        self.asked.clear();
        self.posted.clear();
        self.look_for_recent();
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
            id: self.next_id(),
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
