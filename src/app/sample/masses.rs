//! The sample's masses: what the plan has to find room for, what the deposits take of it, and where it goes.

use geo::Coord;

use super::plan::in_world;
use super::project::{BACKFILL, FJORD, HILLSIDE, NEED_BANK_M3, YEARS};
use super::texts::Texts;
use crate::app::TaskError;
use crate::app::masses::{KeptMasses, planned_masses};
use crate::balance::{Acceptance, Aim, fill_in};
use crate::material::{MassKind, Material, Quality, Sourced};
use crate::progress::Run;
use crate::project::{
    Cell, DepositId, Distance, Edit, Entry, Fraction, FractionChange, FractionId, MassSettings,
    MiningChange, Outlet, OutletId, PitChange, Project, ScenarioId, Terms, TermsChange,
};
use crate::results::Snapshot;
use crate::units::{Density, NokPerTonne, PlacedFactor, Tonnes, Year};

/// The first year of the plan.
const FIRST_YEAR: i32 = 2027;

/// The share of the waste rock that forms acid.
const ACID_FORMING: f64 = 0.05;

/// The year from which nothing more is taken out of the pit, so that it may be filled.
const MINED_OUT: i32 = 2040;

/// The share of the pit's room that is free from a year on where it is mined so that it can be filled part by part:
/// early enough for its cap to be reached.
const PART_BY_PART: [(i32, f64); 3] = [(2028, 0.3), (2032, 0.7), (2036, 1.0)];

/// Beside the pit, where rock is loaded.
const LOADING: (f64, f64) = (2200.0, 1220.0);

/// What is sold for roads and quays, a year.
const SOLD: Tonnes = Tonnes(250_000.0);

/// Fractions, outlets and terms.
pub(super) fn masses(
    (density, placed_factor): (f64, f64),
    project: &Project,
    texts: &Texts,
) -> Vec<Edit> {
    let years = i32::try_from(YEARS).unwrap_or(1);
    let (x, y) = LOADING;
    let settings = MassSettings {
        first_year: Year(FIRST_YEAR),
        last_year: Year(FIRST_YEAR + years - 1),
        origin: Some(in_world(Coord { x, y })),
        ..MassSettings::default()
    };
    let mut material = Material::suggested(MassKind::WasteRock);
    if let (Some(density), Some(placed)) = (Density::new(density), PlacedFactor::new(placed_factor))
    {
        material.density = sourced(density, texts);
        material.placed[0] = sourced(placed, texts);
    }
    material.quality = Quality::NotAcidForming;
    let acid_forming = Material {
        quality: Quality::AcidForming,
        ..material.clone()
    };
    let yearly = NEED_BANK_M3 * density / f64::from(years);
    let fraction = |name: &str, material: Material, share: f64| Fraction {
        name: name.to_owned(),
        material,
        tonnes: settings
            .years()
            .map(|year| (year, Tonnes((share * yearly).round())))
            .collect(),
        origin: None,
    };
    let fractions = [
        fraction(texts.waste_rock, material, 1.0 - ACID_FORMING),
        fraction(texts.acid_rock, acid_forming, ACID_FORMING),
    ];
    let mut edits = vec![Edit::SetMasses(Box::new(settings))];
    edits.extend((60..).zip(fractions).map(|(number, fraction)| {
        Edit::ChangeFraction(FractionId(number), FractionChange::Add(Box::new(fraction)))
    }));
    edits.extend(
        (62..)
            .zip([HILLSIDE, FJORD, BACKFILL])
            .map(|(number, scenario)| {
                let mut outlet = Outlet::new(scenario, texts.outlet.to_owned(), None);
                outlet.price = NokPerTonne(55.0);
                outlet.terms = Terms {
                    yearly_limit: Some(SOLD),
                    accepts: without_acid(),
                    distance: Distance::Typed { km: 14.0 },
                    ..Terms::default()
                };
                Edit::AddOutlet(OutletId(number), Box::new(outlet))
            }),
    );
    // What forms acid is kept from air: in the sea or back in the ground.
    for (id, deposit) in &project.deposits {
        if !deposit.lies_in_sea() && *id != DepositId(21) {
            edits.push(terms(
                Entry::Deposit(*id),
                TermsChange::Accepts(without_acid()),
            ));
        }
        edits.push(terms(
            Entry::Deposit(*id),
            TermsChange::Handling(NokPerTonne(4.0)),
        ));
    }
    edits.push(terms(
        Entry::Deposit(DepositId(21)),
        TermsChange::InSea(Some(true)),
    ));
    for (id, pit) in &project.pits {
        if pit.outline().is_some() {
            let free = if pit.scenario == BACKFILL {
                PART_BY_PART.map(|(year, share)| (Year(year), share)).into()
            } else {
                [(Year(MINED_OUT), 1.0)].into()
            };
            let change = PitChange::Mining(MiningChange::Free(free));
            edits.push(Edit::ChangePit(*id, change));
        } else {
            edits.push(terms(
                Entry::Pit(*id),
                TermsChange::Haul(Distance::Typed { km: 2.5 }, 0.0),
            ));
        }
        edits.push(terms(
            Entry::Pit(*id),
            TermsChange::Handling(NokPerTonne(8.0)),
        ));
    }
    edits
}

fn sourced<T>(value: T, texts: &Texts) -> Sourced<T> {
    Sourced {
        value,
        source: texts.factor_source.to_owned(),
        author: "Berghald".to_owned(),
    }
}

fn without_acid() -> Acceptance {
    let mut accepts = Acceptance::default();
    accepts.qualities.remove(&Quality::AcidForming);
    accepts
}

fn terms(entry: Entry, change: TermsChange) -> Edit {
    Edit::ChangeTerms(entry, Box::new(change))
}

/// What *Fill in* makes of each alternative.
pub(super) fn filled_in(snapshot: &Snapshot, run: &Run) -> Result<Vec<Edit>, TaskError> {
    let Snapshot { project, records } = snapshot;
    let known = KeptMasses { project, records };
    let of = |scenario: ScenarioId| {
        let planned = planned_masses(project, scenario, &known);
        let found = fill_in(&planned.plan, &Aim::default(), run)
            .map_err(|source| TaskError::FillIn { source })?;
        let cells = found.allocation.flows().map(|(flow, mass)| {
            let cell = Cell {
                mass,
                is_fixed: false,
            };
            (planned.cell_of(flow), cell)
        });
        Ok(Edit::FillIn(scenario, cells.collect()))
    };
    project.scenarios_in_order().map(|(id, _)| of(id)).collect()
}
