//! The three ways in which a table says which amount is of which fraction and year.

use super::amounts::amount_in;
use super::bad_cell::Expected;
use super::cells::{CellAt, CellValue, SheetCells};
use super::heads::{is_fraction_name, is_sum, year_in};
use super::layout::{Beside, YearLine};
use super::measures::{Measure, is_measure_alone, measure_in, without_measure};
use super::reading::Reading;

impl Reading<'_> {
    pub(super) fn years_across(
        &mut self,
        head: u32,
        names: u32,
        years: &[YearLine],
        beside: &Beside,
    ) {
        let mut years = self.usable_years(years, |line| CellAt {
            row: head,
            column: line,
        });
        self.tell_unknown_columns(head, |column| {
            column == names || beside.has(column) || years.iter().any(|one| one.line == column)
        });
        for row in self.below(head) {
            let at = |column| CellAt { row, column };
            let value = |column: u32| self.cells.get(row, column);
            let filled: Vec<YearLine> = years
                .iter()
                .filter(|one| value(one.line).is_some())
                .copied()
                .collect();
            let repeats = |one: &&YearLine| {
                value(one.line).and_then(year_in).map(|(year, _)| year) == Some(one.year)
            };
            if 1 < filled.len() && filled.iter().filter(repeats).count() == filled.len() {
                self.another = Some(at(names));
                break;
            }
            let units: Vec<Option<Measure>> = filled
                .iter()
                .map(|one| {
                    value(one.line)?
                        .as_text()
                        .filter(|text| is_measure_alone(text))
                })
                .map(|text| text.and_then(measure_in))
                .collect();
            if !units.is_empty() && units.iter().all(Option::is_some) {
                // A row of units below the heads.
                for year in &mut years {
                    let place = filled.iter().position(|one| one.line == year.line);
                    let below = place.and_then(|place| units[place]);
                    year.measure = year.measure.or(below);
                }
                continue;
            }
            let Some(name) = value(names).map(CellValue::told) else {
                let has_amount = |one: &YearLine| value(one.line).map(amount_in) != Some(Ok(None));
                if filled.iter().any(has_amount) {
                    self.bad(at(names), Expected::Name);
                }
                continue;
            };
            if filled.is_empty() {
                self.without_amounts.push(name);
                continue;
            }
            let Some((name, measure)) = self.fraction_of(&name) else {
                continue;
            };
            let place = self.place_of(&name);
            let unit = self.unit_beside(row, beside).or(measure);
            for year in filled {
                let own = years.iter().find(|one| one.line == year.line);
                match own.and_then(|one| one.measure).or(unit) {
                    Some(Measure::Volume) => {}
                    measure => self.amount(place, year.year, at(year.line), measure),
                }
            }
            self.material(place, row, beside);
        }
    }

    pub(super) fn years_down(
        &mut self,
        head: u32,
        years_in: u32,
        years: &[YearLine],
        fractions: &[u32],
    ) {
        let years = self.usable_years(years, |line| CellAt {
            row: line,
            column: years_in,
        });
        self.tell_unknown_columns(head, |column| {
            column == years_in || fractions.contains(&column)
        });
        // Units may stand between names and years.
        let first = years.first().map_or(head, |year| year.line);
        let unit_below = |cells: &SheetCells, column: u32| {
            let mut between = (head + 1..first).filter_map(|row| cells.get(row, column)?.as_text());
            between.find_map(|text| measure_in(text).filter(|_| is_measure_alone(text)))
        };
        for row in self.below(head) {
            let Some(value) = self.cells.get(row, years_in) else {
                continue;
            };
            let at = CellAt {
                row,
                column: years_in,
            };
            let has_amount = |column: &u32| {
                let value = self.cells.get(row, *column);
                value.is_some_and(|value| matches!(amount_in(value), Ok(Some(_))))
            };
            if year_in(value).is_some() || !fractions.iter().any(has_amount) {
                continue;
            }
            if is_sum(&value.told()) {
                self.sums.push(value.told());
            } else {
                self.bad(at, Expected::Year);
            }
        }
        for column in fractions.iter().copied() {
            let Some(head_value) = self.cells.get(head, column) else {
                continue;
            };
            let text = head_value.told();
            if !is_sum(&text) && !is_fraction_name(&text) {
                self.unknown.push(text);
                continue;
            }
            let Some((name, measure)) = self.fraction_of(&text) else {
                continue;
            };
            let below = measure.or_else(|| unit_below(self.cells, column));
            if below == Some(Measure::Volume) {
                self.volumes.push(name);
                continue;
            }
            let place = self.place_of(&name);
            for year in &years {
                let at = CellAt {
                    row: year.line,
                    column,
                };
                match below.or(year.measure) {
                    Some(Measure::Volume) => {}
                    measure => self.amount(place, year.year, at, measure),
                }
            }
        }
    }

    pub(super) fn row_for_each(&mut self, head: u32, columns: (u32, u32, u32), beside: &Beside) {
        let (names, years, amounts) = columns;
        self.tell_unknown_columns(head, |column| {
            [names, years, amounts].contains(&column) || beside.has(column)
        });
        let head_text = self.cells.get(head, amounts).and_then(CellValue::as_text);
        let measure = head_text.and_then(measure_in);
        // Cells of a name or year that were merged have it in the first one alone.
        let mut name_before: Option<String> = None;
        let mut year_before: Option<i32> = None;
        for row in self.below(head) {
            let at = |column| CellAt { row, column };
            let name = self.cells.get(row, names).map(CellValue::told);
            if name.is_some() {
                name_before.clone_from(&name);
            }
            let year = self.cells.get(row, years);
            let year_text = year.map(CellValue::told).unwrap_or_default();
            let is_summed = name_before.as_deref().is_some_and(is_sum) || is_sum(&year_text);
            let amount = self.cells.get(row, amounts);
            if amount.is_none() {
                year_before = year
                    .and_then(year_in)
                    .map_or(year_before, |(year, _)| Some(year));
                if let Some(name) = name.filter(|_| year.is_none()) {
                    self.without_amounts.push(name);
                }
                continue;
            }
            if is_summed {
                let told = name.filter(|name| is_sum(name)).unwrap_or(year_text);
                if !told.is_empty() {
                    self.sums.push(told);
                }
                continue;
            }
            if let Some(value) = year {
                year_before = year_in(value).map(|(year, _)| year);
            }
            let (Some(name), Some(year)) = (&name_before, year_before) else {
                let (column, expected) = if name_before.is_none() {
                    (names, Expected::Name)
                } else {
                    (years, Expected::Year)
                };
                self.bad(at(column), expected);
                continue;
            };
            let (name, behind) = without_measure(name);
            let measure = self.unit_beside(row, beside).or(behind).or(measure);
            if measure == Some(Measure::Volume) {
                self.volumes.push(name);
                continue;
            }
            let place = self.place_of(&name);
            self.amount(place, year, at(amounts), measure);
            self.material(place, row, beside);
        }
    }
}
