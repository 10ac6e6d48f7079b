//! Rows of what becomes of deposits and of what is watched there: from decisions to a row, and back.

use geo::Coord;

use super::cells::{Cells, Unread};
use super::encode::{TooLarge, finite, number, text};
use super::geometry::{point, wkb_of_point};
use super::rows::{Cell, GEOMETRY, Row, Table};
use super::terms_rows::{optional_year, positive, year};
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::balance::SoilPlan;
use crate::project::{DepositId, LaterUse, LifeCycle, Medium, MonitoringPoint};
use crate::units::Metres;

/// Most points of one deposit.
const MOST_POINTS: usize = 1 << 10;

/// Numbers of deposits that a point's own is made of.
const MOST: u64 = 1 << 31;

/// The number of a point's row: by its deposit and its place there.
pub(super) fn point_number(deposit: DepositId, place: usize) -> Result<i64, TooLarge> {
    if MOST <= deposit.0 || MOST_POINTS <= place {
        return Err(TooLarge(format!("{place} points at a deposit")));
    }
    Ok(number(deposit.0 << 10 | place as u64))
}

/// The row of a life cycle, without its points.
pub(super) fn life_row(id: DepositId, life: &LifeCycle) -> Result<Vec<Cell>, TooLarge> {
    let soil = &life.soil;
    let thickness = |thickness: Metres| Cell::real(finite(thickness.0).max(0.0));
    Ok(vec![
        Cell::real(0.0),
        Cell::Text(format!("deposit-{}", id.0)),
        text("a name", &life.responsible, NAME_LIMIT)?,
        life.later_use
            .map_or(Cell::Null, |later| Cell::text(later.id())),
        text("a plan", &life.restoration, TEXT_LIMIT)?,
        thickness(soil.topsoil),
        year(soil.strip_year),
        thickness(soil.cover),
        year(soil.cover_from),
        year(soil.cover_to),
    ])
}

/// A life cycle by its row, without its points.
pub(super) fn life(row: &Row) -> Result<LifeCycle, Unread> {
    let cells = Cells {
        table: Table::LifeCycles,
        row,
    };
    let later = cells.optional_text("later_use", NAME_LIMIT)?;
    Ok(LifeCycle {
        responsible: cells.text("responsible", NAME_LIMIT)?.to_owned(),
        later_use: match later {
            None => None,
            Some(later) => Some(LaterUse::of(later).ok_or("later_use")?),
        },
        restoration: cells.text("restoration", TEXT_LIMIT)?.to_owned(),
        soil: SoilPlan {
            topsoil: Metres(positive(&cells, "topsoil_m")?),
            strip_year: optional_year(&cells, "strip_year")?,
            cover: Metres(positive(&cells, "cover_m")?),
            cover_from: optional_year(&cells, "cover_from_year")?,
            cover_to: optional_year(&cells, "cover_to_year")?,
        },
        monitoring: Vec::new(),
    })
}

/// The row of a point. Its rank is its place among those of its deposit.
pub(super) fn point_row(
    deposit: DepositId,
    place: usize,
    point: &MonitoringPoint,
) -> Result<Vec<Cell>, TooLarge> {
    let Coord { x, y } = point.place;
    let at = Coord {
        x: finite(x),
        y: finite(y),
    };
    let wkb = wkb_of_point(at).map_err(|error| TooLarge(error.to_string()))?;
    Ok(vec![
        Cell::real(place as f64),
        text("a name", &point.name, NAME_LIMIT)?,
        Cell::Blob(wkb),
        Cell::Integer(number(deposit.0)),
        Cell::text(point.medium.id()),
        text("what is measured", &point.parameter, NAME_LIMIT)?,
        text("a limit", &point.limit, NAME_LIMIT)?,
        Cell::real(finite(point.times_a_year).max(0.0)),
        year(point.first_year),
        year(point.last_year),
    ])
}

/// A point by its row, and the deposit that it is of.
pub(super) fn monitoring_point(row: &Row) -> Result<(DepositId, MonitoringPoint), Unread> {
    let cells = Cells {
        table: Table::Monitoring,
        row,
    };
    let place = match cells.cell(GEOMETRY)? {
        Cell::Blob(wkb) => point(wkb).ok_or(GEOMETRY)?,
        _ => return Err(GEOMETRY),
    };
    let point = MonitoringPoint {
        name: cells.text("name", NAME_LIMIT)?.to_owned(),
        place,
        medium: Medium::of(cells.text("medium", NAME_LIMIT)?).ok_or("medium")?,
        parameter: cells.text("parameter", NAME_LIMIT)?.to_owned(),
        limit: cells.text("limit_value", NAME_LIMIT)?.to_owned(),
        times_a_year: positive(&cells, "times_a_year")?,
        first_year: optional_year(&cells, "first_year")?,
        last_year: optional_year(&cells, "last_year")?,
    };
    Ok((DepositId(cells.id("deposit_id")?), point))
}
