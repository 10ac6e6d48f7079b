//! How fast a project file opens and saves, with 200 scenarios and 2,000 outlines of 60 corners.
//!
//! # Figures
//! Median and, in brackets, the slowest, of 20 and 50 on two quiet cores of a virtual machine; then the median
//! while others kept the cores and the disk busy; beside them what is aimed at.
//!
//! | work | time | busy | aim |
//! | --- | --- | --- | --- |
//! | open: lock, read and check everything, close | 58 ms (63) | 108 ms | 2 s |
//! | save an edit | 2.8 ms (3.6) | 20 ms | 50 ms |
//! | save a move in the order and an outline | 3.4 ms (4.4) | 16 ms | 50 ms |

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use berghald::design::Outline;
use berghald::project::{
    Deposit, DepositId, Edit, Entry, LayerId, Project, Scenario, ScenarioId, ScenarioKind,
};
use berghald::results::{FILL_FIGURES, FillFigures, FillRecord, Inputs, Records, Snapshot};
use berghald::store::{ProjectFile, Step, Who};
use divan::Bencher;
use geo::{Coord, LineString, MultiPolygon, Polygon};

const SCENARIOS: u64 = 200;
const OUTLINES: u16 = 2_000;

fn round(number: u64, radius_m: f64) -> Polygon<f64> {
    let (east_m, north_m) = (
        500_000.0 + 100.0 * (number % 50) as f64,
        7_000_000.0 + 100.0 * (number / 50) as f64,
    );
    let ring: LineString<f64> = (0..60)
        .map(|corner| {
            let angle = std::f64::consts::TAU * f64::from(corner) / 60.0;
            Coord {
                x: east_m + radius_m * angle.cos(),
                y: north_m + radius_m * angle.sin(),
            }
        })
        .collect();
    Polygon::new(ring, Vec::new())
}

/// Every outline has a result, as after everything was worked out.
fn large() -> Snapshot {
    let mut project = Project::new("0", "1");
    let mut fills = BTreeMap::new();
    for number in 2..SCENARIOS {
        let scenario = Scenario::new(&number.to_string(), ScenarioKind::Alternative, [0; 3]);
        Edit::AddScenario(ScenarioId(number), scenario, Vec::new()).apply(&mut project);
    }
    let mut order = Vec::new();
    for number in 0..u64::from(OUTLINES) {
        let id = DepositId(1_000 + number);
        let outline = Outline::new(&round(number, 45.0)).expect("a circle is simple");
        let (scenario, name) = (ScenarioId(number % SCENARIOS), format!("Tipp {number}"));
        let deposit = Deposit {
            opacity: 0.5,
            ..Deposit::new(scenario, name, outline, LayerId(1))
        };
        project.deposits.insert(id, Arc::new(deposit));
        order.push(Entry::Deposit(id));
        let record = FillRecord {
            of: Inputs::of("fill").number(number as f64).fingerprint(),
            figures: FillFigures([number as f64 / 3.0; FILL_FIGURES.len()]),
            fits: true,
            footprint: MultiPolygon(vec![round(number, 44.0)]),
            curve: Vec::new(),
            warnings: Vec::new(),
            at: jiff::Timestamp::UNIX_EPOCH,
            program: "Berghald".to_owned(),
        };
        fills.insert(id, Arc::new(record));
    }
    project.order = Arc::new(order);
    let records = Records {
        fills,
        last_id: 9_999,
        ..Records::default()
    };
    Snapshot { project, records }
}

fn step(number: u64, snapshot: &Snapshot) -> Step {
    Step {
        number,
        snapshot: snapshot.clone(),
        label: "bench".to_owned(),
        at: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn made(folder: &Path) -> (PathBuf, ProjectFile) {
    let path = folder.join("large.gpkg");
    let who = Who::of_this_machine();
    let file = ProjectFile::create(&path, &who, &step(1, &large())).expect("a folder to write in");
    (path, file)
}

/// Opens it, takes the lock, reads everything and closes it.
#[divan::bench(sample_count = 20)]
fn open_project(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder to write in");
    let (path, file) = made(folder.path());
    file.close(None).expect("nothing to go wrong");
    let who = Who::of_this_machine();
    bencher.bench_local(|| {
        let opened = ProjectFile::open(&path, &who).expect("it was just closed");
        let count = opened.snapshot.project.deposits.len();
        opened.file.close(None).expect("nothing to go wrong");
        count
    });
}

/// Saves one edit: another name for a deposit.
#[divan::bench(sample_count = 50)]
fn save_edit(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder to write in");
    let (_, mut file) = made(folder.path());
    let mut now = file.saved().clone();
    let number = Cell::new(1);
    bencher.bench_local(|| {
        number.set(number.get() + 1);
        let entry = Entry::Deposit(DepositId(1_000 + number.get() % u64::from(OUTLINES)));
        Edit::Rename(entry, number.get().to_string()).apply(&mut now.project);
        file.save(&[step(number.get(), &now)])
            .expect("room to save");
    });
}

/// Saves one edit that moves the topmost deposit to the bottom and gives another a new outline.
#[divan::bench(sample_count = 50)]
fn save_move_and_outline(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder to write in");
    let (_, mut file) = made(folder.path());
    let mut now = file.saved().clone();
    let number = Cell::new(1);
    bencher.bench_local(|| {
        number.set(number.get() + 1);
        let id = DepositId(1_000 + number.get() % u64::from(OUTLINES));
        Edit::Reorder(now.project.order[0], usize::from(OUTLINES)).apply(&mut now.project);
        let radius_m = 40.0 + (number.get() % 7) as f64;
        let outline = Outline::new(&round(number.get(), radius_m)).expect("a circle is simple");
        Edit::Reshape(Entry::Deposit(id), outline).apply(&mut now.project);
        file.save(&[step(number.get(), &now)])
            .expect("room to save");
    });
}
