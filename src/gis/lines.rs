//! Reads a single line of any format and coordinate system into the project's.

use std::path::PathBuf;

use gdal::vector::{Geometry, Layer, LayerAccess as _};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::{Coord, LineString};

use super::crs::CrsFacts;
use super::oddity::VectorOddity;
use super::reference::Reference;
use super::setup;
use super::source::Source;
use super::vector_error::VectorError;
use super::vector_geometry::linearised;
use super::vector_open::{OpenVector, cannot_read};
use super::vector_place::place;
use super::vector_read::{choose_layer, kinds_of_layers};
use crate::progress::{Cancelled, Run};

/// A line, in the project's coordinate system.
#[derive(Clone, Debug, PartialEq)]
pub struct LineFile {
    /// The file.
    pub path: PathBuf,
    /// The file's own coordinate system, or `None` where it has none.
    pub crs: Option<CrsFacts>,
    /// In metres, in the direction in which it was drawn.
    pub line: LineString<f64>,
    /// What is odd.
    pub warnings: Vec<VectorOddity>,
}

/// Reads the only line of a layer. `source` is a path, or `path#layer`.
///
/// # Errors
/// [`VectorError`], also where there is no line or more than one.
pub fn read_line(source: &str, target: &Reference, run: &Run) -> Result<LineFile, VectorError> {
    setup::init();
    let Source { path, part } = Source::parse(source);
    let open = OpenVector::new(&path)?;
    let dataset = &open.dataset;
    let mut warnings = Vec::new();
    let chosen = choose_layer(
        &path,
        dataset,
        part.as_deref(),
        may_hold_lines,
        &mut warnings,
    );
    let index = chosen.map_err(|error| match error {
        VectorError::NoPolygons { path, found, .. } => VectorError::NoLine { path, found },
        error => error,
    })?;
    let mut layer = dataset
        .layer(index)
        .map_err(|error| cannot_read(&path, error.into()))?;
    setup::take_failure();
    let mut lines = Vec::new();
    for feature in layer.features() {
        run.step(0, 1)
            .map_err(|Cancelled| VectorError::Cancelled { path: path.clone() })?;
        if let Some(geometry) = feature
            .geometry_by_index(0)
            .ok()
            .filter(|one| !one.is_empty())
        {
            let linear = linearised(geometry);
            collect(linear.as_ref().unwrap_or(geometry), &mut lines);
        }
    }
    if let Some(message) = setup::take_failure()
        && open.ends_at_failure()
    {
        return Err(cannot_read(&path, setup::GdalFailure { message }));
    }
    let line = match (lines.pop(), lines.len()) {
        (Some(line), 0) => line,
        (Some(_), others) => {
            return Err(VectorError::SeveralLines {
                path,
                lines: others + 1,
            });
        }
        (None, _) => {
            let found = kinds_of_layers(dataset);
            return Err(VectorError::NoLine { path, found });
        }
    };
    let mut line = line;
    let crs = place(&path, &layer, target, &mut [&mut line])?;
    if crs.is_none() {
        warnings.push(VectorOddity::CrsAssumed {
            name: target.name().to_owned(),
        });
    }
    Ok(LineFile {
        path,
        crs,
        line,
        warnings,
    })
}

fn may_hold_lines(layer: &Layer<'_>) -> bool {
    matches!(
        gdal::vector::geometry_type_flatten(layer.defn().geometry_type()),
        Kind::wkbUnknown
            | Kind::wkbLineString
            | Kind::wkbMultiLineString
            | Kind::wkbCompoundCurve
            | Kind::wkbCircularString
            | Kind::wkbMultiCurve
            | Kind::wkbGeometryCollection
    )
}

fn collect(geometry: &Geometry, lines: &mut Vec<LineString<f64>>) {
    match gdal::vector::geometry_type_flatten(geometry.geometry_type()) {
        Kind::wkbLineString => {
            let mut points = Vec::new();
            geometry.get_points(&mut points);
            lines.push(points.into_iter().map(|(x, y, _)| Coord { x, y }).collect());
        }
        Kind::wkbMultiLineString => {
            for index in 0..geometry.geometry_count() {
                collect(&geometry.get_geometry(index), lines);
            }
        }
        _ => {}
    }
}
