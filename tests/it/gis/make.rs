//! Small rasters and layers for one rule each.

use std::path::{Path, PathBuf};

use berghald::gis;
use berghald::terrain::{CellWindow, Placement};
use gdal::raster::{Buffer, GdalType};
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::{Dataset, DriverManager};

/// Cells of 5 m in Stryn, near the central meridian of UTM 32.
pub const STRYN: [f64; 6] = [420_000.0, 5.0, 0.0, 6_860_000.0, 0.0, -5.0];

/// A raster to be made.
pub struct Raster<'a, T> {
    pub columns: usize,
    /// One list for each band.
    pub bands: Vec<Vec<T>>,
    pub transform: Option<[f64; 6]>,
    pub crs: Option<&'a str>,
}

impl<'a, T: GdalType + Copy> Raster<'a, T> {
    /// One band, four columns, in UTM 32.
    pub fn new(values: Vec<T>) -> Self {
        Self {
            columns: 4,
            bands: vec![values],
            transform: Some(STRYN),
            crs: Some("EPSG:25832"),
        }
    }

    pub fn crs(self, crs: impl Into<Option<&'a str>>) -> Self {
        Self {
            crs: crs.into(),
            ..self
        }
    }

    pub fn transform(self, transform: impl Into<Option<[f64; 6]>>) -> Self {
        Self {
            transform: transform.into(),
            ..self
        }
    }

    /// Writes it as a TIFF, and lets `finish` add what is special.
    pub fn write(self, folder: &Path, finish: impl FnOnce(&mut Dataset)) -> PathBuf {
        gis::init();
        let path = folder.join("made.tif");
        let rows = self.bands[0].len() / self.columns;
        let driver = DriverManager::get_driver_by_name("GTiff").unwrap();
        let mut dataset = driver
            .create_with_band_type::<T, _>(&path, self.columns, rows, self.bands.len())
            .unwrap();
        if let Some(crs) = self.crs {
            dataset.set_spatial_ref(&spatial_ref(crs)).unwrap();
        }
        if let Some(transform) = self.transform {
            dataset.set_geo_transform(&transform).unwrap();
        }
        finish(&mut dataset);
        for (band, values) in (1..).zip(self.bands) {
            let size = (self.columns, rows);
            let mut buffer = Buffer::new(size, values);
            dataset
                .rasterband(band)
                .unwrap()
                .write((0, 0), size, &mut buffer)
                .unwrap();
        }
        dataset.close().unwrap();
        path
    }
}

/// A coordinate system with easting or longitude first.
pub fn spatial_ref(definition: &str) -> SpatialRef {
    gis::init();
    let mut crs = SpatialRef::from_definition(definition).unwrap();
    crs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    crs
}

/// A path as text.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// All cells.
pub fn all(placement: &Placement) -> CellWindow {
    CellWindow {
        column: 0,
        row: 0,
        columns: placement.columns,
        rows: placement.rows,
    }
}

/// The names of everything in a folder, sorted.
pub fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
