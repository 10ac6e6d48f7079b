//! What decisions and choices are called, by the ids of their texts.

use crate::design::{RampMode, UnknownGround, UphillSide};
use crate::project::{Decision, DepositMethod};

/// The id of the text that says which decision it is.
pub(super) fn label_id(decision: Decision) -> &'static str {
    match decision {
        Decision::Note => "scenario-note",
        Decision::Frozen => "difference-frozen",
        Decision::BuildingOrder => "difference-building-order",
        Decision::Name => "field-watch-name",
        Decision::Outline => "difference-outline",
        Decision::Place | Decision::PointPlace => "register-place",
        Decision::Method => "label-method",
        Decision::CornerDrops => "field-drops",
        Decision::Dam => "field-dam",
        Decision::DamCrest => "field-dam-crest",
        Decision::DamInner => "field-dam-inner",
        Decision::DamOuter => "field-dam-outer",
        Decision::DamFreeboard => "field-freeboard",
        Decision::Beach => "field-beach-slope",
        Decision::Discharges => "field-discharges",
        Decision::Face => "field-face",
        Decision::Benches => "field-benches",
        Decision::Lift => "field-lift",
        Decision::Berm => "field-berm",
        Decision::BermLevel => "field-bench-datum",
        Decision::ShortLiftJoins => "difference-short-lift",
        Decision::Water => "field-water",
        Decision::WaterLevel => "field-water-level",
        Decision::SubmergedFace => "field-submerged-face",
        Decision::Closure => "field-closure-face",
        Decision::Ramp => "label-ramp",
        Decision::RampWidth => "difference-ramp-width",
        Decision::RampGradient => "difference-ramp-gradient",
        Decision::RampSide => "difference-ramp-side",
        Decision::RampTurningRadius => "difference-ramp-radius",
        Decision::RampMode => "difference-ramp-mode",
        Decision::RampCourse => "difference-ramp-course",
        Decision::RampLine => "difference-ramp-line",
        Decision::RampStart => "difference-ramp-start",
        Decision::Target => "field-target",
        Decision::Base => "label-base",
        Decision::Seabed => "field-seabed",
        Decision::SeabedLayer => "field-seabed-layer",
        Decision::DryingBelt => "difference-drying-belt",
        Decision::UnknownGround => "difference-unknown-ground",
        Decision::Temporary => "field-temporary",
        Decision::Purpose => "field-purpose",
        Decision::MinedTerrain => "field-mined",
        Decision::OriginalSurface => "field-original",
        Decision::Extracted => "field-extracted",
        Decision::PermittedLevel => "field-permitted-level",
        Decision::Void => "field-void",
        Decision::PlacedFactor => "field-placed-factor",
        Decision::Cap => "field-cap",
        Decision::CapReason => "difference-cap-reason",
        Decision::Backfill => "difference-backfill",
        Decision::MinedDensity => "field-mining-density",
        Decision::VoidFree => "difference-void-free",
        Decision::MinedAlready => "field-mining-already",
        Decision::Price => "field-price",
        Decision::Least => "field-least",
        Decision::FirstYear => "field-first-year",
        Decision::LastYear => "field-last-year",
        Decision::YearlyLimit => "field-yearly-limit",
        Decision::Accepts => "field-accepts",
        Decision::Placing => "field-placing",
        Decision::Handling => "field-handling",
        Decision::Haul => "field-haul",
        Decision::Climb => "field-climb",
        Decision::Already => "field-already",
        Decision::EmptiedBy => "field-emptied-by",
        Decision::Reclaim => "field-reclaim",
        Decision::InSea => "field-in-sea",
        Decision::Responsible => "field-responsible",
        Decision::LaterUse => "field-later-use",
        Decision::Restoration => "field-restoration",
        Decision::Topsoil => "field-topsoil",
        Decision::StripYear => "difference-strip-year",
        Decision::Cover => "field-cover",
        Decision::CoverFrom => "field-cover-from",
        Decision::CoverTo => "field-cover-to",
        Decision::MonitoringPoint => "difference-point",
        Decision::PointMedium => "field-watch-medium",
        Decision::PointParameter => "field-watch-parameter",
        Decision::PointLimit => "field-watch-limit",
        Decision::PointTimes => "field-watch-times",
        Decision::SetByPlanner(..) => "difference-set-in",
    }
}

/// The id of the text that says what it means that there is none.
pub(super) fn none_id(decision: Decision) -> &'static str {
    match decision {
        Decision::BermLevel => "difference-berm-level-usual",
        Decision::Water | Decision::Seabed => "no",
        Decision::RampSide => "difference-ramp-side-usual",
        Decision::RampStart => "difference-ramp-start-usual",
        Decision::Temporary => "difference-for-good",
        Decision::Extracted => "extracted-measured",
        Decision::PermittedLevel => "permitted-level-none",
        Decision::Least => "least-none",
        Decision::FirstYear => "first-year-none",
        Decision::LastYear => "last-year-none",
        Decision::YearlyLimit => "yearly-limit-none",
        Decision::EmptiedBy => "emptied-by-none",
        Decision::InSea => "difference-by-sea-floor",
        Decision::LaterUse => "later-use-none",
        Decision::StripYear => "strip-year-none",
        Decision::CoverFrom => "cover-from-none",
        Decision::CoverTo => "cover-to-none",
        _ => "difference-none",
    }
}

pub(super) fn method_id(method: &DepositMethod) -> &'static str {
    match method {
        DepositMethod::Toe => "method-name-toe",
        DepositMethod::Crest { .. } => "method-name-crest",
        DepositMethod::Point => "method-name-point",
        DepositMethod::Level(_) => "method-name-level",
    }
}

pub(super) fn unknown_ground_id(ground: UnknownGround) -> &'static str {
    match ground {
        UnknownGround::Refuse => "difference-unknown-refuse",
        UnknownGround::UseNearest => "difference-unknown-nearest",
    }
}

pub(super) fn ramp_mode_id(mode: RampMode) -> &'static str {
    match mode {
        RampMode::Added => "ramp-mode-added",
        RampMode::Cut => "ramp-mode-cut",
        RampMode::Balanced => "ramp-mode-balanced",
    }
}

pub(super) fn ramp_course_id(uphill: Option<UphillSide>) -> &'static str {
    match uphill {
        Some(UphillSide::Left) => "ramp-course-left",
        Some(UphillSide::Right) => "ramp-course-right",
        None => "ramp-course-drawn",
    }
}

#[cfg(test)]
mod tests {
    use crate::words::{Language, Words};

    #[test]
    fn every_decision_has_words() {
        let words = Words::in_language(Language::English).unwrap();
        let lines = include_str!("labels.rs").lines();
        let ids = lines.filter_map(|line| line.split("=> \"").nth(1)?.split('"').next());
        let ids: Vec<&str> = ids.collect();
        assert!(80 < ids.len(), "does this test still find them?");
        for id in ids {
            assert!(words.loader.has(id), "{id}");
        }
    }
}
