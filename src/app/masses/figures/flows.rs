//! Where the fractions of an alternative go.

use super::{SheetMm, TEXT_MM};
use crate::app::masses::MassBook;
use crate::balance::{Fate, FlowKey, Way};
use crate::figure::{Drawing, FATE_COLORS, FlowsInput, Sink, draw_flows};
use crate::words::Words;

/// Beside what this share of everything is, rounding is nothing.
const ROUNDING: f64 = 1e-9;

/// Draws where the fractions go, over all years.
pub(super) fn draw(book: &MassBook, words: &Words, (width_mm, height_mm): SheetMm) -> Drawing {
    let plan = &book.planned.plan;
    let unplaced = words.text("fate-unplaced", &[]);
    // By fate, in their order; what has no place stands last.
    let mut order: Vec<usize> = (0..plan.destinations.len()).collect();
    order.sort_by_key(|index| (plan.destinations[*index].fate(), *index));
    let ends_at = |fraction: usize, destination: usize| {
        let flows = (0..plan.years).map(|year| {
            let flow = |way| {
                book.planned.allocation.get(FlowKey {
                    fraction,
                    year,
                    destination,
                    way,
                })
            };
            flow(Way::In).0 - flow(Way::Out).0
        });
        flows.sum::<f64>()
    };
    let least = ROUNDING * book.ledger.total.total().0.abs();
    let amounts: Vec<Vec<f64>> = (0..plan.fractions.len())
        .map(|fraction| {
            let placed = order.iter().map(|to| ends_at(fraction, *to));
            let left = book.ledger.fractions[fraction]
                .iter()
                .map(|year| year.unplaced.0);
            let all = placed.chain([left.sum()]);
            all.map(|amount| if amount < least { 0.0 } else { amount })
                .collect()
        })
        .collect();
    let label = |name: &str, mass: f64| format!("{name} {}", words.mass(mass));
    let sources: Vec<String> = plan
        .fractions
        .iter()
        .zip(&amounts)
        .map(|(fraction, amounts)| label(&fraction.name, amounts.iter().sum()))
        .collect();
    let arrives = |place: usize| amounts.iter().map(|row| row[place]).sum::<f64>();
    let placed = order.iter().enumerate().map(|(place, index)| Sink {
        label: label(&plan.destinations[*index].name, arrives(place)),
        color: FATE_COLORS[plan.destinations[*index].fate().index()],
        is_amiss: false,
    });
    let none = Sink {
        label: label(&unplaced, arrives(order.len())),
        color: FATE_COLORS[Fate::ALL.len()],
        is_amiss: true,
    };
    let sinks: Vec<Sink> = placed.chain([none]).collect();
    let name = |source: usize, sink: usize| {
        let to = order.get(sink);
        let to = to.map_or(unplaced.as_str(), |index| {
            plan.destinations[*index].name.as_str()
        });
        let mass = words.mass(amounts[source][sink]);
        format!("{} → {to}: {mass}", plan.fractions[source].name)
    };
    draw_flows(&FlowsInput {
        title: &words.text("figure-flows", &[]),
        sources: &sources,
        sinks: &sinks,
        amounts: &amounts,
        name: &name,
        empty: &words.text("figure-nothing", &[]),
        width_mm,
        height_mm,
        text_mm: TEXT_MM,
    })
}
