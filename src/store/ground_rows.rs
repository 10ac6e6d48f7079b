//! Rows of other ground and of settings: from decisions to a row, and back.

use super::cells::{Cells, Unread};
use super::encode::{TooLarge, geometry, number, opacity, optional, text};
use super::rows::{Cell, Row, Table};
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::project::{Areas, GroundPurpose, OtherGround, ScenarioId};

/// The setting of what areas are.
pub(super) const AREAS: (i64, &str) = (1, "areas");

/// The row of other ground.
pub(super) fn ground_row(ground: &OtherGround, rank: f64) -> Result<Vec<Cell>, TooLarge> {
    let reason = ground.temporary.as_deref();
    Ok(vec![
        Cell::real(rank),
        text("a name", &ground.name, NAME_LIMIT)?,
        geometry(&ground.outline)?,
        Cell::Integer(number(ground.scenario.0)),
        Cell::text(ground.purpose.id()),
        optional("a reason", reason, TEXT_LIMIT)?,
        Cell::yes_or_no(ground.visible),
        opacity(ground.opacity),
    ])
}

/// The other ground of a row. `edge_pairs` are those of all outlines so far, and become more.
pub(super) fn ground(row: &Row, edge_pairs: &mut usize) -> Result<OtherGround, String> {
    let cells = Cells {
        table: Table::OtherGround,
        row,
    };
    // One that another program added names none.
    let scenario = cells.optional_id("scenario_id")?;
    let temporary = cells.optional_text("temporary_reason", TEXT_LIMIT)?;
    Ok(OtherGround {
        scenario: scenario.map_or(ScenarioId::FIRST, ScenarioId),
        name: cells.text("name", NAME_LIMIT)?.to_owned(),
        outline: cells.outline(edge_pairs)?,
        purpose: GroundPurpose::of(cells.text("purpose", NAME_LIMIT)?).ok_or("purpose")?,
        temporary: temporary.map(str::to_owned),
        visible: cells.yes_or_no("visible")?,
        opacity: cells.opacity("opacity")?,
    })
}

/// The row of what areas are.
pub(super) fn areas_row(areas: Areas, rank: f64) -> Vec<Cell> {
    vec![
        Cell::real(rank),
        Cell::text(AREAS.1),
        Cell::text(areas.id()),
    ]
}

/// What areas are, by a row.
pub(super) fn areas(row: &Row) -> Result<Areas, Unread> {
    let cells = Cells {
        table: Table::Settings,
        row,
    };
    if cells.text("name", NAME_LIMIT)? != AREAS.1 {
        return Err("name");
    }
    Areas::of(cells.text("value", NAME_LIMIT)?).ok_or("value")
}
