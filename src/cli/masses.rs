//! The ledger of an alternative, for people and as JSON.

use serde_json::{Map, Value, json};

use crate::app::MassBook;
use crate::balance::{Binding, Breach, Fate, Fates, Haul};
use crate::project::{Entry, LaterUse, LifeCycle};
use crate::units::Year;

/// Tonnes by where they end, with the unplaced.
pub(super) fn fates_json(book: &MassBook) -> Value {
    fates(&book.ledger.total)
}

fn fates(fates: &Fates) -> Value {
    let by_fate = Fate::ALL.map(|fate| (format!("{}_t", fate.id()), json!(fates.get(fate).0)));
    let unplaced = ("unplaced_t".to_owned(), json!(fates.unplaced.0));
    Value::Object(by_fate.into_iter().chain([unplaced]).collect::<Map<_, _>>())
}

/// The same year by year.
pub(super) fn years_json(book: &MassBook) -> Vec<Value> {
    let years = book.ledger.years.iter().enumerate();
    years
        .map(|(year, booked)| {
            let mut told = json!({ "year": book.planned.plan.year(year).0 });
            if let (Value::Object(told), Value::Object(more)) = (&mut told, fates(booked)) {
                told.extend(more);
            }
            told
        })
        .collect()
}

/// Why rock has no place: tonnes by fraction and year, each with the rules that keep it out.
pub(super) fn causes_json(book: &MassBook) -> Vec<Value> {
    let unplaced = book.unplaced.iter();
    unplaced
        .map(|unplaced| {
            let causes = unplaced.causes.iter().map(|cause| {
                json!({
                    "cause": cause.rule.id(),
                    "destination": book.planned.plan.destinations[cause.destination].name,
                })
            });
            json!({
                "fraction": book.planned.plan.fractions[unplaced.fraction].name,
                "year": book.planned.plan.year(unplaced.year).0,
                "unplaced_t": unplaced.mass.0,
                "causes": causes.collect::<Value>(),
            })
        })
        .collect()
}

/// The whole ledger: what comes, where it goes, what it costs, and what breaks a rule.
pub(super) fn ledger_json(book: &MassBook) -> Value {
    let plan = &book.planned.plan;
    let fractions = plan.fractions.iter().enumerate().map(|(index, fraction)| {
        let years = book.ledger.fractions[index].iter().enumerate();
        let years = years.map(|(year, booked)| {
            let mut told = json!({
                "year": plan.year(year).0,
                "produced_t": booked.produced.0,
                "reclaimed_t": booked.reclaimed.0,
                "unplaced_t": booked.unplaced.0,
            });
            for fate in Fate::ALL {
                told[format!("into_{}_t", fate.id())] = json!(booked.into[fate.index()].0);
            }
            told
        });
        json!({ "name": fraction.name, "years": years.collect::<Value>() })
    });
    let destinations = (0..plan.destinations.len()).map(|index| destination_json(book, index));
    json!({
        "first_year": plan.first_year.0,
        "years": plan.years,
        "produced_t": plan.produced().0,
        "cost_nok": book.cost.0,
        "haul": haul_json(&book.haul),
        "fractions": fractions.collect::<Value>(),
        "destinations": destinations.collect::<Value>(),
        "soil": soil_json(book),
        "breaches": book.breaches.iter().map(Breach::code).collect::<Value>(),
        "doubts": book.planned.doubts.iter().map(|doubt| {
            let (kind, id) = doubt.entry().kind_and_number();
            json!({ "code": doubt.code(), "of": format!("{kind}-{id}") })
        }).collect::<Value>(),
    })
}

fn destination_json(book: &MassBook, index: usize) -> Value {
    let plan = &book.planned.plan;
    let (kind, id) = book.planned.places[index].kind_and_number();
    let over_time = &book.destinations[index];
    let years = book.ledger.destinations[index].iter().enumerate();
    let years = years.map(|(year, booked)| {
        let mut told = json!({
            "year": plan.year(year).0,
            "into_t": booked.into.0,
            "out_t": booked.out.0,
            "holds_t": booked.holds.0,
            "holds_placed_m3": booked.placed.0,
            "level_m": over_time.levels.get(year).copied().flatten().map(|level| level.0),
            "cost_nok": booked.cost.0,
        });
        if let Some(limits) = over_time.backfill.get(year) {
            told["limit_by_cap_bank_m3"] = json!(limits.limit_by_cap.0);
            told["free_m3"] = json!(limits.free.0);
            told["backfill_bank_m3"] = json!(limits.bank.0);
            told["binding"] = json!(binding_id(limits.binding));
        }
        told
    });
    json!({
        "id": format!("{kind}-{id}"),
        "name": plan.destinations[index].name,
        "fate": plan.destinations[index].fate().id(),
        "capacity_m3": over_time.capacity.map(|capacity| capacity.0),
        "full_year": over_time.full.map(|year| year.0),
        "haul": haul_json(&over_time.haul),
        "years": years.collect::<Value>(),
        "register": over_time.register.iter().map(|entry| json!({
            "year": entry.year.0,
            "fraction": entry.fraction.0,
            "quality": entry.quality.id(),
            "mass_t": entry.mass.0,
            "placed_m3": entry.placed.0,
            "from_level_m": entry.levels.map(|(from, _)| from.0),
            "to_level_m": entry.levels.map(|(_, to)| to.0),
        })).collect::<Value>(),
    })
}

/// Soil by year, and what has to be brought from outside.
fn soil_json(book: &MassBook) -> Value {
    let years = book.soil.years.iter().enumerate();
    let years = years.map(|(year, soil)| {
        json!({
            "year": book.planned.plan.year(year).0,
            "stripped_m3": soil.stripped.0,
            "brought_m3": soil.brought.0,
            "laid_m3": soil.laid.0,
            "kept_m3": soil.kept.0,
        })
    });
    json!({
        "years": years.collect::<Value>(),
        "laid_later_m3": book.soil.later.0,
        "brought_m3": book.soil.brought().0,
    })
}

/// What becomes of a deposit, and what is watched there.
pub(super) fn life_json(life: &LifeCycle) -> Value {
    let soil = &life.soil;
    let year = |year: Option<Year>| year.map(|year| year.0);
    json!({
        "responsible": life.responsible,
        "later_use": life.later_use.map(LaterUse::id),
        "restoration": life.restoration,
        "topsoil_m": soil.topsoil.0,
        "strip_year": year(soil.strip_year),
        "cover_m": soil.cover.0,
        "cover_from_year": year(soil.cover_from),
        "cover_to_year": year(soil.cover_to),
        "monitoring": life.monitoring.iter().map(|point| json!({
            "name": point.name,
            "east_m": point.place.x,
            "north_m": point.place.y,
            "medium": point.medium.id(),
            "parameter": point.parameter,
            "limit": point.limit,
            "times_a_year": point.times_a_year,
            "first_year": year(point.first_year),
            "last_year": year(point.last_year),
        })).collect::<Value>(),
    })
}

fn haul_json(haul: &Haul) -> Value {
    json!({
        "loads": haul.loads,
        "km": haul.km,
        "tonne_km": haul.tonne_km,
        "cost_nok": haul.cost.0,
        "co2_kg": haul.co2_kg,
    })
}

/// The year in which something is full.
pub(super) fn full_year(book: &MassBook, entry: Entry) -> Option<i32> {
    let index = book
        .planned
        .places
        .iter()
        .position(|place| *place == entry)?;
    book.destinations[index].full.map(|year| year.0)
}

fn binding_id(binding: Binding) -> &'static str {
    match binding {
        Binding::Cap => "cap",
        Binding::Void => "void",
        Binding::Target => "target",
    }
}
