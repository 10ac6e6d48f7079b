//! Haul ramps on the map: the road from edge to edge, its middle, and where it turns.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke};
use geo::Coord;

use super::tools::Hand;
use crate::app::App;
use crate::design::BuiltRamp;
use crate::project::DepositId;

/// Draws the ramp of a deposit as it was worked out.
pub fn draw(painter: &Painter, hand: &Hand<'_>, app: &App, id: DepositId, opacity: f32) {
    let is_previewed = app
        .preview()
        .is_some_and(|preview| preview.draft.deposit == Some(id));
    let fill = app.fill(id).and_then(|fill| fill.value());
    let ramp = fill.and_then(|fill| fill.design.ramp.as_deref());
    if let Some(ramp) = ramp.filter(|_| !is_previewed) {
        draw_road(painter, hand, ramp, opacity);
    }
}

fn draw_road(painter: &Painter, hand: &Hand<'_>, ramp: &BuiltRamp, opacity: f32) {
    let middle: Vec<Coord<f64>> = ramp.line.iter().map(|point| point.at).collect();
    let on_screen =
        |line: &[Coord<f64>]| -> Vec<Pos2> { line.iter().map(|at| hand.screen(*at)).collect() };
    let seen = on_screen(&middle);
    if !Rect::from_points(&seen).intersects(painter.clip_rect()) {
        return;
    }
    let half_width_m = 0.5 * ramp.width.0;
    let ink = Color32::from_rgb(0x1F, 0x29, 0x33).gamma_multiply(opacity);
    let halo = Color32::from_white_alpha(190).gamma_multiply(opacity);
    for side in [half_width_m, -half_width_m] {
        let edge = on_screen(&beside(&middle, side));
        painter.add(Shape::line(edge.clone(), Stroke::new(3.0, halo)));
        painter.add(Shape::line(edge, Stroke::new(1.3, ink)));
    }
    painter.extend(Shape::dashed_line(&seen, Stroke::new(1.0, ink), 8.0, 6.0));
    for landing in &ramp.landings {
        let at = landing.middle.at;
        let edge = Coord {
            x: at.x + landing.radius.0,
            ..at
        };
        let (middle, edge) = (hand.screen(at), hand.screen(edge));
        let radius = middle.distance(edge);
        painter.circle_stroke(middle, radius, Stroke::new(1.3, ink));
    }
}

/// The line so far to the left of another, each piece moved by itself.
fn beside(middle: &[Coord<f64>], left_m: f64) -> Vec<Coord<f64>> {
    let pieces = middle.windows(2).flat_map(|pair| {
        let along = pair[1] - pair[0];
        let length_m = along.x.hypot(along.y).max(f64::MIN_POSITIVE);
        let out = Coord {
            x: -along.y,
            y: along.x,
        } * (left_m / length_m);
        [pair[0] + out, pair[1] + out]
    });
    pieces.collect()
}
