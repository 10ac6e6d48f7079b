//! Where a raster's cells lie, and whether its records of that agree.

use std::path::{Path, PathBuf};

use gdal::{Dataset, GdalOpenFlags, GeoTransform, GeoTransformEx as _};

use super::facts::FileGeoreference;
use super::oddity::{Georeferencing, RasterOddity};
use super::setup;
use crate::terrain::Placement;

/// A slant that moves no corner by more than this is no rotation, in cells.
const SLANT_CELLS: f64 = 0.01;

/// GDAL's six numbers for a file without a position, or with one cell for one unit.
const IDENTITY: GeoTransform = [0.0, 1.0, 0.0, 0.0, 0.0, 1.0];

/// Where the file says that its cells lie.
pub(super) fn georeference_of(dataset: &Dataset) -> FileGeoreference {
    match transform_of(dataset) {
        Some(transform) => from_transform(&transform, dataset.raster_size()),
        None => match dataset.gcps().len() {
            0 => FileGeoreference::None,
            points => FileGeoreference::ControlPoints { points },
        },
    }
}

/// GDAL's six numbers, or `None` where the file has none.
pub(super) fn transform_of(dataset: &Dataset) -> Option<GeoTransform> {
    dataset.geo_transform().ok().filter(|transform| {
        let is_usable =
            transform.iter().all(|number| number.is_finite()) && transform.invert().is_ok();
        is_usable && !is_same(transform, &IDENTITY)
    })
}

fn from_transform(transform: &GeoTransform, (columns, rows): (usize, usize)) -> FileGeoreference {
    let [
        west,
        cell_width,
        column_slant,
        first_edge,
        row_slant,
        row_step,
    ] = *transform;
    let slants = (column_slant * rows as f64).abs() > SLANT_CELLS * cell_width.abs()
        || (row_slant * columns as f64).abs() > SLANT_CELLS * row_step.abs();
    if slants || cell_width <= 0.0 || row_step == 0.0 {
        return FileGeoreference::Rotated {
            degrees: row_slant.atan2(cell_width).to_degrees(),
        };
    }
    let southern_row_first = 0.0 < row_step;
    let north = if southern_row_first {
        first_edge + row_step * rows as f64
    } else {
        first_edge
    };
    FileGeoreference::NorthUp {
        west,
        north,
        cell_width,
        cell_height: row_step.abs(),
        southern_row_first,
    }
}

/// The same in metres, or `None` unless the rows run west to east.
pub(super) fn placement_of(
    georeference: &FileGeoreference,
    metres_per_unit: f64,
    (columns, rows): (usize, usize),
) -> Option<Placement> {
    let FileGeoreference::NorthUp {
        west,
        north,
        cell_width,
        cell_height,
        ..
    } = *georeference
    else {
        return None;
    };
    Some(Placement {
        west_m: west * metres_per_unit,
        north_m: north * metres_per_unit,
        cell_width_m: cell_width * metres_per_unit,
        cell_height_m: cell_height * metres_per_unit,
        columns,
        rows,
        ground_per_map: 1.0,
    })
}

/// Tells which record of the position was used, if a TIFF has several that do not agree.
pub(super) fn disagreement(path: &Path, dataset: &Dataset) -> Option<RasterOddity> {
    let transform = dataset.geo_transform().ok()?;
    if dataset.driver().short_name() != "GTiff" || !has_side_file(path) {
        return None;
    }
    // In the order in which GDAL prefers them.
    let recorded = [
        (Georeferencing::AuxFile, "GEOREF_SOURCES=PAM"),
        (Georeferencing::Internal, "GEOREF_SOURCES=INTERNAL"),
        (Georeferencing::WorldFile, "GEOREF_SOURCES=WORLDFILE"),
    ]
    .map(|(record, option)| {
        let alone = setup::open_for_reading(path, GdalOpenFlags::GDAL_OF_RASTER, &[option]).ok();
        (record, alone.and_then(|dataset| transform_of(&dataset)))
    });
    let mut used = None;
    let mut others = Vec::new();
    for (record, its_transform) in recorded {
        let Some(its_transform) = its_transform else {
            continue;
        };
        if !is_same(&transform, &its_transform) {
            others.push(record);
        } else if used.is_none() {
            used = Some(record);
        }
    }
    let used = used?;
    (!others.is_empty()).then_some(RasterOddity::GeoreferenceDisagrees { used, others })
}

fn has_side_file(path: &Path) -> bool {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".aux.xml");
    let world_files = ["tfw", "TFW", "tifw", "TIFW", "wld", "WLD", "tiffw"];
    PathBuf::from(beside).exists()
        || world_files
            .iter()
            .any(|extension| path.with_extension(extension).exists())
}

/// Whether two records agree to a thousandth of a cell at the first corner, and to a millionth in size.
fn is_same(one: &GeoTransform, other: &GeoTransform) -> bool {
    let cell = one[1].abs().max(one[5].abs());
    let tolerances = [1e-3, 1e-6, 1e-6, 1e-3, 1e-6, 1e-6];
    (0..6).all(|term| (one[term] - other[term]).abs() <= tolerances[term] * cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slant_below_a_hundredth_of_a_cell_is_no_rotation() {
        let size = (100, 100);
        let straight = from_transform(&[0.0, 5.0, 1e-9, 100.0, 0.0, -5.0], size);
        assert!(matches!(
            straight,
            FileGeoreference::NorthUp { north: 100.0, .. }
        ));
        let turned = from_transform(&[0.0, 5.0, 0.1, 100.0, 0.1, -5.0], size);
        assert!(matches!(turned, FileGeoreference::Rotated { .. }));
    }

    #[test]
    fn the_northern_edge_of_a_file_that_begins_in_the_south_is_its_last() {
        let found = from_transform(&[0.0, 5.0, 0.0, 100.0, 0.0, 5.0], (10, 20));
        assert!(matches!(
            found,
            FileGeoreference::NorthUp {
                north: 200.0,
                southern_row_first: true,
                ..
            }
        ));
    }
}
