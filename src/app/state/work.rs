//! Work that actions start and whose answers the state takes in: files, pictures, fills and drafts.

use std::sync::Arc;

use super::{Answer, App, Draft, JobKey, OpenTerrain};
use crate::app::areas_on_ground::areas_in;
use crate::app::fill::{FillRequest, FillResult, fill_on, preview_on};
use crate::app::fill_base::{FillBase, FillIds, Sea, built_before};
use crate::app::ground_source::{GroundSource, ReadGround};
use crate::app::open::{
    OpenAs, OpenRequest, Opened, SiteOpening, absolute, expanded, looks_like_raster, name_of,
    open_file, path_of, reprojected_path,
};
use crate::app::pit::PitResult;
use crate::app::source_file::stamp_of;
use crate::app::trouble::Matter;
use crate::app::{Oddity, TaskError};
use crate::design::HeightErrors;
use crate::gis::{self, HeightPyramid, PicturePyramid, RasterOddity, TerrainSource};
use crate::project::{
    Areas, Deposit, DepositId, DepositMethod, Edit, Entry, GroundPurpose, Layer, LayerId,
    LayerKind, Reading, Values, drawn_of,
};
use crate::results::{Computed, Fingerprint, Inputs};
use crate::units::Metres;

/// Cells of all fills that are kept, each some 30 bytes with its picture.
const MOST_KEPT_CELLS: usize = 20_000_000;

impl App {
    pub(super) fn open(&mut self, mut requests: Vec<OpenRequest>) {
        for request in &mut requests {
            request.source = absolute(&request.source);
        }
        let own: Vec<OpenRequest> = requests
            .extract_if(.., |request| {
                self.is_project_file(&path_of(&request.source))
            })
            .collect();
        for request in own {
            // SQLite's locks would be lost with the first other reader of this process.
            let path = path_of(&request.source);
            self.post(
                Matter::Failed(Arc::new(TaskError::OwnFile { path })),
                Vec::new(),
            );
        }
        // Outlines and pictures need to know the terrain's coordinate system.
        requests.sort_by_key(|request| !looks_like_terrain(request));
        let mut project = self.reference().cloned();
        let site = SiteOpening {
            presets: Arc::clone(&self.presets),
            folder: self.import_folder(),
        };
        self.files.append(JobKey::Open, move |run| {
            let mut answers = Vec::new();
            for request in requests.iter().flat_map(expanded) {
                let result = open_file(&request, project.as_ref(), &site, run);
                if let (None, Ok(Opened::Terrain(terrain))) = (&project, &result) {
                    project = Some(terrain.reference().clone());
                }
                answers.push((request, result));
            }
            Answer::Opened(answers)
        });
    }

    pub(super) fn take_opened(&mut self, request: &OpenRequest, result: Result<Opened, TaskError>) {
        let source = request.source.as_str();
        match result {
            Ok(Opened::Terrain(terrain)) => {
                let path = terrain.facts().path.clone();
                // Another may have come first since this one was asked for.
                let project = self.reference();
                if let Some(project) =
                    project.filter(|one| !one.has_same_plane(terrain.reference()))
                {
                    let error = TaskError::terrain_elsewhere(&terrain, project);
                    self.fail(error, source, request.what, None);
                    return;
                }
                for odd in terrain.warnings() {
                    // The project tells it for all that lies in it.
                    if matches!(odd, RasterOddity::AreaScale { .. }) {
                        continue;
                    }
                    self.post(
                        Matter::Odd(Oddity::Raster(path.clone(), odd.clone())),
                        Vec::new(),
                    );
                }
                let values = if terrain.warnings().contains(&RasterOddity::SaysDepths) {
                    Values::Depths
                } else {
                    Values::Heights
                };
                let id = LayerId(self.next_id());
                self.hold_terrain(id, *terrain, request);
                self.add_layer(id, LayerKind::Terrain, values, request);
            }
            Ok(Opened::Project) => self.open_project(path_of(source)),
            Ok(Opened::Background) => {
                let id = LayerId(self.next_id());
                self.arriving.insert(id);
                self.add_layer(id, LayerKind::Background, Values::Heights, request);
                self.make_background(id, source.to_owned());
            }
            Ok(Opened::PlaceNames(names)) => {
                let id = LayerId(self.next_id());
                self.place_names.insert(id, Arc::new(names));
                self.add_layer(id, LayerKind::PlaceNames, Values::Heights, request);
            }
            Ok(Opened::Site(staged)) => self.take_staged(*staged, request, None),
            Ok(Opened::Outlines {
                outlines,
                refused,
                oddities,
            }) => {
                for (name, outline) in outlines {
                    if request.what == OpenAs::Ground {
                        self.add_ground(name, outline, GroundPurpose::default());
                    } else {
                        self.add_deposit(name, FillRequest::usual(outline));
                    }
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

    /// Keeps a terrain open for a layer, and has its pictures made.
    pub(super) fn hold_terrain(
        &mut self,
        id: LayerId,
        terrain: TerrainSource,
        request: &OpenRequest,
    ) {
        let path = terrain.facts().path.clone();
        let stamp = stamp_of(&path);
        self.terrains.insert(
            id,
            OpenTerrain {
                reference: terrain.reference().clone(),
                placement: *terrain.placement(),
                relief: None,
                id: id_of_source(request, stamp),
                stamp,
                source: Arc::new(GroundSource::new(terrain)),
                path,
            },
        );
        self.make_relief(id, request.clone());
    }

    fn add_layer(&mut self, id: LayerId, kind: LayerKind, values: Values, request: &OpenRequest) {
        self.has_project = true;
        self.opened.insert(id, request.clone());
        self.settings.remember(&request.source);
        self.save_settings();
        let layer = Layer {
            name: name_of(&request.source),
            kind,
            source: request.source.clone(),
            stated_crs: request.stated_crs.clone(),
            values,
            height_offset: Metres(0.0),
            errors: HeightErrors::NONE,
            attribution: String::new(),
            visible: true,
            opacity: 1.0,
            site: None,
        };
        self.edit(Edit::AddLayer(id, layer));
        self.read_source(id);
        self.selected = Some(Entry::Layer(id));
        self.shown = Some(Entry::Layer(id));
    }

    pub(super) fn add_deposit(&mut self, name: Option<String>, request: FillRequest) {
        let Some(base) = self.base() else {
            return;
        };
        let id = DepositId(self.next_id());
        let number = self.project().deposits_of(self.active).count() + 1;
        let usual = || {
            let arguments = [("number", number.to_string())];
            self.words.text("deposit-usual-name", &arguments)
        };
        let FillRequest {
            shape,
            batter,
            closure,
            ramp,
            target,
            unknown_ground,
        } = request;
        let drawn = match drawn_of(&shape) {
            Ok(drawn) => drawn,
            Err(source) => {
                self.report(Arc::new(TaskError::Drawn { source }), Vec::new());
                return;
            }
        };
        let name = name.unwrap_or_else(usual);
        let deposit = Deposit {
            batter,
            closure,
            ramp,
            method: DepositMethod::of(&shape),
            target,
            unknown_ground,
            ..Deposit::new(self.active, name, drawn, base)
        };
        self.edit(Edit::AddDeposit(id, Box::new(deposit)));
        if self.project().deposit(id).is_some() {
            self.selected = Some(Entry::Deposit(id));
        }
    }

    fn make_relief(&self, id: LayerId, request: OpenRequest) {
        let cache = self.folders.cache.clone();
        self.files.append(JobKey::Picture(id), move |run| {
            let stated = request.stated_crs.as_deref();
            let made = HeightPyramid::open_or_build(&request.source, stated, &cache, run);
            Answer::Relief(id, made.map_err(TaskError::from))
        });
    }

    pub(super) fn make_background(&self, id: LayerId, source: String) {
        let Some(reference) = self.reference().cloned() else {
            return;
        };
        let cache = self.folders.cache.clone();
        self.files.append(JobKey::Picture(id), move |run| {
            let made = PicturePyramid::open_or_build(&source, &reference, &cache, run);
            Answer::Background(id, made.map_err(TaskError::from))
        });
    }

    pub(super) fn reproject(&self, source: String, stated_crs: Option<String>) {
        let to = self.reference().map(|reference| {
            reference
                .epsg()
                .map_or_else(|| reference.wkt().to_owned(), |code| format!("EPSG:{code}"))
        });
        let key = JobKey::Reproject(path_of(&source));
        self.files.append(key, move |run| {
            let output = reprojected_path(&source);
            let stated = stated_crs.as_deref();
            let made = gis::reproject(&source, &output, to.as_deref(), stated, run);
            Answer::Reprojected {
                result: made.map(|made| made.path).map_err(TaskError::from),
                source,
            }
        });
    }

    /// A terrain as its heights are read, and what tells those apart. `None` while it is not open.
    pub(super) fn ground(&self, id: LayerId) -> Option<(ReadGround, Fingerprint)> {
        let (terrain, reading) = (self.terrains.get(&id)?, self.reading(id));
        let ground = ReadGround {
            source: Arc::clone(&terrain.source),
            path: terrain.path.clone(),
            reading,
            areas: self.project().areas,
        };
        Some((ground, ground_id(terrain, reading, self.project().areas)))
    }

    /// Tells the heights of a layer apart. `None` while it is not open.
    pub(super) fn ground_id(&self, id: LayerId) -> Option<Fingerprint> {
        let terrain = self.terrains.get(&id)?;
        Some(ground_id(terrain, self.reading(id), self.project().areas))
    }

    /// What a deposit's result has to belong to. `None` while a ground is not open.
    pub(super) fn fill_id(&self, id: DepositId) -> Option<Fingerprint> {
        FillIds::new(self.project(), |layer| self.ground_id(layer)).of(id)
    }

    /// What a deposit stands on, on the terrain `base`. `None` while that is not open or not built.
    fn fill_base(&self, id: DepositId, base: LayerId, deposit: &Deposit) -> Option<FillBase> {
        let sea = match deposit.seabed {
            Some(seabed) => {
                let below = self.ground(seabed.layer)?.0;
                Some(Sea::of(deposit, below, seabed.belt))
            }
            None => None,
        };
        let mut under = Vec::new();
        let mut ids = FillIds::new(self.project(), |layer| self.ground_id(layer));
        for before in built_before(self.project(), id) {
            let of = ids.of(before)?;
            let fill = self.fills.get(&before).filter(|fill| fill.is_of(of))?;
            // What cannot be built is not in the way.
            under.extend(fill.value().cloned());
        }
        Some(FillBase {
            land: self.ground(base)?.0,
            sea,
            over: None,
            under,
        })
    }

    /// What a draft stands on: as the deposit that it is of, or on everything if it is a new one.
    fn base_of_draft(&self, draft: &Draft) -> Option<FillBase> {
        let project = self.project();
        let of = draft
            .deposit
            .and_then(|id| Some((id, project.deposit(id)?)));
        let (land, _) = self.ground(draft.base)?;
        let Some((id, deposit)) = of else {
            let fills = project.deposits_of(self.active).map(|(id, _)| id);
            let fills = fills.filter(|id| self.is_current(*id));
            let under = fills.filter_map(|id| self.fills.get(&id)?.value().cloned());
            let mut under: Vec<_> = under.collect();
            under.reverse();
            return Some(FillBase {
                under,
                ..FillBase::of_land(land)
            });
        };
        // While something below is still being built, the picture does without it.
        let base = self.fill_base(id, draft.base, deposit);
        Some(base.unwrap_or_else(|| FillBase::of_land(land)))
    }

    /// Computes whatever no longer belongs to the decisions.
    pub(super) fn refresh(&mut self) {
        let project = self.project().clone();
        let mut deposits: Vec<(DepositId, &Arc<Deposit>)> = Vec::new();
        for scenario in self.worked_on() {
            let mut of_scenario: Vec<_> = project.deposits_of(scenario).collect();
            // What lies lowest is built first.
            of_scenario.reverse();
            deposits.extend(of_scenario);
        }
        let ids: Vec<Option<Fingerprint>> = {
            let mut ids = FillIds::new(&project, |layer| self.ground_id(layer));
            deposits.iter().map(|(id, _)| ids.of(*id)).collect()
        };
        for ((id, deposit), of) in deposits.into_iter().zip(ids) {
            let Some(of) = of else {
                continue;
            };
            let request = FillRequest::of(deposit);
            let known = self.fills.get(&id).is_some_and(|fill| fill.is_of(of));
            let entry = Entry::Deposit(id);
            if known {
                self.asked.remove(&entry);
                self.engine.cancel(&JobKey::Fill(entry));
            } else if self.asked.get(&entry) != Some(&of) && !self.shares_fill(id, of) {
                // What it stands on may have to be built first; it is asked for again when that is there.
                let Some(base) = self.fill_base(id, deposit.base, deposit) else {
                    continue;
                };
                self.asked.insert(entry, of);
                self.engine.replace(JobKey::Fill(entry), move |run| {
                    let result = fill_on(&base, &request, run);
                    Answer::Fill {
                        deposit: id,
                        of,
                        result: result.map(Box::new),
                    }
                });
            }
        }
        self.refresh_pits();
        self.spare_memory();
        self.refresh_section();
        self.refresh_takes();
        self.refresh_books();
    }

    /// Drops fills of alternatives that are not shown where all of them are too large to be kept for
    /// switching back. Their figures stay in the records.
    fn spare_memory(&mut self) {
        let of_fill = |fill: &Computed<FillResult, TaskError>| {
            fill.value().map_or(0, |fill| fill.ground.cells().len())
        };
        let of_pit = |pit: &Computed<PitResult, TaskError>| {
            let pit = pit.value().and_then(|result| result.pit.as_ref());
            pit.map_or(0, |pit| pit.ground.cells().len())
        };
        let fills: usize = self.fills.values().map(of_fill).sum();
        let pits: usize = self.pits.values().map(of_pit).sum();
        if fills + pits <= MOST_KEPT_CELLS {
            return;
        }
        let scenarios = self.worked_on().into_iter();
        let shown: Vec<Entry> = scenarios
            .flat_map(|scenario| self.project().built_in(scenario))
            .collect();
        self.fills
            .retain(|id, _| shown.contains(&Entry::Deposit(*id)));
        self.pits.retain(|id, _| shown.contains(&Entry::Pit(*id)));
    }

    /// Computes a draft, coarser than the terrain where that is needed to follow the hand.
    pub(super) fn follow(&mut self, draft: Option<Draft>) {
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
            self.refresh_takes();
            return;
        };
        let Some(base) = self.base_of_draft(&draft) else {
            return;
        };
        self.draft_number += 1;
        let number = self.draft_number;
        self.previews.follow(JobKey::Preview, move |run| {
            let result = preview_on(&base, &draft.request, run);
            Answer::Preview {
                draft: Box::new(draft),
                number,
                result: result.map(Box::new),
            }
        });
    }
}

/// Tells a terrain from the same one whose numbers become other heights.
pub(super) fn ground_id(terrain: &OpenTerrain, reading: Reading, areas: Areas) -> Fingerprint {
    let inputs = Inputs::of("raised").upstream(terrain.id);
    areas_in(reading_in(inputs, reading), areas).fingerprint()
}

/// Adds to inputs how numbers become heights. Those of files with heights are what they always were, so that
/// what projects keep stays current.
pub(super) fn reading_in(inputs: Inputs, reading: Reading) -> Inputs {
    let inputs = inputs.number(reading.offset.0);
    match reading.values {
        Values::Heights => inputs,
        Values::Depths => inputs.text("depths"),
    }
}

/// By its name: only for the order in which files are looked at.
fn looks_like_terrain(request: &OpenRequest) -> bool {
    request.what == OpenAs::Terrain
        || request.what == OpenAs::Anything && looks_like_raster(&path_of(&request.source))
}

/// Tells a source from another, and from itself after a change, by name, size and date.
fn id_of_source(request: &OpenRequest, stamp: (u64, Option<jiff::Timestamp>)) -> Fingerprint {
    let (size, modified) = stamp;
    Inputs::of("terrain")
        .text(&request.source)
        .text(request.stated_crs.as_deref().unwrap_or_default())
        .text(&size.to_string())
        .text(&modified.map_or_else(String::new, |time| time.to_string()))
        .fingerprint()
}
