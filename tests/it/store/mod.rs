//! The project file, as real files in temporary folders.

mod any_value;
mod contents;
mod crash;
mod gdal_reads;
mod hostile;
mod hostile_slopes;
mod judged;
mod lives;
mod masses;
mod outside;
mod places;
mod round_trip;
mod samples;

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use berghald::balance::{BackfillTarget, Binding, Cap};
use berghald::design::{
    Batter, Benches, Dam, DryingBelt, FillTarget, HeightErrors, Outline, RampMode, ShortLift,
    Slope, UnknownGround, UphillSide, Water,
};
use berghald::project::{
    AddedCopy, Areas, Deposit, DepositChange, DepositId, DepositMethod, Edit, Entry, GroundChange,
    GroundId, GroundPurpose, History, Layer, LayerId, LayerKind, LevelMethod, Original,
    OtherGround, OutletChange, Pit, PitChange, PitId, Project, RampPlan, RampRoute, Room, Scenario,
    ScenarioId, ScenarioKind, Seabed, SlopeTemplate, Slopes, TemplateChange, TemplateId, Values,
};
use berghald::results::{
    CrsRecord, FILL_FIGURES, FillFigures, FillRecord, Fingerprint, Inputs, PIT_FIGURES, PitFigures,
    PitRecord, Records, Snapshot, SourceRecord,
};
use berghald::store::{Integrity, ProjectFile, Step, StoreOddity, Who, integrity};
use berghald::units::{BankM3, Metres, PlacedFactor, PlacedM3};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

fn who() -> Who {
    Who {
        user: "kari".to_owned(),
        host: "fjell".to_owned(),
        program: "Berghald test".to_owned(),
    }
}

/// Says that a test could not be run here, where a person who looks for it finds it.
fn skip(why: &str) {
    io::stderr()
        .write_all(format!("skipped: {why}\n").as_bytes())
        .unwrap();
}

/// The project file in the folder of [`saved`].
const SAVED: &str = "x.gpkg";

/// A file in a folder of its own with everything that a project can have, and what was saved.
fn saved() -> (tempfile::TempDir, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    let now = snapshot(folder.path());
    let path = folder.path().join(SAVED);
    let file = ProjectFile::create(&path, &who(), &step(1, &now)).unwrap();
    file.close(None).unwrap();
    (folder, now)
}

/// What another program makes of a row of `table` by `sql` is told, stays as it is, and is told again. Triggers
/// that such a program would not know of are dropped by `guards` before.
fn is_told_and_left(table: &str, sql: &str, guards: &str) {
    let (folder, _) = saved();
    let path = folder.path().join(SAVED);
    let other = Connection::open(&path).unwrap();
    other.execute_batch(guards).unwrap();
    other.execute_batch(sql).unwrap();
    drop(other);
    let is_told = |oddity: &StoreOddity| matches!(oddity, StoreOddity::RowUnreadable { table: told, .. } if *told == table);
    for _ in 0..2 {
        let opened = ProjectFile::open(&path, &who()).unwrap();
        let oddities = &opened.oddities;
        assert!(oddities.iter().any(is_told), "{sql}: {oddities:?}");
        opened.file.close(None).unwrap();
    }
}

/// A folder in memory where there is one, for tests that save thousands of times.
fn quick_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap()
}

fn at(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::new(1_790_000_000 + second, 123_456_789).unwrap()
}

fn step(number: u64, snapshot: &Snapshot) -> Step {
    Step {
        number,
        snapshot: snapshot.clone(),
        label: format!("edit {number}"),
        at: at(i64::try_from(number).unwrap()),
    }
}

/// A polygon with some corners around a place, as in UTM 33.
fn round(east_m: f64, north_m: f64, radius_m: f64, corners: u32) -> Polygon<f64> {
    let ring: LineString<f64> = (0..corners)
        .map(|index| {
            let angle = std::f64::consts::TAU * f64::from(index) / f64::from(corners);
            Coord {
                x: east_m + radius_m * angle.cos(),
                y: north_m + radius_m * angle.sin(),
            }
        })
        .collect();
    Polygon::new(ring, Vec::new())
}

fn outline(number: u64) -> Outline {
    let east_m = 500_000.0 + 37.3 * (number % 97) as f64;
    let north_m = 7_000_000.0 + 53.7 * (number / 7) as f64;
    Outline::new(&round(east_m, north_m, 20.0 + (number % 5) as f64, 12)).unwrap()
}

fn deposit(scenario: ScenarioId, number: u64) -> Deposit {
    let name = format!("Tipp æøå {number}");
    let plain = Deposit::new(scenario, name, outline(number), LayerId(2));
    Deposit {
        batter: Batter::plain(Slope::new(0.3 + 0.1 * (number % 5) as f64).unwrap()),
        target: match number % 3 {
            0 => FillTarget::Capacity,
            1 => FillTarget::Crest(Metres(100.1 + number as f64)),
            _ => FillTarget::Volume(PlacedM3(1e6 / 3.0)),
        },
        unknown_ground: if number.is_multiple_of(2) {
            UnknownGround::Refuse
        } else {
            UnknownGround::UseNearest
        },
        visible: !number.is_multiple_of(4),
        opacity: 0.7,
        ..plain
    }
}

/// A deposit with everything that there is, haul ramps and fills below a point among it.
fn built(scenario: ScenarioId, number: u64) -> Deposit {
    let mut deposit = built_3(scenario, number);
    let place = deposit.outline.extent().center();
    if number % 7 == 2 {
        let marker = round(place.x, place.y, 1.0, 4);
        deposit.outline = Outline::new(&marker).unwrap();
        deposit.method = DepositMethod::Point;
    }
    let corner = Coord {
        x: place.x + 1.0 / 3.0,
        y: place.y - 0.1,
    };
    let route = match number % 5 {
        0 => RampRoute::Automatic {
            uphill: UphillSide::Right,
        },
        1 => RampRoute::Automatic {
            uphill: UphillSide::Left,
        },
        2 => RampRoute::Drawn {
            line: vec![place, corner],
            start_height: Some(Metres(-0.1 * number as f64)),
        },
        3 => RampRoute::Drawn {
            line: Vec::new(),
            start_height: None,
        },
        _ => return deposit,
    };
    deposit.ramp = Some(Box::new(RampPlan {
        width: Metres(20.0 + 1.0 / 3.0),
        gradient: 0.1 - 0.001 * (number % 10) as f64,
        side: number
            .is_multiple_of(2)
            .then_some(Slope::new(2.0 / 3.0).unwrap()),
        turning_radius: (number % 3 != 1).then_some(Metres(12.0 + 1.0 / 7.0)),
        mode: [RampMode::Added, RampMode::Cut, RampMode::Balanced][(number % 3) as usize],
        route,
    }));
    deposit
}

fn template(number: u64) -> SlopeTemplate {
    let deposit = built_3(ScenarioId::FIRST, number);
    SlopeTemplate {
        name: format!("Mal æøå {number}"),
        slopes: Slopes::of(&deposit),
        source: "Geoteknisk rapport 7, “½”".to_owned(),
    }
}

/// A deposit with a method, berms, water and what else there was in the third schema.
fn built_3(scenario: ScenarioId, number: u64) -> Deposit {
    let plain = deposit(scenario, number);
    let corners = plain.outline.polygon().exterior().0.len() - 1;
    let slope = |rise: f64| Slope::new(rise + 0.01 * (number % 11) as f64).unwrap();
    let mut benches = Benches::new(Metres(10.0 / 3.0), Metres(8.1)).unwrap();
    if number.is_multiple_of(2) {
        benches.datum = Some(Metres(-0.1 * number as f64));
        benches.short_lift = ShortLift::Stands;
    }
    let drops = (0..corners).map(|corner| Metres(corner as f64 / 7.0));
    let place = plain.outline.extent().center();
    let dam = Dam {
        crest_width: Metres(6.3),
        inner: slope(0.5),
        outer: slope(0.6),
        freeboard: Metres(1.0 / 3.0),
    };
    Deposit {
        method: match number % 4 {
            0 => DepositMethod::Toe,
            1 => DepositMethod::Crest {
                drops: drops.collect(),
            },
            2 => DepositMethod::Crest { drops: Vec::new() },
            _ => DepositMethod::Level(Box::new(LevelMethod {
                dam: number.is_multiple_of(3).then_some(dam),
                beach: number.is_multiple_of(5).then_some(slope(0.02)),
                discharges: vec![place; (number % 3) as usize],
            })),
        },
        batter: Batter {
            benches: (!number.is_multiple_of(3)).then_some(benches),
            water: (!number.is_multiple_of(5)).then_some(Water {
                level: Metres(-0.7),
                face: slope(0.4),
            }),
            ..plain.batter
        },
        closure: number.is_multiple_of(7).then_some(slope(0.3)),
        seabed: number.is_multiple_of(2).then_some(Seabed {
            layer: LayerId(3),
            belt: [DryingBelt::LeaveOpen, DryingBelt::Interpolate][(number % 4 / 2) as usize],
        }),
        ..plain
    }
}

fn pit(scenario: ScenarioId, number: u64) -> Pit {
    let room = if number.is_multiple_of(3) {
        Room::Stope {
            void: PlacedM3(2e6 / 7.0),
            extracted: BankM3(1e5 / 3.0 + number as f64),
        }
    } else {
        Room::Pit {
            outline: outline(number + 3),
            mined: LayerId(2),
            original: match number % 2 {
                0 => Original::Rim,
                _ => Original::Layer(LayerId(number % 9)),
            },
            extracted: number.is_multiple_of(4).then_some(BankM3(1e6 / 7.0)),
            permitted_level: number.is_multiple_of(5).then_some(Metres(100.3)),
        }
    };
    Pit {
        scenario,
        name: format!("Brudd æøå {number}"),
        room,
        placed_factor: factor(number),
        cap: cap(number),
        target: backfill_target(number),
        mining: Box::default(),
        terms: Box::default(),
        visible: !number.is_multiple_of(4),
        opacity: 0.7,
    }
}

fn factor(number: u64) -> PlacedFactor {
    PlacedFactor::new(1.1 + (number % 7) as f64 / 13.0).unwrap()
}

fn cap(number: u64) -> Cap {
    Cap::new(0.65 / (1 + number % 3) as f64, "målt svelling, ½").unwrap()
}

fn backfill_target(number: u64) -> BackfillTarget {
    match number % 3 {
        0 => BackfillTarget::Most,
        1 => BackfillTarget::Level(Metres(100.1 + number as f64)),
        _ => BackfillTarget::Bank(BankM3(1e6 / 3.0)),
    }
}

fn layer(kind: LayerKind, source: &str) -> Layer {
    Layer {
        name: "Høydemodell".to_owned(),
        kind,
        source: source.to_owned(),
        stated_crs: Some("EPSG:25833".to_owned()),
        values: Values::Heights,
        height_offset: Metres(0.1),
        errors: HeightErrors::NONE,
        attribution: "© Kartverket".to_owned(),
        visible: true,
        opacity: 0.3,
        site: None,
    }
}

/// EPSG:25833 as GDAL writes it.
const UTM_33: &str = r#"PROJCS["ETRS89 / UTM zone 33N",GEOGCS["ETRS89",DATUM["European_Terrestrial_Reference_System_1989",SPHEROID["GRS 1980",6378137,298.257222101,AUTHORITY["EPSG","7019"]],AUTHORITY["EPSG","6258"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4258"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",15],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","25833"]]"#;

fn utm_33() -> Arc<CrsRecord> {
    Arc::new(CrsRecord {
        epsg: Some(25833),
        name: "ETRS89 / UTM zone 33N".to_owned(),
        wkt: "COMPOUNDCRS[…]".to_owned(),
        wkt1: UTM_33.to_owned(),
    })
}

fn source_record(number: u8) -> Arc<SourceRecord> {
    Arc::new(SourceRecord {
        blake3: Fingerprint::of_content([number; 32]),
        size_bytes: 123_456_789_012,
        modified: Some(at(7)),
        crs: "ETRS89 / UTM zone 33N + NN2000 height (EPSG:5973)".to_owned(),
        vertical_datum: "NN2000".to_owned(),
    })
}

fn fill(number: u64) -> Arc<FillRecord> {
    let mut figures = [0.0; FILL_FIGURES.len()];
    for (place, figure) in figures.iter_mut().enumerate() {
        // Those that came with the third schema are not there.
        *figure = if place < 16 {
            (number as f64 + 1.0) * 1000.0 / (place as f64 + 3.0)
        } else {
            f64::NAN
        };
    }
    Arc::new(FillRecord {
        of: Inputs::of("fill").number(number as f64).fingerprint(),
        figures: FillFigures(figures),
        fits: !number.is_multiple_of(2),
        footprint: MultiPolygon(vec![
            round(500_000.0, 7_000_000.0, 40.0, 30),
            round(500_100.0 + number as f64, 7_000_000.0, 9.0, 5),
        ]),
        curve: Vec::new(),
        warnings: vec!["many_zeros".to_owned(), "a \"quoted\", one".to_owned()],
        at: at(9),
        program: "Berghald 0.1.0".to_owned(),
    })
}

/// What came of a pit, or of a stope, which covers no ground.
fn backfill(number: u64, binding: Binding, covers_ground: bool) -> Arc<PitRecord> {
    let mut figures = [0.0; PIT_FIGURES.len()];
    for (place, figure) in figures.iter_mut().enumerate() {
        let is_there = covers_ground || PIT_FIGURES[place].contains("bank");
        *figure = if is_there {
            (number as f64 + 1.0) * 1000.0 / (place as f64 + 3.0)
        } else {
            // As processors have it that divide nothing by nothing.
            -f64::NAN
        };
    }
    let ground = round(500_200.0 + number as f64, 7_000_300.0, 60.0, 30);
    Arc::new(PitRecord {
        of: Inputs::of("pit").number(number as f64).fingerprint(),
        figures: PitFigures(figures),
        binding,
        footprint: MultiPolygon(covers_ground.then_some(ground).into_iter().collect()),
        curve: Vec::new(),
        warnings: vec!["placed_factor_unusual".to_owned()],
        at: at(11),
        program: "Berghald 0.2.0".to_owned(),
    })
}

/// A project with something of everything, in a folder.
fn snapshot(folder: &Path) -> Snapshot {
    let mut now = snapshot_8(folder);
    for edit in judged::edits() {
        edit.apply(&mut now.project);
    }
    judged::freeze(&mut now.records);
    now
}

/// The same as far as the eighth schema goes.
fn snapshot_8(folder: &Path) -> Snapshot {
    let mut now = snapshot_7(folder);
    for edit in lives::edits() {
        edit.apply(&mut now.project);
    }
    for record in now.records.fills.values_mut() {
        Arc::make_mut(record).curve = lives::curve();
    }
    now
}

/// The same as far as the seventh schema goes.
fn snapshot_7(folder: &Path) -> Snapshot {
    let mut now = snapshot_6(folder);
    for edit in masses::edits() {
        edit.apply(&mut now.project);
    }
    now.records.last_id = 45;
    now
}

/// The same as far as the sixth schema goes.
fn snapshot_6(folder: &Path) -> Snapshot {
    let mut now = snapshot_5(folder);
    for number in [40, 41] {
        let ground = Box::new(ground([ScenarioId::FIRST, ScenarioId(8)][number % 2], 40));
        Edit::AddGround(GroundId(number as u64), ground).apply(&mut now.project);
    }
    let reason = GroundChange::Temporary(Some("til tuvene legges tilbake, ½".to_owned()));
    Edit::ChangeGround(GroundId(41), reason).apply(&mut now.project);
    Edit::SetAreas(Areas::Geodesic).apply(&mut now.project);
    now
}

fn ground(scenario: ScenarioId, number: u64) -> OtherGround {
    let purpose = GroundPurpose::ALL[(number % 6) as usize];
    let name = format!("Massetak æøå {number}");
    OtherGround::new(scenario, name, outline(number + 5), purpose)
}

/// The same as far as the fifth schema goes.
fn snapshot_5(folder: &Path) -> Snapshot {
    let mut now = snapshot_4(folder);
    let reason = Some("mellomlager til 2035, ½ æøå".to_owned());
    let change = Box::new(DepositChange::Temporary(reason));
    Edit::ChangeDeposit(DepositId(29), change).apply(&mut now.project);
    now
}

/// The same as far as the fourth schema goes.
fn snapshot_4(folder: &Path) -> Snapshot {
    let mut now = snapshot_3(folder);
    for number in 28..35 {
        let added = Box::new(built(ScenarioId::FIRST, number));
        Edit::AddDeposit(DepositId(number), added).apply(&mut now.project);
    }
    for number in 35..40 {
        let added = Box::new(TemplateChange::Add(template(number)));
        Edit::ChangeTemplate(TemplateId(number), added).apply(&mut now.project);
    }
    let moved = Box::new(TemplateChange::Move(1));
    Edit::ChangeTemplate(TemplateId(39), moved).apply(&mut now.project);
    let mut record = FillRecord::clone(&fill(28));
    for (place, figure) in record.figures.0.iter_mut().enumerate() {
        *figure = place as f64 / 7.0;
    }
    now.records.fills.insert(DepositId(28), Arc::new(record));
    now
}

/// The same as far as the third schema goes.
fn snapshot_3(folder: &Path) -> Snapshot {
    let mut now = snapshot_2(folder);
    let errors = HeightErrors::new(Metres(0.1), Metres(1.0 / 3.0), Metres(70.0)).unwrap();
    Edit::SetHeightErrors(LayerId(2), errors).apply(&mut now.project);
    for number in 20..28 {
        let added = Box::new(built_3(ScenarioId::FIRST, number));
        Edit::AddDeposit(DepositId(number), added).apply(&mut now.project);
    }
    let mut record = FillRecord::clone(&fill(20));
    // Those that came with the fourth schema are not there.
    for (place, figure) in record.figures.0.iter_mut().enumerate().take(19) {
        *figure = place as f64 / 3.0;
    }
    now.records.fills.insert(DepositId(20), Arc::new(record));
    now
}

/// The same as far as the second schema goes.
fn snapshot_2(folder: &Path) -> Snapshot {
    let mut now = snapshot_1(folder);
    for edit in [
        Edit::SetValues(LayerId(2), Values::Depths),
        Edit::AddPit(PitId(10), Box::new(pit(ScenarioId::FIRST, 10))),
        Edit::AddPit(PitId(11), Box::new(pit(ScenarioId(8), 11))),
        Edit::AddPit(PitId(12), Box::new(pit(ScenarioId::FIRST, 12))),
        Edit::Reorder(Entry::Pit(PitId(10)), 4),
    ] {
        edit.apply(&mut now.project);
    }
    now.records.pits = [
        (PitId(10), backfill(10, Binding::Void, true)),
        (PitId(12), backfill(12, Binding::Target, false)),
    ]
    .into();
    now
}

/// The same as far as the first schema goes.
fn snapshot_1(folder: &Path) -> Snapshot {
    let mut history = History::of(Project::new("Nullalternativet", "Alternativ 1"));
    let terrain = folder.join("høyder/dem.tif#2");
    let elsewhere = "/srv/kart/orto.tif";
    let what_if = ScenarioKind::WhatIf {
        of: ScenarioId::FIRST,
    };
    for edit in [
        Edit::AddLayer(
            LayerId(2),
            layer(LayerKind::Terrain, terrain.to_str().unwrap()),
        ),
        Edit::AddLayer(LayerId(3), layer(LayerKind::Background, elsewhere)),
        Edit::AddLayer(LayerId(4), layer(LayerKind::PlaceNames, "")),
        Edit::AddDeposit(DepositId(5), Box::new(deposit(ScenarioId::FIRST, 5))),
        Edit::AddDeposit(DepositId(6), Box::new(deposit(ScenarioId::FIRST, 6))),
        Edit::AddDeposit(DepositId(7), Box::new(deposit(ScenarioId::ZERO, 7))),
        Edit::AddScenario(
            ScenarioId(8),
            Scenario::new("Hva om?", what_if, [1, 2, 255]),
            Vec::new(),
        ),
        Edit::AddDeposit(DepositId(9), Box::new(deposit(ScenarioId(8), 9))),
        Edit::NoteScenario(ScenarioId(8), "Linje 1\nlinje 2 “x”".to_owned()),
        Edit::FreezeScenario(ScenarioId::ZERO, true),
        Edit::Reorder(Entry::Deposit(DepositId(9)), 0),
    ] {
        history.apply(edit);
    }
    Snapshot {
        project: history.project().clone(),
        records: Records {
            crs: Some(utm_33()),
            sources: [(LayerId(2), source_record(7))].into(),
            fills: [(DepositId(5), fill(5)), (DepositId(9), fill(9))].into(),
            pits: BTreeMap::new(),
            frozen: BTreeMap::new(),
            active: ScenarioId(8),
            last_id: 42,
        },
    }
}

/// An edit that changes something of a project with at least one layer.
fn random_edit(random: &mut ChaCha8Rng, project: &Project, last_id: &mut u64) -> Edit {
    let mut new_id = || {
        *last_id += 1;
        *last_id
    };
    let pick = |random: &mut ChaCha8Rng, count: usize| random.random_range(0..count.max(1));
    let scenarios: Vec<ScenarioId> = project.scenarios.keys().copied().collect();
    let scenario = scenarios[pick(random, scenarios.len())];
    let number = random.random_range(0..1_000_000);
    let Some(entry) = project
        .order
        .get(pick(random, project.order.len()))
        .copied()
    else {
        return Edit::AddLayer(LayerId(new_id()), layer(LayerKind::Terrain, "/a/b.tif"));
    };
    let deposits: Vec<DepositId> = project.deposits.keys().copied().collect();
    let pits: Vec<PitId> = project.pits.keys().copied().collect();
    let Some(deposit_id) = deposits.get(pick(random, deposits.len())).copied() else {
        return Edit::AddDeposit(DepositId(new_id()), Box::new(deposit(scenario, number)));
    };
    let Some(pit_id) = pits.get(pick(random, pits.len())).copied() else {
        return Edit::AddPit(PitId(new_id()), Box::new(pit(scenario, number)));
    };
    match random.random_range(0..44) {
        0 if project.layers.len() < 12 => Edit::AddLayer(
            LayerId(new_id()),
            layer(LayerKind::Background, &format!("/kart/{number}.tif#1")),
        ),
        0..=3 => Edit::AddDeposit(DepositId(new_id()), Box::new(built(scenario, number))),
        27 => {
            let id = TemplateId(new_id());
            Edit::ChangeTemplate(id, Box::new(TemplateChange::Add(template(number))))
        }
        28 => {
            let ids: Vec<TemplateId> = project.templates.keys().copied().collect();
            let id = ids.get(pick(random, ids.len())).copied();
            let id = id.unwrap_or(TemplateId(number));
            Edit::ChangeTemplate(id, Box::new(random_template_change(random, number)))
        }
        29 | 30 => Edit::AddGround(GroundId(new_id()), Box::new(ground(scenario, number))),
        31 => {
            let ids: Vec<GroundId> = project.other_ground.keys().copied().collect();
            let id = ids.get(pick(random, ids.len())).copied();
            let change = match number % 3 {
                0 => GroundChange::Purpose(ground(scenario, number).purpose),
                1 => GroundChange::Temporary(Some(format!("Grunn {number}"))),
                _ => GroundChange::Temporary(None),
            };
            Edit::ChangeGround(id.unwrap_or(GroundId(number)), change)
        }
        33..42 => {
            let id = new_id();
            masses::random_edit(random, project, scenario, (number, id))
        }
        42 => lives::random_edit(deposit_id, number),
        32 => Edit::SetAreas([Areas::Planar, Areas::Geodesic][pick(random, 2)]),
        24..=26 => Edit::ChangeDeposit(deposit_id, Box::new(random_build(random, number))),
        4 => Edit::Remove(entry),
        5 => Edit::Rename(entry, format!("Navn {number}")),
        6 => Edit::Show(entry, number % 2 == 0),
        7 => Edit::Fade(entry, number as f32 / 1_000_000.0),
        8 | 9 => Edit::Reorder(entry, pick(random, project.order.len())),
        10 => Edit::Reshape(Entry::Deposit(deposit_id), outline(number)),
        11 => Edit::SetFace(
            deposit_id,
            Slope::new(0.1 + random.random::<f64>()).unwrap(),
        ),
        12 => Edit::SetTarget(deposit_id, deposit(scenario, number).target),
        13 => Edit::SetBase(deposit_id, LayerId(number % 9)),
        14 if project.scenarios.len() < 20 => {
            let copies = project
                .built_in(scenario)
                .take(5)
                .map(|copy_of| AddedCopy {
                    id: new_id(),
                    copy_of,
                })
                .collect();
            let kind = if number % 2 == 0 {
                ScenarioKind::Alternative
            } else {
                ScenarioKind::WhatIf { of: scenario }
            };
            let added = Scenario::new(&format!("Alternativ {number}"), kind, [3, 2, 1]);
            Edit::AddScenario(ScenarioId(new_id()), added, copies)
        }
        14 | 15 if 3 < project.scenarios.len() => Edit::RemoveScenario(scenario),
        16 => Edit::MoveScenario(scenario, pick(random, scenarios.len())),
        17 => Edit::NoteScenario(scenario, format!("Note {number}")),
        18 => Edit::KeepWhatIf(scenario, format!("Beholdt {number}")),
        19 => match entry {
            Entry::Layer(id) => Edit::SetHeightOffset(id, Metres(random.random::<f64>() - 0.5)),
            Entry::Deposit(id) => Edit::SetUnknownGround(id, UnknownGround::UseNearest),
            Entry::Pit(id) => Edit::ChangePit(id, PitChange::PermittedLevel(None)),
            Entry::Ground(_) => Edit::Reshape(entry, outline(number)),
            Entry::Outlet(id) => Edit::ChangeOutlet(id, OutletChange::Place(None)),
        },
        20 => Edit::AddPit(PitId(new_id()), Box::new(pit(scenario, number))),
        21 => Edit::ChangePit(pit_id, random_change(random, number)),
        22 => Edit::Reshape(Entry::Pit(pit_id), outline(number)),
        23 => {
            let layers: Vec<LayerId> = project.layers.keys().copied().collect();
            let values = [Values::Heights, Values::Depths][pick(random, 2)];
            match layers.get(pick(random, layers.len())) {
                Some(layer) => Edit::SetValues(*layer, values),
                None => Edit::Remove(entry),
            }
        }
        _ => Edit::RenameScenario(scenario, format!("Alternativ {number}")),
    }
}

fn random_build(random: &mut ChaCha8Rng, number: u64) -> DepositChange {
    let other = built(ScenarioId::FIRST, number);
    match random.random_range(0..7) {
        0 => DepositChange::Method {
            method: match other.method {
                // Levels belong to the corners of their own outline.
                DepositMethod::Crest { .. } => DepositMethod::Crest { drops: Vec::new() },
                method => method,
            },
            target: other.target,
        },
        1 => DepositChange::Benches(other.batter.benches),
        2 => DepositChange::Water(other.batter.water),
        3 => DepositChange::Slopes(Slopes::of(&other)),
        4 => DepositChange::Closure(other.closure),
        5 => DepositChange::Ramp(other.ramp),
        _ => DepositChange::Seabed(other.seabed),
    }
}

fn random_template_change(random: &mut ChaCha8Rng, number: u64) -> TemplateChange {
    let other = template(number);
    match random.random_range(0..5) {
        0 => TemplateChange::Slopes(other.slopes),
        1 | 2 => TemplateChange::Describe {
            name: other.name,
            source: format!("Rapport {number}"),
        },
        3 => TemplateChange::Move((number % 7) as usize),
        _ => TemplateChange::Remove,
    }
}

fn random_change(random: &mut ChaCha8Rng, number: u64) -> PitChange {
    match random.random_range(0..8) {
        0 => PitChange::Mined(LayerId(number % 9)),
        1 => PitChange::Original(Original::Layer(LayerId(number % 9))),
        2 => PitChange::Extracted(Some(BankM3(random.random::<f64>() * 1e7))),
        3 => PitChange::PermittedLevel(Some(Metres(random.random::<f64>() * 100.0))),
        4 => PitChange::StopeVoid(PlacedM3(random.random::<f64>() * 1e7)),
        5 => PitChange::PlacedFactor(factor(number)),
        6 => PitChange::Cap(cap(number)),
        _ => PitChange::Target(backfill_target(number)),
    }
}

/// Looks whether a file is whole, and fails with what is not.
fn whole(path: &Path) -> Integrity {
    let found = integrity(path).unwrap();
    assert_eq!(found.problems, Vec::<String>::new());
    assert!(found.log_replays);
    found
}
