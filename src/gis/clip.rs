//! Cuts a raster down to a site: its own cells as they are, in a file of their own.

use std::ffi::c_int;
use std::path::{Path, PathBuf};
use std::ptr;

use gdal::{Dataset, GeoTransformEx as _};
use geo::{Coord, Rect};

use super::crs::Crs;
use super::error::RasterError;
use super::examine::examine;
use super::georeference;
use super::programs::{ProgramWords, Steps, path_word, take_failure, tell_progress};
use super::reference::Reference;
use super::setup::{self, GdalFailure};
use super::source::Source;
use super::write::{Beside, WriteError};
use crate::progress::Run;
use crate::terrain::CellWindow;

/// Places on each side of an area that are looked for in a raster of another coordinate system.
const PLACES_PER_SIDE: u32 = 32;

/// Cells beside an area that come along, for what is looked at between the middles of cells.
const SPARE_CELLS: f64 = 2.0;

/// How the file is laid out. Nothing is lost.
const LAYOUT: [&str; 3] = ["COMPRESS=DEFLATE", "PREDICTOR=YES", "BIGTIFF=IF_SAFER"];

/// What is to be cut.
#[derive(Clone, Copy, Debug)]
pub struct ClipRequest<'a> {
    /// A path, or `path#band`; all bands are kept.
    pub source: &'a str,
    /// The coordinate system, where the file names none.
    pub stated_crs: Option<&'a str>,
    /// What is kept, in metres in the coordinate system beside it; everything where it is `None`.
    pub area: Option<(Rect<f64>, &'a Reference)>,
    /// What the new file says about itself, by name.
    pub notes: &'a [(&'a str, String)],
}

/// What was cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clipped {
    /// The cells that were kept, counted as the file has them.
    pub window: CellWindow,
    /// Whether that is all of it: nothing was asked for, or it lies beside the area, or it cannot be told where it lies.
    pub is_whole: bool,
}

/// Writes the part of a raster around an area as a cloud-optimized `GeoTIFF`, along whole cells.
///
/// Values, their type, "no height", scale, unit, mask, colours and coordinate system with its height datum are those
/// of the source. A file at `output` is replaced.
///
/// # Errors
/// [`RasterError`]; what was at `output` before is then still there.
pub fn clip_raster(
    request: &ClipRequest<'_>,
    output: &Path,
    run: &Run,
) -> Result<Clipped, RasterError> {
    let path = Source::parse(request.source).path;
    let examined = examine(request.source, request.stated_crs)?;
    let dataset = examined.dataset;
    let (columns, rows) = dataset.raster_size();
    let whole = CellWindow {
        column: 0,
        row: 0,
        columns,
        rows,
    };
    let found = match (request.area, &examined.crs) {
        (Some((area, reference)), Some(own)) => window_around(&dataset, own, area, reference)
            .map_err(|source| RasterError::CrsUnusable {
                path: path.clone(),
                source,
            })?,
        _ => None,
    };
    let window = found.unwrap_or(whole);
    let cannot_write = |source| RasterError::CannotWrite {
        path: path.clone(),
        source,
    };
    let beside = Beside::new(output).map_err(cannot_write)?;
    translate(
        (&path, &dataset),
        (&beside.file, output),
        (window, request.notes),
        run,
    )?;
    put_side_file(&beside.file, output).map_err(cannot_write)?;
    beside.put_in_place().map_err(cannot_write)?;
    Ok(Clipped {
        window,
        is_whole: window == whole,
    })
}

/// Takes along what GDAL could not write into the file itself, such as a coordinate system without a code.
fn put_side_file(file: &Path, output: &Path) -> Result<(), WriteError> {
    let beside = |path: &Path| {
        let mut name = path.as_os_str().to_owned();
        name.push(".aux.xml");
        PathBuf::from(name)
    };
    let (side, target) = (beside(file), beside(output));
    if !side.exists() {
        return Ok(());
    }
    std::fs::rename(&side, &target).map_err(|source| WriteError::CannotReplace {
        path: target,
        source,
    })
}

/// The cells around an area, counted as the file has them; `None` where it lies beside them or has no place.
fn window_around(
    dataset: &Dataset,
    own: &Crs,
    area: Rect<f64>,
    reference: &Reference,
) -> Result<Option<CellWindow>, super::crs::CrsError> {
    let inverse = georeference::transform_of(dataset).and_then(|found| found.invert().ok());
    let Some(inverse) = inverse else {
        return Ok(None);
    };
    let project = Crs::parse(reference.wkt())?;
    let is_same = project.is_same_plane(own)?;
    let metres = reference.metres_per_unit();
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for place in places_around(area) {
        let in_file = Coord {
            x: place.x / metres,
            y: place.y / metres,
        };
        let in_file = if is_same {
            in_file
        } else {
            project.place_in(own, in_file)?
        };
        let (column, row) = inverse.apply(in_file.x, in_file.y);
        for (axis, cells) in [column, row].into_iter().enumerate() {
            low[axis] = low[axis].min(cells);
            high[axis] = high[axis].max(cells);
        }
    }
    let (columns, rows) = dataset.raster_size();
    let across = span(low[0], high[0], columns);
    let along = span(low[1], high[1], rows);
    let window = across.zip(along);
    Ok(window.map(|((column, columns), (row, rows))| CellWindow {
        column,
        row,
        columns,
        rows,
    }))
}

/// Places on the edge of an area: in another coordinate system its sides are bent.
fn places_around(area: Rect<f64>) -> impl Iterator<Item = Coord<f64>> {
    let (low, size) = (area.min(), (area.width(), area.height()));
    (0..=PLACES_PER_SIDE).flat_map(move |step| {
        let share = f64::from(step) / f64::from(PLACES_PER_SIDE);
        let at = move |across: f64, along: f64| Coord {
            x: low.x + across * size.0,
            y: low.y + along * size.1,
        };
        [
            at(share, 0.0),
            at(share, 1.0),
            at(0.0, share),
            at(1.0, share),
        ]
    })
}

/// The first of the whole cells between two places, and how many; `None` where there is none of them.
fn span(low: f64, high: f64, cells: usize) -> Option<(usize, usize)> {
    let most = cells as f64;
    let first = (low.floor() - SPARE_CELLS).max(0.0);
    let end = (high.ceil() + SPARE_CELLS).min(most);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "both lie between 0 and the number of cells"
    )]
    (low < most && 0.0 < high && first < end).then_some((first as usize, (end - first) as usize))
}

/// Lets GDAL write the window.
#[expect(
    unsafe_code,
    reason = "gdal has no wrapper for the options, progress and cancelling"
)]
fn translate(
    (path, dataset): (&Path, &Dataset),
    (file, output): (&Path, &Path),
    (window, notes): (CellWindow, &[(&str, String)]),
    run: &Run,
) -> Result<(), RasterError> {
    let failed = |source: GdalFailure| RasterError::CannotWrite {
        path: path.to_owned(),
        source: WriteError::CannotWrite {
            path: output.to_owned(),
            source,
        },
    };
    let mut words = vec!["-of".to_owned(), "COG".to_owned(), "-srcwin".to_owned()];
    words.extend(
        [window.column, window.row, window.columns, window.rows].map(|number| number.to_string()),
    );
    for option in LAYOUT {
        words.extend(["-co".to_owned(), option.to_owned()]);
    }
    for (name, value) in notes {
        words.extend(["-mo".to_owned(), format!("{name}={value}")]);
    }
    let mut words = ProgramWords::of(words).map_err(failed)?;
    let target = path_word(file).map_err(failed)?;
    let steps = Steps {
        run,
        from: 0.0,
        to: 1.0,
    };
    setup::take_failure();
    // SAFETY: the list ends with null and GDAL copies its words; `steps` and `dataset` outlive the call that uses
    // them; the options are freed once; GDAL gives the new dataset to us.
    let written = unsafe {
        let options = gdal_sys::GDALTranslateOptionsNew(words.as_mut_ptr(), ptr::null_mut());
        if options.is_null() {
            return Err(failed(take_failure()));
        }
        gdal_sys::GDALTranslateOptionsSetProgress(
            options,
            Some(tell_progress),
            (&raw const steps).cast_mut().cast(),
        );
        let mut is_misused: c_int = 0;
        let handle = gdal_sys::GDALTranslate(
            target.as_ptr(),
            dataset.c_dataset(),
            options,
            &raw mut is_misused,
        );
        gdal_sys::GDALTranslateOptionsFree(options);
        (!handle.is_null()).then(|| Dataset::from_c_dataset(handle))
    };
    steps.close(written, path, failed)
}
