//! The figures of a pit or stope, and what of them is kept in the project file.

use geo::MultiPolygon;

use super::{Fingerprint, are_same, figure_named};
use crate::balance::{Backfill, Binding};
use crate::curve::CurvePoint;
use crate::design::VoidDesign;
use crate::units::Metres;

/// Names of the figures of a pit or stope, each with its unit, in their order.
pub const PIT_FIGURES: [&str; 19] = [
    "outline_area_m2",
    "void_m3",
    "usable_void_m3",
    "extracted_bank_m3",
    "cap",
    "limit_by_cap_bank_m3",
    "limit_by_void_bank_m3",
    "requested_bank_m3",
    "refused_bank_m3",
    "backfill_bank_m3",
    "backfill_placed_m3",
    "share_of_extracted",
    "level_m",
    "floor_m",
    "rim_min_m",
    "footprint_area_m2",
    "thickness_max_m",
    "above_original_m3",
    "nodata_area_m2",
];

/// Every figure of a pit or stope, not rounded, in the order of [`PIT_FIGURES`]; NaN where there is none.
#[derive(Clone, Copy, Debug)]
pub struct PitFigures(pub [f64; PIT_FIGURES.len()]);

/// A figure that is not there is NaN, and the same as another that is not there.
impl PartialEq for PitFigures {
    fn eq(&self, other: &Self) -> bool {
        are_same(&self.0, &other.0)
    }
}

impl PitFigures {
    /// The figures of a backfill: of a pit with its void and the level that is filled to, or of a stope.
    pub fn of(
        (extracted_bank_m3, usable_void_m3, cap): (f64, f64, f64),
        backfill: &Backfill,
        pit: Option<(&VoidDesign, Metres)>,
    ) -> Self {
        let of_pit = |figure: fn(&VoidDesign, Metres) -> f64| {
            pit.map_or(f64::NAN, |(void, level)| figure(void, level))
        };
        let void_m3 = pit.map_or(usable_void_m3, |(void, _)| void.extracted.0);
        Self([
            of_pit(|void, _| void.outline_area.0),
            void_m3,
            usable_void_m3,
            extracted_bank_m3,
            cap,
            backfill.limit_by_cap.0,
            backfill.limit_by_void.0,
            backfill.requested.map_or(f64::NAN, |asked| asked.0),
            backfill.refused.0,
            backfill.bank.0,
            backfill.placed.0,
            backfill.share_of_extracted,
            of_pit(|_, level| level.0),
            of_pit(|void, _| void.floor.0),
            of_pit(|void, _| void.rim_lowest.0),
            of_pit(|void, level| void.filled_to(level).footprint.0),
            of_pit(|void, level| void.greatest_thickness(level).0),
            of_pit(|void, _| void.above.0),
            of_pit(|void, _| void.unknown_area.0),
        ])
    }

    /// Every figure with its name.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, f64)> {
        PIT_FIGURES.into_iter().zip(self.0)
    }

    /// A figure by its name; `None` where there is none.
    pub fn get(&self, name: &str) -> Option<f64> {
        figure_named(self.named(), name).filter(|value| !value.is_nan())
    }
}

/// What was worked out for a pit or stope, as the project file keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct PitRecord {
    /// What it was worked out from: the decisions and the content of the terrains.
    pub of: Fingerprint,
    /// The figures.
    pub figures: PitFigures,
    /// What the backfill ends at.
    pub binding: Binding,
    /// The ground that the backfill covers, in metres. Empty for stopes.
    pub footprint: MultiPolygon<f64>,
    /// The stage curve; empty where there is none.
    pub curve: Vec<CurvePoint>,
    /// Codes of what was odd.
    pub warnings: Vec<String>,
    /// When it was worked out.
    pub at: jiff::Timestamp,
    /// The version of the program that did.
    pub program: String,
}
