//! Rows of pits and stopes: from decisions to a row, and back.

use super::cells::Cells;
use super::encode::{TooLarge, finite, geometry, number, opacity, text};
use super::rows::{Cell, GEOMETRY, Row, Table};
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::balance::{BackfillTarget, Cap};
use crate::project::{LayerId, Original, Pit, Room, ScenarioId};
use crate::units::{BankM3, Metres, PlacedFactor, PlacedM3};

/// The row of a pit or stope.
pub(super) fn pit_row(pit: &Pit, rank: f64) -> Result<Vec<Cell>, TooLarge> {
    let room = room_cells(&pit.room)?;
    let (target, level, bank) = match pit.target {
        BackfillTarget::Most => ("most", Cell::Null, Cell::Null),
        BackfillTarget::Level(level) => ("level", Cell::real(finite(level.0)), Cell::Null),
        BackfillTarget::Bank(bank) => ("bank", Cell::Null, Cell::real(finite(bank.0))),
    };
    let [
        outline,
        kind,
        extracted,
        void,
        mined,
        original,
        surface,
        permitted,
    ] = room;
    Ok(vec![
        Cell::real(rank),
        text("a name", &pit.name, NAME_LIMIT)?,
        outline,
        Cell::Integer(number(pit.scenario.0)),
        kind,
        extracted,
        void,
        mined,
        original,
        surface,
        permitted,
        Cell::real(pit.placed_factor.ratio()),
        Cell::real(pit.cap.share()),
        text("a reason", pit.cap.reason(), TEXT_LIMIT)?,
        Cell::text(target),
        level,
        bank,
        Cell::yes_or_no(pit.visible),
        opacity(pit.opacity),
    ])
}

/// Outline, kind, extracted, void, mined, original, its source, permitted level.
fn room_cells(room: &Room) -> Result<[Cell; 8], TooLarge> {
    let source = |layer: LayerId| Cell::Integer(number(layer.0));
    let volume = |volume_m3: f64| Cell::real(finite(volume_m3));
    Ok(match room {
        Room::Pit {
            outline,
            mined,
            original,
            extracted,
            permitted_level,
        } => {
            let (original, surface) = match original {
                Original::Rim => ("rim", Cell::Null),
                Original::Layer(layer) => ("source", source(*layer)),
            };
            [
                geometry(outline)?,
                Cell::text("pit"),
                extracted.map_or(Cell::Null, |bank| volume(bank.0)),
                Cell::Null,
                source(*mined),
                Cell::text(original),
                surface,
                permitted_level.map_or(Cell::Null, |level| Cell::real(finite(level.0))),
            ]
        }
        Room::Stope { void, extracted } => [
            Cell::Null,
            Cell::text("stope"),
            volume(extracted.0),
            volume(void.0),
            Cell::Null,
            Cell::text("rim"),
            Cell::Null,
            Cell::Null,
        ],
    })
}

/// The pit or stope of a row. `edge_pairs` are those of all outlines so far, and become more.
pub(super) fn pit(row: &Row, edge_pairs: &mut usize) -> Result<Pit, String> {
    let cells = Cells {
        table: Table::Pits,
        row,
    };
    let target = match cells.text("target", NAME_LIMIT)? {
        "most" => BackfillTarget::Most,
        "level" => BackfillTarget::Level(Metres(cells.real("target_level_m")?)),
        "bank" => BackfillTarget::Bank(BankM3(cells.real("target_bank_m3")?)),
        _ => return Err("target".to_owned()),
    };
    let reason = cells.text("cap_reason", TEXT_LIMIT)?;
    // One that another program added names none.
    let scenario = cells.optional_id("scenario_id")?;
    Ok(Pit {
        scenario: scenario.map_or(ScenarioId::FIRST, ScenarioId),
        name: cells.text("name", NAME_LIMIT)?.to_owned(),
        room: room(&cells, edge_pairs)?,
        placed_factor: PlacedFactor::new(cells.real("placed_factor")?).ok_or("placed_factor")?,
        cap: Cap::new(cells.real("cap")?, reason).map_err(|error| error.to_string())?,
        target,
        mining: Box::default(),
        terms: Box::default(),
        visible: cells.yes_or_no("visible")?,
        opacity: cells.opacity("opacity")?,
    })
}

fn room(cells: &Cells<'_>, edge_pairs: &mut usize) -> Result<Room, String> {
    match cells.text("kind", NAME_LIMIT)? {
        "pit" => {
            let original = match cells.text("original", NAME_LIMIT)? {
                "rim" => Original::Rim,
                "source" => Original::Layer(LayerId(cells.id("original_source_id")?)),
                _ => return Err("original".to_owned()),
            };
            Ok(Room::Pit {
                outline: cells.outline(edge_pairs)?,
                mined: LayerId(cells.optional_id("mined_source_id")?.unwrap_or(0)),
                original,
                extracted: cells.optional_real("extracted_bank_m3")?.map(BankM3),
                permitted_level: cells.optional_real("permitted_level_m")?.map(Metres),
            })
        }
        // What is drawn there would be lost with the next change.
        "stope" if *cells.cell(GEOMETRY)? != Cell::Null => Err("a stope has no outline".to_owned()),
        "stope" => Ok(Room::Stope {
            void: PlacedM3(cells.real("stope_void_m3")?),
            extracted: BankM3(cells.real("extracted_bank_m3")?),
        }),
        _ => Err("kind".to_owned()),
    }
}
