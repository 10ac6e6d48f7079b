//! How a table is laid out: where its heads are, and what stands below and beside them.

use std::collections::BTreeSet;

use super::cells::{CellValue, SheetCells};
use super::heads::{Head, head_of, is_fraction_name, year_in};
use super::measures::{Measure, is_measure_alone};
use super::trouble::SheetFault;

/// Where a table has what it says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Layout {
    /// Fractions down, years across.
    YearsAcross {
        /// The row of heads.
        head: u32,
        /// The column of names.
        names: u32,
        /// Columns of years.
        years: Vec<YearLine>,
        /// Other columns that are known.
        beside: Beside,
    },
    /// Years down, fractions across.
    YearsDown {
        /// The row of names.
        head: u32,
        /// The column of years.
        years_in: u32,
        /// Rows of years.
        years: Vec<YearLine>,
        /// Columns of fractions.
        fractions: Vec<u32>,
    },
    /// A row for each fraction and year.
    RowForEach {
        /// The row of heads.
        head: u32,
        /// The column of names.
        names: u32,
        /// The column of years.
        years: u32,
        /// The column of amounts.
        amounts: u32,
        /// Other columns that are known.
        beside: Beside,
    },
}

/// A column or row of a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct YearLine {
    /// The column or row.
    pub line: u32,
    /// The year.
    pub year: i32,
    /// What its amounts are measured in, where its head says so.
    pub measure: Option<Measure>,
}

/// Columns that say more of a fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Beside {
    pub kind: Option<u32>,
    pub quality: Option<u32>,
    /// With what its numbers are divided by to be in t/m³.
    pub density: Option<(u32, f64)>,
    pub unit: Option<u32>,
}

impl Beside {
    /// The first column of each meaning in a row of heads.
    fn of(cells: &SheetCells, head: u32) -> Self {
        let mut beside = Self::default();
        for (column, value) in cells.row(head) {
            match value.as_text().and_then(head_of) {
                Some(Head::Kind) => beside.kind = beside.kind.or(Some(column)),
                Some(Head::Quality) => beside.quality = beside.quality.or(Some(column)),
                Some(Head::Unit) => beside.unit = beside.unit.or(Some(column)),
                Some(Head::Density(parts)) => {
                    beside.density = beside.density.or(Some((column, parts)));
                }
                _ => {}
            }
        }
        beside
    }

    /// Whether a column is one of them.
    pub(super) fn has(&self, column: u32) -> bool {
        let density = self.density.map(|(column, _)| column);
        [self.kind, self.quality, density, self.unit].contains(&Some(column))
    }
}

/// Finds out how a sheet is laid out.
///
/// # Errors
/// What is wrong with the sheet, if it has no fractions with years.
pub(super) fn layout_of(cells: &SheetCells) -> Result<Layout, SheetFault> {
    if cells.is_empty() {
        return Err(SheetFault::Empty);
    }
    let rows = cells.rows();
    if let Some(found) = rows.iter().find_map(|row| row_for_each(cells, *row)) {
        return found;
    }
    let across = rows
        .iter()
        .filter_map(|row| years_across(cells, *row, &rows));
    let columns: BTreeSet<u32> = cells.all().map(|(at, _)| at.column).collect();
    let down = columns
        .iter()
        .filter_map(|column| years_down(cells, *column, &rows));
    // The table with the most years, and the first of those; a head that says what it is counts before all.
    let mut best: Option<((bool, usize), Layout)> = None;
    for (rank, layout) in across.chain(down) {
        if best.as_ref().is_none_or(|(before, _)| *before < rank) {
            best = Some((rank, layout));
        }
    }
    if let Some((_, layout)) = best {
        return Ok(layout);
    }
    let has_years = cells.all().any(|(_, value)| year_in(value).is_some());
    Err(if has_years {
        SheetFault::NoNames
    } else {
        SheetFault::NoYears
    })
}

/// A table whose row of heads names fractions, years and amounts.
fn row_for_each(cells: &SheetCells, head: u32) -> Option<Result<Layout, SheetFault>> {
    let heads: Vec<(u32, Head)> = cells
        .row(head)
        .filter_map(|(column, value)| Some((column, head_of(value.as_text()?)?)))
        .collect();
    let first = |is_it: fn(&Head) -> bool| {
        let found = heads.iter().find(|(_, head)| is_it(head));
        found.map(|(column, _)| *column)
    };
    let years = first(|head| *head == Head::Year)?;
    let either = first(|head| *head == Head::NameOrMass);
    let names = first(|head| *head == Head::Name);
    let amounts = first(|head| matches!(head, Head::Mass(_)));
    let (names, amounts) = match (names, amounts) {
        (Some(names), Some(amounts)) => (names, amounts),
        (None, Some(amounts)) => (either?, amounts),
        (Some(names), None) => {
            let Some(amounts) = either else {
                // A table of volumes is not one of masses.
                first(|head| *head == Head::Volume)?;
                return Some(Err(SheetFault::Volumes));
            };
            (names, amounts)
        }
        (None, None) => return None,
    };
    Some(Ok(Layout::RowForEach {
        head,
        names,
        years,
        amounts,
        beside: Beside::of(cells, head),
    }))
}

/// How sure it is that a line of years is one: whether a head says so, and how many years it has.
type Rank = (bool, usize);

/// A table whose row `head` has years, with names of fractions in a column below it.
fn years_across(cells: &SheetCells, head: u32, rows: &[u32]) -> Option<(Rank, Layout)> {
    let years: Vec<YearLine> = cells.row(head).filter_map(year_line).collect();
    let last = years.last()?.line;
    let beside = Beside::of(cells, head);
    let below = || rows.iter().copied().filter(|row| head < *row);
    let is_year = |column: u32| years.iter().any(|year| year.line == column);
    // Rows with a name in a column and something in a column of years.
    let named_in = |column: u32| {
        let has_amount = |row: u32| years.iter().any(|year| cells.get(row, year.line).is_some());
        let is_name = |row: u32| {
            let name = cells.get(row, column).and_then(CellValue::as_text);
            name.is_some_and(|name| !is_measure_alone(name)) && has_amount(row)
        };
        below().filter(|row| is_name(*row)).count()
    };
    let head_at = |column: u32| cells.get(head, column).and_then(CellValue::as_text);
    let columns: BTreeSet<u32> = below()
        .flat_map(|row| cells.row(row).map(|(column, _)| column))
        .filter(|column| *column <= last.saturating_add(1))
        .filter(|column| !is_year(*column) && !beside.has(*column))
        .collect();
    let is_called = |column: &u32, wanted: Head| head_at(*column).and_then(head_of) == Some(wanted);
    let called = columns
        .iter()
        .find(|column| is_called(column, Head::Name))
        .or_else(|| {
            columns
                .iter()
                .find(|column| is_called(column, Head::NameOrMass))
        });
    // Of several that have no head, the one with the most names, and the first of those.
    let most = columns
        .iter()
        .max_by_key(|column| (named_in(**column), u32::MAX - **column));
    let names = *called.or(most)?;
    if named_in(names) == 0 {
        return None;
    }
    let rank = (called.is_some(), distinct(&years));
    Some((
        rank,
        Layout::YearsAcross {
            head,
            names,
            years,
            beside,
        },
    ))
}

/// A table whose column `years_in` has years, with names of fractions in a row above them.
fn years_down(cells: &SheetCells, years_in: u32, rows: &[u32]) -> Option<(Rank, Layout)> {
    let in_column = rows.iter().filter_map(|row| {
        let value = cells.get(*row, years_in)?;
        year_line((*row, value))
    });
    let years: Vec<YearLine> = in_column.collect();
    let first = years.first()?.line;
    let has_amount = |column: u32| {
        years
            .iter()
            .any(|year| cells.get(year.line, column).is_some())
    };
    let fractions_in = |row: u32| -> Vec<u32> {
        let texts = cells.row(row).filter(|(column, _)| *column != years_in);
        let names = texts.filter(|(column, value)| {
            let name = value.as_text();
            name.is_some_and(|name| !is_measure_alone(name)) && has_amount(*column)
        });
        names.map(|(column, _)| column).collect()
    };
    let above = rows.iter().rev().filter(|row| **row < first);
    let (head, fractions) = above
        .map(|row| (*row, fractions_in(*row)))
        .find(|(_, fractions)| !fractions.is_empty())?;
    let says_years = cells.get(head, years_in).and_then(CellValue::as_text);
    let rank = (
        says_years.and_then(head_of) == Some(Head::Year),
        distinct(&years),
    );
    let is_one = |column: &u32| {
        let name = cells.get(head, *column).and_then(CellValue::as_text);
        name.is_some_and(is_fraction_name)
    };
    fractions.iter().any(is_one).then_some((
        rank,
        Layout::YearsDown {
            head,
            years_in,
            years,
            fractions,
        },
    ))
}

fn year_line((line, value): (u32, &CellValue)) -> Option<YearLine> {
    let (year, measure) = year_in(value)?;
    Some(YearLine {
        line,
        year,
        measure,
    })
}

fn distinct(years: &[YearLine]) -> usize {
    let years: BTreeSet<i32> = years.iter().map(|line| line.year).collect();
    years.len()
}
