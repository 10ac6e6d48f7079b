//! Site layers: opened, recognised, kept in the project, taken back, and asked about.

use std::path::{Path, PathBuf};

use berghald::app::{Action, JobKey, OpenAs, SourceState, WayOut};
use berghald::gis::{Feature, FieldValue, Reference, VectorLayer, write_layers};
use berghald::jobs::Running;
use berghald::project::{Edit, Entry, LayerId, LayerKind, SiteChange, SiteLayer};
use berghald::site::{Role, ShapeKind};
use berghald::store::integrity;
use geo::{Coord, Geometry, polygon};

use crate::app::{Desk, sample, with_sample};
use crate::shapes::rectangle;

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.to_owned())
}

/// A layer as AR5 is delivered, on the terrain of the tests.
pub(crate) fn ar5(folder: &Path, mires: usize) -> PathBuf {
    let path = folder.join("ar5.gpkg");
    let area = |number: usize, class: i64| {
        let (column, row) = (number % 1000, number / 1000);
        let west = 500_100.0 + 60.0 * column as f64;
        let south = 7_000_200.0 + 110.0 * row as f64;
        Feature {
            geometry: Geometry::Polygon(rectangle(west, south, west + 50.0, south + 100.0)),
            values: vec![
                ("arealtype", FieldValue::Integer(class)),
                ("treslag", FieldValue::Integer(98)),
                ("skogbonitet", FieldValue::Integer(98)),
                ("grunnforhold", FieldValue::Integer(45)),
                ("kartstandard", text("AR5")),
            ],
        }
    };
    let mut features = vec![area(0, 30), area(1, 21)];
    features.extend((0..mires).map(|number| area(2 + number, 60)));
    let layer = VectorLayer {
        name: "ar5_flate".to_owned(),
        description: String::new(),
        features,
    };
    write_layers(&path, &[layer], &Reference::parse("EPSG:25833").unwrap()).unwrap();
    path
}

/// A layer of a bow-tie beside a square.
pub(crate) fn bow_tie(folder: &Path) -> PathBuf {
    let bow = polygon![
        (x: 500_200.0, y: 7_000_200.0), (x: 500_300.0, y: 7_000_300.0),
        (x: 500_300.0, y: 7_000_200.0), (x: 500_200.0, y: 7_000_300.0),
    ];
    let path = folder.join("felt.gpkg");
    let shapes = [
        rectangle(500_400.0, 7_000_200.0, 500_500.0, 7_000_300.0),
        bow,
    ];
    let layer = VectorLayer {
        name: "felt".to_owned(),
        description: String::new(),
        features: shapes
            .map(|shape| Feature {
                geometry: Geometry::Polygon(shape),
                values: vec![("merknad", text("æøå"))],
            })
            .into(),
    };
    write_layers(&path, &[layer], &Reference::parse("EPSG:25833").unwrap()).unwrap();
    path
}

fn site_layer(desk: &Desk) -> (LayerId, SiteLayer) {
    let project = desk.app.project();
    let (id, _, site) = project.site_layers().next().unwrap();
    (id, site.clone())
}

fn open(desk: &mut Desk, path: &Path) -> (LayerId, SiteLayer) {
    desk.open(path.to_str().unwrap());
    desk.settle();
    site_layer(desk)
}

fn save_as(desk: &mut Desk, path: &Path) {
    desk.act(Action::SaveAs {
        path: path.to_owned(),
        replace: false,
    });
}

#[test]
fn a_dropped_layer_is_copied_recognised_and_kept() {
    let mut desk = with_sample();
    let file = ar5(desk.folder.path(), 4);
    let (id, site) = open(&mut desk, &file);
    assert_eq!(site.data_set.as_deref(), Some("ar5"));
    assert_eq!(site.class_field.as_deref(), Some("arealtype"));
    assert!(
        desk.codes().contains(&"site_recognised"),
        "{:?}",
        desk.codes()
    );
    let content = desk.app.site_content(id).unwrap();
    assert_eq!((content.features.len(), content.unreadable), (6, 0));
    assert_eq!(content.facts.kinds, [ShapeKind::Polygons]);
    let legend = desk.app.site_legend(id);
    assert_eq!((legend.len(), legend[0].features), (3, 4));
    assert!(
        legend[0].label.to_lowercase().contains("mire"),
        "{legend:?}"
    );
    // It lies above the terrain, and its file is not needed any more.
    assert_eq!(desk.app.project().order[0], Entry::Layer(id));
    let path = desk.folder.path().join("plan.gpkg");
    save_as(&mut desk, &path);
    let project = desk.app.project().clone();
    std::fs::remove_file(&file).unwrap();
    desk.act(Action::CloseProject);
    desk.act(Action::OpenProject(path.clone()));
    assert_eq!(desk.app.project(), &project);
    assert_eq!(desk.app.site_content(id).unwrap().features.len(), 6);
    assert_eq!(desk.app.source_state(id), None);
    desk.act(Action::LookOutside);
    assert_eq!(desk.app.source_state(id), Some(&SourceState::Missing));
    assert_eq!(desk.codes(), Vec::<&str>::new());
    desk.act(Action::CloseProject);
    let found = integrity(&path).unwrap();
    assert_eq!(found.problems, Vec::<String>::new());
}

#[test]
fn an_import_is_undone_and_made_again_and_a_removal_too() {
    let mut desk = with_sample();
    let file = ar5(desk.folder.path(), 1);
    let (id, _) = open(&mut desk, &file);
    let imported = desk.app.project().clone();
    desk.act(Action::Undo);
    assert_eq!(desk.app.project().layers_of(LayerKind::Site).count(), 0);
    desk.act(Action::Redo);
    assert_eq!(desk.app.project(), &imported);
    assert_eq!(desk.app.site_content(id).unwrap().features.len(), 3);
    desk.edit(Edit::Remove(Entry::Layer(id)));
    assert!(desk.app.site_content(id).is_none());
    desk.act(Action::Undo);
    assert_eq!(desk.app.site_content(id).unwrap().features.len(), 3);
}

#[test]
fn role_and_classes_are_corrected_by_the_planner() {
    let mut desk = with_sample();
    let file = ar5(desk.folder.path(), 1);
    let (id, _) = open(&mut desk, &file);
    desk.edit(Edit::ChangeSite(id, SiteChange::Role(Role::NoGo)));
    desk.edit(Edit::ChangeSite(id, SiteChange::ClassField(None)));
    assert_eq!(desk.app.site_legend(id).len(), 1);
    let attribution = |desk: &Desk| desk.app.project().layer(id).unwrap().attribution.clone();
    let of_preset = attribution(&desk);
    assert!(of_preset.contains("NIBIO"), "{of_preset}");
    desk.act(Action::SetDataSet(id, None));
    assert_eq!(attribution(&desk), "");
    let (_, site) = site_layer(&desk);
    assert_eq!((site.role, site.data_set), (Role::NoGo, None));
    desk.act(Action::SetDataSet(id, Some("ar5".to_owned())));
    assert_eq!(attribution(&desk), of_preset);
    let (_, site) = site_layer(&desk);
    assert_eq!(site.class_field.as_deref(), Some("arealtype"));
    assert_eq!(desk.app.site_legend(id).len(), 3);
    for _ in 0..4 {
        desk.act(Action::Undo);
    }
    assert_eq!(desk.app.site_legend(id).len(), 3);
}

#[test]
fn a_file_that_changed_since_it_was_copied_is_told_and_copied_again() {
    let mut desk = with_sample();
    let file = ar5(desk.folder.path(), 1);
    let (id, before) = open(&mut desk, &file);
    ar5(desk.folder.path(), 7);
    desk.act(Action::LookOutside);
    desk.settle();
    assert!(
        desk.codes().contains(&"source_changed"),
        "{:?}",
        desk.codes()
    );
    let ways = desk.app.posted().iter().flat_map(|posted| &posted.ways_out);
    assert!(ways.clone().any(|way| *way == WayOut::ImportAgain(id)));
    assert_eq!(desk.app.site_content(id).unwrap().features.len(), 3);
    desk.act(Action::ImportAgain(id));
    desk.settle();
    assert_eq!(desk.app.site_content(id).unwrap().features.len(), 9);
    let (_, after) = site_layer(&desk);
    assert_ne!(after.content, before.content);
    assert_eq!(after.role, before.role);
    assert!(!desk.codes().contains(&"source_changed"));
    let new = desk.app.source_record(id).unwrap().blake3;
    assert_eq!(desk.app.source_state(id), Some(&SourceState::Same));
    // Undo brings the earlier copy back, and the hash of the file that it was made of.
    desk.act(Action::Undo);
    assert_eq!(desk.app.site_content(id).unwrap().features.len(), 3);
    let old = desk.app.source_record(id).unwrap().blake3;
    assert_ne!(old, new);
    assert!(matches!(
        desk.app.source_state(id),
        Some(SourceState::Changed(found)) if found.blake3 == new
    ));
    assert!(desk.codes().contains(&"source_changed"));
    desk.act(Action::Redo);
    assert_eq!(desk.app.source_record(id).unwrap().blake3, new);
    assert_eq!(desk.app.source_state(id), Some(&SourceState::Same));
    assert!(!desk.codes().contains(&"source_changed"));
}

#[test]
fn polygons_that_are_none_are_counted_and_repaired_only_with_consent() {
    let mut desk = with_sample();
    let path = bow_tie(desk.folder.path());
    let (id, site) = open(&mut desk, &path);
    assert_eq!((site.role, site.repaired), (Role::Other, false));
    assert!(desk.codes().contains(&"site_flawed"));
    let flaws = desk.app.site_content(id).unwrap().facts.flaws.clone();
    assert_eq!((flaws.features, flaws.listed.len()), (1, 1));
    assert!((flaws.repaired_m2 - 5000.0).abs() < 1e-6, "{flaws:?}");
    let crossing = Coord {
        x: 500_250.0,
        y: 7_000_250.0,
    };
    let at = flaws.listed[0].at;
    assert!((at.x - crossing.x).hypot(at.y - crossing.y) < 1e-6);
    desk.edit(Edit::ChangeSite(id, SiteChange::Repaired(true)));
    assert!(site_layer(&desk).1.repaired);
}

#[test]
fn what_lies_at_a_place_is_told_with_its_values() {
    let mut desk = with_sample();
    let file = ar5(desk.folder.path(), 2);
    let (id, _) = open(&mut desk, &file);
    let at = Coord {
        x: 500_240.0,
        y: 7_000_250.0,
    };
    desk.act(Action::Identify { at, within_m: 1.0 });
    let identified = desk.app.identified().clone();
    let hit = identified.chosen().unwrap();
    assert_eq!((hit.layer, identified.hits.len()), (id, 1));
    let values = hit.values.clone().unwrap();
    assert_eq!(values[0], Some(FieldValue::Integer(60)));
    assert!(desk.app.extent_of_identified().unwrap().width() > 49.0);
    // What is not shown is not asked.
    desk.edit(Edit::Show(Entry::Layer(id), false));
    desk.act(Action::Identify { at, within_m: 1.0 });
    assert!(desk.app.identified().hits.is_empty());
}

/// Opens a layer and stops a job of its import once a third of it is done, or more.
fn cancel_half_way(desk: &mut Desk, file: &Path, wanted: fn(&JobKey) -> bool) {
    desk.app
        .update(Action::Open(vec![berghald::app::OpenRequest {
            source: file.display().to_string(),
            what: OpenAs::Site,
            stated_crs: None,
        }]));
    let is_half_way = |job: &Running<JobKey>| {
        wanted(&job.key) && job.fraction.is_some_and(|fraction| 0.3 <= fraction)
    };
    let began = std::time::Instant::now();
    while began.elapsed() < std::time::Duration::from_mins(1) {
        desk.app.poll();
        if let Some(job) = desk.app.jobs().into_iter().find(is_half_way) {
            desk.app.update(Action::Cancel(job.key));
            break;
        }
        // It was too quick to be seen.
        if desk.app.project().site_layers().next().is_some() {
            break;
        }
        // Asking without a pause takes the time of the job that is waited for.
        std::thread::sleep(std::time::Duration::from_micros(200));
    }
    desk.settle();
}

#[test]
fn an_import_that_is_cancelled_leaves_the_project_as_it_was() {
    let mut desk = with_sample();
    let file = ar5(desk.folder.path(), 30_000);
    let before = desk.app.project().clone();
    let is_reading = |key: &JobKey| matches!(key, JobKey::Open);
    let is_copying = |key: &JobKey| matches!(key, JobKey::Import(_));
    for wanted in [is_reading as fn(&JobKey) -> bool, is_copying] {
        // On a busy machine the job may be done before it is told to stop.
        let is_cancelled = (0..20).any(|_| {
            cancel_half_way(&mut desk, &file, wanted);
            let is_cancelled = desk.app.project() == &before;
            if !is_cancelled {
                desk.act(Action::Undo);
            }
            is_cancelled
        });
        assert!(is_cancelled);
        assert_eq!(desk.app.project(), &before);
        let imports = desk.app.folders().cache.join("imports");
        let left = std::fs::read_dir(imports).map_or(0, Iterator::count);
        assert_eq!(left, 0);
    }
    // The whole of it goes in afterwards.
    desk.open_as(file.to_str().unwrap(), OpenAs::Site, None);
    assert_eq!(site_layer(&desk).0.0, desk.app.project().last_id());
}

#[test]
fn a_folder_of_layers_is_opened_file_by_file() {
    let mut desk = with_sample();
    let folder = desk.folder.path().join("kart");
    std::fs::create_dir(&folder).unwrap();
    ar5(&folder, 1);
    let outline = std::fs::read(sample("synthetic-outline.geojson")).unwrap();
    std::fs::write(folder.join("omriss.geojson"), outline).unwrap();
    std::fs::write(folder.join("lesmeg.txt"), "ikke et kart").unwrap();
    desk.open(folder.to_str().unwrap());
    desk.settle();
    assert_eq!(desk.app.project().layers_of(LayerKind::Site).count(), 2);
    // An outline may be meant as one.
    let ways: Vec<WayOut> = desk
        .app
        .posted()
        .iter()
        .flat_map(|posted| posted.ways_out.clone())
        .collect();
    let as_outlines =
        |way: &WayOut| matches!(way, WayOut::OpenAs { what, .. } if *what == OpenAs::Outlines);
    assert!(ways.iter().any(as_outlines), "{ways:?}");
}
