//! The file formats that this program reads and writes.

use gdal::{Driver, DriverManager, Metadata as _};

use super::setup;

/// The formats of the GDAL inside the program, sorted by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formats {
    /// Formats for grids of values.
    pub raster: Vec<Format>,
    /// Formats for points, lines and polygons.
    pub vector: Vec<Format>,
}

/// One file format.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Format {
    /// GDAL's short name, such as `GTiff`.
    pub name: String,
    /// GDAL's long name, in English.
    pub long_name: String,
    /// The usual file name extensions without a dot.
    pub extensions: Vec<String>,
    /// Whether files can be read.
    pub read: bool,
    /// Whether files can be written.
    pub write: bool,
}

/// Lists the formats of the GDAL inside the program.
pub fn formats() -> Formats {
    setup::init();
    let drivers: Vec<Driver> = (0..DriverManager::count())
        .filter_map(|i| DriverManager::get_driver(i).ok())
        .collect();
    let with = |capability: &str| {
        let mut formats: Vec<Format> = drivers
            .iter()
            .filter(|driver| has(driver, capability))
            .map(format_of)
            .collect();
        formats.sort();
        formats
    };
    Formats {
        raster: with("DCAP_RASTER"),
        vector: with("DCAP_VECTOR"),
    }
}

fn format_of(driver: &Driver) -> Format {
    let extensions = driver
        .metadata_item("DMD_EXTENSIONS", "")
        .unwrap_or_default();
    Format {
        name: driver.short_name(),
        long_name: driver.long_name(),
        extensions: extensions.split_whitespace().map(str::to_owned).collect(),
        read: has(driver, "DCAP_OPEN"),
        write: has(driver, "DCAP_CREATE") || has(driver, "DCAP_CREATECOPY"),
    }
}

fn has(driver: &Driver, capability: &str) -> bool {
    driver.metadata_item(capability, "").as_deref() == Some("YES")
}
