//! The figures of a fill, and what of them is kept in the project file.

use geo::MultiPolygon;

use super::{Fingerprint, are_same, figure_named};
use crate::curve::CurvePoint;
use crate::design::{BuiltRamp, FillDesign};

/// Names of the figures of a fill, each with its unit, in their order.
pub const FILL_FIGURES: [&str; 27] = [
    "fill_m3",
    "cut_m3",
    "net_m3",
    "outline_area_m2",
    "footprint_area_m2",
    "top_area_m2",
    "surface_area_m2",
    "crest_level_m",
    "bench_datum_m",
    "toe_min_m",
    "toe_max_m",
    "height_over_lowest_toe_m",
    "thickness_max_m",
    "thickness_mean_m",
    "capacity_m3",
    "nodata_area_m2",
    "spill_level_m",
    "dam_m3",
    "earthwork_m3",
    "ramp_length_m",
    "ramp_gradient",
    "ramp_added_m3",
    "ramp_cut_m3",
    "ramp_cut_of_ground_m3",
    "ramp_net_m3",
    "ramp_changed_area_m2",
    "ramp_outside_limit_m2",
];

/// Every figure of a fill, not rounded, in the order of [`FILL_FIGURES`]; NaN where there is none.
#[derive(Clone, Copy, Debug)]
pub struct FillFigures(pub [f64; FILL_FIGURES.len()]);

/// A figure that is not there is the same as another that is not there.
impl PartialEq for FillFigures {
    fn eq(&self, other: &Self) -> bool {
        are_same(&self.0, &other.0)
    }
}

impl FillFigures {
    /// The figures of a design.
    pub fn of(design: &FillDesign) -> Self {
        let ramp = design.ramp.as_deref();
        let of_ramp = |figure: fn(&BuiltRamp) -> f64| ramp.map_or(f64::NAN, figure);
        Self([
            design.fill.0,
            0.0,
            design.fill.0,
            design.outline_area.0,
            design.footprint.0,
            design.top.0,
            design.surface_area.0,
            design.crest_level.0,
            design.bench_datum.0,
            design.toe_lowest.0,
            design.toe_highest.0,
            design.crest_level.0 - design.toe_lowest.0,
            design.thickness_greatest.0,
            design.thickness_mean.0,
            design.capacity.map_or(f64::NAN, |capacity| capacity.0),
            design.unknown_area.0,
            design.spill.map_or(f64::NAN, |spill| spill.level.0),
            design.dam.map_or(f64::NAN, |dam| dam.volume.0),
            design
                .regrading
                .map_or(f64::NAN, |regrading| regrading.earthwork.0),
            of_ramp(|ramp| ramp.length.0),
            of_ramp(|ramp| ramp.gradient),
            of_ramp(|ramp| ramp.added.0),
            of_ramp(|ramp| ramp.cut.0),
            of_ramp(|ramp| ramp.cut_of_ground.0),
            of_ramp(|ramp| ramp.net().0),
            of_ramp(|ramp| ramp.changed_area.0),
            of_ramp(|ramp| ramp.footprint_outside.map_or(f64::NAN, |area| area.0)),
        ])
    }

    /// Every figure with its name.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, f64)> {
        FILL_FIGURES.into_iter().zip(self.0)
    }

    /// A figure by its name; `None` where there is none.
    pub fn get(&self, name: &str) -> Option<f64> {
        figure_named(self.named(), name).filter(|value| !value.is_nan())
    }
}

/// What was worked out for a deposit, as the project file keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct FillRecord {
    /// What it was worked out from: the deposit's decisions and the content of the terrain.
    pub of: Fingerprint,
    /// The figures.
    pub figures: FillFigures,
    /// Whether the volume that was asked for fits.
    pub fits: bool,
    /// The ground that is covered, in metres.
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
