//! What is in the hand: corners, edges, crossings.

use egui::{Align2, Color32, FontId, Painter, Pos2, Shape, Stroke, Vec2};
use geo::{BoundingRect as _, Coord};

use super::built_color;
use super::hauls::draw_loading_mark;
use super::marks::draw_point;
use super::outlets::draw_mark;
use super::pins::draw_pin;
use super::rings::{Rings, crossings};
use super::tools::{Hand, Purpose, Sketch, SpotOf, Tool, Vertices};
use crate::app::route_length_m;
use crate::ui::context::Panel;
use crate::ui::theme::Palette;

const CORNER_RADIUS: f32 = 4.5;

/// Draws what the tool holds.
pub fn draw(
    painter: &Painter,
    hand: &Hand<'_>,
    tool: &Tool,
    pointer: Option<Coord<f64>>,
    panel: &Panel<'_>,
) {
    let color = match tool.entry() {
        Some(entry) => built_color(panel.app, entry),
        None => panel.palette.accent,
    };
    match tool {
        Tool::Select | Tool::Identify | Tool::Discharges(_) => {}
        Tool::Sketch(sketch) => draw_sketch(painter, hand, sketch, pointer, color, panel),
        Tool::Vertices(vertices) => draw_vertices(painter, hand, vertices, color, panel),
        Tool::Move(moving) => {
            let outline = panel.app.project().outline_of(moving.entry);
            let held = moving.held.as_ref().map(|(_, rings, _)| rings.clone());
            let Some(rings) = held.or_else(|| outline.map(Rings::of)) else {
                return;
            };
            if panel.app.project().is_point(moving.entry) {
                let middle = rings
                    .polygon()
                    .bounding_rect()
                    .map(|extent| extent.center());
                if let Some(at) = middle {
                    draw_point(painter, hand.screen(at), color, true);
                }
            } else {
                draw_rings(painter, hand, &rings, color, panel.palette);
            }
        }
        Tool::Spot(spot) => {
            if let Some(at) = spot.would_be(pointer) {
                let at = hand.screen(at);
                match spot.of {
                    SpotOf::Outlet(_) => draw_mark(painter, at, color, true, 1.0),
                    SpotOf::Origin | SpotOf::Fraction(_) => draw_loading_mark(painter, at),
                    SpotOf::Comment => draw_pin(painter, at, panel.palette.accent),
                }
            }
        }
        Tool::Line(drawn) => {
            let line = drawn.line(panel.app).unwrap_or_default();
            let line: Vec<Pos2> = line.iter().map(|at| hand.screen(*at)).collect();
            draw_path(painter, line.clone(), color);
            for (index, at) in line.into_iter().enumerate() {
                draw_corner(painter, at, color, drawn.chosen == Some(index));
            }
        }
    }
}

fn draw_sketch(
    painter: &Painter,
    hand: &Hand<'_>,
    sketch: &Sketch,
    pointer: Option<Coord<f64>>,
    color: Color32,
    panel: &Panel<'_>,
) {
    if sketch.purpose == Purpose::Point {
        if let Some(at) = pointer {
            draw_point(painter, hand.screen(at), color, true);
        }
        return;
    }
    let mut line: Vec<Pos2> = sketch.corners.iter().map(|at| hand.screen(*at)).collect();
    let corners = line.len();
    line.extend(pointer.map(|at| hand.screen(at)));
    draw_path(painter, line.clone(), color);
    let is_ring = !sketch.is_line();
    if is_ring && 2 < line.len() {
        let closing = [line[line.len() - 1], line[0]];
        painter.extend(Shape::dashed_line(
            &closing,
            Stroke::new(1.5, color),
            6.0,
            4.0,
        ));
    }
    for at in &line[..corners] {
        draw_corner(painter, *at, color, false);
    }
    if is_ring {
        mark_crossings(painter, hand, &sketch.crossings(pointer), panel.palette);
    }
    if let (Some(last), Some(pointer)) = (sketch.corners.last(), pointer) {
        let whole_m = matches!(sketch.purpose, Purpose::Route(_)).then(|| {
            let points: Vec<Coord<f64>> = sketch.corners.iter().copied().chain([pointer]).collect();
            route_length_m(&points)
        });
        tell_length(painter, hand, (*last, pointer), whole_m, panel);
    }
    if is_ring && !matches!(sketch.purpose, Purpose::Hole(_)) && 3 <= corners {
        draw_corner(painter, line[0], color, true);
    }
}

/// How long the edge in the hand is and where it points, beside the pointer; and the whole line, in metres.
fn tell_length(
    painter: &Painter,
    hand: &Hand<'_>,
    (from, to): (Coord<f64>, Coord<f64>),
    whole_m: Option<f64>,
    panel: &Panel<'_>,
) {
    let way = to - from;
    let bearing = way.x.atan2(way.y).to_degrees().rem_euclid(360.0);
    let length = panel.words.quantity(way.x.hypot(way.y), 1, "m");
    let mut text = format!("{length}  {}", panel.words.quantity(bearing, 0, "°"));
    if let Some(whole_m) = whole_m {
        let whole = panel.words.quantity(whole_m / 1000.0, 2, "km");
        text = format!("{whole}\n{text}");
    }
    plate(
        painter,
        hand.screen(to) + Vec2::new(14.0, 14.0),
        &text,
        panel.palette,
    );
}

/// Writing on the map, on a plate so that it can be read on any ground.
pub fn plate(painter: &Painter, at: Pos2, text: &str, palette: Palette) {
    let ink = painter.ctx().global_style().visuals.text_color();
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(13.0), ink);
    let place = Align2::LEFT_TOP.anchor_size(at, galley.size());
    painter.rect_filled(place.expand2(Vec2::new(5.0, 2.0)), 3.0, palette.plate);
    painter.galley(place.min, galley, ink);
}

fn draw_vertices(
    painter: &Painter,
    hand: &Hand<'_>,
    vertices: &Vertices,
    color: Color32,
    panel: &Panel<'_>,
) {
    let Some(outline) = panel.app.project().outline_of(vertices.entry) else {
        return;
    };
    let rings = match &vertices.held {
        Some(held) => held.rings.clone(),
        None => Rings::of(outline),
    };
    draw_rings(painter, hand, &rings, color, panel.palette);
    for (corner, at) in rings.corners() {
        let chosen = vertices.chosen == Some(corner);
        draw_corner(painter, hand.screen(at), color, chosen);
    }
    if let Some(at) = vertices.edge_under(hand, &rings) {
        painter.circle(at, 4.0, Color32::WHITE, Stroke::new(1.5, color));
        let arm = |by: Vec2| [at - by, at + by];
        for by in [Vec2::new(2.5, 0.0), Vec2::new(0.0, 2.5)] {
            painter.line_segment(arm(by), Stroke::new(1.2, color));
        }
    }
}

fn draw_rings(painter: &Painter, hand: &Hand<'_>, rings: &Rings, color: Color32, palette: Palette) {
    for ring in &rings.0 {
        let mut line: Vec<Pos2> = ring.iter().map(|at| hand.screen(*at)).collect();
        line.extend(line.first().copied());
        draw_path(painter, line, color);
        mark_crossings(painter, hand, &crossings(ring, true), palette);
    }
}

fn draw_path(painter: &Painter, line: Vec<Pos2>, color: Color32) {
    let halo = Stroke::new(4.5, Color32::from_white_alpha(180));
    painter.add(Shape::line(line.clone(), halo));
    painter.add(Shape::line(line, Stroke::new(2.5, color)));
}

fn draw_corner(painter: &Painter, at: Pos2, color: Color32, chosen: bool) {
    let radius = if chosen {
        CORNER_RADIUS + 2.5
    } else {
        CORNER_RADIUS
    };
    let fill = if chosen { color } else { Color32::WHITE };
    painter.circle(at, radius, fill, Stroke::new(2.0, color));
}

/// A cross in a ring where an outline crosses itself.
fn mark_crossings(painter: &Painter, hand: &Hand<'_>, crossings: &[Coord<f64>], palette: Palette) {
    for at in crossings {
        let at = hand.screen(*at);
        painter.circle(
            at,
            9.0,
            Color32::from_white_alpha(200),
            Stroke::new(2.5, palette.error),
        );
        for by in [Vec2::new(4.0, 4.0), Vec2::new(4.0, -4.0)] {
            painter.line_segment([at - by, at + by], Stroke::new(2.5, palette.error));
        }
    }
}
