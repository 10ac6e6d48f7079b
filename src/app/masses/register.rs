//! What lies where: so that masses can be found and used in the future.

use super::PlannedMasses;
use crate::balance::{FlowKey, Way};
use crate::curve::level_on;
use crate::material::Quality;
use crate::project::FractionId;
use crate::units::{Metres, PlacedM3, Tonnes, Year};

/// Rock of one fraction that was placed in one year.
#[derive(Clone, Debug, PartialEq)]
pub struct RegisterEntry {
    /// When it was placed.
    pub year: Year,
    /// Of this fraction.
    pub fraction: FractionId,
    /// What it does to its surroundings.
    pub quality: Quality,
    /// How much.
    pub mass: Tonnes,
    /// The room that it takes.
    pub placed: PlacedM3,
    /// The levels between which the rock of that year lies; `None` where no stage curve is in memory.
    pub levels: Option<(Metres, Metres)>,
}

/// What was placed at a destination, year by year. What comes in one year lies between two levels, its fractions mixed.
/// Of a store it is what goes in; what comes out of it is not told apart.
pub fn register_of(planned: &PlannedMasses, destination: usize) -> Vec<RegisterEntry> {
    let plan = &planned.plan;
    let curve = &planned.curves[destination];
    let mut below = planned.already[destination];
    let mut entries = Vec::new();
    for year in 0..plan.years {
        let flow = |fraction, way| {
            planned.allocation.get(FlowKey {
                fraction,
                year,
                destination,
                way,
            })
        };
        let room = |fraction, way| {
            let each = plan.room_m3_per_tonne(fraction, destination);
            PlacedM3(flow(fraction, way).0 * each)
        };
        let fractions = 0..plan.fractions.len();
        let into: PlacedM3 = fractions.clone().map(|one| room(one, Way::In)).sum();
        let out: PlacedM3 = fractions.clone().map(|one| room(one, Way::Out)).sum();
        let top = below + into;
        let levels = level_on(curve, below).zip(level_on(curve, top));
        for fraction in fractions {
            let mass = flow(fraction, Way::In);
            if 0.0 < mass.0 {
                entries.push(RegisterEntry {
                    year: plan.year(year),
                    fraction: planned.fractions[fraction],
                    quality: plan.fractions[fraction].material.quality,
                    mass,
                    placed: room(fraction, Way::In),
                    levels,
                });
            }
        }
        below = PlacedM3((top.0 - out.0).max(0.0));
    }
    entries
}
