//! How a deposit is built, as a list of decisions.
//!
//! Benches keep their fields to themselves and are asked for each; a test counts them.

use super::parts::{Part, length, level, slope};
use super::{Decided, Decision};
use crate::design::{Batter, Benches, Dam, DryingBelt, ShortLift, Water};
use crate::project::{DepositMethod, LevelMethod, RampPlan, RampRoute, Seabed};

pub(super) fn of_method(method: &DepositMethod) -> Vec<Part<'_>> {
    let drops = match method {
        DepositMethod::Crest { drops } => drops.clone(),
        DepositMethod::Toe | DepositMethod::Point | DepositMethod::Level(_) => Vec::new(),
    };
    let level = match method {
        DepositMethod::Level(level) => level.as_ref().clone(),
        DepositMethod::Toe | DepositMethod::Crest { .. } | DepositMethod::Point => {
            LevelMethod::default()
        }
    };
    let LevelMethod {
        dam,
        beach,
        discharges,
    } = level;
    vec![
        Part::Value(Decision::CornerDrops, Decided::Drops(drops)),
        Part::Group(Decision::Dam, dam.map(of_dam)),
        slope(Decision::Beach, beach),
        Part::Value(Decision::Discharges, Decided::Points(discharges)),
    ]
}

fn of_dam<'a>(dam: Dam) -> Vec<Part<'a>> {
    let Dam {
        crest_width,
        inner,
        outer,
        freeboard,
    } = dam;
    vec![
        length(Decision::DamCrest, crest_width),
        slope(Decision::DamInner, Some(inner)),
        slope(Decision::DamOuter, Some(outer)),
        length(Decision::DamFreeboard, freeboard),
    ]
}

pub(super) fn of_batter(batter: &Batter) -> Vec<Part<'_>> {
    let Batter {
        face,
        benches,
        water,
    } = batter;
    vec![
        slope(Decision::Face, Some(*face)),
        Part::Group(Decision::Benches, benches.map(of_benches)),
        Part::Group(Decision::Water, water.map(of_water)),
    ]
}

fn of_benches<'a>(benches: Benches) -> Vec<Part<'a>> {
    let joins = match benches.short_lift {
        ShortLift::JoinsNext => true,
        ShortLift::Stands => false,
    };
    vec![
        length(Decision::Lift, benches.lift()),
        length(Decision::Berm, benches.berm()),
        level(Decision::BermLevel, benches.datum),
        Part::Value(Decision::ShortLiftJoins, Decided::Flag(joins)),
    ]
}

fn of_water<'a>(water: Water) -> Vec<Part<'a>> {
    let Water { level: at, face } = water;
    vec![
        level(Decision::WaterLevel, Some(at)),
        slope(Decision::SubmergedFace, Some(face)),
    ]
}

pub(super) fn of_ramp(ramp: &RampPlan) -> Vec<Part<'_>> {
    let RampPlan {
        width,
        gradient,
        side,
        turning_radius,
        mode,
        route,
    } = ramp;
    let (course, line, start) = match route {
        RampRoute::Automatic { uphill } => (Some(*uphill), Decided::Nothing, None),
        RampRoute::Drawn { line, start_height } => {
            (None, Decided::Line(line.clone()), *start_height)
        }
    };
    vec![
        length(Decision::RampWidth, *width),
        Part::Value(Decision::RampGradient, Decided::Gradient(*gradient)),
        slope(Decision::RampSide, *side),
        Part::Value(
            Decision::RampTurningRadius,
            Decided::of(*turning_radius, Decided::Length),
        ),
        Part::Value(Decision::RampMode, Decided::RampMode(*mode)),
        Part::Value(Decision::RampCourse, Decided::RampCourse(course)),
        Part::Value(Decision::RampLine, line),
        level(Decision::RampStart, start),
    ]
}

pub(super) fn of_seabed<'a>(seabed: Seabed) -> Vec<Part<'a>> {
    let Seabed { layer, belt } = seabed;
    let carried = match belt {
        DryingBelt::LeaveOpen => false,
        DryingBelt::Interpolate => true,
    };
    vec![
        Part::Value(Decision::SeabedLayer, Decided::Layer(layer)),
        Part::Value(Decision::DryingBelt, Decided::Flag(carried)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_field_of_benches_is_not_forgotten() {
        let fields = format!("{:?}", Benches::USUAL).matches(": ").count();
        assert_eq!(fields, of_benches(Benches::USUAL).len());
    }
}
