//! The ground that a deposit or store covers, as a curve of a few straight pieces over what lies there.
//!
//! Such curves are mostly concave: the first rock covers the most. Between two bounds of what lies there the greatest
//! convex curve below takes its place, which a linear problem can hold; where the bounds meet, both are the same.

use super::problem::Problem;
use crate::balance::{Holding, LandStep, Ledger, MassPlan};
use crate::units::SquareMetres;

/// Pieces that a curve is drawn with at the most.
const PIECES_MOST: usize = 8;

/// A curve with fewer pieces may be off by this share of its greatest land.
const OFF_MOST: f64 = 1e-3;

/// The ground that deposits and stores cover with what lies there at the most, without what they covered before.
///
/// A curve is straight between its steps and from nothing to its first one, and level after its last.
pub fn land_covered(plan: &MassPlan, ledger: &Ledger) -> SquareMetres {
    let covered = plan.destinations.iter().zip(&ledger.destinations);
    covered
        .map(|(destination, years)| {
            let (Holding::Deposit { land, .. } | Holding::Store { land, .. }) =
                &destination.holding
            else {
                return SquareMetres(0.0);
            };
            let most = years.iter().map(|year| year.placed.0).fold(0.0, f64::max);
            SquareMetres(height(&points(land), most))
        })
        .sum()
}

/// The ground that a destination covers, in the columns of a problem.
#[derive(Clone, Debug)]
pub(super) struct Cover {
    /// The column of a volume that is never less than what lies there.
    pub(super) volume: usize,
    /// From nothing on, so much has the land of each straight piece; the first is what lies there at the least.
    pieces: Vec<usize>,
    /// Volume in units of the problem, and land in m²: where the pieces meet.
    points: Vec<(f64, f64)>,
    /// By how much the pieces may tell too little or too much, in m².
    pub(super) off: f64,
}

impl Cover {
    /// Adds columns for a curve up to the most that can lie there, and the row that joins them.
    pub(super) fn of(problem: &mut Problem, unit: f64, land: &[LandStep], most: f64) -> Self {
        let whole: Vec<(f64, f64)> = points(land)
            .into_iter()
            .map(|(volume, land)| (volume / unit, land))
            .collect();
        let whole = up_to(&whole, most);
        let (points, off) = simplified(&whole);
        let volume = problem.column(0.0, most);
        let pieces: Vec<usize> = points.iter().map(|_| problem.column(0.0, most)).collect();
        let mut terms: Vec<_> = pieces.iter().map(|piece| (*piece, 1.0)).collect();
        terms.push((volume, -1.0));
        problem.row(0.0, 0.0, terms);
        Self {
            volume,
            pieces,
            points,
            off,
        }
    }

    /// From nothing to the most that can lie there.
    pub(super) fn whole(&self) -> (f64, f64) {
        (0.0, self.points.last().map_or(0.0, |last| last.0))
    }

    /// The land of a volume, in m².
    pub(super) fn land(&self, volume: f64) -> f64 {
        height(&self.points, volume)
    }

    /// The greatest land, in m².
    pub(super) fn most(&self) -> f64 {
        self.points.last().map_or(0.0, |last| last.1)
    }

    /// The greatest convex curve below this one between two volumes: the land of the lower one, and each column with
    /// its width and its land for a unit of volume. Columns that are not needed have no width.
    pub(super) fn below(&self, (least, most): (f64, f64)) -> (f64, Vec<(usize, f64, f64)>) {
        let inner = self
            .points
            .iter()
            .filter(|point| least < point.0 && point.0 < most);
        let mut corners = vec![(least, self.land(least))];
        for point in inner
            .copied()
            .chain((least < most).then(|| (most, self.land(most))))
        {
            while let [.., before, last] = corners[..]
                && slope(last, point) <= slope(before, last)
            {
                corners.pop();
            }
            corners.push(point);
        }
        let mut sides = corners.windows(2).map(|pair| {
            let [from, to] = [pair[0], pair[1]];
            (to.0 - from.0, slope(from, to))
        });
        let after = self.pieces[1..].iter().map(|piece| {
            let (width, slope) = sides.next().unwrap_or((0.0, 0.0));
            (*piece, width, slope)
        });
        (corners[0].1, after.collect())
    }

    /// What the land of a volume between two others seems to be by the curve below, in m².
    pub(super) fn seems(&self, span: (f64, f64), volume: f64) -> f64 {
        let (land, sides) = self.below(span);
        let mut left = volume - span.0;
        let more = sides.into_iter().map(|(_, width, slope)| {
            let here = left.clamp(0.0, width);
            left -= here;
            here * slope
        });
        land + more.sum::<f64>()
    }

    /// The column of what lies there at the least.
    pub(super) fn least(&self) -> usize {
        self.pieces[0]
    }

    /// Where to part what may lie there, so that the curve below comes closer at a volume: the nearest place where
    /// pieces meet, or the volume itself where there is none.
    pub(super) fn part_at(&self, (least, most): (f64, f64), volume: f64) -> f64 {
        let inner = self.points.iter().map(|point| point.0);
        inner
            .filter(|at| least < *at && *at < most)
            .min_by(|a, b| (a - volume).abs().total_cmp(&(b - volume).abs()))
            .unwrap_or(volume)
    }

    /// The straight piece of the curve on which a volume lies.
    pub(super) fn piece_at(&self, volume: f64) -> (f64, f64) {
        let at = self.points.partition_point(|point| point.0 < volume);
        let at = at.clamp(1, self.points.len().max(2) - 1);
        match (self.points.get(at - 1), self.points.get(at)) {
            (Some(from), Some(to)) => (from.0, to.0),
            _ => self.whole(),
        }
    }
}

/// The corners of a curve, from nothing on. Steps that do not grow are left out.
fn points(land: &[LandStep]) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = vec![(0.0, 0.0)];
    for step in land {
        let (volume, land) = points[points.len() - 1];
        if volume < step.volume.0 && step.volume.0.is_finite() && step.land.0.is_finite() {
            points.push((step.volume.0, land.max(step.land.0)));
        }
    }
    points
}

/// The land of a volume, level after the last corner.
fn height(points: &[(f64, f64)], volume: f64) -> f64 {
    let after = points.partition_point(|point| point.0 < volume);
    match (
        after.checked_sub(1).and_then(|at| points.get(at)),
        points.get(after),
    ) {
        (Some(from), Some(to)) => from.1 + slope(*from, *to) * (volume - from.0),
        (None, Some(first)) => first.1,
        (_, None) => points.last().map_or(0.0, |last| last.1),
    }
}

fn slope(from: (f64, f64), to: (f64, f64)) -> f64 {
    (to.1 - from.1) / (to.0 - from.0)
}

/// A curve from nothing up to a volume.
fn up_to(points: &[(f64, f64)], most: f64) -> Vec<(f64, f64)> {
    let mut cut: Vec<(f64, f64)> = points
        .iter()
        .copied()
        .filter(|point| point.0 < most)
        .collect();
    if cut.is_empty() {
        cut.push((0.0, 0.0));
    } else {
        cut.push((most, height(points, most)));
    }
    cut
}

/// A curve with few enough pieces, corner after corner where it is off the most; and by how much it is off, in m².
fn simplified(points: &[(f64, f64)]) -> (Vec<(f64, f64)>, f64) {
    let Some(last) = points.len().checked_sub(1).filter(|last| 0 < *last) else {
        return (points.to_vec(), 0.0);
    };
    let mut kept = vec![0, last];
    loop {
        let mut worst = (0.0, 0);
        for pair in kept.windows(2) {
            for at in pair[0] + 1..pair[1] {
                let straight = [points[pair[0]], points[pair[1]]];
                let off = (points[at].1 - height(&straight, points[at].0)).abs();
                if worst.0 < off {
                    worst = (off, at);
                }
            }
        }
        if worst.0 <= OFF_MOST * points[last].1 || PIECES_MOST < kept.len() {
            return (kept.iter().map(|at| points[*at]).collect(), worst.0);
        }
        kept.push(worst.1);
        kept.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::PlacedM3;

    fn cover(steps: &[(f64, f64)]) -> Cover {
        let land: Vec<LandStep> = steps
            .iter()
            .map(|(volume, land)| LandStep {
                volume: PlacedM3(*volume),
                land: SquareMetres(*land),
            })
            .collect();
        Cover::of(&mut Problem::default(), 1.0, &land, 100.0)
    }

    #[test]
    fn below_a_concave_curve_lies_its_chord_and_below_a_convex_one_itself() {
        let concave = cover(&[(10.0, 50.0), (100.0, 95.0)]);
        assert_eq!(concave.seems((0.0, 100.0), 10.0), 9.5);
        assert_eq!(concave.seems((0.0, 10.0), 10.0), 50.0);
        assert_eq!(concave.seems((10.0, 100.0), 20.0), 55.0);
        let convex = cover(&[(90.0, 45.0), (100.0, 95.0)]);
        for (volume, land) in [(0.0, 0.0), (45.0, 22.5), (95.0, 70.0)] {
            assert_eq!(convex.seems((0.0, 100.0), volume), land);
            assert_eq!(convex.land(volume), land);
        }
    }

    #[test]
    fn a_curve_of_many_steps_is_off_by_no_more_than_it_says() {
        let steps: Vec<(f64, f64)> = (1..=500)
            .map(|step| f64::from(step) / 5.0)
            .map(|volume| (volume, 1000.0 * (volume / 100.0).sqrt()))
            .collect();
        let cover = cover(&steps);
        assert!(cover.points.len() <= PIECES_MOST + 1);
        assert!(cover.off < 0.05 * cover.most());
        for (volume, land) in steps {
            assert!((cover.land(volume) - land).abs() <= cover.off + 1e-9);
        }
    }

    #[test]
    fn a_curve_is_level_after_its_end_and_ends_at_the_most_that_can_lie_there() {
        let short = cover(&[(50.0, 80.0)]);
        assert_eq!((short.land(75.0), short.whole()), (80.0, (0.0, 100.0)));
        let long = cover(&[(200.0, 80.0)]);
        assert_eq!((long.most(), long.whole()), (40.0, (0.0, 100.0)));
        let none = cover(&[]);
        assert_eq!((none.land(50.0), none.most()), (0.0, 0.0));
    }
}
