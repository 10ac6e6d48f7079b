//! Whether nothing stands in the way of many lines at once.
//!
//! Where that is not certain, the lines have to be looked along one by one (`sight`).

use super::Source;
use super::sight::{Obstacles, SIDE_BITS, floor, index, whole};

/// Lines of a bundle reach cells so far beside it.
const BESIDE_BUNDLE: f32 = 2.0;

/// Straight lines that begin close together and end close together. Lengths are in cells.
pub(super) struct Bundle {
    /// The middle of where they begin.
    pub from: (f32, f32),
    /// The middle of where they end.
    pub to: (f32, f32),
    /// No line begins or ends farther from the middle, along rows and columns.
    pub breadth: f32,
    /// No line begins lower.
    pub lowest: f32,
    /// No line is shorter.
    pub shortest: f32,
}

impl Obstacles<'_> {
    /// The part of the way that has to be looked along of each line of a bundle; `None` if all are open.
    pub(super) fn doubtful_part(&self, bundle: &Bundle) -> Option<(f32, f32)> {
        let (dx, dy) = (bundle.to.0 - bundle.from.0, bundle.to.1 - bundle.from.1);
        let length = dx.abs().max(dy.abs()).max(1.0);
        let at = |gone: f32| {
            let share = gone / length;
            (bundle.from.0 + dx * share, bundle.from.1 + dy * share)
        };
        let value = |gone: f32| bundle.lowest + bundle.shortest * (gone.max(0.0) / length);
        let breadth = bundle.breadth + BESIDE_BUNDLE;
        let mut begin = 0.0;
        loop {
            if length <= begin || self.highest <= value(begin) {
                return None;
            }
            let leap = self.leap_around(at(begin), |_| value(begin)) - breadth;
            if leap < 1.0 {
                break;
            }
            begin += leap;
        }
        let mut end = length;
        loop {
            let leap = self.leap_around(at(end), |leap| value(end - leap)) - breadth;
            if leap < 1.0 {
                break;
            }
            end -= leap;
            if end <= begin {
                return None;
            }
        }
        Some((begin / length, end / length))
    }

    /// Whether the lines from a source to all points of a rectangle certainly run above the ground.
    ///
    /// `from` and `to` are its north-western and south-eastern corners. Nothing is certain where some lines run rather
    /// along rows and some along columns.
    pub(super) fn let_all_through(
        &self,
        source: Source,
        (from, to): ((f32, f32), (f32, f32)),
    ) -> bool {
        let (west, east) = (from.0 - source.x, to.0 - source.x);
        let (north, south) = (from.1 - source.y, to.1 - source.y);
        let nearest = |one: f32, other: f32| one.max(-other);
        let along_row = north.abs().max(south.abs()) <= nearest(west, east);
        let along_column = west.abs().max(east.abs()) <= nearest(north, south);
        // Along the longer side of the ways, and across.
        let (first, last, begin, end, start, start_across) = if along_row {
            (west, east, north, south, source.x, source.y)
        } else if along_column {
            (north, south, west, east, source.y, source.x)
        } else {
            return false;
        };
        let (direction, shortest) = (first.signum(), nearest(first, last));
        let longest = first.abs().max(last.abs());
        let least = begin / if begin < 0.0 { shortest } else { longest };
        let most = end / if end < 0.0 { longest } else { shortest };
        let (middle, spread) = (f32::midpoint(least, most), (most - least) / 2.0);
        let lean = least.max(-most).max(0.0);
        let rise = (1.0 + lean * lean).sqrt();
        let stride = self.domain.stride();
        let (step_across, step_along) = if along_row { (stride, 1) } else { (1, stride) };
        let end = longest.min(self.highest - source.u);
        let into = (start - 0.5) * direction;
        let mut gone = floor(into) + 1.0 - into;
        while gone < end {
            let along = whole(start + gone * direction + 1.0);
            let beside = start_across + gone * middle + 0.5;
            let at = if along_row {
                (along, whole(beside))
            } else {
                (whole(beside), along)
            };
            let height = source.u + gone * rise;
            let breadth = gone * spread;
            // Lines turn away from the middle one, and lie up to a cell beside it by rounding.
            let leap = floor((self.leap(at, height) as f32 - 1.0 - breadth) / (1.0 + spread));
            if 1.0 <= leap {
                gone += leap;
                continue;
            }
            let row = index(along) * step_along;
            let (first, last) = (
                index(whole(beside - breadth)),
                index(whole(beside + breadth)) + 1,
            );
            if (first..=last).any(|across| height < self.domain.floors[row + across * step_across])
            {
                return false;
            }
            gone += 1.0;
        }
        true
    }

    /// How far from a point no ground is steep, or none as high as the value that is the least so far.
    #[inline]
    fn leap_around(&self, (x, y): (f32, f32), least: impl Fn(f32) -> f32) -> f32 {
        let (column, row) = (index(whole(x + 0.5)), index(whole(y + 0.5)));
        let block = (row >> SIDE_BITS) * self.blocks[0].per_row + (column >> SIDE_BITS);
        let mut leap = f32::from(self.clear[block]);
        for blocks in &self.blocks {
            let bits = blocks.side_bits;
            let block = (row >> bits) * blocks.per_row + (column >> bits);
            let side = ((1_u32 << bits) - 1) as f32;
            if least(side) < blocks.highest[block] {
                break;
            }
            leap = leap.max(side);
        }
        leap
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Domain, Spans};
    use super::*;

    #[test]
    fn where_all_lines_to_a_block_are_let_through_each_is() {
        let (columns, rows) = (120, 90);
        let mut spans = Spans::default();
        for _ in 0..rows {
            spans.push_row(std::iter::once(0..columns));
        }
        // Level ground with bumps.
        let cells = (0..columns * rows).map(|cell| {
            let bump = (cell % columns).is_multiple_of(17) && (cell / columns).is_multiple_of(11);
            if bump { 12.0 } else { 0.0 }
        });
        let cells: Vec<f32> = cells.collect();
        let domain = Domain::new(columns, &spans, &cells, |height| height);
        let obstacles = Obstacles::of(&domain, None);
        let (mut open, mut doubtful) = (0, 0);
        for place in 0..40_usize {
            let (column, row) = (place * 37 % columns, place * 53 % rows);
            let source = Source::new(column as f32 + 0.5, row as f32 + 0.5, 0.0);
            for block in 0..(columns / 8) * (rows / 8) {
                let (column, row) = (block % (columns / 8) * 8, block / (columns / 8) * 8);
                let middle = |cell: usize| cell as f32 + 0.5;
                let corners = (
                    (middle(column), middle(row)),
                    (middle(column + 7), middle(row + 7)),
                );
                let all = obstacles.let_all_through(source, corners);
                let each = (0..64).all(|cell| {
                    let at = (middle(column + cell % 8), middle(row + cell / 8));
                    obstacles.let_through(source, at)
                });
                assert!(each || !all, "from {source:?} to {corners:?}");
                open += usize::from(all);
                doubtful += usize::from(each && !all);
            }
        }
        assert!(1000 < open && doubtful < open, "{open} {doubtful}");
    }
}
