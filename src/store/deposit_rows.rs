//! Rows of deposits: from decisions to a row, and back.

use geo::Coord;
use serde_json::Value;

use super::cells::{Cells, Unread};
use super::encode::{TooLarge, geometry, number, opacity, text};
use super::ramp_rows::{ramp, ramp_cells};
use super::rows::{Cell, Row, Table};
use super::slope_rows::{
    batter, batter_cells, length, optional_face, optional_length, optional_slope, slope,
};
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::design::{Dam, DryingBelt, FillTarget, UnknownGround};
use crate::project::{Deposit, DepositMethod, LayerId, LevelMethod, ScenarioId, Seabed};
use crate::units::{Metres, PlacedM3};

/// The row of a deposit.
pub(super) fn deposit_row(deposit: &Deposit, rank: f64) -> Result<Vec<Cell>, TooLarge> {
    let (target, crest, volume) = match deposit.target {
        FillTarget::Capacity => ("capacity", Cell::Null, Cell::Null),
        FillTarget::Crest(level) => ("crest", Cell::real(level.0), Cell::Null),
        FillTarget::Volume(volume) => ("volume", Cell::Null, Cell::real(volume.0)),
    };
    let unknown_ground = match deposit.unknown_ground {
        UnknownGround::Refuse => "refuse",
        UnknownGround::UseNearest => "use_nearest",
    };
    let mut row = vec![
        Cell::real(rank),
        text("a name", &deposit.name, NAME_LIMIT)?,
        geometry(&deposit.outline)?,
        Cell::Integer(number(deposit.scenario.0)),
        slope(Some(deposit.batter.face)),
        Cell::text(target),
        crest,
        volume,
        Cell::Integer(number(deposit.base.0)),
        Cell::text(unknown_ground),
    ];
    row.extend(method_cells(&deposit.method)?);
    row.extend(batter_cells(&deposit.batter));
    let seabed = deposit.seabed;
    row.extend([
        slope(deposit.closure),
        seabed.map_or(Cell::Null, |seabed| Cell::Integer(number(seabed.layer.0))),
        Cell::text(
            match seabed.map_or(DryingBelt::LeaveOpen, |seabed| seabed.belt) {
                DryingBelt::LeaveOpen => "leave_open",
                DryingBelt::Interpolate => "interpolate",
            },
        ),
    ]);
    row.extend(ramp_cells(deposit.ramp.as_deref())?);
    row.push(match &deposit.temporary {
        Some(reason) => text("a reason", reason, TEXT_LIMIT)?,
        None => Cell::Null,
    });
    row.extend([Cell::yes_or_no(deposit.visible), opacity(deposit.opacity)]);
    Ok(row)
}

/// Method, whether the crest is a point, drops of corners, the dam's four, beach, discharge points.
fn method_cells(method: &DepositMethod) -> Result<Vec<Cell>, TooLarge> {
    let (name, drops, dam, beach, discharges) = match method {
        DepositMethod::Toe => ("toe", Vec::new(), None, None, Vec::new()),
        DepositMethod::Crest { drops } => ("crest", drops.clone(), None, None, Vec::new()),
        DepositMethod::Point => ("crest", Vec::new(), None, None, Vec::new()),
        DepositMethod::Level(method) => (
            "level",
            Vec::new(),
            method.dam,
            method.beach,
            method.discharges.clone(),
        ),
    };
    let drops: Vec<Value> = drops.iter().map(|drop| Value::from(drop.0)).collect();
    let list = |what: &str, list: Value| match &list {
        Value::Array(items) if items.is_empty() => Ok(Cell::Null),
        list => text(what, &list.to_string(), TEXT_LIMIT),
    };
    Ok(vec![
        Cell::text(name),
        Cell::yes_or_no(*method == DepositMethod::Point),
        list("levels of corners", Value::from(drops))?,
        length(dam.map(|dam| dam.crest_width)),
        slope(dam.map(|dam| dam.inner)),
        slope(dam.map(|dam| dam.outer)),
        length(dam.map(|dam| dam.freeboard)),
        slope(beach),
        list("discharge points", list_of(&discharges))?,
    ])
}

/// The deposit of a row. `edge_pairs` are those of all outlines so far, and become more.
pub(super) fn deposit(row: &Row, edge_pairs: &mut usize) -> Result<Deposit, String> {
    let cells = Cells {
        table: Table::Outlines,
        row,
    };
    let outline = cells.outline(edge_pairs)?;
    let target = match cells.text("target", NAME_LIMIT)? {
        "capacity" => FillTarget::Capacity,
        "crest" => FillTarget::Crest(Metres(cells.real("target_crest_m")?)),
        "volume" => FillTarget::Volume(PlacedM3(cells.real("target_volume_m3")?)),
        _ => return Err("target".to_owned()),
    };
    let unknown_ground = match cells.text("unknown_ground", NAME_LIMIT)? {
        "refuse" => UnknownGround::Refuse,
        "use_nearest" => UnknownGround::UseNearest,
        _ => return Err("unknown_ground".to_owned()),
    };
    let belt = match cells.text("drying_belt", NAME_LIMIT)? {
        "leave_open" => DryingBelt::LeaveOpen,
        "interpolate" => DryingBelt::Interpolate,
        _ => return Err("drying_belt".to_owned()),
    };
    let seabed = cells.optional_id("seabed_source_id")?;
    let corners = outline.polygon().exterior().0.len() - 1;
    Ok(Deposit {
        scenario: ScenarioId(cells.id("scenario_id")?),
        name: cells.text("name", NAME_LIMIT)?.to_owned(),
        method: method(&cells, corners)?,
        outline,
        batter: batter(&cells)?,
        closure: optional_face(&cells, "closure_rise_over_run")?,
        ramp: ramp(&cells)?.map(Box::new),
        target,
        base: LayerId(cells.id("base_source_id")?),
        seabed: seabed.map(|layer| Seabed {
            layer: LayerId(layer),
            belt,
        }),
        unknown_ground,
        temporary: cells
            .optional_text("temporary_reason", TEXT_LIMIT)?
            .map(str::to_owned),
        terms: Box::default(),
        life: Box::default(),
        visible: cells.yes_or_no("visible")?,
        opacity: cells.opacity("opacity")?,
    })
}

fn method(cells: &Cells<'_>, corners: usize) -> Result<DepositMethod, Unread> {
    match cells.text("method", NAME_LIMIT)? {
        "toe" => Ok(DepositMethod::Toe),
        "crest" if cells.yes_or_no("crest_is_point")? => Ok(DepositMethod::Point),
        "crest" => {
            let mut drops = Vec::new();
            for drop in list(cells, "corner_drops_m")?.unwrap_or_default() {
                drops.push(Metres(number_of(&drop).ok_or("corner_drops_m")?));
            }
            // Corners may have been added in another program; then the top is level again.
            if drops.len() != corners {
                drops.clear();
            }
            Ok(DepositMethod::Crest { drops })
        }
        "level" => {
            let discharges = points(cells, "discharges")?.unwrap_or_default();
            Ok(DepositMethod::Level(Box::new(LevelMethod {
                dam: dam(cells)?,
                beach: optional_slope(cells, "beach_rise_over_run")?,
                discharges,
            })))
        }
        _ => Err("method"),
    }
}

fn list(cells: &Cells<'_>, column: Unread) -> Result<Option<Vec<Value>>, Unread> {
    let text = cells.optional_text(column, TEXT_LIMIT)?;
    text.map(|text| serde_json::from_str(text).ok().ok_or(column))
        .transpose()
}

/// Points as a list of pairs.
pub(super) fn list_of(points: &[Coord<f64>]) -> Value {
    points
        .iter()
        .map(|at| Value::from(vec![at.x, at.y]))
        .collect()
}

/// Points from a list of pairs; `None` where there is no list.
pub(super) fn points(cells: &Cells<'_>, column: Unread) -> Result<Option<Vec<Coord<f64>>>, Unread> {
    let Some(list) = list(cells, column)? else {
        return Ok(None);
    };
    let points: Option<Vec<Coord<f64>>> = list.iter().map(point_of).collect();
    points.map(Some).ok_or(column)
}

fn number_of(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| number.is_finite())
}

fn point_of(value: &Value) -> Option<Coord<f64>> {
    let [x, y] = value.as_array()?.as_slice() else {
        return None;
    };
    Some(Coord {
        x: number_of(x)?,
        y: number_of(y)?,
    })
}

fn dam(cells: &Cells<'_>) -> Result<Option<Dam>, Unread> {
    let Some(crest_width) = optional_length(cells, "dam_crest_width_m")? else {
        return Ok(None);
    };
    let face = |column| {
        let face = optional_face(cells, column)?;
        Ok::<_, Unread>(face.unwrap_or(Dam::USUAL_FACE))
    };
    Ok(Some(Dam {
        crest_width,
        inner: face("dam_inner_rise_over_run")?,
        outer: face("dam_outer_rise_over_run")?,
        freeboard: optional_length(cells, "dam_freeboard_m")?.unwrap_or_default(),
    }))
}
