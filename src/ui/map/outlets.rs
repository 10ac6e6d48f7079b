//! Outlets on the map: where somebody uses rock.

use egui::{Color32, Painter, Pos2, Shape, Stroke, Vec2};

use super::built_color;
use super::hauls::write_beside;
use super::lettering::Lettering;
use super::tools::{Hand, SpotOf, Tool};
use crate::project::{Distance, Entry, OutletId};
use crate::ui::context::Panel;

/// Behind the mark, so that it shows on any ground.
const HALO: Color32 = Color32::from_rgba_premultiplied(200, 200, 200, 200);

/// Draws an outlet that has a place, which may be in the hand: its mark, and its name beside it.
pub fn draw(
    painter: &Painter,
    hand: &Hand<'_>,
    id: OutletId,
    (tool, lettering): (&Tool, &mut Lettering),
    panel: &Panel<'_>,
) {
    let app = panel.app;
    let Some(outlet) = app.project().outlet(id).filter(|outlet| outlet.visible) else {
        return;
    };
    let Some(place) = tool.held_spot(SpotOf::Outlet(id)).or(outlet.place) else {
        return;
    };
    let entry = Entry::Outlet(id);
    let at = hand.screen(place);
    let color = built_color(app, entry).gamma_multiply(outlet.opacity);
    let selected = app.selected() == Some(entry);
    draw_mark(painter, at, color, selected, outlet.opacity);
    // The name stands where the road does not come from.
    let from_east = match &outlet.terms.distance {
        Distance::Route(line) => {
            let before = line.0.iter().rev().nth(1);
            before.is_some_and(|before| place.x < before.x)
        }
        Distance::Typed { .. } | Distance::Straight { .. } => false,
    };
    let name = (outlet.name.as_str(), from_east);
    write_beside(painter, lettering, at, name, outlet.opacity);
}

/// An arrow that leads away, on a square.
pub fn draw_mark(painter: &Painter, at: Pos2, color: Color32, selected: bool, opacity: f32) {
    let side = if selected { 10.0 } else { 7.5 };
    let square = egui::Rect::from_center_size(at, Vec2::splat(2.0 * side));
    painter.rect_filled(square.expand(2.0), 2.0, HALO.gamma_multiply(opacity));
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
