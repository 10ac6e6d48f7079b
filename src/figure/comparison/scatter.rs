//! One indicator against another: what no other alternative beats on both, and what the others give away.

use crate::figure::drawing::{Drawing, Paint, PaperPoint, PaperRect, Pen, Role, Shape};

use super::board::Board;
use super::boxes::{Pointing, add_told, arrow, tone};
use super::heading::{
    height_mm, left_mm, pointed_width_mm, right_mm, sheet_of, width_mm, write_pointed,
};
use super::legend::{Entry, Sign, draw_legend, legend_height_mm};
use super::marks::{draw_mark, ring};
use super::plane::{Plane, with_room};
use super::scatter_front::{Front, front_of};
use super::writing::{Hand, LINE};
use super::{DrawnAlternative, Better, ComparisonSheet, line, nothing};

/// An axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScatterAxis {
    /// What it shows, with its unit, as "land-take (daa)".
    pub name: String,
    /// Which way it gets better.
    pub better: Better,
    /// The same in words.
    pub better_told: String,
}

/// A value with how uncertain it is.
#[derive(Clone, Debug, PartialEq)]
pub struct ScatterValue {
    /// The most likely one.
    pub value: f64,
    /// The lowest and the highest that it may be.
    pub range: Option<(f64, f64)>,
    /// The value as it is written, with its unit.
    pub text: String,
}

/// The values of an alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct ScatterPoint {
    /// Along the axis across.
    pub across: ScatterValue,
    /// Along the axis upwards.
    pub up: ScatterValue,
    /// Whether one of them belongs to decisions that have been changed since.
    pub is_stale: bool,
}

/// Words on the picture.
#[derive(Clone, Copy, Debug)]
pub struct ScatterWords<'a> {
    /// What the rings and the line through them are: what no other beats on both.
    pub front: &'a str,
    /// What the crosses are, with how sure they are.
    pub range: &'a str,
    /// What stands in the corner that is better on both axes.
    pub better: &'a str,
    /// Behind a name whose values are out of date.
    pub stale: &'a str,
    /// Before the names of those that have no values.
    pub missing: &'a str,
}

/// What is drawn.
pub struct ScatterInput<'a> {
    /// Where it is drawn.
    pub sheet: ComparisonSheet<'a>,
    /// What is compared.
    pub alternatives: &'a [DrawnAlternative],
    /// By alternative; `None` where a value is missing.
    pub points: &'a [Option<ScatterPoint>],
    /// From the left to the right.
    pub across: &'a ScatterAxis,
    /// From below to above.
    pub up: &'a ScatterAxis,
    /// What is written on it.
    pub words: ScatterWords<'a>,
    /// A number as the language writes it, with decimals.
    pub number: &'a dyn Fn(f64, usize) -> String,
}

/// The widest that a name may be, as a share of the plot.
const MOST_NAME: f64 = 0.34;

/// Room around a mark that writing keeps, as a share of the writing.
const AROUND: f64 = 0.75;

/// The height that points and names need, in millimetres.
pub fn scatter_height_mm(input: &ScatterInput<'_>) -> f64 {
    let points = known(input).len() as f64;
    if points <= 0.0 {
        return 0.0;
    }
    let size = input.sheet.text_mm;
    let plot = (2.2 * points).max(10.0) * size;
    head_mm(input) + plot + foot_mm(input)
}

/// Draws axes, points and their names.
pub fn draw_scatter(input: &ScatterInput<'_>) -> Drawing {
    let sheet = &input.sheet;
    let points = known(input);
    if points.is_empty() {
        return nothing(sheet);
    }
    let size = sheet.text_mm;
    let mut drawing = sheet_of(sheet, scatter_height_mm(input));
    let at = (left_mm(sheet), height_mm(sheet) + 0.5 * size);
    write_axis(&mut drawing, input.up, Pointing::upwards, at, input);
    let plane = plane_of(input, &points, drawing.height_mm);
    plane.draw(&mut drawing, input.number, size);
    let foot = plane.plot.bottom + 2.3 * size;
    let at = (plane.plot.left, foot);
    write_axis(&mut drawing, input.across, Pointing::across, at, input);
    let picture = Picture {
        input,
        plane,
        points,
    };
    picture.draw(&mut drawing);
    let at = (left_mm(sheet), foot + 1.1 * size);
    draw_legend(&mut drawing, &entries(input), at, (width_mm(sheet), size));
    drawing
}

/// Alternatives with both values.
fn known<'a>(input: &'a ScatterInput<'_>) -> Vec<(usize, &'a ScatterPoint)> {
    let points = input.points.iter().take(input.alternatives.len());
    let known = points.enumerate().filter_map(|(index, point)| {
        let is_known = |point: &&ScatterPoint| {
            point.across.value.is_finite() && point.up.value.is_finite()
        };
        Some((index, point.as_ref().filter(is_known)?))
    });
    known.collect()
}

fn head_mm(input: &ScatterInput<'_>) -> f64 {
    height_mm(&input.sheet) + 1.8 * input.sheet.text_mm
}

fn foot_mm(input: &ScatterInput<'_>) -> f64 {
    let sheet = &input.sheet;
    let legend = legend_height_mm(&entries(input), width_mm(sheet), sheet.text_mm);
    3.6 * sheet.text_mm + legend
}

/// What signs mean, and who is missing.
fn entries(input: &ScatterInput<'_>) -> Vec<Entry> {
    let points = known(input);
    let has_range = |estimate: &ScatterValue| span_of(estimate).is_some();
    let has_ranges = points
        .iter()
        .any(|(_, point)| has_range(&point.across) || has_range(&point.up));
    let mut entries = Vec::new();
    if directions(input).is_some() {
        let sign = Sign::Ring(ring_pen());
        entries.push(Entry::new(sign, input.words.front));
    }
    if has_ranges {
        entries.push(Entry::new(Sign::Whisker, input.words.range));
    }
    let all = 0..input.alternatives.len();
    let is_missing = |index: &usize| points.iter().all(|(known, _)| known != index);
    let missing = all.filter(is_missing);
    let names: Vec<&str> = missing
        .map(|index| input.alternatives[index].name.as_str())
        .collect();
    if !names.is_empty() {
        let words = format!("{}: {}", input.words.missing, names.join(", "));
        entries.push(Entry::new(Sign::None, &words));
    }
    entries
}

fn directions(input: &ScatterInput<'_>) -> Option<(Better, Better)> {
    let better = (input.across.better, input.up.better);
    let is_told = better.0 != Better::Neither && better.1 != Better::Neither;
    is_told.then_some(better)
}

/// The lowest and the highest that a value may be, if anybody knows.
fn span_of(estimate: &ScatterValue) -> Option<(f64, f64)> {
    let is_known = |(low, high): &(f64, f64)| low.is_finite() && high.is_finite();
    estimate.range.filter(is_known)
}

fn ring_pen() -> Pen {
    Pen::solid(Role::Ink, 0.45)
}

/// What an axis shows, and which way is better.
fn write_axis(
    drawing: &mut Drawing,
    axis: &ScatterAxis,
    pointing: impl Fn(Better) -> Option<Pointing>,
    (x, y): (f64, f64),
    input: &ScatterInput<'_>,
) {
    let size = input.sheet.text_mm;
    let room = right_mm(&input.sheet) - x;
    let told = (pointing(axis.better), axis.better_told.as_str());
    let told_mm = pointed_width_mm(told.0, told.1, size).min(0.5 * room);
    let hand = Hand::ink(size);
    let name = hand.cut(&axis.name, room - told_mm - 1.5 * size);
    drawing.add(hand.write(&name, (x, y)));
    let x = x + hand.width_mm(&name) + 1.5 * size;
    write_pointed(drawing, told, (x, y), (told_mm + 1e-9, size));
}

fn plane_of(
    input: &ScatterInput<'_>,
    points: &[(usize, &ScatterPoint)],
    height_mm: f64,
) -> Plane {
    let sheet = &input.sheet;
    let size = sheet.text_mm;
    let range = |of: &dyn Fn(&ScatterPoint) -> ScatterValue| {
        let values = points.iter().flat_map(|(_, point)| {
            let estimate = of(point);
            let (low, high) = span_of(&estimate).unwrap_or((estimate.value, estimate.value));
            [low, high, estimate.value]
        });
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        // Nothing is less than nothing, unless something is.
        let (lower, higher) = with_room((low, high), 0.12);
        (if 0.0 <= low { lower.max(0.0) } else { lower }, higher)
    };
    let (across, up) = (
        range(&|point| point.across.clone()),
        range(&|point| point.up.clone()),
    );
    let (top, bottom) = (head_mm(input), height_mm - foot_mm(input));
    let numbers_mm = Plane::numbers_mm((up, bottom - top), input.number, size);
    Plane {
        plot: PaperRect {
            left: left_mm(sheet) + numbers_mm + 0.6 * size,
            right: right_mm(sheet) - 1.5 * size,
            top,
            bottom,
        },
        across,
        up,
    }
}

struct Picture<'a> {
    input: &'a ScatterInput<'a>,
    plane: Plane,
    points: Vec<(usize, &'a ScatterPoint)>,
}

impl Picture<'_> {
    fn draw(&self, drawing: &mut Drawing) {
        let size = self.input.sheet.text_mm;
        let front = self.front();
        if let Some(front) = &front {
            self.draw_step(drawing, front);
        }
        let mut marks = Board::default();
        let mut crosses = Board::default();
        for (_, point) in &self.points {
            for cross in self.draw_cross(drawing, point) {
                crosses.take(cross);
            }
            marks.take(around(self.at(point), AROUND * size));
        }
        for (place, (index, point)) in self.points.iter().enumerate() {
            let at = self.at(point);
            draw_mark(drawing, at, 0.45 * size, &self.input.alternatives[*index]);
            if front.as_ref().is_some_and(|front| front.members[place]) {
                drawing.add(ring(at, 0.75 * size, ring_pen()));
            }
            let told = self.told(*index, point);
            add_told(drawing, told, around(at, AROUND * size));
        }
        self.draw_corner(drawing, &mut marks);
        for (index, point) in &self.points {
            self.draw_name(drawing, (*index, point), (&mut marks, &crosses));
        }
    }

    fn at(&self, point: &ScatterPoint) -> (f64, f64) {
        self.plane.at(point.across.value, point.up.value)
    }

    fn front(&self) -> Option<Front> {
        let better = directions(self.input)?;
        let values = self.points.iter();
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
        let sideways = if is_left { Pointing::Left } else { Pointing::Right };
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
            let place = both.nearest(at, room, plot, (AROUND + 0.1) * size);
            let place = place.or_else(|| marks.nearest(at, room, plot, (AROUND + 0.1) * size));
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
