//! How much of what each place holds is used, and what needs room but has none.

use super::{SheetMm, TEXT_MM, volume_unit};
use crate::app::masses::{DestinationBook, MassBook};
use crate::balance::{Binding, Fate};
use crate::figure::{Drawing, FATE_COLORS, Room, RoomsInput, draw_rooms, rooms_height_mm};
use crate::material::Placing;
use crate::units::PlacedM3;
use crate::words::Words;

/// Draws a bar for each place with an end, after one for all of them together; then what has no place.
pub(super) fn draw(book: &MassBook, words: &Words, (width_mm, height_mm): SheetMm) -> Drawing {
    let rooms = rooms_of(book, words);
    let most = |room: &Room| room.used.max(room.capacity.unwrap_or(0.0));
    let highest = rooms.iter().map(most).fold(0.0, f64::max);
    draw_rooms(&RoomsInput {
        title: &words.text("figure-capacity", &[]),
        rooms: &rooms,
        unit: volume_unit(highest),
        legend: (
            &words.text("figure-capacity-used", &[]),
            &words.text("figure-capacity-holds", &[]),
        ),
        number: &|value, decimals| words.number(value, decimals),
        empty: &words.text("figure-capacity-none", &[]),
        width_mm,
        height_mm,
        text_mm: TEXT_MM,
    })
}

/// The height that the bars need, in millimetres.
pub(super) fn height_mm(book: &MassBook) -> f64 {
    let with_an_end = book
        .destinations
        .iter()
        .filter(|one| one.capacity.is_some());
    rooms_height_mm(with_an_end.count() + 2, TEXT_MM)
}

fn rooms_of(book: &MassBook, words: &Words) -> Vec<Room> {
    let plan = &book.planned.plan;
    let mut order: Vec<usize> = (0..plan.destinations.len()).collect();
    order.sort_by_key(|index| (plan.destinations[*index].fate(), *index));
    let places = order.into_iter().filter_map(|index| {
        let destination = &book.destinations[index];
        let capacity = destination.capacity?;
        let used = most_used(book, index);
        Some(Room {
            name: plan.destinations[index].name.clone(),
            color: FATE_COLORS[plan.destinations[index].fate().index()],
            used: used.0,
            capacity: Some(capacity.0),
            told: told(destination, (used, capacity), words),
        })
    });
    let places: Vec<Room> = places.collect();
    let unplaced = unplaced_room(book);
    if places.is_empty() && unplaced.0 <= 0.0 {
        return Vec::new();
    }
    // What is needed together is what lies there and what has no place.
    let used: f64 = places.iter().map(|room| room.used).sum();
    let holds: f64 = places.iter().filter_map(|room| room.capacity).sum();
    let needed = words.volume(used + unplaced.0);
    let all = Room {
        name: words.text("figure-capacity-all", &[]),
        color: [0x5B, 0x67, 0x70],
        used,
        capacity: Some(holds),
        told: words.text(
            "figure-capacity-need",
            &[("need", needed), ("holds", words.volume(holds))],
        ),
    };
    let none = (0.0 < unplaced.0).then(|| Room {
        name: words.text("fate-unplaced", &[]),
        color: FATE_COLORS[Fate::ALL.len()],
        used: unplaced.0,
        capacity: None,
        told: words.volume(unplaced.0),
    });
    [all].into_iter().chain(places).chain(none).collect()
}

/// The most that lies there at the end of any year.
fn most_used(book: &MassBook, destination: usize) -> PlacedM3 {
    let years = book.ledger.destinations[destination].iter();
    PlacedM3(years.map(|year| year.placed.0).fold(0.0, f64::max))
}

/// The room that rock without a place would take, tipped.
fn unplaced_room(book: &MassBook) -> PlacedM3 {
    let plan = &book.planned.plan;
    let rooms = book.unplaced.iter().map(|one| {
        let material = &plan.fractions[one.fraction].material;
        material.states(one.mass, Placing::Tipped).placed
    });
    rooms.sum()
}

fn told(
    destination: &DestinationBook,
    (used, capacity): (PlacedM3, PlacedM3),
    words: &Words,
) -> String {
    let share = if 0.0 < capacity.0 {
        words.quantity(100.0 * used.0 / capacity.0, 0, "%")
    } else {
        "–".to_owned()
    };
    let (used, capacity) = (words.volume(used.0), words.volume(capacity.0));
    let volumes = if used == capacity {
        used
    } else {
        format!("{used} / {capacity}")
    };
    let mut told = vec![format!("{share} ({volumes})")];
    if let Some(year) = destination.full {
        told.push(words.text("figure-capacity-full", &[("year", year.0.to_string())]));
    }
    let binding = destination.backfill.last().map(|year| year.binding);
    match binding {
        Some(Binding::Cap) => told.push(words.text("year-cap", &[])),
        Some(Binding::Void) => told.push(words.text("year-void", &[])),
        Some(Binding::Target) | None => {}
    }
    told.join(", ")
}
