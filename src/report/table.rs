//! Tables that leave the program, for spreadsheets: CSV as the language's spreadsheets read it, and XLSX.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::words::Language;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum TableCell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A whole number that is no amount, such as a year.
    Whole(i32),
    /// An amount, in the unit of its column, not rounded.
    Number(f64),
}

/// What stands over a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// What it is, with the unit of its amounts.
    pub name: String,
    /// Decimals in which its amounts are told to people; files have all of them.
    pub decimals: usize,
}

impl TableColumn {
    /// A column of words, years or whole amounts.
    pub fn new(name: String) -> Self {
        Self { name, decimals: 0 }
    }

    /// A column of amounts with decimals.
    pub fn with_decimals(name: String, decimals: usize) -> Self {
        Self { name, decimals }
    }
}

/// Why a table cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// As CSV.
    #[error("the table cannot be made")]
    Csv(#[from] csv::Error),
    /// As a workbook: more rows or columns than a sheet can have.
    #[error("the workbook cannot be made")]
    Workbook(#[from] XlsxError),
}

/// A table with a head.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it is about: the name of its sheet.
    pub title: String,
    /// Columns, from left to right.
    pub columns: Vec<TableColumn>,
    /// Rows as long as the head.
    pub rows: Vec<Vec<TableCell>>,
}

impl Table {
    /// As CSV in UTF-8. In Norwegian with semicolons, decimal commas and a byte order mark, which is what Norwegian
    /// spreadsheets take; in English as RFC 4180 has it, with decimal points.
    ///
    /// # Errors
    /// [`TableError`], where a row is not as long as the head.
    pub fn csv(&self, language: Language) -> Result<Vec<u8>, TableError> {
        let is_norwegian = language == Language::Bokmal;
        let mut bytes = Vec::new();
        if is_norwegian {
            bytes.extend_from_slice("\u{feff}".as_bytes());
        }
        let mut writer = csv::WriterBuilder::new()
            .delimiter(if is_norwegian { b';' } else { b',' })
            .terminator(csv::Terminator::CRLF)
            .from_writer(&mut bytes);
        writer.write_record(self.columns.iter().map(|column| &column.name))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| match cell {
                TableCell::Empty => String::new(),
                TableCell::Text(text) => text.clone(),
                TableCell::Whole(number) => number.to_string(),
                TableCell::Number(number) if is_norwegian => number.to_string().replace('.', ","),
                TableCell::Number(number) => number.to_string(),
            }))?;
        }
        writer.flush().map_err(csv::Error::from)?;
        drop(writer);
        Ok(bytes)
    }

    /// As a workbook with one sheet, its head fixed and with filters, numbers as numbers.
    ///
    /// # Errors
    /// [`TableError`], where there are more rows or columns than a sheet can have.
    pub fn xlsx(&self) -> Result<Vec<u8>, TableError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&self.title))?;
        let head = Format::new().set_bold().set_text_wrap();
        let amount = Format::new().set_num_format("#,##0.###");
        let count = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let column_of = |index: usize| u16::try_from(index).unwrap_or(u16::MAX);
        for (place, column) in self.columns.iter().enumerate() {
            sheet.write_string_with_format(0, column_of(place), &column.name, &head)?;
        }
        for (row, cells) in self.rows.iter().enumerate() {
            let row = count(row + 1);
            for (column, cell) in cells.iter().enumerate() {
                let column = column_of(column);
                match cell {
                    TableCell::Empty => {}
                    TableCell::Text(text) => drop(sheet.write_string(row, column, text)?),
                    TableCell::Whole(number) => drop(sheet.write_number(row, column, *number)?),
                    TableCell::Number(number) => {
                        sheet.write_number_with_format(row, column, *number, &amount)?;
                    }
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        if let Some(last) = self.columns.len().checked_sub(1) {
            sheet.autofilter(0, 0, count(self.rows.len()), column_of(last))?;
        }
        sheet.autofit();
        Ok(book.save_to_buffer()?)
    }
}

/// A name that a sheet may have: at most 31 characters, without those that a formula needs.
fn sheet_name(title: &str) -> String {
    let kept = title
        .chars()
        .filter(|letter| !matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\'));
    kept.take(31).collect()
}
