//! Where fractions go, as bands from left to right (Sankey): what is twice as much is twice as wide.

use super::{add_box, nothing, words};
use crate::figure::drawing::{
    Anchor, BandEdge, Drawing, Paint, PaperRect, Role, Shape, text_width_mm,
};

/// Where something goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sink {
    /// What it is called, with how much goes there.
    pub label: String,
    /// Its colour.
    pub color: [u8; 3],
    /// Whether nothing should go there.
    pub is_amiss: bool,
}

/// What is drawn.
pub struct FlowsInput<'a> {
    /// What the picture is, in words.
    pub title: &'a str,
    /// What comes, from above: names with how much there is.
    pub sources: &'a [String],
    /// Where it goes, from above.
    pub sinks: &'a [Sink],
    /// How much goes from each source to each sink, not negative.
    pub amounts: &'a [Vec<f64>],
    /// What to call a band, for a screen reader: by its source and sink.
    pub name: &'a dyn Fn(usize, usize) -> String,
    /// What to say where nothing flows.
    pub empty: &'a str,
    /// How wide the sheet is, in millimetres.
    pub width_mm: f64,
    /// How high it is, in millimetres.
    pub height_mm: f64,
    /// How large writing is, in millimetres.
    pub text_mm: f64,
}

/// How wide the boxes at both ends are, in millimetres.
const BOX_MM: f64 = 3.0;

/// The least room between boxes, in millimetres.
const GAP_MM: f64 = 1.5;

/// Pieces of a bent band.
const PIECES: usize = 24;

/// How much of the sheet's width the writing on one side may take.
const MOST_WRITING: f64 = 0.36;

/// Draws the bands. Boxes without an amount are left out; writing that has no room is left out, the least first.
pub fn draw_flows(input: &FlowsInput<'_>) -> Drawing {
    let (width, height) = (input.width_mm, input.height_mm);
    let amount = |source: usize, sink: usize| {
        let amount = input.amounts.get(source).and_then(|row| row.get(sink));
        amount
            .copied()
            .filter(|amount| 0.0 < *amount && amount.is_finite())
            .unwrap_or(0.0)
    };
    let from: Vec<f64> = (0..input.sources.len())
        .map(|source| {
            (0..input.sinks.len())
                .map(|sink| amount(source, sink))
                .sum()
        })
        .collect();
    let to: Vec<f64> = (0..input.sinks.len())
        .map(|sink| {
            (0..input.sources.len())
                .map(|source| amount(source, sink))
                .sum()
        })
        .collect();
    let total: f64 = from.iter().sum();
    if total <= 0.0 {
        return nothing(width, height, (input.title, input.empty), input.text_mm);
    }
    let margin = 0.7 * input.text_mm;
    let boxes = |amounts: &[f64]| {
        amounts
            .iter()
            .filter(|amount| 0.0 < **amount)
            .count()
            .max(1)
    };
    let most = boxes(&from).max(boxes(&to));
    let room = height - 2.0 * margin;
    let gap = GAP_MM.min(0.4 * room / most as f64);
    let mm_per_amount = (room - gap * (most - 1) as f64).max(0.1) / total;
    let stacked = |amounts: &[f64]| {
        let count = boxes(amounts);
        let used = total * mm_per_amount + gap * (count - 1) as f64;
        let mut top = margin + (room - used).max(0.0) / 2.0;
        amounts
            .iter()
            .map(|amount| {
                let rect = (top, top + amount * mm_per_amount);
                if 0.0 < *amount {
                    top = rect.1 + gap;
                }
                rect
            })
            .collect::<Vec<(f64, f64)>>()
    };
    let (lefts, rights) = (stacked(&from), stacked(&to));
    let writing = |labels: &mut dyn Iterator<Item = &String>| {
        let widths = labels.map(|label| text_width_mm(label, input.text_mm));
        widths.fold(0.0, f64::max).min(MOST_WRITING * width) + 1.5
    };
    let left = writing(&mut input.sources.iter());
    let right = width - writing(&mut input.sinks.iter().map(|sink| &sink.label));
    let mut drawing = Drawing::new(width, height, input.title);
    // Bands leave and arrive in the order of the other side, so that they cross as little as can be.
    let mut leaves: Vec<f64> = lefts.iter().map(|(top, _)| *top).collect();
    let mut arrives: Vec<f64> = rights.iter().map(|(top, _)| *top).collect();
    for (source, leaves) in leaves.iter_mut().enumerate() {
        for (sink, arrives) in arrives.iter_mut().enumerate() {
            let thick = amount(source, sink) * mm_per_amount;
            if thick <= 0.0 {
                continue;
            }
            let edges = band((left + BOX_MM, *leaves), (right - BOX_MM, *arrives), thick);
            *leaves += thick;
            *arrives += thick;
            let paint = Paint {
                role: Role::Given(input.sinks[sink].color),
                opacity: 0.4,
            };
            let name = Some((input.name)(source, sink));
            drawing.push(name, None, Shape::Band { edges, paint });
        }
    }
    for ((label, (top, bottom)), amount) in input.sources.iter().zip(&lefts).zip(&from) {
        if 0.0 < *amount {
            let rect = PaperRect {
                left,
                top: *top,
                right: left + BOX_MM,
                bottom: *bottom,
            };
            add_box(&mut drawing, label.clone(), rect, Role::Quiet, false);
        }
    }
    for ((sink, (top, bottom)), amount) in input.sinks.iter().zip(&rights).zip(&to) {
        if 0.0 < *amount {
            let rect = PaperRect {
                left: right - BOX_MM,
                top: *top,
                right,
                bottom: *bottom,
            };
            let role = Role::Given(sink.color);
            add_box(&mut drawing, sink.label.clone(), rect, role, sink.is_amiss);
        }
    }
    let labels = |rects: &[(f64, f64)], amounts: &[f64]| {
        let wanted = rects.iter().zip(amounts).map(|((top, bottom), amount)| {
            (0.0 < *amount).then_some(((top + bottom) / 2.0, *amount))
        });
        apart(
            &wanted.collect::<Vec<_>>(),
            (margin, height - margin),
            1.25 * input.text_mm,
        )
    };
    for (label, y) in input.sources.iter().zip(labels(&lefts, &from)) {
        if let Some(y) = y {
            let text = shortened(label, left - 1.5, input.text_mm);
            drawing.add(words(
                &text,
                (left - 1.0, y),
                Anchor::End,
                input.text_mm,
                Role::Ink,
            ));
        }
    }
    for (sink, y) in input.sinks.iter().zip(labels(&rights, &to)) {
        if let Some(y) = y {
            let text = shortened(&sink.label, width - right - 1.5, input.text_mm);
            drawing.add(words(
                &text,
                (right + 1.0, y),
                Anchor::Start,
                input.text_mm,
                Role::Ink,
            ));
        }
    }
    drawing
}

/// A bent band of the same thickness all along.
fn band((x0, y0): (f64, f64), (x1, y1): (f64, f64), thick: f64) -> Vec<BandEdge> {
    let edge = |piece: usize| {
        let share = piece as f64 / PIECES as f64;
        // Level at both ends.
        let bend = share * share * (3.0 - 2.0 * share);
        let top = y0 + (y1 - y0) * bend;
        BandEdge {
            x: x0 + (x1 - x0) * share,
            top,
            bottom: top + thick,
        }
    };
    (0..=PIECES).map(edge).collect()
}

/// Heights for lines of writing, near those that are wanted and never on each other. What has no room is left out,
/// the least amount first.
fn apart(
    wanted: &[Option<(f64, f64)>],
    (top, bottom): (f64, f64),
    line_mm: f64,
) -> Vec<Option<f64>> {
    let mut kept: Vec<usize> = (0..wanted.len())
        .filter(|index| wanted[*index].is_some())
        .collect();
    let most = ((bottom - top) / line_mm).floor().max(0.0) + 1.0;
    while most < kept.len() as f64 {
        let amount = |index: &usize| wanted[*index].map_or(0.0, |(_, amount)| amount);
        let least = kept
            .iter()
            .enumerate()
            .min_by(|(_, one), (_, other)| amount(one).total_cmp(&amount(other)));
        let Some((place, _)) = least else {
            break;
        };
        kept.remove(place);
    }
    let mut heights = vec![None; wanted.len()];
    let mut above = f64::NEG_INFINITY;
    for (place, index) in kept.iter().enumerate() {
        let y = wanted[*index].map_or(top, |(y, _)| y);
        // Room is kept for those below.
        let lowest = bottom - line_mm * (kept.len() - 1 - place) as f64;
        let y = y.max(above + line_mm).min(lowest).max(top);
        heights[*index] = Some(y);
        above = y;
    }
    heights
}

/// A label that is no longer than there is room.
fn shortened(label: &str, room_mm: f64, size_mm: f64) -> String {
    if text_width_mm(label, size_mm) <= room_mm {
        return label.to_owned();
    }
    let mut text: Vec<char> = label.chars().collect();
    while !text.is_empty() {
        text.pop();
        let short: String = text.iter().chain(['…'].iter()).collect();
        if text_width_mm(&short, size_mm) <= room_mm {
            return short;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(sources: &[&str], sinks: &[&str], amounts: &[Vec<f64>]) -> Drawing {
        let sources: Vec<String> = sources.iter().map(|name| (*name).to_owned()).collect();
        let sinks: Vec<Sink> = sinks
            .iter()
            .map(|name| Sink {
                label: (*name).to_owned(),
                color: [1, 2, 3],
                is_amiss: *name == "none",
            })
            .collect();
        draw_flows(&FlowsInput {
            title: "Flows",
            sources: &sources,
            sinks: &sinks,
            amounts,
            name: &|source, sink| format!("{source} → {sink}"),
            empty: "Nothing",
            width_mm: 200.0,
            height_mm: 80.0,
            text_mm: 3.0,
        })
    }

    /// How thick a band is.
    fn thickness(drawing: &Drawing, name: &str) -> f64 {
        let item = drawing
            .items
            .iter()
            .find(|item| item.name.as_deref() == Some(name));
        match &item.unwrap().shape {
            Shape::Band { edges, .. } => edges[0].bottom - edges[0].top,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_twice_as_much_is_twice_as_wide() {
        let drawing = drawn(
            &["a", "b"],
            &["x", "none"],
            &[vec![2.0, 1.0], vec![0.0, 1.0]],
        );
        let one = thickness(&drawing, "0 → 1");
        assert!((thickness(&drawing, "0 → 0") - 2.0 * one).abs() < 1e-9);
        assert!((thickness(&drawing, "a") - 3.0 * one).abs() < 1e-9);
        assert!((thickness(&drawing, "none") - 2.0 * one).abs() < 1e-9);
        assert!(
            !drawing
                .items
                .iter()
                .any(|item| item.name.as_deref() == Some("1 → 0"))
        );
    }

    #[test]
    fn nothing_leaves_the_sheet_and_no_writing_lies_on_another() {
        let sources: Vec<String> = (0..12).map(|number| format!("Fraction {number}")).collect();
        let sinks: Vec<String> = (0..30)
            .map(|number| format!("A long name of a deposit {number}"))
            .collect();
        let amounts: Vec<Vec<f64>> = (0..12)
            .map(|source| {
                (0..30)
                    .map(|sink| f64::from((source * 7 + sink * 3) % 11))
                    .collect()
            })
            .collect();
        let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
        let sinks: Vec<&str> = sinks.iter().map(String::as_str).collect();
        let drawing = drawn(&sources, &sinks, &amounts);
        for item in &drawing.items {
            if let Shape::Band { edges, .. } = &item.shape {
                for edge in edges {
                    assert!(0.0 <= edge.x && edge.x <= 200.0);
                    assert!(-1e-9 <= edge.top && edge.bottom <= 80.0 + 1e-9);
                }
            }
        }
        for anchor in [Anchor::Start, Anchor::End] {
            let mut heights: Vec<f64> = drawing
                .texts()
                .filter(|text| text.anchor == anchor)
                .map(|text| text.at.y)
                .collect();
            heights.sort_by(f64::total_cmp);
            assert!(
                heights.windows(2).all(|pair| 3.0 <= pair[1] - pair[0]),
                "{heights:?}"
            );
            assert!(5 < heights.len());
        }
        for text in drawing.texts() {
            let width = text.width_mm();
            let (from, to) = match text.anchor {
                Anchor::Start => (text.at.x, text.at.x + width),
                _ => (text.at.x - width, text.at.x),
            };
            assert!(-0.5 <= from && to <= 200.5, "{text:?}");
        }
    }

    #[test]
    fn a_sheet_without_flows_says_so() {
        let drawing = drawn(&["a"], &["x"], &[vec![0.0]]);
        let texts: Vec<&str> = drawing.texts().map(|text| text.words.as_str()).collect();
        assert_eq!(texts, ["Nothing"]);
    }
}
