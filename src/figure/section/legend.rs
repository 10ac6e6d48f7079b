//! What each surface is, in rows above the plot.

use super::bodies::{BODY_OPACITY, HATCH_MM};
use super::{
    BodyStyle, Paint, Pen, ProfileKind, Role, SURFACE_MM, SectionInput, Shape, Text, at, quiet_text,
};
use crate::figure::drawing::{Anchor, BandEdge, Drawing, hatch_of};
use crate::figure::text_width_mm;

/// The legend has no more rows.
const MOST_ROWS: usize = 2;

/// A sample is so wide, in millimetres.
const SAMPLE_MM: f64 = 6.0;

/// The rows, and what stands in them.
pub(super) struct Legend {
    /// Of all rows together.
    pub height_mm: f64,
    shapes: Vec<Shape>,
}

impl Legend {
    pub(super) fn draw(self, drawing: &mut Drawing) {
        for shape in self.shapes {
            drawing.add(shape);
        }
    }
}

/// Sets the entries one after the other. Those that do not fit in the rows are counted at the end ("+3").
pub(super) fn legend_of(input: &SectionInput<'_>) -> Legend {
    let size_mm = input.text_mm;
    let entries = entries_of(input);
    let row_mm = 1.6 * size_mm;
    let (left, right) = (1.0, input.width_mm - 1.0);
    let longest_mm = (0.45 * (right - left) - SAMPLE_MM - 1.2).max(8.0);
    let count_mm = text_width_mm("+99", size_mm);
    let (mut x, mut row) = (left, 0);
    let mut shapes = Vec::new();
    for (index, (sample, name)) in entries.iter().enumerate() {
        let words = shortened(name, longest_mm, size_mm);
        let width_mm = SAMPLE_MM + 1.2 + text_width_mm(&words, size_mm);
        if left < x && right - count_mm < x + width_mm && row + 1 < MOST_ROWS {
            x = left;
            row += 1;
        }
        let y = (row as f64 + 0.5) * row_mm;
        if left < x && right - count_mm < x + width_mm {
            let words = format!("+{}", entries.len() - index);
            shapes.push(Shape::Text(quiet_text(
                words,
                at(x, y),
                Anchor::Start,
                size_mm,
            )));
            break;
        }
        shapes.extend(sample_shapes(*sample, x, y, size_mm));
        shapes.push(Shape::Text(Text {
            role: Role::Ink,
            ..quiet_text(words, at(x + SAMPLE_MM + 1.2, y), Anchor::Start, size_mm)
        }));
        x += width_mm + 1.4 * size_mm;
    }
    Legend {
        height_mm: (row as f64 + 1.0) * row_mm,
        shapes,
    }
}

/// What a sample shows.
#[derive(Clone, Copy)]
enum Sample {
    Line { role: Role, is_dashed: bool },
    Soil,
    Water,
    Body([u8; 3], BodyStyle),
}

fn entries_of<'a>(input: &SectionInput<'a>) -> Vec<(Sample, &'a str)> {
    let profiles = input.profiles.iter().map(|profile| {
        let sample = match &profile.kind {
            ProfileKind::Ground => Sample::Soil,
            ProfileKind::Original => Sample::Line {
                role: Role::Original,
                is_dashed: true,
            },
            ProfileKind::Seabed => Sample::Line {
                role: Role::Seabed,
                is_dashed: false,
            },
            ProfileKind::Body(body) => Sample::Body(body.color, body.style),
        };
        (sample, profile.name.as_str())
    });
    let water = input
        .water
        .map(|water| (Sample::Water, water.name.as_str()));
    profiles.chain(water).collect()
}

fn sample_shapes(sample: Sample, x: f64, y: f64, size_mm: f64) -> Vec<Shape> {
    let half = 0.36 * size_mm;
    let box_edges = |top: f64| {
        let edge = |x: f64| BandEdge {
            x,
            top,
            bottom: y + half,
        };
        vec![edge(x), edge(x + SAMPLE_MM)]
    };
    let line = |y: f64, role: Role, width_mm: f64, dash_mm| Shape::Lines {
        lines: vec![vec![at(x, y), at(x + SAMPLE_MM, y)]],
        pen: Pen {
            role,
            width_mm,
            dash_mm,
        },
    };
    let frame = |role: Role| Shape::Lines {
        lines: vec![vec![
            at(x, y - half),
            at(x + SAMPLE_MM, y - half),
            at(x + SAMPLE_MM, y + half),
            at(x, y + half),
            at(x, y - half),
        ]],
        pen: Pen::solid(role, 0.2),
    };
    match sample {
        Sample::Line { role, is_dashed } => {
            let dash_mm = is_dashed.then_some((1.8, 1.1));
            vec![line(y, role, SURFACE_MM, dash_mm)]
        }
        Sample::Soil => vec![
            Shape::Band {
                edges: box_edges(y - 0.5 * half),
                paint: Paint::solid(Role::Soil),
            },
            line(y - 0.5 * half, Role::Ground, SURFACE_MM, None),
        ],
        Sample::Water => vec![
            Shape::Band {
                edges: box_edges(y - 0.5 * half),
                paint: Paint::solid(Role::Water),
            },
            line(y - 0.5 * half, Role::WaterSurface, 0.25, None),
        ],
        Sample::Body(color, BodyStyle::Filled) => {
            let paint = Paint {
                role: Role::Given(color),
                opacity: BODY_OPACITY,
            };
            let edges = box_edges(y - half);
            vec![Shape::Band { edges, paint }, frame(Role::Ink)]
        }
        Sample::Body(color, BodyStyle::Hatched) => {
            let role = Role::Given(color);
            let lines = hatch_of(&box_edges(y - half), HATCH_MM);
            let pen = Pen::solid(role, 0.3);
            vec![Shape::Lines { lines, pen }, frame(role)]
        }
    }
}

/// A name, cut with an ellipsis where it is too long.
fn shortened(name: &str, most_mm: f64, size_mm: f64) -> String {
    if text_width_mm(name, size_mm) <= most_mm {
        return name.to_owned();
    }
    let mut words = name.to_owned();
    while !words.is_empty() && most_mm < text_width_mm(&words, size_mm) + size_mm {
        words.pop();
    }
    format!("{}…", words.trim_end())
}
