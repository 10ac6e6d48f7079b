//! What is written comes back, and nothing is left half-written.

use berghald::gis::{
    self, FieldValue, PicturePyramid, PolygonRecord, RasterNotes, RasterOddity, Reference,
};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use gdal::{Dataset, Metadata as _};
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
        ground_per_map: 1.0,
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
        ground_per_map: 1.0,
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
fn a_raster_keeps_what_it_says_about_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fjord.tif");
    let reference = Reference::parse("EPSG:25832+5941").unwrap();
    let notes = RasterNotes {
        band: "Depth below chart datum (m)",
        description: "SYNTHETIC – ingen ekte fjord, bare prøvetall på øya",
    };
    gis::write_raster(&path, &grid(), &reference, &notes, &Run::default()).unwrap();
    assert_eq!(names_in(folder.path()), ["fjord.tif"]);
    let facts = gis::inspect_raster(text(&path), None, &Run::default()).unwrap();
    assert!(facts.warnings.contains(&RasterOddity::SaysDepths));
    let terrain = gis::open_terrain(text(&path), None).unwrap();
    assert!(terrain.warnings().contains(&RasterOddity::SaysDepths));
    let vertical = terrain.reference().vertical().unwrap();
    assert_eq!(vertical.name, "NN2000 height");
    let read = terrain
        .read(all(terrain.placement()), &Run::default())
        .unwrap();
    assert_eq!(read.cells()[1233], grid().cells()[1233]);
    let dataset = Dataset::open(&path).unwrap();
    let band = dataset.rasterband(1).unwrap();
    assert_eq!(band.description().unwrap(), notes.band);
    assert_eq!(band.block_size(), (256, 256));
    let noted = dataset.metadata_item("TIFFTAG_IMAGEDESCRIPTION", "");
    assert_eq!(noted.as_deref(), Some(notes.description));
    let structure = |item| dataset.metadata_item(item, "IMAGE_STRUCTURE");
    assert_eq!(structure("COMPRESSION").as_deref(), Some("DEFLATE"));
    assert_eq!(structure("PREDICTOR").as_deref(), Some("3"));
}

/// Colours that change slowly, as JPEG keeps them best.
fn colors(placement: &Placement) -> Vec<[u8; 3]> {
    let cells =
        (0..placement.rows).flat_map(|row| (0..placement.columns).map(move |column| (column, row)));
    let color = |(column, row): (usize, usize)| {
        let channel = |value: usize| u8::try_from(value.min(255)).unwrap();
        [
            channel(column / 2),
            channel(row / 3),
            channel(220 - column / 3),
        ]
    };
    cells.map(color).collect()
}

fn check_picture(crs: &str, placement: &Placement) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flyfoto_ås.tif");
    let reference = Reference::parse(crs).unwrap();
    let pixels = colors(placement);
    gis::write_picture(&path, placement, &pixels, &reference, &Run::default()).unwrap();
    assert_eq!(names_in(folder.path()), ["flyfoto_ås.tif"]);
    let cache = folder.path().join("cache");
    let source = text(&path);
    let picture =
        PicturePyramid::open_or_build(source, &reference, &cache, &Run::default()).unwrap();
    let found = picture.placement(0);
    assert_eq!(
        (found.columns, found.rows),
        (placement.columns, placement.rows)
    );
    let hundredth_m = placement.cell_width_m / 100.0;
    let corner_m = |of: &Placement| {
        [
            of.west_m,
            of.north_m,
            of.west_m + of.cell_width_m * of.columns as f64,
            of.north_m - of.cell_height_m * of.rows as f64,
        ]
    };
    for (found, wanted) in corner_m(&found).into_iter().zip(corner_m(placement)) {
        assert!(
            (found - wanted).abs() < hundredth_m,
            "{crs}: {found} {wanted}"
        );
    }
    let (across, down) = picture.tiles(0);
    for (tile_column, tile_row) in (0..down).flat_map(|row| (0..across).map(move |c| (c, row))) {
        let (columns, _, read) = picture.tile(0, tile_column, tile_row).unwrap();
        for (index, color) in read.chunks_exact(4).enumerate() {
            let column = tile_column * gis::TILE_CELLS + index % columns;
            let row = tile_row * gis::TILE_CELLS + index / columns;
            let wanted = pixels[row * placement.columns + column];
            let is_near = wanted
                .iter()
                .zip(color)
                .all(|(one, other)| one.abs_diff(*other) <= 6);
            assert!(
                is_near && color[3] == 255,
                "{column} {row}: {wanted:?} {color:?}"
            );
        }
    }
    let dataset = Dataset::open(&path).unwrap();
    let structure = |item| dataset.metadata_item(item, "IMAGE_STRUCTURE");
    assert_eq!(structure("COMPRESSION").as_deref(), Some("YCbCr JPEG"));
}

#[test]
fn a_picture_comes_back_in_its_place_and_colours() {
    let placement = Placement {
        west_m: 420_000.1,
        north_m: 6_860_000.3,
        cell_width_m: 0.2,
        cell_height_m: 0.2,
        columns: 500,
        rows: 270,
        ground_per_map: 1.0,
    };
    check_picture("EPSG:25832", &placement);
    let in_new_york = Placement {
        west_m: 304_800.0,
        north_m: 60_960.0,
        ..placement
    };
    check_picture("EPSG:2263", &in_new_york);
}

#[test]
fn cancelled_writing_and_missing_pixels_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tif");
    let reference = Reference::parse("25832").unwrap();
    let placement = *grid().placement();
    let pixels = colors(&placement);
    let run = Run::default();
    let error = gis::write_picture(&path, &placement, &pixels[1..], &reference, &run).unwrap_err();
    assert_eq!(error.code(), "cannot_write");
    run.cancel();
    let error = gis::write_picture(&path, &placement, &pixels, &reference, &run).unwrap_err();
    assert_eq!(error.code(), "cancelled");
    let notes = RasterNotes::default();
    let error = gis::write_raster(&path, &grid(), &reference, &notes, &run).unwrap_err();
    assert_eq!(error.code(), "cancelled");
    assert_eq!(names_in(folder.path()), Vec::<String>::new());
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
