//! A picture as it lies in another coordinate system, without a copy of it.

use std::ffi::c_int;
use std::path::Path;
use std::ptr;

use gdal::Dataset;

use super::crs::{Crs, CrsKind};
use super::error::RasterError;
use super::programs::{ProgramWords, take_failure};
use super::setup::{self, GdalFailure};

/// How far cells may be off where a picture is straightened, in cells.
const PRECISION_CELLS: &str = "0.125";

/// Refuses coordinate systems from which there is no way to the project's.
pub(super) fn refuse_unless_on_earth(path: &Path, own: &Crs) -> Result<(), RasterError> {
    let path = path.to_owned();
    match own.facts() {
        Ok(facts) if matches!(facts.kind, CrsKind::Projected | CrsKind::Geographic) => Ok(()),
        Ok(facts) => Err(RasterError::CrsNotProjected {
            path,
            name: facts.name,
            kind: facts.kind,
        }),
        Err(source) => Err(RasterError::CrsUnusable { path, source }),
    }
}

/// The picture as it lies in another coordinate system, north up, computed where it is read.
///
/// It reads from `dataset`, which must outlive it.
#[expect(
    unsafe_code,
    reason = "gdal has no wrapper for the options of its virtual rasters"
)]
pub(super) fn straightened(
    (path, dataset): (&Path, &Dataset),
    (own, target): (&Crs, &Crs),
    resampling: &str,
) -> Result<Dataset, RasterError> {
    let failed = |source: GdalFailure| RasterError::CannotReproject {
        path: path.to_owned(),
        source,
    };
    let unusable = |source| RasterError::CrsUnusable {
        path: path.to_owned(),
        source,
    };
    let (from, to) = (
        own.wkt().map_err(unusable)?,
        target.wkt().map_err(unusable)?,
    );
    let words = [
        "-of",
        "VRT",
        "-s_srs",
        from.as_str(),
        "-t_srs",
        to.as_str(),
        "-r",
        resampling,
        "-dstalpha",
        "-et",
        PRECISION_CELLS,
        "-wm",
        "64",
    ];
    let mut words = ProgramWords::of(words).map_err(failed)?;
    setup::take_failure();
    // SAFETY: the list ends with null and GDAL copies its words; the options are freed once; without a
    // name the new raster is in memory alone, and GDAL gives it to us. The caller keeps `dataset` open.
    let straight = unsafe {
        let options = gdal_sys::GDALWarpAppOptionsNew(words.as_mut_ptr(), ptr::null_mut());
        let mut sources = [dataset.c_dataset()];
        let mut is_misused: c_int = 0;
        let handle = if options.is_null() {
            ptr::null_mut()
        } else {
            gdal_sys::GDALWarp(
                c"".as_ptr(),
                ptr::null_mut(),
                1,
                sources.as_mut_ptr(),
                options,
                &raw mut is_misused,
            )
        };
        gdal_sys::GDALWarpAppOptionsFree(options);
        (!handle.is_null()).then(|| Dataset::from_c_dataset(handle))
    };
    straight.ok_or_else(|| failed(take_failure()))
}
