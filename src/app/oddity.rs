//! What was odd about files and results, and stays with them.

use std::path::{Path, PathBuf};

use super::ramp_notice::{no_ramp_code, ramp_code};
use crate::balance::{BackfillWarning, Binding};
use crate::design::{
    CheckWarning, ClosureWarning, DesignWarning, PitWarning, RampError, RampWarning, VoidWarning,
};
use crate::gis::{RasterOddity, VectorOddity};
use crate::units::SquareMetres;

/// What was odd and stays with a result.
#[derive(Clone, Debug, PartialEq)]
pub enum Oddity {
    /// About a raster.
    Raster(PathBuf, RasterOddity),
    /// About a file with outlines.
    Vector(PathBuf, VectorOddity),
    /// About the design.
    Design(DesignWarning),
    /// About a closure.
    Closure(ClosureWarning),
    /// About a pit that is to be dug.
    DesignedPit(PitWarning),
    /// About a void.
    Void(VoidWarning),
    /// About a backfill.
    Backfill(BackfillWarning),
    /// Something about a fill that a geotechnical engineer should look at.
    Check(CheckWarning),
    /// About a haul ramp.
    Ramp(RampWarning),
    /// Why there is no haul ramp on a fill that is to have one.
    NoRamp(RampError),
    /// A fill lies on others that were built before.
    BuiltOn {
        /// How much of it.
        area: SquareMetres,
    },
    /// Neither land nor sea floor shows a belt between the two.
    Belt {
        /// How much around the fill.
        area: SquareMetres,
        /// Whether it got heights that are carried across.
        is_interpolated: bool,
    },
    /// The terrain has a flat plane where the sea may be, and no depths are known there.
    FlatSea {
        /// How much around the fill.
        area: SquareMetres,
    },
    /// A surface was resampled to other cells.
    Resampled {
        /// The surface.
        path: PathBuf,
        /// The side of the cells it was resampled to, in metres.
        cell_size_m: f64,
    },
    /// The two surfaces' heights are counted from different levels, by what the files say.
    VerticalDatumDiffers {
        /// Of the earlier surface.
        before: String,
        /// Of the later surface.
        after: String,
    },
    /// Part of the area in question has no height in one of the surfaces.
    UnknownArea {
        /// How much, in square metres.
        area_m2: f64,
    },
}

impl Oddity {
    /// The file that it is about, if it is about one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Raster(path, _) | Self::Vector(path, _) | Self::Resampled { path, .. } => {
                Some(path)
            }
            Self::Design(_)
            | Self::Check(_)
            | Self::DesignedPit(_)
            | Self::Closure(_)
            | Self::Ramp(_)
            | Self::NoRamp(_)
            | Self::BuiltOn { .. }
            | Self::Belt { .. }
            | Self::FlatSea { .. }
            | Self::Void(_)
            | Self::Backfill(_)
            | Self::VerticalDatumDiffers { .. }
            | Self::UnknownArea { .. } => None,
        }
    }

    /// A short name for the kind of oddity, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Raster(_, oddity) => oddity.code(),
            Self::Vector(_, oddity) => oddity.code(),
            Self::Void(VoidWarning::UnknownGround { .. }) => "nodata_inside",
            Self::Void(VoidWarning::AboveOriginal { .. }) => "above_original",
            Self::Backfill(warning) => backfill_code(*warning),
            Self::Design(warning) => design_code(*warning),
            Self::Check(warning) => check_code(*warning),
            Self::DesignedPit(warning) => pit_code(*warning),
            Self::Closure(ClosureWarning::NotBalanced { .. }) => "closure_not_balanced",
            Self::Ramp(warning) => ramp_code(warning),
            Self::NoRamp(error) => no_ramp_code(error),
            Self::BuiltOn { .. } => "built_on",
            Self::Belt {
                is_interpolated: true,
                ..
            } => "belt_interpolated",
            Self::Belt { .. } => "belt_open",
            Self::FlatSea { .. } => "flat_sea",
            Self::Resampled { .. } => "resampled",
            Self::VerticalDatumDiffers { .. } => "vertical_datum_differs",
            Self::UnknownArea { .. } => "unknown_area",
        }
    }
}

/// The code of a warning about a design.
pub(super) fn design_code(warning: DesignWarning) -> &'static str {
    match warning {
        DesignWarning::DoesNotFit { .. } => "does_not_fit",
        DesignWarning::CrestNotReached { .. } => "crest_not_reached",
        DesignWarning::UnknownGround { .. } => "nodata_inside",
        DesignWarning::NearestGroundUsed { .. } => "nearest_ground_used",
        DesignWarning::GroundAboveCrest { .. } => "ground_above_crest",
        DesignWarning::LeavesTerrain { .. } => "leaves_terrain",
        DesignWarning::VolumeJumps { .. } => "volume_jumps",
        DesignWarning::NotContained { .. } => "not_contained",
        DesignWarning::SeparateBasins { .. } => "separate_basins",
        DesignWarning::BasinsNotReached { .. } => "basins_not_reached",
        DesignWarning::DischargesUnused { .. } => "discharges_unused",
    }
}

fn pit_code(warning: PitWarning) -> &'static str {
    match warning {
        PitWarning::TooSmall { .. } => "pit_too_small",
        PitWarning::FloorNotReached { .. } => "floor_not_reached",
        PitWarning::GroundBelowFloor { .. } => "ground_below_floor",
        PitWarning::UnknownGround { .. } => "nodata_inside",
        PitWarning::NearestGroundUsed { .. } => "nearest_ground_used",
        PitWarning::LeavesTerrain { .. } => "pit_leaves_terrain",
        PitWarning::VolumeJumps { .. } => "pit_volume_jumps",
    }
}

fn check_code(warning: CheckWarning) -> &'static str {
    match warning {
        CheckWarning::FaceSteeperThanRepose { .. } => "face_steeper_than_repose",
        CheckWarning::SteepGroundUnderToe { .. } => "steep_ground_under_toe",
        CheckWarning::SteepensBelowToe { .. } => "steepens_below_toe",
        CheckWarning::CrestCollapsed { .. } => "crest_collapsed",
        CheckWarning::LeavesConcession { .. } => "leaves_concession",
        CheckWarning::ShallowOverCrest { .. } => "shallow_over_crest",
    }
}

/// The code of a warning about a backfill.
pub(super) fn backfill_code(warning: BackfillWarning) -> &'static str {
    match warning {
        BackfillWarning::PlacedFactorUnusual { .. } => "placed_factor_unusual",
        BackfillWarning::PlacedFactorBelowOne { .. } => "placed_factor_below_one",
        BackfillWarning::ExtractedDiffers { .. } => "extracted_differs",
        BackfillWarning::Refused { by, .. } => match by {
            Binding::Cap => "refused_by_cap",
            Binding::Void | Binding::Target => "refused_by_void",
        },
    }
}
