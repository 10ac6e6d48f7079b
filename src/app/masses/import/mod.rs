//! Fractions and their yearly tonnes from a table in a file: CSV, TSV, XLSX, XLS and ODS.
//!
//! `workbook` and `text_file` read cells, `layout` finds out how a table is laid out, `reading` reads what it says,
//! and `planned` says what that comes to in a project. A cell that cannot be read spoils no other.

mod amounts;
mod bad_cell;
mod cells;
mod heads;
mod layout;
mod material_words;
mod measures;
mod planned;
mod reading;
mod shapes;
mod table;
mod text_file;
mod trouble;
mod warning;
mod workbook;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::app::TaskError;
use crate::progress::Run;

pub use bad_cell::{BadCell, Expected};
pub use cells::CellAt;
pub use measures::MassUnit;
pub use planned::{PlannedImport, PlannedRow, TableChoice};
pub use table::{Amount, ReadTable, Shape, TableFile, TableRow, TableSheet};
pub use trouble::{SheetFault, TableError};
pub use warning::TableWarning;

pub(in crate::app) use planned::edits_of;

use cells::SheetCells;
use material_words::MaterialWords;

/// The largest file that is read, in bytes.
const MOST_BYTES: u64 = 50_000_000;

/// The most cells with something in them that a sheet may have.
const MOST_CELLS: usize = 200_000;

/// Endings of files that hold tables, without the point.
pub const TABLE_ENDINGS: [&str; 8] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt"];

/// Reads every sheet of a file, and what each says of fractions and years.
///
/// # Errors
/// [`TaskError::Table`], if the file cannot be read or no sheet of it has fractions and years;
/// [`TaskError::Cancelled`], if nobody waits any more.
pub fn read_table_file(path: &Path, run: &Run) -> Result<TableFile, TaskError> {
    let fail = |source: TableError| TaskError::Table {
        path: path.to_owned(),
        source,
    };
    let bytes = bytes_of(path).map_err(fail)?;
    let sheets = if workbook::is_workbook(&bytes) {
        workbook::read(path, &bytes, run)
    } else {
        text_file::read(path, &bytes, run).map(|sheet| vec![sheet])
    };
    let sheets = sheets.map_err(|error| match error {
        TableError::Cancelled => TaskError::Cancelled,
        error => fail(error),
    })?;
    let words = MaterialWords::load();
    let sheets: Vec<TableSheet> = sheets
        .into_iter()
        .map(|(name, cells)| TableSheet {
            content: cells.and_then(|cells| reading::read(&name, &cells, &words)),
            name,
        })
        .collect();
    if sheets.iter().any(|sheet| sheet.content.is_ok()) {
        return Ok(TableFile {
            path: path.to_owned(),
            sheets,
        });
    }
    // What is wrong with a sheet that has something in it tells more than that another one is empty.
    let faults = sheets
        .into_iter()
        .filter_map(|sheet| Some((sheet.name, sheet.content.err()?)));
    let (empty, others): (Vec<_>, Vec<_>) =
        faults.partition(|(_, fault)| *fault == SheetFault::Empty);
    let told = others.into_iter().chain(empty).next();
    Err(fail(
        told.map_or(TableError::NotATable, |(sheet, fault)| TableError::Sheet {
            sheet,
            fault,
        }),
    ))
}

/// A sheet's name with its cells, or why they are not taken.
type NamedCells = (String, Result<SheetCells, SheetFault>);

fn bytes_of(path: &Path) -> Result<Vec<u8>, TableError> {
    let file = File::open(path).map_err(TableError::CannotOpen)?;
    let mut bytes = Vec::new();
    // A file that grows meanwhile, or says nothing of its length, ends here too.
    let mut part = file.take(MOST_BYTES + 1);
    part.read_to_end(&mut bytes)
        .map_err(TableError::CannotOpen)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= MOST_BYTES) {
        Ok(bytes)
    } else {
        Err(TableError::FileTooLarge)
    }
}
