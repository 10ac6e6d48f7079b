//! Writes features for the web: `GeoJSON` as RFC 7946 has it.
//!
//! # Source
//! RFC 7946: longitude and latitude in WGS 84, exteriors counter-clockwise, seven decimals, no `crs` member. Heights
//! would have to be those over the ellipsoid (section 4), which ours are not, so shapes are flat and heights are
//! fields.

use std::path::Path;

use gdal::DriverManager;
use gdal::vector::{LayerAccess as _, LayerOptions};
use gdal_sys::OGRwkbGeometryType as Kind;

use super::crs::Crs;
use super::reference::Reference;
use super::setup;
use super::shape_with_heights::HeightFeature;
use super::write::{Beside, WriteError};
use super::write_layers::{fields_in, set_values};
use crate::progress::Run;

/// Features between two looks at whether somebody wants them to be finished.
const FEATURES_PER_STEP: usize = 100;

/// Writes features as `GeoJSON`. A file that is there is replaced.
///
/// # Errors
/// [`WriteError`]; what was at `path` before is then still there.
pub fn write_geojson(
    path: &Path,
    features: &[HeightFeature],
    reference: &Reference,
    run: &Run,
) -> Result<(), WriteError> {
    setup::init();
    setup::take_failure();
    let beside = Beside::new(path)?;
    let plane = Crs::parse(reference.wkt())
        .and_then(|crs| crs.horizontal())
        .map_err(WriteError::crs(path))?;
    let metres = reference.metres_per_unit();
    let failed = WriteError::gdal(path);
    let mut dataset = DriverManager::get_driver_by_name("GeoJSON")
        .and_then(|driver| driver.create_vector_only(&beside.file))
        .map_err(&failed)?;
    {
        let layer = dataset
            .create_layer(LayerOptions {
                name: "geometry",
                srs: Some(&plane.spatial_ref),
                ty: Kind::wkbUnknown,
                options: Some(&["RFC7946=YES", "WRITE_NAME=NO"]),
            })
            .map_err(&failed)?;
        let values = features.iter().map(|feature| feature.values.as_slice());
        layer
            .create_defn_fields(&fields_in(values))
            .map_err(&failed)?;
        for (place, feature) in features.iter().enumerate() {
            if place % FEATURES_PER_STEP == 0 {
                run.step(place, features.len())
                    .map_err(WriteError::cancelled(path))?;
            }
            gdal::vector::Feature::new(layer.defn())
                .and_then(|mut written| {
                    written.set_geometry(feature.shape.flat_in_file(metres)?)?;
                    set_values(&mut written, &feature.values)?;
                    written.create(&layer)
                })
                .map_err(&failed)?;
        }
    }
    dataset.close().map_err(&failed)?;
    beside.put_in_place()
}
