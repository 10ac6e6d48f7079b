//! Where a figure comes from: how it is counted, what it rests on, sources, factors, and who said so.

use super::{ComparedIndicator, ComputedIndicator, IndicatorKey};
use crate::app::open::path_of;
use crate::app::state::{App, SourceState};
use crate::balance::{Emission, LoadSize};
use crate::material::{Placing, Sourced};
use crate::project::{LayerId, ScenarioId, own_key};
use crate::results::Fingerprint;
use crate::words::Words;

/// One part of where a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracePart {
    /// What it is about.
    pub title: String,
    /// What is said, each with what it is; one without a name stands alone.
    pub lines: Vec<(String, String)>,
}

/// What an indicator may rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    Fills,
    Pits,
    Layers,
    Masses,
    Rates,
}

/// What an indicator rests on.
fn bases_of(indicator: &ComputedIndicator) -> &'static [Base] {
    match indicator {
        ComputedIndicator::CapacityShare
        | ComputedIndicator::Unplaced
        | ComputedIndicator::YearsOfLife
        | ComputedIndicator::Ends(_)
        | ComputedIndicator::ReusedShare
        | ComputedIndicator::BackfilledShare => &[Base::Fills, Base::Pits, Base::Masses],
        ComputedIndicator::LandTake
        | ComputedIndicator::NewLandTake
        | ComputedIndicator::Taken(..)
        | ComputedIndicator::HardConflicts
        | ComputedIndicator::NearestBuilding
        | ComputedIndicator::NearestWater => &[Base::Fills, Base::Layers],
        ComputedIndicator::SeaFootprint | ComputedIndicator::GreatestHeight => &[Base::Fills],
        ComputedIndicator::Haul | ComputedIndicator::Cost | ComputedIndicator::Co2 => {
            &[Base::Masses, Base::Rates]
        }
    }
}

impl App {
    /// Where a figure of an alternative comes from.
    pub fn trace(&self, indicator: &ComparedIndicator, scenario: ScenarioId) -> Vec<TracePart> {
        let words = self.words();
        let mut parts = Vec::new();
        match &indicator.key {
            IndicatorKey::Own(id) => parts.push(self.said(scenario, &own_key(*id), words)),
            IndicatorKey::Computed(computed) => {
                parts.push(TracePart {
                    title: words.text("trace-how", &[]),
                    lines: vec![(String::new(), words.text(computed.note_id(), &[]))],
                });
                let bases = bases_of(computed);
                let rests_on = |base: Base| bases.contains(&base);
                let mut layers: Vec<LayerId> = Vec::new();
                if rests_on(Base::Fills) {
                    parts.push(self.fills_part(scenario, &mut layers, words));
                }
                if rests_on(Base::Pits) {
                    parts.push(self.pits_part(scenario, &mut layers, words));
                }
                if rests_on(Base::Layers) {
                    let wanted = match computed {
                        ComputedIndicator::Taken(layer, _) => Some(*layer),
                        _ => None,
                    };
                    let sites = self.project().site_layers().map(|(id, ..)| id);
                    layers.extend(sites.filter(|id| wanted.is_none_or(|wanted| wanted == *id)));
                }
                layers.sort();
                layers.dedup();
                parts.extend(layers.iter().map(|id| self.source_part(*id, words)));
                if rests_on(Base::Masses) {
                    parts.extend(self.factor_parts(words));
                    parts.push(self.pit_factors(scenario, words));
                }
                if rests_on(Base::Rates) {
                    parts.push(self.rates_part(words));
                }
            }
        }
        let version = format!("Berghald {}", env!("CARGO_PKG_VERSION"));
        parts.push(TracePart {
            title: words.text("trace-program", &[]),
            lines: vec![
                (words.text("trace-version", &[]), version),
                (
                    words.text("trace-areas", &[]),
                    words.text(&format!("areas-{}", self.project().areas.id()), &[]),
                ),
            ],
        });
        parts.retain(|part| !part.lines.is_empty());
        parts
    }

    fn said(&self, scenario: ScenarioId, subject: &str, words: &Words) -> TracePart {
        let said = self.project().assessment.judgement(scenario, subject);
        let lines = said.map_or_else(Vec::new, |(_, one)| {
            vec![
                (words.text("trace-by", &[]), one.author.clone()),
                (words.text("compare-reason", &[]), one.reason.clone()),
            ]
        });
        TracePart {
            title: words.text("trace-judged", &[]),
            lines,
        }
    }

    fn fills_part(
        &self,
        scenario: ScenarioId,
        layers: &mut Vec<LayerId>,
        words: &Words,
    ) -> TracePart {
        let mut lines = Vec::new();
        for (id, deposit) in self.project().deposits_of(scenario) {
            layers.extend(deposit.terrains());
            let told = self.figures(id).map_or_else(
                || words.text("figures-not-kept", &[]),
                |(figures, _)| {
                    let figure = |name: &str| figures.get(name).unwrap_or(f64::NAN);
                    words.text(
                        "deposit-line",
                        &[
                            ("volume", words.volume(figure("fill_m3"))),
                            ("area", words.area(figure("footprint_area_m2"))),
                            ("crest", words.quantity(figure("crest_level_m"), 1, "m")),
                        ],
                    )
                },
            );
            lines.push((deposit.name.clone(), told));
            if let Some((record, _)) = self.kept_figures(id) {
                lines.push((
                    String::new(),
                    kept_text(record.at, &record.program, record.of, words),
                ));
            }
        }
        TracePart {
            title: words.text("trace-deposits", &[]),
            lines,
        }
    }

    fn pits_part(
        &self,
        scenario: ScenarioId,
        layers: &mut Vec<LayerId>,
        words: &Words,
    ) -> TracePart {
        let mut lines = Vec::new();
        for (id, pit) in self.project().pits_of(scenario) {
            layers.extend(pit.terrains());
            let Some((figures, _)) = self.pit_figures(id) else {
                continue;
            };
            let figure = |name: &str| words.volume(figures.get(name).unwrap_or(f64::NAN));
            let told = words.text(
                "trace-pit",
                &[
                    ("void", figure("usable_void_m3")),
                    ("extracted", figure("extracted_bank_m3")),
                    ("backfill", figure("backfill_bank_m3")),
                ],
            );
            lines.push((pit.name.clone(), told));
            if let Some((record, _)) = self.kept_pit(id) {
                lines.push((
                    String::new(),
                    kept_text(record.at, &record.program, record.of, words),
                ));
            }
        }
        TracePart {
            title: words.text("trace-pits", &[]),
            lines,
        }
    }

    /// The file of a layer: hash, date, coordinate system, height datum, and whether it is what it was.
    fn source_part(&self, id: LayerId, words: &Words) -> TracePart {
        let Some(layer) = self.project().layer(id) else {
            return TracePart {
                title: String::new(),
                lines: Vec::new(),
            };
        };
        let file = path_of(&layer.source).display().to_string();
        let mut lines = vec![(words.text("trace-file", &[]), file)];
        if let Some(record) = self.source_record(id) {
            lines.push((words.text("trace-hash", &[]), record.blake3.to_string()));
            let modified = record.modified.map(|at| words.time(at));
            lines.extend(modified.map(|at| (words.text("trace-date", &[]), at)));
            let known = [
                ("trace-crs", &record.crs),
                ("trace-datum", &record.vertical_datum),
            ];
            let known = known.into_iter().filter(|(_, text)| !text.is_empty());
            lines.extend(known.map(|(id, text)| (words.text(id, &[]), text.clone())));
        }
        if !layer.attribution.is_empty() {
            lines.push((
                words.text("trace-attribution", &[]),
                layer.attribution.clone(),
            ));
        }
        let state = match self.source_state(id) {
            Some(SourceState::Same) => "check-source-same",
            Some(SourceState::Changed(_)) => "check-source-changed",
            Some(SourceState::Missing) if layer.site.is_some() => "check-source-copied",
            Some(SourceState::Missing) => "check-source-missing",
            None => "check-source-not-recorded",
        };
        lines.push((words.text("trace-state", &[]), words.text(state, &[])));
        TracePart {
            title: layer.name.clone(),
            lines,
        }
    }

    /// Densities and swelling of every fraction, each with who says so.
    fn factor_parts(&self, words: &Words) -> Vec<TracePart> {
        let fractions = self.project().fractions_in_order();
        let parts = fractions.map(|(_, fraction)| {
            let material = &fraction.material;
            let mut lines = vec![
                (
                    words.text("trace-density", &[]),
                    sourced(&material.density, |one| one.tonnes_per_m3(), "t/m³", words),
                ),
                (
                    words.text("trace-loose", &[]),
                    sourced(&material.loose, |one| one.ratio(), "", words),
                ),
            ];
            for (placing, factor) in Placing::ALL.into_iter().zip(&material.placed) {
                let placing = crate::app::placing_text(placing, words);
                let name = words.text("trace-placed", &[("placing", placing)]);
                lines.push((name, sourced(factor, |one| one.ratio(), "", words)));
            }
            TracePart {
                title: fraction.name.clone(),
                lines,
            }
        });
        parts.collect()
    }

    /// Placed factors and caps of pits and stopes.
    fn pit_factors(&self, scenario: ScenarioId, words: &Words) -> TracePart {
        let pits = self.project().pits_of(scenario);
        let lines = pits.map(|(_, pit)| {
            let cap = words.quantity(100.0 * pit.cap.share(), 1, "%");
            let factor = words.number(pit.placed_factor.ratio(), 2);
            let told = words.text("trace-cap", &[("cap", cap), ("factor", factor)]);
            (pit.name.clone(), told)
        });
        TracePart {
            title: words.text("trace-limits", &[]),
            lines: lines.collect(),
        }
    }

    fn rates_part(&self, words: &Words) -> TracePart {
        let rates = &self.project().masses.haul;
        let mut lines = vec![(
            words.text("trace-haul-cost", &[]),
            words.quantity(rates.nok_per_tonne_km, 2, "NOK/(t·km)"),
        )];
        let climb = words.quantity(rates.nok_per_tonne_100_m_climb, 2, "NOK/(t·100 m)");
        lines.push((words.text("trace-climb-cost", &[]), climb));
        let (emission, unit) = match rates.emission {
            Emission::PerTonneKm(kg) => (kg, "kg CO₂/(t·km)"),
            Emission::PerKm(kg) => (kg, "kg CO₂/km"),
        };
        lines.push((
            words.text("trace-emission", &[]),
            words.quantity(emission, 3, unit),
        ));
        let load = match rates.load {
            LoadSize::Volume(room) => words.quantity(room.0, 1, "m³"),
            LoadSize::Mass(most) => words.quantity(most.0, 1, "t"),
        };
        lines.push((words.text("trace-load", &[]), load));
        TracePart {
            title: words.text("trace-rates", &[]),
            lines,
        }
    }
}

fn kept_text(at: jiff::Timestamp, program: &str, of: Fingerprint, words: &Words) -> String {
    let fingerprint: String = of.to_string().chars().take(16).collect();
    words.text(
        "trace-kept",
        &[
            ("at", words.time(at)),
            ("program", program.to_owned()),
            ("fingerprint", fingerprint),
        ],
    )
}

/// A factor with its source and author.
fn sourced<T>(
    factor: &Sourced<T>,
    number: impl Fn(&T) -> f64,
    unit: &str,
    words: &Words,
) -> String {
    let value = number(&factor.value);
    let mut told = if unit.is_empty() {
        words.number(value, 2)
    } else {
        words.quantity(value, 2, unit)
    };
    for text in [&factor.source, &factor.author] {
        if !text.is_empty() {
            told = format!("{told} · {text}");
        }
    }
    told
}
