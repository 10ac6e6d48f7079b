//! A process that saves is killed, again and again; what it said was saved is there.

use std::collections::BTreeSet;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use berghald::project::History;
use berghald::results::Snapshot;
use berghald::store::{Access, ProjectFile};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

use super::{quick_folder, random_edit, snapshot, step, who, whole};

const KILLS: u64 = 300;

/// How many lives a file has, so that looking through its log stays quick.
const LIVES: u64 = 25;

/// The child's part: edits and saves as fast as it can, and says what is saved.
#[test]
fn child_that_edits() {
    let Ok(path) = std::env::var("BERGHALD_TEST_EDIT") else {
        return;
    };
    let seed = std::env::var("BERGHALD_TEST_SEED").unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(seed.parse().unwrap());
    let opened = ProjectFile::open(Path::new(&path), &who()).unwrap();
    let mut file = opened.file;
    assert_eq!(file.access(), &Access::Write);
    let mut history = History::of(opened.snapshot.project.clone());
    let mut last_id = opened.snapshot.records.last_id;
    let mut number = file.last_edit();
    // Until it is killed.
    while number < u64::MAX {
        let before = history.project().clone();
        match random.random_range(0..8) {
            0 => drop(history.undo()),
            1 => drop(history.redo()),
            _ => history.apply(random_edit(&mut random, history.project(), &mut last_id)),
        }
        if *history.project() == before {
            continue;
        }
        number += 1;
        let mut now = Snapshot {
            project: history.project().clone(),
            ..opened.snapshot.clone()
        };
        now.records.last_id = last_id;
        file.save(&[step(number, &now)]).unwrap();
        writeln!(io::stdout(), "saved {number}").unwrap();
    }
}

/// Lets a child edit for a while, kills it and returns what it said and how long that took.
fn life(path: &Path, seed: u64, random: &mut ChaCha8Rng) -> (BTreeSet<u64>, Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::crash::child_that_edits", "--nocapture"])
        .env("BERGHALD_TEST_EDIT", path)
        .env("BERGHALD_TEST_SEED", seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let number = |line: &str| Some(line.strip_prefix("saved ")?.parse::<u64>().unwrap());
    let mut saved = BTreeSet::new();
    let edits = random.random_range(1..60);
    let mut began = Instant::now();
    while saved.len() < edits {
        let line = lines.next().unwrap().unwrap();
        if saved.is_empty() {
            began = Instant::now();
        }
        saved.extend(number(&line));
    }
    let took = began.elapsed();
    // Somewhere in the middle of one of the next saves.
    let moment = Duration::from_micros(random.random_range(0..4_000));
    let waiting = Instant::now();
    while waiting.elapsed() < moment {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // A line that was cut off was not said.
    let mut rest = lines.map_while(Result::ok).collect::<Vec<_>>();
    rest.pop();
    saved.extend(rest.iter().filter_map(|line| number(line)));
    (saved, took)
}

fn kill(seed: u64, kills: u64) -> (u64, Duration) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut edits, mut took) = (0, Duration::ZERO);
    let mut said = BTreeSet::new();
    let mut folder = quick_folder();
    for kill in 0..kills {
        if kill.is_multiple_of(LIVES) {
            folder = quick_folder();
            said.clear();
            let first = snapshot(folder.path());
            let path = folder.path().join("x.gpkg");
            let file = ProjectFile::create(&path, &who(), &step(0, &first)).unwrap();
            file.close(None).unwrap();
        }
        let path = folder.path().join("x.gpkg");
        let (saved, time) = life(&path, seed ^ kill, &mut random);
        edits += saved.len() as u64 - 1;
        took += time;
        said.extend(saved);
        let opened = ProjectFile::open(&path, &who()).unwrap();
        assert!(opened.was_interrupted);
        assert_eq!(opened.oddities, []);
        assert!(said.last().copied() <= opened.last.map(|last| last.number));
        opened.file.close(None).unwrap();
        let found = whole(&path);
        assert!(said.last().copied() <= Some(found.last_edit));
        let reading = Connection::open(&path).unwrap();
        let logged: BTreeSet<u64> = reading
            .prepare("SELECT DISTINCT edit FROM change_log")
            .unwrap()
            .query_map([], |row| row.get::<_, i64>(0))
            .unwrap()
            .map(|edit| u64::try_from(edit.unwrap()).unwrap())
            .collect();
        assert!(said.is_subset(&logged));
    }
    (edits, took)
}

#[test]
fn three_hundred_kills_lose_nothing_that_was_saved() {
    let (one, other) = std::thread::scope(|threads| {
        let one = threads.spawn(|| kill(1, KILLS / 2));
        let other = threads.spawn(|| kill(2, KILLS / 2));
        (one.join().unwrap(), other.join().unwrap())
    });
    let edits = one.0 + other.0;
    let rate = edits as f64 / (one.1 + other.1).as_secs_f64();
    writeln!(
        io::stdout(),
        "{KILLS} kills, {edits} edits, {rate:.0} a second in each of two processes"
    )
    .unwrap();
}
