//! The sample's project: a running mine, the zero alternative and three others, each with what finds no place.
//!
//! Its steps are saved as a planner's are, by an invented writer at fixed times, so that the file says nothing
//! of the machine it was made on. Figures are worked out by the same functions as the window's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::plan::{CHART_DATUM_M, Plan, PlannedDeposits, in_world};
use super::shapes::Ring;
use super::texts::{Texts, texts_in};
use super::{file, grounds, judged, lives, masses, site};
use crate::app::TaskError;
use crate::app::fill_base::Rebuilt;
use crate::app::ground_source::{GroundSource, ReadGround};
use crate::app::pit::{PitRequest, pit_on};
use crate::app::source_file::record_of_file;
use crate::app::state::{
    content_id, crs_record, describe, pit_content_id, pit_record_of, record_of,
};
use crate::balance::{BackfillTarget, Cap};
use crate::design::{Batter, FillTarget, HeightErrors, Outline, Slope};
use crate::gis::{Reference, open_terrain};
use crate::progress::Run;
use crate::project::{
    ContentName, Deposit, DepositId, Edit, Layer, LayerId, LayerKind, Original, Pit, PitId,
    Project, Room, SCENARIO_COLORS, Scenario, ScenarioId, ScenarioKind, Values,
};
use crate::results::{FillRecord, PitRecord, Records, Snapshot, SourceRecord};
use crate::store::{ProjectFile, StagedContent, Step, StoreError, Who};
use crate::units::{BankM3, Metres, PlacedFactor, PlacedM3};
use crate::words::{Language, Words};

/// Waste rock that the plan has to find room for, in bank m³.
pub(super) const NEED_BANK_M3: f64 = 42.0e6;

/// Years of the plan.
pub(super) const YEARS: u32 = 25;

/// Solid rock, in tonnes per bank m³.
const DENSITY_T_PER_M3: f64 = 2.75;

/// Placed m³ per bank m³ of tipped rock.
const PLACED_FACTOR: f64 = 1.5;

/// How steep rock lies that is tipped under water: rise over run of 34°.
const SUBMERGED_RISE: f64 = 0.674_509;

/// When the invented writer began: 15 January 2026, 08:00 UTC.
const BEGAN: jiff::Timestamp = jiff::Timestamp::constant(1_768_464_000, 0);

/// How long each step took, in seconds.
const STEP_SECONDS: i64 = 120;

/// The layers.
const ORIGINAL: LayerId = LayerId(2);
const SEABED: LayerId = LayerId(3);
const TERRAIN: LayerId = LayerId(4);
const PICTURE: LayerId = LayerId(5);
const PLACES: LayerId = LayerId(6);

/// The alternatives. A new project begins with the first.
pub(super) const HILLSIDE: ScenarioId = ScenarioId::FIRST;
pub(super) const FJORD: ScenarioId = ScenarioId(7);
pub(super) const BACKFILL: ScenarioId = ScenarioId(8);

/// Fails where there is a project already, which somebody may have worked in.
pub(super) fn must_be_free(path: &Path) -> Result<(), StoreError> {
    if path.symlink_metadata().is_ok() {
        return Err(StoreError::AlreadyExists {
            path: path.to_owned(),
        });
    }
    Ok(())
}

/// Works the project out and writes it beside its sources.
pub(super) fn write(folder: &Path, language: Language, run: &Run) -> Result<(), TaskError> {
    // As the store names the folder, so that sources lie inside it.
    let path = folder.join(file::PROJECT);
    let folder = std::path::absolute(folder)
        .and_then(|folder| folder.canonicalize())
        .map_err(|source| StoreError::System {
            path: path.clone(),
            source,
        })?;
    let texts = texts_in(language);
    let mut work = Work::begin(language, (texts.zero, texts.hillside), HILLSIDE);
    for edit in layers(&folder, texts) {
        work.edit(edit);
    }
    let between = tempfile::tempdir().map_err(|source| StoreError::System {
        path: path.clone(),
        source,
    })?;
    date_back(&folder.join(file::LAYERS));
    let reference = super::reference(super::CRS, &path)?;
    let copied = site::copies(&folder, between.path(), (&reference, texts), run)?;
    for one in copied {
        work.take_copy(one);
    }
    work.record_sources(run)?;
    for edit in built(&Plan::new(), texts)? {
        work.edit(edit);
    }
    work.record_results(run)?;
    let project = work.snapshot.project.clone();
    for edit in masses::masses((DENSITY_T_PER_M3, PLACED_FACTOR), &project, texts) {
        work.edit(edit);
    }
    for edit in lives::lives(&work.snapshot.project, texts) {
        work.edit(edit);
    }
    for edit in masses::filled_in(&work.snapshot, run)? {
        work.edit(edit);
    }
    let at = at_step(work.steps.len());
    for edit in judged::judged(&work.snapshot.project, at, texts) {
        work.edit(edit);
    }
    for edit in work.notes(texts) {
        work.edit(edit);
    }
    work.save(&folder.join(file::PROJECT))
}

/// A project in the making, with every step of it.
pub(super) struct Work {
    words: Option<Words>,
    snapshot: Snapshot,
    steps: Vec<Step>,
    grounds: BTreeMap<LayerId, (Arc<GroundSource>, PathBuf)>,
    /// Layers that the file gets copies of.
    copies: Vec<(ContentName, StagedContent)>,
}

impl Work {
    /// A project with the names of its first two alternatives, and the one that is shown.
    pub(super) fn begin(
        language: Language,
        (zero, first): (&str, &str),
        active: ScenarioId,
    ) -> Self {
        let records = Records {
            active,
            ..Records::default()
        };
        Self {
            // Only the log's words are missing where they cannot be read, which a test rules out.
            words: Words::in_language(language).ok(),
            snapshot: Snapshot {
                project: Project::new(zero, first),
                records,
            },
            steps: Vec::new(),
            grounds: BTreeMap::new(),
            copies: Vec::new(),
        }
    }

    /// The project as far as it is made.
    pub(super) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub(super) fn edit(&mut self, edit: Edit) {
        let label = edit.label();
        edit.apply(&mut self.snapshot.project);
        let words = self.words.as_ref();
        self.step(words.map_or_else(String::new, |words| words.text(label, &[])));
    }

    fn take_copy(&mut self, copied: site::Copied) {
        let record = Arc::new(copied.record);
        self.snapshot.records.sources.insert(copied.id, record);
        self.edit(Edit::AddLayer(copied.id, copied.layer));
        self.copies.push((copied.content, copied.staged));
    }

    fn step(&mut self, label: String) {
        let records = &mut self.snapshot.records;
        records.last_id = records.last_id.max(self.snapshot.project.last_id());
        let number = self.steps.len() as u64 + 1;
        self.steps.push(Step {
            number,
            snapshot: self.snapshot.clone(),
            label,
            at: at_step(self.steps.len()),
        });
    }

    /// Reads the sources to their end, and opens the terrains among them.
    fn record_sources(&mut self, run: &Run) -> Result<(), TaskError> {
        let layers: Vec<_> = self.snapshot.project.layers.clone().into_iter().collect();
        for (id, layer) in layers {
            if layer.kind == LayerKind::Site {
                continue;
            }
            let path = PathBuf::from(&layer.source);
            date_back(&path);
            let mut record =
                record_of_file(&path, run).map_err(|source| TaskError::Fingerprint {
                    path: path.clone(),
                    source,
                })?;
            if layer.kind == LayerKind::Terrain {
                let terrain = open_terrain(&layer.source, None)?;
                self.name_systems(id, terrain.reference(), &mut record);
                let ground = Arc::new(GroundSource::new(terrain));
                self.grounds.insert(id, (ground, path));
            }
            self.snapshot.records.sources.insert(id, Arc::new(record));
        }
        self.step(String::new());
        Ok(())
    }

    /// What a terrain's coordinates and heights are counted from; the project's are those of the ground today.
    fn name_systems(&mut self, id: LayerId, reference: &Reference, record: &mut SourceRecord) {
        record.crs = describe(reference);
        if let Some(datum) = reference.vertical() {
            record.vertical_datum.clone_from(&datum.name);
        }
        if id == TERRAIN {
            self.snapshot.records.crs = crs_record(reference).map(Arc::new);
        }
    }

    /// Works out every deposit, pit and stope.
    pub(super) fn record_results(&mut self, run: &Run) -> Result<(), TaskError> {
        let project = self.snapshot.project.clone();
        let mut rebuilt = Rebuilt::default();
        for id in project.deposits.keys() {
            let mut ground = |layer| self.ground(&project, layer);
            let fill = rebuilt.fill(&project, *id, &mut ground, run)?;
            let of = content_id(&project, &self.snapshot.records, *id);
            let (Some(fill), Some(of)) = (fill, of) else {
                continue;
            };
            let record = FillRecord {
                at: at_step(self.steps.len()),
                ..record_of(&fill, of)
            };
            self.snapshot.records.fills.insert(*id, Arc::new(record));
        }
        for (id, pit) in &project.pits {
            let found = self.backfill(&project, pit, run)?;
            if let Some(record) = found {
                self.snapshot.records.pits.insert(*id, Arc::new(record));
            }
        }
        self.step(String::new());
        Ok(())
    }

    fn ground(&self, project: &Project, id: LayerId) -> Option<ReadGround> {
        let (source, path) = self.grounds.get(&id)?;
        Some(ReadGround {
            source: Arc::clone(source),
            path: path.clone(),
            reading: project.layer(id)?.reading(),
            areas: project.areas,
        })
    }

    fn backfill(
        &self,
        project: &Project,
        pit: &Pit,
        run: &Run,
    ) -> Result<Option<PitRecord>, TaskError> {
        let grounds = pit.terrains().map(|id| self.ground(project, id));
        let grounds: Option<Vec<ReadGround>> = grounds.collect();
        let of = pit_content_id(pit, project, &self.snapshot.records);
        let (Some(grounds), Some(of)) = (grounds, of) else {
            return Ok(None);
        };
        let result = pit_on(&grounds, &PitRequest::of(pit), run)?;
        Ok(Some(PitRecord {
            at: at_step(self.steps.len()),
            ..pit_record_of(&result, of)
        }))
    }

    /// What there is to say about each alternative: what it is, and what it leaves without a place.
    fn notes(&self, texts: &Texts) -> Vec<Edit> {
        let about = [
            (ScenarioId::ZERO, texts.about_zero),
            (HILLSIDE, texts.about_hillside),
            (FJORD, texts.about_fjord),
            (BACKFILL, texts.about_backfill),
        ];
        let note = |(id, about): (ScenarioId, &str)| {
            let (deposits, backfill) = self.placed_bank_m3(id);
            let balance = balance_text(texts, deposits, backfill);
            Edit::NoteScenario(id, format!("{about} {balance}"))
        };
        about.into_iter().map(note).collect()
    }

    /// What an alternative places in deposits and as backfill, in bank m³.
    fn placed_bank_m3(&self, scenario: ScenarioId) -> (f64, f64) {
        let Snapshot { project, records } = &self.snapshot;
        let deposits = project.deposits_of(scenario).filter_map(|(id, _)| {
            let placed = records.fills.get(&id)?.figures.get("fill_m3")?;
            Some(placed / PLACED_FACTOR)
        });
        let pits = project
            .pits_of(scenario)
            .filter_map(|(id, _)| records.pits.get(&id)?.figures.get("backfill_bank_m3"));
        (deposits.sum(), pits.sum())
    }

    /// Writes every step into a new project file.
    pub(super) fn save(self, path: &Path) -> Result<(), TaskError> {
        let who = Who {
            user: "Berghald".to_owned(),
            host: "synthetic".to_owned(),
            program: format!("Berghald {}", env!("CARGO_PKG_VERSION")),
        };
        let Some((first, rest)) = self.steps.split_first() else {
            return Ok(());
        };
        let mut file = ProjectFile::create(path, &who, first)?;
        for (content, staged) in &self.copies {
            file.add_content(content, staged, BEGAN, &Run::default())?;
        }
        file.save(rest)?;
        file.close(None)?;
        Ok(())
    }
}

/// Makes a file as old as everything else in the sample, where the system lets us say so.
fn date_back(path: &Path) {
    let date = std::time::SystemTime::from(BEGAN);
    if let Err(error) = std::fs::File::options()
        .append(true)
        .open(path)
        .and_then(|file| file.set_modified(date))
    {
        tracing::info!("{} keeps its date: {error}", path.display());
    }
}

/// When a step was made.
fn at_step(steps_before: usize) -> jiff::Timestamp {
    let steps = i64::try_from(steps_before).unwrap_or(0);
    let after = jiff::SignedDuration::from_secs(steps * STEP_SECONDS);
    BEGAN.checked_add(after).unwrap_or(BEGAN)
}

/// The mass balance of an alternative in words.
fn balance_text(texts: &Texts, deposits_m3: f64, backfill_m3: f64) -> String {
    let placed_m3 = deposits_m3 + backfill_m3;
    let rest_m3 = NEED_BANK_M3 - placed_m3;
    let decimal = |value: f64, decimals: usize| {
        format!("{value:.decimals$}").replace('.', texts.decimal_mark)
    };
    let millions = |volume_m3: f64| decimal(volume_m3 / 1e6, 1);
    let megatonnes = |volume_m3: f64| decimal(volume_m3 * DENSITY_T_PER_M3 / 1e6, 0);
    let figures = [
        ("{need}", millions(NEED_BANK_M3)),
        ("{need_t}", megatonnes(NEED_BANK_M3)),
        ("{years}", YEARS.to_string()),
        ("{density}", decimal(DENSITY_T_PER_M3, 2)),
        ("{placed}", millions(placed_m3)),
        ("{placed_t}", megatonnes(placed_m3)),
        ("{deposits}", millions(deposits_m3)),
        ("{backfill}", millions(backfill_m3)),
        ("{factor}", decimal(PLACED_FACTOR, 1)),
        ("{rest}", millions(rest_m3)),
        ("{rest_t}", megatonnes(rest_m3)),
    ];
    let mut text = texts.balance.to_owned();
    for (name, value) in figures {
        text = text.replace(name, &value);
    }
    text
}

/// The layers, the lowest first.
fn layers(folder: &Path, texts: &Texts) -> Vec<Edit> {
    let layer = |id, name: &str, kind, file: &str| {
        let layer = Layer {
            name: name.to_owned(),
            kind,
            source: folder.join(file).display().to_string(),
            stated_crs: None,
            values: Values::Heights,
            height_offset: Metres(0.0),
            errors: HeightErrors::NONE,
            attribution: texts.attribution.to_owned(),
            visible: true,
            opacity: 1.0,
            site: None,
        };
        (id, layer)
    };
    let terrain = LayerKind::Terrain;
    let (original, before) = layer(ORIGINAL, texts.original, terrain, file::ORIGINAL);
    let (seabed, depths) = layer(SEABED, texts.seabed, terrain, file::SEABED);
    let (ground, today) = layer(TERRAIN, texts.terrain, terrain, file::TERRAIN);
    let (picture, colors) = layer(PICTURE, texts.picture, LayerKind::Background, file::PICTURE);
    let (places, names) = layer(PLACES, texts.places, LayerKind::PlaceNames, file::PLACES);
    vec![
        Edit::AddLayer(
            original,
            // It would hide the pit.
            Layer {
                visible: false,
                ..before
            },
        ),
        Edit::AddLayer(
            seabed,
            Layer {
                values: Values::Depths,
                height_offset: Metres(CHART_DATUM_M),
                ..depths
            },
        ),
        Edit::AddLayer(ground, today),
        Edit::AddLayer(
            picture,
            // The relief shows through.
            Layer {
                opacity: 0.6,
                ..colors
            },
        ),
        Edit::AddLayer(places, names),
    ]
}

/// Alternatives, and what is built in them.
fn built(plan: &Plan, texts: &Texts) -> Result<Vec<Edit>, TaskError> {
    let PlannedDeposits {
        completion,
        hillside,
        fjord,
        small,
    } = &plan.areas.deposits;
    let alternative = |id: ScenarioId, name: &str, color: usize| {
        let color = SCENARIO_COLORS[color];
        let scenario = Scenario::new(name, ScenarioKind::Alternative, color);
        Edit::AddScenario(id, scenario, Vec::new())
    };
    let mut edits = vec![
        alternative(FJORD, texts.fjord, 2),
        alternative(BACKFILL, texts.backfill, 3),
    ];
    let scenarios = [ScenarioId::ZERO, HILLSIDE, FJORD, BACKFILL];
    // What is permitted already is built in every alternative.
    for (number, scenario) in (10..).zip(scenarios) {
        let deposit = deposit(scenario, texts.completion_deposit, completion, TERRAIN)?;
        edits.push(Edit::AddDeposit(
            DepositId(number),
            Box::new(Deposit {
                target: FillTarget::Volume(PlacedM3(4.5e6)),
                ..deposit
            }),
        ));
    }
    let on_land = deposit(HILLSIDE, texts.hillside_deposit, hillside, TERRAIN)?;
    let at_sea = deposit(FJORD, texts.fjord_deposit, fjord, SEABED)?;
    let beside = deposit(BACKFILL, texts.small_deposit, small, TERRAIN)?;
    edits.extend([
        Edit::AddDeposit(
            DepositId(20),
            Box::new(Deposit {
                target: FillTarget::Volume(PlacedM3(18.0e6)),
                ..on_land
            }),
        ),
        Edit::AddDeposit(
            DepositId(21),
            Box::new(Deposit {
                // Five metres below chart datum.
                target: FillTarget::Crest(Metres(CHART_DATUM_M - 5.0)),
                batter: Batter::plain(Slope::new(SUBMERGED_RISE).unwrap_or(Slope::TIPPED_ROCK)),
                ..at_sea
            }),
        ),
        Edit::AddDeposit(
            DepositId(22),
            Box::new(Deposit {
                target: FillTarget::Volume(PlacedM3(2.25e6)),
                ..beside
            }),
        ),
    ]);
    let targets = [
        (ScenarioId::ZERO, BackfillTarget::Level(Metres(345.0))),
        (HILLSIDE, BackfillTarget::Level(Metres(295.0))),
        (FJORD, BackfillTarget::Level(Metres(345.0))),
        (BACKFILL, BackfillTarget::Most),
    ];
    for (number, (scenario, target)) in (30..).zip(targets) {
        let room = Room::Pit {
            outline: outline(&plan.pit)?,
            mined: TERRAIN,
            original: Original::Layer(ORIGINAL),
            extracted: None,
            permitted_level: None,
        };
        edits.extend(pit(PitId(number), scenario, texts.pit, room, target));
    }
    let stope = Room::Stope {
        void: PlacedM3(1.2e6),
        extracted: BankM3(1.6e6),
    };
    edits.extend(pit(
        PitId(40),
        BACKFILL,
        texts.stope,
        stope,
        BackfillTarget::Most,
    ));
    edits.extend(grounds::other_ground(HILLSIDE, 50, texts)?);
    Ok(edits)
}

fn deposit(
    scenario: ScenarioId,
    name: &str,
    ring: &Ring,
    base: LayerId,
) -> Result<Deposit, TaskError> {
    let drawn = outline(ring)?;
    Ok(Deposit::new(scenario, name.to_owned(), drawn, base))
}

/// `None` if the placed factor were none, which a test rules out.
fn pit(
    id: PitId,
    scenario: ScenarioId,
    name: &str,
    room: Room,
    target: BackfillTarget,
) -> Option<Edit> {
    let pit = Pit {
        scenario,
        name: name.to_owned(),
        room,
        placed_factor: PlacedFactor::new(PLACED_FACTOR)?,
        cap: Cap::default(),
        target,
        mining: Box::default(),
        terms: Box::default(),
        visible: true,
        opacity: 1.0,
    };
    Some(Edit::AddPit(id, Box::new(pit)))
}

fn outline(ring: &Ring) -> Result<Outline, TaskError> {
    Outline::new(&ring.polygon(in_world)).map_err(|source| TaskError::Drawn { source })
}
