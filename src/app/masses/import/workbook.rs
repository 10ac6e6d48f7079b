//! Tables in workbooks: XLSX, XLSB, XLS and ODS. Formulas count by the value that was worked out last.

use std::io::Cursor;
use std::path::Path;

use calamine::{
    Data, DataType as _, Error, ExcelDateTime, Ods, OdsError, Reader, SheetType, Xls, XlsError,
    Xlsb, XlsbError, Xlsx, XlsxError,
};

use super::NamedCells;
use super::cells::{CellAt, CellValue, SheetCells};
use super::trouble::{SheetFault, TableError};
use crate::progress::Run;

/// Cells between two looks at whether anybody waits.
const CELLS_AT_ONCE: usize = 10_000;

/// How workbooks in a ZIP archive begin, and those before 2007 and protected ones.
const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

type Bytes = Cursor<Vec<u8>>;

/// A workbook of any kind.
enum Workbook {
    Xlsx(Box<Xlsx<Bytes>>),
    Xlsb(Box<Xlsb<Bytes>>),
    Xls(Box<Xls<Bytes>>),
    Ods(Box<Ods<Bytes>>),
}

/// Whether a file is a workbook, whatever its ending says.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(COMPOUND)
}

/// Reads the sheets of a workbook, in their order.
///
/// # Errors
/// [`TableError::Password`], [`TableError::Broken`] or [`TableError::Cancelled`].
pub(super) fn read(path: &Path, bytes: &[u8], run: &Run) -> Result<Vec<NamedCells>, TableError> {
    match open(path, bytes).map_err(of_calamine)? {
        Workbook::Xlsx(mut book) => {
            let names = worksheets(book.sheets_metadata());
            let count = names.len();
            let sheets = names.into_iter().enumerate();
            sheets
                .map(|(place, name)| read_xlsx(&mut book, name, run, (place, count)))
                .collect()
        }
        Workbook::Xls(mut book) => read_whole(&mut *book, Error::Xls, run),
        Workbook::Xlsb(mut book) => read_whole(&mut *book, Error::Xlsb, run),
        Workbook::Ods(mut book) => read_whole(&mut *book, Error::Ods, run),
    }
}

/// Opens a workbook by what is in it.
fn open(path: &Path, bytes: &[u8]) -> Result<Workbook, Error> {
    let is_compound = bytes.starts_with(COMPOUND);
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    let bytes = || Cursor::new(bytes.to_vec());
    if is_compound {
        // A protected workbook of today is wrapped as those of old were.
        return match Xlsx::new(bytes()) {
            Err(XlsxError::Password) => Err(Error::Xlsx(XlsxError::Password)),
            _ => Xls::new(bytes())
                .map(Box::new)
                .map(Workbook::Xls)
                .map_err(Error::Xls),
        };
    }
    let ods = || Ods::new(bytes()).map(Box::new).map(Workbook::Ods);
    match ending.to_str() {
        Some("ods") => ods().map_err(Error::Ods),
        Some("xlsb") => {
            let book = Xlsb::new(bytes()).map_err(Error::Xlsb)?;
            Ok(Workbook::Xlsb(Box::new(book)))
        }
        _ => match Xlsx::new(bytes()) {
            Ok(book) => Ok(Workbook::Xlsx(Box::new(book))),
            Err(error) => ods().or(Err(Error::Xlsx(error))),
        },
    }
}

fn of_calamine(error: Error) -> TableError {
    match error {
        Error::Xlsx(XlsxError::Password)
        | Error::Xlsb(XlsbError::Password)
        | Error::Xls(XlsError::Password)
        | Error::Ods(OdsError::Password) => TableError::Password,
        error => TableError::Broken(Box::new(error)),
    }
}

/// The names of sheets that have cells, and not a chart or a program.
fn worksheets(sheets: &[calamine::Sheet]) -> Vec<String> {
    let with_cells = sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet);
    with_cells.map(|sheet| sheet.name.clone()).collect()
}

/// Reads a sheet cell by cell: one cell far out must not fill the memory with empty ones.
fn read_xlsx(
    book: &mut Xlsx<Bytes>,
    name: String,
    run: &Run,
    (place, count): (usize, usize),
) -> Result<NamedCells, TableError> {
    let broken = |error: XlsxError| of_calamine(Error::Xlsx(error));
    let mut reader = book.worksheet_cells_reader(&name).map_err(broken)?;
    let mut cells = SheetCells::default();
    let mut seen = 0_usize;
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        if seen.is_multiple_of(CELLS_AT_ONCE) {
            run.step(place, count)?;
        }
        seen += 1;
        let (row, column) = cell.get_position();
        let value = value_of(&Data::from(cell.get_value().clone()));
        if let Some(value) = value
            && cells.put(CellAt { row, column }, value).is_err()
        {
            return Ok((name, Err(SheetFault::TooManyCells)));
        }
    }
    Ok((name, Ok(cells)))
}

/// Reads the sheets of a workbook whose kind gives them whole.
fn read_whole<R: Reader<Bytes>>(
    book: &mut R,
    of: fn(R::Error) -> Error,
    run: &Run,
) -> Result<Vec<NamedCells>, TableError> {
    let names = worksheets(book.sheets_metadata());
    let count = names.len();
    let mut sheets = Vec::new();
    for (place, name) in names.into_iter().enumerate() {
        run.step(place, count)?;
        let range = book
            .worksheet_range(&name)
            .map_err(of)
            .map_err(of_calamine)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut cells = SheetCells::default();
        let mut fault = None;
        for (row, column, value) in range.used_cells() {
            let beyond = |first: u32, further: usize| {
                first.saturating_add(u32::try_from(further).unwrap_or(u32::MAX))
            };
            let at = CellAt {
                row: beyond(first_row, row),
                column: beyond(first_column, column),
            };
            fault = value_of(value).and_then(|value| cells.put(at, value).err());
            if fault.is_some() {
                break;
            }
        }
        sheets.push((name, fault.map_or(Ok(cells), Err)));
    }
    Ok(sheets)
}

/// What stands in a cell; `None` where nothing does.
fn value_of(cell: &Data) -> Option<CellValue> {
    match cell {
        Data::Empty => None,
        Data::Float(number) if number.is_finite() => Some(CellValue::Number(*number)),
        Data::Int(_) => cell.as_f64().map(CellValue::Number),
        Data::String(text) => CellValue::text(text),
        Data::DateTime(date) => Some(of_date(*date)),
        Data::DateTimeIso(text) => Some(match text.get(..4).and_then(|year| year.parse().ok()) {
            Some(year) => CellValue::Date(year),
            None => CellValue::Other(text.clone()),
        }),
        Data::Float(_) | Data::Bool(_) | Data::Error(_) | Data::DurationIso(_) => {
            Some(CellValue::Other(cell.to_string()))
        }
    }
}

fn of_date(date: ExcelDateTime) -> CellValue {
    if date.is_datetime() {
        let (year, ..) = date.to_ymd_hms_milli();
        CellValue::Date(i32::from(year))
    } else {
        CellValue::Other(date.as_f64().to_string())
    }
}
