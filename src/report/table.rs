//! Tables that leave the program, for spreadsheets: CSV as the language's spreadsheets read it, and XLSX.

use jiff::Timestamp;
use rust_xlsxwriter::XlsxError;

use super::workbook::workbook;
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

impl TableCell {
    /// Words; nothing where there are none.
    pub fn words(text: &str) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text.to_owned())
        }
    }

    /// An amount; nothing where none is known.
    pub fn amount(number: Option<f64>) -> Self {
        let known = number.filter(|number| number.is_finite());
        known.map_or(Self::Empty, Self::Number)
    }

    /// A whole number that is no amount; nothing where there is none.
    pub fn whole(number: Option<i32>) -> Self {
        number.map_or(Self::Empty, Self::Whole)
    }

    /// How many there are.
    pub fn count(number: usize) -> Self {
        Self::Whole(i32::try_from(number).unwrap_or(i32::MAX))
    }

    /// The amount that it is, if it is one.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) if number.is_finite() => Some(*number),
            _ => None,
        }
    }
}

/// How the amounts of a column follow from others of their row, so that a spreadsheet can work them out again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// One column over another.
    Share {
        /// The part.
        part: usize,
        /// What it is a part of.
        whole: usize,
    },
    /// One column times another.
    Product {
        /// The one.
        one: usize,
        /// The other.
        other: usize,
    },
    /// Neighbouring columns together.
    Sum {
        /// The first of them.
        first: usize,
        /// The last of them.
        last: usize,
    },
}

/// What stands over a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// What it is, with the unit of its amounts.
    pub name: String,
    /// Decimals in which its amounts are told to people; files have all of them.
    pub decimals: usize,
    /// Whether its amounts add up: a workbook has their sum below them.
    pub is_summed: bool,
    /// How its amounts follow from others of their row; `None` where they do not.
    pub follows: Option<Follows>,
    /// Whether rows that are alike in it belong together and are summed by themselves.
    pub is_group: bool,
}

impl TableColumn {
    /// A column of words, years or whole amounts.
    pub fn new(name: String) -> Self {
        Self::with_decimals(name, 0)
    }

    /// A column of amounts with decimals.
    pub fn with_decimals(name: String, decimals: usize) -> Self {
        Self {
            name,
            decimals,
            is_summed: false,
            follows: None,
            is_group: false,
        }
    }

    /// The same, with the sum of its amounts below them.
    #[must_use]
    pub fn summed(mut self) -> Self {
        self.is_summed = true;
        self
    }

    /// The same, its amounts following from others of their row.
    #[must_use]
    pub fn following(mut self, how: Follows) -> Self {
        self.follows = Some(how);
        self
    }

    /// A column of words; rows that have the same there belong together.
    pub fn group(name: String) -> Self {
        Self {
            is_group: true,
            ..Self::new(name)
        }
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
    /// Tables of one kind under each other, each with a name in a first column, under which their rows belong together.
    ///
    /// `None` where there is none. All have the columns of the first.
    pub fn stacked(head: String, tables: Vec<(String, Self)>) -> Option<Self> {
        let (_, first) = tables.first()?;
        let title = first.title.clone();
        let moved = first.columns.iter().map(|column| TableColumn {
            follows: column.follows.map(|follows| follows.moved(1)),
            ..column.clone()
        });
        let columns = std::iter::once(TableColumn::group(head))
            .chain(moved)
            .collect();
        let rows = tables.into_iter().flat_map(|(name, table)| {
            table.rows.into_iter().map(move |row| {
                std::iter::once(TableCell::Text(name.clone()))
                    .chain(row)
                    .collect()
            })
        });
        Some(Self {
            title,
            columns,
            rows: rows.collect(),
        })
    }

    /// As CSV in UTF-8. In Norwegian with semicolons, decimal commas and a byte order mark, which is what Norwegian
    /// spreadsheets take; in English as RFC 4180 has it, with decimal points.
    ///
    /// Sums are left to the reader: among the rows they would be counted twice.
    ///
    /// # Errors
    /// [`TableError`], where a row is not as long as the head.
    pub fn csv(&self, language: Language) -> Result<Vec<u8>, TableError> {
        let is_norwegian = language.is_norwegian();
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

    /// As a workbook with one sheet; `at` is when it was made.
    ///
    /// # Errors
    /// [`TableError`], where there are more rows or columns than a sheet can have.
    pub fn xlsx(&self, at: Timestamp) -> Result<Vec<u8>, TableError> {
        workbook(std::slice::from_ref(self), at)
    }
}

impl Follows {
    /// The same where so many columns come before.
    fn moved(self, by: usize) -> Self {
        match self {
            Self::Share { part, whole } => Self::Share {
                part: part + by,
                whole: whole + by,
            },
            Self::Product { one, other } => Self::Product {
                one: one + by,
                other: other + by,
            },
            Self::Sum { first, last } => Self::Sum {
                first: first + by,
                last: last + by,
            },
        }
    }
}
