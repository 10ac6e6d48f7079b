//! What is built on a map: rock by its thickness, outlines, haul ramps and marks, and ground in hard conflict.

use std::collections::BTreeSet;
use std::sync::Arc;

use geo::{Coord, MultiPolygon};

use super::clip::length_mm;
use super::frame::MapFrame;
use super::hatch::{Lean, dot, hatch_in};
use super::legend::Thing;
use super::style::{BEYOND_MM, HARD, HARD_MM, OTHER_GROUND_MM};
use super::{BuiltKind, MapBuilt, MapFill, MapPanel, PIXEL_MM, Painter};
use crate::figure::drawing::{Paint, PaperPoint, PaperRect, Pen, Role, Shape};
use crate::figure::{Raster, filled_tile, legend as thickness_legend};
use crate::terrain::{Grid, whole_cells};

/// The edge of ground that rock covers, as the window draws it on any ground: red, green and blue.
pub(super) const EDGE: [u8; 3] = [0x3A, 0x24, 0x14];

/// Outlines with the light line below them, in millimetres.
const CASING_MM: f64 = 0.3;

/// Ramps are at least as wide on paper as can be seen, in millimetres.
const LEAST_RAMP_MM: f64 = 0.8;

/// The pen of a deposit's limit.
pub(super) fn limit_pen(color: [u8; 3]) -> Pen {
    Pen {
        role: Role::Stroke(color),
        width_mm: 0.5,
        dash_mm: Some((2.2, 1.0)),
    }
}

/// The pen of a pit's rim.
pub(super) fn rim_pen(color: [u8; 3]) -> Pen {
    Pen::solid(Role::Stroke(color), 0.5)
}

/// The pen of other ground.
pub(super) fn ground_pen(color: [u8; 3]) -> Pen {
    Pen::solid(Role::Stroke(color), 0.3)
}

/// The pen of what is there in any case.
pub(super) fn reference_pen() -> Pen {
    Pen {
        role: Role::Ink,
        width_mm: 0.28,
        dash_mm: Some((0.8, 0.8)),
    }
}

/// Draws rock in the colours of its thickness, with the edge of what it covers.
pub(super) fn draw_fills(painter: &mut Painter<'_>, panel: &MapPanel) {
    let thickest_m = painter.sheet.thickest_m;
    for built in &panel.built {
        let Some(fill) = &built.fill else {
            continue;
        };
        let classes = classes_of(fill, thickest_m);
        painter.shown.thickness.extend(classes);
        if let Some((extent, raster)) = picture_of(fill, thickest_m, &painter.frame) {
            let corner = |x, y| painter.frame.paper_from_world(Coord { x, y });
            let (first, last) = (
                corner(extent.min().x, extent.max().y),
                corner(extent.max().x, extent.min().y),
            );
            let at = PaperRect {
                left: first.x,
                top: first.y,
                right: last.x,
                bottom: last.y,
            };
            let (name, clip) = (Some(built.name.clone()), Some(painter.frame.paper));
            let pixels = Arc::new(raster);
            painter
                .drawing
                .push(name, clip, Shape::Picture { at, pixels });
        }
        let edges: Vec<Vec<PaperPoint>> = fill
            .footprint
            .iter()
            .flat_map(|polygon| painter.edges_of(polygon))
            .collect();
        if !edges.is_empty() {
            painter.shown.things.insert(Thing::Footprint);
        }
        painter.lines(edges, Pen::solid(Role::Given(EDGE), 0.25));
    }
}

/// The classes of the legend that a fill has cells of, by their place there.
fn classes_of(fill: &MapFill, thickest_m: f32) -> BTreeSet<usize> {
    let legend = thickness_legend(thickest_m);
    let Some((_, step_m, _)) = legend.first().copied() else {
        return BTreeSet::new();
    };
    let pairs = fill.raised.cells().iter().zip(fill.ground.cells());
    let thick = pairs.map(|(raised, ground)| raised - ground);
    let filled = thick.filter(|thickness| 0.0 < *thickness);
    let last = legend.len() - 1;
    let class = |thickness: f32| whole_cells(f64::from(thickness / step_m)).min(last);
    filled.map(class).collect()
}

/// A fill as pixels no finer than paper shows, and the ground that they cover.
fn picture_of(
    fill: &MapFill,
    thickest_m: f32,
    frame: &MapFrame,
) -> Option<(geo::Rect<f64>, Raster)> {
    let cell_m = fill.raised.placement().cell_width_m;
    let factor = whole_cells(frame.metres(PIXEL_MM) / cell_m + 0.25).max(1);
    let (raised, ground) = if factor == 1 {
        (fill.raised.clone(), Grid::clone(&fill.ground))
    } else {
        (fill.raised.coarser(factor), fill.ground.coarser(factor))
    };
    let surface = raised.cells().iter().zip(ground.cells());
    let surface = surface.map(|(raised, ground)| if raised.is_nan() { *ground } else { *raised });
    let placement = *ground.placement();
    let surface = Grid::new(placement, surface.collect())?;
    let (pixels, columns, rows) = filled_tile(&surface, &ground, thickest_m, 1);
    let raster = Raster::new(columns, rows, pixels)?;
    (!raster.is_clear()).then(|| (placement.extent(), raster))
}

/// Draws outlines, ramps and marks, and what stands against them.
pub(super) fn draw_outlines(painter: &mut Painter<'_>, panel: &MapPanel) {
    for polygon in &panel.reference {
        let edges = painter.edges_of(polygon);
        if !edges.is_empty() {
            painter.shown.things.insert(Thing::Reference);
        }
        painter.cased(edges, reference_pen(), 0.2);
    }
    for built in &panel.built {
        draw_outline(painter, built);
    }
    for built in &panel.built {
        if let Some((line, width_m)) = built.fill.as_deref().and_then(|fill| fill.ramp.as_ref()) {
            draw_ramp(painter, line, *width_m);
        }
    }
    let against = [
        (&panel.beyond, BEYOND_MM, Thing::Beyond),
        (&panel.hard, HARD_MM, Thing::Hard),
    ];
    for (ground, spacing_mm, thing) in against {
        if hatch_ground(painter, ground, spacing_mm) {
            painter.shown.things.insert(thing);
        }
    }
    for built in &panel.built {
        draw_mark(painter, built);
    }
}

fn draw_outline(painter: &mut Painter<'_>, built: &MapBuilt) {
    let (polygon, pen) = match &built.kind {
        BuiltKind::Deposit(limit) => (limit, limit_pen(built.color)),
        BuiltKind::Pit(rim) => (rim, rim_pen(built.color)),
        BuiltKind::Ground(ground) => (ground, ground_pen(built.color)),
        BuiltKind::Tipped(_) | BuiltKind::Outlet(_) => return,
    };
    let edges = painter.edges_of(polygon);
    let rings = painter.rings_of(polygon);
    if rings.is_empty() {
        return;
    }
    painter.shown.built.insert(built.legend.clone());
    if let BuiltKind::Ground(_) = built.kind {
        let tone = Role::Given(built.color);
        painter.area(rings.clone(), tone, 0.25);
        let lines = hatch_in(&rings, OTHER_GROUND_MM, Lean::Falling);
        painter.lines(lines, Pen::solid(Role::Given(built.color), 0.2));
        painter.lines(edges, pen);
    } else {
        painter.cased(edges, pen, CASING_MM);
    }
}

/// A road: light between two dark edges.
fn draw_ramp(painter: &mut Painter<'_>, line: &[Coord<f64>], width_m: f64) {
    let lines = painter.lines_of(line.iter().copied());
    let seen: f64 = lines.iter().map(|line| length_mm(line)).sum();
    if seen <= 0.0 {
        return;
    }
    painter.shown.things.insert(Thing::Ramp);
    let width_mm = (width_m * painter.frame.mm_per_metre()).max(LEAST_RAMP_MM);
    painter.lines(lines.clone(), Pen::solid(Role::Ink, width_mm));
    painter.lines(lines, Pen::solid(Role::Sheet, width_mm - 0.36));
}

/// Hatches ground that stands against the plan, and says whether any of it is seen.
fn hatch_ground(painter: &mut Painter<'_>, ground: &MultiPolygon<f64>, spacing_mm: f64) -> bool {
    let mut is_seen = false;
    for polygon in ground {
        let rings = painter.rings_of(polygon);
        if rings.is_empty() {
            continue;
        }
        is_seen = true;
        let lines = hatch_in(&rings, spacing_mm, Lean::Rising);
        painter.cased(lines, hard_pen(), 0.15);
        let edges = painter.edges_of(polygon);
        painter.lines(edges, Pen::solid(Role::Given(HARD), 0.35));
    }
    is_seen
}

/// The pen of lines over ground that stands against the plan.
pub(super) fn hard_pen() -> Pen {
    Pen::solid(Role::Given(HARD), 0.28)
}

fn draw_mark(painter: &mut Painter<'_>, built: &MapBuilt) {
    let (BuiltKind::Tipped(at) | BuiltKind::Outlet(at)) = built.kind else {
        return;
    };
    let at = painter.frame.paper_from_world(at);
    if !painter.frame.paper.contains(at) {
        return;
    }
    painter.shown.built.insert(built.legend.clone());
    let shapes = match built.kind {
        BuiltKind::Tipped(_) => tipping_mark(at, built.color),
        _ => outlet_mark(at, built.color),
    };
    for shape in shapes {
        painter.clipped(shape);
    }
}

/// The point that rock is tipped from: a ring with the heap below it.
pub(super) fn tipping_mark(at: PaperPoint, color: [u8; 3]) -> Vec<Shape> {
    let heap = [(0.0, -0.6), (0.75, 0.5), (-0.75, 0.5)];
    vec![
        filled(dot(at.x, at.y, 1.55), Role::Stroke(color)),
        filled(dot(at.x, at.y, 1.25), Role::Sheet),
        filled(around(at, &heap), Role::Stroke(color)),
    ]
}

/// Where somebody uses rock: an arrow that leads away, on a square.
pub(super) fn outlet_mark(at: PaperPoint, color: [u8; 3]) -> Vec<Shape> {
    let square = |half: f64| [(-half, -half), (half, -half), (half, half), (-half, half)];
    let arrow = [(-0.55, -0.7), (0.8, 0.0), (-0.55, 0.7)];
    vec![
        filled(around(at, &square(1.5)), Role::Sheet),
        filled(around(at, &square(1.25)), Role::Stroke(color)),
        filled(around(at, &arrow), Role::Sheet),
    ]
}

fn filled(ring: Vec<PaperPoint>, role: Role) -> Shape {
    Shape::Area {
        rings: vec![ring],
        paint: Paint::solid(role),
    }
}

fn around(at: PaperPoint, corners: &[(f64, f64)]) -> Vec<PaperPoint> {
    let corners = corners.iter();
    let placed = corners.map(|(right, down)| PaperPoint {
        x: at.x + right,
        y: at.y + down,
    });
    placed.collect()
}
