//! Rows of what goes where: one for each fraction, place and way, with amounts by year.

use std::collections::BTreeMap;

use super::by_year;
use super::cells::{Cells, Unread};
use super::encode::{TooLarge, number, text};
use super::rows::{Cell, Row, Table};
use super::terms_rows::kind_of;
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::balance::Way;
use crate::project::{
    self, CellKey, Cells as PlanCells, DepositId, Entry, FractionId, OutletId, PitId, ScenarioId,
};
use crate::units::Tonnes;

/// Numbers that a row's own is made of.
const MOST: u64 = 1 << 31;

/// Which row a fraction, place and way have; `None` where their numbers are too large, which takes a lifetime.
fn row_of(fraction: FractionId, place: Entry, way: Way) -> Option<i64> {
    let (_, place) = kind_of(place)?;
    let is_out = u64::from(way == Way::Out);
    let fits = fraction.0 < MOST && place < MOST;
    fits.then(|| number(fraction.0 << 32 | place << 1 | is_out))
}

/// The rows of an alternative's plan, by their numbers.
pub(super) fn plan_rows(
    scenario: ScenarioId,
    cells: &PlanCells,
) -> Result<BTreeMap<i64, Vec<Cell>>, TooLarge> {
    let mut grouped: BTreeMap<i64, Vec<(&CellKey, &project::Cell)>> = BTreeMap::new();
    for (key, cell) in cells {
        let row = row_of(key.fraction, key.place, key.way)
            .ok_or_else(|| TooLarge("a plan of things with numbers beyond 31 bits".to_owned()))?;
        grouped.entry(row).or_default().push((key, cell));
    }
    let rows = grouped.into_iter().filter_map(|(id, cells)| {
        let (first, _) = cells.first()?;
        let (kind, place) = kind_of(first.place)?;
        let tonnes = cells.iter().map(|(key, cell)| (key.year, cell.mass.0));
        let fixed = cells.iter().filter(|(_, cell)| cell.is_fixed);
        let fixed = by_year::years_text(fixed.map(|(key, _)| key.year));
        let row = text("tonnes by year", &by_year::text_of(tonnes), TEXT_LIMIT).map(|tonnes| {
            vec![
                Cell::real(0.0),
                Cell::Text(format!("fraction-{} {kind}-{place}", first.fraction.0)),
                Cell::Integer(number(scenario.0)),
                Cell::Integer(number(first.fraction.0)),
                Cell::text(kind),
                Cell::Integer(number(place)),
                Cell::text(match first.way {
                    Way::In => "in",
                    Way::Out => "out",
                }),
                tonnes,
                Cell::Text(fixed),
            ]
        });
        Some(row.map(|row| (id, row)))
    });
    rows.collect()
}

/// The amounts of a row, and the alternative that they are of.
pub(super) fn plan(
    id: i64,
    row: &Row,
) -> Result<(ScenarioId, Vec<(CellKey, project::Cell)>), Unread> {
    let cells = Cells {
        table: Table::Plan,
        row,
    };
    let fraction = FractionId(cells.id("fraction_id")?);
    let place = cells.id("place_id")?;
    let place = match cells.text("place", NAME_LIMIT)? {
        "deposit" => Entry::Deposit(DepositId(place)),
        "pit" => Entry::Pit(PitId(place)),
        "outlet" => Entry::Outlet(OutletId(place)),
        _ => return Err("place"),
    };
    let way = match cells.text("way", NAME_LIMIT)? {
        "in" => Way::In,
        "out" => Way::Out,
        _ => return Err("way"),
    };
    if row_of(fraction, place, way) != Some(id) {
        return Err("id");
    }
    let tonnes = by_year::read(cells.text("tonnes_by_year", TEXT_LIMIT)?);
    let fixed = by_year::read_years(cells.text("fixed_years", TEXT_LIMIT)?).ok_or("fixed_years")?;
    let cells_of_row = tonnes
        .ok_or("tonnes_by_year")?
        .into_iter()
        .map(|(year, mass)| {
            let key = CellKey {
                fraction,
                year,
                place,
                way,
            };
            let cell = project::Cell {
                mass: Tonnes(mass),
                is_fixed: fixed.contains(&year),
            };
            (key, cell)
        });
    let cells_of_row = cells_of_row.filter(|(_, cell)| cell.is_fixed || cell.mass.0 != 0.0);
    Ok((ScenarioId(cells.id("scenario_id")?), cells_of_row.collect()))
}
