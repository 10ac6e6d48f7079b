//! Fills below a point: the small square that stands for it where an outline is asked for.

use geo::{Coord, Polygon, Rect, Translate as _};

use super::{Deposit, DepositMethod};
use crate::design::{CrestShape, FillShape, Outline, OutlineError};

/// The side of the square, in metres: seen in other programs, and too small to be meant as a crest.
const MARK_SIDE_M: f64 = 2.0;

/// What is drawn of a shape: its outline, or a small square around the point that rock is tipped from.
///
/// # Errors
/// [`OutlineError`], if the point is no place.
pub fn drawn_of(shape: &FillShape) -> Result<Outline, OutlineError> {
    match shape {
        FillShape::Toe(outline) | FillShape::Crest(CrestShape::Polygon { outline, .. }) => {
            Ok(outline.clone())
        }
        FillShape::Level(shape) => Ok(shape.outline.clone()),
        FillShape::Crest(CrestShape::Point(at)) => mark_of(*at),
    }
}

fn mark_of(at: Coord<f64>) -> Result<Outline, OutlineError> {
    let half = Coord {
        x: MARK_SIDE_M / 2.0,
        y: MARK_SIDE_M / 2.0,
    };
    if !(at.x.is_finite() && at.y.is_finite()) {
        return Err(OutlineError::NotFinite);
    }
    Outline::new(&Polygon::from(Rect::new(at - half, at + half)))
}

impl Deposit {
    /// The point that rock is tipped from, where it is built from one.
    pub fn point(&self) -> Option<Coord<f64>> {
        (self.method == DepositMethod::Point).then(|| self.outline.extent().center())
    }

    /// Whether its outline only marks a point, so that there is nothing to build in another way.
    pub fn is_only_a_mark(&self) -> bool {
        let extent = self.outline.extent();
        self.point().is_some() && extent.width().max(extent.height()) < 1.01 * MARK_SIDE_M
    }

    /// Its outline, moved so that its middle lies at a place.
    ///
    /// # Errors
    /// [`OutlineError`], if the place is none.
    pub fn outline_around(&self, middle: Coord<f64>) -> Result<Outline, OutlineError> {
        let by = middle - self.outline.extent().center();
        Outline::new(&self.outline.polygon().translate(by.x, by.y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{LayerId, ScenarioId};

    #[test]
    fn a_point_is_kept_as_a_mark_and_moves_with_it() {
        let at = Coord {
            x: 612_345.25,
            y: 7_012_345.5,
        };
        let shape = FillShape::Crest(CrestShape::Point(at));
        let outline = drawn_of(&shape).unwrap();
        let plain = Deposit::new(ScenarioId::FIRST, "Tipp".to_owned(), outline, LayerId(1));
        assert!(!plain.is_only_a_mark());
        let mut deposit = Deposit {
            method: DepositMethod::of(&shape),
            ..plain
        };
        assert_eq!(deposit.point(), Some(at));
        assert_eq!(deposit.shape(), shape);
        assert!(deposit.is_only_a_mark());
        let there = at + Coord { x: -7.5, y: 1000.0 };
        deposit.outline = deposit.outline_around(there).unwrap();
        assert_eq!(deposit.point(), Some(there));
    }

    #[test]
    fn a_point_that_is_no_place_has_no_mark() {
        let at = Coord {
            x: f64::NAN,
            y: 0.0,
        };
        drawn_of(&FillShape::Crest(CrestShape::Point(at))).unwrap_err();
    }
}
