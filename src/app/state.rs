//! The program's state: actions in, answers of jobs in, and everything that is shown out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use geo::{Coord, Rect};

use super::fill::{FillRequest, FillResult, GroundSource, fill_on, preview_on};
use super::open::{OpenAs, OpenRequest, Opened, name_of, open_file, path_of, reprojected_path};
use super::settings::{Folders, Settings, Theme};
use super::trouble::{Matter, Posted, WayOut, ways_out_of_opening};
use super::{Oddity, TaskError};
use crate::design::{FillTarget, Outline, Slope, UnknownGround};
use crate::gis::{self, HeightPyramid, PicturePyramid, PlaceNames, Reference};
use crate::jobs::{Running, Worker};
use crate::progress::Run;
use crate::project::{
    Deposit, DepositId, Edit, Entry, History, Layer, LayerId, LayerKind, Project,
};
use crate::results::{Computed, Fingerprint, Inputs};
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
        Ok(Self {
            words: Arc::new(Words::in_language(settings.language())?),
            files: Worker::start("files", 2, wake.clone())?,
            engine: Worker::start("engine", 1, wake.clone())?,
            previews: Worker::start("preview", 1, wake)?,
            history: History::default(),
            settings,
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
        })
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
    }

    fn next_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn open(&self, mut requests: Vec<OpenRequest>) {
        // Outlines and pictures need to know the terrain's coordinate system.
        requests.sort_by_key(|request| !looks_like_terrain(request));
        let mut project = self.reference().cloned();
        self.files.append(JobKey::Open, move |run| {
            let mut answers = Vec::new();
            for request in requests {
                let result = open_file(&request, project.as_ref(), run);
                if let (None, Ok(Opened::Terrain(terrain))) = (&project, &result) {
                    project = Some(terrain.reference().clone());
                }
                answers.push((request, result));
            }
            Answer::Opened(answers)
        });
    }

    fn take_opened(&mut self, request: &OpenRequest, result: Result<Opened, TaskError>) {
        let source = request.source.as_str();
        match result {
            Ok(Opened::Terrain(terrain)) => {
                let path = terrain.facts().path.clone();
                for odd in terrain.warnings() {
                    self.post(
                        Matter::Odd(Oddity::Raster(path.clone(), odd.clone())),
                        Vec::new(),
                    );
                }
                let id = LayerId(self.next_id());
                self.terrains.insert(
                    id,
                    OpenTerrain {
                        reference: terrain.reference().clone(),
                        placement: *terrain.placement(),
                        relief: None,
                        id: id_of_source(&path, request),
                        source: Arc::new(GroundSource::new(*terrain)),
                        path,
                    },
                );
                self.add_layer(id, LayerKind::Terrain, request);
                self.make_relief(id, request.clone());
            }
            Ok(Opened::Background) => {
                let id = LayerId(self.next_id());
                self.add_layer(id, LayerKind::Background, request);
                self.make_background(id, source.to_owned());
            }
            Ok(Opened::PlaceNames(names)) => {
                let id = LayerId(self.next_id());
                self.place_names.insert(id, Arc::new(names));
                self.add_layer(id, LayerKind::PlaceNames, request);
            }
            Ok(Opened::Outlines {
                outlines,
                refused,
                oddities,
            }) => {
                for (name, outline) in outlines {
                    self.add_deposit(name, FillRequest::usual(outline));
                }
                for error in refused {
                    self.fail(error, source, request.what, None);
                }
                for odd in oddities {
                    self.post(Matter::Odd(odd), Vec::new());
                }
            }
            Err(error) => {
                let stated = request.stated_crs.as_deref();
                self.fail(error, source, request.what, stated);
            }
        }
    }

    fn add_layer(&mut self, id: LayerId, kind: LayerKind, request: &OpenRequest) {
        self.settings.remember(&request.source);
        self.save_settings();
        let layer = Layer {
            name: name_of(&request.source),
            kind,
            source: request.source.clone(),
            stated_crs: request.stated_crs.clone(),
            visible: true,
            opacity: 1.0,
        };
        self.edit(Edit::AddLayer(id, layer));
        self.selected = Some(Entry::Layer(id));
        self.shown = Some(Entry::Layer(id));
    }

    fn add_deposit(&mut self, name: Option<String>, request: FillRequest) {
        let Some(base) = self.base() else {
            return;
        };
        let id = DepositId(self.next_id());
        let number = self.project().deposits.len() + 1;
        let usual = || {
            let arguments = [("number", number.to_string())];
            self.words.text("deposit-usual-name", &arguments)
        };
        let deposit = Deposit {
            name: name.unwrap_or_else(usual),
            outline: request.outline,
            face: request.face,
            target: request.target,
            base,
            unknown_ground: request.unknown_ground,
            visible: true,
            opacity: 1.0,
        };
        self.edit(Edit::AddDeposit(id, deposit));
        self.selected = Some(Entry::Deposit(id));
    }

    fn make_relief(&self, id: LayerId, request: OpenRequest) {
        let cache = self.folders.cache.clone();
        self.files.append(JobKey::Picture(id), move |run| {
            let stated = request.stated_crs.as_deref();
            let made = HeightPyramid::open_or_build(&request.source, stated, &cache, run);
            Answer::Relief(id, made.map_err(TaskError::from))
        });
    }

    fn make_background(&self, id: LayerId, source: String) {
        let Some(reference) = self.reference().cloned() else {
            return;
        };
        let cache = self.folders.cache.clone();
        self.files.append(JobKey::Picture(id), move |run| {
            let made = PicturePyramid::open_or_build(&source, &reference, &cache, run);
            Answer::Background(id, made.map_err(TaskError::from))
        });
    }

    fn reproject(&self, source: String, stated_crs: Option<String>) {
        let output = reprojected_path(&source);
        let to = self.reference().map(|reference| {
            reference
                .epsg()
                .map_or_else(|| reference.wkt().to_owned(), |code| format!("EPSG:{code}"))
        });
        let key = JobKey::Reproject(path_of(&source));
        self.files.append(key, move |run| {
            let stated = stated_crs.as_deref();
            let made = gis::reproject(&source, &output, to.as_deref(), stated, run);
            Answer::Reprojected {
                result: made.map(|made| made.path).map_err(TaskError::from),
                source,
            }
        });
    }

    /// Computes whatever no longer belongs to the decisions.
    fn refresh(&mut self) {
        let deposits: Vec<(DepositId, Arc<Deposit>)> = self
            .project()
            .deposits
            .iter()
            .map(|(id, deposit)| (*id, Arc::clone(deposit)))
            .collect();
        for (id, deposit) in deposits {
            let Some(terrain) = self.terrains.get(&deposit.base) else {
                continue;
            };
            let request = FillRequest::of(&deposit);
            let of = request.fingerprint(terrain.id);
            let known = self.fills.get(&id).is_some_and(|fill| fill.is_of(of));
            if known {
                self.asked.remove(&id);
                self.engine.cancel(&JobKey::Fill(id));
            } else if self.asked.get(&id) != Some(&of) {
                let (source, path) = (Arc::clone(&terrain.source), terrain.path.clone());
                self.asked.insert(id, of);
                self.engine.replace(JobKey::Fill(id), move |run| {
                    let result = fill_on(&source, &path, &request, run);
                    Answer::Fill {
                        deposit: id,
                        of,
                        result: result.map(Box::new),
                    }
                });
            }
        }
    }

    /// Computes a draft, coarser than the terrain where that is needed to follow the hand.
    fn follow(&mut self, draft: Option<Draft>) {
        if self.draft == draft {
            return;
        }
        self.draft.clone_from(&draft);
        let Some(draft) = draft else {
            self.previews.cancel(&JobKey::Preview);
            self.preview_number = self.draft_number;
            // The last picture stays until the full one is there, unless nothing came of it.
            if self.asked.is_empty() {
                self.preview = None;
            }
            return;
        };
        let Some(terrain) = self.terrains.get(&draft.base) else {
            return;
        };
        let (source, path) = (Arc::clone(&terrain.source), terrain.path.clone());
        self.draft_number += 1;
        let number = self.draft_number;
        self.previews.follow(JobKey::Preview, move |run| {
            let result = preview_on(&source, &path, &draft.request, run);
            Answer::Preview {
                draft: Box::new(draft),
                number,
                result: result.map(Box::new),
            }
        });
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

/// What panels show.
impl App {
    /// The project as it stands.
    pub fn project(&self) -> &Project {
        self.history.project()
    }

    /// For the names of undo and redo.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Texts in the language that is set.
    pub fn words(&self) -> &Arc<Words> {
        &self.words
    }

    /// What the user set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where the program keeps what is not in a project.
    pub fn folders(&self) -> &Folders {
        &self.folders
    }

    /// What is selected.
    pub fn selected(&self) -> Option<Entry> {
        self.selected
    }

    /// The deposit that is selected.
    pub fn selected_deposit(&self) -> Option<(DepositId, &Deposit)> {
        match self.selected {
            Some(Entry::Deposit(id)) => self.project().deposit(id).map(|deposit| (id, deposit)),
            _ => None,
        }
    }

    /// A terrain that is open.
    pub fn terrain(&self, id: LayerId) -> Option<&OpenTerrain> {
        self.terrains.get(&id)
    }

    /// A background whose pictures are made.
    pub fn background(&self, id: LayerId) -> Option<&Arc<PicturePyramid>> {
        self.backgrounds.get(&id)
    }

    /// The names of a layer.
    pub fn place_names(&self, id: LayerId) -> Option<&Arc<PlaceNames>> {
        self.place_names.get(&id)
    }

    /// The terrain that new deposits stand on: the selected one, or the topmost.
    pub fn base(&self) -> Option<LayerId> {
        let selected = match self.selected {
            Some(Entry::Layer(id)) => Some(id).filter(|id| self.terrains.contains_key(id)),
            Some(Entry::Deposit(id)) => self.project().deposit(id).map(|deposit| deposit.base),
            None => None,
        };
        let topmost = || {
            let mut terrains = self.project().layers_of(LayerKind::Terrain);
            terrains.next().map(|(id, _)| id)
        };
        selected
            .filter(|id| self.project().layers.contains_key(id))
            .or_else(topmost)
    }

    /// The project's coordinate system: that of its first terrain.
    pub fn reference(&self) -> Option<&Reference> {
        let mut terrains = self.project().layers.iter();
        terrains.find_map(|(id, _)| self.terrains.get(id).map(|terrain| &terrain.reference))
    }

    /// The ground that an entry covers, in metres.
    pub fn extent_of(&self, entry: Entry) -> Option<Rect<f64>> {
        match entry {
            Entry::Layer(id) => {
                let terrain = self
                    .terrains
                    .get(&id)
                    .map(|terrain| terrain.placement.extent());
                let background = || {
                    self.backgrounds
                        .get(&id)
                        .map(|picture| picture.placement(0).extent())
                };
                let names = || {
                    let names = &self.place_names.get(&id)?.names;
                    extent_of_points(names.iter().map(|name| name.at))
                };
                terrain.or_else(background).or_else(names)
            }
            Entry::Deposit(id) => self
                .project()
                .deposit(id)
                .map(|deposit| deposit.outline.extent()),
        }
    }

    /// The ground that all terrain covers, in metres.
    pub fn site(&self) -> Option<Rect<f64>> {
        let terrains = self.project().layers_of(LayerKind::Terrain);
        let extents = terrains.filter_map(|(id, _)| self.extent_of(Entry::Layer(id)));
        extents.reduce(|a, b| {
            Rect::new(
                Coord {
                    x: a.min().x.min(b.min().x),
                    y: a.min().y.min(b.min().y),
                },
                Coord {
                    x: a.max().x.max(b.max().x),
                    y: a.max().y.max(b.max().y),
                },
            )
        })
    }

    /// What was last worked out for a deposit.
    pub fn fill(&self, id: DepositId) -> Option<&Computed<FillResult, TaskError>> {
        self.fills.get(&id)
    }

    /// Whether a deposit's result belongs to its decisions.
    pub fn is_current(&self, id: DepositId) -> bool {
        let Some(deposit) = self.project().deposit(id) else {
            return false;
        };
        let Some(terrain) = self.terrains.get(&deposit.base) else {
            return false;
        };
        let of = FillRequest::of(deposit).fingerprint(terrain.id);
        self.fills.get(&id).is_some_and(|fill| fill.is_of(of))
    }

    /// What was last worked out while the hand moves.
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// How many drafts came after the one that is shown: how far the picture is behind the hand.
    pub fn preview_lag(&self) -> u32 {
        self.draft_number - self.preview_number
    }

    /// The draft that is being followed.
    pub fn draft(&self) -> Option<&Draft> {
        self.draft.as_ref()
    }

    /// Notices that wait to be read.
    pub fn posted(&self) -> &[Posted] {
        &self.posted
    }

    /// Notices of this run of the program, the latest last.
    pub fn log(&self) -> &[Posted] {
        &self.log
    }

    /// What is being done.
    pub fn jobs(&self) -> Vec<Running<JobKey>> {
        let all = [&self.files, &self.engine, &self.previews];
        all.into_iter().flat_map(Worker::jobs).collect()
    }

    /// Whether nothing is being done or waits.
    pub fn is_idle(&self) -> bool {
        [&self.files, &self.engine, &self.previews]
            .into_iter()
            .all(Worker::is_idle)
    }

    /// What was just opened and should come into view. Told once.
    pub fn take_shown(&mut self) -> Option<Entry> {
        let shown = self.shown?;
        self.extent_of(shown)?;
        self.shown.take()
    }
}

impl FillRequest {
    /// What a deposit is made from.
    pub fn of(deposit: &Deposit) -> Self {
        Self {
            outline: deposit.outline.clone(),
            face: deposit.face,
            target: deposit.target,
            unknown_ground: deposit.unknown_ground,
        }
    }

    /// As high as tipped rock stands.
    pub fn usual(outline: Outline) -> Self {
        Self {
            outline,
            face: Slope::TIPPED_ROCK,
            target: FillTarget::Capacity,
            unknown_ground: UnknownGround::Refuse,
        }
    }

    fn fingerprint(&self, terrain: Fingerprint) -> Fingerprint {
        let mut inputs = Inputs::of("fill")
            .upstream(terrain)
            .number(self.face.rise_over_run());
        for ring in self.outline.rings() {
            inputs = inputs.number(ring.0.len() as f64);
            for at in &ring.0 {
                inputs = inputs.number(at.x).number(at.y);
            }
        }
        inputs = match self.target {
            FillTarget::Capacity => inputs.text("capacity"),
            FillTarget::Crest(level) => inputs.text("crest").number(level.0),
            FillTarget::Volume(volume) => inputs.text("volume").number(volume.0),
        };
        let unknown = match self.unknown_ground {
            UnknownGround::Refuse => "refuse",
            UnknownGround::UseNearest => "nearest",
        };
        inputs.text(unknown).fingerprint()
    }
}

/// By its name: only for the order in which files are looked at.
fn looks_like_terrain(request: &OpenRequest) -> bool {
    let path = path_of(&request.source);
    let ending = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    request.what == OpenAs::Terrain
        || request.what == OpenAs::Anything
            && [
                "tif", "tiff", "asc", "img", "hgt", "vrt", "xyz", "sdat", "sgrd",
            ]
            .contains(&ending.as_str())
}

/// Tells a source from another, and from itself after a change, by name, size and date.
fn id_of_source(path: &Path, request: &OpenRequest) -> Fingerprint {
    let mut inputs = Inputs::of("terrain")
        .text(&request.source)
        .text(request.stated_crs.as_deref().unwrap_or_default());
    if let Ok(found) = std::fs::metadata(path) {
        inputs = inputs.text(&found.len().to_string());
        let changed = found.modified().ok();
        let since = changed.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        inputs = inputs.text(&since.map_or(0, |time| time.as_nanos()).to_string());
    }
    inputs.fingerprint()
}

fn extent_of_points(mut points: impl Iterator<Item = Coord<f64>>) -> Option<Rect<f64>> {
    let first = points.next()?;
    Some(points.fold(Rect::new(first, first), |extent, at| {
        Rect::new(
            Coord {
                x: extent.min().x.min(at.x),
                y: extent.min().y.min(at.y),
            },
            Coord {
                x: extent.max().x.max(at.x),
                y: extent.max().y.max(at.y),
            },
        )
    }))
}
