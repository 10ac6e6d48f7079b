//! A section through the ground: what lies over what along a line, like a printed engineering section.
//!
//! Heights come sampled at the same places along the line for every surface, and words come ready: this module
//! knows no language. The drawing goes with a [`SectionFrame`], which turns places on paper into distances and
//! heights and back, so that a pointer can be followed.

mod bodies;
mod frame;
mod layers;
mod legend;

use super::drawing::{
    Anchor, Drawing, Paint, PaperPoint, PaperRect, Pen, Role, Shape, Text, Weight,
};
use super::scale::nice_ticks;
use frame::Layout;

pub use frame::{Exaggeration, SectionFrame};
pub use layers::BodyLayer;

/// The thinnest line, in millimetres.
const HAIRLINE_MM: f64 = 0.15;

/// Lines of the surfaces, in millimetres.
const SURFACE_MM: f64 = 0.4;

/// What is drawn.
#[derive(Clone, Copy)]
pub struct SectionInput<'a> {
    /// Where along the line heights are given, rising strictly, from zero to the line's length, in metres.
    pub chainages_m: &'a [f64],
    /// The surfaces, the undermost first.
    pub profiles: &'a [SectionProfile],
    /// The sea or a lake.
    pub water: Option<&'a SectionWater>,
    /// How many times larger heights are drawn than lengths.
    pub exaggeration: Exaggeration,
    /// Width of the sheet, in millimetres.
    pub width_mm: f64,
    /// Height of the sheet, in millimetres.
    pub height_mm: f64,
    /// The size of the writing, in millimetres; 3.2 is 9 points on paper and 12 on a screen.
    pub text_mm: f64,
    /// What is written.
    pub labels: SectionLabels<'a>,
}

/// A surface along the line.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionProfile {
    /// What it is called in the legend.
    pub name: String,
    /// How it is drawn.
    pub kind: ProfileKind,
    /// Its heights, one for each chainage, in metres; NaN where unknown.
    pub heights_m: Vec<f64>,
}

/// What a surface is.
#[derive(Clone, Debug, PartialEq)]
pub enum ProfileKind {
    /// The ground: a line with soil under it.
    Ground,
    /// The ground before anything was dug or filled: a dashed line.
    Original,
    /// The bottom of the sea: a line with soil under it where it is known.
    Seabed,
    /// The upper side of a body of rock.
    Body(Body),
}

/// What lies between a surface and another.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Red, green and blue.
    pub color: [u8; 3],
    /// Whether it is filled or hatched.
    pub style: BodyStyle,
    /// The other surface, one height for each chainage, in metres; NaN where unknown. Where it is above, rock is
    /// taken out.
    pub base_m: Vec<f64>,
    /// Levels of benches or lifts, in metres; drawn inside the body.
    pub levels_m: Vec<f64>,
    /// Layers of it, from below.
    pub layers: Vec<BodyLayer>,
}

/// How a body is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyStyle {
    /// Filled: what is planned here.
    Filled,
    /// Hatched: what another plan has here.
    Hatched,
}

/// Standing water.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionWater {
    /// What it is called in the legend.
    pub name: String,
    /// The height of its surface, in metres.
    ///
    /// It stands where the seabed is known and lower; without a seabed wherever the ground is lower.
    pub level_m: f64,
}

/// What is written, in the planner's language.
#[derive(Clone, Copy)]
pub struct SectionLabels<'a> {
    /// What the drawing is, for a screen reader and as the title of a file.
    pub title: &'a str,
    /// Under the axis of distances, with its unit.
    pub chainage_axis: &'a str,
    /// Beside the axis of heights, with its unit.
    pub height_axis: &'a str,
    /// The exaggeration, in words; the number is handed in.
    pub exaggeration: &'a dyn Fn(f64) -> String,
    /// At the beginning of the line.
    pub begin: &'a str,
    /// At its end.
    pub end: &'a str,
    /// A number of an axis with some decimals.
    pub number: &'a dyn Fn(f64, usize) -> String,
}

/// A section and where things are on it.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionFigure {
    /// What is drawn.
    pub drawing: Drawing,
    /// Where distances and heights are on it.
    pub frame: SectionFrame,
}

/// Draws a section.
///
/// Room for axes, legend and writing is taken from the sheet; a sheet that has no room for them gets a plot of a
/// few millimetres all the same. Heights that are missing leave a gap.
pub fn draw_section(input: &SectionInput<'_>) -> SectionFigure {
    let legend = legend::legend_of(input);
    let layout = Layout::of(input, legend.height_mm);
    let frame = layout.frame;
    let mut drawing = Drawing::new(input.width_mm, input.height_mm, input.labels.title);
    bodies::draw_surfaces(input, &frame, &mut drawing, |drawing| {
        draw_grid(&layout, drawing);
    });
    draw_axes(input, &layout, &mut drawing);
    draw_ends(input, &layout, &mut drawing);
    legend.draw(&mut drawing);
    SectionFigure { drawing, frame }
}

/// Lines at the ticks of both axes.
fn draw_grid(layout: &Layout, drawing: &mut Drawing) {
    let plot = layout.frame.plot;
    let levels = layout.height_ticks.iter().map(|height_m| {
        let y = layout.frame.paper_from_section(0.0, *height_m).y;
        vec![at(plot.left, y), at(plot.right, y)]
    });
    let places = layout.chainage_ticks.iter().map(|chainage_m| {
        let x = layout.frame.paper_from_section(*chainage_m, 0.0).x;
        vec![at(x, plot.top), at(x, plot.bottom)]
    });
    drawing.add(Shape::Lines {
        lines: levels.chain(places).collect(),
        pen: Pen::solid(Role::Grid, HAIRLINE_MM),
    });
}

/// The frame of the plot, the numbers beside it and the names of the axes.
fn draw_axes(input: &SectionInput<'_>, layout: &Layout, drawing: &mut Drawing) {
    let (plot, size_mm) = (layout.frame.plot, input.text_mm);
    drawing.add(Shape::Lines {
        lines: vec![vec![
            at(plot.left, plot.top),
            at(plot.left, plot.bottom),
            at(plot.right, plot.bottom),
            at(plot.right, plot.top),
        ]],
        pen: Pen::solid(Role::Quiet, 0.2),
    });
    let decimals = decimals_of(&layout.height_ticks);
    for height_m in &layout.height_ticks {
        let y = layout.frame.paper_from_section(0.0, *height_m).y;
        let words = (input.labels.number)(*height_m, decimals);
        drawing.add(writing(words, at(plot.left - 1.2, y), Anchor::End, size_mm));
    }
    let decimals = decimals_of(&layout.chainage_ticks);
    let y = plot.bottom + 0.9 * size_mm;
    for chainage_m in &layout.chainage_ticks {
        let x = layout.frame.paper_from_section(*chainage_m, 0.0).x;
        let words = (input.labels.number)(*chainage_m, decimals);
        drawing.add(writing(words, at(x, y), Anchor::Middle, size_mm));
    }
    let below = at(plot.left + 0.5 * plot.width(), y + 1.35 * size_mm);
    let words = input.labels.chainage_axis;
    drawing.add(writing(words, below, Anchor::Middle, size_mm));
    let beside = at(layout.height_axis_x, plot.top + 0.5 * plot.height());
    drawing.add(Shape::Text(Text {
        turned_degrees: -90.0,
        ..quiet_text(input.labels.height_axis, beside, Anchor::Middle, size_mm)
    }));
}

/// The two ends of the line, and between them how much heights are exaggerated.
fn draw_ends(input: &SectionInput<'_>, layout: &Layout, drawing: &mut Drawing) {
    let (plot, size_mm) = (layout.frame.plot, input.text_mm);
    let y = plot.top - 0.85 * size_mm;
    let mut end = |words: &str, x: f64, anchor: Anchor| {
        drawing.add(Shape::Text(Text {
            role: Role::Ink,
            weight: Weight::Strong,
            ..quiet_text(words, at(x, y), anchor, size_mm)
        }));
    };
    end(input.labels.begin, plot.left, Anchor::Start);
    end(input.labels.end, plot.right, Anchor::End);
    let words = (input.labels.exaggeration)(layout.frame.exaggeration());
    let text = quiet_text(
        words,
        at(plot.left + 0.5 * plot.width(), y),
        Anchor::Middle,
        size_mm,
    );
    let ends = [input.labels.begin, input.labels.end];
    let widest = ends.map(|words| super::text_width_mm(words, size_mm));
    let taken_mm = text.width_mm() + 2.0 * widest[0].max(widest[1]) + 2.0 * size_mm;
    if taken_mm <= plot.width() {
        drawing.add(Shape::Text(text));
    }
}

fn writing(words: impl Into<String>, place: PaperPoint, anchor: Anchor, size_mm: f64) -> Shape {
    Shape::Text(quiet_text(words, place, anchor, size_mm))
}

fn quiet_text(words: impl Into<String>, at: PaperPoint, anchor: Anchor, size_mm: f64) -> Text {
    Text {
        words: words.into(),
        at,
        anchor,
        size_mm,
        role: Role::Quiet,
        weight: Weight::Regular,
        turned_degrees: 0.0,
        rim_mm: 0.0,
    }
}

fn at(x: f64, y: f64) -> PaperPoint {
    PaperPoint { x, y }
}

/// How many decimals evenly spaced round numbers need.
fn decimals_of(ticks: &[f64]) -> usize {
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).next();
    match step {
        Some(step) if step < 0.095 => 2,
        Some(step) if step < 0.95 => 1,
        _ => 0,
    }
}
