//! Comments on the map: a pin where somebody said something.

use egui::{Color32, Painter, Pos2, Shape, Stroke, Ui, Vec2};

use super::tools::Hand;
use crate::ui::context::Panel;

/// A pin that is not dealt with.
const OPEN: Color32 = Color32::from_rgb(0xAC, 0x57, 0x1B);

/// One that is.
const DONE: Color32 = Color32::from_rgb(0x7A, 0x84, 0x8C);

/// How high a pin is, in points.
const HEIGHT: f32 = 22.0;

/// Draws pins of the alternative that is shown and of what is about all of them; the one under the pointer says what it
/// is about.
pub fn draw(ui: &Ui, painter: &Painter, hand: &Hand<'_>, panel: &Panel<'_>) {
    let active = panel.app.active();
    let pointer = hand.response.hover_pos();
    for (of, comment) in panel.app.comments() {
        let Some(place) = comment.place else {
            continue;
        };
        if comment.scenario.is_some_and(|id| id != active) {
            continue;
        }
        let at = hand.screen(place);
        if !painter.clip_rect().expand(HEIGHT).contains(at) {
            continue;
        }
        draw_pin(painter, at, if comment.is_done { DONE } else { OPEN });
        let head = at - Vec2::new(0.0, 0.65 * HEIGHT);
        if pointer.is_some_and(|pointer| pointer.distance(head) < 0.5 * HEIGHT) {
            let signed = format!(
                "{}\n{} · {}",
                comment.text,
                comment.author,
                panel.words.time(comment.at)
            );
            let id = ui.scope_id().with(("pin", of));
            egui::Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), id, head).show(|ui| {
                ui.set_max_width(320.0);
                ui.label(signed);
            });
        }
    }
}

/// A drop whose point stands on the place.
pub fn draw_pin(painter: &Painter, at: Pos2, color: Color32) {
    let head = at - Vec2::new(0.0, 0.65 * HEIGHT);
    let side = Vec2::new(0.3 * HEIGHT, -0.45 * HEIGHT);
    let point = vec![at, at + side, at + Vec2::new(-side.x, side.y)];
    painter.circle_filled(head, 0.38 * HEIGHT, Color32::WHITE);
    painter.add(Shape::convex_polygon(
        point,
        color,
        Stroke::new(1.0, Color32::WHITE),
    ));
    painter.circle_filled(head, 0.33 * HEIGHT, color);
    painter.circle_filled(head, 0.12 * HEIGHT, Color32::WHITE);
}
