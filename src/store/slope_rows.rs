//! Cells of slopes, and rows of slope templates: from decisions to a row, and back.

use super::cells::{Cells, Unread};
use super::encode::{TooLarge, finite, text};
use super::rows::{Cell, Row, Table};
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::design::{Batter, Benches, ShortLift, Slope, Water};
use crate::project::{SlopeTemplate, Slopes};
use crate::units::Metres;

/// The row of a slope template.
pub(super) fn template_row(template: &SlopeTemplate, rank: f64) -> Result<Vec<Cell>, TooLarge> {
    let Slopes { batter, closure } = template.slopes;
    let mut row = vec![
        Cell::real(rank),
        text("a name", &template.name, NAME_LIMIT)?,
        text("a source", &template.source, TEXT_LIMIT)?,
        slope(Some(batter.face)),
    ];
    row.extend(batter_cells(&batter));
    row.push(slope(closure));
    Ok(row)
}

/// The slope template of a row.
pub(super) fn template(row: &Row) -> Result<SlopeTemplate, Unread> {
    let cells = Cells {
        table: Table::Templates,
        row,
    };
    Ok(SlopeTemplate {
        name: cells.text("name", NAME_LIMIT)?.to_owned(),
        source: cells.text("source", TEXT_LIMIT)?.to_owned(),
        slopes: Slopes {
            batter: batter(&cells)?,
            closure: optional_face(&cells, "closure_rise_over_run")?,
        },
    })
}

pub(super) fn slope(slope: Option<Slope>) -> Cell {
    slope.map_or(Cell::Null, |slope| Cell::real(slope.rise_over_run()))
}

pub(super) fn length(length: Option<Metres>) -> Cell {
    length.map_or(Cell::Null, |length| Cell::real(finite(length.0)))
}

/// Lift, berm, datum, short first lift, water level, submerged face.
pub(super) fn batter_cells(batter: &Batter) -> Vec<Cell> {
    let (benches, water) = (batter.benches, batter.water);
    let short_lift = benches.map_or(ShortLift::JoinsNext, |benches| benches.short_lift);
    vec![
        length(benches.map(Benches::lift)),
        length(benches.map(Benches::berm)),
        length(benches.and_then(|benches| benches.datum)),
        Cell::text(match short_lift {
            ShortLift::JoinsNext => "joins_next",
            ShortLift::Stands => "stands",
        }),
        length(water.map(|water| water.level)),
        slope(water.map(|water| water.face)),
    ]
}

pub(super) fn optional_slope(cells: &Cells<'_>, column: Unread) -> Result<Option<Slope>, Unread> {
    let ratio = cells.optional_real(column)?;
    ratio
        .map(|ratio| Slope::new(ratio).ok_or(column))
        .transpose()
}

/// A slope that rock is tipped or regraded to; beaches may be gentler.
pub(super) fn optional_face(cells: &Cells<'_>, column: Unread) -> Result<Option<Slope>, Unread> {
    match optional_slope(cells, column)? {
        Some(face) if face < Slope::GENTLEST_FACE => Err(column),
        face => Ok(face),
    }
}

pub(super) fn optional_length(cells: &Cells<'_>, column: Unread) -> Result<Option<Metres>, Unread> {
    Ok(cells.optional_real(column)?.map(Metres))
}

/// Faces, berms and water of a deposit or a slope template.
pub(super) fn batter(cells: &Cells<'_>) -> Result<Batter, Unread> {
    let face = optional_face(cells, "face_rise_over_run")?.ok_or("face_rise_over_run")?;
    let lift = optional_length(cells, "lift_m")?;
    let benches = match lift.zip(optional_length(cells, "berm_m")?) {
        Some((lift, berm)) => {
            let mut benches = Benches::new(lift, berm).ok().ok_or("lift_m")?;
            benches.datum = optional_length(cells, "bench_datum_m")?;
            benches.short_lift = match cells.text("short_first_lift", NAME_LIMIT)? {
                "joins_next" => ShortLift::JoinsNext,
                "stands" => ShortLift::Stands,
                _ => return Err("short_first_lift"),
            };
            Some(benches)
        }
        None => None,
    };
    let water = optional_length(cells, "water_level_m")?;
    let submerged = optional_face(cells, "submerged_rise_over_run")?;
    Ok(Batter {
        face,
        benches,
        water: water.map(|level| Water {
            level,
            face: submerged.unwrap_or(face),
        }),
    })
}
