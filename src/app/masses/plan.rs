//! From decisions and figures to a plan that the ledger can book.

use std::ops::Range;
use std::sync::Arc;

use geo::{Intersects as _, MultiPolygon};

use super::route::{RouteDoubt, RouteFacts, km_of, middle_of};
use super::soil::soil_of;
use crate::balance::{
    Allocation, Destination, FixedFlow, FlowKey, HaulRates, HaulWay, Holding, LandStep, MassPlan,
    PlannedFraction, SoilMoved,
};
use crate::curve::CurvePoint;
use crate::project::{
    CellKey, Deposit, DepositId, Entry, Fraction, FractionId, Outlet, Pit, PitId, Project,
    ScenarioId, Terms,
};
use crate::units::{BankM3, NokPerTonne, PlacedM3, SquareMetres, Year};

/// What is known of a deposit's fill.
pub(in crate::app) struct KnownFill<'a> {
    /// What it holds as it is designed.
    pub fill: PlacedM3,
    /// The ground that it covers then.
    pub footprint: SquareMetres,
    /// The same on the map.
    pub covered: Option<&'a MultiPolygon<f64>>,
    /// Its stage curve, where that is in memory; empty where not.
    pub curve: &'a [CurvePoint],
    /// Whether the figures belong to the decisions of today.
    pub is_current: bool,
}

/// What is known of a pit or stope.
pub(in crate::app) struct KnownPit<'a> {
    /// The room that may be filled, up to the level or volume that is asked for.
    pub usable: PlacedM3,
    /// All rock that was taken out before the plan.
    pub extracted: BankM3,
    /// Its stage curve, where that is in memory; empty where not.
    pub curve: &'a [CurvePoint],
    /// Whether the figures belong to the decisions of today.
    pub is_current: bool,
}

/// Figures that a plan rests on; `None` where nothing is known yet.
pub(in crate::app) trait KnownMasses {
    /// Of a deposit.
    fn fill(&self, id: DepositId) -> Option<KnownFill<'_>>;
    /// Of a pit or stope.
    fn pit(&self, id: PitId) -> Option<KnownPit<'_>>;
}

/// Something odd about a plan that can still be booked. It stays with the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MassDoubt {
    /// Nothing is known yet of how much a deposit or pit holds: it counts as nothing.
    NoFigures(Entry),
    /// Figures of earlier decisions are used.
    OldFigures(Entry),
    /// Nobody said how far rock is hauled there: it counts as nothing.
    NoDistance(Entry),
    /// Something is odd about the road that was drawn there.
    Route(Entry, RouteDoubt),
    /// Deposits that lie on each other are filled in the same years.
    Overlap(Entry, Entry),
    /// A temporary store is kept longer than until the year in which it is to be empty, or has no such year.
    NoEnd(Entry),
    /// Rock comes to a deposit before its soil is stripped.
    StrippedLate(Entry),
    /// Rock still comes to a deposit after its cover is laid.
    CoveredEarly(Entry),
}

impl MassDoubt {
    /// As it stands on the command line.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoFigures(_) => "no_figures",
            Self::OldFigures(_) => "old_figures",
            Self::NoDistance(_) => "no_distance",
            Self::Route(_, doubt) => doubt.code(),
            Self::Overlap(..) => "overlapping_deposits",
            Self::NoEnd(_) => "store_without_end",
            Self::StrippedLate(_) => "soil_stripped_late",
            Self::CoveredEarly(_) => "covered_early",
        }
    }

    /// Whether the plan cannot be carried out as it is.
    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Overlap(..))
    }

    /// What it is about; of two, the one that is built first.
    pub fn entry(&self) -> Entry {
        match self {
            Self::NoFigures(entry)
            | Self::OldFigures(entry)
            | Self::NoDistance(entry)
            | Self::Route(entry, _)
            | Self::NoEnd(entry)
            | Self::StrippedLate(entry)
            | Self::CoveredEarly(entry)
            | Self::Overlap(entry, _) => *entry,
        }
    }
}

/// A plan, and what its fractions and destinations are in the project.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedMasses {
    /// The plan.
    pub plan: MassPlan,
    /// What goes where by the decisions of today.
    pub allocation: Allocation,
    /// The plan's fractions.
    pub fractions: Vec<FractionId>,
    /// The plan's destinations.
    pub places: Vec<Entry>,
    /// How far rock is hauled, by destination, then fraction.
    pub ways: Vec<Vec<HaulWay>>,
    /// What hauling costs and lets out.
    pub rates: HaulRates,
    /// What lay there before the plan, by destination.
    pub already: Vec<PlacedM3>,
    /// Stage curves, by destination; empty where none is in memory.
    pub curves: Vec<Arc<Vec<CurvePoint>>>,
    /// Soil that is stripped and laid back at deposits.
    pub soil: Vec<(Entry, SoilMoved)>,
    /// What was odd.
    pub doubts: Vec<MassDoubt>,
}

impl PlannedMasses {
    /// A flow of the plan as the project names it.
    pub fn cell_of(&self, flow: FlowKey) -> CellKey {
        CellKey {
            fraction: self.fractions[flow.fraction],
            year: self.plan.year(flow.year),
            place: self.places[flow.destination],
            way: flow.way,
        }
    }

    /// The flow that the project names so; `None` beyond the plan's years and what is gone.
    pub fn flow_of(&self, cell: CellKey) -> Option<FlowKey> {
        let year = cell.year.0.checked_sub(self.plan.first_year.0)?;
        let year = usize::try_from(year)
            .ok()
            .filter(|year| *year < self.plan.years)?;
        Some(FlowKey {
            fraction: self.fractions.iter().position(|id| *id == cell.fraction)?,
            year,
            destination: self.places.iter().position(|place| *place == cell.place)?,
            way: cell.way,
        })
    }
}

/// The plan of an alternative.
pub(in crate::app) fn planned_masses(
    project: &Project,
    scenario: ScenarioId,
    known: &dyn KnownMasses,
) -> PlannedMasses {
    let mut work = Work {
        project,
        known,
        years: project.masses.years().collect(),
        fractions: project.fractions_in_order().map(|(_, one)| one).collect(),
        doubts: Vec::new(),
    };
    // In the order in which they were made, which is the order of their colours.
    let mut places: Vec<Entry> = project.destinations_of(scenario).collect();
    places.sort_unstable();
    let mut ways = Vec::new();
    let mut already = Vec::new();
    let mut curves = Vec::new();
    let mut destinations = Vec::new();
    for place in &places {
        let Some(placed) = work.destination(*place) else {
            continue;
        };
        destinations.push(placed.destination);
        ways.push(placed.ways);
        already.push(placed.already);
        curves.push(Arc::new(placed.curve));
    }
    work.overlaps(&places, &destinations);
    let (years, doubts) = (work.years.len(), work.doubts);
    let fractions = project.fractions_in_order().map(|(_, fraction)| {
        let tonnes = |year| fraction.tonnes.get(&year).copied().unwrap_or_default();
        PlannedFraction {
            name: fraction.name.clone(),
            material: Arc::new(fraction.material.clone()),
            produced: project.masses.years().map(tonnes).collect(),
        }
    });
    let plan = MassPlan {
        first_year: project.masses.first_year,
        years,
        fractions: fractions.collect(),
        destinations,
        fixed: Vec::new(),
    };
    let mut planned = PlannedMasses {
        allocation: Allocation::none(&plan),
        plan,
        fractions: project.fractions_in_order().map(|(id, _)| id).collect(),
        places,
        ways,
        rates: project.masses.haul,
        already,
        curves,
        soil: Vec::new(),
        doubts,
    };
    for (key, cell) in project
        .cells
        .get(&scenario)
        .into_iter()
        .flat_map(|cells| cells.iter())
    {
        if let Some(flow) = planned.flow_of(*key) {
            planned.allocation.set(flow, cell.mass);
            if cell.is_fixed {
                let mass = cell.mass;
                planned.plan.fixed.push(FixedFlow { flow, mass });
            }
        }
    }
    let (soil, doubts) = soil_of(project, &planned, known);
    planned.soil = soil;
    planned.doubts.extend(doubts);
    planned
}

/// A destination with what the plan itself does not need.
struct Placed {
    destination: Destination,
    ways: Vec<HaulWay>,
    already: PlacedM3,
    curve: Vec<CurvePoint>,
}

struct Work<'a> {
    project: &'a Project,
    known: &'a dyn KnownMasses,
    years: Vec<Year>,
    fractions: Vec<&'a Arc<Fraction>>,
    doubts: Vec<MassDoubt>,
}

impl Work<'_> {
    fn destination(&mut self, place: Entry) -> Option<Placed> {
        let project = self.project;
        let (holding, price, curve) = match place {
            Entry::Deposit(id) => self.deposit(id, project.deposit(id)?),
            Entry::Pit(id) => self.pit(id, project.pit(id)?),
            Entry::Outlet(id) => outlet(project.outlet(id)?),
            Entry::Layer(_) | Entry::Ground(_) => return None,
        };
        let terms = project.terms_of(place)?;
        let ways = self.ways(place, terms);
        let rates = &project.masses.haul;
        let cost = ways.iter().map(|way| {
            let haul = rates.cost_per_tonne(*way);
            NokPerTonne(terms.handling.0 + haul.0 - price.0)
        });
        Some(Placed {
            already: match place {
                Entry::Pit(id) => project.pit(id).map_or(PlacedM3(0.0), |pit| {
                    pit.mining.already.to_placed(pit.placed_factor)
                }),
                _ => terms.already,
            },
            destination: Destination {
                name: project.name_of(place)?.to_owned(),
                holding,
                open: self.open(terms),
                accepts: terms.accepts.clone(),
                placing: terms.placing,
                yearly_limit: terms.yearly_limit,
                cost: cost.collect(),
            },
            ways,
            curve,
        })
    }

    /// The years of the plan in which rock is taken.
    fn open(&self, terms: &Terms) -> Range<usize> {
        let is_before = |year: &Year| terms.first_year.is_some_and(|first| *year < first);
        let is_within = |year: &Year| terms.last_year.is_none_or(|last| *year <= last);
        let first = self.years.iter().take_while(|year| is_before(year)).count();
        let last = self.years.iter().take_while(|year| is_within(year)).count();
        first..last.max(first)
    }

    fn deposit(
        &mut self,
        id: DepositId,
        deposit: &Deposit,
    ) -> (Holding, NokPerTonne, Vec<CurvePoint>) {
        let entry = Entry::Deposit(id);
        let known = self.known.fill(id);
        let Some(known) = known else {
            self.doubts.push(MassDoubt::NoFigures(entry));
            return (
                holding_of(deposit, PlacedM3(0.0), Vec::new(), None),
                NokPerTonne(0.0),
                Vec::new(),
            );
        };
        if !known.is_current {
            self.doubts.push(MassDoubt::OldFigures(entry));
        }
        let already = deposit.terms.already;
        let capacity = PlacedM3((known.fill.0 - already.0).max(0.0));
        let land = land_steps(&known, already);
        let emptied_by = self.emptied_by(entry, deposit);
        let curve = known.curve.to_vec();
        (
            holding_of(deposit, capacity, land, emptied_by),
            NokPerTonne(0.0),
            curve,
        )
    }

    /// The year by whose end a store is empty.
    fn emptied_by(&mut self, entry: Entry, deposit: &Deposit) -> Option<usize> {
        deposit.temporary.as_ref()?;
        let Some(year) = deposit.terms.emptied_by else {
            self.doubts.push(MassDoubt::NoEnd(entry));
            return None;
        };
        let last = self
            .years
            .iter()
            .take_while(|other| **other <= year)
            .count();
        // After the plan is not within it.
        (last < self.years.len() || self.years.last() == Some(&year))
            .then(|| last.saturating_sub(1))
    }

    fn pit(&mut self, id: PitId, pit: &Pit) -> (Holding, NokPerTonne, Vec<CurvePoint>) {
        let known = self.known.pit(id);
        match &known {
            None => self.doubts.push(MassDoubt::NoFigures(Entry::Pit(id))),
            Some(known) if !known.is_current => {
                self.doubts.push(MassDoubt::OldFigures(Entry::Pit(id)));
            }
            Some(_) => {}
        }
        let (usable, before) = known
            .as_ref()
            .map_or((PlacedM3(0.0), BankM3(0.0)), |known| {
                (known.usable, known.extracted)
            });
        let mut extracted = before;
        let taken_out = self.years.iter().map(|year| {
            let tonnes = pit.mining.tonnes.get(year).copied().unwrap_or_default();
            extracted = extracted + tonnes.to_bank(pit.mining.density);
            extracted
        });
        let extracted = taken_out.collect();
        let mut most = PlacedM3(0.0);
        let free = self.years.iter().map(|year| {
            let free = usable * pit.mining.free_in(*year);
            // Room that was free stays free.
            if most < free {
                most = free;
            }
            most
        });
        let holding = Holding::Backfill {
            free: free.collect(),
            extracted,
            cap: pit.cap.clone(),
            already_placed: pit.mining.already.to_placed(pit.placed_factor),
            already_bank: pit.mining.already,
        };
        let curve = known.map_or_else(Vec::new, |known| known.curve.to_vec());
        (holding, NokPerTonne(0.0), curve)
    }

    /// How far each fraction is hauled.
    fn ways(&mut self, place: Entry, terms: &Terms) -> Vec<HaulWay> {
        let to = middle_of(self.project, place);
        let mut is_known = true;
        let ways = self
            .fractions
            .iter()
            .map(|fraction| {
                let from = fraction.origin.or(self.project.masses.origin);
                let km = km_of(&terms.distance, from, to);
                is_known &= km.is_some();
                HaulWay {
                    km: km.unwrap_or(0.0),
                    climb_m: terms.climb_m,
                }
            })
            .collect();
        if !is_known {
            self.doubts.push(MassDoubt::NoDistance(place));
        }
        if let Some(facts) = RouteFacts::of(self.project, place) {
            let doubts = facts.doubts().into_iter();
            let doubts = doubts.map(|doubt| MassDoubt::Route(place, doubt));
            self.doubts.extend(doubts);
        }
        ways
    }

    /// Deposits that lie on each other are not filled in the same years.
    fn overlaps(&mut self, places: &[Entry], destinations: &[Destination]) {
        let deposits: Vec<(usize, DepositId)> = places
            .iter()
            .enumerate()
            .filter_map(|(index, place)| match place {
                Entry::Deposit(id) => Some((index, *id)),
                _ => None,
            })
            .collect();
        for (place, (index, id)) in deposits.iter().enumerate() {
            for (other_index, other) in &deposits[place + 1..] {
                let (one, two) = (&destinations[*index].open, &destinations[*other_index].open);
                let same_years = one.start.max(two.start) < one.end.min(two.end);
                if same_years && self.lie_on_each_other(*id, *other) {
                    let pair = (Entry::Deposit(*id), Entry::Deposit(*other));
                    self.doubts.push(MassDoubt::Overlap(pair.0, pair.1));
                }
            }
        }
    }

    /// By the ground that they cover, or by their outlines where that is not known.
    fn lie_on_each_other(&self, one: DepositId, other: DepositId) -> bool {
        let polygons = |id: DepositId| {
            let covered = self.known.fill(id).and_then(|known| known.covered.cloned());
            covered.or_else(|| {
                let deposit = self.project.deposit(id)?;
                Some(MultiPolygon(vec![deposit.outline.polygon().clone()]))
            })
        };
        let (Some(one), Some(other)) = (polygons(one), polygons(other)) else {
            return false;
        };
        share_ground(&one, &other)
    }
}

/// Whether two areas have ground in common, more than a border.
fn share_ground(one: &MultiPolygon<f64>, other: &MultiPolygon<f64>) -> bool {
    use geo::{Area as _, BooleanOps as _};
    if !one.intersects(other) {
        return false;
    }
    // The overlay may fail on odd polygons; then they count as lying on each other, since they touch.
    let common = crate::crash::catch(|| one.intersection(other).unsigned_area());
    common.map_or(true, |area| 1.0 < area)
}

fn outlet(outlet: &Outlet) -> (Holding, NokPerTonne, Vec<CurvePoint>) {
    let holding = Holding::Outlet {
        least: outlet.least,
    };
    (holding, outlet.price, Vec::new())
}

fn holding_of(
    deposit: &Deposit,
    capacity: PlacedM3,
    land: Vec<LandStep>,
    emptied_by: Option<usize>,
) -> Holding {
    if deposit.temporary.is_some() {
        Holding::Store {
            capacity,
            emptied_by,
            reclaim: deposit.terms.reclaim,
            land,
        }
    } else {
        Holding::Deposit {
            in_sea: deposit.lies_in_sea(),
            capacity,
            land,
        }
    }
}

/// How the ground that is covered grows from what lay there before to what is designed.
fn land_steps(known: &KnownFill<'_>, already: PlacedM3) -> Vec<LandStep> {
    let end = LandStep {
        volume: PlacedM3((known.fill.0 - already.0).max(0.0)),
        land: known.footprint,
    };
    let within = |point: &&CurvePoint| already < point.volume && point.volume < known.fill;
    let mut steps: Vec<LandStep> = known
        .curve
        .iter()
        .filter(within)
        .map(|point| LandStep {
            volume: PlacedM3(point.volume.0 - already.0),
            land: SquareMetres(point.footprint.0.min(known.footprint.0)),
        })
        .collect();
    steps.push(end);
    steps
}
