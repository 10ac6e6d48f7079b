//! Points of a scatter: marks, crosses, the line through what nothing beats, and names beside them.

use crate::figure::drawing::{Drawing, Paint, PaperPoint, PaperRect, Pen, Role, Shape};

use super::board::{Board, beside};
use super::boxes::{Pointing, add_told, arrow, tone};
use super::marks::{draw_mark, ring};
use super::plane::Plane;
use super::scatter::{ScatterInput, ScatterPoint, directions, ring_pen, span_of};
use super::scatter_front::{Front, front_of};
use super::writing::{Hand, LINE};
use super::{Better, line};

/// The widest that a name may be, as a share of the plot.
const MOST_NAME: f64 = 0.34;

/// Room around a mark that writing keeps, as a share of the writing.
const AROUND: f64 = 0.75;

/// What is drawn between the axes.
pub(super) struct Points<'a> {
    pub input: &'a ScatterInput<'a>,
    pub plane: Plane,
    /// Those that have both values, with their places among the alternatives.
    pub known: Vec<(usize, &'a ScatterPoint)>,
}

impl Points<'_> {
    pub(super) fn draw(&self, drawing: &mut Drawing) {
        let size = self.input.sheet.text_mm;
        let front = self.front();
        if let Some(front) = &front {
            self.draw_step(drawing, front);
        }
        let mut marks = Board::default();
        let mut crosses = Board::default();
        for (_, point) in &self.known {
            for cross in self.draw_cross(drawing, point) {
                crosses.take(cross);
            }
            marks.take(around(self.at(point), AROUND * size));
        }
        for (place, (index, point)) in self.known.iter().enumerate() {
            let at = self.at(point);
            draw_mark(drawing, at, 0.45 * size, &self.input.alternatives[*index]);
            if front.as_ref().is_some_and(|front| front.members[place]) {
                drawing.add(ring(at, 0.75 * size, ring_pen()));
            }
            let told = self.told(*index, point);
            add_told(drawing, told, around(at, AROUND * size));
        }
        self.draw_corner(drawing, &mut marks);
        for (index, point) in &self.known {
            self.draw_name(drawing, (*index, point), (&mut marks, &crosses));
        }
    }

    fn at(&self, point: &ScatterPoint) -> (f64, f64) {
        self.plane.at(point.across.value, point.up.value)
    }

    fn front(&self) -> Option<Front> {
        let better = directions(self.input)?;
        let values = self.known.iter();
        let values = values.map(|(_, point)| (point.across.value, point.up.value));
        Some(front_of(&values.collect::<Vec<(f64, f64)>>(), better))
    }

    /// The line beyond which nothing lies: from one member to the next over what both beat.
    fn draw_step(&self, drawing: &mut Drawing, front: &Front) {
        let corners = front.steps.iter().map(|(across, up)| {
            let (x, y) = self.plane.at(*across, *up);
            PaperPoint { x, y }
        });
        let corners: Vec<PaperPoint> = corners.collect();
        if 1 < corners.len() {
            let lines = vec![corners];
            let pen = Pen {
                dash_mm: Some((2.2, 1.2)),
                ..Pen::solid(Role::Quiet, 0.4)
            };
            drawing.add(Shape::Lines { lines, pen });
        }
    }

    /// Draws how uncertain both values are, and tells where that lies.
    fn draw_cross(&self, drawing: &mut Drawing, point: &ScatterPoint) -> Vec<PaperRect> {
        let at = self.at(point);
        let pen = Pen::solid(Role::Quiet, 0.35);
        let cap = 0.3 * self.input.sheet.text_mm;
        let mut crosses = Vec::new();
        if let Some((low, high)) = span_of(&point.across) {
            let ends = [low, high].map(|value| self.plane.at(value, point.up.value).0);
            drawing.add(line((ends[0], at.1), (ends[1], at.1), pen));
            for x in ends {
                drawing.add(line((x, at.1 - cap), (x, at.1 + cap), pen));
            }
            crosses.push(spanned((ends[0], at.1 - cap), (ends[1], at.1 + cap)));
        }
        if let Some((low, high)) = span_of(&point.up) {
            let ends = [low, high].map(|value| self.plane.at(point.across.value, value).1);
            drawing.add(line((at.0, ends[0]), (at.0, ends[1]), pen));
            for y in ends {
                drawing.add(line((at.0 - cap, y), (at.0 + cap, y), pen));
            }
            crosses.push(spanned((at.0 - cap, ends[1]), (at.0 + cap, ends[0])));
        }
        crosses
    }

    /// Which corner is better, unless points lie there.
    fn draw_corner(&self, drawing: &mut Drawing, marks: &mut Board) {
        let Some((across, up)) = directions(self.input) else {
            return;
        };
        let size = self.input.sheet.text_mm;
        let hand = Hand::strong(size).middle();
        let plot = self.plane.plot;
        let words = hand.cut(self.input.words.better, 0.3 * plot.width());
        let (width, height) = (hand.width_mm(&words) + 4.0 * size, 1.6 * size);
        let (is_left, is_low) = (across == Better::Lower, up == Better::Lower);
        let left = if is_left {
            plot.left + 0.3 * size
        } else {
            plot.right - 0.3 * size - width
        };
        let top = if is_low {
            plot.bottom - 0.3 * size - height
        } else {
            plot.top + 0.3 * size
        };
        let rect = spanned((left, top), (left + width, top + height));
        if words.is_empty() || !marks.is_free(rect) {
            return;
        }
        marks.take(rect);
        let middle = (left + 0.5 * width, top + 0.5 * height);
        let sideways = if is_left {
            Pointing::Left
        } else {
            Pointing::Right
        };
        let upwards = if is_low { Pointing::Down } else { Pointing::Up };
        let out = 0.5 * width - 1.0 * size;
        for (x, pointing) in [(-out, sideways), (out, upwards)] {
            let at = (middle.0 + x, middle.1);
            drawing.add(arrow(at, pointing, size));
        }
        drawing.add(hand.write(&words, middle));
    }

    /// A name beside its point, or farther off with a line to it.
    fn draw_name(
        &self,
        drawing: &mut Drawing,
        (index, point): (usize, &ScatterPoint),
        (marks, crosses): (&mut Board, &Board),
    ) {
        let size = self.input.sheet.text_mm;
        let plot = self.plane.plot;
        let hand = if point.is_stale {
            Hand::quiet(size)
        } else {
            Hand::ink(size)
        };
        let name = self.called(index, point);
        let at = self.at(point);
        let widths = [MOST_NAME * plot.width(), 0.2 * plot.width(), 4.0 * size];
        let both = marks.with(crosses);
        let found = widths.into_iter().find_map(|most| {
            let name = hand.cut(&name, most);
            let room = (hand.width_mm(&name) + 0.5 * size, LINE * size);
            let clearance = (AROUND + 0.1) * size;
            // Beside the point, at the end of its cross, farther off, and over crosses of others.
            let close = beside(at, room, clearance, 0).into_iter();
            let close = close.chain(self.at_ends(point, room));
            let place = both.first_free(close, plot);
            let place = place.or_else(|| both.nearest(at, room, plot, clearance));
            let place = place.or_else(|| marks.nearest(at, room, plot, clearance));
            Some((name, place?))
        });
        let Some((name, place)) = found else {
            return;
        };
        marks.take(place);
        self.draw_lead(drawing, at, place);
        let behind = Paint {
            role: Role::Sheet,
            opacity: 0.8,
        };
        drawing.add(tone(place, behind));
        let middle = (
            0.5 * (place.left + place.right),
            0.5 * (place.top + place.bottom),
        );
        drawing.add(hand.middle().write(&name, middle));
    }

    /// Places for a name at the ends of a cross: right, left, above and below.
    fn at_ends(&self, point: &ScatterPoint, (width, height): (f64, f64)) -> Vec<PaperRect> {
        let gap = 0.3 * self.input.sheet.text_mm;
        let (x, y) = self.at(point);
        let across = span_of(&point.across).into_iter().flat_map(|(low, high)| {
            let [low, high] = [low, high].map(|value| self.plane.at(value, 0.0).0);
            let left = [high + gap, low - gap - width];
            left.map(|left| (left, y - 0.5 * height))
        });
        let up = span_of(&point.up).into_iter().flat_map(|(low, high)| {
            let [low, high] = [low, high].map(|value| self.plane.at(0.0, value).1);
            let top = [high - gap - height, low + gap];
            top.map(|top| (x - 0.5 * width, top))
        });
        let corners = across.chain(up);
        let places = corners.map(|(left, top)| spanned((left, top), (left + width, top + height)));
        places.collect()
    }

    /// A line from a point to its name, where that does not stand beside it.
    fn draw_lead(&self, drawing: &mut Drawing, at: (f64, f64), place: PaperRect) {
        let size = self.input.sheet.text_mm;
        let near = (
            at.0.clamp(place.left, place.right),
            at.1.clamp(place.top, place.bottom),
        );
        let (right, down) = (near.0 - at.0, near.1 - at.1);
        let away = right.hypot(down);
        if away <= 1.3 * size {
            return;
        }
        let share = AROUND * size / away;
        let from = (at.0 + share * right, at.1 + share * down);
        drawing.add(line(from, near, Pen::solid(Role::Quiet, 0.25)));
    }

    fn called(&self, index: usize, point: &ScatterPoint) -> String {
        let name = &self.input.alternatives[index].name;
        if point.is_stale {
            format!("{name} ({})", self.input.words.stale)
        } else {
            name.clone()
        }
    }

    fn told(&self, index: usize, point: &ScatterPoint) -> String {
        let (across, up) = (&point.across.text, &point.up.text);
        format!("{}: {across}, {up}", self.called(index, point))
    }
}

fn around((x, y): (f64, f64), half: f64) -> PaperRect {
    spanned((x - half, y - half), (x + half, y + half))
}

fn spanned((left, top): (f64, f64), (right, bottom): (f64, f64)) -> PaperRect {
    PaperRect {
        left,
        top,
        right,
        bottom,
    }
}
