//! How much is climbed along a line.

use geo::Coord;

use super::{Placement, SectionLine};

/// Bumps and hollows lower than this, in metres, are no climb: a road is levelled over them, and otherwise
/// the sum would grow with every stone and with the noise of the heights.
pub const LEVELLED_M: f64 = 1.0;

/// What heights along a line say of its climb.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LineClimb {
    /// So many metres are climbed from its beginning to its end.
    Known(f64),
    /// Only so much of its length has heights, as a share from 0 to below 1.
    Uncovered(f64),
}

/// Metres climbed past heights in metres, one after the other: the sum of all rises of [`LEVELLED_M`] or more,
/// each whole.
pub fn climb_m(heights_m: &[f64]) -> f64 {
    let Some(&first_m) = heights_m.first() else {
        return 0.0;
    };
    let (mut low_m, mut high_m) = (first_m, first_m);
    let mut rises = false;
    let mut climbed_m = 0.0;
    for &height_m in heights_m {
        if rises && high_m <= height_m {
            high_m = height_m;
        } else if rises && LEVELLED_M <= high_m - height_m {
            climbed_m += high_m - low_m;
            low_m = height_m;
            rises = false;
        } else if !rises && height_m <= low_m {
            low_m = height_m;
        } else if !rises && LEVELLED_M <= height_m - low_m {
            high_m = height_m;
            rises = true;
        }
    }
    if rises {
        climbed_m + high_m - low_m
    } else {
        climbed_m
    }
}

impl SectionLine {
    /// What is climbed from the beginning to the end, over the heights of a grid that lies so.
    ///
    /// Heights are asked for where [`Self::chainages_on`] reads them, at most half a cell apart.
    pub fn climb_on(
        &self,
        placement: &Placement,
        height_at: impl Fn(Coord<f64>) -> Option<f64>,
    ) -> LineClimb {
        let chainages_m = self.chainages_on(placement);
        let heights_m: Vec<Option<f64>> = chainages_m
            .iter()
            .map(|chainage_m| height_at(self.point_at(*chainage_m)))
            .collect();
        if let Some(known_m) = heights_m.iter().copied().collect::<Option<Vec<f64>>>() {
            return LineClimb::Known(climb_m(&known_m));
        }
        let pieces = chainages_m.windows(2).zip(heights_m.windows(2));
        let covered = pieces.filter(|(_, ends)| ends.iter().all(Option::is_some));
        let covered_m: f64 = covered.map(|(ends, _)| ends[1] - ends[0]).sum();
        LineClimb::Uncovered(covered_m / self.length_m())
    }
}
