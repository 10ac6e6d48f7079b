//! What is known of an alternative, and the values of indicators that follow from it.

use std::sync::Arc;

use super::indicator::ComputedIndicator;
use crate::app::masses::MassBook;
use crate::app::take::ScenarioTake;
use crate::app::take_layers::is_at_sea;
use crate::balance::{Binding, Fate, Holding};
use crate::design::{HeightErrors, VolumeBand, volume_band};
use crate::land_take::{ClassTake, LayerTake};
use crate::material::Placing;
use crate::project::{DepositId, LayerId, PitId, Project, ScenarioId};
use crate::results::{FillFigures, PitFigures};
use crate::site::Role;
use crate::units::{BankM3, PlacedM3, SquareMetres, Tonnes};

/// What is known of a deposit.
#[derive(Clone, Debug)]
pub(in crate::app) struct DepositFacts {
    pub figures: Option<FillFigures>,
    pub is_current: bool,
    pub at_sea: bool,
    /// How far the heights that it stands on may be off.
    pub errors: HeightErrors,
}

/// What is known of a pit or stope.
#[derive(Clone, Debug)]
pub(in crate::app) struct PitFacts {
    pub figures: Option<(PitFigures, Binding)>,
    pub is_current: bool,
}

/// What is known of an alternative.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct Facts {
    pub deposits: Vec<DepositFacts>,
    pub pits: Vec<PitFacts>,
    /// Whether it uses other ground.
    pub has_other_ground: bool,
    pub book: Option<Arc<MassBook>>,
    pub take: Option<Arc<ScenarioTake>>,
    /// Whether the project has site layers, so that a land-take comes.
    pub has_site_layers: bool,
    pub take_is_current: bool,
    /// Ground that deposits cover, overlaps once.
    pub covered_m2: Option<f64>,
}

/// A value of an indicator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownValue {
    /// The value, in the unit that is computed in.
    pub value: f64,
    /// Between what it lies with 95 % certainty, or by the person who gave it.
    pub range: Option<(f64, f64)>,
    /// Whether it is at least so much: nothing was found up to there.
    pub is_at_least: bool,
}

impl KnownValue {
    pub(super) fn of(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self {
            // An empty sum is negative zero.
            value: value + 0.0,
            range: None,
            is_at_least: false,
        })
    }
}

impl Facts {
    /// What is built, by what is known of each; `bool` is whether that belongs to the decisions of today.
    pub(in crate::app) fn built(
        project: &Project,
        scenario: ScenarioId,
        fill: impl Fn(DepositId) -> Option<(FillFigures, bool)>,
        pit: impl Fn(PitId) -> Option<((PitFigures, Binding), bool)>,
    ) -> Self {
        let deposits = project.deposits_of(scenario).map(|(id, deposit)| {
            let known = fill(id);
            let layer = project.layer(deposit.base);
            DepositFacts {
                figures: known.map(|(figures, _)| figures),
                is_current: known.is_some_and(|(_, is_current)| is_current),
                at_sea: is_at_sea(project, deposit),
                errors: layer.map_or(HeightErrors::NONE, |layer| layer.errors),
            }
        });
        let pits = project.pits_of(scenario).map(|(id, _)| {
            let known = pit(id);
            PitFacts {
                figures: known.map(|(figures, _)| figures),
                is_current: known.is_some_and(|(_, is_current)| is_current),
            }
        });
        Self {
            deposits: deposits.collect(),
            pits: pits.collect(),
            has_other_ground: project.ground_of(scenario).next().is_some(),
            has_site_layers: project.site_layers().next().is_some(),
            ..Self::default()
        }
    }

    /// Whether everything belongs to the decisions of today.
    pub(super) fn is_current(&self) -> bool {
        self.deposits.iter().all(|deposit| deposit.is_current)
            && self.pits.iter().all(|pit| pit.is_current)
            && (!self.has_site_layers || self.take_is_current || self.is_empty())
    }

    fn is_empty(&self) -> bool {
        self.deposits.is_empty() && self.pits.is_empty() && !self.has_other_ground
    }

    /// Layers with a meaning of which ground is taken.
    pub(super) fn taken(&self) -> Vec<(LayerId, Role)> {
        let mut found = Vec::new();
        for (layer, _, class) in self.classes() {
            let (role, take) = class;
            if 0.0 < take.area_alone.0
                && !matches!(role, Role::Other | Role::ExistingDisturbed)
                && !found.contains(&(layer, role))
            {
                found.push((layer, role));
            }
        }
        found
    }

    /// Classes of all layers, with what is taken of each.
    fn classes(&self) -> impl Iterator<Item = (LayerId, &LayerTake, (Role, &ClassTake))> {
        let take = self.take.as_deref();
        let whole = take.and_then(|take| Some((take, take.whole.as_ref()?)));
        let layers = whole.into_iter().flat_map(|(take, whole)| {
            let layers = take.layers.iter().zip(&whole.take.layers);
            layers.map(|(layer, taken)| (layer.as_ref(), taken))
        });
        layers.flat_map(|(layer, taken)| {
            let classes = layer.classes.iter().zip(&taken.classes);
            let mapped = classes.filter(|(class, _)| class.meaning.is_mapped);
            mapped.map(move |(class, found)| (layer.id, taken, (class.meaning.role, found)))
        })
    }

    /// Whether the layer is measured in this alternative, or nothing is built that could take any of it.
    fn is_measured(&self, layer: LayerId) -> bool {
        match &self.take {
            Some(take) => take.layers.iter().any(|one| one.id == layer),
            None => self.is_empty(),
        }
    }

    fn whole_m2(&self) -> Option<f64> {
        match &self.take {
            Some(take) => Some(take.whole.as_ref().map_or(0.0, |all| all.take.footprint.0)),
            None if self.is_empty() => Some(0.0),
            None if self.has_site_layers => None,
            None if self.deposits.is_empty() => None,
            None => self.covered_m2,
        }
    }

    fn new_m2(&self) -> Option<f64> {
        let Some(take) = &self.take else {
            return self.is_empty().then_some(0.0);
        };
        let Some(all) = &take.whole else {
            return Some(0.0);
        };
        // Without a layer of disturbed ground all of it is new as far as anybody says.
        let before = all.take.disturbed_before.unwrap_or_default();
        Some(all.take.footprint.0 - before.0)
    }

    /// How far the nearest feature of a role is; inside is nothing.
    fn nearest(&self, role: Role) -> Option<KnownValue> {
        /// Up to which distance is looked, in metres.
        const LOOKED_WITHIN_M: f64 = crate::app::site_index::NEAREST_WITHIN.0;
        let mut classes = self
            .classes()
            .filter(|(.., (of, _))| *of == role)
            .peekable();
        classes.peek()?;
        let nearest = classes.filter_map(|(.., (_, take))| {
            if 0 < take.features {
                Some(0.0)
            } else {
                take.nearest.map(|nearest| nearest.0)
            }
        });
        let nearest = nearest.fold(f64::INFINITY, f64::min);
        Some(KnownValue {
            value: nearest.min(LOOKED_WITHIN_M),
            range: None,
            is_at_least: !nearest.is_finite(),
        })
    }

    fn conflicts(&self) -> Option<f64> {
        match &self.take {
            Some(take) => {
                let all = take.everything.as_ref();
                Some(all.map_or(0.0, |all| all.conflicts.len() as f64))
            }
            None if self.is_empty() || !self.has_site_layers => Some(0.0),
            None => None,
        }
    }

    fn figure(&self, name: &str, of: impl Fn(&DepositFacts) -> bool) -> Option<Vec<f64>> {
        let deposits = self.deposits.iter().filter(|one| of(one));
        deposits
            .map(|one| one.figures.as_ref()?.get(name))
            .collect()
    }

    /// Room and what needs a place, both in placed cubic metres.
    fn room_and_need(&self) -> Option<(f64, f64)> {
        let book = self.book.as_ref()?;
        let plan = &book.planned.plan;
        let destinations = book.destinations.iter();
        let room: f64 = destinations
            .filter_map(|one| one.capacity.map(|capacity| capacity.0))
            .sum();
        let unplaced = book.unplaced.iter().map(|one| {
            let material = &plan.fractions[one.fraction].material;
            material.states(one.mass, Placing::Tipped).placed.0
        });
        let with_an_end = book.destinations.iter().zip(&book.ledger.destinations);
        let with_an_end = with_an_end.filter(|(one, _)| one.capacity.is_some());
        let used = with_an_end
            .map(|(_, years)| years.iter().map(|year| year.placed.0).fold(0.0, f64::max));
        Some((room, used.sum::<f64>() + unplaced.sum::<f64>()))
    }

    /// The band of the room of deposits, as a distance to each side.
    fn room_band_m3(&self) -> f64 {
        let bands = self.deposits.iter().filter_map(|deposit| {
            let figures = deposit.figures.as_ref()?;
            let area = SquareMetres(figures.get("footprint_area_m2")?);
            let band: VolumeBand =
                volume_band(PlacedM3(figures.get("fill_m3")?), area, &deposit.errors);
            Some(band.high.0 - band.low.0)
        });
        // What shares a terrain shares its systematic error: the bands are added as they are.
        bands.sum::<f64>() / 2.0
    }

    fn capacity_share(&self) -> Option<KnownValue> {
        let (room, need) = self.room_and_need()?;
        let known = KnownValue::of(room / need).filter(|_| 0.0 < need)?;
        let band = self.room_band_m3();
        let range = (0.0 < band).then_some((((room - band) / need).max(0.0), (room + band) / need));
        Some(KnownValue { range, ..known })
    }

    fn backfilled_share(&self) -> Option<f64> {
        if let Some(book) = &self.book {
            let mut bank = BankM3(0.0);
            let mut extracted = BankM3(0.0);
            let plan = &book.planned.plan;
            for (one, destination) in book.destinations.iter().zip(&plan.destinations) {
                let Holding::Backfill { extracted: out, .. } = &destination.holding else {
                    continue;
                };
                bank = bank + one.backfill.last().map_or(BankM3(0.0), |year| year.bank);
                extracted = extracted + out.last().copied().unwrap_or_default();
            }
            return (0.0 < extracted.0).then(|| bank / extracted);
        }
        let pits = self.pits.iter();
        let pits = pits.map(|pit| {
            let (figures, _) = pit.figures.as_ref()?;
            let bank = figures.get("backfill_bank_m3")?;
            Some((bank, figures.get("extracted_bank_m3")?))
        });
        let pits: Vec<(f64, f64)> = pits.collect::<Option<_>>()?;
        let extracted: f64 = pits.iter().map(|(_, extracted)| extracted).sum();
        let bank: f64 = pits.iter().map(|(bank, _)| bank).sum();
        (0.0 < extracted).then_some(bank / extracted)
    }

    /// What the backfill ends at, the gravest first; `None` where there is none.
    pub(super) fn binding(&self) -> Option<Binding> {
        let of_book = self.book.as_ref().map(|book| {
            let ends = book
                .destinations
                .iter()
                .filter_map(|one| one.backfill.last());
            ends.map(|year| year.binding).collect::<Vec<Binding>>()
        });
        let of_pits = || {
            let pits = self.pits.iter();
            pits.filter_map(|pit| pit.figures.as_ref().map(|(_, binding)| *binding))
                .collect()
        };
        let all = of_book.unwrap_or_else(of_pits);
        let first = |binding: Binding| all.contains(&binding).then_some(binding);
        first(Binding::Cap)
            .or_else(|| first(Binding::Void))
            .or_else(|| first(Binding::Target))
    }

    fn years_of_life(&self) -> Option<KnownValue> {
        let book = self.book.as_ref()?;
        let comes = |year: usize| {
            let mut fractions = book.planned.plan.fractions.iter();
            fractions.any(|one| one.produced.get(year).is_some_and(|mass| 0.0 < mass.0))
        };
        let years = 0..book.planned.plan.years;
        let (first, last) = (
            years.clone().find(|year| comes(*year))?,
            years.clone().rfind(|year| comes(*year))?,
        );
        let is_over = |year: usize| 1e-6 < book.ledger.years[year].unplaced.0;
        let over = (first..=last).find(|year| is_over(*year));
        let end = over.unwrap_or(last + 1);
        Some(KnownValue {
            value: (end - first) as f64,
            range: None,
            is_at_least: over.is_none(),
        })
    }

    /// The value of an indicator; `None` where nothing is known, or it means nothing here.
    pub(super) fn value(&self, indicator: &ComputedIndicator) -> Option<KnownValue> {
        let book = self.book.as_ref();
        let ledger = book.map(|book| &book.ledger);
        let share = |part: Tonnes, all: Tonnes| (0.0 < all.0).then(|| part / all);
        let value = match indicator {
            ComputedIndicator::CapacityShare => return self.capacity_share(),
            ComputedIndicator::YearsOfLife => return self.years_of_life(),
            ComputedIndicator::NearestBuilding => return self.nearest(Role::Building),
            ComputedIndicator::NearestWater => return self.nearest(Role::Water),
            ComputedIndicator::Unplaced => ledger?.total.unplaced.0,
            ComputedIndicator::Ends(fate) => ledger?.total.get(*fate).0,
            ComputedIndicator::ReusedShare => {
                let total = &ledger?.total;
                share(total.get(Fate::Reuse), total.total())?
            }
            ComputedIndicator::BackfilledShare => self.backfilled_share()?,
            ComputedIndicator::LandTake => self.whole_m2()?,
            ComputedIndicator::NewLandTake => self.new_m2()?,
            ComputedIndicator::Taken(layer, role) => {
                if !self.is_measured(*layer) {
                    return None;
                }
                let classes = self.classes();
                let of = classes.filter(|(id, _, (of, _))| id == layer && of == role);
                of.map(|(.., (_, take))| take.area.0).sum()
            }
            ComputedIndicator::HardConflicts => self.conflicts()?,
            ComputedIndicator::SeaFootprint => {
                let areas = self.figure("footprint_area_m2", |one| one.at_sea)?;
                areas.iter().sum()
            }
            ComputedIndicator::GreatestHeight => {
                let heights = self.figure("height_over_lowest_toe_m", |_| true)?;
                heights.into_iter().fold(0.0, f64::max)
            }
            ComputedIndicator::Haul => book?.haul.tonne_km,
            ComputedIndicator::Cost => book?.cost.0,
            ComputedIndicator::Co2 => book?.haul.co2_kg / 1000.0,
        };
        KnownValue::of(value)
    }
}
