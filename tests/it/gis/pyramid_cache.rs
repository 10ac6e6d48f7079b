//! When levels are made anew, and what is left when they cannot be.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::{Duration, SystemTime};

use berghald::gis::HeightPyramid;
use berghald::progress::Run;

use super::levels::{Heights, Site, TOLERANCE_M, check_levels, open};
use super::make::{STRYN, names_in, text};

/// Gives a file another content of the same length, and the same time of change.
fn overwrite_unnoticed(path: &Path, other: &Path) {
    let time = std::fs::metadata(path).unwrap().modified().unwrap();
    let length = std::fs::metadata(path).unwrap().len();
    std::fs::copy(other, path).unwrap();
    assert_eq!(std::fs::metadata(path).unwrap().len(), length);
    let file = File::options().append(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

#[test]
fn the_source_is_read_once_and_again_when_it_has_changed() {
    let site = Site::new(&Heights::new(600, 20, |_, _| 1.0), &[]);
    let other = Site::new(&Heights::new(600, 20, |_, _| 2.0), &[]);
    let height = || site.open().tile(0, 0, 0).unwrap().at(5, 5);
    assert_eq!(height(), 1.0);
    overwrite_unnoticed(&site.source, &other.source);
    assert_eq!(height(), 1.0);
    let file = File::options().append(true).open(&site.source).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(2))
        .unwrap();
    assert_eq!(height(), 2.0);
    Heights::new(600, 21, |_, _| 3.0).write(&site.source, &[], false);
    assert_eq!(height(), 3.0);
    site.cache_file();
}

#[test]
fn a_side_file_that_appears_makes_the_levels_anew() {
    let site = Site::new(&Heights::new(30, 20, |_, _| 1.0), &[]);
    assert_eq!(site.open().placement(0).west_m, STRYN[0]);
    let aux = format!("{}.aux.xml", text(&site.source));
    let moved = "<PAMDataset><GeoTransform>430000,5,0,6860000,0,-5</GeoTransform></PAMDataset>";
    std::fs::write(aux, moved).unwrap();
    assert_eq!(site.open().placement(0).west_m, 430_000.0);
}

#[test]
fn a_part_of_a_mosaic_that_changes_makes_the_levels_anew() {
    let site = Site::new(&Heights::new(600, 20, |_, _| 1.0), &[]);
    let mosaic = site.folder.path().join("mosaic.vrt");
    let description = format!(
        "<VRTDataset rasterXSize=\"600\" rasterYSize=\"20\"><SRS>EPSG:25832</SRS>\
         <GeoTransform>{}, 5, 0, {}, 0, -5</GeoTransform>\
         <VRTRasterBand dataType=\"Float32\" band=\"1\"><SimpleSource>\
         <SourceFilename relativeToVRT=\"1\">ground.tif</SourceFilename>\
         <SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>",
        STRYN[0], STRYN[3]
    );
    std::fs::write(&mosaic, description).unwrap();
    let height = || {
        let pyramid = open(text(&mosaic), &site.cache());
        pyramid.tile(0, 0, 0).unwrap().at(5, 5)
    };
    assert_eq!(height(), 1.0);
    Heights::new(600, 20, |_, _| 2.0).write(&site.source, &["COMPRESS=DEFLATE"], false);
    assert_eq!(height(), 2.0);
}

#[test]
fn bands_and_stated_coordinate_systems_are_kept_apart() {
    let site = Site::new(&Heights::new(30, 20, |_, _| 1.0), &[]);
    site.open();
    open(&format!("{}#1", text(&site.source)), &site.cache());
    let stated = Some("EPSG:25832+5941");
    let source = text(&site.source);
    let with_datum =
        HeightPyramid::open_or_build(source, stated, &site.cache(), &Run::default()).unwrap();
    assert!(with_datum.reference().vertical().is_some());
    assert_eq!(names_in(&site.cache()).len(), 3);
}

#[test]
fn a_cache_file_that_was_cut_short_or_changed_is_made_anew() {
    let plane = Heights::plane();
    let site = Site::new(&plane, &[]);
    drop(site.open());
    let path = site.cache_file();
    let whole = std::fs::read(&path).unwrap();
    let damage = |name: &str, bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        check_levels(&site.open(), &plane, TOLERANCE_M);
        let mended = std::fs::read(site.cache_file()).unwrap();
        assert_eq!(mended.len(), whole.len(), "{name}");
    };
    damage("empty", &[]);
    damage("cut in the head", &whole[..whole.len() - 1]);
    damage("cut in the tiles", &whole[..whole.len() / 2]);
    damage("cut in the start", &whole[..40]);
    damage("longer", &[whole.as_slice(), &[0]].concat());
    for place in [0, 9, 20, 40, whole.len() - 3, whole.len() - 300] {
        let mut changed = whole.clone();
        changed[place] ^= 0x55;
        damage(&format!("changed at {place}"), &changed);
    }
}

#[test]
fn a_damaged_tile_is_an_error_and_then_made_anew() {
    let plane = Heights::plane();
    let site = Site::new(&plane, &[]);
    drop(site.open());
    let path = site.cache_file();
    let mut file = File::options().read(true).write(true).open(&path).unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(1000)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(1000)).unwrap();
    file.write_all(&[byte[0] ^ 0x10]).unwrap();
    drop(file);
    let pyramid = site.open();
    let tiles = (0..pyramid.levels()).flat_map(|level| {
        let (columns, rows) = pyramid.tiles(level);
        (0..rows).flat_map(move |row| (0..columns).map(move |column| (level, column, row)))
    });
    let broken = tiles
        .filter(|&(level, column, row)| pyramid.tile(level, column, row).is_err())
        .count();
    assert_eq!(broken, 1);
    check_levels(&site.open(), &plane, TOLERANCE_M);
}

#[test]
fn a_cache_file_that_is_removed_while_open_goes_on() {
    let plane = Heights::plane();
    let site = Site::new(&plane, &[]);
    let pyramid = site.open();
    if cfg!(unix) {
        std::fs::remove_file(site.cache_file()).unwrap();
    }
    check_levels(&pyramid, &plane, TOLERANCE_M);
}

#[test]
fn without_a_cache_folder_the_levels_are_kept_elsewhere_as_long_as_they_are_open() {
    let plane = Heights::plane();
    let site = Site::new(&plane, &[]);
    // A file stands where the folder should be.
    std::fs::write(site.cache(), "x").unwrap();
    check_levels(&site.open(), &plane, TOLERANCE_M);
    assert_eq!(names_in(site.folder.path()), ["cache", "ground.tif"]);
}

#[test]
fn what_was_cancelled_or_refused_leaves_nothing() {
    let site = Site::new(&Heights::plane(), &[]);
    let run = Run::default();
    run.cancel();
    let source = text(&site.source);
    let cancelled = HeightPyramid::open_or_build(source, None, &site.cache(), &run).unwrap_err();
    assert_eq!(cancelled.code(), "cancelled");
    assert!(names_in(&site.cache()).is_empty());
    let missing = site.folder.path().join("none.tif");
    let refused =
        HeightPyramid::open_or_build(text(&missing), None, &site.cache(), &Run::default());
    assert_eq!(refused.unwrap_err().code(), "file_missing");
    assert!(names_in(&site.cache()).is_empty());
}

#[test]
fn a_source_that_breaks_in_the_middle_is_an_error_and_leaves_nothing() {
    let site = Site::new(&Heights::plane(), &["COMPRESS=DEFLATE", "TILED=YES"]);
    let bytes = std::fs::read(&site.source).unwrap();
    let mut broken = bytes.clone();
    let middle = broken.len() / 2;
    broken[middle..middle + 400].fill(0xff);
    std::fs::write(&site.source, broken).unwrap();
    let source = text(&site.source);
    let refused = HeightPyramid::open_or_build(source, None, &site.cache(), &Run::default());
    assert_eq!(refused.unwrap_err().code(), "cannot_read");
    assert!(names_in(&site.cache()).is_empty());
}

#[test]
fn several_may_ask_for_the_same_levels_at_once() {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<HeightPyramid>();
    let plane = Heights::plane();
    let site = Site::new(&plane, &["TILED=YES"]);
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| check_levels(&site.open(), &plane, TOLERANCE_M));
        }
    });
    site.cache_file();
}
