//! A line on the map, and the heights along it.
//!
//! The line has at least two different points and knows how far along it each place is (its chainage). How a
//! section is drawn is left to `figure`.

use geo::Coord;

use super::{Grid, Placement};

/// The most places that [`SectionLine::chainages_on`] gives for even steps and for rows and columns together.
pub const MOST_SECTION_SAMPLES: usize = 10_000;

/// Places nearer to each other than this, in metres, are one.
const SAME_PLACE_M: f64 = 1e-6;

/// Evenly spaced samples are at most this far apart, in cells.
const STEP_CELLS: f64 = 0.5;

/// A line of straight pieces on the map, in metres, along which the ground is cut open.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionLine {
    points: Vec<Coord<f64>>,
    /// How far along the line each point is, rising strictly from zero, in metres.
    chainages_m: Vec<f64>,
}

/// Why points make no line for a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SectionLineError {
    /// Fewer than two different points.
    #[error("a section needs two different points")]
    TooShort,
    /// A coordinate is missing or beyond any map.
    #[error("the section has a coordinate that is not a number")]
    NotFinite,
}

/// The place on a line that is nearest to a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearestOnLine {
    /// How far along the line, in metres.
    pub chainage_m: f64,
    /// How far the point is from there, in metres.
    pub distance_m: f64,
}

impl SectionLine {
    /// A line through points in metres. Points that repeat the one before are dropped.
    ///
    /// # Errors
    /// [`SectionLineError`], if fewer than two different points are left or one is not a number.
    pub fn new(points: impl IntoIterator<Item = Coord<f64>>) -> Result<Self, SectionLineError> {
        let mut line = Self {
            points: Vec::new(),
            chainages_m: Vec::new(),
        };
        let mut length_m = 0.0;
        for point in points {
            if !(point.x.is_finite() && point.y.is_finite()) {
                return Err(SectionLineError::NotFinite);
            }
            if let Some(last) = line.points.last() {
                let step_m = distance_m(*last, point);
                if step_m <= SAME_PLACE_M {
                    continue;
                }
                length_m += step_m;
            }
            line.points.push(point);
            line.chainages_m.push(length_m);
        }
        if !length_m.is_finite() {
            return Err(SectionLineError::NotFinite);
        }
        if line.points.len() < 2 {
            return Err(SectionLineError::TooShort);
        }
        Ok(line)
    }

    /// Where it begins, bends and ends, in metres.
    pub fn points(&self) -> &[Coord<f64>] {
        &self.points
    }

    /// How long it is, in metres.
    pub fn length_m(&self) -> f64 {
        self.chainages_m.last().copied().unwrap_or(0.0)
    }

    /// The place at a chainage in metres; before the beginning the beginning, beyond the end the end.
    pub fn point_at(&self, chainage_m: f64) -> Coord<f64> {
        let chainage_m = chainage_m.clamp(0.0, self.length_m());
        let (from, to) = self.piece_at(chainage_m);
        let length_m = self.chainages_m[to] - self.chainages_m[from];
        let share = (chainage_m - self.chainages_m[from]) / length_m;
        self.points[from] + (self.points[to] - self.points[from]) * share
    }

    /// The place on the line that is nearest to a point, the first one where several are.
    pub fn nearest_to(&self, point: Coord<f64>) -> NearestOnLine {
        let mut nearest = NearestOnLine {
            chainage_m: 0.0,
            distance_m: f64::INFINITY,
        };
        for (index, ends) in self.points.windows(2).enumerate() {
            let along = ends[1] - ends[0];
            let from = point - ends[0];
            let share =
                (from.x * along.x + from.y * along.y) / (along.x * along.x + along.y * along.y);
            let share = share.clamp(0.0, 1.0);
            let distance_m = distance_m(ends[0] + along * share, point);
            if distance_m < nearest.distance_m {
                let length_m = self.chainages_m[index + 1] - self.chainages_m[index];
                nearest = NearestOnLine {
                    chainage_m: self.chainages_m[index] + share * length_m,
                    distance_m,
                };
            }
        }
        nearest
    }

    /// The direction from the beginning to the end, in degrees from north, clockwise, from 0 up to 360.
    ///
    /// North where the line ends at its beginning.
    pub fn bearing_degrees(&self) -> f64 {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            return 0.0;
        };
        let degrees = (last.x - first.x).atan2(last.y - first.y).to_degrees();
        let degrees = degrees.rem_euclid(360.0);
        // A tiny negative angle comes out as 360 itself.
        if 360.0 <= degrees { 0.0 } else { degrees }
    }

    /// The same line from its end to its beginning.
    pub fn reversed(&self) -> Self {
        let length_m = self.length_m();
        let chainages = self.chainages_m.iter().rev();
        Self {
            points: self.points.iter().rev().copied().collect(),
            chainages_m: chainages.map(|chainage_m| length_m - chainage_m).collect(),
        }
    }

    /// Where to read heights from a grid, as chainages in metres, rising.
    ///
    /// These are the beginning, the bends and the end; even steps of at most half a cell; and the places where
    /// the line crosses a row or a column of cell middles, for there a bilinear surface bends. A line that would
    /// need more than [`MOST_SECTION_SAMPLES`] has wider steps instead, and the crossings are left out: it is
    /// thousands of cells long, and the difference could not be seen.
    pub fn chainages_on(&self, placement: &Placement) -> Vec<f64> {
        let step_m = STEP_CELLS * placement.cell_width_m.min(placement.cell_height_m);
        let steps = self.length_m() / step_m;
        // There are two steps for each cell of length, and fewer crossings than steps.
        let is_long = MOST_SECTION_SAMPLES as f64 <= 2.0 * steps;
        let step_m = if is_long {
            self.length_m() / MOST_SECTION_SAMPLES as f64
        } else {
            step_m
        };
        let mut chainages = self.chainages_m.clone();
        for (index, ends) in self.points.windows(2).enumerate() {
            let from_m = self.chainages_m[index];
            let length_m = self.chainages_m[index + 1] - from_m;
            let mut add = |share: f64| chainages.push(from_m + share * length_m);
            let parts = (length_m / step_m).ceil().max(1.0);
            let mut part = 1.0;
            while part < parts {
                add(part / parts);
                part += 1.0;
            }
            if !is_long {
                let from = placement.cells_from_world(ends[0]);
                let along = placement.cells_from_world(ends[1]) - from;
                crossings_of_middles(from.x, along.x, placement.columns).for_each(&mut add);
                crossings_of_middles(from.y, along.y, placement.rows).for_each(&mut add);
            }
        }
        chainages.sort_by(f64::total_cmp);
        self.without_repeats(&chainages)
    }

    /// Heights of a grid at chainages, both in metres; NaN where there is none.
    pub fn heights_at(&self, chainages_m: &[f64], grid: &Grid<f32>) -> Vec<f64> {
        let heights = chainages_m.iter().map(|chainage_m| {
            let height = grid.height_at(self.point_at(*chainage_m));
            height.unwrap_or(f64::NAN)
        });
        heights.collect()
    }

    /// The indices of the points before and after a chainage within the line.
    fn piece_at(&self, chainage_m: f64) -> (usize, usize) {
        let after = self.chainages_m.partition_point(|at| *at <= chainage_m);
        let to = after.clamp(1, self.chainages_m.len() - 1);
        (to - 1, to)
    }

    /// Drops chainages that all but repeat another. Those of the line's own points stay.
    fn without_repeats(&self, rising: &[f64]) -> Vec<f64> {
        let mut kept: Vec<f64> = Vec::with_capacity(rising.len());
        let mut own = self.chainages_m.iter().copied().peekable();
        for &chainage_m in rising {
            let is_own = own.next_if(|own| *own <= chainage_m).is_some();
            match kept.last_mut() {
                Some(last) if chainage_m - *last <= SAME_PLACE_M => {
                    if is_own {
                        *last = chainage_m;
                    }
                }
                _ => kept.push(chainage_m),
            }
        }
        kept
    }
}

/// Where a piece of a line crosses middles of cells, as shares of it; `from` and `along` in cells.
fn crossings_of_middles(from: f64, along: f64, count: usize) -> impl Iterator<Item = f64> {
    let (low, high) = (from.min(from + along), from.max(from + along));
    let mut next = (low - 0.5).ceil().max(0.0) + 0.5;
    let last = high.min(count as f64);
    std::iter::from_fn(move || {
        let middle = next;
        next += 1.0;
        (middle < last).then(|| (middle - from) / along)
    })
    .filter(|share| 0.0 < *share && *share < 1.0)
}

fn distance_m(from: Coord<f64>, to: Coord<f64>) -> f64 {
    (to.x - from.x).hypot(to.y - from.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f64, f64)]) -> SectionLine {
        SectionLine::new(points.iter().map(|&(x, y)| Coord { x, y })).unwrap()
    }

    #[test]
    fn a_line_needs_two_different_points_that_are_numbers() {
        let point = Coord { x: 3.0, y: 4.0 };
        let check = |points: &[Coord<f64>], error| {
            assert_eq!(SectionLine::new(points.iter().copied()), Err(error));
        };
        check(&[], SectionLineError::TooShort);
        check(&[point, point], SectionLineError::TooShort);
        let odd = Coord {
            x: f64::NAN,
            y: 0.0,
        };
        check(&[point, odd], SectionLineError::NotFinite);
        let far = Coord {
            x: f64::MAX,
            y: f64::MAX,
        };
        check(&[point, far], SectionLineError::NotFinite);
    }

    #[test]
    fn places_are_found_by_their_chainage_and_back() {
        let line = line(&[(0.0, 0.0), (30.0, 40.0), (30.0, 40.0), (30.0, 0.0)]);
        assert_eq!(line.length_m(), 90.0);
        assert_eq!(line.point_at(25.0), Coord { x: 15.0, y: 20.0 });
        assert_eq!(line.point_at(50.0), Coord { x: 30.0, y: 40.0 });
        assert_eq!(line.point_at(-5.0), Coord { x: 0.0, y: 0.0 });
        assert_eq!(line.point_at(500.0), Coord { x: 30.0, y: 0.0 });
        let nearest = line.nearest_to(Coord { x: 33.0, y: 10.0 });
        assert_eq!((nearest.chainage_m, nearest.distance_m), (80.0, 3.0));
        let back = line.reversed();
        assert_eq!(back.point_at(10.0), line.point_at(80.0));
    }

    #[test]
    fn the_bearing_is_counted_from_north_clockwise() {
        let check = |x: f64, y: f64, bearing: f64| {
            let found = line(&[(0.0, 0.0), (x, y)]).bearing_degrees();
            assert!((found - bearing).abs() < 1e-9, "{x} {y}: {found}");
        };
        check(0.0, 1.0, 0.0);
        check(1.0, 0.0, 90.0);
        check(-1.0, -1.0, 225.0);
        check(-1e-30, 1.0, 0.0);
    }
}
