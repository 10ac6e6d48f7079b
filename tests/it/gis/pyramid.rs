//! Heights at every resolution, against means that are computed here.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use berghald::gis::{self, HeightPyramid, TILE_CELLS};
use berghald::progress::Run;
use berghald::terrain::Grid;
use gdal::DriverManager;
use gdal::raster::{Buffer, RasterCreationOptions};
use geo::Coord;

use super::make::{STRYN, all, names_in, spatial_ref, text};

/// The largest difference to the source, in metres.
const TOLERANCE_M: f32 = 0.01;

/// Heights to be written to a file, rows from the north.
#[derive(Clone)]
struct Heights {
    columns: usize,
    rows: usize,
    cells: Vec<f32>,
}

impl Heights {
    fn new(columns: usize, rows: usize, height_at: impl Fn(usize, usize) -> f32) -> Self {
        let cells = (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (column, row)))
            .map(|(column, row)| height_at(column, row))
            .collect();
        Self {
            columns,
            rows,
            cells,
        }
    }

    /// Rises to the east and the south, over several tiles and with odd numbers of cells.
    fn plane() -> Self {
        Self::new(1301, 707, |column, row| {
            100.0 + 0.25 * column as f32 + 0.5 * row as f32
        })
    }

    fn at(&self, column: usize, row: usize) -> f32 {
        self.cells[row.min(self.rows - 1) * self.columns + column.min(self.columns - 1)]
    }

    /// Means of two by two, of those that there are.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "heights are kept as f32, 0.1 mm at 1,000 m"
    )]
    fn halved(&self) -> Self {
        let (columns, rows) = (self.columns.div_ceil(2), self.rows.div_ceil(2));
        Self::new(columns, rows, |column, row| {
            let four = [(0, 0), (1, 0), (0, 1), (1, 1)];
            let found: Vec<f64> = four
                .into_iter()
                .filter(|(east, south)| {
                    2 * column + east < self.columns && 2 * row + south < self.rows
                })
                .map(|(east, south)| f64::from(self.at(2 * column + east, 2 * row + south)))
                .filter(|height| !height.is_nan())
                .collect();
            (found.iter().sum::<f64>() / found.len() as f64) as f32
        })
    }

    /// Writes a TIFF of cells of 5 m in UTM 32.
    fn write(&self, path: &Path, options: &[&str], southern_row_first: bool) {
        gis::init();
        let options: RasterCreationOptions = options.iter().copied().collect();
        let mut dataset = DriverManager::get_driver_by_name("GTiff")
            .unwrap()
            .create_with_band_type_with_options::<f32, _>(
                path,
                self.columns,
                self.rows,
                1,
                &options,
            )
            .unwrap();
        dataset.set_spatial_ref(&spatial_ref("EPSG:25832")).unwrap();
        let mut transform = STRYN;
        let mut cells = self.cells.clone();
        if southern_row_first {
            transform[3] -= 5.0 * self.rows as f64;
            transform[5] = 5.0;
            cells = cells
                .chunks(self.columns)
                .rev()
                .flatten()
                .copied()
                .collect();
        }
        dataset.set_geo_transform(&transform).unwrap();
        let size = (self.columns, self.rows);
        let mut band = dataset.rasterband(1).unwrap();
        band.write((0, 0), size, &mut Buffer::new(size, cells))
            .unwrap();
        dataset.close().unwrap();
    }
}

/// A raster and a cache folder of its own.
struct Site {
    folder: tempfile::TempDir,
    source: PathBuf,
}

impl Site {
    fn new(heights: &Heights, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("ground.tif");
        heights.write(&source, options, false);
        Self { folder, source }
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    fn open(&self) -> HeightPyramid {
        open(text(&self.source), &self.cache())
    }

    /// The one file in the cache folder.
    fn cache_file(&self) -> PathBuf {
        let names = names_in(&self.cache());
        assert_eq!(names.len(), 1, "{names:?}");
        self.cache().join(&names[0])
    }
}

fn open(source: &str, cache: &Path) -> HeightPyramid {
    HeightPyramid::open_or_build(source, None, cache, &Run::default()).unwrap()
}

/// Looks at every cell of every tile of every level, and at the cells around the tiles.
fn check_levels(pyramid: &HeightPyramid, finest: &Heights, tolerance_m: f32) {
    let mut expected = finest.clone();
    for level in 0..pyramid.levels() {
        let placement = pyramid.placement(level);
        assert_eq!(
            (placement.columns, placement.rows),
            (expected.columns, expected.rows)
        );
        assert_eq!(placement.cell_width_m, 5.0 * f64::from(1_u32 << level));
        let (tile_columns, tile_rows) = pyramid.tiles(level);
        for (column, row) in
            (0..tile_rows).flat_map(|row| (0..tile_columns).map(move |column| (column, row)))
        {
            let tile = pyramid.tile(level, column, row).unwrap();
            check_tile(
                &tile,
                &expected,
                (column * TILE_CELLS, row * TILE_CELLS),
                tolerance_m,
            );
            let corner = tile.placement().center_of(1, 1);
            let of_level = placement.center_of(column * TILE_CELLS, row * TILE_CELLS);
            assert!((corner.x - of_level.x).abs() < 1e-6 && (corner.y - of_level.y).abs() < 1e-6);
        }
        assert!(pyramid.tile(level, tile_columns, 0).is_err());
        expected = expected.halved();
    }
    let last = pyramid.levels() - 1;
    assert_eq!(pyramid.tiles(last), (1, 1));
    assert!(pyramid.tile(last + 1, 0, 0).is_err());
}

fn check_tile(
    tile: &Grid<f32>,
    expected: &Heights,
    (first_column, first_row): (usize, usize),
    tolerance_m: f32,
) {
    let (wide, high) = (tile.placement().columns, tile.placement().rows);
    assert_eq!(wide - 2, (expected.columns - first_column).min(TILE_CELLS));
    assert_eq!(high - 2, (expected.rows - first_row).min(TILE_CELLS));
    for row in 0..high {
        for column in 0..wide {
            // Before the first and after the last cell of the raster these are repeated.
            let wanted = expected.at(
                (first_column + column).saturating_sub(1),
                (first_row + row).saturating_sub(1),
            );
            let found = tile.at(column, row);
            let is_same =
                (found - wanted).abs() <= tolerance_m || found.is_nan() && wanted.is_nan();
            assert!(
                is_same,
                "column {column} row {row} from {first_column}, {first_row}: {found} m, not {wanted} m"
            );
        }
    }
}

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
