//! Copied layers in a project file: taken in whole or not at all, kept while anybody may want them back, and
//! readable for other programs.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use berghald::design::HeightErrors;
use berghald::progress::Run;
use berghald::project::{
    ContentName, Edit, Entry, History, Layer, LayerId, LayerKind, SiteChange, SiteLayer, Values,
};
use berghald::results::{ContentFacts, ImportNote, ListedFlaw, Snapshot};
use berghald::site::{Attribute, AttributeKind, FieldValue, FlawKind, Role, Shape, ShapeKind};
use berghald::store::{ContentQuery, ProjectFile, StagedContent, integrity};
use berghald::units::Metres;
use geo::{Coord, MultiPolygon};
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use super::{at, round, snapshot, source_record, step, who, whole};

const FEATURES: u64 = 700;

fn fields() -> Vec<Attribute> {
    [
        ("Navn", AttributeKind::Text),
        ("NAVN", AttributeKind::Text),
        ("arealtype", AttributeKind::Integer),
        ("høyde \"m\"", AttributeKind::Number),
    ]
    .map(|(name, kind)| Attribute {
        name: name.to_owned(),
        kind,
    })
    .into()
}

fn shape(number: u64) -> Shape {
    let (column, row) = ((number % 30) as f64, (number / 30) as f64);
    let polygon = round(500_000.0 + 25.0 * column, 7_000_000.0 + 25.0 * row, 11.0, 9);
    Shape::Polygons(MultiPolygon(vec![polygon]))
}

fn staged(folder: &Path) -> StagedContent {
    let mut staged = StagedContent::begin(folder, "AR5 flåte", &fields()).unwrap();
    for number in 0..FEATURES {
        let values = [
            Some(FieldValue::Text(format!("Myr æøå {number}"))),
            None,
            Some(FieldValue::Integer([11, 21, 60][(number % 3) as usize])),
            Some(FieldValue::Number(number as f64 / 7.0)),
        ];
        let fid = staged
            .add(Some(2 * number), &shape(number), &values)
            .unwrap();
        assert_eq!(fid, i64::try_from(2 * number).unwrap());
    }
    staged.add_flaw(ListedFlaw {
        fid: 4,
        kind: FlawKind::RingCrossesItself,
        at: Coord {
            x: 500_000.1,
            y: 7_000_000.0,
        },
        area_m2: 1.0 / 3.0,
        repaired_m2: 2.0 / 3.0,
    });
    staged.note(vec![ImportNote {
        code: "empty_skipped".to_owned(),
        arguments: vec![("count".to_owned(), "3".to_owned())],
    }]);
    staged
}

fn site_layer(content: ContentName, folder: &Path) -> Layer {
    let source = folder.join("kart/ar5.gpkg#AR5 flåte");
    Layer {
        name: "AR5 æøå".to_owned(),
        kind: LayerKind::Site,
        source: source.to_str().unwrap().to_owned(),
        stated_crs: None,
        values: Values::Heights,
        height_offset: Metres(0.0),
        errors: HeightErrors::NONE,
        attribution: "© NIBIO".to_owned(),
        visible: true,
        opacity: 0.7,
        site: Some(Box::new(SiteLayer {
            role: Role::Farmland,
            data_set: Some("ar5".to_owned()),
            class_field: Some("arealtype".to_owned()),
            label_field: Some("Navn på flate".to_owned()),
            coverage: Some(LayerId(2)),
            buffer: Some(Metres(12.5)),
            repaired: true,
            ..SiteLayer::new(content)
        })),
    }
}

/// A project in a file, with a copied layer that nothing names yet.
fn with_content(folder: &Path) -> (ProjectFile, Snapshot, ContentName, ContentFacts) {
    let path = folder.join("x.gpkg");
    let first = snapshot(folder);
    let mut file = ProjectFile::create(&path, &who(), &step(1, &first)).unwrap();
    let name = ContentName::new(LayerId(70), "AR5 flåte");
    let staged = staged(folder);
    let facts = file
        .add_content(&name, &staged, at(3), &Run::default())
        .unwrap();
    (file, first, name, facts)
}

fn with_layer(now: &Snapshot, name: &ContentName, folder: &Path) -> Snapshot {
    let mut history = History::of(now.project.clone());
    history.apply(Edit::AddLayer(
        LayerId(70),
        site_layer(name.clone(), folder),
    ));
    let mut after = Snapshot {
        project: history.project().clone(),
        ..now.clone()
    };
    let mut record = (*source_record(9)).clone();
    // Site layers have no heights.
    record.vertical_datum.clear();
    after.records.sources.insert(LayerId(70), Arc::new(record));
    after.records.last_id = 70;
    after
}

fn tables(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let mut select = connection
        .prepare("SELECT name FROM sqlite_schema WHERE name GLOB 'site_layer_*'")
        .unwrap();
    let names = select.query_map([], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

#[test]
fn a_copied_layer_comes_back_as_it_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, first, name, facts) = with_content(folder.path());
    assert_eq!(name.as_str(), "site_layer_70_ar5_flate");
    let now = with_layer(&first, &name, folder.path());
    file.save(&[step(2, &now)]).unwrap();
    file.close(None).unwrap();
    let path = folder.path().join("x.gpkg");
    let opened = ProjectFile::open(&path, &who()).unwrap();
    assert_eq!(opened.oddities, []);
    assert_eq!(opened.snapshot, now);
    let file = opened.file;
    assert_eq!(file.content(&name).unwrap(), Some(facts.clone()));
    assert_eq!(
        (facts.features, facts.kinds.as_slice()),
        (FEATURES, [ShapeKind::Polygons].as_slice())
    );
    let columns: Vec<&str> = facts
        .fields
        .iter()
        .map(|field| field.column.as_str())
        .collect();
    assert_eq!(columns, ["Navn", "NAVN_2", "arealtype", "høyde \"m\""]);
    let mut found = Vec::new();
    loop {
        let after = found
            .last()
            .map(|last: &berghald::store::ContentShape| last.fid);
        let some = file
            .content_shapes(&name, Some("arealtype"), after, 100)
            .unwrap();
        if some.is_empty() {
            break;
        }
        found.extend(some);
    }
    assert_eq!(found.len() as u64, FEATURES);
    for (number, feature) in (0..).zip(&found) {
        assert_eq!(feature.shape, Some(shape(number)));
        assert_eq!(feature.class, ["11", "21", "60"][(number % 3) as usize]);
    }
    assert_eq!(
        file.content_is_whole(&name, &Run::default()).unwrap(),
        Some(true)
    );
    file.close(None).unwrap();
    whole(&path);
}

#[test]
fn values_are_listed_sorted_and_found_by_words() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _, name, facts) = with_content(folder.path());
    let fids = |words: &str, sorted_by: Option<usize>, is_descending: bool| {
        let query = ContentQuery {
            words: words.to_owned(),
            sorted_by,
            is_descending,
        };
        file.content_fids(&name, &facts, &query, &Run::default())
            .unwrap()
    };
    assert_eq!(fids("", None, false).len() as u64, FEATURES);
    assert_eq!(fids("", Some(3), true)[..2], [1398, 1396]);
    assert_eq!(fids("MYR ÆØÅ 69", None, false).len(), 11);
    let rows = file.content_rows(&name, &facts, &[6, 2, 999_999]).unwrap();
    let [first, second] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    assert_eq!((first.fid, second.fid), (6, 2));
    assert_eq!(
        first.values[0],
        Some(FieldValue::Text("Myr æøå 3".to_owned()))
    );
    assert_eq!(first.values[1], None);
}

#[test]
fn a_layer_that_nothing_names_is_gone_when_the_file_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, first, name, facts) = with_content(folder.path());
    let path = folder.path().join("x.gpkg");
    let now = with_layer(&first, &name, folder.path());
    file.save(&[step(2, &now)]).unwrap();
    // It is taken out, and may come back while the history is there.
    let mut history = History::of(now.project.clone());
    history.apply(Edit::Remove(Entry::Layer(LayerId(70))));
    let without = Snapshot {
        project: history.project().clone(),
        records: first.records.clone(),
    };
    file.save(&[step(3, &without)]).unwrap();
    whole(&path);
    assert_eq!(file.content(&name).unwrap(), Some(facts));
    history.undo();
    assert_eq!(history.project(), &now.project);
    file.save(&[step(4, &now)]).unwrap();
    file.save(&[step(5, &without)]).unwrap();
    assert_eq!(tables(&path), [name.as_str()]);
    // Copies have it too, for the same reason.
    let elsewhere = folder.path().join("y.gpkg");
    let copy = file
        .copy_to(
            &elsewhere,
            &who(),
            berghald::store::Replace::No,
            &step(6, &now),
        )
        .unwrap();
    assert!(copy.content(&name).unwrap().is_some());
    copy.close(None).unwrap();
    file.close(None).unwrap();
    let opened = ProjectFile::open(&path, &who()).unwrap();
    assert_eq!(opened.file.content(&name).unwrap(), None);
    assert_eq!(tables(&path), Vec::<String>::new());
    opened.file.close(None).unwrap();
    whole(&path);
    whole(&elsewhere);
}

#[test]
fn what_is_cancelled_half_way_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let mut file = ProjectFile::create(&path, &who(), &step(1, &snapshot(folder.path()))).unwrap();
    let before = std::fs::read(&path).unwrap();
    let name = ContentName::new(LayerId(70), "x");
    let staged = staged(folder.path());
    let run = Run::default();
    run.cancel();
    let error = file.add_content(&name, &staged, at(3), &run).unwrap_err();
    assert_eq!(error.code(), "cancelled");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    drop(staged);
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().contains("import"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    // And goes on being saved.
    let mut now = file.saved().clone();
    Edit::Rename(Entry::Layer(LayerId(2)), "Fjell".to_owned()).apply(&mut now.project);
    file.save(&[step(2, &now)]).unwrap();
    file.close(None).unwrap();
    whole(&path);
}

#[test]
fn a_copy_that_another_program_changed_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, first, name, _) = with_content(folder.path());
    let now = with_layer(&first, &name, folder.path());
    file.save(&[step(2, &now)]).unwrap();
    file.close(None).unwrap();
    let path = folder.path().join("x.gpkg");
    let connection = Connection::open(&path).unwrap();
    // What the triggers of the spatial index ask for, though no geometry changes.
    for name in ["ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"] {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        connection
            .create_scalar_function(name, 1, flags, |_| Ok(0.0))
            .unwrap();
    }
    connection
        .execute(
            &format!("UPDATE {name} SET arealtype = 12 WHERE fid = 8"),
            [],
        )
        .unwrap();
    drop(connection);
    let problems = integrity(&path).unwrap().problems;
    assert_eq!(
        problems,
        [format!("{name} is other than when it was copied")]
    );
}

#[test]
fn decisions_of_a_site_layer_are_logged_and_undone() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, first, name, _) = with_content(folder.path());
    let mut now = with_layer(&first, &name, folder.path());
    file.save(&[step(2, &now)]).unwrap();
    let changes = [
        SiteChange::Role(Role::Mire),
        SiteChange::ClassField(None),
        SiteChange::Coverage(None),
        SiteChange::Buffer(None),
        SiteChange::Repaired(false),
        SiteChange::DataSet {
            id: None,
            role: Role::Other,
            class_field: Some("Navn".to_owned()),
            attribution: "© Kartverket".to_owned(),
        },
    ];
    for (number, change) in (3..).zip(changes) {
        let before = now.clone();
        Edit::ChangeSite(LayerId(70), change).apply(&mut now.project);
        assert_ne!(now.project, before.project);
        file.save(&[step(number, &now)]).unwrap();
        assert_eq!(file.saved(), &now);
    }
    file.close(None).unwrap();
    whole(&folder.path().join("x.gpkg"));
}

const KILLS: u64 = 12;

/// The child's part: copies layers and names them as fast as it can.
#[test]
fn child_that_copies() {
    let Ok(path) = std::env::var("BERGHALD_TEST_COPY") else {
        return;
    };
    let path = Path::new(&path);
    let folder = path.parent().unwrap();
    let opened = ProjectFile::open(path, &who()).unwrap();
    let mut file = opened.file;
    let mut now = opened.snapshot;
    let staged = staged(folder);
    // Until it is killed.
    for number in file.last_edit() + 1.. {
        let id = LayerId(1000 + number);
        let name = ContentName::new(id, "x");
        file.add_content(&name, &staged, at(3), &Run::default())
            .unwrap();
        let layer = site_layer(name, folder);
        Edit::AddLayer(id, layer).apply(&mut now.project);
        now.records.last_id = id.0;
        file.save(&[step(number, &now)]).unwrap();
        writeln!(io::stdout(), "copied {number}").unwrap();
    }
}

#[test]
fn a_process_that_is_killed_while_it_copies_leaves_whole_layers_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let first = snapshot(folder.path());
    let file = ProjectFile::create(&path, &who(), &step(1, &first)).unwrap();
    file.close(None).unwrap();
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "store::contents::child_that_copies",
                "--nocapture",
            ])
            .env("BERGHALD_TEST_COPY", &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut copied = 0;
        while copied <= kill % 3 {
            let line = lines.next().unwrap().unwrap();
            copied += u64::from(line.starts_with("copied "));
        }
        // Somewhere in the middle of the next copy.
        let waiting = Instant::now();
        while waiting.elapsed() < Duration::from_millis(3 * kill) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let opened = ProjectFile::open(&path, &who()).unwrap();
        assert_eq!(opened.oddities, []);
        let named: Vec<String> = opened
            .snapshot
            .project
            .site_layers()
            .map(|(.., site)| site.content.to_string())
            .collect();
        assert!(copied <= named.len() as u64);
        for name in &named {
            let name = ContentName::parse(name).unwrap();
            let is_whole = opened.file.content_is_whole(&name, &Run::default());
            assert_eq!(is_whole.unwrap(), Some(true));
        }
        opened.file.close(None).unwrap();
        let mut named = named;
        named.sort();
        let mut there = tables(&path);
        there.sort();
        assert_eq!(there, named);
    }
    whole(&path);
}
