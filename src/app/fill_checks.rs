//! What an engineer should look at about a fill: steepness of faces and ground, what is left of the top, water.

use crate::design::{
    BelowToe, CheckWarning, CrestShape, FillDesign, FillShape, LEAST_DEPTH_OVER_CREST, LEAST_TOP,
    NOTABLE_SHARE_OF_TOE, Slope, face_steeper_than_repose, footprint_checks, least_water_depth,
};
use crate::terrain::Grid;
use crate::units::Metres;

use super::fill::FillRequest;

/// How far below the toe the ground is looked at where there are no lifts, in metres.
const USUAL_REACH: Metres = Metres(10.0);

/// Looks at a fill on its ground. `raised` is its surface where it lies, and NaN elsewhere.
pub(super) fn checks_of(
    design: &FillDesign,
    request: &FillRequest,
    ground: &Grid<f32>,
    raised: &Grid<f32>,
) -> Vec<CheckWarning> {
    let batter = &request.batter;
    let covered = |column: usize, row: usize| !raised.at(column, row).is_nan();
    let mut warnings: Vec<CheckWarning> =
        face_steeper_than_repose(&[batter.steepest()], Slope::TIPPED_ROCK)
            .into_iter()
            .collect();
    let below = BelowToe {
        distance: batter.benches.map_or(USUAL_REACH, |benches| benches.lift()),
    };
    if let Some(found) = footprint_checks(ground, covered, below) {
        let toe = found.under_toe;
        if NOTABLE_SHARE_OF_TOE < toe.share_above_25 {
            warnings.push(CheckWarning::SteepGroundUnderToe {
                greatest_deg: toe.greatest_deg,
                share_above_25: toe.share_above_25,
            });
        }
        if let Some(greatest_deg) = found.steepest_below_toe_deg
            && NOTABLE_SHARE_OF_TOE < found.share_steepening
        {
            warnings.push(CheckWarning::SteepensBelowToe {
                greatest_deg,
                share: found.share_steepening,
            });
        }
    }
    // Where the slopes meet there is no top at all, which is what was asked for without a target.
    let asked_for_top = design.fits && design.capacity.is_none_or(|most| design.fill < most);
    // Below a point there never is one: it is tipped over, not driven on.
    let is_point = matches!(request.shape, FillShape::Crest(CrestShape::Point(_)));
    if asked_for_top && !is_point && design.top < LEAST_TOP {
        warnings.push(CheckWarning::CrestCollapsed {
            top_area: design.top,
        });
    }
    if let Some(water) = batter.water {
        let depth = least_water_depth(water.level, raised, covered);
        if let Some(depth) = depth.filter(|depth| *depth < LEAST_DEPTH_OVER_CREST) {
            warnings.push(CheckWarning::ShallowOverCrest { depth });
        }
    }
    warnings
}
