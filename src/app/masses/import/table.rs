//! What was read from a table, before it is decided what becomes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::bad_cell::BadCell;
use super::measures::MassUnit;
use super::trouble::SheetFault;
use super::warning::TableWarning;
use crate::material::{MassKind, Quality};
use crate::units::{Density, Tonnes, Year};

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct TableFile {
    /// The file.
    pub path: PathBuf,
    /// Its sheets, in their order; at least one of them can be used.
    pub sheets: Vec<TableSheet>,
}

impl TableFile {
    /// The place of the first sheet that can be used.
    pub fn first_usable(&self) -> usize {
        let usable = self.sheets.iter().position(|sheet| sheet.content.is_ok());
        usable.unwrap_or_default()
    }

    /// What a sheet says, where it can be used.
    pub fn table(&self, sheet: usize) -> Option<&ReadTable> {
        self.sheets.get(sheet)?.content.as_ref().ok()
    }
}

/// A sheet of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSheet {
    /// What it is called; a text file's only one is called as the file.
    pub name: String,
    /// What it says, or why it cannot be used.
    pub content: Result<ReadTable, SheetFault>,
}

/// How a table is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Fractions down, years across.
    YearsAcross,
    /// Years down, fractions across.
    YearsDown,
    /// A row for each fraction and year.
    RowForEach,
}

/// What a table says.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadTable {
    /// How it is laid out.
    pub shape: Shape,
    /// Fractions, in the order of the table.
    pub rows: Vec<TableRow>,
    /// What is odd about it.
    pub warnings: Vec<TableWarning>,
    /// Cells that could not be used.
    pub bad_cells: Vec<BadCell>,
}

impl ReadTable {
    /// The units that it names.
    pub fn units(&self) -> BTreeSet<MassUnit> {
        let amounts = self.rows.iter().flat_map(|row| row.amounts.values());
        amounts.filter_map(|amount| amount.unit).collect()
    }
}

/// What a table says of a fraction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRow {
    /// The fraction's name as it stands there first.
    pub name: String,
    /// How much comes, by year. Never below zero.
    pub amounts: BTreeMap<Year, Amount>,
    /// What it is.
    pub kind: Option<MassKind>,
    /// What it does to its surroundings.
    pub quality: Option<Quality>,
    /// Of the solid rock.
    pub density: Option<Density>,
}

/// An amount as it stands in a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    /// The number.
    pub value: f64,
    /// Its unit, where the table names one.
    pub unit: Option<MassUnit>,
}

impl Amount {
    /// In tonnes: by the unit that was chosen, or the table's own, or as tonnes where it names none.
    pub fn tonnes(self, chosen: Option<MassUnit>) -> Tonnes {
        let unit = chosen.or(self.unit).unwrap_or_default();
        Tonnes(self.value * unit.tonnes())
    }
}
