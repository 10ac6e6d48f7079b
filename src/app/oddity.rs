//! What was odd about files and results, and stays with them.

use std::path::{Path, PathBuf};

use crate::balance::{BackfillWarning, Binding};
use crate::design::{DesignWarning, VoidWarning};
use crate::gis::{RasterOddity, VectorOddity};

/// What was odd and stays with a result.
#[derive(Clone, Debug, PartialEq)]
pub enum Oddity {
    /// About a raster.
    Raster(PathBuf, RasterOddity),
    /// About a file with outlines.
    Vector(PathBuf, VectorOddity),
    /// About the design.
    Design(DesignWarning),
    /// About a void.
    Void(VoidWarning),
    /// About a backfill.
    Backfill(BackfillWarning),
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
            Self::Design(DesignWarning::DoesNotFit { .. }) => "does_not_fit",
            Self::Design(DesignWarning::CrestNotReached { .. }) => "crest_not_reached",
            Self::Design(DesignWarning::UnknownGround { .. })
            | Self::Void(VoidWarning::UnknownGround { .. }) => "nodata_inside",
            Self::Void(VoidWarning::AboveOriginal { .. }) => "above_original",
            Self::Backfill(warning) => backfill_code(*warning),
            Self::Design(DesignWarning::NearestGroundUsed { .. }) => "nearest_ground_used",
            Self::Resampled { .. } => "resampled",
            Self::VerticalDatumDiffers { .. } => "vertical_datum_differs",
            Self::UnknownArea { .. } => "unknown_area",
        }
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
