//! Rows of fractions and outlets: from decisions to a row, and back.

use std::collections::BTreeSet;

use geo::Coord;

use super::by_year;
use super::cells::{Cells, Unread};
use super::encode::{TooLarge, finite, number, opacity, text};
use super::rows::{Cell, Row, Table};
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::balance::LeastYearly;
use crate::material::{MassKind, Material, Placing, Purpose, Quality, Sourced};
use crate::project::{Fraction, Outlet, ScenarioId, Terms};
use crate::units::{Density, LooseFactor, NokPerTonne, PlacedFactor, Tonnes};

/// The row of a fraction.
pub(super) fn fraction_row(fraction: &Fraction, rank: f64) -> Result<Vec<Cell>, TooLarge> {
    let material = &fraction.material;
    let purposes: Vec<&str> = material.purposes.iter().map(|one| one.id()).collect();
    let mut row = vec![
        Cell::real(rank),
        text("a name", &fraction.name, NAME_LIMIT)?,
        Cell::text(material.kind.id()),
        Cell::text(material.quality.id()),
        text("a note", &material.quality_note, TEXT_LIMIT)?,
        text("a source", &material.quality_source, TEXT_LIMIT)?,
        Cell::Text(purposes.join(",")),
    ];
    row.extend(sourced(&material.density, Density::tonnes_per_m3)?);
    row.extend(sourced(&material.loose, LooseFactor::ratio)?);
    for placed in &material.placed {
        row.extend(sourced(placed, PlacedFactor::ratio)?);
    }
    let tonnes = fraction.tonnes.iter();
    let tonnes = by_year::text_of(tonnes.map(|(year, tonnes)| (*year, tonnes.0)));
    row.push(text("tonnes by year", &tonnes, TEXT_LIMIT)?);
    row.extend(place(fraction.origin));
    Ok(row)
}

fn sourced<T: Copy>(factor: &Sourced<T>, number: impl Fn(T) -> f64) -> Result<[Cell; 3], TooLarge> {
    Ok([
        Cell::real(number(factor.value)),
        text("a source", &factor.source, TEXT_LIMIT)?,
        text("an author", &factor.author, TEXT_LIMIT)?,
    ])
}

/// East and north, or nothing.
pub(super) fn place(place: Option<Coord<f64>>) -> [Cell; 2] {
    match place {
        Some(place) if place.x.is_finite() && place.y.is_finite() => {
            [Cell::real(place.x), Cell::real(place.y)]
        }
        _ => [Cell::Null, Cell::Null],
    }
}

/// The fraction of a row.
pub(super) fn fraction(row: &Row) -> Result<Fraction, Unread> {
    let cells = Cells {
        table: Table::Fractions,
        row,
    };
    let tonnes = by_year::read(cells.text("tonnes_by_year", TEXT_LIMIT)?);
    let tonnes = tonnes.ok_or("tonnes_by_year")?;
    let placed =
        |column, source, author| read_sourced(&cells, (column, source, author), PlacedFactor::new);
    let material = Material {
        kind: MassKind::of(cells.text("kind", NAME_LIMIT)?).ok_or("kind")?,
        quality: Quality::of(cells.text("quality", NAME_LIMIT)?).ok_or("quality")?,
        quality_note: cells.text("quality_note", TEXT_LIMIT)?.to_owned(),
        quality_source: cells.text("quality_source", TEXT_LIMIT)?.to_owned(),
        purposes: listed(cells.text("purposes", NAME_LIMIT)?, Purpose::of).ok_or("purposes")?,
        density: read_sourced(
            &cells,
            ("density_t_per_m3", "density_source", "density_author"),
            Density::new,
        )?,
        loose: read_sourced(
            &cells,
            ("loose_factor", "loose_source", "loose_author"),
            LooseFactor::new,
        )?,
        placed: [
            placed(
                "placed_tipped",
                "placed_tipped_source",
                "placed_tipped_author",
            )?,
            placed(
                "placed_compacted",
                "placed_compacted_source",
                "placed_compacted_author",
            )?,
            placed(
                "placed_hydraulic",
                "placed_hydraulic_source",
                "placed_hydraulic_author",
            )?,
        ],
    };
    const { assert!(Placing::ALL.len() == 3, "a column for each way of placing") };
    Ok(Fraction {
        name: cells.text("name", NAME_LIMIT)?.to_owned(),
        material,
        tonnes: tonnes
            .into_iter()
            .map(|(year, mass)| (year, Tonnes(mass)))
            .collect(),
        origin: read_place(&cells, ("origin_east_m", "origin_north_m"))?,
    })
}

fn read_sourced<T>(
    cells: &Cells<'_>,
    (column, source, author): (Unread, Unread, Unread),
    of: impl Fn(f64) -> Option<T>,
) -> Result<Sourced<T>, Unread> {
    Ok(Sourced {
        value: of(cells.real(column)?).ok_or(column)?,
        source: cells.text(source, TEXT_LIMIT)?.to_owned(),
        author: cells.text(author, TEXT_LIMIT)?.to_owned(),
    })
}

pub(super) fn read_place(
    cells: &Cells<'_>,
    (east, north): (Unread, Unread),
) -> Result<Option<Coord<f64>>, Unread> {
    let (x, y) = (cells.optional_real(east)?, cells.optional_real(north)?);
    Ok(x.zip(y).map(|(x, y)| Coord { x, y }))
}

/// A list of ids with commas between; `None` where one of them is none.
pub(super) fn listed<T: Ord>(text: &str, of: impl Fn(&str) -> Option<T>) -> Option<BTreeSet<T>> {
    let ids = text.split(',').filter(|id| !id.is_empty());
    ids.map(|id| of(id.trim())).collect()
}

/// The row of an outlet.
pub(super) fn outlet_row(outlet: &Outlet, rank: f64) -> Result<Vec<Cell>, TooLarge> {
    let [east, north] = place(outlet.place);
    let least = outlet.least;
    Ok(vec![
        Cell::real(rank),
        text("a name", &outlet.name, NAME_LIMIT)?,
        Cell::Integer(number(outlet.scenario.0)),
        east,
        north,
        Cell::real(finite(outlet.price.0)),
        least.map_or(Cell::Null, |least| {
            Cell::real(finite(least.mass.0).max(0.0))
        }),
        Cell::yes_or_no(least.is_some_and(|least| least.is_rule)),
        Cell::yes_or_no(outlet.visible),
        opacity(outlet.opacity),
    ])
}

/// The outlet of a row, on usual terms.
pub(super) fn outlet(row: &Row, _: &mut usize) -> Result<Outlet, String> {
    let cells = Cells {
        table: Table::Outlets,
        row,
    };
    // One that another program added names none.
    let scenario = cells.optional_id("scenario_id")?;
    let least = cells.optional_real("least_t_per_year")?;
    if least.is_some_and(|least| least < 0.0) {
        return Err("least_t_per_year".to_owned());
    }
    let is_rule = cells.yes_or_no("least_is_rule")?;
    Ok(Outlet {
        scenario: scenario.map_or(ScenarioId::FIRST, ScenarioId),
        name: cells.text("name", NAME_LIMIT)?.to_owned(),
        place: read_place(&cells, ("east_m", "north_m"))?,
        terms: Terms::default(),
        least: least.map(|least| LeastYearly {
            mass: Tonnes(least),
            is_rule,
        }),
        price: NokPerTonne(cells.real("price_nok_per_t")?),
        visible: cells.yes_or_no("visible")?,
        opacity: cells.opacity("opacity")?,
    })
}
