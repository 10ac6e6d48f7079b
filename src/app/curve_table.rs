//! Stage curves as tables for spreadsheets and scripts.

use std::path::Path;

use super::TaskError;
use crate::curve::StageCurve;
use crate::gis::write_whole;

/// Writes a curve as CSV, numbers not rounded.
///
/// # Errors
/// [`TaskError`], if the folder is not there or may not be written to.
pub(super) fn write_curve(path: &Path, curve: &StageCurve) -> Result<(), TaskError> {
    let bytes = table(curve).map_err(|source| TaskError::WriteTable {
        path: path.to_owned(),
        source,
    })?;
    Ok(write_whole(path, &bytes)?)
}

fn table(curve: &StageCurve) -> Result<Vec<u8>, csv::Error> {
    let mut bytes = Vec::new();
    let mut table = csv::Writer::from_writer(&mut bytes);
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
    Ok(bytes)
}
