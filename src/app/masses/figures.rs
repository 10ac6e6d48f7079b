//! Pictures of the balance of an alternative, on sheets of a size in millimetres.

use super::MassBook;
use crate::app::App;
use crate::balance::{Fate, FlowKey, Way};
use crate::figure::{
    Drawing, FATE_COLORS, FlowsInput, Series, Sink, YearsInput, draw_flows, draw_years,
};
use crate::project::ScenarioId;
use crate::words::Words;

/// Writing on the sheets, in millimetres.
const TEXT_MM: f64 = 3.4;

/// Tonnes in the unit of the axis.
const TONNES_PER_MT: f64 = 1e6;

/// Beside what this share of everything is, rounding is nothing.
const ROUNDING: f64 = 1e-9;

impl App {
    /// Where the fractions of an alternative go, over all years. `None` without masses.
    pub fn flows_figure(
        &self,
        scenario: ScenarioId,
        (width_mm, height_mm): (f64, f64),
    ) -> Option<Drawing> {
        let book = self.mass_book(scenario)?;
        let words = self.words();
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
        Some(draw_flows(&FlowsInput {
            title: &words.text("figure-flows", &[]),
            sources: &sources,
            sinks: &sinks,
            amounts: &amounts,
            name: &name,
            empty: &words.text("figure-nothing", &[]),
            width_mm,
            height_mm,
            text_mm: TEXT_MM,
        }))
    }

    /// Where the rock of each year ends in an alternative. `None` without masses.
    pub fn years_figure(
        &self,
        scenario: ScenarioId,
        (width_mm, height_mm): (f64, f64),
    ) -> Option<Drawing> {
        let book = self.mass_book(scenario)?;
        let words = self.words();
        Some(draw_years(&YearsInput {
            title: &words.text("figure-years", &[]),
            first_year: book.planned.plan.first_year.0,
            series: &series_of(book, words),
            unit: ("Mt", TONNES_PER_MT),
            number: &|value, decimals| words.number(value, decimals),
            empty: &words.text("figure-nothing", &[]),
            width_mm,
            height_mm,
            text_mm: TEXT_MM,
        }))
    }
}

/// What goes into each fate in each year: what is taken out of a store goes in somewhere else the same year.
fn series_of(book: &MassBook, words: &Words) -> Vec<Series> {
    let years = 0..book.planned.plan.years;
    let fates = Fate::ALL.map(|fate| {
        let into = years.clone().map(|year| {
            let fractions = book.ledger.fractions.iter();
            fractions
                .map(|years| years[year].into[fate.index()].0)
                .sum()
        });
        Series {
            name: words.text(&format!("fate-{}", fate.id()), &[]),
            color: FATE_COLORS[fate.index()],
            is_amiss: false,
            amounts: into.collect(),
        }
    });
    let unplaced = Series {
        name: words.text("fate-unplaced", &[]),
        color: FATE_COLORS[Fate::ALL.len()],
        is_amiss: true,
        amounts: book
            .ledger
            .years
            .iter()
            .map(|year| year.unplaced.0)
            .collect(),
    };
    fates.into_iter().chain([unplaced]).collect()
}
