//! Site layers on a map: what of them is seen, and how.

use std::collections::BTreeSet;
use std::sync::Arc;

use geo::Rect;

use super::clip::{piece_within, ring_within};
use super::ground::pixels_of;
use super::style::{edge_pen, line_pen, pattern_of, point_of, tone_of};
use super::{MapSite, PIXEL_MM, Painter};
use crate::figure::drawing::{PaperPoint, PaperRect, Shape};
use crate::figure::{Raster, site_tile};
use crate::site::{DrawnFeature, ShapeKind, Style};

/// Corners of a layer on one map up to which its features are drawn as such, and beyond which as a picture.
const MOST_CORNERS: usize = 150_000;

/// A feature as it lies on the map.
struct Lying {
    kind: ShapeKind,
    style: Style,
    /// Rings of ground, or points one by one.
    rings: Vec<Vec<PaperPoint>>,
    /// Edges of ground, or lines.
    lines: Vec<Vec<PaperPoint>>,
}

/// Draws all site layers: first what is filled, then what is drawn with lines.
pub(super) fn draw(painter: &mut Painter<'_>) {
    let sites = painter.sheet.sites;
    let mut inked = Vec::new();
    for site in sites {
        match lying_of(painter, site) {
            Some(lying) => {
                for one in &lying {
                    let is_ground = one.kind == ShapeKind::Polygons;
                    if let Some(tone) = tone_of(&one.rings, one.style, site.opacity)
                        .filter(|_| is_ground && !one.rings.is_empty())
                    {
                        painter.clipped(tone);
                    }
                }
                inked.extend(lying);
            }
            None => draw_picture(painter, site),
        }
    }
    for one in inked {
        draw_ink(painter, one);
    }
}

/// What of a layer lies on the map; `None` where that is too much to be drawn one by one.
fn lying_of(painter: &Painter<'_>, site: &MapSite<'_>) -> Option<Vec<Lying>> {
    let mut lying = Vec::new();
    let mut corners = 0;
    for feature in site.features.near(painter.frame.ground) {
        let Some(style) = site.styles.get(feature.class()) else {
            continue;
        };
        let one = lying_as(painter, feature, *style);
        let all = one.rings.iter().chain(&one.lines);
        corners += all.map(Vec::len).sum::<usize>();
        if MOST_CORNERS < corners {
            return None;
        }
        lying.push(one);
    }
    Some(lying)
}

fn lying_as(painter: &Painter<'_>, feature: DrawnFeature<'_>, style: Style) -> Lying {
    let kind = feature.kind();
    let (mut rings, mut lines) = (Vec::new(), Vec::new());
    for ring in feature.rings() {
        let ring: Vec<_> = ring.collect();
        match kind {
            ShapeKind::Polygons => {
                lines.extend(painter.lines_of(ring.iter().copied()));
                rings.push(painter.ring_of(ring.into_iter()));
            }
            ShapeKind::Lines => lines.extend(painter.lines_of(ring.into_iter())),
            ShapeKind::Points => {
                let points = ring.into_iter();
                let points = points.map(|at| painter.frame.paper_from_world(at));
                let seen = points.filter(|at| painter.frame.paper.contains(*at));
                rings.extend(seen.map(|at| vec![at]));
            }
        }
    }
    rings.retain(|ring| !ring.is_empty());
    Lying {
        kind,
        style,
        rings,
        lines,
    }
}

fn draw_ink(painter: &mut Painter<'_>, one: Lying) {
    match one.kind {
        ShapeKind::Polygons => {
            if let Some(pattern) = pattern_of(&one.rings, one.style) {
                painter.clipped(pattern);
            }
            painter.lines(one.lines, edge_pen(one.style));
        }
        ShapeKind::Lines => painter.lines(one.lines, line_pen(one.style)),
        ShapeKind::Points => {
            for at in one.rings.into_iter().flatten() {
                for shape in point_of(at, one.style) {
                    painter.clipped(shape);
                }
            }
        }
    }
}

/// Draws a layer with very many features as the window does.
fn draw_picture(painter: &mut Painter<'_>, site: &MapSite<'_>) {
    let placement = pixels_of(&painter.frame, PIXEL_MM, 0);
    let pixels = site_tile(site.features, site.styles, &placement, (0, 0));
    let raster = Raster::new(placement.columns, placement.rows, pixels);
    if let Some(pixels) = raster.filter(|raster| !raster.is_clear()) {
        painter.clipped(Shape::Picture {
            at: painter.frame.paper,
            pixels: Arc::new(pixels),
        });
    }
}

/// The classes of a layer of which something lies on some ground, by their place in the layer.
pub(super) fn classes_on(site: &MapSite<'_>, ground: Rect<f64>) -> BTreeSet<usize> {
    let mut classes = BTreeSet::new();
    for feature in site.features.near(ground) {
        if !classes.contains(&feature.class()) && reaches(feature, ground) {
            classes.insert(feature.class());
        }
    }
    classes
}

/// Whether a feature reaches into some ground, and not only the rectangle around it.
fn reaches(feature: DrawnFeature<'_>, ground: Rect<f64>) -> bool {
    // The same cutting does for ground as for paper.
    let rect = PaperRect {
        left: ground.min().x,
        top: ground.min().y,
        right: ground.max().x,
        bottom: ground.max().y,
    };
    feature.rings().any(|ring| {
        let ring: Vec<PaperPoint> = ring.map(|at| PaperPoint { x: at.x, y: at.y }).collect();
        match feature.kind() {
            ShapeKind::Polygons => !ring_within(&ring, rect).is_empty(),
            ShapeKind::Lines => {
                let mut pieces = ring.windows(2);
                pieces.any(|pair| piece_within(pair[0], pair[1], rect).is_some())
            }
            ShapeKind::Points => ring.iter().any(|at| rect.contains(*at)),
        }
    })
}
