//! A drawing as a list of shapes on paper, the same for the window, the report and files.
//!
//! Lengths are millimetres, x to the right and y down, from the upper left corner of the sheet. Colours are named
//! by what they mean, so that a light and a dark look can differ; what they are is in [`Role::color`]. Painting is
//! left to the window and to [`super::svg`].

use std::sync::Arc;

use super::contrast::standing_out;
use super::raster::Raster;

/// A place on the sheet, in millimetres from its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PaperPoint {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// An upright rectangle on the sheet, in millimetres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PaperRect {
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// The right edge.
    pub right: f64,
    /// The lower edge.
    pub bottom: f64,
}

/// A sheet with what is drawn on it, the undermost first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// How wide the sheet is, in millimetres.
    pub width_mm: f64,
    /// How high it is, in millimetres.
    pub height_mm: f64,
    /// What is drawn, in words.
    pub title: String,
    /// In the order of painting.
    pub items: Vec<Item>,
}

/// One thing on a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is, for a screen reader; `None` for decoration.
    pub name: Option<String>,
    /// Nothing is drawn outside of this.
    pub clip: Option<PaperRect>,
    /// What is drawn.
    pub shape: Shape,
}

/// What can be drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A filled polygon; rings need not be closed, and inner ones are holes (even-odd).
    Area {
        /// The outer ring and holes.
        rings: Vec<Vec<PaperPoint>>,
        /// What it is filled with.
        paint: Paint,
    },
    /// A filled body between two lines that are never one above the other twice.
    Band {
        /// From left to right.
        edges: Vec<BandEdge>,
        /// What it is filled with.
        paint: Paint,
    },
    /// Lines through points, each for itself.
    Lines {
        /// Each of at least two points.
        lines: Vec<Vec<PaperPoint>>,
        /// What they are drawn with.
        pen: Pen,
    },
    /// A line of writing.
    Text(Text),
    /// Pixels over an upright rectangle, stretched to fill it.
    Picture {
        /// Where they lie.
        at: PaperRect,
        /// The pixels; several pictures of the same ones are written once.
        pixels: Arc<Raster>,
    },
}

/// The upper and the lower end of a body at one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandEdge {
    /// From the left edge of the sheet.
    pub x: f64,
    /// The upper end.
    pub top: f64,
    /// The lower end, not above the upper.
    pub bottom: f64,
}

/// What an area is filled with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paint {
    /// What the colour means.
    pub role: Role,
    /// From 0, nothing, to 1, all covered.
    pub opacity: f32,
}

/// What a line is drawn with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    /// What the colour means.
    pub role: Role,
    /// How thick, in millimetres.
    pub width_mm: f64,
    /// Lengths of a dash and of the gap after it, in millimetres; `None` for a whole line.
    pub dash_mm: Option<(f64, f64)>,
}

/// A line of writing.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// What is written.
    pub words: String,
    /// Where: half-way up its capital letters, and along the line as `anchor` says.
    pub at: PaperPoint,
    /// Which part of it stands there.
    pub anchor: Anchor,
    /// The size of the font, in millimetres.
    pub size_mm: f64,
    /// What the colour means.
    pub role: Role,
    /// Whether it stands out.
    pub weight: Weight,
    /// Turned about its place clockwise, in degrees.
    pub turned_degrees: f64,
    /// How wide a rim in the colour of the sheet is around each letter, in millimetres; 0 where writing stands on
    /// the sheet itself.
    pub rim_mm: f64,
}

/// Which part of a line of writing stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// How bold writing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// As in running text.
    Regular,
    /// As in headings.
    Strong,
}

/// What a colour means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The sheet itself.
    Sheet,
    /// Writing, and lines that matter.
    Ink,
    /// Writing that is quieter.
    Quiet,
    /// Lines that only guide the eye.
    Grid,
    /// The surface of the ground.
    Ground,
    /// What lies under the ground.
    Soil,
    /// The surface before anything was dug or filled.
    Original,
    /// The bottom of the sea or a lake.
    Seabed,
    /// Water.
    Water,
    /// The surface of water.
    WaterSurface,
    /// A colour that the planner gave: red, green, blue.
    Given([u8; 3]),
    /// Such a colour for thin lines and marks: where it would hardly be seen on the sheet, it is nearer to the ink.
    Stroke([u8; 3]),
}

/// Light as paper, or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// As paper.
    #[default]
    Light,
    /// For a dark room.
    Dark,
}

impl Role {
    /// Red, green and blue.
    pub fn color(self, look: Look) -> [u8; 3] {
        let (light, dark) = match self {
            Self::Sheet => ([0xFF, 0xFF, 0xFF], [0x1F, 0x24, 0x28]),
            Self::Ink => ([0x1F, 0x29, 0x33], [0xE8, 0xEB, 0xED]),
            Self::Quiet => ([0x5B, 0x67, 0x70], [0xA3, 0xAD, 0xB5]),
            Self::Grid => ([0xDC, 0xD8, 0xD0], [0x3A, 0x42, 0x48]),
            Self::Ground => ([0x4A, 0x3F, 0x33], [0xD6, 0xC7, 0xB2]),
            Self::Soil => ([0xEC, 0xE5, 0xDA], [0x36, 0x32, 0x2C]),
            Self::Original => ([0x6B, 0x5B, 0x4A], [0xB8, 0xA8, 0x92]),
            Self::Seabed => ([0x2F, 0x55, 0x66], [0x8F, 0xB8, 0xC9]),
            Self::Water => ([0xD3, 0xE7, 0xF0], [0x20, 0x3D, 0x4A]),
            Self::WaterSurface => ([0x2B, 0x7A, 0x9B], [0x6F, 0xB7, 0xD3]),
            Self::Given(color) => (color, color),
            Self::Stroke(color) => {
                let (sheet, ink) = (Self::Sheet.color(look), Self::Ink.color(look));
                let seen = standing_out(color, sheet, ink);
                (seen, seen)
            }
        };
        match look {
            Look::Light => light,
            Look::Dark => dark,
        }
    }
}

impl Item {
    /// Whether a body that it draws lies over a place. Lines and writing lie over none.
    pub fn covers(&self, at: PaperPoint) -> bool {
        let Shape::Band { edges, .. } = &self.shape else {
            return false;
        };
        edges.windows(2).any(|pair| {
            let (a, b) = (pair[0], pair[1]);
            let share = (at.x - a.x) / (b.x - a.x);
            let between = |from: f64, to: f64| from + (to - from) * share;
            (0.0..=1.0).contains(&share)
                && between(a.top, b.top) <= at.y
                && at.y <= between(a.bottom, b.bottom)
        })
    }
}

impl Paint {
    /// Nothing shines through.
    pub fn solid(role: Role) -> Self {
        Self { role, opacity: 1.0 }
    }
}

impl Pen {
    /// A whole line.
    pub fn solid(role: Role, width_mm: f64) -> Self {
        Self {
            role,
            width_mm,
            dash_mm: None,
        }
    }
}

impl PaperRect {
    /// From left to right.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// From top to bottom.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether a place lies inside or on the edge.
    pub fn contains(&self, point: PaperPoint) -> bool {
        self.left <= point.x
            && point.x <= self.right
            && self.top <= point.y
            && point.y <= self.bottom
    }
}

impl Drawing {
    /// An empty sheet.
    pub fn new(width_mm: f64, height_mm: f64, title: impl Into<String>) -> Self {
        Self {
            width_mm,
            height_mm,
            title: title.into(),
            items: Vec::new(),
        }
    }

    /// Draws something without a name over all that is there.
    pub fn add(&mut self, shape: Shape) {
        self.push(None, None, shape);
    }

    /// Draws something over all that is there.
    pub fn push(&mut self, name: Option<String>, clip: Option<PaperRect>, shape: Shape) {
        self.items.push(Item { name, clip, shape });
    }

    /// The name of the topmost body of a kind over a place.
    pub fn name_at(&self, at: PaperPoint, is_meant: impl Fn(&Shape) -> bool) -> Option<&str> {
        let mut items = self.items.iter().rev();
        let found = items.find(|item| {
            let is_seen = item.clip.is_none_or(|clip| clip.contains(at));
            item.name.is_some() && is_seen && is_meant(&item.shape) && item.covers(at)
        });
        found?.name.as_deref()
    }

    /// All that is written, in the order of painting.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.items.iter().filter_map(|item| match &item.shape {
            Shape::Text(text) => Some(text),
            Shape::Area { .. }
            | Shape::Band { .. }
            | Shape::Lines { .. }
            | Shape::Picture { .. } => None,
        })
    }
}

impl Text {
    /// About how wide it is, in millimetres. The font is not known here, so it is a little too much.
    pub fn width_mm(&self) -> f64 {
        text_width_mm(&self.words, self.size_mm)
    }
}

/// About how wide a line of writing is, in millimetres; rather too much than too little.
pub fn text_width_mm(words: &str, size_mm: f64) -> f64 {
    let ems = words.chars().map(|letter| match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | '|' | ':' | ';' | '\u{2009}' | '\u{202f}' => 0.3,
        'm' | 'w' | 'M' | 'W' | '…' | 'æ' | 'Æ' => 0.9,
        ' ' | '\u{a0}' | 'f' | 't' | 'r' | '(' | ')' | '-' => 0.36,
        letter if letter.is_uppercase() => 0.66,
        _ => 0.55,
    });
    ems.sum::<f64>() * size_mm
}

/// Parallel lines over a band, rising to the right at 45°, `spacing_mm` apart.
///
/// They are parts of one set of lines over the whole sheet, so that bodies side by side match.
pub fn hatch_of(edges: &[BandEdge], spacing_mm: f64) -> Vec<Vec<PaperPoint>> {
    let Some((first, last)) = edges.first().zip(edges.last()) else {
        return Vec::new();
    };
    let lows = edges.iter().map(|edge| edge.bottom);
    let deepest = lows.fold(f64::NEG_INFINITY, f64::max);
    let highs = edges.iter().map(|edge| edge.top);
    let highest = highs.fold(f64::INFINITY, f64::min);
    if !(0.0 < spacing_mm && (deepest - highest).is_finite()) {
        return Vec::new();
    }
    // Along a line x + y is the same, and lines differ by the spacing times √2 in it.
    let step = spacing_mm * std::f64::consts::SQRT_2;
    let mut index = ((first.x + highest) / step).ceil();
    let mut lines = Vec::new();
    while index * step <= last.x + deepest {
        lines.extend(line_in_band(edges, index * step, -1.0));
        index += 1.0;
    }
    lines
}

/// The parts of the line `y = y_at_zero + slope · x` that lie in a band, all in millimetres.
pub fn line_in_band(edges: &[BandEdge], y_at_zero: f64, slope: f64) -> Vec<Vec<PaperPoint>> {
    let y_at = |x: f64| y_at_zero + slope * x;
    let mut lines = Vec::new();
    let mut open: Option<[PaperPoint; 2]> = None;
    for pair in edges.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        // How far the line is below the upper edge and above the lower one, at both ends of the piece.
        let below_top = [y_at(a.x) - a.top, y_at(b.x) - b.top];
        let above_bottom = [a.bottom - y_at(a.x), b.bottom - y_at(b.x)];
        let part = part_within([below_top, above_bottom]).filter(|_| a.x < b.x);
        let Some((from, to)) = part else {
            lines.extend(open.take().map(Vec::from));
            continue;
        };
        let place = |share: f64| {
            let x = a.x + (b.x - a.x) * share;
            PaperPoint { x, y: y_at(x) }
        };
        match &mut open {
            Some(line) if from <= 0.0 => line[1] = place(to),
            _ => {
                lines.extend(open.take().map(Vec::from));
                open = Some([place(from), place(to)]);
            }
        }
        if to < 1.0 {
            lines.extend(open.take().map(Vec::from));
        }
    }
    lines.extend(open.map(Vec::from));
    lines
}

/// The part of a piece, as shares of it, in which none of some values, given at both ends, is negative.
fn part_within(values: [[f64; 2]; 2]) -> Option<(f64, f64)> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for [first, last] in values {
        if first < 0.0 && last < 0.0 {
            return None;
        }
        if first < 0.0 {
            from = from.max(first / (first - last));
        } else if last < 0.0 {
            to = to.min(first / (first - last));
        }
    }
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::contrast::contrast;

    #[test]
    fn hatching_covers_a_body_and_nothing_else() {
        let edge = |x, top, bottom| BandEdge { x, top, bottom };
        let edges = [
            edge(10.0, 5.0, 15.0),
            edge(15.0, 5.0, 15.0),
            edge(20.0, 5.0, 15.0),
        ];
        let lines = hatch_of(&edges, 1.0);
        let length: f64 = lines
            .iter()
            .map(|line| (line[1].x - line[0].x).hypot(line[1].y - line[0].y))
            .sum();
        // Lines one apart are as long together as the body is large.
        assert!((length - 100.0).abs() < 5.0, "{length}");
        let body = PaperRect {
            left: 10.0 - 1e-9,
            top: 5.0 - 1e-9,
            right: 20.0 + 1e-9,
            bottom: 15.0 + 1e-9,
        };
        assert!(lines.iter().flatten().all(|point| body.contains(*point)));
        assert!(hatch_of(&[], 1.0).is_empty() && hatch_of(&edges, 0.0).is_empty());
    }

    #[test]
    fn writing_can_be_read_on_both_sheets() {
        for look in [Look::Light, Look::Dark] {
            let sheet = Role::Sheet.color(look);
            for role in [Role::Ink, Role::Quiet] {
                let ratio = contrast(role.color(look), sheet);
                assert!(4.5 <= ratio, "{role:?} {look:?}: {ratio:.2}");
            }
        }
    }
}
