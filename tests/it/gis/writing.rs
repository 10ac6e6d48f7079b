//! What is written comes back, and nothing is left half-written.

use berghald::gis::{self, FieldValue, PolygonRecord, Reference};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use geo::{MultiPolygon, polygon};

use super::make::{all, names_in, text};

fn grid() -> Grid<f32> {
    let placement = Placement {
        west_m: 420_000.0,
        north_m: 6_860_000.0,
        cell_width_m: 5.0,
        cell_height_m: 4.0,
        columns: 300,
        rows: 520,
    };
    let mut heights: Vec<f32> = (0..300 * 520).map(|cell| cell as f32 / 7.0).collect();
    heights[1234] = f32::NAN;
    Grid::new(placement, heights).unwrap()
}

/// Writes heights and reads them back the same.
fn check(crs: &str, vertical: Option<&str>, written_unit_m: f64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("åsen.tif");
    let reference = Reference::parse(crs).unwrap();
    gis::write_terrain(&path, &grid(), &reference, &Run::default()).unwrap();
    assert_eq!(names_in(folder.path()), ["åsen.tif"]);
    let terrain = gis::open_terrain(text(&path), None).unwrap();
    assert!(
        terrain.placement().matches(grid().placement()),
        "{:?}",
        terrain.placement()
    );
    assert_eq!(terrain.reference().epsg(), reference.epsg());
    assert_eq!(
        terrain
            .reference()
            .vertical()
            .map(|datum| datum.name.as_str()),
        vertical
    );
    assert!((terrain.reference().metres_per_unit() - written_unit_m).abs() < 1e-9);
    assert!(terrain.is_nodata_known());
    let read = terrain
        .read(all(terrain.placement()), &Run::default())
        .unwrap();
    assert!(read.cells()[1234].is_nan());
    let is_same = |(one, other): (&f32, &f32)| one.to_bits() == other.to_bits();
    assert!(read.cells().iter().zip(grid().cells()).all(is_same));
    let facts = gis::inspect_raster(text(&path), None, &Run::default()).unwrap();
    assert_eq!(facts.height_unit, gis::HeightUnit::Metre);
}

#[test]
fn terrain_comes_back_as_it_was() {
    check("EPSG:25832", None, 1.0);
    check("EPSG:25832+5941", Some("NN2000 height"), 1.0);
}

#[test]
fn terrain_in_a_system_in_feet_keeps_its_place_and_metres_of_height() {
    // Coordinates far outside New York, where it still works.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feet.tif");
    let reference = Reference::parse("EPSG:2263+6360").unwrap();
    let placement = Placement {
        west_m: 304_800.0,
        north_m: 60_960.0,
        cell_width_m: 3.0,
        cell_height_m: 3.0,
        columns: 2,
        rows: 1,
    };
    let heights = Grid::new(placement, vec![10.0, 20.0]).unwrap();
    gis::write_terrain(&path, &heights, &reference, &Run::default()).unwrap();
    let terrain = gis::open_terrain(text(&path), None).unwrap();
    assert!(
        terrain.placement().matches(&placement),
        "{:?}",
        terrain.placement()
    );
    assert_eq!(terrain.warnings(), []);
    assert!(
        terrain
            .reference()
            .vertical()
            .unwrap()
            .name
            .contains("NAVD88")
    );
    let read = terrain
        .read(all(terrain.placement()), &Run::default())
        .unwrap();
    assert_eq!(read.cells(), heights.cells());
}

#[test]
fn an_old_file_stays_when_writing_is_cancelled_and_is_replaced_when_it_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.tif");
    std::fs::write(&path, "old").unwrap();
    let reference = Reference::parse("25832").unwrap();
    let run = Run::default();
    run.cancel();
    let error = gis::write_terrain(&path, &grid(), &reference, &run).unwrap_err();
    assert_eq!(error.code(), "cancelled");
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(names_in(folder.path()), ["old.tif"]);
    gis::write_terrain(&path, &grid(), &reference, &Run::default()).unwrap();
    gis::open_terrain(text(&path), None).unwrap();
}

#[test]
fn a_folder_that_is_not_there_is_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let reference = Reference::parse("25832").unwrap();
    let path = folder.path().join("none/a.tif");
    let error = gis::write_terrain(&path, &grid(), &reference, &Run::default()).unwrap_err();
    assert_eq!(error.code(), "folder_not_writable");
}

#[test]
fn polygons_come_back_with_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tipp.gpkg");
    let reference = Reference::parse("25832").unwrap();
    let outline = MultiPolygon(vec![polygon![
        (x: 420_000.0, y: 6_860_000.0),
        (x: 420_100.0, y: 6_860_000.0),
        (x: 420_100.0, y: 6_860_100.0),
    ]]);
    let values = vec![
        ("name", FieldValue::Text("Tipp øst".to_owned())),
        ("area_m2", FieldValue::Number(5000.0)),
        ("number", FieldValue::Integer(7)),
    ];
    let features = [values, Vec::new()].map(|values| PolygonRecord {
        parts: outline.clone(),
        values,
    });
    gis::write_polygons(&path, "deponi", &features, &reference).unwrap();
    assert_eq!(names_in(folder.path()), ["tipp.gpkg"]);
    let layer = gis::read_polygons(
        &format!("{}#deponi", text(&path)),
        &reference,
        &Run::default(),
    )
    .unwrap();
    assert_eq!(layer.crs.as_ref().unwrap().epsg, Some(25832));
    assert_eq!(layer.polygons.len(), 2);
    assert_eq!(layer.polygons[0].name.as_deref(), Some("Tipp øst"));
    assert_eq!(layer.polygons[1].name, None);
    assert_eq!(layer.polygons[0].parts, outline);
    let header = std::fs::read(&path).unwrap();
    assert_eq!(&header[60..64], 10300_u32.to_be_bytes());
}

#[test]
fn a_coordinate_system_in_feet_is_written_for_metres() {
    use berghald::gis::Reference;
    // New York, Long Island, in US survey feet: the false easting is 984,250 feet, which is 300,000 m.
    let feet = Reference::parse("EPSG:2263").unwrap();
    let wkt = feet.wkt1_in_metres().unwrap();
    assert!(wkt.contains("\"false_easting\",300000"), "{wkt}");
    assert!(wkt.contains("UNIT[\"metre\",1"), "{wkt}");
    let metres = Reference::parse("EPSG:25832").unwrap();
    let wkt = metres.wkt1_in_metres().unwrap();
    assert!(wkt.contains("\"EPSG\",\"25832\""), "{wkt}");
}
