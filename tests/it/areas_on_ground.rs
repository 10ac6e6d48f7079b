//! Areas and volumes on the ground: every figure by as much as the map is off, and the same in window and command line.

use std::fs;
use std::path::{Path, PathBuf};

use berghald::app::{Action, DRAWN_GROUND, HeldOutline, Standing, figures_of};
use berghald::design::{
    Batter, Benches, CrestShape, Dam, FillDesign, FillInput, FillMethod, FillTarget, LevelShape,
    OriginalSurface, Outline, PitDesignInput, PitShape, PitTarget, Slope, UnknownGround, VoidInput,
    cut_and_fill, design_fill, design_pit, design_void,
};
use berghald::gis::{Feature, FieldValue, Reference, VectorLayer, write_layers};
use berghald::progress::Run;
use berghald::project::{Areas, Edit, Entry, GroundPurpose, SiteChange};
use berghald::terrain::Grid;
use berghald::units::{Metres, PlacedM3};
use berghald::words::Language;
use egui_kittest::kittest::Queryable as _;
use geo::{Coord, Geometry, Polygon, Rect};

use crate::app::{Desk, request};
use crate::gis::cases;
use crate::gis::make::Raster;
use crate::program::{json, path, program};
use crate::shapes::{circle, ground, placement_around, rectangle};
use crate::window::Screen;

/// Ground per map in the engine's tests.
const SCALE: f64 = 0.993;

/// Varangerhalvøya in zone 33, 15° east of its middle.
const VARANGER: Coord<f64> = Coord {
    x: 1_060_000.0,
    y: 7_885_000.0,
};

/// A hollow with waves, on the map and on the ground.
fn sites() -> (Polygon<f64>, [Grid<f32>; 2]) {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 60.0);
    let placement = placement_around(&outline, 2.0, (0.3, 0.7));
    let placement = berghald::terrain::Placement {
        west_m: placement.west_m - 200.0,
        north_m: placement.north_m + 200.0,
        columns: placement.columns + 200,
        rows: placement.rows + 200,
        ..placement
    };
    let map = ground(placement, |at| {
        let out = at.x.hypot(at.y);
        100.0 + (out / 30.0).powi(2) + 1.5 * (at.x / 17.0).sin()
    });
    let ground = map.clone().with_ground_per_map(SCALE);
    (outline, [map, ground])
}

fn fill(
    grid: &Grid<f32>,
    method: FillMethod<'_>,
    batter: Batter,
    target: FillTarget,
) -> FillDesign {
    let input = FillInput {
        ground: grid,
        method,
        batter,
        target,
        unknown_ground: UnknownGround::Refuse,
    };
    design_fill(&input, &Run::default()).unwrap()
}

/// Areas and volumes by the scale, all else as it was.
fn check(on_map: &[(&str, f64)], on_ground: &[(&str, f64)]) {
    assert_eq!(on_map.len(), on_ground.len());
    for ((name, map), (_, ground)) in on_map.iter().zip(on_ground) {
        if name.ends_with("_m2") || name.ends_with("_m3") {
            let expected = map * SCALE;
            let off = (ground - expected).abs();
            assert!(off <= 1e-9 * expected.abs(), "{name}: {map} {ground}");
        } else {
            let off = (ground - map).abs();
            assert!(off <= 1e-12 * map.abs(), "{name}: {map} {ground}");
        }
    }
}

#[test]
fn every_area_and_volume_of_a_fill_is_of_the_ground_and_no_length_is() {
    let (polygon, [map, ground]) = sites();
    let outline = Outline::new(&polygon).unwrap();
    let benches = Benches::new(Metres(4.0), Metres(3.0)).unwrap();
    let plain = Batter::plain(Slope::new(0.6).unwrap());
    let benched = Batter {
        benches: Some(benches),
        ..plain
    };
    let crest = CrestShape::Polygon {
        outline: Outline::new(&circle(Coord { x: 0.0, y: 0.0 }, 20.0)).unwrap(),
        drops: Vec::new(),
    };
    let level = LevelShape {
        outline: outline.clone(),
        discharges: Vec::new(),
        beach: None,
        dam: Some(Dam {
            crest_width: Metres(5.0),
            inner: Slope::new(0.5).unwrap(),
            outer: Slope::new(0.4).unwrap(),
            freeboard: Metres(1.0),
        }),
    };
    for (method, batter, level) in [
        (FillMethod::Toe(&outline), plain, 112.0),
        (FillMethod::Toe(&outline), benched, 112.0),
        (FillMethod::Crest(&crest), benched, 110.0),
        (
            FillMethod::Crest(&CrestShape::Point(Coord { x: 3.0, y: 1.0 })),
            plain,
            108.0,
        ),
        (FillMethod::Level(&level), plain, 103.0),
    ] {
        let target = FillTarget::Crest(Metres(level));
        let both = [&map, &ground].map(|grid| fill(grid, method, batter, target));
        let [on_map, on_ground] = both.each_ref().map(figures_of);
        check(&on_map, &on_ground);
        let [on_map, on_ground] = both.each_ref().map(|design| {
            let lifts = design.lifts.iter();
            let lifts = lifts.flat_map(|lift| {
                [
                    ("lift_m3", lift.volume.0),
                    ("lift_m2", lift.area.0),
                    ("to", lift.to.0),
                ]
            });
            let dam = design.dam.iter().flat_map(|dam| {
                [
                    ("dam_m2", dam.footprint.0),
                    ("dam_m3", dam.volume.0),
                    ("high", dam.height.0),
                ]
            });
            lifts.chain(dam).collect::<Vec<_>>()
        });
        check(&on_map, &on_ground);
    }
}

#[test]
fn a_volume_on_the_ground_is_built_to_the_level_of_so_much_on_the_map() {
    let (polygon, [map, ground]) = sites();
    let outline = Outline::new(&polygon).unwrap();
    let plain = Batter::plain(Slope::new(0.6).unwrap());
    let crest = CrestShape::Point(Coord { x: 3.0, y: 1.0 });
    for method in [FillMethod::Toe(&outline), FillMethod::Crest(&crest)] {
        let asked = 40_000.0;
        let volume = |asked: f64| FillTarget::Volume(PlacedM3(asked));
        let on_ground = fill(&ground, method, plain, volume(asked));
        assert!((on_ground.fill.0 / asked - 1.0).abs() < 1e-6);
        let on_map = fill(&map, method, plain, volume(asked / SCALE));
        let apart = on_ground.crest_level.0 - on_map.crest_level.0;
        assert!(apart.abs() < 1e-6, "{apart}");
        let same_on_map = fill(&map, method, plain, volume(asked));
        assert!(same_on_map.crest_level < on_ground.crest_level);
    }
}

#[test]
fn pits_voids_and_compared_surfaces_are_of_the_ground_too() {
    let (polygon, [map, ground]) = sites();
    let outline = Outline::new(&polygon).unwrap();
    let pit = |grid: &Grid<f32>| {
        let input = PitDesignInput {
            ground: grid,
            shape: PitShape::Rim(&outline),
            walls: Batter::plain(Slope::new(1.0).unwrap()),
            target: PitTarget::Floor(Metres(80.0)),
            unknown_ground: UnknownGround::Refuse,
        };
        let design = design_pit(&input, &Run::default()).unwrap();
        let after = design.surface_on(grid);
        let cut = cut_and_fill(grid, &after, Some(&outline), &Run::default());
        let cut = cut.unwrap().unwrap();
        let void = VoidInput {
            ground: &after,
            outline: &outline,
            original: OriginalSurface::Surface(grid),
            permitted_level: None,
        };
        let void = design_void(&void, &Run::default()).unwrap();
        vec![
            ("cut_m3", design.cut.0),
            ("outline_area_m2", design.outline_area.0),
            ("footprint_area_m2", design.footprint.0),
            ("floor_area_m2", design.floor.0),
            ("floor_m", design.floor_level.0),
            ("deepest_m", design.deepest.0),
            ("surfaces_cut_m3", cut.cut.0),
            ("compared_m2", cut.area.0),
            ("void_m3", void.extracted.0),
            ("usable_m3", void.usable.0),
            ("void_outline_m2", void.outline_area.0),
            ("rim_m", void.rim_lowest.0),
        ]
    };
    check(&pit(&map), &pit(&ground));
}

/// A slope of 400 m by 400 m at a place, in zone 33.
fn terrain(folder: &Path, at: Coord<f64>) -> PathBuf {
    let heights = (0..40 * 40).map(|cell| 200.0 + 0.5 * (cell % 40) as f32);
    let raster = Raster {
        columns: 40,
        ..Raster::new(heights.collect())
    };
    raster
        .crs("EPSG:25833")
        .transform([at.x - 200.0, 10.0, 0.0, at.y + 200.0, 0.0, -10.0])
        .write(folder, |_| {})
}

fn around(at: Coord<f64>, half: f64) -> Polygon<f64> {
    rectangle(at.x - half, at.y - half, at.x + half, at.y + half)
}

#[test]
fn a_project_counts_on_the_ground_when_it_is_told_to_and_back_again() {
    let folder = tempfile::tempdir().unwrap();
    let raster = terrain(folder.path(), VARANGER);
    let mut desk = Desk::new();
    desk.open(path(&raster));
    assert_eq!(desk.codes(), ["site_areas_better_zone"]);
    desk.act(Action::AddDeposit(request(&around(VARANGER, 100.0))));
    let id = desk.deposit();
    let outline = Outline::new(&around(VARANGER, 50.0)).unwrap();
    desk.act(Action::AddGround(outline.clone(), GroundPurpose::Basin));
    let kept = |desk: &Desk| {
        let (figures, standing) = desk.app.figures(id).unwrap();
        assert_eq!(standing, Standing::Current);
        figures.0.map(f64::to_bits)
    };
    let planar_kept = kept(&desk);
    let planar = desk.figures(id);
    let basin = desk.app.outline_area_m2(&outline);
    assert!((basin - 10_000.0).abs() < 1e-6);
    desk.edit(Edit::SetAreas(Areas::Geodesic));
    // Nothing has to be said any more.
    assert_eq!(desk.codes(), Vec::<&str>::new());
    assert_eq!(desk.app.site_areas(), None);
    let on_ground = desk.figures(id);
    let scale = {
        let crs = Reference::parse("EPSG:25833").unwrap();
        1.0 / crs.area_scale(VARANGER).unwrap()
    };
    assert!((scale - 0.9931).abs() < 0.0005, "{scale}");
    for ((name, map), (_, ground)) in planar.iter().zip(&on_ground) {
        let is_of_ground = name.ends_with("_m2") || name.ends_with("_m3");
        let expected = if is_of_ground { map * scale } else { *map };
        let off = (ground - expected).abs();
        assert!(off <= 1e-9 * expected.abs(), "{name}: {map} {ground}");
    }
    let on_ground_basin = desk.app.outline_area_m2(&outline);
    assert!((on_ground_basin / (scale * basin) - 1.0).abs() < 1e-6);
    let totals = desk.app.totals(desk.app.active());
    assert!((totals.grounds_m2 - on_ground_basin).abs() < 1e-6);
    // The command line says the same.
    let drawn = folder.path().join("outline.geojson");
    let ring: Vec<[f64; 2]> = around(VARANGER, 100.0)
        .exterior()
        .coords()
        .map(|at| [at.x, at.y])
        .collect();
    let feature = serde_json::json!({
        "type": "Feature", "properties": {},
        "geometry": { "type": "Polygon", "coordinates": [ring] },
    });
    let crs = serde_json::json!({
        "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::25833" },
    });
    let file =
        serde_json::json!({ "type": "FeatureCollection", "crs": crs, "features": [feature] });
    fs::write(&drawn, file.to_string()).unwrap();
    let command = [
        "deposit",
        "--terrain",
        path(&raster),
        "--outline",
        path(&drawn),
    ];
    let told = json(&[&command[..], &["--geodesic"]].concat());
    assert_eq!(told["result"]["areas"], "geodesic");
    let said = told["result"]["fill_m3"].as_f64().unwrap();
    let fill = |figures: &[(&str, f64)]| {
        figures
            .iter()
            .find(|(name, _)| *name == "fill_m3")
            .unwrap()
            .1
    };
    assert_eq!(said.to_bits(), fill(&on_ground).to_bits());
    assert_eq!(json(&command)["result"]["areas"], "planar");
    // Kept, opened again, and checked.
    let project = folder.path().join("plan.gpkg");
    desk.act(Action::SaveAs {
        path: project.clone(),
        replace: false,
    });
    let before = kept(&desk);
    desk.act(Action::CloseProject);
    let checked = json(&["check", path(&project)]);
    assert_eq!(checked["warnings"], serde_json::json!([]), "{checked}");
    let listed = json(&["scenarios", path(&project)]);
    assert_eq!(listed["result"]["areas"], "geodesic");
    let told = program()
        .args(["scenarios", path(&project), "--lang", "en"])
        .output();
    let told = String::from_utf8(told.unwrap().stdout).unwrap();
    assert!(told.contains("areas on the ground"), "{told}");
    let ground = &listed["result"]["scenarios"][1]["other_ground"][0];
    let area = ground["area_m2"].as_f64().unwrap();
    assert!((area / on_ground_basin - 1.0).abs() < 1e-9);
    desk.act(Action::OpenProject(project));
    assert_eq!(desk.app.project().areas, Areas::Geodesic);
    assert_eq!(kept(&desk), before);
    desk.edit(Edit::SetAreas(Areas::Planar));
    assert_eq!(kept(&desk), planar_kept);
    desk.act(Action::Undo);
    assert_eq!(kept(&desk), before);
}

#[test]
fn what_is_taken_follows_and_mapped_and_not_mapped_are_the_footprint() {
    let folder = tempfile::tempdir().unwrap();
    let raster = terrain(folder.path(), VARANGER);
    let mut desk = Desk::new();
    desk.open(path(&raster));
    let west = rectangle(
        VARANGER.x - 500.0,
        VARANGER.y - 500.0,
        VARANGER.x,
        VARANGER.y + 500.0,
    );
    let layer = VectorLayer {
        name: "myr".to_owned(),
        description: String::new(),
        features: vec![Feature {
            geometry: Geometry::Polygon(west),
            values: vec![("slag", FieldValue::Text("myr".to_owned()))],
        }],
    };
    let file = folder.path().join("myr.gpkg");
    write_layers(&file, &[layer], &Reference::parse("EPSG:25833").unwrap()).unwrap();
    desk.open_as(path(&file), berghald::app::OpenAs::Site, None);
    let outline = Outline::new(&around(VARANGER, 100.0)).unwrap();
    desk.act(Action::AddGround(outline, GroundPurpose::Other));
    let Some(entry @ Entry::Ground(_)) = desk.app.selected() else {
        panic!("nothing is selected");
    };
    let taken = |desk: &Desk| {
        let (take, is_current) = desk.app.land_take(desk.app.active()).unwrap();
        assert!(is_current);
        let taken = take.of_entry(entry).unwrap().covered.clone().unwrap();
        let layer = &taken.take.layers[0];
        let sum = layer.mapped.0 + layer.not_mapped.0;
        assert!((sum / taken.take.footprint.0 - 1.0).abs() < 1e-6);
        (taken.take.footprint.0, layer.mapped.0)
    };
    let planar = taken(&desk);
    assert!((planar.0 - 40_000.0).abs() < 1e-3 && (planar.1 - 20_000.0).abs() < 1e-3);
    desk.edit(Edit::SetAreas(Areas::Geodesic));
    let on_ground = taken(&desk);
    for (map, ground) in [(planar.0, on_ground.0), (planar.1, on_ground.1)] {
        assert!((ground / map - 0.9931).abs() < 0.0005, "{map} {ground}");
    }
    desk.act(Action::Undo);
    assert_eq!(taken(&desk), planar);
}

#[test]
fn the_first_that_is_drawn_is_counted_on_the_ground_while_it_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let raster = terrain(folder.path(), VARANGER);
    let mut desk = Desk::new();
    desk.open(path(&raster));
    desk.edit(Edit::SetAreas(Areas::Geodesic));
    let outline = Outline::new(&around(VARANGER, 50.0)).unwrap();
    desk.act(Action::Hold(Some(HeldOutline {
        entry: DRAWN_GROUND,
        outline: outline.clone(),
    })));
    let area = desk.app.outline_area_m2(&outline);
    assert!((area / 10_000.0 - 0.9931).abs() < 0.0005, "{area}");
}

#[test]
fn varangerhalvoya_is_as_large_in_a_project_as_it_is_on_the_map_and_on_the_ground() {
    let Some(cases) = cases::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let raster = terrain(folder.path(), VARANGER);
    let mut desk = Desk::new();
    desk.open(path(&raster));
    let file = format!(
        "{}#Naturvernomrade",
        path(&cases.join("real/norway/n1000.gpkg"))
    );
    desk.open_as(&file, berghald::app::OpenAs::Site, None);
    let (layer, ..) = desk.app.project().site_layers().next().unwrap();
    let by_name = SiteChange::ClassField(Some("navn".to_owned()));
    desk.edit(Edit::ChangeSite(layer, by_name));
    // Ground around all of it.
    let all = Rect::new((900_000.0, 7_750_000.0), (1_200_000.0, 8_000_000.0)).to_polygon();
    let outline = Outline::new(&all).unwrap();
    desk.act(Action::AddGround(outline, GroundPurpose::Other));
    let entry = desk.app.selected().unwrap();
    let km2 = |desk: &Desk| {
        let (take, _) = desk.app.land_take(desk.app.active()).unwrap();
        let taken = take.of_entry(entry).unwrap().covered.clone().unwrap();
        let rows = take.rows(&taken, "nb");
        let rows = rows.iter().flat_map(|layer| layer.classes.clone());
        let mut found = rows.filter(|class| {
            let label = class.label.as_deref();
            label.is_some_and(|label| label.contains("Varangerhalvøya"))
        });
        found.next().unwrap().area.0 / 1e6
    };
    assert!((km2(&desk) - 1819.5).abs() < 0.05, "{}", km2(&desk));
    let off = desk.app.site_areas().unwrap().off.excess;
    assert!((off - 0.007).abs() < 0.001, "{off}");
    desk.edit(Edit::SetAreas(Areas::Geodesic));
    assert!((km2(&desk) - 1807.4).abs() < 0.05, "{}", km2(&desk));
}

#[test]
fn the_notice_and_the_coordinate_system_offer_areas_on_the_ground() {
    let folder = tempfile::tempdir().unwrap();
    let raster = terrain(folder.path(), VARANGER);
    let mut screen = Screen::with(&[path(&raster).to_owned()], Language::English);
    let areas = |screen: &Screen| screen.harness.state().app().project().areas;
    screen.press("Areas and volumes on the ground");
    assert_eq!(areas(&screen), Areas::Geodesic);
    let crs = screen.harness.query_by_label_contains("on the ground");
    assert!(crs.is_some());
    screen.press("EPSG:25833 · on the ground");
    screen.press("Areas and volumes on the map");
    assert_eq!(areas(&screen), Areas::Planar);
    let told = screen
        .harness
        .query_by_label_contains("larger than on the ground");
    assert!(told.is_some());
}
