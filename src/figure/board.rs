//! Room on a sheet: writing that is moved apart, and writing beside points.

use crate::figure::drawing::PaperRect;

/// How far a label is looked a place for, in steps away from its point.
const RINGS: u32 = 60;

/// Moves places apart along a line, as little as can be: neighbours are at least `step` from each other, and all
/// lie within the range, if they have room there. The order is kept; equal ones stay in the order that they have.
pub(super) fn apart(wanted: &[f64], step: f64, (lowest, highest): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|one, other| wanted[*one].total_cmp(&wanted[*other]));
    // Neighbours that push each other stand together around the mean of what they want.
    let mut groups: Vec<(f64, usize)> = Vec::new();
    let first_of = |(sum, count): (f64, usize)| {
        let half = 0.5 * step * (count as f64 - 1.0);
        let middle = sum / count as f64;
        let most = (highest - half).max(lowest + half);
        middle.clamp(lowest + half, most) - half
    };
    for &index in &order {
        let mut group = (wanted[index], 1);
        while let Some(before) = groups.last().copied() {
            let end = first_of(before) + step * (before.1 as f64 - 1.0);
            if end + step <= first_of(group) + 1e-9 {
                break;
            }
            groups.pop();
            group = (before.0 + group.0, before.1 + group.1);
        }
        groups.push(group);
    }
    let mut moved = vec![0.0; wanted.len()];
    let mut ordered = order.into_iter();
    for group in groups {
        let first = first_of(group);
        for (place, index) in ordered.by_ref().take(group.1).enumerate() {
            moved[index] = first + step * place as f64;
        }
    }
    moved
}

/// What is taken on a sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Board {
    taken: Vec<PaperRect>,
}

impl Board {
    /// Takes a place, whatever is there.
    pub(super) fn take(&mut self, rect: PaperRect) {
        self.taken.push(rect);
    }

    /// This with all that is taken on another one.
    pub(super) fn with(&self, other: &Self) -> Self {
        let taken = self.taken.iter().chain(&other.taken).copied();
        Self {
            taken: taken.collect(),
        }
    }

    /// Whether nothing lies in a place.
    pub(super) fn is_free(&self, rect: PaperRect) -> bool {
        let meets = |other: &PaperRect| {
            rect.left < other.right
                && other.left < rect.right
                && rect.top < other.bottom
                && other.top < rect.bottom
        };
        !self.taken.iter().any(meets)
    }

    /// The free place of a size that is nearest to a point and lies within bounds; on its right rather than on its
    /// left, and beside it rather than above or below.
    pub(super) fn nearest(
        &self,
        at: (f64, f64),
        size: (f64, f64),
        bounds: PaperRect,
        clearance: f64,
    ) -> Option<PaperRect> {
        let places = (0..RINGS).flat_map(|ring| beside(at, size, clearance, ring));
        self.first_free(places, bounds)
    }

    /// The first of some places that is free and lies within bounds.
    pub(super) fn first_free(
        &self,
        places: impl IntoIterator<Item = PaperRect>,
        bounds: PaperRect,
    ) -> Option<PaperRect> {
        let is_within = |rect: &PaperRect| {
            bounds.left <= rect.left
                && rect.right <= bounds.right
                && bounds.top <= rect.top
                && rect.bottom <= bounds.bottom
        };
        let mut places = places.into_iter();
        places.find(|rect| is_within(rect) && self.is_free(*rect))
    }
}

/// Places of a size around a point, half as high away from it for each ring.
pub(super) fn beside(
    (x, y): (f64, f64),
    (width, height): (f64, f64),
    clearance: f64,
    ring: u32,
) -> [PaperRect; 16] {
    let away = 0.5 * height * f64::from(ring);
    let gap = clearance + away;
    let (aside, above) = (0.5 * width + gap, 0.5 * height + gap);
    let near = 0.5 * width + clearance;
    let middles = [
        (aside, 0.0),
        (-aside, 0.0),
        (0.0, -above),
        (0.0, above),
        (aside, -above),
        (aside, above),
        (-aside, -above),
        (-aside, above),
        (0.5 * aside, -above),
        (0.5 * aside, above),
        (-0.5 * aside, -above),
        (-0.5 * aside, above),
        (near, -away),
        (near, away),
        (-near, -away),
        (-near, away),
    ];
    middles.map(|(right, down)| PaperRect {
        left: x + right - 0.5 * width,
        right: x + right + 0.5 * width,
        top: y + down - 0.5 * height,
        bottom: y + down + 0.5 * height,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_moved_apart_and_no_farther() {
        let check = |wanted: &[f64], expected: &[f64]| {
            let moved = apart(wanted, 2.0, (0.0, 10.0));
            let is_same = moved
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-9);
            assert!(is_same, "{wanted:?}: {moved:?}");
        };
        check(&[1.0, 5.0, 9.0], &[1.0, 5.0, 9.0]);
        check(&[5.0, 5.0], &[4.0, 6.0]);
        check(&[9.5, 0.0, 9.0], &[10.0, 0.0, 8.0]);
        check(&[10.0, 10.0, 10.0, 7.0], &[6.0, 8.0, 10.0, 4.0]);
        check(&[], &[]);
        // Without room they are still apart, from the first place on.
        check(&[3.0; 7], &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]);
    }

    #[test]
    fn a_label_stands_on_the_right_unless_something_is_there() {
        let bounds = PaperRect {
            left: 0.0,
            top: 0.0,
            right: 100.0,
            bottom: 50.0,
        };
        let mut board = Board::default();
        let first = board
            .nearest((50.0, 25.0), (20.0, 4.0), bounds, 2.0)
            .unwrap();
        assert_eq!((first.left, first.top), (52.0, 23.0));
        board.take(first);
        let second = board
            .nearest((50.0, 25.0), (20.0, 4.0), bounds, 2.0)
            .unwrap();
        assert_eq!((second.right, second.top), (48.0, 23.0));
        assert!(
            board
                .nearest((50.0, 25.0), (200.0, 4.0), bounds, 2.0)
                .is_none()
        );
    }
}
