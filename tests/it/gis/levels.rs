//! Rasters with known means, and a look at every cell of every level.

use std::path::{Path, PathBuf};

use berghald::gis::{self, HeightPyramid, TILE_CELLS};
use berghald::progress::Run;
use berghald::terrain::Grid;
use gdal::DriverManager;
use gdal::raster::{Buffer, RasterCreationOptions};

use super::make::{STRYN, names_in, spatial_ref, text};

/// The largest difference to the source, in metres.
pub const TOLERANCE_M: f32 = 0.01;

/// Heights to be written to a file, rows from the north.
#[derive(Clone)]
pub struct Heights {
    pub columns: usize,
    pub rows: usize,
    pub cells: Vec<f32>,
}

impl Heights {
    pub fn new(columns: usize, rows: usize, height_at: impl Fn(usize, usize) -> f32) -> Self {
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
    pub fn plane() -> Self {
        Self::new(1301, 707, |column, row| {
            100.0 + 0.25 * column as f32 + 0.5 * row as f32
        })
    }

    pub fn at(&self, column: usize, row: usize) -> f32 {
        self.cells[row.min(self.rows - 1) * self.columns + column.min(self.columns - 1)]
    }

    /// Means of two by two, of those that there are.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "heights are kept as f32, 0.1 mm at 1,000 m"
    )]
    pub fn halved(&self) -> Self {
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
    pub fn write(&self, path: &Path, options: &[&str], southern_row_first: bool) {
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
pub struct Site {
    pub folder: tempfile::TempDir,
    pub source: PathBuf,
}

impl Site {
    pub fn new(heights: &Heights, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("ground.tif");
        heights.write(&source, options, false);
        Self { folder, source }
    }

    pub fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    pub fn open(&self) -> HeightPyramid {
        open(text(&self.source), &self.cache())
    }

    /// The one file in the cache folder.
    pub fn cache_file(&self) -> PathBuf {
        let names = names_in(&self.cache());
        assert_eq!(names.len(), 1, "{names:?}");
        self.cache().join(&names[0])
    }
}

pub fn open(source: &str, cache: &Path) -> HeightPyramid {
    HeightPyramid::open_or_build(source, None, cache, &Run::default()).unwrap()
}

/// Looks at every cell of every tile of every level, and at the cells around the tiles.
pub fn check_levels(pyramid: &HeightPyramid, finest: &Heights, tolerance_m: f32) {
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
