//! One indicator against another: what no other alternative beats on both, and what the others give away.

use crate::figure::drawing::{Drawing, PaperRect, Pen, Role};

use super::boxes::Pointing;
use super::heading::{
    height_mm, left_mm, pointed_width_mm, right_mm, sheet_of, width_mm, write_pointed,
};
use super::legend::{Entry, Sign, draw_legend, legend_height_mm};
use super::plane::{Plane, with_room};
use super::scatter_points::Points;
use super::writing::Hand;
use super::{Better, ComparisonSheet, DrawnAlternative, nothing};

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
    let picture = Points {
        input,
        plane,
        known: points,
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
        let is_known =
            |point: &&ScatterPoint| point.across.value.is_finite() && point.up.value.is_finite();
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

pub(super) fn directions(input: &ScatterInput<'_>) -> Option<(Better, Better)> {
    let better = (input.across.better, input.up.better);
    let is_told = better.0 != Better::Neither && better.1 != Better::Neither;
    is_told.then_some(better)
}

/// The lowest and the highest that a value may be, if anybody knows.
pub(super) fn span_of(estimate: &ScatterValue) -> Option<(f64, f64)> {
    let is_known = |(low, high): &(f64, f64)| low.is_finite() && high.is_finite();
    estimate.range.filter(is_known)
}

pub(super) fn ring_pen() -> Pen {
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

fn plane_of(input: &ScatterInput<'_>, points: &[(usize, &ScatterPoint)], height_mm: f64) -> Plane {
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
