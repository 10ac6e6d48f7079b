//! What is watched at deposits, on the map.

use egui::{Color32, Painter, Pos2, Shape, Stroke, Vec2};

use super::built_color;
use super::hauls::write_beside;
use super::lettering::Lettering;
use super::tools::Hand;
use crate::project::{DepositId, Entry};
use crate::ui::context::Panel;

/// Behind marks, so that they show on any ground.
const HALO: Color32 = Color32::from_rgba_premultiplied(225, 225, 225, 225);

/// Half the width of a mark, in points.
const HALF: f32 = 6.0;

/// Draws the points of a deposit: a diamond, and the name while the deposit is selected.
pub fn draw(
    painter: &Painter,
    hand: &Hand<'_>,
    id: DepositId,
    lettering: &mut Lettering,
    panel: &Panel<'_>,
) {
    let app = panel.app;
    let entry = Entry::Deposit(id);
    let Some(deposit) = app.project().deposit(id).filter(|one| one.visible) else {
        return;
    };
    let color = built_color(app, entry);
    let selected = app.selected() == Some(entry);
    for point in &deposit.life.monitoring {
        let at = hand.screen(point.place);
        if !painter.clip_rect().expand(20.0).contains(at) {
            continue;
        }
        painter.add(diamond(at, HALF + 2.0, HALO));
        painter.add(diamond(at, HALF, color));
        painter.circle_filled(at, 1.8, Color32::WHITE);
        if selected {
            write_beside(painter, lettering, at, (&point.name, false), 1.0);
        }
    }
}

fn diamond(at: Pos2, half: f32, color: Color32) -> Shape {
    let corners = [(0.0, -half), (half, 0.0), (0.0, half), (-half, 0.0)];
    let corners = corners.map(|(x, y)| at + Vec2::new(x, y));
    Shape::convex_polygon(corners.to_vec(), color, Stroke::NONE)
}
