//! Heights at every resolution, against means that are computed here.

use berghald::gis::{self, HeightPyramid};
use berghald::progress::Run;
use geo::Coord;

use super::levels::{Heights, Site, TOLERANCE_M, check_levels, open};
use super::make::{STRYN, all, text};

#[test]
fn every_level_of_a_tiled_file_has_the_means_of_the_one_before() {
    let plane = Heights::plane();
    for block in ["256", "512", "1024", "128"] {
        let (x, y) = (format!("BLOCKXSIZE={block}"), format!("BLOCKYSIZE={block}"));
        let options = ["TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=3", &x, &y];
        let site = Site::new(&plane, &options);
        let pyramid = site.open();
        assert_eq!(pyramid.levels(), 3);
        check_levels(&pyramid, &plane, TOLERANCE_M);
    }
}

#[test]
fn files_of_whole_rows_are_read_too() {
    let plane = Heights::plane();
    for rows in ["BLOCKYSIZE=1", "BLOCKYSIZE=16", "BLOCKYSIZE=707"] {
        let site = Site::new(&plane, &[rows]);
        check_levels(&site.open(), &plane, TOLERANCE_M);
    }
}

#[test]
fn a_file_that_begins_in_the_south_is_turned() {
    let plane = Heights::plane();
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("south.tif");
    plane.write(&source, &[], true);
    let pyramid = open(text(&source), &folder.path().join("cache"));
    assert_eq!(pyramid.placement(0).north_m, STRYN[3]);
    check_levels(&pyramid, &plane, TOLERANCE_M);
}

#[test]
fn a_grid_of_text_is_read_too() {
    let plane = Heights::plane();
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("ground.asc");
    let south = STRYN[3] - 5.0 * plane.rows as f64;
    let mut lines = format!(
        "ncols {}\nnrows {}\nxllcorner {}\nyllcorner {south}\ncellsize 5\nNODATA_value -9999\n",
        plane.columns, plane.rows, STRYN[0]
    );
    for row in plane.cells.chunks(plane.columns) {
        let words: Vec<String> = row.iter().map(f32::to_string).collect();
        lines.push_str(&words.join(" "));
        lines.push('\n');
    }
    std::fs::write(&source, lines).unwrap();
    let cache = folder.path().join("cache");
    let open = |crs| HeightPyramid::open_or_build(text(&source), crs, &cache, &Run::default());
    let refused = open(None).unwrap_err();
    assert_eq!(refused.code(), "crs_missing");
    let pyramid = open(Some("EPSG:25832")).unwrap();
    assert_eq!(pyramid.reference().epsg(), Some(25832));
    check_levels(&pyramid, &plane, TOLERANCE_M);
}

#[test]
fn missing_heights_stay_missing_and_do_not_spoil_the_means() {
    let holes = Heights::new(1100, 600, |column, row| {
        let is_gap = column < 520 && row < 530 || (column * 7 + row * 3) % 11 == 0;
        if is_gap {
            f32::NAN
        } else {
            20.0 + (column % 50) as f32
        }
    });
    let site = Site::new(&holes, &["TILED=YES"]);
    let pyramid = site.open();
    check_levels(&pyramid, &holes, TOLERANCE_M);
    assert_eq!(
        pyramid.height_at(Coord {
            x: STRYN[0] + 1.0,
            y: STRYN[3] - 1.0
        }),
        None
    );
    let counted = holes.cells.iter().filter(|height| !height.is_nan()).count();
    assert_eq!(pyramid.height_range().unwrap().cells, counted);
}

#[test]
fn level_ground_needs_no_room_and_no_heights_at_all_are_none() {
    let site = Site::new(&Heights::new(600, 600, |_, _| 12.5), &[]);
    let pyramid = site.open();
    check_levels(&pyramid, &Heights::new(600, 600, |_, _| 12.5), 0.0);
    assert!(std::fs::metadata(site.cache_file()).unwrap().len() < 4000);
    let empty = Heights::new(600, 600, |_, _| f32::NAN);
    let site = Site::new(&empty, &[]);
    let pyramid = site.open();
    check_levels(&pyramid, &empty, 0.0);
    assert_eq!(pyramid.height_range(), None);
}

#[test]
fn a_tile_with_wild_heights_is_kept_as_it_is() {
    let wild = Heights::new(600, 40, |column, row| match (column, row) {
        (100, 10) => -32_768.0,
        (101, 10) => 1.0e9,
        _ => 812.345 + column as f32 / 64.0,
    });
    let site = Site::new(&wild, &[]);
    let tile = site.open().tile(0, 0, 0).unwrap();
    assert_eq!(tile.at(101, 11), -32_768.0);
    assert_eq!(tile.at(51, 1), wild.at(50, 0));
}

#[test]
fn a_height_is_that_of_the_grid_also_across_tiles() {
    let hills = Heights::new(1030, 520, |column, row| {
        300.0 + 40.0 * (column as f32 / 31.0).sin() + 25.0 * (row as f32 / 17.0).cos()
    });
    let site = Site::new(&hills, &["TILED=YES"]);
    let pyramid = site.open();
    let terrain = gis::open_terrain(text(&site.source), None).unwrap();
    let grid = terrain
        .read(all(terrain.placement()), &Run::default())
        .unwrap();
    for step in 0..4000_u32 {
        let point = Coord {
            x: STRYN[0] - 3.0 + f64::from(step) * 1.29,
            y: STRYN[3] + 3.0 - f64::from(step % 2610),
        };
        let (found, wanted) = (pyramid.height_at(point), grid.height_at(point));
        assert_eq!(found.is_some(), wanted.is_some(), "{point:?}");
        if let (Some(found), Some(wanted)) = (found, wanted) {
            assert!(
                (f64::from(found) - wanted).abs() < 0.01,
                "{point:?} {found} {wanted}"
            );
        }
    }
}

#[test]
fn the_range_has_its_ends_and_its_percentiles() {
    let ramp = Heights::new(1000, 1000, |column, _| column as f32);
    let site = Site::new(&ramp, &[]);
    let range = site.open().height_range().unwrap();
    assert_eq!(
        (range.lowest_m, range.highest_m, range.cells),
        (0.0, 999.0, 1_000_000)
    );
    assert!((range.low_m - 10.0).abs() <= 2.0, "{range:?}");
    assert!((range.high_m - 989.0).abs() <= 2.0, "{range:?}");
    assert_eq!(site.open().height_range().unwrap(), range);
}
