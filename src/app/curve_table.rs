//! Stage curves as tables for spreadsheets and scripts.

use std::path::Path;

use super::TaskError;
use crate::curve::StageCurve;

/// Writes a curve as CSV, numbers not rounded. It is written beside and renamed, so that a crash leaves the old table.
///
/// # Errors
/// [`TaskError::WriteTable`], if the folder is not there or may not be written to.
pub(super) fn write_curve(path: &Path, curve: &StageCurve) -> Result<(), TaskError> {
    table(path, curve).map_err(|source| TaskError::WriteTable {
        path: path.to_owned(),
        source,
    })
}

fn table(path: &Path, curve: &StageCurve) -> Result<(), csv::Error> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let beside = tempfile::NamedTempFile::new_in(folder.unwrap_or_else(|| ".".as_ref()))?;
    let mut table = csv::Writer::from_writer(&beside);
    table.write_record(["level_m", "volume_m3", "footprint_m2", "top_area_m2"])?;
    for point in curve.points() {
        let row = [
            point.level.0,
            point.volume.0,
            point.footprint.0,
            point.top.0,
        ];
        table.write_record(row.map(|value| value.to_string()))?;
    }
    table.flush()?;
    drop(table);
    beside.persist(path).map_err(|error| error.error)?;
    Ok(())
}
