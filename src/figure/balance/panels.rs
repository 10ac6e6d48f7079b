//! Lines over the years, one small plot beside the other on a sheet (small multiples).

use super::axes::{Axes, AxesInput, calendar, draw_axes};
use super::{nothing, strong, words};
use crate::figure::drawing::{
    Anchor, BandEdge, Drawing, Paint, PaperPoint, PaperRect, Pen, Role, Shape, text_width_mm,
};

/// A line of a plot.
#[derive(Clone, Debug, PartialEq)]
pub struct PlotLine {
    /// What it is called.
    pub name: String,
    /// Its colour.
    pub color: [u8; 3],
    /// Whether it is dashed, so that it is told apart without its colour.
    pub is_dashed: bool,
    /// By year; a gap where nothing is known.
    pub values: Vec<Option<f64>>,
}

/// One plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// What stands over it.
    pub title: String,
    /// Lines in it.
    pub lines: Vec<PlotLine>,
    /// Values that it shows at least; otherwise it shows what its lines need.
    pub range: Option<(f64, f64)>,
    /// A value that is not gone beyond, drawn across.
    pub limit: Option<f64>,
    /// What a pointer is told of each year, beside the values.
    pub notes: Vec<String>,
}

/// What is drawn.
pub struct PanelsInput<'a> {
    /// What the picture is, in words.
    pub title: &'a str,
    /// The first year; the others follow.
    pub first_year: i32,
    /// Plots, the first at the upper left.
    pub plots: &'a [Plot],
    /// The unit of all values.
    pub unit: &'a str,
    /// A number as the language writes it, with decimals.
    pub number: &'a dyn Fn(f64, usize) -> String,
    /// What to say where there is nothing.
    pub empty: &'a str,
    /// How wide the sheet is, in millimetres.
    pub width_mm: f64,
    /// How high it is, in millimetres.
    pub height_mm: f64,
    /// How large writing is, in millimetres.
    pub text_mm: f64,
}

/// How much wider than high a plot is to be.
const ASPECT: f64 = 2.2;

/// Room between plots, in millimetres.
const GAP_MM: f64 = 4.0;

/// Draws the plots. Those without a value are left out.
pub fn draw_panels(input: &PanelsInput<'_>) -> Drawing {
    let plots: Vec<&Plot> = input.plots.iter().filter(|plot| has_values(plot)).collect();
    let (width, height) = (input.width_mm, input.height_mm);
    if plots.is_empty() {
        return nothing(width, height, (input.title, input.empty), input.text_mm);
    }
    let mut drawing = Drawing::new(width, height, input.title);
    let top = draw_legend(&mut drawing, input, &plots);
    let columns = columns_for(plots.len(), width, height - top);
    let rows = plots.len().div_ceil(columns);
    let (across, down) = (columns as f64, rows as f64);
    let plot_width = (width - GAP_MM * (across - 1.0)) / across;
    let plot_height = (height - top - GAP_MM * (down - 1.0)) / down;
    for (index, plot) in plots.into_iter().enumerate() {
        let (column, row) = ((index % columns) as f64, (index / columns) as f64);
        let left = column * (plot_width + GAP_MM);
        let upper = top + row * (plot_height + GAP_MM);
        let room = PaperRect {
            left,
            right: left + plot_width,
            top: upper,
            bottom: upper + plot_height,
        };
        draw_plot(&mut drawing, input, plot, room);
    }
    drawing
}

fn has_values(plot: &Plot) -> bool {
    let mut values = plot.lines.iter().flat_map(|line| &line.values).flatten();
    values.any(|value| value.is_finite())
}

/// How many plots stand beside each other, so that each is about as wide as it should be.
fn columns_for(plots: usize, width: f64, height: f64) -> usize {
    let off = |columns: &usize| {
        let rows = plots.div_ceil(*columns);
        let aspect = (width / *columns as f64) / (height / rows as f64).max(1.0);
        (aspect / ASPECT).ln().abs()
    };
    let best = (1..=plots).min_by(|one, other| off(one).total_cmp(&off(other)));
    best.unwrap_or(1)
}

fn draw_plot(drawing: &mut Drawing, input: &PanelsInput<'_>, plot: &Plot, room: PaperRect) {
    let size = input.text_mm;
    let title = shortened(&plot.title, room.width() - 2.0, size);
    let at = (room.left + 1.0, room.top + 0.7 * size);
    drawing.add(strong(&title, at, size));
    let years = plot.lines.iter().map(|line| line.values.len()).max();
    let years = years.unwrap_or(0).max(1);
    let axes = draw_axes(
        drawing,
        &AxesInput {
            room: PaperRect {
                top: room.top + 1.6 * size,
                ..room
            },
            range: range_of(plot),
            first_year: input.first_year,
            years,
            number: input.number,
            text_mm: 0.9 * size,
        },
    );
    if let Some(limit) = plot.limit {
        let y = axes.y_of(limit);
        let ends = [axes.plot.left, axes.plot.right].map(|x| PaperPoint { x, y });
        let pen = Pen::solid(Role::Ink, 0.35);
        let lines = vec![ends.to_vec()];
        drawing.add(Shape::Lines { lines, pen });
    }
    for line in &plot.lines {
        draw_line(drawing, &axes, line);
    }
    for year in 0..years {
        drawing.push(
            Some(told(input, plot, &axes, year)),
            None,
            over_year(&axes, year),
        );
    }
}

/// What a plot shows from below to above.
fn range_of(plot: &Plot) -> (f64, f64) {
    let values = plot.lines.iter().flat_map(|line| &line.values).flatten();
    let values = values.copied().filter(|value| value.is_finite());
    let asked = plot.range.into_iter().flat_map(|(low, high)| [low, high]);
    let limit = plot.limit.into_iter();
    let all = || values.clone().chain(asked.clone()).chain(limit.clone());
    let (low, high) = (
        all().fold(f64::INFINITY, f64::min),
        all().fold(f64::NEG_INFINITY, f64::max),
    );
    let room = if low < high { 0.05 * (high - low) } else { 1.0 };
    // An edge that was asked for is kept where no value lies beyond it.
    let low_is_asked = plot.range.is_some_and(|(asked, _)| asked <= low);
    (if low_is_asked { low } else { low - room }, high + room)
}

/// A line with a point at each year; a year without neighbours is a point alone.
fn draw_line(drawing: &mut Drawing, axes: &Axes, line: &PlotLine) {
    let mut lines: Vec<Vec<PaperPoint>> = Vec::new();
    let mut is_open = false;
    for (year, value) in line.values.iter().enumerate() {
        let Some(value) = value.filter(|value| value.is_finite()) else {
            is_open = false;
            continue;
        };
        let point = PaperPoint {
            x: axes.x_of(year),
            y: axes.y_of(value),
        };
        match lines.last_mut().filter(|_| is_open) {
            Some(line) => line.push(point),
            None => lines.push(vec![point]),
        }
        is_open = true;
        if !line.is_dashed || line.values.len() < 40 {
            drawing.add(dot(point, line.color));
        }
    }
    lines.retain(|line| 1 < line.len());
    if !lines.is_empty() {
        drawing.add(Shape::Lines {
            lines,
            pen: pen_of(line),
        });
    }
}

fn pen_of(line: &PlotLine) -> Pen {
    Pen {
        role: Role::Given(line.color),
        width_mm: 0.7,
        dash_mm: line.is_dashed.then_some((1.8, 1.0)),
    }
}

fn dot(at: PaperPoint, color: [u8; 3]) -> Shape {
    let half = 0.95;
    let corner = |x: f64, y: f64| PaperPoint {
        x: at.x + x * half,
        y: at.y + y * half,
    };
    let ring = [(-1.0, 0.0), (0.0, -1.0), (1.0, 0.0), (0.0, 1.0)];
    Shape::Area {
        rings: vec![ring.map(|(x, y)| corner(x, y)).to_vec()],
        paint: Paint::solid(Role::Given(color)),
    }
}

/// Nothing to see, but a place where a pointer is told of the year.
fn over_year(axes: &Axes, year: usize) -> Shape {
    let middle = axes.x_of(year);
    let edges = [-0.5, 0.5].map(|side| BandEdge {
        x: middle + side * axes.slot_mm,
        top: axes.plot.top,
        bottom: axes.plot.bottom,
    });
    Shape::Band {
        edges: edges.to_vec(),
        paint: Paint {
            role: Role::Sheet,
            opacity: 0.0,
        },
    }
}

fn told(input: &PanelsInput<'_>, plot: &Plot, axes: &Axes, year: usize) -> String {
    let called = calendar(input.first_year, year);
    let values = plot.lines.iter().filter_map(|line| {
        let value = line.values.get(year).copied().flatten()?;
        let number = (input.number)(value, axes.decimals.max(1));
        Some(format!("{} {number} {}", line.name, input.unit))
    });
    let note = plot
        .notes
        .get(year)
        .filter(|note| !note.is_empty())
        .cloned();
    let told: Vec<String> = values.chain(note).collect();
    format!("{}, {called}: {}", plot.title, told.join("; "))
}

/// What each line means, in one row with the unit first. Returns where plots may begin.
fn draw_legend(drawing: &mut Drawing, input: &PanelsInput<'_>, plots: &[&Plot]) -> f64 {
    let size = input.text_mm;
    let y = size;
    let unit = input.unit;
    drawing.add(words(unit, (1.0, y), Anchor::Start, size, Role::Quiet));
    let mut x = 4.5 + text_width_mm(unit, size);
    let mut known: Vec<&str> = Vec::new();
    let is_needed = plots.iter().any(|plot| 1 < plot.lines.len());
    let lines = plots.iter().flat_map(|plot| &plot.lines);
    for line in lines.filter(|_| is_needed) {
        let width = text_width_mm(&line.name, size) + 3.4 * size;
        if known.contains(&line.name.as_str()) || input.width_mm < x + width {
            continue;
        }
        known.push(&line.name);
        let ends = [x, x + 2.4 * size].map(|x| PaperPoint { x, y });
        drawing.add(Shape::Lines {
            lines: vec![ends.to_vec()],
            pen: pen_of(line),
        });
        let at = (x + 2.9 * size, y);
        drawing.add(words(&line.name, at, Anchor::Start, size, Role::Ink));
        x += width + size;
    }
    2.2 * size
}

/// As much of a name as has room.
pub(in crate::figure) fn shortened(name: &str, room_mm: f64, size_mm: f64) -> String {
    if text_width_mm(name, size_mm) <= room_mm {
        return name.to_owned();
    }
    let mut short: String = name.to_owned();
    while short.pop().is_some() {
        let text = format!("{}…", short.trim_end());
        if text_width_mm(&text, size_mm) <= room_mm {
            return text;
        }
    }
    String::new()
}
