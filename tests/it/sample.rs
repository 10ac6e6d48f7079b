//! The synthetic sample: what stands beside the sources is what the generator gives, and holds what it promises.
//!
//! `BERGHALD_WRITE_SAMPLE=1 cargo test --release sample` writes it again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use berghald::app::check::check_project;
use berghald::app::conflict_lines;
use berghald::app::sample::{SampleFiles, write_sample};
use berghald::app::scenario_list::list_scenarios;
use berghald::balance::{Binding, Fate, Rule};
use berghald::gis::{open_terrain, read_place_names, read_polygons};
use berghald::progress::Run;
use berghald::results::{Records, Snapshot};
use berghald::site::{Conflict, Role};
use berghald::store::{ProjectFile, integrity};
use berghald::terrain::{CellWindow, Grid};
use berghald::words::{Language, Words};
use geo::{Area as _, Contains as _, Coord, CoordsIter as _, Point, Validation as _};
use tempfile::TempDir;

/// How far apart heights and corners may lie, in metres.
const TOLERANCE_M: f64 = 1e-3;

/// What the plan of the sample has to find room for, in bank m³.
const NEED_BANK_M3: f64 = 42.0e6;

fn committed(name: &str) -> PathBuf {
    if is_to_be_written() {
        generated();
    }
    folder().join(name)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data")
}

fn is_to_be_written() -> bool {
    std::env::var_os("BERGHALD_WRITE_SAMPLE").is_some()
}

/// What the generator gives here, written once for all tests.
fn generated() -> &'static (TempDir, SampleFiles) {
    static GENERATED: OnceLock<(TempDir, SampleFiles)> = OnceLock::new();
    GENERATED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("prøve");
        let written = write_sample(&inside, Language::Bokmal, &Run::default()).unwrap();
        if is_to_be_written() {
            for file in &written.files {
                let name = file.file_name().unwrap().to_str().unwrap();
                fs::copy(file, self::folder().join(name)).unwrap();
            }
        }
        (folder, written)
    })
}

fn path_here(name: &str) -> PathBuf {
    let (_, written) = generated();
    written.project.parent().unwrap().join(name)
}

fn heights(path: &Path) -> Grid<f32> {
    let source = open_terrain(path.to_str().unwrap(), None).unwrap();
    let placement = source.placement();
    let all = CellWindow {
        column: 0,
        row: 0,
        columns: placement.columns,
        rows: placement.rows,
    };
    source.read(all, &Run::default()).unwrap()
}

#[test]
fn the_sample_is_whole_and_small() {
    let (folder, written) = generated();
    let mut names: Vec<String> = written
        .files
        .iter()
        .map(|file| file.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert!(names.iter().all(|name| name.starts_with("synthetic-")));
    names.push("README.md".to_owned());
    names.sort();
    let mut there = crate::gis::make::names_in(&committed(""));
    there.sort();
    assert_eq!(there, names);
    let size = |path: &Path| fs::metadata(path).unwrap().len();
    let all: u64 = names.iter().map(|name| size(&committed(name))).sum();
    assert!(all < 8_000_000, "{all} bytes");
    assert!(size(&committed("synthetic-picture.tif")) < 400_000);
    // Nothing is left beside the files, and nothing beside their folder.
    assert_eq!(crate::gis::make::names_in(folder.path()), ["prøve"]);
    let inside = crate::gis::make::names_in(written.project.parent().unwrap());
    assert_eq!(inside.len(), written.files.len(), "{inside:?}");
}

#[test]
fn the_rasters_are_what_the_generator_gives() {
    for (name, epsg, cells) in [
        ("synthetic-terrain.tif", 25833, 1000 * 1250),
        ("synthetic-seabed.tif", 25833, 185 * 625),
        ("synthetic-original-surface.tif", 25833, 300 * 270),
    ] {
        let (kept, made) = (heights(&committed(name)), heights(&path_here(name)));
        assert_eq!(kept.placement(), made.placement(), "{name}");
        assert_eq!(kept.cells().len(), cells, "{name}");
        let mut most = 0.0_f64;
        let mut elsewhere = 0;
        for (one, other) in kept.cells().iter().zip(made.cells()) {
            if one.is_nan() == other.is_nan() {
                most = most.max(f64::from((one - other).abs()));
            } else {
                elsewhere += 1;
            }
        }
        assert!(most <= TOLERANCE_M, "{name}: {most} m apart");
        assert_eq!(elsewhere, 0, "{name}");
        let source = open_terrain(committed(name).to_str().unwrap(), None).unwrap();
        assert_eq!(source.reference().epsg(), Some(epsg));
        let is_nn2000 = source.reference().vertical();
        let is_nn2000 = is_nn2000.is_some_and(|datum| datum.name.contains("NN2000"));
        assert_eq!(is_nn2000, name != "synthetic-seabed.tif");
    }
}

#[test]
fn land_and_seabed_leave_the_drying_belt_to_neither() {
    let land = heights(&committed("synthetic-terrain.tif"));
    let depths = heights(&committed("synthetic-seabed.tif"));
    let range = land.height_range().unwrap();
    assert!(0.0 < range.lowest_m && 450.0 < range.highest_m, "{range:?}");
    let range = depths.height_range().unwrap();
    assert!(
        0.0 <= range.lowest_m && 150.0 < range.highest_m,
        "{range:?}"
    );
    let placement = depths.placement();
    for row in 0..placement.rows {
        for column in 0..placement.columns {
            let at = placement.center_of(column, row);
            let both = !depths.at(column, row).is_nan() && land.height_at(at).is_some();
            assert!(!both, "{at:?}");
        }
    }
}

/// Names of the layers with polygons, and how many features each has at least.
const POLYGON_LAYERS: [(&str, usize); 10] = [
    ("ar5_flate_syntetisk", 100),
    ("naturtyper_nin_syntetisk", 5),
    ("naturtyper_nin_dekning_syntetisk", 1),
    ("vern_syntetisk", 1),
    ("myr_syntetisk", 1),
    ("innsjo_syntetisk", 1),
    ("bygning_syntetisk", 30),
    ("konsesjonsgrense_syntetisk", 1),
    ("planlagt_deponi_syntetisk", 4),
    ("gytefelt_syntetisk", 1),
];

#[test]
fn the_layers_are_what_the_generator_gives() {
    let terrain = open_terrain(committed("synthetic-terrain.tif").to_str().unwrap(), None).unwrap();
    for (layer, fewest) in POLYGON_LAYERS {
        let read = |path: PathBuf| {
            let source = format!("{}#{layer}", path.display());
            read_polygons(&source, terrain.reference(), &Run::default()).unwrap()
        };
        let kept = read(committed("synthetic-layers.gpkg"));
        let made = read(path_here("synthetic-layers.gpkg"));
        assert!(
            fewest <= kept.polygons.len(),
            "{layer}: {}",
            kept.polygons.len()
        );
        assert_eq!(kept.polygons.len(), made.polygons.len(), "{layer}");
        for (one, other) in kept.polygons.iter().zip(&made.polygons) {
            assert_eq!(one.name, other.name, "{layer}");
            let (one, other) = (&one.parts, &other.parts);
            assert!(one.is_valid(), "{layer}: {one:?}");
            assert_eq!(one.coords_count(), other.coords_count(), "{layer}");
            for (a, b) in one.coords_iter().zip(other.coords_iter()) {
                let apart = (a.x - b.x).abs().max((a.y - b.y).abs());
                assert!(apart <= TOLERANCE_M, "{layer}: {apart} m apart");
            }
        }
    }
    let rows = |path: PathBuf| rows_of(&path);
    assert_eq!(
        rows(committed("synthetic-layers.gpkg")),
        rows(path_here("synthetic-layers.gpkg"))
    );
    assert_eq!(
        rows(committed("synthetic-place-names.gpkg")),
        rows(path_here("synthetic-place-names.gpkg"))
    );
    let names = committed("synthetic-place-names.gpkg");
    let names = read_place_names(
        names.to_str().unwrap(),
        terrain.reference(),
        &Run::default(),
    );
    let names = names.unwrap().names;
    assert!(12 <= names.len());
    assert!(names.iter().any(|place| place.name == "Prøvefjorden"));
}

/// Every table with its rows but for geometries, which are compared by their corners, and times.
fn rows_of(path: &Path) -> Vec<String> {
    let package = rusqlite::Connection::open(path).unwrap();
    let names = |sql: &str| -> Vec<String> {
        let mut found = package.prepare(sql).unwrap();
        let rows = found.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let mut all = Vec::new();
    for table in names("SELECT table_name FROM gpkg_contents ORDER BY table_name") {
        let columns = names(&format!("SELECT name FROM pragma_table_info('{table}')"));
        let columns: Vec<String> = columns
            .into_iter()
            .filter(|column| column != "geom")
            .map(|column| format!("quote(\"{column}\")"))
            .collect();
        let values = columns.join(" || ', ' || ");
        for row in names(&format!("SELECT {values} FROM \"{table}\" ORDER BY fid")) {
            assert!(
                row.contains("yntetisk") || row.contains("synthetic"),
                "{table}: {row}"
            );
            all.push(format!("{table}: {row}"));
        }
    }
    all
}

#[test]
fn the_land_cover_tiles_the_whole_site() {
    let terrain = open_terrain(committed("synthetic-terrain.tif").to_str().unwrap(), None).unwrap();
    let path = committed("synthetic-layers.gpkg");
    let source = format!("{}#ar5_flate_syntetisk", path.display());
    let cover = read_polygons(&source, terrain.reference(), &Run::default()).unwrap();
    let area_m2: f64 = cover
        .polygons
        .iter()
        .map(|one| one.parts.unsigned_area())
        .sum();
    // Shared edges give exactly the whole, and overlaps or gaps would not.
    assert!((area_m2 - 4000.0 * 5000.0).abs() < 1.0, "{area_m2} m²");
    // What covers a point is one polygon, wherever the point is.
    for step in 0..400_u32 {
        let at = Coord {
            x: 500_000.5 + f64::from(step * 977 % 3999),
            y: 7_000_000.5 + f64::from(step * 1361 % 4999),
        };
        let covers = |one: &&berghald::gis::PolygonFeature| one.parts.contains(&Point(at));
        assert_eq!(cover.polygons.iter().filter(covers).count(), 1, "{at:?}");
    }
}

fn snapshot(path: &Path) -> Snapshot {
    ProjectFile::open_to_read(path).unwrap().snapshot
}

/// What an alternative places in deposits and as backfill, in bank m³.
fn placed_bank_m3(held: &Snapshot, scenario: berghald::project::ScenarioId) -> f64 {
    let Snapshot { project, records } = held;
    let deposits = project.deposits_of(scenario).map(|(id, _)| {
        let figures = records.fills[&id].figures;
        figures.get("fill_m3").unwrap() / 1.5
    });
    let pits = project.pits_of(scenario).map(|(id, pit)| {
        assert!((pit.placed_factor.ratio() - 1.5).abs() < 1e-12);
        records.pits[&id].figures.get("backfill_bank_m3").unwrap()
    });
    deposits.sum::<f64>() + pits.sum::<f64>()
}

#[test]
fn every_alternative_says_honestly_what_finds_no_place() {
    let held = snapshot(&committed("synthetic-fjord-mine.gpkg"));
    assert_eq!(held.project.scenarios.len(), 4);
    for (id, scenario) in held.project.scenarios_in_order() {
        let rest = NEED_BANK_M3 - placed_bank_m3(&held, id);
        assert!(
            0.5e6 < rest && rest < NEED_BANK_M3,
            "{}: {rest}",
            scenario.name
        );
        let said = format!("Uten plass: {:.1} mill. pfm³", rest / 1e6).replace('.', ",");
        let note = scenario.note.replace('.', ",");
        assert!(note.contains(&said), "{said} in {note}");
    }
}

#[test]
fn the_cap_binds_in_the_pit_and_the_void_in_the_stope() {
    use berghald::balance::Binding;
    let held = snapshot(&committed("synthetic-fjord-mine.gpkg"));
    let last = held.project.scenarios_in_order().last().unwrap().0;
    let bindings: Vec<Binding> = held
        .project
        .pits_of(last)
        .map(|(id, _)| held.records.pits[&id].binding)
        .collect();
    assert!(bindings.contains(&Binding::Cap), "{bindings:?}");
    assert!(bindings.contains(&Binding::Void), "{bindings:?}");
}

/// Records without what differs from one machine to the next: content by its bytes, and dates of files.
fn comparable(records: &Records) -> Vec<(u64, Vec<f64>)> {
    let fills = records.fills.iter();
    let fills = fills.map(|(id, record)| (id.0, record.figures.0.to_vec()));
    let pits = records.pits.iter();
    let pits = pits.map(|(id, record)| (id.0, record.figures.0.to_vec()));
    fills.chain(pits).collect()
}

#[test]
fn the_project_is_what_the_generator_gives() {
    let kept = snapshot(&committed("synthetic-fjord-mine.gpkg"));
    let made = snapshot(&path_here("synthetic-fjord-mine.gpkg"));
    let without_folder = |held: &Snapshot| {
        let mut project = held.project.clone();
        for layer in project.layers.values_mut() {
            let layer = std::sync::Arc::make_mut(layer);
            let name = Path::new(&layer.source).file_name().unwrap();
            layer.source = name.to_str().unwrap().to_owned();
        }
        project
    };
    assert_eq!(without_folder(&kept), without_folder(&made));
    let (one, other) = (comparable(&kept.records), comparable(&made.records));
    assert_eq!(one.len(), other.len());
    for ((id, one), (other_id, other)) in one.into_iter().zip(other) {
        assert_eq!(id, other_id);
        for (a, b) in one.into_iter().zip(other) {
            let is_same = a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-6 * a.abs().max(1.0);
            assert!(is_same, "{id}: {a} {b}");
        }
    }
    let log = |path: PathBuf| logged(&path);
    assert_eq!(
        log(committed("synthetic-fjord-mine.gpkg")),
        log(path_here("synthetic-fjord-mine.gpkg"))
    );
}

/// The change log: what was changed, where and by whom, but for figures and fingerprints.
fn logged(path: &Path) -> Vec<String> {
    let package = rusqlite::Connection::open(path).unwrap();
    let mut found = package.prepare("SELECT * FROM change_log").unwrap();
    let columns: Vec<String> = found
        .column_names()
        .iter()
        .map(ToString::to_string)
        .collect();
    let kept: Vec<usize> = (0..columns.len())
        .filter(|index| !["was", "became"].contains(&columns[*index].as_str()))
        .collect();
    let rows = found.query_map([], |row| {
        let values = kept.iter().map(|index| {
            let value: rusqlite::types::Value = row.get(*index)?;
            Ok(format!("{value:?}"))
        });
        values.collect::<rusqlite::Result<Vec<String>>>()
    });
    let rows: Vec<String> = rows.unwrap().map(|row| row.unwrap().join(" ")).collect();
    assert!(rows.iter().all(|row| row.contains("synthetic")), "{rows:?}");
    rows
}

#[test]
fn a_check_of_the_sample_says_that_all_is_the_same() {
    let path = committed("synthetic-fjord-mine.gpkg");
    let checked = check_project(&path, &Run::default()).unwrap();
    assert!(checked.is_same(), "{checked:#?}");
    assert!(checked.without_figures.is_empty());
    let whole = integrity(&path).unwrap();
    assert!(whole.problems.is_empty() && whole.log_replays);
    let listed = list_scenarios(&path, &Run::default()).unwrap();
    assert_eq!(listed.scenarios.len(), 4);
    assert!(listed.missing.is_empty());
    let all = listed
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.deposits);
    assert!(all.clone().count() == 7 && all.clone().all(|deposit| deposit.is_current));
    // Nothing of the machine that made it is in it.
    let bytes = fs::read(&path).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let folder = env!("CARGO_MANIFEST_DIR");
    assert!(!text.contains(folder) && !text.contains("/tmp"));
}

#[test]
fn the_sample_speaks_english_too_and_replaces_no_project() {
    let folder = tempfile::tempdir().unwrap();
    let written = write_sample(folder.path(), Language::English, &Run::default()).unwrap();
    let held = snapshot(&written.project);
    let zero = held.project.scenarios_in_order().next().unwrap().1;
    assert_eq!(zero.name, "Zero alternative");
    assert!(zero.note.contains("Unplaced: "), "{}", zero.note);
    let again = write_sample(folder.path(), Language::English, &Run::default());
    assert!(again.is_err());
    let cancelled = Run::default();
    cancelled.cancel();
    let elsewhere = folder.path().join("cancelled");
    assert!(write_sample(&elsewhere, Language::English, &cancelled).is_err());
}

#[test]
fn alternatives_take_what_the_sample_promises() {
    let path = committed("synthetic-fjord-mine.gpkg");
    let listed = list_scenarios(&path, &Run::default()).unwrap().scenarios;
    let take = |place: usize| listed[place].take.clone().unwrap();
    // Nullalternativet, Deponi i fjellsida, Deponi i fjorden, Tilbakefylling først.
    let hard: Vec<bool> = (0..4)
        .map(|place| take(place).has_hard_conflict())
        .collect();
    assert_eq!(hard, [false, true, true, false]);
    let hillside = take(1);
    let whole = hillside.whole.clone().unwrap();
    let rows = hillside.rows(&whole, "nb");
    let row = |role: Role| rows.iter().find(|rows| rows.role == role).unwrap();
    let reserve = row(Role::Protected);
    assert_eq!(
        (reserve.conflict, reserve.classes.len()),
        (Conflict::Hard, 1)
    );
    assert!(10_000.0 < reserve.classes[0].area.0);
    assert!(10_000.0 < row(Role::Mire).classes[0].area.0);
    assert!(100_000.0 < row(Role::NatureType).not_mapped.unwrap().0);
    let lines = conflict_lines(&hillside, &whole, &words());
    assert!(lines[0].contains("Syntetmyra naturreservat"), "{lines:?}");
    // The spawning ground is weighed, and says that the sea was looked at.
    let fjord = take(2);
    let rows = fjord.rows(fjord.whole.as_ref().unwrap(), "nb");
    let spawning = rows.iter().find(|rows| rows.role == Role::SpawningGround);
    assert_eq!(spawning.unwrap().conflict, Conflict::Weighted);
    assert!(!fjord.sea_not_mapped);
    for place in 0..4 {
        let whole = take(place).whole.clone().unwrap();
        for layer in &whole.take.layers {
            let sum = layer.mapped.0 + layer.not_mapped.0;
            assert!((sum / whole.take.footprint.0 - 1.0).abs() < 1e-6);
        }
    }
}

fn words() -> Words {
    Words::in_language(Language::Bokmal).unwrap()
}

/// The white paper's sentence as a ledger: of 100 Mt at most 60 go back, and 16 cannot be sold.
#[test]
fn the_white_papers_figures_come_out_to_the_digit() {
    let list = list_scenarios(
        &committed("synthetic-white-paper-year.gpkg"),
        &Run::default(),
    );
    let list = list.unwrap();
    let fates = |place: usize| {
        let book = list.scenarios[place].book.as_ref().unwrap();
        let total = &book.ledger.total;
        let [reuse, backfill] = [Fate::Reuse, Fate::Backfill].map(|fate| total.get(fate).0 / 1e6);
        (reuse, backfill, total.unplaced.0 / 1e6)
    };
    let near = |(reuse, backfill, rest): (f64, f64, f64), expected: (f64, f64, f64)| {
        assert!((reuse - expected.0).abs() < 1e-6, "{reuse}");
        assert!((backfill - expected.1).abs() < 1e-6, "{backfill}");
        assert!((rest - expected.2).abs() < 1e-6, "{rest}");
    };
    near(fates(0), (0.0, 0.0, 100.0));
    // 16 of 100 Mt are not saleable; a fifth of the year's room holds 13⅓ Mt at a placed factor of 1.5.
    near(fates(1), (84.0, 40.0 / 3.0, 8.0 / 3.0));
    near(fates(2), (0.0, 60.0, 40.0));
    let book = list.scenarios[2].book.as_ref().unwrap();
    assert!(book.breaches.is_empty());
    let causes = book.unplaced.iter().flat_map(|unplaced| &unplaced.causes);
    assert!(causes.map(|cause| cause.rule).all(|rule| rule == Rule::Cap));
    let pit = book
        .destinations
        .iter()
        .find(|one| !one.backfill.is_empty());
    assert_eq!(pit.unwrap().backfill[0].binding, Binding::Cap);
}

/// What the sample promises of its masses: no place for some rock, with a cause; a cap and a void that bind.
#[test]
fn masses_of_the_sample_lack_room_and_both_limits_bind() {
    let list = list_scenarios(&committed("synthetic-fjord-mine.gpkg"), &Run::default());
    let list = list.unwrap();
    for scenario in &list.scenarios {
        let book = scenario.book.as_ref().unwrap();
        // With what is sold, only backfill has room for everything.
        let is_unplaced = 0.0 < book.ledger.total.unplaced.0;
        let is_last = scenario.id == list.scenarios[3].id;
        assert_eq!(is_unplaced, !is_last, "{}", scenario.name);
        let causes = book.unplaced.first().map(|unplaced| &unplaced.causes);
        assert!(
            causes.is_none_or(|causes| !causes.is_empty()),
            "{}",
            scenario.name
        );
        assert!(book.breaches.is_empty(), "{}", scenario.name);
        // Levels are known without a window.
        let levels = book.destinations.iter().flat_map(|one| &one.register);
        assert!(levels.filter(|one| one.levels.is_some()).count() > 1);
    }
    let book = list.scenarios[3].book.as_ref().unwrap();
    let last = book
        .destinations
        .iter()
        .filter_map(|one| one.backfill.last());
    let mut binding: Vec<Binding> = last.map(|year| year.binding).collect();
    binding.sort_by_key(|binding| *binding == Binding::Void);
    assert_eq!(binding, [Binding::Cap, Binding::Void]);
}
