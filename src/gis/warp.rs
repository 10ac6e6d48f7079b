//! Brings a raster into a coordinate system that can be measured in.

use std::ffi::c_int;
use std::path::{Path, PathBuf};
use std::ptr;

use gdal::{Dataset, DatasetOptions, Gcp, GdalOpenFlags, GeoTransformEx as _};
use geo::Coord;

use super::crs::{Crs, CrsError, CrsKind};
use super::error::RasterError;
use super::examine::{Examined, examine};
use super::georeference;
use super::heights::HeightReading;
use super::oddity::RasterOddity;
use super::programs::{ProgramWords, Steps, path_word, take_failure, tell_progress};
use super::raster::open_terrain;
use super::reference::Reference;
use super::setup::{self, GdalFailure};
use super::utm_zone::utm_zone_of;
use super::write::{self, Beside, TIFF_LAYOUT, WriteError};
use crate::progress::Run;
use crate::terrain::{CellWindow, Placement};

/// The part of the progress that reading the source takes; the rest is reprojection.
const READING_SHARE: f64 = 0.3;

/// How precisely cells are placed, in cells of the result.
const PRECISION_CELLS: &str = "0.01";

/// A raster that was brought into another coordinate system.
#[derive(Clone, Debug, PartialEq)]
pub struct Reprojected {
    /// The new file.
    pub path: PathBuf,
    /// Its coordinate system, and what its heights are counted from.
    pub reference: Reference,
    /// Where its cells lie. They are square.
    pub placement: Placement,
    /// What is odd about the source or the result.
    pub warnings: Vec<RasterOddity>,
}

/// Writes a raster as a `GeoTIFF` in another coordinate system, by default the UTM zone of the place.
///
/// That is ETRS89 in Europe and WGS 84 elsewhere. `input` is a path or `path#band`; `to` and
/// `stated_crs` are codes or WKT, and `stated_crs` is used where the file has no coordinate system.
/// Heights are interpolated between cells and come out in metres, counted from what they were
/// counted from before. Rotated rasters and those placed by control points are straightened.
/// A file at `output` is replaced.
///
/// # Errors
/// [`RasterError`], among them `crs_missing`, `no_georeference`, and `crs_geographic` for a target
/// in degrees; what was at `output` before is then still there.
pub fn reproject(
    input: &str,
    output: &Path,
    to: Option<&str>,
    stated_crs: Option<&str>,
    run: &Run,
) -> Result<Reprojected, RasterError> {
    let examined = examine(input, stated_crs)?;
    let Examined {
        dataset,
        facts,
        reading,
        crs,
        ..
    } = examined;
    let path = facts.path;
    let refusals = facts
        .measurable
        .err()
        .into_iter()
        .chain(facts.further_refusals);
    if let Some(refusal) = refusals.into_iter().find(|refusal| !is_mended(refusal)) {
        return Err(refusal);
    }
    let (Some(source), Some(reading)) = (crs, reading) else {
        return Err(RasterError::CrsMissing { path });
    };
    let unusable = |source| RasterError::CrsUnusable {
        path: path.clone(),
        source,
    };
    let target = match to {
        Some(text) => Crs::parse(text),
        None => utm_of(&dataset, &source),
    }
    .and_then(|target| target.horizontal())
    .map_err(unusable)?;
    refuse_unless_projected(&path, &target)?;
    let whole = target
        .with_vertical_of(&source)
        .and_then(Crs::with_heights_in_metres)
        .map_err(unusable)?;
    let cannot_write = |source| RasterError::CannotWrite {
        path: path.clone(),
        source,
    };
    let beside = Beside::new(output).map_err(cannot_write)?;
    let straight = beside.folder.path().join("straight.tif");
    let plane = source.horizontal().map_err(unusable)?;
    copy_heights((&path, &dataset), (&straight, &plane), &reading, run)?;
    drop(dataset);
    warp((&path, &straight), (&beside.file, &target), run)?;
    finish(&beside.file, &whole).map_err(|error| cannot_write(WriteError::gdal(output)(error)))?;
    let mut warnings = facts.warnings;
    // How far the old coordinate system distorted no longer matters.
    warnings.retain(|oddity| !matches!(oddity, RasterOddity::AreaScale { .. }));
    warnings.extend(
        facts
            .vertical_datum
            .map(|datum| RasterOddity::HeightDatumKept { datum }),
    );
    let text = beside.file.to_string_lossy().into_owned();
    let terrain = open_terrain(&text, None)?;
    warnings.extend(terrain.warnings().iter().cloned());
    let (reference, placement) = (terrain.reference().clone(), *terrain.placement());
    drop(terrain);
    beside.put_in_place().map_err(cannot_write)?;
    Ok(Reprojected {
        path: output.to_owned(),
        reference,
        placement,
        warnings,
    })
}

/// Whether reprojecting is the way out.
fn is_mended(refusal: &RasterError) -> bool {
    match refusal {
        RasterError::GcpsOnly { .. }
        | RasterError::Rotated { .. }
        | RasterError::CrsGeographic { .. }
        | RasterError::CrsWebMercator { .. }
        | RasterError::CrsDistorts { .. } => true,
        RasterError::CrsUnusable { source, .. } => matches!(source, CrsError::OutOfReach { .. }),
        _ => false,
    }
}

fn refuse_unless_projected(path: &Path, target: &Crs) -> Result<(), RasterError> {
    let path = path.to_owned();
    let facts = target.facts().map_err(|source| RasterError::CrsUnusable {
        path: path.clone(),
        source,
    })?;
    let name = facts.name;
    match facts.kind {
        CrsKind::Projected => Ok(()),
        CrsKind::Geographic => Err(RasterError::CrsGeographic { path, name }),
        kind => Err(RasterError::CrsNotProjected { path, name, kind }),
    }
}

/// Copies the heights in metres, placed as in the source, so that GDAL meets no scale, unit or mask.
fn copy_heights(
    (path, dataset): (&Path, &Dataset),
    (copy, plane): (&Path, &Crs),
    reading: &HeightReading,
    run: &Run,
) -> Result<(), RasterError> {
    let (columns, rows) = dataset.raster_size();
    let failed = |source: gdal::errors::GdalError| RasterError::CannotReproject {
        path: path.to_owned(),
        source: source.into(),
    };
    let into = write::create_tiff(copy, (columns, rows), &["BIGTIFF=IF_SAFER"])
        .and_then(|mut into| {
            if let Some(transform) = georeference::transform_of(dataset) {
                into.set_spatial_ref(&plane.spatial_ref)?;
                into.set_geo_transform(&transform)?;
            } else {
                let points: Vec<Gcp> = dataset.gcps().iter().map(Gcp::from).collect();
                into.set_gcps(points, &plane.spatial_ref)?;
            }
            Ok(into)
        })
        .map_err(failed)?;
    let all = CellWindow {
        column: 0,
        row: 0,
        columns,
        rows,
    };
    let steps = Steps {
        run,
        from: 0.0,
        to: READING_SHARE,
    };
    let mut written = Ok(());
    // The reading itself tells a run of its own, which nobody looks at.
    reading.strips((path, dataset), all, &Run::default(), |row, heights| {
        if written.is_ok() {
            written = if steps.tell(row as f64 / rows as f64) {
                write::write_strip(&into, row, columns, heights).map_err(failed)
            } else {
                Err(RasterError::Cancelled {
                    path: path.to_owned(),
                })
            };
        }
    })?;
    written?;
    into.close().map_err(failed)
}

/// Lets GDAL compute the new raster.
#[expect(
    unsafe_code,
    reason = "gdal has no wrapper for the options, progress and cancelling"
)]
fn warp(
    (path, copy): (&Path, &Path),
    (output, target): (&Path, &Crs),
    run: &Run,
) -> Result<(), RasterError> {
    let failed = |source: GdalFailure| RasterError::CannotReproject {
        path: path.to_owned(),
        source,
    };
    let wkt = target.wkt().map_err(|source| RasterError::CrsUnusable {
        path: path.to_owned(),
        source,
    })?;
    let source = Dataset::open(copy).map_err(|error| failed(error.into()))?;
    let nodata = write::NODATA.to_string();
    let mut words = vec![
        "-t_srs",
        wkt.as_str(),
        "-r",
        "bilinear",
        "-ot",
        "Float32",
        "-of",
        "GTiff",
        "-srcnodata",
        nodata.as_str(),
        "-dstnodata",
        nodata.as_str(),
        "-novshift",
        "-et",
        PRECISION_CELLS,
        "-wm",
        "64",
    ];
    for option in &TIFF_LAYOUT {
        words.extend(["-co", option]);
    }
    let mut words = ProgramWords::of(words).map_err(failed)?;
    let output = path_word(output).map_err(failed)?;
    let steps = Steps {
        run,
        from: READING_SHARE,
        to: 1.0,
    };
    setup::take_failure();
    // SAFETY: the list ends with null and GDAL copies its words; `steps` and `source` outlive the
    // call that uses them; the options are freed once; GDAL gives the new dataset to us.
    let warped = unsafe {
        let options = gdal_sys::GDALWarpAppOptionsNew(words.as_mut_ptr(), ptr::null_mut());
        if options.is_null() {
            return Err(failed(take_failure()));
        }
        gdal_sys::GDALWarpAppOptionsSetProgress(
            options,
            Some(tell_progress),
            (&raw const steps).cast_mut().cast(),
        );
        let mut sources = [source.c_dataset()];
        let mut is_misused: c_int = 0;
        let handle = gdal_sys::GDALWarp(
            output.as_ptr(),
            ptr::null_mut(),
            1,
            sources.as_mut_ptr(),
            options,
            &raw mut is_misused,
        );
        gdal_sys::GDALWarpAppOptionsFree(options);
        (!handle.is_null()).then(|| Dataset::from_c_dataset(handle))
    };
    steps.close(warped, path, failed)
}

/// Adds what the heights are counted from and in.
fn finish(file: &Path, whole: &Crs) -> Result<(), gdal::errors::GdalError> {
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_UPDATE | GdalOpenFlags::GDAL_OF_RASTER,
        ..Default::default()
    };
    let mut dataset = Dataset::open_ex(file, options)?;
    if whole.vertical().is_some() {
        dataset.set_spatial_ref(&whole.spatial_ref)?;
    }
    write::set_unit_to_metres(&dataset.rasterband(1)?);
    dataset.close()
}

/// The UTM zone of a raster's centre.
fn utm_of(dataset: &Dataset, source: &Crs) -> Result<Crs, CrsError> {
    let (columns, rows) = dataset.raster_size();
    let center = match georeference::transform_of(dataset) {
        Some(transform) => {
            let (x, y) = transform.apply(columns as f64 / 2.0, rows as f64 / 2.0);
            Coord { x, y }
        }
        None => center_of_points(dataset),
    };
    utm_zone_of(source, center)
}

/// The middle of the control points, in units of the file.
fn center_of_points(dataset: &Dataset) -> Coord<f64> {
    let points = dataset.gcps();
    let middle = |values: &dyn Fn(&gdal::GcpRef<'_>) -> f64| {
        let lowest = points.iter().map(values).fold(f64::INFINITY, f64::min);
        let highest = points.iter().map(values).fold(f64::NEG_INFINITY, f64::max);
        f64::midpoint(lowest, highest)
    };
    Coord {
        x: middle(&|point| point.x()),
        y: middle(&|point| point.y()),
    }
}
