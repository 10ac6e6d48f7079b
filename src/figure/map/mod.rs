//! Maps on paper: of one alternative, or of several on the same ground and at the same scale beside one another.
//!
//! A map is planned first, which says what ground it shows and how fine; then the heights of that ground are handed in
//! and it is drawn. Words come ready: this module knows no language, no files and no project. Every length on the sheet
//! is true, so that a map that is printed at its size has the scale that stands on it.

mod built;
mod clip;
mod contour_lines;
mod foot;
mod frame;
mod ground;
mod hatch;
mod layout;
mod legend;
mod names;
mod sample;
mod sites;
mod style;

use std::sync::Arc;

use geo::{Coord, MultiPolygon, Polygon, Rect};

use super::board::Board;
use super::drawing::{Drawing, Paint, PaperPoint, PaperRect, Pen, Role, Shape};
use crate::site::{Features, Label, Style};
use crate::terrain::Grid;
use ground::Surface;
use legend::Legend;

pub use frame::MapFrame;
pub use layout::{MapPlan, MapSharing};

/// The smallest writing on a map, in millimetres: 6 points.
const SMALL_MM: f64 = 2.12;

/// Writing in the legend and at the foot, in millimetres.
const TEXT_MM: f64 = 2.4;

/// A pixel on paper, in millimetres: 200 on an inch.
const PIXEL_MM: f64 = 25.4 / 200.0;

/// What is the same on all maps of a sheet.
#[derive(Clone, Copy)]
pub struct MapSheet<'a> {
    /// How wide the sheet is, and how high it may become, in millimetres.
    pub size_mm: (f64, f64),
    /// The ground that has to be seen, in metres. A little more is always shown around it, and as much as there is room
    /// for.
    pub extent: Rect<f64>,
    /// What the maps are, for a screen reader and as the title of a file.
    pub title: &'a str,
    /// Terrains, as far as they are known before they are read.
    pub terrains: &'a [MapTerrain<'a>],
    /// What stands on the site, the undermost first.
    pub sites: &'a [MapSite<'a>],
    /// Names of places.
    pub places: &'a [MapPlaces<'a>],
    /// The thickness of rock that the last colour is for, in metres; the same on all maps that are compared.
    pub thickest_m: f32,
    /// What stands at the foot, one line for each.
    pub notes: &'a [String],
    /// What is written on the maps and in the legend.
    pub words: &'a MapWords<'a>,
}

/// A terrain before it is read.
#[derive(Clone, Copy, Debug)]
pub struct MapTerrain<'a> {
    /// The ground that it covers, in metres.
    pub extent: Rect<f64>,
    /// Whether it is the bottom of the sea or a lake.
    pub is_seabed: bool,
    /// Who is to be named for it; may be empty.
    pub attribution: &'a str,
}

/// A site layer.
#[derive(Clone, Copy)]
pub struct MapSite<'a> {
    /// What it is called in the legend.
    pub name: &'a str,
    /// Its features.
    pub features: &'a Features,
    /// How each class is drawn, in the order of the features' classes.
    pub styles: &'a [Style],
    /// What each class is called, in the same order; empty where all of the layer is one.
    pub classes: &'a [String],
    /// What is written at its features.
    pub labels: &'a [Label],
    /// How much it covers what lies below it, from 0 to 1.
    pub opacity: f32,
    /// Who is to be named for it; may be empty.
    pub attribution: &'a str,
}

/// Names of places from one source.
#[derive(Clone, Copy, Debug)]
pub struct MapPlaces<'a> {
    /// The names as labels of points.
    pub names: &'a [Label],
    /// Who is to be named for them; may be empty.
    pub attribution: &'a str,
}

/// What one map of a sheet shows besides.
#[derive(Clone, Debug)]
pub struct MapPanel {
    /// What stands above the map, where there are several.
    pub name: String,
    /// What is built, the undermost first.
    pub built: Vec<MapBuilt>,
    /// Outlines of what is there in any case, where this is not it.
    pub reference: Vec<Polygon<f64>>,
    /// Ground in hard conflict.
    pub hard: MultiPolygon<f64>,
    /// Ground beyond the concession.
    pub beyond: MultiPolygon<f64>,
}

/// Something that is built.
#[derive(Clone, Debug)]
pub struct MapBuilt {
    /// What it is called on the map.
    pub name: String,
    /// What it is called in the legend; the same for those that share a line there.
    pub legend: String,
    /// What it is.
    pub kind: BuiltKind,
    /// Red, green and blue of its outline.
    pub color: [u8; 3],
    /// The rock, where it is known where it lies.
    pub fill: Option<Arc<MapFill>>,
}

/// What is built, with where it was drawn.
#[derive(Clone, Debug)]
pub enum BuiltKind {
    /// A deposit with the limit that was drawn.
    Deposit(Polygon<f64>),
    /// A deposit below a point that rock is tipped from.
    Tipped(Coord<f64>),
    /// A pit with its rim.
    Pit(Polygon<f64>),
    /// Other ground.
    Ground(Polygon<f64>),
    /// Where somebody uses rock.
    Outlet(Coord<f64>),
}

/// Rock that lies on the ground.
#[derive(Clone, Debug)]
pub struct MapFill {
    /// Its surface where it lies, in metres; NaN elsewhere.
    pub raised: Grid<f32>,
    /// The ground below it, on the same cells.
    pub ground: Arc<Grid<f32>>,
    /// The ground that it covers.
    pub footprint: MultiPolygon<f64>,
    /// The middle of a haul ramp and how wide it is, in metres.
    pub ramp: Option<(Vec<Coord<f64>>, f64)>,
}

/// Heights of ground as a map shows them.
#[derive(Clone, Debug)]
pub struct MapGround {
    /// In metres in the project's datum; NaN where there are none.
    pub heights: Grid<f32>,
    /// Whether it is the bottom of the sea or a lake.
    pub is_seabed: bool,
}

/// What is written, in the reader's language.
pub struct MapWords<'a> {
    /// A number with some decimals.
    pub number: &'a dyn Fn(f64, usize) -> String,
    /// The legend's title.
    pub legend: &'a str,
    /// What stands above the ground and what is on it.
    pub base: &'a str,
    /// Heights of the ground, in metres.
    pub heights: &'a str,
    /// Depths of the sea, in metres.
    pub depths: &'a str,
    /// Lines of equal height, with the height from one to the next.
    pub contours: &'a dyn Fn(String) -> String,
    /// The thickness of rock, in metres.
    pub thickness: &'a str,
    /// The edge of ground that rock covers.
    pub footprint: &'a str,
    /// A haul ramp.
    pub ramp: &'a str,
    /// Ground in hard conflict.
    pub hard: &'a str,
    /// Ground beyond the concession.
    pub beyond: &'a str,
    /// What is there in any case.
    pub reference: &'a str,
    /// A class of a site layer of which nothing is said.
    pub no_class: &'a str,
    /// That a layer has so many more classes.
    pub more: &'a dyn Fn(usize) -> String,
    /// The letters for east and north at the grid.
    pub east_north: (&'a str, &'a str),
    /// The letter on the arrow to the north.
    pub north: &'a str,
    /// What stands before the names of those whose data are shown.
    pub sources: &'a str,
}

/// A sheet with maps, and where things are on them.
#[derive(Clone, Debug, PartialEq)]
pub struct MapFigure {
    /// What is drawn.
    pub drawing: Drawing,
    /// Where ground is on each map.
    pub frames: Vec<MapFrame>,
    /// What the legend lists, from its beginning.
    pub legend: Vec<String>,
}

/// Plans a sheet for some maps, or sheets that are laid out alike for one map each.
pub fn plan_maps(sheet: &MapSheet<'_>, panels: &[MapPanel], sharing: MapSharing) -> MapPlan {
    layout::plan(sheet, panels, sharing)
}

/// Draws what was planned, on the ground that the plan asks for, the undermost first.
pub fn draw_maps(
    sheet: &MapSheet<'_>,
    panels: &[MapPanel],
    plan: &MapPlan,
    grounds: &[MapGround],
) -> MapFigure {
    let (width_mm, height_mm) = (sheet.size_mm.0, plan.height_mm());
    let mut drawing = Drawing::new(width_mm, height_mm, sheet.title);
    let mut shown = legend::Shown::default();
    if let Some(frame) = plan.frames().first() {
        let surface = Surface::of(frame, grounds);
        let relief = ground::relief_of(&surface, &mut shown);
        for ((place, frame), panel) in plan.frames().iter().enumerate().zip(panels) {
            let mut painter = Painter {
                sheet,
                frame: *frame,
                drawing: &mut drawing,
                board: Board::default(),
                shown: &mut shown,
            };
            if let Some(relief) = &relief {
                painter.clipped(Shape::Picture {
                    at: frame.paper,
                    pixels: Arc::clone(relief),
                });
            }
            sites::draw(&mut painter);
            built::draw_fills(&mut painter, panel);
            // Names go before heights, and are written over all else.
            let names = names::place(&mut painter, panel);
            contour_lines::draw(&mut painter, grounds, panel, surface.has_sea);
            built::draw_outlines(&mut painter, panel);
            frame::draw(&mut painter, plan.edges_of(place));
            names::draw(&mut painter, names);
            if 1 < panels.len() {
                plan.draw_name(place, &panel.name, &mut drawing);
            }
        }
    }
    let legend = Legend::of(sheet, panels).draw(plan, &shown, &mut drawing);
    foot::draw(sheet, plan, &mut drawing);
    MapFigure {
        drawing,
        frames: plan.frames().to_vec(),
        legend,
    }
}

/// Draws on one map.
struct Painter<'a> {
    sheet: &'a MapSheet<'a>,
    frame: MapFrame,
    drawing: &'a mut Drawing,
    /// Where something is written.
    board: Board,
    /// What came of all that may be shown.
    shown: &'a mut legend::Shown,
}

impl Painter<'_> {
    /// Draws something within the map's frame.
    fn clipped(&mut self, shape: Shape) {
        self.drawing.push(None, Some(self.frame.paper), shape);
    }

    /// Draws areas, each of rings in which what lies in an even number of them is left out.
    fn area(&mut self, rings: Vec<Vec<PaperPoint>>, role: Role, opacity: f32) {
        if !rings.is_empty() {
            let paint = Paint { role, opacity };
            self.clipped(Shape::Area { rings, paint });
        }
    }

    /// Draws lines.
    fn lines(&mut self, lines: Vec<Vec<PaperPoint>>, pen: Pen) {
        if !lines.is_empty() {
            self.clipped(Shape::Lines { lines, pen });
        }
    }

    /// Draws lines over a wider light one, which sets them off from what lies below.
    fn cased(&mut self, lines: Vec<Vec<PaperPoint>>, pen: Pen, casing_mm: f64) {
        let casing = Pen::solid(Role::Sheet, pen.width_mm + 2.0 * casing_mm);
        self.lines(lines.clone(), casing);
        self.lines(lines, pen);
    }

    /// The rings of a polygon as they lie on this map; empty where they do not.
    fn rings_of(&self, polygon: &Polygon<f64>) -> Vec<Vec<PaperPoint>> {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        let rings = rings.map(|ring| self.ring_of(ring.0.iter().copied()));
        rings.filter(|ring| !ring.is_empty()).collect()
    }

    /// A ring as it lies on this map; empty where it does not.
    fn ring_of(&self, ring: impl Iterator<Item = Coord<f64>>) -> Vec<PaperPoint> {
        let frame = self.frame;
        let thin = clip::thinned(ring.map(|at| frame.paper_from_world(at)));
        clip::ring_within(&thin, beyond_frame(frame.paper))
    }

    /// What of a line lies on this map.
    fn lines_of(&self, line: impl Iterator<Item = Coord<f64>>) -> Vec<Vec<PaperPoint>> {
        let frame = self.frame;
        let thin = clip::thinned(line.map(|at| frame.paper_from_world(at)));
        clip::lines_within(&thin, beyond_frame(frame.paper))
    }

    /// What of the edges of a polygon lies on this map.
    fn edges_of(&self, polygon: &Polygon<f64>) -> Vec<Vec<PaperPoint>> {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        let lines = rings.flat_map(|ring| self.lines_of(ring.0.iter().copied()));
        lines.collect()
    }
}

/// A little more than the frame, so that no edge ends before it.
fn beyond_frame(frame: PaperRect) -> PaperRect {
    const BEYOND_MM: f64 = 1.0;
    PaperRect {
        left: frame.left - BEYOND_MM,
        top: frame.top - BEYOND_MM,
        right: frame.right + BEYOND_MM,
        bottom: frame.bottom + BEYOND_MM,
    }
}
