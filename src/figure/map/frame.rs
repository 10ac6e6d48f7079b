//! Where ground is on a map; the frame around it with the grid of the coordinate system.

use geo::{Coord, Rect};

use super::{Painter, SMALL_MM};
use crate::figure::drawing::{PaperPoint, PaperRect, Pen, Role, Shape};
use crate::figure::scale::nice_ticks;
use crate::figure::writing::Hand;

/// About how far lines of the grid are from one another, in millimetres.
const GRID_MM: f64 = 32.0;

/// How long marks on the frame are, and how far crosses of the grid reach, in millimetres.
const TICK_MM: f64 = 1.3;

/// The digits that a map's scale may begin with.
const DIGITS: [f64; 4] = [1.0, 2.0, 2.5, 5.0];

/// The largest scale is 1 to this.
const LEAST_SCALE: f64 = 500.0;

/// Where ground is on a map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapFrame {
    /// The map on the sheet.
    pub paper: PaperRect,
    /// The ground that it shows, in metres.
    pub ground: Rect<f64>,
    /// The N of 1 : N.
    pub scale: f64,
}

impl MapFrame {
    /// Millimetres on paper for a metre on the ground.
    pub fn mm_per_metre(&self) -> f64 {
        1000.0 / self.scale
    }

    /// Where a place on the ground is on paper.
    pub fn paper_from_world(&self, at: Coord<f64>) -> PaperPoint {
        let mm = self.mm_per_metre();
        PaperPoint {
            x: self.paper.left + (at.x - self.ground.min().x) * mm,
            y: self.paper.top + (self.ground.max().y - at.y) * mm,
        }
    }

    /// A length on paper, in millimetres, on the ground, in metres.
    pub fn metres(&self, length_mm: f64) -> f64 {
        length_mm / self.mm_per_metre()
    }
}

/// The largest round scale at which so much ground has room, as the N of 1 : N.
///
/// Round are 1 : 500, 1 000, 2 000, 2 500, 5 000, 10 000 and so on.
pub(super) fn round_scale(ground_m: (f64, f64), room_mm: (f64, f64)) -> f64 {
    let needed = (1000.0 * ground_m.0 / room_mm.0).max(1000.0 * ground_m.1 / room_mm.1);
    if !needed.is_finite() || needed <= LEAST_SCALE {
        return LEAST_SCALE;
    }
    let power = needed.log10().floor();
    let rounds = [power, power + 1.0].map(|power| 10.0_f64.powf(power).round());
    let mut rounds = rounds
        .into_iter()
        .flat_map(|ten| DIGITS.map(|digit| digit * ten));
    // What fits but for rounding fits.
    let round = rounds.find(|round| needed <= round * (1.0 + 1e-9));
    round.unwrap_or(needed)
}

/// Which edges of a map have numbers: the lower one with eastings, the left one with northings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberedEdges {
    pub below: bool,
    pub left: bool,
}

/// Draws the grid and the frame with its marks and numbers.
pub(super) fn draw(painter: &mut Painter<'_>, edges: NumberedEdges) {
    let (frame, paper) = (painter.frame, painter.frame.paper);
    let (low, high) = (frame.ground.min(), frame.ground.max());
    let ticks = |from: f64, to: f64, length_mm: f64| {
        let at_most = crate::terrain::whole_cells(length_mm / GRID_MM).max(3);
        nice_ticks(from, to, at_most)
    };
    let easts = ticks(low.x, high.x, paper.width());
    let norths = ticks(low.y, high.y, paper.height());
    let x_of = |east: f64| frame.paper_from_world(Coord { x: east, y: low.y }).x;
    let y_of = |north: f64| frame.paper_from_world(Coord { x: low.x, y: north }).y;
    let point = |x, y| PaperPoint { x, y };
    let mut crosses = Vec::new();
    for (x, y) in easts
        .iter()
        .flat_map(|east| norths.iter().map(|north| (x_of(*east), y_of(*north))))
    {
        crosses.push(vec![point(x - TICK_MM, y), point(x + TICK_MM, y)]);
        crosses.push(vec![point(x, y - TICK_MM), point(x, y + TICK_MM)]);
    }
    painter.lines(crosses, Pen::solid(Role::Quiet, 0.15));
    let mut marks = Vec::new();
    for x in easts.iter().map(|east| x_of(*east)) {
        marks.push(vec![point(x, paper.top), point(x, paper.top + TICK_MM)]);
        marks.push(vec![
            point(x, paper.bottom - TICK_MM),
            point(x, paper.bottom),
        ]);
    }
    for y in norths.iter().map(|north| y_of(*north)) {
        marks.push(vec![point(paper.left, y), point(paper.left + TICK_MM, y)]);
        marks.push(vec![point(paper.right - TICK_MM, y), point(paper.right, y)]);
    }
    painter.lines(marks, Pen::solid(Role::Ink, 0.2));
    let around = [
        point(paper.left, paper.top),
        point(paper.right, paper.top),
        point(paper.right, paper.bottom),
        point(paper.left, paper.bottom),
        point(paper.left, paper.top),
    ];
    painter.drawing.add(Shape::Lines {
        lines: vec![around.to_vec()],
        pen: Pen::solid(Role::Ink, 0.3),
    });
    draw_numbers(painter, edges, (&easts, &norths));
}

/// Writes eastings below the frame and northings to its left, as far as they have room beside one another.
fn draw_numbers(
    painter: &mut Painter<'_>,
    edges: NumberedEdges,
    (easts, norths): (&[f64], &[f64]),
) {
    let (frame, paper) = (painter.frame, painter.frame.paper);
    let words = painter.sheet.words;
    let hand = Hand::quiet(SMALL_MM).middle();
    let low = frame.ground.min();
    // The whole number with its letter at the first one is enough to read the others.
    let text = |value: f64, letter: &str| format!("{letter}\u{a0}{}", (words.number)(value, 0));
    if edges.below {
        let mut free_from = paper.left - 4.0;
        for east in easts {
            let words = text(*east, words.east_north.0);
            let x = frame.paper_from_world(Coord { x: *east, y: low.y }).x;
            let half = hand.width_mm(&words) / 2.0;
            // A number stands at its line or nowhere.
            if x - half < free_from || paper.right < x + half {
                continue;
            }
            free_from = x + half + 2.0;
            painter
                .drawing
                .add(hand.write(&words, (x, paper.bottom + 0.85 * SMALL_MM)));
        }
    }
    if edges.left {
        let mut free_to = paper.bottom;
        for north in norths {
            let words = text(*north, words.east_north.1);
            let y = frame
                .paper_from_world(Coord {
                    x: low.x,
                    y: *north,
                })
                .y;
            let half = hand.width_mm(&words) / 2.0;
            if free_to < y + half || y - half < paper.top {
                continue;
            }
            free_to = y - half - 2.0;
            let at = (paper.left - 0.85 * SMALL_MM, y);
            painter.drawing.add(hand.write_up(&words, at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round_and_as_large_as_can_be() {
        let check = |ground_m, room_mm, scale| assert_eq!(round_scale(ground_m, room_mm), scale);
        check((1000.0, 100.0), (100.0, 100.0), 10_000.0);
        check((1001.0, 100.0), (100.0, 100.0), 20_000.0);
        check((100.0, 2100.0), (100.0, 100.0), 25_000.0);
        check((2600.0, 100.0), (100.0, 100.0), 50_000.0);
        check((1.0, 1.0), (100.0, 100.0), 500.0);
        check((60.0, 60.0), (100.0, 100.0), 1000.0);
        check((f64::NAN, f64::NAN), (100.0, 100.0), 500.0);
    }

    #[test]
    fn ground_lies_on_paper_at_the_scale() {
        let frame = MapFrame {
            paper: PaperRect {
                left: 10.0,
                top: 20.0,
                right: 110.0,
                bottom: 70.0,
            },
            ground: Rect::new((500_000.0, 7_000_000.0), (501_000.0, 7_000_500.0)),
            scale: 10_000.0,
        };
        let at = |x, y| frame.paper_from_world(Coord { x, y });
        assert_eq!(at(500_000.0, 7_000_500.0), PaperPoint { x: 10.0, y: 20.0 });
        assert_eq!(at(501_000.0, 7_000_000.0), PaperPoint { x: 110.0, y: 70.0 });
        assert!((frame.metres(1.0) - 10.0).abs() < 1e-12);
    }
}
