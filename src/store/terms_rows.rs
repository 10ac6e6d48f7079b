//! Rows of terms, of how pits are mined, and of years and rates: from decisions to a row, and back.

use geo::{Coord, LineString};
use serde_json::{Value, json};

use super::by_year;
use super::cells::{Cells, Unread};
use super::encode::{TooLarge, finite, text};
use super::geometry::MAX_CORNERS;
use super::mass_rows::listed;
use super::rows::{Cell, Row, Table};
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::balance::{Acceptance, Emission, HaulRates, LoadSize};
use crate::material::{MassKind, Placing, Quality};
use crate::project::{Distance, Entry, MassSettings, Mining, Terms};
use crate::units::{BankM3, Density, LooseM3, NokPerTonne, PlacedM3, Tonnes, Year};

/// The setting of years and rates.
pub(super) const MASSES: (i64, &str) = (2, "masses");

/// What takes rock, and its number, as other rows name it; `None` of everything else.
pub(super) fn kind_of(entry: Entry) -> Option<(&'static str, u64)> {
    match entry {
        Entry::Deposit(_) | Entry::Pit(_) | Entry::Outlet(_) => Some(entry.kind_and_number()),
        Entry::Layer(_) | Entry::Ground(_) => None,
    }
}

pub(super) fn year(year: Option<Year>) -> Cell {
    year.map_or(Cell::Null, |year| Cell::Integer(i64::from(year.0)))
}

pub(super) fn optional_year(cells: &Cells<'_>, column: Unread) -> Result<Option<Year>, Unread> {
    match cells.cell(column)? {
        Cell::Null => Ok(None),
        Cell::Integer(year @ -9999..=9999) => {
            i32::try_from(*year).ok().map(Year).map(Some).ok_or(column)
        }
        _ => Err(column),
    }
}

pub(super) fn positive(cells: &Cells<'_>, column: Unread) -> Result<f64, Unread> {
    let number = cells.real(column)?;
    (0.0 <= number).then_some(number).ok_or(column)
}

/// The row of terms.
pub(super) fn terms_row(entry: Entry, terms: &Terms) -> Result<Vec<Cell>, TooLarge> {
    let name = kind_of(entry).map(|(kind, id)| format!("{kind}-{id}"));
    let all = Acceptance::default();
    let kinds = terms.accepts.kinds.iter().map(|kind| kind.id());
    let qualities = terms.accepts.qualities.iter().map(|quality| quality.id());
    let list = |is_all: bool, ids: Vec<&str>| {
        if is_all {
            Cell::Null
        } else {
            Cell::Text(ids.join(","))
        }
    };
    let (distance, km, detour, route) = match &terms.distance {
        Distance::Typed { km } => (
            "typed",
            Cell::real(finite(*km).max(0.0)),
            Cell::Null,
            Cell::Null,
        ),
        Distance::Straight { detour } => (
            "straight",
            Cell::Null,
            Cell::real(finite(*detour).max(1.0)),
            Cell::Null,
        ),
        Distance::Route(line) => ("route", Cell::Null, Cell::Null, route_text(line)?),
    };
    Ok(vec![
        Cell::real(0.0),
        Cell::Text(name.unwrap_or_default()),
        year(terms.first_year),
        year(terms.last_year),
        terms
            .yearly_limit
            .map_or(Cell::Null, |limit| Cell::real(finite(limit.0).max(0.0))),
        list(terms.accepts.kinds == all.kinds, kinds.collect()),
        list(
            terms.accepts.qualities == all.qualities,
            qualities.collect(),
        ),
        Cell::text(terms.placing.id()),
        Cell::real(finite(terms.handling.0)),
        Cell::text(distance),
        km,
        detour,
        route,
        Cell::real(finite(terms.climb_m)),
        Cell::real(finite(terms.already.0).max(0.0)),
        year(terms.emptied_by),
        Cell::real(finite(terms.reclaim.0)),
        terms.in_sea.map_or(Cell::Null, Cell::yes_or_no),
    ])
}

/// A line as JSON: east and north of each corner, in metres.
fn route_text(line: &LineString<f64>) -> Result<Cell, TooLarge> {
    let corners = line.0.len();
    if MAX_CORNERS < corners {
        return Err(TooLarge(format!("a route with {corners} corners")));
    }
    let corners = line.0.iter().map(|corner| json!([corner.x, corner.y]));
    let route = Value::Array(corners.collect()).to_string();
    text("a route", &route, TEXT_LIMIT)
}

fn route(text: &str) -> Option<LineString<f64>> {
    let corners: Vec<(f64, f64)> = serde_json::from_str(text).ok()?;
    let is_line = 2 <= corners.len() && corners.len() <= MAX_CORNERS;
    is_line.then(|| corners.into_iter().map(|(x, y)| Coord { x, y }).collect())
}

/// The terms of a row.
pub(super) fn terms(row: &Row) -> Result<Terms, Unread> {
    let cells = Cells {
        table: Table::Terms,
        row,
    };
    let all = Acceptance::default();
    let distance = match cells.text("distance", NAME_LIMIT)? {
        "typed" => Distance::Typed {
            km: positive(&cells, "distance_km")?,
        },
        "straight" => Distance::Straight {
            detour: match cells.optional_real("detour")? {
                None => Distance::USUAL_DETOUR,
                Some(detour) if 1.0 <= detour => detour,
                Some(_) => return Err("detour"),
            },
        },
        "route" => Distance::Route(route(cells.text("route", TEXT_LIMIT)?).ok_or("route")?),
        _ => return Err("distance"),
    };
    let limit = cells.optional_real("yearly_limit_t")?;
    if limit.is_some_and(|limit| limit < 0.0) {
        return Err("yearly_limit_t");
    }
    Ok(Terms {
        first_year: optional_year(&cells, "first_year")?,
        last_year: optional_year(&cells, "last_year")?,
        yearly_limit: limit.map(Tonnes),
        accepts: Acceptance {
            kinds: match cells.optional_text("kinds", NAME_LIMIT)? {
                None => all.kinds,
                Some(kinds) => listed(kinds, MassKind::of).ok_or("kinds")?,
            },
            qualities: match cells.optional_text("qualities", NAME_LIMIT)? {
                None => all.qualities,
                Some(qualities) => listed(qualities, Quality::of).ok_or("qualities")?,
            },
        },
        placing: Placing::of(cells.text("placing", NAME_LIMIT)?).ok_or("placing")?,
        handling: NokPerTonne(cells.real("handling_nok_per_t")?),
        distance,
        climb_m: cells.real("climb_m")?,
        already: PlacedM3(positive(&cells, "already_m3")?),
        emptied_by: optional_year(&cells, "emptied_by_year")?,
        reclaim: NokPerTonne(cells.real("reclaim_nok_per_t")?),
        in_sea: match cells.cell("in_sea")? {
            Cell::Null => None,
            _ => Some(cells.yes_or_no("in_sea")?),
        },
    })
}

/// The row of how a pit is mined.
pub(super) fn mining_row(id: u64, mining: &Mining) -> Result<Vec<Cell>, TooLarge> {
    let tonnes = mining.tonnes.iter().map(|(year, tonnes)| (*year, tonnes.0));
    let free = mining.free.iter().map(|(year, share)| (*year, *share));
    Ok(vec![
        Cell::real(0.0),
        Cell::Text(format!("pit-{id}")),
        text("tonnes by year", &by_year::text_of(tonnes), TEXT_LIMIT)?,
        Cell::real(mining.density.tonnes_per_m3()),
        text("shares by year", &by_year::text_of(free), TEXT_LIMIT)?,
        Cell::real(finite(mining.already.0).max(0.0)),
    ])
}

/// How a pit is mined, by a row.
pub(super) fn mining(row: &Row) -> Result<Mining, Unread> {
    let cells = Cells {
        table: Table::Mining,
        row,
    };
    let amounts = |column| by_year::read(cells.text(column, TEXT_LIMIT)?).ok_or(column);
    let free = amounts("free_share_by_year")?;
    if free.values().any(|share| 1.0 < *share) {
        return Err("free_share_by_year");
    }
    let tonnes = amounts("mined_by_year")?;
    Ok(Mining {
        tonnes: tonnes
            .into_iter()
            .map(|(year, mass)| (year, Tonnes(mass)))
            .collect(),
        density: Density::new(cells.real("density_t_per_m3")?).ok_or("density_t_per_m3")?,
        free,
        already: BankM3(positive(&cells, "already_bank_m3")?),
    })
}

/// The row of years and rates.
pub(super) fn masses_row(masses: &MassSettings, rank: f64) -> Vec<Cell> {
    let rates = masses.haul;
    let (co2_is, co2) = match rates.emission {
        Emission::PerTonneKm(kg) => ("kg_per_t_km", kg),
        Emission::PerKm(kg) => ("kg_per_km", kg),
    };
    let (load_is, load) = match rates.load {
        LoadSize::Volume(room) => ("loose_m3", room.0),
        LoadSize::Mass(mass) => ("t", mass.0),
    };
    let value = json!({
        "first_year": masses.first_year.0,
        "last_year": masses.last_year.0,
        "origin_m": masses.origin.map(|origin| [origin.x, origin.y]),
        "nok_per_t_km": rates.nok_per_tonne_km,
        "nok_per_t_100_m_climb": rates.nok_per_tonne_100_m_climb,
        "co2_is": co2_is,
        "co2": co2,
        "load_is": load_is,
        "load": load,
        "both_ways": rates.both_ways,
    });
    vec![
        Cell::real(rank),
        Cell::text(MASSES.1),
        Cell::Text(value.to_string()),
    ]
}

/// Years and rates, by a row.
pub(super) fn masses(row: &Row) -> Result<MassSettings, Unread> {
    let cells = Cells {
        table: Table::Settings,
        row,
    };
    if cells.text("name", NAME_LIMIT)? != MASSES.1 {
        return Err("name");
    }
    let value: Value = serde_json::from_str(cells.text("value", TEXT_LIMIT)?)
        .ok()
        .ok_or("value")?;
    read_masses(&value).ok_or("value")
}

fn read_masses(value: &Value) -> Option<MassSettings> {
    let year = |name: &str| {
        let year = i32::try_from(value.get(name)?.as_i64()?).ok()?;
        (-9999..=9999).contains(&year).then_some(Year(year))
    };
    let number = |name: &str| {
        value
            .get(name)?
            .as_f64()
            .filter(|number| number.is_finite())
    };
    let (first_year, last_year) = (year("first_year")?, year("last_year")?);
    let origin = match value.get("origin_m") {
        None | Some(Value::Null) => None,
        Some(origin) => {
            let at = |place: usize| origin.get(place)?.as_f64();
            Some(Coord {
                x: at(0)?,
                y: at(1)?,
            })
        }
    };
    let load = number("load").filter(|load| 0.0 < *load)?;
    let settings = MassSettings {
        first_year,
        last_year,
        origin,
        haul: HaulRates {
            nok_per_tonne_km: number("nok_per_t_km")?,
            nok_per_tonne_100_m_climb: number("nok_per_t_100_m_climb")?,
            emission: match value.get("co2_is")?.as_str()? {
                "kg_per_t_km" => Emission::PerTonneKm(number("co2")?),
                "kg_per_km" => Emission::PerKm(number("co2")?),
                _ => return None,
            },
            load: match value.get("load_is")?.as_str()? {
                "loose_m3" => LoadSize::Volume(LooseM3(load)),
                "t" => LoadSize::Mass(Tonnes(load)),
                _ => return None,
            },
            both_ways: value.get("both_ways")?.as_bool()?,
        },
    };
    (first_year <= last_year).then_some(settings)
}
