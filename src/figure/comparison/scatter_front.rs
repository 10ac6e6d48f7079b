//! Which points no other point beats on both axes (Pareto front).

use super::Better;

/// What no other beats.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Front {
    /// By point, whether it is one of them.
    pub members: Vec<bool>,
    /// Corners of the stepped line through them, from the best across to the best upwards.
    pub steps: Vec<(f64, f64)>,
}

/// What no other point beats: none is at least as good on both axes and better on one.
pub(super) fn front_of(points: &[(f64, f64)], (across, up): (Better, Better)) -> Front {
    let sign = |better: Better| if better == Better::Lower { 1.0 } else { -1.0 };
    let (along, aside) = (sign(across), sign(up));
    // From here on less is better on both.
    let turned: Vec<(f64, f64)> = points.iter().map(|(x, y)| (along * x, aside * y)).collect();
    let beats = |one: &(f64, f64), other: &(f64, f64)| {
        one.0 <= other.0 && one.1 <= other.1 && (one.0 < other.0 || one.1 < other.1)
    };
    let is_member = |point: &(f64, f64)| !turned.iter().any(|other| beats(other, point));
    let members: Vec<bool> = turned.iter().map(is_member).collect();
    let kept = turned
        .iter()
        .zip(&members)
        .filter(|(_, is_member)| **is_member);
    let mut kept: Vec<(f64, f64)> = kept.map(|(point, _)| *point).collect();
    kept.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (x, y) in kept {
        if let Some((_, before)) = steps.last().copied() {
            steps.push((x, before));
        }
        steps.push((x, y));
    }
    let steps = steps.into_iter().map(|(x, y)| (along * x, aside * y));
    Front {
        members,
        steps: steps.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beaten_on_both_is_not_on_the_front() {
        let points = [(1.0, 5.0), (2.0, 2.0), (3.0, 3.0), (4.0, 1.0), (4.0, 4.0)];
        let front = front_of(&points, (Better::Lower, Better::Lower));
        assert_eq!(front.members, [true, true, false, true, false]);
        let steps = [(1.0, 5.0), (2.0, 5.0), (2.0, 2.0), (4.0, 2.0), (4.0, 1.0)];
        assert_eq!(front.steps, steps);
        let other = front_of(&points, (Better::Higher, Better::Higher));
        assert_eq!(other.members, [true, false, false, false, true]);
    }

    #[test]
    fn equal_points_are_all_on_the_front() {
        let front = front_of(&[(1.0, 1.0), (1.0, 1.0)], (Better::Lower, Better::Higher));
        assert_eq!(front.members, [true, true]);
    }
}
