//! Tables as one workbook: a sheet for each, numbers as numbers, and sums as formulas that can be checked.
//!
//! The same tables and time give the same bytes.

use std::ops::Range;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
    utility::{column_number_to_name, row_col_to_cell},
};

use super::table::{Follows, Table, TableCell, TableColumn, TableError};
use crate::words::Language;

/// The longest name of a sheet.
const SHEET_LETTERS: usize = 31;

/// The longest text in a cell.
const CELL_LETTERS: usize = 32_767;

/// How close a formula must come to the amount that was worked out, as a share of it, to stand in its place.
const SAME_SHARE: f64 = 1e-9;

/// What stands beside sums, in every language.
const SUM_SIGN: &str = "Σ";

/// A workbook with a sheet for each table, heads fixed. `at` is when it was made, as the file says.
///
/// Columns that are summed have `SUM` below the rows of each group, with the sum as it was worked out beside it for
/// readers that do not calculate. Amounts that follow from their row are formulas, where these come to the same.
///
/// # Errors
/// [`TableError`], where there are more rows or columns than a sheet can have.
pub fn workbook(tables: &[Table], at: Timestamp) -> Result<Vec<u8>, TableError> {
    let mut book = Workbook::new();
    let at = ExcelDateTime::from_timestamp(at.as_second())?;
    let properties = DocProperties::new().set_author("Berghald");
    book.set_properties(&properties.set_creation_datetime(&at));
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        let name = free_name(&table.title, &names);
        let sheet = book.add_worksheet();
        sheet.set_name(&name)?;
        write(sheet, table)?;
        names.push(name);
    }
    Ok(book.save_to_buffer()?)
}

/// Each table as a CSV file of its own beside a path: `plan.csv` becomes `plan-alternatives.csv` and so on.
///
/// Spreadsheets open one table in a file; several in one would not be read as tables.
///
/// # Errors
/// [`TableError`], where a row is not as long as the head.
pub fn csv_files(
    path: &Path,
    tables: &[Table],
    language: Language,
) -> Result<Vec<(PathBuf, Vec<u8>)>, TableError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let files = tables.iter().map(|table| {
        let name = format!("{stem}-{}.csv", plain(&table.title));
        Ok((path.with_file_name(name), table.csv(language)?))
    });
    files.collect()
}

/// A title in small letters, digits and hyphens, as it can stand in every file's name.
fn plain(title: &str) -> String {
    let small = title.to_lowercase();
    let letters = small.chars().map(|letter| match letter {
        'a'..='z' | '0'..='9' => letter,
        'æ' | 'å' => 'a',
        'ø' => 'o',
        _ => '-',
    });
    let letters: String = letters.collect();
    let words = letters.split('-').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// A name that a sheet may have and no other has: at most 31 characters, without those that a formula needs.
fn free_name(title: &str, taken: &[String]) -> String {
    let kept = title
        .chars()
        .filter(|letter| !matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\''));
    let kept: String = kept.take(SHEET_LETTERS).collect();
    let is_free = |name: &String| taken.iter().all(|other| !other.eq_ignore_ascii_case(name));
    let numbered = (2..1000).map(|number| {
        let end = format!(" {number}");
        let short: String = kept.chars().take(SHEET_LETTERS - end.len()).collect();
        format!("{short}{end}")
    });
    let mut names = std::iter::once(kept.clone()).chain(numbered);
    names.find(is_free).unwrap_or(kept)
}

fn write(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let looks = Looks::of(table);
    for (place, column) in table.columns.iter().enumerate() {
        sheet.write_string_with_format(0, column_at(place), &column.name, &looks.head)?;
    }
    let mut row = 1;
    let has_sums = table.columns.iter().any(|column| column.is_summed);
    let groups = groups_of(table);
    for group in &groups {
        let first = row;
        for cells in &table.rows[group.clone()] {
            for (place, cell) in cells.iter().enumerate() {
                write_cell(sheet, (row, place), cell, (table, cells), &looks)?;
            }
            row += 1;
        }
        if has_sums && !group.is_empty() {
            write_sums(
                sheet,
                (first, row),
                &table.rows[group.clone()],
                table,
                &looks,
            )?;
            row += 1;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    // Sorting by a filter would take sums away from what they are of.
    let is_one_list = !has_sums || groups.len() < 2;
    if let (Some(last), true) = (table.columns.len().checked_sub(1), is_one_list) {
        sheet.autofilter(0, 0, count(table.rows.len()), column_at(last))?;
    }
    sheet.autofit();
    Ok(())
}

/// How cells look.
struct Looks {
    head: Format,
    sum_words: Format,
    /// By column: amounts, and their sums.
    amounts: Vec<(Format, Format)>,
}

impl Looks {
    fn of(table: &Table) -> Self {
        let bold = || Format::new().set_bold();
        let sum = || bold().set_border_top(FormatBorder::Thin);
        let amounts = table.columns.iter().map(|column| {
            let shape = match column.decimals {
                0 => "#,##0".to_owned(),
                decimals => format!("#,##0.{}", "0".repeat(decimals)),
            };
            let amount = Format::new().set_num_format(&shape);
            (amount, sum().set_num_format(&shape))
        });
        Self {
            head: bold().set_text_wrap(),
            sum_words: sum(),
            amounts: amounts.collect(),
        }
    }
}

/// Rows that belong together, one after another.
fn groups_of(table: &Table) -> Vec<Range<usize>> {
    let columns = table.columns.iter().enumerate();
    let columns = columns.filter(|(_, column)| column.is_group);
    let columns: Vec<usize> = columns.map(|(place, _)| place).collect();
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (row, cells) in table.rows.iter().enumerate() {
        let is_same = |group: &&mut Range<usize>| {
            let first = &table.rows[group.start];
            columns
                .iter()
                .all(|place| first.get(*place) == cells.get(*place))
        };
        match groups.last_mut().filter(is_same) {
            Some(group) => group.end = row + 1,
            None => groups.push(row..row + 1),
        }
    }
    groups
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, place): (u32, usize),
    cell: &TableCell,
    (table, cells): (&Table, &[TableCell]),
    looks: &Looks,
) -> Result<(), XlsxError> {
    let column = column_at(place);
    match cell {
        TableCell::Empty => {}
        TableCell::Text(text) if text.chars().count() <= CELL_LETTERS => {
            sheet.write_string(row, column, text)?;
        }
        TableCell::Text(text) => {
            let short: String = text.chars().take(CELL_LETTERS - 1).collect();
            sheet.write_string(row, column, format!("{short}…"))?;
        }
        TableCell::Whole(number) => drop(sheet.write_number(row, column, *number)?),
        TableCell::Number(number) => {
            let look = &looks.amounts[place].0;
            let formula = table.columns.get(place).and_then(|column| column.follows);
            let formula = formula.and_then(|follows| formula_of(follows, row, cells, *number));
            match formula {
                Some(formula) => sheet.write_formula_with_format(row, column, formula, look)?,
                None if number.is_finite() => {
                    sheet.write_number_with_format(row, column, *number, look)?
                }
                None => sheet,
            };
        }
    }
    Ok(())
}

/// The formula of an amount that follows from its row; `None` where it would come to something else.
fn formula_of(follows: Follows, row: u32, cells: &[TableCell], known: f64) -> Option<Formula> {
    let number = |place: usize| cells.get(place).and_then(TableCell::number);
    let at = |place: usize| row_col_to_cell(row, column_at(place));
    let (text, value) = match follows {
        Follows::Share { part, whole } => (
            format!("={}/{}", at(part), at(whole)),
            number(part)? / number(whole).filter(|whole| *whole != 0.0)?,
        ),
        Follows::Product { one, other } => (
            format!("={}*{}", at(one), at(other)),
            number(one)? * number(other)?,
        ),
        Follows::Sum { first, last } => (
            format!("=SUM({}:{})", at(first), at(last)),
            (first..=last).filter_map(number).sum(),
        ),
    };
    let is_same = (value - known).abs() <= SAME_SHARE * known.abs().max(value.abs());
    is_same.then(|| Formula::new(text).set_result(known.to_string()))
}

/// The sums of a group whose rows stand from one row of the sheet to before another, which is theirs.
fn write_sums(
    sheet: &mut Worksheet,
    (first, row): (u32, u32),
    rows: &[Vec<TableCell>],
    table: &Table,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let amounts = |place: usize| rows.iter().filter_map(move |row| row.get(place)?.number());
    let sums = table.columns.iter().enumerate();
    let sums = sums.map(|(place, column)| {
        if column.is_summed && 0 < amounts(place).count() {
            TableCell::Number(amounts(place).sum())
        } else {
            TableCell::Empty
        }
    });
    let sums: Vec<TableCell> = sums.collect();
    let mut is_marked = false;
    for (place, column) in table.columns.iter().enumerate() {
        let (at, look) = (column_at(place), &looks.amounts[place].1);
        if let Some(sum) = sums[place].number() {
            let letter = column_number_to_name(at);
            // Rows are counted from 1 there.
            let formula = Formula::new(format!("=SUM({letter}{}:{letter}{row})", first + 1));
            let formula = formula.set_result(sum.to_string());
            sheet.write_formula_with_format(row, at, formula, look)?;
        } else if let Some(formula) = share_of_sums(column, row, &sums) {
            sheet.write_formula_with_format(row, at, formula, look)?;
        } else if let (true, Some(TableCell::Text(name))) = (column.is_group, rows[0].get(place)) {
            sheet.write_string_with_format(row, at, name, &looks.sum_words)?;
        } else if is_marked || column.is_summed {
            sheet.write_blank(row, at, &looks.sum_words)?;
        } else {
            sheet.write_string_with_format(row, at, SUM_SIGN, &looks.sum_words)?;
            is_marked = true;
        }
    }
    Ok(())
}

/// What a share is of the sums.
fn share_of_sums(column: &TableColumn, row: u32, sums: &[TableCell]) -> Option<Formula> {
    let follows = column.follows?;
    let Follows::Share { part, whole } = follows else {
        return None;
    };
    let number = |place: usize| sums.get(place).and_then(TableCell::number);
    formula_of(follows, row, sums, number(part)? / number(whole)?)
}

fn count(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn column_at(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_short_and_unlike_each_other() {
        let long = "Areal som tas av lag og klasser i alternativene";
        let first = free_name(long, &[]);
        let second = free_name(long, std::slice::from_ref(&first));
        assert_eq!(first.chars().count(), 31);
        assert_eq!(second.chars().count(), 31);
        assert!(second.ends_with(" 2"));
        assert_eq!(free_name("a/b [c]: d?", &[]), "ab c d");
    }

    #[test]
    fn files_are_named_by_their_tables() {
        assert_eq!(plain("Hva ligger hvor"), "hva-ligger-hvor");
        assert_eq!(
            plain("Brudd & tilbakefylling (åpne)"),
            "brudd-tilbakefylling-apne"
        );
    }

    #[test]
    fn an_amount_is_a_formula_only_where_that_comes_to_the_same() {
        let cells = [3.0, 4.0].map(TableCell::Number);
        let share = Follows::Share { part: 0, whole: 1 };
        assert!(formula_of(share, 1, &cells, 0.75).is_some());
        assert!(formula_of(share, 1, &cells, 0.8).is_none());
        let nothing = [3.0, 0.0].map(TableCell::Number);
        assert!(formula_of(share, 1, &nothing, 0.0).is_none());
    }
}
