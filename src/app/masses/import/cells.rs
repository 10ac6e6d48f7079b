//! Cells as they stand in a file, with their places, before anybody asks what they mean.

use std::collections::BTreeMap;
use std::fmt;

use super::trouble::SheetFault;
use super::{MOST_CELLS, NamedCells};

/// A cell's place. Written as spreadsheets do: `C4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellAt {
    /// From 0.
    pub row: u32,
    /// From 0.
    pub column: u32,
}

impl fmt::Display for CellAt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut left = u64::from(self.column) + 1;
        while 0 < left {
            let letter = u32::try_from((left - 1) % 26).unwrap_or_default();
            letters.push(char::from_u32(u32::from('A') + letter).unwrap_or('A'));
            left = (left - 1) / 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        write!(formatter, "{letters}{}", u64::from(self.row) + 1)
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellValue {
    /// A number.
    Number(f64),
    /// A text without spaces around it, never empty.
    Text(String),
    /// A date: its year.
    Date(i32),
    /// What no table of masses has: the error of a formula, true or false.
    Other(String),
}

impl CellValue {
    /// A text as a cell; `None` where nothing is in it.
    pub(super) fn text(text: &str) -> Option<Self> {
        let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
        (!text.is_empty()).then(|| Self::Text(text.to_owned()))
    }

    /// As a planner would write it.
    pub(super) fn told(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) | Self::Other(text) => text.clone(),
            Self::Date(year) => year.to_string(),
        }
    }

    /// The text, where it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::Date(_) | Self::Other(_) => None,
        }
    }
}

/// The cells of a sheet that have something in them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SheetCells(BTreeMap<CellAt, CellValue>);

impl SheetCells {
    /// Puts something in a cell.
    ///
    /// # Errors
    /// [`SheetFault::TooManyCells`], beyond [`MOST_CELLS`].
    pub(super) fn put(&mut self, at: CellAt, value: CellValue) -> Result<(), SheetFault> {
        if self.0.len() == MOST_CELLS {
            return Err(SheetFault::TooManyCells);
        }
        self.0.insert(at, value);
        Ok(())
    }

    /// With the sheet's name, once all is in.
    pub(super) fn named(self, name: &str) -> NamedCells {
        (name.to_owned(), Ok(self))
    }

    pub(super) fn get(&self, row: u32, column: u32) -> Option<&CellValue> {
        self.0.get(&CellAt { row, column })
    }

    /// The cells of a row, from left to right, by column.
    pub(super) fn row(&self, row: u32) -> impl Iterator<Item = (u32, &CellValue)> {
        let (from, to) = (0, u32::MAX);
        let row = CellAt { row, column: from }..=CellAt { row, column: to };
        self.0.range(row).map(|(at, value)| (at.column, value))
    }

    /// All cells, row by row.
    pub(super) fn all(&self) -> impl Iterator<Item = (CellAt, &CellValue)> {
        self.0.iter().map(|(at, value)| (*at, value))
    }

    /// Rows that have something in them, from the top.
    pub(super) fn rows(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = self.0.keys().map(|at| at.row).collect();
        rows.dedup();
        rows
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        let name = |row, column| CellAt { row, column }.to_string();
        assert_eq!(name(0, 0), "A1");
        assert_eq!(name(3, 25), "Z4");
        assert_eq!(name(9, 26), "AA10");
        assert_eq!(name(1_048_575, 16_383), "XFD1048576");
    }
}
