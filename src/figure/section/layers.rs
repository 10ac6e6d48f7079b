//! Layers inside a body: what lies between two levels, such as the rock of a year.

use super::{Paint, Role, Shape};
use crate::figure::drawing::{Anchor, BandEdge, PaperPoint, Text, Weight, text_width_mm};

/// A layer of a body.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyLayer {
    /// Its lower and upper level, in metres.
    pub levels_m: (f64, f64),
    /// What is written in it where there is room.
    pub label: String,
    /// What it is, in words.
    pub name: String,
}

/// How much lighter every second layer is.
const LIGHTER: f32 = 0.28;

/// A part of a layer that is thinner on paper is not there, in millimetres.
const NOTHING_MM: f64 = 1e-3;

/// The parts of a band between two heights on paper, the upper one first, with corners where it is cut.
pub(super) fn cut_between(edges: &[BandEdge], upper: f64, lower: f64) -> Vec<Vec<BandEdge>> {
    let is_layer = upper <= lower;
    if !is_layer {
        return Vec::new();
    }
    // Where a part begins or ends it has no height.
    let cut = |edge: BandEdge| {
        let top = edge.top.clamp(upper, lower);
        BandEdge {
            top,
            bottom: edge.bottom.clamp(top, lower),
            ..edge
        }
    };
    let pieces = edges.windows(2).enumerate();
    let corners = pieces.flat_map(|(place, pair)| {
        // The first corner of a piece is the last one of the piece before.
        let known = usize::from(0 < place);
        pieces_of(pair[0], pair[1], upper, lower)
            .skip(known)
            .map(cut)
    });
    let mut parts: Vec<Vec<BandEdge>> = Vec::new();
    let mut part: Vec<BandEdge> = Vec::new();
    let mut before: Option<BandEdge> = None;
    for corner in corners {
        if NOTHING_MM < corner.bottom - corner.top {
            if part.is_empty() {
                part.extend(before);
            }
            part.push(corner);
        } else if !part.is_empty() {
            part.push(corner);
            parts.push(std::mem::take(&mut part));
        }
        before = Some(corner);
    }
    parts.push(part);
    parts.retain(|part| 2 <= part.len());
    parts
}

/// The corners of a piece of a band, with those where its edges cross one of two heights.
fn pieces_of(
    from: BandEdge,
    to: BandEdge,
    upper: f64,
    lower: f64,
) -> impl Iterator<Item = BandEdge> {
    let crossing = |a: f64, b: f64, height: f64| {
        let share = (height - a) / (b - a);
        (0.0 < share && share < 1.0).then_some(share)
    };
    let mut shares: Vec<f64> = [upper, lower]
        .into_iter()
        .flat_map(|height| {
            [
                crossing(from.top, to.top, height),
                crossing(from.bottom, to.bottom, height),
            ]
        })
        .flatten()
        .chain([0.0, 1.0])
        .collect();
    shares.sort_by(f64::total_cmp);
    shares.into_iter().map(move |share| {
        let mix = |a: f64, b: f64| a + (b - a) * share;
        BandEdge {
            x: mix(from.x, to.x),
            top: mix(from.top, to.top),
            bottom: mix(from.bottom, to.bottom),
        }
    })
}

/// The shape of a part of a layer: every second one is lighter, so that they are told apart on any colour.
pub(super) fn shape_of(part: Vec<BandEdge>, place: usize) -> Shape {
    let opacity = if place.is_multiple_of(2) {
        0.0
    } else {
        LIGHTER
    };
    Shape::Band {
        edges: part,
        paint: Paint {
            role: Role::Sheet,
            opacity,
        },
    }
}

/// A label in the widest of some parts; `None` where it has no room in any.
pub(super) fn label_in(parts: &[Vec<BandEdge>], label: &str, size_mm: f64) -> Option<Shape> {
    let width = text_width_mm(label, size_mm);
    let room = |edges: &[BandEdge]| {
        // Where the part is high enough for the writing, from the first such place to the last of that stretch.
        let mut best: Option<(f64, f64)> = None;
        let mut open: Option<f64> = None;
        for edge in edges {
            if size_mm <= edge.bottom - edge.top {
                let from = *open.get_or_insert(edge.x);
                if best.is_none_or(|(from, to)| to - from < edge.x - from) {
                    best = Some((from, edge.x));
                }
            } else {
                open = None;
            }
        }
        best
    };
    let found = parts.iter().filter_map(|part| Some((part, room(part)?)));
    let (part, (from, to)) = found.max_by(|one, other| {
        let width = |(from, to): (f64, f64)| to - from;
        width(one.1).total_cmp(&width(other.1))
    })?;
    if to - from < width + 1.0 {
        return None;
    }
    let x = 0.5 * (from + to);
    let pair = part
        .windows(2)
        .find(|pair| pair[0].x <= x && x <= pair[1].x)?;
    let share = (x - pair[0].x) / (pair[1].x - pair[0].x).max(1e-9);
    let middle = |edge: BandEdge| 0.5 * (edge.top + edge.bottom);
    let y = middle(pair[0]) + (middle(pair[1]) - middle(pair[0])) * share;
    Some(Shape::Text(Text {
        words: label.to_owned(),
        at: PaperPoint { x, y },
        anchor: Anchor::Middle,
        size_mm,
        role: Role::Ink,
        weight: Weight::Regular,
        turned_degrees: 0.0,
        rim_mm: 0.0,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(x: f64, top: f64, bottom: f64) -> BandEdge {
        BandEdge { x, top, bottom }
    }

    fn area(parts: &[Vec<BandEdge>]) -> f64 {
        let pieces = parts.iter().flat_map(|part| part.windows(2));
        let areas = pieces.map(|pair| {
            let height = |edge: BandEdge| edge.bottom - edge.top;
            0.5 * (height(pair[0]) + height(pair[1])) * (pair[1].x - pair[0].x)
        });
        areas.sum()
    }

    /// A triangle of base 20 and height 10: half-way up it is half as wide, so that a quarter lies above.
    #[test]
    fn layers_of_a_heap_are_the_heap() {
        let heap = [
            edge(0.0, 10.0, 10.0),
            edge(10.0, 0.0, 10.0),
            edge(20.0, 10.0, 10.0),
        ];
        assert!((area(&cut_between(&heap, 0.0, 5.0)) - 25.0).abs() < 0.01);
        assert!((area(&cut_between(&heap, 5.0, 10.0)) - 75.0).abs() < 0.01);
        let all: f64 = (0..10)
            .map(|step| area(&cut_between(&heap, f64::from(step), f64::from(step + 1))))
            .sum();
        assert!((all - 100.0).abs() < 0.05, "{all}");
        assert!(cut_between(&heap, 11.0, 12.0).is_empty());
    }

    /// Two heaps whose tops are apart are two parts.
    #[test]
    fn a_layer_over_a_valley_has_two_parts() {
        let heaps = [
            edge(0.0, 10.0, 10.0),
            edge(5.0, 0.0, 10.0),
            edge(10.0, 8.0, 10.0),
            edge(15.0, 0.0, 10.0),
            edge(20.0, 10.0, 10.0),
        ];
        assert_eq!(cut_between(&heaps, 0.0, 5.0).len(), 2);
        assert_eq!(cut_between(&heaps, 8.5, 10.0).len(), 1);
        let parts = cut_between(&heaps, 0.0, 10.0);
        assert!(label_in(&parts, "2031", 2.0).is_some());
        assert!(label_in(&parts, "2031", 9.9).is_none());
    }
}
