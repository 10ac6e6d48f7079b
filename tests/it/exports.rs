//! Geometry that leaves the program: read back by what others have, with the same places and the same volumes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use berghald::app::export::{ExportRequest, ExportWarning, ExportedGeometry, export_geometry};
use berghald::app::{Action, FillRequest, PitRequest, TaskError};
use berghald::balance::BackfillTarget;
use berghald::design::{
    Batter, Benches, CrestShape, Dam, FillShape, FillTarget, LevelShape, Outline, Slope,
};
use berghald::gis::{Reference, open_terrain, read_polygons, write_terrain};
use berghald::progress::Run;
use berghald::project::{DepositId, Edit, Entry, LayerKind, PitId, ScenarioId};
use berghald::site::Role;
use berghald::terrain::{CellWindow, Grid, Placement};
use berghald::units::Metres;
use berghald::words::{Language, Words};
use geo::{Coord, Polygon};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::app::Desk;
use crate::program::{json, path, program};
use crate::shapes::{circle, rectangle};
use crate::takes::add;

const WEST_M: f64 = 500_000.0;
const SOUTH_M: f64 = 7_000_000.0;

/// How far the volume between triangles may be from the one that the program counts.
const VOLUME_SHARE: f64 = 0.001;

fn at(x: f64, y: f64) -> Coord<f64> {
    Coord {
        x: WEST_M + x,
        y: SOUTH_M + y,
    }
}

/// A wavy hillside with a bowl and a pit in it, on cells of 4 m.
fn write_hillside(folder: &Path) -> String {
    let placement = Placement {
        west_m: WEST_M,
        north_m: SOUTH_M + 1200.0,
        cell_width_m: 4.0,
        cell_height_m: 4.0,
        columns: 300,
        rows: 300,
        ground_per_map: 1.0,
    };
    let height = |place: Coord<f64>| {
        let (x, y) = (place.x - WEST_M, place.y - SOUTH_M);
        let hillside = 100.0 + 0.2 * y + 3.0 * (x / 37.0).sin() * (y / 29.0).cos();
        let bowl = 60.0 * (1.0 - ((x - 900.0).hypot(y - 900.0) / 120.0).powi(2)).max(0.0);
        let pit = (110.0 - (x - 900.0).hypot(y - 300.0)).clamp(0.0, 60.0);
        hillside - bowl - pit
    };
    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    let grid = Grid::from_fn(placement, |place| height(place) as f32);
    let file = folder.join("terreng.tif");
    let reference = Reference::parse("EPSG:25833+5941").unwrap();
    write_terrain(&file, &grid, &reference, &Run::default()).unwrap();
    file.to_str().unwrap().to_owned()
}

/// A project with a benched tip, a tip from its crest, a level fill behind a dam, one in a bowl, and a pit.
struct Plan {
    desk: Desk,
    folder: tempfile::TempDir,
    deposits: BTreeMap<&'static str, DepositId>,
    pit: PitId,
}

fn request(shape: FillShape, batter: Batter, crest_m: f64) -> FillRequest {
    let usual = FillRequest::usual(Outline::new(&rectangle(0.0, 0.0, 1.0, 1.0)).unwrap());
    FillRequest {
        shape,
        batter,
        target: FillTarget::Crest(Metres(crest_m)),
        ..usual
    }
}

fn outline(polygon: &Polygon<f64>) -> Outline {
    Outline::new(polygon).unwrap()
}

fn level(polygon: &Polygon<f64>, dam: Option<Dam>) -> FillShape {
    FillShape::Level(Box::new(LevelShape {
        outline: outline(polygon),
        discharges: Vec::new(),
        beach: None,
        dam,
    }))
}

impl Plan {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let terrain = write_hillside(folder.path());
        let mut desk = Desk::new();
        desk.open(&terrain);
        let benches = Benches::new(Metres(10.0), Metres(6.0)).unwrap();
        let face = Slope::TIPPED_ROCK;
        let benched = Batter {
            benches: Some(benches),
            ..Batter::plain(face)
        };
        let tilted = Polygon::new(
            vec![
                at(110.0, 130.0),
                at(430.0, 90.0),
                at(470.0, 380.0),
                at(150.0, 400.0),
            ]
            .into(),
            Vec::new(),
        );
        let crest = Polygon::new(
            vec![
                at(180.0, 820.0),
                at(330.0, 790.0),
                at(360.0, 900.0),
                at(200.0, 930.0),
            ]
            .into(),
            Vec::new(),
        );
        let dam = Dam {
            crest_width: Metres(8.0),
            inner: Slope::new(0.5).unwrap(),
            outer: Slope::new(0.5).unwrap(),
            freeboard: Metres(2.0),
        };
        let behind = rectangle(
            WEST_M + 540.0,
            SOUTH_M + 560.0,
            WEST_M + 700.0,
            SOUTH_M + 700.0,
        );
        let bowl = circle(at(900.0, 900.0), 118.0);
        let crest_shape = FillShape::Crest(CrestShape::Polygon {
            outline: outline(&crest),
            drops: Vec::new(),
        });
        let wanted = [
            (
                "Tipp øst/1",
                request(FillShape::Toe(outline(&tilted)), benched, 170.0),
            ),
            ("Kant", request(crest_shape, Batter::plain(face), 300.0)),
            (
                "Dam",
                request(level(&behind, Some(dam)), Batter::plain(face), 228.0),
            ),
            (
                "Bolle",
                request(level(&bowl, None), Batter::plain(face), 245.0),
            ),
        ];
        let mut deposits = BTreeMap::new();
        for (name, request) in wanted {
            desk.act(Action::AddDeposit(request));
            let id = desk.deposit();
            desk.edit(Edit::Rename(Entry::Deposit(id), name.to_owned()));
            deposits.insert(name, id);
        }
        let mined = desk.app.project().layers_of(LayerKind::Terrain).next();
        let mined = mined.unwrap().0;
        let rim = outline(&circle(at(900.0, 300.0), 115.0));
        let pit = PitRequest {
            target: BackfillTarget::Level(Metres(125.0)),
            ..PitRequest::usual_pit(rim, mined)
        };
        desk.act(Action::AddPit(Box::new(pit)));
        let pit = desk.app.selected_pit().unwrap().0;
        let mut plan = Self {
            desk,
            folder,
            deposits,
            pit,
        };
        plan.desk.act(Action::SaveAs {
            path: plan.project(),
            replace: false,
        });
        plan
    }

    fn project(&self) -> PathBuf {
        self.folder.path().join("plan.gpkg")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("ut")
    }

    /// The volume of a deposit as the program counts it, with its dam.
    fn volume_m3(&self, name: &str) -> f64 {
        let fill = self.desk.app.fill(self.deposits[name]).unwrap();
        let design = &fill.value().unwrap().design;
        design.fill.0 + design.dam.map_or(0.0, |dam| dam.volume.0)
    }

    fn export(&self) -> ExportedGeometry {
        exported(&self.project(), &self.out(), &Run::default()).unwrap()
    }
}

fn exported(project: &Path, out: &Path, run: &Run) -> Result<ExportedGeometry, Box<TaskError>> {
    let request = ExportRequest {
        scenario: ScenarioId::FIRST.0.to_string(),
        out: out.to_owned(),
    };
    let words = Words::in_language(Language::Bokmal).unwrap();
    Ok(export_geometry(project, &request, &words, run)?)
}

/// What a program of Debian's says, which must say nothing about trouble. `None` where it is not installed.
fn said(program: &str, words: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(program).args(words).output() else {
        use std::io::Write as _;
        let why =
            format!("skipped: {program} is not installed; assets/setup.sh --tests installs it\n");
        std::io::stderr().write_all(why.as_bytes()).unwrap();
        return None;
    };
    let told = String::from_utf8_lossy(&output.stderr);
    // GDAL 3.6 says so of every 3DFACE that is a triangle, its own files among them.
    let is_of_rings = |line: &str| {
        line.contains("Non closed ring") || line.starts_with("More than 1000 errors or warnings")
    };
    let trouble = told.lines().filter(|line| !is_of_rings(line));
    let trouble: Vec<&str> = trouble.collect();
    assert!(
        output.status.success() && trouble.is_empty(),
        "{program} {words:?}: {trouble:?}"
    );
    Some(String::from_utf8(output.stdout).unwrap())
}

/// A surface of `LandXML`.
struct Surface {
    name: String,
    /// North, east and height.
    points: Vec<[f64; 3]>,
    /// By places in the list of points.
    faces: Vec<[usize; 3]>,
}

fn numbers<T: std::str::FromStr>(text: &str) -> [T; 3]
where
    T::Err: std::fmt::Debug,
{
    let mut numbers = text.split_whitespace();
    let three = [(); 3].map(|()| numbers.next().unwrap().parse().unwrap());
    assert_eq!(numbers.next(), None);
    three
}

/// The surfaces of a file, and the attributes of its root, its units and its coordinate system.
fn land_xml(file: &Path) -> (Vec<Surface>, BTreeMap<String, String>) {
    let text = fs::read_to_string(file).unwrap();
    let mut reader = Reader::from_str(&text);
    let (mut surfaces, mut facts) = (Vec::<Surface>::new(), BTreeMap::new());
    let mut open: Vec<String> = Vec::new();
    let mut ids: Vec<usize> = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        let is_start = matches!(event, Event::Start(_));
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                let attributes = element.attributes().map(|one| {
                    let one = one.unwrap();
                    let key = one.key.as_ref().to_owned();
                    let value = one.value.into_owned();
                    (key, value)
                });
                let attributes: BTreeMap<String, String> = attributes.collect();
                match name.as_str() {
                    "Surface" => {
                        ids.clear();
                        surfaces.push(Surface {
                            name: attributes["name"].clone(),
                            points: Vec::new(),
                            faces: Vec::new(),
                        });
                    }
                    "Definition" => assert_eq!(attributes["surfType"], "TIN"),
                    "P" => ids.push(attributes["id"].parse().unwrap()),
                    "LandXML" | "Metric" | "CoordinateSystem" => {
                        facts.extend(attributes);
                    }
                    _ => {}
                }
                if is_start {
                    open.push(name);
                }
            }
            Event::Text(text) => {
                let surface = surfaces.last_mut();
                match (open.last().map(String::as_str), surface) {
                    (Some("P"), Some(surface)) => surface.points.push(numbers(&text)),
                    (Some("F"), Some(surface)) => {
                        let face = numbers::<usize>(&text).map(|id| id - 1);
                        surface.faces.push(face);
                    }
                    _ => assert_eq!(text.trim(), ""),
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Eof => break,
            _ => {}
        }
        assert!(ids.iter().enumerate().all(|(place, id)| place + 1 == *id) || !is_start);
    }
    (surfaces, facts)
}

/// Twice the area of a face, positive where it is counter-clockwise seen from above.
fn twice_area(surface: &Surface, face: &[usize; 3]) -> f64 {
    let [a, b, c] = face.map(|corner| surface.points[corner]);
    (b[1] - a[1]) * (c[0] - a[0]) - (c[1] - a[1]) * (b[0] - a[0])
}

/// The volume between two surfaces of the same triangles.
fn volume_between(above: &Surface, below: &Surface) -> f64 {
    assert_eq!(above.faces, below.faces);
    let prism = |face: &[usize; 3]| {
        let thickness = |corner: &usize| above.points[*corner][2] - below.points[*corner][2];
        twice_area(above, face) / 2.0 * face.iter().map(thickness).sum::<f64>() / 3.0
    };
    above.faces.iter().map(prism).sum()
}

#[test]
fn triangles_hold_what_the_program_counts() {
    let plan = Plan::new();
    let exported = plan.export();
    assert_eq!(exported.scenario, "Alternative 1");
    let pit = plan.desk.app.pit(plan.pit).unwrap().value().unwrap();
    let placed_m3 = pit.backfill.placed.0;
    let files = [
        (
            "tipp-oest-1.xml",
            "Tipp øst/1",
            plan.volume_m3("Tipp øst/1"),
        ),
        ("kant.xml", "Kant", plan.volume_m3("Kant")),
        ("dam.xml", "Dam", plan.volume_m3("Dam")),
        ("bolle.xml", "Bolle", plan.volume_m3("Bolle")),
        ("open-pit-1.xml", "", placed_m3),
    ];
    for (file, name, volume_m3) in files {
        let (surfaces, facts) = land_xml(&plan.out().join(file));
        assert_eq!(surfaces.len(), 2);
        let (body, ground) = (&surfaces[0], &surfaces[1]);
        if !name.is_empty() {
            assert_eq!(body.name, name);
        }
        assert_eq!(ground.name, format!("{} – terreng", body.name));
        assert_eq!(facts["epsgCode"], "25833");
        assert_eq!(facts["linearUnit"], "meter");
        assert_eq!(facts["version"], "1.2");
        assert!(facts["ogcWktCode"].contains("25833"), "{facts:?}");
        assert!(facts["verticalDatum"].contains("NN2000"), "{facts:?}");
        let between_m3 = volume_between(body, ground);
        assert!(
            (between_m3 / volume_m3 - 1.0).abs() < VOLUME_SHARE,
            "{file}: {between_m3} {volume_m3}"
        );
        for face in &body.faces {
            assert!(0.0 < twice_area(body, face), "{file}");
        }
        let mut places: Vec<[u64; 2]> = body
            .points
            .iter()
            .map(|[north, east, _]| [north.to_bits(), east.to_bits()])
            .collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), body.points.len(), "{file}");
        assert!(body.faces.len() < 40_000, "{file}: {}", body.faces.len());
        let [north, east, _] = body.points[0];
        assert!(SOUTH_M < north && north < SOUTH_M + 1200.0, "{file}");
        assert!(WEST_M < east && east < WEST_M + 1200.0, "{file}");
    }
}

#[test]
fn rasters_read_back_with_the_heights_of_the_design() {
    let plan = Plan::new();
    plan.export();
    let read = |name: &str| {
        let source = open_terrain(plan.out().join(name).to_str().unwrap(), None).unwrap();
        assert_eq!(source.reference().epsg(), Some(25833));
        let placement = *source.placement();
        let all = CellWindow {
            column: 0,
            row: 0,
            columns: placement.columns,
            rows: placement.rows,
        };
        let has_datum = source.reference().vertical().is_some();
        (source.read(all, &Run::default()).unwrap(), has_datum)
    };
    let (surface, has_datum) = read("surface.tif");
    assert!(has_datum);
    let (thickness, has_datum) = read("thickness.tif");
    assert!(!has_datum);
    assert_eq!(surface.placement(), thickness.placement());
    let cell_m2 = thickness.placement().cell_area_m2();
    let built = thickness.cells().iter().filter(|one| !one.is_nan());
    let built_m3 = built.map(|one| f64::from(*one)).sum::<f64>() * cell_m2;
    let pit = plan.desk.app.pit(plan.pit).unwrap().value().unwrap();
    let counted_m3: f64 = plan.deposits.keys().map(|name| plan.volume_m3(name)).sum();
    let counted_m3 = counted_m3 + pit.backfill.placed.0;
    // Cells that an outline cuts show the height at their middle.
    assert!(
        (built_m3 / counted_m3 - 1.0).abs() < 0.02,
        "{built_m3} {counted_m3}"
    );
    let fill = plan.desk.app.fill(plan.deposits["Kant"]).unwrap();
    let design = &fill.value().unwrap().design;
    let top = surface.height_at(at(260.0, 860.0)).unwrap();
    assert!((top - design.crest_level.0).abs() < 1e-3, "{top}");
    let Some(text) = said(
        "gdalinfo",
        &["-json", path(&plan.out().join("surface.tif"))],
    ) else {
        return;
    };
    let told: Value = serde_json::from_str(&text).unwrap();
    let band = &told["bands"][0];
    assert_eq!(band["noDataValue"], -9999.0);
    assert_eq!(band["description"], "Høyde (m)");
    assert_eq!(band["unit"], "m");
    assert_eq!(band["block"], serde_json::json!([256, 256]));
    assert_eq!(
        told["metadata"]["IMAGE_STRUCTURE"]["COMPRESSION"],
        "DEFLATE"
    );
    let wkt = told["coordinateSystem"]["wkt"].as_str().unwrap();
    assert!(wkt.contains("25833") && wkt.contains("NN2000"), "{wkt}");
    let size = |value: &Value| [value[0].as_u64().unwrap(), value[1].as_u64().unwrap()];
    let whole = size(&told["size"]);
    let placement = surface.placement();
    assert_eq!(whole, [placement.columns as u64, placement.rows as u64]);
    let smaller = size(&band["overviews"][0]["size"]);
    assert_eq!(smaller, whole.map(|cells| cells.div_ceil(2)));
    let west = told["cornerCoordinates"]["upperLeft"][0].as_f64().unwrap();
    assert!((west - placement.west_m).abs() < 1e-6);
}

#[test]
fn layers_read_back_with_their_counts_extents_and_styles() {
    let mut plan = Plan::new();
    let protected = rectangle(WEST_M + 300.0, SOUTH_M, WEST_M + 800.0, SOUTH_M + 300.0);
    add(
        &mut plan.desk,
        "vern",
        Role::Protected,
        &[(protected, "reservat")],
    );
    plan.export();
    let file = plan.out().join("geometry.gpkg");
    let reference = Reference::parse("EPSG:25833").unwrap();
    for (layer, count) in [("outlines", 5), ("footprints", 5)] {
        let source = format!("{}#{layer}", path(&file));
        let read = read_polygons(&source, &reference, &Run::default()).unwrap();
        assert_eq!(read.polygons.len(), count, "{layer}");
    }
    let file = path(&file);
    let Some(text) = said("ogrinfo", &["-ro", "-so", "-al", file]) else {
        return;
    };
    for fact in [
        "Layer name: outlines",
        "Layer name: footprints",
        "Layer name: lifts",
        "Layer name: contours",
        "Layer name: conflicts",
        "Layer name: layer_styles",
        "Geometry: 3D Multi Polygon",
        "Geometry: 3D Multi Line String",
        "ID[\"EPSG\",25833]",
        "fill_m3: Real",
        "crest_level_m: Real",
        "backfill_placed_m3: Real",
        "level_m: Real",
        "target_crest_m: Real",
    ] {
        assert!(text.contains(fact), "{fact} is not in\n{text}");
    }
    let text = said("ogrinfo", &["-ro", "-al", file, "conflicts"]).unwrap();
    for fact in [
        "Feature Count: 2",
        "site_layer (String) = vern",
        "role (String) = protected",
        "classes (String) = reservat",
        "name (String) = Tipp øst/1",
    ] {
        assert!(text.contains(fact), "{fact} is not in\n{text}");
    }
    let text = said("ogrinfo", &["-ro", "-so", file, "footprints"]).unwrap();
    let extent = text.lines().find_map(|line| line.strip_prefix("Extent: ("));
    let (west, _) = extent.unwrap().split_once(',').unwrap();
    let west: f64 = west.parse().unwrap();
    let drawn = plan.desk.app.project();
    let drawn = drawn.outline_of(Entry::Deposit(plan.deposits["Tipp øst/1"]));
    let drawn = drawn.unwrap().extent().min().x;
    // Its acute corner is cut by less than a few cells.
    assert!(drawn <= west && west < drawn + 20.0, "{west} {drawn}");
    let styles = "SELECT f_table_name, useAsDefault, length(styleQML) FROM layer_styles";
    let text = said("ogrinfo", &["-ro", file, "-sql", styles]).unwrap();
    assert!(text.contains("Feature Count: 5"), "{text}");
    assert_eq!(text.matches("useAsDefault (Integer) = 1").count(), 5);
    let lifts = "SELECT count(*) AS lifts FROM lifts WHERE name = 'Tipp øst/1'";
    let text = said("ogrinfo", &["-ro", file, "-sql", lifts]).unwrap();
    let design = plan.desk.app.fill(plan.deposits["Tipp øst/1"]).unwrap();
    let lifts = design.value().unwrap().design.lifts.len();
    assert!(
        1 < lifts && text.contains(&format!(") = {lifts}\n")),
        "{text}"
    );
}

#[test]
fn drawings_and_web_files_read_back_by_others() {
    let plan = Plan::new();
    plan.export();
    let web = fs::read_to_string(plan.out().join("geometry.geojson")).unwrap();
    let web: Value = serde_json::from_str(&web).unwrap();
    assert_eq!(web["crs"], Value::Null);
    let features = web["features"].as_array().unwrap();
    let of_layer = |layer: &str| {
        let features = features.iter();
        let of = features.filter(|feature| feature["properties"]["layer"] == layer);
        of.count()
    };
    assert_eq!((of_layer("outlines"), of_layer("footprints")), (5, 5));
    for feature in features {
        let geometry = &feature["geometry"];
        let mut first = &geometry["coordinates"];
        while first[0].is_array() {
            first = &first[0];
        }
        let (east, north) = (first[0].as_f64().unwrap(), first[1].as_f64().unwrap());
        assert!(14.9 < east && east < 15.1 && 63.0 < north && north < 63.3);
        assert_eq!(first.as_array().unwrap().len(), 2);
        if geometry["type"] == "MultiPolygon" {
            for polygon in geometry["coordinates"].as_array().unwrap() {
                assert!(0.0 < twice_area_of_ring(&polygon[0]), "{feature}");
            }
        }
    }
    let drawing = plan.out().join("geometry.dxf");
    let prj = fs::read_to_string(plan.out().join("geometry.prj")).unwrap();
    assert!(prj.starts_with("PROJCS["), "{prj}");
    let layers = "SELECT DISTINCT Layer FROM entities";
    let Some(text) = said("ogrinfo", &["-ro", path(&drawing), "-sql", layers]) else {
        return;
    };
    for layer in [
        "OUTLINES", "TOES", "CRESTS", "BENCHES", "CONTOURS", "SURFACE",
    ] {
        assert!(
            text.contains(&format!("Layer (String) = {layer}")),
            "{text}"
        );
    }
    let (surfaces, _) = land_xml(&plan.out().join("kant.xml"));
    let of_files = ["tipp-oest-1", "dam", "bolle", "open-pit-1"].map(|name| {
        let (surfaces, _) = land_xml(&plan.out().join(format!("{name}.xml")));
        surfaces[0].faces.len()
    });
    let faces: usize = surfaces[0].faces.len() + of_files.iter().sum::<usize>();
    let one = "SELECT COUNT(*) AS number FROM entities WHERE Layer = 'SURFACE'";
    let text = said("ogrinfo", &["-ro", path(&drawing), "-sql", one]).unwrap();
    assert!(text.contains(&format!(") = {faces}\n")), "{faces} {text}");
    let one = "SELECT * FROM entities WHERE Layer = 'OUTLINES'";
    let text = said("ogrinfo", &["-ro", "-so", path(&drawing), "-sql", one]).unwrap();
    assert!(text.contains("Feature Count: 5"), "{text}");
    let text = said(
        "ogrinfo",
        &["-ro", path(&plan.out().join("geometry.geojson"))],
    )
    .unwrap();
    assert!(text.contains("1: geometry"), "{text}");
}

/// Positive where the ring is counter-clockwise.
fn twice_area_of_ring(ring: &Value) -> f64 {
    let ring = ring.as_array().unwrap();
    let place = |value: &Value| (value[0].as_f64().unwrap(), value[1].as_f64().unwrap());
    let (east, north) = place(&ring[0]);
    let sides = ring.windows(2).map(|side| {
        let (from, to) = (place(&side[0]), place(&side[1]));
        (from.0 - east) * (to.1 - north) - (to.0 - east) * (from.1 - north)
    });
    sides.sum()
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let plan = Plan::new();
    fs::create_dir(plan.out()).unwrap();
    let mine = plan.out().join("mitt.txt");
    fs::write(&mine, "mine").unwrap();
    let error = exported(&plan.project(), &plan.out(), &Run::default()).unwrap_err();
    assert!(matches!(*error, TaskError::FolderInUse { .. }), "{error}");
    assert_eq!(fs::read_dir(plan.out()).unwrap().count(), 1);
    fs::remove_file(&mine).unwrap();
    // An empty one is written into.
    plan.export();
    assert!(plan.out().join("surface.tif").is_file());
}

#[test]
fn what_is_cancelled_leaves_nothing() {
    let plan = Plan::new();
    let before = fs::read_dir(plan.folder.path()).unwrap().count();
    let run = Run::default();
    let (project, out) = (plan.project(), plan.out());
    run.cancel();
    let stopped = exported(&project, &out, &run);
    assert!(stopped.is_err_and(|error| error.is_cancelled()));
    assert_eq!(fs::read_dir(plan.folder.path()).unwrap().count(), before);
}

#[test]
fn what_cannot_be_built_is_told_and_the_rest_is_written() {
    let mut plan = Plan::new();
    let id = plan.deposits["Kant"];
    plan.desk
        .edit(Edit::SetTarget(id, FillTarget::Crest(Metres(5.0))));
    let exported = plan.export();
    let left_out = |warning: &ExportWarning| match warning {
        ExportWarning::NotBuilt { name, .. } => Some(name.clone()),
        _ => None,
    };
    let left_out: Vec<String> = exported.warnings.iter().filter_map(left_out).collect();
    assert_eq!(left_out, ["Kant"]);
    assert!(!plan.out().join("kant.xml").exists());
    assert!(plan.out().join("bolle.xml").is_file());
}

#[test]
fn geometry_is_exported_on_the_command_line() {
    let plan = Plan::new();
    let (project, out) = (plan.project(), plan.out());
    let told = json(&[
        "export",
        path(&project),
        "--scenario",
        "Alternative 1",
        "--out",
        path(&out),
    ]);
    let result = &told["result"];
    assert_eq!(result["scenario"], "Alternative 1", "{told}");
    let files = result["files"].as_array().unwrap();
    let there = fs::read_dir(&out).unwrap().count();
    assert_eq!(files.len(), there);
    for file in files {
        assert!(
            Path::new(file["path"].as_str().unwrap()).is_file(),
            "{file}"
        );
        assert_ne!(file["what"], "");
    }
    let refused = json(&[
        "export",
        path(&project),
        "--scenario",
        "1",
        "--out",
        path(&out),
    ]);
    assert_eq!(refused["error"]["code"], "folder_in_use", "{refused}");
    let nothing = plan.folder.path().join("null");
    let zero = json(&[
        "export",
        path(&project),
        "--scenario",
        "0",
        "--out",
        path(&nothing),
    ]);
    assert_eq!(zero["error"]["code"], "nothing_built", "{zero}");
    let unknown = json(&[
        "export",
        path(&project),
        "--scenario",
        "x",
        "--out",
        path(&nothing),
    ]);
    assert_eq!(unknown["error"]["code"], "scenario_unknown", "{unknown}");
    assert!(!nothing.exists());
    let people = program()
        .args([
            "export",
            path(&project),
            "--scenario",
            "1",
            "--out",
            path(&nothing),
            "--lang",
            "nb",
        ])
        .output()
        .unwrap();
    let people = String::from_utf8(people.stdout).unwrap();
    assert!(
        people.contains("surface.tif: Terrenget med alle deponier"),
        "{people}"
    );
}

#[test]
fn the_window_exports_what_was_done_last() {
    let mut plan = Plan::new();
    let out = plan.out();
    let id = plan.deposits["Bolle"];
    plan.desk.app.update(Action::Edit(Edit::Rename(
        Entry::Deposit(id),
        "Skål".to_owned(),
    )));
    plan.desk.act(Action::ExportGeometry(out.clone()));
    assert_eq!(plan.desk.codes().last(), Some(&"done"));
    assert!(out.join("skaal.xml").is_file());
    plan.desk.act(Action::ExportGeometry(out));
    assert_eq!(plan.desk.codes().last(), Some(&"folder_in_use"));
}
