//! Where rock goes and how much of it: the ledger of every tonne, the limits of backfill, and what fills in the rest.
//! The one place that knows them.
//!
//! Geometry is left to `design`.

mod allocation;
mod backfill;
mod breach;
mod cause;
mod fill_in;
mod haul;
mod in_void;
mod ledger;
mod plan;
mod soil;

pub use allocation::Allocation;
pub use backfill::{
    Backfill, BackfillLimits, BackfillWarning, Binding, CAP_MOST, CAP_USUAL, Cap, CapError,
    PLACED_FACTORS_USUAL, backfill, backfill_warnings,
};
pub use breach::{Breach, breaches};
pub use cause::{Cause, Rule, Unplaced, unplaced};
pub use fill_in::{Aim, FillInError, FilledIn, fill_in, land_covered};
pub use haul::{Emission, Haul, HaulRates, HaulWay, LoadSize};
pub use in_void::{BackfillTarget, LevelledBackfill, backfill_to_level};
pub use ledger::{DestinationYear, Fates, FractionYear, Ledger};
pub use plan::{
    Acceptance, Destination, Fate, FixedFlow, FlowKey, Holding, LandStep, LeastYearly, MassPlan,
    PlannedFraction, Way,
};
pub use soil::{SoilBook, SoilMoved, SoilPlan, SoilYear};
