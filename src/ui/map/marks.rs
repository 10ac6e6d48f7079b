//! Points on the map: where rock is tipped, and where material is let out.

use egui::{Color32, Painter, Pos2, Shape, Stroke, Vec2};

use super::built_color;
use super::tools::{Hand, Tool};
use crate::project::Entry;
use crate::ui::context::Panel;

/// Behind a mark, so that it shows on any ground.
const HALO: Color32 = Color32::from_rgba_premultiplied(200, 200, 200, 200);

/// Draws the point that rock is tipped from: a ring with the heap below it.
pub fn draw_point(painter: &Painter, at: Pos2, color: Color32, selected: bool) {
    let radius = if selected { 10.0 } else { 8.0 };
    let width = if selected { 3.0 } else { 2.0 };
    painter.circle(at, radius + 1.5, HALO, Stroke::NONE);
    painter.circle(at, radius, Color32::WHITE, Stroke::new(width, color));
    let (top, half) = (at - Vec2::new(0.0, 0.5 * radius), 0.6 * radius);
    let foot = at.y + 0.4 * radius;
    let heap = [
        top,
        Pos2::new(at.x + half, foot),
        Pos2::new(at.x - half, foot),
    ];
    painter.add(Shape::convex_polygon(heap.to_vec(), color, Stroke::NONE));
}

/// Draws where material is let out into the level fill that is selected or worked on.
pub fn draw_discharges(painter: &Painter, hand: &Hand<'_>, tool: &Tool, panel: &Panel<'_>) {
    let in_hand = match tool {
        Tool::Discharges(points) => Some(points),
        Tool::Select
        | Tool::Identify
        | Tool::Sketch(_)
        | Tool::Vertices(_)
        | Tool::Move(_)
        | Tool::Line(_)
        | Tool::Spot(_) => None,
    };
    let selected = panel.app.selected_deposit().map(|(id, _)| id);
    let Some(id) = in_hand.map(|points| points.deposit).or(selected) else {
        return;
    };
    let project = panel.app.project();
    let deposit = project.deposit(id).filter(|deposit| deposit.visible);
    let Some(level) = deposit.and_then(|deposit| deposit.level()) else {
        return;
    };
    let held = in_hand.and_then(|points| points.held.as_ref());
    let points = held.map_or(&level.discharges, |held| &held.points);
    let chosen = in_hand.and_then(|points| points.chosen);
    let color = built_color(panel.app, Entry::Deposit(id));
    for (place, at) in points.iter().enumerate() {
        draw_discharge(painter, hand.screen(*at), color, chosen == Some(place));
    }
}

/// A drop: a square on its corner.
fn draw_discharge(painter: &Painter, at: Pos2, color: Color32, chosen: bool) {
    let corners = |radius: f32| {
        let ways = [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)];
        ways.map(|way| at + radius * Vec2::from(way)).to_vec()
    };
    let (radius, fill) = if chosen {
        (9.0, color)
    } else {
        (7.5, Color32::WHITE)
    };
    painter.add(Shape::convex_polygon(
        corners(radius + 2.5),
        HALO,
        Stroke::NONE,
    ));
    let edge = Stroke::new(2.0, color);
    painter.add(Shape::convex_polygon(corners(radius), fill, edge));
}
