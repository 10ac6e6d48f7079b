//! What a table comes to in a project: which fractions are new, and what they and the years of the plan become.

use std::collections::BTreeMap;

use super::measures::MassUnit;
use super::table::{ReadTable, TableRow};
use crate::material::{Material, Sourced};
use crate::project::{Edit, Fraction, FractionChange, FractionId, MassSettings, Project};
use crate::units::{Density, Tonnes, Year};

/// What the planner chose about a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableChoice {
    /// The place of the sheet among those of the file.
    pub sheet: usize,
    /// What all amounts are in; `None` where the table itself says so, or they are tonnes.
    pub unit: Option<MassUnit>,
    /// Whether years beyond the plan are left out instead of lengthening it.
    pub keeps_years: bool,
}

/// What a table would set.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedImport {
    /// Fractions, in the order of the table.
    pub rows: Vec<PlannedRow>,
    /// Years of the table that the plan does not have, from the first to the last.
    pub beyond: Option<(Year, Year)>,
    /// The first and last year of the plan that has them too; `None` where it would have too many years.
    pub longer: Option<(Year, Year)>,
    /// How many amounts are left out since the plan does not have their years.
    pub left_out: usize,
}

/// What a table would set of a fraction.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedRow {
    /// What it is called: as in the project, where it is there.
    pub name: String,
    /// The fraction that has this name already.
    pub existing: Option<FractionId>,
    /// The first and the last year with an amount that is set.
    pub years: Option<(Year, Year)>,
    /// The sum of what is set.
    pub total: Tonnes,
}

impl PlannedImport {
    /// What a table comes to.
    pub fn of(table: &ReadTable, project: &Project, choice: TableChoice) -> Self {
        let plan = &project.masses;
        let mut all: Vec<Year> = table
            .rows
            .iter()
            .flat_map(|row| row.amounts.keys().copied())
            .collect();
        all.sort_unstable();
        let within = |year: &Year| plan.first_year <= *year && *year <= plan.last_year;
        all.retain(|year| !within(year));
        let beyond = all.first().copied().zip(all.last().copied());
        let longer = beyond.and_then(|(first, last)| {
            let (first, last) = (plan.first_year.min(first), plan.last_year.max(last));
            (last.0 - first.0 < MassSettings::MOST_YEARS).then_some((first, last))
        });
        let is_longer = longer.is_some() && !choice.keeps_years;
        let set = |row: &TableRow| amounts_set(row, choice.unit, |year| is_longer || within(&year));
        let rows = table.rows.iter().map(|row| {
            let amounts = set(row);
            let existing = existing_of(&row.name, project);
            let ends = [amounts.first_key_value(), amounts.last_key_value()];
            let [first, last] = ends.map(|end| end.map(|(year, _)| *year));
            PlannedRow {
                name: existing.map_or_else(|| row.name.clone(), |(_, one)| one.name.clone()),
                existing: existing.map(|(id, _)| id),
                years: first.zip(last),
                total: amounts.values().copied().sum(),
            }
        });
        Self {
            rows: rows.collect(),
            beyond,
            longer,
            left_out: if is_longer { 0 } else { all.len() },
        }
    }
}

/// What a row sets, by year.
fn amounts_set(
    row: &TableRow,
    unit: Option<MassUnit>,
    is_set: impl Fn(Year) -> bool,
) -> BTreeMap<Year, Tonnes> {
    let amounts = row.amounts.iter().filter(|(year, _)| is_set(**year));
    amounts
        .map(|(year, amount)| (*year, amount.tonnes(unit)))
        .collect()
}

/// The first fraction of a name, whatever its letters are: large or small.
fn existing_of<'a>(name: &str, project: &'a Project) -> Option<(FractionId, &'a Fraction)> {
    let name = name.trim().to_lowercase();
    let fractions = project.fractions_in_order();
    let mut fractions = fractions.map(|(id, fraction)| (id, fraction.as_ref()));
    fractions.find(|(_, fraction)| fraction.name.trim().to_lowercase() == name)
}

/// The changes that a table comes to; none where everything is so already. `source` is told as where factors are from.
pub(in crate::app) fn edits_of(
    table: &ReadTable,
    project: &Project,
    choice: TableChoice,
    source: &str,
    mut next_id: impl FnMut() -> FractionId,
) -> Vec<Edit> {
    let planned = PlannedImport::of(table, project, choice);
    let mut edits = Vec::new();
    let mut plan = MassSettings::clone(&project.masses);
    if let Some((first, last)) = planned.longer.filter(|_| !choice.keeps_years) {
        (plan.first_year, plan.last_year) = (first, last);
        edits.push(Edit::SetMasses(Box::new(plan.clone())));
    }
    let within = |year: Year| plan.first_year <= year && year <= plan.last_year;
    for row in &table.rows {
        let amounts = amounts_set(row, choice.unit, within);
        let Some((id, fraction)) = existing_of(&row.name, project) else {
            let mut material = Material::default();
            say_of(&mut material, row, source);
            let fraction = Fraction {
                name: row.name.clone(),
                material,
                tonnes: amounts
                    .into_iter()
                    .filter(|(_, mass)| mass.0 != 0.0)
                    .collect(),
                origin: None,
            };
            let change = FractionChange::Add(Box::new(fraction));
            edits.push(Edit::ChangeFraction(next_id(), change));
            continue;
        };
        let others: Vec<(Year, Option<Tonnes>)> = amounts
            .into_iter()
            .map(|(year, mass)| (year, (mass.0 != 0.0).then_some(mass)))
            .filter(|(year, mass)| fraction.tonnes.get(year) != mass.as_ref())
            .collect();
        if !others.is_empty() {
            edits.push(Edit::ChangeFraction(id, FractionChange::Tonnes(others)));
        }
        let mut material = fraction.material.clone();
        say_of(&mut material, row, source);
        if material != fraction.material {
            let change = FractionChange::Material(Box::new(material));
            edits.push(Edit::ChangeFraction(id, change));
        }
    }
    edits
}

/// Puts what a table says of a fraction into what it is made of, with the table as its source.
fn say_of(material: &mut Material, row: &TableRow, source: &str) {
    if let Some(kind) = row.kind {
        material.become_kind(kind);
    }
    if let Some(quality) = row.quality.filter(|quality| *quality != material.quality) {
        material.quality = quality;
        source.clone_into(&mut material.quality_source);
    }
    let density = row.density;
    if let Some(value) = density.filter(|value: &Density| *value != material.density.value) {
        material.density = Sourced {
            value,
            source: source.to_owned(),
            author: String::new(),
        };
    }
}
