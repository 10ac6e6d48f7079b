//! Reads what a table says, once it is known how it is laid out. A cell that cannot be read spoils no other.

use std::collections::{BTreeMap, BTreeSet};

use super::amounts::{amount_in, density_in, may_part_thousands};
use super::bad_cell::{BadCell, Expected};
use super::cells::{CellAt, CellValue, SheetCells};
use super::heads::{Head, head_of, is_sum};
use super::layout::{Beside, Layout, YearLine, layout_of};
use super::material_words::MaterialWords;
use super::measures::{MassUnit, Measure, measure_in, without_measure};
use super::table::{Amount, ReadTable, Shape, TableRow};
use super::trouble::SheetFault;
use super::warning::TableWarning;
use crate::units::Year;

/// Makes a warning of names.
type ToWarning = fn(Vec<String>) -> TableWarning;

/// Reads a sheet.
///
/// # Errors
/// What is wrong with the sheet, if it has no fractions with years.
pub(super) fn read(
    name: &str,
    cells: &SheetCells,
    words: &MaterialWords,
) -> Result<ReadTable, SheetFault> {
    let layout = layout_of(cells)?;
    let mut reading = Reading::new(name, cells, words, &layout);
    match &layout {
        Layout::YearsAcross {
            head,
            names,
            years,
            beside,
        } => reading.years_across(*head, *names, years, beside),
        Layout::YearsDown {
            head,
            years_in,
            years,
            fractions,
        } => reading.years_down(*head, *years_in, years, fractions),
        Layout::RowForEach {
            head,
            names,
            years,
            amounts,
            beside,
        } => reading.row_for_each(*head, (*names, *years, *amounts), beside),
    }
    let table = reading.end();
    let tells_volumes = |warning: &TableWarning| matches!(warning, TableWarning::Volumes(_));
    if table.rows.is_empty() && table.bad_cells.is_empty() {
        let only_volumes = table.warnings.iter().any(tells_volumes);
        return Err(if only_volumes {
            SheetFault::Volumes
        } else {
            SheetFault::NoNames
        });
    }
    Ok(table)
}

/// A sheet that is being read.
pub(super) struct Reading<'a> {
    sheet: &'a str,
    pub(super) cells: &'a SheetCells,
    words: &'a MaterialWords,
    /// The unit that the title or the sheet's name tells.
    unit: Option<MassUnit>,
    table: ReadTable,
    /// Places of fractions in the table, by their names in small letters.
    places: BTreeMap<String, usize>,
    /// Where amounts of a fraction in a year stand, and what else is said of a fraction.
    amounts_at: BTreeMap<(usize, Year), CellAt>,
    kinds_at: BTreeMap<usize, CellAt>,
    qualities_at: BTreeMap<usize, CellAt>,
    densities_at: BTreeMap<usize, CellAt>,
    pub(super) sums: Vec<String>,
    pub(super) unknown: Vec<String>,
    pub(super) volumes: Vec<String>,
    pub(super) without_amounts: Vec<String>,
    pub(super) another: Option<CellAt>,
    three_decimals: Vec<(CellAt, String)>,
}

impl<'a> Reading<'a> {
    fn new(
        sheet: &'a str,
        cells: &'a SheetCells,
        words: &'a MaterialWords,
        layout: &Layout,
    ) -> Self {
        let (shape, head) = match layout {
            Layout::YearsAcross { head, names, .. } => (Shape::YearsAcross, (*head, *names)),
            Layout::YearsDown { head, years_in, .. } => (Shape::YearsDown, (*head, *years_in)),
            Layout::RowForEach { head, amounts, .. } => (Shape::RowForEach, (*head, *amounts)),
        };
        Self {
            sheet,
            cells,
            words,
            unit: unit_of_all(sheet, cells, head),
            table: ReadTable {
                shape,
                rows: Vec::new(),
                warnings: Vec::new(),
                bad_cells: Vec::new(),
            },
            places: BTreeMap::new(),
            amounts_at: BTreeMap::new(),
            kinds_at: BTreeMap::new(),
            qualities_at: BTreeMap::new(),
            densities_at: BTreeMap::new(),
            sums: Vec::new(),
            unknown: Vec::new(),
            volumes: Vec::new(),
            without_amounts: Vec::new(),
            another: None,
            three_decimals: Vec::new(),
        }
    }

    /// Rows below a row.
    pub(super) fn below(&self, head: u32) -> impl Iterator<Item = u32> + use<> {
        self.cells.rows().into_iter().filter(move |row| head < *row)
    }

    /// Years that stand once and are not of volumes.
    pub(super) fn usable_years(
        &mut self,
        years: &[YearLine],
        at: impl Fn(u32) -> CellAt,
    ) -> Vec<YearLine> {
        let mut seen: BTreeMap<i32, CellAt> = BTreeMap::new();
        let mut usable = Vec::new();
        for year in years {
            if year.measure == Some(Measure::Volume) {
                let head = self.cells.get(at(year.line).row, at(year.line).column);
                self.volumes.extend(head.map(CellValue::told));
            } else if let Some(before) = seen.get(&year.year) {
                self.bad(at(year.line), Expected::OtherYear(*before));
            } else {
                seen.insert(year.year, at(year.line));
                usable.push(*year);
            }
        }
        usable
    }

    /// Tells columns that have a head and something below it, and are not used.
    pub(super) fn tell_unknown_columns(&mut self, head: u32, is_used: impl Fn(u32) -> bool) {
        let rows: Vec<u32> = self.below(head).collect();
        let told: BTreeSet<String> = self.volumes.iter().cloned().collect();
        for (column, value) in self.cells.row(head) {
            let is_filled = rows
                .iter()
                .any(|row| self.cells.get(*row, column).is_some());
            let text = value.told();
            if is_used(column) || !is_filled || told.contains(&text) {
                continue;
            }
            let is_repeated = self.table.bad_cells.iter();
            let mut is_repeated = is_repeated.map(|bad| bad.at);
            if is_repeated.any(|at| at == CellAt { row: head, column }) {
                continue;
            }
            if is_sum(&text) {
                self.sums.push(text);
            } else if head_of(&text) == Some(Head::Volume) {
                self.volumes.push(text);
            } else {
                self.unknown.push(text);
            }
        }
    }

    /// A fraction's name and the measure behind it; `None` where it is a sum or tells volumes, which are told.
    pub(super) fn fraction_of(&mut self, text: &str) -> Option<(String, Option<Measure>)> {
        if is_sum(text) {
            self.sums.push(text.to_owned());
            return None;
        }
        let (name, measure) = without_measure(text);
        if measure == Some(Measure::Volume) {
            self.volumes.push(text.to_owned());
            return None;
        }
        Some((name, measure))
    }

    /// The place of a fraction in the table, which it gets where it has none.
    pub(super) fn place_of(&mut self, name: &str) -> usize {
        let rows = &mut self.table.rows;
        let place = self.places.entry(name.to_lowercase());
        *place.or_insert_with(|| {
            rows.push(TableRow {
                name: name.to_owned(),
                ..TableRow::default()
            });
            rows.len() - 1
        })
    }

    /// The unit that stands in a column of its own.
    pub(super) fn unit_beside(&mut self, row: u32, beside: &Beside) -> Option<Measure> {
        let column = beside.unit?;
        let text = self.cells.get(row, column)?.told();
        let measure = measure_in(&text);
        if measure.is_none() {
            self.bad(CellAt { row, column }, Expected::Unit);
        }
        measure
    }

    pub(super) fn amount(&mut self, place: usize, year: i32, at: CellAt, measure: Option<Measure>) {
        let Some(value) = self.cells.get(at.row, at.column) else {
            return;
        };
        let amount = match amount_in(value) {
            Ok(Some(amount)) => amount,
            Ok(None) => return,
            Err(expected) => {
                self.bad(at, expected);
                return;
            }
        };
        let year = Year(year);
        if let Some(before) = self.amounts_at.get(&(place, year)) {
            self.bad(at, Expected::Nothing(*before));
            return;
        }
        if let Some(text) = value.as_text().filter(|text| may_part_thousands(text)) {
            self.three_decimals.push((at, text.to_owned()));
        }
        let said = match measure {
            Some(Measure::Mass(unit)) => Some(unit),
            Some(Measure::Volume) | None => self.unit,
        };
        let amount = Amount {
            unit: amount.unit.or(said),
            ..amount
        };
        self.amounts_at.insert((place, year), at);
        self.table.rows[place].amounts.insert(year, amount);
    }

    /// What columns beside say of a fraction.
    pub(super) fn material(&mut self, place: usize, row: u32, beside: &Beside) {
        let cell = |column: Option<u32>| {
            let column = column?;
            let value = self.cells.get(row, column)?;
            Some((CellAt { row, column }, value.clone()))
        };
        let kind = cell(beside.kind);
        let quality = cell(beside.quality);
        let density = cell(beside.density.map(|(column, _)| column));
        let parts = beside.density.map_or(1.0, |(_, parts)| parts);
        if let Some((at, value)) = kind {
            let found = self.words.kind(&value.told());
            let known = &mut self.table.rows[place].kind;
            let told = settle(known, found, (&mut self.kinds_at, place), at);
            self.bad_unless(told, at, Expected::Kind);
        }
        if let Some((at, value)) = quality {
            let found = self.words.quality(&value.told());
            let known = &mut self.table.rows[place].quality;
            let told = settle(known, found, (&mut self.qualities_at, place), at);
            self.bad_unless(told, at, Expected::Quality);
        }
        if let Some((at, value)) = density {
            let found = density_in(&value, parts);
            let known = &mut self.table.rows[place].density;
            let told = settle(known, found, (&mut self.densities_at, place), at);
            self.bad_unless(told, at, Expected::Density);
        }
    }

    fn bad_unless(&mut self, told: Told, at: CellAt, expected: Expected) {
        match told {
            Told::Right => {}
            Told::Unknown => self.bad(at, expected),
            Told::Otherwise(before) => self.bad(at, Expected::Same(before)),
        }
    }

    pub(super) fn bad(&mut self, at: CellAt, expected: Expected) {
        let stands = self.cells.get(at.row, at.column);
        self.table.bad_cells.push(BadCell {
            sheet: self.sheet.to_owned(),
            at,
            stands: stands.map(CellValue::told).unwrap_or_default(),
            expected,
        });
    }

    fn end(self) -> ReadTable {
        let mut table = self.table;
        let warnings = &mut table.warnings;
        let lists: [(Vec<String>, ToWarning); 4] = [
            (self.sums, TableWarning::Sums),
            (self.volumes, TableWarning::Volumes),
            (self.unknown, TableWarning::UnknownColumns),
            (self.without_amounts, TableWarning::NoAmounts),
        ];
        for (mut names, warning) in lists {
            let mut seen = BTreeSet::new();
            names.retain(|name| seen.insert(name.clone()));
            if !names.is_empty() {
                warnings.push(warning(names));
            }
        }
        warnings.extend(self.another.map(TableWarning::AnotherTable));
        if let Some((at, stands)) = self.three_decimals.first().cloned() {
            let count = self.three_decimals.len();
            warnings.push(TableWarning::ThreeDecimals { at, stands, count });
        }
        table.rows.retain(|row| !row.amounts.is_empty());
        table.bad_cells.sort_by_key(|bad| bad.at);
        table
    }
}

/// How something that is said of a fraction stands to what was said before.
#[derive(Clone, Copy)]
enum Told {
    Right,
    Unknown,
    Otherwise(CellAt),
}

fn settle<T: PartialEq>(
    known: &mut Option<T>,
    found: Option<T>,
    (seen, place): (&mut BTreeMap<usize, CellAt>, usize),
    at: CellAt,
) -> Told {
    match (known.as_ref(), found) {
        (_, None) => Told::Unknown,
        (None, Some(found)) => {
            *known = Some(found);
            seen.insert(place, at);
            Told::Right
        }
        (Some(known), Some(found)) if *known == found => Told::Right,
        (Some(_), Some(_)) => Told::Otherwise(*seen.get(&place).unwrap_or(&at)),
    }
}

/// The unit that the head at the table's corner, a row above the heads or the sheet's name tells of all amounts.
fn unit_of_all(sheet: &str, cells: &SheetCells, (head, corner): (u32, u32)) -> Option<MassUnit> {
    let above = cells.all().take_while(|(at, _)| at.row < head);
    let mut texts: Vec<&str> = above.filter_map(|(_, value)| value.as_text()).collect();
    texts.extend(cells.get(head, corner).and_then(CellValue::as_text));
    // What stands nearer to the amounts counts first.
    let texts = texts.into_iter().rev().chain([sheet]);
    texts
        .filter_map(measure_in)
        .find_map(|measure| match measure {
            Measure::Mass(unit) => Some(unit),
            Measure::Volume => None,
        })
}
