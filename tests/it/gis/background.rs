//! Pictures and names under the map.

use std::path::{Path, PathBuf};

use berghald::gis::{self, PicturePyramid, PlaceNameError, PlaceNames, Reference};
use berghald::progress::Run;
use gdal::raster::{ColorEntry, ColorInterpretation, ColorTable, PaletteInterpretation};
use gdal::vector::{Feature, Geometry, LayerAccess as _, LayerOptions};
use gdal::{Dataset, DriverManager};
use gdal_sys::{OGRFieldType, OGRwkbGeometryType};

use super::make::{Raster, STRYN, names_in, spatial_ref, text};

fn open(path: &Path, crs: &str) -> PicturePyramid {
    let cache = path.with_file_name("cache");
    let project = Reference::parse(crs).unwrap();
    PicturePyramid::open_or_build(text(path), &project, &cache, &Run::default()).unwrap()
}

fn refusal(path: &Path, crs: &str) -> &'static str {
    let cache = path.with_file_name("cache");
    let project = Reference::parse(crs).unwrap();
    let refused = PicturePyramid::open_or_build(text(path), &project, &cache, &Run::default());
    if cache.exists() {
        assert!(names_in(&cache).is_empty());
    }
    refused.unwrap_err().code()
}

/// The colour of a cell of level 0 in its first tile.
fn pixel(pyramid: &PicturePyramid, column: usize, row: usize) -> [u8; 4] {
    let (columns, _, pixels) = pyramid.tile(0, 0, 0).unwrap();
    let begin = 4 * (row * columns + column);
    pixels[begin..begin + 4].try_into().unwrap()
}

fn set_colors<const N: usize>(dataset: &Dataset, colors: [ColorInterpretation; N]) {
    for (band, color) in (1..).zip(colors) {
        let mut band = dataset.rasterband(band).unwrap();
        band.set_color_interpretation(color).unwrap();
    }
}

/// Red, green and blue, eight columns and four rows.
fn photo() -> Raster<'static, u8> {
    let channel = |factor: u8| (0..32_u8).map(|cell| cell * factor).collect();
    Raster {
        columns: 8,
        bands: vec![channel(1), channel(2), channel(3)],
        ..Raster::new(Vec::new())
    }
}

#[test]
fn a_photo_keeps_its_colours_and_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = photo().write(folder.path(), |_| {});
    let pyramid = open(&path, "EPSG:25832");
    assert_eq!(pyramid.levels(), 1);
    assert_eq!(pyramid.placement(0).west_m, STRYN[0]);
    assert_eq!(pixel(&pyramid, 3, 2), [19, 38, 57, 255]);
}

#[test]
fn palettes_greys_masks_and_missing_values_become_colours() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| {
        let inner = folder.path().join(name);
        std::fs::create_dir(&inner).unwrap();
        inner
    };
    let palette = Raster::new(vec![0_u8, 1, 2, 0, 0, 0, 0, 0]).write(&at("palette"), |file| {
        let mut colors = ColorTable::new(PaletteInterpretation::Rgba);
        colors.set_color_entry(0, &ColorEntry::rgba(10, 20, 30, 255));
        colors.set_color_entry(1, &ColorEntry::rgba(200, 100, 50, 255));
        colors.set_color_entry(2, &ColorEntry::rgba(200, 100, 50, 0));
        file.rasterband(1).unwrap().set_color_table(&colors);
    });
    let palette = open(&palette, "EPSG:25832");
    assert_eq!(pixel(&palette, 0, 0), [10, 20, 30, 255]);
    assert_eq!(pixel(&palette, 1, 0), [200, 100, 50, 255]);
    let grey = Raster::new(vec![0_u8, 99, 255, 7, 7, 7, 7, 7]).write(&at("grey"), |file| {
        let mut band = file.rasterband(1).unwrap();
        band.set_no_data_value(Some(7.0)).unwrap();
    });
    let grey = open(&grey, "EPSG:25832");
    assert_eq!(pixel(&grey, 1, 0), [99, 99, 99, 255]);
    assert_eq!(pixel(&grey, 3, 0), [0, 0, 0, 0]);
    let deep = Raster::new(vec![1000_u16, 2000, 3000, 1000, 1000, 1000, 1000, 1000])
        .write(&at("deep"), |_| {});
    let deep = open(&deep, "EPSG:25832");
    assert_eq!(pixel(&deep, 0, 0), [0, 0, 0, 255]);
    assert_eq!(pixel(&deep, 1, 0), [128, 128, 128, 255]);
    assert_eq!(pixel(&deep, 2, 0), [255, 255, 255, 255]);
    let mut with_alpha = photo();
    with_alpha.bands.push(vec![128; 32]);
    let with_alpha = with_alpha.write(&at("alpha"), |file| {
        set_colors(
            file,
            [
                ColorInterpretation::RedBand,
                ColorInterpretation::GreenBand,
                ColorInterpretation::BlueBand,
                ColorInterpretation::AlphaBand,
            ],
        );
    });
    let with_alpha = open(&with_alpha, "EPSG:25832");
    assert_eq!(pixel(&with_alpha, 4, 3), [14, 28, 42, 128]);
}

#[test]
fn coarser_levels_have_the_means_of_the_colours() {
    let folder = tempfile::tempdir().unwrap();
    let stripes = (0..600 * 600_u32).map(|cell| if cell % 2 == 0 { 0 } else { 200 });
    let path = Raster {
        columns: 600,
        ..Raster::new(stripes.collect::<Vec<u8>>())
    }
    .write(folder.path(), |_| {});
    let pyramid = open(&path, "EPSG:25832");
    assert_eq!((pyramid.levels(), pyramid.tiles(0)), (2, (2, 2)));
    let (columns, rows, pixels) = pyramid.tile(1, 0, 0).unwrap();
    assert_eq!((columns, rows), (300, 300));
    assert!(pixels.chunks(4).all(|pixel| pixel == [100, 100, 100, 255]));
}

#[test]
fn a_picture_of_another_coordinate_system_lands_on_the_right_place() {
    let folder = tempfile::tempdir().unwrap();
    // A white square of 10 by 10 cells in a black picture.
    let cells = (0..400 * 300_usize).map(|cell| {
        let (column, row) = (cell % 400, cell / 400);
        let is_white = (200..210).contains(&column) && (100..110).contains(&row);
        if is_white { 255 } else { 0 }
    });
    let path = Raster {
        columns: 400,
        ..Raster::new(cells.collect::<Vec<u8>>())
    }
    .write(folder.path(), |_| {});
    let pyramid = open(&path, "EPSG:25833");
    let placement = pyramid.placement(0);
    let (columns, rows, pixels) = pyramid.tile(0, 0, 0).unwrap();
    assert_eq!((columns, rows), (placement.columns, placement.rows));
    let (mut x, mut y, mut weight) = (0.0, 0.0, 0.0);
    for (cell, pixel) in pixels.chunks(4).enumerate() {
        let center = placement.center_of(cell % columns, cell / columns);
        x += center.x * f64::from(pixel[0]);
        y += center.y * f64::from(pixel[0]);
        weight += f64::from(pixel[0]);
    }
    let mut wanted = ([STRYN[0] + 5.0 * 205.0], [STRYN[3] - 5.0 * 105.0]);
    gdal::spatial_ref::CoordTransform::new(&spatial_ref("EPSG:25832"), &spatial_ref("EPSG:25833"))
        .unwrap()
        .transform_coords(&mut wanted.0, &mut wanted.1, &mut [])
        .unwrap();
    let off = (x / weight - wanted.0[0], y / weight - wanted.1[0]);
    assert!(off.0.abs() < 2.5 && off.1.abs() < 2.5, "off by {off:?} m");
    let opaque = pixels.chunks(4).filter(|pixel| pixel[3] == 255).count();
    let share = opaque as f64 / (columns * rows) as f64;
    assert!(pixels[3] == 0 && (0.7..0.99).contains(&share), "{share}");
    // The square keeps its area.
    let area_m2 = weight / 255.0 * placement.cell_area_m2();
    assert!((area_m2 / 2500.0 - 1.0).abs() < 0.03, "{area_m2}");
}

#[test]
fn a_picture_that_begins_in_the_south_is_turned() {
    let folder = tempfile::tempdir().unwrap();
    let [west, width, _, first, _, _] = STRYN;
    let path = photo()
        .transform([west, width, 0.0, first, 0.0, 5.0])
        .write(folder.path(), |_| {});
    let pyramid = open(&path, "EPSG:25832");
    assert_eq!(pyramid.placement(0).north_m, first + 20.0);
    assert_eq!(pixel(&pyramid, 0, 0), [24, 48, 72, 255]);
    assert_eq!(pixel(&pyramid, 0, 3), [0, 0, 0, 255]);
}

#[test]
fn a_picture_that_cannot_be_placed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = photo().crs(None).write(folder.path(), |_| {});
    assert_eq!(refusal(&path, "EPSG:25832"), "crs_missing");
    let path = photo().transform(None).write(folder.path(), |_| {});
    assert_eq!(refusal(&path, "EPSG:25832"), "no_georeference");
    let nowhere = folder.path().join("none.tif");
    assert_eq!(refusal(&nowhere, "EPSG:25832"), "file_missing");
}

#[test]
fn a_picture_is_read_again_for_another_project() {
    let folder = tempfile::tempdir().unwrap();
    let path = photo().write(folder.path(), |_| {});
    open(&path, "EPSG:25832");
    open(&path, "EPSG:25832");
    assert_eq!(names_in(&folder.path().join("cache")).len(), 1);
    open(&path, "EPSG:25833");
    assert_eq!(names_in(&folder.path().join("cache")).len(), 2);
}

/// Writes points with a text each as a shapefile in Latin-1.
fn shapefile(folder: &Path, field: &str, (crs, places): (&str, &[(&str, f64, f64)])) -> PathBuf {
    gis::init();
    let path = folder.join("navn.shp");
    let mut dataset = DriverManager::get_driver_by_name("ESRI Shapefile")
        .unwrap()
        .create_vector_only(&path)
        .unwrap();
    let layer = dataset
        .create_layer(LayerOptions {
            name: "navn",
            srs: Some(&spatial_ref(crs)),
            ty: OGRwkbGeometryType::wkbPoint,
            options: Some(&["ENCODING=ISO-8859-1"]),
        })
        .unwrap();
    layer
        .create_defn_fields(&[
            ("objtype", OGRFieldType::OFTString),
            (field, OGRFieldType::OFTString),
        ])
        .unwrap();
    for (name, x, y) in places {
        let mut feature = Feature::new(layer.defn()).unwrap();
        feature.set_field_string(0, "Fjell").unwrap();
        feature.set_field_string(1, name).unwrap();
        let mut point = Geometry::empty(OGRwkbGeometryType::wkbPoint).unwrap();
        point.add_point_2d((*x, *y));
        feature.set_geometry(point).unwrap();
        feature.create(&layer).unwrap();
    }
    dataset.close().unwrap();
    path
}

fn names(path: &Path, crs: &str) -> Result<PlaceNames, PlaceNameError> {
    gis::read_place_names(text(path), &Reference::parse(crs).unwrap(), &Run::default())
}

const PLACES: &[(&str, f64, f64)] = &[
    ("Skårfjellet", 420_000.0, 6_860_000.0),
    ("Ænes på Øya", 421_000.0, 6_861_000.0),
    ("  ", 422_000.0, 6_862_000.0),
];

#[test]
fn names_have_their_letters_and_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = shapefile(folder.path(), "NAVN", ("EPSG:25832", PLACES));
    let bytes = std::fs::read(path.with_extension("dbf")).unwrap();
    assert!(
        bytes.windows(4).any(|word| word == b"Sk\xe5r"),
        "not Latin-1"
    );
    let found = names(&path, "EPSG:25832").unwrap();
    assert_eq!((found.field.as_str(), found.without_name), ("NAVN", 1));
    let words: Vec<&str> = found
        .names
        .iter()
        .map(|place| place.name.as_str())
        .collect();
    assert_eq!(words, ["Skårfjellet", "Ænes på Øya"]);
    assert_eq!(
        found.names[1].at,
        geo::Coord {
            x: 421_000.0,
            y: 6_861_000.0
        }
    );
}

#[test]
fn names_are_brought_into_the_coordinate_system_of_the_project() {
    let folder = tempfile::tempdir().unwrap();
    // The field is longer than a shapefile allows: komplettsk.
    let path = shapefile(
        folder.path(),
        "komplettsk",
        (
            "EPSG:4258",
            &[("Stryn", 6.715, 61.904), ("Ingen", 700.0, 61.9)],
        ),
    );
    let found = names(&path, "EPSG:25832").unwrap();
    assert_eq!((found.names.len(), found.without_point), (1, 1));
    let at = found.names[0].at;
    // By the formulas of Transverse Mercator on GRS 80.
    assert!(
        (at.x - 380_200.0).abs() < 2000.0 && (at.y - 6_865_600.0).abs() < 2000.0,
        "{at:?}"
    );
}

#[test]
fn a_layer_without_names_says_which_fields_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = shapefile(folder.path(), "hoyde", ("EPSG:25832", PLACES));
    match names(&path, "EPSG:25832") {
        Err(PlaceNameError::NoNameField { fields, .. }) => {
            assert_eq!(fields, ["objtype", "hoyde"]);
        }
        other => panic!("{other:?}"),
    }
    let path = shapefile(folder.path(), "namn", ("EPSG:25832", &PLACES[2..]));
    assert_eq!(names(&path, "EPSG:25832").unwrap_err().code(), "no_names");
}

#[test]
fn a_large_picture_of_rows_is_read_in_other_coordinates_too() {
    let folder = tempfile::tempdir().unwrap();
    let (columns, rows) = (1500, 1100);
    let cells = (0..columns * rows).map(|cell| u8::try_from(cell / columns % 200).unwrap() + 20);
    let path = Raster {
        columns,
        ..Raster::new(cells.collect::<Vec<u8>>())
    }
    .write(folder.path(), |_| {});
    let pyramid = open(&path, "EPSG:25833");
    assert_eq!(pyramid.levels(), 3);
    let (columns, rows, pixels) = pyramid.tile(2, 0, 0).unwrap();
    let middle = 4 * (rows / 2 * columns + columns / 2);
    assert_eq!(pixels[middle + 3], 255);
}
