//! Rows of deposits: from decisions to a row, and back.

use geo::Coord;
use serde_json::Value;

use super::cells::{Cells, Unread};
use super::encode::{TooLarge, finite, geometry, number, opacity, text};
use super::rows::{Cell, Row, Table};
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::design::{
    Batter, Benches, Dam, DryingBelt, FillTarget, ShortLift, Slope, UnknownGround, Water,
};
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
        Cell::yes_or_no(deposit.visible),
        opacity(deposit.opacity),
    ]);
    Ok(row)
}

fn slope(slope: Option<Slope>) -> Cell {
    slope.map_or(Cell::Null, |slope| Cell::real(slope.rise_over_run()))
}

fn length(length: Option<Metres>) -> Cell {
    length.map_or(Cell::Null, |length| Cell::real(finite(length.0)))
}

/// Method, drops of corners, the dam's four, beach, discharge points.
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
    let list = |what: &str, items: Vec<Value>| {
        if items.is_empty() {
            return Ok(Cell::Null);
        }
        text(what, &Value::from(items).to_string(), TEXT_LIMIT)
    };
    let drops = drops.iter().map(|drop| Value::from(drop.0)).collect();
    let points = discharges.iter();
    let points = points.map(|at| Value::from(vec![at.x, at.y])).collect();
    Ok(vec![
        Cell::text(name),
        list("levels of corners", drops)?,
        length(dam.map(|dam| dam.crest_width)),
        slope(dam.map(|dam| dam.inner)),
        slope(dam.map(|dam| dam.outer)),
        length(dam.map(|dam| dam.freeboard)),
        slope(beach),
        list("discharge points", points)?,
    ])
}

/// Lift, berm, datum, short first lift, water level, submerged face.
fn batter_cells(batter: &Batter) -> Vec<Cell> {
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
        closure: optional_slope(&cells, "closure_rise_over_run")?,
        ramp: None,
        target,
        base: LayerId(cells.id("base_source_id")?),
        seabed: seabed.map(|layer| Seabed {
            layer: LayerId(layer),
            belt,
        }),
        unknown_ground,
        visible: cells.yes_or_no("visible")?,
        opacity: cells.opacity("opacity")?,
    })
}

fn optional_slope(cells: &Cells<'_>, column: Unread) -> Result<Option<Slope>, Unread> {
    let ratio = cells.optional_real(column)?;
    ratio
        .map(|ratio| Slope::new(ratio).ok_or(column))
        .transpose()
}

fn optional_length(cells: &Cells<'_>, column: Unread) -> Result<Option<Metres>, Unread> {
    Ok(cells.optional_real(column)?.map(Metres))
}

fn method(cells: &Cells<'_>, corners: usize) -> Result<DepositMethod, Unread> {
    match cells.text("method", NAME_LIMIT)? {
        "toe" => Ok(DepositMethod::Toe),
        "crest" => {
            let mut drops = Vec::new();
            for drop in list(cells, "corner_drops_m")? {
                drops.push(Metres(number_of(&drop).ok_or("corner_drops_m")?));
            }
            // Corners may have been added in another program; then the top is level again.
            if drops.len() != corners {
                drops.clear();
            }
            Ok(DepositMethod::Crest { drops })
        }
        "level" => {
            let mut discharges = Vec::new();
            for point in list(cells, "discharges")? {
                discharges.push(point_of(&point).ok_or("discharges")?);
            }
            Ok(DepositMethod::Level(Box::new(LevelMethod {
                dam: dam(cells)?,
                beach: optional_slope(cells, "beach_rise_over_run")?,
                discharges,
            })))
        }
        _ => Err("method"),
    }
}

fn list(cells: &Cells<'_>, column: Unread) -> Result<Vec<Value>, Unread> {
    let Some(text) = cells.optional_text(column, TEXT_LIMIT)? else {
        return Ok(Vec::new());
    };
    serde_json::from_str(text).ok().ok_or(column)
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
        let face = optional_slope(cells, column)?;
        Ok::<_, Unread>(face.unwrap_or(Dam::USUAL_FACE))
    };
    Ok(Some(Dam {
        crest_width,
        inner: face("dam_inner_rise_over_run")?,
        outer: face("dam_outer_rise_over_run")?,
        freeboard: optional_length(cells, "dam_freeboard_m")?.unwrap_or_default(),
    }))
}

fn batter(cells: &Cells<'_>) -> Result<Batter, Unread> {
    let face = Slope::new(cells.real("face_rise_over_run")?).ok_or("face_rise_over_run")?;
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
    let submerged = optional_slope(cells, "submerged_rise_over_run")?;
    Ok(Batter {
        face,
        benches,
        water: water.map(|level| Water {
            level,
            face: submerged.unwrap_or(face),
        }),
    })
}
