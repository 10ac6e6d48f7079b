//! Outlets on the map: where somebody uses rock.

use egui::{Color32, Painter, Pos2, Shape, Stroke, Vec2};

use super::built_color;
use super::tools::Hand;
use crate::project::{Entry, OutletId};
use crate::ui::context::Panel;

/// Behind the mark, so that it shows on any ground.
const HALO: Color32 = Color32::from_rgba_premultiplied(200, 200, 200, 200);

/// Draws an outlet that has a place: an arrow that leads away, and its name.
pub fn draw(painter: &Painter, hand: &Hand<'_>, id: OutletId, panel: &Panel<'_>) {
    let app = panel.app;
    let outlet = app.project().outlet(id).filter(|outlet| outlet.visible);
    let Some((outlet, place)) = outlet.and_then(|outlet| Some((outlet, outlet.place?))) else {
        return;
    };
    let entry = Entry::Outlet(id);
    let at = hand.screen(place);
    let color = built_color(app, entry).gamma_multiply(outlet.opacity);
    let selected = app.selected() == Some(entry);
    let side = if selected { 9.0 } else { 7.0 };
    let square = egui::Rect::from_center_size(at, Vec2::splat(2.0 * side));
    painter.rect_filled(square.expand(1.5), 2.0, HALO.gamma_multiply(outlet.opacity));
    painter.rect_filled(square, 1.0, color);
    let arrow = [
        Pos2::new(at.x - 0.5 * side, at.y - 0.6 * side),
        Pos2::new(at.x + 0.7 * side, at.y),
        Pos2::new(at.x - 0.5 * side, at.y + 0.6 * side),
    ];
    painter.add(Shape::convex_polygon(
        arrow.to_vec(),
        Color32::WHITE,
        Stroke::NONE,
    ));
}
