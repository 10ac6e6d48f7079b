//! Rasters cut down to a site keep what they are: every value, its type and meaning, and where it lies.

use std::path::Path;

use berghald::gis::{ClipRequest, Clipped, Reference, clip_raster, open_terrain};
use berghald::progress::Run;
use berghald::terrain::Grid;
use gdal::Dataset;
use geo::{Coord, Rect};

use super::cases;
use super::make::{Raster, STRYN, all, text};

fn utm() -> Reference {
    Reference::parse("EPSG:25832").unwrap()
}

fn area((west, south): (f64, f64), (east, north): (f64, f64)) -> Rect<f64> {
    Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north })
}

fn clip(source: &str, stated: Option<&str>, area: Rect<f64>, output: &Path) -> Clipped {
    let reference = utm();
    let request = ClipRequest {
        source,
        stated_crs: stated,
        area: Some((area, &reference)),
        notes: &[("BERGHALD_CLIPPED_FROM", "made.tif".to_owned())],
    };
    clip_raster(&request, output, &Run::default()).unwrap()
}

/// That the heights of a part are those of the whole file.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of cells"
)]
fn assert_part(source: &str, stated: Option<&str>, part: &Path) {
    let whole = open_terrain(source, stated).unwrap();
    let part = open_terrain(text(part), stated).unwrap();
    assert_eq!(whole.reference().wkt(), part.reference().wkt());
    let corner = whole.placement().cells_from_world(Coord {
        x: part.placement().west_m,
        y: part.placement().north_m,
    });
    let mut window = all(part.placement());
    (window.column, window.row) = (corner.x.round() as usize, corner.y.round() as usize);
    let heights = whole.read(window, &Run::default()).unwrap();
    let cut = part.read(all(part.placement()), &Run::default()).unwrap();
    let bits = |grid: &Grid<f32>| -> Vec<u32> {
        grid.cells().iter().map(|height| height.to_bits()).collect()
    };
    assert_eq!(bits(&heights), bits(&cut));
}

/// Twenty by twenty cells of 5 m, each with a value of its own.
fn made<T: gdal::raster::GdalType + Copy>(value: impl Fn(u16) -> T) -> Raster<'static, T> {
    Raster {
        columns: 20,
        bands: vec![(0..400).map(value).collect()],
        transform: Some(STRYN),
        crs: Some("EPSG:25832+5941"),
    }
}

#[test]
fn whole_cells_are_kept_with_their_type_scale_and_height_datum() {
    let folder = tempfile::tempdir().unwrap();
    let source = made(|cell| i16::try_from(cell).unwrap()).write(folder.path(), |dataset| {
        let mut band = dataset.rasterband(1).unwrap();
        band.set_no_data_value(Some(90.0)).unwrap();
        band.set_scale(0.1).unwrap();
        band.set_offset(100.0).unwrap();
    });
    let output = folder.path().join("cut.tif");
    let site = area((420_031.0, 6_859_951.0), (420_044.0, 6_859_966.0));
    let clipped = clip(text(&source), None, site, &output);
    let window = clipped.window;
    // From the cell that an edge lies in, and two more.
    assert_eq!((window.column, window.columns), (4, 7));
    assert_eq!((window.row, window.rows), (4, 8));
    assert!(!clipped.is_whole);
    assert_part(text(&source), None, &output);
    let terrain = open_terrain(text(&output), None).unwrap();
    let facts = terrain.facts();
    assert_eq!(facts.data_type, "Int16");
    assert_eq!(
        (facts.nodata, facts.scale, facts.offset),
        (Some(90.0), 0.1, 100.0)
    );
    assert!(terrain.reference().vertical().is_some());
    let dataset = Dataset::open(&output).unwrap();
    let layout = gdal::Metadata::metadata_item(&dataset, "LAYOUT", "IMAGE_STRUCTURE");
    assert_eq!(layout.as_deref(), Some("COG"));
    let from = gdal::Metadata::metadata_item(&dataset, "BERGHALD_CLIPPED_FROM", "");
    assert_eq!(from.as_deref(), Some("made.tif"));
}

#[test]
fn a_file_that_begins_in_the_south_and_one_with_a_band_and_a_stated_system_are_cut_too() {
    let folder = tempfile::tempdir().unwrap();
    let site = area((420_031.0, 6_859_951.0), (420_044.0, 6_859_966.0));
    let mut transform = STRYN;
    transform[3] -= 100.0;
    transform[5] = 5.0;
    let source = made(f32::from)
        .transform(transform)
        .write(folder.path(), |_| {});
    let output = folder.path().join("cut.tif");
    assert!(!clip(text(&source), None, site, &output).is_whole);
    assert_part(text(&source), None, &output);
    let mut two = made(f32::from).crs(None);
    two.bands.push(vec![7.0; 400]);
    let source = two.write(folder.path(), |_| {});
    let source = format!("{}#2", text(&source));
    let stated = Some("EPSG:25832");
    assert!(!clip(&source, stated, site, &output).is_whole);
    let part = open_terrain(&format!("{}#2", text(&output)), stated).unwrap();
    let heights = part.read(all(part.placement()), &Run::default()).unwrap();
    assert!(heights.cells().iter().all(|height| *height == 7.0));
}

#[test]
fn what_lies_beside_the_site_is_kept_whole() {
    let folder = tempfile::tempdir().unwrap();
    let source = made(f32::from).write(folder.path(), |_| {});
    let output = folder.path().join("cut.tif");
    let far = area((500_000.0, 6_800_000.0), (500_100.0, 6_800_100.0));
    assert!(clip(text(&source), None, far, &output).is_whole);
    assert_part(text(&source), None, &output);
}

#[test]
fn a_picture_in_another_system_is_cut_around_the_site() {
    let Some(folder) = cases::folder() else {
        return;
    };
    let source = folder.join("known/raster-volume/dem_crs.tif");
    let here = tempfile::tempdir().unwrap();
    let output = here.path().join("cut.tif");
    let mercator = Reference::parse("EPSG:3857").unwrap();
    let utm = Reference::parse("EPSG:32633").unwrap();
    let whole = gdal::Dataset::open(&source).unwrap();
    let [west, across, _, north, _, down] = whole.geo_transform().unwrap();
    let (columns, rows) = whole.raster_size();
    let middle = Coord {
        x: west + across * columns as f64 / 2.0,
        y: north + down * rows as f64 / 2.0,
    };
    let at = mercator.place_in(&utm, middle).unwrap();
    let site = area((at.x - 50.0, at.y - 50.0), (at.x + 50.0, at.y + 50.0));
    let request = ClipRequest {
        source: text(&source),
        stated_crs: None,
        area: Some((site, &utm)),
        notes: &[],
    };
    let clipped = clip_raster(&request, &output, &Run::default()).unwrap();
    assert!(!clipped.is_whole);
    let window = clipped.window;
    assert!(window.column < columns / 2 && columns / 2 < window.column + window.columns);
    assert!(window.row < rows / 2 && rows / 2 < window.row + window.rows);
}

#[test]
fn a_clip_that_is_stopped_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let source = made(f32::from).write(folder.path(), |_| {});
    let output = folder.path().join("cut.tif");
    std::fs::write(&output, "before").unwrap();
    let request = ClipRequest {
        source: text(&source),
        stated_crs: None,
        area: None,
        notes: &[],
    };
    let run = Run::default();
    run.cancel();
    let error = clip_raster(&request, &output, &run).unwrap_err();
    assert_eq!(error.code(), "cancelled");
    assert_eq!(std::fs::read(&output).unwrap(), b"before");
    assert_eq!(
        super::make::names_in(folder.path()),
        ["cut.tif", "made.tif"]
    );
}
